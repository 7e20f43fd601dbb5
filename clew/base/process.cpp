#include "clew/base/process.h"

#include "clew/base/descriptor.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

namespace clew::base {
namespace {

std::optional<std::string> path_of(std::string_view name) {
  for (const std::string_view folder : program_folders) {
    std::string path = fmt::format("{}/{}", folder, name);
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

/// A file that has no name, holds the bytes and stands at its start.
Result<Descriptor> file_of(std::string_view bytes) {
  Descriptor file(::memfd_create("clew", MFD_CLOEXEC));
  const auto failed = [] {
    return fail(Fault::unavailable, fmt::format("no memory for the input of a program: {}", std::strerror(errno)));
  };
  if (file.number() < 0) return failed();
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(file.number(), 0, SEEK_SET) != 0) return failed();
  return file;
}

void limit(int what, std::uint64_t value) {
  const ::rlimit both{value, value};
  if (::setrlimit(static_cast<__rlimit_resource>(what), &both) != 0) ::_exit(127);
}

/// In the child, where only what is safe after fork may be called.
[[noreturn]] void become(const char* path, char* const* arguments, int input, int output, const ProgramLimits& limits) {
  if (::dup2(input, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0) ::_exit(127);
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing < 0 || ::dup2(nothing, STDERR_FILENO) < 0) ::_exit(127);
  constexpr unsigned first_other = 3;
  ::close_range(first_other, ~0U, CLOSE_RANGE_CLOEXEC);
  limit(RLIMIT_CPU, limits.processor_seconds_max);
  limit(RLIMIT_AS, limits.memory_bytes_max);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  static char locale[] = "LC_ALL=C.UTF-8";
  char* environment[] = {locale, nullptr};
  ::execve(path, arguments, environment);
  ::_exit(127);
}

/// Everything that comes out of the pipe; nothing beyond the limit.
std::optional<std::string> drain(int pipe, std::uint64_t bytes_max) {
  std::string output;
  std::array<char, 1U << 16U> buffer{};
  while (true) {
    const ssize_t size = ::read(pipe, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return output;
    output.append(buffer.data(), static_cast<std::size_t>(size));
    if (output.size() > bytes_max) return std::nullopt;
  }
}

}  // namespace

Result<std::string> run_program(const Program& program, std::string_view input, const ProgramLimits& limits) {
  const auto path = path_of(program.name);
  if (!path) return fail(Fault::not_found, fmt::format("this machine has no program {}", program.name));
  CLEW_TRY(const Descriptor file, file_of(input));
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail(Fault::unavailable, fmt::format("no pipe for {}: {}", program.name, std::strerror(errno)));
  Descriptor reads(ends[0]);
  Descriptor writes(ends[1]);

  std::string name = program.name;
  std::vector<std::string> words = program.arguments;
  std::vector<char*> arguments = {name.data()};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const ::pid_t child = ::fork();
  if (child < 0)
    return fail(Fault::unavailable, fmt::format("{} could not be started: {}", program.name, std::strerror(errno)));
  if (child == 0) become(path->c_str(), arguments.data(), file.number(), writes.number(), limits);
  writes.close();
  auto output = drain(reads.number(), limits.output_bytes_max);
  if (!output) ::kill(child, SIGKILL);
  reads.close();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!output) {
    return fail(Fault::over_limit, fmt::format("{} printed more than {} bytes", program.name, limits.output_bytes_max));
  }
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const bool time = signal == SIGXCPU || signal == SIGKILL;
    if (time)
      return fail(Fault::over_limit,
                  fmt::format("{} took more than {} seconds", program.name, limits.processor_seconds_max));
    return fail(Fault::malformed, fmt::format("{} was stopped by signal {}", program.name, signal));
  }
  if (WEXITSTATUS(status) != 0)
    return fail(Fault::malformed, fmt::format("{} gave up with status {}", program.name, WEXITSTATUS(status)));
  return *std::move(output);
}

}  // namespace clew::base
