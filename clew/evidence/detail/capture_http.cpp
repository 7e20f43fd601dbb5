#include "clew/evidence/detail/capture_http.h"

#include "clew/base/text.h"

#include <algorithm>
#include <optional>

namespace clew::evidence::detail {
namespace {

constexpr std::array<std::string_view, 26> methods = {
    "GET ",       "POST ",        "HEAD ",     "PUT ",       "DELETE ", "OPTIONS ",  "PATCH ",
    "CONNECT ",   "TRACE ",       "PROPFIND ", "PROPPATCH ", "MKCOL ",  "COPY ",     "MOVE ",
    "LOCK ",      "UNLOCK ",      "REPORT ",   "SEARCH ",    "MERGE ",  "CHECKOUT ", "MKACTIVITY ",
    "SUBSCRIBE ", "UNSUBSCRIBE ", "NOTIFY ",   "M-SEARCH ",  "PURGE "};

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Framing {
  std::optional<std::uint64_t> length;
  bool is_chunked = false;
};

/// A field of its own for some headers, `others` for the rest; what frames the body goes to `framing`.
void read_headers(std::string_view text, std::span<const std::pair<std::string_view, std::string_view>> fields,
                  std::string_view others, JsonMembers& members, Framing& framing) {
  std::vector<std::string> lines;
  std::vector<std::string_view> seen;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = colon == std::string_view::npos ? "" : base::trimmed(line.substr(colon + 1));
    if (base::equal_ignoring_case(name, "content-length")) framing.length = base::parse_unsigned(value);
    if (base::equal_ignoring_case(name, "transfer-encoding"))
      framing.is_chunked = base::find_ignoring_case(value, "chunked") != std::string_view::npos;
    const auto field =
        std::ranges::find_if(fields, [&](const auto& row) { return base::equal_ignoring_case(row.first, name); });
    if (field == fields.end() || std::ranges::find(seen, field->second) != seen.end()) {
      lines.emplace_back(line);
    } else {
      members.text(field->second, value);
      seen.push_back(field->second);
    }
  }
  members.list(others, lines);
}

/// The end of the head in `text`, behind its empty line.
std::size_t end_of_head(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('\n', from); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (text.substr(at + 1).starts_with('\n')) return at + 2;
    if (text.substr(at + 1).starts_with("\r\n")) return at + 3;
  }
  return std::string_view::npos;
}

}  // namespace

bool HttpReader::is_request(std::string_view bytes) {
  const auto method = std::ranges::find_if(methods, [&](std::string_view name) { return bytes.starts_with(name); });
  if (method == methods.end()) return false;
  std::string_view rest = bytes.substr(method->size());
  const std::string_view line = next_line(rest);
  // Of a line that is not whole yet the version has not been seen; RTSP and SIP speak alike but for it.
  const bool whole = line.size() < bytes.size() - method->size();
  return !whole || line.contains(" HTTP/1.");
}

bool HttpReader::is_response(std::string_view bytes) { return bytes.starts_with("HTTP/1."); }

std::size_t HttpReader::held_bytes() const {
  std::size_t bytes = directions_[0].line.size() + directions_[1].line.size();
  for (const Request& request : requests_) bytes += request.finding.members.size_bytes() + request.body.size();
  return bytes;
}

void HttpReader::take(Side side, std::string_view bytes, const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  while (!bytes.empty() && !is_tunnel_) {
    switch (direction.state) {
      case State::lost:
        if (side == originator ? !is_request(bytes) : !is_response(bytes)) return;
        direction.state = State::head;
        break;
      case State::head: take_head(side, bytes, place, findings); break;
      case State::body:
      case State::chunk: take_body(side, bytes); break;
      case State::chunk_size:
      case State::trailer: take_line(direction, bytes); break;
      case State::to_end: return;
    }
  }
}

void HttpReader::lose(Side side, std::uint64_t bytes) {
  Direction& direction = directions_[side];
  if (direction.state == State::to_end) return;
  if ((direction.state == State::body || direction.state == State::chunk) && direction.remaining > bytes) {
    direction.remaining -= bytes;
    return;
  }
  const bool body_was_lost = direction.state == State::body && direction.remaining == bytes;
  direction = Direction{};
  if (!body_was_lost) direction.state = State::lost;
}

void HttpReader::end(Findings& findings) {
  for (Request& request : requests_) tell(std::move(request), {}, findings);
  requests_.clear();
  directions_ = {};
}

void HttpReader::take_head(Side side, std::string_view& bytes, const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  std::string& head = direction.line;
  while (head.empty() && (bytes.starts_with('\r') || bytes.starts_with('\n'))) bytes.remove_prefix(1);
  const std::size_t before = head.size();
  const std::string_view more = bytes.substr(0, head_bytes_max - before);
  head += more;
  constexpr std::size_t empty_line_bytes = 3;
  std::size_t end = end_of_head(head, before - std::min(before, empty_line_bytes));
  const bool whole = end != std::string_view::npos;
  if (!whole && head.size() < head_bytes_max) {
    bytes = {};
    return;
  }
  end = std::min(end, head.size());
  bytes.remove_prefix(end - before);
  const std::string text = head.substr(0, end);
  direction = Direction{};
  read_head(side, text, place, findings);
  if (!whole) direction.state = State::lost;  // its rest is no head
}

void HttpReader::take_body(Side side, std::string_view& bytes) {
  Direction& direction = directions_[side];
  const std::size_t size = std::min<std::uint64_t>(direction.remaining, bytes.size());
  if (side == originator && !requests_.empty()) {
    Request& request = requests_.back();
    request.body += bytes.substr(0, std::min(size, body_bytes_kept - request.body.size()));
    request.body_bytes += size;
  }
  bytes.remove_prefix(size);
  direction.remaining -= size;
  if (direction.remaining == 0) direction.state = direction.state == State::body ? State::head : State::chunk_size;
}

/// The lines between and behind chunks (RFC 9112 section 7.1). The one that ends a chunk is empty.
void HttpReader::take_line(Direction& direction, std::string_view& bytes) {
  constexpr std::size_t line_bytes_max = 4096;
  const std::size_t end = bytes.find('\n');
  direction.line += bytes.substr(0, std::min(end, line_bytes_max));
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  if (direction.line.size() > line_bytes_max) {
    direction = Direction{};
    direction.state = State::lost;
    return;
  }
  if (end == std::string_view::npos) return;
  const std::string line(base::trimmed(direction.line));
  direction.line.clear();
  if (direction.state == State::trailer) {
    if (line.empty()) direction.state = State::head;
    return;
  }
  if (line.empty()) return;
  std::uint64_t size = 0;
  std::size_t digits = 0;
  constexpr std::size_t digits_max = 15;
  while (digits < line.size() && digits < digits_max && base::is_hex(line[digits])) {
    const char digit = base::to_lower(line[digits++]);
    size = size * 16 + static_cast<std::uint64_t>(base::is_digit(digit) ? digit - '0' : digit - 'a' + 10);
  }
  direction.remaining = size;
  direction.state = digits == 0 ? State::lost : size == 0 ? State::trailer : State::chunk;
}

void HttpReader::read_head(Side side, std::string_view head, const Place& place, Findings& findings) {
  if (side == originator ? is_request(head) : is_response(head)) {
    if (side == originator) return read_request(head, place, findings);
    return read_response(head, place, findings);
  }
  directions_[side].state = State::lost;
}

void HttpReader::read_request(std::string_view head, const Place& place, Findings& findings) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> fields = {
      {{"host", "host"}, {"user-agent", "user_agent"}, {"referer", "referrer"}}};
  if (requests_.size() == unanswered_max) {
    tell(std::move(requests_.front()), {}, findings);
    requests_.pop_front();
  }
  Request& request = requests_.emplace_back();
  request.finding.place = place;
  const std::string_view line = next_line(head);
  const std::size_t method_end = std::min(line.find(' '), line.size());
  const std::size_t version_begin = line.rfind(" HTTP/1.");
  request.method = line.substr(0, method_end);
  JsonMembers& members = request.finding.members;
  members.text("method", request.method);
  members.text("uri", base::trimmed(line.substr(method_end, version_begin - method_end)));
  Framing framing;
  read_headers(head, fields, "request_headers", members, framing);
  Direction& direction = directions_[originator];
  if (framing.is_chunked) {
    direction.state = State::chunk_size;
  } else if (framing.length.value_or(0) > 0) {
    direction.state = State::body;
    direction.remaining = *framing.length;
  }
}

void HttpReader::read_response(std::string_view head, const Place& place, Findings& findings) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 1> fields = {
      {{"content-type", "resp_content_type"}}};
  std::string_view line = next_line(head);
  line.remove_prefix(std::min(line.find(' '), line.size()));
  line = base::trimmed(line);
  const std::string_view code = line.substr(0, line.find(' '));
  if (code.starts_with('1') && code != "101") return;  // "go on": the response is still to come
  JsonMembers response;
  if (const auto number = base::parse_unsigned(code)) response.number("status_code", *number);
  response.text("status_msg", base::trimmed(line.substr(code.size())));
  Framing framing;
  read_headers(head, fields, "response_headers", response, framing);

  Request request;
  request.finding.place = place;
  if (!requests_.empty()) {
    request = std::move(requests_.front());
    requests_.pop_front();
  }
  const bool is_connect = request.method == "CONNECT" && code.starts_with('2');
  is_tunnel_ = is_connect || code == "101";
  Direction& direction = directions_[responder];
  if (request.method == "HEAD" || code == "204" || code == "304" || is_tunnel_) {
    direction.state = State::head;
  } else if (framing.is_chunked) {
    direction.state = State::chunk_size;
  } else if (framing.length) {
    direction.state = *framing.length > 0 ? State::body : State::head;
    direction.remaining = *framing.length;
  } else {
    direction.state = State::to_end;
  }
  tell(std::move(request), response, findings);
}

void HttpReader::tell(Request request, const JsonMembers& response, Findings& findings) {
  JsonMembers& members = request.finding.members;
  if (request.body_bytes > 0) members.number("request_body_len", request.body_bytes);
  members.text("request_body", request.body);
  members.add(response);
  findings.push_back(std::move(request.finding));
}

}  // namespace clew::evidence::detail
