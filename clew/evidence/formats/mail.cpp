// A mail as it was stored (RFC 5322): headers to the first empty line, then the body. A file is one mail.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t header_lines_max = 2000;  ///< some gateways add hundreds
constexpr std::size_t header_value_bytes_max = 8192;
constexpr std::size_t body_bytes_max = 64 * 1024;  ///< the rest remains searchable in the raw record

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// RFC 5322 section 2.2: printable ASCII without a colon.
std::string_view header_name(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return {};
  const std::string_view name = line.substr(0, colon);
  return std::ranges::all_of(name, [](char c) { return c > ' ' && c < 127; }) ? name : std::string_view{};
}

struct Header {
  std::string_view name;
  std::string value;  // unfolded (RFC 5322 section 2.2.3)
};

/// The next header, with the lines that go on with it; an empty name at the empty line, the end, or what is no header.
Header take_header(std::string_view& text) {
  std::string_view rest = text;
  const std::string_view first = take_line(rest);
  Header header{header_name(first), {}};
  if (header.name.empty()) return header;
  header.value = base::trimmed(first.substr(header.name.size() + 1));
  while (rest.starts_with(' ') || rest.starts_with('\t')) {
    const std::string_view more = base::trimmed(take_line(rest));
    if (header.value.size() + more.size() < header_value_bytes_max) header.value.append(" ").append(more);
  }
  if (header.value.size() > header_value_bytes_max) header.value.resize(header_value_bytes_max);
  text = rest;
  return header;
}

bool is(const Header& header, std::string_view name) { return base::equal_ignoring_case(header.name, name); }

/// The address in `Name <a@b.example>`, or the text itself.
std::string_view address_of(std::string_view text) {
  const std::size_t open = text.rfind('<');
  const std::size_t close = text.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return text;
  return text.substr(open + 1, close - open - 1);
}

/// Each address of a list; a comma inside quotes does not separate.
void add_addresses(std::string_view list, model::Event& event) {
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '"') quoted = !quoted;
    if (i < list.size() && (list[i] != ',' || quoted)) continue;
    event.add(email_to, address_of(base::trimmed(list.substr(begin, i - begin))));
    begin = i + 1;
  }
}

void add_header(const Header& header, model::Event& event) {
  if (is(header, "From")) event.add(email_from, address_of(header.value));
  if (is(header, "To") || is(header, "Cc")) add_addresses(header.value, event);
  if (is(header, "Subject")) event.add(email_subject, header.value);
  if (is(header, "Message-ID")) event.add(event_uid, header.value);
  if (is(header, "Date") && !event.time) set_time(event, parse_mail_date(header.value));
}

/// An mbox separator in front is no header.
std::string_view without_separator(std::string_view text) {
  if (text.starts_with("From ")) take_line(text);
  return text;
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  std::string_view rest = without_separator(record);
  std::size_t headers = 0;
  for (; headers < header_lines_max; ++headers) {
    const Header header = take_header(rest);
    if (header.name.empty()) break;
    add_header(header, event);
  }
  if (headers == 0) return Decoded::unparsed;
  event.event_class = model::EventClass::email_activity;
  event.activity = model::activity::other;
  event.add(message, base::trimmed(rest).substr(0, body_bytes_max));
  return Decoded::event;
}

/// A sender and two more of the headers that every mail has, before anything that is no header.
std::string recognise(std::string_view head) {
  static constexpr std::array<std::string_view, 7> usual = {"To",         "Subject",      "Date", "Received",
                                                            "Message-ID", "MIME-Version", "Cc"};
  std::string_view rest = without_separator(head);
  bool sender = false;
  std::size_t known = 0;
  for (std::size_t i = 0; i < header_lines_max; ++i) {
    const Header header = take_header(rest);
    if (header.name.empty()) break;
    sender = sender || is(header, "From");
    if (std::ranges::any_of(usual, [&](std::string_view name) { return is(header, name); })) ++known;
  }
  return sender && known >= 2 ? "mail" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::mail};
  return sights;
}

}  // namespace

constinit const Format mail = {
    .name = "mail",
    .framing = Framing::whole,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
