#include "clew/inquiry/clocks.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::agent_child;
using detail::hour;
using detail::later;
using detail::noon;
using detail::result;
using detail::traces;
using model::Event;

constexpr std::int64_t minute = 60, day = 86400;

/// An order: asked, started by the endpoint's clock, answered.
struct Pair {
  std::int64_t asked, started, answered;
};

/// A command of its own for each pair, so that none is taken for another.
std::vector<Trace> seeds_of(const std::vector<Pair>& pairs, std::int64_t offset) {
  std::vector<Event> events;
  int number = 0;
  for (const Pair& pair : pairs) {
    const std::string command = "tidy --job j" + std::to_string(++number) + "z";
    events.push_back(agent_child(later(noon, pair.started + offset), "desk-7", "100", "/bin/zsh -c '" + command + "'"));
    events.push_back(
        result(later(noon, pair.answered), "desk-7", "o" + std::to_string(number), later(noon, pair.asked), command));
  }
  return traces(std::move(events));
}

/// Orders of every day, answered after a minute or so.
std::vector<Pair> daily(int count) {
  std::vector<Pair> pairs;
  for (int i = 0; i < count; ++i) pairs.push_back({i * day, i * day + 10 + i % 7, i * day + 30 + i % 11});
  return pairs;
}

TEST(Clocks, AreMeasuredInBothDirections) {
  const intel::Pack pack = detail::pack();
  for (const std::int64_t offset :
       {2 * minute, 7 * minute, -7 * minute, hour, -hour, 9 * hour, -11 * hour, 25 * hour}) {
    const auto clocks = measure_clocks(seeds_of(daily(10), offset), &pack);
    ASSERT_EQ(clocks.size(), 1U) << offset;
    EXPECT_EQ(clocks[0].source, "edr");
    EXPECT_NEAR(clocks[0].offset_seconds, static_cast<double>(offset), clocks[0].error_seconds + 1) << offset;
    EXPECT_LT(clocks[0].error_seconds, 60);
    EXPECT_TRUE(clocks[0].applied) << offset;
    EXPECT_EQ(clocks[0].pairs, 10U);
    EXPECT_FALSE(clocks[0].how.empty());
  }
}

TEST(Clocks, ThatAreRightStayRight) {
  const intel::Pack pack = detail::pack();
  for (const std::int64_t offset : {0, 3, -4, 20}) {
    const auto clocks = measure_clocks(seeds_of(daily(10), offset), &pack);
    ASSERT_EQ(clocks.size(), 1U) << offset;
    EXPECT_FALSE(clocks[0].applied) << offset << ": " << clocks[0].offset_seconds;
  }
}

TEST(Clocks, QueuesDoNotDisturb) {
  const intel::Pack pack = detail::pack();
  for (const std::int64_t offset : {std::int64_t{0}, 3 * hour, -40 * minute}) {
    std::vector<Pair> pairs = daily(8);
    // The device was off for hours or days: asked long before it started, answered just after.
    for (int i = 0; i < 7; ++i)
      pairs.push_back({(20 + i) * day, (20 + i) * day + (i + 1) * hour, (20 + i) * day + (i + 1) * hour + 20});
    const auto clocks = measure_clocks(seeds_of(pairs, offset), &pack);
    ASSERT_EQ(clocks.size(), 1U) << offset;
    EXPECT_EQ(clocks[0].applied, offset != 0) << offset;
    if (offset != 0) {
      EXPECT_NEAR(clocks[0].offset_seconds, static_cast<double>(offset), 60);
    }
  }
}

TEST(Clocks, AFewCoincidencesDoNotDisturb) {
  const intel::Pack pack = detail::pack();
  std::vector<Pair> pairs = daily(10);
  for (int i = 0; i < 4; ++i) pairs.push_back({(30 + i) * day, (30 + i) * day + 5 * hour, (30 + i) * day + 60});
  const auto clocks = measure_clocks(seeds_of(pairs, 0), &pack);
  ASSERT_EQ(clocks.size(), 1U);
  EXPECT_FALSE(clocks[0].applied);
}

struct SilentCase {
  std::string_view name;
  std::vector<Trace> seeds;
};

TEST(Clocks, WithoutEnoughPairsNothingIsSaid) {
  const intel::Pack pack = detail::pack();
  std::vector<Event> unasked;
  for (int i = 0; i < 10; ++i) {
    Event answer = result(later(noon, i * day + 30), "desk-7", "o1", noon, "tidy");
    Event bare = detail::event_at(answer.event_class, answer.activity, *answer.time, {});
    for (const auto& field : answer.fields()) {
      if (field.attribute != model::Attribute::start_time) bare.add(field.attribute, answer.text_of(field));
    }
    unasked.push_back(std::move(bare));
    unasked.push_back(agent_child(later(noon, i * day + hour), "desk-7", "100", "/bin/zsh -c tidy"));
  }
  std::vector<Event> elsewhere, otherwise;
  for (int i = 0; i < 10; ++i) {
    elsewhere.push_back(result(later(noon, i * day + 30), "desk-8", "o1", later(noon, i * day), "tidy"));
    elsewhere.push_back(agent_child(later(noon, i * day + hour), "desk-7", "100", "/bin/zsh -c tidy"));
    otherwise.push_back(result(later(noon, i * day + 30), "desk-7", "o1", later(noon, i * day), "sweep"));
    otherwise.push_back(agent_child(later(noon, i * day + hour), "desk-7", "100", "/bin/zsh -c tidy"));
  }
  for (const SilentCase& c :
       {SilentCase{"four_pairs", seeds_of(daily(4), hour)},
        {"further_off_than_clocks_are",
         seeds_of({{0, 10, 20}, {60, 70, 80}, {120, 130, 140}, {180, 190, 200}, {240, 250, 260}, {300, 310, 320}},
                  3 * day)},
        {"answers_do_not_say_when_they_were_asked", traces(unasked)},
        {"answers_of_another_device", traces(elsewhere)},
        {"answers_with_another_text", traces(otherwise)},
        {"nothing", {}}}) {
    EXPECT_TRUE(measure_clocks(c.seeds, &pack).empty()) << c.name;
  }
  EXPECT_TRUE(measure_clocks(seeds_of(daily(10), hour), nullptr).empty());
}

TEST(Clocks, OnlyWhatIsAppliedIsCorrected) {
  std::vector<model::CaseClock> clocks(2);
  clocks[0].source = "edr";
  clocks[0].offset_seconds = 3600;
  clocks[0].applied = true;
  clocks[1].source = "console";
  clocks[1].offset_seconds = 30;
  const Offsets offsets = offsets_of(clocks);
  EXPECT_EQ(offsets.size(), 1U);

  auto records =
      traces({agent_child(later(noon, hour), "desk-7", "100", "ls"), detail::order(later(noon, 60), "desk-7", "o1")});
  records[1].last = later(records[1].time, 600);
  correct(records, offsets);
  EXPECT_EQ(records[0].source, "edr") << "sorted by the right times";
  EXPECT_EQ(records[0].time, noon);
  EXPECT_EQ(records[0].last, later(noon, 600));
  EXPECT_EQ(records[0].event.time, noon);
  EXPECT_EQ(records[0].event.time_quality, model::TimeQuality::clock_corrected);
  EXPECT_EQ(records[1].time, later(noon, 60));
  EXPECT_EQ(records[1].event.time_quality, model::TimeQuality::exact);
}

TEST(Clocks, OfSightingsAreCorrectedToo) {
  detail::Evidence evidence;
  evidence.add(agent_child(later(noon, hour), "desk-7", "100", "ls")).add(detail::order(noon, "desk-7", "o1"));
  hunt::ScanResult scan = evidence.scan({model::Value::parse(model::ValueType::account, "desk-7").value()}, {});
  ASSERT_EQ(scan.kept.size(), 2U);
  correct(scan, {{"edr", hour * Instant::per_second}});
  EXPECT_EQ(scan.kept[0].source, "console");
  EXPECT_EQ(scan.kept[0].sightings[0].event.time_quality, model::TimeQuality::exact);
  EXPECT_EQ(scan.kept[1].sightings[0].event.time, noon);
  EXPECT_EQ(scan.kept[1].sightings[0].event.time_quality, model::TimeQuality::clock_corrected);
}

/// A device that looks a name up and connects to it a moment later, by three sources with clocks of their own.
TracesOfDevices surfing(std::int64_t lookups_off, std::int64_t connections_off) {
  TracesOfDevices devices;
  for (int i = 0; i < 12; ++i) {
    // Pauses without a rhythm, so that only one offset fits them all.
    const Instant moment = later(noon, i * 1000 + i * i * 37);
    const std::string address = "198.51.100." + std::to_string(i % 3);
    const auto add = [&](std::string_view source, std::int64_t off, model::EventClass event_class,
                         model::Attribute attribute) {
      Trace trace;
      trace.source = source;
      trace.event.event_class = event_class;
      trace.event.add(attribute, address);
      trace.time = trace.last = later(moment, off);
      trace.event.time = trace.time;
      devices["desk-7"].push_back(std::move(trace));
    };
    add("names", lookups_off, model::EventClass::dns_activity, model::Attribute::answer);
    add("flows", connections_off + 1, model::EventClass::network_activity, model::Attribute::dst_ip);
    add("pages", 1, model::EventClass::http_activity, model::Attribute::dst_ip);
    add("handshakes", 1, model::EventClass::network_activity, model::Attribute::dst_ip);
  }
  return devices;
}

TEST(NetworkClocks, LookUpsThatContradictAllConnectionsAreOff) {
  const auto clocks = measure_network_clocks(surfing(15 * minute, 0));
  ASSERT_EQ(clocks.size(), 1U);
  EXPECT_EQ(clocks[0].source, "names");
  EXPECT_TRUE(clocks[0].applied);
  EXPECT_NEAR(clocks[0].offset_seconds, 15 * minute, 5);
}

TEST(NetworkClocks, OneSourceThatContradictsTheOthersIsOffItself) {
  const auto clocks = measure_network_clocks(surfing(0, -hour));
  ASSERT_EQ(clocks.size(), 2U);
  EXPECT_EQ(clocks[0].source, "flows");
  EXPECT_TRUE(clocks[0].applied);
  EXPECT_NEAR(clocks[0].offset_seconds, -hour, 5);
  EXPECT_FALSE(clocks[1].applied);
}

TEST(NetworkClocks, ThatAgreeStayAsTheyAre) {
  for (const auto& clock : measure_network_clocks(surfing(0, 0))) EXPECT_FALSE(clock.applied) << clock.source;
  EXPECT_TRUE(measure_network_clocks({}).empty());
}

}  // namespace
}  // namespace clew::inquiry
