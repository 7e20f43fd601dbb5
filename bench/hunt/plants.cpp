#include "bench/hunt/plants.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/core.h>

namespace clew::bench {
namespace {

constexpr unsigned bit(Slot slot) { return static_cast<unsigned>(slot); }

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
char swapped_slash(char c) { return c == '/' ? '\\' : c == '\\' ? '/' : c; }

bool is_hash(Type type) { return type == Type::sha256 || type == Type::md5 || type == Type::sha1; }

unsigned slots_of(Type type) {
  switch (type) {
    case Type::domain: return bit(Slot::host) | bit(Slot::url) | bit(Slot::text);
    case Type::ipv4:
    case Type::ipv6:
    case Type::cidr: return bit(Slot::ip) | bit(Slot::text);
    case Type::url: return bit(Slot::url) | bit(Slot::text);
    case Type::sha256:
    case Type::md5:
    case Type::sha1: return bit(Slot::hash) | bit(Slot::text);
    case Type::email: return bit(Slot::mail) | bit(Slot::text);
    case Type::file_name:
    case Type::file_path: return bit(Slot::path) | bit(Slot::text);
    default: return bit(Slot::text);
  }
}

/// `2001:db8::7` with all of its eight groups, and each with its four digits where `digits` asks for that.
std::string expanded_ipv6(const std::string& text, bool digits) {
  std::vector<std::string> groups;
  std::size_t gap = std::string::npos;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(':', at), text.size());
    if (end == at) {
      gap = groups.size();
    } else {
      groups.push_back(text.substr(at, end - at));
    }
    at = end + 1;
  }
  while (gap != std::string::npos && groups.size() < 8)
    groups.insert(groups.begin() + static_cast<std::ptrdiff_t>(gap), "0");
  std::string result;
  for (const std::string& group : groups) {
    if (!result.empty()) result += ':';
    if (digits) result += std::string(4 - group.size(), '0');
    result += group;
  }
  return result;
}

std::string reverse_name(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}.in-addr.arpa", address & 0xffU, address >> 8U & 0xffU, address >> 16U & 0xffU,
                     address >> 24U);
}

}  // namespace

/// How a sighting stands in the text, before what encodings do to it: words before, the sighting, words after.
struct Plants::Surface {
  std::string before, text, after;
  std::size_t inner_begin = 0, inner_end = 0;  ///< of the indicator inside
  std::string_view spelling = "plain";
  bool exact = false;  ///< no further change of spelling: it would change what is covered
};

bool Plants::fits(std::uint32_t number, unsigned slots) const {
  return (slots_of(indicators_[number].type) & slots) != 0;
}

/// A longer name around an indicator may hold the one inside of it.
bool Plants::can_be_missed(std::uint32_t number) const { return indicators_[number].inner == Indicator::none; }

void Plants::surface_of_address(Surface& surface, Random& random, Slot slot, const Indicator& indicator) const {
  std::uint32_t address = indicator.network;
  if (indicator.type == Type::ipv6 || (indicator.type == Type::cidr && indicator.host_bits == 0)) {
    if (indicator.type == Type::cidr) {
      surface.text = fmt::format("{}{:x}::{:x}", indicator.value.substr(0, indicator.value.size() - 4),
                                 random.between(1, 0xffff), random.between(1, 0xffff));
    }
    switch (random.below(slot == Slot::text ? 6 : 4)) {
      case 0: surface.text = expanded_ipv6(surface.text, false), surface.spelling = "ipv6 spelling"; break;
      case 1: surface.text = expanded_ipv6(surface.text, true), surface.spelling = "ipv6 spelling"; break;
      case 2: std::ranges::transform(surface.text, surface.text.begin(), upper), surface.spelling = "upper case"; break;
      case 4: surface.before = "[", surface.after = "]:443", surface.spelling = "with port"; break;
      case 5: surface.after = "%eth0", surface.exact = true; break;
      default: break;
    }
    return;
  }
  if (indicator.type == Type::cidr) {
    address |= static_cast<std::uint32_t>(random.below(std::size_t{1} << indicator.host_bits));
    surface.text = ipv4_text(address);
    surface.spelling = "in network";
  }
  switch (random.below(slot == Slot::text ? 6 : 12)) {
    case 0: surface.text.insert(0, "::ffff:"), surface.spelling = "ipv6 spelling"; break;
    case 1: surface.text = reverse_name(address), surface.spelling = "in-addr.arpa"; break;
    case 2:
    case 3:
      surface.after = slot == Slot::text ? fmt::format(":{}", random.between(1, 65535)) : "",
      surface.spelling = slot == Slot::text ? "with port" : surface.spelling;
      break;
    default: break;
  }
}

void Plants::surface_of_url(Surface& surface, Random& random, Slot slot, const Indicator& indicator) const {
  const std::size_t scheme = surface.text.find("://");
  std::size_t host = scheme + 3;
  std::size_t host_end = surface.text.find('/', host);
  switch (random.below(6)) {
    case 0:
      std::transform(surface.text.begin(), surface.text.begin() + static_cast<std::ptrdiff_t>(host_end),
                     surface.text.begin(), upper);
      surface.spelling = "upper case";
      break;
    case 1:
      surface.text.insert(host_end, surface.text.starts_with("https") ? ":443" : ":80");
      surface.spelling = "with port";
      break;
    case 2:
      if (slot != Slot::text) break;
      surface.text.erase(0, host);
      host_end -= host;
      host = 0;
      surface.spelling = "without scheme";
      break;
    case 3:
      // Behind a slash that may be left out, an `&` would go on with the path.
      if (indicator.value.find('?') == std::string::npos && !indicator.value.ends_with('/'))
        surface.after = "&from=" + random.text(letters, 5);
      break;
    default: break;
  }
  surface.inner_begin = host;
  surface.inner_end = host_end;
}

void Plants::surface_of_file(Surface& surface, Random& random, const Indicator& indicator) const {
  const bool windows =
      surface.text.find('/') == std::string::npos && (surface.text.find('\\') != std::string::npos || random.one_in(2));
  const bool is_path = indicator.type == Type::file_path;
  if (!is_path && random.one_in(2)) {
    surface.before =
        windows ? fmt::format("C:\\Users\\{}\\", Names::word(random)) : fmt::format("/opt/{}/", Names::word(random));
  } else if (is_path && surface.text.starts_with('\\')) {
    surface.before = "C:";
    surface.exact = true;  // a drive and the other slash would be strange
  } else if (is_path && (surface.text.starts_with("/tmp/") || surface.text.starts_with("/var/")) && random.one_in(3)) {
    surface.text.insert(0, "/private");
    surface.spelling = "/private";
  }
  if (is_path && !surface.exact && random.one_in(4)) {
    std::ranges::transform(surface.text, surface.text.begin(), swapped_slash);
    surface.spelling = "other slash";
  } else if (windows && random.one_in(4)) {
    std::ranges::transform(surface.text, surface.text.begin(), upper);
    surface.spelling = "upper case";
  }
  surface.inner_end = surface.text.size();
  if (indicator.inner != Indicator::none)
    surface.inner_begin = surface.text.size() - indicators_[indicator.inner].value.size();
}

Plants::Surface Plants::surface_of(Random& random, Slot slot, std::uint32_t number) const {
  const Indicator& indicator = indicators_[number];
  Surface surface;
  surface.text = indicator.value;
  const auto make_upper = [&] {
    std::ranges::transform(surface.text, surface.text.begin(), upper);
    surface.spelling = "upper case";
  };
  switch (indicator.type) {
    case Type::ipv4:
    case Type::ipv6:
    case Type::cidr: surface_of_address(surface, random, slot, indicator); break;
    case Type::url: surface_of_url(surface, random, slot, indicator); break;
    case Type::file_name:
    case Type::file_path: surface_of_file(surface, random, indicator); break;
    case Type::domain: {
      if (random.one_in(3)) {
        surface.text =
            fmt::format("{}.{}", random.one_in(2) ? Names::word(random) : std::string_view("www"), surface.text);
        surface.spelling = "subdomain";
        surface.exact = true;
      }
      if (random.one_in(8)) make_upper();
      if (slot == Slot::url) {
        surface.before = random.one_in(2) ? "https://" : "http://";
        surface.after = fmt::format("/{}/{}", Names::word(random), Names::word(random));
      } else if (random.one_in(8)) {
        surface.after = ".";
        surface.spelling = "trailing dot";
      } else if (slot == Slot::text && random.one_in(6)) {
        surface.after = fmt::format(":{}", random.between(1, 65535));
        surface.spelling = "with port";
      } else if (slot == Slot::text && random.one_in(8)) {
        surface.before = fmt::format("{}@", Names::word(random));
        surface.exact = true;
      }
      break;
    }
    case Type::email:
      surface.inner_begin = surface.text.find('@') + 1;
      surface.inner_end = surface.text.size();
      if (random.one_in(6)) make_upper();
      break;
    case Type::package:
      if (random.one_in(3)) {
        surface.before = "node_modules/";
        surface.after = "/index.js";
      } else if (random.one_in(2)) {
        surface.after = fmt::format("@{}.{}.{}", random.below(20), random.below(20), random.below(20));
      }
      break;
    case Type::btc_address:
      if (indicator.value.starts_with("bc1") && random.one_in(4)) make_upper();
      break;
    case Type::eth_address:
      if (random.one_in(3))
        std::transform(surface.text.begin() + 2, surface.text.end(), surface.text.begin() + 2, upper),
            surface.spelling = "upper case";
      break;
    default:
      if (random.one_in(3)) make_upper();
      if (slot == Slot::text && random.one_in(5)) surface.before = indicator.type == Type::sha256 ? "sha256:" : "0x";
      if (slot == Slot::hash && random.one_in(3)) surface.before = "hash=";
  }
  return surface;
}

namespace {

enum class Escape : std::uint8_t { none, unicode, percent, defanged };

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Which of the escapes a value may have where it stands.
Escape any_escape(Random& random, const Line& line, Slot slot, Type type, bool exact) {
  const bool has_points =
      !is_hash(type) && type != Type::btc_address && type != Type::eth_address && type != Type::package;
  if (!has_points) return Escape::none;
  const bool can_be_defanged =
      type != Type::file_name && type != Type::file_path && (slot == Slot::text || slot == Slot::mail);
  switch (random.below(8)) {
    case 0: return line.encoding != Encoding::plain ? Escape::unicode : Escape::none;
    case 1: return !exact && (slot == Slot::text || slot == Slot::url) ? Escape::percent : Escape::none;
    case 2:
    case 3: return can_be_defanged ? Escape::defanged : Escape::none;
    default: return Escape::none;
  }
}

/// Writes a token and gives, for each of its bytes and its end, where that stands in the line.
class TokenWriter {
 public:
  TokenWriter(Line& line, Random& random, Escape escape) : line_(line), random_(random), escape_(escape) {}

  std::vector<std::size_t> write(std::string text) {
    if (escape_ == Escape::defanged && text.starts_with("http") && random_.one_in(2)) text.replace(1, 2, "xx");
    const bool mark_scheme = random_.one_in(3);
    const bool every_dot = random_.one_in(2);
    const std::size_t last_dot = text.substr(0, authority_end(text)).rfind('.');
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < text.size(); ++at) {
      places.push_back(line_.text.size());
      const char c = text[at];
      if (escape_ == Escape::unicode && (c == '.' || c == '@' || c == '-')) {
        line_.text += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      } else if (escape_ == Escape::percent && !is_word(c) && c != '-' && c != '_' && (c != '.' || last_dot == at)) {
        line_.text += fmt::format("%{:02X}", static_cast<unsigned>(c));
      } else if (escape_ == Escape::defanged && c == '.' && (every_dot || at == last_dot) && at < authority_end(text)) {
        line_.put(random_.one_in(5) ? "(dot)" : random_.one_in(5) ? "{.}" : "[.]");
      } else if (escape_ == Escape::defanged && c == '@') {
        line_.put(random_.one_in(2) ? "[at]" : "[@]");
      } else if (escape_ == Escape::defanged && c == ':' && text.compare(at, 3, "://") == 0 && mark_scheme) {
        line_.put("[://]");
        places.push_back(line_.text.size());
        places.push_back(line_.text.size());
        at += 2;
      } else if (escape_ == Escape::defanged && c == ':' && text.find('.') == std::string::npos &&
                 at == text.find(':')) {
        line_.put("[:]");
      } else {
        line_.put(c);
      }
    }
    places.push_back(line_.text.size());
    return places;
  }

 private:
  static std::size_t authority_end(const std::string& text) {
    const std::size_t scheme = text.find("://");
    return std::min(text.find('/', scheme == std::string::npos ? 0 : scheme + 3), text.size());
  }

  Line& line_;
  Random& random_;
  Escape escape_;
};

std::string_view name_of(Escape escape) {
  switch (escape) {
    case Escape::unicode: return "\\u002e";
    case Escape::percent: return "percent-encoded";
    case Escape::defanged: return "defanged";
    default: return "";
  }
}

}  // namespace

void Plants::put_sighting(Line& line, Random& random, Slot slot, std::uint32_t number) const {
  const Indicator& indicator = indicators_[number];
  const Surface surface = surface_of(random, slot, number);
  Escape escape = any_escape(random, line, slot, indicator.type, surface.exact);
  if (escape == Escape::defanged && surface.text.starts_with("::ffff")) escape = Escape::none;
  if (escape == Escape::percent) {
    line.text += "next=";
  } else {
    line.put(surface.before);
  }
  const std::vector<std::size_t> places = TokenWriter(line, random, escape).write(surface.text);
  const bool has_slash = surface.text.find_first_of("/\\") != std::string::npos && line.encoding != Encoding::plain;
  std::string_view spelling = surface.spelling;
  if (escape != Escape::none) {
    spelling = name_of(escape);
  } else if (spelling == "plain" && has_slash &&
             (line.encoding == Encoding::json_with_slash || surface.text.find('\\') != std::string::npos)) {
    spelling = "JSON escapes";
  }
  line.spans.push_back({places.front(), places.back(), number, spelling});
  if (indicator.inner != Indicator::none) {
    line.spans.push_back({places[surface.inner_begin], places[surface.inner_end], indicator.inner, spelling});
  }
  // What ends a percent-encoded value must not be decoded into it.
  if (escape != Escape::percent) line.put(surface.after);
}

void Plants::put_near_miss(Line& line, Random& random, std::uint32_t number) const {
  const Indicator& indicator = indicators_[number];
  std::string text = indicator.value;
  const std::size_t kind = random.below(4);
  const auto ends = [&](std::initializer_list<std::string_view> choices) {
    text += choices.begin()[random.below(choices.size())];
  };
  switch (indicator.type) {
    case Type::domain:
      if (kind == 0)
        text.insert(0, "not");
      else if (kind == 1)
        text += ".example.org";
      else if (kind == 2)
        text += "munity";
      else
        text.insert(0, "my-");
      break;
    case Type::ipv4:
      if (text.find('.') == 2 && kind == 0)
        text.insert(0, "x");
      else
        ends({".7", ".12", "x", "abc"});
      break;
    case Type::cidr:
      // Beside the network, inside the zone that has no other.
      if (indicator.host_bits == 0) return line.put("2a0e" + text.substr(4));
      if (indicator.host_bits > 0) text = ipv4_text(indicator.network ^ (1U << indicator.host_bits));
      if (indicator.host_bits >= 32 - cidr_zone_bits) text += ".7";
      break;
    case Type::url:
      if (kind == 0)
        text.insert(text.find("://"), "x");
      else if (kind == 1)
        text.insert(text.find('/', 8), ":8443");
      else
        ends({"yz", "/more", "x"});
      if (text.ends_with("//more")) text.erase(text.size() - 6, 1);
      break;
    case Type::email:
      if (kind < 2)
        text.insert(0, "x");
      else
        text += ".example.org";
      break;
    case Type::file_name:
    case Type::file_path:
      if (kind == 0 && indicator.type == Type::file_name)
        text.insert(0, "not");
      else
        ends({".bak", "x", "-old", "~"});
      break;
    case Type::ipv6: text += random.one_in(2) ? "abcd1" : ":1:2:3:4:5"; break;
    case Type::package:
      // Not where `\/` stands for the slash: before that is undone, the name stands alone.
      if (kind == 0 && !text.starts_with('@') && line.encoding != Encoding::json_with_slash)
        text.insert(0, "@types/");
      else
        ends({"-utils", "x", ".core"});
      break;
    default:
      if (kind == 0)
        text.pop_back();
      else if (kind == 1 && !is_hash(indicator.type))
        text.insert(0, "z");
      else
        text += hex_digits[random.below(16)];
  }
  line.put(text);
}

}  // namespace clew::bench
