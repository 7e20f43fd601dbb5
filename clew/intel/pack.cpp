#include "clew/intel/pack.h"

#include "clew/base/text.h"
#include "clew/intel/detail/pack_advice.h"
#include "clew/intel/detail/pack_parts.h"

#include <algorithm>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace clew::intel {
namespace {

using base::Fault;
using base::Result;
using detail::PackErrors;
using detail::PackTable;

using ReadTable = Result<base::Done> (*)(const PackTable& read, const toml::table& table, Pack& pack);

/// A part that is one table: `[window]`.
void read_one(const PackTable& read, const toml::table& root, std::string_view key, ReadTable read_table, Pack& pack,
              PackErrors& errors) {
  auto table = read.table(root, key);
  if (!table) {
    errors.push_back(std::move(table).error());
  } else if (*table != nullptr) {
    auto done = read_table(read, **table, pack);
    if (!done) errors.push_back(std::move(done).error());
  }
}

Pack read_parts(const PackTable& read, const toml::table& root, PackErrors& errors) {
  Pack pack;
  const auto known = read.only_keys(root, "",
                                    {"schema", "supplier", "window", "claim", "agent", "door", "orders", "credential",
                                     "retention", "need", "indicator", "log"});
  if (!known) errors.push_back(known.error());
  if (root.get("supplier") == nullptr) errors.push_back(read.error(root, "a table [supplier] is expected").error());
  read_one(read, root, "supplier", detail::read_supplier, pack, errors);
  read_one(read, root, "window", detail::read_window, pack, errors);
  read_one(read, root, "orders", detail::read_orders, pack, errors);
  const auto each = [&](std::string_view key, ReadTable read_table) {
    read.each(root, key, errors, [&](const toml::table& table) { return read_table(read, table, pack); });
  };
  each("claim", detail::read_claim);
  each("agent", detail::read_agent);
  each("door", detail::read_door);
  each("credential", detail::read_credential);
  each("retention", detail::read_retention);
  each("need", detail::read_need);
  each("indicator", detail::read_indicator);
  each("log", detail::read_log);
  return pack;
}

/// toml++ throws; nothing of that leaves this file.
Result<toml::table> parse_toml(const PackTable& read, std::string_view bytes) {
  try {
    return toml::parse(bytes);
  } catch (const toml::parse_error& problem) {
    return read.error(problem.source(), problem.description());
  }
}

}  // namespace

bool is_pack(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  while (true) {
    while (!bytes.empty() && base::is_space(bytes.front())) bytes.remove_prefix(1);
    if (!bytes.starts_with('#')) break;
    bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size()));
  }
  if (!bytes.starts_with("schema")) return false;
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  const std::size_t equals = line.find('=');
  return equals != std::string_view::npos && base::trimmed(line.substr(equals + 1)).starts_with("\"clew.pack/");
}

PackCheck check_pack(std::string_view file, std::string_view bytes) {
  PackCheck check;
  const auto refuse = [&](base::Error error) {
    check.errors.push_back(std::move(error));
    return std::move(check);
  };
  if (bytes.size() > pack_bytes_max) {
    return refuse({Fault::over_limit,
                   fmt::format("a pack of {} bytes, at most {} are read", bytes.size(), pack_bytes_max),
                   {},
                   std::string(file)});
  }
  const PackTable read(file, bytes);
  const auto root = parse_toml(read, bytes);
  if (!root) return refuse(root.error());
  if ((*root)["schema"].value<std::string>() != "clew.pack/1")
    return refuse({Fault::unsupported, "schema = \"clew.pack/1\" is expected on top", {}, std::string(file)});

  Pack pack = read_parts(read, *root, check.errors);
  std::ranges::stable_sort(check.errors, {}, [](const base::Error& error) { return error.where.offset_bytes; });
  if (check.errors.size() > pack_errors_max) check.errors.resize(pack_errors_max);
  if (check.errors.empty()) {
    check.advice = detail::advise(pack);
    check.pack = std::move(pack);
  }
  return check;
}

Result<Pack> parse_pack(std::string_view file, std::string_view bytes) {
  PackCheck check = check_pack(file, bytes);
  if (!check.pack) return std::unexpected(std::move(check.errors.front()));
  return *std::move(check.pack);
}

}  // namespace clew::intel
