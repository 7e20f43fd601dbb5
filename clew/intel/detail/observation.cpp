#include "clew/intel/detail/observation.h"

#include "clew/intel/stix_match.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace clew::intel::detail {
namespace {

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

Alternatives joined(const Alternatives& left, const Alternatives& right) {
  Alternatives result;
  for (const Alternative& a : left) {
    for (const Alternative& b : right) {
      if (auto one = both(a, b)) add_alternative(result, *std::move(one));
    }
  }
  return result;
}

}  // namespace

base::Result<bool> is_satisfied(const Pattern& pattern, const ObservationStep& step, const ObjectsOf& objects_of) {
  std::vector<Alternatives> stack;
  for (std::size_t i = step.begin; i < step.end; ++i) {
    const ComparisonStep& comparison = pattern.comparisons[i];
    if (comparison.kind == ComparisonStep::Kind::test) {
      CLEW_TRY(auto found, objects_of(comparison.test));
      Alternatives& alternatives = stack.emplace_back();
      if (!found.empty()) alternatives.push_back({{{pattern.tests[comparison.test].path.type, std::move(found)}}});
      continue;
    }
    const Alternatives right = std::move(stack.back());
    stack.pop_back();
    Alternatives& left = stack.back();
    if (comparison.kind == ComparisonStep::Kind::any) {
      for (const Alternative& one : right) add_alternative(left, one);
    } else {
      left = joined(left, right);
    }
    if (left.size() > match_alternatives_max)
      return base::fail(base::Fault::over_limit, "too many ways in which the objects of one observation match",
                        step.where);
  }
  return !stack.back().empty();
}

}  // namespace clew::intel::detail
