#include "clew/desk/notice_file.h"

#include "clew/base/process.h"

#include <gtest/gtest.h>

namespace clew::desk {
namespace {

/// The smallest PDF that pdftotext reads: two pages of one line each, without a table of places, which readers rebuild.
std::string two_pages(const std::string& first, const std::string& second) {
  const auto page = [](const std::string& line) {
    const std::string drawn = "BT /F1 12 Tf 50 700 Td (" + line + ") Tj ET";
    return "<< /Length " + std::to_string(drawn.size()) + " >>\nstream\n" + drawn + "\nendstream\nendobj\n";
  };
  const std::string kind =
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 7 0 R >> >> ";
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
         "2 0 obj\n<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>\nendobj\n"
         "3 0 obj\n" +
         kind + "/Contents 5 0 R >>\nendobj\n4 0 obj\n" + kind +
         "/Contents 6 0 R >>\nendobj\n"
         "5 0 obj\n" +
         page(first) + "6 0 obj\n" + page(second) +
         "7 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
         "trailer\n<< /Root 1 0 R /Size 8 >>\n%%EOF\n";
}

TEST(NoticeFile, LeavesATextAsItIs) {
  const auto input = notice_input("a.md", "# Indicators");
  ASSERT_TRUE(input);
  EXPECT_EQ(input->bytes, "# Indicators");
  EXPECT_FALSE(input->extracted);
}

TEST(NoticeFile, TakesTheTextOutOfAPdf) {
  const auto input =
      notice_input("a.pdf", two_pages("The C2 server is evil-kelp[.]com.", "Write to us: 203.0.113.7[:]443"));
  if (!input && input.error().fault == base::Fault::not_found) GTEST_SKIP() << input.error().what;
  ASSERT_TRUE(input) << input.error().what;
  const auto notice = intel::read_notice(*input, {});
  ASSERT_TRUE(notice) << notice.error().what;
  ASSERT_EQ(notice->indicators.size(), 2U);
  EXPECT_EQ(notice->indicators[0].value.text(), "evil-kelp.com");
  EXPECT_EQ(notice->indicators[0].page, 1U);
  EXPECT_EQ(notice->indicators[1].page, 2U);
  EXPECT_EQ(notice->source.format, "pdf");
}

TEST(NoticeFile, SaysWhatIsWrongWithABrokenPdf) {
  const auto input = notice_input("a.pdf", "%PDF-1.7 and nothing else");
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().file, "a.pdf");
  EXPECT_FALSE(input.error().what.empty());
}

}  // namespace
}  // namespace clew::desk
