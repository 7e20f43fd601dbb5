// Records of Linux's audit, as auditd, audispd and the kernel write them: `type=SYSCALL msg=audit(1688700000.123:456): …`.
// An event of audit has several records with the same id: they are one event here. Where one stands alone (in a table, in JSON),
// it is an event that `correlation_uid` joins to the others.
// And Laurel's form of it: one JSON object for an event.
// Source: "Audit event fields" and "Audit record types" of the linux-audit documentation, auditctl(8), the kernel's audit
// code (which fields are written in hexadecimal), sockaddr of <sys/socket.h>, Laurel's documentation.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr char enriched_separator = '\x1d';  ///< before the fields with names for numbers
constexpr std::string_view unset_user = "4294967295";
constexpr std::size_t command_bytes_max = 64 * 1024;
constexpr std::size_t id_bytes_max = 64;  ///< "1688700000.123:4294967295"

// --- The line ---

struct AuditLine {
  std::string_view node, type, id, seconds, fields;
};

/// The kernel's numbers of the records that its own log (`audit: type=1300 audit(…)`) has most.
constexpr std::string_view name_of_type(std::string_view number) {
  struct Row {
    std::string_view number, name;
  };
  constexpr std::array rows = std::to_array<Row>({
      {"1006", "LOGIN"},          {"1100", "USER_AUTH"},    {"1101", "USER_ACCT"},       {"1102", "USER_MGMT"},
      {"1103", "CRED_ACQ"},       {"1104", "CRED_DISP"},    {"1105", "USER_START"},      {"1106", "USER_END"},
      {"1108", "USER_CHAUTHTOK"}, {"1112", "USER_LOGIN"},   {"1113", "USER_LOGOUT"},     {"1114", "ADD_USER"},
      {"1115", "DEL_USER"},       {"1116", "ADD_GROUP"},    {"1117", "DEL_GROUP"},       {"1123", "USER_CMD"},
      {"1130", "SERVICE_START"},  {"1131", "SERVICE_STOP"}, {"1300", "SYSCALL"},         {"1302", "PATH"},
      {"1306", "SOCKADDR"},       {"1307", "CWD"},          {"1309", "EXECVE"},          {"1326", "SECCOMP"},
      {"1327", "PROCTITLE"},      {"1400", "AVC"},          {"1403", "MAC_POLICY_LOAD"},
  });
  for (const Row& row : rows) {
    if (row.number == number) return row.name;
  }
  return number;
}

std::optional<AuditLine> read_line(std::string_view text) {
  AuditLine line;
  if (take(text, "node=")) line.node = take_word(text);
  if (!take(text, "type=")) return std::nullopt;
  line.type = take_word(text);
  if (line.type.starts_with("UNKNOWN[") && line.type.ends_with(']'))
    line.type = line.type.substr(8, line.type.size() - 9);
  line.type = name_of_type(line.type);
  take(text, "msg=");
  if (line.type.empty() || !take(text, "audit(")) return std::nullopt;
  const auto id = take_until(text, ")");
  if (!id || id->rfind(':') == std::string_view::npos) return std::nullopt;
  line.id = *id;
  line.seconds = id->substr(0, id->rfind(':'));
  take(text, " ");  // ausearch -i
  if (!take(text, ":")) return std::nullopt;
  line.fields = base::trimmed(text);
  return line;
}

/// What is written in hexadecimal where it has a blank, a quote or a control byte: what a user could have chosen.
bool may_be_hexadecimal(std::string_view key, std::string_view type) {
  static constexpr std::array<std::string_view, 16> keys = {"acct",  "cmd",  "comm",      "cwd", "data", "dir",
                                                            "exe",   "file", "grp",       "key", "name", "new_group",
                                                            "ocomm", "path", "proctitle", "vm"};
  if (std::ranges::find(keys, key) != keys.end()) return true;
  // In a SYSCALL these are registers.
  return type == "EXECVE" && key.size() > 1 && key[0] == 'a' && base::is_digit(key[1]) && !key.ends_with("_len");
}

bool is_hexadecimal(std::string_view text) {
  return text.size() >= 2 && text.size() % 2 == 0 && std::ranges::all_of(text, base::is_hex);
}

/// Appends the bytes to `bytes`, which has room for them: views into it stay.
std::string_view decoded(std::string_view hex, std::string& bytes) {
  const std::size_t begin = bytes.size();
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(base::hex_value(hex[i]) << 4U | base::hex_value(hex[i + 1]));
  return std::string_view(bytes).substr(begin);
}

/// `key=value`, with values bare, in double quotes, in single quotes (then they are fields themselves) or in braces.
void read_fields(std::string_view text, std::string_view type, Scratch::State& state) {
  Fields& fields = state.fields;
  fields.clear();
  state.text.clear();
  state.text.reserve(text.size());
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(" ',{}\x1d");
    if (begin == std::string_view::npos) return;
    text.remove_prefix(begin);
    const std::size_t end = text.find_first_of(" =");
    if (end == std::string_view::npos) return;
    const std::string_view key = text.substr(0, end);
    const bool has_value = text[end] == '=';
    text.remove_prefix(end + 1);
    if (!has_value) {
      // Words without a value: an AVC's "denied", "{ read }".
      fields.add("word", key);
      continue;
    }
    // Fields inside of quotes or braces come next.
    if (key == "msg" || key == "SADDR" || text.starts_with('\'')) continue;
    std::string_view value;
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      const std::size_t quote = std::min(text.find('"'), text.size());
      value = text.substr(0, quote);
      text.remove_prefix(std::min(quote + 1, text.size()));
    } else {
      value = text.substr(0, text.find_first_of(" '\x1d"));
      // A password program says `op=add user to group`: words up to the next key.
      if (key == "op") {
        const std::size_t next_key = text.find('=');
        const std::size_t last_blank = next_key == std::string_view::npos ? next_key : text.rfind(' ', next_key);
        if (last_blank != std::string_view::npos && last_blank > value.size()) value = text.substr(0, last_blank);
      }
      text.remove_prefix(value.size());
      if (may_be_hexadecimal(key, type) && is_hexadecimal(value)) value = decoded(value, state.text);
    }
    if (value == "?" || value == "(null)" || value == "(none)" || value == unset_user || value == "unset") continue;
    fields.add(key, value);
  }
}

/// What every record has; its fields lie in the scratch.
void begin_event(const AuditLine& line, Scratch& scratch, model::Event& event) {
  read_fields(line.fields, line.type, scratch.state());
  if (const auto time = parse_epoch_any(line.seconds)) set_time(event, FoundTime{*time});
  if (!event.has(device_hostname)) event.add(device_hostname, line.node);
  event.add(event_code, line.type);
  event.add(correlation_uid, line.id);
}

// --- What a record says ---

constexpr std::array process_table = std::to_array<Mapping>({
    {"AUID", actor_user_name},
    {"UID", process_user},
    {"auid", actor_user_uid},
    {"exe", process_path},
    {"pid", process_pid},
    {"ppid", parent_process_pid},
});
constexpr std::array actor_table = std::to_array<Mapping>({
    {"AUID", actor_user_name},
    {"auid", actor_user_uid},
    {"exe", actor_process_path},
    {"pid", actor_process_pid},
});
constexpr std::array login_table = std::to_array<Mapping>({
    {"exe", actor_process_path},
    {"pid", actor_process_pid},
});
static_assert(is_sorted_by_path(process_table) && is_sorted_by_path(actor_table) && is_sorted_by_path(login_table));

struct Call {
  std::string_view name;
  std::string_view x86_64, aarch64;  ///< numbers; the sources of the kernel: syscall_64.tbl, unistd.h
  EventClass event_class;
  std::uint8_t activity;
};
constexpr std::array calls = std::to_array<Call>({
    {"execve", "59", "221", EventClass::process_activity, activity::process_launch},
    {"execveat", "322", "281", EventClass::process_activity, activity::process_launch},
    {"connect", "42", "203", EventClass::network_activity, activity::network_open},
    {"accept", "43", "202", EventClass::network_activity, activity::network_open},
    {"accept4", "288", "242", EventClass::network_activity, activity::network_open},
    {"bind", "49", "200", EventClass::network_activity, activity::other},
    {"sendto", "44", "206", EventClass::network_activity, activity::network_traffic},
    {"open", "2", "", EventClass::file_activity, activity::file_open},
    {"openat", "257", "56", EventClass::file_activity, activity::file_open},
    {"creat", "85", "", EventClass::file_activity, activity::file_create},
    {"mkdir", "83", "", EventClass::file_activity, activity::file_create},
    {"mkdirat", "258", "34", EventClass::file_activity, activity::file_create},
    {"unlink", "87", "", EventClass::file_activity, activity::file_delete},
    {"unlinkat", "263", "35", EventClass::file_activity, activity::file_delete},
    {"rmdir", "84", "", EventClass::file_activity, activity::file_delete},
    {"rename", "82", "", EventClass::file_activity, activity::file_rename},
    {"renameat", "264", "38", EventClass::file_activity, activity::file_rename},
    {"renameat2", "316", "276", EventClass::file_activity, activity::file_rename},
    {"chmod", "90", "", EventClass::file_activity, activity::file_update},
    {"fchmod", "91", "52", EventClass::file_activity, activity::file_update},
    {"fchmodat", "268", "53", EventClass::file_activity, activity::file_update},
    {"chown", "92", "", EventClass::file_activity, activity::file_update},
    {"fchown", "93", "55", EventClass::file_activity, activity::file_update},
    {"fchownat", "260", "54", EventClass::file_activity, activity::file_update},
    {"truncate", "76", "45", EventClass::file_activity, activity::file_update},
    {"ftruncate", "77", "46", EventClass::file_activity, activity::file_update},
});

/// By its name where the record was interpreted, else by its number on the two machines that we know the numbers of.
const Call* call_of(const Fields& fields) {
  std::string_view name = fields.get("SYSCALL");
  const std::string_view number = fields.get("syscall");
  if (name.empty() && !is_number(number)) name = number;
  const std::string_view machine = fields.get("arch");
  for (const Call& call : calls) {
    if (!name.empty() && call.name == name) return &call;
    if (!name.empty() || number.empty()) continue;
    if (machine == "c000003e" && call.x86_64 == number) return &call;
    if (machine == "c00000b7" && call.aarch64 == number) return &call;
  }
  return nullptr;
}

void decode_call(const Fields& fields, model::Event& event) {
  const Call* call = call_of(fields);
  if (call != nullptr) {
    event.event_class = call->event_class;
    event.activity = call->activity;
  }
  const bool launch = call != nullptr && call->event_class == EventClass::process_activity;
  add_mapped(fields, launch || call == nullptr ? std::span<const Mapping>(process_table) : actor_table, event);
  const std::string_view name = fields.get("SYSCALL");
  event.add(api_operation, !name.empty() ? name : call != nullptr ? call->name : fields.get("syscall"));
  // A connection that is still being made "fails" with EINPROGRESS.
  const bool in_progress = fields.get("exit") == "-115" || fields.get("exit").starts_with("EINPROGRESS");
  if (fields.get("success") == "yes") event.status = Status::success;
  if (fields.get("success") == "no" && !in_progress) {
    event.status = Status::failure;
    event.add(status_detail, fields.get("exit"));
    // Shells try one folder after the other: what could not be started was not, nor was a file written.
    event.activity =
        event.event_class == EventClass::network_activity ? activity::network_fail : std::uint8_t{activity::other};
  }
  event.add(event_code, fields.get("key"));  // what the rule's author calls such an event
}

/// `a0="ls" a1=2D6C`, and long ones in pieces: `a1_len=9000 a1[0]=… a1[1]=…`.
void decode_execve(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::process_activity;
  event.activity = activity::process_launch;
  std::string command;
  std::string_view last;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view path = fields.path_of(field);
    if (path.size() < 2 || path[0] != 'a' || !base::is_digit(path[1]) || path.ends_with("_len")) continue;
    const std::string_view argument = path.substr(0, path.find('['));
    if (!command.empty() && argument != last) command += ' ';
    last = argument;
    command += field.text;
    if (command.size() > command_bytes_max) break;
  }
  event.add(process_cmd_line, std::string_view(command).substr(0, command_bytes_max));
}

/// The arguments have NULs between them; the kernel keeps the first 128 bytes.
void decode_title(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::process_activity;
  event.activity = activity::other;
  std::string command(fields.get("proctitle"));
  while (command.ends_with('\0')) command.pop_back();
  std::ranges::replace(command, '\0', ' ');
  event.add(process_cmd_line, command);
}

void decode_path(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::file_activity;
  const std::string_view kind = fields.get("nametype");
  event.activity = kind == "CREATE"   ? activity::file_create
                   : kind == "DELETE" ? activity::file_delete
                                      : activity::other;
  event.add(file_path, fields.get("name"));
}

/// The bytes of a sockaddr: family in the machine's order, port in the network's.
void add_socket_address(std::string_view hex, bool is_accepted, model::Event& event) {
  constexpr std::size_t bytes_max = 128;  // sockaddr_storage
  if (!is_hexadecimal(hex) || hex.size() > 2 * bytes_max) return;
  std::string bytes;
  decoded(hex, bytes);
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  constexpr unsigned unix_family = 1, ipv4_family = 2, ipv6_family = 10;
  const unsigned family = bytes.size() < 2 ? 0U : byte(0) | static_cast<unsigned>(byte(1)) << 8U;
  if (family == unix_family) {
    std::string_view path = std::string_view(bytes).substr(2);
    if (path.starts_with('\0')) path.remove_prefix(1);
    event.event_class = EventClass::file_activity;
    event.activity = activity::other;
    event.add(file_path, path.substr(0, path.find('\0')));
    return;
  }
  const std::size_t begin = family == ipv4_family ? 4 : 8;
  const std::size_t size = family == ipv4_family ? 4 : 16;
  if ((family != ipv4_family && family != ipv6_family) || bytes.size() < begin + size) return;
  model::Address address;
  if (family == ipv4_family) address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  for (std::size_t i = 0; i < size; ++i) address.bytes[16 - size + i] = byte(begin + i);
  event.event_class = EventClass::network_activity;
  event.activity = activity::other;
  event.add(is_accepted ? src_ip : dst_ip, address.text());
  event.add(is_accepted ? src_port : dst_port, fmt::format("{}", byte(2) << 8U | byte(3)));
}

/// The other end, as a SOCKADDR record names it.
void add_peer(const Fields& fields, model::Event& event) {
  const std::string_view call = event.get(api_operation);
  const bool is_accepted = call == "accept" || call == "accept4";
  add_socket_address(fields.get("saddr"), is_accepted, event);
  // ausearch -i has no bytes.
  static constexpr std::array<std::string_view, 3> addresses = {"laddr", "raddr", "host"};
  if (event.has(is_accepted ? src_ip : dst_ip) || !is_address(fields.first_of(addresses))) return;
  event.event_class = EventClass::network_activity;
  event.activity = activity::other;
  static constexpr std::array<std::string_view, 3> ports = {"lport", "rport", "serv"};
  const std::string address(fields.first_of(addresses));
  event.add(is_accepted ? src_ip : dst_ip, address);
  event.add(is_accepted ? src_port : dst_port, fields.first_of(ports));
}

struct UserRecord {
  std::string_view type;
  EventClass event_class;
  std::uint8_t activity;
};
constexpr std::array user_records = std::to_array<UserRecord>({
    {"USER_LOGIN", EventClass::authentication, activity::logon},
    {"USER_AUTH", EventClass::authentication, activity::other},
    {"USER_ACCT", EventClass::authentication, activity::other},
    {"USER_ERR", EventClass::authentication, activity::other},
    {"CRED_ACQ", EventClass::authentication, activity::other},
    {"CRED_REFR", EventClass::authentication, activity::other},
    {"CRED_DISP", EventClass::authentication, activity::other},
    {"USER_START", EventClass::authentication, activity::other},
    {"USER_END", EventClass::authentication, activity::other},
    {"USER_LOGOUT", EventClass::authentication, activity::logoff},
    {"LOGIN", EventClass::authentication, activity::other},
    {"ADD_USER", EventClass::account_change, activity::create},
    {"ADD_GROUP", EventClass::account_change, activity::create},
    {"DEL_USER", EventClass::account_change, activity::remove},
    {"DEL_GROUP", EventClass::account_change, activity::remove},
    {"USER_MGMT", EventClass::account_change, activity::update},
    {"GRP_MGMT", EventClass::account_change, activity::update},
    {"USER_CHAUTHTOK", EventClass::account_change, activity::update},
    {"GRP_CHAUTHTOK", EventClass::account_change, activity::update},
    {"ACCT_LOCK", EventClass::account_change, activity::update},
    {"ACCT_UNLOCK", EventClass::account_change, activity::update},
    {"USER_CMD", EventClass::process_activity, activity::process_launch},
});

void set_result(const Fields& fields, model::Event& event) {
  const std::string_view result = fields.get("res");
  if (result == "success" || result == "1" || result == "yes") event.status = Status::success;
  if (result == "failed" || result == "0" || result == "no") event.status = Status::failure;
}

void decode_user_record(const UserRecord& record, const Fields& fields, model::Event& event) {
  event.event_class = record.event_class;
  event.activity = record.activity;
  set_result(fields, event);
  const std::string_view account = fields.get("acct");
  const bool says_unknown = account == "(unknown)" || account == "(unknown user)" || account == "(invalid user)";
  switch (record.event_class) {
    case EventClass::account_change:
      add_mapped(fields, actor_table, event);
      event.add(resource_type, record.type.contains("GROUP") || record.type.starts_with("GRP") ? "group" : "user");
      if (!says_unknown) event.add(resource_name, account.empty() ? fields.get("grp") : account);
      event.add(resource_uid, fields.get("id"));
      event.add(changed_field, fields.get("op"));
      break;
    case EventClass::process_activity:
      add_mapped(fields, actor_table, event);
      event.add(process_cmd_line, fields.get("cmd"));
      break;
    default:
      add_mapped(fields, login_table, event);
      if (!says_unknown) event.add(actor_user_name, account);
      if (account.empty())
        event.add(actor_user_name, !fields.get("ID").empty() ? fields.get("ID") : fields.get("AUID"));
      event.add(actor_user_uid, !fields.get("id").empty() ? fields.get("id") : fields.get("auid"));
      event.add(auth_method, fields.get("terminal"));
      event.add(status_detail, fields.get("op"));
  }
  if (is_address(fields.get("addr"))) {
    event.add(src_ip, fields.get("addr"));
  } else if (is_address(fields.get("hostname"))) {
    event.add(src_ip, fields.get("hostname"));
  }
}

/// SELinux and AppArmor.
void decode_access(const Fields& fields, model::Event& event) {
  const bool denied = fields.get("apparmor") == "DENIED" ||
                      (fields.get("permissive") != "1" && std::ranges::any_of(fields.all(), [&](const auto& field) {
                         return fields.path_of(field) == "word" && field.text == "denied";
                       }));
  if (denied) event.disposition = model::Disposition::blocked;
  add_mapped(fields, actor_table, event);
  if (!event.has(actor_process_path)) event.add(actor_process_path, fields.get("comm"));
  static constexpr std::array<std::string_view, 2> names = {"path", "name"};
  event.add(file_path, fields.first_of(names));
  event.add(api_operation, fields.get("operation"));
}

void decode_type(std::string_view type, const Fields& fields, model::Event& event) {
  if (type == "SYSCALL" || type == "SECCOMP") return decode_call(fields, event);
  if (type == "EXECVE") return decode_execve(fields, event);
  if (type == "PROCTITLE") return decode_title(fields, event);
  if (type == "PATH") return decode_path(fields, event);
  if (type == "CWD") return event.add(file_path, fields.get("cwd"));
  if (type == "SOCKADDR") return add_peer(fields, event);
  if (type == "AVC" || type == "USER_AVC") return decode_access(fields, event);
  const auto* record = std::ranges::find(user_records, type, &UserRecord::type);
  if (record != user_records.end()) return decode_user_record(*record, fields, event);
  add_mapped(fields, actor_table, event);
  set_result(fields, event);
  event.add(resource_name, fields.get("unit"));
}

// --- The records of one event ---

/// Whether a file is opened for writing: `a2=241` in the machine's numbers, `a2=O_WRONLY|O_CREAT` where they were interpreted.
bool opens_for_writing(const Fields& fields, std::string_view call) {
  const std::string_view flags = fields.get(call == "open" ? "a1" : "a2");
  if (flags.contains("O_WRONLY") || flags.contains("O_RDWR")) return true;
  constexpr int access_mode = 3;  // O_ACCMODE
  return !flags.empty() && base::is_hex(flags.back()) && (base::hex_value(flags.back()) & access_mode) != 0;
}

/// What the PATH and CWD records of an event say of it.
struct Paths {
  std::string folder;                     ///< that names without one are relative to
  std::string created, deleted, touched;  ///< the last of each

  void add(const Fields& fields) {
    const std::string_view kind = fields.get("nametype");
    if (kind == "PARENT") return;  // the folder that it lies in
    std::string& path = kind == "CREATE" ? created : kind == "DELETE" ? deleted : touched;
    path = fields.get("name");
  }
  [[nodiscard]] std::string whole(const std::string& path) const {
    if (path.empty() || path.starts_with('/') || folder.empty()) return path;
    return folder + (folder.ends_with('/') ? "" : "/") + path;
  }
};

void add_paths(const Paths& paths, model::Event& event) {
  const bool is_of_files = event.event_class == EventClass::file_activity;
  if (!is_of_files && event.event_class != EventClass::other) return;
  const std::string& path = !paths.created.empty()   ? paths.created
                            : !paths.deleted.empty() ? paths.deleted
                                                     : paths.touched;
  if (path.empty()) return;
  const bool failed = event.status == Status::failure;
  if (!is_of_files) {
    event.event_class = EventClass::file_activity;
    event.activity = activity::other;
  }
  if (!failed && !paths.created.empty() && event.activity != activity::file_rename)
    event.activity = activity::file_create;
  if (!failed && paths.created.empty() && !paths.deleted.empty()) event.activity = activity::file_delete;
  event.add(file_path, paths.whole(path));
  if (!paths.created.empty() && !paths.deleted.empty()) event.add(observable, paths.whole(paths.deleted));
}

/// The one that says what was done.
std::size_t main_record(const std::vector<AuditLine>& lines) {
  const auto is_call = [](const AuditLine& line) { return line.type == "SYSCALL" || line.type == "SECCOMP"; };
  auto found = std::ranges::find_if(lines, is_call);
  if (found == lines.end()) found = std::ranges::find(lines, "EXECVE", &AuditLine::type);
  return found == lines.end() ? 0 : static_cast<std::size_t>(found - lines.begin());
}

/// What one of the other records adds.
void add_record(const AuditLine& line, const Fields& fields, Paths& paths, model::Event& event) {
  const bool is_network = event.event_class == EventClass::network_activity;
  if (line.type == "PATH") return paths.add(fields);
  if (line.type == "CWD") {
    paths.folder = fields.get("cwd");
  } else if (line.type == "EXECVE") {
    const std::uint8_t was = event.activity;
    decode_execve(fields, event);
    if (event.status == Status::failure) event.activity = was;
  } else if (line.type == "PROCTITLE") {
    if (event.has(process_cmd_line)) return;
    const auto [event_class, was] = std::pair(event.event_class, event.activity);
    decode_title(fields, event);
    event.event_class = event_class;
    event.activity = was;
  } else if (line.type == "SOCKADDR") {
    const std::uint8_t was = event.activity;
    add_peer(fields, event);
    if (is_network && event.event_class == EventClass::network_activity) event.activity = was;
  } else {
    decode_type(line.type, fields, event);
  }
}

Decoded decode_records(std::string_view text, Scratch& scratch, model::Event& event) {
  std::vector<AuditLine> lines;
  for (const std::string_view each : base::split(text, '\n')) {
    if (const auto line = read_line(base::trimmed(each))) lines.push_back(*line);
  }
  if (lines.empty()) return Decoded::unparsed;
  const std::size_t first = main_record(lines);
  begin_event(lines[first], scratch, event);
  const Fields& fields = scratch.state().fields;
  decode_type(lines[first].type, fields, event);
  const std::string_view call = event.get(api_operation);
  if (event.activity == activity::file_open && event.event_class == EventClass::file_activity &&
      opens_for_writing(fields, call))
    event.activity = activity::file_update;
  Paths paths;
  const auto add = [&](const AuditLine& line) {
    read_fields(line.fields, line.type, scratch.state());
    add_record(line, fields, paths, event);
    // What was written in hexadecimal is searched where the event has it.
    for (const std::string_view key : {"name", "cwd"}) {
      const std::string_view path = fields.get(key);
      if (line.type != "SYSCALL" && !line.fields.contains(path)) event.add(observable, path);
    }
  };
  // The title is what is left of a command line of which nothing else tells.
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != first && lines[i].type != "PROCTITLE") add(lines[i]);
  }
  for (const AuditLine& line : lines) {
    if (line.type == "PROCTITLE" && &line != &lines[first]) add(line);
  }
  add_paths(paths, event);
  return Decoded::event;
}

Decoded decode(std::string_view text, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  text = base::trimmed(text);
  // ausearch puts a rule and a time before each event.
  if (text.empty() || text == "----" || text.starts_with("time->") || text == "<no matches>") return Decoded::nothing;
  return decode_audit(text, scratch, event);
}

std::string recognise(std::string_view head) {
  const auto lines = head_lines(head);
  return std::ranges::any_of(lines, [](std::string_view line) { return read_line(base::trimmed(line)).has_value(); })
             ? "auditd"
             : "";
}

// --- Laurel ---

constexpr std::array laurel_table = std::to_array<Mapping>({
    {"ID", correlation_uid},
    {"NODE", device_hostname},
    {"PATH.name", file_path},
    {"SOCKADDR.SADDR.addr", dst_ip},
    {"SOCKADDR.SADDR.port", dst_port},
    {"SYSCALL.AUID", actor_user_name},
    {"SYSCALL.PPID.exe", parent_process_path},
    {"SYSCALL.UID", process_user},
    {"SYSCALL.auid", actor_user_uid},
    {"SYSCALL.exe", process_path},
    {"SYSCALL.pid", process_pid},
    {"SYSCALL.ppid", parent_process_pid},
});
static_assert(is_sorted_by_path(laurel_table));

bool is_laurel(const Fields& fields) {
  const std::string_view id = fields.get("ID");
  return id.contains(':') && parse_epoch_any(id.substr(0, id.rfind(':'))).has_value() &&
         std::ranges::any_of(fields.all(), [&](const auto& field) {
           const std::string_view path = fields.path_of(field);
           return path.starts_with("SYSCALL.") || path.starts_with("USER_") || path.starts_with("LOGIN.") ||
                  path.starts_with("PROCTITLE.") || path.starts_with("CRED_");
         });
}

Decoded decode_laurel(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const std::string_view id = fields.get("ID");
  if (const auto time = parse_epoch_any(id.substr(0, id.rfind(':')))) set_time(event, FoundTime{*time});
  std::string_view name = fields.get("SYSCALL.SYSCALL");
  if (name.empty()) name = fields.get("SYSCALL.syscall");
  const auto* call = std::ranges::find_if(calls, [&](const Call& row) {
    return row.name == name || (fields.get("SYSCALL.arch") == "0xc000003e" && !name.empty() && row.x86_64 == name);
  });
  if (call != calls.end()) {
    event.event_class = call->event_class;
    event.activity = call->activity;
  }
  if (const std::string_view done = fields.get("SYSCALL.success");
      !done.empty() && fields.get("SYSCALL.exit") != "-115")
    event.status = done == "yes" ? Status::success : Status::failure;
  add_mapped(fields, laurel_table, event);
  event.add(api_operation, name);
  std::string command;
  const std::string_view arguments = fields.has("EXECVE.ARGV") ? "EXECVE.ARGV" : "PROCTITLE.ARGV";
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field) != arguments || command.size() > command_bytes_max) continue;
    if (!command.empty()) command += ' ';
    command += field.text;
  }
  if (command.empty()) command = fields.get("EXECVE.ARGV_STR");
  event.add(process_cmd_line, std::string_view(command).substr(0, command_bytes_max));
  return Decoded::event;
}

std::string recognise_laurel(std::string_view head) { return any_line(head, is_laurel) ? "laurel" : ""; }

std::span<const model::Sight> sees(std::string_view /*source*/) {
  // Which calls are recorded is for its rules to say.
  static constexpr std::array sights = {model::Sight::process, model::Sight::authentication,
                                        model::Sight::account_change, model::Sight::connection, model::Sight::file};
  return sights;
}

}  // namespace

Decoded decode_audit(std::string_view message, Scratch& scratch, model::Event& event) {
  if (message.contains('\n')) return decode_records(message, scratch, event);
  const auto line = read_line(message);
  if (!line) return Decoded::unparsed;
  begin_event(*line, scratch, event);
  decode_type(line->type, scratch.state().fields, event);
  return Decoded::event;
}

void add_audit_id(std::string_view message, std::string& id) {
  const auto line = read_line(base::trimmed(message));
  if (!line || line->id.size() > id_bytes_max || line->node.size() > id_bytes_max) return;
  id += line->node;
  id += ' ';
  id += line->id;
}

constinit const Format auditd = {
    .name = "auditd",
    .framing = Framing::joined_lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .respells = true,
    .event_of = add_audit_id,
    .of_one_device = true,
    .shows_what_occurs = true,
};
constinit const Format laurel = {
    .name = "laurel",
    .framing = Framing::lines,
    .recognise = recognise_laurel,
    .decode = decode_laurel,
    .sees = sees,
    .respells = true,
    .of_one_device = true,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
