/// One value made ready for comparing: which word of it is looked up, and what must stand around that word.
///
/// In:     a value that is neither a bare address nor a network (those are numbers: addresses.h).
/// Out:    the part of a text that is the value, as a whole token (model/token.h), or nothing.
/// Errors: none.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

/// A part of a text: from the first byte to behind the last.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Part&) const = default;
};

/// A maximal run of ASCII letters and digits inside a value. Every type ends at words, so it is one in the text too.
struct Word {
  std::size_t offset = 0;
  std::size_t size = 0;
};

class Pattern {
 public:
  Pattern(const model::Value& value, std::uint32_t number);

  [[nodiscard]] std::uint32_t value() const { return value_; }
  /// What is compared, and the words of which any one may be looked up. For a URL: host and path.
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::vector<Word> words() const;

  /// The token around `at` in `text`, where the byte `offset` of this pattern's text stands.
  [[nodiscard]] std::optional<Part> match(std::string_view text, std::size_t at, std::size_t offset) const;

 private:
  /// What a URL has before and between host and path.
  struct UrlParts {
    std::string scheme;
    std::string user;  ///< with its '@'; empty matches any
    std::size_t host_bytes = 0;
    unsigned port = 0;          ///< 0: not known
    unsigned default_port = 0;  ///< of the scheme, 0: not known
    bool slash_is_optional = false;
  };

  void take_url_apart(std::string_view url);
  [[nodiscard]] std::optional<Part> match_domain(std::string_view text, std::size_t begin) const;
  [[nodiscard]] std::optional<Part> match_path(std::string_view text, std::size_t begin) const;
  [[nodiscard]] std::optional<Part> match_token(std::string_view text, std::size_t begin) const;
  [[nodiscard]] std::optional<Part> match_url(std::string_view text, std::size_t at, std::size_t offset) const;
  [[nodiscard]] std::optional<std::size_t> url_begin(std::string_view text, std::size_t host) const;
  [[nodiscard]] std::optional<std::size_t> url_end(std::string_view text, std::size_t rest) const;

  model::ValueType type_;
  std::uint32_t value_;
  std::string text_;
  UrlParts url_;
};

}  // namespace clew::hunt::detail
