// Logs whose `#Fields:` line names their columns: IIS, Blue Coat and other proxies, CloudFront, Windows Firewall, Exchange.
// Source: W3C "Extended Log File Format" (WD-logfile-960323), Microsoft's "W3C Extended Log File Format (IIS)" and
// "Message tracking log files", Blue Coat's "ELFF Access Log Formats", AWS "Standard log file format", `netsh advfirewall`.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;

constexpr std::size_t columns_max = 1024;

constexpr std::array table = std::to_array<Mapping>({
    {"AuthenticatedUser", actor_user_name},
    {"ClientIpAddress", src_ip},
    {"HttpStatus", http_status},
    {"Method", http_method},
    {"UrlHost", http_host},
    {"UserAgent", user_agent},
    {"c-ip", src_ip},
    {"c-port", src_port},
    {"client-ip", src_ip},
    {"cs(Host)", http_host},
    {"cs(User-Agent)", user_agent},
    {"cs(X-Forwarded-For)", src_ip},
    {"cs-bytes", bytes_out},
    {"cs-host", http_host},
    {"cs-method", http_method},
    {"cs-uri", url},
    {"cs-uri-port", dst_port},
    {"cs-username", actor_user_name},
    {"dst-ip", dst_ip},
    {"dst-port", dst_port},
    {"event-id", event_code},
    {"message-id", event_uid},
    {"message-subject", email_subject},
    {"original-client-ip", src_ip},
    {"pid", actor_process_pid},
    {"protocol", protocol},
    {"r-dns", dst_hostname},
    {"r-ip", dst_ip},
    {"r-port", dst_port},
    {"r-supplier-ip", dst_ip},
    {"s-action", status_detail},
    {"s-computername", device_hostname},
    {"s-supplier-ip", dst_ip},
    {"sc-bytes", bytes_in},
    {"sc-status", http_status},
    {"sender-address", email_from},
    {"server-ip", dst_ip},
    {"src-ip", src_ip},
    {"src-port", src_port},
    {"x-edge-request-id", event_uid},
    {"x-forwarded-for", src_ip},
    {"x-host-header", http_host},
});
static_assert(is_sorted_by_path(table));

/// The value of a header line, the last one where there are several.
std::string_view header_value(std::string_view header, std::string_view name) {
  std::string_view value;
  for (std::string_view line : base::split(header, '\n')) {
    if (base::find_ignoring_case(line.substr(0, name.size()), name) == 0)
      value = base::trimmed(line.substr(name.size()));
  }
  return value;
}

char separator_of(std::string_view fields_line) {
  if (fields_line.contains('\t')) return '\t';
  return fields_line.contains(',') ? ',' : ' ';
}

/// Values between separators, or in quotes, where two quotes stand for one. Several blanks are one.
std::optional<std::string_view> take_value(std::string_view& rest, char separator, std::string& buffer) {
  if (separator == ' ') {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (rest.empty()) return std::nullopt;
  }
  if (!rest.starts_with('"')) {
    const std::string_view value = rest.substr(0, rest.find(separator));
    rest.remove_prefix(value.size());
    return value;
  }
  const std::size_t begin = buffer.size();
  std::size_t at = 1;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      if (!rest.substr(at + 1).starts_with('"')) break;
      ++at;
    }
    buffer += rest[at];
  }
  rest.remove_prefix(std::min(rest.size(), at + 1));
  rest.remove_prefix(std::min(rest.find(separator), rest.size()));
  return std::string_view(buffer).substr(begin);
}

/// CloudFront has blanks between the names and tabs between the values.
char separator_of_values(std::string_view record, char of_names) {
  const std::size_t first = record.find_first_of(" \t");
  return of_names == ' ' && first != std::string_view::npos ? record[first] : of_names;
}

bool read_record(std::string_view record, char separator, Scratch::State& state) {
  state.fields.clear();
  state.text.clear();
  state.text.reserve(record.size());  // unquoting never lengthens, so views into it stay
  for (std::size_t i = 0; i < state.columns.size(); ++i) {
    if (i > 0 && separator != ' ') {
      if (!record.starts_with(separator)) return false;  // a line that was cut
      record.remove_prefix(1);
    }
    const auto value = take_value(record, separator, state.text);
    if (!value) return false;
    if (*value != "-") state.fields.add(state.columns[i], *value);
  }
  return base::trimmed(record).empty();
}

/// `time` alone is of the day that the heading names. The specification says GMT; a firewall says what it means.
std::optional<FoundTime> time_of(const Fields& fields, std::string_view header) {
  static constexpr std::array<std::string_view, 3> whole = {"date-time", "DateTime", "gmttime"};
  if (const std::string_view text = fields.first_of(whole); !text.empty()) return parse_json_time(text);
  if (const std::string_view text = fields.get("x-timestamp"); !text.empty()) return parse_json_time(text);
  std::string_view date = fields.get("date");
  const std::string_view clock = fields.get("time");
  if (clock.empty()) return std::nullopt;
  constexpr std::size_t date_bytes = 10;
  if (date.empty()) date = header_value(header, "#Date:").substr(0, date_bytes);
  auto found = take_date_time(std::string(date) + " " + std::string(clock));
  if (found) found->zone_known = !base::equal_ignoring_case(header_value(header, "#Time Format:"), "local");
  return found;
}

/// `cs-uri-stem` and `cs-uri-query`, with the question mark that only some write.
void add_path(const Fields& fields, model::Event& event) {
  static constexpr std::array<std::string_view, 3> stems = {"cs-uri-stem", "cs-uri-path", "UrlStem"};
  static constexpr std::array<std::string_view, 2> queries = {"cs-uri-query", "UrlQuery"};
  std::string path(fields.first_of(stems));
  const std::string_view query = fields.first_of(queries);
  if (!query.empty() && !query.starts_with('?')) path += '?';
  path += query;
  event.add(http_path, path);
}

/// Of a web server it is the destination; of a proxy its own address, which says nothing of what was asked.
void add_server(const Fields& fields, model::Event& event) {
  const bool is_proxy = fields.has("cs-host") || fields.has("s-action") || fields.has("sc-filter-result");
  if (is_proxy) return;
  event.add(dst_ip, fields.get("s-ip"));
  event.add(dst_port, fields.get("s-port"));
}

void finish_http(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::http_activity;
  event.activity = model::activity::other;
  add_path(fields, event);
  add_server(fields, event);
  const std::string_view status = event.get(http_status);
  if (status.starts_with('2') || status.starts_with('3')) event.status = model::Status::success;
  if (status.starts_with('4') || status.starts_with('5')) event.status = model::Status::failure;
  const bool denied =
      base::equal_ignoring_case(fields.get("sc-filter-result"), "DENIED") || fields.get("s-action").contains("DENIED");
  if (denied)
    event.disposition = model::Disposition::blocked;
  else if (fields.has("sc-filter-result") || fields.has("s-action"))
    event.disposition = model::Disposition::allowed;
}

void finish_firewall(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::network_activity;
  event.activity = model::activity::network_traffic;
  const std::string_view action = fields.get("action");
  event.add(status_detail, action);
  if (action == "DROP") {
    event.activity = model::activity::network_refuse;
    event.disposition = model::Disposition::blocked;
    event.status = model::Status::failure;
  }
  if (action == "ALLOW" || action == "OPEN" || action == "OPEN-INBOUND") {
    event.activity = model::activity::network_open;
    event.disposition = model::Disposition::allowed;
  }
  if (action == "CLOSE") event.activity = model::activity::network_close;
}

void finish_mail(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::email_activity;
  event.activity = model::activity::other;
  for (const std::string_view to : base::split(fields.get("recipient-address"), ';')) event.add(email_to, to);
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (record.ends_with('\r')) record.remove_suffix(1);
  if (base::trimmed(record).empty() || record.starts_with('#')) return Decoded::nothing;
  Scratch::State& state = scratch.state();
  const std::string_view columns = header_value(context.header, "#Fields:");
  const char separator = separator_of(columns);
  if (state.columns_of != columns) {
    state.columns_of = columns;
    state.columns.clear();
    for (const std::string_view column : base::split(columns, separator)) {
      if (!base::trimmed(column).empty() && state.columns.size() < columns_max)
        state.columns.emplace_back(base::trimmed(column));
    }
  }
  if (state.columns.empty() || !read_record(record, separator_of_values(record, separator), state))
    return Decoded::unparsed;
  const Fields& fields = state.fields;
  set_time(event, time_of(fields, context.header), context.utc_offset_minutes.value_or(0));
  add_mapped(fields, table, event);
  if (fields.has("action") && fields.has("src-ip")) {
    finish_firewall(fields, event);
  } else if (fields.has("recipient-address")) {
    finish_mail(fields, event);
  } else {
    finish_http(fields, event);
  }
  return Decoded::event;
}

/// Named by who wrote it where the heading says so.
std::string source_of(std::string_view header, std::string_view columns) {
  const std::string_view software = header_value(header, "#Software:");
  if (software.contains("Internet Information Services")) return "iis";
  if (software.contains("Windows Firewall")) return "windows_firewall";
  if (software.contains("Exchange")) return columns.contains("recipient-address") ? "exchange_tracking" : "exchange";
  if (software.contains("SGOS") || software.contains("Blue Coat")) return "bluecoat";
  if (columns.contains("x-edge-location")) return "cloudfront";
  return "w3c_extended";
}

std::string recognise(std::string_view head) {
  std::string header;
  constexpr std::size_t lines_max = 32;
  for (const std::string_view line : head_lines(head, lines_max)) {
    if (line.starts_with('#')) header.append(line).append("\n");
  }
  const std::string_view columns = header_value(header, "#Fields:");
  const bool has_time = columns.contains("time") || columns.contains("DateTime");
  const bool has_column = std::ranges::any_of(table, [&](const Mapping& row) { return columns.contains(row.path); });
  return has_time && has_column ? source_of(header, columns) : "";
}

std::span<const model::Sight> sees(std::string_view source) {
  static constexpr std::array http = {model::Sight::http};
  static constexpr std::array connection = {model::Sight::connection};
  static constexpr std::array mail = {model::Sight::mail};
  if (source == "windows_firewall") return connection;
  return source == "exchange_tracking" ? std::span<const model::Sight>(mail) : std::span<const model::Sight>(http);
}

}  // namespace

constinit const Format w3c_extended = {
    .name = "w3c_extended",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .header_mark = '#',
};

}  // namespace clew::evidence
