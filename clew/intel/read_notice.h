/// Reads what a supplier or researcher published: the indicators, and all else that it says, each with its place.
///
///     bytes --read_notice--> model::Notice
///
/// In:     one notice: a saved web page, a mail, a PDF with its text, Markdown, plain text, a CSV list (any separator, any order of columns), one value a line, a pack.
///         Recognised by content. `packs` say whose own sites are no indicators and which supplier the notice is about.
/// Out:    each value once, at its first place; `source.substr(where) == text` for every indicator and refusal.
///         A notice without indicators is not an error here.
/// Errors: `malformed` for an empty notice; `unsupported` for what is no text; `over_limit` beyond `notice_bytes_max`.
/// Cost:   linear in the bytes; no recursion on the input.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/name_finder.h"
#include "clew/intel/pack.h"
#include "clew/intel/warning_lists.h"
#include "clew/model/notice.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace clew::intel {

/// Longer than any text that a person wrote, and a list of half a million values.
constexpr std::size_t notice_bytes_max = 16U << 20U;

struct NoticeInput {
  std::string file;  ///< as the user named it
  std::string bytes;
  /// Of a PDF: its text as a converter made it, pages parted by form feeds. Places are then places of this text.
  std::optional<std::string> extracted = std::nullopt;
};

bool is_pdf(std::string_view bytes);

struct ReadOptions {
  const Warnings* warnings = nullptr;  ///< may be null; what a value is in becomes a warning
  const NameFinder* names = nullptr;   ///< of a knowledge base; null: the built-in ones
};

/// Whether a warning of an indicator says that a list holds it.
bool is_list_warning(std::string_view warning);

base::Result<model::Notice> read_notice(const NoticeInput& input, std::span<const Pack> packs,
                                        const ReadOptions& options = {});

}  // namespace clew::intel
