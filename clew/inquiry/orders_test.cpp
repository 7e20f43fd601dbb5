#include "clew/inquiry/orders.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using detail::agent_child;
using detail::hour;
using detail::later;
using detail::noon;
using detail::order;
using detail::order_act;
using detail::result;
using detail::traces;
using detail::Who;
using detail::with;
using model::Attribute;
using model::Event;

constexpr std::int64_t day = 86400;
constexpr std::string_view tidy = "rm -rf /var/tmp/cache";
constexpr std::string_view tidy_child = "/bin/zsh -c 'rm -rf /var/tmp/cache'";

struct ChildCase {
  std::string_view name;
  std::vector<Event> events;
  std::size_t children, ordered;
};

TEST(Orders, ExplainTheChildrenOfTheAgentThatFollowFromThem) {
  const intel::Pack pack = detail::pack();
  const std::vector<ChildCase> cases = {
      {"answer_spans_the_childs_time",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 20), "desk-7", "100", tidy_child),
        result(later(noon, 30), "desk-7", "o1", noon, tidy)},
       1,
       1},
      {"answer_with_other_quotes_and_spaces",
       {agent_child(later(noon, 20), "desk-7", "100", "sh -c \"echo  'a b'\""),
        result(later(noon, 30), "desk-7", "o1", noon, "echo 'a b'")},
       1,
       1},
      {"answer_whose_order_the_log_lost",
       {agent_child(later(noon, 20), "desk-7", "100", tidy_child), result(later(noon, 30), "desk-7", "o1", noon, tidy)},
       1,
       1},
      {"answer_of_another_time",
       {agent_child(later(noon, 2 * hour), "desk-7", "100", tidy_child),
        result(later(noon, 30), "desk-7", "o1", noon, tidy)},
       1,
       0},
      {"answer_with_another_text",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 20), "desk-7", "100", "/bin/zsh -c 'curl x'"),
        result(later(noon, 30), "desk-7", "o1", noon, tidy)},
       1,
       0},
      {"order_waited_two_days_for_its_device",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 2 * day), "desk-7", "100", tidy_child)},
       1,
       1},
      {"order_waited_longer_than_any_does",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 8 * day), "desk-7", "100", tidy_child)},
       1,
       0},
      {"text_known_from_another_devices_answer",
       {order(noon, "desk-7", "o1"), order(noon, "desk-8", "o1"), result(later(noon, 30), "desk-8", "o1", noon, tidy),
        agent_child(later(noon, hour), "desk-7", "100", tidy_child)},
       1,
       1},
      {"text_known_from_another_devices_answer_is_another",
       {order(noon, "desk-7", "o1"), order(noon, "desk-8", "o1"), result(later(noon, 30), "desk-8", "o1", noon, tidy),
        agent_child(later(noon, hour), "desk-7", "100", "/bin/zsh -c 'curl x'")},
       1,
       0},
      {"text_changed_for_this_order_is_not_the_one_that_others_answered_to",
       {order(noon, "desk-8", "o1"), result(later(noon, 30), "desk-8", "o1", noon, tidy),
        order_act(later(noon, 30 * hour), "order_update", "o1", {}), order(later(noon, 30 * hour + 60), "desk-7", "o1"),
        agent_child(later(noon, 31 * hour), "desk-7", "100", "/bin/zsh -c 'curl x'")},
       1,
       1},
      {"text_unknown_and_one_order_explains_one_child",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 60), "desk-7", "100", tidy_child),
        agent_child(later(noon, day), "desk-7", "101", "/bin/zsh -c 'curl x'")},
       2,
       1},
      {"a_second_program_within_two_minutes_is_of_the_same_order",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 60), "desk-7", "100", tidy_child),
        agent_child(later(noon, 170), "desk-7", "101", "/bin/zsh -c 'true'")},
       2,
       2},
      {"order_to_another_device",
       {order(noon, "desk-8", "o1"), agent_child(later(noon, 60), "desk-7", "100", tidy_child)},
       1,
       0},
      {"order_after_the_child",
       {agent_child(noon, "desk-7", "100", tidy_child), order(later(noon, 200), "desk-7", "o1")},
       1,
       0},
      {"order_written_down_a_minute_late",
       {agent_child(noon, "desk-7", "100", tidy_child), order(later(noon, 60), "desk-7", "o1")},
       1,
       1},
      {"answered_order_does_not_wait_any_more",
       {order(noon, "desk-7", "o1"), result(later(noon, 30), "desk-7", "o1", noon, tidy),
        agent_child(later(noon, day), "desk-7", "100", tidy_child)},
       1,
       0},
      {"repeated_export_line_is_no_second_order",
       {with(order(noon, "desk-7", "o1"), Attribute::event_uid, "e1"),
        with(order(noon, "desk-7", "o1"), Attribute::event_uid, "e1"),
        agent_child(later(noon, 60), "desk-7", "100", tidy_child),
        agent_child(later(noon, day), "desk-7", "101", tidy_child)},
       2,
       1},
      {"program_that_the_agent_did_not_start",
       {order(noon, "desk-7", "o1"),
        detail::launch(later(noon, 60), "desk-7",
                       {.pid = "100", .path = detail::shell, .command = tidy_child, .parent_path = "/sbin/launchd"})},
       1,
       0},
      {"answer_that_lost_its_text",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, 20), "desk-7", "100", tidy_child),
        result(later(noon, 30), "desk-7", "o1", noon, "")},
       1,
       1},
      {"answer_that_lost_its_text_came_before_the_child",
       {order(noon, "desk-7", "o1"), agent_child(later(noon, hour), "desk-7", "100", tidy_child),
        result(later(noon, 30), "desk-7", "o1", noon, "")},
       1,
       0},
      {"no_order_at_all", {agent_child(noon, "desk-7", "100", tidy_child)}, 1, 0},
  };
  for (const ChildCase& c : cases) {
    const auto seeds = traces(c.events);
    const Orders orders = join_orders(seeds, &pack);
    std::size_t children = 0;
    for (const Trace& seed : seeds) children += seed.event.event_class == model::EventClass::process_activity ? 1 : 0;
    EXPECT_EQ(children, c.children) << c.name;
    EXPECT_EQ(orders.of_child.size(), c.ordered) << c.name;
  }
}

TEST(Orders, AreNotWhatAnAgentRanLaterThatWasThereAllTheTime) {
  const intel::Pack pack = detail::pack();
  const auto seeds =
      traces({order(noon, "desk-7", "o1"), agent_child(later(noon, 2 * day), "desk-7", "100", tidy_child)});
  const auto ordered = [&](std::int64_t seconds, std::string_view device, std::string_view parent) {
    const std::map<std::string, std::vector<Trace>, std::less<>> read = {
        {std::string(device), traces({detail::launch(later(noon, seconds), device,
                                                     {.pid = "99",
                                                      .path = "/usr/sbin/ioreg",
                                                      .command = "ioreg -l",
                                                      .parent_path = parent,
                                                      .signature = "platform"})})}};
    return join_orders(seeds, &pack, read).of_child.size() == 1;
  };
  EXPECT_FALSE(ordered(day, "desk-7", detail::agent));
  EXPECT_TRUE(ordered(hour / 2, "desk-7", detail::agent)) << "it may have been working on it";
  EXPECT_TRUE(ordered(2 * day - 60, "desk-7", detail::agent)) << "it has just come back";
  EXPECT_TRUE(ordered(-60, "desk-7", detail::agent));
  EXPECT_TRUE(ordered(day, "desk-8", detail::agent));
  EXPECT_TRUE(ordered(day, "desk-7", "/sbin/launchd")) << "the device is on, and may be without a network";
}

TEST(Orders, OfTwoThatMayHaveStartedAChildTheLatestDid) {
  const intel::Pack pack = detail::pack();
  const auto seeds = traces({order(noon, "desk-7", "o1"), order(later(noon, hour), "desk-7", "o2"),
                             agent_child(later(noon, hour + 60), "desk-7", "100", tidy_child)});
  const Orders orders = join_orders(seeds, &pack);
  ASSERT_EQ(orders.of_child.size(), 1U);
  EXPECT_EQ(orders.all[orders.of_child.begin()->second].id, "o2");
}

TEST(Orders, ARepeatedExportGivesEveryOrderAndAnswerOnce) {
  const intel::Pack pack = detail::pack();
  const Event given = with(order(noon, "desk-7", "o1"), Attribute::event_uid, "e1");
  const Event answer = with(result(later(noon, 30), "desk-7", "o1", noon, tidy), Attribute::event_uid, "e2");
  const auto seeds = traces({given, given, answer, answer, given});
  const Orders orders = join_orders(seeds, &pack);
  ASSERT_EQ(orders.all.size(), 1U);
  EXPECT_NE(orders.all[0].result, nullptr);
}

TEST(Orders, AnAnswerBelongsToTheOrderThatWasGivenWhenItSays) {
  const intel::Pack pack = detail::pack();
  const auto seeds = traces({order(noon, "desk-7", "o1"), order(later(noon, hour), "desk-7", "o1"),
                             result(later(noon, hour + 30), "desk-7", "o1", later(noon, hour), tidy)});
  const Orders orders = join_orders(seeds, &pack);
  ASSERT_EQ(orders.all.size(), 2U);
  EXPECT_EQ(orders.all[0].result, nullptr);
  EXPECT_NE(orders.all[1].result, nullptr);
  EXPECT_EQ(orders.all[0].text, tidy) << "the same order has the same text";
}

TEST(Orders, ADeletedAnswerIsToldOfTheOrdersBeforeIt) {
  const intel::Pack pack = detail::pack();
  const auto seeds = traces({order(noon, "desk-7", "o1"), order_act(later(noon, 300), "answer_delete", "o1", {}),
                             order(later(noon, hour), "desk-7", "o1"), order(noon, "desk-7", "o2")});
  const Orders orders = join_orders(seeds, &pack);
  ASSERT_EQ(orders.all.size(), 3U);
  for (const Order& one : orders.all)
    EXPECT_EQ(one.erased != nullptr, one.id == "o1" && one.given->time == noon) << one.id;
}

struct PreparedCase {
  std::string_view name;
  Event act;
  bool is_part;
};

TEST(Orders, ArePreparedByWhoGivesThemFromTheSamePlaceWithinADay) {
  const intel::Pack pack = detail::pack();
  const Who lea;
  for (const PreparedCase& c : {
           PreparedCase{"just_before", order_act(later(noon, -60), "order_create", "o1", lea), true},
           PreparedCase{"changed", order_act(later(noon, -hour), "order_update", "o1", lea), true},
           PreparedCase{"from_another_address",
                        order_act(later(noon, -60), "order_create", "o1", {.address = "203.0.113.9"}), false},
           PreparedCase{"by_another_account",
                        order_act(later(noon, -60), "order_create", "o1", {.account = "max@quay.example"}), false},
           PreparedCase{"older_than_a_day", order_act(later(noon, -day - 60), "order_create", "o1", lea), false},
           PreparedCase{"afterwards", order_act(later(noon, 60), "order_update", "o1", lea), false},
           PreparedCase{"of_another_order", order_act(later(noon, -60), "order_create", "o2", lea), false},
       }) {
    const auto seeds = traces({c.act, order(noon, "desk-7", "o1", lea)});
    const Orders orders = join_orders(seeds, &pack);
    ASSERT_EQ(orders.all.size(), 1U) << c.name;
    EXPECT_EQ(orders.all[0].prepared != nullptr, c.is_part) << c.name;
    EXPECT_EQ(orders.all[0].begun() == *c.act.time, c.is_part) << c.name;
  }
}

TEST(Orders, HousekeepingOfTheAgentIsNobodysChild) {
  const intel::Pack pack = detail::pack();
  const auto seeds = traces({order(noon, "desk-7", "o1"),
                             detail::launch(later(noon, 10), "desk-7",
                                            {.pid = "99",
                                             .path = "/usr/sbin/ioreg",
                                             .command = "ioreg -l",
                                             .parent_path = detail::agent,
                                             .signature = "platform"}),
                             agent_child(later(noon, hour), "desk-7", "100", tidy_child)});
  const Orders orders = join_orders(seeds, &pack);
  ASSERT_EQ(orders.of_child.size(), 1U) << "and takes no order away from one";
  EXPECT_EQ(orders.all[0].children, 1U);
}

TEST(Orders, WithoutAPackThereAreNone) {
  const auto seeds = traces({order(noon, "desk-7", "o1"), agent_child(noon, "desk-7", "100", tidy_child)});
  EXPECT_TRUE(join_orders(seeds, nullptr).all.empty());
  const intel::Pack silent;
  EXPECT_TRUE(join_orders(seeds, &silent).all.empty());
}

TEST(Orders, AnEmptyCommandIsNoText) {
  EXPECT_FALSE(runs_command("/bin/sh", ""));
  EXPECT_FALSE(runs_command("/bin/sh", " '\" "));
  EXPECT_FALSE(runs_command("", "ls"));
  EXPECT_TRUE(runs_command("/bin/sh -c 'ls  -l'", "ls -l"));
}

}  // namespace
}  // namespace clew::inquiry
