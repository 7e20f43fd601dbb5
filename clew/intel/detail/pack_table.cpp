#include "clew/intel/detail/pack_table.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"

#include <algorithm>

namespace clew::intel::detail {

using base::fail;
using base::Fault;
using base::Result;
using base::shortened;

PackTable::PackTable(std::string_view file, std::string_view bytes) : file_(file), bytes_(bytes), lines_(bytes) {}

std::size_t PackTable::offset_of(const toml::source_position& position) const {
  const std::size_t line = position.line == 0 ? 0 : position.line - 1;
  // toml++ counts columns in characters, from 1.
  std::size_t at = line < lines_.begins().size() ? lines_.begins()[line] : bytes_.size();
  if (line == 0 && bytes_.starts_with("\xef\xbb\xbf")) at += 3;
  for (std::size_t left = position.column == 0 ? 0 : position.column - 1; left > 0 && at < bytes_.size(); --left) {
    ++at;
    while (at < bytes_.size() && (static_cast<unsigned char>(bytes_[at]) & 0xc0U) == 0x80U) ++at;
  }
  return at;
}

base::Span PackTable::span_of(const toml::source_region& region) const {
  const std::size_t begin = offset_of(region.begin);
  const std::size_t end = std::max(begin, offset_of(region.end));
  return {begin, end - begin};
}

std::unexpected<base::Error> PackTable::error(const toml::source_region& region, std::string_view what) const {
  return fail(Fault::malformed, fmt::format("line {}: {}", std::max<std::uint64_t>(region.begin.line, 1), what),
              span_of(region), file_);
}

Result<base::Done> PackTable::only_keys(const toml::table& table, std::string_view where,
                                        std::initializer_list<std::string_view> known) const {
  const toml::key* first = nullptr;
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    if (first == nullptr || key.source().begin < first->source().begin) first = &key;
  }
  if (first == nullptr) return base::Done{};
  return error(first->source(), fmt::format("unknown key \"{}\"{}{}; known are: {}", shortened(first->str(), 40),
                                            where.empty() ? "" : " in ", where, fmt::join(known, ", ")));
}

Result<std::string> PackTable::text(const toml::table& table, std::string_view key, Need need) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    if (need == Need::optional) return std::string{};
    return error(table, fmt::format("\"{}\" is missing", key));
  }
  const auto* value = node->as_string();
  if (value == nullptr) return error(*node, fmt::format("\"{}\" is to be a string", key));
  if (need == Need::required && value->get().empty()) return error(*node, fmt::format("\"{}\" is empty", key));
  return value->get();
}

Result<std::vector<std::string>> PackTable::texts(const toml::table& table, std::string_view key) const {
  std::vector<std::string> result;
  const toml::node* node = table.get(key);
  if (node == nullptr) return result;
  const toml::array* list = node->as_array();
  if (list == nullptr) return error(*node, fmt::format("\"{}\" is to be a list of strings", key));
  for (const toml::node& element : *list) {
    const auto* value = element.as_string();
    if (value == nullptr || value->get().empty())
      return error(element, fmt::format("\"{}\" is to hold strings that are not empty", key));
    result.push_back(value->get());
  }
  return result;
}

Result<std::string> PackTable::one_of(const toml::table& table, std::string_view key,
                                      std::span<const std::string_view> known, std::string_view noun) const {
  CLEW_TRY(std::string value, text(table, key, Need::required));
  if (std::ranges::find(known, value) != known.end()) return value;
  return error(*table.get(key), fmt::format("\"{}\" is no {}: {}", shortened(value, 40), noun, fmt::join(known, ", ")));
}

Result<bool> PackTable::flag(const toml::table& table, std::string_view key) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return false;
  const auto* value = node->as_boolean();
  if (value == nullptr) return error(*node, fmt::format("\"{}\" is to be true or false", key));
  return value->get();
}

Result<std::int64_t> PackTable::count(const toml::table& table, std::string_view key, std::int64_t max) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return 0;
  const auto* value = node->as_integer();
  if (value == nullptr || value->get() < 1 || value->get() > max)
    return error(*node, fmt::format("\"{}\" is to be a whole number from 1 to {}", key, max));
  return value->get();
}

Result<std::optional<base::Instant>> PackTable::moment(const toml::table& table, std::string_view key,
                                                       bool is_end) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  std::optional<base::Instant> instant;
  if (const auto* day = node->as_date()) {
    const Date date{day->get().year, day->get().month, day->get().day};
    instant = is_end ? date.end() : date.begin();
  } else if (const auto* words = node->as_string()) {
    instant = is_end ? parse_end(words->get()) : parse_begin(words->get());
  }
  if (!instant) return error(*node, fmt::format("\"{}\" is to be a date: 2023-06-20, \"2023-06\"", key));
  return instant;
}

Result<model::Window> PackTable::window(const toml::table& table, std::string_view from, std::string_view to) const {
  model::Window window;
  CLEW_TRY(window.from, moment(table, from, false));
  CLEW_TRY(window.to, moment(table, to, true));
  if (window.from && window.to && *window.to <= *window.from)
    return error(table, fmt::format("\"{}\" lies before \"{}\"", to, from));
  return window;
}

Result<std::string> PackTable::date(const toml::table& table, std::string_view key) const {
  if (table.get(key) == nullptr) return error(table, fmt::format("\"{}\" is missing", key));
  CLEW_CHECK(moment(table, key, false));
  if (const auto* day = table.get(key)->as_date())
    return fmt::format("{:04}-{:02}-{:02}", day->get().year, day->get().month, day->get().day);
  return text(table, key, Need::required);
}

Result<const toml::table*> PackTable::table(const toml::table& root, std::string_view key) const {
  const toml::node* node = root.get(key);
  if (node == nullptr) return nullptr;
  const toml::table* found = node->as_table();
  if (found == nullptr) return error(*node, fmt::format("\"{}\" is to be a table [{}]", key, key));
  return found;
}

}  // namespace clew::intel::detail
