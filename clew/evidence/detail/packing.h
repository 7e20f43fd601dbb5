/// For tests: packs bytes in memory, as the tools that investigators get their evidence from do.
#pragma once

#include "clew/base/result.h"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

namespace clew::evidence::detail {

struct PackedFile {
  std::string name;
  std::string bytes;
  mode_t type = AE_IFREG;
  std::string link = {};
};

struct Recipe {
  int format = ARCHIVE_FORMAT_RAW;
  int filter = ARCHIVE_FILTER_NONE;
  const char* options = nullptr;
  const char* passphrase = nullptr;
};

inline std::string pack(const Recipe& recipe, const std::vector<PackedFile>& files) {
  const std::unique_ptr<archive, decltype(&archive_write_free)> writer(archive_write_new(), archive_write_free);
  std::string packed;
  const auto append = [](archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  };
  archive_write_set_format(writer.get(), recipe.format);
  archive_write_add_filter(writer.get(), recipe.filter);
  archive_write_set_bytes_per_block(writer.get(), 0);
  if (recipe.options != nullptr) CLEW_ASSERT(archive_write_set_options(writer.get(), recipe.options) == ARCHIVE_OK);
  if (recipe.passphrase != nullptr)
    CLEW_ASSERT(archive_write_set_passphrase(writer.get(), recipe.passphrase) == ARCHIVE_OK);
  CLEW_ASSERT(archive_write_open2(writer.get(), &packed, nullptr, append, nullptr, nullptr) == ARCHIVE_OK);
  for (const PackedFile& file : files) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), file.name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
    archive_entry_set_filetype(entry.get(), file.type);
    archive_entry_set_perm(entry.get(), 0644);
    if (!file.link.empty()) archive_entry_set_symlink(entry.get(), file.link.c_str());
    CLEW_ASSERT(archive_write_header(writer.get(), entry.get()) >= ARCHIVE_WARN);
    archive_write_data(writer.get(), file.bytes.data(), file.bytes.size());
  }
  CLEW_ASSERT(archive_write_close(writer.get()) == ARCHIVE_OK);
  return packed;
}

inline std::string compressed(int filter, const std::string& bytes) {
  return pack({ARCHIVE_FORMAT_RAW, filter}, {{"content", bytes}});
}
inline std::string gzipped(const std::string& bytes) { return compressed(ARCHIVE_FILTER_GZIP, bytes); }
inline std::string zipped(const std::vector<PackedFile>& files) { return pack({ARCHIVE_FORMAT_ZIP}, files); }
inline std::string tarred(const std::vector<PackedFile>& files) {
  return pack({ARCHIVE_FORMAT_TAR_PAX_RESTRICTED}, files);
}

}  // namespace clew::evidence::detail
