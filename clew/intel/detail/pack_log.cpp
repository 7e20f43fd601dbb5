#include "clew/base/text.h"
#include "clew/intel/detail/pack_parts.h"

#include <algorithm>

namespace clew::intel::detail {
namespace {

using base::Result;
using base::shortened;
using model::LogMapping;
using Need = PackTable::Need;

/// A path, a pattern or a text: short, and of printable characters.
Result<base::Done> check_length(const PackTable& read, const toml::node& node, std::string_view text) {
  if (text.size() <= model::log_pattern_bytes_max) return base::Done{};
  return read.error(node, fmt::format("{} bytes, at most {} are allowed", text.size(), model::log_pattern_bytes_max));
}

Result<std::vector<std::string>> short_texts(const PackTable& read, const toml::table& table, std::string_view key,
                                             std::size_t count_max) {
  CLEW_TRY(auto texts, read.texts(table, key));
  if (texts.empty()) return texts;
  const toml::array& list = *table.get(key)->as_array();
  if (texts.size() > count_max)
    return read.error(list, fmt::format("\"{}\" has {} rows, at most {} are allowed", key, texts.size(), count_max));
  for (std::size_t i = 0; i < texts.size(); ++i) CLEW_CHECK(check_length(read, *list.get(i), texts[i]));
  return texts;
}

Result<std::string> short_text(const PackTable& read, const toml::table& table, std::string_view key, Need need) {
  CLEW_TRY(auto text, read.text(table, key, need));
  if (!text.empty()) CLEW_CHECK(check_length(read, *table.get(key), text));
  return text;
}

Result<model::Attribute> attribute(const PackTable& read, const toml::node& node, std::string_view name) {
  const auto known = model::attribute_named(name);
  if (!known) return read.error(node, fmt::format("\"{}\" is no attribute of the normal form", shortened(name, 80)));
  return *known;
}

/// `"actor.id" = "actor.user.uid"` or a list of attributes; an unquoted dotted key is the same path.
Result<base::Done> add_field(const PackTable& read, const std::string& path, const toml::node& node, LogMapping& log) {
  constexpr std::size_t attributes_max = 4;
  CLEW_CHECK(check_length(read, node, path));
  std::vector<const toml::node*> names;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& element : *list) names.push_back(&element);
  } else {
    names.push_back(&node);
  }
  if (names.empty() || names.size() > attributes_max)
    return read.error(node, fmt::format("\"{}\" is to give 1 to {} attributes", shortened(path, 80), attributes_max));
  for (const toml::node* name : names) {
    const auto* text = name->as_string();
    if (text == nullptr) return read.error(*name, fmt::format("\"{}\" is to be an attribute", shortened(path, 80)));
    CLEW_TRY(const model::Attribute known, attribute(read, *name, text->get()));
    log.fields.push_back({path, known});
  }
  if (log.fields.size() > model::log_paths_max)
    return read.error(node, fmt::format("more than {} fields", model::log_paths_max));
  return base::Done{};
}

Result<base::Done> read_fields(const PackTable& read, const toml::table& table, LogMapping& log) {
  CLEW_TRY(const toml::table* const fields, read.table(table, "fields"));
  if (fields == nullptr) return base::Done{};
  struct Open {
    const toml::table* table;
    std::string prefix;
  };
  std::vector<Open> open = {{fields, ""}};
  while (!open.empty()) {
    const Open at = std::move(open.back());
    open.pop_back();
    for (const auto& [key, value] : *at.table) {
      if (key.str().empty()) return read.error(value, "a path is empty");
      std::string path = at.prefix + std::string(key.str());
      CLEW_CHECK(check_length(read, value, path));
      if (const toml::table* inner = value.as_table()) {
        open.push_back({inner, std::move(path) + "."});
      } else {
        CLEW_CHECK(add_field(read, path, value, log));
      }
    }
  }
  std::ranges::stable_sort(log.fields, {}, &LogMapping::Field::path);
  return base::Done{};
}

Result<base::Done> read_kind(const PackTable& read, const toml::table& table, LogMapping& log) {
  CLEW_CHECK(read.only_keys(table, "[[log.kind]]", {"operations", "class", "activity"}));
  LogMapping::Kind kind;
  CLEW_TRY(kind.operations, short_texts(read, table, "operations", model::log_patterns_max));
  if (kind.operations.empty()) return read.error(table, "\"operations\" is missing");
  CLEW_TRY(const std::string name, read.text(table, "class", Need::required));
  const auto event_class = model::event_class_named(name);
  if (!event_class) return read.error(*table.get("class"), fmt::format("\"{}\" is no class", shortened(name, 40)));
  // What becomes a device of the inventory decides on names and clocks of the whole case: not a pack's to say.
  if (*event_class == model::EventClass::inventory_info)
    return read.error(*table.get("class"), "an inventory is recognised by itself and not described by a pack");
  kind.event_class = *event_class;
  CLEW_TRY(const std::string activity, read.text(table, "activity", Need::optional));
  if (!activity.empty()) {
    const auto known = model::activity_named(*event_class, activity);
    if (!known) {
      return read.error(*table.get("activity"),
                        fmt::format("\"{}\" is no activity of {}", shortened(activity, 40), name));
    }
    kind.activity = *known;
  }
  if (log.kinds.size() >= model::log_kinds_max)
    return read.error(table, fmt::format("more than {} kinds", model::log_kinds_max));
  log.kinds.push_back(std::move(kind));
  return base::Done{};
}

Result<base::Done> read_constant(const PackTable& read, const toml::table& table, LogMapping& log) {
  CLEW_CHECK(read.only_keys(table, "[[log.constant]]", {"path", "is", "attribute", "text"}));
  LogMapping::Constant constant;
  CLEW_TRY(constant.path, short_text(read, table, "path", Need::required));
  CLEW_TRY(constant.is, short_texts(read, table, "is", model::log_patterns_max));
  if (constant.is.empty()) constant.is.emplace_back("*");
  CLEW_TRY(const std::string name, read.text(table, "attribute", Need::required));
  CLEW_TRY(constant.attribute, attribute(read, *table.get("attribute"), name));
  CLEW_TRY(constant.text, short_text(read, table, "text", Need::required));
  if (log.constants.size() >= model::log_texts_max)
    return read.error(table, fmt::format("more than {} constants", model::log_texts_max));
  log.constants.push_back(std::move(constant));
  return base::Done{};
}

Result<base::Done> read_recognition(const PackTable& read, const toml::table& table, const Pack& pack,
                                    LogMapping& log) {
  CLEW_TRY(log.source, short_text(read, table, "source", Need::required));
  const bool fits =
      std::ranges::all_of(log.source, [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '_'; });
  std::string prefix = pack.id.empty() ? std::string{} : pack.id + "_";  // a refused [supplier] is said once
  std::ranges::replace(prefix, '-', '_');
  // Two sources of one name would answer for each other's times.
  if (!fits || !log.source.starts_with(prefix) || log.source.size() == prefix.size()) {
    return read.error(*table.get("source"),
                      fmt::format("\"source\" has lower-case letters, digits and '_', and begins with \"{}\"", prefix));
  }
  CLEW_TRY(log.recognised_by, short_texts(read, table, "recognised_by", model::log_recognised_by_max));
  if (log.recognised_by.size() < model::log_recognised_by_min) {
    return read.error(table, fmt::format("\"recognised_by\" is to name at least {} paths that every record has",
                                         model::log_recognised_by_min));
  }
  CLEW_TRY(log.time, short_texts(read, table, "time", model::log_recognised_by_max));
  if (log.time.empty()) return read.error(table, "\"time\" is missing: the paths of a record's time");
  return base::Done{};
}

Result<base::Done> read_sights(const PackTable& read, const toml::table& table, LogMapping& log) {
  CLEW_TRY(const auto names, read.texts(table, "sees"));
  if (names.empty()) return read.error(table, "\"sees\" is missing: what the log can show");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto sight = model::sight_named(names[i]);
    if (!sight || *sight == model::Sight::inventory) {
      return read.error(*table.get("sees")->as_array()->get(i),
                        fmt::format("\"{}\" is nothing that such a log shows", shortened(names[i], 40)));
    }
    if (std::ranges::find(log.sees, *sight) == log.sees.end()) log.sees.push_back(*sight);
  }
  return base::Done{};
}

std::size_t count_patterns(const LogMapping& log) {
  std::size_t count = log.success.size() + log.failure.size();
  for (const LogMapping::Kind& kind : log.kinds) count += kind.operations.size();
  for (const LogMapping::Constant& row : log.constants) count += row.is.size();
  return count;
}

}  // namespace

Result<base::Done> read_log(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[[log]]",
                            {"source", "recognised_by", "time", "operation", "outcome", "success", "failure", "sees",
                             "fields", "kind", "constant"}));
  LogMapping log;
  CLEW_CHECK(read_recognition(read, table, pack, log));
  CLEW_TRY(log.operation, short_text(read, table, "operation", Need::optional));
  CLEW_TRY(std::string outcome, short_text(read, table, "outcome", Need::optional));
  if (!outcome.empty()) log.outcome.push_back(std::move(outcome));
  CLEW_TRY(log.success, short_texts(read, table, "success", model::log_patterns_max));
  CLEW_TRY(log.failure, short_texts(read, table, "failure", model::log_patterns_max));
  if (log.outcome.empty() && !(log.success.empty() && log.failure.empty()))
    return read.error(table, "\"outcome\" is missing: the path that \"success\" and \"failure\" speak of");
  CLEW_CHECK(read_sights(read, table, log));
  CLEW_CHECK(read_fields(read, table, log));
  PackErrors errors;
  read.each(table, "kind", errors, [&](const toml::table& kind) { return read_kind(read, kind, log); });
  read.each(table, "constant", errors, [&](const toml::table& row) { return read_constant(read, row, log); });
  if (!errors.empty()) return std::unexpected(std::move(errors.front()));
  if (const std::size_t count = count_patterns(log); count > model::log_patterns_max)
    return read.error(table, fmt::format("{} patterns, at most {} are allowed", count, model::log_patterns_max));
  if (log.operation.empty() && !log.kinds.empty())
    return read.error(table, "\"operation\" is missing: the path whose value [[log.kind]] speaks of");
  const bool twice =
      std::ranges::any_of(pack.logs, [&](const LogMapping& other) { return other.source == log.source; });
  if (twice) return read.error(*table.get("source"), fmt::format("there is a log \"{}\" already", log.source));
  pack.logs.push_back(std::move(log));
  return base::Done{};
}

}  // namespace clew::intel::detail
