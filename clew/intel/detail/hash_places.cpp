#include "clew/intel/detail/hash_places.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::is_alpha;
using model::ValueType;

constexpr std::array<std::size_t, 4> sizes = {32, 40, 64, 128};

std::size_t digits_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && base::is_hex(text[end])) ++end;
  return end - begin;
}

/// Whether the digits are written in one case until `at`, and in the other one there.
bool is_turn(std::string_view digits, std::size_t at) {
  const bool small = std::ranges::none_of(digits.substr(0, at), base::is_upper);
  const bool large = std::ranges::none_of(digits.substr(0, at), base::is_lower);
  return (small && base::is_upper(digits[at])) || (large && base::is_lower(digits[at]));
}

/// `SHA256…ab12`
std::optional<Part> behind_label_of_hash(std::string_view token) {
  static constexpr auto labels =
      std::to_array<std::string_view>({"md5", "sha1", "sha-1", "sha256", "sha-256", "sha512"});
  for (const std::string_view label : labels) {
    if (!base::equal_ignoring_case(token.substr(0, label.size()), label)) continue;
    const std::size_t begin = token.find_first_not_of(":=-", label.size());
    if (begin == std::string_view::npos) return std::nullopt;
    const std::size_t digits = digits_at(token, begin);
    if (std::ranges::find(sizes, digits) != sizes.end()) return Part{begin, begin + digits};
  }
  return std::nullopt;
}

/// `Letter.xls4f4c…`, `update.exee087…52dC2s:`: behind the ending of a file's name, which ends where it must.
std::optional<Part> behind_file(std::string_view token) {
  static constexpr auto endings =
      std::to_array<std::string_view>({"docx", "docm", "xlsx", "xlsm", "exe", "dll", "xls", "doc", "zip", "rar",
                                       "lnk",  "pdf",  "ps1",  "vbs",  "bat", "msi", "apk", "jar", "hta", "js"});
  for (std::size_t dot = token.find('.'); dot != std::string_view::npos; dot = token.find('.', dot + 1)) {
    const std::string_view rest = token.substr(dot + 1);
    const auto ending = std::ranges::find_if(endings, [&](std::string_view e) { return rest.starts_with(e); });
    if (dot == 0 || ending == endings.end()) continue;
    const std::string_view digits = rest.substr(ending->size());
    const std::size_t run = digits_at(digits, 0);
    const std::size_t begin = dot + 1 + ending->size();
    for (const std::size_t size : sizes) {
      const bool whole = run == size || (run > size && run <= size + 4 && is_turn(digits, size));
      if (whole) return Part{begin, begin + size};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Part> hash_in_run(std::string_view text, Part run) {
  const std::string_view digits = text.substr(run.begin, run.end - run.begin);
  static constexpr std::array<std::size_t, 3> sizes_down = {64, 40, 32};
  constexpr std::size_t letters_max = 6;
  const auto size = std::ranges::find_if(
      sizes_down, [&](std::size_t s) { return digits.size() >= s && digits.size() <= s + letters_max; });
  if (size == sizes_down.end()) return std::nullopt;
  const std::size_t more = digits.size() - *size;
  if (more == 0) return run;
  if (is_turn(digits, *size)) return Part{run.begin, run.begin + *size};
  if (!std::ranges::all_of(digits.substr(0, more), base::is_lower)) return std::nullopt;
  const std::string_view hash = digits.substr(more);
  if (std::ranges::none_of(hash, base::is_lower)) return Part{run.begin + more, run.end};
  // All small: the letters may as well begin the word behind it, but where none goes on there.
  const bool word_before = run.begin > 0 && is_alpha(text[run.begin - 1]);
  const bool word_behind = run.end < text.size() && base::is_lower(text[run.end]);
  const bool whole = std::ranges::none_of(hash, base::is_upper);
  return word_before && !word_behind && whole ? std::optional(Part{run.begin + more, run.end}) : std::nullopt;
}

std::optional<Part> hash_beside_word(std::string_view text, Part part, std::size_t digits_of_column) {
  const std::string_view token = text.substr(part.begin, part.end - part.begin);
  constexpr std::size_t token_bytes_max = 400;
  if (token.size() < sizes.front() + 1 || token.size() > token_bytes_max) return std::nullopt;
  auto hash = behind_label_of_hash(token);
  if (!hash) hash = behind_file(token);
  if (hash) return Part{part.begin + hash->begin, part.begin + hash->end};
  const std::size_t run = digits_at(token, 0);
  for (const std::size_t size : sizes) {
    if (run < size || size >= token.size()) continue;
    const Part front{part.begin, part.begin + size};
    // One letter is no word but a slip, and the hash is not what was meant to be written.
    if (run == size && token.size() >= size + 2 && is_alpha(token[size])) return front;
    if (run > size && run <= size + 4 && run < token.size() && is_turn(token, size) && is_alpha(token[run]))
      return front;
    // The head of the table was written without gaps as well, and says how long its hashes are.
    if (run > size && run < token.size() && size == digits_of_column) return front;
  }
  return std::nullopt;
}

std::optional<Part> hash_that_ends_path(std::string_view text, Part path) {
  const std::string_view written = text.substr(path.begin, path.end - path.begin);
  constexpr std::size_t digits = 64;
  const std::size_t slash = written.find_last_of("\\/");
  if (slash == std::string_view::npos || written.size() <= slash + digits) return std::nullopt;
  if (!starts_like_path(written) && !written.contains('\\')) return std::nullopt;
  const std::string_view name = written.substr(slash + 1);
  const bool is_hash = std::ranges::all_of(name.substr(0, digits), base::is_hex) &&
                       (name.size() == digits || ends_like_program(name.substr(digits - 1)));
  if (!is_hash) return std::nullopt;
  const std::string folder = base::lowered(written.substr(0, slash));
  static constexpr auto numbered = std::to_array<std::string_view>({"container", "docker", "overlay", "podman"});
  if (std::ranges::any_of(numbered, [&](std::string_view word) { return folder.contains(word); })) return std::nullopt;
  return Part{path.begin + slash + 1, path.begin + slash + 1 + digits};
}

bool is_part_of_path(std::string_view text, Part run) {
  static constexpr base::ByteSet joints("/=");
  return (run.begin > 0 && joints.contains(text[run.begin - 1])) || (run.end < text.size() && text[run.end] == '/');
}

std::optional<Shape> hash_with_a_slip(std::string_view token) {
  if (token.empty() || !is_alpha(token.back()) || base::is_hex(token.back())) return std::nullopt;
  const std::string_view digits = token.substr(0, token.size() - 1);
  static constexpr auto types = std::to_array<std::pair<std::size_t, ValueType>>(
      {{32, ValueType::md5}, {40, ValueType::sha1}, {64, ValueType::sha256}, {128, ValueType::sha512}});
  const auto type = std::ranges::find(types, digits.size(), &std::pair<std::size_t, ValueType>::first);
  const bool fits = type != types.end() && std::ranges::all_of(digits, base::is_hex) &&
                    std::ranges::any_of(digits, base::is_digit) && std::ranges::any_of(digits, is_alpha);
  if (!fits) return std::nullopt;
  return Shape{type->second, std::nullopt, fmt::format("a letter behind {} digits", digits.size())};
}

}  // namespace clew::intel::detail
