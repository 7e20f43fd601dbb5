#include "clew/model/event.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace clew::model {
namespace {

TEST(Event, HasNoFieldThatSaysNothing) {
  Event event;
  event.add(Attribute::file_path, "");
  EXPECT_TRUE(event.fields().empty());
  EXPECT_FALSE(event.has(Attribute::file_path));
  EXPECT_EQ(event.get(Attribute::file_path), "");
}

TEST(Event, GivesTheFirstOfSeveralAndKeepsAll) {
  Event event;
  event.add(Attribute::answer, "192.0.2.7");
  event.add(Attribute::query_hostname, "evil.example");
  event.add(Attribute::answer, "192.0.2.8");
  EXPECT_EQ(event.get(Attribute::answer), "192.0.2.7");
  ASSERT_EQ(event.fields().size(), 3U);
  EXPECT_EQ(event.text_of(event.fields()[2]), "192.0.2.8");
}

TEST(Event, OwnsItsText) {
  Event copy;
  {
    Event event;
    event.add(Attribute::message, std::string(100, 'x'));
    copy = event;
  }
  EXPECT_EQ(copy.get(Attribute::message), std::string(100, 'x'));
}

TEST(Event, ForgetsEverythingWhenCleared) {
  Event event;
  event.event_class = EventClass::dns_activity;
  event.activity = activity::dns_query;
  event.status = Status::success;
  event.disposition = Disposition::blocked;
  event.time = base::Instant::from_seconds(1);
  event.time_quality = TimeQuality::exact;
  event.add(Attribute::message, "x");
  event.clear();
  const Event fresh;
  EXPECT_EQ(event.event_class, fresh.event_class);
  EXPECT_EQ(event.activity, fresh.activity);
  EXPECT_EQ(event.status, fresh.status);
  EXPECT_EQ(event.disposition, fresh.disposition);
  EXPECT_EQ(event.time, fresh.time);
  EXPECT_EQ(event.time_quality, fresh.time_quality);
  EXPECT_TRUE(event.fields().empty());
}

TEST(Attribute, HasAPathOfItsOwnForEach) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < attribute_count; ++i) {
    const std::string_view name = name_of(static_cast<Attribute>(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(name_of(Attribute::process_cmd_line), "process.cmd_line");
  EXPECT_EQ(name_of(Attribute::org_uid), "cloud.org.uid");
}

}  // namespace
}  // namespace clew::model
