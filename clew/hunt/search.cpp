#include "clew/hunt/search.h"

#include "clew/evidence/framing.h"
#include "clew/evidence/members.h"
#include "clew/hunt/detail/memory.h"
#include "clew/hunt/detail/sieve.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/core.h>

namespace clew::hunt {
namespace {

using base::Error;
using evidence::FileSource;

constexpr std::size_t npos = std::string_view::npos;

/// A part of a member, and what is around it. Hits that begin in the part are its own.
struct Window {
  std::string_view text;
  std::uint64_t offset = 0;  // of `text` in the member
  std::size_t begin = 0;     // of the part, in `text`
  std::size_t end = 0;
};

// Where a member may be cut so that nothing is lost: behind a line feed, because no token goes over one. A zero byte behind
// it may belong to it (UTF-16), and the next one to a text whose length counts. Where there is no such place, a cut is made
// anywhere, and both sides are shown `context_bytes` of each other.

/// Behind the first line feed in `text` that another byte of `text` follows.
std::size_t first_seam(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != npos && at + 1 < text.size(); at = text.find('\n', at + 1)) {
    if (text[at + 1] != '\0') return at + 1;
  }
  return npos;
}

/// Behind the last line feed in `text` that another byte of `text` follows.
std::size_t last_seam(std::string_view text) {
  for (std::size_t end = text.size(); end > 1;) {
    const void* const found = ::memrchr(text.data(), '\n', end - 1);
    if (found == nullptr) return npos;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    if (text[at + 1] != '\0') return at + 1;
    end = at + 1;
  }
  return npos;
}

/// Where a line number and a column count from.
struct Lines {
  std::uint64_t before = 0;  // line feeds
  std::uint64_t begin = 0;   // offset of the line
};

/// A hit whose place counts from the first line feed of its own block, as long as the blocks before are not known.
struct Raw {
  std::uint64_t offset = 0;
  std::uint64_t line_begin = 0;  // where `line_feeds` is not 0
  std::uint64_t line_feeds = 0;  // in the part before it
  std::uint32_t size = 0;
  std::uint32_t value = 0;
  std::size_t record = 0;  // of a translated member, in the block
};

struct MemberName {
  std::uint64_t number = 0;
  std::string name;
  std::shared_ptr<const FileSource> file;  // of a plain file that the threads read themselves
  std::uint64_t begin = 0, end = 0;        // of its content
  bool is_translated = false;
};

/// A block on its way: fed, matched, numbered, rendered, taken. One thread at a time works on it.
struct Slot {
  enum class State : std::uint8_t { empty, fed, matching, matched, numbered, rendering, rendered };
  State state = State::empty;

  std::shared_ptr<const MemberName> member;
  std::string bytes;        // of a stream
  evidence::Block block;    // of a translated member
  Window window;            // in `bytes`
  std::uint64_t chunk = 0;  // of a plain file: the number of the part
  bool ends_member = false;
  std::uint64_t searched_bytes = 0;  // of all files of the listing, once this block is done
  std::optional<Error> problem;

  std::vector<Raw> raw;
  std::string texts;  // of the hits, one behind the other
  std::uint64_t part_bytes = 0;
  std::uint64_t line_feeds = 0;
  std::optional<std::uint64_t> last_line_begin;
  bool ends_in_line = false;

  Lines lines;
  std::vector<Find> finds;
  std::string rendered;

  void clear() {
    state = State::empty;
    member.reset();
    window = {};
    block.bytes.clear();
    block.records.clear();
    ends_member = false;
    problem.reset();
    raw.clear();
    texts.clear();
    part_bytes = line_feeds = 0;
    last_line_begin.reset();
    ends_in_line = false;
    finds.clear();
    rendered.clear();
  }
};

/// Gives out the evidence block by block; one thread at a time.
class Feed {
 public:
  Feed(const evidence::Listing& listing, const SearchOptions& options) : listing_(listing), options_(options) {}

  /// False at the end. `skipped` is the number of a member that nobody wants to hear more of.
  bool next(Slot& slot, std::optional<std::uint64_t> skipped) {
    while (true) {
      if (member_ != nullptr && skipped && member_->number == *skipped) leave_member();
      if (member_ != nullptr) {
        next_block(slot);
        return true;
      }
      if (members_) {
        if (next_member(slot)) return true;
      } else if (file_ == listing_.files.size()) {
        return false;
      } else if (open_file(slot)) {
        return true;
      }
    }
  }

 private:
  // Each of these gives out the slot (true) only where it has something to say.

  bool open_file(Slot& slot) {
    const evidence::FileEntry& entry = listing_.files[file_];
    auto members = evidence::Members::open(entry, options_.limits, evidence::Hash::no);
    if (members) {
      members_.emplace(*std::move(members));
      return false;
    }
    close_file();
    say(slot, members.error(), entry.name);
    return true;
  }

  bool next_member(Slot& slot) {
    auto open = members_->next();
    if (!open) {
      const auto problem = members_->problem();
      close_file();
      if (problem) say(slot, *problem, listing_.files[file_ - 1].name);
      return problem.has_value();
    }
    if (open->content == nullptr) {
      const auto problem = members_->member_problem();
      CLEW_ASSERT(problem);
      say(slot, *problem, open->name);
      return true;
    }
    auto member = std::make_shared<MemberName>();
    member->number = members_begun_++;
    member->name = std::move(open->name);
    member->begin = open->offset;
    const std::uint64_t size = members_->file()->size_bytes();
    if (open->is_file_as_it_lies && size > options_.block_bytes) {
      member->file = members_->file();
      member->end = size;
    }
    const evidence::Recognised recognised = options_.recognise_translated(open->head);
    if (recognised.format != nullptr) {
      evidence::Cut cut;
      cut.framing = recognised.format->framing;
      cut.offset = open->offset;
      cut.translate = recognised.format->translate;
      framer_ = evidence::make_framer(*open->content, cut, options_.limits);
      member->file.reset();
      member->is_translated = true;
    }
    content_ = open->content;
    offset_ = open->offset;
    chunk_ = 0;
    carry_.clear();
    carry_begin_ = 0;
    member_ = std::move(member);
    return false;
  }

  void next_block(Slot& slot) {
    slot.member = member_;
    if (member_->file != nullptr) {
      slot.chunk = chunk_++;
      const std::uint64_t end = std::min(member_->end, chunk_ * options_.block_bytes);
      slot.searched_bytes = bytes_before_ + end;
      slot.ends_member = end == member_->end;
    } else {
      if (member_->is_translated) {
        fill_translated(slot);
      } else {
        fill(slot);
      }
      slot.searched_bytes = bytes_before_ + members_->file()->bytes_read();
    }
    if (slot.ends_member) leave_member();
  }

  /// The next part of a stream, up to its last seam; what is behind it is kept for the next one.
  void fill(Slot& slot) {
    std::string& bytes = slot.bytes;
    bytes.assign(carry_);
    const std::size_t begin = carry_begin_;
    std::size_t end = 0;
    bool has_more = append(bytes, begin + std::max(options_.block_bytes, bytes.size() - begin + 1));
    if (has_more) {
      const std::size_t seam = last_seam(std::string_view(bytes).substr(begin));
      if (seam != npos) {
        end = begin + seam;
        carry_.assign(bytes, end);
        carry_begin_ = 0;
        slot.window = {std::string_view(bytes).substr(0, end), offset_, begin, end};
        offset_ += end;
        return;
      }
      has_more = append(bytes, bytes.size() + options_.context_bytes);
    }
    if (has_more) {
      end = bytes.size() - options_.context_bytes;
      const std::size_t kept = end - std::min(end, options_.context_bytes);
      carry_.assign(bytes, kept);
      carry_begin_ = end - kept;
      slot.window = {bytes, offset_, begin, end};
      offset_ += kept;
      return;
    }
    slot.window = {bytes, offset_, begin, bytes.size()};
    slot.ends_member = true;
    if (auto problem = members_->member_problem()) say_too(slot, *std::move(problem), member_->name);
  }

  void fill_translated(Slot& slot) {
    slot.ends_member = !framer_->next(slot.block);
    if (!slot.ends_member) return;
    auto problem = members_->member_problem();
    if (!problem) problem = framer_->problem();
    if (problem) say_too(slot, *std::move(problem), member_->name);
  }

  /// Grows `bytes` to `size`; false if the content ends before.
  bool append(std::string& bytes, std::size_t size) {
    const std::size_t before = bytes.size();
    bool has_more = true;
    bytes.resize_and_overwrite(size, [&](char* data, std::size_t) {
      std::size_t filled = before;
      while (filled < size) {
        const std::size_t got = content_->read({data + filled, size - filled});
        has_more = got > 0;
        if (!has_more) break;
        filled += got;
      }
      return filled;
    });
    return has_more;
  }

  static void say_too(Slot& slot, Error error, const std::string& name) {
    error.file = name;
    slot.problem = std::move(error);
  }
  void say(Slot& slot, const Error& error, const std::string& name) const {
    slot.searched_bytes = bytes_before_;
    say_too(slot, error, name);
  }

  void leave_member() {
    member_ = nullptr;
    framer_.reset();
    content_ = nullptr;
  }
  void close_file() {
    members_.reset();
    bytes_before_ += listing_.files[file_].bytes;
    ++file_;
  }

  const evidence::Listing& listing_;
  const SearchOptions& options_;
  std::size_t file_ = 0;
  std::uint64_t bytes_before_ = 0;
  std::optional<evidence::Members> members_;
  std::uint64_t members_begun_ = 0;

  std::shared_ptr<const MemberName> member_;
  std::uint64_t chunk_ = 0;
  evidence::ByteSource* content_ = nullptr;
  std::unique_ptr<evidence::Framer> framer_;  // of a translated member
  std::uint64_t offset_ = 0;                  // of `carry_` in the member
  std::string carry_;
  std::size_t carry_begin_ = 0;  // where the next part begins in it
};

/// What one thread needs to match and to render; its memory is used again and again.
class Worker {
 public:
  Worker(const Matcher& matcher, const SearchOptions& options) : matcher_(matcher), options_(options) {}

  void match(Slot& slot) {
    if (slot.member == nullptr) return;
    if (slot.member->is_translated) return match_records(slot);
    Window window = slot.window;
    if (slot.member->file != nullptr) {
      auto part = read_part(*slot.member, slot.chunk);
      if (!part) {
        slot.problem = std::move(part).error();
        slot.problem->file = slot.member->name;
        return;
      }
      window = *part;
    }
    match_window(window, slot);
  }

  void render(Slot& slot) const {
    const char* text = slot.texts.data();
    slot.finds.reserve(slot.raw.size());
    for (const Raw& raw : slot.raw) {
      const std::string_view found(text, raw.size);
      text += raw.size;
      if (slot.member->is_translated) {
        const evidence::Record& record = slot.block.records[raw.record];
        slot.finds.push_back({slot.block.offset_of(record), slot.block.length_of(record), record.line,
                              raw.offset - record.begin + 1, raw.value, found});
        continue;
      }
      const std::uint64_t line_begin = raw.line_feeds > 0 ? raw.line_begin : slot.lines.begin;
      slot.finds.push_back({raw.offset, raw.size, slot.lines.before + raw.line_feeds + 1, raw.offset - line_begin + 1,
                            raw.value, found});
    }
    if (options_.render && !slot.finds.empty())
      options_.render({slot.member->number, slot.member->name, slot.finds}, slot.rendered);
  }

 private:
  /// A translated record is a line of its block.
  void match_records(Slot& slot) {
    const evidence::Block& block = slot.block;
    hits_.clear();
    matcher_.find(block.bytes, hits_);
    slot.part_bytes = block.bytes.size();
    slot.line_feeds = block.records.size();
    std::size_t record = 0;
    for (const Hit& hit : hits_) {
      while (record + 1 < block.records.size() && block.records[record + 1].begin <= hit.offset) ++record;
      slot.raw.push_back({hit.offset, 0, 0, hit.length, hit.value, record});
      slot.texts.append(block.bytes, hit.offset, hit.length);
    }
  }

  void match_window(const Window& window, Slot& slot) {
    const std::string_view part = window.text.substr(window.begin, window.end - window.begin);
    hits_.clear();
    slot.line_feeds = matcher_.find(window.text, hits_);
    if (part.size() < window.text.size()) {
      slot.line_feeds -= detail::count_line_feeds(window.text.substr(0, window.begin));
      slot.line_feeds -= detail::count_line_feeds(window.text.substr(window.end));
    }
    slot.part_bytes = part.size();
    slot.ends_in_line = !part.ends_with('\n');
    if (slot.line_feeds > 0) slot.last_line_begin = window.offset + window.begin + part.rfind('\n') + 1;

    std::size_t counted_to = window.begin;
    std::uint64_t line_feeds = 0;
    std::uint64_t line_begin = 0;
    for (const Hit& hit : hits_) {
      if (hit.offset < window.begin || hit.offset >= window.end) continue;
      const std::string_view between = window.text.substr(counted_to, hit.offset - counted_to);
      if (const std::uint64_t more = detail::count_line_feeds(between); more > 0) {
        line_feeds += more;
        line_begin = window.offset + counted_to + between.rfind('\n') + 1;
      }
      counted_to = hit.offset;
      slot.raw.push_back({window.offset + hit.offset, line_begin, line_feeds, hit.length, hit.value, 0});
      slot.texts.append(window.text, hit.offset, hit.length);
    }
  }

  /// The part that belongs to a chunk: from the seam at its begin to the one at its end. The seam at an offset is the first
  /// place to cut in the `block_bytes` behind it, or the offset itself, so both neighbours find the same one.
  base::Result<Window> read_part(const MemberName& member, std::uint64_t chunk) {
    const auto boundary = [&](std::uint64_t number) {
      return std::clamp(number * options_.block_bytes, member.begin, member.end);
    };
    const std::uint64_t begin = boundary(chunk), end = boundary(chunk + 1), next_end = boundary(chunk + 2);
    // Most lines end soon: a few bytes behind the chunk are enough.
    constexpr std::uint64_t look_bytes = 4096;
    CLEW_CHECK(load(member, begin, std::min(end + look_bytes, member.end)));
    std::uint64_t from = begin, text_from = begin;
    if (begin > member.begin) {
      if (const std::size_t seam = first_seam(loaded(begin, end)); seam != npos) {
        from = text_from = begin + seam;
      } else {
        text_from = begin - std::min<std::uint64_t>(options_.context_bytes, begin - member.begin);
      }
    }
    std::uint64_t to = end, text_to = end;
    if (end > member.begin && end < member.end) {
      std::size_t seam = first_seam(loaded(end, next_end));
      if (seam == npos) {
        CLEW_CHECK(load_more(member, next_end));
        seam = first_seam(loaded(end, next_end));
      }
      if (seam != npos) {
        to = text_to = end + seam;
      } else {
        text_to = std::min(end + options_.context_bytes, member.end);
        CLEW_CHECK(load_more(member, text_to));
      }
    }
    if (text_from < begin) CLEW_CHECK(load_before(member, text_from));
    return Window{loaded(text_from, text_to), text_from, static_cast<std::size_t>(from - text_from),
                  static_cast<std::size_t>(to - text_from)};
  }

  /// What was loaded of these bytes of the file.
  [[nodiscard]] std::string_view loaded(std::uint64_t from, std::uint64_t to) const {
    const std::string_view all = buffer_;
    from = std::min<std::uint64_t>(from - buffer_offset_, all.size());
    to = std::min<std::uint64_t>(to - buffer_offset_, all.size());
    return all.substr(from, to - std::min(from, to));
  }
  base::Result<base::Done> load(const MemberName& member, std::uint64_t from, std::uint64_t to) {
    buffer_.clear();
    buffer_offset_ = from;
    return load_more(member, to);
  }
  base::Result<base::Done> load_more(const MemberName& member, std::uint64_t to) {
    const std::size_t before = buffer_.size();
    if (to <= buffer_offset_ + before) return base::Done{};
    const auto wanted = static_cast<std::size_t>(to - buffer_offset_);
    base::Result<std::size_t> got = 0;
    buffer_.resize_and_overwrite(wanted, [&](char* data, std::size_t) {
      got = member.file->read_at(buffer_offset_ + before, {data + before, wanted - before});
      return before + (got ? *got : 0);
    });
    if (!got) return std::unexpected(std::move(got).error());
    return check_read(*got, wanted - before, to);
  }
  base::Result<base::Done> load_before(const MemberName& member, std::uint64_t from) {
    std::string before(static_cast<std::size_t>(buffer_offset_ - from), '\0');
    CLEW_TRY(const std::size_t got, member.file->read_at(from, before));
    CLEW_CHECK(check_read(got, before.size(), buffer_offset_));
    buffer_.insert(0, before.data(), before.size());
    buffer_offset_ = from;
    return base::Done{};
  }
  static base::Result<base::Done> check_read(std::size_t got, std::size_t wanted, std::uint64_t end) {
    if (got == wanted) return base::Done{};
    return base::fail(base::Fault::unavailable, "the file became shorter while it was read", {end - wanted + got, 0});
  }

  const Matcher& matcher_;
  const SearchOptions& options_;
  std::vector<Hit> hits_;
  std::basic_string<char, std::char_traits<char>, detail::BigAllocator<char>> buffer_;
  std::uint64_t buffer_offset_ = 0;
};

/// Blocks go round in a ring of slots: fed and taken in order, matched and rendered by whoever is free.
class Search {
 public:
  Search(const evidence::Listing& listing, const Matcher& matcher, const SearchOptions& options)
      : matcher_(matcher), options_(options), feed_(listing, options) {
    const std::size_t threads = std::max(1U, options.threads);
    // One to work on for each thread, one to take next, and some to keep the threads busy while one is slow.
    slots_ = std::vector<Slot>(threads == 1 ? 1 : 2 * threads + 2);
    for (const evidence::FileEntry& file : listing.files) bytes_total_ += file.bytes;
  }

  void run() {
    std::vector<std::jthread> threads;
    const auto body = [this] {
      try {
        work();
      } catch (...) {
        const std::lock_guard guard(lock_);
        if (!failure_) failure_ = std::current_exception();
        stopping_ = true;
        wake_.notify_all();
      }
    };
    for (unsigned i = 1; i < options_.threads; ++i) threads.emplace_back(body);
    body();
    threads.clear();
    if (failure_) std::rethrow_exception(failure_);
  }

  void say(const Error& error) {
    ++tally.problems;
    if (options_.problem) options_.problem(error);
  }

  SearchTally tally;

 private:
  using State = Slot::State;

  Slot& slot(std::uint64_t number) { return slots_[number % slots_.size()]; }

  // Takes what can be taken first, since that makes room; feeds before it matches, since only one thread can feed.
  void work() {
    Worker worker(matcher_, options_);
    std::unique_lock lock(lock_);
    while (!stopping_) {
      if (options_.stop && options_.stop()) {
        tally.stopped = stopping_ = true;
      } else if (!taking_ && first_ < fed_ && slot(first_).state == State::rendered) {
        take(lock);
      } else if (Slot* const numbered = find(State::numbered)) {
        advance(lock, *numbered, State::rendering, State::rendered, [&] { worker.render(*numbered); });
      } else if (!feeding_ && !all_fed_ && fed_ < first_ + slots_.size()) {
        feed(lock);
      } else if (Slot* const waiting = find(State::fed)) {
        advance(lock, *waiting, State::matching, State::matched, [&] { worker.match(*waiting); });
        number_blocks();
      } else if (all_fed_ && first_ == fed_) {
        break;
      } else {
        ++idle_;
        wake_.wait(lock);
        --idle_;
      }
    }
    wake_.notify_all();
  }

  Slot* find(State state) {
    for (std::uint64_t number = first_; number < fed_; ++number) {
      if (slot(number).state == state) return &slot(number);
    }
    return nullptr;
  }

  template <class Work>
  void advance(std::unique_lock<std::mutex>& lock, Slot& slot, State during, State after, const Work& work) {
    slot.state = during;
    lock.unlock();
    work();
    lock.lock();
    slot.state = after;
    wake();
  }

  void wake() {
    if (idle_ > 0) wake_.notify_one();
  }

  void feed(std::unique_lock<std::mutex>& lock) {
    feeding_ = true;
    Slot& next = slot(fed_);
    const auto skipped = skipped_;
    lock.unlock();
    next.clear();
    const bool has_block = feed_.next(next, skipped);
    lock.lock();
    feeding_ = false;
    if (has_block) {
      next.state = State::fed;
      ++fed_;
    } else {
      all_fed_ = true;
    }
    wake();
  }

  /// Tells each block where its lines count from, as soon as all before it are matched.
  void number_blocks() {
    for (; numbered_ < fed_ && slot(numbered_).state == State::matched; ++numbered_) {
      Slot& next = slot(numbered_);
      if (next.member != counted_) {
        counted_ = next.member;
        lines_ = {};
      }
      next.lines = lines_;
      lines_.before += next.line_feeds;
      if (next.last_line_begin) lines_.begin = *next.last_line_begin;
      next.state = next.raw.empty() ? State::rendered : State::numbered;
      wake();
    }
  }

  void take(std::unique_lock<std::mutex>& lock) {
    taking_ = true;
    Slot& next = slot(first_);
    lock.unlock();
    const Onward onward = take(next);
    lock.lock();
    taking_ = false;
    next.clear();
    ++first_;
    if (onward == Onward::skip_member) skipped_ = tally_member_;
    if (onward == Onward::stop) stopping_ = true;
    wake();
  }

  Onward take(Slot& taken) {
    const bool is_new = taken.member != nullptr && taken.member->number != tally_member_;
    if (is_new) {
      tally_member_ = taken.member->number;
      ++tally.files;
      ends_in_line_ = false;
    }
    const bool is_skipped = taken.member != nullptr && skipped_here_ == tally_member_;
    Onward onward = Onward::go_on;
    if (!is_skipped) {
      if (taken.part_bytes > 0) {
        tally.bytes += taken.part_bytes;
        tally.lines += taken.line_feeds;
        ends_in_line_ = taken.ends_in_line;
      }
      if (taken.ends_member && ends_in_line_) ++tally.lines;
      tally.finds += taken.raw.size();
      if (!taken.finds.empty() && options_.take)
        onward = options_.take({taken.member->number, taken.member->name, taken.finds}, taken.rendered);
      if (onward == Onward::skip_member) skipped_here_ = tally_member_;
      // Every block of a file that cannot be read on says so: once is enough.
      if (taken.problem && (taken.member == nullptr || problem_member_ != tally_member_)) say(*taken.problem);
      if (taken.problem && taken.member != nullptr) problem_member_ = tally_member_;
    }
    if (options_.progress) options_.progress(taken.searched_bytes, bytes_total_);
    return onward;
  }

  const Matcher& matcher_;
  const SearchOptions& options_;
  std::uint64_t bytes_total_ = 0;

  std::mutex lock_;  // guards all below but what says otherwise
  std::condition_variable wake_;
  unsigned idle_ = 0;
  std::vector<Slot> slots_;  // the slot itself belongs to the thread that works on it
  std::uint64_t first_ = 0;  // of the slots in use
  std::uint64_t fed_ = 0;    // behind the last one
  bool feeding_ = false;
  Feed feed_;  // belongs to the thread that feeds
  bool all_fed_ = false;
  bool stopping_ = false;
  std::exception_ptr failure_;

  std::uint64_t numbered_ = 0;
  std::shared_ptr<const MemberName> counted_;
  Lines lines_;

  bool taking_ = false;  // the following belong to the thread that takes
  std::optional<std::uint64_t> tally_member_;
  std::optional<std::uint64_t> skipped_here_;
  std::optional<std::uint64_t> problem_member_;
  bool ends_in_line_ = false;
  std::optional<std::uint64_t> skipped_;  // the same, for the thread that feeds; under the lock
};

}  // namespace

SearchTally search(const evidence::Listing& listing, const Matcher& matcher, const SearchOptions& options) {
  CLEW_ASSERT(options.block_bytes > 0 && options.context_bytes > 0);
  Search search(listing, matcher, options);
  for (const Error& error : listing.unreadable) search.say(error);
  search.run();
  return search.tally;
}

}  // namespace clew::hunt
