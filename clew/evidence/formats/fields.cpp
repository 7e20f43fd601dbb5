#include "clew/evidence/formats/fields.h"

#include <algorithm>

namespace clew::evidence {

void Fields::clear() {
  paths_.clear();
  fields_.clear();
}

std::optional<Fields::Path> Fields::child(Path parent, std::string_view key) {
  const std::size_t size = parent.size == 0 ? key.size() : parent.size + 1 + key.size();
  if (size > path_bytes_max || paths_.size() + size > paths_bytes_max) return std::nullopt;
  const Path path{static_cast<std::uint32_t>(paths_.size()), static_cast<std::uint32_t>(size)};
  if (parent.size > 0) {
    paths_.append(paths_, parent.begin, parent.size);
    paths_ += '.';
  }
  paths_ += key;
  return path;
}

void Fields::add(Path path, std::string_view text, FieldKind kind) {
  if (fields_.size() >= fields_max) return;
  fields_.push_back({path.begin, path.size, kind, text});
}

void Fields::add(std::string_view key, std::string_view text, FieldKind kind) {
  if (const auto path = child({}, key)) add(*path, text, kind);
}

bool Fields::keep_below(std::string_view path) {
  const auto is_below = [&](const Field& field) {
    const std::string_view own = path_of(field);
    return own.size() > path.size() + 1 && own[path.size()] == '.' && own.starts_with(path);
  };
  std::erase_if(fields_, [&](const Field& field) { return !is_below(field); });
  const auto cut = static_cast<std::uint32_t>(path.size() + 1);
  for (Field& field : fields_) {
    field.path_begin += cut;
    field.path_size -= cut;
  }
  return !fields_.empty();
}

std::string_view Fields::get(std::string_view path) const {
  for (const Field& field : fields_) {
    if (field.path_size == path.size() && path_of(field) == path && !field.text.empty()) return field.text;
  }
  return {};
}

std::string_view Fields::first_of(std::span<const std::string_view> paths) const {
  for (const std::string_view path : paths) {
    if (const std::string_view text = get(path); !text.empty()) return text;
  }
  return {};
}

bool Fields::has(std::string_view path) const {
  return std::ranges::any_of(fields_, [&](const Field& field) { return path_of(field) == path; });
}

void add_mapped(const Fields& fields, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    if (const Mapping* row = find_mapping(table, fields.path_of(field))) event.add(row->attribute, field.text);
  }
}

}  // namespace clew::evidence
