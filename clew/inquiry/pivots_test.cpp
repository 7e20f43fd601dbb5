#include "clew/inquiry/pivots.h"

#include "clew/inquiry/detail/scene.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using detail::event_of;
using detail::Fields;
using detail::Scene;
using enum model::Attribute;
using model::EventClass;
using model::ValueType;

std::string texts_of(const Pivots& pivots) {
  std::string texts;
  for (const model::Value& value : pivots.values()) texts += value.text() + " ";
  return texts;
}

model::Event asked_for(std::string_view asker, std::string_view answer) {
  return event_of(EventClass::dns_activity, "2030-07-10T12:00:00Z",
                  {{src_ip, asker},
                   {query_hostname, "bad.example"},
                   {answer.empty() ? rcode : model::Attribute::answer, answer.empty() ? "NOERROR" : answer}});
}

model::Event connected_to(std::string_view from, std::string_view state, std::string_view uid = "C1") {
  return event_of(EventClass::network_activity, "2030-07-10T12:00:01Z",
                  {{src_ip, from}, {dst_ip, "203.0.113.7"}, {connection_state, state}, {connection_uid, uid}});
}

TEST(Pivots, AskForConnectionsToAnAnswerByWhoHadAsked) {
  Scene scene(ValueType::domain, "bad.example");
  scene.sighting(asked_for("10.0.0.7", "203.0.113.7"), {query_hostname});
  scene.sighting(asked_for("10.0.0.8", ""), {query_hostname});
  const Pivots pivots(scene.scan, scene.indicators);
  EXPECT_EQ(texts_of(pivots), "203.0.113.7 ");
  EXPECT_EQ(pivots.classes(), (std::vector{EventClass::network_activity, EventClass::http_activity}));
  EXPECT_TRUE(pivots.can_tell(0, connected_to("10.0.0.7", "SF")));
  EXPECT_TRUE(pivots.can_tell(0, connected_to("10.0.0.8", "SF"))) << "the answer may stand in a record of its own";
  EXPECT_FALSE(pivots.can_tell(0, connected_to("10.0.0.9", "SF"))) << "somebody who had not asked";
  EXPECT_FALSE(pivots.can_tell(0, asked_for("10.0.0.7", "203.0.113.7"))) << "another look-up";
}

TEST(Pivots, AskNothingOfAnAnswerThatLeadsNowhere) {
  Scene scene(ValueType::domain, "bad.example");
  scene.sighting(asked_for("10.0.0.7", "0.0.0.0"), {query_hostname});
  EXPECT_EQ(texts_of(Pivots(scene.scan, scene.indicators)), "");
}

TEST(Pivots, AskForTheFlowOfAConnectionThatShowsNoContactItself) {
  Scene scene(ValueType::ipv4, "203.0.113.7");
  scene.sighting(connected_to("10.0.0.7", "S0", "C1"), {dst_ip});
  scene.sighting(connected_to("10.0.0.7", "SF", "C2"), {dst_ip});
  const Pivots pivots(scene.scan, scene.indicators);
  EXPECT_EQ(texts_of(pivots), "C1 ");
  EXPECT_TRUE(pivots.can_tell(0, connected_to("10.0.0.99", "SF", "C1"))) << "whoever is named in it";
}

TEST(Pivots, AskWhetherAFileRan) {
  Scene scene(ValueType::file_path, "/var/tmp/backup.dll");
  scene.sighting(event_of(EventClass::file_activity, "2030-07-10T12:00:00Z", {{file_path, "/var/tmp/backup.dll"}}),
                 {file_path});
  const Pivots pivots(scene.scan, scene.indicators);
  EXPECT_EQ(texts_of(pivots), "backup.dll ");
  EXPECT_EQ(pivots.classes(), std::vector{EventClass::process_activity});
  EXPECT_TRUE(pivots.can_tell(0, event_of(EventClass::process_activity, "", {})));
  EXPECT_FALSE(pivots.can_tell(0, connected_to("10.0.0.7", "SF")));
}

TEST(Pivots, AskForTheOtherSignInsOfAnAccountOnlyWhereAnAddressIsListed) {
  const auto sign_in =
      event_of(EventClass::authentication, "2030-07-10T12:00:00Z", {{actor_user_name, "kim"}, {src_ip, "203.0.113.7"}});
  const auto call =
      event_of(EventClass::api_activity, "2030-07-10T12:00:00Z", {{actor_user_name, "lea"}, {src_ip, "203.0.113.7"}});
  Scene by_address(ValueType::ipv4, "203.0.113.7");
  by_address.sighting(sign_in, {src_ip}).sighting(call, {src_ip});
  const Pivots pivots(by_address.scan, by_address.indicators);
  EXPECT_EQ(texts_of(pivots), "kim ") << "of a call nothing is asked";
  EXPECT_TRUE(pivots.can_tell(0, sign_in));
  EXPECT_FALSE(pivots.can_tell(0, call));

  Scene by_name(ValueType::domain, "bad.example");
  by_name.sighting(sign_in, {user_agent});
  EXPECT_EQ(texts_of(Pivots(by_name.scan, by_name.indicators)), "");
}

}  // namespace
}  // namespace clew::inquiry
