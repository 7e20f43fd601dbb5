#include "clew/evidence/formats/fields.h"

#include "clew/evidence/detail/same_bytes.h"

#include <algorithm>
#include <cstring>

namespace clew::evidence {
namespace {

using detail::same_bytes;

// Paths are kept from record to record up to these; a log has some hundred, a file whose keys are data has no end of them.
constexpr std::size_t known_paths_max = 4096;
constexpr std::size_t known_bytes_max = 256U << 10U;
constexpr std::size_t table_slots_min = 256;
constexpr std::size_t fields_min = 64;
/// Keys can be made to meet in one slot: beyond this many the table is given up until the paths are forgotten.
constexpr std::size_t probes_max = 64;

template <class Word>
Word word_at(const char* text) {
  Word word;
  std::memcpy(&word, text, sizeof word);
  return word;
}

std::uint64_t hash_of(std::string_view path) {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = path.size() * multiplier;
  const auto mix = [&hash](std::uint64_t bits) {
    hash = (hash ^ bits) * multiplier;
    hash ^= hash >> 29U;
  };
  const char* const text = path.data();
  const std::size_t size = path.size();
  if (size >= 8) {
    // The last word may overlap the one before.
    for (std::size_t i = 0; i + 8 < size; i += 8) mix(word_at<std::uint64_t>(text + i));
    mix(word_at<std::uint64_t>(text + size - 8));
  } else if (size >= 4) {
    mix(word_at<std::uint32_t>(text) | std::uint64_t{word_at<std::uint32_t>(text + size - 4)} << 32U);
  } else {
    for (const char c : path) mix(static_cast<unsigned char>(c));
  }
  return hash;
}

bool is_plain(std::string_view key) {
  return std::ranges::none_of(key,
                              [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

Fields::Fields() { forget_paths(); }

void Fields::forget_paths() {
  paths_.clear();
  known_.assign(1, KnownPath{});
  memories_.assign(memories_each, Memory{});
  table_.assign(table_slots_min, 0);
  table_is_whole_ = true;
  record_ = 1;
}

void Fields::clear() {
  count_ = 0;
  last_ = 0;
  record_path_bytes_ = 0;
  if (known_.size() > known_paths_max || paths_.size() > known_bytes_max || !table_is_whole_ ||
      record_ == ~std::uint32_t{0}) {
    forget_paths();
  } else {
    ++record_;
  }
}

std::optional<Fields::Path> Fields::child(Path parent, std::string_view key) {
  const std::size_t parent_size = known_[parent.number].size;
  const std::size_t size = parent_size == 0 ? key.size() : parent_size + 1 + key.size();
  if (size > path_bytes_max || record_path_bytes_ + size > paths_bytes_max) return std::nullopt;
  record_path_bytes_ += size;
  std::uint32_t next = known_[last_].next;
  const KnownPath& guess = known_[next];
  const bool is_right = guess.parent == parent.number && guess.key_size == key.size() && guess.size == size &&
                        same_bytes(key, paths_.data() + guess.begin + size - key.size());
  if (!is_right) {
    next = number_of(parent, key, size);
    known_[last_].next = next;
  }
  last_ = next;
  return Path{next};
}

/// Of the path of `size` bytes, known or new.
std::uint32_t Fields::number_of(Path parent, std::string_view key, std::size_t size) {
  const std::size_t begin = paths_.size();
  if (const KnownPath& outer = known_[parent.number]; outer.size > 0) {
    paths_.append(paths_, outer.begin, outer.size);
    paths_ += '.';
  }
  paths_ += key;
  const std::size_t slot = slot_of(std::string_view(paths_).substr(begin));
  std::uint32_t number = slot == nowhere ? 0 : table_[slot];
  if (number != 0 || size == 0) {
    paths_.resize(begin);
  } else {
    number = static_cast<std::uint32_t>(known_.size());
    KnownPath& path = known_.emplace_back();
    memories_.resize(known_.size() * memories_each);
    path.begin = static_cast<std::uint32_t>(begin);
    path.size = static_cast<std::uint32_t>(size);
    path.key_is_plain = is_plain(key);
    put_in_table(number, slot);
  }
  known_[number].parent = parent.number;
  known_[number].key_size = static_cast<std::uint32_t>(key.size());
  return number;
}

/// Where `path` stands in the table, or would stand; nowhere if too many others are in its way.
std::size_t Fields::slot_of(std::string_view path) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = hash_of(path) & mask;
  for (std::size_t probe = 0; probe < probes_max; ++probe) {
    const std::uint32_t number = table_[slot];
    if (number == 0 || (known_[number].size == path.size() && same_bytes(path, paths_.data() + known_[number].begin)))
      return slot;
    slot = (slot + 1) & mask;
  }
  return nowhere;
}

void Fields::put_in_table(std::uint32_t number, std::size_t slot) {
  if (slot == nowhere) {
    table_is_whole_ = false;
    return;
  }
  table_[slot] = number;
  if (known_.size() * 2 < table_.size()) return;
  table_.assign(table_.size() * 4, 0);
  for (std::uint32_t other = 1; other < known_.size(); ++other) {
    const std::size_t place = slot_of(text_of(known_[other]));
    if (place == nowhere) {
      table_is_whole_ = false;
    } else if (table_[place] == 0) {
      table_[place] = other;
    }
  }
}

/// False beyond what a record may have.
bool Fields::make_room() {
  if (count_ == fields_max) return false;
  fields_.resize(std::min(std::max(fields_min, fields_.size() * 2), fields_max));
  return true;
}

void Fields::add_other(std::string_view key, std::string_view text, FieldKind kind) {
  if (const auto path = child({}, key)) add(*path, text, kind);
}

bool Fields::keep_below(std::string_view path) {
  struct Kept {
    std::string path;
    std::string_view text;
    FieldKind kind;
  };
  std::vector<Kept> kept;
  for (const Field& field : all()) {
    const std::string_view own = path_of(field);
    if (own.size() > path.size() + 1 && own[path.size()] == '.' && own.starts_with(path))
      kept.push_back({std::string(own.substr(path.size() + 1)), field.text, field.kind});
  }
  clear();
  for (const Kept& field : kept) add(field.path, field.text, field.kind);
  return count_ > 0;
}

/// The first field at `path`, or the number of fields.
std::size_t Fields::first_at(std::string_view path) const {
  if (!table_is_whole_) {
    const std::span<const Field> fields = all();
    const auto found = std::ranges::find_if(fields, [&](const Field& field) { return path_of(field) == path; });
    return static_cast<std::size_t>(found - fields.begin());
  }
  const std::size_t slot = slot_of(path);
  const KnownPath& known = known_[slot == nowhere || path.empty() ? 0 : table_[slot]];
  return known.record == record_ && known.size == path.size() ? known.first_field : count_;
}

std::string_view Fields::get(std::string_view path) const {
  std::size_t i = first_at(path);
  if (i == count_) return {};
  if (!fields_[i].text.empty()) return fields_[i].text;
  for (; i < count_; ++i) {
    const Field& field = fields_[i];
    if (!field.text.empty() && field.path_size == path.size() && path_of(field) == path) return field.text;
  }
  return {};
}

std::string_view Fields::first_of(std::span<const std::string_view> paths) const {
  for (const std::string_view path : paths) {
    if (const std::string_view text = get(path); !text.empty()) return text;
  }
  return {};
}

bool Fields::has(std::string_view path) const { return first_at(path) < count_; }

/// In the order in which they are asked for; where there is no room left, the oldest goes.
std::uint32_t Fields::remember(const Field& field, Memory memory) const {
  const auto begin = memories_.begin() + static_cast<std::ptrdiff_t>(field.path_number * memories_each);
  const auto end = begin + memories_each;
  auto free = std::find_if(begin, end, [](const Memory& each) { return each.table == nullptr; });
  if (free == end) free = std::move(begin + 1, end, begin);
  *free = memory;
  return memory.place;
}

std::uint32_t Fields::look_up(const Field& field, std::span<const Mapping> table, std::size_t skipped) const {
  const Mapping* const row = find_mapping(table, path_of(field).substr(skipped));
  const std::uint32_t place = row == nullptr ? nowhere : static_cast<std::uint32_t>(row - table.data());
  return remember(field, {table.data(), static_cast<std::uint32_t>(skipped), place});
}

std::uint32_t Fields::look_up(const Field& field, std::span<const std::string_view> names, std::size_t skipped) const {
  const auto found = std::ranges::find(names, path_of(field).substr(skipped));
  const std::uint32_t place = found == names.end() ? nowhere : static_cast<std::uint32_t>(found - names.begin());
  return remember(field, {names.data(), static_cast<std::uint32_t>(skipped), place});
}

std::uint32_t Fields::look_up(const Field& field, std::string_view prefix) const {
  return remember(field, {prefix.data(), beginning, path_of(field).starts_with(prefix) ? 1U : 0U});
}

void add_mapped(const Fields& fields, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    if (const Mapping* row = fields.row_of(field, table)) event.add(row->attribute, field.text);
  }
}

}  // namespace clew::evidence
