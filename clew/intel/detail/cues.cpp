#include "clew/intel/detail/cues.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace clew::intel::detail {
namespace {

constexpr Cues cue_used = 1U << 31U;          ///< "tools used": settled here, and never handed out
constexpr Cues cue_of_host = 1U << 29U;       ///< "a hosting provider": whose the address is, not what it is for
constexpr Cues cue_of_reference = 1U << 30U;  ///< "reference hashes": no references, settled here as well

/// A phrase is its last word and the words before it; words are compared in lower case, hyphens part words.
struct Phrase {
  std::string_view last;
  std::string_view before;
  Cues cues;
};

constexpr auto phrases = std::to_array<Phrase>({
    {"indicator", "", cue_indicator},
    {"indicators", "", cue_indicator},
    {"ioc", "", cue_indicator},
    {"iocs", "", cue_indicator},
    {"compromise", "indicators of", cue_indicator},
    {"observable", "", cue_indicator},
    {"observables", "", cue_indicator},
    {"artifacts", "", cue_value},
    {"artefacts", "", cue_value},

    {"domain", "", cue_value},
    {"domains", "", cue_value},
    {"hostname", "", cue_value},
    {"hostnames", "", cue_value},
    {"fqdns", "", cue_value},
    {"url", "", cue_value},
    {"urls", "", cue_value},
    {"ip", "", cue_value},
    {"ips", "", cue_value},
    {"ipv4", "", cue_value},
    {"ipv6", "", cue_value},
    {"cidr", "", cue_value},
    {"traffic", "", cue_value},
    {"samples", "", cue_value},
    {"sample", "", cue_value},
    {"infrastructure", "", cue_value},
    {"servers", "", cue_value},
    {"hosts", "", cue_value},
    {"sites", "", cue_value},
    {"pages", "", cue_value},
    {"scam", "", cue_harmful},
    {"scams", "", cue_harmful},
    {"malware", "", cue_value | cue_payload | cue_harmful},
    {"network", "", 0},
    {"hash", "", cue_value | cue_hash},
    {"hashes", "", cue_value | cue_hash},
    {"md5", "", cue_value | cue_hash},
    {"sha1", "", cue_value | cue_hash},
    {"sha256", "", cue_value | cue_hash},
    {"sha512", "", cue_value | cue_hash},
    {"1", "sha", cue_value | cue_hash},
    {"256", "sha", cue_value | cue_hash},
    {"512", "sha", cue_value | cue_hash},
    {"checksum", "", cue_value | cue_hash},
    {"checksums", "", cue_value | cue_hash},
    {"digest", "", cue_hash},
    {"files", "", 0},
    {"files", "malicious", cue_value | cue_file_name},
    {"files", "dropped", cue_value | cue_file_name},
    {"dropped", "files", cue_value | cue_file_name},
    {"created", "files", cue_value | cue_file_name},
    {"name", "file", cue_value | cue_file_name},
    {"names", "file", cue_value | cue_file_name},
    {"filename", "", cue_value | cue_file_name},
    {"filenames", "", cue_value | cue_file_name},
    {"path", "file", cue_value | cue_path},
    {"paths", "", cue_value | cue_path},
    {"path", "", cue_path},
    {"persistence", "", cue_path},
    {"mail", "e", cue_mail},
    {"email", "", cue_mail},
    {"emails", "", cue_mail},
    {"headers", "email", cue_mail | cue_value},
    {"headers", "mail", cue_mail | cue_value},
    {"senders", "", cue_mail | cue_value},
    {"sender", "", cue_mail | cue_value},
    {"addresses", "email", cue_mail | cue_value},
    {"addresses", "", cue_value},
    {"package", "", cue_package},
    {"packages", "", cue_package},
    {"npm", "", cue_package},
    {"pypi", "", cue_package},
    {"rubygems", "", cue_package},
    {"gems", "", cue_package},
    {"modules", "go", cue_package},
    {"crate", "", cue_package},
    {"crates", "", cue_package},
    {"nuget", "", cue_package},
    {"wallet", "", cue_wallet | cue_value},
    {"wallets", "", cue_wallet | cue_value},
    {"bitcoin", "", cue_wallet},
    {"btc", "", cue_wallet},
    {"ethereum", "", cue_wallet},
    {"eth", "", cue_wallet},

    {"reference", "", cue_reference},
    {"references", "", cue_reference},
    {"reading", "further", cue_reference},
    {"reading", "related", cue_reference},
    {"analysis", "external", cue_reference},
    {"hash", "reference", cue_of_reference},
    {"hashes", "reference", cue_of_reference},
    {"md5", "reference", cue_of_reference},
    {"sha1", "reference", cue_of_reference},
    {"sha256", "reference", cue_of_reference},
    {"sample", "reference", cue_of_reference},
    {"samples", "reference", cue_of_reference},
    {"decoys", "as", cue_harmless},
    {"urls", "placeholder", cue_harmless},
    {"domains", "placeholder", cue_harmless},
    {"sources", "", cue_link},
    {"source", "", 0},
    {"sources", "scanning", cue_value},
    {"sources", "attack", cue_value},
    {"sources", "attacking", cue_value},
    {"sources", "exploitation", cue_value},
    {"sources", "traffic", cue_value},
    {"scanners", "", cue_value},
    {"resources", "", cue_link},
    {"also", "see", cue_reference},
    {"more", "read", cue_link},
    {"information", "more", cue_link},
    {"info", "more", cue_link},
    {"information", "further", cue_link},
    {"information", "additional", cue_link},
    {"links", "", cue_link},
    {"acknowledgements", "", cue_reference},
    {"acknowledgments", "", cue_reference},
    {"credits", "", cue_reference},
    {"contents", "table of", cue_reference},
    {"visited", "pages", cue_reference},
    {"contact", "", cue_contact},
    {"contacts", "", cue_contact},
    {"support", "", cue_contact},
    {"questions", "", cue_contact},
    {"us", "about", cue_contact},
    {"help", "", cue_contact},
    {"alerts", "email", cue_contact},
    {"alerts", "sms", cue_contact},
    {"author", "", cue_contact},
    {"authors", "", cue_contact},
    {"donate", "", cue_contact},
    {"donation", "", cue_contact},
    {"donations", "", cue_contact},

    {"malicious", "not", cue_harmless},
    {"malicious", "non", cue_harmless},
    {"malicious", "nor", cue_harmless},
    {"malicious", "not independently", cue_harmless},
    {"malicious", "not inherently", cue_harmless},
    {"malicious", "not itself", cue_harmless},
    {"malicious", "not themselves", cue_harmless},
    {"legitimate", "", cue_harmless},
    {"benign", "", cue_harmless},
    {"harmless", "", cue_harmless},
    {"allowlist", "", cue_harmless},
    {"whitelist", "", cue_harmless},
    {"list", "allow", cue_harmless},
    {"positives", "false", cue_harmless},
    {"allow", "", cue_harmless},
    {"genuine", "", cue_harmless},

    {"malicious", "", cue_harmful},
    {"harmful", "", cue_harmful},
    {"attacker", "", cue_harmful},
    {"attackers", "", cue_harmful},
    {"intruder", "", cue_harmful},
    {"intruders", "", cue_harmful},
    {"hacker", "", cue_harmful},
    {"hackers", "", cue_harmful},
    {"exploiter", "", cue_harmful},
    {"exploiters", "", cue_harmful},
    {"scammer", "", cue_harmful},
    {"scammers", "", cue_harmful},
    {"drainer", "", cue_harmful},
    {"drainers", "", cue_harmful},
    {"thief", "", cue_harmful},
    {"thieves", "", cue_harmful},
    {"adversary", "", cue_harmful},
    {"actor", "", cue_harmful},
    {"actors", "", cue_harmful},
    {"actor's", "", cue_harmful},
    {"trojanized", "", cue_harmful},
    {"trojanised", "", cue_harmful},
    {"typosquat", "", cue_harmful},
    {"typosquatting", "", cue_harmful},
    {"typosquatted", "", cue_harmful},
    {"poisoned", "", cue_harmful},
    {"fake", "", cue_harmful},
    {"rogue", "", cue_harmful},
    {"compromised", "", cue_harmful},
    {"backdoored", "", cue_harmful},
    {"phishing", "", cue_harmful | cue_delivery},
    {"exfiltration", "", cue_harmful},
    {"exfiltrated", "", cue_harmful},
    {"exfiltrate", "", cue_harmful},
    {"exfiltrates", "", cue_harmful},
    {"exfiltrating", "", cue_harmful},
    {"suspicious", "", cue_harmful},
    {"infected", "", cue_harmful},
    {"unauthorised", "", cue_harmful | cue_incident},
    {"unauthorized", "", cue_harmful | cue_incident},

    {"upgrade", "", cue_remedy},
    {"upgrading", "", cue_remedy},
    {"patch", "", cue_remedy},
    {"patched", "", cue_remedy},
    {"patches", "", cue_remedy},
    {"fixed", "", cue_remedy},
    {"mitigation", "", cue_remedy},
    {"mitigations", "", cue_remedy},
    {"remediation", "", cue_remedy},
    {"workaround", "", cue_remedy},
    {"workarounds", "", cue_remedy},
    {"installation", "", cue_remedy},

    {"c2", "", cue_c2},
    {"c2server", "", cue_c2},
    {"c2servers", "", cue_c2},
    {"c2url", "", cue_c2},
    {"c2address", "", cue_c2},
    {"c2host", "", cue_c2},
    {"c2s", "", cue_c2},
    {"c&c", "", cue_c2},
    {"c&cs", "", cue_c2},
    {"cnc", "", cue_c2},
    {"control", "command and", cue_c2},
    {"endpoint", "control", cue_c2},
    {"endpoints", "control", cue_c2},
    {"control", "command &", cue_c2},
    {"callhome", "", cue_c2},
    {"beacon", "", cue_c2},
    {"beacons", "", cue_c2},
    {"beaconing", "", cue_c2},
    {"beaconed", "", cue_c2},
    {"delivery", "", cue_delivery},
    {"deliver", "", cue_delivery},
    {"delivers", "", cue_delivery},
    {"delivered", "", cue_delivery},
    {"download", "", cue_delivery},
    {"downloads", "", cue_delivery},
    {"downloaded", "", cue_delivery},
    {"distribution", "", cue_delivery},
    {"distributed", "", cue_delivery},
    {"hosting", "", cue_delivery},
    {"provider", "hosting", cue_of_host},
    {"providers", "hosting", cue_of_host},
    {"company", "hosting", cue_of_host},
    {"companies", "hosting", cue_of_host},
    {"lure", "", cue_delivery},
    {"staging", "", cue_delivery},
    {"payload", "", cue_payload},
    {"payloads", "", cue_payload},
    {"script", "", cue_payload},
    {"scripts", "", cue_payload},
    {"loader", "", cue_payload},
    {"backdoor", "", cue_payload},
    {"trojan", "", cue_payload},
    {"implant", "", cue_payload},
    {"stealer", "", cue_payload},
    {"ransomware", "", cue_payload},
    {"dropper", "", cue_payload},
    {"downloader", "", cue_payload | cue_delivery},
    {"stage", "first", cue_payload},
    {"stage", "second", cue_payload},
    {"rat", "", cue_payload},
    {"installer", "", cue_payload},
    {"webshell", "", cue_payload},
    {"sample", "malware", cue_payload},
    {"vpn", "", cue_shared},
    {"vpns", "", cue_shared},
    {"tor", "", cue_shared},
    {"shared", "", cue_shared},
    {"exit", "", cue_shared},
    {"exits", "", cue_shared},
    {"anonymizer", "", cue_shared},
    {"anonymiser", "", cue_shared},
    {"proxy", "", cue_proxy},
    {"proxies", "", cue_proxy},
    {"sinkhole", "", cue_sinkhole},
    {"sinkholed", "", cue_sinkhole},
    {"sinkholes", "", cue_sinkhole},
    {"abused", "", cue_abused},
    {"legitimate", "abuse of", cue_abused},
    {"misused", "", cue_abused},
    {"abusing", "", cue_abused},
    {"hijacked", "", cue_abused | cue_harmful},
    {"used", "services", cue_used},
    {"used", "service", cue_used},
    {"used", "sites", cue_used},
    {"used", "site", cue_used},
    {"used", "tools", cue_used},
    {"used", "tool", cue_used},
    {"used", "software", cue_used},
    {"used", "domains", cue_used},
    {"used", "websites", cue_used},
    {"victim", "", cue_victim},
    {"victims", "", cue_victim},

    {"served", "", cue_tenure},
    {"serves", "", cue_tenure},
    {"active", "", cue_tenure},
    {"used", "", cue_tenure},
    {"use", "in", cue_tenure},
    {"use", "", 0},
    {"belonged", "", cue_tenure},
    {"belongs", "", cue_tenure},
    {"controlled", "", cue_tenure},
    {"operated", "", cue_tenure},
    {"leased", "", cue_tenure},
    {"rented", "", cue_tenure},
    {"held", "", cue_tenure},
    {"hosted", "", cue_tenure},
    {"valid", "", cue_tenure},
    {"owned", "", cue_tenure},
    {"registered", "", cue_tenure},
    {"observed", "", cue_observed},
    {"saw", "", cue_observed},
    {"seen", "", cue_observed},
    {"detected", "", cue_observed},
    {"noticed", "", cue_observed},
    {"only", "", cue_only},

    {"look", "", cue_look},
    {"search", "", cue_look},
    {"review", "", cue_look},
    {"examine", "", cue_look},
    {"hunt", "", cue_look},
    {"investigate", "", cue_look},
    {"check", "", cue_look},
    {"inspect", "", cue_look},
    {"analyse", "", cue_look},
    {"analyze", "", cue_look},
    {"audit", "", cue_look},
    {"logs", "", cue_look},
    {"period", "", cue_look},
    {"window", "", cue_look},
    {"timeframe", "", cue_look},
    {"frame", "time", cue_look},
    {"scope", "", cue_look},
    {"intrusion", "", cue_incident},
    {"incident", "", cue_incident},
    {"attack", "", cue_incident},
    {"attacks", "", cue_incident},
    {"breach", "", cue_incident},
    {"access", "", cue_incident},
    {"activity", "", cue_incident},
    {"affected", "", cue_incident},
    {"occurred", "", cue_incident},
    {"exposure", "", cue_incident},

    {"mutex", "", cue_other_kind},
    {"mutexes", "", cue_other_kind},
    {"registry", "", cue_other_kind},
    {"semaphores", "", cue_other_kind},
    {"ids", "extension", cue_other_kind},
    {"pdb", "", cue_other_kind},
    {"pdbs", "", cue_other_kind},
    {"names", "event", cue_other_kind},
    {"names", "detection", cue_other_kind},
    {"agents", "user", cue_other_kind},
    {"agent", "user", cue_other_kind},
    {"yara", "", cue_other_kind},
    {"cve", "", cue_other_kind},
    {"cves", "", cue_other_kind},
    {"ja3", "", cue_other_kind},
    {"ja4", "", cue_other_kind},
    {"pipes", "named", cue_other_kind},
    {"tasks", "scheduled", cue_other_kind},
    {"certificate", "https", cue_other_kind},
    {"certificate", "ssl", cue_other_kind},
    {"certificate", "tls", cue_other_kind},
    {"certificates", "https", cue_other_kind},
    {"certificates", "ssl", cue_other_kind},
    {"certificates", "tls", cue_other_kind},
    {"commit", "", cue_commit},
    {"revision", "", cue_commit},
    {"thumbprint", "", cue_commit},
    {"serial", "", cue_commit},
    {"guid", "", cue_commit},
    {"uuid", "", cue_commit},
    {"ja3", "", cue_commit},
    {"ja3s", "", cue_commit},
    {"imphash", "", cue_commit},
    {"buildid", "", cue_commit},
    {"id", "build", cue_commit},

    // French.
    {"indicateurs", "", cue_indicator},
    {"indicateur", "", cue_indicator},
    {"marqueurs", "", cue_indicator},
    {"compromission", "indicateurs de", cue_indicator},
    {"compromission", "", cue_incident},
    {"domaine", "", cue_value},
    {"domaines", "", cue_value},
    {"dominios", "", cue_value},
    {"adresses", "", cue_value},
    {"adresse", "", cue_value},
    {"serveurs", "", cue_value},
    {"\xc3\xa9"
     "chantillon",
     "", cue_value},
    {"\xc3\xa9"
     "chantillons",
     "", cue_value},
    {"empreinte", "", cue_value | cue_hash},
    {"empreintes", "", cue_value | cue_hash},
    {"condensat", "", cue_value | cue_hash},
    {"condensats", "", cue_value | cue_hash},
    {"hachage", "", cue_value | cue_hash},
    {"fichier", "nom de", cue_value | cue_file_name},
    {"fichiers", "noms de", cue_value | cue_file_name},
    {"chemin", "", cue_path},
    {"chemins", "", cue_value | cue_path},
    {"courriel", "", cue_mail},
    {"courriels", "", cue_mail},
    {"exp\xc3\xa9"
     "diteurs",
     "", cue_mail | cue_value},
    {"paquet", "", cue_package},
    {"paquets", "", cue_package},
    {"portefeuille", "", cue_wallet | cue_value},
    {"portefeuilles", "", cue_wallet | cue_value},
    {"r\xc3\xa9"
     "f\xc3\xa9rences",
     "", cue_reference},
    {"r\xc3\xa9"
     "f\xc3\xa9rence",
     "", cue_reference},
    {"bibliographie", "", cue_reference},
    {"remerciements", "", cue_reference},
    {"liens", "", cue_link},
    {"plus", "savoir", cue_link},
    {"auteurs", "", cue_contact},
    {"auteur", "", cue_contact},
    {"malveillant", "", cue_harmful},
    {"malveillants", "", cue_harmful},
    {"malveillante", "", cue_harmful},
    {"malveillantes", "", cue_harmful},
    {"attaquant", "", cue_harmful},
    {"attaquants", "", cue_harmful},
    {"assaillants", "", cue_harmful},
    {"compromis", "", cue_harmful},
    {"compromise", "", 0},
    {"compromises", "", cue_harmful},
    {"hame\xc3\xa7onnage", "", cue_harmful | cue_delivery},
    {"frauduleux", "", cue_harmful},
    {"frauduleuse", "", cue_harmful},
    {"suspect", "", cue_harmful},
    {"suspects", "", cue_harmful},
    {"suspectes", "", cue_harmful},
    {"l\xc3\xa9gitime", "", cue_harmless},
    {"l\xc3\xa9gitimes", "", cue_harmless},
    {"malveillant", "non", cue_harmless},
    {"malveillants", "non", cue_harmless},
    {"positifs", "faux", cue_harmless},
    {"commande", "serveur de", cue_c2},
    {"commande", "serveurs de", cue_c2},
    {"contr\xc3\xb4le", "commande et", cue_c2},
    {"contr\xc3\xb4le", "serveur de", cue_c2},
    {"contr\xc3\xb4le", "serveurs de", cue_c2},
    {"t\xc3\xa9l\xc3\xa9"
     "chargement",
     "", cue_delivery},
    {"t\xc3\xa9l\xc3\xa9"
     "charg\xc3\xa9"
     "e",
     "", cue_delivery},
    {"t\xc3\xa9l\xc3\xa9"
     "charg\xc3\xa9",
     "", cue_delivery},
    {"utile", "charge", cue_payload},
    {"utiles", "charges", cue_payload},
    {"chargeur", "", cue_payload},
    {"ran\xc3\xa7ongiciel", "", cue_payload | cue_harmful},
    {"maliciel", "", cue_payload | cue_harmful},
    {"d\xc3\xa9rob\xc3\xa9"
     "e",
     "porte", cue_payload},
    {"victime", "", cue_victim},
    {"victimes", "", cue_victim},
    {"d\xc3\xa9tourn\xc3\xa9", "", cue_abused},
    {"d\xc3\xa9tourn\xc3\xa9s", "", cue_abused},
    {"utilis\xc3\xa9", "", cue_tenure},
    {"utilis\xc3\xa9"
     "e",
     "", cue_tenure},
    {"utilis\xc3\xa9s", "", cue_tenure},
    {"utilis\xc3\xa9"
     "es",
     "", cue_tenure},
    {"actif", "", cue_tenure},
    {"active", "", cue_tenure},
    {"observ\xc3\xa9", "", cue_observed},
    {"observ\xc3\xa9"
     "e",
     "", cue_observed},
    {"uniquement", "", cue_only},
    {"journaux", "", cue_look},
    {"rechercher", "", cue_look},
    {"v\xc3\xa9rifier", "", cue_look},
    {"v\xc3\xa9rifiez", "", cue_look},
    {"recherchez", "", cue_look},
    {"examiner", "", cue_look},
    {"examinez", "", cue_look},
    {"p\xc3\xa9riode", "", cue_look},
    {"attaque", "", cue_incident},
    {"intrusions", "", cue_incident},
});

constexpr std::size_t word_bytes_max = 24;
static_assert(std::ranges::all_of(phrases, [](const Phrase& phrase) {
  return !phrase.last.empty() && phrase.last.size() <= word_bytes_max;
}));

/// The phrases by their last word.
class CueBook {
 public:
  CueBook() {
    for (const Phrase& phrase : phrases) {
      by_last_.emplace(phrase.last, &phrase);
      sizes_[static_cast<unsigned char>(phrase.last.front())] |= 1U << phrase.last.size();
    }
  }

  /// Most words are looked up in vain: their first letter and size tell most of these.
  [[nodiscard]] bool may_have(std::string_view word) const {
    return !word.empty() && word.size() <= word_bytes_max &&
           ((sizes_[static_cast<unsigned char>(word.front())] >> word.size()) & 1U) != 0;
  }
  [[nodiscard]] auto ending_with(std::string_view word) const { return by_last_.equal_range(word); }
  [[nodiscard]] bool has(std::string_view word) const { return by_last_.contains(word); }

 private:
  std::unordered_multimap<std::string_view, const Phrase*> by_last_;
  std::array<std::uint32_t, 256> sizes_{};  ///< a bit for each size that the words with this first letter have
};

const CueBook& cue_book() {
  static const CueBook result;
  return result;
}

/// A letter with an accent (U+00C0 to U+00FF) is two bytes, of which the first is C3.
bool is_cue_byte(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (base::is_alnum(c) || c == '&' || c == '\'') return true;
  return c == '\xc3' || (i > 0 && text[i - 1] == '\xc3');
}

/// Capital letters with an accent stand 20h before the small ones.
char folded(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  const bool capital = i > 0 && text[i - 1] == '\xc3' && byte >= 0x80 && byte <= 0x9e;
  return capital ? static_cast<char>(byte + 0x20) : base::to_lower(text[i]);
}

/// What can be said twice over is settled here: "not malicious" is not "malicious"; "legitimate tools used" are abused;
/// "reference hashes" are those of samples.
Cues settled(Cues cues, bool negated) {
  if (has(cues, cue_used) && has(cues, cue_harmless) && !negated) cues |= cue_abused;
  if (has(cues, cue_of_reference)) cues &= ~static_cast<Cues>(cue_reference);
  cues &= ~static_cast<Cues>(cue_used | cue_of_reference | cue_of_host);
  return negated ? cues & ~static_cast<Cues>(cue_harmful) : cues;
}

/// Whether a phrase that begins with these one or two words may go on behind `second` and `last`.
bool is_behind(std::string_view words, std::string_view second, std::string_view last) {
  const std::size_t blank = words.find(' ');
  if (blank == std::string_view::npos) return words.empty() || words == last;
  return words.substr(0, blank) == second && words.substr(blank + 1) == last;
}

}  // namespace

Cues cues_of(std::string_view text) {
  Cues cues = 0;
  bool negated = false;
  bool delivers = false;  // by another word than "hosting"
  std::string word;
  std::string before;       // the word before
  std::string long_before;  // and the one before that
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_cue_byte(text, i)) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_cue_byte(text, i)) ++i;
    word.clear();
    for (std::size_t at = begin; at < i && word.size() <= word_bytes_max; ++at) word += folded(text, at);
    // "d'indicateurs", "l'attaquant": the article is no part of the word.
    if (const std::size_t quote = word.find('\''); quote != std::string::npos && quote <= 2) word.erase(0, quote + 1);
    // "the attacker's server"
    if (word.size() > 3 && word.ends_with("'s") && !cue_book().has(word)) word.resize(word.size() - 2);
    // A word inside a dotted or slashed value ("c2.evil.example", "/download/") is part of the value, not of the sentence.
    const char left = begin > 0 ? text[begin - 1] : ' ';
    const bool in_value =
        left == '.' || left == '@' || left == '_' || left == '=' ||
        (i + 1 < text.size() && (text[i] == '.' || text[i] == '_' || text[i] == '@') && base::is_alnum(text[i + 1]));
    if (!in_value && cue_book().may_have(word)) {
      const auto [first, last] = cue_book().ending_with(word);
      for (auto entry = first; entry != last; ++entry) {
        const Phrase& phrase = *entry->second;
        if (!is_behind(phrase.before, long_before, before)) continue;
        cues |= phrase.cues;
        delivers = delivers || (has(phrase.cues, cue_delivery) && phrase.last != "hosting");
        negated = negated || (phrase.cues == cue_harmless && phrase.last == "malicious");
      }
    }
    long_before.swap(before);
    before.swap(word);
  }
  if (has(cues, cue_of_host) && !delivers) cues &= ~static_cast<Cues>(cue_delivery);
  return settled(cues, negated);
}

model::Role role_from(Cues cues, model::ValueType type) {
  using enum model::ValueType;
  using model::Role;
  const bool is_content = type == md5 || type == sha1 || type == sha256 || type == sha512 || type == file_name ||
                          type == file_path || type == package;
  const bool is_place = type == domain || type == url || type == ipv4 || type == ipv6 || type == cidr;
  const bool genuine = has(cues, cue_harmless) || !has(cues, cue_c2 | cue_payload | cue_delivery);
  if ((is_content || is_place) && has(cues, cue_abused) && genuine) return Role::legitimate_abused;
  if (is_content) return has(cues, cue_payload | cue_delivery) ? Role::payload : Role::unknown;
  if (!is_place) return Role::unknown;
  if (has(cues, cue_sinkhole)) return Role::sinkhole;
  if (has(cues, cue_shared)) return Role::shared_infrastructure;
  if (has(cues, cue_c2)) return Role::c2;
  // "Proxy malware" beside the address that it is fetched from.
  if (has(cues, cue_proxy) && !has(cues, cue_payload)) return Role::shared_infrastructure;
  if (has(cues, cue_delivery)) return Role::delivery;
  return Role::unknown;
}

}  // namespace clew::intel::detail
