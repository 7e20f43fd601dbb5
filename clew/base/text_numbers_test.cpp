#include "clew/base/text_numbers.h"

#include <array>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::base {
namespace {

TEST(TextNumbers, NumbersEachTextOnceInOrderOfArrival) {
  TextNumbers numbers;
  EXPECT_EQ(numbers.find("a"), TextNumbers::unknown);
  EXPECT_EQ(numbers.number_of("a"), 0U);
  EXPECT_EQ(numbers.number_of(""), 1U);
  EXPECT_EQ(numbers.number_of("a"), 0U);
  EXPECT_EQ(numbers.find(""), 1U);
  EXPECT_EQ(numbers.find("b"), TextNumbers::unknown);
  EXPECT_EQ(numbers.text_of(0), "a");
  EXPECT_EQ(numbers.size(), 2U);
}

TEST(TextNumbers, FindsAllOfMany) {
  TextNumbers numbers;
  for (int turn = 0; turn < 2; ++turn) {
    for (std::uint32_t i = 0; i < 10'000; ++i) {
      const std::string text = fmt::format("device-{}", i);
      numbers.prepare(std::array<std::string_view, 1>{text});
      ASSERT_EQ(numbers.number_of(text), i);
    }
  }
  EXPECT_EQ(numbers.texts().size(), 10'000U);
  EXPECT_EQ(numbers.texts()[77], "device-77");
}

}  // namespace
}  // namespace clew::base
