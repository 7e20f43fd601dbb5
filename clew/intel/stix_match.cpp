#include "clew/intel/stix_match.h"

#include "clew/base/text.h"
#include "clew/intel/detail/comparison.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/observation.h"
#include "clew/intel/detail/pattern_search.h"

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using detail::JsonText;
using detail::JsonValue;
using detail::ObservedValue;
using detail::PreparedTest;
using detail::Steps;

ObservedValue observed(JsonValue value) {
  switch (value.kind()) {
    case JsonValue::Kind::string: return {ObservedValue::Kind::text, value.text()};
    case JsonValue::Kind::number: return {ObservedValue::Kind::number, value.text()};
    case JsonValue::Kind::boolean: return {ObservedValue::Kind::boolean, value.text()};
    default: return {ObservedValue::Kind::other, {}};
  }
}

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
  std::vector<PreparedTest> prepared;  // as `pattern.tests`
};

namespace {

/// Evaluates what stands in `[ ]` on one observation.
class Evaluation {
 public:
  Evaluation(const Pattern& pattern, const std::vector<PreparedTest>& prepared, const Observation& observation,
             const References& references, Steps& steps)
      : pattern_(pattern), prepared_(prepared), observation_(observation), references_(references), steps_(steps) {}

  Result<bool> satisfies_all(const ObservationStep& step) {
    return detail::is_satisfied(pattern_, step, [this](std::uint32_t test) { return objects_of(test); });
  }

 private:
  Result<std::vector<std::size_t>> objects_of(std::uint32_t index) {
    const PatternTest& test = pattern_.tests[index];
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < observation_.objects.size(); ++i) {
      const JsonValue object = observation_.objects[i];
      if (!steps_.take()) return fail(Fault::over_limit, "too many values to compare", test.where);
      if (object["type"].text() != test.path.type) continue;
      CLEW_TRY(const bool fits, object_satisfies(object, test, prepared_[index]));
      if (fits) found.push_back(i);
    }
    return found;
  }

  Result<bool> object_satisfies(JsonValue object, const PatternTest& test, const PreparedTest& prepared) {
    CLEW_TRY(const auto values, values_at(object, test));
    if (test.comparison == Comparison::exists) return values.empty() == test.negated;
    for (const JsonValue value : values) {
      CLEW_TRY(const bool fits, detail::satisfies(observed(value), test, prepared));
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
  const std::vector<PreparedTest>& prepared_;
  const Observation& observation_;
  const References& references_;
  Steps& steps_;
};

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
  CLEW_CHECK(detail::check_matchable(pattern));
  auto state = std::make_unique<State>();
  std::size_t expressions = 0;
  for (const PatternTest& test : pattern.tests) {
    const bool has_expression = test.comparison == Comparison::like || test.comparison == Comparison::matches;
    if (has_expression && ++expressions > regular_expressions_max)
      return fail(Fault::over_limit, fmt::format("more than {} regular expressions", regular_expressions_max),
                  test.where);
    CLEW_TRY(PreparedTest prepared, detail::prepare(test));
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
