/// Sightings and near misses of indicators, in the spellings that `clew/hunt/matcher.h` promises to read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/hunt/indicators.h"
#include "bench/hunt/line.h"
#include "bench/hunt/random.h"

namespace clew::bench {

/// What a field of a log holds.
enum class Slot : std::uint8_t { host = 1, ip = 2, url = 4, hash = 8, path = 16, mail = 32, text = 64 };

class Plants {
 public:
  explicit Plants(const std::vector<Indicator>& indicators) : indicators_(indicators) {}

  [[nodiscard]] std::size_t size() const { return indicators_.size(); }
  [[nodiscard]] bool fits(std::uint32_t number, unsigned slots) const;
  [[nodiscard]] bool can_be_missed(std::uint32_t number) const;

  /// Writes a sighting into a field; its spans are the truth.
  void put_sighting(Line& line, Random& random, Slot slot, std::uint32_t number) const;
  /// Writes what only looks like one.
  void put_near_miss(Line& line, Random& random, std::uint32_t number) const;

 private:
  struct Surface;
  Surface surface_of(Random& random, Slot slot, std::uint32_t number) const;
  void surface_of_address(Surface& surface, Random& random, Slot slot, const Indicator& indicator) const;
  void surface_of_url(Surface& surface, Random& random, Slot slot, const Indicator& indicator) const;
  void surface_of_file(Surface& surface, Random& random, const Indicator& indicator) const;

  const std::vector<Indicator>& indicators_;
};

}  // namespace clew::bench
