/// What to look for around the sightings: values by which other records tell what a sighting means.
///
///     sightings --Pivots--> values --hunt::scan(context)--> Context (material.h)
///
/// A name was looked up: was one of the answers connected to, by who had asked? A connection's own record may tell more than
/// the one that was sighted. A listed file lay on a disk: did it run? An account signed in from a listed address: from where
/// does it usually? Only these are asked (grade.cpp, explanations/shared_exit.cpp), and each only of records that can tell: a
/// value that many records hold, an account's name or a service's address, costs little so.
/// In:     the sightings of the first scan, the indicators that they are of.
/// Out:    values in order, each once; at most `pivots_max`.
#pragma once

#include "clew/hunt/scan.h"
#include "clew/model/notice.h"

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::inquiry {

constexpr std::size_t pivots_max = 20'000;

class Pivots {
 public:
  Pivots(const hunt::ScanResult& scan, std::span<const model::Indicator> indicators);

  [[nodiscard]] std::vector<model::Value> values() const;
  /// The classes of the records that can tell anything.
  [[nodiscard]] std::vector<model::EventClass> classes() const;
  /// Whether a record that holds the value of this number can tell what is asked of the value.
  [[nodiscard]] bool can_tell(std::uint32_t value, const model::Event& event) const;

 private:
  /// What is asked of a value; of some more than one thing.
  struct Asked {
    std::set<std::string, std::less<>>
        connections_from;   ///< addresses that had asked for a name that it answers; "": anybody
    bool flow = false;      ///< all records of the connection with this id
    bool launches = false;  ///< programs that ran with it
    bool sign_ins = false;  ///< of this account
  };
  using OfValue = std::map<model::Value, Asked>::value_type;

  Asked* asked_of(model::ValueType type, std::string_view text);
  void ask_for_answers(std::span<const hunt::KeptSightings> of_indicator, const model::Inventory& inventory);
  void ask_about(const model::Sighting& sighting, const model::Indicator& indicator);

  std::map<model::Value, Asked> asked_;
  std::vector<const OfValue*> in_order_;
};

}  // namespace clew::inquiry
