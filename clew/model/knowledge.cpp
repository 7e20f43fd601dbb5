#include "clew/model/knowledge.h"

#include "clew/base/instant.h"
#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <span>

namespace clew::model {
namespace {

constexpr std::array<std::string_view, trait_kind_count> trait_kinds = {"technique", "software", "sector", "country",
                                                                        "sponsor"};
constexpr std::array<std::string_view, relation_kind_count> relation_kinds = {"passive_dns", "reverse_dns",
                                                                              "certificate", "registrant", "hosting"};

template <class Kind>
std::optional<Kind> kind_named(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Kind>(found - names.begin());
}

std::optional<int> number(std::string_view text) {
  const auto value = base::parse_unsigned(text);
  if (!value || *value > 9999) return std::nullopt;
  return static_cast<int>(*value);
}

}  // namespace

std::string_view name_of(KnownTrait::Kind kind) { return trait_kinds.at(static_cast<std::size_t>(kind)); }
std::optional<KnownTrait::Kind> trait_kind_named(std::string_view name) {
  return kind_named<KnownTrait::Kind>(trait_kinds, name);
}

std::string_view name_of(RelationKind kind) { return relation_kinds.at(static_cast<std::size_t>(kind)); }
std::optional<RelationKind> relation_kind_named(std::string_view name) {
  return kind_named<RelationKind>(relation_kinds, name);
}

std::optional<std::int32_t> day_of(std::string_view date) {
  date = date.substr(0, std::min<std::size_t>(10, date.size()));  // of a time only the day
  const auto parts = base::split(date, '-');
  if (parts.size() > 3 || parts.front().size() != 4) return std::nullopt;
  const auto year = number(parts[0]);
  const auto month = parts.size() > 1 ? number(parts[1]) : std::optional(12);
  if (!year || !month) return std::nullopt;
  if (parts.size() > 2 && !number(parts[2])) return std::nullopt;
  // Of a month alone the last day that exists.
  for (int day = parts.size() > 2 ? *number(parts[2]) : 31; day > 0; --day) {
    const auto instant = base::from_civil({.year = *year, .month = *month, .day = day});
    if (instant) return static_cast<std::int32_t>(instant->nanoseconds / base::Instant::per_second / 86'400);
    if (parts.size() > 2 || day < 28) return std::nullopt;
  }
  return std::nullopt;
}

std::string date_of(std::int32_t day) {
  return base::to_date(base::Instant::from_seconds(static_cast<std::int64_t>(day) * 86'400));
}

}  // namespace clew::model
