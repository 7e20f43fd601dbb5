// Squid's native access.log: time elapsed client code/status bytes method URL ident hierarchy/peer type.
// Source: https://wiki.squid-cache.org/Features/LogFormat, "Squid result codes", "Hierarchy codes".
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

enum Column : std::size_t {
  time_column,
  elapsed,
  client,
  result,
  bytes,
  method,
  target,
  ident,
  hierarchy,
  type,
  column_count
};
using Columns = std::array<std::string_view, column_count>;

/// Ten words with any number of spaces between them; nothing if there are fewer.
std::optional<Columns> columns_of(std::string_view line) {
  Columns columns;
  for (std::string_view& column : columns) {
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    if (line.empty()) return std::nullopt;
    column = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(column.size());
  }
  const bool is_native = take_epoch_time(columns[time_column]) && base::parse_unsigned(columns[elapsed]) &&
                         columns[result].contains('/') && columns[hierarchy].contains('/') &&
                         base::is_upper(columns[result][0]);
  if (!is_native) return std::nullopt;
  return columns;
}

std::string_view behind_slash(std::string_view text) { return text.substr(text.find('/') + 1); }
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

void add_target(const Columns& columns, model::Event& event) {
  const std::string_view text = columns[target];
  if (columns[method] == "CONNECT") return add_authority(text, event);
  event.add(url, text);
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return;
  const std::string_view rest = text.substr(scheme + 3);
  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  event.add(http_path, rest.substr(authority.size()));
  authority = authority.substr(authority.find('@') == std::string_view::npos ? 0 : authority.find('@') + 1);
  add_authority(authority, event);
}

/// Squid's own verdict stands in the code. A 403 without having asked anyone is its own; with a peer it is the server's.
void set_outcome(const Columns& columns, model::Event& event) {
  const std::string_view code = columns[result].substr(0, columns[result].find('/'));
  const std::string_view status = behind_slash(columns[result]);
  const bool asked_no_one = columns[hierarchy].starts_with("HIER_NONE") || columns[hierarchy].starts_with("NONE");
  if (code.contains("DENIED") || (status == "403" && asked_no_one)) {
    event.disposition = model::Disposition::blocked;
    event.status = model::Status::failure;
    return;
  }
  event.disposition = model::Disposition::allowed;
  if (status.starts_with('2') || status.starts_with('3')) event.status = model::Status::success;
  if (status.starts_with('4') || status.starts_with('5') || status.starts_with('0'))
    event.status = model::Status::failure;
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  const auto columns = columns_of(record);
  if (!columns) return Decoded::unparsed;
  const Columns& column = *columns;
  set_time(event, take_epoch_time(column[time_column]));
  event.event_class = model::EventClass::http_activity;
  event.activity = model::activity::other;
  event.add(src_ip, column[client]);
  event.add(http_method, column[method]);
  add_target(column, event);
  event.add(http_status, behind_slash(column[result]));
  event.add(bytes_in, column[bytes]);
  add_unless_dash(event, actor_user_name, column[ident]);
  const std::string_view peer = behind_slash(column[hierarchy]);
  if (model::Address::parse(peer))
    event.add(dst_ip, peer);
  else
    add_unless_dash(event, dst_hostname, peer);
  event.add(status_detail, column[result].substr(0, column[result].find('/')));
  set_outcome(column, event);
  return Decoded::event;
}

std::string recognise(std::string_view head) {
  const auto lines = head_lines(head);
  return std::ranges::any_of(lines, [](std::string_view line) { return columns_of(line).has_value(); }) ? "squid_access"
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
