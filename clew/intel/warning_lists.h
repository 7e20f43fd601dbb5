/// Lists of values that prove nothing alone: resolvers, content networks, URL shorteners, hashes of empty files.
///
///     list.json --add--> WarningLists --about(value)--> "1.1.1.1 is in \"public DNS resolvers\""
///
/// In:     lists in MISP's form, one JSON document each: `name`, `type` (hostname, string, cidr, substring), `list`.
/// Out:    for a value the names of the lists that it is in. A list informs and never deletes; that github.com is in one says
///         nothing about a URL at github.com with a path.
/// Errors: `malformed` for what is no such list; `unsupported` for a list of regular expressions, which are not matched here;
///         `over_limit` beyond the limits below. Lists that were added stay.
/// Cost:   a look-up is a few hash look-ups, and one comparison for each substring.
/// Source: MISP's warning lists (github.com/MISP/misp-warninglists, CC0), their README.
#pragma once

#include "clew/base/result.h"
#include "clew/model/value.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clew::intel {

constexpr std::size_t warning_lists_max = 1'000;
constexpr std::size_t warning_substrings_max = 2'000;  ///< each is compared with each value

class WarningLists {
 public:
  /// `file` is for error messages only.
  base::Result<base::Done> add(std::string_view file, std::string_view json);

  /// The names of the lists, in the order in which they were added.
  [[nodiscard]] std::vector<std::string> about(const model::Value& value) const;
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  using Lists = std::vector<std::uint32_t>;
  void add_entry(std::string_view type, std::string_view entry, std::uint32_t list);
  void find_host(std::string_view host, Lists& found) const;
  void find_address(std::string_view text, Lists& found) const;

  std::vector<std::string> names_;
  std::unordered_map<std::string, Lists> hosts_;                    ///< and what is below them
  std::unordered_map<std::string, Lists> strings_;                  ///< whole values
  std::map<int, std::unordered_map<std::string, Lists>> networks_;  ///< by the length of their prefix in 128 bits
  std::vector<std::pair<std::string, std::uint32_t>> substrings_;
};

}  // namespace clew::intel
