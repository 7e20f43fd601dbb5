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
    for (; table_[at].end != 0; at = (at + 1) & (table_.size() - 1)) {
      if (table_[at].hash == static_cast<std::uint32_t>(hash >> 32U) && text_of(table_[at]) == key_) return false;
    }
    keys_ += key_;
    table_[at] = {keys_.size(), static_cast<std::uint32_t>(hash >> 32U), static_cast<std::uint32_t>(key_.size())};
    ++size_;
    return true;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::uint64_t end = 0;  // in `keys_`; 0 is an empty place
    std::uint32_t hash = 0;
    std::uint32_t size = 0;
  };

  [[nodiscard]] std::string_view text_of(const Entry& entry) const {
    return std::string_view(keys_).substr(entry.end - entry.size, entry.size);
  }
  void grow() {
    constexpr std::size_t places_min = 1024;
    const std::vector<Entry> before = std::move(table_);
    table_ = std::vector<Entry>(before.empty() ? places_min : before.size() * 2);
    for (const Entry& entry : before) {
      if (entry.end == 0) continue;
      std::size_t at = std::hash<std::string_view>{}(text_of(entry)) & (table_.size() - 1);
      while (table_[at].end != 0) at = (at + 1) & (table_.size() - 1);
      table_[at] = entry;
    }
  }

  std::vector<Entry> table_;
  std::string keys_;
  std::string key_;
  std::size_t size_ = 0;
};

}  // namespace clew::desk::detail
