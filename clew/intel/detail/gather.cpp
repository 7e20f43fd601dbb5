#include "clew/intel/detail/gather.h"

#include "clew/base/text.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

constexpr std::size_t also_for_max = 64;  ///< activities of one value; who has more is everybody's

using model::Window;

std::string key_of(model::ValueType type, std::string_view text, std::uint16_t port) {
  std::string key(text);
  key += static_cast<char>(type);
  key += static_cast<char>(port >> 8U);
  key += static_cast<char>(port & 0xffU);
  return key;
}

Window hull(const Window& a, const Window& b) {
  Window both;
  if (a.from && b.from) both.from = std::min(*a.from, *b.from);
  if (a.to && b.to) both.to = std::max(*a.to, *b.to);
  return both;
}

void append_remark(std::string& remark, const std::string& other) {
  constexpr std::size_t remark_bytes_max = 600;
  if (other.empty() || remark.find(other) != std::string::npos || remark.size() + other.size() > remark_bytes_max)
    return;
  if (!remark.empty()) remark += "; ";
  remark += other;
}

}  // namespace

Gather::Gather(std::string_view source) : source_(source), lines_(source) {}

std::uint64_t Gather::line_of(std::size_t offset) const { return lines_.at(offset); }

std::size_t Gather::add(model::Indicator indicator, Weight weight) {
  indicator.line = line_of(indicator.where.offset_bytes);
  const std::string key = key_of(indicator.value.type(), indicator.value.text(), indicator.value.port().value_or(0));
  const auto [found, added] = index_.try_emplace(key, entries_.size());
  if (added) {
    const bool open = indicator.valid.is_open();
    entries_.push_back({std::move(indicator), weight, open && weight == Weight::row});
    return found->second;
  }
  Entry& entry = entries_[found->second];
  model::Indicator& first = entry.indicator;
  const bool tells_more = weight > entry.weight;
  if (indicator.role != model::Role::unknown && (first.role == model::Role::unknown || tells_more))
    first.role = indicator.role;
  if (first.note.empty() || tells_more) {
    if (!indicator.note.empty()) first.note = indicator.note;
  } else if (weight == Weight::row) {
    append_remark(first.note, indicator.note);
  }
  const bool other_activity =
      !indicator.activity.empty() && !first.activity.empty() && indicator.activity != first.activity;
  if (other_activity) {
    if (indicator.valid.is_open() || entry.open_claim) {
      first.valid = {};
      entry.open_claim = true;
    } else {
      first.valid = hull(first.valid, indicator.valid);
    }
    model::AlsoFor also{indicator.activity, indicator.published_by, indicator.published};
    const bool is_known = std::ranges::find(first.also_for, also) != first.also_for.end();
    if (!is_known && first.also_for.size() < also_for_max) first.also_for.push_back(std::move(also));
    append_remark(first.note, indicator.published_by.empty() ? "also published for " + indicator.activity
                                                             : fmt::format("also published for {} by {}",
                                                                           indicator.activity, indicator.published_by));
  } else if (!indicator.valid.is_open()) {
    first.valid = first.valid.is_open() ? indicator.valid : hull(first.valid, indicator.valid);
  }
  if (first.activity.empty()) first.activity = indicator.activity;
  if (first.published_by.empty()) first.published_by = indicator.published_by;
  if (first.published.empty()) first.published = indicator.published;
  for (std::string& warning : indicator.warnings) {
    if (std::ranges::find(first.warnings, warning) == first.warnings.end())
      first.warnings.push_back(std::move(warning));
  }
  entry.weight = std::max(entry.weight, weight);
  return found->second;
}

void Gather::add(model::Mention mention) {
  mention.line = line_of(mention.where.offset_bytes);
  std::string key = key_of(mention.type, mention.value, 0);
  mentions_.try_emplace(std::move(key), std::move(mention));
}

void Gather::add(model::Refusal refusal) {
  refusal.line = line_of(refusal.where.offset_bytes);
  if (refused_at_.insert(refusal.where.offset_bytes).second) refused_.push_back(std::move(refusal));
}

void Gather::limit(std::size_t indicator, const Window& window) {
  Window& valid = entries_[indicator].indicator.valid;
  valid = valid.is_open() ? window : hull(valid, window);
}

void Gather::finish(model::Notice& notice) && {
  const auto place = [](const auto& found) { return found.where.offset_bytes; };
  for (Entry& entry : entries_) notice.indicators.push_back(std::move(entry.indicator));
  // They are long, and in order but where a text is read twice.
  if (!std::ranges::is_sorted(notice.indicators, {}, place)) std::ranges::stable_sort(notice.indicators, {}, place);
  for (auto& [key, mention] : mentions_) {
    // What is an indicator elsewhere in the notice is not also a mere mention.
    if (!index_.contains(key)) notice.mentions.push_back(std::move(mention));
  }
  // The map has no order of its own: place first, then everything that could tell two mentions at one place apart.
  std::ranges::sort(notice.mentions, {},
                    [](const model::Mention& m) { return std::make_tuple(m.where.offset_bytes, m.type, m.value); });
  notice.refused = std::move(refused_);
  std::ranges::stable_sort(notice.refused, {}, place);
}

}  // namespace clew::intel::detail
