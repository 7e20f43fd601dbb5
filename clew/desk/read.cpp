#include "clew/desk/read.h"

#include "clew/base/disk.h"
#include "clew/base/text.h"
#include "clew/desk/notice_file.h"
#include "clew/desk/pack.h"
#include "clew/desk/reading_aids.h"
#include "clew/intel/claims.h"
#include "clew/intel/read_notice.h"
#include "clew/report/notice_csv.h"
#include "clew/report/notice_json.h"
#include "clew/report/notice_misp.h"
#include "clew/report/notice_pack.h"
#include "clew/report/notice_stix.h"
#include "clew/report/notice_table.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::desk {
namespace {

using base::Result;
using model::Notice;

/// `notice.csv:12:5: malformed: …`, as far as the error says where.
std::string told(const base::Error& error, std::string_view bytes) {
  if (error.where.size_bytes == 0 || error.where.offset_bytes >= bytes.size()) return base::to_text(error);
  const std::string_view before = bytes.substr(0, error.where.offset_bytes);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  base::Error placed = error;
  placed.file += fmt::format(":{}:{}", line, before.size() - line_begin + 1);
  return base::to_text(placed);
}

Result<std::string> bytes_of(const ReadRequest& request, const std::filesystem::path& path) {
  if (path == "-") {
    if (!request.standard_input) return base::fail(base::Fault::unavailable, "there is no standard input", {}, "-");
    return request.standard_input(intel::notice_bytes_max);
  }
  return base::read_small_file(path, intel::notice_bytes_max);
}

std::vector<Notice> read_all(const ReadRequest& request, std::span<const intel::Pack> packs,
                             const intel::ReadOptions& options, ReadReport& report) {
  std::vector<Notice> notices;
  for (const std::filesystem::path& path : request.notices) {
    auto bytes = bytes_of(request, path);
    if (!bytes) {
      report.problems.push_back(base::to_text(bytes.error()));
      continue;
    }
    const auto input = notice_input(path.string(), *std::move(bytes));
    if (!input) {
      report.problems.push_back(base::to_text(input.error()));
      continue;
    }
    auto notice = intel::read_notice(*input, packs, options);
    if (!notice) {
      report.problems.push_back(told(notice.error(), input->bytes));
      continue;
    }
    report.indicators += notice->indicators.size();
    notices.push_back(*std::move(notice));
  }
  report.notices = notices.size();
  return notices;
}

std::string tables(const std::vector<Notice>& notices, const ReadRequest& request) {
  std::string text;
  for (const Notice& notice : notices) {
    if (!text.empty()) text += '\n';
    text += report::notice_table(notice, request.style, request.rows_max);
  }
  return text;
}

/// One document is for people as well; several are a stream.
std::string documents(const std::vector<Notice>& notices) {
  const auto layout = notices.size() == 1 ? report::NoticeLayout::block : report::NoticeLayout::line;
  std::string text;
  for (const Notice& notice : notices) text += report::notice_json(notice, layout);
  return text;
}

Result<std::string> pack_of(const Notice& notice, std::span<const intel::Pack> packs) {
  std::string_view name;
  for (const intel::Pack& pack : packs) {
    if (pack.id == notice.supplier) name = pack.name;
  }
  std::string text = report::notice_pack(notice, name);
  if (text.size() > intel::pack_bytes_max) {
    return base::fail(base::Fault::over_limit,
                      fmt::format("a pack of {} bytes, at most {} are read; --csv has no such limit", text.size(),
                                  intel::pack_bytes_max),
                      {}, notice.source.file);
  }
  return text;
}

Result<std::string> text_of(const std::vector<Notice>& notices, const ReadRequest& request,
                            std::span<const intel::Pack> packs) {
  switch (request.form) {
    case ReadForm::table: return tables(notices, request);
    case ReadForm::json: return documents(notices);
    case ReadForm::csv: return report::notices_csv(notices);
    case ReadForm::stix: return report::stix_bundle(notices);
    case ReadForm::misp: return report::misp_events(notices);
    case ReadForm::pack: return pack_of(notices.front(), packs);
  }
  return std::string{};
}

}  // namespace

Result<ReadReport> read_notices(const ReadRequest& request) {
  if (request.form == ReadForm::pack && request.notices.size() != 1)
    return base::fail(base::Fault::unsupported, "a pack is one supplier's: give one notice at a time");
  ReadReport report;
  const std::vector<intel::Pack> packs = known_packs(request.notices);
  CLEW_TRY(const auto aids, ReadingAids::open(request.knowledge_base));
  std::vector<Notice> notices = read_all(request, packs, aids.options(), report);
  intel::mark_superseded(notices);
  if (const auto problem = aids.problem()) report.problems.push_back(base::to_text(*problem));
  if (notices.empty()) return report;
  CLEW_TRY(report.text, text_of(notices, request, packs));
  return report;
}

}  // namespace clew::desk
