#include "clew/evidence/formats/json_fields.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

std::string flat(std::string_view record) {
  JsonReader reader;
  Fields fields;
  if (!reader.read(record, fields)) return "refused";
  std::string text;
  for (const Fields::Field& field : fields.all()) {
    if (!text.empty()) text += ' ';
    text.append(fields.path_of(field)).append("=").append(field.text);
  }
  return text;
}

struct JsonCase {
  std::string_view name;
  std::string_view record;
  std::string_view want;
};

constexpr JsonCase cases[] = {
    {"nested_keys_make_a_path", R"({"id": {"orig_h": "192.0.2.7"}, "n": 1})", "id.orig_h=192.0.2.7 n=1"},
    {"elements_have_the_path_of_their_array", R"({"a": ["x", {"b": "y"}, ["z"]], "c": 2})", "a=x a.b=y a=z c=2"},
    {"null_says_nothing", R"({"a": null, "b": "x"})", "b=x"},
    {"booleans_are_words", R"({"a": true, "b": false})", "a=true b=false"},
    {"a_number_keeps_its_text", R"({"a": 1686528805.0, "b": -1e+3, "c": 123456789012345678901234567890})",
     "a=1686528805.0 b=-1e+3 c=123456789012345678901234567890"},
    {"escapes_are_decoded", R"({"a": "C:\\x \"\u00e9\ud83d\ude00\n"})", "a=C:\\x \"é😀\n"},
    {"a_lone_surrogate_stays_as_written", R"({"a": "x\ud800y", "b": "z"})", "a=x\\ud800y b=z"},
    {"equal_keys_are_both_kept", R"({"a": "1", "a": "2"})", "a=1 a=2"},
    {"an_empty_object_is_one", "{}", ""},
    {"empty_containers_hold_nothing", R"({"a": {}, "b": [], "c": [[], {}]})", ""},
    {"blanks_around_do_not_matter", " {\"a\": 1} \r", "a=1"},
    {"cut_in_a_text", R"({"a": "x", "b": "y)", "refused"},
    {"cut_behind_a_value", R"({"a": "x", "b": 1)", "refused"},
    {"cut_and_closed_too_early", R"({"a": {"b": "x"})", "refused"},
    {"two_objects", R"({"a": 1}{"b": 2})", "refused"},
    {"something_behind", R"({"a": 1} x })", "refused"},
    {"an_array", R"([{"a": 1}])", "refused"},
    {"no_json", "{a: 1}", "refused"},
    {"no_number", R"({"a": 01})", "refused"},
    {"no_number_either", R"({"a": 1.})", "refused"},
    {"no_word", R"({"a": trve})", "refused"},
    {"broken_utf8", "{\"a\": \"\xc3\x28\"}", "refused"},
    {"a_control_byte_in_a_text", "{\"a\": \"x\x01y\"}", "refused"},
    {"a_wrong_escape", R"({"a": "\q"})", "refused"},
    {"missing_comma", R"({"a": 1 "b": 2})", "refused"},
    {"missing_colon", R"({"a" 1})", "refused"},
};

TEST(JsonFields, ReadsOneWholeObjectOrRefusesIt) {
  for (const JsonCase& row : cases) EXPECT_EQ(flat(row.record), row.want) << row.name;
}

TEST(JsonFields, DeepNestingIsSkippedNotFollowed) {
  std::string record = "{\"a\": \"x\", \"deep\": ";
  constexpr std::size_t levels = 900;
  for (std::size_t i = 0; i < levels; ++i) record += "{\"d\": ";
  record += "1" + std::string(levels, '}') + ", \"z\": \"y\"}";
  EXPECT_EQ(flat(record), "a=x z=y");
}

TEST(JsonFields, AMillionBracketsAreRefusedWithoutHarm) {
  std::string record = "{\"a\": " + std::string(1'000'000, '[') + "}";
  EXPECT_EQ(flat(record), "refused");
}

TEST(JsonFields, ALongPathIsLeftOutAndTheRestStays) {
  const std::string key(path_bytes_max + 1, 'k');
  EXPECT_EQ(flat("{\"" + key + "\": 1, \"b\": 2}"), "b=2");
}

TEST(JsonFields, MoreFieldsThanTheLimitAreLeftOut) {
  std::string record = "{\"a\": [0";
  for (std::size_t i = 0; i < fields_max + 10; ++i) record += ",1";
  record += "]}";
  JsonReader reader;
  Fields fields;
  EXPECT_TRUE(reader.read(record, fields));
  EXPECT_EQ(fields.all().size(), fields_max);
}

TEST(JsonFields, AReaderIsGoodForManyRecords) {
  JsonReader reader;
  Fields fields;
  EXPECT_TRUE(reader.read(R"({"a": "first and long enough to matter"})", fields));
  EXPECT_FALSE(reader.read(R"({"a": )", fields));
  EXPECT_TRUE(fields.all().empty());
  EXPECT_TRUE(reader.read(R"({"a": "b"})", fields));
  EXPECT_EQ(fields.get("a"), "b");
}

}  // namespace
}  // namespace clew::evidence
