#include "clew/hunt/matcher.h"

#include "clew/base/text.h"
#include "clew/hunt/detail/addresses.h"
#include "clew/hunt/detail/pattern.h"
#include "clew/hunt/detail/unescape.h"
#include "clew/hunt/detail/words.h"
#include "clew/model/token.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

namespace clew::hunt {
namespace {

using detail::Anchor;
using detail::Part;
using detail::Pattern;
using detail::Word;
using model::ValueType;

// What the scan asks of each byte; its own table, so that one load answers all.
constexpr std::uint8_t word_byte = 1;
constexpr std::uint8_t escape_byte = 2;

constexpr std::array<std::uint8_t, 256> make_scan_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t byte = 0; byte < classes.size(); ++byte) {
    if (base::is_alnum(static_cast<char>(static_cast<unsigned char>(byte)))) classes[byte] = word_byte;
  }
  classes['\\'] = escape_byte;
  classes['%'] = escape_byte;
  return classes;
}
constexpr std::array<std::uint8_t, 256> scan_classes = make_scan_classes();

std::uint8_t scan_class(char c) { return scan_classes[static_cast<unsigned char>(c)]; }

/// One bit for each length of a word; 63 stands for all that are longer.
std::uint64_t length_bit(std::size_t size) { return std::uint64_t{1} << std::min<std::size_t>(size, 63); }

bool is_address(ValueType type) {
  return type == ValueType::ipv4 || type == ValueType::ipv6 || type == ValueType::cidr;
}

bool is_digest(ValueType type) {
  return type == ValueType::md5 || type == ValueType::sha1 || type == ValueType::sha256 || type == ValueType::sha512;
}

/// A match in one reading of the text.
struct Match {
  Part part;
  std::uint32_t value = 0;
};

/// The memory that `find` needs; kept by each thread, so that it is allocated once.
struct Scratch {
  std::vector<Match> matches;
  std::vector<Part> stretches;  ///< that hold escapes
  std::vector<std::uint32_t> values;
  detail::Decoded decoded, again;
};

Scratch& scratch_of_this_thread() {
  thread_local Scratch scratch;
  return scratch;
}

}  // namespace

struct Matcher::Tables {
  std::vector<Pattern> patterns;
  detail::WordTable words{{}};
  std::uint64_t word_lengths = 0;
  bool has_digests = false;
  std::vector<std::uint32_t>
      wordless;  ///< patterns without a letter or digit of ASCII; each is searched for on its own
  detail::AddressTable addresses;
  std::array<bool, 256> separators{};  ///< bytes that are in no value and end every token
  std::vector<model::Value> values;

  void finish();
  void choose_words();
  void choose_separators();

  void find_word(std::string_view text, Part word, std::vector<Match>& matches) const;
  void find_addresses(std::string_view text, Part word, std::size_t& ipv6_done, Scratch& scratch) const;
  void find_wordless(std::string_view text, std::vector<Match>& matches) const;
  template <class OnEscape>
  void find_as_it_stands(std::string_view text, Scratch& scratch, OnEscape on_escape) const;
  [[nodiscard]] Part stretch_around(std::string_view text, std::size_t escape, std::size_t not_before) const;
  void find_unescaped(std::string_view text, Part stretch, Scratch& scratch, std::vector<Hit>& hits) const;
};

void Matcher::Tables::finish() {
  for (std::uint32_t number = 0; number < values.size(); ++number) {
    const model::Value& value = values[number];
    if (is_address(value.type())) {
      addresses.add(value, number);
    } else {
      patterns.emplace_back(value, number);
    }
    has_digests = has_digests || is_digest(value.type());
  }
  addresses.sort();
  choose_words();
  choose_separators();
}

/// Looks every value up by that word of it which the fewest values share, and of these by the longest: "https", "com" and
/// the host that a thousand URLs have in common choose themselves out.
void Matcher::Tables::choose_words() {
  const auto fingerprint_of = [](const Pattern& pattern, Word word) {
    return detail::fingerprint(pattern.text(), word.offset, word.size);
  };
  std::unordered_map<std::uint64_t, std::uint32_t> uses;
  for (const Pattern& pattern : patterns) {
    for (const Word word : pattern.words()) ++uses[fingerprint_of(pattern, word)];
  }
  std::vector<detail::WordTable::Entry> entries;
  for (std::uint32_t number = 0; number < patterns.size(); ++number) {
    const Pattern& pattern = patterns[number];
    const std::vector<Word> candidates = pattern.words();
    if (candidates.empty()) {
      wordless.push_back(number);
      continue;
    }
    // A word of one to three bytes is everywhere in a log, however few values have it.
    constexpr std::size_t telling_bytes = 4;
    const Word word = *std::ranges::min_element(candidates, {}, [&](Word candidate) {
      return std::tuple(candidate.size < telling_bytes, uses[fingerprint_of(pattern, candidate)], ~candidate.size);
    });
    word_lengths |= length_bit(word.size);
    entries.push_back({fingerprint_of(pattern, word), {number, static_cast<std::uint32_t>(word.offset)}});
  }
  words = detail::WordTable(std::move(entries));
}

void Matcher::Tables::choose_separators() {
  for (std::size_t byte = 0; byte < 0x20; ++byte) separators[byte] = true;  // Value::parse refuses them
  for (const char c : std::string_view(" \"<>|{}`\x7f")) separators[static_cast<unsigned char>(c)] = true;
  for (const model::Value& value : values) {
    for (const char c : value.text()) separators[static_cast<unsigned char>(c)] = false;
  }
}

void Matcher::Tables::find_word(std::string_view text, Part word, std::vector<Match>& matches) const {
  const std::size_t size = word.end - word.begin;
  if ((word_lengths & length_bit(size)) == 0) return;
  const std::uint64_t fingerprint = detail::fingerprint(text, word.begin, size);
  if (!words.may_have(fingerprint)) return;
  for (const Anchor anchor : words.find(fingerprint)) {
    const Pattern& pattern = patterns[anchor.pattern];
    if (const auto part = pattern.match(text, word.begin, anchor.offset)) matches.push_back({*part, pattern.value()});
  }
}

void Matcher::Tables::find_addresses(std::string_view text, Part word, std::size_t& ipv6_done, Scratch& scratch) const {
  const auto report = [&](const detail::FoundAddress& found) {
    scratch.values.clear();
    addresses.find(found.address, scratch.values);
    for (const std::uint32_t value : scratch.values) scratch.matches.push_back({found.part, value});
  };
  const char next = word.end < text.size() ? text[word.end] : '\0';
  if (next == '.' && base::is_digit(text[word.begin])) {
    if (const auto found = detail::ipv4_at(text, word.begin)) report(*found);
  }
  const bool beside_colon = next == ':' || (word.begin > 0 && text[word.begin - 1] == ':');
  if (beside_colon && word.begin >= ipv6_done) {
    const auto run = detail::ipv6_around(text, word.begin);
    ipv6_done = std::max(run.end, ipv6_done);
    if (run.found) report(*run.found);
  }
}

void Matcher::Tables::find_wordless(std::string_view text, std::vector<Match>& matches) const {
  for (const std::uint32_t number : wordless) {
    const Pattern& pattern = patterns[number];
    // The first byte has no case, but a slash may be either one; then every place is tried.
    const char first = pattern.text().front();
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (first != '/') at = std::min(text.find(first, at), text.size());
      if (at == text.size()) break;
      if (const auto part = pattern.match(text, at, 0)) matches.push_back({*part, pattern.value()});
    }
  }
}

/// Puts the matches in `text` into the scratch; calls `on_escape` with the offset of every byte that could start an escape.
template <class OnEscape>
void Matcher::Tables::find_as_it_stands(std::string_view text, Scratch& scratch, OnEscape on_escape) const {
  constexpr std::size_t group_digits_max = 4;
  const bool has_addresses = !addresses.empty();
  std::size_t ipv6_done = 0;
  std::size_t at = 0;
  // The bytes themselves: the view would check its bounds once more for each of them.
  const char* const bytes = text.data();
  const std::size_t size = text.size();
  while (true) {
    while (at < size && scan_class(bytes[at]) == 0) ++at;
    if (at >= size) break;
    if (scan_class(bytes[at]) == escape_byte) {
      on_escape(at);
      ++at;
      continue;
    }
    const std::size_t begin = at;
    do ++at;
    while (at < size && scan_class(bytes[at]) == word_byte);
    // A word of an address has a dot or colon behind it, or a colon before.
    const bool beside_point =
        (at < size && (bytes[at] == '.' || bytes[at] == ':')) || (begin > 0 && bytes[begin - 1] == ':');
    if (has_addresses && beside_point && at - begin <= group_digits_max)
      find_addresses(text, {begin, at}, ipv6_done, scratch);
    find_word(text, {begin, at}, scratch.matches);
    const bool prefixed =
        has_digests && bytes[begin] == '0' && at - begin > 2 && base::to_lower(bytes[begin + 1]) == 'x';
    if (prefixed) find_word(text, {begin + 2, at}, scratch.matches);
  }
  if (!wordless.empty()) find_wordless(text, scratch.matches);
}

/// The stretch without separators around an escape: no value and no edge of one reaches beyond it.
Part Matcher::Tables::stretch_around(std::string_view text, std::size_t escape, std::size_t not_before) const {
  const auto is_separator = [&](std::size_t at) { return separators[static_cast<unsigned char>(text[at])]; };
  Part stretch{escape, escape};
  while (stretch.begin > not_before && !is_separator(stretch.begin - 1)) --stretch.begin;
  const std::size_t end_max = std::min(text.size(), escape + unescape_bytes_max);
  while (stretch.end < end_max && !is_separator(stretch.end)) {
    const char c = text[stretch.end];
    const std::size_t size = c == '\\' || c == '%' ? detail::escape_size(text.substr(stretch.end)) : 0;
    stretch.end += std::max<std::size_t>(size, 1);
  }
  return stretch;
}

void Matcher::Tables::find_unescaped(std::string_view text, Part stretch, Scratch& scratch,
                                     std::vector<Hit>& hits) const {
  if (!detail::unescape(text.substr(stretch.begin, stretch.end - stretch.begin), scratch.decoded)) return;
  for (std::size_t depth = 1;; ++depth) {
    detail::Decoded& decoded = scratch.decoded;
    scratch.matches.clear();
    bool has_escapes = false;
    find_as_it_stands(decoded.text, scratch, [&](std::size_t) { has_escapes = true; });
    for (const Match& match : scratch.matches) {
      const std::uint32_t begin = decoded.origin[match.part.begin];
      hits.push_back({stretch.begin + begin, decoded.origin[match.part.end] - begin, match.value});
    }
    if (!has_escapes || depth == unescape_depth_max || !detail::unescape(decoded.text, scratch.again)) return;
    for (std::uint32_t& origin : scratch.again.origin) origin = decoded.origin[origin];
    std::swap(scratch.decoded, scratch.again);
  }
}

namespace {

/// Puts hits into their order, each once, and drops those that lie within a longer one of the same value.
void make_unique(std::vector<Hit>& hits, std::size_t first) {
  if (hits.size() - first < 2) return;
  const auto begin = hits.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, hits.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.value, a.offset, b.length) < std::tuple(b.value, b.offset, a.length);
  });
  auto kept = begin;
  for (auto hit = begin + 1; hit != hits.end(); ++hit) {
    const bool within = hit->value == kept->value && hit->offset + hit->length <= kept->offset + kept->length;
    if (!within) *++kept = *hit;
  }
  hits.erase(kept + 1, hits.end());
  std::sort(begin, hits.end());
}

}  // namespace

std::uint64_t Matcher::find(std::string_view text, std::vector<Hit>& hits) const {
  const std::size_t first = hits.size();
  Scratch& scratch = scratch_of_this_thread();
  scratch.matches.clear();
  std::vector<Part>& stretches = scratch.stretches;
  stretches.clear();
  std::size_t done = 0;
  tables_->find_as_it_stands(text, scratch, [&](std::size_t escape) {
    if (escape < done || detail::escape_size(text.substr(escape)) == 0) return;
    stretches.push_back(tables_->stretch_around(text, escape, done));
    done = stretches.back().end;
  });
  for (const Match& match : scratch.matches) {
    hits.push_back({match.part.begin, static_cast<std::uint32_t>(match.part.end - match.part.begin), match.value});
  }
  for (const Part stretch : stretches) tables_->find_unescaped(text, stretch, scratch, hits);
  make_unique(hits, first);
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

Matcher::Matcher(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Matcher Matcher::compile(std::span<const model::Value> values) {
  Builder builder;
  for (const model::Value& value : values) builder.add(value);
  return std::move(builder).build();
}

std::size_t Matcher::size() const { return tables_->values.size(); }
model::ValueType Matcher::type_of(std::uint32_t value) const { return tables_->values.at(value).type(); }
std::string_view Matcher::text_of(std::uint32_t value) const { return tables_->values.at(value).text(); }

Matcher::Builder::Builder() : tables_(std::make_unique<Tables>()) {}
Matcher::Builder::Builder(Builder&&) noexcept = default;
Matcher::Builder& Matcher::Builder::operator=(Builder&&) noexcept = default;
Matcher::Builder::~Builder() = default;

void Matcher::Builder::add(const model::Value& value) { tables_->values.push_back(value); }

Matcher Matcher::Builder::build() && {
  tables_->finish();
  return Matcher(std::move(tables_));
}

}  // namespace clew::hunt
