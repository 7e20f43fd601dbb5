/// One line on stderr that says how far a long run is: step, share, rate, time left. Drawn on a terminal only.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace clew::cli {

class Progress {
 public:
  explicit Progress(std::ostream& err) : err_(err) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view step, std::uint64_t bytes_done, std::uint64_t bytes_total);
  /// Takes the line away, so that the answer starts on a clean one.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& err_;
  std::string step_;
  Clock::time_point begin_, last_;
  bool drawn_ = false;
};

/// `412 MiB/s`, `3 min 20 s`: for people.
std::string bytes_in_words(double bytes);
std::string seconds_in_words(double seconds);

}  // namespace clew::cli
