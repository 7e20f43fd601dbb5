#include "clew/model/coverage.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace clew::model {
namespace {

using base::Instant;

constexpr std::int64_t minute = 60;
Instant at_minute(std::int64_t number, std::uint8_t fraction_digits = 0) {
  Instant instant = Instant::from_seconds(number * minute);
  instant.fraction_digits = fraction_digits;
  return instant;
}

Timeline timeline_of(const std::vector<Instant>& times) {
  Timeline timeline;
  for (const Instant time : times) timeline.add(time);
  return timeline;
}

Timeline merged(Timeline a, const Timeline& b) {
  a.merge(b);
  return a;
}

/// Everything that can be told of a timeline, with the number of records or without.
std::string told(const Timeline& timeline, bool with_records = true) {
  std::string text;
  for (const auto& [number, slot] : timeline.slots()) {
    text += std::to_string(number) + ":" + base::to_rfc3339(slot.first) + "-" + base::to_rfc3339(slot.last);
    if (with_records) text += "*" + std::to_string(slot.records);
    text += "\n";
  }
  return text;
}

TEST(Timeline, IsEmptyWithoutRecords) {
  const Timeline timeline;
  EXPECT_TRUE(timeline.empty());
  EXPECT_FALSE(timeline.first());
  EXPECT_FALSE(timeline.last());
  EXPECT_TRUE(timeline.pauses().empty());
}

TEST(Timeline, KeepsTheExactEndsAndThePausesBetween) {
  const Timeline timeline = timeline_of({at_minute(100), at_minute(3), at_minute(1), at_minute(16)});
  EXPECT_EQ(timeline.first(), at_minute(1));
  EXPECT_EQ(timeline.last(), at_minute(100));
  const auto pauses = timeline.pauses();
  ASSERT_EQ(pauses.size(), 2U);
  EXPECT_EQ(pauses[0].from, at_minute(3));
  EXPECT_EQ(pauses[0].to, at_minute(16));
  EXPECT_EQ(pauses[1].from, at_minute(16));
  EXPECT_EQ(pauses[1].nanoseconds(), 84 * minute * Instant::per_second);
}

TEST(Timeline, PutsTimesBefore1970IntoTheirOwnSlots) {
  const Timeline timeline = timeline_of({at_minute(-1), at_minute(1)});
  EXPECT_EQ(timeline.slots().size(), 2U);
  EXPECT_EQ(timeline.slots().begin()->first, -1);
}

TEST(Timeline, TellsTheSameInEveryOrder) {
  std::vector<Instant> times;
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i)
    times.push_back(at_minute(static_cast<std::int64_t>(random() % 200), static_cast<std::uint8_t>(random() % 4)));
  const std::string want = told(timeline_of(times));
  for (int round = 0; round < 20; ++round) {
    std::shuffle(times.begin(), times.end(), random);
    ASSERT_EQ(told(timeline_of(times)), want);
  }
}

TEST(Timeline, MergesInAnyOrderAndGrouping) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 50; ++round) {
    std::array<Timeline, 3> parts;
    for (Timeline& part : parts) {
      for (int i = 0; i < 20; ++i)
        part.add(at_minute(static_cast<std::int64_t>(random() % 300), static_cast<std::uint8_t>(random() % 3)));
    }
    const auto& [a, b, c] = parts;
    EXPECT_EQ(told(merged(a, b)), told(merged(b, a)));
    EXPECT_EQ(told(merged(merged(a, b), c)), told(merged(a, merged(b, c))));
    EXPECT_EQ(told(merged(a, a), false), told(a, false)) << "seeing a shard twice changes no span";
    EXPECT_EQ(told(merged(a, Timeline{})), told(a));
  }
}

TEST(Timeline, StaysBoundedAndTrueInEveryOrder) {
  // More quarter hours than are kept apart, forwards and backwards.
  constexpr std::int64_t slots = static_cast<std::int64_t>(Timeline::slots_max) + 50;
  Timeline forwards, backwards;
  for (std::int64_t i = 0; i < slots; ++i) {
    forwards.add(at_minute(15 * i));
    backwards.add(at_minute(15 * (slots - 1 - i)));
  }
  for (const Timeline* timeline : {&forwards, &backwards}) {
    EXPECT_EQ(timeline->slots().size(), Timeline::slots_max);
    EXPECT_EQ(timeline->first(), at_minute(0));
    EXPECT_EQ(timeline->last(), at_minute(15 * (slots - 1)));
  }
  const auto last = [](const Timeline& timeline) {
    const auto& [number, slot] = *timeline.slots().rbegin();
    return std::tuple(number, slot.first, slot.last, slot.records);
  };
  EXPECT_EQ(last(forwards), last(backwards));
}

std::set<std::string> texts_of(const NameSet& names) { return {names.begin(), names.end()}; }

TEST(NameSet, KeepsTheFirstByNameWhateverTheOrder) {
  constexpr std::size_t names_max = 100;
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back("d" + std::to_string(i * 7919 % 1000));
  NameSet forwards(names_max), backwards(names_max), early(names_max), late(names_max);
  for (std::size_t i = 0; i < names.size(); ++i) {
    forwards.add(names[i]);
    forwards.add(names[i]);
    backwards.add(names[names.size() - 1 - i]);
    (i < 700 ? early : late).add(names[i]);
  }
  late.merge(std::move(early));
  for (NameSet* set : {&forwards, &backwards, &late}) set->cut();
  std::set<std::string> want(names.begin(), names.end());
  want.erase(std::next(want.begin(), names_max), want.end());
  EXPECT_EQ(texts_of(forwards), want);
  EXPECT_EQ(texts_of(backwards), want);
  EXPECT_EQ(texts_of(late), want);
}

TEST(NameSet, TakesManyAtOnce) {
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back("device-" + std::to_string(i % 400));
  NameSet set(SourceTally::devices_max);
  set.add(std::vector<std::string_view>(names.begin(), names.end()));
  EXPECT_EQ(texts_of(set), std::set<std::string>(names.begin(), names.end()));
}

TEST(Sight, HasANameForEach) {
  EXPECT_EQ(name_of(Sight::dns), "dns");
  EXPECT_EQ(name_of(Sight::text), "text");
}

}  // namespace
}  // namespace clew::model
