#include "clew/base/glob.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::base {
namespace {

TEST(Glob, FitsWhatItNames) {
  EXPECT_TRUE(fits_glob("/opt/acme/bin/agent", "/opt/acme/*"));
  EXPECT_TRUE(fits_glob("/Users/kim/.ssh/id_rsa", "*/.ssh/id_*"));
  EXPECT_TRUE(fits_glob("C:\\Program Files\\Acme\\x.exe", "c:/program files/acme/*"));
  EXPECT_TRUE(fits_glob("/a/b/c", "*b*"));
  EXPECT_TRUE(fits_glob("", "*"));
  EXPECT_TRUE(fits_glob("abc", "abc"));
}

TEST(Glob, RefusesWhatItDoesNot) {
  EXPECT_FALSE(fits_glob("/opt/acme", "/opt/acme/*"));
  EXPECT_FALSE(fits_glob("/opt/acmes/bin", "/opt/acme/*"));
  EXPECT_FALSE(fits_glob("abc", ""));
  EXPECT_FALSE(fits_glob("", "a"));
  EXPECT_FALSE(fits_glob("abc", "abcd"));
}

TEST(Glob, ManyStarsDoNotTakeForever) { EXPECT_FALSE(fits_glob(std::string(4000, 'a'), "*a*a*a*a*a*a*a*a*b")); }

}  // namespace
}  // namespace clew::base
