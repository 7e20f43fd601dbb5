/// Recognises names of actors, malware and tools in a text.
///
///     NameFinder(crosswalk names) --find(text)--> "Labyrinth Chollima", actor, its place
///
/// In:     any text. Names come from claims (a knowledge base) and from the built-in table, which also knows the forms in
///         which publishers name things, so that `UNC9999` is a name before anybody listed it.
/// Out:    each name once, at its first place, in the order of the text; spelt as the source of the names spells it, one
///         that is known by its form only as the text has it. Names are not merged.
///         A name that is also an ordinary word counts only with a capital and beside a word such as "group" or "malware";
///         once it did, its first place counts.
/// Errors: none. Cost: linear in the text; a look-up or two for each word. Compiling: linear in the names.
/// Source: docs/formats/names.md
#pragma once

#include "clew/model/name_claim.h"
#include "clew/model/notice.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace clew::intel {

constexpr std::size_t name_words_max = 6;        ///< the longest name that is looked for
constexpr std::size_t named_things_max = 5'000;  ///< different ones of one text

class NameFinder {
 public:
  /// The built-in names and forms, and those of `claims`.
  explicit NameFinder(std::span<const model::NameClaim> claims = {});

  [[nodiscard]] std::vector<model::NamedThing> find(std::string_view text) const;

 private:
  struct Name {
    std::string name;
    model::NamedThing::Kind kind;
    bool needs_cue;
  };
  struct Form {
    std::string form;
    model::NamedThing::Kind kind;
    bool needs_cue;
  };
  void add(std::string_view name, model::NamedThing::Kind kind, bool needs_cue);
  [[nodiscard]] const Form* form_at(std::string_view text, std::size_t at, std::string_view first,
                                    std::string_view second) const;

  std::unordered_map<std::string, Name> by_key_;
  std::unordered_set<std::string> starts_;  // the first bytes of every key: most words are looked up no further
  std::size_t key_bytes_max_ = 0;
  std::array<std::vector<Form>, 256> forms_;               // by their first letter
  std::unordered_map<std::string, Form> forms_by_second_;  // "W Chollima", by the second word
};

/// With the built-in names only.
const NameFinder& built_in_name_finder();

}  // namespace clew::intel
