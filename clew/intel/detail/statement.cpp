#include "clew/intel/detail/statement.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/context.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

constexpr std::size_t head_blocks = 8;  ///< where a notice says who wrote it and when
constexpr std::size_t head_bytes = 1500;
constexpr std::size_t naming_bytes = 256U << 10U;  ///< how much of a notice is searched for suppliers' names
constexpr std::size_t sentence_bytes_max = 2000;

/// How often `name` stands in `text` as a word of its own.
std::size_t count_word(std::string_view text, std::string_view name) {
  std::size_t count = 0;
  std::size_t at = 0;
  while ((at = base::find_ignoring_case(text, name, at)) != std::string_view::npos) {
    const bool begins = at == 0 || !base::is_alnum(text[at - 1]);
    const std::size_t end = at + name.size();
    const bool ends = end >= text.size() || !base::is_alnum(text[end]);
    count += begins && ends ? 1 : 0;
    at = end;
  }
  return count;
}

std::size_t naming_count(std::string_view text, const Pack& pack) {
  std::size_t count = count_word(text, pack.name);
  for (const std::string& alias : pack.aliases) {
    if (base::find_ignoring_case(alias, pack.name) == std::string_view::npos) count += count_word(text, alias);
  }
  return count;
}

/// Where a date of publication is announced; lower is better, 0 is none.
int date_rank(std::string_view text) {
  struct Announcement {
    std::string_view word;
    int rank;
  };
  static constexpr auto words = std::to_array<Announcement>({{"published", 1},
                                                             {"publi\xc3\xa9", 1},
                                                             {"date de publication", 1},
                                                             {"mis \xc3\xa0 jour", 4},
                                                             {"issued", 1},
                                                             {"publication", 1},
                                                             {"posted", 1},
                                                             {"released", 1},
                                                             {"date:", 2},
                                                             {"dated", 2},
                                                             {"updated", 4},
                                                             {"revised", 4},
                                                             {"last update", 4}});
  int best = 0;
  for (const auto& [word, rank] : words) {
    if (base::find_ignoring_case(text, word) != std::string_view::npos && (best == 0 || rank < best)) best = rank;
  }
  return best;
}

/// A date in an address (`https://site.example/2015/05/paper.pdf`) is of another document.
bool is_in_address(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && !base::is_space(text[begin - 1])) --begin;
  const std::string_view token = text.substr(begin, at - begin);
  return token.find("://") != std::string_view::npos || token.find("www.") != std::string_view::npos;
}

/// "Jane Doe, 14 Mar 2024 · 5 min read": a short line that is no sentence.
/// "Jane Doe on 14 March 2024": a name in two or three words, and nothing behind the date.
bool is_name_on_date(std::string_view line) {
  line = base::trimmed(line);
  const std::size_t joint = line.find(" on ");
  if (joint == std::string_view::npos || !parse_date(line.substr(joint + 4))) return false;
  const std::string_view name = line.substr(0, joint);
  bool begins = true;
  for (const char c : name) {
    if (begins && !base::is_upper(c)) return false;
    begins = c == ' ';
  }
  const auto blanks = std::ranges::count(name, ' ');
  return blanks == 1 || blanks == 2;
}

/// "2 April 2025, Moth Inc."
bool is_date_of_name(std::string_view line) {
  line = base::trimmed(line);
  const std::vector<DatePlace> dates = find_dates(line);
  if (dates.empty() || dates.front().offset != 0) return false;
  std::string_view name = line.substr(dates.front().size);
  if (!name.starts_with(", ")) return false;
  name.remove_prefix(2);
  constexpr std::ptrdiff_t blanks_max = 4;
  if (name.empty() || std::ranges::count(name, ' ') > blanks_max) return false;
  bool begins = true;
  for (const char c : name) {
    if (begins && !base::is_upper(c)) return false;
    begins = c == ' ';
  }
  return true;
}

bool is_byline(std::string_view text) {
  constexpr std::size_t size_bytes_max = 80;
  constexpr std::ptrdiff_t blanks_max = 11;
  return text.size() <= size_bytes_max && std::ranges::count(text, ' ') <= blanks_max && !text.ends_with('.') &&
         !text.ends_with(':') && base::find_ignoring_case(text, " on ") == std::string_view::npos &&
         base::find_ignoring_case(text, " since ") == std::string_view::npos;
}

/// What announces a date stands just before it: "Published by X on 12 July 2023"; or the date opens its line.
std::string_view words_at(std::string_view text, const DatePlace& date) {
  constexpr std::size_t look_bytes = 80;
  const std::size_t begin = date.offset > look_bytes ? date.offset - look_bytes : 0;
  const std::string_view before = text.substr(begin, date.offset - begin);
  const std::size_t line = before.rfind('\n');
  const std::string_view same = base::trimmed(line == std::string_view::npos ? before : before.substr(line + 1));
  // "Published" may stand in the line above; a line of its own says what its date is.
  if (!same.empty()) return same;
  const std::size_t end = std::min(text.find('\n', date.offset), date.offset + date.size + look_bytes);
  return text.substr(begin, std::min(end, text.size()) - begin);
}

std::string_view line_at(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, std::min(text.find('\n', at), text.size()) - begin);
}

struct Publication {
  Date date;
  int rank = 0;
};

/// "Issued 12 July 2023, revised 25 July 2023": the first date behind the best word.
Publication publication_of(std::string_view source, const Layout& layout) {
  Publication best;
  for (std::size_t i = 0; i < std::min(layout.blocks.size(), head_blocks); ++i) {
    const std::string_view text = text_of(source, layout.blocks[i].part).substr(0, head_bytes);
    const std::vector<DatePlace> dates = find_dates(text);
    const auto dated = std::ranges::find_if(dates, [&](const DatePlace& place) {
      return place.date.year != 0 && place.date.month != 0 && !is_in_address(text, place.offset);
    });
    if (dated == dates.end()) continue;
    int rank = date_rank(words_at(text, *dated));
    // "Builds released between 2 December 2024 and 9 January 2025": nothing is published for weeks.
    const auto within = [&](const Stretch& stretch) {
      return stretch.offset <= dated->offset && dated->offset < stretch.offset + stretch.size;
    };
    if (rank != 0 && std::ranges::any_of(find_stretches(text), within)) rank = 0;
    const bool row = layout.blocks[i].kind == Block::Kind::row;
    // A date that opens the title or stands alone on its line needs no announcement.
    constexpr int unannounced_rank = 6;
    const bool alone = dated->size + 6 >= text.size();
    if (rank == 0 && !row && ((i == 0 && dated->offset == 0) || alone)) rank = unannounced_rank;
    constexpr std::size_t head_bytes_max = 240;  // more is prose, whose lines were only broken
    const bool listed = layout.blocks[i].kind == Block::Kind::item && layout.blocks[i].section == Section::indicators;
    const bool short_head = !row && !listed && text.size() <= head_bytes_max && dated->date.day != 0;
    if (rank == 0 && short_head &&
        (is_byline(line_at(text, dated->offset)) || is_name_on_date(line_at(text, dated->offset)) ||
         is_date_of_name(line_at(text, dated->offset))))
      rank = unannounced_rank + 1;
    if (rank != 0 && (best.rank == 0 || rank < best.rank)) best = {dated->date, rank};
  }
  return best;
}

/// `[Name](https://…)`: the name.
std::string_view linked_text(std::string_view text) {
  std::string_view inner = base::trimmed(text);
  while (!inner.empty() && (inner.front() == '*' || inner.front() == '_')) inner.remove_prefix(1);
  const std::size_t close = inner.find("](");
  if (!inner.starts_with('[') || close == std::string_view::npos) return text;
  return inner.substr(1, close - 1);
}

/// "Name on 14 March 2024": the name.
std::string_view without_date(std::string_view text) {
  const std::vector<DatePlace> dates = find_dates(text);
  if (dates.empty()) return text;
  std::string_view name = base::trimmed(text.substr(0, dates.front().offset));
  for (const std::string_view word : {std::string_view("("), std::string_view(" -"), std::string_view(" on"),
                                      std::string_view(" le"), std::string_view(" \xe2\x80\x93")}) {
    if (name.ends_with(word)) name = base::trimmed(name.substr(0, name.size() - word.size()));
  }
  return name;
}

/// "by the attacker on 3 May", "Source: [the title of the article](…)": no name of a house. One has a capital, or is a
/// single word.
bool may_name_publisher(std::string_view name, std::string_view title) {
  constexpr std::size_t name_bytes_max = 80;
  constexpr std::ptrdiff_t blanks_max = 7;
  if (name.empty() || name.size() > name_bytes_max || std::ranges::count(name, ' ') > blanks_max) return false;
  const bool has_capital = std::ranges::any_of(name, [](char c) { return base::is_upper(c) || (c & 0x80) != 0; });
  return (has_capital || !name.contains(' ')) && !base::equal_ignoring_case(name, title);
}

/// "Publisher: X", "Issued by X"; else the supplier, when a line of the head starts with its name.
std::string publisher_of(std::string_view source, const Layout& layout, const Pack* supplier) {
  static constexpr std::array<std::string_view, 6> fields = {"publisher:", "published by", "issued by",
                                                             "source:",    "from:",        "by "};
  for (std::size_t i = 0; i < std::min(layout.blocks.size(), head_blocks); ++i) {
    const std::string_view text = text_of(source, layout.blocks[i].part).substr(0, head_bytes);
    std::size_t begin = 0;
    while (begin < text.size()) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string_view line = base::trimmed(text.substr(begin, end - begin));
      begin = end + 1;
      while (!line.empty() && (line.front() == '*' || line.front() == '_')) line.remove_prefix(1);
      for (const std::string_view field : fields) {
        if (!base::equal_ignoring_case(line.substr(0, field.size()), field)) continue;
        std::string_view rest = line.substr(field.size());
        rest = without_date(linked_text(rest.substr(0, rest.find_first_of("|,\xc2"))));
        if (rest.find("://") != std::string_view::npos) continue;  // "Source: https://…" names nobody
        if (may_name_publisher(base::trimmed(rest), layout.title)) return quoted(rest);
      }
      const bool starts = supplier != nullptr && i > 0 &&
                          base::equal_ignoring_case(line.substr(0, supplier->name.size()), supplier->name);
      if (starts && date_rank(line) != 0) return supplier->name;
    }
  }
  return {};
}

/// How strongly a sentence about an incident asks to look at its stretch of time; 0 is not at all.
int window_rank(const Stretch& stretch, Cues cues) {
  const bool whole = stretch.window.from && stretch.window.to;
  if (!whole) return has(cues, cue_look) && stretch.window.from && stretch.has_days ? 1 : 0;
  return 1 + (has(cues, cue_look) ? 4 : 0) + (has(cues, cue_incident) ? 1 : 0) + (stretch.has_days ? 2 : 0);
}

/// "Weekly phishing trends (1 May - 7 May)": no sentence, but what a heading or a link to another report says.
bool is_title(std::string_view sentence) {
  sentence = base::trimmed(sentence);
  return sentence.empty() || !std::string_view(".!;:").contains(sentence.back());
}

/// "Version 2.4.1 could be installed between 6 and 7 June": whoever did so then has it.
bool tells_who_has_it(std::string_view sentence) {
  static constexpr auto words = std::to_array<std::string_view>({"installed", "downloaded", "install\xc3\xa9",
                                                                 "t\xc3\xa9l\xc3\xa9"
                                                                 "charg\xc3\xa9"});
  return std::ranges::any_of(
      words, [&](std::string_view word) { return base::find_ignoring_case(sentence, word) != std::string_view::npos; });
}

/// "a campaign from 1996 to 1999" in a report of 2022 is no stretch of time to look at today.
bool is_history(const Stretch& stretch, int year_published) {
  constexpr int years_max = 5;
  const auto old = Date{year_published - years_max, 1, 1}.begin();
  return year_published != 0 && stretch.window.to && old && *stretch.window.to < *old;
}

/// "Has been exploited since 27 May": not always in one sentence with "until 4 June".
class Exploited {
 public:
  void see(const Stretch& stretch, std::string_view sentence, int year_published) {
    const bool tells = base::find_ignoring_case(sentence, "exploit") != std::string_view::npos;
    if (!tells || !stretch.has_days) return;
    const auto old = Date{year_published - 1, 1, 1}.begin();  // a group that was active before it was not then in here
    const bool begins = stretch.window.from && !stretch.window.to && !since_;
    if (begins && old && *old < *stretch.window.from) {
      since_ = stretch.window.from;
      sentence_ = sentence;
    }
    if (!stretch.window.from && stretch.window.to && (!until_ || *until_ < *stretch.window.to))
      until_ = stretch.window.to;
  }
  [[nodiscard]] bool has_begun() const { return since_.has_value(); }
  [[nodiscard]] model::Window window() const {
    return {since_, since_ && until_ && *since_ < *until_ ? until_ : std::nullopt};
  }
  [[nodiscard]] std::string_view sentence() const { return sentence_; }

 private:
  std::optional<base::Instant> since_;
  std::optional<base::Instant> until_;
  std::string_view sentence_;
};

/// "Keelson security advisory": what stands below it tells of an incident, whatever its words.
bool is_titled_as_notice(std::string_view source, const Layout& layout) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"security",   "advisory",  "incident", "breach", "unauthoris", "unauthoriz", "malicious",
       "compromise", "intrusion", "stolen",   "attack", "exploit",    "vulnerab",   "exposure",
       "exposed",    "leak",      "theft",    "hijack", "tamper",     "sécurité",   "fuite"});
  const auto heading = std::ranges::find(layout.blocks, Block::Kind::heading, &Block::kind);
  const auto has_word = [](std::string_view title) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return base::find_ignoring_case(title, word) != std::string_view::npos; });
  };
  // The first heading of a plain text may stand in its middle.
  return has_word(layout.title) || (heading != layout.blocks.end() && has_word(text_of(source, heading->part)));
}

/// The one stretch of days that a text names in its sentences; where it names several, nobody knows which is meant.
class OnlyStretch {
 public:
  void see(const Stretch& stretch, std::string_view sentence) {
    if (!stretch.window.from || !stretch.window.to || !stretch.has_days) return;
    is_only_ = !stretch_ ||
               (stretch_->window.from == stretch.window.from && stretch_->window.to == stretch.window.to && is_only_);
    if (stretch_) return;
    stretch_ = stretch;
    sentence_ = sentence;
  }
  [[nodiscard]] bool is_only() const { return stretch_.has_value() && is_only_; }
  [[nodiscard]] const model::Window& window() const { return stretch_->window; }
  [[nodiscard]] std::string_view sentence() const { return sentence_; }

 private:
  std::optional<Stretch> stretch_;
  std::string_view sentence_;
  bool is_only_ = false;
};

void find_window(std::string_view source, const Layout& layout, Statement& statement) {
  int best = 0;
  OnlyStretch only;
  Exploited exploited;
  for (const Block& block : layout.blocks) {
    const bool speaks =
        block.kind == Block::Kind::paragraph || block.kind == Block::Kind::item || block.kind == Block::Kind::heading;
    if (!speaks || block.section == Section::references) continue;
    const std::string_view text = text_of(source, block.part);
    if (std::ranges::none_of(text, base::is_digit)) continue;
    for (const Part part : sentences_of(text)) {
      const std::string_view sentence = text_of(text, part);
      if (sentence.size() > sentence_bytes_max || std::ranges::none_of(sentence, base::is_digit)) continue;
      const Cues cues = cues_of(sentence);
      const bool about_us = has(cues, cue_look | cue_incident) || tells_who_has_it(sentence);
      const bool of_tenure = has(cues, cue_tenure) && has(cues, cue_only | cue_c2);
      if (!about_us && !has(cues, cue_harmful)) {
        if (is_title(sentence) || of_tenure || has(cues, cue_harmless)) continue;
        for (const Stretch& stretch : find_stretches(sentence, statement.year)) {
          if (is_history(stretch, statement.year)) continue;
          only.see(stretch, sentence);
          exploited.see(stretch, sentence, statement.year);
        }
        continue;
      }
      if (!about_us && block.kind != Block::Kind::item && is_title(sentence)) continue;
      // A sentence on how long an address was somebody's is not about the reader's logs.
      if (of_tenure) continue;
      for (const Stretch& stretch : find_stretches(sentence, statement.year)) {
        if (is_history(stretch, statement.year)) continue;
        exploited.see(stretch, sentence, statement.year);
        const int rank = window_rank(stretch, cues);
        if (rank <= best) continue;
        best = rank;
        statement.window = stretch.window;
        statement.window_text = quoted(sentence);
      }
    }
  }
  if (best <= 1 && exploited.has_begun()) {
    best = 1;
    statement.window = exploited.window();
    statement.window_text = quoted(exploited.sentence());
  }
  // "From 10 to 20 July a certificate of ours was in the wrong hands"
  if (best == 0 && only.is_only() && is_titled_as_notice(source, layout)) {
    statement.window = only.window();
    statement.window_text = quoted(only.sentence());
  }
}

}  // namespace

const Pack* supplier_of(std::string_view source, std::span<const Pack> packs) {
  const std::string_view head = source.substr(0, head_bytes);
  const std::string_view first_line = base::trimmed(head).substr(0, base::trimmed(head).find('\n'));
  constexpr std::size_t namings_min = 3;  // a passing remark about another supplier is none
  for (const auto& [text, wanted] : {std::pair{first_line, std::size_t{1}}, std::pair{head, std::size_t{1}},
                                     std::pair{source.substr(0, naming_bytes), namings_min}}) {
    const Pack* best = nullptr;
    std::size_t best_count = wanted - 1;
    for (const Pack& pack : packs) {
      const std::size_t count = naming_count(text, pack);
      if (count > best_count) {
        best = &pack;
        best_count = count;
      }
    }
    if (best != nullptr) return best;
  }
  return nullptr;
}

Statement statement_of(std::string_view source, const Layout& layout, std::span<const Pack> packs) {
  Statement statement;
  statement.supplier = supplier_of(source, packs);
  Publication publication = publication_of(source, layout);
  if (const auto dates = find_dates(layout.published); !dates.empty() && dates.front().date.year != 0)
    publication.date = dates.front().date;
  statement.published = publication.date.text();
  statement.year = publication.date.year;
  statement.publisher = publisher_of(source, layout, statement.supplier);
  if (statement.publisher.empty()) statement.publisher = quoted(layout.publisher);
  find_window(source, layout, statement);
  return statement;
}

}  // namespace clew::intel::detail
