#include "clew/base/text.h"
#include "clew/inquiry/behaviours/rules.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace clew::inquiry::behaviours {
namespace {

using base::Instant;
using model::Attribute;
using model::EventClass;
using model::Grade;

constexpr std::int64_t second = Instant::per_second;
constexpr std::size_t beacons_min = 6;
constexpr std::int64_t beacon_period_seconds_min = 10;
constexpr double beacon_jitter_max = 0.3;         ///< of the period
constexpr double beacon_regular_share_min = 0.7;  ///< of the pauses

constexpr std::uint64_t sent_bytes_min = 1'000'000;
constexpr std::uint64_t sent_to_received_min = 10;

/// One record for each contact: a flow has a look-up, a connection and a handshake.
std::vector<Instant> moments_of(const Contact& contact) {
  constexpr std::int64_t same_contact = 5 * second;
  std::vector<Instant> moments;
  for (const Trace* trace : contact.records) {
    if (moments.empty() || trace->time.nanoseconds - moments.back().nanoseconds > same_contact)
      moments.push_back(trace->time);
  }
  return moments;
}

struct Rhythm {
  double period_seconds = 0;
  double share = 0;  ///< of the pauses that are near the period or a small multiple of it
};

Rhythm rhythm_of(const std::vector<Instant>& moments) {
  std::vector<double> pauses;
  for (std::size_t i = 1; i < moments.size(); ++i) {
    pauses.push_back(static_cast<double>(moments[i].nanoseconds - moments[i - 1].nanoseconds) / second);
  }
  std::vector<double> sorted = pauses;
  std::ranges::sort(sorted);
  Rhythm rhythm{sorted[sorted.size() / 2], 0};
  std::size_t regular = 0;
  for (const double pause : pauses) {
    const double times = std::max(1.0, std::round(pause / rhythm.period_seconds));
    // A beacon that was missed once or twice is a pause of two or three periods.
    if (times <= 3 && std::abs(pause - times * rhythm.period_seconds) <= beacon_jitter_max * rhythm.period_seconds)
      ++regular;
  }
  rhythm.share = static_cast<double>(regular) / static_cast<double>(pauses.size());
  return rhythm;
}

std::string how_rare(const Contact& contact) {
  const std::size_t devices = contact.devices.value_or(1);
  return devices <= 1 ? std::string("no other device knows it") : fmt::format("{} devices know it", devices);
}

}  // namespace

void beacon_to_rare_destination(const Look& look, std::vector<Mark>& marks) {
  int weight = 2;
  for (const Contact* of_case : look.of.contacts) {
    const Contact& contact = *of_case;
    if (!follows_from(contact, look.of.chain)) continue;
    const std::vector<Instant> moments = moments_of(contact);
    if (moments.size() < beacons_min) continue;
    const Rhythm rhythm = rhythm_of(moments);
    if (rhythm.period_seconds < beacon_period_seconds_min || rhythm.share < beacon_regular_share_min) continue;
    marks.push_back(mark(weight, Grade::contacted, contact.records,
                         fmt::format("called {} about every {:.0f} {} since; {}", contact.name,
                                     rhythm.period_seconds < 180 ? rhythm.period_seconds : rhythm.period_seconds / 60,
                                     rhythm.period_seconds < 180 ? "seconds" : "minutes", how_rare(contact))));
    weight = 0;
  }
}

void data_sent_out(const Look& look, std::vector<Mark>& marks) {
  int weight = 1;  // a store with ten addresses is not ten times as likely
  for (const Contact* of_case : look.of.contacts) {
    const Contact& contact = *of_case;
    std::vector<const Trace*> proof;
    std::uint64_t sent = 0;
    for (const Trace* trace : contact.records) {
      const auto out = base::parse_unsigned(trace->event.get(Attribute::bytes_out)).value_or(0);
      const auto in = base::parse_unsigned(trace->event.get(Attribute::bytes_in)).value_or(0);
      if (out < sent_bytes_min || out / sent_to_received_min < in) continue;
      proof.push_back(trace);
      sent += out;
    }
    if (proof.empty()) continue;
    marks.push_back(mark(
        weight, Grade::contacted, proof,
        fmt::format("sent {:.1f} MB to {}; {}", static_cast<double>(sent) / 1e6, contact.name, how_rare(contact))));
    weight = 0;
  }
}

}  // namespace clew::inquiry::behaviours
