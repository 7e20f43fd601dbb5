/// Sigma rules as a notice: the values in their selections, the techniques in their tags.
///
/// In:     one rule or several, parted by `---`. Out: hashes, names, addresses, paths' file names, registry keys and user agents
///         that a selection asks for; what only a filter or a negated selection holds is a mention; a command line is told,
///         and not searched for. `attack.t1059.001` is a technique, `cve.2021.44228` a CVE.
///         Status, level and known false positives go with every value, as its remark.
/// Errors: `malformed` where the YAML is broken, with the bytes; `over_limit` for nesting beyond `sigma_depth_max`.
/// Cost:   linear; anchors are not followed, so nothing is expanded.
/// Source: the Sigma specification 2.0; YAML 1.1 by libyaml.
#pragma once

#include "clew/intel/read_notice.h"

namespace clew::intel::detail {

constexpr std::size_t sigma_depth_max = 64;

/// Whether the document has the keys at its beginning of a line that every rule has.
bool is_sigma(std::string_view bytes);
base::Result<model::Notice> read_sigma(const NoticeInput& input, std::span<const Pack> packs, model::Notice notice);

}  // namespace clew::intel::detail
