#include "clew/cli/suggest.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace clew::cli {
namespace {

/// Levenshtein's distance, one row at a time. Both words are short: options, not input.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, std::span<const std::string> known) {
  constexpr std::size_t typed_bytes_max = 64;
  if (typed.size() > typed_bytes_max) return {};
  std::string best;
  std::size_t best_distance = SIZE_MAX;
  for (const std::string& word : known) {
    const std::size_t steps = distance(typed, word);
    if (steps < best_distance && steps * 3 <= word.size()) {
      best = word;
      best_distance = steps;
    }
  }
  return best;
}

}  // namespace clew::cli
