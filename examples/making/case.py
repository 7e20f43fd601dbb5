"""A case in the making: a company, its devices, and the rows of each file with the tag of what they belong to."""
import json
from dataclasses import dataclass, field

from making.chance import Chance


@dataclass
class Host:
    name: str
    ip: str
    user: str
    offset: int  # hours from UTC
    os: str
    role: str
    id: str = ""
    pid: int = 0


@dataclass
class Company:
    resolver: str     # address of the name server
    office: str       # address that the office has outside
    pack: str         # what its osquery queries are called
    places: dict      # word -> what a log writes of the place
    browsers: dict    # who -> (name, version)


@dataclass
class Row:
    ms: int
    text: str            # as it will stand in the file, without line end
    tag: str = ""        # of the planted record or look-alike that it belongs to
    device: str = ""
    lines: tuple = ()    # for a file that is not one record a line: the lines that matter


@dataclass
class Case:
    name: str
    chance: Chance
    begin: int
    end: int
    density: float
    files: dict = field(default_factory=dict)     # file -> [Row]
    streams: dict = field(default_factory=dict)   # file -> what it is
    why: dict = field(default_factory=dict)       # tag -> words
    hosts: dict = field(default_factory=dict)
    outage: tuple = ()                            # of the Zeek sensor
    company: Company = None
    frames: dict = field(default_factory=dict)    # file -> what stands before, between and after its records
    clocks: dict = field(default_factory=dict)    # stream -> milliseconds that its clock is ahead
    late: dict = field(default_factory=dict)      # stream -> first moment that its log reaches back to

    def add(self, file, stream, ms, text, tag="", device="", lines=()):
        if stream in self.late and ms < self.late[stream]:
            return
        if self.outage and stream.startswith("zeek") and self.outage[0] < ms < self.outage[1]:
            return
        self.streams[file] = stream
        self.files.setdefault(file, []).append(Row(ms, text, tag, device, lines))


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def rhythm(case, step, jitter=0.35):
    """Moments about `step` apart, never much more: a quiet source would look like a broken one."""
    step = int(step / case.density)
    ms = case.begin + case.chance.below(step // 2)
    while ms < case.end:
        yield ms
        ms += int(step * (1 - jitter)) + case.chance.below(int(step * 2 * jitter))
