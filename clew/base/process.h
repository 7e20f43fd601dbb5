/// Runs another program of this machine on bytes that nobody trusts, and gives what it printed.
///
///     "pdftotext", arguments, bytes --run_program--> its standard output
///
/// In:     a program by its name, looked for in `program_folders` only, never through a shell; its standard input is a file
///         that holds the bytes. It gets no environment, no file that is open here, and may write none.
/// Out:    its standard output, at most `output_bytes_max`.
/// Errors: `not_found` where the machine has no such program; `over_limit` beyond a limit; `malformed` where it failed on
///         the bytes; `unavailable` where the system could not start it.
/// Cost:   that of the program; processor time, memory and output are limited.
/// Source: POSIX fork, execve, setrlimit; Linux memfd_create.
#pragma once

#include "clew/base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::base {

struct Program {
  std::string name;
  std::vector<std::string> arguments;
};

struct ProgramLimits {
  std::uint64_t processor_seconds_max = 20;      ///< a report of some hundred pages takes one
  std::uint64_t memory_bytes_max = 1ULL << 30U;  ///< of its address space
  std::uint64_t output_bytes_max = 64ULL << 20U;
};

constexpr std::array<std::string_view, 3> program_folders = {"/usr/bin", "/usr/local/bin", "/bin"};

Result<std::string> run_program(const Program& program, std::string_view input, const ProgramLimits& limits = {});

}  // namespace clew::base
