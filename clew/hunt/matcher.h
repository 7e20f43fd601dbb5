/// Finds, in any text, the values that it was compiled from: whole tokens only, with the meaning of each type.
///
///     Values --compile--> Matcher --find(text)--> Hits
///
/// In:     text of any size and any bytes: logs are not always UTF-8. A port that a value came with is not asked for:
///         logs keep it in another column.
/// Out:    hits in the order in which they stand in the text (by offset, then length, then value), each once. Hits of
///         different values may overlap, and all are reported; of hits of one value that contain one another, the longest.
/// Errors: none; an empty set matches nothing.
/// Cost:   one pass over the text, another one over stretches whose escapes may hide a value; no allocation once the buffers of
///         the calling thread have grown. Measured in matcher_bench.cpp and by `./dev bench hunt`.
///
/// What a match is (where one token ends: `model/token.h`):
/// * domain: itself and its subdomains; the hit covers the whole name as it stands.
/// * ipv4, ipv6: in any spelling, also IPv4 in IPv6 (`::ffff:192.0.2.7`) and as `7.2.0.192.in-addr.arpa`, not as `ip6.arpa`;
///   cidr: every such address in it. `::` alone is not taken for an address.
/// * md5, sha1, sha256, sha512: whole runs of hex digits, any case, also behind `0x`. eth_address: with its `0x`, any case.
///   btc_address: Base58 exact, Bech32 in any case.
/// * url: scheme and host in any case, the rest exact, but for one slash at its end where it has no query. Also with user
///   information or the scheme's own port, and without a scheme (then not as a folder in a path, nor behind an `@`). An
///   `&` ends one that has no query. The schemes `http` and `https` are also found written `hxxp` and `hxxps`, with the same
///   ports. A value without a scheme stands for any: the hit covers the letters, digits and `+` before a `://`.
///   A URL without a path therefore is found wherever its host stands alone, but `https://evil.com/` is not found in
///   `https://evil.com/x`: for that, compile the domain. Another scheme is another URL.
/// * email: in any case.
/// * file_name: a whole component of a path, or a word; in any case, because two of three systems fold it, and the
///   evidence shows how it was written. Non-ASCII letters are not folded.
/// * file_path: either slash, any case; up to the end of the path, or everything below it if the value ends with a slash;
///   what is before it may be a drive or a host, not the rest of a longer name. What lies below `/tmp`, `/var` and `/etc` is
///   also found below macOS's `/private/tmp` and so on.
/// * package: `name` or `@scope/name`, any case; account: whole, any case.
///
/// The text is read as it stands, and also with its escapes undone, up to three times over: `\/`, `\\`, `\"`, `\n`, `\r`,
/// `\t`, `\x2e`, `\u002e` (JSON, also JSON within JSON) and `%2e`. A token of any of these readings is a hit, and covers the
/// bytes as they stand. So in a path that is not escaped, `C:\temp\new.exe`, the name `ew.exe` is found as well.
/// * Defanged: each of these four readings is also read with its marks undone, once: one of `.` `dot` `:` `://` `@` `at` (letters
///   in any case) between a pair of `[]`, `()` or `{}` is that punctuation: `evil[.]com`, `hxxps[://]evil(dot)com`.
/// * UTF-16: in a run of bytes in which every second one is zero and the others are not, the little-endian text of at least
///   `utf16_units_min` characters (the bytes that a zero byte of the run follows, as Latin-1) is a text of its own, read in
///   all these ways. Its ends are edges. Big-endian text is found in files with a byte order mark only (`evidence::Reader`).
/// * A hit that ends inside what an escape or mark stands for ends where that begins; a hit covers at least one byte.
/// Not found: other encodings (base64, quoted-printable, HTML entities, punycode against its Unicode form), values cut over
/// two lines, addresses as one number, `IP.port` as tcpdump writes it.
#pragma once

#include "clew/model/value.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace clew::hunt {

struct Hit {
  std::uint64_t offset = 0;  ///< of the matched text (for a subdomain, the whole name)
  std::uint32_t length = 0;
  std::uint32_t value = 0;  ///< index into the values that were compiled
  auto operator<=>(const Hit&) const = default;
};

class Matcher {
 public:
  static constexpr std::size_t unescape_depth_max = 3;
  /// A stretch without a space, quote or line end that is longer is unescaped in pieces: a value across two is missed.
  static constexpr std::size_t unescape_bytes_max = std::size_t{1} << 20U;

  /// Fewer characters than this are no UTF-16: pairs of a byte and a zero are everywhere in binary files.
  static constexpr std::size_t utf16_units_min = 4;

  /// Takes values one by one, so that a million of them need not be kept twice.
  class Builder;
  static Matcher compile(std::span<const model::Value> values);
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  /// Appends the hits in `text` to `hits`, and returns how many line feeds `text` has: the pass sees them anyway.
  /// May be called from several threads at once.
  std::uint64_t find(std::string_view text, std::vector<Hit>& hits) const;

  /// The values that were compiled, by their index.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] model::ValueType type_of(std::uint32_t value) const;
  [[nodiscard]] std::string_view text_of(std::uint32_t value) const;

 private:
  struct Tables;
  explicit Matcher(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

class Matcher::Builder {
 public:
  static constexpr std::size_t values_max = std::size_t{1} << 28U;

  Builder();
  Builder(Builder&&) noexcept;
  Builder& operator=(Builder&&) noexcept;
  ~Builder();

  /// Its index is the number of values before it. At most `values_max` (an assertion).
  void add(const model::Value& value);
  /// The same, but false and nothing is added when an equal value (type and text) was added in this way.
  bool add_if_new(const model::Value& value);
  [[nodiscard]] std::size_t size() const;
  Matcher build() &&;

 private:
  std::unique_ptr<Tables> tables_;
};

}  // namespace clew::hunt
