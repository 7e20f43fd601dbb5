/// HTML from values that nobody trusts: every text passes `escaped`, and only that.
///
/// In:     any bytes. Out: text that stands in an element or a quoted attribute as itself, valid UTF-8, with control
///         bytes and bidirectional overrides visible as `\x1b` and `\u{202e}`.
/// Errors: none.
/// Source: HTML Living Standard section 13.3 (escaping a string).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::report::detail {

std::string escaped(std::string_view text);
/// The same of a sentence: what it has in backticks is code, and a time is not torn apart at the end of a line.
std::string prose(std::string_view sentence);
/// The same of a name beside a picture, cut to a length that leaves room for others.
std::string short_name(std::string_view name);

/// A quotation of `raw` with the matched part in `<mark>`, at most `size_bytes_max` of it around the match.
std::string quoted(std::string_view raw, std::uint64_t match_offset, std::uint64_t match_length,
                   std::size_t size_bytes_max);

/// `sha256-…` as a Content-Security-Policy names what it allows (CSP Level 3 section 2.3.1).
std::string csp_hash(std::string_view content);

}  // namespace clew::report::detail
