#include "clew/base/hash.h"
#include "clew/evidence/detail/packing.h"
#include "clew/evidence/detail/pieces.h"
#include "clew/evidence/detail/temporary_folder.h"
#include "clew/evidence/reader.h"
#include "clew/evidence/toy_format.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::toy_content;

struct Place {
  std::string text;
  std::uint64_t offset = 0, length = 0, line = 0;
  Record::Part part = Record::Part::whole;
  bool broken = false;
  bool operator==(const Place&) const = default;
};

struct Translated {
  std::vector<Place> records;
  LongRecords long_records;
  std::optional<base::Error> problem;
};

Translated translated(std::string_view bytes, const Limits& limits = {}, std::uint64_t offset = 0,
                      std::size_t piece_bytes = 3) {
  detail::Pieces source(bytes, piece_bytes);
  Cut cut;
  cut.framing = Framing::translated;
  cut.offset = offset;
  cut.translate = testing::translate_toy;
  const auto framer = make_framer(source, cut, limits);
  Translated result;
  Block block;
  block.header = "of another member";
  while (framer->next(block)) {
    EXPECT_TRUE(block.header.empty());
    for (const Record& record : block.records) {
      result.records.push_back({std::string(block.text_of(record)), block.offset_of(record), block.length_of(record),
                                record.line, record.part, record.broken});
    }
  }
  EXPECT_FALSE(framer->next(block));
  EXPECT_TRUE(source.next().empty()) << "not read to the end";
  result.long_records = framer->long_records();
  result.problem = framer->problem();
  return result;
}

TEST(TranslatingFraming, GivesTheTextsAndThePlacesThatTheyWereReadFrom) {
  const std::vector<Place> want{{R"({"query":"one"})", 4, 4, 1}, {R"({"query":"three"})", 8, 6, 2}};
  for (const std::size_t block_bytes : {1U, 20U, 1000U}) {
    Limits limits;
    limits.block_bytes = block_bytes;
    EXPECT_EQ(translated(toy_content({"one", "three"}), limits).records, want) << block_bytes;
  }
  EXPECT_EQ(translated(toy_content({"one"}), {}, 3).records[0].offset, 7U);
  EXPECT_TRUE(translated(toy_content({})).records.empty());
}

TEST(TranslatingFraming, KeepsABrokenRecordWithItsPlace) {
  const std::vector<Place> want{{R"({"query":"a"})", 4, 2, 1},
                                {"a record of no bytes", 6, 1, 2, Record::Part::whole, true},
                                {R"({"query":"b"})", 7, 2, 3}};
  EXPECT_EQ(translated(toy_content({"a", "", "b"})).records, want);
}

TEST(TranslatingFraming, CutsALongTranslationIntoPiecesWithOnePlace) {
  Limits limits;
  limits.record_bytes_max = 20;
  const Translated result = translated(toy_content({"a", "0123456789 0123456789 0123456789", "b"}), limits);
  const std::vector<Place> want{{R"({"query":"a"})", 4, 2, 1},
                                {R"({"query":")", 6, 33, 2, Record::Part::first},
                                {R"(0123456789 )", 6, 33, 2, Record::Part::continued},
                                {R"(0123456789 )", 6, 33, 2, Record::Part::continued},
                                {R"(0123456789"})", 6, 33, 2, Record::Part::continued},
                                {R"({"query":"b"})", 39, 2, 3}};
  EXPECT_EQ(result.records, want);
  EXPECT_EQ(result.long_records.count, 1U);
  EXPECT_EQ(result.long_records.first_line, 2U);
}

TEST(TranslatingFraming, SaysThatAContentEndsInTheMiddle) {
  const std::string whole = toy_content({"one", "three"});
  const Translated result = translated(std::string_view(whole).substr(0, whole.size() - 2));
  EXPECT_EQ(result.records.size(), 2U);
  EXPECT_TRUE(result.problem);
  EXPECT_FALSE(translated(whole).problem);
}

TEST(TranslatingFraming, ReadsOnWhereTheTranslatorStopped) {
  EXPECT_EQ(translated(toy_content({"a"}) + '\xff' + std::string(100'000, 'x')).records.size(), 1U);
}

TEST(Reader, ReadsATranslatedMemberAndHashesAllOfIt) {
  const std::string bytes = toy_content({"a", "", "b"}) + '\xff' + std::string(200'000, 'x');
  const std::string packed = detail::zipped({{"t", bytes}, {"u", "text\n"}});
  const detail::TemporaryFolder folder;
  for (const auto& [name, content] : {std::pair("plain", bytes), std::pair("packed", packed)}) {
    auto reader =
        Reader::open({folder.write(name, content), name, content.size()}, {.recognise = testing::recognise_with_toy});
    ASSERT_TRUE(reader);
    const auto member = reader->next_member();
    ASSERT_TRUE(member);
    EXPECT_EQ(member->recognised.source, "toy");
    Block block;
    Scratch scratch;
    model::Event event;
    std::vector<Decoded> outcomes;
    while (reader->next_block(block)) {
      for (const Record& record : block.records) {
        event.clear();
        outcomes.push_back(decode(*member->recognised.format, block, record, {}, scratch, event));
      }
    }
    EXPECT_EQ(outcomes, (std::vector{Decoded::event, Decoded::unparsed, Decoded::event}));
    const MemberEnd end = reader->member_end();
    EXPECT_EQ(end.content_sha256, base::sha256_hex(bytes));
    EXPECT_EQ(end.content_bytes, bytes.size());
    EXPECT_FALSE(end.problem);
    if (content == packed) {
      ASSERT_TRUE(reader->next_member());
      ASSERT_TRUE(reader->next_block(block));
      EXPECT_EQ(block.offset_of(block.records.at(0)), 0U);
      EXPECT_EQ(block.length_of(block.records.at(0)), 4U);
    }
  }
}

}  // namespace
}  // namespace clew::evidence
