// Labelled indicators as rows: value, type, activity, actor, publisher, date, source, role.
#include "clew/base/text.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/knowledge_parts.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clew::intel::detail {
namespace {

enum class CsvField : std::uint8_t { value, type, activity, actor, publisher, date, source, role };
constexpr std::size_t field_count = 8;

struct FieldName {
  std::string_view name;
  CsvField field;
};
constexpr std::array field_names = std::to_array<FieldName>({
    {"value", CsvField::value},
    {"indicator", CsvField::value},
    {"type", CsvField::type},
    {"kind", CsvField::type},
    {"activity", CsvField::activity},
    {"campaign", CsvField::activity},
    {"actor", CsvField::actor},
    {"actor_as_named", CsvField::actor},
    {"publisher", CsvField::publisher},
    {"date", CsvField::date},
    {"published", CsvField::date},
    {"source", CsvField::source},
    {"source_url", CsvField::source},
    {"role", CsvField::role},
});

constexpr std::size_t row_bytes_max = 64U << 10U;

/// Takes one row off `rest`; a quoted field may go on over lines (RFC 4180).
std::vector<std::string> take_row(std::string_view& rest, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (quoted) {
      if (c == '"' && at + 1 < rest.size() && rest[at + 1] == '"') {
        fields.back() += '"';
        ++at;
      } else if (c == '"') {
        quoted = false;
      } else {
        fields.back() += c;
      }
      // A quote that nobody closes must not swallow the rest of the file.
      if (at >= row_bytes_max) break;
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      if (fields.size() < columns_max) fields.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  if (quoted) at = std::min(rest.find('\n'), rest.size());
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return fields;
}

struct CsvHeader {
  char separator = ',';
  std::array<std::size_t, field_count> columns{};

  [[nodiscard]] std::string_view of(const std::vector<std::string>& row, CsvField field) const {
    const std::size_t column = columns.at(static_cast<std::size_t>(field));
    return column < row.size() ? base::trimmed(row[column]) : std::string_view();
  }
  [[nodiscard]] bool has(CsvField field) const { return columns.at(static_cast<std::size_t>(field)) < columns_max; }
};

/// clew's own names of roles, and what other lists say.
model::Role role_of(std::string_view text) {
  const std::string words = base::lowered(text);
  if (const auto role = model::role_named(words)) return *role;
  if (words.starts_with("c2")) return model::Role::c2;
  if (words.contains("sinkhole")) return model::Role::sinkhole;
  if (words.contains("vpn") || words.contains("shared")) return model::Role::shared_infrastructure;
  if (words.contains("compromised") || words.contains("legitimate")) return model::Role::legitimate_abused;
  if (words.contains("delivery")) return model::Role::delivery;
  if (words.contains("payload")) return model::Role::payload;
  return model::Role::unknown;
}

/// Columns by their exact names, in any order.
struct Columns {
  std::vector<std::string> names;
  char separator = ',';

  [[nodiscard]] std::string_view of(const std::vector<std::string>& row, std::string_view name) const {
    for (std::size_t i = 0; i < names.size() && i < row.size(); ++i) {
      if (base::equal_ignoring_case(base::trimmed(names[i]), name)) return base::trimmed(row[i]);
    }
    return {};
  }
  [[nodiscard]] bool has(std::string_view name) const {
    return std::ranges::any_of(
        names, [&](const std::string& each) { return base::equal_ignoring_case(base::trimmed(each), name); });
  }
};

Columns columns_at(std::string_view& rest) {
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  Columns columns;
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
  if (line.size() > row_bytes_max) return columns;
  for (const char separator : {',', '\t', ';'}) {
    if (line.contains(separator)) {
      columns.separator = separator;
      break;
    }
  }
  columns.names = take_row(rest, columns.separator);
  return columns;
}

std::optional<CsvHeader> header_of(std::string_view& rest) {
  const Columns columns = columns_at(rest);
  CsvHeader header{.separator = columns.separator};
  header.columns.fill(columns_max);
  for (std::size_t i = 0; i < columns.names.size(); ++i) {
    for (const FieldName& row : field_names) {
      auto& column = header.columns.at(static_cast<std::size_t>(row.field));
      if (column == columns_max && base::equal_ignoring_case(base::trimmed(columns.names[i]), row.name)) column = i;
    }
  }
  const bool says_whose = header.has(CsvField::activity) || header.has(CsvField::actor);
  if (!header.has(CsvField::value) || !header.has(CsvField::type) || !says_whose) return std::nullopt;
  return header;
}

}  // namespace

bool is_claims_csv(std::string_view bytes) {
  const Columns columns = columns_at(bytes);
  return columns.has("by") && columns.has("date") && (columns.has("object") || columns.has("text"));
}

base::Result<base::Done> read_claims_csv(const KnowledgeInput& input, const KnowledgeSink& sink) {
  model::Knowledge knowledge;
  std::string_view rest = input.bytes;
  const Columns columns = columns_at(rest);
  while (!rest.empty()) {
    const auto row = take_row(rest, columns.separator);
    model::Claim claim{.by = std::string(columns.of(row, "by")),
                       .via = std::string(columns.of(row, "via")),
                       .date = std::string(columns.of(row, "date")),
                       .kind = model::ClaimKind::attribution};
    if (claim.by.empty()) continue;
    claim.subject = columns.of(row, "subject");
    claim.object = columns.of(row, "object");
    claim.text = columns.of(row, "text");
    if (const auto kind = model::claim_kind_named(columns.of(row, "kind"))) claim.kind = *kind;
    if (const auto stance = model::stance_named(columns.of(row, "stance"))) claim.stance = *stance;
    knowledge.claims.push_back(std::move(claim));
  }
  return sink(std::move(knowledge));
}

bool is_relations_csv(std::string_view bytes) {
  const Columns columns = columns_at(bytes);
  return columns.has("from") && columns.has("to") && columns.has("kind");
}

base::Result<base::Done> read_relations_csv(const KnowledgeInput& input, const KnowledgeSink& sink) {
  model::Knowledge knowledge;
  std::string_view rest = input.bytes;
  const Columns columns = columns_at(rest);
  while (!rest.empty()) {
    const auto row = take_row(rest, columns.separator);
    const std::string_view kind = columns.of(row, "kind");
    if (kind.empty()) continue;
    const auto known = model::relation_kind_named(kind);
    const std::string from = refang(columns.of(row, "from")).text();
    const std::string to = refang(columns.of(row, "to")).text();
    if (!known || from.empty() || to.empty()) {
      refuse(knowledge, fmt::format("a relation of the kind \"{}\"", base::shortened(base::printable(kind), 80)));
      continue;
    }
    knowledge.relations.push_back(
        {.kind = *known,
         .from = base::lowered(from),
         .to = base::lowered(to),
         .first_seen = std::string(columns.of(row, "first_seen")),
         .last_seen = std::string(columns.of(row, "last_seen")),
         .origin = {std::string(columns.of(row, "publisher")), std::string(columns.of(row, "source")),
                    std::string(columns.of(row, "date"))}});
  }
  return sink(std::move(knowledge));
}

bool is_labelled_csv(std::string_view bytes) { return header_of(bytes).has_value(); }

base::Result<base::Done> read_labelled_csv(const KnowledgeInput& input, const KnowledgeSink& sink) {
  model::Knowledge knowledge;
  std::string_view rest = input.bytes;
  const auto header = header_of(rest);
  if (!header) return base::fail(base::Fault::unsupported, "no header of labelled indicators", {}, input.file);
  std::string last_activity;
  while (!rest.empty()) {
    const auto row = take_row(rest, header->separator);
    const std::string_view text = header->of(row, CsvField::value);
    if (text.empty()) continue;
    const std::string_view type = header->of(row, CsvField::type);
    const std::string_view actor = header->of(row, CsvField::actor);
    std::string activity(header->of(row, CsvField::activity));
    if (activity.empty()) activity = actor;
    if (is_no_actor(activity)) {
      refuse(knowledge, fmt::format("{}: no activity", base::shortened(base::printable(text), 80)));
      continue;
    }
    const auto kind = kind_named(type);
    if (!kind || kind->types.empty()) {
      refuse(knowledge, fmt::format("there is no type \"{}\"", base::printable(type)));
      continue;
    }
    auto value = parse_as(*kind, base::trimmed(refang(text).text()));
    if (!value) {
      refuse(knowledge, fmt::format("{}: {}", base::shortened(base::printable(text), 80), value.error().what));
      continue;
    }
    model::Origin origin{std::string(header->of(row, CsvField::publisher)),
                         std::string(header->of(row, CsvField::source)), std::string(header->of(row, CsvField::date))};
    if (origin.publisher.empty()) origin.publisher = input.publisher;
    if (origin.date.empty()) origin.date = input.date;
    if (activity != last_activity) {
      model::KnownActivity known{.name = activity};
      if (!is_no_actor(actor) && actor != activity) known.actor = actor;
      known.origin = origin;
      knowledge.activities.push_back(std::move(known));
      last_activity = activity;
    }
    knowledge.indicators.push_back(
        {std::move(activity), *std::move(value), role_of(header->of(row, CsvField::role)), std::move(origin)});
    CLEW_CHECK(hand_over(knowledge, sink));
  }
  return sink(std::move(knowledge));
}

}  // namespace clew::intel::detail
