// The courses of intrusions for sample_cases.h. It ends in _test so that no byte of it is in the program.
#include "clew/report/sample_cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace clew::report::samples {
namespace {

base::Instant later(base::Instant time, double seconds) {
  return {time.nanoseconds + static_cast<std::int64_t>(seconds * 1000) * 1'000'000, 0};
}

/// What the intruder does on one device: when after the order, how sure, and in whose words.
struct Act {
  double after_seconds;
  model::Grade grade;
  std::string_view tactic, technique, text;
};

constexpr std::array<Act, 12> acts = {{
    {0, model::Grade::executed, "execution", "T1059", "the agent started /usr/bin/ruby without an order from us"},
    {1.2, model::Grade::executed, "defense-evasion", "T1564.001", "/tmp/.agent-upd was written and made executable"},
    {4, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
    {31, model::Grade::executed, "persistence", "T1543.001", "a launch agent com.orchard.helper was added"},
    {95, model::Grade::executed, "discovery", "T1082", "listed the system, its users and its processes"},
    {240, model::Grade::executed, "credential-access", "T1555.001", "opened the login keychain"},
    {900, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
    {3'600, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
    {21'600, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
    {86'400, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
    {259'200, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
    {604'800, model::Grade::contacted, "command-and-control", "T1071.001", "connected to cdn.pear-mirror.example"},
}};

void add_act(model::CaseDocument& document, const Act& act, const model::CaseDevice& device, const std::string& chain) {
  model::CaseFinding finding;
  finding.time = later(*device.since, act.after_seconds);
  finding.time_quality = "exact";
  finding.kind = model::FindingKind::behaviour;
  finding.rule = "agent-child-without-order";
  finding.grade = act.grade;
  finding.status = model::FindingStatus::counts;
  finding.device = device.name;
  finding.text = act.text;
  finding.chain = chain;
  finding.tactic = act.tactic;
  finding.technique = act.technique;
  finding.source = "osquery_results";
  const std::string raw = fmt::format(R"({{"name":"process_events","hostIdentifier":"{}","columns":{{"what":"{}"}}}})",
                                      device.name, act.text);
  finding.evidence = {
      {"osquery_results.ndjson", document.findings.size() + 1, document.findings.size() * 300, raw.size(), raw, 0, 0}};
  if (act.grade == model::Grade::contacted) {
    finding.kind = model::FindingKind::indicator;
    finding.rule.clear();
    finding.indicator = model::CaseIndicator{"cdn.pear-mirror.example", "domain", "", "Orchard Identity", "", "c2"};
  }
  document.findings.push_back(std::move(finding));
}

/// Findings in order of time, named as they are read.
void order(model::CaseDocument& document) {
  std::ranges::stable_sort(document.findings, {}, [](const model::CaseFinding& finding) { return finding.time; });
  for (std::size_t i = 0; i < document.findings.size(); ++i) document.findings[i].id = fmt::format("F{}", i + 1);
  for (model::CaseDevice& device : document.devices) {
    for (const model::CaseFinding& finding : document.findings) {
      if (finding.device == device.name) device.findings.push_back(finding.id);
    }
  }
}

void add_door(model::CaseDocument& document) {
  document.answer.door_reasons = {
      {"supplier_channel", true, "On both devices the first process is a child of the supplier's agent.", {"F1", "F2"}},
      {"supplier_channel", true, "No order of ours is in the console's export for either device at that time.", {}},
      {"admin_api_key", false, "The API key was not used between 20 February and 1 March.", {}},
      {"admin_session",
       true,
       "ops.lead signed in to the console nine minutes earlier, which could have carried an order.",
       {"F1"}},
      {"admin_session", false, "That session came from the office, and it gave no order.", {"F6"}},
      {"network", false, "No connection from outside reached the devices before the first process ran.", {"F3"}}};
}

/// The cloud key first, then what each of the first devices had within reach.
void add_ledger(model::CaseDocument& document) {
  constexpr std::size_t devices_max = 6;
  document.rotation.resize(1);
  document.secrets.clear();
  for (std::size_t i = 0; i < std::min(document.devices.size(), devices_max); ++i) {
    const std::string& device = document.devices[i].name;
    const std::string user = fmt::format("user{}", i + 1);
    const auto order = static_cast<std::uint32_t>(document.rotation.size() + 1);
    const bool opened = i % 3 != 2;
    document.rotation.push_back({order,
                                 "Change every password in the login keychain of " + user,
                                 "keychain",
                                 "",
                                 user,
                                 device,
                                 opened ? "it was opened by a process of the intruder" : "it was within its reach",
                                 {"isolate " + device, "rotation 1"},
                                 i == 1   ? model::RotationState::verified
                                 : i == 2 ? model::RotationState::done
                                          : model::RotationState::to_do,
                                 i == 1 ? "the directory shows new passwords from 13 March, set from the office" : "",
                                 {"F1"}});
    document.secrets.push_back({"login keychain of " + user, "keychain", device, user, opened, {"F1"}});
  }
}

}  // namespace

void add_course(model::CaseDocument& document) {
  document.answer.could_have_seen = at("2024-02-20T00:00:04.5Z");
  document.answer.could_have_seen_why =
      "DNS and process events begin on 20 February, with the window; before that, nothing here would show it.";
  add_door(document);
  document.findings[0].chain = document.findings[1].chain = document.findings[2].chain = "C1";
  document.findings[0].tactic = document.findings[1].tactic = "execution";
  document.findings[0].technique = "T1059";
  document.findings[2].tactic = "command-and-control";
  document.findings[4].tactic = "credential-access";
  document.findings[4].technique = "T1528";
  document.chains = {{"C1",
                      "ORC-MBP-17",
                      "orchard-agent started /tmp/.agent-upd -k",
                      at("2024-02-29T17:56:41.25Z"),
                      at("2024-02-29T17:56:44.95Z"),
                      true,
                      "no order of ours explains its beginning, and it contacted a published server",
                      {"F1", "F2", "F3"}}};
  document.secrets = {{"login keychain of mira.k", "keychain", "ORC-MBP-17", "mira.k", true, {"F2"}},
                      {"certificate of the device", "certificate", "ORC-MBP-17", "", false, {}},
                      {"access key in ~/.cloud/credentials", "cloud_key", "ORC-MBP-36", "ship-robot", true, {"F4"}}};
  document.cloud_actions = {
      {at("2024-03-04T08:31:10Z"), "ship-robot", "AKIAEXAMPLE0000", "GetSecretValue", "prod/wallet-signer",
       "203.0.113.77", true, "F5"},
      {at("2024-03-04T08:33:52Z"), "ship-robot", "AKIAEXAMPLE0000", "ListBuckets", "", "203.0.113.77", false, ""}};
  document.cleared = {{"order by ops.lead to ORC-MBP-18",
                       "behaviour",
                       "The console's export has the order, given from the office in working hours.",
                       {"F6"}},
                      {"ops.lead", "account", "Every sign-in came from the office or the known home address.", {}}};
  document.clocks = {{"osquery_results", "zeek_dns", 3601.25, 0.4, 118, true,
                      "118 look-ups stand in both; the middle of the differences, and half of where 95 of 100 lie"},
                     {"orchard_events", "cloudtrail", 0.1, 0.8, 41, false, "41 sign-ins stand in both"}};
}

model::CaseDocument spread(std::size_t devices) {
  model::CaseDocument document = hit();
  document.findings.clear();
  document.devices.clear();
  document.chains.clear();
  const base::Instant first = at("2024-02-29T17:56:41.25Z");
  for (std::size_t i = 0; i < devices; ++i) {
    // Two of three within the first hour, the others over two days.
    const double part = static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(devices, 1));
    const double after = part < 0.67 ? part * 5'300 : 3'600 + std::pow((part - 0.67) * 3, 2) * 172'800;
    const bool suspicious = i % 7 == 6;
    model::CaseDevice device{fmt::format("ORC-MBP-{:03}", i + 1),
                             {{"ip", {fmt::format("10.8.{}.{}", i / 250, i % 250 + 1)}}},
                             suspicious ? model::DeviceStatus::suspicious : model::DeviceStatus::compromised,
                             later(first, after),
                             {"behaviour"},
                             {},
                             suspicious ? "contacted the server, and nothing shows what ran"
                                        : "ran what the supplier's agent started without an order"};
    const std::string chain = suspicious ? std::string() : fmt::format("C{}", document.chains.size() + 1);
    for (std::size_t k = 0; k < acts.size(); ++k) {
      // How far the intruder came differs; the suspicious ones show one contact.
      if (suspicious ? k != 2 : k > 4 + i % 8) continue;
      add_act(document, acts[k], device, chain);
    }
    if (!suspicious)
      document.chains.push_back({chain,
                                 device.name,
                                 "orchard-agent started /usr/bin/ruby setup.rb",
                                 device.since,
                                 later(*device.since, 240),
                                 true,
                                 "no order of ours explains it",
                                 {}});
    document.devices.push_back(std::move(device));
  }
  order(document);
  add_ledger(document);
  document.answer.sentence = fmt::format(
      "Hit: {} devices ran what the intruder sent through the supplier's own channel, first on 29 February 2024.",
      devices);
  return document;
}

}  // namespace clew::report::samples
