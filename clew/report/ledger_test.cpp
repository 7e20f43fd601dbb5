#include "clew/report/ledger.h"

#include "clew/base/text.h"
#include "clew/report/sample_cases.h"

#include <gtest/gtest.h>

namespace clew::report {
namespace {

/// The rows of a CSV file as RFC 4180 reads it; `separator` is what a spreadsheet of another country splits at.
std::vector<std::vector<std::string>> rows_of(std::string_view csv, char separator = ',') {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted) {
      if (c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
        row.back() += csv[++i];
      } else if (c == '"') {
        quoted = false;
      } else {
        row.back() += c;
      }
    } else if (c == '"' && row.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      row.emplace_back();
    } else if (c == '\r' && i + 1 < csv.size() && csv[i + 1] == '\n') {
      ++i;
      rows.push_back(std::move(row));
      row.assign(1, "");
    } else {
      row.back() += c;
    }
  }
  EXPECT_EQ(row, std::vector<std::string>(1)) << "a file ends with a line end";
  return rows;
}

model::CaseDocument with_step(const std::string& what) {
  model::CaseDocument document;
  model::CaseRotation step;
  step.order = 1;
  step.what = what;
  document.rotation = {step};
  return document;
}

TEST(RotationCsv, HasOneRowForEachStep) {
  const auto rows = rows_of(rotation_csv(samples::hit()));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"order", "what", "kind", "id", "account", "device", "why", "after",
                                               "state", "state_why", "findings"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"1", "Revoke the access key of ship-robot", "cloud_key",
                                               "AKIAEXAMPLE0000", "ship-robot", "", "used by the intruder",
                                               "isolate ORC-MBP-17", "to_do", "", "F5"}));
  EXPECT_EQ(rows[2][8], "verified");
  EXPECT_TRUE(rows[2][9].starts_with("the directory shows a new password"));
}

struct CellCase {
  std::string_view name;
  std::string text, want;
};

TEST(RotationCsv, LeavesNoFormulaInAnyCell) {
  const std::vector<CellCase> cases = {
      {"formula", "=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"},
      {"plus", "+1+1", "'+1+1"},
      {"minus", "-2+3", "'-2+3"},
      {"at", "@SUM(A1)", "'@SUM(A1)"},
      {"behind_spaces", "  =1", "  '=1"},
      {"behind_a_quotation_mark", "\"=1", "\"'=1"},
      {"behind_a_semicolon", "a;=1", "a;'=1"},
      {"behind_a_comma", "a,@b", "a,'@b"},
      {"tabulator_is_a_space", "\t=1", " '=1"},
      {"line_end_is_a_space", "a\r\n=1", "a\\x0d =1"},
      {"hyphen_within", "reset-password of a=b", "reset-password of a=b"},
      {"plain", "plain", "plain"},
      {"empty", "", ""},
  };
  for (const CellCase& row : cases) {
    const auto rows = rows_of(rotation_csv(with_step(row.text)));
    ASSERT_EQ(rows.size(), 2U) << row.name;
    ASSERT_EQ(rows[1].size(), 11U) << row.name;
    EXPECT_EQ(rows[1][1], row.want) << row.name;
  }
}

TEST(RotationCsv, LeavesNoFormulaWhereASpreadsheetSplitsAtAnotherSign) {
  auto document = samples::hostile();
  for (const char* text : {"x;=cmd|' /C calc'!A0", "a\";=1;\"", ",\",;@x", "\";\"=1"}) {
    document.rotation[0].what = document.rotation[1].why = text;
    const std::string csv = rotation_csv(document);
    for (const char separator : {',', ';', '|', '\t'}) {
      for (const auto& row : rows_of(csv, separator)) {
        for (const std::string& read : row) {
          const std::size_t begin = read.find_first_not_of(" \"");
          if (begin == std::string::npos) continue;
          EXPECT_EQ(std::string_view("=+-@").find(read[begin]), std::string_view::npos) << separator << " " << read;
        }
      }
    }
  }
}

TEST(RotationCsv, IsPrintableUtf8WhateverTheDocument) {
  for (const auto& text : {rotation_csv(samples::hostile()), rotation_markdown(samples::hostile())}) {
    EXPECT_EQ(base::valid_utf8(text), text);
    for (const char c : text)
      ASSERT_TRUE(c == '\n' || c == '\r' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  }
  EXPECT_EQ(rows_of(rotation_csv(samples::hostile())).size(), 3U);
}

TEST(RotationCsv, IsItsHeaderWhereNothingIsToBeRotated) {
  EXPECT_EQ(rows_of(rotation_csv(samples::empty())).size(), 1U);
}

constexpr std::string_view check_list = R"(# What to rotate, in this order

- [ ] **isolate ORC-MBP-17**, before anything on it is renewed
- [ ] **isolate ORC-MBP-36**, before anything on it is renewed
- [ ] **1. Revoke the access key of ship-robot**
  - kind: cloud key
  - id: AKIAEXAMPLE0000
  - account: ship-robot
  - why: used by the intruder (F5)
  - after: isolate ORC-MBP-17
  - state: to do
- [x] **2. Reset the password of mira.k**
  - kind: password
  - account: mira.k
  - device: ORC-MBP-17
  - why: signed in on a compromised device (F2)
  - state: verified: the directory shows a new password from 13 March, set by mira.k from the office
)";

TEST(RotationMarkdown, LooksLikeThis) { EXPECT_EQ(rotation_markdown(samples::hit()), check_list); }

TEST(RotationMarkdown, SaysSoWhereNothingIsToBeRotated) {
  EXPECT_NE(rotation_markdown(samples::empty()).find("lists nothing to rotate"), std::string::npos);
}

TEST(RotationMarkdown, TextOfTheEvidenceIsNoMarkup) {
  const std::string text = rotation_markdown(with_step("<b> [x](http://a.test) ![i](y) `c` **d** \n# e\n- [x] f"));
  EXPECT_NE(text.find(R"(\<b\> \[x\](hxxp://a.test) !\[i\](y) \`c\` \*\*d\*\*  # e - \[x\] f)"), std::string::npos)
      << text;
}

TEST(Ledger, DefangsTheWordsAndKeepsTheIdentifiers) {
  auto document = samples::hit();
  document.rotation[0].why = "connected to pear-mirror.example";
  document.rotation[0].id = "pear-mirror.example";
  EXPECT_NE(rotation_csv(document).find("connected to pear-mirror[.]example"), std::string::npos);
  EXPECT_NE(rotation_csv(document).find(",pear-mirror.example,"), std::string::npos);
}

}  // namespace
}  // namespace clew::report
