#include "clew/model/value.h"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace clew::model {
namespace {

static_assert(!std::is_default_constructible_v<Value>, "a value exists only where something was parsed");

struct ValueCase {
  ValueType type;
  std::string text, want, want_error;  ///< want_error is empty in a row that must parse
  base::Span want_where = {};
};

class Values : public testing::TestWithParam<ValueCase> {};

TEST_P(Values, AreReadOrBlamed) {
  const ValueCase& row = GetParam();
  const auto value = Value::parse(row.type, row.text);
  if (row.want_error.empty()) {
    ASSERT_TRUE(value) << row.text << ": " << value.error().what;
    EXPECT_EQ(value->type(), row.type);
    EXPECT_EQ(value->text(), row.want);
    EXPECT_EQ(Value::parse(row.type, value->text())->text(), value->text()) << "the canonical spelling is its own";
    return;
  }
  ASSERT_FALSE(value) << row.text;
  EXPECT_NE(value.error().what.find(row.want_error), std::string::npos) << value.error().what;
  EXPECT_EQ(value.error().where, row.want_where) << row.text;
}

using enum ValueType;

INSTANTIATE_TEST_SUITE_P(
    Good, Values,
    testing::Values(
        ValueCase{domain, "Evil.Example.", "evil.example", ""},
        ValueCase{domain, "evil.example:8443", "evil.example", ""},
        ValueCase{url, "HTTPS://Evil.Example/Path?Q=1#F", "https://evil.example/Path?Q=1#F", ""},
        ValueCase{url, "http://User:Pw@Evil.Example:8080/", "http://User:Pw@evil.example:8080/", ""},
        ValueCase{url, "http://evil.example./x", "http://evil.example/x", ""},
        ValueCase{url, "http://192.0.2.7/x", "http://192.0.2.7/x", ""},
        ValueCase{url, "Evil.Example/x", "evil.example/x", ""},
        ValueCase{url, "http://[2001:DB8:0::7]:80/x", "http://[2001:db8::7]:80/x", ""},
        ValueCase{url, "c2+tcp://evil.example", "c2+tcp://evil.example", ""},
        ValueCase{ipv4, "192.0.2.7", "192.0.2.7", ""}, ValueCase{ipv4, "192.0.2.7:443", "192.0.2.7", ""},
        ValueCase{ipv6, "2001:DB8::0007", "2001:db8::7", ""}, ValueCase{ipv6, "[2001:db8::7]:443", "2001:db8::7", ""},
        ValueCase{ipv6, "::ffff:c000:207", "::ffff:192.0.2.7", ""},
        ValueCase{cidr, "192.0.2.77/24", "192.0.2.0/24", ""}, ValueCase{cidr, "2001:DB8:1::/32", "2001:db8::/32", ""},
        ValueCase{md5, "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcdef", ""},
        ValueCase{sha1, std::string(40, 'A'), std::string(40, 'a'), ""},
        ValueCase{sha256, std::string(64, 'A'), std::string(64, 'a'), ""},
        ValueCase{sha512, std::string(128, 'A'), std::string(128, 'a'), ""},
        ValueCase{email, "First.Last+Tag@Evil.Example", "first.last+tag@evil.example", ""},
        ValueCase{file_name, "Evil Tool.EXE", "Evil Tool.EXE", ""},
        ValueCase{file_path, R"(C:\Users\x\a.exe)", R"(C:\Users\x\a.exe)", ""},
        ValueCase{file_path, "/tmp/", "/tmp/", ""}, ValueCase{package, "Audit-X", "audit-x", ""},
        ValueCase{package, "@Scope/Name", "@scope/name", ""}, ValueCase{account, "CORP\\mallory", "CORP\\mallory", ""},
        ValueCase{btc_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", ""},
        ValueCase{btc_address, "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
                  "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", ""},
        ValueCase{eth_address, "0x52908400098527886E0F7030069857D2E4169EE7",
                  "0x52908400098527886e0f7030069857d2e4169ee7", ""}));

INSTANTIATE_TEST_SUITE_P(
    Bad, Values,
    testing::Values(
        ValueCase{domain, "", "", "empty domain", {0, 0}},
        ValueCase{domain, "evil.example:0", "", "port: 1 to 65535", {13, 1}},
        ValueCase{domain, "evil.example:65536", "", "port: 1 to 65535", {13, 5}},
        ValueCase{domain, "evil\n.example", "", "control byte", {4, 1}},
        ValueCase{domain, " evil.example", "", "space", {0, 1}}, ValueCase{url, "evil.example", "", "scheme", {0, 12}},
        ValueCase{url, "://evil.example", "", "scheme", {0, 0}},
        ValueCase{url, "1http://evil.example", "", "scheme", {0, 5}},
        ValueCase{url, "http:///x", "", "without a host", {7, 0}},
        ValueCase{url, "http://me@/x", "", "without a host", {10, 0}},
        ValueCase{url, "http://a@b@evil.example/", "", "two '@'", {8, 1}},
        ValueCase{url, "http://me@ev il.example/", "", "a space", {12, 1}},
        ValueCase{url, "http://evil.example/a b", "", "a space", {21, 1}},
        ValueCase{url, "http://evil.example:99999/", "", "port", {20, 5}},
        ValueCase{url, "http://me@evil..example/", "", "empty label", {15, 0}},
        ValueCase{url, "http://[::1/x", "", "'[' without ']'", {7, 4}},
        ValueCase{url, "http://[::g]/x", "", "not an IPv6", {8, 3}},
        ValueCase{ipv4, "192.0.2.256", "", "at most 255", {8, 3}},
        ValueCase{ipv4, "[192.0.2.256]", "", "at most 255", {9, 3}}, ValueCase{ipv4, "192.0.2.7:", "", "port", {10, 0}},
        ValueCase{ipv6, "192.0.2.7", "", "not an IPv6", {0, 9}},
        ValueCase{cidr, "192.0.2.0/33", "", "0 to 32", {10, 2}},
        ValueCase{md5, "0123", "", "4 digits, 32 expected", {0, 4}},
        ValueCase{sha256, std::string(63, 'a'), "", "63 digits, 64 expected", {0, 63}},
        ValueCase{sha256, std::string(63, 'a') + "g", "", "not a hexadecimal", {63, 1}},
        ValueCase{email, "evil.example", "", "a name and '@'", {0, 12}},
        ValueCase{email, "@evil.example", "", "a name and '@'", {0, 13}},
        ValueCase{email, "a@", "", "empty label", {2, 0}},
        ValueCase{email, "a b@evil.example", "", "no mailbox name", {1, 1}},
        ValueCase{email, ".a@evil.example", "", "with a dot", {0, 1}},
        ValueCase{email, "a.@evil.example", "", "with a dot", {1, 1}},
        ValueCase{email, "a..b@evil.example", "", "two dots", {1, 2}},
        ValueCase{email, std::string(65, 'a') + "@evil.example", "", "65 bytes, at most 64", {0, 65}},
        ValueCase{email, "a@evil", "", "at least two labels", {2, 4}},
        ValueCase{file_name, "a/b", "", "no slash", {1, 1}}, ValueCase{file_name, "..", "", "not the name", {0, 2}},
        ValueCase{file_path, "a.exe", "", "a path has a slash", {0, 5}},
        ValueCase{package, "a b", "", "no package name", {1, 1}},
        ValueCase{package, "a/b", "", "no package name", {1, 1}},
        ValueCase{package, "@scope", "", "@scope/name", {0, 6}},
        ValueCase{package, "@/name", "", "@scope/name", {0, 6}},
        ValueCase{package, "@a/b/c", "", "@scope/name", {0, 6}},
        ValueCase{package, std::string(215, 'a'), "", "215 bytes, at most 214", {0, 215}},
        ValueCase{account, " ", "", "space", {0, 1}},
        ValueCase{account, std::string(4097, 'a'), "", "at most 4096", {0, 4097}},
        ValueCase{btc_address, "1Boat", "", "not a Bitcoin", {0, 5}},
        ValueCase{btc_address, "bc1Qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "", "mixed case", {0, 42}},
        ValueCase{eth_address, std::string(42, 'a'), "", "starts with 0x", {0, 42}},
        ValueCase{eth_address, "0x" + std::string(39, 'a') + "g", "", "not a hexadecimal", {41, 1}}));

TEST(Value, KeepsThePortThatItCameWith) {
  EXPECT_EQ(Value::parse(ipv4, "192.0.2.7:443")->port(), 443);
  EXPECT_EQ(Value::parse(ipv6, "[::1]:8080")->port(), 8080);
  EXPECT_EQ(Value::parse(domain, "evil.example:53")->port(), 53);
  EXPECT_EQ(Value::parse(ipv6, "2001:db8::443")->port(), std::nullopt);
  EXPECT_NE(*Value::parse(ipv4, "192.0.2.7:443"), *Value::parse(ipv4, "192.0.2.7"));
}

TEST(Value, TypesHaveNamesBothWays) {
  for (std::size_t i = 0; i < value_type_count; ++i) {
    const auto type = static_cast<ValueType>(i);
    EXPECT_EQ(value_type_named(name_of(type)), type);
  }
  EXPECT_EQ(value_type_named("Domain"), std::nullopt);
}

TEST(Value, IsShownSoThatNoProgramMakesALinkOfIt) {
  const auto shown = [](ValueType type, std::string_view text) { return defanged(Value::parse(type, text).value()); };
  EXPECT_EQ(shown(domain, "a.evil.example"), "a.evil[.]example");
  EXPECT_EQ(shown(domain, "evil.example:443"), "evil[.]example:443");
  EXPECT_EQ(shown(url, "https://a.evil.example/x.y"), "hxxps://a[.]evil.example/x.y");
  EXPECT_EQ(shown(url, "https://a.b@evil.example/x@y.z"), "hxxps://a.b@evil[.]example/x@y.z");
  EXPECT_EQ(shown(ipv4, "192.0.2.7"), "192[.]0.2.7");
  EXPECT_EQ(shown(ipv6, "2001:db8::7"), "2001[:]db8::7");
  EXPECT_EQ(shown(cidr, "192.0.2.0/24"), "192[.]0.2.0/24");
  EXPECT_EQ(shown(email, "a.b@evil.example"), "a.b[@]evil[.]example");
  EXPECT_EQ(shown(file_name, "a.exe"), "a.exe");
}

}  // namespace
}  // namespace clew::model
