#include "clew/intel/detail/mail.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::intel::detail {
namespace {

using base::is_space;

int base64_digit(char c) {
  if (base::is_upper(c)) return c - 'A';
  if (base::is_lower(c)) return c - 'a' + 26;
  if (base::is_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

// ---- headers --------------------------------------------------------------------------------------------------------

struct Header {
  std::string name;   ///< in lower case
  std::string value;  ///< unfolded
};

/// The headers of a part, and where its body begins.
std::size_t headers_of(std::string_view text, Part part, std::vector<Header>& headers) {
  constexpr std::size_t headers_max = 200;
  std::size_t begin = part.begin;
  while (begin < part.end) {
    const std::size_t end = std::min(text.find('\n', begin), part.end);
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    begin = std::min(end + 1, part.end);
    if (line.empty()) break;
    if (is_space(line.front())) {
      if (!headers.empty()) headers.back().value += " " + std::string(base::trimmed(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || headers.size() >= headers_max) continue;
    headers.push_back({base::lowered(line.substr(0, colon)), std::string(base::trimmed(line.substr(colon + 1)))});
  }
  return begin;
}

std::string_view value_of(const std::vector<Header>& headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &Header::name);
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

/// `name="value"` behind a header's first word.
std::string parameter(std::string_view value, std::string_view name) {
  const std::string wanted = std::string(name) + "=";
  std::size_t at = base::find_ignoring_case(value, wanted);
  if (at == std::string_view::npos) return {};
  at += wanted.size();
  if (at < value.size() && value[at] == '"') {
    const std::size_t end = std::min(value.find('"', at + 1), value.size());
    return std::string(value.substr(at + 1, end - at - 1));
  }
  const std::size_t end = std::min(value.find_first_of("; \t", at), value.size());
  return std::string(value.substr(at, end - at));
}

// ---- encodings ------------------------------------------------------------------------------------------------------

Mapped from_quoted_printable(std::string_view text, Part part) {
  Mapped result;
  std::size_t i = part.begin;
  while (i < part.end) {
    if (text[i] == '=') {
      std::size_t end = i + 1;
      while (end < part.end && (text[end] == ' ' || text[end] == '\r')) ++end;
      if (end < part.end && text[end] == '\n') {  // a soft line break
        i = end + 1;
        continue;
      }
      if (i + 2 < part.end && base::is_hex(text[i + 1]) && base::is_hex(text[i + 2])) {
        const char byte = static_cast<char>(base::hex_value(text[i + 1]) << 4U | base::hex_value(text[i + 2]));
        result.add({&byte, 1}, i, 3);
        i += 3;
        continue;
      }
    }
    result.add(text.substr(i, 1), i, 1);
    ++i;
  }
  return result;
}

Mapped from_base64(std::string_view text, Part part) {
  Mapped result;
  std::uint32_t bits = 0;
  int count = 0;
  std::size_t begin = part.begin;
  for (std::size_t i = part.begin; i < part.end; ++i) {
    const int digit = base64_digit(text[i]);
    if (digit < 0) continue;
    if (count == 0) begin = i;
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const char byte = static_cast<char>(static_cast<unsigned char>((bits >> static_cast<unsigned>(count)) & 0xffU));
    result.add({&byte, 1}, begin, i + 1 - begin);
    begin = i;
  }
  return result;
}

Mapped from_latin1(const Mapped& text) {
  Mapped result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const base::Span where = text.where({i, i + 1});
    result.add(base::utf8_of(static_cast<unsigned char>(text.text()[i])), where.offset_bytes, where.size_bytes);
  }
  return result;
}

/// `=?utf-8?B?…?=`, in a subject or name.
std::string decoded_words(std::string_view text) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t begin = text.find("=?", i);
    if (begin == std::string_view::npos) break;
    const std::size_t charset_end = text.find('?', begin + 2);
    const std::size_t end = charset_end == std::string_view::npos ? charset_end : text.find("?=", charset_end + 3);
    if (end == std::string_view::npos) break;
    std::string_view between = text.substr(i, begin - i);
    if (i > 0 && base::trimmed(between).empty()) between = {};
    result += between;
    std::string word(text.substr(charset_end + 3, end - charset_end - 3));
    const bool base64 = base::to_lower(text[charset_end + 1]) == 'b';
    if (!base64) std::ranges::replace(word, '_', ' ');
    const Part whole{0, word.size()};
    Mapped plain = base64 ? from_base64(word, whole) : from_quoted_printable(word, whole);
    const bool latin =
        base::find_ignoring_case(text.substr(begin, charset_end - begin), "iso-8859") != std::string_view::npos;
    result += latin ? from_latin1(plain).text() : plain.text();
    i = end + 2;
  }
  result += text.substr(i);
  return result;
}

// ---- parts ----------------------------------------------------------------------------------------------------------

struct Open {
  Part part;
  std::size_t depth;
};

/// The parts between a multipart's boundaries, last one first.
std::vector<Part> parts_between(std::string_view text, Part body, const std::string& boundary) {
  std::vector<Part> parts;
  const std::string mark = "--" + boundary;
  std::size_t begin = std::string_view::npos;
  std::size_t at = body.begin;
  while (at < body.end && parts.size() < mail_parts_max) {
    const std::size_t found = text.substr(0, body.end).find(mark, at);
    if (found == std::string_view::npos) break;
    at = found + mark.size();
    if (found > body.begin && text[found - 1] != '\n') continue;
    if (begin != std::string_view::npos && found > begin) parts.push_back({begin, found});
    begin = std::min(text.find('\n', at), body.end);
    begin = std::min(begin + 1, body.end);
    if (text.substr(at, 2) == "--") {
      begin = std::string_view::npos;
      break;
    }
  }
  if (begin != std::string_view::npos && begin < body.end && parts.size() < mail_parts_max)
    parts.push_back({begin, body.end});
  std::ranges::reverse(parts);
  return parts;
}

bool is_text(std::string_view type, std::string_view name) {
  if (type.empty() || type.starts_with("text/")) return true;
  if (type.starts_with("application/csv") || type.starts_with("application/json")) return true;
  const std::string lower = base::lowered(name);
  return lower.ends_with(".csv") || lower.ends_with(".txt") || lower.ends_with(".md") || lower.ends_with(".html");
}

void tell_sender(Mail& mail, std::string_view from) {
  const std::string text = decoded_words(from);
  const std::size_t open = text.rfind('<');
  std::string_view address = text;
  if (open != std::string::npos) {
    address = std::string_view(text).substr(open + 1);
    std::string_view name = base::trimmed(std::string_view(text).substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    mail.from_name = name;
  }
  address = address.substr(0, address.find('>'));
  if (const std::size_t at = address.rfind('@'); at != std::string_view::npos)
    mail.from_host = base::lowered(base::trimmed(address.substr(at + 1)));
  if (mail.from_name.empty()) mail.from_name = mail.from_host;
}

}  // namespace

bool is_mail(std::string_view bytes) {
  constexpr std::size_t look_bytes_max = 64U << 10U;
  const std::string_view head = bytes.substr(0, look_bytes_max);
  const std::size_t colon = head.find(':');
  constexpr std::size_t name_bytes_max = 40;
  if (colon == std::string_view::npos || colon == 0 || colon > name_bytes_max) return false;
  const bool named = std::ranges::all_of(head.substr(0, colon), [](char c) { return base::is_alnum(c) || c == '-'; });
  if (!named) return false;
  std::vector<Header> headers;
  headers_of(head, {0, head.size()}, headers);
  const auto has = [&](std::string_view name) { return !value_of(headers, name).empty(); };
  const bool sent = has("received") || has("message-id") || has("mime-version") || has("return-path");
  return has("from") && has("date") && (has("subject") || sent) && (sent || has("to"));
}

Mail read_mail(std::string_view bytes) {
  Mail mail;
  std::vector<Open> open = {{{0, bytes.size()}, 0}};
  bool outermost = true;
  std::size_t opened = 0;
  while (!open.empty() && opened++ < mail_parts_max * 2 && mail.parts.size() < mail_parts_max) {
    const Open next = open.back();
    open.pop_back();
    std::vector<Header> headers;
    const std::size_t begin = headers_of(bytes, next.part, headers);
    const Part body{begin, next.part.end};
    if (outermost) {
      outermost = false;
      tell_sender(mail, value_of(headers, "from"));
      mail.subject = decoded_words(value_of(headers, "subject"));
      for (const DatePlace& place : find_dates(value_of(headers, "date"))) {
        if (place.date.day != 0 && place.date.year != 0 && mail.date.empty()) mail.date = place.date.text();
      }
    }
    const std::string_view content = value_of(headers, "content-type");
    const std::string type = base::lowered(base::trimmed(content.substr(0, content.find(';'))));
    if (type.starts_with("multipart/") && next.depth < mail_depth_max) {
      const std::string boundary = parameter(content, "boundary");
      if (boundary.empty()) continue;
      for (const Part part : parts_between(bytes, body, boundary)) open.push_back({part, next.depth + 1});
      continue;
    }
    if (type == "message/rfc822" && next.depth < mail_depth_max) {
      open.push_back({body, next.depth + 1});
      continue;
    }
    std::string name = parameter(value_of(headers, "content-disposition"), "filename");
    if (name.empty()) name = parameter(content, "name");
    if (!is_text(type, name)) continue;
    const std::string encoding = base::lowered(value_of(headers, "content-transfer-encoding"));
    Mapped text;
    if (encoding == "quoted-printable") {
      text = from_quoted_printable(bytes, body);
    } else if (encoding == "base64") {
      text = from_base64(bytes, body);
    } else {
      text.add_as_is(bytes.substr(body.begin, body.end - body.begin), body.begin);
    }
    const std::string charset = base::lowered(parameter(content, "charset"));
    if (charset.starts_with("iso-8859") || charset.starts_with("windows-125") || charset == "latin1")
      text = from_latin1(text);
    if (!base::trimmed(text.text()).empty()) mail.parts.push_back(std::move(text));
  }
  return mail;
}

bool is_utf16(std::string_view bytes) { return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"); }

Mapped from_utf16(std::string_view bytes) {
  const bool little = bytes.starts_with("\xff\xfe");
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(little ? first | second << 8U : first << 8U | second);
  };
  Mapped text;
  std::size_t i = 2;
  while (i + 1 < bytes.size()) {
    std::uint32_t code = unit(i);
    std::size_t size = 2;
    const bool high = code >= 0xd800 && code < 0xdc00;
    if (high && i + 3 < bytes.size() && unit(i + 2) >= 0xdc00 && unit(i + 2) < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10U) + (unit(i + 2) - 0xdc00);
      size = 4;
    } else if (code >= 0xd800 && code < 0xe000) {
      code = 0xfffd;
    }
    text.add(base::utf8_of(code), i, size);
    i += size;
  }
  return text;
}

}  // namespace clew::intel::detail
