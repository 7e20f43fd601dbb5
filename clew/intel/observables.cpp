#include "clew/intel/observables.h"

#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"
#include "clew/model/value.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using model::Attribute;
using model::Event;

/// The objects that an event can hold, by the part that they have in it.
enum class Object : std::uint8_t {
  process,
  image,
  image_directory,
  parent,
  parent_image,
  parent_directory,
  actor,
  actor_image,
  actor_directory,
  process_user,
  actor_user,
  actor_email,
  file,
  directory,
  named_hash,
  traffic,
  source_ipv4,
  source_ipv6,
  destination_ipv4,
  destination_ipv6,
  destination_name,
  server_name,
  host,
  host_ipv4,
  device_ipv4,
  device_ipv6,
  query,
  answer_ipv4,
  answer_ipv6,
  answer_name,
  url,
  url_host,
  named_ipv4,
  named_ipv6,
  named_domain,
  named_url,
  named_email,
  message,
  sender,
  recipient,
  software,
  certificate,
  registry_key,
};

struct ObjectRow {
  Object object;
  std::string_view type;
};
// STIX 2.1 section 6, in the order of `Object`.
constexpr auto objects = std::to_array<ObjectRow>({
    {Object::process, "process"},            // 6.13
    {Object::image, "file"},                 // 6.7
    {Object::image_directory, "directory"},  // 6.3
    {Object::parent, "process"},
    {Object::parent_image, "file"},
    {Object::parent_directory, "directory"},
    {Object::actor, "process"},
    {Object::actor_image, "file"},
    {Object::actor_directory, "directory"},
    {Object::process_user, "user-account"},  // 6.16
    {Object::actor_user, "user-account"},
    {Object::actor_email, "email-addr"},  // 6.5
    {Object::file, "file"},
    {Object::directory, "directory"},
    {Object::named_hash, "file"},
    {Object::traffic, "network-traffic"},  // 6.12
    {Object::source_ipv4, "ipv4-addr"},    // 6.8
    {Object::source_ipv6, "ipv6-addr"},    // 6.9
    {Object::destination_ipv4, "ipv4-addr"},
    {Object::destination_ipv6, "ipv6-addr"},
    {Object::destination_name, "domain-name"},  // 6.4
    {Object::server_name, "domain-name"},
    {Object::host, "domain-name"},
    {Object::host_ipv4, "ipv4-addr"},
    {Object::device_ipv4, "ipv4-addr"},
    {Object::device_ipv6, "ipv6-addr"},
    {Object::query, "domain-name"},
    {Object::answer_ipv4, "ipv4-addr"},
    {Object::answer_ipv6, "ipv6-addr"},
    {Object::answer_name, "domain-name"},
    {Object::url, "url"},  // 6.15
    {Object::url_host, "domain-name"},
    {Object::named_ipv4, "ipv4-addr"},
    {Object::named_ipv6, "ipv6-addr"},
    {Object::named_domain, "domain-name"},
    {Object::named_url, "url"},
    {Object::named_email, "email-addr"},
    {Object::message, "email-message"},  // 6.6
    {Object::sender, "email-addr"},
    {Object::recipient, "email-addr"},
    {Object::software, "software"},                  // 6.14
    {Object::certificate, "x509-certificate"},       // 6.18
    {Object::registry_key, "windows-registry-key"},  // 6.17
});
static_assert([] {
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (static_cast<std::size_t>(objects[i].object) != i) return false;
  }
  return true;
}());

constexpr std::string_view type_of(Object object) { return objects[static_cast<std::size_t>(object)].type; }

/// How the value is made of an attribute's text; where that is none of the kind, there is no value.
enum class As : std::uint8_t {
  text,
  lower,
  number,
  name,       // behind the last slash of either kind
  directory,  // before it
  domain,     // without port and last dot
  ipv4,
  ipv6,
  email,  // `Name <box@host>`: the address
  url,
  url_host,
  http_url,  // of host and path, where the source has no URL
  https_url,
  image_hash,  // of a program that runs: hashes stand beside it where no other file is named
  file_hash,
  md5,
  sha1,
  sha256,
  registry_key,
  dns,  // that there is such an attribute tells the protocol
  http,
  tls,
};

struct PropertyRow {
  Object object;
  std::string_view property;  // keys with dots between
  Attribute attribute;
  As as = As::text;
};
constexpr auto properties = std::to_array<PropertyRow>({
    {Object::process, "name", Attribute::process_path, As::name},  // STIX 2.0
    {Object::process, "command_line", Attribute::process_cmd_line},
    {Object::process, "pid", Attribute::process_pid, As::number},
    {Object::image, "name", Attribute::process_path, As::name},
    {Object::image, "path", Attribute::process_path},  // habit
    {Object::image, "hashes.MD5", Attribute::file_md5, As::image_hash},
    {Object::image, "hashes.SHA-1", Attribute::file_sha1, As::image_hash},
    {Object::image, "hashes.SHA-256", Attribute::file_sha256, As::image_hash},
    {Object::image_directory, "path", Attribute::process_path, As::directory},
    {Object::parent, "name", Attribute::parent_process_path, As::name},
    {Object::parent, "pid", Attribute::parent_process_pid, As::number},
    {Object::parent_image, "name", Attribute::parent_process_path, As::name},
    {Object::parent_image, "path", Attribute::parent_process_path},
    {Object::parent_directory, "path", Attribute::parent_process_path, As::directory},
    {Object::actor, "name", Attribute::actor_process_path, As::name},
    {Object::actor, "pid", Attribute::actor_process_pid, As::number},
    {Object::actor_image, "name", Attribute::actor_process_path, As::name},
    {Object::actor_image, "path", Attribute::actor_process_path},
    {Object::actor_directory, "path", Attribute::actor_process_path, As::directory},
    {Object::process_user, "user_id", Attribute::process_user},
    {Object::process_user, "account_login", Attribute::process_user},
    {Object::process_user, "account_login", Attribute::process_user, As::name},  // DOMAIN\user
    {Object::actor_user, "user_id", Attribute::actor_user_uid},
    {Object::actor_user, "user_id", Attribute::actor_user_name},
    {Object::actor_user, "account_login", Attribute::actor_user_name},
    {Object::actor_user, "account_login", Attribute::actor_user_name, As::name},
    {Object::actor_user, "account_login", Attribute::actor_user_email},
    {Object::actor_email, "value", Attribute::actor_user_email, As::email},
    {Object::file, "name", Attribute::file_name, As::name},
    {Object::file, "name", Attribute::file_path, As::name},
    {Object::file, "path", Attribute::file_path},
    {Object::file, "hashes.MD5", Attribute::file_md5, As::file_hash},
    {Object::file, "hashes.SHA-1", Attribute::file_sha1, As::file_hash},
    {Object::file, "hashes.SHA-256", Attribute::file_sha256, As::file_hash},
    {Object::directory, "path", Attribute::file_path, As::directory},
    {Object::named_hash, "hashes.MD5", Attribute::observable, As::md5},
    {Object::named_hash, "hashes.SHA-1", Attribute::observable, As::sha1},
    {Object::named_hash, "hashes.SHA-256", Attribute::observable, As::sha256},
    {Object::traffic, "src_port", Attribute::src_port, As::number},
    {Object::traffic, "dst_port", Attribute::dst_port, As::number},
    {Object::traffic, "src_byte_count", Attribute::bytes_out, As::number},
    {Object::traffic, "dst_byte_count", Attribute::bytes_in, As::number},
    {Object::traffic, "protocols", Attribute::protocol, As::lower},
    {Object::traffic, "protocols", Attribute::query_hostname, As::dns},
    {Object::traffic, "protocols", Attribute::http_method, As::http},
    {Object::traffic, "protocols", Attribute::tls_sni, As::tls},
    // 6.12.3: the HTTP request extension
    {Object::traffic, "extensions.http-request-ext.request_method", Attribute::http_method, As::lower},
    {Object::traffic, "extensions.http-request-ext.request_value", Attribute::http_path},
    {Object::traffic, "extensions.http-request-ext.request_header.Host", Attribute::http_host},
    {Object::traffic, "extensions.http-request-ext.request_header.User-Agent", Attribute::user_agent},
    {Object::traffic, "extensions.http-request-ext.request_header.Referer", Attribute::http_referrer},
    {Object::source_ipv4, "value", Attribute::src_ip, As::ipv4},
    {Object::source_ipv6, "value", Attribute::src_ip, As::ipv6},
    {Object::destination_ipv4, "value", Attribute::dst_ip, As::ipv4},
    {Object::destination_ipv6, "value", Attribute::dst_ip, As::ipv6},
    {Object::destination_name, "value", Attribute::dst_hostname, As::domain},
    {Object::server_name, "value", Attribute::tls_sni, As::domain},
    {Object::host, "value", Attribute::http_host, As::domain},
    {Object::host_ipv4, "value", Attribute::http_host, As::ipv4},
    {Object::device_ipv4, "value", Attribute::device_ip, As::ipv4},
    {Object::device_ipv6, "value", Attribute::device_ip, As::ipv6},
    {Object::query, "value", Attribute::query_hostname, As::domain},
    {Object::answer_ipv4, "value", Attribute::answer, As::ipv4},
    {Object::answer_ipv6, "value", Attribute::answer, As::ipv6},
    {Object::answer_name, "value", Attribute::answer, As::domain},
    {Object::url, "value", Attribute::url, As::url},
    {Object::url, "value", Attribute::http_path, As::http_url},
    {Object::url, "value", Attribute::http_path, As::https_url},
    {Object::url_host, "value", Attribute::url, As::url_host},
    {Object::named_ipv4, "value", Attribute::observable, As::ipv4},
    {Object::named_ipv6, "value", Attribute::observable, As::ipv6},
    {Object::named_domain, "value", Attribute::observable, As::domain},
    {Object::named_url, "value", Attribute::observable, As::url},
    {Object::named_email, "value", Attribute::observable, As::email},
    {Object::message, "subject", Attribute::email_subject},
    {Object::sender, "value", Attribute::email_from, As::email},
    {Object::recipient, "value", Attribute::email_to, As::email},
    {Object::software, "name", Attribute::package_name},
    {Object::software, "version", Attribute::package_version},
    {Object::certificate, "subject", Attribute::certificate_subject},
    {Object::registry_key, "key", Attribute::resource_name, As::registry_key},
});

struct ReferenceRow {
  Object object;
  std::string_view property;
  Object target;
};
constexpr auto references = std::to_array<ReferenceRow>({
    {Object::process, "image_ref", Object::image},
    {Object::process, "binary_ref", Object::image},  // STIX 2.0
    {Object::process, "parent_ref", Object::parent},
    {Object::process, "creator_user_ref", Object::process_user},
    {Object::image, "parent_directory_ref", Object::image_directory},
    {Object::parent, "image_ref", Object::parent_image},
    {Object::parent, "binary_ref", Object::parent_image},
    {Object::parent_image, "parent_directory_ref", Object::parent_directory},
    {Object::actor, "image_ref", Object::actor_image},
    {Object::actor, "binary_ref", Object::actor_image},
    {Object::actor, "opened_connection_refs", Object::traffic},
    {Object::actor_image, "parent_directory_ref", Object::actor_directory},
    {Object::actor_email, "belongs_to_ref", Object::actor_user},
    {Object::file, "parent_directory_ref", Object::directory},
    {Object::traffic, "src_ref", Object::source_ipv4},
    {Object::traffic, "src_ref", Object::source_ipv6},
    // A log that names the host and its address saw traffic to both.
    {Object::traffic, "dst_ref", Object::destination_ipv4},
    {Object::traffic, "dst_ref", Object::destination_ipv6},
    {Object::traffic, "dst_ref", Object::destination_name},
    {Object::traffic, "dst_ref", Object::server_name},
    {Object::traffic, "dst_ref", Object::host},
    {Object::query, "resolves_to_refs", Object::answer_ipv4},
    {Object::query, "resolves_to_refs", Object::answer_ipv6},
    {Object::query, "resolves_to_refs", Object::answer_name},
    {Object::message, "from_ref", Object::sender},
    {Object::message, "sender_ref", Object::sender},
    {Object::message, "to_refs", Object::recipient},
});

/// Hashes are called `SHA-256`, `SHA256` and `sha256`; headers are the same in any case.
bool is_same_property(std::string_view a, std::string_view b) {
  constexpr std::string_view hashes = "hashes.";
  if (!a.starts_with(hashes) || !b.starts_with(hashes)) return base::equal_ignoring_case(a, b);
  std::string first(a.substr(hashes.size())), second(b.substr(hashes.size()));
  const auto is_joint = [](char c) { return c == '-' || c == '_'; };
  std::erase_if(first, is_joint);
  std::erase_if(second, is_joint);
  return base::equal_ignoring_case(first, second);
}

bool is_below(std::string_view property, std::string_view prefix) {
  return prefix.empty() ||
         (property.size() > prefix.size() && property.starts_with(prefix) && property[prefix.size()] == '.');
}

std::optional<std::string_view> address(std::string_view text, bool wants_ipv4, std::string& made) {
  if (text.find_first_of(wants_ipv4 ? "." : ":") == std::string_view::npos) return std::nullopt;
  const auto parsed = wants_ipv4 ? model::Address::parse_ipv4(text) : model::Address::parse_ipv6(text);
  if (!parsed || parsed->is_ipv4() != wants_ipv4) return std::nullopt;
  if (wants_ipv4) return text;
  made = parsed->text();
  return made;
}

std::optional<std::string_view> domain(std::string_view text, std::string& made) {
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) text = text.substr(0, colon);
  if (model::Address::parse_ipv4(text)) return std::nullopt;
  auto parsed = model::parse_domain(text);
  if (!parsed) return std::nullopt;
  made = *std::move(parsed);
  return made;
}

/// Without zeros in front, so that equal numbers are equal texts.
std::optional<std::string_view> number(std::string_view text) {
  if (!base::parse_unsigned(text)) return std::nullopt;
  return text.substr(std::min(text.find_first_not_of('0'), text.size() - 1));
}

std::optional<std::string_view> hash(std::string_view text, std::size_t digits, std::string& made) {
  if ((digits != 0 && text.size() != digits) || !std::ranges::all_of(text, base::is_hex)) return std::nullopt;
  made = base::lowered(text);
  return made;
}

std::optional<std::string_view> email(std::string_view text) {
  const std::size_t open = text.rfind('<');
  if (open != std::string_view::npos && text.ends_with('>')) text = text.substr(open + 1, text.size() - open - 2);
  const std::size_t at = text.find('@');
  const bool is_one = at != std::string_view::npos && at > 0 && text.find_first_of(" /,;") == std::string_view::npos;
  return is_one ? std::optional(text) : std::nullopt;
}

std::optional<std::string_view> url(std::string_view text) {
  return text.find("://") == std::string_view::npos ? std::nullopt : std::optional(text);
}

std::optional<std::string_view> url_host(std::string_view text, std::string& made) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  return domain(host.substr(host.rfind('@') + 1), made);  // npos + 1 is the beginning
}

std::optional<std::string_view> url_of_parts(std::string_view scheme, const Event& event, std::string_view path,
                                             std::string& made) {
  const std::string_view host = event.get(Attribute::http_host);
  if (host.empty() || !path.starts_with('/') || event.has(Attribute::url)) return std::nullopt;
  made = fmt::format("{}://{}{}", scheme, host, path);
  return made;
}

/// The folder of a path without its last slash, but `/` and `C:\`.
std::optional<std::string_view> directory(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  if (slash == std::string_view::npos) return std::nullopt;
  const bool is_root = slash == 0 || (slash == 2 && path[1] == ':');
  return path.substr(0, is_root ? slash + 1 : slash);
}

/// STIX wants hives by their full names (6.17).
std::optional<std::string_view> registry_key(std::string_view text, std::string& made) {
  constexpr auto hives = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"HKLM\\", "HKEY_LOCAL_MACHINE\\"},
      {"HKCU\\", "HKEY_CURRENT_USER\\"},
      {"HKCR\\", "HKEY_CLASSES_ROOT\\"},
      {"HKU\\", "HKEY_USERS\\"},
      {"\\REGISTRY\\MACHINE\\", "HKEY_LOCAL_MACHINE\\"},
      {"\\REGISTRY\\USER\\", "HKEY_USERS\\"},
  });
  if (text.starts_with("HKEY_")) return text;
  for (const auto& [spelled, full] : hives) {
    if (!base::equal_ignoring_case(text.substr(0, spelled.size()), spelled)) continue;
    made = fmt::format("{}{}", full, text.substr(spelled.size()));
    return made;
  }
  return std::nullopt;
}

bool is_of_image(const Event& event) {
  return event.event_class == model::EventClass::process_activity && !event.has(Attribute::file_path);
}

std::optional<std::string_view> made_as(As as, const Event& event, std::string_view text, std::string& made) {
  switch (as) {
    case As::text: return text;
    case As::lower: made = base::lowered(text); return made;
    case As::number: return number(text);
    case As::name: return base::last_path_part(text);
    case As::directory: return directory(text);
    case As::domain: return domain(text, made);
    case As::ipv4: return address(text, true, made);
    case As::ipv6: return address(text, false, made);
    case As::email: return email(text);
    case As::url: return url(text);
    case As::url_host: return url_host(text, made);
    case As::http_url: return url_of_parts("http", event, text, made);
    case As::https_url: return url_of_parts("https", event, text, made);
    case As::image_hash: return is_of_image(event) ? hash(text, 0, made) : std::nullopt;
    case As::file_hash: return is_of_image(event) ? std::nullopt : hash(text, 0, made);
    case As::md5: return hash(text, 32, made);
    case As::sha1: return hash(text, 40, made);
    case As::sha256: return hash(text, 64, made);
    case As::registry_key: return registry_key(text, made);
    case As::dns: return "dns";
    case As::http: return "http";
    case As::tls: return "tls";
  }
  return std::nullopt;
}

/// Several values in an event are several objects where a value is all of an object; a file that is renamed is one file.
bool may_be_many(std::string_view type) {
  return type == "ipv4-addr" || type == "ipv6-addr" || type == "domain-name" || type == "url" || type == "email-addr";
}

bool is_folded(As as) {
  return as == As::lower || as == As::domain || as == As::url_host || as == As::ipv6 || as == As::image_hash ||
         as == As::file_hash || as == As::md5 || as == As::sha1 || as == As::sha256;
}

/// A place on the way of a path: which object it has reached, and which keys are left.
struct Way {
  Object object;
  std::size_t key;
  bool is_of_one;
};

std::string keys_from(const std::vector<std::string_view>& keys, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < keys.size(); ++i) {
    if (!text.empty()) text += '.';
    text += keys[i];
  }
  return text;
}

}  // namespace

std::vector<ObservedProperty> properties_at(const ObjectPath& path, Below below) {
  std::vector<std::string_view> keys;
  for (const PathStep& step : path.steps) {
    if (step.kind == PathStep::Kind::key) keys.push_back(step.key);
  }
  std::vector<ObservedProperty> found;
  for (const ObjectRow& start : objects) {
    if (start.type != path.type) continue;
    // References lead down the table, never in a circle.
    std::vector<Way> ways = {{start.object, 0, !may_be_many(start.type)}};
    while (!ways.empty()) {
      const Way way = ways.back();
      ways.pop_back();
      const std::string wanted = keys_from(keys, way.key);
      for (std::size_t i = 0; i < properties.size(); ++i) {
        const PropertyRow& row = properties[i];
        if (row.object != way.object) continue;
        const bool is_type = wanted == "type";
        if (!is_type && !is_same_property(row.property, wanted) &&
            !(below == Below::yes && is_below(row.property, wanted)))
          continue;
        found.push_back({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(start.object), way.is_of_one, is_type,
                         row.attribute});
      }
      for (const ReferenceRow& row : references) {
        if (row.object != way.object || way.key == keys.size() || row.property != keys[way.key]) continue;
        ways.push_back({row.target, way.key + 1, way.is_of_one || row.property.ends_with("_refs")});
      }
    }
  }
  return found;
}

std::optional<std::string_view> value_of(const ObservedProperty& property, const Event& event, std::string_view text,
                                         std::string& made) {
  const PropertyRow& row = properties[property.row];
  const auto value = made_as(row.as, event, text, made);
  return value && property.is_type ? std::optional(type_of(row.object)) : value;
}

bool is_number(const ObservedProperty& property) {
  return !property.is_type && properties[property.row].as == As::number;
}

bool is_telling(const ObservedProperty& property) {
  const As as = properties[property.row].as;
  return !property.is_type && as != As::number && as != As::lower && as != As::dns && as != As::http && as != As::tls;
}

bool is_lower(const std::vector<ObservedProperty>& at) {
  return std::ranges::all_of(
      at, [](const ObservedProperty& one) { return one.is_type || is_folded(properties[one.row].as); });
}

std::optional<std::string> canonical(const std::vector<ObservedProperty>& at, std::string_view literal) {
  static const Event no_event;
  std::string made;
  for (const ObservedProperty& property : at) {
    const As as = properties[property.row].as;
    // A host's port is no part of its name, but nobody asks for a name with one.
    if (property.is_type || !is_folded(as) || (as == As::domain && literal.find(':') != std::string_view::npos))
      continue;
    if (const auto value = made_as(as == As::image_hash ? As::file_hash : as, no_event, literal, made))
      return std::string(*value);
  }
  return std::nullopt;
}

}  // namespace clew::intel
