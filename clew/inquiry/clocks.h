/// How far clocks are off, measured on records that two sources share, and put right before anything is judged.
///
///     orders x answers to them                      --> offset of the log of orders from that of answers
///     what agents started x answers (or orders)     --> offset of the endpoint source from it
///     names looked up x connections to the answers  --> offset of the source of look-ups from those of connections
///
/// Each pair bounds the offset from both sides; the offset that most pairs allow is taken (as NTP's Marzullo algorithm
/// does: K. Marzullo, 1984; RFC 5905 section 11.2.1), so that queues, lost lines and coincidences do no harm. Of three
/// clocks the one that two others contradict is off; of two, the device's, since a supplier's servers keep time.
/// In:     seeds. Out: one `CaseClock` for each source that shares records with another, applied when it is sure.
/// Errors: none; without enough pairs nothing is said.
#pragma once

#include "clew/inquiry/traces.h"
#include "clew/model/case_document.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace clew::inquiry {

constexpr std::uint64_t clock_pairs_min = 5;
/// Below this an offset is not worth correcting: records are late by as much.
constexpr double clock_offset_seconds_min = 60;
/// Further than this is not a clock that is off, but a coincidence.
constexpr std::int64_t clock_offset_seconds_max = 26 * 3600;

std::vector<model::CaseClock> measure_clocks(std::span<const Trace> seeds, const intel::Pack* pack);

/// The same for sources of the network, from all that single devices did: whoever looks a name up connects at once.
using TracesOfDevices = std::map<std::string, std::vector<Trace>, std::less<>>;
std::vector<model::CaseClock> measure_network_clocks(const TracesOfDevices& devices);

/// Source -> nanoseconds to subtract from its times; only what is applied.
using Offsets = std::map<std::string, std::int64_t, std::less<>>;
Offsets offsets_of(std::span<const model::CaseClock> clocks);

/// Puts the times right, and says so in their quality.
void correct(std::vector<Trace>& traces, const Offsets& offsets);
/// The same for sightings.
void correct(hunt::ScanResult& scan, const Offsets& offsets);

}  // namespace clew::inquiry
