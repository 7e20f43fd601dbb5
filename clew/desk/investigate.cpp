#include "clew/desk/investigate.h"

#include "clew/base/disk.h"
#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/desk/link.h"
#include "clew/desk/notice_file.h"
#include "clew/desk/pack.h"
#include "clew/desk/reading_aids.h"
#include "clew/evidence/reader.h"
#include "clew/hunt/scan.h"
#include "clew/inquiry/inquire.h"
#include "clew/inquiry/pursuit.h"
#include "clew/intel/pack.h"
#include "clew/intel/read_notice.h"
#include "clew/link/traces.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"
#include "clew/report/case_json.h"
#include "clew/report/html.h"
#include "clew/report/ledger.h"
#include "clew/report/terminal.h"
#include "clew/store/case_folder.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <fmt/core.h>

namespace clew::desk {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using model::CaseDocument;

Result<std::vector<model::Notice>> read_notices(const std::vector<std::filesystem::path>& paths,
                                                const std::vector<intel::Pack>& packs,
                                                const intel::ReadOptions& options) {
  std::vector<model::Notice> notices;
  for (const auto& path : paths) {
    CLEW_TRY(auto bytes, base::read_small_file(path, intel::notice_bytes_max));
    CLEW_TRY(const auto input, notice_input(path.filename().string(), std::move(bytes)));
    auto notice = intel::read_notice(input, packs, options);
    if (!notice) {
      notice.error().file = path.string();
      return std::unexpected(std::move(notice).error());
    }
    notices.push_back(*std::move(notice));
  }
  return notices;
}

/// `https://evil.example/` says no more than `evil.example`, where both are listed.
void drop_bare_origins(std::vector<model::Indicator>& indicators) {
  std::set<std::string> domains;
  for (const model::Indicator& indicator : indicators) {
    if (indicator.value.type() == model::ValueType::domain) domains.insert(indicator.value.text());
  }
  std::erase_if(indicators, [&](const model::Indicator& indicator) {
    if (indicator.value.type() != model::ValueType::url) return false;
    std::string_view rest = indicator.value.text();
    if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    return domains.contains(std::string(rest));
  });
}

/// Takes out what a publisher listed in one notice and takes back in another one that is not older.
std::vector<model::CaseBlind> take_revoked(std::vector<model::Notice>& notices) {
  std::vector<model::CaseBlind> named;
  for (const model::Notice& correction : notices) {
    for (const model::Mention& mention : correction.mentions) {
      const auto value = model::Value::parse(mention.type, mention.value);
      if (mention.why != model::why_revoked || !value) continue;
      std::size_t taken = 0;
      for (model::Notice& notice : notices) {
        const bool of_another = !notice.source.publisher.empty() && !correction.source.publisher.empty() &&
                                notice.source.publisher != correction.source.publisher;
        if (of_another || notice.source.published > correction.source.published) continue;
        taken += std::erase_if(notice.indicators,
                               [&](const model::Indicator& indicator) { return indicator.value == *value; });
      }
      if (taken == 0) continue;
      named.push_back({fmt::format("{} {}", model::name_of(mention.type), mention.value),
                       fmt::format("{}: it was not sought", model::why_revoked),
                       {},
                       {}});
    }
  }
  return named;
}

/// The same value in two notices is one indicator: what one of them leaves open the other may say.
std::vector<model::Indicator> merged_indicators(const std::vector<model::Notice>& notices) {
  std::vector<model::Indicator> merged;
  std::map<model::Value, std::size_t> places;
  for (const model::Notice& notice : notices) {
    for (const model::Indicator& indicator : notice.indicators) {
      const auto [place, fresh] = places.try_emplace(indicator.value, merged.size());
      if (fresh) {
        merged.push_back(indicator);
        if (merged.back().published_by.empty()) merged.back().published_by = notice.source.publisher;
        if (merged.back().published.empty()) merged.back().published = notice.source.published;
        continue;
      }
      model::Indicator& known = merged[place->second];
      if (known.role == model::Role::unknown) known.role = indicator.role;
      if (known.valid.is_open()) known.valid = indicator.valid;
      if (known.note.empty()) known.note = indicator.note;
      if (known.activity.empty()) known.activity = indicator.activity;
      for (const std::string& warning : indicator.warnings) {
        if (std::ranges::find(known.warnings, warning) == known.warnings.end()) known.warnings.push_back(warning);
      }
    }
  }
  drop_bare_origins(merged);
  return merged;
}

/// Adds the hosts of published URLs that somebody has for himself: logs of names and of encrypted connections never show more of
/// a URL. Not where the host is a service that many use, for then it tells nothing of the URL.
void add_hosts_of_urls(std::vector<model::Indicator>& indicators) {
  std::set<model::Value> known;
  model::DomainSet domains;
  for (const model::Indicator& indicator : indicators) {
    known.insert(indicator.value);
    if (indicator.value.type() == model::ValueType::domain) domains.add(indicator.value.text());
  }
  std::vector<model::Indicator> hosts;
  for (const model::Indicator& indicator : indicators) {
    const bool of_others = indicator.role == model::Role::legitimate_abused ||
                           indicator.role == model::Role::shared_infrastructure ||
                           indicator.role == model::Role::victim;
    if (indicator.value.type() != model::ValueType::url || of_others) continue;
    const std::string_view host = model::host_of(indicator.value);
    const auto address = model::Address::parse(host);
    const model::ValueType type = !address             ? model::ValueType::domain
                                  : address->is_ipv4() ? model::ValueType::ipv4
                                                       : model::ValueType::ipv6;
    auto value = model::Value::parse(type, host);
    if (!value || !known.insert(*value).second) continue;
    if (address && (model::is_private(*address) || !link::why_shared_address(host).empty())) continue;
    if (!address && (!model::has_registered_domain(value->text()) || !link::why_shared_host(host).empty())) continue;
    if (domains.covers(value->text())) continue;
    model::Indicator derived = indicator;
    derived.value = *std::move(value);
    derived.host_of_url = indicator.value.text();
    hosts.push_back(std::move(derived));
  }
  std::ranges::move(hosts, std::back_inserter(indicators));
}

/// What the notices list and clew does not search evidence for: named, so that nobody takes it for searched.
std::vector<model::CaseBlind> take_unsearched(std::vector<model::Indicator>& indicators) {
  std::map<model::ValueType, std::size_t> counts;
  for (const model::Indicator& indicator : indicators) {
    if (!model::is_searched(indicator.value.type())) ++counts[indicator.value.type()];
  }
  std::erase_if(indicators,
                [](const model::Indicator& indicator) { return !model::is_searched(indicator.value.type()); });
  std::vector<model::CaseBlind> blind;
  for (const auto& [type, count] : counts) {
    blind.push_back({fmt::format("{} of the notice ({})", model::name_of(type), count),
                     "evidence is not searched for values of this type; look for them by hand",
                     {},
                     {}});
  }
  return blind;
}

Result<const intel::Pack*> choose_pack(const InvestigateRequest& request, const std::vector<model::Notice>& notices,
                                       const std::vector<intel::Pack>& packs) {
  const auto named = [&](std::string_view name) -> const intel::Pack* {
    const auto found = std::ranges::find_if(packs, [&](const intel::Pack& pack) {
      return base::equal_ignoring_case(pack.id, name) || base::equal_ignoring_case(pack.name, name);
    });
    return found == packs.end() ? nullptr : &*found;
  };
  if (!request.supplier.empty()) {
    if (const intel::Pack* pack = named(request.supplier)) return pack;
    std::string known;
    for (const intel::Pack& pack : packs) known += (known.empty() ? "" : ", ") + pack.id;
    return fail(Fault::not_found,
                fmt::format("no pack describes the supplier \"{}\"; there are: {}", request.supplier, known));
  }
  for (const model::Notice& notice : notices) {
    if (const intel::Pack* pack = named(notice.supplier)) return pack;
  }
  return nullptr;
}

/// A pack tells of one breach of its supplier. A notice of years later tells of another.
bool is_of_another_breach(const model::Window& window, const std::vector<model::Notice>& notices) {
  constexpr std::int64_t year = 365LL * 86400 * base::Instant::per_second;
  if (!window.to) return false;
  return std::ranges::any_of(notices, [&](const model::Notice& notice) {
    const auto published = base::parse_rfc3339(notice.source.published + "T00:00:00Z");
    return notice.source.format != "pack" && published && published->nanoseconds - window.to->nanoseconds > year;
  });
}

/// Of notices that state no window: from when to when their indicators were the intruder's, as far as most of them say it. Where
/// they leave the end open it is the day of publication.
model::Window window_of_indicators(const std::vector<model::Notice>& notices) {
  constexpr std::int64_t day = 86400 * base::Instant::per_second;
  model::Window window;
  std::size_t indicators = 0, dated = 0, ended = 0;
  for (const model::Notice& notice : notices) {
    const auto published = base::parse_rfc3339(notice.source.published + "T00:00:00Z");
    for (const model::Indicator& indicator : notice.indicators) {
      ++indicators;
      const model::Window& valid = indicator.valid;
      if (!valid.from) continue;
      ++dated;
      if (!window.from || *valid.from < *window.from) window.from = valid.from;
      std::optional<base::Instant> to = valid.to;
      if (!to && published) to = base::Instant{published->nanoseconds + day, 0};
      if (!to) continue;
      ++ended;
      if (!window.to || *window.to < *to) window.to = to;
    }
  }
  const bool tells = dated * 2 >= indicators && ended == dated && window.from && window.to;
  return tells && *window.from < *window.to ? window : model::Window{};
}

void choose_window(const InvestigateRequest& request, const std::vector<model::Notice>& notices,
                   const intel::Pack* pack, inquiry::Question& question) {
  question.window_source = "none";
  if (pack != nullptr && !pack->window.is_open() && !is_of_another_breach(pack->window, notices)) {
    question.window = pack->window;
    question.window_source = "pack";
  }
  for (const model::Notice& notice : notices) {
    if (notice.window.is_open()) continue;
    question.window = notice.window;
    question.window_source = notice.source.format == "pack" ? "pack" : "notice";
    break;
  }
  if (question.window.is_open()) {
    question.window = window_of_indicators(notices);
    if (!question.window.is_open()) question.window_source = "notice";
  }
  if (request.from || request.to) {
    if (request.from) question.window.from = request.from;
    if (request.to) question.window.to = request.to;
    question.window_source = "flags";
  }
}

model::CaseNotice summary_of(const model::Notice& notice) {
  const model::NoticeSource& source = notice.source;
  return {source.file,
          source.sha256,
          source.format,
          source.title,
          source.publisher,
          source.published,
          notice.indicators.size(),
          notice.mentions.size(),
          notice.refused.size()};
}

hunt::ScanOptions scan_options(const InvestigateRequest& request, std::string_view step,
                               hunt::ScanOptions::Purpose purpose) {
  hunt::ScanOptions options;
  options.threads = std::max(1U, request.threads);
  options.stop = request.stop;
  options.purpose = purpose;
  if (request.progress) {
    options.progress = [&request, step](std::uint64_t done, std::uint64_t total) {
      request.progress(step, done, total);
    };
  }
  return options;
}

void stage_done(const InvestigateRequest& request, std::string_view stage, std::uint64_t bytes = 0) {
  if (request.stage_done) request.stage_done(stage, bytes);
}

std::uint64_t bytes_of(const evidence::Listing& listing) {
  std::uint64_t bytes = 0;
  for (const auto& file : listing.files) bytes += file.bytes;
  return bytes;
}

std::unexpected<base::Error> stopped() {
  return fail(Fault::unavailable, "stopped before the evidence was read; nothing was written");
}

}  // namespace

Result<CaseDocument> investigate(const InvestigateRequest& request) {
  // Read once: all passes must take the evidence for the same.
  const std::vector<intel::Pack> packs = known_packs(request.reports);
  const std::vector<model::LogMapping> mappings = log_mappings(packs);
  CLEW_TRY(const auto aids, ReadingAids::open(request.knowledge_base));
  CLEW_TRY(auto notices, read_notices(request.reports, packs, aids.options()));
  if (const auto problem = aids.problem()) return std::unexpected(*problem);
  std::vector<model::CaseBlind> unsearched = take_revoked(notices);
  std::vector<model::Indicator> indicators = merged_indicators(notices);
  std::ranges::move(take_unsearched(indicators), std::back_inserter(unsearched));
  if (indicators.empty()) {
    return fail(Fault::not_found, "no indicator was found in it; give the list of indicators as another --report", {},
                request.reports.front().string());
  }
  add_hosts_of_urls(indicators);
  CLEW_TRY(const intel::Pack* const pack, choose_pack(request, notices, packs));
  stage_done(request, "reading notices");
  CLEW_TRY(const auto listing, evidence::list_files(request.evidence));
  if (listing.files.empty() && listing.unreadable.empty()) {
    return fail(Fault::not_found, "there is no file in it", {}, request.evidence.front().string());
  }

  stage_done(request, "listing");

  inquiry::Question question;
  if (pack != nullptr) {
    question.supplier = pack->id;
    question.supplier_name = pack->name;
    question.needs = pack->needs;
  }
  choose_window(request, notices, pack, question);
  if (question.window.from && question.window.to && !(*question.window.from < *question.window.to)) {
    return fail(Fault::malformed,
                fmt::format("the window ends ({}) before it starts ({})", base::to_rfc3339(*question.window.to),
                            base::to_rfc3339(*question.window.from)));
  }

  std::vector<model::Value> values;
  for (const model::Indicator& indicator : indicators) values.push_back(indicator.value);
  hunt::ScanOptions options = scan_options(request, "searching", hunt::ScanOptions::Purpose::hunt);
  options.mappings = mappings;
  options.select = inquiry::seeds_of(pack);
  hunt::ScanResult scan = hunt::scan(listing, values, options);
  if (scan.stopped) return stopped();
  stage_done(request, "searching", bytes_of(listing));

  CaseDocument document;
  document.tool_version = CLEW_VERSION;
  std::vector<std::string> notice_sha256;
  for (const model::Notice& notice : notices) {
    document.notices.push_back(summary_of(notice));
    notice_sha256.push_back(notice.source.sha256);
  }
  inquiry::Pursuit pursuit(indicators, scan, pack, question.window, std::move(notice_sha256));
  while (const auto errand = pursuit.next()) {
    hunt::ScanOptions context = scan_options(request, errand->step, hunt::ScanOptions::Purpose::context);
    context.mappings = mappings;
    context.select = errand->select;
    context.sightings = errand->is_sighting != nullptr;
    context.is_sighting = errand->is_sighting;
    context.known = &scan;
    hunt::ScanResult found = hunt::scan(listing, errand->values, context);
    if (found.stopped) return stopped();
    stage_done(request, errand->step, bytes_of(listing));
    pursuit.take(*errand, std::move(found));
  }
  inquiry::inquire(pursuit, question, document);
  std::ranges::move(unsearched, std::back_inserter(document.blind));
  if (!request.knowledge_base.empty()) attribute(document, notices, request.knowledge_base);
  stage_done(request, "judging");
  return document;
}

std::string as_json(const CaseDocument& document) { return report::to_json(document); }
std::string as_html(const CaseDocument& document) { return report::render_html(document); }
std::string as_rotation_csv(const CaseDocument& document) { return report::rotation_csv(document); }
std::string as_rotation_markdown(const CaseDocument& document) { return report::rotation_markdown(document); }

std::string as_terminal(const CaseDocument& document, const TerminalView& view) {
  report::TerminalStyle style;
  style.columns = view.columns;
  style.lines = view.lines;
  style.colours = view.colour ? report::Colours::on : report::Colours::off;
  style.characters = view.unicode ? report::Characters::unicode : report::Characters::ascii;
  return report::render_terminal(document, style);
}

Result<base::Done> keep_case(const CaseDocument& document, const std::filesystem::path& folder) {
  const std::string json = as_json(document);
  const std::string html = as_html(document);
  const std::string rotation_csv = as_rotation_csv(document);
  const std::string rotation_markdown = as_rotation_markdown(document);
  return store::write_case_folder(base::Disk::real(), folder, document, {json, html, rotation_csv, rotation_markdown});
}

Result<base::Done> write_file(const std::filesystem::path& path, std::string_view bytes) {
  return base::write_whole_file(base::Disk::real(), path, bytes);
}

}  // namespace clew::desk
