/// Any bytes as a JSON string, quotes and all.
///
/// Out:    valid UTF-8: a broken byte is U+FFFD, what a terminal might obey is escaped.
/// Source: RFC 8259 section 7.
#pragma once

#include <string>
#include <string_view>

namespace clew::report::detail {

void append_json_text(std::string& out, std::string_view value);

}  // namespace clew::report::detail
