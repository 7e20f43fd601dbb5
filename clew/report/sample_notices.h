/// Notices to try the exports with: every type of value, every kind of statement; nothing at all; and any bytes anywhere.
#pragma once

#include "clew/model/notice.h"

#include <string>

namespace clew::report::samples {

inline model::Indicator indicator(model::ValueType type, std::string_view text) {
  model::Indicator made{model::Value::parse(type, text).value(), std::string(text), {}};
  made.where = {100, text.size()};
  made.line = 7;
  return made;
}

inline base::Instant day(std::string_view date) { return base::parse_rfc3339(date).value(); }

/// One indicator of each type, with ports, windows and words.
inline model::Notice full_notice() {
  using enum model::ValueType;
  model::Notice notice;
  notice.source = {
      "notices/acme.md", std::string(64, 'a'), "markdown", "Acme: what happened", "Acme", "2024-03-05", "en"};
  notice.supplier = "acme";
  notice.window = {day("2024-02-01"), day("2024-03-01")};
  notice.window_text = "Review the logs of February 2024.";
  for (const auto& [type, text] : std::initializer_list<std::pair<model::ValueType, std::string_view>>{
           {domain, "c2.evil.example"},
           {domain, "relay.example:8443"},
           {url, "https://evil.example/a?b=1;=2"},
           {url, "evil.example/gate.php"},
           {ipv4, "203.0.113.7:443"},
           {ipv4, "203.0.113.8"},
           {ipv6, "[2001:db8::7]:443"},
           {ipv6, "2001:db8::8"},
           {cidr, "198.51.100.0/24"},
           {cidr, "2001:db8::/64"},
           {md5, "0123456789abcdef0123456789abcdef"},
           {sha1, "0123456789abcdef0123456789abcdef01234567"},
           {sha256, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
           {sha512,
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
           {email, "billing@evil.example"},
           {file_name, "it's \"it\".exe"},
           {file_path, "C:\\Users\\Public\\O'Brien\\a.exe"},
           {file_path, "/tmp/x"},
           {file_path, "/x"},
           {file_path, "/var/lib/evil/"},
           {package, "@evil/pkg"},
           {account, "dev-helper"},
           {btc_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
           {eth_address, "0x52908400098527886e0f7030069857d2e4169ee7"},
           {registry_key, "HKLM\\Software\\Evil Corp\\Run"},
           {mutex, "Global\\it's mine"},
           {user_agent, "Mozilla/5.0 (evil; \"x\")"},
           {cve, "CVE-2023-12345"},
           {ja3, "0123456789abcdef0123456789abcdef"},
           {ja4, "t13d1516h2_8daaf6152771_b186095e22b6"},
           {asn, "AS64500"},
           {certificate, "0123456789abcdef0123456789abcdef01234567"},
           {certificate, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}) {
    notice.indicators.push_back(indicator(type, text));
    notice.indicators.back().role = static_cast<model::Role>(notice.indicators.size() % model::role_count);
    notice.indicators.back().published_by = "Acme";
    notice.indicators.back().published = "2024-03-05";
  }
  notice.indicators[0].valid = {day("2024-02-03"), day("2024-02-20T12:00:00.25Z")};
  notice.indicators[0].note = "answers only \"our\" agent; =1+1";
  notice.indicators[0].activity = "Acme intrusion 2024";
  notice.indicators[1].valid = {std::nullopt, day("2024-01-01")};
  notice.indicators[1].published_by = "Example Labs";
  notice.indicators[1].published = "2024-02";
  notice.indicators[1].warnings = {"a public resolver"};
  notice.indicators[2].valid = {day("2024-02-01"), std::nullopt};
  notice.mentions.push_back({domain, "acme.example", "the supplier's own site", {10, 12}, 1});
  notice.refused.push_back({"82e6", sha256, "4 digits, 64 expected", {20, 4}, 2});
  model::Claim claim{"Example Labs", "The Example Times", "2024-03-20", model::ClaimKind::attribution};
  claim.subject = "Acme intrusion 2024";
  claim.object = "Example Bear";
  claim.stance = model::Stance::suspects;
  claim.confidence = "moderate confidence";
  claim.text = "We suspect the group that we call Example Bear.";
  claim.where = {300, 47};
  claim.line = 20;
  notice.claims.push_back(claim);
  claim.by.clear();
  claim.date.clear();
  claim.superseded = true;
  claim.subject = "another";
  notice.claims.push_back(claim);
  notice.techniques.push_back({"T1195.002", model::NamedTechnique::How::stated, 1.0, "T1195.002", {400, 9}, 22});
  notice.techniques.push_back(
      {"T1059", model::NamedTechnique::How::suggested, 0.83, "It ran a script.", {410, 16}, 23});
  notice.names.push_back({model::NamedThing::Kind::actor, "Example Bear", {1, 2}, 1});
  notice.names.push_back({model::NamedThing::Kind::malware, "BearTrap", {3, 2}, 1});
  notice.names.push_back({model::NamedThing::Kind::tool, "Example \"Shell\"", {5, 2}, 1});
  notice.names.push_back({model::NamedThing::Kind::campaign, "Acme intrusion 2024", {7, 2}, 1});
  return notice;
}

inline model::Notice empty_notice() {
  model::Notice notice;
  notice.source.file = "-";
  return notice;
}

/// Bytes that no terminal, spreadsheet or parser shall act on.
inline model::Notice hostile_notice() {
  const std::string bad = "\x1b[31m\xff\xe2\x80\xae=cmd|'/c calc'!A0\"\\\n\r\t</script>" + std::string(3000, 'x');
  model::Notice notice = full_notice();
  notice.source = {bad, "", bad, bad, bad, bad, ""};
  notice.supplier = bad;
  notice.window_text = bad;
  notice.indicators.push_back(indicator(model::ValueType::file_name, "=cmd|'!A0"));
  notice.indicators.push_back(indicator(model::ValueType::user_agent, "\xff\xfe \xe2\x80\xae'\\"));
  for (model::Indicator& one : notice.indicators) {
    one.text = one.note = one.activity = one.published_by = one.published = bad;
    one.warnings = {bad};
    one.valid = {day("2024-02-03"), day("2023-02-03")};
  }
  for (model::Mention& one : notice.mentions) one.value = one.why = bad;
  for (model::Refusal& one : notice.refused) one.text = one.why = bad;
  for (model::Claim& one : notice.claims) {
    one.by = one.via = one.date = one.subject = one.object = one.text = bad;
    one.confidence = bad;
  }
  for (model::NamedThing& one : notice.names) one.name = bad;
  notice.techniques.front().text = bad;
  return notice;
}

}  // namespace clew::report::samples
