/// Lists of values that prove nothing alone: resolvers, content networks, URL shorteners, hashes of empty files.
///
///     list.json --read_warning_list--> model::WarningList --add--> WarningLists --about(value)--> "public DNS resolvers"
///
/// In:     lists in MISP's form, one JSON document each: `name`, `type` (hostname, string, cidr, substring, regex), `list`.
/// Out:    for a value the names of the lists that it is in. A list informs and never deletes; that github.com is in one says
///         nothing about a URL at github.com with a path.
/// Errors: `malformed` for what is no such list; `unsupported` for a list of expressions of which none can be matched
///         without backtracking; `over_limit` beyond the limits below. Lists that were added stay.
/// Cost:   a look-up is a few hash look-ups, and one comparison for each substring. Whoever keeps the lists on a disk asks
///         for the keys of a value instead of loading them.
/// Source: MISP's warning lists (github.com/MISP/misp-warninglists, CC0), their README.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/warning_patterns.h"
#include "clew/model/value.h"
#include "clew/model/warning_list.h"

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clew::intel {

constexpr std::size_t warning_lists_max = 1'000;
constexpr std::size_t warning_substrings_max = 2'000;  ///< each is compared with each value
constexpr std::size_t warning_patterns_max = 2'000;
constexpr std::size_t warning_entry_bytes_max = 1'024;

base::Result<model::WarningList> read_warning_list(std::string_view file, std::string_view json);

/// The keys under which lists may hold a value, but for substrings and expressions (`warning_patterns.h`). Of networks only those of the kinds in `kinds`, which
/// are the kinds that the lists have: there are 129 of them.
std::vector<model::WarningKey> warning_keys_of(const model::Value& value, std::span<const std::int32_t> kinds);
/// Whether a key of the kind `substring` is in the value.
bool has_part(const model::Value& value, const model::WarningKey& part);

/// What reading a notice asks, wherever the lists are kept.
class Warnings {
 public:
  virtual ~Warnings() = default;
  /// The names of the lists, each once.
  [[nodiscard]] virtual std::vector<std::string> about(const model::Value& value) const = 0;
};

/// In memory.
class WarningLists final : public Warnings {
 public:
  /// `file` is for error messages only.
  base::Result<base::Done> add(std::string_view file, std::string_view json);

  /// In the order in which they were added.
  [[nodiscard]] std::vector<std::string> about(const model::Value& value) const override;
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  using Lists = std::vector<std::uint32_t>;

  std::vector<std::string> names_;
  std::unordered_map<std::string, Lists> entries_;  ///< by kind and key
  std::vector<std::int32_t> kinds_;                 ///< sorted
  std::vector<std::pair<model::WarningKey, std::uint32_t>> substrings_;
  std::vector<std::string> expressions_;
  std::vector<std::uint32_t> expression_lists_;  ///< the list of each
  WarningPatterns patterns_;
};

}  // namespace clew::intel
