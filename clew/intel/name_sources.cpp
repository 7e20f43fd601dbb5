#include "clew/intel/name_sources.h"

#include "clew/base/text.h"
#include "clew/intel/detail/json_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using detail::JsonText;
using detail::JsonValue;
using model::NameClaim;
using model::NamedThing;
using model::NameRelation;
using model::Origin;

bool is_name(std::string_view name) { return !name.empty() && name.size() <= name_bytes_max; }

/// `TG-2884 (SCWX CTU)`: a name and who uses it. Without a blank, brackets belong to the name: `NoName057(16)`.
struct SignedName {
  std::string_view name;
  std::string_view author;
};
SignedName signed_name(std::string_view text) {
  text = base::trimmed(text);
  const std::size_t bracket = text.rfind(" (");
  if (bracket == std::string_view::npos || bracket == 0 || !text.ends_with(')')) return {text, {}};
  return {base::trimmed(text.substr(0, bracket)), text.substr(bracket + 2, text.size() - bracket - 3)};
}

class Claims {
 public:
  void add(NamedThing::Kind kind, std::string_view name, std::string_view other, NameRelation relation,
           const Origin& origin) {
    name = base::trimmed(name);
    other = base::trimmed(other);
    if (!is_name(name) || other.size() > name_bytes_max || name == other) return;
    if (claims_.size() > name_claims_max) return;
    NameClaim claim{kind, std::string(name), std::string(other), relation, origin};
    if (seen_.insert(claim).second) claims_.push_back(std::move(claim));
  }
  void add_use(NamedThing::Kind kind, std::string_view name, const Origin& origin) {
    add(kind, name, {}, NameRelation::equal, origin);
  }
  [[nodiscard]] Result<NameClaims> take(std::string_view file) && {
    if (claims_.size() > name_claims_max)
      return fail(Fault::over_limit, fmt::format("more than {} statements on names", name_claims_max), {},
                  std::string(file));
    return std::move(claims_);
  }

 private:
  NameClaims claims_;
  std::set<NameClaim> seen_;
};

// ---- MISP galaxy -----------------------------------------------------------------------------------------------------

/// The galaxy's `type`; nothing for galaxies that hold no names of this sort.
std::optional<NamedThing::Kind> galaxy_kind(std::string_view type) {
  struct Row {
    std::string_view part;
    NamedThing::Kind kind;
  };
  static constexpr auto rows = std::to_array<Row>({{"actor", NamedThing::Kind::actor},
                                                   {"activity-group", NamedThing::Kind::actor},
                                                   {"intrusion-set", NamedThing::Kind::actor},
                                                   {"campaign", NamedThing::Kind::campaign},
                                                   {"tool", NamedThing::Kind::tool},
                                                   {"mal", NamedThing::Kind::malware},
                                                   {"ransomware", NamedThing::Kind::malware},
                                                   {"backdoor", NamedThing::Kind::malware},
                                                   {"botnet", NamedThing::Kind::malware},
                                                   {"banker", NamedThing::Kind::malware},
                                                   {"stealer", NamedThing::Kind::malware},
                                                   {"rat", NamedThing::Kind::malware},
                                                   {"exploit-kit", NamedThing::Kind::tool}});
  for (const Row& row : rows) {
    if (type.find(row.part) != std::string_view::npos) return row.kind;
  }
  return std::nullopt;
}

/// Only what is said of the names themselves: that one actor uses, targets or knows another is no statement on names.
std::optional<NameRelation> galaxy_relation(std::string_view type) {
  struct Row {
    std::string_view type;
    NameRelation relation;
  };
  static constexpr auto rows = std::to_array<Row>({{"similar", NameRelation::overlaps},
                                                   {"overlaps", NameRelation::overlaps},
                                                   {"part-of", NameRelation::part_of},
                                                   {"subset-of", NameRelation::part_of},
                                                   {"subgroup-of", NameRelation::part_of},
                                                   {"split-from", NameRelation::split_from},
                                                   {"same-as", NameRelation::equal},
                                                   {"different-from", NameRelation::distinct}});
  const auto row = std::ranges::find(rows, type, &Row::type);
  if (row == rows.end()) return std::nullopt;
  return row->relation;
}

using NamesById = std::unordered_map<std::string_view, std::string_view>;

/// Which publisher stands behind each identifier of `name-attribution` ("UNC4899:da5cdcd1-…"). The file does not say; but
/// for some names `origin:<name>` spells the publisher out, and what most of them say of an identifier is what it means.
class Coiners {
 public:
  void learn(JsonValue meta) {
    for (const JsonValue name : meta["name-attribution"]) {
      const auto [text, id] = parts(name.text());
      if (id.empty()) continue;
      for (const JsonValue member : meta) {
        if (member.key().starts_with(prefix) && member.key().substr(prefix.size()) == text && member.is_string())
          ++votes_[std::string(id)][std::string(member.text())];
      }
    }
  }
  [[nodiscard]] std::string publisher_of(std::string_view id) const {
    const auto found = votes_.find(std::string(id));
    if (found == votes_.end()) return {};
    return std::ranges::max_element(found->second, {}, [](const auto& vote) { return vote.second; })->first;
  }
  static std::pair<std::string_view, std::string_view> parts(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
  }
  static constexpr std::string_view prefix = "origin:";

 private:
  std::map<std::string, std::map<std::string, std::size_t>> votes_;
};

/// "Subgroup: X" in a list of synonyms is a part, not another name.
std::optional<std::string_view> subgroup_in(std::string_view synonym) {
  static constexpr std::array<std::string_view, 3> marks = {"Subgroup:", "Sub-group:", "subgroup:"};
  for (const std::string_view mark : marks) {
    if (synonym.starts_with(mark)) return base::trimmed(synonym.substr(mark.size()));
  }
  return std::nullopt;
}

void read_galaxy_entry(JsonValue entry, NamedThing::Kind kind, const Origin& origin, const NamesById& names,
                       const Coiners& coiners, Claims& claims) {
  const std::string_view name = base::trimmed(entry["value"].text());
  const JsonValue meta = entry["meta"];
  claims.add_use(kind, name, origin);
  std::set<std::string_view> synonyms;
  std::vector<std::string_view> parts;
  for (const JsonValue synonym : meta["synonyms"]) {
    if (synonyms.size() + parts.size() >= names_of_entry_max) break;
    if (const auto part = subgroup_in(synonym.text())) {
      parts.push_back(*part);
      continue;
    }
    const SignedName other = signed_name(synonym.text());
    if (!is_name(other.name)) continue;
    synonyms.insert(other.name);
    claims.add(kind, name, other.name, NameRelation::equal, origin);
    if (!other.author.empty())
      claims.add_use(kind, other.name, {std::string(other.author), "as listed by " + origin.publisher, {}});
  }
  for (const std::string_view part : parts) {
    if (!synonyms.contains(part)) claims.add(kind, part, name, NameRelation::part_of, origin);
  }
  for (const JsonValue related : entry["related"]) {
    const auto relation = galaxy_relation(related["type"].text());
    const auto other = names.find(related["dest-uuid"].text());
    if (relation && other != names.end()) claims.add(kind, name, other->second, *relation, origin);
  }
  for (const JsonValue coined : meta["name-attribution"]) {
    const auto [text, id] = Coiners::parts(coined.text());
    const std::string publisher = coiners.publisher_of(id);
    if (!publisher.empty()) claims.add_use(kind, text, {publisher, "as listed by " + origin.publisher, {}});
  }
}

// ---- ATT&CK ----------------------------------------------------------------------------------------------------------

std::optional<NamedThing::Kind> stix_kind(std::string_view type) {
  if (type == "intrusion-set" || type == "threat-actor") return NamedThing::Kind::actor;
  if (type == "malware") return NamedThing::Kind::malware;
  if (type == "tool") return NamedThing::Kind::tool;
  if (type == "campaign") return NamedThing::Kind::campaign;
  return std::nullopt;
}

/// Every text between `(Citation: ` and `)`.
std::vector<std::string_view> citations_in(std::string_view text) {
  static constexpr std::string_view mark = "(Citation: ";
  std::vector<std::string_view> found;
  std::size_t at = 0;
  while ((at = text.find(mark, at)) != std::string_view::npos) {
    at += mark.size();
    const std::size_t end = text.find(')', at);
    if (end == std::string_view::npos) break;
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

int month_of(std::string_view word) {
  static constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (base::equal_ignoring_case(word.substr(0, 3), months[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

/// `CrowdStrike. (2022, February 1). …`: the author and the date of a cited report. An author who is a person
/// ("Smith, B. (2017, …") says nothing about whose name it is.
struct Reference {
  std::string author;
  std::string date;
};
std::optional<Reference> reference_in(std::string_view text) {
  const std::size_t bracket = text.find(" (");
  if (bracket == std::string_view::npos || bracket > name_bytes_max) return std::nullopt;
  std::string_view author = base::trimmed(text.substr(0, bracket));
  if (author.ends_with('.')) author.remove_suffix(1);
  author = base::trimmed(author);
  if (author.empty() || author.find_first_of(".,;") != std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find(')', bracket);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text.substr(bracket + 2, end - bracket - 2);
  const auto year = base::parse_unsigned(inside.substr(0, 4));
  if (!year || *year < 1990 || *year > 2100) return std::nullopt;
  Reference reference{std::string(author), std::string(inside.substr(0, 4))};
  std::string_view rest = inside.substr(std::min<std::size_t>(4, inside.size()));
  while (!rest.empty() && (rest.front() == ',' || rest.front() == ' ')) rest.remove_prefix(1);
  const int month = month_of(rest);
  if (month == 0) return reference;
  reference.date += fmt::format("-{:02}", month);
  const std::size_t blank = rest.find(' ');
  if (blank == std::string_view::npos) return reference;
  const auto day = base::parse_unsigned(base::trimmed(rest.substr(blank)));
  if (day && *day >= 1 && *day <= 31) reference.date += fmt::format("-{:02}", *day);
  return reference;
}

/// A sentence of a description that sets the object beside others, each of them a link to its page.
struct Phrase {
  std::string_view words;
  NameRelation relation;
  bool from_other;  ///< the others are parts of this one
};
constexpr auto phrases = std::to_array<Phrase>({
    {"evidence that the group names are aliases has not been", NameRelation::distinct, false},
    {"appear to be distinct", NameRelation::distinct, false},
    {"infrastructure are separate", NameRelation::distinct, false},
    {"is tracked as a separate", NameRelation::distinct, false},
    {"tracked separately", NameRelation::distinct, false},
    {"distinct from", NameRelation::distinct, false},
    {"not been concluded that the groups are the same", NameRelation::overlaps, false},
    {"clusters or subgroups, such as", NameRelation::part_of, true},
    {"subgroups, such as", NameRelation::part_of, true},
    {"subgroups such as", NameRelation::part_of, true},
    {"includes the subgroup", NameRelation::part_of, true},
    {"is considered a sub-set of", NameRelation::part_of, false},
    {"is considered a subset of", NameRelation::part_of, false},
    {"is a sub-set of", NameRelation::part_of, false},
    {"is a subset of", NameRelation::part_of, false},
    {"is a subgroup of", NameRelation::part_of, false},
    {"is considered a subgroup of", NameRelation::part_of, false},
    {"is a sub-group of", NameRelation::part_of, false},
    {"overlaps at least partially with", NameRelation::overlaps, false},
    {"overlaps with", NameRelation::overlaps, false},
    {"some overlap between", NameRelation::overlaps, false},
    {"degree of overlap", NameRelation::overlaps, false},
});

/// Splits at a stop that is followed by a blank and a capital or a link.
std::vector<std::string_view> sentences_in(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const bool stop = text[i] == '\n' || ((text[i] == '.' || text[i] == ')') && text[i + 1] == ' ' &&
                                          (base::is_upper(text[i + 2]) || text[i + 2] == '['));
    if (!stop) continue;
    // A citation follows the stop of its sentence; a bracket in the middle of one ends nothing.
    if (text[i] == ')' && (i == 0 || text.substr(begin, i - begin).find(".(Citation") == std::string_view::npos))
      continue;
    found.push_back(text.substr(begin, i + 1 - begin));
    begin = i + 1;
  }
  found.push_back(text.substr(begin));
  return found;
}

/// The words of each `[words](https://attack.mitre.org/<pages>…)` behind `from`.
std::vector<std::string_view> linked_names(std::string_view text, std::size_t from, std::string_view pages) {
  std::vector<std::string_view> found;
  std::size_t at = from;
  while ((at = text.find("](https://attack.mitre.org/", at)) != std::string_view::npos) {
    const std::size_t open = text.rfind('[', at);
    if (open != std::string_view::npos && open >= from && text.substr(at + 27).starts_with(pages))
      found.push_back(text.substr(open + 1, at - open - 1));
    at += 2;
  }
  return found;
}

void read_description(std::string_view name, std::string_view text, NamedThing::Kind kind, const Origin& origin,
                      Claims& claims) {
  const std::string_view pages = kind == NamedThing::Kind::actor ? "groups/" : "software/";
  for (const std::string_view sentence : sentences_in(text)) {
    for (const Phrase& phrase : phrases) {
      const std::size_t at = sentence.find(phrase.words);
      if (at == std::string_view::npos) continue;
      const bool directed = phrase.relation == NameRelation::part_of;
      for (const std::string_view other : linked_names(sentence, directed ? at : 0, pages)) {
        if (other == name) continue;
        if (phrase.from_other) {
          claims.add(kind, other, name, phrase.relation, origin);
        } else {
          claims.add(kind, name, other, phrase.relation, origin);
        }
      }
      break;
    }
  }
}

struct Attack {
  Claims claims;
  std::string publisher = "MITRE ATT&CK";
};

/// The day of an RFC 3339 time.
std::string date_of(std::string_view time) {
  return std::string(time.substr(0, std::min<std::size_t>(time.size(), 10)));
}

Origin attack_origin(JsonValue object, const std::string& publisher) {
  Origin origin{publisher, {}, date_of(object["modified"].text())};
  for (const JsonValue reference : object["external_references"]) {
    if (!reference["external_id"].has_value()) continue;
    origin.source = std::string(reference["url"].text());
    break;
  }
  if (origin.source.empty()) origin.source = std::string(object["id"].text());
  return origin;
}

void read_attack_object(JsonValue object, NamedThing::Kind kind, Attack& attack) {
  const std::string_view name = object["name"].text();
  const Origin origin = attack_origin(object, attack.publisher);
  Claims& claims = attack.claims;
  claims.add_use(kind, name, origin);
  std::set<std::string_view> aliases;
  for (const std::string_view member : {"aliases", "x_mitre_aliases"}) {
    for (const JsonValue alias : object[member]) {
      if (aliases.size() >= names_of_entry_max) break;
      aliases.insert(alias.text());
      claims.add(kind, name, alias.text(), NameRelation::equal, origin);
    }
  }
  // An external reference named like an alias says whose reports use that alias; one with a URL is such a report.
  std::unordered_map<std::string_view, JsonValue> reports;
  for (const JsonValue reference : object["external_references"]) {
    if (reference["url"].has_value()) reports.emplace(reference["source_name"].text(), reference);
  }
  for (const JsonValue reference : object["external_references"]) {
    const std::string_view alias = reference["source_name"].text();
    if (!aliases.contains(alias) || reference["url"].has_value()) continue;
    for (const std::string_view citation : citations_in(reference["description"].text())) {
      const auto report = reports.find(citation);
      if (report == reports.end()) continue;
      const auto cited = reference_in(report->second["description"].text());
      if (cited) claims.add_use(kind, alias, {cited->author, std::string(report->second["url"].text()), cited->date});
    }
  }
  read_description(name, object["description"].text(), kind, origin, claims);
}

/// The name of the identity that made the bundle, without the word "The".
std::string attack_publisher(JsonValue objects) {
  for (const JsonValue object : objects) {
    if (object["type"].text() != "identity") continue;
    const std::string_view name = object["name"].text();
    if (name.find("MITRE") == std::string_view::npos) return std::string(name.substr(0, name_bytes_max));
    break;
  }
  return "MITRE ATT&CK";
}

}  // namespace

Result<NameClaims> read_misp_galaxy_names(std::string_view file, std::string_view bytes) {
  CLEW_TRY(const JsonText json, JsonText::parse(file, bytes));
  const JsonValue root = json.root();
  const auto kind = galaxy_kind(root["type"].text());
  if (!root["values"].is_array() || !kind)
    return fail(Fault::unsupported, "no MISP galaxy cluster of actors, tools or malware", {}, std::string(file));

  Origin origin{"MISP galaxy", std::string(root["type"].text()), {}};
  if (const std::string_view version = root["version"].text(); !version.empty())
    origin.source += fmt::format(" version {}", version);
  NamesById names;
  Coiners coiners;
  for (const JsonValue entry : root["values"]) {
    names.emplace(entry["uuid"].text(), entry["value"].text());
    coiners.learn(entry["meta"]);
  }
  Claims claims;
  for (const JsonValue entry : root["values"]) read_galaxy_entry(entry, *kind, origin, names, coiners, claims);
  return std::move(claims).take(file);
}

Result<NameClaims> read_microsoft_names(std::string_view file, std::string_view bytes) {
  CLEW_TRY(const JsonText json, JsonText::parse(file, bytes));
  const JsonValue root = json.root();
  const Origin origin{"Microsoft", "threat actor naming", {}};
  Claims claims;
  bool known = false;
  for (const JsonValue entry : root) {
    const std::string_view name = entry["Threat actor name"].text();
    if (name.empty()) continue;
    known = true;
    claims.add_use(NamedThing::Kind::actor, name, origin);
    // "Previous name" is a column of the same table in Microsoft's documentation.
    for (const std::string_view member : {"Previous name", "Other names"}) {
      for (const std::string_view part : base::split(entry[member].text(), ',')) {
        const SignedName other = signed_name(part);
        if (is_name(other.name)) claims.add(NamedThing::Kind::actor, name, other.name, NameRelation::equal, origin);
      }
    }
  }
  if (!known) return fail(Fault::unsupported, "no mapping of threat actor names", {}, std::string(file));
  return std::move(claims).take(file);
}

Result<NameClaims> read_attack_names(std::string_view file, std::string_view bytes) {
  CLEW_TRY(const JsonText json, JsonText::parse(file, bytes));
  const JsonValue objects = json.root()["objects"];
  if (!objects.is_array()) return fail(Fault::unsupported, "no STIX bundle", {}, std::string(file));
  Attack attack;
  attack.publisher = attack_publisher(objects);
  std::unordered_map<std::string_view, JsonValue> revoked;
  std::unordered_map<std::string_view, std::string_view> names;
  for (const JsonValue object : objects) {
    const auto kind = stix_kind(object["type"].text());
    if (!kind) continue;
    names.emplace(object["id"].text(), object["name"].text());
    if (object["revoked"].is_true()) {
      revoked.emplace(object["id"].text(), object);
    } else if (!object["x_mitre_deprecated"].is_true()) {
      read_attack_object(object, *kind, attack);
    }
  }
  // What was revoked in favour of another is, from then on, the same in its author's eyes.
  for (const JsonValue object : objects) {
    if (object["relationship_type"].text() != "revoked-by") continue;
    const auto old = revoked.find(object["source_ref"].text());
    const auto now = names.find(object["target_ref"].text());
    if (old == revoked.end() || now == names.end()) continue;
    attack.claims.add(*stix_kind(old->second["type"].text()), now->second, old->second["name"].text(),
                      NameRelation::equal, attack_origin(old->second, attack.publisher));
  }
  return std::move(attack.claims).take(file);
}

Result<NameClaims> read_name_claims(std::string_view file, std::string_view bytes) {
  // Each reader says `unsupported` of what is another's; what is no JSON is none of them.
  auto claims = read_misp_galaxy_names(file, bytes);
  if (claims || claims.error().fault != Fault::unsupported) return claims;
  claims = read_attack_names(file, bytes);
  if (claims || claims.error().fault != Fault::unsupported) return claims;
  claims = read_microsoft_names(file, bytes);
  if (claims || claims.error().fault != Fault::unsupported) return claims;
  return fail(Fault::unsupported, "no list of names: neither a MISP galaxy, nor ATT&CK, nor Microsoft's mapping", {},
              std::string(file));
}

}  // namespace clew::intel
