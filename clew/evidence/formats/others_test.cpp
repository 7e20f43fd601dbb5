// CloudTrail, Squid, mail, lock files, inventories, any JSON, any text.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;

constexpr std::string_view call =
    R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::000000000000:user/robot","accessKeyId":"AKIAEXAMPLE","userName":"robot"},)"
    R"("eventTime":"2023-05-02T08:00:00Z","eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","awsRegion":"eu-west-1",)"
    R"("sourceIPAddress":"198.51.100.6","userAgent":"aws-cli/2","errorCode":"AccessDenied","errorMessage":"no",)"
    R"("requestParameters":{"secretId":"db/main"},"responseElements":null,"requestID":"q1","eventID":"e1","readOnly":true})";

TEST(CloudTrail, ACallNamesKeyCallerAndSecret) {
  const auto event = decode(cloudtrail, call);
  EXPECT_EQ(event.event.event_class, EventClass::api_activity);
  EXPECT_EQ(event.event.activity, model::activity::read);
  EXPECT_EQ(event.event.status, Status::failure);
  EXPECT_EQ(event.get(api_operation), "GetSecretValue");
  EXPECT_EQ(event.get(api_service), "secretsmanager.amazonaws.com");
  EXPECT_EQ(event.get(api_error), "AccessDenied");
  EXPECT_EQ(event.get(actor_user_name), "robot");
  EXPECT_EQ(event.get(actor_credential_uid), "AKIAEXAMPLE");
  EXPECT_EQ(event.get(src_ip), "198.51.100.6");
  EXPECT_EQ(event.get(resource_name), "db/main");
  EXPECT_EQ(event.get(event_uid), "e1");
}

TEST(CloudTrail, ARolesSessionIsNamedByItsRole) {
  const auto event = decode(
      cloudtrail,
      R"({"eventSource":"s3.amazonaws.com","eventName":"PutObject","eventTime":"2023-05-02T08:00:00Z","userIdentity":{"type":"AssumedRole",)"
      R"("arn":"arn:aws:sts::000000000000:assumed-role/backup/i-1","sessionContext":{"sessionIssuer":{"userName":"backup"}}}})");
  EXPECT_EQ(event.get(actor_user_name), "backup");
  EXPECT_EQ(event.event.status, Status::success);
}

TEST(CloudTrail, AConsoleSignInIsAuthentication) {
  const auto event =
      decode(cloudtrail,
             R"({"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","eventTime":"2023-05-02T08:00:00Z",)"
             R"("responseElements":{"ConsoleLogin":"Failure"},"additionalEventData":{"MFAUsed":"No"}})");
  EXPECT_EQ(event.event.event_class, EventClass::authentication);
  EXPECT_EQ(event.event.status, Status::failure);
  EXPECT_EQ(event.get(is_mfa), "No");
}

TEST(CloudTrail, IsRecognisedInAllItsFramings) {
  EXPECT_EQ(recognised(call), "cloudtrail cloudtrail");
  EXPECT_EQ(recognised("{\"Records\":[" + std::string(call) + "]}"), "cloudtrail_document cloudtrail");
  EXPECT_EQ(recognised("[\n  " + std::string(call) + "\n]"), "cloudtrail_document cloudtrail");
}

TEST(CloudTrail, IsFoundInWhatLookUpsAndSubscriptionsPutAroundIt) {
  std::string text = "\"";
  for (const char c : call) text += c == '"' ? "\\\"" : std::string(1, c);
  text += '"';
  const std::string looked_up =
      R"({"EventId":"e1","EventName":"GetSecretValue","Resources":[],"CloudTrailEvent":)" + text + "}";
  const Recognised found = recognise("{\"Events\": [" + looked_up + "]}");
  EXPECT_EQ(found.source, "cloudtrail");
  EXPECT_EQ(found.envelope, "CloudTrailEvent");
  FileContext context;
  context.envelope = found.envelope;
  EXPECT_EQ(decode(*found.format, looked_up, context).get(actor_credential_uid), "AKIAEXAMPLE");

  const std::string delivery =
      R"({"messageType":"DATA_MESSAGE","owner":"0","subscriptionFilters":["f"],"logEvents":[{"id":"1","timestamp":1,"message":)" +
      text + "}]}";
  for (const std::string& file : {delivery, delivery + delivery, delivery + "\n" + delivery + "\n"}) {
    const Recognised subscribed = recognise(file);
    EXPECT_EQ(subscribed.source, "cloudtrail");
    EXPECT_EQ(subscribed.envelope, "message");
    EXPECT_EQ(subscribed.format->framing, Framing::json_elements);
  }
}

TEST(CloudTrail, ADeliveryOnEachLineIsADocument) {
  const std::string delivery = "{\"Records\":[" + std::string(call) + "]}\n";
  EXPECT_EQ(recognised(delivery + delivery), "cloudtrail_document cloudtrail");
}

TEST(CloudTrail, ADigestIsNoEvidence) {
  EXPECT_EQ(
      recognised(
          R"({"awsAccountId":"0","digestStartTime":"2026-03-01T10:00:00Z","digestEndTime":"2026-03-01T11:00:00Z","digestS3Bucket":"b","logFiles":[{"s3Object":"o"}]})"),
      "cloudtrail_digest cloudtrail_digest");
}

TEST(Squid, ATunnelNamesItsHost) {
  constexpr std::string_view line =
      "1683014400.125    471 192.0.2.9 TCP_TUNNEL/200 7707 CONNECT shop.example:443 - HIER_DIRECT/198.51.100.8 -";
  EXPECT_EQ(recognised(line), "squid squid_access");
  const auto event = decode(squid, line);
  EXPECT_EQ(event.event.event_class, EventClass::http_activity);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00.125Z");
  EXPECT_EQ(event.get(src_ip), "192.0.2.9");
  EXPECT_EQ(event.get(http_host), "shop.example");
  EXPECT_EQ(event.get(dst_port), "443");
  EXPECT_EQ(event.get(dst_ip), "198.51.100.8");
  EXPECT_EQ(event.get(http_status), "200");
  EXPECT_EQ(event.event.disposition, Disposition::allowed);
}

TEST(Squid, WhatItDeniedWasBlocked) {
  const auto denied =
      decode(squid, "1683014400.1 4 192.0.2.9 TCP_DENIED/403 3902 CONNECT shop.example:443 - HIER_NONE/- -");
  EXPECT_EQ(denied.event.disposition, Disposition::blocked);
  EXPECT_EQ(denied.get(dst_ip), "");
  const auto refused_there = decode(
      squid,
      "1683014400.1 4 192.0.2.9 TCP_MISS/403 3902 GET http://u@shop.example:8080/a?b kit HIER_DIRECT/198.51.100.8 text/html");
  EXPECT_EQ(refused_there.event.disposition, Disposition::allowed) << "the server refused, not the proxy";
  EXPECT_EQ(refused_there.get(http_host), "shop.example");
  EXPECT_EQ(refused_there.get(http_path), "/a?b");
  EXPECT_EQ(refused_there.get(actor_user_name), "kit");
}

/// A status that Squid gives of itself is no server's answer.
TEST(Squid, OwnFailureHasNoStatusOfAServer) {
  const auto own = decode(squid, "1683014400.1 4 192.0.2.9 NONE_NONE/503 0 CONNECT evil.example:443 - HIER_NONE/- -");
  EXPECT_EQ(own.get(http_status), "");
  EXPECT_EQ(own.event.status, model::Status::failure);
  const auto of_server =
      decode(squid, "1683014400.1 4 192.0.2.9 TCP_MISS/503 90 GET http://evil.example/a - HIER_DIRECT/198.51.100.8 -");
  EXPECT_EQ(of_server.get(http_status), "503");
  const auto kept =
      decode(squid, "1683014400.1 4 192.0.2.9 TCP_MEM_HIT/200 90 GET http://evil.example/a - HIER_NONE/- -");
  EXPECT_EQ(kept.get(http_status), "200");
}

TEST(Squid, ACutLineIsBroken) {
  EXPECT_EQ(decode(squid, "1683014400.1 4 192.0.2.9 TCP_MI").outcome, Decoded::unparsed);
  // This once ended the program.
  EXPECT_EQ(
      decode(squid, "1683014400.1 4 192.0.2.9\r TCP_DENIED/403 3902 CONNECT a.example:443 - HIER_NONE/- -").outcome,
      Decoded::unparsed);
}

TEST(Mail, HeadersAreUnfoldedAndTheBodyIsTheMessage) {
  constexpr std::string_view text =
      "Received: from a.example\r\n by b.example; Fri, 7 Jul 2023 03:25:40 +0000\r\nFrom: \"A, B\" <a@firm.example>\r\n"
      "To: c@firm.example,\r\n\t\"D, E\" <d@firm.example>\r\nSubject: one\r\n two\r\nDate: Fri, 7 Jul 2023 05:25:47 +0200\r\n\r\nHello\r\n";
  EXPECT_EQ(recognised(text), "mail mail");
  const auto event = decode(mail, text);
  EXPECT_EQ(event.event.event_class, EventClass::email_activity);
  EXPECT_EQ(event.get(email_from), "a@firm.example");
  EXPECT_EQ(event.all(email_to), "c@firm.example d@firm.example");
  EXPECT_EQ(event.get(email_subject), "one two");
  EXPECT_EQ(event.time(), "2023-07-07T03:25:47Z");
  EXPECT_EQ(event.get(message), "Hello");
}

TEST(Mail, ALogWithAColonIsNoMail) {
  EXPECT_EQ(recognised("From: nobody\nthis is a text\n"), "text text");
  EXPECT_EQ(decode(mail, "no header at all\n").outcome, Decoded::unparsed);
}

TEST(NpmLock, InstalledPackagesComeInPairsAndWishesDoNot) {
  constexpr std::string_view lock = R"({
  "name": "app", "lockfileVersion": 3,
  "packages": {
    "": { "name": "app", "version": "1.0.0", "dependencies": { "version": "^2.0.0" } },
    "node_modules/left.pad": { "version": "1.3.0", "dependencies": { "version": "2.x" }, "engines": { "version": "1" } },
    "node_modules/left.pad/node_modules/@scope/b": { "version": "2.0.0" }
  }
})";
  EXPECT_EQ(recognised(lock), "npm_lock npm_lock");
  const auto event = decode(npm_lock, lock);
  EXPECT_EQ(event.all(package_name), "left.pad @scope/b");
  EXPECT_EQ(event.all(package_version), "1.3.0 2.0.0");
}

TEST(NpmLock, TheOldTreeIsReadWhereThereIsNoOther) {
  const auto event = decode(
      npm_lock,
      R"({"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","requires":{"b":"^2"},"dependencies":{"b":{"version":"2.1.0"}}}}})");
  EXPECT_EQ(event.all(package_name), "a b");
}

struct ZoneCase {
  std::string_view json;
  std::string_view want;
};

TEST(Inventory, OffsetsComeInManySpellings) {
  constexpr ZoneCase cases[] = {
      {R"("tz_offset_hours": -7)", "-420"},
      {R"("tz_offset_hours": 5.5)", "330"},
      {R"("utc_offset": "+02:00")", "120"},
      {R"("utcOffset": "-0330")", "-210"},
      {R"("tz": "UTC+2")", "120"},
      {R"("timezone": "Z")", "0"},
      {R"("utc_offset_minutes": -90)", "-90"},
      {R"("utc_offset": 120)", "120"},
      {R"("utc_offset": 2)", "120"},
      {R"("tz": "Europe/Berlin")", ""},
      {R"("tz_offset_hours": 99)", ""},
      {R"("tz": "")", ""},
      {R"("tz": "+0200")", "120"},
  };
  for (const ZoneCase& row : cases) {
    const auto event = decode(inventory_document, R"({"hostname": "a", )" + std::string(row.json) + "}");
    EXPECT_EQ(event.get(time_zone_offset), row.want) << row.json;
  }
}

TEST(Inventory, ADeviceIsBuiltFromItsEvent) {
  constexpr std::string_view row =
      R"({"Device Name": "desk-7", "system_id": "d1", "ip_addresses": ["192.0.2.1", "192.0.2.2"], "owner": "kit", "role": "build server", "utc_offset": "+01:00"})";
  EXPECT_EQ(recognised("[\n" + std::string(row) + "\n]"), "inventory inventory");
  EXPECT_EQ(recognised(std::string(row) + "\n" + std::string(row)), "inventory_lines inventory");
  const auto event = decode(inventory_document, row);
  EXPECT_EQ(event.event.event_class, EventClass::inventory_info);
  model::Inventory inventory;
  add_to_inventory(event.event, inventory);
  const model::Device* device = inventory.find("192.0.2.2");
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->hostname, "desk-7");
  EXPECT_EQ(device->uid, "d1");
  EXPECT_EQ(device->user, "kit");
  EXPECT_EQ(device->role, "build server");
  EXPECT_EQ(device->utc_offset_minutes, 60);
}

TEST(Inventory, ACsvNamesItsColumnsOnce) {
  constexpr std::string_view table = "hostname;IP Address;Owner;Role\ndesk-7;192.0.2.1;\"Kit; \"\"K\"\"\";analyst\n";
  EXPECT_EQ(recognised(table), "inventory_csv inventory");
  FileContext context;
  inventory_csv.prepare(table, context);
  EXPECT_EQ(decode(inventory_csv, "hostname;IP Address;Owner;Role", context).outcome, Decoded::nothing);
  const auto event = decode(inventory_csv, "desk-7;192.0.2.1;\"Kit; \"\"K\"\"\";analyst", context);
  EXPECT_EQ(event.get(device_hostname), "desk-7");
  EXPECT_EQ(event.get(actor_user_name), "Kit; \"K\"");
  EXPECT_EQ(event.get(device_role), "analyst");
}

TEST(Inventory, ARecordOfSomethingThatHappenedIsNone) {
  EXPECT_EQ(recognised(R"({"timestamp":"2023-05-02T08:00:00Z","host":"a","user":"b","ip":"192.0.2.1"})"),
            "json_lines json");
  EXPECT_EQ(recognised("time,host,user\n2023-05-02T08:00:00Z,a,b\n"), "csv_generic csv");
  EXPECT_EQ(recognised("name,system_id,command,exit code\nList users,s1,id,0\nList users,s2,id,0\n"), "text text");
}

TEST(JsonGeneric, FindsTimeHostAndAddressesByTheirKeys) {
  const auto event = decode(
      json_lines, R"({"created_at":1683014400125,"host":{"name":"h"},"source":{"ip":"192.0.2.1"},"user":"kit"})");
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00.125Z");
  EXPECT_EQ(event.get(device_hostname), "h");
  EXPECT_EQ(event.get(src_ip), "192.0.2.1");
  EXPECT_EQ(event.event.event_class, EventClass::other);
}

TEST(JsonGeneric, DocumentsAreRecognisedByTheirBeginning) {
  EXPECT_EQ(recognised("{\n \"a\": {\n  \"b\": 1\n }\n}\n"), "json_document json");
  EXPECT_EQ(recognised("[{\"a\":1},{\"a\":2}]"), "json_document json");
  EXPECT_EQ(recognised("{\"a\":1}\n{\"a\":2}\n"), "json_lines json");
  EXPECT_EQ(recognised("\xef\xbb\xbf{\"a\":1}\n{\"a\":2}\n"), "json_lines json");
  EXPECT_EQ(recognised("{\"count\":2,\"events\":[{\"a\":1},{\"a\":2}]}\n"), "json_document json");
  EXPECT_EQ(recognised("{\"a\":1}\n"), "json_lines json");
  EXPECT_EQ(recognised("[INFO] {started}\n"), "text text");
}

struct TextCase {
  std::string_view line;
  std::string_view time;
  std::string_view device;
  Disposition disposition;
};

TEST(Text, TimesAndAFewWordsAreUnderstood) {
  constexpr auto none = Disposition::unknown;
  constexpr TextCase cases[] = {
      {"2023-05-02T08:00:00Z console sensor=desk-7 action=quarantined", "2023-05-02T08:00:00Z", "desk-7",
       Disposition::quarantined},
      {"2023-05-02T08:00:00Z fw host=\"a b\" disposition=Denied", "2023-05-02T08:00:00Z", "a b", Disposition::blocked},
      {"192.0.2.1 - - [02/May/2023:10:00:00 +0200] \"GET / HTTP/1.1\" 200", "2023-05-02T08:00:00Z", "", none},
      {"<34>1 2023-05-02T08:00:00.003Z host app - - - x", "2023-05-02T08:00:00.003Z", "", none},
      {"1683014400.250 something", "2023-05-02T08:00:00.250Z", "", none},
      {"[2023-05-02 08:00:00] x", "2023-05-02T08:00:00Z", "", none},
      {"[02.05.2023 08:00:00] x", "2023-05-02T08:00:00Z", "", none},
      {"5/2/2023 8:00:00 AM x", "2023-05-02T08:00:00Z", "", none},
      {"5/2/2023 8:00:00 x", "", "", none},
      {"May  2 08:00:00 host sshd[1]: x", "", "", none},
      {"a host that is named in words", "", "", none},
      {"ghost=no xhost=no", "", "", none},
  };
  for (const TextCase& row : cases) {
    const auto event = decode(text_lines, row.line);
    EXPECT_EQ(event.outcome, Decoded::event);
    EXPECT_EQ(event.time(), row.time) << row.line;
    EXPECT_EQ(event.get(device_hostname), row.device) << row.line;
    EXPECT_EQ(event.event.disposition, row.disposition) << row.line;
    EXPECT_EQ(event.get(message), row.line);
  }
}

TEST(Text, AHashIsTakenOnlyWhenItIsOne) {
  const std::string hash(64, 'a');
  EXPECT_EQ(decode(text_lines, "x sha256=" + hash + " y").get(file_sha256), hash);
  EXPECT_EQ(decode(text_lines, "x sha256=" + hash.substr(1) + " y").get(file_sha256), "");
}

TEST(Text, BlankLinesAreNothing) { EXPECT_EQ(decode(text_lines, " \t\r").outcome, Decoded::nothing); }

TEST(Formats, BrokenJsonIsUnparsedAndABlankLineNothingInEachJsonFormat) {
  for (const Format& format : formats()) {
    const bool is_json = format.name != "text" && format.name != "unified_log_text" && format.name != "mail" &&
                         format.name != "squid" && format.name != "zeek_tsv" && format.name != "jumpcloud_agent_log" &&
                         format.name != "openvpn_log" && format.name != "inventory_csv" && format.name != "binary" &&
                         format.name != "undecoded" && format.name != "no_evidence" &&
                         format.name != "cloudtrail_digest" && format.name != "syslog" &&
                         format.name != "syslog_audit" && format.name != "cef" && format.name != "key_value_firewall" &&
                         format.name != "firewall_messages";
    if (!is_json) continue;
    EXPECT_EQ(decode(format, R"({"a": "cut)").outcome, Decoded::unparsed) << format.name;
    EXPECT_EQ(decode(format, "  ").outcome, Decoded::nothing) << format.name;
  }
}

TEST(Formats, TheLastOneTakesAnyText) {
  EXPECT_EQ(recognised(""), "text text");
  EXPECT_EQ(recognised("caf\xe9 in Latin-1, \x1b[1mbold\x1b[0m\ttab\r\n"), "text text");
}

TEST(Binary, IsKnownByItsFirstBytesOrByItsControlBytes) {
  EXPECT_EQ(recognised(std::string_view("\x00\x05\x16\x07\x00", 5)), "no_evidence apple_double");
  EXPECT_EQ(recognised(std::string_view("\0\x01\xff", 3)), "binary binary");
  EXPECT_EQ(recognised(std::string_view("\x01\x02\x03 junk \x04", 10)), "binary binary");
  EXPECT_FALSE(binary.unread.empty());
}

}  // namespace
}  // namespace clew::evidence
