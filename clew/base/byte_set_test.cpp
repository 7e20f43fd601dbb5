#include "clew/base/byte_set.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace clew::base {
namespace {

TEST(ByteSet, FindsWhatTheStandardLibraryFinds) {
  static constexpr std::string_view bytes = " \t/\xff";
  static constexpr ByteSet set(bytes);
  std::mt19937 random(1);
  for (int turn = 0; turn < 2000; ++turn) {
    std::string text;
    for (std::size_t left = random() % 12; left > 0; --left) text += "ab \xff\xfe/."[random() % 7];
    const std::size_t from = random() % 12;
    EXPECT_EQ(set.find_in(text, from), text.find_first_of(bytes, from)) << text;
    EXPECT_EQ(set.find_last_in(text), text.find_last_of(bytes)) << text;
    EXPECT_EQ(set.has_all_of(text), text.find_first_not_of(bytes) == std::string::npos) << text;
  }
}

}  // namespace
}  // namespace clew::base
