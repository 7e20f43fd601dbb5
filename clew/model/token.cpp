#include "clew/model/token.h"

namespace clew::model {
namespace {

bool is_alnum_at(std::string_view text, std::size_t at) {
  return at < text.size() && is_in(ByteClass::alnum, text[at]);
}

/// No name starts with a dot or a hyphen, so those in front of it belong to the text around it.
bool name_begins(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == '.' || text[at - 1] == '-')) {
    if (text[at - 1] == '.' && at > 1 && text[at - 2] == '.') return true;
    --at;
  }
  return at == 0 || !is_in(ByteClass::host, text[at - 1]);
}

/// Nor does one end with a dot, a hyphen or (top-level domains have none) an underscore.
bool name_ends(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '.' || text[at] == '-' || text[at] == '_')) {
    if (text[at] == '.' && at + 1 < text.size() && text[at + 1] == '.') return true;
    ++at;
  }
  return !is_alnum_at(text, at);
}

bool mailbox_begins(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == '.' || text[at - 1] == '-')) --at;
  return at == 0 || !(is_in(ByteClass::host, text[at - 1]) || text[at - 1] == '+');
}

bool word_begins(std::string_view text, std::size_t at) { return at == 0 || !is_in(ByteClass::alnum, text[at - 1]); }

bool digest_begins(std::string_view text, std::size_t at) {
  if (word_begins(text, at)) return true;
  return at >= 2 && (text[at - 1] == 'x' || text[at - 1] == 'X') && text[at - 2] == '0' && word_begins(text, at - 2);
}

bool address_begins(std::string_view text, std::size_t at) {
  if (!word_begins(text, at)) return false;
  return at < 2 || text[at - 1] != '.' || !is_in(ByteClass::alnum, text[at - 2]);
}

bool address_ends(std::string_view text, std::size_t at) {
  if (is_alnum_at(text, at)) return false;
  return at >= text.size() || text[at] != '.' || !is_alnum_at(text, at + 1);
}

/// U+2000 to U+206F: the quotes and dashes of typography, as GNU tools print them around file names.
bool is_typographic(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at] != '\xe2' || (text[at + 1] != '\x80' && text[at + 1] != '\x81')) return false;
  return (static_cast<unsigned char>(text[at + 2]) & 0xc0U) == 0x80U;  // the sequence is whole
}

bool goes_on_before(ByteClass wanted, std::string_view text, std::size_t at) {
  return at > 0 && is_in(wanted, text[at - 1]) && !(at >= 3 && is_typographic(text, at - 3));
}

bool goes_on_after(ByteClass wanted, std::string_view text, std::size_t at) {
  return at < text.size() && is_in(wanted, text[at]) && !is_typographic(text, at);
}

/// A dot that nothing of the token follows ends a sentence.
bool ends_with_dot(ByteClass wanted, std::string_view text, std::size_t at) {
  if (!goes_on_after(wanted, text, at)) return true;
  return text[at] == '.' && (at + 1 >= text.size() || text[at + 1] == '.' || !goes_on_after(wanted, text, at + 1));
}

bool path_ends(std::string_view text, std::size_t at) {
  const bool is_folder = at > 0 && (text[at - 1] == '/' || text[at - 1] == '\\');
  if (is_folder) return true;
  const bool slash = at < text.size() && (text[at] == '/' || text[at] == '\\');
  if (slash) return !goes_on_after(ByteClass::file, text, at + 1);
  return ends_with_dot(ByteClass::file, text, at);
}

bool is_package_byte(char c) { return is_in(ByteClass::host, c) || c == '~'; }

/// The folder before a package is its scope when it starts with '@'; then this is the package of somebody else.
bool package_begins(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  if (is_package_byte(text[at - 1]) || text[at - 1] == '@') return false;
  if (text[at - 1] != '/') return true;
  std::size_t scope = at - 1;
  while (scope > 0 && is_package_byte(text[scope - 1])) --scope;
  return scope == 0 || scope == at - 1 || text[scope - 1] != '@';
}

bool package_ends(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_package_byte(text[at])) return true;
  return text[at] == '.' && (at + 1 >= text.size() || text[at + 1] == '.' || !is_package_byte(text[at + 1]));
}

bool url_ends(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  const char c = text[at];
  // `\/` is a slash that JSON escaped: the URL goes on.
  if (c == '\\') return at + 1 >= text.size() || text[at + 1] != '/';
  if (!is_in(ByteClass::url, c)) return true;
  const bool ends_sentences = c == '.' || c == ':' || c == '!' || c == '?' || c == '*' || c == '_';
  return ends_sentences && (at + 1 >= text.size() || !is_in(ByteClass::url, text[at + 1]));
}

}  // namespace

bool token_begins(ValueType type, std::string_view text, std::size_t at) {
  switch (type) {
    case ValueType::domain: return name_begins(text, at);
    case ValueType::url: return word_begins(text, at) && (at == 0 || text[at - 1] != '+');
    case ValueType::ipv4:
    case ValueType::ipv6:
    case ValueType::cidr: return address_begins(text, at);
    case ValueType::md5:
    case ValueType::sha1:
    case ValueType::sha256:
    case ValueType::sha512: return digest_begins(text, at);
    case ValueType::email: return mailbox_begins(text, at);
    case ValueType::file_name:
    case ValueType::file_path: return !goes_on_before(ByteClass::file, text, at);
    case ValueType::package: return package_begins(text, at);
    case ValueType::account: return !goes_on_before(ByteClass::account, text, at);
    case ValueType::btc_address:
    case ValueType::eth_address: return word_begins(text, at);
    default: return false;  // is not searched for
  }
  return false;
}

bool token_ends(ValueType type, std::string_view text, std::size_t at) {
  switch (type) {
    case ValueType::domain:
    case ValueType::email: return name_ends(text, at);
    case ValueType::url: return url_ends(text, at);
    case ValueType::ipv4:
    case ValueType::ipv6:
    case ValueType::cidr: return address_ends(text, at);
    case ValueType::file_name: return ends_with_dot(ByteClass::file, text, at);
    case ValueType::file_path: return path_ends(text, at);
    case ValueType::package: return package_ends(text, at);
    case ValueType::account: return ends_with_dot(ByteClass::account, text, at);
    case ValueType::md5:
    case ValueType::sha1:
    case ValueType::sha256:
    case ValueType::sha512:
    case ValueType::btc_address:
    case ValueType::eth_address: return !is_alnum_at(text, at);
    default: return false;
  }
  return false;
}

}  // namespace clew::model
