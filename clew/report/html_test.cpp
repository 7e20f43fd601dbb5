#include "clew/report/html.h"

#include "clew/base/text.h"
#include "clew/report/detail/markup.h"
#include "clew/report/sample_cases.h"

#include <cstdlib>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace clew::report {
namespace {

// Writes the pages for whoever wants to look at them: CLEW_SHOW=<folder>.
TEST(Html, Show) {
  const char* folder = std::getenv("CLEW_SHOW");
  if (folder == nullptr || *folder != '/') GTEST_SKIP() << "set CLEW_SHOW to a folder to get the pages";
  const auto write = [&](const std::string& name, const model::CaseDocument& document) {
    std::ofstream(std::string(folder) + "/" + name + ".html", std::ios::binary) << render_html(document);
  };
  write("hit", samples::hit());
  write("not_seen", samples::not_seen());
  write("cannot_say", samples::cannot_say());
  write("empty", samples::empty());
  write("large", samples::large(3000));
  for (const std::size_t devices : {2U, 5U, 24U, 500U})
    write(fmt::format("spread{}", devices), samples::spread(devices));
  write("hostile", samples::hostile());
  model::CaseDocument linked = samples::hit();
  linked.attribution = samples::many_links(1'000);
  write("links", linked);
}

/// The names of all elements of a page, by the few rules that a page of ours needs: `<` starts a tag, because every other
/// one is escaped. The style sheet is left out.
std::set<std::string> elements_of(std::string_view page) {
  std::set<std::string> names;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
    std::size_t end = at + 1;
    while (end < page.size() && (base::is_alnum(page[end]) || page[end] == '/' || page[end] == '!')) ++end;
    names.emplace(page.substr(at + 1, end - at - 1));
  }
  return names;
}

/// A hostile document, in the fields with fixed words too: what `from_json` reads may have anything there.
model::CaseDocument hostile_in_every_field() {
  model::CaseDocument document = samples::hostile();
  const std::string bad = document.answer.sentence;
  document.answer.door_kind = document.window.source = bad;
  for (auto& finding : document.findings) {
    finding.time_quality = bad;
    if (finding.indicator) finding.indicator->type = bad;
  }
  for (auto& account : document.accounts) account.kind = bad;
  for (auto& step : document.rotation) step.kind = bad;
  for (auto& reason : document.answer.door_reasons) reason.kind = bad;
  for (auto& secret : document.secrets) secret.kind = bad;
  for (auto& cleared : document.cleared) cleared.kind = bad;
  for (auto& search : document.searched) search.type = bad;
  return document;
}

TEST(Html, NothingFromTheEvidenceBecomesMarkup) {
  const auto harmless = elements_of(render_html(samples::hit()));
  for (const auto& document : {samples::hostile(), hostile_in_every_field()}) {
    const std::string page = render_html(document);
    for (const std::string& element : elements_of(page)) {
      EXPECT_TRUE(harmless.contains(element) || element == "article" || element == "/article") << element;
    }
    EXPECT_EQ(samples::count_of(page, "<script"), 0U);
    EXPECT_EQ(samples::count_of(page, "<img"), 0U);
    EXPECT_EQ(samples::count_of(page, "</style>"), 1U);
    EXPECT_GT(samples::count_of(page, "&lt;script&gt;"), 20U);
  }
}

TEST(Html, NoControlByteAndNoBidirectionalTrickReachesThePage) {
  const std::string page = render_html(hostile_in_every_field());
  EXPECT_EQ(base::valid_utf8(page), page);
  for (const char c : page) ASSERT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  EXPECT_EQ(page.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_NE(page.find("\\u{202e}"), std::string::npos);
}

TEST(Html, AttributesStayInTheirQuotes) {
  // Every quotation mark of the evidence is escaped, so those that are left come in pairs within each tag.
  const std::string page = render_html(hostile_in_every_field());
  const std::size_t body = page.find("<body>");
  for (std::size_t at = page.find('<', body); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    ASSERT_NE(end, std::string::npos);
    ASSERT_EQ(samples::count_of(std::string_view(page).substr(at, end - at), "\"") % 2, 0U)
        << page.substr(at, end - at);
  }
}

TEST(Html, LoadsNothingAndSaysSo) {
  for (const auto& document : {samples::hit(), samples::cannot_say(), samples::large(3000)}) {
    const std::string page = render_html(document);
    for (const std::string_view forbidden :
         {" src=", "<link", "<script", "<iframe", "<object", "@import", " style=", "javascript:", " onload"}) {
      EXPECT_EQ(samples::count_of(page, forbidden), 0U) << forbidden;
    }
    const std::size_t begin = page.find("<style>") + 7;
    const std::string css = page.substr(begin, page.find("</style>") - begin);
    EXPECT_GT(css.size(), 1000U);
    EXPECT_EQ(css.find("//"), std::string::npos);
    EXPECT_NE(page.find("default-src 'none'; style-src '" + detail::csp_hash(css) + "'"), std::string::npos);
    // Links lead to places of this page only.
    EXPECT_EQ(samples::count_of(page, "href="),
              samples::count_of(page, "href=\"#") + samples::count_of(page, "href=#"));
  }
}

TEST(Html, LinksLeadToSomething) {
  for (const auto& document :
       {samples::hit(), samples::not_seen(), samples::large(5000), samples::empty(), samples::spread(24)}) {
    const std::string page = render_html(document);
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
      const std::size_t begin = at + 7;
      const std::string name = page.substr(begin, page.find('"', begin) - begin);
      const bool there =
          page.find("id=\"" + name + "\"") != std::string::npos || page.find("id=" + name + ">") != std::string::npos;
      ASSERT_TRUE(there) << name;
    }
  }
}

TEST(Html, AnswerStandsFirstAndIndicatorsAreDefanged) {
  const std::string page = render_html(samples::hit());
  const std::size_t badge = page.find(">HIT</span>");
  ASSERT_NE(badge, std::string::npos);
  EXPECT_LT(badge, page.find("Two devices ran"));
  EXPECT_LT(page.find("Two devices ran"), page.find("id=\"coverage\""));
  EXPECT_NE(page.find("pear-mirror[.]example"), std::string::npos);
  // Exact spelling only where a record is quoted.
  std::string outside = page;
  for (std::size_t at = outside.find("<pre>"); at != std::string::npos; at = outside.find("<pre>")) {
    outside.erase(at, outside.find("</pre>", at) + 6 - at);
  }
  EXPECT_EQ(outside.find("pear-mirror.example"), std::string::npos);
}

TEST(Html, RecordIsQuotedWithItsMatchItsPlaceAndTheFilesHash) {
  const auto document = samples::hit();
  const std::string page = render_html(document);
  EXPECT_NE(page.find("<mark>/tmp/.agent-upd</mark>"), std::string::npos);
  EXPECT_NE(page.find("line <span class=num>1911</span>, offset <span class=num>801223</span>, length"),
            std::string::npos);
  EXPECT_NE(page.find(document.evidence_files[2].sha256), std::string::npos);
  EXPECT_NE(page.find("tail -c +$((OFFSET + 1)) FILE | head -c LENGTH"), std::string::npos);
}

TEST(Html, LongListsAreCappedAndSaySo) {
  const std::string page = render_html(samples::large(5000));
  EXPECT_LT(page.size(), 5'000'000U);
  EXPECT_NE(page.find("334 more in <code>case.json</code>"), std::string::npos);
  EXPECT_EQ(samples::count_of(page, "class=has-proof"), html_counting_max);
}

TEST(Html, EveryTableHasACaptionAndItsHeadsAScope) {
  const std::string page = render_html(samples::hit());
  EXPECT_EQ(samples::count_of(page, "<table>"), samples::count_of(page, "<caption>"));
  EXPECT_EQ(samples::count_of(page, "<th "), samples::count_of(page, "<th scope="));
  EXPECT_EQ(samples::count_of(page, "<svg"), samples::count_of(page, "</svg>"));
  EXPECT_EQ(samples::count_of(page, "<section"), samples::count_of(page, "</section>"));
  EXPECT_EQ(samples::count_of(page, "<details"), samples::count_of(page, "</details>"));
}

TEST(Html, DoorSaysWhatSpeaksForItAndAgainstItAndForOthers) {
  const std::string page = render_html(samples::hit());
  const std::size_t door = page.find("id=\"door\"");
  const std::size_t chosen = page.find("supplier channel <span class=soft>the answer</span>", door);
  ASSERT_NE(chosen, std::string::npos);
  EXPECT_LT(chosen, page.find("<h3>admin session", door));
  const std::string section = page.substr(door, page.find("</section>", door) - door);
  EXPECT_EQ(samples::count_of(section, "class=\"side for\""), 4U);
  EXPECT_EQ(samples::count_of(section, "class=\"side against\""), 4U);
  EXPECT_NE(page.find("child of the supplier&#39;s agent. <span class=proofs><a href=\"#F1\">F1</a>"),
            std::string::npos);
}

TEST(Html, LedgerIsACheckListThatNeedsNoScript) {
  const std::string page = render_html(samples::hit());
  EXPECT_EQ(samples::count_of(page, "<input type=checkbox"), 2U);
  EXPECT_EQ(samples::count_of(page, " checked disabled>"), 1U);
  EXPECT_NE(page.find("the directory shows a new password"), std::string::npos);
}

TEST(Html, ScopeSaysWhatWasReachedAndWhatWasNot) {
  const std::string page = render_html(samples::hit());
  EXPECT_LT(page.find("access key in ~/.cloud"), page.find("certificate of the device"))
      << "what was opened comes first";
  EXPECT_NE(page.find("<span class=\"status within_reach\">within reach</span>"), std::string::npos);
  EXPECT_NE(page.find("<span class=\"status refused\">refused</span>"), std::string::npos);
  EXPECT_NE(page.find("order by ops.lead to ORC-MBP-18"), std::string::npos);
  EXPECT_NE(page.find("1 h 0 min 1.25 s ahead, ± 0.4 s"), std::string::npos);
}

TEST(Html, SectionsOfAHitAreNotThereWhereNothingCounts) {
  const std::string page = render_html(samples::not_seen());
  for (const std::string_view id : {"since", "door", "secrets", "cloud", "cleared", "rotation"})
    EXPECT_EQ(page.find("id=\"" + std::string(id) + "\""), std::string::npos) << id;
}

TEST(Html, SameDocumentGivesTheSameBytes) { EXPECT_EQ(render_html(samples::hit()), render_html(samples::hit())); }

TEST(Markup, EscapesWhatHtmlGivesAMeaning) {
  EXPECT_EQ(detail::escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(detail::escaped(std::string_view("\0\x1b\xff", 3)), "\\x00\\x1b\\xff");
  EXPECT_EQ(detail::prose("`<a>` and `b since 2023-07-06T12:00:01.5Z, 12023-07-06"),
            "<code>&lt;a&gt;</code> and `b since <span class=short>2023-07-06T12:00:01.5Z</span>, 12023-07-06");
}

TEST(Markup, QuotesTheMatchWhereverItStands) {
  EXPECT_EQ(detail::quoted("abcdef", 2, 2, 100), "ab<mark>cd</mark>ef");
  EXPECT_EQ(detail::quoted("abcdef", 2, 0, 100), "abcdef");
  EXPECT_EQ(detail::quoted("abcdef", ~0ULL, ~0ULL, 100), "abcdef");
  EXPECT_EQ(detail::quoted("abcdef", 4, ~0ULL, 100), "abcd<mark>ef</mark>");
  EXPECT_EQ(detail::quoted("", 0, 5, 100), "");
  const std::string longest(10'000, 'x');
  const std::string quoted = detail::quoted(longest + "evil" + longest, 10'000, 4, 100);
  EXPECT_NE(quoted.find("<mark>evil</mark>"), std::string::npos);
  EXPECT_TRUE(quoted.starts_with("…") && quoted.ends_with("…"));
  EXPECT_LT(quoted.size(), 130U);
  EXPECT_LT(detail::quoted(longest, 5, 9'000, 100).size(), 130U);
}

// FIPS 180-4 gives the digest of "abc"; `openssl dgst -sha256 -binary | base64` gives its base64.
TEST(Markup, HashesAsAContentSecurityPolicyWantsIt) {
  EXPECT_EQ(detail::csp_hash("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

}  // namespace
}  // namespace clew::report
