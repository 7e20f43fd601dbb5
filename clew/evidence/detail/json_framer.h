/// The framing `json_elements`; its rules are in framing.h.
///
/// A state machine over bytes: where it stands between records (`Around`), and inside a record how many brackets are
/// open. Nothing is matched, nothing recurses, so depth costs nothing.
#pragma once

#include "clew/evidence/detail/assembly.h"
#include "clew/evidence/framing.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace clew::evidence::detail {

class JsonFramer final : public Framer {
 public:
  JsonFramer(ByteSource& source, const Cut& cut, const Limits& limits) : assembly_(source, cut.offset, limits) {}

  bool next(Block& block) override;
  [[nodiscard]] LongRecords long_records() const override { return assembly_.long_records(); }
  [[nodiscard]] std::optional<base::Error> problem() const override { return problem_; }

 private:
  enum class Around : std::uint8_t { nothing, array, envelope, envelope_array };
  enum class Kind : std::uint8_t { none, value, scalar, line, complete };

  void read_gap();
  void open_record_at(char first);
  void read_line();
  void read_scalar();
  void read_value();
  void see_parent(char opening);
  bool settle_bracket(char first, std::size_t position);
  std::size_t skip_string(std::string_view text, std::size_t from);
  void complete() { kind_ = Kind::complete; }
  void end_piece();
  void end_record();
  void end_in_the_middle();

  Assembly assembly_;
  Around around_ = Around::nothing;
  Kind kind_ = Kind::none;   // of the open record; `complete` once its last byte was taken
  std::uint64_t depth_ = 0;  // of brackets in the open record
  bool in_string_ = false;
  bool escaped_ = false;
  bool string_has_new_line_ = false;  // its last byte is a line feed
  bool string_is_broken_ = false;     // the last one that was read was cut off
  bool may_be_envelope_ =
      false;  // the open record is a top-level object with nothing but scalars and arrays of them so far
  bool bracket_is_open_question_ = false;  // a '[' whose first element decides whether it holds the records
  bool has_array_of_scalars_ = false;      // in that object, before anything else that is no scalar
  std::size_t members_ = 0;                // of that object
  bool may_have_parent_ = false;           // the open record is a top-level object, and little of it was read
  bool parent_is_open_ = false;            // its member in which the array of records may be
  std::size_t envelope_depth_ = 0;         // objects around the array of records
  std::optional<base::Error> problem_;
};

}  // namespace clew::evidence::detail
