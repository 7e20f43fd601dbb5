/// What a command line says that it does, read as a person would: which words are commands, what an interpreter runs.
///
/// In:     command lines of any shell as logs write them, quotes and all. Out: yes or no, or a part of the line.
/// Errors: none. Limits: no shell is imitated: variables, aliases and what is encoded stay unread.
/// Cost:   the line's length, times the number of commands in it.
#pragma once

#include <string_view>

namespace clew::inquiry {

/// Where `command` stands as a word of its own, `.exe` or not: "rm" in "/bin/rm -f x", not in "docker run --rm".
/// `npos` for nowhere.
std::size_t find_command(std::string_view command_line, std::string_view command, std::size_t from = 0);
inline bool has_command(std::string_view command_line, std::string_view command) {
  return find_command(command_line, command) != std::string_view::npos;
}

/// Fetches a script and runs it without a file: `curl … | sh`, `bash <(wget …)`, `iex (iwr …)`. What only reads the
/// answer (`curl … | python -m json.tool`) does not.
bool runs_from_network(std::string_view command_line);

/// The script that an interpreter is told to run: "/tmp/x.sh" of "bash -e /tmp/x.sh 1"; empty when it is told otherwise.
std::string_view script_of(std::string_view command_line);

}  // namespace clew::inquiry
