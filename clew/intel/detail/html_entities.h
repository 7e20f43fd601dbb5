/// The character references of HTML that stand in and around values: numeric ones, and the names that writers use.
///
/// In:     text at an ampersand. Out: the character in UTF-8, and how many bytes it was written with; 0 is none.
/// Source: WHATWG HTML section 13.2.5.72 onwards; of the 2,231 names those of punctuation and Western letters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace clew::intel::detail {

struct Entity {
  std::string plain;
  std::size_t size = 0;
};
Entity entity_at(std::string_view text, std::size_t i);

}  // namespace clew::intel::detail
