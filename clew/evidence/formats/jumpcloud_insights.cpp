// JumpCloud Directory Insights: who signed in where, and what administrators did. JSON lines, or an array of records.
// Source: JumpCloud's published API description of the service; docs/formats/sources.md has the classes in full.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::array table = std::to_array<Mapping>({
    {"application.id", resource_uid},
    {"application.name", resource_name},
    {"association.connection.from.name", resource_name},
    {"association.connection.from.object_id", resource_uid},
    {"association.connection.from.type", resource_type},
    {"association.connection.to.name", resource_name},
    {"association.connection.to.object_id", resource_uid},
    {"association.connection.to.type", resource_type},
    {"auth_context.system.hostname", device_hostname},
    {"auth_context.system.id", device_uid},
    {"auth_method", auth_method},
    {"changes.field", changed_field},
    {"client_ip", src_ip},
    {"correlation.id", correlation_uid},
    {"device_object_id", device_uid},
    {"dn", actor_user_name},
    {"error_message", status_detail},
    {"event_type", event_code},
    {"geoip.country_code", location},
    {"id", event_uid},
    {"initiated_by.email", actor_user_email},
    {"initiated_by.id", actor_user_uid},
    {"initiated_by.type", actor_user_type},
    {"initiated_by.username", actor_user_name},
    {"mfa", is_mfa},
    {"organization", org_uid},
    {"process_name", actor_process_path},
    {"resource.email", resource_name},
    {"resource.hostname", resource_name},
    {"resource.id", resource_uid},
    {"resource.name", resource_name},
    {"resource.type", resource_type},
    {"resource.username", resource_name},
    {"service", api_service},
    {"src_ip", src_ip},
    {"system.hostname", device_hostname},
    {"system.id", device_uid},
    {"useragent.os", client_os},
});
static_assert(is_sorted_by_path(table));

/// What an event type says was done; the first rule that fits counts.
struct Rule {
  enum class Where : std::uint8_t { begin, end, anywhere } where;
  std::string_view word;
  EventClass event_class;
  std::uint8_t activity;
};
constexpr std::array<Rule, 25> rules = {{
    // Signing in, and failing to.
    {Rule::Where::end, "login_attempt", EventClass::authentication, activity::logon},
    {Rule::Where::end, "login_event", EventClass::authentication, activity::logon},
    {Rule::Where::end, "api_key_attempt", EventClass::authentication, activity::logon},
    {Rule::Where::end, "sso_auth", EventClass::authentication, activity::logon},
    {Rule::Where::end, "radius_auth", EventClass::authentication, activity::logon},
    {Rule::Where::end, "radius_auth_attempt", EventClass::authentication, activity::logon},
    {Rule::Where::end, "ldap_bind", EventClass::authentication, activity::logon},
    // What was found installed on a device: a fact, not an act of somebody.
    {Rule::Where::begin, "software_", EventClass::other, activity::other},
    // Acts, by their last word.
    {Rule::Where::end, "_create", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_created", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_add", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_update", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_updated", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_modified", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_change", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_patch", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_delete", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_deleted", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_remove", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_search", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_reveal", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_export", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_download", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_decrypt", EventClass::api_activity, activity::read},
    {Rule::Where::anywhere, "", EventClass::api_activity, activity::other},
}};

bool fits(const Rule& rule, std::string_view type) {
  switch (rule.where) {
    case Rule::Where::begin: return type.starts_with(rule.word);
    case Rule::Where::end: return type.ends_with(rule.word);
    case Rule::Where::anywhere: return type.contains(rule.word);
  }
  return false;
}

/// Acts on administrators and users, and on what lets them in.
bool is_account_event(std::string_view type) {
  return type.starts_with("admin_") || type.starts_with("user_") || type.starts_with("totp_");
}

void classify(std::string_view type, model::Event& event) {
  const auto* rule = std::ranges::find_if(rules, [&](const Rule& candidate) { return fits(candidate, type); });
  event.event_class = rule->event_class;
  event.activity = rule->activity;
  if (event.event_class == EventClass::api_activity && is_account_event(type))
    event.event_class = EventClass::account_change;
}

/// A browser's name and version, as a product is written in a User-Agent (RFC 9110 section 10.1.5).
void add_user_agent(const Fields& fields, model::Event& event) {
  const std::string_view name = fields.get("useragent.name");
  const std::string_view version = fields.get("useragent.version");
  if (name.empty() || version.empty()) {
    event.add(user_agent, name.empty() ? fields.get("user_agent") : name);
  } else {
    event.add(user_agent, std::string(name) + "/" + std::string(version));
  }
}

void set_status(const Fields& fields, model::Event& event) {
  static constexpr std::array<std::string_view, 3> names = {"success", "sso_token_success", "login_success"};
  const std::string_view success = fields.first_of(names);
  if (success == "true") event.status = Status::success;
  if (success == "false") event.status = Status::failure;
}

bool is_insights(const Fields& fields) {
  return fields.has("event_type") && fields.has("service") && fields.has("timestamp") &&
         (fields.has("organization") || fields.has("initiated_by.type") || fields.has("client_ip"));
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  set_time(event, parse_json_time(fields.get("timestamp")));
  classify(fields.get("event_type"), event);
  set_status(fields, event);
  add_mapped(fields, table, event);
  add_user_agent(fields, event);
  if (!event.has(actor_user_name)) event.add(actor_user_name, fields.get("username"));
  if (event.event_class == EventClass::api_activity || event.event_class == EventClass::account_change) {
    event.add(api_operation, fields.get("event_type"));
  }
  if (event.event_class == EventClass::other) {
    event.add(package_name, fields.get("application.name"));
    event.add(package_version, fields.get("application.version"));
  }
  event.add(message, fields.get("message"));
  return Decoded::event;
}

std::string recognise_lines(std::string_view head) {
  return any_line(head, is_insights) ? "jumpcloud_directory_insights" : "";
}
std::string recognise_array(std::string_view head) {
  return in_first_element(head, is_insights) ? "jumpcloud_directory_insights" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::order, model::Sight::authentication,
                                        model::Sight::account_change};
  return sights;
}

}  // namespace

constinit const Format jumpcloud_insights = {
    .name = "jumpcloud_insights",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
};
constinit const Format jumpcloud_insights_array = {
    .name = "jumpcloud_insights_array",
    .framing = Framing::json_elements,
    .recognise = recognise_array,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
