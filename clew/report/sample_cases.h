/// Cases as they come out of real work, for tests and for looking at: everything in them is invented here.
///
/// Names of hosts end in `.example`, addresses are those of RFC 5737; no value is from a published notice.
#pragma once

#include "clew/model/case_document.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace clew::report::samples {

/// Three devices, two of them compromised; decoys explained; one source with a gap.
model::CaseDocument hit();
/// Nothing counts, and what was searched covers the window.
model::CaseDocument not_seen();
/// Nothing counts, but the sources that would show it start late, pause, or are broken.
model::CaseDocument cannot_say();
/// A case of an empty folder: nothing at all.
model::CaseDocument empty();
/// `findings` of them, on 40 devices, one in six counts.
model::CaseDocument large(std::size_t findings);
/// A supplier's channel that reached `devices` devices, two thirds of them within the hour, and what each of them did then:
/// most within minutes, some for days. One device in seven is only suspicious.
model::CaseDocument spread(std::size_t devices);
/// The hit with every free text replaced by what an intruder would like a browser or a terminal to read.
model::CaseDocument hostile();

/// Two candidates by what links and one by claims, with every kind of link and of bearing.
model::CaseAttribution attribution();
/// `links` of them from hosts of one actor and of others, some of what is everybody's.
model::CaseAttribution many_links(std::size_t links);
/// The attribution with every free text replaced by `bad`.
model::CaseAttribution hostile_attribution(const std::string& bad);

/// Adds to the hit what behaviour shows: chains, door, secrets, cloud, clocks.
void add_course(model::CaseDocument& document);

/// A time as RFC 3339 writes it.
base::Instant at(std::string_view text);
/// How often `needle` stands in `text`.
std::size_t count_of(std::string_view text, std::string_view needle);

}  // namespace clew::report::samples
