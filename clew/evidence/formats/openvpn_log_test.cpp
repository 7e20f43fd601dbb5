#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;

constexpr std::string_view connected = "192.0.2.7:50022 [kit] Peer Connection Initiated with [AF_INET]192.0.2.7:50022";

TEST(OpenVpnLog, IsKnownByWhatOnlyItSays) {
  const std::string by_ctime = "Thu Jul  6 12:00:00 2023 " + std::string(connected) + "\n";
  EXPECT_EQ(testing::recognised(by_ctime), "openvpn_log openvpn");
  EXPECT_EQ(testing::recognised("2023-07-06 12:00:00 us=301 OpenVPN 2.5.1 x86_64-pc-linux-gnu [SSL (OpenSSL)]\n"),
            "openvpn_log openvpn");
  EXPECT_EQ(testing::recognised("2023-07-06 12:00:00 a server was started\n"), "text text");
  EXPECT_EQ(testing::recognised("Jul  6 12:00:00 gate openvpn[7]: " + std::string(connected) + "\n"), "syslog syslog");
}

TEST(OpenVpnLog, TellsWhoConnectedFromWhere) {
  for (const std::string_view time :
       {"Thu Jul  6 12:00:00 2023 ", "2023-07-06 12:00:00 ", "2023-07-06 12:00:00 us=301 "}) {
    const auto event = testing::decode(openvpn_log, std::string(time) + std::string(connected));
    ASSERT_EQ(event.outcome, Decoded::event) << time;
    EXPECT_EQ(event.event.event_class, EventClass::authentication) << time;
    EXPECT_EQ(event.event.status, Status::success) << time;
    EXPECT_EQ(event.time(), "2023-07-06T12:00:00Z") << time;
    EXPECT_EQ(event.event.time_quality, model::TimeQuality::zone_assumed) << time;
    EXPECT_EQ(event.get(actor_user_name), "kit") << time;
    EXPECT_EQ(event.get(src_ip), "192.0.2.7") << time;
  }
}

TEST(OpenVpnLog, OtherLinesAreMessagesOfAClient) {
  const auto event = testing::decode(
      openvpn_log,
      "2023-07-06 12:00:01 kit/192.0.2.7:50022 MULTI: primary virtual IP for kit/192.0.2.7:50022: 10.8.0.6");
  EXPECT_EQ(event.event.event_class, EventClass::other);
  EXPECT_EQ(event.get(actor_user_name), "kit");
  EXPECT_EQ(event.get(src_ip), "192.0.2.7");
  EXPECT_EQ(event.get(observable), "10.8.0.6");
  EXPECT_EQ(testing::decode(openvpn_log, "  ").outcome, Decoded::nothing);
  EXPECT_EQ(testing::decode(openvpn_log, "Use --help for more information.").get(message),
            "Use --help for more information.");
}

}  // namespace
}  // namespace clew::evidence
