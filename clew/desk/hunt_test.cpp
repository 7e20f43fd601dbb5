#include "clew/desk/hunt.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::desk {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "clew-hunt-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Told {
  std::string out;
  std::vector<std::string> messages;
  base::Result<HuntReport> report;
};

Told run(HuntRequest request) {
  Told told{{}, {}, HuntReport{}};
  if (!request.write) {
    request.write = [&](std::string_view text) {
      told.out += text;
      return true;
    };
  }
  request.say = [&](const std::string& message) { told.messages.push_back(message); };
  told.report = hunt(request);
  return told;
}

TEST(Hunt, SearchesForAValueOnceHoweverOftenItIsListed) {
  const Folder folder;
  const auto one = folder.write("one.tsv", "evil.com\tdomain\nEVIL.com.\tdomain\n203.0.113.7:443\tip:port\n");
  const auto two = folder.write("two.txt", "evil[.]com\n203.0.113.7\nbad.example\n");
  folder.write("logs/a", "evil.com 203.0.113.7\n");
  const Told told =
      run({.lists = {one, two}, .values = {"evil.com"}, .evidence = {folder.path() / "logs"}, .form = HuntForm::json});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->indicators, 3U);
  EXPECT_EQ(told.report->indicators_seen, 2U);
  EXPECT_EQ(told.report->sightings, 2U);
}

TEST(Hunt, PutsTheFileAboveItsSightingsForAPerson) {
  const Folder folder;
  folder.write("logs/a", "x evil.com\ny A.evil.com\n");
  folder.write("logs/b", "evil.com\n");
  const std::string logs = (folder.path() / "logs").string();
  HuntRequest request{.values = {"evil.com"}, .evidence = {logs}};
  request.heading = true;
  EXPECT_EQ(run(request).out, fmt::format("{0}/a\n1:3: domain evil[.]com\n2:3: domain evil[.]com: A.evil[.]com\n\n"
                                          "{0}/b\n1:1: domain evil[.]com\n",
                                          logs));
}

TEST(Hunt, SaysWhereJsonCannotHoldTheBytes) {
  const Folder folder;
  folder.write("logs/a",
               "/tmp/\xff"
               "x\n");
  const auto list = folder.write("list",
                                 "file_path,/tmp/\xff"
                                 "x\nfile_path,/tmp/y\n");
  const Told told = run({.lists = {list}, .evidence = {folder.path() / "logs"}, .form = HuntForm::json});
  EXPECT_TRUE(told.out.find("\"text\":\"/tmp/\xef\xbf\xbdx\",\"text_is_exact\":false}\n") != std::string::npos)
      << told.out;
}

TEST(Hunt, EndsWhenNobodyReadsOn) {
  const Folder folder;
  for (int i = 0; i < 50; ++i) folder.write(fmt::format("logs/{}", i), "evil.com\n");
  HuntRequest request{.values = {"evil.com"}, .evidence = {folder.path() / "logs"}};
  int writes = 0;
  request.write = [&](std::string_view) { return ++writes < 3; };
  ASSERT_TRUE(run(request).report);
  EXPECT_EQ(writes, 3);
}

TEST(Hunt, NamesTheFirstRefusalsAndCountsTheOthers) {
  const Folder folder;
  std::string list = "evil.com\tdomain\n";
  for (int i = 0; i < 20; ++i) list += "nonsense\tsha256\n";
  const auto path = folder.write("list", list);
  folder.write("logs/a", "x\n");
  const Told told = run({.lists = {path}, .evidence = {folder.path() / "logs"}});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->refused, 20U);
  ASSERT_EQ(told.messages.size(), refusals_said_max + 1);
  EXPECT_TRUE(told.messages.front().starts_with(path.string() + ":2: not an indicator: nonsense"))
      << told.messages.front();
  EXPECT_EQ(told.messages.back(), "… and 15 more that are no indicators");
}

TEST(Hunt, RefusesAListThatIsNone) {
  const Folder folder;
  const auto list = folder.write("list", std::string("\0\1\2", 3));
  EXPECT_FALSE(run({.lists = {list}, .evidence = {folder.path()}}).report);
  EXPECT_FALSE(run({.lists = {folder.path() / "gone"}, .evidence = {folder.path()}}).report);
  EXPECT_FALSE(run({.values = {"word"}, .evidence = {folder.path()}}).report);
}

std::string bundle_of(const std::vector<std::string>& patterns) {
  std::string objects;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    objects += fmt::format(R"({}{{"type":"indicator","id":"indicator--{}","name":"n","pattern":"{}"}})",
                           i == 0 ? "" : ",", i, patterns[i]);
  }
  return R"({"type":"bundle","id":"bundle--1","objects":[)" + objects + "]}";
}

std::string dns_record(int second, std::string_view host, std::string_view name) {
  return fmt::format(R"({{"ts":{}.5,"uid":"C1","id.orig_h":"{}","id.orig_p":5000,"id.resp_h":"192.0.2.53",)"
                     R"("id.resp_p":53,"proto":"udp","query":"{}","qtype_name":"A","answers":["203.0.113.9"]}})"
                     "\n",
                     1'700'000'000 + second, host, name);
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Hunt, TellsPatternsInOneOrderWhateverTheThreads) {
  const Folder folder;
  for (int file = 0; file < 12; ++file) {
    std::string lines;
    for (int i = 0; i < 300; ++i)
      lines += dns_record(file * 7 + i, fmt::format("10.0.0.{}", i / 60), fmt::format("n{}.example", (file + i) % 40));
    folder.write(fmt::format("logs/{}.log", file), lines);
  }
  const auto bundle = folder.write(
      "bundle.json",
      bundle_of({"[domain-name:value = 'n3.example' AND network-traffic:src_ref.value = '10.0.0.3']",
                 "([domain-name:value LIKE 'n7.%'] FOLLOWEDBY [domain-name:value = 'n9.example']) WITHIN 3 SECONDS",
                 "[domain-name:value MATCHES '^n1[0-9]'] REPEATS 5 TIMES WITHIN 20 SECONDS"}));
  std::string want;
  for (const unsigned threads : {1U, 2U, 8U}) {
    const Told told =
        run({.lists = {bundle}, .evidence = {folder.path() / "logs"}, .form = HuntForm::json, .threads = threads});
    ASSERT_TRUE(told.report);
    EXPECT_EQ(told.report->patterns, 3U);
    EXPECT_EQ(count_of(told.out, "{\"pattern\":\"indicator--1\""), 5U) << "one match for each device";
    EXPECT_GT(count_of(told.out, "{\"pattern\":\"indicator--0\""), 10U);
    if (want.empty()) want = told.out;
    EXPECT_EQ(told.out, want) << threads;
  }
}

TEST(Hunt, LeavesOutRecordsOfAPatternThatTooManySatisfyAndSaysSo) {
  const Folder folder;
  std::string lines;
  for (int i = 0; i < 3'000; ++i) lines += dns_record(i, "10.0.0.7", "a.example");
  folder.write("logs/dns.log", lines);
  const auto bundle = folder.write(
      "bundle.json",
      bundle_of({"[domain-name:value LIKE 'a.%'] FOLLOWEDBY [domain-name:value LIKE 'b.%']", "[url:value LIKE '%a']"}));
  const Told told = run({.lists = {bundle}, .evidence = {folder.path() / "logs"}, .form = HuntForm::json});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->pattern_matches, 0U);
  EXPECT_NE(told.out.find("\"records\":3000,\"left_out\":1976"), std::string::npos) << told.out;
  EXPECT_NE(told.out.find("\"not_told\":[\"url:value\"]"), std::string::npos) << told.out;
  ASSERT_GE(told.messages.size(), 2U);
  const std::string& left_out = told.messages[told.messages.size() - 2];
  EXPECT_NE(left_out.find("1976 of 3000 records"), std::string::npos) << left_out;
  EXPECT_EQ(told.messages.back(),
            "cannot be judged: url:value, which no record of this evidence tells (1 pattern asks for it)");
}

TEST(Hunt, JudgesNoPatternWhereOnlyValuesAreAskedFor) {
  const Folder folder;
  folder.write("logs/dns.log", dns_record(1, "10.0.0.7", "a.example"));
  const auto bundle = folder.write("bundle.json", bundle_of({"[process:command_line LIKE '%x%']"}));
  const HuntRequest request{.lists = {bundle}, .evidence = {folder.path() / "logs"}, .values_only = true};
  EXPECT_FALSE(run(request).report) << "there is nothing to search for";
  HuntRequest whole = request;
  whole.values_only = false;
  ASSERT_TRUE(run(whole).report);
}

TEST(Hunt, ReadsALongListPieceByPiece) {
  const Folder folder;
  std::string list = "value\ttype\n";
  for (int i = 0; i < 30'000; ++i) list += fmt::format("host{}.example\tdomain\n", i);
  const auto path = folder.write("list", list);
  folder.write("logs/a", "host0.example host29999.example host30000.example\n");
  const Told told = run({.lists = {path}, .evidence = {folder.path() / "logs"}});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->indicators, 30'000U);
  EXPECT_EQ(told.report->sightings, 2U);
  EXPECT_TRUE(told.messages.empty());
}

}  // namespace
}  // namespace clew::desk
