/// What one token of a text is, by its shape alone: whether it is an indicator is decided elsewhere.
///
///     "198.51.100.7:443" --shape_of--> ipv4        "setup.py" --> nothing        "1f3a…" (63 digits) --> a broken hash
///
/// In:     a token, refanged and trimmed of punctuation. Out: a value, or what is wrong with what is clearly meant as one.
/// Errors: `Shape::why` is set, and `value` is absent, where a value breaks a rule of its type.
/// Source: the Public Suffix List tells names from code; checksums (Base58Check, BIP 173's alphabet) wallets from words.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clew::intel::detail {

struct Shape {
  model::ValueType type = model::ValueType::domain;
  std::optional<model::Value> value;
  std::string why;  ///< the rule that is broken
};

/// `defanged`: somebody took care to break the value, so a name is one whatever its last label is.
std::optional<Shape> shape_of(std::string_view token, bool defanged);

/// `C:\…`, `/usr/…`, `%APPDATA%\…`, `~/…`: where the rest of a cell or code span belongs to the value, blanks included.
bool starts_like_path(std::string_view text);
/// `HKLM\…`, `HKEY_CURRENT_USER\…`, `HKCU:\…`
bool starts_like_registry(std::string_view text);
/// How many hexadecimal digits MD5, SHA-1, SHA-256 and SHA-512 have.
constexpr bool is_digest_size(std::size_t digits) {
  return digits == 32 || digits == 40 || digits == 64 || digits == 128;
}
/// `1.2.3`, `0.0.1-security`, `v10.4`: what a package's or program's version looks like.
bool is_version(std::string_view text);
/// `update.exe`, `invoice 2024.docx`: the ending of a program, script, document or archive.
bool ends_like_program(std::string_view name);
/// The last label is the ending of a file that people name in notices (`README.md`, `setup.py`), as well as a top-level domain.
bool ends_like_file(std::string_view name);

}  // namespace clew::intel::detail
