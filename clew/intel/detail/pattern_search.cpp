#include "clew/intel/detail/pattern_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using Index = std::uint32_t;
constexpr Index none = std::numeric_limits<Index>::max();

/// A part of the pattern. The parts of a part stand before it.
struct PatternPart {
  enum class Kind : std::uint8_t { never, leaf, all, any, followed_by, within, repeats } kind = Kind::never;
  std::vector<Index> parts = {};
  std::vector<std::size_t> candidates = {};  // of a leaf: observations in order of their first time
  double seconds = 0;
  std::uint64_t times = 1;  // of repeats; of a leaf, how many observations it takes
};

/// The pattern with all that cannot match taken out, and all that needs no search folded.
class Plan {
 public:
  Plan(std::span<const Moment> moments, Steps& budget) : moments_(moments), budget_(budget) {
    for (const Moment& moment : moments) {
      const std::uint64_t sum = capacity_ + moment.count;
      capacity_ = sum < capacity_ ? std::numeric_limits<std::uint64_t>::max() : sum;
    }
  }

  void build(std::span<const ObservationStep> steps, std::vector<std::vector<std::size_t>> satisfied) {
    std::size_t leaf = 0;
    for (const ObservationStep& step : steps) {
      if (!budget_.take()) return;
      switch (step.kind) {
        case ObservationStep::Kind::observe: add_leaf(std::move(satisfied[leaf++])); break;
        case ObservationStep::Kind::all:
        case ObservationStep::Kind::followed_by:
        case ObservationStep::Kind::any: join(step.kind); break;
        case ObservationStep::Kind::within: limit(step.seconds); break;
        case ObservationStep::Kind::repeats: repeat(static_cast<std::uint64_t>(step.times)); break;
        case ObservationStep::Kind::start_stop: restrict_to(*step.start.time, *step.stop.time); break;
      }
    }
  }

  [[nodiscard]] Index root() const { return stack_.back(); }
  [[nodiscard]] const PatternPart& part(Index index) const { return parts_[index]; }

 private:
  Index add(PatternPart part) {
    parts_.push_back(std::move(part));
    return static_cast<Index>(parts_.size() - 1);
  }

  void add_leaf(std::vector<std::size_t> candidates) {
    std::ranges::sort(candidates, {}, [&](std::size_t i) { return std::pair(moments_[i].first, i); });
    PatternPart leaf;
    leaf.kind = candidates.empty() ? PatternPart::Kind::never : PatternPart::Kind::leaf;
    leaf.candidates = std::move(candidates);
    stack_.push_back(add(std::move(leaf)));
  }

  void join(ObservationStep::Kind kind) {
    const Index right = stack_.back();
    stack_.pop_back();
    const Index left = stack_.back();
    stack_.pop_back();
    const bool no_left = parts_[left].kind == PatternPart::Kind::never,
               no_right = parts_[right].kind == PatternPart::Kind::never;
    if (kind == ObservationStep::Kind::any) {
      stack_.push_back(no_left ? right : no_right ? left : either(left, right));
    } else if (no_left || no_right) {
      stack_.push_back(no_left ? left : right);
    } else if (kind == ObservationStep::Kind::all) {
      // `a AND b AND c` is one part of three.
      if (parts_[left].kind == PatternPart::Kind::all) {
        parts_[left].parts.push_back(right);
        stack_.push_back(left);
      } else {
        PatternPart part;
        part.kind = PatternPart::Kind::all;
        part.parts = {left, right};
        stack_.push_back(add(std::move(part)));
      }
    } else {
      PatternPart part;
      part.kind = PatternPart::Kind::followed_by;
      part.parts = {left, right};
      stack_.push_back(add(std::move(part)));
    }
  }

  /// Two single observations make one that may be either: no choice is left to try.
  Index either(Index left, Index right) {
    PatternPart& a = parts_[left];
    PatternPart& b = parts_[right];
    const auto is_single = [](const PatternPart& part) {
      return part.kind == PatternPart::Kind::leaf && part.times == 1;
    };
    if (is_single(a) && is_single(b)) {
      budget_.take(a.candidates.size() + b.candidates.size());
      std::vector<std::size_t> both;
      const auto order = [&](std::size_t i) { return std::pair(moments_[i].first, i); };
      std::ranges::sort(a.candidates, {}, order);
      std::ranges::sort(b.candidates, {}, order);
      std::ranges::set_union(a.candidates, b.candidates, std::back_inserter(both), {}, order, order);
      a.candidates = std::move(both);
      return left;
    }
    if (a.kind == PatternPart::Kind::any) {
      a.parts.push_back(right);
      return left;
    }
    PatternPart part;
    part.kind = PatternPart::Kind::any;
    part.parts = {left, right};
    return add(std::move(part));
  }

  void limit(double seconds) {
    const PatternPart& inner = parts_[stack_.back()];
    const bool needless = inner.kind == PatternPart::Kind::leaf && inner.times == 1;  // alone within any time
    if (needless || inner.kind == PatternPart::Kind::never) return;
    PatternPart part;
    part.kind = PatternPart::Kind::within;
    part.parts = {stack_.back()};
    part.seconds = seconds;
    stack_.back() = add(std::move(part));
  }

  void repeat(std::uint64_t times) {
    PatternPart& inner = parts_[stack_.back()];
    if (times == 1 || inner.kind == PatternPart::Kind::never) return;
    // There are not so many observations in the data: whatever is repeated takes one at least.
    if (times > capacity_ || (inner.kind == PatternPart::Kind::leaf && times > capacity_ / inner.times)) {
      inner = {};
    } else if (inner.kind == PatternPart::Kind::leaf) {
      inner.times *= times;
    } else {
      PatternPart part;
      part.kind = PatternPart::Kind::repeats;
      part.parts = {stack_.back()};
      part.times = times;
      stack_.back() = add(std::move(part));
    }
  }

  /// START … STOP asks the same of each observation below, so it can be asked at once.
  void restrict_to(const StixTime& start, const StixTime& stop) {
    std::vector<Index> todo = {stack_.back()};
    while (!todo.empty()) {
      PatternPart& part = parts_[todo.back()];
      todo.pop_back();
      if (!budget_.take(1 + part.candidates.size())) return;
      std::erase_if(part.candidates,
                    [&](std::size_t i) { return moments_[i].last < start || moments_[i].first >= stop; });
      if (part.kind == PatternPart::Kind::leaf && part.candidates.empty()) part.kind = PatternPart::Kind::never;
      todo.insert(todo.end(), part.parts.begin(), part.parts.end());
    }
  }

  std::span<const Moment> moments_;
  Steps& budget_;
  std::uint64_t capacity_ = 0;
  std::vector<PatternPart> parts_;
  std::vector<Index> stack_;
};

/// A search in depth with its own stack. What is still to do is a linked list that grows at its head, so going back to a
/// choice is going back to the list as it was; the rest of the state is undone from a trail.
class Search {
 public:
  Search(const Plan& plan, std::span<const Moment> moments, Steps& budget)
      : plan_(plan), moments_(moments), budget_(budget), used_(moments.size(), 0) {}

  Result<std::optional<std::vector<std::size_t>>> run() {
    todo_ = push({plan_.root(), none, 0, 0, none});
    bool possible = true;
    while (possible && todo_ != none && budget_.take()) {
      const Goal goal = goals_[todo_];
      todo_ = goal.next;
      possible = meet(goal) || go_back();
    }
    if (budget_.used_up())
      return fail(Fault::over_limit, "the pattern can be matched in too many ways to try them all");
    if (!possible) return std::nullopt;
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (used_[i] != 0) found.push_back(i);
    }
    return found;
  }

 private:
  /// What must hold of all observations that are chosen for a part.
  struct Scope {
    Index parent = none;
    Index after = none;  // a scope whose observations come first
    double seconds = std::numeric_limits<double>::infinity();
    bool has_any = false;
    StixTime latest_first = {}, earliest_last = {};
  };
  struct Goal {
    Index part;
    Index scope;
    std::uint64_t times;    // still to take; 0 stands for "not begun"
    std::size_t candidate;  // the first that may still be taken
    Index next;
  };
  /// A choice that was made, and the state before it.
  struct Choice {
    Goal goal;
    std::uint64_t tried;  // of an `any`, the alternative; of a leaf, how many of the candidate were taken
    Index todo;
    std::size_t goals, scopes, trail;
  };
  struct Undo {
    Index scope;  // none: give `count` of `observation` back
    Scope before;
    std::size_t observation;
    std::uint64_t count;
  };

  Index push(Goal goal) {
    goals_.push_back(goal);
    return static_cast<Index>(goals_.size() - 1);
  }
  Index open(Scope scope) {
    scopes_.push_back(scope);
    return static_cast<Index>(scopes_.size() - 1);
  }

  bool meet(const Goal& goal) {
    const PatternPart& part = plan_.part(goal.part);
    switch (part.kind) {
      case PatternPart::Kind::never: return false;
      case PatternPart::Kind::leaf: return choose_observation(goal, goal.times == 0 ? part.times : goal.times);
      case PatternPart::Kind::any: return choose_alternative(goal, 0);
      case PatternPart::Kind::all:
        for (auto i = part.parts.rbegin(); i != part.parts.rend(); ++i) todo_ = push({*i, goal.scope, 0, 0, todo_});
        return budget_.take(part.parts.size());
      case PatternPart::Kind::followed_by: {
        const Index left = open(Scope{goal.scope});
        const Index right = open(Scope{goal.scope, left});
        todo_ = push({part.parts[1], right, 0, 0, todo_});
        todo_ = push({part.parts[0], left, 0, 0, todo_});
        return true;
      }
      case PatternPart::Kind::within: {
        const Index scope = open(Scope{goal.scope, none, part.seconds});
        todo_ = push({part.parts[0], scope, 0, 0, todo_});
        return true;
      }
      case PatternPart::Kind::repeats: {
        const std::uint64_t times = goal.times == 0 ? part.times : goal.times;
        if (times > 1) todo_ = push({goal.part, goal.scope, times - 1, 0, todo_});
        todo_ = push({part.parts[0], goal.scope, 0, 0, todo_});
        return true;
      }
    }
    return false;
  }

  bool choose_alternative(const Goal& goal, std::uint64_t alternative) {
    const PatternPart& part = plan_.part(goal.part);
    if (alternative + 1 < part.parts.size()) remember(goal, alternative);
    todo_ = push({part.parts[alternative], goal.scope, 0, 0, todo_});
    return true;
  }

  /// Takes observations for a leaf that needs `times` more, none before `goal.candidate`: copies of a leaf are alike, so
  /// only one order of them is tried.
  bool choose_observation(const Goal& goal, std::uint64_t times) {
    const PatternPart& part = plan_.part(goal.part);
    std::size_t first = part.candidates.size();
    std::uint64_t available = 0;
    for (std::size_t i = goal.candidate; i < part.candidates.size() && available < times; ++i) {
      if (!budget_.take()) return false;
      const std::size_t observation = part.candidates[i];
      const std::uint64_t left = moments_[observation].count - used_[observation];
      if (left == 0 || !fits(observation, goal.scope)) continue;
      first = std::min(first, i);
      available += std::min(left, times);
    }
    if (available < times) return false;
    const std::size_t observation = part.candidates[first];
    const std::uint64_t count = std::min(times, moments_[observation].count - used_[observation]);
    take({goal.part, goal.scope, times, first, goal.next}, count);
    return true;
  }

  void take(const Goal& goal, std::uint64_t count) {
    // What else can be done here is fewer of this observation, or none and the next one.
    remember(goal, count);
    const std::size_t observation = plan_.part(goal.part).candidates[goal.candidate];
    if (count > 0) bind(observation, count, goal.scope);
    if (goal.times > count) todo_ = push({goal.part, goal.scope, goal.times - count, goal.candidate + 1, todo_});
  }

  void remember(const Goal& goal, std::uint64_t tried) {
    choices_.push_back({goal, tried, todo_, goals_.size(), scopes_.size(), trail_.size()});
  }

  /// Takes the last choice back that can be made otherwise, and makes it so. False when there is none.
  bool go_back() {
    while (!choices_.empty()) {
      if (!budget_.take()) return false;  // `run` says so
      const Choice choice = choices_.back();
      choices_.pop_back();
      while (trail_.size() > choice.trail) {
        const Undo& undo = trail_.back();
        if (undo.scope == none) {
          used_[undo.observation] -= undo.count;
        } else {
          scopes_[undo.scope] = undo.before;
        }
        trail_.pop_back();
      }
      goals_.resize(choice.goals);
      scopes_.resize(choice.scopes);
      todo_ = choice.todo;
      const PatternPart& part = plan_.part(choice.goal.part);
      if (part.kind == PatternPart::Kind::any) return choose_alternative(choice.goal, choice.tried + 1);
      if (choice.tried > 1) {
        take(choice.goal, choice.tried - 1);
        return true;
      }
      Goal goal = choice.goal;
      ++goal.candidate;
      if (choose_observation(goal, goal.times)) return true;
    }
    return false;
  }

  /// How many seconds lie between the observations of a scope and this one, and whether it comes late enough.
  bool fits(std::size_t observation, Index scope) {
    const Moment& moment = moments_[observation];
    for (Index i = scope; i != none; i = scopes_[i].parent) {
      budget_.take();
      const Scope& s = scopes_[i];
      if (s.after != none && scopes_[s.after].has_any && moment.last < scopes_[s.after].latest_first) return false;
      if (!std::isinf(s.seconds) && s.has_any) {
        const StixTime latest = std::max(s.latest_first, moment.first);
        const StixTime earliest = std::min(s.earliest_last, moment.last);
        if (is_longer(earliest, latest, s.seconds)) return false;
      }
    }
    return true;
  }

  static bool is_longer(const StixTime& from, const StixTime& to, double seconds) {
    const double whole = static_cast<double>(to.seconds - from.seconds);
    const double fraction = static_cast<double>(to.nanoseconds - from.nanoseconds) / 1e9;
    return whole + fraction > seconds;
  }

  void bind(std::size_t observation, std::uint64_t count, Index scope) {
    const Moment& moment = moments_[observation];
    used_[observation] += count;
    trail_.push_back({none, {}, observation, count});
    for (Index i = scope; i != none; i = scopes_[i].parent) {
      Scope& s = scopes_[i];
      trail_.push_back({i, s, 0, 0});
      s.latest_first = s.has_any ? std::max(s.latest_first, moment.first) : moment.first;
      s.earliest_last = s.has_any ? std::min(s.earliest_last, moment.last) : moment.last;
      s.has_any = true;
    }
  }

  const Plan& plan_;
  std::span<const Moment> moments_;
  Steps& budget_;
  std::vector<std::uint64_t> used_;
  Index todo_ = none;
  std::vector<Goal> goals_;
  std::vector<Scope> scopes_;
  std::vector<Choice> choices_;
  std::vector<Undo> trail_;
};

}  // namespace

Result<std::optional<std::vector<std::size_t>>> search(std::span<const ObservationStep> steps,
                                                       std::vector<std::vector<std::size_t>> satisfied,
                                                       std::span<const Moment> moments, Steps& budget) {
  Plan plan(moments, budget);
  plan.build(steps, std::move(satisfied));
  if (budget.used_up()) return fail(Fault::over_limit, "the pattern needs too many steps on this data");
  return Search(plan, moments, budget).run();
}

}  // namespace clew::intel::detail
