#include "clew/base/text.h"
#include "clew/intel/detail/pack_parts.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::Result;
using Need = PackTable::Need;

// CASE_DOCUMENT.md: `door.kind` and the `kind` of a row of `rotation`.
constexpr std::array<std::string_view, 6> door_kinds = {"supplier_channel", "admin_api_key", "admin_session",
                                                        "sso_session",      "network",       "unknown"};
constexpr std::array<std::string_view, 9> credential_kinds = {
    "api_key", "password", "session", "keychain", "cloud_key", "secret", "token", "certificate", "ssh_key"};
constexpr std::array<std::string_view, 4> holders = {"administrator", "device", "device_user", "organisation"};
constexpr std::int64_t retention_days_max = 36'525;

struct Unit {
  std::string_view name;
  std::int64_t seconds;
};
constexpr auto units = std::to_array<Unit>(
    {{"minute", 60}, {"minutes", 60}, {"hour", 3600}, {"hours", 3600}, {"day", 86'400}, {"days", 86'400}});
constexpr std::int64_t duration_seconds_max = 3650LL * 86'400;

}  // namespace

std::optional<std::int64_t> parse_duration_seconds(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto number = base::parse_unsigned(text.substr(0, space));
  const auto* unit = std::ranges::find(units, text.substr(space + 1), &Unit::name);
  if (!number || *number == 0 || unit == units.end()) return std::nullopt;
  if (*number > static_cast<std::uint64_t>(duration_seconds_max / unit->seconds)) return std::nullopt;
  return static_cast<std::int64_t>(*number) * unit->seconds;
}

Result<base::Done> read_door(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[[door]]", {"kind", "why", "methods", "entered_by"}));
  Door door;
  CLEW_TRY(door.kind, read.one_of(table, "kind", door_kinds, "kind of door"));
  if (std::ranges::find(pack.doors, door.kind, &Door::kind) != pack.doors.end())
    return read.error(*table.get("kind"), fmt::format("there is a door of the kind \"{}\" already", door.kind));
  CLEW_TRY(door.why, read.text(table, "why", Need::optional));
  CLEW_TRY(door.methods, read.texts(table, "methods"));
  CLEW_TRY(door.entered_by, read.texts(table, "entered_by"));
  pack.doors.push_back(std::move(door));
  return base::Done{};
}

Result<base::Done> read_orders(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[orders]",
                            {"prepared", "given", "result", "erased", "joined_by", "queue", "queue_source"}));
  Orders orders;
  CLEW_TRY(orders.prepared, read.texts(table, "prepared"));
  CLEW_TRY(orders.given, read.texts(table, "given"));
  CLEW_TRY(orders.result, read.texts(table, "result"));
  CLEW_TRY(orders.erased, read.texts(table, "erased"));
  if (orders.given.empty()) return read.error(table, "\"given\" is missing: by what is an order seen to be sent?");
  CLEW_TRY(const std::string joined_by, read.text(table, "joined_by", Need::optional));
  if (!joined_by.empty()) {
    const auto attribute = model::attribute_named(joined_by);
    if (!attribute) {
      return read.error(*table.get("joined_by"),
                        fmt::format("\"{}\" is no attribute of the normal form", base::shortened(joined_by, 80)));
    }
    orders.joined_by = *attribute;
  }
  CLEW_TRY(const std::string queue, read.text(table, "queue", Need::optional));
  if (!queue.empty()) {
    const auto seconds = parse_duration_seconds(queue);
    if (!seconds) {
      return read.error(*table.get("queue"), fmt::format("\"queue\" is to be a time such as \"30 days\", \"12 hours\" "
                                                         "or \"45 minutes\", at most 3650 days, not \"{}\"",
                                                         base::shortened(queue, 40)));
    }
    orders.queue_seconds_max = *seconds;
  }
  CLEW_TRY(orders.queue_source, read.text(table, "queue_source", Need::optional));
  pack.orders = std::move(orders);
  return base::Done{};
}

Result<base::Done> read_credential(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(
      read.only_keys(table, "[[credential]]",
                     {"name", "kind", "held_by", "doors", "mints", "why", "rotated_by", "rotated_field", "old_use"}));
  Credential credential;
  CLEW_TRY(credential.name, read.text(table, "name", Need::required));
  CLEW_TRY(credential.kind, read.one_of(table, "kind", credential_kinds, "kind of credential"));
  CLEW_TRY(credential.held_by, read.one_of(table, "held_by", holders, "holder"));
  CLEW_TRY(credential.doors, read.texts(table, "doors"));
  for (const std::string& door : credential.doors) {
    if (std::ranges::find(door_kinds, door) != door_kinds.end()) continue;
    return read.error(*table.get("doors"), fmt::format("\"{}\" is no kind of door: {}", base::shortened(door, 40),
                                                       fmt::join(door_kinds, ", ")));
  }
  CLEW_TRY(credential.mints, read.flag(table, "mints"));
  CLEW_TRY(credential.why, read.text(table, "why", Need::optional));
  CLEW_TRY(credential.rotated_by, read.texts(table, "rotated_by"));
  CLEW_TRY(credential.rotated_field, read.text(table, "rotated_field", Need::optional));
  if (!credential.rotated_field.empty() && credential.rotated_by.empty())
    return read.error(*table.get("rotated_field"), "\"rotated_field\" is of a record that \"rotated_by\" names");
  CLEW_TRY(credential.old_use, read.texts(table, "old_use"));
  pack.credentials.push_back(std::move(credential));
  return base::Done{};
}

Result<base::Done> read_retention(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[[retention]]", {"log", "days", "source"}));
  Retention retention;
  CLEW_TRY(retention.log, read.text(table, "log", Need::required));
  CLEW_TRY(retention.days, read.count(table, "days", retention_days_max));
  if (retention.days == 0) return read.error(table, "\"days\" is missing");
  CLEW_TRY(retention.source, read.text(table, "source", Need::optional));
  pack.retention.push_back(std::move(retention));
  return base::Done{};
}

}  // namespace clew::intel::detail
