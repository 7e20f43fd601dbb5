/// Where a verb writes, and what that place can show. A test hands in strings.
#pragma once

#include <cstdint>
#include <iosfwd>

namespace clew::cli {

struct Streams {
  std::ostream& out;          ///< the answer
  std::ostream& err;          ///< words for a person
  bool out_terminal = false;  ///< somebody looks at it
  bool out_colour = false;
  bool err_terminal = false;  ///< progress may be drawn
  bool unicode = true;
  unsigned columns = 100;  ///< of the terminal
  bool is_wide = false;    ///< a file or a pipe that nobody gave a width: a table may take as many columns as it needs
  unsigned lines = 40;
};

/// Looks at the two standard streams, `NO_COLOR`, `TERM`, `COLUMNS` and the locale.
Streams standard_streams();

}  // namespace clew::cli
