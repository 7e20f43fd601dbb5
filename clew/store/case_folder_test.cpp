#include "clew/store/case_folder.h"

#include "clew/store/case_database.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace clew::store {
namespace {

namespace fs = std::filesystem;
using base::Done;
using base::Result;

/// A folder of its own that goes away with the test.
class Playground {
 public:
  Playground() {
    std::string name = (fs::temp_directory_path() / "clew-case-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Playground() { fs::remove_all(path_); }
  Playground(const Playground&) = delete;
  Playground& operator=(const Playground&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// The real disk until the n-th operation; that one fails, and with `for_good` all after it. A failing write leaves half
/// of the file, as a full disk does.
class FailingDisk final : public base::Disk {
 public:
  FailingDisk(std::size_t fails_at, bool for_good) : fails_at_(fails_at), for_good_(for_good) {}

  Result<Done> write(const fs::path& path, std::string_view bytes) override {
    if (!fails()) return real().write(path, bytes);
    EXPECT_TRUE(real().write(path, bytes.substr(0, bytes.size() / 2)));
    return base::fail(base::Fault::unavailable, "no space left on the disk");
  }
  Result<Done> rename(const fs::path& from, const fs::path& to) override {
    if (fails()) return base::fail(base::Fault::unavailable, "no space left on the disk");
    return real().rename(from, to);
  }
  Result<Done> make_folder(const fs::path& path) override {
    if (fails()) return base::fail(base::Fault::unavailable, "no space left on the disk");
    return real().make_folder(path);
  }
  void remove(const fs::path& path) noexcept override { real().remove(path); }

  [[nodiscard]] std::size_t operations() const { return operations_; }

 private:
  bool fails() {
    ++operations_;
    return operations_ == fails_at_ || (for_good_ && operations_ > fails_at_);
  }
  std::size_t fails_at_;
  bool for_good_;
  std::size_t operations_ = 0;
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) files[entry.path().filename()] = content_of(entry.path());
  return files;
}

model::CaseDocument sample(std::string device) {
  model::CaseDocument document;
  document.tool_version = "0.1.0";
  document.answer.verdict = model::Verdict::hit;
  document.answer.sentence = "one device";
  model::CaseFinding finding;
  finding.id = "F1";
  finding.time = base::parse_rfc3339("2024-02-29T17:56:41.25Z").value();
  finding.status = model::FindingStatus::counts;
  finding.grade = model::Grade::contacted;
  finding.device = device;
  finding.indicator = model::CaseIndicator{"pear-mirror.example", "domain", "", "Orchard", "", "c2"};
  finding.evidence = {{"dns.log", 7, 120, 64, "raw\xff", 0, 3}, {"dns.log", 9, 300, 64, "", 0, 0}};
  document.findings = {finding};
  document.devices = {{device,
                       {{"ip", {"192.0.2.1", "192.0.2.2"}}},
                       model::DeviceStatus::compromised,
                       finding.time,
                       {"indicator"},
                       {"F1"},
                       ""}};
  document.coverage = {
      {"dns", {"dns"}, {"dns.log"}, finding.time, finding.time, 12, 1, {{finding.time, {}, "ends early"}}, {}}};
  document.answer.door_kind = "supplier_channel";
  document.answer.door_reasons = {{"network", false, "nothing came from outside", {"F1"}}};
  document.answer.could_have_seen = finding.time;
  document.chains = {{"C1", device, "agent started sh", finding.time, {}, true, "no order explains it", {"F1"}}};
  document.secrets = {{"login keychain of kim", "keychain", device, "kim", true, {"F1", "F2"}}};
  document.cloud_actions = {{finding.time, "robot", "AKIA0", "GetSecretValue", "signer", "192.0.2.9", true, "F1"}};
  document.cleared = {{"order by lead", "behaviour", "given from the office", {}}};
  document.clocks = {{"edr", "dns", -3600.5, 0.5, 12, true, "12 look-ups stand in both"}};
  document.evidence_files = {{"dns.log", ~0ULL, "", "", "dns", 13, 12, 1, ""}};
  return document;
}

constexpr CaseTexts first_texts = {"{}", "<p>", "order\r\n", "- [ ] 1"};
constexpr CaseTexts second_texts = {"[]", "<b>", "order,what\r\n", "- [x] 1"};
constexpr std::size_t files_of_a_case = 5;

TEST(CaseFolder, IsMadeForItsOwnerAlone) {
  const Playground ground;
  const fs::path folder = ground.path() / "cases" / "orchard";
  ASSERT_TRUE(write_case_folder(base::Disk::real(), folder, sample("a"), first_texts));
  struct stat status {};
  ASSERT_EQ(::stat(folder.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  const auto files = files_in(folder);
  EXPECT_EQ(files.size(), files_of_a_case);
  EXPECT_EQ(files.at("case.json"), "{}");
  EXPECT_EQ(files.at("report.html"), "<p>");
  EXPECT_EQ(files.at("rotation.csv"), "order\r\n");
  EXPECT_EQ(files.at("rotation.md"), "- [ ] 1");
  EXPECT_TRUE(files.at("case.sqlite").starts_with("SQLite format 3"));
}

TEST(CaseFolder, RefusesAFolderOfSomethingElse) {
  const Playground ground;
  std::ofstream(ground.path() / "holiday.jpg") << "x";
  const auto written = write_case_folder(base::Disk::real(), ground.path(), sample("a"), first_texts);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, base::Fault::unsupported);
  EXPECT_NE(written.error().what.find("no case.json"), std::string::npos);
  EXPECT_EQ(files_in(ground.path()).size(), 1U);
}

TEST(CaseFolder, RefusesAPathThatIsAFile) {
  const Playground ground;
  std::ofstream(ground.path() / "notes") << "x";
  EXPECT_FALSE(write_case_folder(base::Disk::real(), ground.path() / "notes", sample("a"), first_texts));
  EXPECT_FALSE(write_case_folder(base::Disk::real(), ground.path() / "notes" / "case", sample("a"), first_texts));
}

TEST(CaseFolder, LeavesTheNotesOfTheAnalystAlone) {
  const Playground ground;
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("a"), first_texts));
  std::ofstream(ground.path() / "notes.md") << "called the supplier";
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("b"), second_texts));
  const auto files = files_in(ground.path());
  EXPECT_EQ(files.size(), files_of_a_case + 1);
  EXPECT_EQ(files.at("notes.md"), "called the supplier");
  EXPECT_EQ(files.at("case.json"), "[]");
}

TEST(CaseFolder, FirstCaseIsThereAsAWholeOrNotAtAllWhereverTheDiskFails) {
  for (const bool for_good : {false, true}) {
    std::size_t failures = 0;
    for (std::size_t n = 1;; ++n) {
      const Playground ground;
      const fs::path folder = ground.path() / "case";
      FailingDisk disk(n, for_good);
      const auto written = write_case_folder(disk, folder, sample("a"), first_texts);
      const std::size_t files = files_in(folder).size();
      if (written) {
        EXPECT_EQ(files, files_of_a_case);
        break;
      }
      EXPECT_EQ(files, 0U) << "operation " << n;
      EXPECT_EQ(written.error().fault, base::Fault::unavailable);
      ++failures;
    }
    EXPECT_GE(failures, 1 + 2 * files_of_a_case);
  }
}

TEST(CaseFolder, EarlierCaseIsUntouchedWhereverTheDiskFailsOnce) {
  const Playground ground;
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("a"), first_texts));
  const auto before = files_in(ground.path());
  std::size_t failures = 0;
  for (std::size_t n = 1;; ++n) {
    FailingDisk disk(n, false);
    if (write_case_folder(disk, ground.path(), sample("b"), second_texts)) break;
    EXPECT_EQ(files_in(ground.path()), before) << "operation " << n;
    ++failures;
  }
  EXPECT_GE(failures, 3 * files_of_a_case);
  EXPECT_EQ(files_in(ground.path()).at("case.json"), "[]");
  EXPECT_EQ(files_in(ground.path()).size(), files_of_a_case);
}

/// A disk that refuses everything from some operation on cannot put back either: no file is half, nothing is lost, and the
/// next call starts by putting the earlier case back.
TEST(CaseFolder, NothingIsLostWhenTheDiskNeverComesBack) {
  for (std::size_t n = 1;; ++n) {
    const Playground ground;
    ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("a"), first_texts));
    const auto before = files_in(ground.path());
    FailingDisk disk(n, true);
    if (write_case_folder(disk, ground.path(), sample("b"), second_texts)) break;
    for (const auto& [name, content] : files_in(ground.path()))
      EXPECT_FALSE(name.ends_with(".unfinished")) << "operation " << n;

    // The first thing that the next call does is to put back; it may then fail at its first write.
    std::size_t to_put_back = 0;
    for (const auto& [name, content] : files_in(ground.path())) to_put_back += name.ends_with(".earlier") ? 1U : 0U;
    FailingDisk later(to_put_back + 1, false);
    EXPECT_FALSE(write_case_folder(later, ground.path(), sample("c"), {"\"c\"", "<i>", "c", "- c"}));
    EXPECT_EQ(files_in(ground.path()), before) << "operation " << n;
  }
}

TEST(CaseFolder, ACaseOfAnEarlierVersionGetsItsLedgerOrStaysAsItWas) {
  for (std::size_t n = 1;; ++n) {
    const Playground ground;
    for (const char* name : {"case.json", "case.sqlite", "report.html"}) std::ofstream(ground.path() / name) << "older";
    const auto before = files_in(ground.path());
    FailingDisk disk(n, false);
    if (write_case_folder(disk, ground.path(), sample("b"), second_texts)) {
      EXPECT_EQ(files_in(ground.path()).size(), files_of_a_case);
      break;
    }
    EXPECT_EQ(files_in(ground.path()), before) << "operation " << n;
  }
}

TEST(CaseFolder, ARunThatWasKilledAfterItsLastRenameIsComplete) {
  const Playground ground;
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("a"), first_texts));
  std::ofstream(ground.path() / "case.json.earlier") << "older";
  std::ofstream(ground.path() / "report.html.earlier") << "older";
  FailingDisk disk(1, false);
  EXPECT_FALSE(write_case_folder(disk, ground.path(), sample("b"), second_texts));
  EXPECT_EQ(files_in(ground.path()).size(), files_of_a_case);
  EXPECT_EQ(files_in(ground.path()).at("case.json"), "{}");
}

std::string ask(const fs::path& path, const std::string& question) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, question.c_str(), -1, &statement, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  std::string answer;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const unsigned char* text = sqlite3_column_text(statement, i);
      answer += (i == 0 ? "" : "|") + std::string(text == nullptr ? "null" : reinterpret_cast<const char*>(text));
    }
    answer += "\n";
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return answer;
}

TEST(CaseDatabase, AnswersQuestionsInSql) {
  const Playground ground;
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("orc-17"), first_texts));
  const fs::path path = ground.path() / "case.sqlite";
  EXPECT_EQ(ask(path, "PRAGMA integrity_check"), "ok\n");
  EXPECT_EQ(ask(path, "PRAGMA user_version"), "1\n");
  EXPECT_EQ(ask(path, "SELECT verdict, sentence, earliest_time FROM document"), "hit|one device|null\n");
  EXPECT_EQ(
      ask(path,
          "SELECT f.device, f.time, f.indicator_value, e.line, e.raw FROM finding f JOIN evidence e ON e.finding = f.number ORDER BY e.line"),
      "orc-17|2024-02-29T17:56:41.25Z|pear-mirror.example|7|raw\xef\xbf\xbd\norc-17|2024-02-29T17:56:41.25Z|pear-mirror.example|9|null\n");
  EXPECT_EQ(ask(path, "SELECT value FROM device_id WHERE device = 'orc-17'"), "192.0.2.1\n192.0.2.2\n");
  EXPECT_EQ(ask(path, "SELECT source, why FROM coverage_gap"), "dns|ends early\n");
  EXPECT_EQ(ask(path, "SELECT could_have_seen, door_kind FROM document"), "2024-02-29T17:56:41.25Z|supplier_channel\n");
  EXPECT_EQ(ask(path, "SELECT * FROM door_reason"), "network|0|nothing came from outside|F1\n");
  EXPECT_EQ(ask(path, "SELECT id, from_time, to_time, counts FROM chain"), "C1|2024-02-29T17:56:41.25Z|null|1\n");
  EXPECT_EQ(ask(path, "SELECT what, account, opened, findings FROM secret"), "login keychain of kim|kim|1|F1 F2\n");
  EXPECT_EQ(ask(path, "SELECT account, operation, succeeded FROM cloud_action"), "robot|GetSecretValue|1\n");
  EXPECT_EQ(ask(path, "SELECT kind, why FROM cleared"), "behaviour|given from the office\n");
  EXPECT_EQ(ask(path, "SELECT source, offset_seconds, applied FROM clock"), "edr|-3600.5|1\n");
  EXPECT_EQ(ask(path, "SELECT bytes FROM evidence_file"), "9223372036854775807\n");
}

TEST(CaseDatabase, HoldsTheJudgementWithTheUnknownActorLast) {
  const Playground ground;
  model::CaseDocument document = sample("orc-17");
  document.attribution = {.candidates = {{.activity = "Amber Group",
                                          .names = {"Amber Group", "Umber"},
                                          .confidence = "low",
                                          .probability = 0.6,
                                          .supporting = {"1 equal address"},
                                          .opposing = {}}},
                          .abstained = false,
                          .why = "likely",
                          .unknown_probability = 0.4,
                          .unknown_opposing = {"1 trace is known of Amber Group alone"},
                          .matrix = {{"equal address", "address", {model::Bearing::supports, model::Bearing::against}}},
                          .links = {{.kind = "exact_indicator",
                                     .from = "192.0.2.9",
                                     .to = "192.0.2.9",
                                     .activity = "Umber",
                                     .source = {},
                                     .publisher = "Example Labs",
                                     .date = "2024-01-02",
                                     .weight = 0.5,
                                     .discounted = {}}}};
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), document, first_texts));
  const fs::path path = ground.path() / "case.sqlite";
  EXPECT_EQ(ask(path, "SELECT rank, activity, probability, names FROM hypothesis ORDER BY rank"),
            "1|Amber Group|0.6|Amber Group; Umber\n2|null|0.4|\n");
  EXPECT_EQ(ask(path, "SELECT hypothesis, in_favour FROM hypothesis_reason"), "1|1\n2|0\n");
  EXPECT_EQ(ask(path, "SELECT hypothesis, bearing FROM matrix_cell"), "1|+\n2|-\n");
  EXPECT_EQ(ask(path, "SELECT from_value, activity, source, weight FROM link"), "192.0.2.9|Umber|null|0.5\n");
}

TEST(CaseDatabase, AnswersTheQuestionsOfItsPage) {
  const Playground ground;
  ASSERT_TRUE(write_case_folder(base::Disk::real(), ground.path(), sample("orc-17"), first_texts));
  const std::string page = content_of(CLEW_SOURCE_DIR "/docs/formats/case_folder.md");
  std::size_t questions = 0;
  for (std::size_t at = page.find("```sql\n"); at != std::string::npos; at = page.find("```sql\n", at + 1)) {
    const std::size_t begin = at + 7;
    ask(ground.path() / "case.sqlite", page.substr(begin, page.find("```", begin) - begin));
    ++questions;
  }
  EXPECT_GE(questions, 2U);
}

TEST(CaseDatabase, SameDocumentGivesTheSameBytes) {
  EXPECT_EQ(case_database(sample("a")).value(), case_database(sample("a")).value());
  EXPECT_NE(case_database(sample("a")).value(), case_database(sample("b")).value());
}

}  // namespace
}  // namespace clew::store
