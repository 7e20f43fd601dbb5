#include "clew/intel/refang.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/detail/shape.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel {
namespace {

using base::is_alnum;
using base::to_lower;

/// What one defanged spelling stands for. `size` is 0 when there is none at this place.
struct Spelling {
  std::string_view plain;
  std::size_t size = 0;
};

bool is_opening(char c) { return c == '[' || c == '(' || c == '{' || c == '<'; }
bool is_closing(char c) { return c == ']' || c == ')' || c == '}' || c == '>'; }

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
  if (i >= text.size() || static_cast<unsigned char>(text[i]) < 0x80) return 0;
  static constexpr std::array<std::string_view, 6> marks = {"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d",
                                                            "\xe2\x81\xa0", "\xef\xbb\xbf", "\xc2\xad"};
  for (const std::string_view mark : marks) {
    if (i < text.size() && text.substr(i, mark.size()) == mark) return mark.size();
  }
  return 0;
}

std::size_t skip_invisible(std::string_view text, std::size_t i) {
  while (const std::size_t size = invisible_size(text, i)) i += size;
  return i;
}

struct Inner {
  std::string_view written;
  std::string_view plain;
};
constexpr std::array<Inner, 13> inners = {{{"://", "://"},
                                           {"//", "//"},
                                           {":", ":"},
                                           {"dot", "."},
                                           {"point", "."},
                                           {"punto", "."},
                                           {",", "."},
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
  i = skip_invisible(text, i);
  if (at(text, i) == ' ') ++i;
  i = skip_escape(text, i);
  for (const Inner& inner : inners) {
    if (!base::equal_ignoring_case(text.substr(i, inner.written.size()), inner.written)) continue;
    std::size_t end = skip_invisible(text, i + inner.written.size());
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

/// `evil.example`, `198.51.100.7:8080`: what stands between the brackets of a host; of an IPv6 address they are a part.
bool is_host_in_brackets(std::string_view host) {
  if (host.find('.') == std::string_view::npos || !is_alnum(host.front()) || !is_alnum(host.back())) return false;
  const std::size_t colon = host.find(':');
  return colon == std::string_view::npos || std::ranges::all_of(host.substr(colon + 1), base::is_digit);
}

bool is_host_byte(char c) { return is_alnum(c) || c == '.' || c == '-' || c == ':'; }

constexpr std::size_t host_bytes_max = 260;  // a name and a port

/// Whether `[host]` stands at `open`, with a path or a port behind it.
bool opens_host(std::string_view text, std::size_t open, std::string_view written) {
  std::size_t end = open + 1;
  while (end < text.size() && end - open <= host_bytes_max && is_host_byte(text[end])) ++end;
  if (end == open + 1 || at(text, end) != ']') return false;
  const char after = at(text, end + 1);
  const bool url = written.ends_with("://") && (after == '/' || after == ':');
  const bool alone = (written.empty() || !is_alnum(written.back())) && after == '/' && is_alnum(at(text, end + 2));
  return (url || alone) && is_host_in_brackets(text.substr(open + 1, end - open - 1));
}

/// `[evil.example]/a`, `https://[198.51.100.7:8080]/a`: the whole host in brackets. Each takes the byte behind it along.
Spelling around_host(std::string_view text, std::size_t i, std::string_view written) {
  if (text[i] == '[') return opens_host(text, i, written) ? Spelling{text.substr(i + 1, 1), 2} : Spelling{};
  std::size_t open = i;
  while (open > 0 && i - open <= host_bytes_max && is_host_byte(text[open - 1])) --open;
  if (open == 0 || text[open - 1] != '[' || open == i || written.size() < i - open) return {};
  return opens_host(text, open - 1, written.substr(0, written.size() - (i - open))) ? Spelling{text.substr(i + 1, 1), 2}
                                                                                    : Spelling{};
}

/// `evil [.] example`, `evil [.]example`, `name [at] evil`: a mark in brackets with a blank before it, and perhaps one
/// behind it.
Spelling spaced(std::string_view text, std::size_t i, char before) {
  if (at(text, i) != ' ' || !is_alnum(before)) return {};
  const Spelling mark = bracketed(text, i + 1);
  if (mark.size == 0 || (mark.plain != "." && mark.plain != "@")) return {};
  const std::size_t end = i + 1 + mark.size;
  if (mark.plain == "." && is_alnum(at(text, end))) return {mark.plain, mark.size + 1};
  if (at(text, end) != ' ' || !is_alnum(at(text, end + 1))) return {};
  return {mark.plain, mark.size + 2};
}

/// `evil dot example`: only before what ends like a name, and not behind an article ("the dot com years").
Spelling spoken(std::string_view text, std::size_t i, std::string_view written) {
  constexpr std::string_view word = " dot ";
  if (!base::equal_ignoring_case(text.substr(i, word.size()), word)) return {};
  constexpr auto suffixes =
      std::to_array<std::string_view>({"com", "net", "org", "info", "biz", "top", "xyz", "ru", "cn", "io", "co", "me",
                                       "cc", "tk", "online", "site", "club"});
  std::size_t end = i + word.size();
  while (base::is_alpha(at(text, end))) ++end;
  const std::string_view suffix = text.substr(i + word.size(), end - i - word.size());
  const bool more = base::equal_ignoring_case(text.substr(end, word.size()), word);
  const bool known =
      std::ranges::any_of(suffixes, [&](std::string_view s) { return base::equal_ignoring_case(s, suffix); });
  constexpr std::size_t article_bytes_max = 3;
  const std::string_view look =
      written.substr(written.size() > article_bytes_max + 1 ? written.size() - article_bytes_max - 1 : 0);
  const std::size_t blank = look.find_last_of(" \t\n");
  const std::string_view last = look.substr(blank == std::string_view::npos ? 0 : blank + 1);
  if (suffix.empty() || (!known && !more) || last.size() <= article_bytes_max) return {};
  return {".", word.size()};
}

/// Dots of other scripts, which look alike and which browsers fold: U+3002, U+FF0E, U+FF61, U+2024.
Spelling foreign_dot(std::string_view text, std::size_t i, char before) {
  constexpr std::array<std::string_view, 4> dots = {"\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1", "\xe2\x80\xa4"};
  for (const std::string_view dot : dots) {
    const char after = at(text, i + dot.size());
    // "evil.example\u3002Next": a sentence ended there, and the next one begins with a name.
    const bool ends_sentence = base::is_lower(before) && base::is_upper(after);
    if (text.substr(i, dot.size()) == dot && is_alnum(before) && is_alnum(after) && !ends_sentence)
      return {".", dot.size()};
  }
  return {};
}

/// The hyphens that word processors and web pages write, U+2010 and U+2011, within a word: the bytes taken, or 0.
std::size_t hyphen_size(std::string_view text, std::size_t i, std::string_view written) {
  constexpr std::size_t size = 3;
  const std::string_view mark = text.substr(i, size);
  if (mark != "\xe2\x80\x90" && mark != "\xe2\x80\x91") return 0;
  return !written.empty() && is_alnum(written.back()) && is_alnum(at(text, i + size)) ? size : 0;
}

/// `evil\.example`, as in a regular expression, `evil\-name.example`, as Markdown is written; a path has other backslashes, too.
Spelling escaped_mark(std::string_view text, std::size_t i, char before, std::string_view written) {
  static constexpr base::ByteSet marks(".-_");
  if (!is_alnum(before) || !marks.contains(at(text, i + 1)) || !is_alnum(at(text, i + 2))) return {};
  constexpr std::size_t token_bytes_max = 80;  // longer names are not written so
  const std::string_view look = written.substr(written.size() > token_bytes_max ? written.size() - token_bytes_max : 0);
  static constexpr base::ByteSet blanks(" \t\n\"'`");
  const std::size_t blank = blanks.find_last_in(look);
  const std::string_view head = look.substr(blank == std::string_view::npos ? 0 : blank + 1);
  if (head.find('\\') != std::string_view::npos) return {};
  for (std::size_t p = i; p < text.size() && p < i + token_bytes_max && !base::is_space(text[p]); ++p) {
    if (text[p] == '\\' && !marks.contains(at(text, p + 1)) && at(text, p + 1) != '/') return {};
  }
  return {text.substr(i + 1, 1), 2};
}

/// `hxxp`, `h**p`, `hXXps`, `htxp` before `:`; gives "http" for the four letters, the `s` stays as it is.
Spelling scheme(std::string_view text, std::size_t i, char before) {
  if (to_lower(at(text, i)) != 'h') return {};
  std::size_t p = i + 1;
  std::array<char, 2> middle{};
  for (char& c : middle) {
    p = skip_escape(text, p);
    c = to_lower(at(text, p));
    ++p;
  }
  const auto masks = [](char c) {
    return c == 'x' || c == '*' || c == '+' || c == 't' || c == 'z' || c == '_' || c == '#';
  };
  if (!masks(middle[0]) || !masks(middle[1]) || to_lower(at(text, p)) != 'p') return {};
  if (middle[0] == 't' && middle[1] == 't') return {};
  const std::size_t end = p + 1;
  const std::size_t colon = to_lower(at(text, end)) == 's' ? end + 1 : end;
  if (text.substr(colon, 2) == "//" && is_alnum(before)) return {};
  if (text.substr(colon, 2) == "//") return colon == end ? Spelling{"http:", end - i} : Spelling{"https:", colon - i};
  const Spelling mark = bracketed(text, colon);
  if (at(text, colon) != ':' && mark.size == 0) return {};
  // Behind a letter it is one only where the rest of it follows: `Installerhxxps[:]//`, cells without what parted them.
  const std::size_t slashes = mark.size == 0 ? colon + 1 : colon + mark.size;
  if (is_alnum(before) && text.substr(slashes, 2) != "//" && !mark.plain.ends_with("//")) return {};
  return {"http", end - i};
}

/// `meow://`, `fxp://`, `hxxps` written in other letters.
Spelling other_scheme(std::string_view text, std::size_t i, char before) {
  if (is_alnum(before)) return {};
  constexpr std::array<Inner, 3> schemes = {{{"meows://", "https://"}, {"meow://", "http://"}, {"fxp://", "ftp://"}}};
  for (const Inner& scheme : schemes) {
    if (base::equal_ignoring_case(text.substr(i, scheme.written.size()), scheme.written))
      return {scheme.plain, scheme.written.size()};
  }
  return {};
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
  if (plain == "//") return before == ':';
  if (plain == "://") return base::is_alpha(before);
  return (is_alnum(before) || before == ':') &&
         (after == '/' || is_alnum(after) || after == ':' || is_opening(after) || after == '\\');
}

Spelling spelling_at(std::string_view text, std::size_t i, std::string_view written) {
  const char before = written.empty() ? '\0' : written.back();
  switch (text[i]) {
    case 'h':
    case 'H': return scheme(text, i, before);
    case 'm':
    case 'M':
    case 'f':
    case 'F': return other_scheme(text, i, before);
    case ' ': {
      const Spelling mark = spaced(text, i, before);
      if (mark.size > 0 || !is_alnum(before)) return mark;
      return spoken(text, i, written);
    }
    case '.': return half_bracketed(text, i, before);
    case ']': return around_host(text, i, written);
    case '\xe3':
    case '\xef':
    case '\xe2': return foreign_dot(text, i, before);
    case '[':
    case '(':
    case '{':
    case '<':
    case '\\': {
      const Spelling whole = bracketed(text, i);
      if (whole.size > 0 && joins(whole.plain, before, text, i + whole.size)) return whole;
      if (text[i] == '[') {
        if (const Spelling host = around_host(text, i, written); host.size > 0) return host;
      }
      if (text[i] == '\\') return escaped_mark(text, i, before, written);
      return half_bracketed(text, i, before);
    }
    default: return {};
  }
}

/// The first byte at or behind `i` that a spelling may begin with or that may be dropped: all of `spelling_at`, line ends,
/// and what is not ASCII.
std::size_t first_odd(std::string_view text, std::size_t i) {
  static constexpr base::ByteSet odd(" \n\r.[]({<\\hHmMfF");
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80 && !odd.contains(text[i])) ++i;
  return i;
}

// ---- values that go on in the next line -----------------------------------------------------------------------------

constexpr std::size_t token_look_bytes = 512;  ///< no value that goes on is longer

/// The token that `written` ends with.
std::string_view last_token(std::string_view written) {
  const std::string_view look =
      written.substr(written.size() > token_look_bytes ? written.size() - token_look_bytes : 0);
  static constexpr base::ByteSet blanks(" \t\r\n\"<>`|,;");
  const std::size_t blank = blanks.find_last_in(look);
  return look.substr(blank == std::string_view::npos ? 0 : blank + 1);
}

std::size_t indent_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t indent_bytes_max = 60;
  std::size_t end = begin;
  while (end < text.size() && end < begin + indent_bytes_max && (text[end] == ' ' || text[end] == '\t')) ++end;
  return end - begin;
}

bool is_url_byte(char c) {
  static constexpr base::ByteSet others("-._~:/?#[]@!$&'()*+,;=%");
  return is_alnum(c) || others.contains(c);
}

/// `…/form?a=1&` and `  b=2`: a URL that ends its line with a mark that must be followed by more.
bool url_goes_on(std::string_view head, std::string_view next, bool deeper, bool alone) {
  const std::size_t scheme = head.find("://");
  if (scheme == std::string_view::npos || head.size() < scheme + 5) return false;
  if (next.find("://") != std::string_view::npos || !std::ranges::all_of(next, is_url_byte)) return false;
  const bool digits = std::ranges::any_of(next, base::is_digit);
  const bool marks = next.find_first_of("=&%") != std::string_view::npos;
  const char last = head.back();
  if (last == '&' || last == '=' || last == '?') {
    constexpr std::size_t word_bytes_max = 12;
    return marks || (deeper && alone) || (digits && next.size() >= word_bytes_max);
  }
  const bool escape = head.size() > 3 && head[head.size() - 3] == '%';
  if (last != '/' && last != '-' && last != '_' && last != '%' && !escape) return false;
  return deeper && alone && (digits || marks || next.find_first_of("./") != std::string_view::npos);
}

/// Two runs of digits of which neither is a hash, and which are one together.
bool hash_goes_on(std::string_view head, std::string_view next) {
  constexpr std::size_t part_digits_min = 8;
  if (head.size() < part_digits_min || next.size() < part_digits_min) return false;
  if (!detail::is_digest_size(head.size() + next.size()) || detail::is_digest_size(head.size()) ||
      detail::is_digest_size(next.size()))
    return false;
  return std::ranges::all_of(head, base::is_hex) && std::ranges::all_of(next, base::is_hex) &&
         std::ranges::any_of(head, base::is_digit) && std::ranges::any_of(next, base::is_digit);
}

/// Whether the last kind of hash that is named before `end` is one of twice 32 digits, and MD5 is not.
bool speaks_of_long_hashes(std::string_view text, std::size_t end) {
  constexpr std::size_t look_bytes = 2048;
  const std::size_t begin = end > look_bytes ? end - look_bytes : 0;
  const std::string words = base::lowered(text.substr(begin, end - begin));
  return (words.find("sha256") != std::string::npos || words.find("sha-256") != std::string::npos) &&
         words.find("md5") == std::string::npos;
}

/// The lower half of a cell of 64 digits: alone in its line, below the upper half, which does not begin its line. Two MD5
/// values may stand like this as well, so the text must have spoken of SHA-256 only.
bool cell_goes_on(std::string_view text, std::size_t line_end, std::size_t line_begin, std::string_view next,
                  std::size_t indent) {
  constexpr std::size_t half = 32;
  if (next.size() != half || line_end - line_begin < half) return false;
  const std::string_view head = text.substr(line_end - half, half);
  if (line_end - half - line_begin != indent || indent_at(text, line_begin) == indent) return false;
  return std::ranges::all_of(head, base::is_hex) && std::ranges::all_of(next, base::is_hex) &&
         std::ranges::any_of(next, base::is_digit) && speaks_of_long_hashes(text, line_begin);
}

/// `SHA256: 4f4c…` of 40 digits, and the other 24 alone in the line below: the label says how many there are.
bool labelled_hash_goes_on(std::string_view line, std::string_view head, std::string_view next) {
  if (line.size() <= head.size() || detail::is_digest_size(next.size()) || !std::ranges::all_of(head, base::is_hex) ||
      !std::ranges::all_of(next, base::is_hex))
    return false;
  const std::string label = base::lowered(base::trimmed(line.substr(0, line.size() - head.size())));
  const std::size_t digits = head.size() + next.size();
  static constexpr auto labels = std::to_array<std::pair<std::string_view, std::size_t>>(
      {{"sha256:", 64}, {"sha-256:", 64}, {"sha1:", 40}, {"sha-1:", 40}, {"sha512:", 128}, {"sha-512:", 128}});
  return std::ranges::any_of(labels,
                             [&](const auto& known) { return known.second == digits && label.ends_with(known.first); });
}

/// The size of the line end and the blanks behind it, where the value before it goes on behind them; else 0.
std::size_t gap_inside_value(std::string_view text, std::size_t i, std::string_view written) {
  const std::string_view head = last_token(written);
  if (head.size() < 8) return 0;
  std::size_t begin = i;
  if (at(text, begin) == '\r') ++begin;
  if (at(text, begin) != '\n') return 0;
  ++begin;
  const std::size_t indent = indent_at(text, begin);
  std::size_t end = begin + indent;
  while (end < text.size() && end < begin + token_look_bytes && !base::is_space(text[end]) && text[end] != '|' &&
         text[end] != '"' && text[end] != '<' && text[end] != '`')
    ++end;
  const std::string_view next = text.substr(begin + indent, end - begin - indent);
  if (next.empty() || next.front() == '-' || next.front() == '*') return 0;
  const std::string_view before =
      text.substr(i > token_look_bytes ? i - token_look_bytes : 0, std::min(i, token_look_bytes));
  const std::size_t line = before.rfind('\n');
  const std::size_t here = line == std::string_view::npos ? 0 : indent_at(before, line + 1);
  const bool alone = end >= text.size() || text[end] == '\n' || text[end] == '\r';
  const std::size_t line_begin = i - before.size() + (line == std::string_view::npos ? 0 : line + 1);
  // The line before may itself be the rest of a value: then as deep as it is deep enough.
  const bool joined = here > 0 && indent == here && head.size() + here > i - line_begin;
  const bool goes_on = url_goes_on(head, next, indent > here || joined, alone) || hash_goes_on(head, next) ||
                       (alone && cell_goes_on(text, i, line_begin, next, indent)) ||
                       (alone && labelled_hash_goes_on(text.substr(line_begin, i - line_begin), head, next));
  return goes_on ? begin + indent - i : 0;
}

/// `https://evil. example[.]top/x`: a blank inside the host of a URL whose name goes on defanged.
std::size_t blank_inside_host(std::string_view text, std::size_t i, std::string_view written) {
  if (text[i] != ' ' || written.empty() || written.back() != '.') return 0;
  const std::string_view head = last_token(written);
  const std::size_t scheme = head.find("://");
  if (scheme == std::string_view::npos || scheme + 3 >= head.size() - 1 ||
      head.find('/', scheme + 3) != std::string_view::npos)
    return 0;
  constexpr std::size_t label_bytes_max = 64;
  std::size_t end = i + 1;
  while (end < text.size() && end < i + label_bytes_max && (is_alnum(text[end]) || text[end] == '-')) ++end;
  return end > i + 1 && bracketed(text, end).plain == "." ? 1 : 0;
}

/// Whether a token that is written byte by byte is a URL so far. Each byte is looked at once.
class TokenWatch {
 public:
  [[nodiscard]] bool is_url(std::string_view written) {
    static constexpr base::ByteSet blanks(" \t\r\n\"<>`|");
    for (; seen_ < written.size(); ++seen_) {
      if (blanks.contains(written[seen_])) url_ = false;
      url_ = url_ || (written[seen_] == '/' && written.substr(0, seen_ + 1).ends_with("://"));
    }
    return url_;
  }

 private:
  std::size_t seen_ = 0;
  bool url_ = false;
};

/// `a\_b`, `a\\_b`, `a\/b`: the bytes of the backslashes before a mark of a URL that writers of Markdown and JSON escape; 0
/// is none.
std::size_t escape_in_url(std::string_view text, std::size_t i) {
  if (text[i] != '\\') return 0;
  static constexpr base::ByteSet marks("_*~-&#=+/");
  const std::size_t size = at(text, i + 1) == '\\' ? 2 : 1;
  return marks.contains(at(text, i + size)) ? size : 0;
}

/// `http:\/\/`, as JSON has it: whether the backslash at `i` stands before a slash of a scheme.
bool is_escape_in_scheme(std::string_view text, std::size_t i, std::string_view written) {
  if (text[i] != '\\' || at(text, i + 1) != '/') return false;
  return (written.ends_with("http:") || written.ends_with("https:"))
             ? text.substr(i, 4) == R"(\/\/)"
             : written.ends_with("http:/") || written.ends_with("https:/");
}

}  // namespace

base::Span Refanged::source_of(std::size_t begin, std::size_t size) const {
  CLEW_ASSERT(begin + size <= text_.size());
  if (size == 0) return {begin < places_.size() ? places_[begin].begin : 0U, 0};
  const std::uint64_t first = places_[begin].begin;
  return {first, places_[begin + size - 1].end - first};
}

bool Refanged::was_defanged(std::size_t begin, std::size_t size) const {
  CLEW_ASSERT(begin + size <= text_.size());
  const std::uint32_t until = begin + size < places_.size() ? places_[begin + size].defanged_before : defanged_;
  return size > 0 && until > places_[begin].defanged_before;
}

void Refanged::add(std::string_view replacement, std::size_t offset, std::size_t size) {
  text_ += replacement;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    places_.push_back({static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(offset + size), defanged_++});
  }
}

void Refanged::replace(std::string_view bytes, std::size_t offset, std::size_t size) {
  text_ += bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    places_.push_back({static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(offset + size), defanged_});
}

void Refanged::keep(std::string_view bytes, std::size_t offset) {
  text_ += bytes;
  auto at = static_cast<std::uint32_t>(offset);
  for (std::size_t i = 0; i < bytes.size(); ++i, ++at) places_.push_back({at, at + 1, defanged_});
}

bool goes_on(std::string_view lines, std::size_t line_end) {
  const std::size_t begin = line_end > token_look_bytes ? line_end - token_look_bytes : 0;
  return gap_inside_value(lines.substr(begin), line_end - begin, lines.substr(begin, line_end - begin)) > 0;
}

Refanged refang(std::string_view text) {
  Refanged result;
  result.text_.reserve(text.size());
  result.places_.reserve(text.size());
  TokenWatch token;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t plain = first_odd(text, i) - i;
    if (plain > 0) {
      result.keep(text.substr(i, plain), i);
      i += plain;
      continue;
    }
    if (const std::size_t size = invisible_size(text, i); size > 0) {
      i += size;
      continue;
    }
    if (text[i] == '\n' || text[i] == '\r' || text[i] == ' ') {
      const std::size_t gap =
          text[i] == ' ' ? blank_inside_host(text, i, result.text_) : gap_inside_value(text, i, result.text_);
      if (gap > 0) {
        i += gap;
        continue;
      }
    }
    if (const std::size_t size = hyphen_size(text, i, result.text_); size > 0) {
      result.replace("-", i, size);
      i += size;
      continue;
    }
    const Spelling spelling = spelling_at(text, i, result.text_);
    if (spelling.size == 0 && text[i] == '\\') {
      if (is_escape_in_scheme(text, i, result.text_)) {
        ++i;
        continue;
      }
      if (const std::size_t escape = escape_in_url(text, i); escape > 0 && token.is_url(result.text_)) {
        i += escape;
        continue;
      }
    }
    if (spelling.size > 0) {
      result.add(spelling.plain, i, spelling.size);
      i += spelling.size;
    } else {
      result.keep(text.substr(i, 1), i);
      ++i;
    }
  }
  return result;
}

}  // namespace clew::intel
