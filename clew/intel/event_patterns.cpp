#include "clew/intel/event_patterns.h"

#include "clew/base/text.h"
#include "clew/base/text_hash.h"
#include "clew/intel/detail/comparison.h"
#include "clew/intel/detail/observation.h"
#include "clew/intel/detail/pattern_search.h"
#include "clew/intel/observables.h"
#include "clew/intel/stix_match.h"
#include "clew/intel/stix_pattern.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using model::Attribute;
using model::Event;

/// A bit for each attribute.
struct Attributes {
  std::array<std::uint64_t, 2> bits = {};
  static_assert(model::attribute_count <= 128);

  void add(Attribute attribute) {
    const auto number = static_cast<std::size_t>(attribute);
    bits[number / 64] |= std::uint64_t{1} << (number % 64);
  }
  void add(const Attributes& other) {
    bits[0] |= other.bits[0];
    bits[1] |= other.bits[1];
  }
  [[nodiscard]] bool meets(const Attributes& other) const {
    return ((bits[0] & other.bits[0]) | (bits[1] & other.bits[1])) != 0;
  }
};

using Properties = std::vector<ObservedProperty>;
using Texts = std::unordered_set<std::string, base::TextHash, std::equal_to<>>;

struct CompiledTest {
  std::shared_ptr<const Properties> properties;  // never null; none: no event can tell
  detail::PreparedTest prepared;
  Texts texts;  // of `=` and IN: found by their value; empty: to be compared one by one
};

/// What must hold at least for a part of `[ ]` to be satisfied: one of these tests.
struct Trigger {
  std::vector<std::uint32_t> tests;
  bool by_value = true;       // all of them are found by their value
  std::size_t text_size = 0;  // of the shortest value: a long one is rarer
};

/// One side of the ORs of a `[ ]`: it suffices, so each is found and judged apart. Most are one test.
struct Branch {
  std::uint32_t observation = 0;
  std::uint32_t begin = 0, end = 0;  // of `Pattern::comparisons`
  Trigger trigger;                   // of no tests: it can never be satisfied
  Attributes attributes;             // of the trigger
};

struct Compiled {
  Pattern pattern;
  std::vector<CompiledTest> tests;
  std::uint32_t first_observation = 0, observations = 0;
  bool is_answerable = false, takes_one_event = true, needs_time = false, is_left_out = false;
  std::atomic<bool> over_limit = false;
};

/// Looks a path up once, however often patterns ask for it.
class Paths {
 public:
  std::shared_ptr<const Properties> properties_of(const PatternTest& test) {
    const bool exists = test.comparison == Comparison::exists;
    // That a log does not tell of a thing does not mean that there was none.
    if (exists && test.negated) return none_;
    std::shared_ptr<const Properties>& known = known_[(exists ? "EXISTS " : "") + test.path.text()];
    if (!known) known = std::make_shared<const Properties>(properties_at(test.path, exists ? Below::yes : Below::no));
    return known;
  }

 private:
  std::shared_ptr<const Properties> none_ = std::make_shared<const Properties>();
  std::unordered_map<std::string, std::shared_ptr<const Properties>> known_;
};

Result<CompiledTest> compile(PatternTest& test, Paths& paths) {
  CompiledTest compiled;
  compiled.properties = paths.properties_of(test);
  const Properties& properties = *compiled.properties;
  const bool is_equality = test.comparison == Comparison::equal || test.comparison == Comparison::in;
  for (Literal& literal : test.literals) {
    if (literal.kind != Literal::Kind::text) continue;
    if (is_equality || test.comparison == Comparison::not_equal) {
      if (auto text = canonical(properties, literal.text)) literal.text = *std::move(text);
    } else if (test.comparison == Comparison::like && is_lower(properties)) {
      literal.text = base::lowered(literal.text);
    }
  }
  CLEW_TRY(compiled.prepared, detail::prepare(test));
  if (!is_equality || test.negated) return compiled;
  const bool are_texts =
      std::ranges::none_of(properties, [](const auto& one) { return one.is_type || is_number(one); });
  const bool are_numbers = std::ranges::all_of(properties, is_number);
  for (const Literal& literal : test.literals) {
    if (literal.kind == Literal::Kind::text && are_texts) {
      compiled.texts.insert(literal.text);
    } else if (literal.kind == Literal::Kind::integer && are_numbers) {
      compiled.texts.insert(fmt::format("{}", literal.integer));
    } else {
      compiled.texts.clear();
      break;
    }
  }
  return compiled;
}

Trigger trigger_of(const CompiledTest& test, std::uint32_t index) {
  if (test.properties->empty()) return {};
  Trigger trigger{{index}, !test.texts.empty(), 0};
  for (const std::string& text : test.texts)
    trigger.text_size = trigger.text_size == 0 ? text.size() : std::min(trigger.text_size, text.size());
  return trigger;
}

/// AND: both must hold, so the one that holds more rarely suffices. OR: one of all.
Trigger joined(Trigger left, Trigger right, bool is_and) {
  if (is_and) {
    if (left.tests.empty() || right.tests.empty()) return {};
    const auto worth = [](const Trigger& one) { return std::pair(one.by_value, one.text_size); };
    return worth(right) > worth(left) ? std::move(right) : std::move(left);
  }
  if (left.tests.empty()) return right;
  if (right.tests.empty()) return left;
  if (left.tests.size() < right.tests.size()) std::swap(left, right);
  left.tests.insert(left.tests.end(), right.tests.begin(), right.tests.end());
  left.by_value = left.by_value && right.by_value;
  left.text_size = std::min(left.text_size, right.text_size);
  return left;
}

/// What is known of a part of `[ ]` while its postfix order is read.
struct Part {
  std::uint32_t begin = 0;
  std::vector<Branch> branches;  // sides of the ORs on top
};

Trigger trigger_of(Part part) {
  Trigger trigger = std::move(part.branches.front().trigger);
  for (std::size_t i = 1; i < part.branches.size(); ++i)
    trigger = joined(std::move(trigger), std::move(part.branches[i].trigger), false);
  return trigger;
}

std::vector<Branch> branches_of(const Pattern& pattern, const std::vector<CompiledTest>& tests,
                                const ObservationStep& step) {
  std::vector<Part> stack;
  for (std::uint32_t i = step.begin; i < step.end; ++i) {
    const ComparisonStep& comparison = pattern.comparisons[i];
    if (comparison.kind == ComparisonStep::Kind::test) {
      stack.push_back({i, {{0, i, i + 1, trigger_of(tests[comparison.test], comparison.test), {}}}});
      continue;
    }
    Part right = std::move(stack.back());
    stack.pop_back();
    Part& left = stack.back();
    if (comparison.kind == ComparisonStep::Kind::any) {
      std::ranges::move(right.branches, std::back_inserter(left.branches));
    } else {
      const std::uint32_t begin = left.begin;
      Trigger trigger = joined(trigger_of(std::move(left)), trigger_of(std::move(right)), true);
      left = {begin, {{0, begin, i + 1, std::move(trigger), {}}}};
    }
  }
  std::vector<Branch> branches = std::move(stack.back().branches);
  std::erase_if(branches, [](const Branch& branch) { return branch.trigger.tests.empty(); });
  for (Branch& branch : branches) {
    for (const std::uint32_t test : branch.trigger.tests) {
      for (const ObservedProperty& property : *tests[test].properties) branch.attributes.add(property.attribute);
    }
  }
  return branches;
}

StixTime stix_time(base::Instant time) {
  const std::int64_t nanoseconds = time.nanoseconds;
  std::int64_t seconds = nanoseconds / base::Instant::per_second;
  std::int64_t rest = nanoseconds % base::Instant::per_second;
  if (rest < 0) {
    rest += base::Instant::per_second;
    --seconds;
  }
  return {seconds, static_cast<std::int32_t>(rest)};
}

/// Whether some value of the event satisfies a test; `found` gets the objects.
template <class Found>
void find_objects(const PatternTest& test, const CompiledTest& compiled, const Event& event, std::string& made,
                  Found found) {
  for (const ObservedProperty& property : *compiled.properties) {
    visit_values(property, event, made, [&](std::uint64_t object, std::string_view text) {
      if (test.comparison == Comparison::exists) return found(object);
      bool fits = false;
      if (compiled.texts.empty()) {
        const auto kind = is_number(property) ? detail::ObservedValue::Kind::number : detail::ObservedValue::Kind::text;
        // What cannot be compared (a text with a time) is as in a value of another type: not so.
        fits = detail::satisfies({kind, text}, test, compiled.prepared).value_or(false) != test.negated;
      } else {
        fits = compiled.texts.contains(text);
      }
      if (fits) found(object);
    });
  }
}

}  // namespace

struct EventPatterns::State {
  std::deque<Compiled> patterns;  // atomics do not move
  std::unordered_map<std::string, std::uint32_t, base::TextHash, std::equal_to<>> numbers;
  std::vector<std::uint32_t> pattern_of;  // an observation
  std::vector<Branch> branches;           // in order of their observations
  std::size_t tests = 0, expressions = 0;
  Paths paths_known;

  // The plan.
  struct Lookup {
    ObservedProperty property;
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> branches;  // by value
  };
  std::vector<Lookup> lookups;
  std::array<std::vector<std::uint32_t>, model::attribute_count> lookups_of;  // an attribute
  std::vector<std::uint32_t> tried;                                           // branches not found by a value
  Attributes wanted;
  mutable std::array<std::atomic<std::uint64_t>, 2> told = {};  // attributes that events had

  /// Whether the event satisfies the branch.
  bool satisfies(const Branch& branch, const Event& event, std::string& made) {
    Compiled& compiled = patterns[pattern_of[branch.observation]];
    ObservationStep step;
    step.begin = branch.begin;
    step.end = branch.end;
    const auto result =
        detail::is_satisfied(compiled.pattern, step, [&](std::uint32_t test) -> Result<std::vector<std::size_t>> {
          std::vector<std::size_t> objects;
          find_objects(compiled.pattern.tests[test], compiled.tests[test], event, made,
                       [&](std::uint64_t object) { objects.push_back(object); });
          std::ranges::sort(objects);
          objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
          return objects;
        });
    if (!result) compiled.over_limit = true;
    return result.value_or(false);
  }

  /// Branches that the values of the event lead to.
  void add_found_by_value(const Event& event, std::string& made, std::vector<std::uint32_t>& candidates) const {
    for (const Event::Field& field : event.fields()) {
      for (const std::uint32_t number : lookups_of[static_cast<std::size_t>(field.attribute)]) {
        const Lookup& lookup = lookups[number];
        const auto value = value_of(lookup.property, event, event.text_of(field), made);
        if (!value) continue;
        const auto found = lookup.branches.find(*value);
        if (found != lookup.branches.end())
          candidates.insert(candidates.end(), found->second.begin(), found->second.end());
      }
    }
  }

  template <class Fits>
  std::vector<std::string> paths(std::uint32_t pattern, Fits fits) const {
    const Compiled& compiled = patterns[pattern];
    std::vector<std::string> found;
    for (std::size_t i = 0; i < compiled.tests.size(); ++i) {
      if (!fits(compiled.tests[i])) continue;
      const PatternTest& test = compiled.pattern.tests[i];
      const bool excludes = test.comparison == Comparison::exists && test.negated;
      found.push_back((excludes ? "NOT EXISTS " : "") + test.path.text());
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }
};

EventPatterns::EventPatterns() : state_(std::make_unique<State>()) {}
EventPatterns::EventPatterns(EventPatterns&&) noexcept = default;
EventPatterns::~EventPatterns() = default;

Result<std::uint32_t> EventPatterns::add(std::string_view text) {
  State& state = *state_;
  if (const auto known = state.numbers.find(text); known != state.numbers.end()) return known->second;
  CLEW_TRY(Pattern pattern, parse_pattern(text));
  CLEW_CHECK(detail::check_matchable(pattern));
  const auto expressions = static_cast<std::size_t>(std::ranges::count_if(pattern.tests, [](const PatternTest& test) {
    return test.comparison == Comparison::like || test.comparison == Comparison::matches;
  }));
  if (state.patterns.size() == event_patterns_max)
    return fail(Fault::over_limit, fmt::format("more than {} patterns", event_patterns_max));
  if (state.expressions + expressions > event_expressions_max)
    return fail(Fault::over_limit, fmt::format("more than {} regular expressions", event_expressions_max));
  if (state.tests + pattern.tests.size() > event_pattern_tests_max)
    return fail(Fault::over_limit, fmt::format("more than {} comparisons", event_pattern_tests_max));
  std::vector<CompiledTest> tests;
  tests.reserve(pattern.tests.size());
  for (PatternTest& test : pattern.tests) {
    CLEW_TRY(CompiledTest compiled, compile(test, state.paths_known));
    tests.push_back(std::move(compiled));
  }
  state.expressions += expressions;
  state.tests += tests.size();
  const auto number = static_cast<std::uint32_t>(state.patterns.size());
  Compiled& compiled = state.patterns.emplace_back();
  compiled.pattern = std::move(pattern);
  compiled.tests = std::move(tests);
  compiled.first_observation = static_cast<std::uint32_t>(state.pattern_of.size());
  std::vector<bool> answerable;
  for (const ObservationStep& step : compiled.pattern.steps) {
    using Kind = ObservationStep::Kind;
    if (step.kind == Kind::observe) {
      std::vector<Branch> branches = branches_of(compiled.pattern, compiled.tests, step);
      answerable.push_back(!branches.empty());
      for (Branch& branch : branches) {
        branch.observation = static_cast<std::uint32_t>(state.pattern_of.size());
        state.branches.push_back(std::move(branch));
      }
      state.pattern_of.push_back(number);
      ++compiled.observations;
      continue;
    }
    const bool joins_all = step.kind == Kind::all || step.kind == Kind::followed_by;
    if (joins_all || step.kind == Kind::any) {
      const bool right = answerable.back();
      answerable.pop_back();
      answerable.back() = joins_all ? answerable.back() && right : answerable.back() || right;
    }
    if (joins_all || (step.kind == Kind::repeats && step.times > 1)) compiled.takes_one_event = false;
    if (step.kind == Kind::followed_by || step.kind == Kind::within || step.kind == Kind::start_stop)
      compiled.needs_time = true;
  }
  compiled.is_answerable = answerable.back();
  state.numbers.emplace(text, number);
  return number;
}

std::size_t EventPatterns::size() const { return state_->patterns.size(); }

void EventPatterns::leave_out(std::uint32_t pattern) { state_->patterns[pattern].is_left_out = true; }

void EventPatterns::plan(Try what) {
  State& state = *state_;
  for (const Compiled& compiled : state.patterns) {
    for (const CompiledTest& test : compiled.tests) {
      for (const ObservedProperty& property : *test.properties) state.wanted.add(property.attribute);
    }
  }
  std::unordered_map<std::uint32_t, std::uint32_t> lookup_of_row;
  for (std::uint32_t number = 0; number < state.branches.size(); ++number) {
    Branch& branch = state.branches[number];
    const Compiled& compiled = state.patterns[state.pattern_of[branch.observation]];
    if (what == Try::everything) {
      branch.attributes.bits = {~std::uint64_t{0}, ~std::uint64_t{0}};
      branch.trigger.by_value = false;
      state.tried.push_back(number);
      continue;
    }
    if (!compiled.is_answerable || compiled.is_left_out) continue;
    if (!branch.trigger.by_value) {
      state.tried.push_back(number);
      continue;
    }
    for (const std::uint32_t index : branch.trigger.tests) {
      const CompiledTest& test = compiled.tests[index];
      for (const ObservedProperty& property : *test.properties) {
        const auto [entry, is_new] =
            lookup_of_row.try_emplace(property.row, static_cast<std::uint32_t>(state.lookups.size()));
        if (is_new) {
          state.lookups.push_back({property, {}});
          state.lookups_of[static_cast<std::size_t>(property.attribute)].push_back(entry->second);
        }
        for (const std::string& text : test.texts) {
          auto& branches = state.lookups[entry->second].branches[text];
          if (branches.empty() || branches.back() != number) branches.push_back(number);
        }
      }
    }
  }
}

void EventPatterns::judge(const Event& event, Scratch& scratch, std::vector<std::uint32_t>& satisfied) const {
  State& state = *state_;
  satisfied.clear();
  Attributes has;
  for (const Event::Field& field : event.fields()) has.add(field.attribute);
  for (std::size_t i = 0; i < has.bits.size(); ++i) {
    const std::uint64_t news = has.bits[i] & state.wanted.bits[i];
    if ((news & ~state.told[i].load(std::memory_order_relaxed)) != 0) state.told[i] |= news;
  }
  if (!has.meets(state.wanted)) return;
  scratch.candidates.clear();
  state.add_found_by_value(event, scratch.made, scratch.candidates);
  for (const std::uint32_t number : state.tried) {
    if (has.meets(state.branches[number].attributes)) scratch.candidates.push_back(number);
  }
  std::ranges::sort(scratch.candidates);
  std::uint32_t last = ~std::uint32_t{0};
  for (const std::uint32_t number : scratch.candidates) {
    if (number == std::exchange(last, number)) continue;
    const Branch& branch = state.branches[number];
    if (!satisfied.empty() && satisfied.back() == branch.observation) continue;
    // The value that led here may be all that is asked for.
    const bool is_found = branch.trigger.by_value && branch.end - branch.begin == 1;
    if (is_found || state.satisfies(branch, event, scratch.made)) satisfied.push_back(branch.observation);
  }
}

std::vector<std::string> EventPatterns::unanswerable(std::uint32_t pattern) const {
  return state_->paths(pattern, [](const CompiledTest& test) { return test.properties->empty(); });
}

std::vector<std::string> EventPatterns::not_told(std::uint32_t pattern) const {
  Attributes told;
  for (std::size_t i = 0; i < told.bits.size(); ++i) told.bits[i] = state_->told[i];
  return state_->paths(pattern, [&](const CompiledTest& test) {
    Attributes asked;
    for (const ObservedProperty& property : *test.properties) asked.add(property.attribute);
    return !test.properties->empty() && !asked.meets(told);
  });
}

bool EventPatterns::is_answerable(std::uint32_t pattern) const { return state_->patterns[pattern].is_answerable; }
bool EventPatterns::is_telling(std::uint32_t pattern) const {
  const Compiled& compiled = state_->patterns[pattern];
  return !compiled.takes_one_event || std::ranges::any_of(compiled.tests, [](const CompiledTest& test) {
    return std::ranges::any_of(*test.properties, [](const auto& one) { return intel::is_telling(one); });
  });
}
bool EventPatterns::was_over_limit(std::uint32_t pattern) const { return state_->patterns[pattern].over_limit; }
bool EventPatterns::takes_one_event(std::uint32_t pattern) const { return state_->patterns[pattern].takes_one_event; }
bool EventPatterns::needs_time(std::uint32_t pattern) const { return state_->patterns[pattern].needs_time; }
std::uint32_t EventPatterns::pattern_of(std::uint32_t observation) const { return state_->pattern_of[observation]; }

Result<std::optional<std::vector<std::size_t>>> EventPatterns::match(std::uint32_t pattern,
                                                                     std::span<const JudgedEvent* const> events) const {
  const Compiled& compiled = state_->patterns[pattern];
  const std::size_t first = compiled.first_observation;
  std::vector<std::vector<std::size_t>> satisfied(compiled.observations);
  std::vector<detail::Moment> moments;
  moments.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const JudgedEvent& event = *events[i];
    const StixTime time = event.time ? stix_time(*event.time) : StixTime{};
    moments.push_back({time, time});
    if (!event.time && compiled.needs_time) continue;
    for (const std::uint32_t number : event.satisfied) {
      if (number < first || number - first >= satisfied.size()) continue;
      // Of observations that are joined by OR any one suffices, whenever it was.
      if (compiled.takes_one_event && !compiled.needs_time) return std::vector<std::size_t>{i};
      satisfied[number - first].push_back(i);
    }
  }
  detail::Steps steps(match_steps_max);
  return detail::search(compiled.pattern.steps, std::move(satisfied), moments, steps);
}

}  // namespace clew::intel
