#include "clew/base/result.h"

#include <gtest/gtest.h>

namespace clew::base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(Fault::malformed, "an odd number", {1, 2});
  return number / 2;
}

Result<int> quarter(int number) {
  CLEW_TRY(const int first, half(number));
  CLEW_CHECK(half(first));
  return first / 2;
}

TEST(Result, TriesHandOnTheErrorAsItIs) {
  EXPECT_EQ(quarter(12).value(), 3);
  const auto refused = quarter(6);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "an odd number");
  EXPECT_EQ(refused.error().where, (Span{1, 2}));
}

TEST(Result, ErrorsNeverCarryControlBytesToTheTerminal) {
  EXPECT_EQ(to_text({Fault::over_limit, "line\n\x1b[2Jx", {}, "a\x07.log"}), "a\\x07.log: over limit: line \\x1b[2Jx");
}

}  // namespace
}  // namespace clew::base
