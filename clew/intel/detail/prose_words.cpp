#include "clew/intel/detail/prose_words.h"

#include "clew/base/text.h"
#include "clew/intel/detail/typographic.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::is_alnum;
using base::is_alpha;

/// Letters with accents belong to words: "légitime".
bool is_word_byte(std::string_view text, std::size_t i) {
  return is_alnum(text[i]) || (static_cast<unsigned char>(text[i]) >= 0x80 && !is_typographic(text, i));
}

}  // namespace

std::string words_before(std::string_view text, std::size_t at) {
  constexpr std::size_t look_bytes_max = 48;
  const std::size_t begin = at > look_bytes_max ? at - look_bytes_max : 0;
  std::string words;
  std::size_t count = 0;
  std::size_t end = at;
  while (end > begin && count < 3) {
    while (end > begin && !is_word_byte(text, end - 1)) {
      // A sentence or clause that ended says nothing about what follows.
      if (text[end - 1] == '.' || text[end - 1] == ';' || text[end - 1] == '(' || text[end - 1] == '\n') return words;
      --end;
    }
    std::size_t first = end;
    while (first > begin && is_word_byte(text, first - 1)) --first;
    if (first < end) words = " " + base::lowered(text.substr(first, end - first)) + words;
    end = first;
    ++count;
  }
  return words;
}

bool any_word(std::string_view words, std::initializer_list<std::string_view> wanted) {
  while (!words.empty()) {
    words.remove_prefix(1);
    const std::string_view word = words.substr(0, words.find(' '));
    if (std::ranges::find(wanted, word) != wanted.end()) return true;
    words.remove_prefix(word.size());
  }
  return false;
}

bool names_a_version(std::string_view words) {
  return any_word(words, {"version", "versions", "v", "ver", "build", "release", "upgrade", "firmware"});
}
bool is_called_genuine(std::string_view words) {
  if (any_word(words, {"compromised", "hacked", "abused", "abusing"})) return false;
  return any_word(words, {"legitimate",   "legit",         "benign",   "genuine",  "official",  "impersonate",
                          "impersonates", "impersonating", "imitate",  "imitates", "imitating", "mimic",
                          "mimics",       "mimicking",     "spoofing", "spoofs",   "resembles", "resembling",
                          "légitime",     "légitimes",     "officiel", "usurpant", "usurpe",    "imitant"});
}

bool is_called_harmful_place(std::string_view words) {
  const bool place =
      any_word(words, {"domain", "domains", "site", "sites", "website", "websites", "server", "servers", "host",
                       "hosts", "subdomain", "page", "domaine", "domaines", "serveur", "serveurs"});
  return place && any_word(words, {"malicious", "rogue", "fake", "phishing", "fraudulent", "untrusted", "c2", "c&c",
                                   "attacker-controlled", "typosquatted", "lookalike", "look-alike", "scam",
                                   "malveillant", "malveillants", "frauduleux", "faux"});
}

bool takes_back(std::string_view sentence) {
  static constexpr auto whose = std::to_array<std::string_view>(
      {" we ", " our ", " was listed", " were listed", " nous ", " notre ", " nos ", "a été listé", "a été indiqué"});
  static constexpr auto did = std::to_array<std::string_view>(
      {" list", " includ", " publish", " shared", " named", " report", " indicat", " publi", " indiqué", " inclus"});
  static constexpr auto wrongly =
      std::to_array<std::string_view>({" by mistake", " in error", " mistakenly", " erroneously", " incorrectly",
                                       " par erreur", " à tort", " was a false positive", " were false positives"});
  const std::string words = " " + base::lowered(sentence);
  const auto holds = [&](std::string_view word) { return words.contains(word); };
  return std::ranges::any_of(wrongly, holds) && std::ranges::any_of(whose, holds) && std::ranges::any_of(did, holds);
}

std::string_view label_of(std::string_view text) {
  constexpr std::size_t label_bytes_max = 80;
  static constexpr std::string_view bold = "**";
  if (!text.starts_with(bold)) return {};
  const std::size_t close = text.substr(0, label_bytes_max).find(bold, bold.size());
  if (close == std::string_view::npos || close == bold.size()) return {};
  const bool set_off =
      text[close - 1] == '.' || text[close - 1] == ':' || text.substr(close + bold.size()).starts_with(':');
  return set_off ? text.substr(bold.size(), close - bold.size()) : std::string_view{};
}

bool tells_where_to_read_on(std::string_view sentence) {
  static constexpr auto begins = std::to_array<std::string_view>({"More ", "For more ", "Further ", "Additional "});
  static constexpr auto verbs = std::to_array<std::string_view>(
      {" can be found ", " may be found ", " available ", " see ", " visit ", " refer "});
  return std::ranges::any_of(begins, [&](std::string_view word) { return sentence.starts_with(word); }) &&
         std::ranges::any_of(verbs, [&](std::string_view word) { return sentence.contains(word); });
}

bool states_requirement(std::string_view text, Part sentence) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string_view words = text.substr(sentence.begin, sentence.end - sentence.begin);
  const std::string_view label = words.substr(std::min(words.find_first_of(letters), words.size()));
  return label.starts_with("Requirement") || label.starts_with("Prerequisite");
}

bool speaks_of_own(std::string_view before) {
  constexpr std::size_t look_bytes_max = 300;
  before = before.substr(before.size() - std::min(before.size(), look_bytes_max));
  const std::string words = " " + base::lowered(before);
  const bool own = words.contains(" our own ") || words.contains(" nos propres ") || words.contains(" notre propre ");
  return own && !has(cues_of(before), cue_harmful | cue_incident | cue_c2 | cue_abused | cue_delivery);
}

bool denies_indicators(std::string_view sentence) {
  static constexpr auto denials = std::to_array<std::string_view>(
      {" is not an indicator", " is not an ioc", " are not indicators", " are not iocs", " are no indicators",
       " not related to the ", " not related to this ", " unrelated to the ", " unrelated to this ",
       " ne sont pas des indicateurs", " n'est pas un indicateur", " n’est pas un indicateur"});
  static constexpr auto limits =
      std::to_array<std::string_view>({" alone", " itself", " themselves", " on its own", " on their own",
                                       " necessarily", " seul", " en soi", " only "});
  const std::string words = " " + base::lowered(sentence);
  const auto holds = [&](std::string_view word) { return words.contains(word); };
  return std::ranges::any_of(denials, holds) && std::ranges::none_of(limits, holds);
}

bool is_called_own(std::string_view text, std::size_t end, std::string_view before) {
  constexpr std::size_t look_bytes_max = 120;
  const std::string_view after = text.substr(end, look_bytes_max);
  const std::string lower = base::lowered(after.substr(0, after.find_first_of(".\n")));
  const auto has_any = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
  };
  if (has_any({"imperson", "imitat", "mimic", "look", "pretend", "abuse", "spoof"})) return false;
  const bool we_use = before.ends_with("we use") || before.ends_with("we own") || before.ends_with("we operate");
  return has_any({" is ours", " are ours", " belongs to us", " belong to us", " is our own", " are our own"}) ||
         (we_use && lower.find(" our ") != std::string::npos);
}

bool is_then_called_genuine(std::string_view text, std::size_t end) {
  constexpr std::size_t look_bytes_max = 40;
  std::string_view after = text.substr(end, look_bytes_max);
  while (!after.empty() && (after.front() == '`' || after.front() == '*')) after.remove_prefix(1);
  const std::string lower = base::lowered(after.substr(0, after.find('\n')));
  static constexpr auto leads =
      std::to_array<std::string_view>({" is ", " belongs to ", " (", " \xe2\x80", " \xe2\x86\x92"});
  if (std::ranges::none_of(leads, [&](std::string_view lead) { return lower.starts_with(lead); })) return false;
  static constexpr auto words = std::to_array<std::string_view>(
      {" a legitimate ", " the legitimate ", " a benign ", " not malicious", " a genuine ", " legitimate.",
       "(legitimate)", " legitimate traffic", " trafic l\xc3\xa9gitime"});
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; }) &&
         lower.find(" imperson") == std::string::npos && lower.find(" abuse") == std::string::npos;
}

bool is_then_called_fake(std::string_view text, std::size_t end) {
  constexpr std::size_t look_bytes_max = 40;
  std::string_view after = text.substr(end, look_bytes_max);
  while (!after.empty() && (after.front() == '`' || after.front() == '*' || after.front() == '/'))
    after.remove_prefix(1);
  static constexpr auto deeds = std::to_array<std::string_view>(
      {" is impersonating ", " impersonates ", " poses as ", " pretends to be ", " is a fake ", " is a phishing ",
       " is distributing ", " distributes ", " mimics ", " is mimicking ", " is not affiliated "});
  return std::ranges::any_of(deeds, [&](std::string_view deed) { return after.starts_with(deed); });
}

bool is_talked_to(std::string_view words) {
  return any_word(words, {"connect",
                          "connects",
                          "connected",
                          "connecting",
                          "connection",
                          "connections",
                          "contact",
                          "contacts",
                          "contacted",
                          "contacting",
                          "communicate",
                          "communicates",
                          "communicated",
                          "communicating",
                          "beacons",
                          "beaconed",
                          "beaconing",
                          "reaches",
                          "reached",
                          "resolves",
                          "resolved",
                          "resolving",
                          "resolve",
                          "posts",
                          "uploads",
                          "uploaded",
                          "exfiltrates",
                          "exfiltrated",
                          "exfiltrating",
                          "sends",
                          "sent",
                          "fetches",
                          "fetched",
                          "retrieves",
                          "retrieved",
                          "hosted",
                          "redirects",
                          "redirected",
                          "redirecting",
                          "traffic",
                          "contacte",
                          "contactent",
                          "interroge",
                          "communique",
                          "communiquent",
                          "connecte",
                          "exfiltre",
                          "h\xc3\xa9"
                          "berg\xc3\xa9"});
}

bool is_called_recipient(std::string_view words) {
  static constexpr auto names =
      std::to_array<std::string_view>({" received by", " delivered to", " recipient", " employee", " email sent to",
                                       " mail sent to", " message sent to", " re\xc3\xa7u par", " destinataire"});
  return std::ranges::any_of(names, [&](std::string_view name) { return words.ends_with(name); });
}

bool fetches(std::string_view line) {
  static constexpr auto marks = std::to_array<std::string_view>({"curl ",
                                                                 "curl.exe",
                                                                 "wget ",
                                                                 "wget.exe",
                                                                 "invoke-webrequest",
                                                                 "iwr ",
                                                                 "invoke-restmethod",
                                                                 "irm ",
                                                                 "start-bitstransfer",
                                                                 "bitsadmin",
                                                                 "certutil",
                                                                 "mshta",
                                                                 "downloadstring",
                                                                 "downloadfile",
                                                                 "downloaddata",
                                                                 "net.webclient",
                                                                 "msiexec",
                                                                 "regsvr32",
                                                                 "urldownloadtofile",
                                                                 "urlretrieve",
                                                                 "requests.get",
                                                                 "requests.post",
                                                                 "axios.",
                                                                 "= \"http",
                                                                 "= 'http",
                                                                 "(\"http",
                                                                 "('http",
                                                                 "= \"hxxp",
                                                                 "(\"hxxp",
                                                                 "fetch("});
  const std::string lower = base::lowered(line);
  return std::ranges::any_of(marks, [&](std::string_view mark) { return lower.find(mark) != std::string::npos; });
}

bool is_stated(std::string_view words) {
  static constexpr auto statements = std::to_array<std::string_view>(
      {" ip is", " ip was", " address is", " address was", " host is", " host was", " server is", " server was"});
  return std::ranges::any_of(statements, [&](std::string_view statement) { return words.ends_with(statement); });
}

bool is_imitated(std::string_view words) {
  return is_called_genuine(words) || words.ends_with(" instead of") || words.ends_with(" au lieu de") ||
         any_word(words, {"typosquat", "typosquats", "typosquatting", "typosquatted", "imitate", "resemble"});
}

bool is_then_called_otherwise(std::string_view text, std::size_t end) {
  static constexpr auto nouns = std::to_array<std::string_view>(
      {"abuse",    "action",   "branch",   "command",   "event",      "field",       "file",    "flag",
       "function", "hook",     "hooks",    "option",    "permission", "permissions", "script",  "service",
       "trigger",  "triggers", "workflow", "workflows", "binary",     "wrapper",     "wrappers"});
  constexpr std::size_t look_bytes = 40;
  std::string_view rest = text.substr(end, look_bytes);
  while (!rest.empty() && (rest.front() == '`' || rest.front() == ' ' || rest.front() == '*')) rest.remove_prefix(1);
  std::size_t word = 0;
  while (word < rest.size() && is_alpha(rest[word])) ++word;
  return std::ranges::find(nouns, rest.substr(0, word)) != nouns.end();
}

bool is_then_called_account(std::string_view text, std::size_t end) {
  constexpr std::size_t look_bytes = 32;
  const std::string_view rest = text.substr(end, look_bytes);
  const std::string line = base::lowered(rest.substr(0, rest.find('\n')));
  return line.contains(" username") || line.contains(" user name") || line.contains(" account") ||
         line.contains(" alias");
}

}  // namespace clew::intel::detail
