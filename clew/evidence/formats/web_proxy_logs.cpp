// Access logs of servers and proxies that write JSON: Caddy, Traefik, Envoy (and with it Istio).
// Source: Caddy, http.log.access; Traefik, access logs, JSON; Envoy, access logging: command operators, response flags; Istio, default
// access log format.
#include "clew/evidence/formats/known_logs.h"

#include <string>
#include <utility>
#include <vector>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

void tell_outcome_by(const std::string& path, LogMapping& log) {
  log.outcome = {path};
  log.success = {"2*", "3*"};
  log.failure = {"4*", "5*"};
}

/// `client_ip` is who asked, where proxies in front are trusted to say so; `remote_ip` may be the last of these.
LogMapping caddy() {
  LogMapping log = {
      .source = "caddy_access",
      .recognised_by = {"logger", "request.host", "request.method", "request.uri", "status", "ts"},
      .where = {{"logger", {"http.log.access*"}}},
      .time = {"ts"},
      .fields = {{"request.headers.Referer", http_referrer},
                 {"request.headers.User-Agent", user_agent},
                 {"request.host", http_host},
                 {"request.method", http_method},
                 {"request.tls.server_name", tls_sni},
                 {"request.uri", http_path},
                 {"status", http_status},
                 {"user_id", actor_user_name}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .sees = {Sight::http},
  };
  tell_outcome_by("status", log);
  LogMapping behind_proxies = log;
  behind_proxies.where = {{"request.client_ip", {"*"}}};
  behind_proxies.fields = joined(std::move(behind_proxies.fields), {{"request.client_ip", src_ip}});
  log.fields = joined(std::move(log.fields), {{"request.remote_addr", src_ip},  // up to version 2.4, with the port
                                              {"request.remote_ip", src_ip},
                                              {"request.remote_port", src_port}});
  log.variants = {std::move(behind_proxies)};
  return log;
}

LogMapping traefik() {
  LogMapping log = {
      .source = "traefik_access",
      .recognised_by = {"ClientHost", "DownstreamStatus", "RequestHost", "RequestMethod", "RequestPath"},
      .time = {"StartUTC", "time"},
      .fields = {{"ClientHost", src_ip},
                 {"ClientPort", src_port},
                 {"ClientUsername", actor_user_name},
                 {"DownstreamStatus", http_status},
                 {"RequestHost", http_host},
                 {"RequestMethod", http_method},
                 {"RequestPath", http_path},
                 {"request_Referer", http_referrer},
                 {"request_User-Agent", user_agent}},
      .absent = {"-"},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .sees = {Sight::http},
  };
  tell_outcome_by("DownstreamStatus", log);
  return log;
}

/// Of a request that Envoy answered itself, because it reached nobody or would not: the flags say so. They come in lists.
const std::vector<std::string>& flags_of_own_answers() {
  static const std::vector<std::string> flags = {"*UF*", "*UH*", "*UO*", "*NR*", "*NC*", "*RL*", "*UAEX*", "*FI*"};
  return flags;
}

/// The kinds of records, for those in which the client stands at `client`. A record of a TCP connection has no method.
void add_proxy_kinds(const std::string& client, const LogMapping& log, Logs& kinds) {
  const LogMapping::Condition has_client = {client, {"*.*", "*:*"}};
  const LogMapping::Condition is_request = {
      "method", {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"}};
  const LogMapping::Condition reached_nobody = {"response_flags", flags_of_own_answers()};
  LogMapping any = log;
  any.fields = joined(std::move(any.fields), {{client, src_ip}});

  LogMapping request = any;
  request.event_class = EventClass::http_activity;
  request.activity = activity::other;
  request.fields =
      joined(std::move(request.fields),
             {{"authority", http_host}, {"method", http_method}, {"path", http_path}, {"user_agent", user_agent}});
  LogMapping denied = request;
  denied.where = {has_client, is_request, {"response_code_details", {"rbac_access_denied*"}}};
  denied.decision = "response_code_details";
  denied.blocked = {"rbac_access_denied*"};
  kinds.push_back(std::move(denied));

  LogMapping failed_request = request;
  failed_request.where = {has_client, is_request, reached_nobody};
  failed_request.otherwise = model::Status::failure;
  kinds.push_back(std::move(failed_request));

  request.where = {has_client, is_request};
  request.fields = joined(std::move(request.fields), {{"response_code", http_status}});
  tell_outcome_by("response_code", request);
  kinds.push_back(std::move(request));

  LogMapping failed_connection = any;
  failed_connection.where = {has_client, reached_nobody};
  failed_connection.activity = activity::network_fail;
  kinds.push_back(std::move(failed_connection));

  any.where = {has_client};
  kinds.push_back(std::move(any));
}

/// The client is who asked Envoy and the upstream whom Envoy asked, whichever of the two is ours. `x_forwarded_for` is what the
/// client's side claims: it counts where nothing else is logged.
LogMapping envoy(std::vector<std::string> recognised_by) {
  LogMapping log = {
      .source = "envoy_access",
      .recognised_by = std::move(recognised_by),
      .time = {"start_time"},
      .fields = {{"request_id", event_uid},
                 {"requested_server_name", tls_sni},
                 {"response_flags", status_detail},
                 {"upstream_host", dst_ip}},
      .absent = {"-"},
      .event_class = EventClass::network_activity,
      .activity = activity::network_open,
      .decision = "upstream_cluster",
      .blocked = {"BlackHoleCluster"},  // Istio's, for what no registry knows
      .sees = {Sight::http},
  };
  Logs kinds;
  add_proxy_kinds("downstream_remote_address", log, kinds);
  add_proxy_kinds("x_forwarded_for", log, kinds);
  log.variants = std::move(kinds);
  return log;
}

}  // namespace

void add_web_proxy_logs(Logs& logs) {
  logs.push_back(caddy());
  logs.push_back(traefik());
  logs.push_back(envoy({"authority", "method", "path", "response_code", "response_flags", "start_time"}));
  // Of a connection without requests, where nothing is written for what is not there.
  logs.push_back(
      envoy({"downstream_remote_address", "response_flags", "start_time", "upstream_cluster", "upstream_host"}));
}

}  // namespace clew::evidence
