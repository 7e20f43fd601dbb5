#include "clew/model/event.h"

#include <set>
#include <string>
#include <utility>

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

TEST(Event, KeepsFieldsOfEverySize) {
  std::string text(100, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('!' + i % 90);
  Event event;
  for (int turn = 0; turn < 2; ++turn) {  // the second time there is room for all
    event.clear();
    for (std::size_t size = 1; size <= text.size(); ++size) event.add(Attribute::message, text.substr(0, size));
    for (std::size_t i = 0; i < text.size(); ++i)
      EXPECT_EQ(event.text_of(event.fields()[i]), text.substr(0, i + 1)) << i;
  }
}

TEST(Event, TakesAFieldOfItsOwn) {
  Event event;
  event.add(Attribute::file_path, "/bin/evil");
  for (int i = 0; i < 10; ++i) event.add(Attribute::file_name, event.get(Attribute::file_path));
  for (const Event::Field& field : event.fields()) EXPECT_EQ(event.text_of(field), "/bin/evil");
}

TEST(Event, IsEmptyOnceItWasMoved) {
  Event event;
  event.add(Attribute::message, "x");
  const Event moved = std::move(event);
  EXPECT_EQ(moved.get(Attribute::message), "x");
  event.clear();  // NOLINT(bugprone-use-after-move): used again, as scratch events are
  event.add(Attribute::message, "another");
  EXPECT_EQ(event.get(Attribute::message), "another");
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

TEST(Event, TakesWhatAPartOfItsRecordTells) {
  Event event;
  event.time = base::Instant::from_seconds(1);
  event.disposition = Disposition::blocked;
  event.add(Attribute::device_hostname, "fw1");
  Event told;
  told.event_class = EventClass::network_activity;
  told.activity = activity::network_open;
  told.status = Status::success;
  told.add(Attribute::src_ip, "192.0.2.7");
  event.add_told(told);
  EXPECT_EQ(event.event_class, EventClass::network_activity);
  EXPECT_EQ(event.activity, activity::network_open);
  EXPECT_EQ(event.status, Status::success);
  EXPECT_EQ(event.disposition, Disposition::blocked) << "the part does not speak of it";
  EXPECT_EQ(event.time, base::Instant::from_seconds(1));
  EXPECT_EQ(event.get(Attribute::device_hostname), "fw1");
  EXPECT_EQ(event.get(Attribute::src_ip), "192.0.2.7");
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
