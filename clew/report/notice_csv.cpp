#include "clew/report/notice_csv.h"

#include "clew/base/text.h"
#include "clew/report/detail/csv_text.h"
#include "clew/report/detail/notice_words.h"

#include <iterator>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::csv_value;

std::string words(std::string_view text) { return detail::csv_words(base::printable(text)); }

std::string time_of(const std::optional<base::Instant>& time) { return time ? base::to_rfc3339(*time) : std::string{}; }

void append_row(std::string& out, const model::Notice& notice, const model::Indicator& indicator) {
  fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
                 name_of(indicator.value.type()), csv_value(detail::exact(indicator.value)), name_of(indicator.role),
                 time_of(indicator.valid.from), time_of(indicator.valid.to), words(indicator.note),
                 words(indicator.activity), words(indicator.published_by), words(indicator.published),
                 words(fmt::format("{}", fmt::join(indicator.warnings, "; "))), words(notice.source.file),
                 indicator.line, indicator.where.offset_bytes, indicator.where.size_bytes, words(indicator.text));
}

}  // namespace

std::string notices_csv(std::span<const model::Notice> notices) {
  std::string out =
      "type,value,role,valid_from,valid_to,note,activity,published_by,published,warnings,notice,line,offset,length,"
      "text\r\n";
  for (const model::Notice& notice : notices) {
    for (const model::Indicator& indicator : notice.indicators) append_row(out, notice, indicator);
  }
  return out;
}

}  // namespace clew::report
