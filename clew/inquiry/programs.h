/// What a program or a file is to an investigator, by its path: an interpreter, a place where things start by
/// themselves, a store of credentials.
///
/// In:     paths of macOS, Linux and Windows as logs write them. Out: what it is, with ATT&CK's technique.
/// Errors: none; what is not known is nothing. Source: ATT&CK v15 (techniques), the systems' own manuals (places).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace clew::inquiry {

/// Runs what a script or its arguments say: a shell, Python, osascript, PowerShell …
bool is_interpreter(std::string_view path);
/// Brings files from the network: curl, wget, certutil …
bool is_fetcher(std::string_view path);
/// A folder that the system's own programs live in.
bool is_system_program(std::string_view path);
/// A folder that everybody may write to: a temporary one, a shared one.
bool anybody_writes(std::string_view path);

struct Persistence {
  std::string_view what;       ///< "a launch daemon"
  std::string_view technique;  ///< "T1543.004"
};
/// A file that makes something start by itself.
std::optional<Persistence> persistence_of(std::string_view path);
/// A command line that does: `schtasks /create`, `crontab -`; not one that only lists (`crontab -l`, `reg query`).
std::optional<Persistence> persistence_by_command(std::string_view command_line);

struct CredentialStore {
  std::string_view what;       ///< "keychain"
  std::string_view kind;       ///< of the case document's rotation: "keychain", "cloud_key", "ssh_key" …
  std::string_view technique;  ///< "T1555.001"
};
std::optional<CredentialStore> credential_store_of(std::string_view path);

/// A store that a command line reads or copies, where no record of files tells it: `cat ~/.aws/credentials`, `reg save HKLM\SAM x`.
struct ReadStore {
  CredentialStore store;
  std::string_view path;  ///< in the command line; empty where it names none
};
/// Each kind once. What makes, protects or uses a secret (`ssh-keygen -f`, `chmod 600`, `ssh -i`) reads none.
std::vector<ReadStore> stores_read_by(std::string_view command_line);

/// Whose home folder a path lies in: "/Users/kim/.ssh/id_rsa" is kim's. Empty for none.
std::string_view owner_of(std::string_view path);

}  // namespace clew::inquiry
