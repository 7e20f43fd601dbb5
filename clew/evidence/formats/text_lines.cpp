// Any other text, line by line: the time where the line starts with one, and a few words of key=value.
#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t message_bytes_max = 16 * 1024;  ///< the rest of a line remains searchable in the raw record
constexpr std::size_t pairs_max = 256;                ///< key=value words looked at in one line

/// A syslog priority and version in front: `<34>1 2023-…` (RFC 5424 section 6.2).
std::string_view without_priority(std::string_view line) {
  if (!line.starts_with('<')) return line;
  const std::size_t end = line.find('>');
  if (end == std::string_view::npos || end < 2 || end > 4) return line;
  for (const char c : line.substr(1, end - 1)) {
    if (!base::is_digit(c)) return line;
  }
  line.remove_prefix(end + 1);
  if (line.starts_with("1 ")) line.remove_prefix(2);
  return line;
}

/// `line` has no blanks around it.
std::optional<FoundTime> time_of(std::string_view line, std::optional<bool> day_first) {
  line = without_priority(line);
  const bool in_brackets = line.starts_with('[');
  std::optional<FoundTime> time = in_brackets ? take_apache_time(line) : take_date_time(line);
  if (in_brackets) line.remove_prefix(1);
  if (!time && in_brackets) time = take_date_time(line);
  if (!time) time = take_epoch_time(line);
  if (!time) time = take_numeric_time(line, day_first);
  // Apache's access log: host ident user [time].
  constexpr std::size_t apache_prefix_bytes_max = 200;
  const std::size_t bracket = time ? std::string_view::npos : line.substr(0, apache_prefix_bytes_max).find(" [");
  if (bracket != std::string_view::npos) time = take_apache_time(line.substr(bracket + 1));
  return time;
}

struct Pair {
  std::string_view key;
  std::string_view value;
};

constexpr base::ByteSet key_bytes("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
constexpr base::ByteSet value_ends(" \t,;");

/// The next `key=value` or `key="value"` in `rest`; nothing at the end.
std::optional<Pair> next_pair(std::string_view& rest) {
  while (true) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::size_t begin = equals;
    while (begin > 0 && key_bytes.contains(rest[begin - 1])) --begin;
    Pair pair{rest.substr(begin, equals - begin), {}};
    rest.remove_prefix(equals + 1);
    if (pair.key.empty()) continue;
    if (rest.starts_with('"')) {
      const std::size_t end = rest.find('"', 1);
      pair.value = rest.substr(1, end == std::string_view::npos ? end : end - 1);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    } else {
      const std::size_t end = std::min(value_ends.find_in(rest), rest.size());
      pair.value = rest.substr(0, end);
      rest.remove_prefix(end);
    }
    return pair;
  }
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  for (const std::string_view known : words) {
    if (word.size() == known.size() && base::equal_ignoring_case(word, known)) return true;
  }
  return false;
}

bool is_hash(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, base::is_hex);
}

void take_pair(const Pair& pair, model::Event& event) {
  static constexpr std::array<std::string_view, 5> device_keys = {"host", "hostname", "sensor", "device", "computer"};
  static constexpr std::array<std::string_view, 2> action_keys = {"action", "disposition"};
  static constexpr std::array<std::string_view, 3> blocked = {"blocked", "denied", "block"};
  constexpr std::size_t key_bytes_min = 3, key_bytes_max = 11;  // of the keys that are asked for
  if (pair.key.size() < key_bytes_min || pair.key.size() > key_bytes_max) return;
  if (is_one_of(pair.key, device_keys) && !event.has(device_hostname)) event.add(device_hostname, pair.value);
  if (base::equal_ignoring_case(pair.key, "sha256") && is_hash(pair.value, 64)) event.add(file_sha256, pair.value);
  if (base::equal_ignoring_case(pair.key, "sha1") && is_hash(pair.value, 40)) event.add(file_sha1, pair.value);
  if (base::equal_ignoring_case(pair.key, "md5") && is_hash(pair.value, 32)) event.add(file_md5, pair.value);
  if (is_one_of(pair.key, action_keys)) {
    if (base::equal_ignoring_case(pair.value, "quarantined")) event.disposition = model::Disposition::quarantined;
    if (is_one_of(pair.value, blocked)) event.disposition = model::Disposition::blocked;
  }
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  const std::string_view trimmed = base::trimmed(record);
  if (trimmed.empty()) return Decoded::nothing;
  set_time(event, time_of(trimmed, context.day_first), context.utc_offset_minutes.value_or(0));
  const std::string_view line = record.substr(0, message_bytes_max);
  std::string_view rest = line;
  for (std::size_t count = 0; count < pairs_max; ++count) {
    const auto pair = next_pair(rest);
    if (!pair) break;
    take_pair(*pair, event);
  }
  if (!event.has(device_hostname)) event.add(device_hostname, context.device);
  event.add(message, line);
  return Decoded::event;
}

void prepare(std::string_view head, FileContext& context) { context.day_first = day_first_in(head); }

std::string recognise_text(std::string_view /*head*/) { return "text"; }

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format text_lines = {
    .name = "text",
    .framing = Framing::lines,
    .recognise = recognise_text,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
    .guessed = "text, times guessed",
};

}  // namespace clew::evidence
