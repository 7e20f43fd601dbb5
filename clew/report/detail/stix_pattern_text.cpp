#include "clew/report/detail/stix_pattern_text.h"

#include "clew/base/text.h"

#include <array>
#include <utility>

#include <fmt/core.h>

namespace clew::report::detail {
namespace {

using model::ValueType;

/// A string literal: part 9 section 9.2.
std::string literal(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string equal(std::string_view path, std::string_view text) {
  return fmt::format("[{} = {}]", path, literal(text));
}

std::string address(std::string_view type, const model::Value& value) {
  if (!value.port()) return equal(fmt::format("{}:value", type), value.text());
  return fmt::format(
      "[network-traffic:dst_ref.type = '{}' AND network-traffic:dst_ref.value = {} AND network-traffic:dst_port = {}]",
      type, literal(value.text()), *value.port());
}

/// A regular expression that matches `text` and nothing else.
std::string exactly(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view(R"(\^$.|?*+()[]{}/)").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// One without a scheme stands for any.
std::string url(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos && scheme < text.find('/')) return equal("url:value", text);
  return fmt::format("[url:value MATCHES {}]", literal("^[A-Za-z][A-Za-z0-9+.-]*:\\/\\/" + exactly(text) + "$"));
}

/// A file is its name and its folder; a path that ends in a slash is a folder.
std::string path(std::string_view text) {
  const std::size_t slash = text.find_last_of("/\\");
  const std::string_view name = text.substr(slash + 1);
  std::string_view folder = text.substr(0, slash);
  if (name.empty()) return equal("directory:path", folder.empty() ? text : folder);
  // The folder of `/x` and of `C:\x` is itself written with its slash.
  if (folder.empty() || folder.ends_with(':')) folder = text.substr(0, slash + 1);
  return fmt::format("[file:name = {} AND file:parent_directory_ref.path = {}]", literal(name), literal(folder));
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> hives = {{{"HKLM", "HKEY_LOCAL_MACHINE"},
                                                                                 {"HKCU", "HKEY_CURRENT_USER"},
                                                                                 {"HKCR", "HKEY_CLASSES_ROOT"},
                                                                                 {"HKU", "HKEY_USERS"},
                                                                                 {"HKCC", "HKEY_CURRENT_CONFIG"}}};

/// "The hive portion of the key MUST be fully expanded" (part 6 section 6.17).
std::string registry_key(std::string_view text) {
  const std::string_view hive = text.substr(0, text.find('\\'));
  for (const auto& [brief, full] : hives) {
    if (hive == brief)
      return equal("windows-registry-key:key", std::string(full) + std::string(text.substr(hive.size())));
  }
  return equal("windows-registry-key:key", text);
}

}  // namespace

std::string stix_pattern_of(const model::Value& value) {
  const std::string& text = value.text();
  switch (value.type()) {
    case ValueType::domain: return address("domain-name", value);
    case ValueType::ipv4: return address("ipv4-addr", value);
    case ValueType::ipv6: return address("ipv6-addr", value);
    case ValueType::cidr:
      return fmt::format("[{}:value ISSUBSET {}]", text.find(':') == std::string::npos ? "ipv4-addr" : "ipv6-addr",
                         literal(text));
    case ValueType::url: return url(text);
    case ValueType::md5: return equal("file:hashes.MD5", text);
    case ValueType::sha1: return equal("file:hashes.'SHA-1'", text);
    case ValueType::sha256: return equal("file:hashes.'SHA-256'", text);
    case ValueType::sha512: return equal("file:hashes.'SHA-512'", text);
    case ValueType::email: return equal("email-addr:value", text);
    case ValueType::file_name: return equal("file:name", text);
    case ValueType::file_path: return path(text);
    case ValueType::package: return equal("software:name", text);
    case ValueType::account: return equal("user-account:account_login", text);
    case ValueType::btc_address:
    case ValueType::eth_address: return equal("cryptocurrency-wallet:value", text);
    case ValueType::registry_key: return registry_key(text);
    case ValueType::mutex: return equal("mutex:name", text);
    case ValueType::user_agent:
      return equal("network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'", text);
    case ValueType::cve: return {};
    case ValueType::ja3: return equal("network-traffic:x_ja3", text);
    case ValueType::ja4: return equal("network-traffic:x_ja4", text);
    case ValueType::asn:
      return fmt::format("[autonomous-system:number = {}]",
                         text.starts_with("AS") ? std::string_view(text).substr(2) : std::string_view(text));
    case ValueType::certificate: {
      constexpr std::size_t sha1_digits = 40;
      return equal(text.size() == sha1_digits ? "x509-certificate:hashes.'SHA-1'" : "x509-certificate:hashes.'SHA-256'",
                   text);
    }
  }
  return {};
}

}  // namespace clew::report::detail
