#include "clew/report/case_json.h"

#include "clew/base/text.h"
#include "clew/report/sample_cases.h"
#include "clew/report/schema_flaws.h"

#include <cmath>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

struct Sample {
  std::string_view name;
  model::CaseDocument document;
};

std::vector<Sample> all_samples() {
  return {{"hit", samples::hit()},        {"not_seen", samples::not_seen()}, {"cannot_say", samples::cannot_say()},
          {"empty", samples::empty()},    {"large", samples::large(300)},    {"spread", samples::spread(9)},
          {"hostile", samples::hostile()}};
}

std::string flaws(const nlohmann::json& json) { return flaws_by_schema("case.schema.json", json); }

TEST(CaseJson, FitsTheSchemaWhateverTheDocument) {
  for (const Sample& sample : all_samples())
    EXPECT_EQ(flaws(nlohmann::json::parse(to_json(sample.document))), "") << sample.name;
}

TEST(CaseSchema, RefusesWhatThePageDoesNotAllow) {
  const auto good = nlohmann::json::parse(to_json(samples::hit()));
  const auto with = [&](const char* pointer, const nlohmann::json& value) {
    auto changed = good;
    changed[nlohmann::json::json_pointer(pointer)] = value;
    return flaws(changed);
  };
  EXPECT_NE(with("/schema", "clew.case/2"), "");
  EXPECT_NE(with("/answer/verdict", "maybe"), "");
  EXPECT_NE(with("/answer/door/kind", "window"), "");
  EXPECT_NE(with("/findings/0/grade", nullptr), "");
  EXPECT_NE(with("/findings/0/evidence/0/line", -1), "");
  EXPECT_NE(with("/coverage/0/from", "yesterday"), "");
  EXPECT_NE(with("/searched/0/covered", 2), "");
  EXPECT_NE(with("/answer/door/considered/0/kind", "window"), "");
  EXPECT_NE(with("/answer/could_have_seen/from", "long ago"), "");
  EXPECT_NE(with("/chains/0/counts", "yes"), "");
  EXPECT_NE(with("/secrets/0/kind", "recipe"), "");
  EXPECT_NE(with("/cloud_actions/0/succeeded", nullptr), "");
  EXPECT_NE(with("/cleared/0/kind", "city"), "");
  EXPECT_NE(with("/clocks/0/offset_seconds", "an hour"), "");
  EXPECT_EQ(with("/findings/0/added_later", "anything"), "");
}

TEST(CaseJson, RoundTripGivesTheSameBytes) {
  for (const Sample& sample : all_samples()) {
    const std::string once = to_json(sample.document);
    const auto back = from_json(once);
    ASSERT_TRUE(back) << sample.name << ": " << base::to_text(back.error());
    EXPECT_EQ(to_json(*back), once) << sample.name;
  }
}

TEST(CaseJson, IsValidUtf8WhateverTheInputBytes) {
  const std::string json = to_json(samples::hostile());
  EXPECT_EQ(base::valid_utf8(json), json);
  for (const char c : json) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
}

TEST(CaseJson, KeepsTheOrderOfFieldsOfThePage) {
  const auto json = nlohmann::ordered_json::parse(to_json(samples::hit()));
  std::string names;
  for (const auto& [name, value] : json.items()) names += name + " ";
  EXPECT_EQ(
      names,
      "schema tool case answer devices accounts rotation findings coverage blind attribution money evidence_files "
      "axis searched notices problems chains secrets cloud_actions cleared clocks ");
  names.clear();
  for (const auto& [name, value] : json["findings"][0].items()) names += name + " ";
  EXPECT_EQ(
      names,
      "id time time_quality kind rule indicator grade status explanation device account text evidence source repeats "
      "chain tactic technique ");
}

TEST(CaseJson, WritesNullWhereThereIsNothing) {
  const auto json = nlohmann::json::parse(to_json(samples::not_seen()));
  EXPECT_TRUE(json["answer"]["earliest"].is_null());
  EXPECT_TRUE(json["answer"]["door"].is_null());
  const auto hit = nlohmann::json::parse(to_json(samples::hit()));
  EXPECT_TRUE(hit["findings"][0]["indicator"].is_null());
  EXPECT_TRUE(hit["findings"][0]["explanation"].is_null());
  EXPECT_TRUE(hit["findings"][4]["device"].is_null());
}

TEST(CaseJson, KeepsTimesAsFineAsTheEvidenceHadThem) {
  const auto json = nlohmann::json::parse(to_json(samples::hit()));
  EXPECT_EQ(json["findings"][0]["time"], "2024-02-29T17:56:41.25Z");
  EXPECT_EQ(json["findings"][1]["time"], "2024-02-29T17:56:42Z");
}

TEST(CaseJson, WritesWhatWasAddedUnderTheNamesOfThePage) {
  const auto json = nlohmann::json::parse(to_json(samples::hit()));
  EXPECT_EQ(json["answer"]["door"]["considered"][0]["kind"], "supplier_channel");
  EXPECT_EQ(json["answer"]["door"]["considered"][0]["in_favour"], true);
  EXPECT_EQ(json["answer"]["could_have_seen"]["from"], "2024-02-20T00:00:04.5Z");
  EXPECT_EQ(json["findings"][0]["chain"], "C1");
  EXPECT_EQ(json["findings"][0]["tactic"], "execution");
  EXPECT_TRUE(json["findings"][3]["technique"].is_null());
  EXPECT_EQ(json["chains"][0]["counts"], true);
  EXPECT_EQ(json["secrets"][0]["opened"], true);
  EXPECT_TRUE(json["secrets"][1]["account"].is_null());
  EXPECT_EQ(json["cloud_actions"][0]["operation"], "GetSecretValue");
  EXPECT_EQ(json["cleared"][0]["kind"], "behaviour");
  EXPECT_EQ(json["clocks"][0]["offset_seconds"], 3601.25);
  EXPECT_TRUE(json["rotation"][0]["state_why"].is_null());
  EXPECT_TRUE(nlohmann::json::parse(to_json(samples::empty()))["answer"]["could_have_seen"].is_null());
}

TEST(CaseJson, WritesNumbersThatEveryReaderTakes) {
  for (const double offset : {0.0, -0.0, 0.1, -3600.5, 1e22, 1e-9, std::nan(""), HUGE_VAL}) {
    model::CaseDocument document = samples::hit();
    document.clocks[0].offset_seconds = offset;
    const auto json = nlohmann::json::parse(to_json(document));
    EXPECT_EQ(json["clocks"][0]["offset_seconds"], std::isfinite(offset) ? offset : 0.0);
    EXPECT_EQ(to_json(from_json(to_json(document)).value()), to_json(document)) << offset;
  }
}

TEST(CaseJson, WritesAddressesAsAListAndOtherIdsAsText) {
  const auto json = nlohmann::json::parse(to_json(samples::hit()));
  EXPECT_EQ(json["devices"][0]["ids"]["ip"], nlohmann::json::array({"10.8.1.26"}));
  EXPECT_EQ(json["devices"][0]["ids"]["orchard_system"], "7c8939f4005d9e4c");
}

struct RefusedCase {
  std::string_view name;
  std::string text;
  base::Fault fault;
  std::string_view what;
};

std::vector<RefusedCase> refused_cases() {
  using base::Fault;
  const std::string head = R"({"schema":"clew.case/1","answer":{"verdict":"hit"},)";
  std::string wide = R"({"schema":"clew.case/1")";
  for (std::size_t i = 0; i < case_json_members_max; ++i) wide += fmt::format(R"(,"m{}":0)", i);
  return {
      {"nothing", "", Fault::malformed, "not JSON"},
      {"broken", R"({"schema":)", Fault::malformed, "not JSON"},
      {"not_an_object", "[]", Fault::malformed, "an object expected"},
      {"broken_utf8", "{\"schema\":\"\xff\"}", Fault::malformed, "not JSON"},
      {"another_schema", R"({"schema":"clew.case/9"})", Fault::unsupported, "clew.case/9"},
      {"no_schema", "{}", Fault::unsupported, "\"\""},
      {"no_verdict", R"({"schema":"clew.case/1"})", Fault::malformed, "answer.verdict: one of the words"},
      {"verdict_of_another_kind", R"({"schema":"clew.case/1","answer":{"verdict":7}})", Fault::malformed,
       "answer.verdict: text"},
      {"findings_are_no_list", head + R"("findings":{}})", Fault::malformed, "findings: a list"},
      {"finding_is_no_object", head + R"("findings":[7]})", Fault::malformed, "findings[0]: an object"},
      {"negative_line",
       head + R"("findings":[{"kind":"indicator","grade":"executed","status":"counts","evidence":[{"line":-1}]}]})",
       Fault::malformed, "findings[0].evidence[0].line: a whole number"},
      {"part_too_large", head + R"("coverage":[{"histogram":[4294967296]}]})", Fault::malformed, "histogram[0]"},
      {"bad_time", head + R"("axis":{"from":"now"}})", Fault::malformed, "axis.from: a time"},
      {"share_above_one", head + R"("searched":[{"covered":1.5}]})", Fault::malformed, "searched[0].covered"},
      {"door_reason_without_a_truth", head + R"("cleared":[],"secrets":[{"opened":1}]})", Fault::malformed,
       "secrets[0].opened: true or false"},
      {"offset_in_words", head + R"("clocks":[{"offset_seconds":"an hour"}]})", Fault::malformed,
       "clocks[0].offset_seconds: a number"},
      {"too_deep", std::string(100'000, '['), Fault::over_limit, "deeper than 16"},
      {"too_wide", wide + "}", Fault::over_limit, "more than 256 members"},
      {"number_out_of_reach", head + R"("axis":1e999})", Fault::malformed, ""},
  };
}

TEST(CaseJson, RefusesWhatIsNotACase) {
  for (const RefusedCase& row : refused_cases()) {
    const auto read = from_json(row.text);
    ASSERT_FALSE(read) << row.name;
    EXPECT_EQ(read.error().fault, row.fault) << row.name;
    EXPECT_NE(read.error().what.find(row.what), std::string::npos) << row.name << ": " << read.error().what;
    EXPECT_LE(read.error().where.offset_bytes + read.error().where.size_bytes, row.text.size()) << row.name;
  }
}

TEST(CaseJson, ReadsADocumentThatHasOnlyWhatThePageFixes) {
  const auto read = from_json(
      R"({"schema":"clew.case/1","answer":{"verdict":"suspicious","sentence":"s","earliest":null,"door":null},"new":[1],)"
      R"("devices":[{"name":"d","ids":{"serial":"x","ip":[]},"status":"cleared","since":null}]})");
  ASSERT_TRUE(read) << base::to_text(read.error());
  EXPECT_EQ(read->answer.verdict, model::Verdict::suspicious);
  EXPECT_EQ(read->devices.at(0).ids.at(1).first, "ip");
}

}  // namespace
}  // namespace clew::report
