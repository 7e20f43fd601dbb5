// Blocks of indicators that a curator labelled with an actor: one JSON object a line, or lists of trails.
#include "clew/base/text.h"
#include "clew/intel/detail/knowledge_parts.h"
#include "clew/intel/refang.h"

#include <algorithm>

#include <fmt/format.h>

namespace clew::intel::detail {
namespace {

using model::Value;
using model::ValueType;

constexpr std::string_view curator = "maltrail";

/// "apt_gamaredon-1.txt" is the second file of gamaredon.
std::string actor_of(std::string_view file) {
  std::string_view name = base::last_path_part(file);
  name = name.substr(0, name.find('.'));
  if (name.starts_with("apt_")) name.remove_prefix(4);
  if (const std::size_t hyphen = name.rfind('-'); hyphen != std::string_view::npos && hyphen + 1 < name.size()) {
    const std::string_view tail = name.substr(hyphen + 1);
    if (std::ranges::all_of(tail, base::is_digit)) name = name.substr(0, hyphen);
  }
  return std::string(name);
}

void add(model::Knowledge& knowledge, const std::string& activity, const model::Origin& origin, ValueType type,
         std::string_view text) {
  auto value = Value::parse(type, text);
  if (!value) {
    refuse(knowledge, fmt::format("{}: {}", base::shortened(base::printable(text), 80), value.error().what));
    return;
  }
  knowledge.indicators.push_back({activity, *std::move(value), model::Role::unknown, origin});
}

bool looks_like_address(std::string_view text) {
  return !text.empty() && (base::is_digit(text.front()) || text.front() == '[') &&
         std::ranges::all_of(text,
                             [](char c) { return base::is_hex(c) || c == '.' || c == ':' || c == '[' || c == ']'; });
}

/// A line of a list of trails: an address, perhaps with a port, a name, a name with a path, a path.
void add_trail(model::Knowledge& knowledge, const std::string& activity, const model::Origin& origin,
               std::string_view text) {
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) {
    return add(knowledge, activity, origin, ValueType::url, text);
  }
  if (text.starts_with('/')) return add(knowledge, activity, origin, ValueType::file_path, text);
  if (text.contains('/')) return add(knowledge, activity, origin, ValueType::url, text);
  if (looks_like_address(text)) return add(knowledge, activity, origin, ValueType::ipv4, text);
  add(knowledge, activity, origin, ValueType::domain, text);
}

void add_block(model::Knowledge& knowledge, const KnowledgeInput& input, const JsonValue& block) {
  const std::string activity = actor_of(block["actor_file"].text());
  if (is_no_actor(activity)) return refuse(knowledge, "a block without an actor");
  std::string refs;
  for (const JsonValue ref : block["refs"]) {
    if (!ref.is_string() || ref.text().empty()) continue;
    if (!refs.empty()) refs += ' ';
    refs += ref.text();
  }
  if (refs.empty()) refs = base::last_path_part(input.file);
  for (const JsonValue indicator : block["indicators"]) {
    std::vector<std::string_view> fields;
    for (const JsonValue field : indicator) fields.push_back(field.is_string() ? field.text() : std::string_view());
    if (fields.size() < 2) {
      refuse(knowledge, "an indicator with fewer than two fields");
      continue;
    }
    fields.resize(4);
    const std::string_view date = fields[3].empty() ? block["first_added"].text() : fields[3];
    const model::Origin origin{std::string(curator), refs, std::string(date)};
    const std::string_view kind = fields[0];
    if (kind == "dom" && fields[2].starts_with('/')) {
      add(knowledge, activity, origin, ValueType::url, std::string(fields[1]) + std::string(fields[2]));
    } else if (kind == "dom") {
      add(knowledge, activity, origin, ValueType::domain, fields[1]);
    } else if (kind == "ip") {
      add(knowledge, activity, origin, fields[1].contains(':') ? ValueType::ipv6 : ValueType::ipv4, fields[1]);
    } else if (kind == "path") {
      add(knowledge, activity, origin, ValueType::file_path, fields[2].empty() ? fields[1] : fields[2]);
    } else {
      refuse(knowledge, fmt::format("indicator of the kind \"{}\"", base::printable(kind)));
    }
  }
}

/// Calls `visit(line)` for each line, without its end.
template <class Visit>
base::Result<base::Done> for_each_line(std::string_view bytes, const Visit& visit) {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    CLEW_CHECK(visit(line));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return base::Done{};
}

}  // namespace

bool is_labelled_blocks(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, std::min(bytes.find('\n'), bytes.size()));
  return line.starts_with('{') && line.size() <= knowledge_line_bytes_max && line.contains("\"actor_file\"");
}

base::Result<base::Done> read_labelled_blocks(const KnowledgeInput& input, const KnowledgeSink& sink) {
  model::Knowledge knowledge;
  CLEW_CHECK(for_each_line(input.bytes, [&](std::string_view line) -> base::Result<base::Done> {
    if (base::trimmed(line).empty()) return base::Done{};
    if (line.size() > knowledge_line_bytes_max) {
      refuse(knowledge, "a line that is too long for a block");
      return base::Done{};
    }
    const auto json = JsonText::parse(input.file, line);
    if (json) {
      add_block(knowledge, input, json->root());
    } else {
      refuse(knowledge, json.error().what);
    }
    return hand_over(knowledge, sink);
  }));
  return sink(std::move(knowledge));
}

bool is_trails(std::string_view bytes) {
  constexpr std::size_t head_bytes = 16U << 10U;
  bytes = bytes.substr(0, head_bytes);
  return bytes.starts_with("# Reference:") || bytes.contains("\n# Reference:") || bytes.contains("\n# Aliases:");
}

base::Result<base::Done> read_trails(const KnowledgeInput& input, const KnowledgeSink& sink) {
  const std::string activity = actor_of(input.file);
  if (is_no_actor(activity)) {
    return base::fail(base::Fault::unsupported, "the name of the file names no actor", {}, input.file);
  }
  model::Knowledge knowledge;
  model::KnownActivity known{.name = activity};
  known.origin = {input.publisher.empty() ? std::string(curator) : input.publisher,
                  std::string(base::last_path_part(input.file)), input.date};
  model::Origin origin = known.origin;
  bool within_references = false;
  CLEW_CHECK(for_each_line(input.bytes, [&](std::string_view line) -> base::Result<base::Done> {
    line = base::trimmed(line);
    if (line.empty()) return base::Done{};
    if (line.starts_with('#')) {
      const std::string_view words = base::trimmed(line.substr(1));
      if (words.starts_with("Reference:")) {
        if (!within_references) origin.source.clear();
        if (!origin.source.empty()) origin.source += ' ';
        origin.source += base::trimmed(words.substr(10));
        within_references = true;
      } else if (words.starts_with("Aliases:")) {
        for (const std::string_view alias : base::split(words.substr(8), ',')) {
          if (!base::trimmed(alias).empty()) known.names.emplace_back(base::trimmed(alias));
        }
      }
      return base::Done{};
    }
    within_references = false;
    line = base::trimmed(line.substr(0, line.find(" #")));
    add_trail(knowledge, activity, origin, refang(line).text());
    return hand_over(knowledge, sink);
  }));
  knowledge.activities.push_back(std::move(known));
  return sink(std::move(knowledge));
}

}  // namespace clew::intel::detail
