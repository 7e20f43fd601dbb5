#include "clew/intel/detail/list.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/rows.h"
#include "clew/intel/refang.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel::detail {
namespace {

using base::trimmed;

constexpr std::size_t sample_records_max = 64;         ///< enough to tell a list from a text
constexpr std::size_t look_bytes_max = 1024UL * 1024;  ///< so is this much of records that are long

Part without_quotes(std::string_view source, Part part) {
  while (part.begin < part.end && base::is_space(source[part.begin])) ++part.begin;
  while (part.end > part.begin && base::is_space(source[part.end - 1])) --part.end;
  if (part.end - part.begin >= 2 && source[part.begin] == '"' && source[part.end - 1] == '"')
    return {part.begin + 1, part.end - 1};
  return part;
}

/// Most, by count: a few odd lines are in every list.
bool most(std::size_t count, std::size_t of) { return of > 0 && count * 10 >= of * 8; }

bool is_listed_value(std::string_view text) {
  constexpr std::size_t value_bytes_max = 1024;
  if (text.empty() || text.size() > value_bytes_max) return false;
  const Refanged plain = refang(text);
  return shape_of(plain.text(), plain.was_defanged(0, plain.text().size())).has_value();
}

struct Sample {
  std::vector<std::vector<std::string_view>> records;
  std::size_t width = 0;  ///< of most records; 0 when they differ
};

Sample sample_of(std::string_view source, char separator, std::size_t at) {
  Sample sample;
  std::vector<Part> fields;
  while (sample.records.size() < sample_records_max && next_record(source, separator, at, fields)) {
    auto& record = sample.records.emplace_back();
    for (const Part field : fields) record.push_back(text_of(source, field));
  }
  for (const auto& record : sample.records) {
    const auto same =
        std::ranges::count_if(sample.records, [&](const auto& other) { return other.size() == record.size(); });
    if (most(static_cast<std::size_t>(same), sample.records.size())) {
      sample.width = record.size();
      break;
    }
  }
  return sample;
}

std::optional<ListShape> with_header(std::string_view source, char separator) {
  std::size_t at = 0;
  std::vector<Part> fields;
  if (!next_record(source, separator, at, fields)) return std::nullopt;
  std::vector<std::string_view> headers;
  for (const Part field : fields) headers.push_back(text_of(source, field));
  std::vector<Column> columns = columns_of(headers);
  if (columns.empty()) return std::nullopt;
  if (columns.size() > 1) {
    const auto known =
        std::ranges::count_if(columns, [](const Column& column) { return column.meaning != Meaning::none; });
    const Sample sample = sample_of(source, separator, at);
    if (known < 2 || (!sample.records.empty() && sample.width != columns.size())) return std::nullopt;
  } else {
    const Sample sample = sample_of(source, separator, at);
    const auto values =
        std::ranges::count_if(sample.records, [](const auto& record) { return is_listed_value(record.front()); });
    if (!most(static_cast<std::size_t>(values), sample.records.size())) return std::nullopt;
  }
  return ListShape{separator, std::move(columns), at};
}

std::optional<ListShape> without_header(std::string_view source, char separator) {
  const Sample sample = sample_of(source, separator, 0);
  if (sample.width < 2 || sample.width > columns_max) return std::nullopt;
  std::vector<Column> columns(sample.width, Column{Meaning::remark, std::nullopt});
  bool has_value = false;
  bool has_kind = false;
  for (std::size_t i = 0; i < sample.width; ++i) {
    std::size_t values = 0;
    std::size_t kinds = 0;
    for (const auto& record : sample.records) {
      if (i >= record.size()) continue;
      values += is_listed_value(record[i]) ? 1 : 0;
      kinds += kind_named(record[i]) ? 1 : 0;
    }
    if (!has_kind && most(kinds, sample.records.size())) {
      columns[i].meaning = Meaning::kind;
      has_kind = true;
    } else if (!has_value && most(values, sample.records.size())) {
      columns[i].meaning = Meaning::value;
      has_value = true;
    }
  }
  if (!has_value) return std::nullopt;
  return ListShape{separator, std::move(columns), 0};
}

/// `loader.exe`, alone on its line.
bool is_name_of_program(std::string_view line) {
  return line.find_first_of(" \t,;:") == std::string_view::npos && ends_like_program(line);
}

/// One value a line, perhaps with a remark behind `#` or blanks.
std::optional<ListShape> one_a_line(std::string_view source) {
  std::size_t lines = 0;
  std::size_t values = 0;
  std::size_t begin = 0;
  while (begin < source.size() && lines < sample_records_max) {
    const std::size_t end = std::min(source.find('\n', begin), source.size());
    const std::string_view line = trimmed(source.substr(begin, end - begin));
    begin = end + 1;
    if (line.starts_with("##") || line.starts_with("```") || line.starts_with("- ") || line.starts_with("* "))
      return std::nullopt;
    if (line.empty() || line.starts_with('#') || line.starts_with("//")) continue;
    ++lines;
    if (end < source.size() && goes_on(source, end)) continue;  // half a value is none
    values += is_listed_value(line.substr(0, line.find_first_of(" \t#,;"))) || is_name_of_program(line) ? 1 : 0;
  }
  if (!most(values, lines)) return std::nullopt;
  return ListShape{'\0', {}, 0};
}

bool is_comment(std::string_view line) { return line.starts_with('#') || line.starts_with("//"); }

/// A table with its rule below a heading: a list has comments, but no rules.
bool has_markdown_table(std::string_view source) {
  bool heading = false;
  for (std::string_view line : base::split(source, '\n')) {
    line = trimmed(line);
    heading = heading || (line.starts_with('#') &&
                          line.substr(std::min(line.find_first_not_of('#'), line.size())).starts_with(' '));
    if (heading && is_table_rule(line) && line.contains("--")) return true;
  }
  return false;
}

/// What a list says between its values, in comments: `# Reference: https://…` is where the values below come from.
class Comments {
 public:
  explicit Comments(Context& context) : context_(context), publisher_(context.publisher) {}

  /// The lines of `[begin, end)`, which no value stands in.
  void read(std::size_t begin, std::size_t end) {
    const std::string_view source = context_.gather.source();
    while (begin < end) {
      const std::size_t line_end = std::min(source.find('\n', begin), end);
      read_line(source.substr(begin, line_end - begin), begin);
      begin = line_end + 1;
    }
  }
  /// Values follow: the next reference begins another block.
  void values_follow() { has_values_ = true; }

 private:
  static std::string_view key_of(std::string_view& line) {
    while (!line.empty() && (line.front() == '#' || line.front() == '/' || base::is_space(line.front())))
      line.remove_prefix(1);
    const std::size_t colon = line.find(':');
    constexpr std::size_t key_bytes_max = 24;
    if (colon == std::string_view::npos || colon > key_bytes_max) return {};
    const std::string_view key = trimmed(line.substr(0, colon));
    line = trimmed(line.substr(colon + 1));
    return key;
  }

  void read_line(std::string_view line, std::size_t offset) {
    std::string_view rest = line;
    const std::string key = base::lowered(key_of(rest));
    const auto is = [&](std::initializer_list<std::string_view> words) {
      return std::ranges::find(words, key) != words.end();
    };
    if (is({"reference", "references", "ref", "source", "see", "link", "report"})) {
      reference(rest, offset + static_cast<std::size_t>(rest.data() - line.data()));
    } else if (is({"author", "publisher", "maintainer", "provider", "published by"})) {
      publisher_ = context_.publisher = quoted(rest);
    } else if (is({"date", "published", "updated", "last updated", "last update", "generated"})) {
      if (const auto date = parse_date(rest.substr(0, rest.find(' ')))) context_.published = date->text();
    } else if (is_comment(trimmed(line)) && base::ByteSet("[({").find_in(line) != std::string_view::npos) {
      read_remark({offset, offset + line.size()});
    }
  }

  /// `// reached at hxxp://evil[.]example/a`: what somebody broke in a comment is meant as much as the values below it.
  void read_remark(Part line) {
    Block remark;
    remark.kind = Block::Kind::paragraph;
    remark.part = line;
    remark.is_remark = true;
    read_block(context_, remark);
  }

  void reference(std::string_view text, std::size_t offset) {
    const auto value = model::Value::parse(model::ValueType::url, text.substr(0, text.find_first_of(" \t")));
    if (!value) return;
    context_.mention(*value, {offset, std::min(text.find_first_of(" \t"), text.size())}, "a reference of the list");
    if (std::exchange(has_values_, false)) {
      context_.remark.clear();
      context_.publisher = publisher_;
    }
    constexpr std::size_t remark_bytes_max = 300;
    if (context_.remark.size() + value->text().size() < remark_bytes_max)
      context_.remark += (context_.remark.empty() ? "reference: " : ", ") + value->text();
    const std::string site = model::registered_domain(host_of(*value));
    if (context_.publisher.empty()) context_.publisher = site;
  }

  Context& context_;
  std::string publisher_;  // of all, where the list names one
  bool has_values_ = false;
};

}  // namespace

bool next_record(std::string_view source, char separator, std::size_t& at, std::vector<Part>& fields) {
  fields.clear();
  while (at < source.size()) {
    const std::size_t end = std::min(source.find('\n', at), source.size());
    const std::string_view line = trimmed(source.substr(at, end - at));
    if (!line.empty() && !is_comment(line)) break;
    at = end + 1;
  }
  if (at >= source.size()) return false;
  if (source.substr(at).starts_with("\xef\xbb\xbf")) at += 3;
  std::size_t begin = at;
  bool quoted = false;
  for (; at <= source.size(); ++at) {
    const char c = at < source.size() ? source[at] : '\n';
    // A quote opens only at the start of a field; "" inside is two quotes, which toggles twice.
    if (c == '"' && at < source.size() &&
        (quoted || trimmed(source.substr(begin, std::min<std::size_t>(at - begin, 8))).empty()))
      quoted = !quoted;
    if (quoted && at < source.size()) continue;
    if (c != separator && c != '\n') continue;
    fields.push_back(without_quotes(source, {begin, std::min(at, source.size())}));
    begin = at + 1;
    if (c == '\n') break;
  }
  at = std::min(at + 1, source.size());
  return true;
}

std::optional<ListShape> list_shape_of(std::string_view source) {
  source = source.substr(0, look_bytes_max);
  if (has_markdown_table(source)) return std::nullopt;
  constexpr std::array<char, 4> separators = {',', ';', '\t', '|'};
  for (const char separator : separators) {
    if (auto shape = with_header(source, separator); shape && shape->columns.size() > 1) return shape;
  }
  if (auto shape = with_header(source, '\n'); shape) return shape;
  if (auto shape = one_a_line(source)) {
    for (const char separator : separators) {
      if (auto parted = without_header(source, separator)) return parted;
    }
    return shape;
  }
  for (const char separator : separators) {
    if (auto shape_found = without_header(source, separator)) return shape_found;
  }
  return std::nullopt;
}

void read_list(Context& context, const ListShape& shape) {
  const std::string_view source = context.gather.source();
  std::size_t at = shape.begin;
  std::vector<Part> fields;
  const char separator = shape.separator == '\0' ? '\n' : shape.separator;
  Comments comments(context);
  comments.read(0, at);
  std::size_t behind_first = 0;
  const bool led_by_bars = separator == '|' && next_record(source, separator, behind_first, fields) &&
                           fields.front().begin == fields.front().end;
  std::size_t before = at;
  for (; next_record(source, separator, at, fields); before = at) {
    comments.read(before, fields.front().begin);
    comments.values_follow();
    // Markdown's rows need no bar before their first cell.
    const Part first = fields.front();
    if (led_by_bars && first.begin != first.end) fields.insert(fields.begin(), Part{first.begin, first.begin});
    if (!shape.columns.empty()) {
      read_row(context, fields, shape.columns);
      Block row;
      row.kind = Block::Kind::row;
      row.section = Section::indicators;
      row.cells = fields;
      read_remarks(context, row, shape.columns);
      continue;
    }
    Block block;
    block.kind = Block::Kind::code;
    block.part = fields.front();
    block.section = Section::indicators;
    block.heading_cues = cue_indicator;  // names of files are among them
    read_block(context, block);
  }
  comments.read(std::min(before, source.size()), source.size());
}

}  // namespace clew::intel::detail
