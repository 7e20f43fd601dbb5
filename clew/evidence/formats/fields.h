/// One record as a flat list of paths and texts, in the record's own order: what every decoder looks at.
///
///     {"id": {"orig_h": "10.0.0.1"}, "answers": ["a", "b"]}  -->  id.orig_h=10.0.0.1  answers=a  answers=b
///
/// A key with a dot and a nested key give the same path, so `{"id.orig_h": …}` and `{"id": {"orig_h": …}}` are one
/// thing to a decoder. The elements of an array have the array's path. `null` is left out: it says nothing.
/// Out:    views that live until the next record is read with the same `Scratch`.
/// Limits: see the constants; what goes beyond them is left out, and the raw record remains searchable.
/// Cost:   records of a log have the same paths, mostly in the same order. So paths are numbered and known from record to
///         record: a path that follows the one before as it did the last time costs one comparison, and what was looked
///         up for it (a row of a table) is remembered. Nothing of this shows in what is read.
#pragma once

#include "clew/evidence/detail/same_bytes.h"
#include "clew/model/event.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {

constexpr std::size_t fields_max = 200'000;         ///< a lock file has some ten thousand packages of a few fields
constexpr std::size_t path_bytes_max = 255;         ///< of one field; a longer path belongs to nobody's format
constexpr std::size_t paths_bytes_max = 8U << 20U;  ///< of all paths of a record

enum class FieldKind : std::uint8_t { text, number, boolean };

/// A row of a decoder's table: what stands at `path` is `attribute` in the normal form.
struct Mapping {
  std::string_view path;
  model::Attribute attribute;
};

class Fields {
 public:
  struct Field {
    std::string_view text;  ///< a number as the source wrote it; a boolean as "true" or "false"
    std::uint32_t path_begin = 0;
    std::uint32_t path_number = 0;
    std::uint16_t path_size = 0;
    FieldKind kind = FieldKind::text;
  };

  /// One of the stored paths, so that a container's path is written once for all that is in it. Ends with the record.
  struct Path {
    std::uint32_t number = 0;  ///< 0 is the record itself
  };

  Fields();
  void clear();
  /// The path of `key` inside `parent`; nothing when a limit is reached.
  std::optional<Path> child(Path parent, std::string_view key);
  /// Keeps what stands below `path`, which is taken off the paths; false if nothing does.
  bool keep_below(std::string_view path);
  /// The same for a key that is not read yet: `rest` begins with it, and a double quote ends it.
  /// The record itself, which is no child, if it is not the key that followed the last time, or one with an escape.
  [[gnu::always_inline]] Path child_as_before(Path parent, std::string_view rest) {
    const std::uint32_t next = known_[last_].next;
    const KnownPath& guess = known_[next];
    const std::size_t size = guess.key_size;
    const bool is_right = guess.parent == parent.number && guess.key_is_plain && size < rest.size() &&
                          rest[size] == '"' &&
                          detail::same_bytes(rest.substr(0, size), paths_.data() + guess.begin + guess.size - size);
    if (!is_right || record_path_bytes_ + guess.size > paths_bytes_max) return {};
    record_path_bytes_ += guess.size;
    last_ = next;
    return {next};
  }
  [[gnu::always_inline]] void add(Path path, std::string_view text, FieldKind kind) {
    if (count_ == fields_.size() && !make_room()) return;
    KnownPath& known = known_[path.number];
    if (known.record != record_) {
      known.record = record_;
      known.first_field = static_cast<std::uint32_t>(count_);
    }
    // Part by part where it stays: what is written in parts and then copied as a whole makes the processor wait.
    Field& field = fields_.data()[count_++];
    field.text = text;
    field.path_begin = known.begin;
    field.path_number = path.number;
    field.path_size = static_cast<std::uint16_t>(known.size);
    field.kind = kind;
  }
  /// For flat sources: `key` is the whole path.
  void add(std::string_view key, std::string_view text, FieldKind kind = FieldKind::text) {
    const std::uint32_t next = known_[last_].next;
    const KnownPath& guess = known_[next];
    const std::size_t size = key.size();
    const bool is_right = size > 0 && guess.size == size && guess.key_size == size && guess.parent == 0 &&
                          record_path_bytes_ + size <= paths_bytes_max &&
                          detail::same_bytes(key, paths_.data() + guess.begin);
    if (!is_right) return add_other(key, text, kind);
    record_path_bytes_ += size;
    last_ = next;
    add(Path{next}, text, kind);
  }

  [[nodiscard]] std::span<const Field> all() const { return std::span(fields_).first(count_); }
  [[nodiscard]] std::string_view path_of(const Field& field) const {
    return std::string_view(paths_).substr(field.path_begin, field.path_size);
  }
  /// The first value at `path`; empty when there is none. Of two equal keys the first counts.
  [[nodiscard]] std::string_view get(std::string_view path) const;
  /// The first of `paths` that has a value.
  [[nodiscard]] std::string_view first_of(std::span<const std::string_view> paths) const;
  [[nodiscard]] bool has(std::string_view path) const;

  /// `find_mapping` of the field's path without its first `skipped` bytes, remembered with the path. `table` is a constant.
  [[nodiscard]] const Mapping* row_of(const Field& field, std::span<const Mapping> table,
                                      std::size_t skipped = 0) const {
    if (table.empty()) return nullptr;
    const Memory* const memory = remembered(field, table.data(), skipped);
    const std::uint32_t place = memory != nullptr ? memory->place : look_up(field, table, skipped);
    return place == nowhere ? nullptr : &table[place];
  }
  /// The same for a list of names: where it stands in `names`, or `nowhere`.
  static constexpr std::uint32_t nowhere = ~std::uint32_t{0};
  [[nodiscard]] std::size_t place_of(const Field& field, std::span<const std::string_view> names,
                                     std::size_t skipped = 0) const {
    const Memory* const memory = remembered(field, names.data(), skipped);
    return memory != nullptr ? memory->place : look_up(field, names, skipped);
  }
  /// What `tell` says of the field's path, in a number, remembered as well. The address of `what`, a constant, stands for it.
  template <class Tell>
  [[nodiscard, gnu::always_inline]] std::uint32_t told_of(const Field& field, const void* what,
                                                          const Tell& tell) const {
    const Memory* const memory = remembered(field, what, 0);
    return memory != nullptr ? memory->place : remember(field, {what, 0, tell(path_of(field))});
  }
  /// Whether the field's path begins with `prefix`, a constant; remembered as well.
  [[nodiscard]] bool is_below(const Field& field, std::string_view prefix) const {
    const Memory* const memory = remembered(field, prefix.data(), beginning);
    return (memory != nullptr ? memory->place : look_up(field, prefix)) != 0;
  }

 private:
  static constexpr std::uint32_t beginning = ~std::uint32_t{0};  // in place of `skipped`

  /// A lookup that was made for a path.
  struct Memory {
    const void* table = nullptr;
    std::uint32_t skipped = 0;
    std::uint32_t place = 0;
  };
  struct KnownPath {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::uint32_t parent = 0;       // inside which it was asked for, by number
    std::uint32_t key_size = 0;     // its last bytes
    std::uint32_t next = 0;         // what was asked for after it the last time, by number
    std::uint32_t record = 0;       // the last record that has it, by number
    std::uint32_t first_field = 0;  // in that record
    bool key_is_plain = false;      // neither quote nor escape nor control byte: as it stands in JSON
  };
  static constexpr std::size_t memories_each = 8;

  [[nodiscard]] std::string_view text_of(const KnownPath& path) const {
    return std::string_view(paths_).substr(path.begin, path.size);
  }
  void add_other(std::string_view key, std::string_view text, FieldKind kind);
  bool make_room();
  std::uint32_t number_of(Path parent, std::string_view key, std::size_t size);
  [[nodiscard]] std::size_t slot_of(std::string_view path) const;
  [[nodiscard]] std::size_t first_at(std::string_view path) const;
  void put_in_table(std::uint32_t number, std::size_t slot);
  void forget_paths();
  [[nodiscard]] const Memory* remembered(const Field& field, const void* table, std::size_t skipped) const {
    for (std::size_t i = 0; i < memories_each; ++i) {
      const Memory& memory = memories_[field.path_number * memories_each + i];
      if (memory.table == table && memory.skipped == skipped) return &memory;
    }
    return nullptr;
  }
  std::uint32_t remember(const Field& field, Memory memory) const;
  [[nodiscard]] std::uint32_t look_up(const Field& field, std::span<const Mapping> table, std::size_t skipped) const;
  [[nodiscard]] std::uint32_t look_up(const Field& field, std::span<const std::string_view> names,
                                      std::size_t skipped) const;
  [[nodiscard]] std::uint32_t look_up(const Field& field, std::string_view prefix) const;

  std::string paths_;          // of `known_`, one behind the other
  std::vector<Field> fields_;  // the first `count_` are of the record
  std::size_t count_ = 0;
  std::vector<KnownPath> known_;          // by number; the first is the empty path, which the record itself has
  mutable std::vector<Memory> memories_;  // `memories_each` for each known path
  std::vector<std::uint32_t> table_;      // numbers by the hash of their path; 0 is a free slot
  bool table_is_whole_ = true;            // every path is in it
  std::uint32_t last_ = 0;                // the path that was asked for last
  std::uint32_t record_ = 1;
  std::size_t record_path_bytes_ = 0;
};

/// Tables stand in the order of their paths, so that people find a row and no path stands there twice.
constexpr bool is_sorted_by_path(std::span<const Mapping> table) {
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (!(table[i - 1].path < table[i].path)) return false;
  }
  return true;
}

/// The row of `path`, or null. From the front: most rows differ in length already, which beats halving.
inline const Mapping* find_mapping(std::span<const Mapping> table, std::string_view path) {
  for (const Mapping& row : table) {
    if (row.path.size() == path.size() && !path.empty() && row.path.back() == path.back() && row.path == path)
      return &row;
  }
  return nullptr;
}

/// The first value that is not empty of each of `names`, in one pass: many names are looked for in every record.
template <std::size_t count>
std::array<std::string_view, count> first_values(const Fields& fields,
                                                 const std::array<std::string_view, count>& names) {
  std::array<std::string_view, count> values;
  for (const Fields::Field& field : fields.all()) {
    const std::size_t place = fields.place_of(field, names);
    if (place != Fields::nowhere && values[place].empty()) values[place] = field.text;
  }
  return values;
}

/// `Fields::first_of` in one pass.
template <std::size_t count>
std::string_view first_value(const Fields& fields, const std::array<std::string_view, count>& names) {
  for (const std::string_view value : first_values(fields, names)) {
    if (!value.empty()) return value;
  }
  return {};
}

/// Adds to `event` every field whose path is in `table`, in the record's order.
void add_mapped(const Fields& fields, std::span<const Mapping> table, model::Event& event);

}  // namespace clew::evidence
