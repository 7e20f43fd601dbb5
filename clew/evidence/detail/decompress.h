/// gzip and zstd by their own libraries: unlike libarchive they give every byte up to the place where a stream breaks
/// off, and verify gzip's checksum. Logs come in these two, and a log that was cut off is evidence like any other.
#pragma once

#include "clew/evidence/container.h"

#include <memory>

namespace clew::evidence::detail {

std::unique_ptr<ByteSource> make_gzip_source(ByteSource& input, Expansion& expansion);
std::unique_ptr<ByteSource> make_zstd_source(ByteSource& input, Expansion& expansion);

/// What a layer says when `Expansion` stops it after `out` bytes.
base::Error expands_without_end(std::uint64_t out);
/// What it says when its input ends too early. The input's own problem, if it has one, is the better answer.
base::Error ends_in_the_middle(const ByteSource& input, std::string_view what, std::uint64_t out);

}  // namespace clew::evidence::detail
