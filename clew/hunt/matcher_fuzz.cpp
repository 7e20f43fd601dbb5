// Promise under test: `Matcher::find` gives the same answer as `oracle::find`, for any values, on any text, wherever it stands.
// An input is three bytes that choose the instructions and the place of the text, lines "type value", an empty line, and
// the text.
#include "clew/hunt/matcher.h"

#include "clew/base/result.h"
#include "clew/hunt/detail/instructions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/oracle/oracle.h"

namespace {

using clew::hunt::Hit;
using clew::model::Value;

void choose_instructions(std::uint8_t choice) {
  using clew::hunt::detail::Instructions;
  static constexpr std::array all = {Instructions::avx512, Instructions::avx2, Instructions::ssse3,
                                     Instructions::portable};
  const Instructions chosen = all[choice % all.size()];
  if (clew::hunt::detail::is_available(chosen)) clew::hunt::detail::use_for_testing(chosen);
}

/// How many bytes stand before the text: none, a few, or so many that it lies across a seam.
std::size_t place_of(std::uint8_t choice, std::uint8_t before) {
  static constexpr std::array<std::size_t, 8> seams = {0, 0, 0, 256, 256, 4096, 16384, 65536};
  const std::size_t seam = seams[choice % seams.size()];
  return seam - std::min<std::size_t>(seam, before);
}

std::string_view cut_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

std::vector<Value> cut_values(std::string_view& text) {
  constexpr std::size_t values_max = 16;
  std::vector<Value> values;
  while (!text.empty()) {
    const std::string_view line = cut_line(text);
    if (line.empty()) break;
    const std::size_t space = std::min(line.find(' '), line.size());
    const auto type = clew::model::value_type_named(line.substr(0, space));
    if (!type || space == line.size() || values.size() == values_max) continue;
    if (auto value = Value::parse(*type, line.substr(space + 1))) values.push_back(*std::move(value));
  }
  return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  choose_instructions(data[0]);
  std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  const std::vector<Value> values = cut_values(text);
  constexpr std::size_t text_bytes_max = 2048;  // the oracle is slow
  text = text.substr(0, text_bytes_max);

  // The oracle reads the text alone. Behind spaces and two zero bytes it means the same.
  const std::size_t place = place_of(data[1], data[2]);
  const std::string moved =
      place == 0 ? std::string(text) : std::string(place, ' ') + std::string(2, '\0') + std::string(text);
  std::vector<Hit> hits;
  const std::uint64_t line_feeds = clew::hunt::Matcher::compile(values).find(moved, hits);
  for (Hit& hit : hits) hit.offset -= moved.size() - text.size();
  CLEW_ASSERT((clew::oracle::Answer{hits, line_feeds} == clew::oracle::find(values, text)));
  return 0;
}
