/// What lies in a file, one content after the other: the file itself, what it is compressed from, the entries of archives.
///
///     file --Members--> OpenMember { name, content }, …       "logs.zip" gives "logs.zip//dns.log", …
///
/// In:     one file. Out: its members in the order in which they lie, each as a stream of bytes that is read before the
///         next member is asked for (or left unread). Text in UTF-16 with a byte order mark comes as UTF-8, and a UTF-8 byte
///         order mark is left out; offsets in the content then begin behind it.
/// Errors: as in reader.h, whose `Reader` cuts these streams into records; `hunt/search.h` searches them as they are.
/// Cost:   one buffer for each layer. SHA-256 costs more than decompressing: it is made only where it is asked for.
#pragma once

#include "clew/evidence/byte_source.h"
#include "clew/evidence/reader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace clew::evidence {

/// Valid until the next member is asked for.
struct OpenMember {
  std::string name;
  ByteSource* content = nullptr;    ///< null when nothing of it can be read
  std::string_view head = {};       ///< its first `recognition_bytes`, until the first piece is taken
  std::uint64_t offset = 0;         ///< of the first byte that `content` gives: 3 after a UTF-8 byte order mark
  std::string_view encoding = "";   ///< "utf-16le" or "utf-16be" when the content is converted
  std::optional<base::Instant> modified = {};  ///< as `Member::modified`
  bool is_file_as_it_lies = false;  ///< neither packed nor converted: `Members::file` has the same bytes at any offset
};

class Members {
 public:
  static base::Result<Members> open(const FileEntry& file, const Limits& limits, Hash hash);
  Members(Members&&) noexcept;
  Members& operator=(Members&&) noexcept;
  ~Members();

  std::optional<OpenMember> next();
  /// Why the member ended early, once it has ended, or why it has no content.
  [[nodiscard]] std::optional<base::Error> member_problem() const;
  /// Of the decompressed content as far as it was read, before any conversion.
  [[nodiscard]] std::uint64_t content_bytes() const;
  [[nodiscard]] std::string content_sha256();
  /// The last bytes of a member that is the file as it lies and longer than its head; of others nothing is known.
  [[nodiscard]] std::string tail() const;

  /// Outlives the members where it is kept: others may go on to read at offsets.
  [[nodiscard]] std::shared_ptr<FileSource> file() const;
  /// A problem with the file as a whole (a read error, a broken archive), if there was one.
  [[nodiscard]] const std::optional<base::Error>& problem() const;

 private:
  struct State;
  explicit Members(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clew::evidence
