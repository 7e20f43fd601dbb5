#include "clew/intel/observables.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Attribute;
using model::EventClass;

struct ObservableCase {
  std::string_view name;
  EventClass event_class;
  std::vector<std::pair<Attribute, std::string_view>> fields;
  std::string_view path;
  std::string want;  // the values, with their object's number where there are several: "0=a 1=b"
};

std::string values_told(const ObservableCase& row) {
  model::Event event;
  event.event_class = row.event_class;
  for (const auto& [attribute, text] : row.fields) event.add(attribute, text);
  const auto pattern = parse_pattern("[" + std::string(row.path) + " = 'x']");
  std::vector<std::string> values;
  std::string made, told;
  for (const ObservedProperty& property : properties_at(pattern.value().tests.front().path)) {
    visit_values(property, event, made, [&](std::uint64_t object, std::string_view value) {
      const std::uint64_t number = object & 0xffffffffU;
      values.push_back((number > 0 ? std::to_string(number) + "=" : "") + std::string(value));
    });
  }
  for (const std::string& value : values) told += (told.empty() ? "" : " | ") + value;
  return told;
}

const std::vector<ObservableCase>& observable_cases() {
  using enum EventClass;
  using enum Attribute;
  static const std::vector<ObservableCase> rows = {
      {"image_of_a_process", process_activity, {{process_path, "C:\\Temp\\a.exe"}}, "process:image_ref.name", "a.exe"},
      {"name_of_stix_2_0", process_activity, {{process_path, "/bin/sh"}}, "process:name", "sh"},
      {"binary_of_stix_2_0", process_activity, {{process_path, "/bin/sh"}}, "process:binary_ref.name", "sh"},
      {"folder_of_the_image",
       process_activity,
       {{process_path, "C:\\Temp\\a.exe"}},
       "process:image_ref.parent_directory_ref.path",
       "C:\\Temp"},
      {"image_is_a_file", process_activity, {{process_path, "/opt/a"}}, "file:name", "a"},
      {"command_line", process_activity, {{process_cmd_line, "a -b"}}, "process:command_line", "a -b"},
      {"pid", process_activity, {{process_pid, "77"}}, "process:pid", "77"},
      {"zeros_in_front", process_activity, {{process_pid, "007"}}, "process:pid", "7"},
      {"pid_that_is_no_number", process_activity, {{process_pid, "0x4d"}}, "process:pid", ""},
      {"parent", process_activity, {{parent_process_path, "/sbin/init"}}, "process:parent_ref.image_ref.name", "init"},
      {"a_parent_is_a_process", process_activity, {{parent_process_path, "/sbin/init"}}, "process:name", "init"},
      {"user_with_and_without_domain",
       process_activity,
       {{process_user, "CORP\\eve"}},
       "process:creator_user_ref.account_login",
       "CORP\\eve | eve"},
      {"hash_of_what_runs",
       process_activity,
       {{process_path, "/opt/a"}, {file_md5, "D41D8CD98F00B204E9800998ECF8427E"}},
       "process:image_ref.hashes.MD5",
       "d41d8cd98f00b204e9800998ecf8427e"},
      {"hash_of_another_file",
       process_activity,
       {{process_path, "/opt/a"}, {file_path, "/opt/b.so"}, {file_md5, "d41d8cd98f00b204e9800998ecf8427e"}},
       "process:image_ref.hashes.MD5",
       ""},
      {"spelling_of_a_hash", file_activity, {{file_sha256, "ab"}}, "file:hashes.'sha256'", "ab"},
      {"file", file_activity, {{file_path, "/tmp/x/y.sh"}}, "file:name", "y.sh"},
      {"its_folder", file_activity, {{file_path, "/tmp/x/y.sh"}}, "file:parent_directory_ref.path", "/tmp/x"},
      {"root_keeps_its_slash", file_activity, {{file_path, "/y.sh"}}, "directory:path", "/"},
      {"drive_keeps_its_slash", file_activity, {{file_path, "C:\\y.exe"}}, "directory:path", "C:\\"},
      {"a_renamed_file_is_one", file_activity, {{file_path, "/a/x"}, {file_path, "/b/y"}}, "file:name", "x | y"},
      {"who_opened_the_connection",
       network_activity,
       {{actor_process_path, "/bin/curl"}, {dst_ip, "198.51.100.7"}},
       "process:opened_connection_refs[*].dst_ref.value",
       "198.51.100.7"},
      {"source",
       network_activity,
       {{src_ip, "10.0.0.1"}, {dst_ip, "10.0.0.2"}},
       "network-traffic:src_ref.value",
       "10.0.0.1"},
      {"name_of_the_destination",
       network_activity,
       {{dst_hostname, "Evil.Example."}},
       "network-traffic:dst_ref.value",
       "evil.example"},
      {"type_behind_a_reference",
       network_activity,
       {{dst_ip, "2001:DB8:0::1"}},
       "network-traffic:dst_ref.type",
       "ipv6-addr"},
      {"port", network_activity, {{dst_port, "443"}}, "network-traffic:dst_port", "443"},
      {"protocol", network_activity, {{protocol, "TCP"}}, "network-traffic:protocols[0]", "tcp"},
      {"protocol_of_a_look_up", dns_activity, {{query_hostname, "a.example"}}, "network-traffic:protocols[*]", "dns"},
      {"ipv4_is_no_ipv6", network_activity, {{src_ip, "10.0.0.1"}}, "ipv6-addr:value", ""},
      {"ipv6_in_its_one_spelling", network_activity, {{src_ip, "2001:DB8:0:0::1"}}, "ipv6-addr:value", "2001:db8::1"},
      {"each_answer_is_an_object",
       dns_activity,
       {{query_hostname, "a.example"}, {answer, "192.0.2.1"}, {answer, "192.0.2.2"}},
       "ipv4-addr:value",
       "192.0.2.1 | 1=192.0.2.2"},
      {"all_answers_are_of_the_question",
       dns_activity,
       {{query_hostname, "a.example"}, {answer, "192.0.2.1"}, {answer, "192.0.2.2"}},
       "domain-name:resolves_to_refs[*].value",
       "192.0.2.1 | 192.0.2.2"},
      {"server_name", network_activity, {{tls_sni, "a.example"}}, "domain-name:value", "a.example"},
      {"host_with_its_port", http_activity, {{http_host, "a.example:8080"}}, "domain-name:value", "a.example"},
      {"host_that_is_an_address", http_activity, {{http_host, "192.0.2.9"}}, "ipv4-addr:value", "192.0.2.9"},
      {"method_in_lower_case",
       http_activity,
       {{http_method, "POST"}},
       "network-traffic:extensions.'http-request-ext'.request_method",
       "post"},
      {"header",
       http_activity,
       {{user_agent, "a/1"}},
       "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
       "a/1"},
      {"header_as_a_list",
       http_activity,
       {{user_agent, "a/1"}},
       "network-traffic:extensions.'http-request-ext'.request_header.'user-agent'[0]",
       "a/1"},
      {"url", http_activity, {{url, "https://a.example/x"}}, "url:value", "https://a.example/x"},
      {"url_of_its_parts",
       http_activity,
       {{http_host, "a.example"}, {http_path, "/x"}},
       "url:value",
       "http://a.example/x | https://a.example/x"},
      {"host_of_a_url", http_activity, {{url, "https://u@A.example:8/x"}}, "domain-name:value", "a.example"},
      {"sender",
       email_activity,
       {{email_from, "Eve <eve@evil.example>"}},
       "email-message:from_ref.value",
       "eve@evil.example"},
      {"recipients",
       email_activity,
       {{email_to, "a@b.example"}, {email_to, "c@b.example"}},
       "email-message:to_refs[*].value",
       "a@b.example | c@b.example"},
      {"subject", email_activity, {{email_subject, "hello"}}, "email-message:subject", "hello"},
      {"account", authentication, {{actor_user_name, "eve"}}, "user-account:user_id", "eve"},
      {"account_by_mail", api_activity, {{actor_user_email, "eve@c.example"}}, "email-addr:value", "eve@c.example"},
      {"package", other, {{package_name, "left-pad"}, {package_version, "1.3"}}, "software:version", "1.3"},
      {"certificate", network_activity, {{certificate_subject, "CN=a"}}, "x509-certificate:subject", "CN=a"},
      {"registry",
       other,
       {{resource_name, "HKLM\\Software\\x"}},
       "windows-registry-key:key",
       "HKEY_LOCAL_MACHINE\\Software\\x"},
      {"other_resources_are_no_keys", other, {{resource_name, "bucket"}}, "windows-registry-key:key", ""},
      {"observable_by_its_form", other, {{observable, "https://a.example/"}}, "url:value", "https://a.example/"},
  };
  return rows;
}

TEST(Observables, AreWhatTheEventTells) {
  for (const ObservableCase& row : observable_cases()) EXPECT_EQ(values_told(row), row.want) << row.name;
}

TEST(Observables, AreNoneWhereNoEventTells) {
  for (const std::string_view path :
       {"file:size", "mutex:name", "process:cwd", "network-traffic:src_ref.belongs_to_ref", "x509-certificate:issuer",
        "file:hashes.'SSDEEP'", "process:image_ref"}) {
    const auto pattern = parse_pattern("[" + std::string(path) + " = 'x']");
    EXPECT_TRUE(properties_at(pattern.value().tests.front().path).empty()) << path;
  }
}

TEST(Observables, BelowAPathAreAllWhoseKeysBeginWithIt) {
  const auto pattern = parse_pattern("[file:hashes.x = 'x']").value();
  ObjectPath path = pattern.tests.front().path;
  path.steps.resize(1);
  EXPECT_TRUE(properties_at(path).empty());
  EXPECT_FALSE(properties_at(path, Below::yes).empty());
}

TEST(Observables, FoldWhatTheirOwnRulesFold) {
  const auto canonical_of = [](std::string_view path, std::string_view text) {
    const auto pattern = parse_pattern("[" + std::string(path) + " = 'x']").value();
    return canonical(properties_at(pattern.tests.front().path), text).value_or(std::string(text));
  };
  EXPECT_EQ(canonical_of("domain-name:value", "Evil.Example"), "evil.example");
  EXPECT_EQ(canonical_of("network-traffic:dst_ref.value", "2001:DB8:0::1"), "2001:db8::1");
  EXPECT_EQ(canonical_of("network-traffic:dst_ref.value", "192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(canonical_of("file:hashes.MD5", "D41D8CD98F00B204E9800998ECF8427E"), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(canonical_of("file:name", "A.exe"), "A.exe");
}

}  // namespace
}  // namespace clew::intel
