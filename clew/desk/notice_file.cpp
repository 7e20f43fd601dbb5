#include "clew/desk/notice_file.h"

#include "clew/base/process.h"

namespace clew::desk {

base::Result<intel::NoticeInput> notice_input(std::string file, std::string bytes) {
  if (!intel::is_pdf(bytes)) return intel::NoticeInput{std::move(file), std::move(bytes), std::nullopt};
  auto text = base::run_program({"pdftotext", {"-enc", "UTF-8", "-eol", "unix", "-", "-"}}, bytes);
  if (!text) {
    base::Error error = std::move(text).error();
    error.file = file;
    if (error.fault == base::Fault::not_found)
      error.what = "a PDF is read with the program pdftotext, which is not here; Debian's package poppler-utils has it";
    return std::unexpected(std::move(error));
  }
  return intel::NoticeInput{std::move(file), std::move(bytes), *std::move(text)};
}

}  // namespace clew::desk
