// The seeds of the fuzz target `evidence_formats`: a seed whose format is not the one that it was written for tests nothing.
#include "clew/evidence/format.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

namespace fs = std::filesystem;

/// The name of the format that a seed chooses (formats_fuzz.cpp); empty if by number, which changes with every new format.
std::string format_of(std::string_view seed) {
  if (seed.starts_with('\xff')) return std::string(recognise(seed.substr(1)).format->name);
  const std::size_t end = seed.find('\x1f');
  if (!seed.starts_with('\xfe') || end == std::string_view::npos) return {};
  return std::string(seed.substr(1, end - 1));
}

TEST(FormatSeeds, EveryFormatHasOneAndNoneChoosesItsFormatByNumber) {
  std::set<std::string, std::less<>> seeded;
  for (const auto& file : fs::directory_iterator(fs::path(CLEW_SOURCE_DIR) / "fuzz/corpus/evidence_formats")) {
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string seed{std::istreambuf_iterator<char>(stream), {}};
    const std::string name = format_of(seed);
    EXPECT_TRUE(std::ranges::find(formats(), name, &Format::name) != formats().end())
        << file.path() << " chooses \"" << name << '"';
    seeded.insert(name);
  }
  for (const Format& format : formats()) EXPECT_TRUE(seeded.contains(format.name)) << format.name << " has no seed";
}

}  // namespace
}  // namespace clew::evidence
