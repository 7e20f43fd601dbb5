/// What is known of one name: the statements on it, each with its authors. Nothing is merged or decided.
#pragma once

#include "clew/model/name_claim.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::model {

/// Somebody's word that two names stand for one thing.
struct Equation {
  std::string name;        ///< the other name
  std::vector<Origin> by;  ///< oldest first, those without a date last
};

/// An author who has both names and keeps them apart.
struct Disagreement {
  std::string name;  ///< the other name
  Origin by;
  std::vector<std::string> here;   ///< under which of this author's names the asked one stands
  std::vector<std::string> there;  ///< and the other one
  bool is_explicit = false;        ///< said in so many words; else shown by two entries of one list
};

/// An author who lists the asked name under more than one name of its own: for them it is no name of one thing.
struct Ambiguity {
  Origin by;
  std::vector<std::string> under;
};

/// Any relation but equality, as seen from the asked name.
struct Related {
  std::string name;
  enum class How : std::uint8_t { overlaps, part_of, has_part, split_from, split_into, distinct } how = How::overlaps;
  std::vector<Origin> by;
};
std::string_view name_of(Related::How how);

/// Where the name stands among others, by what is said of parts and wholes only.
enum class NameLevel : std::uint8_t {
  unknown,
  umbrella,  ///< others are said to be parts of it
  unit,      ///< it is said to be a part of another
  both,
};
std::string_view name_of(NameLevel level);

struct NameAnswer {
  std::string asked;
  std::vector<std::string> spellings;  ///< as authors write it
  std::vector<NamedThing::Kind> kinds;
  std::vector<Origin> used_by;              ///< who uses the name for something of its own
  std::vector<Equation> equations;          ///< by name
  std::vector<Disagreement> disagreements;  ///< about names in `equations`; by name, then author
  std::vector<Ambiguity> ambiguities;
  std::vector<Related> related;
  NameLevel level = NameLevel::unknown;
  std::vector<std::string> similar;  ///< when nobody uses it; else what differs by a word such as "Group" only

  [[nodiscard]] bool is_known() const { return !spellings.empty(); }
};

}  // namespace clew::model
