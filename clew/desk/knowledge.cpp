#include "clew/desk/knowledge.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/desk/pack.h"
#include "clew/evidence/members.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/knowledge.h"
#include "clew/intel/read_notice.h"
#include "clew/report/names_table.h"
#include "clew/store/knowledge_base.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace clew::desk {
namespace {

using base::Done;
using base::Fault;
using base::Result;
using store::KnowledgeBase;

/// A notice as knowledge: its indicators belong to the activity that it is about.
Result<model::Knowledge> knowledge_of_notice(const std::filesystem::path& path, std::string bytes) {
  if (bytes.size() > intel::notice_bytes_max)
    return base::fail(Fault::over_limit, "too long for a notice", {}, path.string());
  CLEW_TRY(const auto notice, intel::read_notice({path.filename().string(), std::move(bytes)}, known_packs({path})));
  model::Knowledge knowledge;
  std::string activity = notice.source.title.empty() ? path.stem().string() : notice.source.title;
  model::KnownActivity known{.name = activity};
  known.origin = {notice.source.publisher, notice.source.file, notice.source.published};
  for (const model::Indicator& indicator : notice.indicators) {
    model::Origin origin = known.origin;
    if (!indicator.published_by.empty()) origin.publisher = indicator.published_by;
    if (!indicator.published.empty()) origin.date = indicator.published;
    knowledge.indicators.push_back({indicator.activity.empty() ? activity : indicator.activity, indicator.value,
                                    indicator.role, std::move(origin)});
  }
  for (const model::NamedTechnique& technique : notice.techniques) {
    if (technique.how != model::NamedTechnique::How::stated) continue;
    knowledge.traits.push_back({activity, model::KnownTrait::Kind::technique, technique.id, known.origin});
  }
  knowledge.claims = notice.claims;
  if (knowledge.indicators.empty() && knowledge.traits.empty() && knowledge.claims.empty()) {
    return base::fail(Fault::unsupported, "holds no knowledge in a form that is known here", {}, path.string());
  }
  knowledge.activities.push_back(std::move(known));
  return knowledge;
}

Result<Done> import_file(KnowledgeBase& base, const std::filesystem::path& path, const ImportRequest& request,
                         ImportReport& report) {
  CLEW_TRY(auto bytes, read_packed_file(path, intel::knowledge_bytes_max));
  ImportReport::File file{.file = path.string()};
  CLEW_TRY(file.is_new, base.begin_file(path.filename().string(), base::sha256_hex(bytes)));
  const auto add = [&](model::Knowledge&& part) -> Result<Done> {
    file.activities += part.activities.size();
    file.indicators += part.indicators.size();
    file.traits += part.traits.size();
    file.names += part.names.size();
    file.claims += part.claims.size();
    file.refused += part.refused_count;
    for (std::string& words : part.refused) {
      if (file.told.size() < model::refused_told_max) file.told.push_back(std::move(words));
    }
    return base.add(part);
  };
  if (file.is_new) {
    auto read = intel::read_knowledge(
        {.file = path.filename().string(), .bytes = bytes, .publisher = request.publisher, .date = request.date}, add);
    if (!read && read.error().fault == Fault::unsupported) {
      CLEW_TRY(auto knowledge, knowledge_of_notice(path, std::move(bytes)));
      CLEW_CHECK(add(std::move(knowledge)));
    } else if (!read) {
      read.error().file = path.string();
      return std::unexpected(std::move(read).error());
    }
  }
  report.files.push_back(std::move(file));
  return Done{};
}

}  // namespace

Result<std::string> read_packed_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) return base::fail(Fault::not_found, "cannot be read: " + problem.message(), {}, path.string());
  CLEW_TRY(auto members, evidence::Members::open({.path = path, .name = path.filename().string(), .bytes = size},
                                                 evidence::Limits{}, evidence::Hash::no));
  auto member = members.next();
  if (!member || member->content == nullptr)
    return base::fail(Fault::malformed, "holds nothing that can be read", {}, path.string());
  std::string bytes;
  bytes.reserve(std::min<std::uint64_t>(size, bytes_max));  // growing would take twice the memory
  for (std::string_view piece = member->content->next(); !piece.empty(); piece = member->content->next()) {
    if (bytes.size() + piece.size() > bytes_max) {
      return base::fail(Fault::over_limit, fmt::format("more than {} bytes", bytes_max), {}, path.string());
    }
    bytes += piece;
  }
  if (const auto problem_of_member = members.member_problem()) {
    base::Error error = *problem_of_member;
    error.file = path.string();
    return std::unexpected(std::move(error));
  }
  return bytes;
}

Result<ImportReport> import_knowledge(const ImportRequest& request) {
  std::error_code problem;
  if (request.base.has_parent_path()) std::filesystem::create_directories(request.base.parent_path(), problem);
  CLEW_TRY(auto base, KnowledgeBase::open(request.base, KnowledgeBase::Mode::write));
  CLEW_CHECK(base.begin_import());
  ImportReport report;
  for (const auto& path : request.files) CLEW_CHECK(import_file(base, path, request, report));
  CLEW_CHECK(base.commit_import());
  return report;
}

Result<std::string> list_knowledge(const std::filesystem::path& path) {
  CLEW_TRY(const auto base, KnowledgeBase::open(path, KnowledgeBase::Mode::read));
  CLEW_TRY(const auto counts, base.counts());
  CLEW_TRY(const auto rows, base.activities());
  std::string text = fmt::format("{} activities, {} indicators, {} traits, {} statements on names, {} files\n",
                                 counts.activities, counts.indicators, counts.traits, counts.names, counts.files);
  for (const store::ActivityRow& row : rows) {
    text += fmt::format("{:<40} {:>8} indicators {:>6} traits  {}{}{}\n", base::printable(row.name), row.indicators,
                        row.traits, row.first, row.last.empty() ? "" : " to ", row.last);
  }
  return text;
}

Result<std::string> show_activity(const std::filesystem::path& path, std::string_view name) {
  CLEW_TRY(const auto base, KnowledgeBase::open(path, KnowledgeBase::Mode::read));
  CLEW_TRY(const auto found, base.activity(name));
  if (!found) return base::fail(Fault::not_found, fmt::format("no activity is called \"{}\"", base::printable(name)));
  const store::ActivityRow& row = found->row;
  std::string text = base::printable(row.name) + "\n";
  if (!row.id.empty()) text += "  id       " + base::printable(row.id) + "\n";
  if (!row.actor.empty()) text += "  actor    " + base::printable(row.actor) + "\n";
  for (const std::string& each : found->names) text += "  also     " + base::printable(each) + "\n";
  for (const model::KnownTrait& trait : found->traits) {
    text += fmt::format("  {:<9} {:<14} {} {}\n", model::name_of(trait.kind), base::printable(trait.id),
                        base::printable(trait.origin.date), base::printable(trait.origin.source));
  }
  for (const model::KnownIndicator& indicator : found->indicators) {
    text += fmt::format("  {:<9} {}  {} {} {}\n", model::name_of(indicator.value.type()),
                        base::printable(model::defanged(indicator.value)), base::printable(indicator.origin.date),
                        base::printable(indicator.origin.publisher), base::printable(indicator.origin.source));
  }
  if (row.indicators > found->indicators.size()) {
    text += fmt::format("  and {} more indicators\n", row.indicators - found->indicators.size());
  }
  return text;
}

Result<std::string> show_names(const std::filesystem::path& path, std::string_view name, NamesForm form) {
  CLEW_TRY(const auto base, KnowledgeBase::open(path, KnowledgeBase::Mode::read));
  CLEW_TRY(const auto claims, base.names());
  const model::NameAnswer answer = intel::look_up_name(claims, name);
  return form == NamesForm::json ? report::names_json(answer) : report::names_table(answer);
}

}  // namespace clew::desk
