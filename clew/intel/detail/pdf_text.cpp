#include "clew/intel/detail/pdf_text.h"

#include "clew/base/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace clew::intel::detail {
namespace {

/// A line of a page as it looks on any other one.
std::string without_numbers(std::string_view line) {
  std::string result;
  for (const char c : base::trimmed(line)) {
    if (!base::is_digit(c)) {
      result += c;
    } else if (!result.ends_with('#')) {
      result += '#';
    }
  }
  return result;
}

/// Lines that stand at the head or foot of several pages, whatever number of the page is in them.
std::set<std::string> running_lines(std::string_view text) {
  constexpr std::size_t edge_lines = 3;
  constexpr std::size_t line_bytes_max = 200;
  std::map<std::string, std::size_t> seen;
  std::size_t pages = 0;
  for (const std::string_view page : base::split(text, '\f')) {
    std::vector<std::string_view> lines;
    for (const std::string_view line : base::split(page, '\n')) {
      if (!base::trimmed(line).empty()) lines.push_back(line);
    }
    if (lines.empty()) continue;
    ++pages;
    std::set<std::string> edges;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i >= edge_lines && i + edge_lines < lines.size()) continue;
      if (lines[i].size() <= line_bytes_max) edges.insert(without_numbers(lines[i]));
    }
    for (const std::string& edge : edges) ++seen[edge];
  }
  std::set<std::string> running;
  for (const auto& [line, count] : seen) {
    // A value that heads two pages is a value: only words run.
    const bool often = count >= 3 || (count == 2 && pages == 2);
    if (often && line.find(' ') != std::string::npos) running.insert(line);
  }
  return running;
}

}  // namespace

Mapped body_of_pages(std::string_view text) {
  const std::set<std::string> running = running_lines(text);
  Mapped body;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\n\f", begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (running.empty() || !running.contains(without_numbers(line))) body.add_as_is(line, begin);
    if (end < text.size()) body.add(text[end] == '\f' ? "\n" : text.substr(end, 1), end, 1);
    begin = end + 1;
  }
  return body;
}

void tell_pages(model::Notice& notice, std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\f') ends.push_back(i);
  }
  const auto tell = [&](auto& found) {
    found.page =
        1 + static_cast<std::uint64_t>(std::ranges::upper_bound(ends, found.where.offset_bytes) - ends.begin());
  };
  for (auto& indicator : notice.indicators) tell(indicator);
  for (auto& mention : notice.mentions) tell(mention);
  for (auto& refusal : notice.refused) tell(refusal);
}

}  // namespace clew::intel::detail
