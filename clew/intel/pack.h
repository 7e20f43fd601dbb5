/// A pack: what is true of one supplier, as data, so that a new supplier needs no C++.
///
///     packs/<supplier>.toml --parse_pack--> Pack
///
/// In:     TOML as docs/formats/pack.md says. Out: a pack; every indicator with its place in the file.
/// Errors: `malformed` with file, line, key and rule; an unknown key is one, since it is a misspelling more often than not.
///         `parse_pack` gives the first, `check_pack` one for each table that has any, and what a pack lacks to be useful.
/// Limits: `pack_bytes_max`, and those of `model/log_mapping.h`.
#pragma once

#include "clew/base/result.h"
#include "clew/model/coverage.h"
#include "clew/model/event.h"
#include "clew/model/log_mapping.h"
#include "clew/model/notice.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::size_t pack_bytes_max = 1U << 20U;  ///< a pack is written by hand; a list of a million values is a CSV
constexpr std::size_t pack_errors_max = 100;       ///< that `check_pack` lists; a file with more is not read by anybody

/// A way in which the intruder's orders reach a device. `kind` is one of CASE_DOCUMENT.md's.
struct Door {
  std::string kind;
  std::string why;                      ///< how it looks with this supplier
  std::vector<std::string> methods;     ///< an order given so (`auth_protocol`) came through it: "api key"
  std::vector<std::string> entered_by;  ///< operations by which the session began: "sso_auth"; empty: any or none
};

/// How the supplier's log shows that a device was told to do something. The texts are values of `api.operation`.
struct Orders {
  std::vector<std::string> prepared;  ///< written or changed, no device named yet: "command_create"
  std::vector<std::string> given;     ///< sent to a device, which the record names: "command_run"
  std::vector<std::string> result;    ///< what the device answered: "command result"; `start_time` is when it was given
  std::vector<std::string> erased;    ///< an answer was deleted: "commandresult_delete"
  model::Attribute joined_by = model::Attribute::resource_uid;  ///< the order's id in all of these
  std::int64_t queue_seconds_max = 0;                           ///< how long an order waits for its device
  std::string queue_source;                                     ///< who says so
  [[nodiscard]] bool known() const { return !given.empty(); }
};

/// What the supplier holds or can mint, and how its log shows that it was renewed.
struct Credential {
  std::string name;                     ///< "API keys of administrators"
  std::string kind;                     ///< of the case document's rotation: "api_key"
  std::string held_by;                  ///< "administrator", "device", "device_user" or "organisation"
  std::vector<std::string> doors;       ///< must be rotated when one of these was used; empty: whatever the door
  bool mints = false;                   ///< can make other credentials: comes before those
  std::string why;                      ///< what an intruder can do with it
  std::vector<std::string> rotated_by;  ///< operations that renew it: "admin_update"
  std::string rotated_field;         ///< the changed field (`unmapped.changed_field`) that tells: "apiKey"; empty: any
  std::vector<std::string> old_use;  ///< operations that show an old one being tried: "admin_old_api_key_attempt"
};

/// How long the supplier keeps a log.
struct Retention {
  std::string log;
  std::int64_t days = 0;
  std::string source;  ///< who says so
};

/// The supplier's program on a device.
struct Agent {
  std::string system;              ///< "macos", "linux", "windows"
  std::vector<std::string> paths;  ///< of its executable
  std::vector<std::string> names;  ///< of its process
  /// What it writes by itself, with `*` for the rest: "/opt/jc/*". Its updates are not an intruder's files.
  std::vector<std::string> own_files;
};

/// What must have been visible for a "not seen" to mean something. One of `any_of` suffices.
struct Need {
  std::string name;  ///< "process", or a group: "network"
  std::vector<model::Sight> any_of;
};

struct Pack {
  std::string id;    ///< "jumpcloud": lower case letters, digits, '-'
  std::string name;  ///< as people write it
  std::vector<std::string> aliases;
  std::vector<std::string> domains;  ///< own sites and mail domains: mentions, never indicators
  model::Window window;              ///< the time to look at where a notice states none
  std::string window_source;         ///< who says so
  std::vector<Door> doors;
  std::vector<Agent> agents;
  Orders orders;
  std::vector<Credential> credentials;
  std::vector<Retention> retention;
  std::vector<Need> needs;
  std::vector<model::Indicator> indicators;
  std::vector<model::Claim> claims;     ///< what was said in public, in the order of the file
  std::vector<model::LogMapping> logs;  ///< the supplier's own logs, as data
};

/// `file` is for error messages only.
base::Result<Pack> parse_pack(std::string_view file, std::string_view bytes);

/// What is wrong with a pack, and what is not wrong but makes it say less than it could.
struct PackCheck {
  std::optional<Pack> pack;         ///< there when there are no errors
  std::vector<base::Error> errors;  ///< in order of place; at most `pack_errors_max`
  std::vector<std::string> advice;  ///< sentences: "[[credential]] \"API keys\": …"
};
PackCheck check_pack(std::string_view file, std::string_view bytes);

/// Whether `bytes` is meant as a pack: its first key is `schema = "clew.pack/…"`.
bool is_pack(std::string_view bytes);

/// The packs that are built into the program, in order of id.
std::span<const Pack> built_in_packs();

}  // namespace clew::intel
