// AWS CloudTrail: who called which API of the account. JSON lines, `{"Records": […]}` as AWS delivers it, or an array.
// Source: CloudTrail record contents, version 1.08.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::array table = std::to_array<Mapping>({
    {"additionalEventData.MFAUsed", is_mfa},
    {"errorCode", api_error},
    {"errorMessage", status_detail},
    {"eventID", event_uid},
    {"eventName", api_operation},
    {"eventSource", api_service},
    {"eventType", event_code},
    {"recipientAccountId", org_uid},
    {"requestID", correlation_uid},
    {"requestParameters.status", status_detail},
    {"responseElements.accessKey.accessKeyId", created_uid},
    {"sourceIPAddress", src_ip},
    {"userAgent", user_agent},
    {"userIdentity.accessKeyId", actor_credential_uid},
    {"userIdentity.arn", actor_user_uid},
    {"userIdentity.type", actor_user_type},
    {"userIdentity.userName", actor_user_name},
});
static_assert(is_sorted_by_path(table));

/// Parameters that name what was acted upon, whatever the service. A parameter of another name is none.
constexpr std::array<std::string_view, 30> naming_parameters = {
    "accessKeyId",  "accountId",   "bucketName",   "certificateId", "dBSnapshotIdentifier",
    "documentName", "domainName",  "functionName", "groupId",       "groupName",
    "imageId",      "instanceId",  "key",          "keyId",         "keyName",
    "logGroupName", "modelId",     "name",         "names",         "policyArn",
    "policyName",   "resourceArn", "roleArn",      "roleName",      "secretId",
    "secretIdList", "snapshotId",  "trailName",    "userName",      "vpcId"};

/// Some shippers move the time to their own name for it.
constexpr std::array<std::string_view, 2> time_paths = {"eventTime", "@timestamp"};

/// What is asked for beside the table's rows.
struct Asked {
  std::string_view time, shipped_time, operation, error, read_only, login, arn, issuer, invoked_by;
};

Asked asked_of(const Fields& fields) {
  static constexpr std::array<std::string_view, 9> paths = {time_paths[0],
                                                            time_paths[1],
                                                            "eventName",
                                                            "errorCode",
                                                            "readOnly",
                                                            "responseElements.ConsoleLogin",
                                                            "userIdentity.arn",
                                                            "userIdentity.sessionContext.sessionIssuer.userName",
                                                            "userIdentity.invokedBy"};
  const auto [time, shipped_time, operation, error, read_only, login, arn, issuer, invoked_by] =
      first_values(fields, paths);
  return {time, shipped_time, operation, error, read_only, login, arn, issuer, invoked_by};
}

void add_resources(const Fields& fields, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    const bool is_naming = fields.told_of(field, &naming_parameters, [](std::string_view path) {
      const bool is_named =
          std::ranges::find(naming_parameters, path.substr(path.rfind('.') + 1)) != naming_parameters.end();
      return std::uint32_t{path.starts_with("requestParameters.") && is_named};
    }) != 0;
    if (is_naming) event.add(resource_name, field.text);
  }
}

/// A role's session has no user name: the name is the role's, from the session's issuer, or the end of the ARN.
void add_actor(const Asked& asked, model::Event& event) {
  if (event.has(actor_user_name)) return;
  if (!asked.issuer.empty()) {
    event.add(actor_user_name, asked.issuer);
  } else if (!asked.arn.empty()) {
    std::size_t last_mark = asked.arn.size();
    while (last_mark > 0 && asked.arn[last_mark - 1] != ':' && asked.arn[last_mark - 1] != '/') --last_mark;
    event.add(actor_user_name, asked.arn.substr(last_mark));
  } else {
    event.add(actor_user_name, asked.invoked_by);
  }
}

std::uint8_t activity_of(const Asked& asked) {
  struct Row {
    std::string_view word;
    std::uint8_t activity;
  };
  static constexpr std::array<Row, 12> rows = {{{"Create", activity::create},
                                                {"Run", activity::create},
                                                {"Delete", activity::remove},
                                                {"Terminate", activity::remove},
                                                {"Update", activity::update},
                                                {"Put", activity::update},
                                                {"Modify", activity::update},
                                                {"Attach", activity::update},
                                                {"Get", activity::read},
                                                {"List", activity::read},
                                                {"Describe", activity::read},
                                                {"Lookup", activity::read}}};
  for (const Row& row : rows) {
    if (asked.operation.starts_with(row.word)) return row.activity;
  }
  return asked.read_only == "true" ? activity::read : activity::other;
}

void set_class(const Asked& asked, model::Event& event) {
  event.status = asked.error.empty() ? Status::success : Status::failure;
  if (asked.operation != "ConsoleLogin") {
    event.event_class = EventClass::api_activity;
    event.activity = activity_of(asked);
    return;
  }
  event.event_class = EventClass::authentication;
  event.activity = activity::logon;
  if (asked.login == "Failure") event.status = Status::failure;
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const Asked asked = asked_of(fields);
  set_time(event, parse_json_time(asked.time.empty() ? asked.shipped_time : asked.time));
  set_class(asked, event);
  add_mapped(fields, table, event);
  add_actor(asked, event);
  add_resources(fields, event);
  return Decoded::event;
}

bool is_cloudtrail(const Fields& fields) {
  return fields.has("eventSource") && fields.has("eventName") && !fields.first_of(time_paths).empty() &&
         (fields.has("eventVersion") || fields.has("userIdentity.type") || fields.has("awsRegion"));
}

std::string source_of(const Fields& fields) { return is_cloudtrail(fields) ? "cloudtrail" : ""; }
std::string recognise_lines(std::string_view head) { return any_line(head, is_cloudtrail) ? "cloudtrail" : ""; }
std::string recognise_document(std::string_view head) {
  return in_first_element(head, is_cloudtrail) ? "cloudtrail" : "";
}

/// The lists of hashes that AWS keeps beside the logs: no call is in them.
std::string recognise_digest(std::string_view head) {
  const bool is_digest = base::trimmed(head).starts_with('{') && head.contains("\"digestStartTime\"") &&
                         head.contains("\"digestS3Bucket\"") && head.contains("\"logFiles\"");
  return is_digest ? "cloudtrail_digest" : "";
}
Decoded decode_digest(std::string_view /*record*/, const FileContext& /*context*/, Scratch& /*scratch*/,
                      model::Event& /*event*/) {
  return Decoded::nothing;
}
std::span<const model::Sight> sees_text(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::cloud_api};
  return sights;
}

}  // namespace

constinit const Format cloudtrail = {
    .name = "cloudtrail",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};
constinit const Format cloudtrail_document = {
    .name = "cloudtrail_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};
constinit const Format cloudtrail_digest = {
    .name = "cloudtrail_digest",
    .framing = Framing::whole,
    .recognise = recognise_digest,
    .decode = decode_digest,
    .sees = sees_text,
};

}  // namespace clew::evidence
