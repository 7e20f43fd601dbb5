/// A log of JSON records, described as data: how its records are recognised and what they are in the normal form.
///
///     [[log]] in a pack --intel--> LogMapping --evidence (mapped_json)--> Event
///     table of a built-in log -----^
///
/// In:     nothing; `intel` fills it from a pack, `evidence` has those of well-known services (formats/known_logs.h) and
///         reads records by it. A path is that of a JSON record as evidence sees it: keys joined by dots; the elements of
///         an array have the array's path. What is marked "not in packs" only a built-in log says (docs/adr/0017).
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

/// Every member has a default, so that a table names only what it has.
struct LogMapping {
  std::string source = {};                      ///< its name in the answer: "okta_system_log"
  std::vector<std::string> recognised_by = {};  ///< paths that a record of this log has, all of them
  struct Condition {
    std::string path = {};
    std::vector<std::string> is = {};  ///< patterns, one of which a value at `path` fits
  };
  std::vector<Condition> where = {};   ///< not in packs: what tells logs with the same paths apart, all of it
  std::vector<std::string> time = {};  ///< paths of the time, surest first
  bool time_is_utc = false;            ///< not in packs: a time without a zone is UTC, as the service documents

  /// Not in packs. Names and values that stand apart, `"parameters": [{"name": "color", "value": "red"}]`, are read as
  /// if there were a key: `parameters.color`.
  struct Pair {
    std::string name = {};                 ///< the path of the name: "parameters.name"
    std::vector<std::string> values = {};  ///< the paths that a value may have: "parameters.value"
  };
  std::vector<Pair> pairs = {};

  /// Not in packs. One value that the record has in several, a date and a time of day, a folder and a name, is read as if it had a
  /// key of its own, where all of them are there.
  struct Composed {
    std::string path = {};             ///< of the whole
    std::vector<std::string> of = {};  ///< of its parts, in their order
    std::string between = {};
  };
  std::vector<Composed> composed = {};
  std::optional<bool> day_first = {};  ///< not in packs: of dates of numbers, `4/5/2023`, as the tool documents them
  /// Not in packs. A table that comes without its line of names has these, spelled as that line would be.
  std::string columns = {};

  struct Field {
    std::string path = {};
    Attribute attribute = Attribute::message;
  };
  std::vector<Field> fields = {};  ///< in order of path; one path may give several attributes
  /// Not in packs: what the log writes where there is nothing, "-" or "NA". It is no value of `fields`.
  std::vector<std::string> absent = {};

  /// The path whose value `kinds` speak of; it is `api.operation` and `metadata.event_code`.
  std::string operation = {};
  struct Kind {
    std::vector<std::string> operations = {};  ///< patterns, `*` for any rest
    EventClass event_class = EventClass::other;
    std::uint8_t activity = activity::unknown;
    std::string created = {};  ///< not in packs: the path of the id of what such an operation makes
  };
  std::vector<Kind> kinds = {};                ///< the first that fits counts
  EventClass event_class = EventClass::other;  ///< not in packs: of a record that no kind fits
  std::uint8_t activity = activity::unknown;

  std::vector<std::string> outcome = {};  ///< paths that tell how it went; the first whose value fits a pattern counts
  std::vector<std::string> success = {};  ///< patterns of its value
  std::vector<std::string> failure = {};
  Status otherwise = Status::unknown;  ///< not in packs: how it went where none fits

  /// Not in packs: what a control did about it.
  std::string decision = {};              ///< the path that tells
  std::vector<std::string> allowed = {};  ///< patterns of its value
  std::vector<std::string> blocked = {};

  /// A word of our own where the log says it in its own way: `actor.type` is "User", so `actor.user.type` is "user".
  struct Constant {
    std::string path = {};
    std::vector<std::string> is = {};  ///< patterns, one of which a value at `path` fits
    Attribute attribute = Attribute::message;
    std::string text = {};
  };
  std::vector<Constant> constants = {};  ///< of those for one attribute the first that fits counts

  std::vector<Sight> sees = {};
  /// Not in packs: what a machine keeps or a tool made of it, in which the machine itself has no name.
  bool of_one_device = false;

  /// Not in packs: records of the same log that are to be read in another way; the first whose `where` holds is used
  /// instead. Their `recognised_by`, `sees` and `variants` mean nothing.
  std::vector<LogMapping> variants = {};
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
