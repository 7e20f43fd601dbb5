/// The parts of a pack, each read from its table into the pack. Private to intel.
///
/// Errors: of the first thing in the table that breaks a rule; the pack is then not to be used.
#pragma once

#include "clew/intel/detail/pack_table.h"
#include "clew/intel/pack.h"

namespace clew::intel::detail {

// pack_supplier.cpp: who it is, and what was said.
base::Result<base::Done> read_supplier(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_window(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_claim(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_indicator(const PackTable& read, const toml::table& table, Pack& pack);

// pack_device.cpp: its program, and what must be visible.
base::Result<base::Done> read_agent(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_need(const PackTable& read, const toml::table& table, Pack& pack);

// pack_service.cpp: doors, orders, credentials, how long its logs are kept.
base::Result<base::Done> read_door(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_orders(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_credential(const PackTable& read, const toml::table& table, Pack& pack);
base::Result<base::Done> read_retention(const PackTable& read, const toml::table& table, Pack& pack);

// pack_log.cpp: its log, as data.
base::Result<base::Done> read_log(const PackTable& read, const toml::table& table, Pack& pack);

/// "30 days", "12 hours", "45 minutes" in seconds; nothing for anything else or more than ten years.
std::optional<std::int64_t> parse_duration_seconds(std::string_view text);

/// Why a pattern of `own_files` is refused; nothing when it is fine. Whatever it covers is not held against anybody: it
/// names a folder or file of the supplier's own, never all of a folder that everybody writes to.
std::optional<std::string> why_no_own_file(std::string_view pattern);

}  // namespace clew::intel::detail
