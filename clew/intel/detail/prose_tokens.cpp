#include "clew/intel/detail/prose_tokens.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/detail/shape.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::is_alnum;
using base::is_alpha;
using base::is_space;

/// HTML's `src="https://…"` and `href="…"`, not a variable of a script.
bool ends_with_attribute(std::string_view text) {
  static constexpr auto names =
      std::to_array<std::string_view>({"action", "cite", "content", "data", "href", "poster", "src", "srcset"});
  std::size_t begin = text.size();
  constexpr std::size_t name_bytes_max = 8;
  while (begin > 0 && text.size() - begin <= name_bytes_max && is_alpha(text[begin - 1])) --begin;
  const std::string_view name = text.substr(begin);
  const bool prefixed = begin > 0 && (text[begin - 1] == ':' || text[begin - 1] == '-');  // `xlink:href`, `data-src`
  const bool space = base::equal_ignoring_case(name, "xmlns");
  return space || prefixed ||
         std::ranges::any_of(names, [&](std::string_view known) { return base::equal_ignoring_case(name, known); });
}

/// Marks outside ASCII that never belong to a value: quotes, dashes, arrows, ellipsis. All are three bytes, E2 80|86 xx.
bool is_foreign_mark(std::string_view text, std::size_t i) {
  if (i + 2 >= text.size() || text[i] != '\xe2') return false;
  return text[i + 1] == '\x80' || text[i + 1] == '\x86';
}

/// A dash that a word processor made of two hyphens in the middle of a URL.
bool is_dash_in_url(std::string_view text, std::size_t begin, std::size_t i) {
  const bool dash = text.substr(i, 3) == "\xe2\x80\x93" || text.substr(i, 3) == "\xe2\x80\x94";
  if (!dash || i == begin || i + 3 >= text.size() || !is_alnum(text[i + 3]) || !is_alnum(text[i - 1])) return false;
  constexpr std::size_t url_bytes_max = 400;
  const std::string_view token = text.substr(begin, std::min(i - begin, url_bytes_max));
  return token.find("://") != std::string_view::npos;
}

/// A letter or mark of a script that is written without blanks, or that sticks its particles to the word before them.
bool is_east_asian(std::string_view text, std::size_t i) {
  const auto c = static_cast<unsigned char>(text[i]);
  if (c == 0xef) return i + 1 < text.size() && (text[i + 1] == '\xbc' || text[i + 1] == '\xbd');
  return c >= 0xe3 && c <= 0xed;
}

/// Where a value and a word of such a script touch: `…/final获取`, `域名为evil.example`. A label of both is none.
bool is_turn_of_script(std::string_view text, std::size_t begin, std::size_t i) {
  if (i == begin) return false;
  const auto in_value = [](char c) { return is_alnum(c) || c == '/' || c == '='; };
  constexpr std::size_t letter_bytes = 3;
  if (is_east_asian(text, i)) return in_value(text[i - 1]);
  return is_alnum(text[i]) && i >= begin + letter_bytes && is_east_asian(text, i - letter_bytes);
}

/// `Installerhttps`: where the scheme begins that a word is stuck to.
std::size_t without_word_before(std::string_view scheme, std::size_t begin) {
  for (const std::string_view known : {std::string_view("https"), std::string_view("http"), std::string_view("ftp")}) {
    const std::size_t size = scheme.size() - begin;
    if (size <= known.size()) continue;
    if (base::equal_ignoring_case(scheme.substr(scheme.size() - known.size()), known)) {
      const bool longer = known == "ftp" && base::to_lower(scheme[scheme.size() - known.size() - 1]) == 's';  // `sftp`
      return longer ? begin : scheme.size() - known.size();
    }
  }
  return begin;
}

/// `curl http://…/a&&b.exe`: where the command ends that a URL stands in, from `at` on. Empty parameters have `=` behind them.
std::size_t end_of_command(std::string_view token, std::size_t at) {
  const std::size_t joint = token.find("&&", at);
  return joint == std::string_view::npos || token.find('=', joint) != std::string_view::npos ? token.size() : joint;
}

}  // namespace

Part url_in(std::string_view text, Part part) {
  static constexpr base::ByteSet placeholders("[{\\");
  const std::string_view token = text.substr(part.begin, part.end - part.begin);
  const std::size_t mark = token.find("://");
  std::size_t begin = mark;
  while (begin > 0 && (is_alnum(token[begin - 1]) || token[begin - 1] == '+')) --begin;
  begin = without_word_before(token.substr(0, mark), begin);
  std::size_t end = mark + 3;
  const bool ipv6 = end < token.size() && token[end] == '[';
  if (ipv6) end = std::min(token.find(']', end), token.size());
  // `DownloadFile('https://…','C:\…')`: a quote that opens before it closes behind it.
  const std::size_t first = part.begin + begin;
  if (first > 0 && text[first - 1] == '\'') {
    if (const std::size_t quote = token.find('\'', end); quote < placeholders.find_in(token, end))
      return {first, part.begin + quote};
  }
  end = std::min({placeholders.find_in(token, end), end_of_command(token, end), token.size()});
  // A query that holds a placeholder is known up to its path only; a fragment of one matches nothing.
  const bool placeholder = end < token.size() || (part.end < text.size() && opens_placeholder(text, part.end));
  const std::size_t query = token.find('?', mark);
  if (placeholder && query < end) end = query;
  return {part.begin + begin, part.begin + end};
}

namespace {

/// `http://a.example/x,B:http://b.example/y,tag`, not a URL in the query of another one.
bool is_list_of_urls(std::string_view token) {
  const std::size_t second = token.find("://", token.find("://") + 3);
  if (second == std::string_view::npos) return false;
  std::size_t begin = second;
  while (begin > 0 && (is_alnum(token[begin - 1]) || token[begin - 1] == ':' || token[begin - 1] == '_')) --begin;
  return begin > 0 && token[begin - 1] == ',';
}

/// Where the next URL begins in a token of several that lost what parted them: `https://a.example/x.dathttps://…`. Not
/// behind a slash or in a query, where it belongs to the URL.
std::optional<std::size_t> next_url_in(std::string_view text, Part part) {
  const std::string_view token = text.substr(part.begin, part.end - part.begin);
  const std::size_t first = token.find("://");
  const std::size_t second = first == std::string_view::npos ? first : token.find("://", first + 3);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view between = token.substr(0, second);
  if (base::ByteSet("?=").find_in(between, first) != std::string_view::npos) return std::nullopt;
  std::size_t begin = second;
  while (begin > first + 3 && is_alpha(token[begin - 1])) --begin;
  const std::size_t scheme = without_word_before(between, begin);
  return scheme > begin ? std::optional(part.begin + scheme) : std::nullopt;
}

}  // namespace

namespace {

/// Whether what two marks open at `i`, another two close on its line (CommonMark 6.1): ``evil.example``, not ``quoted''.
bool is_closed_by_two(std::string_view text, std::size_t i) {
  for (std::size_t at = i + 2; at + 1 < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '`' && text[at + 1] == '`') return true;
  }
  return false;
}

}  // namespace

std::vector<std::uint8_t> marks_of(std::string_view text, bool is_source) {
  std::vector<std::uint8_t> marks(text.size(), 0);
  bool code = false;
  bool link = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') code = false;
    if (c == '`') {
      const bool two = text.substr(i + 1).starts_with('`') && (code || is_closed_by_two(text, i));
      code = !code;
      i += two ? 1 : 0;
      continue;
    }
    if (!code && c == '(' && i > 0 && text[i - 1] == ']') {
      link = true;
      continue;
    }
    if (!code && !is_source && c == '"' && i > 0 && text[i - 1] == '=' && ends_with_attribute(text.substr(0, i - 1))) {
      link = true;
      continue;
    }
    if (link && (c == ')' || c == '"' || is_space(c))) link = false;
    marks[i] = static_cast<std::uint8_t>((code ? mark_code : 0) | (link ? mark_link : 0));
  }
  return marks;
}

bool parts_tokens(char c) { return is_space(c) || c == '"' || c == '<' || c == '>' || c == '`' || c == '|'; }

bool is_url(std::string_view token) { return token.find("://") != std::string_view::npos; }

namespace {

/// `_evil.example_`, `_evil.example_)`: an underscore, whatever closes the sentence or bracket behind it.
bool ends_with_emphasis(std::string_view token) {
  static constexpr base::ByteSet closing(").,:;!?'*");
  while (!token.empty() && closing.contains(token.back())) token.remove_suffix(1);
  return token.size() > 1 && token.ends_with('_');
}

}  // namespace

Part without_edges(std::string_view text, Part part, bool keeps_query) {
  const auto at = [&](std::size_t i) { return text[i]; };
  static constexpr base::ByteSet leading("([{*_~'#=,;:!");
  static constexpr base::ByteSet behind_url(".,;:!?'*#");
  static constexpr base::ByteSet behind_name(".,;:!?'*_~}");
  while (part.begin < part.end && leading.contains(at(part.begin))) {
    // `[2001:db8::1]:443` keeps its bracket.
    const std::string_view rest = text.substr(part.begin, part.end - part.begin);
    if (rest.size() > 1 && rest[0] == '[' && base::is_hex(rest[1]) && rest.find("]:") != std::string_view::npos) break;
    // `_spf.evil.example` keeps its underscore, `_evil.example_` is set in italics.
    if (at(part.begin) == '_' && !ends_with_emphasis(text.substr(part.begin, part.end - part.begin))) break;
    if (at(part.begin) == '~' && rest.size() > 2 && rest[1] == '/') break;  // `~/Library/…`
    if (at(part.begin) == '*' && part.begin + 1 < part.end && at(part.begin + 1) == '.') ++part.begin;
    ++part.begin;
  }
  // "evil.example's": the name ends before the quote.
  if (part.end > part.begin + 3 && (at(part.end - 1) == 's' || at(part.end - 1) == 'S') && at(part.end - 2) == '\'')
    part.end -= 2;
  if (part.begin >= part.end || is_alnum(at(part.end - 1))) return part;
  const std::string_view token = text.substr(part.begin, part.end - part.begin);
  std::ptrdiff_t round = std::ranges::count(token, '(') - std::ranges::count(token, ')');
  std::ptrdiff_t square = std::ranges::count(token, '[') - std::ranges::count(token, ']');
  std::ptrdiff_t curly = std::ranges::count(token, '{') - std::ranges::count(token, '}');  // `${jndi:ldap://…/a}`
  const base::ByteSet& trailing = is_url(token) ? behind_url : behind_name;
  while (part.end > part.begin) {
    const char c = at(part.end - 1);
    if (c == ')' && round < 0) {
      ++round;
    } else if (c == ']' && square < 0) {
      ++square;
    } else if (c == '}' && curly < 0) {
      ++curly;
    } else if (c == '(' || c == '[') {
      (c == '(' ? round : square) -= 1;
    } else if (c == '_' && part.begin > 0 && at(part.begin - 1) == '_') {
      // `_https://evil.example/a_` is set in italics.
    } else if (!trailing.contains(c) || (c == '?' && keeps_query && token.find('/') != std::string_view::npos)) {
      break;
    }
    --part.end;
  }
  return part;
}

bool opens_placeholder(std::string_view text, std::size_t i) {
  return text[i] == '[' || text[i] == '{' || (text[i] == '<' && i + 1 < text.size() && is_alpha(text[i + 1]));
}

std::optional<Part> url_in_query(std::string_view text, Part part) {
  const std::string_view token = text.substr(part.begin, part.end - part.begin);
  const std::size_t first = token.find("://");
  const std::size_t last = token.rfind("://");
  if (first == last || token.find('?') > last) return std::nullopt;
  std::size_t begin = last;
  while (begin > first + 3 && is_alpha(token[begin - 1])) --begin;
  if (begin == last || begin == first + 3 || token[begin - 1] != '=') return std::nullopt;
  const std::size_t end = std::min(token.find_first_of("[{\\&", last + 3), token.size());
  return Part{part.begin + begin, part.begin + end};
}

void each_token(std::string_view text, Part range, bool itemised, const std::function<void(Part)>& use) {
  std::size_t begin = range.begin;
  const auto close_one = [&](std::size_t end) {
    if (end <= begin) return;
    Part part = without_edges(text, {begin, end}, itemised);
    if (part.begin >= part.end) return;
    // A host and a path, up to a placeholder: `evil.example/[victim]`, `evil.example/$(…)`.
    const std::string_view token = text.substr(part.begin, part.end - part.begin);
    const std::size_t slash = token.find('/');
    if (slash != std::string_view::npos && slash > 0 && !starts_like_path(token) && !is_url(token)) {
      part.end = part.begin + std::min(token.size(), token.find_first_of("[{$", slash));
      part = without_edges(text, part, itemised);
    }
    const std::string_view whole = text.substr(part.begin, part.end - part.begin);
    if (is_url(whole) && !is_list_of_urls(whole)) {
      const auto inner = url_in_query(text, part);
      part = without_edges(text, url_in(text, part), itemised);
      if (part.begin < part.end) use(part);
      if (inner) use(without_edges(text, *inner, itemised));
      return;
    }
    // Lists without blanks: `198.51.100.1,198.51.100.2`
    std::size_t first = part.begin;
    for (std::size_t i = part.begin; i <= part.end; ++i) {
      if (i < part.end && text[i] != ',' && text[i] != ';') continue;
      Part piece = without_edges(text, {first, i}, itemised);
      if (is_url(text.substr(piece.begin, piece.end - piece.begin))) piece = url_in(text, piece);
      if (piece.begin < piece.end) use(piece);
      first = i + 1;
    }
  };
  const auto close = [&](std::size_t end) {
    while (const auto next = next_url_in(text, {begin, std::max(begin, end)})) {
      close_one(*next);
      begin = *next;
    }
    close_one(end);
  };
  std::ptrdiff_t open = 0;  // brackets of the target of a link, and within it
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const bool link_begins = text[i] == ']' && i + 1 < range.end && text[i + 1] == '(';
    if (is_space(text[i])) open = 0;
    if (text[i] == '(') open = i > range.begin && text[i - 1] == ']' ? 1 : open + (open > 0 ? 1 : 0);
    // `[text](https://site.example/a.png)evil.example`: the target ends with its bracket.
    if (open > 0 && text[i] == ')' && --open == 0) {
      close(i);
      begin = i + 1;
      continue;
    }
    const bool foreign = is_foreign_mark(text, i) && !(itemised && is_dash_in_url(text, begin, i));
    if (is_turn_of_script(text, begin, i)) {
      close(i);
      begin = i;
      continue;
    }
    if (!parts_tokens(text[i]) && !link_begins && !foreign) continue;
    close(i);
    if (foreign) i += 2;
    begin = i + 1;
  }
  close(range.end);
}

std::optional<std::size_t> behind_label(std::string_view token) {
  for (const char mark : {'=', ':'}) {
    const std::size_t at = mark == '=' ? token.rfind(mark) : token.find(mark);
    if (at != std::string_view::npos && at > 0 && at + 1 < token.size() && is_alpha(token.front())) return at + 1;
  }
  return std::nullopt;
}

bool may_hold_value(std::string_view text) {
  const auto tells = [](char c) {
    return base::is_digit(c) || static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '@' || c == ':' || c == '/' ||
           c == '\\' || c == '`' || c == '[' || c == '(' || c == '{' || c == '<';
  };
  constexpr std::size_t value_bytes_min = 4;
  if (text.size() < value_bytes_min) return false;
  return std::ranges::any_of(text, tells) || base::find_ignoring_case(text, " dot ") < text.size();
}

}  // namespace clew::intel::detail
