#include "clew/hunt/detail/index.h"

#include "clew/base/result.h"
#include "clew/base/text.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace clew::hunt::detail {
namespace {

// All types of value are hashed in one way, that of the type which tells the least apart; the pattern compares exactly.
std::uint64_t add_byte(std::uint64_t hash, char c) {
  constexpr std::uint64_t prime = 0x100000001b3U;  // FNV-1a
  const char folded = c == '\\' ? '/' : base::to_lower(c);
  return (hash ^ (static_cast<unsigned char>(folded) + 1U)) * prime;
}

std::size_t slot_of(std::uint64_t key, std::size_t slots) { return (key ^ (key >> 29U)) & (slots - 1); }

}  // namespace

SurroundingsHash::Reach SurroundingsHash::reach(Surroundings wanted) {
  const auto is_foreign = [&](std::size_t at) { return foreign_[static_cast<unsigned char>(atom_.text[at])]; };
  if (reached_.is_url != wanted.is_url || reached_.before > wanted.before) {
    reached_ = {wanted.is_url, 0, 0};
    before_ = 0;
    behind_ = 0;
  }
  for (; reached_.before < wanted.before; ++reached_.before) {
    if (atom_.begin <= reached_.before || is_foreign(atom_.begin - reached_.before - 1)) return Reach::not_before;
    before_ = add_byte(before_, atom_.text[atom_.begin - reached_.before - 1]);
  }
  if (reached_.behind > wanted.behind) {
    behind_ = 0;
    reached_.behind = 0;
  }
  const std::size_t behind = wanted.is_url ? atom_.rest : atom_.begin;
  for (; reached_.behind < wanted.behind; ++reached_.behind) {
    const std::size_t at = behind + reached_.behind;
    if (at >= atom_.text.size() || is_foreign(at) || (wanted.is_url && atom_.text[at] == ' ')) return Reach::not_behind;
    behind_ = add_byte(behind_, atom_.text[at]);
  }
  return Reach::whole;
}

std::uint32_t SurroundingsHash::hash() const {
  const std::uint64_t both = (before_ * 0x9e3779b97f4a7c15U) ^ std::rotl(behind_ * 0xc2b2ae3d27d4eb4fU, 31);
  return static_cast<std::uint32_t>(both >> 32U);
}

void Index::add(std::uint64_t key, std::uint32_t value, const Atom& atom, Surroundings surroundings) {
  const std::bitset<256> none;
  SurroundingsHash hash(atom, none);
  const auto reached = hash.reach(surroundings);
  CLEW_ASSERT(reached == SurroundingsHash::Reach::whole);
  entries_.push_back({key, value, hash.hash(), surroundings});
}

void Index::build() {
  std::ranges::sort(entries_, {}, [](const Entry& entry) {
    return std::tie(entry.key, entry.surroundings, entry.hash, entry.value);
  });
  filter_ = Filter(entries_.size());
  // At most half of the slots are taken, so a search for a key that is not there soon meets a free one.
  slots_.assign(std::bit_ceil(2 * entries_.size() + 1), 0);
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const std::uint64_t key = entries_[number].key;
    if (number > 0 && entries_[number - 1].key == key) continue;
    filter_.add(key);
    std::size_t slot = slot_of(key, slots_.size());
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(number + 1);
  }
}

std::span<const Entry> Index::find(std::uint64_t key) const {
  for (std::size_t slot = slot_of(key, slots_.size()); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t first = slots_[slot] - 1;
    if (entries_[first].key != key) continue;
    std::size_t end = first + 1;
    if (end < entries_.size() && entries_[end].key == key) {
      end = static_cast<std::size_t>(
          std::ranges::upper_bound(entries_.begin() + static_cast<std::ptrdiff_t>(first), entries_.end(), key, {}, &Entry::key) -
          entries_.begin());
    }
    return std::span(entries_).subspan(first, end - first);
  }
  return {};
}

std::size_t Index::count_same(std::span<const Entry> entries, Same same) {
  const auto part_of = [&](const Entry& entry) {
    const Surroundings& all = entry.surroundings;
    switch (same) {
      case Same::is_url: return Surroundings{all.is_url, 0, 0};
      case Same::is_url_and_before: return Surroundings{all.is_url, all.before, 0};
      case Same::all: break;
    }
    return all;
  };
  const Surroundings wanted = part_of(entries.front());
  // Groups are small or many times larger: the end is looked for in steps that double.
  std::size_t step = 1;
  while (step < entries.size() && part_of(entries[step]) == wanted) step *= 2;
  const auto rest = entries.first(std::min(step, entries.size())).subspan(step / 2);
  return step / 2 + static_cast<std::size_t>(std::ranges::upper_bound(rest, wanted, {}, part_of) - rest.begin());
}

std::span<const Entry> Index::with_hash(std::span<const Entry> group, std::uint32_t hash) {
  const auto found = std::ranges::equal_range(group, hash, {}, &Entry::hash);
  return {found.begin(), found.end()};
}

}  // namespace clew::hunt::detail
