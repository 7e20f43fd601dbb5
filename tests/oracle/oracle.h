/// The slow, obvious twin of the matcher: it reads the text in every way that counts, and looks for every value in each.
///
///     values, text --read, canonicalise, compare--> the hits that `hunt::Matcher::find` must give
///
/// It judges the matcher in tests, fuzz targets and benchmarks, and so shares no code with it: it is written from the
/// tables in `clew/hunt/matcher.h` and `clew/model/token.h`, a second time, and sees of a value only its type and text.
/// `tools/check_architecture.py` holds it to that.
///
/// In:     any bytes; values as `model::Value::parse` canonicalised them.
/// Out:    the same hits in the same order, the same number of line feeds. Errors: none.
/// Cost:   values times bytes times readings; for small texts.
#pragma once

#include "clew/hunt/matcher.h"
#include "clew/model/value.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace clew::oracle {

struct Answer {
  std::vector<hunt::Hit> hits;
  std::uint64_t line_feeds = 0;
  bool operator==(const Answer&) const = default;
};

Answer find(std::span<const model::Value> values, std::string_view text);

}  // namespace clew::oracle
