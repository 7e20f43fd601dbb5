// Windows events as XML: in the frames that tools write around them, broken ones, and pieces of any size.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"
#include "clew/evidence/formats/translating.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using testing::decode;
using testing::recognised;
using testing::translated;

constexpr std::string_view connection =
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>3</EventID>"
    "<TimeCreated SystemTime='2023-05-02T08:00:01.0000000Z'/><EventRecordID>71</EventRecordID>"
    "<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>pc-1</Computer><Security UserID='S-1-5-18'/>"
    "</System><EventData><Data Name='UtcTime'>2023-05-02 08:00:00.125</Data><Data Name='Image'>C:\\a &amp; b.exe</Data>"
    "<Data Name='User'></Data><Data Name='DestinationIp'>192.0.2.7</Data><Data Name='DestinationPort'>443</Data>"
    "</EventData></Event>";

TEST(WindowsXml, BecomesTheEventThatItIs) {
  const auto result = translated(windows_xml, connection);
  ASSERT_EQ(result.records.size(), 1U);
  EXPECT_EQ(
      result.records[0].text,
      R"({"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon",)"
      R"("Guid":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"}},"EventID":"3",)"
      R"("TimeCreated":{"#attributes":{"SystemTime":"2023-05-02T08:00:01.0000000Z"}},"EventRecordID":"71",)"
      R"("Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1","Security":{"#attributes":{"UserID":"S-1-5-18"}}},)"
      R"("EventData":{"UtcTime":"2023-05-02 08:00:00.125","Image":"C:\\a & b.exe","User":"","DestinationIp":"192.0.2.7",)"
      R"("DestinationPort":"443"}}})");
  const auto decoded = decode(windows_xml, result.records[0].text);
  EXPECT_EQ(decoded.event.event_class, model::EventClass::network_activity);
  EXPECT_EQ(decoded.event.get(device_hostname), "pc-1");
  EXPECT_EQ(decoded.event.get(dst_ip), "192.0.2.7");
  EXPECT_EQ(decoded.event.get(actor_process_path), "C:\\a & b.exe");
}

TEST(WindowsXml, IsRecognisedInEveryFrameByWhatItsLogCanShow) {
  const std::string event(connection);
  EXPECT_EQ(recognised(event), "windows_xml windows_sysmon");
  EXPECT_EQ(recognised(event + "\r\n" + event), "windows_xml windows_sysmon");
  EXPECT_EQ(
      recognised("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>" + event + "</Events>"),
      "windows_xml windows_sysmon");
  EXPECT_EQ(recognised("evtxexport 20181227\n\n" + event), "windows_xml windows_sysmon");
  EXPECT_EQ(recognised("\xef\xbb\xbfRecord 1\n<?xml version=\"1.0\"?>\n<!-- by hand -->" + event),
            "windows_xml windows_sysmon");
  EXPECT_NE(recognised("a line of text\n" + event), "windows_xml windows_sysmon");
  EXPECT_NE(recognised("<Events><Event><Name>a party</Name></Event></Events>"), "windows_xml windows_events");
}

TEST(WindowsXml, KeepsTextsWithoutNamesAttributesBesideTextAndSecondElements) {
  const auto result = translated(
      windows_xml,
      "<Event><System><EventID Qualifiers='16384'>7045</EventID><Correlation/></System>"
      "<EventData><Data>one</Data><Binary>00ff</Binary><Data>two</Data></EventData>"
      "<UserData>\n  <x:Change xmlns:x='y'>\n    <x:Name>a</x:Name><x:Name>b</x:Name>\n  </x:Change>\n</UserData></Event>");
  ASSERT_EQ(result.records.size(), 1U);
  EXPECT_EQ(
      result.records[0].text,
      R"({"Event":{"System":{"EventID":{"#attributes":{"Qualifiers":"16384"},"#text":"7045"},"Correlation":null},)"
      R"("EventData":{"Binary":"00ff","Data":{"#text":["one","two"]}},)"
      R"("UserData":{"Change":{"Name":"a","Name_1":"b"}}}})");
}

TEST(WindowsXml, WhatIsBrokenIsToldWithItsBytesAndReadingGoesOn) {
  const std::string event(connection);
  const std::string cut = event.substr(0, 100);
  const std::string content =
      event + cut + event + "C:\\evil.exe was here" + "<Event><System>&evil;</System></Event>" + event + cut;
  const auto result = translated(windows_xml, content);
  std::string kinds;
  for (const Translation& record : result.records) {
    kinds += record.broken ? 'b' : 'e';
    // A broken one is searched, too.
    const std::string bytes = content.substr(record.offset, record.length);
    if (record.broken) {
      EXPECT_TRUE(record.text.ends_with(": " + bytes)) << record.text;
    }
  }
  EXPECT_EQ(kinds, "ebebbeb");
  EXPECT_TRUE(result.records[1].text.starts_with("the next event begins before its end: "));
  EXPECT_TRUE(result.records[3].text.starts_with("text that is no event: C:\\evil.exe"));
  EXPECT_TRUE(result.records[6].text.starts_with("the content ends within it: "));
}

TEST(WindowsXml, RefusesEntitiesDocumentTypesAndDepth) {
  std::string deep = "<Event>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (const std::string& content :
       {std::string("<Event>&x;</Event>"), std::string("<Event xmlns:a='b'><!DOCTYPE x></Event>"), deep + "</Event>"}) {
    const auto result = translated(windows_xml, content);
    ASSERT_EQ(result.records.size(), 1U);
    EXPECT_TRUE(result.records[0].broken);
  }
}

TEST(WindowsXml, PiecesMakeNoDifference) {
  const std::string content = "<Events>\n" + std::string(connection) + "x" + std::string(connection.substr(0, 90)) +
                              std::string(connection) + std::string(70'000, ' ') + "</Events> no more <Event";
  const auto whole = translated(windows_xml, content);
  for (const std::size_t piece_bytes : {1UL, 2UL, 7UL, 64UL, 4096UL}) {
    const auto pieces = translated(windows_xml, content, piece_bytes);
    ASSERT_EQ(pieces.records.size(), whole.records.size()) << piece_bytes;
    for (std::size_t i = 0; i < whole.records.size(); ++i) {
      EXPECT_EQ(pieces.records[i].text, whole.records[i].text);
      EXPECT_EQ(pieces.records[i].offset, whole.records[i].offset);
      EXPECT_EQ(pieces.records[i].length, whole.records[i].length);
    }
  }
}

TEST(WindowsXml, SystemTimeIsUtcWhereNothingSaysSo) {
  const auto result = translated(windows_xml,
                                 "<Event><System><EventID>1</EventID>"
                                 "<TimeCreated SystemTime='2023-05-02 08:00:01.25'/></System></Event>");
  ASSERT_EQ(result.records.size(), 1U);
  FileContext context;
  context.utc_offset_minutes = 120;
  EXPECT_EQ(decode(windows_xml, result.records[0].text, context).time(), "2023-05-02T08:00:01.25Z");
}

}  // namespace
}  // namespace clew::evidence
