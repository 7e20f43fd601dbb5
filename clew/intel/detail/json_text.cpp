// simdjson says whether it is JSON and undoes the escapes; it does not say where a value stands. So its tree is walked in
// the order of the source, and a cursor goes along in the bytes: valid JSON needs no second parser, only skipping.
#include "clew/intel/detail/json_text.h"

#include "clew/base/text.h"

#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

namespace clew::intel::detail {

using base::fail;
using base::Fault;
using base::Result;
namespace dom = simdjson::dom;

namespace {

bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::string_view without_mark(std::string_view bytes) {
  return bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
}

}  // namespace

class JsonTextBuilder {
 public:
  JsonTextBuilder(JsonText& json, std::size_t begin) : json_(json), at_(begin) {}

  Result<base::Done> build(const dom::element& root) {
    add(root);
    while (!open_.empty() && json_.nodes_.size() <= json_values_max) {
      Level& level = open_.back();
      skip();
      if (level.is_array ? level.element == level.elements_end : level.member == level.members_end) {
        ++at_;
        JsonText::Node& node = json_.nodes_[level.node];
        node.size = static_cast<std::uint32_t>(at_) - node.offset;
        node.end = static_cast<std::uint32_t>(json_.nodes_.size());
        open_.pop_back();
      } else if (level.is_array) {
        const dom::element element = *level.element;
        ++level.element;
        add(element);
      } else {
        const auto member = *level.member;
        ++level.member;
        add_string(member.key);
        skip();
        add(member.value);
      }
    }
    if (json_.nodes_.size() > json_values_max)
      return fail(Fault::over_limit, fmt::format("JSON of more than {} values", json_values_max));
    return base::Done{};
  }

 private:
  struct Level {
    std::uint32_t node;
    bool is_array;
    dom::array::iterator element = {}, elements_end = {};
    dom::object::iterator member = {}, members_end = {};
  };

  /// To the next value, name or closing bracket.
  void skip() {
    const std::string_view source = json_.source_;
    while (is_json_space(source[at_]) || source[at_] == ',' || source[at_] == ':') ++at_;
  }

  JsonText::Node& add_node(JsonValue::Kind kind) {
    const auto next = static_cast<std::uint32_t>(json_.nodes_.size() + 1);
    json_.nodes_.push_back({static_cast<std::uint32_t>(at_), 0, next, 0, kind});
    return json_.nodes_.back();
  }

  void add(const dom::element& element) {
    skip();
    switch (element.type()) {
      case dom::element_type::OBJECT: {
        const dom::object object = element.get_object().value_unsafe();
        open_.push_back({node_count(), false, {}, {}, object.begin(), object.end()});
        add_node(JsonValue::Kind::object);
        ++at_;
        return;
      }
      case dom::element_type::ARRAY: {
        const dom::array array = element.get_array().value_unsafe();
        open_.push_back({node_count(), true, array.begin(), array.end(), {}, {}});
        add_node(JsonValue::Kind::array);
        ++at_;
        return;
      }
      case dom::element_type::STRING: add_string(element.get_string().value_unsafe()); return;
      case dom::element_type::BOOL: add_word(JsonValue::Kind::boolean); return;
      case dom::element_type::NULL_VALUE: add_word(JsonValue::Kind::null); return;
      case dom::element_type::INT64:
      case dom::element_type::UINT64:
      case dom::element_type::DOUBLE: add_word(JsonValue::Kind::number); return;
    }
  }

  void add_string(std::string_view unescaped) {
    ++at_;  // the quote
    JsonText::Node& node = add_node(JsonValue::Kind::string);
    const std::string_view source = json_.source_;
    bool has_escapes = false;
    while (source[at_] != '"') {
      if (source[at_] == '\\') {
        has_escapes = true;
        ++at_;
      }
      ++at_;
    }
    node.size = static_cast<std::uint32_t>(at_) - node.offset;
    ++at_;
    if (!has_escapes) return;
    json_.unescaped_.emplace_back(unescaped);
    node.text = static_cast<std::uint32_t>(json_.unescaped_.size());
  }

  void add_word(JsonValue::Kind kind) {
    JsonText::Node& node = add_node(kind);
    const std::string_view source = json_.source_;
    while (at_ < source.size() && source[at_] != ',' && source[at_] != ']' && source[at_] != '}' &&
           !is_json_space(source[at_]))
      ++at_;
    node.size = static_cast<std::uint32_t>(at_) - node.offset;
  }

  [[nodiscard]] std::uint32_t node_count() const { return static_cast<std::uint32_t>(json_.nodes_.size()); }

  JsonText& json_;
  std::size_t at_;
  std::vector<Level> open_;
};

Result<JsonText> JsonText::parse(std::string_view file, std::string_view source) {
  const std::string_view text = without_mark(source);
  if (text.size() > json_bytes_max) return fail(Fault::over_limit, "JSON of more than 1 GiB", {}, std::string(file));
  dom::parser parser;
  if (text.empty()) return fail(Fault::malformed, "not JSON: empty", {}, std::string(file));
  if (const auto error = parser.allocate(text.size(), json_depth_max); error != simdjson::SUCCESS)
    return fail(Fault::unavailable, simdjson::error_message(error), {}, std::string(file));
  const auto root = parser.parse(text.data(), text.size());
  if (root.error() == simdjson::DEPTH_ERROR)
    return fail(Fault::over_limit, fmt::format("JSON deeper than {} levels", json_depth_max), {}, std::string(file));
  if (root.error() != simdjson::SUCCESS) {
    return fail(Fault::malformed, fmt::format("not JSON: {}", simdjson::error_message(root.error())), {},
                std::string(file));
  }
  JsonText json(source);
  auto built = JsonTextBuilder(json, source.size() - text.size()).build(root.value_unsafe());
  if (!built) {
    built.error().file = file;
    return std::unexpected(std::move(built).error());
  }
  return json;
}

JsonValue::Kind JsonValue::kind() const { return json_ == nullptr ? Kind::absent : json_->nodes_[node_].kind; }

std::string_view JsonValue::text() const {
  const Kind what = kind();
  if (what != Kind::boolean && what != Kind::number && what != Kind::string) return {};
  const JsonText::Node& node = json_->nodes_[node_];
  return node.text > 0 ? std::string_view(json_->unescaped_[node.text - 1])
                       : json_->source_.substr(node.offset, node.size);
}

base::Span JsonValue::where() const {
  if (json_ == nullptr) return {};
  return {json_->nodes_[node_].offset, json_->nodes_[node_].size};
}

std::string_view JsonValue::key() const {
  return json_ == nullptr || key_ == node_ ? std::string_view{} : JsonValue(json_, key_, key_).text();
}

base::Span JsonValue::key_where() const {
  return json_ == nullptr || key_ == node_ ? base::Span{} : JsonValue(json_, key_, key_).where();
}

JsonValue JsonValue::operator[](std::string_view key) const {
  if (!is_object()) return {};
  for (const JsonValue member : *this) {
    if (member.key() == key) return member;
  }
  return {};
}

JsonValue::Iterator JsonValue::begin() const {
  return is_array() || is_object() ? Iterator(json_, node_ + 1, is_object()) : Iterator{};
}

JsonValue::Iterator JsonValue::end() const {
  return is_array() || is_object() ? Iterator(json_, json_->nodes_[node_].end, is_object()) : Iterator{};
}

JsonValue::Iterator& JsonValue::Iterator::operator++() {
  node_ = json_->nodes_[named_ ? node_ + 1 : node_].end;
  return *this;
}

bool may_be_json(std::string_view bytes) {
  bytes = without_mark(bytes);
  const auto next = [&] {
    while (!bytes.empty() && is_json_space(bytes.front())) bytes.remove_prefix(1);
    if (bytes.empty()) return '\0';
    const char c = bytes.front();
    bytes.remove_prefix(1);
    return c;
  };
  const char first = next();
  if (first == '[') {
    const char second = next();
    if (second != '{') return false;
  } else if (first != '{') {
    return false;
  }
  const char inner = next();
  return inner == '"' || inner == '}';
}

}  // namespace clew::intel::detail
