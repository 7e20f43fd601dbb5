/// Reads a saved web page: its article as text with Markdown's marks, what stands around it, and what it says about itself.
///
///     page --read_html--> article, surroundings (each byte with its place in the page), title, publisher, date, language
///
/// In:     HTML as browsers save it, broken or not. Out: headings, lists, tables (spans filled in), code; scripts, styles and
///         comments are left out; navigation, banners, related posts, comments and footers are the surroundings.
/// Errors: none: what is no markup is text. Cost: one pass, linear, no recursion; depth and spans are limited.
/// Source: WHATWG HTML, sections 13.1 and 13.2, as far as text needs it (docs/adr/0022 says why there is no library).
#pragma once

#include "clew/intel/detail/mapped.h"

#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

struct HtmlLink {
  std::string target;
  base::Span where;
};

struct HtmlPage {
  Mapped text;                   ///< the article, and behind it the surroundings
  std::size_t article_size = 0;  ///< of `text`
  std::string title;
  std::string publisher;
  std::string published;  ///< `2023-07-12`
  std::string language;
  std::vector<std::string> own_hosts;  ///< of the page itself
  std::vector<HtmlLink> links;
};

bool is_html(std::string_view bytes);
HtmlPage read_html(std::string_view bytes);

constexpr std::size_t html_depth_max = 400;                 ///< deeper elements have no say in what is the article
constexpr std::size_t html_repeated_bytes_max = 1U << 20U;  ///< what cells that span rows may add to a page
constexpr std::size_t html_links_max = 20'000;

}  // namespace clew::intel::detail
