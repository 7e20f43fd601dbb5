/// What publishers call the kinds of indicators, and the columns of their tables and lists.
///
///     "SHA-256", "FileHash-SHA256", "ip:port", "npm_package" --kind_named--> the types it may mean
///
/// In:     a name in any case; blanks, `-`, `_` and `:` part words. Out: a kind, or nothing for a name not known here.
/// Errors: a `Kind` with no types is known, but nothing that clew compares (an import hash, a PDB path).
#pragma once

#include "clew/base/result.h"
#include "clew/model/value.h"

#include <optional>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

struct Kind {
  std::vector<model::ValueType> types;  ///< in the order in which they are tried
  bool operator==(const Kind&) const = default;
};
std::optional<Kind> kind_named(std::string_view name);

/// The kind that a heading announces and whose values cannot be told by their shape: mutexes, registry keys, user agents.
std::optional<Kind> other_kind_in(std::string_view heading);

bool is_digest(model::ValueType type);

/// The value of this kind that `text` (not defanged, trimmed) spells. A hash is told by its length.
base::Result<model::Value> parse_as(const Kind& kind, std::string_view text);
/// The type to name when `text` is refused.
model::ValueType nearest_type(const Kind& kind, std::string_view text);

enum class Meaning : std::uint8_t {
  none,
  value,
  kind,
  key,  ///< what a configuration or a form calls the value beside it
  valid_from,
  valid_to,
  publisher,
  published,
  activity,
  role,
  remark
};

/// A package without the version behind it: `name@1.2.3`, `@scope/name@1.2.3`, `name==1.2.3`, `name:1.2.3`;
/// of a file that a registry keeps its name: `name-1.2-py3-none-any.whl` (PEP 427), `name-1.2.tar.gz`.
std::string_view without_version(std::string_view package);

/// What a column holds. A value column may name its kind itself: "Domain", "SHA256".
struct Column {
  Meaning meaning = Meaning::none;
  std::optional<Kind> kind;
  bool is_reference = false;  ///< links to reports stand in it
  bool is_genuine = false;    ///< victims, or what is imitated: "Impersonates", "Affected host"
};
Column column_named(std::string_view header);
constexpr std::size_t columns_max = 200;  ///< no list of indicators is wider
/// The columns of a header line, with at most one value column unless each names its kind; empty if it names
/// neither values nor what is genuine.
std::vector<Column> columns_of(const std::vector<std::string_view>& headers);

}  // namespace clew::intel::detail
