/// What a notice says about itself: whose supplier it is about, who published it and when, and the time to look at.
///
/// In:     a laid-out notice. Out: what it states; empty where it states nothing. Errors: none. Cost: linear.
#pragma once

#include "clew/intel/detail/layout.h"
#include "clew/intel/pack.h"

#include <span>
#include <string>
#include <string_view>

namespace clew::intel::detail {

struct Statement {
  const Pack* supplier = nullptr;
  std::string publisher;
  std::string published;  ///< `2023-07-12`
  int year = 0;
  model::Window window;
  std::string window_text;
};

/// The pack whose supplier stands in the first lines, else the one that is named most often.
const Pack* supplier_of(std::string_view source, std::span<const Pack> packs);

Statement statement_of(std::string_view source, const Layout& layout, std::span<const Pack> packs);

}  // namespace clew::intel::detail
