// Lists of devices, in anybody's spelling: recognised by a host's name beside an address, an id, a user or a role.
// JSON documents, JSON lines, and CSV whose first line names the columns.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t key_bytes_max = 64;

/// What a key means (`happening`: only a record of something that happened has it), without its case and signs: `Host Name`, `host_name`
/// and `hostName` are one.
enum class Meaning : std::uint8_t {
  host,
  uid,
  weak_uid,
  ip,
  user,
  role,
  os,
  zone,
  zone_hours,
  zone_minutes,
  serial,
  happening
};
struct Spelling {
  std::string_view key;
  Meaning meaning;
};
constexpr std::array spellings = std::to_array<Spelling>({
    {"@timestamp", Meaning::happening},
    {"action", Meaning::happening},
    {"address", Meaning::ip},
    {"adresseip", Meaning::ip},
    {"adressesip", Meaning::ip},
    {"agentid", Meaning::uid},
    {"assetid", Meaning::uid},
    {"assetname", Meaning::host},
    {"assignedto", Meaning::user},
    {"assigneduser", Meaning::user},
    {"benutzer", Meaning::user},
    {"benutzername", Meaning::user},
    {"cmdline", Meaning::happening},
    {"command", Meaning::happening},
    {"commandline", Meaning::happening},
    {"computer", Meaning::host},
    {"computername", Meaning::host},
    {"date", Meaning::happening},
    {"dateutc", Meaning::happening},
    {"destinationip", Meaning::happening},
    {"destinationport", Meaning::happening},
    {"device", Meaning::host},
    {"deviceid", Meaning::uid},
    {"devicename", Meaning::host},
    {"devicerole", Meaning::role},
    {"direccionip", Meaning::ip},
    {"direction", Meaning::happening},
    {"displayname", Meaning::host},
    {"dstip", Meaning::happening},
    {"endpoint", Meaning::host},
    {"endpointname", Meaning::host},
    {"endtime", Meaning::happening},
    {"equipo", Meaning::host},
    {"event", Meaning::happening},
    {"eventid", Meaning::happening},
    {"eventname", Meaning::happening},
    {"eventtime", Meaning::happening},
    {"eventtimeutc", Meaning::happening},
    {"eventtype", Meaning::happening},
    {"exitcode", Meaning::happening},
    {"fonction", Meaning::role},
    {"fqdn", Meaning::host},
    {"function", Meaning::role},
    {"funktion", Meaning::role},
    {"gert", Meaning::host},
    {"host", Meaning::host},
    {"hostname", Meaning::host},
    {"id", Meaning::weak_uid},
    {"ip", Meaning::ip},
    {"ipaddress", Meaning::ip},
    {"ipaddresses", Meaning::ip},
    {"ipadresse", Meaning::ip},
    {"ips", Meaning::ip},
    {"ipv4", Meaning::ip},
    {"ipv4address", Meaning::ip},
    {"ipv6", Meaning::ip},
    {"ipv6address", Meaning::ip},
    {"jumpcloudsystem", Meaning::uid},
    {"jumpcloudsystemid", Meaning::uid},
    {"lastreportedip", Meaning::ip},
    {"level", Meaning::happening},
    {"localip", Meaning::ip},
    {"machinename", Meaning::host},
    {"message", Meaning::happening},
    {"name", Meaning::host},
    {"nomdhote", Meaning::host},
    {"nomdhte", Meaning::host},
    {"nommachine", Meaning::host},
    {"operatingsystem", Meaning::os},
    {"os", Meaning::os},
    {"osname", Meaning::os},
    {"owner", Meaning::user},
    {"pid", Meaning::happening},
    {"platform", Meaning::os},
    {"primaryip", Meaning::ip},
    {"primaryuser", Meaning::user},
    {"privateip", Meaning::ip},
    {"processid", Meaning::happening},
    {"processname", Meaning::happening},
    {"purpose", Meaning::role},
    {"query", Meaning::happening},
    {"queryname", Meaning::happening},
    {"querytype", Meaning::happening},
    {"rechner", Meaning::host},
    {"rechnername", Meaning::host},
    {"remoteip", Meaning::happening},
    {"remoteport", Meaning::happening},
    {"requesttime", Meaning::happening},
    {"responsetime", Meaning::happening},
    {"role", Meaning::role},
    {"rolle", Meaning::role},
    {"serial", Meaning::serial},
    {"serialnumber", Meaning::serial},
    {"severity", Meaning::happening},
    {"sourceip", Meaning::happening},
    {"srcip", Meaning::happening},
    {"starttime", Meaning::happening},
    {"success", Meaning::happening},
    {"systemid", Meaning::uid},
    {"time", Meaning::happening},
    {"timecreated", Meaning::happening},
    {"timegenerated", Meaning::happening},
    {"timegeneratedutc", Meaning::happening},
    {"timestamp", Meaning::happening},
    {"timestamputc", Meaning::happening},
    {"timeutc", Meaning::happening},
    {"timezone", Meaning::zone},
    {"ts", Meaning::happening},
    {"tz", Meaning::zone},
    {"tzoffset", Meaning::zone},
    {"tzoffsethours", Meaning::zone_hours},
    {"tzoffsetminutes", Meaning::zone_minutes},
    {"url", Meaning::happening},
    {"user", Meaning::user},
    {"username", Meaning::user},
    {"usuario", Meaning::user},
    {"utcoffset", Meaning::zone},
    {"utcoffsethours", Meaning::zone_hours},
    {"utcoffsetminutes", Meaning::zone_minutes},
    {"utilisateur", Meaning::user},
});
static_assert(std::ranges::is_sorted(spellings, {}, &Spelling::key));

std::optional<Meaning> meaning_of(std::string_view key) {
  std::array<char, key_bytes_max> plain{};
  std::size_t size = 0;
  for (const char c : key) {
    if (std::string_view("_- .[]()").contains(c)) continue;
    if (size == plain.size()) return std::nullopt;
    plain[size++] = base::to_lower(c);
  }
  const std::string_view word(plain.data(), size);
  const auto* found = std::ranges::lower_bound(spellings, word, {}, &Spelling::key);
  if (found == spellings.end() || found->key != word) return std::nullopt;
  return found->meaning;
}

/// `+02:00`, `-0700`, `UTC+2`, `Z`: minutes. The name of a zone would need a calendar: nothing.
std::optional<int> parse_offset(std::string_view text) {
  for (const std::string_view prefix : {"UTC", "GMT"}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  if (text.empty() || text == "Z") return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  if (text.front() == '+' || text.front() == '-') text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  std::string_view hours = text.substr(0, colon);
  std::string_view minutes = colon == std::string_view::npos ? std::string_view("0") : text.substr(colon + 1);
  if (colon == std::string_view::npos && text.size() == 4) {
    hours = text.substr(0, 2);
    minutes = text.substr(2);
  }
  const auto h = base::parse_unsigned(hours);
  const auto m = base::parse_unsigned(minutes);
  if (!h || !m || *h > 14 || *m > 59) return std::nullopt;
  return sign * static_cast<int>(*h * 60 + *m);
}

/// The offset in minutes. A bare number of up to 14 is hours, as people write it; a larger one is minutes.
std::optional<int> offset_minutes(Meaning meaning, std::string_view text) {
  constexpr double minutes_most = 14 * 60;
  text = base::trimmed(text);
  if (text.empty()) return std::nullopt;
  const bool is_signed = text.front() == '+' || text.front() == '-';
  const bool hhmm = is_signed && text.size() == 5;  // `-0330` is no number of minutes
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  double number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  const bool is_number = error == std::errc{} && end == digits.data() + digits.size();
  if (!is_number || hhmm) return meaning == Meaning::zone ? parse_offset(text) : std::nullopt;
  const bool hours = meaning == Meaning::zone_hours || (meaning == Meaning::zone && number >= -14 && number <= 14);
  const double minutes = hours ? number * 60 : number;
  if (!(minutes >= -minutes_most && minutes <= minutes_most)) return std::nullopt;
  return static_cast<int>(minutes);
}

bool is_device(const Fields& fields) {
  bool host = false;
  bool more = false;
  for (const Fields::Field& field : fields.all()) {
    const auto meaning = meaning_of(fields.path_of(field));
    if (!meaning) continue;
    if (*meaning == Meaning::happening) return false;  // a record of something that happened
    if (*meaning == Meaning::host)
      host = true;
    else if (*meaning != Meaning::os && *meaning != Meaning::weak_uid)
      more = true;
  }
  return host && more;
}

void add_field(Meaning meaning, std::string_view text, model::Event& event) {
  switch (meaning) {
    case Meaning::host:
      if (!event.has(device_hostname)) event.add(device_hostname, text);
      break;
    case Meaning::uid: event.add(device_uid, text); break;
    case Meaning::ip: event.add(device_ip, text); break;
    case Meaning::user: event.add(actor_user_name, text); break;
    case Meaning::role: event.add(device_role, text); break;
    case Meaning::os: event.add(client_os, text); break;
    case Meaning::zone:
    case Meaning::zone_hours:
    case Meaning::zone_minutes:
      if (const auto minutes = offset_minutes(meaning, text)) event.add(time_zone_offset, fmt::format("{}", *minutes));
      break;
    case Meaning::serial:
    case Meaning::weak_uid:
    case Meaning::happening: break;
  }
}

/// A host's own name comes before a name for people, an id of the device before the row's.
Decoded add_device(const Fields& fields, model::Event& event) {
  event.event_class = model::EventClass::inventory_info;
  static constexpr std::array<std::string_view, 4> names = {"hostname", "host_name", "host", "fqdn"};
  event.add(device_hostname, fields.first_of(names));
  std::string_view id;
  for (const Fields::Field& field : fields.all()) {
    const auto meaning = meaning_of(fields.path_of(field));
    if (!meaning) continue;
    if (*meaning == Meaning::weak_uid) id = field.text;
    add_field(*meaning, field.text, event);
  }
  if (!event.has(device_uid)) event.add(device_uid, id);
  return event.has(device_hostname) || event.has(device_uid) ? Decoded::event : Decoded::unparsed;
}

Decoded decode_json(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  return read == Decoded::event ? add_device(scratch.state().fields, event) : read;
}

Decoded decode_csv(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_row(record, context, scratch);
  return read == Decoded::event ? add_device(scratch.state().fields, event) : read;
}

void prepare_csv(std::string_view head, FileContext& context) {
  const auto rows = head_rows(head);
  if (!rows.empty()) context.columns = rows[0];
}

std::string recognise_document(std::string_view head) { return in_first_element(head, is_device) ? "inventory" : ""; }
std::string recognise_lines(std::string_view head) { return any_line(head, is_device) ? "inventory" : ""; }

std::string recognise_csv(std::string_view head) {
  const auto rows = head_rows(head);
  if (rows.size() < 2 || rows[0].starts_with('{') || rows[0].find_first_of(",;\t") == std::string_view::npos) return {};
  std::string buffer;
  Fields fields;
  return read_delimited(rows[0], rows[1], buffer, fields) && is_device(fields) ? "inventory" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::inventory};
  return sights;
}

}  // namespace

constinit const Format inventory_document = {
    .name = "inventory",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode_json,
    .sees = sees,
};
constinit const Format inventory_lines = {
    .name = "inventory_lines",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode_json,
    .sees = sees,
};
constinit const Format inventory_csv = {
    .name = "inventory_csv",
    .framing = Framing::rows,
    .recognise = recognise_csv,
    .decode = decode_csv,
    .sees = sees,
    .prepare = prepare_csv,
};

void add_to_inventory(const model::Event& event, model::Inventory& inventory) {
  if (event.event_class != model::EventClass::inventory_info) return;
  model::Device device;
  for (const model::Event::Field& field : event.fields()) {
    const std::string_view text = event.text_of(field);
    const auto set = [&](std::string& place) {
      if (place.empty()) place = text;
    };
    switch (field.attribute) {
      case device_hostname: set(device.hostname); break;
      case device_uid: set(device.uid); break;
      case device_ip: device.ips.emplace_back(text); break;
      case actor_user_name: set(device.user); break;
      case client_os: set(device.os); break;
      case device_role: set(device.role); break;
      case time_zone_offset: device.utc_offset_minutes = std::atoi(std::string(text).c_str()); break;
      default: break;
    }
  }
  inventory.add(std::move(device));
}

}  // namespace clew::evidence
