#include "clew/hunt/matcher.h"

#include "clew/hunt/detail/naive.h"
#include "clew/hunt/detail/workload.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace clew::hunt {
namespace {

using model::Value;
using model::ValueType;

Value value_of(ValueType type, std::string_view text) {
  auto value = Value::parse(type, text);
  EXPECT_TRUE(value) << text;
  return *value;
}

std::vector<Hit> find(std::span<const Value> values, std::string_view text) {
  std::vector<Hit> hits;
  Matcher::compile(values).find(text, hits);
  return hits;
}

/// The hits as words of the text, each with a bar behind it.
std::string found_in(std::span<const Value> values, std::string_view text) {
  std::string words;
  for (const Hit& hit : find(values, text)) words += std::string(text.substr(hit.offset, hit.length)) + "|";
  return words;
}

/// One value, one text, and what of the text is the value: empty when it is not in there.
struct TokenCase {
  ValueType type;
  std::string_view value, text, want;
};

class Tokens : public testing::TestWithParam<TokenCase> {};

TEST_P(Tokens, AreFoundWholeOrNotAtAll) {
  const TokenCase& row = GetParam();
  const std::vector<Value> values = {value_of(row.type, row.value)};
  const std::string want = row.want.empty() ? "" : std::string(row.want) + "|";
  EXPECT_EQ(found_in(values, row.text), want) << row.text;
  EXPECT_EQ(detail::find_naively(values, row.text), find(values, row.text)) << row.text;
}

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
    testing::Values(TokenCase{ValueType::md5, md5_text, "MD5=0123456789ABCDEF0123456789ABCDEF,",
                              "0123456789ABCDEF0123456789ABCDEF"},
                    TokenCase{ValueType::md5, md5_text, "md5:0123456789abcdef0123456789abcdef", md5_text},
                    TokenCase{ValueType::md5, md5_text, "0x0123456789abcdef0123456789abcdef", md5_text},
                    TokenCase{ValueType::md5, md5_text, "virus_0123456789abcdef0123456789abcdef.bin", md5_text},
                    TokenCase{ValueType::md5, md5_text, "0123456789abcdef0123456789abcdef0", ""},
                    TokenCase{ValueType::md5, md5_text, "f0123456789abcdef0123456789abcdef", ""},
                    TokenCase{ValueType::md5, md5_text, "10x0123456789abcdef0123456789abcdef", ""},
                    TokenCase{ValueType::md5, md5_text, "g0123456789abcdef0123456789abcdef", ""},
                    TokenCase{ValueType::eth_address, eth_text, "to 0x52908400098527886E0F7030069857D2E4169EE7",
                              "0x52908400098527886E0F7030069857D2E4169EE7"},
                    TokenCase{ValueType::eth_address, eth_text, "52908400098527886E0F7030069857D2E4169EE7", ""},
                    TokenCase{ValueType::btc_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
                              "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT?x", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
                    TokenCase{ValueType::btc_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
                              "1boatslrhtknngkdxeeobr76b53lettpyt", ""},
                    TokenCase{ValueType::btc_address, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                              "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
                              "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ"}));

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
  EXPECT_EQ(find(values, "a.evil.com 1.2.3.4"), want);
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

TEST(Matcher, EqualsItsSlowTwinOnTextDenseWithNearMisses) {
  std::mt19937_64 random(20230712);
  for (int round = 0; round < 4000; ++round) {
    const std::vector<Value> values = detail::random_values(random, 1 + static_cast<std::size_t>(random() % 12));
    const std::string text = detail::near_miss_text(random, values, 1 + static_cast<std::size_t>(random() % 24));
    ASSERT_EQ(find(values, text), detail::find_naively(values, text)) << "round " << round << ": " << text;
  }
}

std::filesystem::path shared_folder() {
  const char* const set = std::getenv("CLEW_SHARED");
  return set != nullptr ? std::filesystem::path(set) : std::filesystem::path(CLEW_SOURCE_DIR) / ".." / "shared";
}

/// Values that stand in `text`: its words that parse, so that the twins meet every type in its own surroundings.
std::vector<Value> values_from(std::string_view text, std::mt19937_64& random, std::size_t count_max) {
  constexpr std::size_t size_bytes_max = 60;
  std::vector<Value> values;
  for (int tries = 0; tries < 4000 && values.size() < count_max; ++tries) {
    const std::size_t begin = static_cast<std::size_t>(random() % text.size());
    const std::size_t end = text.find_first_of(" \t\n\",;{}[]()<>'=|", begin);
    const auto type = static_cast<ValueType>(random() % model::value_type_count);
    const bool arbitrary = type == file_name || type == package || type == account;
    if (end == std::string_view::npos || end - begin < (arbitrary ? 5 : 3) || end - begin > size_bytes_max) continue;
    if (auto value = Value::parse(type, text.substr(begin, end - begin))) values.push_back(*std::move(value));
  }
  return values;
}

TEST(Matcher, EqualsItsSlowTwinOnRealLogs) {
  const std::filesystem::path data = shared_folder() / "data";
  if (!std::filesystem::is_directory(data)) GTEST_SKIP() << "no logs at " << data;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    const auto ending = entry.path().extension();
    if (entry.is_regular_file() && (ending == ".log" || ending == ".json" || ending == ".csv"))
      paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::mt19937_64 random(20230712);
  const std::size_t step = std::max<std::size_t>(1, paths.size() / 120);
  for (std::size_t i = 0; i < paths.size(); i += step) {
    constexpr std::size_t sample_bytes = 6000;
    std::ifstream file(paths[i], std::ios::binary);
    std::string text(sample_bytes, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.empty()) continue;
    const std::vector<Value> values = values_from(text, random, 20);
    ASSERT_EQ(find(values, text), detail::find_naively(values, text)) << paths[i];
  }
}

}  // namespace
}  // namespace clew::hunt
