#include "clew/evidence/formats/head.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/scratch.h"

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

bool next_is_object(std::string_view text) {
  while (!text.empty() && base::is_space(text.front())) text.remove_prefix(1);
  return text.starts_with('{');
}

/// One JSON text over many lines, or one with everything in an envelope; not one object a line. `head` is trimmed.
bool is_document(std::string_view head) {
  if (head.starts_with('[')) return true;
  if (!head.starts_with('{')) return false;
  const auto lines = head_lines(head, 2);
  const std::string_view first = base::trimmed(lines.front());
  if (is_json_object(first)) return lines.size() == 1;
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
  // As the reader cuts (framing.h): the elements of an array, of an array of objects in an envelope of scalars, or
  // the object itself.
  const bool is_array = head.front() == '[';
  std::size_t begin = is_array ? std::string_view::npos : 0;
  int depth = is_array ? 1 : 0;  // of what encloses the element
  bool may_be_envelope = !is_array;
  Brackets brackets;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (!brackets.in_string() && (c == '{' || c == '[') && brackets.depth() == 1) {
      if (is_array && c == '{' && begin == std::string_view::npos) begin = i;
      if (may_be_envelope && c == '[' && next_is_object(head.substr(i + 1))) {
        begin = i + 1 + head.substr(i + 1).find('{');
        depth = 2;
      }
      may_be_envelope = false;
    }
    brackets.see(c);
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
  if (base::trimmed(record).empty()) return Decoded::nothing;
  return scratch.state().json.read(record, scratch.state().fields) ? Decoded::event : Decoded::unparsed;
}

}  // namespace clew::evidence
