/// Reads one JSON object into `Fields`, checking all of it: half a record is no record.
///
/// In:     any bytes; the record is copied, because simdjson reads a little beyond the end.
/// Out:    true and the fields, or false for what is no JSON object from its first byte to its last.
/// Errors: none are built; simdjson's error codes end here and nothing is thrown.
/// Limits: below `depth_max` levels nothing is looked at (brackets are still counted); no recursion.
/// Source: RFC 8259. Differences: of a lone surrogate the escape is kept as it was written, because Windows names can
///         hold one; of two equal keys both are fields, and `Fields::get` takes the first.
#pragma once

#include "clew/evidence/formats/fields.h"

#include <memory>
#include <string_view>

namespace clew::evidence {

class JsonReader {
 public:
  static constexpr std::size_t depth_max = 32;
  /// Memory for a record longer than this is given back after it.
  static constexpr std::size_t kept_bytes = 1U << 20U;

  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  bool read(std::string_view record, Fields& fields);

  struct Parser;

 private:
  std::unique_ptr<Parser> parser_;
};

}  // namespace clew::evidence
