#include "clew/inquiry/programs.h"

#include "clew/base/glob.h"
#include "clew/base/text.h"
#include "clew/inquiry/command_lines.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace clew::inquiry {
namespace {

/// "/usr/local/bin/Python3.11" is "python".
std::string plain_name(std::string_view path) {
  std::string name = base::lowered(base::last_path_part(path));
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  while (!name.empty() && (base::is_digit(name.back()) || name.back() == '.')) name.pop_back();
  return name;
}

bool is_one_of(std::string_view path, std::span<const std::string_view> names) {
  return std::ranges::find(names, plain_name(path)) != names.end();
}

struct PersistencePlace {
  std::string_view pattern;
  Persistence persistence;
};
constexpr std::array persistence_places = std::to_array<PersistencePlace>({
    {"/library/launchdaemons/*", {"a launch daemon", "T1543.004"}},
    {"*/library/launchagents/*", {"a launch agent", "T1543.001"}},
    {"/etc/systemd/system/*", {"a systemd unit", "T1543.002"}},
    {"*/lib/systemd/system/*", {"a systemd unit", "T1543.002"}},
    {"*/.config/systemd/user/*", {"a systemd unit", "T1543.002"}},
    {"/etc/cron*", {"a cron job", "T1053.003"}},
    {"/var/spool/cron/*", {"a cron job", "T1053.003"}},
    {"*/cron/tabs/*", {"a cron job", "T1053.003"}},
    {"*/var/at/tabs/*", {"a cron job", "T1053.003"}},
    {"*/var/at/*", {"an at job", "T1053.002"}},
    {"/etc/init.d/*", {"a start script", "T1037.004"}},
    {"/etc/rc.local", {"a start script", "T1037.004"}},
    {"/etc/ld.so.preload", {"a preloaded library", "T1574.006"}},
    {"/etc/profile.d/*", {"a shell profile", "T1546.004"}},
    {"*/.ssh/authorized_keys", {"a key that may sign in", "T1098.004"}},
    {"*/start menu/programs/startup/*", {"a start-up item", "T1547.001"}},
    {"*/windows/system32/tasks/*", {"a scheduled task", "T1053.005"}},
    {"*/currentversion/run*", {"a run key", "T1547.001"}},
    {"*/system/*/services/*", {"a service", "T1543.003"}},
});

struct PersistenceCommand {
  std::string_view command, then;  // what stands behind it fits `then`
  Persistence persistence;
};
constexpr std::array persistence_commands = std::to_array<PersistenceCommand>({
    {"schtasks", "* /create*", {"a scheduled task", "T1053.005"}},
    {"sc", "* create *", {"a service", "T1543.003"}},
    {"new-service", "*", {"a service", "T1543.003"}},
    {"reg", "* add *currentversion/run*", {"a run key", "T1547.001"}},
    {"new-itemproperty", "*currentversion/run*", {"a run key", "T1547.001"}},
    {"set-itemproperty", "*currentversion/run*", {"a run key", "T1547.001"}},
    {"systemctl", "* enable *", {"a systemd unit", "T1543.002"}},
    {"launchctl", "* load *", {"a launch item", "T1543.004"}},
    {"launchctl", "* bootstrap *", {"a launch item", "T1543.004"}},
});

/// `crontab -` and `crontab file` replace the jobs; `crontab -l` lists them, -r removes them.
bool replaces_cron_jobs(std::string_view command_line) {
  constexpr std::string_view name = "crontab";
  for (std::size_t at = find_command(command_line, name); at != std::string_view::npos;
       at = find_command(command_line, name, at + 1)) {
    if (command_line.substr(0, at).ends_with("/etc/")) continue;  // a file of the system
    const std::string_view rest = command_line.substr(at + name.size());
    bool keeps = false, names_source = rest.starts_with('<') || base::trimmed(rest).starts_with('<');
    for (const std::string_view word : base::split(rest.substr(0, rest.find_first_of(";|&)<>\n")), ' ')) {
      keeps = keeps || word == "-l" || word == "-r";
      names_source = names_source || !word.empty();
    }
    if (names_source && !keeps) return true;
  }
  return false;
}

struct StorePlace {
  std::string_view pattern;
  CredentialStore store;
};
constexpr std::array store_places = std::to_array<StorePlace>({
    {"*/library/keychains/*", {"keychain", "keychain", "T1555.001"}},
    {"*/.local/share/keyrings/*", {"keyring", "keychain", "T1555"}},
    {"*/microsoft/credentials/*", {"credential manager", "keychain", "T1555.004"}},
    {"*/.aws/credentials", {"AWS keys", "cloud_key", "T1552.001"}},
    {"*/.aws/*/cache/*", {"AWS session", "cloud_key", "T1552.001"}},
    {"*/.config/gcloud/*", {"Google Cloud credentials", "cloud_key", "T1552.001"}},
    {"*/.azure/*", {"Azure credentials", "cloud_key", "T1552.001"}},
    {"*/.kube/config", {"Kubernetes credentials", "token", "T1552.001"}},
    {"*/.docker/config.json", {"registry credentials", "token", "T1552.001"}},
    {"*/.git-credentials", {"Git credentials", "token", "T1552.001"}},
    {"*/.netrc", {"network passwords", "password", "T1552.001"}},
    {"*/.npmrc", {"npm token", "token", "T1552.001"}},
    {"*/.pypirc", {"PyPI token", "token", "T1552.001"}},
    {"*/.vault-token", {"Vault token", "token", "T1552.001"}},
    {"*/.ssh/id_*", {"SSH key", "ssh_key", "T1552.004"}},
    {"*/.gnupg/private-keys*", {"PGP keys", "secret", "T1552.004"}},
    {"*/login data", {"browser passwords", "password", "T1555.003"}},
    {"*/cookies", {"browser sessions", "session", "T1539"}},
    {"*/cookies.sqlite", {"browser sessions", "session", "T1539"}},
    {"*/cookies.binarycookies", {"browser sessions", "session", "T1539"}},
    {"*/key4.db", {"browser passwords", "password", "T1555.003"}},
    {"*/logins.json", {"browser passwords", "password", "T1555.003"}},
    {"*.kdbx", {"password safe", "password", "T1555.005"}},
    {"*/1password/*", {"password safe", "password", "T1555.005"}},
    {"*/.ethereum/keystore/*", {"wallet", "secret", "T1555"}},
    {"*/exodus/*", {"wallet", "secret", "T1555"}},
    {"*/electrum/wallets/*", {"wallet", "secret", "T1555"}},
    {"*/wallet.dat", {"wallet", "secret", "T1555"}},
    {"/etc/shadow", {"password hashes", "password", "T1003.008"}},
    {"/private/var/db/dslocal/nodes/*", {"password hashes", "password", "T1003"}},
    {"*/windows/system32/config/sam", {"password hashes", "password", "T1003.002"}},
    {"*/ntds.dit", {"password hashes of the domain", "password", "T1003.003"}},
});

struct StoreCommand {
  std::string_view command, then;  // what stands behind it fits `then`
  CredentialStore store;
};
constexpr std::array store_commands = std::to_array<StoreCommand>({
    {"reg", "* save *hklm/sam*", {"password hashes", "password", "T1003.002"}},
    {"reg", "* save *hkey_local_machine/sam*", {"password hashes", "password", "T1003.002"}},
    {"reg", "* save *hklm/security*", {"secrets of the system", "password", "T1003.004"}},
    {"reg", "* save *hkey_local_machine/security*", {"secrets of the system", "password", "T1003.004"}},
    {"ntdsutil", "*ifm*", {"password hashes of the domain", "password", "T1003.003"}},
    {"rundll32", "*comsvcs*minidump*", {"passwords in memory", "password", "T1003.001"}},
    {"procdump", "*lsass*", {"passwords in memory", "password", "T1003.001"}},
    {"procdump64", "*lsass*", {"passwords in memory", "password", "T1003.001"}},
    {"security", "* dump-keychain*", {"keychain", "keychain", "T1555.001"}},
    {"security", "* find-generic-password *", {"keychain", "keychain", "T1555.001"}},
    {"security", "* find-internet-password *", {"keychain", "keychain", "T1555.001"}},
});

/// What hands on what is in a file.
constexpr auto readers = std::to_array<std::string_view>({"cat",
                                                          "tac",
                                                          "less",
                                                          "more",
                                                          "head",
                                                          "tail",
                                                          "strings",
                                                          "base64",
                                                          "xxd",
                                                          "od",
                                                          "cp",
                                                          "dd",
                                                          "tar",
                                                          "zip",
                                                          "gzip",
                                                          "7z",
                                                          "scp",
                                                          "rsync",
                                                          "rclone",
                                                          "curl",
                                                          "wget",
                                                          "nc",
                                                          "type",
                                                          "copy",
                                                          "xcopy",
                                                          "robocopy",
                                                          "esentutl",
                                                          "makecab",
                                                          "get-content",
                                                          "copy-item",
                                                          "compress-archive",
                                                          "invoke-webrequest",
                                                          "sqlite3"});

}  // namespace

bool is_interpreter(std::string_view path) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"sh",      "bash",  "zsh",    "dash",      "ksh",        "fish", "csh", "tcsh",    "python",
       "pythonw", "ruby",  "perl",   "node",      "nodejs",     "deno", "bun", "php",     "lua",
       "luajit",  "tclsh", "expect", "osascript", "powershell", "pwsh", "cmd", "wscript", "cscript",
       "mshta",   "java",  "swift",  "jjs",       "busybox",    "awk"});
  return is_one_of(path, names);
}

bool is_fetcher(std::string_view path) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"curl", "wget", "nscurl", "certutil", "bitsadmin", "scp", "sftp", "ftp", "aria"});
  return is_one_of(path, names);
}

bool is_system_program(std::string_view path) {
  static constexpr auto places =
      std::to_array<std::string_view>({"/bin/*", "/sbin/*", "/usr/bin/*", "/usr/sbin/*", "/usr/libexec/*", "/usr/lib/*",
                                       "/lib/*", "/system/*", "c:/windows/system32/*", "c:/windows/syswow64/*"});
  return std::ranges::any_of(places, [&](std::string_view place) { return base::fits_glob(path, place); });
}

bool anybody_writes(std::string_view path) {
  static constexpr auto places = std::to_array<std::string_view>(
      {"/tmp/*", "/private/tmp/*", "/var/tmp/*", "/private/var/tmp/*", "/var/folders/*", "/private/var/folders/*",
       "/dev/shm/*", "/users/shared/*", "*/appdata/local/temp/*", "*:/windows/temp/*", "*:/users/public/*"});
  return std::ranges::any_of(places, [&](std::string_view place) { return base::fits_glob(path, place); });
}

std::optional<Persistence> persistence_of(std::string_view path) {
  for (const PersistencePlace& place : persistence_places) {
    if (base::fits_glob(path, place.pattern)) return place.persistence;
  }
  return std::nullopt;
}

std::optional<Persistence> persistence_by_command(std::string_view command_line) {
  for (const PersistenceCommand& each : persistence_commands) {
    for (std::size_t at = find_command(command_line, each.command); at != std::string_view::npos;
         at = find_command(command_line, each.command, at + 1)) {
      if (base::fits_glob(command_line.substr(at + each.command.size()), each.then)) return each.persistence;
    }
  }
  if (replaces_cron_jobs(command_line)) return Persistence{"a cron job", "T1053.003"};
  return std::nullopt;
}

std::optional<CredentialStore> credential_store_of(std::string_view path) {
  if (path.ends_with(".pub")) return std::nullopt;  // half of a pair that may be known
  for (const StorePlace& place : store_places) {
    if (base::fits_glob(path, place.pattern)) return place.store;
  }
  return std::nullopt;
}

std::vector<ReadStore> stores_read_by(std::string_view command_line) {
  std::vector<ReadStore> found;
  const auto add = [&](const CredentialStore& store, std::string_view path) {
    const bool known = std::ranges::any_of(found, [&](const ReadStore& read) { return read.store.what == store.what; });
    if (!known) found.push_back({store, path});
  };
  for (const StoreCommand& each : store_commands) {
    for (std::size_t at = find_command(command_line, each.command); at != std::string_view::npos;
         at = find_command(command_line, each.command, at + 1)) {
      if (base::fits_glob(command_line.substr(at + each.command.size()), each.then)) add(each.store, {});
    }
  }
  std::size_t begin = command_line.size();
  for (const std::string_view reader : readers) begin = std::min(begin, find_command(command_line, reader));
  // A path is a word of what stands behind the first reader.
  std::string_view rest = command_line.substr(begin);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(" \t\n'\"`;|&()<>=,@"), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.find_first_of("/\\") == std::string_view::npos) continue;
    if (const auto store = credential_store_of(word)) add(*store, word);
  }
  return found;
}

std::string_view owner_of(std::string_view path) {
  static constexpr auto homes = std::to_array<std::string_view>({"/users/", "/home/", "c:\\users\\"});
  for (const std::string_view home : homes) {
    if (path.size() <= home.size() || !base::equal_ignoring_case(path.substr(0, home.size()), home)) continue;
    const std::string_view rest = path.substr(home.size());
    const std::size_t end = rest.find_first_of("/\\");
    if (end != std::string_view::npos && !base::equal_ignoring_case(rest.substr(0, end), "shared"))
      return rest.substr(0, end);
  }
  return {};
}

}  // namespace clew::inquiry
