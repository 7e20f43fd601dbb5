/// The hash of a text for unordered containers of `std::string` that are asked with a view, so that asking makes no string:
/// `std::unordered_set<std::string, TextHash, std::equal_to<>>`.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace clew::base {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace clew::base
