/// Reads documents that a text must be taken out of: pages, mails, PDFs, UTF-16. What is found has its place in the document.
///
/// In:     the bytes of the document, of a PDF also its text.
/// Out:    the notice, added to what `notice` says of its source.
/// Errors: of a PDF: `unsupported` without its text, `malformed` when its pages are pictures.
/// Cost:   linear.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/detail/mapped.h"
#include "clew/intel/detail/text.h"
#include "clew/intel/read_notice.h"

#include <string_view>

namespace clew::intel::detail {

/// A page, a list or a text.
model::Notice read_decoded(std::string_view bytes, const Known& known, model::Notice notice);
/// The same, of a text that stands in another spelling in `document`.
model::Notice read_decoded(const Mapped& text, std::string_view document, const Known& known, model::Notice notice);
model::Notice read_message(std::string_view bytes, const Known& known, model::Notice notice);
base::Result<model::Notice> read_pdf(const NoticeInput& input, const Known& known, model::Notice notice);

}  // namespace clew::intel::detail
