/// What a converter makes of a PDF: pages of lines, parted by form feeds.
///
/// In:     the text. Out: `body_of_pages`, without the lines that run along the head and foot of its pages, each byte with
///         its place in the text; `tell_pages`, the number of the page for each find whose place is one of the text.
/// Errors: none. Cost: linear.
#pragma once

#include "clew/intel/detail/mapped.h"
#include "clew/model/notice.h"

#include <string_view>

namespace clew::intel::detail {

Mapped body_of_pages(std::string_view text);
void tell_pages(model::Notice& notice, std::string_view text);

}  // namespace clew::intel::detail
