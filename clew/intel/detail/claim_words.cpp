#include "clew/intel/detail/claim_words.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace clew::intel::detail {
namespace {

/// Words with a blank between; one that ends in `*` stands for all that begin so, `~` for up to two words of any kind.
struct Phrase {
  std::string_view words;
  Say say;
};

constexpr auto phrases = std::to_array<Phrase>({
    {"said", Say::speaks},
    {"says", Say::speaks},
    {"stated", Say::speaks},
    {"announced", Say::speaks},
    {"disclosed", Say::speaks},
    {"reported", Say::speaks},
    {"reports that", Say::speaks},
    {"wrote", Say::speaks},
    {"writes", Say::speaks},
    {"told", Say::speaks},
    {"told", Say::told},
    {"added", Say::speaks},
    {"noted", Say::speaks},
    {"believes", Say::speaks},
    {"believe", Say::speaks},
    {"assesses", Say::speaks},
    {"assess", Say::speaks},
    {"assessed", Say::speaks},
    {"attributes", Say::speaks},
    {"attributed", Say::speaks},
    {"attribute", Say::speaks},
    {"attributing", Say::speaks},
    {"acknowledged", Say::speaks},
    {"acknowledges", Say::speaks},
    {"admitted", Say::speaks},
    {"revealed", Say::speaks},
    {"concluded", Say::speaks},
    {"concludes", Say::speaks},
    {"estimates", Say::speaks},
    {"estimated", Say::speaks},
    {"explained", Say::speaks},
    {"suspects", Say::speaks},
    {"suspect", Say::speaks},
    {"linked", Say::speaks},
    {"links", Say::speaks},
    {"tied", Say::speaks},
    {"blamed", Say::speaks},
    {"blames", Say::speaks},
    {"insisted", Say::speaks},
    {"insists", Say::speaks},
    {"identified", Say::speaks},
    {"a déclaré", Say::speaks},
    {"a indiqué", Say::speaks},
    {"a précisé", Say::speaks},
    {"a annoncé", Say::speaks},
    {"a affirmé", Say::speaks},
    {"a expliqué", Say::speaks},
    {"a reconnu", Say::speaks},
    {"a estimé", Say::speaks},
    {"a révélé", Say::speaks},
    {"a attribué", Say::speaks},
    {"ont attribué", Say::speaks},
    {"ont déclaré", Say::speaks},
    {"ont indiqué", Say::speaks},
    {"affirme", Say::speaks},
    {"indique", Say::speaks},
    {"estime", Say::speaks},
    {"attribue", Say::speaks},
    {"attribuent", Say::speaks},
    {"précise", Say::speaks},
    {"assure", Say::speaks},
    {"soupçonne", Say::speaks},
    {"confirmed", Say::confirms},
    {"confirms", Say::confirms},
    {"confirm", Say::confirms},
    {"verified", Say::confirms},
    {"corroborated", Say::confirms},
    {"a confirmé", Say::confirms},
    {"ont confirmé", Say::confirms},
    {"confirme", Say::confirms},
    {"denied", Say::denies},
    {"denies", Say::denies},
    {"deny", Say::denies},
    {"disputed", Say::denies},
    {"disputes", Say::denies},
    {"rejected", Say::denies},
    {"rejects", Say::denies},
    {"a démenti", Say::denies},
    {"ont démenti", Say::denies},
    {"dément", Say::denies},
    {"a nié", Say::denies},
    {"nie", Say::denies},
    {"according to", Say::according_to},
    {"selon", Say::according_to},
    {"d après", Say::according_to},
    {"par", Say::by_author},
    {"by", Say::by_author},

    {"attribut* ~ to", Say::attributes},
    {"attributed ~ the ~ to", Say::attributes},
    {"attributes", Say::attributes},
    {"attributed", Say::attributes},
    {"attribute", Say::attributes},
    {"attribution", Say::attributes},
    {"linked ~ to", Say::attributes},
    {"linked", Say::attributes},
    {"links ~ to", Say::attributes},
    {"tied ~ to", Say::attributes},
    {"traced ~ to", Say::attributes},
    {"pinned ~ on", Say::attributes},
    {"blamed ~ on", Say::attributes},
    {"blamed", Say::attributes},
    {"blames", Say::attributes},
    {"the work of", Say::attributes},
    {"carried out by", Say::attributes},
    {"conducted by", Say::attributes},
    {"perpetrated by", Say::attributes},
    {"orchestrated by", Say::attributes},
    {"operated by", Say::attributes},
    {"points to", Say::attributes},
    {"pointing to", Say::attributes},
    {"was ~ compromised by", Say::attributes},
    {"was ~ breached by", Say::attributes},
    {"targeted by", Say::attributes},
    {"hacked by", Say::attributes},
    {"on behalf of", Say::attributes},
    {"attribue*", Say::attributes},
    {"attribué*", Say::attributes},
    {"œuvre de", Say::attributes},
    {"l œuvre", Say::attributes},
    {"mené* par", Say::attributes},
    {"conduite par", Say::attributes},
    {"imputé* à", Say::attributes},
    {"lié* à", Say::attributes},
    {"is behind", Say::attributes_back},
    {"was behind", Say::attributes_back},
    {"were behind", Say::attributes_back},
    {"are behind", Say::attributes_back},
    {"is responsible for", Say::attributes_back},
    {"was responsible for", Say::attributes_back},
    {"were responsible for", Say::attributes_back},
    {"est derrière", Say::attributes_back},
    {"serait derrière", Say::attributes_back},
    {"est responsable de", Say::attributes_back},

    {"no evidence", Say::no_evidence},
    {"no indication*", Say::no_evidence},
    {"no sign*", Say::no_evidence},
    {"not ~ any evidence", Say::no_evidence},
    {"not ~ evidence", Say::no_evidence},
    {"aucune preuve", Say::no_evidence},
    {"aucun élément", Say::no_evidence},
    {"aucune indication", Say::no_evidence},
    {"aucun signe", Say::no_evidence},
    {"not", Say::negates},
    {"never", Say::negates},
    {"cannot", Say::negates},
    {"neither", Say::negates},
    {"no", Say::negates},
    {"none", Say::negates},
    {"nor", Say::negates},
    {"didn", Say::negates},
    {"wasn", Say::negates},
    {"weren", Say::negates},
    {"hasn", Say::negates},
    {"haven", Say::negates},
    {"isn", Say::negates},
    {"doesn", Say::negates},
    {"without", Say::negates},
    {"n a pas", Say::negates},
    {"n ont pas", Say::negates},
    {"ne ~ pas", Say::negates},
    {"n est pas", Say::negates},
    {"n avoir pas", Say::negates},
    {"pas", Say::negates},
    {"aucun", Say::negates},
    {"aucune", Say::negates},

    {"if", Say::conditions},
    {"whether", Say::conditions},
    {"unless", Say::conditions},
    {"in case", Say::conditions},
    {"would have", Say::conditions},
    {"could have", Say::conditions},
    {"could", Say::conditions},
    {"would", Say::conditions},
    {"in the event", Say::conditions},
    {"si", Say::conditions},
    {"s il", Say::conditions},
    {"s ils", Say::conditions},
    {"au cas où", Say::conditions},
    {"suppose", Say::conditions},
    {"hypothetical*", Say::conditions},
    {"unclear", Say::conditions},
    {"unknown", Say::conditions},
    {"yet to", Say::conditions},
    {"not known", Say::conditions},
    {"on ignore", Say::conditions},
    {"should", Say::advises},
    {"must", Say::advises},
    {"we recommend", Say::advises},
    {"recommend*", Say::advises},
    {"we advise", Say::advises},
    {"please", Say::advises},
    {"are advised", Say::advises},
    {"are urged", Say::advises},
    {"devraient", Say::advises},
    {"doivent", Say::advises},
    {"nous recommandons", Say::advises},
    {"il est recommandé", Say::advises},

    {"suspected", Say::hedges},
    {"suspects", Say::hedges},
    {"suspect", Say::hedges},
    {"likely", Say::hedges},
    {"probably", Say::hedges},
    {"possibly", Say::hedges},
    {"presumably", Say::hedges},
    {"allegedly", Say::hedges},
    {"reportedly", Say::hedges},
    {"apparently", Say::hedges},
    {"believed to", Say::hedges},
    {"thought to", Say::hedges},
    {"appears to", Say::hedges},
    {"appear to", Say::hedges},
    {"may have", Say::hedges},
    {"may be", Say::hedges},
    {"might have", Say::hedges},
    {"might be", Say::hedges},
    {"consistent with", Say::hedges},
    {"soupçonn*", Say::hedges},
    {"probablement", Say::hedges},
    {"vraisemblablement", Say::hedges},
    {"sans doute", Say::hedges},
    {"serait", Say::hedges},
    {"seraient", Say::hedges},
    {"aurait", Say::hedges},
    {"auraient", Say::hedges},
    {"pourrait être", Say::hedges},
    {"semble", Say::hedges},
    {"very high confidence", Say::confidence},
    {"high confidence", Say::confidence},
    {"moderate to high confidence", Say::confidence},
    {"moderate confidence", Say::confidence},
    {"medium confidence", Say::confidence},
    {"low to moderate confidence", Say::confidence},
    {"low confidence", Say::confidence},
    {"highly confident", Say::confidence},
    {"moderately confident", Say::confidence},
    {"confiance élevé*", Say::confidence},
    {"confiance modéré*", Say::confidence},
    {"confiance moyen*", Say::confidence},
    {"confiance faible", Say::confidence},
    {"haute confiance", Say::confidence},
    {"grande confiance", Say::confidence},

    {"customer", Say::victims},
    {"customers", Say::victims},
    {"clients", Say::victims},
    {"client", Say::victims},
    {"devices", Say::victims},
    {"device", Say::victims},
    {"systems", Say::victims},
    {"machines", Say::victims},
    {"computers", Say::victims},
    {"servers", Say::victims},
    {"endpoints", Say::victims},
    {"users", Say::victims},
    {"accounts", Say::victims},
    {"organizations", Say::victims},
    {"organisations", Say::victims},
    {"companies", Say::victims},
    {"firms", Say::victims},
    {"victims", Say::victims},
    {"tenants", Say::victims},
    {"people", Say::victims},
    {"individuals", Say::victims},
    {"employees", Say::victims},
    {"entities", Say::victims},
    {"records", Say::victims},
    {"repositories", Say::victims},
    {"entreprises", Say::victims},
    {"appareils", Say::victims},
    {"systèmes", Say::victims},
    {"postes", Say::victims},
    {"comptes", Say::victims},
    {"serveurs", Say::victims},
    {"utilisateurs", Say::victims},
    {"victimes", Say::victims},
    {"personnes", Say::victims},
    {"affected", Say::affects},
    {"affecting", Say::affects},
    {"affects", Say::affects},
    {"impacted", Say::affects},
    {"impacting", Say::affects},
    {"compromised", Say::affects},
    {"breached", Say::affects},
    {"infected", Say::affects},
    {"targeted", Say::affects},
    {"targeting", Say::affects},
    {"hit", Say::affects},
    {"victimized", Say::affects},
    {"exposed", Say::affects},
    {"stolen", Say::affects},
    {"reached", Say::affects},
    {"limited to", Say::affects},
    {"touché*", Say::affects},
    {"concerné*", Say::affects},
    {"affecté*", Say::affects},
    {"compromis*", Say::affects},
    {"visé*", Say::affects},
    {"piraté*", Say::affects},
    {"infecté*", Say::affects},

    {"first ~ seen", Say::begins},
    {"first ~ observed", Say::begins},
    {"first ~ activity", Say::begins},
    {"first ~ sign*", Say::begins},
    {"first ~ evidence", Say::begins},
    {"first ~ access", Say::begins},
    {"first ~ compromise*", Say::begins},
    {"first ~ accessed", Say::begins},
    {"earliest", Say::begins},
    {"as early as", Say::begins},
    {"at least as far back as", Say::begins},
    {"began", Say::begins},
    {"begun", Say::begins},
    {"started", Say::begins},
    {"dates back", Say::begins},
    {"dating back", Say::begins},
    {"goes back to", Say::begins},
    {"active since", Say::begins},
    {"since at least", Say::begins},
    {"since", Say::begins},
    {"initial access", Say::begins},
    {"initial compromise", Say::begins},
    {"occurred", Say::begins},
    {"took place", Say::begins},
    {"gained access", Say::begins},
    {"remonte*", Say::begins},
    {"a commencé", Say::begins},
    {"ont commencé", Say::begins},
    {"débuté", Say::begins},
    {"depuis", Say::begins},
    {"a eu lieu", Say::begins},
    {"dès le", Say::begins},
    {"discovered", Say::discovers},
    {"detected", Say::discovers},
    {"identified", Say::discovers},
    {"became aware", Say::discovers},
    {"learned of", Say::discovers},
    {"were alerted", Say::discovers},
    {"was alerted", Say::discovers},
    {"noticed", Say::discovers},
    {"découvert*", Say::discovers},
    {"détecté*", Say::discovers},
    {"constaté*", Say::discovers},
    {"repéré*", Say::discovers},
    {"ended", Say::ends},
    {"last ~ seen", Say::ends},
    {"last ~ activity", Say::ends},
    {"last ~ observed", Say::ends},
    {"a pris fin", Say::ends},
    {"intrusion*", Say::incident},
    {"attack", Say::incident},
    {"attacks", Say::incident},
    {"attacker*", Say::incident},
    {"activity", Say::incident},
    {"campaign*", Say::incident},
    {"breach", Say::incident},
    {"breaches", Say::incident},
    {"compromise", Say::incident},
    {"compromised", Say::incident},
    {"incident*", Say::incident},
    {"hack", Say::incident},
    {"operation", Say::incident},
    {"unauthorized", Say::incident},
    {"unauthorised", Say::incident},
    {"malicious", Say::incident},
    {"malware", Say::incident},
    {"intruder*", Say::incident},
    {"adversary", Say::incident},
    {"anomalous", Say::incident},
    {"theft", Say::incident},
    {"heist", Say::incident},
    {"attaque*", Say::incident},
    {"compromission*", Say::incident},
    {"cyberattaque*", Say::incident},
    {"piratage*", Say::incident},
    {"campagne*", Say::incident},
    {"activité*", Say::incident},
    {"attaquant*", Say::incident},
    {"intrus", Say::incident},
    {"malveillant*", Say::incident},
    {"vol", Say::incident},

    {"gained ~ access", Say::gains_access},
    {"obtained ~ access", Say::gains_access},
    {"got ~ in", Say::gains_access},
    {"got ~ access", Say::gains_access},
    {"initial access", Say::gains_access},
    {"initial ~ vector", Say::gains_access},
    {"entry point", Say::gains_access},
    {"point of entry", Say::gains_access},
    {"broke in*", Say::gains_access},
    {"breached", Say::gains_access},
    {"entered", Say::gains_access},
    {"accessed", Say::gains_access},
    {"infiltrated", Say::gains_access},
    {"was ~ compromised", Say::gains_access},
    {"a obtenu ~ accès", Say::gains_access},
    {"ont obtenu ~ accès", Say::gains_access},
    {"ont ~ accédé", Say::gains_access},
    {"a ~ accédé", Say::gains_access},
    {"accès initial", Say::gains_access},
    {"vecteur", Say::gains_access},
    {"introduit*", Say::gains_access},
    {"entrés", Say::gains_access},
    {"entré", Say::gains_access},
    {"through", Say::by_means},
    {"via", Say::by_means},
    {"using", Say::by_means},
    {"by exploiting", Say::by_means},
    {"by means of", Say::by_means},
    {"by way of", Say::by_means},
    {"with stolen", Say::by_means},
    {"with a stolen", Say::by_means},
    {"was ~ a", Say::by_means},
    {"au moyen d*", Say::by_means},
    {"grâce à", Say::by_means},
    {"par le biais d*", Say::by_means},
    {"à l aide d*", Say::by_means},
    {"en exploitant", Say::by_means},
    {"via", Say::by_means},

    {"rotated", Say::responds},
    {"reset", Say::responds},
    {"revoked", Say::responds},
    {"invalidated", Say::responds},
    {"force rotated", Say::responds},
    {"disabled", Say::responds},
    {"took down", Say::responds},
    {"taken down", Say::responds},
    {"shut down", Say::responds},
    {"blocked", Say::responds},
    {"notified", Say::responds},
    {"contacted", Say::responds},
    {"informed", Say::responds},
    {"engaged", Say::responds},
    {"patched", Say::responds},
    {"rebuilt", Say::responds},
    {"terminated", Say::responds},
    {"removed", Say::responds},
    {"contained", Say::responds},
    {"hired", Say::responds},
    {"réinitialisé*", Say::responds},
    {"révoqué*", Say::responds},
    {"notifié*", Say::responds},
    {"prévenu*", Say::responds},
    {"informé*", Say::responds},
    {"renouvelé*", Say::responds},
    {"bloqué*", Say::responds},
    {"corrected", Say::corrects},
    {"correction", Say::corrects},
    {"corrects", Say::corrects},
    {"incorrectly", Say::corrects},
    {"erroneously", Say::corrects},
    {"mistakenly", Say::corrects},
    {"we previously", Say::corrects},
    {"previously said", Say::corrects},
    {"previously stated", Say::corrects},
    {"previously reported", Say::corrects},
    {"earlier version", Say::corrects},
    {"previous version", Say::corrects},
    {"earlier statement", Say::corrects},
    {"revised ~ its", Say::corrects},
    {"revised ~ from", Say::corrects},
    {"rectificatif", Say::corrects},
    {"version précédente", Say::corrects},
    {"corrigé*", Say::corrects},
    {"contrairement à ce", Say::corrects},
    {"par erreur", Say::corrects},
    {"retract*", Say::retracts},
    {"withdrew", Say::retracts},
    {"withdraws", Say::retracts},
    {"withdrawn ~ its", Say::retracts},
    {"no longer attribut*", Say::retracts},
    {"no longer believe*", Say::retracts},
    {"a retiré", Say::retracts},
    {"se rétracte", Say::retracts},
    {"n attribue plus", Say::retracts},

    {"north korea*", Say::nation},
    {"dprk", Say::nation},
    {"pyongyang", Say::nation},
    {"russia*", Say::nation},
    {"china", Say::nation},
    {"chinese", Say::nation},
    {"beijing", Say::nation},
    {"moscow", Say::nation},
    {"iran", Say::nation},
    {"iranian", Say::nation},
    {"tehran", Say::nation},
    {"vietnam*", Say::nation},
    {"belarus*", Say::nation},
    {"nation state", Say::nation},
    {"state sponsored", Say::nation},
    {"state backed", Say::nation},
    {"government backed", Say::nation},
    {"corée du nord", Say::nation},
    {"nord coréen*", Say::nation},
    {"russe*", Say::nation},
    {"chinois*", Say::nation},
    {"iranien*", Say::nation},
    {"étatique*", Say::nation},
    {"hackers", Say::actors},
    {"hacker", Say::actors},
    {"group", Say::actors},
    {"groups", Say::actors},
    {"actor", Say::actors},
    {"actors", Say::actors},
    {"gang", Say::actors},
    {"operators", Say::actors},
    {"adversary", Say::actors},
    {"apt", Say::actors},
    {"government", Say::actors},
    {"spies", Say::actors},
    {"groupe", Say::actors},
    {"pirates", Say::actors},
    {"acteur", Say::actors},
    {"acteurs", Say::actors},
    {"attaquants", Say::actors},
    {"we", Say::own_voice},
    {"our", Say::own_voice},
    {"us", Say::own_voice},
    {"the company", Say::own_voice},
    {"the firm", Say::own_voice},
    {"the vendor", Say::own_voice},
    {"the supplier", Say::own_voice},
    {"nous", Say::own_voice},
    {"notre", Say::own_voice},
    {"nos", Say::own_voice},
    {"l entreprise", Say::own_voice},
    {"la société", Say::own_voice},
    {"l éditeur", Say::own_voice},
    {"accessed", Say::exposes},
    {"exfiltrated", Say::exposes},
    {"stolen", Say::exposes},
    {"taken", Say::exposes},
    {"exposed", Say::exposes},
    {"misused", Say::exposes},
    {"viewed", Say::exposes},
    {"affected", Say::exposes},
    {"impacted", Say::exposes},
    {"compromised", Say::exposes},
    {"breached", Say::exposes},
    {"exfiltré*", Say::exposes},
    {"volé*", Say::exposes},
    {"dérobé*", Say::exposes},
    {"consulté*", Say::exposes},
    {"data", Say::data},
    {"passwords", Say::data},
    {"credentials", Say::data},
    {"information", Say::data},
    {"source code", Say::data},
    {"funds", Say::data},
    {"keys", Say::data},
    {"données", Say::data},
    {"donnée", Say::data},
    {"mots de passe", Say::data},
    {"fonds", Say::data},
    {"registered", Say::other_event},
    {"compiled", Say::other_event},
    {"uploaded", Say::other_event},
    {"submitted", Say::other_event},
    {"released", Say::other_event},
    {"published", Say::other_event},
    {"founded", Say::other_event},
    {"signed", Say::other_event},
    {"patched", Say::other_event},
    {"enregistré*", Say::other_event},
    {"publié*", Say::other_event},
    {"compilé*", Say::other_event},
});

struct Compiled {
  std::vector<std::string_view> words;
  Say say;
};

/// By the first bytes of the first word; what is shorter, by all of it.
constexpr std::size_t start_bytes = 3;
using Book = std::unordered_map<std::string_view, std::vector<Compiled>>;
const Book& book() {
  static const Book result = [] {
    Book made;
    for (const Phrase& phrase : phrases) {
      Compiled compiled{base::split(phrase.words, ' '), phrase.say};
      std::string_view first = compiled.words.front();
      if (first.ends_with('*')) first.remove_suffix(1);
      made[first.substr(0, start_bytes)].push_back(std::move(compiled));
    }
    return made;
  }();
  return result;
}

bool fits(std::string_view pattern, std::string_view word) {
  if (pattern.ends_with('*')) return word.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == word;
}

/// The last word of the phrase that begins at `first`; nothing when it does not.
std::size_t end_of(const Compiled& phrase, const std::vector<Word>& words, std::size_t first) {
  constexpr std::size_t skipped_words_max = 3;
  std::size_t at = first;
  for (std::size_t p = 0; p < phrase.words.size(); ++p) {
    if (phrase.words[p] == "~") {
      std::size_t skipped = 0;
      while (skipped <= skipped_words_max && at < words.size() && !fits(phrase.words[p + 1], words[at].lower)) {
        ++at;
        ++skipped;
      }
      if (skipped > skipped_words_max) return words.size();
      continue;
    }
    if (at >= words.size() || !fits(phrase.words[p], words[at].lower)) return words.size();
    ++at;
  }
  return at - 1;
}

bool is_word_byte(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (base::is_alnum(c) || c == '&' || c == '_') return true;
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) {
    // Typographic marks (U+2000 to U+206F), guillemets and hard blanks part words; all other letters belong to one.
    const bool general = text.substr(i).starts_with("\xe2\x80") || text.substr(i).starts_with("\xe2\x81");
    const bool inside_general = i > 0 && (text[i - 1] == '\xe2') && (c == '\x80' || c == '\x81');
    const bool last_of_general = i > 1 && text[i - 2] == '\xe2' && (text[i - 1] == '\x80' || text[i - 1] == '\x81');
    const bool latin_mark = c == '\xc2' || (i > 0 && text[i - 1] == '\xc2');
    return !general && !inside_general && !last_of_general && !latin_mark;
  }
  const bool between_digits = (c == ',' || c == '.') && i > 0 && base::is_digit(text[i - 1]) && i + 1 < text.size() &&
                              base::is_digit(text[i + 1]);
  return between_digits;
}

}  // namespace

const Saying* Sentence::find(Say say, std::size_t from) const {
  const auto found =
      std::ranges::find_if(sayings, [&](const Saying& saying) { return saying.say == say && saying.first >= from; });
  return found == sayings.end() ? nullptr : &*found;
}

std::string Sentence::quote(std::size_t first, std::size_t last) const {
  std::string quoted(text.substr(words[first].begin, words[last].end - words[first].begin));
  std::ranges::replace(quoted, '\n', ' ');
  return quoted;
}

bool Sentence::joined(std::size_t word) const {
  if (word + 1 >= words.size()) return false;
  const std::string_view between = text.substr(words[word].end, words[word + 1].begin - words[word].end);
  return between == " " || between == "-" || between == "\n" || between == ". " || between == "'";
}

Sentence read_sentence(std::string_view text) {
  Sentence sentence;
  sentence.text = text;
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_word_byte(text, i)) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_word_byte(text, i)) ++i;
    const std::string_view word = text.substr(begin, i - begin);
    // "É" and its like: two bytes, of which the second makes the capital.
    const bool accented = word.size() > 1 && word[0] == '\xc3' && static_cast<unsigned char>(word[1]) < 0xa0;
    sentence.words.push_back({base::lowered(word), begin, i, base::is_upper(word.front()) || accented});
  }
  for (std::size_t w = 0; w < sentence.words.size(); ++w) {
    const auto entry = book().find(std::string_view(sentence.words[w].lower).substr(0, start_bytes));
    if (entry == book().end()) continue;
    for (const Compiled& phrase : entry->second) {
      const std::size_t last = end_of(phrase, sentence.words, w);
      if (last < sentence.words.size()) sentence.sayings.push_back({phrase.say, w, last});
    }
  }
  return sentence;
}

}  // namespace clew::intel::detail
