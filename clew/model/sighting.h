/// An indicator seen in evidence: where, exactly, and in which record.
#pragma once

#include "clew/base/result.h"
#include "clew/model/event.h"

#include <cstdint>
#include <string>
#include <vector>

namespace clew::model {

/// One record of the evidence, quotable by anybody: file, line, byte offset in the (uncompressed) file, length.
struct Place {
  std::uint32_t file = 0;    ///< index into the list of evidence files of the same scan
  std::uint64_t line = 0;    ///< from 1
  std::uint64_t offset = 0;  ///< of the record's first byte
  std::uint64_t length = 0;  ///< of the record, without the line end
  auto operator<=>(const Place&) const = default;
};

struct Sighting {
  std::uint32_t indicator = 0;        ///< index into the indicators that were hunted
  Place place;                        ///< the record
  base::Span match;                   ///< of the matched text, within the record
  std::string text;                   ///< as it stands in the evidence
  std::vector<Attribute> attributes;  ///< the fields of `event` that hold the value; empty when only the raw text does
  Event event;
  std::string raw;  ///< the record, cut at `raw_bytes_max`

  static constexpr std::size_t raw_bytes_max = 16 * 1024;
};

}  // namespace clew::model
