#include "clew/intel/warning_lists.h"

#include "clew/base/text.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/warning_list.h"
#include "clew/model/address.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using model::WarningKey;

namespace kind = model::warning_kind;

constexpr std::size_t name_bytes_max = 120;

/// The network of `bits` bits that an address is in.
model::Network network_of(const model::Address& address, int bits) {
  model::Network network{address, static_cast<std::uint8_t>(bits)};
  for (std::uint8_t& byte : network.address.bytes) {
    const int kept = std::clamp(bits, 0, 8);
    bits -= kept;
    const unsigned mask = kept == 0 ? 0U : (0xff00U >> static_cast<unsigned>(kept)) & 0xffU;
    byte = static_cast<std::uint8_t>(byte & mask);
  }
  return network;
}

WarningKey key_of(const model::Address& address, int bits) {
  return {kind::network + bits, network_of(address, bits).text()};
}

std::optional<WarningKey> key_of_entry(std::string_view type, std::string_view entry) {
  if (entry.empty() || entry.size() > warning_entry_bytes_max) return std::nullopt;
  if (type == "regex") {
    auto expression = warning_pattern_of(entry);
    return expression ? std::optional(WarningKey{kind::pattern, *std::move(expression)}) : std::nullopt;
  }
  std::string lower = base::lowered(entry);
  if (type == "substring") return WarningKey{kind::substring, std::move(lower)};
  if (type == "string") return WarningKey{kind::text, std::move(lower)};
  if (type == "hostname") {
    if (lower.size() > 1 && lower.starts_with('.')) return WarningKey{kind::below, lower.substr(1)};
    return WarningKey{kind::host, std::move(lower)};
  }
  if (const auto network = model::Network::parse(lower)) return key_of(network->address, network->prefix_bits);
  if (const auto address = model::Address::parse(lower)) return key_of(*address, 128);
  return std::nullopt;
}

bool is_known_type(std::string_view type) {
  return type == "hostname" || type == "string" || type == "cidr" || type == "substring" || type == "regex";
}

std::string place_of(const WarningKey& key) { return fmt::format("{}:{}", key.kind, key.key); }

}  // namespace

namespace detail {

bool is_warning_list(JsonValue root) {
  return root["name"].is_string() && root["list"].is_array() && is_known_type(root["type"].text());
}

base::Result<model::WarningList> read_warning_list(std::string_view file, JsonValue root) {
  const std::string_view type = root["type"].text();
  if (!root["list"].is_array() || root["name"].text().empty())
    return fail(Fault::malformed, "a warning list has a name and a list", {}, std::string(file));
  if (!is_known_type(type))
    return fail(Fault::unsupported, fmt::format("a warning list of type \"{}\"", base::shortened(type, 40)),
                root["type"].where(), std::string(file));
  model::WarningList list;
  list.name = base::valid_utf8(base::shortened(root["name"].text(), name_bytes_max));
  const std::string_view version = root["version"].text();
  std::from_chars(version.data(), version.data() + version.size(), list.version);
  for (const JsonValue entry : root["list"]) {
    if (!entry.is_string()) continue;
    if (auto key = key_of_entry(type, entry.text())) list.entries.push_back(*std::move(key));
  }
  if (type == "regex" && list.entries.empty())
    return fail(Fault::unsupported, "a warning list without an expression that can be matched in linear time",
                root["type"].where(), std::string(file));
  std::ranges::sort(list.entries);
  list.entries.erase(std::ranges::unique(list.entries).begin(), list.entries.end());
  return list;
}

}  // namespace detail

base::Result<model::WarningList> read_warning_list(std::string_view file, std::string_view json) {
  CLEW_TRY(const auto document, detail::JsonText::parse(file, json));
  return detail::read_warning_list(file, document.root());
}

std::vector<WarningKey> warning_keys_of(const model::Value& value, std::span<const std::int32_t> kinds) {
  std::vector<WarningKey> keys;
  keys.push_back({kind::text, base::lowered(value.text())});
  const std::string host = base::lowered(model::host_of(value));
  if (host.empty()) return keys;
  if (const auto address = model::Address::parse(host)) {
    constexpr int ipv4_bits = 96;
    for (const std::int32_t each : kinds) {
      const int bits = each - kind::network;
      if (bits < (address->is_ipv4() ? ipv4_bits : 0) || bits > 128) continue;
      keys.push_back(key_of(*address, bits));
    }
    return keys;
  }
  for (std::string_view rest = host; !rest.empty();) {
    keys.push_back({kind::host, std::string(rest)});
    keys.push_back({kind::below, std::string(rest)});
    const std::size_t dot = rest.find('.');
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  }
  return keys;
}

bool has_part(const model::Value& value, const WarningKey& part) {
  return part.kind == kind::substring && base::lowered(value.text()).find(part.key) != std::string::npos;
}

base::Result<base::Done> WarningLists::add(std::string_view file, std::string_view json) {
  if (names_.size() >= warning_lists_max)
    return fail(Fault::over_limit, fmt::format("more than {} warning lists", warning_lists_max), {}, std::string(file));
  CLEW_TRY(auto list, read_warning_list(file, json));
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back(std::move(list.name));
  for (WarningKey& key : list.entries) {
    if (key.kind == kind::pattern) {
      if (expressions_.size() >= warning_patterns_max) continue;
      expressions_.push_back(std::move(key.key));
      expression_lists_.push_back(number);
      continue;
    }
    if (key.kind == kind::substring) {
      if (substrings_.size() < warning_substrings_max) substrings_.emplace_back(std::move(key), number);
      continue;
    }
    kinds_.push_back(key.kind);
    entries_[place_of(key)].push_back(number);
  }
  if (!expression_lists_.empty() && expression_lists_.back() == number) patterns_ = WarningPatterns(expressions_);
  std::ranges::sort(kinds_);
  kinds_.erase(std::ranges::unique(kinds_).begin(), kinds_.end());
  return base::Done{};
}

std::vector<std::string> WarningLists::about(const model::Value& value) const {
  if (names_.empty()) return {};
  std::set<std::uint32_t> found;
  for (const WarningKey& key : warning_keys_of(value, kinds_)) {
    if (const auto entry = entries_.find(place_of(key)); entry != entries_.end())
      found.insert(entry->second.begin(), entry->second.end());
  }
  for (const auto& [part, list] : substrings_) {
    if (has_part(value, part)) found.insert(list);
  }
  for (const std::size_t expression : patterns_.matching(value)) found.insert(expression_lists_[expression]);
  std::vector<std::string> names;
  for (const std::uint32_t list : found) names.push_back(names_[list]);
  return names;
}

}  // namespace clew::intel
