// simdjson's first stage finds, many bytes at a time, where every bracket, comma, colon and value begins, pairs the quotes
// and checks UTF-8 and control bytes. Its front ends then build more than is asked for here (a tree of numbers, iterators
// that move one cursor), which took three quarters of the time. So the walk over what stage 1 found is our own: it checks
// the order of the tokens, and hands on stretches of the record as they stand. Escapes are undone by simdjson.
#include "clew/evidence/formats/json_fields.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include <simdjson.h>

namespace clew::evidence {
namespace {

/// One open bracket.
struct Level {
  bool is_object = false;
  Fields::Path path;
};

}  // namespace

struct JsonReader::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> json;
  std::vector<char> input;            // the record and simdjson's padding
  std::vector<std::uint8_t> strings;  // unescaped texts
  std::array<Level, depth_max> levels;
};

namespace {

constexpr std::size_t capacity_min = 4096;
/// Of what is beyond a limit of `Fields`. No optional: it is written in parts and read as a whole, and the processor waits.
constexpr Fields::Path nowhere{~std::uint32_t{0}};

constexpr bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// RFC 8259 section 6: `-1.5e+3`; no leading zero, no bare point.
bool is_number(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto skip_digits = [&] {
    const char* const begin = at;
    while (at != end && base::is_digit(*at)) ++at;
    return at != begin;
  };
  if (at != end && *at == '-') ++at;
  if (at != end && *at == '0') {
    ++at;
  } else if (!skip_digits()) {
    return false;
  }
  if (at != end && *at == '.') {
    ++at;
    if (!skip_digits()) return false;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    if (!skip_digits()) return false;
  }
  return at == end;
}

/// Over the tokens in their order. Behind the last one stage 1 puts one more at the record's end, where the padding has a
/// blank: no token begins with that, so nothing is read beyond it. What is done for each token is made one function: calls
/// would cost as much as the work.
class FieldWalk {
 public:
  FieldWalk(JsonReader::Parser& parser, std::size_t record_bytes, Fields& fields)
      : parser_(parser),
        fields_(fields),
        begin_(parser.input.data()),
        end_(begin_ + record_bytes),
        next_(parser.json->structural_indexes.get()),
        last_(next_ + parser.json->n_structural_indexes),
        backslash_(first_backslash(begin_)),
        strings_end_(parser.strings.data()) {}

  bool run() {
    if (take() != '{') return false;
    open(true, {});
    while (depth_ > 0) {
      if (!step()) return false;
    }
    return next_ == last_;  // nothing behind the last bracket
  }

 private:
  [[gnu::always_inline]] char take() { return begin_[*next_++]; }

  void open(bool is_object, Fields::Path path) {
    parser_.levels[depth_++] = {is_object, path};
    is_first_ = true;
  }

  /// One element of the innermost bracket, or its end.
  [[gnu::always_inline]] bool step() {
    const Level& level = parser_.levels[depth_ - 1];
    const char c = begin_[*next_];
    if (c == (level.is_object ? '}' : ']')) {
      ++next_;
      --depth_;
      is_first_ = false;
      return true;
    }
    if (!is_first_) {
      if (c != ',') return false;
      ++next_;
    }
    is_first_ = false;
    Fields::Path path = level.path;
    return (!level.is_object || key(path)) && value(path);
  }

  /// The key of a member and the colon; `path`, of the object, becomes that of the member.
  [[gnu::always_inline]] bool key(Fields::Path& path) {
    const char* const at = begin_ + *next_ + 1;
    if (take() != '"') return false;
    const Fields::Path as_before = fields_.child_as_before(path, {at, end_});
    if (as_before.number == 0) return other_key(at, path);
    path = as_before;
    return take() == ':';
  }

  bool other_key(const char* at, Fields::Path& path) {
    std::string_view text;
    if (!text_from(at, text)) return false;
    path = fields_.child(path, text).value_or(nowhere);
    return take() == ':';
  }

  [[gnu::always_inline]] bool value(Fields::Path path) {
    const char* const at = begin_ + *next_++;
    switch (*at) {
      case '{':
      case '[':
        if (path.number == nowhere.number || depth_ == JsonReader::depth_max) return skip_bracket();
        open(*at == '{', path);
        return true;
      case '"': {
        std::string_view text;
        return text_from(at + 1, text) && add(path, text, FieldKind::text);
      }
      case 't': return token_from(at) == "true" && add(path, "true", FieldKind::boolean);
      case 'f': return token_from(at) == "false" && add(path, "false", FieldKind::boolean);
      case 'n': return token_from(at) == "null";
      default: {
        std::string_view text = token_from(at);
        while (!text.empty() && base::is_space(text.back())) text.remove_suffix(1);
        return is_number(text) && add(path, text, FieldKind::number);
      }
    }
  }

  /// What is too deep is not looked at: its brackets are counted.
  bool skip_bracket() {
    for (std::size_t depth = 1; depth > 0;) {
      if (next_ == last_) return false;
      const char c = take();
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
    }
    return true;
  }

  [[gnu::always_inline]] bool add(Fields::Path path, std::string_view text, FieldKind kind) {
    if (path.number != nowhere.number) fields_.add(path, text, kind);
    return true;
  }

  /// Up to where the next token begins, without the blanks between the two.
  [[nodiscard]] std::string_view token_from(const char* at) const {
    const char* end = begin_ + *next_;
    while (end > at && is_blank(end[-1])) --end;
    return {at, end};
  }

  /// The text behind a quote, whose other quote is the last byte of the token.
  [[gnu::always_inline]] bool text_from(const char* at, std::string_view& text) {
    text = token_from(at);
    text.remove_suffix(1);
    // Texts are asked for in their order, so that each byte of the record is looked at once.
    if (backslash_ < at) backslash_ = first_backslash(at);
    return backslash_ >= at + text.size() || without_escapes(at, text);
  }

  bool without_escapes(const char* at, std::string_view& text) {
    const auto* const raw = reinterpret_cast<const std::uint8_t*>(at);
    std::uint8_t* const end = parser_.json->parse_string(raw, strings_end_);
    if (end == nullptr) return has_known_escapes(text);
    text = {reinterpret_cast<const char*>(strings_end_), static_cast<std::size_t>(end - strings_end_)};
    strings_end_ = end;
    return true;
  }

  [[nodiscard]] const char* first_backslash(const char* from) const {
    const void* const found = std::memchr(from, '\\', static_cast<std::size_t>(end_ - from));
    return found == nullptr ? end_ : static_cast<const char*>(found);
  }

  /// A text that simdjson will not decode is kept as written if only a lone surrogate is wrong with it.
  static bool has_known_escapes(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\') continue;
      if (++i == text.size() || !std::string_view("\"\\/bfnrtu").contains(text[i])) return false;
      if (text[i] != 'u') continue;
      const std::string_view digits = text.substr(i + 1, 4);
      if (digits.size() < 4 || !std::ranges::all_of(digits, base::is_hex)) return false;
      i += 4;
    }
    return true;
  }

  JsonReader::Parser& parser_;
  Fields& fields_;
  const char* const begin_;
  const char* const end_;      // of the record
  const std::uint32_t* next_;  // where the next token begins
  const std::uint32_t* const last_;
  const char* backslash_;  // the first one that is not behind us
  std::uint8_t* strings_end_;
  std::size_t depth_ = 0;
  bool is_first_ = true;  // what comes next in its bracket: there is no comma in front
};

/// Memory for a record of `size` bytes; false when there is none.
bool make_room(JsonReader::Parser& parser, std::size_t size) {
  using simdjson::SIMDJSON_PADDING;
  const std::size_t padded = size + SIMDJSON_PADDING;
  if (parser.input.size() < padded) parser.input.resize(padded);
  if (parser.strings.size() < padded + SIMDJSON_PADDING) parser.strings.resize(padded + SIMDJSON_PADDING);
  const std::size_t capacity = std::bit_ceil(std::max(size, capacity_min));
  constexpr std::size_t depth = 1;  // of simdjson's own walk, which is not used
  if (parser.json == nullptr) {
    return simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, depth, parser.json) ==
           simdjson::SUCCESS;
  }
  return parser.json->capacity() >= size || parser.json->allocate(capacity, depth) == simdjson::SUCCESS;
}

}  // namespace

JsonReader::JsonReader() : parser_(std::make_unique<Parser>()) {}
JsonReader::~JsonReader() = default;

bool JsonReader::read(std::string_view record, Fields& fields) {
  fields.clear();
  // Most of what is no JSON object shows it at once, and costs nothing.
  const std::string_view text = base::trimmed(record);
  if (!text.starts_with('{') || !text.ends_with('}')) return false;

  if (parser_->input.size() > kept_bytes) parser_ = std::make_unique<Parser>();
  if (!make_room(*parser_, text.size())) return false;
  char* const input = parser_->input.data();
  std::memcpy(input, text.data(), text.size());
  std::memset(input + text.size(), ' ', simdjson::SIMDJSON_PADDING);
  const auto found =
      parser_->json->stage1(reinterpret_cast<const std::uint8_t*>(input), text.size(), simdjson::stage1_mode::regular);
  const bool whole = found == simdjson::SUCCESS && FieldWalk(*parser_, text.size(), fields).run();
  if (!whole) fields.clear();
  return whole;
}

}  // namespace clew::evidence
