/// A pack: what is true of one supplier, as data, so that a new supplier needs no C++.
///
///     packs/<supplier>.toml --parse_pack--> Pack
///
/// In:     TOML as docs/formats/pack.md says. Out: a pack; every indicator with its place in the file.
/// Errors: `malformed` with file, line, key and rule; an unknown key is one, since it is a misspelling more often than not.
/// Limits: `pack_bytes_max`.
#pragma once

#include "clew/base/result.h"
#include "clew/model/coverage.h"
#include "clew/model/notice.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::size_t pack_bytes_max = 1U << 20U;  ///< a pack is written by hand; a list of a million values is a CSV

/// A way in which the intruder's orders reach a device. `kind` is one of CASE_DOCUMENT.md's.
struct Door {
  std::string kind;
  std::string why;  ///< how it looks with this supplier
};

/// The supplier's program on a device.
struct Agent {
  std::string system;              ///< "macos", "linux", "windows"
  std::vector<std::string> paths;  ///< of its executable
  std::vector<std::string> names;  ///< of its process
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
  std::vector<Need> needs;
  std::vector<model::Indicator> indicators;
  std::string claims;  ///< what was said by whom, in words
};

/// `file` is for error messages only.
base::Result<Pack> parse_pack(std::string_view file, std::string_view bytes);

/// Whether `bytes` is meant as a pack: its first key is `schema = "clew.pack/…"`.
bool is_pack(std::string_view bytes);

/// The packs that are built into the program, in order of id.
std::span<const Pack> built_in_packs();

}  // namespace clew::intel
