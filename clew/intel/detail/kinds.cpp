#include "clew/intel/detail/kinds.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using model::Value;
using model::ValueType;

/// "FileHash-SHA256" becomes "filehash sha256".
std::string normalised(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const bool parts = c == ' ' || c == '-' || c == '_' || c == ':' || c == '/' || c == '|' || c == '*' || c == '`' ||
                       c == '.' || c == '(' || c == ')' || c == ',' || c == '&';
    if (!parts) {
      result += base::to_lower(c);
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  while (result.ends_with(' ')) result.pop_back();
  return result;
}

struct KindName {
  std::string_view name;
  std::vector<ValueType> types;
};

const std::vector<KindName>& kind_names() {
  using enum ValueType;
  static const std::vector<KindName> names = {
      {"domain", {domain}},
      {"domaine", {domain}},
      {"domaines", {domain}},
      {"nom de domaine", {domain}},
      {"adresse ip", {ipv4, ipv6, cidr}},
      {"adresses ip", {ipv4, ipv6, cidr}},
      {"empreinte", {sha256, sha1, md5, sha512}},
      {"condensat", {sha256, sha1, md5, sha512}},
      {"condensat sha256", {sha256}},
      {"courriel", {email}},
      {"adresse \xc3\xa9lectronique", {email}},
      {"nom de fichier", {file_name, file_path}},
      {"c2", {domain, ipv4, ipv6, url}},
      {"c2 server", {domain, ipv4, ipv6, url}},
      {"c2 servers", {domain, ipv4, ipv6, url}},
      {"c2 address", {ipv4, ipv6, domain, url}},
      {"c2 ip", {ipv4, ipv6}},
      {"c c", {domain, ipv4, ipv6, url}},
      {"c c server", {domain, ipv4, ipv6, url}},
      {"domains ips", {domain, ipv4, ipv6}},
      {"domain or ip", {domain, ipv4, ipv6}},
      {"ip or domain", {domain, ipv4, ipv6}},
      {"hash sha 256", {sha256}},
      {"hash sha 1", {sha1}},
      {"sha256 hashes", {sha256}},
      {"sha256 checksum", {sha256}},
      {"file hash sha256", {sha256}},
      {"file hash sha 256", {sha256}},
      {"sha 1 hash", {sha1}},
      {"md5 hashes", {md5}},
      {"md5 sha1", {md5, sha1}},
      {"hash value", {sha256, sha1, md5, sha512}},
      {"sample", {sha256, sha1, md5, sha512}},
      {"shasum", {sha256, sha1, md5, sha512}},
      {"tarball shasum", {sha256, sha1, md5, sha512}},
      {"sample hash", {sha256, sha1, md5, sha512}},
      {"domains", {domain}},
      {"domain name", {domain}},
      {"hostname", {domain}},
      {"host", {domain, ipv4, ipv6}},
      {"hosts", {domain, ipv4, ipv6}},
      {"host name", {domain}},
      {"fqdn", {domain}},
      {"dns", {domain}},
      {"domain port", {domain}},
      {"hostname port", {domain}},
      {"c2 domain", {domain}},
      {"domain ip", {domain, ipv4, ipv6}},
      {"ip domain", {domain, ipv4, ipv6}},
      {"url", {url, ipv4, ipv6}},
      {"urls", {url}},
      {"uri", {url}},
      {"url path", {url}},
      {"download url", {url}},
      {"c2 url", {url}},
      {"ip", {ipv4, ipv6, cidr}},
      {"ips", {ipv4, ipv6, cidr}},
      {"ip address", {ipv4, ipv6, cidr}},
      {"ip addresses", {ipv4, ipv6, cidr}},
      {"ip addr", {ipv4, ipv6, cidr}},
      {"ipaddress", {ipv4, ipv6, cidr}},
      {"address", {ipv4, ipv6, cidr}},
      {"ip port", {ipv4, ipv6}},
      {"ipv4 port", {ipv4}},
      {"ipv6 port", {ipv6}},
      {"ip dst", {ipv4, ipv6, cidr}},
      {"ip src", {ipv4, ipv6, cidr}},
      {"ip dst port", {ipv4, ipv6}},
      {"ip src port", {ipv4, ipv6}},
      {"ipv4", {ipv4, cidr}},
      {"ipv4 addr", {ipv4, cidr}},
      {"ipv4 address", {ipv4, cidr}},
      {"ipv6", {ipv6, cidr}},
      {"ipv6 addr", {ipv6, cidr}},
      {"ipv6 address", {ipv6, cidr}},
      {"cidr", {cidr, ipv4, ipv6}},
      {"network", {cidr}},
      {"ip range", {cidr}},
      {"subnet", {cidr}},
      {"netblock", {cidr}},
      {"hash", {sha256, sha1, md5, sha512}},
      {"hashes", {sha256, sha1, md5, sha512}},
      {"file hash", {sha256, sha1, md5, sha512}},
      {"filehash", {sha256, sha1, md5, sha512}},
      {"file", {sha256, sha1, md5, sha512, file_path, file_name}},
      {"checksum", {sha256, sha1, md5, sha512}},
      {"digest", {sha256, sha1, md5, sha512}},
      {"md5", {md5}},
      {"md5 hash", {md5}},
      {"filehash md5", {md5}},
      {"hash md5", {md5}},
      {"file md5", {md5}},
      {"sha1", {sha1}},
      {"sha 1", {sha1}},
      {"sha1 hash", {sha1}},
      {"filehash sha1", {sha1}},
      {"hash sha1", {sha1}},
      {"file sha1", {sha1}},
      {"sha256", {sha256}},
      {"sha 256", {sha256}},
      {"sha2", {sha256}},
      {"sha256 hash", {sha256}},
      {"sha 256 hash", {sha256}},
      {"filehash sha256", {sha256}},
      {"hash sha256", {sha256}},
      {"file sha256", {sha256}},
      {"sha512", {sha512}},
      {"sha 512", {sha512}},
      {"filehash sha512", {sha512}},
      {"hash sha512", {sha512}},
      {"email", {email}},
      {"e mail", {email}},
      {"mail", {email}},
      {"email address", {email}},
      {"email addr", {email}},
      {"email src", {email}},
      {"email dst", {email}},
      {"email whois", {email}},
      {"sender", {email}},
      {"file name", {file_name, file_path}},
      {"filename", {file_name, file_path}},
      {"filenames", {file_name, file_path}},
      {"file names", {file_name, file_path}},
      {"file path", {file_path, file_name}},
      {"filepath", {file_path, file_name}},
      {"path", {file_path, file_name}},
      {"process", {file_path, file_name}},
      {"process name", {file_name, file_path}},
      {"package", {package}},
      {"packages", {package}},
      {"npm package", {package}},
      {"npm", {package}},
      {"pypi package", {package}},
      {"pypi", {package}},
      {"package name", {package}},
      {"gem", {package}},
      {"crate", {package}},
      {"account", {account}},
      {"npm account", {account}},
      {"github account", {account}},
      {"pypi account", {account}},
      {"user", {account}},
      {"username", {account}},
      {"user name", {account}},
      {"github repository", {url}},
      {"twitter account", {account}},
      {"telegram account", {account}},
      {"user account", {account}},
      {"btc address", {btc_address}},
      {"btc", {btc_address}},
      {"bitcoin address", {btc_address}},
      {"bitcoin", {btc_address}},
      {"eth address", {eth_address}},
      {"eth", {eth_address}},
      {"ethereum address", {eth_address}},
      {"ethereum", {eth_address}},
      {"wallet", {btc_address, eth_address}},
      {"wallet address", {btc_address, eth_address}},
      {"crypto address", {btc_address, eth_address}},
      {"cryptocurrency wallet", {btc_address, eth_address}},
      {"mutex", {mutex}},
      {"mutexes", {mutex}},
      {"mutant", {mutex}},
      {"registry key", {registry_key}},
      {"registry keys", {registry_key}},
      {"registry", {registry_key}},
      {"regkey", {registry_key}},
      {"user agent", {user_agent}},
      {"user agents", {user_agent}},
      {"cve", {cve}},
      {"cves", {cve}},
      {"vulnerability", {cve}},
      {"ja3", {ja3}},
      {"ja3s", {ja3}},
      {"ja3 fingerprint md5", {ja3}},
      {"ja4", {ja4}},
      {"ja4s", {ja4}},
      {"asn", {asn}},
      {"as", {asn}},
      {"autonomous system", {asn}},
      {"certificate", {certificate}},
      {"certificate sha1", {certificate}},
      {"thumbprint", {certificate}},
      {"certificate thumbprint", {certificate}},
      {"certificate fingerprint", {certificate}},
      {"x509 fingerprint sha1", {certificate}},
      {"x509 fingerprint sha256", {certificate}},
      // Known, but nothing that is compared.
      {"yara", {}},
      {"imphash", {}},
      {"import hash", {}},
      {"impfuzzy", {}},
      {"vhash", {}},
      {"authentihash", {}},
      {"telfhash", {}},
      {"pehash", {}},
      {"rich header hash", {}},
      {"icon hash", {}},
      {"dhash", {}},
      {"ntlm", {}},
      {"ntlm hash", {}},
      {"nt hash", {}},
      {"lm hash", {}},
      {"ssdeep", {}},
      {"tlsh", {}},
      {"pdb", {}},
      {"named pipe", {}},
      {"pattern in file", {}},
      {"other", {}},
      {"text", {}},
      {"comment", {}},
      {"phone number", {}},
  };
  return names;
}

std::size_t digits_of(ValueType type) {
  switch (type) {
    case ValueType::md5: return 32;
    case ValueType::sha1: return 40;
    case ValueType::sha256: return 64;
    case ValueType::sha512: return 128;
    default: return 0;
  }
}

struct ColumnName {
  std::string_view name;
  Meaning meaning;
};
constexpr auto column_names = std::to_array<ColumnName>({
    {"value", Meaning::value},
    {"indicator", Meaning::value},
    {"indicators", Meaning::value},
    {"ioc", Meaning::value},
    {"iocs", Meaning::value},
    {"indicator value", Meaning::value},
    {"ioc value", Meaning::value},
    {"value or pattern", Meaning::value},
    {"data", Meaning::value},
    {"value pattern", Meaning::value},
    {"observable", Meaning::value},
    {"artifact", Meaning::value},
    {"indicator of compromise", Meaning::value},
    {"indicateur", Meaning::value},
    {"valeur", Meaning::value},
    {"marqueur", Meaning::value},
    {"type", Meaning::kind},
    {"nature", Meaning::kind},
    {"kind", Meaning::kind},
    {"indicator type", Meaning::kind},
    {"entity type", Meaning::kind},
    {"ioc type", Meaning::kind},
    {"hash type", Meaning::kind},
    {"hash algorithm", Meaning::kind},
    {"algorithm", Meaning::kind},
    {"observable type", Meaning::kind},
    {"artifact type", Meaning::kind},
    {"type de hash", Meaning::kind},
    {"type d'indicateur", Meaning::kind},
    {"setting", Meaning::key},
    {"settings", Meaning::key},
    {"property", Meaning::key},
    {"field", Meaning::key},
    {"parameter", Meaning::key},
    {"champ", Meaning::key},
    {"param\xc3\xa8tre", Meaning::key},
    {"category", Meaning::none},
    {"route", Meaning::remark},
    {"prefix", Meaning::remark},
    {"valid from", Meaning::valid_from},
    {"from", Meaning::valid_from},
    {"valid since", Meaning::valid_from},
    {"active from", Meaning::valid_from},
    {"valid to", Meaning::valid_to},
    {"valid until", Meaning::valid_to},
    {"until", Meaning::valid_to},
    {"active until", Meaning::valid_to},
    {"active to", Meaning::valid_to},
    {"to", Meaning::valid_to},
    {"expires", Meaning::none},
    {"publisher", Meaning::publisher},
    {"source", Meaning::publisher},
    {"published by", Meaning::publisher},
    {"reported by", Meaning::publisher},
    {"published", Meaning::published},
    {"date", Meaning::published},
    {"publication date", Meaning::published},
    {"published on", Meaning::published},
    {"activity", Meaning::activity},
    {"campaign", Meaning::activity},
    {"operation", Meaning::activity},
    {"incident", Meaning::activity},
    {"role", Meaning::role},
    {"use", Meaning::role},
    {"purpose", Meaning::role},
    {"function", Meaning::role},
    {"note", Meaning::remark},
    {"notes", Meaning::remark},
    {"remark", Meaning::remark},
    {"commentaire", Meaning::remark},
    {"remarque", Meaning::remark},
    {"remarques", Meaning::remark},
    {"remarks", Meaning::remark},
    {"comment", Meaning::remark},
    {"comments", Meaning::remark},
    {"description", Meaning::remark},
    {"context", Meaning::remark},
    {"details", Meaning::remark},
    {"additional data", Meaning::remark},
    {"additional info", Meaning::remark},
    {"detail", Meaning::remark},
    {"meaning", Meaning::remark},
    {"what", Meaning::remark},
});

}  // namespace

bool is_digest(ValueType type) {
  return type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 || type == ValueType::sha512;
}

namespace {

/// "malicious domain", "compromised package": the name of a kind behind the word that says whose it is. What is called
/// compromised is a victim's, but for packages.
std::string_view without_adjective(std::string_view name) {
  static constexpr auto intruders =
      std::to_array<std::string_view>({"associated ", "attacker ", "fake ", "intruder ", "known ", "malicious ",
                                       "observed ", "phishing ", "remote ", "rogue ", "sample ", "suspicious "});
  static constexpr auto victims = std::to_array<std::string_view>({"affected ", "compromised ", "infected "});
  const auto behind = [&](std::string_view word) {
    return base::equal_ignoring_case(name.substr(0, word.size()), word) ? name.substr(word.size()) : std::string_view{};
  };
  for (const std::string_view word : intruders) {
    if (const std::string_view kind = behind(word); !kind.empty()) return kind;
  }
  for (const std::string_view word : victims) {
    if (const std::string_view kind = behind(word); base::equal_ignoring_case(kind.substr(0, 7), "package"))
      return kind;
  }
  return {};
}

}  // namespace

std::optional<Kind> kind_named(std::string_view name) {
  constexpr std::size_t name_bytes_max = 48;
  if (name.size() > name_bytes_max) return std::nullopt;
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const KindName*> names;
    for (const KindName& known : kind_names()) names.try_emplace(known.name, &known);
    return names;
  }();
  auto known = by_name.find(normalised(name));
  if (known == by_name.end()) {
    if (const std::string_view kind = without_adjective(name); !kind.empty()) known = by_name.find(normalised(kind));
  }
  return known == by_name.end() ? std::nullopt : std::optional(Kind{known->second->types});
}

base::Result<Value> parse_as(const Kind& kind, std::string_view text) {
  std::optional<base::Error> first;
  for (const ValueType type : kind.types) {
    auto value = Value::parse(type, text);
    if (value) return value;
    if (type == nearest_type(kind, text)) first = value.error();
    if (!first) first = value.error();
  }
  if (first) {
    // The best fault to tell is the one of the type that the text comes nearest to.
    auto nearest = Value::parse(nearest_type(kind, text), text);
    return std::unexpected(nearest ? *first : nearest.error());
  }
  return base::fail(base::Fault::unsupported, "a kind that is not hunted");
}

ValueType nearest_type(const Kind& kind, std::string_view text) {
  if (kind.types.empty()) return ValueType::account;
  const bool digests = std::ranges::all_of(kind.types, is_digest);
  if (digests) {
    const auto distance = [&](ValueType type) {
      const std::size_t digits = digits_of(type);
      return digits > text.size() ? digits - text.size() : text.size() - digits;
    };
    return *std::ranges::min_element(kind.types, {}, distance);
  }
  const auto offers = [&](ValueType type) { return std::ranges::find(kind.types, type) != kind.types.end(); };
  if (text.find('/') != std::string_view::npos && offers(ValueType::cidr)) return ValueType::cidr;
  if (text.find("::") != std::string_view::npos && offers(ValueType::ipv6)) return ValueType::ipv6;
  return kind.types.front();
}

std::string_view without_version(std::string_view package) {
  static constexpr auto archives =
      std::to_array<std::string_view>({".whl", ".tar.gz", ".tgz", ".gem", ".crate", ".nupkg"});
  if (std::ranges::any_of(archives, [&](std::string_view ending) { return package.ends_with(ending); })) {
    for (std::size_t i = 1; i + 1 < package.size(); ++i) {
      const bool parts = package[i] == '-' || (package[i] == '.' && package.ends_with(".nupkg"));
      if (parts && base::is_digit(package[i + 1])) return package.substr(0, i);
    }
  }
  for (const std::string_view mark : {std::string_view("@"), std::string_view("=="), std::string_view(":")}) {
    const std::size_t at = package.find(mark, 1);
    if (at == std::string_view::npos) continue;
    const std::string_view version = package.substr(at + mark.size());
    const bool fits = !version.empty() && (base::is_digit(version.front()) || version.front() == 'v' ||
                                           version.front() == '^' || version.front() == '~');
    if (fits) return package.substr(0, at);
  }
  return package;
}

std::optional<Kind> other_kind_in(std::string_view heading) {
  struct Word {
    std::string_view text;
    std::string_view kind;
  };
  static constexpr auto words = std::to_array<Word>({{"mutex", "mutex"},
                                                     {"registry", "registry"},
                                                     {"user agent", "user agent"},
                                                     {"user-agent", "user agent"},
                                                     {"ja3", "ja3"},
                                                     {"ja4", "ja4"},
                                                     {"thumbprint", "certificate"},
                                                     {"certificate", "certificate"}});
  for (const Word& word : words) {
    if (base::find_ignoring_case(heading, word.text) != std::string_view::npos) return kind_named(word.kind);
  }
  return std::nullopt;
}

namespace {

/// "Scope / Package", "Hash SHA-256/SHA-1": the kinds of which one part or the other is, or nothing.
std::optional<Kind> kind_of_either(std::string_view header) {
  constexpr std::size_t name_bytes_max = 48;
  if (header.size() > name_bytes_max || !header.contains('/') || header.find_first_of(":.[") != std::string_view::npos)
    return std::nullopt;
  Kind either;
  for (const std::string_view part : base::split(header, '/')) {
    const std::string_view name = base::trimmed(part);
    auto kind = kind_named(name);
    if (!kind) kind = kind_named(name.substr(name.rfind(' ') + 1));  // "Hash SHA-256"
    if (kind) either.types.insert(either.types.end(), kind->types.begin(), kind->types.end());
  }
  return either.types.empty() ? std::nullopt : std::optional(std::move(either));
}

}  // namespace

Column column_named(std::string_view header) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, Meaning> names;
    for (const ColumnName& known : column_names) names.try_emplace(known.name, known.meaning);
    return names;
  }();
  const std::string wanted = normalised(header);
  if (const auto known = by_name.find(wanted); known != by_name.end()) return {known->second, std::nullopt};
  if (auto kind = kind_named(header); kind && !kind->types.empty()) return {Meaning::value, std::move(kind)};
  if (auto kind = kind_of_either(header)) return {Meaning::value, std::move(kind)};
  // "Value (defanged)"
  const std::size_t remark = header.find(" (");
  if (remark != std::string_view::npos && header.ends_with(')')) return column_named(header.substr(0, remark));
  static constexpr auto references = std::to_array<std::string_view>(
      {"reference", "references", "link", "links", "report", "reports", "virustotal", "source url", "blog"});
  static constexpr auto genuine =
      std::to_array<std::string_view>({"affected ", "genuine ", "imitat", "imperson", "legitimate ", "mimic",
                                       "namesquat", "spoofed", "targeted ", "typosquats", "victim"});
  const bool is_abused = wanted.contains("used");  // "Legitimate service used for C2"
  const bool is_genuine =
      !is_abused && std::ranges::any_of(genuine, [&](std::string_view word) { return wanted.starts_with(word); });
  return {Meaning::none, std::nullopt, std::ranges::find(references, wanted) != references.end(), is_genuine};
}

std::vector<Column> columns_of(const std::vector<std::string_view>& headers) {
  if (headers.size() > columns_max) return {};
  std::vector<Column> columns;
  bool plain_value = false;
  bool typed_value = false;
  bool hash_column = false;
  for (const std::string_view header : headers) {
    columns.push_back(column_named(base::trimmed(header)));
    const Column& column = columns.back();
    if (column.meaning != Meaning::value) continue;
    (column.kind ? typed_value : plain_value) = true;
    hash_column = hash_column || (column.kind && std::ranges::all_of(column.kind->types, is_digest));
  }
  if (!plain_value && !typed_value && std::ranges::none_of(columns, &Column::is_genuine)) return {};
  for (Column& column : columns) {
    if (column.meaning != Meaning::value || !column.kind) continue;
    // Beside a value column the others describe it; beside a hash a file's name does, and is no indicator of its own.
    const bool names_file = std::ranges::find(column.kind->types, ValueType::file_name) != column.kind->types.end();
    const bool names_user = column.kind->types.front() == ValueType::account;
    // A column of hashes holds values whatever the others are: "Indicator | Type | SHA256".
    if (plain_value && is_digest(column.kind->types.front())) continue;
    if (plain_value || (hash_column && names_file) || names_user) column = {Meaning::remark, std::nullopt, false};
  }
  return columns;
}

}  // namespace clew::intel::detail
