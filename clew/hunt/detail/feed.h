/// Hands out the blocks of the evidence to threads: each reads a file of its own while there are any, and then helps with one
/// that another still reads.
///
/// In:     the files of a listing, and what an earlier scan knows of them.
/// Out:    blocks of whole records, each with its member; at the end the members as far as reading tells of them.
/// Errors: what cannot be read is in `ScannedFile::problem` and in `problems`; the rest is read.
/// Cost:   one reader for each thread. A file's blocks are read, hashed and cut under the lock of that file.
#pragma once

#include "clew/evidence/reader.h"
#include "clew/hunt/detail/file_order.h"
#include "clew/hunt/scan.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

/// One member while its blocks are worked on. It is written before the first block and then only read.
struct OpenMember {
  std::uint32_t file = 0;  ///< its number
  const evidence::Format* format = nullptr;
  std::string source;
  evidence::FileContext context;
};

/// A block on its way from a file to a worker.
struct Work {
  std::shared_ptr<const OpenMember> member;
  evidence::Block block;
};

class OpenFile;

class Feed {
 public:
  /// Formats whose records need the inventory (local times) wait for the second part, when it is complete. Where it is known
  /// from before there is one part.
  enum class Part : std::uint8_t { without_inventory, with_inventory, all };

  /// All must outlive the feed; the inventory changes only between parts.
  Feed(const evidence::Listing& listing, const ScanOptions& options, const model::Inventory& inventory);

  void start(Part part);
  /// The file whose blocks a thread is to work on next; null where nothing is left to do. Called by threads at once.
  std::shared_ptr<OpenFile> next_file();

  [[nodiscard]] const FileOrder& order() const { return order_; }
  [[nodiscard]] bool stopped() const { return stopped_; }
  /// What was read of the members, by their numbers; after the last part.
  std::vector<ScannedFile> take_files();
  /// In order of the listing; after the last part.
  std::vector<base::Error> take_problems();

 private:
  friend class OpenFile;

  [[nodiscard]] bool may_go_on();
  [[nodiscard]] const ScannedFile* known_file(std::string_view name) const;
  [[nodiscard]] bool waits(std::size_t entry, std::size_t member) const;
  void let_wait(std::size_t entry, std::size_t member);
  void report_progress(std::uint64_t bytes_more);
  void close(const OpenFile& file, std::map<std::uint32_t, ScannedFile> members, std::optional<base::Error> problem);

  const evidence::Listing& listing_;
  const ScanOptions& options_;
  const model::Inventory& inventory_;
  std::map<std::string_view, const ScannedFile*> known_;  // by the member's name
  FileOrder order_;
  std::atomic<bool> stopped_ = false;
  std::uint64_t bytes_total_ = 0;

  std::mutex progress_lock_;
  std::uint64_t bytes_read_ = 0;

  Part part_ = Part::without_inventory;  // changed while no thread reads

  std::mutex lock_;  // of all below
  std::map<std::size_t, std::set<std::size_t>>
      waiting_;  // place of a file -> its members that wait; the first part fills it
  std::size_t position_ = 0;
  std::vector<std::shared_ptr<OpenFile>> open_;
  std::map<std::uint32_t, ScannedFile> files_;   // by number
  std::map<std::size_t, base::Error> problems_;  // by the place of the file
};

/// A file that is being read, by one thread at a time.
class OpenFile {
 public:
  OpenFile(Feed& feed, std::size_t place);

  /// The next block; false at the end of the file.
  bool next(Work& work);

 private:
  friend class Feed;

  void open();
  void begin_member();
  void end_member();
  void end_file();
  void report_progress();
  /// Gives the member a number.
  std::uint32_t add(std::size_t in_file, ScannedFile file);
  [[nodiscard]] bool cannot_be_selected(const ScannedFile& known) const;

  Feed& feed_;
  const ScanOptions& options_;
  const evidence::FileEntry& entry_;
  const std::size_t place_;  // in the listing
  std::atomic<std::uint64_t> bytes_left_;

  std::mutex lock_;  // of all below
  bool begun_ = false, ended_ = false;
  std::optional<evidence::Reader> reader_;
  std::shared_ptr<const OpenMember> member_;
  std::size_t member_number_ = 0;
  std::map<std::uint32_t, ScannedFile> files_;  // by number; its members so far
};

}  // namespace clew::hunt::detail
