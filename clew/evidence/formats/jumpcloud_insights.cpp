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
    {"Geoip.country_code", location},
    {"access_request_id", correlation_uid},
    {"application.id", resource_uid},
    {"application.name", resource_name},
    {"application.path", file_path},
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
    {"channel_object_id", resource_uid},
    {"client_ip", src_ip},
    {"command.request_type", resource_name},
    {"command_uuid", correlation_uid},
    {"correlation.id", correlation_uid},
    {"device_object_id", device_uid},
    {"dn", actor_user_name},
    {"error_chain.localized_description", status_detail},
    {"error_code", api_error},
    {"error_message", status_detail},
    {"event_type", event_code},
    {"geoip.country_code", location},
    {"id", event_uid},
    {"initiated_by.email", actor_user_email},
    {"initiated_by.id", actor_user_uid},
    {"initiated_by.type", actor_user_type},
    {"initiated_by.username", actor_user_name},
    {"mfa", is_mfa},
    {"object_storage_item_object_id", resource_uid},
    {"object_storage_item_version_name", file_name},
    {"object_storage_item_version_sha_256_sum", file_sha256},
    {"organization", org_uid},
    {"process_name", actor_process_path},
    {"request_type", resource_name},
    {"resource.application_id", resource_uid},
    {"resource.application_name", resource_name},
    {"resource.email", resource_name},
    {"resource.hostname", resource_name},
    {"resource.id", resource_uid},
    {"resource.name", resource_name},
    {"resource.recipient_email", resource_name},
    {"resource.type", resource_type},
    {"resource.username", resource_name},
    {"service", api_service},
    {"src_ip", src_ip},
    {"status", status_detail},
    {"system.hostname", device_hostname},
    {"system.id", device_uid},
    {"system_object_id", device_uid},
    {"target_resource.type", resource_type},
    {"user_agent.os", client_os},
    {"useragent.os", client_os},
});
static_assert(is_sorted_by_path(table));

/// What was acted on where a record has no `resource`: elsewhere these are only about it.
constexpr std::array resource_table = std::to_array<Mapping>({
    {"association.email", resource_name},
    {"association.id", resource_uid},
    {"association.type", resource_type},
    {"workflow.id", resource_uid},
    {"workflow.name", resource_name},
    {"workflow.type", resource_type},
});
static_assert(is_sorted_by_path(resource_table));

/// What an event type says was done; the first rule that fits counts.
struct Rule {
  enum class Where : std::uint8_t { begin, end, anywhere } where;
  std::string_view word;
  EventClass event_class;
  std::uint8_t activity;
};
constexpr std::array rules = std::to_array<Rule>({
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
    // Acts, by their last word; a few have it elsewhere.
    {Rule::Where::end, "_create", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_created", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_create_provision", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_add", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_include", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_grant", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_granted", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_finish_enrollment", EventClass::api_activity, activity::create},
    {Rule::Where::end, "device_enrollment", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_device_pair", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_regenerate", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_import", EventClass::api_activity, activity::create},
    {Rule::Where::end, "_update", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_updated", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_update_provision", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_modified", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_change", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_patch", EventClass::api_activity, activity::update},
    {Rule::Where::end, "enable", EventClass::api_activity, activity::update},
    {Rule::Where::end, "disable", EventClass::api_activity, activity::update},
    {Rule::Where::end, "activate", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_activated", EventClass::api_activity, activity::update},
    {Rule::Where::end, "lockout", EventClass::api_activity, activity::update},
    {Rule::Where::end, "locked", EventClass::api_activity, activity::update},
    {Rule::Where::end, "suspend", EventClass::api_activity, activity::update},
    {Rule::Where::end, "suspended", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_password_set", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_assign", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_item_move", EventClass::api_activity, activity::update},
    {Rule::Where::end, "_delete", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_deleted", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_delete_provision", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_delete_enrollment", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_exclude", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_remove", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_revoke", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_revoked", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_device_unpair", EventClass::api_activity, activity::remove},
    {Rule::Where::end, "_search", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_reveal", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_item_copy", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_item_autofill", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_export", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_download", EventClass::api_activity, activity::read},
    {Rule::Where::anywhere, "_download_", EventClass::api_activity, activity::read},
    {Rule::Where::end, "_decrypt", EventClass::api_activity, activity::read},
    {Rule::Where::anywhere, "", EventClass::api_activity, activity::other},
});

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
  static constexpr std::array<std::string_view, 2> names = {"useragent.name", "user_agent.name"};
  static constexpr std::array<std::string_view, 2> versions = {"useragent.version", "user_agent.version"};
  const std::string_view name = fields.first_of(names);
  const std::string_view version = fields.first_of(versions);
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
  if (success.empty() && fields.get("result") == "Success") event.status = Status::success;  // of the object storage
}

bool is_insights(const Fields& fields) {
  // Of all services only the notifications' records do not name theirs.
  return fields.has("event_type") && (fields.has("service") || fields.has("channel_object_id")) &&
         fields.has("timestamp") &&
         (fields.has("organization") || fields.has("initiated_by.type") || fields.has("client_ip"));
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  set_time(event, parse_json_time(fields.get("timestamp")));
  classify(fields.get("event_type"), event);
  set_status(fields, event);
  add_mapped(fields, table, event);
  if (!event.has(resource_uid)) add_mapped(fields, resource_table, event);
  add_user_agent(fields, event);
  if (!event.has(actor_user_name)) {
    static constexpr std::array<std::string_view, 2> names = {"username", "outer.username"};
    event.add(actor_user_name, fields.first_of(names));
  }
  if (!event.has(device_hostname)) event.add(device_hostname, fields.get("system.displayName"));
  if (event.event_class == EventClass::api_activity || event.event_class == EventClass::account_change) {
    event.add(api_operation, fields.get("event_type"));
  }
  if (event.event_class == EventClass::other) {
    event.add(package_name, fields.get("application.name"));
    event.add(package_version, fields.get("application.version"));
  }
  static constexpr std::array<std::string_view, 2> messages = {"message", "detail"};
  event.add(message, fields.first_of(messages));
  return Decoded::event;
}

std::string source_of(const Fields& fields) { return is_insights(fields) ? "jumpcloud_directory_insights" : ""; }
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
    .source_of = source_of,
};
constinit const Format jumpcloud_insights_array = {
    .name = "jumpcloud_insights_array",
    .framing = Framing::json_elements,
    .recognise = recognise_array,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};

}  // namespace clew::evidence
