/// The tokens of a STIX pattern.
///
/// In:     a pattern. Out: one token at a time, each with its bytes. Errors: `Token::Kind::bad` for what begins none.
/// Source: the lexer rules of the STIX 2.1 pattern grammar.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/stix_pattern.h"

#include <optional>
#include <string>
#include <string_view>

namespace clew::intel::detail {

struct Token {
  enum class Kind : std::uint8_t { word, literal, comparison, mark, end, bad } kind = Kind::end;
  std::string_view text;  ///< of `word` and `mark`: as written
  Literal literal = {};
  Comparison comparison = Comparison::equal;
  base::Span where = {};

  [[nodiscard]] bool is_word(std::string_view word) const { return kind == Kind::word && text == word; }
  [[nodiscard]] bool is_mark(char mark) const { return kind == Kind::mark && text.front() == mark; }
};

/// What an even number of hexadecimal digits stands for, as in `h'6576'`; nothing for any other text.
std::optional<std::string> bytes_of_hex(std::string_view text);

class PatternTokens {
 public:
  explicit PatternTokens(std::string_view text) : text_(text) { advance(); }
  [[nodiscard]] const Token& next() const { return token_; }
  void advance();

 private:
  void skip_blanks();
  void take_word(std::size_t begin);
  void take_number(std::size_t begin);
  /// A string, or what stands in quotes behind `h`, `b` or `t`.
  void take_quoted(std::size_t begin, char prefix);
  void take_operator(std::size_t begin);
  void bad(std::size_t begin, std::size_t size);

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace clew::intel::detail
