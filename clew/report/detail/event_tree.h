/// What the two schemas of `event_json.h` share: kinds of values, and small conversions.
#pragma once

#include "clew/base/instant.h"
#include "clew/report/detail/json_tree.h"
#include "clew/report/event_json.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace clew::report::detail {

enum class ValueKind : std::uint8_t { text, integer, truth, time, md5, sha1, sha256, code_hash };

/// Whole numbers are numbers in both schemas; what a source wrote otherwise (`-`, `0x1f4`) is none.
bool is_json_integer(std::string_view text);
/// `true`, `Yes`, `1`, …; nothing for other words.
std::optional<bool> truth_of(std::string_view text);
/// Of the epoch, towards the past.
std::int64_t milliseconds(base::Instant instant);

void put_ocsf(JsonTree& tree, const model::Event& event, const EventOrigin& origin);
void put_ecs(JsonTree& tree, const model::Event& event, const EventOrigin& origin);

}  // namespace clew::report::detail
