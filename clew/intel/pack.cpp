#include "clew/intel/pack.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/refang.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using base::Span;

constexpr std::array<std::string_view, 6> door_kinds = {"supplier_channel", "admin_api_key", "admin_session",
                                                        "sso_session",      "network",       "unknown"};
constexpr std::array<std::string_view, 3> systems = {"macos", "linux", "windows"};

std::optional<model::Sight> sight_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(model::Sight::text); ++i) {
    const auto sight = static_cast<model::Sight>(i);
    if (model::name_of(sight) == name) return sight;
  }
  return std::nullopt;
}

std::optional<model::Role> role_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(model::Role::sinkhole); ++i) {
    const auto role = static_cast<model::Role>(i);
    if (model::name_of(role) == name) return role;
  }
  return std::nullopt;
}

/// The name that an error calls a value by, and where it stands.
class Reader {
 public:
  Reader(std::string_view file, std::string_view bytes) : file_(file), bytes_(bytes) {
    line_begins_.push_back(0);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\n') line_begins_.push_back(i + 1);
    }
  }

  Result<Pack> read(const toml::table& root) {
    CLEW_CHECK(only_keys(root, "", {"schema", "supplier", "window", "door", "agent", "need", "indicator", "claims"}));
    Pack pack;
    const toml::table* supplier = root["supplier"].as_table();
    if (supplier == nullptr) return error(root, "a table [supplier] is expected");
    CLEW_CHECK(read_supplier(*supplier, pack));
    CLEW_CHECK(read_window(root, pack));
    CLEW_CHECK(each(root, "door", [&](const toml::table& table) { return read_door(table, pack); }));
    CLEW_CHECK(each(root, "agent", [&](const toml::table& table) { return read_agent(table, pack); }));
    CLEW_CHECK(each(root, "need", [&](const toml::table& table) { return read_need(table, pack); }));
    CLEW_CHECK(each(root, "indicator", [&](const toml::table& table) { return read_indicator(table, pack); }));
    CLEW_TRY(pack.claims, text(root, "claims", false));
    return pack;
  }

  [[nodiscard]] std::size_t offset_of(const toml::source_position& position) const {
    const std::size_t line = position.line == 0 ? 0 : position.line - 1;
    // toml++ counts columns in characters, from 1.
    std::size_t at = line < line_begins_.size() ? line_begins_[line] : bytes_.size();
    if (line == 0 && bytes_.starts_with("\xef\xbb\xbf")) at += 3;
    for (std::size_t left = position.column == 0 ? 0 : position.column - 1; left > 0 && at < bytes_.size(); --left) {
      ++at;
      while (at < bytes_.size() && (static_cast<unsigned char>(bytes_[at]) & 0xc0U) == 0x80U) ++at;
    }
    return at;
  }
  [[nodiscard]] Span span_of(const toml::source_region& region) const {
    const std::size_t begin = offset_of(region.begin);
    const std::size_t end = std::max(begin, offset_of(region.end));
    return {begin, end - begin};
  }
  [[nodiscard]] std::unexpected<base::Error> error(const toml::source_region& region, std::string_view what) const {
    return fail(Fault::malformed, fmt::format("line {}: {}", std::max<std::uint64_t>(region.begin.line, 1), what),
                span_of(region), file_);
  }

 private:
  template <class Node>
  [[nodiscard]] std::unexpected<base::Error> error(const Node& node, std::string_view what) const {
    return error(node.source(), what);
  }

  Result<base::Done> only_keys(const toml::table& table, std::string_view where,
                               std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : table) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      return error(value, fmt::format("unknown key \"{}\"{}{}", base::shortened(key.str(), 40),
                                      where.empty() ? "" : " in ", where));
    }
    return base::Done{};
  }

  Result<std::string> text(const toml::table& table, std::string_view key, bool required) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      if (!required) return std::string{};
      return error(table, fmt::format("\"{}\" is missing", key));
    }
    const auto* value = node->as_string();
    if (value == nullptr) return error(*node, fmt::format("\"{}\" is to be a string", key));
    if (required && value->get().empty()) return error(*node, fmt::format("\"{}\" is empty", key));
    return value->get();
  }

  Result<std::vector<std::string>> texts(const toml::table& table, std::string_view key) const {
    std::vector<std::string> result;
    const toml::node* node = table.get(key);
    if (node == nullptr) return result;
    const toml::array* list = node->as_array();
    if (list == nullptr) return error(*node, fmt::format("\"{}\" is to be a list of strings", key));
    for (const toml::node& element : *list) {
      const auto* value = element.as_string();
      if (value == nullptr || value->get().empty())
        return error(element, fmt::format("\"{}\" is to hold strings that are not empty", key));
      result.push_back(value->get());
    }
    return result;
  }

  template <class Read>
  Result<base::Done> each(const toml::table& root, std::string_view key, Read read) const {
    const toml::node* node = root.get(key);
    if (node == nullptr) return base::Done{};
    const toml::array* list = node->as_array();
    if (list == nullptr) return error(*node, fmt::format("\"{}\" is to be written [[{}]]", key, key));
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (table == nullptr) return error(element, fmt::format("\"{}\" is to hold tables", key));
      CLEW_CHECK(read(*table));
    }
    return base::Done{};
  }

  Result<base::Done> read_supplier(const toml::table& table, Pack& pack) const {
    CLEW_CHECK(only_keys(table, "[supplier]", {"id", "name", "aliases", "domains"}));
    CLEW_TRY(pack.id, text(table, "id", true));
    const bool id_fits =
        std::ranges::all_of(pack.id, [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '-'; });
    if (!id_fits) return error(*table.get("id"), "\"id\" has lower-case letters, digits and '-' only");
    CLEW_TRY(pack.name, text(table, "name", true));
    CLEW_TRY(pack.aliases, texts(table, "aliases"));
    CLEW_TRY(pack.domains, texts(table, "domains"));
    for (std::string& domain : pack.domains) {
      auto name = model::parse_domain(domain);
      if (!name)
        return error(*table.get("domains"), fmt::format("\"{}\": {}", base::shortened(domain, 80), name.error().what));
      domain = *name;
    }
    return base::Done{};
  }

  /// TOML's own dates, or a string such as "2022-05".
  Result<std::optional<base::Instant>> moment(const toml::table& table, std::string_view key, bool is_end) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    std::optional<base::Instant> instant;
    if (const auto* date = node->as_date()) {
      const Date day{date->get().year, date->get().month, date->get().day};
      instant = is_end ? day.end() : day.begin();
    } else if (const auto* words = node->as_string()) {
      instant = is_end ? parse_end(words->get()) : parse_begin(words->get());
    }
    if (!instant) return error(*node, fmt::format("\"{}\" is to be a date: 2023-06-20, \"2023-06\"", key));
    return instant;
  }

  Result<model::Window> window(const toml::table& table, std::string_view from, std::string_view to) const {
    model::Window window;
    CLEW_TRY(window.from, moment(table, from, false));
    CLEW_TRY(window.to, moment(table, to, true));
    if (window.from && window.to && *window.to <= *window.from)
      return error(table, fmt::format("\"{}\" lies before \"{}\"", to, from));
    return window;
  }

  Result<base::Done> read_window(const toml::table& root, Pack& pack) const {
    const toml::node* node = root.get("window");
    if (node == nullptr) return base::Done{};
    const toml::table* table = node->as_table();
    if (table == nullptr) return error(*node, "\"window\" is to be a table");
    CLEW_CHECK(only_keys(*table, "[window]", {"from", "to", "source"}));
    CLEW_TRY(pack.window, window(*table, "from", "to"));
    CLEW_TRY(pack.window_source, text(*table, "source", false));
    return base::Done{};
  }

  Result<base::Done> read_door(const toml::table& table, Pack& pack) const {
    CLEW_CHECK(only_keys(table, "[[door]]", {"kind", "why"}));
    Door door;
    CLEW_TRY(door.kind, text(table, "kind", true));
    if (std::ranges::find(door_kinds, door.kind) == door_kinds.end()) {
      return error(*table.get("kind"), fmt::format("\"{}\" is no kind of door: {}", base::shortened(door.kind, 40),
                                                   fmt::join(door_kinds, ", ")));
    }
    CLEW_TRY(door.why, text(table, "why", false));
    pack.doors.push_back(std::move(door));
    return base::Done{};
  }

  Result<base::Done> read_agent(const toml::table& table, Pack& pack) const {
    CLEW_CHECK(only_keys(table, "[[agent]]", {"system", "paths", "names"}));
    Agent agent;
    CLEW_TRY(agent.system, text(table, "system", true));
    if (std::ranges::find(systems, agent.system) == systems.end()) {
      return error(*table.get("system"),
                   fmt::format("\"{}\" is no system: {}", base::shortened(agent.system, 40), fmt::join(systems, ", ")));
    }
    CLEW_TRY(agent.paths, texts(table, "paths"));
    CLEW_TRY(agent.names, texts(table, "names"));
    if (agent.paths.empty() && agent.names.empty()) return error(table, "an agent has \"paths\" or \"names\"");
    pack.agents.push_back(std::move(agent));
    return base::Done{};
  }

  Result<base::Done> read_need(const toml::table& table, Pack& pack) const {
    CLEW_CHECK(only_keys(table, "[[need]]", {"name", "any_of"}));
    Need need;
    CLEW_TRY(need.name, text(table, "name", true));
    CLEW_TRY(std::vector<std::string> names, texts(table, "any_of"));
    if (names.empty()) names.push_back(need.name);
    for (const std::string& name : names) {
      const auto sight = sight_named(name);
      if (!sight) return error(table, fmt::format("\"{}\" is nothing that a source shows", base::shortened(name, 40)));
      need.any_of.push_back(*sight);
    }
    pack.needs.push_back(std::move(need));
    return base::Done{};
  }

  Result<base::Done> read_indicator(const toml::table& table, Pack& pack) const {
    CLEW_CHECK(only_keys(
        table, "[[indicator]]",
        {"type", "value", "role", "valid_from", "valid_to", "note", "activity", "published_by", "published"}));
    CLEW_TRY(const std::string type, text(table, "type", true));
    const auto kind = detail::kind_named(type);
    if (!kind || kind->types.empty())
      return error(*table.get("type"), fmt::format("\"{}\" is no type of indicator", base::shortened(type, 40)));
    CLEW_TRY(const std::string written, text(table, "value", true));
    const toml::node& node = *table.get("value");
    auto value = detail::parse_as(*kind, refang(written).text());
    if (!value) return error(node, value.error().what);
    model::Indicator indicator{std::move(*value), {}, {}, 0, {}, {}, {}, {}, {}, {}, {}};
    CLEW_CHECK(place(node, indicator));
    CLEW_TRY(const std::string role, text(table, "role", false));
    if (!role.empty()) {
      const auto known = role_named(role);
      if (!known) return error(*table.get("role"), fmt::format("\"{}\" is no role", base::shortened(role, 40)));
      indicator.role = *known;
    }
    CLEW_TRY(indicator.valid, window(table, "valid_from", "valid_to"));
    CLEW_TRY(indicator.note, text(table, "note", false));
    CLEW_TRY(indicator.activity, text(table, "activity", false));
    CLEW_TRY(indicator.published_by, text(table, "published_by", false));
    CLEW_TRY(indicator.published, text(table, "published", false));
    pack.indicators.push_back(std::move(indicator));
    return base::Done{};
  }

  /// The value's own bytes, without the quotes.
  Result<base::Done> place(const toml::node& node, model::Indicator& indicator) const {
    Span where = span_of(node.source());
    std::string_view text = bytes_.substr(where.offset_bytes, where.size_bytes);
    while (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
      text = text.substr(1, text.size() - 2);
      ++where.offset_bytes;
      where.size_bytes -= 2;
    }
    if (text.empty()) return error(node, "\"value\" is empty");
    indicator.text = text;
    indicator.where = where;
    indicator.line = node.source().begin.line;
    return base::Done{};
  }

  std::string file_;
  std::string_view bytes_;
  std::vector<std::size_t> line_begins_;
};

/// toml++ throws; nothing of that leaves this file.
Result<toml::table> parse_toml(const Reader& reader, std::string_view bytes) {
  try {
    return toml::parse(bytes);
  } catch (const toml::parse_error& problem) {
    return reader.error(problem.source(), problem.description());
  }
}

}  // namespace

bool is_pack(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  while (true) {
    while (!bytes.empty() && base::is_space(bytes.front())) bytes.remove_prefix(1);
    if (!bytes.starts_with('#')) break;
    bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size()));
  }
  if (!bytes.starts_with("schema")) return false;
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  const std::size_t equals = line.find('=');
  return equals != std::string_view::npos && base::trimmed(line.substr(equals + 1)).starts_with("\"clew.pack/");
}

Result<Pack> parse_pack(std::string_view file, std::string_view bytes) {
  if (bytes.size() > pack_bytes_max) {
    return fail(Fault::over_limit, fmt::format("a pack of {} bytes, at most {} are read", bytes.size(), pack_bytes_max),
                {}, std::string(file));
  }
  Reader reader(file, bytes);
  CLEW_TRY(const toml::table root, parse_toml(reader, bytes));
  const auto schema = root["schema"].value<std::string>();
  if (schema != "clew.pack/1")
    return fail(Fault::unsupported, "schema = \"clew.pack/1\" is expected on top", {}, std::string(file));
  return reader.read(root);
}

}  // namespace clew::intel
