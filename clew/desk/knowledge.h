/// "What is known of earlier activity?" — the knowledge base: filled, listed, shown.
///
///     files --import_knowledge--> knowledge base --activities, names--> text
///
/// In:     paths of files, gzip, zstd, xz or zip allowed, and of folders with such files. Of a notice, its indicators become
///         facts of the activity that it names for them, else of `activity`.
/// Out:    what was imported, file by file; lines for a terminal, safe to print.
/// Errors: a file that cannot be read, that holds no knowledge, or a notice that names no activity where none is given:
///         nothing is imported then, of any file. Of a folder such a file is left out, and told.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk {

struct ImportRequest {
  std::filesystem::path base;
  std::vector<std::filesystem::path> files = {};
  std::string publisher = {};  ///< where a file names none
  std::string date = {};       ///< the same
  std::string activity = {};   ///< the same: what the indicators of a notice belong to
};

struct ImportReport {
  struct File {
    std::string file;
    bool is_new = true;  ///< else it was there already, byte for byte
    std::uint64_t activities = 0, indicators = 0, traits = 0, names = 0, claims = 0, refused = 0, warning_entries = 0;
    std::vector<std::string> told = {};  ///< what was refused, with its rule: the first ones
    std::string left_out = {};           ///< why nothing of it was imported
  };
  std::vector<File> files;
};
base::Result<ImportReport> import_knowledge(const ImportRequest& request);

/// A line for each activity, after one for all of it.
base::Result<std::string> list_knowledge(const std::filesystem::path& base);
base::Result<std::string> show_activity(const std::filesystem::path& base, std::string_view name);
/// Who equates a name with what, and who does not; `json` as `clew.names/1`.
enum class NamesForm : std::uint8_t { table, json };
base::Result<std::string> show_names(const std::filesystem::path& base, std::string_view name, NamesForm form);

/// The bytes of a file, or of the one file that is packed in it.
base::Result<std::string> read_packed_file(const std::filesystem::path& path, std::uint64_t bytes_max);

}  // namespace clew::desk
