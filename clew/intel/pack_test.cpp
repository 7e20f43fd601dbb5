#include "clew/intel/pack.h"

#include "clew/intel/detail/pack_parts.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

const std::string head = "schema = \"clew.pack/1\"\n[supplier]\nid = \"acme\"\nname = \"Acme\"\n";

TEST(BuiltInPacks, AllParseAndStandInOrderOfTheirId) {
  const auto packs = built_in_packs();
  ASSERT_GE(packs.size(), 2U);
  for (std::size_t i = 1; i < packs.size(); ++i) EXPECT_LT(packs[i - 1].id, packs[i].id);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const Pack& built_in(std::string_view id) {
  const auto packs = built_in_packs();
  const auto found = std::ranges::find(packs, id, &Pack::id);
  EXPECT_NE(found, packs.end()) << id;
  return *found;
}

TEST(BuiltInPacks, SayWhoIsQuotedAndWhatIsToBeRenewed) {
  for (const Pack& pack : built_in_packs()) {
    EXPECT_FALSE(pack.window_source.empty()) << pack.id;
    EXPECT_FALSE(pack.claims.empty()) << pack.id;
    EXPECT_FALSE(pack.credentials.empty()) << pack.id;
    EXPECT_FALSE(pack.retention.empty()) << pack.id;
    for (const Credential& credential : pack.credentials) EXPECT_FALSE(credential.why.empty()) << credential.name;
    EXPECT_TRUE(std::ranges::is_sorted(pack.claims, {}, &model::Claim::date)) << pack.id;
  }
}

/// What is open on purpose: no log that we know of proves these renewals. A new line here wants a reason.
TEST(BuiltInPacks, LeaveNothingOpenButTheProofOfSomeRenewals) {
  for (const Pack& pack : built_in_packs()) {
    const auto path = std::filesystem::path(CLEW_SOURCE_DIR) / "packs" / (pack.id + ".toml");
    const PackCheck check = check_pack(path.string(), read_file(path));
    for (const std::string& sentence : check.advice) {
      EXPECT_NE(sentence.find("its renewal cannot be proven by a log"), std::string::npos)
          << pack.id << ": " << sentence;
    }
  }
}

TEST(BuiltInPacks, JumpCloudKnowsOrdersAndTheProofOfARenewedKey) {
  const Pack& pack = built_in("jumpcloud");
  EXPECT_EQ(pack.orders.result, std::vector<std::string>{"command result"});
  EXPECT_EQ(pack.orders.joined_by, model::Attribute::resource_uid);
  EXPECT_EQ(pack.orders.queue_seconds_max, 30 * 86'400);
  const auto key = std::ranges::find(pack.credentials, "api_key", &Credential::kind);
  ASSERT_NE(key, pack.credentials.end());
  EXPECT_TRUE(key->mints);
  EXPECT_EQ(key->rotated_field, "apiKey");
  for (const Agent& agent : pack.agents) EXPECT_FALSE(agent.own_files.empty()) << agent.system;
}

TEST(PackFormat, TheExampleOfTheManualPassesWithoutARemark) {
  const std::string page = read_file(std::filesystem::path(CLEW_SOURCE_DIR) / "docs/formats/pack.md");
  const std::string fence = "```toml\n";
  const std::size_t begin = page.find(fence) + fence.size();
  const PackCheck check = check_pack("pack.md", page.substr(begin, page.find("```", begin) - begin));
  for (const base::Error& error : check.errors) ADD_FAILURE() << error.what;
  for (const std::string& sentence : check.advice) ADD_FAILURE() << sentence;
  ASSERT_TRUE(check.pack);
  EXPECT_EQ(check.pack->logs.size(), 1U);
  EXPECT_EQ(check.pack->indicators.size(), 2U);
  EXPECT_TRUE(check.pack->orders.known());
}

/// The published list of event types, where it is at hand: no operation is made up.
TEST(BuiltInPacks, EveryOperationOfJumpCloudIsADocumentedEvent) {
  const char* const shared = std::getenv("CLEW_SHARED");
  const auto path = std::filesystem::path(shared == nullptr ? "" : shared) / "data/jumpcloud_api/jc_di_schema.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data/jumpcloud_api in CLEW_SHARED";
  std::string schema = read_file(path);
  schema.erase(0, schema.find("\"event_types\""));
  const Pack& pack = built_in("jumpcloud");
  std::vector<std::string> operations;
  const auto add = [&](const std::vector<std::string>& more) {
    operations.insert(operations.end(), more.begin(), more.end());
  };
  add(pack.orders.prepared);
  add(pack.orders.given);
  add(pack.orders.erased);
  for (const Door& door : pack.doors) add(door.entered_by);
  for (const Credential& credential : pack.credentials) {
    add(credential.rotated_by);
    add(credential.old_use);
  }
  EXPECT_GT(operations.size(), 20U);
  for (const std::string& operation : operations) {
    if (operation == "admin_old_api_key_attempt") continue;  // in records, and in no published list
    EXPECT_NE(schema.find('"' + operation + '"'), std::string::npos) << operation;
  }
}

TEST(Pack, KeepsWhatTheSupplierIsCalledAndWhereItsAgentLies) {
  const auto pack = parse_pack(
      "acme.toml", head +
                       "domains = [\"Acme.Example\"]\n[window]\nfrom = 2023-06-20\nto = \"2023-07\"\n"
                       "[[agent]]\nsystem = \"linux\"\npaths = [\"/opt/acme/agent\"]\n"
                       "[[need]]\nname = \"network\"\nany_of = [\"dns\", \"tls\"]\n[[need]]\nname = \"process\"\n");
  ASSERT_TRUE(pack) << pack.error().what;
  EXPECT_EQ(pack->domains, std::vector<std::string>{"acme.example"});
  EXPECT_EQ(base::to_date(pack->window.to.value()), "2023-08-01");
  EXPECT_EQ(pack->agents.at(0).paths.at(0), "/opt/acme/agent");
  EXPECT_EQ(pack->needs.at(0).any_of.size(), 2U);
  EXPECT_EQ(pack->needs.at(1).any_of.at(0), model::Sight::process);
}

TEST(Pack, GivesEveryIndicatorItsPlace) {
  const std::string bytes =
      head + "[[indicator]]\ntype = \"domain\"\nvalue = \"evil[.]example\"\nrole = \"c2\"\nvalid_to = \"2022-05\"\n";
  const auto pack = parse_pack("acme.toml", bytes);
  ASSERT_TRUE(pack) << pack.error().what;
  const model::Indicator& indicator = pack->indicators.at(0);
  EXPECT_EQ(indicator.value.text(), "evil.example");
  EXPECT_EQ(bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes), indicator.text);
  EXPECT_EQ(indicator.text, "evil[.]example");
  EXPECT_EQ(indicator.line, 7U);
  EXPECT_EQ(indicator.role, model::Role::c2);
}

TEST(Pack, KeepsOrdersCredentialsAndClaims) {
  const auto pack = parse_pack("acme.toml", head + R"(
[[claim]]
by = "A Lab"
via = "A Paper"
date = 2026-03-01
kind = "attribution"
text = "it was them"
[[agent]]
system = "windows"
names = ["acme.exe"]
own_files = ['C:\ProgramData\Acme\*']
[[door]]
kind = "sso_session"
methods = ["session"]
entered_by = ["sso"]
[orders]
prepared = ["make"]
given = ["run"]
result = ["answer"]
erased = ["wipe"]
joined_by = "metadata.correlation_uid"
queue = "12 hours"
queue_source = "their manual"
[[credential]]
name = "keys"
kind = "api_key"
held_by = "administrator"
doors = ["sso_session"]
mints = true
why = "everything"
rotated_by = ["change"]
rotated_field = "key"
old_use = ["old"]
[[retention]]
log = "audit"
days = 30
source = "their manual"
)");
  ASSERT_TRUE(pack) << pack.error().what;
  EXPECT_EQ(pack->claims.at(0).via, "A Paper");
  EXPECT_EQ(pack->claims.at(0).date, "2026-03-01");
  EXPECT_EQ(pack->agents.at(0).own_files.size(), 1U);
  EXPECT_EQ(pack->doors.at(0).entered_by.at(0), "sso");
  EXPECT_EQ(pack->orders.joined_by, model::Attribute::correlation_uid);
  EXPECT_EQ(pack->orders.queue_seconds_max, 12 * 3600);
  EXPECT_TRUE(pack->orders.known());
  const Credential& key = pack->credentials.at(0);
  EXPECT_TRUE(key.mints);
  EXPECT_EQ(key.held_by + " " + key.rotated_by.at(0) + " " + key.rotated_field + " " + key.old_use.at(0),
            "administrator change key old");
  EXPECT_EQ(pack->retention.at(0).days, 30);
}

const std::string log_head = head + R"(
[[log]]
source = "acme_audit"
recognised_by = ["what", "who.id"]
time = ["when"]
operation = "what"
outcome = "how"
success = ["ok"]
sees = ["authentication", "account_change"]
)";

TEST(Pack, KeepsALogInTheOrderOfItsPaths) {
  const auto pack = parse_pack("acme.toml", log_head + R"(
[log.fields]
who.mail = ["actor.user.name", "actor.user.email_addr"]
"from.ip" = "src_endpoint.ip"
[[log.kind]]
operations = ["login.*"]
class = "authentication"
activity = "logon"
[[log.kind]]
operations = ["key.*"]
class = "account_change"
[[log.constant]]
path = "who.role"
is = ["Owner"]
attribute = "actor.user.type"
text = "admin"
)");
  ASSERT_TRUE(pack) << pack.error().what;
  const model::LogMapping& log = pack->logs.at(0);
  ASSERT_EQ(log.fields.size(), 3U);
  EXPECT_EQ(log.fields[0].path, "from.ip");
  EXPECT_EQ(log.fields[1].path, "who.mail");
  EXPECT_EQ(log.fields[1].attribute, model::Attribute::actor_user_name);
  EXPECT_EQ(log.kinds.at(0).activity, model::activity::logon);
  EXPECT_EQ(log.kinds.at(1).activity, model::activity::unknown);
  EXPECT_EQ(log.constants.at(0).text, "admin");
  EXPECT_EQ(log.sees.size(), 2U);
}

TEST(Pack, EveryBrokenTableIsNamedInOrderOfItsPlace) {
  const PackCheck check = check_pack(
      "acme.toml", head +
                       "[[door]]\nkind = \"window\"\n[orders]\ngiven = []\n[[retention]]\nlog = \"x\"\ndays = 0\n"
                       "[[door]]\nkind = \"network\"\nwhi = \"\"\n");
  ASSERT_EQ(check.errors.size(), 4U);
  EXPECT_FALSE(check.pack);
  EXPECT_EQ(check.errors[0].what.substr(0, 7), "line 6:");
  EXPECT_EQ(check.errors[1].what.substr(0, 7), "line 7:");
  EXPECT_EQ(check.errors[2].what.substr(0, 8), "line 11:");
  EXPECT_EQ(check.errors[3].what.substr(0, 8), "line 14:");
}

TEST(Pack, ARefusedSupplierIsSaidOnce) {
  const PackCheck check =
      check_pack("acme.toml", "schema = \"clew.pack/1\"\n[supplier]\nid = \"acme\"\n" + log_head.substr(head.size()));
  ASSERT_EQ(check.errors.size(), 1U);
  EXPECT_NE(check.errors[0].what.find("\"name\" is missing"), std::string::npos);
  const PackCheck none = check_pack("acme.toml", "schema = \"clew.pack/1\"\n" + log_head.substr(head.size()));
  ASSERT_EQ(none.errors.size(), 1U);
}

std::string advice_on(const std::string& text) {
  const PackCheck check = check_pack("acme.toml", text);
  EXPECT_TRUE(check.pack) << (check.errors.empty() ? "" : check.errors[0].what);
  std::string all;
  for (const std::string& sentence : check.advice) all += sentence + "\n";
  return all;
}

TEST(PackAdvice, NamesWhatCannotBeAnswered) {
  const std::string advice = advice_on(head + R"(
[window]
from = 2026-03-01
[[door]]
kind = "admin_session"
[orders]
given = ["run"]
[[credential]]
name = "keys"
kind = "api_key"
held_by = "administrator"
doors = ["sso_session"]
[[retention]]
log = "audit"
days = 1
[[indicator]]
type = "domain"
value = "evil.example"
)");
  for (const std::string_view part :
       {"[window]: no \"source\"", "no [[claim]]", "without an [[agent]]",
        "\"admin_session\": neither \"methods\" nor \"entered_by\"", "no \"result\"", "no \"queue\"",
        "\"keys\": no \"rotated_by\"", "no [[door]] \"sso_session\"", "\"audit\": no \"source\"", "no [[need]]",
        "1 of 1 [[indicator]] without \"role\" (line"}) {
    EXPECT_NE(advice.find(part), std::string::npos) << part << "\n" << advice;
  }
}

TEST(PackAdvice, FindsAnOperationThatNoLogHas) {
  const std::string credential = R"(
[[log.kind]]
operations = ["key.*"]
class = "account_change"
[[log.kind]]
operations = ["*"]
class = "api_activity"
[[credential]]
name = "keys"
kind = "api_key"
held_by = "administrator"
rotated_by = )";
  EXPECT_EQ(advice_on(log_head + credential + "[\"key.renew\"]\n").find("fits no [[log.kind]]"), std::string::npos);
  EXPECT_NE(advice_on(log_head + credential + "[\"kye.renew\"]\n").find("\"kye.renew\" fits no [[log.kind]]"),
            std::string::npos);
}

struct OwnFile {
  std::string_view pattern;
  bool is_fine;
};

TEST(OwnFiles, MayNotCoverWhatOthersWriteTo) {
  constexpr OwnFile rows[] = {
      {"/opt/jc/*", true},
      {"/opt/acme/*", true},
      {"/tmp/acme-agent-*", true},
      {"/tmp/*", false},
      {"/private/var/tmp/*", false},
      {"/private/var/tmp/ac*", false},
      {"/opt/*", false},
      {"/Library/LaunchDaemons/*", false},
      {"/Library/LaunchDaemons/example.acme.*", true},
      {"/Users/*/Downloads/acme.pkg", false},
      {"*", false},
      {"/", false},
      {"/*", false},
      {"acme/*", false},
      {"/opt/acme/../../etc/*", false},
      {R"(C:\Program Files\Acme\*)", true},
      {R"(D:\Program Files\*)", false},
      {R"(C:\Windows\Temp\*)", false},
      {R"(C:\Windows\Temp\acme-*)", true},
      {R"(C:\*)", false},
  };
  for (const OwnFile& row : rows) {
    EXPECT_EQ(!detail::why_no_own_file(row.pattern), row.is_fine) << row.pattern;
  }
}

TEST(Durations, AreANumberAndAUnit) {
  EXPECT_EQ(detail::parse_duration_seconds("30 days"), 30 * 86'400);
  EXPECT_EQ(detail::parse_duration_seconds("1 day"), 86'400);
  EXPECT_EQ(detail::parse_duration_seconds("12 hours"), 12 * 3600);
  EXPECT_EQ(detail::parse_duration_seconds("45 minutes"), 45 * 60);
  for (const std::string_view text :
       {"", "30", "days", "0 days", "-1 days", "30  days", "30 days ", "3651 days", "99999999999999999999 days",
        "9223372036854775807 minutes", "1.5 hours", "2 weeks"}) {
    EXPECT_FALSE(detail::parse_duration_seconds(text)) << text;
  }
}

struct BadPack {
  std::string name, text, want;
};
class BadPacks : public testing::TestWithParam<BadPack> {};

TEST_P(BadPacks, AreRefusedWithLineAndRule) {
  const auto pack = parse_pack("acme.toml", GetParam().text);
  ASSERT_FALSE(pack);
  EXPECT_NE(pack.error().what.find(GetParam().want), std::string::npos) << pack.error().what;
  EXPECT_EQ(pack.error().file, "acme.toml");
  EXPECT_LE(pack.error().where.offset_bytes + pack.error().where.size_bytes, GetParam().text.size());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadPacks,
    testing::Values(
        BadPack{"no_schema", "x = 1\n", "clew.pack/1"},
        BadPack{"no_supplier", "schema = \"clew.pack/1\"\n", "[supplier]"},
        BadPack{"syntax", "schema = \"clew.pack/1\"\n[supplier\n", "line 2"},
        BadPack{"unknown_key", head + "colour = \"red\"\n", "line 5: unknown key \"colour\""},
        BadPack{"id_in_capitals", "schema = \"clew.pack/1\"\n[supplier]\nid = \"ACME\"\nname = \"A\"\n", "line 3"},
        BadPack{"door_kind", head + "[[door]]\nkind = \"window\"\n", "line 6: \"window\" is no kind of door"},
        BadPack{"need", head + "[[need]]\nname = \"magic\"\n", "nothing that a source shows"},
        BadPack{"broken_value", head + "[[indicator]]\ntype = \"sha256\"\nvalue = \"abc\"\n",
                "line 7: 3 digits, 64 expected"},
        BadPack{"claim_in_words", head + "claims = \"x\"\n", "unknown key \"claims\" in [supplier]"},
        BadPack{"claim_kind", head + "[[claim]]\nby = \"A\"\ndate = 2026-03-01\nkind = \"rumour\"\ntext = \"x\"\n",
                "line 8: \"rumour\" is no kind of claim"},
        BadPack{"claim_date", head + "[[claim]]\nby = \"A\"\ndate = \"soon\"\nkind = \"scope\"\ntext = \"x\"\n",
                "line 7: \"date\" is to be a date"},
        BadPack{"own_files_of_everybody",
                head + "[[agent]]\nsystem = \"linux\"\nnames = [\"a\"]\nown_files = [\n\"/opt/a/*\",\n\"/tmp/*\"]\n",
                "line 10: \"own_files\", \"/tmp/*\": this is a folder that others write to"},
        BadPack{"same_door_twice", head + "[[door]]\nkind = \"network\"\n[[door]]\nkind = \"network\"\n", "line 8"},
        BadPack{"orders_that_nobody_gives", head + "[orders]\nprepared = [\"x\"]\n", "\"given\" is missing"},
        BadPack{"joined_by_nothing", head + "[orders]\ngiven = [\"x\"]\njoined_by = \"order.id\"\n",
                "line 7: \"order.id\" is no attribute"},
        BadPack{"queue_in_weeks", head + "[orders]\ngiven = [\"x\"]\nqueue = \"2 weeks\"\n",
                "line 7: \"queue\" is to be a time"},
        BadPack{"credential_kind", head + "[[credential]]\nname = \"k\"\nkind = \"badge\"\nheld_by = \"device\"\n",
                "line 7: \"badge\" is no kind of credential"},
        BadPack{"holder", head + "[[credential]]\nname = \"k\"\nkind = \"secret\"\nheld_by = \"nobody\"\n",
                "line 8: \"nobody\" is no holder"},
        BadPack{"mints_in_words",
                head + "[[credential]]\nname = \"k\"\nkind = \"secret\"\nheld_by = \"device\"\nmints = \"yes\"\n",
                "line 9: \"mints\" is to be true or false"},
        BadPack{"field_of_nothing",
                head + "[[credential]]\nname = \"k\"\nkind = \"secret\"\nheld_by = \"device\"\nrotated_field = \"x\"\n",
                "line 9: \"rotated_field\""},
        BadPack{"kept_for_no_days", head + "[[retention]]\nlog = \"x\"\ndays = 0\n", "line 7: \"days\" is to be"},
        BadPack{"log_of_another", head + "[[log]]\nsource = \"zeek_dns\"\n", "begins with \"acme_\""},
        BadPack{"log_known_by_one_path",
                head + "[[log]]\nsource = \"acme_x\"\nrecognised_by = [\"id\"]\ntime = [\"t\"]\nsees = [\"order\"]\n",
                "at least 2 paths"},
        BadPack{"log_attribute", log_head + "[log.fields]\na = \"colour\"\n", "line 15: \"colour\" is no attribute"},
        BadPack{"log_class", log_head + "[[log.kind]]\noperations = [\"x\"]\nclass = \"magic\"\n",
                "line 16: \"magic\" is no class"},
        BadPack{"log_inventory", log_head + "[[log.kind]]\noperations = [\"x\"]\nclass = \"inventory_info\"\n",
                "recognised by itself"},
        BadPack{"log_activity",
                log_head + "[[log.kind]]\noperations = [\"x\"]\nclass = \"dns_activity\"\nactivity = \"logon\"\n",
                "line 17: \"logon\" is no activity of dns_activity"},
        BadPack{"log_long_path", log_head + "[log.fields]\n" + std::string(300, 'a') + " = \"message\"\n",
                "300 bytes, at most 200"},
        BadPack{"log_many_patterns",
                [] {
                  std::string text = log_head;
                  for (int kind = 0; kind < 3; ++kind) {
                    text += "[[log.kind]]\nclass = \"other\"\noperations = [";
                    for (int i = 0; i < 700; ++i) text += "\"x\",";
                    text += "]\n";
                  }
                  return text;
                }(),
                "line 6: 2101 patterns, at most 2000"},
        BadPack{"log_twice", log_head + log_head.substr(head.size()), "already"},
        BadPack{"backwards", head + "[window]\nfrom = 2023-07-01\nto = 2023-06-01\n", "lies before"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace clew::intel
