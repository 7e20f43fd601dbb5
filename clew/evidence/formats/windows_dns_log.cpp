// The debug log of Windows' DNS server: a line for each packet, names as `(3)www(7)example(3)com(0)`.
// Source: Microsoft's documentation of DNS debug logging, and the log's own heading ("Message logging key").
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using enum model::Attribute;
namespace activity = model::activity;

constexpr std::string_view packet_mark = " PACKET ";

std::string_view take_word(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r"));
  text.remove_prefix(word.size());
  return word;
}

/// Local time in the order of the server's language; where nothing tells it, the day is first. The time is taken.
std::optional<FoundTime> take_time(std::string_view& line, std::optional<bool> day_first) {
  auto time = take_numeric_time(line, day_first);
  if (!time) time = take_numeric_time(line, true);
  if (time) line.remove_prefix(time->bytes);
  return time;
}

/// `(3)www(7)example(3)com(0)`, `(0)` is the root. A name that is not of this form is kept as it stands.
std::string name_of(std::string_view text) {
  std::string name;
  std::string_view rest = text;
  while (rest.starts_with('(')) {
    const std::size_t end = rest.find(')');
    if (end == std::string_view::npos) return std::string(text);
    const auto size = base::parse_unsigned(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
    if (!size || *size > rest.size()) return std::string(text);
    if (*size == 0) return name.empty() ? "." : name;
    if (!name.empty()) name += '.';
    name += rest.substr(0, *size);
    rest.remove_prefix(*size);
  }
  return name.empty() ? std::string(text) : name;
}

/// Behind `PACKET`: identifier, protocol, Rcv or Snd, address, number, [R] operation, [flags … code], type, name.
bool add_packet(std::string_view text, model::Event& event) {
  take_word(text);
  const std::string_view transport = take_word(text);
  const std::string_view direction = take_word(text);
  const std::string_view peer = take_word(text);
  if ((transport != "UDP" && transport != "TCP") || (direction != "Rcv" && direction != "Snd")) return false;
  if (!model::Address::parse(peer)) return false;
  take_word(text);  // the message's number
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return false;
  std::string_view kind = text.substr(0, open);
  const bool is_response = take_word(kind) == "R";
  std::string_view flags = text.substr(open + 1, close - open - 1);
  std::string_view code;
  while (true) {
    const std::string_view word = take_word(flags);
    if (word.empty()) break;
    code = word;
  }
  text.remove_prefix(close + 1);
  event.event_class = model::EventClass::dns_activity;
  event.activity = is_response ? activity::dns_response : activity::dns_query;
  // What is received is asked by the peer, what is sent is asked of it; of a response the other way round.
  const bool peer_asked = (direction == "Rcv") != is_response;
  event.add(peer_asked ? src_ip : dst_ip, peer);
  event.add(protocol, transport);
  event.add(query_type, take_word(text));
  event.add(query_hostname, name_of(base::trimmed(text)));
  if (!is_response) return true;
  // The log has no answers: that there was one is not told as one without an address.
  if (code != "NOERROR") event.add(rcode, code);
  event.status = code == "NOERROR" ? model::Status::success : model::Status::failure;
  return true;
}

/// Blank lines, the heading, and the details that may follow a packet line by line.
bool is_no_record(std::string_view line) {
  static constexpr std::array<std::string_view, 9> beginnings = {"DNS Server log file creation",
                                                                 "Log file wrap",
                                                                 "Message logging key",
                                                                 "Field #",
                                                                 "-------",
                                                                 "UDP question info",
                                                                 "UDP response info",
                                                                 "TCP question info",
                                                                 "TCP response info"};
  if (base::trimmed(line).empty() || base::is_space(line.front())) return true;
  return std::ranges::any_of(beginnings, [&](std::string_view text) { return line.starts_with(text); });
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  const std::size_t mark = record.find(packet_mark);
  std::string_view rest = record;
  const auto time = take_time(rest, context.day_first);
  if (!time) return is_no_record(record) ? Decoded::nothing : Decoded::unparsed;
  set_time(event, time, context.utc_offset_minutes.value_or(0));
  if (mark == std::string_view::npos) {
    event.add(message, base::trimmed(rest));  // what the server says of itself
    return Decoded::event;
  }
  return add_packet(record.substr(mark + packet_mark.size()), event) ? Decoded::event : Decoded::unparsed;
}

std::string recognise(std::string_view head) {
  constexpr std::size_t lines_looked_at = 60;  // the heading has some thirty
  for (const std::string_view line : head_lines(head, lines_looked_at)) {
    std::string_view rest = line;
    const std::size_t mark = line.find(packet_mark);
    model::Event event;
    if (mark != std::string_view::npos && take_time(rest, true) &&
        add_packet(line.substr(mark + packet_mark.size()), event))
      return "windows_dns";
  }
  return "";
}

void prepare(std::string_view head, FileContext& context) { context.day_first = day_first_in(head); }

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::dns};
  return sights;
}

}  // namespace

constinit const Format windows_dns_log = {
    .name = "windows_dns_log",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
    .respells = true,
};

}  // namespace clew::evidence
