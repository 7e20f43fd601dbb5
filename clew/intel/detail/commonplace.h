/// Values that half of the world's machines have, and that an indicator cannot be made of, whoever publishes them.
#pragma once

#include "clew/model/value.h"

#include <optional>
#include <string_view>

namespace clew::intel::detail {

/// Why a search for this value would tell nothing: "cmd.exe" is a part of Windows. Nothing for all other values.
std::optional<std::string_view> why_commonplace(const model::Value& value);

/// How much a value of a type says when it stands beside others: a hash names one file, a name a thousand. 1 to 9.
int telling(model::ValueType type);

}  // namespace clew::intel::detail
