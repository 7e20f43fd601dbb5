/// The numbers that the judgement multiplies its evidence with, learned on past data and shipped as a text.
///
///     weights.txt --Weights::parse--> Weights      eval/link/learn.py writes the text anew
///
/// In:     lines `name value`; `#` begins a remark. Out: a value for every name of `names()`.
/// Errors: `malformed` for an unknown or missing name, or a value that is no number.
#pragma once

#include "clew/base/result.h"

#include <string_view>

namespace clew::link {

struct Weights {
  // Of a candidate, with at least one link: the logarithm of its odds against "none of the candidates".
  double bias = 0;
  double exact = 0;              ///< log(1 + equal domains and URLs)
  double registered_domain = 0;  ///< log(1 + equal registered domains)
  double address = 0;            ///< log(1 + equal addresses, each halved every two years)
  double netblock = 0;           ///< log(1 + neighbouring addresses, each halved every year)
  double url_path = 0;
  double file_name = 0;
  double youngest_years = 0;  ///< since the latest of the linked domains was published
  double recent_reports = 0;  ///< log(1 + publications on the activity within a year before)
  double name_style = 0;
  double other_links = 0;  ///< log(1 + links of the same case to other activities)
  double identity = 0;     ///< log(1 + equal hashes, mail addresses, mutexes, …): by judgement, no labelled past
  double relation = 0;     ///< what a link counts that passes through a relation: by judgement
  // Of an actor that nothing links: the logarithm of the odds that he is new.
  double new_bias = 0;
  double new_share = 0;     ///< logarithm of the odds by the share of new actors of late
  double new_unlinked = 0;  ///< log(1 + indicators that are known of nobody)
  // Of a profile: P(unknown) by its novelty, the rest shared out by the scores.
  double profile_scale = 0;
  double unknown_bias = 0;
  double unknown_own_software = 0;
  double unknown_rare_software = 0;
  double unknown_common_habits = 0;
  double unknown_many_techniques = 0;

  static base::Result<Weights> parse(std::string_view text);
  /// Those that are shipped.
  static const Weights& learned();
};

}  // namespace clew::link
