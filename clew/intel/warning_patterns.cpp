#include "clew/intel/warning_patterns.h"

#include "clew/base/text.h"

#include <algorithm>
#include <utility>

#include <re2/re2.h>
#include <re2/set.h>

namespace clew::intel {
namespace {

/// PCRE's delimiters: a mark and the same again, or a pair of brackets.
char closing_of(char opening) {
  switch (opening) {
    case '(': return ')';
    case '[': return ']';
    case '{': return '}';
    case '<': return '>';
    default: return opening;
  }
}

struct Delimited {
  std::string_view expression;
  std::string_view flags;
};

/// `/a+/i`; a text that is not written so is the expression itself.
Delimited without_delimiters(std::string_view entry) {
  constexpr std::string_view delimiters = "/#~@!%,;|";
  const bool bracket = entry.starts_with('{') || entry.starts_with('<');
  if (entry.size() < 2 || (!bracket && delimiters.find(entry.front()) == std::string_view::npos)) return {entry, {}};
  const std::size_t close = entry.rfind(closing_of(entry.front()));
  if (close == 0 || close == std::string_view::npos) return {entry, {}};
  const std::string_view flags = entry.substr(close + 1);
  if (!std::ranges::all_of(flags, base::is_alpha)) return {entry, {}};
  return {entry.substr(1, close - 1), flags};
}

/// Quiet, and within bounds: a stranger's expression may not ask for much.
RE2::Options options() {
  constexpr std::int64_t memory_bytes_max = 16 << 20;
  RE2::Options made(RE2::Quiet);
  made.set_encoding(RE2::Options::EncodingLatin1);  // values are bytes
  made.set_max_mem(memory_bytes_max);
  return made;
}

}  // namespace

std::optional<std::string> warning_pattern_of(std::string_view entry) {
  const auto [expression, flags] = without_delimiters(entry);
  std::string set;
  for (const char flag : flags) {
    if (flag == 'i' || flag == 's' || flag == 'm') set += flag;
    // `u` and `D` change nothing here; the others change what is meant.
    if (std::string_view("ismuD").find(flag) == std::string_view::npos) return std::nullopt;
  }
  std::string made = set.empty() ? std::string(expression) : "(?" + set + ")" + std::string(expression);
  if (expression.empty() || !RE2(made, options()).ok()) return std::nullopt;
  return made;
}

struct WarningPatterns::Compiled {
  Compiled() : set(options(), RE2::UNANCHORED) {}
  RE2::Set set;
  std::vector<std::size_t> places;  ///< by the number that the set gave
};

WarningPatterns::WarningPatterns(const std::vector<std::string>& expressions) {
  if (expressions.empty()) return;
  auto compiled = std::make_unique<Compiled>();
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    if (compiled->set.Add(expressions[i], nullptr) >= 0) compiled->places.push_back(i);
  }
  if (!compiled->places.empty() && compiled->set.Compile()) compiled_ = std::move(compiled);
}

WarningPatterns::WarningPatterns() = default;
WarningPatterns::WarningPatterns(WarningPatterns&&) noexcept = default;
WarningPatterns& WarningPatterns::operator=(WarningPatterns&&) noexcept = default;
WarningPatterns::~WarningPatterns() = default;

std::vector<std::size_t> WarningPatterns::matching(const model::Value& value) const {
  std::vector<std::size_t> found;
  if (!compiled_) return found;
  std::vector<int> numbers;
  if (!compiled_->set.Match(value.text(), &numbers)) return found;
  found.reserve(numbers.size());
  for (const int number : numbers) found.push_back(compiled_->places[static_cast<std::size_t>(number)]);
  std::ranges::sort(found);
  return found;
}

}  // namespace clew::intel
