/// A supplier's log, described as data: how its records are recognised and what they are in the normal form.
///
///     [[log]] in a pack --intel--> LogMapping --evidence (mapped_json)--> Event
///
/// In:     nothing; `intel` fills it from a pack, `evidence` reads records by it. A path is that of a JSON record as
///         evidence sees it: keys joined by dots; the elements of an array have the array's path.
/// Out:    plain values, immutable while threads decode.
/// Errors: none: whoever fills it keeps the limits below.
/// Limits: see the constants: a record is compared with every row, so a pack may not have any number of them.
#pragma once

#include "clew/model/coverage.h"
#include "clew/model/event.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::model {

constexpr std::size_t log_paths_max = 400;          ///< rows of `fields`; the widest log that we know has 90
constexpr std::size_t log_kinds_max = 400;          ///< rows of `kinds`
constexpr std::size_t log_texts_max = 200;          ///< rows of `constants`
constexpr std::size_t log_patterns_max = 2000;      ///< of all kinds, outcomes and constants of a log together
constexpr std::size_t log_pattern_bytes_max = 200;  ///< of one path, pattern or text
constexpr std::size_t log_value_bytes_max = 256;    ///< a longer value fits no pattern but "*": no name is as long
constexpr std::size_t log_recognised_by_max = 32;   ///< paths of `recognised_by`
constexpr std::size_t log_recognised_by_min = 2;    ///< one path alone is in somebody else's log too

struct LogMapping {
  std::string source;                      ///< its name in the answer: "okta_system_log"
  std::vector<std::string> recognised_by;  ///< paths that a record of this log has, all of them
  std::vector<std::string> time;           ///< paths of the time, surest first

  struct Field {
    std::string path;
    Attribute attribute = Attribute::message;
  };
  std::vector<Field> fields;  ///< in order of path; one path may give several attributes

  std::string operation;  ///< the path whose value `kinds` speak of; it is `api.operation` and `metadata.event_code`
  struct Kind {
    std::vector<std::string> operations;  ///< patterns, `*` for any rest
    EventClass event_class = EventClass::other;
    std::uint8_t activity = activity::unknown;
  };
  std::vector<Kind> kinds;  ///< the first that fits counts; without one a record is `other`

  std::string outcome;               ///< the path that tells how it went
  std::vector<std::string> success;  ///< patterns of its value
  std::vector<std::string> failure;

  /// A word of our own where the log says it in its own way: `actor.type` is "User", so `actor.user.type` is "user".
  struct Constant {
    std::string path;
    std::vector<std::string> is;  ///< patterns, one of which a value at `path` fits
    Attribute attribute = Attribute::message;
    std::string text;
  };
  std::vector<Constant> constants;  ///< of those for one attribute the first that fits counts

  std::vector<Sight> sees;
};

/// Whether `text` is what `pattern` says, ASCII case aside; `*` stands for any text, also for none. At worst
/// `pattern.size() * text.size()` steps: a text longer than `log_value_bytes_max` fits `*` only.
bool fits_pattern(std::string_view pattern, std::string_view text);

/// The names that packs use, back to numbers: `resources.uid`, `account_change`, `authentication`.
std::optional<Attribute> attribute_named(std::string_view path);
std::optional<EventClass> event_class_named(std::string_view name);
std::optional<Sight> sight_named(std::string_view name);
/// The number of an activity: "create", "read", "update", "delete", "logon", "other", … as `event_class` means it.
std::optional<std::uint8_t> activity_named(EventClass event_class, std::string_view name);

}  // namespace clew::model
