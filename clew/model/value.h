/// A typed value that an indicator names and that evidence shows: a domain, an address, a hash, a path.
///
///     text --Value::parse(type)--> Value --text()--> canonical spelling
///
/// In:     a value alone, without quotes or defanging (`intel/refang` undoes that).
/// Out:    the canonical spelling, by which values of a type are compared: lower case where the type folds case,
///         no trailing dot, RFC 5952 for IPv6, network address for a CIDR.
/// Errors: `malformed` with the rule that is broken. A value is never repaired.
/// Source: the rule of each type is named in value.cpp.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::model {

/// CASE_DOCUMENT.md names the types; the spelling there is `name_of`'s.
enum class ValueType : std::uint8_t {
  domain,
  url,
  ipv4,
  ipv6,
  cidr,
  md5,
  sha1,
  sha256,
  sha512,
  email,
  file_name,
  file_path,
  package,
  account,
  btc_address,
  eth_address,
  // What follows is read from notices and compared with other notices, and is not searched for in evidence.
  registry_key,
  mutex,
  user_agent,
  cve,
  ja3,
  ja4,
  asn,
  certificate,  ///< the SHA-1 or SHA-256 of a certificate
};
constexpr std::size_t value_type_count = 24;
/// The types that the matcher knows are the first ones.
constexpr std::size_t searched_type_count = 16;
constexpr bool is_searched(ValueType type) { return static_cast<std::size_t>(type) < searched_type_count; }

std::string_view name_of(ValueType type);
std::optional<ValueType> value_type_named(std::string_view name);

class Value {
 public:
  static constexpr std::size_t size_bytes_max = 4096;  ///< longer than any URL or path that was ever published usefully

  /// A url without a scheme, `host/path`, stands for any scheme.
  /// The only way to get one. `203.0.113.7:443` keeps its port for the types ipv4, ipv6 (`[::1]:443`) and domain.
  static base::Result<Value> parse(ValueType type, std::string_view text);

  [[nodiscard]] ValueType type() const { return type_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::optional<std::uint16_t> port() const { return port_; }
  auto operator<=>(const Value&) const = default;

 private:
  Value(ValueType type, std::string text, std::optional<std::uint16_t> port)
      : type_(type), text_(std::move(text)), port_(port) {}
  ValueType type_;
  std::string text_;
  std::optional<std::uint16_t> port_;
};

/// The host of a url (without user, port and brackets), of a mail address, of a domain or an address; of other types empty.
std::string_view host_of(const Value& value);

/// `evil[.]example`, `hxxps://…`: the spelling that people are shown, which no program makes a link of.
std::string defanged(const Value& value);
std::string defanged(ValueType type, std::string_view text);

}  // namespace clew::model
