#include "clew/evidence/reader.h"

#include "clew/base/hash.h"
#include "clew/evidence/detail/packing.h"
#include "clew/evidence/detail/temporary_folder.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using detail::compressed;
using detail::gzipped;
using detail::PackedFile;
using detail::tarred;
using detail::zipped;
using Texts = std::vector<std::string>;

Recognised as_lines(std::string_view) {
  static const Format format{.name = "lines"};
  return {&format, "lines"};
}

struct ReadMember {
  std::string name;
  Texts records;
  std::vector<std::uint64_t> offsets;
  Member member;
  MemberEnd end;
};

struct ReadFile {
  std::vector<ReadMember> members;
  std::optional<base::Error> problem;
  std::string sha256;
  std::uint64_t bytes_read = 0;

  [[nodiscard]] Texts names() const {
    Texts names;
    for (const auto& member : members) names.push_back(member.name);
    return names;
  }
};

ReadFile read(std::string_view bytes, const Limits& limits = {}) {
  const detail::TemporaryFolder folder;
  auto reader = Reader::open({folder.write("x", bytes), "x", bytes.size()}, {as_lines, limits});
  EXPECT_TRUE(reader);
  ReadFile file;
  Block block;
  while (auto member = reader->next_member()) {
    ReadMember read{member->name, {}, {}, *member, {}};
    while (reader->next_block(block)) {
      for (const Record& record : block.records) {
        read.records.emplace_back(block.text_of(record));
        read.offsets.push_back(block.offset_of(record));
      }
    }
    read.end = reader->member_end();
    file.members.push_back(std::move(read));
  }
  file.problem = reader->problem();
  file.sha256 = reader->file_sha256();
  file.bytes_read = reader->file_bytes_read();
  EXPECT_EQ(file.sha256, base::sha256_hex(bytes));
  return file;
}

/// Text that compresses badly, so that a cut in the middle of the packed bytes is one in the middle of the text.
std::string noise(std::size_t line_count) {
  std::string text;
  std::uint64_t state = 42;
  for (std::size_t i = 0; i < line_count; ++i) {
    for (int column = 0; column < 60; ++column) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      text += static_cast<char>('!' + (state >> 33U) % 90);
    }
    text += '\n';
  }
  return text;
}

Texts lines_of(std::string_view text) {
  Texts lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

TEST(Reader, ReadsAPlainFile) {
  const std::string text = "one\ntwo\n";
  const ReadFile file = read(text);
  ASSERT_EQ(file.names(), Texts{"x"});
  EXPECT_EQ(file.members[0].records, (Texts{"one", "two"}));
  EXPECT_EQ(file.members[0].member.head, text);
  EXPECT_EQ(file.members[0].end.content_sha256, base::sha256_hex(text));
  EXPECT_EQ(file.members[0].end.content_bytes, text.size());
  EXPECT_EQ(file.bytes_read, text.size());
  EXPECT_FALSE(file.members[0].end.problem);
  EXPECT_FALSE(file.problem);
}

TEST(Reader, AnEmptyFileIsAMemberWithoutRecords) {
  const ReadFile file = read("");
  ASSERT_EQ(file.names(), Texts{"x"});
  EXPECT_TRUE(file.members[0].records.empty());
  EXPECT_EQ(file.members[0].end.content_sha256, base::sha256_hex(""));
}

TEST(Reader, ACompressedFileKeepsItsNameAndTellsTheHashOfItsContent) {
  const std::string text = noise(5000);
  for (const int filter :
       {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_LZ4}) {
    SCOPED_TRACE(filter);
    const ReadFile file = read(compressed(filter, text));
    ASSERT_EQ(file.names(), Texts{"x"});
    EXPECT_EQ(file.members[0].records, lines_of(text));
    EXPECT_EQ(file.members[0].end.content_sha256, base::sha256_hex(text));
    EXPECT_EQ(file.members[0].end.content_bytes, text.size());
    EXPECT_FALSE(file.members[0].end.problem) << base::to_text(*file.members[0].end.problem);
    EXPECT_FALSE(file.problem);
  }
}

TEST(Reader, CompressedNothingIsAMemberWithoutRecords) {
  using namespace std::string_view_literals;
  // Written by the formats' own tools.
  for (
      const std::string_view packed : {
          "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv,  // gzip
          "\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00\x99\xe9\xd8\x51"sv,                              // zstd
          "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x00\x00\x00\x00\x1c\xdf\x44\x21\x1f\xb6\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a"sv,  // xz
          "\x42\x5a\x68\x39\x17\x72\x45\x38\x50\x90\x00\x00\x00\x00"sv,      // bzip2
          "\x04\x22\x4d\x18\x64\x40\xa7\x00\x00\x00\x00\x05\x5d\xcc\x02"sv,  // lz4
      }) {
    const ReadFile file = read(packed);
    ASSERT_EQ(file.names(), Texts{"x"});
    EXPECT_TRUE(file.members[0].records.empty());
    EXPECT_EQ(file.members[0].end.content_sha256, base::sha256_hex(""));
    EXPECT_FALSE(file.members[0].end.problem) << base::to_text(*file.members[0].end.problem);
  }
}

TEST(Reader, ReadsAllPartsThatFollowEachOther) {
  for (const int filter :
       {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_LZ4}) {
    SCOPED_TRACE(filter);
    const ReadFile file = read(compressed(filter, "one\ntw") + compressed(filter, "o\nthree\n"));
    ASSERT_EQ(file.members.size(), 1U);
    EXPECT_EQ(file.members[0].records, (Texts{"one", "two", "three"}));
    EXPECT_FALSE(file.members[0].end.problem);
  }
}

TEST(Reader, ReadsZstdAfterASkippableFrame) {
  const std::string skippable("\x53\x2a\x4d\x18\x03\0\0\0abc", 11);
  EXPECT_EQ(read(skippable + compressed(ARCHIVE_FILTER_ZSTD, "one\n")).members[0].records, Texts{"one"});
}

TEST(Reader, GivesAllThatATruncatedGzipOrZstdHolds) {
  const std::string text = noise(20'000);
  for (const int filter : {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD}) {
    SCOPED_TRACE(filter);
    const std::string whole = compressed(filter, text);
    const ReadFile file = read(whole.substr(0, whole.size() / 2));
    ASSERT_EQ(file.members.size(), 1U);
    const ReadMember& member = file.members[0];
    ASSERT_TRUE(member.end.problem);
    EXPECT_TRUE(member.end.problem->what.contains("end in the middle, after " +
                                                  std::to_string(member.end.content_bytes) + " bytes"));
    EXPECT_EQ(member.end.problem->file, "x");
    // A decoder holds back a block at most; noise keeps packed and unpacked places proportional.
    EXPECT_GT(member.end.content_bytes, text.size() * 2 / 5);
    EXPECT_EQ(member.end.content_sha256, base::sha256_hex(std::string_view(text).substr(0, member.end.content_bytes)));
  }
}

TEST(Reader, GivesEveryByteOfATruncatedGzip) {
  const std::string text = "the first line\nthe second line\nthe third line\n";
  const std::string whole = gzipped(text);
  constexpr std::size_t trailer_bytes = 8;
  EXPECT_EQ(read(whole.substr(0, whole.size() - trailer_bytes)).members[0].records.size(), 3U);
}

TEST(Reader, OtherTruncatedCompressionsAreAProblemToo) {
  const std::string text = noise(40'000);
  for (const int filter : {ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_LZ4}) {
    SCOPED_TRACE(filter);
    const char* const options =
        filter == ARCHIVE_FILTER_LZ4 ? "lz4:block-size=4" : nullptr;  // 64 KiB: only whole blocks come out
    const std::string whole = detail::pack({ARCHIVE_FORMAT_RAW, filter, options}, {{"content", text}});
    const ReadFile file = read(whole.substr(0, whole.size() / 2));
    ASSERT_EQ(file.members.size(), 1U);
    EXPECT_TRUE(file.members[0].end.problem);
    EXPECT_GT(file.members[0].records.size(), 10'000U);
  }
}

TEST(Reader, NoticesAWrongChecksum) {
  const std::string text = noise(100);
  std::string packed = gzipped(text);
  packed[packed.size() - 6] ^= 1;
  const ReadFile file = read(packed);
  EXPECT_EQ(file.members[0].records, lines_of(text));
  ASSERT_TRUE(file.members[0].end.problem);
  EXPECT_TRUE(file.members[0].end.problem->what.contains("incorrect data check"));
}

TEST(Reader, SaysThatBytesAfterTheCompressedOnesWereNotSearched) {
  EXPECT_TRUE(read(gzipped("one\n") + "two\n").members[0].end.problem);
  EXPECT_FALSE(read(gzipped("one\n") + std::string(1000, '\0')).members[0].end.problem);
}

TEST(Reader, NamesTheMembersOfArchives) {
  const std::vector<PackedFile> files{{"a.log", "one\n"}, {"b/c.log", "two\nthree\n"}, {"b/empty", ""}};
  for (const int format :
       {ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FORMAT_7ZIP}) {
    SCOPED_TRACE(format);
    ReadFile file = read(detail::pack({format}, files));
    std::ranges::sort(file.members, {}, &ReadMember::name);
    ASSERT_EQ(file.names(), (Texts{"x//a.log", "x//b/c.log", "x//b/empty"}));
    EXPECT_EQ(file.members[1].records, (Texts{"two", "three"}));
    EXPECT_EQ(file.members[1].end.content_sha256, base::sha256_hex("two\nthree\n"));
    EXPECT_FALSE(file.problem);
  }
}

TEST(Reader, GoesIntoWhatIsPackedSeveralTimes) {
  const std::string inner = tarred({{"deep.log.gz", gzipped("deep\n")}, {"plain.log", "plain\n"}});
  const ReadFile file =
      read(zipped({{"a.tar.gz", gzipped(inner)}, {"b.zip", zipped({{"c.log", "see\n"}})}, {"d.log", "last\n"}}));
  EXPECT_EQ(file.names(), (Texts{"x//a.tar.gz//deep.log.gz", "x//a.tar.gz//plain.log", "x//b.zip//c.log", "x//d.log"}));
  for (const ReadMember& member : file.members) {
    EXPECT_EQ(member.records.size(), 1U) << member.name;
    EXPECT_FALSE(member.end.problem) << member.name;
  }
}

TEST(Reader, SaysThatA7zInsideAnotherArchiveCannotBeReadAndGoesOn) {
  // Its directory lies at its end, and a stream has no way back.
  const ReadFile file =
      read(tarred({{"a.7z", detail::pack({ARCHIVE_FORMAT_7ZIP}, {{"b.log", "one\n"}})}, {"c.log", "two\n"}}));
  ASSERT_EQ(file.names(), (Texts{"x//a.7z//b.log", "x//a.7z", "x//c.log"}));
  EXPECT_TRUE(file.members[0].end.problem);
  EXPECT_TRUE(file.members[1].end.problem);
  EXPECT_EQ(file.members[2].records, Texts{"two"});
}

TEST(Reader, StopsAtTheDepthLimitAndGoesOn) {
  std::string nested = "in\n";
  for (unsigned i = 0; i < 4; ++i) nested = gzipped(nested);
  Limits limits;
  limits.archive_depth_max = 4;
  const ReadFile file = read(tarred({{"deep", nested}, {"b", "two\n"}}), limits);
  ASSERT_EQ(file.names(), (Texts{"x//deep", "x//b"}));
  ASSERT_TRUE(file.members[0].end.problem);
  EXPECT_EQ(file.members[0].end.problem->fault, base::Fault::over_limit);
  EXPECT_EQ(file.members[0].end.problem->file, "x//deep");
  EXPECT_EQ(file.members[1].records, Texts{"two"});
  limits.archive_depth_max = 5;
  EXPECT_EQ(read(tarred({{"deep", nested}}), limits).members[0].records, Texts{"in"});
}

TEST(Reader, StopsAtTheEntryLimit) {
  Limits limits;
  limits.archive_members_max = 2;
  const ReadFile file = read(tarred({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}), limits);
  EXPECT_LE(file.members.size(), 3U);
  ASSERT_TRUE(file.problem);
  EXPECT_EQ(file.problem->fault, base::Fault::over_limit);
}

TEST(Reader, StopsABombAndGoesOnWithTheNextMember) {
  Limits limits;
  limits.expansion_free_bytes = 1U << 20U;
  limits.expansion_ratio_max = 500;
  const std::string zeros(16U << 20U, '\0');
  for (const std::string& packed :
       {zipped({{"bomb", zeros}, {"good", "one\n"}}), zipped({{"bomb.gz", gzipped(zeros)}, {"good", "one\n"}}),
        tarred({{"bomb.zst", compressed(ARCHIVE_FILTER_ZSTD, zeros)}, {"good", "one\n"}})}) {
    const ReadFile file = read(packed, limits);
    ASSERT_EQ(file.members.size(), 2U);
    ASSERT_TRUE(file.members[0].end.problem);
    EXPECT_EQ(file.members[0].end.problem->fault, base::Fault::over_limit);
    EXPECT_LT(file.members[0].end.content_bytes, 2U << 20U);
    EXPECT_EQ(file.members[1].records, Texts{"one"});
  }
  const ReadFile file = read(gzipped(zeros), limits);
  ASSERT_TRUE(file.members[0].end.problem);
  EXPECT_EQ(file.members[0].end.problem->fault, base::Fault::over_limit);
}

TEST(Reader, StopsAFileWhoseMembersExpandBeyondReasonTogether) {
  Limits limits;
  limits.expansion_file_free_bytes = 1U << 20U;
  limits.expansion_ratio_max = 100;
  std::vector<PackedFile> files;
  for (int i = 0; i < 50; ++i) files.push_back({std::to_string(i), std::string(1U << 18U, '\0')});
  const ReadFile file = read(zipped(files), limits);
  EXPECT_LT(file.members.size(), 50U);
  ASSERT_TRUE(file.problem);
  EXPECT_EQ(file.problem->fault, base::Fault::over_limit);
}

TEST(Reader, LogsThatCompressWellAreNoBombs) {
  Limits limits;
  limits.expansion_free_bytes = 1000;
  limits.expansion_file_free_bytes = 1000;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "2023-06-27T10:00:00Z host service: the same message again and again\n";
  const ReadFile file = read(gzipped(text), limits);
  EXPECT_EQ(file.members[0].records.size(), 100'000U);
  EXPECT_FALSE(file.members[0].end.problem);
}

TEST(Reader, LeavesOutLinksAndFoldersInArchives) {
  const ReadFile file = read(tarred(
      {{"folder", "", AE_IFDIR}, {"link", "", AE_IFLNK, "/etc/passwd"}, {"pipe", "", AE_IFIFO}, {"a.log", "one\n"}}));
  EXPECT_EQ(file.names(), Texts{"x//a.log"});
}

TEST(Reader, EntryNamesAreOnlyLabels) {
  EXPECT_EQ(read(tarred({{"../../etc/cron.d/x", "one\n"}})).names(), Texts{"x//../../etc/cron.d/x"});
  EXPECT_EQ(read(zipped({{"b\xc3\xbc"
                          "cher.log",
                          "one\n"}}))
                .names(),
            Texts{"x//b\xc3\xbc"
                  "cher.log"});
}

TEST(Reader, SaysWhichMembersAreEncrypted) {
  const ReadFile file = read(detail::pack(
      {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:encryption=traditional", "infected"}, {{"a.log", "one\n"}}));
  ASSERT_EQ(file.names(), Texts{"x//a.log"});
  ASSERT_TRUE(file.members[0].end.problem);
  EXPECT_EQ(file.members[0].end.problem->what, "encrypted");
  EXPECT_TRUE(file.members[0].records.empty());
}

TEST(Reader, GivesWhatATruncatedArchiveHolds) {
  const std::vector<PackedFile> files{{"a.log", noise(1000)}, {"b.log", noise(20'000)}, {"c.log", noise(1000)}};
  for (const int format : {ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_TAR_USTAR}) {
    SCOPED_TRACE(format);
    const std::string whole = detail::pack({format}, files);
    const ReadFile file = read(whole.substr(0, whole.size() / 2));
    ASSERT_EQ(file.names(), (Texts{"x//a.log", "x//b.log"}));
    EXPECT_EQ(file.members[0].records.size(), 1000U);
    EXPECT_FALSE(file.members[0].end.problem);
    EXPECT_GT(file.members[1].records.size(), 5000U);
    EXPECT_TRUE(file.members[1].end.problem);
    EXPECT_TRUE(file.problem);
  }
}

TEST(Reader, ADamagedMemberInAZipDoesNotHideTheNext) {
  const std::string text = noise(1000);
  std::string packed = zipped({{"a.log", text}, {"b.log", "two\n"}});
  for (std::size_t i = 20'000; i < 20'100; ++i) packed[i] = '\xff';
  const ReadFile file = read(packed);
  ASSERT_GE(file.members.size(), 1U);
  EXPECT_TRUE(file.members[0].end.problem);
  ASSERT_EQ(file.names(), (Texts{"x//a.log", "x//b.log"}));
  EXPECT_EQ(file.members[1].records, Texts{"two"});
}

TEST(Reader, SaysWhatItKnowsButDoesNotOpen) {
  const ReadFile file = read(zipped({{"a.rar", "Rar!\x1a\x07\x01"}, {"b.log", "two\n"}}));
  ASSERT_EQ(file.members.size(), 2U);
  ASSERT_TRUE(file.members[0].end.problem);
  EXPECT_EQ(file.members[0].end.problem->fault, base::Fault::unsupported);
  EXPECT_EQ(file.members[1].records, Texts{"two"});
}

TEST(Reader, TextIsNeverTakenForAnArchive) {
  for (const std::string_view text :
       {"PK is no zip\n", "BZh91AY&SY and so on, all of it letters and more of them, up to the end\n", "ustar\n",
        "7z\n", "#mtree\n", "Rar!\n"}) {
    SCOPED_TRACE(text);
    const ReadFile file = read(text);
    ASSERT_EQ(file.members.size(), 1U);
    EXPECT_EQ(file.members[0].records.size(), 1U);
    EXPECT_FALSE(file.members[0].end.problem);
  }
  std::string like_tar(2000, 'a');
  like_tar.replace(257, 5, "ustar");
  like_tar.replace(148, 8, "0001234 ");
  EXPECT_EQ(read(like_tar).members[0].records, Texts{like_tar});
}

TEST(Reader, SkipsAUtf8ByteOrderMark) {
  const ReadFile file = read("\xef\xbb\xbfone\ntwo");
  EXPECT_EQ(file.members[0].records, (Texts{"one", "two"}));
  EXPECT_EQ(file.members[0].offsets, (std::vector<std::uint64_t>{3, 7}));
  EXPECT_EQ(file.members[0].member.head, "one\ntwo");
  EXPECT_EQ(file.members[0].end.content_bytes, 10U);
}

TEST(Reader, ConvertsUtf16ThatHasAByteOrderMark) {
  const std::string little("\xff\xfeo\0n\0\xfc\0\r\0\n\0=\xd8\0\xde", 16);
  std::string big;
  for (std::size_t i = 0; i < little.size(); i += 2) big += {little[i + 1], little[i]};
  for (const std::string& bytes : {little, big, gzipped(little)}) {
    const ReadFile file = read(bytes);
    EXPECT_EQ(file.members[0].records, (Texts{"on\xc3\xbc", "\xf0\x9f\x98\x80"}));
    EXPECT_TRUE(file.members[0].member.encoding.starts_with("utf-16"));
    EXPECT_EQ(file.members[0].end.content_bytes, 16U);
    EXPECT_EQ(file.members[0].end.content_sha256, base::sha256_hex(bytes == big ? big : little));
  }
}

TEST(Reader, LeavesBinaryThatBeginsLikeUtf16AsItIs) {
  const std::string bytes("\xff\xfe\0\0evil.example\n", 17);
  const ReadFile file = read(bytes);
  EXPECT_EQ(file.members[0].member.encoding, "");
  EXPECT_TRUE(file.members[0].records[0].ends_with("evil.example"));
}

TEST(Reader, MembersMayBeLeftUnread) {
  const detail::TemporaryFolder folder;
  const std::string bytes = gzipped(tarred({{"a", noise(10'000)}, {"b", noise(10'000)}}));
  auto reader = Reader::open({folder.write("x", bytes), "x", bytes.size()}, {as_lines, {}});
  ASSERT_TRUE(reader);
  int members = 0;
  while (reader->next_member()) ++members;
  EXPECT_EQ(members, 2);
  EXPECT_EQ(reader->file_sha256(), base::sha256_hex(bytes));
}

TEST(Reader, SaysHowManyRecordsCameInPiecesAndWhereTheFirstOneIs) {
  Limits limits;
  limits.record_bytes_max = 10;
  const ReadFile file = read("short\n0123456789abc\n0123456789\n0 2 4 6 8 0 2\n", limits);
  EXPECT_EQ(file.members[0].records, (Texts{"short", "0123456789", "abc", "0123456789", "0 2 4 6 8 ", "0 2"}));
  EXPECT_EQ(file.members[0].end.long_records, 2U);
  EXPECT_EQ(file.members[0].end.first_long_line, 2U);
  EXPECT_FALSE(file.members[0].end.problem);
}

TEST(Reader, DoesNotOpenWhatIsNoFile) {
  const detail::TemporaryFolder folder;
  EXPECT_EQ(Reader::open({folder.path(), "x", 0}).error().fault, base::Fault::unsupported);
  EXPECT_EQ(Reader::open({folder.path() / "missing", "x", 0}).error().fault, base::Fault::not_found);
}

}  // namespace
}  // namespace clew::evidence
