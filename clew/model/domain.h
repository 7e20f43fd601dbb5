/// What a domain name is, and what belongs to it.
///
/// In:     a host name without quotes. Out: lower case, no trailing dot. IDNs are expected as A-labels (`xn--…`).
/// Errors: `malformed` with the label to blame.
/// Source: RFC 1035 section 2.3.4 (sizes), RFC 5890 (A-labels). An underscore is allowed: service and tracker names
///         have it and resolvers answer it (RFC 8552).
#pragma once

#include "clew/base/result.h"
#include "clew/base/text_hash.h"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace clew::model {

constexpr std::size_t domain_size_bytes_max = 253;
constexpr std::size_t domain_label_bytes_max = 63;

base::Result<std::string> parse_domain(std::string_view text);

/// `a.evil.example` is within `evil.example`, `notevil.example` is not. Both canonical.
bool is_within_domain(std::string_view name, std::string_view domain);

/// Domains, all canonical, to ask whether a name is within one of them without comparing it with each.
class DomainSet {
 public:
  void add(std::string_view domain) { domains_.emplace(domain); }
  [[nodiscard]] bool covers(std::string_view name) const;

 private:
  std::unordered_set<std::string, base::TextHash, std::equal_to<>> domains_;
};

/// The name below its public suffix: `a.b.example.co.uk` gives `example.co.uk`; empty for a suffix itself, and for a
/// name whose last label is on no list (so `setup.py` has none but `evil.com` does).
/// Source: the Public Suffix List, by libpsl.
std::string registered_domain(std::string_view name);
/// Whether the list has the last label: `com` and `museum`, not `py`, `example` or `onion`.
bool has_listed_ending(const std::string& name);
/// Whether `registered_domain` gives one; quicker.
bool has_registered_domain(const std::string& name);

}  // namespace clew::model
