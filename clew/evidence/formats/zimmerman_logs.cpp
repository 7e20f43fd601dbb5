// What Eric Zimmerman's tools write about artefacts of Windows: prefetch, Amcache, shim cache, MFT and its journal, shortcuts, jump
// lists, the recycle bin, SRUM, the registry. Their tables name no device: it is whose files were read.
// Source: PECmd, AmcacheParser, AppCompatCacheParser, MFTECmd, LECmd, JLECmd, RBCmd, SrumECmd, RECmd, their CSV output.
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

/// An artefact shows what it happens to keep: that it has nothing says nothing. All times are UTC.
LogMapping artefact(std::string source, std::vector<std::string> recognised_by, std::vector<std::string> time,
                    EventClass event_class, std::uint8_t activity, LogRows fields) {
  return {
      .source = std::move(source),
      .recognised_by = std::move(recognised_by),
      .time = std::move(time),
      .time_is_utc = true,
      .fields = std::move(fields),
      .event_class = event_class,
      .activity = activity,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

/// A row has the last run and up to seven before it; the timeline beside it has each in a row of its own.
LogMapping prefetch() {
  return artefact("windows_prefetch", {"ExecutableName", "LastRun", "RunCount", "SourceFilename"}, {"LastRun"},
                  EventClass::process_activity, activity::process_launch,
                  {{"ExecutableName", process_path}, {"FilesLoaded", message}});
}

LogMapping prefetch_timeline() {
  return artefact("windows_prefetch", {"ExecutableName", "RunTime"}, {"RunTime"}, EventClass::process_activity,
                  activity::process_launch, {{"ExecutableName", process_path}});
}

/// An entry tells of a file that was there, and since some version of Windows 10 not that it ran.
LogMapping amcache() {
  return artefact("windows_amcache", {"FileKeyLastWriteTimestamp", "FullPath", "ProgramId", "SHA1"},
                  {"FileKeyLastWriteTimestamp"}, EventClass::file_activity, activity::other,
                  {{"FullPath", file_path}, {"SHA1", file_sha1}});
}

/// The one time is that of the file's last change, which may be from before it came to this device. "Executed" is not relied upon:
/// later versions of Windows set it otherwise.
LogMapping shim_cache() {
  return artefact("windows_shim_cache", {"CacheEntryPosition", "ControlSet", "Executed", "Path"}, {},
                  EventClass::file_activity, activity::other, {{"Path", file_path}});
}

/// Of a stream that the browser left beside a download only the text tells where it came from.
LogMapping file_table() {
  LogMapping log = artefact("windows_mft", {"Created0x10", "EntryNumber", "FileName", "InUse", "ParentPath"},
                            {"Created0x10", "LastModified0x10"}, EventClass::file_activity, activity::file_create,
                            {{"path", file_path}});
  log.composed = {{"path", {"ParentPath", "FileName"}, "\\"}};
  LogMapping marked = log;
  marked.where = {{"ZoneIdContents", {"*"}}};
  marked.event_class = EventClass::other;
  marked.activity = activity::unknown;
  marked.fields = joined(std::move(marked.fields), {{"ZoneIdContents", message}});
  log.variants = {std::move(marked)};
  return log;
}

LogMapping change_journal() {
  LogMapping log = artefact(
      "windows_usn_journal", {"Name", "ParentPath", "UpdateReasons", "UpdateSequenceNumber", "UpdateTimestamp"},
      {"UpdateTimestamp"}, EventClass::file_activity, activity::file_update, {{"path", file_path}});
  log.composed = {{"path", {"ParentPath", "Name"}, "\\"}};
  const auto of_reason = [&](const std::string& reason, std::uint8_t activity) {
    LogMapping one = log;
    one.variants.clear();
    one.where = {{"UpdateReasons", {reason}}};
    one.activity = activity;
    return one;
  };
  log.variants = {of_reason("*FileDelete*", activity::file_delete), of_reason("*FileCreate*", activity::file_create),
                  of_reason("*Rename*", activity::file_rename)};
  return log;
}

/// The machine in a shortcut is where its target lay, which is somebody else's where the shortcut was sent. It was last opened when the
/// shortcut was last written.
LogMapping shortcut() {
  return artefact("windows_shortcut", {"Arguments", "LocalPath", "SourceFile", "TargetIDAbsolutePath", "TargetCreated"},
                  {"SourceModified", "SourceCreated"}, EventClass::file_activity, activity::file_open,
                  {{"Arguments", message}, {"LocalPath", file_path}, {"NetworkPath", file_path}});
}

LogMapping jump_list() {
  return artefact("windows_jump_list", {"AppId", "DestListVersion", "LastModified", "Path", "SourceFile"},
                  {"LastModified"}, EventClass::file_activity, activity::file_open,
                  {{"AppIdDescription", resource_name}, {"Path", file_path}});
}

LogMapping recycle_bin() {
  return artefact("windows_recycle_bin", {"DeletedOn", "FileName", "FileType", "SourceName"}, {"DeletedOn"},
                  EventClass::file_activity, activity::file_delete, {{"FileName", file_path}});
}

/// A program that used the processor or the network in the hour before was running.
LogMapping resource_usage() {
  return artefact("windows_srum", {"ExeInfo", "ExeTimestamp", "SidType", "Timestamp"}, {"Timestamp"},
                  EventClass::process_activity, activity::other,
                  {{"BytesReceived", bytes_in},
                   {"BytesSent", bytes_out},
                   {"ExeInfo", process_path},
                   {"Sid", actor_user_uid},
                   {"UserName", process_user}});
}

LogMapping registry_values() {
  return artefact("windows_registry", {"HivePath", "KeyPath", "LastWriteTimestamp", "ValueData", "ValueName"},
                  {"LastWriteTimestamp"}, EventClass::other, activity::unknown,
                  {{"KeyPath", resource_name}, {"ValueData", message}});
}

}  // namespace

void add_zimmerman_logs(Logs& logs) {
  logs.push_back(prefetch());
  logs.push_back(prefetch_timeline());
  logs.push_back(amcache());
  logs.push_back(shim_cache());
  logs.push_back(file_table());
  logs.push_back(change_journal());
  logs.push_back(shortcut());
  logs.push_back(jump_list());
  logs.push_back(recycle_bin());
  logs.push_back(resource_usage());
  logs.push_back(registry_values());
}

}  // namespace clew::evidence
