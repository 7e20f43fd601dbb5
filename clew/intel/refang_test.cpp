#include "clew/intel/refang.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

struct RefangCase {
  std::string_view name;
  std::string_view text;
  std::string_view want;
};

class Refanging : public testing::TestWithParam<RefangCase> {};

TEST_P(Refanging, GivesTheValueThatWasMeant) { EXPECT_EQ(refang(GetParam().text).text(), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(
    Spellings, Refanging,
    testing::Values(
        RefangCase{"plain", "evil.example", "evil.example"}, RefangCase{"square", "evil[.]example", "evil.example"},
        RefangCase{"round", "evil(.)example", "evil.example"}, RefangCase{"curly", "evil{.}example", "evil.example"},
        RefangCase{"word", "evil[dot]example", "evil.example"},
        RefangCase{"word_in_capitals", "evil(DOT)example", "evil.example"},
        RefangCase{"word_with_blanks", "evil[ dot ]example", "evil.example"},
        RefangCase{"blanks_outside", "evil [.] example", "evil.example"},
        RefangCase{"escaped_for_markdown", R"(evil\[.\]example)", "evil.example"},
        RefangCase{"escaped_in_a_url", R"(http://evil.example/a\_b\-c)", "http://evil.example/a_b-c"},
        RefangCase{"escaped_twice_in_a_url", R"(see http://evil.example/a\\_b)", "see http://evil.example/a_b"},
        RefangCase{"escaped_for_json", R"("http:\/\/evil.example\/a\/b")", R"("http://evil.example/a/b")"},
        RefangCase{"path_behind_a_url", R"(http://evil.example/a C:\_a\_b)", R"(http://evil.example/a C:\_a\_b)"},
        RefangCase{"every_dot", "a[.]evil[.]example", "a.evil.example"},
        RefangCase{"mixed_marks", "a[.]evil(dot)example", "a.evil.example"},
        RefangCase{"hash_of_its_label_over_two_lines",
                   "SHA256: d8d807f731d4aca5f6de0f09efccfdcffff40821\n        87458557f10fb2beeb35a5c4",
                   "SHA256: d8d807f731d4aca5f6de0f09efccfdcffff4082187458557f10fb2beeb35a5c4"},
        RefangCase{"hash_and_digits_without_a_label",
                   "d8d807f731d4aca5f6de0f09efccfdcffff40821\n87458557f10fb2beeb35a5c4",
                   "d8d807f731d4aca5f6de0f09efccfdcffff40821\n87458557f10fb2beeb35a5c4"},
        RefangCase{"half_open", "evil[.example", "evil.example"},
        RefangCase{"half_closed", "evil.]example", "evil.example"},
        RefangCase{"address", "198.51.100[.]7", "198.51.100.7"},
        RefangCase{"scheme", "hxxp://evil.example", "http://evil.example"},
        RefangCase{"scheme_with_s", "hxxps://evil.example/a", "https://evil.example/a"},
        RefangCase{"scheme_in_capitals", "hXXps://evil.example", "https://evil.example"},
        RefangCase{"stars", "h**ps://evil.example", "https://evil.example"},
        RefangCase{"escaped_stars", R"(h\*\*p://evil.example)", "http://evil.example"},
        RefangCase{"colon", "hxxps[:]//evil[.]example", "https://evil.example"},
        RefangCase{"colon_and_slashes", "http[://]evil[.]example", "http://evil.example"},
        RefangCase{"at", "a[@]evil[.]example", "a@evil.example"},
        RefangCase{"at_word", "a[at]evil[dot]example", "a@evil.example"},
        RefangCase{"round_at_word", "a(at)evil.example", "a@evil.example"},
        RefangCase{"ipv6", "2001[:]db8[:][:]1", "2001:db8::1"},
        RefangCase{"zero_width_space", "evil\xe2\x80\x8b.example", "evil.example"},
        RefangCase{"hyphen_of_a_page", "evil\xe2\x80\x91moth.example", "evil-moth.example"},
        RefangCase{"hyphen_between_words", "evil \xe2\x80\x91 moth", "evil \xe2\x80\x91 moth"},
        RefangCase{"ideographic_stop",
                   "evil\xe3\x80\x82"
                   "example",
                   "evil.example"},
        RefangCase{"end_of_a_sentence", "evil[.]example\xe3\x80\x82Moth", "evil.example\xe3\x80\x82Moth"},
        RefangCase{"soft_hyphen", "ev\xc2\xadil.example", "evil.example"},
        RefangCase{"only_dot_in_words", "a dot on the map", "a dot on the map"},
        RefangCase{"remark_in_brackets", "look (at) this", "look@this"},
        RefangCase{"list_of_marks", "the marks [.] and (.)", "the marks.and (.)"},
        RefangCase{"footnote", "text [1] and (a)", "text [1] and (a)"},
        RefangCase{"file_path", R"(C:\Windows\a.exe)", R"(C:\Windows\a.exe)"},
        RefangCase{"open_end", "evil[.", "evil[."}, RefangCase{"open_end_escaped", "evil\\[", "evil\\["}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Refang, KnowsTheBytesOfEveryPart) {
  const std::string_view source = "see hxxps[:]//a.evil[.]example/x now";
  const Refanged plain = refang(source);
  const std::string_view value = "https://a.evil.example/x";
  const std::size_t begin = plain.text().find(value);
  ASSERT_NE(begin, std::string::npos);
  const base::Span where = plain.source_of(begin, value.size());
  EXPECT_EQ(source.substr(where.offset_bytes, where.size_bytes), "hxxps[:]//a.evil[.]example/x");
}

TEST(Refang, LeavesInvisibleBytesOutsideOfAPart) {
  const std::string_view source =
      "\xe2\x80\x8b"
      "evil\xe2\x80\x8b[.]example\xe2\x80\x8b";
  const Refanged plain = refang(source);
  const base::Span where = plain.source_of(0, plain.text().size());
  EXPECT_EQ(source.substr(where.offset_bytes, where.size_bytes), "evil\xe2\x80\x8b[.]example");
}

TEST(Refang, TellsWhichPartsWereDefanged) {
  const Refanged plain = refang("good.example evil[.]example");
  EXPECT_FALSE(plain.was_defanged(0, 12));
  EXPECT_TRUE(plain.was_defanged(13, 12));
  const Refanged hyphen = refang("good\xe2\x80\x90moth.example");
  EXPECT_FALSE(hyphen.was_defanged(0, hyphen.text().size())) << "a way to write it, not to break it";
}

}  // namespace
}  // namespace clew::intel
