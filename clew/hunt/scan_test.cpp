#include "clew/hunt/scan.h"

#include "clew/evidence/toy_format.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <unistd.h>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::hunt {
namespace {

using model::Value;
using model::ValueType;

/// A folder of evidence that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "clew-scan-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  [[nodiscard]] evidence::Listing listing() const { return evidence::list_files({path_}).value(); }

 private:
  std::filesystem::path path_;
};

std::string dns(int second, std::string_view host, std::string_view query) {
  return fmt::format(
      R"({{"ts":{}.5,"uid":"C{}","id.orig_h":"{}","id.orig_p":5000,"id.resp_h":"10.0.0.53","id.resp_p":53,"proto":"udp","query":"{}","qtype_name":"A","rcode_name":"NOERROR","answers":["203.0.113.9"]}})"
      "\n",
      1'900'000'000 + second, second, host, query);
}

std::vector<Value> one_domain() { return {Value::parse(ValueType::domain, "bad.example").value()}; }

std::vector<std::string> raws(const ScanResult& result) {
  std::vector<std::string> texts;
  for (const KeptSightings& kept : result.kept) {
    for (const model::Sighting& sighting : kept.sightings) texts.push_back(sighting.raw);
  }
  return texts;
}

TEST(Scan, QuotesEveryRecordByFileOffsetAndLine) {
  const Folder folder;
  const std::string first = dns(1, "10.0.0.7", "fine.example"), second = dns(2, "10.0.0.7", "www.bad.example");
  folder.write("dns.log", first + second);
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.kept.size(), 1U);
  ASSERT_EQ(result.kept[0].sightings.size(), 1U);
  const model::Sighting& sighting = result.kept[0].sightings[0];
  EXPECT_EQ(sighting.place.line, 2U);
  EXPECT_EQ(sighting.place.offset, first.size());
  EXPECT_EQ(sighting.place.length, second.size() - 1);
  EXPECT_EQ(sighting.text, "www.bad.example");
  EXPECT_EQ(second.substr(sighting.match.offset_bytes, sighting.match.size_bytes), "www.bad.example");
  ASSERT_EQ(sighting.attributes.size(), 1U);
  EXPECT_EQ(sighting.attributes[0], model::Attribute::query_hostname);
}

TEST(Scan, FindsWhatARecordSpellsLikeNobodyElse) {
  const Folder folder;
  folder.write(
      "dns.log",
      "6/25/2023 1:02:03 PM 0E44 PACKET  00000000028657F0 UDP Rcv 192.0.2.7        0002   Q [0001   D   NOERROR] A"
      "      (3)www(3)bad(7)example(0)\n");
  // proctitle: curl, then http://bad.example
  folder.write(
      "audit.log",
      "type=PROCTITLE msg=audit(1687871051.123:456): proctitle=6375726C00687474703A2F2F6261642E6578616D706C65\n"
      "type=CWD msg=audit(1687871051.123:456): cwd=\"/root\"\n");
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.kept.size(), 2U);
  EXPECT_EQ(result.kept[0].source, "auditd");
  EXPECT_EQ(result.files.at(0).events, 2U) << "audit counts its records, of which an event has several";
  EXPECT_EQ(result.kept[1].source, "windows_dns");
  for (const KeptSightings& kept : result.kept) {
    EXPECT_EQ(kept.sightings.at(0).attributes.size(), 1U) << kept.source;
    EXPECT_EQ(kept.sightings[0].match.size_bytes, 0U) << "no bytes of the record are the value";
  }
}

TEST(Scan, CountsEveryRecordAsEventOrUnparsed) {
  const Folder folder;
  folder.write("dns.log", dns(1, "10.0.0.7", "a.example") + "{\"ts\":19000000\n\n" + dns(2, "10.0.0.8", "b.example"));
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.files.size(), 1U);
  EXPECT_EQ(result.files[0].events, 2U);
  EXPECT_EQ(result.files[0].unparsed, 1U);
  ASSERT_EQ(result.sources.size(), 1U);
  const model::NameSet& devices = result.sources[0].tally.devices;
  EXPECT_EQ(std::set<std::string>(devices.begin(), devices.end()), (std::set<std::string>{"10.0.0.7", "10.0.0.8"}));
}

TEST(Scan, TellsTheLogsOfAFileThatHasSeveralApart) {
  const Folder folder;
  std::string bytes;
  for (int i = 0; i < 3000; ++i) {
    bytes += dns(i, "10.0.0.7", "fine.example");
    bytes += fmt::format(
        R"({{"eventVersion":"1.08","eventTime":"2030-03-17T17:46:{:02}Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"x","sourceIPAddress":"203.0.113.77","requestParameters":{{"key":"{}"}}}})"
        "\n",
        i % 60, i == 7 ? "bad.example" : "a");
    bytes += fmt::format(
        R"({{"ts":{}.5,"uid":"D{}","id.orig_h":"10.0.0.8","id.orig_p":5000,"id.resp_h":"203.0.113.9","id.resp_p":443,"proto":"tcp","conn_state":"SF"}})"
        "\n",
        1'900'000'000 + i, i);
  }
  folder.write("export.ndjson", bytes);
  for (const unsigned threads : {1U, 2U}) {
    ScanOptions options;
    options.threads = threads;
    const ScanResult result = scan(folder.listing(), one_domain(), options);
    ASSERT_EQ(result.files.size(), 1U);
    EXPECT_EQ(result.files[0].events, 9000U);
    ASSERT_EQ(result.sources.size(), 3U);
    const std::vector<std::pair<std::string, model::Sight>> want = {{"cloudtrail", model::Sight::cloud_api},
                                                                    {"zeek_conn", model::Sight::connection},
                                                                    {"zeek_dns", model::Sight::dns}};
    for (std::size_t i = 0; i < 3; ++i) {
      const ScannedSource& source = result.sources[i];
      EXPECT_EQ(source.name, want[i].first);
      EXPECT_EQ(source.tally.events, 3000U) << source.name;
      EXPECT_EQ(source.files, std::vector<std::uint32_t>{0}) << source.name;
      for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(source.shows(want[j].second), i == j) << source.name;
    }
    EXPECT_EQ(result.sources[2].tally.devices.size(), 1U);
    ASSERT_EQ(result.kept.size(), 1U);
    EXPECT_EQ(result.kept[0].source, "cloudtrail");
  }
}

TEST(Scan, FindsAValueThatJsonSpellsWithEscapes) {
  const Folder folder;
  folder.write("dns.log", dns(1, "10.0.0.7", "bad\\u002eexample"));
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.kept.size(), 1U);
  EXPECT_EQ(result.kept[0].sightings[0].attributes.at(0), model::Attribute::query_hostname);
}

TEST(Scan, SearchesATranslatedContentAndQuotesThePlacesOfItsRecords) {
  const Folder folder;
  folder.write("toy", evidence::testing::toy_content({"fine.example", "", "www.bad.example"}));
  ScanOptions options;
  options.recognise = evidence::testing::recognise_with_toy;
  const ScanResult result = scan(folder.listing(), one_domain(), options);
  ASSERT_EQ(result.files.size(), 1U);
  EXPECT_EQ(result.files[0].events, 2U);
  EXPECT_EQ(result.files[0].unparsed, 1U);
  ASSERT_EQ(result.kept.size(), 1U);
  const model::Sighting& sighting = result.kept[0].sightings.at(0);
  EXPECT_EQ(sighting.place, (model::Place{0, 3, 18, 16}));
  EXPECT_EQ(sighting.text, "www.bad.example");
  EXPECT_EQ(sighting.raw, R"({"query":"www.bad.example"})");
}

TEST(Scan, GivesTheSameWhateverTheThreadsAndTheNames) {
  std::string big;
  for (int i = 0; i < 30'000; ++i)
    big += dns(i * 60, i % 2 == 0 ? "10.0.0.7" : "10.0.0.8", i % 100 == 0 ? "bad.example" : "fine.example");
  const std::string small = dns(3, "10.0.0.9", "bad.example");
  const Folder one, other;
  one.write("a.log", big);
  one.write("b.log", small);
  other.write("b.log", big);
  other.write("a.log", small);
  ScanOptions two_threads;
  two_threads.threads = 2;
  const ScanResult a = scan(one.listing(), one_domain(), {});
  const ScanResult b = scan(other.listing(), one_domain(), two_threads);
  EXPECT_EQ(raws(a), raws(b));
  ASSERT_EQ(a.files.size(), 2U);
  EXPECT_EQ(a.files[0].content_sha256, b.files[0].content_sha256);
  EXPECT_EQ(a.files[0].events, b.files[0].events);
  EXPECT_EQ(a.sources[0].tally.events, 30'001U);
  EXPECT_EQ(b.sources[0].tally.timeline.pauses().size(), a.sources[0].tally.timeline.pauses().size());
}

TEST(Scan, KeepsTheEarliestOfMany) {
  std::string log;
  for (int i = 1000; i > 0; --i) log += dns(i, "10.0.0.7", "bad.example");
  const Folder folder;
  folder.write("dns.log", log);
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.kept.size(), 1U);
  EXPECT_EQ(result.kept[0].records, 1000U);
  EXPECT_EQ(result.kept[0].sightings.size(), sightings_kept_max);
  EXPECT_EQ(result.kept[0].sightings[0].event.get(model::Attribute::connection_uid), "C1");
}

TEST(Scan, StopsWhenAsked) {
  const Folder folder;
  folder.write("dns.log", dns(1, "10.0.0.7", "bad.example"));
  ScanOptions options;
  options.stop = [] { return true; };
  EXPECT_TRUE(scan(folder.listing(), one_domain(), options).stopped);
}

TEST(Scan, ForContextDecodesOnlyWhatHoldsAValue) {
  const Folder folder;
  folder.write("dns.log", dns(1, "10.0.0.7", "fine.example") + dns(2, "10.0.0.7", "bad.example"));
  ScanOptions options;
  options.purpose = ScanOptions::Purpose::context;
  const ScanResult result = scan(folder.listing(), one_domain(), options);
  EXPECT_EQ(result.files.at(0).events, 1U);
  EXPECT_EQ(raws(result).size(), 1U);
}

TEST(Scan, MakesSightingsOnlyOfRecordsThatAreAskedFor) {
  const Folder folder;
  folder.write("dns.log", dns(1, "10.0.0.7", "bad.example") + dns(2, "10.0.0.8", "bad.example"));
  ScanOptions options;
  options.purpose = ScanOptions::Purpose::context;
  options.is_sighting = [](std::uint32_t value, const model::Event& event) {
    return value == 0 && device_of(event) == "10.0.0.8";
  };
  const ScanResult result = scan(folder.listing(), one_domain(), options);
  ASSERT_EQ(result.kept.size(), 1U);
  EXPECT_EQ(result.kept[0].device, "10.0.0.8");
}

TEST(Scan, DoesNotReadAgainWhatIsKnownToHoldNothingThatIsSelected) {
  const Folder folder;
  folder.write("a_dns.log", dns(1, "10.0.0.7", "bad.example"));
  folder.write("b_dns.log", dns(500'000, "10.0.0.8", "bad.example"));
  const ScanResult first = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(first.files.size(), 2U);
  EXPECT_EQ(first.files[0].classes, std::vector{model::EventClass::dns_activity});
  const auto hosts_of = [&](const Selection& select, bool sightings) {
    ScanOptions options;
    options.purpose = ScanOptions::Purpose::context;
    options.known = &first;
    options.sightings = sightings;
    options.select = select;
    options.select.keep = [](const model::Event&, std::string&) { return true; };
    const ScanResult again = scan(folder.listing(), one_domain(), options);
    EXPECT_EQ(again.files.size(), 2U);
    std::string hosts;
    for (std::size_t i = 0; i < again.files.size(); ++i) {
      EXPECT_EQ(again.files[i].name, first.files[i].name) << "places stay those of the first scan";
    }
    for (const KeptGroup& group : again.selected) {
      hosts += std::string(device_of(group.earliest.front().event)) + " ";
      EXPECT_EQ(group.earliest.front().place.file < 2U, true);
    }
    return hosts;
  };
  EXPECT_EQ(hosts_of({}, false), "10.0.0.7 10.0.0.8 ");
  EXPECT_EQ(hosts_of({.classes = {model::EventClass::dns_activity}}, false), "10.0.0.7 10.0.0.8 ");
  EXPECT_EQ(hosts_of({.classes = {model::EventClass::process_activity}}, false), "");
  EXPECT_EQ(hosts_of({.classes = {model::EventClass::process_activity}}, true), "") << "nor as sightings";
  EXPECT_EQ(hosts_of({.earliest_time = base::Instant::from_seconds(1'900'400'000)}, false), "10.0.0.8 ")
      << "the other file ends before";
}

TEST(Scan, ReadsAListOfDevicesThatIsATableBeforeWhatNeedsIt) {
  const Folder folder;
  folder.write("a.log", "2030-07-06 12:00:00 desk-7 app[7]: asked for bad.example\n");
  folder.write("b.csv", "hostname,ip,user,tz_offset_hours\ndesk-7,10.0.0.7,kim,-5\ndesk-8,10.0.0.8,lou,-5\n");
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.kept.size(), 1U);
  EXPECT_EQ(result.kept[0].sightings.at(0).event.time, base::parse_rfc3339("2030-07-06T17:00:00Z").value());
}

TEST(Scan, ReadsLocalTimesAgainAsTheFirstTime) {
  const Folder folder;
  folder.write("assets.json", R"([{"hostname":"desk-7","ip":"10.0.0.7","user":"kim","tz_offset_hours":-5}])");
  folder.write("system.log", "2030-07-06 12:00:00 desk-7 app[7]: asked for bad.example\n");
  const ScanResult first = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(first.kept.size(), 1U);
  const auto time = first.kept[0].sightings.at(0).event.time;
  EXPECT_EQ(time, base::parse_rfc3339("2030-07-06T17:00:00Z").value());
  ScanOptions options;
  options.purpose = ScanOptions::Purpose::context;
  options.known = &first;
  const ScanResult again =
      scan(folder.listing(), one_domain(), options);  // in which no row of the inventory has the value
  ASSERT_EQ(again.kept.size(), 1U);
  EXPECT_EQ(again.kept[0].sightings.at(0).event.time, time);
}

std::string lease(int second, std::string_view address, std::string_view host) {
  return fmt::format(
      R"({{"_path":"dhcp","ts":{}.5,"assigned_addr":"{}","host_name":"{}","mac":"{}","lease_time":900.0,"msg_types":["REQUEST","ACK"]}})"
      "\n",
      1'900'000'000 + second, address, host, host);
}

std::string devices_of(const ScanResult& result) {
  std::string text;
  for (const KeptSightings& kept : result.kept) text += fmt::format("{}:{} ", kept.device, kept.records);
  return text;
}

TEST(Scan, NamesADeviceByWhoHadItsAddressThen) {
  const Folder folder;
  folder.write("assets.json", R"([{"hostname":"desk-7","ip":"10.0.0.7"},{"hostname":"desk-8","ip":"10.0.0.8"}])");
  folder.write("dhcp.log",
               lease(0, "10.0.0.7", "desk-7") + lease(100, "10.0.0.7", "desk-8") + lease(0, "10.0.0.8", "desk-8"));
  folder.write("dns.log", dns(10, "10.0.0.7", "bad.example") + dns(20, "10.0.0.7", "bad.example") +
                              dns(110, "10.0.0.7", "bad.example") + dns(30, "10.0.0.9", "bad.example"));
  for (const unsigned threads : {1U, 2U}) {
    ScanOptions options;
    options.threads = threads;
    const ScanResult first = scan(folder.listing(), one_domain(), options);
    EXPECT_EQ(devices_of(first), "10.0.0.9:1 desk-7:2 desk-8:1 ");
    EXPECT_EQ(first.inventory.find("10.0.0.7"), nullptr) << "it is of two devices";
    ASSERT_NE(first.inventory.find("10.0.0.8"), nullptr);
    options.purpose = ScanOptions::Purpose::context;
    options.known = &first;
    EXPECT_EQ(devices_of(scan(folder.listing(), one_domain(), options)), "10.0.0.9:1 desk-7:2 desk-8:1 ");
    for (const ScannedSource& source : first.sources) {
      if (source.name != "zeek_dns") continue;
      EXPECT_TRUE(source.tally.devices.may_contain("desk-7"));
      EXPECT_FALSE(source.tally.devices.may_contain("desk-9"));
    }
  }
}

TEST(Scan, AFolderThatIsCalledAsADeviceTellsWhoseNamelessFilesAre) {
  const Folder folder;
  folder.write("assets.json", R"([{"hostname":"web1","ip":"10.0.0.7"},{"hostname":"web2","ip":"10.0.0.8"}])");
  const std::string record =
      "type=SYSCALL msg=audit(1900000001.123:456): arch=c000003e syscall=59 success=yes ppid=6 pid=7 exe=\"/usr/bin/curl\"\n"
      "type=EXECVE msg=audit(1900000001.123:456): argc=2 a0=\"curl\" a1=\"https://bad.example/a\"\n";
  folder.write("WEB1/var/log/audit/audit.log", record);
  folder.write("web2/from-web1/web1/audit.log", record);  // whose is it?
  folder.write("elsewhere/audit.log", record);
  folder.write("web2/named.log", "node=web3 " + record.substr(0, record.find('\n') + 1) + "node=web3 " +
                                     record.substr(record.find('\n') + 1));
  folder.write("web2/dns.log", dns(10, "10.0.0.7", "bad.example"));  // tells of others
  const auto asked = [](std::string_view from) {
    return fmt::format("{} - - [17/Mar/2030:17:46:40 +0000] \"GET /?next=bad.example HTTP/1.1\" 200 5\n", from);
  };
  folder.write("web2/access.log",
               asked("203.0.113.7") + asked("10.0.0.9"));  // the server's, but for who asks from inside
  for (const unsigned threads : {1U, 2U}) {
    ScanOptions options;
    options.threads = threads;
    const ScanResult first = scan(folder.listing(), one_domain(), options);
    EXPECT_EQ(devices_of(first), ":2 web1:1 web3:1 10.0.0.9:1 web2:1 10.0.0.7:1 ");
    // The device's records do not hold its name: its file is looked at in full all the same.
    options.purpose = ScanOptions::Purpose::context;
    options.known = &first;
    options.select.devices = {"web1"};
    options.select.keep = [](const model::Event& event, std::string& /*key*/) {
      return event.get(model::Attribute::device_hostname) == "web1" && event.has(model::Attribute::process_path);
    };
    EXPECT_EQ(scan(folder.listing(), {}, options).selected.size(), 1U);
  }
}

TEST(Scan, AWindowsLogShowsWhatItHasEventsOf) {
  const Folder folder;
  const auto started = [](int number) {
    return fmt::format(
        R"({{"EventTime":"2030-07-06T12:00:0{}.000000+00:00","Hostname":"pc-1","EventID":4688,"Channel":"Security","SourceName":"Microsoft-Windows-Security-Auditing","NewProcessName":"C:\\a.exe","NewProcessId":"0x4"}})"
        "\n",
        number);
  };
  folder.write("nxlog.json", started(1) + started(2));
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.sources.size(), 1U);
  EXPECT_TRUE(result.sources[0].shows(model::Sight::process));
  EXPECT_FALSE(result.sources[0].shows(model::Sight::dns)) << "no look-up is recorded: a silence says nothing";
  EXPECT_FALSE(result.sources[0].shows(model::Sight::connection));
}

TEST(Scan, CountsTheHashesOfWhatWasStarted) {
  const Folder folder;
  const auto started = [](std::string_view hash) {
    return fmt::format(
        "[2030-07-06T12:00:00.000Z] I santad: action=EXEC|decision=ALLOW|reason=CERT|{}path=/bin/ls|args=ls|pid=7|ppid=6|"
        "uid=0|user=root|gid=0|group=wheel|mode=M\n",
        hash);
  };
  folder.write("santa.log", started("sha256=" + std::string(64, 'a') + "|") + started(""));
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  ASSERT_EQ(result.sources.size(), 1U);
  EXPECT_EQ(result.sources[0].launches.all, 2U);
  EXPECT_EQ(result.sources[0].launches.sha256, 1U);
  EXPECT_EQ(result.sources[0].launches.md5, 0U);
}

TEST(Scan, KnowsADeviceByANameThatStandsBesideItsId) {
  const Folder folder;
  folder.write("assets.json", R"([{"hostname":"desk-7","system_id":"0123456789abcdef01234567","ip":"10.0.0.7"}])");
  const auto ordered = [](std::string_view name, std::string_view id) {
    return fmt::format(
        R"({{"event_type":"command_run","service":"directory","organization":"o","timestamp":"2030-07-06T12:00:00Z","id":"a{}","system":{{"id":"{}","hostname":"{}"}}}})"
        "\n",
        name, id, name);
  };
  folder.write("directory.ndjson",
               ordered("kims-desk", "0123456789abcdef01234567") + ordered("kims-desk", "0123456789abcdef01234567") +
                   ordered("shared", "0123456789abcdef01234567") + ordered("shared", "0123456789abcdef01234568"));
  const ScanResult result = scan(folder.listing(), one_domain(), {});
  const model::Device* const device = result.inventory.find("Kims-Desk");
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->hostname, "desk-7");
  EXPECT_EQ(result.inventory.find("shared"), nullptr);
}

TEST(Scan, KeepsTheEarliestSelectedRecordsWhateverTheOrderOfFilesAndThreads) {
  const auto names_kept = [](bool reversed, unsigned threads) {
    const Folder folder;
    for (int i = 0; i < 40; ++i) {
      std::string lines;
      for (int j = 0; j < 5; ++j) lines += dns(i * 10 + j, "10.0.0.7", fmt::format("n{}-{}.example", i, j));
      folder.write(fmt::format("{:02}.log", reversed ? 40 - i : i), lines);
    }
    ScanOptions options;
    options.threads = threads;
    options.select.records_max = 7;
    options.select.with_raw = true;
    options.select.keep = [](const model::Event&, std::string&) { return true; };
    const ScanResult result = scan(folder.listing(), one_domain(), options);
    std::string names;
    for (const KeptGroup& group : result.selected) {
      names += std::string(group.earliest.front().event.get(model::Attribute::query_hostname)) + " ";
      EXPECT_NE(group.earliest.front().raw.find("query"), std::string::npos);
    }
    EXPECT_EQ(result.problems.size(), 1U) << "what is left out is said";
    return names;
  };
  const std::string want =
      "n0-0.example n0-1.example n0-2.example n0-3.example n0-4.example n1-0.example n1-1.example ";
  EXPECT_EQ(names_kept(false, 1), want);
  EXPECT_EQ(names_kept(true, 2), want);
}

TEST(Scan, QuotesTheFirstFileOfTheListingWhereManySayTheSameWhateverTheThreads) {
  const Folder folder;
  std::string bytes;
  for (int i = 0; i < 2000; ++i) bytes += dns(i, "10.0.0.7", i % 100 == 7 ? "www.bad.example" : "fine.example");
  for (int i = 0; i < 8; ++i) folder.write(fmt::format("copy-{}.log", i), bytes);
  folder.write("large.log", bytes + bytes + bytes + bytes + bytes);  // several blocks, which threads share
  for (const unsigned threads : {1U, 2U, 5U}) {
    ScanOptions options;
    options.threads = threads;
    options.select.keep = [](const model::Event& event, std::string& key) {
      key = event.get(model::Attribute::query_hostname);
      return true;
    };
    options.select.per_group_max = 3;
    const ScanResult result = scan(folder.listing(), one_domain(), options);
    ASSERT_EQ(result.files.size(), 9U);
    std::uint64_t events = 0;
    for (const ScannedFile& file : result.files) events += file.events;
    EXPECT_EQ(events, 13U * 2000);
    ASSERT_EQ(result.kept.size(), 1U);
    EXPECT_EQ(result.kept[0].records, 13U * 20);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 9; ++i)
      names.push_back(result.files[result.kept[0].sightings.at(i).place.file].name.substr(0, 6));
    EXPECT_EQ(names, (std::vector<std::string>{"copy-0", "copy-1", "copy-2", "copy-3", "copy-4", "copy-5", "copy-6",
                                               "copy-7", "large."}));
    ASSERT_EQ(result.selected.size(), 2U);
    for (const KeptGroup& group : result.selected) {
      ASSERT_EQ(group.earliest.size(), 3U);
      for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(result.files[group.earliest[i].place.file].name, fmt::format("copy-{}.log", i));
    }
  }
}

TEST(Scan, KeepsTheGroupsWhoseKeysComeFirstWhateverTheOrderOfFilesAndThreads) {
  const auto groups_kept = [](bool reversed, unsigned threads) {
    const Folder folder;
    for (int i = 0; i < 40; ++i) {
      std::string lines;
      for (int j = 0; j < 50; ++j) lines += dns(i * 10 + j, "10.0.0.7", fmt::format("k{:02}.example", j));
      folder.write(fmt::format("{:02}.log", reversed ? 40 - i : i), lines);
    }
    ScanOptions options;
    options.threads = threads;
    options.select.records_max = 3;
    options.select.keep = [](const model::Event& event, std::string& key) {
      key = event.get(model::Attribute::query_hostname);
      return true;
    };
    const ScanResult result = scan(folder.listing(), one_domain(), options);
    std::string text;
    for (const KeptGroup& group : result.selected)
      text += fmt::format("{} {} {}, ", group.key, group.records,
                          group.earliest.front().event.get(model::Attribute::connection_uid));
    EXPECT_EQ(result.problems.size(), 1U);
    for (const base::Error& problem : result.problems) text += problem.what.substr(0, 12);
    return text;
  };
  const std::string want = "k00.example 40 C0, k01.example 40 C1, k02.example 40 C2, 1880 records";
  EXPECT_EQ(groups_kept(false, 1), want);
  EXPECT_EQ(groups_kept(true, 2), want);
}

TEST(Scan, KeepsFewerRecordsOfEachGroupWhereAllWouldBeTooManyWhateverTheOrderOfFilesAndThreads) {
  const auto kept = [](bool reversed, unsigned threads, std::size_t kept_max) {
    const Folder folder;
    for (int i = 0; i < 30; ++i) {
      std::string lines;
      for (int j = 0; j < 20; ++j)
        lines += dns(i * 20 + j, j == 0 ? "10.0.0.8" : fmt::format("10.0.1.{}", j % 3), "a.example");
      folder.write(fmt::format("{:02}.log", reversed ? 30 - i : i), lines);
    }
    ScanOptions options;
    options.threads = threads;
    options.select.per_group_max = 100;
    options.select.kept_max = kept_max;
    options.select.keep = [](const model::Event& event, std::string& key) {
      key = device_of(event);
      return true;
    };
    std::string text;
    for (const KeptGroup& group : scan(folder.listing(), {}, options).selected)
      text += fmt::format("{} {} {} {}, ", group.key, group.records, group.earliest.size(),
                          group.earliest.back().event.get(model::Attribute::connection_uid));
    return text;
  };
  EXPECT_EQ(kept(false, 1, 1'000),
            "10.0.0.8 30 30 C580, 10.0.1.1 210 100 C284, 10.0.1.2 180 100 C331, 10.0.1.0 180 100 C332, ");
  const std::string want = "10.0.0.8 30 25 C480, 10.0.1.1 210 25 C70, 10.0.1.2 180 25 C82, 10.0.1.0 180 25 C83, ";
  EXPECT_EQ(kept(false, 1, 100), want);
  EXPECT_EQ(kept(true, 2, 100), want);
  EXPECT_EQ(kept(false, 8, 100), want);
}

TEST(Scan, CountsSelectedRecordsOfAGroupAndKeepsItsEarliest) {
  const Folder folder;
  folder.write("dns.log", dns(9, "10.0.0.7", "late.example") + dns(1, "10.0.0.7", "early.example") +
                              dns(5, "10.0.0.8", "other.example"));
  ScanOptions options;
  options.select.keep = [](const model::Event& event, std::string& key) {
    key = device_of(event);
    return true;
  };
  const ScanResult result = scan(folder.listing(), one_domain(), options);
  ASSERT_EQ(result.selected.size(), 2U);
  EXPECT_EQ(result.selected[0].key, "10.0.0.7");
  EXPECT_EQ(result.selected[0].records, 2U);
  ASSERT_EQ(result.selected[0].earliest.size(), 1U);
  EXPECT_EQ(result.selected[0].earliest[0].event.get(model::Attribute::query_hostname), "early.example");
  EXPECT_EQ(result.selected[0].last, base::parse_rfc3339("2030-03-17T17:46:49.5Z").value());
  EXPECT_TRUE(result.selected[0].earliest[0].raw.empty());
}

}  // namespace
}  // namespace clew::hunt
