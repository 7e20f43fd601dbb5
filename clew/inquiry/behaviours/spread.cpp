#include "clew/inquiry/behaviours/rules.h"

#include <fmt/core.h>

namespace clew::inquiry::behaviours {
namespace {

using model::Attribute;
using model::Grade;

/// A hash is the same program; a path may be chance, a destination may be a service that two people use.
int weight_of(std::string_view kind) {
  if (kind == "code hash" || kind == "file hash") return 5;
  return kind == "file" ? 3 : 2;
}

}  // namespace

void shared_trait(const Look& look, std::vector<Mark>& marks) {
  for (const SharedTrait* shared : look.of.shared) {
    const bool ran = is_launch(shared->trace.event);
    const bool contacted = shared->kind == "destination";
    marks.push_back(mark(weight_of(shared->kind), contacted ? Grade::contacted : Grade::executed, {&shared->trace},
                         fmt::format("{} the {} {}, as {} did",
                                     ran         ? "ran"
                                     : contacted ? "contacted"
                                                 : "has",
                                     shared->kind, shared->value, shared->from_device)));
  }
}

}  // namespace clew::inquiry::behaviours
