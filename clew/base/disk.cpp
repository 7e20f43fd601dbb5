#include "clew/base/disk.h"

#include "clew/base/descriptor.h"
#include "clew/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

namespace clew::base {
namespace {

std::unexpected<Error> system_failure(const std::filesystem::path& path, std::string_view doing, int number) {
  const Fault fault = number == ENOENT ? Fault::not_found : Fault::unavailable;
  return fail(fault, fmt::format("cannot {}: {}", doing, std::strerror(number)), {}, path.string());
}

class RealDisk final : public Disk {
 public:
  Result<Done> write(const std::filesystem::path& path, std::string_view bytes) override {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.number() < 0) return system_failure(path, "create the file", errno);
    while (!bytes.empty()) {
      const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return system_failure(path, "write", errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.number()) != 0 && errno != EINVAL) return system_failure(path, "write", errno);
    return Done{};
  }

  Result<Done> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return system_failure(to, "put the finished file in place", errno);
    return Done{};
  }

  void remove(const std::filesystem::path& path) noexcept override { ::unlink(path.c_str()); }
};

}  // namespace

Result<Done> Disk::make_folder(const std::filesystem::path& path) {
  std::filesystem::path folder;
  for (const auto& name : path) {
    folder /= name;
    if (::mkdir(folder.c_str(), 0700) == 0) continue;
    const int number = errno;
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) return system_failure(path, "make the folder", number);
  }
  return Done{};
}

Disk& Disk::real() {
  static RealDisk disk;
  return disk;
}

Result<Done> write_whole_file(Disk& disk, const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path unfinished = path;
  unfinished += ".unfinished";
  auto written = disk.write(unfinished, bytes);
  if (written) written = disk.rename(unfinished, path);
  if (!written) {
    disk.remove(unfinished);
    written.error().file = path.string();
  }
  return written;
}

Result<std::string> read_small_file(const std::filesystem::path& path, std::uint64_t size_bytes_max) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return system_failure(path, "open the file", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return system_failure(path, "read the file", errno);
  if (S_ISDIR(status.st_mode))
    return fail(Fault::unsupported, "this is a folder; a file is expected", {}, path.string());
  std::string bytes;
  constexpr std::size_t step = 1U << 16U;
  while (true) {
    const std::size_t size = bytes.size();
    bytes.resize(size + step);
    const ssize_t got = ::read(file.number(), bytes.data() + size, step);
    if (got < 0 && errno != EINTR) return system_failure(path, "read the file", errno);
    bytes.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) return bytes;
    if (bytes.size() > size_bytes_max) {
      return fail(Fault::over_limit, fmt::format("larger than {} bytes", size_bytes_max), {size_bytes_max, 0},
                  path.string());
    }
  }
}

}  // namespace clew::base
