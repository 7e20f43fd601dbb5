#include "clew/intel/refang.h"

#include "clew/base/text.h"

#include <array>

namespace clew::intel {
namespace {

using base::is_alnum;
using base::to_lower;

/// What one defanged spelling stands for. `size` is 0 when there is none at this place.
struct Spelling {
  std::string_view plain;
  std::size_t size = 0;
};

bool is_opening(char c) { return c == '[' || c == '(' || c == '{'; }
bool is_closing(char c) { return c == ']' || c == ')' || c == '}'; }

char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

/// Markdown writers escape brackets and stars: `\[.\]`.
std::size_t skip_escape(std::string_view text, std::size_t i) {
  const char next = at(text, i + 1);
  return at(text, i) == '\\' && (is_opening(next) || is_closing(next) || next == '.' || next == '*' || next == ':')
             ? i + 1
             : i;
}

/// Zero-width space, non-joiner, joiner, word joiner, byte order mark, soft hyphen: the bytes taken, or 0.
std::size_t invisible_size(std::string_view text, std::size_t i) {
  static constexpr std::array<std::string_view, 6> marks = {"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
                                                            "\xe2\x81\xa0", "\xef\xbb\xbf", "\xc2\xad"};
  for (const std::string_view mark : marks) {
    if (text.substr(i, mark.size()) == mark) return mark.size();
  }
  return 0;
}

struct Inner {
  std::string_view written;
  std::string_view plain;
};
constexpr std::array<Inner, 9> inners = {{{"://", "://"},
                                          {":", ":"},
                                          {"dot", "."},
                                          {"d0t", "."},
                                          {".", "."},
                                          {"at", "@"},
                                          {"@", "@"},
                                          {"/", "/"},
                                          {"colon", ":"}}};

/// `[.]`, `( dot )`, `\[@\]`: a bracket, a mark or its name, a bracket. One blank on either side inside is allowed.
Spelling bracketed(std::string_view text, std::size_t i) {
  const std::size_t begin = i;
  i = skip_escape(text, i);
  if (!is_opening(at(text, i))) return {};
  ++i;
  if (at(text, i) == ' ') ++i;
  i = skip_escape(text, i);
  for (const Inner& inner : inners) {
    if (!base::equal_ignoring_case(text.substr(i, inner.written.size()), inner.written)) continue;
    std::size_t end = i + inner.written.size();
    if (at(text, end) == ' ') ++end;
    end = skip_escape(text, end);
    if (is_closing(at(text, end))) return {inner.plain, end + 1 - begin};
  }
  return {};
}

/// `evil[.example` and `evil.]example`: half a bracket, as hasty writers leave it; only between name characters.
Spelling half_bracketed(std::string_view text, std::size_t i, char before) {
  if (!is_alnum(before)) return {};
  if (at(text, i) == '[' && at(text, i + 1) == '.' && is_alnum(at(text, i + 2))) return {".", 2};
  if (at(text, i) == '.' && at(text, i + 1) == ']' && is_alnum(at(text, i + 2))) return {".", 2};
  return {};
}

/// `evil [.] example`, `name [at] evil`: a mark in brackets with one blank on both sides.
Spelling spaced(std::string_view text, std::size_t i, char before) {
  if (at(text, i) != ' ' || !is_alnum(before)) return {};
  const Spelling mark = bracketed(text, i + 1);
  if (mark.size == 0 || (mark.plain != "." && mark.plain != "@")) return {};
  const std::size_t end = i + 1 + mark.size;
  if (at(text, end) != ' ' || !is_alnum(at(text, end + 1))) return {};
  return {mark.plain, mark.size + 2};
}

/// `hxxp`, `h**p`, `hXXps`, `htxp` before `:`; gives "http" for the four letters, the `s` stays as it is.
Spelling scheme(std::string_view text, std::size_t i, char before) {
  if (is_alnum(before) || to_lower(at(text, i)) != 'h') return {};
  std::size_t p = i + 1;
  std::array<char, 2> middle{};
  for (char& c : middle) {
    p = skip_escape(text, p);
    c = to_lower(at(text, p));
    ++p;
  }
  const auto masks = [](char c) { return c == 'x' || c == '*' || c == '+' || c == 't'; };
  if (!masks(middle[0]) || !masks(middle[1]) || to_lower(at(text, p)) != 'p') return {};
  if (middle[0] == 't' && middle[1] == 't') return {};
  const std::size_t end = p + 1;
  const std::size_t colon = to_lower(at(text, end)) == 's' ? end + 1 : end;
  if (at(text, colon) != ':' && bracketed(text, colon).size == 0) return {};
  return {"http", end - i};
}

/// A mark that joins two parts of a value; alone, as in "(a) or (.)", it is what it is.
bool joins(std::string_view plain, char before, std::string_view text, std::size_t end) {
  const char after = at(text, end);
  const auto is_name = [](char c) {
    return is_alnum(c) || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
  };
  if (plain == ".")
    return (is_name(before) || before == '*' || before == '/') && (is_name(after) || bracketed(text, end).size > 0);
  if (plain == "@") return is_name(before) && is_name(after);
  if (plain == "/") return is_alnum(before) && after != '\0';
  if (plain == "://") return base::is_alpha(before);
  return (is_alnum(before) || before == ':') &&
         (after == '/' || is_alnum(after) || after == ':' || is_opening(after) || after == '\\');
}

Spelling spelling_at(std::string_view text, std::size_t i, char before) {
  switch (text[i]) {
    case 'h':
    case 'H': return scheme(text, i, before);
    case ' ': return spaced(text, i, before);
    case '.': return half_bracketed(text, i, before);
    case '[':
    case '(':
    case '{':
    case '\\': {
      const Spelling whole = bracketed(text, i);
      if (whole.size > 0 && joins(whole.plain, before, text, i + whole.size)) return whole;
      return half_bracketed(text, i, before);
    }
    default: return {};
  }
}

}  // namespace

base::Span Refanged::source_of(std::size_t begin, std::size_t size) const {
  CLEW_ASSERT(begin + size <= text_.size());
  if (size == 0) return {begin < begins_.size() ? begins_[begin] : 0U, 0};
  const std::uint64_t first = begins_[begin];
  return {first, ends_[begin + size - 1] - first};
}

bool Refanged::was_defanged(std::size_t begin, std::size_t size) const {
  CLEW_ASSERT(begin + size <= text_.size());
  const std::uint32_t until = begin + size < defanged_before_.size() ? defanged_before_[begin + size] : defanged_;
  return size > 0 && until > defanged_before_[begin];
}

void Refanged::add(std::string_view replacement, std::size_t offset, std::size_t size) {
  for (const char c : replacement) {
    text_ += c;
    begins_.push_back(static_cast<std::uint32_t>(offset));
    ends_.push_back(static_cast<std::uint32_t>(offset + size));
    defanged_before_.push_back(defanged_++);
  }
}

void Refanged::keep(char byte, std::size_t offset) {
  text_ += byte;
  begins_.push_back(static_cast<std::uint32_t>(offset));
  ends_.push_back(static_cast<std::uint32_t>(offset + 1));
  defanged_before_.push_back(defanged_);
}

Refanged refang(std::string_view text) {
  Refanged result;
  result.text_.reserve(text.size());
  std::size_t i = 0;
  while (i < text.size()) {
    if (const std::size_t size = invisible_size(text, i); size > 0) {
      i += size;
      continue;
    }
    const char before = result.text_.empty() ? '\0' : result.text_.back();
    const Spelling spelling = spelling_at(text, i, before);
    if (spelling.size > 0) {
      result.add(spelling.plain, i, spelling.size);
      i += spelling.size;
    } else {
      result.keep(text[i], i);
      ++i;
    }
  }
  return result;
}

}  // namespace clew::intel
