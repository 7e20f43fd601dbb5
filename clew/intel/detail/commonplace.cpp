#include "clew/intel/detail/commonplace.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace clew::intel::detail {
namespace {

using model::ValueType;

// Programs and files of every installation; in order, for the search.
constexpr auto files = std::to_array<std::string_view>({
    "7z.exe",
    "7za.exe",
    "advapi32.dll",
    "amsi.dll",
    "at.exe",
    "attrib.exe",
    "awk",
    "bash",
    "bash.exe",
    "bcdedit.exe",
    "bitsadmin.exe",
    "certutil.exe",
    "chmod",
    "chrome.exe",
    "cmd",
    "cmd.exe",
    "cmstp.exe",
    "comctl32.dll",
    "conhost.exe",
    "control.exe",
    "crond",
    "crypt32.dll",
    "cryptbase.dll",
    "cscript.exe",
    "csrss.exe",
    "curl",
    "curl.exe",
    "dbghelp.dll",
    "desktop.ini",
    "diskshadow.exe",
    "dllhost.exe",
    "dns.exe",
    "dnsapi.dll",
    "esentutl.exe",
    "excel.exe",
    "explorer.exe",
    "findstr.exe",
    "firefox.exe",
    "fltmc.exe",
    "ftp.exe",
    "fxsst.dll",
    "gdi32.dll",
    "hh.exe",
    "hostname.exe",
    "icacls.exe",
    "ieexec.exe",
    "iexplore.exe",
    "index.html",
    "index.php",
    "installutil.exe",
    "ipconfig.exe",
    "iphlpapi.dll",
    "java",
    "java.exe",
    "javaw.exe",
    "journalctl",
    "kernel32.dll",
    "launchd",
    "libc.so.6",
    "logger",
    "lsass.exe",
    "mmc.exe",
    "mpr.dll",
    "msbuild.exe",
    "msedge.exe",
    "mshta.exe",
    "msiexec.exe",
    "msimg32.dll",
    "mstsc.exe",
    "msvcrt.dll",
    "net.exe",
    "net1.exe",
    "netapi32.dll",
    "netsh.exe",
    "netstat.exe",
    "node",
    "node.exe",
    "notepad.exe",
    "nslookup.exe",
    "ntdll.dll",
    "ntoskrnl.exe",
    "ntvdm.exe",
    "odbcconf.exe",
    "ole32.dll",
    "oleaut32.dll",
    "osascript",
    "outlook.exe",
    "perl",
    "php",
    "ping.exe",
    "powerpnt.exe",
    "powershell",
    "powershell.exe",
    "powershell_ise.exe",
    "propsys.dll",
    "psexec.exe",
    "pwsh.exe",
    "python",
    "python.exe",
    "python3",
    "rar.exe",
    "reg.exe",
    "regasm.exe",
    "regedit.exe",
    "regsvcs.exe",
    "regsvr32.exe",
    "rpcrt4.dll",
    "rundll32.exe",
    "sc.exe",
    "schtasks.exe",
    "secur32.dll",
    "services.exe",
    "setup.exe",
    "setupapi.dll",
    "sh",
    "shell32.dll",
    "shlwapi.dll",
    "smss.exe",
    "spoolsv.exe",
    "ssh",
    "sshd",
    "sudo",
    "svchost.exe",
    "system",
    "systemd",
    "systeminfo.exe",
    "takeown.exe",
    "taskeng.exe",
    "taskhost.exe",
    "taskhostw.exe",
    "tasklist.exe",
    "taskmgr.exe",
    "test.exe",
    "timeout.exe",
    "update.exe",
    "urlmon.dll",
    "user32.dll",
    "userenv.dll",
    "userinit.exe",
    "uxtheme.dll",
    "version.dll",
    "vssadmin.exe",
    "w3wp.exe",
    "wdigest.dll",
    "wer.dll",
    "wevtutil.exe",
    "wget",
    "whoami.exe",
    "winhttp.dll",
    "wininet.dll",
    "winlogon.exe",
    "winmm.dll",
    "winrar.exe",
    "winrm.cmd",
    "winspool.drv",
    "winword.exe",
    "wmic.exe",
    "wmiprvse.exe",
    "ws2_32.dll",
    "wscript.exe",
    "wtsapi32.dll",
    "wusa.exe",
    "xcopy.exe",
    "zsh",
});
static_assert(std::ranges::is_sorted(files));

// What everybody has at home and intruders read; in order, for the search.
constexpr auto prey = std::to_array<std::string_view>({
    ".bash_history",  ".bashrc",    ".env",        ".git-credentials", ".gitconfig",   ".netrc",     ".npmrc",
    ".pgpass",        ".profile",   ".pypirc",     ".yarnrc",          ".zsh_history", ".zshrc",     "authorized_keys",
    "cookies.sqlite", "hosts.yml",  "id_dsa",      "id_ecdsa",         "id_ed25519",   "id_rsa",     "key4.db",
    "known_hosts",    "login data", "logins.json", "passwd",           "shadow",       "wallet.dat",
});
static_assert(std::ranges::is_sorted(prey));
constexpr auto prey_at_home =
    std::to_array<std::string_view>({"/.aws/config", "/.aws/credentials", "/.docker/config.json", "/.gem/credentials",
                                     "/.kube/config", "/.ssh/config"});

constexpr auto accounts =
    std::to_array<std::string_view>({"admin", "administrator", "guest", "nobody", "nt authority\\system", "root",
                                     "system", "test", "user", "www-data"});

}  // namespace

std::optional<std::string_view> why_commonplace(const model::Value& value) {
  const std::string name = base::lowered(base::last_path_part(value.text()));
  switch (value.type()) {
    case ValueType::file_name:
      if (std::ranges::binary_search(files, name)) return "a file of every system";
      if (name.size() < 3) return "so short that it is everywhere";
      if (std::ranges::binary_search(prey, name)) return "a file of every user";
      return std::nullopt;
    case ValueType::file_path: {
      // A system's program at another place than its own is worth a look; at its own it is not.
      const std::string path = base::lowered(value.text());
      const bool is_known = std::ranges::binary_search(files, name);
      const bool is_home = path.find("\\windows\\") != std::string::npos || path.starts_with("/bin/") ||
                           path.starts_with("/usr/") || path.starts_with("\\" + name) || path.starts_with("*");
      if (is_known && is_home) return "a file of every system";
      const bool is_prey = std::ranges::binary_search(prey, name) ||
                           std::ranges::any_of(prey_at_home, [&](std::string_view end) { return path.ends_with(end); });
      if (is_prey) return "a file of every user";
      const bool is_variable = path.starts_with('%') && path.find('%', 1) + 2 >= path.size();
      static constexpr auto folders = std::to_array<std::string_view>(
          {"c:\\windows", "c:\\windows\\system32", "c:\\windows\\temp", "/tmp", "/usr/bin", "/etc", "/bin"});
      const std::string_view folder = path.ends_with('\\') || path.ends_with('/')
                                          ? std::string_view(path).substr(0, path.size() - 1)
                                          : std::string_view(path);
      if (is_variable || std::ranges::find(folders, folder) != folders.end()) return "a folder of every system";
      return std::nullopt;
    }
    case ValueType::account:
      if (std::ranges::find(accounts, base::lowered(value.text())) != accounts.end())
        return "an account of every system";
      return std::nullopt;
    case ValueType::registry_key: {
      static constexpr auto keys = std::to_array<std::string_view>(
          {"currentversion", "run", "runonce", "services", "software", "microsoft", "windows", "winlogon", "policies",
           "explorer", "ext", "drm", "shell", "command", "environment", "internet settings", "system", "console"});
      if (std::ranges::find(keys, name) != keys.end()) return "a key of every Windows";
      return std::nullopt;
    }
    default: return std::nullopt;
  }
}

int telling(ValueType type) {
  switch (type) {
    case ValueType::md5:
    case ValueType::sha1:
    case ValueType::sha256:
    case ValueType::sha512: return 9;
    case ValueType::url:
    case ValueType::certificate:
    case ValueType::btc_address:
    case ValueType::eth_address: return 8;
    case ValueType::domain:
    case ValueType::email: return 7;
    case ValueType::ipv4:
    case ValueType::ipv6:
    case ValueType::mutex:
    case ValueType::registry_key:
    case ValueType::file_path: return 6;
    case ValueType::cidr:
    case ValueType::package:
    case ValueType::ja4: return 5;
    case ValueType::ja3:
    case ValueType::user_agent:
    case ValueType::file_name: return 4;
    case ValueType::account: return 3;
    default: return 2;
  }
}

}  // namespace clew::intel::detail
