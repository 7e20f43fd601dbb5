#include "clew/intel/detail/pattern_tokens.h"

#include "clew/base/text.h"
#include "clew/intel/detail/base64.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace clew::intel::detail {
namespace {

bool starts_word(char c) { return base::is_alpha(c) || c == '_'; }
bool goes_on_word(char c) { return base::is_alnum(c) || c == '_' || c == '-'; }

/// Two digits between `low` and `high`.
bool is_between(std::string_view text, std::size_t at, int low, int high) {
  if (at + 2 > text.size() || !base::is_digit(text[at]) || !base::is_digit(text[at + 1])) return false;
  const int number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return number >= low && number <= high;
}

/// The grammar's own rule, which knows 30 February: months to 12, days to 31, seconds to 60.
bool is_timestamp(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() <= shape.size() || !text.ends_with('Z')) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !base::is_digit(text[i]) : text[i] != shape[i]) return false;
  }
  if (!is_between(text, 5, 1, 12) || !is_between(text, 8, 1, 31) || !is_between(text, 11, 0, 23) ||
      !is_between(text, 14, 0, 59) || !is_between(text, 17, 0, 60))
    return false;
  const std::string_view rest = text.substr(shape.size(), text.size() - shape.size() - 1);
  return rest.empty() ||
         (rest.size() > 1 && rest.front() == '.' && std::ranges::all_of(rest.substr(1), base::is_digit));
}

constexpr std::array<std::pair<std::string_view, Comparison>, 8> operators = {{
    {"==", Comparison::equal},
    {"!=", Comparison::not_equal},
    {"<>", Comparison::not_equal},
    {"<=", Comparison::less_or_equal},
    {">=", Comparison::greater_or_equal},
    {"=", Comparison::equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

}  // namespace

std::optional<std::string> bytes_of_hex(std::string_view text) {
  if (text.size() % 2 != 0 || !std::ranges::all_of(text, base::is_hex)) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(base::hex_value(text[i]) << 4U | base::hex_value(text[i + 1]));
  return bytes;
}

void PatternTokens::bad(std::size_t begin, std::size_t size) {
  token_ = {};
  token_.kind = Token::Kind::bad;
  token_.where = {begin, size};
  token_.text = text_.substr(begin, size);
  at_ = begin + size;
}

void PatternTokens::skip_blanks() {
  while (at_ < text_.size()) {
    if (base::is_space(text_[at_])) {
      ++at_;
    } else if (text_.substr(at_, 2) == "\xc2\xa0") {  // a no-break space, from a web page
      at_ += 2;
    } else if (text_.substr(at_, 2) == "//") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (text_.substr(at_, 2) == "/*") {
      const std::size_t close = text_.find("*/", at_ + 2);
      if (close == std::string_view::npos) return;
      at_ = close + 2;
    } else {
      return;
    }
  }
}

void PatternTokens::advance() {
  skip_blanks();
  token_ = {};
  const std::size_t begin = at_;
  if (begin >= text_.size()) {
    token_.where = {text_.size(), 0};
    return;
  }
  const char c = text_[begin];
  const char after = begin + 1 < text_.size() ? text_[begin + 1] : '\0';
  if (c == '\'') return take_quoted(begin, '\0');
  if ((c == 'h' || c == 'b' || c == 't') && after == '\'') return take_quoted(begin, c);
  if (starts_word(c)) return take_word(begin);
  const bool is_sign = c == '-' || c == '+';
  const bool is_fraction = c == '.' && base::is_digit(after);
  if (base::is_digit(c) || is_fraction || (is_sign && (base::is_digit(after) || after == '.')))
    return take_number(begin);
  constexpr std::string_view marks = "[]().:,*";
  if (marks.find(c) != std::string_view::npos) {
    token_.kind = Token::Kind::mark;
    token_.text = text_.substr(begin, 1);
    token_.where = {begin, 1};
    at_ = begin + 1;
    return;
  }
  take_operator(begin);
}

void PatternTokens::take_word(std::size_t begin) {
  std::size_t end = begin;
  while (end < text_.size() && goes_on_word(text_[end])) ++end;
  token_.text = text_.substr(begin, end - begin);
  token_.where = {begin, end - begin};
  token_.kind = Token::Kind::word;
  at_ = end;
  if (token_.text != "true" && token_.text != "false") return;
  token_.kind = Token::Kind::literal;
  token_.literal.kind = Literal::Kind::boolean;
  token_.literal.boolean = token_.text == "true";
  token_.literal.where = token_.literal.content = token_.where;
}

void PatternTokens::take_number(std::size_t begin) {
  std::size_t end = begin + (text_[begin] == '-' || text_[begin] == '+' ? 1 : 0);
  const std::size_t digits = end;
  while (end < text_.size() && base::is_digit(text_[end])) ++end;
  const std::size_t whole_digits = end - digits;
  const bool has_fraction = end + 1 < text_.size() && text_[end] == '.' && base::is_digit(text_[end + 1]);
  if (has_fraction) {
    ++end;
    while (end < text_.size() && base::is_digit(text_[end])) ++end;
  }
  const bool goes_on = end < text_.size() && starts_word(text_[end]);
  // No leading zeros: the grammar has none, and half of the world reads them as octal.
  if ((whole_digits == 0 && !has_fraction) || goes_on || (whole_digits > 1 && text_[digits] == '0' && !has_fraction))
    return bad(begin, std::max<std::size_t>(end - begin, 1));
  std::string_view number = text_.substr(begin, end - begin);
  token_.literal.where = token_.literal.content = token_.where = {begin, end - begin};
  if (number.front() == '+') number.remove_prefix(1);
  token_.kind = Token::Kind::literal;
  Literal& literal = token_.literal;
  literal.kind = has_fraction ? Literal::Kind::real : Literal::Kind::integer;
  if (!has_fraction) {
    if (std::from_chars(number.begin(), number.end(), literal.integer).ec != std::errc{})
      return bad(begin, end - begin);
  }
  if (std::from_chars(number.begin(), number.end(), literal.real).ec != std::errc{}) return bad(begin, end - begin);
  at_ = end;
}

void PatternTokens::take_quoted(std::size_t begin, char prefix) {
  const std::size_t open = begin + (prefix == '\0' ? 0 : 1);
  Literal& literal = token_.literal;
  std::size_t end = open + 1;
  for (;; ++end) {
    if (end >= text_.size()) return bad(begin, text_.size() - begin);
    char c = text_[end];
    if (c == '\'') break;
    if (c == '\\') {
      // Only these two: a lone backslash is what most broken patterns have.
      const char escaped = end + 1 < text_.size() ? text_[end + 1] : '\0';
      if (escaped != '\\' && escaped != '\'') return bad(end, 1);
      c = escaped;
      ++end;
    }
    literal.text += c;
  }
  literal.where = {begin, end + 1 - begin};
  literal.content = {open + 1, end - open - 1};
  const std::string_view raw = text_.substr(open + 1, end - open - 1);
  if (prefix == 't') {
    if (!is_timestamp(raw)) return bad(begin, literal.where.size_bytes);
    literal.kind = Literal::Kind::time;
    literal.time = parse_stix_time(raw);
  } else if (prefix != '\0') {
    auto bytes = prefix == 'h' ? bytes_of_hex(raw) : bytes_of_base64(raw);
    if (!bytes) return bad(begin, literal.where.size_bytes);
    literal.kind = Literal::Kind::binary;
    literal.text = *std::move(bytes);
  }
  token_.kind = Token::Kind::literal;
  token_.where = literal.where;
  at_ = end + 1;
}

void PatternTokens::take_operator(std::size_t begin) {
  for (const auto& [spelling, comparison] : operators) {
    if (!text_.substr(begin).starts_with(spelling)) continue;
    token_.kind = Token::Kind::comparison;
    token_.comparison = comparison;
    token_.text = text_.substr(begin, spelling.size());
    token_.where = {begin, spelling.size()};
    at_ = begin + spelling.size();
    return;
  }
  bad(begin, 1);
}

}  // namespace clew::intel::detail
