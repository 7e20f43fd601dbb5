#include "clew/report/detail/json_text.h"

#include "clew/base/text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

/// What a text may have as it stands: printable ASCII but for the two signs that JSON gives a meaning.
bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view value) {
  out += '"';
  // Nearly all text is plain; only what is behind the first other byte is looked at closely.
  const auto plain_end = std::ranges::find_if_not(value, is_plain);
  out.append(value.begin(), plain_end);
  if (plain_end != value.end()) {
    for (const char c : base::valid_utf8(std::string_view(plain_end, value.end()))) {
      if (is_plain(c) || static_cast<unsigned char>(c) >= 0x80) {
        out += c;
      } else {
        append_escaped(out, c);
      }
    }
  }
  out += '"';
}

}  // namespace clew::report::detail
