// Logs of look-ups that name servers write themselves or through syslog; what their messages mean is in dns_messages.h.
// Source: BIND 9 Administrator Reference Manual, `print-time` and `print-category`; unbound.conf(5) `logfile`, `log-time-ascii`;
// RFC 3164 and RFC 5424 for what stands in front in a syslog.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/dns_messages.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/sender.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/formats/unix_messages.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using namespace std::string_view_literals;
using enum model::Attribute;

constexpr std::size_t message_bytes_max = 16 * 1024;

struct Line {
  std::optional<FoundTime> time;
  bool is_yearless = false;  // RFC 3164: `syslog` knows the year
  std::string_view host;
  std::string_view program;
  std::string_view message;
};

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  while (text.starts_with(' ')) text.remove_prefix(1);
  return word;
}

std::optional<int> month_of(std::string_view text) {
  static constexpr std::array names = {"Jan"sv, "Feb"sv, "Mar"sv, "Apr"sv, "May"sv, "Jun"sv,
                                       "Jul"sv, "Aug"sv, "Sep"sv, "Oct"sv, "Nov"sv, "Dec"sv};
  const auto* found = std::ranges::find(names, text.substr(0, 3));
  if (found == names.end()) return std::nullopt;
  return static_cast<int>(found - names.begin()) + 1;
}

/// `25-Jun-2023 10:00:00.123 `, BIND's own form: local time. Written as ISO it is read like any other.
std::optional<FoundTime> take_bind_time(std::string_view& text) {
  constexpr std::size_t date_bytes = 11;
  if (text.size() < date_bytes || text[2] != '-' || text[6] != '-') return std::nullopt;
  const auto month = month_of(text.substr(3));
  if (!month) return std::nullopt;
  std::string iso(text.substr(7, 4));
  iso += *month < 10 ? "-0" : "-";
  iso += std::to_string(*month) + "-" + std::string(text.substr(0, 2));
  constexpr std::size_t clock_bytes_max = 16;
  iso += text.substr(date_bytes, clock_bytes_max);
  const auto time = take_date_time(iso);
  if (time) text.remove_prefix(std::min(text.size(), time->bytes + 1));
  return time;
}

/// `Jun 25 10:00:00 `, RFC 3164: there is no year in it.
bool skip_yearless_time(std::string_view& text) {
  constexpr std::size_t time_bytes = 15;
  if (text.size() < time_bytes || !month_of(text) || text[3] != ' ' || text[9] != ':' || text[12] != ':') return false;
  text.remove_prefix(time_bytes);
  return true;
}

/// `[1687687200] `, Unbound's own form.
std::optional<FoundTime> take_bracketed_epoch(std::string_view& text) {
  const std::size_t end = text.find(']');
  if (!text.starts_with('[') || end == std::string_view::npos) return std::nullopt;
  const auto time = parse_epoch_any(text.substr(1, end - 1));
  if (!time) return std::nullopt;
  text.remove_prefix(end + 1);
  return FoundTime{*time};
}

/// False where the line begins with no time that is known here. CoreDNS writes none.
bool take_time(std::string_view& text, Line& line) {
  if (text.starts_with('<')) text.remove_prefix(std::min(text.size(), text.substr(0, 6).find('>') + 1));
  const bool is_rfc5424 = text.starts_with("1 ");
  if (is_rfc5424) text.remove_prefix(2);
  if (const auto time = take_date_time(text)) {
    line.time = time;
    text.remove_prefix(time->bytes);
  } else if (const auto bind_time = take_bind_time(text)) {
    line.time = bind_time;
  } else if (const auto epoch = take_bracketed_epoch(text)) {
    line.time = epoch;
  } else if (skip_yearless_time(text)) {
    line.is_yearless = true;
  } else if (!text.starts_with("[INFO] ")) {
    return false;
  }
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (!is_rfc5424) return true;
  line.host = take_word(text);
  line.program = take_word(text);
  for (int i = 0; i < 3; ++i) take_word(text);  // process, message id, structured data: name servers write none
  return true;
}

/// `named[12]: `, `unbound[12:0] `: a tag may end with a colon or stand before the message's own bracket.
std::string_view program_of(std::string_view word) {
  if (word.ends_with(':')) word.remove_suffix(1);
  return word.substr(0, word.find('['));
}

std::optional<Line> line_of(std::string_view text) {
  Line line;
  text = base::trimmed(text);
  if (!take_time(text, line)) return std::nullopt;
  static constexpr std::array bind_words = {"client "sv,    "queries: "sv,   "query-errors: "sv,
                                            "security: "sv, "responses: "sv, "rpz: "sv};
  const auto starts = [&](std::string_view word) { return text.starts_with(word); };
  if (line.program.empty() && std::ranges::any_of(bind_words, starts)) {
    line.program = "named";
  } else if (line.program.empty() && text.starts_with("[INFO] ")) {
    line.program = "coredns";
  } else if (line.program.empty()) {
    std::string_view rest = text;
    std::string_view word = take_word(rest);
    // A program with a colon, or a host in front of one.
    if (!word.ends_with(':') && name_server_of(program_of(word)).empty()) {
      line.host = word;
      word = take_word(rest);
    }
    line.program = program_of(word);
    text = rest;
  }
  line.message = text;
  return line;
}

/// All lines are of name servers, so that a system's log stays what it is.
std::string recognise(std::string_view head) {
  std::string source;
  for (const std::string_view text : head_lines(head)) {
    const auto line = line_of(text);
    if (!line) continue;
    const std::string_view server = name_server_of(line->program);
    if (server.empty() && !is_address_server(line->program)) return "";
    model::Event event;
    if (source.empty() && add_dns_message(line->program, line->message, event)) source = server;
  }
  return source;
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  const auto line = line_of(record);
  if (!line) return Decoded::unparsed;
  if (line->is_yearless) {
    read_syslog_line(base::trimmed(record), context, &event);
  } else {
    set_time(event, line->time, context.utc_offset_minutes.value_or(0));
  }
  if (is_address_server(line->program) && add_unix_message(line->program, line->message, event)) return Decoded::event;
  if (!add_dns_message(line->program, line->message, event)) {
    event.add(message, line->message.substr(0, message_bytes_max));
    event.add(device_hostname, line->host);
  } else if (is_loopback(event.get(src_ip))) {
    event.add(device_hostname, line->host);  // what it asked for itself
  }
  return Decoded::event;
}

/// The offset that all devices of the inventory have which tell one: a name server's log does not name its own machine.
std::optional<int> offset_of_all(const model::Inventory& inventory) {
  std::optional<int> offset;
  for (const model::Device& device : inventory.devices()) {
    if (!device.utc_offset_minutes) continue;
    if (offset && *offset != *device.utc_offset_minutes) return std::nullopt;
    offset = device.utc_offset_minutes;
  }
  return offset;
}

void prepare(std::string_view head, FileContext& context) {
  syslog.prepare(head, context);
  if (!context.utc_offset_minutes && context.inventory != nullptr)
    context.utc_offset_minutes = offset_of_all(*context.inventory);
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::dns};
  return sights;
}

}  // namespace

constinit const Format dns_server_log = {
    .name = "dns_server_log",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
};

}  // namespace clew::evidence
