/// Files get numbers as threads come to them; which of two comes first in the listing does not depend on that.
#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace clew::hunt::detail {

/// Safe to call from several threads at once.
class FileOrder {
 public:
  /// The number of a member, given its file's place in the listing and its own in the file. Each is added once.
  std::uint32_t add(std::size_t entry, std::size_t member) {
    const std::lock_guard guard(lock_);
    places_.emplace_back(entry, member);
    return static_cast<std::uint32_t>(places_.size() - 1);
  }

  /// Whether the member with number `a` comes before the one with number `b` in the listing.
  [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const {
    const std::lock_guard guard(lock_);
    return places_[a] < places_[b];
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::pair<std::size_t, std::size_t>> places_;
};

}  // namespace clew::hunt::detail
