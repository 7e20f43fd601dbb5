/// Records of a content that is no text (EVTX, a capture, a property list, a database), each written as one JSON object.
///
///     ByteSource --Translator--> Translation { offset, length, text }, …
///
/// What reads text (matcher, decoder, quotation) then reads these too, and a record stays addressable: `offset` and `length`
/// are those of its bytes in the content, whatever its text looks like.
/// In:     any bytes. Out: records in the order in which they lie; a record that cannot be read comes as `broken`.
/// Errors: reading goes on at the next record that can be told; a content that ends early ends, and `problem` says why.
/// Cost:   memory does not grow with the content beyond the limit that each translator names.
#pragma once

#include "clew/base/result.h"
#include "clew/evidence/byte_source.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace clew::evidence {

struct Translation {
  std::uint64_t offset = 0;  ///< of the record's first byte in the content
  std::uint64_t length = 0;  ///< of its bytes there
  std::string text;          ///< one JSON object on one line, UTF-8; of a broken record: why it is broken, in words
  bool broken = false;
};

class Translator {
 public:
  Translator() = default;
  Translator(const Translator&) = delete;
  Translator& operator=(const Translator&) = delete;
  virtual ~Translator() = default;

  /// The next record, in `record` (its memory is reused); false at the end.
  virtual bool next(Translation& record) = 0;
  /// Why the content ended early, once it has.
  [[nodiscard]] virtual std::optional<base::Error> problem() const { return std::nullopt; }
};

}  // namespace clew::evidence
