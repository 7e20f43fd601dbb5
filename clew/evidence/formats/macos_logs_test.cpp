// Logs of macOS and of what watches it: unified log, Santa, Endpoint Security, Jamf Protect.
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
using model::TimeQuality;
namespace activity = model::activity;

// --- unified log ---

std::string log_entry(std::string_view process, std::string_view text) {
  return R"({"traceID":1,"eventMessage":")" + std::string(text) +
         R"(","eventType":"logEvent","subsystem":"com.example.sub","category":"cat","machTimestamp":5,)"
         R"("timestamp":"2023-07-07 12:00:00.123456+0200","processImagePath":")" +
         std::string(process) +
         R"(","senderImagePath":"/usr/lib/x.dylib","messageType":"Default","processID":77,"userID":501,"timezoneName":""})";
}

TEST(UnifiedLog, AnEntrySaysWhoWroteWhat) {
  const std::string line = log_entry("/usr/libexec/tool", "hello");
  EXPECT_EQ(recognised(line + "\n" + line), "unified_log unified_log");
  EXPECT_EQ(recognised("[" + line + "," + line + "]"), "unified_log_document unified_log");
  const auto event = decode(unified_log, line);
  EXPECT_EQ(event.time(), "2023-07-07T10:00:00.123456Z");
  EXPECT_EQ(event.event.time_quality, TimeQuality::exact);
  EXPECT_EQ(event.event.event_class, EventClass::other);
  EXPECT_EQ(event.get(actor_process_path), "/usr/libexec/tool");
  EXPECT_EQ(event.get(actor_process_pid), "77");
  EXPECT_EQ(event.get(actor_user_uid), "501");
  EXPECT_EQ(event.get(event_code), "com.example.sub:cat");
  EXPECT_EQ(event.get(message), "hello");
  EXPECT_EQ(decode(unified_log, R"({"count":2,"finished":1})").outcome, Decoded::nothing);
}

struct MessageCase {
  std::string_view process, text;
  EventClass event_class;
  Status status;
  std::string_view user, address, command;
};

TEST(UnifiedLog, SomeMessagesAreCertain) {
  constexpr auto logon = EventClass::authentication;
  constexpr MessageCase cases[] = {
      {"/usr/sbin/sshd", "Accepted publickey for kit from 192.0.2.7 port 50022 ssh2: ED25519 SHA256:x", logon,
       Status::success, "kit", "192.0.2.7", ""},
      {"/usr/libexec/sshd-session", "Failed password for invalid user a from b from 2001:db8::7 port 1 ssh2", logon,
       Status::failure, "a from b", "2001:db8::7", ""},
      {"/usr/sbin/sshd", "Invalid user eve from 192.0.2.7 port 4", logon, Status::failure, "eve", "192.0.2.7", ""},
      {"/usr/sbin/sshd", "Connection closed by 192.0.2.7", EventClass::other, Status::unknown, "", "", ""},
      {"/usr/bin/sudo", "     kit : TTY=ttys001 ; PWD=/Users/kit ; USER=root ; COMMAND=/usr/bin/id -u",
       EventClass::process_activity, Status::success, "kit", "", "/usr/bin/id -u"},
      {"/usr/bin/sudo", "kit : user NOT in sudoers ; TTY=ttys001 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", logon,
       Status::failure, "kit", "", "/bin/sh"},
      {"/usr/bin/sudo", "no such words", EventClass::other, Status::unknown, "", "", ""},
      {"/opt/other", "Accepted publickey for kit from 192.0.2.7 port 50022 ssh2", EventClass::other, Status::unknown,
       "", "", ""},
  };
  for (const MessageCase& row : cases) {
    const auto event = decode(unified_log, log_entry(row.process, row.text));
    EXPECT_EQ(event.event.event_class, row.event_class) << row.text;
    EXPECT_EQ(event.event.status, row.status) << row.text;
    EXPECT_EQ(event.get(actor_user_name), row.user) << row.text;
    EXPECT_EQ(event.get(src_ip), row.address) << row.text;
    EXPECT_EQ(event.get(process_cmd_line), row.command) << row.text;
  }
  const auto right =
      decode(unified_log, log_entry("/usr/libexec/authd",
                                    "Succeeded authorizing right 'system.preferences' by client '/A/b' [7] "
                                    "for authorization created by '/A/b' [7] (2,0)"));
  EXPECT_EQ(right.get(resource_name), "system.preferences");
  EXPECT_EQ(right.get(actor_process_path), "/A/b");
  EXPECT_EQ(right.event.status, Status::success);
}

TEST(UnifiedLog, TextIsReadInTwoStyles) {
  constexpr std::string_view styled =
      "Timestamp                       Thread     Type        Activity             PID    TTL  \n"
      "2023-07-07 12:00:00.123456+0200 0x1f2a     Default     0x0                  123    0    sudo: (libpam.dylib) "
      "[com.apple.sub:cat] kit : TTY=a ; PWD=/ ; USER=root ; COMMAND=/bin/ls\n";
  EXPECT_EQ(recognised(styled), "unified_log_text unified_log");
  const auto event = decode(unified_log_text, styled.substr(styled.find("2023")));
  EXPECT_EQ(event.time(), "2023-07-07T10:00:00.123456Z");
  EXPECT_EQ(event.get(process_path), "/bin/ls");
  EXPECT_EQ(event.get(event_code), "com.apple.sub:cat");
  EXPECT_EQ(event.get(actor_process_pid), "123");
  EXPECT_EQ(decode(unified_log_text, "Timestamp                       Thread ").outcome, Decoded::nothing);

  constexpr std::string_view compact = "2023-07-07 12:00:00.123 Df tool[123:1f2a] [com.apple.sub:cat] a: [b] c";
  EXPECT_EQ(recognised(compact), "unified_log_text unified_log");
  const auto short_event = decode(unified_log_text, compact);
  EXPECT_EQ(short_event.time(), "2023-07-07T12:00:00.123Z");
  EXPECT_EQ(short_event.event.time_quality, TimeQuality::zone_assumed);
  EXPECT_EQ(short_event.get(actor_process_path), "tool");
  EXPECT_EQ(short_event.get(message), "a: [b] c");
  EXPECT_EQ(decode(unified_log_text, "  the rest of a message").get(message), "  the rest of a message");
}

// --- Santa ---

TEST(Santa, AnExecSaysWhatRanAndWhetherItMight) {
  constexpr std::string_view line =
      "[2023-07-07T10:00:00.123Z] I santad: action=EXEC|decision=DENY|reason=BINARY|sha256=00ff|cert_cn=Dev|teamid=T1|"
      "pid=7|ppid=1|uid=501|user=kit|mode=L|path=/tmp/a<pipe>b|args=/tmp/a<pipe>b -x\\ny|machineid=m1";
  EXPECT_EQ(recognised(line), "santa santa");
  const auto event = decode(santa, line);
  EXPECT_EQ(event.time(), "2023-07-07T10:00:00.123Z");
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.event.activity, activity::process_launch);
  EXPECT_EQ(event.event.disposition, Disposition::blocked);
  EXPECT_EQ(event.get(process_path), "/tmp/a|b");
  EXPECT_EQ(event.get(process_cmd_line), "/tmp/a|b -x\ny");
  EXPECT_EQ(event.get(file_sha256), "00ff");
  EXPECT_EQ(event.get(process_user), "kit");
  EXPECT_EQ(event.get(device_uid), "m1");

  const auto renamed = decode(santa,
                              "[2023-07-07T10:00:00Z] I santad: action=RENAME|path=/a|newpath=/b|pid=7|process=x|"
                              "processpath=/bin/x|user=kit");
  EXPECT_EQ(renamed.event.activity, activity::file_rename);
  EXPECT_EQ(renamed.all(file_path), "/a /b");
  EXPECT_EQ(renamed.get(actor_process_path), "/bin/x");
  EXPECT_EQ(decode(santa, "[2023-07-07T10:00:00Z] I santad: action=").outcome, Decoded::event);
  EXPECT_EQ(decode(santa, "words").outcome, Decoded::unparsed);
}

TEST(Santa, ItsJsonSaysTheSame) {
  constexpr std::string_view line =
      R"({"machine_id":"m1","event_time":"2023-07-07T10:00:00.5Z","processed_time":"2023-07-07T10:00:01Z",)"
      R"("execution":{"instigator":{"id":{"pid":1},"executable":{"path":"/bin/zsh"}},"target":{"id":{"pid":7},)"
      R"("executable":{"path":"/bin/ls","hash":{"type":"HASH_ALGO_SHA256","hash":"00ff"}},"effective_user":{"name":"kit"},)"
      R"("code_signature":{"cdhash":"ab","signing_id":"com.apple.ls"}},"args":["bHM=","LWw="],"decision":"DECISION_ALLOW"}})";
  EXPECT_EQ(recognised(line), "santa_json santa");
  const auto event = decode(santa_json, line);
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.event.disposition, Disposition::allowed);
  EXPECT_EQ(event.get(process_path), "/bin/ls");
  EXPECT_EQ(event.get(process_cmd_line), "ls -l");
  EXPECT_EQ(event.get(parent_process_path), "/bin/zsh");
  EXPECT_EQ(event.get(file_sha256), "00ff");
  const auto removed =
      decode(santa_json, R"({"machine_id":"m1","event_time":"2023-07-07T10:00:00Z","processed_time":"x","unlink":)"
                         R"({"instigator":{"executable":{"path":"/bin/rm"}},"target":{"path":"/tmp/a"}}})");
  EXPECT_EQ(removed.event.activity, activity::file_delete);
  EXPECT_EQ(removed.get(file_path), "/tmp/a");
  EXPECT_EQ(removed.get(actor_process_path), "/bin/rm");
}

// --- Endpoint Security ---

std::string security_event(std::string_view event, std::string_view more = "") {
  return R"({"schema_version":1,"mach_time":5,"seq_num":1,"global_seq_num":9,"event_type":9,)"
         R"("time":"2023-07-07T10:00:00.123456789Z","process":{"executable":{"path":"/bin/zsh"},"ppid":3,)"
         R"("audit_token":{"pid":7,"euid":501}},"action":{"result":{"result_type":0,"result":{"auth":0}}},)"
         R"("event":{)" +
         std::string(event) + "}" + std::string(more) + "}";
}

TEST(EndpointSecurity, AnExecHasTheOldImageAndTheNewOne) {
  const std::string line = security_event(
      R"("exec":{"target":{"executable":{"path":"/bin/ls"},"ppid":3,"signing_id":"com.apple.ls","cdhash":"AB",)"
      R"("is_platform_binary":true,"audit_token":{"pid":7}},"args":["ls","-l"],"cwd":{"path":"/"}})");
  EXPECT_EQ(recognised(line + "\n" + line), "endpoint_security endpoint_security");
  const auto event = decode(endpoint_security, line);
  EXPECT_EQ(event.time(), "2023-07-07T10:00:00.123456789Z");
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.get(process_path), "/bin/ls");
  EXPECT_EQ(event.get(actor_process_path), "/bin/zsh");
  EXPECT_EQ(event.get(process_cmd_line), "ls -l");
  EXPECT_EQ(event.get(parent_process_pid), "3");
  EXPECT_EQ(event.get(process_signature), "platform");
  EXPECT_EQ(event.event.disposition, Disposition::unknown);
}

TEST(EndpointSecurity, OtherEventsHaveTheirClasses) {
  const auto created =
      decode(endpoint_security,
             security_event(R"("create":{"destination":{"new_path":{"dir":{"path":"/tmp"},"filename":"a"}}})"));
  EXPECT_EQ(created.event.activity, activity::file_create);
  EXPECT_EQ(created.get(file_path), "/tmp/a");

  const auto login =
      decode(endpoint_security,
             security_event(R"("openssh_login":{"success":false,"source_address":"192.0.2.7","username":"kit"})"));
  EXPECT_EQ(login.event.event_class, EventClass::authentication);
  EXPECT_EQ(login.event.status, Status::failure);
  EXPECT_EQ(login.get(src_ip), "192.0.2.7");

  const auto item = decode(
      endpoint_security,
      security_event(
          R"("btm_launch_item_add":{"executable_path":"/Library/x","item":{"item_url":"file:///Library/LaunchDaemons/x.plist"}})"));
  EXPECT_EQ(item.event.event_class, EventClass::scheduled_job_activity);
  EXPECT_EQ(item.get(process_path), "/Library/x");
  EXPECT_EQ(decode(endpoint_security, security_event(R"("exit":{"stat":0})")).get(process_path), "/bin/zsh");
  EXPECT_EQ(decode(endpoint_security, security_event(R"("new_thing":{"a":1})")).event.event_class, EventClass::other);
}

TEST(EndpointSecurity, JamfsTelemetryHasItsDevice) {
  const std::string line = security_event(R"("exec":{"target":{"executable":{"path":"/bin/ls","sha256":"00ff"}}})",
                                          R"(,"metadata":{"vendor":"Jamf"},"host":{"hostname":"mac-7","serial":"S1"})");
  EXPECT_EQ(recognised(line), "endpoint_security jamf_protect_telemetry");
  const auto event = decode(endpoint_security, line);
  EXPECT_EQ(event.get(device_hostname), "mac-7");
  EXPECT_EQ(event.get(device_uid), "S1");
  EXPECT_EQ(event.get(file_sha256), "00ff");
}

// --- Jamf Protect ---

constexpr std::string_view process_alert =
    R"({"host":{"hostname":"mac-7","ips":["192.0.2.1"],"serial":"S1","protectVersion":"5"},"match":{"uuid":"u1",)"
    R"("facts":[{"name":"Odd thing"}],"actions":[{"name":"Report"}],"event":{"pid":9,"type":1,"timestamp":1688724000.25}},)"
    R"("related":{"binaries":[{"gid":0,"path":"/bin/zsh","sha1hex":"aa"},{"gid":0,"path":"/tmp/x","sha1hex":"bb",)"
    R"("sha256hex":"cc"}],"processes":[{"gid":0,"pid":3,"args":["zsh"],"path":"/bin/zsh"},{"gid":0,"pid":9,)"
    R"("args":["/tmp/x","-v"],"path":"/tmp/x","ppid":3,"signingInfo":{"teamid":"T1"}}]},"eventType":"GPProcessEvent"})";

TEST(JamfProtect, AnAlertsProcessIsTheOneWithTheEventsPid) {
  EXPECT_EQ(recognised(process_alert), "jamf_protect jamf_protect_alerts");
  const auto event = decode(jamf_protect, process_alert);
  EXPECT_EQ(event.time(), "2023-07-07T10:00:00.25Z");
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.event.activity, activity::process_launch);
  EXPECT_EQ(event.all(process_path), "/tmp/x");
  EXPECT_EQ(event.get(process_cmd_line), "/tmp/x -v");
  EXPECT_EQ(event.get(process_team_id), "T1");
  EXPECT_EQ(event.all(parent_process_path), "/bin/zsh");
  EXPECT_EQ(event.all(file_sha1), "bb");
  EXPECT_EQ(event.get(file_sha256), "cc");
  EXPECT_EQ(event.get(status_detail), "Odd thing");
  EXPECT_EQ(event.get(device_hostname), "mac-7");
  const auto wrapped = decode(jamf_protect, R"({"caid":"c","input":)" + std::string(process_alert) + "}");
  EXPECT_EQ(wrapped.get(process_path), "/tmp/x");
  EXPECT_EQ(wrapped.get(event_code), "GPProcessEvent");
}

TEST(JamfProtect, WhatWasPreventedIsBlocked) {
  const auto event = decode(
      jamf_protect,
      R"({"host":{"hostname":"mac-7","provisioningUDID":"p"},"match":{"uuid":"u1","actions":[{"name":"Prevented"}],"event":)"
      R"({"timestamp":1688724000,"matchValue":"v","process":{"pid":4,"path":"/tmp/x","args":["x","y"]}}},)"
      R"("related":{},"eventType":"GPPreventedExecutionEvent"})");
  EXPECT_EQ(event.event.disposition, Disposition::blocked);
  EXPECT_EQ(event.get(process_path), "/tmp/x");
  EXPECT_EQ(event.get(process_cmd_line), "x y");
}

std::string audit_event(std::string_view name, std::string_view more) {
  return R"({"header":{"event_name":")" + std::string(name) +
         R"(","time_seconds_epoch":1688724000,"time_milliseconds_offset":7},"host_info":{"host_name":"mac-7",)"
         R"("serial_number":"S1"},"return":{"description":"success","error":0},"subject":{"audit_user_name":"kit",)"
         R"("effective_user_name":"root","process_id":9,"process_name":"/bin/ls"})" +
         std::string(more) + "}";
}

TEST(JamfProtect, AuditEventsHaveTheirClasses) {
  const std::string exec =
      audit_event("AUE_EXECVE",
                  R"(,"exec_args":{"args":{"1":"ls","10":"j","2":"-l"}},"exec_chain_child":{"parent_path":"/bin/zsh",)"
                  R"("parent_pid":3},"identity":{"signer_id":"com.apple.zsh"})");
  EXPECT_EQ(recognised(exec), "jamf_protect jamf_protect_telemetry");
  const auto event = decode(jamf_protect, exec);
  EXPECT_EQ(event.time(), "2023-07-07T10:00:00.007Z");
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.get(process_path), "/bin/ls");
  EXPECT_EQ(event.get(process_cmd_line), "ls -l j");
  EXPECT_EQ(event.get(parent_process_path), "/bin/zsh");
  EXPECT_EQ(event.get(process_signing_id), "") << "the identity is that of the image before";
  EXPECT_EQ(event.get(actor_user_name), "kit");

  const auto spawned =
      decode(jamf_protect,
             audit_event("AUE_POSIX_SPAWN", R"(,"arguments":{"child_PID":12},"exec_args":{"args":{"1":"/opt/x"}})"));
  EXPECT_EQ(spawned.get(process_path), "/opt/x");
  EXPECT_EQ(spawned.get(process_pid), "12");
  EXPECT_EQ(spawned.get(parent_process_path), "/bin/ls");

  const auto connected =
      decode(jamf_protect, audit_event("AUE_CONNECT", R"(,"socket_inet":{"ip_address":"192.0.2.7","port":443})"));
  EXPECT_EQ(connected.event.event_class, EventClass::network_activity);
  EXPECT_EQ(connected.get(dst_ip), "192.0.2.7");
  EXPECT_EQ(connected.event.status, Status::success);
  EXPECT_EQ(decode(jamf_protect, audit_event("AUE_lw_login", "")).event.event_class, EventClass::authentication);
}

TEST(JamfProtect, TrafficIsALookup) {
  constexpr std::string_view record =
      R"({"event":{"metadata":{"vendor":"Jamf","product":"Network Traffic Stream"},"timestamp":"2023-07-07T10:00:00.1Z",)"
      R"("hostName":"a.example","dns":{"responseStatus":"NOERROR","recordType":"A"},"destination":{"ips":["192.0.2.7"]},)"
      R"("source":{"ip":"192.0.2.1"},"blocked":true}})";
  EXPECT_EQ(recognised(record), "jamf_protect jamf_web_traffic");
  const auto event = decode(jamf_protect, record);
  EXPECT_EQ(event.event.event_class, EventClass::dns_activity);
  EXPECT_EQ(event.get(query_hostname), "a.example");
  EXPECT_EQ(event.get(answer), "192.0.2.7");
  EXPECT_EQ(event.event.disposition, Disposition::blocked);
}

}  // namespace
}  // namespace clew::evidence
