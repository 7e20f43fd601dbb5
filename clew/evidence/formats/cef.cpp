// ArcSight's Common Event Format and IBM's Log Event Extended Format, alone on a line or behind a syslog header:
//   CEF:0|vendor|product|version|signature|name|severity|key=value key=value
//   LEEF:2.0|vendor|product|version|event|delimiter|key=value<delimiter>key=value
// Source: "ArcSight Common Event Format (CEF) Implementation Standard" version 25, its dictionary of keys; IBM "QRadar LEEF
// event components" and "Predefined LEEF event attributes".
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/sender.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
namespace activity = model::activity;

constexpr std::size_t message_bytes_max = 16 * 1024;

constexpr std::array cef_table = std::to_array<Mapping>({
    {"destinationServiceName", api_service},
    {"dhost", dst_hostname},
    {"dpt", dst_port},
    {"externalId", event_uid},
    {"filePath", file_path},
    {"in", bytes_in},
    {"msg", message},
    {"out", bytes_out},
    {"proto", protocol},
    {"reason", status_detail},
    {"request", url},
    {"requestClientApplication", user_agent},
    {"requestContext", http_referrer},
    {"requestMethod", http_method},
    {"sproc", actor_process_path},
    {"spt", src_port},
    {"suid", actor_user_uid},
    {"suser", actor_user_name},
});
constexpr std::array leef_table = std::to_array<Mapping>({
    {"accountName", resource_name},
    {"dstBytes", bytes_in},
    {"dstPort", dst_port},
    {"identHostName", device_hostname},
    {"msg", message},
    {"proto", protocol},
    {"reason", status_detail},
    {"srcBytes", bytes_out},
    {"srcPort", src_port},
    {"url", url},
    {"userAgent", user_agent},
    {"usrName", actor_user_name},
});
static_assert(is_sorted_by_path(cef_table) && is_sorted_by_path(leef_table));

// --- The text ---

/// Up to the next bar that no backslash stands before; the backslashes stay.
std::optional<std::string_view> take_header_field(std::string_view& rest) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '|') {
      const std::string_view field = rest.substr(0, i);
      rest.remove_prefix(i + 1);
      return field;
    }
  }
  return std::nullopt;
}

/// The text without its escapes (`\=`, `\|`, `\\`, `\n`), in `bytes`, which has room for it; itself if it has none.
std::string_view unescaped(std::string_view text, std::string& bytes) {
  if (!text.contains('\\')) return text;
  const std::size_t begin = bytes.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '\\' || next == '\0' || !std::string_view("=|\\nr").contains(next)) {
      bytes += text[i];
      continue;
    }
    bytes += next == 'n' ? '\n' : next == 'r' ? '\r' : next;
    ++i;
  }
  return std::string_view(bytes).substr(begin);
}

bool is_key_byte(char c) { return base::is_alnum(c) || std::string_view("_.-[]").contains(c); }

/// A value has blanks in it and ends where the next key begins.
void read_extension(std::string_view text, Scratch::State& state) {
  std::string_view key;
  std::size_t value = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\\') {
      ++i;
      continue;
    }
    if (i < text.size() && text[i] != '=') continue;
    std::size_t begin = i;
    while (i < text.size() && begin > value && is_key_byte(text[begin - 1])) --begin;
    const bool is_key = i == text.size() || (begin < i && (begin == 0 || text[begin - 1] == ' '));
    if (!is_key) continue;
    if (!key.empty()) state.fields.add(key, unescaped(base::trimmed(text.substr(value, begin - value)), state.text));
    if (i == text.size()) return;
    key = text.substr(begin, i - begin);
    value = i + 1;
  }
  // The last byte was a backslash.
  if (!key.empty()) state.fields.add(key, unescaped(base::trimmed(text.substr(value)), state.text));
}

void read_attributes(std::string_view text, char delimiter, Scratch::State& state) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(delimiter), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    state.fields.add(base::trimmed(pair.substr(0, equals)), base::trimmed(pair.substr(equals + 1)));
  }
}

/// `^`, `x5E`, `0x5E`; a tab where none is named.
char delimiter_of(std::string_view text) {
  if (text.size() == 1) return text.front();
  take(text, "0");
  if (!take(text, "x") || text.empty() || text.size() > 4 || !std::ranges::all_of(text, base::is_hex)) return '\t';
  unsigned value = 0;
  for (const char c : text)
    value = value * 16 + static_cast<unsigned>(base::is_digit(c) ? c - '0' : base::to_lower(c) - 'a' + 10);
  return value < 128 ? static_cast<char>(value) : '\t';
}

// --- What the fields say ---

/// Milliseconds, RFC 3339, or `Jul 06 2023 12:00:00.123 UTC`.
std::optional<FoundTime> time_in(std::string_view text) {
  if (const auto time = parse_json_time(text)) return time;
  const auto time = take_yearless_time(text);
  if (!time || !time->year_known) return std::nullopt;
  auto found = in_year_before(*time, std::nullopt);
  const std::string_view zone = base::trimmed(text.substr(time->bytes));
  if (found) found->zone_known = zone == "UTC" || zone == "GMT" || zone == "Z";
  return found;
}

void add_hash(std::string_view text, model::Event& event) {
  if (!std::ranges::all_of(text, base::is_hex)) return;
  if (text.size() == 32) event.add(file_md5, text);
  if (text.size() == 40) event.add(file_sha1, text);
  if (text.size() == 64) event.add(file_sha256, text);
}

/// Who did it, and to which account: a destination's user alone is who logged in.
void add_users(const Fields& fields, model::Event& event) {
  const std::string_view target = fields.get("duser");
  if (!event.has(actor_user_name)) return event.add(actor_user_name, target);
  if (target.empty() || target == event.get(actor_user_name)) return;
  event.add(resource_type, "user");
  event.add(resource_name, target);
}

void classify(model::Event& event) {
  const bool blocked = event.disposition == model::Disposition::blocked;
  if (event.has(url) || event.has(http_method)) {
    event.event_class = EventClass::http_activity;
    event.activity = activity::other;
  } else if (event.has(src_ip) && event.has(dst_ip)) {
    event.event_class = EventClass::network_activity;
    event.activity = blocked ? activity::network_refuse : activity::network_traffic;
  } else if (event.has(file_path) || event.has(file_sha256) || event.has(file_md5) || event.has(file_sha1)) {
    event.event_class = EventClass::file_activity;
    event.activity = activity::other;
  }
}

/// What sent the message, or, where that tells of others, who they are.
void add_device(const Fields& fields, model::Event& event) {
  if (tells_of_others(event)) return event.add(device_hostname, fields.get("shost"));
  event.add(device_uid, fields.get("deviceExternalId"));
  add_sender(fields.get("dvchost"), event);
  if (is_address(fields.get("dvc"))) add_sender(fields.get("dvc"), event);
}

void add_common(const Fields& fields, const FileContext& context, std::span<const std::string_view> times,
                model::Event& event) {
  for (const std::string_view key : times) {
    const auto time = time_in(fields.get(key));
    if (!time) continue;
    set_surer_time(event, time, context.utc_offset_minutes.value_or(0));
    break;
  }
  if (is_address(fields.get("src"))) event.add(src_ip, fields.get("src"));
  if (is_address(fields.get("dst"))) event.add(dst_ip, fields.get("dst"));
  static constexpr std::array<std::string_view, 2> actions = {"act", "action"};
  event.disposition = disposition_of_word(fields.first_of(actions));
}

Decoded decode_leef(std::string_view text, const FileContext& context, Scratch& scratch, model::Event& event) {
  const auto version = take_header_field(text);
  const auto vendor = take_header_field(text);
  const auto product = take_header_field(text);
  const auto product_version = take_header_field(text);
  const auto code = take_header_field(text);
  if (!version || !vendor || !product || !product_version || !code) return Decoded::unparsed;
  char delimiter = '\t';
  if (version->starts_with('2')) {
    const std::string_view rest = text;
    const auto wanted = take_header_field(text);
    // Some write version 2 without the delimiter.
    if (wanted && wanted->size() <= 5 && !wanted->contains('=')) {
      delimiter = delimiter_of(*wanted);
    } else {
      text = rest;
    }
  }
  Scratch::State& state = scratch.state();
  state.fields.clear();
  read_attributes(text, delimiter, state);
  static constexpr std::array<std::string_view, 1> times = {"devTime"};
  add_common(state.fields, context, times, event);
  event.add(event_code, *code);
  add_mapped(state.fields, leef_table, event);
  classify(event);
  return Decoded::event;
}

/// Where the message begins in a line with or without a syslog header.
std::size_t begin_of_message(std::string_view line) {
  for (const std::string_view mark : {"CEF:0|", "CEF:1|", "CEF: 0|", "LEEF:1.0|", "LEEF:2.0|"}) {
    const std::size_t at = line.find(mark);
    if (at != std::string_view::npos && (at == 0 || line[at - 1] == ' ' || line[at - 1] == '>' || line[at - 1] == ':'))
      return at;
  }
  return std::string_view::npos;
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  const std::size_t begin = begin_of_message(record);
  if (begin == std::string_view::npos) return syslog.decode(record, context, scratch, event);
  const auto line = read_syslog_line(record.substr(0, begin), context, &event);
  const Decoded decoded = decode_cef(record.substr(begin), context, scratch, event);
  if (line) add_sender(line->host, event);
  return decoded;
}

std::string recognise(std::string_view head) {
  for (const std::string_view line : head_lines(head)) {
    const std::size_t begin = begin_of_message(line);
    if (begin == std::string_view::npos) continue;
    std::string_view rest = line.substr(begin);
    constexpr std::ptrdiff_t bars_min = 5;
    if (std::ranges::count(rest, '|') < bars_min) continue;
    return rest.starts_with("CEF") ? "cef" : "leef";
  }
  return {};
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

model::Disposition disposition_of_word(std::string_view word) {
  struct Row {
    std::string_view word;
    model::Disposition disposition;
  };
  using enum model::Disposition;
  static constexpr std::array rows = std::to_array<Row>({
      {"accept", allowed},       {"accepted", allowed}, {"allow", allowed},          {"allowed", allowed},
      {"block", blocked},        {"block-ip", blocked}, {"block-url", blocked},      {"blocked", blocked},
      {"denied", blocked},       {"deny", blocked},     {"drop", blocked},           {"drop-icmp", blocked},
      {"dropped", blocked},      {"pass", allowed},     {"passthrough", allowed},    {"permit", allowed},
      {"permitted", allowed},    {"prevent", blocked},  {"quarantine", quarantined}, {"quarantined", quarantined},
      {"reject", blocked},       {"rejected", blocked}, {"reset-both", blocked},     {"reset-client", blocked},
      {"reset-server", blocked}, {"sinkhole", blocked},
  });
  for (const Row& row : rows) {
    if (base::equal_ignoring_case(row.word, word)) return row.disposition;
  }
  return unknown;
}

Decoded decode_cef(std::string_view text, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (take(text, "LEEF:")) return decode_leef(text, context, scratch, event);
  if (!take(text, "CEF:")) return Decoded::unparsed;
  std::array<std::string_view, 7> header;  // version, vendor, product, its version, signature, name, severity
  for (std::string_view& field : header) {
    const auto taken = take_header_field(text);
    if (!taken) return Decoded::unparsed;
    field = *taken;
  }
  Scratch::State& state = scratch.state();
  state.fields.clear();
  state.text.clear();
  state.text.reserve(text.size() + header[5].size());
  read_extension(text, state);
  const Fields& fields = state.fields;
  static constexpr std::array<std::string_view, 3> times = {"rt", "end", "start"};
  add_common(fields, context, times, event);
  event.add(event_code, header[4]);
  event.add(message, unescaped(header[5], state.text).substr(0, message_bytes_max));
  if (const std::string_view name = fields.get("fname"); !name.empty())
    event.add(name.find_first_of("/\\") == std::string_view::npos ? file_name : file_path, name);
  add_hash(fields.get("fileHash"), event);
  add_mapped(fields, cef_table, event);
  add_users(fields, event);
  const std::string_view outcome = fields.get("outcome");
  if (base::equal_ignoring_case(outcome, "success")) event.status = model::Status::success;
  if (base::equal_ignoring_case(outcome, "failure") || base::equal_ignoring_case(outcome, "failed"))
    event.status = model::Status::failure;
  classify(event);
  add_device(fields, event);
  return Decoded::event;
}

constinit const Format cef = {
    .name = "cef",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
