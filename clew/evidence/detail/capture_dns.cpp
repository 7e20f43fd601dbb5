#include "clew/evidence/detail/capture_dns.h"

#include "clew/evidence/detail/wire.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace clew::evidence::detail {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr std::size_t dns_name_bytes_max = 255;  // RFC 1035 section 2.3.4
constexpr std::size_t questions_max = 64;        // mDNS asks for many things at once
constexpr std::size_t answers_max = 512;         // what 64 KiB may hold is more, and nobody's
constexpr std::size_t hex_bytes_max = 256;

enum Type : std::uint16_t {
  type_a = 1,
  type_ns = 2,
  type_cname = 5,
  type_ptr = 12,
  type_mx = 15,
  type_txt = 16,
  type_aaaa = 28,
  type_srv = 33,
  type_dname = 39,
  type_svcb = 64,
  type_https = 65,
};

struct TypeName {
  std::uint16_t type;
  std::string_view name;
};
constexpr std::array type_names = std::to_array<TypeName>({
    {1, "A"},      {2, "NS"},     {5, "CNAME"},   {6, "SOA"},    {10, "NULL"},       {12, "PTR"},   {13, "HINFO"},
    {15, "MX"},    {16, "TXT"},   {17, "RP"},     {24, "SIG"},   {25, "KEY"},        {28, "AAAA"},  {29, "LOC"},
    {33, "SRV"},   {35, "NAPTR"}, {37, "CERT"},   {39, "DNAME"}, {41, "OPT"},        {43, "DS"},    {44, "SSHFP"},
    {46, "RRSIG"}, {47, "NSEC"},  {48, "DNSKEY"}, {50, "NSEC3"}, {51, "NSEC3PARAM"}, {52, "TLSA"},  {61, "OPENPGPKEY"},
    {64, "SVCB"},  {65, "HTTPS"}, {99, "SPF"},    {249, "TKEY"}, {250, "TSIG"},      {251, "IXFR"}, {252, "AXFR"},
    {255, "ANY"},  {256, "URI"},  {257, "CAA"},
});
constexpr std::array<std::string_view, 11> rcode_names = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                          "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                          "NXRRSET", "NOTAUTH", "NOTZONE"};

void append_label(std::string& name, std::string_view label) {
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '.' || c == '\\')
      name.append("\\").append(1, c);
    else if (byte > 0x20 && byte < 0x7f)
      name += c;
    else
      name += fmt::format("\\{:03}", byte);
  }
}

/// Reads the name at `at`, moves `at` behind it. Every pointer leads further back, so there is no loop.
std::optional<std::string> take_name(std::string_view message, std::size_t& at) {
  std::string name;
  std::size_t bytes = 0;
  std::size_t place = at;
  std::size_t earliest = at;
  bool jumped = false;
  while (true) {
    if (place >= message.size()) return std::nullopt;
    const std::size_t size = static_cast<unsigned char>(message[place]);
    if (size >= 0xc0) {
      if (place + 1 >= message.size()) return std::nullopt;
      const std::size_t target = (size & 0x3fU) << 8U | static_cast<unsigned char>(message[place + 1]);
      if (!jumped) at = place + 2;
      jumped = true;
      if (target >= earliest) return std::nullopt;
      place = earliest = target;
      continue;
    }
    if (size >= 0x40 || place + 1 + size > message.size()) return std::nullopt;
    bytes += size + 1;
    if (bytes > dns_name_bytes_max) return std::nullopt;
    if (size == 0) break;
    if (!name.empty()) name += '.';
    append_label(name, message.substr(place + 1, size));
    place += 1 + size;
  }
  if (!jumped) at = place + 1;
  return name.empty() ? "." : name;
}

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, hex_bytes_max)) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::string address_of(std::string_view bytes) {
  model::Address address;
  if (bytes.size() == 4) {
    address.bytes[10] = address.bytes[11] = 0xff;
    std::ranges::copy(bytes, address.bytes.begin() + 12);
  } else {
    std::ranges::copy(bytes, address.bytes.begin());
  }
  return address.text();
}

/// The target, and the addresses that are hinted at (RFC 9460 sections 2.2 and 7.3).
void add_service(std::string_view message, std::size_t at, std::size_t end, std::vector<std::string>& answers) {
  at += 2;
  const auto target = take_name(message, at);
  if (!target || at > end) return;
  if (*target != ".") answers.push_back(*target);
  Wire wire(message.substr(at, end - at));
  while (!wire.empty() && answers.size() < answers_max) {
    enum Key : std::uint16_t { ipv4_hint = 4, ipv6_hint = 6 };
    const std::uint16_t key = wire.u16();
    const std::string_view value = wire.bytes(wire.u16());
    if (!wire.ok() || (key != ipv4_hint && key != ipv6_hint)) continue;
    const std::size_t size = key == ipv4_hint ? 4 : 16;
    for (std::size_t i = 0; i + size <= value.size(); i += size) answers.push_back(address_of(value.substr(i, size)));
  }
}

void add_answer(std::string_view message, std::uint16_t type, std::size_t at, std::size_t size,
                std::vector<std::string>& answers) {
  const std::string_view data = message.substr(at, size);
  const auto add_name = [&](std::size_t before) {
    std::size_t place = at + before;
    if (auto name = take_name(message, place); name && place <= at + size) {
      answers.push_back(std::move(*name));
    } else {
      answers.push_back(hex_of(data));
    }
  };
  switch (type) {
    case type_ns:
    case type_cname:
    case type_ptr:
    case type_dname: return add_name(0);
    case type_mx: return add_name(2);
    case type_srv: return add_name(6);
    case type_svcb:
    case type_https: return add_service(message, at, at + size, answers);
    case type_txt: {
      std::string text;
      for (Wire wire(data); !wire.empty();) text += wire.bytes_there(wire.u8());
      answers.push_back(std::move(text));
      return;
    }
    case type_a:
    case type_aaaa:
      if (size == (type == type_a ? 4U : 16U)) {
        answers.push_back(address_of(data));
        return;
      }
      break;
    default: break;
  }
  if (!data.empty()) answers.push_back(hex_of(data));
}

/// False if the answers end early.
bool read_answers(std::string_view message, std::size_t at, std::size_t count, std::vector<std::string>& names,
                  std::vector<std::string>& answers) {
  for (std::size_t i = 0; i < count; ++i) {
    if (answers.size() >= answers_max) return false;
    auto name = take_name(message, at);
    if (!name) return false;
    Wire wire(message.substr(std::min(at, message.size())));
    const std::uint16_t type = wire.u16();
    wire.skip(6);  // class, time to live
    const std::size_t size = wire.u16();
    at += 10;
    if (!wire.ok() || at + size > message.size()) return false;
    if (std::ranges::find(names, *name) == names.end()) names.push_back(std::move(*name));
    add_answer(message, type, at, size, answers);
    at += size;
  }
  return true;
}

}  // namespace

std::string dns_type_name(std::uint16_t type) {
  const auto* found = std::ranges::find(type_names, type, &TypeName::type);
  return found == type_names.end() ? fmt::format("TYPE{}", type) : std::string(found->name);
}

std::string dns_rcode_name(std::uint16_t code) {
  return code < rcode_names.size() ? std::string(rcode_names[code]) : fmt::format("RCODE{}", code);
}

bool read_dns(std::string_view message, JsonMembers& members) {
  Wire wire(message);
  const std::uint16_t id = wire.u16();
  const std::uint16_t flags = wire.u16();
  const std::size_t questions = wire.u16();
  const std::size_t answer_count = wire.u16();
  wire.skip(4);
  if (!wire.ok()) return false;
  constexpr std::uint16_t response = 0x8000;
  constexpr std::uint16_t operation = 0x7800;
  constexpr std::uint16_t response_code = 0xf;
  std::size_t at = header_bytes;
  std::vector<std::string> queries;
  std::string type_name;
  for (std::size_t i = 0; i < questions && i < questions_max; ++i) {
    auto name = take_name(message, at);
    Wire question(message.substr(std::min(at, message.size())));
    const std::uint16_t type = question.u16();
    question.skip(2);
    at += 4;
    if (!name || !question.ok()) return false;
    if (i == 0) type_name = dns_type_name(type);
    queries.push_back(std::move(*name));
  }
  members.number("trans_id", id);
  if (queries.size() == 1) members.text("query", queries.front());
  if (queries.size() > 1) members.list("query", queries);
  members.text("qtype_name", type_name);
  if ((flags & response) == 0) return true;
  members.text("rcode_name", dns_rcode_name(flags & response_code));
  if ((flags & operation) != 0) return true;  // an update or a notification: no answers to a question
  std::vector<std::string> names;
  std::vector<std::string> answers;
  const bool complete = questions <= questions_max && read_answers(message, at, answer_count, names, answers);
  // Multicast DNS answers what nobody asked: then only the answers say of whom.
  if (queries.empty()) members.list("answer_names", names);
  members.list("answers", answers);
  if (!complete) members.boolean("incomplete", true);
  return true;
}

}  // namespace clew::evidence::detail
