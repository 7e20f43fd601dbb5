/// A JSON object that is filled by paths, in any order, and written on one line.
///
///     put_text("answers[].rdata", "192.0.2.7")  -->  {"answers":[{"rdata":"192.0.2.7"}]}
///
/// In:     paths of keys with points between them; `[]` behind a key makes it an array. A path goes into the array's last
///         element, or into a new one where the last has something in this place already.
/// Out:    members in the order in which they were first put.
/// Errors: `put` says false, and changes nothing, where the place is taken or is another kind of thing.
/// The keys must outlive the tree; values are copied. Cleared and filled again, it allocates nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::report::detail {

class JsonTree {
 public:
  JsonTree() { clear(); }

  void clear();
  bool put_text(std::string_view path, std::string_view value);
  /// A number or a truth value, as JSON writes it.
  bool put_literal(std::string_view path, std::string_view value);
  bool put_number(std::string_view path, std::int64_t value);
  /// Like `put_text`, but a place that is taken becomes an array of all its values.
  void append_text(std::string_view path, std::string_view value);
  [[nodiscard]] bool has(std::string_view path) const;

  void append_to(std::string& out) const;

 private:
  enum class Kind : std::uint8_t { object, array, value };
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct Node {
    std::string_view key;
    Kind kind = Kind::object;
    std::uint32_t first = none, last = none, next = none;  // children, sibling
    std::uint32_t begin = 0, size = 0;                     // of a value's JSON, in `values_`
  };

  std::uint32_t add(std::uint32_t parent, std::string_view key, Kind kind);
  [[nodiscard]] std::uint32_t child_of(std::uint32_t node, std::string_view key) const;
  [[nodiscard]] std::uint32_t find(std::uint32_t from, std::string_view path) const;
  std::uint32_t place(std::string_view path);
  void set(std::uint32_t node, std::size_t begin);
  void append_node(std::string& out, std::uint32_t node) const;

  std::vector<Node> nodes_;  // the first is the root
  std::string values_;
};

}  // namespace clew::report::detail
