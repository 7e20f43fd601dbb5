// Promise under test: what the plan tries on an event is all that the event can satisfy: the slow twin, which tries everything, finds
// the same; and what satisfies a pattern together is a set of the events that were given.
// Input: patterns and, behind a NUL byte, events, each line one: a byte for the attribute of each field, then its text up to a tab.
#include "clew/intel/event_patterns.h"

#include "clew/base/text.h"

#include <algorithm>

namespace {

using clew::intel::EventPatterns;

constexpr std::size_t events_max = 64;

clew::model::Event event_of(std::string_view line) {
  clew::model::Event event;
  for (const std::string_view field : clew::base::split(line, '\t')) {
    if (field.empty()) continue;
    // Of a printable byte the distance from a space.
    const std::size_t number = static_cast<unsigned char>(field.front()) + (2 * clew::model::attribute_count) - ' ';
    event.add(static_cast<clew::model::Attribute>(number % clew::model::attribute_count), field.substr(1));
  }
  if (line.size() % 2 == 0) event.event_class = clew::model::EventClass::process_activity;
  event.time = clew::base::Instant{static_cast<std::int64_t>(line.size()) * clew::base::Instant::per_second};
  return event;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = std::min(text.find('\0'), text.size());
  EventPatterns quick, slow;
  for (const std::string_view line : clew::base::split(text.substr(0, nul), '\n')) {
    const auto number = quick.add(line);
    const auto twin = slow.add(line);
    CLEW_ASSERT(number.has_value() == twin.has_value() && (!number || *number == *twin));
  }
  if (quick.size() == 0) return 0;
  quick.plan();
  slow.plan(EventPatterns::Try::everything);
  std::vector<clew::intel::JudgedEvent> events;
  EventPatterns::Scratch scratch;
  for (const std::string_view line : clew::base::split(text.substr(std::min(nul + 1, text.size())), '\n')) {
    if (events.size() == events_max) break;
    const clew::model::Event event = event_of(line);
    clew::intel::JudgedEvent& judged = events.emplace_back();
    judged.time = event.time;
    quick.judge(event, scratch, judged.satisfied);
    std::vector<std::uint32_t> wanted;
    slow.judge(event, scratch, wanted);
    // An observation of a pattern that cannot be satisfied is not tried.
    std::erase_if(wanted, [&](std::uint32_t number) { return !quick.is_answerable(quick.pattern_of(number)); });
    CLEW_ASSERT(judged.satisfied == wanted);
  }
  std::vector<const clew::intel::JudgedEvent*> all;
  for (const clew::intel::JudgedEvent& event : events) all.push_back(&event);
  for (std::uint32_t pattern = 0; pattern < quick.size(); ++pattern) {
    const auto found = quick.match(pattern, all);
    if (!found || !*found) continue;
    CLEW_ASSERT(quick.is_answerable(pattern) && !(*found)->empty() && std::ranges::is_sorted(**found) &&
                (*found)->back() < events.size());
    CLEW_ASSERT(!quick.takes_one_event(pattern) || (*found)->size() == 1);
  }
  return 0;
}
