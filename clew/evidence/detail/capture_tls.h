/// One direction of a TLS connection: what is said in the clear. Private to this module.
///
///     bytes in order --TlsReader--> "ssl" { server_name, … }, "x509" { certificate.subject, … }
///
/// In:     records of SSL 3.0 to TLS 1.3, any bytes. Out: a finding for a ClientHello and for the first certificate of a chain
///         (up to TLS 1.2: later ones are encrypted).
/// Errors: what is no TLS, or goes beyond the limits, ends the reading; what was cut gives what stands before the cut.
/// Limits: `handshake_bytes_max` bytes of handshake messages are held.
/// Source: RFC 8446, 5246, 6066 section 3 (SNI), 7301 (ALPN).
#pragma once

#include "clew/evidence/detail/capture_finding.h"

#include <string>
#include <string_view>

namespace clew::evidence::detail {

class TlsReader {
 public:
  static constexpr std::size_t handshake_bytes_max = 64U << 10U;

  /// True if a connection's bytes begin so: a record with a ClientHello or ServerHello.
  static bool recognise(std::string_view bytes);

  void take(std::string_view bytes, const Place& place, Findings& findings);
  /// No more bytes will come, or some are missing.
  void end(const Place& place, Findings& findings);
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] std::size_t held_bytes() const { return records_.size() + handshake_.size(); }
  /// As the ClientHello names it; empty if this direction has none.
  [[nodiscard]] const std::string& server_name() const { return server_name_; }

 private:
  bool take_record();
  void take_messages(const Place& place, Findings& findings);
  void read_message(std::uint8_t type, std::string_view body, bool whole, const Place& place, Findings& findings);
  void read_client_hello(std::string_view body, const Place& place, Findings& findings);
  void read_server_hello(std::string_view body);
  void read_certificates(std::string_view body, const Place& place, Findings& findings);

  std::string records_;    // bytes that make no whole record yet
  std::string handshake_;  // messages that are not whole yet
  std::string server_name_;
  std::string version_;
  bool is_server_ = false;
  bool done_ = false;
};

}  // namespace clew::evidence::detail
