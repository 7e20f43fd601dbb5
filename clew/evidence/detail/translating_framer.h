/// The framing `translated`; its rules are in framing.h.
///
/// A block is the translations one below the other, so that no token reaches from one record into the next.
#pragma once

#include "clew/evidence/framing.h"
#include "clew/evidence/translator.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace clew::evidence::detail {

class TranslatingFramer final : public Framer {
 public:
  TranslatingFramer(ByteSource& source, const Cut& cut, const Limits& limits);

  bool next(Block& block) override;
  [[nodiscard]] LongRecords long_records() const override { return long_records_; }
  [[nodiscard]] std::optional<base::Error> problem() const override { return translator_->problem(); }

 private:
  bool has_translation();
  void put_record(Block& block);
  void put_piece(Block& block);
  void put(Block& block, std::string_view text, Record::Part part);
  void read_to_the_end();

  ByteSource& source_;
  const std::uint64_t offset_;  // of the source's first byte
  const Limits limits_;
  std::unique_ptr<Translator> translator_;
  Translation translation_;
  std::size_t given_ = 0;  // of its text
  bool is_waiting_ = false;
  bool has_ended_ = false;
  std::uint64_t number_ = 0;
  LongRecords long_records_;
};

}  // namespace clew::evidence::detail
