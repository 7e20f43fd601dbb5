#include "clew/intel/detail/comparison.h"

#include "clew/base/text.h"
#include "clew/intel/detail/base64.h"
#include "clew/intel/detail/pattern_tokens.h"
#include "clew/intel/stix_match.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

#include <fmt/core.h>
#include <re2/re2.h>
#include <utf8proc.h>

namespace clew::intel::detail {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using ObservedKind = ObservedValue::Kind;

/// Unicode's canonical composition: two spellings of one letter are equal in LIKE and MATCHES (STIX 2.1 section 9.6.1).
std::string composed(std::string_view text) {
  const bool is_ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return std::string(text);
  utf8proc_uint8_t* made = nullptr;
  // The library's own way of joining its flags.
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange)
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &made, options);
  if (size < 0) return std::string(text);  // not UTF-8: as it is
  std::string result(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
  std::free(made);  // utf8proc's own way of handing over
  return result;
}

/// The text as bytes, where each of its characters is one (STIX 2.1 section 9.6.1: strings and binary values).
std::optional<std::string> bytes_of_text(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size();) {
    utf8proc_int32_t point = 0;
    const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + i,
                                        static_cast<utf8proc_ssize_t>(text.size() - i), &point);
    if (taken < 1 || point > 0xff) return std::nullopt;
    bytes += static_cast<char>(point);
    i += static_cast<std::size_t>(taken);
  }
  return bytes;
}

/// An address is a network of one.
std::optional<model::Network> network_of(std::string_view text) {
  if (text.find('/') != std::string_view::npos) {
    auto network = model::Network::parse(text);
    return network ? std::optional(*network) : std::nullopt;
  }
  const auto address = model::Address::parse(text);
  if (!address) return std::nullopt;
  return model::Network{*address, 128};
}

bool is_within(const model::Network& inner, const model::Network& outer) {
  return inner.prefix_bits >= outer.prefix_bits && outer.contains(inner.address);
}

/// `%` is any text, `_` one character, all else itself.
std::string expression_of_like(std::string_view like) {
  std::string expression = "^(?:";
  for (const char c : like) {
    if (c == '%') {
      expression += ".*";
    } else if (c == '_') {
      expression += '.';
    } else {
      const std::string one(1, c);
      expression += static_cast<unsigned char>(c) < 0x80 ? RE2::QuoteMeta(one) : one;
    }
  }
  return expression + ")$";
}

Result<std::shared_ptr<const RE2>> compile_expression(const std::string& expression, bool is_binary, base::Span where) {
  if (expression.size() > regular_expression_bytes_max)
    return fail(Fault::over_limit,
                fmt::format("a regular expression of more than {} bytes", regular_expression_bytes_max), where);
  RE2::Options options(RE2::Quiet);
  options.set_encoding(is_binary ? RE2::Options::EncodingLatin1 : RE2::Options::EncodingUTF8);
  options.set_dot_nl(true);
  options.set_max_mem(1 << 20);
  auto compiled = std::make_shared<const RE2>(expression, options);
  switch (compiled->error_code()) {
    case RE2::NoError: return compiled;
    case RE2::ErrorBadEscape:
    case RE2::ErrorBadPerlOp:
    case RE2::ErrorRepeatOp:
    case RE2::ErrorRepeatSize:
    case RE2::ErrorPatternTooLarge:
      return fail(Fault::unsupported,
                  fmt::format("regular expression: {} (no look-around, back references or possessive repetition)",
                              compiled->error()),
                  where);
    default: return fail(Fault::malformed, fmt::format("regular expression: {}", compiled->error()), where);
  }
}

Spelling spelling_of(const ObjectPath& path) {
  for (auto step = path.steps.rbegin(); step != path.steps.rend(); ++step) {
    if (step->kind != PathStep::Kind::key) continue;
    if (step->key.ends_with("_bin")) return Spelling::base64;
    return step->key.ends_with("_hex") ? Spelling::hex : Spelling::plain;
  }
  return Spelling::plain;
}

/// -1, 0, 1; nothing where the two do not compare.
using Order = std::optional<int>;

template <class T>
Order order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

Order order_bytes(std::string_view a, std::string_view b) {
  const int result = a.compare(b);
  return result < 0 ? -1 : result > 0 ? 1 : 0;
}

Order order_numbers(const ObservedValue& value, const Literal& literal) {
  const std::string_view text = value.text;
  std::int64_t whole = 0;
  const auto parsed = std::from_chars(text.begin(), text.end(), whole);
  if (literal.kind == Literal::Kind::integer && parsed.ec == std::errc{} && parsed.ptr == text.end())
    return order(whole, literal.integer);
  double real = 0;
  if (std::from_chars(text.begin(), text.end(), real).ec != std::errc{}) return std::nullopt;
  return order(real, literal.real);
}

/// A value of the data as bytes, where its name says that it is so written, or the pattern asks for bytes.
std::optional<std::string> bytes_of_value(std::string_view text, Spelling spelling) {
  switch (spelling) {
    case Spelling::plain: return bytes_of_text(text);
    case Spelling::base64: return bytes_of_base64(text);
    case Spelling::hex: return bytes_of_hex(text);
  }
  return std::nullopt;
}

Result<Order> order_strings(std::string_view text, const Literal& literal, Spelling spelling) {
  if (literal.kind == Literal::Kind::time) {
    const auto time = parse_stix_time(text);
    if (!time)
      return fail(Fault::malformed, "compared with a time, and is none: " + base::printable(base::shortened(text, 60)));
    return order(*time, *literal.time);
  }
  if (literal.kind != Literal::Kind::text && literal.kind != Literal::Kind::binary) return Order{};
  if (literal.kind == Literal::Kind::text && spelling == Spelling::plain) return order_bytes(text, literal.text);
  const auto value = bytes_of_value(text, spelling);
  const auto wanted = literal.kind == Literal::Kind::binary ? std::optional(literal.text) : bytes_of_text(literal.text);
  if (!value || !wanted) return Order{};
  return order_bytes(*value, *wanted);
}

Result<Order> order_of(const ObservedValue& value, const Literal& literal, Spelling spelling) {
  const bool is_number = literal.kind == Literal::Kind::integer || literal.kind == Literal::Kind::real;
  switch (value.kind) {
    case ObservedKind::text: return order_strings(value.text, literal, spelling);
    case ObservedKind::number: return is_number ? order_numbers(value, literal) : Order{};
    case ObservedKind::boolean:
      return literal.kind == Literal::Kind::boolean ? order(value.text == "true", literal.boolean) : Order{};
    default: return Order{};
  }
}

bool holds(Comparison comparison, const Order& order) {
  if (!order) return comparison == Comparison::not_equal;
  switch (comparison) {
    case Comparison::equal: return *order == 0;
    case Comparison::not_equal: return *order != 0;
    case Comparison::less: return *order < 0;
    case Comparison::less_or_equal: return *order <= 0;
    case Comparison::greater: return *order > 0;
    case Comparison::greater_or_equal: return *order >= 0;
    default: return false;
  }
}

bool matches_expression(const ObservedValue& value, const PreparedTest& prepared) {
  if (value.kind != ObservedKind::text || !prepared.expression) return false;
  const auto text = prepared.spelling == Spelling::plain ? std::optional(composed(value.text))
                                                         : bytes_of_value(value.text, prepared.spelling);
  return text && RE2::PartialMatch(*text, *prepared.expression);
}

}  // namespace

Result<base::Done> check_matchable(const Pattern& pattern) {
  Pattern without_hashes = pattern;
  for (PatternTest& test : without_hashes.tests) test.path.steps.clear();
  return validate(without_hashes, StixVersion::v2_0);
}

Result<PreparedTest> prepare(const PatternTest& test) {
  PreparedTest prepared;
  prepared.spelling = spelling_of(test.path);
  for (const Literal& literal : test.literals) {
    if (literal.kind == Literal::Kind::time && !literal.time)
      return fail(Fault::malformed, "there is no such day", literal.where);
  }
  if (test.literals.empty()) return prepared;
  const Literal& literal = test.literals.front();
  if (test.comparison == Comparison::like || test.comparison == Comparison::matches) {
    const bool is_binary = prepared.spelling != Spelling::plain;
    const auto bytes = is_binary ? bytes_of_text(literal.text) : std::optional(composed(literal.text));
    if (!bytes) return prepared;
    CLEW_TRY(prepared.expression,
             compile_expression(test.comparison == Comparison::like ? expression_of_like(*bytes) : *bytes, is_binary,
                                literal.content));
  } else if (test.comparison == Comparison::is_subset || test.comparison == Comparison::is_superset) {
    prepared.network = network_of(literal.text);
    if (!prepared.network) return fail(Fault::malformed, "neither an address nor a network", literal.content);
  }
  return prepared;
}

Result<bool> satisfies(const ObservedValue& value, const PatternTest& test, const PreparedTest& prepared) {
  switch (test.comparison) {
    case Comparison::exists: return true;
    case Comparison::like:
    case Comparison::matches: return matches_expression(value, prepared);
    case Comparison::is_subset:
    case Comparison::is_superset: {
      const auto network = value.kind == ObservedKind::text ? network_of(value.text) : std::nullopt;
      if (!network) return false;
      return test.comparison == Comparison::is_subset ? is_within(*network, *prepared.network)
                                                      : is_within(*prepared.network, *network);
    }
    case Comparison::in:
      for (const Literal& literal : test.literals) {
        CLEW_TRY(const Order order, order_of(value, literal, prepared.spelling));
        if (order == 0) return true;
      }
      return false;
    default: {
      CLEW_TRY(const Order order, order_of(value, test.literals.front(), prepared.spelling));
      return holds(test.comparison, order);
    }
  }
}

}  // namespace clew::intel::detail
