#include "clew/hunt/detail/sieve.h"

#include "clew/base/result.h"
#include "clew/base/text.h"
#include "clew/hunt/detail/instructions.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace clew::hunt::detail {
namespace {

/// The masks of 64 bytes that every block needs.
struct Classes {
  std::uint64_t alnum, digit, label, dot, colon, line_feed;
  std::uint64_t escape;  ///< backslashes, percent signs
  std::uint64_t rare;    ///< closing brackets, zero bytes
};

/// Keeps the masks of block `number`; returns its line feeds.
[[gnu::always_inline]] inline std::uint64_t keep_classes(const Classes& classes, std::size_t number, Sifted& sifted) {
  sifted.alnum.of.data()[number] = classes.alnum;
  sifted.digit.of.data()[number] = classes.digit;
  sifted.label.of.data()[number] = classes.label;
  sifted.dot.of.data()[number] = classes.dot;
  sifted.colon.of.data()[number] = classes.colon;
  sifted.escape.of.data()[number] = classes.escape;
  sifted.rare.of.data()[number] = classes.rare;
  return static_cast<std::uint64_t>(std::popcount(classes.line_feed));
}

// The classes as a bit each.
enum Class : std::uint8_t {
  alnum_class = 1,
  digit_class = 2,
  label_class = 4,
  dot_class = 8,
  colon_class = 16,
  line_feed_class = 32,
  rare_class = 64,
  escape_class = 128,
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto add = [&](std::string_view bytes, std::uint8_t wanted) {
    for (const char c : bytes) {
      auto& entry = classes[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | wanted);
    }
  };
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", alnum_class | label_class);
  add("0123456789", alnum_class | digit_class | label_class);
  add("-_", label_class);
  add(".", dot_class);
  add(":", colon_class);
  add("\n", line_feed_class);
  add(std::string_view("])}\0", 4), rare_class);
  add("\\%", escape_class);
  return classes;
}
constexpr std::array<std::uint8_t, 256> byte_classes = make_classes();

std::array<Masks*, 7> masks_of(Sifted& sifted) {
  return {&sifted.alnum, &sifted.digit, &sifted.dot, &sifted.colon, &sifted.label, &sifted.escape, &sifted.rare};
}

/// Masks that have a bit, with their numbers in the window.
struct SomeMasks {
  std::size_t count = 0;
  std::array<std::uint64_t, 1 + window_bytes / mask_bytes + masks_behind> masks;
  std::array<std::uint16_t, 1 + window_bytes / mask_bytes + masks_behind> numbers;
};

// `keep` puts a mask, or a lane of them, behind the first `count` ones where it has a bit, and returns how many there are then.
// The count goes from hand to hand: in `some`, it would be stored and loaded again for each mask.

/// Without a branch, for nobody can foresee which masks have a bit.
[[nodiscard, gnu::always_inline]] inline std::size_t keep(SomeMasks& some, std::size_t count, std::size_t number,
                                                          std::uint64_t mask) {
  some.masks.data()[count] = mask;
  some.numbers.data()[count] = static_cast<std::uint16_t>(number);
  return count + static_cast<std::size_t>(mask != 0);
}

template <class Lane>
[[nodiscard, gnu::always_inline]] inline std::size_t keep_one_by_one(SomeMasks& some, std::size_t count,
                                                                     std::size_t first_number, const Lane& lane) {
  for (std::size_t i = 0; i < sizeof lane / sizeof lane[0]; ++i) count = keep(some, count, first_number + i, lane[i]);
  return count;
}

/// Adds two long numbers, each a vector of masks; `carry` comes from the masks before, and goes to those behind.
template <class Lane>
[[gnu::always_inline]] inline void add_one_by_one(const Lane& a, const Lane& b, std::uint64_t& carry, Lane& sums) {
  for (std::size_t i = 0; i < sizeof a / sizeof a[0]; ++i) {
    unsigned long long sum = 0;
    unsigned long long with_carry = 0;
    const bool overflows = __builtin_uaddll_overflow(a[i], b[i], &sum);
    const bool carries = __builtin_uaddll_overflow(sum, carry, &with_carry);
    carry = static_cast<std::uint64_t>(overflows) | static_cast<std::uint64_t>(carries);
    sums[i] = with_carry;
  }
}

/// The places of the bits. Most masks that have a bit have one, so it is written without asking.
[[gnu::always_inline]] inline void spread_bits(const SomeMasks& some, Places& places) {
  std::uint16_t* at = places.at.data() + places.count;
  for (std::size_t i = 0; i < some.count; ++i) {
    const std::size_t block = (some.numbers.data()[i] - 1) * mask_bytes;
    std::uint64_t bits = some.masks.data()[i];
    do {
      *at++ = static_cast<std::uint16_t>(block + static_cast<unsigned>(std::countr_zero(bits)));
      bits &= bits - 1;
    } while (bits != 0);
  }
  places.count = static_cast<std::size_t>(at - places.at.data());
}

}  // namespace

namespace portable {
namespace {
#define CLEW_TARGET
#define CLEW_INLINE inline

using Lane = std::uint64_t __attribute__((vector_size(16)));

CLEW_INLINE Lane from_before(Lane before, Lane here) { return Lane{before[1], here[0]}; }
CLEW_INLINE Lane add(Lane a, Lane b, std::uint64_t& carry) {
  Lane sums;
  add_one_by_one(a, b, carry, sums);
  return sums;
}

Classes classify(const char* bytes) {
  Classes classes{};
  for (std::size_t i = 0; i < mask_bytes; ++i) {
    const std::uint64_t is_in = byte_classes[static_cast<unsigned char>(bytes[i])];
    const auto bit = [&](Class wanted) { return ((is_in / wanted) & 1U) << i; };
    classes.alnum |= bit(alnum_class);
    classes.digit |= bit(digit_class);
    classes.label |= bit(label_class);
    classes.dot |= bit(dot_class);
    classes.colon |= bit(colon_class);
    classes.line_feed |= bit(line_feed_class);
    classes.rare |= bit(rare_class);
    classes.escape |= bit(escape_class);
  }
  return classes;
}

Lane classify_lane(const char* bytes, std::size_t number, Sifted& sifted) {
  Lane line_feeds;
  for (std::size_t i = 0; i < sizeof(Lane) / sizeof(std::uint64_t); ++i)
    line_feeds[i] = keep_classes(classify(bytes + i * mask_bytes), number + i, sifted);
  return line_feeds;
}

std::uint64_t equal(const char* bytes, char wanted) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < mask_bytes; ++i) mask |= std::uint64_t{bytes[i] == wanted} << i;
  return mask;
}

/// Bytes that are one of these.
template <class... Chars>
CLEW_INLINE std::uint64_t equal_any(const char* bytes, Chars... wanted) {
  return (equal(bytes, wanted) | ...);
}

std::uint64_t stops_of(const Stops& stops, const char* bytes) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < mask_bytes; ++i) mask |= std::uint64_t{stops.is_stop(bytes[i])} << i;
  return mask;
}

CLEW_INLINE std::size_t keep(SomeMasks& some, std::size_t count, std::size_t first_number, Lane lane) {
  return keep_one_by_one(some, count, first_number, lane);
}
CLEW_INLINE void spread(const SomeMasks& some, Places& places) { spread_bits(some, places); }

#include "clew/hunt/detail/sieve_kernel.inc"
#undef CLEW_TARGET
#undef CLEW_INLINE
}  // namespace
}  // namespace portable

#ifdef __x86_64__

// A byte is in a class when the entries of its lower and its upper half have a bit in common. The bits stand for groups that the
// upper half decides; the sets share its table and have two for the lower half.
namespace {
constexpr char bit_46 = 1;         // a to o
constexpr char bit_57 = 2;         // p to z
constexpr char bit_3 = 4;          // digits
constexpr char bit_2_dot = 8;      // also what is rare there
constexpr char bit_2_hyphen = 16;  // also the percent sign
constexpr char bit_5 = 32;         // the underscore; the backslash
constexpr char bit_3_colon = 64;
constexpr char bit_0 = -128;

struct Halves {
  std::array<char, 16> upper{}, lower{}, rare_lower{};
};

constexpr Halves make_halves() {
  Halves halves;
  const auto add = [](char& entry, char bits) { entry = static_cast<char>(entry | bits); };
  halves.upper = {bit_0, 0, bit_2_dot | bit_2_hyphen, bit_3 | bit_3_colon, bit_46, bit_57 | bit_5, bit_46, bit_57};
  for (std::size_t half = 1; half <= 15; ++half) add(halves.lower[half], bit_46);
  for (std::size_t half = 0; half <= 10; ++half) add(halves.lower[half], bit_57);
  for (std::size_t half = 0; half <= 9; ++half) add(halves.lower[half], bit_3);
  add(halves.lower[0xe], bit_2_dot);
  add(halves.lower[0xd], bit_2_hyphen);
  add(halves.lower[0xf], bit_5);
  add(halves.lower[0xa], bit_3_colon);
  add(halves.rare_lower[0x0], bit_0);         // NUL
  add(halves.rare_lower[0x5], bit_2_hyphen);  // %
  add(halves.rare_lower[0x9], bit_2_dot);     // )
  add(halves.rare_lower[0xc], bit_5);         // backslash
  add(halves.rare_lower[0xd], bit_57);        // ] }
  return halves;
}
constexpr Halves halves = make_halves();
/// A bit for each upper half of the bytes below 0x80.
constexpr std::array<char, 16> upper_bits = {1, 2, 4, 8, 16, 32, 64, -128};
constexpr char alnum_bits = bit_46 | bit_57 | bit_3;
constexpr char label_bits = bit_46 | bit_57 | bit_3 | bit_2_hyphen | bit_5;
constexpr char escape_bits = bit_2_hyphen | bit_5;
constexpr char rare_bits = bit_0 | bit_2_dot | bit_57;
}  // namespace

namespace ssse3 {
namespace {
#define CLEW_TARGET __attribute__((target("ssse3")))
#define CLEW_INLINE __attribute__((target("ssse3"), always_inline)) inline

using Lane = std::uint64_t __attribute__((vector_size(16)));

CLEW_INLINE Lane from_before(Lane before, Lane here) { return Lane{before[1], here[0]}; }
CLEW_INLINE Lane add(Lane a, Lane b, std::uint64_t& carry) {
  Lane sums;
  add_one_by_one(a, b, carry, sums);
  return sums;
}

CLEW_INLINE __m128i load(const char* bytes) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)); }

CLEW_INLINE std::uint64_t bits(__m128i bytes) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(bytes)));
}
CLEW_INLINE std::uint64_t bits_of_zeros(__m128i bytes) { return bits(_mm_cmpeq_epi8(bytes, _mm_setzero_si128())); }

CLEW_INLINE Classes classify(const char* bytes) {
  const __m128i upper_table = load(halves.upper.data());
  const __m128i lower_table = load(halves.lower.data());
  const __m128i rare_table = load(halves.rare_lower.data());
  Classes classes{};
  for (unsigned part = 0; part < mask_bytes; part += 16) {
    const __m128i text = load(bytes + part);
    const __m128i upper = _mm_shuffle_epi8(upper_table, _mm_and_si128(_mm_srli_epi16(text, 4), _mm_set1_epi8(15)));
    const __m128i found = _mm_and_si128(_mm_shuffle_epi8(lower_table, text), upper);
    const __m128i rare = _mm_and_si128(_mm_shuffle_epi8(rare_table, text), upper);
    classes.alnum |= (bits_of_zeros(_mm_and_si128(found, _mm_set1_epi8(alnum_bits))) ^ 0xffffU) << part;
    classes.label |= (bits_of_zeros(_mm_and_si128(found, _mm_set1_epi8(label_bits))) ^ 0xffffU) << part;
    classes.digit |= bits(_mm_slli_epi16(found, 5)) << part;
    classes.dot |= bits(_mm_slli_epi16(found, 4)) << part;
    classes.colon |= bits(_mm_slli_epi16(found, 1)) << part;
    classes.line_feed |= bits(_mm_cmpeq_epi8(text, _mm_set1_epi8('\n'))) << part;
    classes.escape |= (bits_of_zeros(_mm_and_si128(rare, _mm_set1_epi8(escape_bits))) ^ 0xffffU) << part;
    classes.rare |= (bits_of_zeros(_mm_and_si128(rare, _mm_set1_epi8(rare_bits))) ^ 0xffffU) << part;
  }
  return classes;
}

CLEW_INLINE Lane classify_lane(const char* bytes, std::size_t number, Sifted& sifted) {
  Lane line_feeds;
  for (std::size_t i = 0; i < sizeof(Lane) / sizeof(std::uint64_t); ++i)
    line_feeds[i] = keep_classes(classify(bytes + i * mask_bytes), number + i, sifted);
  return line_feeds;
}

CLEW_INLINE std::uint64_t equal(const char* bytes, char wanted) {
  std::uint64_t mask = 0;
  for (unsigned part = 0; part < mask_bytes; part += 16)
    mask |= bits(_mm_cmpeq_epi8(load(bytes + part), _mm_set1_epi8(wanted))) << part;
  return mask;
}

/// Bytes that are one of these.
template <class... Chars>
CLEW_INLINE std::uint64_t equal_any(const char* bytes, Chars... wanted) {
  std::uint64_t mask = 0;
  for (unsigned part = 0; part < mask_bytes; part += 16) {
    const __m128i text = load(bytes + part);
    mask |= bits((_mm_cmpeq_epi8(text, _mm_set1_epi8(wanted)) | ...)) << part;
  }
  return mask;
}

CLEW_INLINE std::uint64_t stops_of(const Stops& stops, const char* bytes) {
  const __m128i uppers = _mm_load_si128(reinterpret_cast<const __m128i*>(stops.uppers()));
  const __m128i bit_of = load(upper_bits.data());
  std::uint64_t mask = 0;
  for (unsigned part = 0; part < mask_bytes; part += 16) {
    const __m128i text = load(bytes + part);
    const __m128i bit = _mm_shuffle_epi8(bit_of, _mm_and_si128(_mm_srli_epi16(text, 4), _mm_set1_epi8(15)));
    mask |= (bits_of_zeros(_mm_and_si128(_mm_shuffle_epi8(uppers, text), bit)) ^ 0xffffU) << part;
  }
  return mask;
}

CLEW_INLINE std::size_t keep(SomeMasks& some, std::size_t count, std::size_t first_number, Lane lane) {
  return keep_one_by_one(some, count, first_number, lane);
}
CLEW_INLINE void spread(const SomeMasks& some, Places& places) { spread_bits(some, places); }

#include "clew/hunt/detail/sieve_kernel.inc"
#undef CLEW_TARGET
#undef CLEW_INLINE
}  // namespace
}  // namespace ssse3

namespace avx2 {
namespace {
#define CLEW_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CLEW_INLINE __attribute__((target("avx2,bmi,bmi2,popcnt"), always_inline)) inline

using Lane = std::uint64_t __attribute__((vector_size(32)));

CLEW_INLINE Lane from_before(Lane before, Lane here) { return __builtin_shufflevector(before, here, 3, 4, 5, 6); }
CLEW_INLINE Lane add(Lane a, Lane b, std::uint64_t& carry) {
  __m256i left, sum;
  const Lane sums = a + b;
  std::memcpy(&left, &a, sizeof left);
  std::memcpy(&sum, &sums, sizeof sum);
  // There is a comparison with a sign only.
  const __m256i upper_bit = _mm256_set1_epi64x(std::numeric_limits<long long>::min());
  const __m256i is_over = _mm256_cmpgt_epi64(_mm256_xor_si256(left, upper_bit), _mm256_xor_si256(sum, upper_bit));
  const __m256i is_full = _mm256_cmpeq_epi64(sum, _mm256_set1_epi64x(-1));
  const auto bit_of_each = [](__m256i masks) CLEW_TARGET {
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(masks)));
  };
  // What each mask carries into the next one goes through those that are all ones: an addition of as many bits as masks.
  const unsigned carried = (bit_of_each(is_over) << 1U) | static_cast<unsigned>(carry);
  const unsigned full = bit_of_each(is_full);
  const unsigned carries = carried + full;
  carry = carries >> 4U;
  const __m256i bit_of = _mm256_set_epi64x(8, 4, 2, 1);
  const __m256i grows = _mm256_and_si256(_mm256_set1_epi64x(static_cast<long long>(carries ^ full)), bit_of);
  sum = _mm256_sub_epi64(sum, _mm256_cmpeq_epi64(grows, bit_of));
  Lane result;
  std::memcpy(&result, &sum, sizeof result);
  return result;
}

CLEW_INLINE __m256i load(const char* bytes) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes)); }
CLEW_INLINE __m256i table(const std::array<char, 16>& entries) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(entries.data())));
}

CLEW_INLINE std::uint64_t bits(__m256i bytes) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(bytes)));
}
CLEW_INLINE std::uint64_t bits(__m256i low, __m256i high) { return bits(low) | (bits(high) << 32U); }
CLEW_INLINE std::uint64_t nonzero(__m256i low, __m256i high) {
  const __m256i zero = _mm256_setzero_si256();
  return ~bits(_mm256_cmpeq_epi8(low, zero), _mm256_cmpeq_epi8(high, zero));
}
CLEW_INLINE std::uint64_t nonzero(__m256i low, __m256i high, char wanted) {
  const __m256i mask = _mm256_set1_epi8(wanted);
  return nonzero(_mm256_and_si256(low, mask), _mm256_and_si256(high, mask));
}

CLEW_INLINE Classes classify(const char* bytes) {
  const __m256i upper_table = table(halves.upper);
  const __m256i lower_table = table(halves.lower);
  const __m256i rare_table = table(halves.rare_lower);
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i low = load(bytes);
  const __m256i high = load(bytes + 32);
  const __m256i low_upper = _mm256_shuffle_epi8(upper_table, _mm256_and_si256(_mm256_srli_epi16(low, 4), half));
  const __m256i high_upper = _mm256_shuffle_epi8(upper_table, _mm256_and_si256(_mm256_srli_epi16(high, 4), half));
  const __m256i found_low = _mm256_and_si256(_mm256_shuffle_epi8(lower_table, low), low_upper);
  const __m256i found_high = _mm256_and_si256(_mm256_shuffle_epi8(lower_table, high), high_upper);
  const __m256i line_feed = _mm256_set1_epi8('\n');
  Classes classes;
  classes.alnum = nonzero(found_low, found_high, alnum_bits);
  classes.label = nonzero(found_low, found_high, label_bits);
  classes.digit = bits(_mm256_slli_epi16(found_low, 5), _mm256_slli_epi16(found_high, 5));
  classes.dot = bits(_mm256_slli_epi16(found_low, 4), _mm256_slli_epi16(found_high, 4));
  classes.colon = bits(_mm256_slli_epi16(found_low, 1), _mm256_slli_epi16(found_high, 1));
  classes.line_feed = bits(_mm256_cmpeq_epi8(low, line_feed), _mm256_cmpeq_epi8(high, line_feed));
  const __m256i rare_low = _mm256_and_si256(_mm256_shuffle_epi8(rare_table, low), low_upper);
  const __m256i rare_high = _mm256_and_si256(_mm256_shuffle_epi8(rare_table, high), high_upper);
  classes.escape = nonzero(rare_low, rare_high, escape_bits);
  classes.rare = nonzero(rare_low, rare_high, rare_bits);
  return classes;
}

CLEW_INLINE Lane classify_lane(const char* bytes, std::size_t number, Sifted& sifted) {
  Lane line_feeds;
  for (std::size_t i = 0; i < sizeof(Lane) / sizeof(std::uint64_t); ++i)
    line_feeds[i] = keep_classes(classify(bytes + i * mask_bytes), number + i, sifted);
  return line_feeds;
}

CLEW_INLINE std::uint64_t equal(const char* bytes, char wanted) {
  const __m256i value = _mm256_set1_epi8(wanted);
  return bits(_mm256_cmpeq_epi8(load(bytes), value), _mm256_cmpeq_epi8(load(bytes + 32), value));
}

/// Bytes that are one of these.
template <class... Chars>
CLEW_INLINE std::uint64_t equal_any(const char* bytes, Chars... wanted) {
  const __m256i low = load(bytes);
  const __m256i high = load(bytes + 32);
  return bits((_mm256_cmpeq_epi8(low, _mm256_set1_epi8(wanted)) | ...),
              (_mm256_cmpeq_epi8(high, _mm256_set1_epi8(wanted)) | ...));
}

CLEW_INLINE __m256i stops_of_half(const Stops& stops, const char* bytes) {
  const __m256i uppers = _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(stops.uppers())));
  const __m256i text = load(bytes);
  const __m256i half = _mm256_and_si256(_mm256_srli_epi16(text, 4), _mm256_set1_epi8(15));
  return _mm256_and_si256(_mm256_shuffle_epi8(uppers, text), _mm256_shuffle_epi8(table(upper_bits), half));
}
CLEW_INLINE std::uint64_t stops_of(const Stops& stops, const char* bytes) {
  return nonzero(stops_of_half(stops, bytes), stops_of_half(stops, bytes + 32));
}

/// For each set of masks that have a bit, the order in which these come first: in it, a mask is two halves.
struct alignas(32) KeptFirst {
  std::array<std::uint32_t, 8> halves{};
};
constexpr auto kept_first = [] {
  std::array<KeptFirst, 16> orders{};
  for (std::uint32_t kept = 0; kept < orders.size(); ++kept) {
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
      if (((kept >> i) & 1U) == 0) continue;
      orders[kept].halves[count++] = 2 * i;
      orders[kept].halves[count++] = 2 * i + 1;
    }
  }
  return orders;
}();
/// The same of four numbers in one.
constexpr auto kept_numbers = [] {
  std::array<std::uint64_t, 16> orders{};
  for (std::uint64_t kept = 0; kept < orders.size(); ++kept) {
    unsigned count = 0;
    for (std::uint64_t i = 0; i < 4; ++i) {
      if (((kept >> i) & 1U) != 0) orders[kept] |= i << (16 * count++);
    }
  }
  return orders;
}();

CLEW_INLINE std::size_t keep(SomeMasks& some, std::size_t count, std::size_t first_number, Lane lane) {
  __m256i masks;
  std::memcpy(&masks, &lane, sizeof masks);
  const __m256i has_none = _mm256_cmpeq_epi64(masks, _mm256_setzero_si256());
  const auto kept = static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(has_none))) ^ 15U;
  const __m256i order = _mm256_load_si256(reinterpret_cast<const __m256i*>(kept_first.data() + kept));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(some.masks.data() + count), _mm256_permutevar8x32_epi32(masks, order));
  const std::uint64_t numbers = kept_numbers.data()[kept] + first_number * 0x0001000100010001U;
  std::memcpy(some.numbers.data() + count, &numbers, sizeof numbers);
  return count + static_cast<std::size_t>(std::popcount(kept));
}
CLEW_INLINE void spread(const SomeMasks& some, Places& places) { spread_bits(some, places); }

#include "clew/hunt/detail/sieve_kernel.inc"
#undef CLEW_TARGET
#undef CLEW_INLINE
}  // namespace
}  // namespace avx2

namespace avx512 {
namespace {
#define CLEW_INSTRUCTIONS \
  "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx512vpopcntdq,gfni,bmi,bmi2,popcnt"
#define CLEW_TARGET __attribute__((target(CLEW_INSTRUCTIONS)))
#define CLEW_INLINE __attribute__((target(CLEW_INSTRUCTIONS), always_inline)) inline

using Lane = std::uint64_t __attribute__((vector_size(64)));

CLEW_INLINE Lane from_before(Lane before, Lane here) {
  return __builtin_shufflevector(before, here, 7, 8, 9, 10, 11, 12, 13, 14);
}
CLEW_INLINE Lane add(Lane a, Lane b, std::uint64_t& carry) {
  __m512i left, sum;
  const Lane sums = a + b;
  std::memcpy(&left, &a, sizeof left);
  std::memcpy(&sum, &sums, sizeof sum);
  // What each mask carries into the next one goes through those that are all ones: an addition of as many bits as masks.
  const unsigned carried =
      (static_cast<unsigned>(_mm512_cmplt_epu64_mask(sum, left)) << 1U) | static_cast<unsigned>(carry);
  const unsigned full = _mm512_cmpeq_epi64_mask(sum, _mm512_set1_epi64(-1));
  const unsigned carries = carried + full;
  carry = carries >> 8U;
  sum = _mm512_mask_sub_epi64(sum, static_cast<__mmask8>(carries ^ full), sum, _mm512_set1_epi64(-1));
  Lane result;
  std::memcpy(&result, &sum, sizeof result);
  return result;
}

CLEW_INLINE __m512i load(const void* bytes) { return _mm512_loadu_si512(bytes); }

CLEW_INLINE Lane lane_of(__m512i bytes) {
  Lane lane;
  std::memcpy(&lane, &bytes, sizeof lane);
  return lane;
}

/// The masks of the classes of 64 bytes, in the order of their bits.
CLEW_INLINE Lane masks_of_classes(const char* bytes) {
  alignas(64) static constexpr auto turned = [] {
    std::array<std::uint8_t, mask_bytes> order{};
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint8_t>(i ^ 7U);
    return order;
  }();
  alignas(64) static constexpr auto together = [] {
    std::array<std::uint8_t, mask_bytes> order{};
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint8_t>((i % 8) * 8 + i / 8);
    return order;
  }();
  constexpr __mmask64 all = ~std::uint64_t{0};  // GCC 12 warns of its own intrinsics without a mask
  const __m512i text = load(bytes);
  // The look-up sees the lower seven bits; bytes from 0x80 on are in no class.
  const __m512i classes = _mm512_maskz_permutex2var_epi8(~_mm512_movepi8_mask(text), load(byte_classes.data()), text,
                                                         load(byte_classes.data() + 64));
  // In each eight bytes, bits and bytes change places: a product of matrices, which takes the second one upside down.
  const __m512i unit = _mm512_set1_epi64(static_cast<long long>(0x8040201008040201));
  const __m512i bits =
      _mm512_gf2p8affine_epi64_epi8(unit, _mm512_maskz_permutexvar_epi8(all, load(turned.data()), classes), 0);
  return lane_of(_mm512_maskz_permutexvar_epi8(all, load(together.data()), bits));
}

CLEW_INLINE Lane lower(Lane a, Lane b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11); }
CLEW_INLINE Lane upper(Lane a, Lane b) { return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15); }

CLEW_INLINE Lane classify_lane(const char* bytes, std::size_t number, Sifted& sifted) {
  // Eight times the masks of eight classes become eight masks of each class: two side by side, then four, then all. The names
  // say which classes there are.
  struct Four {
    Lane of_04, of_15, of_26, of_37;
  };
  const auto four_at = [&](const char* at) CLEW_TARGET {
    const Lane a = masks_of_classes(at), b = masks_of_classes(at + mask_bytes);
    const Lane c = masks_of_classes(at + 2 * mask_bytes), d = masks_of_classes(at + 3 * mask_bytes);
    const Lane even_ab = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
    const Lane odd_ab = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
    const Lane even_cd = __builtin_shufflevector(c, d, 0, 8, 2, 10, 4, 12, 6, 14);
    const Lane odd_cd = __builtin_shufflevector(c, d, 1, 9, 3, 11, 5, 13, 7, 15);
    return Four{__builtin_shufflevector(even_ab, even_cd, 0, 1, 8, 9, 4, 5, 12, 13),
                __builtin_shufflevector(odd_ab, odd_cd, 0, 1, 8, 9, 4, 5, 12, 13),
                __builtin_shufflevector(even_ab, even_cd, 2, 3, 10, 11, 6, 7, 14, 15),
                __builtin_shufflevector(odd_ab, odd_cd, 2, 3, 10, 11, 6, 7, 14, 15)};
  };
  const Four first = four_at(bytes), last = four_at(bytes + 4 * mask_bytes);
  const auto store = [&](Masks& masks, Lane lane)
                         CLEW_TARGET { std::memcpy(masks.of.data() + number, &lane, sizeof lane); };
  static_assert(alnum_class == 1 && digit_class == 2 && label_class == 4 && dot_class == 8 && colon_class == 16 &&
                line_feed_class == 32 && rare_class == 64 && escape_class == 128);
  store(sifted.alnum, lower(first.of_04, last.of_04));
  store(sifted.digit, lower(first.of_15, last.of_15));
  store(sifted.label, lower(first.of_26, last.of_26));
  store(sifted.dot, lower(first.of_37, last.of_37));
  store(sifted.colon, upper(first.of_04, last.of_04));
  store(sifted.rare, upper(first.of_26, last.of_26));
  store(sifted.escape, upper(first.of_37, last.of_37));
  const Lane line_feeds = upper(first.of_15, last.of_15);
  __m512i masks;
  std::memcpy(&masks, &line_feeds, sizeof masks);
  return lane_of(_mm512_popcnt_epi64(masks));
}

CLEW_INLINE std::uint64_t equal(const char* bytes, char wanted) {
  return _mm512_cmpeq_epi8_mask(load(bytes), _mm512_set1_epi8(wanted));
}

/// Bytes that are one of these.
template <class... Chars>
CLEW_INLINE std::uint64_t equal_any(const char* bytes, Chars... wanted) {
  return (equal(bytes, wanted) | ...);
}

CLEW_INLINE std::uint64_t stops_of(const Stops& stops, const char* bytes) {
  const __m512i text = load(bytes);
  const __m512i found =
      _mm512_maskz_permutex2var_epi8(~_mm512_movepi8_mask(text), load(stops.bytes()), text, load(stops.bytes() + 64));
  return _mm512_test_epi8_mask(found, found);
}

CLEW_INLINE std::size_t keep(SomeMasks& some, std::size_t count, std::size_t first_number, Lane lane) {
  __m512i masks;
  std::memcpy(&masks, &lane, sizeof masks);
  const __mmask8 has_bits = _mm512_test_epi64_mask(masks, masks);
  const __m128i numbers =
      _mm_add_epi16(_mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0), _mm_set1_epi16(static_cast<short>(first_number)));
  _mm512_storeu_si512(some.masks.data() + count, _mm512_maskz_compress_epi64(has_bits, masks));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(some.numbers.data() + count),
                   _mm_maskz_compress_epi16(has_bits, numbers));
  return count + static_cast<std::size_t>(std::popcount(has_bits));
}

CLEW_INLINE void spread(const SomeMasks& some, Places& places) {
  alignas(64) static constexpr auto numbers = [] {
    std::array<std::uint8_t, mask_bytes> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
    return all;
  }();
  std::uint16_t* at = places.at.data() + places.count;
  for (std::size_t i = 0; i < some.count; ++i) {
    const std::uint64_t bits = some.masks.data()[i];
    const __m512i set = _mm512_maskz_compress_epi8(bits, load(numbers.data()));
    struct {
      __m256i low, high;
    } parts;  // GCC 12 warns of its own intrinsics for this
    std::memcpy(&parts, &set, sizeof set);
    const __m512i first = _mm512_set1_epi16(static_cast<short>((some.numbers.data()[i] - 1) * mask_bytes));
    const auto count = static_cast<std::size_t>(std::popcount(bits));
    _mm512_storeu_si512(at, _mm512_add_epi16(_mm512_cvtepu8_epi16(parts.low), first));
    if (count > 32) _mm512_storeu_si512(at + 32, _mm512_add_epi16(_mm512_cvtepu8_epi16(parts.high), first));
    at += count;
  }
  places.count = static_cast<std::size_t>(at - places.at.data());
}

#include "clew/hunt/detail/sieve_kernel.inc"
#undef CLEW_TARGET
#undef CLEW_INLINE
#undef CLEW_INSTRUCTIONS
}  // namespace
}  // namespace avx512

#endif

namespace {

/// The functions of one set of instructions.
struct InstructionSet {
  void (*sift)(const Wanted&, std::string_view, std::size_t, Sifted&);
  std::size_t (*first_stop)(const Stops&, std::string_view, std::size_t, std::size_t);
  std::size_t (*behind_last_stop)(const Stops&, std::string_view, std::size_t, std::size_t);
  std::uint64_t (*count_line_feeds)(std::string_view);
};

// In the order of `Instructions`; without x86, the last three are available nowhere.
constexpr std::array instruction_sets = {
    InstructionSet{portable::sift, portable::first_stop, portable::behind_last_stop, portable::count_line_feeds},
#ifdef __x86_64__
    InstructionSet{ssse3::sift, ssse3::first_stop, ssse3::behind_last_stop, ssse3::count_line_feeds},
    InstructionSet{avx2::sift, avx2::first_stop, avx2::behind_last_stop, avx2::count_line_feeds},
    InstructionSet{avx512::sift, avx512::first_stop, avx512::behind_last_stop, avx512::count_line_feeds},
#endif
};

const InstructionSet& instruction_set_in_use() {
  return instruction_sets[static_cast<std::size_t>(instructions_in_use())];
}

}  // namespace

void sift(const Wanted& wanted, std::string_view text, std::size_t begin, Sifted& sifted) {
  for (Places* const places : {&sifted.names, &sifted.ipv4, &sifted.colons, &sifted.long_words, &sifted.words,
                               &sifted.joined_words, &sifted.escapes, &sifted.marks, &sifted.zeros})
    places->count = 0;
  sifted.line_feeds = 0;
  for (Masks* const masks : masks_of(sifted)) masks->of[0] = begin == 0 ? 0 : masks->of[sifted.masks];
  if (begin == 0) {
    sifted.octet_before = sifted.second_octet_before = sifted.run2_before = sifted.run4_before = sifted.run_before = 0;
    sifted.open_label = sifted.zero_before = sifted.group_before = 0;
  }
  instruction_set_in_use().sift(wanted, text, begin, sifted);
}

void Stops::set(char stop, bool is_one) {
  const auto byte = static_cast<unsigned char>(stop);
  CLEW_ASSERT(byte < 0x80);
  const unsigned bit = 1U << (byte / 16U);
  std::uint8_t& uppers = uppers_[byte % 16];
  bytes_[byte] = is_one ? 1 : 0;
  uppers = static_cast<std::uint8_t>(is_one ? uppers | bit : uppers & ~bit);
}

std::size_t first_stop(const Stops& stops, std::string_view text, std::size_t begin, std::size_t end) {
  return instruction_set_in_use().first_stop(stops, text, begin, end);
}

std::size_t behind_last_stop(const Stops& stops, std::string_view text, std::size_t begin, std::size_t end) {
  return instruction_set_in_use().behind_last_stop(stops, text, begin, end);
}

std::uint64_t count_line_feeds(std::string_view text) { return instruction_set_in_use().count_line_feeds(text); }

}  // namespace clew::hunt::detail
