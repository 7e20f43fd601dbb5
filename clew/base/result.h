/// How a function says that its input, or the world, did not allow an answer.
///
///     CLEW_TRY(const auto domain, Domain::parse(text));   // the value, or return its error
///
/// In:     nothing. Out: `Result<T>`, a value or an `Error`; dropping one silently is a warning.
/// Errors: `Error::what` names the culprit and the rule, in lower case, without a full stop; `Error::where`
///         holds the bytes to blame, inside the input that the caller handed in.
/// Not for clew's own reasoning: a broken promise there is a `CLEW_ASSERT`, on in every build.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace clew::base {

/// A part of an input, in bytes.
struct Span {
  std::uint64_t offset_bytes = 0;
  std::uint64_t size_bytes = 0;
  auto operator<=>(const Span&) const = default;
};

/// What a caller could do about it decides the kind; all else belongs into `Error::what`.
enum class Fault : std::uint8_t {
  malformed,    ///< the input breaks a rule of its format
  unsupported,  ///< well formed perhaps, but nothing here reads it
  over_limit,   ///< a named limit was reached
  not_found,    ///< there is no such thing
  unavailable,  ///< the world refused: permission, full disk, read error
};

std::string_view name_of(Fault fault);

struct Error {
  Fault fault = Fault::malformed;
  std::string what;
  Span where = {};
  std::string file = {};  ///< which input, when the caller had several
};

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

/// The value of a `Result` that has nothing to hand over.
struct Done {};

inline std::unexpected<Error> fail(Fault fault, std::string what, Span where = {}, std::string file = {}) {
  return std::unexpected<Error>(Error{fault, std::move(what), where, std::move(file)});
}

/// `file: malformed: what`, fit for a terminal.
std::string to_text(const Error& error);

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace clew::base

#define CLEW_JOIN_AGAIN(a, b) a##b
#define CLEW_JOIN(a, b) CLEW_JOIN_AGAIN(a, b)

/// A statement: declares `variable` from the value of `expression`, or returns its error.
#define CLEW_TRY(variable, expression) CLEW_TRY_AS(CLEW_JOIN(clew_result_, __LINE__), variable, expression)
#define CLEW_TRY_AS(result, variable, expression)                 \
  auto result = (expression);                                     \
  if (!result) return std::unexpected(std::move(result).error()); \
  variable = *std::move(result)

/// The same where there is no value to keep.
#define CLEW_CHECK(expression) CLEW_CHECK_AS(CLEW_JOIN(clew_result_, __LINE__), expression)
#define CLEW_CHECK_AS(result, expression)                           \
  do {                                                              \
    auto result = (expression);                                     \
    if (!result) return std::unexpected(std::move(result).error()); \
  } while (false)

#define CLEW_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::clew::base::assertion_failed(#condition, __FILE__, __LINE__))
