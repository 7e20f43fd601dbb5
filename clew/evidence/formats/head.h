/// What recognisers ask of the first bytes of a file. Private to this module.
///
/// In:     `head`, possibly cut in the middle of a line or of an element.
/// Out:    only what is whole: the last line counts unless the head may have cut it.
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/fields.h"
#include "clew/evidence/formats/json_fields.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {

/// Exports often start with a line that was cut: so several are looked at.
constexpr std::size_t head_lines_max = 8;

/// The first whole lines that are not blank, without their line ends and without a byte order mark.
std::vector<std::string_view> head_lines(std::string_view head, std::size_t count_max = head_lines_max);

/// The first record of a JSON document that is an object, as `Framing::json_elements` cuts it; empty when there is
/// none whole in `head`. A file of JSON lines is no document, but a single object is.
std::string_view first_element(std::string_view head);

/// True if `is_ours` holds for one of the first lines read as JSON objects.
bool any_line(std::string_view head, const std::function<bool(const Fields& fields)>& is_ours);
/// True if `is_ours` holds for the first element of the document.
bool in_first_element(std::string_view head, const std::function<bool(const Fields& fields)>& is_ours);

/// Reads `record` with the scratch's reader: `nothing` for a blank record, `unparsed` for no JSON object.
Decoded read_json(std::string_view record, Scratch& scratch);
/// The same for a format that is found in envelopes and in tables: the fields are those of the record proper, be it a row whose
/// columns have the names of paths (`FileContext::columns`).
Decoded read_json(std::string_view record, const FileContext& context, Scratch& scratch);

/// One of the first records of a JSON file or a table with its fields; it holds the memory that they lie in.
struct HeadRecord {
  JsonReader reader;
  std::string unquoted;
  Fields fields;
};
using HeadRecords = std::vector<std::unique_ptr<HeadRecord>>;
/// The first lines that are objects, the first element of a document, or the first rows of a table; each is parsed once.
HeadRecords head_records(std::string_view head, Framing framing);
/// Asks `is_known` of what is in each envelope (envelope.h) that one of `records`, those of `head`, may have; the first envelope
/// of which it is true, or nothing.
std::string_view find_envelope(std::string_view head, Framing framing, const HeadRecords& records,
                               const std::function<bool(const HeadRecords& inner)>& is_known);

/// The built-in format that one of the records is of.
struct HeadFormat {
  const Format* format = nullptr;  ///< null if there is none
  std::string source;
};
HeadFormat find_format(const HeadRecords& records, Framing framing);

}  // namespace clew::evidence
