#include "clew/report/notice_table.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/notice_words.h"
#include "clew/report/detail/show.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace clew::report {
namespace {

using base::printable;
using detail::Align;
using detail::Column;
using detail::Cut;
using Row = std::vector<std::string>;

constexpr std::size_t columns_min = 40;
constexpr std::size_t indent_columns = 2;
constexpr std::size_t gap_columns = 2;
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

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", detail::grouped(count), count == 1 ? one : many);
}

/// `evil[.]example:443`; what is too long for any line is cut, `--json` has it whole.
std::string shown(const model::Value& value) {
  constexpr std::size_t value_bytes_max = 300;
  return base::shortened(printable(defanged(value)), value_bytes_max);
}

class NoticeScreen {
 public:
  NoticeScreen(const model::Notice& notice, const TerminalStyle& style, std::size_t rows_max)
      : notice_(notice), style_(style), columns_(std::max(style.columns, columns_min)), rows_max_(rows_max) {}

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
    const std::size_t before = indent_columns + word_columns + gap_columns;
    const std::size_t room = columns_ > before + 20 ? columns_ - before : 20;
    bool is_first = true;
    for (const std::string& part : detail::wrapped(fitted(text), room, lines_max, mark())) {
      out_.append(indent_columns, ' ');
      const std::string head =
          is_first ? detail::cut_to(fitted(std::string(word)), word_columns, Cut::end, mark()) : std::string{};
      out_ += inked(head, faint);
      out_.append(word_columns - detail::columns_of(head) + gap_columns, ' ');
      out_ += part;
      out_ += '\n';
      is_first = false;
    }
  }
  void head(std::string_view word, const std::string& text) {
    out_ += '\n';
    const std::string rest = detail::cut_to(fitted(text), columns_ - word.size() - gap_columns, Cut::end, mark());
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
    const std::vector<std::size_t> widths = detail::column_widths(columns, table, columns_ - indent_columns);
    for (std::size_t r = 0; r < table.size(); ++r) {
      std::string text(indent_columns, ' ');
      std::size_t pending = 0;
      bool is_first = true;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (widths[i] == 0) continue;
        const std::string cell = detail::cut_to(table[r][i], widths[i], columns[i].cut, mark());
        const std::size_t space = widths[i] - std::min(widths[i], detail::columns_of(cell));
        pending += is_first ? 0 : gap_columns;
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
    say("title", printable(source.title), word, 2);
    std::string by = printable(source.publisher);
    if (!source.published.empty()) by += (by.empty() ? "" : ", ") + printable(source.published);
    say("published", by, word, 1);
    say("read as", printable(source.format) + (source.language.empty() ? "" : ", in " + printable(source.language)),
        word, 1);
    say("supplier", printable(notice_.supplier), word, 1);
    std::string window = window_of(notice_.window);
    if (!window.empty() && !notice_.window_text.empty()) window += " (" + printable(notice_.window_text) + ")";
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
    std::vector<std::string> groups;
    for (const auto& [type, count] : counts)
      groups.push_back(fmt::format("{} {}", detail::grouped(count), name_of(type)));
    head("INDICATORS", fmt::format("{}: {}", detail::grouped(sorted.size()), fmt::join(groups, ", ")));
    static const std::vector<Column> columns = {{Align::left, Cut::end, 13, 6}, {Align::left, Cut::end, 100, 24},
                                                {Align::left, Cut::end, 21, 8}, {Align::left, Cut::end, 45, 23},
                                                {Align::right, Cut::end, 8, 4}, {Align::left, Cut::end, 80, 16}};
    std::vector<Row> table = {{"TYPE", "VALUE", "ROLE", "WHEN", "LINE", "REMARK"}};
    std::vector<std::string_view> inks = {faint};
    for (const model::Indicator* indicator : sorted) {
      if (table.size() > rows_max_) break;
      std::string remark = printable(indicator->note);
      for (const std::string& warning : indicator->warnings)
        remark = printable(warning) + (remark.empty() ? "" : "; ") + remark;
      table.push_back({std::string(name_of(indicator->value.type())), fitted(shown(indicator->value)),
                       indicator->role == model::Role::unknown ? "" : detail::words_of(name_of(indicator->role)),
                       fitted(window_of(indicator->valid)), std::to_string(indicator->line), fitted(remark)});
      inks.push_back(ink_of(indicator->role));
    }
    // A column that says nothing has no header either.
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool is_used = std::any_of(table.begin() + 1, table.end(), [&](const Row& row) { return !row[i].empty(); });
      if (!is_used) table.front()[i].clear();
    }
    rows(columns, table, inks, 2);
    say_rest(sorted.size());
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
    constexpr std::size_t why_columns_max = 36;
    std::size_t word = 0;
    for (const auto& reason : sorted) word = std::max(word, detail::columns_of(printable(reason.first)));
    const std::size_t number = detail::grouped(sorted.front().second.size()).size();
    word = std::min(word, std::min(why_columns_max, columns_ / 2)) + number + 1;
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
                       fitted(base::shortened(printable(refusal.text), text_bytes_max)),
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
      if (!claim.text.empty()) say("", fmt::format("\"{}\"", printable(claim.text)), word, 3);
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
                       fmt::format("line {}", technique.line), is_stated ? "" : fitted(printable(technique.text))});
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
