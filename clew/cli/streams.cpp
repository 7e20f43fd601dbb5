#include "clew/cli/streams.h"

#include "clew/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace clew::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = environment(name);
    if (!value.empty()) return base::find_ignoring_case(value, "utf") != std::string_view::npos;
  }
  return false;
}

/// Where the answer goes into a file or a pipe it has a size that any reader can show.
void measure(Streams& streams) {
  constexpr unsigned columns_min = 60, columns_max = 160, lines_min = 20, lines_max = 80;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    streams.columns = size.ws_col;
    streams.lines = size.ws_row;
  } else if (const auto wanted = base::parse_unsigned(environment("COLUMNS"))) {
    streams.columns = static_cast<unsigned>(std::min<std::uint64_t>(*wanted, columns_max));
  } else {
    streams.is_wide = true;
  }
  streams.columns = std::clamp(streams.columns, columns_min, columns_max);
  streams.lines = std::clamp(streams.lines, lines_min, lines_max);
}

}  // namespace

Streams standard_streams() {
  Streams streams{std::cout, std::cerr};
  const bool dumb = environment("TERM") == "dumb";
  const bool out_terminal = ::isatty(STDOUT_FILENO) != 0;
  streams.out_terminal = out_terminal;
  streams.out_colour = out_terminal && !dumb && environment("NO_COLOR").empty();
  streams.err_terminal = ::isatty(STDERR_FILENO) != 0 && !dumb;
  streams.unicode = speaks_utf8() || !out_terminal;
  measure(streams);
  return streams;
}

}  // namespace clew::cli
