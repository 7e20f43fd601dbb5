/// Typed values out of a pack's TOML, each refusal with line, key and rule. Private to intel.
///
/// In:     tables of toml++ and the bytes that they were parsed from.
/// Out:    texts, lists, moments; places as spans of the bytes.
/// Errors: `malformed`, "line 7: \"kind\" is missing", blaming bytes inside the input.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/detail/lines.h"
#include "clew/model/notice.h"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace clew::intel::detail {

/// What was refused so far. A table that is refused does not keep the others from being read.
using PackErrors = std::vector<base::Error>;

class PackTable {
 public:
  PackTable(std::string_view file, std::string_view bytes);

  [[nodiscard]] base::Span span_of(const toml::source_region& region) const;
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  [[nodiscard]] std::unexpected<base::Error> error(const toml::source_region& region, std::string_view what) const;
  [[nodiscard]] std::unexpected<base::Error> error(const toml::node& node, std::string_view what) const {
    return error(node.source(), what);
  }

  [[nodiscard]] base::Result<base::Done> only_keys(const toml::table& table, std::string_view where,
                                                   std::initializer_list<std::string_view> known) const;

  enum class Need : std::uint8_t { optional, required };
  [[nodiscard]] base::Result<std::string> text(const toml::table& table, std::string_view key, Need need) const;
  [[nodiscard]] base::Result<std::vector<std::string>> texts(const toml::table& table, std::string_view key) const;
  /// One of `known`; `noun` is what the error calls it: "kind of door".
  [[nodiscard]] base::Result<std::string> one_of(const toml::table& table, std::string_view key,
                                                 std::span<const std::string_view> known, std::string_view noun) const;
  [[nodiscard]] base::Result<bool> flag(const toml::table& table, std::string_view key) const;
  /// A whole number from 1 to `max`; 0 when there is none.
  [[nodiscard]] base::Result<std::int64_t> count(const toml::table& table, std::string_view key,
                                                 std::int64_t max) const;
  /// Both ends of a stretch of time: TOML's own dates, or a string such as "2022-05".
  [[nodiscard]] base::Result<model::Window> window(const toml::table& table, std::string_view from,
                                                   std::string_view to) const;
  /// A date as text: a TOML date as `2023-07-20`, or a string that is one: "2023-07".
  [[nodiscard]] base::Result<std::string> date(const toml::table& table, std::string_view key) const;

  /// Reads every table of `[[key]]` with `read`; what it refuses goes to `errors`.
  template <class Read>
  void each(const toml::table& root, std::string_view key, PackErrors& errors, Read read) const {
    const toml::node* node = root.get(key);
    if (node == nullptr) return;
    const toml::array* list = node->as_array();
    if (list == nullptr) {
      errors.push_back(error(*node, fmt::format("\"{}\" is to be written [[{}]]", key, key)).error());
      return;
    }
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (table == nullptr) {
        errors.push_back(error(element, fmt::format("\"{}\" is to hold tables", key)).error());
        continue;
      }
      base::Result<base::Done> done = read(*table);
      if (!done) errors.push_back(std::move(done).error());
    }
  }

  /// The table `[key]`, or null.
  [[nodiscard]] base::Result<const toml::table*> table(const toml::table& root, std::string_view key) const;

 private:
  [[nodiscard]] std::size_t offset_of(const toml::source_position& position) const;
  [[nodiscard]] base::Result<std::optional<base::Instant>> moment(const toml::table& table, std::string_view key,
                                                                  bool is_end) const;

  std::string file_;
  std::string_view bytes_;
  Lines lines_;
};

}  // namespace clew::intel::detail
