#include "clew/evidence/formats/json_fields.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include <simdjson.h>

namespace clew::evidence {

namespace ondemand = simdjson::ondemand;

struct JsonReader::Parser {
  ondemand::parser json;
  std::vector<char> input;            // the record and simdjson's padding
  std::vector<std::uint8_t> strings;  // unescaped texts
  std::uint8_t* string_end = nullptr;
};

namespace {

/// One open bracket. simdjson's iterators all move one cursor: only the innermost may be used.
struct Level {
  bool is_object = false;
  bool counted_on = false;  // the element under the cursor is done: step on before looking
  ondemand::object_iterator object;
  ondemand::array_iterator array;
  Fields::Path path;
};

/// RFC 8259 section 6: `-1.5e+3`; no leading zero, no bare point.
bool is_number(std::string_view text) {
  const auto skip_digits = [&] {
    std::size_t count = 0;
    while (!text.empty() && base::is_digit(text.front())) {
      text.remove_prefix(1);
      ++count;
    }
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = skip_digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (skip_digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (skip_digits() == 0) return false;
  }
  return text.empty();
}

class Walk {
 public:
  Walk(JsonReader::Parser& parser, Fields& fields) : parser_(parser), fields_(fields) {}

  bool run(std::size_t record_bytes) {
    ondemand::document document;
    if (parser_.json.iterate(parser_.input.data(), record_bytes, parser_.input.size()).get(document)) return false;
    ondemand::object root;
    if (document.get_object().get(root)) return false;
    if (!open(root, {})) return false;
    while (depth_ > 0) {
      if (!step()) return false;
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // nothing behind the last bracket
  }

 private:
  bool open(ondemand::object& object, Fields::Path path) {
    Level& level = levels_[depth_];
    level.is_object = true;
    level.counted_on = false;
    level.path = path;
    if (object.begin().get(level.object)) return false;
    ++depth_;
    return true;
  }

  bool open(ondemand::array& array, Fields::Path path) {
    Level& level = levels_[depth_];
    level.is_object = false;
    level.counted_on = false;
    level.path = path;
    if (array.begin().get(level.array)) return false;
    ++depth_;
    return true;
  }

  /// One element of the innermost bracket, or its end.
  bool step() {
    Level& level = levels_[depth_ - 1];
    return level.is_object ? step_object(level) : step_array(level);
  }

  bool step_object(Level& level) {
    if (std::exchange(level.counted_on, true)) ++level.object;
    if (level.object == ondemand::object_iterator{}) {
      --depth_;
      return true;
    }
    ondemand::field field;
    if ((*level.object).get(field)) return false;
    std::string_view key;
    if (!unescape(field.key(), key)) return false;
    return take(field.value(), fields_.child(level.path, key));
  }

  bool step_array(Level& level) {
    if (std::exchange(level.counted_on, true)) ++level.array;
    if (level.array == ondemand::array_iterator{}) {
      --depth_;
      return true;
    }
    ondemand::value value;
    if ((*level.array).get(value)) return false;
    return take(value, level.path);
  }

  bool take(ondemand::value value, std::optional<Fields::Path> path) {
    ondemand::json_type type{};
    if (value.type().get(type)) return false;
    switch (type) {
      case ondemand::json_type::object: {
        if (!path || depth_ == levels_.size()) return true;  // stepping on skips it
        ondemand::object object;
        return !value.get_object().get(object) && open(object, *path);
      }
      case ondemand::json_type::array: {
        if (!path || depth_ == levels_.size()) return true;
        ondemand::array array;
        return !value.get_array().get(array) && open(array, *path);
      }
      case ondemand::json_type::string: {
        ondemand::raw_json_string raw;
        std::string_view text;
        if (value.get_raw_json_string().get(raw) || !unescape(raw, text)) return false;
        return add(path, text, FieldKind::text);
      }
      case ondemand::json_type::number: {
        const std::string_view text = base::trimmed(value.raw_json_token());
        return is_number(text) && add(path, text, FieldKind::number);
      }
      case ondemand::json_type::boolean: {
        bool truth = false;
        if (value.get_bool().get(truth)) return false;
        return add(path, truth ? "true" : "false", FieldKind::boolean);
      }
      case ondemand::json_type::null: {
        bool null = false;
        return !value.is_null().get(null) && null;
      }
    }
    return false;
  }

  bool add(std::optional<Fields::Path> path, std::string_view text, FieldKind kind) {
    if (path) fields_.add(*path, text, kind);
    return true;
  }

  bool unescape(ondemand::raw_json_string raw, std::string_view& text) {
    std::uint8_t* begin = parser_.string_end;
    if (!parser_.json.unescape(raw, parser_.string_end).get(text)) return true;
    parser_.string_end = begin;
    return keep_escapes(raw.raw(), text);
  }

  /// A string that simdjson will not decode: kept as written if only a lone surrogate is wrong with it.
  bool keep_escapes(const char* raw, std::string_view& text) {
    const char* end = parser_.input.data() + parser_.input.size() - simdjson::SIMDJSON_PADDING;
    const char* at = raw;
    while (at < end && *at != '"') {
      if (static_cast<unsigned char>(*at) < 0x20) return false;
      if (*at == '\\') {
        ++at;
        if (at >= end || std::strchr("\"\\/bfnrtu", *at) == nullptr || *at == '\0') return false;
        if (*at == 'u') {
          if (end - at < 5 || !std::all_of(at + 1, at + 5, base::is_hex)) return false;
          at += 4;
        }
      }
      ++at;
    }
    if (at >= end) return false;
    text = std::string_view(raw, static_cast<std::size_t>(at - raw));
    return true;
  }

  JsonReader::Parser& parser_;
  Fields& fields_;
  std::array<Level, JsonReader::depth_max> levels_;
  std::size_t depth_ = 0;
};

}  // namespace

JsonReader::JsonReader() : parser_(std::make_unique<Parser>()) {}
JsonReader::~JsonReader() = default;

bool JsonReader::read(std::string_view record, Fields& fields) {
  fields.clear();
  // Most of what is no JSON object shows it at once, and costs nothing.
  const std::string_view text = base::trimmed(record);
  if (!text.starts_with('{') || !text.ends_with('}')) return false;

  if (parser_->input.size() > kept_bytes) parser_ = std::make_unique<Parser>();
  const std::size_t padded = text.size() + simdjson::SIMDJSON_PADDING;
  if (parser_->input.size() < padded) parser_->input.resize(padded);
  if (parser_->strings.size() < padded + simdjson::SIMDJSON_PADDING)
    parser_->strings.resize(padded + simdjson::SIMDJSON_PADDING);
  std::ranges::copy(text, parser_->input.begin());
  std::fill_n(parser_->input.begin() + static_cast<std::ptrdiff_t>(text.size()), simdjson::SIMDJSON_PADDING, ' ');
  parser_->string_end = parser_->strings.data();

  const bool whole = Walk(*parser_, fields).run(text.size());
  if (!whole) fields.clear();
  return whole;
}

}  // namespace clew::evidence
