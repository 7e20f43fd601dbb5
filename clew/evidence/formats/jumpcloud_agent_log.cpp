// The log of JumpCloud's agent: `2023/06/12 02:42:16 [194] [INFO] text`, in the device's local time without a zone.
// The device is found by the id in its poll address, or by a host name, and its offset by the inventory.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t message_bytes_max = 16 * 1024;
constexpr std::size_t system_id_digits = 24;
constexpr std::size_t words_max = 4096;  ///< of the head, looked up as host names

bool is_system_id(std::string_view word) {
  return word.size() == system_id_digits && std::ranges::all_of(word, base::is_hex);
}

/// The line behind its time: ` [194] [INFO] text`.
bool is_agent_line(std::string_view line) {
  const auto time = take_date_time(line);
  if (!time || time->zone_known || !line.substr(time->bytes).starts_with(" [")) return false;
  std::string_view rest = line.substr(time->bytes + 2);
  const std::size_t digits = rest.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return false;
  rest.remove_prefix(digits);
  return rest.starts_with("] [") && rest.size() > 3 && base::is_upper(rest[3]);
}

std::string recognise(std::string_view head) {
  if (base::find_ignoring_case(head, "jumpcloud") == std::string_view::npos) return {};
  const auto lines = head_lines(head);
  return std::ranges::any_of(lines, is_agent_line) ? "jumpcloud_agent_log" : "";
}

/// Calls `look` with each word of letters, digits, '-' and '_' until it says that it has what it wants.
template <class Look>
void for_each_word(std::string_view text, Look look) {
  const auto in_word = [](char c) { return base::is_alnum(c) || c == '-' || c == '_'; };
  for (std::size_t count = 0; count < words_max; ++count) {
    const auto begin = static_cast<std::size_t>(std::ranges::find_if(text, in_word) - text.begin());
    text.remove_prefix(begin);
    if (text.empty()) return;
    const auto size = static_cast<std::size_t>(std::ranges::find_if_not(text, in_word) - text.begin());
    if (look(text.substr(0, size))) return;
    text.remove_prefix(size);
  }
}

/// An id is sure; a host name in a text is second best, and only if the inventory knows it.
void prepare(std::string_view head, FileContext& context) {
  const model::Device* device = nullptr;
  for_each_word(head, [&](std::string_view word) {
    if (!is_system_id(word)) return false;
    if (context.device.empty()) context.device = word;
    if (context.inventory != nullptr) device = context.inventory->find(word);
    return true;
  });
  if (context.inventory == nullptr) return;
  if (context.device.empty()) {
    for_each_word(head, [&](std::string_view word) {
      device = base::parse_unsigned(word) ? nullptr : context.inventory->find(word);
      return device != nullptr;
    });
  }
  if (device == nullptr) return;
  if (!device->hostname.empty()) context.device = device->hostname;
  context.utc_offset_minutes = device->utc_offset_minutes;
}

void add_device(const FileContext& context, model::Event& event) {
  const model::Device* device = context.inventory == nullptr ? nullptr : context.inventory->find(context.device);
  if (device != nullptr) {
    event.add(device_hostname, device->hostname);
    event.add(device_uid, device->uid);
  } else {
    event.add(is_system_id(context.device) ? device_uid : device_hostname, context.device);
  }
}

/// A line that does not begin with a time goes on with the one before: it is kept, without a time of its own.
Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  const auto time = take_date_time(record);
  set_time(event, time, context.utc_offset_minutes.value_or(0));
  add_device(context, event);
  event.add(message, base::trimmed(record.substr(time ? time->bytes : 0)).substr(0, message_bytes_max));
  return Decoded::event;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::agent};
  return sights;
}

}  // namespace

constinit const Format jumpcloud_agent_log = {
    .name = "jumpcloud_agent_log",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
};

}  // namespace clew::evidence
