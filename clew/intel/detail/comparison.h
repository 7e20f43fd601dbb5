/// One test of a STIX pattern, `file:name LIKE 'a%'`, on one value that was observed.
///
/// In:     a test of a parsed pattern; a value as its source wrote it. Out: whether the value satisfies it, NOT aside.
/// Errors: `prepare`: `malformed` for a day that does not exist or what is no network, `unsupported` for a regular expression
///         with what RE2 lacks on purpose. `satisfies`: `malformed` where a time is compared with what is none.
/// Cost:   linear in the value. Source: STIX 2.1 section 9.6.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/stix_pattern.h"
#include "clew/model/address.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace re2 {
class RE2;
}

namespace clew::intel::detail {

struct ObservedValue {
  enum class Kind : std::uint8_t { text, number, boolean, other } kind = Kind::text;
  std::string_view text = {};  ///< of a number its digits, of a boolean "true" or "false"
};

/// How a property's name says that its value is written: `payload_bin` is base64, `magic_number_hex` hexadecimal.
enum class Spelling : std::uint8_t { plain, base64, hex };

/// What of a test can be prepared.
struct PreparedTest {
  Spelling spelling = Spelling::plain;
  std::shared_ptr<const re2::RE2> expression = nullptr;  ///< null where it can match nothing
  std::optional<model::Network> network = {};
};

/// What a match cannot do without; the hash of the wrong length that `validate` finds simply matches nothing.
base::Result<base::Done> check_matchable(const Pattern& pattern);
base::Result<PreparedTest> prepare(const PatternTest& test);
base::Result<bool> satisfies(const ObservedValue& value, const PatternTest& test, const PreparedTest& prepared);

}  // namespace clew::intel::detail
