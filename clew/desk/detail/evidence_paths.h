/// The files of the paths that an investigator names.
#pragma once

#include "clew/evidence/reader.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace clew::desk::detail {

/// A person opens the file that is named; a program knows the folder that it gave.
enum class Names : std::uint8_t { for_people, for_programs };

/// All that is there. What is not is among the unreadable: as with grep, the rest is read.
evidence::Listing list_what_is_there(const std::vector<std::filesystem::path>& paths, Names names);

}  // namespace clew::desk::detail
