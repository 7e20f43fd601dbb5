/// What was published: the indicators, and all else that a notice says, each with its place in the source.
///
/// A value that merely appears (the supplier's own site, a link to a report) is a `Mention`; a value that breaks the
/// rule of its type is a `Refusal`, with its place, and is never repaired.
/// Field names are those of CASE_DOCUMENT.md, `clew.notice/1`.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/model/value.h"

#include <optional>
#include <string>
#include <vector>

namespace clew::model {

/// A stretch of time; an absent end is open. `to` is the first moment that no longer belongs to it.
struct Window {
  std::optional<base::Instant> from;
  std::optional<base::Instant> to;

  [[nodiscard]] bool contains(base::Instant time) const { return (!from || time >= *from) && (!to || time < *to); }
  [[nodiscard]] bool is_open() const { return !from && !to; }
  bool operator==(const Window&) const = default;
};

/// What the publisher says that an indicator is for.
enum class Role : std::uint8_t { unknown, c2, delivery, payload, victim, shared_infrastructure, sinkhole };
std::string_view name_of(Role role);

struct Indicator {
  Value value;
  std::string text;        ///< as it stood in the source, defanged or not
  base::Span where;        ///< in the source
  std::uint64_t line = 0;  ///< in the source, from 1
  Role role = Role::unknown;
  Window valid = {};          ///< when the value belonged to the intruder, as far as the source says
  std::string note = {};      ///< the publisher's own remark
  std::string activity = {};  ///< the intrusion or campaign that it is published for
  std::string published_by = {};
  std::string published = {};  ///< date as written: `2023-07-12`, `2023-07`
  std::vector<std::string> warnings = {};
};

struct Mention {
  ValueType type;
  std::string value;
  std::string why;  ///< "the publisher's own site"
  base::Span where;
  std::uint64_t line = 0;
};

struct Refusal {
  std::string text;
  ValueType type;
  std::string why;  ///< "63 digits, 64 expected"
  base::Span where;
  std::uint64_t line = 0;
};

struct NoticeSource {
  std::string file;
  std::string sha256;
  std::string format;  ///< "markdown", "text", "csv", "pack"
  std::string title;
  std::string publisher;
  std::string published;  ///< `2023-07-12`, or empty
};

struct Notice {
  NoticeSource source;
  std::string supplier;          ///< id of the pack whose supplier the notice is about, or empty
  Window window;                 ///< the time to look at, as stated
  std::string window_text = {};  ///< the words that stated it
  std::vector<Indicator> indicators;
  std::vector<Mention> mentions;
  std::vector<Refusal> refused;
};

}  // namespace clew::model
