#include "clew/base/disk.h"

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace clew::base {
namespace {

/// A disk in memory of which the n-th operation fails, as a full one does: what was being written stays half done.
class FailingDisk final : public Disk {
 public:
  explicit FailingDisk(int operations_before_failure) : left_(operations_before_failure) {}
  std::map<std::string, std::string> files;

  Result<Done> write(const std::filesystem::path& path, std::string_view bytes) override {
    const bool fails = left_-- == 0;
    files[path.string()] = bytes.substr(0, fails ? bytes.size() / 2 : bytes.size());
    if (fails) return fail(Fault::unavailable, "no space left", {}, path.string());
    return Done{};
  }
  Result<Done> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (left_-- == 0) return fail(Fault::unavailable, "no permission", {}, to.string());
    files[to.string()] = files.at(from.string());
    files.erase(from.string());
    return Done{};
  }
  void remove(const std::filesystem::path& path) noexcept override { files.erase(path.string()); }

 private:
  int left_;
};

TEST(WriteWholeFile, KeepsTheOldFileWhicheverOperationFails) {
  bool written = false;
  for (int n = 0; !written; ++n) {
    ASSERT_LT(n, 10) << "it never succeeds";
    FailingDisk disk(n);
    disk.files["case.json"] = "old";
    const auto result = write_whole_file(disk, "case.json", "new and longer");
    written = result.has_value();
    const std::map<std::string, std::string> want = {{"case.json", written ? "new and longer" : "old"}};
    EXPECT_EQ(disk.files, want) << "operation " << n;
    EXPECT_EQ(written ? "case.json" : result.error().file, "case.json") << "the name that the caller knows";
  }
}

class RealDiskTest : public testing::Test {
 protected:
  RealDiskTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "clew_disk_XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~RealDiskTest() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
};

TEST_F(RealDiskTest, ReplacesAFileAndLeavesNothingElse) {
  for (const std::string_view bytes : {"first", "", "third, longer than the first"}) {
    ASSERT_TRUE(write_whole_file(Disk::real(), folder / "a", bytes));
    EXPECT_EQ(read_small_file(folder / "a", 100).value(), bytes);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(RealDiskTest, SaysWhichFileCouldNotBeWrittenAndLeavesNothing) {
  std::filesystem::create_directory(folder / "taken");
  const auto result = write_whole_file(Disk::real(), folder / "taken", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().file, (folder / "taken").string());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  EXPECT_EQ(write_whole_file(Disk::real(), folder / "none" / "x", "x").error().fault, Fault::not_found);
}

TEST_F(RealDiskTest, ReadsSmallFilesOnly) {
  ASSERT_TRUE(write_whole_file(Disk::real(), folder / "a", "12345"));
  EXPECT_EQ(read_small_file(folder / "a", 5).value(), "12345");
  EXPECT_EQ(read_small_file(folder / "a", 4).error().fault, Fault::over_limit);
  EXPECT_EQ(read_small_file(folder / "b", 4).error().fault, Fault::not_found);
  EXPECT_EQ(read_small_file(folder, 4).error().fault, Fault::unsupported);
  EXPECT_EQ(read_small_file("/dev/zero", 4).error().fault, Fault::over_limit);
}

}  // namespace
}  // namespace clew::base
