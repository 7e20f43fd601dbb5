#include "clew/report/event_json.h"

#include "clew/base/text.h"
#include "clew/report/detail/event_tree.h"

#include <algorithm>

namespace clew::report {
namespace {

void put_origin(detail::JsonTree& tree, const model::Event& event, const EventOrigin& origin) {
  tree.put_text("clew.file", origin.file);
  tree.put_number("clew.line", static_cast<std::int64_t>(origin.line));
  tree.put_number("clew.offset", static_cast<std::int64_t>(origin.offset));
  tree.put_number("clew.length", static_cast<std::int64_t>(origin.length));
  tree.put_text("clew.source", origin.source);
  if (origin.unparsed.empty()) {
    tree.put_text("clew.time_quality", event.time ? model::name_of(event.time_quality) : "unknown");
  } else {
    tree.put_text("clew.unparsed", origin.unparsed);
  }
}

}  // namespace

bool detail::is_json_integer(std::string_view text) {
  constexpr std::size_t digits_max = 18;  // what every reader can hold
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || digits.size() > digits_max || !std::ranges::all_of(digits, base::is_digit)) return false;
  return digits == "0" ? digits.size() == text.size() : digits.front() != '0';
}

std::optional<bool> detail::truth_of(std::string_view text) {
  for (const std::string_view word : {"true", "yes", "1"}) {
    if (base::equal_ignoring_case(text, word)) return true;
  }
  for (const std::string_view word : {"false", "no", "0"}) {
    if (base::equal_ignoring_case(text, word)) return false;
  }
  return std::nullopt;
}

std::int64_t detail::milliseconds(base::Instant instant) {
  constexpr std::int64_t nanoseconds = 1'000'000;
  const std::int64_t whole = instant.nanoseconds / nanoseconds;
  return instant.nanoseconds % nanoseconds < 0 ? whole - 1 : whole;
}

void append_event_json(std::string& out, EventSchema schema, const model::Event& event, const EventOrigin& origin) {
  thread_local detail::JsonTree tree;  // keeps its memory from event to event
  tree.clear();
  if (schema == EventSchema::ocsf) {
    detail::put_ocsf(tree, event, origin);
  } else {
    detail::put_ecs(tree, event, origin);
  }
  put_origin(tree, event, origin);
  tree.append_to(out);
  out += '\n';
}

}  // namespace clew::report
