#include "clew/intel/stix_match.h"

#include "clew/base/text.h"
#include "clew/intel/detail/base64.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/pattern_search.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>
#include <utf8proc.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using detail::JsonText;
using detail::JsonValue;
using detail::Steps;

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

std::optional<std::string> bytes_of_hex(std::string_view text) {
  if (text.size() % 2 != 0 || !std::ranges::all_of(text, base::is_hex)) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    bytes += static_cast<char>(byte);
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

Result<std::unique_ptr<RE2>> compile_expression(const std::string& expression, bool is_binary, base::Span where) {
  if (expression.size() > regular_expression_bytes_max)
    return fail(Fault::over_limit,
                fmt::format("a regular expression of more than {} bytes", regular_expression_bytes_max), where);
  RE2::Options options(RE2::Quiet);
  options.set_encoding(is_binary ? RE2::Options::EncodingLatin1 : RE2::Options::EncodingUTF8);
  options.set_dot_nl(true);
  options.set_max_mem(1 << 20);
  auto compiled = std::make_unique<RE2>(expression, options);
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

/// How a property's name says that its value is written: `payload_bin` is base64, `magic_number_hex` hexadecimal.
enum class Spelling : std::uint8_t { plain, base64, hex };

Spelling spelling_of(const ObjectPath& path) {
  for (auto step = path.steps.rbegin(); step != path.steps.rend(); ++step) {
    if (step->kind != PathStep::Kind::key) continue;
    if (step->key.ends_with("_bin")) return Spelling::base64;
    return step->key.ends_with("_hex") ? Spelling::hex : Spelling::plain;
  }
  return Spelling::plain;
}

/// A test with all that can be prepared.
struct Prepared {
  Spelling spelling = Spelling::plain;
  std::unique_ptr<RE2> expression = nullptr;  // null where it can match nothing
  std::optional<model::Network> network = {};
};

struct Observation {
  detail::Moment moment;
  std::vector<JsonValue> objects;
  std::size_t references = 0;  // whose names its references use
};

using References = std::unordered_map<std::string_view, JsonValue>;

}  // namespace

struct Observations::State {
  std::string source;
  std::optional<JsonText> json;
  std::vector<Observation> observations;
  std::deque<References> references;
};

namespace {

std::optional<std::uint64_t> count_of(JsonValue value) {
  return value.kind() == JsonValue::Kind::number ? base::parse_unsigned(value.text()) : std::nullopt;
}

Result<base::Done> add_observation(Observations::State& state, JsonValue data, std::size_t bundle) {
  Observation observation;
  const auto first = parse_stix_time(data["first_observed"].text());
  const auto last = parse_stix_time(data["last_observed"].text());
  if (!first || !last)
    return fail(Fault::malformed, "observed-data without first_observed and last_observed", data.where());
  observation.moment = {*first, std::max(*first, *last), count_of(data["number_observed"]).value_or(1)};
  observation.references = bundle;
  if (data["object_refs"].is_array()) {
    const References& objects = state.references[bundle];
    for (const JsonValue reference : data["object_refs"]) {
      const auto found = objects.find(reference.text());
      if (found != objects.end()) observation.objects.push_back(found->second);
    }
  } else {
    observation.references = state.references.size();
    References& objects = state.references.emplace_back();
    for (const JsonValue object : data["objects"]) {
      objects.try_emplace(object.key(), object);
      observation.objects.push_back(object);
    }
  }
  state.observations.push_back(std::move(observation));
  return base::Done{};
}

bool is_observed_data(JsonValue value) {
  return value["first_observed"].is_string() && (value["objects"].is_object() || value["object_refs"].is_array());
}

Result<base::Done> add_bundle(Observations::State& state, JsonValue objects) {
  const std::size_t bundle = state.references.size();
  References& references = state.references.emplace_back();
  for (const JsonValue object : objects) {
    if (object["id"].is_string()) references.try_emplace(object["id"].text(), object);
  }
  for (const JsonValue object : objects) {
    if (is_observed_data(object)) CLEW_CHECK(add_observation(state, object, bundle));
  }
  return base::Done{};
}

}  // namespace

Observations::Observations(std::unique_ptr<State> state) : state_(std::move(state)) {}
Observations::Observations(Observations&&) noexcept = default;
Observations& Observations::operator=(Observations&&) noexcept = default;
Observations::~Observations() = default;
std::size_t Observations::size() const { return state_->observations.size(); }

Result<Observations> Observations::parse(std::string_view json) {
  auto state = std::make_unique<State>();
  state->source = json;
  CLEW_TRY(state->json, JsonText::parse("", state->source));
  const JsonValue root = state->json->root();
  if (root["objects"].is_array()) {
    CLEW_CHECK(add_bundle(*state, root["objects"]));
  } else if (is_observed_data(root)) {
    const std::size_t none = state->references.size();
    state->references.emplace_back();
    CLEW_CHECK(add_observation(*state, root, none));
  } else if (root.is_array()) {
    // Either bundles, or the objects of one.
    for (const JsonValue element : root) {
      if (element["objects"].is_array()) CLEW_CHECK(add_bundle(*state, element["objects"]));
    }
    CLEW_CHECK(add_bundle(*state, root));
  } else {
    return fail(Fault::malformed, "neither observed-data nor a bundle", root.where());
  }
  return Observations(std::move(state));
}

struct PatternMatcher::State {
  Pattern pattern;
  std::vector<Prepared> prepared;  // as `pattern.tests`
};

namespace {

Result<Prepared> prepare(const PatternTest& test) {
  Prepared prepared;
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

Order order_numbers(JsonValue value, const Literal& literal) {
  const std::string_view text = value.text();
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
    case Spelling::base64: return detail::bytes_of_base64(text);
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

Result<Order> order_of(JsonValue value, const Literal& literal, Spelling spelling) {
  const bool is_number = literal.kind == Literal::Kind::integer || literal.kind == Literal::Kind::real;
  switch (value.kind()) {
    case JsonValue::Kind::string: return order_strings(value.text(), literal, spelling);
    case JsonValue::Kind::number: return is_number ? order_numbers(value, literal) : Order{};
    case JsonValue::Kind::boolean:
      return literal.kind == Literal::Kind::boolean ? order(value.is_true(), literal.boolean) : Order{};
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

bool matches_expression(JsonValue value, const Prepared& prepared) {
  if (!value.is_string() || !prepared.expression) return false;
  const auto text = prepared.spelling == Spelling::plain ? std::optional(composed(value.text()))
                                                         : bytes_of_value(value.text(), prepared.spelling);
  return text && RE2::PartialMatch(*text, *prepared.expression);
}

Result<bool> satisfies(JsonValue value, const PatternTest& test, const Prepared& prepared) {
  switch (test.comparison) {
    case Comparison::exists: return true;
    case Comparison::like:
    case Comparison::matches: return matches_expression(value, prepared);
    case Comparison::is_subset:
    case Comparison::is_superset: {
      const auto network = value.is_string() ? network_of(value.text()) : std::nullopt;
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

/// The objects of an observation that satisfy an expression: for each type one object of those listed, whichever.
struct Alternative {
  std::vector<std::pair<std::string_view, std::vector<std::size_t>>> types;  // in order of the type
};
using Alternatives = std::vector<Alternative>;

std::vector<std::size_t> merged(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b, bool common) {
  std::vector<std::size_t> result;
  if (common) {
    std::ranges::set_intersection(a, b, std::back_inserter(result));
  } else {
    std::ranges::set_union(a, b, std::back_inserter(result));
  }
  return result;
}

/// Both hold: of the same object where both are about one type.
std::optional<Alternative> both(const Alternative& a, const Alternative& b) {
  Alternative result;
  auto i = a.types.begin();
  auto j = b.types.begin();
  while (i != a.types.end() || j != b.types.end()) {
    if (j == b.types.end() || (i != a.types.end() && i->first < j->first)) {
      result.types.push_back(*i++);
    } else if (i == a.types.end() || j->first < i->first) {
      result.types.push_back(*j++);
    } else {
      auto common = merged(i->second, j->second, true);
      if (common.empty()) return std::nullopt;
      result.types.emplace_back(i->first, std::move(common));
      ++i;
      ++j;
    }
  }
  return result;
}

void add_alternative(Alternatives& alternatives, Alternative added) {
  if (added.types.size() == 1) {
    for (Alternative& known : alternatives) {
      if (known.types.size() != 1 || known.types.front().first != added.types.front().first) continue;
      known.types.front().second = merged(known.types.front().second, added.types.front().second, false);
      return;
    }
  }
  alternatives.push_back(std::move(added));
}

/// Evaluates what stands in `[ ]` on one observation.
class Evaluation {
 public:
  Evaluation(const Pattern& pattern, const std::vector<Prepared>& prepared, const Observation& observation,
             const References& references, Steps& steps)
      : pattern_(pattern), prepared_(prepared), observation_(observation), references_(references), steps_(steps) {}

  Result<bool> satisfies_all(const ObservationStep& step) {
    std::vector<Alternatives> stack;
    for (std::size_t i = step.begin; i < step.end; ++i) {
      const ComparisonStep& comparison = pattern_.comparisons[i];
      if (comparison.kind == ComparisonStep::Kind::test) {
        CLEW_TRY(auto found, objects_of(comparison.test));
        stack.push_back(std::move(found));
        continue;
      }
      const Alternatives right = std::move(stack.back());
      stack.pop_back();
      Alternatives& left = stack.back();
      if (comparison.kind == ComparisonStep::Kind::any) {
        for (const Alternative& one : right) add_alternative(left, one);
      } else {
        Alternatives result;
        for (const Alternative& a : left) {
          for (const Alternative& b : right) {
            if (auto joined = both(a, b)) add_alternative(result, *std::move(joined));
          }
        }
        left = std::move(result);
      }
      if (left.size() > match_alternatives_max)
        return fail(Fault::over_limit, "too many ways in which the objects of one observation match", step.where);
    }
    return !stack.back().empty();
  }

 private:
  Result<Alternatives> objects_of(std::size_t index) {
    const PatternTest& test = pattern_.tests[index];
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < observation_.objects.size(); ++i) {
      const JsonValue object = observation_.objects[i];
      if (!steps_.take()) return fail(Fault::over_limit, "too many values to compare", test.where);
      if (object["type"].text() != test.path.type) continue;
      CLEW_TRY(const bool fits, object_satisfies(object, test, prepared_[index]));
      if (fits) found.push_back(i);
    }
    Alternatives alternatives;
    if (!found.empty()) alternatives.push_back({{{test.path.type, std::move(found)}}});
    return alternatives;
  }

  Result<bool> object_satisfies(JsonValue object, const PatternTest& test, const Prepared& prepared) {
    CLEW_TRY(const auto values, values_at(object, test));
    if (test.comparison == Comparison::exists) return values.empty() == test.negated;
    for (const JsonValue value : values) {
      CLEW_TRY(const bool fits, satisfies(value, test, prepared));
      if (fits != test.negated) return true;
    }
    return false;
  }

  /// Follows a path, all its branches at once; each value is looked at once a step, so that circles of references end.
  Result<std::vector<JsonValue>> values_at(JsonValue object, const PatternTest& test) {
    std::vector<JsonValue> values = {object};
    bool are_references = false;
    for (const PathStep& step : test.path.steps) {
      std::vector<JsonValue> next;
      std::unordered_set<std::uint64_t> seen;
      const auto add = [&](JsonValue value) {
        if (value.kind() != JsonValue::Kind::absent && seen.insert(value.where().offset_bytes).second)
          next.push_back(value);
      };
      for (JsonValue value : values) {
        if (!steps_.take()) return fail(Fault::over_limit, "too many values to compare", test.where);
        if (step.kind == PathStep::Kind::key) {
          if (are_references && value.is_string()) {
            const auto found = references_.find(value.text());
            if (found == references_.end()) continue;
            value = found->second;
          }
          add(value[step.key]);
        } else {
          pick(value, step, add);
        }
      }
      if (step.kind == PathStep::Kind::key) are_references = step.key.ends_with("_ref") || step.key.ends_with("_refs");
      values = std::move(next);
    }
    return values;
  }

  template <class Add>
  void pick(JsonValue value, const PathStep& step, Add add) {
    if (step.kind == PathStep::Kind::every) {
      for (const JsonValue element : value) {
        if (!steps_.take()) return;
        add(element);
      }
      return;
    }
    if (!value.is_array()) return;
    std::int64_t index = step.index;
    if (index < 0) {
      for ([[maybe_unused]] const JsonValue element : value) ++index;
    }
    if (index < 0) return;
    for (const JsonValue element : value) {
      if (!steps_.take()) return;
      if (index-- == 0) return add(element);
    }
  }

  const Pattern& pattern_;
  const std::vector<Prepared>& prepared_;
  const Observation& observation_;
  const References& references_;
  Steps& steps_;
};

/// What a match cannot do without; the hash of the wrong length that `validate` finds simply matches nothing.
Result<base::Done> check_matchable(const Pattern& pattern) {
  Pattern without_hashes = pattern;
  for (PatternTest& test : without_hashes.tests) test.path.steps.clear();
  return validate(without_hashes, StixVersion::v2_0);
}

}  // namespace

PatternMatcher::PatternMatcher(std::unique_ptr<State> state) : state_(std::move(state)) {}
PatternMatcher::PatternMatcher(PatternMatcher&&) noexcept = default;
PatternMatcher& PatternMatcher::operator=(PatternMatcher&&) noexcept = default;
PatternMatcher::~PatternMatcher() = default;

Result<PatternMatcher> PatternMatcher::compile(std::string_view pattern) {
  CLEW_TRY(Pattern parsed, parse_pattern(pattern));
  return compile(std::move(parsed));
}

Result<PatternMatcher> PatternMatcher::compile(Pattern pattern) {
  CLEW_CHECK(check_matchable(pattern));
  auto state = std::make_unique<State>();
  std::size_t expressions = 0;
  for (const PatternTest& test : pattern.tests) {
    const bool has_expression = test.comparison == Comparison::like || test.comparison == Comparison::matches;
    if (has_expression && ++expressions > regular_expressions_max)
      return fail(Fault::over_limit, fmt::format("more than {} regular expressions", regular_expressions_max),
                  test.where);
    CLEW_TRY(Prepared prepared, prepare(test));
    state->prepared.push_back(std::move(prepared));
  }
  state->pattern = std::move(pattern);
  return PatternMatcher(std::move(state));
}

Result<std::optional<std::vector<std::size_t>>> PatternMatcher::find(const Observations& observations) const {
  const Pattern& pattern = state_->pattern;
  const Observations::State& data = *observations.state_;
  Steps values(match_values_max);
  std::vector<detail::Moment> moments;
  moments.reserve(data.observations.size());
  for (const Observation& observation : data.observations) moments.push_back(observation.moment);
  std::vector<std::vector<std::size_t>> satisfied;
  for (const ObservationStep& step : pattern.steps) {
    if (step.kind != ObservationStep::Kind::observe) continue;
    auto& found = satisfied.emplace_back();
    for (std::size_t i = 0; i < data.observations.size(); ++i) {
      const Observation& observation = data.observations[i];
      Evaluation evaluation(pattern, state_->prepared, observation, data.references[observation.references], values);
      CLEW_TRY(const bool fits, evaluation.satisfies_all(step));
      if (fits) found.push_back(i);
    }
    if (values.used_up()) return fail(Fault::over_limit, "too many values to compare");
  }
  Steps steps(match_steps_max);
  return detail::search(pattern.steps, std::move(satisfied), moments, steps);
}

}  // namespace clew::intel
