#include "clew/hunt/matcher.h"

#include "clew/hunt/detail/instructions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <ostream>
#include <random>
#include <string>

#include "tests/oracle/generator.h"
#include "tests/oracle/oracle.h"
#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew {

// Found by GoogleTest: what is said of two answers that differ.
namespace hunt {
std::ostream& operator<<(std::ostream& out, const Hit& hit) {
  return out << hit.offset << "+" << hit.length << " #" << hit.value;
}
}  // namespace hunt

namespace oracle {
std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << testing::PrintToString(answer.hits) << ", " << answer.line_feeds << " line feeds";
}
}  // namespace oracle

}  // namespace clew

namespace clew::hunt {
namespace {

using detail::Instructions;

std::vector<Instructions> available_instructions() {
  std::vector<Instructions> available;
  for (const Instructions one :
       {Instructions::portable, Instructions::ssse3, Instructions::avx2, Instructions::avx512}) {
    if (detail::is_available(one)) available.push_back(one);
  }
  return available;
}

using model::Value;
using model::ValueType;

Value value_of(ValueType type, std::string_view text) {
  auto value = Value::parse(type, text);
  EXPECT_TRUE(value) << text;
  return *value;
}

oracle::Answer find(std::span<const Value> values, std::string_view text) {
  oracle::Answer answer;
  answer.line_feeds = Matcher::compile(values).find(text, answer.hits);
  return answer;
}

/// The hits as words of the text, each with a bar behind it.
std::string words_of(std::span<const Hit> hits, std::string_view text) {
  std::string words;
  for (const Hit& hit : hits) words += std::string(text.substr(hit.offset, hit.length)) + "|";
  return words;
}

std::string found_in(std::span<const Value> values, std::string_view text) {
  return words_of(find(values, text).hits, text);
}

/// One value, one text, and what of the text is the value: empty when it is not in there.
struct TokenCase {
  ValueType type;
  std::string_view value;
  std::string text, want;
};

std::ostream& operator<<(std::ostream& out, const TokenCase& row) {
  return out << model::name_of(row.type) << " " << row.value << " in " << testing::PrintToString(row.text);
}

/// Puts back what was in use.
class WithInstructions {
 public:
  explicit WithInstructions(Instructions chosen) { detail::use_for_testing(chosen); }
  WithInstructions(const WithInstructions&) = delete;
  WithInstructions& operator=(const WithInstructions&) = delete;
  ~WithInstructions() { detail::use_for_testing(before_); }

 private:
  Instructions before_ = detail::instructions_in_use();
};

class Tokens : public testing::TestWithParam<TokenCase> {
 protected:
  std::vector<Value> values = {value_of(GetParam().type, GetParam().value)};
  std::string want = GetParam().want.empty() ? "" : GetParam().want + "|";
  std::string_view text = GetParam().text;
};

TEST_P(Tokens, AreFoundWholeOrNotAtAll) {
  for (const Instructions instructions : available_instructions()) {
    const WithInstructions with(instructions);
    EXPECT_EQ(words_of(find(values, text).hits, text), want)
        << text << " with " << testing::PrintToString(instructions);
  }
}

TEST_P(Tokens, AreWhatTheOracleFinds) { EXPECT_EQ(words_of(oracle::find(values, text).hits, text), want) << text; }

constexpr auto domain = ValueType::domain;
INSTANTIATE_TEST_SUITE_P(Domain, Tokens,
                         testing::Values(TokenCase{domain, "evil.com", "evil.com", "evil.com"},
                                         TokenCase{domain, "evil.com", "query EVIL.Com answered", "EVIL.Com"},
                                         TokenCase{domain, "evil.com", "x a.b.evil.com y", "a.b.evil.com"},
                                         TokenCase{domain, "evil.com", "https://evil.com/x", "evil.com"},
                                         TokenCase{domain, "evil.com", "user@evil.com", "evil.com"},
                                         TokenCase{domain, "evil.com", "\"evil.com.\"", "evil.com"},
                                         TokenCase{domain, "evil.com", "evil.com:443", "evil.com"},
                                         TokenCase{domain, "evil.com", "(evil.com)", "evil.com"},
                                         TokenCase{domain, "evil.com", "we saw evil.com...", "evil.com"},
                                         TokenCase{domain, "evil.com", "see...evil.com", "evil.com"},
                                         TokenCase{domain, "evil.com", "domain=.evil.com; path=/", "evil.com"},
                                         TokenCase{domain, "evil.com", "*.evil.com", "evil.com"},
                                         TokenCase{domain, "evil.com", "- evil.com- blocked", "evil.com"},
                                         TokenCase{domain, "evil.com", "evil.com_", "evil.com"},
                                         TokenCase{domain, "evil.com", "_dmarc.evil.com", "_dmarc.evil.com"},
                                         TokenCase{domain, "evil.com",
                                                   "\xe2\x80\x9c"
                                                   "evil.com\xe2\x80\x9d",
                                                   "evil.com"},
                                         TokenCase{domain, "evil.com", "evil.com.evil.com", "evil.com.evil.com"},
                                         TokenCase{domain, "evil.com:8443", "evil.com\t443", "evil.com"},
                                         TokenCase{domain, "evil.com", "notevil.com", ""},
                                         TokenCase{domain, "evil.com", "not-evil.com", ""},
                                         TokenCase{domain, "evil.com", "_evil.com", ""},
                                         TokenCase{domain, "evil.com", "evil.com.example.org", ""},
                                         TokenCase{domain, "evil.com", "evil.community", ""},
                                         TokenCase{domain, "evil.com", "evil.com-x.net", ""},
                                         TokenCase{domain, "evil.com", "evil.com_x", ""},
                                         TokenCase{domain, "evil.com", "evil-com evil..com evil .com", ""},
                                         TokenCase{domain, "evil.com", "evil.com%2eexample",
                                                   "evil.com"}));  // as it stands, the name ends here

constexpr auto ipv4 = ValueType::ipv4;
constexpr auto ipv6 = ValueType::ipv6;
constexpr auto cidr = ValueType::cidr;
INSTANTIATE_TEST_SUITE_P(
    Address, Tokens,
    testing::Values(
        TokenCase{ipv4, "1.2.3.4", "1.2.3.4:443", "1.2.3.4"}, TokenCase{ipv4, "1.2.3.4", "[1.2.3.4]", "1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4", "It was 1.2.3.4.", "1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4", "...1.2.3.4...", "1.2.3.4"}, TokenCase{ipv4, "1.2.3.4", "1.2.3.4/32", "1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4", "1.2.3.4-5", "1.2.3.4"}, TokenCase{ipv4, "1.2.3.4", "flow_1.2.3.4_443", "1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4", "::ffff:1.2.3.4", "::ffff:1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4", "::FFFF:102:304", "::FFFF:102:304"},
        TokenCase{ipv4, "1.2.3.4", "0:0:0:0:0:ffff:102:304", "0:0:0:0:0:ffff:102:304"},
        TokenCase{ipv4, "1.2.3.4", "src:1.2.3.4", "1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4:8080", "to 1.2.3.4 port 443", "1.2.3.4"},
        TokenCase{ipv4, "1.2.3.4", "4.3.2.1.in-addr.arpa", "4.3.2.1.in-addr.arpa"},
        TokenCase{ipv4, "1.2.3.4", "4.3.2.1.IN-ADDR.ARPA.", "4.3.2.1.IN-ADDR.ARPA"},
        TokenCase{ipv4, "1.2.3.4", "9.4.3.2.1.in-addr.arpa", ""},
        TokenCase{ipv4, "1.2.3.4", "4.3.2.1.in-addr.arpa.example", ""},
        TokenCase{ipv4, "1.2.3.4", "1.2.3.4.in-addr.arpa", ""}, TokenCase{ipv4, "1.2.3.4", "11.2.3.45", ""},
        TokenCase{ipv4, "1.2.3.4", "1.2.3.45", ""}, TokenCase{ipv4, "1.2.3.4", "1.2.3.4.5", ""},
        TokenCase{ipv4, "1.2.3.4", "0.1.2.3.4", ""}, TokenCase{ipv4, "1.2.3.4", "v1.2.3.4", ""},
        TokenCase{ipv4, "1.2.3.4", "1.2.3.4a", ""}, TokenCase{ipv4, "1.2.3.4", "1.2.3.4.example.com", ""},
        TokenCase{ipv4, "1.2.3.4", "01.2.3.4 1.2.3.04", ""},
        TokenCase{ipv6, "2001:db8::1", "[2001:DB8:0::1]:443", "2001:DB8:0::1"},
        TokenCase{ipv6, "2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001.",
                  "2001:0db8:0000:0000:0000:0000:0000:0001"},
        TokenCase{ipv6, "2001:db8::1", "src=2001:db8::1,", "2001:db8::1"},
        TokenCase{ipv6, "2001:db8::1", "peer:2001:db8::1: closed", "2001:db8::1"},
        TokenCase{ipv6, "2001:db8::1", "2001:db8::1%eth0", "2001:db8::1"},
        TokenCase{ipv6, "2001:db8::1", "2001:db8::1/64", "2001:db8::1"}, TokenCase{ipv6, "::1", "[::1]", "::1"},
        TokenCase{ipv6, "2001:db8::1", "2001:db8::11", ""}, TokenCase{ipv6, "2001:db8::1", "2001:db8::1:2", ""},
        TokenCase{ipv6, "2001:db8::1", "12001:db8::1", ""}, TokenCase{ipv6, "::1", "a::1", ""},
        TokenCase{ipv6, "::d", "std::d", ""},
        TokenCase{cidr, "10.1.0.0/16", "from 10.1.255.3 to 10.2.0.1", "10.1.255.3"},
        TokenCase{cidr, "10.1.0.0/16", "route 10.1.0.0/16", "10.1.0.0"},
        TokenCase{cidr, "2001:db8::/32", "a 2001:db8:ffff::9 b 2001:db9::1", "2001:db8:ffff::9"},
        TokenCase{cidr, "0.0.0.0/0", "8.8.8.8 2001:db8::1", "8.8.8.8"}));

constexpr std::string_view md5_text = "0123456789abcdef0123456789abcdef";
constexpr std::string_view eth_text = "0x52908400098527886e0f7030069857d2e4169ee7";
INSTANTIATE_TEST_SUITE_P(
    Digest, Tokens,
    testing::Values(
        TokenCase{ValueType::md5, md5_text, "MD5=0123456789ABCDEF0123456789ABCDEF,",
                  "0123456789ABCDEF0123456789ABCDEF"},
        TokenCase{ValueType::md5, md5_text, "md5:0123456789abcdef0123456789abcdef", std::string(md5_text)},
        TokenCase{ValueType::md5, md5_text, "0x0123456789abcdef0123456789abcdef", std::string(md5_text)},
        TokenCase{ValueType::md5, md5_text, "virus_0123456789abcdef0123456789abcdef.bin", std::string(md5_text)},
        TokenCase{ValueType::md5, md5_text, "0123456789abcdef0123456789abcdef0", ""},
        TokenCase{ValueType::md5, md5_text, "f0123456789abcdef0123456789abcdef", ""},
        TokenCase{ValueType::md5, md5_text, "10x0123456789abcdef0123456789abcdef", ""},
        TokenCase{ValueType::md5, md5_text, "g0123456789abcdef0123456789abcdef", ""},
        TokenCase{ValueType::eth_address, eth_text, "to 0x52908400098527886E0F7030069857D2E4169EE7",
                  "0x52908400098527886E0F7030069857D2E4169EE7"},
        TokenCase{ValueType::eth_address, eth_text, "52908400098527886E0F7030069857D2E4169EE7", ""},
        TokenCase{ValueType::btc_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
                  "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT?x", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
        TokenCase{ValueType::btc_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1boatslrhtknngkdxeeobr76b53lettpyt",
                  ""},
        TokenCase{ValueType::btc_address, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                  "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ", "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ"}));

constexpr auto url = ValueType::url;
INSTANTIATE_TEST_SUITE_P(
    Url, Tokens,
    testing::Values(TokenCase{url, "https://evil.com/x", "GET HTTPS://Evil.com/x HTTP/1.1", "HTTPS://Evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "(https://evil.com/x).", "https://evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/x,200,GET", "https://evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/x?", "https://evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/x#top", "https://evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/x/", "https://evil.com/x/"},
                    TokenCase{url, "https://evil.com/x/", "https://evil.com/x ", "https://evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "https://evil.com:443/x", "https://evil.com:443/x"},
                    TokenCase{url, "https://evil.com:443/x", "https://evil.com/x", "https://evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "https://me:pw@evil.com/x", "https://me:pw@evil.com/x"},
                    TokenCase{url, "https://me@evil.com/x", "https://me@evil.com/x", "https://me@evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "host evil.com/x", "evil.com/x"},
                    TokenCase{url, "https://evil.com/x", "src=//evil.com/x", "evil.com/x"},
                    TokenCase{url, "https://evil.com/x", R"("https:\/\/evil.com\/x")", R"(https:\/\/evil.com\/x)"},
                    TokenCase{url, "https://evil.com/x", "?u=https%3A%2F%2Fevil.com%2Fx&v",
                              "https%3A%2F%2Fevil.com%2Fx"},
                    TokenCase{url, "https://evil.com", "evil.com", "evil.com"},
                    TokenCase{url, "https://evil.com/", "https://evil.com", "https://evil.com"},
                    TokenCase{url, "http://1.2.3.4:8080/a.php?b=1", "http://1.2.3.4:8080/a.php?b=1",
                              "http://1.2.3.4:8080/a.php?b=1"},
                    TokenCase{url, "http://[2001:db8::1]/x", "http://[2001:db8::1]/x", "http://[2001:db8::1]/x"},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/xyz", ""},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/X", ""},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/x/y", ""},
                    TokenCase{url, "https://evil.com/x", R"(https:\/\/evil.com\/x\/y)", ""},
                    TokenCase{url, "https://evil.com/x", "https://evil.com/x?a=1", ""},
                    TokenCase{url, "https://evil.com/x", "http://evil.com/x", ""},
                    TokenCase{url, "https://evil.com/x", "https://evil.com:8443/x", ""},
                    TokenCase{url, "https://evil.com/x", "https://a.evil.com/x", ""},
                    TokenCase{url, "https://evil.com/x", "/mirror/evil.com/x", ""},
                    TokenCase{url, "https://evil.com/x", "me@evil.com/x", ""},
                    TokenCase{url, "https://me@evil.com/x", "https://you@evil.com/x", ""},
                    TokenCase{url, "https://evil.com/", "https://evil.com/x", ""},
                    TokenCase{url, "https://evil.com/", R"(https:\/\/evil.com\/x)", ""},
                    TokenCase{url, "https://evil.com/", "a.evil.com evil.com.org me@evil.com", ""}));

constexpr auto email = ValueType::email;
INSTANTIATE_TEST_SUITE_P(Email, Tokens,
                         testing::Values(TokenCase{email, "a@evil.com", "From: A <A@Evil.com>", "A@Evil.com"},
                                         TokenCase{email, "a@evil.com", "mailto:a@evil.com.", "a@evil.com"},
                                         TokenCase{email, "a@evil.com", "user=a%40evil.com&x", "a%40evil.com"},
                                         TokenCase{email, "a@evil.com", "ba@evil.com b.a@evil.com b+a@evil.com", ""},
                                         TokenCase{email, "a@evil.com", "a@evil.com.au a@evil.community", ""}));

constexpr auto file_name = ValueType::file_name;
constexpr auto file_path = ValueType::file_path;
INSTANTIATE_TEST_SUITE_P(
    File, Tokens,
    testing::Values(TokenCase{file_name, "evil.sh", "/tmp/evil.sh", "evil.sh"},
                    TokenCase{file_name, "evil.sh", "ran evil.sh.", "evil.sh"},
                    TokenCase{file_name, "evil.sh", "curl -d @evil.sh 'x'", "evil.sh"},
                    TokenCase{file_name, "evil.exe", R"(C:\Temp\EVIL.EXE:Zone.Identifier)", "EVIL.EXE"},
                    TokenCase{file_name, "evil.sh", R"("stdout":"total 2\nevil.sh\n")", "evil.sh"},
                    TokenCase{file_name, "evil.sh",
                              "rm \xe2\x80\x98"
                              "evil.sh\xe2\x80\x99",
                              "evil.sh"},
                    TokenCase{file_name, "evil.sh", "(\\n evil.sh\xe2\x80\"",
                              ""},  // half a quote is no quote, escapes around or not
                    TokenCase{file_name, "my tool.exe", "C:\\my tool.exe /q", "my tool.exe"},
                    TokenCase{file_name, "evil.sh", "notevil.sh evil.sh.bak evil.sh~ .evil.sh evil.sh-1", ""},
                    TokenCase{file_name, "evil.sh",
                              "d\xc3\xa9"
                              "evil.sh",
                              ""},
                    TokenCase{file_path, "/tmp/evil", "exec /tmp/evil -d", "/tmp/evil"},
                    TokenCase{file_path, "/tmp/evil", "file:///tmp/evil", "/tmp/evil"},
                    TokenCase{file_path, "/tmp/evil", "/private/tmp/evil", "/private/tmp/evil"},
                    TokenCase{file_path, "/tmp/evil", R"(\/tmp\/evil)", R"(\/tmp\/evil)"},
                    TokenCase{file_path, "/tmp/evil", "/tmp/evil/ ", "/tmp/evil"},
                    TokenCase{file_path, "/tmp/evil/", "/tmp/evil/x/y", "/tmp/evil/"},
                    TokenCase{file_path, R"(C:\x\y.exe)", R"(run c:\X\Y.exe now)", R"(c:\X\Y.exe)"},
                    TokenCase{file_path, R"(C:\x\y.exe)", R"("C:\\x\\y.exe")", R"(C:\\x\\y.exe)"},
                    TokenCase{file_path, R"(C:\x\y.exe)", R"(\"C:\\\\x\\\\y.exe\")", R"(C:\\\\x\\\\y.exe)"},
                    TokenCase{file_path, R"(C:\x\y.exe)", "C:/x/y.exe", "C:/x/y.exe"},
                    TokenCase{file_path, R"(\x\y.exe)", R"(D:\x\y.exe)", R"(\x\y.exe)"},
                    TokenCase{file_path, "/tmp/evil", "/tmp/evil/x", ""},
                    TokenCase{file_path, "/tmp/evil", "/tmp/evil2 /var/tmp/evil", ""},
                    TokenCase{file_path, "/tmp/evil", "/tmp/evil.sh", ""}));

constexpr auto package = ValueType::package;
constexpr auto account = ValueType::account;
INSTANTIATE_TEST_SUITE_P(
    Package, Tokens,
    testing::Values(TokenCase{package, "audit-x", "node_modules/audit-x/index.js", "audit-x"},
                    TokenCase{package, "audit-x", "audit-x@1.2.3", "audit-x"},
                    TokenCase{package, "audit-x", R"("audit-x": "^1")", "audit-x"},
                    TokenCase{package, "audit-x", "audit-x *", "audit-x"},
                    TokenCase{package, "audit-x", "pip install Audit-X==1.0", "Audit-X"},
                    TokenCase{package, "audit-x", "we removed audit-x.", "audit-x"},
                    TokenCase{package, "@scope/name", "npm i @scope/name@2", "@scope/name"},
                    TokenCase{package, "@scope/name", "GET /@scope%2fname", "@scope%2fname"},
                    TokenCase{package, "@scope/name", "node_modules/@scope/name/x", "@scope/name"},
                    TokenCase{package, "audit-x", "my-audit-x audit-x-extra audit-x.js audit-xy", ""},
                    TokenCase{package, "audit-x", "@other/audit-x @audit-x/other", ""},
                    TokenCase{package, "@scope/name", "my@scope/name @scope/names", ""},
                    TokenCase{account, "mallory", "user=Mallory;", "Mallory"},
                    TokenCase{account, "mallory", R"(CORP\mallory)", "mallory"},
                    TokenCase{account, "mallory", "mallory@corp.example mallory.b mallory-adm", ""}));

TEST(Matcher, FindsNothingWithoutValues) { EXPECT_EQ(found_in({}, "evil.com"), ""); }

TEST(Matcher, ReportsTheUrlAndItsHost) {
  const std::vector<Value> values = {value_of(url, "https://evil.com/x"), value_of(domain, "evil.com")};
  EXPECT_EQ(found_in(values, "GET https://evil.com/x"), "https://evil.com/x|evil.com|");
}

TEST(Matcher, ReportsEveryValueOfOneToken) {
  const std::vector<Value> values = {value_of(domain, "a.evil.com"), value_of(domain, "evil.com"),
                                     value_of(ipv4, "1.2.3.4"), value_of(cidr, "1.2.0.0/16"),
                                     value_of(domain, "evil.com")};
  const std::vector<Hit> want = {{0, 10, 0}, {0, 10, 1}, {0, 10, 4}, {11, 7, 2}, {11, 7, 3}};
  EXPECT_EQ(find(values, "a.evil.com 1.2.3.4").hits, want);
}

TEST(Matcher, TakesEqualValuesOnceIfAskedToWhileItGrows) {
  Matcher::Builder builder;
  const auto value = [](int i) { return value_of(ValueType::domain, "h" + std::to_string(i) + ".example"); };
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(builder.add_if_new(value(i)));
  for (int i = 0; i < 5000; ++i) EXPECT_FALSE(builder.add_if_new(value(i)));
  EXPECT_TRUE(builder.add_if_new(value_of(ValueType::file_name, "h1.example")));
  EXPECT_EQ(builder.size(), 5001U);
  EXPECT_FALSE(builder.add_if_new(value_of(ValueType::domain, "h1.example:443")));  // ports are not asked for
}

TEST(Matcher, AppendsBehindWhatIsThere) {
  const std::vector<Value> values = {value_of(domain, "evil.com")};
  std::vector<Hit> hits = {{99, 1, 7}};
  Matcher::compile(values).find("evil.com", hits);
  EXPECT_EQ(hits, (std::vector<Hit>{{99, 1, 7}, {0, 8, 0}}));
}

TEST(Matcher, UndoesEscapesThreeLevelsDeepAndNoDeeper) {
  const std::vector<Value> values = {value_of(domain, "evil.com")};
  EXPECT_EQ(found_in(values, "evil%2ecom"), "evil%2ecom|");
  EXPECT_EQ(found_in(values, "evil%252ecom"), "evil%252ecom|");
  EXPECT_EQ(found_in(values, "evil%25252ecom"), "evil%25252ecom|");
  EXPECT_EQ(found_in(values, "evil%2525252ecom"), "");
  EXPECT_EQ(found_in(values, R"(a\u002eevil\x2ecom)"), R"(a\u002eevil\x2ecom|)");
  EXPECT_EQ(found_in(values, R"(\u003cevil.com\u003e \nevil.com\\nevil.com)"), "evil.com|evil.com|evil.com|");
}

TEST(Matcher, FindsAValueThatHasNoWord) {
  const std::vector<Value> values = {value_of(file_name, "\xe6\xbc\xa2\xe5\xad\x97"), value_of(account, "$$$")};
  EXPECT_EQ(found_in(values, "/\xe6\xbc\xa2\xe5\xad\x97 $$$ \xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2"),
            "\xe6\xbc\xa2\xe5\xad\x97|$$$|");
}

TEST(Matcher, CountsLineFeeds) {
  const std::vector<Value> values = {value_of(domain, "evil.com")};
  EXPECT_EQ(find(values, "").line_feeds, 0U);
  EXPECT_EQ(find(values, "evil.com\n\n\\n%0a \r\n").line_feeds, 3U);
  for (std::size_t size = 0; size < 300; ++size) {
    EXPECT_EQ(find(values, std::string(size, '\n')).line_feeds, size);
    EXPECT_EQ(find({}, std::string(size, '\n') + std::string(size, 'x')).line_feeds, size);
  }
}

// --- new readings, in rows --------------------------------------------------------------------------------------------

INSTANTIATE_TEST_SUITE_P(
    Defanged, Tokens,
    testing::Values(
        TokenCase{domain, "evil.com", "evil[.]com", "evil[.]com"},
        TokenCase{domain, "evil.com", "evil(.)com", "evil(.)com"},
        TokenCase{domain, "evil.com", "evil{.}com", "evil{.}com"},
        TokenCase{domain, "evil.com", "evil[dot]com", "evil[dot]com"},
        TokenCase{domain, "evil.com", "EVIL[DOT]COM", "EVIL[DOT]COM"},
        TokenCase{domain, "evil.com", "see evil(Dot)com[.]", "evil(Dot)com"},
        TokenCase{domain, "evil.com", "a[.]evil[.]com/x", "a[.]evil[.]com"},
        TokenCase{domain, "evil.com", "a[.]evil.com", "a[.]evil.com"},
        TokenCase{domain, "evil.com", "[.]evil.com[.]", "evil.com"},
        TokenCase{domain, "evil.com", "(evil[.]com)", "evil[.]com"},
        TokenCase{domain, "evil.com", "me[@]evil[.]com", "evil[.]com"},
        TokenCase{domain, "evil.com", "evil[.]com[:]443", "evil[.]com"}, TokenCase{domain, "evil.com", "evil[.com", ""},
        TokenCase{domain, "evil.com", "evil.]com", ""}, TokenCase{domain, "evil.com", "evil[.)com", ""},
        TokenCase{domain, "evil.com", "evil[[.]]com", ""}, TokenCase{domain, "evil.com", "evil[ . ]com", ""},
        TokenCase{domain, "evil.com", "evil[..]com", ""},
        TokenCase{domain, "evil.com", "evil[]com evil[dots]com evil[do]com", ""},
        TokenCase{domain, "evil.com", "evil<.>com", ""}, TokenCase{domain, "evil.com", "evil dot com", ""},
        TokenCase{domain, "evil.com", "notevil[.]com", ""},
        TokenCase{domain, "evil.com", "evil[.]com[.]example[.]org", ""},
        // As it stands, the name ends before the bracket, and that reading counts too.
        TokenCase{domain, "evil.com", "evil.com[.]org", "evil.com"},
        TokenCase{domain, "evil.com", "x[at]evil.com", "evil.com"},
        TokenCase{url, "http://evil.com/x", "hxxp://evil[.]com/x", "hxxp://evil[.]com/x"},
        TokenCase{url, "http://evil.com/x", "hXXp://evil.com/x", "hXXp://evil.com/x"},
        TokenCase{url, "https://evil.com/x", "hxxps[://]evil[.]com/x", "hxxps[://]evil[.]com/x"},
        TokenCase{url, "https://evil.com/x", "https[:]//evil(dot)com/x", "https[:]//evil(dot)com/x"},
        TokenCase{url, "https://evil.com/x", "HXXPS://evil.com/x", "HXXPS://evil.com/x"},
        TokenCase{url, "https://evil.com/x", "hxxps:\\/\\/evil[.]com\\/x", "hxxps:\\/\\/evil[.]com\\/x"},
        TokenCase{url, "https://evil.com/x", "hxxps%3a%2f%2fevil%5b.%5dcom%2fx", "hxxps%3a%2f%2fevil%5b.%5dcom%2fx"},
        TokenCase{url, "https://evil.com/x", "hxxps://evil.com:443/x", "hxxps://evil.com:443/x"},
        TokenCase{url, "https://me@evil.com/x", "hxxps://me[@]evil[.]com/x", "hxxps://me[@]evil[.]com/x"},
        TokenCase{url, "http://1.2.3.4/a", "hxxp://1[.]2[.]3[.]4/a", "hxxp://1[.]2[.]3[.]4/a"},
        TokenCase{url, "http://[2001:db8::1]/x", "hxxp://[2001:db8[:][:]1]/x", "hxxp://[2001:db8[:][:]1]/x"},
        TokenCase{url, "https://evil.com/a.php", "hxxps://evil.com/a[.]php", "hxxps://evil.com/a[.]php"},
        TokenCase{url, "https://evil.com/a[.]php", "https://evil.com/a[.]php", "https://evil.com/a[.]php"},
        TokenCase{url, "https://evil.com/x", "hxxp://evil.com/x", ""},
        TokenCase{url, "http://evil.com/x", "hxxps://evil.com/x", ""},
        TokenCase{url, "http://evil.com/x", "hxtp://evil.com/x", ""},
        TokenCase{url, "http://evil.com/x", "hxxxp://evil.com/x", ""},
        TokenCase{url, "http://evil.com/x", "xhxxp://evil.com/x", ""},
        TokenCase{url, "http://evil.com/x", "hxxp://evil.com:443/x", ""},
        TokenCase{url, "ftp://evil.com/x", "fxp://evil.com/x", ""},
        TokenCase{url, "hxxp://evil.com/x", "http://evil.com/x", ""},
        TokenCase{url, "http://hxxp.com/x", "http://http.com/x", ""},
        TokenCase{domain, "http.com", "hxxp.com hxxp[.]com", ""}, TokenCase{file_path, "/http/x", "/hxxp/x", ""},
        TokenCase{email, "a@evil.com", "a[@]evil.com", "a[@]evil.com"},
        TokenCase{email, "a@evil.com", "A[at]evil(dot)com", "A[at]evil(dot)com"},
        TokenCase{email, "a@evil.com", "<a(AT)evil.com>", "a(AT)evil.com"},
        TokenCase{email, "a@evil.com", "b[.]a@evil.com", "a@evil.com"},  // as it stands
        TokenCase{email, "a@evil.com", "a[@evil.com", ""}, TokenCase{email, "a@evil.com", "a at evil dot com", ""},
        TokenCase{ipv4, "1.2.3.4", "1[.]2[.]3[.]4", "1[.]2[.]3[.]4"},
        TokenCase{ipv4, "1.2.3.4", "1.2.3[.]4:443", "1.2.3[.]4"},
        TokenCase{ipv4, "1.2.3.4", "1(dot)2(dot)3(dot)4", "1(dot)2(dot)3(dot)4"},
        TokenCase{ipv4, "1.2.3.4", "1[.]2[.]3[.]4[.]5 0[.]1.2[.]3.4", ""},
        TokenCase{ipv4, "1.2.3.4", "1.2.3.4[.]5", "1.2.3.4"},  // as it stands
        TokenCase{ipv6, "2001:db8::1", "2001[:]db8::1", "2001[:]db8::1"},
        TokenCase{cidr, "10.1.0.0/16", "10[.]1[.]255[.]3", "10[.]1[.]255[.]3"},
        TokenCase{file_name, "evil.sh", "evil[.]sh", "evil[.]sh"},
        TokenCase{file_name, "evil[.]sh", "evil[.]sh", "evil[.]sh"},
        TokenCase{file_path, R"(C:\x\y.exe)", R"(C[:]\x\y[.]exe)", R"(C[:]\x\y[.]exe)"},
        TokenCase{package, "@scope/name", "[@]scope/name", "[@]scope/name"},
        TokenCase{account, "a@b", "a[at]b", "a[at]b"},
        // Escapes first, then marks; not the other way.
        TokenCase{domain, "evil.com", R"("evil\u005b.\u005dcom")", R"(evil\u005b.\u005dcom)"},
        TokenCase{domain, "evil.com", R"(evil[\u002e]com)", R"(evil[\u002e]com)"},
        TokenCase{domain, "evil.com", R"(\nevil[.]com\n)", "evil[.]com"},
        TokenCase{domain, "evil.com", R"(\\nevil%5B.%5Dcom\\n)", "evil%5B.%5Dcom"},
        TokenCase{domain, "evil.com", "evil%25255b.%25255dcom", "evil%25255b.%25255dcom"},
        TokenCase{domain, "evil.com", "evil%2525255b.%2525255dcom", ""}));

using namespace std::string_literals;
using oracle::utf16;

INSTANTIATE_TEST_SUITE_P(
    Utf16, Tokens,
    testing::Values(
        TokenCase{domain, "evil.com", utf16("evil.com"), utf16("evil.com")},
        TokenCase{domain, "evil.com", utf16("query EVIL.com answered"), utf16("EVIL.com")},
        TokenCase{domain, "evil.com", utf16("https://a.evil.com/x"), utf16("a.evil.com")},
        TokenCase{domain, "evil.com", "\x01\x02\x03" + utf16("evil.com") + "\0\x05\x06"s, utf16("evil.com")},
        TokenCase{domain, "evil.com", "\x01\x02" + utf16("evil.com") + "\x05\x06"s, utf16("evil.com")},
        TokenCase{domain, "evil.com", "\0\0\0"s + utf16("evil.com"), utf16("evil.com")},
        TokenCase{domain, "evil.com", "\x08\0\0\0"s + utf16("evil.com"), utf16("evil.com")},
        TokenCase{domain, "evil.com", "\x08\0"s + utf16("evil.com"), utf16("evil.com")},  // a control character
        TokenCase{domain, "evil.com", "A\0"s + utf16("evil.com"), ""},                    // a letter: Aevil.com
        TokenCase{domain, "evil.com", "\xff\xfe" + utf16("evil.com\n"), utf16("evil.com")},
        TokenCase{domain, "evil.com", utf16("evil.com") + "x", utf16("evil.com")},
        TokenCase{domain, "evil.com", utf16("evil.com") + "xy.org", utf16("evil.com")},
        TokenCase{domain, "evil.com", utf16("evil.com") + "x\0"s, ""},
        TokenCase{domain, "evil.com", "x" + utf16("evil.com"), utf16("evil.com")},  // a run of its own
        TokenCase{domain, "evil.com", utf16("xevil.com"), ""}, TokenCase{domain, "evil.com", utf16("evil.com.org"), ""},
        TokenCase{domain, "evil.com", utf16("evil") + "\0"s + utf16(".com"), ""},
        TokenCase{domain, "evil.com", "e\0v\0i\0l\0.com"s, ""},
        TokenCase{domain, "evil.com", "\0e\0v\0i\0l\0.\0c\0o\0m"s, ""},
        TokenCase{domain, "evil.co", "\0e\0v\0i\0l\0.\0c\0o\0m"s, utf16("evil.co")},  // the last one has no zero byte
        TokenCase{domain, "evil.com", utf16("\xc3\xa9") + utf16("evil.com\xc3\xa9"), utf16("evil.com")},
        TokenCase{domain, "evil.com", "\xac\x20" + utf16("evil.com") + "\xac\x20", utf16("evil.com")},
        TokenCase{domain, "evil.com", "\x19\x20" + utf16("evil.com"), utf16("evil.com")},
        TokenCase{domain, "a.co", utf16("a.co"), utf16("a.co")},
        TokenCase{file_name, "a.c", utf16("a.c"), ""},  // shorter than the least
        TokenCase{file_name, "a.c", utf16(" a.c"), utf16("a.c")},
        TokenCase{file_name, "a.c", utf16("a.c") + " \0"s, utf16("a.c")},
        TokenCase{file_name, "a.c", utf16("a.c") + " ", ""},
        TokenCase{file_name, "\xc3\xa9.sh", utf16("\xc3\xa9.sh"), utf16("\xc3\xa9.sh")},
        TokenCase{file_name, "evil.sh", utf16("\xc3\xa9") + utf16("evil.sh"), ""},
        TokenCase{file_path, R"(C:\x\y.exe)", "\x14\0\0\0"s + utf16(R"(C:\x\y.exe)") + "\0\0"s, utf16(R"(C:\x\y.exe)")},
        TokenCase{file_path, R"(C:\x\y.exe)", utf16(R"("C:\\x\\y.exe")"), utf16(R"(C:\\x\\y.exe)")},
        TokenCase{file_path, R"(C:\x\y.exe)", utf16(R"(C:\x\y.exe.bak)"), ""},
        TokenCase{ValueType::md5, md5_text, utf16("MD5=" + std::string(md5_text) + ","), utf16(md5_text)},
        TokenCase{ValueType::md5, md5_text, utf16(std::string(md5_text) + "0"), ""},
        TokenCase{ValueType::eth_address, eth_text, utf16(eth_text), utf16(eth_text)},
        TokenCase{ipv4, "1.2.3.4", "\x07" + utf16("1.2.3.4"), utf16("1.2.3.4")},
        TokenCase{ipv4, "1.2.3.4", utf16("11.2.3.4 1.2.3.45 1.2.3.4.5"), ""},
        TokenCase{ipv6, "2001:db8::1", utf16("[2001:DB8::1]"), utf16("2001:DB8::1")},
        TokenCase{cidr, "10.1.0.0/16", utf16("10.1.2.3 10.2.0.1"), utf16("10.1.2.3")},
        TokenCase{url, "https://evil.com/x", utf16("GET hxxps://evil[.]com/x "), utf16("hxxps://evil[.]com/x")},
        TokenCase{url, "https://evil.com/x", utf16(R"("https:\/\/evil.com\/x")"), utf16(R"(https:\/\/evil.com\/x)")},
        TokenCase{email, "a@evil.com", utf16("<a@evil.com>"), utf16("a@evil.com")},
        TokenCase{domain, "evil.com", utf16(R"(evil\u002ecom)"), utf16(R"(evil\u002ecom)")},
        TokenCase{domain, "evil.com", utf16("evil%252ecom"), utf16("evil%252ecom")},
        TokenCase{domain, "evil.com", utf16("evil[dot]com."), utf16("evil[dot]com")},
        TokenCase{package, "audit-x", utf16("node_modules/audit-x/"), utf16("audit-x")},
        TokenCase{account, "mallory", utf16(R"(CORP\mallory)"), utf16("mallory")}));

/// `host/path` stands for any scheme (model/value.h).
INSTANTIATE_TEST_SUITE_P(
    UrlOfAnyScheme, Tokens,
    testing::Values(TokenCase{url, "evil.com/x", "https://evil.com/x", "https://evil.com/x"},
                    TokenCase{url, "evil.com/x", "FTP://Evil.com/x", "FTP://Evil.com/x"},
                    TokenCase{url, "evil.com/x", "hxxp://evil[.]com/x", "hxxp://evil[.]com/x"},
                    TokenCase{url, "evil.com/x", "c2://me@evil.com/x", "c2://me@evil.com/x"},
                    TokenCase{url, "evil.com/x", "https://evil.com:443/x", "https://evil.com:443/x"},
                    TokenCase{url, "evil.com/x", "evil.com/x", "evil.com/x"},
                    TokenCase{url, "evil.com/x", "=//evil.com/x", "evil.com/x"},
                    TokenCase{url, "evil.com/x?u=http://a.b/", "evil.com/x?u=http://a.b/", "evil.com/x?u=http://a.b/"},
                    TokenCase{url, "evil.com:8080/x", "http://evil.com:8080/x", "http://evil.com:8080/x"},
                    TokenCase{url, "evil.com/x", "http://evil.com:443/x evil.com:80/x", ""},
                    TokenCase{url, "evil.com/x", "://evil.com/x a/evil.com/x me@evil.com/x", ""},
                    TokenCase{url, "evil.com/x", "il.com/x a.il.com/x", ""},
                    TokenCase{url, "evil.com:8080/x", "http://evil.com/x", ""}));

// --- against the oracle -----------------------------------------------------------------------------------------------

/// Fewer where a sanitizer makes each of them slow.
constexpr int rounds(int count) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return count / 4;
#else
  return count;
#endif
}

class Differential : public testing::TestWithParam<Instructions> {
 protected:
  WithInstructions with{GetParam()};
  std::mt19937_64 random{20230712U + static_cast<unsigned>(GetParam())};

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random() % limit); }
};

std::string name_of_instructions(const testing::TestParamInfo<Instructions>& info) {
  static constexpr std::array<const char*, 4> names = {"portable", "ssse3", "avx2", "avx512"};
  return names.at(static_cast<std::size_t>(info.param));
}

INSTANTIATE_TEST_SUITE_P(Matcher, Differential, testing::ValuesIn(available_instructions()), name_of_instructions);

/// A failure that can be replayed: the fuzz target reads values in this form.
std::string words_of(std::span<const Value> values) {
  std::string words = "\n";
  for (const Value& value : values) words += std::string(model::name_of(value.type())) + " " + value.text() + "\n";
  return words;
}

TEST_P(Differential, EqualsTheOracleOnTextDenseWithNearMisses) {
  for (int round = 0; round < rounds(5000); ++round) {
    const std::vector<Value> values = oracle::random_values(random, 1 + below(12));
    const std::string text = oracle::near_miss_text(random, values, 1 + below(24));
    ASSERT_EQ(find(values, text), oracle::find(values, text))
        << "round " << round << words_of(values) << testing::PrintToString(text);
  }
}

TEST_P(Differential, EqualsTheOracleAtEveryLengthAndOffset) {
  constexpr std::size_t length_max = 200;
  for (int round = 0; round < rounds(16); ++round) {
    const std::vector<Value> values = oracle::random_values(random, 1 + below(8));
    for (std::size_t length = 0; length <= length_max; ++length) {
      std::string text = oracle::filler(random, below(length + 1));
      while (text.size() < length) text += oracle::near_miss_text(random, values, 1 + below(3));
      text.resize(length);
      ASSERT_EQ(find(values, text), oracle::find(values, text))
          << "round " << round << words_of(values) << testing::PrintToString(text);
    }
  }
}

/// A host that many values share is known wherever it stands, and what is around it tells them apart.
TEST_P(Differential, EqualsTheOracleAroundAHostOfManyValues) {
  const auto one_of = [&](std::initializer_list<std::string_view> choices) {
    return std::string(choices.begin()[below(choices.size())]);
  };
  // As many as are looked at, and more.
  const auto letters = [&] {
    const std::size_t size = 1 + below(below(2) == 0 ? 11 : 34);
    return std::string("abcdefghijklmnopqrstuvwxyzabcdefghijkl").substr(below(2), size);
  };
  const auto before = [&] {
    return below(2) == 0 ? letters() + one_of({".", "@", ".www.", "-", "_"}) : one_of({"", "www.", "a."});
  };
  const auto behind = [&] {
    std::string path =
        below(4) == 0 ? "" : one_of({"/", "?", "/a/", "#"}) + letters() + one_of({"", "/", ".js", "?a=b"});
    for (char& c : path) {
      if (below(24) == 0) c = 'x';
    }
    return path;
  };
  const auto escaped = [&](const std::string& plain) {
    std::string text;
    for (const char c : plain) {
      if (c == '/' && below(3) == 0) {
        text += one_of({"\\/", "%2F", "\\u002f", "%252f", "\\u005c/"});
      } else if (below(40) == 0) {
        text += fmt::format("{}{:02x}", one_of({"%", "\\x", "\\u00"}), static_cast<unsigned char>(c));
      } else {
        text += c;
      }
    }
    return text;
  };
  for (int round = 0; round < rounds(2000); ++round) {
    std::vector<Value> values;
    while (values.size() < 8) {
      const std::string front = before();
      const bool is_mail = front.find('@') != std::string::npos;
      const ValueType type = is_mail ? ValueType::email : below(3) == 0 ? ValueType::domain : ValueType::url;
      const std::string host = front + "known.com" + (below(9) == 0 ? ":8080" : "");
      if (auto value = Value::parse(type, type == ValueType::url ? one_of({"https://", ""}) + host + behind() : host))
        values.push_back(*std::move(value));
    }
    std::string text;
    for (std::size_t i = 0; i < 6; ++i) {
      std::string plain = values[below(values.size())].text();
      if (const std::size_t scheme = plain.find("://"); scheme != std::string::npos) plain.erase(0, scheme + 3);
      if (below(3) == 0) plain = before() + "known.com" + behind();
      const std::string port = one_of({"", "", "", ":443", ":8080", ":000443", ":0000008080", ":"});
      if (plain.find(':') == std::string::npos) plain.insert(plain.find("known.com") + 9, port);
      plain = one_of({"https://", "http://", "//", "", "\"", "("}) + plain;
      text += one_of({"", "", "\\\"", "\\\\\\\"", "\\n\"", "\\n"}) + (below(2) == 0 ? plain : escaped(plain)) +
              one_of({" ", "\" ", "\t", " %20", ", \\", "\n", "\\\" ", "\\\\\\\",\\\\\\\"", "\\\\\","});
    }
    text += std::string(below(64), ' ');
    ASSERT_EQ(find(values, text), oracle::find(values, text))
        << "round " << round << words_of(values) << testing::PrintToString(text);
  }
}

/// Few numbers, written with one digit to three: addresses are refused by how they are written around their last dot.
TEST_P(Differential, EqualsTheOracleOnAddressesThatAreAlike) {
  const auto one_of = [&](std::span<const unsigned> numbers) { return numbers[below(numbers.size())]; };
  const auto address = [&] {
    constexpr std::array<unsigned, 12> numbers = {0, 1, 2, 9, 10, 19, 20, 99, 100, 119, 200, 255};
    return (one_of(numbers) << 24U) | (one_of(numbers) << 16U) | (one_of(numbers) << 8U) | one_of(numbers);
  };
  const auto written = [](unsigned one) {
    return fmt::format("{}.{}.{}.{}", one >> 24U, (one >> 16U) & 0xffU, (one >> 8U) & 0xffU, one & 0xffU);
  };
  constexpr std::array<std::string_view, 9> ends = {" ", "\n", ".", ". ", ":80 ", ", ", "/24 ", "-", ".in-addr.arpa "};
  for (int round = 0; round < rounds(1000); ++round) {
    std::vector<Value> values;
    for (std::size_t count = 1 + below(40); count > 0; --count) {
      constexpr std::array<unsigned, 7> bits = {8, 15, 16, 23, 24, 28, 31};
      if (const unsigned prefix = one_of(bits); below(4) == 0) {
        const unsigned network = address() >> (32 - prefix) << (32 - prefix);
        values.push_back(value_of(ValueType::cidr, fmt::format("{}/{}", written(network), prefix)));
      } else {
        values.push_back(value_of(ValueType::ipv4, written(address())));
      }
    }
    std::string text = "at first there is some text; ";
    for (int i = 0; i < 60; ++i) text += written(address()) + std::string(ends[below(ends.size())]);
    ASSERT_EQ(find(values, text), oracle::find(values, text))
        << "round " << round << words_of(values) << testing::PrintToString(text);
  }
}

/// Two zero bytes between what is before and `text`, and a line feed behind it, change nothing in how `text` is read.
std::string put_behind(const std::string& pad, const std::string& text) {
  return pad + std::string(2, '\0') + text + "\n" + std::string(70, ' ');
}

TEST_P(Differential, FindsTheSameWhereverTheTextStands) {
  constexpr std::array<std::size_t, 8> seams = {16, 64, 128, 4096, 16384, 32768, 65536, 131072};
  for (int round = 0; round < rounds(40); ++round) {
    const std::vector<Value> values = oracle::random_values(random, 1 + below(6));
    const std::string text = oracle::filler(random, below(140)) + oracle::near_miss_text(random, values, 1 + below(4));
    const oracle::Answer alone = oracle::find(values, text);
    const Matcher matcher = Matcher::compile(values);
    for (const std::size_t seam : seams) {
      // Every byte of the text once stands first behind the seam; with far seams, some do.
      const std::size_t step = seam <= 128 ? 1 : 1 + below(1 + seam / 1024);
      for (std::size_t before = 2 + below(step); before <= std::min(text.size() + 2, seam); before += step) {
        const std::string pad(seam - before, below(2) == 0 ? ' ' : '\n');
        const std::string whole = put_behind(pad, text);
        oracle::Answer answer;
        answer.line_feeds = matcher.find(whole, answer.hits);
        ASSERT_EQ(answer.line_feeds, static_cast<std::uint64_t>(std::ranges::count(whole, '\n')));
        for (Hit& hit : answer.hits) hit.offset -= pad.size() + 2;
        ASSERT_EQ(answer.hits, alone.hits) << "round " << round << ", " << before << " bytes before " << seam
                                           << words_of(values) << testing::PrintToString(text);
      }
    }
  }
}

TEST_P(Differential, FindsTheSameInTextCutAtLineFeeds) {
  for (int round = 0; round < rounds(2000); ++round) {
    const std::vector<Value> values = oracle::random_values(random, 1 + below(8));
    std::string text = oracle::near_miss_text(random, values, 1 + below(40));
    std::ranges::replace(text, '\0', ' ');  // a line feed does not end a run of UTF-16
    const Matcher matcher = Matcher::compile(values);
    oracle::Answer cut;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin + below(200)), text.size() - 1) + 1;
      const std::size_t first = cut.hits.size();
      cut.line_feeds += matcher.find(std::string_view(text).substr(begin, end - begin), cut.hits);
      for (std::size_t i = first; i < cut.hits.size(); ++i) cut.hits[i].offset += begin;
      begin = end;
    }
    ASSERT_EQ(cut, find(values, text)) << "round " << round << words_of(values) << testing::PrintToString(text);
  }
}

// --- on real data -----------------------------------------------------------------------------------------------------

std::filesystem::path shared_folder() {
  const char* const set = std::getenv("CLEW_SHARED");
  return set != nullptr ? std::filesystem::path(set) : std::filesystem::path(CLEW_SOURCE_DIR) / ".." / "shared";
}

/// Values that stand in `text`: its words that parse, so that the twins meet every type in its own surroundings.
std::vector<Value> values_from(std::string text, std::mt19937_64& random, std::size_t count_max) {
  constexpr std::size_t size_bytes_max = 60;
  std::erase(text, '\0');  // the words of UTF-16 too
  std::vector<Value> values;
  for (int tries = 0; tries < 4000 && values.size() < count_max && !text.empty(); ++tries) {
    const std::size_t begin = static_cast<std::size_t>(random() % text.size());
    const std::size_t end = text.find_first_of(" \t\n\",;{}[]()<>'=|", begin);
    const auto type = static_cast<ValueType>(random() % model::value_type_count);
    const bool arbitrary = type == file_name || type == package || type == account;
    if (end == std::string::npos || end - begin < (arbitrary ? 5 : 3) || end - begin > size_bytes_max) continue;
    if (auto value = Value::parse(type, text.substr(begin, end - begin))) values.push_back(*std::move(value));
  }
  return values;
}

/// At most `count` of the files below `folder` with one of these endings, spread over all of them.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::initializer_list<std::string_view> endings, std::size_t count) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension().string();
    if (entry.is_regular_file() && std::ranges::find(endings, ending) != endings.end()) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<std::filesystem::path> some;
  const std::size_t step = std::max<std::size_t>(1, paths.size() / count);
  for (std::size_t i = 0; i < paths.size(); i += step) some.push_back(paths[i]);
  return some;
}

std::string sample_of(const std::filesystem::path& path, std::mt19937_64& random) {
  constexpr std::size_t sample_bytes = 6000;
  std::ifstream file(path, std::ios::binary);
  const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
  if (size > sample_bytes) file.seekg(static_cast<std::streamoff>(random() % (size - sample_bytes)));
  std::string text(sample_bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

TEST_P(Differential, EqualsTheOracleOnRealFiles) {
  const std::filesystem::path data = shared_folder() / "data";
  if (!std::filesystem::is_directory(data)) GTEST_SKIP() << "no logs at " << data;
  std::vector<std::filesystem::path> paths =
      files_below(data, {".log", ".json", ".jsonl", ".csv", ".txt"}, static_cast<std::size_t>(rounds(160)));
  // Windows event logs are UTF-16 between binary fields; an archive is any bytes at all.
  for (const auto& path : files_below(data, {".evtx"}, static_cast<std::size_t>(rounds(80)))) paths.push_back(path);
  for (const auto& path : files_below(data, {".zip", ".gz", ".zst", ".pcap"}, static_cast<std::size_t>(rounds(40))))
    paths.push_back(path);
  for (const auto& path : paths) {
    const std::string text = sample_of(path, random);
    const std::vector<Value> values = values_from(text, random, 20);
    ASSERT_EQ(find(values, text), oracle::find(values, text)) << path << words_of(values);
  }
}

}  // namespace
}  // namespace clew::hunt
