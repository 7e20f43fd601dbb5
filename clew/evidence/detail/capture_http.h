/// Both directions of an HTTP/1 connection as the records of Zeek's http log. Private to this module.
///
///     bytes in order --HttpReader--> "http" { method, host, uri, user_agent, status_code, … }
///
/// In:     bytes of both sides, in order within each; `lose` says that some are missing.
/// Out:    one finding for each request with the status of its response, at the place of the request; a response whose request
///         was not seen alone. Header lines that have no field of their own are kept as lists, the begin of a request's body too.
/// Errors: after missing bytes, and after what is no HTTP, the next head is looked for where a segment begins.
/// Limits: see the constants; bodies are counted and passed over.
/// Source: RFC 9110, RFC 9112.
#pragma once

#include "clew/evidence/detail/capture_finding.h"

#include <array>
#include <deque>
#include <string>
#include <string_view>

namespace clew::evidence::detail {

class HttpReader {
 public:
  static constexpr std::size_t head_bytes_max = 32U << 10U;
  static constexpr std::size_t body_bytes_kept = 4U << 10U;  // of a request
  static constexpr std::size_t unanswered_max = 16;          // requests in flight; pipelining is rare

  static bool is_request(std::string_view bytes);
  static bool is_response(std::string_view bytes);

  void take(Side side, std::string_view bytes, const Place& place, Findings& findings);
  void lose(Side side, std::uint64_t bytes);
  /// No more bytes will come: requests without a response are told.
  void end(Findings& findings);
  /// From here on the connection carries something else (CONNECT, an upgrade).
  [[nodiscard]] bool is_tunnel() const { return is_tunnel_; }
  [[nodiscard]] std::size_t held_bytes() const;

 private:
  enum class State : std::uint8_t { head, body, chunk_size, chunk, trailer, to_end, lost };
  struct Direction {
    State state = State::head;
    std::string line;             // of a head or a line that is not whole yet
    std::uint64_t remaining = 0;  // of a body or chunk
  };
  struct Request {
    Finding finding{"http", {}, {}};
    std::string method;
    std::string body;
    std::uint64_t body_bytes = 0;
  };

  void take_head(Side side, std::string_view& bytes, const Place& place, Findings& findings);
  void take_body(Side side, std::string_view& bytes);
  void take_line(Direction& direction, std::string_view& bytes);
  void read_head(Side side, std::string_view head, const Place& place, Findings& findings);
  void read_request(std::string_view head, const Place& place, Findings& findings);
  void read_response(std::string_view head, const Place& place, Findings& findings);
  static void tell(Request request, const JsonMembers& response, Findings& findings);

  std::array<Direction, 2> directions_;
  std::deque<Request> requests_;
  bool is_tunnel_ = false;
};

}  // namespace clew::evidence::detail
