#include "clew/evidence/detail/capture_certificate.h"

#include "clew/base/instant.h"
#include "clew/base/text.h"
#include "clew/evidence/detail/wire.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace clew::evidence::detail {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t names_max = 512;  // a shared certificate has some hundred alternative names
constexpr std::size_t parts_max = 64;   // of a distinguished name

enum Tag : std::uint8_t {
  tag_integer = 0x02,
  tag_octets = 0x04,
  tag_object_id = 0x06,
  tag_utc_time = 0x17,
  tag_general_time = 0x18,
  tag_latin1_string = 0x14,
  tag_utf16_string = 0x1e,
  tag_sequence = 0x30,
  tag_version = 0xa0,
  tag_extensions = 0xa3,
};

struct Element {
  std::uint8_t tag = 0;
  std::string_view content;  // what is there of it
};

/// The next element; nothing at the end or where a length is no DER. A content that was cut is given as far as it goes.
std::optional<Element> take_element(Wire& wire) {
  if (wire.empty()) return std::nullopt;
  Element element;
  element.tag = wire.u8();
  std::size_t size = wire.u8();
  if ((size & 0x80U) != 0) {
    const std::size_t digits = size & 0x7fU;
    constexpr std::size_t digits_max = 4;
    if (digits == 0 || digits > digits_max) return std::nullopt;
    size = 0;
    for (std::size_t i = 0; i < digits; ++i) size = size << 8U | wire.u8();
  }
  if (!wire.ok()) return std::nullopt;
  element.content = wire.bytes_there(size);
  return element;
}

std::optional<Element> take_element(Wire& wire, std::uint8_t tag) {
  const auto element = take_element(wire);
  return element && element->tag == tag ? element : std::nullopt;
}

/// "2.5.4.3"; base-128 digits, the first holding two numbers (X.690 section 8.19).
std::string object_id_of(std::string_view content) {
  std::string text;
  std::uint64_t value = 0;
  for (const char c : content) {
    const auto byte = static_cast<unsigned char>(c);
    value = value << 7U | (byte & 0x7fU);
    if ((byte & 0x80U) != 0) continue;
    if (text.empty()) {
      const std::uint64_t first = std::min<std::uint64_t>(value / 40, 2);
      text = fmt::format("{}.{}", first, value - first * 40);
    } else {
      text += fmt::format(".{}", value);
    }
    value = 0;
  }
  return text;
}

struct PartName {
  std::string_view object_id;
  std::string_view name;
};
constexpr std::array part_names = std::to_array<PartName>({
    {"\x55\x04\x03", "CN"},
    {"\x55\x04\x04", "SN"},
    {"\x55\x04\x05", "serialNumber"},
    {"\x55\x04\x06", "C"},
    {"\x55\x04\x07", "L"},
    {"\x55\x04\x08", "ST"},
    {"\x55\x04\x09", "street"},
    {"\x55\x04\x0a", "O"},
    {"\x55\x04\x0b", "OU"},
    {"\x55\x04\x0c", "title"},
    {"\x55\x04\x2a", "GN"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", "emailAddress"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", "UID"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", "DC"},
});

void append_character(std::string& text, std::uint32_t character) {
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xc0U | character >> 6U);
    text += static_cast<char>(0x80U | (character & 0x3fU));
  } else {
    text += static_cast<char>(0xe0U | character >> 12U);
    text += static_cast<char>(0x80U | (character >> 6U & 0x3fU));
    text += static_cast<char>(0x80U | (character & 0x3fU));
  }
}

std::string text_of(const Element& value) {
  if (value.tag != tag_utf16_string && value.tag != tag_latin1_string) return std::string(value.content);
  std::string text;
  Wire wire(value.content);
  while (!wire.empty()) {
    const std::uint32_t character = value.tag == tag_utf16_string ? wire.u16() : wire.u8();
    const bool surrogate = character >= 0xd800 && character < 0xe000;
    append_character(text, surrogate ? 0xfffd : character);
  }
  return text;
}

/// RFC 4514 section 2.4.
std::string escaped(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool at_edge = (i == 0 && (value[i] == ' ' || value[i] == '#')) || (i + 1 == value.size() && value[i] == ' ');
    if (at_edge || "\"+,;<>\\"sv.contains(value[i])) text += '\\';
    text += value[i];
  }
  return text;
}

std::string name_of(std::string_view content) {
  std::vector<std::string> parts;
  Wire sets(content);
  while (parts.size() < parts_max) {
    const auto set = take_element(sets);
    if (!set) break;
    Wire pairs(set->content);
    std::string part;
    while (const auto pair = take_element(pairs, tag_sequence)) {
      Wire wire(pair->content);
      const auto kind = take_element(wire, tag_object_id);
      const auto value = take_element(wire);
      if (!kind || !value) break;
      const auto* known = std::ranges::find(part_names, kind->content, &PartName::object_id);
      if (!part.empty()) part += '+';
      part += known == part_names.end() ? object_id_of(kind->content) : std::string(known->name);
      part += '=' + escaped(text_of(*value));
    }
    parts.push_back(std::move(part));
  }
  std::string text;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!text.empty()) text += ',';
    text += *part;
  }
  return text;
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ` (RFC 5280 section 4.1.2.5) in seconds since 1970.
std::optional<std::string> seconds_of(const Element& time) {
  std::string_view text = time.content;
  const std::size_t year_digits = time.tag == tag_general_time ? 4 : 2;
  if (text.size() != year_digits + 11 || !text.ends_with('Z')) return std::nullopt;
  const auto number = [&](std::size_t digits) {
    const auto value = base::parse_unsigned(text.substr(0, digits));
    text.remove_prefix(digits);
    return value ? static_cast<int>(*value) : -1;
  };
  base::CivilTime civil;
  civil.year = number(year_digits);
  if (year_digits == 2 && civil.year >= 0) civil.year += civil.year < 50 ? 2000 : 1900;
  civil.month = number(2);
  civil.day = number(2);
  civil.hour = number(2);
  civil.minute = number(2);
  civil.second = number(2);
  const auto instant = base::from_civil(civil);
  if (!instant) return std::nullopt;
  return std::to_string(instant->nanoseconds / base::Instant::per_second);
}

void add_alternative_names(std::string_view content, JsonMembers& members) {
  Wire outer(content);
  const auto all = take_element(outer, tag_sequence);
  if (!all) return;
  enum Kind : std::uint8_t { mail = 0x81, dns = 0x82, uri = 0x86, address = 0x87 };
  std::vector<std::string> mails;
  std::vector<std::string> hosts;
  std::vector<std::string> uris;
  std::vector<std::string> addresses;
  Wire names(all->content);
  for (std::size_t i = 0; i < names_max; ++i) {
    const auto name = take_element(names);
    if (!name) break;
    if (name->tag == mail) mails.emplace_back(name->content);
    if (name->tag == dns) hosts.emplace_back(name->content);
    if (name->tag == uri) uris.emplace_back(name->content);
    if (name->tag != address || (name->content.size() != 4 && name->content.size() != 16)) continue;
    model::Address parsed;
    if (name->content.size() == 4) parsed.bytes[10] = parsed.bytes[11] = 0xff;
    std::ranges::copy_backward(name->content, parsed.bytes.end());
    addresses.push_back(parsed.text());
  }
  members.list("san.dns", hosts);
  members.list("san.email", mails);
  members.list("san.uri", uris);
  members.list("san.ip", addresses);
}

void add_extensions(std::string_view content, JsonMembers& members) {
  Wire outer(content);
  const auto all = take_element(outer, tag_sequence);
  if (!all) return;
  Wire extensions(all->content);
  while (const auto extension = take_element(extensions, tag_sequence)) {
    Wire wire(extension->content);
    const auto kind = take_element(wire, tag_object_id);
    if (!kind || kind->content != "\x55\x1d\x11"sv) continue;  // 2.5.29.17, subjectAltName
    auto value = take_element(wire);
    if (value && value->tag != tag_octets) value = take_element(wire);  // behind `critical`
    if (value && value->tag == tag_octets) return add_alternative_names(value->content, members);
  }
}

void add_validity(std::string_view content, JsonMembers& members) {
  Wire wire(content);
  for (const std::string_view key : {"certificate.not_valid_before"sv, "certificate.not_valid_after"sv}) {
    const auto time = take_element(wire);
    if (!time || (time->tag != tag_utc_time && time->tag != tag_general_time)) return;
    if (const auto seconds = seconds_of(*time)) members.number(key, *seconds);
  }
}

}  // namespace

bool read_certificate(std::string_view der, JsonMembers& members) {
  Wire outer(der);
  const auto certificate = take_element(outer, tag_sequence);
  if (!certificate) return false;
  Wire inner(certificate->content);
  const auto body = take_element(inner, tag_sequence);
  if (!body) return false;
  Wire wire(body->content);
  auto serial = take_element(wire);
  if (serial && serial->tag == tag_version) serial = take_element(wire);
  const auto algorithm = take_element(wire, tag_sequence);
  const auto issuer = take_element(wire, tag_sequence);
  if (!serial || serial->tag != tag_integer || !algorithm || !issuer) return false;
  const auto validity = take_element(wire, tag_sequence);
  const auto subject = take_element(wire, tag_sequence);
  std::string digits;
  for (const char c : serial->content) digits += fmt::format("{:02X}", static_cast<unsigned char>(c));
  members.text("certificate.serial", digits);
  if (subject) members.text("certificate.subject", name_of(subject->content));
  members.text("certificate.issuer", name_of(issuer->content));
  if (validity) add_validity(validity->content, members);
  while (const auto element = take_element(wire)) {
    if (element->tag == tag_extensions) add_extensions(element->content, members);
  }
  return true;
}

}  // namespace clew::evidence::detail
