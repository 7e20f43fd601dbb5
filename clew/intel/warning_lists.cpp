#include "clew/intel/warning_lists.h"

#include "clew/base/text.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/json_text.h"
#include "clew/model/address.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using model::ValueType;

/// The first `bits` of an address, the others cleared.
std::string masked(const model::Address& address, int bits) {
  std::string result;
  for (const std::uint8_t byte : address.bytes) {
    const int kept = std::clamp(bits, 0, 8);
    bits -= kept;
    const unsigned mask = kept == 0 ? 0U : (0xff00U >> static_cast<unsigned>(kept)) & 0xffU;
    result += static_cast<char>(static_cast<unsigned char>(byte & mask));
  }
  return result;
}

void note(std::vector<std::uint32_t>& lists, std::uint32_t list) {
  if (std::ranges::find(lists, list) == lists.end()) lists.push_back(list);
}

}  // namespace

base::Result<base::Done> WarningLists::add(std::string_view file, std::string_view json) {
  if (names_.size() >= warning_lists_max)
    return fail(Fault::over_limit, fmt::format("more than {} warning lists", warning_lists_max), {}, std::string(file));
  CLEW_TRY(const auto document, detail::JsonText::parse(file, json));
  const detail::JsonValue root = document.root();
  const std::string_view type = root["type"].text();
  if (!root["list"].is_array() || root["name"].text().empty())
    return fail(Fault::malformed, "a warning list has a name and a list", {}, std::string(file));
  if (type == "regex")
    return fail(Fault::unsupported, "a warning list of regular expressions is not matched", root["type"].where(),
                std::string(file));
  if (type != "hostname" && type != "string" && type != "cidr" && type != "substring")
    return fail(Fault::unsupported, fmt::format("a warning list of type \"{}\"", base::shortened(type, 40)),
                root["type"].where(), std::string(file));
  const auto list = static_cast<std::uint32_t>(names_.size());
  names_.push_back(base::valid_utf8(base::shortened(root["name"].text(), 120)));
  for (const detail::JsonValue entry : root["list"]) {
    if (entry.is_string() && !entry.text().empty()) add_entry(type, entry.text(), list);
  }
  return base::Done{};
}

void WarningLists::add_entry(std::string_view type, std::string_view entry, std::uint32_t list) {
  constexpr std::size_t entry_bytes_max = 1024;
  if (entry.size() > entry_bytes_max) return;
  const std::string lower = base::lowered(entry);
  if (type == "substring") {
    if (substrings_.size() < warning_substrings_max) substrings_.emplace_back(lower, list);
    return;
  }
  if (type == "hostname") {
    // A leading dot means the same as none: the name and all below it.
    note(hosts_[lower.starts_with('.') ? lower.substr(1) : lower], list);
    return;
  }
  if (type == "string") {
    note(strings_[lower], list);
    return;
  }
  if (const auto network = model::Network::parse(lower)) {
    const int bits = network->prefix_bits;
    note(networks_[bits][masked(network->address, bits)], list);
  } else if (const auto address = model::Address::parse(lower)) {
    note(networks_[128][masked(*address, 128)], list);
  }
}

void WarningLists::find_host(std::string_view host, Lists& found) const {
  std::string_view rest = host;
  while (!rest.empty()) {
    if (const auto entry = hosts_.find(std::string(rest)); entry != hosts_.end()) {
      for (const std::uint32_t list : entry->second) note(found, list);
    }
    const std::size_t dot = rest.find('.');
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  }
}

void WarningLists::find_address(std::string_view text, Lists& found) const {
  const auto address = model::Address::parse(text);
  if (!address) return;
  for (const auto& [bits, networks] : networks_) {
    if (const auto entry = networks.find(masked(*address, bits)); entry != networks.end()) {
      for (const std::uint32_t list : entry->second) note(found, list);
    }
  }
}

std::vector<std::string> WarningLists::about(const model::Value& value) const {
  Lists found;
  if (names_.empty()) return {};
  const std::string lower = base::lowered(value.text());
  if (const auto entry = strings_.find(lower); entry != strings_.end()) found = entry->second;
  const std::string_view host = detail::host_of(value);
  if (!host.empty()) {
    find_host(host, found);
    find_address(host, found);
  }
  for (const auto& [text, list] : substrings_) {
    if (lower.find(text) != std::string::npos) note(found, list);
  }
  std::ranges::sort(found);
  std::vector<std::string> names;
  for (const std::uint32_t list : found) names.push_back(names_[list]);
  return names;
}

}  // namespace clew::intel
