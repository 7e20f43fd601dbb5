// Microsoft 365's unified audit log: from the Management Activity API, and from Search-UnifiedAuditLog, whose `AuditData`
// holds the record as text.
// Source: Office 365 Management Activity API schema; the properties of audited activities.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

void add_microsoft_365_logs(Logs& logs) {
  LogMapping log = {
      .source = "microsoft_365_audit",
      .recognised_by = {"CreationTime", "Operation", "RecordType", "UserId", "Workload"},
      .time = {"CreationTime"},
      .time_is_utc = true,
      .pairs = {{"ExtendedProperties.Name", {"ExtendedProperties.Value"}},
                {"DeviceProperties.Name", {"DeviceProperties.Value"}},
                {"Parameters.Name", {"Parameters.Value"}}},
      .fields = {{"ActorIpAddress", src_ip},
                 {"AppAccessContext.AADSessionId", correlation_uid},
                 {"AppAccessContext.UniqueTokenId", actor_credential_uid},
                 {"ApplicationId", resource_uid},
                 {"ClientIP", src_ip},
                 {"ClientIPAddress", src_ip},
                 {"DeviceProperties.DisplayName", device_hostname},
                 {"DeviceProperties.Id", device_uid},
                 {"DeviceProperties.OS", client_os},
                 {"DeviceProperties.SessionId", correlation_uid},
                 {"ErrorNumber", api_error},
                 {"ExtendedProperties.UserAgent", user_agent},
                 {"ExtendedProperties.extendedAuditEventCategory", resource_type},
                 {"Id", event_uid},
                 {"Item.Subject", email_subject},
                 {"ItemType", resource_type},
                 {"LogonError", status_detail},
                 {"MailboxOwnerUPN", resource_name},
                 {"ModifiedProperties.Name", changed_field},
                 {"ObjectId", resource_name},
                 {"OrganizationId", org_uid},
                 {"Parameters.Identity", resource_name},
                 {"Parameters.Mailbox", resource_name},
                 {"SessionId", correlation_uid},
                 {"SourceFileName", file_name},
                 {"Target.ID", resource_uid},
                 {"UserAgent", user_agent},
                 {"UserId", actor_user_email},
                 {"UserId", actor_user_name},
                 {"UserKey", actor_user_uid},
                 {"Workload", api_service}},
      .operation = "Operation",
      .kinds = {{{"UserLoggedIn", "UserLoginFailed", "MailboxLogin",
                  "ForeignRealmIndexLogonInitialAuthUsingADFSFederatedToken"},
                 EventClass::authentication,
                 activity::logon},
                {{"UserLoggedOff", "SignOut"}, EventClass::authentication, activity::other},
                {{"Add user*", "Add member*", "Add owner*", "Add app role*", "Add service principal*", "Add eligible*",
                  "Add delegat*", "Add application*", "Consent to application*", "Add-MailboxPermission",
                  "Add-RecipientPermission", "Add-MailboxFolderPermission", "Add-RoleGroupMember",
                  "New-ManagementRole*", "AddedToGroup", "MemberAdded", "SharingSet", "SiteCollectionAdminAdded"},
                 EventClass::account_change,
                 activity::create},
                {{"Delete user*", "Remove member*", "Remove owner*", "Remove app role*", "Remove service principal*",
                  "Delete application*", "Remove-MailboxPermission", "Remove-RoleGroupMember", "RemovedFromGroup",
                  "MemberRemoved", "SiteCollectionAdminRemoved"},
                 EventClass::account_change,
                 activity::remove},
                {{"Update user*", "Change user*", "Reset user*", "Update application*", "Update service principal*",
                  "Disable account*", "Enable account*", "Set user*", "Set-User", "Update StsRefreshToken*",
                  "Set domain authentication*", "Set federation settings*", "Disable Strong Authentication*"},
                 EventClass::account_change,
                 activity::update},
                {{"MailItemsAccessed", "MessageBind", "FolderBind", "*Accessed", "*AccessedExtended", "*Downloaded",
                  "*Previewed", "*Viewed", "*ViewedExtended", "FileSyncDownloaded*", "Search*", "Get-*", "*Exported",
                  "*Copied"},
                 EventClass::api_activity,
                 activity::read},
                {{"New-*", "Add-*", "Create", "*Created", "*Added", "*Uploaded*", "Install-*", "Start-*"},
                 EventClass::api_activity,
                 activity::create},
                {{"Remove-*", "*Delete", "*Deleted*", "*Removed", "*Recycled", "*Revoked", "MoveToDeletedItems"},
                 EventClass::api_activity,
                 activity::remove},
                {{"Set-*", "Update*", "Enable-*", "Disable-*", "*Modified*", "*Changed*", "*Renamed", "*Moved", "Move",
                  "*Updated"},
                 EventClass::api_activity,
                 activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      // A failed sign-in may have `ResultStatus` "Success": the request was answered.
      .outcome = {"Operation", "ResultStatus"},
      .success = {"Success", "Succeeded", "True", "PartiallySucceeded"},
      .failure = {"UserLoginFailed", "Fail*", "False"},
      .sees = {Sight::cloud_api},
  };
  logs.push_back(log);
  log.source = "microsoft_365_directory";
  log.where = {{"Workload", {"AzureActiveDirectory"}}};
  log.sees = {Sight::authentication, Sight::account_change, Sight::cloud_api};
  logs.push_back(std::move(log));
}

}  // namespace clew::evidence
