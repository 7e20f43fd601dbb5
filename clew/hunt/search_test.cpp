#include "clew/hunt/search.h"

#include "clew/evidence/toy_format.h"
#include "clew/hunt/detail/stored.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::hunt {
namespace {

using detail::as_gzip;
using detail::as_zip;
using detail::as_zstd;
using model::Value;
using model::ValueType;

/// A folder of evidence that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "clew-search-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  [[nodiscard]] evidence::Listing listing() const { return evidence::list_files({path_}).value(); }

 private:
  std::filesystem::path path_;
};

Matcher test_matcher() {
  const std::vector<Value> values = {Value::parse(ValueType::domain, "evil.com").value(),
                                     Value::parse(ValueType::ipv4, "203.0.113.7").value(),
                                     Value::parse(ValueType::file_path, "C:\\Program Files\\evil.exe").value(),
                                     Value::parse(ValueType::account, "abc").value()};
  return Matcher::compile(values);
}

/// What one call of `find` on the whole member says, told in the most obvious way.
std::vector<std::string> told_naively(const std::string& file, std::string_view text, std::uint64_t skipped = 0) {
  const Matcher matcher = test_matcher();
  std::vector<Hit> hits;
  matcher.find(text.substr(skipped), hits);
  std::vector<std::string> told;
  for (const Hit& hit : hits) {
    const std::size_t at = hit.offset + skipped;
    const std::string_view before = text.substr(0, at);
    const std::size_t line_feed = before.rfind('\n');
    told.push_back(fmt::format("{}:{}:{}:{}:{}:{}", file, std::ranges::count(before, '\n') + 1,
                               line_feed == std::string_view::npos ? at + 1 : at - line_feed, at, hit.value,
                               text.substr(at, hit.length)));
  }
  return told;
}

struct Searched {
  std::vector<std::string> told;
  std::string rendered;
  std::vector<std::string> problems;
  SearchTally tally;
};

Searched run(const evidence::Listing& listing, SearchOptions options = {}) {
  const Matcher matcher = test_matcher();
  Searched searched;
  options.render = [](const Finds& finds, std::string& text) {
    for (const Find& find : finds.finds) text += fmt::format("{}:{} ", finds.file, find.offset);
  };
  options.take = [&](const Finds& finds, std::string_view text) {
    for (const Find& find : finds.finds) {
      searched.told.push_back(
          fmt::format("{}:{}:{}:{}:{}:{}", finds.file, find.line, find.column, find.offset, find.value, find.text));
    }
    searched.rendered += text;
    return Onward::go_on;
  };
  options.problem = [&](const base::Error& error) { searched.problems.push_back(base::to_text(error)); };
  searched.tally = search(listing, matcher, options);
  return searched;
}

std::string utf16le(std::string_view text) {
  std::string units;
  for (const char c : text) units += {c, '\0'};
  return units;
}

struct Text {
  std::string_view name;
  std::string bytes;
};

std::vector<Text> texts() {
  using namespace std::string_literals;
  return {
      {"empty", ""},
      {"no_line_feed_at_the_end", "x evil.com\nabc\nlast 203.0.113.7"},
      {"carriage_returns", "a.evil.com\r\n\r\nevil.com:443\r\n"},
      {"empty_lines", "\n\n\nevil.com\n\n\nabc\n\n"},
      {"one_long_line",
       "evil.com,notevil.com;203.0.113.7,203.0.113.77 C:\\Program Files\\evil.exe abc.d https://a.evil.com/x"},
      {"escapes", R"({"a":"https:\/\/evil.com\/x","b":"C:\\Program Files\\evil.exe","c":"evil\u002ecom"})"
                  "\n"},
      {"defanged", "see evil[.]com and\nhxxp://evil(dot)com now 203[.]0[.]113[.]7"},
      {"without_mark_utf16",
       "\x01\x02\x03" + utf16le("abc\nabc\nsee evil.com\r\nabc\n203.0.113.7\n") + "\x05\x06 abc\n"},
      {"zero_bytes", std::string(40, '\0') + "evil.com" + std::string(40, '\0') + "\n" + std::string(9, '\0') + "abc"},
      {"invalid_utf8", "\xfe\xfd\xff evil.com\xc3\n\x80\x81 abc \xf0\x9f\n"},
      {"byte_order_mark",
       "\xef\xbb\xbf"
       "abc evil.com\nabc\n"},
  };
}

TEST(Search, SeesTheSameInBlocksOfAnySizeAsOneLookAtTheWhole) {
  for (const Text& text : texts()) {
    for (const bool is_packed : {false, true}) {
      const Folder folder;
      folder.write("log", is_packed ? as_zstd(text.bytes) : text.bytes);
      const evidence::Listing listing = folder.listing();
      const auto want = told_naively("log", text.bytes, text.bytes.starts_with("\xef\xbb\xbf") ? 3 : 0);
      for (std::size_t block_bytes = 1; block_bytes <= text.bytes.size() + 2; ++block_bytes) {
        for (const unsigned threads : {1U, 2U}) {
          SearchOptions options;
          options.block_bytes = block_bytes;
          options.context_bytes = 64;
          options.threads = threads;
          const Searched searched = run(listing, options);
          ASSERT_EQ(searched.told, want) << text.name << ", packed " << is_packed << ", block " << block_bytes;
          const auto line_feeds = std::ranges::count(text.bytes, '\n');
          const bool has_open_line = !text.bytes.empty() && !text.bytes.ends_with('\n');
          ASSERT_EQ(searched.tally.lines, line_feeds + (has_open_line ? 1 : 0))
              << text.name << ", block " << block_bytes;
        }
      }
    }
  }
}

TEST(Search, GivesWhatWasRenderedInOrderWhateverTheNumberOfThreads) {
  const Folder folder;
  for (int file = 0; file < 20; ++file) {
    std::string log;
    for (int line = 0; line < 400; ++line) log += fmt::format("{} evil.com {}\n", line, std::string(line % 97, 'x'));
    folder.write(fmt::format("{:02}.log", file), file % 3 == 0 ? as_gzip(log) : log);
  }
  SearchOptions options;
  options.block_bytes = 1000;
  const Searched one = run(folder.listing(), options);
  EXPECT_EQ(one.told.size(), 8000U);
  for (const unsigned threads : {2U, 3U, 8U}) {
    options.threads = threads;
    const Searched more = run(folder.listing(), options);
    EXPECT_EQ(more.told, one.told);
    EXPECT_EQ(more.rendered, one.rendered);
    EXPECT_EQ(more.tally.bytes, one.tally.bytes);
    EXPECT_EQ(more.tally.lines, one.tally.lines);
  }
}

TEST(Search, OpensArchivesInArchives) {
  const Folder folder;
  folder.write("a.zip",
               as_zip({{"dns.log", "x\nevil.com\n"}, {"inner.zip", as_zip({{"b/c.log.gz", as_gzip("abc")}})}}));
  const Searched searched = run(folder.listing());
  EXPECT_EQ(searched.told,
            (std::vector<std::string>{"a.zip//dns.log:2:1:2:0:evil.com", "a.zip//inner.zip//b/c.log.gz:1:1:0:3:abc"}));
  EXPECT_EQ(searched.tally.files, 2U);
}

TEST(Search, ConvertsTextInUtf16ThatSaysSo) {
  const Folder folder;
  folder.write("log", "\xff\xfe" + utf16le("one\nsee evil.com\n"));
  EXPECT_EQ(run(folder.listing()).told, (std::vector<std::string>{"log:2:5:8:0:evil.com"}));
}

TEST(Search, SearchesTheTranslationsOfWhatIsNoTextAndSaysWhereTheirRecordsAre) {
  const Folder folder;
  std::vector<std::string> texts(1000, "fine.example");
  texts[1] = "";
  texts[2] = "www.evil.com 203.0.113.7";
  texts[998] = "x.evil.com";
  const std::string toy = evidence::testing::toy_content(texts);
  folder.write("a.toy", toy);
  folder.write("b.zip", as_zip({{"c.toy", toy}, {"d.log", "evil.com\n"}}));
  SearchOptions options;
  options.recognise_translated = [](std::string_view head) {
    return head.starts_with(evidence::testing::toy_magic) ? evidence::testing::recognise_with_toy(head)
                                                          : evidence::Recognised{};
  };
  // The first record of 13 bytes stands behind four, the empty one behind that.
  const std::vector<std::string> in_toy = {"3:11:18:0:www.evil.com", "3:24:18:1:203.0.113.7",
                                           "999:11:12978:0:x.evil.com"};
  std::vector<std::string> want;
  for (const std::string& place : in_toy) want.push_back("a.toy:" + place);
  for (const std::string& place : in_toy) want.push_back("b.zip//c.toy:" + place);
  want.push_back("b.zip//d.log:1:1:0:0:evil.com");
  for (const unsigned threads : {1U, 3U}) {
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{500}, std::size_t{1} << 20U}) {
      options.threads = threads;
      options.block_bytes = options.limits.block_bytes = block_bytes;
      const Searched searched = run(folder.listing(), options);
      EXPECT_EQ(searched.told, want);
      EXPECT_EQ(searched.tally.lines, 2001U);
      EXPECT_TRUE(searched.problems.empty());
    }
  }
}

TEST(Search, SaysWhatItCannotReadAndSearchesTheRest) {
  const Folder folder;
  folder.write("a.gz", as_gzip("evil.com\n" + std::string(5000, 'x')).substr(0, 30));
  folder.write("b.log", "abc\n");
  evidence::Listing listing = folder.listing();
  listing.files.insert(listing.files.begin(), {folder.path() / "gone", "gone", 1});
  const Searched searched = run(listing);
  ASSERT_EQ(searched.problems.size(), 2U);
  EXPECT_TRUE(searched.problems[0].starts_with("gone: not found")) << searched.problems[0];
  EXPECT_TRUE(searched.problems[1].starts_with("a.gz: malformed")) << searched.problems[1];
  EXPECT_EQ(searched.told.back(), "b.log:1:1:0:3:abc");
  EXPECT_EQ(searched.tally.problems, 2U);
}

TEST(Search, SaysOnceThatAFileBecameShorter) {
  const Folder folder;
  const auto path = folder.write("log", std::string(10'000, '\n'));
  const evidence::Listing listing = folder.listing();
  SearchOptions options;
  options.block_bytes = 100;
  options.context_bytes = 10;
  bool has_shrunk = false;
  options.progress = [&](std::uint64_t, std::uint64_t) {
    if (!has_shrunk) std::filesystem::resize_file(path, 500);
    has_shrunk = true;
  };
  const Searched searched = run(listing, options);
  ASSERT_EQ(searched.problems.size(), 1U);
  EXPECT_TRUE(searched.problems[0].find("became shorter") != std::string::npos) << searched.problems[0];
}

TEST(Search, SkipsAMemberOrStopsWhenItIsTold) {
  const Folder folder;
  std::string log;
  for (int i = 0; i < 1000; ++i) log += "evil.com\n";
  for (const char* name : {"a", "b", "c"}) folder.write(name, log);
  folder.write("d.zip", as_zip({{"e", log}, {"f", log}}));
  for (const unsigned threads : {1U, 4U}) {
    SearchOptions options;
    options.block_bytes = 100;
    options.threads = threads;
    std::vector<std::string> files;
    options.take = [&](const Finds& finds, std::string_view) {
      files.emplace_back(finds.file);
      return finds.file == "d.zip//e" ? Onward::stop : Onward::skip_member;
    };
    search(folder.listing(), test_matcher(), options);
    EXPECT_EQ(files, (std::vector<std::string>{"a", "b", "c", "d.zip//e"}));

    options.stop = [&] { return true; };
    EXPECT_TRUE(search(folder.listing(), test_matcher(), options).stopped);
  }
}

TEST(Search, HandsOnWhatTheCallerThrows) {
  const Folder folder;
  folder.write("log", "evil.com\n");
  SearchOptions options;
  options.threads = 2;
  options.take = [](const Finds&, std::string_view) -> Onward { throw std::runtime_error("no more memory"); };
  EXPECT_THROW(search(folder.listing(), test_matcher(), options), std::runtime_error);
}

TEST(Search, ExpandsNoBomb) {
  const Folder folder;
  folder.write("bomb.zst", detail::as_zstd_bomb('\n', 100));
  SearchOptions options;
  options.limits.expansion_free_bytes = 1000;
  options.limits.expansion_file_free_bytes = 1000;
  options.limits.expansion_ratio_max = 10;
  const Searched searched = run(folder.listing(), options);
  ASSERT_FALSE(searched.problems.empty());
  EXPECT_LT(searched.tally.bytes, 1'000'000U);
}

}  // namespace
}  // namespace clew::hunt
