#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Status;

/// The audit log of an invented supplier.
LogMapping audit_log() {
  LogMapping log;
  log.source = "acme_audit";
  log.recognised_by = {"what", "when", "who.id"};
  log.time = {"when_exactly", "when"};
  // In order of path, as intel gives them.
  log.fields = {{"on.id", resource_uid},
                {"who.id", actor_user_uid},
                {"who.mail", actor_user_name},
                {"who.mail", actor_user_email}};
  log.operation = "what";
  log.kinds = {{{"login.*"}, EventClass::authentication, model::activity::logon},
               {{"key.create", "key.renew"}, EventClass::account_change, model::activity::create},
               {{"key.*"}, EventClass::account_change, model::activity::update}};
  log.outcome = {"how"};
  log.success = {"ok", "allowed*"};
  log.failure = {"denied"};
  log.constants = {{"token", {"*"}, auth_method, "api key"},
                   {"session", {"*"}, auth_method, "session"},
                   {"who.type", {"Administrator", "Owner"}, actor_user_type, "admin"}};
  log.sees = {model::Sight::authentication, model::Sight::account_change};
  return log;
}

testing::Decoding decode(const LogMapping& log, std::string_view record) {
  FileContext context;
  context.mapping = &log;
  return testing::decode(mapped_json, record, context);
}

TEST(MappedJson, DecodesARecordAsTheMappingSays) {
  const LogMapping log = audit_log();
  const auto event = decode(
      log,
      R"({"what":"key.create","when":"2026-03-01T10:00:00.5Z","who":{"id":"u1","mail":"kim@acme.example","type":"Owner"},)"
      R"("on":[{"id":"k1"},{"id":"k2"}],"how":"Allowed by policy","session":"s9"})");
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.time(), "2026-03-01T10:00:00.5Z");
  EXPECT_EQ(event.event.event_class, EventClass::account_change);
  EXPECT_EQ(event.event.activity, model::activity::create);
  EXPECT_EQ(event.event.status, Status::success);
  EXPECT_EQ(event.get(event_code), "key.create");
  EXPECT_EQ(event.get(api_operation), "key.create");
  EXPECT_EQ(event.get(actor_user_name), "kim@acme.example");
  EXPECT_EQ(event.get(actor_user_email), "kim@acme.example");
  EXPECT_EQ(event.all(resource_uid), "k1 k2");
  EXPECT_EQ(event.get(auth_method), "session");
  EXPECT_EQ(event.get(actor_user_type), "admin");
}

struct RecordCase {
  std::string_view name, record;
  Decoded outcome;
  EventClass event_class;
  Status status;
  std::string_view method;
};

constexpr RecordCase records[] = {
    {"a_failure", R"({"what":"login.web","when":"2026-03-01T10:00:00Z","how":"denied"})", Decoded::event,
     EventClass::authentication, Status::failure, ""},
    {"first_kind_that_fits_counts", R"({"what":"key.renew","how":"ok"})", Decoded::event, EventClass::account_change,
     Status::success, ""},
    {"unknown_operation_is_other", R"({"what":"cake.bake","how":"ok"})", Decoded::event, EventClass::other,
     Status::success, ""},
    {"unknown_outcome_is_unknown", R"({"what":"key.drop","how":"perhaps"})", Decoded::event, EventClass::account_change,
     Status::unknown, ""},
    {"first_constant_counts", R"({"what":"key.drop","session":"s","token":"t"})", Decoded::event,
     EventClass::account_change, Status::unknown, "api key"},
    {"null_is_nothing", R"({"what":"key.drop","session":null})", Decoded::event, EventClass::account_change,
     Status::unknown, ""},
    {"cut", R"({"what":"key.drop",)", Decoded::unparsed, EventClass::other, Status::unknown, ""},
    {"no_object", "key.drop", Decoded::unparsed, EventClass::other, Status::unknown, ""},
    {"blank", "  ", Decoded::nothing, EventClass::other, Status::unknown, ""},
};

TEST(MappedJson, GivesOneEventForEveryWholeRecord) {
  const LogMapping log = audit_log();
  for (const RecordCase& row : records) {
    const auto event = decode(log, row.record);
    EXPECT_EQ(event.outcome, row.outcome) << row.name;
    EXPECT_EQ(event.event.event_class, row.event_class) << row.name;
    EXPECT_EQ(event.event.status, row.status) << row.name;
    EXPECT_EQ(event.get(auth_method), row.method) << row.name;
  }
}

TEST(MappedJson, TakesTheFirstTimeThatIsOne) {
  const LogMapping log = audit_log();
  EXPECT_EQ(decode(log, R"({"when":"2026-03-01T10:00:00Z","when_exactly":"soon"})").time(), "2026-03-01T10:00:00Z");
  EXPECT_EQ(decode(log, R"({"when":1772359200,"when_exactly":"2026-03-01T10:00:01Z"})").time(), "2026-03-01T10:00:01Z");
  EXPECT_EQ(decode(log, R"({"when":"soon"})").time(), "");
  EXPECT_EQ(decode(log, R"({"when":"2026-03-01 10:00:00"})").event.time_quality, model::TimeQuality::zone_assumed);
}

constexpr std::string_view ours = R"({"what":"a","when":"2026-03-01T10:00:00Z","who":{"id":"u"},"extra":1})";

std::string recognised(std::string_view head, const std::vector<LogMapping>& mappings) {
  const Recognised found = recognise_mapped(head, mappings, recognise(head));
  EXPECT_EQ(found.mapping != nullptr, found.format == &mapped_json || found.format == &mapped_json_array);
  return std::string(found.format->name) + " " + found.source;
}

TEST(MappedJson, IsRecognisedByAllOfItsPaths) {
  const std::vector<LogMapping> one = {audit_log()};
  const std::string line(ours);
  EXPECT_EQ(recognised(line + "\n" + line + "\n", one), "mapped_json acme_audit");
  EXPECT_EQ(recognised("[" + line + ",\n" + line + "]", one), "mapped_json_array acme_audit");
  EXPECT_EQ(recognised("{\"total\": 2, \"events\": [" + line + "," + line + "]}", one), "mapped_json_array acme_audit");
  EXPECT_EQ(recognised(line + "\n", {}), "json_lines json");
  EXPECT_EQ(recognised("{\"what\":\"a\",\"when\":\"2026-03-01T10:00:00Z\"}\n", one), "json_lines json");
  EXPECT_EQ(recognised("what when who.id\n", one), "text text");
  EXPECT_EQ(recognised("", one), recognised("", {}));
}

TEST(MappedJson, LeavesToABuiltInFormatWhatThatKnows) {
  LogMapping greedy = audit_log();
  greedy.recognised_by = {"event_type", "timestamp"};
  constexpr std::string_view insights =
      R"({"event_type":"command_run","service":"directory","timestamp":"2026-03-01T10:00:00Z","organization":"o"})"
      "\n";
  EXPECT_EQ(recognised(insights, {greedy}), "jumpcloud_insights jumpcloud_directory_insights");
}

TEST(MappedJson, TheMostPathsWinWhateverTheOrderOfPacks) {
  LogMapping few = audit_log(), many = audit_log(), twin = audit_log();
  few.source = "a_few";
  many.source = "many";
  many.recognised_by.emplace_back("extra");
  twin.source = "a_twin";
  twin.recognised_by = many.recognised_by;
  EXPECT_EQ(recognised(ours, {few, many}), "mapped_json many");
  EXPECT_EQ(recognised(ours, {many, few}), "mapped_json many");
  EXPECT_EQ(recognised(ours, {many, twin}), "mapped_json a_twin");
  EXPECT_EQ(recognised(ours, {twin, many}), "mapped_json a_twin");
}

TEST(MappedJson, ShowsWhatItsMappingSays) {
  const LogMapping log = audit_log();
  FileContext context;
  EXPECT_EQ(sights_of(mapped_json, log.source, context).front(), model::Sight::text);
  context.mapping = &log;
  EXPECT_EQ(sights_of(mapped_json, log.source, context).size(), 2U);
}

}  // namespace
}  // namespace clew::evidence
