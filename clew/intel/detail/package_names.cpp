#include "clew/intel/detail/package_names.h"

#include "clew/base/text.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/prose_words.h"
#include "clew/intel/detail/shape.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

/// `moth-sdk`, `@moth/sdk`, `moth-sdk@1.2.3`: small letters, as registries want them.
bool is_plain_package_name(std::string_view name) {
  const auto fits = [](char c) {
    return base::is_lower(c) || base::is_digit(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '@';
  };
  return name.size() > 2 && std::ranges::any_of(name, base::is_lower) && std::ranges::all_of(name, fits);
}

/// A mark or digit that no word has.
bool is_no_word(std::string_view name) { return name.find_first_of("-_/0123456789") != std::string_view::npos; }

bool is_joint(std::string_view word) { return word == "and" || word == "et" || word == "&"; }

}  // namespace

bool may_name_package(std::string_view name) {
  static constexpr auto others = std::to_array<std::string_view>({"npm",
                                                                  "latest",
                                                                  "behaviour",
                                                                  "behavior",
                                                                  "pip",
                                                                  "pypi",
                                                                  "yarn",
                                                                  "pnpm",
                                                                  "gem",
                                                                  "cargo",
                                                                  "go",
                                                                  "node",
                                                                  "bun",
                                                                  "deno",
                                                                  "python",
                                                                  "ruby",
                                                                  "java",
                                                                  "git",
                                                                  "docker",
                                                                  "bash",
                                                                  "curl",
                                                                  "wget",
                                                                  "make",
                                                                  "postinstall",
                                                                  "preinstall",
                                                                  "node_modules",
                                                                  "main",
                                                                  "eval",
                                                                  "exec",
                                                                  "install",
                                                                  "prepare",
                                                                  "scripts",
                                                                  "dependencies",
                                                                  "devdependencies",
                                                                  "optionaldependencies",
                                                                  "peerdependencies"});
  const bool scoped = name.starts_with('@') && name.find('/') != std::string_view::npos;
  const bool plain_name = name.find_first_of("./@\\:()$=") == std::string_view::npos;
  // `MAL-2026-12`, `EVIDENCE`: registries want small letters, and who writes none means something else.
  const bool has_small = std::ranges::any_of(name, base::is_lower);
  return name.size() > 1 && (scoped || plain_name) && has_small && !is_version(name) &&
         std::ranges::find(others, base::lowered(name)) == others.end();
}

std::vector<Part> packages_behind_colon(std::string_view whole, Part sentence) {
  static constexpr std::string_view joint = ": ";
  const std::string_view text = whole.substr(0, sentence.end);
  const std::size_t colon = text.substr(sentence.begin).rfind(joint);
  if (colon == std::string_view::npos) return {};
  std::vector<Part> names;
  bool told = false;
  bool parted = true;
  for (const std::string_view word : base::split(text.substr(sentence.begin + colon + joint.size()), ' ')) {
    const std::size_t begin = static_cast<std::size_t>(word.data() - text.data());
    const std::string_view name = base::trimmed(word).substr(0, base::trimmed(word).find_last_not_of(".,;") + 1);
    if (name.empty()) continue;
    if (!is_joint(name) && (!parted || !is_plain_package_name(name))) return {};
    parted = is_joint(name) || word.ends_with(',') || word.ends_with(';');
    if (is_joint(name)) continue;
    told = told || is_no_word(name);
    names.push_back({begin, begin + name.size()});
  }
  if (names.size() < 2 || !told) return {};
  return names;
}

std::vector<Part> packages_of_cell(std::string_view cell) {
  std::vector<Part> names;
  std::size_t at = 0;
  while (at < cell.size()) {
    const std::size_t open = cell.find('`', at);
    const std::string_view between = cell.substr(at, std::min(open, cell.size()) - at);
    std::string words = base::lowered(between);
    std::ranges::replace_if(
        words, [](char c) { return c == ',' || c == ';' || c == '.'; }, ' ');
    const std::string_view word = base::trimmed(words);
    if (!word.empty() && !is_joint(word) && word != "etc" && word != "or" && word != "<br>") return {};
    if (open == std::string_view::npos) break;
    const std::size_t close = cell.find('`', open + 1);
    if (close == std::string_view::npos) return {};
    const std::string_view name = cell.substr(open + 1, close - open - 1);
    if (!is_plain_package_name(name) || !may_name_package(without_version(name)) || !is_no_word(name)) return {};
    names.push_back({open + 1, close});
    at = close + 1;
  }
  if (names.size() < 2) return {};
  return names;
}

std::optional<Part> labelled_package(std::string_view source, const Block& block) {
  constexpr std::size_t label_bytes_max = 40;
  const bool listed = block.kind == Block::Kind::item || block.kind == Block::Kind::code;
  if (!listed || block.section != Section::indicators || !has(block.heading_cues, cue_harmful)) return std::nullopt;
  const std::string_view line = source.substr(block.part.begin, block.part.end - block.part.begin);
  const std::size_t colon = line.substr(0, label_bytes_max).find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto is_mark = [](char c) { return base::is_space(c) || c == '*' || c == '`' || c == '"'; };
  std::string_view label = line.substr(0, colon);
  while (!label.empty() && is_mark(label.front())) label.remove_prefix(1);
  while (!label.empty() && is_mark(label.back())) label.remove_suffix(1);
  const auto kind = kind_named(label);
  if (!kind || kind->types.empty() || kind->types.front() != model::ValueType::package) return std::nullopt;
  std::size_t begin = colon + 1;
  while (begin < line.size() && is_mark(line[begin])) ++begin;
  std::size_t end = begin;
  while (end < line.size() && !is_mark(line[end])) ++end;
  const std::string_view name = line.substr(begin, end - begin);
  std::string_view rest = line.substr(end);
  while (!rest.empty() && is_mark(rest.front())) rest.remove_prefix(1);
  const bool alone = rest.empty() || rest.front() == '(' || rest.starts_with("- ") || rest.starts_with("\xe2\x80");
  if (!alone || !is_plain_package_name(name) || !may_name_package(without_version(name))) return std::nullopt;
  return Part{block.part.begin + begin, block.part.begin + end};
}

std::optional<Part> package_of_page(std::string_view url) {
  static constexpr auto pages = std::to_array<std::string_view>(
      {"://pypi.org/project/", "://www.npmjs.com/package/", "://npmjs.com/package/", "://rubygems.org/gems/"});
  for (const std::string_view page : pages) {
    const std::size_t at = url.find(page);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = at + page.size();
    const std::string_view rest = url.substr(begin);
    std::size_t end = rest.find_first_of("/?#");
    if (rest.starts_with('@') && end != std::string_view::npos) end = rest.find_first_of("/?#", end + 1);
    const std::string_view name = rest.substr(0, end);
    if (!is_plain_package_name(name) || !may_name_package(name)) return std::nullopt;
    return Part{begin, begin + name.size()};
  }
  return std::nullopt;
}

bool poses_as_library(std::string_view text, std::size_t end) {
  constexpr std::size_t look_bytes_max = 120;
  static constexpr auto nouns = std::to_array<std::string_view>({" library", " package", " module", " sdk"});
  if (!is_then_called_fake(text, end)) return false;
  const std::string_view behind = text.substr(end, look_bytes_max);
  const std::string clause = base::lowered(behind.substr(0, behind.find_first_of(".;\n")));
  return std::ranges::any_of(nouns, [&](std::string_view noun) { return clause.contains(noun); });
}

}  // namespace clew::intel::detail
