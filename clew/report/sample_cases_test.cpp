// The cases of sample_cases.h. It ends in _test so that no byte of it is in the program.
#include "clew/report/sample_cases.h"

#include "clew/base/hash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace clew::report::samples {

base::Instant at(std::string_view text) { return base::parse_rfc3339(text).value(); }

std::size_t count_of(std::string_view text, std::string_view needle) {
  std::size_t count = 0;
  for (std::size_t at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + needle.size()))
    ++count;
  return count;
}

namespace {

/// The largest number that every JSON reader takes for a whole one.
constexpr std::uint64_t largest = 0x7fff'ffff'ffff'ffffU;

model::CaseEvidence record(std::string file, std::uint64_t line, std::uint64_t offset, std::string raw,
                           std::string_view match) {
  model::CaseEvidence evidence{std::move(file), line, offset, raw.size(), raw, 0, 0};
  if (const std::size_t found = raw.find(match); found != std::string::npos) {
    evidence.match_offset = found;
    evidence.match_length = match.size();
  }
  return evidence;
}

model::CaseIndicator indicator(std::string value, std::string type, std::string role = "c2") {
  return {std::move(value), std::move(type), "", "Orchard Identity", "2024-03-12", std::move(role)};
}

std::vector<std::uint32_t> histogram(std::size_t begin, std::size_t end, std::size_t gap_begin, std::size_t gap_end,
                                     double scale) {
  std::vector<std::uint32_t> parts(120);
  for (std::size_t i = begin; i < end; ++i) {
    const bool in_gap = i >= gap_begin && i < gap_end;
    const double day = 0.55 + 0.45 * std::sin(static_cast<double>(i) * 2 * 3.14159265 / 5.45);
    if (!in_gap) parts[i] = static_cast<std::uint32_t>(scale * (0.15 + day));
  }
  return parts;
}

std::string digest(std::string_view of) { return base::sha256_hex(of); }

void add_file(model::CaseDocument& document, std::string name, std::string source, std::uint64_t bytes,
              std::uint64_t events, std::uint64_t unparsed = 0, std::string problem = {}) {
  const std::string sha256 = digest(name);
  const bool packed = name.ends_with(".gz");
  document.evidence_files.push_back({name, bytes, sha256, packed ? digest(sha256) : std::string(), std::move(source),
                                     events + unparsed, events, unparsed, std::move(problem)});
}

void add_notice(model::CaseDocument& document) {
  document.notices.push_back({"notice.md", digest("notice"), "markdown", "Security update on our agent service",
                              "Orchard Identity", "2024-03-12", 31, 14, 1});
}

model::CaseFinding finding(std::string id, std::string_view time, model::Grade grade, std::string device,
                           std::string text) {
  model::CaseFinding finding;
  finding.id = std::move(id);
  finding.time = at(time);
  finding.time_quality = "exact";
  finding.grade = grade;
  finding.status = model::FindingStatus::counts;
  finding.device = std::move(device);
  finding.text = std::move(text);
  return finding;
}

void explain(model::CaseFinding& finding, std::string rule, std::string explanation) {
  finding.status = model::FindingStatus::explained;
  finding.rule = std::move(rule);
  finding.explanation = std::move(explanation);
}

model::CaseDocument ground() {
  model::CaseDocument document;
  document.tool_version = "0.1.0";
  document.supplier = "orchard";
  document.window = {at("2024-02-20"), at("2024-03-13"), "notice"};
  document.axis_from = at("2024-02-20");
  document.axis_to = at("2024-03-13");
  add_notice(document);
  return document;
}

void add_coverage(model::CaseDocument& document) {
  document.coverage = {{"zeek_dns",
                        {"dns"},
                        {"zeek_dns.ndjson.gz"},
                        at("2024-02-20T00:00:04.5Z"),
                        at("2024-03-12T23:59:58.1Z"),
                        64'013,
                        0,
                        {},
                        histogram(0, 120, 0, 0, 700)},
                       {"zeek_conn",
                        {"connection"},
                        {"zeek_conn.ndjson.gz"},
                        at("2024-02-20T00:00:01.2Z"),
                        at("2024-03-12T23:59:59.9Z"),
                        181'240,
                        0,
                        {{at("2024-03-02T04:10:00Z"), at("2024-03-03T17:45:00Z"),
                          "no records although there were some before and after"}},
                        histogram(0, 120, 61, 70, 2100)},
                       {"osquery_results",
                        {"process", "file"},
                        {"osquery_results.ndjson"},
                        at("2024-02-20T00:02:11Z"),
                        at("2024-03-12T23:58:40Z"),
                        9'112,
                        3,
                        {},
                        histogram(0, 120, 0, 0, 90)},
                       {"orchard_orders",
                        {"order", "order_result"},
                        {"orchard_events.ndjson"},
                        at("2024-02-20T06:11:00Z"),
                        at("2024-03-12T19:20:00Z"),
                        1'204,
                        0,
                        {},
                        histogram(1, 119, 0, 0, 14)},
                       {"cloudtrail",
                        {"cloud_api", "authentication"},
                        {"cloudtrail.ndjson"},
                        at("2024-02-20T00:14:00Z"),
                        at("2024-03-12T23:31:00Z"),
                        22'870,
                        0,
                        {},
                        histogram(0, 120, 0, 0, 240)}};
  add_file(document, "cloudtrail.ndjson", "cloudtrail", 31'220'118, 22'870);
  add_file(document, "orchard_events.ndjson", "orchard_orders", 911'004, 1'204);
  add_file(document, "osquery_results.ndjson", "osquery_results", 5'801'223, 9'112, 3);
  add_file(document, "zeek_conn.ndjson.gz", "zeek_conn", 14'332'018, 181'240);
  add_file(document, "zeek_dns.ndjson.gz", "zeek_dns", 4'120'772, 64'013);
}

void add_searched(model::CaseDocument& document, double covered) {
  document.searched = {{"domain", 18, 3, {"zeek_dns", "zeek_conn"}, 1.0},
                       {"ipv4", 9, 1, {"zeek_conn"}, covered},
                       {"sha256", 3, 1, {"osquery_results"}, 1.0},
                       {"package", 1, 0, {}, 0.0}};
}

model::CaseFinding dns_answer(std::string id, std::string_view time, std::string device, const std::string& name,
                              std::uint64_t line) {
  auto result = finding(std::move(id), time, model::Grade::contacted, std::move(device),
                        name + " resolved to 203.0.113.77 and was connected to");
  result.source = "zeek_dns";
  result.indicator = indicator(name, "domain");
  result.evidence = {record(
      "zeek_dns.ndjson.gz", line, line * 211,
      fmt::format(
          R"({{"ts":1709229404.95,"id.orig_h":"10.8.1.26","query":"{}","qtype_name":"A","rcode_name":"NOERROR","answers":["203.0.113.77"]}})",
          name),
      name)};
  return result;
}

void add_decoys(model::CaseDocument& document) {
  auto lookup = dns_answer("F6", "2024-03-12T15:02:10Z", "soc-analyst-02", "cdn.pear-mirror.example", 51'220);
  lookup.grade = model::Grade::mentioned;
  lookup.text = "looked up by an analyst";
  explain(
      lookup, "analyst-machine",
      "The device is an analyst's by its role in the inventory; it looked the name up after the notice was published and opened no connection.");
  lookup.repeats = 3;
  document.findings.push_back(lookup);
  auto feed = finding("F7", "2024-03-12T16:40:00Z", model::Grade::mentioned, "soc-analyst-02",
                      "the name stands in a downloaded list of indicators");
  feed.source = "zeek_http";
  feed.indicator = indicator("pear-mirror.example", "domain");
  explain(feed, "feed-at-rest", "A list of indicators was downloaded; nothing in it was contacted.");
  feed.evidence = {record("zeek_http.ndjson", 118, 40'221,
                          R"({"ts":1710261600.1,"host":"lists.cert.example","uri":"/orchard/pear-mirror.example.csv"})",
                          "pear-mirror.example")};
  document.findings.push_back(feed);
  auto blocked = dns_answer("F8", "2024-03-12T17:11:43Z", "ORC-MBP-40", "pear-mirror.example", 60'004);
  blocked.grade = model::Grade::attempted;
  blocked.text = "the resolver answered NXDOMAIN";
  explain(blocked, "lookup-without-answer", "The name did not resolve, so nothing was contacted.");
  document.findings.push_back(blocked);
}

}  // namespace

model::CaseDocument hit() {
  model::CaseDocument document = ground();
  add_coverage(document);
  add_searched(document, 0.93);
  document.answer = {
      model::Verdict::hit,
      "Hit: two devices ran what the intruder sent through the supplier's own channel, first on 29 February 2024; one cloud "
      "account was used afterwards. One connection log is missing for 38 hours, so the list of devices may be incomplete.",
      at("2024-02-29T17:56:41.25Z"),
      "F1",
      "supplier_channel",
      "a command ran as a child of the supplier's agent, and no order of ours exists for it",
      {"F1"},
      {},
      {},
      {}};
  auto ran = finding("F1", "2024-02-29T17:56:41.25Z", model::Grade::executed, "ORC-MBP-17",
                     "/tmp/.agent-upd was started by the supplier's agent without an order from us");
  ran.kind = model::FindingKind::behaviour;
  ran.rule = "agent-child-without-order";
  ran.source = "osquery_results";
  ran.evidence = {record(
      "osquery_results.ndjson", 1911, 801'223,
      R"({"name":"process_events","hostIdentifier":"ORC-MBP-17","unixTime":1709229401,"columns":{"pid":"4471","parent_name":"orchard-agent","path":"/tmp/.agent-upd","cmdline":"/tmp/.agent-upd -k"}})",
      "/tmp/.agent-upd")};
  auto digest_seen = finding("F2", "2024-02-29T17:56:42Z", model::Grade::executed, "ORC-MBP-17",
                             "a file with the published hash was executed");
  digest_seen.source = "osquery_results";
  digest_seen.indicator = indicator(digest("sample"), "sha256", "malware");
  digest_seen.account = "mira.k";
  digest_seen.evidence = {record(
      "osquery_results.ndjson", 1912, 801'863,
      fmt::format(
          R"({{"name":"file_events","hostIdentifier":"ORC-MBP-17","columns":{{"target_path":"/tmp/.agent-upd","sha256":"{}"}}}})",
          digest("sample")),
      digest("sample"))};
  auto contact = dns_answer("F3", "2024-02-29T17:56:44.95Z", "ORC-MBP-17", "pear-mirror.example", 12'656);
  contact.repeats = 41;
  auto second = dns_answer("F4", "2024-03-01T02:12:09Z", "ORC-MBP-36", "cdn.pear-mirror.example", 13'017);
  auto cloud = finding("F5", "2024-03-04T08:31:10Z", model::Grade::authenticated, "",
                       "ship-robot called GetSecretValue from 203.0.113.77, where it never was before");
  cloud.account = "ship-robot";
  cloud.source = "cloudtrail";
  cloud.indicator = indicator("203.0.113.77", "ipv4");
  cloud.evidence = {record(
      "cloudtrail.ndjson", 8'120, 11'200'140,
      R"({"eventTime":"2024-03-04T08:31:10Z","eventName":"GetSecretValue","sourceIPAddress":"203.0.113.77","userIdentity":{"userName":"ship-robot"}})",
      "203.0.113.77")};
  document.findings = {ran, digest_seen, contact, second, cloud};
  add_decoys(document);
  document.devices = {{"ORC-MBP-17",
                       {{"orchard_system", {"7c8939f4005d9e4c"}}, {"ip", {"10.8.1.26"}}},
                       model::DeviceStatus::compromised,
                       at("2024-02-29T17:56:41.25Z"),
                       {"indicator", "behaviour"},
                       {"F1", "F2", "F3"},
                       "executed what the published hash names"},
                      {"ORC-MBP-36",
                       {{"ip", {"10.8.1.45", "10.8.9.3"}}},
                       model::DeviceStatus::compromised,
                       at("2024-03-01T02:12:09Z"),
                       {"indicator"},
                       {"F4"},
                       "contacted the intruder's server"},
                      {"soc-analyst-02",
                       {{"ip", {"10.8.4.2"}}},
                       model::DeviceStatus::cleared,
                       {},
                       {"indicator"},
                       {"F6", "F7"},
                       "an analyst's machine; nothing was executed"}};
  document.accounts = {{"ship-robot",
                        "cloud",
                        model::AccountStatus::used_by_intruder,
                        "called the cloud from the intruder's address",
                        {"F5"}},
                       {"mira.k", "user", model::AccountStatus::exposed, "was signed in on ORC-MBP-17", {"F2"}}};
  document.blind = {{"connections of all devices", "zeek_conn has no records although there were some before and after",
                     at("2024-03-02T04:10:00Z"), at("2024-03-03T17:45:00Z")},
                    {"process execution on orc-build-0", "no endpoint telemetry for this device", at("2024-02-20"),
                     at("2024-03-13")}};
  document.rotation = {{1,
                        "Revoke the access key of ship-robot",
                        "cloud_key",
                        "AKIAEXAMPLE0000",
                        "ship-robot",
                        "",
                        "used by the intruder",
                        {"isolate ORC-MBP-17"},
                        model::RotationState::to_do,
                        "",
                        {"F5"}},
                       {2,
                        "Reset the password of mira.k",
                        "password",
                        "",
                        "mira.k",
                        "ORC-MBP-17",
                        "signed in on a compromised device",
                        {},
                        model::RotationState::verified,
                        "the directory shows a new password from 13 March, set by mira.k from the office",
                        {"F2"}}};
  add_course(document);
  document.attribution = attribution();
  return document;
}

model::CaseDocument not_seen() {
  model::CaseDocument document = ground();
  add_coverage(document);
  document.coverage[1].gaps.clear();
  document.coverage[1].histogram = histogram(0, 120, 0, 0, 2100);
  add_searched(document, 1.0);
  for (auto& search : document.searched) search.sighted = search.type == "domain" ? 2 : 0;
  document.searched.pop_back();
  document.answer.verdict = model::Verdict::not_seen;
  document.answer.sentence =
      "Not seen: none of 30 indicators was executed, contacted or used between 20 February and 13 March 2024, and the sources that would "
      "show it cover all of that time. Three mentions are explained.";
  add_decoys(document);
  return document;
}

model::CaseDocument cannot_say() {
  model::CaseDocument document = ground();
  document.answer.verdict = model::Verdict::cannot_say;
  document.answer.sentence =
      "Cannot say: nothing was seen, but DNS starts on 5 March, 14 days into the window, and no source shows what ran on the devices.";
  document.coverage = {
      {"zeek_dns",
       {"dns"},
       {"zeek_dns.ndjson"},
       at("2024-03-05T09:00:00Z"),
       at("2024-03-12T23:59:58Z"),
       20'101,
       0,
       {{at("2024-02-20"), at("2024-03-05T09:00:00Z"), "starts late"},
        {at("2024-03-09T01:00:00Z"), at("2024-03-09T20:00:00Z"),
         "no records although there were some before and after"}},
       histogram(77, 120, 98, 103, 650)},
      {"proxy_access",
       {"http"},
       {"proxy.log"},
       at("2024-02-20T08:00:00Z"),
       at("2024-03-01T03:12:00Z"),
       8'811,
       1'320,
       {{at("2024-03-01T03:12:00Z"), at("2024-03-13"), "ends early"}},
       histogram(2, 54, 0, 0, 210)},
      {"other text", {"text"}, {"notes.txt", "vpn.log"}, {}, {}, 412, 0, {}, {}, "text, times guessed"}};
  document.blind = {{"process execution on every device", "no source of this evidence shows processes",
                     at("2024-02-20"), at("2024-03-13")},
                    {"DNS before 5 March", "zeek_dns starts late", at("2024-02-20"), at("2024-03-05T09:00:00Z")},
                    {"HTTP after 1 March", "proxy.log breaks off in the middle of a record", at("2024-03-01T03:12:00Z"),
                     at("2024-03-13")},
                    {"orders to devices", "no export of the supplier's console was given", {}, {}}};
  document.searched = {
      {"domain", 18, 0, {"zeek_dns", "proxy_access"}, 0.36}, {"sha256", 3, 0, {}, 0.0}, {"ipv4", 9, 0, {}, 0.0}};
  add_file(document, "notes.txt", "text", 1'020, 12);
  add_file(document, "proxy.log", "proxy_access", 2'011'200, 8'811, 1'320,
           "gzip stream ends in the middle of a record");
  add_file(document, "vpn.log", "text", 90'100, 400);
  add_file(document, "zeek_dns.ndjson", "zeek_dns", 4'120'772, 20'101);
  document.problems = {"proxy.log: malformed: gzip stream ends in the middle of a record"};
  return document;
}

model::CaseDocument empty() { return {}; }

model::CaseDocument large(std::size_t findings) {
  model::CaseDocument document = hit();
  document.findings.clear();
  document.devices.clear();
  static constexpr std::array<std::string_view, 5> rules = {"analyst-machine", "feed-at-rest", "lookup-without-answer",
                                                            "outside-validity", "reverse-lookup"};
  for (std::size_t i = 0; i < findings; ++i) {
    const std::string device = fmt::format("ORC-MBP-{:02}", i % 40);
    auto next = dns_answer(fmt::format("F{}", i + 1), "2024-02-21", device,
                           fmt::format("n{}.pear-mirror.example", i % 25), i + 1);
    next.time = base::Instant{
        at("2024-02-21").nanoseconds + static_cast<std::int64_t>(i) * 20 * 86'400 * base::Instant::per_second /
                                           static_cast<std::int64_t>(std::max<std::size_t>(findings, 1)),
        0};
    if (i % 6 != 0) explain(next, std::string(rules[i % rules.size()]), "The record shows no contact.");
    document.findings.push_back(next);
  }
  for (std::size_t i = 0; i < 40; ++i) {
    document.devices.push_back({fmt::format("ORC-MBP-{:02}", i),
                                {},
                                i % 2 == 0 ? model::DeviceStatus::compromised : model::DeviceStatus::cleared,
                                at("2024-02-21"),
                                {"indicator"},
                                {},
                                ""});
  }
  return document;
}

model::CaseDocument hostile() {
  using namespace std::string_literals;
  const std::string bad =
      "<script>alert(1)</script>\"'&`\x1b[31m\x1b]0;owned\x07\0\xff\xfe\xe2\x80\xae"
      "gpj.exe</style></pre><img src=x onerror=alert(1)>\r\n\u2028"s;
  model::CaseDocument document = hit();
  document.tool_version = document.supplier = document.answer.sentence = bad;
  document.answer.door_why = document.answer.earliest_finding = bad;
  document.answer.door_findings = {bad};
  for (auto& finding : document.findings) {
    finding.id += bad;
    finding.rule = finding.explanation = finding.device = finding.account = finding.text = finding.source = bad;
    finding.chain = finding.tactic = finding.technique = bad;
    if (finding.indicator) finding.indicator = model::CaseIndicator{bad, "domain", bad, bad, bad, bad};
    for (auto& evidence : finding.evidence) evidence = {bad, largest, largest, largest, bad, 3, largest};
  }
  document.findings[0].evidence[0].raw = std::string(1U << 20U, '<') + bad;
  document.findings[0].evidence[0].match_offset = 1U << 20U;
  for (auto& device : document.devices) {
    device.name = device.why = bad;
    device.ids = {{bad, {bad, bad}}};
    device.found_by = device.findings = {bad};
  }
  for (auto& account : document.accounts) account = {bad, account.kind, account.status, bad, {bad}};
  for (auto& step : document.rotation)
    step = {step.order, bad, step.kind, bad, bad, bad, bad, {bad}, step.state, bad, {bad}};
  document.answer.could_have_seen_why = bad;
  for (auto& reason : document.answer.door_reasons) reason = {reason.kind, reason.in_favour, bad, {bad}};
  for (auto& chain : document.chains) chain = {bad, bad, bad, chain.from, chain.to, chain.counts, bad, {bad}};
  for (auto& secret : document.secrets) secret = {bad, secret.kind, bad, bad, secret.opened, {bad}};
  for (auto& action : document.cloud_actions) action = {action.time, bad, bad, bad, bad, bad, action.succeeded, bad};
  for (auto& cleared : document.cleared) cleared = {bad, cleared.kind, bad, {bad}};
  for (auto& clock : document.clocks) clock = {bad, bad, std::nan(""), -HUGE_VAL, largest, true, bad};
  for (auto& coverage : document.coverage) {
    coverage.source = bad;
    coverage.sees = coverage.files = {bad};
    for (auto& gap : coverage.gaps) gap.why = bad;
  }
  for (auto& blind : document.blind) blind.what = blind.why = bad;
  for (auto& search : document.searched) search = {search.type, largest, largest, {bad}, std::nan("")};
  for (auto& notice : document.notices) notice = {bad, bad, bad, bad, bad, bad, largest, largest, largest};
  for (auto& file : document.evidence_files) file = {bad, largest, bad, bad, bad, largest, largest, largest, bad};
  document.problems = {bad};
  document.attribution = hostile_attribution(bad);
  return document;
}

}  // namespace clew::report::samples
