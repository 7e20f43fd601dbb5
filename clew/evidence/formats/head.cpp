#include "clew/evidence/formats/head.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/envelope.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/framing.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::evidence {
namespace {

std::string_view without_mark(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  return head;
}

bool is_json_object(std::string_view text) {
  JsonReader reader;
  Fields fields;
  return reader.read(text, fields);
}

/// Brackets of JSON, seen from the left; what stands in strings does not count.
class Brackets {
 public:
  void see(char c) {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
      return;
    }
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
  }
  [[nodiscard]] bool in_string() const { return in_string_; }
  [[nodiscard]] int depth() const { return depth_; }

 private:
  bool in_string_ = false;
  bool escaped_ = false;
  int depth_ = 0;
};

std::string_view without_space(std::string_view text) {
  while (!text.empty() && base::is_space(text.front())) text.remove_prefix(1);
  return text;
}

/// One delivery of many records on a line, as Event Hubs, Firehose and concatenated files have them: a line of it is no
/// record. Only names that nobody gives to a part of a record.
bool is_delivery(std::string_view line) {
  static constexpr std::array<std::string_view, 3> names = {"\"Records\"", "\"records\"", "\"logEvents\""};
  const std::string_view begin = line.substr(0, envelope_bytes_max);
  return std::ranges::any_of(names, [&](std::string_view name) {
    const std::size_t at = begin.find(name);
    if (at == std::string_view::npos) return false;
    const std::string_view rest = without_space(line.substr(at + name.size()));
    return rest.starts_with(':') && without_space(rest.substr(1)).starts_with('[');
  });
}

/// One JSON text over many lines, or one with everything in an envelope; not one object a line. `head` is trimmed.
bool is_document(std::string_view head) {
  if (head.starts_with('[')) return true;
  if (!head.starts_with('{')) return false;
  const auto lines = head_lines(head, 2);
  const std::string_view first = base::trimmed(lines.front());
  if (is_json_object(first)) return lines.size() == 1 || is_delivery(first);
  // A line of JSON lines that was cut ends anywhere; a document's first line ends where one may be broken.
  return lines.size() == 1 || first.ends_with('{') || first.ends_with('[') || first.ends_with(',');
}

}  // namespace

std::vector<std::string_view> head_lines(std::string_view head, std::size_t count_max) {
  const bool may_be_cut = head.size() >= recognition_bytes;
  head = without_mark(head);
  std::vector<std::string_view> lines;
  while (!head.empty() && lines.size() < count_max) {
    const std::size_t end = head.find('\n');
    if (end == std::string_view::npos && may_be_cut && !lines.empty()) break;
    std::string_view line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!base::trimmed(line).empty()) lines.push_back(line);
  }
  return lines;
}

std::string_view first_element(std::string_view head) {
  head = base::trimmed(without_mark(head));
  if (!is_document(head)) return {};
  // As the reader cuts (framing.h): the elements of an array, of an array of objects in an envelope or one level deeper, or the
  // object itself.
  const bool is_array = head.front() == '[';
  std::size_t begin = is_array ? std::string_view::npos : 0;
  int depth = is_array ? 1 : 0;  // of what encloses the element
  bool may_be_envelope = !is_array;
  bool has_array_of_scalars = false;
  bool parent_is_open = false;
  Brackets brackets;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (!brackets.in_string() && (c == '{' || c == '[')) {
      const std::string_view next = without_space(head.substr(i + 1));
      if (is_array && c == '{' && brackets.depth() == 1 && begin == std::string_view::npos) begin = i;
      if (!is_array && i < envelope_bytes_max && depth == 0) {
        const std::string_view before = head.substr(0, i + 1);
        if (brackets.depth() == 1) parent_is_open = opens_parent_of_records(before);
        if (brackets.depth() == 2 && parent_is_open && next.starts_with('{') && opens_records_in_parent(before)) {
          begin = static_cast<std::size_t>(next.data() - head.data());
          depth = 3;
        }
      }
      const bool opens_array = may_be_envelope && c == '[' && brackets.depth() == 1;
      if (opens_array && next.starts_with('{') && (!has_array_of_scalars || opens_log_events(head.substr(0, i + 1)))) {
        begin = static_cast<std::size_t>(next.data() - head.data());
        depth = 2;
      }
      const bool is_array_of_scalars = opens_array && !next.starts_with('{') && !next.starts_with('[');
      has_array_of_scalars = has_array_of_scalars || (is_array_of_scalars && !next.starts_with(']'));
      may_be_envelope = may_be_envelope && (brackets.depth() == 0 || is_array_of_scalars);
    }
    brackets.see(c);
    if (brackets.depth() < 2) parent_is_open = false;
    const bool closed = begin != std::string_view::npos && i > begin && brackets.depth() == depth;
    if (closed && (c == '}' || c == ']')) return head.substr(begin, i + 1 - begin);
  }
  return {};
}

bool any_line(std::string_view head, const std::function<bool(const Fields& fields)>& is_ours) {
  // The last element of an array may stand alone on its line: that makes it no file of JSON lines.
  if (const std::string_view text = base::trimmed(without_mark(head));
      is_document(text) && head_lines(text, 2).size() > 1) {
    return false;
  }
  JsonReader reader;
  Fields fields;
  for (const std::string_view line : head_lines(head)) {
    if (reader.read(line, fields) && is_ours(fields)) return true;
  }
  return false;
}

bool in_first_element(std::string_view head, const std::function<bool(const Fields& fields)>& is_ours) {
  JsonReader reader;
  Fields fields;
  return reader.read(first_element(head), fields) && is_ours(fields);
}

Decoded read_json(std::string_view record, Scratch& scratch) {
  if (scratch.state().json.read(record, scratch.state().fields)) return Decoded::event;
  return base::trimmed(record).empty() ? Decoded::nothing : Decoded::unparsed;
}

namespace {

/// `["a","b"]` without escapes, which is how tables of what was JSON write lists; the texts are the same that JSON's would be.
bool is_list(std::string_view cell) {
  return cell.starts_with("[\"") && cell.ends_with("\"]") && cell.size() > 4 && !cell.contains('\\');
}

/// The values of lists as fields of their own, as in JSON.
void open_lists(Scratch::State& state) {
  const auto cells = state.fields.all();
  if (std::ranges::none_of(cells, is_list, &Fields::Field::text)) return;
  Fields& opened = state.inner_fields;
  opened.clear();
  for (const Fields::Field& cell : cells) {
    const std::string_view path = state.fields.path_of(cell);
    if (!is_list(cell.text)) {
      opened.add(path, cell.text, cell.kind);
      continue;
    }
    std::string_view rest = cell.text.substr(1, cell.text.size() - 2);
    while (rest.starts_with('"')) {
      const std::size_t end = rest.find('"', 1);
      if (end == std::string_view::npos) break;
      opened.add(path, rest.substr(1, end - 1));
      rest.remove_prefix(std::min(rest.find('"', end + 1), rest.size()));
    }
  }
  std::swap(state.fields, opened);
}

}  // namespace

Decoded read_json(std::string_view record, const FileContext& context, Scratch& scratch) {
  const bool is_row = !context.columns.empty();
  const Decoded read = is_row ? read_row(record, context, scratch) : read_json(record, scratch);
  if (is_row && read == Decoded::event) open_lists(scratch.state());
  if (read != Decoded::event || context.envelope.empty()) return read;
  Scratch::State& state = scratch.state();
  // The values of a row lie in `text`.
  std::string& memory = is_row ? state.inner_text : state.text;
  return open_envelope(context.envelope, state.json, memory, state.fields) ? Decoded::event : Decoded::unparsed;
}

HeadRecords head_records(std::string_view head, Framing framing) {
  HeadRecords records;
  const auto add = [&](std::string_view text) {
    auto record = std::make_unique<HeadRecord>();
    if (record->reader.read(text, record->fields)) records.push_back(std::move(record));
  };
  if (framing == Framing::rows) {
    const auto rows = head_rows(head);
    const std::string columns = columns_of_table(rows);
    for (const std::string_view row : rows) {
      auto record = std::make_unique<HeadRecord>();
      const bool is_row =
          !is_line_of_names(row, columns) && read_delimited(columns, row, record->unquoted, record->fields);
      if (is_row) records.push_back(std::move(record));
    }
  } else if (framing == Framing::json_elements) {
    add(first_element(head));
  } else {
    for (const std::string_view line : head_lines(head)) add(line);
  }
  return records;
}

namespace {

bool may_be_at(std::string_view path, const Fields& fields) {
  return std::ranges::any_of(fields.all(), [&](const Fields::Field& field) {
    const std::string_view own = fields.path_of(field);
    return own.starts_with(path) && (own.size() == path.size() || own[path.size()] == '.');
  });
}

}  // namespace

std::string_view find_envelope(std::string_view head, Framing framing, const HeadRecords& records,
                               const std::function<bool(const HeadRecords& inner)>& is_known) {
  for (const std::string_view path : envelopes()) {
    if (std::ranges::none_of(records, [&](const auto& record) { return may_be_at(path, record->fields); })) continue;
    const HeadRecords inner = head_records(head, framing);
    for (const auto& record : inner) {
      std::string memory;
      open_envelope(path, record->reader, memory, record->fields);
    }
    if (is_known(inner)) return path;
  }
  return {};
}

HeadFormat find_format(const HeadRecords& records, Framing framing) {
  for (const Format& format : formats()) {
    if (format.source_of == nullptr || format.framing != framing) continue;
    for (const auto& record : records) {
      std::string source = format.source_of(record->fields);
      if (!source.empty()) return {&format, std::move(source)};
    }
  }
  return {};
}

}  // namespace clew::evidence
