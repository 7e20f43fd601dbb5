/// Goes once through all evidence: decodes every record, finds the indicators, and counts what each source covers.
///
///     Listing x Values --scan--> ScanResult { sightings, sources, files, inventory }
///
/// In:     the files of `evidence::list_files`, values to hunt for, a number of threads.
/// Out:    the same result whatever the number of threads and whatever the files are called: sightings that are kept
///         are chosen by time and content, never by the order of arrival. Only a folder that is called as a device of the
///         inventory says something: whose the files in it are that do not name their device (docs/adr/0029).
/// Errors: none for the whole: what cannot be read is in `files[].problem` and `problems`, the rest is answered.
/// Cost:   memory does not grow with the evidence: a reader and a block for each thread, and for each indicator, source and
///         device at most `sightings_kept_max` records (the earliest), the others counted.
/// Stateless between calls, so that a folder can be scanned in shards: every part of the result merges.
#pragma once

#include "clew/evidence/reader.h"
#include "clew/model/coverage.h"
#include "clew/model/inventory.h"
#include "clew/model/leases.h"
#include "clew/model/sighting.h"
#include "clew/model/value.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace clew::hunt {

/// The earliest records that are kept of one indicator in one source on one device; more are only counted.
constexpr std::size_t sightings_kept_max = 64;
/// Combinations of indicator, source and device that are kept apart. Reaching it is said in `problems`.
constexpr std::size_t sighting_keys_max = 200'000;

/// Records to keep for what they say, whether or not they hold a value.
struct Selection {
  /// True when the record is kept; `key` (given empty) names the group it belongs to, empty is a group of its own.
  /// Called by several threads at once.
  std::function<bool(const model::Event& event, std::string& key)> keep = {};
  /// The earliest of a group that are kept; the others are only counted.
  std::size_t per_group_max = 1;
  /// Records without a group, and groups, that are kept: the earliest, and those whose keys come first. What is beyond is
  /// counted and said in `problems`.
  std::size_t records_max = 400'000;
  /// Records that are kept of all groups. Where there would be more, `per_group_max` is halved until they fit.
  std::size_t kept_max = ~std::size_t{0};
  bool with_raw = false;  ///< keep the records' own text too
  /// Of a context: files that are of one of these devices as a whole (`ScannedFile::device`) are looked at in full, because
  /// their records need not name it.
  std::set<std::string, std::less<>> devices = {};
  /// What is known of all records that are asked for, be it as sightings: a file of an earlier scan that has none of them is
  /// not read again.
  std::vector<model::EventClass> classes = {};      ///< empty: any
  std::optional<base::Instant> earliest_time = {};  ///< no record is earlier, or without a time

  [[nodiscard]] bool may_take(model::EventClass event_class) const {
    return classes.empty() || std::ranges::find(classes, event_class) != classes.end();
  }
};

struct ScanResult;

struct ScanOptions {
  unsigned threads = 1;
  /// Called now and then, by one thread at a time: bytes of the listing's files read so far.
  std::function<void(std::uint64_t bytes_read, std::uint64_t bytes_total)> progress = {};
  /// True stops the scan at the next block; what was finished stays. Called by several threads at once.
  std::function<bool()> stop = {};
  /// Only records that hold one of the values are decoded: quicker, but sources and counts are not filled.
  enum class Purpose : std::uint8_t { hunt, context } purpose = Purpose::hunt;
  Selection select = {};
  /// False: values only lead to records for `select`; no sightings are made of them.
  bool sightings = true;
  /// Whether a record that holds the value is a sighting of it; empty: every one is. Called by several threads at once.
  std::function<bool(std::uint32_t value, const model::Event& event)> is_sighting = {};
  std::vector<model::LogMapping> mappings = {};  ///< logs that packs describe
  evidence::Recognised (*recognise)(std::string_view head) = &evidence::recognise;
  /// Of an earlier scan of the same listing: its files are not hashed again, and its inventory is what times are read by,
  /// its leases what addresses are.
  const ScanResult* known = nullptr;
};

/// A member of the evidence that was read.
struct ScannedFile {
  std::string name;
  std::uint64_t bytes = 0;          ///< of the file on the disk
  std::string sha256;               ///< of the file on the disk
  std::string content_sha256;       ///< of what was decompressed from it
  std::uint64_t content_bytes = 0;  ///< of what was decompressed from it
  std::string source;
  std::string format;        ///< the name of the format that recognised it; of a log that a pack describes, "mapped"
  std::string undecoded;     ///< why its records are searched but not understood; empty when they are
  std::string guessed;       ///< what of its records is only guessed
  std::uint64_t events = 0;  ///< and what is unparsed: lines that were joined to one event count one by one
  std::uint64_t unparsed = 0;
  std::optional<base::Instant> first, last;  ///< of the times of its events
  std::uint64_t records_with_hits = 0;
  std::uint64_t records_with_time = 0;
  std::uint32_t distinct_indicators = 0;        ///< how many different values were seen in it
  std::string problem;                          ///< why it was not read to its end; empty when it was
  std::string device;                           ///< the device that the whole file speaks of, as its content names it
  std::vector<model::EventClass> classes = {};  ///< of its events, in order
};

struct ScannedSource {
  std::string name;
  std::vector<model::Sight> sees;
  model::SourceTally tally;
  std::vector<std::uint32_t> files;  ///< indices into `ScanResult::files`
  std::string undecoded;             ///< why its records are searched but not understood; empty when they are
  std::string guessed;               ///< what of its records is only guessed
  /// Programs that were started, and with which kinds of hash of their files the records tell it.
  struct Launches {
    std::uint64_t all = 0, md5 = 0, sha1 = 0, sha256 = 0;
  } launches = {};

  [[nodiscard]] bool shows(model::Sight sight) const { return std::ranges::find(sees, sight) != sees.end(); }
};

/// How often one value was seen in one source on one device.
struct KeptSightings {
  std::uint32_t indicator = 0;
  std::string source;
  std::string device;                      ///< as the records name it: host name, else id, else source address
  std::uint64_t records = 0;               ///< all of them, kept or not
  std::vector<model::Sighting> sightings;  ///< the earliest, by time and then content
};

/// A record that was selected.
struct KeptRecord {
  model::Place place;
  model::Event event;
  std::string raw;  ///< cut at `Sighting::raw_bytes_max`; empty unless it was asked for
};

/// Selected records that say the same.
struct KeptGroup {
  std::string key;
  std::uint64_t records = 0;          ///< all of them, kept or not
  std::optional<base::Instant> last;  ///< of all of them
  std::vector<KeptRecord> earliest;   ///< by time and then content
};

struct ScanResult {
  std::vector<ScannedFile> files;      ///< in order of source, then content; independent of names
  std::vector<ScannedSource> sources;  ///< in order of name
  std::vector<KeptSightings> kept;     ///< in order of indicator, source, device
  std::vector<KeptGroup> selected;     ///< in order of their earliest; where times are equal, of key, then content
  model::Inventory inventory;
  model::Leases leases;  ///< what the evidence tells of addresses: a record with nothing but one names its holder then
  std::vector<base::Error> problems;
  bool stopped = false;
};

ScanResult scan(const evidence::Listing& listing, std::span<const model::Value> values, const ScanOptions& options);

/// When the sources that show `sight` begin; nothing when none of them has a time.
std::optional<base::Instant> first_shown(const ScanResult& scan, model::Sight sight);

/// The device that a record speaks of, as it names it: host name, else the supplier's id, else the address that acted.
std::string_view device_of(const model::Event& event);

}  // namespace clew::hunt
