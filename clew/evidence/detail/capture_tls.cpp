#include "clew/evidence/detail/capture_tls.h"

#include "clew/base/hash.h"
#include "clew/evidence/detail/capture_certificate.h"
#include "clew/evidence/detail/wire.h"

#include <algorithm>

#include <fmt/format.h>

namespace clew::evidence::detail {
namespace {

constexpr std::size_t record_head_bytes = 5;
constexpr std::size_t record_bytes_max = (1U << 14U) + 2048;  // RFC 5246 section 6.2.3

enum ContentType : std::uint8_t { content_alert = 21, content_handshake = 22 };
enum MessageType : std::uint8_t { client_hello = 1, server_hello = 2, certificate = 11 };
enum Extension : std::uint16_t { extension_server_name = 0, extension_protocols = 16, extension_versions = 43 };

/// Zeek's words.
std::string version_name(std::uint16_t version) {
  switch (version) {
    case 0x0300: return "SSLv3";
    case 0x0301: return "TLSv10";
    case 0x0302: return "TLSv11";
    case 0x0303: return "TLSv12";
    case 0x0304: return "TLSv13";
    default: return fmt::format("0x{:04x}", version);
  }
}

/// Values that mean nothing, sent so that servers stay tolerant (RFC 8701).
bool is_grease(std::uint16_t value) { return (value & 0x0f0fU) == 0x0a0aU && value >> 8U == (value & 0xffU); }

/// Calls `see(type, data)` for every extension; the last may be cut.
template <class See>
void for_each_extension(Wire& wire, See see) {
  const std::size_t size = wire.u16();
  Wire extensions(wire.bytes_there(size));
  while (!extensions.empty()) {
    const std::uint16_t type = extensions.u16();
    const std::string_view data = extensions.bytes_there(extensions.u16());
    if (!extensions.ok()) return;
    see(type, data);
  }
}

std::string_view host_name_of(std::string_view data) {
  Wire list(data);
  list.skip(2);
  const bool is_host_name = list.u8() == 0;
  const std::string_view name = list.bytes(list.u16());
  return is_host_name && list.ok() ? name : std::string_view{};
}

}  // namespace

bool TlsReader::recognise(std::string_view bytes) {
  Wire wire(bytes);
  const bool is_handshake = wire.u8() == content_handshake && wire.u8() == 3 && wire.u8() <= 4;
  const std::size_t size = wire.u16();
  const std::uint8_t message = wire.u8();
  return is_handshake && wire.ok() && size >= 4 && size <= record_bytes_max &&
         (message == client_hello || message == server_hello);
}

void TlsReader::take(std::string_view bytes, const Place& place, Findings& findings) {
  if (done_) return;
  records_ += bytes;
  while (!done_ && take_record()) take_messages(place, findings);
  if (done_) end(place, findings);
}

void TlsReader::end(const Place& place, Findings& findings) {
  if (!done_ && records_.size() > record_head_bytes && records_.front() == content_handshake)
    handshake_.append(records_, record_head_bytes);
  done_ = true;
  if (handshake_.size() > 4) {
    Wire wire(handshake_);
    const std::uint8_t type = wire.u8();
    wire.skip(3);
    read_message(type, wire.rest(), false, place, findings);
  }
  records_ = {};
  handshake_ = {};
}

/// Moves the next whole record to the handshake messages; false if there is none.
bool TlsReader::take_record() {
  if (records_.size() < record_head_bytes) return false;
  Wire wire(records_);
  const std::uint8_t type = wire.u8();
  const bool is_tls = wire.u8() == 3;
  wire.skip(1);
  const std::size_t size = wire.u16();
  if (!is_tls || size > record_bytes_max || (type != content_handshake && type != content_alert)) {
    done_ = true;  // encrypted from here on, or no TLS
    records_ = {};
    return false;
  }
  if (records_.size() < record_head_bytes + size) return false;
  if (type == content_handshake) handshake_.append(records_, record_head_bytes, size);
  records_.erase(0, record_head_bytes + size);
  return true;
}

void TlsReader::take_messages(const Place& place, Findings& findings) {
  while (handshake_.size() >= 4) {
    Wire wire(handshake_);
    const std::uint8_t type = wire.u8();
    const std::size_t size = wire.u24();
    if (handshake_.size() < 4 + size) break;
    const std::string message = handshake_.substr(4, size);
    handshake_.erase(0, 4 + size);
    read_message(type, message, true, place, findings);
    if (done_) return;
  }
  if (handshake_.size() > handshake_bytes_max) done_ = true;
}

void TlsReader::read_message(std::uint8_t type, std::string_view body, bool whole, const Place& place,
                             Findings& findings) {
  if (type == client_hello) read_client_hello(body, place, findings);
  if (type == server_hello) read_server_hello(body);
  if (type == certificate) read_certificates(body, place, findings);
  if (type == certificate && whole) done_ = true;
}

void TlsReader::read_client_hello(std::string_view body, const Place& place, Findings& findings) {
  Wire wire(body);
  std::uint16_t version = wire.u16();
  wire.skip(32);
  wire.skip(wire.u8());   // session
  wire.skip(wire.u16());  // ciphers
  wire.skip(wire.u8());   // compressions
  std::vector<std::string> protocols;
  for_each_extension(wire, [&](std::uint16_t extension, std::string_view data) {
    Wire list(data);
    if (extension == extension_server_name) server_name_ = host_name_of(data);
    if (extension == extension_versions) {
      list.skip(1);
      while (!list.empty()) {
        const std::uint16_t offered = list.u16();
        if (list.ok() && !is_grease(offered)) version = std::max(version, offered);
      }
    }
    if (extension != extension_protocols) return;
    list.skip(2);
    while (!list.empty()) {
      const std::string_view protocol = list.bytes(list.u8());
      if (list.ok() && !protocol.empty()) protocols.emplace_back(protocol);
    }
  });
  Finding finding{"ssl", {}, place};
  finding.members.text("server_name", server_name_);
  finding.members.text("client_version", version_name(version));
  finding.members.list("client_protocols", protocols);
  findings.push_back(std::move(finding));
}

void TlsReader::read_server_hello(std::string_view body) {
  is_server_ = true;
  Wire wire(body);
  std::uint16_t version = wire.u16();
  wire.skip(32);
  wire.skip(wire.u8());  // session
  wire.skip(3);          // cipher, compression
  for_each_extension(wire, [&](std::uint16_t extension, std::string_view data) {
    if (extension == extension_versions && data.size() == 2) version = Wire(data).u16();
  });
  version_ = version_name(version);
}

void TlsReader::read_certificates(std::string_view body, const Place& place, Findings& findings) {
  Wire wire(body);
  wire.skip(3);
  const std::size_t size = wire.u24();
  const bool whole = wire.rest().size() >= size;
  const std::string_view der = wire.bytes_there(size);
  Finding finding{"x509", {}, place};
  if (der.empty() || !read_certificate(der, finding.members)) return;
  if (whole) finding.members.text("fingerprint", base::sha256_hex(der));
  finding.members.text("version", version_);
  if (!is_server_) finding.members.boolean("client_cert", true);
  findings.push_back(std::move(finding));
}

}  // namespace clew::evidence::detail
