#include "clew/report/terminal.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/sample_cases.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include <gtest/gtest.h>

namespace clew::report {
namespace {
// Shows the screens to whoever writes them: CLEW_SHOW=1.
TEST(Terminal, Show) {
  if (std::getenv("CLEW_SHOW") == nullptr) GTEST_SKIP() << "set CLEW_SHOW=1 to look at the screens";
  for (const auto& document : {samples::hit(), samples::not_seen(), samples::cannot_say(), samples::empty(), samples::large(3000), samples::hostile()}) {
    for (const TerminalStyle& style : {TerminalStyle{80, 24, Colours::on}, TerminalStyle{120, 40, Colours::off}, TerminalStyle{80, 24, Colours::off, Characters::ascii}}) {
      std::cout << std::string(style.columns, '=') << "\n" << render_terminal(document, style);
    }
  }
}
}  // namespace
}  // namespace clew::report
