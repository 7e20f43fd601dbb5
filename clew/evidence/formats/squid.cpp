// Squid's access.log: native (time elapsed client code/status bytes method URL ident hierarchy/peer type), `common` and
// `combined`, which are a web server's formats with Squid's verdict behind them.
// Source: https://wiki.squid-cache.org/Features/LogFormat, "Squid result codes", "Hierarchy codes"; squid.conf, `logformat`.
#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using enum model::Attribute;

/// What a line says, in whichever format it was written. Without a time it is none.
struct Access {
  std::optional<FoundTime> time;
  std::string_view client, user, method, target, code, status, bytes, hierarchy, peer, agent;
};

/// Ten words with any number of spaces between them; an empty access if there are fewer.
Access read_native(std::string_view line) {
  enum Column : std::size_t { time, elapsed, client, result, bytes, method, target, user, hierarchy, type, count };
  static constexpr base::ByteSet ends(" \t\r");
  std::array<std::string_view, count> columns;
  for (std::string_view& column : columns) {
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    if (line.empty()) return {};
    column = line.substr(0, ends.find_in(line));
    line.remove_prefix(column.size());
  }
  const std::size_t code_end = columns[result].find('/');
  const std::size_t hierarchy_end = columns[hierarchy].find('/');
  // Behind a carriage return within the line all columns are empty.
  const bool is_native = base::parse_unsigned(columns[elapsed]) && !columns[result].empty() &&
                         base::is_upper(columns[result][0]) && code_end != std::string_view::npos &&
                         hierarchy_end != std::string_view::npos;
  if (!is_native) return {};
  return Access{.time = take_epoch_time(columns[time]),
                .client = columns[client],
                .user = columns[user],
                .method = columns[method],
                .target = columns[target],
                .code = columns[result].substr(0, code_end),
                .status = columns[result].substr(code_end + 1),
                .bytes = columns[bytes],
                .hierarchy = columns[hierarchy].substr(0, hierarchy_end),
                .peer = columns[hierarchy].substr(hierarchy_end + 1),
                .agent = {}};
}

/// `client ident user [time] "method URL HTTP/1.1" status bytes ["referrer" "agent"] CODE:HIERARCHY`: the last word tells
/// it from a web server's log.
Access read_common(std::string_view line) {
  line = base::trimmed(line);
  const std::size_t last = line.rfind(' ');
  if (last == std::string_view::npos) return {};
  const std::string_view verdict = line.substr(last + 1);
  const std::size_t colon = verdict.find(':');
  const bool is_verdict = colon != std::string_view::npos &&
                          (verdict.starts_with("TCP_") || verdict.starts_with("UDP_") || verdict.starts_with("NONE"));
  if (!is_verdict) return {};
  Access access;
  access.code = verdict.substr(0, colon);
  access.hierarchy = verdict.substr(colon + 1);
  line = line.substr(0, last);
  const auto client = take_until(line, " ");
  const auto ident = take_until(line, " ");
  const auto user = take_until(line, " [");
  if (!client || !ident || !user) return {};
  access.client = *client;
  access.user = *user == "-" ? *ident : *user;
  access.time = take_apache_time(line);
  if (!access.time || !take_until(line, "] \"")) return {};
  auto request = take_until(line, "\" ");
  if (!request) return {};
  if (const std::size_t version = request->rfind(" HTTP/"); version != std::string_view::npos)
    request = request->substr(0, version);
  access.method = request->substr(0, request->find(' '));
  access.target = request->substr(std::min(request->size(), access.method.size() + 1));
  access.status = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), access.status.size() + 1));
  access.bytes = line.substr(0, line.find(' '));
  if (line.ends_with('"')) {
    line.remove_suffix(1);
    if (const std::size_t begin = line.rfind("\" \""); begin != std::string_view::npos)
      access.agent = line.substr(begin + 3);
  }
  return access;
}

Access read_line(std::string_view line) {
  Access access = read_native(line);
  if (!access.time) access = read_common(line);
  return access;
}

void add_unless_dash(model::Event& event, model::Attribute attribute, std::string_view text) {
  if (text != "-") event.add(attribute, text);
}

/// `host`, `host:port` or `[v6]:port`.
void add_authority(std::string_view authority, model::Event& event) {
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return;
    event.add(http_host, authority.substr(1, end - 1));
    if (authority.substr(end + 1).starts_with(':')) event.add(dst_port, authority.substr(end + 2));
    return;
  }
  const std::size_t colon = authority.rfind(':');
  event.add(http_host, authority.substr(0, colon));
  if (colon != std::string_view::npos) event.add(dst_port, authority.substr(colon + 1));
}

constexpr base::ByteSet authority_ends("/?#");

void add_target(const Access& access, model::Event& event) {
  const std::string_view text = access.target;
  if (access.method == "CONNECT") return add_authority(text, event);
  event.add(url, text);
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return;
  const std::string_view rest = text.substr(scheme + 3);
  std::string_view authority = rest.substr(0, authority_ends.find_in(rest));
  event.add(http_path, rest.substr(authority.size()));
  authority = authority.substr(authority.find('@') == std::string_view::npos ? 0 : authority.find('@') + 1);
  add_authority(authority, event);
}

bool asked_no_one(const Access& access) {
  return access.hierarchy.starts_with("HIER_NONE") || access.hierarchy.starts_with("NONE");
}

/// A 503 or 504 without having asked anyone is Squid's own: the name was not found, or nobody could be reached.
bool is_own_failure(const Access& access) { return access.status.starts_with('5') && asked_no_one(access); }

/// Squid's own verdict stands in the code. A 403 without having asked anyone is its own; with a peer it is the server's.
void set_outcome(const Access& access, model::Event& event) {
  if (access.code.contains("DENIED") || (access.status == "403" && asked_no_one(access))) {
    event.disposition = model::Disposition::blocked;
    event.status = model::Status::failure;
    return;
  }
  event.disposition = model::Disposition::allowed;
  const char kind = access.status.empty() ? ' ' : access.status.front();
  if (kind == '2' || kind == '3') event.status = model::Status::success;
  if (kind == '4' || kind == '5' || kind == '0') event.status = model::Status::failure;
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  const Access access = read_line(record);
  if (!access.time) return Decoded::unparsed;
  set_time(event, access.time);
  event.event_class = model::EventClass::http_activity;
  event.activity = model::activity::other;
  event.add(src_ip, access.client);
  event.add(http_method, access.method);
  add_target(access, event);
  if (!is_own_failure(access)) event.add(http_status, access.status);
  add_unless_dash(event, bytes_in, access.bytes);
  add_unless_dash(event, actor_user_name, access.user);
  add_unless_dash(event, user_agent, access.agent);
  if (is_address(access.peer)) {
    event.add(dst_ip, access.peer);
  } else {
    add_unless_dash(event, dst_hostname, access.peer);
  }
  event.add(status_detail, access.code);
  set_outcome(access, event);
  return Decoded::event;
}

std::string recognise(std::string_view head) {
  const auto lines = head_lines(head);
  return std::ranges::any_of(lines, [](std::string_view line) { return read_line(line).time.has_value(); })
             ? "squid_access"
             : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::http};
  return sights;
}

}  // namespace

constinit const Format squid = {
    .name = "squid",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
