/// A log as the reader sees it: recognised by its head, then decoded record by record. Only for tests.
///
///     Log log("Time,IP\n…\n");   log.told("2023-…,192.0.2.7")   -->   "source: time class activity … field=value"
#pragma once

#include "clew/evidence/formats/testing.h"
#include "clew/evidence/formats/wrapped.h"

#include <string>
#include <string_view>

namespace clew::evidence::testing {

struct Log {
  explicit Log(std::string_view head) : found(recognise_wrapped(head, recognise(head))) {
    context.mapping = found.mapping;
    context.envelope = found.envelope;
    if (found.format->prepare != nullptr) found.format->prepare(head, context);
    if (found.wrapped != nullptr) context.wrapped = prepare_wrapped(*found.wrapped, context);
  }
  [[nodiscard]] Decoding decode(std::string_view record) const {
    return testing::decode(*found.format, record, context);
  }
  [[nodiscard]] std::string told(std::string_view record) const {
    const Decoding decoded = decode(record);
    if (decoded.outcome != Decoded::event)
      return found.source + (decoded.outcome == Decoded::nothing ? ": nothing" : ": unparsed");
    const bool is_exact = decoded.event.time_quality == model::TimeQuality::exact;
    const std::string time = decoded.time().empty() ? "-" : decoded.time() + (is_exact ? "" : "?");
    return found.source + ": " + time + " " + testing::told(decoded.event);
  }

  Recognised found;
  FileContext context;
};

/// The first record of a log that has a line of names, or of one whose lines are records.
inline std::string row_told(std::string_view names, std::string_view row) {
  return Log(std::string(names) + '\n' + std::string(row) + '\n').told(row);
}
inline std::string line_told(std::string_view line) {
  return Log(std::string(line) + '\n' + std::string(line) + '\n').told(line);
}

}  // namespace clew::evidence::testing
