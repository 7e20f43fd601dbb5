#include "clew/intel/read_notice.h"

#include <fstream>
#include <iterator>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Notice;
using model::ValueType;

Notice read_event(std::string bytes) {
  auto notice = read_notice({"event.json", std::move(bytes)}, built_in_packs());
  EXPECT_TRUE(notice) << (notice ? "" : notice.error().what);
  return notice ? *std::move(notice) : Notice{};
}

std::string event_of_testdata() {
  std::ifstream file(CLEW_SOURCE_DIR "/clew/intel/testdata/event.json", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `ipv4 203.0.113.7:8443 c2 "note"`
std::vector<std::string> lines_of(const Notice& notice) {
  std::vector<std::string> lines;
  for (const model::Indicator& one : notice.indicators) {
    lines.push_back(fmt::format("{} {}{} {} \"{}\"", name_of(one.value.type()), one.value.text(),
                                one.value.port() ? fmt::format(":{}", *one.value.port()) : "", name_of(one.role),
                                one.note));
  }
  return lines;
}

TEST(Misp, ReadsTheAttributesThatAreForDetection) {
  const Notice notice = read_event(event_of_testdata());
  EXPECT_EQ(notice.source.format, "misp");
  EXPECT_EQ(notice.source.title, "Loader campaign against build servers");
  EXPECT_EQ(notice.source.publisher, "Example CERT");
  EXPECT_EQ(notice.source.published, "2024-05-02");
  EXPECT_EQ(lines_of(notice),
            (std::vector<std::string>{
                "ipv4 203.0.113.7:8443 c2 \"command and control; first seen 2024-04-01\"",
                "domain evil.example unknown \"\"",
                "ipv4 203.0.113.8 unknown \"\"",
                "sha256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef payload \"setup.exe\"",
                "registry_key HKLM\\Software\\Run unknown \"C:\\a.exe\"",
                "url https://evil.example/a delivery \"\"",
                "domain cdn.example unknown \"\"",
                "account j.doe victim \"\"",
                "email billing@evil.example delivery \"\"",
                "ipv4 203.0.113.9:443 unknown \"\"",
                "md5 0123456789abcdef0123456789abcdef payload \"\"",
            }));
  for (const model::Indicator& one : notice.indicators) {
    EXPECT_TRUE(one.valid.is_open());  // "seen" limits nothing
    EXPECT_EQ(one.activity, "Loader campaign against build servers");
    EXPECT_EQ(one.published_by, "Example CERT");
    EXPECT_EQ(one.published, "2024-05-02");
  }
  EXPECT_EQ(notice.indicators[6].warnings, std::vector<std::string>{"on the warning list \"Top sites\""});
}

TEST(Misp, EverythingStandsWhereItSays) {
  const std::string bytes = event_of_testdata();
  const Notice notice = read_event(bytes);
  for (const model::Indicator& one : notice.indicators)
    EXPECT_EQ(bytes.substr(one.where.offset_bytes, one.where.size_bytes), one.text);
  EXPECT_EQ(notice.indicators[0].text, "203.0.113.7");
  EXPECT_EQ(notice.indicators[0].line, 14U);
  EXPECT_EQ(notice.indicators[5].text, "https:\\/\\/evil.example\\/a");
}

TEST(Misp, TellsWhatIsNoIndicator) {
  const Notice notice = read_event(event_of_testdata());
  std::vector<std::string> mentions, refused;
  for (const model::Mention& one : notice.mentions) mentions.push_back(one.value + ": " + one.why);
  for (const model::Refusal& one : notice.refused) refused.push_back(one.text + ": " + one.why);
  EXPECT_EQ(mentions, (std::vector<std::string>{"seen.example: not for detection, says the event",
                                                "https://blog.example/post: given as a reference",
                                                "192.168.1.1: an address that is not on the internet"}));
  EXPECT_EQ(refused, (std::vector<std::string>{"abc: 3 digits, 64 expected",
                                               "3:abc:def: a kind of indicator that is not compared"}));
}

TEST(Misp, NamesAndTechniquesComeFromTags) {
  const Notice notice = read_event(event_of_testdata());
  ASSERT_EQ(notice.names.size(), 2U);  // the group's number is no part of its name
  EXPECT_EQ(notice.names[0].name, "Example Bear");
  EXPECT_EQ(notice.names[1].name, "Spring");
  ASSERT_EQ(notice.techniques.size(), 1U);
  EXPECT_EQ(notice.techniques[0].id, "T1195");
}

TEST(Misp, IsRecognisedWhateverIsPutAroundAnEvent) {
  const std::string event =
      R"({"info": "x", "date": "2024-05-02", "Orgc": {"name": "A"}, "Attribute": [{"type": "domain", "value": "evil.example", "to_ids": true}]})";
  const std::string found =
      R"({"type": "domain", "value": "evil.example", "to_ids": true, "Event": {"info": "x", "date": "2024-05-02", "Orgc": {"name": "A"}}})";
  for (const std::string& bytes :
       {event, "{\"Event\": " + event + "}", "[{\"Event\": " + event + "}]",
        "{\"response\": [{\"Event\": " + event + "}]}", "{\"response\": {\"Event\": " + event + "}}",
        "{\"response\": {\"Attribute\": [" + found + "]}}"}) {
    const Notice notice = read_event(bytes);
    EXPECT_EQ(notice.source.format, "misp") << bytes;
    ASSERT_EQ(notice.indicators.size(), 1U) << bytes;
    EXPECT_EQ(notice.indicators.front().published_by, "A") << bytes;
    EXPECT_EQ(notice.indicators.front().activity, "x") << bytes;
  }
}

TEST(Misp, AMarkThatNobodySetsSaysNothing) {
  const Notice notice = read_event(
      R"({"Event": {"info": "x", "date": "2024-05-02", "Attribute": [
        {"type": "domain", "value": "evil.example", "to_ids": false, "category": "Network activity"},
        {"type": "url", "value": "evil.test", "to_ids": false, "category": "Network activity"},
        {"type": "link", "value": "https://blog.example/post", "to_ids": false, "category": "External analysis"}]}})");
  EXPECT_EQ(lines_of(notice),
            (std::vector<std::string>{"domain evil.example unknown \"\"", "domain evil.test unknown \"\""}));
  EXPECT_EQ(notice.mentions.size(), 1U);
}

TEST(Misp, WhatIsOtherwiseJsonIsNot) {
  for (const std::string bytes : {R"({"info": "x"})", R"([{"a": 1}])", R"({"response": []})", R"({"Event": {}})"}) {
    const auto notice = read_notice({"x", bytes}, built_in_packs());
    EXPECT_TRUE(!notice || notice->source.format != "misp") << bytes;
  }
}

}  // namespace
}  // namespace clew::intel
