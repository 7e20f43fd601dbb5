#include "clew/evidence/framing.h"

#include "clew/evidence/detail/pieces.h"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using detail::frame;
using detail::Framed;
using detail::Pieces;
using detail::Told;

Framed framed(std::string_view bytes, const Cut& cut, const Limits& limits = {}, std::size_t piece_bytes = 1U << 20U) {
  Pieces source(bytes, piece_bytes);
  return frame(source, cut, limits);
}

std::vector<std::string> texts(const Framed& framed) {
  std::vector<std::string> texts;
  for (const Told& record : framed.records) texts.push_back(record.text);
  return texts;
}

using Texts = std::vector<std::string>;
constexpr auto whole_record = Record::Part::whole;
constexpr auto first = Record::Part::first;
constexpr auto continued = Record::Part::continued;
const Cut lines{};
const Cut zeek{Framing::lines, '#', 0};
const Cut json{Framing::json_elements, '\0', 0};
const Cut whole{Framing::whole, '\0', 0};

TEST(LineFraming, TellsOffsetAndLineOfEachRecord) {
  const std::vector<Told> want{{"one", 0, 1}, {"two", 5, 2}, {" ", 11, 4}, {"last", 13, 5}};
  EXPECT_EQ(framed("one\r\ntwo\n\r\n \nlast", lines).records, want);
}

TEST(LineFraming, NeedsNoLineFeedAtTheEnd) { EXPECT_EQ(texts(framed("a\nb", lines)), texts(framed("a\nb\n", lines))); }

TEST(LineFraming, CountsEmptyLinesButMakesNoRecordsOfThem) {
  const std::vector<Told> want{{"a", 2, 3}, {"b", 6, 5}};
  EXPECT_EQ(framed("\n\na\n\r\nb\n\n\n", lines).records, want);
  EXPECT_TRUE(framed("", lines).records.empty());
  EXPECT_TRUE(framed("\n\r\n\n", lines).records.empty());
}

TEST(LineFraming, KeepsACarriageReturnThatIsNotBeforeALineFeed) {
  EXPECT_EQ(texts(framed("a\rb\r\r\n", lines)), (Texts{"a\rb\r"}));
}

TEST(LineFraming, KeepsZerosAndBrokenUtf8) {
  const std::string bytes("\0\xff\n\x80", 4);
  EXPECT_EQ(texts(framed(bytes, lines)), (Texts{bytes.substr(0, 2), bytes.substr(3)}));
}

TEST(LineFraming, StartsAtTheOffsetItIsGiven) {
  EXPECT_EQ(framed("a\nb", {Framing::lines, '\0', 3}).records[1].offset, 5U);
}

TEST(LineFraming, PutsARunOfHeaderLinesOverTheRecordsThatFollow) {
  const std::vector<Told> want{{"1", 10, 3, whole_record, "#f\tx\n#t\ty\n"},
                               {"2", 12, 4, whole_record, "#f\tx\n#t\ty\n"},
                               {"3", 19, 7, whole_record, "#n\n"}};
  EXPECT_EQ(framed("#f\tx\n#t\ty\n1\n2\n#n\r\n\n3\n", zeek).records, want);
}

TEST(LineFraming, NeverHasRecordsUnderTwoHeadersInOneBlock) {
  Pieces source("#a\n1\n#b\n2\n", 100);
  const auto framer = make_framer(source, zeek, {});
  Block block;
  ASSERT_TRUE(framer->next(block));
  EXPECT_EQ(block.records.size(), 1U);
  EXPECT_EQ(block.header, "#a\n");
  ASSERT_TRUE(framer->next(block));
  EXPECT_EQ(block.header, "#b\n");
  EXPECT_EQ(block.offset_of(block.records.front()), 8U);
  EXPECT_FALSE(framer->next(block));
}

TEST(LineFraming, KeepsOnlySoMuchOfAHeader) {
  Limits limits;
  limits.header_bytes_max = 5;
  EXPECT_EQ(framed("#abcdefgh\n#i\n#j\nx", zeek, limits).records,
            (std::vector<Told>{{"x", 16, 4, whole_record, "#abcd"}}));
}

TEST(LineFraming, GivesALongRecordInPiecesAndStaysTrueAfterIt) {
  Limits limits;
  limits.record_bytes_max = 4;
  const Framed got = framed("ab\nabcdefghij\r\nabcd\nx", lines, limits);
  const std::vector<Told> want{
      {"ab", 0, 1},    {"abcd", 3, 2, first}, {"efgh", 7, 2, continued}, {"ij", 11, 2, continued},
      {"abcd", 15, 3}, {"x", 20, 4}};
  EXPECT_EQ(got.records, want);
  EXPECT_EQ(got.long_records, 1U);
  EXPECT_EQ(got.first_long_line, 2U);
}

TEST(LineFraming, ACarriageReturnAtTheSeamIsNoPiece) {
  Limits limits;
  limits.record_bytes_max = 4;
  const std::vector<Told> want{{"abcd", 0, 1, first}, {"x", 6, 2}};
  EXPECT_EQ(framed("abcd\r\nx", lines, limits).records, want);
  EXPECT_EQ(texts(framed("abcd\r", lines, limits)), (Texts{"abcd"}));
}

TEST(LineFraming, KeepsTheHeaderOverAllPieces) {
  Limits limits;
  limits.record_bytes_max = 2;
  const std::vector<Told> want{{"ab", 3, 2, first, "#h\n"},
                               {"#c", 5, 2, continued, "#h\n"},
                               {"#d", 7, 2, continued, "#h\n"},
                               {"e", 13, 4, whole_record, "#i\n"}};
  EXPECT_EQ(framed("#h\nab#c#d\n#i\ne", zeek, limits).records, want);
}

struct SeamCase {
  std::string_view name, bytes;
  Texts want;
};

TEST(LineFraming, EndsAPieceBehindASeparatorSoThatNoTokenIsSplit) {
  const std::vector<SeamCase> cases{
      {"space", "12345 evil.example", {"12345 ", "evil.example"}},
      {"separator_is_the_last_byte_that_fits", "12345678901 evil.example", {"12345678901 ", "evil.example"}},
      {"separator_is_the_first_byte_that_does_not_fit", "evil.example next", {"evil.example", " next"}},
      {"separator_is_the_first_byte_of_those_looked_at", "123 5678evil.example", {"123 ", "5678evil.exa", "mple"}},
      {"separator_is_before_those_looked_at", "12 45678evil.example", {"12 45678evil", ".example"}},
      {"no_separator", "0123456789abcdefghijklmnopq", {"0123456789ab", "cdefghijklmn", "opq"}},
      {"the_last_one_counts", "123 5,7;evil.example", {"123 5,7;", "evil.example"}},
      {"a_quote_rather_than_what_may_stand_in_a_value", R"(123"a (b) c.exe")", {"123\"", "a (b) c.exe\""}},
      {"a_tab_rather_than_what_may_stand_in_a_value", "1234\ta (b) c.exe", {"1234\t", "a (b) c.exe"}},
      {"several_seams", "aaaa bbbb cccc dddd eeee ffff", {"aaaa bbbb ", "cccc dddd ", "eeee ffff"}},
      {"exactly_as_long_as_allowed", "12345 789 12", {"12345 789 12"}},
  };
  Limits limits;
  limits.record_bytes_max = 12;
  limits.piece_carry_bytes_max = 9;
  for (const SeamCase& row : cases) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(texts(framed(row.bytes, lines, limits)), row.want);
    EXPECT_EQ(texts(framed(row.bytes, whole, limits)), row.want);
  }
  for (const char separator : std::string_view(" \t,\";<>(){}[]")) {
    const std::string start = std::string("12345") + separator;
    EXPECT_EQ(texts(framed(start + "evil.example", lines, limits)), (Texts{start, "evil.example"}));
  }
}

TEST(LineFraming, ATokenAtTheRealLimitIsWholeInOnePiece) {
  const std::string token = "evil.example";
  for (std::size_t before = 0; before <= token.size() + 1; ++before) {
    const std::string bytes =
        std::string(record_bytes_max - before - 1, 'x') + " " + token + " " + std::string(100, 'y');
    const Framed got = framed(bytes, lines);
    ASSERT_EQ(got.records.size(), 2U);
    EXPECT_EQ(got.records[0].text + got.records[1].text, bytes);
    EXPECT_NE(got.records[0].text.ends_with(" " + token + " "), got.records[1].text.starts_with(token + " ")) << before;
  }
}

TEST(LineFraming, OneEndlessLineIsGivenWholeWithinTheLimit) {
  // 1 GiB without a line feed: no block may hold more than one piece of it.
  class Endless final : public ByteSource {
   public:
    std::string_view next() override {
      return pieces_++ < 4096 ? std::string_view(piece_) : pieces_ == 4097 ? "\nnext\n" : "";
    }

   private:
    std::string piece_ = std::string(1U << 18U, 'x');
    int pieces_ = 0;
  } source;
  const auto framer = make_framer(source, lines, {});
  Block block;
  for (std::size_t piece = 0; piece < 64; ++piece) {
    ASSERT_TRUE(framer->next(block));
    ASSERT_EQ(block.records.front().part, piece == 0 ? first : continued);
    ASSERT_EQ(block.records.front().size, record_bytes_max);
    ASSERT_EQ(block.offset_of(block.records.front()), piece * record_bytes_max);
    ASSERT_EQ(block.records.front().line, 1U);
    ASSERT_LE(block.bytes.capacity(), record_bytes_max + 2 * block_bytes);
  }
  // The 64th piece ended with the line.
  ASSERT_TRUE(framer->next(block));
  EXPECT_EQ(block.text_of(block.records.front()), "next");
  EXPECT_EQ(block.offset_of(block.records.front()), (1U << 30U) + 1U);
  EXPECT_LE(block.bytes.capacity(), 4 * block_bytes);
  EXPECT_EQ(framer->long_records().count, 1U);
}

TEST(LineFraming, OneLineOfManyPiecesLosesNoByte) {
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) bytes += std::to_string(i * 7919) + (i % 3 == 0 ? "," : i % 3 == 1 ? " " : ".");
  Limits limits;
  limits.record_bytes_max = 64;
  limits.piece_carry_bytes_max = 32;
  const Framed got = framed("\n" + bytes + "\nnext", lines, limits, 50);
  EXPECT_GT(got.records.size(), bytes.size() / 64);
  const std::vector<Told> want{{bytes, 1, 2}, {"next", bytes.size() + 2, 3}};
  EXPECT_EQ(detail::joined(got.records), want);
  EXPECT_EQ(got.long_records, 1U);
  for (std::size_t i = 0; i + 2 < got.records.size(); ++i)
    EXPECT_TRUE(got.records[i].text.ends_with(' ') || got.records[i].text.ends_with(','));
}

TEST(LineFraming, BlocksAreFilledButNotMuchBeyondTheirSize) {
  Limits limits;
  limits.block_bytes = 10;
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += "12345\n";
  Pieces source(bytes, 7);
  const auto framer = make_framer(source, lines, limits);
  Block block;
  std::uint64_t next_offset = 0;
  while (framer->next(block)) {
    EXPECT_EQ(block.offset, next_offset);
    EXPECT_LE(block.bytes.size(), 16U);
    EXPECT_EQ(block.records.size(), 2U);
    next_offset += block.bytes.size();
  }
  EXPECT_EQ(next_offset, bytes.size());
}

struct JsonCase {
  std::string_view name, bytes;
  Texts want;
  bool has_problem = false;
};

TEST(JsonFraming, FindsTheRecordsOfEachKindOfDocument) {
  const std::vector<JsonCase> cases{
      {"array", R"([{"a":1}, {"b":[2]}])", {R"({"a":1})", R"({"b":[2]})"}},
      {"array_of_everything", "[1, \"x]\" ,null,[2,[3]],{}\n]", {"1", "\"x]\"", "null", "[2,[3]]", "{}"}},
      {"empty_array", "[]", {}},
      {"envelope", R"({"Records":[{"a":1},{"b":2}]})", {R"({"a":1})", R"({"b":2})"}},
      {"envelope_with_scalars", R"({"totalCount":147,"next":"{[","results":[ {"a":1} ],"more":true})", {R"({"a":1})"}},
      {"records_one_level_deeper",
       R"({"took":5,"_shards":{"total":1},"hits":{"total":{"value":2},"max_score":1.0,"hits" : [ {"_id":"}"},{"b":[]} ]}})",
       {R"({"_id":"}"})", R"({"b":[]})"}},
      {"what_follows_records_one_level_deeper",
       R"({"log":{"creator":{"name":"x"},"pages":[],"entries":[{"a":1}],"more":{"c":3}},"then":{"d":4},"end":5}
{"e":6})",
       {R"({"a":1})", R"({"c":3})", R"({"d":4})", R"({"e":6})"}},
      {"other_names_one_level_deeper",
       R"({"host":{"name":"a","disks":[{"b":1}]}})",
       {R"({"host":{"name":"a","disks":[{"b":1}]}})"}},
      {"scalars_one_level_deeper", R"({"hits":{"hits":["a","b"]}})", {R"({"hits":{"hits":["a","b"]}})"}},
      {"two_levels_deeper", R"({"data":{"log":{"entries":[{"a":1}]}}})", {R"({"data":{"log":{"entries":[{"a":1}]}}})"}},
      {"envelope_after_an_empty_array", R"({"errors":[ ],"results":[{"a":1}]})", {R"({"a":1})"}},
      {"what_else_an_envelope_holds",
       R"({"r":[{"a":1}],"m":{"b":[{}]},"s":[1,2],"e":[],"t":[{"c":3}]})",
       {R"({"a":1})", R"({"b":[{}]})", "[1,2]", R"({"c":3})"}},
      {"object", R"({"a":{"b":1},"resources":[{"c":2}]})", {R"({"a":{"b":1},"resources":[{"c":2}]})"}},
      {"object_with_scalar_array",
       R"({"ips":["192.0.2.1"],"r":[{"c":2}]})",
       {R"({"ips":["192.0.2.1"],"r":[{"c":2}]})"}},
      {"array_of_scalars_before_log_events",
       R"({"owner":"o","filters":["a","[{"],"logEvents" : [{"c":2},{"d":3}]})",
       {R"({"c":2})", R"({"d":3})"}},
      {"array_of_more_than_scalars_before_log_events",
       R"({"filters":["a",{"b":1}],"logEvents":[{"c":2}]})",
       {R"({"filters":["a",{"b":1}],"logEvents":[{"c":2}]})"}},
      {"object_with_many_members_first",
       R"({"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"r":[{}]})",
       {R"({"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"r":[{}]})"}},
      {"documents_back_to_back", "{\n \"a\": 1\n}\n{\n \"b\": 2\n}{}", {"{\n \"a\": 1\n}", "{\n \"b\": 2\n}", "{}"}},
      {"arrays_back_to_back", "[1][2]\n[3]", {"1", "2", "3"}},
      {"documents_of_all_kinds", R"({"r":[{"a":1}]} [{"b":2}] {"c":3})", {R"({"a":1})", R"({"b":2})", R"({"c":3})"}},
      {"escapes", R"([{"a":"\"}\\"},{"b":"\\\"]"}])", {R"({"a":"\"}\\"})", R"({"b":"\\\"]"})"}},
      {"names_with_brackets", R"({"[{":1,"r":[{"}":2}]})", {R"({"}":2})"}},
      {"text_at_the_top", "hello {world\n{\"a\":1}\r\nbye\r\n", {"hello {world", "{\"a\":1}", "bye"}},
      {"closed_too_often", "[1]]\n{}", {"1", "]", "{}"}},
      {"cut_off_in_an_element", R"([{"a":1},{"b":)", {R"({"a":1})", R"({"b":)"}, true},
      {"cut_off_in_a_string", R"([{"a":1},{"b":"]}])", {R"({"a":1})", R"({"b":"]}])"}, true},
      {"cut_off_between_elements", R"([{"a":1},)", {R"({"a":1})"}, true},
      {"cut_off_in_an_envelope", R"({"r":[{"a":1}])", {R"({"a":1})"}, true},
      {"cut_off_in_an_object", R"({"a":)", {R"({"a":)"}, true},
      {"blank", " \n\t ", {}},
      {"nothing", "", {}},
  };
  for (const JsonCase& row : cases) {
    SCOPED_TRACE(row.name);
    const Framed got = framed(row.bytes, json);
    EXPECT_EQ(texts(got), row.want);
    EXPECT_EQ(got.has_problem, row.has_problem);
  }
}

TEST(JsonFraming, AStringThatWasCutOffCostsOneRecord) {
  constexpr std::string_view several = "{\"a\": 1}\n{\"a\": \"cut\n{\"a\": 2}\n{\"a\":\n  {\"b\": \"c\"}\n}\n";
  const Texts want{"{\"a\": 1}", "{\"a\": \"cut\n", "{\"a\": 2}", "{\"a\":\n  {\"b\": \"c\"}\n}"};
  constexpr std::string_view array = "[\n{\"a\": \"cut\\\n{\"a\": 2},\n{\"a\": \"a\nb\"}]";
  for (std::size_t piece = 1; piece < several.size(); ++piece) {
    EXPECT_EQ(texts(framed(several, json, {}, piece)), want) << piece;
    EXPECT_EQ(framed(several, json, {}, piece).records.at(2).line, 3U);
    EXPECT_EQ(texts(framed(array, json, {}, piece)), (Texts{"{\"a\": \"cut\\\n", "{\"a\": 2}", "{\"a\": \"a\nb\"}"}))
        << piece;
  }
}

TEST(JsonFraming, TellsOffsetAndLineOfEachRecord) {
  EXPECT_EQ(framed("{\"r\":\n\n  [{\n},\n{}\n]}", json).records, (std::vector<Told>{{"{\n}", 10, 3}, {"{}", 15, 5}}));
}

TEST(JsonFraming, AMillionBracketsStayFlat) {
  const std::string bomb(1'000'000, '[');
  Limits limits;
  limits.record_bytes_max = 1000;
  const Framed got = framed(bomb, json, limits);
  ASSERT_EQ(got.records.size(), 1000U);
  EXPECT_EQ(detail::joined(got.records).front().text, bomb.substr(1));
  EXPECT_TRUE(got.has_problem);
  EXPECT_EQ(got.long_records, 1U);
}

TEST(JsonFraming, GivesALongElementInPiecesAndStaysTrueAfterIt) {
  Limits limits;
  limits.record_bytes_max = 6;
  const std::vector<Told> want{
      {"{\"a\":\"", 1, 1, first}, {"01\n345", 7, 1, continued}, {"6789\"}", 13, 2, continued}, {"{}", 21, 3}};
  limits.piece_carry_bytes_max = 2;
  EXPECT_EQ(framed("[{\"a\":\"01\n3456789\"}\n,{}]", json, limits).records, want);
}

TEST(JsonFraming, SplitsAnElementWhoseLastByteIsTheOneTooMany) {
  Limits limits;
  limits.record_bytes_max = 6;
  EXPECT_EQ(texts(framed(R"([{"a":10}, "abcde", 1234567])", json, limits)),
            (Texts{R"({"a")", ":10}", "\"", "abcde\"", "123456", "7"}));
  EXPECT_EQ(texts(framed(R"([{"a":1}])", json, limits)), (Texts{R"({"a")", ":1}"}));
  EXPECT_EQ(texts(framed(R"([{"":1}])", json, limits)), (Texts{R"({"":1})"}));
}

TEST(JsonFraming, WhatWasGivenOutAsAPieceIsNoEnvelopeAnyMore) {
  Limits limits;
  limits.record_bytes_max = 8;
  limits.piece_carry_bytes_max = 0;
  EXPECT_EQ(texts(framed(R"({"r":[        {"a":1}]})", json, limits)),
            (Texts{R"({"r":[  )", R"(      {")", R"(a":1}]})"}));
  EXPECT_EQ(texts(framed(R"({"r":[  {"a":1}]})", json, limits)), (Texts{R"({"a":1})"}));
}

const Cut rows{Framing::rows, '\0', 0};

TEST(RowFraming, LineFeedInAQuotedValueBelongsToIt) {
  const std::vector<Told> want{{"t,note", 0, 1}, {"1,\"a\r\n\"\"b\"\",\nc\"", 7, 2}, {"2,d", 24, 5}};
  EXPECT_EQ(framed("t,note\n1,\"a\r\n\"\"b\"\",\nc\"\r\n2,d\n", rows).records, want);
}

TEST(RowFraming, QuoteOnlyCountsWhereAValueBegins) {
  EXPECT_EQ(texts(framed("a,5\" disk\nb,c \"d\ne,\"f\" g\nh", rows)),
            (Texts{"a,5\" disk", "b,c \"d", "e,\"f\" g", "h"}));
  const Cut semicolons{.framing = Framing::rows, .separator = ';'};
  EXPECT_EQ(texts(framed("a,\"b;\"c\nd\"\ne", semicolons)), (Texts{"a,\"b;\"c\nd\"", "e"}));
}

/// Whoever leaves a quote open gets back his lines after a while.
TEST(RowFraming, QuoteThatNobodyClosesEndsWithALine) {
  std::string bytes = "a,\"b\n";
  for (std::size_t i = 0; i < 10'000; ++i) bytes += "0123456789\n";
  const auto records = framed(bytes, rows).records;
  ASSERT_GT(records.size(), 1'000U);
  EXPECT_GT(records[0].text.size(), row_bytes_max);
  EXPECT_LT(records[0].text.size(), row_bytes_max + 20);
  EXPECT_EQ(records[1].text, "0123456789");
}

TEST(RowFraming, WhereBytesAreCutMakesNoDifference) {
  const std::string bytes = "t,note\n\n1,\"a\n\"\"b\"\"\n\",x\n2,\"\"\n3,\"open\n4";
  const Framed want = framed(bytes, rows);
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    EXPECT_EQ(framed(bytes, rows, {}, piece).records, want.records) << piece;
    Limits limits;
    limits.block_bytes = piece;
    EXPECT_EQ(framed(bytes, rows, limits, piece).records, want.records) << piece;
  }
}

/// "7 text" is a line of the event 7; "text" is one by itself.
void event_of_number(std::string_view line, std::string& id) {
  const std::size_t end = line.find(' ');
  if (end != std::string_view::npos && end < 4) id = line.substr(0, end);
}

Cut joined_lines() {
  Cut cut;
  cut.framing = Framing::joined_lines;
  cut.event_of = event_of_number;
  return cut;
}

TEST(JoinedFraming, LinesOfOneEventAreARecordAtThePlaceOfTheFirst) {
  const std::vector<Told> want{{"1 a\n1 b\n1 c", 0, 1}, {"alone", 8, 3}, {"2 a\n2 b", 18, 5}, {"end", 28, 8}};
  EXPECT_EQ(framed("1 a\n1 b\nalone\n1 c\n2 a\r\n\n2 b\nend", joined_lines()).records, want);
}

TEST(JoinedFraming, ALengthReachesFromTheFirstLineToTheLast) {
  Pieces source("1 a\n2 a\n1 b\n2 b\n", 3);
  const auto framer = make_framer(source, joined_lines(), {});
  Block block;
  ASSERT_TRUE(framer->next(block));
  ASSERT_EQ(block.records.size(), 2U);
  EXPECT_EQ(block.offset_of(block.records[0]), 0U);
  EXPECT_EQ(block.length_of(block.records[0]), 11U);
  EXPECT_EQ(block.offset_of(block.records[1]), 4U);
  EXPECT_EQ(block.length_of(block.records[1]), 11U);
  EXPECT_FALSE(framer->next(block));
}

TEST(JoinedFraming, AnEventEndsWhenManyLinesCameWithoutItsOwn) {
  std::string bytes = "1 a\n";
  for (std::size_t i = 0; i < joined_lines_apart_max; ++i) bytes += "x\n";
  bytes += "1 b\n1 c\n";
  const auto found = texts(framed(bytes, joined_lines()));
  EXPECT_EQ(found.front(), "1 a");
  EXPECT_EQ(found.back(), "1 b\n1 c");
}

TEST(JoinedFraming, OneThatNeverEndsHoldsUpOnlySoMuch) {
  std::string bytes;
  const std::string filling(1000, 'x');
  for (std::size_t i = 0; i < 5000; ++i) bytes += "1 " + filling + "\n";
  std::size_t total = 0;
  for (const std::string& text : texts(framed(bytes, joined_lines()))) {
    EXPECT_LE(text.size(), joined_bytes_max + 2000);
    total += text.size() + 1;
  }
  EXPECT_EQ(total, bytes.size());
}

TEST(JoinedFraming, APieceOfALongLineComesAloneAndInOrder) {
  Limits limits;
  limits.record_bytes_max = 8;
  limits.piece_carry_bytes_max = 4;
  const std::vector<Told> want{{"1 a\n1 b", 0, 1},
                               {"2 abcdef", 8, 3, first},
                               {"ghijklmn", 16, 3, continued},
                               {"op", 24, 3, continued},
                               {"1 c", 27, 4}};
  for (const std::size_t block_bytes : {1U, 5U, 1000U}) {
    limits.block_bytes = block_bytes;
    EXPECT_EQ(framed("1 a\n1 b\n2 abcdefghijklmnop\n1 c", joined_lines(), limits, 5).records, want) << block_bytes;
  }
}

TEST(WholeFraming, IsOneRecord) {
  EXPECT_EQ(framed("a\n\nb\r\n", whole).records, (std::vector<Told>{{"a\n\nb\r\n", 0, 1}}));
  EXPECT_TRUE(framed("", whole).records.empty());
  Limits limits;
  limits.record_bytes_max = 2;
  EXPECT_EQ(framed("abcd", whole, limits).records, (std::vector<Told>{{"ab", 0, 1, first}, {"cd", 2, 1, continued}}));
  limits.record_bytes_max = 6;
  EXPECT_EQ(framed("a\nb\ncd\ne", whole, limits).records,
            (std::vector<Told>{{"a\nb\n", 0, 1, first}, {"cd\ne", 4, 3, continued}}));
}

std::string random_text(std::mt19937_64& random, std::string_view alphabet, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
  return text;
}

Limits random_limits(std::mt19937_64& random) {
  Limits limits;
  limits.block_bytes = 1 + random() % 40;
  limits.record_bytes_max = random() % 2 == 0 ? 1 + random() % 12 : 1000;
  limits.piece_carry_bytes_max = random() % 8;
  return limits;
}

TEST(Framing, WherePiecesAndBlocksEndMakesNoDifference) {
  std::mt19937_64 random(20230712);
  for (int turn = 0; turn < 3000; ++turn) {
    const bool is_json = turn % 2 == 0;
    const std::string bytes = random_text(random,
                                          is_json ? R"({}[]{}[]"",,::\1a )"
                                                    "\n"
                                                  : "ab# ,\r\n\n",
                                          random() % 120);
    const Cut cut = is_json ? json : turn % 3 == 0 ? zeek : turn % 3 == 1 ? lines : whole;
    Limits limits = random_limits(random);
    Limits one_block = limits;
    one_block.block_bytes = 1U << 20U;
    const Framed want = framed(bytes, cut, one_block);
    for (const std::size_t piece_bytes : {1, 2, 3, 5, 8, 13, 64}) {
      ASSERT_EQ(framed(bytes, cut, limits, piece_bytes), want) << turn << ": " << ::testing::PrintToString(bytes);
    }
  }
}

TEST(Framing, LinesAreThoseOfTheNaiveSplitter) {
  std::mt19937_64 random(5);
  for (int turn = 0; turn < 3000; ++turn) {
    const std::string bytes = random_text(random, std::string_view("abc#\r\n\n\0\xff \t,\"", 13), random() % 200);
    const Limits limits = random_limits(random);
    const Cut cut = turn % 2 == 0 ? lines : zeek;
    Pieces source(bytes, [&] { return random() % 30; });
    ASSERT_EQ(frame(source, cut, limits).records, detail::frame_lines_naively(bytes, cut.header_mark, limits)) << turn;
  }
}

std::string random_value(std::mt19937_64& random, int depth) {
  switch (random() % (depth > 0 ? 5 : 3)) {
    case 0: return std::to_string(random() % 1000);
    case 1: return R"("a\"]}\\[{,b")";
    case 2: return "null";
    case 3: return "[" + random_value(random, depth - 1) + ", " + random_value(random, depth - 1) + "]";
    default: return "{\"k\":" + random_value(random, depth - 1) + ",\n\"l\" : " + random_value(random, depth - 1) + "}";
  }
}

TEST(Framing, ElementsAreThoseThatTheDocumentWasMadeOf) {
  std::mt19937_64 random(6);
  for (int turn = 0; turn < 500; ++turn) {
    Texts want;
    std::string bytes = turn % 2 == 0 ? "[" : R"({"n":1,"r":[)";
    for (std::size_t i = 1 + random() % 5; i > 0; --i) {
      want.push_back(turn % 2 == 0 ? random_value(random, 3) : "{\"v\":" + random_value(random, 3) + "}");
      bytes += (bytes.ends_with('[') ? "" : " ,\n") + want.back();
    }
    bytes += turn % 2 == 0 ? "]" : "]}";
    Limits limits;
    limits.block_bytes = 1 + random() % 40;
    const Framed got = framed(bytes, json, limits, 1 + random() % 20);
    ASSERT_EQ(texts(got), want) << bytes;
    for (const Told& record : got.records) {
      ASSERT_EQ(bytes.substr(record.offset, record.text.size()), record.text);
      ASSERT_EQ(record.line, 1U + static_cast<std::uint64_t>(std::ranges::count(bytes.substr(0, record.offset), '\n')));
    }
    ASSERT_FALSE(got.has_problem);
  }
}

}  // namespace
}  // namespace clew::evidence
