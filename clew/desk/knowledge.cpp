#include "clew/desk/knowledge.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/desk/notice_file.h"
#include "clew/desk/pack.h"
#include "clew/evidence/members.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/knowledge.h"
#include "clew/intel/read_notice.h"
#include "clew/report/names_table.h"
#include "clew/store/knowledge_base.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <system_error>

#include <fmt/format.h>

namespace clew::desk {
namespace {

using base::Done;
using base::Fault;
using base::Result;
using store::KnowledgeBase;

/// `clew kb import` reads at most so many files of folders.
constexpr std::size_t files_max = 200'000;

/// Whether a notice says in fields what others say in sentences: there a name is no mere mention.
bool has_fields(const model::Notice& notice) {
  return notice.source.format == "stix" || notice.source.format == "misp";
}

/// The only thing of its kind that a document names in its fields; empty where it names none, or several.
std::string only_name(const model::Notice& notice, model::NamedThing::Kind kind) {
  std::set<std::string> names;
  for (const model::NamedThing& thing : notice.names) {
    if (thing.kind == kind) names.insert(thing.name);
  }
  return has_fields(notice) && names.size() == 1 ? *names.begin() : std::string();
}

/// A notice as knowledge: each indicator belongs to the activity that the notice names for it.
class NoticeFacts {
 public:
  NoticeFacts(const model::Notice& notice, const ImportRequest& request)
      : notice_(notice),
        request_(request),
        only_actor_(only_name(notice, model::NamedThing::Kind::actor)),
        otherwise_(request.activity) {
    if (otherwise_.empty()) otherwise_ = only_name(notice, model::NamedThing::Kind::campaign);
    if (otherwise_.empty()) otherwise_ = only_actor_;
  }

  Result<model::Knowledge> take(const std::filesystem::path& path) && {
    for (const model::Indicator& indicator : notice_.indicators) add(indicator);
    if (facts_.indicators.empty() && homeless_ > 0) {
      return base::fail(Fault::malformed,
                        fmt::format("names no activity that its {} indicator{} of; say it with --activity NAME",
                                    homeless_, homeless_ == 1 ? " is" : "s are"),
                        {}, path.string());
    }
    if (homeless_ > 0) refuse(fmt::format("{} indicators for which no activity is named", homeless_), homeless_);
    for (const model::Refusal& refusal : notice_.refused) {
      refuse(fmt::format("line {}: {}: {}", refusal.line, base::shortened(refusal.text, told_bytes_max), refusal.why),
             1);
    }
    const std::string whole = activities_.size() == 1 ? *activities_.begin() : otherwise_;
    add_techniques(whole);
    facts_.claims = notice_.claims;
    for (const std::string& activity : activities_) {
      facts_.activities.push_back({.name = activity, .actor = actor_of(activity), .origin = origin({}, {})});
    }
    if (facts_.indicators.empty() && facts_.traits.empty() && facts_.claims.empty()) {
      return base::fail(Fault::unsupported, "holds no knowledge in a form that is known here", {}, path.string());
    }
    return std::move(facts_);
  }

 private:
  static constexpr std::size_t told_bytes_max = 80;

  [[nodiscard]] model::Origin origin(const std::string& publisher, const std::string& date) const {
    const auto first = [](std::initializer_list<const std::string*> texts) {
      for (const std::string* text : texts) {
        if (!text->empty()) return *text;
      }
      return std::string();
    };
    return {first({&publisher, &notice_.source.publisher, &request_.publisher}), notice_.source.file,
            first({&date, &notice_.source.published, &request_.date})};
  }

  void add(const model::Indicator& indicator) {
    const std::string& activity = indicator.activity.empty() ? otherwise_ : indicator.activity;
    if (activity.empty()) {
      ++homeless_;
      return;
    }
    add(indicator, activity, origin(indicator.published_by, indicator.published));
    for (const model::AlsoFor& also : indicator.also_for) {
      add(indicator, also.activity, origin(also.published_by, also.published));
    }
  }

  void add(const model::Indicator& indicator, const std::string& activity, model::Origin origin) {
    activities_.insert(activity);
    facts_.indicators.push_back({activity, indicator.value, indicator.role, std::move(origin)});
  }

  void add_techniques(const std::string& activity) {
    if (activity.empty()) return;
    for (const model::NamedTechnique& technique : notice_.techniques) {
      if (technique.how != model::NamedTechnique::How::stated) continue;
      activities_.insert(activity);
      facts_.traits.push_back({activity, model::KnownTrait::Kind::technique, technique.id, origin({}, {})});
    }
  }

  /// Whom the document's own relations attribute the activity to; else the only actor of a document on one activity.
  [[nodiscard]] std::string actor_of(const std::string& activity) const {
    std::set<std::string> actors;
    for (const model::Claim& claim : notice_.claims) {
      const bool is_said = claim.stance == model::Stance::states || claim.stance == model::Stance::confirms;
      if (claim.kind == model::ClaimKind::attribution && is_said && claim.subject == activity && has_fields(notice_))
        actors.insert(claim.object);
    }
    if (actors.size() == 1) return *actors.begin();
    return actors.empty() && activities_.size() == 1 && only_actor_ != activity ? only_actor_ : std::string();
  }

  void refuse(std::string what, std::uint64_t count) {
    if (facts_.refused.size() < model::refused_told_max) facts_.refused.push_back(std::move(what));
    facts_.refused_count += count;
  }

  const model::Notice& notice_;
  const ImportRequest& request_;
  std::string only_actor_;
  std::string otherwise_;  // the activity of what is named none
  model::Knowledge facts_;
  std::set<std::string> activities_;
  std::uint64_t homeless_ = 0;
};

/// Brings the facts of one file into the base, and counts them.
class Import {
 public:
  Import(KnowledgeBase& base, const std::filesystem::path& path, const ImportRequest& request)
      : base_(base), path_(path), request_(request), file_{.file = path.string()} {}

  Result<ImportReport::File> run() {
    CLEW_TRY(auto bytes, read_packed_file(path_, intel::knowledge_bytes_max));
    CLEW_TRY(file_.is_new, base_.begin_file(path_.filename().string(), base::sha256_hex(bytes)));
    if (!file_.is_new) return std::move(file_);
    auto read = intel::read_knowledge(
        {.file = path_.filename().string(), .bytes = bytes, .publisher = request_.publisher, .date = request_.date},
        [&](model::Knowledge&& part) { return add(std::move(part)); });
    if (!read && read.error().fault != Fault::unsupported) {
      read.error().file = path_.string();
      return std::unexpected(std::move(read).error());
    }
    // A bundle may tell of names or relations beside its indicators.
    const bool is_more = !read || (!has_facts() && (bytes.starts_with('{') || bytes.starts_with('[')));
    if (is_more) CLEW_CHECK(add_notice(std::move(bytes), read ? Must::no : Must::yes));
    return std::move(file_);
  }

 private:
  enum class Must : std::uint8_t { no, yes };

  Result<Done> add_notice(std::string bytes, Must must) {
    if (bytes.size() > intel::notice_bytes_max) {
      if (must == Must::no) return Done{};
      return base::fail(Fault::over_limit, "too long for a notice", {}, path_.string());
    }
    CLEW_TRY(const auto input, notice_input(path_.filename().string(), std::move(bytes)));
    // With the built-in names only: what was imported before must not change what a notice says.
    auto notice = intel::read_notice(input, known_packs({path_}));
    if (!notice) {
      notice.error().file = path_.string();
      return std::unexpected(std::move(notice).error());
    }
    if (must == Must::no && !has_fields(*notice)) return Done{};
    auto facts = NoticeFacts(*notice, request_).take(path_);
    if (!facts && must == Must::no && facts.error().fault == Fault::unsupported) return Done{};
    if (!facts) return std::unexpected(std::move(facts).error());
    return add(*std::move(facts));
  }

  Result<Done> add(model::Knowledge&& part) {
    file_.activities += part.activities.size();
    file_.indicators += part.indicators.size();
    file_.traits += part.traits.size();
    file_.names += part.names.size();
    file_.claims += part.claims.size();
    file_.refused += part.refused_count;
    for (const model::WarningList& list : part.warning_lists) file_.warning_entries += list.entries.size();
    for (std::string& words : part.refused) {
      if (file_.told.size() < model::refused_told_max) file_.told.push_back(std::move(words));
    }
    return base_.add(part);
  }

  [[nodiscard]] bool has_facts() const {
    return file_.activities + file_.indicators + file_.traits + file_.claims + file_.refused + file_.warning_entries >
           0;
  }

  KnowledgeBase& base_;
  const std::filesystem::path& path_;
  const ImportRequest& request_;
  ImportReport::File file_;
};

/// `2c1b3a0e-….json`: how a MISP feed names its events. Its manifest and its list of hashes only repeat them.
bool is_event_name(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  constexpr std::size_t uuid_bytes = 36;
  return path.extension() == ".json" && stem.size() == uuid_bytes && std::ranges::count(stem, '-') == 4;
}

/// The files of a folder by their names, without what is hidden.
Result<std::vector<std::filesystem::path>> files_of(const std::filesystem::path& folder) {
  std::error_code problem;
  std::vector<std::filesystem::path> files;
  std::filesystem::recursive_directory_iterator at(folder, problem);
  for (; !problem && at != std::filesystem::recursive_directory_iterator(); at.increment(problem)) {
    const bool is_hidden = at->path().filename().string().starts_with('.');
    std::error_code unreadable;
    if (is_hidden) at.disable_recursion_pending();
    if (is_hidden || !at->is_regular_file(unreadable)) continue;
    if (files.size() >= files_max)
      return base::fail(Fault::over_limit, fmt::format("more than {} files", files_max), {}, folder.string());
    files.push_back(at->path());
  }
  if (problem) return base::fail(Fault::unavailable, "cannot be read: " + problem.message(), {}, folder.string());
  std::ranges::sort(files);
  std::set<std::filesystem::path> feeds;
  for (const auto& file : files) {
    if (file.filename() == "manifest.json") feeds.insert(file.parent_path());
  }
  std::erase_if(files, [&](const auto& file) { return feeds.contains(file.parent_path()) && !is_event_name(file); });
  return files;
}

Result<Done> import_folder(KnowledgeBase& base, const std::filesystem::path& folder, const ImportRequest& request,
                           ImportReport& report) {
  CLEW_TRY(const auto files, files_of(folder));
  std::size_t left_out = 0;
  for (const auto& path : files) {
    auto file = Import(base, path, request).run();
    if (!file && file.error().fault == Fault::unavailable) return std::unexpected(std::move(file).error());
    if (file) {
      report.files.push_back(*std::move(file));
      continue;
    }
    CLEW_CHECK(base.drop_file());
    ++left_out;
    report.files.push_back({.file = path.string(), .told = {}, .left_out = base::to_text(file.error())});
  }
  if (left_out == files.size())
    return base::fail(Fault::not_found, "no file in it holds knowledge in a form that is known here", {},
                      folder.string());
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
  for (const auto& path : request.files) {
    if (std::filesystem::is_directory(path, problem)) {
      CLEW_CHECK(import_folder(base, path, request, report));
      continue;
    }
    CLEW_TRY(auto file, Import(base, path, request).run());
    report.files.push_back(std::move(file));
  }
  CLEW_CHECK(base.commit_import());
  return report;
}

Result<std::string> list_knowledge(const std::filesystem::path& path) {
  CLEW_TRY(const auto base, KnowledgeBase::open(path, KnowledgeBase::Mode::read));
  CLEW_TRY(const auto counts, base.counts());
  CLEW_TRY(const auto rows, base.activities());
  const auto s = [](std::uint64_t count) { return count == 1 ? "" : "s"; };
  std::string text =
      fmt::format("{} activit{}, {} indicator{}, {} trait{}, {} statement{} on names, {} file{}\n", counts.activities,
                  counts.activities == 1 ? "y" : "ies", counts.indicators, s(counts.indicators), counts.traits,
                  s(counts.traits), counts.names, s(counts.names), counts.files, s(counts.files));
  for (const store::ActivityRow& row : rows) {
    text += fmt::format("{:<40} {:>8} indicators {:>6} traits  {}{}{}\n", base::printable(row.name), row.indicators,
                        row.traits, row.first, row.last.empty() ? "" : " to ", row.last);
  }
  CLEW_TRY(const auto lists, base.warning_lists());
  if (!lists.empty()) text += fmt::format("{} warning list{}\n", lists.size(), lists.size() == 1 ? "" : "s");
  for (const store::WarningListRow& list : lists) {
    text += fmt::format("{:>8} entries  {} (version {})\n", list.entries, base::printable(list.name), list.version);
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
