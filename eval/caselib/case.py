"""A case in memory: its files as rows, and the truth whose records point to rows, not to lines."""

import gzip
import json
import re
import shutil
from pathlib import Path

from caselib.clock import CLOCKS, rfc3339

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
        if (out / "truth.json").is_file():  # a case that was made before; anything else is not ours to remove
            shutil.rmtree(out)
        (out / "evidence").mkdir(parents=True)  # fails where there are other files
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
