#include "clew/hunt/detail/instructions.h"

#include "clew/base/result.h"

#include <atomic>

namespace clew::hunt::detail {
namespace {

Instructions best() {
  if (is_available(Instructions::avx512)) return Instructions::avx512;
  if (is_available(Instructions::avx2)) return Instructions::avx2;
  return is_available(Instructions::ssse3) ? Instructions::ssse3 : Instructions::portable;
}

std::atomic<Instructions>& chosen() {
  static std::atomic<Instructions> instructions = best();
  return instructions;
}

}  // namespace

bool is_available(Instructions instructions) {
  switch (instructions) {
    case Instructions::portable: return true;
#ifdef __x86_64__
    case Instructions::ssse3: return __builtin_cpu_supports("ssse3") != 0;
    case Instructions::avx2:
      return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
             __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
    case Instructions::avx512:
      return is_available(Instructions::avx2) && __builtin_cpu_supports("avx512f") != 0 &&
             __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
             __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vbmi") != 0 &&
             __builtin_cpu_supports("avx512vbmi2") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0 &&
             __builtin_cpu_supports("gfni") != 0;
#else
    case Instructions::ssse3:
    case Instructions::avx2:
    case Instructions::avx512: return false;
#endif
  }
  return false;
}

Instructions instructions_in_use() { return chosen().load(std::memory_order_relaxed); }

void use_for_testing(Instructions instructions) {
  CLEW_ASSERT(is_available(instructions));
  chosen() = instructions;
}

}  // namespace clew::hunt::detail
