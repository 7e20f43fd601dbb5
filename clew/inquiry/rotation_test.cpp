#include "clew/inquiry/rotation.h"

#include "clew/inquiry/detail/records.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::access_key;
using detail::hour;
using detail::later;
using detail::noon;
using detail::Who;
using model::Attribute;
using model::CaseRotation;
using model::Event;
using model::RotationState;

/// An answer, the records, and what is to be renewed.
class Rotation : public testing::Test {
 protected:
  Rotation() {
    scan_.inventory.add({"desk-7", "uid7", {"10.0.0.7"}, "kim", "macOS", "laptop", 0});
    records_.scan = &scan_;
    records_.pack = &pack_;
    model::CaseFinding finding;
    finding.id = "F1";
    finding.status = model::FindingStatus::counts;
    finding.grade = model::Grade::executed;
    finding.device = "desk-7";
    document_.findings = {finding};
    document_.answer.earliest_time = noon;
    document_.answer.door_kind = "supplier_channel";
    document_.answer.door_findings = {"F1"};
    model::CaseDevice hit;
    hit.name = "desk-7";
    hit.status = model::DeviceStatus::compromised;
    hit.findings = {"F1"};
    model::CaseDevice cleared;
    cleared.name = "desk-6";
    model::CaseDevice odd;
    odd.name = "desk-5";
    odd.status = model::DeviceStatus::suspicious;
    document_.devices = {hit, odd, cleared};
    log({detail::sign_in(later(noon, -hour), Who{})});
  }

  void log(std::vector<Event> more) {
    events_.insert(events_.end(), more.begin(), more.end());
    records_.seeds = detail::traces(events_);
  }

  void account(std::string name, std::string kind, model::AccountStatus status) {
    model::CaseAccount account;
    account.name = std::move(name);
    account.kind = std::move(kind);
    account.status = status;
    account.findings = {"F1"};
    document_.accounts.push_back(std::move(account));
  }

  void secret(std::string what, std::string kind, std::string device, bool opened) {
    model::CaseSecret secret;
    secret.what = std::move(what);
    secret.kind = std::move(kind);
    secret.device = std::move(device);
    secret.opened = opened;
    document_.secrets.push_back(std::move(secret));
  }

  void call(std::string operation, std::string resource, bool succeeded = true) {
    model::CaseCloudAction action;
    action.time = later(noon, hour);
    action.account = "builder";
    action.credential = access_key;
    action.operation = std::move(operation);
    action.resource = std::move(resource);
    action.from_address = "203.0.113.9";
    action.succeeded = succeeded;
    action.finding = "F1";
    document_.cloud_actions.push_back(std::move(action));
  }

  std::vector<CaseRotation> items() {
    auto items = rotation_of(document_, judgement_, records_);
    for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(items[i].order, i + 1);
    return items;
  }

  std::vector<std::string> whats() {
    std::vector<std::string> result;
    for (const CaseRotation& item : items()) result.push_back(item.what);
    return result;
  }

  CaseRotation item(std::string_view what) {
    for (CaseRotation& item : items()) {
      if (item.what.find(what) != std::string::npos) return item;
    }
    ADD_FAILURE() << "nothing like " << what;
    return {};
  }

  intel::Pack pack_ = detail::pack();
  hunt::ScanResult scan_;
  Records records_;
  Judgement judgement_;
  model::CaseDocument document_;
  std::vector<Event> events_;
};

TEST_F(Rotation, ComesInASafeOrder) {
  account("kim", "user", model::AccountStatus::exposed);
  secret("keychain of kim", "keychain", "desk-7", true);
  call("GetSecretValue", "prod/wallet");
  EXPECT_EQ(whats(), (std::vector<std::string>{"API keys of administrators: lea@quay.example",  // makes all the others
                                               "cloud key AKIAQUAYEXAMPLE00001 of builder", "secret prod/wallet",
                                               "agent certificates: desk-7", "the connect key",
                                               "keychain of kim on desk-7", "sessions of kim", "password of kim"}));
}

TEST_F(Rotation, SaysWhatComesBefore) {
  account("kim", "user", model::AccountStatus::exposed);
  secret("keychain of kim", "keychain", "desk-7", true);
  call("GetSecretValue", "prod/wallet");
  const std::vector<std::string> isolated = {"isolate desk-7"};
  EXPECT_EQ(item("agent certificates").after, isolated);
  EXPECT_EQ(item("keychain").after, isolated);
  EXPECT_EQ(item("cloud key").after, isolated);
  EXPECT_EQ(item("password of kim").after, isolated);
  EXPECT_EQ(item("secret prod/wallet").after, std::vector<std::string>{"rotation 2"})
      << "the key that reads it goes first";
  EXPECT_TRUE(item("API keys").after.empty()) << "nothing is waited for";
}

TEST_F(Rotation, NamesADeviceOfWhichNothingElseIsKnown) {
  pack_ = intel::Pack();
  records_.pack = nullptr;
  const std::vector<CaseRotation> rotation = items();
  ASSERT_EQ(rotation.size(), 1U);
  EXPECT_EQ(rotation[0].device, "desk-7");
  EXPECT_EQ(rotation[0].kind, "password");
  EXPECT_EQ(rotation[0].after, std::vector<std::string>{"isolate desk-7"});
}

TEST_F(Rotation, RemovesWhatWasMadeInAStolenSession) {
  std::vector<Event> events;
  const auto made = [&](std::string_view address, std::string_view operation, std::string_view name) {
    Event event = detail::account_created(noon, {.account = "lea@quay.example", .address = address}, name);
    event.add(Attribute::api_operation, operation);
    events.push_back(std::move(event));
  };
  records_.listed_use_of["lea@quay.example"] = {noon, {"203.0.113.9"}};
  made("203.0.113.9", "api_token.create", "sync-helper");
  made("203.0.113.9", "group.member.create", "everybody");
  made("198.51.100.10", "api_token.create", "backup");
  records_.seeds = detail::traces(events);
  EXPECT_EQ(item("token sync-helper").kind, "token");
  for (const CaseRotation& each : items()) {
    EXPECT_EQ(each.what.find("everybody"), std::string::npos);
    EXPECT_EQ(each.what.find("backup"), std::string::npos);
  }
}

TEST_F(Rotation, RemovesAccountsThatWereMadeInAStolenSessionAndEndsItBefore) {
  Event event = detail::account_created(noon, {.account = "lea@quay.example", .address = "203.0.113.9"}, "svc-sync");
  event.add(Attribute::api_operation, "user.lifecycle.create");
  records_.listed_use_of["lea@quay.example"] = {noon, {"203.0.113.9"}};
  records_.seeds = detail::traces({event});
  account("lea@quay.example", "user", model::AccountStatus::used_by_intruder);
  EXPECT_EQ(item("account svc-sync").kind, "password");
  EXPECT_LT(item("sessions of lea").order, item("account svc-sync").order);
}

TEST_F(Rotation, IsNothingWhereNothingCounts) {
  document_.findings[0].status = model::FindingStatus::explained;
  account("lea", "admin", model::AccountStatus::used_by_intruder);
  secret("keychain of kim", "keychain", "desk-7", true);
  EXPECT_TRUE(items().empty());
  document_.findings.clear();
  EXPECT_TRUE(items().empty());
}

TEST_F(Rotation, LeavesDevicesAloneThatAreNotCompromised) {
  for (const CaseRotation& item : items()) {
    EXPECT_TRUE(item.device.empty() || item.device == "desk-7") << item.what;
    for (const std::string& step : item.after) EXPECT_EQ(step, "isolate desk-7");
  }
}

struct DoorCase {
  std::string_view door;
  bool keys, certificates;
};

TEST_F(Rotation, AsksForWhatTheDoorOpens) {
  for (const DoorCase& c : {DoorCase{"supplier_channel", true, true}, DoorCase{"admin_api_key", true, false},
                            DoorCase{"unknown", true, true}, DoorCase{"network", false, false}}) {
    document_.answer.door_kind = c.door;
    const auto all = whats();
    const auto has = [&](std::string_view start) {
      return std::ranges::any_of(all, [&](const std::string& what) { return what.starts_with(start); });
    };
    EXPECT_EQ(has("API keys"), c.keys) << c.door;
    EXPECT_EQ(has("agent certificates"), c.certificates) << c.door;
    EXPECT_TRUE(has("the connect key")) << c.door << ": this one whatever the door";
  }
}

TEST_F(Rotation, OfAStolenKeyIsItsOwnersFirstOfAll) {
  log({detail::sign_in(later(noon, -hour), {.account = "max@quay.example"})});
  document_.answer.door_kind = "admin_api_key";
  account("lea@quay.example", "admin", model::AccountStatus::used_by_intruder);
  const CaseRotation key_item = item("API keys");
  EXPECT_EQ(key_item.account, "lea@quay.example");
  EXPECT_NE(key_item.why.find("the intruder acted as lea@quay.example"), std::string::npos);
  for (const std::string& what : whats()) EXPECT_EQ(what.find("max"), std::string::npos) << what;
  EXPECT_EQ(item("sessions of lea@quay.example").kind, "session");
  EXPECT_EQ(item("password and second factor of lea@quay.example").kind, "password");
}

TEST_F(Rotation, OfAllAdministratorsNamesEachPersonOnce) {
  log({detail::sign_in(later(noon, -hour), {.account = "lea"}), detail::sign_in(later(noon, -hour), {.account = "max"}),
       detail::sign_in(later(noon, -hour), {.account = "user@quay.example", .type = "user"})});
  std::vector<std::string> names;
  for (const CaseRotation& item : items()) {
    if (item.kind == "api_key") names.push_back(item.account);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"lea@quay.example", "max"}));
}

TEST_F(Rotation, OfAdministratorsThatNoRecordNamesIsAskedForAllTheSame) {
  events_.clear();
  records_.seeds.clear();
  EXPECT_EQ(item("API keys").what, "API keys of administrators");
}

struct ProofCase {
  std::string_view name;
  std::vector<Event> events;
  RotationState want;
};

/// An administrator's record is changed.
Event renewed(Instant time, std::string_view whose, std::string_view field) {
  return detail::with(detail::access(model::EventClass::account_change, time, Who{},
                                     {{Attribute::api_operation, "admin_update"}, {Attribute::resource_name, whose}}),
                      Attribute::changed_field, field);
}

Event tried(Instant time, std::string_view account) {
  return detail::access(
      model::EventClass::authentication, time,
      {.account = account, .address = "192.0.2.50", .client = "payroll-sync/1.2", .method = "api key"},
      {{Attribute::event_code, "old_key_tried"}});
}

TEST_F(Rotation, IsDoneWhenARecordShowsItAndVerifiedWhenTheOldOneFails) {
  const std::vector<Event> before = events_;
  for (const ProofCase& c : std::vector<ProofCase>{
           {"nothing", {}, RotationState::to_do},
           {"renewed", {renewed(later(noon, hour), "lea@quay.example", "apiKey")}, RotationState::done},
           {"renewed_by_user_name", {renewed(later(noon, hour), "lea", "apiKey")}, RotationState::done},
           {"another_field", {renewed(later(noon, hour), "lea@quay.example", "phone")}, RotationState::to_do},
           {"somebody_elses", {renewed(later(noon, hour), "max@quay.example", "apiKey")}, RotationState::to_do},
           {"before_the_intrusion", {renewed(later(noon, -hour), "lea@quay.example", "apiKey")}, RotationState::to_do},
           {"failed", {detail::failed(renewed(later(noon, hour), "lea@quay.example", "apiKey"))}, RotationState::to_do},
           {"old_one_tried_afterwards",
            {renewed(later(noon, hour), "lea@quay.example", "apiKey"),
             detail::failed(tried(later(noon, 2 * hour), "lea@quay.example"))},
            RotationState::verified},
           {"old_one_tried_before",
            {renewed(later(noon, hour), "lea@quay.example", "apiKey"),
             detail::failed(tried(later(noon, 60), "lea@quay.example"))},
            RotationState::done},
           {"somebody_elses_old_one",
            {renewed(later(noon, hour), "lea@quay.example", "apiKey"),
             detail::failed(tried(later(noon, 2 * hour), "max@quay.example"))},
            RotationState::done},
           {"old_one_tried_but_never_renewed",
            {detail::failed(tried(later(noon, 2 * hour), "lea@quay.example"))},
            RotationState::to_do},
       }) {
    events_ = before;
    log(c.events);
    const CaseRotation key_item = item("API keys of administrators: lea");
    EXPECT_EQ(key_item.state, c.want) << c.name << ": " << key_item.state_why;
    EXPECT_EQ(key_item.state_why.empty(), c.want == RotationState::to_do) << c.name;
    if (c.want == RotationState::verified) {
      EXPECT_NE(key_item.state_why.find("payroll-sync/1.2"), std::string::npos) << "who still needs the new one";
      EXPECT_NE(key_item.state_why.find("192.0.2.50"), std::string::npos);
    }
  }
}

TEST_F(Rotation, OfADeviceIsProvenByThatDevicesRecord) {
  const Event enrolled = detail::order_act(later(noon, hour), "device_enrol", "", Who{}, "desk-6");
  log({enrolled});
  EXPECT_EQ(item("agent certificates: desk-7").state, RotationState::to_do);
  log({detail::order_act(later(noon, hour), "device_enrol", "", Who{}, "desk-7")});
  EXPECT_EQ(item("agent certificates: desk-7").state, RotationState::done);
}

TEST_F(Rotation, OfCloudKeysIsProvenByTheCloudsLog) {
  call("ListBuckets", "");
  const Who builder{.account = "builder", .type = ""};
  const std::vector<Event> before = events_;
  const Event deleted =
      detail::cloud_call(later(noon, 2 * hour), "AKIAADMIN", Who{.type = ""}, "DeleteAccessKey", access_key);
  const Event used = detail::cloud_call(later(noon, 3 * hour), access_key, builder, "PutObject");
  for (const ProofCase& c : std::vector<ProofCase>{
           {"nothing", {used}, RotationState::to_do},
           {"deleted", {deleted}, RotationState::done},
           {"another_key_deleted",
            {detail::cloud_call(later(noon, 2 * hour), "AKIAADMIN", Who{}, "DeleteAccessKey", "AKIAOTHER")},
            RotationState::to_do},
           {"could_not_be_deleted", {detail::failed(deleted)}, RotationState::to_do},
           {"deleted_and_then_failing", {deleted, detail::failed(used)}, RotationState::verified},
           {"deleted_but_still_used", {deleted, used}, RotationState::to_do},
       }) {
    events_ = before;
    log(c.events);
    EXPECT_EQ(item("cloud key").state, c.want) << c.name << ": " << item("cloud key").state_why;
    EXPECT_EQ(item("cloud key").id, access_key);
  }
}

TEST_F(Rotation, HasTheKeysThatTheIntruderMade) {
  const auto calls =
      detail::traces({detail::with(detail::cloud_call(later(noon, hour), access_key, {.account = "builder"},
                                                      "CreateAccessKey", "backup"),
                                   Attribute::created_uid, "AKIANEW"),
                      detail::failed(detail::with(
                          detail::cloud_call(later(noon, hour), access_key, {.account = "builder"}, "CreateAccessKey"),
                          Attribute::created_uid, "AKIAFAILED"))});
  Mark mark;
  mark.account = "builder";
  mark.records = {&calls[0], &calls[1]};
  judgement_.cloud = {mark};
  const CaseRotation made = item("AKIANEW");
  EXPECT_EQ(made.id, "AKIANEW");
  EXPECT_NE(made.why.find("delete it"), std::string::npos);
  for (const std::string& what : whats()) EXPECT_EQ(what.find("AKIAFAILED"), std::string::npos);
  judgement_.cloud[0].explained = "a build service that moved";
  for (const std::string& what : whats()) EXPECT_EQ(what.find("AKIANEW"), std::string::npos);
}

TEST_F(Rotation, HasTheSecretsThatWereReadAndNoOthers) {
  call("GetSecretValue", "prod/wallet");
  call("GetSecretValue", "prod/wallet");
  call("GetParameter", "prod/token");
  call("GetSecretValue", "prod/refused", false);
  call("ListSecrets", "prod/listed");
  std::vector<std::string> secrets;
  for (const CaseRotation& item : items()) {
    if (item.kind == "secret" && !item.id.empty()) secrets.push_back(item.id);
  }
  EXPECT_EQ(secrets, (std::vector<std::string>{"prod/wallet", "prod/token"}));
}

TEST_F(Rotation, TellsWhatWasOpenedFromWhatWasWithinReach) {
  secret("keychain of kim", "keychain", "desk-7", true);
  secret("SSH key of kim", "ssh_key", "desk-7", false);
  EXPECT_NE(item("keychain").why.find("opened by the intruder"), std::string::npos);
  EXPECT_NE(item("SSH key").why.find("within reach"), std::string::npos);
  EXPECT_EQ(item("SSH key").findings, std::vector<std::string>{"F1"});
}

TEST_F(Rotation, WithoutAPackStillRenewsWhatWasTaken) {
  records_.pack = nullptr;
  secret("keychain of kim", "keychain", "desk-7", true);
  EXPECT_EQ(whats(), std::vector<std::string>{"keychain of kim on desk-7"});
}

TEST_F(Rotation, OfAnAccountWhoseKeyNoRecordTellsIsOfAllItsKeys) {
  records_.pack = nullptr;
  account("0051AAI", "cloud", model::AccountStatus::used_by_intruder);
  EXPECT_EQ(item("tokens and keys of 0051AAI").kind, "token");
}

}  // namespace
}  // namespace clew::inquiry
