/// What was read from a notice, as one JSON document: `clew read --json`.
///
/// In:     any notice; any bytes in its strings. Out: `clew.notice/1`, the fields of docs/formats/notice.md in their order,
///         null where nothing is known; valid UTF-8; values exact, never defanged. The same notice gives the same bytes.
/// Errors: none.
/// Source: CASE_DOCUMENT.md, schema/notice.schema.json.
#pragma once

#include "clew/model/notice.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::report {

constexpr std::string_view notice_schema = "clew.notice/1";

enum class NoticeLayout : std::uint8_t {
  block,  ///< indented, one indicator a line
  line,   ///< all on one line: several documents make JSON lines
};
std::string notice_json(const model::Notice& notice, NoticeLayout layout);

}  // namespace clew::report
