/// What a knowledge base adds to the reading of a notice: warning lists that inform, and names that others have told.
///
///     knowledge base --ReadingAids::open--> intel::ReadOptions
///
/// In:     the path of a knowledge base; the day by which names had to be known.
/// Out:    options that stay valid as long as the aids do. Where there is no knowledge base they are the built-in ones.
/// Errors: a file that is no knowledge base, or that the disk refuses. `problem` tells of a look-up that failed later.
/// Cost:   names are loaded; of the lists only what a value asks for, a few look-ups in an index each.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/read_notice.h"
#include "clew/intel/warning_patterns.h"
#include "clew/store/knowledge_base.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace clew::desk {

/// The warning lists of a knowledge base, which must outlive this.
class KnownWarnings final : public intel::Warnings {
 public:
  static base::Result<KnownWarnings> open(const store::KnowledgeBase& base);

  /// Each entry that holds the value, by the name of its list.
  [[nodiscard]] std::vector<model::KnownWarning> entries_of(const model::Value& value) const;
  [[nodiscard]] std::vector<std::string> about(const model::Value& value) const override;
  [[nodiscard]] const std::optional<base::Error>& problem() const { return problem_; }

 private:
  explicit KnownWarnings(const store::KnowledgeBase& base) : base_(&base) {}
  const store::KnowledgeBase* base_;
  std::vector<std::int32_t> kinds_;
  std::vector<model::KnownWarning> substrings_;
  std::vector<model::KnownWarning> expressions_;
  intel::WarningPatterns patterns_;  ///< of `expressions_`, in their order
  mutable std::optional<base::Error> problem_;
};

class ReadingAids {
 public:
  /// `path` may be empty or lead to nothing.
  static base::Result<ReadingAids> open(const std::filesystem::path& path);

  [[nodiscard]] intel::ReadOptions options() const;
  [[nodiscard]] std::optional<base::Error> problem() const;

 private:
  std::unique_ptr<store::KnowledgeBase> base_;
  std::unique_ptr<KnownWarnings> warnings_;
  std::unique_ptr<intel::NameFinder> names_;
};

/// A finder of the names that were told by `as_of`, and of the built-in ones.
base::Result<intel::NameFinder> known_names(const store::KnowledgeBase& base,
                                            std::optional<std::int32_t> as_of = std::nullopt);

}  // namespace clew::desk
