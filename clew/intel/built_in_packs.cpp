#include "clew/embedded/packs.h"
#include "clew/intel/pack.h"

#include <algorithm>

namespace clew::intel {

std::span<const Pack> built_in_packs() {
  static const std::vector<Pack> packs = [] {
    std::vector<Pack> parsed;
    for (const embedded::EmbeddedFile& file : embedded::packs()) {
      auto pack = parse_pack(file.name, file.bytes);
      CLEW_ASSERT(pack.has_value());  // a pack in the repository that does not parse fails the tests
      parsed.push_back(std::move(*pack));
    }
    std::ranges::sort(parsed, {}, &Pack::id);
    return parsed;
  }();
  return packs;
}

}  // namespace clew::intel
