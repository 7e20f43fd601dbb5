#include "clew/report/notice_table.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/sample_notices.h"

#include <gtest/gtest.h>

namespace clew::report {
namespace {

std::string table(const model::Notice& notice, std::size_t columns, std::size_t rows_max = 1000,
                  Characters characters = Characters::unicode, Colours colours = Colours::off) {
  return notice_table(notice, {columns, 40, colours, characters}, rows_max);
}

std::size_t widest(const std::string& text) {
  std::size_t columns = 0;
  for (const std::string_view line : base::split(text, '\n')) columns = std::max(columns, detail::columns_of(line));
  return columns;
}

std::vector<model::Notice> all() {
  return {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()};
}

TEST(NoticeTable, KeepsToTheWidth) {
  for (const model::Notice& notice : all()) {
    for (const std::size_t columns : {40U, 60U, 80U, 89U, 90U, 100U, 149U, 150U, 200U, 1000U}) {
      EXPECT_LE(widest(table(notice, columns)), columns);
      EXPECT_LE(widest(table(notice, columns, 3, Characters::ascii)), columns);
    }
  }
}

TEST(NoticeTable, NothingOfANoticeActsOnTheTerminal) {
  for (const model::Notice& notice : all()) {
    const std::string plain = table(notice, 120);
    EXPECT_EQ(plain, base::valid_utf8(plain));
    for (const char c : plain) EXPECT_TRUE(static_cast<unsigned char>(c) >= ' ' || c == '\n');
    EXPECT_EQ(plain.find("\xe2\x80\xae"), std::string::npos);
    for (const char c : table(notice, 120, 1000, Characters::ascii)) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  }
}

TEST(NoticeTable, ColoursChangeNoWord) {
  const std::string plain = table(samples::full_notice(), 120);
  std::string without;
  bool is_code = false;
  for (const char c : table(samples::full_notice(), 120, 1000, Characters::unicode, Colours::on)) {
    if (c == '\x1b') is_code = true;
    if (!is_code) without += c;
    if (c == 'm') is_code = false;
  }
  EXPECT_EQ(without, plain);
}

TEST(NoticeTable, NoValueIsALink) {
  const std::string text = table(samples::full_notice(), 200);
  for (const std::string_view link : {"http://", "https://", "203.0.113.7", "c2.evil.example", "billing@evil"})
    EXPECT_EQ(text.find(link), std::string::npos) << link;
}

TEST(NoticeTable, ALongListIsCutAndSaysSo) {
  const std::string text = table(samples::full_notice(), 100, 5);
  EXPECT_NE(text.find("more; --json and --csv have all"), std::string::npos);
  EXPECT_EQ(table(samples::full_notice(), 100).find("more; --json"), std::string::npos);
}

TEST(NoticeTable, SaysThatThereIsNothing) { EXPECT_EQ(table(samples::empty_notice(), 80), "-\n\nINDICATORS  none\n"); }

TEST(NoticeTable, TellsWhatElseWasRead) {
  const std::string text = table(samples::full_notice(), 160);
  for (
      const std::string_view words :
      {"Example Labs (The Example Times) suspects attribution: Example Bear, of Acme intrusion 2024, moderate confidence",
       "\"We suspect the group that we call Example Bear.\"", "(superseded)",
       "1 is stated, 1 is suggested by its words", "suggested 0.83", "It ran a script.", "Example Bear (line 1)",
       "the supplier's own site", "4 digits, 64 expected", "a public resolver", "2024-02-20"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words;
  }
}

}  // namespace
}  // namespace clew::report
