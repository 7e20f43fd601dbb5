/// The members of a JSON object, written one after another: how a translator says what it found. Private to this module.
///
///     JsonMembers members;  members.text("host", "a.example");  members.number("status_code", 200);
///
/// Out:    valid JSON in UTF-8. A text that is no UTF-8 has its bytes above 0x7f written as `\xNN`, as Zeek's logs do.
/// Source: RFC 8259.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace clew::evidence::detail {

class JsonMembers {
 public:
  /// An empty text says nothing and is left out.
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::uint64_t value);
  /// A number as it is to be written.
  void number(std::string_view key, std::string_view value);
  void boolean(std::string_view key, bool value);
  void list(std::string_view key, std::span<const std::string> values);
  void add(const JsonMembers& members);

  [[nodiscard]] bool empty() const { return json_.empty(); }
  [[nodiscard]] std::size_t size_bytes() const { return json_.size(); }
  [[nodiscard]] std::string object() const { return "{" + json_ + "}"; }

 private:
  void key(std::string_view key);
  std::string json_;
};

}  // namespace clew::evidence::detail
