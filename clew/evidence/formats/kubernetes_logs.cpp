// Kubernetes audit: who asked the API server for what. Also as EKS, GKE and AKS ship it, inside their envelopes.
// Source: Kubernetes, audit.k8s.io/v1 Event.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {

using enum model::Attribute;
using model::EventClass;
namespace activity = model::activity;

void add_kubernetes_logs(Logs& logs) {
  logs.push_back({
      .source = "kubernetes_audit",
      .recognised_by = {"auditID", "requestURI", "stage", "verb"},
      // A watch is answered for hours: what counts is when it was asked for.
      .time = {"requestReceivedTimestamp", "stageTimestamp", "timestamp"},
      .fields = {{"annotations.authorization.k8s.io/reason", status_detail},
                 {"auditID", event_uid},
                 {"impersonatedUser.username", resource_name},
                 {"objectRef.name", resource_name},
                 {"objectRef.resource", resource_type},
                 {"objectRef.uid", resource_uid},
                 {"requestURI", http_path},
                 {"responseStatus.code", http_status},
                 {"responseStatus.reason", api_error},
                 {"sourceIPs", src_ip},
                 {"user.extra.authentication.kubernetes.io/credential-id", actor_credential_uid},
                 {"user.uid", actor_user_uid},
                 {"user.username", actor_user_name},
                 {"userAgent", user_agent}},
      .operation = "verb",
      .kinds = {{{"create"}, EventClass::api_activity, activity::create},
                {{"get", "list", "watch"}, EventClass::api_activity, activity::read},
                {{"update", "patch"}, EventClass::api_activity, activity::update},
                {{"delete", "deletecollection"}, EventClass::api_activity, activity::remove},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"responseStatus.code"},
      .success = {"1*", "2*", "3*"},
      .failure = {"4*", "5*"},
      .constants = {{"verb", {"*"}, api_service, "kubernetes"}},
      .sees = {model::Sight::cloud_api},
  });
}

}  // namespace clew::evidence
