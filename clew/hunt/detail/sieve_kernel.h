// The pass itself, once for each set of instructions: sieve.cpp includes this with CLEW_TARGET (an attribute) and `Classes`
// and `classify` already declared in the namespace around it. Not a header for anybody else.
//
// Masks are shifted towards the higher bit to look at the byte before: `before(x, carried)` has bit i where x has bit i - 1.

CLEW_INLINE std::uint64_t before(std::uint64_t mask, std::uint64_t carried, unsigned bytes) {
  return (mask << bytes) | (carried >> (64U - bytes));
}

/// Two, three or four bytes behind a byte of the mask.
CLEW_INLINE std::uint64_t close_behind(std::uint64_t mask, std::uint64_t carried) {
  return before(mask, carried, 2) | before(mask, carried, 3) | before(mask, carried, 4);
}

/// Appends the places of the bits. Most masks have few, so the first ones are written without asking whether they are there.
CLEW_INLINE void append(Places& places, std::size_t block, std::uint64_t bits) {
  std::uint16_t* at = places.at.data() + places.count;
  const auto count = static_cast<unsigned>(std::popcount(bits));
  constexpr unsigned unasked = 3;
  for (unsigned i = 0; i < unasked; ++i) {
    at[i] = static_cast<std::uint16_t>(block + static_cast<unsigned>(std::countr_zero(bits)));
    bits &= bits - 1;
  }
  for (unsigned i = unasked; i < count; ++i) {
    at[i] = static_cast<std::uint16_t>(block + static_cast<unsigned>(std::countr_zero(bits)));
    bits &= bits - 1;
  }
  places.count += count;
}

/// The places where a run of letters and digits has just become `length` long, 1 to 8.
CLEW_INLINE std::uint64_t words_of(std::uint64_t alnum, unsigned length, Carry& carry) {
  std::uint64_t run = alnum;
  if (length >= 2) {
    const std::uint64_t run2 = alnum & before(alnum, carry.alnum, 1);
    run = run2;
    if (length == 3) run = run2 & before(run2, carry.run2, 1);
    if (length >= 4) {
      const std::uint64_t run4 = run2 & before(run2, carry.run2, 2);
      run = length == 4 ? run4 : run4 & before(run4, carry.run4, length - 4);
      carry.run4 = run4;
    }
    carry.run2 = run2;
  }
  const std::uint64_t words = run & ~before(run, carry.run, 1);
  carry.run = run;
  return words;
}

/// Backslashes, percent signs, closing brackets and zero bytes: few blocks have any of them.
CLEW_INLINE void sift_rare(const char* bytes, std::size_t block, Carry& carry, Sifted& sifted) {
  const Rare rare = classify_rare(bytes);
  if (rare.escape != 0) append(sifted.escapes, block, rare.escape);
  // A mark has one to three bytes between its brackets; what the block before opened is not known here, so it may be one.
  const std::uint64_t opened = (rare.opening << 2U) | (rare.opening << 3U) | (rare.opening << 4U) | 0xfU;
  if ((rare.closing & opened) != 0) append(sifted.marks, block, rare.closing & opened);
  if (rare.zero != 0) {
    const std::uint64_t pairs = rare.zero & ~before(rare.zero, carry.zero, 1) & before(rare.zero, carry.zero, 2) &
                                ~before(rare.zero, carry.zero, 3);
    if (pairs != 0) append(sifted.zeros, block, pairs & (~pairs + 1));
  }
  carry.zero = rare.zero;
}

CLEW_INLINE void sift_block(const Wanted& wanted, const char* bytes, bool alnum_follows, std::size_t block,
                                   Carry& carry, Sifted& sifted) {
  const Classes classes = classify(bytes);
  const std::uint64_t alnum = classes.letter | classes.digit;
  const std::size_t number = block / mask_bytes + 1;
  sifted.label[number] = classes.label;
  sifted.dot[number] = classes.dot;
  sifted.digit[number] = classes.digit;
  sifted.alnum[number] = alnum;
  sifted.line_feeds += static_cast<unsigned>(std::popcount(classes.line_feed));

  if (wanted.names) {
    // Adding the first bit of a run carries through to behind its end.
    const std::uint64_t first = wanted.names_with_digit ? alnum : classes.letter;
    const std::uint64_t begins = first & before(classes.dot, carry.dot, 1);
    unsigned long long with_begins = 0;
    unsigned long long sum = 0;
    const bool overflow = __builtin_uaddll_overflow(classes.label, begins, &with_begins);
    const bool carries = __builtin_uaddll_overflow(with_begins, carry.open_label, &sum);
    carry.open_label = static_cast<std::uint64_t>(overflow || carries);
    const std::uint64_t goes_on = classes.dot & ((alnum >> 1U) | (std::uint64_t{alnum_follows} << 63U));
    append(sifted.names, block, sum & ~classes.label & ~goes_on);
  }
  if (wanted.ipv4) {
    const std::uint64_t octet =
        classes.digit & before(classes.dot, carry.dot, 1) & before(classes.digit, carry.digit, 2);
    const std::uint64_t second = octet & close_behind(octet, carry.octet);
    const std::uint64_t third = second & close_behind(second, carry.second_octet);
    append(sifted.ipv4, block, third);
    carry.octet = octet;
    carry.second_octet = second;
  }
  if (wanted.ipv6 && classes.colon != 0) {
    const std::uint64_t pairs = classes.colon & before(classes.colon, carry.colon, 1);
    const std::uint64_t joined =
        classes.colon & before(alnum | classes.colon, carry.alnum | carry.colon, 1);
    if (pairs != 0 || std::popcount(joined) >= 3) append(sifted.colons, block, 1);
  }
  if (wanted.long_words) {
    std::uint64_t group = alnum & (alnum >> 1U);
    group &= group >> 2U;
    group &= group >> 4U;
    group &= (group >> 8U) & 0x0001000100010001U;
    if (group != 0) append(sifted.long_words, block, group);
  }
  if (wanted.word_bytes_min != 0) {
    std::uint64_t words = words_of(alnum, wanted.word_bytes_min, carry);
    if (!wanted.words_with_digit) {
      words &= wanted.word_bytes_min == 1 ? classes.letter
                                          : before(classes.letter, carry.letter, wanted.word_bytes_min - 1U);
    }
    append(sifted.words, block, words);
  }
  if (classes.rare != 0) {
    sift_rare(bytes, block, carry, sifted);
  } else {
    carry.zero = 0;
  }
  carry.dot = classes.dot;
  carry.digit = classes.digit;
  carry.alnum = alnum;
  carry.letter = classes.letter;
  carry.colon = classes.colon;
  carry.label = classes.label;
}

CLEW_TARGET void sift(const Wanted& asked, std::string_view text, std::size_t begin, Carry& carry_kept, Sifted& sifted) {
  const Wanted wanted = asked;
  Carry carry = carry_kept;  // in registers
  const char* const bytes = text.data() + begin;
  const std::size_t left = text.size() - begin;
  const std::size_t size = left < window_bytes ? left : window_bytes;
  std::size_t block = 0;
  for (; block + mask_bytes < left && block < size; block += mask_bytes) {
    sift_block(wanted, bytes + block, base::is_alnum(bytes[block + mask_bytes]), block, carry, sifted);
  }
  if (left <= window_bytes) {
    // The last bytes, and at least one behind the end, as the edge that it is.
    for (; block <= left; block += mask_bytes) {
      std::array<char, mask_bytes> last;
      last.fill(' ');
      std::copy_n(bytes + block, std::min(left - block, mask_bytes), last.data());
      sift_block(wanted, last.data(), false, block, carry, sifted);
    }
  }
  carry_kept = carry;
}
