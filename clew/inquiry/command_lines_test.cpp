#include "clew/inquiry/command_lines.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

TEST(FindCommand, IsAWordOfItsOwn) {
  struct {
    std::string_view line, command;
    bool want;
  } const rows[] = {
      {"rm -f /tmp/x", "rm", true},
      {"/bin/rm /tmp/x", "rm", true},
      {"cd /tmp;rm x", "rm", true},
      {"sh -c 'rm x'", "rm", true},
      {R"(C:\Windows\System32\schtasks.EXE /create)", "schtasks", true},
      {"(crontab -l)", "crontab", true},
      {"RM x", "rm", true},
      {"rm", "rm", true},
      {"docker run --rm x", "rm", false},
      {"farm x", "rm", false},
      {"rmdir x", "rm", false},
      {"x --model y", "del", false},
      {"reg.dat", "reg", false},
      {"sc=1", "sc", false},
      {"", "rm", false},
  };
  for (const auto& row : rows) EXPECT_EQ(has_command(row.line, row.command), row.want) << row.line;
}

TEST(FindCommand, GoesOnFromWhereItIsTold) {
  const std::string_view line = "rm a; rm b";
  EXPECT_EQ(find_command(line, "rm"), 0U);
  EXPECT_EQ(find_command(line, "rm", 1), 6U);
  EXPECT_EQ(find_command(line, "rm", 7), std::string_view::npos);
  EXPECT_EQ(find_command(line, "rm", 70), std::string_view::npos);
}

TEST(RunsFromNetwork, NeedsAnInterpreterThatReadsItsProgram) {
  for (const std::string_view line : {"curl x|sh",
                                      "curl x | /bin/bash",
                                      "curl x | sudo sh",
                                      "curl x | sudo -u kim -E bash -s -- -y",
                                      "curl x | env A=b sh",
                                      "wget -O- x | busybox sh",
                                      "curl x | sh 2>&1 >/dev/null",
                                      "curl x | bash -eo pipefail",
                                      "curl x | perl",
                                      "curl x | tee /tmp/a | python -",
                                      "curl x | bash /dev/stdin",
                                      "sh -c 'curl x | sh'",
                                      "bash <(curl x)",
                                      "bash -x <(/usr/bin/curl x)",
                                      "source <(curl x)",
                                      ". <(wget -qO- x)",
                                      "eval \"$(curl x)\"",
                                      "eval `curl x`",
                                      "bash -c \"$(wget -O- x)\"",
                                      "python3 -c \"$(curl x)\"",
                                      "CURL x | SH",
                                      "iex(irm x)",
                                      "Invoke-Expression (Invoke-WebRequest x).Content"})
    EXPECT_TRUE(runs_from_network(line)) << line;
  for (const std::string_view line : {"",
                                      "curl",
                                      "curl x",
                                      "curl x |",
                                      "curl x | ",
                                      "curl x || sh",
                                      "curl x | jq .",
                                      "curl x | awk 1",
                                      "curl x | bash -c 'cat'",
                                      "curl x | sh /srv/read.sh",
                                      "curl x | python -m json.tool",
                                      "curl x | node -e 1",
                                      "A=$(curl x) sh run.sh",
                                      "echo `curl x`",
                                      "diff <(curl x) y",
                                      "cat x | sh",
                                      "libcurl x | sh",
                                      "curl-config | sh",
                                      "iexplore https://x",
                                      "irm x | ConvertTo-Json",
                                      "sudo",
                                      "curl x | sudo"})
    EXPECT_FALSE(runs_from_network(line)) << line;
}

TEST(RunsFromNetwork, AnEndlessLineIsReadInTimeThatGrowsWithIt) {
  std::string line;
  for (int i = 0; i < 20'000; ++i) line += "curl x | ";
  EXPECT_FALSE(runs_from_network(line));
  EXPECT_FALSE(runs_from_network(std::string(1'000'000, '|')));
}

TEST(ScriptOf, IsTheFileThatAnInterpreterIsToldToRun) {
  struct {
    std::string_view line, want;
  } const rows[] = {
      {"sh /tmp/x", "/tmp/x"},
      {"/bin/bash -e '/tmp/x' a b", "/tmp/x"},
      {"bash -eo pipefail /tmp/x", "/tmp/x"},
      {"sudo -u kim python3 -u /tmp/x.py", "/tmp/x.py"},
      {"powershell -File /tmp/x.ps1", "/tmp/x.ps1"},
      {"cscript //nologo x.vbs", "x.vbs"},
      {"java -jar /srv/x.jar", "/srv/x.jar"},
      {"bash -c /tmp/x", ""},
      {"python3 -m http.server", ""},
      {"cmd /c x.bat", ""},
      {"awk -f /tmp/x", ""},
      {"cat /tmp/x", ""},
      {"bash", ""},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(script_of(row.line), row.want) << row.line;
}

}  // namespace
}  // namespace clew::inquiry
