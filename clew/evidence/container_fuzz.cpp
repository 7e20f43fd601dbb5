// Promises under test: any bytes can be unpacked and end; what comes out is bounded by the expansion limits; a member
// that ended early says why only once it has ended; the same bytes give the same members twice.
#include "clew/evidence/container.h"

#include "clew/base/hash.h"
#include "clew/base/result.h"
#include "clew/evidence/detail/pieces.h"

#include <cstdint>
#include <string>

using namespace clew::evidence;

namespace {

constexpr std::size_t entries_max = 200;
constexpr unsigned depth_max = 3;

Limits small_limits() {
  Limits limits;
  limits.expansion_free_bytes = 1U << 16U;
  limits.expansion_file_free_bytes = 1U << 20U;
  limits.expansion_ratio_max = 50;
  return limits;
}

struct Unpacked {
  std::uint64_t bytes = 0;
  std::string told;  // names, sizes, hashes, problems
  bool operator==(const Unpacked&) const = default;
};

void read_to_the_end(ByteSource& source, unsigned depth, Expansion& expansion, Unpacked& unpacked);

void read_archive(Packing packing, ByteSource& source, unsigned depth, Expansion& expansion, Unpacked& unpacked) {
  Archive archive(packing, source, nullptr, expansion);
  for (std::size_t i = 0; i < entries_max && !expansion.is_exhausted(); ++i) {
    const auto entry = archive.next_entry();
    if (!entry) break;
    unpacked.told += "entry " + entry->name + "\n";
    if (!entry->problem) read_to_the_end(archive, depth, expansion, unpacked);
  }
  if (archive.damage()) unpacked.told += clew::base::to_text(*archive.damage()) + "\n";
}

void read_to_the_end(ByteSource& source, unsigned depth, Expansion& expansion, Unpacked& unpacked) {
  Lookahead ahead(source, Hash::yes);
  const Packing packing = depth < depth_max ? recognise_packing(ahead.peek(packing_bytes)) : Packing::none;
  if (is_archive(packing)) return read_archive(packing, ahead, depth + 1, expansion, unpacked);
  if (is_compression(packing)) {
    const auto content = decompress(packing, ahead, expansion);
    return read_to_the_end(*content, depth + 1, expansion, unpacked);
  }
  while (!ahead.next().empty()) {
  }
  CLEW_ASSERT(ahead.next().empty());
  unpacked.bytes += ahead.bytes();
  unpacked.told += std::to_string(ahead.bytes()) + " " + ahead.sha256() + "\n";
  if (const auto problem = ahead.problem()) unpacked.told += clew::base::to_text(*problem) + "\n";
}

Unpacked unpack(std::string_view bytes, std::size_t piece_bytes) {
  detail::Pieces source(bytes, piece_bytes);
  Expansion expansion(bytes.size(), small_limits());
  Unpacked unpacked;
  read_to_the_end(source, 0, expansion, unpacked);
  return unpacked;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Unpacked unpacked = unpack(bytes, 100'000);
  const Limits limits = small_limits();
  constexpr std::uint64_t one_buffer = 1U << 20U;  // what a layer may have put out when it notices
  CLEW_ASSERT(unpacked.bytes <= limits.expansion_file_free_bytes + (size + 1) * limits.expansion_ratio_max +
                                    (depth_max + 1) * one_buffer);
  CLEW_ASSERT(unpack(bytes, 100'000) == unpacked);
  return 0;
}
