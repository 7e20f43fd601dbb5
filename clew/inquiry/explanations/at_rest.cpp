#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/core.h>

namespace clew::inquiry::explanations {
namespace {

/// What a search brought back is mostly hits too, and may have no times, but it says where each was found. A device that is named
/// like an indicator is a column of the list.
bool names_a_device(const Suspect& suspect) {
  using model::Attribute;
  const model::Event& event = suspect.sighting.event;
  if (event.has(Attribute::device_uid)) return true;
  const std::string_view name = event.get(Attribute::device_hostname);
  return !name.empty() && std::ranges::none_of(suspect.material.indicators, [&](const model::Indicator& indicator) {
    return base::equal_ignoring_case(indicator.value.text(), name);
  });
}

/// Whether it lies in a folder of a device: what is listed there may have been found on it.
bool lies_with_a_device(const Suspect& suspect) {
  std::string_view rest = suspect.file.name;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    const std::string_view folder = rest.substr(0, slash);
    if (!folder.empty() && suspect.material.scan->inventory.find(folder) != nullptr) return true;
    rest.remove_prefix(slash + 1);
  }
  return !suspect.file.device.empty();
}

/// Whether the record has nothing beside the value but what lists of blocked names and addresses are written with: `||bad.example^`,
/// `0.0.0.0 bad.example`, `address=/bad.example/`, `bad.example CNAME .`
bool is_nothing_but_the_value(const Suspect& suspect) {
  static constexpr std::array list_words = std::to_array<std::string_view>(
      {"0.0.0.0",       "127.0.0.1", "::1",      "add",       "address", "always_nxdomain",
       "always_refuse", "block",     "blocked",  "blocklist", "c2",      "cname",
       "deny",          "denylist",  "domain",   "drop",      "fqdn",    "from",
       "hash",          "host",      "hostname", "https",     "http",    "in",
       "indicator",     "ioc",       "ip",       "ipv4",      "ipv6",    "local",
       "local-zone",    "md5",       "nxdomain", "redirect",  "refuse",  "reject",
       "server",        "sha1",      "sha256",   "sinkhole",  "url",     "any",
       "blackhole"});
  std::string rest(base::trimmed(suspect.sighting.raw));
  const std::string& value = suspect.sighting.text.empty() ? suspect.indicator.value.text() : suspect.sighting.text;
  const std::size_t at = base::find_ignoring_case(rest, value);
  if (value.empty() || at >= rest.size()) return false;
  rest.replace(at, value.size(), " ");
  const auto in_word = [](char c) {
    return base::is_alnum(c) || std::string_view(".:-_").contains(c) || (c & 0x80) != 0;
  };
  std::string word;
  const auto is_of_list = [&] {
    if (word.find_first_not_of(".:-_") == std::string::npos) return true;
    if (word.ends_with(':')) word.pop_back();
    return std::ranges::find(list_words, base::lowered(word)) != list_words.end();
  };
  for (const char c : rest) {
    if (in_word(c)) {
      word += c;
    } else if (!is_of_list()) {
      return false;
    } else {
      word.clear();
    }
  }
  return is_of_list();
}

}  // namespace

Answer notice_itself(const Suspect& suspect) {
  const auto& notices = suspect.material.notice_sha256;
  if (std::ranges::find(notices, suspect.file.content_sha256) == notices.end()) return std::nullopt;
  return "this file is the notice itself, which lies among the evidence";
}

Answer indicator_list_at_rest(const Suspect& suspect) {
  // Records of what happened carry a time and are seldom hits; in a list of indicators it is the other way round.
  constexpr std::uint32_t distinct_min = 3;
  const hunt::ScannedFile& file = suspect.file;
  const std::uint64_t records = file.events + file.unparsed;
  const bool hits_most = file.records_with_hits * 2 >= records;
  const bool timeless = file.records_with_time * 10 <= records;
  if (suspect.graded.grade != model::Grade::mentioned || !timeless || names_a_device(suspect)) return std::nullopt;
  if (file.distinct_indicators < distinct_min || !hits_most) {
    // A block list has many names that nobody published in this notice. Each of its lines is a name and nothing more.
    const model::Event& event = suspect.sighting.event;
    const bool is_lock = event.has(model::Attribute::package_name);  // its lines say what is installed
    if (event.time || is_lock || !is_nothing_but_the_value(suspect) || lies_with_a_device(suspect)) return std::nullopt;
    return "a list at rest: its line has the value, and neither a time nor a device nor a word on what happened";
  }
  return fmt::format("a list of indicators at rest: {} of its {} records are listed values, without times",
                     file.records_with_hits, records);
}

Answer mail(const Suspect& suspect) {
  if (suspect.sighting.event.event_class != model::EventClass::email_activity) return std::nullopt;
  return "a mail names it; nothing shows that anybody followed";
}

}  // namespace clew::inquiry::explanations
