/// The case document as JSON, and back: what `--json` prints, what `case.json` holds, what a report is drawn again from.
///
///     CaseDocument --to_json--> text --from_json--> CaseDocument   // to_json of it gives the same bytes again
///
/// In:     any document; any bytes in its strings. From outside: a document that clew, or somebody by the same page, wrote.
/// Out:    the fields in the order of CASE_DOCUMENT.md, added ones after them; null where there is nothing; two spaces
///         for each level, an evidence entry on one line; valid UTF-8, each broken byte as U+FFFD. The same document
///         always gives the same bytes. A device's id is text, except `ip` and what has several values: a list.
/// Errors: `from_json` refuses what is not JSON, a field of the wrong type and an unknown word (`malformed`, with the
///         path of the field), another `schema` (`unsupported`), and what is over a limit. A missing field is the same
///         as null; it is refused only where nothing is no answer (verdict, grade, status, kind of a finding).
/// Limits: the constants; they keep a hostile document from filling the memory or the stack.
/// Source: CASE_DOCUMENT.md (`clew.case/1`), RFC 8259, schema/case.schema.json.
#pragma once

#include "clew/base/result.h"
#include "clew/model/case_document.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::report {

constexpr std::string_view case_schema = "clew.case/1";
constexpr std::uint64_t case_json_bytes_max = 1ULL << 30U;  ///< about 100,000 findings with records of 10 kB each
constexpr std::uint64_t case_json_values_max = 20'000'000;  ///< 16 bytes of memory each; a finding has about 30
constexpr std::size_t case_json_depth_max = 16;             ///< the page needs 6
constexpr std::size_t case_json_members_max = 256;          ///< of one object; the widest of the page has 16

std::string to_json(const model::CaseDocument& document);
base::Result<model::CaseDocument> from_json(std::string_view text);

}  // namespace clew::report
