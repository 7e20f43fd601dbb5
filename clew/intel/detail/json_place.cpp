#include "clew/intel/detail/json_place.h"

#include "clew/base/text.h"

#include <algorithm>
#include <charconv>

namespace clew::intel::detail {
namespace {

unsigned code_unit(std::string_view raw, std::size_t at) {
  unsigned unit = 0;
  if (at + 4 <= raw.size()) std::from_chars(raw.data() + at, raw.data() + at + 4, unit, 16);
  return unit;
}

/// How many bytes of UTF-8 the escape at `at` (of `raw`) stands for, and how many it is written with.
struct Escape {
  std::size_t bytes, written;
};
Escape escape_at(std::string_view raw, std::size_t at) {
  if (raw.substr(at, 2) != "\\u") return {1, 2};
  const unsigned unit = code_unit(raw, at + 2);
  const bool is_high = unit >= 0xd800 && unit <= 0xdbff;
  if (is_high && raw.substr(at + 6, 2) == "\\u") return {4, 12};
  return {unit < 0x80 ? 1U : unit < 0x800 ? 2U : 3U, 6};
}

}  // namespace

JsonPlace::JsonPlace(std::string_view source, JsonValue string) : where_(string.where()) {
  const std::string_view raw = source.substr(where_.offset_bytes, where_.size_bytes);
  if (raw.find('\\') == std::string_view::npos) return;
  for (std::size_t i = 0; i < raw.size();) {
    const Escape escape = raw[i] == '\\' ? escape_at(raw, i) : Escape{1, 1};
    begins_.insert(begins_.end(), escape.bytes, static_cast<std::uint32_t>(i));
    i += escape.written;
  }
  begins_.push_back(static_cast<std::uint32_t>(raw.size()));
}

base::Span JsonPlace::of(base::Span part) const {
  if (begins_.empty()) return {where_.offset_bytes + part.offset_bytes, part.size_bytes};
  const auto at = [&](std::uint64_t offset) -> std::uint64_t {
    return begins_[std::min<std::uint64_t>(offset, begins_.size() - 1)];
  };
  const std::uint64_t begin = at(part.offset_bytes);
  return {where_.offset_bytes + begin, at(part.offset_bytes + part.size_bytes) - begin};
}

}  // namespace clew::intel::detail
