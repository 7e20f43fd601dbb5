// The audit log of Windows' DHCP server (DhcpSrvLog-Mon.log): who was given which address, a line for each act, behind a heading.
//
//     10,07/06/23,12:00:00,Assign,192.0.2.7,desk-7.firm.example,00155D010203,,1234,0,,,,,,,,,0
//
// Source: Microsoft, "Analyze DHCP Server log files", and the log's own heading. Dates have the month first in every language.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <array>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
namespace activity = model::activity;

constexpr std::string_view columns = "ID,Date,Time,Description,IP Address,Host Name,MAC Address";

std::uint8_t activity_of(std::string_view id) {
  if (id == "10" || id == "11") return activity::dhcp_ack;  // a new lease, one renewed
  if (id == "12") return activity::dhcp_release;
  return activity::other;
}

/// Which tells what the numbers mean: `10<tab>A new IP address was leased to a client.`
bool is_of_heading(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(",\t "));
  return line.empty() || base::is_alpha(line.front()) ||
         (is_number(word) && !line.substr(word.size()).starts_with(','));
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  std::string_view rest = base::trimmed(record);
  if (is_of_heading(rest)) return Decoded::nothing;
  enum Value : std::uint8_t { id, date, time, description, address, host, mac, count };
  std::array<std::string_view, count> values;
  for (std::string_view& value : values) {
    value = rest.substr(0, rest.find(','));
    rest.remove_prefix(value.size());
    take(rest, ",");
  }
  const auto when = take_numeric_time(fmt::format("{} {}", values[date], values[time]), false);
  if (!is_number(values[id]) || !when) return Decoded::unparsed;
  event.event_class = model::EventClass::dhcp_activity;
  event.activity = activity_of(values[id]);
  set_time(event, when, context.utc_offset_minutes.value_or(0));
  if (is_address(values[address])) event.add(src_ip, values[address]);
  event.add(device_hostname, values[host]);
  event.add(src_mac, values[mac]);
  event.add(event_code, values[id]);
  event.add(status_detail, values[description]);
  return Decoded::event;
}

std::string recognise(std::string_view head) {
  for (const std::string_view line : head_lines(head)) {
    if (line.starts_with(columns)) return "windows_dhcp";
  }
  return "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format windows_dhcp_log = {
    .name = "windows_dhcp_log",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
