#include "clew/evidence/detail/json_members.h"

#include "clew/evidence/detail/json_text.h"

namespace clew::evidence::detail {

void JsonMembers::key(std::string_view key) {
  if (!json_.empty()) json_ += ',';
  append_json_zeek_text(json_, key);
  json_ += ':';
}

void JsonMembers::text(std::string_view key, std::string_view value) {
  if (value.empty()) return;
  this->key(key);
  append_json_zeek_text(json_, value);
}

void JsonMembers::number(std::string_view key, std::uint64_t value) { number(key, std::to_string(value)); }

void JsonMembers::number(std::string_view key, std::string_view value) {
  this->key(key);
  json_ += value;
}

void JsonMembers::boolean(std::string_view key, bool value) { number(key, value ? "true" : "false"); }

void JsonMembers::list(std::string_view key, std::span<const std::string> values) {
  if (values.empty()) return;
  this->key(key);
  json_ += '[';
  for (const std::string& value : values) {
    if (&value != &values.front()) json_ += ',';
    append_json_zeek_text(json_, value);
  }
  json_ += ']';
}

void JsonMembers::add(const JsonMembers& members) {
  if (members.empty()) return;
  if (!json_.empty()) json_ += ',';
  json_ += members.json_;
}

}  // namespace clew::evidence::detail
