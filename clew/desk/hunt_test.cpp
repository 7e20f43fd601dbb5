#include "clew/desk/hunt.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::desk {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "clew-hunt-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Told {
  std::string out;
  std::vector<std::string> messages;
  base::Result<HuntReport> report;
};

Told run(HuntRequest request) {
  Told told{{}, {}, HuntReport{}};
  if (!request.write) {
    request.write = [&](std::string_view text) {
      told.out += text;
      return true;
    };
  }
  request.say = [&](const std::string& message) { told.messages.push_back(message); };
  told.report = hunt(request);
  return told;
}

TEST(Hunt, SearchesForAValueOnceHoweverOftenItIsListed) {
  const Folder folder;
  const auto one = folder.write("one.tsv", "evil.com\tdomain\nEVIL.com.\tdomain\n203.0.113.7:443\tip:port\n");
  const auto two = folder.write("two.txt", "evil[.]com\n203.0.113.7\nbad.example\n");
  folder.write("logs/a", "evil.com 203.0.113.7\n");
  const Told told =
      run({.lists = {one, two}, .values = {"evil.com"}, .evidence = {folder.path() / "logs"}, .form = HuntForm::json});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->indicators, 3U);
  EXPECT_EQ(told.report->indicators_seen, 2U);
  EXPECT_EQ(told.report->sightings, 2U);
}

TEST(Hunt, PutsTheFileAboveItsSightingsForAPerson) {
  const Folder folder;
  folder.write("logs/a", "x evil.com\ny A.evil.com\n");
  folder.write("logs/b", "evil.com\n");
  const std::string logs = (folder.path() / "logs").string();
  HuntRequest request{.values = {"evil.com"}, .evidence = {logs}};
  request.heading = true;
  EXPECT_EQ(run(request).out, fmt::format("{0}/a\n1:3: domain evil[.]com\n2:3: domain evil[.]com: A.evil[.]com\n\n"
                                          "{0}/b\n1:1: domain evil[.]com\n",
                                          logs));
}

TEST(Hunt, SaysWhereJsonCannotHoldTheBytes) {
  const Folder folder;
  folder.write("logs/a",
               "/tmp/\xff"
               "x\n");
  const auto list = folder.write("list",
                                 "file_path,/tmp/\xff"
                                 "x\nfile_path,/tmp/y\n");
  const Told told = run({.lists = {list}, .evidence = {folder.path() / "logs"}, .form = HuntForm::json});
  EXPECT_TRUE(told.out.find("\"text\":\"/tmp/\xef\xbf\xbdx\",\"text_is_exact\":false}\n") != std::string::npos)
      << told.out;
}

TEST(Hunt, EndsWhenNobodyReadsOn) {
  const Folder folder;
  for (int i = 0; i < 50; ++i) folder.write(fmt::format("logs/{}", i), "evil.com\n");
  HuntRequest request{.values = {"evil.com"}, .evidence = {folder.path() / "logs"}};
  int writes = 0;
  request.write = [&](std::string_view) { return ++writes < 3; };
  ASSERT_TRUE(run(request).report);
  EXPECT_EQ(writes, 3);
}

TEST(Hunt, NamesTheFirstRefusalsAndCountsTheOthers) {
  const Folder folder;
  std::string list = "evil.com\tdomain\n";
  for (int i = 0; i < 20; ++i) list += "nonsense\tsha256\n";
  const auto path = folder.write("list", list);
  folder.write("logs/a", "x\n");
  const Told told = run({.lists = {path}, .evidence = {folder.path() / "logs"}});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->refused, 20U);
  ASSERT_EQ(told.messages.size(), refusals_said_max + 1);
  EXPECT_TRUE(told.messages.front().starts_with(path.string() + ":2: not an indicator: nonsense"))
      << told.messages.front();
  EXPECT_EQ(told.messages.back(), "… and 15 more that are no indicators");
}

TEST(Hunt, RefusesAListThatIsNone) {
  const Folder folder;
  const auto list = folder.write("list", std::string("\0\1\2", 3));
  EXPECT_FALSE(run({.lists = {list}, .evidence = {folder.path()}}).report);
  EXPECT_FALSE(run({.lists = {folder.path() / "gone"}, .evidence = {folder.path()}}).report);
  EXPECT_FALSE(run({.values = {"word"}, .evidence = {folder.path()}}).report);
}

TEST(Hunt, ReadsALongListPieceByPiece) {
  const Folder folder;
  std::string list = "value\ttype\n";
  for (int i = 0; i < 30'000; ++i) list += fmt::format("host{}.example\tdomain\n", i);
  const auto path = folder.write("list", list);
  folder.write("logs/a", "host0.example host29999.example host30000.example\n");
  const Told told = run({.lists = {path}, .evidence = {folder.path() / "logs"}});
  ASSERT_TRUE(told.report);
  EXPECT_EQ(told.report->indicators, 30'000U);
  EXPECT_EQ(told.report->sightings, 2U);
  EXPECT_TRUE(told.messages.empty());
}

}  // namespace
}  // namespace clew::desk
