/// Reads a saved mail: who wrote it, when, and its parts as texts with their places in the mail.
///
///     .eml --read_mail--> from, date, subject; each text, page and list in it, decoded
///
/// In:     RFC 5322 and MIME: quoted-printable, base64, UTF-8 and Latin-1, parts in parts, mails in mails.
/// Out:    leaves in the order of the mail; what is no text is left out.
/// Errors: none: what is broken is read as far as it goes. Cost: linear; parts and depth are limited, no recursion.
/// Source: RFC 5322 section 2, RFC 2045 section 6, RFC 2046 section 5.1, RFC 2047.
#pragma once

#include "clew/intel/detail/mapped.h"

#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

constexpr std::size_t mail_parts_max = 64;
constexpr std::size_t mail_depth_max = 8;

struct Mail {
  std::string from_name;
  std::string from_host;
  std::string date;  ///< `2023-07-12`
  std::string subject;
  std::vector<Mapped> parts;
};

bool is_mail(std::string_view bytes);
Mail read_mail(std::string_view bytes);

/// A text of another encoding as UTF-8: UTF-16 of either order, by its mark.
bool is_utf16(std::string_view bytes);
Mapped from_utf16(std::string_view bytes);

}  // namespace clew::intel::detail
