/// The values that a matcher was compiled from, in little memory: one long text and sixteen bytes each; while they are gathered,
/// sixteen more to see which ones are there.
#pragma once

#include "clew/hunt/detail/memory.h"
#include "clew/model/value.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

class Values {
 public:
  /// False, and nothing is added, when an equal value (type and text) was added in this way.
  bool add_if_new(const model::Value& value);
  /// To be called when no more are added so: frees what that needed.
  void close() { seen_ = {}; }
  void add(const model::Value& value) {
    places_.push_back({text_.size(), static_cast<std::uint16_t>(value.text().size()), value.type()});
    text_ += value.text();
  }
  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] model::ValueType type(std::size_t number) const { return places_[number].type; }
  [[nodiscard]] std::string_view text(std::size_t number) const {
    return std::string_view(text_).substr(places_[number].begin, places_[number].size);
  }

 private:
  struct Place {
    std::uint64_t begin = 0;
    std::uint16_t size = 0;  // at most Value::size_bytes_max
    model::ValueType type{};
  };
  static_assert(model::Value::size_bytes_max <= UINT16_MAX);
  struct Seen {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // of the value, plus one; 0: free
  };
  void grow_seen();

  std::string text_;
  std::vector<Place> places_;
  using SeenTable = std::vector<Seen, BigAllocator<Seen>>;
  SeenTable seen_;
  std::size_t seen_count_ = 0;
};

}  // namespace clew::hunt::detail
