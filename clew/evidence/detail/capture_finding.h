/// What the readers of a conversation tell, and where in the capture it stands. Private to this module.
#pragma once

#include "clew/base/instant.h"
#include "clew/evidence/detail/json_members.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

/// The packet with which something was complete.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::optional<base::Instant> time;
};

struct Finding {
  std::string_view path;  ///< the log in which Zeek would write it
  JsonMembers members;
  Place place;
};
using Findings = std::vector<Finding>;

/// Who sent it: the originator of a connection or its responder, as in Zeek's field names.
enum Side : std::uint8_t { originator = 0, responder = 1 };
constexpr Side other_side(Side side) { return side == originator ? responder : originator; }

}  // namespace clew::evidence::detail
