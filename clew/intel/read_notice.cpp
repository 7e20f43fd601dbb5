#include "clew/intel/read_notice.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/intel/detail/document.h"
#include "clew/intel/detail/gather.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/mail.h"
#include "clew/intel/detail/misp.h"
#include "clew/intel/detail/openioc.h"
#include "clew/intel/detail/sigma.h"
#include "clew/intel/detail/stix_bundle.h"
#include "clew/intel/detail/yara.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using detail::Gather;
using model::Notice;

struct Signature {
  std::string_view bytes;
  std::string_view name;
};
constexpr std::array<Signature, 4> signatures = {{{"PK\x03\x04", "a zip archive or office document"},
                                                  {"\x1f\x8b", "compressed with gzip"},
                                                  {"\x28\xb5\x2f\xfd", "compressed with zstd"},
                                                  {"{\\rtf", "RTF"}}};

base::Result<base::Done> check_size(const NoticeInput& input) {
  const std::size_t size = std::max(input.bytes.size(), input.extracted ? input.extracted->size() : 0);
  if (size <= notice_bytes_max) return base::Done{};
  return fail(Fault::over_limit, fmt::format("a notice of {} bytes, at most {} are read", size, notice_bytes_max), {},
              input.file);
}

base::Result<base::Done> check_text(const std::string& file, std::string_view bytes) {
  const std::string_view text = bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
  if (base::trimmed(text).empty()) return fail(Fault::malformed, "the notice is empty", {}, file);
  for (const Signature& signature : signatures) {
    if (bytes.starts_with(signature.bytes))
      return fail(Fault::unsupported, fmt::format("not a text: {}", signature.name), {0, signature.bytes.size()}, file);
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return fail(Fault::unsupported, "not a text: a NUL byte", {nul, 1}, file);
  }
  const auto control =
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) < ' ' && !base::is_space(c); });
  if (static_cast<std::size_t>(control) * 10 > bytes.size()) {
    return fail(Fault::unsupported, fmt::format("not a text: {} control bytes of {}", control, bytes.size()), {}, file);
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

constexpr std::string_view list_warning = "in the warning list ";

base::Result<Notice> read_any(const NoticeInput& input, const detail::Known& known) {
  const std::span<const Pack> packs = known.packs;
  Notice notice;
  notice.source.file = input.file;
  notice.source.sha256 = base::sha256_hex(input.bytes);
  CLEW_CHECK(check_size(input));
  if (input.bytes.starts_with("%PDF-")) return detail::read_pdf(input, known, std::move(notice));
  if (detail::is_utf16(input.bytes)) {
    const detail::Mapped text = detail::from_utf16(input.bytes);
    if (auto checked = check_text(input.file, text.text()); !checked) {
      checked.error().where = {};  // a place in the decoded text is none in the input
      return std::unexpected(std::move(checked).error());
    }
    return detail::read_decoded(text, input.bytes, known, std::move(notice));
  }
  CLEW_CHECK(check_text(input.file, input.bytes));
  if (is_pack(input.bytes)) return read_pack(input, std::move(notice));
  if (detail::may_be_json(input.bytes)) {
    if (const auto json = detail::JsonText::parse(input.file, input.bytes)) {
      if (detail::is_misp(json->root())) return detail::read_misp(input, json->root(), packs, std::move(notice));
      if (detail::is_stix(json->root())) return detail::read_stix(input, json->root(), packs, std::move(notice));
    }
  }
  if (detail::is_openioc(input.bytes)) return detail::read_openioc(input, packs, std::move(notice));
  if (detail::is_yara(input.bytes)) return detail::read_yara(input, packs, std::move(notice));
  if (detail::is_sigma(input.bytes)) return detail::read_sigma(input, packs, std::move(notice));
  if (detail::is_mail(input.bytes)) return detail::read_message(input.bytes, known, std::move(notice));
  return detail::read_decoded(input.bytes, known, std::move(notice));
}

}  // namespace

bool is_list_warning(std::string_view warning) { return warning.starts_with(list_warning); }

bool is_pdf(std::string_view bytes) { return bytes.starts_with("%PDF-"); }

base::Result<Notice> read_notice(const NoticeInput& input, std::span<const Pack> packs, const ReadOptions& options) {
  const NameFinder& names = options.names == nullptr ? built_in_name_finder() : *options.names;
  CLEW_TRY(auto notice, read_any(input, {packs, names}));
  if (options.warnings == nullptr) return notice;
  for (model::Indicator& indicator : notice.indicators) {
    for (const std::string& list : options.warnings->about(indicator.value))
      indicator.warnings.push_back(fmt::format("{}\"{}\"", list_warning, list));
  }
  return notice;
}

}  // namespace clew::intel
