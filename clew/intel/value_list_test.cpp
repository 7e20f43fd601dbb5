#include "clew/intel/value_list.h"

#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

/// `line type value` and `line refused: why`, in order; "no list" for another kind of text.
std::vector<std::string> read_pieces(std::string_view text, std::size_t piece_lines = 1000) {
  auto list = ValueList::recognise(text);
  if (!list) return {"no list"};
  std::vector<std::string> told;
  const ValueSink sink = {[&](const model::Value& value, std::uint64_t line) {
                            told.push_back(fmt::format("{} {} {}", line, name_of(value.type()), value.text()));
                          },
                          [&](std::string_view, const std::string& why, std::uint64_t line) {
                            told.push_back(fmt::format("{} refused: {}", line, why));
                          }};
  while (!text.empty()) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < piece_lines && end < text.size(); ++i)
      end = std::min(text.find('\n', end), text.size() - 1) + 1;
    list->read(text.substr(0, end), sink);
    text.remove_prefix(end);
  }
  return told;
}

using Lines = std::vector<std::string>;

struct PiecesCase {
  std::string_view name;
  std::string text;
  Lines want;
};

TEST(ValueList, ReadsTheListsThatPeopleKeep) {
  const std::vector<PiecesCase> cases = {
      {"value_tab_type", "evil.com\tdomain\n203.0.113.7\tipv4\n", {"1 domain evil.com", "2 ipv4 203.0.113.7"}},
      {"type_comma_value",
       "domain,EVIL.com\nsha1,0123456789012345678901234567890123456789\n",
       {"1 domain evil.com", "2 sha1 0123456789012345678901234567890123456789"}},
      {"header",
       "type;value\nurl;https://evil.com/x\nfile name;setup.sh\n",
       {"2 url https://evil.com/x", "3 file_name setup.sh"}},
      {"header_of_one_column", "domain\nevil.com\nbad.example\n", {"2 domain evil.com", "3 domain bad.example"}},
      {"one_a_line",
       "evil.com\n203.0.113.7 # seen in May\n\n# nothing\nhttps://evil.com/x#y\n",
       {"1 domain evil.com", "2 ipv4 203.0.113.7", "5 url https://evil.com/x#y"}},
      {"defanged",
       "evil[.]com\nhxxps://evil[.]com/x\nname[at]evil[.]com\n203[.]0[.]113[.]7\n*.bad[.]example\n",
       {"1 domain evil.com", "2 url https://evil.com/x", "3 email name@evil.com", "4 ipv4 203.0.113.7",
        "5 domain bad.example"}},
      {"typed_and_defanged",
       "evil[.]com\tdomain\nhxxp://evil[.]com/\turl\n",
       {"1 domain evil.com", "2 url http://evil.com/"}},
      {"quoted_and_carriage_returns",
       "\"evil.com\",\"domain\"\r\n\"bad.example\",\"domain\"\r\n",
       {"1 domain evil.com", "2 domain bad.example"}},
      {"byte_order_mark",
       "\xef\xbb\xbf"
       "evil.com\nbad.example\n",
       {"1 domain evil.com", "2 domain bad.example"}},
      {"paths_have_blanks",
       "C:\\Program Files\\evil.exe\nevil.com\n/tmp/a b\nbad.example\n",
       {"1 file_path C:\\Program Files\\evil.exe", "2 domain evil.com", "3 file_path /tmp/a b",
        "4 domain bad.example"}},
      {"files_by_their_ending",
       "evil.com\nbad.example\nupdate.exe\nb.example\nc.example\n",
       {"1 domain evil.com", "2 domain bad.example", "3 file_name update.exe", "4 domain b.example",
        "5 domain c.example"}},
      {"a_bad_line_is_refused_with_its_rule",
       "evil.com\tdomain\nnonsense\tsha256\nx\tmutex\ny\twhatever\nz\nbad.example\tdomain\na.example\tdomain\n",
       {"1 domain evil.com", "2 refused: not a hexadecimal digit", "3 mutex x",
        "4 refused: type \"whatever\" is not known", "5 refused: a row of 1 field", "6 domain bad.example",
        "7 domain a.example"}},
      {"wide_tables_are_a_notice's", "domain,role,note\nevil.com,c2,x\nbad.example,c2,y\n", {"no list"}},
      {"prose_is_none", "# What happened\n\nSomebody saw evil.com in their logs, and told us.\n", {"no list"}},
      {"binary_is_none", std::string("a\0b\n", 4), {"no list"}},
      {"empty_is_none", "", {"no list"}},
  };
  for (const PiecesCase& item : cases) EXPECT_EQ(read_pieces(item.text), item.want) << item.name;
}

TEST(ValueList, GivesTheSameWhateverThePieces) {
  const std::string text = "value,type\nevil.com,domain\n\n# x\n203.0.113.7,ipv4\nbad,ipv4\nb.example,domain";
  EXPECT_EQ(read_pieces(text, 1), read_pieces(text));
  EXPECT_EQ(read_pieces(text, 2), read_pieces(text));
}

TEST(ValueList, RefusesALineWithoutEndOnce) {
  auto list = ValueList::recognise("evil.com\nbad.example\n");
  ASSERT_TRUE(list);
  Lines told;
  const ValueSink sink = {
      [&](const model::Value& value, std::uint64_t line) { told.push_back(fmt::format("{} {}", line, value.text())); },
      [&](std::string_view, const std::string& why, std::uint64_t line) {
        told.push_back(fmt::format("{} {}", line, why.substr(0, 6)));
      }};
  list->read("evil.com\n" + std::string(20'000, 'x'), sink);
  list->read(std::string(20'000, 'y'), sink);
  list->read("rest.com\nbad.example\n", sink);
  EXPECT_EQ(told, (Lines{"1 evil.com", "2 a line", "3 bad.example"}));
}

TEST(ReadValue, TakesATypeInFront) {
  const auto told = [](std::string_view text) {
    const auto value = read_value(text);
    return value ? fmt::format("{} {}", name_of(value->type()), value->text()) : value.error().what;
  };
  EXPECT_EQ(told("evil[.]com"), "domain evil.com");
  EXPECT_EQ(told("https://evil.com/x"), "url https://evil.com/x");
  EXPECT_EQ(told("203.0.113.7:443"), "ipv4 203.0.113.7");
  EXPECT_EQ(told("file_name:setup.sh"), "file_name setup.sh");
  EXPECT_EQ(told("account:svc-backup"), "account svc-backup");
  EXPECT_EQ(told("word"), "not a value that its shape alone tells; say its type");
  EXPECT_EQ(told("domain:"), "empty domain");
}

}  // namespace
}  // namespace clew::intel
