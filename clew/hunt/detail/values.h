/// The values that a matcher was compiled from, in little memory: one long text and sixteen bytes each.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

class Values {
 public:
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
  std::string text_;
  std::vector<Place> places_;
};

}  // namespace clew::hunt::detail
