#!/usr/bin/env python3
"""Writes a big case: an invented company of some thousand Macs, forty everyday days, one intrusion, a few look-alikes.

    bench/big_case.py OUT --records 5000000

In:     how many records; the rest follows from it. The same number gives the same bytes.
Out:    `notice.md`, `evidence/` in the formats and proportions of a JumpCloud customer with Zeek, osquery and CloudTrail,
        and `truth.json` (`clew.truth/1`) with the verdict, the device and the places of planted and look-alike records.
Cost:   some 3 microseconds a record on each of two processes; 5 million are 2 GB in well under a minute.

Every everyday record is a template with the few parts that differ: time, device, ids. The parts are computed from the
record's number, so that the files, which share devices, ids and orders, can be written independently of each other.
All names end in `.example` or `.test`, all addresses are private or from ranges that are kept for examples and
benchmarks; only the supplier's formats are real.
"""

import argparse
import hashlib
import json
import multiprocessing
import time
from datetime import datetime, timezone
from pathlib import Path

DAY_S = 86400
BEGIN = 1772409600  # 2026-03-02T00:00:00Z
DAYS = 40
END = BEGIN + DAYS * DAY_S
WINDOW = (BEGIN + 8 * DAY_S, BEGIN + 30 * DAY_S)
HIT = BEGIN + 15 * DAY_S + 14 * 3600 + 1234  # when the agent starts the script
ISSUED = BEGIN + 31 * DAY_S

COMPANY = "tidewater-clay.example"
ORGANIZATION = "7d1e5a90c4b2f3086a1d9e57"
OFFICE, CLOUD_EXIT, HR_EXIT, HOME_EXIT = "192.0.2.10", "192.0.2.77", "192.0.2.130", "192.0.2.201"
RESOLVER = "10.64.0.53"
DELIVERY, CONTROL, RELAY = "glaze-mirror.example", "kiln-status.test", "slip-cast-cdn.example"
VPN_EXIT, EXPIRED = "203.0.113.44", "203.0.113.9"
SCRIPT_SHA256 = hashlib.sha256(b"the script of the big case").hexdigest()
FIRST_STAGE = "/usr/local/libexec/potteryd"
SECOND_STAGE = "/Library/PrivilegedHelperTools/test.kiln.agent"

SITES = [
    "www.%s-%s.example" % (a, b) for a in ("alder", "beech", "cedar", "dogwood", "elm", "fir", "gum", "hazel")
    for b in ("desk", "mail", "news", "shop", "sync", "tile", "video", "wiki", "forge", "bank", "notes", "fonts")
]
OWN_PROGRAMS = (  # that the agent starts of its own accord
    ("/usr/bin/profiles", "profiles list", "com.apple.profiles"),
    ("/usr/sbin/sysadminctl", "sysadminctl -secureTokenStatus root", "com.apple.sysadminctl"),
    ("/usr/bin/fdesetup", "fdesetup status", "com.apple.fdesetup"),
    ("/usr/bin/dscl", "dscl . -list /Users", "com.apple.dscl"),
)
PROGRAMS = (  # path, command, parent, user's?, signed by, team, of the platform?
    ("/usr/bin/git", "git fetch --all", "/bin/zsh", 1, "com.apple.git", "", 1),
    ("/usr/local/bin/node", "node server.js", "/bin/zsh", 1, "node", "", 0),
    ("/Applications/Calendar.app/Contents/MacOS/Calendar", "Calendar", "/sbin/launchd", 1, "com.apple.iCal", "", 1),
    ("/usr/libexec/xpcproxy", "xpcproxy com.apple.mdworker", "/sbin/launchd", 0, "com.apple.xpcproxy", "", 1),
    ("/usr/bin/curl", "curl -fsSL https://www.alder-forge.example/index", "/bin/zsh", 1, "com.apple.curl", "", 1),
    ("/usr/bin/python3", "python3 -m http.server", "/bin/zsh", 1, "com.apple.python3", "", 1),
    ("/usr/bin/ruby", "ruby -v", "/bin/bash", 1, "com.apple.ruby", "", 1),
    ("/usr/bin/ssh", "ssh git@www.cedar-forge.example", "/bin/zsh", 1, "com.apple.ssh", "", 1),
)
FILES = (  # program, file (with the user's name), event
    ("/usr/libexec/secd", "/Users/%s/Library/Keychains/login.keychain-db", "open"),
    ("/usr/libexec/trustd", "/Library/Keychains/System.keychain", "open"),
    ("/usr/local/bin/node", "/Users/%s/src/app/dist/main.js", "write"),
    ("/usr/bin/curl", "/private/tmp/%s-page.html", "write"),
    ("/usr/bin/ssh", "/Users/%s/.ssh/id_ed25519", "open"),
)
ORDERS = (
    ("Mac - Who Is There", "who | sort -u", "/usr/bin/who", "who"),
    ("Mac - List Updates", "softwareupdate -l", "/usr/bin/softwareupdate", "softwareupdate -l"),
    ("Mac - Free Space", "df -h /", "/bin/df", "df -h /"),
    ("Mac - List Accounts", "dscl . list /Users", "/usr/bin/dscl", "dscl . list /Users"),
)
CALLS = (
    ("sts", "GetCallerIdentity", 1),
    ("s3", "GetObject", 1),
    ("s3", "PutObject", 0),
    ("ec2", "DescribeImages", 1),
    ("ec2", "DescribeInstances", 1),
    ("ssm", "GetParameter", 1),
)
SHARES = {  # of all records; visits count three times, page views three times
    "visits": 0.185,
    "lookups": 0.045,
    "views": 0.006,
    "osquery": 0.170,
    "di": 0.049,
    "orders": 0.0065,
    "cloudtrail": 0.038,
    "agent": 0.091,
    "proxy": 0.020,
    "edr": 0.003,
}


def mixed(number, salt):
    """A number that looks like chance and is the same each time (Knuth's multiplicative hash, twice)."""
    value = (number * 2654435761 + salt * 40503 + 12345) & 0xFFFFFFFF
    return ((value ^ (value >> 15)) * 2246822519) & 0xFFFFFFFF


def hex_id(number, salt):
    return "%08x%08x%08x" % (mixed(number, salt), mixed(number, salt + 1), number & 0xFFFFFFFF)


def stamp(seconds, digits=3):
    whole = int(seconds)
    text = datetime.fromtimestamp(whole, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".%0*d" % (digits, int((seconds - whole) * 10**digits)) if digits else "") + "Z"


class Stamps:
    """`stamp` for times that only grow: the text of a second is made once."""

    def __init__(self, pattern):
        self.pattern, self.second, self.text = pattern, None, ""

    def __call__(self, seconds):
        second = int(seconds)
        if second != self.second:
            self.second = second
            self.text = datetime.fromtimestamp(second, timezone.utc).strftime(self.pattern)
        return self.text


class Company:

    def __init__(self, records):
        self.count = {name: max(4, int(records * share)) for name, share in SHARES.items()}
        self.macs = max(60, records // 1250)
        self.servers = 4
        self.victim = self.macs // 3
        self.host = ["TWC-MAC-%04d" % (i + 1) for i in range(self.macs)]
        self.ip = ["10.64.%d.%d" % (1 + i // 250, 1 + i % 250) for i in range(self.macs)]
        self.system = [hex_id(i, 11) for i in range(self.macs)]
        self.user = [
            "%s.%s%d" % ("abcdefghijklmnoprstuvwy"[i % 23], "kerr lund moss nash odom pike rowe".split()[i % 7], i)
            for i in range(self.macs)
        ]
        self.offset = [(-7, -5, 0, 1)[mixed(i, 5) % 4] for i in range(self.macs)]
        self.agent_pid = [400 + mixed(i, 6) % 800 for i in range(self.macs)]
        self.admins = [("ops.first", hex_id(1, 21)), ("ops.second", hex_id(2, 21))]
        self.site_ip = ["198.18.%d.%d" % (i % 200, 1 + mixed(i, 7) % 250) for i in range(len(SITES))]

    def mac(self, number, salt):
        """A Mac by chance, but never the victim: it has everyday records through others' numbers too (`% 97`)."""
        return mixed(number, salt) % self.macs

    def order(self, number):
        """Time, Mac, what, admin of an order."""
        at = BEGIN + (number + 0.37) * (DAYS * DAY_S - 600) / self.count["orders"]
        return at, self.mac(number, 31), ORDERS[mixed(number, 32) % len(ORDERS)], self.admins[number % 2]


# ---- everyday records: each function yields (time, line) in the order of time ----

CONN = (
    '{"ts":%.6f,"uid":"C%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":%d,"proto":"tcp","service":"%s",'
    '"duration":%d.%d,"orig_bytes":%d,"resp_bytes":%d,"conn_state":"SF","local_orig":true,"local_resp":false,'
    '"missed_bytes":0,"history":"ShADadFf","orig_pkts":6,"orig_ip_bytes":%d,"resp_pkts":9,"resp_ip_bytes":%d}\n')
DNS = (
    '{"ts":%.6f,"uid":"D%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"' + RESOLVER +
    '","id.resp_p":53,"proto":"udp",'
    '"trans_id":%d,"rtt":0.0%d,"query":"%s","qclass":1,"qclass_name":"C_INTERNET","qtype":1,"qtype_name":"A","rcode":%d,'
    '"rcode_name":"%s","AA":false,"TC":false,"RD":true,"RA":true,"Z":0%s,"rejected":false}\n')
SSL = ('{"ts":%.6f,"uid":"C%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":443,"version":"TLSv13",'
       '"cipher":"TLS_AES_256_GCM_SHA384","curve":"x25519","server_name":"%s","resumed":false,"established":true}\n')
HTTP = ('{"ts":%.6f,"uid":"C%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":80,"trans_depth":1,'
        '"method":"GET","host":"%s","uri":"%s","version":"1.1","user_agent":"Mozilla/5.0","request_body_len":0,'
        '"response_body_len":%d,"status_code":200,"status_msg":"OK"}\n')


def answers(address):
    return ',"answers":["%s"],"TTLs":[300.0]' % address


def visits(company):
    """(time, number, Mac, port, site, http?) of each connection to a site, page views among them."""
    count, views = company.count["visits"], company.count["views"]
    every = max(1, (count + views) // views)
    step = (DAYS * DAY_S - 120) / (count + views)
    for i in range(count + views):
        chance = mixed(i, 41)
        yield BEGIN + 60 + (i + (chance % 1000) / 1001) * step, i, chance % company.macs, 1024 + chance % 60000, (
            chance >> 8) % len(SITES), i % every == 0


def conn(company):
    for at, i, mac, port, site, plain in visits(company):
        size = 400 + (port * 37) % 90000
        yield at, CONN % (at, "%012x" % i, company.ip[mac], port, company.site_ip[site], 80 if plain else 443, "http"
                          if plain else "ssl", port % 30, port % 10, port % 4000, size, port % 4000 + 280, size + 400)


def ssl(company):
    for at, i, mac, port, site, plain in visits(company):
        if not plain:
            yield at + 0.01, SSL % (at + 0.01, "%012x" % i, company.ip[mac], port, company.site_ip[site], SITES[site])


def http(company):
    for at, i, mac, port, site, plain in visits(company):
        if plain:
            yield at + 0.01, HTTP % (at + 0.01, "%012x" % i, company.ip[mac], port, company.site_ip[site], SITES[site],
                                     "/index", port % 9000)


def dns(company):
    """One look-up before each connection, and some that lead to none."""
    every = max(2, company.count["visits"] // company.count["lookups"])
    for at, i, mac, port, site, _ in visits(company):
        name, address = SITES[site], company.site_ip[site]
        yield at - 0.05, DNS % (at - 0.05, "%012x" % i, company.ip[mac], port, port, 10 + port % 80, name, 0, "NOERROR",
                                answers(address))
        if i % every == 0:
            name = "%s.local-%d.test" % (company.host[mac].lower(), port % 50)
            yield at - 0.04, DNS % (at - 0.04, "%012xn" % i, company.ip[mac], port, port, 10 + port % 80, name, 3,
                                    "NXDOMAIN", "")


PROCESS = (
    '{"name":"pack_ir_es_process_events","hostIdentifier":"%s","calendarTime":"%s","unixTime":%d,"epoch":0,"counter":%d,'
    '"numerics":false,"action":"added","columns":{"version":"7","pid":"%d","parent":"%d","original_parent":"%d","path":"%s",'
    '"cmdline":"%s","uid":"%d","username":"%s","signing_id":"%s","team_id":"%s","cdhash":"%s","platform_binary":"%d",'
    '"event_type":"exec","parent_path":"%s","time":"%d"}}\n')
FILE = (
    '{"name":"pack_ir_es_process_file_events","hostIdentifier":"%s","calendarTime":"%s","unixTime":%d,"epoch":0,"counter":%d,'
    '"numerics":false,"action":"added","columns":{"version":"7","pid":"%d","path":"%s","filename":"%s","dest_filename":"",'
    '"event_type":"%s","time":"%d"}}\n')
HASH = (
    '{"name":"pack_ir_hash_new_files","hostIdentifier":"%s","calendarTime":"%s","unixTime":%d,"epoch":0,"counter":%d,'
    '"numerics":false,"action":"added","columns":{"path":"%s","directory":"%s","sha256":"%s","time":"%d"}}\n')
AGENT = "/opt/jc/bin/jumpcloud-agent"


def osquery(company):
    calendar = Stamps("%a %b %d %H:%M:%S %Y UTC")
    count = company.count["osquery"]
    step = (DAYS * DAY_S - 120) / count
    pending = []  # of orders: (time, what to write)
    orders = iter(range(company.count["orders"]))
    order = next(orders, None)
    for i in range(count):
        at = BEGIN + 60 + i * step
        second = int(at)
        while order is not None and company.order(order)[0] + 45 <= at:
            ordered, mac, (_, command, path, line), _ = company.order(order)
            agent, shell = company.agent_pid[mac], 1000 + mixed(order, 51) % 90000
            moment = int(ordered + 45)
            pending.append(
                (moment,
                 PROCESS % (company.host[mac], calendar(moment), moment, order % 9000, shell, agent, agent, "/bin/bash",
                            "/bin/bash -c " + command, 0, "root", "com.apple.bash", "", "", 1, AGENT, moment)))
            pending.append(
                (moment,
                 PROCESS % (company.host[mac], calendar(moment), moment, order % 9000, shell + 1, shell, shell, path,
                            line, 0, "root", "com.apple." + path.rsplit("/", 1)[-1], "", "", 1, "/bin/bash", moment)))
            order = next(orders, None)
        yield from pending
        pending.clear()
        chance = mixed(i, 52)
        mac, pid, kind = chance % company.macs, 1000 + (chance >> 4) % 90000, (chance >> 12) % 100
        host, user, counter = company.host[mac], company.user[mac], chance % 9000
        if kind < 28:
            path, line, signed = OWN_PROGRAMS[kind % 4]
            agent = company.agent_pid[mac]
            yield at, PROCESS % (host, calendar(second), second, counter, pid, agent, agent, path, line, 0, "root",
                                 signed, "", "", 1, AGENT, second)
        elif kind < 31:
            yield at, PROCESS % (host, calendar(second), second, counter, company.agent_pid[mac], 1, 1, AGENT, AGENT, 0,
                                 "root", "com.jumpcloud.darwin-agent", "N985MXSH85", "", 0, "/sbin/launchd", second)
        elif kind < 82:
            path, line, parent, users, signed, team, platform = PROGRAMS[kind % len(PROGRAMS)]
            above = 1 if parent == "/sbin/launchd" else 500 + pid % 300
            yield at, PROCESS % (host, calendar(second), second, counter, pid, above, above, path, line, 501
                                 if users else 0, user if users else "root", signed, team, "", platform, parent, second)
        else:
            path, name, event = FILES[kind % len(FILES)]
            yield at, FILE % (host, calendar(second), second, counter, pid, path, name % user if "%s" in name else name,
                              event, second)


BROWSER = (
    '"useragent":{"os":"Mac OS X","name":"Chrome","os_name":"Mac OS X","device":"Mac","os_version":"10.15.7",'
    '"os_major":"10","os_full":"Mac OS X 10.15.7","os_minor":"15","version":"122.0.0.0","major":"122","minor":"0"}')
TOOL = (
    '"useragent":{"os":"Other","name":"curl","os_name":"Other","device":"Other","version":"8.4.0","major":"8","minor":"4"}'
)
HERE = (
    '"geoip":{"country_code":"SE","timezone":"Europe/Stockholm","latitude":59.33,"longitude":18.07,"region_name":"Stockholm",'
    '"continent_code":"EU"}')
THERE = (
    '"geoip":{"country_code":"PT","timezone":"Europe/Lisbon","latitude":38.72,"longitude":-9.14,"region_name":"Lisboa",'
    '"continent_code":"EU"}')
TAIL = ('"event_type":"%s","provider":null,"service":"%s","organization":"' + ORGANIZATION +
        '","@version":"1","client_ip":"%s",'
        '"id":"%s","timestamp":"%s"}\n')
SYSTEM = '"system":{"id":"%s","hostname":"%s","displayName":"%s","os":"Mac OS X","version":"14.3"}'
USER = '{"initiated_by":{"id":"%s","type":"user","username":"%s"},'
ADMIN = '{"initiated_by":{"id":"%s","type":"admin","email":"%s@' + COMPANY + '"},'
SIGN_ON = (USER + "%s," + BROWSER +
           ',"error_message":"","sso_token_success":true,"auth_context":{"auth_methods":{"totp":'
           '{"success":true}},' + SYSTEM +
           '},"mfa":true,"idp_initiated":false,"application":{"display_label":"Chat","sso_type":'
           '"saml","name":"chat","id":"5c1de0aa17b2f3380e9d1f04","sso_url":"https://sso.jumpcloud.com/saml2/chat"},' +
           TAIL)
ORDERED = (ADMIN + HERE + "," + BROWSER +
           ',"auth_method":"session","success":true,"resource":{"id":"%s","type":"command","name":'
           '"%s"},"changes":[],' + SYSTEM + "," + TAIL)
ADMIN_LOGIN = ADMIN + HERE + "," + BROWSER + ',"success":true,"mfa":true,' + TAIL
USER_LOGIN = USER + HERE + "," + BROWSER + ',"success":true,"mfa":true,' + TAIL
DEVICE_LOGIN = (
    '{"initiated_by":{"type":"user","username":"%s"},"success":true,"mfa":false,"process_name":"loginwindow",' +
    SYSTEM + ","
    '"event_type":"login_attempt","provider":null,"service":"systems","organization":"' + ORGANIZATION +
    '","@version":"1",'
    '"id":"%s","timestamp":"%s"}\n')
OWN_UPDATE = (ADMIN + HERE + "," + TOOL +
              ',"auth_method":"api key","success":true,"resource":{"id":"%s","type":"user","username":"%s"},'
              '"changes":[{"field":"department","to":"moved"}],' + TAIL)


def directory(company):
    count, step = company.count["di"], (DAYS * DAY_S - 120) / company.count["di"]
    text = Stamps("%Y-%m-%dT%H:%M:%S")
    orders = iter(range(company.count["orders"]))
    order = next(orders, None)
    for i in range(count):
        at = BEGIN + 60 + i * step
        while order is not None and company.order(order)[0] <= at:
            ordered, mac, (name, *_), (admin, identity) = company.order(order)
            host = company.host[mac]
            yield ordered, ORDERED % (identity, admin, hex_id(ORDERS.index(
                company.order(order)[2]), 61), name, company.system[mac], host, host, "command_run", "directory",
                                      OFFICE, hex_id(order, 62), stamp(ordered))
            order = next(orders, None)
        chance = mixed(i, 63)
        mac, kind = chance % company.macs, (chance >> 12) % 100
        when = "%s.%03dZ" % (text(at), int(at * 1000) % 1000)
        host, user, identity, record = company.host[mac], company.user[mac], company.system[mac][::-1], hex_id(i, 64)
        if kind < 45:
            yield at, SIGN_ON % (identity, user, HERE, company.system[mac], host, host, "sso_auth", "sso", OFFICE,
                                 record, when)
        elif kind < 70:
            yield at, DEVICE_LOGIN % (user, company.system[mac], host, host, record, when)
        elif kind < 85:
            admin, identity = company.admins[kind % 2]
            yield at, ADMIN_LOGIN % (identity, admin, "admin_login_attempt", "directory", OFFICE, record, when)
        elif kind < 94:
            yield at, USER_LOGIN % (identity, user, "user_login_attempt", "directory", OFFICE, record, when)
        else:
            yield at, OWN_UPDATE % (hex_id(
                3, 21), "svc-people", identity, user, "user_update", "directory", HR_EXIT, record, when)


RESULT = (
    '{"_id":"%s","workflowId":"%s","workflowInstanceId":"%s","name":"%s","command":"%s","system":"%s","systemId":"%s",'
    '"organization":"' + ORGANIZATION + '","user":"root","sudo":true,"files":[],"requestTime":"%s","responseTime":"%s",'
    '"response":{"id":"%s","data":{"output":"","exitCode":0}}}%s\n')


def results(company):
    count = company.count["orders"]
    yield BEGIN, '{"totalCount":%d,"results":[\n' % count
    for number in range(count):
        at, mac, what, _ = company.order(number)
        yield at, RESULT % (hex_id(number, 71), hex_id(ORDERS.index(what), 61), hex_id(
            number, 72), what[0], what[1], company.host[mac], company.system[mac], stamp(at), stamp(at + 60),
                            hex_id(number, 73), "" if number + 1 == count else ",")
    yield END, "]}\n"


CALL = (
    '{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA%s","arn":"arn:aws:iam::444455556666:user/%s",'
    '"accountId":"444455556666","accessKeyId":"AKIA%s","userName":"%s"},"eventTime":"%sZ","eventSource":"%s.amazonaws.com",'
    '"eventName":"%s","awsRegion":"eu-north-1","sourceIPAddress":"%s","userAgent":"aws-cli/2.15.0","requestParameters":null,'
    '"responseElements":null,"requestID":"%s-0000-4000-8000-%012x","eventID":"%s-0000-4000-9000-%012x","readOnly":%s,'
    '"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"444455556666","eventCategory":"Management"}\n'
)


def cloudtrail(company):
    text = Stamps("%Y-%m-%dT%H:%M:%S")
    step = (DAYS * DAY_S - 120) / company.count["cloudtrail"]
    for i in range(company.count["cloudtrail"]):
        at, chance = BEGIN + 60 + i * step, mixed(i, 81)
        user, key, exit_ = ("build-bot", "QWERTZASDFYXCV27", CLOUD_EXIT) if chance % 8 else ("svc-release",
                                                                                             "POIUZTLKJHGMNB34", OFFICE)
        service, name, reads = CALLS[(chance >> 8) % len(CALLS)]
        yield at, CALL % (key, user, key, user, text(at), service, name, exit_, "%08x" % chance, i,
                          "%08x" % mixed(i, 82), i, "true" if reads else "false")


def agent_log(company, mac, lines):
    text = Stamps("%Y/%m/%d %H:%M:%S")
    step = (DAYS * DAY_S - 120) / lines
    for i in range(lines):
        at = BEGIN + 60 + i * step
        head = "%s [%d] " % (text(at + company.offset[mac] * 3600), company.agent_pid[mac])
        if mixed(i, mac) % 5 < 3:
            yield at, head + "[INFO] User updates complete\n"
        else:
            yield at, head + "[ERROR] failed to poll server: Get https://agent.jumpcloud.com:443/poll/%s: EOF\n" % company.system[
                mac]


def proxy(company):
    step = (DAYS * DAY_S - 120) / company.count["proxy"]
    for i in range(company.count["proxy"]):
        at, chance = BEGIN + 60 + i * step, mixed(i, 91)
        site = (chance >> 8) % len(SITES)
        yield at, "%.3f %6d %s TCP_TUNNEL/200 %d CONNECT %s:443 - HIER_DIRECT/%s -\n" % (
            at, chance % 900, company.ip[chance % company.macs], chance % 90000, SITES[site], company.site_ip[site])


def console(company):
    text = Stamps("%Y-%m-%dT%H:%M:%SZ")
    step = (DAYS * DAY_S - 120) / company.count["edr"]
    for i in range(company.count["edr"]):
        at, chance = BEGIN + 60 + i * step, mixed(i, 95)
        what = ("heartbeat version=7.02", "scan_complete findings=0", "policy_update revision=58")[(chance >> 6) % 3]
        yield at, "%s sentry sensor=%s event=%s\n" % (text(at), company.host[chance % company.macs], what)


# ---- the intrusion and the look-alikes: (file, time, line, tag) ----


class Story:

    def __init__(self, company):
        self.company, self.records, self.uid = company, [], 0

    def calendar(self, at):
        return datetime.fromtimestamp(int(at), timezone.utc).strftime("%a %b %d %H:%M:%S %Y UTC")

    def add(self, tag, file, at, line):
        self.records.append((file, at, line, tag))

    def contact(self, tag, at, ip, domain, address, plain=False, sent=1300, received=2400):
        self.uid += 1
        uid, port = "story%07d" % self.uid, 40000 + self.uid
        self.add(tag, "zeek_dns.ndjson", at - 0.05,
                 DNS % (at - 0.05, uid, ip, port, port, 31, domain, 0, "NOERROR", answers(address)))
        self.add(
            tag, "zeek_conn.ndjson", at,
            CONN % (at, uid, ip, port, address, 80 if plain else 443, "http" if plain else "ssl", 6, 2, sent, received,
                    sent + 280, received + 400))
        if plain:
            self.add(tag, "zeek_http.ndjson", at + 0.01,
                     HTTP % (at + 0.01, uid, ip, port, address, domain, "/status", received))
        else:
            self.add(tag, "zeek_ssl.ndjson", at + 0.01, SSL % (at + 0.01, uid, ip, port, address, domain))

    def lookup(self, tag, at, ip, domain, code, name, answer):
        self.uid += 1
        self.add(tag, "zeek_dns.ndjson", at,
                 DNS % (at, "story%07d" % self.uid, ip, 50000 + self.uid, self.uid, 22, domain, code, name, answer))

    def file(self, tag, at, host, pid, path, name, event):
        self.add(tag, "osquery_results.ndjson", at,
                 FILE % (host, self.calendar(at), at, 77, pid, path, name, event, at))

    def process(self, tag, at, host, pid, parent, path, line, signed, platform, above, cdhash=""):
        self.add(
            tag, "osquery_results.ndjson", at, PROCESS % (host, self.calendar(at), at, 78, pid, parent, parent, path,
                                                          line, 0, "root", signed, "", cdhash, platform, above, at))

    def intrusion(self):
        company, mac = self.company, self.company.victim
        host, ip, user, agent = company.host[mac], company.ip[mac], company.user[mac], company.agent_pid[mac]
        self.file("I1", HIT, host, agent, AGENT, "/private/tmp/stage.rb", "write")
        self.process("I1", HIT, host, 31337, agent, "/usr/bin/ruby", "/usr/bin/ruby stage.rb", "com.apple.ruby", 1,
                     AGENT)
        self.add(
            "I1", "osquery_results.ndjson", HIT + 60,
            HASH % (host, self.calendar(HIT + 60), HIT + 60, 79, "/private/tmp/stage.rb", "/private/tmp", SCRIPT_SHA256,
                    HIT + 60))
        self.contact("I2", HIT + 4, ip, DELIVERY, "198.19.40.2", received=2400000)
        self.file("I2", HIT + 12, host, 31337, "/usr/bin/ruby", FIRST_STAGE, "write")
        self.process("I3", HIT + 15, host, 31400, 31337, FIRST_STAGE, FIRST_STAGE, "", 0, "/usr/bin/ruby", "5f" * 20)
        for beacon in range(8):
            self.contact("I3", HIT + 20 + 300 * beacon, ip, RELAY, "198.19.40.3", plain=True)
        self.file("I4", HIT + 1800, host, 31400, FIRST_STAGE, SECOND_STAGE, "write")
        self.file("I4", HIT + 1820, host, 31400, FIRST_STAGE, "/Library/LaunchDaemons/test.kiln.agent.plist", "write")
        self.process("I4", HIT + 1840, host, 31410, 31400, "/bin/launchctl",
                     "launchctl load -w /Library/LaunchDaemons/test.kiln.agent.plist", "com.apple.launchctl", 1,
                     FIRST_STAGE)
        self.process("I5", HIT + 1850, host, 31500, 1, SECOND_STAGE, "test.kiln.agent", "", 0, "/sbin/launchd")
        for beacon in range(120):
            self.contact("I5", HIT + 1860 + 3600 * beacon + mixed(beacon, 99) % 300, ip, CONTROL, "198.19.40.4")
        self.process("I6", HIT + 2000, host, 31600, 31400, "/bin/zsh",
                     "/bin/zsh -c rm -f %s && pkill potteryd" % FIRST_STAGE, "com.apple.zsh", 1, FIRST_STAGE)
        self.file("I7", HIT + 9000, host, 31500, SECOND_STAGE, "/Users/%s/Library/Keychains/login.keychain-db" % user,
                  "open")
        self.file("I7", HIT + 9001, host, 31500, SECOND_STAGE, "/Library/Keychains/System.keychain", "open")
        self.contact("I7", HIT + 9020, ip, CONTROL, "198.19.40.4", sent=6200000, received=9000)

    def look_alikes(self):
        company = self.company
        analyst = "10.64.0.40"
        for number, domain in enumerate((DELIVERY, CONTROL, RELAY)):
            self.lookup("L1_analyst_looks_up", ISSUED + 7200 + number, analyst, domain, 3, "NXDOMAIN", "")
        self.lookup("L2_sinkhole", ISSUED - 3 * DAY_S, company.ip[7], CONTROL, 0, "NOERROR", answers("0.0.0.0"))
        self.contact("L3_another_domain", WINDOW[0] + DAY_S, company.ip[9], "warm" + DELIVERY, "198.18.7.7")
        self.contact("L4_expired_address", WINDOW[0] + 2 * DAY_S, company.ip[11], "www.old-tenant.example", EXPIRED)
        self.add(
            "L5_proxy_refused", "proxy_access.log", ISSUED - 2 * DAY_S,
            "%.3f    111 %s TCP_DENIED/403 3902 CONNECT %s:443 - HIER_NONE/- -\n" %
            (ISSUED - 2 * DAY_S, company.ip[13], RELAY))
        for number in range(3):
            at, mac = WINDOW[0] + 5 * DAY_S + number * 900, 17
            host = company.host[mac]
            self.add(
                "L6_traveller", "jumpcloud_di.ndjson", at,
                SIGN_ON % (company.system[mac][::-1], company.user[mac], THERE, company.system[mac], host, host,
                           "sso_auth", "sso", VPN_EXIT, hex_id(number, 65), stamp(at)))


NOTICE = """# Security notice: scripts started through the commands framework

JumpCloud · Issued {issued} · TLP:CLEAR

## What happened

Somebody used our **commands framework** to have our agent start scripts on a few customers' devices. The customers'
administrators did not order them, and they are not in the customers' Directory Insights.

## What to do

1. Look at the time from **{begin} to {end}**.
2. Compare what the agent started on your devices with what your administrators ordered.
3. Search DNS, network and endpoint records for the values below.

Some lists still carry {expired}. It served this group from January to February 2025 only; do not match it outside that
time.

| Type | Value | Remark |
|---|---|---|
| domain | `{delivery}` | delivery |
| domain | `{control}` | command and control |
| domain | `{relay}` | command and control |
| ipv4 | `{exit}` | shared exit of a VPN service, judge together with other evidence |
| sha256 | `{sha256}` | script |

---
*Exercise material. The incident, the values and the text are invented; the supplier never wrote this.*
"""


def write_notice(path):

    def day(at):
        moment = datetime.fromtimestamp(at, timezone.utc)
        return "%d %s" % (moment.day, moment.strftime("%B %Y"))

    def defanged(value):
        return value[::-1].replace(".", "].[", 1)[::-1]

    path.write_text(
        NOTICE.format(issued=day(ISSUED),
                      begin=day(WINDOW[0]),
                      end=day(WINDOW[1]),
                      delivery=defanged(DELIVERY),
                      control=defanged(CONTROL),
                      relay=defanged(RELAY),
                      exit=defanged(VPN_EXIT),
                      expired=defanged(EXPIRED),
                      sha256=SCRIPT_SHA256))


def write_assets(company, path):
    assets = [{
        "hostname": company.host[i],
        "system_id": company.system[i],
        "ip": company.ip[i],
        "user": company.user[i],
        "tz_offset_hours": company.offset[i],
        "os": "Mac OS X",
        "role": "employee Mac"
    } for i in range(company.macs)]
    assets.append({
        "hostname": "TWC-SOC-1",
        "system_id": hex_id(1, 12),
        "ip": "10.64.0.40",
        "user": "sec.analyst",
        "tz_offset_hours": 0,
        "os": "Mac OS X",
        "role": "analyst workstation"
    })
    assets.append({
        "hostname": "twc-resolver",
        "system_id": None,
        "ip": RESOLVER,
        "user": None,
        "tz_offset_hours": 0,
        "os": "appliance",
        "role": "DNS resolver"
    })
    path.write_text("[\n" + ",\n".join(" " + json.dumps(asset) for asset in assets) + "\n]\n")
    return 1


# ---- files ----

STREAMS = {
    "zeek_conn.ndjson": ("zeek_conn", conn),
    "zeek_dns.ndjson": ("zeek_dns", dns),
    "zeek_ssl.ndjson": ("zeek_ssl", ssl),
    "zeek_http.ndjson": ("zeek_http", http),
    "osquery_results.ndjson": ("osquery", osquery),
    "jumpcloud_di.ndjson": ("di", directory),
    "jumpcloud_command_results.json": ("results", results),
    "cloudtrail.ndjson": ("cloudtrail", cloudtrail),
    "proxy_access.log": ("proxy", proxy),
    "edr_console.log": ("edr", console),
}


def write_stream(folder, name, records, everyday):
    """Merges the story's records of this file into the everyday ones; gives their places and the number of lines."""
    company = Company(records)
    story = Story(company)
    story.intrusion()
    story.look_alikes()
    special = sorted(
        (at, number, line, tag) for number, (file, at, line, tag) in enumerate(story.records) if file == name)
    places, lines, offset, buffer = [], 0, 0, []
    with open(Path(folder) / name, "wb") as file:

        def flush():
            nonlocal lines, offset
            data = "".join(buffer).encode()
            file.write(data)
            lines, offset = lines + len(buffer), offset + len(data)
            buffer.clear()

        for at, line in everyday(company):
            while special and special[0][0] <= at:
                flush()
                when, _, text, tag = special.pop(0)
                places.append((tag, {"file": name, "line": lines + 1, "offset": offset, "time": stamp(when)}))
                buffer.append(text)
            buffer.append(line)
            if len(buffer) >= 8192:
                flush()
        flush()
    if special:
        raise SystemExit("%s: the everyday ends before the story" % name)
    return name, places, lines


def write_agent_logs(folder, records):
    company = Company(records)
    files = max(4, company.macs // 10)
    each = max(4, company.count["agent"] // files)
    for number in range(files):
        mac = (number * 10 + 3) % company.macs
        with open(Path(folder) / ("jcagent_%s.log" % company.host[mac]), "w") as file:
            file.write("".join(line for _, line in agent_log(company, mac, each)))
    return "agent logs", [], files * each


def run(job):
    kind, arguments = job
    return write_stream(*arguments[:3], STREAMS[arguments[1]][1]) if kind == "stream" else write_agent_logs(*arguments)


def write_truth(company, path, places):
    groups = {}
    for tag, record in places:
        groups.setdefault(tag, []).append(record)
    planted = {
        tag: sorted(records, key=lambda record: record["time"])
        for tag, records in groups.items() if tag[0] == "I"
    }
    host, user = company.host[company.victim], company.user[company.victim]
    first = planted["I1"][0]
    path.write_text(
        json.dumps(
            {
                "schema":
                "clew.truth/1",
                "bundle": {
                    "variant": "big"
                },
                "window": {
                    "from": stamp(WINDOW[0], 0),
                    "to": stamp(WINDOW[1] + DAY_S, 0)
                },
                "verdict": {
                    "expected": "hit",
                    "credit": {
                        "hit": 1
                    }
                },
                "earliest":
                dict(first, tag="I1", also=[]),
                "door": {
                    "kind": "supplier_channel",
                    "credit": {}
                },
                "devices": [{
                    "name": host,
                    "system_id": company.system[company.victim],
                    "ip": company.ip[company.victim],
                    "user": user
                }],
                "devices_unseen": [],
                "accounts": [{
                    "name": user,
                    "kind": "user",
                    "status": "exposed",
                    "names": [user]
                }],
                "accounts_neutral": ["root", *[name for name, _ in company.admins]],
                "rotation": {
                    "required": [
                        {
                            "rid": "keychain:" + host,
                            "kinds": ["keychain", "password", "secret"],
                            "devices": [host],
                            "accounts": [user]
                        },
                        {
                            "rid": "admin_api_keys",
                            "kinds": ["api_key"],
                            "any": True
                        },
                    ],
                    "forbidden": []
                },
                "gaps": [{
                    "id": "G1",
                    "kind": "host_unseen",
                    "stream": "osquery",
                    "host": "TWC-SOC-1",
                    "aliases": ["TWC-SOC-1"],
                    "from": stamp(WINDOW[0], 0),
                    "to": stamp(WINDOW[1] + DAY_S, 0)
                }],
                "planted": [{
                    "tag": tag,
                    "device": host,
                    "records": records
                } for tag, records in sorted(planted.items())],
                "decoys": [{
                    "tag": tag,
                    "records": records
                } for tag, records in sorted(groups.items()) if tag[0] == "L"],
                "context": [],
                "files": {
                    name: {
                        "stream": stream
                    }
                    for name, (stream, _) in STREAMS.items()
                },
            },
            indent=1) + "\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out", type=Path)
    options.add_argument("--records", type=int, default=5_000_000)
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    if chosen.records < 2000:
        raise SystemExit("a case of fewer than 2000 records has no room for the story")
    began = time.monotonic()
    evidence = chosen.out / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    company = Company(chosen.records)
    write_notice(chosen.out / "notice.md")
    write_assets(company, evidence / "assets.json")
    jobs = [("stream", (str(evidence), name, chosen.records)) for name in STREAMS]
    jobs.insert(4, ("agent", (str(evidence), chosen.records)))
    with multiprocessing.Pool(chosen.processes) as pool:
        done = pool.map(run, jobs, chunksize=1)
    write_truth(company, chosen.out / "truth.json", [place for _, places, _ in done for place in places])
    size = sum(path.stat().st_size for path in evidence.iterdir())
    print("%d records of %d devices, %.2f GB, made in %.0f s" %
          (sum(lines for _, _, lines in done), company.macs, size / 1e9, time.monotonic() - began))


if __name__ == "__main__":
    main()
