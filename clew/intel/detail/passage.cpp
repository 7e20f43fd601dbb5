#include "clew/intel/detail/passage.h"

#include "clew/base/text.h"
#include "clew/intel/detail/digests.h"
#include "clew/intel/detail/prose_tokens.h"
#include "clew/intel/detail/prose_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::intel::detail {

using model::ValueType;

Passage::Passage(const Context& of_notice, const Block& of_values, std::string_view source, bool in_list)
    : context(of_notice),
      block(of_values),
      itemised(in_list),
      plain(refang(source)),
      marks(marks_of(plain.text(), of_values.kind == Block::Kind::code)) {}

void Passage::begin(Part next, Cues cues_of_next) {
  sentence = next;
  cues_before = std::exchange(cues, cues_of_next);
  has_hash = false;
  last_host_end.reset();
  connects.reset();
  calls.reset();
  resolves.reset();
  revokes.reset();
  denies.reset();
  owns.reset();
}

bool Passage::in_quiet_section() const {
  return block.section == Section::references || block.section == Section::contact ||
         block.section == Section::harmless || block.section == Section::outside;
}

const std::string& Passage::said_before(std::size_t at) const {
  if (said_at_ != at) {
    said_ = words_before(text(), at);
    said_at_ = at;
  }
  return said_;
}

bool Passage::is_first_in_block(Part part) const {
  // From the value backwards: the value before it is near, the beginning of the block may be far.
  const std::string_view before = text().substr(0, part.begin);
  return std::none_of(before.rbegin(), before.rend(), base::is_alnum);
}

bool Passage::is_ransom_note() const {
  if (!ransom_note_) {
    static constexpr auto phrases = std::to_array<std::string_view>(
        {"all your files", "your files have been", "your files are encrypted", "restore your files",
         "recover your files", "decrypt one file", "decrypt 1 file", "your personal id", "reserved email",
         "tous vos fichiers", "vos fichiers ont", "vos fichiers sont"});
    const std::string words = base::lowered(text());
    ransom_note_ = std::ranges::any_of(phrases, [&](std::string_view phrase) { return words.contains(phrase); });
  }
  return *ransom_note_;
}

bool Passage::is_behind_hashed_names(std::size_t at) const {
  if (!hashed_names_) hashed_names_ = hashed_names_begin(text());
  return at > *hashed_names_;
}

bool is_wallet(ValueType type) { return type == ValueType::btc_address || type == ValueType::eth_address; }
bool is_address(ValueType type) {
  return type == ValueType::ipv4 || type == ValueType::ipv6 || type == ValueType::cidr;
}

}  // namespace clew::intel::detail
