#include "clew/inquiry/grade.h"

#include "clew/base/text.h"
#include "clew/inquiry/traces.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::Attribute;
using model::Event;
using model::EventClass;
using model::Grade;
using Outcome = Graded::Outcome;

bool holds(const model::Sighting& sighting, std::initializer_list<Attribute> attributes) {
  return std::ranges::any_of(sighting.attributes, [&](Attribute attribute) {
    return std::ranges::find(attributes, attribute) != attributes.end();
  });
}

/// Zeek's states in which both sides have spoken: established, whatever the end was.
bool is_established(std::string_view state) {
  static constexpr std::array<std::string_view, 6> states = {"SF", "S1", "S2", "S3", "RSTO", "RSTR"};
  return std::ranges::find(states, state) != states.end();
}

bool is_true(std::string_view text) { return base::equal_ignoring_case(text, "true") || text == "T" || text == "1"; }

/// A server's answer. `000` is what proxies write where there was none.
bool answered_status(const Event& event) {
  const std::string_view status = event.get(Attribute::http_status);
  return !status.empty() && status.find_first_not_of('0') != std::string_view::npos;
}

/// A request of which the record does not say what became of it: an error log, a list of downloads.
bool is_request_without_outcome(const Event& event) {
  return event.event_class == EventClass::http_activity && !event.has(Attribute::http_status) &&
         event.status == model::Status::unknown && event.disposition != model::Disposition::blocked;
}

std::string destination(const Event& event) {
  const std::string_view ip = event.get(Attribute::dst_ip);
  const std::string_view port = event.get(Attribute::dst_port);
  if (ip.empty()) return {};
  return port.empty() ? std::string(ip) : fmt::format("{}:{}", ip, port);
}

/// The connection that followed a look-up, if the records have one. `answered` is the record that has its answers. Where it
/// is not known who asked, or a resolver did for somebody, anybody's connection is.
const Event* connection_after(const Event& lookup, const Event& answered, const Material& material) {
  const Context& context = *material.context;
  if (!lookup.time) return nullptr;
  constexpr std::int64_t clock_slack = 2 * base::Instant::per_second;
  const std::string_view asker = asker_of(lookup, material.scan->inventory);
  for (const Event::Field& field : answered.fields()) {
    if (field.attribute != Attribute::answer) continue;
    const auto address = model::Address::parse(answered.text_of(field));
    if (!address) continue;
    const Event* last = nullptr;
    std::size_t connections = 0;
    for (const Event* record : context.records_with(address->text())) {
      if (!record->time || !shows_contact(*record)) continue;
      if (!asker.empty() && record->get(Attribute::src_ip) != asker) continue;
      const std::int64_t delay = record->time->nanoseconds - lookup.time->nanoseconds;
      if (delay >= -clock_slack && delay <= connection_after_lookup_seconds_max * base::Instant::per_second)
        return record;
      last = record;
      ++connections;
    }
    // Of a beacon only the first records are kept; a look-up after the last of these goes with the ones that were not.
    if (connections >= hunt::sightings_kept_max && *last->time < *lookup.time) return last;
  }
  return nullptr;
}

/// Whether a record says what became of the look-up. Many logs have only the question (BIND's query log), or the answer in a
/// record of its own.
bool tells_answer(const Event& event) {
  return event.has(Attribute::answer) || event.has(Attribute::rcode) || event.status == model::Status::failure ||
         event.disposition == model::Disposition::blocked;
}

/// All that is kept of one indicator: the scan has them in its order.
auto kept_of(std::uint32_t indicator, const Material& material) {
  return std::ranges::equal_range(material.scan->kept, indicator, {}, &hunt::KeptSightings::indicator);
}

/// The record with the answer to a question, if it is among the sightings: nobody waits for one longer than this.
const Event* answer_to(const model::Sighting& question, const Material& material) {
  constexpr std::int64_t wait = 30 * base::Instant::per_second;
  const Event& asked = question.event;
  if (!asked.time) return nullptr;
  for (const hunt::KeptSightings& kept : kept_of(question.indicator, material)) {
    for (const model::Sighting& sighting : kept.sightings) {
      const Event& event = sighting.event;
      if (event.event_class != EventClass::dns_activity || !event.time || !tells_answer(event)) continue;
      if (sighting.place.file != question.place.file) continue;
      // A log may leave out who had asked.
      const std::string_view asker = event.get(Attribute::src_ip);
      if (!asker.empty() && asker != asked.get(Attribute::src_ip)) continue;
      const bool same_name =
          base::equal_ignoring_case(event.get(Attribute::query_hostname), asked.get(Attribute::query_hostname));
      const std::int64_t delay = event.time->nanoseconds - asked.time->nanoseconds;
      if (same_name && delay >= 0 && delay <= wait) return &event;
    }
  }
  return nullptr;
}

Graded grade_lookup(const model::Sighting& sighting, const Material& material) {
  const Event& asked = sighting.event;
  const Event* const told = tells_answer(asked) ? &asked : answer_to(sighting, material);
  const Event& event = told != nullptr ? *told : asked;
  std::size_t answers = 0, sinkholes = 0;
  for (const Event::Field& field : event.fields()) {
    if (field.attribute != Attribute::answer) continue;
    ++answers;
    const auto address = model::Address::parse(event.text_of(field));
    // No published name of an intruder belongs into the own network: such an answer is a block page's.
    if (address && model::is_private(*address)) ++sinkholes;
  }
  const std::string name(event.get(Attribute::query_hostname));
  const std::string_view type = event.get(Attribute::query_type);
  if (type == "PTR" || name.ends_with(".in-addr.arpa") || name.ends_with(".ip6.arpa")) {
    return {Grade::mentioned, "an address was looked up by its name (reverse look-up)", Outcome::reverse_lookup};
  }
  if (!holds(sighting, {Attribute::query_hostname, Attribute::answer}))
    return {Grade::mentioned, "named in a DNS record", Outcome::named};
  if (told == nullptr)
    return {Grade::attempted, fmt::format("looked up {}; the log does not have the answer", name),
            Outcome::unknown_connect};
  const std::string_view rcode = event.get(Attribute::rcode);
  if (answers == 0 || event.disposition == model::Disposition::blocked) {
    return {Grade::attempted, fmt::format("looked up {}, answer {}", name, rcode.empty() ? "none" : rcode),
            Outcome::no_answer};
  }
  if (sinkholes == answers)
    return {Grade::attempted, fmt::format("looked up {}, answered {}", name, event.get(Attribute::answer)),
            Outcome::sinkholed};
  if (const Event* connection = connection_after(asked, event, material)) {
    return {Grade::contacted, fmt::format("looked up {} and connected to {}", name, destination(*connection)),
            Outcome::happened};
  }
  const bool watched =
      event.time && was_watched(*material.scan, {model::Sight::connection, model::Sight::tls}, *event.time, asked);
  return {Grade::attempted, fmt::format("looked up {}, answered {}", name, event.get(Attribute::answer)),
          watched ? Outcome::not_connected : Outcome::unknown_connect};
}

/// Whether the resolver gave this private address for the listed name: then the connection went to a block page.
/// A private address alone does not tell: it may be the proxy that carries the request outside.
bool went_to_block_page(const model::Sighting& sighting, const Material& material) {
  const Event& event = sighting.event;
  const auto to = model::Address::parse(event.get(Attribute::dst_ip));
  if (!to || !model::is_private(*to)) return false;
  for (const hunt::KeptSightings& kept : kept_of(sighting.indicator, material)) {
    for (const model::Sighting& lookup : kept.sightings) {
      if (lookup.event.get(Attribute::src_ip) != event.get(Attribute::src_ip)) continue;
      for (const Event::Field& field : lookup.event.fields()) {
        if (field.attribute == Attribute::answer && lookup.event.text_of(field) == event.get(Attribute::dst_ip))
          return true;
      }
    }
  }
  return false;
}

/// Whether the record of a flow's end says that it failed, and none that anything came of it. Numbers of flows are used again:
/// the end follows soon, and has the same address.
bool came_to_nothing(const Event& opened, const Context& context) {
  constexpr std::int64_t wait = 5 * 60 * base::Instant::per_second;
  const std::string_view flow = opened.get(Attribute::connection_uid);
  bool failed = false;
  for (const Event* record : context.records_with(flow)) {
    if (!opened.time || !record->time || record->get(Attribute::connection_uid) != flow) continue;
    const std::int64_t later = record->time->nanoseconds - opened.time->nanoseconds;
    const bool same_peer = std::ranges::any_of(record->fields(), [&](const Event::Field& field) {
      return (field.attribute == Attribute::dst_ip || field.attribute == Attribute::observable) &&
             record->text_of(field) == opened.get(Attribute::dst_ip);
    });
    if (later < 0 || later > wait || !same_peer) continue;
    failed = failed || record->activity == model::activity::network_fail;
    if (record->activity != model::activity::network_open && shows_contact(*record)) return false;
  }
  return failed;
}

/// The host of a URL, also of one without a scheme, as proxies write it.
std::string_view host_in(std::string_view url) {
  constexpr std::string_view mark = "://";
  if (const std::size_t scheme = url.find(mark); scheme < url.find_first_of("/?#"))
    url.remove_prefix(scheme + mark.size());
  url = url.substr(0, url.find_first_of("/?#"));
  return url.substr(url.rfind('@') + 1);  // behind a user's name, or all of it
}

/// Whether the request went to the value: in the path of a URL it is what a page was asked about, or where a link leads to.
bool is_host_of_url(const model::Sighting& sighting, const model::Indicator& indicator) {
  const std::string_view sought =
      sighting.text.empty() ? std::string_view(indicator.value.text()) : std::string_view(sighting.text);
  for (const Event::Field& field : sighting.event.fields()) {
    if (field.attribute != Attribute::url) continue;
    const std::string_view url = sighting.event.text_of(field);
    const std::string_view host = host_in(url);
    const std::size_t at = base::find_ignoring_case(url, sought);
    // What is spelled in another way is not found here, and is taken for the host.
    if (at >= url.size() || at < static_cast<std::size_t>(host.data() - url.data()) + host.size()) return true;
  }
  return false;
}

bool names_peer(const model::Sighting& sighting, const model::Indicator& indicator) {
  return holds(sighting, {Attribute::dst_ip, Attribute::dst_hostname, Attribute::tls_sni,
                          Attribute::certificate_subject, Attribute::http_host}) ||
         (holds(sighting, {Attribute::url}) && is_host_of_url(sighting, indicator));
}

/// Where there is neither an address nor the name that was asked of it.
std::string name_of_peer(const Event& event) {
  return std::string(event.get(event.has(Attribute::dst_hostname) ? Attribute::dst_hostname : Attribute::url));
}

Graded grade_connection(const model::Sighting& sighting, const model::Indicator& indicator, const Material& material) {
  const Event& event = sighting.event;
  const std::string to = destination(event);
  if (holds(sighting, {Attribute::src_ip})) {
    const std::string_view status = event.get(Attribute::http_status);
    std::string asked;
    if (event.has(Attribute::http_method))
      asked = fmt::format(", {} {}, status {}", event.get(Attribute::http_method),
                          base::shortened(event.get(Attribute::http_path), 120), status);
    // Whoever scans the network knocks at every server. Of a fault of the server (5xx) nobody knows what the request did before.
    if (status.size() == 3 && status.front() == '4')
      return {Grade::attempted, fmt::format("a request from {} was turned away{}", event.get(Attribute::src_ip), asked),
              Outcome::refused};
    if (shows_contact(event))
      return {Grade::contacted, fmt::format("was connected to from {}{}", event.get(Attribute::src_ip), asked),
              Outcome::happened};
    if (is_request_without_outcome(event))
      return {Grade::attempted, fmt::format("a request came from {}", event.get(Attribute::src_ip)),
              Outcome::unknown_connect};
    return {Grade::attempted, fmt::format("a connection from {} came to nothing", event.get(Attribute::src_ip)),
            Outcome::refused};
  }
  if (!names_peer(sighting, indicator))
    return {Grade::mentioned, "named in a record of another connection", Outcome::named};
  const std::string_view name =
      event.has(Attribute::tls_sni) ? event.get(Attribute::tls_sni) : event.get(Attribute::http_host);
  const std::string peer = name.empty() && to.empty() ? name_of_peer(event)
                           : name.empty()             ? to
                           : to.empty()               ? std::string(name)
                                                      : fmt::format("{} ({})", name, to);
  if (event.disposition == model::Disposition::blocked) {
    return {Grade::attempted,
            fmt::format("the request to {} was refused by a control ({})", peer,
                        event.has(Attribute::http_status) ? event.get(Attribute::http_status) : "blocked"),
            Outcome::blocked};
  }
  if (went_to_block_page(sighting, material)) {
    return {Grade::attempted, fmt::format("was led to {}, an address of the own network, in place of {}", to, name),
            Outcome::sinkholed};
  }
  bool contact = shows_contact(event);
  const bool is_end = event.activity == model::activity::network_fail;  // nothing says more than that
  if (!contact && !is_end && event.get(Attribute::tls_established).empty()) {
    // The flow's own record, joined by its id, may say more than this one.
    for (const Event* record : material.context->records_with(event.get(Attribute::connection_uid)))
      contact = contact || shows_contact(*record);
  }
  // A firewall tells that it let a connection through, and in a record of its own that nobody answered.
  if (contact && event.activity == model::activity::network_open) contact = !came_to_nothing(event, *material.context);
  if (!contact && is_request_without_outcome(event))
    return {Grade::attempted, fmt::format("asked for {}; the record does not tell the answer", peer),
            Outcome::unknown_connect};
  if (!contact)
    return {Grade::attempted, fmt::format("tried to connect to {}; no handshake was finished", peer), Outcome::refused};
  std::string text = fmt::format("connected to {}", peer);
  if (is_true(event.get(Attribute::tls_established))) text += ", TLS handshake finished";
  if (event.has(Attribute::http_method))
    text += fmt::format(", {} {}", event.get(Attribute::http_method), event.get(Attribute::http_path));
  if (event.has(Attribute::http_status)) text += fmt::format(", status {}", event.get(Attribute::http_status));
  return {Grade::contacted, text, Outcome::happened};
}

enum class Tool : std::uint8_t { fetcher, searcher, other };

/// What a command line calls: its first word, or what stands in quotes there.
std::string_view program_of_command(std::string_view command_line) {
  command_line = base::trimmed(command_line);
  if (command_line.starts_with('"')) return command_line.substr(1, command_line.find('"', 1) - 1);
  return command_line.substr(0, command_line.find(' '));
}

/// Programs whose arguments are acted upon, and programs whose arguments are only looked for or looked at.
/// `python3.11` is python: versions are cut off.
Tool tool_of(std::string_view path) {
  static constexpr std::array fetchers = std::to_array<std::string_view>(
      {"curl",      "wget",     "fetch",    "nc",      "ncat",       "netcat",    "ssh",
       "scp",       "sftp",     "telnet",   "rsync",   "python",     "pypy",      "ruby",
       "perl",      "node",     "deno",     "bun",     "php",        "lua",       "tclsh",
       "java",      "bash",     "sh",       "zsh",     "dash",       "ksh",       "fish",
       "csh",       "tcsh",     "busybox",  "pwsh",    "powershell", "osascript", "cscript",
       "swift",     "cmd",      "wscript",  "mshta",   "npm",        "npx",       "certutil",
       "bitsadmin", "rundll32", "regsvr32", "msiexec", "env",        "sudo",      "powershell_ise"});
  static constexpr std::array searchers = std::to_array<std::string_view>(
      {"grep",     "egrep",    "fgrep",   "zgrep",    "zegrep",        "rg",        "ag",      "ack",     "awk",
       "gawk",     "sed",      "findstr", "find",     "select-string", "jq",        "yq",      "less",    "more",
       "cat",      "head",     "tail",    "nslookup", "dig",           "host",      "whois",   "vim",     "vi",
       "nano",     "emacs",    "ls",      "dir",      "stat",          "file",      "test",    "wc",      "tree",
       "readlink", "realpath", "locate",  "mdfind",   "mdls",          "otool",     "strings", "hexdump", "xxd",
       "od",       "cksum",    "shasum",  "sha1sum",  "sha256sum",     "sha512sum", "md5sum",  "md",      "lsof",
       "pgrep",    "osqueryi", "where",   "which",    "yara",          "clew",      "sort",    "uniq",    "diff",
       "sqlite"});
  std::string name = base::lowered(base::last_path_part(path));
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  while (!name.empty() && (base::is_digit(name.back()) || name.back() == '.' || name.back() == '-')) name.pop_back();
  if (std::ranges::find(searchers, name) != searchers.end()) return Tool::searcher;
  if (std::ranges::find(fetchers, name) != fetchers.end()) return Tool::fetcher;
  return Tool::other;
}

/// How the value is written on the line.
std::string_view named_on(std::string_view line, const model::Sighting& sighting, const model::Indicator& indicator) {
  for (const std::string_view text : {std::string_view(sighting.text), std::string_view(indicator.value.text())}) {
    if (!text.empty() && base::find_ignoring_case(line, text) < line.size()) return text;
  }
  return {};
}

/// `Test-Path 'C:\x'`, `Get-FileHash C:\x`: PowerShell that only looks, and does nothing beside it.
bool only_looks(std::string_view line) {
  static constexpr std::array looks = std::to_array<std::string_view>(
      {"test-path", "get-filehash", "get-childitem", "get-item ", "get-content", "select-string", "get-scheduledtask"});
  static constexpr std::array acts = std::to_array<std::string_view>(
      {"invoke-", "iwr ",    "iex",       "irm ",    "start-",   "new-",     "set-",   "add-", "remove-", "copy-",
       "move-",   "rename-", "register-", "import-", "out-file", "download", "-file ", "-enc", "&'",      "& "});
  const std::string lowered = base::lowered(line);
  const auto stands = [&](std::string_view word) { return lowered.contains(word); };
  return std::ranges::any_of(looks, stands) && std::ranges::none_of(acts, stands);
}

/// What asks a package manager about a package, and installs nothing.
bool is_enquiry(std::string_view command) {
  static constexpr std::array managers = std::to_array<std::string_view>(
      {"npm", "yarn", "pnpm", "pip", "pip3", "gem", "cargo", "brew", "apt", "dpkg", "dnf", "yum", "rpm"});
  static constexpr std::array questions =
      std::to_array<std::string_view>({"ls", "list", "ll", "la", "view", "info", "show", "why", "explain", "audit",
                                       "outdated", "search", "-l", "-q", "-qa", "-s", "uninstall", "remove"});
  std::string_view program = base::last_path_part(program_of_command(command));
  const std::string_view rest = base::trimmed(command.substr(command.find(program) + program.size()));
  return std::ranges::find(managers, program) != managers.end() &&
         std::ranges::find(questions, rest.substr(0, rest.find(' '))) != questions.end();
}

/// What the commands of a line that name the value do with it. Of a typed line nothing else tells which program acts.
Tool tool_of_line(std::string_view line, std::string_view value) {
  Tool tool = Tool::other;
  bool is_named = false;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(";|&\n"), line.size());
    std::string_view command = base::trimmed(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
    if (value.empty() || base::find_ignoring_case(command, value) >= command.size()) continue;
    while (command.starts_with("sudo ")) command = base::trimmed(command.substr(5));
    const Tool of_command = is_enquiry(command) ? Tool::searcher : tool_of(program_of_command(command));
    // Whoever acts upon it does more than whoever only looks for it.
    if (of_command == Tool::fetcher || !is_named || tool == Tool::searcher) tool = of_command;
    is_named = true;
  }
  return tool;
}

Graded grade_process(const model::Sighting& sighting, const model::Indicator& indicator) {
  const Event& event = sighting.event;
  const std::string_view path =
      event.get(event.has(Attribute::process_path) ? Attribute::process_path : Attribute::actor_process_path);
  const bool is_the_file = holds(sighting, {Attribute::process_path, Attribute::file_sha256, Attribute::file_sha1,
                                            Attribute::file_md5, Attribute::process_code_hash});
  if (was_stopped(event))
    return {Grade::attempted, fmt::format("{} was stopped before it ran", path), Outcome::blocked};
  if (is_the_file) return {Grade::executed, fmt::format("ran {}", path), Outcome::happened};
  if (holds(sighting, {Attribute::parent_process_path})) {
    return {Grade::executed, fmt::format("{} ran and started {}", event.get(Attribute::parent_process_path), path),
            Outcome::happened};
  }
  if (!holds(sighting, {Attribute::process_cmd_line}))
    return {Grade::mentioned, "named in a process record", Outcome::named};
  const std::string command(base::shortened(event.get(Attribute::process_cmd_line), 120));
  const std::string_view line = event.get(Attribute::process_cmd_line);
  const Tool tool = path.empty()                           ? tool_of_line(line, named_on(line, sighting, indicator))
                    : is_enquiry(line) || only_looks(line) ? Tool::searcher
                                                           : tool_of(path);
  if (tool == Tool::searcher)
    return {Grade::mentioned, fmt::format("stood on the command line of a search: {}", command), Outcome::searched_for};
  const bool file_type = indicator.value.type() == model::ValueType::file_name ||
                         indicator.value.type() == model::ValueType::file_path ||
                         indicator.value.type() == model::ValueType::package;
  if (tool == Tool::fetcher || file_type)
    return {Grade::executed, fmt::format("ran with it as an argument: {}", command), Outcome::happened};
  return {Grade::mentioned, fmt::format("stood on a command line: {}", command), Outcome::named};
}

/// Whether a process on the same device ran the file: by its path, or by its name among a script's arguments.
const Event* run_of_file(const Event& file, const Material& material) {
  const std::string_view path = file.get(Attribute::file_path);
  const std::string_view name = base::last_path_part(path);
  if (name.empty()) return nullptr;
  const std::string device = device_of(file, material.scan->inventory).name;
  for (const Event* record : material.context->records_with(name)) {
    if (record->event_class != EventClass::process_activity || was_stopped(*record) ||
        device_of(*record, material.scan->inventory).name != device)
      continue;
    if (record->get(Attribute::process_path) == path) return record;
    const bool as_argument = record->get(Attribute::process_cmd_line).find(name) != std::string_view::npos &&
                             tool_of(record->get(Attribute::process_path)) == Tool::fetcher;
    if (as_argument) return record;
  }
  return nullptr;
}

/// A library that a program opened: its code runs in that program. Only sensors of loading write the hash of what was opened.
bool is_loaded_library(const model::Sighting& sighting) {
  static constexpr std::array<std::string_view, 4> endings = {".dll", ".dylib", ".so", ".ocx"};
  const Event& event = sighting.event;
  return event.activity == model::activity::file_open && event.has(Attribute::actor_process_path) &&
         holds(sighting, {Attribute::file_sha256, Attribute::file_sha1, Attribute::file_md5}) &&
         std::ranges::any_of(endings, [path = base::lowered(event.get(Attribute::file_path))](std::string_view ending) {
           return path.ends_with(ending);
         });
}

Graded grade_file(const model::Sighting& sighting, const Material& material) {
  const Event& event = sighting.event;
  const std::string_view path =
      event.has(Attribute::file_path) ? event.get(Attribute::file_path) : event.get(Attribute::file_name);
  if (was_stopped(event))
    return {Grade::attempted, fmt::format("{} was stopped before it ran", path), Outcome::blocked};
  if (holds(sighting, {Attribute::actor_process_path}))
    return {Grade::executed, fmt::format("ran and touched {}", path), Outcome::happened};
  if (is_loaded_library(sighting)) {
    return {Grade::executed, fmt::format("{} loaded {}", event.get(Attribute::actor_process_path), path),
            Outcome::happened};
  }
  if (const Event* run = run_of_file(event, material)) {
    return {Grade::executed,
            fmt::format("{} lies on the device and ran: {}", path,
                        base::shortened(run->get(Attribute::process_cmd_line), 120)),
            Outcome::happened};
  }
  return {Grade::attempted, fmt::format("{} lies on the device; nothing shows that it ran", path), Outcome::present};
}

/// A service answers so only whom it knows: the key or token was good, and had not the right to this call.
bool lacked_permission(const Event& event) {
  static constexpr std::array errors = std::to_array<std::string_view>(
      {"AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation", "UnauthorizedOperation",
       "UnauthorizedAccess", "NotAuthorized", "AuthorizationError", "PERMISSION_DENIED", "7"});
  return event.event_class != EventClass::authentication && event.has(Attribute::actor_credential_uid) &&
         std::ranges::find(errors, event.get(Attribute::api_error)) != errors.end();
}

Graded grade_access(const model::Sighting& sighting) {
  const Event& event = sighting.event;
  const bool from_there = holds(sighting, {Attribute::src_ip});
  const bool by_it = holds(sighting, {Attribute::actor_user_name, Attribute::actor_user_email,
                                      Attribute::actor_user_uid, Attribute::actor_credential_uid});
  // CloudTrail's code of all calls is "AwsApiCall".
  std::string_view what = operation_of(event);
  if (what.empty()) what = event.event_class == EventClass::authentication ? "a sign-in" : "an act";
  if (!from_there && !by_it)
    return {Grade::mentioned, fmt::format("named in the parameters of {}", what), Outcome::named};
  std::string text = fmt::format("{} by {}", what, account_of(event));
  if (event.has(Attribute::src_ip)) text += fmt::format(" from {}", event.get(Attribute::src_ip));
  if (event.has(Attribute::client_os)) {
    if (event.has(Attribute::user_agent)) text += fmt::format(" with {}", event.get(Attribute::user_agent));
    text += fmt::format(" on {}", event.get(Attribute::client_os));
  }
  if (event.status == model::Status::failure && lacked_permission(event)) {
    return {Grade::authenticated, text + ": the key was good, and had no right to this call", Outcome::happened};
  }
  if (event.status == model::Status::failure) return {Grade::attempted, text + ": it failed", Outcome::failed};
  if (event.has(Attribute::resource_name)) text += fmt::format(", {}", event.get(Attribute::resource_name));
  return {Grade::authenticated, text, Outcome::happened};
}

Graded grade_text(const model::Sighting& sighting) {
  const Event& event = sighting.event;
  const std::string quote(base::shortened(base::trimmed(sighting.raw), 120));
  if (was_stopped(event)) return {Grade::attempted, fmt::format("a control stopped it: {}", quote), Outcome::blocked};
  if (event.event_class == EventClass::email_activity) {
    return {Grade::mentioned,
            fmt::format("named in a mail, subject \"{}\"", base::shortened(event.get(Attribute::email_subject), 80)),
            Outcome::named};
  }
  if (holds(sighting, {Attribute::package_name}))
    return {Grade::mentioned, fmt::format("listed in a lock file: {}", quote), Outcome::named};
  return {Grade::mentioned, fmt::format("named in a text: {}", quote), Outcome::named};
}

/// The record of a connection may have the command line of who made it: what stands there alone, the process was told.
bool is_on_command_line(const model::Sighting& sighting, const model::Indicator& indicator) {
  return holds(sighting, {Attribute::process_cmd_line}) && !holds(sighting, {Attribute::src_ip}) &&
         !names_peer(sighting, indicator);
}

/// Sensors name the program that made a connection or asked for a name: where that is what was published, it ran.
bool is_the_program(const model::Sighting& sighting, const model::Indicator& indicator) {
  return holds(sighting, {Attribute::actor_process_path, Attribute::process_path}) &&
         !holds(sighting, {Attribute::src_ip, Attribute::query_hostname, Attribute::answer}) &&
         !names_peer(sighting, indicator);
}

Graded grade_program(const Event& event) {
  const std::string_view path =
      event.get(event.has(Attribute::actor_process_path) ? Attribute::actor_process_path : Attribute::process_path);
  const std::string to = destination(event);
  const std::string peer = to.empty() ? name_of_peer(event) : to;
  const std::string_view name = event.get(Attribute::query_hostname);
  if (!name.empty()) return {Grade::executed, fmt::format("ran {}, which looked up {}", path, name), Outcome::happened};
  return {Grade::executed,
          peer.empty() ? fmt::format("ran {}", path) : fmt::format("ran {}, which spoke to {}", path, peer),
          Outcome::happened};
}

Graded grade_by_class(const model::Sighting& sighting, const model::Indicator& indicator, const Material& material) {
  switch (sighting.event.event_class) {
    case EventClass::dns_activity:
      return is_the_program(sighting, indicator) ? grade_program(sighting.event) : grade_lookup(sighting, material);
    case EventClass::network_activity:
    case EventClass::http_activity:
      if (is_the_program(sighting, indicator)) return grade_program(sighting.event);
      return is_on_command_line(sighting, indicator) ? grade_process(sighting, indicator)
                                                     : grade_connection(sighting, indicator, material);
    case EventClass::process_activity: return grade_process(sighting, indicator);
    case EventClass::file_activity: return grade_file(sighting, material);
    case EventClass::authentication:
    case EventClass::account_change:
    case EventClass::api_activity: return grade_access(sighting);
    case EventClass::dhcp_activity:
    case EventClass::scheduled_job_activity:
    case EventClass::email_activity:
    case EventClass::inventory_info:
    case EventClass::other: return grade_text(sighting);
  }
  return grade_text(sighting);
}

}  // namespace

bool shows_contact(const Event& event) {
  if (event.disposition == model::Disposition::blocked) return false;
  if (event.event_class == EventClass::http_activity) {
    // Only the proxy itself answers a CONNECT: without a tunnel nothing went further.
    const std::string_view status = event.get(Attribute::http_status);
    if (event.get(Attribute::http_method) == "CONNECT" && !status.empty() && !status.starts_with('2')) return false;
    return answered_status(event) || (event.status == model::Status::success && !event.has(Attribute::http_status));
  }
  if (event.event_class != EventClass::network_activity) return false;
  if (const std::string_view established = event.get(Attribute::tls_established); !established.empty())
    return is_true(established);
  if (const std::string_view state = event.get(Attribute::connection_state); !state.empty())
    return is_established(state);
  return event.activity == model::activity::network_open || event.activity == model::activity::network_traffic ||
         event.activity == model::activity::network_close;
}

Graded grade(const model::Sighting& sighting, const model::Indicator& indicator, const Material& material) {
  Graded graded = grade_by_class(sighting, indicator, material);
  if (indicator.is_published()) return graded;
  // Whoever has the host may have other pages there, and only one of them was published.
  const bool is_more = graded.grade != Grade::mentioned && graded.grade != Grade::attempted;
  if (is_more) graded.grade = Grade::attempted;
  graded.text += ", the host of a published URL; the record does not tell which page";
  return graded;
}

}  // namespace clew::inquiry
