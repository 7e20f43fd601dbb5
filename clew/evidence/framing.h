/// Cuts a member's bytes into blocks of whole records.
///
///     ByteSource --Framer--> Block { bytes, offset, records, header }
///
/// In:     any bytes, in pieces of any size: where the pieces end makes no difference.
/// Out:    records in order; a record's text is exactly the source's bytes at its offset, unless it is translated or joined. Blocks end
///         between records.
/// Errors: none that stop it: what is broken becomes a record, so that it is counted and searched.
/// Cost:   one pass. Memory is one block and one record of `record_bytes_max`.
///
/// A record longer than `record_bytes_max` comes in contiguous pieces (`Record::part`); reader.h says where they end. A
/// piece that another one follows is the last record of its block, and that one is the first record of the next block.
/// Whether a record is too long is seen before a carriage return at its end is taken off; one that would be all of the
/// last piece makes no piece.
///
/// lines:         A record ends at a line feed; a carriage return before it does not belong to the record. The last line
///                needs no line feed. Empty lines are no records, but they count as lines.
///                Lines that begin with `header_mark` are no records either: a run of them becomes `Block::header` for
///                what follows and replaces the one before. A block never has records under two headers.
/// rows:          As `lines`, but a value that begins with a double quote, at the begin of a line or behind `Cut::separator`, goes
///                to the quote that another one does not follow, over the ends of lines. A row that has grown beyond
///                `row_bytes_max` ends with its line: a quote that nobody closes costs no more than that.
/// json_elements: A record is
///                - each element of a top-level array;
///                - each element of an array of objects directly inside a top-level object, if nothing but scalars (at most
///                  `envelope_members_max`) stands before the first one: `{"count": 2, "results": [{…}, {…}]}`. Later
///                  objects and arrays inside such an envelope are records too, so that nothing but its scalars is left out;
///                  arrays of scalars may stand before `logEvents`, as CloudWatch Logs delivers them;
///                - the same, where the array is one level deeper and its path has names that are used for that
///                  (`{"hits": {"total": {…}, "hits": [{…}, {…}]}}`, `log.entries`, `response.docs`): then objects may stand before it
///                  as well. What stands before, at most `envelope_bytes_max`, is left out;
///                - otherwise the top-level object itself. Several documents may follow each other.
///                At the top level any other text is a record up to its line's end. Brackets are counted, not
///                matched, so a million of them take no memory; what JSON makes of a record is for its decoder to say.
///                A bracket that is still undecided when its object's first piece is full holds no records: what was
///                given out as a piece of a record stays one.
///                A record with a string that was cut off ends where a line begins with `{`: no string has a line feed in it.
///                A document that is cut off gives what is there, the broken rest as one record, and a `problem`.
/// joined_lines:  As `lines`, without headers, but lines that `Cut::event_of` gives the same id are one record, at the place of the
///                first: their texts with a line feed between them. Where other lines stand between them, the record's text is not
///                what lies there, and its length is from the first line to the end of the last (`Block::origins`). A record is
///                complete once `joined_lines_apart_max` lines came without one of its own; the first ones are given out
///                before where more than `joined_open_max` or `joined_bytes_max` wait. Lines without an id are records of their own.
/// whole:         Everything is one record.
/// translated:    The records of `Cut::translate`, each on a line of the block; `Record::line` is its number. The pieces of a
///                long one have its place. Bytes that the translator leaves unread are read to their end and passed over.
///
/// Source: RFC 8259 (JSON), RFC 4180 section 2 (line ends).
#pragma once

#include "clew/evidence/byte_source.h"
#include "clew/evidence/reader.h"

#include <memory>
#include <optional>

namespace clew::evidence {

constexpr std::size_t row_bytes_max = 64 * 1024;
/// Several processors write events of audit at once, each of which has at most some ten lines.
constexpr std::size_t joined_lines_apart_max = 64;
constexpr std::size_t joined_open_max = 64;
constexpr std::size_t joined_bytes_max = 1U << 20U;
constexpr std::size_t envelope_members_max = 8;
constexpr std::size_t envelope_bytes_max = 4096;

struct Cut {
  Framing framing = Framing::lines;
  char header_mark = '\0';   ///< `\0` is none
  std::uint64_t offset = 0;  ///< of the source's first byte: 3 after a byte order mark
  char separator = ',';      ///< of the framing `rows`
  std::unique_ptr<Translator> (*translate)(ByteSource& content) = nullptr;  ///< of the framing `translated`
  void (*event_of)(std::string_view line, std::string& id) = nullptr;       ///< of the framing `joined_lines`
};

struct LongRecords {
  std::uint64_t count = 0;
  std::optional<std::uint64_t> first_line;  ///< where the first of them begins
};

class Framer {
 public:
  Framer() = default;
  Framer(const Framer&) = delete;
  Framer& operator=(const Framer&) = delete;
  virtual ~Framer() = default;

  /// Fills `block` with the next records, at least one; false at the end.
  virtual bool next(Block& block) = 0;
  /// The records so far that came in pieces.
  [[nodiscard]] virtual LongRecords long_records() const = 0;
  /// What is wrong with the member as a whole, once it has ended.
  [[nodiscard]] virtual std::optional<base::Error> problem() const { return std::nullopt; }
};

/// Whether `text` ends with the '[' of an array with the name `logEvents`.
bool opens_log_events(std::string_view text);
/// Whether `text` ends with the '{' of an object in which an array of records may be, or with the '[' of such an array.
bool opens_parent_of_records(std::string_view text);
bool opens_records_in_parent(std::string_view text);

/// Whether a row of a table goes on behind a line feed.
class QuotedRow {
 public:
  explicit QuotedRow(char separator) : separator_(separator) {}

  /// The next bytes of the row.
  void see(std::string_view text);
  /// It ended, and another one begins.
  void end() { state_ = State::begin, bytes_ = 0; }
  /// A line feed that comes now is in a quoted value.
  [[nodiscard]] bool is_open() const { return state_ == State::quoted && bytes_ <= row_bytes_max; }

 private:
  /// Of the value: nothing seen; it has no quotes; within them; behind a quote that may be the last or the first of two.
  enum class State : std::uint8_t { begin, plain, quoted, quote };
  char separator_;
  State state_ = State::begin;
  std::size_t bytes_ = 0;
};

std::unique_ptr<Framer> make_framer(ByteSource& source, const Cut& cut, const Limits& limits);

}  // namespace clew::evidence
