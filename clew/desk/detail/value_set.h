/// The values that were seen so far, packed: a million of them in some 50 MB, and only while a list is read.
#pragma once

#include "clew/model/value.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk::detail {

class ValueSet {
 public:
  /// False when an equal value (type and text; ports are not searched for) is there.
  bool insert(const model::Value& value) {
    if ((size_ + 1) * 2 > table_.size()) grow();
    key_.assign(1, static_cast<char>(value.type()));
    key_ += value.text();
    const std::uint64_t hash = std::hash<std::string_view>{}(key_);
    std::size_t at = hash & (table_.size() - 1);
    for (; table_[at].place != 0; at = (at + 1) & (table_.size() - 1)) {
      if (table_[at].hash == hash && text_of(table_[at]) == key_) return false;
    }
    keys_ += key_;
    table_[at] = {hash, (keys_.size() << size_bits) | key_.size()};
    ++size_;
    return true;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr unsigned size_bits = 13;
  static_assert(model::Value::size_bytes_max + 1 < (1U << size_bits));
  struct Entry {
    std::uint64_t hash = 0;   // kept, so that growing looks at no text
    std::uint64_t place = 0;  // where the text ends in `keys_`, and its size; 0 is an empty place
  };

  [[nodiscard]] std::string_view text_of(const Entry& entry) const {
    const std::size_t size = entry.place & ((1U << size_bits) - 1);
    return std::string_view(keys_).substr((entry.place >> size_bits) - size, size);
  }
  void grow() {
    constexpr std::size_t places_min = 1024;
    const std::vector<Entry> before = std::move(table_);
    table_ = std::vector<Entry>(before.empty() ? places_min : before.size() * 2);
    for (const Entry& entry : before) {
      if (entry.place == 0) continue;
      std::size_t at = entry.hash & (table_.size() - 1);
      while (table_[at].place != 0) at = (at + 1) & (table_.size() - 1);
      table_[at] = entry;
    }
  }

  std::vector<Entry> table_;
  std::string keys_;
  std::string key_;
  std::size_t size_ = 0;
};

}  // namespace clew::desk::detail
