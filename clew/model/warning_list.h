/// Lists of values that prove nothing alone, as keys that can be looked up one by one: a million of them need not be loaded.
///
///     list.json --intel--> WarningList --store--> knowledge base --(keys of a value)--> the lists that hold it
///
/// In:     nothing. Out: plain values. Errors: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clew::model {

/// Numbered: knowledge bases on disks hold these.
namespace warning_kind {
constexpr std::int32_t text = 0;       ///< a whole value
constexpr std::int32_t host = 1;       ///< a host, and all below it
constexpr std::int32_t substring = 2;  ///< a part of a value
constexpr std::int32_t below = 3;      ///< written with a leading dot: a host, and names of other people below it
constexpr std::int32_t pattern = 4;    ///< a regular expression, in RE2's syntax and with its capitals
constexpr std::int32_t network = 100;  ///< and the length of the prefix, in an address of 128 bits
}  // namespace warning_kind

/// Lower case; a network as `model::Network::text` has it.
struct WarningKey {
  std::int32_t kind = warning_kind::text;
  std::string key;
  auto operator<=>(const WarningKey&) const = default;
};

struct WarningList {
  std::string name;
  std::int64_t version = 0;         ///< its publisher's; of two of one name the later one stands
  std::vector<WarningKey> entries;  ///< sorted, each once
};

/// An entry that holds a value, and the name of its list.
struct KnownWarning {
  std::string list;
  WarningKey entry;
  auto operator<=>(const KnownWarning&) const = default;
};

}  // namespace clew::model
