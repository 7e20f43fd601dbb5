#include "clew/report/notice_json.h"

#include "clew/report/sample_notices.h"
#include "clew/report/schema_flaws.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

std::string notice_flaws(const nlohmann::json& json) { return flaws_by_schema("notice.schema.json", json); }

nlohmann::json written_notice(const model::Notice& notice) {
  return nlohmann::json::parse(notice_json(notice, NoticeLayout::block));
}

TEST(NoticeJson, FitsTheSchemaWhateverTheNotice) {
  for (const model::Notice& notice : {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()})
    EXPECT_EQ(notice_flaws(written_notice(notice)), "");
}

TEST(NoticeSchema, RefusesWhatThePageDoesNotAllow) {
  const auto good = written_notice(samples::full_notice());
  const auto with = [&](const char* pointer, const nlohmann::json& value) {
    auto changed = good;
    changed[nlohmann::json::json_pointer(pointer)] = value;
    return notice_flaws(changed);
  };
  EXPECT_EQ(with("/added", 1), "");
  EXPECT_NE(with("/schema", "clew.notice/2"), "");
  EXPECT_NE(with("/indicators/0/type", "hostname"), "");
  EXPECT_NE(with("/indicators/0/role", "bad"), "");
  EXPECT_NE(with("/indicators/0/port", 0), "");
  EXPECT_NE(with("/indicators/0/valid_from", "2024"), "");
  EXPECT_NE(with("/techniques/0/id", "TA0001"), "");
  EXPECT_NE(with("/claims/0/stance", nullptr), "");
  auto without = good;
  without.erase("mentions");
  EXPECT_NE(notice_flaws(without), "");
}

TEST(NoticeJson, SaysEverythingThatIsKnown) {
  const auto json = written_notice(samples::full_notice());
  EXPECT_EQ(json["source"]["publisher"], "Acme");
  EXPECT_EQ(json["window"]["from"], "2024-02-01T00:00:00Z");
  const auto& relay = json["indicators"][1];
  EXPECT_EQ(relay["value"], "relay.example");
  EXPECT_EQ(relay["port"], 8443);
  EXPECT_EQ(relay["valid_from"], nullptr);
  EXPECT_EQ(relay["valid_to"], "2024-01-01T00:00:00Z");
  EXPECT_EQ(relay["warnings"], nlohmann::json::array({"a public resolver"}));
  EXPECT_FALSE(json["indicators"][0].contains("port"));
  EXPECT_EQ(json["claims"][0]["stance"], "suspects");
  EXPECT_EQ(json["claims"][1]["superseded"], true);
  EXPECT_EQ(json["techniques"][1]["score"], 0.83);
  EXPECT_EQ(json["names"][3]["kind"], "campaign");
  EXPECT_EQ(json["refused"][0]["length"], 4);
  EXPECT_EQ(json["indicators"].size(), samples::full_notice().indicators.size());
}

TEST(NoticeJson, StandsOnALineWhereSeveralAreWritten) {
  for (const model::Notice& notice : {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()}) {
    const std::string line = notice_json(notice, NoticeLayout::line);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(nlohmann::json::parse(line), written_notice(notice));
  }
}

}  // namespace
}  // namespace clew::report
