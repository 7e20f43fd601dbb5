#include "clew/intel/detail/glued_heads.h"

#include "clew/base/text.h"
#include "clew/intel/detail/glued.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel::detail {
namespace {

/// Where the head of a table ends whose cells lost what parted them, if `line` begins with one:
/// "IndicatorTypeDescription", "IPDomainHosting provider". Two names of columns in one; else 0.
std::size_t end_of_glued_head(std::string_view line) {
  static constexpr auto columns = std::to_array<std::string_view>({"Comment",
                                                                   "Component",
                                                                   "Context",
                                                                   "Date registered",
                                                                   "Date Registered",
                                                                   "Description",
                                                                   "Details",
                                                                   "Detail",
                                                                   "Detection",
                                                                   "Domain name",
                                                                   "Domain",
                                                                   "File name",
                                                                   "File Name",
                                                                   "Filename",
                                                                   "First seen",
                                                                   "First Seen",
                                                                   "Hash",
                                                                   "Hosting provider",
                                                                   "IOC",
                                                                   "IP address",
                                                                   "IP Address",
                                                                   "IP",
                                                                   "Indicator",
                                                                   "Last seen",
                                                                   "Last Seen",
                                                                   "MD5",
                                                                   "Note",
                                                                   "Port",
                                                                   "Provider",
                                                                   "SHA-1",
                                                                   "SHA-256",
                                                                   "SHA1",
                                                                   "SHA256",
                                                                   "Target",
                                                                   "Type",
                                                                   "URL",
                                                                   "Value"});
  std::size_t end = 0;
  std::size_t names = 0;
  while (end < line.size() && base::is_upper(line[end])) {
    const std::string_view rest = line.substr(end);
    const auto name = std::ranges::find_if(columns, [&](std::string_view column) { return rest.starts_with(column); });
    if (name == columns.end()) break;
    end += name->size();
    ++names;
  }
  return names > 1 ? end : 0;
}

/// "SHA-1FilenameDetection" says, too, how long the hashes below it are.
void note_glued_head(Context& context, std::string_view line) {
  static constexpr auto hashes = std::to_array<std::pair<std::string_view, std::size_t>>(
      {{"MD5", 32}, {"SHA-1", 40}, {"SHA1", 40}, {"SHA-256", 64}, {"SHA256", 64}});
  if (end_of_glued_head(line) > 0) context.glued_cells = true;
  for (const auto& [head, digits] : hashes) {
    const std::string_view rest = line.starts_with(head) ? line.substr(head.size()) : std::string_view{};
    if (rest.size() > 1 && base::is_upper(rest[0]) && base::is_lower(rest[1])) context.glued_digits = digits;
  }
}

/// `2024-06-01` with a letter or digit behind it, as the last cell of a row whose next row follows without a gap.
bool is_date_of_row(std::string_view text) {
  constexpr std::string_view form = "0000-00-00";
  if (text.size() <= form.size() || !base::is_alnum(text[form.size()])) return false;
  return (text.starts_with("19") || text.starts_with("20")) && is_form(text, form);
}

}  // namespace

std::vector<Part> stretches_of(std::string_view text, Part sentence) {
  constexpr std::size_t date_bytes = 10;
  std::vector<Part> stretches;
  std::size_t begin = sentence.begin;
  const auto close = [&](std::size_t end) {
    if (end > begin) stretches.push_back({begin, end});
    begin = end;
  };
  std::size_t i = sentence.begin;
  while (i < sentence.end) {
    const std::string_view rest = text.substr(i, sentence.end - i);
    const bool line_begins = i == sentence.begin || text[i - 1] == '\n';
    const std::size_t head = line_begins ? end_of_glued_head(rest) : 0;
    const std::size_t size = head > 0 ? head : (is_date_of_row(rest) ? date_bytes : 0);
    i += size > 0 ? size : 1;
    if (size > 0) close(i);
  }
  close(sentence.end);
  return stretches;
}

void note_glued_heads(Context& context, std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    note_glued_head(context, text.substr(begin));
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  }
}

}  // namespace clew::intel::detail
