#include "clew/report/notice_table.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/notice_words.h"
#include "clew/report/detail/show.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace clew::report {
namespace {

using base::printable;
using detail::Align;
using detail::Column;
using detail::Cut;
using Row = std::vector<std::string>;

constexpr std::size_t table_columns_min = 40;
constexpr std::size_t table_indent_columns = 2;
constexpr std::size_t table_gap_columns = 2;
constexpr std::string_view bold = "\x1b[1m", faint = "\x1b[2m", red = "\x1b[31m", yellow = "\x1b[33m",
                           cyan = "\x1b[36m", plain = "\x1b[0m";

std::string_view ink_of(model::Role role) {
  switch (role) {
    case model::Role::c2:
    case model::Role::delivery:
    case model::Role::payload: return red;
    case model::Role::shared_infrastructure:
    case model::Role::legitimate_abused:
    case model::Role::sinkhole: return yellow;
    case model::Role::victim: return cyan;
    case model::Role::unknown: break;
  }
  return {};
}

std::string window_of(const model::Window& window) {
  if (window.is_open()) return {};
  return detail::stretch(window.from, window.to);
}

/// One word for a narrow column.
std::string_view word_of(model::Role role) {
  switch (role) {
    case model::Role::unknown: return {};
    case model::Role::shared_infrastructure: return "shared";
    case model::Role::legitimate_abused: return "abused";
    default: return name_of(role);
  }
}

/// Words of the source that no terminal makes a link of.
std::string harmless(std::string_view words) {
  std::string text = printable(words);
  for (std::size_t at = text.find("http"); at != std::string::npos; at = text.find("http", at + 4)) {
    const std::string_view rest = std::string_view(text).substr(at + 4);
    if (rest.starts_with("://") || rest.starts_with("s://")) text.replace(at, 4, "hxxp");
  }
  return text;
}

/// What the publisher remarks, unless it only says the role again.
std::string remark_on(const model::Indicator& indicator) {
  std::string remark = harmless(indicator.note);
  static constexpr std::array<std::string_view, 5> said = {"c2", "command and control", "delivery", "payload",
                                                           "victim"};
  const bool says_role =
      std::ranges::any_of(said, [&](std::string_view words) { return base::equal_ignoring_case(words, remark); });
  if (indicator.role != model::Role::unknown && says_role) remark.clear();
  for (const std::string& warning : indicator.warnings)
    remark = printable(warning) + (remark.empty() ? "" : "; ") + remark;
  return remark;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", detail::grouped(count), count == 1 ? one : many);
}

/// `evil[.]example:443`; what is too long for any line is cut, `--json` has it whole.
std::string shown(const model::Value& value) {
  constexpr std::size_t value_bytes_max = 300;
  return base::shortened(printable(defanged(value)), value_bytes_max);
}

/// A broken value may still be a link to some program.
std::string spelling_of(const model::Refusal& refusal) {
  return refusal.text.find("[.]") == std::string::npos ? model::defanged(refusal.type, refusal.text) : refusal.text;
}

class NoticeScreen {
 public:
  NoticeScreen(const model::Notice& notice, const TerminalStyle& style, std::size_t rows_max)
      : notice_(notice), style_(style), columns_(std::max(style.columns, table_columns_min)), rows_max_(rows_max) {}

  std::string render() {
    write_source();
    write_indicators();
    write_mentions();
    write_refused();
    write_claims();
    write_names();
    write_techniques();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool is_unicode() const { return style_.characters == Characters::unicode; }
  [[nodiscard]] std::string_view mark() const { return is_unicode() ? "…" : "..."; }
  [[nodiscard]] std::string fitted(std::string text) const { return is_unicode() ? text : detail::ascii(text); }
  [[nodiscard]] std::string inked(std::string text, std::string_view ink) const {
    if (style_.colours == Colours::off || ink.empty() || text.empty()) return text;
    return std::string(ink) + std::move(text) + std::string(plain);
  }

  void line(std::string text, std::string_view ink = {}) {
    out_ += inked(detail::cut_to(fitted(std::move(text)), columns_, Cut::end, mark()), ink);
    out_ += '\n';
  }
  /// A word in front, what belongs to it beside it, over as many lines as it takes up to `lines_max`.
  void say(std::string_view word, const std::string& text, std::size_t word_columns, std::size_t lines_max) {
    if (text.empty()) return;
    const std::size_t before = table_indent_columns + word_columns + table_gap_columns;
    constexpr std::size_t room_min = 8;
    const std::size_t room = columns_ > before + room_min ? columns_ - before : room_min;
    bool is_first = true;
    for (const std::string& part : detail::wrapped(fitted(text), room, lines_max, mark())) {
      out_.append(table_indent_columns, ' ');
      const std::string head =
          is_first ? detail::cut_to(fitted(std::string(word)), word_columns, Cut::end, mark()) : std::string{};
      out_ += inked(head, faint);
      out_.append(word_columns - detail::columns_of(head) + table_gap_columns, ' ');
      out_ += part;
      out_ += '\n';
      is_first = false;
    }
  }
  void head(std::string_view word, const std::string& text) {
    out_ += '\n';
    const std::string rest = detail::cut_to(fitted(text), columns_ - word.size() - table_gap_columns, Cut::end, mark());
    out_ += inked(std::string(word), bold);
    if (!rest.empty()) out_ += "  " + inked(rest, faint);
    out_ += '\n';
  }
  void say_rest(std::size_t count) {
    if (count > rows_max_)
      line(fmt::format("  … {} more; --json and --csv have all", detail::grouped(count - rows_max_)), faint);
  }

  void rows(const std::vector<Column>& columns, const std::vector<Row>& table,
            const std::vector<std::string_view>& inks, std::size_t inked_column) {
    const std::vector<std::size_t> widths = detail::column_widths(columns, table, columns_ - table_indent_columns);
    for (std::size_t r = 0; r < table.size(); ++r) {
      std::string text(table_indent_columns, ' ');
      std::size_t pending = 0;
      bool is_first = true;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (widths[i] == 0) continue;
        const std::string cell = detail::cut_to(table[r][i], widths[i], columns[i].cut, mark());
        const std::size_t space = widths[i] - std::min(widths[i], detail::columns_of(cell));
        pending += is_first ? 0 : table_gap_columns;
        is_first = false;
        if (columns[i].align == Align::right) pending += space;
        if (!cell.empty()) {
          text.append(pending, ' ');
          text += inked(cell, i == inked_column ? inks[r] : std::string_view{});
          pending = 0;
        }
        if (columns[i].align == Align::left) pending += space;
      }
      out_ += text;
      out_ += '\n';
    }
  }

  void write_source() {
    const model::NoticeSource& source = notice_.source;
    out_ += inked(detail::cut_to(fitted(printable(source.file)), columns_, Cut::start, mark()), bold);
    out_ += '\n';
    constexpr std::size_t word = 9;
    say("title", harmless(source.title), word, 2);
    std::string by = printable(source.publisher);
    if (!source.published.empty()) by += (by.empty() ? "" : ", ") + printable(source.published);
    say("published", by, word, 1);
    say("read as", printable(source.format) + (source.language.empty() ? "" : ", in " + printable(source.language)),
        word, 1);
    say("supplier", printable(notice_.supplier), word, 1);
    std::string window = window_of(notice_.window);
    if (!window.empty() && !notice_.window_text.empty()) window += " (" + harmless(notice_.window_text) + ")";
    say("look at", window, word, 2);
  }

  void write_indicators() {
    std::vector<const model::Indicator*> sorted;
    std::map<model::ValueType, std::size_t> counts;
    for (const model::Indicator& indicator : notice_.indicators) {
      sorted.push_back(&indicator);
      ++counts[indicator.value.type()];
    }
    if (sorted.empty()) {
      head("INDICATORS", "none");
      return;
    }
    std::ranges::stable_sort(sorted, {}, [](const model::Indicator* one) { return one->value.type(); });
    head("INDICATORS", detail::grouped(sorted.size()));
    const std::size_t all = sorted.size();
    if (all > rows_max_) sorted.resize(rows_max_);
    write_values(sorted, counts);
    say_rest(all);
  }

  /// Where the parts of a row of indicators stand.
  struct Places {
    bool is_beside = false;                                 ///< what is said of a value stands beside it, else below
    std::size_t value = 0, role = 0, number = 1, when = 0;  ///< how wide they are
  };
  [[nodiscard]] Places places_of(const std::vector<const model::Indicator*>& indicators) const {
    constexpr std::size_t beside_columns_min = 150, remark_columns_min = 30;
    Places places;
    places.is_beside = columns_ >= beside_columns_min;
    for (const model::Indicator* indicator : indicators) {
      places.value = std::max(places.value, detail::columns_of(fitted(shown(indicator->value))));
      places.role = std::max(places.role, word_of(indicator->role).size());
      places.number = std::max(places.number, line_of(*indicator).size());
      places.when = std::max(places.when, detail::columns_of(fitted(window_of(indicator->valid))));
    }
    std::size_t others = 2 * table_indent_columns + table_gap_columns + places.number;
    if (places.role > 0) others += table_gap_columns + places.role;
    if (places.is_beside) others += table_gap_columns + places.when + table_gap_columns + remark_columns_min;
    places.value = std::min(places.value, columns_ > others + 8 ? columns_ - others : 8);
    return places;
  }

  [[nodiscard]] std::string line_of(const model::Indicator& indicator) const {
    constexpr std::size_t words_columns_min = 90;
    return fmt::format("{}{}", columns_ < words_columns_min ? ":" : "line ", indicator.line);
  }

  /// A group for each type: values whole where the line has room for them.
  void write_values(const std::vector<const model::Indicator*>& indicators,
                    const std::map<model::ValueType, std::size_t>& counts) {
    const Places places = places_of(indicators);
    std::optional<model::ValueType> group;
    for (const model::Indicator* indicator : indicators) {
      if (group != indicator->value.type()) {
        group = indicator->value.type();
        line(fmt::format("  {}, {}", detail::words_of(name_of(*group)), detail::grouped(counts.at(*group))), faint);
      }
      write_value(*indicator, places);
    }
  }

  void write_value(const model::Indicator& indicator, const Places& places) {
    std::string text;
    std::size_t at = 0;
    const auto put = [&](std::size_t column, const std::string& words, std::string_view ink) {
      if (words.empty() || column < at) return;
      text.append(column - at, ' ');
      text += inked(words, ink);
      at = column + detail::columns_of(words);
    };
    std::size_t column = 2 * table_indent_columns;
    put(column, detail::cut_to(fitted(shown(indicator.value)), places.value, Cut::end, mark()), {});
    column += places.value + table_gap_columns;
    put(column, std::string(word_of(indicator.role)), ink_of(indicator.role));
    if (places.role > 0) column += places.role + table_gap_columns;
    const std::string number = line_of(indicator);
    put(column + places.number - number.size(), number, faint);
    column += places.number + table_gap_columns;
    const std::string stretch = fitted(window_of(indicator.valid));
    std::string remark = fitted(remark_on(indicator));
    if (places.is_beside) {
      put(column, stretch, {});
      if (places.when > 0) column += places.when + table_gap_columns;
      put(column, detail::cut_to(remark, columns_ - std::min(column, columns_), Cut::end, mark()), faint);
      out_ += text + '\n';
      return;
    }
    out_ += text + '\n';
    if (!stretch.empty()) remark = stretch + (remark.empty() ? "" : ": ") + remark;
    constexpr std::size_t below_columns = 3 * table_indent_columns, below_lines_max = 2;
    for (const std::string& part : detail::wrapped(remark, columns_ - below_columns, below_lines_max, mark()))
      out_ += std::string(below_columns, ' ') + inked(part, faint) + '\n';
  }

  void write_mentions() {
    if (notice_.mentions.empty()) return;
    // By reason, most of them first.
    std::map<std::string, std::vector<std::string>> reasons;
    for (const model::Mention& mention : notice_.mentions) {
      constexpr std::size_t value_bytes_max = 80;
      reasons[mention.why].push_back(
          base::shortened(printable(model::defanged(mention.type, mention.value)), value_bytes_max));
    }
    std::vector<std::pair<std::string, std::vector<std::string>>> sorted(reasons.begin(), reasons.end());
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& reason) { return reason.second.size(); });
    head("MENTIONS", fmt::format("{}, no indicators", detail::grouped(notice_.mentions.size())));
    constexpr std::size_t why_columns_max = 44;
    std::size_t word = 0;
    for (const auto& reason : sorted) word = std::max(word, detail::columns_of(printable(reason.first)));
    const std::size_t number = detail::grouped(sorted.front().second.size()).size();
    word = std::min(std::min(word, why_columns_max) + number + 1, columns_ / 2);
    std::size_t told = 0;
    for (const auto& [why, values] : sorted) {
      if (told++ == rows_max_) break;
      constexpr std::size_t values_max = 40;  // of which two lines show some
      std::string list;
      for (std::size_t i = 0; i < std::min(values.size(), values_max); ++i) {
        if (i > 0) list += ", ";
        list += values[i];
      }
      say(fmt::format("{:>{}} {}", detail::grouped(values.size()), number, printable(why)), list, word, 2);
    }
    say_rest(sorted.size());
  }

  void write_refused() {
    if (notice_.refused.empty()) return;
    head("REFUSED", fmt::format("{}, broken in the source and not repaired", detail::grouped(notice_.refused.size())));
    static const std::vector<Column> columns = {{Align::right, Cut::end, 14, 6},
                                                {Align::left, Cut::end, 13, 6},
                                                {Align::left, Cut::end, 70, 16},
                                                {Align::left, Cut::end, 80, 20}};
    std::vector<Row> table;
    for (const model::Refusal& refusal : notice_.refused) {
      if (table.size() == rows_max_) break;
      constexpr std::size_t text_bytes_max = 200;
      table.push_back({fmt::format("line {}", refusal.line), std::string(name_of(refusal.type)),
                       fitted(base::shortened(printable(spelling_of(refusal)), text_bytes_max)),
                       fitted(printable(refusal.why))});
    }
    rows(columns, table, std::vector<std::string_view>(table.size(), yellow), 3);
    say_rest(notice_.refused.size());
  }

  void write_claims() {
    if (notice_.claims.empty()) return;
    head("CLAIMS", detail::grouped(notice_.claims.size()));
    std::size_t told = 0;
    for (const model::Claim& claim : notice_.claims) {
      if (told++ == rows_max_) break;
      std::string who = printable(claim.by.empty() ? "somebody" : claim.by);
      if (!claim.via.empty()) who += " (" + printable(claim.via) + ")";
      std::string what = fmt::format("{} {} {}", who, name_of(claim.stance), name_of(claim.kind));
      if (!claim.object.empty()) what += ": " + printable(claim.object);
      if (!claim.subject.empty()) what += ", of " + printable(claim.subject);
      if (claim.confidence) what += ", " + printable(*claim.confidence);
      if (claim.superseded) what += " (superseded)";
      constexpr std::size_t word = 10;
      say(claim.date.empty() ? (claim.line > 0 ? fmt::format("line {}", claim.line) : "") : printable(claim.date), what,
          word, 2);
      if (!claim.text.empty()) say("", fmt::format("\"{}\"", harmless(claim.text)), word, 3);
    }
    say_rest(notice_.claims.size());
  }

  void write_names() {
    if (notice_.names.empty()) return;
    constexpr std::size_t kinds = 4;
    std::array<std::vector<std::string>, kinds> named;
    std::set<std::pair<model::NamedThing::Kind, std::string>> told;
    for (const model::NamedThing& thing : notice_.names) {
      if (!told.emplace(thing.kind, thing.name).second) continue;
      named[static_cast<std::size_t>(thing.kind)].push_back(
          fmt::format("{} (line {})", printable(thing.name), thing.line));
    }
    head("NAMES", detail::grouped(told.size()));
    for (std::size_t i = 0; i < kinds; ++i) {
      say(name_of(static_cast<model::NamedThing::Kind>(i)), fmt::format("{}", fmt::join(named[i], ", ")), 10, 4);
    }
  }

  void write_techniques() {
    if (notice_.techniques.empty()) return;
    std::size_t stated = 0;
    for (const model::NamedTechnique& technique : notice_.techniques)
      stated += technique.how == model::NamedTechnique::How::stated ? 1 : 0;
    const std::size_t suggested = notice_.techniques.size() - stated;
    std::string text = counted(stated, "is stated", "are stated");
    if (suggested > 0) text += fmt::format(", {} by its words", counted(suggested, "is suggested", "are suggested"));
    head("TECHNIQUES", text);
    static const std::vector<Column> columns = {{Align::left, Cut::end, 12, 9},
                                                {Align::left, Cut::end, 14, 6},
                                                {Align::right, Cut::end, 14, 6},
                                                {Align::left, Cut::end, 110, 16}};
    std::vector<Row> table;
    for (const model::NamedTechnique& technique : notice_.techniques) {
      if (table.size() == rows_max_) break;
      const bool is_stated = technique.how == model::NamedTechnique::How::stated;
      table.push_back({fitted(printable(technique.id)),
                       is_stated ? "stated" : fmt::format("suggested {:.2f}", technique.score),
                       fmt::format("line {}", technique.line), is_stated ? "" : fitted(harmless(technique.text))});
    }
    rows(columns, table, std::vector<std::string_view>(table.size()), 0);
    say_rest(notice_.techniques.size());
  }

  const model::Notice& notice_;
  const TerminalStyle& style_;
  std::size_t columns_;
  std::size_t rows_max_;
  std::string out_;
};

}  // namespace

std::string notice_table(const model::Notice& notice, const TerminalStyle& style, std::size_t rows_max) {
  return NoticeScreen(notice, style, std::max<std::size_t>(rows_max, 1)).render();
}

}  // namespace clew::report
