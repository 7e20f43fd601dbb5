// Who told the device: the agent's children and the supplier's log of orders.
#include "clew/inquiry/detail/acts.h"

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

constexpr std::string_view script = "/tmp/order-17";

TEST(AgentChildWithoutOrder, IsWhatTheAgentStartsAndNobodyOrdered) {
  EXPECT_EQ(
      check("agent-child-without-order",
            {
                {"a_shell", {agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")}, 3},
                {"a_program_without_signature",
                 {launch("desk-1", "04T10:00:00", {.path = "/tmp/x", .parent = agent, .signature = "unsigned"})},
                 3},
                {"a_downloader_of_the_system",
                 {launch("desk-1", "04T10:00:00",
                         {.path = "/usr/bin/curl", .command = "curl https://drop.example", .parent = agent})},
                 3},
                {"powershell_on_windows",
                 {launch("desk-1", "04T10:00:00",
                         {.path = R"(C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe)",
                          .command = "powershell -File x.ps1",
                          .parent = windows_agent})},
                 3},
                {"a_script_that_the_agent_left_weighs_more",
                 {wrote("desk-1", "04T09:59:58", script, {agent, "1"}),
                  agent_shell("desk-1", "04T10:00:00", "sh /tmp/order-17")},
                 4},
                {"a_file_from_the_agent_alone", {wrote("desk-1", "04T10:00:00", "/var/x", {agent, "1"})}, 1},
                {"the_order_was_for_another_device",
                 {ordered("desk-2", "04T09:59:30", "o1"), agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")},
                 3},
                {"the_order_had_another_text",
                 {ordered("desk-1", "04T09:59:30", "o1"),
                  answered("desk-1", "04T09:59:30", "04T10:00:30", "o1", "uptime"),
                  agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")},
                 3},
                {"the_order_came_after_it",
                 {agent_shell("desk-1", "04T10:00:00", "sh -c 'id'"), ordered("desk-1", "04T10:30:00", "o1")},
                 3},
                // silent
                {"an_administrator_ordered_it",
                 {ordered("desk-1", "04T09:59:30", "o1"), agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")},
                 silent},
                {"an_answer_has_its_text",
                 {answered("desk-1", "04T09:59:50", "04T10:00:30", "o1", "id -u"),
                  agent_shell("desk-1", "04T10:00:00", "sh -c 'id -u'")},
                 silent},
                {"the_order_waited_for_its_device",
                 {ordered("desk-1", "03T18:00:00", "o1"), agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")},
                 silent},
                {"housekeeping_with_the_systems_programs",
                 {launch("desk-1", "04T10:00:00", {.path = "/usr/sbin/system_profiler", .parent = agent}),
                  launch("desk-1", "04T10:00:05",
                         {.path = "/usr/bin/defaults", .parent = agent, .signature = "platform"})},
                 silent},
                {"the_agent_starts_itself_anew",
                 {launch("desk-1", "04T10:00:00", {.path = agent, .parent = agent, .signature = "signed"})},
                 silent},
                {"a_shell_of_a_person",
                 {launch("desk-1", "04T10:00:00", {.path = "/bin/zsh", .command = "zsh", .parent = "/usr/bin/login"})},
                 silent},
                {"a_program_called_like_the_agent_elsewhere_is_not_the_agent",
                 {launch("desk-1", "04T10:00:00", {.path = "/bin/sh", .parent = "/tmp/harbour-agent"})},
                 silent},
                {"the_agents_own_file",
                 {wrote("desk-1", "04T10:00:00", "/opt/harbour/version.txt", {agent, "1"})},
                 silent},
                {"no_log_of_orders", Acts{agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")}.orders_from(""), silent},
                {"the_log_begins_the_same_day",
                 Acts{agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")}.orders_from("04T01:00:00"), silent},
                {"the_log_has_a_hole_there",
                 Acts{agent_shell("desk-1", "04T10:00:00", "sh -c 'id'")}.hole("04T08:00:00", "04T12:00:00"), silent},
                // an update that the agent makes by itself: said, but it says little
                {"the_agents_own_updater",
                 {launch("desk-1", "04T10:00:00",
                         {.path = "/opt/harbour/bin/updater", .parent = agent, .signature = "signed"})},
                 1},
                {"its_updater_where_nobody_records_signatures",
                 {launch("desk-1", "04T10:00:00", {.path = "/opt/harbour/bin/updater", .parent = agent})},
                 1},
                {"something_unsigned_in_the_agents_folder",
                 {launch("desk-1", "04T10:00:00",
                         {.path = "/opt/harbour/bin/updater", .parent = agent, .signature = "unsigned"})},
                 3},
            }),
      "");
}

TEST(OrderFromUnusualPlace, IsAnAddressAndAClientThatTheAccountNeverHad) {
  const Trace usual = habit("01T08:00:00", "04T09:00:00", 40);
  const Who on_the_road = {.address = "198.51.100.7"};
  Who with_second_factor = on_the_road;
  with_second_factor.mfa = "true";
  EXPECT_EQ(check("order-from-unusual-place",
                  {
                      {"another_address_and_a_script_instead_of_a_browser",
                       {usual, ordered("desk-1", "04T10:00:00", "o1", stranger)},
                       4},
                      {"another_browser_on_another_system",
                       {usual, ordered("desk-1", "04T10:00:00", "o1",
                                       {.address = "198.51.100.66", .client = "Chrome/140", .system = "Linux"})},
                       4},
                      {"only_the_address_is_new", {usual, ordered("desk-1", "04T10:00:00", "o1", on_the_road)}, 1},
                      {"the_account_by_its_short_name",
                       {usual, ordered("desk-1", "04T10:00:00", "o1",
                                       {.account = "Ada", .address = "198.51.100.66", .client = "curl/8.1"})},
                       4},
                      // silent
                      {"as_always", {usual, ordered("desk-1", "04T10:00:00", "o1")}, silent},
                      {"a_new_version_of_the_browser",
                       {usual, ordered("desk-1", "04T10:00:00", "o1", {.client = "Firefox/140.0"})},
                       silent},
                      {"a_new_tool_at_the_own_desk",
                       {usual, ordered("desk-1", "04T10:00:00", "o1", {.client = "curl/8.1", .method = "api key"})},
                       silent},
                      {"nothing_is_known_of_the_account", {ordered("desk-1", "04T10:00:00", "o1", stranger)}, silent},
                      {"two_acts_are_no_history",
                       {habit("02T08:00:00", "03T08:00:00", 2), ordered("desk-1", "04T10:00:00", "o1", stranger)},
                       silent},
                      {"a_second_home",
                       {habit("01T08:00:00", "20T09:00:00", 40), habit("01T20:00:00", "19T20:00:00", 12, on_the_road),
                        ordered("desk-1", "20T10:00:00", "o1", on_the_road)},
                       silent},
                      {"a_build_service_with_its_own_account",
                       {habit("01T08:00:00", "04T09:00:00", 400,
                              {.account = "ci", .address = "192.0.2.90", .client = "python-requests/2.31"}),
                        ordered("desk-1", "04T10:00:00", "o1",
                                {.account = "ci", .address = "192.0.2.90", .client = "python-requests/2.32"})},
                       silent},
                      // said and explained
                      {"a_hotel_with_the_own_laptop_and_a_second_factor",
                       {usual, signed_in("04T09:55:00", with_second_factor),
                        ordered("desk-1", "04T10:00:00", "o1", with_second_factor)},
                       0},
                      {"the_office_that_others_work_in",
                       {usual, habit("02T08:00:00", "04T09:00:00", 9, {.account = "bo", .address = "198.51.100.7"}),
                        habit("02T08:00:00", "04T09:00:00", 9, {.account = "cy", .address = "198.51.100.7"}),
                        ordered("desk-1", "04T10:00:00", "o1", on_the_road)},
                       0},
                  }),
            "");
}

TEST(SignInBeforeOrder, IsFromTheStrangePlaceWithinADay) {
  const Trace usual = habit("01T08:00:00", "03T09:00:00", 40);
  Who without_second_factor = stranger;
  without_second_factor.mfa = "false";
  Trace failed = signed_in("04T09:50:00", stranger);
  failed.event.status = model::Status::failure;
  const Trace order = ordered("desk-1", "04T10:00:00", "o1", stranger);
  EXPECT_EQ(check("sign-in-before-order",
                  {
                      {"just_before", {usual, signed_in("04T09:50:00", stranger), order}, 1},
                      {"the_evening_before", {usual, signed_in("03T20:00:00", stranger), order}, 1},
                      {"without_a_second_factor", {usual, signed_in("04T09:50:00", without_second_factor), order}, 1},
                      {"twice_weighs_once",
                       {usual, signed_in("04T09:40:00", stranger), signed_in("04T09:50:00", stranger), order},
                       1},
                      // silent
                      {"it_failed", {usual, failed, order}, silent},
                      {"after_the_order", {usual, order, signed_in("04T10:05:00", stranger)}, silent},
                      {"two_days_before", {usual, signed_in("02T09:00:00", stranger), order}, silent},
                      {"somebody_else",
                       {usual,
                        signed_in("04T09:50:00", {.account = "bo",
                                                  .address = "198.51.100.66",
                                                  .client = "python-requests/2.31",
                                                  .system = {},
                                                  .method = "api key"}),
                        order},
                       silent},
                      {"the_owner_at_the_own_desk", {usual, signed_in("04T09:50:00"), order}, silent},
                      {"every_morning_of_an_administrator",
                       {usual, signed_in("04T09:50:00"), ordered("desk-1", "04T10:00:00", "o1")},
                       silent},
                  }),
            "");
}

TEST(AnswerDeleted, WeighsWhereNobodyCanTellWhatWasOrdered) {
  const Trace usual = habit("01T08:00:00", "04T09:00:00", 40);
  EXPECT_EQ(check("answer-deleted",
                  {
                      {"by_whoever_ordered_from_a_strange_place",
                       {usual, ordered("desk-1", "04T10:00:00", "o1", stranger), erased("04T10:10:00", "o1", stranger)},
                       1},
                      {"the_text_is_gone_with_it",
                       {usual, ordered("desk-1", "04T10:00:00", "o1"), erased("04T10:10:00", "o1")},
                       1},
                      {"by_somebody_else",
                       {usual, ordered("desk-1", "04T10:00:00", "o1"),
                        erased("04T11:00:00", "o1", {.account = "bo", .address = "198.51.100.9"})},
                       1},
                      {"the_order_was_rewritten_just_before_so_others_answered_something_else",
                       {usual, ordered("desk-2", "02T10:00:00", "o1"),
                        answered("desk-2", "02T10:00:00", "02T10:00:09", "o1", "uptime"), prepared("04T09:58:00", "o1"),
                        ordered("desk-1", "04T10:00:00", "o1"), erased("04T10:10:00", "o1")},
                       1},
                      // silent
                      {"nothing_was_deleted", {usual, ordered("desk-1", "04T10:00:00", "o1", stranger)}, silent},
                      {"answers_to_another_order",
                       {usual, ordered("desk-1", "04T10:00:00", "o1", stranger), erased("04T10:10:00", "o2", stranger)},
                       silent},
                      {"answers_to_an_earlier_run",
                       {usual, erased("04T09:00:00", "o1"), ordered("desk-1", "04T10:00:00", "o1", stranger)},
                       silent},
                      {"deleted_without_any_order_in_the_log", {usual, erased("04T10:10:00", "o9")}, silent},
                      // said and explained: an administrator tidies up, and other answers show what the order does
                      {"tidying_up",
                       {usual, ordered("desk-2", "04T10:00:00", "o1"),
                        answered("desk-2", "04T10:00:00", "04T10:00:09", "o1", "uptime"),
                        ordered("desk-1", "04T10:00:00", "o1"), erased("04T12:00:00", "o1")},
                       0},
                  }),
            "");
}

}  // namespace
}  // namespace clew::inquiry::acts
