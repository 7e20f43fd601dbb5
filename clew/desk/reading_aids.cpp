#include "clew/desk/reading_aids.h"

#include "clew/model/knowledge.h"

#include <algorithm>
#include <utility>

namespace clew::desk {

using base::Result;
using store::KnowledgeBase;

Result<KnownWarnings> KnownWarnings::open(const KnowledgeBase& base) {
  KnownWarnings warnings(base);
  CLEW_TRY(warnings.kinds_, base.warning_kinds());
  CLEW_TRY(warnings.substrings_, base.warnings_of_kind(model::warning_kind::substring, intel::warning_substrings_max));
  CLEW_TRY(warnings.expressions_, base.warnings_of_kind(model::warning_kind::pattern, intel::warning_patterns_max));
  std::vector<std::string> expressions;
  for (const model::KnownWarning& each : warnings.expressions_) expressions.push_back(each.entry.key);
  warnings.patterns_ = intel::WarningPatterns(expressions);
  return warnings;
}

std::vector<model::KnownWarning> KnownWarnings::entries_of(const model::Value& value) const {
  if (kinds_.empty()) return {};
  auto found = base_->warnings_at(intel::warning_keys_of(value, kinds_));
  if (!found) {
    problem_ = std::move(found).error();
    return {};
  }
  for (const model::KnownWarning& each : substrings_) {
    if (intel::has_part(value, each.entry)) found->push_back(each);
  }
  for (const std::size_t expression : patterns_.matching(value)) found->push_back(expressions_[expression]);
  std::ranges::sort(*found);
  return *std::move(found);
}

std::vector<std::string> KnownWarnings::about(const model::Value& value) const {
  std::vector<std::string> names;
  for (model::KnownWarning& each : entries_of(value)) {
    if (names.empty() || names.back() != each.list) names.push_back(std::move(each.list));
  }
  return names;
}

Result<ReadingAids> ReadingAids::open(const std::filesystem::path& path) {
  ReadingAids aids;
  if (path.empty()) return aids;
  auto base = KnowledgeBase::open(path, KnowledgeBase::Mode::read);
  if (!base && base.error().fault == base::Fault::not_found) return aids;
  if (!base) return std::unexpected(std::move(base).error());
  aids.base_ = std::make_unique<KnowledgeBase>(*std::move(base));
  CLEW_TRY(auto warnings, KnownWarnings::open(*aids.base_));
  aids.warnings_ = std::make_unique<KnownWarnings>(std::move(warnings));
  CLEW_TRY(auto names, known_names(*aids.base_));
  aids.names_ = std::make_unique<intel::NameFinder>(std::move(names));
  return aids;
}

intel::ReadOptions ReadingAids::options() const { return {.warnings = warnings_.get(), .names = names_.get()}; }

std::optional<base::Error> ReadingAids::problem() const {
  return warnings_ == nullptr ? std::nullopt : warnings_->problem();
}

Result<intel::NameFinder> known_names(const KnowledgeBase& base, std::optional<std::int32_t> as_of) {
  CLEW_TRY(auto claims, base.names());
  if (as_of) {
    // As with all that has no date: it counts for names, which nobody dates, as in the question of who is who.
    std::erase_if(claims, [&](const model::NameClaim& claim) {
      const auto day = model::day_of(claim.origin.date);
      return day && *day > *as_of;
    });
  }
  return intel::NameFinder(claims);
}

}  // namespace clew::desk
