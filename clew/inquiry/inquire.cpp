#include "clew/inquiry/inquire.h"

#include "clew/inquiry/findings.h"
#include "clew/inquiry/ground.h"
#include "clew/inquiry/scope.h"

#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::CaseDocument;

void list_files(const hunt::ScanResult& scan, CaseDocument& document) {
  for (const hunt::ScannedFile& file : scan.files) {
    model::CaseEvidenceFile entry;
    entry.file = file.name;
    entry.bytes = file.bytes;
    entry.sha256 = file.sha256;
    if (file.content_sha256 != file.sha256) entry.content_sha256 = file.content_sha256;
    entry.source = file.source;
    entry.events = file.events;
    entry.unparsed = file.unparsed;
    entry.records = file.events + file.unparsed;
    entry.problem = file.problem;
    if (!file.problem.empty()) document.problems.push_back(fmt::format("{}: {}", file.name, file.problem));
    document.evidence_files.push_back(std::move(entry));
  }
  for (const base::Error& problem : scan.problems) document.problems.push_back(base::to_text(problem));
}

}  // namespace

void inquire(const Material& material, const Question& question, CaseDocument& document) {
  const hunt::ScanResult& scan = *material.scan;
  document.supplier = question.supplier;
  document.window = {question.window.from, question.window.to, question.window_source};

  FoundOut found = find_out(material);
  document.devices = list_devices(found, scan.inventory, question.supplier);
  document.accounts = list_accounts(found, document.devices, scan.inventory);
  document.findings = std::move(found.findings);

  Ground ground = survey(scan, material.indicators, question.window, needs_of(question, material.indicators));
  document.coverage = std::move(ground.coverage);
  document.blind = std::move(ground.blind);
  document.searched = std::move(ground.searched);
  document.axis_from = ground.axis_from;
  document.axis_to = ground.axis_to;
  list_files(scan, document);
  document.answer = decide(document, ground, question, material.indicators.size());
}

}  // namespace clew::inquiry
