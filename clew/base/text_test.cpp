#include "clew/base/text.h"

#include <gtest/gtest.h>

namespace clew::base {
namespace {

TEST(LastPathPart, FollowsTheLastSlashOfEitherKind) {
  EXPECT_EQ(last_path_part("/usr/bin/ruby"), "ruby");
  EXPECT_EQ(last_path_part("C:\\temp\\x.exe"), "x.exe");
  EXPECT_EQ(last_path_part("plain"), "plain");
  EXPECT_EQ(last_path_part("/ends/"), "");
}

TEST(Text, FoldsAsciiOnly) {
  EXPECT_EQ(lowered("ABCxyz-\xc3\x89"), "abcxyz-\xc3\x89");
  EXPECT_TRUE(equal_ignoring_case("EVIL", "evil"));
  EXPECT_FALSE(equal_ignoring_case("evil", "evi"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(Text, FindsInAnyCase) {
  EXPECT_EQ(find_ignoring_case("an Evil text", "eVIL"), 3U);
  EXPECT_EQ(find_ignoring_case("evil evil", "EVIL", 1), 5U);
  EXPECT_EQ(find_ignoring_case("evi", "evil"), std::string_view::npos);
  EXPECT_EQ(find_ignoring_case("", "x"), std::string_view::npos);
  EXPECT_EQ(find_ignoring_case("abc", ""), 0U);
  EXPECT_EQ(find_ignoring_case("abc", "", 3), 3U);
}

TEST(Text, FindsNothingBehindTheEnd) { EXPECT_EQ(find_ignoring_case("abc", "a", 4), std::string_view::npos); }

TEST(Text, TrimsAndSplits) {
  EXPECT_EQ(trimmed(" \t\r\n x y \v\f"), "x y");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Text, ReadsWholeNumbersOnly) {
  EXPECT_EQ(parse_unsigned("0"), 0U);
  EXPECT_EQ(parse_unsigned("9999999999999999999"), 9'999'999'999'999'999'999U);
  for (const std::string_view bad : {"", "-1", "+1", " 1", "1 ", "12x", "99999999999999999999", "1.0"})
    EXPECT_FALSE(parse_unsigned(bad)) << bad;
}

struct PrintableCase {
  std::string_view name, text, want;
};

class Printable : public testing::TestWithParam<PrintableCase> {};

TEST_P(Printable, IsSafeToShow) { EXPECT_EQ(printable(GetParam().text), GetParam().want) << GetParam().name; }

INSTANTIATE_TEST_SUITE_P(
    Text, Printable,
    testing::Values(PrintableCase{"plain", "evil.com \xc3\xa9\xe6\xbc\xa2", "evil.com \xc3\xa9\xe6\xbc\xa2"},
                    PrintableCase{"line_ends_and_tabs_are_spaces", "a\nb\tc", "a b c"},
                    PrintableCase{"carriage_return_would_overwrite", "a\rb",
                                  "a\\x0d"
                                  "b"},
                    PrintableCase{"terminal_escape", "\x1b[31mred\x1b[0m\x07", "\\x1b[31mred\\x1b[0m\\x07"},
                    PrintableCase{"c1_control",
                                  "\xc2\x9b"
                                  "2J",
                                  "\\u{009b}2J"},
                    PrintableCase{"delete", "\x7f", "\\x7f"},
                    PrintableCase{"right_to_left_override",
                                  "a\xe2\x80\xae"
                                  "exe.txt",
                                  "a\\u{202e}exe.txt"},
                    PrintableCase{"isolates", "\xe2\x81\xa6x\xe2\x81\xa9", "\\u{2066}x\\u{2069}"},
                    PrintableCase{"zero_width", "ev\xe2\x80\x8bil", "ev\\u{200b}il"},
                    PrintableCase{"invisible_operators",
                                  "a\xe2\x81\xa3"
                                  "b",
                                  "a\\u{2063}b"},
                    PrintableCase{"tag_characters", "a\xf3\xa0\x81\x81", "a\\u{e0041}"},
                    PrintableCase{"byte_order_mark", "\xef\xbb\xbfx", "\\u{feff}x"},
                    PrintableCase{"line_separator", "\xe2\x80\xa8", "\\u{2028}"},
                    PrintableCase{"latin1_byte", "caf\xe9", "caf\\xe9"},
                    PrintableCase{"cut_sequence", "\xe6\xbc", "\\xe6\\xbc"},
                    PrintableCase{"overlong", "\xc0\xaf", "\\xc0\\xaf"},
                    PrintableCase{"overlong_of_three", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
                    PrintableCase{"surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
                    PrintableCase{"beyond_unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
                    PrintableCase{"emoji", "\xf0\x9f\x94\xa5", "\xf0\x9f\x94\xa5"}));

TEST(Text, ShortensAtACharacter) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 3), "abc\xe2\x80\xa6");
  EXPECT_EQ(shortened("a\xc3\xa9z", 2), "a\xe2\x80\xa6");
  EXPECT_EQ(shortened("\x80\x80\x80", 2), "\xe2\x80\xa6");
}

TEST(Text, MakesValidUtf8ByteByByte) {
  EXPECT_EQ(valid_utf8("a\xe9z"), "a\xef\xbf\xbdz");
  EXPECT_EQ(valid_utf8("\xe6\xbc"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(valid_utf8(std::string_view("a\0b\x1b", 4)), std::string_view("a\0b\x1b", 4));
}

TEST(Text, WritesCodePointsInTheirShortestForm) {
  EXPECT_EQ(utf8_of('a'), "a");
  EXPECT_EQ(utf8_of(0xe9), "\xc3\xa9");
  EXPECT_EQ(utf8_of(0x20ac), "\xe2\x82\xac");
  EXPECT_EQ(utf8_of(0x1f600), "\xf0\x9f\x98\x80");
}

TEST(Text, ReadsHexadecimalDigitsOfEitherCase) {
  EXPECT_EQ(hex_value('0'), 0U);
  EXPECT_EQ(hex_value('9'), 9U);
  EXPECT_EQ(hex_value('a'), 10U);
  EXPECT_EQ(hex_value('F'), 15U);
}

}  // namespace
}  // namespace clew::base
