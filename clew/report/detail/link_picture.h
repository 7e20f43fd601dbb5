/// The links of a case as a picture: values on the left, what links in the middle, activities on the right.
///
/// In:     an attribution with links; the page so far. Out: one inline SVG in a frame that can be scrolled by keyboard,
///         and its key; every box says its whole text as a title. Texts are defanged, cut to fit and escaped. Nothing is
///         said by colour alone: claims are dashed, what carries nothing is dotted and ends at its reason.
/// Errors: none.
#pragma once

#include "clew/report/detail/page.h"

#include <string>
#include <string_view>

namespace clew::report::detail {

void draw_links(Page& page, const model::CaseAttribution& attribution);

/// `equal value` for `exact_indicator`: kinds of links as people call them.
std::string link_kind_words(std::string_view kind);
/// Free text of an attribution: cut, defanged word by word, escaped.
std::string link_text_html(std::string_view text);
/// `hypothesis-1`: the place of a candidate on the page.
std::string hypothesis_anchor(std::size_t candidate);

constexpr std::size_t hypotheses_max = 20;  ///< on a page

}  // namespace clew::report::detail
