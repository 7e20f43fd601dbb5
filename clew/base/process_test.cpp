#include "clew/base/process.h"

#include <gtest/gtest.h>

namespace clew::base {
namespace {

TEST(RunProgram, GivesWhatAProgramMakesOfTheBytes) {
  const auto output = run_program({"tr", {"a-z", "A-Z"}}, "evil.example");
  ASSERT_TRUE(output) << output.error().what;
  EXPECT_EQ(*output, "EVIL.EXAMPLE");
}

TEST(RunProgram, TakesMoreThanAPipeHolds) {
  const std::string bytes(5U << 20U, 'x');
  const auto output = run_program({"cat", {}}, bytes);
  ASSERT_TRUE(output);
  EXPECT_EQ(*output, bytes);
}

TEST(RunProgram, NamesAProgramThatIsNotThere) {
  const auto output = run_program({"clew-has-no-such-program", {}}, "");
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().fault, Fault::not_found);
}

TEST(RunProgram, StopsAtTheLimitOfItsOutput) {
  ProgramLimits limits;
  limits.output_bytes_max = 1000;
  const auto output = run_program({"yes", {}}, "", limits);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().fault, Fault::over_limit);
}

TEST(RunProgram, StopsAtTheLimitOfItsTime) {
  ProgramLimits limits;
  limits.processor_seconds_max = 1;
  const auto output = run_program({"sha256sum", {"/dev/zero"}}, "", limits);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().fault, Fault::over_limit);
}

TEST(RunProgram, GivesNoEnvironmentAndNoShell) {
  const auto output = run_program({"env", {}}, "");
  ASSERT_TRUE(output);
  EXPECT_EQ(*output, "LC_ALL=C.UTF-8\n");
  const auto words = run_program({"echo", {"$(id) `id` ; id"}}, "");
  ASSERT_TRUE(words);
  EXPECT_EQ(*words, "$(id) `id` ; id\n");
}

TEST(RunProgram, SaysThatTheProgramFailed) {
  const auto output = run_program({"false", {}}, "");
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().fault, Fault::malformed);
}

}  // namespace
}  // namespace clew::base
