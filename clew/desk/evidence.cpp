#include "clew/desk/evidence.h"

#include "clew/base/glob.h"
#include "clew/base/text.h"
#include "clew/desk/detail/evidence_paths.h"
#include "clew/desk/pack.h"
#include "clew/hunt/scan.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/core.h>

namespace clew::desk {
namespace {

using model::Event;

/// What of a record is shown of one that became no event.
constexpr std::size_t raw_bytes_max = model::Sighting::raw_bytes_max;

std::vector<std::string> names_of(std::span<const model::Sight> sights) {
  std::vector<std::string> names;
  for (const model::Sight sight : sights) names.emplace_back(model::name_of(sight));
  return names;
}

/// The devices of the inventories that lie in the listing as plain files.
model::Inventory read_inventories(const evidence::Listing& listing, std::span<const model::LogMapping> mappings) {
  std::vector<Event> devices;
  evidence::Scratch scratch;
  evidence::Block block;
  for (const evidence::FileEntry& file : listing.files) {
    auto reader = evidence::Reader::open(file, {.mappings = mappings});
    if (!reader) continue;
    const auto member = reader->next_member();
    if (!member || member->name != file.name) continue;
    evidence::FileContext context;
    const evidence::Format& format = *member->recognised.format;
    const auto sights = evidence::sights_of(format, member->recognised.source, context);
    if (std::ranges::find(sights, model::Sight::inventory) == sights.end()) continue;
    if (format.prepare != nullptr) format.prepare(member->head, context);
    while (reader->next_block(block)) {
      for (const evidence::Record& record : block.records) {
        Event event;
        if (decode(format, block, record, context, scratch, event) == evidence::Decoded::event)
          devices.push_back(std::move(event));
      }
    }
  }
  // As the hunt does it, so that the names of the files do not matter.
  std::ranges::stable_sort(devices, [](const Event& a, const Event& b) { return a.compare_fields(b) < 0; });
  model::Inventory inventory;
  for (const Event& event : devices) evidence::add_to_inventory(event, inventory);
  return inventory;
}

/// One member while its blocks are worked on; then only read.
struct ShownMember {
  std::string name;
  evidence::Recognised recognised;
  evidence::FileContext context;
};

struct Work {
  std::uint64_t number = 0;  // from 0, in order
  std::shared_ptr<const ShownMember> member;
  evidence::Block block;
  std::vector<std::string> messages;  // that come before the block
};

/// Gives out blocks in order; one thread at a time.
class Feed {
 public:
  Feed(const evidence::Listing& listing, const ShowRequest& request)
      : listing_(listing),
        request_(request),
        mappings_(log_mappings(known_packs({}))),
        inventory_(read_inventories(listing, mappings_)) {}

  /// False at the end; `work` may have messages all the same.
  bool next(Work& work) {
    work.messages.clear();
    work.number = number_++;
    while (true) {
      if (member_ != nullptr) {
        if (reader_->next_block(work.block)) {
          work.member = member_;
          return true;
        }
        end_member(work);
      } else if (reader_) {
        begin_member(work);
      } else if (file_ < listing_.files.size()) {
        open_file(work);
      } else {
        return false;
      }
    }
  }

  std::uint64_t problems = 0;

 private:
  void open_file(Work& work) {
    const evidence::FileEntry& file = listing_.files[file_++];
    auto opened = evidence::Reader::open(file, {.mappings = mappings_});
    if (!opened) {
      say(work, opened.error(), file.name);
    } else {
      reader_.emplace(*std::move(opened));
    }
  }

  void begin_member(Work& work) {
    auto next = reader_->next_member();
    if (!next) {
      const auto problem = reader_->problem();
      if (problem) say(work, *problem, listing_.files[file_ - 1].name);
      reader_.reset();
      return;
    }
    if (!request_.source.empty() && !base::fits_glob(next->recognised.source, request_.source)) return;
    auto member = std::make_shared<ShownMember>();
    member->context = evidence::context_of(*next, &inventory_);
    member->name = std::move(next->name);
    member->recognised = std::move(next->recognised);
    member_ = std::move(member);
  }

  void end_member(Work& work) {
    if (const auto problem = reader_->member_end().problem) say(work, *problem, member_->name);
    member_.reset();
  }

  void say(Work& work, base::Error error, const std::string& name) {
    ++problems;
    error.file = name;
    work.messages.push_back(base::to_text(error));
  }

  const evidence::Listing& listing_;
  const ShowRequest& request_;
  const std::vector<model::LogMapping> mappings_;
  const model::Inventory inventory_;
  std::size_t file_ = 0;
  std::uint64_t number_ = 0;
  std::optional<evidence::Reader> reader_;
  std::shared_ptr<const ShownMember> member_;
};

/// What a thread needs to turn a block into lines.
class Renderer {
 public:
  explicit Renderer(const ShowRequest& request) : request_(request) {}

  std::string text;
  std::uint64_t lines = 0;
  std::uint64_t unparsed = 0;

  void render(const Work& work) {
    text.clear();
    lines = unparsed = 0;
    evidence::FileContext with_header;
    const evidence::FileContext* context = &work.member->context;
    if (!work.block.header.empty()) {
      with_header = *context;
      with_header.header = work.block.header;
      context = &with_header;
    }
    for (const evidence::Record& record : work.block.records) render(work, *context, record);
  }

 private:
  void render(const Work& work, const evidence::FileContext& context, const evidence::Record& record) {
    event_.clear();
    const evidence::Format& format = *work.member->recognised.format;
    const evidence::Decoded outcome = decode(format, work.block, record, context, scratch_, event_);
    if (outcome == evidence::Decoded::nothing) return;
    const bool is_unparsed = outcome == evidence::Decoded::unparsed;
    if (is_unparsed) ++unparsed;
    if (is_unparsed != request_.unparsed) return;
    report::EventOrigin origin{work.member->name, record.line, work.block.offset_of(record),
                               work.block.length_of(record), work.member->recognised.source};
    std::string why;
    if (is_unparsed) {
      event_.clear();
      why = why_unparsed(format, work.block, record);
      origin.unparsed = why;
      if (!record.broken) origin.raw = work.block.text_of(record).substr(0, raw_bytes_max);
    }
    report::append_event_json(text, request_.schema, event_, origin);
    ++lines;
  }

  static std::string why_unparsed(const evidence::Format& format, const evidence::Block& block,
                                  const evidence::Record& record) {
    if (record.part == evidence::Record::Part::first)
      return fmt::format("longer than {} MiB: not decoded", evidence::record_bytes_max >> 20U);
    if (record.broken) return std::string(block.text_of(record));
    if (!format.undecoded.empty()) return std::string(format.undecoded);
    if (!format.unread.empty()) return std::string(format.unread);
    return fmt::format("no whole record of {}", format.name);
  }

  const ShowRequest& request_;
  evidence::Scratch scratch_;
  Event event_;
};

/// Threads take blocks in order, render them side by side, and write them in order again.
class Show {
 public:
  Show(const evidence::Listing& listing, const ShowRequest& request) : request_(request), feed_(listing, request) {}

  ShowReport run() {
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 1; i < request_.threads; ++i) threads.emplace_back([this] { work(); });
      work();
    }
    report.problems += feed_.problems;
    return report;
  }

  ShowReport report;

 private:
  void work() {
    Renderer renderer(request_);
    Work work;
    while (true) {
      bool has_block = false;
      {
        const std::lock_guard guard(feed_lock_);
        if (feed_ended_) return;
        has_block = feed_.next(work);
        feed_ended_ = !has_block;
      }
      renderer.text.clear();
      renderer.lines = renderer.unparsed = 0;
      if (has_block) renderer.render(work);
      std::unique_lock lock(write_lock_);
      turn_.wait(lock, [&] { return next_ == work.number; });
      const bool goes_on = write(work, renderer);
      ++next_;
      turn_.notify_all();
      lock.unlock();
      if (!goes_on) {
        const std::lock_guard guard(feed_lock_);
        feed_ended_ = true;
      }
      if (!goes_on || !has_block) return;
    }
  }

  bool write(const Work& work, const Renderer& renderer) {
    if (is_done_) return false;
    if (request_.stop && request_.stop()) report.stopped = is_done_ = true;
    for (const std::string& message : work.messages) {
      if (request_.say && !is_done_) request_.say(message);
    }
    if (is_done_) return false;
    std::string_view text = renderer.text;
    std::uint64_t lines = renderer.lines;
    const std::uint64_t room = request_.limit.value_or(~std::uint64_t{0}) - report.shown;
    if (lines > room) {
      lines = room;
      std::size_t end = 0;
      for (std::uint64_t i = 0; i < room; ++i) end = text.find('\n', end) + 1;
      text = text.substr(0, end);
    }
    report.shown += lines;
    report.unparsed += renderer.unparsed;
    is_done_ = (!text.empty() && !request_.write(text)) || report.shown == request_.limit;
    return !is_done_;
  }

  const ShowRequest& request_;
  std::mutex feed_lock_;  // guards these two
  Feed feed_;
  bool feed_ended_ = false;
  std::mutex write_lock_;  // guards all below, and `report`
  std::condition_variable turn_;
  std::uint64_t next_ = 0;
  bool is_done_ = false;
};

}  // namespace

ListReport list_evidence(const ListRequest& request) {
  const evidence::Listing listing = detail::list_what_is_there(request.evidence, detail::Names::for_programs);
  hunt::ScanOptions options;
  options.threads = request.threads;
  options.progress = request.progress;
  options.stop = request.stop;
  options.sightings = false;
  options.mappings = log_mappings(known_packs({}));
  hunt::ScanResult scan = hunt::scan(listing, {}, options);

  ListReport report;
  report.stopped = scan.stopped;
  report.list.problems = std::move(scan.problems);
  std::vector<std::vector<std::string>> sees(scan.files.size());
  for (const hunt::ScannedSource& source : scan.sources) {
    for (const std::uint32_t file : source.files) {
      for (std::string& sight : names_of(source.sees)) {
        if (std::ranges::find(sees[file], sight) == sees[file].end()) sees[file].push_back(std::move(sight));
      }
    }
  }
  for (std::size_t i = 0; i < scan.files.size(); ++i) {
    hunt::ScannedFile& file = scan.files[i];
    const bool has_content = !file.content_sha256.empty();
    report.list.members.push_back({std::move(file.name), has_content ? std::move(file.source) : std::string(),
                                   has_content ? std::move(file.format) : std::string(), std::move(sees[i]), file.first,
                                   file.last, file.events, file.unparsed, file.content_bytes,
                                   std::move(file.content_sha256), std::move(file.sha256), std::move(file.problem),
                                   std::move(file.undecoded), std::move(file.guessed)});
  }
  std::ranges::stable_sort(report.list.members, {}, &report::EvidenceMember::file);
  report.all_read = report.list.problems.empty() &&
                    std::ranges::all_of(report.list.members, [](const auto& member) { return member.problem.empty(); });
  return report;
}

ShowReport show_evidence(const ShowRequest& request) {
  if (request.limit == 0U) return {};
  const evidence::Listing listing = detail::list_what_is_there(request.evidence, detail::Names::for_programs);
  for (const base::Error& error : listing.unreadable) {
    if (request.say) request.say(base::to_text(error));
  }
  Show show(listing, request);
  show.report.problems = listing.unreadable.size();
  return show.run();
}

}  // namespace clew::desk
