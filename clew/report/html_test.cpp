#include "clew/report/html.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/report/detail/markup.h"
#include "clew/report/sample_cases.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace clew::report {
namespace {

// Writes the pages for whoever wants to look at them: CLEW_SHOW=<folder>.
TEST(Html, Show) {
  const char* folder = std::getenv("CLEW_SHOW");
  if (folder == nullptr || *folder != '/') GTEST_SKIP() << "set CLEW_SHOW to a folder to get the pages";
  const auto write = [&](const std::string& name, const model::CaseDocument& document) {
    std::ofstream(std::string(folder) + "/" + name + ".html", std::ios::binary) << render_html(document);
  };
  write("hit", samples::hit());
  write("not_seen", samples::not_seen());
  write("cannot_say", samples::cannot_say());
  write("empty", samples::empty());
  write("large", samples::large(3000));
  write("hostile", samples::hostile());
}

}  // namespace
}  // namespace clew::report
