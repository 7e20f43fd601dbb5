#include "clew/intel/detail/layout.h"

#include "clew/base/text.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::is_digit;
using base::is_space;
using base::trimmed;

// Levels below Markdown's six: LABELS IN CAPITALS, "Labels:" and bold lines, and sentences that lead in a list.
constexpr int level_capitals = 7;
constexpr int level_label = 8;
constexpr int level_lead_in = 9;

struct Heading {
  int level = 0;
  Section section = Section::neutral;
  std::optional<Kind> values = {};
  Cues cues = 0;
};

std::string_view without_marks(std::string_view text) {
  const auto is_mark = [](char c) { return is_space(c) || c == '#' || c == '*' || c == '_' || c == ':' || c == '='; };
  while (!text.empty() && is_mark(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_mark(text.back())) text.remove_suffix(1);
  return text;
}

/// "It contacts a drive:", which asks nobody to write.
bool tells_of_contact(std::string_view text) { return base::find_ignoring_case(text, " contacts ") < text.size(); }

Heading heading_from(std::string_view text, int level) {
  const Cues cues = cues_of(text);
  Heading heading{level, Section::neutral, std::nullopt, cues};
  const bool names_values = has(cues, cue_indicator | cue_value | cue_c2);
  if (has(cues, cue_abused)) {
    heading.section = Section::indicators;  // "Legitimate service used for redirects": the intruder's, by its use
  } else if (has(cues, cue_harmless) && !has(cues, cue_harmful)) {
    heading.section = Section::harmless;
  } else if (has(cues, cue_reference) && !has(cues, cue_indicator)) {
    heading.section = Section::references;
  } else if (has(cues, cue_link) && !names_values && !has(cues, cue_harmful | cue_observed)) {
    heading.section = Section::references;
  } else if (has(cues, cue_contact) && !names_values && !has(cues, cue_harmful) && !tells_of_contact(text)) {
    heading.section = Section::contact;
  } else if (has(cues, cue_other_kind) && !has(cues, cue_hash)) {
    heading.section = Section::other_kinds;
    heading.values = other_kind_in(text);
  } else if (names_values || has(cues, cue_wallet) || (has(cues, cue_package) && has(cues, cue_harmful))) {
    heading.section = Section::indicators;
  }
  const bool names_hash = has(cues, cue_hash);
  if (heading.section == Section::indicators && !names_hash) {
    if (has(cues, cue_file_name | cue_path)) heading.values = kind_named("file path");
    if (has(cues, cue_package)) heading.values = kind_named("package");
  }
  return heading;
}

bool is_rule(std::string_view line, char mark) {
  line = trimmed(line);
  return line.size() >= 3 && std::ranges::all_of(line, [&](char c) { return c == mark; });
}

/// `|---|:--:|`
bool is_table_rule(std::string_view line) {
  line = trimmed(line);
  if (line.find('-') == std::string_view::npos || line.find('|') == std::string_view::npos) return false;
  return std::ranges::all_of(line, [](char c) { return c == '|' || c == '-' || c == ':' || c == ' ' || c == '\t'; });
}

bool is_fence(std::string_view line) { return line.starts_with("```") || line.starts_with("~~~"); }

std::size_t indent_of(std::string_view line) {
  std::size_t columns = 0;
  for (const char c : line) {
    if (c == ' ') {
      ++columns;
    } else if (c == '\t') {
      columns += 4;
    } else {
      break;
    }
  }
  return columns;
}

/// The size of `- `, `* `, `-- `, `1. `, `• ` at the start of `line`, or 0.
std::size_t list_mark_size(std::string_view line) {
  const auto blank_at = [&](std::size_t i) { return i < line.size() && (line[i] == ' ' || line[i] == '\t'); };
  if (line.empty()) return 0;
  if (line.front() == '-' || line.front() == '*' || line.front() == '+') {
    if (blank_at(1)) return 2;
    return line.starts_with("--") && blank_at(2) ? 3 : 0;
  }
  constexpr std::string_view bullet = "\xe2\x80\xa2";
  if (line.starts_with(bullet)) return bullet.size();
  std::size_t digits = 0;
  while (digits < line.size() && digits < 3 && is_digit(line[digits])) ++digits;
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')') && blank_at(digits + 1))
    return digits + 2;
  return 0;
}

bool is_capitals(std::string_view line) {
  constexpr std::size_t size_bytes_max = 160;
  if (line.size() > size_bytes_max) return false;
  std::size_t upper = 0;
  std::size_t lower = 0;
  for (const char c : line) {
    upper += base::is_upper(c) ? 1 : 0;
    lower += base::is_lower(c) ? 1 : 0;
  }
  return upper >= 3 && lower * 8 <= upper && (line.ends_with(':') || line.find(' ') != std::string_view::npos);
}

bool is_bold_line(std::string_view line) {
  return line.size() > 4 && line.starts_with("**") && (line.ends_with("**") || line.ends_with("**:")) &&
         line.find("**", 2) + 3 >= line.size() - 2;
}

/// "Second wave:", not "The following domains were used by the intruder:", which leads in a list and ends with it.
bool is_label(std::string_view line) {
  constexpr std::size_t size_bytes_max = 100;
  constexpr std::ptrdiff_t blanks_max = 6;
  return std::ranges::count(line, ' ') <= blanks_max && line.size() <= size_bytes_max &&
         (line.ends_with(':') || line.ends_with(":**")) && line.find(". ") == std::string_view::npos;
}

/// A line that is a value, or a value and a remark set off from it, stands for itself even without a list mark.
bool is_value_line(std::string_view line) {
  const std::size_t blank = line.find_first_of(" \t");
  const std::string_view rest = blank == std::string_view::npos ? std::string_view{} : line.substr(blank);
  const std::string_view after = trimmed(rest);
  const bool set_off = after.empty() || rest.starts_with("  ") || rest.starts_with('\t') || after.starts_with("- ") ||
                       after.starts_with("\xe2\x80") || after.front() == '(' || after.front() == '#' ||
                       after.front() == '|' || after.starts_with("/ ") || after.starts_with("//") ||
                       after.starts_with("<--");
  if (!set_off) return false;
  constexpr std::size_t look_bytes_max = 600;
  const Refanged plain = refang(line.substr(0, std::min({blank, line.size(), look_bytes_max})));
  std::string_view token = without_marks(plain.text());
  while (!token.empty() && (token.back() == ',' || token.back() == ';' || token.back() == '`')) token.remove_suffix(1);
  while (!token.empty() && token.front() == '`') token.remove_prefix(1);
  return shape_of(token, plain.was_defanged(0, plain.text().size())).has_value();
}

/// A line of its own without any mark, as headings come out of a PDF: few words, no sentence, no value.
bool is_bare_heading(std::string_view line) {
  constexpr std::size_t size_bytes_max = 70;
  constexpr std::ptrdiff_t blanks_max = 7;
  if (line.empty() || line.size() > size_bytes_max || std::ranges::count(line, ' ') > blanks_max) return false;
  if (!base::is_upper(line.front()) && !is_digit(line.front()) && line.front() != '\xc3') return false;
  return line.find_first_of("\n.:;,!?[]|/@=\\") == std::string_view::npos;
}

/// What stands behind the indicators of a report and is none of them.
bool ends_a_section(std::string_view line) {
  constexpr auto names = std::to_array<std::string_view>({"conclusion", "conclusions", "summary", "recommendations",
                                                          "mitigation", "mitigations", "detection", "about", "timeline",
                                                          "outlook", "recommandations", "synth\xc3\xa8se"});
  const std::string lower = base::lowered(line);
  return std::ranges::any_of(names, [&](std::string_view name) {
    return lower == name || (lower.starts_with(name) && lower[name.size()] == ' ');
  });
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  Layout read() {
    std::size_t begin = skip_fields();
    while (begin < source_.size()) {
      const std::size_t end = std::min(source_.find('\n', begin), source_.size());
      const std::size_t next_end = end < source_.size() ? std::min(source_.find('\n', end + 1), source_.size()) : end;
      const std::string_view next =
          end < source_.size() ? source_.substr(end + 1, next_end - end - 1) : std::string_view{};
      line({begin, end}, next);
      begin = end + 1;
    }
    end_paragraph();
    for (const Block& block : layout_.blocks) {
      if (!layout_.title.empty()) break;
      if (!is_marking(block.part)) layout_.title = std::string(without_marks(text_of(block.part)));
    }
    return std::move(layout_);
  }

 private:
  /// The fields that generators of sites put above a text: `---`, `title: …`, `date: …`, `---`. Gives where they end.
  std::size_t skip_fields() {
    constexpr std::size_t lines_max = 100;
    constexpr std::string_view mark = "---";
    const std::size_t first = std::min(source_.find('\n'), source_.size());
    if (trimmed(source_.substr(0, first)) != mark) return 0;
    std::string title;
    std::string published;
    std::size_t begin = first + 1;
    for (std::size_t i = 0; i < lines_max && begin < source_.size(); ++i) {
      const std::size_t end = std::min(source_.find('\n', begin), source_.size());
      const std::string_view line = source_.substr(begin, end - begin);
      begin = end + 1;
      if (trimmed(line) == mark) {
        layout_.title = std::move(title);
        layout_.published = std::move(published);
        return std::min(begin, source_.size());
      }
      const std::size_t colon = line.find(':');
      if (i == 0 && colon == std::string_view::npos) return 0;
      const auto value = [&] {
        std::string_view text = trimmed(line.substr(colon + 1));
        while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
        while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
        return std::string(text);
      };
      if (line.starts_with("title:")) title = value();
      if (line.starts_with("date:")) published = value();
    }
    return 0;
  }

  /// `TLP:CLEAR` above a document says who may see it, not what it is.
  [[nodiscard]] bool is_marking(Part part) const { return without_marks(text_of(part)).starts_with("TLP:"); }
  [[nodiscard]] std::string_view text_of(Part part) const { return source_.substr(part.begin, part.end - part.begin); }
  [[nodiscard]] Part stripped(Part part) const {
    while (part.begin < part.end && is_space(source_[part.begin])) ++part.begin;
    while (part.end > part.begin && is_space(source_[part.end - 1])) --part.end;
    return part;
  }

  void line(Part whole, std::string_view next) {
    const std::size_t indent = indent_of(text_of(whole));
    Part part = stripped(whole);
    if (is_fence(text_of(part))) {
      end_paragraph();
      fenced_ = !fenced_;
      return;
    }
    if (fenced_) {
      if (part.begin < part.end) add_line(part);
      return;
    }
    while (part.begin < part.end && source_[part.begin] == '>') part = stripped({part.begin + 1, part.end});
    const std::string_view text = text_of(part);
    if (text.empty() || is_rule(text, '-') || is_rule(text, '*') || is_rule(text, '_') || is_rule(text, '=')) {
      end_paragraph();
      in_table_ = false;
      if (text.empty()) item_open_ = false;
      return;
    }
    if (table_line(part, next)) return;
    if (heading_line(part, next)) return;
    if (const std::size_t mark = list_mark_size(text); mark > 0) {
      end_paragraph();
      add(Block::Kind::item, stripped({part.begin + mark, part.end}));
      item_open_ = true;
      return;
    }
    if (item_open_ && (indent >= 2 || goes_on_from_line_before(part))) {
      layout_.blocks.back().part.end = part.end;
      return;
    }
    item_open_ = false;
    if (indent >= 4 && !paragraph_) {
      add_line(part);
      return;
    }
    paragraph_line(part, trimmed(next));
  }

  bool table_line(Part part, std::string_view next) {
    const bool has_bar = text_of(part).find('|') != std::string_view::npos;
    if (!in_table_) {
      if (!has_bar || !is_table_rule(next)) return false;
      end_paragraph();
      start_table(cells_of(part));
      return true;
    }
    if (is_table_rule(text_of(part))) return true;
    if (!has_bar) {
      in_table_ = false;
      return false;
    }
    Block& row = add(Block::Kind::row, part);
    row.table = layout_.tables.size() - 1;
    row.cells = cells_of(part);
    return true;
  }

  void start_table(const std::vector<Part>& header) {
    std::vector<std::string_view> names;
    for (const Part cell : header) names.push_back(without_marks(text_of(cell)));
    layout_.tables.push_back(columns_of(names));
    in_table_ = true;
    item_open_ = false;
  }

  [[nodiscard]] std::vector<Part> cells_of(Part row) const {
    if (source_[row.begin] == '|') ++row.begin;
    if (row.end > row.begin && source_[row.end - 1] == '|') --row.end;
    std::vector<Part> cells;
    std::size_t begin = row.begin;
    for (std::size_t i = row.begin; i <= row.end; ++i) {
      const bool bar = i == row.end || (source_[i] == '|' && (i == row.begin || source_[i - 1] != '\\'));
      if (!bar) continue;
      cells.push_back(stripped({begin, i}));
      begin = i + 1;
    }
    return cells;
  }

  bool heading_line(Part part, std::string_view next) {
    const std::string_view text = text_of(part);
    std::size_t hashes = 0;
    while (hashes < text.size() && hashes < 7 && text[hashes] == '#') ++hashes;
    int level = 0;
    if (hashes >= 1 && hashes <= 6 && hashes < text.size() && is_space(text[hashes])) {
      level = static_cast<int>(hashes);
      part = stripped({part.begin + hashes, part.end});
    } else if (list_mark_size(text) > 0) {
      return false;
    } else if (!paragraph_ &&
               (is_rule(next, '=') || (is_rule(next, '-') && text.find('|') == std::string_view::npos))) {
      level = is_rule(next, '=') ? 1 : 2;
    } else if (!paragraph_ && is_capitals(text) && !is_value_line(text)) {
      level = level_capitals;
    } else if (!paragraph_ && (is_bold_line(text) || is_label(text))) {
      level = level_label;
    }
    if (level == 0) return false;
    end_paragraph();
    in_table_ = false;
    item_open_ = false;
    enter(heading_from(text_of(part), level));
    if (layout_.title.empty() && level <= level_capitals && !is_marking(part))
      layout_.title = std::string(without_marks(text_of(part)));
    add(Block::Kind::heading, part);
    return true;
  }

  /// A heading that says nothing about values keeps what the one above it said.
  void enter(Heading heading) {
    while (!headings_.empty() && headings_.back().level >= heading.level) headings_.pop_back();
    if (heading.section == Section::neutral && !headings_.empty()) {
      heading.section = headings_.back().section;
      if (!heading.values) heading.values = headings_.back().values;
      heading.cues |= headings_.back().cues;
    }
    headings_.push_back(std::move(heading));
  }

  void paragraph_line(Part part, std::string_view next) {
    while (!headings_.empty() && headings_.back().level == level_lead_in) headings_.pop_back();
    const Section section = headings_.empty() ? Section::neutral : headings_.back().section;
    const std::string_view text = text_of(part);
    if (section == Section::indicators && (is_value_line(text) || goes_on_from_line_before(part))) {
      end_paragraph();
      add_line(part);
      return;
    }
    if (section == Section::neutral && is_listed(part, next)) {
      end_paragraph();
      add_line(part);
      layout_.blocks.back().section = Section::indicators;
      return;
    }
    if (leads_in_a_list(text, next)) {
      end_paragraph();
      const Heading heading = heading_from(text, level_label);
      if (heading.section != Section::neutral) enter(heading);
      add(Block::Kind::heading, part);
      return;
    }
    if (!paragraph_) paragraph_ = part;
    paragraph_->end = part.end;
  }

  /// "Indicators of compromise", "C2 servers": a line without a mark, above a list that needs no blank line.
  static bool leads_in_a_list(std::string_view text, std::string_view next) {
    if (!is_bare_heading(text)) return false;
    if (is_value_line(next)) return true;
    const Heading heading = heading_from(text, level_label);
    if (next.empty()) return false;
    constexpr std::ptrdiff_t blanks_max = 2;  // "Additional Resources"
    if (heading.section == Section::references) return std::ranges::count(text, ' ') <= blanks_max;
    return heading.section == Section::indicators && has(heading.cues, cue_indicator) && is_bare_heading(next);
  }

  /// One of several lines below each other that are nothing but a value: a list, whatever stands above it. One line
  /// alone is a footer's or a caption's; plain URLs below each other are where to read on.
  bool is_listed(Part part, std::string_view next) {
    const bool in_list = listed_until_ != 0 && listed_until_ + 1 >= part.begin;
    const auto is_value = [](std::string_view line) {
      return line.find("://") == std::string_view::npos && line.find('.') != std::string_view::npos &&
             is_value_line(line);
    };
    if (!is_value(text_of(part)) || !(in_list || is_value(next))) return false;
    listed_until_ = std::min(source_.find('\n', part.end), source_.size());
    return true;
  }

  void end_paragraph() {
    if (!paragraph_) return;
    const Part part = *paragraph_;
    paragraph_.reset();
    const std::string_view text = text_of(part);
    if (is_bare_heading(text)) {
      const Heading heading = heading_from(text, level_label);
      if (heading.section != Section::neutral || ends_a_section(text)) {
        enter(heading);
        add(Block::Kind::heading, part);
        return;
      }
    }
    add(Block::Kind::paragraph, part);
    if (!text.ends_with(':')) return;
    // Only the last sentence leads in what follows.
    constexpr std::size_t lead_in_bytes_max = 300;
    std::string_view last = text.substr(text.size() > lead_in_bytes_max ? text.size() - lead_in_bytes_max : 0);
    if (const std::size_t stop = last.rfind(". "); stop != std::string_view::npos) last.remove_prefix(stop + 2);
    enter(heading_from(last, level_lead_in));
  }

  /// Only a line end and blanks part them, and the value before them is not complete.
  [[nodiscard]] bool goes_on_from_line_before(Part part) const {
    if (layout_.blocks.empty()) return false;
    const Block::Kind kind = layout_.blocks.back().kind;
    if (kind != Block::Kind::code && kind != Block::Kind::item) return false;
    std::size_t end = layout_.blocks.back().part.end;
    while (end < part.begin && source_[end] != '\n') ++end;
    return end < part.begin && source_.find('\n', end + 1) > part.begin && goes_on(source_, end);
  }

  /// A line of its own, or the rest of the one before it.
  void add_line(Part part) {
    if (goes_on_from_line_before(part)) {
      layout_.blocks.back().part.end = part.end;
    } else {
      add(Block::Kind::code, part);
    }
  }

  Block& add(Block::Kind kind, Part part) {
    Block block;
    block.kind = kind;
    block.part = part;
    if (!headings_.empty()) {
      block.section = headings_.back().section;
      block.values = headings_.back().values;
      block.heading_cues = headings_.back().cues;
    }
    layout_.blocks.push_back(std::move(block));
    return layout_.blocks.back();
  }

  std::string_view source_;
  Layout layout_;
  std::vector<Heading> headings_;
  std::optional<Part> paragraph_;
  bool fenced_ = false;
  bool in_table_ = false;
  bool item_open_ = false;
  std::size_t listed_until_ = 0;  ///< the end of the last line that `is_listed`
};

}  // namespace

Layout layout_of(std::string_view source) { return Reader(source).read(); }

}  // namespace clew::intel::detail
