#include "clew/model/leases.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace clew::model {
namespace {

base::Instant at(std::string_view time) { return base::parse_rfc3339("2030-05-" + std::string(time) + "Z").value(); }

Event given(std::string_view time, std::string_view address, std::string_view host, std::string_view card,
            std::string_view seconds = "") {
  Event event;
  event.event_class = EventClass::dhcp_activity;
  event.activity = activity::dhcp_ack;
  event.time = at(time);
  event.add(Attribute::src_ip, address);
  event.add(Attribute::device_hostname, host);
  event.add(Attribute::src_mac, card);
  event.add(Attribute::lease_duration, seconds);
  return event;
}

Leases of(const std::vector<Event>& events) {
  Leases leases;
  for (const Event& event : events) leases.add(event);
  leases.finish();
  return leases;
}

TEST(Leases, AnAddressIsOfWhoGotItLast) {
  const Leases leases =
      of({given("02T10:00:00", "10.1.0.7", "desk-7", "aa"), given("03T10:00:00", "10.1.0.7", "desk-8", "bb")});
  EXPECT_EQ(leases.holder("10.1.0.7", at("02T09:59:59")), "");
  EXPECT_EQ(leases.holder("10.1.0.7", at("02T10:00:00")), "desk-7");
  EXPECT_EQ(leases.holder("10.1.0.7", at("03T09:59:59")), "desk-7");
  EXPECT_EQ(leases.holder("10.1.0.7", at("03T10:00:01")), "desk-8");
  EXPECT_EQ(leases.holder("10.1.0.8", at("03T10:00:01")), "");
  EXPECT_EQ(leases.holders("10.1.0.7"), (std::vector<std::string_view>{"desk-7", "desk-8"}));
}

TEST(Leases, EndAndAreGivenBack) {
  Event back = given("02T11:00:00", "10.1.0.7", "", "aa");
  back.activity = activity::dhcp_release;
  const Leases leases = of({given("02T10:00:00", "10.1.0.7", "desk-7", "aa"), back,
                            given("02T10:00:00", "10.1.0.8", "desk-8", "bb", "3600.0"),
                            given("02T10:00:00", "10.1.0.9", "desk-9", "cc")});
  EXPECT_EQ(leases.holder("10.1.0.7", at("02T10:59:59")), "desk-7");
  EXPECT_EQ(leases.holder("10.1.0.7", at("02T11:00:01")), "");
  EXPECT_EQ(leases.holder("10.1.0.8", at("02T11:00:00")), "desk-8");
  EXPECT_EQ(leases.holder("10.1.0.8", at("02T11:00:01")), "");
  EXPECT_EQ(leases.holder("10.1.0.9", at("06T10:00:00")), "desk-9") << "how long is not told";
  EXPECT_EQ(leases.holder("10.1.0.9", at("06T10:00:01")), "");
}

TEST(Leases, AHostThatGetsItAgainHadItAllTheTime) {
  const Leases leases = of(
      {given("02T10:00:00", "10.1.0.7", "desk-7", "aa", "60"), given("09T10:00:00", "10.1.0.7", "desk-7", "aa", "60")});
  EXPECT_EQ(leases.holder("10.1.0.7", at("05T10:00:00")), "desk-7");
  EXPECT_EQ(leases.holder("10.1.0.7", at("09T10:02:00")), "");
}

TEST(Leases, SayNothingWithoutATimeOrOfAnotherClass) {
  Event timeless = given("02T10:00:00", "10.1.0.7", "desk-7", "aa");
  timeless.time.reset();
  Event other = given("02T10:00:00", "10.1.0.7", "desk-7", "aa");
  other.event_class = EventClass::network_activity;
  EXPECT_TRUE(of({timeless, other}).empty());
}

TEST(Leases, TheOrderInWhichTheyComeHasNoSay) {
  std::vector<Event> events;
  for (const char* const hour : {"00", "05", "09", "14", "23"}) {
    for (const char* const day : {"02", "03", "04"}) {
      const std::string time = std::string(day) + "T" + hour + ":00:00";
      events.push_back(given(time, "10.1.0.7", std::string(day) == "03" ? "desk-8" : "desk-7", "aa", "100"));
      events.push_back(given(time, "10.1.0.8", "desk-9", "bb"));
    }
  }
  const Leases leases = of(events);
  std::ranges::reverse(events);
  Leases one, other;
  for (std::size_t i = 0; i < events.size(); ++i) (i % 3 == 0 ? one : other).add(events[i]);
  one.merge(other);
  one.finish();
  for (const char* const time :
       {"02T00:00:00", "02T12:00:00", "03T00:30:00", "03T20:00:00", "04T23:01:00", "04T23:30:00"}) {
    EXPECT_EQ(leases.holder("10.1.0.7", at(time)), one.holder("10.1.0.7", at(time))) << time;
    EXPECT_EQ(leases.holder("10.1.0.8", at(time)), one.holder("10.1.0.8", at(time))) << time;
  }
  EXPECT_EQ(leases.holder("10.1.0.7", at("03T20:00:00")), "desk-8");
}

TEST(Leases, ACardWithOneNameAfterTheOtherIsOfARenamedDevice) {
  const auto renamed = [](const std::vector<Event>& events) {
    std::string text;
    const Leases leases = of(events);
    for (const auto& [from, to] : leases.renamed()) text += std::string(from) + ">" + std::string(to) + " ";
    return text;
  };
  const Event before = given("02T10:00:00", "10.1.0.7", "desk-7", "aa");
  const Event after = given("03T10:00:00", "10.1.0.7", "kims-desk", "aa");
  EXPECT_EQ(renamed({before, after}), "desk-7>kims-desk ");
  EXPECT_EQ(renamed({before}), "");
  EXPECT_EQ(renamed({before, after, given("04T10:00:00", "10.1.0.7", "desk-7", "aa")}), "") << "a dock";
  EXPECT_EQ(renamed({before, after, given("02T09:00:00", "10.1.0.8", "kims-desk", "bb")}), "") << "a device of its own";
  EXPECT_EQ(renamed({before, after, given("03T11:00:00", "10.1.0.9", "a-third", "aa")}), "");
  EXPECT_EQ(renamed({given("02T10:00:00", "10.1.0.7", "a", ""), given("03T10:00:00", "10.1.0.7", "b", "")}), "");
}

}  // namespace
}  // namespace clew::model
