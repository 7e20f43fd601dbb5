#include "clew/hunt/detail/sieve.h"

#include "clew/base/text.h"
#include "clew/hunt/detail/instructions.h"

#include <algorithm>
#include <bit>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace clew::hunt::detail {
namespace {

/// The masks of 64 bytes that every block needs.
struct Classes {
  std::uint64_t letter, digit, label, dot, colon, line_feed;
  std::uint64_t rare;  ///< any of those of `Rare`, but for opening brackets
};

struct Rare {
  std::uint64_t escape, opening, closing, zero;
};

}  // namespace

namespace portable {
namespace {
#define CLEW_TARGET
#define CLEW_INLINE inline

enum Class : std::uint16_t {
  letter_class = 1,
  digit_class = 2,
  label_class = 4,
  dot_class = 8,
  colon_class = 16,
  line_feed_class = 32,
  escape_class = 64,
  opening_class = 128,
  closing_class = 256,
  zero_class = 512,
};

constexpr std::array<std::uint16_t, 256> make_classes() {
  std::array<std::uint16_t, 256> classes{};
  const auto add = [&](std::string_view bytes, std::uint16_t wanted) {
    for (const char c : bytes) {
      auto& entry = classes[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint16_t>(entry | wanted);
    }
  };
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", letter_class | label_class);
  add("0123456789", digit_class | label_class);
  add("-_", label_class);
  add(".", dot_class);
  add(":", colon_class);
  add("\n", line_feed_class);
  add("\\%", escape_class);
  add("[({", opening_class);
  add("])}", closing_class);
  add(std::string_view("\0", 1), zero_class);
  return classes;
}
constexpr std::array<std::uint16_t, 256> byte_classes = make_classes();

std::uint64_t mask_of(const char* bytes, std::uint16_t wanted) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < mask_bytes; ++i) {
    const bool is_in = (byte_classes[static_cast<unsigned char>(bytes[i])] & wanted) != 0;
    mask |= std::uint64_t{is_in} << i;
  }
  return mask;
}

Classes classify(const char* bytes) {
  return {mask_of(bytes, letter_class),
          mask_of(bytes, digit_class),
          mask_of(bytes, label_class),
          mask_of(bytes, dot_class),
          mask_of(bytes, colon_class),
          mask_of(bytes, line_feed_class),
          mask_of(bytes, escape_class | closing_class | zero_class)};
}

Rare classify_rare(const char* bytes) {
  return {mask_of(bytes, escape_class), mask_of(bytes, opening_class), mask_of(bytes, closing_class),
          mask_of(bytes, zero_class)};
}

#include "clew/hunt/detail/sieve_kernel.h"
#undef CLEW_TARGET
#undef CLEW_INLINE
}  // namespace
}  // namespace portable

#ifdef __x86_64__

// A byte is in a class when the entries of its lower and its upper half have a bit in common (Muła and Lemire, "Faster
// Base64 encoding and decoding using AVX2 instructions", 2018, use the same table look-up for validation). The bits stand for
// the groups that the upper half decides; the sets need three tables of lower halves and share the one of upper halves.
namespace {
constexpr char bit_46 = 1;     // a to o
constexpr char bit_57 = 2;     // p to z
constexpr char bit_3 = 4;      // digits
constexpr char bit_2_dot = 8;  // also what is rare there
constexpr char bit_2_hyphen = 16;
constexpr char bit_5 = 32;  // the underscore; the backslash
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
  add(halves.rare_lower[0x0], bit_0);      // NUL
  add(halves.rare_lower[0x5], bit_2_dot);  // %
  add(halves.rare_lower[0x9], bit_2_dot);  // )
  add(halves.rare_lower[0xc], bit_5);      // backslash
  add(halves.rare_lower[0xd], bit_57);     // ] }
  return halves;
}
constexpr Halves halves = make_halves();
constexpr char letter_bits = bit_46 | bit_57;
constexpr char label_bits = bit_46 | bit_57 | bit_3 | bit_2_hyphen | bit_5;
}  // namespace

namespace ssse3 {
namespace {
#define CLEW_TARGET __attribute__((target("ssse3")))
#define CLEW_INLINE __attribute__((target("ssse3"), always_inline)) inline

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
    classes.letter |= (bits_of_zeros(_mm_and_si128(found, _mm_set1_epi8(letter_bits))) ^ 0xffffU) << part;
    classes.label |= (bits_of_zeros(_mm_and_si128(found, _mm_set1_epi8(label_bits))) ^ 0xffffU) << part;
    classes.digit |= bits(_mm_slli_epi16(found, 5)) << part;
    classes.dot |= bits(_mm_slli_epi16(found, 4)) << part;
    classes.colon |= bits(_mm_slli_epi16(found, 1)) << part;
    classes.line_feed |= bits(_mm_cmpeq_epi8(text, _mm_set1_epi8('\n'))) << part;
    classes.rare |= (bits_of_zeros(rare) ^ 0xffffU) << part;
  }
  return classes;
}

CLEW_INLINE std::uint64_t equal(const char* bytes, char wanted, char folding = 0) {
  std::uint64_t mask = 0;
  for (unsigned part = 0; part < mask_bytes; part += 16) {
    const __m128i text = _mm_or_si128(load(bytes + part), _mm_set1_epi8(folding));
    mask |= bits(_mm_cmpeq_epi8(text, _mm_set1_epi8(wanted))) << part;
  }
  return mask;
}

CLEW_INLINE Rare classify_rare(const char* bytes) {
  return {equal(bytes, '\\') | equal(bytes, '%'), equal(bytes, '{', 0x20) | equal(bytes, '('),
          equal(bytes, '}', 0x20) | equal(bytes, ')'), equal(bytes, '\0')};
}

#include "clew/hunt/detail/sieve_kernel.h"
#undef CLEW_TARGET
#undef CLEW_INLINE
}  // namespace
}  // namespace ssse3

namespace avx2 {
namespace {
#define CLEW_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CLEW_INLINE __attribute__((target("avx2,bmi,bmi2,popcnt"), always_inline)) inline

CLEW_INLINE __m256i load(const char* bytes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
}
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
  classes.letter = nonzero(found_low, found_high, letter_bits);
  classes.label = nonzero(found_low, found_high, label_bits);
  classes.digit = bits(_mm256_slli_epi16(found_low, 5), _mm256_slli_epi16(found_high, 5));
  classes.dot = bits(_mm256_slli_epi16(found_low, 4), _mm256_slli_epi16(found_high, 4));
  classes.colon = bits(_mm256_slli_epi16(found_low, 1), _mm256_slli_epi16(found_high, 1));
  classes.line_feed = bits(_mm256_cmpeq_epi8(low, line_feed), _mm256_cmpeq_epi8(high, line_feed));
  classes.rare = nonzero(_mm256_and_si256(_mm256_shuffle_epi8(rare_table, low), low_upper),
                         _mm256_and_si256(_mm256_shuffle_epi8(rare_table, high), high_upper));
  return classes;
}

CLEW_INLINE std::uint64_t equal(const char* bytes, char wanted, char folding = 0) {
  const __m256i fold = _mm256_set1_epi8(folding);
  const __m256i value = _mm256_set1_epi8(wanted);
  return bits(_mm256_cmpeq_epi8(_mm256_or_si256(load(bytes), fold), value),
              _mm256_cmpeq_epi8(_mm256_or_si256(load(bytes + 32), fold), value));
}

CLEW_INLINE Rare classify_rare(const char* bytes) {
  return {equal(bytes, '\\') | equal(bytes, '%'), equal(bytes, '{', 0x20) | equal(bytes, '('),
          equal(bytes, '}', 0x20) | equal(bytes, ')'), equal(bytes, '\0')};
}

#include "clew/hunt/detail/sieve_kernel.h"
#undef CLEW_TARGET
#undef CLEW_INLINE
}  // namespace
}  // namespace avx2

#endif

void sift(const Wanted& wanted, std::string_view text, std::size_t begin, Carry& carry, Sifted& sifted) {
  for (Places* const places : {&sifted.names, &sifted.ipv4, &sifted.colons, &sifted.long_words, &sifted.words,
                               &sifted.escapes, &sifted.marks, &sifted.zeros})
    places->count = 0;
  sifted.line_feeds = 0;
  sifted.label[0] = carry.label;
  sifted.dot[0] = carry.dot;
  sifted.digit[0] = carry.digit;
  sifted.alnum[0] = carry.alnum;
  switch (instructions_in_use()) {
    case Instructions::portable: break;
#ifdef __x86_64__
    case Instructions::ssse3: return ssse3::sift(wanted, text, begin, carry, sifted);
    case Instructions::avx2: return avx2::sift(wanted, text, begin, carry, sifted);
#else
    case Instructions::ssse3:
    case Instructions::avx2: break;
#endif
  }
  portable::sift(wanted, text, begin, carry, sifted);
}

}  // namespace clew::hunt::detail
