// Promise under test: `Value::parse` reads the canonical spelling of a value as the same value, blames only bytes of its
// input, and keeps its limits; for any bytes and every type.
#include "clew/model/value.h"

#include <cstdint>

#include <fmt/core.h>

using clew::model::Value;
using clew::model::ValueType;

namespace {

/// The text of a value together with its port, as a source would write them.
std::string with_port(const Value& value) {
  if (!value.port()) return value.text();
  return fmt::format("{}{}{}:{}", value.type() == ValueType::ipv6 ? "[" : "", value.text(),
                     value.type() == ValueType::ipv6 ? "]" : "", *value.port());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (std::size_t i = 0; i < clew::model::value_type_count; ++i) {
    const auto type = static_cast<ValueType>(i);
    const auto value = Value::parse(type, text);
    if (!value) {
      CLEW_ASSERT(!value.error().what.empty());
      CLEW_ASSERT(value.error().where.offset_bytes <= size &&
                  value.error().where.size_bytes <= size - value.error().where.offset_bytes);
      continue;
    }
    CLEW_ASSERT(!value->text().empty());
    const auto again = Value::parse(type, with_port(*value));
    CLEW_ASSERT(again && *again == *value);
    CLEW_ASSERT(!clew::model::defanged(*value).empty());
  }
  return 0;
}
