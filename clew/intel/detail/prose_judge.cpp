#include "clew/intel/detail/prose_judge.h"

#include "clew/base/text.h"
#include "clew/intel/detail/commonplace.h"
#include "clew/intel/detail/digests.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/prose_tokens.h"
#include "clew/intel/detail/prose_words.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::is_alnum;
using base::is_alpha;
using model::Value;
using model::ValueType;

class Judge {
 public:
  explicit Judge(const Passage& passage) : passage_(passage) {}

  [[nodiscard]] bool is_refusal(const Candidate& candidate) const {
    if (passage_.in_quiet_section() || candidate.link) return false;
    if (is_digest(candidate.shape.type)) {
      if (has(passage_.cues, cue_commit) || passage_.block.section == Section::other_kinds) return false;
      return passage_.block.section == Section::indicators || has(passage_.cues, cue_hash);
    }
    if (is_wallet(candidate.shape.type))
      return passage_.block.section == Section::indicators ||
             has(passage_.cues, cue_wallet | cue_harmful | cue_indicator);
    if (candidate.defanged) return true;
    const bool alone = candidate.leads && passage_.itemised && passage_.block.section == Section::indicators;
    return is_address(candidate.shape.type) && alone && !names_a_version(passage_.said_before(candidate.part.begin));
  }

  [[nodiscard]] bool is_nothing(const Candidate& candidate) const {
    const Value& value = *candidate.shape.value;
    if (value.type() == ValueType::domain && is_class(candidate)) return true;
    const bool placeholder = value.text().contains('[') && value.text().contains(']');  // `C:\Users\[name]\a.exe`
    if (value.type() == ValueType::file_path && placeholder) return true;
    if (candidate.defanged) return false;
    if (value.type() == ValueType::ipv4) return names_a_version(passage_.said_before(candidate.part.begin));
    if (is_piece_of_onion(model::host_of(value))) return true;
    if (value.type() != ValueType::domain) return false;
    if (is_function(value.text()) || is_library(value.text())) return true;
    if (is_login(candidate.part)) return true;
    // "ASP.NET", "Json.NET"
    const std::string_view written =
        passage_.text().substr(candidate.part.begin, candidate.part.end - candidate.part.begin);
    const bool product = written.ends_with(".NET") && passage_.block.section != Section::indicators;
    if (product && !is_called_host(candidate.part)) return true;
    if (!ends_like_file(value.text())) return false;
    if (is_called_host(candidate.part)) return false;
    if (is_in_tree(candidate.part)) return true;
    const bool listed = passage_.itemised && candidate.leads && passage_.block.section == Section::indicators;
    const bool bundle = written.ends_with(".app") && std::ranges::any_of(written, base::is_upper);
    const bool file = bundle || value.text().find('_') != std::string::npos || value.text().ends_with(".zip") ||
                      value.text().ends_with(".py") || value.text().ends_with(".sh");
    return !listed || file;
  }

  [[nodiscard]] std::optional<std::string> why_mention(const Candidate& candidate) const {
    const Value& value = *candidate.shape.value;
    if (auto why = passage_.context.why_not(value)) return why;
    if (passage_.block.section == Section::outside) return "stands outside the article";
    if (passage_.block.section == Section::references && !is_broken_link(candidate)) return "listed as a reference";
    // Whom to pay is a list of mailboxes that anybody may open; a publisher writes from its own.
    const bool ransom = value.type() == ValueType::email && passage_.block.kind == Block::Kind::code &&
                        is_free_mail(model::host_of(value)) && candidate.leads;
    if (passage_.block.section == Section::contact && (!candidate.defanged || value.type() == ValueType::email))
      return ransom ? std::nullopt : std::optional<std::string>("given as a contact");
    if (passage_.block.section == Section::harmless) return "listed as harmless";
    if (is_taken_back()) return std::string(model::why_revoked);
    if (!candidate.defanged && value.type() == ValueType::email && is_authority(model::host_of(value)))
      return "a mail address of an authority";
    if (!candidate.defanged && passage_.block.section != Section::indicators && is_for_examples(model::host_of(value)))
      return "a name kept for examples";
    if (!candidate.defanged && value.type() == ValueType::url && is_authority(model::host_of(value)))
      return "a page of an authority";
    if (value.type() == ValueType::email && (is_signature(candidate) || is_labelled_contact(candidate)))
      return "given as a contact";
    if (value.type() == ValueType::email && is_in_field_of_recipient(candidate.part))
      return "the address of a recipient";
    if (candidate.link && !candidate.defanged) return "the target of a link";
    if (!candidate.defanged && links_to_itself(candidate, value)) return "the text of a link to it";
    const std::string& before = passage_.said_before(candidate.part.begin);
    if (is_called_genuine(before) || is_then_called_genuine(passage_.text(), candidate.part.end))
      return "called genuine";
    const bool is_place = is_address(value.type()) || value.type() == ValueType::cidr ||
                          value.type() == ValueType::domain || value.type() == ValueType::url;
    if (is_place && (is_called_own(passage_.text(), candidate.part.end, before) || is_said_own(candidate)))
      return "called the publisher's own";
    if (!candidate.leads && is_denied()) return "said to be harmless";
    const bool said_harmless = has(passage_.cues, cue_harmless) && !has(passage_.cues, cue_harmful | cue_c2);
    if (said_harmless && (is_digest(value.type()) || (passage_.itemised && !candidate.defanged)))
      return "said to be harmless";
    if (is_digest(value.type())) {
      if (is_digest_of_nothing(value)) return "the hash of an empty file";
      if (before.find("serial") != std::string::npos) return "the serial number of a certificate";
      if (is_just_behind(candidate.part, "ntlm")) return "a password's hash";
      if (is_other_hash(before)) return "a hash of a part of a file";
      if (value.type() == ValueType::sha1 && is_called_version(before)) return "names a revision or a certificate";
      if (passage_.is_behind_hashed_names(candidate.part.begin)) return "the hash of a name";
      if (is_key_or_id(passage_.text(), candidate.part, before) || is_argument_of_program(candidate.part) ||
          is_before_option(candidate.part))
        return "a key, or a number of a program";
      return why_no_digest(value);
    }
    const bool told_by_shape = value.type() == ValueType::cve || value.type() == ValueType::ja3 ||
                               value.type() == ValueType::ja4 || value.type() == ValueType::certificate;
    if (told_by_shape) return std::nullopt;
    if (is_wallet(value.type())) {
      if (asks_for_a_gift()) return "given as a contact";
      const bool begins_line = passage_.block.kind == Block::Kind::code && !passage_.block.is_program;
      const bool begins_item =
          passage_.itemised && (passage_.is_first_in_block(candidate.part) || (begins_line && candidate.leads));
      if (begins_item && has(passage_.cues, cue_victim)) return "called a victim's";
      const bool called =
          passage_.block.section == Section::indicators || has(passage_.cues, cue_wallet | cue_harmful | cue_indicator);
      const bool stands_alone =
          candidate.leads && !has(passage_.cues, cue_contact) && (begins_item || is_whole_block(candidate.part));
      const bool contract = is_just_behind(candidate.part, "contract") ||
                            (passage_.block.kind == Block::Kind::code && is_just_behind(candidate.part, "address ="));
      return called || stands_alone || contract ? std::nullopt : std::optional<std::string>("a wallet in running text");
    }
    if (value.type() == ValueType::url && is_well_known(model::host_of(value)) && leads_elsewhere(candidate.part))
      return "a well-known site that only leads to another";
    const bool served = value.type() == ValueType::domain || (is_address(value.type()) && !candidate.defanged);
    if (served && is_public_service(value.text())) return "a public service";
    if (value.type() == ValueType::url && is_well_known(model::host_of(value)) && is_bare(value.text()))
      return "a well-known site";
    if (!candidate.defanged && value.type() == ValueType::url && is_image(value.text())) return "a container's image";
    if (value.type() == ValueType::url && is_public_service(model::host_of(value)) && is_bare(value.text()))
      return "a public service";
    if (candidate.defanged) {
      const bool vague = value.type() == ValueType::domain && passage_.block.section != Section::indicators &&
                         is_well_known(value.text());
      return vague ? std::optional<std::string>("a well-known site") : std::nullopt;
    }
    return why_mention_of_plain(candidate, value);
  }

 private:
  [[nodiscard]] bool is_called_host(Part part) const {
    return any_word(passage_.said_before(part.begin),
                    {"domain", "domains", "site", "website", "host", "hostname", "c2", "domaine"});
  }

  /// `System[.]Net.WebClient`: a class of a program whose dots were all broken by a machine: no name's last label has a
  /// capital behind a small letter, and is unknown as an ending.
  [[nodiscard]] bool is_class(const Candidate& candidate) const {
    const std::string_view written =
        passage_.text().substr(candidate.part.begin, candidate.part.end - candidate.part.begin);
    const std::size_t dot = written.rfind('.');
    if (dot == std::string_view::npos || dot + 2 >= written.size() || !base::is_upper(written[dot + 1])) return false;
    const std::string_view label = written.substr(dot + 1);
    bool inner = false;
    for (std::size_t i = 1; i < label.size(); ++i)
      inner = inner || (base::is_upper(label[i]) && base::is_lower(label[i - 1]));
    return inner && !model::has_listed_ending(base::lowered(written));
  }

  /// "the user `ann.bloom`": a login of two names, the second of which is a top-level domain as well.
  [[nodiscard]] bool is_login(Part part) const {
    static constexpr auto owners =
        std::to_array<std::string_view>({" user", " username", " utilisateur", " utilisatrice"});
    const std::string_view written = passage_.text().substr(part.begin, part.end - part.begin);
    if (std::ranges::count(written, '.') != 1 || written.find_first_of("0123456789-") != std::string_view::npos)
      return false;
    const std::string& before = passage_.said_before(part.begin);
    return std::ranges::any_of(owners, [&](std::string_view owner) { return before.ends_with(owner); });
  }

  /// `socket.io`: what programs are built with, and named like a host.
  static bool is_library(std::string_view name) { return name == "socket.io" || name == "engine.io"; }

  /// `host + "3ad.onion"`: no hidden service has so short a name (rend-spec-v3: 56 letters, of old 16).
  static bool is_piece_of_onion(std::string_view host) {
    constexpr std::size_t short_bytes = 12;
    return host.ends_with(".onion") && host.size() < short_bytes;
  }

  /// `requests.post`, `subprocess.run`: functions whose names are top-level domains, too.
  static bool is_function(std::string_view name) {
    static constexpr auto libraries = std::to_array<std::string_view>(
        {"adodb",   "array",  "asyncio",    "axios", "console", "document",  "http",     "https",
         "json",    "math",   "object",     "os",    "process", "promise",   "requests", "self",
         "session", "socket", "subprocess", "sys",   "this",    "threading", "window",   "wscript"});
    static constexpr auto functions =
        std::to_array<std::string_view>({"call", "map", "name", "next", "open", "post", "read", "run", "save", "search",
                                         "select", "shell", "show", "stream", "watch"});
    const std::size_t dot = name.find('.');
    return std::ranges::find(libraries, name.substr(0, dot)) != libraries.end() &&
           std::ranges::find(functions, name.substr(dot + 1)) != functions.end();
  }

  /// `[site.example](https://site.example/)`, `[Site.example's report](https://site.example/a)`: who links to a place asks
  /// nobody to keep away from it; but a whole link may be what a list of indicators is made of.
  [[nodiscard]] bool links_to_itself(const Candidate& candidate, const Value& value) const {
    const std::string_view text = passage_.text();
    const Part part = candidate.part;
    if (part.begin == 0 || text[part.begin - 1] != '[') return false;
    // "An untrusted website at [evil.example](…)": whoever writes so did not mean the link.
    if (is_called_harmful_place(passage_.said_before(part.begin))) return false;
    constexpr std::size_t label_bytes_max = 60;
    const std::size_t close = text.substr(part.end, label_bytes_max).find("](");
    const bool whole = close == 0;
    if (close == std::string_view::npos || (whole && passage_.block.section == Section::indicators)) return false;
    if (text.substr(part.end, close).find_first_of("[]\n") != std::string_view::npos) return false;
    constexpr std::size_t target_bytes_max = 300;
    const std::string_view target = text.substr(part.end + close + 2, target_bytes_max);
    const std::string_view host = model::host_of(value);
    return !host.empty() && target.substr(0, target.find(')')).find(host) != std::string_view::npos;
  }

  /// `ghcr.io/name/tool:1.2`: an image at a registry of everybody, which is no place that anything calls.
  static bool is_image(std::string_view text) {
    static constexpr auto registries =
        std::to_array<std::string_view>({"docker.io/", "gcr.io/", "ghcr.io/", "mcr.microsoft.com/", "public.ecr.aws/",
                                         "quay.io/", "registry.gitlab.com/", "registry.k8s.io/"});
    return std::ranges::any_of(registries, [&](std::string_view registry) { return text.starts_with(registry); });
  }

  /// A URL that names no more than its host.
  static bool is_bare(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t slash = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    return slash == std::string_view::npos || slash + 1 == url.size();
  }

  /// "Donate (ETH): 0x…": the publisher's own wallet.
  [[nodiscard]] bool asks_for_a_gift() const {
    if (!has(passage_.cues, cue_contact) || has(passage_.cues, cue_harmful | cue_indicator)) return false;
    const std::string sentence =
        base::lowered(passage_.text().substr(passage_.sentence.begin, passage_.sentence.end - passage_.sentence.begin));
    return sentence.contains("donat");
  }

  /// `To: a@site.example`, and the number of a mail, in headers that the notice shows (RFC 5322 section 3.6).
  [[nodiscard]] bool is_in_field_of_recipient(Part part) const {
    static constexpr auto fields =
        std::to_array<std::string_view>({"to", "cc", "delivered-to", "x-original-to", "message-id", "references"});
    const std::string_view before = passage_.text().substr(0, part.begin);
    constexpr std::size_t look_bytes_max = 200;
    const std::string_view near = before.substr(before.size() > look_bytes_max ? before.size() - look_bytes_max : 0);
    const std::string_view line = near.substr(near.rfind('\n') + 1);
    const std::size_t colon = line.find(':');
    return colon != std::string_view::npos &&
           std::ranges::find(fields, base::lowered(base::trimmed(line.substr(0, colon)))) != fields.end();
  }

  /// "the contract (0x…)", "NTLM hash (`…`)": the word stands close before the value, whatever marks part them.
  [[nodiscard]] bool is_just_behind(Part part, std::string_view word) const {
    constexpr std::size_t look_bytes = 16;
    const std::size_t begin = part.begin > look_bytes ? part.begin - look_bytes : 0;
    const std::string_view before = passage_.text().substr(begin, part.begin - begin);
    return base::find_ignoring_case(before, word) < before.size();
  }

  /// "the affected versions are 4f4c…": revisions of a source.
  static bool is_called_version(std::string_view before) {
    for (const std::string_view verb : {std::string_view(" is"), std::string_view(" are")})
      if (before.ends_with(verb)) before.remove_suffix(verb.size());
    return before.ends_with(" version") || before.ends_with(" versions");
  }

  /// `├── README.md`: a file in a tree of files.
  [[nodiscard]] bool is_in_tree(Part part) const {
    constexpr std::size_t look_bytes_max = 24;
    std::string_view before = passage_.text().substr(0, part.begin);
    before = base::trimmed(before.substr(before.size() - std::min(before.size(), look_bytes_max)));
    return before.ends_with("\xe2\x94\x80");
  }

  /// "Authentihash: 4f4c…": of a part of the file, so that no other program reckons the same of the whole.
  static bool is_other_hash(std::string_view before) {
    static constexpr auto names =
        std::to_array<std::string_view>({" authentihash", " imphash", " import hash", " pehash", " rich header hash"});
    return std::ranges::any_of(names, [&](std::string_view name) { return before.ends_with(name); });
  }

  /// "Bob Writer", "bob [at] news.example": an author's mailbox, which only machines must not read.
  [[nodiscard]] bool is_signature(const Candidate& candidate) const {
    constexpr std::size_t signature_bytes_max = 120;
    const std::string_view text = passage_.text();
    if (!candidate.defanged || passage_.block.section != Section::neutral || passage_.itemised ||
        text.size() > signature_bytes_max)
      return false;
    const std::size_t at = text.find('@', candidate.part.begin);
    const bool plain_host =
        at < candidate.part.end && !passage_.plain.was_defanged(at + 1, candidate.part.end - at - 1);
    const Cues said = cues_of(text.substr(0, candidate.part.begin));
    return plain_host && !has(said, cue_harmful | cue_c2 | cue_indicator | cue_mail | cue_value);
  }

  [[nodiscard]] std::string_view said_in_sentence(std::size_t begin) const {
    return passage_.text().substr(begin, passage_.sentence.end - begin);
  }

  /// "These servers … are not indicators."
  [[nodiscard]] bool is_denied() const {
    if (!passage_.denies) passage_.denies = denies_indicators(said_in_sentence(passage_.sentence.begin));
    return *passage_.denies;
  }

  /// "The domain … is not related. It was listed in error."
  [[nodiscard]] bool is_taken_back() const {
    if (!passage_.revokes) {
      static constexpr auto pronouns =
          std::to_array<std::string_view>({"It ", "They ", "These ", "Il ", "Elle ", "Ils ", "Elles "});
      constexpr std::size_t next_bytes_max = 400;
      std::string_view next = base::trimmed(passage_.text().substr(passage_.sentence.end, next_bytes_max));
      next = next.substr(0, next.find(". "));
      const bool goes_on = std::ranges::any_of(pronouns, [&](std::string_view word) { return next.starts_with(word); });
      passage_.revokes = takes_back(said_in_sentence(passage_.sentence.begin)) || (goes_on && takes_back(next));
    }
    return *passage_.revokes;
  }

  [[nodiscard]] bool is_said_own(const Candidate& candidate) const {
    const std::size_t begin = passage_.sentence.begin;
    if (!passage_.owns) {
      const std::string_view sentence = said_in_sentence(begin);
      passage_.owns = base::find_ignoring_case(sentence, " own ") != std::string_view::npos ||
                      base::find_ignoring_case(sentence, " propre") != std::string_view::npos;
    }
    return *passage_.owns && begin < candidate.part.begin &&
           speaks_of_own(passage_.text().substr(begin, candidate.part.begin - begin));
  }

  /// "Contact: security@supplier.example": also the last line of a section of indicators. Who asks for a ransom has a free mailbox.
  [[nodiscard]] bool is_labelled_contact(const Candidate& candidate) const {
    static constexpr auto labels = std::to_array<std::string_view>(
        {"contact", "contact email", "contact us", "contacts", "media contact", "nous contacter", "point of contact",
         "press contact", "questions", "security contact"});
    if (candidate.defanged || is_free_mail(model::host_of(*candidate.shape.value))) return false;
    std::string_view label = base::trimmed(passage_.text().substr(0, candidate.part.begin));
    label = label.substr(0, label.find_last_not_of("*_:<[`? ") + 1);
    label.remove_prefix(std::min(label.find_first_not_of("*_-+# "), label.size()));
    return std::ranges::binary_search(labels, base::lowered(label));
  }

  /// "a malicious domain (evil.example)", "An untrusted website at [evil.example](…)"
  [[nodiscard]] bool is_called_harmful(Part part) const {
    const std::string& before = passage_.said_before(part.begin);
    if (is_called_harmful_place(before)) return true;
    std::size_t at = part.begin;
    const std::string_view text = passage_.text();
    while (at > 0 && (text[at - 1] == '`' || text[at - 1] == '*' || text[at - 1] == '[')) --at;
    return at > 0 && text[at - 1] == '(' && is_called_harmful_place(words_before(text, at - 1));
  }

  /// Nothing but marks stands beside the value.
  [[nodiscard]] bool is_whole_block(Part part) const {
    const std::string_view text = passage_.text();
    constexpr std::size_t block_bytes_max = 200;
    if (text.size() > block_bytes_max) return false;
    const auto blank = [](char c) { return !is_alnum(c); };
    return std::ranges::all_of(text.substr(0, part.begin), blank) && std::ranges::all_of(text.substr(part.end), blank);
  }

  /// `https://www.google.com/url?q=https://…`, and a URL that was cut off before such a query.
  [[nodiscard]] bool leads_elsewhere(Part part) const {
    const std::string_view text = passage_.text();
    std::size_t end = part.begin;
    while (end < text.size() && !parts_tokens(text[end])) ++end;
    return url_in_query(text, {part.begin, end}).has_value();
  }

  /// `decrypt('4f4c…')` in the source of a program that the notice shows.
  [[nodiscard]] bool is_argument_of_program(Part part) const {
    const std::string_view before = passage_.text().substr(0, part.begin);
    return passage_.block.kind == Block::Kind::code && passage_.block.section == Section::neutral &&
           !has(passage_.cues, cue_hash) && (before.ends_with("('") || before.ends_with("(\""));
  }

  /// `a.exe 4f4c… --update`: what a program is started with.
  [[nodiscard]] bool is_before_option(Part part) const {
    const std::string_view behind = passage_.text().substr(part.end, 4);
    return behind.size() == 4 && behind.starts_with(" --") && is_alpha(behind[3]);
  }

  [[nodiscard]] std::optional<std::string> why_no_digest(const Value& value) const {
    const bool short_digest = value.type() == ValueType::md5 || value.type() == ValueType::sha1;
    if (has(passage_.cues, cue_commit) && !has(passage_.cues, cue_hash) && short_digest)
      return "names a revision or a certificate";
    if (passage_.block.section == Section::other_kinds && short_digest) return "listed under a kind that is not hunted";
    const bool remedy = has(passage_.cues, cue_remedy) || has(passage_.block.heading_cues, cue_remedy);
    if (remedy && passage_.block.section != Section::indicators &&
        !has(passage_.cues, cue_harmful | cue_c2 | cue_payload))
      return "of what is offered as a remedy";
    return std::nullopt;
  }

  /// "Framework 4.0.30.19": directly behind a word that begins with a capital and does not begin the sentence.
  [[nodiscard]] bool follows_a_product(Part part) const {
    const std::string_view text = passage_.text();
    if (part.begin < 2 || text[part.begin - 1] != ' ') return false;
    std::size_t begin = part.begin - 1;
    while (begin > 0 && is_alpha(text[begin - 1])) --begin;
    const std::string_view word = text.substr(begin, part.begin - 1 - begin);
    if (word.size() < 3 || !base::is_upper(word.front()) || std::ranges::none_of(word, base::is_lower)) return false;
    static constexpr auto places = std::to_array<std::string_view>(
        {"address", "addresses", "adresse", "and", "from", "host", "hosts", "ips", "server", "servers", "via", "with"});
    if (std::ranges::find(places, base::lowered(word)) != places.end()) return false;
    // The first word of a sentence or cell has its capital from there.
    if (begin > 0 && text[begin - 1] == '(') return true;
    return begin > 0 && text[begin - 1] == ' ' && begin > 1 && (is_alnum(text[begin - 2]) || text[begin - 2] == ',');
  }

  /// "connects to 198.51.100.7:8443", "IP: 198.51.100.7": an address in a sentence about something that talks to it.
  [[nodiscard]] bool is_contacted(const Candidate& candidate, const Value& value) const {
    const std::string& before = passage_.said_before(candidate.part.begin);
    static constexpr auto kinds = std::to_array<std::string_view>(
        {" ip", " ips", " ipv4", " ipv6", " address", " addresses", " adresse", " adresses"});
    const auto ends = [&](std::string_view word) { return before.ends_with(word); };
    if (std::ranges::any_of(kinds, ends)) return true;
    if (is_filtered_for(candidate.part)) return true;
    std::string_view after = passage_.text().substr(candidate.part.end);
    while (!after.empty() && (after.front() == '`' || after.front() == '*')) after.remove_prefix(1);
    static constexpr auto ports = std::to_array<std::string_view>(
        {" on port", " on TCP", " on UDP", " over port", " over TCP", " port ", " (port", " sur le port"});
    if (std::ranges::any_of(ports, [&](std::string_view port) { return after.starts_with(port); })) return true;
    static constexpr auto ways = std::to_array<std::string_view>(
        {" to", " from", " at", " with", " via", " by", " and", " or", " server", " host", " contacts", " à", " vers"});
    const bool spoken_of = value.port() || has(passage_.cues, cue_payload | cue_delivery);
    if (std::ranges::any_of(ways, ends) && spoken_of) return true;
    if (looks_like_version(value)) return false;
    // "Suspicious activity \xe2\x80\x94 probes from `198.51.100.7`"
    if (candidate.code && ends(" from") && has(passage_.cues, cue_incident | cue_observed | cue_harmful)) return true;
    // "The mail originated from 198.51.100.7"
    const bool whence = ends(" originated from") || ends(" originates from") || ends(" originating from");
    if (whence && has(passage_.cues, cue_mail | cue_incident | cue_observed | cue_harmful)) return true;
    const bool led_to = ends(" to") || ends(" from") || ends(" with");
    return is_talked_to(before) || (led_to && speaks_of_connections());
  }

  /// `ip.addr == 198.51.100.7`: what a filter of packets looks for.
  [[nodiscard]] bool is_filtered_for(Part part) const {
    static constexpr auto fields = std::to_array<std::string_view>({"ip.addr", "ip.dst", "ip.src", "ip.host"});
    std::string_view before = base::trimmed(passage_.text().substr(0, part.begin));
    const bool compares = before.ends_with("==") || before.ends_with(" eq");
    if (!compares) return false;
    before = base::trimmed(before.substr(0, before.size() - 2));
    return std::ranges::any_of(fields, [&](std::string_view field) { return before.ends_with(field); });
  }

  /// "Connections were observed to …": asked once of a sentence.
  [[nodiscard]] bool speaks_of_connections() const {
    if (!passage_.connects) {
      const std::string_view text =
          passage_.text().substr(passage_.sentence.begin, passage_.sentence.end - passage_.sentence.begin);
      passage_.connects = base::find_ignoring_case(text, "connections ") < text.size() ||
                          base::find_ignoring_case(text, "connection ") < text.size() ||
                          base::find_ignoring_case(text, "traffic ") < text.size();
    }
    return *passage_.connects;
  }

  /// "It attempts to contact `198.51.100.7` and a page (`https://evil.example/ip`).": asked once of a sentence.
  [[nodiscard]] bool tells_of_calls() const {
    static constexpr auto deeds = std::to_array<std::string_view>(
        {" attempts to contact ", " tries to contact ", " contacts ", " contacted ", " contacting ", " connects to ",
         " communicates with ", " beacons to ", " phones home to "});
    if (!passage_.calls) {
      const std::string_view text =
          passage_.text().substr(passage_.sentence.begin, passage_.sentence.end - passage_.sentence.begin);
      passage_.calls = !has(passage_.cues, cue_reference | cue_harmless | cue_remedy) &&
                       std::ranges::any_of(deeds, [&](std::string_view deed) {
                         return base::find_ignoring_case(text, deed) < text.size();
                       });
    }
    return *passage_.calls;
  }

  /// "connected to 198.51.100.7, 198.51.100.8 and 198.51.100.9", "evil[.]example – 198.51.100.7": what is said of the first
  /// is said of all.
  [[nodiscard]] bool goes_on_with_addresses(Part part) const {
    constexpr std::size_t gap_bytes_max = 12;
    if (!passage_.last_host_end || *passage_.last_host_end > part.begin ||
        part.begin - *passage_.last_host_end > gap_bytes_max)
      return false;
    std::string gap =
        base::lowered(passage_.text().substr(*passage_.last_host_end, part.begin - *passage_.last_host_end));
    std::erase_if(gap, [](char c) { return c == '`' || c == '*' || c == ' ' || c == '\n' || c == '"'; });
    static constexpr auto joints = std::to_array<std::string_view>(
        {",", "and", ",and", "or", ",or", "&", "et", ",et", "-", "\xe2\x80\x93", "->", "\xe2\x86\x92"});
    return std::ranges::find(joints, gap) != joints.end();
  }

  /// `GET evil.example /a`, `POST http://198.51.100.7/b`: a request that the notice shows.
  [[nodiscard]] bool is_requested(Part part) const {
    if (has(passage_.cues, cue_reference | cue_harmless | cue_remedy)) return false;
    const std::string_view before = passage_.text().substr(0, part.begin);
    static constexpr auto methods = std::to_array<std::string_view>({"GET ", "POST ", "PUT ", "HEAD ", "CONNECT "});
    return std::ranges::any_of(methods, [&](std::string_view method) {
      if (!before.ends_with(method)) return false;
      const std::string_view lead = before.substr(0, before.size() - method.size());
      return lead.empty() || !is_alnum(lead.back());
    });
  }

  /// `let malicious_domains = dynamic(["evil.example"])`: the name of a variable says what is in it.
  [[nodiscard]] bool is_in_named_list(Part part) const {
    constexpr std::size_t look_bytes_max = 400;
    const std::string_view text = passage_.text();
    if (part.begin == 0 || (text[part.begin - 1] != '"' && text[part.begin - 1] != '\'')) return false;
    const std::size_t begin = part.begin > look_bytes_max ? part.begin - look_bytes_max : 0;
    const std::string before = base::lowered(text.substr(begin, part.begin - begin));
    const std::size_t sets = before.rfind('=');
    if (sets == std::string::npos || before.find('[', sets) == std::string::npos) return false;
    const std::string_view lead = base::trimmed(std::string_view(before).substr(0, sets));
    const std::size_t first = lead.find_last_of(" \n\t(;");
    const std::string_view name = first == std::string_view::npos ? lead : lead.substr(first + 1);
    const auto says = [&](std::initializer_list<std::string_view> words) {
      return std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
    };
    return says({"malicious", "ioc", "c2", "suspicious", "phish", "attacker", "bad_", "evil", "delivery", "dropper",
                 "exfil", "payload", "malware"}) &&
           says({"domain", "host", "ip", "addr", "url", "ioc", "c2"});
  }

  /// "Once executed, it sends a GET request to the domain evil.example"
  [[nodiscard]] bool is_asked_once_run(Part part) const {
    if (has(passage_.cues, cue_reference | cue_harmless | cue_remedy)) return false;
    constexpr std::size_t look_bytes_max = 200;
    const std::size_t begin =
        std::max(passage_.sentence.begin, part.begin > look_bytes_max ? part.begin - look_bytes_max : 0);
    const std::string words = base::lowered(passage_.text().substr(begin, part.begin - begin));
    static constexpr auto asks = std::to_array<std::string_view>(
        {" request to ", " requests to ", " request to the domain ", " requests to the domain ",
         " request to the server ", " requests to the server ", " request to the url ", " requests to the url "});
    static constexpr auto runs = std::to_array<std::string_view>(
        {"execution", "executed", "infect", "launched", "malware", "payload", "once run"});
    std::string_view lead = words;
    while (!lead.empty() && (lead.back() == '`' || lead.back() == '"')) lead.remove_suffix(1);
    return std::ranges::any_of(asks, [&](std::string_view ask) { return lead.ends_with(ask); }) &&
           std::ranges::any_of(runs, [&](std::string_view run) { return lead.contains(run); });
  }

  /// "9.3.2.15": most of its numbers are as small as those of versions.
  static bool looks_like_version(const Value& value) {
    const auto address = model::Address::parse(value.text());
    if (!address || !address->is_ipv4()) return false;
    constexpr int small_max = 31;
    constexpr std::ptrdiff_t few = 3;
    return std::count_if(address->bytes.begin() + 12, address->bytes.end(),
                         [](std::uint8_t octet) { return octet <= small_max; }) >= few;
  }

  /// "The domain evil.example was registered in May": who looks that up means the intruder's.
  [[nodiscard]] bool is_registered_or_resolved() const {
    if (!passage_.resolves) {
      const std::string sentence = base::lowered(
          passage_.text().substr(passage_.sentence.begin, passage_.sentence.end - passage_.sentence.begin));
      passage_.resolves = std::ranges::any_of(
          std::to_array<std::string_view>({" registered ", " resolved ", " resolves ", " resolving "}),
          [&](std::string_view word) { return sentence.find(word) != std::string::npos; });
    }
    return *passage_.resolves;
  }

  /// A file or page of somebody at a site of everybody: `https://github.com/evil/tool.zip` in a sentence that says that
  /// it is fetched from there.
  [[nodiscard]] bool is_kept_there(const Candidate& candidate, const Value& value) const {
    if (candidate.link || has(passage_.cues, cue_reference | cue_harmless | cue_remedy)) return false;
    const bool fetched = is_in_program(candidate) || is_fetched(candidate.part);
    if (is_public_service(model::host_of(value))) {
      const bool headed = passage_.itemised && candidate.leads && passage_.block.section == Section::indicators &&
                          has(passage_.block.heading_cues, cue_delivery | cue_payload | cue_c2 | cue_harmful);
      return !is_bare(value.text()) && (fetched || headed);
    }
    static constexpr auto keepers = std::to_array<std::string_view>({"github.com", "gitlab.com", "bitbucket.org"});
    const bool keeps = std::ranges::find(keepers, model::host_of(value)) != keepers.end();
    if (!keeps) return false;
    const bool listed =
        passage_.itemised && passage_.block.section == Section::indicators && candidate.leads && !is_bare(value.text());
    if (listed) {
      if (has(passage_.block.heading_cues, cue_harmful | cue_delivery | cue_payload | cue_c2)) return true;
      // Who fences off a list of indicators puts nothing else into it.
      if (passage_.block.is_fenced && has(passage_.block.heading_cues, cue_indicator)) return true;
      constexpr std::size_t words_bytes_max = 200;
      const std::string_view behind = passage_.text().substr(candidate.part.end, words_bytes_max);
      if (has(cues_of(behind.substr(0, behind.find('\n'))), cue_harmful | cue_payload)) return true;
    }
    return has(passage_.cues, cue_harmful | cue_payload | cue_c2) &&
           any_word(passage_.said_before(candidate.part.begin), {"hosted", "downloaded", "cloned", "fetched"});
  }

  /// In the source of a program that the notice shows: its URLs are what the program asks for.
  [[nodiscard]] bool is_in_program(const Candidate& candidate) const {
    if (has(passage_.cues, cue_reference | cue_harmless | cue_remedy)) return false;
    const bool shown = passage_.block.kind == Block::Kind::code && passage_.block.section == Section::neutral;
    const bool span = candidate.code && has(passage_.cues, cue_harmful | cue_c2) && !passage_.itemised;
    if (!shown && !span) return false;
    static constexpr auto fields = std::to_array<std::string_view>(
        {" homepage", " repository", " url git", " bugs", " license", " author", " xmlns", " href", " namespace"});
    const std::string& before = passage_.said_before(candidate.part.begin);
    return std::ranges::none_of(fields,
                                [&](std::string_view field) { return before.find(field) != std::string::npos; });
  }

  /// The line around a place holds a command that fetches something: `curl -o x https://…`.
  [[nodiscard]] bool is_fetched(Part part) const {
    if (part.begin < passage_.line.begin || part.begin >= passage_.line.end) {
      const std::string_view text = passage_.text();
      const std::size_t before = part.begin == 0 ? std::string_view::npos : text.rfind('\n', part.begin - 1);
      passage_.line = {before == std::string_view::npos ? 0 : before + 1,
                       std::min(text.find('\n', part.begin), text.size())};
      passage_.line_fetches = fetches(text.substr(passage_.line.begin, passage_.line.end - passage_.line.begin));
    }
    return passage_.line_fetches;
  }

  /// "198.51.100.7 (", "`198.51.100.7` ("
  static bool is_behind_address(std::string_view before) {
    if (!before.ends_with(" (")) return false;
    before.remove_suffix(2);
    if (before.ends_with('`')) before.remove_suffix(1);
    constexpr std::size_t address_bytes_max = 21;  // with a port
    before = before.substr(before.size() > address_bytes_max ? before.size() - address_bytes_max : 0);
    const std::size_t mark = before.find_last_of(" `\t\n");
    const auto shape = shape_of(before.substr(mark == std::string_view::npos ? 0 : mark + 1), false);
    return shape && shape->value && is_address(shape->type);
  }

  /// `evil.example / 198.51.100.7`, and a second column: not a word in a remark.
  [[nodiscard]] bool is_beside_a_value(const Candidate& candidate, const Value& value) const {
    if (is_address(value.type()) && !looks_like_version(value) && !follows_a_product(candidate.part)) return true;
    const std::string_view before = passage_.text().substr(0, candidate.part.begin);
    if (is_behind_address(before) && passage_.text().substr(candidate.part.end, 1) == ")") return true;
    static constexpr auto marks = std::to_array<std::string_view>({"  ", "\t", "/ ", ", ", "> "});
    return std::ranges::any_of(marks, [&](std::string_view mark) { return before.ends_with(mark); });
  }

  /// "AS 64496; network 198.51.100.0/24 (…)" in a cell about an address: whose network it stands in.
  [[nodiscard]] bool is_network_around_a_value(const Candidate& candidate, const Value& value) const {
    if (value.type() != ValueType::cidr || passage_.block.kind != Block::Kind::row || candidate.leads) return false;
    static constexpr auto names =
        std::to_array<std::string_view>({" network", " netblock", " subnet", " prefix", " inetnum", " range", " cidr"});
    const std::string& before = passage_.said_before(candidate.part.begin);
    return std::ranges::any_of(names, [&](std::string_view name) { return before.ends_with(name); });
  }

  /// "Links" and `hxxp://evil.example/a` below it: where to read on is a link that works.
  [[nodiscard]] bool is_broken_link(const Candidate& candidate) const {
    return candidate.defanged && has(passage_.block.heading_cues, cue_link) &&
           !has(passage_.block.heading_cues, cue_reference);
  }

  /// `evil[.]example|198.51.100.7`: two values that are one entry.
  [[nodiscard]] bool is_joined_to_a_value(Part part) const {
    const std::string_view text = passage_.text();
    const auto joins = [&](std::size_t bar, std::size_t beyond) {
      return bar < text.size() && beyond < text.size() && text[bar] == '|' && is_alnum(text[beyond]);
    };
    return (part.begin > 1 && joins(part.begin - 1, part.begin - 2)) || joins(part.end, part.end + 1);
  }

  /// "Sources: https://…, https://…": what the item lists is to read on.
  [[nodiscard]] bool is_in_item_of_sources(Part part) const {
    constexpr std::size_t label_bytes_max = 32;
    std::string_view words = passage_.text().substr(0, std::min(part.begin, label_bytes_max));
    while (!words.empty() && !is_alnum(words.front())) words.remove_prefix(1);
    const std::string_view label = words.substr(0, words.find_first_of(": "));
    if (!base::trimmed(words.substr(label.size())).starts_with(':')) return false;
    return base::equal_ignoring_case(label, "sources") || base::equal_ignoring_case(label, "references");
  }

  /// `[1]: https://…`: what a number in the text leads to.
  [[nodiscard]] bool is_link_definition(Part part) const {
    constexpr std::size_t label_bytes_max = 24;
    std::string_view before = passage_.text().substr(0, part.begin);
    before = before.substr(before.size() - std::min(before.size(), label_bytes_max));
    before = base::trimmed(before.substr(before.rfind('\n') + 1));
    if (!before.starts_with('[') || !before.ends_with("]:") || before.size() < 4) return false;
    return std::ranges::all_of(before.substr(1, before.size() - 3), base::is_digit);
  }

  /// A page below "Malicious packages", where the packages are listed.
  [[nodiscard]] bool stands_among_packages() const {
    const auto& values = passage_.block.values;
    return values && !values->types.empty() && values->types.front() == ValueType::package;
  }

  /// `"sourceUrl": "https://…"`: the key says that it is where the rest comes from.
  [[nodiscard]] bool is_value_of_source(Part part) const {
    std::string_view before = passage_.text().substr(0, part.begin);
    constexpr std::size_t look_bytes_max = 48;
    before = before.substr(before.size() - std::min(before.size(), look_bytes_max));
    if (!before.ends_with("\": \"") && !before.ends_with("\":\"")) return false;
    before = before.substr(0, before.rfind(':') - 1);
    const std::string key = base::lowered(before.substr(before.rfind('"') + 1));
    static constexpr auto names = std::to_array<std::string_view>(
        {"source", "sourceurl", "source_url", "website", "homepage", "reference", "referenceurl", "reference_url",
         "report", "reporturl", "report_url", "external_link"});
    return std::ranges::find(names, key) != names.end();
  }

  /// For what nobody defanged, the place decides.
  [[nodiscard]] std::optional<std::string> why_mention_of_plain(const Candidate& candidate, const Value& value) const {
    const bool called = has(passage_.cues, cue_c2 | cue_harmful | cue_indicator | cue_sinkhole);
    // A hidden service is never a site to read on, and no notice's own.
    if (value.type() == ValueType::domain && value.text().ends_with(".onion")) return std::nullopt;
    if (value.type() == ValueType::url && is_well_known(model::host_of(value)) && !is_kept_there(candidate, value))
      return "a well-known site";
    if (passage_.block.section == Section::other_kinds) return "listed under a kind that is not hunted";
    if (is_network_around_a_value(candidate, value)) return "part of a remark";
    if (value.type() == ValueType::url &&
        (is_value_of_source(candidate.part) || is_link_definition(candidate.part) || stands_among_packages()))
      return "a link to more information";
    if (passage_.itemised && passage_.block.section == Section::indicators) {
      if (has(passage_.cues, cue_reference) && !candidate.leads) return "a link to more information";
      if (value.type() == ValueType::url)
        return is_in_item_of_sources(candidate.part) ? std::optional<std::string>("a link to more information")
                                                     : std::nullopt;
      if (!candidate.leads && passage_.has_hash) return "part of a remark";
      std::string_view behind = passage_.text().substr(candidate.part.end);
      if (behind.starts_with('`')) behind.remove_prefix(1);
      const bool spoken_of = behind.starts_with(" is ") || !candidate.leads;
      if (value.type() == ValueType::domain && spoken_of && is_well_known(value.text())) return "a well-known site";
      if (value.type() == ValueType::file_path || value.type() == ValueType::registry_key)
        return candidate.leads || candidate.code ? std::nullopt : std::optional<std::string>("a path in a remark");
      if (candidate.leads || candidate.code || called || is_beside_a_value(candidate, value)) return std::nullopt;
      return "part of a remark";
    }
    if (passage_.block.section == Section::indicators && is_joined_to_a_value(candidate.part)) return std::nullopt;
    const bool place = value.type() == ValueType::url || value.type() == ValueType::domain;
    const std::string& before = passage_.said_before(candidate.part.begin);
    if ((place || is_address(value.type())) && is_requested(candidate.part)) return std::nullopt;
    if (before.ends_with(" url containing") || before.ends_with(" urls containing")) return "part of another value";
    if (place && !candidate.link && !has(passage_.block.heading_cues, cue_remedy) &&
        (!is_well_known(model::host_of(value)) || value.type() == ValueType::url)) {
      const bool harm = has(passage_.cues, cue_c2 | cue_harmful);
      const bool placed = before.ends_with(" at") || before.ends_with(" to") || before.ends_with(" via");
      if (harm && placed && value.type() == ValueType::domain && !has(passage_.cues, cue_harmless | cue_reference))
        return std::nullopt;
      if (harm && !has(passage_.cues, cue_harmless) &&
          any_word(before, {"domain", "domains", "c2", "server", "servers", "hostname", "url", "urls", "host", "site",
                            "website", "panel", "c2server", "domaine", "domaines", "serveur", "serveurs"}))
        return std::nullopt;
      if ((harm || has(passage_.cues, cue_payload)) && is_talked_to(before)) return std::nullopt;
      if (value.type() == ValueType::url && model::Address::parse(model::host_of(value)) &&
          !has(passage_.cues, cue_harmless | cue_remedy))
        return std::nullopt;
      if (is_in_program(candidate) && value.type() == ValueType::url) return std::nullopt;
      if (candidate.code && value.type() == ValueType::url && tells_of_calls()) return std::nullopt;
      if (is_fetched(candidate.part) && !has(passage_.cues, cue_remedy | cue_reference)) return std::nullopt;
      if (before.ends_with(" domain") && is_registered_or_resolved()) return std::nullopt;
      if (is_called_harmful(candidate.part) || is_asked_once_run(candidate.part)) return std::nullopt;
      if (is_then_called_fake(passage_.text(), candidate.part.end)) return std::nullopt;
    }
    if (value.type() == ValueType::url) return "a link in running text";
    if (value.type() == ValueType::asn) return "a network in running text";
    if (value.type() == ValueType::file_path || value.type() == ValueType::registry_key) {
      const bool meant = (candidate.code && passage_.block.section == Section::indicators &&
                          has(passage_.cues, cue_harmful | cue_payload | cue_path | cue_delivery)) ||
                         before.ends_with(" copies itself to") || before.ends_with(" copied itself to");
      return meant ? std::nullopt : std::optional<std::string>("a path in running text");
    }
    if (value.type() == ValueType::ipv4 && !value.port() && follows_a_product(candidate.part))
      return "behind a name: perhaps a version";
    if (is_address(value.type()) && has(passage_.cues_before, cue_c2) && is_stated(before)) return std::nullopt;
    if (is_address(value.type()) && (called || is_contacted(candidate, value) || is_fetched(candidate.part) ||
                                     goes_on_with_addresses(candidate.part)))
      return std::nullopt;
    if (is_address(value.type()) && passage_.block.kind == Block::Kind::code &&
        passage_.block.section == Section::neutral && !looks_like_version(value) && !has(passage_.cues, cue_remedy))
      return std::nullopt;
    if (value.type() == ValueType::email && is_called_recipient(before)) return "the address of a recipient";
    if (value.type() == ValueType::email && is_free_mail(model::host_of(value)) &&
        passage_.block.section == Section::neutral && !has(passage_.cues, cue_contact))
      return std::nullopt;
    if (value.type() == ValueType::email && passage_.is_ransom_note()) return std::nullopt;
    if (value.type() == ValueType::email && has(passage_.cues, cue_mail) && has(passage_.cues, cue_harmful))
      return std::nullopt;
    // "… abuses the legitimate chain by way of `api.site.example`"
    const bool genuine = value.type() == ValueType::domain && has(passage_.cues, cue_harmless);
    if (candidate.code && called && !genuine) return std::nullopt;
    // "The blocks `198.51.100.0/24` and … are worth a search": in a section of indicators.
    const bool headed =
        passage_.block.section == Section::indicators && has(passage_.block.heading_cues, cue_indicator);
    if (candidate.code && headed && is_address(value.type()) &&
        !has(passage_.cues, cue_harmless | cue_remedy | cue_victim) && !looks_like_version(value))
      return std::nullopt;
    if (is_in_named_list(candidate.part)) return std::nullopt;
    // `evil.example    delivery server`: a line of a list in a block of code, and what it is.
    const bool delivers = has(passage_.cues, cue_delivery) && !has(passage_.cues, cue_harmless | cue_remedy);
    if (passage_.block.is_fenced && candidate.leads && delivers && value.type() == ValueType::domain)
      return std::nullopt;
    return value.type() == ValueType::email ? "a mail address in running text" : "a name in running text";
  }

  const Passage& passage_;
};

}  // namespace

std::optional<std::string> why_mention(const Passage& passage, const Candidate& candidate) {
  return Judge(passage).why_mention(candidate);
}

bool is_nothing(const Passage& passage, const Candidate& candidate) { return Judge(passage).is_nothing(candidate); }

bool is_refusal(const Passage& passage, const Candidate& candidate) { return Judge(passage).is_refusal(candidate); }

}  // namespace clew::intel::detail
