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
  if (!head.starts_with('[') && !head.starts_with('{')) return {};
  if (head.starts_with('{')) {
    // Two lines that are objects of their own are JSON lines, whatever arrays are in them.
    const auto lines = head_lines(head, 2);
    if (lines.size() == 2 && is_json_object(lines[0]) && lines[1].starts_with('{')) return {};
  }
  Brackets brackets;
  std::size_t begin = std::string_view::npos;
  int element_depth = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (!brackets.in_string() && begin == std::string_view::npos && element_depth == 0 && c == '[') {
      const std::size_t next = head.find_first_not_of(" \t\r\n", i + 1);
      if (next == std::string_view::npos || head[next] != '{') return {};
      begin = next;
      element_depth = brackets.depth() + 1;
    }
    brackets.see(c);
    if (begin != std::string_view::npos && i > begin && brackets.depth() == element_depth) {
      return head.substr(begin, i + 1 - begin);
    }
  }
  return {};
}

bool any_line(std::string_view head, bool (*is_ours)(const Fields& fields)) {
  JsonReader reader;
  Fields fields;
  for (const std::string_view line : head_lines(head)) {
    if (reader.read(line, fields) && is_ours(fields)) return true;
  }
  return false;
}

bool in_first_element(std::string_view head, bool (*is_ours)(const Fields& fields)) {
  JsonReader reader;
  Fields fields;
  return reader.read(first_element(head), fields) && is_ours(fields);
}

Decoded read_json(std::string_view record, Scratch& scratch) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  return scratch.state().json.read(record, scratch.state().fields) ? Decoded::event : Decoded::unparsed;
}

}  // namespace clew::evidence
