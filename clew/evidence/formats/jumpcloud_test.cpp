#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;
using model::EventClass;
using model::Status;

constexpr std::string_view command_run =
    R"({"initiated_by":{"id":"a1","type":"admin","email":"ops@firm.example"},"geoip":{"country_code":"DE"},)"
    R"("useragent":{"os":"Linux","name":"Firefox","version":"115.0"},"auth_method":"session","success":true,)"
    R"("resource":{"id":"c1","type":"command","name":"Update fonts"},"system":{"id":"d1","hostname":"desk-7"},)"
    R"("event_type":"command_run","service":"directory","organization":"o1","client_ip":"198.51.100.4",)"
    R"("id":"e1","timestamp":"2023-05-02T08:00:00.5Z"})";

TEST(JumpCloudInsights, AnOrderNamesWhoAskedForWhatOnWhichDevice) {
  const auto event = decode(jumpcloud_insights, command_run);
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.event.event_class, EventClass::api_activity);
  EXPECT_EQ(event.event.status, Status::success);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00.5Z");
  EXPECT_EQ(event.get(event_code), "command_run");
  EXPECT_EQ(event.get(api_operation), "command_run");
  EXPECT_EQ(event.get(actor_user_email), "ops@firm.example");
  EXPECT_EQ(event.get(actor_user_uid), "a1");
  EXPECT_EQ(event.get(actor_user_type), "admin");
  EXPECT_EQ(event.get(auth_method), "session");
  EXPECT_EQ(event.get(src_ip), "198.51.100.4");
  EXPECT_EQ(event.get(location), "DE");
  EXPECT_EQ(event.get(user_agent), "Firefox/115.0");
  EXPECT_EQ(event.get(client_os), "Linux");
  EXPECT_EQ(event.get(resource_uid), "c1");
  EXPECT_EQ(event.get(resource_type), "command");
  EXPECT_EQ(event.get(resource_name), "Update fonts");
  EXPECT_EQ(event.get(device_hostname), "desk-7");
  EXPECT_EQ(event.get(device_uid), "d1");
  EXPECT_EQ(event.get(event_uid), "e1");
}

TEST(JumpCloudInsights, EachTypeOfEventHasItsClass) {
  struct Row {
    std::string_view type;
    EventClass event_class;
    std::uint8_t activity;
  };
  constexpr Row rows[] = {
      {"admin_login_attempt", EventClass::authentication, model::activity::logon},
      {"admin_old_api_key_attempt", EventClass::authentication, model::activity::logon},
      {"login_attempt", EventClass::authentication, model::activity::logon},
      {"sso_auth", EventClass::authentication, model::activity::logon},
      {"radius_auth", EventClass::authentication, model::activity::logon},
      {"radius_auth_attempt", EventClass::authentication, model::activity::logon},
      {"ldap_bind", EventClass::authentication, model::activity::logon},
      {"ldap_search", EventClass::api_activity, model::activity::read},
      {"admin_create", EventClass::account_change, model::activity::create},
      {"user_update", EventClass::account_change, model::activity::update},
      {"user_password_change", EventClass::account_change, model::activity::update},
      {"user_suspended", EventClass::account_change, model::activity::update},
      {"totp_finish_enrollment", EventClass::account_change, model::activity::create},
      {"admin_totp_disable", EventClass::account_change, model::activity::update},
      {"user_admin_granted", EventClass::account_change, model::activity::create},
      {"passwordmanager_item_copy", EventClass::api_activity, model::activity::read},
      {"passwordmanager_item_reveal", EventClass::api_activity, model::activity::read},
      {"command_create", EventClass::api_activity, model::activity::create},
      {"command_run", EventClass::api_activity, model::activity::other},
      {"commandresult_delete", EventClass::api_activity, model::activity::remove},
      {"file_update", EventClass::api_activity, model::activity::update},
      {"association_change", EventClass::api_activity, model::activity::update},
      {"alert_created", EventClass::api_activity, model::activity::create},
      {"software_change", EventClass::other, model::activity::other},
      {"never_heard_of", EventClass::api_activity, model::activity::other},
  };
  for (const Row& row : rows) {
    const auto event = decode(jumpcloud_insights, R"({"event_type":")" + std::string(row.type) + R"(","service":"x"})");
    EXPECT_EQ(event.event.event_class, row.event_class) << row.type;
    EXPECT_EQ(event.event.activity, row.activity) << row.type;
  }
}

TEST(JumpCloudInsights, ASignInToAnApplicationSucceedsByItsToken) {
  const auto event = decode(
      jumpcloud_insights,
      R"({"initiated_by":{"id":"u1","type":"user","username":"kit"},"sso_token_success":false,"mfa":true,)"
      R"("auth_context":{"system":{"id":"d2","hostname":"desk-8"}},"application":{"name":"wiki","id":"p1"},)"
      R"("event_type":"sso_auth","service":"sso","client_ip":"198.51.100.5","timestamp":"2023-05-02T08:00:00Z"})");
  EXPECT_EQ(event.event.status, Status::failure);
  EXPECT_EQ(event.get(is_mfa), "true");
  EXPECT_EQ(event.get(actor_user_name), "kit");
  EXPECT_EQ(event.get(device_hostname), "desk-8");
  EXPECT_EQ(event.get(resource_name), "wiki");
}

TEST(JumpCloudInsights, FoundSoftwareIsAPackageOfADevice) {
  const auto event = decode(
      jumpcloud_insights,
      R"({"system":{"id":"d1"},"application":{"name":"Editor","version":"1.2"},"event_type":"software_add","service":"software"})");
  EXPECT_EQ(event.get(package_name), "Editor");
  EXPECT_EQ(event.get(package_version), "1.2");
}

TEST(JumpCloudInsights, EachServiceNamesThingsInItsOwnWay) {
  const auto stored = decode(
      jumpcloud_insights,
      R"({"event_type":"object_storage_create","service":"object_storage","result":"Success","object_storage_item_object_id":"o9",)"
      R"("object_storage_item_version_name":"kit.pkg","object_storage_item_version_sha_256_sum":"ab12","system_object_id":"d1"})");
  EXPECT_EQ(stored.event.status, Status::success);
  EXPECT_EQ(stored.get(file_name), "kit.pkg");
  EXPECT_EQ(stored.get(file_sha256), "ab12");
  EXPECT_EQ(stored.get(device_uid), "d1");
  const auto copied = decode(
      jumpcloud_insights,
      R"({"event_type":"passwordmanager_item_copy","service":"password_manager","association":{"type":"user","id":"u2","email":"kit@firm.example"},)"
      R"("user_agent":{"name":"Chrome","os":"Mac OS X"}})");
  EXPECT_EQ(copied.get(resource_uid), "u2");
  EXPECT_EQ(copied.get(user_agent), "Chrome");
  EXPECT_EQ(copied.get(client_os), "Mac OS X");
  const auto answered = decode(
      jumpcloud_insights,
      R"({"event_type":"mdm_command_result","service":"mdm","device_object_id":"d1","command":{"request_type":"RestartDevice"},"command_uuid":"m1"})");
  EXPECT_EQ(answered.get(resource_name), "RestartDevice");
  EXPECT_EQ(answered.get(correlation_uid), "m1");
  const auto tunnel =
      decode(jumpcloud_insights, R"({"event_type":"radius_auth","service":"radius","outer":{"username":"kit"}})");
  EXPECT_EQ(tunnel.get(actor_user_name), "kit");
  EXPECT_EQ(
      recognised(
          R"({"event_type":"notification_channel_created","timestamp":"2023-05-02T08:00:00Z","organization":"o1","channel_object_id":"n1"})"),
      "jumpcloud_insights jumpcloud_directory_insights");
}

TEST(JumpCloudInsights, IsRecognisedAsLinesAndAsAnArray) {
  EXPECT_EQ(recognised(command_run), "jumpcloud_insights jumpcloud_directory_insights");
  EXPECT_EQ(recognised("[\n" + std::string(command_run) + ",\n" + std::string(command_run) + "\n]\n"),
            "jumpcloud_insights_array jumpcloud_directory_insights");
}

constexpr std::string_view result =
    R"({"_id":"r1","workflowId":"c1","workflowInstanceId":"w1","name":"List users","command":"cut -d: -f1 /etc/passwd",)"
    R"("system":"desk-7","systemId":"d1","organization":"o1","user":"root","requestTime":"2023-05-02T08:00:00Z",)"
    R"("responseTime":"2023-05-04T09:00:00Z","response":{"id":"x","data":{"output":"","exitCode":1}}})";

TEST(JumpCloudResults, TheTimeIsTheAnswersAndTheOrdersIsKept) {
  const auto event = decode(jumpcloud_results, result);
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.time(), "2023-05-04T09:00:00Z");
  EXPECT_EQ(event.get(start_time), "2023-05-02T08:00:00Z");
  EXPECT_EQ(event.get(correlation_uid), "w1");
  EXPECT_EQ(event.get(resource_uid), "c1");
  EXPECT_EQ(event.get(process_cmd_line), "cut -d: -f1 /etc/passwd");
  EXPECT_EQ(event.get(device_hostname), "desk-7");
  EXPECT_EQ(event.get(api_operation), "command result");
  EXPECT_EQ(event.event.status, Status::failure);
}

TEST(JumpCloudResults, AreRecognisedInsideTheirEnvelope) {
  EXPECT_EQ(recognised("{\"totalCount\":1,\"results\":[\n" + std::string(result) + "\n]}"),
            "jumpcloud_results jumpcloud_command_results");
  EXPECT_EQ(recognised("{\"totalCount\":1,\"results\":[" + std::string(result) + "]}\n"),
            "jumpcloud_results jumpcloud_command_results");
  EXPECT_EQ(recognised("[" + std::string(result) + "]"), "jumpcloud_results jumpcloud_command_results");
}

constexpr std::string_view agent_log =
    "2023/05/02 01:00:00 [12] [INFO] User updates complete\n"
    "2023/05/02 01:05:00 [12] [ERROR] failed to poll server: Get https://agent.jumpcloud.com:443/poll/0123456789abcdef01234567: EOF\n";

TEST(JumpCloudAgentLog, TheDeviceAndItsOffsetComeFromTheInventory) {
  model::Inventory inventory;
  inventory.add({.hostname = "desk-7",
                 .uid = "0123456789abcdef01234567",
                 .ips = {},
                 .user = "",
                 .os = "",
                 .role = "",
                 .utc_offset_minutes = -420});
  FileContext context;
  context.inventory = &inventory;
  EXPECT_EQ(recognised(agent_log), "jumpcloud_agent_log jumpcloud_agent_log");
  jumpcloud_agent_log.prepare(agent_log, context);
  const auto event = decode(jumpcloud_agent_log, "2023/05/02 01:00:00 [12] [INFO] User updates complete", context);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::zone_assumed);
  EXPECT_EQ(event.get(device_hostname), "desk-7");
  EXPECT_EQ(event.get(device_uid), "0123456789abcdef01234567");
  EXPECT_EQ(event.get(message), "[12] [INFO] User updates complete");
}

TEST(JumpCloudAgentLog, WithoutAnInventoryTheIdStaysAndUtcIsAssumed) {
  FileContext context;
  jumpcloud_agent_log.prepare(agent_log, context);
  const auto event = decode(jumpcloud_agent_log, "2023/05/02 01:00:00 [12] [INFO] x", context);
  EXPECT_EQ(event.time(), "2023-05-02T01:00:00Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::zone_assumed);
  EXPECT_EQ(event.get(device_uid), "0123456789abcdef01234567");
}

}  // namespace
}  // namespace clew::evidence
