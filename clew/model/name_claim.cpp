#include "clew/model/name_claim.h"

namespace clew::model {

std::string_view name_of(NameRelation relation) {
  switch (relation) {
    case NameRelation::equal: return "equal";
    case NameRelation::overlaps: return "overlaps";
    case NameRelation::part_of: return "part_of";
    case NameRelation::split_from: return "split_from";
    case NameRelation::distinct: return "distinct";
  }
  return "equal";
}

}  // namespace clew::model
