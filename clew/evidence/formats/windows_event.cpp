// Every form of an event is split into what its header says (number, provider, machine, time) and its data by name; the rest is
// tables (windows_kinds.h). Sources: see windows_event.h.
#include "clew/evidence/formats/windows_event.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/formats/windows_kinds.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
using Provider = WindowsProvider;

constexpr std::size_t message_bytes_max = 16 * 1024;

// ---- Where an event's header stands.

enum class Role : std::uint8_t { id, provider, channel, host, time, record, message, user };
struct HeaderPath {
  std::string_view path;  // without `Event.` or `winlog.` before it
  Role role;
};
/// In the order of the roles. Of one role the first counts. Of the times the first that names its zone: the event's own moment comes before the one when
/// it was passed on.
constexpr std::array header_paths = std::to_array<HeaderPath>({
    {"EventID", Role::id},
    {"Event ID", Role::id},
    {"System.EventID", Role::id},
    {"System.EventID.#text", Role::id},
    {"System.EventID.Value", Role::id},
    {"event_id", Role::id},
    {"EventId", Role::id},
    {"Id", Role::id},
    {"event.code", Role::id},
    {"system.eventID", Role::id},
    {"SourceName", Role::provider},
    {"ProviderName", Role::provider},
    {"EventSourceName", Role::provider},
    {"Provider", Role::provider},
    {"System.Provider.#attributes.Name", Role::provider},
    {"System.Provider.@Name", Role::provider},
    {"System.Provider_attributes.Name", Role::provider},
    {"System.Provider.Name", Role::provider},
    {"System.Provider", Role::provider},
    {"provider_name", Role::provider},
    {"system.providerName", Role::provider},
    {"Channel", Role::channel},
    {"System.Channel", Role::channel},
    {"channel", Role::channel},
    {"LogName", Role::channel},
    {"system.channel", Role::channel},
    {"Hostname", Role::host},
    {"HostName", Role::host},
    {"Computer", Role::host},
    {"ComputerName", Role::host},
    {"MachineName", Role::host},
    {"System.Computer", Role::host},
    {"computer_name", Role::host},
    {"host.name", Role::host},
    {"system.computer", Role::host},
    {"UtcTime", Role::time},
    {"TimeCreated", Role::time},
    {"System.TimeCreated.#attributes.SystemTime", Role::time},
    {"System.TimeCreated.@SystemTime", Role::time},
    {"System.TimeCreated_attributes.SystemTime", Role::time},
    {"System.TimeCreated.SystemTime", Role::time},
    {"system.systemTime", Role::time},
    {"@timestamp", Role::time},
    {"Timestamp", Role::time},
    {"TimeGenerated", Role::time},
    {"EventTime", Role::time},
    {"timestamp", Role::time},
    {"System.EventRecordID", Role::record},
    {"EventRecordID", Role::record},
    {"record_id", Role::record},
    {"RecordNumber", Role::record},
    {"RecordId", Role::record},
    {"RecordID", Role::record},
    {"Record ID", Role::record},
    {"system.eventRecordID", Role::record},
    {"Message", Role::message},
    {"message", Role::message},
    {"RenderingInfo.Message", Role::message},
    {"system.message", Role::message},
    {"System.Security.#attributes.UserID", Role::user},
    {"System.Security.@UserID", Role::user},
    {"System.Security_attributes.UserID", Role::user},
    {"System.Security.UserID", Role::user},
    {"user.identifier", Role::user},
    {"UserID", Role::user},
});
static_assert(std::ranges::is_sorted(header_paths, {}, &HeaderPath::role));
constexpr std::size_t row_of(std::string_view path) {
  return static_cast<std::size_t>(std::ranges::find(header_paths, path, &HeaderPath::path) - header_paths.begin());
}
constexpr std::size_t utc_time_row = row_of("UtcTime");

/// Where the rows of each role begin, and behind the last.
constexpr auto role_begins = [] {
  std::array<std::size_t, static_cast<std::size_t>(Role::user) + 2> begins{};
  for (std::size_t role = 0; role < begins.size(); ++role) {
    begins[role] = static_cast<std::size_t>(std::ranges::count_if(
        header_paths, [&](const HeaderPath& row) { return static_cast<std::size_t>(row.role) < role; }));
  }
  return begins;
}();

struct Header {
  std::array<std::string_view, header_paths.size()> texts;

  [[nodiscard]] std::string_view get(Role role) const {
    const auto place = static_cast<std::size_t>(role);
    for (std::size_t i = role_begins[place]; i < role_begins[place + 1]; ++i) {
      if (!texts[i].empty()) return texts[i];
    }
    return {};
  }
  void put(std::size_t row, std::string_view text) {
    if (texts[row].empty()) texts[row] = text;
  }
};

bool take_prefix(std::string_view& path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  path.remove_prefix(prefix.size());
  return true;
}

/// Data as XML converters write it: an array of names and texts, in this order or the other one.
class NamedData {
 public:
  explicit NamedData(Fields& data) : data_(data) {}

  /// False if `part` is neither the name nor the text of a `Data` element.
  bool put(std::string_view part, std::string_view text) {
    if (part == "@Name" || part == "Name" || part == "#attributes.Name") {
      if (text_first_) {
        data_.add(text, text_);
        text_ = {};
      }
      name_ = text;
      return true;
    }
    if (part != "#text" && part != "Value" && part != "text") return false;
    if (name_.empty()) {
      text_first_ = true;
      text_ = text;
      // Without names the array is a list of texts.
      data_.add("Data", text);
    } else if (text_first_) {
      text_ = text;
    } else {
      data_.add(name_, text);
      name_ = "Data";
    }
    return true;
  }

 private:
  Fields& data_;
  std::string_view name_;
  std::string_view text_;
  bool text_first_ = false;
};

/// Where the value at a path belongs. It fits into a number, which is worked out once for all records (`Fields::told_of`).
class Part {
 public:
  enum class Kind : std::uint8_t { header, event_data, camel_data, data, nothing };

  static Part of(const Fields& fields, const Fields::Field& field) {
    return Part(fields.told_of(field, &header_paths, [](std::string_view path) { return tell(path); }));
  }

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(bits_ & 0xffU); }
  /// Of the path, how much stands before the name of the datum; of a header, its row.
  [[nodiscard]] std::size_t place() const { return (bits_ >> 8U) & 0xffffU; }
  [[nodiscard]] bool is_packed() const { return (bits_ & packed) != 0; }    ///< all data in one text
  [[nodiscard]] bool is_payload() const { return (bits_ & payload) != 0; }  ///< the same, and no datum stands beside it
  [[nodiscard]] bool is_ecs() const { return (bits_ & ecs) != 0; }

 private:
  static constexpr std::uint32_t packed = 1U << 24U, ecs = 1U << 25U, payload = 1U << 26U;
  static_assert(path_bytes_max <= 0xffff && header_paths.size() <= 0xffff);

  explicit Part(std::uint32_t bits) : bits_(bits) {}
  static std::uint32_t number_of(Kind kind, std::size_t place) {
    return static_cast<std::uint32_t>(kind) | static_cast<std::uint32_t>(place) << 8U;
  }
  static std::uint32_t tell(std::string_view whole) {
    std::string_view path = whole;
    const auto skipped = [&] { return whole.size() - path.size(); };
    const bool is_inside = take_prefix(path, "Event.") || take_prefix(path, "winlog.");
    if (take_prefix(path, "EventData.") || take_prefix(path, "event_data."))
      return number_of(Kind::event_data, skipped());
    if (take_prefix(path, "eventdata.")) return number_of(Kind::camel_data, skipped());
    if (take_prefix(path, "Details.") || take_prefix(path, "ExtraFieldInfo.") || take_prefix(path, "AllFieldInfo."))
      return number_of(Kind::data, skipped());
    if (take_prefix(path, "UserData.") || take_prefix(path, "user_data.")) {
      // The element around the data is named after the event.
      const std::size_t dot = path.find('.');
      path.remove_prefix(dot == std::string_view::npos ? 0 : dot + 1);
      return number_of(Kind::data, skipped());
    }
    static constexpr auto all_data = std::to_array<std::string_view>(
        {"AllFieldInfo", "Details", "Event Data", "EventData", "ExtraFieldInfo", "Payload"});
    const std::uint32_t flags = (std::ranges::find(all_data, path) != all_data.end() ? packed : 0) |
                                (path == "Payload" || path == "Event Data" ? payload : 0);
    if (const std::size_t row = row_of(path); row < header_paths.size()) return number_of(Kind::header, row) | flags;
    if (is_inside) return number_of(Kind::nothing, 0) | flags;
    return number_of(Kind::data, skipped()) | flags | (path.contains('.') ? ecs : 0);
  }

  std::uint32_t bits_;
};

/// Splits a record's fields into header and data.
class Split {
 public:
  /// `memory` holds what is not told as it is written.
  Split(const Fields& fields, Fields& data, std::string& memory) : data_(data), named_(data), memory_(memory) {
    data_.clear();
    memory_.clear();
    memory_.reserve(escaped_bytes_max);  // views into it stay
    for (const Fields::Field& field : fields.all()) put(Part::of(fields, field), fields.path_of(field), field.text);
  }

  [[nodiscard]] Header& header() { return header_; }
  [[nodiscard]] bool has_ecs() const { return has_ecs_; }
  /// A whole `EventData` as one text, as Azure's tables keep it and those of EvtxECmd (`Payload`), Chainsaw and Hayabusa.
  [[nodiscard]] std::span<const std::string_view> packed_data() const {
    return std::span(packed_data_).first(packed_count_);
  }
  [[nodiscard]] bool has_payload() const { return has_payload_; }

 private:
  void put(Part part, std::string_view path, std::string_view text) {
    if (part.is_packed() && packed_count_ < packed_data_.size()) packed_data_[packed_count_++] = text;
    has_payload_ = has_payload_ || part.is_payload();
    has_ecs_ = has_ecs_ || part.is_ecs();
    switch (part.kind()) {
      case Part::Kind::header: header_.put(part.place(), text); break;
      case Part::Kind::event_data: put_data(path.substr(part.place()), text); break;
      case Part::Kind::camel_data: put_camel(path.substr(part.place()), text); break;
      case Part::Kind::data: data_.add(path.substr(part.place()), text); break;
      case Part::Kind::nothing: break;
    }
  }

  void put_data(std::string_view path, std::string_view text) {
    std::string_view part = path;
    if (take_prefix(part, "Data.") && named_.put(part, text)) return;
    if (path == "UtcTime") header_.texts[utc_time_row] = text;
    data_.add(path, text);
  }

  /// `commandLine` is `CommandLine`, and Wazuh's agent doubles its backslashes.
  void put_camel(std::string_view name, std::string_view text) {
    std::string key(name);
    if (!key.empty() && base::is_lower(key.front())) key.front() = static_cast<char>(key.front() - 'a' + 'A');
    const bool is_escaped = text.contains("\\\\") && memory_.size() + text.size() <= escaped_bytes_max;
    const std::size_t begin = memory_.size();
    for (std::size_t i = 0; is_escaped && i < text.size(); ++i) {
      memory_ += text[i];
      if (text.substr(i).starts_with("\\\\")) ++i;
    }
    put_data(key, is_escaped ? std::string_view(memory_).substr(begin) : text);
  }

  static constexpr std::size_t packed_max = 4;
  static constexpr std::size_t escaped_bytes_max = 64 * 1024;

  Header header_;
  Fields& data_;
  NamedData named_;
  std::string& memory_;
  std::array<std::string_view, packed_max> packed_data_;
  std::size_t packed_count_ = 0;
  bool has_payload_ = false;
  bool has_ecs_ = false;
};

/// A log mostly has one provider: what the last one was is kept.
Provider provider_of(const Header& header, Scratch::State& state) {
  const std::string_view name = header.get(Role::provider);
  if (name.empty() || name != state.provider) {
    state.provider = name;
    state.provider_number = static_cast<std::uint32_t>(windows_provider(name));
  }
  const auto provider = static_cast<Provider>(state.provider_number);
  return provider == Provider::other ? windows_provider(header.get(Role::channel)) : provider;
}

/// PowerShell 5 writes .NET's dates into JSON: `/Date(1687891004950)/`.
std::string_view without_date_mark(std::string_view text) {
  constexpr std::string_view mark = "/Date(";
  if (!text.starts_with(mark)) return text;
  text.remove_prefix(mark.size());
  return text.substr(0, text.find(')'));
}

void set_event_time(const Header& header, bool is_utc, const FileContext& context, model::Event& event) {
  std::optional<FoundTime> best;
  constexpr auto times = static_cast<std::size_t>(Role::time);
  for (std::size_t i = role_begins[times]; i < role_begins[times + 1]; ++i) {
    if (header.texts[i].empty()) continue;
    auto time = parse_json_time(without_date_mark(header.texts[i]));
    if (!time) continue;
    // `UtcTime` by its name, `SystemTime` because Windows' system time is UTC: some readers leave the mark out.
    if (i == utc_time_row || header_paths[i].path.ends_with("SystemTime") ||
        header_paths[i].path == "system.systemTime")
      time->zone_known = true;
    time->zone_known = time->zone_known || is_utc;
    if (time->zone_known) return set_time(event, *time);
    if (!best) best = time;
  }
  set_time(event, best, context.utc_offset_minutes.value_or(0));
}

/// `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`
void add_hashes(std::string_view hashes, model::Event& event) {
  while (!hashes.empty()) {
    const std::size_t comma = std::min(hashes.find(','), hashes.size());
    const std::string_view part = hashes.substr(0, comma);
    if (part.starts_with("MD5=")) event.add(file_md5, part.substr(4));
    if (part.starts_with("SHA1=")) event.add(file_sha1, part.substr(5));
    if (part.starts_with("SHA256=")) event.add(file_sha256, part.substr(7));
    hashes.remove_prefix(std::min(comma + 1, hashes.size()));
  }
}

/// IPv4 in IPv6's clothes is how dual-stack programs write it (RFC 4291 section 2.5.5.2).
std::string_view plain_address(std::string_view address) {
  constexpr std::string_view mapped = "::ffff:";
  return address.starts_with(mapped) && address.contains('.') ? address.substr(mapped.size()) : address;
}

/// `QueryResults`: `type:  5 name.example;::ffff:192.0.2.7;`, and the resolver's status, 0 for success.
void add_dns_answers(const Fields& data, model::Event& event) {
  const std::string_view status = data.get("QueryStatus");
  constexpr std::string_view name_does_not_exist = "9003";  // DNS_ERROR_RCODE_NAME_ERROR
  if (status == "0") event.add(rcode, "NOERROR");
  if (status == name_does_not_exist) event.add(rcode, "NXDOMAIN");
  if (!status.empty()) event.status = status == "0" ? Status::success : Status::failure;
  constexpr std::size_t answers_max = 256;
  std::size_t count = 0;
  static constexpr std::array<std::string_view, 2> names = {"QueryResults", "Result"};
  for (std::string_view part : base::split(data.first_of(names), ';')) {
    if (++count > answers_max) break;
    part = base::trimmed(part);
    if (part.starts_with("type:")) {
      const std::size_t space = part.rfind(' ');
      part = space == std::string_view::npos ? std::string_view{} : part.substr(space + 1);
    }
    part = plain_address(part);
    if (part != "-") event.add(answer, part);
  }
}

/// In a 4688 `ProcessId` is the creator and `NewProcessId` the process; in other events it is the process.
void add_process_ids(const Fields& data, std::string_view id, model::Event& event) {
  if (id == "4688") {
    event.add(process_pid, data.get("NewProcessId"));
    event.add(parent_process_pid, data.get("ProcessId"));
  } else {
    event.add(process_pid, data.get("ProcessId"));
  }
}

/// `file:_C:\a.exe; containerfile:_C:\b.zip; webfile:_C:\c.exe|https://d.example/|pid:1,…`
void add_threat_paths(std::string_view paths, model::Event& event) {
  constexpr std::size_t paths_max = 256;
  std::size_t count = 0;
  for (std::string_view part : base::split(paths, ';')) {
    if (++count > paths_max) break;
    part = base::trimmed(part);
    const std::size_t mark = part.find(":_");
    const std::string_view kind = part.substr(0, mark);
    if (mark == std::string_view::npos || !kind.ends_with("file")) continue;
    part.remove_prefix(mark + 2);
    const std::size_t bar = part.find('|');
    event.add(file_path, part.substr(0, bar));
    if (bar == std::string_view::npos) continue;
    part.remove_prefix(bar + 1);
    event.add(url, part.substr(0, part.find('|')));
  }
}

/// What the antivirus did, by the number that is the same in all languages.
void set_disposition(const Fields& data, std::string_view id, model::Event& event) {
  if (id != "1117" && id != "1007") return;
  const std::string_view action = data.get("Action ID");
  if (action == "2") event.disposition = model::Disposition::quarantined;
  if (action == "3" || action == "10") event.disposition = model::Disposition::blocked;
  if (action == "6") event.disposition = model::Disposition::allowed;
}

/// The line `HostApplication=…` of PowerShell's own account of itself.
std::string_view host_application(std::string_view text) {
  for (const std::string_view key : {"HostApplication=", "Host Application = "}) {
    const std::size_t found = text.find(key);
    if (found == std::string_view::npos) continue;
    text.remove_prefix(found + key.size());
    return base::trimmed(text.substr(0, text.find_first_of("\r\n")));
  }
  return {};
}

void add_powershell(const Fields& data, const Header& header, model::Event& event) {
  static constexpr std::array<std::string_view, 3> accounts = {"ContextInfo", "Data", "#text"};
  event.add(actor_user_uid, header.get(Role::user));
  for (const Fields::Field& field : data.all()) {
    if (std::ranges::find(accounts, data.path_of(field)) == accounts.end()) continue;
    const std::string_view command = host_application(field.text);
    if (!command.empty()) return event.add(process_cmd_line, command);
  }
  event.add(process_cmd_line, host_application(header.get(Role::message)));
}

void add_data(const Fields& data, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : data.all()) {
    const Mapping* const row = data.row_of(field, table);
    // A lone dash is how Windows writes nothing; LOCAL is the console, which has no address.
    if (row == nullptr || field.text == "-") continue;
    if (row->attribute == src_ip && field.text == "LOCAL") continue;
    const bool is_address = row->attribute == src_ip || row->attribute == dst_ip;
    const std::string_view text = is_address ? plain_address(field.text) : field.text;
    event.add(row->attribute, row->attribute == message ? text.substr(0, message_bytes_max) : text);
  }
}

void add_ecs(const Fields& data, model::Event& event) {
  const auto before = event.fields().size();
  const std::span<const Mapping> table = ecs_data(event.event_class);
  const auto is_said = [&](model::Attribute attribute) {
    const auto said = std::span(event.fields()).first(before);
    return std::ranges::any_of(said, [&](const model::Event::Field& field) { return field.attribute == attribute; });
  };
  for (const Fields::Field& field : data.all()) {
    const Mapping* const row = data.row_of(field, table);
    if (row != nullptr && field.text != "-" && !is_said(row->attribute)) event.add(row->attribute, field.text);
  }
}

/// Kerberos and NTLM say how it went by a number: 0 is well.
void set_status(const Fields& data, model::Event& event) {
  const std::string_view status = data.get("Status");
  if (event.status != Status::unknown || status.empty()) return;
  event.status = status == "0x0" || status == "0" ? Status::success : Status::failure;
}

void add_kind(const WindowsKind& kind, const Fields& data, model::Event& event) {
  event.event_class = kind.event_class;
  event.activity = kind.activity;
  event.status = kind.status;
  const std::string_view object = data.get("ObjectType");
  if (kind.provider == Provider::security && kind.event_class == EventClass::file_activity && !object.empty() &&
      object != "File") {
    event.event_class = EventClass::other;  // a key of the registry, a process, an object of the directory
    event.add(resource_type, object);
    return add_data(data, general_windows_data(), event);
  }
  add_data(data, kind.table, event);
  if (kind.event_class == EventClass::process_activity) add_process_ids(data, kind.id, event);
  if (kind.event_class == EventClass::dns_activity) add_dns_answers(data, event);
  if (kind.event_class == EventClass::authentication) set_status(data, event);
  if (kind.provider == Provider::defender) {
    add_threat_paths(data.get("Path"), event);
    set_disposition(data, kind.id, event);
  }
  if (kind.provider == Provider::sysmon) {
    if (kind.id == "27" || kind.id == "28") event.disposition = model::Disposition::blocked;
    add_hashes(data.get("Hashes"), event);
    add_hashes(data.get("Hash"), event);
  }
}

/// What has no class: fields whose names say what they are, and the text.
void add_general(const Fields& data, const Header& header, model::Event& event) {
  add_data(data, general_windows_data(), event);
  static constexpr std::array<std::string_view, 3> texts = {"ScriptBlockText", "New Value", "Data"};
  std::string_view text = data.get(texts[0]);
  if (text.empty()) text = header.get(Role::message);
  if (text.empty()) text = data.first_of(texts);
  event.add(message, text.substr(0, message_bytes_max));
}

/// `<Data Name="Image">C:\a.exe</Data>`; entities stay as they are written, because nothing that is searched for has them.
void add_xml_data(std::string_view xml, Fields& data) {
  constexpr std::string_view mark = "<Data Name=";
  while (true) {
    const std::size_t found = xml.find(mark);
    if (found == std::string_view::npos) return;
    xml.remove_prefix(found + mark.size());
    if (xml.empty()) return;
    const char quote = xml.front();
    const std::size_t name_end = xml.find(quote, 1);
    const std::size_t tag_end = xml.find('>', name_end == std::string_view::npos ? xml.size() : name_end);
    if (tag_end == std::string_view::npos) return;
    const std::string_view name = xml.substr(1, name_end - 1);
    const bool is_empty = xml[tag_end - 1] == '/';
    xml.remove_prefix(tag_end + 1);
    if (!is_empty) data.add(name, xml.substr(0, xml.find('<')));
  }
}

/// `Image: C:\\a.exe`, a datum a line: what Sysmon's text says, for who exports nothing but that. What stands beside it is of the log
/// (the process that wrote it), not of the event.
void read_message_of_sysmon(std::string_view text, Fields& data) {
  if (!text.contains('\n') || data.has("ProcessGuid") || data.has("UtcTime")) return;
  data.clear();
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos)
      data.add(base::trimmed(line.substr(0, colon)), base::trimmed(line.substr(colon + 2)));
  }
}

/// `TgtIP: 192.0.2.7 ¦ TgtPort: 443`, as Hayabusa's tables have it, or a datum a line, as Chainsaw's.
void add_listed_data(std::string_view text, Fields& data) {
  constexpr std::string_view bar = "\xc2\xa6";
  constexpr std::size_t name_bytes_max = 64;
  const std::string_view between = text.contains(bar) ? bar : "\n";
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(between));
    text.remove_prefix(std::min(text.size(), part.size() + between.size()));
    const std::size_t colon = part.find(": ");
    if (colon != std::string_view::npos && colon <= name_bytes_max)
      data.add(base::trimmed(part.substr(0, colon)), base::trimmed(part.substr(colon + 2)));
  }
}

/// `EventData` as a text: XML, JSON again, or a list.
void unpack_data(std::string_view packed, Scratch::State& state, Fields& data) {
  packed = base::trimmed(packed);
  if (packed.starts_with('<')) return add_xml_data(packed, data);
  if (!packed.starts_with('{')) return add_listed_data(packed, data);
  if (!state.inner_json.read(packed, state.inner_fields)) return;
  NamedData named(data);
  for (const Fields::Field& field : state.inner_fields.all()) {
    std::string_view path = state.inner_fields.path_of(field);
    take_prefix(path, "EventData.");
    std::string_view part = path;
    if (!take_prefix(part, "Data.") || !named.put(part, field.text)) data.add(path, field.text);
  }
}

}  // namespace

Decoded decode_windows_event(std::string_view record, const FileContext& context, Scratch& scratch,
                             model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read == Decoded::event) add_windows_event(scratch.state().fields, context, scratch, event);
  return read;
}

void add_windows_event(const Fields& fields, const FileContext& context, Scratch& scratch, model::Event& event) {
  Fields& data = scratch.state().data;
  Split split(fields, data, scratch.state().windows_text);
  // What stands beside a payload is of the log: EvtxECmd's `ProcessId` is that of the process that wrote it.
  if (split.has_payload()) data.clear();
  for (const std::string_view packed : split.packed_data()) unpack_data(packed, scratch.state(), data);
  Header& header = split.header();
  const Provider provider = provider_of(header, scratch.state());
  if (provider == Provider::sysmon) read_message_of_sysmon(header.get(Role::message), data);
  if (header.texts[utc_time_row].empty()) header.texts[utc_time_row] = data.get("UtcTime");
  set_event_time(header, split.has_payload(), context, event);  // EvtxECmd and Chainsaw write UTC
  const std::string_view id = header.get(Role::id);
  event.add(device_hostname, header.get(Role::host));
  event.add(event_code, id);
  event.add(event_uid, header.get(Role::record));
  if (const WindowsKind* const kind = find_windows_kind(provider, id)) {
    add_kind(*kind, data, event);
  } else {
    add_general(data, header, event);
  }
  if (provider == Provider::powershell) add_powershell(data, header, event);
  if (split.has_ecs()) add_ecs(data, event);
}

namespace {

/// The next record that is not broken; false at the end.
bool next_whole(Translator& log, Translation& record) {
  while (log.next(record)) {
    if (!record.broken) return true;
  }
  return false;
}

}  // namespace

bool is_windows_event(const Fields& fields) {
  static constexpr std::array<std::string_view, 11> ids = {"EventID",
                                                           "Event ID",
                                                           "system.eventID",
                                                           "Event.System.EventID",
                                                           "Event.System.EventID.#text",
                                                           "System.EventID",
                                                           "System.EventID.Value",
                                                           "event_id",
                                                           "winlog.event_id",
                                                           "EventId",
                                                           "event.code"};
  static constexpr std::array<std::string_view, 8> marks = {
      "Channel",        "Event.System.Channel", "Event.System.Provider", "System.Channel",
      "system.channel", "winlog.channel",       "ProviderGuid",          "winlog.provider_name"};
  const auto has_one_of = [&](std::span<const std::string_view> paths) {
    return std::ranges::any_of(paths, [&](std::string_view path) { return fields.has(path); });
  };
  if (has_one_of(ids)) return has_one_of(marks);
  return fields.has("Id") && fields.has("LogName") && fields.has("ProviderName") && fields.has("MachineName");
}

std::string source_of_windows_log(Translator& log) {
  constexpr std::size_t records_max = 64;
  struct Name {
    std::string_view channel, source;
  };
  static constexpr std::array names = std::to_array<Name>({
      {"Security", "windows_security"},
      {"System", "windows_system"},
      {"Microsoft-Windows-Sysmon/Operational", "windows_sysmon"},
      {"Windows PowerShell", "windows_powershell"},
      {"Microsoft-Windows-PowerShell/Operational", "windows_powershell"},
      {"PowerShellCore/Operational", "windows_powershell"},
      {"Microsoft-Windows-Windows Defender/Operational", "windows_defender"},
      {"Microsoft-Windows-TaskScheduler/Operational", "windows_task_scheduler"},
      {"Microsoft-Windows-TerminalServices-LocalSessionManager/Operational", "windows_remote_desktop"},
      {"Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational", "windows_remote_desktop"},
      {"Microsoft-Windows-WMI-Activity/Operational", "windows_wmi"},
      {"Microsoft-Windows-Bits-Client/Operational", "windows_bits"},
      {"Microsoft-Windows-DNS-Client/Operational", "windows_dns_client"},
  });
  constexpr std::string_view any = "windows_events";
  std::string channel;
  std::string host;
  Scratch scratch;
  Translation record;
  for (std::size_t i = 0; i < records_max && next_whole(log, record); ++i) {
    if (read_json(record.text, scratch) != Decoded::event) break;
    const Fields& fields = scratch.state().fields;
    const std::string_view its_channel = fields.get("Event.System.Channel");
    const std::string_view its_host = fields.get("Event.System.Computer");
    if (i > 0 && (channel != its_channel || host != its_host)) return std::string(any);
    channel = its_channel;
    host = its_host;
  }
  const auto* const found = std::ranges::find(names, channel, &Name::channel);
  return std::string(found == names.end() ? any : found->source);
}

std::span<const model::Sight> windows_sights(std::string_view source) {
  using enum model::Sight;
  static constexpr std::array security = {process, model::Sight::file, connection, authentication, account_change};
  static constexpr std::array sysmon = {process, model::Sight::file, connection, model::Sight::dns};
  static constexpr std::array all = {process,           model::Sight::file, connection,
                                     model::Sight::dns, authentication,     account_change};
  static constexpr std::array powershell = {process};
  static constexpr std::array defender = {model::Sight::file};
  static constexpr std::array remote_desktop = {authentication};
  static constexpr std::array bits = {http};
  static constexpr std::array dns_client = {model::Sight::dns};
  static constexpr std::array text_only = {text};
  if (source == "windows_security") return security;
  if (source == "windows_sysmon") return sysmon;
  if (source == "windows_powershell") return powershell;
  if (source == "windows_defender") return defender;
  if (source == "windows_remote_desktop") return remote_desktop;
  if (source == "windows_bits") return bits;
  if (source == "windows_dns_client") return dns_client;
  if (source == "windows_system" || source == "windows_task_scheduler" || source == "windows_wmi") return text_only;
  return all;
}

}  // namespace clew::evidence
