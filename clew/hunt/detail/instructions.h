/// Which instructions of the processor the pass over the text may use. Chosen once, when the program starts to search.
///
/// In:     what the processor says of itself. Out: the fastest set that it has; every set gives the same answer.
/// Errors: none.
#pragma once

#include <cstdint>

namespace clew::hunt::detail {

enum class Instructions : std::uint8_t {
  portable,  ///< plain C++, one byte at a time
  ssse3,     ///< 16 bytes at a time
  avx2,      ///< 32 bytes at a time, and the bit manipulation of BMI2
  avx512,  ///< 64 bytes at a time, with the look-ups and the compression of VBMI and VBMI2, and GFNI (Ice Lake, Zen 4)
};

bool is_available(Instructions instructions);
/// What the pass uses now: the best that is available, unless a test chose another.
Instructions instructions_in_use();
/// For tests, before they start threads. The set must be available.
void use_for_testing(Instructions instructions);

}  // namespace clew::hunt::detail
