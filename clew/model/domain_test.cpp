#include "clew/model/domain.h"

#include <array>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::model {
namespace {

struct DomainCase {
  std::string_view name;
  std::string text, want, want_error;  ///< want_error is empty in a row that must parse
  base::Span want_where = {};
};

class Domains : public testing::TestWithParam<DomainCase> {};

TEST_P(Domains, AreReadOrBlamed) {
  const DomainCase& row = GetParam();
  const auto domain = parse_domain(row.text);
  if (row.want_error.empty()) {
    ASSERT_TRUE(domain) << row.name << ": " << domain.error().what;
    EXPECT_EQ(*domain, row.want);
    EXPECT_EQ(parse_domain(*domain).value(), *domain);
    return;
  }
  ASSERT_FALSE(domain) << row.name;
  EXPECT_NE(domain.error().what.find(row.want_error), std::string::npos) << domain.error().what;
  EXPECT_EQ(domain.error().where, row.want_where) << row.name;
}

std::string labels_of_63(std::size_t count, std::size_t last) {
  std::string text;
  for (; count > 0; --count) text += std::string(63, 'a') + ".";
  return text + std::string(last, 'b');
}

INSTANTIATE_TEST_SUITE_P(
    Good, Domains,
    testing::Values(DomainCase{"upper_case_is_lowered", "EVIL.Example", "evil.example", ""},
                    DomainCase{"root_dot_is_dropped", "evil.example.", "evil.example", ""},
                    DomainCase{"a_label", "xn--bcher-kva.example", "xn--bcher-kva.example", ""},
                    DomainCase{"underscore", "_dmarc.evil.example", "_dmarc.evil.example", ""},
                    DomainCase{"digits", "1.2.3.4a", "1.2.3.4a", ""},
                    DomainCase{"label_of_63_bytes", std::string(63, 'a') + ".x", std::string(63, 'a') + ".x", ""},
                    DomainCase{"name_of_253_bytes", labels_of_63(3, 61), labels_of_63(3, 61), ""},
                    DomainCase{"name_of_253_bytes_and_a_dot", labels_of_63(3, 61) + ".", labels_of_63(3, 61), ""}));

INSTANTIATE_TEST_SUITE_P(
    Bad, Domains,
    testing::Values(DomainCase{"label_of_64_bytes", std::string(64, 'a') + ".x", "", "64 bytes, at most 63", {0, 64}},
                    DomainCase{"name_of_254_bytes", labels_of_63(3, 62), "", "254 bytes, at most 253", {0, 254}},
                    DomainCase{"empty_label", "evil..example", "", "empty label", {5, 0}},
                    DomainCase{"leading_dot", ".example", "", "empty label", {0, 0}},
                    DomainCase{"two_root_dots", "evil.example..", "", "empty label", {13, 0}},
                    DomainCase{"nothing", "", "", "empty label", {0, 0}},
                    DomainCase{"not_ascii", "ev\xc3\xacl.example", "", "0xc3", {2, 1}},
                    DomainCase{"space", "evil .example", "", "0x20", {4, 1}},
                    DomainCase{"zero_byte", std::string("evil\0.example", 13), "", "0x00", {4, 1}},
                    DomainCase{"hyphen_first", "good.-bad.example", "", "hyphen", {5, 4}},
                    DomainCase{"hyphen_last", "bad-.example", "", "hyphen", {0, 4}},
                    DomainCase{"one_label", "localhost", "", "at least two labels", {0, 9}},
                    DomainCase{"address", "192.0.2.7", "", "no letter", {8, 1}},
                    DomainCase{"underscore_in_the_last_label", "evil.ex_ample", "", "underscore", {5, 8}}));

TEST(Domain, KnowsWhatIsWithinIt) {
  EXPECT_TRUE(is_within_domain("evil.example", "evil.example"));
  EXPECT_TRUE(is_within_domain("a.b.evil.example", "evil.example"));
  EXPECT_FALSE(is_within_domain("notevil.example", "evil.example"));
  EXPECT_FALSE(is_within_domain("example", "evil.example"));
  EXPECT_FALSE(is_within_domain("evil.example.org", "evil.example"));
  EXPECT_FALSE(is_within_domain("", "evil.example"));
}

TEST(Domain, IsAskedOfManyAtOnce) {
  DomainSet domains;
  EXPECT_FALSE(domains.covers("evil.example"));
  domains.add("evil.example");
  domains.add("a.b.example");
  for (const std::string_view name : {"evil.example", "www.evil.example", "x.a.b.example"})
    EXPECT_TRUE(domains.covers(name)) << name;
  for (const std::string_view name : {"notevil.example", "evil.example.org", "example", "b.example", ""})
    EXPECT_FALSE(domains.covers(name)) << name;
}

TEST(Domain, IsRegisteredBelowItsPublicSuffix) {
  EXPECT_EQ(registered_domain("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registered_domain("www.example.com"), "example.com");
  EXPECT_EQ(registered_domain("example.com"), "example.com");
  EXPECT_EQ(registered_domain("a.b.city.kawasaki.jp"), "city.kawasaki.jp");  // an exception rule of the list
  EXPECT_EQ(registered_domain("co.uk"), "");
  EXPECT_EQ(registered_domain("com"), "");
  EXPECT_EQ(registered_domain("setup.py.notatld"), "");
  EXPECT_EQ(registered_domain("launcher.sh1"), "");
  EXPECT_EQ(registered_domain(""), "");
  EXPECT_EQ(registered_domain("192.0.2.7"), "");
}

TEST(Domain, HasARegisteredOneWhereThatIsNotEmpty) {
  static constexpr std::array labels =
      std::to_array<std::string_view>({"a", "www", "example", "com", "co", "uk", "github", "io", "city", "kawasaki",
                                       "jp", "ck", "notatld", "xn--p1ai", "7"});
  std::mt19937 random(1);
  for (int turn = 0; turn < 20'000; ++turn) {
    std::string name;
    for (std::size_t left = random() % 11; left > 0; --left) {
      name += name.empty() ? "" : ".";
      name += labels[random() % labels.size()];
    }
    EXPECT_EQ(has_registered_domain(name), !registered_domain(name).empty()) << name;
  }
}

}  // namespace
}  // namespace clew::model
