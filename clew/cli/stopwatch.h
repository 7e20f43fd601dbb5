/// How long each stage of a run took, for `--timings`: laps of one clock, and their table.
///
///     lap(stage, bytes), lap(…) --> Stages --timings_in_words--> table
///
/// In:     the name of a stage that has just ended, and how many bytes of evidence it read (0: none, no rate).
/// Out:    for each stage its seconds, and MB/s (10^6 bytes) where it read any; the sum of the seconds last.
/// The clock is read here and nowhere below: the answer depends on the input alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::cli {

struct Stage {
  std::string name;
  double seconds = 0;
  std::uint64_t bytes = 0;
};

class Stopwatch {
 public:
  /// Ends a stage; the next one begins.
  void lap(std::string_view stage, std::uint64_t bytes);
  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
  std::vector<Stage> stages_;
};

std::string timings_in_words(std::span<const Stage> stages);

}  // namespace clew::cli
