/// What Zeek's fields mean, the same for its JSON and its TSV logs.
///
/// Out:    for the same traffic the same event, whichever way it was written.
/// Source: Zeek's log reference (base/protocols/*/main.zeek), Corelight's JSON streaming names (`_path`, `_write_ts`).
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/fields.h"

#include <span>
#include <string>
#include <string_view>

namespace clew::evidence {

/// What is known of one of Zeek's logs.
struct ZeekLog {
  std::string_view path;  ///< "conn"; empty for a log that is not known
  model::EventClass event_class = model::EventClass::other;
  std::span<const Mapping> table;  ///< first the rows that all logs have, then its own
  std::span<const model::Sight> sees;
  std::string_view asks = {};  ///< a field that `finish` wants as well, though it is in no row
  void (*finish)(std::string_view asked, model::Event& event) = nullptr;
};
const ZeekLog& zeek_log_of(std::string_view path);
/// How many rows of a log's table all logs have. The event has the fields of these in front.
extern const std::size_t zeek_common_rows;

/// The log's name ("conn", "dns") from its `_path`, or from fields that only one log has; empty when neither tells.
std::string_view zeek_path_of(const Fields& fields);
/// The source's name: "zeek_dns", or "zeek" for an empty path.
std::string zeek_source(std::string_view path);
/// Whether a record of the log `path` stands in a file that was recognised as another one of Zeek's.
bool is_of_other_log(std::string_view path, const FileContext& context);
std::span<const model::Sight> zeek_sees(std::string_view source);

/// Fills `event` from the fields of one record of the log `path`.
void decode_zeek(std::string_view path, const Fields& fields, model::Event& event);
/// `ts` in either of Zeek's spellings.
void set_zeek_time(std::string_view ts, model::Event& event);

}  // namespace clew::evidence
