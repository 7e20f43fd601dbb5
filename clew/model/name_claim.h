/// Who says that two names stand for the same actor or program, or how they are related otherwise.
///
/// Names are never merged: each statement keeps its author and its date, and two authors may disagree. What is called
/// an alias list elsewhere is, here, one `equal` claim for each name in it.
#pragma once

#include "clew/model/notice.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::model {

/// Where a fact comes from. Every fact of the knowledge base has one.
struct Origin {
  std::string publisher;  ///< who says it: "Microsoft"
  std::string source;     ///< where: a URL, a title, or the file that was imported
  std::string date;       ///< when, as far as it is known: "2023-07-20", "2023", or empty
  auto operator<=>(const Origin&) const = default;
};

enum class NameRelation : std::uint8_t {
  equal,       ///< two names for one thing
  overlaps,    ///< they share members, tools or intrusions, and neither contains the other
  part_of,     ///< `name` is a part of `other`
  split_from,  ///< `name` was once tracked as `other`
  distinct,    ///< two things, although others take them for one
};
std::string_view name_of(NameRelation relation);

struct NameClaim {
  NamedThing::Kind kind = NamedThing::Kind::actor;
  std::string name;   ///< as its author spells it
  std::string other;  ///< empty when the author only uses `name`, for something of its own
  NameRelation relation = NameRelation::equal;
  Origin origin;
  auto operator<=>(const NameClaim&) const = default;
};

}  // namespace clew::model
