#include "clew/intel/detail/host_runs.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace clew::intel::detail {
namespace {

using base::is_digit;
using base::is_lower;

/// Endings that no label of many names begins with; `co` would be the beginning of `com`.
constexpr auto endings = std::to_array<std::string_view>(
    {"biz", "club", "com", "icu", "info", "live", "net", "online", "org", "shop", "site", "top", "xyz"});

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '.' || c == '_'; };
  return !name.empty() && base::is_alnum(name.front()) && std::ranges::all_of(name, fits);
}

/// Where the broken dots of a token are, counted from its beginning.
std::vector<std::size_t> broken_dots(const Refanged& plain, Part token) {
  std::vector<std::size_t> dots;
  for (std::size_t i = token.begin; i < token.end; ++i) {
    if (plain.text()[i] == '.' && plain.was_defanged(i, 1)) dots.push_back(i - token.begin);
  }
  return dots;
}

std::vector<Part> names_in(std::string_view token, const std::vector<std::size_t>& dots) {
  constexpr std::size_t names_min = 3;  // `a[.]community[.]com` is one
  if (dots.size() < names_min) return {};
  const std::string_view ending = token.substr(dots.back() + 1);
  if (std::ranges::find(endings, ending) == endings.end()) return {};
  std::vector<Part> names;
  std::size_t begin = 0;
  for (const std::size_t dot : dots) {
    if (dot <= begin || !token.substr(dot + 1).starts_with(ending) || !is_name(token.substr(begin, dot - begin)))
      return {};
    names.push_back({begin, dot + 1 + ending.size()});
    begin = dot + 1 + ending.size();
  }
  return names;
}

bool is_octet(std::string_view digits) {
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0')) return false;
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value <= 255;
}

/// Where the last octet of an address ends in the digits between two dots; nothing where that can be read in two ways.
std::optional<std::size_t> end_of_octet(std::string_view digits) {
  std::optional<std::size_t> end;
  for (std::size_t at = 1; at < digits.size(); ++at) {
    if (!is_octet(digits.substr(0, at)) || !is_octet(digits.substr(at))) continue;
    if (end) return std::nullopt;
    end = at;
  }
  return end;
}

/// Of a token of digits and dots with one broken dot in each address, the last or all of them.
std::vector<Part> addresses_in(std::string_view token) {
  constexpr std::size_t dots_of_address = 3;
  std::vector<std::size_t> dots;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '.') dots.push_back(i);
  }
  if (dots.size() < 2 * dots_of_address || dots.size() % dots_of_address != 0) return {};
  std::vector<Part> addresses;
  std::optional<std::size_t> begin = 0;
  for (std::size_t i = 0; i < dots.size(); i += dots_of_address) {
    const std::size_t last = dots[i + dots_of_address - 1] + 1;
    const bool is_final = i + dots_of_address == dots.size();
    std::optional<std::size_t> end = token.size();
    if (!is_final) {
      const auto size = end_of_octet(token.substr(last, dots[i + dots_of_address] - last));
      end = size ? std::optional(last + *size) : std::nullopt;
    }
    if (begin && end) addresses.push_back({*begin, *end});
    begin = end;
  }
  return addresses;
}

}  // namespace

std::vector<Part> hosts_in_run(const Refanged& plain, Part token) {
  constexpr std::size_t dots_min = 2;
  const std::string_view text = std::string_view(plain.text()).substr(token.begin, token.end - token.begin);
  const std::vector<std::size_t> dots = broken_dots(plain, token);
  if (dots.size() < dots_min) return {};
  const bool digits = std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
  std::vector<Part> hosts = digits ? addresses_in(text) : names_in(text, dots);
  for (Part& host : hosts) host = {token.begin + host.begin, token.begin + host.end};
  return hosts;
}

}  // namespace clew::intel::detail
