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

unsigned columns_of(int descriptor) {
  constexpr unsigned narrowest = 60, widest = 160, usual = 100;
  unsigned columns = usual;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    columns = size.ws_col;
  } else if (const auto wanted = base::parse_unsigned(environment("COLUMNS"))) {
    columns = static_cast<unsigned>(std::min<std::uint64_t>(*wanted, widest));
  }
  return std::min(std::max(columns, narrowest), widest);
}

}  // namespace

Streams standard_streams() {
  Streams streams{std::cout, std::cerr};
  const bool dumb = environment("TERM") == "dumb";
  const bool out_terminal = ::isatty(STDOUT_FILENO) != 0;
  streams.out_colour = out_terminal && !dumb && environment("NO_COLOR").empty();
  streams.err_terminal = ::isatty(STDERR_FILENO) != 0 && !dumb;
  streams.unicode = speaks_utf8() || !out_terminal;
  streams.width = columns_of(STDOUT_FILENO);
  return streams;
}

}  // namespace clew::cli
