#include "clew/model/log_mapping.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>

namespace clew::model {
namespace {

constexpr std::array classes = {
    EventClass::other,
    EventClass::file_activity,
    EventClass::scheduled_job_activity,
    EventClass::process_activity,
    EventClass::account_change,
    EventClass::authentication,
    EventClass::network_activity,
    EventClass::http_activity,
    EventClass::dns_activity,
    EventClass::dhcp_activity,
    EventClass::email_activity,
    EventClass::inventory_info,
    EventClass::api_activity,
};

struct ActivityName {
  EventClass event_class;
  std::string_view name;
  std::uint8_t activity;
};

// "other" is every class's; the rest are OCSF's captions in one word, for those numbers that some rule asks for.
constexpr auto activities = std::to_array<ActivityName>({
    {EventClass::api_activity, "create", activity::create},
    {EventClass::api_activity, "read", activity::read},
    {EventClass::api_activity, "update", activity::update},
    {EventClass::api_activity, "delete", activity::remove},
    {EventClass::account_change, "create", activity::create},
    {EventClass::account_change, "read", activity::read},
    {EventClass::account_change, "update", activity::update},
    {EventClass::account_change, "delete", activity::remove},
    {EventClass::authentication, "logon", activity::logon},
    {EventClass::file_activity, "create", activity::file_create},
    {EventClass::file_activity, "read", activity::file_read},
    {EventClass::file_activity, "update", activity::file_update},
    {EventClass::file_activity, "delete", activity::file_delete},
    {EventClass::file_activity, "rename", activity::file_rename},
    {EventClass::file_activity, "open", activity::file_open},
    {EventClass::process_activity, "launch", activity::process_launch},
    {EventClass::process_activity, "terminate", activity::process_terminate},
    {EventClass::network_activity, "open", activity::network_open},
    {EventClass::network_activity, "close", activity::network_close},
    {EventClass::network_activity, "fail", activity::network_fail},
    {EventClass::network_activity, "refuse", activity::network_refuse},
    {EventClass::network_activity, "traffic", activity::network_traffic},
    {EventClass::dns_activity, "query", activity::dns_query},
    {EventClass::dns_activity, "response", activity::dns_response},
});

}  // namespace

bool fits_pattern(std::string_view pattern, std::string_view text) {
  if (pattern == "*") return true;
  if (text.size() > log_value_bytes_max) return false;
  // The usual way without recursion: after a mismatch the last `*` takes one character more.
  std::size_t at = 0, in_text = 0;
  std::size_t star = std::string_view::npos, taken = 0;
  while (in_text < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = in_text;
    } else if (at < pattern.size() && base::to_lower(pattern[at]) == base::to_lower(text[in_text])) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_text = ++taken;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

std::optional<Attribute> attribute_named(std::string_view path) {
  for (std::size_t i = 0; i < attribute_count; ++i) {
    if (name_of(static_cast<Attribute>(i)) == path) return static_cast<Attribute>(i);
  }
  return std::nullopt;
}

std::optional<EventClass> event_class_named(std::string_view name) {
  const auto* found = std::ranges::find_if(classes, [&](EventClass known) { return name_of(known) == name; });
  if (found == classes.end()) return std::nullopt;
  return *found;
}

std::optional<Sight> sight_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Sight::text); ++i) {
    if (name_of(static_cast<Sight>(i)) == name) return static_cast<Sight>(i);
  }
  return std::nullopt;
}

std::optional<std::uint8_t> activity_named(EventClass event_class, std::string_view name) {
  if (name == "other") return activity::other;
  for (const ActivityName& row : activities) {
    if (row.event_class == event_class && row.name == name) return row.activity;
  }
  return std::nullopt;
}

}  // namespace clew::model
