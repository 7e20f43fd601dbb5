#include "clew/model/address.h"

#include <gtest/gtest.h>

namespace clew::model {
namespace {

/// `want_error` is empty in a row that must parse.
struct AddressCase {
  std::string_view text, want, want_error;
  base::Span want_where = {};
};

class Addresses : public testing::TestWithParam<AddressCase> {};

TEST_P(Addresses, AreReadOrBlamed) {
  const AddressCase& row = GetParam();
  const auto address = Address::parse(row.text);
  if (row.want_error.empty()) {
    ASSERT_TRUE(address) << row.text;
    EXPECT_EQ(address->text(), row.want);
    return;
  }
  ASSERT_FALSE(address) << row.text;
  EXPECT_NE(address.error().what.find(row.want_error), std::string::npos) << address.error().what;
  EXPECT_EQ(address.error().where, row.want_where) << row.text;
}

INSTANTIATE_TEST_SUITE_P(
    Ipv4, Addresses,
    testing::Values(
        AddressCase{"192.0.2.7", "192.0.2.7", ""}, AddressCase{"0.0.0.0", "0.0.0.0", ""},
        AddressCase{"255.255.255.255", "255.255.255.255", ""}, AddressCase{"192.0.02.7", "", "leading zero", {6, 2}},
        AddressCase{"00.0.0.0", "", "leading zero", {0, 2}}, AddressCase{"192.0.2.256", "", "octet 256", {8, 3}},
        AddressCase{"192.0.2", "", "four octets", {7, 0}}, AddressCase{"192.0..7", "", "four octets", {6, 0}},
        AddressCase{"192.0.2.7.1", "", "follows the fourth", {9, 2}},
        AddressCase{"192.0.2.1234", "", "follows the fourth", {11, 1}},
        AddressCase{" 192.0.2.7", "", "four octets", {0, 0}}, AddressCase{"0x7f.1.1.1", "", "four octets", {1, 0}},
        AddressCase{"3232235521", "", "octet 323", {0, 3}}, AddressCase{"", "", "four octets", {0, 0}}));

INSTANTIATE_TEST_SUITE_P(Ipv6, Addresses,
                         testing::Values(AddressCase{"2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1", ""},
                                         AddressCase{"2001:db8::1", "2001:db8::1", ""},
                                         AddressCase{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1",
                                                     ""},  // RFC 5952 section 4.2.3: the first of two equal runs
                                         AddressCase{"::", "::", ""}, AddressCase{"::1", "::1", ""},
                                         AddressCase{"::ffff:192.0.2.7", "192.0.2.7", ""},
                                         AddressCase{"::ffff:c000:207", "192.0.2.7", ""},
                                         AddressCase{"64:ff9b::192.0.2.7", "64:ff9b::c000:207", ""},
                                         AddressCase{"2001:db8::1::2", "", "not an IPv6", {0, 14}},
                                         AddressCase{"1:2:3:4:5:6:7", "", "not an IPv6", {0, 13}},
                                         AddressCase{"1:2:3:4:5:6:7:8:9", "", "not an IPv6", {0, 17}},
                                         AddressCase{"2001:db8::12345", "", "not an IPv6", {0, 15}},
                                         AddressCase{"2001:db8::g", "", "not an IPv6", {0, 11}},
                                         AddressCase{"fe80::1%eth0", "", "not an IPv6", {0, 12}},
                                         AddressCase{"[::1]", "", "not an IPv6", {0, 5}},
                                         AddressCase{"12:30:45", "", "not an IPv6", {0, 8}},
                                         AddressCase{std::string_view("::1\0", 4), "", "not an IPv6", {0, 4}}));

struct NetworkCase {
  std::string_view network, text;  ///< as written, and canonical
  std::string_view inside, outside;
};

class Networks : public testing::TestWithParam<NetworkCase> {};

TEST_P(Networks, ContainTheirAddresses) {
  const NetworkCase& row = GetParam();
  const auto network = Network::parse(row.network);
  ASSERT_TRUE(network) << row.network;
  EXPECT_EQ(network->text(), row.text);
  EXPECT_EQ(Network::parse(network->text()).value(), *network);
  EXPECT_TRUE(network->contains(Address::parse(row.inside).value())) << row.inside;
  EXPECT_FALSE(network->contains(Address::parse(row.outside).value())) << row.outside;
}

INSTANTIATE_TEST_SUITE_P(
    Address, Networks,
    testing::Values(NetworkCase{"192.0.2.0/24", "192.0.2.0/24", "192.0.2.255", "192.0.3.0"},
                    NetworkCase{"192.0.2.77/24", "192.0.2.0/24", "192.0.2.0", "192.0.1.255"},
                    NetworkCase{"192.0.2.7/32", "192.0.2.7/32", "192.0.2.7", "192.0.2.6"},
                    NetworkCase{"10.128.0.0/9", "10.128.0.0/9", "10.255.255.255", "10.127.255.255"},
                    NetworkCase{"0.0.0.0/0", "0.0.0.0/0", "203.0.113.7", "2001:db8::1"},
                    NetworkCase{"2001:db8::/32", "2001:db8::/32", "2001:db8:ffff::", "2001:db9::"},
                    NetworkCase{"2001:db8::/33", "2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"},
                    NetworkCase{"::/0", "::/0", "2001:db8::1", "203.0.113.7"},
                    NetworkCase{"::ffff:192.0.2.0/120", "192.0.2.0/24", "192.0.2.9", "192.0.3.9"}));

TEST(Network, RefusesWhatIsNone) {
  const auto where = [](std::string_view text) { return Network::parse(text).error().where; };
  EXPECT_EQ(where("192.0.2.0"), (base::Span{0, 9}));
  EXPECT_EQ(where("192.0.2.0/33"), (base::Span{10, 2}));
  EXPECT_EQ(where("192.0.2.0/"), (base::Span{10, 0}));
  EXPECT_EQ(where("192.0.2.0/2 4"), (base::Span{10, 3}));
  EXPECT_EQ(where("2001:db8::/129"), (base::Span{11, 3}));
  EXPECT_EQ(where("192.0.2/24"), (base::Span{7, 0}));
}

TEST(Address, KnowsWhatASinkholeAnswers) {
  for (const std::string_view text :
       {"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "::", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(is_sinkhole_answer(Address::parse(text).value())) << text;
  for (const std::string_view text : {"1.0.0.0", "128.0.0.1", "10.0.0.1", "::2", "192.0.2.7"})
    EXPECT_FALSE(is_sinkhole_answer(Address::parse(text).value())) << text;
}

TEST(Address, KnowsWhatIsNotOnTheInternet) {
  for (const std::string_view text :
       {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.9.9", "169.254.1.1", "100.64.0.1", "100.127.255.255",
        "fc00::1", "fdff::1", "fe80::1", "febf::1", "127.0.0.1"})
    EXPECT_TRUE(is_private(Address::parse(text).value())) << text;
  for (const std::string_view text : {"11.0.0.1", "172.15.255.255", "172.32.0.1", "192.169.0.1", "100.63.255.255",
                                      "100.128.0.1", "fec0::1", "2001:db8::1", "8.8.8.8"})
    EXPECT_FALSE(is_private(Address::parse(text).value())) << text;
}

}  // namespace
}  // namespace clew::model
