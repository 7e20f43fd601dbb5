/// The paths that formats/jamf_protect.cpp asks for, so that a test can hold them against Jamf's schemas.
#pragma once

#include <string_view>
#include <vector>

namespace clew::evidence {

std::vector<std::string_view> jamf_protect_paths();

}  // namespace clew::evidence
