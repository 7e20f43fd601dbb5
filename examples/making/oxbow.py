"""Oxbow Cartography: an invented company, what it does every day, and what of that only looks like an intrusion."""
import hashlib
from dataclasses import dataclass

from making import chance as chances
from making.case import Case, Company, Host, compact, rhythm
from making.chance import DAY, HOUR, MINUTE, SECOND, Chance, epoch, moment, rfc3339
from making.records import AGENT, admin_of, agent_log, browser, cloud, insight, osquery, result, run, touch, tsv_frame


def at(day, clock):
    """Of a day in March 2025."""
    return chances.at(2025, 3, day, clock)


# ---------------------------------------------------------------- the company

OXBOW = "oxbow.example"
HEDDA, PIET = "hedda.moss@" + OXBOW, "piet.arends@" + OXBOW
BADGES, PAYROLL, STOCK = ("svc-%s@%s" % (name, OXBOW) for name in ("badges", "payroll", "stock"))
OFFICE = "192.0.2.40"
BUILD_EXIT, NEW_BUILD_EXIT = "192.0.2.140", "192.0.2.141"
HOTEL = "198.51.100.151"
PLACES = {"office": ("BE", "Europe/Brussels"), "hosted": ("SE", "Europe/Stockholm"), "abroad": ("AT", "Europe/Vienna"),
          "far": ("PA", "America/Panama")}
BROWSERS = {"Mac OS X": ("Safari", "18.3"), "admin": ("Firefox", "136.0")}
POWERSHELL = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
WINDOWS_AGENT = r"C:\Program Files\JumpCloud\jumpcloud-agent.exe"
MACS = [
    ("contour", "10.77.4.31", "lena.voss", "cartographer's Mac"),
    ("meridian", "10.77.4.32", "idris.kamara", "surveyor's Mac"),
    ("isobar", "10.77.4.33", "wanda.pohl", "editor's Mac"),
    ("hachure", "10.77.4.34", "felix.strand", "developer's Mac"),
    ("legend", "10.77.4.35", "hedda.moss", "administrator's Mac"),
    ("compass", "10.77.4.36", "piet.arends", "administrator's Mac"),
]
SITES = {
    "files.mapstore.example": "198.18.14.20", "mail.hostpost.example": "198.18.40.25",
    "api.terrainfeed.example": "198.18.66.31", "repo.linuxmirror.example": "198.19.70.3",
    "agent.jumpcloud.com": "198.19.112.9", "console.jumpcloud.com": "198.19.112.31",
}
BUILD_KEY, TILES_KEY = "AKIAEXAMPLEBUILD0001", "AKIAEXAMPLETILES0001"
WINDOW = (at(3, "00:00:00"), at(12, "00:00:00"))  # as the notice says: 3 to 11 March


@dataclass(frozen=True)
class Seat:
    """Where an administrator or a program sits: what the supplier's log writes of it."""
    ip: str
    place: str
    method: str
    client: str  # "admin" is the browser of the house


DESK = Seat(OFFICE, "office", "session", "admin")
BADGE_SEAT = Seat("198.51.100.141", "hosted", "api key", "okhttp/4.12.0")
PAYROLL_SEAT = Seat("198.51.100.142", "hosted", "api key", "axios/1.7.9")
STOCK_SEAT = Seat("198.51.100.143", "hosted", "api key", "GuzzleHttp/7.8.1")
HOTEL_SEAT = Seat(HOTEL, "abroad", "session", "admin")


def client_of(case, seat):
    if seat.client == "admin":
        return browser(case, "admin")
    name, _, version = seat.client.partition("/")
    system = "Fedora" if version.endswith("fedora") else "Other"
    return {"os": system, "name": name, "os_name": system, "device": "Other",
            "version": version.removesuffix("-fedora"), "major": version.partition(".")[0]}


def company(name, seed):
    case = Case(name, Chance(seed), at(1, "00:00:00"), at(14, "00:00:00"), 1.0)
    case.company = Company("10.77.0.53", OFFICE, "oxbow", PLACES, BROWSERS)
    case.organization = hashlib.sha256(OXBOW.encode()).hexdigest()[:24]
    for mac, ip, user, role in MACS:
        case.hosts[mac] = Host(mac, ip, user, 1, "Mac OS X", role)
    case.hosts["sextant"] = Host("sextant", "10.77.9.9", "theo.brandt", 1, "Mac OS X", "security analyst workstation")
    case.hosts["PLOTTER"] = Host("PLOTTER", "10.77.4.41", "greta.ilves", 1, "Windows", "print room PC")
    case.hosts["tiles-1"] = Host("tiles-1", "10.77.30.11", "tiler", 0, "Ubuntu", "tile server")
    case.hosts["tiles-2"] = Host("tiles-2", "10.77.30.12", "tiler-b", 0, "Ubuntu", "tile server")
    case.hosts["survey-db"] = Host("survey-db", "10.77.30.13", "dbkeeper", 0, "Ubuntu", "database server")
    case.hosts["lookup"] = Host("lookup", "10.77.0.53", None, 0, "appliance", "DNS resolver")
    for host in case.hosts.values():
        host.id = case.chance.hex(24) if host.os != "appliance" else None
        host.pid = case.chance.between(200, 990)
    return case


# ---------------------------------------------------------------- records that only this company has

FLOW = {"ts": "time", "uid": "string", "id.orig_h": "addr", "id.orig_p": "port", "id.resp_h": "addr",
        "id.resp_p": "port"}
ZEEK = {"conn": {**FLOW, "proto": "enum", "service": "string", "orig_bytes": "count", "resp_bytes": "count",
                 "conn_state": "string"},
        "dns": {**FLOW, "proto": "enum", "query": "string", "qtype_name": "string", "rcode_name": "string",
                "answers": "vector[string]"},
        "ssl": {**FLOW, "server_name": "string", "established": "bool"}}


def zeek(case, ms, host, log, cells, tag):
    file = "zeek_%s.log" % log
    case.frames[file] = tsv_frame(case, log, list(ZEEK[log]), list(ZEEK[log].values()))
    row = ["%.6f" % epoch(ms), *cells]
    case.add(file, "zeek_" + log, ms, "\t".join(str(cell) for cell in row), tag, host.name)


def look_up(case, ms, host, name, answer, tag="", rcode="NOERROR"):
    flow = [case.chance.uid(), host.ip, case.chance.between(1025, 65000), case.company.resolver, 53]
    zeek(case, ms, host, "dns", [*flow, "udp", name, "A", rcode, answer or "-"], tag)


def visit(case, ms, host, name, address, tag="", sent=0, received=0):
    """A name is asked for, answered, connected to, and the handshake ends well."""
    look_up(case, ms - 55, host, name, address, tag)
    flow = [case.chance.uid(), host.ip, case.chance.between(1025, 65000), address, 443]
    sent, received = sent or case.chance.between(600, 9000), received or case.chance.between(2000, 400000)
    zeek(case, ms, host, "conn", [*flow, "tcp", "ssl", sent, received, "SF"], tag)
    zeek(case, ms + 12, host, "ssl", [*flow, name, "T"], tag)


def sysmon(case, ms, host, number, data, tag=""):
    row = {"@timestamp": rfc3339(ms), "winlog": {
        "provider_name": "Microsoft-Windows-Sysmon", "event_id": number, "computer_name": host.name,
        "event_data": {"UtcTime": rfc3339(ms).replace("T", " ").rstrip("Z"), **data}}}
    case.add("sysmon.ndjson", "sysmon", ms, compact(row), tag, host.name)


def call_cloud(case, ms, user, key, call, ip=None, agent="aws-cli/2.17.0", parameters=None, tag="", error=None):
    """CloudTrail as it is delivered: packed."""
    cloud(case, ms, user, key, call, ip, agent, parameters, tag, error, "cloudtrail.ndjson.gz")


def start(case, ms, host, path, command, parent_path, parent, tag="", user=None, **more):
    """A program is started, on whatever system; gives its process id."""
    if host.os != "Windows":
        return run(case, ms, host, path, command, parent_path, parent, user, tag, **more)
    pid = case.chance.between(2000, 30000)
    sysmon(case, ms, host, 1, {"ProcessId": str(pid), "Image": path, "CommandLine": command,
                               "User": "NT AUTHORITY\\SYSTEM" if user == "root" else "OXBOW\\" + host.user,
                               "ParentProcessId": str(parent), "ParentImage": parent_path}, tag)
    return pid


def act(case, ms, kind, admin, seat, body, tag="", host=None):
    """An administrator, or whoever has an administrator's key, does something in the supplier's console."""
    row = {"initiated_by": admin_of(admin), "useragent": client_of(case, seat), "auth_method": seat.method,
           "success": True, **body}
    if host is not None:
        row["system"] = {"id": host.id, "hostname": host.name, "displayName": host.name, "os": host.os}
    insight(case, ms, row, kind, ip=seat.ip, place=seat.place, tag=tag, device=host.name if host else "")


def command_body(title):
    return {"resource": {"id": hashlib.sha256(title.encode()).hexdigest()[:24], "type": "command", "name": title},
            "changes": []}


def console_sign_in(case, ms, admin, seat, mfa=True, tag=""):
    insight(case, ms, {"initiated_by": admin_of(admin), "useragent": client_of(case, seat), "success": True,
                       "mfa": mfa}, "admin_login_attempt", ip=seat.ip, place=seat.place, tag=tag)


def portal_sign_in(case, ms, user, seat, application, mfa=True, tag="", device=""):
    person = {"id": hashlib.sha256(user.encode()).hexdigest()[:24], "type": "user", "username": user}
    insight(case, ms, {"initiated_by": person, "useragent": client_of(case, seat), "error_message": "",
                       "sso_token_success": True, "mfa": mfa,
                       "auth_context": {"auth_methods": {"totp": {"success": True}} if mfa else {}},
                       "application": {"display_label": application, "sso_type": "saml"}},
            "sso_auth", "sso", seat.ip, seat.place, tag, device)


def ordered(case, ms, admin, seat, host, title, command, tag="", ran=0, answered=True):
    """An order, the agent that carries it out, and the answer; `ran` is when, if the device was asleep."""
    act(case, ms, "command_run", admin, seat, command_body(title), tag, host)
    begun = ran or ms + 7 * SECOND
    if host.os == "Windows":
        words = "powershell.exe -Command " + command
        pid = start(case, begun, host, POWERSHELL, words, WINDOWS_AGENT, host.pid, tag, "root")
    else:
        pid = start(case, begun, host, "/bin/bash", "/bin/bash -c " + command, AGENT, host.pid, tag, "root")
    if answered:
        result(case, ms, begun + 5 * SECOND, host, command_body(title)["resource"]["id"], title, command, tag)
    return pid


# ---------------------------------------------------------------- everyday life

GALLERY = [("Free Disk Space", "df -h /"), ("List Fonts", "ls /Library/Fonts"), ("Uptime", "uptime")]


def working(ms):
    return moment(ms).weekday() < 5 and 6 <= moment(ms).hour < 17


def everyday(case):
    macs, pick, chance = [case.hosts[row[0]] for row in MACS], case.chance.pick, case.chance
    servers = [case.hosts[name] for name in ("tiles-1", "tiles-2", "survey-db")]
    plotter = case.hosts["PLOTTER"]
    for ms in rhythm(case, 7 * HOUR):
        host = pick([*macs, plotter] if working(ms) else servers)
        name = pick(["repo.linuxmirror.example", "agent.jumpcloud.com"] if host in servers else list(SITES))
        visit(case, ms, host, name, SITES[name])
    for ms in rhythm(case, 7 * HOUR):
        host = pick(macs if working(ms) else [servers[0], servers[2]])
        if host in macs:
            start(case, ms, host, "/usr/bin/git", "git fetch --prune", "/bin/zsh", chance.between(900, 9000))
        else:
            start(case, ms, host, "/usr/bin/rsync", "rsync -a /srv/tiles/ /srv/mirror/", "/usr/sbin/cron", 611)
    for ms in rhythm(case, 17 * HOUR):
        start(case, ms, plotter, r"C:\Program Files\PrintRoom\spool.exe", "spool.exe --next",
              r"C:\Windows\explorer.exe", 4120)
    for ms in rhythm(case, 13 * HOUR):
        host = pick(macs)
        portal_sign_in(case, ms, host.user, DESK, pick(["Mapstore", "Hostpost"]), device=host.name)
    for name, admin in (("hedda", HEDDA), ("piet", PIET)):
        for ms in rhythm(case, 44 * HOUR):
            console_sign_in(case, ms, admin, DESK)
    for ms in rhythm(case, 27 * HOUR):
        title, command = pick(GALLERY)
        ordered(case, ms, pick([HEDDA, PIET]), DESK, pick([*macs[:4], servers[2]]), title, command)
    for ms in rhythm(case, 12 * HOUR):
        call_cloud(case, ms, "svc-tiles", TILES_KEY, ("s3", pick(["PutObject", "ListObjectsV2"])),
              parameters={"bucketName": "tiles"})
    for name in ("contour", "survey-db"):
        host = case.hosts[name]
        for ms in rhythm(case, 30 * HOUR):
            agent_log(case, ms, host, "[INFO] User updates complete", host.pid)
    for day in (1, 13):  # so that every device with endpoint telemetry is seen
        for host in [*macs, case.hosts["sextant"], servers[0], servers[2]]:
            starter = "/sbin/launchd" if host.os == "Mac OS X" else "/usr/lib/systemd/systemd"
            start(case, at(day, "05:30:00") + chance.below(40 * MINUTE), host, AGENT, AGENT, starter, 1, user="root",
                  signer="com.jumpcloud.agent", pid=host.pid)


# ---------------------------------------------------------------- the look-alikes

def look_alikes(case, traveller, names):
    """What a hasty reader takes for the intrusion. `names` are listed ones; `traveller` is an administrator."""
    hosts = case.hosts

    def explain(tag, why):
        case.why[tag] = why
        return tag

    tag = explain("L01_queued_order", "a Mac was asleep: the order is a day older than the run, the answer joins them")
    ordered(case, at(4, "14:05:12.300"), HEDDA, DESK, hosts["isobar"], "List Local Users", "dscl . list /Users", tag,
            ran=at(5, "15:31:40"))
    tag = explain("L02_agent_update", "the agent updates itself: its own package and files, the system's installer")
    for beat, name in enumerate(("isobar", "hachure")):
        agent_update(case, at(6, "03:20:10") + beat * 26 * MINUTE, hosts[name], tag)
    tag = explain("L03_daemon_by_order", "an administrator ordered the daemon that restarts Macs at night")
    plist = "/Library/LaunchDaemons/%s.nightly-restart.plist" % OXBOW
    pid = ordered(case, at(7, "09:44:31.050"), HEDDA, DESK, hosts["isobar"], "Nightly Restart",
                  'launchctl load -w "%s"' % plist, tag)
    touch(case, at(7, "09:44:39"), hosts["isobar"], "write", plist, "/bin/bash", pid, tag)
    tag = explain("L04_task_by_order", "an administrator ordered the scheduled task that empties the printer's queue")
    ordered(case, at(7, "10:12:05.700"), HEDDA, DESK, hosts["PLOTTER"], "Empty Print Queue Nightly",
            "schtasks /create /tn EmptyQueue /sc daily /tr spool.exe", tag)
    tag = explain("L05_own_automation", "the badge system gives the same order by API key, always from its own address")
    for day in (2, 5, 8, 11):
        ordered(case, at(day, "01:15:02.100"), BADGES, BADGE_SEAT, hosts["survey-db"], "Badge Inventory",
                "cat /etc/badge-release", tag)
    tag = explain("L06_new_integration", "a new service account, made by a known administrator, gives its first order")
    act(case, at(8, "09:02:44.000"), "admin_create", HEDDA, DESK,
        {"resource": {**admin_of(STOCK)}, "changes": []}, tag)
    act(case, at(8, "09:31:10.400"), "command_create", STOCK, STOCK_SEAT, command_body("Stock: Model"), tag)
    ordered(case, at(8, "09:32:20.900"), STOCK, STOCK_SEAT, hosts["isobar"], "Stock: Model", "sysctl hw.model", tag)
    tag = explain("L07_travelling_admin", "an administrator works from a hotel: second factor, usual browser and order")
    console_sign_in(case, at(9, "18:20:31.000"), traveller, HOTEL_SEAT, tag=tag)
    ordered(case, at(9, "18:41:09.600"), traveller, HOTEL_SEAT, hosts["isobar"], *GALLERY[0], tag)
    tag = explain("L08_tidied_answers", "a usual administrator deletes answers; other answers show what the order does")
    for beat, name in enumerate(("isobar", "legend")):
        ordered(case, at(10, "08:15:00.000") + beat * 20 * SECOND, HEDDA, DESK, hosts[name], *GALLERY[0], tag,
                answered=False)
    act(case, at(10, "08:58:13.800"), "commandresult_delete", HEDDA, DESK, command_body(GALLERY[0][0]), tag)
    tag = explain("L09_build_moved", "the build service has a new exit: key, tool and calls are the same as before")
    for ms in rhythm(case, 14 * HOUR):
        moved = ms >= at(8, "00:00:00")
        call = case.chance.pick([("s3", "GetObject"), ("s3", "PutObject")])
        call_cloud(case, ms, "svc-build", BUILD_KEY, call, NEW_BUILD_EXIT if moved else BUILD_EXIT, "aws-cli/2.22.4",
              {"bucketName": "build-cache"}, tag if moved else "")
    tag = explain("L10_research", "the analyst asks for listed names; they do not exist any more (NXDOMAIN)")
    for beat, name in enumerate(names):
        look_up(case, at(12, "13:05:00") + beat * 2100, hosts["sextant"], name, None, tag, "NXDOMAIN")
    tag = explain("L11_longer_name", "another domain, which only contains a listed name")
    visit(case, at(5, "08:10:22.500"), hosts["legend"], "micro" + names[0], "198.18.140.2", tag)


def agent_update(case, ms, host, tag):
    package = "/private/var/tmp/jumpcloud-agent-2.41.0.pkg"
    visit(case, ms, host, "agent.jumpcloud.com", SITES["agent.jumpcloud.com"], tag, 1500, 31_000_000)
    touch(case, ms + 9 * SECOND, host, "write", package, AGENT, host.pid, tag)
    pid = start(case, ms + 11 * SECOND, host, "/usr/sbin/installer", "/usr/sbin/installer -pkg %s -target /" % package,
                AGENT, host.pid, tag, "root")
    touch(case, ms + 16 * SECOND, host, "write", AGENT, "/usr/sbin/installer", pid, tag)
    start(case, ms + 21 * SECOND, host, AGENT, AGENT, "/sbin/launchd", 1, tag, "root", signer="com.jumpcloud.agent")


def rotation_by_supplier(case, admins):
    """The supplier replaces the API keys, which its log shows; one integration goes on with the old one."""
    for beat, admin in enumerate(admins):
        insight(case, at(10, "13:00:00.000") + beat * 200,
                {"initiated_by": {"type": "system", "id": "jumpcloud"}, "resource": admin_of(admin),
                 "changes": [{"field": "apiKey"}], "success": True}, "admin_update", tag="X2_forced_rotation")
    case.why["L12_old_key"] = "the payroll system still tries its old API key after the supplier's rotation"
    for ms in range(at(10, "14:30:00"), at(13, "00:00:00"), 12 * HOUR):
        act(case, ms, "admin_old_api_key_attempt", PAYROLL, PAYROLL_SEAT, {"success": False}, "L12_old_key")


def payroll_life(case):
    for ms in rhythm(case, 3 * DAY):
        if ms < at(10, "13:00:00"):
            act(case, ms, "user_update", PAYROLL, PAYROLL_SEAT,
                {"resource": {"type": "user", "username": "lena.voss"}, "changes": [{"field": "department"}]})
