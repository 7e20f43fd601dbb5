#include "clew/report/html.h"

#include "clew/report/detail/markup.h"
#include "clew/report/detail/page.h"
#include "clew/report/detail/sections.h"

#include <utility>

#include <fmt/format.h>

namespace clew::report {

std::string render_html(const model::CaseDocument& document) {
  detail::Page page(document);
  write_head(page);
  write_answer(page);
  write_problems(page);
  write_since(page);
  write_door(page);
  write_devices(page);
  write_accounts(page);
  write_secrets(page);
  write_cloud(page);
  write_ledger(page);
  write_coverage(page);
  write_counting(page);
  write_explained(page);
  write_cleared(page);
  write_attribution(page);
  write_searched(page);
  write_blind(page);
  write_notices(page);
  write_files(page);
  write_checking(page);
  page.out() += fmt::format(
      "</main>\n<footer><p>Written by clew {}. Indicators are shown defanged; raw records are exact. This file contains no script and loads nothing.</p></footer>\n</body>\n</html>\n",
      detail::plain(document.tool_version));
  return std::move(page.out());
}

}  // namespace clew::report
