#include "clew/link/traces.h"

#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace clew::link {
namespace {

using model::Value;
using model::ValueType;

constexpr std::array<std::string_view, trace_kind_count + 1> kinds = {
    "", "exact_indicator", "registered_domain", "netblock", "url_path", "file_name"};

/// Shorter names of files and paths (`/a`, `1.php`) are everybody's.
constexpr std::size_t telling_name_bytes_min = 6;

struct SharedHost {
  std::string_view domain, why;
};

// Facts, not a blocklist: whoever runs a name below one of these is somebody else than the one who owns it. Sorted.
constexpr std::array shared_hosts = std::to_array<SharedHost>({
    {"000webhostapp.com", "free hosting"},
    {"1drv.ms", "file sharing"},
    {"3utilities.com", "dynamic DNS"},
    {"aka.ms", "link shortener"},
    {"akamai.net", "content network"},
    {"akamaiedge.net", "content network"},
    {"amazonaws.com", "cloud hosting"},
    {"appspot.com", "cloud hosting"},
    {"archive.org", "site that everybody visits"},
    {"azure.com", "cloud hosting"},
    {"azureedge.net", "content network"},
    {"azurewebsites.net", "cloud hosting"},
    {"bing.com", "site that everybody visits"},
    {"bit.ly", "link shortener"},
    {"bitbucket.org", "code hosting"},
    {"blob.core.windows.net", "cloud hosting"},
    {"blogspot.com", "free hosting"},
    {"box.com", "file sharing"},
    {"byethost.com", "free hosting"},
    {"catbox.moe", "file sharing"},
    {"cdn.discordapp.com", "file sharing"},
    {"changeip.com", "dynamic DNS"},
    {"cloudflare-dns.com", "public resolver"},
    {"cloudflare.com", "content network"},
    {"cloudfront.net", "content network"},
    {"crates.io", "package registry"},
    {"cutt.ly", "link shortener"},
    {"ddns.net", "dynamic DNS"},
    {"discord.com", "messenger"},
    {"discordapp.com", "file sharing"},
    {"discordapp.net", "file sharing"},
    {"dns.google", "public resolver"},
    {"dnsdojo.com", "dynamic DNS"},
    {"docker.com", "package registry"},
    {"docker.io", "package registry"},
    {"dropbox.com", "file sharing"},
    {"dropboxusercontent.com", "file sharing"},
    {"duckdns.org", "dynamic DNS"},
    {"dyndns.info", "dynamic DNS"},
    {"dyndns.org", "dynamic DNS"},
    {"dynu.net", "dynamic DNS"},
    {"facebook.com", "site that everybody visits"},
    {"fastly.net", "content network"},
    {"file.io", "file sharing"},
    {"filebin.net", "file sharing"},
    {"firebaseapp.com", "cloud hosting"},
    {"firebasestorage.googleapis.com", "cloud hosting"},
    {"freehostia.com", "free hosting"},
    {"gist.githubusercontent.com", "code hosting"},
    {"github.com", "code hosting"},
    {"github.io", "code hosting"},
    {"githubusercontent.com", "code hosting"},
    {"gitlab.com", "code hosting"},
    {"gmail.com", "mail for everybody"},
    {"gofile.io", "file sharing"},
    {"goo.gl", "link shortener"},
    {"google.com", "site that everybody visits"},
    {"googleapis.com", "cloud hosting"},
    {"googleusercontent.com", "cloud hosting"},
    {"herokuapp.com", "cloud hosting"},
    {"hopto.org", "dynamic DNS"},
    {"hotmail.com", "mail for everybody"},
    {"icanhazip.com", "tells one its own address"},
    {"icloud.com", "mail for everybody"},
    {"ifconfig.me", "tells one its own address"},
    {"instagram.com", "site that everybody visits"},
    {"ip-api.com", "tells one its own address"},
    {"ipfs.io", "content network"},
    {"ipify.org", "tells one its own address"},
    {"ipinfo.io", "tells one its own address"},
    {"is.gd", "link shortener"},
    {"linkedin.com", "site that everybody visits"},
    {"live.com", "mail for everybody"},
    {"lnkd.in", "link shortener"},
    {"mail.ru", "mail for everybody"},
    {"mediafire.com", "file sharing"},
    {"medium.com", "site that everybody visits"},
    {"mega.co.nz", "file sharing"},
    {"mega.nz", "file sharing"},
    {"microsoft.com", "site that everybody visits"},
    {"microsoftonline.com", "site that everybody visits"},
    {"myftp.biz", "dynamic DNS"},
    {"myftp.org", "dynamic DNS"},
    {"myvnc.com", "dynamic DNS"},
    {"naver.com", "site that everybody visits"},
    {"netlify.app", "cloud hosting"},
    {"ngrok.io", "tunnel for everybody"},
    {"no-ip.biz", "dynamic DNS"},
    {"no-ip.org", "dynamic DNS"},
    {"notion.so", "site that everybody visits"},
    {"npmjs.com", "package registry"},
    {"npmjs.org", "package registry"},
    {"objects.githubusercontent.com", "code hosting"},
    {"office.com", "site that everybody visits"},
    {"office365.com", "site that everybody visits"},
    {"onedrive.live.com", "file sharing"},
    {"outlook.com", "mail for everybody"},
    {"pages.dev", "cloud hosting"},
    {"parkingcrew.net", "parking"},
    {"paste.ee", "paste site"},
    {"pastebin.com", "paste site"},
    {"proton.me", "mail for everybody"},
    {"protonmail.com", "mail for everybody"},
    {"pypi.org", "package registry"},
    {"pythonhosted.org", "package registry"},
    {"qq.com", "site that everybody visits"},
    {"raw.githubusercontent.com", "code hosting"},
    {"rebrand.ly", "link shortener"},
    {"reddit.com", "site that everybody visits"},
    {"rentry.co", "paste site"},
    {"sedoparking.com", "parking"},
    {"sendspace.com", "file sharing"},
    {"servebeer.com", "dynamic DNS"},
    {"serveftp.com", "dynamic DNS"},
    {"servehttp.com", "dynamic DNS"},
    {"sharepoint.com", "file sharing"},
    {"slack.com", "messenger"},
    {"sourceforge.net", "code hosting"},
    {"steamcommunity.com", "site that everybody visits"},
    {"storage.googleapis.com", "cloud hosting"},
    {"sytes.net", "dynamic DNS"},
    {"t.co", "link shortener"},
    {"t.me", "messenger"},
    {"telegram.org", "messenger"},
    {"tinyurl.com", "link shortener"},
    {"transfer.sh", "file sharing"},
    {"trello.com", "site that everybody visits"},
    {"trycloudflare.com", "tunnel for everybody"},
    {"tutanota.com", "mail for everybody"},
    {"twitter.com", "site that everybody visits"},
    {"vercel.app", "cloud hosting"},
    {"virustotal.com", "site that everybody visits"},
    {"vk.com", "site that everybody visits"},
    {"we.tl", "file sharing"},
    {"web.app", "cloud hosting"},
    {"weebly.com", "free hosting"},
    {"wetransfer.com", "file sharing"},
    {"wikipedia.org", "site that everybody visits"},
    {"windows.net", "cloud hosting"},
    {"wixsite.com", "free hosting"},
    {"wordpress.com", "free hosting"},
    {"workers.dev", "cloud hosting"},
    {"yahoo.com", "mail for everybody"},
    {"yandex.ru", "site that everybody visits"},
    {"youtube.com", "site that everybody visits"},
    {"zapto.org", "dynamic DNS"},
    {"zoom.us", "site that everybody visits"},
});

// Names below these are given away to anybody, each to somebody else, and the Public Suffix List that is compiled in does
// not know it: what a customer registers is one label longer. Sorted.
constexpr std::array free_suffixes = std::to_array<std::string_view>({
    "2288.org",
    "25u.com",
    "2waky.com",
    "3322.org",
    "3d-game.com",
    "4dq.com",
    "4pu.com",
    "6600.org",
    "7766.org",
    "8800.org",
    "8866.org",
    "9966.org",
    "accesscam.org",
    "acmetoy.com",
    "almostmy.com",
    "authorizeddns.net",
    "authorizeddns.org",
    "b0ne.com",
    "b4a.app",
    "bigmoney.biz",
    "camdvr.org",
    "casacam.net",
    "changeip.co",
    "chickenkiller.com",
    "cleansite.us",
    "compress.to",
    "crabdance.com",
    "ddns.info",
    "ddns.mobi",
    "ddns.ms",
    "ddns.us",
    "ddnsfree.com",
    "ddnsgeek.com",
    "dhcp.biz",
    "dns-dns.com",
    "dns-stuff.com",
    "dns04.com",
    "dns05.com",
    "dns1.us",
    "dnset.com",
    "dnsrd.com",
    "dsmtp.com",
    "dumb1.com",
    "dynamic-dns.net",
    "dynamicdns.biz",
    "dynssl.com",
    "eatuo.com",
    "edns.biz",
    "esmtp.biz",
    "ezua.com",
    "f3322.net",
    "f3322.org",
    "faqserv.com",
    "fartit.com",
    "for.ug",
    "freeddns.com",
    "freeddns.org",
    "freetcp.com",
    "freewww.biz",
    "freewww.info",
    "ftp1.biz",
    "ftpserver.biz",
    "gettrials.com",
    "giize.com",
    "gleeze.com",
    "got-game.org",
    "gr8domain.biz",
    "gr8name.biz",
    "https443.net",
    "https443.org",
    "ignorelist.com",
    "iownyour.biz",
    "iownyour.org",
    "isasecret.com",
    "itemdb.com",
    "itsaol.com",
    "jetos.com",
    "jkub.com",
    "jumpingcrab.com",
    "jungleheart.com",
    "justdied.com",
    "kozow.com",
    "kro.kr",
    "lflink.com",
    "lflinkup.com",
    "linkpc.net",
    "longmusic.com",
    "loseyourip.com",
    "mefound.com",
    "misecure.com",
    "moneyhome.biz",
    "mooo.com",
    "mrbasic.com",
    "mrbonus.com",
    "mrface.com",
    "mrslove.com",
    "my03.com",
    "mydad.info",
    "myddns.com",
    "myftp.info",
    "myftp.name",
    "mylftv.com",
    "mymom.info",
    "mynetav.net",
    "mynetav.org",
    "mynumber.org",
    "mypicture.info",
    "mypop3.net",
    "mypop3.org",
    "mysecondarydns.com",
    "mywire.org",
    "mywww.biz",
    "myz.info",
    "n-e.kr",
    "ninth.biz",
    "ns01.biz",
    "ns01.info",
    "ns01.us",
    "ns02.biz",
    "ns02.info",
    "ns02.us",
    "ns1.name",
    "ns2.name",
    "ns3.name",
    "o-r.kr",
    "ocry.com",
    "onedumb.com",
    "onmypc.biz",
    "onmypc.info",
    "onmypc.net",
    "onmypc.org",
    "onmypc.us",
    "ooguy.com",
    "organiccrap.com",
    "otzo.com",
    "ourhobby.com",
    "p-e.kr",
    "pcanywhere.net",
    "port25.biz",
    "proxydns.com",
    "publicvm.com",
    "qhigh.com",
    "qpoe.com",
    "r-e.kr",
    "rebatesrule.net",
    "run.place",
    "sellclassics.com",
    "sendsmtp.com",
    "serveuser.com",
    "serveusers.com",
    "sexidude.com",
    "sexxxy.biz",
    "sixth.biz",
    "squirly.info",
    "ssl443.org",
    "ssmailer.com",
    "strangled.net",
    "theworkpc.com",
    "toh.info",
    "toythieves.com",
    "trickip.net",
    "trickip.org",
    "twilightparadox.com",
    "us.to",
    "vizvaz.com",
    "webredirect.org",
    "wha.la",
    "wikaba.com",
    "work.gd",
    "www1.biz",
    "wwwhost.biz",
    "wwwhost.us",
    "x24hr.com",
    "xxuz.com",
    "xxxy.biz",
    "xxxy.info",
    "ygto.com",
    "youdontcare.com",
    "yourtrap.com",
    "zapto.org",
    "zyns.com",
    "zzux.com",
});

struct SharedNetwork {
  std::string_view network, why;
};

// Big ranges that rent or relay for anybody within minutes, as their owners publish them. An exact address in one may
// still be told of; its neighbours say nothing.
constexpr std::array shared_networks = std::to_array<SharedNetwork>({
    {"104.16.0.0/12", "content network"},   {"172.64.0.0/13", "content network"},
    {"141.101.64.0/18", "content network"}, {"162.158.0.0/15", "content network"},
    {"188.114.96.0/20", "content network"}, {"151.101.0.0/16", "content network"},
    {"23.32.0.0/11", "content network"},    {"3.0.0.0/8", "cloud range"},
    {"13.32.0.0/12", "cloud range"},        {"18.128.0.0/9", "cloud range"},
    {"34.64.0.0/10", "cloud range"},        {"35.184.0.0/13", "cloud range"},
    {"52.0.0.0/10", "cloud range"},         {"54.64.0.0/10", "cloud range"},
    {"20.0.0.0/8", "cloud range"},          {"40.64.0.0/10", "cloud range"},
    {"8.8.8.0/24", "public resolver"},      {"8.8.4.0/24", "public resolver"},
    {"1.1.1.0/24", "public resolver"},      {"9.9.9.0/24", "public resolver"},
    {"208.67.222.0/24", "public resolver"},
});

std::string exact_key(ValueType type, std::string_view text) {
  std::string key(model::name_of(type));
  key += ':';
  key += text;
  return key;
}

/// Of a value with a port the part before it: `192.0.2.7:443`.
std::string without_port(const Value& value) {
  const std::string& text = value.text();
  if (!value.port()) return text;
  const std::size_t colon = text.rfind(':');
  const std::string tail = std::to_string(*value.port());
  if (colon == std::string::npos || text.substr(colon + 1) != tail) return text;
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

struct Web {
  std::string host, path;
};

Web web_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view host = url.substr(0, end);
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']')) {
    host = host.substr(0, colon);
  }
  std::string_view path = url.substr(end);
  path = path.substr(0, std::min(path.find_first_of("?#"), path.size()));
  return {base::lowered(host), std::string(path)};
}

void add_path(std::string_view path, std::vector<Trace>& traces) {
  if (path.size() >= telling_name_bytes_min) traces.push_back({TraceKind::url_path, std::string(path)});
  const std::string_view name = base::last_path_part(path);
  if (name.size() >= telling_name_bytes_min) traces.push_back({TraceKind::file_name, base::lowered(name)});
}

void add_address(std::string_view text, std::vector<Trace>& traces) {
  const auto address = model::Address::parse(text);
  if (!address) return;
  const std::string why = why_shared_address(text);
  const ValueType type = address->is_ipv4() ? ValueType::ipv4 : ValueType::ipv6;
  traces.push_back({TraceKind::exact, exact_key(type, address->text()), why == "cloud range" ? "" : why});
  model::Network network{*address, static_cast<std::uint8_t>(address->is_ipv4() ? 120 : 48)};
  for (std::size_t i = network.prefix_bits / 8U; i < network.address.bytes.size(); ++i) network.address.bytes.at(i) = 0;
  traces.push_back({TraceKind::netblock, network.text(), why});
}

// Names that no registry gives out: everybody's machines at home are called so (RFC 6761, RFC 6762).
constexpr std::array private_endings = std::to_array<std::string_view>(
    {"corp", "home", "internal", "invalid", "lan", "local", "localdomain", "localhost"});

std::string registered_name(std::string_view host) {
  std::string registered = model::registered_domain(host);
  if (registered.empty()) {
    // The list's default rule: an ending that it does not know is a suffix of one label.
    const std::size_t last = host.rfind('.');
    if (last == std::string_view::npos || last == 0) return {};
    if (model::has_listed_ending(std::string(host)) ||
        std::ranges::binary_search(private_endings, host.substr(last + 1)))
      return {};
    const std::size_t before = host.rfind('.', last - 1);
    return std::string(host.substr(before == std::string_view::npos ? 0 : before + 1));
  }
  if (!std::ranges::binary_search(free_suffixes, registered)) return registered;
  if (host.size() <= registered.size()) return {};
  const std::string_view below = host.substr(0, host.size() - registered.size() - 1);
  const std::size_t dot = below.rfind('.');
  return std::string(below.substr(dot == std::string_view::npos ? 0 : dot + 1)) + "." + registered;
}

void add_host(std::string_view host, std::vector<Trace>& traces) {
  const std::string why = why_shared_host(host);
  traces.push_back({TraceKind::exact, exact_key(ValueType::domain, host), why});
  std::string registered = registered_name(host);
  if (!registered.empty()) traces.push_back({TraceKind::registered_domain, std::move(registered), why});
}

}  // namespace

std::string_view name_of(TraceKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

std::string why_shared_host(std::string_view host) {
  // A name below a suffix of the Public Suffix List's private section is its customer's own, whatever the table says of
  // the suffix: registered_domain then keeps one label more than the table has.
  const std::string registered = registered_name(host);
  for (std::string_view name = host;;) {
    const auto found = std::ranges::lower_bound(shared_hosts, name, {}, &SharedHost::domain);
    if (found != shared_hosts.end() && found->domain == name) {
      const bool is_customers = registered.size() > name.size() && model::is_within_domain(registered, name);
      return is_customers ? std::string() : std::string(found->why);
    }
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return {};
    name.remove_prefix(dot + 1);
  }
}

std::string why_shared_address(std::string_view text) {
  static const std::vector<std::pair<model::Network, std::string_view>> networks = [] {
    std::vector<std::pair<model::Network, std::string_view>> parsed;
    for (const SharedNetwork& row : shared_networks) {
      auto network = model::Network::parse(row.network);
      CLEW_ASSERT(network.has_value());
      parsed.emplace_back(*network, row.why);
    }
    return parsed;
  }();
  const auto address = model::Address::parse(text);
  if (!address) return {};
  if (model::is_private(*address) || model::is_sinkhole_answer(*address)) return "address that is not on the internet";
  for (const auto& [network, why] : networks) {
    if (network.contains(*address)) return std::string(why);
  }
  return {};
}

std::vector<Trace> traces_of(const Value& value, model::Role role) {
  std::vector<Trace> traces;
  switch (value.type()) {
    case ValueType::domain: add_host(without_port(value), traces); break;
    case ValueType::ipv4:
    case ValueType::ipv6: add_address(without_port(value), traces); break;
    case ValueType::url: {
      const Web web = web_of(value.text());
      traces.push_back({TraceKind::exact, exact_key(ValueType::url, web.host + web.path)});
      if (model::Address::parse(web.host)) {
        add_address(web.host, traces);
      } else {
        add_host(web.host, traces);
      }
      add_path(web.path, traces);
      break;
    }
    case ValueType::email: {
      traces.push_back({TraceKind::exact, exact_key(value.type(), value.text())});
      const std::string host = value.text().substr(value.text().rfind('@') + 1);
      std::string registered = registered_name(host);
      if (!registered.empty())
        traces.push_back({TraceKind::registered_domain, std::move(registered), why_shared_host(host)});
      break;
    }
    case ValueType::file_path: add_path(value.text(), traces); break;
    case ValueType::file_name:
      if (value.text().size() >= telling_name_bytes_min) {
        traces.push_back({TraceKind::file_name, base::lowered(value.text())});
      }
      break;
    case ValueType::cve:
      traces.push_back({TraceKind::exact, exact_key(value.type(), value.text()), "weakness that anybody may use"});
      break;
    case ValueType::cidr:
    case ValueType::asn:
      traces.push_back({TraceKind::exact, exact_key(value.type(), value.text()), "network with other people in it"});
      break;
    case ValueType::user_agent:
      traces.push_back({TraceKind::exact, exact_key(value.type(), value.text()), "user agent that anybody may send"});
      break;
    default: traces.push_back({TraceKind::exact, exact_key(value.type(), value.text())}); break;
  }
  std::string_view why;
  switch (role) {
    case model::Role::shared_infrastructure: why = "published as shared infrastructure"; break;
    case model::Role::sinkhole: why = "published as a sinkhole"; break;
    case model::Role::legitimate_abused: why = "published as somebody else's honest service"; break;
    case model::Role::victim: why = "published as a victim's"; break;
    default: break;
  }
  if (!why.empty()) {
    for (Trace& trace : traces) trace.shared = why;
  }
  return traces;
}

}  // namespace clew::link
