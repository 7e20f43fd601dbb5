#include "clew/hunt/scan.h"

#include "clew/hunt/matcher.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace clew::hunt {
namespace {

using model::Event;
using model::Sighting;

/// One member while its blocks are worked on. The context is written before the first block and then only read.
struct OpenMember {
  std::uint32_t file = 0;
  const evidence::Format* format = nullptr;
  std::string source;
  evidence::FileContext context;
};

/// A block on its way from the reader through a worker to the merger.
struct Work {
  std::uint64_t number = 0;  ///< in order of reading
  std::shared_ptr<const OpenMember> member;
  evidence::Block block;
};

struct BlockResult {
  std::shared_ptr<const OpenMember> member;
  model::SourceTally tally;
  std::uint64_t records_with_hits = 0;
  std::uint64_t records_with_time = 0;
  std::set<std::uint32_t> indicators;
  std::vector<Sighting> sightings;
  std::vector<Event> devices;  ///< inventory rows
  struct Selected {
    std::string key;
    KeptRecord record;
  };
  std::vector<Selected> selected;
};

/// Earlier first; where times are equal or missing the content decides, so that the order of files cannot.
bool earlier(const Sighting& a, const Sighting& b) {
  if (a.event.time.has_value() != b.event.time.has_value()) return a.event.time.has_value();
  if (a.event.time && *a.event.time != *b.event.time) return *a.event.time < *b.event.time;
  return std::tie(a.raw, a.place.offset, a.match) < std::tie(b.raw, b.place.offset, b.match);
}

/// JSON may write any character as `\u002e` and a slash as `\/`: then only the decoded fields show the value.
bool may_spell_differently(std::string_view record) {
  for (std::size_t at = record.find('\\'); at != std::string_view::npos && at + 1 < record.size();
       at = record.find('\\', at + 2)) {
    if (record[at + 1] == 'u' || record[at + 1] == '/') return true;
  }
  return false;
}

/// Keeps the earliest sightings of each indicator, source and device, and counts the rest.
class Keeper {
 public:
  void add(const std::string& source, Sighting sighting) {
    Key key{sighting.indicator, source, std::string(device_of(sighting.event))};
    auto found = kept_.find(key);
    if (found == kept_.end()) {
      if (kept_.size() >= sighting_keys_max) {
        ++dropped_;
        return;
      }
      found = kept_.emplace(std::move(key), Entry{}).first;
    }
    Entry& entry = found->second;
    ++entry.records;
    const auto place = std::ranges::upper_bound(entry.sightings, sighting, earlier);
    if (place == entry.sightings.end() && entry.sightings.size() >= sightings_kept_max) return;
    entry.sightings.insert(place, std::move(sighting));
    if (entry.sightings.size() > sightings_kept_max) entry.sightings.pop_back();
  }

  std::vector<KeptSightings> take() {
    std::vector<KeptSightings> result;
    result.reserve(kept_.size());
    for (auto& [key, entry] : kept_) {
      auto& [indicator, source, device] = key;
      result.push_back({indicator, source, device, entry.records, std::move(entry.sightings)});
    }
    kept_.clear();
    return result;
  }

  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  using Key = std::tuple<std::uint32_t, std::string, std::string>;
  struct Entry {
    std::uint64_t records = 0;
    std::vector<Sighting> sightings;
  };
  std::map<Key, Entry> kept_;
  std::uint64_t dropped_ = 0;
};

/// The same for records without their text: equal times are told apart by what the records say.
bool record_is_earlier(const KeptRecord& a, const KeptRecord& b) {
  if (a.event.time.has_value() != b.event.time.has_value()) return a.event.time.has_value();
  if (a.event.time && *a.event.time != *b.event.time) return *a.event.time < *b.event.time;
  if (const int order = a.event.compare_fields(b.event); order != 0) return order < 0;
  return std::tie(a.place.offset, a.place.file) < std::tie(b.place.offset, b.place.file);
}

/// Groups of selected records, each with its earliest. Where there are too many, the earliest records and the groups whose keys
/// come first stay, so that the order in which blocks arrive has no say.
class Gatherer {
 public:
  explicit Gatherer(const Selection& selection) : selection_(selection) {}

  void add(BlockResult::Selected selected) {
    if (selected.key.empty()) {
      singles_.push_back(std::move(selected.record));
      std::ranges::push_heap(singles_, record_is_earlier);
      if (singles_.size() <= selection_.records_max) return;
      std::ranges::pop_heap(singles_, record_is_earlier);
      singles_.pop_back();
      ++dropped_;
      return;
    }
    KeptGroup& group = groups_.try_emplace(std::move(selected.key)).first->second;
    ++group.records;
    const auto& time = selected.record.event.time;
    if (time && (!group.last || *group.last < *time)) group.last = time;
    const bool full = group.earliest.size() >= selection_.per_group_max;
    if (full && !record_is_earlier(selected.record, group.earliest.back())) return;
    group.earliest.insert(std::ranges::upper_bound(group.earliest, selected.record, record_is_earlier),
                          std::move(selected.record));
    if (full) group.earliest.pop_back();
    if (groups_.size() <= selection_.records_max) return;
    dropped_ += groups_.rbegin()->second.records;
    groups_.erase(std::prev(groups_.end()));
  }

  std::vector<KeptGroup> take() {
    std::ranges::sort(singles_, record_is_earlier);
    std::vector<KeptGroup> result;
    result.reserve(singles_.size() + groups_.size());
    for (KeptRecord& record : singles_) {
      KeptGroup group{{}, 1, record.event.time, {}};
      group.earliest.push_back(std::move(record));
      result.push_back(std::move(group));
    }
    for (auto& [key, group] : groups_) {
      group.key = key;
      result.push_back(std::move(group));
    }
    return result;
  }

  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  const Selection& selection_;
  std::vector<KeptRecord> singles_;  // a heap, the latest on top
  std::map<std::string, KeptGroup> groups_;
  std::uint64_t dropped_ = 0;
};

/// The texts that were seen; one that is pushed out by others counts as new again. All of it lies in one table: a set with
/// nodes waits for the memory three times for each record.
class SeenTexts {
 public:
  void clear() {
    slots_.assign(slots_min, {});
    count_ = 0;
  }

  /// True if `text`, which is not empty, is new.
  bool add(std::string_view text) {
    if (count_ * 2 >= slots_.size()) make_room();
    const std::size_t mask = slots_.size() - 1;
    const std::size_t home = std::hash<std::string_view>{}(text)&mask;
    for (std::size_t probe = 0; probe < probes_max; ++probe) {
      std::string& slot = slots_[(home + probe) & mask];
      if (slot == text) return false;
      if (!slot.empty()) continue;
      slot = text;
      ++count_;
      return true;
    }
    slots_[home] = text;
    return true;
  }

 private:
  static constexpr std::size_t slots_min = 1024;
  static constexpr std::size_t slots_max = std::size_t{1} << 18U;
  static constexpr std::size_t probes_max = 8;

  void make_room() {
    if (slots_.size() >= slots_max) return clear();
    std::vector<std::string> before(std::max(slots_min, slots_.size() * 4));
    before.swap(slots_);
    count_ = 0;
    for (const std::string& text : before) {
      if (!text.empty()) add(text);
    }
  }

  std::vector<std::string> slots_;
  std::size_t count_ = 0;
};

/// What a worker needs to turn blocks into results. One for each thread.
class BlockWorker {
 public:
  BlockWorker(const Matcher& matcher, const ScanOptions& options) : matcher_(matcher), options_(options) {}

  BlockResult work(Work& work) {
    BlockResult result;
    result.member = work.member;
    if (result.member != member_) {
      member_ = result.member;
      devices_.clear();
    }
    hits_.clear();
    matcher_.find(work.block.bytes, hits_);
    evidence::FileContext with_header;
    const evidence::FileContext* context = &work.member->context;
    if (!work.block.header.empty()) {
      with_header = *context;
      with_header.header = work.block.header;
      context = &with_header;
    }
    std::size_t next_hit = 0;
    for (const evidence::Record& record : work.block.records) {
      const std::size_t first = skip_to(record.begin, next_hit);
      next_hit = skip_to(std::uint64_t{record.begin} + record.size, first);
      const std::span<const Hit> hits(hits_.data() + first, next_hit - first);
      handle(work, *context, record, hits, result);
    }
    return result;
  }

 private:
  std::size_t skip_to(std::uint64_t offset, std::size_t hit) const {
    while (hit < hits_.size() && hits_[hit].offset < offset) ++hit;
    return hit;
  }

  void handle(const Work& work, const evidence::FileContext& context, const evidence::Record& record,
              std::span<const Hit> hits, BlockResult& result) {
    const std::string_view text = work.block.text_of(record);
    if (options_.purpose == ScanOptions::Purpose::context && hits.empty()) return;

    event_.clear();
    const evidence::Decoded decoded =
        evidence::decode(*work.member->format, work.block, record, context, scratch_, event_);
    if (decoded == evidence::Decoded::nothing) {
      if (hits.empty()) return;
      event_.clear();
    } else {
      count(decoded, result);
    }
    if (decoded == evidence::Decoded::event) select(work, record, result);
    if (!options_.sightings) return;
    const bool look_into_fields =
        decoded == evidence::Decoded::event && (work.member->format->respells || may_spell_differently(text));
    collect(work, record, hits, look_into_fields, result);
  }

  void count(evidence::Decoded decoded, BlockResult& result) {
    if (decoded == evidence::Decoded::unparsed) {
      ++result.tally.unparsed;
      event_.clear();
      return;
    }
    ++result.tally.events;
    if (event_.time) {
      ++result.records_with_time;
      result.tally.timeline.add(*event_.time);
    }
    if (event_.event_class == model::EventClass::inventory_info) result.devices.push_back(event_);
    const std::string_view device = device_of(event_);
    if (!device.empty() && devices_.add(device)) result.tally.devices.emplace(device);
  }

  void select(const Work& work, const evidence::Record& record, BlockResult& result) {
    if (!options_.select.keep) return;
    key_.clear();
    if (!options_.select.keep(event_, key_)) return;
    KeptRecord kept{place_of(work, record), event_, {}};
    if (options_.select.with_raw) kept.raw = work.block.text_of(record).substr(0, Sighting::raw_bytes_max);
    result.selected.push_back({key_, std::move(kept)});
  }

  static model::Place place_of(const Work& work, const evidence::Record& record) {
    return {work.member->file, record.line, work.block.offset_of(record), work.block.length_of(record)};
  }

  /// Makes a sighting of each value that stands in the record, in its raw text or, behind escapes, in its fields.
  void collect(const Work& work, const evidence::Record& record, std::span<const Hit> hits, bool look_into_fields,
               BlockResult& result) {
    if (hits.empty() && !look_into_fields) return;
    std::map<std::uint32_t, std::vector<model::Attribute>> in_fields;
    for (const Event::Field& field : event_.fields()) {
      field_hits_.clear();
      matcher_.find(event_.text_of(field), field_hits_);
      for (const Hit& hit : field_hits_) {
        auto& attributes = in_fields[hit.value];
        if (attributes.empty() || attributes.back() != field.attribute) attributes.push_back(field.attribute);
      }
    }
    if (hits.empty() && in_fields.empty()) return;

    const std::string_view text = work.block.text_of(record);
    std::set<std::uint32_t> sighted;  // one sighting for a record and a value, at the value's first place
    const auto sight = [&](std::uint32_t value, base::Span match) {
      if (!sighted.insert(value).second) return;
      Sighting sighting;
      sighting.indicator = value;
      sighting.place = place_of(work, record);
      sighting.match = match;
      sighting.text = std::string(
          text.substr(match.offset_bytes, std::min<std::uint64_t>(match.size_bytes, model::Value::size_bytes_max)));
      if (const auto found = in_fields.find(value); found != in_fields.end()) sighting.attributes = found->second;
      sighting.event = event_;
      quote(work, record, sighting);
      result.sightings.push_back(std::move(sighting));
    };
    for (const Hit& hit : hits) sight(hit.value, {hit.offset - record.begin, hit.length});
    for (const auto& [value, attributes] : in_fields) sight(value, {0, 0});
    result.indicators.insert(sighted.begin(), sighted.end());
    ++result.records_with_hits;
  }

  /// The record itself; of a file that is one record (a mail, a lock file), the line that holds the value.
  static void quote(const Work& work, const evidence::Record& record, Sighting& sighting) {
    std::string_view text = work.block.text_of(record);
    if (work.member->format->framing == evidence::Framing::whole) {
      const std::size_t at = sighting.match.offset_bytes;
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is the start of the record
      const std::size_t end = std::min(text.find('\n', at), text.size());
      sighting.place.line += static_cast<std::uint64_t>(std::ranges::count(text.substr(0, begin), '\n'));
      sighting.place.offset += begin;
      sighting.match.offset_bytes -= begin;
      text = text.substr(begin, end - begin);
      if (text.ends_with('\r')) text.remove_suffix(1);
      sighting.place.length = text.size();
    }
    sighting.raw = std::string(text.substr(0, Sighting::raw_bytes_max));
  }

  const Matcher& matcher_;
  const ScanOptions& options_;
  std::string key_;
  evidence::Scratch scratch_;
  Event event_;
  std::vector<Hit> hits_, field_hits_;
  SeenTexts devices_;  // of the member: those that the merger has, or gets
  std::shared_ptr<const OpenMember> member_;
};

/// Reads files one after the other and hands out blocks; one thread at a time, under the lock of `run`.
class Feed {
 public:
  enum class Part : std::uint8_t { without_inventory, with_inventory };

  Feed(const evidence::Listing& listing, const ScanOptions& options, ScanResult& result)
      : listing_(listing), options_(options), result_(result) {
    for (const auto& file : listing.files) bytes_total_ += file.bytes;
    if (options.known == nullptr) return;
    for (const ScannedFile& file : options.known->files) known_contents_.emplace(file.name, file.content_sha256);
  }

  /// Formats whose records need the inventory (local times) wait for the second part, when it is complete.
  void start(Part part) {
    part_ = part;
    position_ = 0;
    bytes_before_ = 0;
  }

  bool next(Work& work) {
    while (true) {
      if (options_.stop && options_.stop()) {
        result_.stopped = true;
        return false;
      }
      if (member_) {
        if (reader_->next_block(work.block)) {
          work.number = number_++;
          work.member = member_;
          report_progress();
          return true;
        }
        end_member();
      }
      if (!reader_ && !open_next_file()) return false;
      begin_member();
    }
  }

 private:
  bool open_next_file() {
    while (position_ < listing_.files.size()) {
      const std::size_t index = position_++;
      if (part_ == Part::with_inventory && !deferred_files_.contains(index)) continue;
      const evidence::FileEntry& entry = listing_.files[index];
      const auto hash = options_.known == nullptr ? evidence::Hash::yes : evidence::Hash::no;
      auto opened =
          evidence::Reader::open(entry, {.recognise = options_.recognise, .mappings = options_.mappings, .hash = hash});
      if (!opened) {
        ScannedFile unread;
        unread.name = entry.name;
        unread.bytes = entry.bytes;
        unread.problem = opened.error().what;
        result_.files.push_back(std::move(unread));
        continue;
      }
      reader_.emplace(*std::move(opened));
      entry_ = &entry;
      entry_index_ = index;
      first_of_file_ = result_.files.size();
      member_number_ = 0;
      return true;
    }
    return false;
  }

  void begin_member() {
    auto next = reader_->next_member();
    if (!next) {
      end_file();
      return;
    }
    const std::size_t number = member_number_++;
    const bool needs_inventory = next->recognised.format->prepare != nullptr;
    if (part_ == Part::without_inventory && needs_inventory) {
      deferred_files_[entry_index_].insert(number);
      return;
    }
    if (part_ == Part::with_inventory && !deferred_files_[entry_index_].contains(number)) return;

    auto member = std::make_shared<OpenMember>();
    member->file = static_cast<std::uint32_t>(result_.files.size());
    member->format = next->recognised.format;
    member->source = next->recognised.source;
    member->context = evidence::context_of(*next, &result_.inventory);
    ScannedFile file;
    file.name = next->name;
    file.bytes = entry_->bytes;
    file.source = member->source;
    file.format = member->context.mapping == nullptr ? member->format->name : "mapped";
    file.undecoded = member->format->undecoded;
    file.guessed = member->format->guessed;
    file.device = member->context.device;
    result_.files.push_back(std::move(file));
    member_ = std::move(member);
  }

  void end_member() {
    const evidence::MemberEnd end = reader_->member_end();
    ScannedFile& file = result_.files[member_->file];
    file.content_bytes = end.content_bytes;
    file.content_sha256 = options_.known == nullptr ? end.content_sha256 : known_content(file.name);
    file.problem = end.problem ? end.problem->what : std::string(member_->format->unread);
    if (end.first_long_line) {
      file.problem +=
          fmt::format("{}{} longer than {} MiB (the first in line {}): searched in pieces, not decoded",
                      file.problem.empty() ? "" : "; ",
                      end.long_records == 1 ? "1 record is" : fmt::format("{} records are", end.long_records),
                      evidence::record_bytes_max >> 20U, *end.first_long_line);
    }
    member_.reset();
  }

  void end_file() {
    if (options_.known == nullptr) {
      const std::string sha256 = reader_->file_sha256();
      for (std::size_t i = first_of_file_; i < result_.files.size(); ++i) result_.files[i].sha256 = sha256;
    }
    if (reader_->problem()) {
      base::Error problem = *reader_->problem();
      problem.file = entry_->name;
      result_.problems.push_back(std::move(problem));
    }
    bytes_before_ += entry_->bytes;
    reader_.reset();
    report_progress();
  }

  [[nodiscard]] std::string known_content(const std::string& name) const {
    const auto found = known_contents_.find(name);
    return found == known_contents_.end() ? std::string{} : std::string(found->second);
  }

  void report_progress() {
    if (!options_.progress) return;
    options_.progress(bytes_before_ + (reader_ ? reader_->file_bytes_read() : 0), bytes_total_);
  }

  const evidence::Listing& listing_;
  const ScanOptions& options_;
  ScanResult& result_;
  std::map<std::string_view, std::string_view> known_contents_;  // SHA-256 by the member's name
  Part part_ = Part::without_inventory;
  std::map<std::size_t, std::set<std::size_t>> deferred_files_;  // file -> its members that wait
  std::size_t position_ = 0, entry_index_ = 0, first_of_file_ = 0, member_number_ = 0;
  const evidence::FileEntry* entry_ = nullptr;
  std::optional<evidence::Reader> reader_;
  std::shared_ptr<const OpenMember> member_;
  std::uint64_t number_ = 0, bytes_before_ = 0, bytes_total_ = 0;
};

/// Puts block results together; they may arrive in any order, because every part of them merges in any order.
class Merger {
 public:
  Merger(ScanResult& result, const ScanOptions& options) : result_(result), gatherer_(options.select) {}

  void add(BlockResult block) {
    const std::uint32_t file = block.member->file;
    if (tallies_.size() <= file) tallies_.resize(file + 1U);
    PerFile& per_file = tallies_[file];
    if (per_file.source.empty()) {
      per_file.source = block.member->source;
      per_file.sees = evidence::sights_of(*block.member->format, block.member->source, block.member->context);
    }
    per_file.tally.merge(block.tally);
    per_file.records_with_hits += block.records_with_hits;
    per_file.records_with_time += block.records_with_time;
    per_file.indicators.merge(block.indicators);
    for (Sighting& sighting : block.sightings) keeper_.add(per_file.source, std::move(sighting));
    for (const Event& event : block.devices) devices_.push_back(event);
    for (BlockResult::Selected& selected : block.selected) gatherer_.add(std::move(selected));
  }

  /// Inventories are read before anything that needs them; sorted, so that the order of files does not matter.
  void finish_inventory() {
    const auto key = [](const Event& event) {
      return std::tuple(event.get(model::Attribute::device_hostname), event.get(model::Attribute::device_uid),
                        event.get(model::Attribute::device_ip));
    };
    std::ranges::stable_sort(devices_, [&](const Event& a, const Event& b) { return key(a) < key(b); });
    for (const Event& event : devices_) evidence::add_to_inventory(event, result_.inventory);
    devices_.clear();
  }

  void finish() {
    finish_inventory();
    fill_files_and_sources();
    result_.kept = keeper_.take();
    if (keeper_.dropped() > 0) {
      result_.problems.push_back(
          {base::Fault::over_limit,
           fmt::format("{} sightings beyond the first {} combinations of indicator, source and device are not kept",
                       keeper_.dropped(), sighting_keys_max)});
    }
    result_.selected = gatherer_.take();
    if (gatherer_.dropped() > 0) {
      result_.problems.push_back(
          {base::Fault::over_limit,
           fmt::format("{} records that behaviours are judged by are left out: more than can be kept",
                       gatherer_.dropped())});
    }
    order_files();
  }

 private:
  struct PerFile {
    std::string source;
    std::span<const model::Sight> sees;
    model::SourceTally tally;
    std::uint64_t records_with_hits = 0, records_with_time = 0;
    std::set<std::uint32_t> indicators;
  };

  void fill_files_and_sources() {
    std::map<std::string, ScannedSource> sources;
    tallies_.resize(result_.files.size());
    for (std::uint32_t i = 0; i < result_.files.size(); ++i) {
      ScannedFile& file = result_.files[i];
      const PerFile& per_file = tallies_[i];
      file.events = per_file.tally.events;
      file.unparsed = per_file.tally.unparsed;
      file.first = per_file.tally.timeline.first();
      file.last = per_file.tally.timeline.last();
      file.records_with_hits = per_file.records_with_hits;
      file.records_with_time = per_file.records_with_time;
      file.distinct_indicators = static_cast<std::uint32_t>(per_file.indicators.size());
      if (file.source.empty() || per_file.source.empty()) continue;
      ScannedSource& source = sources[file.source];
      source.name = file.source;
      source.sees.assign(per_file.sees.begin(), per_file.sees.end());
      source.undecoded = file.undecoded;
      source.guessed = file.guessed;
      source.tally.merge(per_file.tally);
      source.files.push_back(i);
    }
    for (auto& [name, source] : sources) result_.sources.push_back(std::move(source));
  }

  /// By source and content, so that a file's name or place in the folder has no say.
  void order_files() {
    std::vector<std::uint32_t> order(result_.files.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto key = [&](std::uint32_t i) {
      const ScannedFile& file = result_.files[i];
      return std::tie(file.source, file.content_sha256, file.name);
    };
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    std::vector<std::uint32_t> new_index(order.size());
    std::vector<ScannedFile> files;
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      new_index[order[i]] = i;
      files.push_back(std::move(result_.files[order[i]]));
    }
    result_.files = std::move(files);
    for (ScannedSource& source : result_.sources) {
      for (std::uint32_t& file : source.files) file = new_index[file];
      std::ranges::sort(source.files);
    }
    for (KeptSightings& kept : result_.kept) {
      for (Sighting& sighting : kept.sightings) sighting.place.file = new_index[sighting.place.file];
    }
    for (KeptGroup& group : result_.selected) {
      for (KeptRecord& record : group.earliest) record.place.file = new_index[record.place.file];
    }
  }

  ScanResult& result_;
  std::vector<PerFile> tallies_;
  std::vector<Event> devices_;
  Keeper keeper_;
  Gatherer gatherer_;
};

/// Threads take a block under one lock, work on it without, and merge it under another.
void run(Feed& feed, Merger& merger, const Matcher& matcher, const ScanOptions& options) {
  std::mutex feed_lock, merge_lock;
  const auto thread_body = [&] {
    BlockWorker worker(matcher, options);
    Work work;
    while (true) {
      {
        const std::lock_guard guard(feed_lock);
        if (!feed.next(work)) return;
      }
      BlockResult result = worker.work(work);
      const std::lock_guard guard(merge_lock);
      merger.add(std::move(result));
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < options.threads; ++i) threads.emplace_back(thread_body);
  thread_body();
}

}  // namespace

std::string_view device_of(const Event& event) {
  for (const auto attribute : {model::Attribute::device_hostname, model::Attribute::device_uid,
                               model::Attribute::device_ip, model::Attribute::src_ip}) {
    if (const std::string_view text = event.get(attribute); !text.empty()) return text;
  }
  return {};
}

ScanResult scan(const evidence::Listing& listing, std::span<const model::Value> values, const ScanOptions& options) {
  ScanResult result;
  result.problems = listing.unreadable;
  const Matcher matcher = Matcher::compile(values);
  Feed feed(listing, options, result);
  Merger merger(result, options);
  feed.start(Feed::Part::without_inventory);
  run(feed, merger, matcher, options);
  merger.finish_inventory();
  feed.start(Feed::Part::with_inventory);
  if (!result.stopped) run(feed, merger, matcher, options);
  merger.finish();
  return result;
}

std::optional<base::Instant> first_shown(const ScanResult& scan, model::Sight sight) {
  std::optional<base::Instant> first;
  for (const ScannedSource& source : scan.sources) {
    const auto begin = source.tally.timeline.first();
    if (begin && source.shows(sight) && (!first || *begin < *first)) first = begin;
  }
  return first;
}

}  // namespace clew::hunt
