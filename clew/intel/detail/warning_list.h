/// MISP's warning lists as JSON that was parsed already; `warning_lists.h` says the rest.
#pragma once

#include "clew/intel/detail/json_text.h"
#include "clew/model/warning_list.h"

#include <string_view>

namespace clew::intel::detail {

bool is_warning_list(JsonValue root);
base::Result<model::WarningList> read_warning_list(std::string_view file, JsonValue root);

}  // namespace clew::intel::detail
