#include "clew/cli/stopwatch.h"

#include <fmt/core.h>

namespace clew::cli {

void Stopwatch::lap(std::string_view stage, std::uint64_t bytes) {
  const auto now = Clock::now();
  stages_.push_back({std::string(stage), std::chrono::duration<double>(now - begin_).count(), bytes});
  begin_ = now;
}

std::string timings_in_words(std::span<const Stage> stages) {
  std::string table = fmt::format("{:<20}{:>10}{:>10}{:>10}\n", "stage", "seconds", "MB", "MB/s");
  double sum = 0;
  for (const Stage& stage : stages) {
    sum += stage.seconds;
    table += fmt::format("{:<20}{:>10.3f}", stage.name, stage.seconds);
    if (stage.bytes > 0) {
      const double megabytes = static_cast<double>(stage.bytes) / 1e6;
      table += fmt::format("{:>10.1f}", megabytes);
      if (stage.seconds > 0) table += fmt::format("{:>10.1f}", megabytes / stage.seconds);
    }
    table += "\n";
  }
  return table + fmt::format("{:<20}{:>10.3f}\n", "total", sum);
}

}  // namespace clew::cli
