/// Lists of hosts that lost what parted them: one stands directly behind the other.
///
///     `moth[.]comsand[.]comfly[.]com` --> moth.com, sand.com, fly.com
///     `45.9.148[.]19089.31.143[.]90`  --> 45.9.148.190, 89.31.143.90
///
/// Who breaks one dot of a host breaks one in each. Names are parted where each goes on with the ending that the last one
/// has; addresses where the digits between two dots leave one reading.
/// In:     a refanged text and a token in it. Out: the hosts whose both ends are beyond doubt, in order; nothing where the token
///         is no such list. Errors: none. Cost: linear in the token.
#pragma once

#include "clew/intel/detail/layout.h"
#include "clew/intel/refang.h"

#include <vector>

namespace clew::intel::detail {

std::vector<Part> hosts_in_run(const Refanged& plain, Part token);

}  // namespace clew::intel::detail
