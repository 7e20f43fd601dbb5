#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>

namespace clew::inquiry::explanations {
namespace {

using model::Attribute;
using model::Event;
using model::EventClass;

bool is_package(const Suspect& suspect) { return suspect.indicator.value.type() == model::ValueType::package; }

/// npm puts an empty package of such a version in the place of a removed one ("security holding package").
bool is_placeholder(std::string_view version) { return version.starts_with("0.0.1-security"); }

struct Versions {
  std::size_t placeholders = 0, others = 0;
};

/// The versions that lock files among the evidence name for the package.
Versions locked_versions(const Suspect& suspect) {
  Versions versions;
  for (const hunt::KeptSightings& kept : suspect.material.scan->kept) {
    if (kept.indicator != suspect.kept.indicator) continue;
    for (const model::Sighting& sighting : kept.sightings) {
      bool ours = false;
      for (const Event::Field& field : sighting.event.fields()) {
        if (field.attribute == Attribute::package_name)
          ours = base::equal_ignoring_case(sighting.event.text_of(field), suspect.indicator.value.text());
        if (field.attribute != Attribute::package_version || !ours) continue;
        ++(is_placeholder(sighting.event.text_of(field)) ? versions.placeholders : versions.others);
      }
    }
  }
  return versions;
}

/// `2.4.1`, `v1.0.0-rc.1`: digits with a dot between, and what may follow them.
bool is_version(std::string_view word) {
  if (word.starts_with('v')) word.remove_prefix(1);
  const std::size_t dot = word.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < word.size() && base::is_digit(word.front()) &&
         base::is_digit(word[dot + 1]);
}

/// Of a sentence: what stands behind "versions", one by one: `the versions 4.2.1 and 4.2.2 of the package held …`. None where it
/// names a range, or tells of good ones too.
std::vector<std::string> versions_of_sentence(std::string_view sentence) {
  static constexpr std::array ambiguous = std::to_array<std::string_view>(
      {"through", "to",    "until", "up",    "later", "earlier", "newer", "older",   "below",      "above",
       "before",  "after", "from",  "since", "clean", "safe",    "fixed", "patched", "unaffected", "not"});
  std::vector<std::string> versions;
  bool lists = false;
  std::size_t words_behind = 0;
  for (const std::string_view part : base::split(sentence, ' ')) {
    std::string word = base::lowered(part);
    while (!word.empty() && std::string_view(".,;:()`\"").contains(word.back())) word.pop_back();
    while (!word.empty() && std::string_view("(`\"").contains(word.front())) word.erase(0, 1);
    if (is_version(word)) {
      if (!lists) return {};
      versions.push_back(word.starts_with('v') ? word.substr(1) : word);
      words_behind = 0;
    } else if (word == "version" || word == "versions") {
      lists = true;
    } else if (lists && !versions.empty() && word != "and" && word != "or") {
      constexpr std::size_t range_words_max = 2;  // "4.2.1 and all later"
      if (++words_behind <= range_words_max && std::ranges::find(ambiguous, word) != ambiguous.end()) return {};
      if (words_behind > range_words_max) lists = false;
    }
  }
  return versions;
}

/// The versions that the publisher's remark lists one by one; none where a word in it may mean others, too.
std::vector<std::string> published_versions(const model::Indicator& indicator) {
  static constexpr std::array harmless_words =
      std::to_array<std::string_view>({"npm", "pypi", "version", "versions", "and", "malicious", "package"});
  std::vector<std::string> versions;
  std::string_view rest = indicator.note;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(" ,;()`\"@:\t"), rest.size());
    std::string word = base::lowered(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.ends_with('.')) word.pop_back();
    if (is_version(word)) {
      versions.push_back(word.starts_with('v') ? word.substr(1) : word);
    } else if (!word.empty() && std::ranges::find(harmless_words, word) == harmless_words.end()) {
      return versions_of_sentence(indicator.note);
    }
  }
  return versions;
}

/// The versions of the package that this one lock file names.
std::vector<std::string> versions_here(const Suspect& suspect) {
  std::vector<std::string> versions;
  bool ours = false;
  for (const Event::Field& field : suspect.sighting.event.fields()) {
    const std::string_view text = suspect.sighting.event.text_of(field);
    if (field.attribute == Attribute::package_name)
      ours = base::equal_ignoring_case(text, suspect.indicator.value.text());
    if (field.attribute == Attribute::package_version && ours) versions.push_back(base::lowered(text));
  }
  return versions;
}

}  // namespace

Answer package_other_version(const Suspect& suspect) {
  if (!is_package(suspect)) return std::nullopt;
  const std::vector<std::string> published = published_versions(suspect.indicator), here = versions_here(suspect);
  if (published.empty() || here.empty()) return std::nullopt;
  for (const std::string& version : here) {
    if (std::ranges::find(published, version) != published.end()) return std::nullopt;
  }
  return fmt::format("the lock file has version {}; published is {}", fmt::join(here, ", "),
                     fmt::join(published, ", "));
}

Answer package_placeholder(const Suspect& suspect) {
  if (!is_package(suspect)) return std::nullopt;
  const Versions versions = locked_versions(suspect);
  if (versions.placeholders == 0 || versions.others > 0) return std::nullopt;
  return "the lock file installs the registry's harmless placeholder (0.0.1-security), not the removed package";
}

Answer package_named_only(const Suspect& suspect) {
  if (!is_package(suspect) || suspect.graded.grade != model::Grade::mentioned) return std::nullopt;
  const EventClass event_class = suspect.sighting.event.event_class;
  const bool is_lock = suspect.sighting.event.has(Attribute::package_name);
  if (is_lock || event_class == EventClass::process_activity || event_class == EventClass::file_activity)
    return std::nullopt;
  return "the package is only named; nothing shows that it was installed";
}

Answer named_in_another_request(const Suspect& suspect) {
  const EventClass event_class = suspect.sighting.event.event_class;
  const bool network = event_class == EventClass::http_activity || event_class == EventClass::network_activity ||
                       event_class == EventClass::dns_activity;
  // The command line of who made the connection is no other request.
  const auto& attributes = suspect.sighting.attributes;
  const bool on_command_line = std::ranges::find(attributes, Attribute::process_cmd_line) != attributes.end();
  if (!network || on_command_line || suspect.graded.outcome != Graded::Outcome::named) return std::nullopt;
  return "the value stands in a record of something else: no look-up of it and no connection to it";
}

Answer named_in_parameters(const Suspect& suspect) {
  const EventClass event_class = suspect.sighting.event.event_class;
  const bool access = event_class == EventClass::api_activity || event_class == EventClass::authentication ||
                      event_class == EventClass::account_change;
  if (!access || suspect.graded.outcome != Graded::Outcome::named) return std::nullopt;
  // What the intruder made is just that.
  const bool is_made = suspect.indicator.value.type() == model::ValueType::account &&
                       event_class != EventClass::authentication &&
                       suspect.sighting.event.activity == model::activity::create;
  if (is_made) return std::nullopt;
  return "the value is a parameter of the call, not where it came from or who made it";
}

}  // namespace clew::inquiry::explanations
