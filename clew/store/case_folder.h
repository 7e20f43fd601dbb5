/// Keeps a case: a folder with the document, the page and a database that can be asked with SQL.
///
///     write_case_folder(disk, "cases/orchard", document, to_json(document), render_html(document))
///
/// In:     the document, and what `report` made of it. Out: `case.json`, `report.html`, `case.sqlite` in `folder`, which is
///         made with mode 0700 where there is none. Other files in a case folder are left alone.
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

base::Result<base::Done> write_case_folder(base::Disk& disk, const std::filesystem::path& folder,
                                           const model::CaseDocument& document, std::string_view json,
                                           std::string_view html);

}  // namespace clew::store
