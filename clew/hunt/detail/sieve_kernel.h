// The pass itself, once for each set of instructions: sieve.cpp includes this in a namespace that has declared `Lane`, a vector
// of masks, `classify` and `equal`, CLEW_TARGET and CLEW_INLINE (attributes). Not a header for anybody else.

/// Appends the places of the bits. Most masks have one or none, so the first one is written without asking.
CLEW_INLINE void append(Places& places, std::size_t block, std::uint64_t bits) {
  std::uint16_t* at = places.at.data() + places.count;
  const auto count = static_cast<unsigned>(std::popcount(bits));
  const auto put = [&] { *at++ = static_cast<std::uint16_t>(block + static_cast<unsigned>(std::countr_zero(bits))); };
  put();
  for (unsigned i = 1; i < count; ++i) {
    bits &= bits - 1;
    put();
  }
  places.count += count;
}

CLEW_INLINE Lane load_masks(const std::uint64_t* masks) {
  Lane lane;
  std::memcpy(&lane, masks, sizeof lane);
  return lane;
}
CLEW_INLINE void store_masks(Lane lane, std::uint64_t* masks) { std::memcpy(masks, &lane, sizeof lane); }
CLEW_INLINE bool has_any(Lane lane) {
  std::uint64_t any = 0;
  for (std::size_t i = 0; i < sizeof lane / sizeof any; ++i) any |= lane[i];
  return any != 0;
}

/// Masks moved on: bit i says what the byte `bytes` before byte i is.
CLEW_INLINE Lane before(const std::uint64_t* masks, int bytes) {
  return (load_masks(masks) << bytes) | (load_masks(masks - 1) >> (64 - bytes));
}
/// Two, three or four bytes behind a byte of the mask.
CLEW_INLINE Lane close_behind(const std::uint64_t* masks) {
  return before(masks, 2) | before(masks, 3) | before(masks, 4);
}

/// Backslashes, percent signs, closing brackets and zero bytes: few blocks have any of them.
CLEW_INLINE void sift_rare(const char* bytes, std::size_t block, std::uint64_t rare, Sifted& sifted) {
  const std::uint64_t escape = equal(bytes, '\\') | equal(bytes, '%');
  if (escape != 0) append(sifted.escapes, block, escape);
  const std::uint64_t zero = equal(bytes, '\0');
  for (std::uint64_t closing = rare & ~escape & ~zero; closing != 0; closing &= closing - 1) {
    // A mark has one to three bytes between its brackets; what the block before opened is not looked at.
    const auto at = static_cast<unsigned>(std::countr_zero(closing));
    const auto opens = [&](unsigned behind) { return bytes[at - behind] == '(' || (bytes[at - behind] | 0x20) == '{'; };
    if (at < 4 || opens(2) || opens(3) || opens(4)) append(sifted.marks, block, closing & (~closing + 1));
  }
  if (zero != 0) {
    const auto moved = [&](int by) { return (zero << by) | (sifted.zero_before >> (64 - by)); };
    const std::uint64_t pairs = zero & ~moved(1) & moved(2) & ~moved(3);
    if (pairs != 0) append(sifted.zeros, block, pairs);
  }
  sifted.zero_before = zero;
}

CLEW_INLINE void sift_block(const char* bytes, std::size_t block, Sifted& sifted) {
  const Classes classes = classify(bytes);
  const std::size_t number = block / mask_bytes + 1;
  sifted.alnum.of.data()[number] = classes.alnum;
  sifted.digit.of.data()[number] = classes.digit;
  sifted.label.of.data()[number] = classes.label;
  sifted.dot.of.data()[number] = classes.dot;
  sifted.colon.of.data()[number] = classes.colon;
  sifted.line_feeds += static_cast<unsigned>(std::popcount(classes.line_feed));
  if (classes.rare != 0) {
    sift_rare(bytes, block, classes.rare, sifted);
  } else {
    sifted.zero_before = 0;
  }
}

CLEW_INLINE void sift_names(bool with_digit, Sifted& sifted) {
  const std::uint64_t* const dot = sifted.dot.of.data();
  const std::uint64_t* const label = sifted.label.of.data();
  const std::uint64_t* const alnum = sifted.alnum.of.data();
  const std::uint64_t* const digit = sifted.digit.of.data();
  std::uint64_t open = sifted.open_label;
  for (std::size_t i = 1; i <= sifted.masks; ++i) {
    // Adding the first bit of a run carries through to behind its end.
    const std::uint64_t first = with_digit ? alnum[i] : alnum[i] & ~digit[i];
    const std::uint64_t begins = first & ((dot[i] << 1U) | (dot[i - 1] >> 63U));
    unsigned long long with_begins = 0;
    unsigned long long sum = 0;
    const bool overflows = __builtin_uaddll_overflow(label[i], begins, &with_begins);
    const bool carries = __builtin_uaddll_overflow(with_begins, open, &sum);
    open = static_cast<std::uint64_t>(overflows) | static_cast<std::uint64_t>(carries);
    const std::uint64_t goes_on = dot[i] & ((alnum[i] >> 1U) | (alnum[i + 1] << 63U));
    append(sifted.names, (i - 1) * mask_bytes, sum & ~label[i] & ~goes_on);
  }
  sifted.open_label = open;
}

CLEW_INLINE void append_all(const Masks& masks, std::size_t count, Places& places) {
  for (std::size_t i = 1; i <= count; ++i) append(places, (i - 1) * mask_bytes, masks.of.data()[i]);
}

constexpr std::size_t lanes = sizeof(Lane) / sizeof(std::uint64_t);

CLEW_INLINE void sift_ipv4(Sifted& sifted) {
  const std::uint64_t* const dot = sifted.dot.of.data();
  const std::uint64_t* const digit = sifted.digit.of.data();
  std::uint64_t* const octet = sifted.octet.of.data();
  std::uint64_t* const second = sifted.second_octet.of.data();
  std::uint64_t* const third = sifted.third_octet.of.data();
  for (std::size_t i = 1; i <= sifted.masks; i += lanes) {
    store_masks(load_masks(digit + i) & before(dot + i, 1) & before(digit + i, 2), octet + i);
    store_masks(load_masks(octet + i) & close_behind(octet + i), second + i);
    store_masks(load_masks(second + i) & close_behind(second + i), third + i);
  }
  append_all(sifted.third_octet, sifted.masks, sifted.ipv4);
}

CLEW_INLINE void sift_ipv6(Sifted& sifted) {
  const std::uint64_t* const colon = sifted.colon.of.data();
  const std::uint64_t* const alnum = sifted.alnum.of.data();
  // Of the colons that something stands right before, an address without "::" has six in 39 bytes.
  const auto joined = [&](std::size_t i) {
    if (colon[i] == 0) return 0;
    const std::uint64_t behind = (colon[i] << 1U) | (colon[i - 1] >> 63U) | (alnum[i] << 1U) | (alnum[i - 1] >> 63U);
    return std::popcount(colon[i] & behind);
  };
  int before = 6;  // not known
  int here = joined(1);
  for (std::size_t i = 1; i <= sifted.masks; ++i) {
    const int next = i < sifted.masks ? joined(i + 1) : 6;
    const std::uint64_t pairs = colon[i] & ((colon[i] << 1U) | (colon[i - 1] >> 63U));
    if (pairs != 0 || (here >= 3 && before + here + next >= 6)) append(sifted.colons, (i - 1) * mask_bytes, 1);
    before = here;
    here = next;
  }
}

CLEW_INLINE void sift_long_words(Sifted& sifted) {
  const std::uint64_t* const alnum = sifted.alnum.of.data();
  for (std::size_t i = 1; i <= sifted.masks; i += lanes) {
    Lane group = load_masks(alnum + i);
    group &= group >> 1;
    group &= group >> 2;
    group &= group >> 4;
    group &= (group >> 8) & 0x0001000100010001;
    if (!has_any(group)) continue;
    for (std::size_t lane = 0; lane < lanes && i + lane <= sifted.masks; ++lane) {
      if (group[lane] != 0) append(sifted.long_words, (i + lane - 1) * mask_bytes, group[lane]);
    }
  }
}

/// Words that have just become `length` bytes long, 1 to 8.
CLEW_INLINE void sift_words(int length, bool with_digit, Sifted& sifted) {
  const std::uint64_t* const alnum = sifted.alnum.of.data();
  const std::uint64_t* const digit = sifted.digit.of.data();
  std::uint64_t* const run2 = sifted.run2.of.data();
  std::uint64_t* const run4 = sifted.run4.of.data();
  std::uint64_t* const run = sifted.run.of.data();
  for (std::size_t i = 1; i <= sifted.masks; ++i) {
    const auto moved = [&](const std::uint64_t* masks, int by) { return (masks[i] << by) | (masks[i - 1] >> (64 - by)); };
    run2[i] = alnum[i] & moved(alnum, 1);
    run4[i] = run2[i] & moved(run2, 2);
    if (length == 1) run[i] = alnum[i];
    if (length == 2) run[i] = run2[i];
    if (length == 3) run[i] = run2[i] & moved(run2, 1);
    if (length == 4) run[i] = run4[i];
    if (length > 4) run[i] = run4[i] & moved(run4, length - 4);
    std::uint64_t words = run[i] & ~moved(run, 1);
    if (!with_digit) words &= ~(length == 1 ? digit[i] : moved(digit, length - 1));
    append(sifted.words, (i - 1) * mask_bytes, words);
  }
}

CLEW_INLINE void sift_joined_words(Sifted& sifted) {
  const std::uint64_t* const alnum = sifted.alnum.of.data();
  const std::uint64_t* const digit = sifted.digit.of.data();
  const std::uint64_t* const label = sifted.label.of.data();
  for (std::size_t i = 1; i <= sifted.masks; i += lanes) {
    const Lane joined = load_masks(alnum + i) & ~load_masks(digit + i) & before(label + i, 1) & ~before(alnum + i, 1) &
                        before(alnum + i, 2);
    if (!has_any(joined)) continue;
    for (std::size_t lane = 0; lane < lanes && i + lane <= sifted.masks; ++lane) {
      if (joined[lane] != 0) append(sifted.joined_words, (i + lane - 1) * mask_bytes, joined[lane]);
    }
  }
}

CLEW_TARGET void sift(const Wanted& wanted, std::string_view text, std::size_t begin, Sifted& sifted) {
  const char* const bytes = text.data() + begin;
  const std::size_t left = text.size() - begin;
  std::size_t block = 0;
  for (; block < window_bytes && block + mask_bytes <= left; block += mask_bytes) sift_block(bytes + block, block, sifted);
  const bool is_last = left <= window_bytes;
  if (is_last) {
    // The last bytes, and at least one behind the end, as the edge that it is.
    std::array<char, mask_bytes> last;
    last.fill(' ');
    std::copy_n(bytes + block, left - block, last.data());
    sift_block(last.data(), block, sifted);
    block += mask_bytes;
  }
  sifted.masks = block / mask_bytes;
  sifted.alnum.of.data()[sifted.masks + 1] = !is_last && base::is_alnum(bytes[block]) ? 1 : 0;
  if (wanted.names) sift_names(wanted.names_with_digit, sifted);
  if (wanted.ipv4) sift_ipv4(sifted);
  if (wanted.ipv6) sift_ipv6(sifted);
  if (wanted.long_words) sift_long_words(sifted);
  if (wanted.word_bytes_min != 0) sift_words(wanted.word_bytes_min, wanted.words_with_digit, sifted);
  if (wanted.joined_words) sift_joined_words(sifted);
}
