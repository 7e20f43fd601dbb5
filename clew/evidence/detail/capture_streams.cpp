#include "clew/evidence/detail/capture_streams.h"

#include "clew/evidence/detail/capture_dns.h"
#include "clew/evidence/detail/wire.h"

#include <algorithm>

namespace clew::evidence::detail {
namespace {

constexpr std::uint16_t dns_port = 53;

bool is_readable(char c) { return (c >= ' ' && c < '\x7f') || c == '\t'; }

}  // namespace

std::string readable_text(std::string_view bytes) {
  constexpr std::size_t characters_min = 5;  // shorter ones are chance
  std::string text;
  std::string stretch;
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    if (i < bytes.size() && is_readable(bytes[i])) {
      stretch += bytes[i];
      // UTF-16: a zero byte between two characters.
      if (i + 2 < bytes.size() && bytes[i + 1] == '\0' && is_readable(bytes[i + 2])) ++i;
      continue;
    }
    if (stretch.size() >= characters_min) {
      if (!text.empty()) text += '\n';
      text += stretch;
    }
    stretch.clear();
  }
  return text;
}

std::size_t TcpStreams::held_bytes() const {
  std::size_t bytes = http_ ? http_->held_bytes() : 0;
  for (const Direction& direction : directions_) {
    bytes += direction.waiting_bytes + direction.message.size() + direction.text.size();
    if (direction.tls) bytes += direction.tls->held_bytes();
  }
  return bytes;
}

void TcpStreams::take(Side side, const Datagram& segment, const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  const bool is_syn = (segment.tcp_flags & Datagram::syn) != 0;
  const std::uint32_t sequence = segment.sequence + (is_syn ? 1 : 0);
  if (is_syn && !direction.started) {
    direction.started = true;
    direction.next = sequence;
  }
  if (segment.payload_bytes == 0) return;
  const bool is_dns_port = segment.src_port == dns_port || segment.dst_port == dns_port;
  if (inside_ == Inside::unknown && is_dns_port && !is_no_dns_) {
    inside_ = Inside::dns;
    service_ = "dns";
  }
  if (!direction.started) {
    direction.started = true;
    direction.next = sequence;
  }
  // Sequence numbers go round; what is ahead and what is behind is told by the shorter way.
  const auto ahead = static_cast<std::int32_t>(sequence - direction.next);
  if (ahead <= 0) {
    take_in_order(side, sequence, segment.payload, segment.payload_bytes, place, findings);
    take_waiting(side, false, place, findings);
    return;
  }
  direction.waiting.push_back({sequence, segment.payload_bytes, std::string(segment.payload)});
  direction.waiting_bytes += segment.payload.size();
  const bool full = direction.waiting.size() >= waiting_segments_max || direction.waiting_bytes >= waiting_bytes_max;
  if (full) take_waiting(side, true, place, findings);
}

/// `sequence` is not ahead of what is expected: what was there before is cut off.
void TcpStreams::take_in_order(Side side, std::uint32_t sequence, std::string_view text, std::uint32_t size_bytes,
                               const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  const std::uint32_t known_bytes = direction.next - sequence;
  if (known_bytes >= size_bytes) return;
  text.remove_prefix(std::min<std::size_t>(known_bytes, text.size()));
  size_bytes -= known_bytes;
  direction.next += size_bytes;
  if (!text.empty()) take_bytes(side, text, place, findings);
  if (text.size() < size_bytes) lose(side, size_bytes - text.size(), place, findings);
}

void TcpStreams::take_waiting(Side side, bool accept_hole, const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  while (!direction.waiting.empty()) {
    const auto first = std::ranges::min_element(direction.waiting, {}, [&](const Segment& segment) {
      return static_cast<std::int32_t>(segment.sequence - direction.next);
    });
    const auto ahead = static_cast<std::int32_t>(first->sequence - direction.next);
    if (ahead > 0 && !accept_hole) return;
    const Segment segment = std::move(*first);
    direction.waiting.erase(first);
    direction.waiting_bytes -= segment.text.size();
    if (ahead > 0) {
      accept_hole = false;  // one hole; what lies behind the next one goes on waiting
      lose(side, static_cast<std::uint64_t>(ahead), place, findings);
      direction.next = segment.sequence;
    }
    take_in_order(side, segment.sequence, segment.text, segment.size_bytes, place, findings);
  }
}

void TcpStreams::take_bytes(Side side, std::string_view bytes, const Place& place, Findings& findings) {
  if (inside_ == Inside::unknown && TlsReader::recognise(bytes)) {
    inside_ = Inside::tls;
    service_ = "ssl";
  }
  if (inside_ == Inside::unknown &&
      (side == originator ? HttpReader::is_request(bytes) : HttpReader::is_response(bytes))) {
    inside_ = Inside::http;
    service_ = "http";
    http_ = std::make_unique<HttpReader>();
  }
  Direction& direction = directions_[side];
  switch (inside_) {
    case Inside::tls: return take_tls(side, bytes, place, findings);
    case Inside::dns: return take_dns(direction, bytes, place, findings);
    case Inside::http:
      http_->take(side, bytes, place, findings);
      if (!http_->is_tunnel()) return;
      http_->end(findings);
      http_.reset();
      inside_ = Inside::unknown;
      return;
    case Inside::unknown:
      direction.text += bytes.substr(0, kept_text_bytes - std::min(kept_text_bytes, direction.text.size()));
  }
}

void TcpStreams::take_tls(Side side, std::string_view bytes, const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  if (!direction.tls) direction.tls = std::make_unique<TlsReader>();
  const std::size_t before = findings.size();
  direction.tls->take(bytes, place, findings);
  add_server_name(findings, before);
}

/// A certificate is told with the name that was asked for.
void TcpStreams::add_server_name(Findings& findings, std::size_t first) const {
  const TlsReader* client = directions_[originator].tls.get();
  if (client == nullptr) return;
  for (std::size_t i = first; i < findings.size(); ++i) {
    if (findings[i].path == "x509") findings[i].members.text("server_name", client->server_name());
  }
}

void TcpStreams::take_dns(Direction& direction, std::string_view bytes, const Place& place, Findings& findings) {
  if (direction.is_lost) return;
  direction.message += bytes;
  while (direction.message.size() >= 2) {
    const std::size_t size = Wire(direction.message).u16();
    if (direction.message.size() < 2 + size) return;
    Finding finding{"dns", {}, place};
    if (read_dns(std::string_view(direction.message).substr(2, size), finding.members)) {
      findings.push_back(std::move(finding));
    } else {
      inside_ = Inside::unknown;
      service_ = {};
      is_no_dns_ = true;
      direction.text = direction.message.substr(0, kept_text_bytes);
      direction.message = {};
      return;
    }
    direction.message.erase(0, 2 + size);
  }
}

void TcpStreams::lose(Side side, std::uint64_t bytes, const Place& place, Findings& findings) {
  Direction& direction = directions_[side];
  if (http_) http_->lose(side, bytes);
  if (inside_ == Inside::dns) direction.is_lost = true;
  if (!direction.tls) return;
  const std::size_t before = findings.size();
  direction.tls->end(place, findings);
  add_server_name(findings, before);
}

void TcpStreams::end(const Place& place, Findings& findings) {
  for (const Side side : {originator, responder}) {
    // Each turn takes what is behind one hole; there are no more holes than waiting segments.
    while (!directions_[side].waiting.empty()) take_waiting(side, true, place, findings);
  }
  for (const Side side : {originator, responder}) lose(side, 0, place, findings);
  if (http_) http_->end(findings);
  Finding finding{"payload", {}, place};
  finding.members.text("orig_text", readable_text(directions_[originator].text));
  finding.members.text("resp_text", readable_text(directions_[responder].text));
  if (!finding.members.empty()) findings.push_back(std::move(finding));
}

}  // namespace clew::evidence::detail
