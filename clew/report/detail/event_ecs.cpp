#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/report/detail/event_tree.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace clew::report {
namespace {

using detail::JsonTree;
using detail::ValueKind;
using model::Attribute;
using model::EventClass;
using enum Attribute;

/// The field set `related`, where one looks for a value wherever it stands.
enum class Related : std::uint8_t { none, hosts, ip, user, hash };

struct EcsPlace {
  Attribute attribute;
  std::string_view path;
  ValueKind kind = ValueKind::text;
  Related related = Related::none;
};

/// What ECS has a field for. What stands in no row goes to `clew.unmapped`.
constexpr std::array ecs_places = std::to_array<EcsPlace>({
    {device_hostname, "host.hostname", ValueKind::text, Related::hosts},
    {device_uid, "host.id"},
    {device_ip, "host.ip[]", ValueKind::text, Related::ip},
    {actor_user_name, "user.name", ValueKind::text, Related::user},
    {actor_user_uid, "user.id"},
    {actor_user_type, "user.roles[]"},
    {actor_user_email, "user.email", ValueKind::text, Related::user},
    {actor_process_path, "process.executable"},
    {actor_process_pid, "process.pid", ValueKind::integer},
    {process_path, "process.executable"},
    {process_cmd_line, "process.command_line"},
    {process_pid, "process.pid", ValueKind::integer},
    {process_user, "process.user.name", ValueKind::text, Related::user},
    {process_signing_id, "process.code_signature.signing_id"},
    {process_team_id, "process.code_signature.team_id"},
    {process_code_hash, "process.hash.cdhash", ValueKind::text, Related::hash},
    {parent_process_path, "process.parent.executable"},
    {parent_process_pid, "process.parent.pid", ValueKind::integer},
    {file_path, "file.path"},
    {file_name, "file.name"},
    {file_md5, "file.hash.md5", ValueKind::text, Related::hash},
    {file_sha1, "file.hash.sha1", ValueKind::text, Related::hash},
    {file_sha256, "file.hash.sha256", ValueKind::text, Related::hash},
    {src_ip, "source.ip", ValueKind::text, Related::ip},
    {src_port, "source.port", ValueKind::integer},
    {dst_ip, "destination.ip", ValueKind::text, Related::ip},
    {dst_port, "destination.port", ValueKind::integer},
    {dst_hostname, "destination.domain", ValueKind::text, Related::hosts},
    {bytes_out, "source.bytes", ValueKind::integer},
    {bytes_in, "destination.bytes", ValueKind::integer},
    {query_hostname, "dns.question.name", ValueKind::text, Related::hosts},
    {query_type, "dns.question.type"},
    {answer, "dns.answers[].data", ValueKind::text, Related::hosts},
    {rcode, "dns.response_code"},
    {tls_sni, "tls.client.server_name", ValueKind::text, Related::hosts},
    {certificate_subject, "tls.server.subject"},
    {http_method, "http.request.method"},
    {http_host, "url.domain", ValueKind::text, Related::hosts},
    {http_path, "url.path"},
    {url, "url.full"},
    {user_agent, "user_agent.original"},
    {http_referrer, "http.request.referrer"},
    {http_status, "http.response.status_code", ValueKind::integer},
    {api_operation, "event.action"},
    {api_service, "event.provider"},
    {api_error, "error.code"},
    {event_code, "event.code"},
    {event_uid, "event.id"},
    {status_detail, "event.reason"},
    {start_time, "event.start", ValueKind::time},
    {email_from, "email.from.address[]", ValueKind::text, Related::user},
    {email_to, "email.to.address[]", ValueKind::text, Related::user},
    {email_subject, "email.subject"},
    {package_name, "package.name"},
    {package_version, "package.version"},
    {message, "message"},
    {tls_established, "tls.established", ValueKind::truth},
    {org_uid, "organization.id"},
    {observable, "clew.observables[]", ValueKind::text, Related::hosts},
    {src_mac, "source.mac"},
    {lease_duration, "clew.lease_dur", ValueKind::integer},
});

struct EcsException {
  EventClass event_class;
  Attribute attribute;
  std::string_view path;
};
constexpr std::array ecs_exceptions = std::to_array<EcsException>({
    {EventClass::process_activity, file_md5, "process.hash.md5"},
    {EventClass::process_activity, file_sha1, "process.hash.sha1"},
    {EventClass::process_activity, file_sha256, "process.hash.sha256"},
    {EventClass::account_change, resource_name, "user.target.name"},
    {EventClass::account_change, resource_uid, "user.target.id"},
    {EventClass::inventory_info, client_os, "host.os.name"},
    {EventClass::authentication, client_os, "user_agent.os.name"},
});

/// `event.category` and `event.type`: the values are the schema's own.
struct Category {
  EventClass event_class;
  std::string_view category;
};
constexpr std::array categories = std::to_array<Category>({
    {EventClass::file_activity, "file"},
    {EventClass::scheduled_job_activity, "configuration"},
    {EventClass::process_activity, "process"},
    {EventClass::account_change, "iam"},
    {EventClass::authentication, "authentication"},
    {EventClass::network_activity, "network"},
    {EventClass::http_activity, "web"},
    {EventClass::dns_activity, "network"},
    {EventClass::dhcp_activity, "network"},
    {EventClass::email_activity, "email"},
    {EventClass::inventory_info, "host"},
    {EventClass::api_activity, "api"},
});

std::string_view type_of(const model::Event& event) {
  using namespace model::activity;
  switch (event.event_class) {
    case EventClass::file_activity:
      switch (event.activity) {
        case file_create: return "creation";
        case file_read:
        case file_open: return "access";
        case file_update:
        case file_rename: return "change";
        case file_delete: return "deletion";
        default: return "info";
      }
    case EventClass::process_activity:
      return event.activity == process_launch ? "start" : event.activity == process_terminate ? "end" : "info";
    case EventClass::scheduled_job_activity:
    case EventClass::account_change:
    case EventClass::api_activity:
      switch (event.activity) {
        case create: return "creation";
        case model::activity::read: return "access";
        case update: return "change";
        case remove: return "deletion";
        default: return "info";
      }
    case EventClass::authentication: return event.activity == logon ? "start" : "info";
    case EventClass::network_activity:
      return event.activity == network_open ? "start" : event.activity == network_close ? "end" : "connection";
    case EventClass::http_activity: return "access";
    case EventClass::dns_activity:
    case EventClass::dhcp_activity: return "protocol";
    case EventClass::other:
    case EventClass::email_activity:
    case EventClass::inventory_info: return "info";
  }
  return "info";
}

/// By attribute: the path and how the value is written; under `clew.unmapped` where ECS has none.
class EcsPaths {
 public:
  struct Entry {
    std::string_view path;
    ValueKind kind = ValueKind::text;
    Related related = Related::none;
  };

  EcsPaths() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const auto attribute = static_cast<Attribute>(i);
      constexpr std::string_view ocsf_prefix = "unmapped.";
      std::string_view name = ocsf_path(EventClass::other, attribute);  // with the arrays marked
      if (name.starts_with(ocsf_prefix)) name.remove_prefix(ocsf_prefix.size());
      unmapped_[i] = "clew.unmapped." + std::string(name);
      const auto* const row = std::ranges::find(ecs_places, attribute, &EcsPlace::attribute);
      entries_[i] = row == ecs_places.end() ? Entry{unmapped_[i]} : Entry{row->path, row->kind, row->related};
    }
  }
  [[nodiscard]] Entry entry(EventClass event_class, Attribute attribute) const {
    Entry entry = entries_[static_cast<std::size_t>(attribute)];
    for (const EcsException& exception : ecs_exceptions) {
      if (exception.event_class == event_class && exception.attribute == attribute) entry.path = exception.path;
    }
    return entry;
  }
  [[nodiscard]] std::string_view unmapped(Attribute attribute) const {
    return unmapped_[static_cast<std::size_t>(attribute)];
  }

 private:
  std::array<std::string, model::attribute_count> unmapped_;
  std::array<Entry, model::attribute_count> entries_;
};

const EcsPaths& ecs_paths() {
  static const EcsPaths paths;
  return paths;
}

bool put_value(JsonTree& tree, const EcsPaths::Entry& entry, std::string_view value) {
  switch (entry.kind) {
    case ValueKind::integer: return detail::is_json_integer(value) && tree.put_literal(entry.path, value);
    case ValueKind::truth: {
      const auto truth = detail::truth_of(value);
      return truth && tree.put_literal(entry.path, *truth ? "true" : "false");
    }
    case ValueKind::time: {
      const auto time = base::parse_rfc3339(value);
      return time && tree.put_text(entry.path, base::to_rfc3339(*time));
    }
    default: return tree.put_text(entry.path, value);
  }
}

/// Attributes whose field depends on what they say.
bool put_by_value(JsonTree& tree, Attribute attribute, std::string_view value) {
  if (attribute == protocol) {
    const std::string lowered = base::lowered(value);
    static constexpr std::array<std::string_view, 5> transports = {"tcp", "udp", "icmp", "sctp", "ipv6-icmp"};
    const bool is_transport = std::ranges::find(transports, lowered) != transports.end();
    return tree.put_text(is_transport ? "network.transport" : "network.protocol", lowered);
  }
  if (attribute == location) {
    const bool is_code = value.size() == 2 && base::is_upper(value[0]) && base::is_upper(value[1]);
    return tree.put_text(is_code ? "source.geo.country_iso_code" : "source.geo.country_name", value);
  }
  if (attribute == process_signature && (value == "signed" || value == "unsigned"))
    return tree.put_literal("process.code_signature.exists", value == "unsigned" ? "false" : "true");
  return false;
}

struct RelatedValues {
  std::array<std::vector<std::string_view>, 5> values;

  void add(Related related, std::string_view value) {
    if (related == Related::none) return;
    if (related == Related::hosts && model::Address::parse(value)) related = Related::ip;
    auto& list = values[static_cast<std::size_t>(related)];
    constexpr std::size_t kept_max = 64;  // each is compared with all before it
    if (list.size() < kept_max && std::ranges::find(list, value) == list.end()) list.push_back(value);
  }
  void put(JsonTree& tree) const {
    for (const auto& [related, path] :
         {std::pair(Related::ip, "related.ip[]"), std::pair(Related::hosts, "related.hosts[]"),
          std::pair(Related::user, "related.user[]"), std::pair(Related::hash, "related.hash[]")}) {
      for (const std::string_view value : values[static_cast<std::size_t>(related)]) tree.put_text(path, value);
    }
  }
};

void put_ecs_head(JsonTree& tree, const model::Event& event, const EventOrigin& origin) {
  if (event.time) tree.put_text("@timestamp", base::to_rfc3339(*event.time));
  tree.put_text("ecs.version", ecs_version);
  tree.put_text("event.kind", origin.unparsed.empty() ? "event" : "pipeline_error");
  const auto* const category = std::ranges::find(categories, event.event_class, &Category::event_class);
  if (category != categories.end()) tree.put_text("event.category[]", category->category);
  if (origin.unparsed.empty()) tree.put_text("event.type[]", type_of(event));
  tree.put_text("event.dataset", origin.source);
  if (event.status != model::Status::unknown)
    tree.put_text("event.outcome", event.status == model::Status::success ? "success" : "failure");
  if (event.disposition != model::Disposition::unknown)
    tree.put_text("event.type[]", event.disposition == model::Disposition::allowed ? "allowed" : "denied");
}

}  // namespace

void detail::put_ecs(JsonTree& tree, const model::Event& event, const EventOrigin& origin) {
  put_ecs_head(tree, event, origin);
  RelatedValues related;
  for (const model::Event::Field& field : event.fields()) {
    const std::string_view value = event.text_of(field);
    const EcsPaths::Entry entry = ecs_paths().entry(event.event_class, field.attribute);
    related.add(entry.related, value);
    if (put_by_value(tree, field.attribute, value) || put_value(tree, entry, value)) continue;
    tree.append_text(ecs_paths().unmapped(field.attribute), value);
  }
  const OcsfActivity activity = ocsf_activity(event);
  if (origin.unparsed.empty() && activity.id != 0 && activity.id != 99)
    tree.put_text("event.action", base::lowered(activity.caption));
  related.put(tree);
  tree.put_text("log.file.path", origin.file);
  tree.put_number("log.offset", static_cast<std::int64_t>(origin.offset));
  if (!origin.unparsed.empty()) {
    tree.put_text("event.original", origin.raw);
    tree.put_text("error.message", origin.unparsed);
  }
}

}  // namespace clew::report
