#include "clew/evidence/formats/fields.h"

#include "clew/evidence/formats/json_fields.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::array table = std::to_array<Mapping>({
    {"a", file_path},
    {"a.b", file_name},
    {"b", url},
    {"key.a", message},
});
constexpr std::array<std::string_view, 3> names = {"b", "a.a", "key"};

/// Objects of few keys, so that paths come again in other orders, by other ways (`a.b` in one key or two) and twice.
class Records {
 public:
  std::string next() { return object(0); }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string object(int depth) {
    static constexpr std::array<std::string_view, 9> keys = {
        "a", "b", "a.b", "key", "", "\\u0061", "key\\\"", "a long key of some words", "b."};
    std::string text = "{";
    for (std::size_t count = below(6); count > 0; --count) {
      text += text.size() > 1 ? ",\"" : "\"";
      text.append(keys[below(keys.size())]).append("\":").append(value(depth));
    }
    return text + "}";
  }

  std::string value(int depth) {
    switch (below(depth < 3 ? 7 : 5)) {
      case 0: return "\"\"";
      case 1: return "\"text " + std::to_string(below(100)) + "\"";
      case 2: return std::to_string(below(1000));
      case 3: return "null";
      case 4: return "\"C:\\\\x\\u00e9\"";
      case 5: return object(depth + 1);
      default: return "[" + value(depth + 1) + "," + value(depth + 1) + "]";
    }
  }

  std::mt19937 random_{7};
};

std::string flat(const Fields& fields) {
  std::string text;
  for (const Fields::Field& field : fields.all())
    text.append(fields.path_of(field)).append("=").append(field.text) += '\n';
  return text;
}

std::string_view get_naively(const Fields& fields, std::string_view path) {
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field) == path && !field.text.empty()) return field.text;
  }
  return {};
}

TEST(Fields, AreTheSameWhateverWasReadBefore) {
  JsonReader reader;
  Fields fields;
  Records records;
  for (int i = 0; i < 3000; ++i) {
    const std::string record = records.next();
    JsonReader fresh_reader;
    Fields fresh;
    ASSERT_TRUE(reader.read(record, fields)) << record;
    ASSERT_TRUE(fresh_reader.read(record, fresh));
    ASSERT_EQ(flat(fields), flat(fresh)) << record;
  }
}

TEST(Fields, RememberWhatALookThroughAllOfThemFinds) {
  JsonReader reader;
  Fields fields;
  Records records;
  for (int i = 0; i < 3000; ++i) {
    const std::string record = records.next();
    ASSERT_TRUE(reader.read(record, fields));
    const auto values = first_values(fields, names);
    for (std::size_t n = 0; n < names.size(); ++n) ASSERT_EQ(values[n], get_naively(fields, names[n])) << record;
    for (const std::string_view path : {"a", "a.b", "b.", "", "key.a.b", "nobody's"}) {
      ASSERT_EQ(fields.get(path), get_naively(fields, path)) << record;
      const bool has =
          std::ranges::any_of(fields.all(), [&](const auto& field) { return fields.path_of(field) == path; });
      ASSERT_EQ(fields.has(path), has) << record;
    }
    for (const Fields::Field& field : fields.all()) {
      const std::string_view path = fields.path_of(field);
      ASSERT_EQ(fields.row_of(field, table), find_mapping(table, path)) << record;
      ASSERT_EQ(fields.is_below(field, "key."), path.starts_with("key.")) << record;
      const std::size_t skipped = std::min<std::size_t>(path.size(), 4);
      ASSERT_EQ(fields.row_of(field, table, skipped), find_mapping(table, path.substr(skipped))) << record;
    }
  }
}

TEST(Fields, ATableWithoutRowsHasNone) {
  JsonReader reader;
  Fields fields;
  ASSERT_TRUE(reader.read(R"({"a": "x"})", fields));
  EXPECT_EQ(fields.row_of(fields.all()[0], {}), nullptr);
}

TEST(Fields, WhatAPathTellsIsAskedOnce) {
  static constexpr int what = 0;
  JsonReader reader;
  Fields fields;
  int asked = 0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(reader.read(R"({"a": {"b": "x"}})", fields));
    const auto size = fields.told_of(fields.all()[0], &what, [&](std::string_view path) {
      ++asked;
      return static_cast<std::uint32_t>(path.size());
    });
    EXPECT_EQ(size, 3U);
  }
  EXPECT_EQ(asked, 1);
}

TEST(Fields, ManyTablesAreToldApartBeyondWhatIsRemembered) {
  static constexpr std::array<int, 20> whats{};
  JsonReader reader;
  Fields fields;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(reader.read(R"({"a": "x"})", fields));
    for (const int& what : whats) {
      const auto place = static_cast<std::uint32_t>(&what - whats.data());
      EXPECT_EQ(fields.told_of(fields.all()[0], &what, [&](std::string_view) { return place; }), place);
    }
  }
}

TEST(Fields, KeysThatAreDataDoNotPileUp) {
  JsonReader reader;
  Fields fields;
  for (int i = 0; i < 20'000; ++i) {
    const std::string key = "key " + std::to_string(i);
    ASSERT_TRUE(reader.read("{\"" + key + "\": 1, \"a\": \"x\"}", fields));
    ASSERT_EQ(fields.get(key), "1");
    ASSERT_EQ(fields.get("a"), "x");
    ASSERT_FALSE(fields.has("key " + std::to_string(i - 1)));
  }
}

TEST(Fields, ARecordOfVeryManyPathsIsWhole) {
  std::string record = "{";
  for (int i = 0; i < 30'000; ++i)
    record.append(i == 0 ? "\"k" : ",\"k").append(std::to_string(i)).append("\":").append(std::to_string(i));
  record += "}";
  JsonReader reader;
  Fields fields;
  ASSERT_TRUE(reader.read(record, fields));
  for (const int i : {0, 1, 4095, 4096, 29'999}) EXPECT_EQ(fields.get("k" + std::to_string(i)), std::to_string(i));
  ASSERT_TRUE(reader.read("{\"k1\": \"x\"}", fields));
  EXPECT_EQ(fields.get("k1"), "x");
  EXPECT_FALSE(fields.has("k2"));
}

}  // namespace
}  // namespace clew::evidence
