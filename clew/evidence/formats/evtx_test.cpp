// Event logs that the tests build themselves: what is in them, and what somebody did to them.
#include "clew/evidence/detail/evtx_builder.h"
#include "clew/evidence/detail/pieces.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"
#include "clew/evidence/translator.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace std::string_literals;
using detail::BuiltValue;
using detail::EvtxBuilder;
using detail::EvtxTokens;
using detail::EvtxType;
using detail::put_number;
using testing::decode;
using testing::recognised;
using enum model::Attribute;

struct Told {
  std::vector<Translation> records;
  std::string problem;

  [[nodiscard]] std::vector<std::string> broken() const {
    std::vector<std::string> texts;
    for (const Translation& record : records) {
      if (record.broken) texts.push_back(record.text);
    }
    return texts;
  }
  [[nodiscard]] std::size_t whole() const { return records.size() - broken().size(); }
};

Told read(std::string_view bytes, std::size_t piece_bytes = 10'000) {
  detail::Pieces content(bytes, piece_bytes);
  const auto translator = evtx.translate(content);
  Told told;
  Translation record;
  while (translator->next(record)) told.records.push_back(record);
  if (const auto problem = translator->problem()) told.problem = problem->what;
  return told;
}

std::string only_text(const std::string& bytes) {
  const Told told = read(bytes);
  if (told.records.size() != 1) return std::to_string(told.records.size()) + " records";
  return told.records[0].text;
}

/// `<Event><EventData>…</EventData></Event>` with `fill` in the middle.
std::string data_log(const EvtxBuilder::Write& fill, const std::vector<BuiltValue>& values) {
  EvtxBuilder log;
  log.record(
      1, "data",
      [&](EvtxTokens& xml) {
        xml.open("Event").close_tag().open("EventData").close_tag();
        fill(xml);
        xml.end().end();
      },
      values);
  return log.bytes();
}

std::string data_of(const EvtxBuilder::Write& fill, const std::vector<BuiltValue>& values) {
  const std::string text = only_text(data_log(fill, values));
  constexpr std::string_view before = R"({"Event":{"EventData":)";
  return text.starts_with(before) ? text.substr(before.size(), text.size() - before.size() - 2) : text;
}

/// One value as it stands in JSON.
std::string value_text(const BuiltValue& value) {
  return data_of([](EvtxTokens& xml) { xml.data("x", 0, EvtxType::string); }, {value});
}

void put_process_event(EvtxTokens& xml) {
  xml.open("Event", true).attribute("xmlns").text("http://schemas.example/event").close_tag();
  detail::put_system(xml, "Microsoft-Windows-Sysmon");
  xml.open("EventData").close_tag();
  xml.data("Image", 8, EvtxType::string)
      .data("CommandLine", 9, EvtxType::string)
      .data("ProcessId", 10, EvtxType::uint32);
  xml.end().end();
}

std::vector<BuiltValue> process_values(std::uint64_t record, std::string_view image = "C:\\a.exe") {
  auto values = detail::system_values(1, record, "Microsoft-Windows-Sysmon/Operational");
  values.push_back(BuiltValue::text(image));
  values.push_back(BuiltValue::text("a.exe \"x\"\n"));
  values.push_back(BuiltValue::number(EvtxType::uint32, 4460, 4));
  return values;
}

EvtxBuilder process_log(std::uint64_t count) {
  EvtxBuilder log;
  for (std::uint64_t i = 1; i <= count; ++i) log.record(i, "process", put_process_event, process_values(i));
  return log;
}

TEST(Evtx, ARecordIsItsTemplateWithItsValues) {
  const std::string bytes = process_log(2).bytes();
  const Told told = read(bytes);
  ASSERT_EQ(told.records.size(), 2U);
  EXPECT_EQ(told.problem, "");
  EXPECT_EQ(
      told.records[0].text,
      R"({"Event":{"#attributes":{"xmlns":"http://schemas.example/event"},"System":{)"
      R"("Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":1,)"
      R"("TimeCreated":{"#attributes":{"SystemTime":"2023-06-29T06:30:01.2345678Z"}},"EventRecordID":1,"Correlation":null,)"
      R"("Execution":{"#attributes":{"ProcessID":77}},"Channel":"Microsoft-Windows-Sysmon/Operational",)"
      R"("Computer":"pc-1.example","Security":{"#attributes":{"UserID":"S-1-5-18"}}},)"
      R"("EventData":{"Image":"C:\\a.exe","CommandLine":"a.exe \"x\"\n","ProcessId":4460}}})");
  EXPECT_EQ(told.records[0].offset, 4096U + 512U);
  EXPECT_EQ(told.records[1].offset, told.records[0].offset + told.records[0].length);
  EXPECT_EQ(bytes.substr(told.records[1].offset, 4), "**\0\0"s);
  EXPECT_LT(told.records[1].length, told.records[0].length) << "the second one refers to the template of the first";
}

TEST(Evtx, HowTheBytesArriveDoesNotMatter) {
  EvtxBuilder log = process_log(40);
  log.end_chunk();
  log.record(41, "process", put_process_event, process_values(41));
  const std::string bytes = log.bytes();
  const Told once = read(bytes, bytes.size());
  ASSERT_EQ(once.records.size(), 41U);
  const Told pieces = read(bytes, 7);
  ASSERT_EQ(pieces.records.size(), 41U);
  for (std::size_t i = 0; i < 41; ++i) {
    EXPECT_EQ(once.records[i].text, pieces.records[i].text);
    EXPECT_EQ(once.records[i].offset, pieces.records[i].offset);
  }
}

TEST(Evtx, AnEventIsDecoded) {
  const Told told = read(process_log(1).bytes());
  ASSERT_EQ(told.whole(), 1U);
  const auto event = decode(evtx, told.records[0].text);
  EXPECT_EQ(event.event.event_class, model::EventClass::process_activity);
  EXPECT_EQ(event.time(), "2023-06-29T06:30:01.2345678Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::exact);
  EXPECT_EQ(event.get(process_path), "C:\\a.exe");
  EXPECT_EQ(event.get(process_cmd_line), "a.exe \"x\"\n");
  EXPECT_EQ(event.get(process_pid), "4460");
  EXPECT_EQ(event.get(device_hostname), "pc-1.example");
  EXPECT_EQ(event.get(event_code), "1");
  EXPECT_EQ(event.get(event_uid), "1");
}

TEST(Evtx, TheChannelTellsTheSource) {
  const std::string bytes = process_log(3).bytes();
  EXPECT_EQ(recognised(std::string_view(bytes).substr(0, recognition_bytes)), "evtx windows_sysmon");
  EXPECT_EQ(recognised(std::string_view(bytes).substr(4096, 60'000)), "evtx windows_sysmon")
      << "a chunk without a file";
  EXPECT_EQ(recognised(EvtxBuilder().bytes()), "evtx windows_events") << "an empty log";
  EvtxBuilder mixed = process_log(2);
  auto other = process_values(3);
  other[4] = BuiltValue::text("Security");
  mixed.record(3, "process", put_process_event, other);
  EXPECT_EQ(recognised(mixed.bytes().substr(0, recognition_bytes)), "evtx windows_events") << "forwarded events";
}

struct ValueCase {
  std::string_view name;
  BuiltValue value;
  std::string want;
};

TEST(Evtx, ValuesHaveTheTextThatTheirTypeHas) {
  const auto number = BuiltValue::number;
  const std::string sids = std::string("\x01\x02\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0", 16);
  const std::vector<ValueCase> cases = {
      {"nothing", {}, R"("")"},
      {"text", BuiltValue::text("a\\b"), R"("a\\b")"},
      {"text_with_ends", {EvtxType::string, "a\0\0\0\0\0"s}, R"("a")"},
      {"nul_inside", {EvtxType::string, "a\0\0\0b\0"s}, R"("a\u0000b")"},
      {"umlaut", {EvtxType::string, "\xe4\0"s}, "\"\xc3\xa4\""},
      {"euro", {EvtxType::string, "\xac\x20"s}, "\"\xe2\x82\xac\""},
      {"pair", {EvtxType::string, "\x3d\xd8\x00\xde"s}, "\"\xf0\x9f\x98\x80\""},
      {"half_a_pair", {EvtxType::string, "\x3d\xd8\x61\x00"s}, R"("\ud83da")"},
      {"odd_bytes", {EvtxType::string, "a\0b"s}, R"("a")"},
      {"ansi", {EvtxType::ansi_string, "a\x80\xe4\0"s}, "\"a\xe2\x82\xac\xc3\xa4\""},
      {"int8", number(EvtxType::int8, 0xff, 1), "-1"},
      {"uint8", number(EvtxType::uint8, 0xff, 1), "255"},
      {"int16", number(EvtxType::int16, 0x8000, 2), "-32768"},
      {"uint16", number(EvtxType::uint16, 0x8000, 2), "32768"},
      {"int32", number(EvtxType::int32, 0xffffffff, 4), "-1"},
      {"uint32", number(EvtxType::uint32, 0xffffffff, 4), "4294967295"},
      {"int64", number(EvtxType::int64, ~0ULL, 8), "-1"},
      {"uint64", number(EvtxType::uint64, ~0ULL, 8), "18446744073709551615"},
      {"real32", number(EvtxType::real32, 0x3fc00000, 4), R"("1.5")"},
      {"real64", number(EvtxType::real64, 0xbff8000000000000, 8), R"("-1.5")"},
      {"yes", number(EvtxType::boolean, 1, 4), "true"},
      {"no", number(EvtxType::boolean, 0, 4), "false"},
      {"binary", {EvtxType::binary, "\x01\xab"s}, R"("01AB")"},
      {"guid",
       {EvtxType::guid, "\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff"s},
       R"("00112233-4455-6677-8899-AABBCCDDEEFF")"},
      {"size_32", number(EvtxType::size, 0x10, 4), R"("0x10")"},
      {"size_64", number(EvtxType::size, 0x10, 8), R"("0x10")"},
      {"file_time", number(EvtxType::file_time, 116'444'736'000'000'001, 8), R"("1970-01-01T00:00:00.0000001Z")"},
      {"no_file_time", number(EvtxType::file_time, ~0ULL, 8), R"("FFFFFFFFFFFFFFFF")"},
      {"system_time",
       {EvtxType::system_time, "\xe7\x07\x06\0\x03\0\x1c\0\x16\0\x32\0\x01\0\xea\0"s},
       R"("2023-06-28T22:50:01.234Z")"},
      {"no_system_time", {EvtxType::system_time, std::string(16, '\xff')}, R"("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")"},
      {"sid", {EvtxType::sid, sids}, R"("S-1-5-32-544")"},
      {"cut_sid", {EvtxType::sid, sids.substr(0, 12)}, R"("010200000000000520000000")"},
      {"hex32", number(EvtxType::hex_int32, 0xabc, 4), R"("0xabc")"},
      {"hex64", number(EvtxType::hex_int64, 0x8000000000000000, 8), R"("0x8000000000000000")"},
      {"number_of_another_size", number(EvtxType::uint32, 1, 2), R"("0100")"},
      {"unknown_type", {static_cast<EvtxType>(0x77), "\x01"s}, R"("01")"},
      {"texts", BuiltValue::array(EvtxType::string, detail::wide("a"s + '\0' + "b" + '\0')), R"(["a","b"])"},
      {"one_text", BuiltValue::array(EvtxType::string, detail::wide("a")), R"(["a"])"},
      {"numbers", BuiltValue::array(EvtxType::uint16, "\x01\0\x02\0"s), "[1,2]"},
      {"numbers_cut", BuiltValue::array(EvtxType::uint16, "\x01\0\x02"s), R"([1,"02"])"},
      {"sids", BuiltValue::array(EvtxType::sid, sids + sids), R"(["S-1-5-32-544","S-1-5-32-544"])"},
  };
  for (const ValueCase& row : cases) EXPECT_EQ(value_text(row.value), "{\"x\":" + row.want + "}") << row.name;
}

TEST(Evtx, DataWithoutNamesIsAnArray) {
  const auto plain = [](std::size_t count) {
    return [count](EvtxTokens& xml) {
      for (std::size_t i = 0; i < count; ++i) xml.open("Data").close_tag().value(i, EvtxType::string).end();
      xml.leaf("Binary", count, EvtxType::binary);
    };
  };
  EXPECT_EQ(data_of(plain(1), {BuiltValue::text("a"), {}}), R"({"Data":{"#text":"a"},"Binary":null})");
  EXPECT_EQ(data_of(plain(3), {BuiltValue::text("a"), {}, BuiltValue::text("c"), {EvtxType::binary, "\xd9"}}),
            R"({"Data":{"#text":["a","","c"]},"Binary":"D9"})");
  EXPECT_EQ(data_of(plain(1), {BuiltValue::array(EvtxType::string, detail::wide("a"s + '\0' + "b" + '\0')), {}}),
            R"({"Data":{"#text":["a","b"]},"Binary":null})");
}

TEST(Evtx, TheSecondElementOfANameSaysSo) {
  EXPECT_EQ(data_of(
                [](EvtxTokens& xml) {
                  for (std::size_t i = 0; i < 3; ++i) xml.leaf("Header", i, EvtxType::uint8);
                },
                {BuiltValue::number(EvtxType::uint8, 1, 1), BuiltValue::number(EvtxType::uint8, 2, 1), {}}),
            R"({"Header":1,"Header_1":2,"Header_2":null})");
}

TEST(Evtx, TextsAroundValuesAreOneText) {
  const auto mixed = [](EvtxTokens& xml) {
    xml.open("T", true)
        .attribute("n", true)
        .text("x")
        .value(0, EvtxType::uint8)
        .attribute("empty")
        .value(1, EvtxType::string);
    xml.close_tag().text("a<").value(0, EvtxType::uint8).raw("\x08\x26\0"s);
    xml.raw("\x09").put_name("lt");
    xml.raw("\x09").put_name("nbsp");
    xml.raw("\x07\x01\0z\0"s).end();
  };
  EXPECT_EQ(data_of(mixed, {BuiltValue::number(EvtxType::uint8, 7, 1), {}}),
            R"({"T":{"#attributes":{"n":"x7"},"#text":"a<7&<&nbsp;z"}})");
}

TEST(Evtx, BinaryXmlInAValueBecomesPartOfTheEvent) {
  EvtxBuilder log;
  EvtxBuilder::Write inner = [](EvtxTokens& xml) {
    xml.open("EventData").close_tag().data("x", 0, EvtxType::string).end();
  };
  // The value must lie where the names and templates in it say: it is written where it will be.
  const auto event = [](EvtxTokens& xml) {
    xml.open("Event").close_tag().leaf("A", 0, EvtxType::uint8).value(1, EvtxType::binary_xml);
    xml.leaf("B", 0, EvtxType::uint8).end();
  };
  log.record(1, "event", event, {BuiltValue::number(EvtxType::uint8, 7, 1), {}});
  log.record(2, [&](EvtxTokens& xml) {
    xml.fragment();
    log.instance("event", event, {BuiltValue::number(EvtxType::uint8, 7, 1), {EvtxType::binary_xml, "?"}});
    std::string& chunk = xml.chunk();
    chunk.pop_back();
    const std::size_t begin = chunk.size();
    xml.fragment();
    log.instance("inner", inner, {BuiltValue::text("deep")});
    xml.stop();
    detail::set_number(chunk, begin - 1 - 4, chunk.size() - begin, 2);
  });
  const Told told = read(log.bytes());
  ASSERT_EQ(told.whole(), 2U);
  EXPECT_EQ(told.records[0].text, R"({"Event":{"A":7,"B":7}})");
  EXPECT_EQ(told.records[1].text, R"({"Event":{"A":7,"EventData":{"x":"deep"},"B":7}})");
}

TEST(Evtx, ElementsWithoutATemplateAreRead) {
  EvtxBuilder log;
  log.record(1, [](EvtxTokens& xml) {
    xml.fragment().open("Event").close_tag().open("A").close_tag().text("x").end().open("B").close_empty().end().stop();
  });
  EXPECT_EQ(only_text(log.bytes()), R"({"Event":{"A":"x","B":null}})");
}

// ---- What is damaged, or never was an honest log.

TEST(Evtx, ADamagedRecordIsSaidAndTheNextOneRead) {
  std::string bytes = process_log(3).bytes(true);
  const Told whole = read(bytes);
  ASSERT_EQ(whole.whole(), 3U);
  const std::size_t second = whole.records[1].offset;
  bytes.replace(second, 4, "xxxx");
  const Told told = read(bytes);
  ASSERT_EQ(told.records.size(), 3U);
  EXPECT_EQ(told.records[1].text, "no record begins here");
  EXPECT_EQ(told.records[1].offset, second);
  EXPECT_EQ(told.records[1].length, whole.records[1].length);
  EXPECT_EQ(told.records[2].text, whole.records[2].text);

  detail::set_number(bytes, second, 0x2a2a, 4);
  for (const std::uint64_t size : {0ULL, 27ULL, 0xffffffffULL}) {
    detail::set_number(bytes, second + 4, size, 4);
    EXPECT_EQ(read(bytes).broken(), std::vector{"record 2: a record of an impossible size"s}) << size;
    EXPECT_EQ(read(bytes).whole(), 2U);
  }
}

TEST(Evtx, ACutFileIsReadUpToThere) {
  const std::string bytes = process_log(3).bytes();
  const Told whole = read(bytes);
  const Told told = read(std::string_view(bytes).substr(0, whole.records[2].offset + 30));
  EXPECT_EQ(told.whole(), 2U);
  EXPECT_EQ(told.broken(), std::vector{"record 3: a record that the end of the file cuts off"s});
  EXPECT_EQ(told.problem, "the file ends within a chunk's records");
  EXPECT_EQ(read(std::string_view(bytes).substr(0, 4096 + 100)).problem, "the file ends within a chunk's records");
  EXPECT_EQ(read(std::string_view(bytes).substr(0, 4096)).problem,
            "0 of the 1 chunks that the header tells of are there");
  EXPECT_EQ(read(std::string_view(bytes).substr(0, 50)).problem, "");
}

TEST(Evtx, ChangedRecordsAreSaidUnlessTheLogWasInUse) {
  for (const bool is_dirty : {false, true}) {
    std::string bytes = process_log(2).bytes(is_dirty);
    bytes.replace(bytes.rfind(detail::wide("C:\\a.exe")), 1, "D");
    const Told told = read(bytes);
    EXPECT_EQ(told.whole(), 2U);
    EXPECT_EQ(told.broken().size(), is_dirty ? 0U : 1U);
    EXPECT_TRUE(told.records.back().text.contains(R"("D:\\a.exe")"));
  }
}

TEST(Evtx, WhatOlderEventsLeftBehindIsNoRecord) {
  EvtxBuilder old = process_log(9);
  const std::string rest = old.chunk().substr(old.chunk_size() - 3 * 400);
  EvtxBuilder log = process_log(2);
  log.slack(rest);
  EXPECT_EQ(read(log.bytes()).records.size(), 2U);
}

TEST(Evtx, InALogInUseRecordsGoOnWhereTheHeaderIsBehindTheTimes) {
  for (const bool is_dirty : {false, true}) {
    EvtxBuilder log = process_log(4);
    std::string bytes = log.bytes(is_dirty);
    const Told all = read(bytes);
    ASSERT_EQ(all.whole(), 4U);
    detail::set_number(bytes, 4096 + 48, all.records[2].offset - 4096, 4);
    EXPECT_EQ(read(bytes).whole(), is_dirty ? 4U : 2U);
    detail::set_number(bytes, 42, 0, 2);  // nor does the file's header know of the chunk
    EXPECT_EQ(read(bytes).whole(), is_dirty ? 4U : 2U);
  }
}

TEST(Evtx, AnExportThatCallsAllOfAChunkUsedEndsWithItsLastRecord) {
  std::string bytes = process_log(2).bytes(true);
  for (const std::uint64_t end : {0x10000ULL, 0ULL, 0xffffffffULL}) {
    detail::set_number(bytes, 4096 + 48, end, 4);
    const Told told = read(bytes);
    EXPECT_EQ(told.records.size(), 2U) << end;
    EXPECT_EQ(told.problem, "");
  }
}

TEST(Evtx, AChunkThatIsNoneIsSaidAndRoomForLaterIsNot) {
  EvtxBuilder log = process_log(1);
  log.end_chunk();
  log.record(2, "process", put_process_event, process_values(2));
  std::string bytes = log.bytes();
  bytes.insert(4096, std::string(65536, '\0'));
  EXPECT_EQ(read(bytes).records.size(), 2U);
  bytes.replace(4096, 8, "garbage!");
  const Told told = read(bytes);
  EXPECT_EQ(told.broken(), std::vector{"no chunk begins here"s});
  EXPECT_EQ(told.whole(), 2U);
}

/// A record whose binary XML is a template's instance with any offset.
std::string log_with_template_at(std::size_t offset) {
  EvtxBuilder log;
  log.record(1, [&](EvtxTokens& xml) {
    xml.fragment().raw("\x0c\x01....");
    put_number(xml.chunk(), offset, 4);
    put_number(xml.chunk(), 0, 4);
    xml.stop();
  });
  return log.bytes();
}

TEST(Evtx, OffsetsThatLeadAnywhereAreBroken) {
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, std::size_t{512}, std::size_t{530},
                                   std::size_t{65535}, std::size_t{65536}, std::size_t{0xffffffff}}) {
    const Told told = read(log_with_template_at(offset));
    EXPECT_EQ(told.broken().size(), 1U) << offset;
  }
  EvtxBuilder names;
  names.record(1, [](EvtxTokens& xml) {
    xml.fragment().raw("\x01........");
    detail::set_number(xml.chunk(), xml.chunk().size() - 4, 0xfffffff0, 4);
    xml.raw("\x02");
  });
  EXPECT_EQ(read(names.bytes()).broken().size(), 1U);
}

TEST(Evtx, WhatNestsWithoutEndIsBroken) {
  const std::string deep = data_log(
      [](EvtxTokens& xml) {
        for (int i = 0; i < 40; ++i) xml.open("a").close_tag();
        for (int i = 0; i < 40; ++i) xml.end();
      },
      {});
  EXPECT_EQ(read(deep).broken(), std::vector{"record 1: elements nested more than 32 deep"s});
}

/// Each value is binary XML that shows the next one many times.
TEST(Evtx, ATemplateThatMultipliesItselfIsStopped) {
  EvtxBuilder log;
  const EvtxBuilder::Write multiply = [](EvtxTokens& xml) {
    xml.open("a").close_tag();
    for (int i = 0; i < 40; ++i) xml.value(0, EvtxType::binary_xml);
    xml.end();
  };
  for (std::uint64_t number = 1; number < 20; ++number) {
    log.record(number, [&](EvtxTokens& xml) {
      xml.fragment();
      std::string& chunk = xml.chunk();
      std::vector<std::size_t> sizes;
      for (int depth = 0; depth < 12; ++depth) {
        log.instance("multiply", multiply, {{EvtxType::binary_xml, ""}});
        sizes.push_back(chunk.size() - 4);
      }
      for (const std::size_t at : sizes) detail::set_number(chunk, at, chunk.size() - at - 4, 2);
    });
  }
  const Told told = read(log.bytes());
  EXPECT_EQ(told.broken().size(), 19U);
  EXPECT_EQ(told.records[0].text, "record 1: a chunk that takes more than a million steps");
}

TEST(Evtx, FewerValuesThanTheTemplateAsksForAreNothing) {
  EXPECT_EQ(data_of([](EvtxTokens& xml) { xml.data("x", 0, EvtxType::string).data("y", 9, EvtxType::string); },
                    {BuiltValue::text("a")}),
            R"({"x":"a","y":""})");
}

}  // namespace
}  // namespace clew::evidence
