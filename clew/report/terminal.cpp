#include "clew/report/terminal.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/show.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::Align;
using detail::Column;
using detail::Cut;
using model::AccountStatus;
using model::DeviceStatus;
using Row = std::vector<std::string>;

constexpr std::size_t columns_min = 40;
constexpr std::size_t columns_max = 140;  ///< a longer line is harder to read, not easier
constexpr std::size_t lines_min = 16;
constexpr std::size_t fact_name_columns = 12;
constexpr std::size_t bar_columns_max = 60;
constexpr std::size_t bar_columns_min = 20;  ///< room for the two dates above it
constexpr std::size_t rows_max = 60;         ///< of one section: more than any screen shows

enum class Ink : std::uint8_t { plain, strong, faint, red, yellow, green, magenta };

/// ECMA-48 section 8.3.117 (SGR).
std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::strong: return "1";
    case Ink::faint: return "2";
    case Ink::red: return "1;31";
    case Ink::yellow: return "33";
    case Ink::green: return "1;32";
    case Ink::magenta: return "1;35";
  }
  return "";
}

Ink ink_of(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::hit: return Ink::red;
    case model::Verdict::suspicious: return Ink::yellow;
    case model::Verdict::not_seen: return Ink::green;
    case model::Verdict::cannot_say: return Ink::magenta;
  }
  return Ink::plain;
}

/// Rows under a title; how many of them are shown depends on the room.
struct Section {
  std::string title;
  std::vector<Column> columns;
  std::vector<Ink> inks;  ///< of each column
  std::vector<Row> rows;  ///< at most `rows_max`
  std::size_t total = 0;  ///< that there are
  unsigned turns = 1;     ///< rows for each row of another section, when room is short
  unsigned rows_min = 1;  ///< that say something
  std::size_t shown = 0;
};

class Screen {
 public:
  explicit Screen(const TerminalStyle& style)
      : style_(style),
        columns_(std::clamp(style.columns, columns_min, columns_max)),
        lines_(std::max(style.lines, lines_min) - 1),
        airy_(lines_ >= 30) {}

  std::string render(const model::CaseDocument& document);

 private:
  /// `sections` stand below it, and each keeps room for its title and a row.
  void write_answer(const model::CaseDocument& document, const detail::Shower& shower, std::size_t sections);
  void write_fact(std::string_view name, const std::string& text);
  void write_section(const Section& section);
  void share_out(std::vector<Section>& sections);

  [[nodiscard]] bool unicode() const { return style_.characters == Characters::unicode; }
  [[nodiscard]] std::string_view mark() const { return unicode() ? "…" : "..."; }
  [[nodiscard]] std::string fit_characters(const std::string& text) const {
    return unicode() ? text : detail::ascii(text);
  }
  [[nodiscard]] std::string paint(Ink ink, const std::string& text) const;
  [[nodiscard]] std::string bar(const model::CaseCoverage& coverage, const detail::Axis& axis, std::size_t width) const;
  [[nodiscard]] std::string axis_line(const detail::Axis& axis, std::size_t width) const;
  [[nodiscard]] Section coverage_section(const model::CaseDocument& document) const;
  void line(const std::string& text);

  TerminalStyle style_;
  std::size_t columns_;
  std::size_t lines_;
  bool airy_;  ///< room for an empty line above each section
  std::string out_;
  std::size_t written_ = 0;
};

std::string Screen::paint(Ink ink, const std::string& text) const {
  if (style_.colours == Colours::off || ink == Ink::plain || text.empty()) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(ink), text);
}

void Screen::line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(' ');
  out_ += end == std::string::npos ? std::string() : text.substr(0, end + 1);
  out_ += '\n';
  ++written_;
}

void Screen::write_fact(std::string_view name, const std::string& text) {
  if (text.empty()) return;
  const std::string fitted = detail::cut_to(fit_characters(text), columns_ - fact_name_columns, Cut::end, mark());
  line(paint(Ink::faint, fmt::format("  {:<10}", name)) + fitted);
}

/// So many of a kind, with their names.
struct NamedCount {
  std::size_t count = 0;
  std::string word;
  std::vector<std::string> names;
};

constexpr std::size_t names_max = 8;

/// `2 compromised: a, b · 1 suspicious: c` in one line: all numbers, and as many names as there is room for.
std::string counted(const std::vector<NamedCount>& kinds, std::size_t columns) {
  std::string text;
  for (std::size_t named = names_max + 1; named-- > 0;) {
    text.clear();
    for (const NamedCount& kind : kinds) {
      if (kind.count == 0) continue;
      text += fmt::format("{}{} {}", text.empty() ? "" : " · ", detail::grouped(kind.count), kind.word);
      const std::size_t shown = std::min(named, kind.names.size());
      for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? ": " : ", ") + kind.names[i];
      if (shown > 0 && shown < kind.count) text += ", …";
    }
    if (detail::columns_of(text) <= columns) break;
  }
  return text;
}

/// In the order of `statuses`; the last of them, the cleared, are counted and not named.
template <class Entries, class Status>
std::vector<NamedCount> by_status(const Entries& entries, std::initializer_list<Status> statuses) {
  std::vector<NamedCount> kinds;
  kinds.reserve(statuses.size());
  for (const Status status : statuses) {
    NamedCount kind{0, detail::words_of(name_of(status)), {}};
    const bool named = status != *(statuses.end() - 1);
    for (const auto& entry : entries) {
      if (entry.status != status) continue;
      if (++kind.count <= names_max && named) kind.names.push_back(base::printable(entry.name));
    }
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

/// What was only within reach is counted, not named.
std::vector<NamedCount> secrets_of(const model::CaseDocument& document, const detail::Shower& shower) {
  NamedCount opened{0, "opened", {}};
  NamedCount others{0, "within reach", {}};
  for (const model::CaseSecret& secret : document.secrets) {
    NamedCount& kind = secret.opened ? opened : others;
    // Without an owner two of a kind are told apart by their device alone.
    const bool is_of_device = secret.account.empty() && !secret.device.empty();
    if (++kind.count <= names_max && secret.opened)
      kind.names.push_back(
          shower.text(is_of_device ? fmt::format("{} on {}", secret.what, secret.device) : secret.what));
  }
  return {opened, others};
}

/// Clocks that this answer corrects; the others are in the report.
std::string clocks_of(const model::CaseDocument& document) {
  std::string text;
  for (const model::CaseClock& clock : document.clocks) {
    if (!clock.applied || text.size() > columns_max) continue;
    text += fmt::format("{}{} {}", text.empty() ? "corrected: " : " · ", base::printable(clock.source),
                        detail::offset_of(clock));
  }
  return text;
}

std::string earliest_of(const model::CaseAnswer& answer) {
  std::string text;
  if (answer.earliest_time || !answer.earliest_finding.empty()) {
    text = (answer.earliest_time ? detail::moment(*answer.earliest_time) + " UTC" : "time unknown") + "  " +
           base::printable(answer.earliest_finding);
    if (answer.could_have_seen)
      text += "; evidence reaches back to " + detail::moment(*answer.could_have_seen).substr(0, 16);
  }
  return text;
}

std::string window_of(const model::CaseDocument& document) {
  const std::string dates = detail::stretch(document.window.from, document.window.to);
  std::string text = dates.empty() ? "no window is known" : dates + " UTC";
  if (!document.window.source.empty() && document.window.source != "none") {
    text += fmt::format(" (from the {})", detail::words_of(document.window.source));
  }
  if (!document.supplier.empty()) text += " · supplier " + base::printable(document.supplier);
  return text;
}

std::string evidence_of(const model::CaseDocument& document) {
  if (document.evidence_files.empty()) return "no file was read";
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  for (const auto& file : document.evidence_files) {
    bytes += file.bytes;
    records += file.records;
  }
  const std::size_t files = document.evidence_files.size();
  return fmt::format("{} file{}, {}, {} record{}", detail::grouped(files), files == 1 ? "" : "s", detail::sized(bytes),
                     detail::grouped(records), records == 1 ? "" : "s");
}

void Screen::write_answer(const model::CaseDocument& document, const detail::Shower& shower, std::size_t sections) {
  const model::CaseAnswer& answer = document.answer;
  const std::string word(detail::word_of(answer.verdict));
  const std::size_t indent = word.size() + 2;
  const auto sentence =
      detail::wrapped(fit_characters(detail::sentence_of(document, shower)), columns_ - indent, airy_ ? 6 : 3, mark());
  line(paint(ink_of(answer.verdict), word) + "  " + (sentence.empty() ? std::string() : sentence.front()));
  for (std::size_t i = 1; i < sentence.size(); ++i) line(std::string(indent, ' ') + sentence[i]);
  line("");
  // In the order in which they are missed least where there is no room: the last ones go.
  const std::size_t width = columns_ - fact_name_columns;
  std::vector<std::pair<std::string_view, std::string>> facts;
  facts.emplace_back("earliest", earliest_of(answer));
  if (!answer.door_kind.empty()) {
    facts.emplace_back("door", detail::words_of(answer.door_kind) +
                                   (answer.door_why.empty() ? "" : ": " + shower.text(answer.door_why)));
  }
  facts.emplace_back(
      "devices",
      counted(by_status(document.devices, {DeviceStatus::compromised, DeviceStatus::suspicious, DeviceStatus::cleared}),
              width));
  facts.emplace_back("accounts", counted(by_status(document.accounts, {AccountStatus::used_by_intruder,
                                                                       AccountStatus::exposed, AccountStatus::cleared}),
                                         width));
  facts.emplace_back("secrets", counted(secrets_of(document, shower), width));
  facts.emplace_back("window", window_of(document));
  facts.emplace_back("clocks", clocks_of(document));
  if (airy_ || document.evidence_files.empty()) facts.emplace_back("evidence", evidence_of(document));
  std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
  const std::size_t kept = written_ + 1 + sections * 2;
  const std::size_t room = std::max<std::size_t>(lines_ > kept ? lines_ - kept : 0, 4);
  if (facts.size() > room) facts.resize(room);
  for (const auto& [name, text] : facts) write_fact(name, text);
}

/// Without the year, which stands in the answer already.
std::string short_time(const std::optional<base::Instant>& time) {
  return time ? detail::moment(*time).substr(5) : "time unknown";
}

std::string short_stretch(const std::optional<base::Instant>& from, const std::optional<base::Instant>& to) {
  if (!from || !to || base::to_civil(*from).year != base::to_civil(*to).year) return detail::stretch(from, to);
  return detail::moment(*from).substr(5, 11) + " – " + detail::moment(*to).substr(5, 11);
}

std::string more_like_it(std::uint64_t repeats) {
  return repeats == 0 ? "" : fmt::format("×{}", detail::grouped(repeats + 1));
}

/// The first steps of the ledger that are not done.
Section steps_section(const model::CaseDocument& document, const detail::Shower& shower) {
  Section section{"",
                  {{Align::right, Cut::end, 4, 2},
                   {Align::left, Cut::end, 60, 44},
                   {Align::left, Cut::end, 24, 8},
                   {Align::left, Cut::end, 44, 8}},
                  {Ink::faint, Ink::strong, Ink::plain, Ink::faint},
                  {},
                  0,
                  2};
  const std::vector<std::string> devices = detail::devices_to_isolate(document);
  const bool open = std::ranges::any_of(
      document.rotation, [](const model::CaseRotation& step) { return step.state == model::RotationState::to_do; });
  if (!devices.empty() && open) {
    section.rows.push_back({"", "first isolate " + base::printable(detail::joined(devices, ", ")), "", ""});
  }
  for (const model::CaseRotation& step : document.rotation) {
    if (step.state != model::RotationState::to_do) continue;
    ++section.total;
    if (section.rows.size() >= rows_max) continue;
    section.rows.push_back({fmt::format("{}", step.order), shower.text(step.what),
                            base::printable(step.id.empty() ? step.device : step.id),
                            step.after.empty() ? "" : "after " + shower.text(detail::joined(step.after, ", "))});
  }
  section.title = fmt::format("Do this now: {} step{}", detail::grouped(section.total), section.total == 1 ? "" : "s");
  if (section.total < document.rotation.size())
    section.title += fmt::format(", {} done", detail::grouped(document.rotation.size() - section.total));
  if (!devices.empty() && section.total > 0) ++section.total;  // the line about isolating is one that is shown
  return section;
}

Section counting_section(const model::CaseDocument& document) {
  const auto findings = detail::counting(document);
  Section section{"What counts",
                  {{Align::left, Cut::end, 14, 11},
                   {Align::left, Cut::end, 13, 9},
                   {Align::left, Cut::end, 20, 8},
                   {Align::left, Cut::end, 60, 12},
                   {Align::right, Cut::end, 7, 4},
                   {Align::left, Cut::start, 44, 14}},
                  {Ink::plain, Ink::red, Ink::strong, Ink::plain, Ink::faint, Ink::faint},
                  {},
                  findings.size(),
                  2};
  for (const auto* finding : findings) {
    if (section.rows.size() >= rows_max) break;
    const std::string who = finding->device.empty() ? finding->account : finding->device;
    section.rows.push_back({short_time(finding->time), std::string(name_of(finding->grade)), base::printable(who),
                            detail::subject_of(*finding), more_like_it(finding->repeats), detail::place_of(*finding)});
  }
  return section;
}

Section explained_section(const model::CaseDocument& document) {
  const auto groups = detail::explained(document);
  std::size_t findings = 0;
  for (const auto& group : groups) findings += group.findings.size();
  Section section{fmt::format("Explained, does not count: {}", detail::grouped(findings)),
                  {{Align::right, Cut::end, 9, 9},
                   {Align::left, Cut::end, 30, 12},
                   {Align::left, Cut::end, 20, 8},
                   {Align::left, Cut::end, 44, 12},
                   {Align::left, Cut::start, 44, 14}},
                  {Ink::plain, Ink::plain, Ink::faint, Ink::faint, Ink::faint},
                  {},
                  groups.size()};
  for (const auto& group : groups) {
    if (section.rows.size() >= rows_max) break;
    const model::CaseFinding& example = *group.findings.front();
    section.rows.push_back({detail::grouped(group.findings.size()),
                            group.rule.empty() ? "no rule named" : detail::words_of(group.rule),
                            base::printable(example.device), detail::subject_of(example), detail::place_of(example)});
  }
  return section;
}

std::string Screen::bar(const model::CaseCoverage& coverage, const detail::Axis& axis, std::size_t width) const {
  static constexpr std::array<std::string_view, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::array<std::string_view, 8> signs = {".", ".", ":", ":", "=", "=", "#", "#"};
  std::string text;
  for (const detail::BarPart& part : detail::bar_of(coverage, axis, width)) {
    const auto level = std::min<std::size_t>(static_cast<std::size_t>(part.height * 8), 7);
    // A gap is shown over what little there may be at its edges: it is what the reader must not miss.
    if (part.gap) {
      text += unicode() ? "╳" : "x";
    } else if (part.height > 0) {
      text += unicode() ? blocks[level] : signs[level];
    } else {
      text += ' ';
    }
  }
  return text;
}

/// The two ends of the time axis, over the bars.
std::string Screen::axis_line(const detail::Axis& axis, std::size_t width) const {
  const std::string from = base::to_date(axis.from);
  const std::string to = base::to_date(axis.to);
  std::string line;
  for (std::size_t i = from.size() + to.size(); i < width; ++i) line += unicode() ? "─" : "-";
  return from + line + to;
}

std::string short_dates(const model::CaseCoverage& coverage) {
  if (!coverage.from || !coverage.to) return "no times";
  return base::to_date(*coverage.from).substr(5) + " – " + base::to_date(*coverage.to).substr(5);
}

std::string flaws_of(const model::CaseCoverage& coverage) {
  std::string flaws;
  const std::size_t gaps = coverage.gaps.size();
  if (gaps > 0) flaws = fmt::format("{} gap{}", gaps, gaps == 1 ? "" : "s");
  if (coverage.unparsed > 0)
    flaws += fmt::format("{}{} unparsed", flaws.empty() ? "" : ", ", detail::grouped(coverage.unparsed));
  return flaws;
}

Section Screen::coverage_section(const model::CaseDocument& document) const {
  Section section{"Coverage",
                  {{Align::left, Cut::end, 16, 8},
                   {Align::left, Cut::end, bar_columns_max, 0},
                   {Align::left, Cut::end, 13, 13},
                   {Align::right, Cut::end, 18, 9},
                   {Align::left, Cut::end, 24, 6}},
                  {Ink::plain, Ink::plain, Ink::faint, Ink::plain, Ink::yellow},
                  {},
                  document.coverage.size(),
                  2,
                  2};
  // Sources with gaps first: where room is short, the flawless ones are the ones to leave out.
  std::vector<const model::CaseCoverage*> sources;
  for (const auto& coverage : document.coverage) sources.push_back(&coverage);
  std::ranges::stable_partition(sources, [](const auto* coverage) { return !coverage->gaps.empty(); });
  if (sources.size() > rows_max) sources.resize(rows_max);
  for (const auto* coverage : sources) {
    section.rows.push_back({base::printable(coverage->source), "", short_dates(*coverage),
                            detail::grouped(coverage->events), flaws_of(*coverage)});
  }
  // The bar gets what the words leave.
  const auto widths = detail::column_widths(section.columns, section.rows, columns_ - 2);
  std::size_t taken = 2;
  for (const std::size_t width : widths) taken += width == 0 ? 0 : width + 2;
  const std::size_t bar_columns = std::min(columns_ > taken ? columns_ - taken : 0, bar_columns_max);
  const auto axis = detail::axis_of(document);
  if (!axis || bar_columns < bar_columns_min || section.rows.empty()) return section;
  section.columns[1].columns_min = bar_columns;
  for (std::size_t i = 0; i < section.rows.size(); ++i) section.rows[i][1] = bar(*sources[i], *axis, bar_columns);
  section.rows.insert(section.rows.begin(), {"", axis_line(*axis, bar_columns), "", "events", ""});
  ++section.total;
  if (!sources.front()->gaps.empty()) section.title += unicode() ? " (╳ gap)" : " (x gap)";
  return section;
}

Section blind_section(const model::CaseDocument& document, const detail::Shower& shower) {
  Section section{"Where we are blind",
                  {{Align::left, Cut::end, 100, 24}, {Align::left, Cut::end, 35, 13}},
                  {Ink::plain, Ink::faint},
                  {},
                  document.blind.size() + document.problems.size()};
  for (const std::string& problem : document.problems) {
    if (section.rows.size() < rows_max) section.rows.push_back({"not read to its end: " + shower.text(problem), ""});
  }
  for (const auto& blind : document.blind) {
    if (section.rows.size() >= rows_max) break;
    section.rows.push_back({shower.text(blind.what) + (blind.why.empty() ? "" : ": " + shower.text(blind.why)),
                            short_stretch(blind.from, blind.to)});
  }
  return section;
}

Section searched_section(const model::CaseDocument& document) {
  Section section{"What was searched for",
                  {{Align::left, Cut::end, 14, 8},
                   {Align::right, Cut::end, 16, 9},
                   {Align::right, Cut::end, 16, 6},
                   {Align::left, Cut::end, 80, 20}},
                  {Ink::plain, Ink::plain, Ink::plain, Ink::faint},
                  {},
                  document.searched.size()};
  for (const auto& search : document.searched) {
    if (section.rows.size() >= rows_max) break;
    std::vector<std::string> sources;
    for (const std::string& source : search.shown_by) sources.push_back(base::printable(source));
    section.rows.push_back({detail::words_of(search.type), detail::grouped(search.indicators) + " hunted",
                            (search.sighted == 0 ? "none" : detail::grouped(search.sighted)) + " seen",
                            sources.empty() && search.sighted > 0 ? "nothing here would show every one"
                            : sources.empty()                     ? "nothing here would show one"
                                              : fmt::format("{} of the window, by {}", detail::percent(search.covered),
                                                            detail::joined(sources, ", "))});
  }
  return section;
}

/// Row by row, in turn, until the screen is full or everything is on it. Every section keeps its title, so that nobody
/// takes what had no room for nothing.
void Screen::share_out(std::vector<Section>& sections) {
  const std::size_t titles = sections.size() + (airy_ ? sections.size() : 1);
  std::size_t room = lines_ > written_ + titles ? lines_ - written_ - titles : 0;
  bool given = true;
  // One row for each first, so that no section is a mere title while another is long.
  for (bool first_round = true; room > 0 && given; first_round = false) {
    given = false;
    for (Section& section : sections) {
      for (unsigned turn = 0;
           turn < (first_round ? section.rows_min : section.turns) && room > 0 && section.shown < section.rows.size();
           ++turn) {
        ++section.shown;
        --room;
        given = true;
      }
    }
  }
}

void Screen::write_section(const Section& section) {
  const std::size_t hidden = section.total - section.shown;
  const std::string title = detail::cut_to(fit_characters(section.title), columns_, Cut::end, mark());
  std::string more =
      fit_characters(hidden == 0 ? std::string() : fmt::format("… {} more: --json, --html", detail::grouped(hidden)));
  const std::size_t title_columns = detail::columns_of(title) + 2;
  more = columns_ > title_columns ? detail::cut_to(more, columns_ - title_columns, Cut::end, "") : std::string();
  const std::string space(columns_ - std::min(columns_, title_columns - 2 + detail::columns_of(more)), ' ');
  line(paint(Ink::strong, title) + (more.empty() ? "" : space + paint(Ink::faint, more)));

  std::vector<Row> rows(section.rows.begin(), section.rows.begin() + static_cast<std::ptrdiff_t>(section.shown));
  for (Row& row : rows) {
    for (std::string& text : row) text = fit_characters(text);
  }
  const auto widths = detail::column_widths(section.columns, rows, columns_ - 2);
  for (const Row& row : rows) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string fitted = detail::cut_to(row[i], widths[i], section.columns[i].cut, mark());
      const std::string space_left(widths[i] - detail::columns_of(fitted), ' ');
      const bool right = section.columns[i].align == Align::right;
      text += "  " + (right ? space_left : std::string()) + paint(section.inks[i], fitted) +
              (right ? std::string() : space_left);
    }
    line(text);
  }
}

std::string Screen::render(const model::CaseDocument& document) {
  const detail::Shower shower(document);
  std::vector<Section> sections = {steps_section(document, shower), counting_section(document),
                                   explained_section(document),     coverage_section(document),
                                   blind_section(document, shower), searched_section(document)};
  std::erase_if(sections, [](const Section& section) { return section.rows.empty(); });
  write_answer(document, shower, sections.size());
  share_out(sections);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (airy_ || i == 0) line("");
    write_section(sections[i]);
  }
  return std::move(out_);
}

}  // namespace

std::string render_terminal(const model::CaseDocument& document, const TerminalStyle& style) {
  return Screen(style).render(document);
}

}  // namespace clew::report
