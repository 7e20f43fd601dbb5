/// What a formal schema has against what was written: the judge of the tests of documents.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace clew::report {

/// What the schema in `schema/<name>` has against `json`; empty when it fits.
std::string flaws_by_schema(std::string_view name, const nlohmann::json& json);

}  // namespace clew::report
