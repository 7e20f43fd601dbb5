#include "clew/intel/detail/html_entities.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace clew::intel::detail {
namespace {

struct Name {
  std::string_view name;
  std::uint32_t code;
};
constexpr auto names = std::to_array<Name>({
    {"amp", '&'},        {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xa0},      {"shy", 0xad},     {"period", '.'},   {"colon", ':'},     {"sol", '/'},
    {"commat", '@'},     {"lbrack", '['},   {"rbrack", ']'},   {"lsqb", '['},      {"rsqb", ']'},
    {"lpar", '('},       {"rpar", ')'},     {"lbrace", '{'},   {"lcub", '{'},      {"rcub", '}'},
    {"rbrace", '}'},     {"num", '#'},      {"excl", '!'},     {"quest", '?'},     {"equals", '='},
    {"percnt", '%'},     {"ast", '*'},      {"plus", '+'},     {"comma", ','},     {"semi", ';'},
    {"bsol", '\\'},      {"lowbar", '_'},   {"grave", '`'},    {"vert", '|'},      {"verbar", '|'},
    {"Tab", '\t'},       {"NewLine", '\n'}, {"dollar", '$'},   {"hyphen", 0x2010}, {"dash", 0x2010},
    {"ndash", 0x2013},   {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},  {"sbquo", 0x201a},
    {"ldquo", 0x201c},   {"rdquo", 0x201d}, {"bdquo", 0x201e}, {"laquo", 0xab},    {"raquo", 0xbb},
    {"hellip", 0x2026},  {"bull", 0x2022},  {"middot", 0xb7},  {"copy", 0xa9},     {"reg", 0xae},
    {"trade", 0x2122},   {"deg", 0xb0},     {"sect", 0xa7},    {"para", 0xb6},     {"euro", 0x20ac},
    {"pound", 0xa3},     {"zwj", 0x200d},   {"zwnj", 0x200c},  {"ensp", 0x2002},   {"emsp", 0x2003},
    {"thinsp", 0x2009},  {"rarr", 0x2192},  {"larr", 0x2190},  {"agrave", 0xe0},   {"aacute", 0xe1},
    {"acirc", 0xe2},     {"auml", 0xe4},    {"aring", 0xe5},   {"aelig", 0xe6},    {"ccedil", 0xe7},
    {"egrave", 0xe8},    {"eacute", 0xe9},  {"ecirc", 0xea},   {"euml", 0xeb},     {"icirc", 0xee},
    {"iuml", 0xef},      {"ntilde", 0xf1},  {"ocirc", 0xf4},   {"ouml", 0xf6},     {"oelig", 0x153},
    {"ugrave", 0xf9},    {"ucirc", 0xfb},   {"uuml", 0xfc},    {"szlig", 0xdf},    {"Agrave", 0xc0},
    {"Ccedil", 0xc7},    {"Egrave", 0xc8},  {"Eacute", 0xc9},  {"Ecirc", 0xca},    {"ZeroWidthSpace", 0x200b},
    {"NoBreak", 0x2060},
});

/// U+FFFD stands for what is no character.
std::string character(std::uint32_t code) {
  const bool none = code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
  return none ? "\xef\xbf\xbd" : base::utf8_of(code);
}

Entity numeric(std::string_view text, std::size_t i) {
  std::size_t end = i + 2;
  const bool hex = end < text.size() && (text[end] == 'x' || text[end] == 'X');
  if (hex) ++end;
  const std::size_t first = end;
  constexpr std::uint32_t code_max = 0x110000;
  std::uint32_t code = 0;
  for (; end < text.size() && (hex ? base::is_hex(text[end]) : base::is_digit(text[end])); ++end) {
    code = std::min(code_max, code * (hex ? 16U : 10U) + base::hex_value(text[end]));
  }
  if (end == first) return {};
  if (end < text.size() && text[end] == ';') ++end;
  return {character(code), end - i};
}

}  // namespace

Entity entity_at(std::string_view text, std::size_t i) {
  if (i + 2 >= text.size()) return {};
  if (text[i + 1] == '#') return numeric(text, i);
  constexpr std::size_t name_bytes_max = 16;
  std::size_t end = i + 1;
  while (end < text.size() && end - i <= name_bytes_max && base::is_alnum(text[end])) ++end;
  // Without its semicolon `&copy=1` is a part of a URL.
  if (end >= text.size() || text[end] != ';') return {};
  const std::string_view name = text.substr(i + 1, end - i - 1);
  const auto found = std::ranges::find(names, name, &Name::name);
  if (found == names.end()) return {};
  return {character(found->code), end + 1 - i};
}

}  // namespace clew::intel::detail
