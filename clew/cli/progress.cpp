#include "clew/cli/progress.h"

#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/core.h>

namespace clew::cli {

std::string bytes_in_words(double bytes) {
  static constexpr std::array<std::string_view, 5> units = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit >= 3 ? 1 : 0, units[unit]);
}

std::string seconds_in_words(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(0.0, seconds) + 0.5);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

void Progress::show(std::string_view step, std::uint64_t bytes_done, std::uint64_t bytes_total) {
  const auto now = Clock::now();
  if (step != step_) {
    step_ = step;
    begin_ = now;
    last_ = {};
  }
  constexpr auto between = std::chrono::milliseconds(100);
  if (now - last_ < between) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = seconds > 0 ? static_cast<double>(bytes_done) / seconds : 0;
  const double share =
      bytes_total > 0 ? std::min(1.0, static_cast<double>(bytes_done) / static_cast<double>(bytes_total)) : 0;
  std::string line =
      fmt::format("{}: {:3.0f} % of {}", step, share * 100, bytes_in_words(static_cast<double>(bytes_total)));
  if (seconds > 0.5 && rate > 0) {
    line += fmt::format(", {}/s, {} left", bytes_in_words(rate),
                        seconds_in_words(static_cast<double>(bytes_total - std::min(bytes_done, bytes_total)) / rate));
  }
  err_ << "\r\x1b[K" << line << std::flush;
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace clew::cli
