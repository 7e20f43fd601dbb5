#include "clew/hunt/detail/values.h"

#include <functional>

namespace clew::hunt::detail {

bool Values::add_if_new(const model::Value& value) {
  if (2 * (seen_count_ + 1) > seen_.size()) grow_seen();
  const std::size_t whole = std::hash<std::string_view>{}(value.text()) + static_cast<std::size_t>(value.type());
  const auto hash = static_cast<std::uint32_t>(whole);
  std::size_t at = hash & (seen_.size() - 1);
  for (; seen_[at].number != 0; at = (at + 1) & (seen_.size() - 1)) {
    const std::size_t number = seen_[at].number - 1;
    if (seen_[at].hash == hash && type(number) == value.type() && text(number) == value.text()) return false;
  }
  add(value);
  ++seen_count_;
  seen_[at] = {hash, static_cast<std::uint32_t>(size())};
  return true;
}

void Values::grow_seen() {
  constexpr std::size_t places_min = 1024;
  const SeenTable before = std::move(seen_);
  seen_ = SeenTable(before.empty() ? places_min : 2 * before.size());
  for (const Seen& one : before) {
    if (one.number == 0) continue;
    std::size_t at = one.hash & (seen_.size() - 1);
    while (seen_[at].number != 0) at = (at + 1) & (seen_.size() - 1);
    seen_[at] = one;
  }
}

}  // namespace clew::hunt::detail
