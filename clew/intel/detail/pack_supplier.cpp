#include "clew/base/text.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/pack_parts.h"
#include "clew/intel/refang.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::Result;
using Need = PackTable::Need;

/// The value's own bytes, without the quotes.
Result<base::Done> place(const PackTable& read, const toml::node& node, model::Indicator& indicator) {
  base::Span where = read.span_of(node.source());
  std::string_view text = read.bytes().substr(where.offset_bytes, where.size_bytes);
  while (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    text = text.substr(1, text.size() - 2);
    ++where.offset_bytes;
    where.size_bytes -= 2;
  }
  if (text.empty()) return read.error(node, "\"value\" is empty");
  indicator.text = text;
  indicator.where = where;
  indicator.line = node.source().begin.line;
  return base::Done{};
}

}  // namespace

Result<base::Done> read_supplier(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[supplier]", {"id", "name", "aliases", "domains"}));
  CLEW_TRY(pack.id, read.text(table, "id", Need::required));
  const bool id_fits =
      std::ranges::all_of(pack.id, [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '-'; });
  if (!id_fits) return read.error(*table.get("id"), "\"id\" has lower-case letters, digits and '-' only");
  CLEW_TRY(pack.name, read.text(table, "name", Need::required));
  CLEW_TRY(pack.aliases, read.texts(table, "aliases"));
  CLEW_TRY(pack.domains, read.texts(table, "domains"));
  for (std::string& domain : pack.domains) {
    auto name = model::parse_domain(domain);
    if (!name) {
      return read.error(*table.get("domains"),
                        fmt::format("\"{}\": {}", base::shortened(domain, 80), name.error().what));
    }
    domain = *name;
  }
  return base::Done{};
}

Result<base::Done> read_window(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[window]", {"from", "to", "source"}));
  CLEW_TRY(pack.window, read.window(table, "from", "to"));
  CLEW_TRY(pack.window_source, read.text(table, "source", Need::optional));
  return base::Done{};
}

Result<base::Done> read_claim(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[[claim]]", {"by", "via", "date", "kind", "text"}));
  model::Claim claim;
  CLEW_TRY(claim.by, read.text(table, "by", Need::required));
  CLEW_TRY(claim.via, read.text(table, "via", Need::optional));
  CLEW_TRY(claim.date, read.date(table, "date"));
  CLEW_TRY(const std::string kind, read.text(table, "kind", Need::required));
  const auto known = model::claim_kind_named(kind);
  if (!known)
    return read.error(*table.get("kind"), fmt::format("\"{}\" is no kind of claim", base::shortened(kind, 40)));
  claim.kind = *known;
  CLEW_TRY(claim.text, read.text(table, "text", Need::required));
  pack.claims.push_back(std::move(claim));
  return base::Done{};
}

Result<base::Done> read_indicator(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(
      table, "[[indicator]]",
      {"type", "value", "role", "valid_from", "valid_to", "note", "activity", "published_by", "published"}));
  CLEW_TRY(const std::string type, read.text(table, "type", Need::required));
  const auto kind = kind_named(type);
  if (!kind || kind->types.empty())
    return read.error(*table.get("type"), fmt::format("\"{}\" is no type of indicator", base::shortened(type, 40)));
  CLEW_TRY(const std::string written, read.text(table, "value", Need::required));
  const toml::node& node = *table.get("value");
  auto value = parse_as(*kind, refang(written).text());
  if (!value) return read.error(node, value.error().what);
  model::Indicator indicator{std::move(*value), {}, {}, 0, {}, {}, {}, {}, {}, {}, {}};
  CLEW_CHECK(place(read, node, indicator));
  CLEW_TRY(const std::string role, read.text(table, "role", Need::optional));
  if (!role.empty()) {
    const auto known = model::role_named(role);
    if (!known) return read.error(*table.get("role"), fmt::format("\"{}\" is no role", base::shortened(role, 40)));
    indicator.role = *known;
  }
  CLEW_TRY(indicator.valid, read.window(table, "valid_from", "valid_to"));
  CLEW_TRY(indicator.note, read.text(table, "note", Need::optional));
  CLEW_TRY(indicator.activity, read.text(table, "activity", Need::optional));
  CLEW_TRY(indicator.published_by, read.text(table, "published_by", Need::optional));
  CLEW_TRY(indicator.published, read.text(table, "published", Need::optional));
  pack.indicators.push_back(std::move(indicator));
  return base::Done{};
}

}  // namespace clew::intel::detail
