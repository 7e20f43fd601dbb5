#include "clew/intel/name_finder.h"

#include "clew/base/text.h"
#include "clew/embedded/names.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/detail/typographic.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace clew::intel {
namespace {

using model::NamedThing;

constexpr std::size_t key_bytes_min = 3;    // shorter names are found everywhere
constexpr std::size_t exact_bytes_max = 4;  // such short ones only as they are spelt
constexpr std::size_t cue_words_before = 5;
constexpr std::size_t cue_words_behind = 4;

bool is_token_byte(std::string_view text, std::size_t i) {
  const char c = text[i];
  return base::is_alnum(c) || c == '$' || (static_cast<unsigned char>(c) >= 0x80 && !detail::is_typographic(text, i));
}

struct NameToken {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<NameToken> name_tokens_of(std::string_view text) {
  std::vector<NameToken> tokens;
  constexpr std::size_t token_bytes_usual = 8;
  tokens.reserve(text.size() / token_bytes_usual + 1);
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_token_byte(text, i)) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_token_byte(text, i)) ++i;
    tokens.push_back({begin, i});
  }
  return tokens;
}

/// A number for the first bytes of a key; two beginnings may share one.
std::size_t start_of(std::string_view key) {
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(key[i])); };
  return (byte(0) << 10U ^ byte(1) << 5U ^ byte(2)) % NameFinder::start_count;
}

/// Words that say that an actor or a program is spoken of.
bool is_cue(std::string_view word) {
  static const std::unordered_set<std::string_view> cues = {
      "actor",     "actors",       "adversary",   "aka",       "alias",    "apt",        "attributed", "backdoor",
      "backdoors", "beacon",       "botnet",      "campaign",  "cluster",  "crew",       "downloader", "dropper",
      "dubbed",    "family",       "framework",   "gang",      "gangs",    "group",      "groups",     "hackers",
      "implant",   "implants",     "infostealer", "intruders", "loader",   "malware",    "operators",  "ransomware",
      "rat",       "rootkit",      "spyware",     "stealer",   "tool",     "toolkit",    "tracked",    "trojan",
      "trojans",   "variant",      "variants",    "wiper",     "worm",     "affiliates", "affiliate",  "espionage",
      "acteur",    "acteurs",      "groupe",      "groupes",   "logiciel", "maliciel",   "outil",      "outils",
      "pirates",   "rançongiciel", "surnommé",    "baptisé",   "virus",    "cheval",     "attackers",  "attaquants"};
  constexpr std::size_t cue_bytes_max = 16;
  return word.size() <= cue_bytes_max && cues.contains(base::lowered(word));
}

/// Words with a capital that stand before a name and are no part of it.
bool is_opener(std::string_view word) {
  static const std::unordered_set<std::string_view> openers = {
      "the",    "this",    "that",    "a",      "an",      "and",     "of",    "our",    "for",   "like",
      "both",   "when",    "while",   "as",     "by",      "in",      "with",  "from",   "group", "groups",
      "actor",  "threat",  "named",   "called", "is",      "was",     "were",  "if",     "but",   "or",
      "on",     "to",      "le",      "la",     "les",     "des",     "du",    "un",     "une",   "et",
      "super",  "giant",   "polar",   "brown",  "black",   "grizzly", "heavy", "severe", "new",   "recent",
      "latest", "another", "massive", "first",  "nouveau", "nouvelle"};
  return openers.contains(base::lowered(word));
}

/// Whether what joins two words of a name stands between the tokens.
bool is_joint(std::string_view text, std::size_t end, std::size_t begin) {
  if (begin == end) return true;
  if (begin != end + 1) return false;
  static constexpr std::string_view joints = " -_.@&'\n";
  return joints.find(text[end]) != std::string_view::npos;
}

/// Whether the place is inside an address, a path or another value that no name stands in.
bool is_inside_value(std::string_view text, std::size_t begin, std::size_t end) {
  static constexpr std::string_view value_marks = "/\\@_=%#~:";
  const char before = begin > 0 ? text[begin - 1] : ' ';
  const char behind = end < text.size() ? text[end] : ' ';
  const char next = end + 1 < text.size() ? text[end + 1] : ' ';
  if (before == '.' || before == '_' || before == '@' || before == '=' || before == '\\' || behind == '_' ||
      behind == '@' || behind == '=' || behind == '\\')
    return true;
  if (behind == '.' && base::is_alnum(next)) return true;
  if (behind == '[' && next == '.') return true;
  if (before != '/' && behind != '/') return false;
  // "Lazarus/APT38" is no path; a run of characters with other marks of one is.
  constexpr std::size_t run_bytes_max = 200;
  std::size_t from = begin;
  while (from > 0 && begin - from < run_bytes_max && !base::is_space(text[from - 1])) --from;
  std::size_t to = end;
  while (to < text.size() && to - end < run_bytes_max && !base::is_space(text[to])) ++to;
  const std::string_view run = text.substr(from, to - from);
  return run.starts_with('/') || run.find("://") != std::string_view::npos || run.find('.') < run.size() - 1 ||
         std::ranges::count_if(run, [](char c) { return value_marks.find(c) != std::string_view::npos; }) > 2;
}

class Surroundings {
 public:
  Surroundings(std::string_view text, const std::vector<NameToken>& tokens) : text_(text), tokens_(tokens) {}

  /// Whether a cue stands near the tokens, in the same sentence.
  [[nodiscard]] bool has_cue(std::size_t first, std::size_t last) const {
    for (std::size_t i = first, steps = 0; i > 0 && steps < cue_words_before; --i, ++steps) {
      if (ends_sentence(tokens_[i - 1].end, tokens_[i].begin)) break;
      if (is_cue(word(i - 1))) return true;
    }
    for (std::size_t i = last, steps = 0; i + 1 < tokens_.size() && steps < cue_words_behind; ++i, ++steps) {
      if (ends_sentence(tokens_[i].end, tokens_[i + 1].begin)) break;
      if (is_cue(word(i + 1))) return true;
    }
    return false;
  }
  [[nodiscard]] bool begins_sentence(std::size_t first) const {
    return first == 0 || ends_sentence(tokens_[first - 1].end, tokens_[first].begin);
  }
  /// "Moth" in "a campaign called “Silent Moth”", or in "the Moth Road weaponizer": another word in capitals that is no "malware" or "group" goes on with the name.
  [[nodiscard]] bool is_part_of_name(std::size_t last) const {
    const std::string_view before = text_.substr(0, tokens_[last].begin);
    const std::string_view behind = text_.substr(tokens_[last].end);
    const bool closes = behind.starts_with("\xe2\x80\x9d") || behind.starts_with('"');
    if (closes && before.ends_with(' ')) return true;
    if (last + 1 >= tokens_.size()) return false;
    const std::string_view next = word(last + 1);
    const bool joined = text_.substr(tokens_[last].end, tokens_[last + 1].begin - tokens_[last].end) == " ";
    return joined && base::is_upper(next.front()) && std::ranges::any_of(next, base::is_lower) && !is_cue(next);
  }
  [[nodiscard]] std::string_view word(std::size_t i) const {
    return text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }

 private:
  [[nodiscard]] bool ends_sentence(std::size_t end, std::size_t begin) const {
    const std::string_view between = text_.substr(end, begin - end);
    if (between.size() < 2) return false;
    constexpr std::size_t gap_bytes_max = 8;  // a rule, a table's border: nothing to do with each other
    if (between.size() > gap_bytes_max) return true;
    const std::size_t stop = between.find_first_of(".!?");
    return (stop != std::string_view::npos && stop + 1 < between.size() && base::is_space(between[stop + 1])) ||
           between.find("\n\n") != std::string_view::npos || between.find("\n#") != std::string_view::npos;
  }

  std::string_view text_;
  const std::vector<NameToken>& tokens_;
};

bool starts_upper(std::string_view word) { return !word.empty() && base::is_upper(word.front()); }

/// Whether the text spells the name so that it can be one: a capital where the name has one.
bool is_spelt(std::string_view name, std::string_view text) {
  if (base::is_lower(name.front()) || name.size() <= exact_bytes_max) return name == text;
  if (!base::is_upper(text.front()) && base::is_upper(name.front())) return false;
  const std::size_t last_of_name = name.find_last_of(" -");
  const std::size_t last_of_text = text.find_last_of(" -\n");
  if (last_of_name == std::string_view::npos || last_of_text == std::string_view::npos) return true;
  return !starts_upper(name.substr(last_of_name + 1)) || starts_upper(text.substr(last_of_text + 1)) ||
         base::is_digit(text[last_of_text + 1 < text.size() ? last_of_text + 1 : last_of_text]);
}

/// One word of letters, spelt as an ordinary word is: it may well be one.
bool may_be_ordinary(std::string_view name) {
  if (!std::ranges::all_of(name, base::is_alpha)) return false;
  const bool plain = std::ranges::all_of(name.substr(1), base::is_lower);
  constexpr std::size_t abbreviation_bytes_max = 4;
  return plain || name.size() <= abbreviation_bytes_max;
}

/// How many bytes at `at` have the form; 0 for none. `whole` is what stands in capitals entirely: "FANCY BEAR".
std::size_t form_size(std::string_view form, std::string_view text, std::size_t at) {
  std::size_t i = at;
  const auto here = [&] { return i < text.size() ? text[i] : '\0'; };
  for (std::size_t f = 0; f < form.size(); ++f) {
    const bool repeated = f + 1 < form.size() && form[f + 1] == '+';
    const char c = form[f];
    if (c == '#' || (c == 'A' && repeated)) {
      const auto fits = [&](char d) { return c == '#' ? base::is_digit(d) : base::is_upper(d); };
      if (!fits(here())) return 0;
      ++i;
      if (repeated) {
        while (fits(here())) ++i;
        ++f;
      }
    } else if (c == 'W' && (f == 0 || !base::is_alpha(form[f - 1])) && (f + 1 == form.size() || form[f + 1] == ' ')) {
      const std::size_t begin = i;
      if (!base::is_upper(here())) return 0;
      while (base::is_alpha(here())) ++i;
      constexpr std::size_t word_bytes_min = 3;
      if (i - begin < word_bytes_min || is_opener(text.substr(begin, i - begin))) return 0;
    } else if (c == ' ') {
      if (here() != ' ' && here() != '-' && here() != '\n') return 0;
      ++i;
    } else {
      const bool same = here() == c || (base::is_lower(c) && base::to_lower(here()) == c);
      if (!same) return 0;
      ++i;
    }
  }
  return base::is_alnum(here()) || static_cast<unsigned char>(here()) >= 0x80 ? 0 : i - at;
}

/// The second word of "W Chollima", in lower case; else empty.
std::string second_word(std::string_view form) {
  return form.starts_with("W ") ? base::lowered(form.substr(2)) : std::string();
}

/// Half in capitals is how people write; "BeAr" is not.
bool is_evenly_spelt(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n-", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word.size() < 2) continue;
    const bool upper = std::ranges::all_of(word, [](char c) { return !base::is_lower(c); });
    const bool lower = std::ranges::all_of(word.substr(1), [](char c) { return !base::is_upper(c); });
    if (!upper && !lower) return false;
  }
  return true;
}

std::optional<NamedThing::Kind> kind_named(std::string_view name) {
  for (const auto kind :
       {NamedThing::Kind::actor, NamedThing::Kind::malware, NamedThing::Kind::tool, NamedThing::Kind::campaign}) {
    if (model::name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

struct Row {
  NamedThing::Kind kind;
  std::string_view name;
  bool is_form;
  bool needs_cue;
};

/// data/names.tsv
std::vector<Row> built_in_rows() {
  std::vector<Row> rows;
  for (const embedded::EmbeddedFile& file : embedded::names()) {
    for (const std::string_view line : base::split(file.bytes, '\n')) {
      const std::vector<std::string_view> cells = base::split(line, '\t');
      if (line.starts_with('#') || cells.size() < 4) continue;
      const auto kind = kind_named(cells[0]);
      CLEW_ASSERT(kind.has_value());  // a table in the repository that does not parse fails the tests
      // Every form has a publisher: a single name has nobody to be told by.
      rows.push_back({*kind, cells[1], !cells[2].empty(), base::trimmed(cells[3]) == "cue"});
    }
  }
  return rows;
}

}  // namespace

NameFinder::NameFinder(std::span<const model::NameClaim> claims) {
  for (const Row& row : built_in_rows()) {
    if (!row.is_form) {
      add(row.name, row.kind, row.needs_cue);
      continue;
    }
    const std::string second = second_word(row.name);
    if (second.empty()) {
      forms_[static_cast<unsigned char>(row.name.front())].push_back({std::string(row.name), row.kind, row.needs_cue});
    } else {
      forms_by_second_.emplace(second, Form{std::string(row.name), row.kind, row.needs_cue});
    }
  }
  for (const model::NameClaim& claim : claims) {
    add(claim.name, claim.kind, may_be_ordinary(claim.name));
    if (!claim.other.empty()) add(claim.other, claim.kind, may_be_ordinary(claim.other));
  }
}

void NameFinder::add(std::string_view name, NamedThing::Kind kind, bool needs_cue) {
  std::string key = name_key(name);
  if (key.size() < key_bytes_min) return;
  key_bytes_max_ = std::max(key_bytes_max_, key.size());
  starts_[start_of(key)] = true;
  by_key_.try_emplace(std::move(key), Name{std::string(name), kind, needs_cue});
}

std::vector<NamedThing> NameFinder::find(std::string_view text) const {
  struct Found {
    std::string name;
    NamedThing::Kind kind;
    NameToken place;  // the first
    bool is_proven;   // counts without a cue, or had one somewhere
  };
  const std::vector<NameToken> tokens = name_tokens_of(text);
  const Surroundings around(text, tokens);
  std::vector<Found> found;
  std::unordered_map<std::string, std::size_t> places;

  const auto note = [&](std::string_view name, NamedThing::Kind kind, bool needs_cue, std::size_t first,
                        std::size_t last) {
    const NameToken place{tokens[first].begin, tokens[last].end};
    bool proven = !needs_cue;
    if (needs_cue) {
      const bool has_cue = around.has_cue(first, last) && !(first == last && around.is_part_of_name(last));
      // At the start of a sentence a capital means nothing.
      proven = has_cue && !(around.begins_sentence(first) && first == last &&
                            (last + 1 >= tokens.size() || !is_cue(around.word(last + 1))));
    }
    const auto [known, is_new] = places.try_emplace(name_key(name), found.size());
    if (is_new) {
      found.push_back({std::string(name), kind, place, proven});
    } else if (Found& earlier = found[known->second]; proven && !earlier.is_proven) {
      earlier.is_proven = true;
    }
  };

  std::string key;
  for (std::size_t i = 0; i < tokens.size() && found.size() < named_things_max;) {
    const std::string_view first = around.word(i);
    std::size_t taken = 0;
    // The longest name that begins here.
    key.clear();
    const Name* name = nullptr;
    for (std::size_t last = i; last < tokens.size() && last - i < name_words_max; ++last) {
      if (last > i && !is_joint(text, tokens[last - 1].end, tokens[last].begin)) break;
      if (tokens[last].end - tokens[last].begin > key_bytes_max_) break;
      const std::size_t before = key.size();
      for (const char c : around.word(last)) {
        if (c != '$') key += base::to_lower(c);
      }
      if (key.size() > key_bytes_max_) break;
      if (key.size() < key_bytes_min) continue;
      if (before < key_bytes_min && !starts_[start_of(key)]) break;
      const auto known = by_key_.find(key);
      if (known == by_key_.end()) continue;
      const std::string_view spelt = text.substr(tokens[i].begin, tokens[last].end - tokens[i].begin);
      if (!is_spelt(known->second.name, spelt)) continue;
      name = &known->second;
      taken = last - i + 1;
    }
    if (name != nullptr) {
      const bool inside = is_inside_value(text, tokens[i].begin, tokens[i + taken - 1].end);
      if (!inside) note(name->name, name->kind, name->needs_cue, i, i + taken - 1);
    } else if (const Form* form =
                   form_at(text, tokens[i].begin, first, i + 1 < tokens.size() ? around.word(i + 1) : "")) {
      const std::size_t size = form_size(form->form, text, tokens[i].begin);
      const std::string_view spelt = text.substr(tokens[i].begin, size);
      std::size_t last = i;
      while (last + 1 < tokens.size() && tokens[last + 1].begin < tokens[i].begin + size) ++last;
      if (!is_inside_value(text, tokens[i].begin, tokens[i].begin + size) && is_evenly_spelt(spelt)) {
        // Two words in capitals are no ordinary words.
        const bool shouted = std::ranges::none_of(spelt, base::is_lower);
        std::string shown(spelt);
        std::ranges::replace(shown, '\n', ' ');
        note(shown, form->kind, form->needs_cue && !shouted, i, last);
        taken = last - i + 1;
      }
    }
    i += std::max<std::size_t>(taken, 1);
  }

  std::vector<NamedThing> things;
  for (Found& one : found) {
    if (!one.is_proven) continue;
    things.push_back({one.kind, std::move(one.name), {one.place.begin, one.place.end - one.place.begin}, 0});
  }
  return things;
}

const NameFinder::Form* NameFinder::form_at(std::string_view text, std::size_t at, std::string_view first,
                                            std::string_view second) const {
  if (!starts_upper(first)) return nullptr;
  for (const Form& form : forms_[static_cast<unsigned char>(first.front())]) {
    if (form_size(form.form, text, at) > 0) return &form;
  }
  constexpr std::size_t second_bytes_max = 16;
  if (second.size() > second_bytes_max || !starts_upper(second)) return nullptr;
  const auto form = forms_by_second_.find(base::lowered(second));
  return form != forms_by_second_.end() && form_size(form->second.form, text, at) > 0 ? &form->second : nullptr;
}

const NameFinder& built_in_name_finder() {
  static const NameFinder finder;
  return finder;
}

}  // namespace clew::intel
