#include "clew/evidence/formats/by_shape.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <functional>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t name_bytes_max = 96;

/// Names of the time of what happened, surest first.
constexpr std::array time_names = std::to_array<std::string_view>({
    "timestamp",
    "eventtime",
    "eventtimestamp",
    "eventcreated",
    "timecreated",
    "timegenerated",
    "datetime",
    "time",
    "dateandtime",
    "datetimeutc",
    "timeutc",
    "timestamputc",
    "utctime",
    "logtime",
    "ts",
    "published",
    "occurredat",
    "starttime",
    "createdat",
    "date",
    "unixtime",
    "received",
    "receivedat",
    "creationtime",
    "activitydatetime",
    "createddatetime",
    "timegeneratedutc",
    "timestampiso8601",
    "creationdate",
});

/// Times that are not when the record's event was: of what it speaks of.
constexpr std::array other_times = std::to_array<std::string_view>(
    {"seen", "valid", "expir", "modif", "updat", "publish", "since", "until", "birth", "release", "added"});

struct Spelling {
  std::string_view name;
  model::Attribute attribute;
  Shape shape = Shape::none;  ///< that the value must have; none: any
};
constexpr std::array spellings = std::to_array<Spelling>({
    {"accountname", actor_user_name},
    {"actoremail", actor_user_email, Shape::email},
    {"actorip", src_ip, Shape::ip},
    {"agentcomputername", device_hostname},
    {"agenthostname", device_hostname},
    {"agentname", device_hostname},
    {"callerip", src_ip, Shape::ip},
    {"calleripaddress", src_ip, Shape::ip},
    {"client", src_ip, Shape::ip},
    {"clientaddress", src_ip, Shape::ip},
    {"clientip", src_ip, Shape::ip},
    {"clientipaddress", src_ip, Shape::ip},
    {"cmdline", process_cmd_line},
    {"commandline", process_cmd_line},
    {"computer", device_hostname},
    {"computername", device_hostname},
    {"destaddress", dst_ip, Shape::ip},
    {"destinationaddress", dst_ip, Shape::ip},
    {"destinationdomain", dst_hostname, Shape::domain},
    {"destinationhost", dst_hostname},
    {"destinationhostname", dst_hostname},
    {"destinationip", dst_ip, Shape::ip},
    {"destinationipaddress", dst_ip, Shape::ip},
    {"destinationport", dst_port},
    {"destip", dst_ip, Shape::ip},
    {"destport", dst_port},
    {"devicehostname", device_hostname},
    {"devicename", device_hostname},
    {"domain", dst_hostname, Shape::domain},
    {"dstip", dst_ip, Shape::ip},
    {"dstport", dst_port},
    {"email", actor_user_email, Shape::email},
    {"emailaddress", actor_user_email, Shape::email},
    {"endpointname", device_hostname},
    {"filemd5", file_md5, Shape::md5},
    {"filepath", file_path},
    {"filesha1", file_sha1, Shape::sha1},
    {"filesha256", file_sha256, Shape::sha256},
    {"fqdn", device_hostname},
    {"host", device_hostname},
    {"hosthostname", device_hostname},
    {"hostidentifier", device_hostname},
    {"hostname", device_hostname},
    {"ip", src_ip, Shape::ip},
    {"ipaddress", src_ip, Shape::ip},
    {"localip", src_ip, Shape::ip},
    {"machinename", device_hostname},
    {"md5", file_md5, Shape::md5},
    {"message", message},
    {"msg", message},
    {"processcommandline", process_cmd_line},
    {"processexecutable", process_path},
    {"processpath", process_path},
    {"remoteaddr", src_ip, Shape::ip},
    {"requesturl", url, Shape::url},
    {"sha1", file_sha1, Shape::sha1},
    {"sha256", file_sha256, Shape::sha256},
    {"sourceaddress", src_ip, Shape::ip},
    {"sourceip", src_ip, Shape::ip},
    {"sourceipaddress", src_ip, Shape::ip},
    {"sourceport", src_port},
    {"srcip", src_ip, Shape::ip},
    {"srcport", src_port},
    {"url", url, Shape::url},
    {"user", actor_user_name},
    {"useragent", user_agent},
    {"username", actor_user_name},
    {"userprincipalname", actor_user_email, Shape::email},
});
static_assert(std::ranges::is_sorted(spellings, {}, &Spelling::name));

constexpr std::array hash_words = std::to_array<std::string_view>({"hash", "md5", "sha", "checksum", "digest"});
constexpr std::array host_words =
    std::to_array<std::string_view>({"domain", "host", "fqdn", "dns", "server", "query", "sni", "site"});

bool contains_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

/// What a name tells of its value. It fits into a number, which is worked out once for all records (`Fields::told_of`).
class Name {
 public:
  static Name of(const Fields& fields, const Fields::Field& field) {
    return Name(fields.told_of(field, &time_names, [](std::string_view path) { return tell(path); }));
  }

  [[nodiscard]] std::size_t time_rank() const { return bits_ & 0xffU; }  ///< its place in `time_names`, or their number
  [[nodiscard]] const Spelling* spelling() const {
    const std::size_t row = (bits_ >> 8U) & 0xffU;
    return row == spellings.size() ? nullptr : &spellings[row];
  }
  [[nodiscard]] bool is_date() const { return (bits_ & date) != 0; }
  [[nodiscard]] bool is_clock() const { return (bits_ & clock) != 0; }
  [[nodiscard]] bool is_other_time() const { return (bits_ & other_time) != 0; }
  [[nodiscard]] bool is_disposition() const { return (bits_ & disposition) != 0; }
  [[nodiscard]] bool is_hash() const { return (bits_ & hash) != 0; }
  [[nodiscard]] bool is_host() const { return (bits_ & host) != 0; }

 private:
  static constexpr std::uint32_t date = 1U << 16U, clock = 1U << 17U, other_time = 1U << 18U, disposition = 1U << 19U,
                                 hash = 1U << 20U, host = 1U << 21U;
  static_assert(time_names.size() <= 0xff && spellings.size() <= 0xff);

  explicit Name(std::uint32_t bits) : bits_(bits) {}
  static std::uint32_t tell(std::string_view path) {
    const std::string plain = plain_name(path);
    const auto* const row = std::ranges::lower_bound(spellings, plain, {}, &Spelling::name);
    const bool is_spelled = row != spellings.end() && row->name == plain;
    auto bits = static_cast<std::uint32_t>(std::ranges::find(time_names, plain) - time_names.begin());
    bits |= static_cast<std::uint32_t>((is_spelled ? row : spellings.end()) - spellings.begin()) << 8U;
    if (plain == "date") bits |= date;
    if (plain == "time") bits |= clock;
    if (plain == "action" || plain == "disposition") bits |= disposition;
    if (contains_any(plain, other_times)) bits |= other_time;
    if (contains_any(plain, hash_words)) bits |= hash;
    if (contains_any(plain, host_words)) bits |= host;
    return bits;
  }

  std::uint32_t bits_;
};

constexpr std::size_t time_bytes_max = 64;

/// A date alone is no time of an event: its midnight would be made up.
std::optional<FoundTime> time_in(std::string_view text, std::optional<bool> day_first) {
  constexpr std::size_t date_bytes = 10;
  static constexpr base::ByteSet first("0123456789JFMASONDjfmasond");  // of a number or a month
  if (text.empty() || !first.contains(text.front())) return std::nullopt;
  if (text.size() > time_bytes_max || (text.size() <= date_bytes && text.contains('-'))) return std::nullopt;
  std::optional<FoundTime> time = parse_json_time(text);
  if (time) return time;
  time = take_numeric_time(text, day_first);
  if (!time || time->bytes != text.size()) time = parse_month_first(text);
  return time;
}

/// In any order of its day and month: to be a time, they need not be told.
bool looks_like_time(std::string_view text) { return time_in(text, true).has_value(); }

bool is_whole_time(std::string_view text) {
  constexpr std::size_t bytes_min = 13;  // 6/5/2023 9:04
  if (text.size() < bytes_min || text.size() > time_bytes_max) return false;
  // Every time has a clock but the number of an epoch, and most texts are neither.
  if (!text.contains(':') && !(base::is_digit(text.front()) && text.contains('.'))) return false;
  return !std::ranges::all_of(text, [](char c) { return base::is_digit(c) || c == '.'; }) && looks_like_time(text);
}

Shape hash_shape(std::string_view text) {
  constexpr std::size_t md5_digits = 32, sha1_digits = 40, sha256_digits = 64;
  if (text.size() != md5_digits && text.size() != sha1_digits && text.size() != sha256_digits) return Shape::none;
  static constexpr base::ByteSet hex("0123456789abcdefABCDEF");
  if (!hex.has_all_of(text)) return Shape::none;
  return text.size() == md5_digits ? Shape::md5 : text.size() == sha1_digits ? Shape::sha1 : Shape::sha256;
}

/// Bytes beyond ASCII and what names may have; most texts have others, and then nobody need look closer.
bool has_only_host_bytes(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return base::is_alnum(c) || c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
  });
}

bool has_registered_domain(std::string_view text) {
  const auto domain = model::parse_domain(text);
  return domain && model::has_registered_domain(*domain);
}

/// The answers of `has_registered_domain` for the names that came last: a log has the same ones again and again, and the list
/// of suffixes takes longer than all else that is asked of a text. A name has one place, and takes it from the one before.
class KnownDomains {
 public:
  bool ask(std::string_view text) {
    if (text.size() > sizeof Entry::text) return has_registered_domain(text);
    Entry& entry = entries_[std::hash<std::string_view>()(text) % entries_.size()];
    if (text != std::string_view(entry.text.data(), entry.size)) {
      entry.is = has_registered_domain(text);
      entry.size = static_cast<std::uint8_t>(text.size());
      std::ranges::copy(text, entry.text.begin());
    }
    return entry.is;
  }

 private:
  struct Entry {
    std::array<char, 62> text;
    std::uint8_t size = 0;
    bool is = false;
  };
  std::array<Entry, 2048> entries_{};
};

bool is_domain(std::string_view text) {
  if (!text.contains('.') || text.size() > model::domain_size_bytes_max || !has_only_host_bytes(text)) return false;
  thread_local KnownDomains known;
  return known.ask(text);
}

bool is_email(std::string_view text) {
  static constexpr base::ByteSet never(" \t<>,;:\"'()/");
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || never.find_in(text) != std::string_view::npos) return false;
  return is_domain(text.substr(at + 1));
}

bool is_url(std::string_view text) {
  static constexpr base::ByteSet first("hHfFwW");
  static constexpr base::ByteSet never(" \t\"<>");
  constexpr std::size_t scheme_bytes_max = 5;
  if (text.empty() || !first.contains(text.front())) return false;
  if (!text.substr(0, scheme_bytes_max + 1).contains(':')) return false;
  for (const std::string_view scheme : {"http://", "https://", "ftp://", "ws://", "wss://"}) {
    if (text.size() > scheme.size() && base::equal_ignoring_case(text.substr(0, scheme.size()), scheme))
      return never.find_in(text) == std::string_view::npos;
  }
  return false;
}

/// Some exports have a column for the date and one for the time of day.
std::string date_and_time(const Fields& fields) {
  std::string_view date, time;
  for (const Fields::Field& field : fields.all()) {
    const Name name = Name::of(fields, field);
    if (name.is_date() && date.empty()) date = field.text;
    if (name.is_clock() && time.empty()) time = field.text;
  }
  return date.empty() || time.empty() ? std::string() : std::string(date) + " " + std::string(time);
}

/// Gives the text of the time, where it stands in one field.
std::string_view add_time(const Fields& fields, const FileContext& context, model::Event& event) {
  const int offset = context.utc_offset_minutes.value_or(0);
  std::optional<FoundTime> best, by_shape;
  std::string_view text, text_by_shape;
  std::size_t best_rank = time_names.size();
  for (const Fields::Field& field : fields.all()) {
    if (field.kind == FieldKind::boolean || field.text.empty()) continue;
    const Name name = Name::of(fields, field);
    if (const std::size_t rank = name.time_rank(); rank < best_rank) {
      if (auto time = time_in(field.text, context.day_first)) {
        best = time;
        best_rank = rank;
        text = field.text;
      }
    }
    if (!best && !by_shape && field.kind == FieldKind::text && !name.is_other_time() && is_whole_time(field.text)) {
      by_shape = time_in(field.text, context.day_first);
      text_by_shape = field.text;
    }
  }
  const std::string joined = best ? std::string() : date_and_time(fields);
  if (!best) best = time_in(joined, context.day_first);
  set_time(event, best ? best : by_shape, offset);
  return best ? text : text_by_shape;
}

void take_disposition(std::string_view text, model::Event& event) {
  if (base::equal_ignoring_case(text, "quarantined")) event.disposition = model::Disposition::quarantined;
  for (const std::string_view word : {"blocked", "block", "denied", "deny"}) {
    if (base::equal_ignoring_case(text, word)) event.disposition = model::Disposition::blocked;
  }
}

/// What the value is without a name that says its part in the event.
std::optional<model::Attribute> attribute_of(Name name, Shape shape) {
  switch (shape) {
    case Shape::md5: return name.is_hash() ? std::optional(file_md5) : std::nullopt;
    case Shape::sha1: return name.is_hash() ? std::optional(file_sha1) : std::nullopt;
    case Shape::sha256: return name.is_hash() ? file_sha256 : observable;
    case Shape::domain: return name.is_host() ? std::optional(observable) : std::nullopt;
    case Shape::ip:
    case Shape::url:
    case Shape::email: return observable;
    case Shape::time:
    case Shape::none: break;
  }
  return std::nullopt;
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name.substr(0, name_bytes_max)) {
    if (base::is_alnum(c)) plain += base::to_lower(c);
  }
  return plain;
}

bool is_time_of_event(std::string_view plain, std::string_view text) {
  return std::ranges::find(time_names, plain) != time_names.end() && looks_like_time(text);
}

Shape shape_of(std::string_view text, Domains domains) {
  static constexpr base::ByteSet marks(".:");
  if (text.size() < 3 || text.size() > shaped_bytes_max) return Shape::none;
  if (is_whole_time(text)) return Shape::time;
  if (text.contains(' ')) return Shape::none;  // nothing else has a blank
  if (const Shape hash = hash_shape(text); hash != Shape::none) return hash;
  if (is_url(text)) return Shape::url;
  if (marks.find_in(text) == std::string_view::npos) return Shape::none;
  static constexpr base::ByteSet address_bytes("0123456789abcdefABCDEF.:%");
  if (address_bytes.contains(text[0]) && address_bytes.contains(text[1]) && is_address(text)) return Shape::ip;
  if (is_email(text)) return Shape::email;
  return domains == Domains::yes && is_domain(text) ? Shape::domain : Shape::none;
}

void add_by_shape(const Fields& fields, const FileContext& context, model::Event& event) {
  const std::string_view time = add_time(fields, context, event);
  std::size_t observables = 0;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view text = field.text;
    if (text.empty() || text == "-" || field.kind == FieldKind::boolean) continue;
    const Name name = Name::of(fields, field);
    if (name.is_disposition()) take_disposition(text, event);
    if (const Spelling* const spelling = name.spelling();
        spelling != nullptr && (spelling->shape == Shape::none || shape_of(text) == spelling->shape)) {
      event.add(spelling->attribute, text.substr(0, shaped_bytes_max * 8));
      continue;
    }
    if (field.kind != FieldKind::text || observables == observables_max) continue;
    if (text.data() == time.data()) continue;  // the time is nothing else
    const auto attribute = attribute_of(name, shape_of(text, name.is_host() ? Domains::yes : Domains::no));
    if (!attribute) continue;
    if (*attribute == observable) ++observables;
    event.add(*attribute, text);
  }
  if (!event.has(device_hostname)) event.add(device_hostname, context.device);
}

void add_time_by_shape(const Fields& fields, const FileContext& context, model::Event& memory, model::Event& event) {
  memory.clear();
  add_by_shape(fields, context, memory);
  if (!memory.time) return;
  event.time = memory.time;
  event.time_quality = memory.time_quality;
  event.add(original_time, memory.get(original_time));
}

}  // namespace clew::evidence
