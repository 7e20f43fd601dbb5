/// What one token of a log is: where a value of each type may begin and end in a text. Matcher and index must agree.
///
///     type x (text, offset) --token_begins, token_ends--> may a match begin, or end, there?
///
/// In:     any bytes, and an offset inside them; the edge is judged by its neighbours alone, whatever the value is.
/// Out:    yes or no. The ends of the text are always edges.
/// Errors: none.
///
/// | type                | a longer token goes on with                  | so it is found in, and not in                           |
/// |---------------------|----------------------------------------------|---------------------------------------------------------|
/// | domain              | letters, digits, `-`, `_`, `.`                | `(evil.com)`, `x@evil.com:443`, `evil.com.`; `evil.community`, `evil.com.org` |
/// | email               | the same, and `+` before it                  | `<a@evil.com>`, `from=a@evil.com`; `ba@evil.com`         |
/// | url                 | what RFC 3986 allows in a URL, but see below | `(https://evil.com/x).`; `https://evil.com/xyz`          |
/// | ipv4, cidr          | letters, digits, a dot before one of these   | `192.0.2.7:443`, `192.0.2.7-192.0.2.9`; `192.0.2.7.5`     |
/// | ipv6                | hex digits, `:`, `.` (a whole run is parsed) | `[2001:db8::7]:443`, `2001:db8::7%eth0`                  |
/// | hashes, btc, eth    | letters, digits; a hash may stand behind `0x` | `SHA256=…`, `sha256:…`, `file_….bin`                    |
/// | file_name           | letters, digits, `-_.+~`, letters beyond ASCII | `/tmp/evil.sh`, `"evil.sh"`; `evil.sh.bak`, `notevil.sh` |
/// | file_path           | the same; after it also a slash and a name   | `file:///tmp/evil`; `/tmp/evil/x`                        |
/// | package             | letters, digits, `-_.~`; a scope before it   | `node_modules/evil-x/`, `evil-x@1.2`; `@other/evil-x`    |
/// | account             | letters, digits, `-_.+@$`, letters beyond ASCII | `CORP\evil`, `user=evil`; `evil@x`, `evil.admin`       |
///
/// * A dot (and, for names, a hyphen or underscore) that nothing follows ends a sentence, not a token: `see evil.com.`
///   Two dots in a row end a name.
/// * Bytes beyond ASCII bound names, addresses and hashes: `→evil.com`, `“evil.com”` are meant, and logs write
///   internationalised names as A-labels. They belong to file names, except the quotes and dashes of U+2000 to U+206F.
/// * An address is bounded by `-` and `_`: `203.0.113.7-443` is a flow far more often than a version.
/// * A URL is ended by `, ; ) ] '` although RFC 3986 would let it go on (logs are CSV, prose and Markdown), and by `#`,
///   because a fragment names a part of the same resource (RFC 3986 section 3.5).
/// Source: RFC 1123 section 2.1 and RFC 8552 (names), RFC 3986 appendix C (URLs in text), RFC 4291 section 2.2.
#pragma once

#include "clew/model/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::model {

/// Classes of bytes; a byte may be in several.
enum class ByteClass : std::uint8_t {
  alnum = 1,  ///< ASCII letters and digits: the words that every token is made of
  digit = 2,
  hex = 4,
  host = 8,      ///< alnum `-` `_` `.`
  file = 16,     ///< alnum `-` `_` `.` `+` `~` and every byte beyond ASCII
  url = 32,      ///< RFC 3986 without the bytes that end a URL in a log
  account = 64,  ///< file without `~`, with `@` and `$`
};

namespace detail {
constexpr std::array<std::uint8_t, 256> make_byte_classes();
}

constexpr bool is_in(ByteClass wanted, char c);

/// Whether a value of `type` may begin at `at`: no longer token runs into it from the left.
/// For a domain this is the begin of the whole name, so a match at a label inside it needs a dot before it instead.
/// For a URL it is the begin of the scheme.
bool token_begins(ValueType type, std::string_view text, std::size_t at);

/// Whether a value of `type` may end before `at`: no longer token goes on there.
bool token_ends(ValueType type, std::string_view text, std::size_t at);

// ---------------------------------------------------------------------------------------------------------------------

namespace detail {

constexpr std::array<std::uint8_t, 256> make_byte_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto add = [&](ByteClass wanted, std::size_t byte) {
    classes[byte] = static_cast<std::uint8_t>(classes[byte] | static_cast<std::uint8_t>(wanted));
  };
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const bool digit = byte >= '0' && byte <= '9';
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    const bool hex = digit || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
    if (digit) add(ByteClass::digit, byte);
    if (hex) add(ByteClass::hex, byte);
    if (digit || letter) {
      for (const auto wanted : {ByteClass::alnum, ByteClass::host, ByteClass::file, ByteClass::url, ByteClass::account})
        add(wanted, byte);
    }
    if (byte >= 0x80) {
      add(ByteClass::file, byte);
      add(ByteClass::account, byte);
    }
  }
  const auto add_all = [&](ByteClass wanted, std::string_view bytes) {
    for (const char c : bytes) add(wanted, static_cast<unsigned char>(c));
  };
  add_all(ByteClass::host, "-_.");
  add_all(ByteClass::file, "-_.+~");
  add_all(ByteClass::account, "-_.+@$");
  add_all(ByteClass::url, "-_.~%/?&=+@:!$*");
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> byte_classes = make_byte_classes();

}  // namespace detail

constexpr bool is_in(ByteClass wanted, char c) {
  return (detail::byte_classes[static_cast<unsigned char>(c)] & static_cast<std::uint8_t>(wanted)) != 0;
}

}  // namespace clew::model
