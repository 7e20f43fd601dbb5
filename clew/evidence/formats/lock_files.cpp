// Lock files of package managers beside npm's: one event with all packages, name and version in turn, in the order of the file.
// Source: yarn (yarnpkg.com, "yarn.lock" of versions 1 and 2+), pnpm (pnpm.io, lockfile versions 5 to 9), Cargo, Poetry, uv and PDM
// (TOML tables `[[package]]`), pip ("Requirements File Format"), Bundler (Gemfile.lock), Go (go.dev/ref/mod#go-sum-files),
// Pipenv (Pipfile.lock), Composer (composer.lock).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"

#include <algorithm>
#include <array>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t packages_max = 50'000;

/// Adds packages up to the limit; a package comes with its version.
class Packages {
 public:
  explicit Packages(model::Event& event) : event_(event) {}
  void add(std::string_view name, std::string_view version) {
    if (name.empty() || version.empty() || count_ == packages_max) return;
    ++count_;
    event_.add(package_name, name);
    event_.add(package_version, version);
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  model::Event& event_;
  std::size_t count_ = 0;
};

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view unquoted(std::string_view text) {
  text = base::trimmed(text);
  while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '"' || text.back() == '\'' || text.back() == ',')) text.remove_suffix(1);
  return text;
}

/// `@scope/name@^1.0.0`: the name is what stands before the second at sign, or before the first of a name without a scope.
std::string_view name_before_range(std::string_view specifier) {
  return specifier.substr(0, std::min(specifier.find('@', 1), specifier.size()));
}

/// `"a@^1.0.0", "a@^1.1.0":`, then `version "1.2.0"`, or `version: 1.2.0` since version 2.
void read_yarn(std::string_view text, Packages& packages) {
  std::string_view name;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() != ' ' && line.ends_with(':')) {
      const std::string_view first = unquoted(line.substr(0, std::min(line.find(','), line.size() - 1)));
      name = first.starts_with("__") ? std::string_view{} : name_before_range(first);
      continue;
    }
    std::string_view value = base::trimmed(line);
    constexpr std::string_view key = "version";
    if (name.empty() || !value.starts_with(key)) continue;
    value.remove_prefix(key.size());
    if (!value.starts_with(' ') && !value.starts_with(':')) continue;
    if (value.starts_with(':')) value.remove_prefix(1);
    packages.add(name, unquoted(value));
    name = {};
  }
}

/// Keys of `packages:`: `/a/1.0.0`, `/@s/a@1.0.0(peer@2)`, `'@s/a@1.0.0'`.
void read_pnpm(std::string_view text, Packages& packages) {
  bool inside = false;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty()) continue;
    if (line.front() != ' ') {
      inside = line == "packages:";
      continue;
    }
    if (!inside || line.size() < 4 || line[2] == ' ' || !line.ends_with(':')) continue;
    std::string_view key = unquoted(line.substr(0, line.size() - 1));
    if (key.starts_with('/')) key.remove_prefix(1);
    key = key.substr(0, std::min(key.find('('), key.size()));
    const std::size_t scope = key.starts_with('@') ? std::min(key.find('/'), key.size()) : 0;
    const std::size_t cut = key.find_first_of("@/", scope + 1);
    if (cut == std::string_view::npos) continue;
    const std::string_view version = key.substr(cut + 1);
    packages.add(key.substr(0, cut), version.substr(0, std::min(version.find('_'), version.size())));
  }
}

void read_toml(std::string_view text, Packages& packages) {
  const auto value_of = [](std::string_view line, std::string_view key) -> std::string_view {
    if (!line.starts_with(key)) return {};
    line = base::trimmed(line.substr(key.size()));
    return line.starts_with('=') ? unquoted(line.substr(1)) : std::string_view{};
  };
  bool inside = false;
  std::string_view name;
  while (!text.empty()) {
    const std::string_view line = base::trimmed(next_line(text));
    if (line.starts_with('[')) {
      inside = line == "[[package]]";
      name = {};
    } else if (inside) {
      if (const auto found = value_of(line, "name"); !found.empty()) name = found;
      if (const auto found = value_of(line, "version"); !found.empty()) packages.add(name, found);
    }
  }
}

/// `name==1.0.0`, `name[extra]==1.0.0 ; python_version < "3.9" \`
bool read_requirement(std::string_view line, std::string_view& name, std::string_view& version) {
  const std::size_t equals = line.find("==");
  if (equals == 0 || equals == std::string_view::npos) return false;
  name = base::trimmed(line.substr(0, equals));
  name = name.substr(0, std::min(name.find('['), name.size()));
  const auto in_name = [](char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; };
  if (name.empty() || !std::ranges::all_of(name, in_name)) return false;
  version = base::trimmed(line.substr(equals + 2));
  version = version.substr(0, std::min(version.find_first_of(" \t;\\#,"), version.size()));
  return !version.empty() && base::is_digit(version.front());
}

/// Requirements that are all pinned, with options and comments between them; what the interpreter has installed looks the same.
bool is_pinned(std::string_view line) {
  line = base::trimmed(line);
  std::string_view name, version;
  return line.starts_with('#') || line.starts_with('-') || read_requirement(line, name, version);
}

void read_requirements(std::string_view text, Packages& packages) {
  while (!text.empty()) {
    const std::string_view line = base::trimmed(next_line(text));
    std::string_view name, version;
    if (!line.starts_with('#') && !line.starts_with('-') && read_requirement(line, name, version))
      packages.add(name, version);
  }
}

/// `    name (1.0.0)` below `specs:`; what stands deeper is what a package asks for.
void read_bundler(std::string_view text, Packages& packages) {
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.size() < 8 || !line.starts_with("    ") || line[4] == ' ' || !line.ends_with(')')) continue;
    const std::size_t open = line.find(" (");
    if (open == std::string_view::npos) continue;
    packages.add(line.substr(4, open - 4), line.substr(open + 2, line.size() - open - 3));
  }
}

/// `module v1.0.0 h1:…=`; a line for `v1.0.0/go.mod` says that only its list of modules was read.
void read_go(std::string_view text, Packages& packages) {
  while (!text.empty()) {
    const auto words = base::split(base::trimmed(next_line(text)), ' ');
    if (words.size() == 3 && !words[1].ends_with("/go.mod")) packages.add(words[0], words[1]);
  }
}

/// `default.a.version` is "==1.0.0" in Pipfile.lock; composer.lock has `packages.name` and `packages.version` in turn.
void read_json_lock(const Fields& fields, Packages& packages) {
  constexpr std::string_view suffix = ".version";
  std::string_view name;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view path = fields.path_of(field);
    if (path == "packages.name" || path == "packages-dev.name") name = field.text;
    if (path == "packages.version" || path == "packages-dev.version") packages.add(name, field.text);
    for (const std::string_view group : {std::string_view("default."), std::string_view("develop.")}) {
      if (!path.starts_with(group) || !path.ends_with(suffix) || path.size() <= group.size() + suffix.size()) continue;
      std::string_view version = field.text;
      while (version.starts_with('=')) version.remove_prefix(1);
      packages.add(path.substr(group.size(), path.size() - group.size() - suffix.size()), version);
    }
  }
}

struct Kind {
  std::string_view source;
  void (*read)(std::string_view text, Packages& packages);
};
constexpr std::array kinds = std::to_array<Kind>({
    {"bundler_lock", read_bundler},
    {"go_sum", read_go},
    {"pip_requirements", read_requirements},
    {"pnpm_lock", read_pnpm},
    {"toml_lock", read_toml},
    {"yarn_lock", read_yarn},
});
constexpr std::array json_kinds = std::to_array<std::string_view>({"composer_lock", "pipfile_lock"});

bool is_line_of_go(std::string_view line) {
  const auto words = base::split(base::trimmed(line), ' ');
  return words.size() == 3 && words[0].contains('.') && words[1].starts_with('v') && words[2].starts_with("h1:");
}

std::string recognise(std::string_view head) {
  const auto lines = head_lines(head);
  if (lines.empty()) return {};
  if (base::trimmed(lines[0]).starts_with('{')) {
    if (head.contains("\"pipfile-spec\"") && head.contains("\"default\"")) return "pipfile_lock";
    return head.contains("\"content-hash\"") && head.contains("\"packages\"") && head.contains("composer")
               ? "composer_lock"
               : "";
  }
  const auto one_is = [&](auto is) { return std::ranges::any_of(lines, is); };
  const auto all_are = [&](auto are) { return std::ranges::all_of(lines, are); };
  if (one_is([](std::string_view line) { return line.starts_with("# yarn lockfile v"); })) return "yarn_lock";
  if (one_is([](std::string_view line) { return line == "__metadata:"; }) && head.contains("resolution: "))
    return "yarn_lock";
  if (lines[0].starts_with("lockfileVersion:")) return "pnpm_lock";
  if (head.contains("[[package]]\nname = \"") || head.contains("[[package]]\r\nname = \"")) return "toml_lock";
  if (lines[0] == "GEM" || (one_is([](std::string_view line) { return line == "GEM"; }) && head.contains("  specs:")))
    return head.contains("  specs:") ? "bundler_lock" : "";
  if (all_are(is_line_of_go)) return "go_sum";
  const bool pinned = all_are(is_pinned) && one_is([](std::string_view line) { return line.contains("=="); });
  return pinned ? "pip_requirements" : "";
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  Packages packages(event);
  if (std::ranges::find(json_kinds, context.source) != json_kinds.end()) {
    const Decoded read = read_json(record, scratch);
    if (read != Decoded::event) return read;
    read_json_lock(scratch.state().fields, packages);
    return Decoded::event;
  }
  const auto kind = std::ranges::find(kinds, context.source, &Kind::source);
  if (kind == kinds.end()) return Decoded::unparsed;
  kind->read(record, packages);
  return packages.count() > 0 ? Decoded::event : Decoded::unparsed;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::package};
  return sights;
}

}  // namespace

constinit const Format lock_file = {
    .name = "lock_file",
    .framing = Framing::whole,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};

}  // namespace clew::evidence
