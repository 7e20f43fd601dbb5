/// What the claims of others come to: who attributes to whom, how many of them are independent, who denies, and at which
/// level they agree.
///
///     claims + names --ground_of--> ClaimGround { positions, agreed level and name }
///
/// In:     claims of a case, published by the day that is asked for; what names stand for which state, and which names
///         are said to be equal or part of each other.
/// Out:    one position for each author, however many repeat it: an echo is counted with its origin. The level is the
///         finest on which at least two authors agree; a single author's name is told, and reaches the programme only.
/// Errors: none.
/// Source: docs/attribution.md.
#pragma once

#include "clew/model/name_claim.h"
#include "clew/model/notice.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::link {

/// How far down an attribution reaches.
enum class Level : std::uint8_t {
  programme,  ///< all that works for one state or owner
  cluster,    ///< activity that one author tracks under one name
  unit,       ///< a named part of a cluster
  activity,   ///< an intrusion or campaign
};
std::string_view name_of(Level level);

struct Position {
  std::string by;
  std::string date;                 ///< of the first time
  std::string object;               ///< the name that is given, or the words
  std::string programme;            ///< the state that the name or the words stand for, or empty
  std::vector<std::string> echoes;  ///< who repeated it: "Reuters"
  model::Stance stance = model::Stance::states;
  std::string text;
};

struct ClaimGround {
  std::vector<Position> positions;  ///< attributing ones, in order of date
  std::vector<Position> denials;    ///< denied or retracted
  Level level = Level::programme;
  std::string agreed;              ///< "North Korea", or a name; empty when there is nothing to agree on
  std::vector<std::string> names;  ///< that the agreeing authors use
  std::size_t independent = 0;     ///< authors who agree
  std::size_t dissenting = 0;      ///< authors who name another
};

/// Lower-cased names and the state that a source of names says they work for.
using Sponsors = std::map<std::string, std::string, std::less<>>;

ClaimGround ground_of(std::span<const model::Claim> claims, std::optional<std::int32_t> as_of, const Sponsors& sponsors,
                      std::span<const model::NameClaim> names);

/// The state that some words speak of: "DPRK-nexus" is North Korea; empty when none or several.
std::string programme_in(std::string_view words);

}  // namespace clew::link
