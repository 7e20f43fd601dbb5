#include "clew/report/notice_misp.h"

#include "clew/report/misp_rules.h"
#include "clew/report/sample_notices.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

using nlohmann::json;

json events_of(const std::vector<model::Notice>& notices) { return json::parse(misp_events(notices)); }

const std::vector<std::string> no_event_flaws;

TEST(NoticeMisp, KeepsTheRulesOfTheFormatWhateverTheNotice) {
  for (const model::Notice& notice : {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()})
    EXPECT_EQ(samples::MispRules::flaws(events_of({notice})["Event"]), no_event_flaws);
}

TEST(MispRules, FindWhatIsWrong) {
  const json good = events_of({samples::full_notice()})["Event"];
  const auto with = [&](const char* pointer, const json& value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = value;
    return samples::MispRules::flaws(changed).size();
  };
  EXPECT_GT(with("/uuid", "x"), 0U);
  EXPECT_GT(with("/date", "2024"), 0U);
  EXPECT_GT(with("/Attribute/0/type", "sha256"), 0U);
  EXPECT_GT(with("/Attribute/0/first_seen", "2024-01-01"), 0U);
  EXPECT_GT(with("/Object/0/Attribute", json::array()), 0U);
}

const json* attribute(const json& event, std::string_view value) {
  for (const json& one : event["Attribute"]) {
    if (one["value"] == value) return &one;
  }
  return nullptr;
}

bool has_tag(const json& holder, std::string_view name) {
  for (const json& tag : holder["Tag"]) {
    if (tag["name"] == name) return true;
  }
  return false;
}

TEST(NoticeMisp, UsesMispsOwnTypesAndTimes) {
  const json event = events_of({samples::full_notice()})["Event"];
  EXPECT_EQ(event["info"], "Acme: what happened");
  EXPECT_EQ(event["date"], "2024-03-05");
  EXPECT_EQ(event["Orgc"]["name"], "Acme");
  EXPECT_EQ((*attribute(event, "203.0.113.7|443"))["type"], "ip-dst|port");
  EXPECT_EQ((*attribute(event, "relay.example|8443"))["type"], "hostname|port");
  const json& first = *attribute(event, "c2.evil.example");
  EXPECT_EQ(first["first_seen"], "2024-02-03T00:00:00.000000+00:00");
  EXPECT_EQ(first["last_seen"], "2024-02-20T12:00:00.249999+00:00");
  EXPECT_EQ(first["to_ids"], true);
  EXPECT_TRUE(has_tag(first, "clew:role=\"c2\""));
  EXPECT_TRUE(has_tag(first, "clew:activity=\"Acme intrusion 2024\""));
  EXPECT_FALSE(has_tag(first, "clew:published-by=\"Acme\""));
  EXPECT_TRUE(has_tag(event, "misp-galaxy:threat-actor=\"Example Bear\""));
  EXPECT_TRUE(has_tag(event, "misp-galaxy:mitre-attack-pattern=\"T1195.002\""));
  EXPECT_TRUE(has_tag(event, "clew:suggested-technique=\"T1059 0.83\""));
}

TEST(NoticeMisp, WhatProvesNothingAloneIsNotForDetection) {
  model::Notice notice = samples::full_notice();
  for (std::size_t i = 0; i < model::role_count; ++i) notice.indicators[i].role = static_cast<model::Role>(i);
  const json event = events_of({notice})["Event"];
  std::vector<bool> detected;
  for (std::size_t i = 0; i < model::role_count; ++i) detected.push_back(event["Attribute"][i]["to_ids"]);
  EXPECT_EQ(detected, (std::vector<bool>{true, true, true, true, false, false, false, false}));
}

TEST(NoticeMisp, SeveralNoticesAreAListOfEvents) {
  model::Notice other = samples::full_notice();
  other.source.sha256 = std::string(64, 'b');
  const json list = events_of({samples::full_notice(), other});
  ASSERT_EQ(list["response"].size(), 2U);
  EXPECT_NE(list["response"][0]["Event"]["uuid"], list["response"][1]["Event"]["uuid"]);
}

}  // namespace
}  // namespace clew::report
