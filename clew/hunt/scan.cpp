#include "clew/hunt/scan.h"

#include "clew/hunt/detail/device_names.h"
#include "clew/hunt/detail/feed.h"
#include "clew/hunt/detail/keepers.h"
#include "clew/hunt/matcher.h"

#include <algorithm>
#include <functional>
#include <iterator>
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

using detail::OpenMember;
using detail::Work;

/// Whether there are events of what a sight shows.
bool occurs(model::Sight sight, const std::set<model::EventClass>& classes) {
  using enum model::EventClass;
  switch (sight) {
    case model::Sight::process: return classes.contains(process_activity);
    case model::Sight::file: return classes.contains(file_activity);
    case model::Sight::connection:
    case model::Sight::tls: return classes.contains(network_activity);
    case model::Sight::dns: return classes.contains(dns_activity);
    case model::Sight::http: return classes.contains(http_activity);
    case model::Sight::authentication: return classes.contains(authentication);
    case model::Sight::account_change: return classes.contains(account_change);
    default: return true;
  }
}

void add_launches(const ScannedSource::Launches& more, ScannedSource::Launches& launches) {
  launches.all += more.all;
  launches.md5 += more.md5;
  launches.sha1 += more.sha1;
  launches.sha256 += more.sha256;
}

/// What one thread counted; what the threads counted merges in any order.
struct Share {
  struct OfFile {
    std::string source;
    std::span<const model::Sight> sees;
    bool shows_what_occurs = false;
    std::uint64_t events = 0, unparsed = 0;
    std::uint64_t records_with_hits = 0, records_with_time = 0;
    model::Timeline timeline;
    std::set<std::uint32_t> indicators;
    std::set<model::EventClass> classes;
    model::EventClass last_class = model::EventClass::other;  ///< is in `classes` if any is
    ScannedSource::Launches launches;

    void add_launch(const Event& event) {
      if (event.event_class != model::EventClass::process_activity || event.activity != model::activity::process_launch)
        return;
      ++launches.all;
      launches.md5 += event.has(model::Attribute::file_md5) ? 1 : 0;
      launches.sha1 += event.has(model::Attribute::file_sha1) ? 1 : 0;
      launches.sha256 += event.has(model::Attribute::file_sha256) ? 1 : 0;
    }

    void merge(OfFile other) {
      events += other.events;
      unparsed += other.unparsed;
      records_with_hits += other.records_with_hits;
      records_with_time += other.records_with_time;
      timeline.merge(other.timeline);
      indicators.merge(other.indicators);
      classes.merge(other.classes);
      add_launches(other.launches, launches);
    }

    void add_class(model::EventClass event_class) {
      if (event_class == last_class && !classes.empty()) return;
      last_class = event_class;
      classes.insert(event_class);
    }
  };
  std::map<std::uint32_t, OfFile> files;  ///< by their index; those that had a block
  std::map<std::pair<std::uint32_t, std::string>, OfFile>
      others;  ///< of the records that are of another log, by its source
  std::map<std::string, model::NameSet, std::less<>> devices;  ///< by source
  std::vector<Event> inventory;                                ///< its rows
  model::Leases leases;
  detail::NamedIds named_ids;

  OfFile& of(const OpenMember& member) {
    const auto [entry, fresh] = files.try_emplace(member.file);
    if (fresh) {
      entry->second.source = member.source;
      entry->second.sees = evidence::sights_of(*member.format, member.source, member.context);
      entry->second.shows_what_occurs = member.context.mapping == nullptr && member.format->shows_what_occurs;
    }
    return entry->second;
  }

  OfFile& of(const OpenMember& member, const evidence::OtherLog& log) {
    const auto [entry, fresh] = others.try_emplace({member.file, log.source});
    if (fresh) {
      entry->second.source = log.source;
      entry->second.sees = log.format->sees(log.source);
      entry->second.shows_what_occurs = log.format->shows_what_occurs;
    }
    return entry->second;
  }

  model::NameSet& devices_of(const std::string& source) {
    return devices.try_emplace(source, model::SourceTally::devices_max).first->second;
  }

  void merge(Share other) {
    const auto merge_counts = [](auto& mine, auto& theirs) {
      for (auto& [key, of_other] : theirs) {
        const auto [entry, fresh] = mine.try_emplace(key, std::move(of_other));
        if (!fresh) entry->second.merge(std::move(of_other));
      }
    };
    merge_counts(files, other.files);
    merge_counts(others, other.others);
    for (auto& [source, names] : other.devices) devices_of(source).merge(std::move(names));
    std::ranges::move(other.inventory, std::back_inserter(inventory));
    leases.merge(other.leases);
    named_ids.merge(std::move(other.named_ids));
  }
};

/// JSON may write any character as `\u002e` and a slash as `\/`: then only the decoded fields show the value.
bool may_spell_differently(std::string_view record) {
  for (std::size_t at = record.find('\\'); at != std::string_view::npos && at + 1 < record.size();
       at = record.find('\\', at + 2)) {
    if (record[at + 1] == 'u' || record[at + 1] == '/') return true;
  }
  return false;
}

/// The names of the devices that a block's records speak of: put together, so that they are added at once.
class BlockNames {
 public:
  void add(std::string_view name) {
    if (!ends_.empty() && name == last()) return;  // what a device writes itself is of that device
    text_ += name;
    ends_.push_back(text_.size());
  }

  void move_to(model::NameSet& names) {
    views_.clear();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      views_.push_back(std::string_view(text_).substr(begin, end - begin));
      begin = end;
    }
    names.add(views_);
    text_.clear();
    ends_.clear();
  }

 private:
  [[nodiscard]] std::string_view last() const {
    return std::string_view(text_).substr(ends_.size() < 2 ? 0 : ends_[ends_.size() - 2]);
  }

  std::string text_;
  std::vector<std::size_t> ends_;
  std::vector<std::string_view> views_;
};

/// What the threads keep in common.
struct Keepers {
  detail::SightingKeeper sightings;
  detail::RecordKeeper records;
};

/// Turns blocks into what is kept and counted. One for each thread.
class BlockWorker {
 public:
  BlockWorker(const Matcher& matcher, const ScanOptions& options, Keepers& keepers)
      : matcher_(matcher), options_(options), keepers_(keepers) {}

  void work(const Work& work) {
    file_ = &share_.of(*work.member);
    hits_.clear();
    matcher_.find(work.block.bytes, hits_);
    const bool every_record = options_.purpose == ScanOptions::Purpose::hunt || is_asked_for(work);
    if (!every_record && hits_.empty()) return;
    evidence::FileContext with_header;
    const evidence::FileContext* context = &work.member->context;
    if (!work.block.header.empty()) {
      with_header = *context;
      with_header.header = work.block.header;
      context = &with_header;
    }
    // One look at the block spares one at each record.
    may_spell_differently_ = options_.sightings && may_spell_differently(work.block.bytes);
    model::Timeline timeline;  // of the block: small, and so is the search in it
    timeline_ = &timeline;
    std::size_t next_hit = 0;
    for (const evidence::Record& record : work.block.records) {
      const std::size_t first = skip_to(record.begin, next_hit);
      next_hit = skip_to(std::uint64_t{record.begin} + record.size, first);
      const std::span<const Hit> hits(hits_.data() + first, next_hit - first);
      if (every_record || !hits.empty()) handle(work, *context, record, hits);
    }
    file_->timeline.merge(timeline);
    names_.move_to(share_.devices_of(work.member->source));
  }

  /// What was counted since the last call.
  Share take() { return std::exchange(share_, {}); }

 private:
  [[nodiscard]] bool is_asked_for(const Work& work) const {
    return !options_.select.devices.empty() && options_.select.devices.contains(work.member->context.device);
  }

  [[nodiscard]] std::size_t skip_to(std::uint64_t offset, std::size_t hit) const {
    while (hit < hits_.size() && hits_[hit].offset < offset) ++hit;
    return hit;
  }

  void handle(const Work& work, const evidence::FileContext& context, const evidence::Record& record,
              std::span<const Hit> hits) {
    event_.clear();
    const evidence::Decoded decoded =
        evidence::decode(*work.member->format, work.block, record, context, scratch_, event_, &other_);
    log_ = other_.format == nullptr ? file_ : &share_.of(*work.member, other_);
    other_.format = nullptr;
    if (decoded == evidence::Decoded::nothing) {
      if (hits.empty()) return;
      event_.clear();
    } else {
      count(decoded, lines_of(work, record));
    }
    if (options_.purpose == ScanOptions::Purpose::context && !options_.select.may_take(event_.event_class)) return;
    if (options_.known != nullptr) detail::name_holder(options_.known->leases, event_);
    if (decoded == evidence::Decoded::event) select(work, record);
    if (!options_.sightings) return;
    const bool look_into_fields = decoded == evidence::Decoded::event &&
                                  (work.member->format->respells ||
                                   (may_spell_differently_ && may_spell_differently(work.block.text_of(record))));
    if (!hits.empty() || look_into_fields) collect(work, record, hits);
  }

  /// What the log itself counts: each of the lines that were joined to one event is a record of it.
  static std::uint64_t lines_of(const Work& work, const evidence::Record& record) {
    if (work.member->format->framing != evidence::Framing::joined_lines) return 1;
    return 1 + static_cast<std::uint64_t>(std::ranges::count(work.block.text_of(record), '\n'));
  }

  void count(evidence::Decoded decoded, std::uint64_t records) {
    if (decoded == evidence::Decoded::unparsed) {
      file_->unparsed += records;
      event_.clear();
      return;
    }
    log_->events += records;
    if (options_.purpose == ScanOptions::Purpose::context) return;
    log_->add_class(event_.event_class);
    log_->add_launch(event_);
    if (event_.time) {
      log_->records_with_time += records;
      (log_ == file_ ? *timeline_ : log_->timeline).add(*event_.time);
    }
    if (event_.event_class == model::EventClass::inventory_info) share_.inventory.push_back(event_);
    share_.leases.add(event_);
    share_.named_ids.add(event_);
    const std::string_view device = device_of(event_);
    if (device.empty()) return;
    if (log_ == file_)
      names_.add(device);
    else
      share_.devices_of(log_->source).add(device);
  }

  void select(const Work& work, const evidence::Record& record) {
    if (!options_.select.keep) return;
    key_.clear();
    if (!options_.select.keep(event_, key_)) return;
    const std::string_view raw =
        options_.select.with_raw ? work.block.text_of(record).substr(0, Sighting::raw_bytes_max) : std::string_view();
    keepers_.records.add(key_, event_, place_of(work, record), raw);
  }

  static model::Place place_of(const Work& work, const evidence::Record& record) {
    return {work.member->file, record.line, work.block.offset_of(record), work.block.length_of(record)};
  }

  /// Finds the values in the fields of the event, in order of value: one search for all fields, with a line feed between them,
  /// which stands in no value.
  void find_in_fields() {
    in_fields_.clear();
    fields_text_.clear();
    field_ends_.clear();
    for (const Event::Field& field : event_.fields()) {
      fields_text_ += event_.text_of(field);
      field_ends_.push_back(fields_text_.size());
      fields_text_ += '\n';
    }
    field_hits_.clear();
    matcher_.find(fields_text_, field_hits_);
    for (const Hit& hit : field_hits_) {
      const auto field = std::ranges::upper_bound(field_ends_, hit.offset) - field_ends_.begin();
      in_fields_.emplace_back(hit.value, event_.fields()[static_cast<std::size_t>(field)].attribute);
    }
    std::ranges::stable_sort(in_fields_, {}, &InField::first);
    // A value may stand in a field twice.
    in_fields_.erase(std::unique(in_fields_.begin(), in_fields_.end()), in_fields_.end());
  }

  /// Makes a sighting of each value that stands in the record, in its raw text or, behind escapes, in its fields.
  void collect(const Work& work, const evidence::Record& record, std::span<const Hit> hits) {
    find_in_fields();
    if (hits.empty() && in_fields_.empty()) return;
    sighted_.clear();
    for (const Hit& hit : hits) sight(work, record, hit.value, {hit.offset - record.begin, hit.length});
    for (const auto& [value, attribute] : in_fields_) sight(work, record, value, {0, 0});
    log_->indicators.insert(sighted_.begin(), sighted_.end());
    ++log_->records_with_hits;
  }

  /// One sighting for a record and a value, at the value's first place.
  void sight(const Work& work, const evidence::Record& record, std::uint32_t value, base::Span match) {
    if (!sighted_.insert(value).second) return;
    if (options_.is_sighting && !options_.is_sighting(value, event_)) return;
    keepers_.sightings.add(value, log_->source, event_, [&] {
      Sighting sighting;
      sighting.indicator = value;
      sighting.place = place_of(work, record);
      sighting.match = match;
      sighting.text = std::string(work.block.text_of(record).substr(
          match.offset_bytes, std::min<std::uint64_t>(match.size_bytes, model::Value::size_bytes_max)));
      for (const auto& [in_field, attribute] : std::ranges::equal_range(in_fields_, value, {}, &InField::first))
        sighting.attributes.push_back(attribute);
      sighting.event = event_;
      quote(work, record, sighting);
      return sighting;
    });
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

  using InField = std::pair<std::uint32_t, model::Attribute>;

  const Matcher& matcher_;
  const ScanOptions& options_;
  Keepers& keepers_;
  Share share_;
  Share::OfFile* file_ = nullptr;  // of the block, as the next two
  Share::OfFile* log_ = nullptr;   // of the record: the same, or that of another log in the file
  evidence::OtherLog other_;
  model::Timeline* timeline_ = nullptr;
  BlockNames names_;
  bool may_spell_differently_ = false;
  evidence::Scratch scratch_;
  Event event_;
  std::string key_, fields_text_;
  std::vector<std::size_t> field_ends_;
  std::vector<Hit> hits_, field_hits_;
  std::vector<InField> in_fields_;   // of the record, in order of value
  std::set<std::uint32_t> sighted_;  // the same; a record may be a list of all that is sought
};

/// Makes the result of what the threads counted and kept.
class Merger {
 public:
  Merger(ScanResult& result, const ScanOptions& options, const detail::FileOrder& order)
      : result_(result),
        order_(order),
        keepers_{.sightings = detail::SightingKeeper(order), .records = {options.select, order}} {}

  Keepers& keepers() { return keepers_; }
  void add(Share share) { share_.merge(std::move(share)); }

  /// Inventories are read before anything that needs them; sorted, so that the order of files does not matter.
  void finish_inventory() {
    const auto key = [](const Event& event) {
      return std::tuple(event.get(model::Attribute::device_hostname), event.get(model::Attribute::device_uid),
                        event.get(model::Attribute::device_ip));
    };
    std::vector<Event> rows = std::exchange(share_.inventory, {});
    std::ranges::stable_sort(rows, [&](const Event& a, const Event& b) { return key(a) < key(b); });
    for (const Event& event : rows) evidence::add_to_inventory(event, result_.inventory);
  }

  void finish() {
    finish_inventory();
    fill_files_and_sources();
    result_.kept = keepers_.sightings.take();
    if (keepers_.sightings.dropped() > 0) {
      result_.problems.push_back(
          {base::Fault::over_limit,
           fmt::format("{} sightings beyond the first {} combinations of indicator, source and device are not kept",
                       keepers_.sightings.dropped(), sighting_keys_max)});
    }
    result_.selected = keepers_.records.take();
    if (keepers_.records.dropped() > 0) {
      result_.problems.push_back(
          {base::Fault::over_limit, fmt::format("{} records that were to be judged are left out: more than can be kept",
                                                keepers_.records.dropped())});
    }
    result_.leases = std::move(share_.leases);
    result_.leases.finish();
    share_.named_ids.tell(result_.inventory);
    detail::name_holders(result_, order_);
    order_files();
  }

 private:
  /// The numbers of the files by source and content, so that a file's name or place in the folder has no say.
  [[nodiscard]] std::vector<std::uint32_t> by_content() const {
    std::vector<std::uint32_t> order(result_.files.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto key = [&](std::uint32_t i) {
      const ScannedFile& file = result_.files[i];
      return std::tie(file.source, file.content_sha256, file.name);
    };
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    return order;
  }

  static void add_to_source(std::uint32_t index, const Share::OfFile& of_file, const std::string& undecoded,
                            const std::string& guessed, std::map<std::string, ScannedSource>& sources) {
    if (of_file.source.empty()) return;
    ScannedSource& source = sources[of_file.source];
    source.name = of_file.source;
    for (const model::Sight sight : of_file.sees) {
      if (!source.shows(sight) && (!of_file.shows_what_occurs || occurs(sight, of_file.classes)))
        source.sees.push_back(sight);
    }
    source.undecoded = undecoded;
    source.guessed = guessed;
    add_launches(of_file.launches, source.launches);
    source.tally.events += of_file.events;
    source.tally.unparsed += of_file.unparsed;
    source.tally.timeline.merge(of_file.timeline);
    source.files.push_back(index);
  }

  void fill_files_and_sources() {
    std::map<std::string, ScannedSource> sources;
    for (const std::uint32_t index : by_content()) {
      const auto found = share_.files.find(index);
      if (found == share_.files.end()) continue;  // there was no block
      ScannedFile& file = result_.files[index];
      add_to_source(index, found->second, file.undecoded, file.guessed, sources);
      Share::OfFile all = std::move(found->second);
      for (auto other = share_.others.lower_bound({index, {}});
           other != share_.others.end() && other->first.first == index; ++other) {
        add_to_source(index, other->second, {}, {}, sources);
        all.merge(std::move(other->second));
      }
      file.events = all.events;
      file.unparsed = all.unparsed;
      file.first = all.timeline.first();
      file.last = all.timeline.last();
      file.records_with_hits = all.records_with_hits;
      file.records_with_time = all.records_with_time;
      file.classes.assign(all.classes.begin(), all.classes.end());
      file.distinct_indicators = static_cast<std::uint32_t>(all.indicators.size());
    }
    for (auto& [name, source] : sources) {
      source.tally.devices = std::move(share_.devices_of(name));
      source.tally.devices.cut();
      result_.sources.push_back(std::move(source));
    }
  }

  void order_files() {
    const std::vector<std::uint32_t> order = by_content();
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
  const detail::FileOrder& order_;
  Keepers keepers_;
  Share share_;
};

/// Threads take blocks, and hand in what they counted at the end.
void run(detail::Feed& feed, Merger& merger, const Matcher& matcher, const ScanOptions& options) {
  std::mutex merge_lock;
  const auto thread_body = [&] {
    BlockWorker worker(matcher, options, merger.keepers());
    Work work;
    while (const auto file = feed.next_file()) {
      while (file->next(work)) worker.work(work);
    }
    const std::lock_guard guard(merge_lock);
    merger.add(worker.take());
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
  const Matcher matcher = Matcher::compile(values);
  detail::Feed feed(listing, options, result.inventory);
  Merger merger(result, options, feed.order());
  if (options.known != nullptr) {
    feed.start(detail::Feed::Part::all);
    run(feed, merger, matcher, options);
  } else {
    feed.start(detail::Feed::Part::without_inventory);
    run(feed, merger, matcher, options);
    merger.finish_inventory();
    feed.start(detail::Feed::Part::with_inventory);
    if (!feed.stopped()) run(feed, merger, matcher, options);
  }
  result.stopped = feed.stopped();
  result.files = feed.take_files();
  result.problems = listing.unreadable;
  std::ranges::move(feed.take_problems(), std::back_inserter(result.problems));
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
