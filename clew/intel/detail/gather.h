/// Gathers what a notice yields: one indicator for each value, however often it stands there, and the mentions and
/// refusals in the order of their places.
///
/// In:     findings in any order. Out: lists in the order of the source. Errors: none.
/// Merged: the first place is kept; a role, remark or window that only another place gives is added; a row's own role
///         and remark go before a sentence's. Two windows become the stretch that holds both; a row of another activity
///         without a window keeps the indicator open, since that claim has no end.
#pragma once

#include "clew/intel/detail/lines.h"
#include "clew/model/notice.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace clew::intel::detail {

/// How much a place says about its value: a row is about it, a sentence may be about several.
enum class Weight : std::uint8_t { sentence, row };

class Gather {
 public:
  explicit Gather(std::string_view source);

  /// The index of the indicator, for `limit`.
  std::size_t add(model::Indicator indicator, Weight weight);
  void add(model::Mention mention);
  void add(model::Refusal refusal);
  /// Says when the value belonged to the intruder.
  void limit(std::size_t indicator, const model::Window& window);

  [[nodiscard]] std::uint64_t line_of(std::size_t offset) const;
  [[nodiscard]] std::string_view source() const { return source_; }
  void finish(model::Notice& notice) &&;

 private:
  struct Entry {
    model::Indicator indicator;
    Weight weight;
    bool open_claim = false;  ///< some activity claims the value without a window
  };
  std::string_view source_;
  Lines lines_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_map<std::string, model::Mention> mentions_;
  std::vector<model::Refusal> refused_;
  std::set<std::uint64_t> refused_at_;
};

}  // namespace clew::intel::detail
