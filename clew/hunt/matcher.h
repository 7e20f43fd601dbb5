/// Finds, in any text, the values that it was compiled from: whole tokens only, with the meaning of each type.
///
///     Values --compile--> Matcher --find(text)--> Hits
///
/// In:     text of any size and any bytes: logs are not always UTF-8.
/// Out:    hits in the order in which they stand in the text (by offset, then length, then value).
/// Meaning: a domain matches itself and its subdomains, not inside a longer label (`livingevil.example` is not
///         `evil.example`) and not as the front of a longer name (`evil.example.org`); an address matches as a whole
///         address, also `ip:port`; a CIDR contains; hashes match as whole runs of hex digits, in any case; a URL matches
///         at its scheme or without it, its host folded and its path exact; names and paths match between separators.
/// Errors: none; an empty set matches nothing.
/// Cost:   one pass over the text; no allocation once `hits` has grown.
/// What one token of each type is: `model/token.h`.
#pragma once

#include "clew/model/value.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace clew::hunt {

struct Hit {
  std::uint64_t offset = 0;  ///< of the matched text (for a subdomain, the whole name)
  std::uint32_t length = 0;
  std::uint32_t value = 0;   ///< index into the values that were compiled
  auto operator<=>(const Hit&) const = default;
};

class Matcher {
 public:
  static Matcher compile(std::span<const model::Value> values);
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  /// Appends the hits in `text` to `hits`. May be called from several threads at once.
  void find(std::string_view text, std::vector<Hit>& hits) const;

 private:
  struct Tables;
  explicit Matcher(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

}  // namespace clew::hunt
