/// The whole of a content, for a translator whose library wants it in one piece. Private to this module.
///
/// Errors: `over_limit` where it is longer than `bytes_max`; a content that ends early gives what there is.
#pragma once

#include "clew/base/result.h"
#include "clew/evidence/byte_source.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace clew::evidence::detail {

inline base::Result<std::string> read_whole(ByteSource& content, std::size_t bytes_max,
                                            std::size_t expected_bytes = 0) {
  std::string whole;
  whole.reserve(std::min(expected_bytes, bytes_max));
  for (std::string_view piece = content.next(); !piece.empty(); piece = content.next()) {
    if (piece.size() > bytes_max - whole.size()) {
      return base::fail(
          base::Fault::over_limit,
          fmt::format("content of more than {} MiB, which is the most that is taken apart here", bytes_max >> 20U));
    }
    whole += piece;
  }
  return whole;
}

}  // namespace clew::evidence::detail
