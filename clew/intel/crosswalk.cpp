#include "clew/intel/crosswalk.h"

#include "clew/base/text.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace clew::intel {
namespace {

using model::Equation;
using model::NameAnswer;
using model::NameClaim;
using model::NameLevel;
using model::NameRelation;
using model::Origin;
using model::Related;

/// Where something was published: the site of a URL, else the whole source. All pages of ATT&CK are one publication.
std::string_view publication_of(std::string_view source) {
  const std::size_t scheme = source.find("://");
  if (scheme == std::string_view::npos) return source;
  const std::string_view rest = source.substr(scheme + 3);
  return rest.substr(0, rest.find('/'));
}

std::string list_of(const Origin& origin) {
  return std::string(origin.publisher).append("\n").append(publication_of(origin.source));
}

bool is_equation(const NameClaim& claim) { return claim.relation == NameRelation::equal && !claim.other.empty(); }

/// Oldest first; what has no date is no older than anything.
bool is_older(const Origin& a, const Origin& b) {
  return std::tuple(a.date.empty(), std::string_view(a.date), std::string_view(a.publisher),
                    std::string_view(a.source)) < std::tuple(b.date.empty(), std::string_view(b.date),
                                                             std::string_view(b.publisher), std::string_view(b.source));
}

void add_once(std::vector<Origin>& origins, const Origin& origin) {
  if (std::ranges::find(origins, origin) == origins.end()) origins.push_back(origin);
}

template <class T>
std::vector<T> unique(std::set<T> values) {
  return {values.begin(), values.end()};
}

/// Whether one letter more, less or other makes `a` of `b`.
bool one_letter_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const std::size_t same = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  return a.substr(same + (a.size() == b.size() && same < a.size() ? 1 : 0)) == b.substr(std::min(same + 1, b.size()));
}

Related::How how_of(NameRelation relation, bool is_name) {
  switch (relation) {
    case NameRelation::part_of: return is_name ? Related::How::part_of : Related::How::has_part;
    case NameRelation::split_from: return is_name ? Related::How::split_from : Related::How::split_into;
    case NameRelation::distinct: return Related::How::distinct;
    case NameRelation::equal:
    case NameRelation::overlaps: break;
  }
  return Related::How::overlaps;
}

}  // namespace

std::string name_key(std::string_view name) {
  std::string key;
  key.reserve(name.size());
  for (const char c : name) {
    if (base::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) key += base::to_lower(c);
  }
  return key;
}

Crosswalk::Crosswalk(std::span<const NameClaim> claims) : claims_(claims.begin(), claims.end()) {
  std::ranges::sort(claims_);
  const auto repeated = std::ranges::unique(claims_);
  claims_.erase(repeated.begin(), repeated.end());
  for (std::size_t i = 0; i < claims_.size(); ++i) {
    const std::string key = name_key(claims_[i].name);
    const std::string other = name_key(claims_[i].other);
    if (!key.empty()) claims_of_[key].push_back(i);
    if (!other.empty() && other != key) claims_of_[other].push_back(i);
  }
  add_entries();
}

void Crosswalk::add_entries() {
  std::set<std::string> lists;  // of those who equate names at all
  for (const NameClaim& claim : claims_) {
    if (is_equation(claim)) lists.insert(list_of(claim.origin));
  }
  for (const NameClaim& claim : claims_) {
    if (claim.relation != NameRelation::equal) continue;
    const std::string id = list_of(claim.origin);
    const std::string own = name_key(claim.name);
    if (!lists.contains(id) || own.empty()) continue;
    List& list = lists_[id];
    Entry& entry = list.entries.try_emplace(own, Entry{claim.name, claim.origin, {{own, claim.name}}}).first->second;
    list.entries_of[own].insert(own);
    const std::string other = name_key(claim.other);
    if (other.empty()) continue;
    entry.members.try_emplace(other, claim.other);
    list.entries_of[other].insert(own);
  }
}

void Crosswalk::equate(const std::string& key, NameAnswer& answer) const {
  std::map<std::string, Equation> found;
  for (const auto& [id, list] : lists_) {
    const auto entries = list.entries_of.find(key);
    if (entries == list.entries_of.end()) continue;
    if (entries->second.size() > 1) {
      model::Ambiguity ambiguity{list.entries.at(*entries->second.begin()).origin, {}};
      for (const std::string& own : entries->second) ambiguity.under.push_back(list.entries.at(own).name);
      answer.ambiguities.push_back(std::move(ambiguity));
    }
    for (const std::string& own : entries->second) {
      const Entry& entry = list.entries.at(own);
      for (const auto& [other, spelling] : entry.members) {
        if (other == key) continue;
        Equation& equation = found.try_emplace(other, Equation{spelling, {}}).first->second;
        add_once(equation.by, entry.origin);
      }
    }
  }
  for (auto& [other, equation] : found) {
    std::ranges::sort(equation.by, is_older);
    answer.equations.push_back(std::move(equation));
  }
}

void Crosswalk::disagree(const std::string& key, NameAnswer& answer) const {
  const auto own_names = [](const List& list, const std::set<std::string>& entries) {
    std::vector<std::string> names;
    for (const std::string& own : entries) names.push_back(list.entries.at(own).name);
    return names;
  };
  for (const Equation& equation : answer.equations) {
    const std::string other = name_key(equation.name);
    for (const std::size_t index : claims_of_.at(key)) {
      const NameClaim& claim = claims_[index];
      if (claim.relation != NameRelation::distinct) continue;
      if (name_key(claim.name) == other || name_key(claim.other) == other)
        answer.disagreements.push_back({equation.name, claim.origin, {}, {}, true});
    }
    for (const auto& [id, list] : lists_) {
      const auto here = list.entries_of.find(key);
      const auto there = list.entries_of.find(other);
      if (here == list.entries_of.end() || there == list.entries_of.end()) continue;
      const bool shared =
          std::ranges::any_of(here->second, [&](const std::string& own) { return there->second.contains(own); });
      if (shared) continue;
      answer.disagreements.push_back({equation.name, list.entries.at(*here->second.begin()).origin,
                                      own_names(list, here->second), own_names(list, there->second), false});
    }
  }
}

void Crosswalk::relate(const std::string& key, NameAnswer& answer) const {
  std::map<std::pair<Related::How, std::string>, Related> found;
  std::set<std::string> spellings;
  std::set<model::NamedThing::Kind> kinds;
  bool has_parts = false;
  bool is_part = false;
  for (const std::size_t index : claims_of_.at(key)) {
    const NameClaim& claim = claims_[index];
    const bool is_name = name_key(claim.name) == key;
    spellings.insert(is_name ? claim.name : claim.other);
    if (!claim.other.empty() && name_key(claim.other) == key) spellings.insert(claim.other);
    kinds.insert(claim.kind);
    if (claim.relation == NameRelation::equal) {
      if (claim.other.empty()) add_once(answer.used_by, claim.origin);
      continue;
    }
    const Related::How how = how_of(claim.relation, is_name);
    has_parts = has_parts || how == Related::How::has_part;
    is_part = is_part || how == Related::How::part_of;
    const std::string& other = is_name ? claim.other : claim.name;
    add_once(found.try_emplace({how, name_key(other)}, Related{other, how, {}}).first->second.by, claim.origin);
  }
  answer.spellings = unique(std::move(spellings));
  answer.kinds = unique(std::move(kinds));
  std::ranges::sort(answer.used_by, is_older);
  for (auto& [id, related] : found) {
    std::ranges::sort(related.by, is_older);
    answer.related.push_back(std::move(related));
  }
  if (has_parts || is_part)
    answer.level = has_parts && is_part ? NameLevel::both : has_parts ? NameLevel::umbrella : NameLevel::unit;
}

std::vector<std::string> Crosswalk::similar_to(const std::string& key) const {
  constexpr std::size_t similar_key_bytes_min = 4;  // parts of names that are shorter resemble everything
  if (key.size() < similar_key_bytes_min) return {};
  std::vector<std::tuple<std::size_t, std::string>> found;
  for (const auto& [other, indices] : claims_of_) {
    const bool contains = other.find(key) != std::string::npos ||
                          (other.size() >= similar_key_bytes_min && key.find(other) != std::string::npos);
    if (!contains && !one_letter_apart(key, other)) continue;
    const NameClaim& claim = claims_[indices.front()];
    const std::size_t distance = std::max(key.size(), other.size()) - std::min(key.size(), other.size());
    found.emplace_back(distance, name_key(claim.name) == other ? claim.name : claim.other);
  }
  std::ranges::sort(found);
  std::vector<std::string> names;
  for (auto& [distance, name] : found) {
    if (names.size() == similar_names_max) break;
    names.push_back(std::move(name));
  }
  return names;
}

NameAnswer Crosswalk::look_up(std::string_view name) const {
  NameAnswer answer;
  answer.asked = std::string(base::trimmed(name));
  const std::string key = name_key(name);
  if (!claims_of_.contains(key)) {
    answer.similar = similar_to(key);
    return answer;
  }
  relate(key, answer);
  equate(key, answer);
  disagree(key, answer);
  for (const std::string_view word : {"group", "team", "gang", "apt"}) {
    const std::string longer = key + std::string(word);
    const std::string shorter = key.ends_with(word) ? key.substr(0, key.size() - word.size()) : std::string();
    for (const std::string& other : {longer, shorter}) {
      const auto found = claims_of_.find(other);
      if (found == claims_of_.end()) continue;
      const NameClaim& claim = claims_[found->second.front()];
      answer.similar.push_back(name_key(claim.name) == other ? claim.name : claim.other);
    }
  }
  return answer;
}

NameAnswer look_up_name(std::span<const NameClaim> claims, std::string_view name) {
  return Crosswalk(claims).look_up(name);
}

}  // namespace clew::intel
