#include "clew/intel/detail/json_text.h"

#include <gtest/gtest.h>

namespace clew::intel::detail {
namespace {

TEST(JsonText, EveryValueStandsWhereItSays) {
  const std::string source =
      "\xef\xbb\xbf { \"a\" : [ 1.50 , true, null ,\"x\\u0041\\\"y\"], \"b\":{\"c\":\"evil.example\"} } ";
  const auto json = JsonText::parse("f", source);
  ASSERT_TRUE(json) << json.error().what;
  const auto at = [&](const JsonValue& value) {
    return source.substr(value.where().offset_bytes, value.where().size_bytes);
  };
  std::vector<std::string> seen;
  for (const JsonValue value : json->root()["a"]) seen.push_back(at(value) + "=" + std::string(value.text()));
  EXPECT_EQ(seen, (std::vector<std::string>{"1.50=1.50", "true=true", "null=", "x\\u0041\\\"y=xA\"y"}));
  const JsonValue c = json->root()["b"]["c"];
  EXPECT_EQ(at(c), "evil.example");
  EXPECT_EQ(c.text(), "evil.example");
  EXPECT_EQ(c.key(), "c");
  EXPECT_EQ(source.substr(c.key_where().offset_bytes, c.key_where().size_bytes), "c");
  EXPECT_EQ(at(json->root()["b"]), "{\"c\":\"evil.example\"}");
}

TEST(JsonText, WhatIsAbsentCanBeAskedFurther) {
  const std::string source = R"({"a": "text", "n": null})";
  const auto json = JsonText::parse("f", source);
  ASSERT_TRUE(json);
  const JsonValue absent = json->root()["b"]["c"];
  EXPECT_EQ(absent.kind(), JsonValue::Kind::absent);
  EXPECT_EQ(absent.text(), "");
  EXPECT_EQ(absent.begin(), absent.end());
  EXPECT_EQ(json->root()["a"]["c"].kind(), JsonValue::Kind::absent);
  EXPECT_FALSE(json->root()["n"].has_value());
  EXPECT_EQ(json->root().key(), "");
}

TEST(JsonText, TheFirstOfTwoMembersCounts) {
  const std::string source = R"({"a": 1, "a": 2})";
  const auto json = JsonText::parse("f", source);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->root()["a"].text(), "1");
}

TEST(JsonText, EmptyContainersHaveNothingInThem) {
  const std::string source = R"([{}, [], {"a": []}, ""])";
  const auto json = JsonText::parse("f", source);
  ASSERT_TRUE(json);
  std::size_t count = 0;
  for (const JsonValue value : json->root()) {
    ++count;
    if (count < 3) {
      EXPECT_EQ(value.begin(), value.end());
    }
  }
  EXPECT_EQ(count, 4U);
}

TEST(JsonText, AScalarIsADocumentToo) {
  for (const std::string source : {" 17 ", "17", "\"x\"", "false"}) {
    const auto json = JsonText::parse("f", source);
    ASSERT_TRUE(json) << source;
    EXPECT_TRUE(json->root().has_value());
  }
}

TEST(JsonText, RefusesWhatIsNoJson) {
  for (const std::string source : {"", "{", "{\"a\": }", "[1] x", "{\"a\": \"\xff\"}", "{'a': 1}"}) {
    const auto json = JsonText::parse("bad.json", source);
    ASSERT_FALSE(json) << source;
    EXPECT_EQ(json.error().fault, base::Fault::malformed);
    EXPECT_EQ(json.error().file, "bad.json");
  }
}

TEST(JsonText, DepthAndCountAreLimited) {
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  const auto json = JsonText::parse("f", deep);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().fault, base::Fault::over_limit);

  std::string many = "[0";
  for (std::size_t i = 0; i < json_values_max; ++i) many += ",0";
  many += "]";
  const auto wide = JsonText::parse("f", many);
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().fault, base::Fault::over_limit);
}

TEST(JsonText, ItIsKnownByItsBeginning) {
  for (const std::string_view text : {"{\"a\": 1}", " \n{ }", "[{\"a\"", "\xef\xbb\xbf[ {\n\"Event\"", "{}"})
    EXPECT_TRUE(may_be_json(text)) << text;
  for (const std::string_view text : {"", "[link](https://a.example)", "{{template}}", "[1,2]", "# title", "{rtf"})
    EXPECT_FALSE(may_be_json(text)) << text;
}

}  // namespace
}  // namespace clew::intel::detail
