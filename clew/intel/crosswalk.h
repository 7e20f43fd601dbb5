/// What is known under which names, by whose word: who equates a name with what, since when, and who does not.
///
///     NameClaims --Crosswalk(claims)--> Crosswalk --look_up("APT 38")--> NameAnswer
///
/// In:     claims from any number of sources, in any order.
/// Out:    statements with their authors. Names are never merged: an author's list holds for that author, and nothing is
///         concluded from the lists of two. `look_up` finds a name in any case and with or without blanks and hyphens
///         ("apt-38"); the answer keeps every spelling. The same claims give the same answer, in whatever order they came.
/// Errors: none; a name that nobody uses gives an answer with `is_known() == false` and what resembles it.
/// Cost:   compiling n log n; a look-up is linear in the claims of the authors who use the name.
#pragma once

#include "clew/model/name_answer.h"
#include "clew/model/name_claim.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::size_t similar_names_max = 8;

/// What spellings have in common: letters in lower case and digits, without blanks and punctuation. "APT 38", "APT38".
std::string name_key(std::string_view name);

class Crosswalk {
 public:
  explicit Crosswalk(std::span<const model::NameClaim> claims);

  [[nodiscard]] model::NameAnswer look_up(std::string_view name) const;
  [[nodiscard]] std::span<const model::NameClaim> claims() const { return claims_; }

 private:
  /// What one author takes for one thing: a name of its own, and the names that it equates with it.
  struct Entry {
    std::string name;
    model::Origin origin;
    std::map<std::string, std::string> members;  // key -> spelling, its own name too
  };
  /// All entries of one author in one publication; somebody who only uses names has no list.
  struct List {
    std::map<std::string, Entry> entries;                     // key of its own name -> entry
    std::map<std::string, std::set<std::string>> entries_of;  // key of any name -> keys into `entries`
  };

  void add_entries();
  void equate(const std::string& key, model::NameAnswer& answer) const;
  void disagree(const std::string& key, model::NameAnswer& answer) const;
  void relate(const std::string& key, model::NameAnswer& answer) const;
  [[nodiscard]] std::vector<std::string> similar_to(const std::string& key) const;

  std::vector<model::NameClaim> claims_;                       // in order, each once
  std::map<std::string, std::vector<std::size_t>> claims_of_;  // key of either name -> indices into claims_
  std::map<std::string, List> lists_;                          // author and publication -> its list
};

/// The same for claims that are asked only once.
model::NameAnswer look_up_name(std::span<const model::NameClaim> claims, std::string_view name);

}  // namespace clew::intel
