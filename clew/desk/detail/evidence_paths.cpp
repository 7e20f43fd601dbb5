#include "clew/desk/detail/evidence_paths.h"

#include <system_error>
#include <utility>

namespace clew::desk::detail {

namespace fs = std::filesystem;

evidence::Listing list_what_is_there(const std::vector<fs::path>& paths, Names names) {
  std::vector<fs::path> there;
  std::vector<base::Error> missing;
  for (const fs::path& path : paths) {
    std::error_code error;
    if (fs::exists(path, error)) {
      there.push_back(path);
    } else {
      missing.push_back(
          {base::Fault::not_found, error ? error.message() : "No such file or directory", {}, path.string()});
    }
  }
  evidence::Listing listing;
  if (auto found = evidence::list_files(there)) {
    listing = *std::move(found);
  } else {
    missing.push_back(std::move(found).error());
  }
  listing.unreadable.insert(listing.unreadable.begin(), missing.begin(), missing.end());
  if (names == Names::for_people) {
    for (evidence::FileEntry& file : listing.files) file.name = file.path.string();
  }
  return listing;
}

}  // namespace clew::desk::detail
