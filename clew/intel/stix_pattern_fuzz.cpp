// Promise under test: a pattern is refused with blamed bytes inside of it, or every part of it stands where it says; the
// canonical spelling of a path is that path again; what a pattern asks for is told with its bytes.
#include "clew/intel/stix_pattern.h"

#include "clew/intel/detail/pattern_values.h"

using clew::intel::parse_pattern;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto inside = [&](const clew::base::Span& span) { return span.offset_bytes + span.size_bytes <= size; };
  const auto pattern = parse_pattern(text);
  if (!pattern) {
    CLEW_ASSERT(inside(pattern.error().where));
    return 0;
  }
  for (const auto& test : pattern->tests) {
    CLEW_ASSERT(inside(test.where) && inside(test.path.where));
    for (const auto& literal : test.literals) CLEW_ASSERT(inside(literal.where) && inside(literal.content));
    const auto again = parse_pattern("[" + test.path.text() + " = 1]");
    CLEW_ASSERT(again && again->tests.front().path.type == test.path.type &&
                again->tests.front().path.steps == test.path.steps);
  }
  const auto valid = validate(*pattern, clew::intel::StixVersion::v2_1);
  CLEW_ASSERT(valid || inside(valid.error().where));
  for (const auto& value : clew::intel::detail::values_of(*pattern, text)) {
    CLEW_ASSERT(inside(value.where));
    using Use = clew::intel::detail::PatternValue::Use;
    CLEW_ASSERT(value.use == Use::silent || value.use == Use::refused || value.value);
  }
  return 0;
}
