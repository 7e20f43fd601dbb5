/// Base64 as RFC 4648 section 4 has it: padded, nothing between the letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace clew::intel::detail {

/// Nothing for what is no whole base64.
std::optional<std::string> bytes_of_base64(std::string_view text);

}  // namespace clew::intel::detail
