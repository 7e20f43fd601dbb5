#include "clew/evidence/detail/json_framer.h"

#include <utility>

namespace clew::evidence::detail {
namespace {

constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
constexpr bool is_opening(char c) { return c == '{' || c == '['; }
constexpr bool is_closing(char c) { return c == '}' || c == ']'; }

}  // namespace

bool JsonFramer::next(Block& block) {
  assembly_.start(block);
  block.header.clear();
  while (kind_ != Kind::none || !assembly_.full()) {
    if (assembly_.piece_is_full()) {
      end_piece();
      break;
    }
    if (kind_ != Kind::complete && !assembly_.refill()) {
      end_in_the_middle();
      break;
    }
    switch (kind_) {
      case Kind::none: read_gap(); break;
      case Kind::value: read_value(); break;
      case Kind::scalar: read_scalar(); break;
      case Kind::line: read_line(); break;
      case Kind::complete: end_record(); break;
    }
  }
  return assembly_.has_records();
}

void JsonFramer::end_in_the_middle() {
  const bool is_broken = kind_ == Kind::value || around_ != Around::nothing;
  if (is_broken && !problem_)
    problem_ = base::Error{base::Fault::malformed, "the JSON document ends in the middle", {assembly_.offset(), 0}};
  if (kind_ != Kind::none) end_record();
  around_ = Around::nothing;
}

/// Bytes between records, up to the next record or the end of what is at hand.
void JsonFramer::read_gap() {
  const std::string_view text = assembly_.unread();
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (in_string_) {
      i = skip_string(text, i);
    } else if (is_json_space(c) || c == ',') {
      if (c == '\n') assembly_.count_line();
      ++i;
    } else if (around_ != Around::nothing && is_closing(c)) {
      around_ = around_ == Around::envelope_array || --envelope_depth_ > 0 ? Around::envelope : Around::nothing;
      ++i;
    } else if (around_ == Around::nothing && c == '[') {
      around_ = Around::array;
      envelope_depth_ = 1;
      ++i;
    } else if (around_ == Around::envelope && !is_opening(c)) {
      in_string_ = c == '"';  // a name or a scalar of the envelope
      ++i;
    } else {
      assembly_.pass(i);
      return open_record_at(c);
    }
  }
  assembly_.pass(text.size());
}

void JsonFramer::open_record_at(char first) {
  assembly_.begin_record();
  depth_ = 0;
  may_be_envelope_ = may_have_parent_ = around_ == Around::nothing && first == '{';
  parent_is_open_ = false;
  has_array_of_scalars_ = false;
  members_ = 0;
  if (is_opening(first) || (first == '"' && around_ != Around::nothing)) {
    kind_ = Kind::value;
  } else {
    kind_ = around_ == Around::nothing ? Kind::line : Kind::scalar;
  }
}

void JsonFramer::read_line() {
  const std::string_view text = assembly_.unread();
  const std::size_t end = text.find('\n');
  assembly_.take(std::min(end, text.size()));
  if (end != std::string_view::npos) complete();
}

void JsonFramer::read_scalar() {
  const std::string_view text = assembly_.unread();
  std::size_t i = 0;
  while (i < text.size() && !is_json_space(text[i]) && text[i] != ',' && !is_closing(text[i])) ++i;
  assembly_.take(i);
  if (i < text.size()) complete();
}

/// An object, an array or (as the element of an array) a string.
void JsonFramer::read_value() {
  const std::string_view text = assembly_.unread();
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (in_string_) {
      i = skip_string(text, i);
      if (string_is_broken_) depth_ = 0;
      if (in_string_ || depth_ > 0) continue;
      assembly_.take(i);
      return complete();
    }
    if (bracket_is_open_question_ && !is_json_space(c) && settle_bracket(c, i)) return;
    ++i;
    switch (c) {
      case '"': in_string_ = true; break;
      case '\n': assembly_.count_line(); break;
      case ',':
        if (may_be_envelope_ && depth_ == 1 && ++members_ > envelope_members_max) may_be_envelope_ = false;
        break;
      case '{':
      case '[':
        ++depth_;
        if (may_be_envelope_ && depth_ == 2) {
          bracket_is_open_question_ = c == '[' && assembly_.record_bytes() + i <= envelope_bytes_max;
          may_be_envelope_ = bracket_is_open_question_;
        } else if (may_be_envelope_ && depth_ > 2) {
          may_be_envelope_ = false;  // what began as an array of scalars holds more
        } else if (around_ == Around::envelope && depth_ == 1) {
          bracket_is_open_question_ = c == '[';
        }
        if (may_have_parent_ && (depth_ == 2 || (depth_ == 3 && parent_is_open_))) {
          assembly_.take(i);
          return see_parent(c);
        }
        break;
      case '}':
      case ']':
        if (--depth_ == 1) parent_is_open_ = false;
        if (depth_ > 0) break;
        assembly_.take(i);
        return complete();
      default: break;
    }
  }
  assembly_.take(text.size());
}

/// What was read of the open record ends with a bracket of its second level, or of the third in what may be the parent.
void JsonFramer::see_parent(char opening) {
  if (assembly_.record_bytes() > envelope_bytes_max) {
    may_have_parent_ = parent_is_open_ = false;
  } else if (opening == '{' && depth_ == 2) {
    parent_is_open_ = opens_parent_of_records(assembly_.record_text());
  } else if (opening == '[' && depth_ == 3) {
    bracket_is_open_question_ = opens_records_in_parent(assembly_.record_text());
  }
}

/// `first` follows a '[' that may hold the records. True if what was read so far is settled and taken: it holds them,
/// and the record that was begun is none; or it does not, because of what stands before it.
bool JsonFramer::settle_bracket(char first, std::size_t position) {
  bracket_is_open_question_ = false;
  if (first == '{') {
    assembly_.take(position);
    if (!parent_is_open_ && has_array_of_scalars_ && !opens_log_events(assembly_.record_text())) {
      may_be_envelope_ = false;
      return true;
    }
    assembly_.abandon_record();
    kind_ = Kind::none;
    if (around_ == Around::nothing) envelope_depth_ = parent_is_open_ ? 2 : 1;
    around_ = Around::envelope_array;
    return true;
  }
  if (parent_is_open_) return false;
  const bool is_empty = is_closing(first);
  if (is_opening(first)) may_be_envelope_ = false;
  if (!is_empty) has_array_of_scalars_ = true;
  if (!is_empty || around_ != Around::envelope) return false;
  assembly_.take(position + 1);
  assembly_.abandon_record();
  kind_ = Kind::none;
  return true;
}

/// The position after the string's end, or the end of `text` if it goes on. No string of JSON has a line feed in it: one that a line
/// with a new object follows was cut off, and what it was in ends there.
std::size_t JsonFramer::skip_string(std::string_view text, std::size_t from) {
  string_is_broken_ = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (std::exchange(string_has_new_line_, c == '\n') && c == '{') {
      string_is_broken_ = true;
      in_string_ = escaped_ = string_has_new_line_ = false;
      return i;
    }
    if (c == '\n') assembly_.count_line();
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      return i + 1;
    }
  }
  return text.size();
}

/// The open record is given out as far as it goes, so it can no longer turn out to be none.
void JsonFramer::end_piece() {
  may_be_envelope_ = may_have_parent_ = parent_is_open_ = false;
  bracket_is_open_question_ = false;
  assembly_.end_piece();
}

void JsonFramer::end_record() {
  assembly_.end_record(Assembly::Trim::carriage_return);
  kind_ = Kind::none;
}

}  // namespace clew::evidence::detail
