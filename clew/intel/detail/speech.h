/// What the prose of a notice says, beside its values: claims, names, techniques. One call for each prose format.
///
/// In:     a notice's text with its layout, and the notice as far as it is known: publisher, date, title, supplier.
/// Out:    the notice's claims, techniques and names, with their places and lines in the text. Errors: none. Cost: linear.
#pragma once

#include "clew/intel/detail/layout.h"
#include "clew/intel/name_finder.h"
#include "clew/intel/pack.h"
#include "clew/model/notice.h"

#include <string_view>

namespace clew::intel::detail {

/// `supplier` may be null.
void read_speech(std::string_view source, const Layout& layout, const Pack* supplier, const NameFinder& names,
                 model::Notice& notice);

/// Adds what another part of the same notice says; what is named already is not named again.
void merge_speech(model::Notice& whole, model::Notice&& part);

}  // namespace clew::intel::detail
