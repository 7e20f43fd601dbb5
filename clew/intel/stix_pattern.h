/// STIX patterns: what a publisher says that must be seen, and in which order, for a match.
///
///     "[file:hashes.MD5 = '…'] FOLLOWEDBY [domain-name:value = 'evil.example'] WITHIN 300 SECONDS"
///         --parse_pattern--> Pattern --validate--> done, or what is wrong with it
///
/// In:     one pattern, in UTF-8. Out: the pattern in flat memory: both of its levels in postfix order, so that whoever
///         evaluates it needs a stack and no recursion. Every part knows its bytes.
/// Errors: `malformed` with the bytes to blame; `over_limit` for a pattern that is too long or nested too deeply.
///         `validate` finds what only the meaning shows: a hash of the wrong length, a qualifier that stands twice.
/// Cost:   one pass, linear, no recursion.
/// Source: STIX 2.1 section 9 (STIX Patterning) and its grammar; STIX 2.0 part 5 where that differs.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

/// Longer than any pattern that was ever published: some hold ten thousand hashes.
constexpr std::size_t pattern_bytes_max = 2U << 20U;
/// Parentheses inside parentheses. Nobody writes ten.
constexpr std::size_t pattern_depth_max = 64;

enum class StixVersion : std::uint8_t { v2_0, v2_1 };

/// A time of STIX: years 0 to 9999, which is more than `base::Instant` holds. Fractions are kept to nanoseconds.
struct StixTime {
  std::int64_t seconds = 0;  ///< since 1970
  std::int32_t nanoseconds = 0;
  auto operator<=>(const StixTime&) const = default;
};
/// `2016-06-01T01:30:00.123Z`, upper case letters only (STIX 2.1 section 2.16); nothing for a day that does not exist.
std::optional<StixTime> parse_stix_time(std::string_view text);

struct PathStep {
  enum class Kind : std::uint8_t { key, index, every } kind = Kind::key;
  std::string key = {};    ///< unquoted
  std::int64_t index = 0;  ///< counted from the end where it is negative
  bool operator==(const PathStep&) const = default;
};

/// `network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'`
struct ObjectPath {
  std::string type;  ///< "network-traffic"
  std::vector<PathStep> steps;
  base::Span where = {};
  /// Canonical spelling: keys are quoted only where they must be.
  [[nodiscard]] std::string text() const;
};

struct Literal {
  enum class Kind : std::uint8_t { text, binary, time, integer, real, boolean } kind = Kind::text;
  std::string text = {};              ///< of `text`: without its escapes; of `binary`: the bytes
  std::optional<StixTime> time = {};  ///< nothing for a day that does not exist, which the grammar allows
  std::int64_t integer = 0;
  double real = 0;  ///< of `integer`, too
  bool boolean = false;
  base::Span where = {};    ///< with its quotes
  base::Span content = {};  ///< without them
};

enum class Comparison : std::uint8_t {
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  in,
  like,
  matches,
  is_subset,
  is_superset,
  exists,
};

/// `file:name IN ('a', 'b')`
struct PatternTest {
  ObjectPath path;
  bool negated = false;  ///< `NOT`
  Comparison comparison = Comparison::equal;
  std::vector<Literal> literals;  ///< one; any number of `in`, none of `exists`
  base::Span where = {};
};

/// One step of what stands in `[ ]`, in postfix order: a test, or the operator on the two results before it.
struct ComparisonStep {
  enum class Kind : std::uint8_t { test, all, any } kind = Kind::test;
  std::uint32_t test = 0;  ///< index into `Pattern::tests`
};

/// One step of the pattern, in postfix order: an observation `[ ]`, an operator, or a qualifier of the result before it.
struct ObservationStep {
  enum class Kind : std::uint8_t { observe, all, any, followed_by, within, repeats, start_stop } kind = Kind::observe;
  std::uint32_t begin = 0, end = 0;  ///< of `observe`: its part of `Pattern::comparisons`
  double seconds = 0;                ///< of `within`
  std::int64_t times = 0;            ///< of `repeats`
  Literal start = {}, stop = {};     ///< of `start_stop`
  bool on_group = false;             ///< a qualifier behind a parenthesis
  base::Span where = {};
};

struct Pattern {
  std::vector<PatternTest> tests;
  std::vector<ComparisonStep> comparisons;
  std::vector<ObservationStep> steps;
};

base::Result<Pattern> parse_pattern(std::string_view text);

/// What the grammar allows and the standard does not.
base::Result<base::Done> validate(const Pattern& pattern, StixVersion version);

}  // namespace clew::intel
