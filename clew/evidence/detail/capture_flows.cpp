#include "clew/evidence/detail/capture_flows.h"

#include "clew/base/hash.h"
#include "clew/evidence/detail/capture_dns.h"

#include <algorithm>

#include <fmt/format.h>

namespace clew::evidence::detail {
namespace {

/// Multicast DNS (RFC 6762) and LLMNR (RFC 4795) write the same messages.
bool is_dns_port(std::uint16_t port) { return port == 53 || port == 5353 || port == 5355; }

std::string protocol_name(std::uint8_t protocol) {
  switch (protocol) {
    case ip_icmp:
    case ip_icmp6: return "icmp";
    case ip_tcp: return "tcp";
    case ip_udp: return "udp";
    case 2: return "igmp";
    case 4: return "ipip";
    case 41: return "ipv6";
    case 47: return "gre";
    case 50: return "esp";
    case 51: return "ah";
    case 132: return "sctp";
    default: return fmt::format("ip-{}", protocol);
  }
}

/// Seconds with the digits that the capture has: `1687891004.950000`.
std::string seconds_text(std::int64_t nanoseconds, std::uint8_t digits) {
  const bool negative = nanoseconds < 0;
  const auto magnitude =
      negative ? 0 - static_cast<std::uint64_t>(nanoseconds) : static_cast<std::uint64_t>(nanoseconds);
  constexpr std::uint64_t per_second = base::Instant::per_second;
  std::string text = fmt::format("{}{}", negative ? "-" : "", magnitude / per_second);
  if (digits > 0) text += "." + fmt::format("{:09}", magnitude % per_second).substr(0, digits);
  return text;
}

bool is_tcp(std::uint8_t protocol) { return protocol == ip_tcp; }
/// The first segment of a connection.
bool is_begin(const Datagram& datagram) {
  return is_tcp(datagram.protocol) && (datagram.tcp_flags & (Datagram::syn | Datagram::ack)) == Datagram::syn;
}
bool is_icmp(std::uint8_t protocol) { return protocol == ip_icmp || protocol == ip_icmp6; }

}  // namespace

void Flows::take(const Datagram& datagram, const Place& place, std::deque<Translation>& out) {
  end_idle(place, out);
  Flow& flow = flow_of(datagram, place, out);
  const bool from_originator = flow.ends[originator] == Endpoint{datagram.src, datagram.src_port};
  const Side side = from_originator ? originator : responder;
  count(flow, side, datagram, place);
  if (datagram.protocol == ip_udp) read_udp(flow, side, datagram, place, out);
  if (is_tcp(datagram.protocol)) read(flow, side, datagram, place, out);
}

/// The flow of the datagram; an old one of the same addresses ends where a new connection begins.
Flows::Flow& Flows::flow_of(const Datagram& datagram, const Place& place, std::deque<Translation>& out) {
  const Endpoint src{datagram.src, datagram.src_port};
  const Endpoint dst{datagram.dst, datagram.dst_port};
  const Key key{std::min(src, dst), std::max(src, dst), datagram.protocol};
  if (const auto found = flows_.find(key); found != flows_.end()) {
    Flow& flow = found->second;
    const bool is_other_syn = flow.syn_sequence.value_or(datagram.sequence) != datagram.sequence;
    const bool is_over = is_closed(flow) || (is_other_syn && flow.counts[responder].packets > 0);
    const bool is_new = is_begin(datagram) && is_over;
    if (!is_new) return flow;
    end(flow, out);
  }
  if (flows_.size() >= flows_max_) {
    Flow* oldest = nullptr;
    for (const Order& queue : queues_) {
      if (queue.empty()) continue;
      if (oldest == nullptr || queue.front()->latest.offset < oldest->latest.offset) oldest = queue.front();
    }
    oldest->is_closed_early = true;
    end(*oldest, out);
  }
  return begin(key, datagram, place);
}

Flows::Flow& Flows::begin(const Key& key, const Datagram& datagram, const Place& place) {
  Flow& flow = flows_[key];
  flow.key = key;
  const Endpoint src{datagram.src, datagram.src_port};
  const Endpoint dst{datagram.dst, datagram.dst_port};
  const std::uint8_t syn = datagram.tcp_flags & (Datagram::syn | Datagram::ack);
  constexpr std::uint16_t well_known_end = 1024;
  bool is_answer = datagram.src_port < well_known_end && datagram.dst_port >= well_known_end;
  if (is_tcp(key.protocol) && (syn & Datagram::syn) != 0) is_answer = (syn & Datagram::ack) != 0;
  flow.ends = is_answer ? std::array{dst, src} : std::array{src, dst};
  flow.first = flow.latest = place;
  if (is_begin(datagram)) flow.syn_sequence = datagram.sequence;
  const std::string seed = fmt::format("{} {} {} {} {} {}", flow.ends[0].address.text(), flow.ends[0].port,
                                       flow.ends[1].address.text(), flow.ends[1].port, key.protocol,
                                       place.time ? place.time->nanoseconds : static_cast<std::int64_t>(place.offset));
  constexpr std::size_t uid_digits = 16;
  flow.uid = "C" + base::sha256_hex(seed).substr(0, uid_digits);
  if (is_icmp(key.protocol) && datagram.payload.size() >= 2) {
    flow.icmp_type = static_cast<std::uint8_t>(datagram.payload[0]);
    flow.icmp_code = static_cast<std::uint8_t>(datagram.payload[1]);
  }
  if (is_tcp(key.protocol)) flow.streams = std::make_unique<TcpStreams>();
  flow.queue = is_tcp(key.protocol) ? tcp_open : connectionless;
  flow.place_in_queue = queues_[flow.queue].insert(queues_[flow.queue].end(), &flow);
  by_beginning_[place.offset] = &flow;
  return flow;
}

void Flows::count(Flow& flow, Side side, const Datagram& datagram, const Place& place) {
  Count& count = flow.counts[side];
  ++count.packets;
  count.payload_bytes += datagram.payload_bytes;
  count.ip_bytes += datagram.ip_bytes;
  const bool ack = (datagram.tcp_flags & Datagram::ack) != 0;
  if ((datagram.tcp_flags & Datagram::syn) != 0) (ack ? count.syn_ack : count.syn) = true;
  if ((datagram.tcp_flags & Datagram::fin) != 0) count.fin = true;
  if ((datagram.tcp_flags & Datagram::rst) != 0) count.rst = true;
  if (datagram.is_fragment) flow.is_fragmented = true;
  const auto latest = flow.latest.time;
  flow.latest = place;
  if (latest && (!place.time || *place.time < *latest)) flow.latest.time = latest;
  const std::uint8_t queue = is_tcp(flow.key.protocol) ? (is_closed(flow) ? tcp_closed : tcp_open) : connectionless;
  queues_[queue].splice(queues_[queue].end(), queues_[flow.queue], flow.place_in_queue);
  flow.queue = queue;
}

bool Flows::is_closed(const Flow& flow) {
  const auto& [from, to] = flow.counts;
  return from.rst || to.rst || (from.fin && to.fin);
}

void Flows::read_udp(Flow& flow, Side side, const Datagram& datagram, const Place& place,
                     std::deque<Translation>& out) {
  if (is_dns_port(datagram.src_port) || is_dns_port(datagram.dst_port)) {
    flow.service = "dns";
    Finding finding{"dns", {}, place};
    if (read_dns(datagram.payload, finding.members)) return tell(flow, std::move(finding), out);
    if (datagram.payload_bytes == 0) return;
    out.push_back({place.offset, place.length, "a DNS message whose question cannot be read", true});
  }
  std::string& text = flow.counts[side].text;
  if (text.size() >= kept_text_bytes || flow.is_unfollowed) return;
  flow.is_unfollowed = held_bytes_ > held_bytes_max;
  if (flow.is_unfollowed) return;
  text += datagram.payload.substr(0, kept_text_bytes - text.size());
  text += '\n';  // so that no word goes on in the next datagram
  hold(flow);
}

void Flows::read(Flow& flow, Side side, const Datagram& datagram, const Place& place, std::deque<Translation>& out) {
  if (!flow.streams) return;
  findings_.clear();
  flow.streams->take(side, datagram, place, findings_);
  flow.service = flow.streams->service();
  hold(flow);
  if (held_bytes_ > held_bytes_max && flow.held_bytes > 0) {
    flow.streams->end(place, findings_);
    flow.streams.reset();
    flow.is_unfollowed = true;
    hold(flow);
  }
  for (Finding& finding : findings_) tell(flow, std::move(finding), out);
}

void Flows::hold(Flow& flow) {
  held_bytes_ -= flow.held_bytes;
  flow.held_bytes = flow.streams ? flow.streams->held_bytes() : 0;
  for (const Count& count : flow.counts) flow.held_bytes += count.text.size();
  held_bytes_ += flow.held_bytes;
}

void Flows::end_idle(const Place& now, std::deque<Translation>& out) {
  if (!now.time) return;
  static constexpr std::array<std::int64_t, 3> limits = {idle_seconds_max, linger_seconds, idle_seconds_max_short};
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    while (!queues_[i].empty()) {
      Flow& oldest = *queues_[i].front();
      const std::int64_t limit = limits[i] * base::Instant::per_second;
      if (!oldest.latest.time || now.time->nanoseconds - limit <= oldest.latest.time->nanoseconds) break;
      end(oldest, out);
    }
  }
}

bool Flows::end_one(std::deque<Translation>& out) {
  if (by_beginning_.empty()) return false;
  end(*by_beginning_.begin()->second, out);
  return true;
}

/// Zeek's conn_state, from the flags that were seen of each side.
std::string_view Flows::state_of(const Flow& flow) {
  const auto& [from, to] = flow.counts;
  if (!is_tcp(flow.key.protocol)) {
    if (flow.key.protocol != ip_udp) return "OTH";
    return to.packets == 0 ? "S0" : from.packets == 0 ? "SHR" : "SF";
  }
  if (from.syn && to.syn_ack) {
    if (from.fin && to.fin) return "SF";
    if (from.rst) return "RSTO";
    if (to.rst) return "RSTR";
    return from.fin ? "S2" : to.fin ? "S3" : "S1";
  }
  if (from.syn) {
    if (to.rst) return "REJ";
    if (from.rst) return "RSTOS0";
    if (from.fin) return "SH";
    return to.packets == 0 ? "S0" : "OTH";
  }
  if (to.syn_ack && to.rst) return "RSTRH";
  return to.syn_ack && to.fin ? "SHR" : "OTH";
}

void Flows::end(Flow& flow, std::deque<Translation>& out) {
  findings_.clear();
  if (flow.streams) flow.streams->end(flow.latest, findings_);
  Finding payload{"payload", {}, flow.latest};
  payload.members.text("orig_text", readable_text(flow.counts[originator].text));
  payload.members.text("resp_text", readable_text(flow.counts[responder].text));
  if (!payload.members.empty()) findings_.push_back(std::move(payload));
  for (Finding& finding : findings_) tell(flow, std::move(finding), out);

  const auto& [from, to] = flow.counts;
  Finding finding{"conn", {}, flow.first};
  JsonMembers& members = finding.members;
  members.text("service", flow.service);
  if (flow.first.time && flow.latest.time)
    members.number("duration", seconds_text(flow.latest.time->nanoseconds - flow.first.time->nanoseconds,
                                            flow.first.time->fraction_digits));
  members.number("orig_bytes", from.payload_bytes);
  members.number("resp_bytes", to.payload_bytes);
  members.text("conn_state", state_of(flow));
  members.number("orig_pkts", from.packets);
  members.number("orig_ip_bytes", from.ip_bytes);
  members.number("resp_pkts", to.packets);
  members.number("resp_ip_bytes", to.ip_bytes);
  if (is_icmp(flow.key.protocol)) {
    members.number("icmp_type", flow.icmp_type);
    members.number("icmp_code", flow.icmp_code);
  }
  if (flow.is_fragmented) members.boolean("fragmented", true);
  if (flow.is_unfollowed) members.boolean("payload_not_followed", true);
  if (flow.is_closed_early) members.boolean("closed_early", true);
  tell(flow, std::move(finding), out);

  held_bytes_ -= flow.held_bytes;
  queues_[flow.queue].erase(flow.place_in_queue);
  by_beginning_.erase(flow.first.offset);
  flows_.erase(Key(flow.key));
}

void Flows::tell(const Flow& flow, Finding finding, std::deque<Translation>& out) const {
  JsonMembers members;
  members.text("_path", finding.path);
  if (const auto& time = finding.place.time)
    members.number("ts", seconds_text(time->nanoseconds, time->fraction_digits));
  members.text("uid", flow.uid);
  const bool has_ports = is_tcp(flow.key.protocol) || flow.key.protocol == ip_udp;
  members.text("id.orig_h", flow.ends[originator].address.text());
  if (has_ports) members.number("id.orig_p", flow.ends[originator].port);
  members.text("id.resp_h", flow.ends[responder].address.text());
  if (has_ports) members.number("id.resp_p", flow.ends[responder].port);
  members.text("proto", protocol_name(flow.key.protocol));
  members.add(finding.members);
  out.push_back({finding.place.offset, finding.place.length, members.object(), false});
}

}  // namespace clew::evidence::detail
