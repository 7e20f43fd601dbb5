"""What the technique model looks at in a sentence: hashed words and parts of words. The C++ reader
(clew/intel/detail/technique_features.cpp) computes exactly the same; docs/formats/techniques.md describes both.
"""

import math
import re
from collections import Counter

WORD_BITS = 14
PART_BITS = 16
WORD_SEED = 0x811C9DC5
PART_SEED = 0x9747B28C
FNV_PRIME = 16777619
SENTENCE_BYTES_MAX = 1000

_WORD = re.compile(rb"[a-z0-9_\x80-\xff]+")
_LOWER = bytes(c + 32 if 65 <= c <= 90 else c for c in range(256))


def fnv1a(data: bytes, seed: int) -> int:
    value = seed
    for byte in data:
        value = ((value ^ byte) * FNV_PRIME) & 0xFFFFFFFF
    return value


def bucket(value: int, bits: int) -> int:
    return (value ^ (value >> bits)) & ((1 << bits) - 1)


def words_and_parts(sentence: str) -> tuple[Counter, Counter]:
    """Counts by bucket: words and pairs of words; runs of 2 to 4 bytes within a word and its blanks."""
    data = sentence.encode()[:SENTENCE_BYTES_MAX].translate(_LOWER)
    words: Counter = Counter()
    found = _WORD.findall(data)
    for i, word in enumerate(found):
        words[bucket(fnv1a(word, WORD_SEED), WORD_BITS)] += 1
        if i > 0:
            words[bucket(fnv1a(found[i - 1] + b" " + word, WORD_SEED), WORD_BITS)] += 1
    parts: Counter = Counter()
    for token in re.split(rb"[ \t-\r]+", data):  # \t \n \v \f \r
        if not token:
            continue
        token = b" " + token + b" "
        for size in (2, 3, 4):
            for i in range(len(token) - size + 1):
                parts[bucket(fnv1a(token[i:i + size], PART_SEED), PART_BITS)] += 1
    return words, parts


def weight(count: int) -> float:
    return 1.0 + math.log(count)
