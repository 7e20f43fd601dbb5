// The same event in every form in which people have it, and what the tables say of single events.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using model::Disposition;
using model::EventClass;
using model::Status;
using testing::decode;
using testing::Decoding;
using testing::recognised;
using enum model::Attribute;

struct FormCase {
  std::string_view name;
  std::string_view record;
};

TEST(WindowsEvent, EveryFormGivesTheSameEvent) {
  const FormCase cases[] = {
      {"evtx_dump",
       R"({"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},)"
       R"("EventID":{"#attributes":{"Qualifiers":0},"#text":3},"TimeCreated":{"#attributes":{"SystemTime":"2023-05-02T08:00:01Z"}},)"
       R"("EventRecordID":71,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1"},)"
       R"("EventData":{"UtcTime":"2023-05-02 08:00:00.125","Image":"C:\\a.exe","ProcessId":7,"User":"-",)"
       R"("DestinationIp":"192.0.2.7","DestinationPort":443}}})"},
      {"separate_attributes",
       R"({"Event":{"System":{"Provider_attributes":{"Name":"Microsoft-Windows-Sysmon"},"EventID":3,)"
       R"("TimeCreated_attributes":{"SystemTime":"2023-05-02T08:00:01Z"},"EventRecordID":71,)"
       R"("Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1"},)"
       R"("EventData":{"UtcTime":"2023-05-02 08:00:00.125","Image":"C:\\a.exe","ProcessId":7,)"
       R"("DestinationIp":"192.0.2.7","DestinationPort":443}}})"},
      {"xml_converter",
       R"({"Event":{"@xmlns":"x","System":{"Provider":{"@Name":"Microsoft-Windows-Sysmon","@Guid":"{5}"},"EventID":"3",)"
       R"("TimeCreated":{"@SystemTime":"2023-05-02T08:00:01Z"},"EventRecordID":"71",)"
       R"("Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1"},"EventData":{"Data":[)"
       R"({"@Name":"RuleName"},{"@Name":"UtcTime","#text":"2023-05-02 08:00:00.125"},{"@Name":"Image","#text":"C:\\a.exe"},)"
       R"({"@Name":"ProcessId","#text":"7"},{"@Name":"User","#text":"-"},)"
       R"({"@Name":"DestinationIp","#text":"192.0.2.7"},{"@Name":"DestinationPort","#text":"443"}]}}})"},
      {"xml_converter_with_sorted_keys",
       R"({"Event":{"EventData":{"Data":[{"#text":"2023-05-02 08:00:00.125","@Name":"UtcTime"},)"
       R"({"#text":"C:\\a.exe","@Name":"Image"},{"#text":"7","@Name":"ProcessId"},{"@Name":"User"},)"
       R"({"#text":"192.0.2.7","@Name":"DestinationIp"},{"#text":"443","@Name":"DestinationPort"}]},)"
       R"("System":{"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1","EventID":"3","EventRecordID":"71",)"
       R"("Provider":{"@Name":"Microsoft-Windows-Sysmon"},"TimeCreated":{"@SystemTime":"2023-05-02T08:00:01Z"}}}})"},
      {"winlogbeat",
       R"({"@timestamp":"2023-05-02T08:00:01.000Z","host":{"name":"pc-1"},"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational",)"
       R"("provider_name":"Microsoft-Windows-Sysmon","event_id":3,"record_id":71,"computer_name":"pc-1","process":{"pid":4},)"
       R"("event_data":{"UtcTime":"2023-05-02 08:00:00.125","Image":"C:\\a.exe","ProcessId":"7",)"
       R"("DestinationIp":"192.0.2.7","DestinationPort":"443"}}})"},
      {"winlogbeat_moved_to_ecs",
       R"({"@timestamp":"2023-05-02T08:00:00.125Z","event":{"code":"3","provider":"Microsoft-Windows-Sysmon"},"host":{"name":"pc-1"},)"
       R"("winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","provider_name":"Microsoft-Windows-Sysmon","event_id":"3",)"
       R"("record_id":"71","computer_name":"pc-1"},"process":{"executable":"C:\\a.exe","pid":7},)"
       R"("destination":{"ip":"192.0.2.7","port":443}})"},
      {"nxlog",
       R"({"EventTime":"2023-05-02 10:00:01","Hostname":"pc-1","EventID":3,"SourceName":"Microsoft-Windows-Sysmon",)"
       R"("RecordNumber":71,"Channel":"Microsoft-Windows-Sysmon/Operational","Domain":"NT AUTHORITY","AccountName":"SYSTEM",)"
       R"("UtcTime":"2023-05-02 08:00:00.125","Image":"C:\\a.exe","ProcessId":"7","DestinationIp":"192.0.2.7",)"
       R"("DestinationPort":"443"})"},
      {"velociraptor",
       R"({"System":{"Provider":{"Name":"Microsoft-Windows-Sysmon","Guid":"5"},"EventID":{"Value":3},)"
       R"("TimeCreated":{"SystemTime":1683014401.5},"EventRecordID":71,"Channel":"Microsoft-Windows-Sysmon/Operational",)"
       R"("Computer":"pc-1"},"EventData":{"UtcTime":"2023-05-02 08:00:00.125","Image":"C:\\a.exe","ProcessId":7,)"
       R"("DestinationIp":"192.0.2.7","DestinationPort":443}})"},
      {"azure_table_with_json",
       R"({"TimeGenerated":"2023-05-02T08:00:09Z","Provider":"Microsoft-Windows-Sysmon","EventRecordID":71,"EventID":3,)"
       R"("Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1",)"
       R"("EventData":"{\"UtcTime\":\"2023-05-02 08:00:00.125\",\"Image\":\"C:\\\\a.exe\",\"ProcessId\":\"7\",)"
       R"(\"DestinationIp\":\"192.0.2.7\",\"DestinationPort\":\"443\"}"})"},
      {"azure_table_with_xml",
       R"({"TimeGenerated":"2023-05-02T08:00:09Z","EventSourceName":"Microsoft-Windows-Sysmon","EventRecordID":71,"EventID":3,)"
       R"("Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc-1","EventData":"<EventData xmlns=\"x\">\r\n)"
       R"(<Data Name=\"UtcTime\">2023-05-02 08:00:00.125</Data><Data Name=\"RuleName\"/><Data Name=\"Image\">C:\\a.exe</Data>)"
       R"(<Data Name='ProcessId'>7</Data><Data Name=\"DestinationIp\">192.0.2.7</Data>)"
       R"(<Data Name=\"DestinationPort\">443</Data></EventData>"})"},
  };
  for (const FormCase& form : cases) {
    EXPECT_EQ(recognised(form.record), "windows_json windows_json") << form.name;
    const Decoding event = decode(windows_json, form.record);
    EXPECT_EQ(event.outcome, Decoded::event) << form.name;
    EXPECT_EQ(event.event.event_class, EventClass::network_activity) << form.name;
    EXPECT_EQ(event.time(), "2023-05-02T08:00:00.125Z") << form.name;
    EXPECT_EQ(event.event.time_quality, model::TimeQuality::exact) << form.name;
    EXPECT_EQ(event.all(device_hostname), "pc-1") << form.name;
    EXPECT_EQ(event.all(event_code), "3") << form.name;
    EXPECT_EQ(event.all(event_uid), "71") << form.name;
    EXPECT_EQ(event.all(actor_process_path), "C:\\a.exe") << form.name;
    EXPECT_EQ(event.all(actor_process_pid), "7") << form.name;
    EXPECT_EQ(event.all(actor_user_name), "") << form.name;
    EXPECT_EQ(event.all(dst_ip), "192.0.2.7") << form.name;
    EXPECT_EQ(event.all(dst_port), "443") << form.name;
  }
}

TEST(WindowsEvent, PowerShellsOwnExportIsKnownByFourFields) {
  const std::string_view record =
      R"({"Id":4624,"ProviderName":"Microsoft-Windows-Security-Auditing","LogName":"Security","RecordId":9,"MachineName":"pc-1",)"
      R"("TimeCreated":"\/Date(1683014400125)\/","Message":"An account was successfully logged on."})";
  EXPECT_EQ(recognised(record), "windows_json windows_json");
  const Decoding event = decode(windows_json, record);
  EXPECT_EQ(event.event.event_class, EventClass::authentication);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00.125Z");
  EXPECT_EQ(event.get(device_hostname), "pc-1");
  EXPECT_NE(recognised(R"({"Id":4624,"Message":"x"})"), "windows_json windows_json") << "anybody has an Id";
}

struct KindCase {
  std::string_view provider;
  int id;
  std::string_view data;  // of `EventData`, or all behind `System` if it begins with a quote and a name of its own
  EventClass want_class;
  int want_activity;
  Status want_status;
  std::string_view want;  // attribute=text, …
};

std::string texts_of(const model::Event& event) {
  std::string texts;
  for (const auto& field : event.fields()) {
    if (field.attribute == event_code || field.attribute == device_hostname) continue;
    if (!texts.empty()) texts += ", ";
    texts.append(name_of(field.attribute)).append("=").append(event.text_of(field));
  }
  return texts;
}

/// The row behind the names, as the reader hands it on.
Decoding decode_row(std::string_view names, std::string_view row) {
  const std::string head = std::string(names) + '\n' + std::string(row) + '\n';
  EXPECT_EQ(recognised(head), "windows_csv windows_events");
  FileContext context;
  windows_csv.prepare(head, context);
  EXPECT_EQ(decode(windows_csv, names, context).outcome, Decoded::nothing);
  return decode(windows_csv, row, context);
}

TEST(WindowsEvent, TableOfEvtxECmdHasTheDataInOneColumn) {
  const Decoding event = decode_row(
      "RecordNumber,TimeCreated,EventId,Provider,Channel,Computer,Payload",
      R"(7,2023-06-27 10:11:12.1234567,4688,Microsoft-Windows-Security-Auditing,Security,pc-1,"{""EventData"":{""Data"":[{""@Name"":""SubjectUserName"",""#text"":""kim""},{""@Name"":""NewProcessName"",""#text"":""C:\\a.exe""},{""@Name"":""CommandLine"",""#text"":""a.exe -x""}]}}")");
  EXPECT_EQ(event.time(), "2023-06-27T10:11:12.1234567Z");
  EXPECT_EQ(testing::told(event.event),
            "process_activity 1 unknown device.hostname=pc-1 metadata.event_code=4688 metadata.uid=7 "
            "process.user.name=kim process.file.path=C:\\a.exe process.cmd_line=a.exe -x");
}

/// `Get-WinEvent | Export-Csv`: the data of the event are in its text, and the process is the one that wrote the log.
TEST(WindowsEvent, TextOfSysmonIsReadWhereItIsAllThereIs) {
  const Decoding event = decode_row(
      "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n"
      R"("Message","Id","ProviderName","LogName","ProcessId","MachineName","TimeCreated")",
      "\"Network connection detected:\nUtcTime: 2023-06-27 10:11:12.123\nImage: C:\\a.exe\nDestinationIp: 203.0.113.77\","
      "\"3\",\"Microsoft-Windows-Sysmon\",\"Microsoft-Windows-Sysmon/Operational\",\"99\",\"pc-1\",\"6/27/2023 12:11:12 PM\"");
  EXPECT_EQ(event.time(), "2023-06-27T10:11:12.123Z");
  EXPECT_EQ(testing::told(event.event),
            "network_activity 1 unknown device.hostname=pc-1 metadata.event_code=3 actor.process.file.path=C:\\a.exe "
            "dst_endpoint.ip=203.0.113.77");
}

TEST(WindowsEvent, WhatHasAClassIsInTables) {
  constexpr std::string_view security = "Microsoft-Windows-Security-Auditing";
  constexpr std::string_view sysmon = "Microsoft-Windows-Sysmon";
  constexpr std::string_view defender = "Microsoft-Windows-Windows Defender";
  constexpr std::string_view tasks = "Microsoft-Windows-TaskScheduler";
  using enum EventClass;
  using enum Status;
  const KindCase cases[] = {
      {security, 4634, R"("TargetUserName":"kit")", authentication, 2, unknown, "actor.user.name=kit"},
      {security, 4648,
       R"("SubjectUserName":"kit","TargetUserName":"root","TargetServerName":"srv","ProcessName":"C:\\a.exe")",
       authentication, 1, unknown,
       "actor.user.name=kit, resources.name=root, dst_endpoint.hostname=srv, actor.process.file.path=C:\\a.exe"},
      {security, 4768, R"("TargetUserName":"kit","IpAddress":"::ffff:192.0.2.8","Status":"0x0")", authentication, 3,
       success, "actor.user.name=kit, src_endpoint.ip=192.0.2.8, status_detail=0x0"},
      {security, 4769, R"("TargetUserName":"kit","ServiceName":"srv$","Status":"0x1b")", authentication, 4, failure,
       "actor.user.name=kit, resources.name=srv$, status_detail=0x1b"},
      {security, 4776, R"("PackageName":"NTLM","TargetUserName":"kit","Status":"0xc000006a")", authentication, 1,
       failure, "auth_protocol=NTLM, actor.user.name=kit, status_detail=0xc000006a"},
      {security, 4732, R"("MemberSid":"S-1-2","TargetUserName":"Administrators","SubjectUserName":"kit")",
       account_change, 3, unknown, "resources.uid=S-1-2, resources.name=Administrators, actor.user.name=kit"},
      {security, 4697, R"("ServiceName":"s","ServiceFileName":"C:\\a.exe -k")", other, 99, unknown,
       "resources.name=s, process.cmd_line=C:\\a.exe -k"},
      {security, 4701, R"("SubjectUserName":"kit","TaskName":"\\x","TaskContent":"<Task/>")", scheduled_job_activity, 3,
       unknown, "actor.user.name=kit, resources.name=\\x, process.cmd_line=<Task/>"},
      {security, 4656, R"("ObjectType":"File","ObjectName":"C:\\b","ProcessName":"C:\\a.exe")", file_activity, 14,
       unknown, "file.path=C:\\b, actor.process.file.path=C:\\a.exe"},
      {security, 4663, R"("ObjectType":"Key","ObjectName":"\\REGISTRY\\x","ProcessName":"C:\\a.exe")", other, 99,
       unknown, "resources.type=Key, resources.name=\\REGISTRY\\x, actor.process.file.path=C:\\a.exe"},
      {security, 5145, R"("IpAddress":"192.0.2.8","ShareName":"\\\\*\\C$","RelativeTargetName":"a.exe")", file_activity,
       99, unknown, "src_endpoint.ip=192.0.2.8, resources.name=\\\\*\\C$, file.path=a.exe"},
      {sysmon, 8, R"("SourceImage":"C:\\a.exe","SourceProcessId":1,"TargetImage":"C:\\b.exe","TargetProcessId":2)",
       process_activity, 4, unknown,
       "actor.process.file.path=C:\\a.exe, actor.process.pid=1, process.file.path=C:\\b.exe, process.pid=2"},
      {sysmon, 13, R"("Image":"C:\\a.exe","TargetObject":"HKLM\\x","Details":"C:\\c.exe")", other, 0, unknown,
       "actor.process.file.path=C:\\a.exe, resources.name=HKLM\\x, message=C:\\c.exe"},
      {sysmon, 17, R"("PipeName":"\\p","Image":"C:\\a.exe")", other, 0, unknown,
       "resources.name=\\p, actor.process.file.path=C:\\a.exe"},
      {sysmon, 15, R"("TargetFilename":"C:\\b:x","Hash":"MD5=01,SHA256=02")", file_activity, 1, unknown,
       "file.path=C:\\b:x, file.hashes.md5=01, file.hashes.sha256=02"},
      {"Service Control Manager", 7045, R"("ServiceName":"s","ImagePath":"C:\\a.exe","AccountName":"LocalSystem")",
       other, 99, unknown, "resources.name=s, process.cmd_line=C:\\a.exe"},
      {"Microsoft-Windows-PowerShell", 4104, R"("ScriptBlockText":"iwr x","ScriptBlockId":"b1","Path":"C:\\a.ps1")",
       other, 0, unknown, "metadata.correlation_uid=b1, file.path=C:\\a.ps1, message=iwr x, actor.user.uid=S-1-5-21-7"},
      {"Microsoft-Windows-PowerShell", 4103,
       R"("ContextInfo":"  Severity = x\r\n  Host Application = p.exe -enc QQ==\r\n  y")", other, 0, unknown,
       "actor.user.uid=S-1-5-21-7, process.cmd_line=p.exe -enc QQ=="},
      {"PowerShell", 400, R"("Data":{"#text":["Available","None","\tA=b\r\n\tHostApplication=p.exe -x\r\n"]})",
       process_activity, 1, unknown, "actor.user.uid=S-1-5-21-7, process.cmd_line=p.exe -x"},
      {defender, 1116,
       R"("Threat Name":"T","Process Name":"C:\\a.exe","Path":"file:_C:\\b.exe; webfile:_C:\\c.exe|https://d.example/|pid:1","Detection User":"pc\\kit")",
       file_activity, 99, unknown,
       "status_detail=T, actor.process.file.path=C:\\a.exe, actor.user.name=pc\\kit, file.path=C:\\b.exe, file.path=C:\\c.exe, "
       "http_request.url.url_string=https://d.example/"},
      {tasks, 106, R"("TaskName":"\\x","UserContext":"pc\\kit")", scheduled_job_activity, 1, unknown,
       "resources.name=\\x, actor.user.name=pc\\kit"},
      {tasks, 200, R"("TaskName":"\\x","ActionName":"C:\\a.exe")", scheduled_job_activity, 99, unknown,
       "resources.name=\\x, process.cmd_line=C:\\a.exe"},
      {"Microsoft-Windows-TerminalServices-LocalSessionManager", 21, R"("User":"pc\\kit","Address":"192.0.2.8")",
       authentication, 1, success, "actor.user.name=pc\\kit, src_endpoint.ip=192.0.2.8"},
      {"Microsoft-Windows-TerminalServices-LocalSessionManager", 25, R"("User":"pc\\kit","Address":"LOCAL")",
       authentication, 1, success, "actor.user.name=pc\\kit"},
      {"Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1149, R"("Param1":"kit","Param3":"192.0.2.8")",
       authentication, 99, unknown, "actor.user.name=kit, src_endpoint.ip=192.0.2.8"},
      {"Microsoft-Windows-WMI-Activity", 5861, R"("User":"kit","PossibleCause":"Binding x")", other, 0, unknown,
       "actor.user.name=kit, message=Binding x"},
      {"Microsoft-Windows-Bits-Client", 59, R"("name":"j","url":"https://d.example/a")", http_activity, 99, unknown,
       "resources.name=j, http_request.url.url_string=https://d.example/a"},
      {"Microsoft-Windows-DNS-Client", 3008, R"("QueryName":"d.example","QueryStatus":"0","QueryResults":"192.0.2.7;")",
       dns_activity, 2, success, "query.hostname=d.example, rcode=NOERROR, answers.rdata=192.0.2.7"},
      {"Microsoft-Windows-Eventlog", 1102, R"("SubjectUserName":"kit","SubjectUserSid":"S-1")", other, 0, unknown,
       "actor.user.name=kit, actor.user.uid=S-1"},
      {"EventLog", 6005, R"("Data":{"#text":"x"})", other, 0, unknown, "message=x"},
  };
  for (const KindCase& row : cases) {
    // In logs of user data an element named after the event is around the fields.
    for (const std::string_view around : {R"("EventData":{)", R"("UserData":{"EventXML":{)"}) {
      if (around.starts_with("\"U") && row.data.contains("#text")) continue;
      std::string record = R"({"Event":{"System":{"Provider":{"#attributes":{"Name":")" + std::string(row.provider) +
                           R"("}},"EventID":)" + std::to_string(row.id) +
                           R"(,"Channel":"x","Computer":"pc-1","Security":{"#attributes":{"UserID":"S-1-5-21-7"}}},)";
      record.append(around).append(row.data).append(around.starts_with("\"U") ? "}}}}" : "}}}");
      const Decoding event = decode(windows_json, record);
      EXPECT_EQ(event.outcome, Decoded::event) << record;
      EXPECT_EQ(event.event.event_class, row.want_class) << record;
      EXPECT_EQ(event.event.activity, row.want_activity) << record;
      EXPECT_EQ(event.event.status, row.want_status) << record;
      EXPECT_EQ(texts_of(event.event), row.want) << record;
    }
  }
}

TEST(WindowsEvent, WhatTheAntivirusDidIsToldByItsNumber) {
  const auto disposition = [](int id, int action) {
    return decode(windows_json,
                  R"({"EventID":)" + std::to_string(id) +
                      R"(,"ProviderName":"Microsoft-Windows-Windows Defender","Channel":"x","Action ID":")" +
                      std::to_string(action) + R"(","Action Name":"irgendwas"})")
        .event.disposition;
  };
  EXPECT_EQ(disposition(1117, 2), Disposition::quarantined);
  EXPECT_EQ(disposition(1117, 3), Disposition::blocked);
  EXPECT_EQ(disposition(1117, 6), Disposition::allowed);
  EXPECT_EQ(disposition(1116, 2), Disposition::unknown) << "seen, not done";
  EXPECT_EQ(disposition(1119, 2), Disposition::unknown) << "it failed";
}

TEST(WindowsEvent, BrokenDataInATextIsNoData) {
  for (const std::string_view data : {"<Data Name=", "<Data Name=\\\"a", "<Data Name=\\\"a\\\"",
                                      "<Data Name=\\\"a\\\">", "<", "{", "{\\\"a\\\":", "[1]", ""}) {
    const std::string record = R"({"EventID":3,"Provider":"Microsoft-Windows-Sysmon","Channel":"x","EventData":")" +
                               std::string(data) + R"("})";
    EXPECT_EQ(decode(windows_json, record).outcome, Decoded::event) << data;
  }
}

}  // namespace
}  // namespace clew::evidence
