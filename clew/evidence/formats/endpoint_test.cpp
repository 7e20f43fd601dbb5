// osquery and Windows events.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;
using model::EventClass;
using model::Status;

std::string osquery_line(std::string_view columns) {
  return R"({"name":"pack_x","hostIdentifier":"desk-7","unixTime":1683014460,"action":"added","columns":)" +
         std::string(columns) + "}";
}

TEST(Osquery, AProcessStartHasItsParentAndItsSigner) {
  const std::string line = osquery_line(
      R"({"pid":"7","parent":"1","path":"/opt/tool","cmdline":"/opt/tool -x","username":"root","signing_id":"com.tool",)"
      R"("team_id":"T1","cdhash":"ab","event_type":"exec","parent_path":"/sbin/launchd","time":"1683014400"})");
  EXPECT_EQ(recognised(line), "osquery osquery");
  const auto event = decode(osquery, line);
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.event.activity, model::activity::process_launch);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00Z");
  EXPECT_EQ(event.get(device_hostname), "desk-7");
  EXPECT_EQ(event.get(process_path), "/opt/tool");
  EXPECT_EQ(event.get(process_cmd_line), "/opt/tool -x");
  EXPECT_EQ(event.get(parent_process_path), "/sbin/launchd");
  EXPECT_EQ(event.get(process_signing_id), "com.tool");
  EXPECT_EQ(event.get(process_code_hash), "ab");
}

TEST(Osquery, InAProcesssFileEventThePathIsTheProcess) {
  const auto event = decode(
      osquery,
      osquery_line(
          R"({"pid":"9","path":"/usr/bin/tool","filename":"/tmp/a","dest_filename":"","event_type":"write","time":"1683014400"})"));
  EXPECT_EQ(event.event.event_class, EventClass::file_activity);
  EXPECT_EQ(event.event.activity, model::activity::file_update);
  EXPECT_EQ(event.get(actor_process_path), "/usr/bin/tool");
  EXPECT_EQ(event.get(file_path), "/tmp/a");
}

TEST(Osquery, APathWithAHashIsAFile) {
  const auto event = decode(osquery, osquery_line(R"({"path":"/tmp/a","sha256":"00ff"})"));
  EXPECT_EQ(event.event.event_class, EventClass::file_activity);
  EXPECT_EQ(event.get(file_sha256), "00ff");
  EXPECT_EQ(event.time(), "2023-05-02T08:01:00Z") << "no column has a time, so osquery's own counts";
}

TEST(Osquery, AnImplausibleColumnTimeIsNotBelieved) {
  EXPECT_EQ(decode(osquery, osquery_line(R"({"path":"/x","cmdline":"x","pid":"1","time":"0"})")).time(),
            "2023-05-02T08:01:00Z");
}

TEST(Osquery, OtherTablesKeepWhatCanBeSearched) {
  const auto event =
      decode(osquery, osquery_line(R"({"name":"left-pad","version":"1.3.0","remote_address":"192.0.2.4"})"));
  EXPECT_EQ(event.event.event_class, EventClass::other);
  EXPECT_EQ(event.get(dst_ip), "192.0.2.4");
  EXPECT_EQ(event.get(package_version), "1.3.0");
}

TEST(Osquery, ASnapshotsRowsAreItsFields) {
  const auto event = decode(
      osquery,
      R"({"name":"ps","hostIdentifier":"h","unixTime":1683014400,"action":"snapshot","snapshot":[{"pid":"1","path":"/a","cmdline":"a"},{"pid":"2","path":"/b","cmdline":"b"}]})");
  EXPECT_EQ(event.all(process_path), "/a /b");
}

struct TableCase {
  std::string_view columns;
  EventClass event_class;
  std::uint8_t activity;
  model::Attribute attribute;
  std::string_view want;
};

TEST(Osquery, TheColumnsTellTheTable) {
  namespace activity = model::activity;
  constexpr TableCase cases[] = {
      {R"({"action":"connect","path":"/bin/x","pid":"7","local_address":"192.0.2.1","local_port":"5","remote_address":"192.0.2.7","remote_port":"443","status":"succeeded"})",
       EventClass::network_activity, activity::network_open, dst_ip, "192.0.2.7"},
      {R"({"action":"accept","path":"/bin/x","pid":"7","local_address":"192.0.2.1","local_port":"5","remote_address":"192.0.2.7","remote_port":"443"})",
       EventClass::network_activity, activity::network_open, src_ip, "192.0.2.7"},
      {R"({"label":"com.x","program":"/opt/x","program_arguments":"/opt/x -d","path":"/Library/LaunchDaemons/x.plist"})",
       EventClass::scheduled_job_activity, activity::other, resource_name, "com.x"},
      {R"({"name":"x","path":"/opt/x","args":"-d","type":"Startup Item","source":"/x","status":"enabled"})",
       EventClass::scheduled_job_activity, activity::other, process_cmd_line, "-d"},
      {R"({"command":"/opt/x","day_of_week":"*","path":"/etc/crontab"})", EventClass::scheduled_job_activity,
       activity::other, process_cmd_line, "/opt/x"},
      {R"({"uid":"501","time":"0","command":"curl x","history_file":"/Users/k/.zsh_history"})",
       EventClass::process_activity, activity::process_launch, process_cmd_line, "curl x"},
      {R"({"type":"user","user":"kit","tty":"ttys000","host":"192.0.2.7","pid":"7","time":"1683014400"})",
       EventClass::authentication, activity::logon, src_ip, "192.0.2.7"},
      {R"({"type":"user","user":"kit","tty":"console","host":"localhost","pid":"7","time":"1683014400"})",
       EventClass::authentication, activity::logon, src_ip, ""},
      {R"({"url":"https://a.example/","method":"GET","response_code":"200"})", EventClass::http_activity,
       activity::other, http_status, "200"},
  };
  for (const TableCase& row : cases) {
    const auto event = decode(osquery, osquery_line(row.columns));
    EXPECT_EQ(event.event.event_class, row.event_class) << row.columns;
    EXPECT_EQ(event.event.activity, row.activity) << row.columns;
    EXPECT_EQ(event.get(row.attribute), row.want) << row.columns;
  }
}

TEST(Osquery, ItsOtherFormsAreRead) {
  const auto batch = decode(
      osquery,
      R"({"name":"ps","hostIdentifier":"h","unixTime":1683014400,"diffResults":{"added":[{"pid":"1","path":"/a",)"
      R"("cmdline":"a"}],"removed":[{"pid":"2","path":"/b","cmdline":"b"}]}})");
  EXPECT_EQ(batch.all(process_path), "/a /b");
  const std::string line = osquery_line(R"({"path":"/tmp/a","sha256":"00ff"})");
  EXPECT_EQ(recognised(R"({"node_key":"k","log_type":"result","data":[)" + line + "," + line + "]}"),
            "osquery_document osquery");
  constexpr std::string_view status =
      R"({"hostIdentifier":"h","unixTime":1683014400,"severity":"0","filename":"a.cpp","line":"7","message":"m","version":"5"})";
  EXPECT_EQ(recognised(status), "osquery osquery_status");
  EXPECT_EQ(decode(osquery, status).get(message), "m");
  const auto named =
      decode(osquery, R"({"name":"n","hostIdentifier":"01234567-89AB-CDEF-0123-456789ABCDEF","unixTime":1,)"
                      R"("columns":{},"decorations":{"hostname":"desk-7"}})");
  EXPECT_EQ(named.all(device_hostname), "desk-7");
  EXPECT_EQ(named.get(device_uid), "01234567-89AB-CDEF-0123-456789ABCDEF");
}

TEST(WindowsJson, SysmonsEventsHaveTheirClasses) {
  const std::string line =
      R"({"EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","Hostname":"pc-1",)"
      R"("UtcTime":"2023-05-02 08:00:00.125","@timestamp":"2023-05-02T09:00:00Z","Image":"C:\\a.exe","CommandLine":"a.exe -x",)"
      R"("ProcessId":"7","ParentImage":"C:\\b.exe","ParentProcessId":"3","User":"PC\\kit","Hashes":"SHA1=01,MD5=02,SHA256=03,IMPHASH=04"})";
  EXPECT_EQ(recognised(line), "windows_json windows_json");
  const auto event = decode(windows_json, line);
  EXPECT_EQ(event.event.event_class, EventClass::process_activity);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00.125Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::exact);
  EXPECT_EQ(event.get(process_path), "C:\\a.exe");
  EXPECT_EQ(event.get(process_pid), "7");
  EXPECT_EQ(event.get(parent_process_path), "C:\\b.exe");
  EXPECT_EQ(event.get(file_sha256), "03");
  EXPECT_EQ(event.get(event_code), "1");
}

TEST(WindowsJson, ALookupsAnswersAreTakenApart) {
  const auto event = decode(
      windows_json,
      R"({"EventID":22,"SourceName":"Microsoft-Windows-Sysmon","Channel":"x","QueryName":"a.example","QueryStatus":"0",)"
      R"("QueryResults":"type:  5 b.example;::ffff:192.0.2.7;2001:db8::1;"})");
  EXPECT_EQ(event.event.event_class, EventClass::dns_activity);
  EXPECT_EQ(event.all(answer), "b.example 192.0.2.7 2001:db8::1");
  EXPECT_EQ(event.event.status, Status::success);
}

TEST(WindowsJson, In4688TheProcessIdIsTheCreators) {
  const auto event = decode(
      windows_json,
      R"({"EventID":4688,"SourceName":"Microsoft-Windows-Security-Auditing","Channel":"Security","NewProcessName":"C:\\a.exe",)"
      R"("NewProcessId":"0x27","ProcessId":"0x10","ParentProcessName":"C:\\b.exe","SubjectUserName":"kit","CommandLine":"a"})");
  EXPECT_EQ(event.get(process_pid), "0x27");
  EXPECT_EQ(event.get(parent_process_pid), "0x10");
  EXPECT_EQ(event.get(process_user), "kit");
}

TEST(WindowsJson, SignInsSucceedOrFailByTheirNumber) {
  const auto event = decode(
      windows_json,
      R"({"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4625,)"
      R"("TimeCreated":{"#attributes":{"SystemTime":"2023-05-02T08:00:00.5Z"}},"Channel":"Security","Computer":"pc-1"},)"
      R"("EventData":{"TargetUserName":"kit","IpAddress":"192.0.2.8","IpPort":"-"}}})");
  EXPECT_EQ(event.event.event_class, EventClass::authentication);
  EXPECT_EQ(event.event.status, Status::failure);
  EXPECT_EQ(event.get(device_hostname), "pc-1");
  EXPECT_EQ(event.get(actor_user_name), "kit");
  EXPECT_EQ(event.get(src_ip), "192.0.2.8");
  EXPECT_EQ(event.get(src_port), "");
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00.5Z");
}

}  // namespace
}  // namespace clew::evidence
