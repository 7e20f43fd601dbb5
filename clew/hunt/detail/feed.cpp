#include "clew/hunt/detail/feed.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace clew::hunt::detail {
namespace {

/// For people.
std::string name_of_format(const evidence::Format& format, const evidence::FileContext& context) {
  if (const evidence::WrappedLog* const log = context.wrapped.get(); log != nullptr) {
    if (!log->path.empty()) return fmt::format("{} in {}", log->format->name, log->path);
    return fmt::format("{} of {}", format.framing == evidence::Framing::rows ? "a table" : "an array",
                       log->format->name);
  }
  return std::string(context.mapping == nullptr ? format.name : "mapped");
}

/// What keeps its place among the files, which is by source and content.
ScannedFile unread_again(const ScannedFile& known) {
  ScannedFile file;
  file.name = known.name;
  file.bytes = known.bytes;
  file.content_sha256 = known.content_sha256;
  file.source = known.source;
  file.format = known.format;
  return file;
}

}  // namespace

Feed::Feed(const evidence::Listing& listing, const ScanOptions& options, const model::Inventory& inventory)
    : listing_(listing), options_(options), inventory_(inventory) {
  for (const auto& file : listing.files) bytes_total_ += file.bytes;
  if (options.known == nullptr) return;
  for (const ScannedFile& file : options.known->files) known_.emplace(file.name, &file);
}

void Feed::start(Part part) {
  part_ = part;
  position_ = 0;
  bytes_read_ = 0;
}

std::shared_ptr<OpenFile> Feed::next_file() {
  const std::lock_guard guard(lock_);
  while (part_ == Part::with_inventory && position_ < listing_.files.size() && !waiting_.contains(position_))
    ++position_;
  // It is opened by the first thread that asks it for a block: the others, which find it here, wait for that.
  if (position_ < listing_.files.size() && !stopped_)
    return open_.emplace_back(std::make_shared<OpenFile>(*this, position_++));
  const auto most_left = std::ranges::max_element(open_, {}, [](const auto& file) { return file->bytes_left_.load(); });
  return most_left == open_.end() ? nullptr : *most_left;
}

std::vector<ScannedFile> Feed::take_files() {
  std::vector<ScannedFile> files;
  files.reserve(files_.size());
  for (auto& [number, file] : files_) files.push_back(std::move(file));
  files_.clear();
  return files;
}

std::vector<base::Error> Feed::take_problems() {
  std::vector<base::Error> problems;
  for (auto& [place, problem] : problems_) problems.push_back(std::move(problem));
  problems_.clear();
  return problems;
}

bool Feed::may_go_on() {
  if (options_.stop && options_.stop()) stopped_ = true;
  return !stopped_;
}

const ScannedFile* Feed::known_file(std::string_view name) const {
  const auto found = known_.find(name);
  return found == known_.end() ? nullptr : found->second;
}

bool Feed::waits(std::size_t entry, std::size_t member) const {
  const auto found = waiting_.find(entry);
  return found != waiting_.end() && found->second.contains(member);
}

void Feed::let_wait(std::size_t entry, std::size_t member) {
  const std::lock_guard guard(lock_);
  waiting_[entry].insert(member);
}

void Feed::report_progress(std::uint64_t bytes_more) {
  if (!options_.progress) return;
  const std::lock_guard guard(progress_lock_);
  bytes_read_ += bytes_more;
  options_.progress(bytes_read_, bytes_total_);
}

void Feed::close(const OpenFile& file, std::map<std::uint32_t, ScannedFile> members,
                 std::optional<base::Error> problem) {
  const std::lock_guard guard(lock_);
  files_.merge(members);
  if (problem) problems_.insert_or_assign(file.place_, *std::move(problem));
  std::erase_if(open_, [&](const auto& other) { return other.get() == &file; });
}

OpenFile::OpenFile(Feed& feed, std::size_t place)
    : feed_(feed),
      options_(feed.options_),
      entry_(feed.listing_.files[place]),
      place_(place),
      bytes_left_(entry_.bytes) {}

bool OpenFile::next(Work& work) {
  const std::lock_guard guard(lock_);
  if (!std::exchange(begun_, true)) open();
  while (!ended_) {
    if (!feed_.may_go_on()) {
      end_file();
    } else if (!member_) {
      begin_member();
    } else if (reader_->next_block(work.block)) {
      work.member = member_;
      report_progress();
      return true;
    } else {
      end_member();
    }
  }
  return false;
}

void OpenFile::open() {
  if (const ScannedFile* known = feed_.known_file(entry_.name); known != nullptr && cannot_be_selected(*known)) {
    add(0, unread_again(*known));
    return end_file();
  }
  const auto hash = options_.known == nullptr ? evidence::Hash::yes : evidence::Hash::no;
  auto opened =
      evidence::Reader::open(entry_, {.recognise = options_.recognise, .mappings = options_.mappings, .hash = hash});
  if (opened) {
    reader_.emplace(*std::move(opened));
    return;
  }
  ScannedFile unread;
  unread.name = entry_.name;
  unread.bytes = entry_.bytes;
  unread.problem = opened.error().what;
  add(0, std::move(unread));
  end_file();
}

/// Whether nothing in the file, as the earlier scan knows it, is asked for now.
bool OpenFile::cannot_be_selected(const ScannedFile& known) const {
  if (options_.purpose != ScanOptions::Purpose::context) return false;
  const Selection& select = options_.select;
  const bool other_classes =
      !select.classes.empty() &&
      std::ranges::none_of(known.classes, [&](model::EventClass event_class) { return select.may_take(event_class); });
  const bool before = select.earliest_time && (!known.last || *known.last < *select.earliest_time);
  return other_classes || before;
}

void OpenFile::begin_member() {
  auto next = reader_->next_member();
  if (!next) {
    // What waits for the second part is hashed there.
    if (options_.known == nullptr && !files_.empty()) {
      const std::string sha256 = reader_->file_sha256();
      for (auto& [number, file] : files_) file.sha256 = sha256;
    }
    return end_file();
  }
  const std::size_t in_file = member_number_++;
  // A list of devices may be a table, whose columns have to be prepared, too: it is what the others wait for.
  const bool needs_inventory =
      (next->recognised.format->prepare != nullptr && next->recognised.source != "inventory") ||
      evidence::is_of_one_device(next->recognised);
  if (feed_.part_ == Feed::Part::without_inventory && needs_inventory) return feed_.let_wait(place_, in_file);
  if (feed_.part_ == Feed::Part::with_inventory && !feed_.waits(place_, in_file)) return;

  auto member = std::make_shared<OpenMember>();
  member->format = next->recognised.format;
  member->source = next->recognised.source;
  member->context =
      evidence::context_of(*next, options_.known == nullptr ? &feed_.inventory_ : &options_.known->inventory);
  ScannedFile file;
  file.name = next->name;
  file.bytes = entry_.bytes;
  file.source = member->source;
  file.format = name_of_format(*member->format, member->context);
  file.undecoded = member->format->undecoded;
  file.guessed = member->format->guessed;
  file.device = member->context.device;
  member->file = add(in_file, std::move(file));
  member_ = std::move(member);
}

void OpenFile::end_member() {
  const evidence::MemberEnd end = reader_->member_end();
  ScannedFile& file = files_.at(member_->file);
  file.content_bytes = end.content_bytes;
  if (options_.known == nullptr) {
    file.content_sha256 = end.content_sha256;
  } else if (const ScannedFile* known = feed_.known_file(file.name); known != nullptr) {
    file.content_sha256 = known->content_sha256;
  }
  file.problem = end.problem ? end.problem->what : std::string(member_->format->unread);
  if (end.first_long_line) {
    file.problem += fmt::format("{}{} longer than {} MiB (the first in line {}): searched in pieces, not decoded",
                                file.problem.empty() ? "" : "; ",
                                end.long_records == 1 ? "1 record is" : fmt::format("{} records are", end.long_records),
                                evidence::record_bytes_max >> 20U, *end.first_long_line);
  }
  member_.reset();
}

void OpenFile::end_file() {
  ended_ = true;
  std::optional<base::Error> problem;
  if (reader_ && reader_->problem()) {
    problem = *reader_->problem();
    problem->file = entry_.name;
  }
  reader_.reset();
  member_.reset();
  report_progress();
  feed_.close(*this, std::move(files_), std::move(problem));
}

void OpenFile::report_progress() {
  const std::uint64_t read = ended_ ? entry_.bytes : std::min(reader_->file_bytes_read(), entry_.bytes);
  const std::uint64_t before = entry_.bytes - bytes_left_.exchange(entry_.bytes - read);
  feed_.report_progress(read - std::min(before, read));
}

std::uint32_t OpenFile::add(std::size_t in_file, ScannedFile file) {
  const std::uint32_t number = feed_.order_.add(place_, in_file);
  files_.emplace(number, std::move(file));
  return number;
}

}  // namespace clew::hunt::detail
