/// Names of packages in a text, which look like any word: only the words and marks around them tell them.
///
///     "Two malicious packages were published: moth-sdk, moth-utils" --> moth-sdk, moth-utils
///
/// In:     a text; who calls knows that it speaks of harmful packages. Out: places in it. Errors: none.
/// Cost:   linear in the sentence, cell or line.
#pragma once

#include "clew/intel/detail/layout.h"

#include <optional>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// Not a version, a program, a field of a package's own description (`postinstall`) nor the number of an advisory.
bool may_name_package(std::string_view name);

/// Names that commas part behind the last colon of a sentence, and nothing else there.
std::vector<Part> packages_behind_colon(std::string_view text, Part sentence);

/// The code spans of a cell that holds nothing else: "`moth-sdk`, `moth-utils`, etc."
std::vector<Part> packages_of_cell(std::string_view cell);

/// "Package: moth-sdk" in a list of indicators: the name behind the label.
std::optional<Part> labelled_package(std::string_view source, const Block& block);

/// The name in the address of a package's own page at a registry: `https://pypi.org/project/moth-sdk/`.
std::optional<Part> package_of_page(std::string_view url);

/// "impersonates the `moth` library": the words behind a name say that it is a package that poses as another.
bool poses_as_library(std::string_view text, std::size_t end);

}  // namespace clew::intel::detail
