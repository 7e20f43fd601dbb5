/// JSON as it stands in a notice: every value with its bytes in the source, so that what is read from it can be shown.
///
///     source --JsonText::parse--> JsonText --root()--> JsonValue["objects"] …   // source.substr(where()) is the value
///
/// In:     one JSON document, perhaps after a byte order mark; any bytes. `source` must outlive the `JsonText`.
/// Out:    values in the order of the source. What is absent is a value too, of kind `absent`, with nothing in it: a path
///         can be followed without asking at every step. Of two members of one name the first counts.
/// Errors: `malformed` for what is no JSON or no UTF-8; `over_limit` beyond the limits below.
/// Cost:   linear in the bytes, no recursion; 20 bytes for each value. Looking up a member passes over those before it.
/// Source: RFC 8259; parsed by simdjson, and walked once beside the source.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

constexpr std::size_t json_depth_max = 64;           ///< STIX and MISP need about 10
constexpr std::size_t json_values_max = 4U << 20U;   ///< a full notice of 4-byte values: 80 MB of memory
constexpr std::size_t json_bytes_max = 1ULL << 30U;  ///< offsets have 32 bits

class JsonText;

/// A view of one value; valid as long as its `JsonText` stays where it is.
class JsonValue {
 public:
  enum class Kind : std::uint8_t { absent, null, boolean, number, string, array, object };

  JsonValue() = default;  ///< an absent one

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] bool is_string() const { return kind() == Kind::string; }
  [[nodiscard]] bool is_object() const { return kind() == Kind::object; }
  [[nodiscard]] bool is_array() const { return kind() == Kind::array; }
  /// Neither absent nor null.
  [[nodiscard]] bool has_value() const { return kind() > Kind::null; }

  /// A string without its escapes; a number, `true` or `false` as written; empty for all else.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] bool is_true() const { return kind() == Kind::boolean && text() == "true"; }
  /// A string: the bytes between its quotes, escapes and all. Else: the whole value, brackets too.
  [[nodiscard]] base::Span where() const;
  /// Of a member of an object; else empty.
  [[nodiscard]] std::string_view key() const;
  [[nodiscard]] base::Span key_where() const;

  /// The first member of the name; absent where there is none or this is no object.
  [[nodiscard]] JsonValue operator[](std::string_view key) const;

  /// The elements of an array, the members of an object; nothing for all else.
  class Iterator;
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

 private:
  friend class JsonText;
  JsonValue(const JsonText* json, std::uint32_t node, std::uint32_t key) : json_(json), node_(node), key_(key) {}

  const JsonText* json_ = nullptr;
  std::uint32_t node_ = 0;
  std::uint32_t key_ = 0;  // the node of its name; its own when it has none
};

class JsonText {
 public:
  /// `file` is for error messages only.
  static base::Result<JsonText> parse(std::string_view file, std::string_view source);

  [[nodiscard]] JsonValue root() const { return {this, 0, 0}; }
  [[nodiscard]] std::string_view source() const { return source_; }

 private:
  friend class JsonValue;
  friend class JsonValue::Iterator;
  friend class JsonTextBuilder;

  /// The values in the order of the source; a member is two, its name and what it names.
  struct Node {
    std::uint32_t offset;
    std::uint32_t size;
    std::uint32_t end;   ///< the first node that is not inside
    std::uint32_t text;  ///< a string with escapes: its number in `unescaped_`, from 1; else 0
    JsonValue::Kind kind;
  };
  explicit JsonText(std::string_view source) : source_(source) {}

  std::string_view source_;
  std::vector<Node> nodes_;
  std::vector<std::string> unescaped_;
};

class JsonValue::Iterator {
 public:
  using value_type = JsonValue;
  using difference_type = std::ptrdiff_t;

  Iterator() = default;
  JsonValue operator*() const { return {json_, node_ + (named_ ? 1 : 0), node_}; }
  Iterator& operator++();
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Iterator& other) const { return node_ == other.node_; }

 private:
  friend class JsonValue;
  Iterator(const JsonText* json, std::uint32_t node, bool named) : json_(json), node_(node), named_(named) {}

  const JsonText* json_ = nullptr;
  std::uint32_t node_ = 0;
  bool named_ = false;
};

/// Whether `bytes` begins as a JSON object or array of objects does; what follows may still be none.
bool may_be_json(std::string_view bytes);

}  // namespace clew::intel::detail
