#include "clew/model/notice.h"

namespace clew::model {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::unknown: return "unknown";
    case Role::c2: return "c2";
    case Role::delivery: return "delivery";
    case Role::payload: return "payload";
    case Role::victim: return "victim";
    case Role::shared_infrastructure: return "shared_infrastructure";
    case Role::sinkhole: return "sinkhole";
  }
  return "unknown";
}

}  // namespace clew::model
