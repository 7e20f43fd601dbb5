/// Reads a text as a notice: prose and tables in Markdown or plain text, or a list.
///
///     Text --read_text--> Notice           bytes --read_list--> Notice
///
/// In:     UTF-8 or ASCII, with what is known of it from the document that it was taken from.
/// Out:    the notice, added to what `notice` says of its source; places are those of the text.
/// Errors: none: what is odd is prose. Cost: linear.
#pragma once

#include "clew/intel/detail/list.h"
#include "clew/intel/name_finder.h"
#include "clew/intel/pack.h"
#include "clew/model/notice.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// What notices are read with.
struct Known {
  std::span<const Pack> packs;
  const NameFinder& names;
};

/// A text to read, and what is known of it from elsewhere.
struct Text {
  std::string_view bytes;
  std::size_t article_size = std::string_view::npos;  ///< behind it stands what is around the article
  std::string title = {};
  std::string publisher = {};
  std::string published = {};
  std::vector<std::string> own_hosts = {};
};

model::Notice read_text(const Text& text, const Known& known, model::Notice notice);
model::Notice read_list(std::string_view bytes, std::span<const Pack> packs, const ListShape& shape,
                        model::Notice notice);

}  // namespace clew::intel::detail
