// The log that OpenVPN writes itself, of a server: who connected from where, as whom, and who was refused.
//
//     Thu Jul  6 12:00:00 2023 192.0.2.7:50022 [kit] Peer Connection Initiated with [AF_INET]192.0.2.7:50022
//     2023-07-06 12:00:00 us=301 kit/192.0.2.7:50022 MULTI: primary virtual IP for kit/192.0.2.7:50022: 10.8.0.6
//
// Times are local to the server, without a zone. Source: OpenVPN's reference manual (--log, --verb, --suppress-timestamps) and
// the messages of its sources (multi.c, ssl.c, error.c).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/formats/unix_messages.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t message_bytes_max = 16 * 1024;

/// Versions before 2.5 write the time as C's `ctime` does.
std::optional<FoundTime> take_time(std::string_view line) {
  if (const auto time = take_date_time(line)) return time->zone_known ? std::nullopt : time;
  const auto time = take_yearless_time(line);
  return time && time->year_known ? in_year_before(*time, std::nullopt) : std::nullopt;
}

/// The line behind its time, and behind the microseconds that a talkative server adds.
std::string_view behind_time(std::string_view line, std::size_t time_bytes) {
  line = base::trimmed(line.substr(time_bytes));
  std::string_view rest = line;
  if (!take(rest, "us=")) return line;
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  return digits == 0 ? line : base::trimmed(rest.substr(digits));
}

bool is_of_openvpn(std::string_view line) {
  const auto time = take_time(line);
  if (!time) return false;
  const std::string_view text = behind_time(line, time->bytes);
  static constexpr auto marks = std::to_array<std::string_view>(
      {"[AF_INET]", "[AF_INET6]", "] Peer Connection Initiated", " TLS: Initial packet from ", " peer info: IV_",
       "MULTI: multi_create_instance", " MULTI_sva: pool returned IPv4="});
  return text.starts_with("OpenVPN 2.") ||
         std::ranges::any_of(marks, [&](std::string_view mark) { return text.contains(mark); });
}

std::string recognise(std::string_view head) {
  return std::ranges::any_of(head_lines(head), is_of_openvpn) ? "openvpn" : "";
}

/// `kit/192.0.2.7:50022 text`, `192.0.2.7:50022 text`: whom a line is about.
void add_peer(std::string_view text, model::Event& event) {
  const std::string_view peer = text.substr(0, text.find(' '));
  const std::size_t slash = peer.rfind('/');
  const Endpoint from = endpoint_of(slash == std::string_view::npos ? peer : peer.substr(slash + 1));
  if (from.address.empty()) return;
  event.add(src_ip, from.address);
  event.add(src_port, from.port);
  if (slash != std::string_view::npos) event.add(actor_user_name, peer.substr(0, slash));
}

/// `… MULTI: primary virtual IP for kit/192.0.2.7:50022: 10.8.0.6`: as what the client is seen inside.
void add_address_inside(std::string_view text, model::Event& event) {
  if (!text.contains(" MULTI: primary virtual IP for ")) return;
  const std::string_view address = text.substr(text.rfind(' ') + 1);
  if (is_address(address)) event.add(observable, address);
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  const std::string_view line = base::trimmed(record);
  if (line.empty()) return Decoded::nothing;
  const auto time = take_time(line);
  set_time(event, time, context.utc_offset_minutes.value_or(0));
  const std::string_view text = behind_time(line, time ? time->bytes : 0);
  if (!add_unix_message("openvpn", text, event)) {
    add_peer(text, event);
    add_address_inside(text, event);
  }
  event.add(message, text.substr(0, message_bytes_max));
  return Decoded::event;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::authentication};
  return sights;
}

}  // namespace

constinit const Format openvpn_log = {
    .name = "openvpn_log",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
