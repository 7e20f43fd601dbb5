#include "clew/intel/detail/context.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using model::ValueType;

constexpr auto well_known = std::to_array<std::string_view>({
    "abuse.ch",
    "abuseipdb.com",
    "adobe.com",
    "alienvault.com",
    "any.run",
    "anydesk.com",
    "apple.com",
    "archive.org",
    "attack.mitre.org",
    "bitbucket.org",
    "bleepingcomputer.com",
    "bing.com",
    "censys.io",
    "cisa.gov",
    "cve.org",
    "cloudflare.com",
    "cyble.com",
    "facebook.com",
    "filezilla-project.org",
    "first.org",
    "github.com",
    "gitlab.com",
    "google.com",
    "greynoise.io",
    "hybrid-analysis.com",
    "infosec.exchange",
    "joesandbox.com",
    "krebsonsecurity.com",
    "linkedin.com",
    "mail.ru",
    "malpedia.caad.fkie.fraunhofer.de",
    "mandiant.com",
    "medium.com",
    "microsoft.com",
    "microsoftonline.com",
    "mitre.org",
    "mozilla.org",
    "ncsc.gov.uk",
    "nist.gov",
    "nodejs.org",
    "npmjs.com",
    "npmjs.org",
    "office.com",
    "office.net",
    "office365.com",
    "openxmlformats.org",
    "proofpoint.com",
    "pypi.org",
    "python.org",
    "reuters.com",
    "sentinelone.com",
    "shodan.io",
    "stackoverflow.com",
    "t.me",
    "teamviewer.com",
    "telegram.org",
    "thehackernews.com",
    "threatpost.com",
    "tria.ge",
    "twitter.com",
    "ubuntu.com",
    "urlscan.io",
    "virustotal.com",
    "w3.org",
    "wikipedia.org",
    "windows.com",
    "winscp.net",
    "x.com",
    "xmlsoap.org",
    "yahoo.com",
    "yandex.com",
    "yandex.ru",
    "youtube.com",
    "zdnet.com",
});

/// Services that programs of all kinds ask, for their own address or for a file: the name alone proves nothing.
constexpr auto public_services = std::to_array<std::string_view>({
    "api.telegram.org",
    "cdn.discordapp.com",
    "checkip.amazonaws.com",
    "checkip.dyndns.org",
    "discord.com",
    "docs.google.com",
    "drive.google.com",
    "dropbox.com",
    "firebasestorage.googleapis.com",
    "icanhazip.com",
    "ifconfig.me",
    "ip-api.com",
    "ipify.org",
    "ipinfo.io",
    "myexternalip.com",
    "onedrive.live.com",
    "openweathermap.org",
    "pastebin.com",
    "raw.githubusercontent.com",
    "storage.googleapis.com",
    "whatismyip.com",
});

/// Where anybody may open a mailbox: a notice's own people write from elsewhere.
constexpr auto free_mail = std::to_array<std::string_view>({
    "163.com",        "126.com",       "aol.com",     "cock.li",      "daum.net",     "gmail.com",
    "gmx.com",        "gmx.de",        "hanmail.net", "hotmail.com",  "hotmail.fr",   "icloud.com",
    "keemail.me",     "laposte.net",   "live.com",    "mail.com",     "mail.ru",      "msn.com",
    "naver.com",      "onionmail.org", "orange.fr",   "outlook.com",  "proton.me",    "protonmail.ch",
    "protonmail.com", "qq.com",        "rambler.ru",  "tutamail.com", "tutanota.com", "web.de",
    "yahoo.co.jp",    "yahoo.com",     "yahoo.fr",    "yandex.com",   "yandex.ru",    "zohomail.com",
});

/// Resolvers that anybody may ask; malware and administrators do.
constexpr auto public_resolvers = std::to_array<std::string_view>({
    "1.0.0.1",
    "1.1.1.1",
    "149.112.112.112",
    "208.67.220.220",
    "208.67.222.222",
    "2001:4860:4860::8844",
    "2001:4860:4860::8888",
    "2606:4700:4700::1001",
    "2606:4700:4700::1111",
    "2620:fe::fe",
    "4.2.2.2",
    "8.8.4.4",
    "8.8.8.8",
    "9.9.9.9",
});

/// MD5, SHA-1, SHA-256 and SHA-512 of no bytes: files that were never filled are in every list of samples.
constexpr auto digests_of_nothing = std::to_array<std::string_view>({
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a5383"
    "27af927da3e",
});

model::DomainSet set_of(std::span<const std::string_view> domains) {
  model::DomainSet set;
  for (const std::string_view domain : domains) set.add(domain);
  return set;
}

bool is_private_value(const model::Value& value) {
  if (value.type() == ValueType::cidr) {
    const auto network = model::Network::parse(value.text());
    return network && (model::is_private(network->address) || model::is_sinkhole_answer(network->address));
  }
  const auto address = model::Address::parse(model::host_of(value));
  if (!address) return false;
  const bool multicast = address->is_ipv4() ? address->bytes[12] >= 224 : address->bytes[0] == 0xff;
  const bool nowhere = address->is_ipv4() && address->bytes[12] == 0;
  return multicast || nowhere || model::is_private(*address) || model::is_sinkhole_answer(*address);
}

}  // namespace

bool is_well_known(std::string_view host) {
  static const model::DomainSet sites = set_of(well_known);
  return sites.covers(host);
}

bool is_local_name(std::string_view host) {
  static constexpr auto endings =
      std::to_array<std::string_view>({".local", ".localdomain", ".localhost", ".internal", ".lan", ".home.arpa"});
  return std::ranges::any_of(endings, [&](std::string_view ending) { return host.ends_with(ending); });
}

bool is_for_examples(std::string_view host) {
  static constexpr auto names = std::to_array<std::string_view>({"example.com", "example.net", "example.org"});
  return std::ranges::any_of(names, [&](std::string_view name) { return model::is_within_domain(host, name); });
}

bool is_authority(std::string_view host) {
  static constexpr auto endings = std::to_array<std::string_view>(
      {".gov", ".mil", ".gouv.fr", ".gov.uk", ".gov.au", ".gc.ca", ".go.jp", ".go.kr", ".govt.nz", ".europa.eu"});
  return std::ranges::any_of(endings, [&](std::string_view ending) { return host.ends_with(ending); });
}

bool is_free_mail(std::string_view host) { return std::ranges::find(free_mail, host) != free_mail.end(); }

bool is_public_service(std::string_view host) {
  static const model::DomainSet services = set_of(public_services);
  return std::ranges::find(public_resolvers, host) != public_resolvers.end() || services.covers(host);
}

bool is_digest_of_nothing(const model::Value& value) {
  return std::ranges::find(digests_of_nothing, value.text()) != digests_of_nothing.end();
}

std::optional<std::string> Context::why_not(const model::Value& value) const {
  const std::string_view host = model::host_of(value);
  if (host.empty() && value.type() != ValueType::cidr) return std::nullopt;
  for (const Pack& pack : packs) {
    for (const std::string& domain : pack.domains) {
      if (!model::is_within_domain(host, domain)) continue;
      if (&pack == supplier)
        return value.type() == ValueType::email ? "the supplier's own mail address" : "the supplier's own site";
      return fmt::format("{} of {}", value.type() == ValueType::email ? "a mail address" : "the site", pack.name);
    }
  }
  for (const std::string& own : own_hosts) {
    if (model::is_within_domain(host, own))
      return value.type() == ValueType::email ? "the publisher's own mail address" : "the publisher's own site";
  }
  if (is_private_value(value)) return "an address that is not on the internet";
  if (is_local_name(host)) return "a name that is not on the internet";
  return std::nullopt;
}

std::size_t Context::add(model::Value value, base::Span where, const About& about, Weight weight) const {
  std::string text(gather.source().substr(where.offset_bytes, where.size_bytes));
  model::Indicator indicator{std::move(value),
                             std::move(text),
                             where,
                             0,
                             about.role,
                             about.valid,
                             about.note.empty() ? remark : about.note,
                             about.activity,
                             about.published_by.empty() ? publisher : about.published_by,
                             about.published.empty() ? published : about.published,
                             about.warnings};
  return gather.add(std::move(indicator), weight);
}

void Context::mention(const model::Value& value, base::Span where, std::string why) const {
  std::string text = value.text();
  if (value.port()) text += fmt::format(":{}", *value.port());
  gather.add(model::Mention{value.type(), std::move(text), std::move(why), where, 0});
}

void Context::refuse(model::ValueType type, base::Span where, std::string why) const {
  std::string text(gather.source().substr(where.offset_bytes, where.size_bytes));
  gather.add(model::Refusal{std::move(text), type, std::move(why), where, 0});
}

namespace {

std::string_view word_ending(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && base::is_alpha(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

/// "Feb. 9", "Mr. Doe": whether the point behind the word belongs to it, by what comes next.
bool is_shortened(std::string_view word, char next) {
  static constexpr auto months = std::to_array<std::string_view>(
      {"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"});
  static constexpr auto titles = std::to_array<std::string_view>(
      {"Mr", "Mrs", "Ms", "Dr", "Prof", "Gov", "Sen", "Rep", "Gen", "Lt", "Sgt", "Mme"});
  if (base::is_digit(next)) return std::ranges::find(months, word) != months.end();
  return std::ranges::find(titles, word) != titles.end();
}

}  // namespace

std::vector<Part> sentences_of(std::string_view text) {
  std::vector<Part> sentences;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    if (end > begin) sentences.push_back({begin, end});
    begin = end;
  };
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (c != '.' && c != '!' && c != '?') continue;
    std::size_t next = i + 1;
    while (next < text.size() && (text[next] == ')' || text[next] == '*' || text[next] == '"' || text[next] == '`'))
      ++next;
    if (next >= text.size() || !base::is_space(text[next])) continue;
    while (next < text.size() && base::is_space(text[next])) ++next;
    if (next >= text.size() || base::is_lower(text[next])) continue;
    // "e.g. X", "No. 5": a single letter or number before the point ends no sentence.
    const bool abbreviation = c == '.' && (i < 2 || !base::is_alnum(text[i - 1]) ||
                                           (!base::is_alnum(text[i - 2]) && base::is_alpha(text[i - 1])));
    if (abbreviation && text[i == 0 ? 0 : i - 1] != '`' && text[i == 0 ? 0 : i - 1] != ')' &&
        text[i == 0 ? 0 : i - 1] != '*')
      continue;
    if (c == '.' && is_shortened(word_ending(text, i), text[next])) continue;
    close(next);
  }
  close(text.size());
  return sentences;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t quote_bytes_max = 300;
  constexpr std::size_t look_bytes_max = 1000;
  static constexpr base::ByteSet edges(" \t\n\v\f\r-|:,;#");
  static constexpr base::ByteSet special(" \t\n\v\f\r`*");
  text = text.substr(0, look_bytes_max);
  std::string result;
  result.reserve(text.size());
  const auto is_cut = [&] { return result.size() > quote_bytes_max && !edges.contains(result.back()); };
  std::size_t at = 0;
  while (at < text.size() && (edges.contains(text[at]) || special.contains(text[at]))) ++at;
  for (; at < text.size() && !is_cut(); ++at) {
    const std::size_t end = std::min(special.find_in(text, at), text.size());
    result.append(text, at, end - at);
    at = end;
    if (at < text.size() && base::is_space(text[at]) && result.back() != ' ') result += ' ';
  }
  while (!result.empty() && edges.contains(result.back())) result.pop_back();
  return base::valid_utf8(base::shortened(result, quote_bytes_max));
}

}  // namespace clew::intel::detail
