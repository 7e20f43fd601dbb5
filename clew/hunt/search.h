/// Goes once through all evidence as it lies, and says of every hit where it is.
///
///     Listing x Matcher --search--> Finds { file, line, column, offset, text }, in order
///
/// In:     the files of `evidence::list_files`, and a matcher. Nothing is decoded: bytes are searched as they lie. Of a content
///         that is no text but whose records can be translated (EVTX, a capture) the translations are searched: a hit's line
///         is the number of its record, its column counts in the translation, and its place is that of the record. Archives
///         and compressed files are opened as `evidence/members.h` says, under its limits, and so is UTF-16 text with a byte
///         order mark: lines, columns and offsets are then those of the converted text.
/// Out:    every hit that one call of `Matcher::find` on the whole member would give, in the order of the listing, of the
///         members of an archive, and of the offset, whatever the number of threads and the size of the blocks. In a line
///         longer than `block_bytes` a hit is seen if it and what bounds it lie within `context_bytes`.
/// Errors: what cannot be read is given to `problem`; the rest is searched.
/// Cost:   memory does not grow with the evidence: some blocks of `block_bytes` for each thread, and their hits. Plain files
///         are read by all threads at once, each its own part; what is packed is unpacked by one while the others match.
#pragma once

#include "clew/evidence/reader.h"
#include "clew/hunt/matcher.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace clew::hunt {

/// Fits the second-level cache together with the tables of a matcher.
constexpr std::size_t search_block_bytes = std::size_t{512} << 10U;
/// Twice the longest value: what a block shows of its neighbours where no line feed parts them.
constexpr std::size_t search_context_bytes = 2 * model::Value::size_bytes_max;

struct Find {
  std::uint64_t offset = 0;  ///< in the (decompressed) member, from 0
  std::uint64_t length = 0;  ///< of the hit, or of the translated record that shows it
  std::uint64_t line = 0;    ///< from 1
  std::uint64_t column = 0;  ///< in bytes, from 1
  std::uint32_t value = 0;   ///< index into the matcher's values
  std::string_view text;     ///< as it stands
};

/// The finds of one block, at least one. Views are valid during the call.
struct Finds {
  std::uint64_t member = 0;  ///< from 0, in order: equal numbers are the same member
  std::string_view file;     ///< "logs/dns.log", "logs.zip//dns.log"
  std::span<const Find> finds;
};

enum class Onward : std::uint8_t { go_on, skip_member, stop };

struct SearchOptions {
  unsigned threads = 1;
  /// Turns finds into text, by several threads at once: what costs time belongs here. The text is given to `take`.
  std::function<void(const Finds& finds, std::string& text)> render = {};
  /// Called in order, by one thread at a time.
  std::function<Onward(const Finds& finds, std::string_view text)> take = {};
  /// Called in order with the finds, by one thread at a time.
  std::function<void(const base::Error& error)> problem = {};
  /// Called now and then, by one thread at a time: bytes of the listing's files searched so far.
  std::function<void(std::uint64_t bytes_searched, std::uint64_t bytes_total)> progress = {};
  /// True stops the search at the next block. Called by several threads.
  std::function<bool()> stop = {};
  evidence::Limits limits = {};
  evidence::Recognised (*recognise_translated)(std::string_view head) = &evidence::recognise_translated;
  std::size_t block_bytes = search_block_bytes;
  std::size_t context_bytes = search_context_bytes;
};

/// Of what was searched: to the end, or to where `take` or `stop` ended it.
struct SearchTally {
  std::uint64_t files = 0;  ///< members that have content
  std::uint64_t bytes = 0;  ///< of their content
  std::uint64_t lines = 0;  ///< line feeds, and last lines without one
  std::uint64_t finds = 0;
  std::uint64_t problems = 0;
  bool stopped = false;
};

SearchTally search(const evidence::Listing& listing, const Matcher& matcher, const SearchOptions& options);

}  // namespace clew::hunt
