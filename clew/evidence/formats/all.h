/// The rows of `formats()`. One declaration for each file here; their order is registry.cpp's business.
#pragma once

#include "clew/evidence/format.h"

namespace clew::evidence {

extern const Format zeek_json;
extern const Format text_lines;

}  // namespace clew::evidence
