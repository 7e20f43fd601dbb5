#include "clew/inquiry/ground.h"

#include "clew/inquiry/detail/records.h"
#include "clew/inquiry/detail/scene.h"
#include "clew/inquiry/inquire.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::at;
using detail::hour;
using model::Sight;

/// A source with a record every `every_hours` between two days, but for a hole.
hunt::ScannedSource source_of(std::string_view name, std::vector<Sight> sees, std::string_view from,
                              std::string_view to, int every_hours = 2, std::string_view hole_from = "",
                              std::string_view hole_to = "") {
  hunt::ScannedSource source;
  source.name = name;
  source.sees = std::move(sees);
  for (std::int64_t t = at(from).nanoseconds; t <= at(to).nanoseconds; t += every_hours * hour * Instant::per_second) {
    if (!hole_from.empty() && t > at(hole_from).nanoseconds && t < at(hole_to).nanoseconds) continue;
    source.tally.timeline.add(Instant{t, 0});
    ++source.tally.events;
  }
  return source;
}

const model::Window july{at("2030-07-01"), at("2030-07-21")};

TEST(Gaps, APauseWellBeyondTheRhythmIsOne) {
  hunt::ScanResult scan;
  scan.sources.push_back(
      source_of("zeek_dns", {Sight::dns}, "2030-06-20", "2030-07-31", 2, "2030-07-05", "2030-07-07"));
  const auto gaps = gaps_of(scan, july);
  ASSERT_EQ(gaps[0].size(), 1U);
  EXPECT_EQ(base::to_date(*gaps[0][0].from), "2030-07-05");
  EXPECT_EQ(base::to_date(*gaps[0][0].to), "2030-07-07");
}

TEST(Gaps, NightsThatComeBackAreNone) {
  hunt::ScanResult scan;
  hunt::ScannedSource source;
  source.name = "office_proxy";
  source.sees = {Sight::http};
  for (std::int64_t day = 0; day < 40; ++day) {
    for (std::int64_t h = 8; h < 18; ++h)
      source.tally.timeline.add(Instant{at("2030-06-20").nanoseconds + (day * 24 + h) * hour * Instant::per_second, 0});
  }
  scan.sources.push_back(std::move(source));
  EXPECT_TRUE(gaps_of(scan, july)[0].empty());
}

TEST(Gaps, ASparseLogOfTheSameSensorHasTheOutageOfItsSister) {
  hunt::ScanResult scan;
  scan.sources.push_back(
      source_of("zeek_conn", {Sight::connection}, "2030-06-20", "2030-07-31", 1, "2030-07-05", "2030-07-07"));
  scan.sources.push_back(
      source_of("zeek_http", {Sight::http}, "2030-06-20", "2030-07-31", 30, "2030-07-05", "2030-07-07"));
  const auto gaps = gaps_of(scan, july);
  EXPECT_EQ(gaps[0].size(), 1U);
  EXPECT_EQ(gaps[1].size(), 1U);
}

TEST(Gaps, ASourceThatStartsLateOrEndsEarlyHasOneThere) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("osquery", {Sight::process}, "2030-07-10", "2030-07-15"));
  const auto gaps = gaps_of(scan, july);
  ASSERT_EQ(gaps[0].size(), 2U);
  EXPECT_EQ(gaps[0][0].from, july.from);
  EXPECT_EQ(base::to_date(*gaps[0][0].to), "2030-07-10");
  EXPECT_EQ(gaps[0][1].to, july.to);
}

std::vector<Need> pack_needs() {
  return {{"network", {Sight::dns, Sight::connection, Sight::tls, Sight::http}}, {"process", {Sight::process}}};
}

/// What an investigation with nothing but these sources says.
model::CaseDocument answer(hunt::ScanResult& scan, const Question& question) {
  const std::vector<model::Indicator> indicators{detail::indicator_of(model::ValueType::domain, "bad.example")};
  Pursuit pursuit(indicators, scan, nullptr, question.window, {});
  EXPECT_FALSE(pursuit.next().has_value());
  model::CaseDocument document;
  inquire(pursuit, question, document);
  return document;
}

struct VerdictCase {
  std::string_view name;
  std::string_view network_from;
  bool endpoint;
  model::Verdict want;
};

TEST(Verdict, ANoNeedsEverythingThatWouldShowIt) {
  for (const VerdictCase& c : {VerdictCase{"all_covered", "2030-06-20", true, model::Verdict::not_seen},
                               VerdictCase{"network_starts_late", "2030-07-12", true, model::Verdict::cannot_say},
                               VerdictCase{"no_endpoint_telemetry", "2030-06-20", false, model::Verdict::cannot_say}}) {
    hunt::ScanResult scan;
    scan.sources.push_back(source_of("zeek_dns", {Sight::dns, Sight::tls}, c.network_from, "2030-07-31"));
    if (c.endpoint)
      scan.sources.push_back(source_of("osquery", {Sight::process, Sight::file}, "2030-06-20", "2030-07-31"));
    const model::CaseDocument document = answer(scan, {"quay", "Quay", july, "notice", pack_needs()});
    EXPECT_EQ(document.answer.verdict, c.want) << c.name << ": " << document.answer.sentence;
    EXPECT_FALSE(document.answer.earliest_time.has_value());
  }
}

TEST(Verdict, WithoutAWindowThereIsNoNo) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("zeek_dns", {Sight::dns}, "2030-06-20", "2030-07-31"));
  EXPECT_EQ(answer(scan, {"", "", {}, "none", {}}).answer.verdict, model::Verdict::cannot_say);
}

TEST(Verdict, RemovingASourceNeverTurnsCannotSayIntoNotSeen) {
  // Every subset of five sources: taking one away may only lose ground.
  const std::vector<hunt::ScannedSource> all = {
      source_of("zeek_dns", {Sight::dns}, "2030-06-20", "2030-07-31", 2, "2030-07-03", "2030-07-08"),
      source_of("zeek_ssl", {Sight::tls}, "2030-07-06", "2030-07-31"),
      source_of("squid_access", {Sight::http}, "2030-06-20", "2030-07-09"),
      source_of("osquery", {Sight::process, Sight::file}, "2030-06-20", "2030-07-31"),
      source_of("edr", {Sight::process}, "2030-07-02", "2030-07-31"),
  };
  const auto verdict = [&](unsigned subset) {
    hunt::ScanResult scan;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((subset >> i & 1U) != 0) scan.sources.push_back(all[i]);
    }
    return answer(scan, {"", "", july, "notice", pack_needs()}).answer.verdict;
  };
  for (unsigned subset = 0; subset < 32; ++subset) {
    if (verdict(subset) != model::Verdict::cannot_say) continue;
    for (unsigned bit = 0; bit < 5; ++bit) {
      if ((subset >> bit & 1U) == 0) continue;
      EXPECT_EQ(verdict(subset & ~(1U << bit)), model::Verdict::cannot_say) << subset << " without " << bit;
    }
  }
}

TEST(Needs, ALogOfNamesShowsEnoughOfAUrlWhoseHostIsSought) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("bind", {Sight::dns}, "2030-06-20", "2030-07-31"));
  std::vector<model::Indicator> indicators = {
      detail::indicator_of(model::ValueType::url, "https://bad.example/get/data")};
  const auto covered = [&] { return survey(scan, indicators, july, {}).searched.at(0).covered; };
  EXPECT_EQ(covered(), 0.0) << "a look-up never shows a URL";
  indicators.push_back(detail::indicator_of(model::ValueType::domain, "bad.example"));
  indicators.back().host_of_url = "https://bad.example/get/data";
  EXPECT_EQ(covered(), 1.0);
  const Ground ground = survey(scan, indicators, july, {});
  ASSERT_EQ(ground.searched.size(), 1U) << "nobody published the host";
  EXPECT_EQ(ground.searched[0].type, "url");
}

TEST(Needs, ALogOfConnectionsShowsEnoughOfAUrlWhoseHostIsASoughtAddress) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("conn", {Sight::connection}, "2030-06-20", "2030-07-31"));
  std::vector<model::Indicator> indicators = {
      detail::indicator_of(model::ValueType::url, "http://203.0.113.9:8880/get/data")};
  const auto covered = [&] { return survey(scan, indicators, july, {}).searched.at(0).covered; };
  EXPECT_EQ(covered(), 0.0) << "a connection never shows a URL";
  indicators.push_back(detail::indicator_of(model::ValueType::ipv4, "203.0.113.9"));
  EXPECT_EQ(covered(), 1.0);
  indicators.push_back(detail::indicator_of(model::ValueType::url, "https://bad.example/get/data"));
  EXPECT_EQ(covered(), 0.0) << "whose host is not sought";
}

TEST(Needs, WhoCameFromAnAddressIsEnoughWhereNothingElseIsPublished) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("sign_ins", {Sight::authentication}, "2030-06-20", "2030-07-31"));
  const model::Indicator address = detail::indicator_of(model::ValueType::ipv4, "203.0.113.9");
  const auto covered = [&](const std::vector<model::Indicator>& indicators) {
    const auto needs = needs_of({}, indicators);
    const Ground ground = survey(scan, indicators, july, needs, {"sign_ins"});
    for (const Ground::Covered& need : ground.needs) {
      if (need.need == "addresses") return need.share;
    }
    return -1.0;
  };
  EXPECT_EQ(covered({address}), 1.0);
  const std::vector<model::Indicator> listed = {address};
  EXPECT_EQ(survey(scan, listed, july, needs_of({}, listed)).needs.at(0).share, 0.0)
      << "a log that knows the own network only";
  EXPECT_EQ(covered({address, detail::indicator_of(model::ValueType::account, "kim")}), 1.0);
  EXPECT_EQ(covered({address, detail::indicator_of(model::ValueType::domain, "bad.example")}), 0.0)
      << "a program may call home to it";
  model::Indicator home = address;
  home.role = model::Role::c2;
  EXPECT_EQ(covered({address, home}), 0.0);
  EXPECT_EQ(covered({address, detail::indicator_of(model::ValueType::ipv4, "203.0.113.9:8443")}), 0.0);
  // What it does not show is named all the same.
  const std::vector<model::Indicator> alone = {address};
  const Ground ground = survey(scan, alone, july, {}, {"sign_ins"});
  EXPECT_TRUE(std::ranges::any_of(ground.blind, [](const model::CaseBlind& blind) {
    return blind.what == "addresses of the notice (1)" && blind.why.starts_with("who signed in");
  }));
}

/// That nobody came to one service tells nothing of another.
TEST(Needs, OfServicesTheLogThatCoversLeastCounts) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("sign_ins", {Sight::authentication}, "2030-06-20", "2030-07-31"));
  scan.sources.push_back(source_of("cloud", {Sight::cloud_api}, "2030-07-11", "2030-07-31"));
  const std::vector<model::Indicator> indicators = {detail::indicator_of(model::ValueType::ipv4, "203.0.113.9")};
  const auto needs = needs_of({}, indicators);
  const Ground ground = survey(scan, indicators, july, needs, {"sign_ins", "cloud"});
  EXPECT_DOUBLE_EQ(ground.needs.at(0).share, 0.5);
  EXPECT_DOUBLE_EQ(ground.searched.at(0).covered, 0.5);
  // Of a few records nobody knows how long they were kept.
  scan.sources[1] = source_of("cloud", {Sight::cloud_api}, "2030-07-11", "2030-07-31", 48);
  EXPECT_EQ(survey(scan, indicators, july, needs, {"sign_ins", "cloud"}).needs.at(0).share, 1.0);
}

TEST(Needs, ALockFileShowsPackagesWithoutATime) {
  hunt::ScanResult scan;
  hunt::ScannedSource lock;
  lock.name = "npm_lock";
  lock.sees = {Sight::package};
  lock.tally.events = 1;
  scan.sources.push_back(lock);
  const std::vector<model::Indicator> indicators = {detail::indicator_of(model::ValueType::package, "left-pod")};
  EXPECT_EQ(survey(scan, indicators, july, {}).searched.at(0).covered, 1.0);
  scan.sources[0].tally.events = 0;
  EXPECT_EQ(survey(scan, indicators, july, {}).searched.at(0).covered, 0.0) << "it could not be read";
}

TEST(Needs, ASensorThatHashesWhatRunsShowsAHash) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("sensor", {Sight::process}, "2030-06-20", "2030-07-31"));
  const std::vector<model::Indicator> indicators = {
      detail::indicator_of(model::ValueType::md5, "00112233445566778899aabbccddeeff")};
  const auto covered = [&](const hunt::ScannedSource::Launches& launches) {
    scan.sources[0].launches = launches;
    return survey(scan, indicators, july, {}).searched.at(0).covered;
  };
  EXPECT_EQ(covered({}), 0.0);
  EXPECT_EQ(covered({.all = 10, .sha256 = 10}), 0.0) << "another kind of hash";
  EXPECT_EQ(covered({.all = 10, .md5 = 4}), 0.0) << "most programs have none";
  EXPECT_EQ(covered({.all = 10, .md5 = 10}), 1.0);
}

TEST(Needs, HostsThatNobodyPublishedDoNotCrowdOutATypeOfTheNotice) {
  std::vector<model::Indicator> indicators = {
      detail::indicator_of(model::ValueType::md5, "00112233445566778899aabbccddeeff")};
  for (const char letter : {'a', 'b', 'c'}) {
    const std::string host = std::string(1, letter) + ".bad.example";
    const std::string url = "https://" + host + "/x";
    indicators.push_back(detail::indicator_of(model::ValueType::url, url));
    indicators.push_back(detail::indicator_of(model::ValueType::domain, host));
    indicators.back().host_of_url = url;
  }
  std::string names;
  for (const Need& need : needs_of({}, indicators)) names += need.name + ";";
  EXPECT_EQ(names, "URLs;file hashes;");
}

TEST(Needs, AFileBesideManyHostsIsNamedAndNotNeeded) {
  const auto names = [](std::size_t hosts) {
    std::vector<model::Indicator> indicators = {
        detail::indicator_of(model::ValueType::md5, "00112233445566778899aabbccddeeff")};
    for (std::size_t i = 0; i < hosts; ++i) {
      const std::string host = std::string(1, static_cast<char>('a' + i)) + ".example";
      indicators.push_back(detail::indicator_of(model::ValueType::domain, host));
    }
    std::string text;
    for (const Need& need : needs_of({}, indicators)) text += need.name + ";";
    return text;
  };
  EXPECT_EQ(names(0), "file hashes;");
  EXPECT_EQ(names(3), "domains;file hashes;");
  EXPECT_EQ(names(4), "domains;");
}

TEST(Needs, WalletsAloneNeedAListOfTransfers) {
  std::vector<model::Indicator> indicators = {
      detail::indicator_of(model::ValueType::eth_address, "0x51c72848c68a965f66fa7a88855f9f7784502a7f")};
  ASSERT_EQ(needs_of({}, indicators).size(), 1U) << "else nothing would be missing, whatever the evidence is";
  EXPECT_EQ(needs_of({}, indicators)[0].name, "wallet addresses");
  indicators.push_back(detail::indicator_of(model::ValueType::domain, "bad.example"));
  ASSERT_EQ(needs_of({}, indicators).size(), 1U);
  EXPECT_EQ(needs_of({}, indicators)[0].name, "domains");
}

TEST(Blind, NamesTheDeviceThatHasTheAgentButNoTelemetry) {
  hunt::ScanResult scan;
  scan.sources.push_back(source_of("osquery", {Sight::process}, "2030-06-20", "2030-07-31"));
  scan.sources[0].tally.devices.add("desk-7");
  scan.inventory.add({"desk-7", "dev7", {"10.1.0.7"}, "kim", "macOS", "employee laptop", 60});
  scan.inventory.add({"build-2", "dev9", {"10.1.0.9"}, "root", "Linux", "build server", 0});
  scan.inventory.add({"mx-1", "", {"10.1.0.25"}, "", "appliance", "mail gateway", 0});
  const Ground ground = survey(scan, {}, july, {});
  // What no source shows at all is blind too, and named without a device.
  std::string devices;
  for (const model::CaseBlind& blind : ground.blind) {
    for (const std::string_view device : {"desk-7", "build-2", "mx-1"}) {
      if (blind.what.find(device) != std::string::npos) devices += device;
    }
  }
  EXPECT_EQ(devices, "build-2");
}

}  // namespace
}  // namespace clew::inquiry
