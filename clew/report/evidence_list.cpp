#include "clew/report/evidence_list.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/json_writer.h"
#include "clew/report/detail/show.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::report {
namespace {

using detail::Align;
using detail::Column;
using detail::Cut;
using detail::JsonWriter;
using Row = std::vector<std::string>;

constexpr std::size_t gap_columns = 2;
constexpr std::size_t indent_columns = 2;
constexpr std::size_t reason_lines_max = 3;
constexpr std::size_t minutes_columns_min = 110;  ///< of a line that has room for the time of day
constexpr std::string_view faint = "\x1b[2m", yellow = "\x1b[33m", plain = "\x1b[0m";

/// What may be cut at which end, and how far, where the line is too narrow. Numbers are never cut.
const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {Align::left, Cut::start, 120, 20}, {Align::left, Cut::end, 26, 10},  {Align::left, Cut::end, 16, 16},
      {Align::left, Cut::end, 16, 16},    {Align::right, Cut::end, 14, 14}, {Align::right, Cut::end, 14, 14},
      {Align::right, Cut::end, 9, 9},     {Align::left, Cut::end, 30, 12},
  };
  return all;
}

std::string to_minute(const std::optional<base::Instant>& time) {
  constexpr std::size_t bytes = 16;  // 2023-06-27T18:36
  if (!time) return "-";
  std::string text = base::to_rfc3339(*time).substr(0, bytes);
  text[10] = ' ';
  return text;
}

/// What stands below a row, in full; else it is short and stands in its last column.
bool has_reason(const EvidenceMember& member) { return !member.problem.empty() || !member.undecoded.empty(); }

Row row_of(const EvidenceMember& member, std::size_t columns_total) {
  const bool is_read = !member.source.empty();
  const auto moment = [&](const std::optional<base::Instant>& time) {
    return !time || columns_total >= minutes_columns_min ? to_minute(time) : base::to_date(*time);
  };
  return {base::printable(member.file),
          is_read ? base::printable(member.source) : "-",
          moment(member.first),
          moment(member.last),
          is_read ? detail::grouped(member.events) : "-",
          is_read ? detail::grouped(member.unparsed) : "-",
          detail::sized(member.bytes),
          has_reason(member) ? std::string() : base::printable(member.why())};
}

struct Totals {
  std::uint64_t events = 0, unparsed = 0, bytes = 0;
  std::optional<base::Instant> first, last;
};

Totals totals_of(const EvidenceList& list) {
  Totals totals;
  for (const EvidenceMember& member : list.members) {
    totals.events += member.events;
    totals.unparsed += member.unparsed;
    totals.bytes += member.bytes;
    if (member.first && (!totals.first || *member.first < *totals.first)) totals.first = member.first;
    if (member.last && (!totals.last || *totals.last < *member.last)) totals.last = member.last;
  }
  return totals;
}

std::string summary_of(const EvidenceList& list) {
  const Totals totals = totals_of(list);
  std::string text = fmt::format("{} {}, {}: {} events, {} unparsed", detail::grouped(list.members.size()),
                                 list.members.size() == 1 ? "file" : "files", detail::sized(totals.bytes),
                                 detail::grouped(totals.events), detail::grouped(totals.unparsed));
  if (totals.first) text += fmt::format(", {} – {} UTC", to_minute(totals.first), to_minute(totals.last));
  return text;
}

class Table {
 public:
  explicit Table(const TerminalStyle& style) : style_(style) {}

  void write(const Row& row, const std::vector<std::size_t>& widths, std::string_view ink) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      if (!line.empty()) line.append(gap_columns, ' ');
      const std::string cell = detail::cut_to(fitted(row[i]), widths[i], columns()[i].cut, mark());
      const std::string space(widths[i] - std::min(widths[i], detail::columns_of(cell)), ' ');
      line += columns()[i].align == Align::right ? space + cell : cell + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    const bool is_painted = style_.colours == Colours::on && !ink.empty();
    text += is_painted ? std::string(ink) + line + std::string(plain) : line;
    text += '\n';
  }

  void write_below(const std::string& reason) {
    const std::string indent(indent_columns, ' ');
    for (const std::string& line :
         detail::wrapped(fitted(reason), style_.columns - indent_columns, reason_lines_max, mark())) {
      text += indent;
      text += line;
      text += '\n';
    }
  }

  [[nodiscard]] std::string fitted(const std::string& words) const {
    return style_.characters == Characters::unicode ? words : detail::ascii(words);
  }
  [[nodiscard]] std::string_view mark() const { return style_.characters == Characters::unicode ? "…" : "..."; }

  std::string text;

 private:
  const TerminalStyle& style_;
};

void write_member(JsonWriter& json, const EvidenceMember& member) {
  json.open('{').key("file").text(member.file).key("source").text_or_null(member.source);
  json.key("format").text_or_null(member.format).key("sees").texts(member.sees);
  json.key("first").time(member.first).key("last").time(member.last);
  json.key("events").number(member.events).key("unparsed").number(member.unparsed);
  json.key("bytes").number(member.bytes).key("content_sha256").text_or_null(member.content_sha256);
  json.key("file_sha256").text_or_null(member.file_sha256).key("why").text(member.why());
  json.key("problem").text_or_null(member.problem).key("undecoded").text_or_null(member.undecoded);
  json.key("guessed").text_or_null(member.guessed).close();
}

}  // namespace

std::string EvidenceMember::why() const {
  if (!problem.empty()) return problem;
  if (!undecoded.empty()) return undecoded;
  if (events + unparsed == 0) return bytes == 0 ? "empty" : "no records";
  if (!guessed.empty()) return guessed;
  if (format == "mapped") return "as a table of its fields says";
  return "as " + format;
}

std::string evidence_table(const EvidenceList& list, const TerminalStyle& style) {
  std::vector<Row> rows = {{"FILE", "SOURCE", "FIRST", "LAST", "EVENTS", "UNPARSED", "SIZE", "WHY"}};
  for (const EvidenceMember& member : list.members) rows.push_back(row_of(member, style.columns));
  const std::vector<std::size_t> widths = detail::column_widths(columns(), rows, style.columns);
  Table table(style);
  table.write(rows.front(), widths, faint);
  for (std::size_t i = 0; i < list.members.size(); ++i) {
    const EvidenceMember& member = list.members[i];
    table.write(rows[i + 1], widths, member.problem.empty() ? std::string_view{} : yellow);
    if (has_reason(member)) table.write_below(base::printable(member.why()));
  }
  table.text += table.fitted(summary_of(list)) + "\n";
  return std::move(table.text);
}

std::string evidence_list_json(const EvidenceList& list) {
  const Totals totals = totals_of(list);
  JsonWriter json;
  json.open('{').key("schema").text("clew.evidence.ls/1").key("members").open('[');
  for (const EvidenceMember& member : list.members) write_member(json, member);
  json.close().key("problems").open('[');
  for (const base::Error& problem : list.problems) json.text(base::to_text(problem));
  json.close();
  json.key("events").number(totals.events).key("unparsed").number(totals.unparsed);
  json.key("bytes").number(totals.bytes).key("first").time(totals.first).key("last").time(totals.last).close();
  return json.take();
}

}  // namespace clew::report
