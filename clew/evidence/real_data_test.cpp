// Logs that nobody here wrote, where they are at hand: everything is read, and counted as an independent tool counts it.
#include "clew/evidence/reader.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

namespace fs = std::filesystem;

fs::path shared() {
  const char* const path = std::getenv("CLEW_SHARED");
  return path == nullptr ? fs::path(CLEW_SOURCE_DIR).parent_path() / "shared" : fs::path(path);
}

/// Lines that are not empty and do not begin with `mark`, in what `gzip` makes of the file (which is the file itself if
/// it is not compressed). Our own framing has no part in this.
std::uint64_t count_lines(const fs::path& path, char mark) {
  const std::string command = "gzip -dcf -- '" + path.string() + "'";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::array<char, 1U << 16U> buffer{};
  std::uint64_t lines = 0;
  bool at_begin = true;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    for (const char c : std::string_view(buffer.data(), size)) {
      if (at_begin && c != '\n' && c != '\r' && (mark == '\0' || c != mark)) ++lines;
      if (c != '\r') at_begin = c == '\n';
    }
  }
  return lines;
}

void read_everything_below(const fs::path& folder) {
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const auto listing = list_files({folder});
  ASSERT_TRUE(listing);
  EXPECT_TRUE(listing->unreadable.empty());
  Block block;
  for (const FileEntry& file : listing->files) {
    SCOPED_TRACE(file.name);
    auto reader = Reader::open(file);
    ASSERT_TRUE(reader);
    std::size_t members = 0;
    while (const auto member = reader->next_member()) {
      SCOPED_TRACE(member->name);
      ++members;
      std::uint64_t records = 0;
      while (reader->next_block(block)) records += block.records.size();
      const MemberEnd end = reader->member_end();
      EXPECT_FALSE(end.problem) << base::to_text(*end.problem);
      EXPECT_EQ(end.long_records, 0U);
      const Format& format = *member->recognised.format;
      const bool is_countable =
          format.framing == Framing::lines && member->name == file.name && member->encoding.empty();
      if (is_countable) {
        EXPECT_EQ(records, count_lines(file.path, format.header_mark)) << format.name;
      }
    }
    EXPECT_GT(members, 0U);
    EXPECT_FALSE(reader->problem());
  }
}

/// Zeek's own tests have cut, concatenated and odd logs, with several separators: through the reader as in an inquiry.
TEST(RealData, EveryRecordOfZeeksOwnTestsIsAnEvent) {
  const auto listing = list_files({shared() / "data" / "zeek_btest_baseline" / "testing"});
  if (!listing || listing->files.empty()) GTEST_SKIP() << "Zeek's baselines are not here";
  std::size_t logs = 0;
  std::uint64_t events = 0;
  std::uint64_t unparsed = 0;
  Block block;
  Scratch scratch;
  for (const FileEntry& file : listing->files) {
    SCOPED_TRACE(file.name);
    auto reader = Reader::open(file);
    ASSERT_TRUE(reader);
    const auto member = reader->next_member();
    if (!member || !member->recognised.source.starts_with("zeek")) continue;
    ++logs;
    const Format& format = *member->recognised.format;
    FileContext context;
    std::uint64_t records = 0;
    while (reader->next_block(block)) {
      context.header = block.header;
      for (const Record& record : block.records) {
        model::Event event;
        const Decoded decoded = format.decode(block.text_of(record), context, scratch, event);
        records += decoded == Decoded::nothing ? 0 : 1;
        events += decoded == Decoded::event ? 1 : 0;
        if (decoded != Decoded::unparsed) continue;
        ++unparsed;
        if (std::getenv("CLEW_VERBOSE") != nullptr)
          std::printf("%s: %.200s\n", file.name.c_str(), std::string(block.text_of(record)).c_str());
      }
    }
    EXPECT_EQ(records, count_lines(file.path, format.header_mark));
  }
  EXPECT_EQ(unparsed, 0U);
  std::printf("%zu files, of them %zu Zeek logs: %llu events, %llu unparsed\n", listing->files.size(), logs,
              static_cast<unsigned long long>(events), static_cast<unsigned long long>(unparsed));
}

TEST(RealData, EveryPublicLogIsReadAndCountedRight) { read_everything_below(shared() / "data"); }
TEST(RealData, EveryCaseIsReadAndCountedRight) { read_everything_below(shared() / "cases"); }

}  // namespace
}  // namespace clew::evidence
