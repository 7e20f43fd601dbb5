#include "clew/intel/techniques.h"

#include "clew/base/text.h"
#include "clew/embedded/technique_ids.h"

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

using model::NamedTechnique;

constexpr std::size_t family_digits = 4;
constexpr std::size_t part_digits = 3;
/// ATT&CK numbers Enterprise and Mobile from 1001 on, and ICS from 0800 on.
constexpr std::uint64_t first_number = 1001;
constexpr std::uint64_t last_number = 1999;
constexpr std::uint64_t first_ics_number = 800;
constexpr std::uint64_t last_ics_number = 999;

/// Old id -> the one in its place, or empty.
const std::unordered_map<std::string_view, std::string_view>& withdrawn() {
  static const std::unordered_map<std::string_view, std::string_view> ids = [] {
    std::unordered_map<std::string_view, std::string_view> made;
    for (const embedded::EmbeddedFile& file : embedded::technique_ids()) {
      for (const std::string_view line : base::split(file.bytes, '\n')) {
        const std::size_t tab = line.find('\t');
        if (!line.starts_with('#') && tab != std::string_view::npos)
          made.emplace(line.substr(0, tab), base::trimmed(line.substr(tab + 1)));
      }
    }
    return made;
  }();
  return ids;
}

struct Written {
  std::string id;        ///< "T1195.002"; empty when it is none
  std::string why;       ///< it is none
  std::size_t size = 0;  ///< in the text
  bool is_sure = false;  ///< has a part, or stands in a link: no model of a car is written like that
};

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t size = 0;
  while (at + size < text.size() && base::is_digit(text[at + size])) ++size;
  return size;
}

/// What stands at the letter T, if it stands like an id.
std::optional<Written> written_at(std::string_view text, std::size_t at) {
  static constexpr std::string_view link = "attack.mitre.org/techniques/";
  const bool in_link = at >= link.size() && base::equal_ignoring_case(text.substr(at - link.size(), link.size()), link);
  if (!in_link && at > 0) {
    const char before = text[at - 1];
    if (base::is_alnum(before) || before == '_' || before == '-' || before == '.' || before == '/' || before == '\\' ||
        before == '=' || before == '%' || static_cast<unsigned char>(before) >= 0x80)
      return std::nullopt;
  }
  if (digits_at(text, at + 1) != family_digits) return std::nullopt;
  Written written{std::string("T").append(text.substr(at + 1, family_digits)), {}, 1 + family_digits, in_link};
  const auto number = *base::parse_unsigned(text.substr(at + 1, family_digits));
  std::size_t end = at + written.size;
  const char next = end < text.size() ? text[end] : ' ';
  const std::size_t digits = next == '.' || (in_link && next == '/') ? digits_at(text, end + 1) : 0;
  if (digits > 0) {
    written.size += 1 + digits;
    written.id += '.';
    written.id += text.substr(end + 1, digits);
    end += 1 + digits;
    if (digits == part_digits) written.is_sure = true;
  }
  const char behind = end < text.size() ? text[end] : ' ';
  if (base::is_alnum(behind) || behind == '_' || static_cast<unsigned char>(behind) >= 0x80) {
    // "T1059é", "T1059x": a word of its own. Typographic marks are beyond ASCII, too.
    const bool mark = text.substr(end).starts_with("\xe2\x80") || text.substr(end).starts_with("\xc2");
    if (!mark) return std::nullopt;
  }
  const bool known_range =
      (number >= first_number && number <= last_number) || (number >= first_ics_number && number <= last_ics_number);
  if (!known_range) {
    written.why = fmt::format("no technique has the number {}", number);
  } else if (digits != 0 && digits != part_digits) {
    written.why = fmt::format("{} digits behind the point, {} expected", digits, part_digits);
  } else if (const auto old = withdrawn().find(written.id); old != withdrawn().end()) {
    written.why = old->second.empty() ? "withdrawn by ATT&CK" : fmt::format("withdrawn by ATT&CK, now {}", old->second);
  }
  return written;
}

bool speaks_of_attack(std::string_view text) {
  static constexpr std::array<std::string_view, 4> words = {"ATT&CK", "ATT&amp;CK", "MITRE", "TTP"};
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// A sentence of words, not a list of values: most of what stands between blanks is letters, but for its marks.
bool is_prose(std::string_view text) {
  std::size_t tokens = 0;
  std::size_t plain = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    if (base::is_space(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && !base::is_space(text[i])) ++i;
    static constexpr std::string_view marks = "()[]\"'.,;:!?*_`";
    std::string_view token = text.substr(begin, i - begin);
    while (!token.empty() && marks.find(token.front()) != std::string_view::npos) token.remove_prefix(1);
    while (!token.empty() && marks.find(token.back()) != std::string_view::npos) token.remove_suffix(1);
    ++tokens;
    const bool letters = std::ranges::all_of(token, [](char c) {
      return base::is_alpha(c) || c == '-' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
    });
    if (letters && !token.empty()) ++plain;
  }
  constexpr std::size_t plain_tenths_min = 6;
  return plain >= suggested_words_min && plain * 10 >= tokens * plain_tenths_min;
}

void put_in_order(model::Notice& notice) {
  std::ranges::stable_sort(notice.techniques, {},
                           [](const NamedTechnique& technique) { return technique.where.offset_bytes; });
}

}  // namespace

void state_techniques(std::string_view source, model::Notice& notice) {
  struct Place {
    std::size_t offset;
    Written written;
  };
  std::vector<Place> places;
  std::set<std::string> different;
  for (std::size_t at = source.find('T'); at != std::string_view::npos; at = source.find('T', at + 1)) {
    auto written = written_at(source, at);
    if (!written) continue;
    different.insert(written->id);
    places.push_back({at, *std::move(written)});
  }
  constexpr std::size_t different_min = 2;
  const bool bare_counts = different.size() >= different_min || (!places.empty() && speaks_of_attack(source));
  std::set<std::string> stated;
  for (const NamedTechnique& technique : notice.techniques) stated.insert(technique.id);
  std::set<std::string> refused;
  for (Place& place : places) {
    Written& written = place.written;
    if (!written.is_sure && !bare_counts) continue;
    const base::Span where{place.offset, written.size};
    const std::string text(source.substr(place.offset, written.size));
    if (!written.why.empty()) {
      if (refused.insert(written.id).second)
        notice.refused_techniques.push_back({text, std::move(written.why), where, 0});
    } else if (stated.insert(written.id).second) {
      notice.techniques.push_back({std::move(written.id), NamedTechnique::How::stated, 1.0, text, where, 0});
    }
  }
  put_in_order(notice);
}

void suggest_techniques(std::string_view source, std::span<const base::Span> sentences, const TechniqueModel& model,
                        model::Notice& notice) {
  struct Best {
    double score = 0;
    base::Span where;
  };
  std::map<std::string_view, Best> best;
  std::set<std::string_view> had;
  for (const NamedTechnique& technique : notice.techniques) had.insert(technique.id);
  std::uint64_t bytes = 0;
  for (const base::Span& where : sentences) {
    const std::string_view sentence = source.substr(where.offset_bytes, where.size_bytes);
    bytes += std::min(sentence.size(), TechniqueModel::sentence_bytes_max);
    if (bytes > suggested_bytes_max) break;
    if (!is_prose(sentence.substr(0, TechniqueModel::sentence_bytes_max))) continue;
    const auto suggestion = model.suggest(sentence);
    if (!suggestion || had.contains(suggestion->id)) continue;
    Best& known = best[suggestion->id];
    if (suggestion->score > known.score) known = {suggestion->score, where};
  }
  std::vector<NamedTechnique> suggested;
  for (const auto& [id, found] : best) {
    const std::string_view text = source.substr(found.where.offset_bytes, found.where.size_bytes);
    suggested.push_back(
        {std::string(id), NamedTechnique::How::suggested, found.score, std::string(text), found.where, 0});
  }
  notice.techniques.insert(notice.techniques.end(), suggested.begin(), suggested.end());
  put_in_order(notice);
}

}  // namespace clew::intel
