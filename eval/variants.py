#!/usr/bin/env python3
"""Makes another case out of one whose truth is known: other names, times, streams, victims; the truth moves along.

    eval/variants.py CASE OUT --seed 7 --rename --interpreter python3 --shift osquery=420 --drop zeek_http

What is tuned to the values of the public cases fails here. The result is a case folder as `eval/score.py` reads it. The
same case, options and seed give the same bytes.

    case --Case.load--> rows with their marks --change, change …--> rows --Case.save--> case

In:     a folder with `truth.json` (`clew.truth/1`), `notice.md` and `evidence/`, one record a line; gzip is understood.
Out:    the same, with `variant` (how it was made), `clock_shift` (what the clocks of a stream are off by) and `assumed`
        (what was decided about the truth without being sure) added to the truth.
Limits: `--noise`, `--victims` and `--retain` know the formats in `CLOCKS`; other files stay as they are.

Changes happen in the order of `CHANGES`, whatever the order on the command line: first what copies records, then what
alters them, then what takes away, then what disguises. The truth's times are true ones; a shifted clock lies to the
reader, not to the truth.
"""

import argparse
import copy
import gzip
import json
import random
import re
import shutil
import sys
from calendar import timegm
from datetime import datetime, timezone
from pathlib import Path

DAY_S = 86400

ALIASES = {  # stream: what else an investigator may call it
    "di": ["directory insights", "directory_insights", "jumpcloud_di", "jumpcloud_directory_insights", "di"],
    "results": ["command results", "command_results", "jumpcloud_command_results"],
    "osquery": ["osquery", "endpoint", "process execution", "process events"],
    "zeek_conn": ["zeek_conn", "conn", "connections", "zeek", "network"],
    "zeek_dns": ["zeek_dns", "dns", "zeek", "network"],
    "zeek_ssl": ["zeek_ssl", "ssl", "tls", "zeek", "network"],
    "zeek_http": ["zeek_http", "http", "zeek", "network"],
    "cloudtrail": ["cloudtrail", "cloud"],
}
NETWORK = {"zeek_conn", "zeek_dns", "zeek_ssl", "zeek_http"}

# ---- time ------------------------------------------------------------------------------------------------------------


def seconds_of(text):
    """Seconds since 1970 of `2023-06-27T18:36:41.123Z`, or of a date alone."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    if "T" not in whole:
        whole += "T00:00:00"
    moment = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return moment.timestamp() + (float("0." + fraction) if fraction else 0.0)


def rfc3339(seconds, digits=3):
    """With so many digits after the second; 0 for none."""
    ticks = round(seconds * 10**digits)
    whole, rest = divmod(ticks, 10**digits)
    text = datetime.fromtimestamp(whole, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".%0*d" % (digits, rest) if digits else "") + "Z"


def moved_rfc3339(match, delta):
    digits = len(match.group(2).partition(".")[2])
    return match.group(1) + rfc3339(seconds_of(match.group(2)) + delta, digits) + match.group(3)


def moved_epoch(match, delta):
    """A number keeps its digits: 1687891004.95 stays one with two of them."""
    whole, point, fraction = match.group(2).partition(".")
    if not point:
        return match.group(1) + str(int(whole) + round(delta)) + match.group(3)
    ticks = int(whole + fraction) + round(delta * 10 ** len(fraction))
    text = str(ticks)
    return match.group(1) + text[: -len(fraction)] + "." + text[-len(fraction) :] + match.group(3)


def moved_pattern(match, delta, pattern):
    moment = timegm(datetime.strptime(match.group(2), pattern).timetuple()) + round(delta)
    return match.group(1) + datetime.fromtimestamp(moment, timezone.utc).strftime(pattern) + match.group(3)


def field(name, quoted=True):
    return re.compile(r'("%s":\s*"?)(%s)("|\b)' % (re.escape(name), r"[^\"]+" if quoted else r"[0-9.]+"))


class Clock:
    """Where the times stand in a record of one format; the first place is the time of the record."""

    def __init__(self, *places):
        self.places = places  # (compiled pattern with the time as group 2, how to move it)

    def read(self, line):
        pattern, mover = self.places[0]
        match = pattern.search(line)
        if not match:
            return None
        text = match.group(2)
        try:
            if mover is moved_rfc3339:
                return seconds_of(text)
            if mover is moved_epoch:
                return float(text)
            return float(timegm(datetime.strptime(text, "%Y/%m/%d %H:%M:%S").timetuple()))
        except ValueError:
            return None  # a line that was cut off

    def move(self, line, delta):
        for pattern, mover in self.places:
            line = pattern.sub(lambda match, mover=mover: mover(match, delta), line)
        return line


def calendar(match, delta):
    return moved_pattern(match, delta, "%a %b %d %H:%M:%S %Y UTC")


def local(match, delta):
    return moved_pattern(match, delta, "%Y/%m/%d %H:%M:%S")


ZEEK = Clock((field("ts", quoted=False), moved_epoch))
LEADING = Clock((re.compile(r"^()(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)()"), moved_rfc3339))
CLOCKS = {
    "zeek_conn": ZEEK,
    "zeek_dns": ZEEK,
    "zeek_ssl": ZEEK,
    "zeek_http": ZEEK,
    "cloudtrail": Clock((field("eventTime"), moved_rfc3339)),
    "di": Clock((field("timestamp"), moved_rfc3339)),
    "results": Clock((field("requestTime"), moved_rfc3339), (field("responseTime"), moved_rfc3339)),
    "osquery": Clock(
        (field("unixTime", quoted=False), moved_epoch), (field("calendarTime"), calendar), (field("time"), moved_epoch)
    ),
    "edr": LEADING,
    "ci": LEADING,
    "proxy": Clock((re.compile(r"^()(\d+\.\d+)(\s)"), moved_epoch)),
    "jcagent": Clock((re.compile(r"^()(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)( )"), local)),
}

# ---- a case in memory ------------------------------------------------------------------------------------------------


class Row:
    """One line. `marks` are the truth's records that mean it: they learn its new place when the case is saved."""

    __slots__ = ("text", "time", "marks", "gone")

    def __init__(self, text, time, marks=()):
        self.text, self.time, self.marks, self.gone = text, time, list(marks), False

    def ordinary(self):
        return not self.marks


class File:
    def __init__(self, name, stream, packed=False):
        self.name, self.stream, self.packed = name, stream, packed
        self.zone_s = 0  # what its local times are off from UTC
        self.rows, self.head, self.tail, self.joint = [], [], [], ""

    def load(self, path):
        data = path.read_bytes()
        self.packed = data[:2] == b"\x1f\x8b"
        lines = (gzip.decompress(data) if self.packed else data).decode("utf-8", "surrogateescape").split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        if self.stream == "results" and lines and lines[0].endswith("["):
            self.joint, self.head, self.tail = ",", lines[:1], [line for line in lines[-1:] if line.startswith("]")]
            lines = [line[:-1] if line.endswith(",") else line for line in lines[1 : len(lines) - len(self.tail)]]
        clock, time = CLOCKS.get(self.stream), None
        for line in lines:
            read = clock.read(line) if clock else None
            time = read - self.zone_s if read is not None else time  # a cut line stands where its neighbour stands
            self.rows.append(Row(line, time))

    def bytes_and_offsets(self):
        """The content, and of each row the line (from 1) and byte offset."""
        head = self.head
        if self.joint:
            head = [re.sub(r'("totalCount":\s*)\d+', lambda m: m.group(1) + str(len(self.rows)), line) for line in head]
        texts = [row.text + (self.joint if index + 1 < len(self.rows) else "") for index, row in enumerate(self.rows)]
        places, offset = [], sum(len(line.encode()) + 1 for line in head)
        for index, text in enumerate(texts):
            places.append((len(head) + index + 1, offset))
            offset += len(text.encode("utf-8", "surrogateescape")) + 1
        content = "".join(line + "\n" for line in [*head, *texts, *self.tail])
        return content.encode("utf-8", "surrogateescape"), places

    def insert(self, rows):
        """Keeps the order of the times; among equal times the new ones come last."""
        if rows:
            order = sorted(
                [(row.time if row.time is not None else -1.0, 0, i, row) for i, row in enumerate(self.rows)]
                + [(row.time if row.time is not None else -1.0, 1, i, row) for i, row in enumerate(rows)]
            )
            self.rows = [entry[3] for entry in order]

    def sort_key(self):
        return (self.stream, self.name)


class Case:
    def __init__(self, truth, notice, listed_csv, files):
        self.truth, self.notice, self.listed_csv, self.files = truth, notice, listed_csv, files
        self.lost = set()  # (stream, until when): what `drop` and `retain` took away; None for all of it

    @staticmethod
    def load(folder):
        folder = Path(folder)
        truth = json.loads((folder / "truth.json").read_text())
        csv = folder / "indicators.csv"
        case = Case(truth, (folder / "notice.md").read_text(), csv.read_text() if csv.is_file() else None, {})
        zones = {}
        for name, entry in truth["files"].items():
            if entry["stream"] == "assets":
                file = File(name, "assets")
                file.load(folder / "evidence" / name)
                case.files[name] = file
                for asset in case.assets():
                    zones[asset["hostname"].lower()] = asset.get("tz_offset_hours", 0) * 3600
        zones = sorted(zones.items(), key=lambda zone: -len(zone[0]))  # host-10 before host-1
        for path in sorted((folder / "evidence").iterdir()):
            if path.name not in case.files:
                stream = truth["files"].get(path.name, {}).get("stream", "other")
                file = File(path.name, stream)
                if stream == "jcagent":
                    file.zone_s = next((z for host, z in zones if host in path.name.lower()), 0)
                file.load(path)
                case.files[path.name] = file
        for record in case.records():
            file = case.files[record["file"]]
            file.rows[record["line"] - 1 - len(file.head)].marks.append(record)
        return case

    def groups(self):
        return [group for part in ("planted", "decoys", "context") for group in self.truth.get(part, [])]

    def records(self):
        return [record for group in self.groups() for record in group["records"]]

    def assets(self):
        for file in self.files.values():
            if file.stream == "assets":
                return json.loads("\n".join(row.text for row in file.rows))
        return []

    def of_stream(self, stream):
        return [file for file in self.files.values() if file.stream == stream]

    def marked(self, part):
        """(group, file, row) of each record of `planted`, `decoys` or `context`."""
        rows = {}
        for file in self.files.values():
            for row in file.rows:
                for mark in row.marks:
                    rows[id(mark)] = (file, row)
        for group in self.truth.get(part, []):
            for record in group["records"]:
                if id(record) in rows:
                    yield (group, *rows[id(record)])

    def remove(self, doomed):
        """Rows (a set of ids) go, and their marks with them; groups of the truth that are empty then go too."""
        gone = set()
        for file in self.files.values():
            kept = []
            for row in file.rows:
                if id(row) in doomed:
                    row.gone = True
                    gone.update(id(mark) for mark in row.marks)
                else:
                    kept.append(row)
            file.rows = kept
        self.forget(gone)

    def remove_file(self, file):
        del self.files[file.name]
        self.forget({id(mark) for row in file.rows for mark in row.marks})

    def forget(self, gone):
        for part in ("planted", "decoys", "context"):
            for group in self.truth.get(part, []):
                group["records"] = [record for record in group["records"] if id(record) not in gone]
            self.truth[part] = [group for group in self.truth.get(part, []) if group["records"]]

    def assume(self, words):
        assumed = self.truth.setdefault("assumed", [])
        if words not in assumed:
            assumed.append(words)

    def listed(self):
        """A pattern for what the notice and the analysts' list name: domains, addresses, hashes."""
        text = re.sub(r"\[\.\]", ".", self.notice) + "\n" + re.sub(r"\[\.\]", ".", self.listed_csv or "")
        words = set(re.findall(r"\b[0-9a-f]{64}\b", text)) | set(re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text))
        words |= {word.lower() for word in re.findall(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b", text, re.I)}
        return words

    def shows_listed(self, row):
        return bool(set(re.findall(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*", row.text.lower())) & self._listed())

    def _listed(self):
        if not hasattr(self, "_words"):
            self._words = self.listed()
        return self._words

    def save(self, out):
        out = Path(out)
        if out.exists():
            shutil.rmtree(out)
        (out / "evidence").mkdir(parents=True)
        shift = self.truth.get("clock_shift", {})
        files = {}
        for file in sorted(self.files.values(), key=lambda file: file.name):
            content, places = file.bytes_and_offsets()
            (out / "evidence" / file.name).write_bytes(gzip.compress(content, 6, mtime=0) if file.packed else content)
            for row, (line, offset) in zip(file.rows, places):
                for mark in row.marks:
                    mark.update(file=file.name, line=line, offset=offset)
            times = [row.time for row in file.rows if row.time is not None]
            old = self.truth["files"].get(file.name, {})
            entry = {"stream": file.stream, "lines": content.count(b"\n"), "bytes": len(content)}
            same = old.get("lines") == entry["lines"] and old.get("bytes") == entry["bytes"]
            entry["first"] = rfc3339(int(min(times)), 0) if times and not same else old.get("first")
            entry["last"] = rfc3339(int(max(times)), 0) if times and not same else old.get("last")
            if shift.get(file.stream):
                entry["clock_shift_s"] = shift[file.stream]
            files[file.name] = entry
        self.truth["files"] = dict(sorted(files.items(), key=lambda item: (item[1]["stream"], item[0])))
        for group in self.groups():
            group["records"].sort(key=lambda record: (record["time"], record["file"], record["line"]))
        settle_earliest(self)
        (out / "truth.json").write_text(json.dumps(self.truth, indent=1, ensure_ascii=False) + "\n")
        (out / "notice.md").write_text(self.notice)
        if self.listed_csv is not None:
            (out / "indicators.csv").write_text(self.listed_csv)


# ---- what can still be known -----------------------------------------------------------------------------------------


def names_of(device):
    return device["name"] if isinstance(device, dict) else device


def known_groups(case):
    """Planted groups that speak of a device which is known to be hit, or of the company as a whole."""
    known = {device["name"] for device in case.truth["devices"]}
    return [group for group in case.truth["planted"] if group.get("device") is None or group["device"] in known]


def settle_earliest(case):
    """The earliest record that a careful reader can hold against the intruder."""
    records = [(record["time"], group["tag"], record) for group in known_groups(case) for record in group["records"]]
    if not records or not case.truth["devices"]:
        case.truth["earliest"] = None
        return
    time, tag, record = min(records, key=lambda entry: (entry[0], entry[1], entry[2]["line"]))
    also = (case.truth.get("earliest") or {}).get("also", [])
    case.truth["earliest"] = {
        "time": time,
        "file": record["file"],
        "line": record["line"],
        "offset": record["offset"],
        "tag": tag,
        "also": also,
    }


def reassess(case):
    """After records were taken away: which devices, accounts, door and verdict can still be known."""
    truth = case.truth
    proof = {}  # device -> "indicator", "behaviour", or "" where its records prove nothing by themselves
    listed_elsewhere = False
    for group, file, row in case.marked("planted"):
        device = group.get("device")
        if case.shows_listed(row):
            proof[device] = "indicator"
            listed_elsewhere |= device is None
        elif file.stream == "osquery" and proof.get(device) != "indicator":
            proof[device] = "behaviour"
        else:
            proof.setdefault(device, "")
    kept, unseen = [], []
    for device in truth["devices"]:
        (kept if proof.get(device["name"]) else unseen).append(device)
    was_hit = truth["verdict"]["expected"] == "hit"
    truth["devices"] = kept
    tags = {group["tag"].split("_")[0] for group in known_groups(case)}
    if unseen:
        case.assume("not to be known, so that naming them is neither right nor wrong: " + names_list(unseen))
        truth["devices_unseen"] = truth.get("devices_unseen", []) + [device["name"] for device in unseen]
    for device in kept:
        times = [
            record["time"]
            for group in truth["planted"]
            if group.get("device") == device["name"]
            for record in group["records"]
        ]
        device["since"] = min(times)
    settle_accounts(case, unseen, tags)
    settle_door(case, tags, was_hit)
    settle_verdict(case, was_hit, listed_elsewhere)


def names_list(devices):
    return ", ".join(sorted(names_of(device) for device in devices))


def settle_accounts(case, unseen, tags):
    """Who is no longer known to be touched counts neither way, and needs no new secrets."""
    truth = case.truth
    users = {device.get("user") for device in unseen}
    out = [account for account in truth["accounts"] if account["kind"] == "user" and account["name"] in users]
    if "I9" not in tags:
        out += [account for account in truth["accounts"] if account["kind"] == "cloud"]
    if "I0" not in tags:
        out += [account for account in truth["accounts"] if account["kind"] in ("admin", "service")]
    names = {name for account in out for name in account.get("names") or [account["name"]]}
    truth["accounts"] = [account for account in truth["accounts"] if account not in out]
    truth["accounts_neutral"] = sorted(set(truth.get("accounts_neutral", [])) | names)
    hidden = {device["name"] for device in unseen}
    required = []
    for item in truth["rotation"]["required"]:
        if hidden & set(item.get("devices") or []):
            continue
        if item["rid"] in ("cloud_key", "cloud_secret") and "I9" not in tags:
            continue
        if item["rid"] in ("admin_api_key", "admin_session") and "I0" not in tags:
            continue
        required.append(item)
    truth["rotation"]["required"] = required


def settle_door(case, tags, was_hit):
    """Who gave the order is read from the orders; without them the agent alone is left to blame."""
    truth = case.truth
    door = truth["door"]
    if not was_hit:
        return
    if not truth["devices"]:
        truth["door"] = {"kind": None, "credit": {}}
        truth["rotation"]["required"] = []
        return
    orders = {stream for stream, _ in case.lost} & {"di"}
    if door["kind"] == "supplier_channel" and orders:
        case.assume("without the orders the absence of one is not proven: an unknown door is as right")
        truth["door"] = {"kind": "supplier_channel", "credit": {"supplier_channel": 1, "unknown": 1}}
    elif door["kind"] in ("admin_api_key", "admin_session", "sso_session") and "I0" not in tags:
        case.assume("the order is not in the evidence: an unknown door is right, the supplier's a fair guess")
        truth["door"] = {"kind": "unknown", "credit": {"unknown": 1, "supplier_channel": 0.5, door["kind"]: 0.5}}
    elif "I1" not in tags and "I0" not in tags:
        case.assume("nothing shows how the script came: an unknown door is as right")
        truth["door"] = {"kind": door["kind"], "credit": {door["kind"]: 1, "unknown": 1}}


def settle_verdict(case, was_hit, listed_elsewhere):
    truth = case.truth
    lost = {stream for stream, _ in case.lost}
    left = {file.stream for file in case.files.values() if file.rows} - {stream for stream, _ in case.lost}
    if truth["devices"]:
        return
    if was_hit and listed_elsewhere:
        case.assume("only records of the company as a whole show a listed value: suspicious is as right as hit")
        truth["verdict"] = {"expected": "hit", "credit": {"hit": 1, "suspicious": 1, "cannot_say": 0.3}}
    elif was_hit or truth["verdict"]["expected"] == "cannot_say":
        truth["verdict"] = {"expected": "cannot_say", "credit": {"cannot_say": 1, "suspicious": 0.3}}
    elif "osquery" in lost or not NETWORK & left:
        truth["verdict"] = {"expected": "cannot_say", "credit": {"cannot_say": 1, "suspicious": 0.2}}
    elif lost & (NETWORK | {"di", "results"}):
        case.assume("processes and part of the network are seen: cannot_say is as right as not_seen")
        truth["verdict"]["credit"] = {"not_seen": 1, "cannot_say": 1, "suspicious": 0.2}


# ---- changes: what is taken away -------------------------------------------------------------------------------------


def files_of(case, name):
    """Files of a stream, or the one whose name (with or without its ending) is given."""
    files = case.of_stream(name)
    files = files or [file for file in case.files.values() if name in (file.name, file.name.split(".")[0])]
    if not files:
        raise SystemExit("no stream or file %s: %s" % (name, ", ".join(sorted({f.stream for f in case.files.values()}))))
    return files


def other_gaps(case, stream, after=None):
    """Gaps of other streams, and those of this one that end later than `after`."""
    return [
        gap
        for gap in case.truth["gaps"]
        if gap["stream"] != stream or gap["kind"] == "host_unseen" or (after is not None and seconds_of(gap["to"]) > after)
    ]


def number_gaps(case):
    for index, gap in enumerate(case.truth["gaps"]):
        gap["id"] = "G%d" % (index + 1)


def drop(case, name):
    for file in files_of(case, name):
        case.remove_file(file)
        if case.of_stream(file.stream):
            continue  # one of many agent logs
        case.lost.add((file.stream, None))
        case.truth["gaps"] = other_gaps(case, file.stream)
        if file.stream == "osquery":  # then no device is seen, and none in particular is unseen
            case.truth["gaps"] = [gap for gap in case.truth["gaps"] if gap["kind"] != "host_unseen"]
        # One network log that is not there is not missed: nobody can know that it was ever kept.
        blind = file.stream in ("osquery", "di") or (
            file.stream in NETWORK and not any(case.of_stream(stream) for stream in NETWORK)
        )
        if blind:
            window = case.truth["window"]
            case.truth["gaps"].append(
                {
                    "kind": "missing",
                    "stream": file.stream,
                    "aliases": ALIASES[file.stream] + ["order", "orders"] * (file.stream == "di"),
                    "from": window["from"],
                    "to": window["to"],
                    "why": "there is no record of this stream",
                }
            )
    number_gaps(case)
    reassess(case)


def retain(case, name, date):
    """Nothing of the stream from before `date` is left."""
    until = seconds_of(date)
    window = case.truth["window"]
    for file in files_of(case, name):
        if file.stream not in CLOCKS:
            raise SystemExit("retain: the times in %s are not understood" % file.name)
        case.remove({id(row) for row in file.rows if row.time is not None and row.time < until})
    if until <= seconds_of(window["from"]):
        return
    stream = files_of(case, name)[0].stream
    case.lost.add((stream, date))
    case.truth["gaps"] = [
        gap | {"from": max(gap["from"], rfc3339(until, 0))} if gap["stream"] == stream and gap["kind"] == "outage" else gap
        for gap in other_gaps(case, stream, until)
    ]
    first = min((row.time for file in files_of(case, name) for row in file.rows if row.time is not None), default=until)
    if stream in ALIASES:
        case.truth["gaps"].append(
            {
                "kind": "late_start",
                "stream": stream,
                "aliases": ALIASES[stream],
                "from": window["from"],
                "to": rfc3339(min(first, seconds_of(window["to"])), 0),
                "why": "the stream does not reach back",
            }
        )
    number_gaps(case)
    reassess(case)


# ---- changes: more and fewer victims ---------------------------------------------------------------------------------

HEX_ID = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{24}(?![0-9a-zA-Z])")
FRESH = re.compile(r'("(?:uid|requestID|eventID)":\s*")([^"]+)(")')


def fresh_word(chance, old):
    """Another word of the same make: digits for digits, letters for letters."""
    result = []
    for letter in old:
        if letter.isdigit():
            result.append(chance.choice("0123456789"))
        elif letter in "abcdef":
            result.append(chance.choice("abcdef"))
        elif letter.islower():
            result.append(chance.choice("ghijklmnopqrstuvwxyz"))
        elif letter.isupper():
            result.append(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        else:
            result.append(letter)
    return "".join(result)


def with_fresh_ids(text, chance, known, kept=frozenset()):
    """Ids of records become others, the same one the same other (`known` remembers); `kept` ids stay."""

    def fresh(word):
        if word in kept:
            return word
        if word not in known:
            known[word] = fresh_word(chance, word)
        return known[word]

    text = FRESH.sub(lambda match: match.group(1) + fresh(match.group(2)) + match.group(3), text)
    return HEX_ID.sub(lambda match: fresh(match.group()), text)


def replaced(text, words):
    """Whole words only: `lhd-1` does not stand in `lhd-10`."""
    if not words:
        return text
    pattern = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.sub(r"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])" % pattern, lambda match: words[match.group()], text)


def words_between(old, new):
    """What turns the records of one device into those of another."""
    words = {}
    for key in ("hostname", "system_id", "ip", "user"):
        if old.get(key) and new.get(key):
            words[old[key]] = new[key]
            words.setdefault(old[key].lower(), new[key].lower())
    return words


def lasting_ids(case):
    """Ids of devices, people and the organisation: all that stands in more than one order."""
    seen = {}
    for file in case.files.values():
        if file.stream in ("di", "results", "assets"):
            for row in file.rows:
                for word in set(HEX_ID.findall(row.text)):
                    seen[word] = seen.get(word, 0) + 1
    known = {asset.get("system_id") for asset in case.assets()}
    for file in case.of_stream("di"):
        for row in file.rows:
            known.update(re.findall(r'"(?:organization|initiated_by)":\s*(?:\{"id":\s*)?"([0-9a-f]{24})"', row.text))
    return {word for word in seen if word in known}


def outages(case, stream):
    return [
        (seconds_of(gap["from"]), seconds_of(gap["to"]))
        for gap in case.truth["gaps"]
        if gap["stream"] == stream and gap["kind"] == "outage"
    ]


def span_of(case):
    """When the evidence begins and ends."""
    times = [row.time for file in case.of_stream("osquery") or case.files.values() for row in file.rows if row.time]
    return max(times)


def bystanders(case):
    """Assets that no planted record and no decoy speaks of, of the kind that the victims are."""
    marked = {device for group in case.groups() for device in [group.get("device"), *(group.get("devices") or [])]}
    marked |= {record.get("device") for record in case.records()}
    marked |= {device["name"] for device in case.truth["devices"]}
    kinds = {asset.get("os") for asset in case.assets() if asset["hostname"] in {d["name"] for d in case.truth["devices"]}}
    return [
        asset
        for asset in case.assets()
        if asset["hostname"] not in marked and asset.get("user") and asset.get("os") in kinds and asset.get("system_id")
        and "analyst" not in (asset.get("role") or "")
    ]


def victims(case, wanted, chance):
    have = len(case.truth["devices"])
    if not have and wanted:
        raise SystemExit("victims: there is no intrusion to copy")
    if wanted < have:
        remove_victims(case, case.truth["devices"][wanted:])
    for _ in range(have, wanted):
        add_victim(case, chance)


def remove_victims(case, devices):
    """As if they had never been reached."""
    names = {device["name"] for device in devices}
    truth = case.truth
    everything = len(names) == len(truth["devices"])
    cloud = any(group["tag"].startswith("I8") and group.get("device") in names for group in truth["planted"])
    doomed = set()
    for group, _, row in case.marked("planted"):
        if everything or group.get("device") in names or (cloud and group["tag"].startswith(("I8", "I9"))):
            doomed.add(id(row))
    case.remove(doomed)
    users = {device["user"] for device in devices}
    truth["devices"] = [device for device in truth["devices"] if device["name"] not in names]
    truth["accounts"] = [
        account
        for account in truth["accounts"]
        if not everything and account["name"] not in users and not (cloud and account["kind"] == "cloud")
    ]
    truth["rotation"]["required"] = [
        item
        for item in truth["rotation"]["required"]
        if not everything
        and not names & set(item.get("devices") or [])
        and not (cloud and item["rid"] in ("cloud_key", "cloud_secret"))
    ]
    if everything:
        truth["verdict"] = {"expected": "not_seen", "credit": {"not_seen": 1, "cannot_say": 0.3, "suspicious": 0.2}}
        truth["door"] = {"kind": None, "credit": {}}
        truth["indicators_touched"] = []


def add_victim(case, chance):
    truth = case.truth
    template = max(truth["devices"], key=lambda device: (device["since"], device["name"]))
    old = next(asset for asset in case.assets() if asset["hostname"] == template["name"])
    free = bystanders(case)
    if not free:
        raise SystemExit("victims: no device is left that could be one")
    new = chance.choice(free)
    delta = chance.randrange(3 * 3600, 30 * 3600)
    words = words_between(old, new)
    known, kept = {}, lasting_ids(case)
    end = span_of(case)
    pids, names = {}, {}
    copies = {}  # file name -> rows
    groups = []
    source = [g for g in truth["planted"] if g.get("device") == template["name"] and not g["tag"].startswith("I8")]
    rows = {id(mark): (file, row) for _, file, row in case.marked("planted") for mark in row.marks}
    for group in source:
        twin = {key: value for key, value in group.items() if key != "records"}
        twin["tag"] = replaced(group["tag"], words)
        twin["device"] = new["hostname"]
        twin["records"] = []
        for record in group["records"]:
            file, row = rows[id(record)]
            time = (row.time if row.time is not None else seconds_of(record["time"])) + delta
            if time > end or any(begin <= time <= to for begin, to in outages(case, file.stream)):
                continue  # the evidence ends, or the sensor was down
            text = replaced(CLOCKS[file.stream].move(row.text, delta), words)
            text = with_fresh_ids(text, chance, known, kept)
            text = fresh_columns(text, chance, pids, names)
            mark = dict(record, time=rfc3339(seconds_of(record["time"]) + delta))
            if mark.get("device"):
                mark["device"] = new["hostname"]
            twin["records"].append(mark)
            copies.setdefault(file.name, []).append(Row(text, time, [mark]))
        if twin["records"]:
            groups.append(twin)
    for name, more in copies.items():
        case.files[name].insert(more)
    truth["planted"] += groups
    device = dict(template, name=new["hostname"], system_id=new["system_id"], ip=new["ip"], user=new["user"])
    device["since"] = min(record["time"] for group in groups for record in group["records"])
    if device.get("first_indicator"):
        device["first_indicator"] = rfc3339(seconds_of(device["first_indicator"]) + delta)
    truth["devices"].append(device)
    truth["accounts"].append({"name": new["user"], "kind": "user", "status": "exposed", "names": [new["user"]]})
    truth["accounts_neutral"] = [name for name in truth.get("accounts_neutral", []) if name != new["user"]]
    for item in list(truth["rotation"]["required"]):
        if template["name"] in (item.get("devices") or []):
            twin = json.loads(replaced(json.dumps(item), words))
            truth["rotation"]["required"].append(twin)
    truth["rotation"]["forbidden"] = [
        item for item in truth["rotation"]["forbidden"] if new["hostname"] not in (item.get("devices") or [])
    ]


def fresh_columns(text, chance, pids, names):
    """Process ids and the random names of temporary files are each device's own."""

    def pid(match):
        if match.group(2) not in ("0", "1") and match.group(2) not in pids:
            pids[match.group(2)] = str(chance.randrange(400, 99000))
        return match.group(1) + pids.get(match.group(2), match.group(2)) + match.group(3)

    def name(match):
        if not re.search(r"\d", match.group(1)) or "." in match.group(1):
            return match.group()
        names.setdefault(match.group(1), "".join(chance.choice("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(6)))
        return "/tmp/" + names[match.group(1)]

    text = re.sub(r'("(?:pid|parent|original_parent)":\s*")(\d+)(")', pid, text)
    return re.sub(r"/tmp/([0-9A-Za-z.]+)", name, text)


# ---- changes: everyday records and look-alikes -----------------------------------------------------------------------


def noise(case, days, chance):
    """Copies of the everyday records of some days, at the same hours of other days."""
    busy = [seconds_of(record["time"]) for group in case.truth["planted"] for record in group["records"]
            if not group["tag"].startswith("I5")]
    marks = {id(row) for file in case.files.values() for row in file.rows if row.marks}
    streams = [s for s in ("di", "results", "osquery", "cloudtrail", "edr", "proxy", *sorted(NETWORK)) if case.of_stream(s)]
    times = sorted(row.time for s in streams for file in case.of_stream(s) for row in file.rows
                   if row.time is not None and id(row) not in marks)
    first, last = times[len(times) // 100], times[-1]
    blocked = [(a, b) for stream in streams for a, b in outages(case, stream)]
    blocked += [(min(busy) - DAY_S, max(busy) + DAY_S)] if busy else []
    # Days begin at four, when few orders are between being given and being carried out.
    starts = [first // DAY_S * DAY_S + 4 * 3600 + day * DAY_S for day in range(int((last - first) // DAY_S) + 1)]
    starts = [s for s in starts if first <= s and s + DAY_S <= last and not any(a < s + DAY_S and s < b for a, b in blocked)]
    if not starts:
        raise SystemExit("noise: no everyday day to copy")
    lasting = lasting_ids(case) | decoy_ids(case)
    originals = {file.name: list(file.rows) for stream in streams for file in case.of_stream(stream)}
    for _ in range(days):
        begin = chance.choice(starts)
        delta = (chance.choice(starts) - begin) + chance.randrange(-900, 900)
        known = {}
        for stream in streams:
            for file in case.of_stream(stream):
                fresh = []
                for row in originals[file.name]:
                    if row.time is None or not begin <= row.time < begin + DAY_S or row.marks or leans_on(row, lasting):
                        continue
                    if CLOCKS[stream].read(row.text) is None or not is_whole(row.text):
                        continue  # a line that was cut off is no everyday record
                    time = row.time + delta
                    if any(a <= time <= b for a, b in outages(case, stream)):
                        continue
                    text = with_fresh_ids(CLOCKS[stream].move(row.text, delta), chance, known, lasting_only(lasting))
                    fresh.append(Row(text, time))
                file.insert(fresh)


def is_whole(text):
    if not text.startswith("{"):
        return True
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def decoy_ids(case):
    """Ids that only the orders of decoys and of the intruder use, marked so that their other records are not copied."""
    lasting = lasting_ids(case)
    marked, ordinary = set(), set()
    for file in case.files.values():
        if file.stream in ("di", "results"):
            for row in file.rows:
                (marked if row.marks else ordinary).update(HEX_ID.findall(row.text))
    return {("only", word) for word in marked - lasting}


def leans_on(row, lasting):
    return any(("only", word) in lasting for word in HEX_ID.findall(row.text))


def lasting_only(lasting):
    return {word for word in lasting if isinstance(word, str)}


def people_of(case):
    """(name, type) -> id, of those who act in the directory."""
    people = {}
    for file in case.of_stream("di"):
        for row in file.rows:
            match = re.search(
                r'"initiated_by":\s*\{"id":\s*"([0-9a-f]{24})",\s*"type":\s*"(\w+)",\s*"(?:email|username)":\s*"([^"@]+)', row.text
            )
            if match:
                people.setdefault((match.group(3), match.group(2)), match.group(1))
    return people


def first_match(case, stream, pattern):
    for file in case.of_stream(stream):
        for row in file.rows:
            match = re.search(pattern, row.text)
            if match:
                return match.group(1)
    return None


def all_matches(case, stream, pattern):
    return {match for file in case.of_stream(stream) for row in file.rows for match in re.findall(pattern, row.text)}


def cloud_keys(case):
    """User name -> the sixteen letters that its key and principal share."""
    keys = {}
    for file in case.of_stream("cloudtrail"):
        for row in file.rows:
            match = re.search(r'"accessKeyId":\s*"A[A-Z]{3}([A-Z0-9]{16})"', row.text)
            user = re.search(r'"userName":\s*"([^"]+)"', row.text)
            if match and user:
                keys.setdefault(user.group(1), match.group(1))
    return keys


def domain_of(case):
    """The company's own: the domain of its people's addresses."""
    return first_match(case, "di", r'"email":\s*"[^"@]+@([^"]+)"')


def words_to(case, other):
    """What turns the records of `other` into records of this company."""
    words = {}
    mine, taken = {a["hostname"]: a for a in case.assets()}, set()
    hit = {device["name"] for device in case.truth["devices"]} | set(map(names_of, case.truth.get("devices_unseen", [])))
    for asset in other.assets():
        twin = mine.get(asset["hostname"])
        if not twin or twin["hostname"] in hit or twin["hostname"] in taken:
            twin = next(
                (
                    a
                    for a in mine.values()
                    if a["hostname"] not in hit | taken and a.get("role") == asset.get("role") and a["hostname"] not in
                    {o["hostname"] for o in other.assets()}
                ),
                None,
            ) or next((a for a in bystanders(case) if a["hostname"] not in taken), twin)
        if twin:
            taken.add(twin["hostname"])
            words.update(words_between(asset, twin))
    people = people_of(case)
    for who, identity in people_of(other).items():
        if who in people:
            words[identity] = people[who]
    keys = cloud_keys(case)
    for user, key in cloud_keys(other).items():
        if user in keys:
            for kind in ("AKIA", "AIDA"):
                words[kind + key] = kind + keys[user]
    for stream, pattern in (
        ("di", r'"organization":\s*"([0-9a-f]{24})"'),
        ("cloudtrail", r'"recipientAccountId":\s*"(\d{12})"'),
    ):
        ours, theirs = first_match(case, stream, pattern), first_match(other, stream, pattern)
        if ours and theirs:
            words[theirs] = ours
    if domain_of(case) and domain_of(other):
        words[domain_of(other)] = domain_of(case)
    return {old: new for old, new in words.items() if old != new}


def decoys_from(case, folder, only=None):
    """Look-alikes of another case that this one lacks, told of this company's devices and people."""
    other = Case.load(folder)
    words = words_to(case, other)
    have = {group["tag"] for group in case.truth["decoys"]}
    places = {id(mark): (file, row) for _, file, row in other.marked("decoys") for mark in row.marks}
    added = []
    for group in other.truth["decoys"]:
        tag = group["tag"]
        if tag in have or (only and not tag.startswith(tuple(only))):
            continue
        twin = {key: value for key, value in group.items() if key != "records"}
        twin["devices"] = sorted(json.loads(replaced(json.dumps(group.get("devices") or []), words)))
        twin["records"] = []
        copies, whole = {}, {}
        if tag.startswith("D27"):
            move_exit(case, [places[id(record)] for record in group["records"]], words)
        for record in group["records"]:
            file, row = places[id(record)]
            mark = json.loads(replaced(json.dumps(record), words))
            if file.stream in CLOCKS and file.stream not in ("ci", "jcagent"):
                target = next(iter(case.of_stream(file.stream)), None)
                if target is None:
                    continue
                mark["file"] = target.name
                copies.setdefault(target.name, []).append(Row(replaced(row.text, words), row.time, [mark]))
            else:
                whole.setdefault(file.name, []).append((row, mark))
            twin["records"].append(mark)
        for name, rows in copies.items():
            case.files[name].insert(rows)
        for name, marked in whole.items():
            add_whole_file(case, other, name, marked, words)
        if twin["records"]:
            added.append(twin)
    case.truth["decoys"] = sorted(case.truth["decoys"] + added, key=lambda group: group["tag"])
    return [group["tag"] for group in added]


def add_whole_file(case, other, name, marked, words):
    file = copy.copy(other.files[name])
    marks = {id(row): mark for row, mark in marked}
    file.rows = [Row(replaced(row.text, words), row.time, [marks[id(row)]] if id(row) in marks else []) for row in file.rows]
    file.name = replaced(name, words)
    while file.name in case.files:
        file.name = "other_" + file.name
    case.files[file.name] = file
    case.truth["files"][file.name] = dict(other.truth["files"][name])


def move_exit(case, places, words):
    """The build's calls come from the new exit from then on: what they were here before goes."""
    times = [row.time for _, row in places]
    user = re.search(r'"userName":\s*"([^"]+)"', places[0][1].text)
    doomed = set()
    for file in case.of_stream("cloudtrail"):
        for row in file.rows:
            if row.ordinary() and row.time is not None and row.time >= min(times):
                if user and '"userName":"%s"' % replaced(user.group(1), words) in row.text:
                    doomed.add(id(row))
    case.remove(doomed)


# ---- changes: another intruder ---------------------------------------------------------------------------------------

INTERPRETERS = {  # name: path, what stands before the script, ending of scripts, signing id, part of the system?
    "python3": ("/usr/bin/python3", "/usr/bin/python3", ".py", "com.apple.python3", "1"),
    "perl": ("/usr/bin/perl", "/usr/bin/perl", ".pl", "com.apple.perl", "1"),
    "ruby": ("/usr/bin/ruby", "/usr/bin/ruby", ".rb", "com.apple.ruby", "1"),
    "osascript": ("/usr/bin/osascript", "/usr/bin/osascript -l JavaScript", ".js", "com.apple.osascript", "1"),
    "bash": ("/bin/bash", "/bin/bash", ".sh", "com.apple.bash", "1"),
    "node": ("/usr/local/bin/node", "/usr/local/bin/node", ".js", "node", "0"),
}


def columns_of(row):
    try:
        return json.loads(row.text).get("columns") or {}
    except ValueError:
        return {}


def interpreter_of(case):
    """(path, command line, signing id) of what ran the script: the process among the first records on a device."""
    for group, file, row in case.marked("planted"):
        columns = columns_of(row) if file.stream == "osquery" else {}
        if group["tag"].startswith("I1") and columns.get("cmdline"):
            return columns["path"], columns["cmdline"], columns.get("signing_id", "")
    return None


def interpreter(case, name):
    found = interpreter_of(case)
    if not found:
        return
    path, command, signed = found
    new_path, new_start, ending, new_signed, platform = INTERPRETERS[name]
    script = command.split()[-1]
    new_script = re.sub(r"\.\w+$", "", script) + ending
    base, new_base = script.rsplit("/", 1)[-1], new_script.rsplit("/", 1)[-1]
    for group, file, row in case.marked("planted"):
        text = row.text
        if '"cmdline":"%s"' % command in text:
            text = text.replace('"cmdline":"%s"' % command, '"cmdline":"%s %s"' % (new_start, new_script))
            if signed:
                text = text.replace('"signing_id":"%s"' % signed, '"signing_id":"%s"' % new_signed)
            text = re.sub(r'("platform_binary":")\d', lambda match: match.group(1) + platform, text)
        text = text.replace('"%s"' % path, '"%s"' % new_path)
        row.text = replaced(text, {base: new_base})


def ports(case, chance):
    """The intruder's servers listen elsewhere: one other port for each of theirs."""
    others = chance.sample([8443, 4443, 8080, 8888, 9443, 2083, 5222, 8000], 8)
    chosen = {}
    for _, file, row in case.marked("planted"):
        if file.stream not in ("zeek_conn", "zeek_ssl", "zeek_http"):
            continue

        def other(match):
            chosen.setdefault(match.group(2), str(others[len(chosen) % len(others)]))
            return match.group(1) + chosen[match.group(2)]

        row.text = re.sub(r'("id\.resp_p":\s*)(\d+)', other, row.text)


# ---- changes: other names --------------------------------------------------------------------------------------------

FIRST = "ada bela cora dov elin finn gus hana ivo jana kaj lotte milo nils oona pavel rosa stig tove ulla vera wim yara".split()
LAST = "abbott berg conti duarte ekman faure grieg holm ibarra jansen kovacs lund moreau nagy okoye petrov quist rossi".split()
WORDS = (
    "anchor basil canyon dapple ermine falcon garnet harbor indigo juniper kestrel lichen magnet nectar orchid pebble quarry "
    "raven saffron thistle urchin velvet walnut yonder zinnia acorn bramble cobalt drift ember fennel glacier hollow iris"
).split()
PROGRAMS = "com.hyper.kitd net.prism.agentd syncguard com.kettle.socket fontsyncd printmond mdprobe spindumpx".split()
HELPERS = "org.relay.UpdateTool com.teamlink.LinkHelper io.notes.NotesSync com.figbar.Helper net.cablecar.Daemon".split()
SCRIPTS = "setup bootstrap prepare refresh inventory apply".split()
ORDERS = ["mac - refresh policy", "sync helper", "prepare host", "policy reload 2", "fix dock"]
FOLDERS = {"/usr/local/bin": "/usr/local/libexec", "/Library/PrivilegedHelperTools": "/Library/Helpers",
           "/Library/LaunchDaemons": "/Library/LaunchAgents", "/Library/Fonts": "/Library/Caches"}


def bijection(chance, low, high):
    values = list(range(low, high + 1))
    shuffled = values[:]
    chance.shuffle(shuffled)
    return dict(zip(values, shuffled))


class Names:
    """One new name for each old one, remembered."""

    def __init__(self, case, chance):
        self.chance, self.listed = chance, case.listed()
        self.words, self.cache, self.ids, self.domains = {}, {}, {}, {}
        self.octet = bijection(chance, 1, 254)
        self.third = bijection(chance, 0, 255)
        nets = ["192.0.2", "198.51.100", "203.0.113"]
        moved = nets[1:] + nets[:1]
        self.nets = dict(zip(nets, moved))
        self.inner = {}
        self.free_words = chance.sample(WORDS, len(WORDS))
        self.pattern = None

    def domain(self, name):
        """`old.example` -> `other.example`; what the notice names stays."""
        if name.lower() in self.listed:
            return name
        key = name.lower()
        if key not in self.domains:
            label, _, ending = key.rpartition(".")
            new = label
            while new == label or new in self.domains.values():
                new = self.chance.choice(WORDS) + self.chance.choice(["-", ""]) + self.chance.choice(WORDS)
            self.domains[key] = new + "." + ending
        return self.domains[key]

    def address(self, text):
        if text in self.listed:
            return text
        parts = [int(part) for part in text.split(".")]
        if max(parts) > 255:
            return text
        net = ".".join(text.split(".")[:3])
        if net in self.nets:
            return "%s.%d" % (self.nets[net], self.octet.get(parts[3], parts[3]))
        if parts[0] == 198 and parts[1] in (18, 19):
            return "198.%d.%d.%d" % (parts[1], self.third[parts[2]], self.octet.get(parts[3], parts[3]))
        if parts[0] == 10 or (parts[0] == 172 and 16 <= parts[1] < 32) or (parts[0] == 192 and parts[1] == 168):
            if net not in self.inner:
                self.inner[net] = "172.%d.%d" % (16 + self.chance.randrange(16), self.chance.randrange(256))
                while list(self.inner.values()).count(self.inner[net]) > 1:
                    self.inner[net] = "172.%d.%d" % (16 + self.chance.randrange(16), self.chance.randrange(256))
            return "%s.%d" % (self.inner[net], self.octet.get(parts[3], parts[3]))
        return text

    def id(self, text):
        if text in self.listed:
            return text
        if text not in self.ids:
            self.ids[text] = fresh_word(self.chance, text)
        return self.ids[text]

    def key(self, text):
        """Sixteen letters of a cloud key, of the alphabet that such keys have."""
        if text not in self.ids:
            self.ids[text] = "".join(self.chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in text)
        return self.ids[text]

    TOKEN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
    ADDRESS = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}$")
    DOMAIN = re.compile(r"(?<![0-9A-Za-z-])([0-9A-Za-z-]+\.(?:example|test))$", re.I)

    def token(self, match):
        token = match.group()
        if token in self.cache:
            return self.cache[token]
        self.cache[token] = new = self.renamed(token)
        return new

    def renamed(self, token):
        if token in self.words:
            return self.words[token]
        if re.fullmatch(r"[0-9a-f]{24}|[0-9a-f]{40}|[0-9a-f]{64}", token):
            return self.id(token)
        if re.fullmatch(r"[0-9.]+", token):
            return self.address(token) if self.ADDRESS.match(token) else token
        if re.fullmatch(r"(?:AKIA|AIDA|ASIA|AROA)[A-Z0-9]{16}", token):
            return token[:4] + self.key(token[4:])
        match = self.DOMAIN.search(token)
        if match:
            start = token[: match.start()]
            if start.rstrip(".").lower() in self.listed:
                return start + self.domain(match.group(1))
            return (self.pattern.sub(self.word, start) if self.pattern else start) + self.domain(match.group(1))
        if token.lower() in self.listed:
            return token
        return self.pattern.sub(self.word, token) if self.pattern else token

    def word(self, match):
        return self.words[match.group()]

    def prepare(self):
        words = sorted(self.words, key=lambda word: (-len(word), word))
        self.pattern = re.compile(r"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])" % "|".join(map(re.escape, words)))

    def apply(self, text):
        return self.TOKEN.sub(self.token, text)


def own_names(case, names, chance):
    """Host and people."""
    style = chance.choice(["%s-mac-%03d", "%s-nb%02d", "mac%s%03d"])
    site = chance.choice(WORDS)[:3]
    servers = chance.choice(WORDS)
    users = set()
    for index, asset in enumerate(case.assets()):
        host = asset["hostname"]
        if re.search(r"employee|designer|developer|writer|producer|illustrator|sales|'s Mac", asset.get("role") or "") or (
            asset.get("user") and "Mac" in (asset.get("os") or "") and "analyst" not in (asset.get("role") or "")
        ):
            new = style % (site, (index * 7 + 3) % 1000 + 100)
        elif "analyst" in (asset.get("role") or ""):
            new = "%s-desk-%d" % (site, index + 4)
        else:
            new = "%s-%s%d" % (servers, {"DNS resolver": "ns"}.get(asset.get("role"), "node"), index)
        names.words[host] = new
        names.words.setdefault(host.lower(), new.lower())
        names.words.setdefault(host.upper(), new.upper())
        if asset.get("user") and asset["user"] not in ("root",):
            users.add(asset["user"])
    users |= {who for who, _ in people_of(case)} | set(cloud_keys(case))
    pool = [first + "." + last for first in FIRST for last in LAST]
    chance.shuffle(pool)
    for user in sorted(users):
        new = pool.pop()
        names.words[user] = ("app-" + chance.choice(WORDS) + str(len(pool))) if user.startswith(("svc-", "ci-")) else new
    company = case.truth.get("company") or ""
    domain = domain_of(case)
    new = chance.choice(WORDS).capitalize() + " " + chance.choice(["Works", "Street", "Group", "Labs"])
    if domain:
        names.domains[domain.lower()] = new.lower().replace(" ", "") + "." + domain.rpartition(".")[2]
    return company, new


def intruders_files(case):
    """Paths that the intruder made: written by planted processes, or run by them and by nobody else."""
    everyday = set()
    for file in case.of_stream("osquery"):
        for row in file.rows:
            if row.ordinary():
                everyday.update(re.findall(r'"(?:path|filename|parent_path)":"([^"]+)"', row.text))
    paths = set()
    for _, file, row in case.marked("planted"):
        columns = columns_of(row) if file.stream == "osquery" else {}
        if columns.get("event_type") in ("write", "create", "rename"):
            paths.add(columns.get("filename") or "")
            paths.add(columns.get("dest_filename") or "")
        elif columns.get("event_type") == "exec" and columns.get("platform_binary") == "0":
            paths.add(columns.get("path") or "")
    run_by = interpreter_of(case)
    return sorted(path for path in paths - everyday - {run_by[0] if run_by else ""} if path.startswith("/"))


def rename_files_of_intruder(case, names, chance):
    """Base names get others, wherever they stand; a name that continues another continues its new one."""
    paths = intruders_files(case)
    bases = sorted({path.rsplit("/", 1)[-1] for path in paths}, key=lambda base: (len(base), base))
    pools = {kind: chance.sample(pool, len(pool)) for kind, pool in
             (("program", PROGRAMS), ("helper", HELPERS), ("script", SCRIPTS))}
    for base in bases:
        if any(base.startswith(stem + ".") for stem in names.words):
            continue
        folder = next(path.rsplit("/", 1)[0] for path in paths if path.endswith("/" + base))
        ending = re.search(r"\.(rb|py|pl|js|sh|scpt)$", base)
        if ending:
            new = pools["script"].pop() + ending.group()
        elif "/tmp" in folder:
            new = fresh_word(chance, base)
        elif "Helper" in folder or "Launch" in folder:
            new = pools["helper"].pop() if pools["helper"] else fresh_word(chance, base)
        elif "Fonts" in folder:
            new = chance.choice(WORDS) + chance.choice([".otf.sum", ".dat", ".cache"])
        else:
            new = pools["program"].pop() if pools["program"] else fresh_word(chance, base)
        names.words[base] = new
    return paths


def rename(case, chance, folders=True):
    names = Names(case, chance)
    company, new_company = own_names(case, names, chance)
    paths = rename_files_of_intruder(case, names, chance)
    order = intruders_order(case)
    new_order = chance.choice(ORDERS)
    names.words["111122223333"] = "".join(chance.choice("123456789") for _ in range(4)) * 3
    secrets = {
        secret: chance.choice(WORDS) + "/" + chance.choice(WORDS)
        for secret in sorted(all_matches(case, "cloudtrail", r'"secretId":\s*"([^"]+)"'))
    }
    names.prepare()
    moved = {}
    for path in paths if folders else []:
        folder, _, base = path.rpartition("/")
        if folder in FOLDERS and chance.random() < 0.7 and not base.endswith(".plist"):
            moved[path] = FOLDERS[folder] + "/" + base
    planted = {id(row) for _, _, row in case.marked("planted")}
    for file in case.files.values():
        for row in file.rows:
            text = row.text
            for path, other in moved.items():
                if path in text:
                    text = replaced_path(text, path, other)
            if order and id(row) in planted:
                text = text.replace('"%s"' % order, '"%s"' % new_order)
            for old, new in ((company, new_company), *secrets.items()):
                if old and old in text:
                    text = text.replace(old, new)
            row.text = names.apply(text)
        file.head = [names.apply(line) for line in file.head]
    renamed_files = {}
    for file in list(case.files.values()):
        new = "_".join(replaced(part, names.words) for part in file.name.split("_"))
        renamed_files[file.name] = new
    rename_file_objects(case, renamed_files)

    def swap(text):
        for old, new in ((company, new_company), *secrets.items()):
            text = text.replace(old, new) if old else text
        return names.apply(text)

    swap_truth(case, swap)


def replaced_path(text, path, other):
    return re.sub(re.escape(path) + r"(?![0-9A-Za-z/])", lambda match: other, text)


def intruders_order(case):
    for group, file, row in case.marked("planted"):
        if file.stream == "di" and group["tag"].startswith("I0_order"):
            match = re.search(r'"type":"command","name":"([^"]+)"', row.text)
            if match:
                return match.group(1)
    return None


KEEP_IN_TRUTH = {"schema", "kind", "kinds", "status", "expected", "credit", "stream", "time", "from", "to", "since", "file",
                 "aliases", "found_by", "first_indicator", "why", "what", "files", "variant", "indicators_touched", "window"}


def swap_truth(case, swap):
    """Every text in the truth that may name something; records stay the same objects, since rows point to them."""
    todo = [case.truth]
    while todo:
        node = todo.pop()
        items = list(node.items()) if isinstance(node, dict) else list(enumerate(node))
        for key, value in items:
            if key in KEEP_IN_TRUTH and key != "aliases":
                continue
            if isinstance(value, str):
                node[key] = swap(value)
            elif isinstance(value, (dict, list)):
                todo.append(value)


def rename_file_objects(case, new_names):
    case.truth["files"] = {new_names.get(name, name): entry for name, entry in case.truth["files"].items()}
    for file in case.files.values():
        file.name = new_names.get(file.name, file.name)
    case.files = {file.name: file for file in case.files.values()}


def rename_files(case, chance):
    """Names that tell nothing: what a file is must be read from its content."""
    endings = [".ndjson", ".json", ".log", ".txt", ".dat", ""]
    order = sorted(case.files)
    chance.shuffle(order)
    rename_file_objects(case, {
        name: "%s-%02d%s" % (chance.choice(["export", "part", "dump", "blob"]), index, chance.choice(endings))
        for index, name in enumerate(order)
    })


# ---- changes: what exports are like ----------------------------------------------------------------------------------


def shift(case, name, delta):
    """The clock of the stream's sensor goes wrong by so many seconds. The truth keeps the true times."""
    for file in files_of(case, name):
        if file.stream not in CLOCKS:
            raise SystemExit("shift: the times in %s are not understood" % file.name)
        for row in file.rows:
            row.text = CLOCKS[file.stream].move(row.text, delta)
        case.truth.setdefault("clock_shift", {})[file.stream] = delta
    case.assume("a shifted clock hides nothing: the answer is that of the true times")


def damage(case, chance):
    """One line in a thousand is cut off, two come twice, and some files are packed."""
    cut, repeated = [], []
    for file in sorted(case.files.values(), key=File.sort_key):
        if file.stream not in CLOCKS or file.stream in ("ci", "jcagent", "results"):
            continue
        ordinary = [row for row in file.rows if row.ordinary() and len(row.text) > 40]
        for row in chance.sample(ordinary, min(len(ordinary), 1 + len(ordinary) // 1000)):
            row.text = row.text[: chance.randrange(20, len(row.text) - 5)]
            row.marks.append({"file": file.name, "line": 0, "offset": 0, "time": rfc3339(row.time or 0)})
            cut.append(row.marks[-1])
        again = []
        for row in chance.sample(ordinary, min(len(ordinary), 2 + len(ordinary) // 1000)):
            if row.ordinary():
                mark = {"file": file.name, "line": 0, "offset": 0, "time": rfc3339(row.time or 0)}
                again.append((row, Row(row.text, row.time, [mark])))
                repeated.append(mark)
        for row, twin in again:
            place = next(index for index, other in enumerate(file.rows) if other is row)
            file.rows.insert(place + 1, twin)
    for tag, records in (("X2_damaged_line", cut), ("X3_repeated_record", repeated)):
        group = next((group for group in case.truth.setdefault("context", []) if group["tag"] == tag), None)
        if group:
            group["records"] += records
        else:
            case.truth["context"].append({"tag": tag, "records": records})
    packed = chance.sample(sorted(case.files), min(3, len(case.files)))
    for name in packed:
        case.files[name].packed = True
    rename_file_objects(case, {name: name if name.endswith(".gz") else name + ".gz" for name in packed})


# ---- command line ----------------------------------------------------------------------------------------------------


def pair(text):
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError("write STREAM=VALUE")
    return name, value


def parser():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--decoys-from", action="append", default=[], metavar="CASE", help="its look-alikes, where lacking")
    options.add_argument("--victims", type=int, metavar="N", help="so many devices are hit")
    options.add_argument("--noise", type=int, metavar="DAYS", help="so many days of everyday records more")
    options.add_argument("--interpreter", choices=sorted(INTERPRETERS))
    options.add_argument("--ports", action="store_true", help="the intruder's servers listen on others")
    options.add_argument("--retain", action="append", default=[], type=pair, metavar="STREAM=DATE", help="nothing older")
    options.add_argument("--drop", action="append", default=[], metavar="STREAM", help="no such file")
    options.add_argument("--rename", action="store_true", help="hosts, people, addresses, domains, files, orders")
    options.add_argument("--shift", action="append", default=[], type=pair, metavar="STREAM=SECONDS")
    options.add_argument("--damage", action="store_true", help="cut lines, repeated lines, packed files")
    options.add_argument("--rename-files", action="store_true", help="names of files that tell nothing")
    return options


CHANGES = (
    ("decoys_from", lambda case, value, chance: [decoys_from(case, folder) for folder in value]),
    ("victims", lambda case, value, chance: victims(case, value, chance)),
    ("noise", lambda case, value, chance: noise(case, value, chance)),
    ("interpreter", lambda case, value, chance: interpreter(case, value)),
    ("ports", lambda case, value, chance: ports(case, chance)),
    ("retain", lambda case, value, chance: [retain(case, *entry) for entry in value]),
    ("drop", lambda case, value, chance: [drop(case, name) for name in value]),
    ("rename", lambda case, value, chance: rename(case, chance)),
    ("shift", lambda case, value, chance: [shift(case, name, float(delta)) for name, delta in value]),
    ("damage", lambda case, value, chance: damage(case, chance)),
    ("rename_files", lambda case, value, chance: rename_files(case, chance)),
)


def make(folder, out, seed=1, **wanted):
    """The case of `folder`, changed as `wanted` (the names of `CHANGES`) says, into the folder `out`; gives the truth."""
    case = Case.load(folder)
    told = {}
    for name, change in CHANGES:
        value = wanted.get(name)
        if value is None or value is False or value == []:
            continue
        told[name] = [Path(entry).name for entry in value] if name == "decoys_from" else value
        # Each change draws from its own source of chance: adding one leaves the others as they were.
        change(case, value, random.Random("%d %s" % (seed, name)))
    if told:
        case.truth["variant"] = {"of": case.truth.get("bundle", {}).get("variant"), "seed": seed, "changes": told}
    case.save(out)
    return case.truth


def main(arguments=None):
    options = parser()
    options.add_argument("case", type=Path)
    options.add_argument("out", type=Path)
    chosen = vars(options.parse_args(arguments))
    folder, out, seed = chosen.pop("case"), chosen.pop("out"), chosen.pop("seed")
    if out.resolve() == folder.resolve():
        raise SystemExit("the case itself is never written to")
    truth = make(folder, out, seed, **chosen)
    print("%s: %s, %d devices, %d decoys" % (
        out, truth["verdict"]["expected"], len(truth["devices"]), len(truth["decoys"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
