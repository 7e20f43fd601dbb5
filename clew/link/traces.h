/// What a value can be recognised by in earlier activity: itself, and what is left of it when an intruder changes the rest.
///
///     evil.mail-check.example --traces_of--> domain:evil.mail-check.example, registered_domain mail-check.example
///
/// In:     a value as published or as known. Both sides go through this one function, so that they meet.
/// Out:    traces in a fixed order. One with a `shared` reason is what honest people and other intruders use as well: it
///         is shown, and carries nothing.
/// Errors: none. Cost: linear in the value.
/// Source: the Public Suffix List, by libpsl, with its private section: below a dynamic-DNS or hosting suffix each name
///         is somebody else's.
#pragma once

#include "clew/model/knowledge.h"
#include "clew/model/value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::link {

/// Numbered: knowledge bases on disks hold these.
enum class TraceKind : std::uint8_t {
  exact = 1,              ///< the value itself, as `type:value`
  registered_domain = 2,  ///< of a domain, a URL, a mail address
  netblock = 3,           ///< the /24 of an IPv4 address, the /48 of an IPv6 one
  url_path = 4,           ///< path of a URL, or of a file on a server
  file_name = 5,          ///< its last part; of a file's path too
};
constexpr std::size_t trace_kind_count = 5;
std::string_view name_of(TraceKind kind);

struct Trace {
  TraceKind kind = TraceKind::exact;
  std::string key;
  std::string shared = {};  ///< why it proves nothing; empty for what is the intruder's own

  [[nodiscard]] bool is(const Trace& other) const { return kind == other.kind && key == other.key; }
};

std::vector<Trace> traces_of(const model::Value& value, model::Role role = model::Role::unknown);

/// Why a host is everybody's (dynamic DNS, hosting, parking, a site that all of the world visits); empty when it is not.
std::string why_shared_host(std::string_view host);
/// The same for an address: not on the internet, a public resolver, the range of a content network.
std::string why_shared_address(std::string_view address);

}  // namespace clew::link
