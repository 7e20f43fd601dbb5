/// One record as a flat list of paths and texts, in the record's own order: what every decoder looks at.
///
///     {"id": {"orig_h": "10.0.0.1"}, "answers": ["a", "b"]}  -->  id.orig_h=10.0.0.1  answers=a  answers=b
///
/// A key with a dot and a nested key give the same path, so `{"id.orig_h": …}` and `{"id": {"orig_h": …}}` are one
/// thing to a decoder. The elements of an array have the array's path. `null` is left out: it says nothing.
/// Out:    views that live until the next record is read with the same `Scratch`.
/// Limits: see the constants; what goes beyond them is left out, and the raw record remains searchable.
#pragma once

#include "clew/model/event.h"

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

class Fields {
 public:
  struct Field {
    std::uint32_t path_begin = 0;
    std::uint32_t path_size = 0;
    FieldKind kind = FieldKind::text;
    std::string_view text;  ///< a number as the source wrote it; a boolean as "true" or "false"
  };

  /// A stretch of the stored paths, so that a container's path is written once for all that is in it.
  struct Path {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  void clear();
  /// The path of `key` inside `parent`; nothing when a limit is reached.
  std::optional<Path> child(Path parent, std::string_view key);
  void add(Path path, std::string_view text, FieldKind kind);
  /// Keeps what stands below `path`, which is taken off the paths; false if nothing does.
  bool keep_below(std::string_view path);
  /// For flat sources: `key` is the whole path.
  void add(std::string_view key, std::string_view text, FieldKind kind = FieldKind::text);

  [[nodiscard]] const std::vector<Field>& all() const { return fields_; }
  [[nodiscard]] std::string_view path_of(const Field& field) const {
    return std::string_view(paths_).substr(field.path_begin, field.path_size);
  }
  /// The first value at `path`; empty when there is none. Of two equal keys the first counts.
  [[nodiscard]] std::string_view get(std::string_view path) const;
  /// The first of `paths` that has a value.
  [[nodiscard]] std::string_view first_of(std::span<const std::string_view> paths) const;
  [[nodiscard]] bool has(std::string_view path) const;

 private:
  std::string paths_;
  std::vector<Field> fields_;
};

/// A row of a decoder's table: what stands at `path` is `attribute` in the normal form.
struct Mapping {
  std::string_view path;
  model::Attribute attribute;
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

/// Adds to `event` every field whose path is in `table`, in the record's order.
void add_mapped(const Fields& fields, std::span<const Mapping> table, model::Event& event);

}  // namespace clew::evidence
