#include "clew/desk/pack.h"

#include "clew/desk/investigate.h"
#include "clew/evidence/reader.h"
#include "clew/hunt/scan.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include <gtest/gtest.h>

namespace clew::desk {
namespace {

using enum model::Attribute;
using model::Event;
using model::EventClass;
using model::Status;
namespace fs = std::filesystem;

const fs::path source_dir = CLEW_SOURCE_DIR;
const fs::path system_log = source_dir / "clew/desk/testdata/okta_system_log.json";

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "clew-pack-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] fs::path write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// All records of a file, through the packs' mappings alone.
std::vector<Event> events_of(const fs::path& path, std::string& source) {
  const auto mappings = log_mappings(known_packs({}));
  auto reader = evidence::Reader::open({path, "x", 0}, {.mappings = mappings});
  EXPECT_TRUE(reader);
  std::vector<Event> events;
  evidence::Scratch scratch;
  evidence::Block block;
  while (const auto member = reader->next_member()) {
    source = member->recognised.source;
    evidence::FileContext context;
    context.mapping = member->recognised.mapping;
    while (reader->next_block(block)) {
      for (const evidence::Record& record : block.records) {
        Event event;
        const auto decoded = member->recognised.format->decode(block.text_of(record), context, scratch, event);
        if (decoded == evidence::Decoded::event) events.push_back(event);
      }
    }
  }
  return events;
}

struct Want {
  std::string_view operation;
  EventClass event_class;
  std::uint8_t activity;
  Status status;
  std::string_view who, from, method, target;
};

TEST(OktaPack, DecodesTheSystemLogByItself) {
  namespace activity = model::activity;
  constexpr std::string_view admin = "kim.admin@lighthouse.example", security = "lee@lighthouse.example";
  const Want wants[] = {
      {"user.session.start", EventClass::authentication, activity::logon, Status::success, admin, "192.0.2.10",
       "session", ""},
      {"user.session.access_admin_app", EventClass::authentication, activity::logon, Status::success, admin,
       "203.0.113.77", "session", "0oa1console"},
      {"policy.evaluate_sign_on", EventClass::authentication, activity::logon, Status::failure, admin, "203.0.113.77",
       "session", ""},
      {"system.api_token.create", EventClass::account_change, activity::create, Status::success, admin, "203.0.113.77",
       "session", "00Tnew"},
      {"user.lifecycle.create", EventClass::account_change, activity::create, Status::success, admin, "203.0.113.77",
       "api token", "00u2new"},
      {"user.session.clear", EventClass::account_change, activity::remove, Status::success, security, "192.0.2.11",
       "session", "00u1admin"},
      {"system.api_token.revoke", EventClass::account_change, activity::remove, Status::success, security, "192.0.2.11",
       "session", "00Tnew"},
      {"zone.update", EventClass::api_activity, activity::update, Status::success, "system@okta.example", "192.0.2.11",
       "", ""},
  };
  std::string source;
  const auto events = events_of(system_log, source);
  EXPECT_EQ(source, "okta_system_log");
  ASSERT_EQ(events.size(), std::size(wants));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    const Want& want = wants[i];
    EXPECT_EQ(event.get(event_code), want.operation);
    EXPECT_EQ(event.get(api_operation), want.operation);
    EXPECT_EQ(event.event_class, want.event_class) << want.operation;
    EXPECT_EQ(event.activity, want.activity) << want.operation;
    EXPECT_EQ(event.status, want.status) << want.operation;
    EXPECT_EQ(event.get(actor_user_name), want.who) << want.operation;
    EXPECT_EQ(event.get(src_ip), want.from) << want.operation;
    EXPECT_EQ(event.get(auth_method), want.method) << want.operation;
    EXPECT_EQ(event.get(resource_uid), want.target) << want.operation;
    EXPECT_EQ(event.time_quality, model::TimeQuality::exact) << want.operation;
  }
  EXPECT_EQ(base::to_rfc3339(*events[0].time), "2023-10-02T07:58:03.114Z");
  EXPECT_EQ(events[0].get(actor_user_type), "user");
  EXPECT_EQ(events[1].get(actor_user_type), "admin");
  EXPECT_EQ(events[7].get(actor_user_type), "system");
  EXPECT_EQ(events[4].get(user_agent), "curl/8.0");
  EXPECT_EQ(events[4].get(actor_credential_uid), "00Tnew");
  EXPECT_EQ(events[2].get(status_detail), "Sign-on policy evaluation resulted in DENY");
}

TEST(OktaPack, ItsLogCoversWhatThePackSays) {
  const auto listing = evidence::list_files({system_log}).value();
  hunt::ScanOptions options;
  options.mappings = log_mappings(known_packs({}));
  const auto value = model::Value::parse(model::ValueType::ipv4, "203.0.113.77").value();
  const std::vector<model::Value> values = {value};
  const hunt::ScanResult result = hunt::scan(listing, values, options);
  ASSERT_EQ(result.sources.size(), 1U);
  EXPECT_EQ(result.sources[0].name, "okta_system_log");
  EXPECT_EQ(result.sources[0].tally.events, 8U);
  EXPECT_EQ(result.sources[0].tally.unparsed, 0U);
  EXPECT_NE(std::ranges::find(result.sources[0].sees, model::Sight::authentication), result.sources[0].sees.end());
  EXPECT_FALSE(result.kept.empty());
}

constexpr std::string_view acme_pack = R"(schema = "clew.pack/1"
[supplier]
id = "acme"
name = "Acme"
[[indicator]]
type = "ipv4"
value = "203.0.113.9"
role = "c2"
[[log]]
source = "acme_audit"
recognised_by = ["act", "at"]
time = ["at"]
operation = "act"
sees = ["account_change"]
[log.fields]
"addr" = "src_endpoint.ip"
[[log.kind]]
operations = ["*"]
class = "account_change"
)";

TEST(KnownPacks, OneThatIsHandedInStandsForTheBuiltInOne) {
  const Folder folder;
  const auto acme = folder.write("acme.toml", acme_pack);
  const auto okta = folder.write("okta.toml", "schema = \"clew.pack/1\"\n[supplier]\nid = \"okta\"\nname = \"Ours\"\n");
  const auto broken = folder.write("broken.toml", "schema = \"clew.pack/1\"\n[supplier]\nid = \"b\"\n");
  const auto notice = folder.write("notice.md", "# A notice\n");
  const auto packs = known_packs({notice, acme, okta, broken, folder.path() / "missing"});
  EXPECT_EQ(packs.size(), intel::built_in_packs().size() + 1);
  EXPECT_EQ(packs.at(0).id, "acme");
  EXPECT_EQ(packs.at(1).name, "Ours");
  const auto mappings = log_mappings(known_packs({acme, okta}));
  ASSERT_EQ(mappings.size(), 1U);
  EXPECT_EQ(mappings.at(0).source, "acme_audit");
}

TEST(KnownPacks, ASupplierNeedsNoCode) {
  const Folder folder, evidence;
  InvestigateRequest request;
  request.reports = {folder.write("acme.toml", acme_pack)};
  request.evidence = {evidence.write("any.name",
                                     R"({"act":"key.make","at":"2026-03-01T10:00:00Z","addr":"203.0.113.9"})"
                                     "\n")};
  const auto document = investigate(request);
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->supplier, "acme");
  ASSERT_EQ(document->coverage.size(), 1U);
  EXPECT_EQ(document->coverage.at(0).source, "acme_audit");
}

TEST(CheckPacks, TellsEveryErrorAndPrintsNothingThatATerminalObeys) {
  const Folder folder;
  const auto bad = folder.write("bad.toml",
                                "schema = \"clew.pack/1\"\n[supplier]\nid = \"a\"\nname = \"A\"\n"
                                "[[door]]\nkind = \"\\u001b[31mred\"\n[orders]\nqueue = \"1 day\"\n");
  const auto sly = folder.write("sly.toml",
                                "schema = \"clew.pack/1\"\n[supplier]\nid = \"a\"\nname = \"A\\u001b]0;x\\u0007\"\n"
                                "[[credential]]\nname = \"k\\u202e\"\nkind = \"secret\"\nheld_by = \"device\"\n");
  const auto reports = check_packs({bad, sly, folder.path() / "missing.toml", source_dir / "packs/okta.toml"});
  ASSERT_EQ(reports.size(), 4U);
  EXPECT_EQ(reports[0].errors.size(), 2U);
  EXPECT_NE(reports[0].errors[0].find("line 6"), std::string::npos);
  EXPECT_TRUE(reports[1].is_valid());
  EXPECT_FALSE(reports[2].is_valid());
  EXPECT_TRUE(reports[3].is_valid());
  for (const PackReport& report : reports) {
    for (const auto* lines : {&report.errors, &report.advice, &report.summary}) {
      for (const std::string& line : *lines) {
        EXPECT_EQ(line.find_first_of("\x1b\x07\n"), std::string::npos) << line;
        EXPECT_EQ(line.find("\u202e"), std::string::npos) << line;
      }
    }
    EXPECT_LE(report.summary.size(), 40U) << report.file;
  }
}

TEST(ShowPack, KnowsThePacksThatAreBuiltIn) {
  EXPECT_EQ(list_packs().size(), intel::built_in_packs().size());
  EXPECT_TRUE(show_pack("jumpcloud"));
  EXPECT_FALSE(show_pack("nobody"));
}

}  // namespace
}  // namespace clew::desk
