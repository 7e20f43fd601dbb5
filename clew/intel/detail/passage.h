/// A sentence and the block it stands in, as the rules look at it that tell indicators from mentions.
///
/// One for each block; its reader says which sentence is read. Errors: none. Cost: answers that many rules ask for are
/// kept until another place or sentence is asked about, so that all of them together stay linear.
#pragma once

#include "clew/intel/detail/context.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// A token that has the shape of a value, and how it stands.
struct Candidate {
  Shape shape;
  Part part;  ///< in the refanged text
  bool defanged = false;
  bool code = false;
  bool link = false;
  bool leads = false;  ///< nothing but marks stands before it in its block, or a label: "SHA256 hash: …"
};

struct Passage {
  Passage(const Context& of_notice, const Block& of_values, std::string_view source, bool in_list);

  /// Goes on to another sentence.
  void begin(Part next, Cues cues_of_next);

  [[nodiscard]] std::string_view text() const { return plain.text(); }
  [[nodiscard]] bool in_quiet_section() const;
  /// `words_before` of a place.
  [[nodiscard]] const std::string& said_before(std::size_t at) const;
  /// Nothing but marks stands before the value: "- 0x… - moved on in May".
  [[nodiscard]] bool is_first_in_block(Part part) const;
  /// "Write to x@evil.example, and we will decrypt one file": the words of those who took the files.
  [[nodiscard]] bool is_ransom_note() const;
  /// Behind what says that the hashes in the block are of names, not of files.
  [[nodiscard]] bool is_behind_hashed_names(std::size_t at) const;

  const Context& context;
  const Block& block;
  bool itemised;  ///< a list, a table or code, not running text
  Refanged plain;
  std::vector<std::uint8_t> marks;  ///< `marks_of` the text
  Part sentence;
  Cues cues = 0;
  Cues cues_before = 0;                      ///< of the sentence before
  bool has_hash = false;                     ///< one was seen in the sentence
  std::optional<std::size_t> last_host_end;  ///< of the sentence's last host or URL that is an indicator

  mutable std::optional<bool> connects;  ///< once `speaks_of_connections` was asked of the sentence
  mutable std::optional<bool> calls;     ///< once `tells_of_calls` was asked of it
  mutable std::optional<bool> resolves;  ///< once `is_registered_or_resolved` was asked of it
  mutable std::optional<bool> revokes;   ///< once `takes_back` was asked of it
  mutable std::optional<bool> owns;      ///< once it was asked whether anything is called somebody's own
  mutable std::optional<bool> denies;    ///< once `denies_indicators` was asked of it
  mutable Part line{1, 0};               ///< the line that `is_fetched` looked at last
  mutable bool line_fetches = false;

 private:
  mutable std::size_t said_at_ = std::string::npos;  ///< the place that `said_before` was asked about last
  mutable std::string said_;
  mutable std::optional<bool> ransom_note_;          ///< once `is_ransom_note` was asked of the block
  mutable std::optional<std::size_t> hashed_names_;  ///< once it was asked of the block where they begin
};

bool is_wallet(model::ValueType type);
bool is_address(model::ValueType type);

}  // namespace clew::intel::detail
