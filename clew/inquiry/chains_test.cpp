#include "clew/inquiry/chains.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::agent;
using detail::agent_child;
using detail::desk;
using detail::file_open;
using detail::file_write;
using detail::hour;
using detail::later;
using detail::launch;
using detail::launchd;
using detail::noon;
using detail::shell;
using detail::traces;
using model::Event;

constexpr std::string_view tool = "/Users/Shared/.tool", browser = "/Applications/Browser";

const Event root = agent_child(noon, desk, "100", "/bin/zsh -c 'ruby /var/tmp/setup.rb'");

struct LinkCase {
  std::string_view name;
  std::vector<Event> events;    // the root is added
  std::size_t launches, files;  // of the chain that the agent's child begins
};

TEST(Chains, HoldWhatFollowedFromTheirRoot) {
  const intel::Pack pack = detail::pack();
  const std::vector<LinkCase> cases = {
      {"the_root_alone", {}, 1, 0},
      {"child_by_pid_and_path",
       {launch(later(noon, 5), desk, {"101", "/usr/bin/ruby", "ruby /var/tmp/setup.rb", "100", shell})},
       2,
       0},
      {"child_whose_parents_path_is_not_known",
       {launch(later(noon, 5), desk, {"101", "/usr/bin/ruby", "ruby x", "100"})},
       2,
       0},
      {"child_of_another_program_with_that_pid",
       {launch(later(noon, 5), desk, {"101", "/usr/bin/ruby", "ruby x", "100", browser})},
       1,
       0},
      {"grandchild",
       {launch(later(noon, 5), desk, {"101", "/usr/bin/ruby", "ruby x", "100", shell}),
        launch(later(noon, 6), desk, {"102", "/usr/bin/curl", "curl", "101", "/usr/bin/ruby"})},
       3,
       0},
      {"child_before_its_parent_started",
       {launch(later(noon, -60), desk, {"101", "/usr/bin/ruby", "x", "100", shell})},
       1,
       0},
      {"child_rounded_a_second_before",
       {launch(later(noon, -1), desk, {"101", "/usr/bin/ruby", "x", "100", shell})},
       2,
       0},
      {"pid_used_again",
       {launch(later(noon, hour), desk, {"100", browser, "", "1", launchd}),
        launch(later(noon, hour + 5), desk, {"101", "/usr/bin/ruby", "x", "100"}),
        file_write(later(noon, hour + 5), desk, "/tmp/x", {.pid = "100"})},
       1,
       0},
      {"pid_used_again_by_the_same_program",
       {launch(later(noon, hour), desk, {"100", shell, "zsh -l", "77", browser}),
        launch(later(noon, hour + 5), desk, {"101", "/usr/bin/ruby", "x", "100", shell})},
       1,
       0},
      {"files_by_pid",
       {file_write(later(noon, 5), desk, tool, {"100", shell}),
        file_open(later(noon, 6), desk, "/Users/kim/.ssh/id_rsa", {"100", ""}),
        file_write(later(noon, 7), desk, "/tmp/y", {"200", browser}),
        file_write(later(noon, 8), desk, "/tmp/z", {"100", browser})},
       1,
       2},
      {"program_started_by_launchd_from_a_written_path",
       {file_write(later(noon, 5), desk, tool, {"100", shell}),
        launch(later(noon, hour), desk, {"300", tool, tool, "1", launchd}),
        launch(later(noon, hour + 1), desk, {"301", "/usr/bin/curl", "curl", "300", tool})},
       3,
       1},
      {"program_there_that_ran_before_it_was_written",
       {launch(later(noon, -hour), desk, {"300", tool, tool, "1", launchd}),
        file_write(later(noon, 5), desk, tool, {"100", shell})},
       1,
       1},
      {"what_a_written_program_did_when_its_start_was_not_seen",
       {file_write(later(noon, 5), desk, tool, {"100", shell}),
        file_open(later(noon, 60), desk, "/Users/kim/.aws/credentials", {"300", tool})},
       1,
       2},
      {"script_that_an_interpreter_runs",
       {file_write(later(noon, 5), desk, "/tmp/a.py", {"100", shell}),
        launch(later(noon, hour), desk, {"300", "/usr/bin/python3", "python3 '/tmp/a.py' -q", "1", launchd})},
       2,
       1},
      {"script_that_is_piped_and_quoted",
       {file_write(later(noon, 5), desk, "/tmp/my tools/a.py", {"100", shell}),
        launch(later(noon, hour), desk,
               {"300", "/bin/sh", "sh -c \"cat '/tmp/my tools/a.py'|python3\"", "1", launchd})},
       2,
       1},
      {"script_whose_folder_has_two_names",
       {file_write(later(noon, 5), desk, "/private/tmp/a.py", {"100", shell}),
        launch(later(noon, hour), desk, {"300", "/usr/bin/python3", "python3 /tmp/a.py", "1", launchd})},
       2,
       1},
      {"script_of_windows",
       {file_write(later(noon, 5), desk, R"(C:\ProgramData\a.ps1)", {"100", shell}),
        launch(later(noon, hour), desk, {"300", "powershell.exe", R"(powershell -File "C:\ProgramData\a.ps1")"})},
       2,
       1},
      {"script_of_a_longer_name",
       {file_write(later(noon, 5), desk, "/tmp/a", {"100", shell}),
        launch(later(noon, hour), desk, {"300", "/usr/bin/python3", "python3 /tmp/another.py", "1", launchd})},
       1,
       1},
      {"script_that_the_agent_left_and_the_root_names",
       {file_write(later(noon, -60), desk, "/var/tmp/setup.rb", {"50", agent})},
       1,
       1},
      {"script_left_long_before", {file_write(later(noon, -hour), desk, "/var/tmp/setup.rb", {"50", agent})}, 1, 0},
      {"script_that_somebody_else_left",
       {file_write(later(noon, -60), desk, "/var/tmp/setup.rb", {"200", browser})},
       1,
       0},
      {"a_replaced_shell_does_not_start_all_that_shells_start",
       {file_write(later(noon, 5), desk, "/bin/bash", {"100", shell}),
        launch(later(noon, hour), desk, {"300", "/bin/bash", "bash", "1", launchd})},
       1,
       1},
      {"a_replaced_agent_neither",
       {file_write(later(noon, 5), desk, agent, {"100", shell}),
        launch(later(noon, hour), desk, {"300", agent, agent, "1", launchd})},
       1,
       1},
      {"unrelated_processes",
       {launch(later(noon, 5), desk, {"200", browser, "", "1", launchd}),
        launch(later(noon, 6), desk, {"201", "/bin/ls", "ls", "200", browser}),
        file_write(later(noon, 7), desk, "/tmp/y", {"200", browser})},
       1,
       0},
      {"agents_own_files_are_not_the_roots",
       {file_write(later(noon, -60), desk, "/opt/quay/cache", {"50", agent})},
       1,
       0},
      {"record_without_a_pid_is_nobodys_child", {launch(later(noon, 5), desk, {"101", "/usr/bin/ruby", "x"})}, 1, 0},
  };
  for (LinkCase c : cases) {
    c.events.push_back(root);
    const auto records = traces(c.events);
    const auto chains = link_chains(records, &pack);
    const auto chain = std::ranges::find(chains, Chain::Root::agent_child, &Chain::root);
    ASSERT_NE(chain, chains.end()) << c.name;
    EXPECT_EQ(chain->launches.size(), c.launches) << c.name;
    EXPECT_EQ(chain->files.size(), c.files) << c.name;
    EXPECT_EQ(chain->root_launch()->event.get(model::Attribute::process_pid), "100") << c.name;
    EXPECT_EQ(chain->device, desk) << c.name;
  }
}

struct RootCase {
  std::string_view name;
  Event event;
  std::vector<Chain::Root> want;
};

TEST(Chains, BeginWithWhatTheAgentDidOrWithAnUnsignedProgram) {
  const intel::Pack pack = detail::pack();
  using Root = Chain::Root;
  for (const RootCase& c : {
           RootCase{"shell_of_the_agent", root, {Root::agent_child}},
           {"file_of_the_agent", file_write(noon, desk, "/var/tmp/setup.rb", {"50", agent}), {Root::agent_file}},
           {"unsigned_program",
            launch(noon, desk,
                   {.pid = "300", .path = tool, .parent = "1", .parent_path = launchd, .signature = "unsigned"}),
            {Root::program}},
           {"housekeeping",
            launch(noon, desk,
                   {.pid = "99",
                   .path = "/usr/sbin/ioreg",
                   .parent = "50",
                   .parent_path = agent,
                   .signature = "platform"}),
            {}},
           {"the_agents_own_helper",
            launch(noon, desk, {.pid = "99", .path = agent, .parent = "50", .parent_path = agent}),
            {}},
           {"agents_own_file", file_write(noon, desk, "/var/log/quay.log.1", {"50", agent}), {}},
           {"file_that_the_agent_read", file_open(noon, desk, "/etc/hosts", {"50", agent}), {}},
           {"signed_program",
            launch(noon, desk, {.pid = "300", .path = browser, .parent = "1", .parent_path = launchd}),
            {}},
           {"program_named_as_the_agent_elsewhere",
            launch(noon, desk, {.pid = "300", .path = shell, .parent = "51", .parent_path = "/tmp/quay-agent"}),
            {}},
       }) {
    const auto records = traces({c.event});
    std::vector<Root> roots;
    for (const Chain& chain : link_chains(records, &pack)) roots.push_back(chain.root);
    EXPECT_EQ(roots, c.want) << c.name;
  }
}

TEST(Chains, TellWhenTheyBeganAndEndedAndWhatTheyWrote) {
  const intel::Pack pack = detail::pack();
  auto records = traces({root, file_write(later(noon, -60), desk, "/var/tmp/setup.rb", {"50", agent}),
                         file_write(later(noon, 5), desk, tool, {"100", shell}),
                         file_open(later(noon, 9), desk, "/tmp/seen", {"100", shell})});
  records.back().last = later(noon, 900);
  const auto chains = link_chains(records, &pack);
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0].from, later(noon, -60));
  EXPECT_EQ(chains[0].to, later(noon, 900));
  EXPECT_TRUE(chains[0].wrote(tool));
  EXPECT_FALSE(chains[0].wrote("/tmp/seen"));
}

TEST(Chains, ARecordBelongsToOneOfThem) {
  const intel::Pack pack = detail::pack();
  const auto records = traces({root, agent_child(later(noon, 600), desk, "110", "/bin/zsh -c 'curl x'"),
                               file_write(later(noon, 5), desk, tool, {"100", shell}),
                               file_write(later(noon, 605), desk, tool, {"110", shell}),
                               launch(later(noon, hour), desk, {"300", tool, tool, "1", launchd, "unsigned"})});
  std::size_t launches = 0, files = 0;
  for (const Chain& chain : link_chains(records, &pack)) {
    launches += chain.launches.size();
    files += chain.files.size();
  }
  EXPECT_EQ(launches, 3U);
  EXPECT_EQ(files, 2U);
}

TEST(Chains, WithoutAPackOnlyUnsignedProgramsAreRoots) {
  const auto records = traces({root, launch(later(noon, hour), desk, {"300", tool, tool, "1", launchd, "unsigned"})});
  const auto chains = link_chains(records, nullptr);
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0].root, Chain::Root::program);
}

// Quadratic time would be many minutes here: the test's own time limit is the judge.

TEST(Chains, AHundredThousandProcessesInARowAreOneChain) {
  const intel::Pack pack = detail::pack();
  std::vector<Event> events = {root};
  for (int i = 1; i < 100'000; ++i) {
    events.push_back(launch(
        later(noon, i), desk,
        {.pid = std::to_string(100 + i), .path = shell, .parent = std::to_string(99 + i), .parent_path = shell}));
  }
  const auto records = traces(std::move(events));
  const auto chains = link_chains(records, &pack);
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0].launches.size(), 100'000U);
}

TEST(Chains, APidThatIsUsedAHundredThousandTimesTakesNoQuadraticTime) {
  const intel::Pack pack = detail::pack();
  std::vector<Event> events;
  for (int i = 0; i < 50'000; ++i) {
    events.push_back(
        launch(later(noon, 10 * i), desk,
               {.pid = "7", .path = tool, .parent = "1", .parent_path = launchd, .signature = "unsigned"}));
    events.push_back(
        launch(later(noon, 10 * i + 5), desk, {.pid = "8", .path = shell, .parent = "7", .parent_path = tool}));
  }
  const auto records = traces(std::move(events));
  EXPECT_EQ(link_chains(records, &pack).size(), chains_max);
}

TEST(Chains, ManyFilesAndManyScriptsTakeNoQuadraticTime) {
  const intel::Pack pack = detail::pack();
  std::vector<Event> events = {root};
  for (int i = 0; i < 50'000; ++i) {
    const std::string path = "/tmp/unpacked/part-" + std::to_string(i) + ".sh";
    events.push_back(file_write(later(noon, 5), desk, path, {"100", shell}));
    const std::string command = i % 2 == 0 ? "bash " + path : "bash -l";
    events.push_back(
        launch(later(noon, 60 + i), desk,
               {.pid = "9", .path = "/bin/bash", .command = command, .parent = "1", .parent_path = launchd}));
  }
  const auto records = traces(std::move(events));
  const auto chains = link_chains(records, &pack);
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_EQ(chains[0].files.size(), 50'000U);
  EXPECT_EQ(chains[0].launches.size(), 25'001U);
}

}  // namespace
}  // namespace clew::inquiry
