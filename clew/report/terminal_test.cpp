#include "clew/report/terminal.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/show.h"
#include "clew/report/sample_cases.h"

#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

namespace clew::report {
namespace {

// Shows the screens to whoever writes them: CLEW_SHOW=1.
TEST(Terminal, Show) {
  if (std::getenv("CLEW_SHOW") == nullptr) GTEST_SKIP() << "set CLEW_SHOW=1 to look at the screens";
  for (const auto& document : {samples::hit(), samples::not_seen(), samples::cannot_say(), samples::empty(),
                               samples::large(3000), samples::spread(5), samples::spread(500)}) {
    for (const TerminalStyle& style : {TerminalStyle{80, 24, Colours::on, Characters::unicode},
                                       TerminalStyle{120, 40, Colours::off, Characters::unicode}}) {
      std::cout << std::string(style.columns, '=') << "\n" << render_terminal(document, style);
    }
  }
}

std::vector<std::string_view> lines_of(std::string_view screen) {
  auto lines = base::split(screen, '\n');
  EXPECT_TRUE(lines.back().empty()) << "a screen ends with a line end";
  lines.pop_back();
  return lines;
}

std::string without_colours(std::string_view screen) {
  std::string plain;
  for (std::size_t i = 0; i < screen.size(); ++i) {
    if (screen[i] == '\x1b') {
      i = screen.find('m', i);
      continue;
    }
    plain += screen[i];
  }
  return plain;
}

TEST(Terminal, FitsOnEveryScreen) {
  for (const auto& document : {samples::hit(), samples::not_seen(), samples::cannot_say(), samples::empty(),
                               samples::large(3000), samples::hostile(), samples::spread(500)}) {
    for (const std::size_t columns : {40U, 80U, 100U, 120U, 200U}) {
      for (const std::size_t rows : {16U, 24U, 40U, 60U}) {
        for (const Characters characters : {Characters::ascii, Characters::unicode}) {
          const auto screen = render_terminal(document, {columns, rows, Colours::off, characters});
          const auto lines = lines_of(screen);
          EXPECT_LT(lines.size(), rows) << screen;
          for (const auto line : lines) EXPECT_LE(detail::columns_of(line), columns) << line;
        }
      }
    }
  }
}

TEST(Terminal, NoByteOfTheEvidenceIsAControlByte) {
  const std::string screen = render_terminal(samples::hostile(), {120, 60, Colours::off, Characters::unicode});
  for (const char c : screen) ASSERT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  EXPECT_EQ(base::valid_utf8(screen), screen);
  EXPECT_EQ(screen.find("\xe2\x80\xae"), std::string::npos);
}

TEST(Terminal, ColoursAreTheOnlyEscapesAndOnlyWhenAskedFor) {
  for (const auto& document : {samples::hit(), samples::hostile()}) {
    const std::string coloured = render_terminal(document, {120, 40, Colours::on, Characters::unicode});
    const std::string plain = render_terminal(document, {120, 40, Colours::off, Characters::unicode});
    EXPECT_NE(coloured.find('\x1b'), std::string::npos);
    EXPECT_EQ(plain.find('\x1b'), std::string::npos);
    EXPECT_EQ(without_colours(coloured), plain);
  }
}

TEST(Terminal, AsciiMeansAscii) {
  const std::string screen = render_terminal(samples::hostile(), {120, 60, Colours::off, Characters::ascii});
  for (const char c : screen) ASSERT_LT(static_cast<unsigned char>(c), 0x80U);
}

TEST(Terminal, AnswersFirst) {
  EXPECT_TRUE(render_terminal(samples::hit(), {}).starts_with("HIT  Two devices ran"));
  EXPECT_TRUE(render_terminal(samples::not_seen(), {}).starts_with("NOT SEEN  None of 30"));
  EXPECT_TRUE(render_terminal(samples::cannot_say(), {}).starts_with("CANNOT SAY  Nothing was seen"));
}

TEST(Terminal, IndicatorsAreDefanged) {
  const std::string screen = render_terminal(samples::hit(), {140, 60, Colours::off, Characters::unicode});
  EXPECT_NE(screen.find("pear-mirror[.]example"), std::string::npos);
  EXPECT_EQ(screen.find("pear-mirror.example"), std::string::npos);
}

TEST(Terminal, SaysWhatHadNoRoom) {
  const std::string screen = render_terminal(samples::large(3000), {80, 24, Colours::off, Characters::unicode});
  EXPECT_NE(screen.find("… 499 more: --json, --html"), std::string::npos) << screen;
  for (const std::string_view title :
       {"What counts", "Explained, does not count: 2,500", "Coverage", "Where we are blind", "What was searched for"}) {
    EXPECT_NE(screen.find(title), std::string::npos) << title;
  }
}

TEST(Terminal, SaysDoorScopeClocksAndWhatToDoNow) {
  const std::string screen = render_terminal(samples::hit(), {120, 44, Colours::off, Characters::unicode});
  for (const std::string_view told :
       {"  door      supplier channel: a command ran as a child", "F1; evidence reaches back to 2024-02-20 00:00",
        "  secrets   2 opened: login keychain of mira.k, access key in ~/.cloud/credentials · 1 within reach",
        "  clocks    corrected: osquery_results 1 h 0 min 1.25 s ahead, ± 0.4 s", "Do this now: 1 step, 1 done",
        "1  Revoke the access key of ship-robot"}) {
    EXPECT_NE(screen.find(told), std::string::npos) << told << "\n" << screen;
  }
  EXPECT_EQ(screen.find("orchard_events right"), std::string::npos) << "a clock that is not corrected is not said";
  EXPECT_EQ(screen.find("Reset the password"), std::string::npos) << "what is verified is not to be done";
  auto document = samples::hit();
  for (auto& step : document.rotation) step.state = model::RotationState::verified;
  for (auto& clock : document.clocks) clock.applied = false;
  const std::string calm = render_terminal(document, {120, 44, Colours::off, Characters::unicode});
  EXPECT_EQ(calm.find("Do this now"), std::string::npos);
  EXPECT_EQ(calm.find("clocks"), std::string::npos);
}

TEST(Terminal, AllNumbersStandWhereTheNamesHaveNoRoom) {
  const std::string screen = render_terminal(samples::spread(500), {80, 40, Colours::off, Characters::unicode});
  EXPECT_NE(screen.find("  devices   429 compromised: ORC-MBP-001, … · 71 suspicious: ORC-MBP-007, …\n"),
            std::string::npos)
      << screen;
}

TEST(Terminal, ShowsTheSourceWithAGapWhereThereIsRoomForOne) {
  const std::string screen = render_terminal(samples::hit(), {80, 24, Colours::off, Characters::unicode});
  EXPECT_NE(screen.find("zeek_conn"), std::string::npos) << screen;
  EXPECT_NE(screen.find("╳"), std::string::npos) << screen;
}

constexpr std::string_view cannot_say_screen =
    R"(CANNOT SAY  Nothing was seen, but DNS starts on 5 March, 14 days into the window, and no source
            shows what ran on the devices.

  window    2024-02-20 – 2024-03-12 UTC (from the notice) · supplier orchard
  evidence  4 files, 6.2 MB, 30,644 records

Coverage (╳ gap)
                2024-02-20──────────────────2024-03-13                 events
  zeek_dns      ╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳▇█▆█▆█╳╳█▆█▇▇  03-05 – 03-12  20,101  2 gaps
  proxy_access  ▅▆█▆█▇▇█▆█▆██▆█▆█▃╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳  02-20 – 03-01   8,811  1 gap, 1,320 unparsed
  other text                                            no times          412

Where we are blind
  not read to its end: proxy.log: malformed: gzip stream ends in the mid…
  process execution on every device: no source of this evidence shows pr…  02-20 00:00 – 03-13 00:00
  DNS before 5 March: zeek_dns starts late                                 02-20 00:00 – 03-05 09:00
  HTTP after 1 March: proxy.log breaks off in the middle of a record       03-01 03:12 – 03-13 00:00
  orders to devices: no export of the supplier's console was given

What was searched for
  domain  18 hunted  none seen  36 % of the window, by zeek_dns, proxy_access
  sha256   3 hunted  none seen  nothing here would show one
  ipv4     9 hunted  none seen  nothing here would show one
)";

TEST(Terminal, LooksLikeThis) { EXPECT_EQ(render_terminal(samples::cannot_say(), {}), cannot_say_screen); }

TEST(Cells, CutsAtCharactersNotAtBytes) {
  EXPECT_EQ(detail::cut_to("grüße", 4, detail::Cut::end, "…"), "grü…");
  EXPECT_EQ(detail::cut_to("grüße", 3, detail::Cut::start, "…"), "…ße");
  EXPECT_EQ(detail::cut_to("grüße", 5, detail::Cut::end, "…"), "grüße");
  EXPECT_EQ(detail::cut_to("漢字漢字", 5, detail::Cut::end, "…"), "漢字…");
  EXPECT_EQ(detail::cut_to("abc", 0, detail::Cut::end, "…"), "");
}

TEST(Cells, WrapsAtSpacesAndNeverRunsForEver) {
  EXPECT_EQ(detail::wrapped("one two three", 8, 9, "…"), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(detail::wrapped("abcdefgh", 3, 9, "…"), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(detail::wrapped("one two three four", 8, 2, "…"), (std::vector<std::string>{"one two", "three f…"}));
  EXPECT_EQ(detail::wrapped("   ", 1, 9, "…").size(), 1U);
  EXPECT_LE(detail::wrapped("漢字", 1, 99, "…").size(), 99U);
}

TEST(Show, DefangsWhatItKnowsAndEveryLink) {
  const auto document = samples::hit();
  const detail::Shower shower(document);
  EXPECT_EQ(shower.text("see HTTPS://x.test and CDN.Pear-Mirror.example"),
            "see hxxps://x.test and cdn.pear-mirror[.]example");
}

TEST(Show, RoundsNothingToAllOrNothing) {
  EXPECT_EQ(detail::percent(0.999), "99 %");
  EXPECT_EQ(detail::percent(0.001), "1 %");
  EXPECT_EQ(detail::percent(1), "100 %");
  EXPECT_EQ(detail::grouped(1'204'113), "1,204,113");
  EXPECT_EQ(detail::grouped(999), "999");
  EXPECT_EQ(detail::sized(999'999), "1.0 MB");
}

}  // namespace
}  // namespace clew::report
