/// The only way in which clew writes: whole files, all or nothing, through an object that a test can make fail.
///
///     write_whole_file(disk, path, bytes)   // the old file or the new one, never half of it
///
/// In:     a folder that exists or can be made. Out: the file at `path`; no temporary file stays behind.
/// Errors: `unavailable` with the path and what the system said (no space, no permission).
#pragma once

#include "clew/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace clew::base {

/// The operations that can fail when a disk is full. `Disk::real()` is the machine's; tests hand in others.
class Disk {
 public:
  virtual ~Disk() = default;
  /// Creates or replaces the file with these bytes and forces them to the disk.
  virtual Result<Done> write(const std::filesystem::path& path, std::string_view bytes) = 0;
  virtual Result<Done> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual void remove(const std::filesystem::path& path) noexcept = 0;
  /// Makes the folder and those above it that are missing, readable by nobody else (mode 0700).
  virtual Result<Done> make_folder(const std::filesystem::path& path);

  static Disk& real();
};

Result<Done> write_whole_file(Disk& disk, const std::filesystem::path& path, std::string_view bytes);

/// Reads a file that is small by nature (a notice, a pack): more than `size_bytes_max` is `over_limit`.
Result<std::string> read_small_file(const std::filesystem::path& path, std::uint64_t size_bytes_max);

}  // namespace clew::base
