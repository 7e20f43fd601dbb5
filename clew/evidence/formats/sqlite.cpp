// SQLite databases: macOS's quarantine events and TCC, the histories of Chrome and its kin, Firefox and Safari, and any
// other, row by row. The tables tell what a row is, not the file's name; where two programs share a table's name, so do
// its columns.
// Source: LSQuarantine.h and TCC.db as macOS 10.9 to 14 write them; history_database.cc of Chromium; nsPlacesTables.h of
// Firefox; History.db of Safari.
#include "clew/base/text.h"
#include "clew/evidence/detail/sqlite_rows.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/translator.h"

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using base::Instant;
namespace activity = model::activity;
using namespace std::string_view_literals;

// --- times, each since its own beginning ---

constexpr std::int64_t year_2001_seconds = 978'307'200;      ///< Apple's
constexpr std::int64_t year_1601_seconds = -11'644'473'600;  ///< Windows' and Chrome's
constexpr std::int64_t year_2100_seconds = 4'102'444'800;

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

/// Seconds with a fraction since 2001, kept to the microsecond: a double of today holds no more.
std::optional<FoundTime> apple_time(std::string_view text) {
  const auto seconds = number_of(text);
  if (!seconds || *seconds <= 0 || *seconds > static_cast<double>(year_2100_seconds - year_2001_seconds))
    return std::nullopt;
  const auto microseconds = static_cast<std::int64_t>(std::llround(*seconds * 1e6));
  const bool whole = microseconds % 1'000'000 == 0;
  return FoundTime{
      Instant{year_2001_seconds * Instant::per_second + microseconds * 1000, static_cast<std::uint8_t>(whole ? 0 : 6)}};
}

/// Microseconds since the year that begins at `origin_seconds`.
std::optional<FoundTime> microsecond_time(std::string_view text, std::int64_t origin_seconds) {
  const auto microseconds = base::parse_unsigned(text);
  const auto latest = static_cast<std::uint64_t>(year_2100_seconds - origin_seconds) * 1'000'000;
  if (!microseconds || *microseconds == 0 || *microseconds > latest) return std::nullopt;
  const std::int64_t since_1970 = static_cast<std::int64_t>(*microseconds) + origin_seconds * 1'000'000;
  if (since_1970 <= 0) return std::nullopt;
  return FoundTime{Instant{since_1970 * 1000, 6}};
}
std::optional<FoundTime> chrome_time(std::string_view text) { return microsecond_time(text, year_1601_seconds); }
std::optional<FoundTime> firefox_time(std::string_view text) { return microsecond_time(text, 0); }
std::optional<FoundTime> unix_time(std::string_view text) {
  const auto instant = parse_epoch_any(text);
  return instant ? std::optional(FoundTime{*instant}) : std::nullopt;
}

// --- tables ---

constexpr std::array quarantine = std::to_array<Mapping>({
    {"columns.LSQuarantineAgentName", user_agent},
    {"columns.LSQuarantineDataURLString", url},
    {"columns.LSQuarantineEventIdentifier", event_uid},
    {"columns.LSQuarantineOriginURLString", url},
    {"columns.LSQuarantineSenderAddress", email_from},
});
constexpr std::array tcc = std::to_array<Mapping>({
    {"columns.indirect_object_identifier", resource_uid},
    {"columns.service", resource_name},
});
constexpr std::array page = std::to_array<Mapping>({
    {"columns.title", message},
    {"columns.url", url},
});
constexpr std::array visit = std::to_array<Mapping>({
    {"columns.title", message},
    {"joined.title", message},
    {"joined.url", url},
});
constexpr std::array download = std::to_array<Mapping>({
    {"columns.guid", event_uid},
    {"columns.hash.hex", file_sha256},
    {"columns.received_bytes", bytes_in},
    {"columns.referrer", url},
    {"columns.tab_url", url},
    {"columns.target_path", file_path},
});
constexpr std::array download_url = std::to_array<Mapping>({
    {"columns.url", url},
    {"joined.target_path", file_path},
});
// Of a table that nobody here knows: names that mean one thing. No times: the beginning of their count is not known.
constexpr std::array any_table = std::to_array<Mapping>({
    {"columns.email", actor_user_email},
    {"columns.hostname", dst_hostname},
    {"columns.md5", file_md5},
    {"columns.sha1", file_sha1},
    {"columns.sha256", file_sha256},
    {"columns.url", url},
});
static_assert(is_sorted_by_path(quarantine) && is_sorted_by_path(tcc) && is_sorted_by_path(page));
static_assert(is_sorted_by_path(visit) && is_sorted_by_path(download) && is_sorted_by_path(download_url));
static_assert(is_sorted_by_path(any_table));

struct Kind {
  std::string_view table;
  std::string_view proof;  ///< a column that other tables of the name have not
  EventClass event_class;
  std::uint8_t activity;
  std::span<const Mapping> columns;
  std::string_view time;
  std::optional<FoundTime> (*time_of)(std::string_view text);
};
constexpr std::array kinds = std::to_array<Kind>({
    {"LSQuarantineEvent", "columns.LSQuarantineEventIdentifier", EventClass::http_activity, activity::other, quarantine,
     "columns.LSQuarantineTimeStamp", apple_time},
    {"access", "columns.client_type", EventClass::other, activity::other, tcc, "columns.last_modified", unix_time},
    {"urls", "columns.last_visit_time", EventClass::http_activity, activity::other, page, "columns.last_visit_time",
     chrome_time},
    {"visits", "columns.visit_time", EventClass::http_activity, activity::other, visit, "columns.visit_time",
     chrome_time},
    {"downloads", "columns.target_path", EventClass::file_activity, activity::file_create, download,
     "columns.start_time", chrome_time},
    {"downloads_url_chains", "columns.chain_index", EventClass::http_activity, activity::other, download_url,
     "joined.start_time", chrome_time},
    {"moz_places", "columns.url", EventClass::http_activity, activity::other, page, "columns.last_visit_date",
     firefox_time},
    {"moz_historyvisits", "columns.place_id", EventClass::http_activity, activity::other, visit, "columns.visit_date",
     firefox_time},
    {"history_items", "columns.visit_count", EventClass::http_activity, activity::other, page, {}, nullptr},
    {"history_visits", "columns.history_item", EventClass::http_activity, activity::other, visit, "columns.visit_time",
     apple_time},
});

const Kind* kind_of(const Fields& fields) {
  const std::string_view table = fields.get("table");
  for (const Kind& kind : kinds) {
    if (kind.table == table && fields.has(kind.proof)) return &kind;
  }
  return nullptr;
}

/// The host of each URL that the event has.
void add_hosts(model::Event& event) {
  std::vector<std::string> hosts;
  for (const auto& field : event.fields()) {
    if (field.attribute != url) continue;
    const std::string_view text = event.text_of(field);
    const std::size_t scheme = text.find("://");
    if (!text.starts_with("http") || scheme == std::string_view::npos) continue;
    std::string_view host = text.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    host = host.substr(host.rfind('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
    if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
    hosts.emplace_back(host);
  }
  for (const std::string& host : hosts) event.add(http_host, host);
}

/// Who may do what: until macOS 10.15 `allowed`, since 11 `auth_value` and `auth_reason`.
void add_permission(const Fields& fields, model::Event& event) {
  static constexpr std::array<std::string_view, 13> reasons = {"",
                                                               "error",
                                                               "user consent",
                                                               "user set",
                                                               "system set",
                                                               "service policy",
                                                               "MDM policy",
                                                               "override policy",
                                                               "missing usage string",
                                                               "prompt timeout",
                                                               "preflight unknown",
                                                               "entitled",
                                                               "app type policy"};
  event.add(resource_type, "TCC permission");
  // client_type 1 is a path, 0 a bundle's identifier.
  const std::string_view client = fields.get("columns.client");
  event.add(client.starts_with('/') ? actor_process_path : process_signing_id, client);
  const std::string_view allowed = fields.get("columns.allowed");
  const std::string_view value = fields.get("columns.auth_value");
  if (value == "2" || value == "3" || allowed == "1") event.disposition = model::Disposition::allowed;
  if (value == "0" || allowed == "0") event.disposition = model::Disposition::blocked;
  const auto reason = base::parse_unsigned(fields.get("columns.auth_reason"));
  if (reason && *reason < reasons.size()) event.add(status_detail, reasons[*reason]);
}

/// Chrome's DownloadState: 1 complete, 2 cancelled, 4 interrupted.
void set_download_status(const Fields& fields, model::Event& event) {
  const std::string_view state = fields.get("columns.state");
  if (state == "1") event.status = model::Status::success;
  if (state == "2" || state == "4") event.status = model::Status::failure;
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  if (fields.get("table") == "sqlite_schema") return Decoded::nothing;
  event.add(event_code, fields.get("table"));
  const Kind* kind = kind_of(fields);
  if (kind == nullptr) {
    add_mapped(fields, any_table, event);
    return Decoded::event;
  }
  event.event_class = kind->event_class;
  event.activity = kind->activity;
  if (kind->time_of != nullptr) set_time(event, kind->time_of(fields.get(kind->time)));
  add_mapped(fields, kind->columns, event);
  if (kind->table == "access") add_permission(fields, event);
  if (kind->table == "downloads") set_download_status(fields, event);
  if (kind->event_class == EventClass::http_activity) add_hosts(event);
  // What stands in a history was shown, and what is in quarantine was fetched; a list of downloads has those that failed, too.
  if (kind->event_class == EventClass::http_activity && kind->table != "downloads_url_chains")
    event.status = model::Status::success;
  return Decoded::event;
}

std::unique_ptr<Translator> translate(ByteSource& content) { return detail::sqlite_rows(content); }

/// The schema is text, mostly on the first pages. Where it lies further back the rows still tell what they are.
std::string recognise(std::string_view head) {
  if (!head.starts_with("SQLite format 3\0"sv)) return {};
  if (head.contains("LSQuarantineEventIdentifier")) return "macos_quarantine";
  if (head.contains("CREATE TABLE access") && head.contains("client_type")) return "macos_tcc";
  const bool history = head.contains("moz_historyvisits") || head.contains("CREATE TABLE history_visits") ||
                       (head.contains("CREATE TABLE visits") && head.contains("last_visit_time"));
  return history ? "browser_history" : "sqlite";
}

/// A history shows one person's browser and not what else spoke to whom: no ground for a "no".
std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format sqlite = {
    .name = "sqlite",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
    .of_one_device = true,
};

}  // namespace clew::evidence
