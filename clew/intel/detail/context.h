/// What the readers of one notice share: where findings go, and whose sites are no indicators.
#pragma once

#include "clew/intel/detail/gather.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/pack.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// What is said about a value, by its row or sentence.
struct About {
  model::Role role = model::Role::unknown;
  model::Window valid = {};
  std::string note = {};
  std::string activity = {};
  std::string published_by = {};
  std::string published = {};
  std::vector<std::string> warnings = {};
};

struct Context {
  Gather& gather;
  std::span<const Pack> packs;
  const Pack* supplier = nullptr;  ///< may be null
  std::string publisher = {};
  std::string published = {};
  int year = 0;                             ///< of publication, for dates that leave it out; 0 when unknown
  std::vector<std::string> own_hosts = {};  ///< of the page that the notice stands on
  std::size_t glued_digits = 0;  ///< of the hashes below a table's head that lost its gaps: "SHA-1Filename"; 0 is none
  bool glued_cells = false;      ///< the head of a table came without gaps: "IndicatorTypeDescription"
  std::size_t joints = 0;        ///< places of the text that look as if a gap between two cells had been lost there
  std::string remark = {};       ///< of values that nothing else is said about: where a block of a list comes from

  /// Why this value is nobody's indicator whatever stands around it: a supplier's own site, a private address.
  [[nodiscard]] std::optional<std::string> why_not(const model::Value& value) const;
  /// Adds the indicator that stands at `where` in the source.
  std::size_t add(model::Value value, base::Span where, const About& about, Weight weight) const;
  void mention(const model::Value& value, base::Span where, std::string why) const;
  void refuse(model::ValueType type, base::Span where, std::string why) const;
};

/// Sites that notices link to and that prove nothing alone.
bool is_well_known(std::string_view host);
/// Services that harmless programs ask as well; only a path at them is somebody's.
bool is_public_service(std::string_view host);

/// The hash of an empty file. What people write holds many; who asks for one in a pattern means it.
bool is_digest_of_nothing(const model::Value& value);

/// Names of nobody's on the internet: `.local` (RFC 6762), `.home.arpa` (RFC 8375), `.internal` and what networks use like it.
bool is_local_name(std::string_view host);
/// `example.com` and its like, which documents may use freely (RFC 2606 section 3).
bool is_for_examples(std::string_view host);
/// A state's own hosts: who writes there reports, and is not reported.
bool is_authority(std::string_view host);
/// Hosts of mailboxes that anybody may open.
bool is_free_mail(std::string_view host);

/// Whole sentences of a text; a blank line ends one, too.
std::vector<Part> sentences_of(std::string_view text);

/// One line, without Markdown's marks, at most 300 bytes: what a remark quotes.
std::string quoted(std::string_view text);

}  // namespace clew::intel::detail
