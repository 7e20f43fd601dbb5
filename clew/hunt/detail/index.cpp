#include "clew/hunt/detail/index.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace clew::hunt::detail {
void Index::add_atom(std::uint64_t key, Atom atom) {
  Entry entry;
  entry.key_ = key;
  entry.value_ =
      Entry::atoms | (static_cast<std::uint32_t>(atom.kind) << Atom::distances) | Atom::before_bit(atom.before);
  entry.before_ = atom.before;
  entry.behind_ = atom.behind;
  entries_.push_back(entry);
}

void Index::add_value(std::uint64_t key, std::uint32_t value) {
  Entry entry;
  entry.key_ = key;
  entry.value_ = value;
  entries_.push_back(entry);
}

void Index::build() {
  const auto order = [](const Entry& entry) {
    const std::uint32_t value = entry.is_atom() ? entry.value_ & ~Entry::befores : entry.value_;
    return std::tuple(entry.key_, value, entry.behind_);
  };
  std::ranges::sort(entries_, {}, order);
  // Of atoms that differ in how far they reach only, one is kept that reaches as far as any.
  std::size_t kept = 0;
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const Entry& entry = entries_[number];
    Entry* const last = kept == 0 ? nullptr : &entries_[kept - 1];
    const bool is_same = entry.is_atom() && last != nullptr && last->is_atom() && last->key_ == entry.key_ &&
                         last->kind() == entry.kind() &&
                         (entry.kind() != Atom::Kind::plain || last->behind_ == entry.behind_);
    if (is_same) {
      last->value_ |= entry.value_;
      last->before_ = std::max(last->before_, entry.before_);
      last->behind_ = std::max(last->behind_, entry.behind_);
    } else {
      entries_[kept++] = entry;
    }
  }
  entries_.resize(kept);
  filter_ = Filter(entries_.size());
  // At most half of the slots are taken, so a search for a key that is not there soon meets a free one.
  slots_.assign(std::bit_ceil(2 * entries_.size() + 1), 0);
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const std::uint64_t key = entries_[number].key_;
    if (number > 0 && entries_[number - 1].key_ == key) continue;
    filter_.add(key);
    std::size_t slot = slot_of(key);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(number + 1);
  }
}

std::span<const Index::Entry> Index::find(std::uint64_t key) const {
  for (std::size_t slot = slot_of(key); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t first = slots_[slot] - 1;
    if (entries_[first].key_ != key) continue;
    std::size_t end = first + 1;
    while (end < entries_.size() && entries_[end].key_ == key) ++end;
    return std::span(entries_).subspan(first, end - first);
  }
  return {};
}

}  // namespace clew::hunt::detail
