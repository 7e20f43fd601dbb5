#include "clew/intel/read_notice.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/list.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/rows.h"
#include "clew/intel/detail/speech.h"
#include "clew/intel/detail/statement.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using detail::Block;
using detail::Context;
using detail::Gather;
using detail::Layout;
using detail::ListShape;
using model::Notice;

struct Signature {
  std::string_view bytes;
  std::string_view name;
};
constexpr std::array<Signature, 7> signatures = {{{"%PDF-", "a PDF"},
                                                  {"PK\x03\x04", "a zip archive or office document"},
                                                  {"\x1f\x8b", "compressed with gzip"},
                                                  {"\x28\xb5\x2f\xfd", "compressed with zstd"},
                                                  {"\xff\xfe", "UTF-16; save it as UTF-8"},
                                                  {"\xfe\xff", "UTF-16; save it as UTF-8"},
                                                  {"{\\rtf", "RTF"}}};

base::Result<base::Done> check_text(const NoticeInput& input) {
  const std::string_view bytes = input.bytes;
  if (bytes.size() > notice_bytes_max) {
    return fail(Fault::over_limit,
                fmt::format("a notice of {} bytes, at most {} are read", bytes.size(), notice_bytes_max), {},
                input.file);
  }
  const std::string_view text = bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
  if (base::trimmed(text).empty()) return fail(Fault::malformed, "the notice is empty", {}, input.file);
  for (const Signature& signature : signatures) {
    if (bytes.starts_with(signature.bytes))
      return fail(Fault::unsupported, fmt::format("not a text: {}", signature.name), {0, signature.bytes.size()},
                  input.file);
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return fail(Fault::unsupported, "not a text: a NUL byte", {nul, 1}, input.file);
  }
  const auto control =
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) < ' ' && !base::is_space(c); });
  if (static_cast<std::size_t>(control) * 10 > bytes.size()) {
    return fail(Fault::unsupported, fmt::format("not a text: {} control bytes of {}", control, bytes.size()), {},
                input.file);
  }
  return base::Done{};
}

base::Result<Notice> read_pack(const NoticeInput& input, Notice notice) {
  CLEW_TRY(Pack pack, parse_pack(input.file, input.bytes));
  notice.source.format = "pack";
  notice.source.title = pack.name;
  notice.supplier = pack.id;
  notice.window = pack.window;
  notice.window_text = pack.window_source;
  Gather gather(input.bytes);
  for (model::Indicator& indicator : pack.indicators) gather.add(std::move(indicator), detail::Weight::row);
  notice.claims = std::move(pack.claims);
  std::move(gather).finish(notice);
  return notice;
}

Notice read_list(const NoticeInput& input, std::span<const Pack> packs, const ListShape& shape, Notice notice) {
  notice.source.format = "csv";
  const Pack* supplier = detail::supplier_of(input.bytes, packs);
  if (supplier != nullptr) notice.supplier = supplier->id;
  Gather gather(input.bytes);
  Context context{gather, packs, supplier};
  detail::read_list(context, shape);
  std::move(gather).finish(notice);
  // One publisher of all is the list's publisher.
  const auto& indicators = notice.indicators;
  const bool agreed = !indicators.empty() && std::ranges::all_of(indicators, [&](const model::Indicator& indicator) {
    return indicator.published_by == indicators.front().published_by;
  });
  if (agreed) notice.source.publisher = indicators.front().published_by;
  return notice;
}

/// What only Markdown has; the name of the format is all that depends on it.
bool is_markdown(std::string_view text) {
  static constexpr std::array<std::string_view, 6> marks = {"\n# ", "\n## ", "\n```", "|---", "| ---", "]("};
  return text.starts_with("# ") ||
         std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

Notice read_text(const NoticeInput& input, std::span<const Pack> packs, Notice notice) {
  notice.source.format = is_markdown(input.bytes) ? "markdown" : "text";
  const Layout layout = detail::layout_of(input.bytes);
  detail::Statement statement = detail::statement_of(input.bytes, layout, packs);
  notice.source.title = detail::quoted(layout.title);
  notice.source.publisher = statement.publisher;
  notice.source.published = statement.published;
  notice.supplier = statement.supplier == nullptr ? std::string{} : statement.supplier->id;
  notice.window = statement.window;
  notice.window_text = std::move(statement.window_text);

  Gather gather(input.bytes);
  Context context{gather, packs, statement.supplier, statement.publisher, statement.published, statement.year};
  for (const Block& block : layout.blocks) {
    const bool quiet = block.section == detail::Section::references || block.section == detail::Section::harmless;
    const bool has_columns = block.kind == Block::Kind::row && !layout.tables[block.table].empty();
    if (has_columns && !quiet) {
      detail::read_row(context, block.cells, layout.tables[block.table]);
    } else {
      detail::read_block(context, block);
    }
  }
  std::move(gather).finish(notice);
  detail::read_speech(input.bytes, layout, statement.supplier,
                      input.names == nullptr ? built_in_name_finder() : *input.names, notice);
  return notice;
}

}  // namespace

base::Result<Notice> read_notice(const NoticeInput& input, std::span<const Pack> packs) {
  CLEW_CHECK(check_text(input));
  Notice notice;
  notice.source.file = input.file;
  notice.source.sha256 = base::sha256_hex(input.bytes);
  if (is_pack(input.bytes)) return read_pack(input, std::move(notice));
  if (const auto shape = detail::list_shape_of(input.bytes)) return read_list(input, packs, *shape, std::move(notice));
  return read_text(input, packs, std::move(notice));
}

}  // namespace clew::intel
