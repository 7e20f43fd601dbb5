// npm's package-lock.json: one event with all packages, name and version in turn, in the order of the file.
// Source: docs.npmjs.com, package-lock.json, lockfileVersion 1 (`dependencies`) and 2, 3 (`packages`).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"

#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t packages_max = 50'000;

/// `packages.node_modules/a/node_modules/b.version` is b; `dependencies.a.dependencies.b.version` is b.
std::string_view package_of(std::string_view path) {
  static constexpr std::string_view version = ".version";
  static constexpr std::string_view folder = "node_modules/";
  static constexpr std::string_view tree = "dependencies.";
  if (!path.ends_with(version)) return {};
  path.remove_suffix(version.size());
  // What a package asks for is not what is installed; a package may be called "version".
  if (path.ends_with("ependencies") || path.ends_with(".engines")) return {};
  if (path.starts_with("packages.")) {
    const std::size_t at = path.rfind(folder);
    return at == std::string_view::npos ? std::string_view{} : path.substr(at + folder.size());
  }
  if (!path.starts_with(tree)) return {};
  return path.substr(path.rfind(tree) + tree.size());
}

/// Lock files of version 2 list everything twice, for old readers; `packages` is the one that counts.
Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  bool has_packages = false;
  for (const Fields::Field& field : fields.all())
    has_packages = has_packages || fields.path_of(field).starts_with("packages.");
  std::size_t count = 0;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view path = fields.path_of(field);
    if (has_packages != path.starts_with("packages.")) continue;
    const std::string_view name = package_of(path);
    if (name.empty() || field.text.empty()) continue;
    if (count++ == packages_max) break;
    event.add(package_name, name);
    event.add(package_version, field.text);
  }
  event.add(resource_name, fields.get("name"));
  return Decoded::event;
}

std::string recognise(std::string_view head) {
  const auto lines = head_lines(head, 1);
  if (lines.empty() || !base::trimmed(lines[0]).starts_with('{')) return {};
  const bool locks =
      head.contains("\"lockfileVersion\"") && (head.contains("\"packages\"") || head.contains("\"dependencies\""));
  return locks ? "npm_lock" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::package};
  return sights;
}

}  // namespace

constinit const Format npm_lock = {
    .name = "npm_lock",
    .framing = Framing::whole,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};

}  // namespace clew::evidence
