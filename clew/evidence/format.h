/// A source format: how to recognise it by content, how to decode one record, what it can show.
///
///     head of a file --recognise--> Recognised { format, source }      record --decode--> Event
///
/// One format is one file in `formats/` and one row in `formats()` (registry.cpp); adding one touches nothing else.
/// In:     `head`, the first `recognition_bytes` of the (decompressed) content; records cut by `Framing`.
/// Out:    an `Event`; `Decoded::nothing` for what is no record (a header or blank line), `unparsed` for a broken one.
/// Errors: none are built for a record: a broken one is counted and reading goes on at the next.
/// `decode` is called from several threads at once, each with its own `Scratch`.
#pragma once

#include "clew/model/coverage.h"
#include "clew/model/event.h"
#include "clew/model/inventory.h"
#include "clew/model/log_mapping.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {

class ByteSource;
class Fields;
class Translator;

constexpr std::size_t recognition_bytes = 64 * 1024;

/// How the bytes of a file are cut into records.
enum class Framing : std::uint8_t {
  lines,          ///< one record a line
  rows,           ///< the same of a table: a line feed in a quoted value belongs to it
  json_elements,  ///< the elements of the first array in a JSON document, or the whole document if there is none
  joined_lines,   ///< the lines of one event are one record, even if others stand between them (audit)
  whole,          ///< the file is one record (a mail)
  translated,     ///< `Format::translate` gives the records: the content is no text
};

/// What is known of a file before its records are decoded. Immutable while threads decode.
struct FileContext {
  std::string source;   ///< as which the file was recognised
  std::string header;   ///< the lines with the format's `header_mark` in force for these records (Zeek TSV `#` lines)
  std::string columns;  ///< a CSV file's first line; `prepare` finds it
  const model::Inventory* inventory = nullptr;
  /// The device that the whole file speaks of (an agent's log), as the content names it; else, of what is of one device and does
  /// not name it, the one of the inventory whose name a folder or archive has in which it lies.
  std::string device;
  std::optional<int> utc_offset_minutes;  ///< for local times without a zone
  std::optional<bool> day_first;          ///< of dates like `4/5/2023`, where other dates of the file show it
  /// When the content was last changed, as a file system, an archive or gzip says it; copying a file may change that.
  std::optional<base::Instant> modified;
  std::string tail;  ///< the last bytes of a content that is longer than its head, where they can be had; for `prepare`
  /// Times without a year lie in the twelve months before this moment (docs/adr/0016); `prepare` finds it.
  std::optional<base::Instant> year_end;
  bool year_is_sure = false;
  const model::LogMapping* mapping = nullptr;  ///< what the records are, for a log that is described by a table
  std::string_view envelope = {};              ///< the path at which each record holds the record proper (envelope.h)
  std::shared_ptr<const struct WrappedLog> wrapped = {};  ///< of the formats in formats/wrapped.cpp
};

/// A log of which each record of another one holds a line; or of which each row of a table is a record.
struct WrappedLog {
  std::string path;  ///< where the record has the line: a JSON path, a column; empty: it is the row
  std::string head;  ///< its first lines
  const struct Format* format = nullptr;  ///< of the line
  FileContext context;                    ///< for the line
};

/// Working memory of one thread, reused from record to record. Formats that parse JSON keep their parser in it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  struct State;
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

enum class Decoded : std::uint8_t { event, nothing, unparsed };

/// The log that a record is of, if it is not the one that its file was recognised as: exports have several in one file.
struct OtherLog {
  const struct Format* format = nullptr;  ///< null: it is the file's
  std::string source;
};

struct Format {
  std::string_view name;  ///< "zeek_json"; for people and for `Recognised`
  Framing framing = Framing::lines;
  /// The source's name ("zeek_dns") if `head` is of this format, else empty.
  std::string (*recognise)(std::string_view head) = nullptr;
  Decoded (*decode)(std::string_view record, const FileContext& context, Scratch& scratch,
                    model::Event& event) = nullptr;
  /// What a source of this format can show.
  std::span<const model::Sight> (*sees)(std::string_view source) = nullptr;
  /// Of a format with the framing `translated`: what gives its records, as JSON for `decode`. `content` outlives it.
  std::unique_ptr<Translator> (*translate)(ByteSource& content) = nullptr;
  /// Optional: fills `device`, `utc_offset_minutes` and `columns` from the head of the file and the inventory.
  void (*prepare)(std::string_view head, FileContext& context) = nullptr;
  /// Optional: lines that start with this are a header for what follows (Zeek's '#'); `\0` is none.
  char header_mark = '\0';
  /// Optional: why a file of this format counts as unreadable input, in words; it is searched all the same.
  std::string_view unread = {};
  /// Optional: why such files, though known and whole, show less than they could: a blind spot of the answer.
  std::string_view undecoded = {};
  /// Optional, of JSON: the source's name if a record is of this format. Such a format is found in envelopes too
  /// (envelope.h) and in tables, and its `decode` opens them with `read_json(record, context, scratch)`.
  std::string (*source_of)(const Fields& fields) = nullptr;
  /// Optional: a record spells values in a way that nobody would search for (hexadecimal, base64, `(4)evil(7)example(0)`): then
  /// what its event holds is searched, too.
  bool respells = false;
  /// Of a format with the framing `joined_lines`: which event a line belongs to; `id`, given empty, stays so for one that is a
  /// record by itself. Ids are short.
  void (*event_of)(std::string_view line, std::string& id) = nullptr;
  /// Its records are of the machine that wrote the file, and often do not name it: then it is the one whose folder they lie in.
  bool of_one_device = false;
  /// What `sees` says depends on how each machine was set up: of it that counts of which there are events.
  bool shows_what_occurs = false;
  /// Optional: what of its records is only guessed, in words.
  std::string_view guessed = {};
};

/// All formats, most specific first; the last one, plain text, recognises everything.
std::span<const Format> formats();

struct Recognised {
  const Format* format = nullptr;  ///< never null where `recognise` gives it
  std::string source;
  const model::LogMapping* mapping = nullptr;  ///< of a log that a table describes; lives as long as the mappings do
  std::string_view envelope = {};              ///< for `FileContext::envelope`
  std::shared_ptr<WrappedLog> wrapped = {};  ///< for `FileContext::wrapped`, but for what depends on the file's context
};
Recognised recognise(std::string_view head);
/// The same for who only asks whether the content has to be translated; no format (null) where it is text. Quicker: text is
/// seldom looked at a second time.
Recognised recognise_translated(std::string_view head);
/// The same, where some logs are described by packs (formats/mapped_json.cpp). What a built-in format or table knows by
/// its own fields stays with it; what is known only as some JSON goes to the mapping all of whose paths a record has: to
/// the one with the most paths, of equals to the first by name.
Recognised recognise_mapped(std::string_view head, std::span<const model::LogMapping> mappings, Recognised known);

/// What a source can show: as its mapping says, else its format.
std::span<const model::Sight> sights_of(const Format& format, std::string_view source, const FileContext& context);

/// Adds the devices that an inventory event (class `inventory_info`) describes.
void add_to_inventory(const model::Event& event, model::Inventory& inventory);

}  // namespace clew::evidence
