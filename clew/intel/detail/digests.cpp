#include "clew/intel/detail/digests.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

constexpr std::size_t look_bytes = 80;

bool is_called_key(std::string_view words) {
  static constexpr auto names = std::to_array<std::string_view>(
      {" key", " key is", " key was", " key of", " iv", " nonce", " salt", " seed", " cl\xc3\xa9", "publickey"});
  return std::ranges::any_of(names, [&](std::string_view name) { return words.ends_with(name); }) ||
         words.contains("publickey ");
}

/// "the same XOR key (4f4c…)"
bool is_key_in_brackets(std::string_view before) { return before.ends_with(" key (") || before.ends_with(" key (`"); }

/// "Stage 2 AES key (hex): `4f4c…`", "Bearer token: `4f4c…`": the label before the value, a remark in brackets left out.
bool is_labelled_secret(std::string_view before) {
  static constexpr base::ByteSet marks(" `\"'*:=");
  const auto trim = [&] {
    while (!before.empty() && marks.contains(before.back())) before.remove_suffix(1);
  };
  trim();
  if (before.ends_with(')')) before = before.substr(0, std::min(before.rfind('('), before.size()));
  trim();
  static constexpr auto names =
      std::to_array<std::string_view>({" key", " token", " secret", " password", " passphrase", " nonce"});
  const std::string label = " " + base::lowered(before);
  return std::ranges::any_of(names, [&](std::string_view name) { return label.ends_with(name); });
}

/// "`4f4c…` — RSA-2048 public key fingerprint (SHA-256)"
bool is_then_called_key(std::string_view behind) {
  const std::string line = base::lowered(behind.substr(0, behind.find('\n')));
  return line.find(" key fingerprint") < line.find_first_of(",.;");
}

/// `"client_uuid": "4f4c…"`, `id = "4f4c…"`
bool is_value_of_id(std::string_view before) {
  std::size_t end = before.size();
  bool is_set = false;
  while (end > 0 && std::string_view(" \"'`:=").contains(before[end - 1])) is_set |= before[--end] == '=';
  if (end == before.size()) return false;
  std::size_t begin = end;
  while (begin > 0 && (base::is_alnum(before[begin - 1]) || before[begin - 1] == '_')) --begin;
  const std::string name = base::lowered(before.substr(begin, end - begin));
  // `"public_key_sha256": "4f4c…"`: of the key, not of a file.
  return name.ends_with("uuid") || name.ends_with("guid") || (is_set && name.ends_with("id")) || name.contains("_key_");
}

/// `"4f4c…" + "1234"`, or what is said to come out of it in the same line.
bool is_operand(std::string_view before, std::string_view behind) {
  const bool quoted = before.ends_with('"') && behind.starts_with('"');
  return quoted && (behind.substr(1).starts_with(" + \"") || before.contains("\" + \""));
}

/// `MD5("name") = 4f4c…`: of a text, not of a file.
bool is_of_text(std::string_view before) {
  static constexpr auto functions = std::to_array<std::string_view>({"md5(\"", "sha1(\"", "sha256(\"", "md5('"});
  if (!before.ends_with(") = ")) return false;
  const std::string lower = base::lowered(before);
  return std::ranges::any_of(functions, [&](std::string_view function) { return lower.contains(function); });
}

}  // namespace

std::size_t hashed_names_begin(std::string_view text) {
  static constexpr auto functions = std::to_array<std::string_view>({"sha256(", "sha1(", "md5("});
  static constexpr auto names =
      std::to_array<std::string_view>({"domain", "email", "host", "sender", "url", "user", "address"});
  constexpr std::size_t argument_bytes_max = 80;
  std::size_t first = std::string_view::npos;
  for (const std::string_view function : functions) {
    for (std::size_t at = text.find(function); at < first; at = text.find(function, at + 1)) {
      const std::string_view call = text.substr(at + function.size(), argument_bytes_max);
      const std::size_t close = call.find(')');
      if (close == std::string_view::npos) continue;
      const std::string argument = base::lowered(call.substr(0, close));
      const std::string_view behind = call.substr(close + 1);
      const bool compares = behind.starts_with(" in ") || behind.starts_with(" ==") || behind.starts_with(" =~");
      if (compares && std::ranges::any_of(names, [&](std::string_view name) { return argument.contains(name); }))
        first = at;
    }
  }
  return first;
}

bool is_key_or_id(std::string_view text, Part digits, std::string_view said_before) {
  std::string_view before = text.substr(0, digits.begin);
  before = before.substr(before.size() - std::min(before.size(), look_bytes));
  if (const std::size_t line = before.rfind('\n'); line != std::string_view::npos) before = before.substr(line + 1);
  const std::string_view behind = text.substr(digits.end, look_bytes);
  return is_called_key(said_before) || is_key_in_brackets(before) || is_value_of_id(before) ||
         is_operand(before, behind) || is_of_text(before) || is_labelled_secret(before) || is_then_called_key(behind);
}

std::optional<Part> sample_of_page(std::string_view url) {
  static constexpr auto pages = std::to_array<std::string_view>(
      {"virustotal.com/gui/file/", "virustotal.com/file/", "virustotal.com/en/file/", "virustotal.com/#/file/",
       "virustotal.com/fr/file/", "bazaar.abuse.ch/sample/", "hybrid-analysis.com/sample/"});
  for (const std::string_view page : pages) {
    const std::size_t at = url.find(page);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = at + page.size();
    std::size_t end = begin;
    while (end < url.size() && base::is_hex(url[end])) ++end;
    const std::size_t digits = end - begin;
    const bool whole = end == url.size() || url[end] == '/' || url[end] == '?' || url[end] == '#';
    if (!whole || (digits != 32 && digits != 40 && digits != 64)) return std::nullopt;
    return Part{begin, end};
  }
  return std::nullopt;
}

}  // namespace clew::intel::detail
