/// A notice's file as `intel::read_notice` takes it: a PDF with its text, which another program takes out of it.
///
///     name, bytes --notice_input--> intel::NoticeInput
///
/// In:     the bytes of a notice. Out: these, and for a PDF the text that `pdftotext` (poppler-utils) prints.
/// Errors: `not_found` where a PDF comes and the machine has no `pdftotext`: the words say what to install;
///         those of `base::run_program`. Why a program of its own: docs/adr/0021.
#pragma once

#include "clew/intel/read_notice.h"

namespace clew::desk {

base::Result<intel::NoticeInput> notice_input(std::string file, std::string bytes);

}  // namespace clew::desk
