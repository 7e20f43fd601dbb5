/// What a record of unknown make says: its time, and what stands under a name that many use, or looks like what it is.
/// Private to this module.
///
///     Client-IP=192.0.2.7  -->  src_endpoint.ip        note=http://evil.example/a  -->  observables.value
///
/// A name counts without its case and signs: `source.ip`, `Source IP` and `sourceIp` are one. Where the name says what a value is
/// to the event, it becomes that attribute, if it looks like one; else what looks like an address, a URL, a mail address or a
/// SHA-256 becomes an observable without a part in the event. Shorter hashes, which ids look like, and names of hosts, which file
/// names look like, must be called so.
/// Limits: see the constants; what goes beyond them remains searchable in the raw record.
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::evidence {

constexpr std::size_t shaped_bytes_max = 2048;  ///< of a value; longer ones are texts
constexpr std::size_t observables_max = 64;     ///< of one event

enum class Shape : std::uint8_t { none, time, ip, md5, sha1, sha256, url, email, domain };
/// Whether to look for names of hosts, which takes longest.
enum class Domains : std::uint8_t { yes, no };
/// What the text looks like, all of it. Numbers are no times: too many numbers look like one.
Shape shape_of(std::string_view text, Domains domains = Domains::yes);

/// Letters and digits, in lower case: how names are compared. Longer ones than anybody's are cut.
std::string plain_name(std::string_view name);
/// The name says that the value is the time of what happened, and it is one.
bool is_time_of_event(std::string_view plain, std::string_view text);

void add_by_shape(const Fields& fields, const FileContext& context, model::Event& event);

/// Only the time, for a table whose other columns are known: consoles write times in the way of whoever looks at them. `memory` is
/// overwritten.
void add_time_by_shape(const Fields& fields, const FileContext& context, model::Event& memory, model::Event& event);

}  // namespace clew::evidence
