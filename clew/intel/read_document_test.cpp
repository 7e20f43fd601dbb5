// Web pages, mails, PDFs and texts of other encodings: the pages are made up, in the forms that vendors use.
#include "clew/intel/detail/notice_under_test.h"
#include "clew/intel/read_notice.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Notice;
using model::Role;
using detail::read;

std::string values(const Notice& notice) {
  std::string all;
  for (const auto& indicator : notice.indicators) {
    all +=
        (all.empty() ? "" : " ") + std::string(model::name_of(indicator.value.type())) + ":" + indicator.value.text();
  }
  return all;
}

std::string why(const Notice& notice, std::string_view value) {
  for (const auto& mention : notice.mentions) {
    if (mention.value == value) return mention.why;
  }
  return {};
}

const std::string page = R"(<!DOCTYPE html>
<html lang="en"><head><title>A quiet loader | Harrow Lane</title>
<meta property="og:site_name" content="Harrow Lane">
<meta property="article:published_time" content="2024-05-03T08:00:00Z">
<link rel="canonical" href="https://blog.harrowlane.io/quiet">
<script>var c = "evil-in-script.com";</script><style>a{}</style></head>
<body class="has-sidebar"><nav><a href="https://harrowlane.io/">Home</a> nav-host.com</nav>
<div class="cookie-banner">We use cookies from cookie-host.com</div>
<article><h1>A quiet loader</h1>
<p>The loader, written with Node.js and started by setup.py, beacons to the C2 server stage&#46;umber-kelp[.]top
every hour. It was built with version 10.0.19041.1. Others <a href="https://news-site.com/story">wrote of it</a>.</p>
<!-- commented-host.com -->
<h2>Indicators of compromise</h2>
<table><tr><th>Type</th><th>Indicator</th><th>Description</th></tr>
<tr><td rowspan="2">Domain</td><td>umber-<wbr>flint.com</td><td>C2</td></tr>
<tr><td><b>quartz</b>-drift[.]net<br>ember-glade[.]org</td><td>Delivery</td></tr>
<tr><td>SHA-256</td><td><code>5f70bf18a086007016e948b04aed3b82&shy;103a36bea41755b6cddfaf10ace3c6ef</code></td><td>Loader</td></tr>
</table>
<p><strong>Addresses</strong></p>
<p>203.0.113.9<br>203.0.113.10</p>
<h2>References</h2><ul><li>https://reference-host.com/report</li></ul>
</article>
<section class="related-posts">Read of 0a1b2c3d4e5f60718293a4b5c6d7e8f9 and related-host[.]com</section>
<footer>press@harrowlane.io, footer-host.com</footer></body></html>
)";

TEST(WebPage, YieldsItsArticlesIndicatorsAndNothingElse) {
  EXPECT_EQ(
      values(read(page)),
      "domain:stage.umber-kelp.top domain:umber-flint.com domain:quartz-drift.net domain:ember-glade.org "
      "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef ipv4:203.0.113.9 ipv4:203.0.113.10");
}

TEST(WebPage, SaysWhoseItIs) {
  const Notice notice = read(page);
  EXPECT_EQ(notice.source.format, "html");
  EXPECT_EQ(notice.source.publisher, "Harrow Lane");
  EXPECT_EQ(notice.source.published, "2024-05-03");
  EXPECT_EQ(notice.source.language, "en");
  EXPECT_EQ(notice.source.title, "A quiet loader | Harrow Lane");
}

TEST(WebPage, MentionsWhatStandsAroundTheArticle) {
  const Notice notice = read(page);
  EXPECT_EQ(why(notice, "related-host.com"), "stands outside the article");
  EXPECT_EQ(why(notice, "0a1b2c3d4e5f60718293a4b5c6d7e8f9"), "stands outside the article");
  EXPECT_EQ(why(notice, "press@harrowlane.io"), "the publisher's own mail address");
  EXPECT_EQ(why(notice, "https://news-site.com/story"), "the target of a link");
  EXPECT_EQ(why(notice, "https://reference-host.com/report"), "listed as a reference");
  EXPECT_EQ(why(notice, "evil-in-script.com"), "");
  EXPECT_EQ(why(notice, "commented-host.com"), "");
}

TEST(WebPage, TellsThePlaceInThePageAndWhatARowSays) {
  const Notice notice = read(page);
  EXPECT_EQ(notice.indicators[0].text, "stage&#46;umber-kelp[.]top");
  EXPECT_EQ(notice.indicators[1].text, "umber-<wbr>flint.com");
  EXPECT_EQ(notice.indicators[1].role, Role::c2);
  EXPECT_EQ(notice.indicators[2].role, Role::delivery);
  EXPECT_EQ(page.substr(0, notice.indicators[1].where.offset_bytes).ends_with("<td>"), true);
}

TEST(WebPage, SurvivesWhatIsNotClosed) {
  for (const std::string& bytes : {std::string("<html><table><tr><td>evil[.]com"), std::string("<html><a href=\"x"),
                                   std::string("<html><!-- a"), std::string("<html><script>a"),
                                   std::string("<html><pre>evil[.]com"), std::string("<html><td>evil[.]com</table>"),
                                   "<html>" + std::string(5000, '<'), std::string("<html></div></div>evil[.]com")}) {
    EXPECT_TRUE(read_notice({"n", bytes, std::nullopt}, {}));
  }
}

TEST(Mail, ReadsItsPartsAndHeaders) {
  const Notice notice = read(
      "From: \"Example CERT\" <cert@cert-example.org>\r\nDate: Wed, 12 Jul 2023 10:00:00 +0000\r\n"
      "Subject: =?utf-8?Q?Alerte_s=C3=A9curit=C3=A9?=\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=\"bb\"\r\n\r\n--bb\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\nIndicators:\r\n\r\n- evil=\r\n-kelp[.]com\r\n"
      "- hxxp://flint[.]net/a?b=3D1\r\nWrite to cert@cert-example.org.\r\n--bb\r\nContent-Type: text/csv\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\ndHlwZSx2YWx1ZQppcHY0LDIwMy4wLjExMy43Cg==\r\n--bb--\r\n");
  EXPECT_EQ(values(notice), "domain:evil-kelp.com url:http://flint.net/a?b=1 ipv4:203.0.113.7");
  EXPECT_EQ(notice.source.format, "mail");
  EXPECT_EQ(notice.source.title,
            "Alerte s\xc3\xa9"
            "curit\xc3\xa9");
  EXPECT_EQ(notice.source.publisher, "Example CERT");
  EXPECT_EQ(notice.source.published, "2023-07-12");
  EXPECT_EQ(why(notice, "cert@cert-example.org"), "the publisher's own mail address");
}

TEST(Utf16, IsReadWithItsPlaces) {
  const std::string text = "# Indicators\n\n- evil[.]com\n";
  std::string bytes = "\xff\xfe";
  for (const char c : text) {
    bytes += c;
    bytes += '\0';
  }
  const Notice notice = read(bytes);
  EXPECT_EQ(values(notice), "domain:evil.com");
  EXPECT_EQ(notice.indicators.front().where.offset_bytes, 2U + 2U * text.find("evil"));
}

TEST(Pdf, TellsThePageAndLeavesOutWhatRunsAlongIt) {
  const std::string text =
      "Harrow Lane www.harrowlane.io 1\n\nThe C2 server is evil-kelp[.]com.\n\fHarrow Lane www.harrowlane.io 2\n\n"
      "Indicators\n\n\xe2\x80\xa2 5f70bf18a086007016e948b04aed3b82103a36bea417\n55b6cddfaf10ace3c6ef\n"
      "\fHarrow Lane www.harrowlane.io 3\n\nIndicators\n\nflint.net\n";
  const auto notice = read_notice({"a.pdf", "%PDF-1.7", text}, {});
  ASSERT_TRUE(notice);
  EXPECT_EQ(
      values(*notice),
      "domain:evil-kelp.com sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef domain:flint.net");
  EXPECT_EQ(notice->source.format, "pdf");
  EXPECT_EQ(notice->indicators[0].page, 1U);
  EXPECT_EQ(notice->indicators[1].page, 2U);
  EXPECT_EQ(notice->indicators[2].page, 3U);
  EXPECT_EQ(why(*notice, "www.harrowlane.io"), "");
}

TEST(FrenchNotice, ReadsAsWellAsAnEnglishOne) {
  const Notice notice = read(
      "# Alerte : un chargeur vise les d\xc3\xa9veloppeurs\n\nPubli\xc3\xa9 le 3 f\xc3\xa9vrier 2024\n\n"
      "Le serveur de commande evil-kelp[.]com \xc3\xa9tait utilis\xc3\xa9 du 3 mars au 5 avril 2023. Les journaux des "
      "\xc3\xa9quipes et les alertes dans une console est un bon d\xc3\xa9part.\n\n"
      "## Indicateurs de compromission\n\n- flint-ember.net\n- 203.0.113.8\n\n## R\xc3\xa9"
      "f\xc3\xa9rences\n\n- https://reference-host.com/a\n");
  EXPECT_EQ(values(notice), "domain:evil-kelp.com domain:flint-ember.net ipv4:203.0.113.8");
  EXPECT_EQ(notice.source.language, "fr");
  EXPECT_EQ(notice.source.published, "2024-02-03");
  EXPECT_EQ(notice.indicators[0].role, Role::c2);
  EXPECT_EQ(base::to_date(notice.indicators[0].valid.from.value()), "2023-03-03");
  EXPECT_EQ(base::to_date(notice.indicators[0].valid.to.value()), "2023-04-06");
}

struct SpellingCase {
  std::string name, text, want;
};
class Spellings : public testing::TestWithParam<SpellingCase> {};

TEST_P(Spellings, AreRead) { EXPECT_EQ(values(read("# Indicators\n\n" + GetParam().text + "\n")), GetParam().want); }

const std::string sha1_of_moth = "9a1b2c3d4e5f60718293a4b5c6d7e8f901a2b3c4";
const std::string md5_of_moth = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

INSTANTIATE_TEST_SUITE_P(
    AllKinds, Spellings,
    testing::Values(
        SpellingCase{"url_over_two_lines", "- hxxp://evil[.]com/a?b=1&\n  c=2", "url:http://evil.com/a?b=1&c=2"},
        SpellingCase{"blank_in_a_host", "- hxxps://pay. evil[.]com/x", "url:https://pay.evil.com/x"},
        SpellingCase{"no_colon", "- hxxps//evil[.]com/x", "url:https://evil.com/x"},
        SpellingCase{"slashes_in_brackets", "- hxxp:[//]evil[.]com/x", "url:http://evil.com/x"},
        SpellingCase{"meow", "- meow://evil[.]com/x", "url:http://evil.com/x"},
        SpellingCase{"ideographic_stop",
                     "- evil\xe3\x80\x82"
                     "com",
                     "domain:evil.com"},
        SpellingCase{"escaped_dot", "- evil\\.kelp\\.com", "domain:evil.kelp.com"},
        SpellingCase{"spoken_dot", "- evilkelp dot com", "domain:evilkelp.com"},
        SpellingCase{"blank_before_bracket", "- evil [.]com", "domain:evil.com"},
        SpellingCase{"hash_with_label_behind", "- " + sha1_of_moth + "SHA1", "sha1:" + sha1_of_moth},
        SpellingCase{"hash_with_label_before", "- MD5" + md5_of_moth, "md5:" + md5_of_moth},
        SpellingCase{"hash_with_word_in_hex_letters", "- " + sha1_of_moth + "Dropper", "sha1:" + sha1_of_moth},
        SpellingCase{"md5_and_sha1_together", "- " + md5_of_moth + sha1_of_moth,
                     "md5:" + md5_of_moth + " sha1:" + sha1_of_moth},
        SpellingCase{"redirector", "- hxxps://www.google[.]com/url?q=hxxps://evil[.]com/x&sa=D",
                     "url:https://evil.com/x"},
        SpellingCase{"placeholder_in_query", "- hxxps://evil[.]com/x.php?id=[token]", "url:https://evil.com/x.php"},
        SpellingCase{"cve", "- CVE-2023-12345", "cve:CVE-2023-12345"},
        SpellingCase{"ja4", "- t13d1516h2_8daaf6152771_b186095e22b6", "ja4:t13d1516h2_8daaf6152771_b186095e22b6"},
        SpellingCase{"ja3", "- JA3: " + md5_of_moth, "ja3:" + md5_of_moth},
        SpellingCase{"thumbprint", "- thumbprint " + sha1_of_moth, "certificate:" + sha1_of_moth},
        SpellingCase{"asn", "- AS64496 (hosting)", "asn:AS64496"},
        SpellingCase{"registry", "- `HKCU\\Software\\Run Me\\x`", "registry_key:HKCU\\Software\\Run Me\\x"},
        SpellingCase{"mutex", "It creates the mutex `Global\\a b`.", "mutex:Global\\a b"},
        SpellingCase{"wallet", "- 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                     "btc_address:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
        SpellingCase{"wallet_with_a_wrong_letter", "- 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", ""},
        SpellingCase{"versions_and_code", "It needs v10.0.19041.1, version 1.2.3.4, Node.js and System.Net.", ""}),
    [](const auto& given) { return given.param.name; });

TEST(Refusals, NameTheChecksumThatDoesNotHold) {
  const Notice notice =
      read("# Wallets\n\n- 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb\n- 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD\n");
  ASSERT_EQ(notice.refused.size(), 2U);
  EXPECT_EQ(notice.refused[0].why, "the Base58Check checksum does not hold");
  EXPECT_EQ(notice.refused[1].why, "the EIP-55 checksum does not hold: the case of its letters");
}

TEST(Roles, AreThoseOfHonestServicesPutToUse) {
  const Notice notice = read("LEGITIMATE SERVICES USED BY THE ACTOR:\n\n- hxxps://files-share[.]com/a/b\n");
  ASSERT_EQ(notice.indicators.size(), 1U);
  EXPECT_EQ(notice.indicators[0].role, Role::legitimate_abused);
}

}  // namespace
}  // namespace clew::intel
