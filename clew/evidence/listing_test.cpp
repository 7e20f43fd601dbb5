#include "clew/evidence/detail/temporary_folder.h"
#include "clew/evidence/reader.h"

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

namespace fs = std::filesystem;
using detail::TemporaryFolder;
using Texts = std::vector<std::string>;

Texts names(const Listing& listing) {
  Texts names;
  for (const FileEntry& file : listing.files) names.push_back(file.name);
  return names;
}

TEST(Listing, NamesFilesInOrderRelativeToTheFolder) {
  const TemporaryFolder folder;
  for (const char* name : {"b.log", "a/z.log", "a/b/c.log", ".hidden/.x", "a.log"}) folder.write(name, "12345");
  const auto listing = list_files({folder.path()});
  ASSERT_TRUE(listing);
  EXPECT_EQ(names(*listing), (Texts{".hidden/.x", "a.log", "a/b/c.log", "a/z.log", "b.log"}));
  EXPECT_EQ(listing->files[0].bytes, 5U);
  EXPECT_EQ(listing->files[2].path, folder.path() / "a/b/c.log");
  EXPECT_TRUE(listing->unreadable.empty());
}

TEST(Listing, AFileIsCalledByItsOwnName) {
  const TemporaryFolder folder;
  EXPECT_EQ(names(*list_files({folder.write("a/b.log", "")})), Texts{"b.log"});
}

TEST(Listing, PutsTheFolderInFrontWhereNamesWouldBeEqual) {
  const TemporaryFolder folder;
  for (const char* name : {"x/a.log", "y/a.log", "y/b.log", "z/x/a.log"}) folder.write(name, "");
  EXPECT_EQ(names(*list_files({folder.path() / "x", folder.path() / "y"})), (Texts{"x/a.log", "y/a.log", "y/b.log"}));
  const Texts far = names(*list_files({folder.path() / "x", folder.path() / "z/x"}));
  EXPECT_EQ(far, (Texts{(folder.path() / "x/a.log").string(), (folder.path() / "z/x/a.log").string()}));
}

TEST(Listing, AMissingPathIsAnErrorOfTheCall) {
  const TemporaryFolder folder;
  const auto listing = list_files({folder.path(), folder.path() / "missing"});
  ASSERT_FALSE(listing);
  EXPECT_EQ(listing.error().fault, base::Fault::not_found);
  EXPECT_EQ(listing.error().file, (folder.path() / "missing").string());
}

TEST(Listing, ListsEachFileOnceUnderItsOwnName) {
  const TemporaryFolder folder;
  folder.write("z.log", "");
  folder.write("real/f.log", "");
  fs::create_symlink("z.log", folder.path() / "a-link");
  fs::create_symlink("real", folder.path() / "also");
  fs::create_hard_link(folder.path() / "z.log", folder.path() / "zz.log");
  const auto listing = list_files({folder.path(), folder.path(), folder.path() / "z.log"});
  EXPECT_EQ(names(*listing), (Texts{"real/f.log", "z.log"}));
  EXPECT_TRUE(listing->unreadable.empty());
}

TEST(Listing, FollowsLinksOutOfTheFolder) {
  const TemporaryFolder folder;
  folder.write("elsewhere/f.log", "");
  folder.write("elsewhere/sub/g.log", "");
  fs::create_directory(folder.path() / "given");
  fs::create_directory_symlink(folder.path() / "elsewhere", folder.path() / "given/link");
  fs::create_symlink(folder.path() / "elsewhere/f.log", folder.path() / "given/f");
  EXPECT_EQ(names(*list_files({folder.path() / "given"})), (Texts{"f", "link/sub/g.log"}));
}

TEST(Listing, ReportsADirectoryLoopAndComesBack) {
  const TemporaryFolder folder;
  folder.write("a/b/f.log", "");
  fs::create_directory_symlink("../..", folder.path() / "a/b/loop");
  fs::create_symlink("itself", folder.path() / "itself");
  const auto listing = list_files({folder.path()});
  EXPECT_EQ(names(*listing), Texts{"a/b/f.log"});
  ASSERT_EQ(listing->unreadable.size(), 2U);
  EXPECT_EQ(listing->unreadable[0].file, (folder.path() / "a/b/loop").string());
  EXPECT_TRUE(listing->unreadable[0].what.contains("leads back"));
  EXPECT_EQ(listing->unreadable[1].file, (folder.path() / "itself").string());
}

TEST(Listing, ReportsWhatIsNoFileAndWhatLeadsNowhere) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  fs::create_symlink("gone", folder.path() / "dangling");
  const auto listing = list_files({folder.path()});
  EXPECT_TRUE(listing->files.empty());
  ASSERT_EQ(listing->unreadable.size(), 2U);
  EXPECT_EQ(listing->unreadable[0].fault, base::Fault::not_found);
  EXPECT_EQ(listing->unreadable[1].fault, base::Fault::unsupported);
}

TEST(Listing, ReportsWhatItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  ::chmod(folder.write("secret.log", "").c_str(), 0);
  folder.write("closed/f.log", "");
  ::chmod((folder.path() / "closed").c_str(), 0);
  const auto listing = list_files({folder.path()});
  EXPECT_TRUE(listing->files.empty());
  EXPECT_EQ(listing->unreadable.size(), 2U);
  ::chmod((folder.path() / "closed").c_str(), 0700);
}

}  // namespace
}  // namespace clew::evidence
