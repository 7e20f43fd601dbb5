#include "clew/intel/detail/layout.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/detail/prose_tokens.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/detail/stacked.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel::detail {
namespace {

using base::is_digit;
using base::is_space;
using base::trimmed;

// Levels below Markdown's six: LABELS IN CAPITALS, "Labels:" and bold lines, and sentences that lead in a list.
constexpr int level_capitals = 7;
constexpr int level_label = 8;
constexpr int level_lead_in = 9;
constexpr int level_item = 10;  ///< an item that leads in the deeper ones below it

struct Heading {
  int level = 0;
  Section section = Section::neutral;
  std::optional<Kind> values = {};
  Cues cues = 0;
  bool is_title = false;
  bool asks = false;  ///< "Which command was run?"
};

std::string_view without_marks(std::string_view text) {
  const auto is_mark = [](char c) { return is_space(c) || c == '#' || c == '*' || c == '_' || c == ':' || c == '='; };
  while (!text.empty() && is_mark(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_mark(text.back())) text.remove_suffix(1);
  return text;
}

/// "It contacts a drive:", which asks nobody to write.
bool tells_of_contact(std::string_view text) { return base::find_ignoring_case(text, " contacts ") < text.size(); }

/// "Malicious npm accounts": what is listed below are accounts, not packages; "Compromised accounts" are victims'.
bool names_accounts(std::string_view text, Cues cues) {
  if (!has(cues, cue_harmful) || has(cues, cue_victim)) return false;
  const std::string lower = base::lowered(trimmed(text));
  std::string_view words = lower;
  while (!words.empty() && !base::is_alpha(words.back())) words.remove_suffix(1);
  static constexpr auto victims = std::to_array<std::string_view>({"affected", "compromised", "hijacked", "stolen"});
  static constexpr auto names =
      std::to_array<std::string_view>({" account", " accounts", " aliases", " usernames", " handles", " personas"});
  return std::ranges::any_of(names, [&](std::string_view name) { return words.ends_with(name); }) &&
         std::ranges::none_of(victims, [&](std::string_view word) { return words.contains(word); });
}

/// "Usernames:", where it stands beside lists of indicators.
bool names_users(std::string_view text) {
  static constexpr auto names =
      std::to_array<std::string_view>({"user names", "usernames", "user accounts", "accounts created"});
  const std::string lower = base::lowered(without_marks(text));
  return std::ranges::find(names, lower) != names.end();
}

/// "Targeted wallets": programs of the victims, no accounts of the intruder's.
bool names_targets(std::string_view text) {
  return base::find_ignoring_case(text, "targeted") < text.size() ||
         base::find_ignoring_case(text, "cibl\xc3\xa9") < text.size();
}

/// "Credential targets", "Harvested files": what the intruder is after, and everybody has.
bool names_prey(std::string_view text, Cues cues) {
  static constexpr auto verbs =
      std::to_array<std::string_view>({"collected", "exfiltrated", "harvested", "stolen", "targeted", "targets"});
  static constexpr auto things =
      std::to_array<std::string_view>({"credential", "data", "file", "path", "secret", "wallet"});
  constexpr std::ptrdiff_t blanks_max = 4;
  constexpr std::size_t size_bytes_min = 11;  // "stolen data"
  if (text.size() < size_bytes_min || has(cues, cue_indicator | cue_c2 | cue_hash)) return false;
  if (std::ranges::count(trimmed(text), ' ') > blanks_max) return false;
  const std::string lower = base::lowered(text);
  const auto holds = [&](std::string_view word) { return lower.contains(word); };
  return std::ranges::any_of(verbs, holds) && std::ranges::any_of(things, holds);
}

/// "Impersonated domains", "Marques usurpées": what the intruder poses as.
bool names_imitated(std::string_view text) {
  static constexpr auto deeds = std::to_array<std::string_view>({"imitated ", "impersonated ", "mimicked "});
  const std::string lower = base::lowered(trimmed(text));
  return std::ranges::any_of(deeds, [&](std::string_view deed) { return lower.starts_with(deed); }) ||
         lower.contains(" usurp\xc3\xa9");
}

/// "Victim details", "Environment details": where it happened, and nobody would block.
bool names_surroundings(std::string_view text) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"environment details", "environment information", "lab environment", "lab setup", "lan segment details",
       "network environment", "victim details", "victim environment", "victim information"});
  std::string_view words = without_marks(text);
  while (!words.empty() && !base::is_alpha(words.front())) words.remove_prefix(1);  // "2.1 Victim details"
  return std::ranges::find(names, base::lowered(words)) != names.end();
}

/// "Domains of the npm attack": hosts and addresses stand below it, not packages.
bool names_places(std::string_view text) {
  static constexpr auto words = std::to_array<std::string_view>({"domain", "address", "adresse", "server", "url"});
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return base::find_ignoring_case(text, word) < text.size(); });
}

/// "Access by the intruder originated from:", and places below it.
bool asks_whence(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with(':')) text.remove_suffix(1);
  return text.ends_with(" from") || text.ends_with(" depuis");
}

/// "Our services use these addresses:" tells what is the publisher's own.
bool tells_own_use(std::string_view text) {
  text = trimmed(text);
  static constexpr auto manuals = std::to_array<std::string_view>(
      {"how to build", "how to install", "how to compile", "building from source", "build from source"});
  const std::string lower = base::lowered(text);
  if (std::ranges::any_of(manuals, [&](std::string_view manual) { return lower.starts_with(manual); })) return true;
  const bool own =
      base::equal_ignoring_case(text.substr(0, 4), "our ") || base::equal_ignoring_case(text.substr(0, 4), "nos ");
  return own && (text.contains(" use ") || text.contains(" uses ") || text.contains(" utilisent "));
}

/// "More sources of indicators": where to read on.
bool names_sources_of_indicators(std::string_view text) {
  constexpr std::string_view lead = "sources of ";
  const std::size_t at = base::find_ignoring_case(text, lead);
  if (at >= text.size()) return false;
  const std::string of_what = base::lowered(text.substr(at + lead.size()));
  return of_what.starts_with("indicators") || of_what.starts_with("ioc");
}

/// "Source of the articles", "Sources (url)": where to read on, not "Source addresses".
bool names_sources_of_articles(std::string_view text) {
  static constexpr auto works = std::to_array<std::string_view>({"article", "report", "rapport", "(url", "(link"});
  const std::string lower = base::lowered(trimmed(text));
  return lower.starts_with("source") &&
         std::ranges::any_of(works, [&](std::string_view work) { return lower.contains(work); });
}

/// "Command reference": a handbook, whose rows are no places to read on.
bool names_handbook(std::string_view text) {
  static constexpr auto handbooks = std::to_array<std::string_view>(
      {"api reference", "command reference", "commands reference", "configuration reference", "opcode reference"});
  const std::string lower = base::lowered(trimmed(text));
  return std::ranges::any_of(handbooks, [&](std::string_view name) { return lower.ends_with(name); });
}

/// "Blocklist addition request": who asks for it names what is to be blocked.
bool asks_to_block(std::string_view text) {
  static constexpr auto requests =
      std::to_array<std::string_view>({"blocklist add", "blocklist req", "block domain", "block list add",
                                       "denylist add", "add to blocklist", "blacklist add", "blacklist req"});
  const std::string lower = base::lowered(text);
  return std::ranges::any_of(requests, [&](std::string_view request) { return lower.contains(request); });
}

/// "Malicious download", "Suspicious links": what stands below it is the intruder's.
bool names_harmful_things(std::string_view text, Cues cues) {
  constexpr std::ptrdiff_t blanks_max = 2;
  static constexpr auto things = std::to_array<std::string_view>(
      {"attachment", "attachments", "download", "downloads", "link", "links", "repositories", "repository"});
  if (!has(cues, cue_harmful) || has(cues, cue_harmless)) return false;
  text = trimmed(text);
  while (!text.empty() && !base::is_alpha(text.back())) text.remove_suffix(1);
  const std::string last = base::lowered(text.substr(text.rfind(' ') + 1));
  return std::ranges::count(text, ' ') <= blanks_max && std::ranges::find(things, last) != things.end();
}

/// "May also carry legitimate traffic", "can be used by legitimate users": what it says of the intruder's is a caveat.
bool may_be_legitimate(std::string_view text) {
  const std::size_t at = base::find_ignoring_case(text, "legitimate");
  if (at >= text.size()) return false;
  constexpr std::size_t look_bytes_max = 32;
  const std::size_t begin = at > look_bytes_max ? at - look_bytes_max : 0;
  const std::string before = base::lowered(text.substr(begin, at - begin));
  static constexpr auto words = std::to_array<std::string_view>({" may ", " might ", " can ", " could "});
  return std::ranges::any_of(words, [&](std::string_view word) { return before.contains(word); });
}

Heading heading_from(std::string_view text, int level) {
  constexpr std::ptrdiff_t contact_blanks_max = 5;  // "Details that may help your team with …" asks nobody to write
  const Cues cues = cues_of(text);
  Heading heading{level, Section::neutral, std::nullopt, cues, false, trimmed(text).ends_with('?')};
  const bool targets = has(cues, cue_wallet) && !has(cues, cue_indicator | cue_c2) && names_targets(text);
  const bool names_values = has(cues, cue_indicator | cue_value | cue_c2) && !targets;
  if (has(cues, cue_abused)) {
    heading.section = Section::indicators;  // "Legitimate service used for redirects": the intruder's, by its use
  } else if (names_prey(text, cues) || names_imitated(text) || names_surroundings(text)) {
    heading.section = Section::harmless;
  } else if (((has(cues, cue_harmless) && !may_be_legitimate(text)) || (tells_own_use(text) && !has(cues, cue_c2))) &&
             !has(cues, cue_harmful)) {
    heading.section = Section::harmless;
  } else if ((has(cues, cue_reference) && !has(cues, cue_indicator) && !names_handbook(text)) ||
             names_sources_of_indicators(text) || names_sources_of_articles(text)) {
    heading.section = Section::references;
  } else if (has(cues, cue_link) && !names_values && !has(cues, cue_harmful | cue_observed)) {
    heading.section = Section::references;
  } else if (has(cues, cue_contact) && !names_values && !has(cues, cue_harmful) && !tells_of_contact(text) &&
             std::ranges::count(text, ' ') <= contact_blanks_max) {
    heading.section = Section::contact;
  } else if (has(cues, cue_other_kind) && !has(cues, cue_hash)) {
    heading.section = Section::other_kinds;
    heading.values = other_kind_in(text);
  } else if (names_values || (has(cues, cue_wallet) && !targets) ||
             (has(cues, cue_package) && has(cues, cue_harmful)) || names_harmful_things(text, cues) ||
             asks_to_block(text) || (has(cues, cue_harmful | cue_incident) && asks_whence(text))) {
    heading.section = Section::indicators;
  }
  const bool names_hash = has(cues, cue_hash);
  if (heading.section == Section::indicators && !names_hash) {
    if (has(cues, cue_file_name | cue_path)) heading.values = kind_named("file path");
    if (has(cues, cue_package) && !has(cues, cue_c2) && !names_places(text)) heading.values = kind_named("package");
  }
  if ((heading.section == Section::indicators || heading.section == Section::neutral) && names_accounts(text, cues)) {
    heading.section = Section::indicators;
    heading.values = kind_named("account");
  }
  return heading;
}

/// `#### The loader decrypts what it finds … in memory.`: a paragraph that somebody set large.
bool is_sentence(std::string_view text) {
  constexpr std::ptrdiff_t blanks_min = 12;
  text = trimmed(text);
  return text.ends_with('.') && !text.ends_with("..") && std::ranges::count(text, ' ') >= blanks_min;
}

bool is_rule(std::string_view line, char mark) {
  line = trimmed(line);
  return line.size() >= 3 && std::ranges::all_of(line, [&](char c) { return c == mark; });
}

/// reStructuredText's heading, with a line of tildes as long as itself below it; three of them alone fence off code.
bool is_underlined(std::string_view text, std::string_view next) {
  constexpr std::size_t text_bytes_min = 5;
  constexpr std::size_t slip_max = 2;  // writers count badly
  next = trimmed(next);
  return is_rule(next, '~') && text.size() >= text_bytes_min && next.size() + slip_max >= text.size();
}

bool is_fence(std::string_view line) { return line.starts_with("```") || line.starts_with("~~~"); }

/// Whether a line of the block of code behind `at` is a statement, so that its words are no list of names. A fence ends
/// where the next one stands, so that all of them together are looked at once.
bool holds_program(std::string_view source, std::size_t at) {
  static constexpr auto marks = std::to_array<std::string_view>({" = ", "()", "=>", "=\"", "=\'", "import ", "#!/"});
  while (at < source.size()) {
    const std::size_t end = std::min(source.find('\n', at + 1), source.size());
    const std::string_view line = trimmed(source.substr(at, end - at));
    if (is_fence(line)) return false;
    if (line.ends_with(';') || line.ends_with('{') || line.ends_with('}')) return true;
    if (std::ranges::any_of(marks, [&](std::string_view mark) { return line.contains(mark); })) return true;
    at = end;
  }
  return false;
}

std::size_t indent_of(std::string_view line) {
  std::size_t columns = 0;
  for (const char c : line) {
    if (c == ' ') {
      ++columns;
    } else if (c == '\t') {
      columns += 4;
    } else {
      break;
    }
  }
  return columns;
}

/// The size of `- `, `* `, `-- `, `1. `, `• ` at the start of `line`, or 0.
std::size_t list_mark_size(std::string_view line) {
  const auto blank_at = [&](std::size_t i) { return i < line.size() && (line[i] == ' ' || line[i] == '\t'); };
  if (line.empty()) return 0;
  if (line.front() == '-' || line.front() == '*' || line.front() == '+') {
    if (blank_at(1)) return 2;
    return line.starts_with("--") && blank_at(2) ? 3 : 0;
  }
  constexpr std::string_view bullet = "\xe2\x80\xa2";
  if (line.starts_with(bullet)) return bullet.size();
  static constexpr auto others = std::to_array<std::string_view>(
      {"\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xb7", "\xe2\x80\xa3", "\xe2\x96\xaa", "\xe2\x97\x8f", "\xe2\x97\x8b",
       "\xe2\x97\xa6", "\xe2\x96\xa0"});  // – — · ‣ ▪ ● ○ ◦ ■
  const bool is_ascii = static_cast<unsigned char>(line.front()) < 0x80;
  for (const std::string_view mark : others) {
    if (!is_ascii && line.starts_with(mark) && blank_at(mark.size())) return mark.size();
  }
  std::size_t digits = 0;
  while (digits < line.size() && digits < 3 && is_digit(line[digits])) ++digits;
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')') && blank_at(digits + 1))
    return digits + 2;
  return 0;
}

bool is_capitals(std::string_view line) {
  constexpr std::size_t size_bytes_max = 160;
  if (line.size() > size_bytes_max) return false;
  std::size_t upper = 0;
  std::size_t lower = 0;
  for (const char c : line) {
    upper += base::is_upper(c) ? 1 : 0;
    lower += base::is_lower(c) ? 1 : 0;
  }
  return upper >= 3 && lower * 8 <= upper && (line.ends_with(':') || line.find(' ') != std::string_view::npos);
}

bool is_bold_line(std::string_view line) {
  return line.size() > 4 && line.starts_with("**") && (line.ends_with("**") || line.ends_with("**:")) &&
         line.find("**", 2) + 3 >= line.size() - 2;
}

/// A heading that is marked as one: what it says, and how deep it is.
struct Marked {
  int level = 0;  ///< 0: none
  Part text;      ///< in the line; empty where only the mark stands there
};

/// `## Text`, or AsciiDoc's `== Text`.
Marked marked_heading(std::string_view line) {
  if (line.empty() || (line.front() != '#' && line.front() != '=')) return {};
  std::size_t marks = 0;
  while (marks < line.size() && marks < 7 && line[marks] == line.front()) ++marks;
  if (marks > 6) return {};
  if (marks == line.size()) return {line.front() == '#' ? static_cast<int>(marks) : 0, {marks, marks}};
  if (!is_space(line[marks])) return {};
  return {static_cast<int>(marks), {marks, line.size()}};
}

/// `<h2>Text <a name="x"></a></h2>`, as writers of Markdown mix it in. Its text goes to the next tag.
Marked html_heading(std::string_view line) {
  if (line.size() < 9 || line[0] != '<' || base::to_lower(line[1]) != 'h' || line[2] < '1' || line[2] > '6') return {};
  const std::size_t open = line.find('>');
  if (open == std::string_view::npos || (open != 3 && !is_space(line[3]))) return {};
  if (base::find_ignoring_case(line, "</h") >= line.size()) return {};
  std::size_t begin = open + 1;
  while (begin < line.size() && (is_space(line[begin]) || line[begin] == '<')) {
    begin = line[begin] == '<' ? std::min(line.find('>', begin), line.size() - 1) + 1 : begin + 1;
  }
  return {line[2] - '0', {begin, std::min(line.find('<', begin), line.size())}};
}

/// "Second wave:", not "The following domains were used by the intruder:", which leads in a list and ends with it, nor
/// "They checked their address:", a sentence.
bool is_label(std::string_view line) {
  constexpr std::size_t size_bytes_max = 100;
  constexpr std::ptrdiff_t blanks_max = 6;
  static constexpr auto subjects = std::to_array<std::string_view>({"He ", "I ", "It ", "She ", "They ", "We "});
  if (std::ranges::any_of(subjects, [&](std::string_view word) { return line.starts_with(word); })) return false;
  return std::ranges::count(line, ' ') <= blanks_max && line.size() <= size_bytes_max &&
         (line.ends_with(':') || line.ends_with(":**")) && line.find(". ") == std::string_view::npos;
}

/// `192.0.2.7 192.0.2.8 evil.example`: nothing but places, with a blank between them.
bool is_line_of_places(std::string_view line) {
  static constexpr auto places =
      std::to_array({model::ValueType::ipv4, model::ValueType::ipv6, model::ValueType::domain});
  constexpr std::size_t line_bytes_max = 4096;
  if (line.size() > line_bytes_max) return false;
  const auto words = base::split(line, ' ');
  return words.size() > 1 && std::ranges::all_of(words, [](std::string_view word) {
           if (word.ends_with(',') || word.ends_with(';')) word.remove_suffix(1);
           const Refanged plain = refang(word);
           const auto shape = shape_of(plain.text(), plain.was_defanged(0, plain.text().size()));
           return shape && std::ranges::find(places, shape->type) != places.end();
         });
}

/// A line that is a value, or a value and a remark set off from it, stands for itself even without a list mark.
bool is_value_line(std::string_view line) {
  constexpr std::size_t look_bytes_max = 600;
  if (!may_hold_value(line.substr(0, look_bytes_max))) return false;
  static constexpr base::ByteSet blanks(" \t");
  const std::size_t blank = blanks.find_in(line);
  const std::string_view rest = blank == std::string_view::npos ? std::string_view{} : line.substr(blank);
  const std::string_view after = trimmed(rest);
  const bool set_off = after.empty() || rest.starts_with("  ") || rest.starts_with('\t') || after.starts_with("- ") ||
                       after.starts_with("\xe2\x80") || after.front() == '(' || after.front() == '#' ||
                       after.front() == '|' || after.starts_with("/ ") || after.starts_with("//") ||
                       after.starts_with("<--");
  if (!set_off) return is_line_of_places(line);
  const Refanged plain = refang(line.substr(0, std::min({blank, line.size(), look_bytes_max})));
  std::string_view token = without_marks(plain.text());
  while (!token.empty() && (token.back() == ',' || token.back() == ';' || token.back() == '`')) token.remove_suffix(1);
  while (!token.empty() && token.front() == '`') token.remove_prefix(1);
  return shape_of(token, plain.was_defanged(0, plain.text().size())).has_value();
}

/// A line that is an address of the web which nobody defanged.
bool is_link_line(std::string_view line) {
  return (line.starts_with("http://") || line.starts_with("https://")) && line.find(' ') == std::string_view::npos &&
         line.find("[.") == std::string_view::npos && line.find(".]") == std::string_view::npos;
}

/// "Second domain: evil.example": a short label and a value.
bool is_labelled_value(std::string_view line) {
  constexpr std::size_t label_bytes_max = 24;
  constexpr std::size_t value_bytes_max = 600;
  const std::size_t colon = line.find(": ");
  if (colon == 0 || colon > label_bytes_max || line.size() > value_bytes_max) return false;
  const std::string_view value = trimmed(line.substr(colon + 1));
  return value.find(' ') == std::string_view::npos && !is_link_line(value) && is_value_line(value);
}

/// A line of its own without any mark, as headings come out of a PDF: few words, no sentence, no value.
bool is_bare_heading(std::string_view line) {
  constexpr std::size_t size_bytes_max = 70;
  constexpr std::ptrdiff_t blanks_max = 7;
  if (line.empty() || line.size() > size_bytes_max || std::ranges::count(line, ' ') > blanks_max) return false;
  if (!base::is_upper(line.front()) && !is_digit(line.front()) && line.front() != '\xc3') return false;
  // A piece of a hash that the next line goes on with.
  constexpr std::size_t piece_digits_min = 16;
  if (line.size() >= piece_digits_min && std::ranges::all_of(line, base::is_hex)) return false;
  // "Appendix B: Samples"
  const std::size_t colon = line.find(": ");
  const bool appendix = (line.starts_with("Appendix ") || line.starts_with("Annex")) && colon < 14;
  static constexpr base::ByteSet marks("\n.:;,!?[]|/@=\\");
  return marks.find_in(line, appendix ? colon + 1 : 0) == std::string_view::npos;
}

/// `name`, or `name` and more columns behind a tab or a remark that is set off: a line of a list of packages.
bool is_package_line(std::string_view line) {
  static constexpr base::ByteSet blanks(" \t");
  const std::string_view name = line.substr(0, blanks.find_in(line));
  if (name.empty()) return false;
  const std::string_view rest = line.substr(name.size());
  const bool set_off = rest.empty() || rest.starts_with('\t') || rest.starts_with(" (") || rest.starts_with(" - ");
  // "Resources", a heading; "Most (all?) of them were …", a sentence
  constexpr std::ptrdiff_t remark_blanks_max = 4;
  const bool word = base::is_upper(name.front()) && (rest.empty() || std::ranges::count(rest, ' ') > remark_blanks_max);
  return name.size() > 1 && set_off && name.back() != ':' && name.back() != '.' && !word;
}

/// The last sentence of a paragraph, which is what leads in the lines below it.
std::string_view last_sentence(std::string_view text) {
  constexpr std::size_t look_bytes_max = 300;
  text = text.substr(text.size() > look_bytes_max ? text.size() - look_bytes_max : 0);
  const std::size_t stop = text.rfind(". ");
  return stop == std::string_view::npos ? text : text.substr(stop + 2);
}

/// The end of a paragraph, in which its last sentences stand.
std::string_view last_sentences(std::string_view text) {
  constexpr std::size_t look_bytes_max = 600;
  return text.substr(text.size() > look_bytes_max ? text.size() - look_bytes_max : 0);
}

/// "The report is available at", "… which we tracked in": what follows is where to read on.
bool ends_with_aside(std::string_view text) {
  static constexpr auto asides =
      std::to_array<std::string_view>({" at", " here", " on", " in", " see", " to", " from"});
  return std::ranges::any_of(asides, [&](std::string_view word) { return text.ends_with(word); });
}

/// "The affected packages are below -", as some write instead of a colon.
bool ends_with_dash(std::string_view text) {
  static constexpr auto dashes = std::to_array<std::string_view>({" -", " \xe2\x80\x93", " \xe2\x80\x94"});
  return std::ranges::any_of(dashes, [&](std::string_view dash) { return text.ends_with(dash); });
}

bool announces_values(std::string_view paragraph) {
  return !ends_with_aside(paragraph) &&
         heading_from(last_sentence(paragraph), level_lead_in).section == Section::indicators;
}

/// "Observable Type Name Reference": the head of a table whose cells came out of a page one behind the other.
bool is_head_of_columns(std::string_view line) {
  constexpr std::size_t words_min = 3;
  if (!is_bare_heading(line)) return false;
  std::size_t words = 0;
  std::size_t values = 0;
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, blank);
    const Column column = column_named(word);
    const bool known =
        column.meaning != Meaning::none || column.is_reference || base::equal_ignoring_case(word, "name");
    if (!known) return false;
    values += column.meaning == Meaning::value ? 1 : 0;
    ++words;
    line = trimmed(line.substr(blank));
  }
  return words >= words_min && values > 0;
}

/// What stands behind the indicators of a report and is none of them.
bool ends_a_section(std::string_view line) {
  constexpr auto names = std::to_array<std::string_view>({"conclusion", "conclusions", "summary", "recommendations",
                                                          "mitigation", "mitigations", "detection", "about", "timeline",
                                                          "outlook", "recommandations", "synth\xc3\xa8se"});
  const std::string lower = base::lowered(line);
  return std::ranges::any_of(names, [&](std::string_view name) {
    return lower == name || (lower.starts_with(name) && lower[name.size()] == ' ');
  });
}

/// What was read of a table of tags.
struct HtmlRows {
  bool has_header = false;
  std::vector<Part> cells = {};          ///< of the row
  std::optional<std::size_t> cell = {};  ///< where the open one begins
};

/// What is being read of AsciiDoc's table.
enum class Bars : std::uint8_t { none, header, rows };

class LayoutReader {
 public:
  explicit LayoutReader(std::string_view source) : source_(source) {}

  Layout read() {
    std::size_t begin = skip_fields();
    const std::vector<StackedTable> stacked = stacked_tables(source_);
    auto next_stacked = stacked.begin();
    while (begin < source_.size()) {
      while (next_stacked != stacked.end() && next_stacked->part.begin < begin) ++next_stacked;
      const std::size_t end = std::min(source_.find('\n', begin), source_.size());
      const std::size_t next_end = end < source_.size() ? std::min(source_.find('\n', end + 1), source_.size()) : end;
      const std::string_view next =
          end < source_.size() ? source_.substr(end + 1, next_end - end - 1) : std::string_view{};
      if (!fenced_ && next_stacked != stacked.end() && next_stacked->part.begin < end) {
        stacked_table(*next_stacked);
        begin = next_stacked->part.end;
        continue;
      }
      line({begin, end}, next);
      begin = end + 1;
    }
    if (html_table_) end_html_table(source_.size());
    if (bars_ == Bars::header) end_bar_header();
    end_paragraph();
    for (const Block& block : layout_.blocks) {
      if (!layout_.title.empty()) break;
      if (is_marking(block.part)) continue;
      const std::string_view text = text_of(block.part);
      layout_.title = std::string(without_marks(text.substr(0, text.find('\n'))));
    }
    return std::move(layout_);
  }

 private:
  /// The fields that generators of sites put above a text: `---`, `title: …`, `date: …`, `---`, or `title = …` between
  /// two lines of `+++`. Gives where they end.
  std::size_t skip_fields() {
    constexpr std::size_t lines_max = 100;
    const std::size_t first = std::min(source_.find('\n'), source_.size());
    const std::string_view mark = trimmed(source_.substr(0, first));
    if (mark != "---" && mark != "+++") return 0;
    const char sets = mark == "---" ? ':' : '=';
    std::string title;
    std::string published;
    constexpr auto publisher_fields = std::to_array<std::string_view>({"publisher", "source", "author"});
    std::array<std::string, publisher_fields.size()> publishers;
    std::size_t begin = first + 1;
    for (std::size_t i = 0; i < lines_max && begin < source_.size(); ++i) {
      const std::size_t end = std::min(source_.find('\n', begin), source_.size());
      const std::string_view line = source_.substr(begin, end - begin);
      begin = end + 1;
      if (trimmed(line) == mark) {
        layout_.title = std::move(title);
        layout_.published = std::move(published);
        for (std::string& publisher : publishers) {
          if (layout_.publisher.empty()) layout_.publisher = std::move(publisher);
        }
        return std::min(begin, source_.size());
      }
      const std::size_t name_end = line.find(sets);
      if (i == 0 && name_end == std::string_view::npos) return 0;
      const auto is = [&](std::string_view name) {
        return line.starts_with(name) && name_end != std::string_view::npos &&
               trimmed(line.substr(name.size(), name_end - name.size())).empty();
      };
      const auto value = [&] {
        std::string_view text = trimmed(line.substr(name_end + 1));
        while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
        while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
        return std::string(text);
      };
      if (is("title")) title = value();
      if (is("date")) published = value();
      for (std::size_t field = 0; field < publisher_fields.size(); ++field) {
        const bool named = is(publisher_fields[field]) && line.find("://") == std::string_view::npos &&
                           line.find_first_of("[{&") == std::string_view::npos;
        if (named) publishers[field] = value();
      }
    }
    return 0;
  }

  /// `TLP:CLEAR` above a document says who may see it, not what it is.
  [[nodiscard]] bool is_marking(Part part) const { return without_marks(text_of(part)).starts_with("TLP:"); }
  [[nodiscard]] std::string_view text_of(Part part) const { return source_.substr(part.begin, part.end - part.begin); }
  [[nodiscard]] Part stripped(Part part) const {
    while (part.begin < part.end && is_space(source_[part.begin])) ++part.begin;
    while (part.end > part.begin && is_space(source_[part.end - 1])) --part.end;
    return part;
  }

  void line(Part whole, std::string_view next) {
    const std::size_t indent = indent_of(text_of(whole));
    Part part = stripped(whole);
    if (std::exchange(is_underline_, false)) return;
    if (is_fence(text_of(part))) {
      end_paragraph();
      fenced_ = !fenced_;
      cites_ = false;
      is_program_ = fenced_ && holds_program(source_, whole.end);
      return;
    }
    if (fenced_) {
      if (part.begin < part.end && !is_remark_on_hash(part, indent)) {
        const bool listed = is_listed_address(part, trimmed(next));
        const bool cited = is_cited(part);
        add_line(part);
        if (cited) layout_.blocks.back().section = Section::references;
        if (listed && layout_.blocks.back().section == Section::neutral)
          layout_.blocks.back().section = Section::indicators;
      }
      return;
    }
    while (part.begin < part.end && source_[part.begin] == '>') part = stripped({part.begin + 1, part.end});
    const std::string_view text = text_of(part);
    if (text.empty() || is_rule(text, '-') || is_rule(text, '*') || is_rule(text, '_') || is_rule(text, '=')) {
      end_paragraph();
      in_table_ = in_tabs_ = false;
      if (text.empty()) item_open_ = false;
      if (text.empty() && bars_ == Bars::header) end_bar_header();
      if (text.empty() && html_table_) end_html_table(part.begin);
      return;
    }
    if (pem_line(text) || html_line(part) || bar_line(part)) return;
    if (tab_line(part, next) || table_line(part, next)) return;
    if (heading_line(part, next, indent)) return;
    if (const std::size_t mark = list_mark_size(text); mark > 0) {
      end_paragraph();
      const Part item = stripped({part.begin + mark, part.end});
      lead_by_item(indent, text_of(item));
      add(Block::Kind::item, item);
      item_open_ = true;
      return;
    }
    if (item_open_ && (indent >= 2 || goes_on_from_line_before(part))) {
      layout_.blocks.back().part.end = part.end;
      return;
    }
    item_open_ = false;
    if (indent >= 4 && !paragraph_) {
      add_line(part);
      return;
    }
    paragraph_line(part, trimmed(next));
  }

  void stacked_table(const StackedTable& table) {
    end_paragraph();
    item_open_ = false;
    layout_.tables.push_back(table.columns);
    for (const std::vector<Part>& row : table.rows) add_row({row.front().begin, row.back().end}, row);
  }

  /// "- Block the malicious domains:", above items that stand deeper; "- Download sites:", and beside it nothing but values.
  void lead_by_item(std::size_t indent, std::string_view item) {
    const bool stays = leads_beside_ && indent == leading_indent_ && is_value_line(item);
    if (!stays && !headings_.empty() && headings_.back().level == level_item && indent <= leading_indent_) {
      headings_.pop_back();
      leads_beside_ = false;
    }
    const bool follows = !layout_.blocks.empty() && layout_.blocks.back().kind == Block::Kind::item;
    const std::string_view above =
        follows && indent >= item_indent_ ? last_sentence(text_of(layout_.blocks.back().part)) : std::string_view{};
    if (above.ends_with(':') && !ends_with_aside(above.substr(0, above.size() - 1))) {
      const bool beside = indent == item_indent_;
      Heading lead = heading_from(above, level_item);
      if (!beside || (lead.section == Section::indicators && is_value_line(item))) {
        enter(std::move(lead));
        leading_indent_ = item_indent_;
        leads_beside_ = beside;
      }
    }
    item_indent_ = indent;
  }

  /// `SHA256: 4f4c…`, and deeper below it `Note: a genuine file`: of that hash, and no line of its own.
  bool is_remark_on_hash(Part part, std::size_t indent) {
    constexpr std::size_t label_bytes_max = 24;
    const std::string_view text = text_of(part);
    const std::size_t colon = text.find(": ");
    const bool labelled = colon != std::string_view::npos && colon <= label_bytes_max && !is_labelled_value(text);
    const bool follows = !layout_.blocks.empty() && layout_.blocks.back().kind == Block::Kind::code &&
                         hash_line_end_ == layout_.blocks.back().part.end && indent > hash_indent_;
    if (labelled && follows) {
      layout_.blocks.back().part.end = hash_line_end_ = part.end;
      return true;
    }
    const std::string_view value = text.substr(colon == std::string_view::npos ? 0 : colon + 1);
    constexpr std::size_t digits_min = 32;
    if (trimmed(value).size() >= digits_min && std::ranges::all_of(trimmed(value), base::is_hex)) {
      hash_line_end_ = part.end;
      hash_indent_ = indent;
    }
    return false;
  }

  /// `-- References:`, and below it `-- - https://…`: a rule or program that a block of code shows tells where it is from.
  bool is_cited(Part part) {
    static constexpr auto labels = std::to_array<std::string_view>(
        {"reference:", "references:", "ref:", "refs:", "source:", "sources:", "see:", "see also:"});
    std::string_view text = text_of(part);
    const std::size_t mark = text.find_first_not_of("-#/*;%' \t\"");
    text.remove_prefix(std::min(mark, text.size()));
    if (text.starts_with("http://") || text.starts_with("https://")) return cites_;
    cites_ = std::ranges::find(labels, base::lowered(trimmed(text))) != labels.end();
    return false;
  }

  /// `-----BEGIN PUBLIC KEY-----` and the lines of letters below it, some of which look like paths (RFC 7468).
  bool pem_line(std::string_view text) {
    static constexpr std::string_view begins = "-----BEGIN ";
    if (text.starts_with(begins) && text.find("-----END ") == std::string_view::npos) {
      end_paragraph();
      in_pem_ = true;
      return true;
    }
    if (!in_pem_) return false;
    const bool letters =
        std::ranges::all_of(text, [](char c) { return base::is_alnum(c) || c == '+' || c == '/' || c == '='; });
    const bool ends = text.starts_with("-----END ");
    in_pem_ = letters;
    return letters || ends;
  }

  bool table_line(Part part, std::string_view next) {
    const bool has_bar = text_of(part).find('|') != std::string_view::npos;
    if (!in_table_) {
      if (!has_bar || !is_table_rule(next)) return false;
      end_paragraph();
      start_table(cells_of(part));
      return true;
    }
    if (is_table_rule(text_of(part))) return true;
    if (!has_bar) {
      in_table_ = false;
      return false;
    }
    add_row(part, cells_of(part));
    return true;
  }

  /// A table as it is pasted out of a page: a tab between two cells, and a first line that names the columns.
  bool tab_line(Part part, std::string_view next) {
    const bool has_tab = text_of(part).contains('\t');
    if (in_tabs_ && has_tab) {
      add_row(part, cells_at(part, '\t'));
      return true;
    }
    in_tabs_ = false;
    constexpr std::size_t head_bytes_max = 400;
    if (!has_tab || !next.contains('\t') || part.end - part.begin > head_bytes_max) return false;
    std::vector<std::string_view> names;
    for (const Part cell : cells_at(part, '\t')) names.push_back(without_marks(text_of(cell)));
    std::vector<Column> columns = columns_of(names);
    const auto known = std::ranges::count_if(
        columns, [](const Column& column) { return column.meaning != Meaning::none || column.is_reference; });
    const bool same_width = std::ranges::count(text_of(part), '\t') == std::ranges::count(next, '\t');
    if (known < (same_width ? 1 : 2)) return false;
    end_paragraph();
    item_open_ = false;
    layout_.tables.push_back(std::move(columns));
    in_tabs_ = true;
    return true;
  }

  /// A table of tags between lines of Markdown: `<tr>`, `<td>cell</td>`. What its first row names are its columns.
  bool html_line(Part part) {
    const std::string_view text = text_of(part);
    if (!html_table_ && !base::equal_ignoring_case(text.substr(0, 6), "<table")) return false;
    if (!html_table_) {
      end_paragraph();
      item_open_ = false;
      html_table_.emplace();
    }
    if (!html_table_->cell && text.find('<') == std::string_view::npos) {
      end_html_table(part.begin);
      return false;
    }
    std::size_t at = part.begin;
    while (html_table_ && at < part.end) {
      const std::string_view line = source_.substr(0, part.end);  // no search goes on behind the line
      const std::size_t tag = std::min(line.find('<', at), part.end);
      if (tag == part.end) break;
      const std::string_view rest = source_.substr(tag, part.end - tag);
      const auto is = [&](std::string_view name) {
        return base::equal_ignoring_case(rest.substr(0, name.size()), name);
      };
      const bool ends_cell = is("<td") || is("<th") || is("</t") || is("<tr");
      if (ends_cell && html_table_->cell) {
        html_table_->cells.push_back(stripped({*html_table_->cell, tag}));
        html_table_->cell.reset();
      }
      at = std::min(line.find('>', tag), part.end);
      at += at < part.end ? 1 : 0;
      if ((is("<td") || is("<th")) && !is("<thead")) html_table_->cell = at;
      if (is("<tr") || is("</tr") || is("</table")) end_html_row();
      if (is("</table")) html_table_.reset();
    }
    return true;
  }

  /// One that is not closed ends with a blank line, and loses nothing.
  void end_html_table(std::size_t at) {
    if (html_table_->cell) html_table_->cells.push_back(stripped({*html_table_->cell, at}));
    end_html_row();
    html_table_.reset();
  }

  void end_html_row() {
    std::vector<Part> cells = std::exchange(html_table_->cells, {});
    if (cells.empty()) return;
    if (!html_table_->has_header) {
      html_table_->has_header = true;
      start_table(cells);
      in_table_ = false;
      if (!layout_.tables.back().empty()) return;
    }
    const Part whole{cells.front().begin, cells.back().end};
    add_row(whole, std::move(cells));
  }

  /// AsciiDoc's table, between two lines of `|===`: a cell behind each bar, a row as many of them as the first one has.
  bool bar_line(Part part) {
    const std::string_view text = text_of(part);
    if (text.size() > 3 && text.front() == '|' && is_rule(text.substr(1), '=')) {
      end_paragraph();
      item_open_ = false;
      if (bars_ == Bars::header) end_bar_header();
      bars_ = bars_ == Bars::none ? Bars::header : Bars::none;
      return true;
    }
    if (bars_ == Bars::none) return false;
    if (text.front() != '|') return false;
    std::vector<Part> cells = cells_of(part);
    if (bars_ == Bars::header) {
      bar_cells_.insert(bar_cells_.end(), cells.begin(), cells.end());
      if (bar_cells_.size() > 1 && cells.size() == bar_cells_.size()) end_bar_header();
      return true;
    }
    Block* last = layout_.blocks.empty() ? nullptr : &layout_.blocks.back();
    const bool goes_on = last != nullptr && last->kind == Block::Kind::row && last->part.begin > bars_begin_ &&
                         last->table + 1 == layout_.tables.size() && last->cells.size() < layout_.tables.back().size();
    if (goes_on) {
      last->cells.insert(last->cells.end(), cells.begin(), cells.end());
      last->part.end = part.end;
      return true;
    }
    add_row(part, std::move(cells));
    return true;
  }

  void end_bar_header() {
    if (bar_cells_.empty()) return;
    bars_ = Bars::rows;
    bars_begin_ = bar_cells_.back().begin;
    start_table(bar_cells_);
    in_table_ = false;
    const bool unknown = layout_.tables.back().empty();
    if (unknown) add_row({bar_cells_.front().begin, bar_cells_.back().end}, bar_cells_);
    bar_cells_.clear();
  }

  void add_row(Part part, std::vector<Part> cells) {
    Block& row = add(Block::Kind::row, part);
    row.table = layout_.tables.size() - 1;
    row.cells = std::move(cells);
  }

  void start_table(const std::vector<Part>& header) {
    std::vector<std::string_view> names;
    for (const Part cell : header) names.push_back(without_marks(text_of(cell)));
    layout_.tables.push_back(columns_of(names));
    in_table_ = true;
    item_open_ = false;
  }

  [[nodiscard]] std::vector<Part> cells_of(Part row) const {
    if (source_[row.begin] == '|') ++row.begin;
    if (row.end > row.begin && source_[row.end - 1] == '|') --row.end;
    return cells_at(row, '|');
  }

  [[nodiscard]] std::vector<Part> cells_at(Part row, char mark) const {
    std::vector<Part> cells;
    std::size_t begin = row.begin;
    for (std::size_t i = row.begin; i <= row.end; ++i) {
      const bool bar = i == row.end || (source_[i] == mark && (i == row.begin || source_[i - 1] != '\\'));
      if (!bar) continue;
      cells.push_back(stripped({begin, i}));
      begin = i + 1;
    }
    return cells;
  }

  bool heading_line(Part part, std::string_view next, std::size_t indent) {
    constexpr std::size_t indent_max = 3;  // deeper, `# …` is a remark in a program (CommonMark 4.2)
    const std::string_view text = text_of(part);
    Marked marked = indent <= indent_max ? marked_heading(text) : Marked{};
    if (marked.level == 0) marked = html_heading(text);
    int level = marked.level;
    const int awaited = std::exchange(awaited_level_, 0);
    if (level > 0) {
      part = stripped({part.begin + marked.text.begin, part.begin + marked.text.end});
      if (part.begin == part.end) {
        end_paragraph();
        awaited_level_ = level;
        return true;
      }
      if (is_sentence(text_of(part))) {
        end_paragraph();
        in_table_ = false;
        item_open_ = false;
        add(Block::Kind::paragraph, part);
        return true;
      }
    } else if (awaited > 0 && is_bare_heading(text)) {
      level = awaited;
    } else if (list_mark_size(text) > 0) {
      return false;
    } else if (!paragraph_ &&
               (is_rule(next, '=') || (is_rule(next, '-') && text.find('|') == std::string_view::npos)) &&
               !is_value_line(text)) {
      level = is_rule(next, '=') ? 1 : 2;
    } else if (!paragraph_ && is_underlined(text, next)) {
      level = 3;
      is_underline_ = true;
    } else if (!paragraph_ && is_capitals(text) && !is_value_line(text)) {
      level = level_capitals;
    } else if (!paragraph_ && (is_bold_line(text) || is_label(text)) && !is_value_line(text)) {
      level = level_label;
    }
    if (level == 0) return false;
    end_paragraph();
    in_table_ = false;
    item_open_ = false;
    const bool says_title = !layout_.title.empty() && text_of(part).contains(layout_.title);
    Heading heading = level == level_label ? lead_from(text_of(part), level) : heading_from(text_of(part), level);
    const bool beside = !headings_.empty() && headings_.back().section == Section::indicators;
    if (beside && heading.section == Section::neutral && names_users(text_of(part))) {
      heading.section = Section::indicators;
      heading.values = kind_named("account");
    }
    enter(std::move(heading), says_title);
    if (layout_.title.empty() && level <= level_capitals && !is_marking(part))
      layout_.title = std::string(without_marks(text_of(part)));
    add(Block::Kind::heading, part);
    return true;
  }

  /// A heading that says nothing about values keeps what the one above it said. `says_title`: that of the fields above
  /// the text, whatever its level.
  void enter(Heading heading, bool says_title = false) {
    while (!headings_.empty() && headings_.back().level >= heading.level) headings_.pop_back();
    const bool first = std::exchange(is_first_heading_, false);
    heading.is_title = first && (heading.level == 1 || says_title);
    // "Malware analysis of X" is the title of all, and says nothing of the lists below its own headings.
    const bool tells = !headings_.empty() && (!headings_.back().is_title || has(headings_.back().cues, cue_indicator));
    // "Project Questions", and what they ask below it: nobody is to write there.
    const bool own_question = heading.asks && !headings_.empty() && headings_.back().section == Section::contact;
    if (heading.section == Section::neutral && tells && !own_question) {
      heading.section = headings_.back().section;
      if (!heading.values) heading.values = headings_.back().values;
      if (heading.section == Section::indicators && has(heading.cues, cue_package) && !heading.values)
        heading.values = kind_named("package");
      heading.cues |= headings_.back().cues;
    }
    // "IOCs", and "Samples" below it
    if (heading.section == Section::indicators && !headings_.empty())
      heading.cues |= headings_.back().cues & cue_indicator;
    headings_.push_back(std::move(heading));
  }

  void paragraph_line(Part part, std::string_view next) {
    const std::string_view text = text_of(part);
    const bool is_led_in = !headings_.empty() && headings_.back().section == Section::indicators && lists_names() &&
                           !paragraph_ && is_package_line(text);
    while (!is_led_in && !headings_.empty() && headings_.back().level >= level_lead_in) headings_.pop_back();
    const Section section = headings_.empty() ? Section::neutral : headings_.back().section;
    if (paragraph_ && is_link_line(text) && !announces_values(text_of(*paragraph_))) {
      paragraph_->end = part.end;  // "The full report is here:", and the address below it
      return;
    }
    if (section == Section::indicators &&
        (is_value_line(text) || is_labelled_value(text) || goes_on_from_line_before(part))) {
      end_paragraph();
      if (is_line_of_places(text)) {
        for (const std::string_view word : base::split(text, ' ')) {
          const std::size_t begin = part.begin + static_cast<std::size_t>(word.data() - text.data());
          const std::size_t mark = word.ends_with(',') || word.ends_with(';') ? 1 : 0;
          add(Block::Kind::code, {begin, begin + word.size() - mark});
        }
      } else {
        add_line(part);
      }
      return;
    }
    if (section == Section::indicators && lists_names() && (is_package_line(text) || is_account_line(text))) {
      end_paragraph();
      const bool head = column_named(text.substr(0, text.find('\t'))).meaning != Meaning::none;
      if (!head) add_line(part);
      return;
    }
    if (section == Section::neutral && is_listed(part, next)) {
      end_paragraph();
      add_line(part);
      layout_.blocks.back().section = Section::indicators;
      return;
    }
    if (ends_references(text, next, section)) {
      end_paragraph();
      enter(heading_from(text, level_label));
      add(Block::Kind::heading, part);
      return;
    }
    if (leads_in_a_list(text, next)) {
      end_paragraph();
      const Heading heading = heading_from(text, level_label);
      if (heading.section != Section::neutral) enter(heading);
      add(Block::Kind::heading, part);
      return;
    }
    if (paragraph_ && (is_whole_paragraph(part) || is_whole_paragraph(last_line_))) end_paragraph();
    if (!paragraph_) paragraph_ = part;
    paragraph_->end = part.end;
    last_line_ = part;
  }

  /// No writer breaks lines that are so long: each is a paragraph, as pages leave them, and what stands above or below it
  /// is another one.
  static bool is_whole_paragraph(Part line) {
    constexpr std::size_t broken_bytes_max = 180;
    return line.end - line.begin > broken_bytes_max;
  }

  /// "GreenMoth", and "Moth" below another account: in capitals, as headings are, but no word that heads a section.
  [[nodiscard]] bool is_account_line(std::string_view text) const {
    if (headings_.back().values->types.front() != model::ValueType::account || !is_bare_heading(text)) return false;
    const bool in_list = !layout_.blocks.empty() && layout_.blocks.back().kind == Block::Kind::code;
    const bool inner = std::ranges::any_of(text.substr(1), [](char c) { return base::is_upper(c) || is_digit(c); });
    return !text.contains(' ') && (inner || in_list) && cues_of(text) == 0 && !ends_a_section(text);
  }

  [[nodiscard]] bool lists_names() const {
    if (!headings_.back().values) return false;
    const model::ValueType type = headings_.back().values->types.front();
    return type == model::ValueType::package || type == model::ValueType::account;
  }

  /// "Indicators of compromise", "Appendix B: Samples" behind acknowledgements or references, in a page without blank lines.
  static bool ends_references(std::string_view text, std::string_view next, Section section) {
    if (section != Section::references || !is_bare_heading(text) || is_link_line(next)) return false;
    return text.starts_with("Appendix ") || text.starts_with("Annexe ") || has(cues_of(text), cue_indicator);
  }

  /// "Indicators of compromise", "C2 servers": a line without a mark, above a list that needs no blank line.
  static bool leads_in_a_list(std::string_view text, std::string_view next) {
    if (!is_bare_heading(text)) return false;
    if (is_value_line(next)) return true;
    const Heading heading = heading_from(text, level_label);
    if (next.empty()) return false;
    const bool accounts = heading.values && heading.values->types.front() == model::ValueType::account;
    if (accounts && next.find(' ') == std::string_view::npos) return true;  // a name in capitals may be one
    const bool packages = heading.values && heading.values->types.front() == model::ValueType::package;
    if (packages && is_package_line(next)) return true;
    constexpr std::ptrdiff_t blanks_max = 2;  // "Additional Resources"
    if (heading.section == Section::references) return std::ranges::count(text, ' ') <= blanks_max;
    return heading.section == Section::indicators && has(heading.cues, cue_indicator) &&
           (is_bare_heading(next) || is_label(next));
  }

  /// One of several lines below each other that are nothing but a value: a list, whatever stands above it. One line
  /// alone is a footer's or a caption's; plain URLs below each other are where to read on.
  bool is_listed(Part part, std::string_view next) {
    const bool in_list = listed_until_ != 0 && listed_until_ + 1 >= part.begin;
    const auto is_value = [](std::string_view line) {
      return line.find("://") == std::string_view::npos && line.find('.') != std::string_view::npos &&
             is_value_line(line);
    };
    const std::string_view text = text_of(part);
    if (!is_value(text) || !(in_list || is_value(next))) return false;
    // Below a name whose dot is broken, a whole one is what it is compared with: "Domain | Legitimate domain".
    const bool broken = text.find('[') != std::string_view::npos;
    if (in_list && listed_broken_ && !broken && std::ranges::any_of(text, base::is_alpha)) return false;
    listed_broken_ = broken;
    listed_until_ = std::min(source_.find('\n', part.end), source_.size());
    return true;
  }

  /// One of several lines of a block of code that are an address each, whatever stands above it.
  bool is_listed_address(Part part, std::string_view next) {
    const auto is_address = [](std::string_view line) {
      return line.find_first_not_of("0123456789.[]") == std::string_view::npos && line.contains('.') &&
             is_value_line(line);
    };
    const bool in_list = listed_until_ != 0 && listed_until_ + 1 >= part.begin;
    if (!is_address(text_of(part)) || !(in_list || is_address(next))) return false;
    listed_until_ = std::min(source_.find('\n', part.end), source_.size());
    return true;
  }

  void end_paragraph() {
    if (!paragraph_) return;
    const Part part = *paragraph_;
    paragraph_.reset();
    const std::string_view text = text_of(part);
    if (is_head_of_columns(text)) {
      enter({level_label, Section::indicators, std::nullopt, cues_of(text) & cue_hash, false});
      add(Block::Kind::heading, part);
      return;
    }
    if (is_bare_heading(text)) {
      Heading heading = heading_from(text, level_label);
      // "Genuine repository", and then "What the intruders did", "Traffic analysis".
      const bool turns = !headings_.empty() && headings_.back().section == Section::harmless &&
                         (has(heading.cues, cue_harmful) || text.contains(' '));
      // "Ruby gems" somewhere below "Indicators", which have the same level where no mark tells them apart.
      const bool below = !headings_.empty() && headings_.back().section == Section::indicators;
      if (below && heading.section == Section::neutral && has(heading.cues, cue_package)) {
        heading.section = Section::indicators;
        heading.values = kind_named("package");
      }
      if (heading.section != Section::neutral || ends_a_section(text) || turns) {
        enter(std::move(heading));
        add(Block::Kind::heading, part);
        return;
      }
    }
    const bool leads = text.ends_with(':') || ends_with_dash(text);
    const std::string_view last = last_sentence(text);
    Heading lead = leads ? lead_from(last, level_lead_in) : Heading{};
    if (leads && lead.section == Section::neutral && points_back(last) && last.size() + 2 < text.size())
      lead = lead_from(last_sentence(text.substr(0, text.size() - last.size() - 2)), level_lead_in);
    add(Block::Kind::paragraph, part);
    if (leads) enter(std::move(lead));
  }

  /// "Block the addresses of the C2 server. These are a few of them:" — the last words point at those before them.
  [[nodiscard]] static bool points_back(std::string_view sentence) {
    static constexpr auto begins =
        std::to_array<std::string_view>({"These are ", "They are ", "Here are ", "These include", "They include",
                                         "Among them", "Some of them", "A few of them", "En voici", "Les voici"});
    return std::ranges::any_of(begins, [&](std::string_view word) { return sentence.starts_with(word); });
  }

  /// "These packages were:" says what they are in the paragraphs above it: "… told of two malicious packages."
  [[nodiscard]] Heading lead_from(std::string_view text, int level) const {
    Heading lead = heading_from(text, level);
    if (!lead.values && tells_bad_versions(text, lead.cues) && is_below_packages()) {
      lead.section = Section::indicators;
      lead.values = kind_named("package");
    }
    if (lead.section != Section::neutral || !has(lead.cues, cue_package)) return lead;
    const Cues above = cues_of_paragraphs_before();
    if (has(above, cue_package) && has(above, cue_harmful)) {
      lead.section = Section::indicators;
      lead.values = kind_named("package");
    }
    return lead;
  }

  /// "These versions were malicious:"
  [[nodiscard]] static bool tells_bad_versions(std::string_view text, Cues cues) {
    return base::find_ignoring_case(text, "version") < text.size() && has(cues, cue_harmful | cue_incident) &&
           !has(cues, cue_harmless | cue_remedy);
  }

  /// Whether the nearest heading that says what its values are heads packages.
  [[nodiscard]] bool is_below_packages() const {
    const auto told = std::find_if(headings_.rbegin(), headings_.rend(),
                                   [](const Heading& heading) { return heading.values.has_value(); });
    return told != headings_.rend() && told->section == Section::indicators && !told->values->types.empty() &&
           told->values->types.front() == model::ValueType::package;
  }

  /// Of the last sentences of the nearest paragraphs, up to a heading.
  [[nodiscard]] Cues cues_of_paragraphs_before() const {
    constexpr std::size_t blocks_max = 4;
    Cues cues = 0;
    std::size_t seen = 0;
    for (auto block = layout_.blocks.rbegin(); block != layout_.blocks.rend() && seen < blocks_max; ++block, ++seen) {
      if (block->kind == Block::Kind::heading) break;
      if (block->kind == Block::Kind::paragraph) cues |= cues_of(last_sentences(text_of(block->part)));
    }
    return cues;
  }

  /// Only a line end and blanks part them, and the value before them is not complete.
  [[nodiscard]] bool goes_on_from_line_before(Part part) const {
    if (layout_.blocks.empty()) return false;
    const Block::Kind kind = layout_.blocks.back().kind;
    if (kind != Block::Kind::code && kind != Block::Kind::item) return false;
    std::size_t end = layout_.blocks.back().part.end;
    while (end < part.begin && source_[end] != '\n') ++end;
    return end < part.begin && source_.find('\n', end + 1) > part.begin && goes_on(source_, end);
  }

  /// A line of its own, or the rest of the one before it.
  void add_line(Part part) {
    if (goes_on_from_line_before(part)) {
      layout_.blocks.back().part.end = part.end;
    } else {
      add(Block::Kind::code, part);
    }
  }

  Block& add(Block::Kind kind, Part part) {
    Block block;
    block.kind = kind;
    block.part = part;
    block.is_program = fenced_ && is_program_;
    block.is_fenced = fenced_;
    if (!headings_.empty()) {
      block.section = headings_.back().section;
      block.values = headings_.back().values;
      block.heading_cues = headings_.back().cues;
    }
    layout_.blocks.push_back(std::move(block));
    return layout_.blocks.back();
  }

  std::string_view source_;
  Layout layout_;
  std::vector<Heading> headings_;
  std::optional<Part> paragraph_;
  Part last_line_;  ///< of the paragraph
  bool fenced_ = false;
  std::size_t hash_line_end_ = 0;  ///< of the last line of code that was a hash, with the remarks below it
  std::size_t hash_indent_ = 0;
  bool cites_ = false;         ///< the lines of the fence are references
  bool in_pem_ = false;        ///< a key or certificate as text
  bool is_program_ = false;    ///< what the fence holds
  bool is_underline_ = false;  ///< the next line only underlines the heading before it
  bool in_table_ = false;
  bool in_tabs_ = false;  ///< a table whose cells tabs part
  std::optional<HtmlRows> html_table_;
  Bars bars_ = Bars::none;
  std::vector<Part> bar_cells_;  ///< of the header that is being read
  std::size_t bars_begin_ = 0;   ///< where the rows of the table begin
  bool item_open_ = false;
  std::size_t item_indent_ = 0;     ///< of the last item
  std::size_t leading_indent_ = 0;  ///< of the item that leads in others
  bool leads_beside_ = false;       ///< that item leads in those at its own depth
  bool is_first_heading_ = true;
  int awaited_level_ = 0;  ///< of a mark that stood alone, as pages leave it: its heading is the next line with text
  std::size_t listed_until_ = 0;  ///< the end of the last line that `is_listed`
  bool listed_broken_ = false;    ///< and whether a dot of it was
};

}  // namespace

bool is_table_rule(std::string_view line) {
  line = trimmed(line);
  if (line.find('-') == std::string_view::npos || line.find('|') == std::string_view::npos) return false;
  return std::ranges::all_of(line, [](char c) { return c == '|' || c == '-' || c == ':' || c == ' ' || c == '\t'; });
}

Layout layout_of(std::string_view source) { return LayoutReader(source).read(); }

}  // namespace clew::intel::detail
