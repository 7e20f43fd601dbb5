#include "clew/model/name_answer.h"

#include <array>

namespace clew::model {

std::string_view name_of(Related::How how) {
  static constexpr std::array<std::string_view, 6> names = {"overlaps",   "part_of",    "has_part",
                                                            "split_from", "split_into", "distinct"};
  return names[static_cast<std::size_t>(how)];
}

std::string_view name_of(NameLevel level) {
  static constexpr std::array<std::string_view, 4> names = {"unknown", "umbrella", "unit", "both"};
  return names[static_cast<std::size_t>(level)];
}

}  // namespace clew::model
