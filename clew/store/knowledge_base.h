/// Keeps what is known of earlier activity in one SQLite file, and answers what was known of a trace on a given day.
///
///     Knowledge --Import--> knowledge base --ground_for(questions, day)--> link::KnownGround
///
/// In:     facts of any number of files. A file that was imported already, byte for byte, is not imported again.
/// Out:    facts by trace, with the day of their publication. What has no date counts only when no day is asked for. The
///         order in which files were imported changes no answer.
/// Errors: `unavailable` where the disk or SQLite refuses; `unsupported` for a file that is no knowledge base or a later
///         version of one. An import that fails leaves the file as it was: all is one transaction.
/// Cost:   an import writes each fact once, sorted at the end; a question is one look-up in an index.
/// Source: docs/formats/knowledge_base.md.
#pragma once

#include "clew/base/result.h"
#include "clew/link/judge.h"
#include "clew/model/knowledge.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::store {

constexpr int knowledge_base_version = 2;  ///< 1 had no warning lists; it can be read, and an import makes it 2
constexpr std::int32_t no_day = link::undated;

struct KnowledgeCounts {
  std::uint64_t activities = 0, indicators = 0, traits = 0, names = 0, claims = 0, files = 0, warning_lists = 0;
};

struct KnownFile {
  std::string file, sha256;
  std::uint64_t indicators = 0, traits = 0, refused = 0;
};

struct WarningListRow {
  std::string name;
  std::int64_t version = 0;
  std::uint64_t entries = 0;
};

struct ActivityRow {
  std::string name, actor, id;
  std::uint64_t indicators = 0, traits = 0;
  std::string first, last;  ///< dates
};

struct ActivityDetail {
  ActivityRow row;
  std::vector<std::string> names;
  std::vector<model::KnownIndicator> indicators;  ///< the latest first, at most `shown_indicators_max`
  std::vector<model::KnownTrait> traits;
};
constexpr std::size_t shown_indicators_max = 200;

class KnowledgeBase {
 public:
  enum class Mode : std::uint8_t { read, write };

  /// `write` makes the file where there is none.
  static base::Result<KnowledgeBase> open(const std::filesystem::path& path, Mode mode);
  KnowledgeBase(KnowledgeBase&&) noexcept;
  KnowledgeBase& operator=(KnowledgeBase&&) noexcept;
  ~KnowledgeBase();

  /// Between `begin` and `commit`, facts are added; without `commit` nothing of them stays.
  base::Result<base::Done> begin_import();
  /// False when a file with these bytes is there already.
  base::Result<bool> begin_file(std::string_view file, std::string_view sha256);
  base::Result<base::Done> add(const model::Knowledge& knowledge);
  /// Takes back the last file, as if it had never begun.
  base::Result<base::Done> drop_file();
  base::Result<base::Done> commit_import();

  [[nodiscard]] base::Result<KnowledgeCounts> counts() const;
  [[nodiscard]] base::Result<std::vector<KnownFile>> files() const;
  [[nodiscard]] base::Result<std::vector<ActivityRow>> activities() const;
  /// By its name, id or actor, in any case; nothing when there is none.
  [[nodiscard]] base::Result<std::optional<ActivityDetail>> activity(std::string_view name) const;
  /// Who says what of which name, in order of date.
  [[nodiscard]] base::Result<std::vector<model::NameClaim>> names() const;

  /// By name.
  [[nodiscard]] base::Result<std::vector<WarningListRow>> warning_lists() const;
  /// The kinds of entries (model/warning_list.h) that there are, ascending: so nobody asks for others.
  [[nodiscard]] base::Result<std::vector<std::int32_t>> warning_kinds() const;
  /// Every entry of one kind, at most `count_max`, in order.
  [[nodiscard]] base::Result<std::vector<model::KnownWarning>> warnings_of_kind(std::int32_t kind,
                                                                                std::size_t count_max) const;
  /// Which lists have an entry of these keys, by the name of the list.
  [[nodiscard]] base::Result<std::vector<model::KnownWarning>> warnings_at(
      std::span<const model::WarningKey> keys) const;

  /// Lower-cased names of programs, and their ids.
  [[nodiscard]] base::Result<std::map<std::string, std::string>> software_ids() const;

  /// What was known by `as_of` of the traces that are asked for; profiles only when the case has features.
  [[nodiscard]] base::Result<link::KnownGround> ground_for(const link::LinkCase& link_case,
                                                           std::span<const link::Question> questions) const;

 private:
  struct State;
  explicit KnowledgeBase(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clew::store
