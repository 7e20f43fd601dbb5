/// One value, compared with a text at one place: its bytes, and what must stand around them.
///
/// In:     a value that is no bare address or network (those are numbers: addresses.h), by its canonical text.
/// Out:    the part of a text that is the value, as a whole token (model/token.h), or nothing.
/// Errors: none. Cost: nothing is allocated; a pattern is made where it is needed, from a text that outlives it.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace clew::hunt::detail {

/// A part of a text: from the first byte to behind the last.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Part&) const = default;
};

/// A URL by its parts, as `Value` spells it. Views into that text.
struct UrlParts {
  std::string_view scheme;  ///< empty: any
  std::string_view user;    ///< with its '@'; empty: any
  std::string_view host;    ///< of IPv6 with its brackets
  std::string_view rest;    ///< path and query, without the one slash at the end that may be missing
  unsigned port = 0;        ///< 0: the scheme's own
  bool has_query = false;
};
UrlParts url_parts(std::string_view url);

class Pattern {
 public:
  Pattern(model::ValueType type, std::string_view text) : type_(type), text_(text) {}

  /// The token in `text` whose value begins at `begin` (of a URL: its host); nothing if there is none.
  [[nodiscard]] std::optional<Part> match(std::string_view text, std::size_t begin) const;

 private:
  [[nodiscard]] std::optional<Part> match_domain(std::string_view text, std::size_t begin) const;
  [[nodiscard]] std::optional<Part> match_path(std::string_view text, std::size_t begin) const;
  [[nodiscard]] std::optional<Part> match_token(std::string_view text, std::size_t begin) const;
  [[nodiscard]] std::optional<Part> match_url(std::string_view text, std::size_t host) const;

  model::ValueType type_;
  std::string_view text_;
};

/// Behind the port with its colon that stands at `at`; `at` itself if there is none.
std::size_t port_end(std::string_view text, std::size_t at);

}  // namespace clew::hunt::detail
