#include "clew/hunt/detail/index.h"

#include "clew/base/result.h"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

namespace clew::hunt::detail {
void Index::add_atom(std::uint64_t key, Atom atom) {
  Entry entry;
  entry.key_ = key;
  entry.value_ =
      Entry::atoms | (static_cast<std::uint32_t>(atom.kind) << Atom::distances) | Atom::before_bit(atom.before);
  CLEW_ASSERT(atom.before <= Atom::reach_max && atom.behind <= Atom::reach_max);
  entry.before_ = atom.before & Atom::reach_max;
  entry.behind_ = atom.behind & Atom::reach_max;
  entry.edges_ = atom.edges;
  entries_.push_back(entry);
}

void Index::add_value(std::uint64_t key, std::uint32_t value) {
  Entry entry;
  entry.key_ = key;
  entry.value_ = value;
  entries_.push_back(entry);
}

void Index::add_number(std::uint64_t key, std::uint32_t value) {
  add_value(key, value);
  entries_.back().edges_ = 0xff;
}

/// First by the upper byte of the key, into another vector; such a part is small enough for the nearest cache.
void Index::sort() {
  constexpr std::size_t parts = 256;
  const auto part_of = [](const Entry& entry) { return static_cast<std::size_t>(entry.key_ >> 56U); };
  std::array<std::size_t, parts + 1> begins{};
  for (const Entry& entry : entries_) ++begins[part_of(entry) + 1];
  for (std::size_t part = 0; part < parts; ++part) begins[part + 1] += begins[part];
  Entries sorted(entries_.size());
  std::array<std::size_t, parts> next{};
  std::copy_n(begins.begin(), parts, next.begin());
  for (const Entry& entry : entries_) sorted[next[part_of(entry)]++] = entry;
  entries_ = std::move(sorted);
  const auto order = [](const Entry& entry) {
    const std::uint32_t value = entry.is_atom() ? entry.value_ & ~Entry::befores : entry.value_;
    return std::tuple(entry.key_, value, std::uint32_t{entry.behind_});
  };
  for (std::size_t part = 0; part < parts; ++part) {
    const auto begin = entries_.begin();
    std::ranges::sort(begin + static_cast<std::ptrdiff_t>(begins[part]),
                      begin + static_cast<std::ptrdiff_t>(begins[part + 1]), {}, order);
  }
}

/// Of atoms that differ in how far they reach only, one is kept that reaches as far as any.
void Index::unite_atoms() {
  std::size_t kept = 0;
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const Entry& entry = entries_[number];
    Entry* const last = kept == 0 ? nullptr : &entries_[kept - 1];
    const bool is_same = entry.is_atom() && last != nullptr && last->is_atom() && last->key_ == entry.key_ &&
                         last->kind() == entry.kind() &&
                         (entry.kind() != Atom::Kind::plain || last->behind_ == entry.behind_);
    if (is_same) {
      last->value_ |= entry.value_;
      last->edges_ |= entry.edges_;
      if (entry.before_ > last->before_) last->before_ = entry.before_;
      if (entry.behind_ > last->behind_) last->behind_ = entry.behind_;
    } else {
      entries_[kept++] = entry;
    }
  }
  entries_.resize(kept);
}

void Index::fill_filters() {
  const auto atoms = static_cast<std::size_t>(std::ranges::count_if(entries_, &Entry::is_asked_as_atom));
  atoms_filter_ = Filter(atoms + nears_.size());
  filter_ = Filter(entries_.size() - atoms + hints_.size() + ends_.size());
  // They are in no order: the memory for the later ones is asked for in time.
  constexpr std::size_t ahead = 16;
  const auto add_nears = [](Filter& filter, const std::vector<Near>& nears) {
    const auto key_of = [&](std::size_t i) { return std::uint64_t{nears[i].key} << 32U; };
    for (std::size_t i = 0; i < nears.size(); ++i) {
      if (i + ahead < nears.size()) filter.prefetch(key_of(i + ahead));
      filter.add_near(key_of(i), nears[i].near);
    }
  };
  add_nears(atoms_filter_, nears_);
  add_nears(filter_, ends_);
  for (std::size_t i = 0; i < hints_.size(); ++i) {
    if (i + ahead < hints_.size()) filter_.prefetch(hints_[i + ahead]);
    filter_.add(hints_[i]);
  }
  for (const Entry& entry : entries_) (entry.is_asked_as_atom() ? atoms_filter_ : filter_).add(entry.key_);
  nears_ = {};
  ends_ = {};
  hints_ = {};
}

/// At most half of the slots are taken, so a search for a key that is not there soon meets a free one.
void Index::fill_slots() {
  slots_.assign(std::bit_ceil(2 * entries_.size() + 2), 0);
  slot_shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots_.size()));
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const std::uint64_t key = entries_[number].key_;
    if (number > 0 && entries_[number - 1].key_ == key) continue;
    std::size_t slot = slot_of(key);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(number + 1);
  }
}

void Index::build() {
  sort();
  unite_atoms();
  fill_filters();
  fill_slots();
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
