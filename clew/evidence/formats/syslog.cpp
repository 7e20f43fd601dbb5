// Lines of syslog: RFC 3164, RFC 5424, and the forms with an ISO time that rsyslog and systemd write.
// Source: RFC 3164 section 4.1, RFC 5424 section 6, rsyslog's RSYSLOG_FileFormat, `journalctl -o short-*`, the logs of
// busybox and OpenWrt. What the messages mean: unix_messages.h and embedded.h. Missing years: docs/adr/0016.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/dns_messages.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/sender.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/formats/unix_messages.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using base::Instant;

constexpr std::size_t message_bytes_max = 16 * 1024;
constexpr std::size_t tag_bytes_max = 128;   ///< RFC 3164 allows 32, programs write paths
constexpr std::size_t host_bytes_max = 255;  ///< RFC 5424 section 6
constexpr std::int64_t day = 24LL * 3600 * Instant::per_second;

// --- The header ---

bool take_priority(std::string_view& rest) {
  if (!rest.starts_with('<')) return false;
  const std::size_t end = rest.find('>');
  if (end == std::string_view::npos || end < 2 || end > 4 || !is_number(rest.substr(1, end - 1))) return false;
  rest.remove_prefix(end + 1);
  return true;
}

/// The time of a line in one of its forms.
struct LineTime {
  std::optional<FoundTime> found;
  std::optional<YearlessTime> yearless;
  bool is_plain_date = false;  ///< `2023-07-06 12:00:00` without `T`: what any program may write
  std::size_t bytes = 0;
};

std::optional<LineTime> take_line_time(std::string_view rest) {
  LineTime time;
  std::size_t before = 0;
  // Cisco marks a clock that is not set.
  if (rest.starts_with('*') || rest.starts_with('.')) before = 1;
  // `journalctl -o short-full`: a weekday and the name of a zone, which says nothing that can be relied on.
  const bool weekday_and_date = rest.size() > 8 && base::is_alpha(rest[0]) && rest[3] == ' ' && rest[8] == '-';
  if (weekday_and_date) before = 4;
  rest.remove_prefix(before);
  if ((time.found = take_date_time(rest))) {
    time.is_plain_date = rest[10] == ' ' && !weekday_and_date;
    time.bytes = before + time.found->bytes;
    if (weekday_and_date) {
      std::string_view zone = rest.substr(time.found->bytes);
      const std::size_t size = zone.size();
      if (!take(zone, " ")) return time;
      const std::string_view name = take_word(zone);
      time.found->zone_known = name == "UTC" || name == "GMT";
      time.bytes += size - zone.size() - 1;
    }
    return time;
  }
  if ((time.found = take_epoch_time(rest))) {
    time.bytes = before + time.found->bytes;
    return time;
  }
  if ((time.yearless = take_yearless_time(rest))) {
    time.bytes = before + time.yearless->bytes;
    return time;
  }
  return std::nullopt;
}

/// `daemon.info`, between host and tag in busybox's and OpenWrt's logs.
bool is_facility_and_level(std::string_view word) {
  static constexpr std::array<std::string_view, 13> facilities = {
      "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "security"};
  static constexpr std::array<std::string_view, 10> levels = {"emerg",   "alert", "crit",   "err",  "error",
                                                              "warning", "warn",  "notice", "info", "debug"};
  const std::size_t point = word.find('.');
  if (point == std::string_view::npos) return false;
  const std::string_view facility = word.substr(0, point);
  const bool local = facility.size() == 6 && facility.starts_with("local") && base::is_digit(facility[5]);
  return (local || std::ranges::find(facilities, facility) != facilities.end()) &&
         std::ranges::find(levels, word.substr(point + 1)) != levels.end();
}

bool is_level(std::string_view word) {
  static constexpr std::array<std::string_view, 10> levels = {"trace",   "debug", "info",  "notice",   "warn",
                                                              "warning", "error", "fatal", "critical", "severe"};
  return std::ranges::any_of(levels, [&](std::string_view level) { return base::equal_ignoring_case(level, word); });
}

bool is_host(std::string_view word) {
  return !word.empty() && word.size() <= host_bytes_max && !word.ends_with(':') && !is_level(word) &&
         std::ranges::all_of(word, [](char c) { return base::is_alnum(c) || std::string_view("._-:%/").contains(c); });
}

/// `firewall,info `, the topics of MikroTik's RouterOS; false, and nothing taken, if the text does not begin with them.
bool take_topics(std::string_view& rest, SyslogLine& line) {
  std::string_view behind = rest;
  const std::string_view word = take_word(behind);
  const auto topics = base::split(word, ',');
  constexpr std::size_t topics_max = 6;
  if (topics.size() < 2 || topics.size() > topics_max || std::ranges::none_of(topics, is_level)) return false;
  line.program = topics.front();
  line.is_tagged = true;
  rest = behind;
  return true;
}

/// `sshd[123]: `, `kernel: `, `CRON[9] (info): `; false, and nothing taken, if the text does not begin with one.
bool take_tag(std::string_view& rest, SyslogLine& line) {
  const auto in_tag = [](char c) { return base::is_alnum(c) || std::string_view("-_./@+#()%]\\~").contains(c); };
  const auto size = static_cast<std::size_t>(std::ranges::find_if_not(rest, in_tag) - rest.begin());
  const std::string_view tag = rest.substr(0, size);
  if (size == 0 || size > tag_bytes_max || std::ranges::none_of(tag, base::is_alpha)) return false;
  // These begin the message itself.
  if (tag == "CEF" || tag == "LEEF") return false;
  std::string_view behind = rest.substr(size);
  std::string_view pid;
  if (take(behind, "[")) {
    const auto inside = take_until(behind, "]");
    if (!inside || inside->empty() || inside->size() > 32 || inside->contains(' ')) return false;
    pid = *inside;
    // launchd and the unified log name what they speak of.
    if (std::string_view info = behind; take(info, " (") && take_until(info, ")") && info.starts_with(':'))
      behind = info;
  }
  if (!take(behind, ":") && (pid.empty() || !behind.starts_with(' '))) return false;
  if (!behind.empty() && !base::is_space(behind.front()) && behind.front() != '[' && pid.empty()) return false;
  take(behind, " ");
  line.program = tag;
  line.pid = pid;
  line.is_tagged = true;
  rest = behind;
  return true;
}

/// `-` or `[id name="value" …][…]`; false if it is neither.
bool take_structured_data(std::string_view& rest, std::string_view& data) {
  if (take(rest, "-")) return true;
  const std::string_view all = rest;
  while (rest.starts_with('[')) {
    bool quoted = false;
    std::size_t i = 1;
    for (; i < rest.size() && (quoted || rest[i] != ']'); ++i) {
      if (rest[i] == '\\' && quoted) {
        ++i;
      } else if (rest[i] == '"') {
        quoted = !quoted;
      }
    }
    if (i >= rest.size()) return false;
    rest.remove_prefix(i + 1);
  }
  data = all.substr(0, all.size() - rest.size());
  return !data.empty();
}

std::string_view unless_dash(std::string_view word) { return word == "-" ? std::string_view{} : word; }

/// RFC 5424 behind its version: time, host, program, process id, message id, structured data, message.
bool read_rfc5424(std::string_view rest, SyslogLine& line, std::optional<LineTime>& time) {
  const std::string_view time_word = take_word(rest);
  if (time_word != "-") {
    time = take_line_time(time_word);
    if (!time || !time->found) return false;
  }
  line.host = unless_dash(take_word(rest));
  line.program = unless_dash(take_word(rest));
  // Meraki writes the seconds of an epoch, and the message follows what it is about.
  if (is_number(time_word.substr(0, time_word.find('.')))) {
    line.message = base::trimmed(rest);
    line.is_tagged = !line.program.empty();
    return true;
  }
  line.pid = unless_dash(take_word(rest));
  line.message_id = unless_dash(take_word(rest));
  if (!take_structured_data(rest, line.structured_data)) {
    // Cisco and others leave it out: then all of the rest is the message.
    if (line.host.empty() && line.program.empty()) return false;
  }
  take(rest, " ");
  take(rest, "\xef\xbb\xbf");
  if (time && time->found && line.structured_data.contains("tzKnown=\"0\"")) time->found->zone_known = false;
  line.message = rest;
  line.is_rfc5424 = true;
  line.is_tagged = !line.program.empty();
  return true;
}

void read_rfc3164(std::string_view rest, SyslogLine& line) {
  take(rest, " ");
  std::string_view behind = rest;
  std::string_view word = take_word(behind);
  // `<local0.info>`, before the host, as FreeBSD's syslogd writes it if asked.
  if (word.starts_with('<') && word.ends_with('>') && is_facility_and_level(word.substr(1, word.size() - 2))) {
    rest = behind;
    word = take_word(behind);
  }
  if (is_facility_and_level(word)) {
    rest = behind;
  } else if (is_host(word)) {
    line.host = word;
    rest = behind;
    if (is_facility_and_level(take_word(behind))) rest = behind;
  }
  take(rest, ": ");  // Cisco puts one more colon in front of its tag
  if (!take_topics(rest, line)) take_tag(rest, line);
  line.message = rest;
}

/// `07/06/2023:10:00:00 GMT ns1 0-PPE-0 : `, with which NetScaler's messages begin: their own time, which has a year.
std::optional<FoundTime> take_netscaler_head(SyslogLine& line) {
  std::string_view rest = line.message;
  const std::string_view when = take_word(rest);
  constexpr std::size_t date_bytes = 10;
  if (when.size() != date_bytes + 9 || when[2] != '/' || when[date_bytes] != ':') return std::nullopt;
  auto time = take_numeric_time(fmt::format("{} {}", when.substr(0, date_bytes), when.substr(date_bytes + 1)), false);
  if (!time) return std::nullopt;
  std::string_view behind = rest;
  time->zone_known = take_word(behind) == "GMT";
  if (time->zone_known) rest = behind;
  take_word(rest);  // its name; often the sender's stands before
  if (!take_word(rest).contains("-PPE-") || !take(rest, ": ")) return std::nullopt;
  time->text = when;
  line.program = "netscaler";
  line.is_tagged = true;
  line.message = rest;
  return time;
}

void set_line_time(const LineTime& time, std::string_view host, const FileContext& context, model::Event& event) {
  auto found = time.yearless ? in_year_before(*time.yearless, context.year_end) : time.found;
  if (!found) return;
  int offset = context.utc_offset_minutes.value_or(0);
  if (!found->zone_known && context.inventory != nullptr && !host.empty()) {
    const model::Device* device = context.inventory->find(host);
    if (device != nullptr) offset = device->utc_offset_minutes.value_or(offset);
  }
  set_time(event, found, offset);
  if (time.yearless && !time.yearless->year_known && !context.year_is_sure)
    event.time_quality = model::TimeQuality::unknown;
}

// --- What the message says ---

/// `[12345.678901] `, the kernel's own clock.
std::string_view without_kernel_clock(std::string_view message) {
  std::string_view rest = message;
  if (!take(rest, "[")) return message;
  const auto clock = take_until(rest, "]");
  if (!clock || clock->empty() || clock->find_first_not_of(" 0123456789.") != std::string_view::npos) return message;
  take(rest, " ");
  return rest;
}

/// `audit: type=1400 audit(…): …` of the kernel and `type=… msg=audit(…)` of audispd.
std::string_view audit_of(std::string_view message) {
  for (const std::string_view prefix : {"audit: ", "audit[1]: "}) {
    if (take(message, prefix)) break;
  }
  const bool begins = message.starts_with("type=") || message.starts_with("node=");
  return begins && message.contains("audit(") ? message : std::string_view{};
}

/// Messages that are formats of their own, and may tell of others than the host.
Decoded decode_embedded(const SyslogLine& line, std::string_view text, const FileContext& context, Scratch& scratch,
                        model::Event& event) {
  const std::string_view program = line.program;
  if (const std::string_view audit = audit_of(text); !audit.empty()) return decode_audit(audit, scratch, event);
  if (text.starts_with("<Event")) return decode_event_xml(base::trimmed(text), context, scratch, event);
  if (text.starts_with("CEF:") || text.starts_with("LEEF:")) return decode_cef(text, context, scratch, event);
  if (decode_firewall(program, text, context, event) == Decoded::event) return Decoded::event;
  // Some put all that they say into the structured data.
  const std::string_view said = text.empty() ? line.structured_data : text;
  if (decode_gateway(program, said, line.message_id, event) == Decoded::event) return Decoded::event;
  return decode_key_value(text, context, scratch, event);
}

// --- The year ---

struct YearlessLine {
  YearlessTime time;
  std::string_view message;
};

std::optional<YearlessLine> yearless_line(std::string_view text) {
  take_priority(text);
  const auto time = take_line_time(text);
  if (!time || !time->yearless || time->yearless->year_known) return std::nullopt;
  return YearlessLine{*time->yearless, text.substr(time->bytes)};
}

/// A date and time with a year in the message, of the moment of the line: the clocks agree but for a zone's offset.
std::optional<Instant> moment_told_in(const YearlessLine& line) {
  constexpr std::size_t places_max = 8;
  std::size_t places = 0;
  for (std::size_t at = line.message.find("20"); at != std::string_view::npos && places < places_max;
       at = line.message.find("20", at + 1)) {
    if (at > 0 && base::is_digit(line.message[at - 1])) continue;
    const auto told = take_date_time(line.message.substr(at));
    if (!told) continue;
    ++places;
    const auto moment = in_year_before(line.time, Instant{told->instant.nanoseconds + day});
    if (!moment) continue;
    constexpr std::int64_t minute = 60LL * Instant::per_second;
    constexpr std::int64_t quarter = 15 * minute;  // zones differ by whole quarters of an hour
    const std::int64_t apart = std::abs(moment->instant.nanoseconds - told->instant.nanoseconds);
    const std::int64_t odd = apart % quarter;
    if (apart <= 14 * 60 * minute && (odd <= minute || odd >= quarter - minute)) return moment->instant;
  }
  return std::nullopt;
}

/// `-- Logs begin at Mon 2023-01-02 …, end at Thu 2023-07-06 12:00:00 CEST. --`, which journalctl writes first.
std::optional<Instant> end_told_by_journal(std::string_view line) {
  if (!line.starts_with("-- Logs begin at ") && !line.starts_with("-- Journal begins at ")) return std::nullopt;
  std::size_t at = line.rfind(" at ");
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + 4);
  take_word(line);  // the weekday
  const auto end = take_date_time(line);
  if (!end) return std::nullopt;
  return Instant{end->instant.nanoseconds + day};
}

/// The lines of a piece of a file, without the first one if it may have been cut.
std::optional<YearlessLine> last_yearless_line(std::string_view tail, bool first_is_whole) {
  while (!tail.empty()) {
    const std::size_t begin = tail.find_last_of('\n', tail.size() - 1);
    if (begin == std::string_view::npos && !first_is_whole) return std::nullopt;
    const std::string_view line = tail.substr(begin == std::string_view::npos ? 0 : begin + 1);
    if (auto found = yearless_line(line)) return found;
    tail = tail.substr(0, begin == std::string_view::npos ? 0 : begin);
  }
  return std::nullopt;
}

/// See docs/adr/0016: the content's own word comes first, then the date of the last change.
void find_year(std::string_view head, FileContext& context) {
  std::optional<YearlessLine> first;
  constexpr std::size_t lines_max = 1000;
  for (const std::string_view text : head_lines(head, lines_max)) {
    if (const auto end = end_told_by_journal(text)) {
      context.year_end = end;
      context.year_is_sure = true;
      return;
    }
    const auto line = yearless_line(text);
    if (!line) continue;
    if (!first) first = line;
    const auto moment = moment_told_in(*line);
    if (!moment) continue;
    const auto begin = in_year_before(first->time, Instant{moment->nanoseconds + day});
    if (!begin) continue;
    context.year_end = Instant{begin->instant.nanoseconds + 364 * day};
    context.year_is_sure = true;
    return;
  }
  if (!first || !context.modified) return;
  const bool head_is_all = head.size() < recognition_bytes;
  const auto last = last_yearless_line(head_is_all ? head : std::string_view(context.tail), head_is_all);
  const Instant end{context.modified->nanoseconds + 2 * day};
  if (last) {
    // A log is changed by its last record: where the two disagree, the date is that of a copy.
    const auto written = in_year_before(last->time, end);
    if (!written || end.nanoseconds - written->instant.nanoseconds > 4 * day) return;
    context.year_is_sure = true;
  } else if (head_is_all || !context.tail.empty()) {
    return;
  }
  context.year_end = end;
}

void prepare(std::string_view head, FileContext& context) {
  find_year(head, context);
  context.tail.clear();
}

// --- The format ---

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  if (record.starts_with("-- ") && record.ends_with(" --")) return Decoded::nothing;  // journalctl's own
  take(record, "\xef\xbb\xbf");
  const auto line = read_syslog_line(record, context, &event);
  // Another line goes on with the one before, or some program wrote it past syslog: it is kept, with what it says itself.
  if (!line) return text_lines.decode(record, context, scratch, event);
  return decode_syslog_message(*line, context, scratch, event);
}

/// Two points for a line that hardly anything else looks like, one for a form that others write too.
std::size_t points_of(std::string_view text) {
  const auto line = read_syslog_line(text, {}, nullptr);
  if (!line) return 0;
  if (line->is_rfc5424) return 2;
  if (line->has_priority && line->has_time) return 2;
  if (!line->is_tagged || !line->has_time) return 0;
  if (line->is_yearless) return 2;
  if (line->host.empty()) return 0;
  return line->pid.empty() ? 1 : 2;
}

std::string source_of(std::string_view head) {
  constexpr std::size_t lines_max = 2000;
  bool packets = false;
  bool mail = false;
  bool sensor = false;
  for (const std::string_view text : head_lines(head, lines_max)) {
    const auto line = read_syslog_line(text, {}, nullptr);
    if (!line) continue;
    if (is_authentication_program(line->program)) return "syslog_auth";
    sensor |= line->program == "sysmon" && line->message.starts_with("<Event");
    packets |= is_packet_message(line->message) || is_firewall_message(line->program, line->message);
    packets |= is_gateway_message(line->program, line->message.empty() ? line->structured_data : line->message);
    mail |= line->program.starts_with("postfix/") || line->program == "sendmail" || line->program == "sm-mta";
  }
  if (sensor) return "syslog_sysmon";
  if (packets) return "syslog_firewall";
  return mail ? "syslog_mail" : "syslog";
}

std::string recognise(std::string_view head) {
  const auto lines = head_lines(head);
  std::size_t points = 0;
  std::size_t counted = 0;
  for (const std::string_view line : lines) {
    if (line.starts_with("-- ") && line.ends_with(" --")) continue;
    points += points_of(line);
    ++counted;
  }
  return counted > 0 && points >= counted ? source_of(head) : "";
}

/// A log of nothing but audit, or one that much of it goes to.
std::string recognise_audit(std::string_view head) {
  const auto lines = head_lines(head);
  const auto is_audit = [](std::string_view text) {
    const auto line = read_syslog_line(text, {}, nullptr);
    return line && !audit_of(without_kernel_clock(line->message)).empty();
  };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(lines, is_audit));
  return count > 0 && 2 * count >= lines.size() && !recognise(head).empty() ? "syslog_audit" : "";
}

void add_event_of_line(std::string_view text, std::string& id) {
  if (!text.contains("audit(")) return;
  const auto line = read_syslog_line(text, {}, nullptr);
  if (!line) return;
  add_audit_id(audit_of(without_kernel_clock(line->message)), id);
  if (!id.empty()) id += line->host.substr(0, host_bytes_max);
}

/// Each line of an event has the header of syslog.
Decoded decode_audit_lines(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (!record.contains('\n')) return decode(record, context, scratch, event);
  std::string& text = scratch.state().inner_text;
  text.clear();
  std::string_view host;
  for (const std::string_view each : base::split(record, '\n')) {
    const auto line = read_syslog_line(each, context, text.empty() ? &event : nullptr);
    if (!line) continue;
    if (!text.empty()) text += '\n';
    host = line->host;
    text += audit_of(without_kernel_clock(line->message));
  }
  const Decoded decoded = decode_audit(text, scratch, event);
  if (decoded == Decoded::event) add_sender(host, event);
  return decoded;
}

std::span<const model::Sight> sees_audit(std::string_view /*source*/) { return auditd.sees({}); }

std::span<const model::Sight> sees(std::string_view source) {
  static constexpr std::array logins = {model::Sight::authentication, model::Sight::account_change};
  static constexpr std::array packets = {model::Sight::connection};
  static constexpr std::array mail = {model::Sight::mail};
  static constexpr std::array sensor = {model::Sight::process, model::Sight::file, model::Sight::connection};
  static constexpr std::array others = {model::Sight::text};
  if (source == "syslog_auth") return logins;
  if (source == "syslog_firewall") return packets;
  if (source == "syslog_mail") return mail;
  if (source == "syslog_sysmon") return sensor;
  return others;
}

}  // namespace

std::optional<SyslogLine> read_syslog_line(std::string_view text, const FileContext& context, model::Event* event) {
  SyslogLine line;
  line.has_priority = take_priority(text);
  std::optional<LineTime> time;
  std::string_view versioned = text;
  const bool is_5424 = line.has_priority && take(versioned, "1 ") && read_rfc5424(versioned, line, time);
  if (!is_5424) {
    time = take_line_time(text);
    if (!time && !line.has_priority) return std::nullopt;
    if (time) text.remove_prefix(time->bytes);
    read_rfc3164(text, line);
    if (const auto told = take_netscaler_head(line); told && time) {
      time->found = told;
      time->yearless.reset();
    }
    // `2023-07-06 12:00:00 word …` is what any program writes.
    if (time && time->is_plain_date && line.pid.empty() && !line.has_priority) return std::nullopt;
  }
  line.has_time = time.has_value();
  line.is_yearless = time && time->yearless;
  if (time && event != nullptr) set_line_time(*time, line.host, context, *event);
  return line;
}

Decoded decode_syslog_message(const SyslogLine& line, const FileContext& context, Scratch& scratch,
                              model::Event& event) {
  const std::string_view text = without_kernel_clock(line.message);
  if (decode_embedded(line, text, context, scratch, event) == Decoded::event) {
    add_sender(line.host, event);
    return Decoded::event;
  }
  // From here on a message is of the host itself, but for a packet that it passes on, and a name or an address that it is asked
  // for.
  const bool is_asked = !name_server_of(line.program).empty() || is_address_server(line.program);
  if (!is_asked && !is_forwarded_packet(text)) add_device(line.host, event);
  if (decode_web_access(text, context, event) == Decoded::event) return Decoded::event;
  add_unix_message(line.program, text, event);
  const bool is_of_others =
      event.event_class == model::EventClass::dns_activity || event.event_class == model::EventClass::dhcp_activity;
  if (is_asked && (!is_of_others || is_loopback(event.get(src_ip)))) add_device(line.host, event);
  if (line.program != "kernel") event.add(actor_process_path, line.program);
  if (is_number(line.pid)) event.add(actor_process_pid, line.pid);
  event.add(event_code, line.message_id);
  event.add(message, (text.empty() ? line.structured_data : text).substr(0, message_bytes_max));
  return Decoded::event;
}

constinit const Format syslog_audit = {
    .name = "syslog_audit",
    .framing = Framing::joined_lines,
    .recognise = recognise_audit,
    .decode = decode_audit_lines,
    .sees = sees_audit,
    .prepare = prepare,
    .respells = true,
    .event_of = add_event_of_line,
};
constinit const Format syslog = {
    .name = "syslog",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
};

}  // namespace clew::evidence
