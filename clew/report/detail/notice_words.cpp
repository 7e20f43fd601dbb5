#include "clew/report/detail/notice_words.h"

#include "clew/base/instant.h"
#include "clew/base/text.h"

#include <fmt/core.h>

namespace clew::report::detail {

std::string exact(const model::Value& value) {
  if (!value.port()) return value.text();
  const bool bracketed = value.type() == model::ValueType::ipv6;
  return fmt::format("{}{}{}:{}", bracketed ? "[" : "", value.text(), bracketed ? "]" : "", *value.port());
}

std::string first_day_of(std::string_view published) {
  std::string day(published);
  constexpr std::size_t year_bytes = 4, month_bytes = 7, day_bytes = 10;
  if (day.size() == year_bytes) day += "-01";
  if (day.size() == month_bytes) day += "-01";
  if (day.size() > day_bytes) day.resize(day_bytes);
  return base::parse_rfc3339(day) ? day : std::string{};
}

std::string title_of(const model::Notice& notice) {
  if (!notice.source.title.empty()) return base::valid_utf8(notice.source.title);
  const std::string name = base::valid_utf8(base::last_path_part(notice.source.file));
  return name.empty() ? "notice" : name;
}

}  // namespace clew::report::detail
