// Who was logged in: wtmp, btmp and utmp of glibc (384 bytes a record on x86-64 and 32-bit machines, 400 on AArch64), and
// lastlog (292 bytes, one for each user id). They have no magic: all that their records must hold is looked at.
// Source: utmp(5), lastlog(8), glibc's <bits/utmp.h>; all numbers are little-endian here.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/json_object.h"
#include "clew/evidence/formats/line_source.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::size_t records_looked_at = 64;
constexpr std::uint64_t year_1990 = 631'152'000;
constexpr std::uint64_t year_2100 = 4'102'444'800;

// --- The records ---

std::uint64_t number_at(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

bool is_zero(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

std::string_view text_at(std::string_view bytes, std::size_t offset, std::size_t size) {
  const std::string_view field = bytes.substr(offset, size);
  return field.substr(0, field.find('\0'));
}

/// No control bytes before the first NUL. A failed login's name may be anything else.
bool is_text(std::string_view bytes, std::size_t offset, std::size_t size) {
  return std::ranges::none_of(text_at(bytes, offset, size),
                              [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

struct Layout {
  std::size_t record_bytes;
  std::size_t seconds, seconds_size;
  std::size_t microseconds, microseconds_size;
  std::size_t address;
  std::size_t unused;
  bool has_user = true;  ///< false: lastlog
};
constexpr Layout narrow = {384, 340, 4, 344, 4, 348, 364};
constexpr Layout wide = {400, 344, 8, 352, 8, 360, 376};
constexpr Layout by_user_id = {292, 0, 4, 0, 0, 0, 292, false};
constexpr std::size_t record_bytes_largest = wide.record_bytes;

constexpr std::size_t line_offset = 8, line_size = 32, id_offset = 40, id_size = 4, user_offset = 44, user_size = 32,
                      host_offset = 76, host_size = 256, session_offset = 336;

bool is_time(std::uint64_t seconds) { return seconds > year_1990 && seconds < year_2100; }

bool is_plausible(std::string_view record, const Layout& layout) {
  if (is_zero(record)) return true;
  if (!is_time(number_at(record, layout.seconds, layout.seconds_size))) return false;
  if (!layout.has_user) {
    const auto ends_with_zeros = [&](std::size_t offset, std::size_t size) {
      const std::size_t length = text_at(record, offset, size).size();
      return length < size && is_text(record, offset, size) && is_zero(record.substr(offset + length, size - length));
    };
    return record[4] != '\0' && ends_with_zeros(4, line_size) && ends_with_zeros(4 + line_size, host_size);
  }
  constexpr std::uint64_t type_max = 9;
  return number_at(record, 0, 2) <= type_max && number_at(record, 2, 2) == 0 &&
         is_text(record, line_offset, line_size) && is_text(record, id_offset, id_size) &&
         is_text(record, user_offset, user_size) && is_text(record, host_offset, host_size) &&
         number_at(record, layout.microseconds, layout.microseconds_size) < 1'000'000 &&
         is_zero(record.substr(layout.unused));
}

bool fits(std::string_view head, const Layout& layout) {
  const std::size_t count = std::min(head.size() / layout.record_bytes, records_looked_at);
  bool says_something = false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view record = head.substr(i * layout.record_bytes, layout.record_bytes);
    if (!is_plausible(record, layout)) return false;
    says_something = says_something || !is_zero(record);
  }
  return says_something;
}

const Layout* layout_of(std::string_view head) {
  for (const Layout* layout : {&narrow, &wide, &by_user_id}) {
    if (fits(head, *layout)) return layout;
  }
  return nullptr;
}

constexpr std::array<std::string_view, 10> type_names = {
    "EMPTY",        "RUN_LVL",       "BOOT_TIME",    "NEW_TIME",     "OLD_TIME",
    "INIT_PROCESS", "LOGIN_PROCESS", "USER_PROCESS", "DEAD_PROCESS", "ACCOUNTING"};

/// Four bytes are an IPv4 address if the other twelve are zero.
std::string address_at(std::string_view record, std::size_t offset) {
  const std::string_view bytes = record.substr(offset, 16);
  if (is_zero(bytes)) return {};
  model::Address address;
  const bool is_ipv4 = is_zero(bytes.substr(4));
  if (is_ipv4) address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  for (std::size_t i = 0; i < (is_ipv4 ? 4U : 16U); ++i)
    address.bytes[(is_ipv4 ? 12U : 0U) + i] = static_cast<std::uint8_t>(bytes[i]);
  return address.text();
}

class LoginTranslator final : public Translator {
 public:
  explicit LoginTranslator(ByteSource& content) : source_(content) {}

  bool next(Translation& record) override {
    if (layout_ == nullptr) {
      layout_ = layout_of(source_.peek(records_looked_at * record_bytes_largest));
      if (layout_ == nullptr) layout_ = &narrow;
    }
    while (true) {
      const std::string_view bytes = source_.peek(layout_->record_bytes);
      if (bytes.empty()) return false;
      record.offset = source_.offset();
      record.length = bytes.size();
      record.broken = bytes.size() < layout_->record_bytes || !is_plausible(bytes, *layout_);
      const bool says_nothing = is_zero(bytes);
      if (record.broken) {
        record.text = bytes.size() < layout_->record_bytes
                          ? fmt::format("a record of {} bytes ends after {}", layout_->record_bytes, bytes.size())
                          : "not a record of logins: a type, a time or a text that none has";
      } else if (!says_nothing) {
        write(bytes, record.text);
      }
      source_.take(bytes.size());
      if (!says_nothing) return true;
    }
  }
  [[nodiscard]] std::optional<base::Error> problem() const override { return source_.problem(); }

 private:
  void write(std::string_view bytes, std::string& text) const {
    JsonObject object(text);
    const std::string seconds = fmt::format("{}", number_at(bytes, layout_->seconds, layout_->seconds_size));
    if (!layout_->has_user) {
      object.add("type", "LAST_LOGIN");
      object.add("time", seconds);
      object.add("uid", fmt::format("{}", source_.offset() / layout_->record_bytes));
      object.add("line", text_at(bytes, 4, line_size));
      object.add("host", text_at(bytes, 4 + line_size, host_size));
      return object.close();
    }
    object.add("type", type_names[number_at(bytes, 0, 2)]);
    object.add("time",
               fmt::format("{}.{:06}", seconds, number_at(bytes, layout_->microseconds, layout_->microseconds_size)));
    object.add("user", text_at(bytes, user_offset, user_size));
    object.add("line", text_at(bytes, line_offset, line_size));
    object.add("id", text_at(bytes, id_offset, id_size));
    object.add("host", text_at(bytes, host_offset, host_size));
    object.add("address", address_at(bytes, layout_->address));
    object.add("pid", fmt::format("{}", number_at(bytes, 4, 4)));
    object.add("session", fmt::format("{}", number_at(bytes, session_offset, 4)));
    object.close();
  }

  LineSource source_;
  const Layout* layout_ = nullptr;
};

// --- What they say ---

constexpr std::array table = std::to_array<Mapping>({
    {"line", auth_method},
    {"pid", actor_process_pid},
    {"type", event_code},
    {"uid", actor_user_uid},
});
static_assert(is_sorted_by_path(table));

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  if (const auto time = parse_epoch_any(fields.get("time"))) set_time(event, FoundTime{*time});
  const std::string_view type = fields.get("type");
  // A getty that waits calls itself LOGIN; a failed login is of the same type, with the name that was tried.
  const bool failed = type == "LOGIN_PROCESS" && fields.get("user") != "LOGIN";
  if (type == "USER_PROCESS" || type == "DEAD_PROCESS" || type == "LAST_LOGIN" || failed) {
    event.event_class = EventClass::authentication;
    event.activity = type == "DEAD_PROCESS" ? activity::logoff : activity::logon;
    if (type != "DEAD_PROCESS") event.status = failed ? Status::failure : Status::success;
  }
  add_mapped(fields, table, event);
  // At a boot the user is "reboot", of a waiting getty "LOGIN".
  if (event.event_class == EventClass::authentication) event.add(actor_user_name, fields.get("user"));
  const std::string_view host = fields.get("host");
  if (fields.has("address")) {
    event.add(src_ip, fields.get("address"));
  } else if (is_address(host)) {
    event.add(src_ip, host);
  }
  if (!is_address(host)) event.add(message, host);  // a name, a display, or a kernel's version at boot
  return Decoded::event;
}

/// btmp has failed logins only, whatever the file is called.
std::string recognise(std::string_view head) {
  const Layout* layout = layout_of(head);
  if (layout == nullptr) return {};
  return layout->has_user ? "utmp" : "lastlog";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::authentication};
  return sights;
}

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<LoginTranslator>(content); }

}  // namespace

constinit const Format utmp = {
    .name = "utmp",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
    .of_one_device = true,
};

}  // namespace clew::evidence
