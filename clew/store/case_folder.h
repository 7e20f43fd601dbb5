/// Keeps a case: a folder with the document, the page, the rotation ledger and a database that can be asked with SQL.
///
///     write_case_folder(disk, "cases/orchard", document, {to_json(document), render_html(document), …})
///
/// In:     the document, and what `report` made of it. Out: `case.json`, `report.html`, `rotation.csv`, `rotation.md`,
///         `case.sqlite` in `folder`, which is made with mode 0700 where there is none. Other files in a case folder are left alone.
/// Errors: `unsupported` where the folder holds something but no case; `unavailable` when the disk refuses: then the
///         earlier case is there as before, byte for byte, and no unfinished file is. Should the disk refuse even to put the
///         earlier files back, each file is still a whole one, and the next call puts them back first.
/// Source: docs/formats/case_folder.md.
#pragma once

#include "clew/base/disk.h"
#include "clew/model/case_document.h"

#include <filesystem>
#include <string_view>

namespace clew::store {

/// The bytes of the files that are not made here.
struct CaseTexts {
  std::string_view json, html, rotation_csv, rotation_markdown;
};

base::Result<base::Done> write_case_folder(base::Disk& disk, const std::filesystem::path& folder,
                                           const model::CaseDocument& document, const CaseTexts& texts);

}  // namespace clew::store
