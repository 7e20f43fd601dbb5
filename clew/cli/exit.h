/// Exit statuses of `clew investigate`, as CASE_DOCUMENT.md fixes them, and of `clew hunt`, which are those of grep.
#pragma once

namespace clew::cli {

enum class Exit : int {
  not_seen = 0,    ///< not seen, and coverage suffices
  hit = 1,         ///< hit or suspicious
  failed = 2,      ///< usage or I/O error: nothing was answered
  cannot_say = 3,  ///< blind where it matters
  unreadable = 4,  ///< answered, but some input could not be read to its end; the answer names it
  interrupted = 130,

  found = 0,
  not_found = 1,
};

}  // namespace clew::cli
