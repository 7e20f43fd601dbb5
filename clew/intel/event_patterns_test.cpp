#include "clew/intel/event_patterns.h"

#include "clew/intel/stix_match.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Attribute;
using model::Event;
using model::EventClass;

constexpr std::string_view at_0 = "2023-06-21T10:00:00Z", at_4 = "2023-06-21T10:00:04Z", at_9 = "2023-06-21T10:00:09Z";

Event event_of(EventClass event_class, std::vector<std::pair<Attribute, std::string>> fields, std::string_view time) {
  Event event;
  event.event_class = event_class;
  for (const auto& [attribute, text] : fields) event.add(attribute, text);
  if (!time.empty()) event.time = base::parse_rfc3339(time).value();
  return event;
}

/// Events, and by hand what STIX calls them.
struct Seen {
  Event event;
  std::string observed_data;
};

std::string observed(std::string_view time, std::string_view objects) {
  return fmt::format(R"({{"type":"observed-data","first_observed":"{0}","last_observed":"{0}","number_observed":1,)"
                     R"("objects":{{{1}}}}})",
                     time, objects);
}

const std::vector<Seen>& seen() {
  using enum EventClass;
  using enum Attribute;
  static const std::vector<Seen> rows = {
      {event_of(process_activity,
                {{process_path, "C:\\Temp\\a.exe"},
                 {process_cmd_line, "a.exe -enc QQ"},
                 {process_pid, "77"},
                 {parent_process_path, "C:\\Windows\\explorer.exe"}},
                at_0),
       observed(at_0,
                R"("0":{"type":"process","pid":77,"command_line":"a.exe -enc QQ","image_ref":"1","parent_ref":"3"},)"
                R"("1":{"type":"file","name":"a.exe","parent_directory_ref":"2"},)"
                R"("2":{"type":"directory","path":"C:\\Temp"},"3":{"type":"process","image_ref":"4"},)"
                R"("4":{"type":"file","name":"explorer.exe","parent_directory_ref":"5"},)"
                R"("5":{"type":"directory","path":"C:\\Windows"})")},
      {event_of(dns_activity,
                {{src_ip, "10.0.0.5"}, {query_hostname, "x.example"}, {answer, "192.0.2.7"}, {answer, "192.0.2.8"}},
                at_4),
       observed(at_4, R"("0":{"type":"domain-name","value":"x.example","resolves_to_refs":["1","2"]},)"
                      R"("1":{"type":"ipv4-addr","value":"192.0.2.7"},"2":{"type":"ipv4-addr","value":"192.0.2.8"},)"
                      R"("3":{"type":"ipv4-addr","value":"10.0.0.5"},)"
                      R"("4":{"type":"network-traffic","src_ref":"3","protocols":["dns"]})")},
      {event_of(network_activity, {{src_ip, "10.0.0.5"}, {dst_ip, "192.0.2.7"}, {dst_port, "443"}, {protocol, "tcp"}},
                at_9),
       observed(at_9,
                R"("0":{"type":"network-traffic","src_ref":"1","dst_ref":"2","dst_port":443,"protocols":["tcp"]},)"
                R"("1":{"type":"ipv4-addr","value":"10.0.0.5"},"2":{"type":"ipv4-addr","value":"192.0.2.7"})")},
  };
  return rows;
}

struct Case {
  std::string_view name;
  std::string pattern;
  std::string want;  // numbers of events; "no"
};

const std::vector<Case>& cases() {
  static const std::vector<Case> rows = {
      {"and_of_one_object", "[file:name = 'a.exe' AND file:parent_directory_ref.path = 'C:\\\\Temp']", "0"},
      {"and_of_two_objects_of_one_type", "[file:name = 'a.exe' AND file:parent_directory_ref.path = 'C:\\\\Windows']",
       "no"},
      {"and_of_two_addresses", "[ipv4-addr:value = '192.0.2.7' AND ipv4-addr:value = '192.0.2.8']", "no"},
      {"and_of_two_answers",
       "[domain-name:resolves_to_refs[*].value = '192.0.2.7' AND domain-name:resolves_to_refs[*].value = '192.0.2.8']",
       "1"},
      {"or", "[file:name = 'z' OR domain-name:value = 'x.example']", "1"},
      {"in", "[network-traffic:dst_ref.value IN ('192.0.2.1', '192.0.2.7')]", "2"},
      {"matches", "[process:command_line MATCHES '-[eE]nc [A-Z]+$']", "0"},
      {"like", "[process:command_line LIKE '%-enc%']", "0"},
      {"not", "[network-traffic:dst_port NOT = 80]", "2"},
      {"not_equal_and_equal", "[network-traffic:dst_port != 80 AND network-traffic:protocols[*] = 'tcp']", "2"},
      {"less", "[network-traffic:dst_port < 444 AND network-traffic:dst_port > 442]", "2"},
      {"number", "[process:pid = 77]", "0"},
      {"text_is_no_number", "[process:pid = '77']", "no"},
      {"subset", "[ipv4-addr:value ISSUBSET '192.0.2.8/32']", "1"},
      {"exists", "[EXISTS process:command_line]", "0"},
      {"exists_below", "[EXISTS network-traffic:dst_ref]", "2"},
      {"type", "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.7']", "2"},
      {"two_levels", "[(process:name = 'q' OR process:pid = 77) AND file:name = 'a.exe']", "0"},
      {"observations_and", "[file:name = 'a.exe'] AND [domain-name:value = 'x.example']", "0 1"},
      {"observations_or", "[file:name = 'z'] OR [domain-name:value = 'x.example']", "1"},
      {"followed_by", "[file:name = 'a.exe'] FOLLOWEDBY [domain-name:value = 'x.example']", "0 1"},
      {"not_followed_by", "[domain-name:value = 'x.example'] FOLLOWEDBY [file:name = 'a.exe']", "no"},
      {"within", "([file:name = 'a.exe'] FOLLOWEDBY [domain-name:value = 'x.example']) WITHIN 4 SECONDS", "0 1"},
      {"not_within", "([file:name = 'a.exe'] FOLLOWEDBY [domain-name:value = 'x.example']) WITHIN 3 SECONDS", "no"},
      {"repeats", "[ipv4-addr:value = '192.0.2.7'] REPEATS 2 TIMES", "1 2"},
      {"not_repeated", "[ipv4-addr:value = '192.0.2.7'] REPEATS 3 TIMES", "no"},
      {"start_stop", "[ipv4-addr:value = '10.0.0.5'] START t'2023-06-21T10:00:05Z' STOP t'2023-06-21T10:00:10Z'", "2"},
      {"not_in_time", "[ipv4-addr:value = '10.0.0.5'] START t'2023-06-22T10:00:00Z' STOP t'2023-06-23T10:00:00Z'",
       "no"},
      {"three_in_a_row",
       "[process:command_line LIKE '%-enc%'] FOLLOWEDBY [domain-name:value = 'x.example'] FOLLOWEDBY "
       "[network-traffic:dst_port = 443]",
       "0 1 2"},
  };
  return rows;
}

std::string told_patterns(const base::Result<std::optional<std::vector<std::size_t>>>& found) {
  if (!found) return found.error().what;
  if (!*found) return "no";
  std::string text;
  for (const std::size_t number : **found) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

struct Judged {
  EventPatterns patterns;
  std::vector<JudgedEvent> events;
  std::vector<const JudgedEvent*> all;
};

Judged judge(const std::vector<std::string>& patterns, const std::vector<Event>& events) {
  Judged result;
  for (const std::string& pattern : patterns) EXPECT_TRUE(result.patterns.add(pattern)) << pattern;
  result.patterns.plan();
  EventPatterns::Scratch scratch;
  for (const Event& event : events) {
    JudgedEvent& judged = result.events.emplace_back();
    judged.time = event.time;
    result.patterns.judge(event, scratch, judged.satisfied);
  }
  for (const JudgedEvent& event : result.events) result.all.push_back(&event);
  return result;
}

std::vector<Event> events() {
  std::vector<Event> result;
  for (const Seen& one : seen()) result.push_back(one.event);
  return result;
}

TEST(EventPatterns, SayOfEventsWhatTheMatcherSaysOfTheirObservedData) {
  std::string data;
  for (const Seen& one : seen()) data += (data.empty() ? "[" : ",") + one.observed_data;
  const auto observations = Observations::parse(data + "]");
  ASSERT_TRUE(observations) << observations.error().what;
  for (const Case& row : cases()) {
    const Judged judged = judge({row.pattern}, events());
    EXPECT_EQ(told_patterns(judged.patterns.match(0, judged.all)), row.want) << row.name;
    EXPECT_EQ(told_patterns(PatternMatcher::compile(row.pattern).value().find(*observations)), row.want) << row.name;
  }
}

TEST(EventPatterns, AreJudgedTogetherAsEachAlone) {
  std::vector<std::string> patterns;
  for (const Case& row : cases()) patterns.push_back(row.pattern);
  const Judged judged = judge(patterns, events());
  for (std::uint32_t i = 0; i < cases().size(); ++i)
    EXPECT_EQ(told_patterns(judged.patterns.match(i, judged.all)), cases()[i].want) << cases()[i].name;
}

TEST(EventPatterns, WithOneTextAreOne) {
  EventPatterns patterns;
  EXPECT_EQ(patterns.add("[process:pid = 1]").value(), 0U);
  EXPECT_EQ(patterns.add("[process:pid = 2]").value(), 1U);
  EXPECT_EQ(patterns.add("[process:pid = 1]").value(), 0U);
  EXPECT_EQ(patterns.size(), 2U);
}

TEST(EventPatterns, NameWhatNoEventTells) {
  struct Row {
    std::string pattern;
    std::vector<std::string> want;
    bool is_answerable;
  };
  for (const Row& row : std::vector<Row>{
           {"[file:name = 'a.exe' AND file:size = 3]", {"file:size"}, false},
           {"[file:name = 'a.exe' OR file:size = 3]", {"file:size"}, true},
           {"[mutex:name = 'm'] AND [file:name = 'a.exe']", {"mutex:name"}, false},
           {"[mutex:name = 'm'] OR [file:name = 'a.exe']", {"mutex:name"}, true},
           {"[mutex:name = 'm'] FOLLOWEDBY [x-own:thing = 1]", {"mutex:name", "x-own:thing"}, false},
           {"[process:pid = 77 AND NOT EXISTS process:command_line]", {"NOT EXISTS process:command_line"}, false},
           {"[process:pid = 77]", {}, true},
       }) {
    const Judged judged = judge({row.pattern}, events());
    EXPECT_EQ(judged.patterns.unanswerable(0), row.want) << row.pattern;
    EXPECT_EQ(judged.patterns.is_answerable(0), row.is_answerable) << row.pattern;
    EXPECT_EQ(told_patterns(judged.patterns.match(0, judged.all)), row.is_answerable ? "0" : "no") << row.pattern;
  }
}

TEST(EventPatterns, TellNothingWhereTheyAskForWhatIsEverybodys) {
  EventPatterns patterns;
  for (const std::string_view pattern :
       {"[network-traffic:dst_port = 80]", "[network-traffic:dst_port = 80 AND network-traffic:protocols[*] = 'tcp']",
        "[network-traffic:dst_ref.type = 'ipv4-addr'] OR [process:pid = 4]"})
    EXPECT_FALSE(patterns.is_telling(patterns.add(pattern).value())) << pattern;
  for (const std::string_view pattern :
       {"[network-traffic:dst_port = 80] REPEATS 9 TIMES WITHIN 1 SECONDS", "[process:command_line = 'a']",
        "[network-traffic:dst_port = 80 AND network-traffic:dst_ref.value = '192.0.2.1']"})
    EXPECT_TRUE(patterns.is_telling(patterns.add(pattern).value())) << pattern;
}

TEST(EventPatterns, ThatAreLeftOutKeepNoEvent) {
  EventPatterns patterns;
  patterns.leave_out(patterns.add("[network-traffic:dst_port = 443]").value());
  patterns.plan();
  EventPatterns::Scratch scratch;
  std::vector<std::uint32_t> satisfied;
  patterns.judge(events().back(), scratch, satisfied);
  EXPECT_TRUE(satisfied.empty());
}

TEST(EventPatterns, NameWhatTheseEventsDidNotTell) {
  const Judged judged = judge({"[url:value = 'http://a/' AND file:name = 'a.exe']"}, events());
  EXPECT_EQ(judged.patterns.not_told(0), std::vector<std::string>{"url:value"});
}

TEST(EventPatterns, CompareInTheSpellingThatTheEventsHave) {
  const std::string digest = "D41D8CD98F00B204E9800998ECF8427E";
  const std::vector<Event> given = {
      event_of(EventClass::file_activity, {{Attribute::file_md5, "d41d8cd98f00b204e9800998ecf8427e"}}, at_0),
      event_of(EventClass::dns_activity, {{Attribute::query_hostname, "EVIL.example."}}, at_0)};
  for (const std::string& pattern :
       {"[file:hashes.MD5 = '" + digest + "' AND file:hashes.MD5 LIKE 'D41D%']",
        std::string("[domain-name:value = 'Evil.Example' AND domain-name:value LIKE 'Ev%']")}) {
    const Judged judged = judge({pattern}, given);
    EXPECT_NE(told_patterns(judged.patterns.match(0, judged.all)), "no") << pattern;
  }
}

TEST(EventPatterns, CountAnEventWithoutATimeOnlyWhereTimeDoesNotMatter) {
  std::vector<Event> given = events();
  given[1].time.reset();
  const Judged judged = judge({"[file:name = 'a.exe'] FOLLOWEDBY [domain-name:value = 'x.example']",
                               "[file:name = 'a.exe'] AND [domain-name:value = 'x.example']"},
                              given);
  EXPECT_TRUE(judged.patterns.needs_time(0));
  EXPECT_EQ(told_patterns(judged.patterns.match(0, judged.all)), "no");
  EXPECT_FALSE(judged.patterns.needs_time(1));
  EXPECT_EQ(told_patterns(judged.patterns.match(1, judged.all)), "0 1");
}

TEST(EventPatterns, RefuseWhatTheyCannotHold) {
  EventPatterns patterns;
  EXPECT_FALSE(patterns.add("[process:command_line MATCHES '(?=a)']"));
  EXPECT_FALSE(patterns.add("[process:command_line = "));
  EXPECT_EQ(patterns.size(), 0U);
  patterns.plan();
  EventPatterns::Scratch scratch;
  std::vector<std::uint32_t> satisfied;
  patterns.judge(events().front(), scratch, satisfied);
  EXPECT_TRUE(satisfied.empty());
}

TEST(EventPatterns, OfTenThousandAlternativesAreFoundByTheirValue) {
  std::string flat = "[", pairs = "[";
  for (int i = 0; i < 10'000; ++i) {
    flat += fmt::format("{}file:name = 'n{}'", i == 0 ? "" : " OR ", i);
    pairs += fmt::format("{}(file:name = 'n{}' AND file:hashes.MD5 = '{:032x}')", i == 0 ? "" : " OR ", i, i);
  }
  std::vector<Event> given;
  for (int i = 0; i < 2'000; ++i)
    given.push_back(event_of(EventClass::file_activity,
                             {{Attribute::file_path, fmt::format("/tmp/n{}", i * 7)},
                              {Attribute::file_md5, fmt::format("{:032x}", i % 2 == 0 ? i * 7 : 0)}},
                             at_0));
  const Judged judged = judge({flat + "]", pairs + "]"}, given);
  std::size_t flat_count = 0, pairs_count = 0;
  for (const JudgedEvent& event : judged.events) {
    for (const std::uint32_t number : event.satisfied) ++(number == 0 ? flat_count : pairs_count);
  }
  EXPECT_EQ(flat_count, 1429U);  // 7 × 1428 is the last below 10,000
  EXPECT_EQ(pairs_count, 715U);  // every other one
}

}  // namespace
}  // namespace clew::intel
