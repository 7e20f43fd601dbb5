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
const Cut lines{};
const Cut zeek{Framing::lines, '#', 0};
const Cut json{Framing::json_elements, '\0', 0};
const Cut whole{Framing::whole, '\0', 0};

TEST(LineFraming, TellsOffsetAndLineOfEachRecord) {
  const std::vector<Told> want{{"one", 0, 1, false}, {"two", 5, 2, false}, {" ", 11, 4, false}, {"last", 13, 5, false}};
  EXPECT_EQ(framed("one\r\ntwo\n\r\n \nlast", lines).records, want);
}

TEST(LineFraming, NeedsNoLineFeedAtTheEnd) { EXPECT_EQ(texts(framed("a\nb", lines)), texts(framed("a\nb\n", lines))); }

TEST(LineFraming, CountsEmptyLinesButMakesNoRecordsOfThem) {
  const std::vector<Told> want{{"a", 2, 3, false}, {"b", 6, 5, false}};
  EXPECT_EQ(framed("\n\na\n\r\nb\n\n\n", lines).records, want);
  EXPECT_TRUE(framed("", lines).records.empty());
  EXPECT_TRUE(framed("\n\r\n\n", lines).records.empty());
}

TEST(LineFraming, KeepsACarriageReturnThatIsNotBeforeALineFeed) { EXPECT_EQ(texts(framed("a\rb\r\r\n", lines)), (Texts{"a\rb\r"})); }

TEST(LineFraming, KeepsZerosAndBrokenUtf8) {
  const std::string bytes("\0\xff\n\x80", 4);
  EXPECT_EQ(texts(framed(bytes, lines)), (Texts{bytes.substr(0, 2), bytes.substr(3)}));
}

TEST(LineFraming, StartsAtTheOffsetItIsGiven) { EXPECT_EQ(framed("a\nb", {Framing::lines, '\0', 3}).records[1].offset, 5U); }

TEST(LineFraming, PutsARunOfHeaderLinesOverTheRecordsThatFollow) {
  const std::vector<Told> want{{"1", 10, 3, false, "#f\tx\n#t\ty\n"}, {"2", 12, 4, false, "#f\tx\n#t\ty\n"}, {"3", 19, 7, false, "#n\n"}};
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
  EXPECT_EQ(framed("#abcdefgh\n#i\n#j\nx", zeek, limits).records, (std::vector<Told>{{"x", 16, 4, false, "#abcd"}}));
}

TEST(LineFraming, CutsALongRecordAndStaysTrueAfterIt) {
  Limits limits;
  limits.record_bytes_max = 4;
  const Framed got = framed("ab\nabcdefghij\r\nabcd\nx", lines, limits);
  const std::vector<Told> want{{"ab", 0, 1, false}, {"abcd", 3, 2, true}, {"abcd", 15, 3, false}, {"x", 20, 4, false}};
  EXPECT_EQ(got.records, want);
  EXPECT_EQ(got.skipped_bytes, 7U);
}

TEST(LineFraming, OneEndlessLineStaysWithinTheLimit) {
  // 1 GiB without a line feed: the block must hold one record's part of it and no more.
  class Endless final : public ByteSource {
   public:
    std::string_view next() override { return pieces_++ < 4096 ? std::string_view(piece_) : pieces_ == 4097 ? "\nnext\n" : ""; }

   private:
    std::string piece_ = std::string(1U << 18U, 'x');
    int pieces_ = 0;
  } source;
  const auto framer = make_framer(source, lines, {});
  Block block;
  ASSERT_TRUE(framer->next(block));
  ASSERT_EQ(block.records.size(), 1U);
  EXPECT_TRUE(block.records.front().cut);
  EXPECT_EQ(block.records.front().size, record_bytes_max);
  EXPECT_LE(block.bytes.capacity(), 2 * record_bytes_max);
  ASSERT_TRUE(framer->next(block));
  EXPECT_EQ(block.text_of(block.records.front()), "next");
  EXPECT_EQ(block.offset_of(block.records.front()), (1U << 30U) + 1U);
  EXPECT_LE(block.bytes.capacity(), 4 * block_bytes);
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
      {"envelope_after_an_empty_array", R"({"errors":[ ],"results":[{"a":1}]})", {R"({"a":1})"}},
      {"what_else_an_envelope_holds", R"({"r":[{"a":1}],"m":{"b":[{}]},"s":[1,2],"e":[],"t":[{"c":3}]})",
       {R"({"a":1})", R"({"b":[{}]})", "[1,2]", R"({"c":3})"}},
      {"object", R"({"a":{"b":1},"resources":[{"c":2}]})", {R"({"a":{"b":1},"resources":[{"c":2}]})"}},
      {"object_with_scalar_array", R"({"ips":["192.0.2.1"],"r":[{"c":2}]})", {R"({"ips":["192.0.2.1"],"r":[{"c":2}]})"}},
      {"object_with_many_members_first", R"({"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"r":[{}]})",
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

TEST(JsonFraming, TellsOffsetAndLineOfEachRecord) {
  EXPECT_EQ(framed("{\"r\":\n\n  [{\n},\n{}\n]}", json).records, (std::vector<Told>{{"{\n}", 10, 3, false}, {"{}", 15, 5, false}}));
}

TEST(JsonFraming, AMillionBracketsStayFlat) {
  const std::string bomb(1'000'000, '[');
  Limits limits;
  limits.record_bytes_max = 1000;
  const Framed got = framed(bomb, json, limits);
  ASSERT_EQ(got.records.size(), 1U);
  EXPECT_TRUE(got.records.front().cut);
  EXPECT_TRUE(got.has_problem);
  EXPECT_EQ(got.skipped_bytes, bomb.size() - 1 - 1000);
}

TEST(JsonFraming, CutsALongElementAndStaysTrueAfterIt) {
  Limits limits;
  limits.record_bytes_max = 6;
  const std::vector<Told> want{{"{\"a\":\"", 1, 1, true}, {"{}", 21, 2, false}};
  EXPECT_EQ(framed("[{\"a\":\"0123456789\"}\n,{}]", json, limits).records, want);
}

TEST(WholeFraming, IsOneRecord) {
  EXPECT_EQ(framed("a\n\nb\r\n", whole).records, (std::vector<Told>{{"a\n\nb\r\n", 0, 1, false}}));
  EXPECT_TRUE(framed("", whole).records.empty());
  Limits limits;
  limits.record_bytes_max = 2;
  EXPECT_EQ(framed("abcd", whole, limits).records, (std::vector<Told>{{"ab", 0, 1, true}}));
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
  return limits;
}

TEST(Framing, WherePiecesAndBlocksEndMakesNoDifference) {
  std::mt19937_64 random(20230712);
  for (int turn = 0; turn < 3000; ++turn) {
    const bool is_json = turn % 2 == 0;
    const std::string bytes = random_text(random, is_json ? R"({}[]{}[]"",,::\1a )" "\n" : "ab#\r\n\n", random() % 120);
    const Cut cut = is_json ? json : turn % 3 == 0 ? zeek : lines;
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
    const std::string bytes = random_text(random, std::string_view("abc#\r\n\n\0\xff", 9), random() % 200);
    const Limits limits = random_limits(random);
    const Cut cut = turn % 2 == 0 ? lines : zeek;
    Pieces source(bytes, [&] { return random() % 30; });
    ASSERT_EQ(frame(source, cut, limits).records, detail::frame_lines_naively(bytes, cut.header_mark, limits.record_bytes_max)) << turn;
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
