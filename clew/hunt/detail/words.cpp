#include "clew/hunt/detail/words.h"

#include <algorithm>

namespace clew::hunt::detail {

WordTable::WordTable(std::vector<Entry> entries) {
  std::ranges::sort(entries);
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(16, entries.size() * 2));
  slots_.resize(slots);
  slot_mask_ = slots - 1;
  filter_.resize(std::bit_ceil(std::max<std::size_t>(64, entries.size() / 4)));
  filter_mask_ = filter_.size() - 1;
  for (std::size_t begin = 0; begin < entries.size();) {
    const std::uint64_t wanted = entries[begin].fingerprint;
    const auto first = static_cast<std::uint32_t>(anchors_.size());
    std::size_t end = begin;
    for (; end < entries.size() && entries[end].fingerprint == wanted; ++end) anchors_.push_back(entries[end].anchor);
    std::uint64_t at = wanted >> 20U;
    while (slots_[at & slot_mask_].count != 0) ++at;
    slots_[at & slot_mask_] = {wanted, first, static_cast<std::uint32_t>(end - begin)};
    filter_[(wanted >> 12U) & filter_mask_] |=
        (std::uint64_t{1} << (wanted & 63U)) | (std::uint64_t{1} << ((wanted >> 6U) & 63U));
    begin = end;
  }
}

std::span<const Anchor> WordTable::find(std::uint64_t wanted) const {
  for (std::uint64_t at = wanted >> 20U;; ++at) {
    const Slot& slot = slots_[at & slot_mask_];
    if (slot.count == 0) return {};
    if (slot.fingerprint == wanted) return std::span(anchors_).subspan(slot.first, slot.count);
  }
}

}  // namespace clew::hunt::detail
