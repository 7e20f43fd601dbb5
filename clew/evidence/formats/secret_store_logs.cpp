// Stores of secrets beside 1Password: Bitwarden, HashiCorp Vault.
// Source: Bitwarden Public API, events and their types; Vault, audit devices.
#include "clew/evidence/formats/known_logs.h"

#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
using model::Status;
namespace activity = model::activity;

/// Types are numbers: of a hundred for each kind of thing, 1000 for users, 1100 for items, 1500 for members.
LogMapping bitwarden() {
  return {
      .source = "bitwarden_events",
      .recognised_by = {"date", "device", "ipAddress", "object", "type"},
      .where = {{"object", {"event"}}},
      .time = {"date"},
      .fields = {{"actingUserId", actor_user_uid},
                 {"collectionId", resource_uid},
                 {"ipAddress", src_ip},
                 {"itemId", resource_uid},
                 {"memberId", resource_uid}},
      .operation = "type",
      .kinds = {{{"1000", "1005", "1006"}, EventClass::authentication, activity::logon},
                {{"1500", "1501"}, EventClass::account_change, activity::create},
                {{"1503", "1510"}, EventClass::account_change, activity::remove},
                {{"1001", "1002", "1003", "1004", "15*", "16*"}, EventClass::account_change, activity::update},
                {{"1007", "1107", "1108", "1109", "1111", "1112", "1113", "1114"},
                 EventClass::api_activity,
                 activity::read},
                {{"1100", "1300", "1400"}, EventClass::api_activity, activity::create},
                {{"1102", "1302", "1402"}, EventClass::api_activity, activity::remove},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"type"},
      .failure = {"1005", "1006"},
      .otherwise = Status::success,
      .constants = {{"type", {"*"}, api_service, "bitwarden"}},
      .sees = {Sight::authentication, Sight::account_change, Sight::cloud_api},
  };
}

/// A request and its response are two records.
LogMapping vault() {
  LogMapping log = {
      .source = "vault_audit",
      .recognised_by = {"request.id", "request.operation", "request.path", "time", "type"},
      .where = {{"type", {"request", "response"}}},
      .time = {"time"},
      .fields = {{"auth.accessor", correlation_uid},
                 {"auth.display_name", actor_user_name},
                 {"auth.entity_id", actor_user_uid},
                 {"error", status_detail},
                 {"request.id", event_uid},
                 {"request.mount_type", resource_type},
                 {"request.path", resource_name},
                 {"request.remote_address", src_ip}},
      .operation = "request.operation",
      .kinds = {{{"read", "list"}, EventClass::api_activity, activity::read},
                {{"create"}, EventClass::api_activity, activity::create},
                {{"update", "patch"}, EventClass::api_activity, activity::update},
                {{"delete"}, EventClass::api_activity, activity::remove},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"error"},
      .failure = {"*"},
      .otherwise = Status::success,
      .constants = {{"type", {"*"}, api_service, "vault"}},
      .sees = {Sight::authentication, Sight::cloud_api},
  };
  LogMapping sign_in = log;
  sign_in.where = {{"request.path", {"auth/*/login*"}}};
  sign_in.kinds = {{{"*"}, EventClass::authentication, activity::logon}};
  log.variants = {std::move(sign_in)};
  return log;
}

}  // namespace

void add_secret_store_logs(Logs& logs) {
  logs.push_back(bitwarden());
  logs.push_back(vault());
}

}  // namespace clew::evidence
