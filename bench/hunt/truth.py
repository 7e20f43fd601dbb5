"""Lists of indicators, the truth about where they stand, and what a tool's reports are worth against it."""

import bisect
import collections
import ipaddress
import json
from pathlib import Path
from typing import Iterable, NamedTuple


class Sighting(NamedTuple):
    file: str  # the name alone: the logs of a set lie in one folder
    offset: int
    length: int
    indicator: str
    spelling: str = ""

    @property
    def end(self):
        return self.offset + self.length


class Score(NamedTuple):
    sightings: int
    missed: int
    false: int
    missed_by_spelling: dict
    examples: list  # some of both, as lines

    def is_perfect(self):
        return not self.missed and not self.false


def normal(indicator):
    """Spellings of one indicator compare equal: lists differ in case, and in how IPv6 is written."""
    text = indicator.strip()
    if ":" in text and "//" not in text:
        try:
            return str(ipaddress.ip_network(text, strict=False)) if "/" in text else str(ipaddress.ip_address(text))
        except ValueError:
            pass
    return text.lower()


def rows_of(path):
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as stream:
        for line in stream:
            line = line.rstrip("\r\n")
            if line:
                yield line.split("\t")


def read_indicators(path):
    """The values of a list, in order. Columns are found by the header; without one the value is the first."""
    values, column = [], 0
    for number, row in enumerate(rows_of(path)):
        lowered = [cell.lower() for cell in row]
        if number == 0 and ("value" in lowered or "indicator" in lowered):
            column = lowered.index("value" if "value" in lowered else "indicator")
        elif column < len(row):
            values.append(row[column])
    return values


def read_truth(path):
    """All sightings, in order of file and offset. The header may be missing; a fifth column names the spelling."""
    sightings, order = [], {"file": 0, "offset": 1, "length": 2, "indicator": 3, "spelling": 4}
    for number, row in enumerate(rows_of(path)):
        if number == 0 and "offset" in row:
            order = {name: at for at, name in enumerate(row)}
            continue
        cells = {name: row[at] for name, at in order.items() if at < len(row)}
        sightings.append(Sighting(Path(cells["file"]).name, int(cells["offset"]), int(cells["length"]),
                                  cells["indicator"], cells.get("spelling", "")))
    return sorted(set(sightings))


def within(sightings, sizes):
    """Those that lie in the first bytes of each file: `sizes` gives how many of each are left."""
    return [one for one in sightings if one.end <= sizes.get(one.file, 0)]


def read_clew(path):
    """The sightings of `clew hunt --json`, and its last line with the figures of the run."""
    found, stats = [], None
    with open(path, encoding="utf-8", errors="surrogateescape") as stream:
        for line in stream:
            record = json.loads(line)
            if "schema" in record:
                stats = record
            else:
                found.append(Sighting(Path(record["file"]).name, record["offset"], record["length"], record["indicator"]))
    return found, stats


def read_offsets(path, separator=":"):
    """What `grep -o -b -H` and `rg -o -b` print: file, offset, the matched bytes, which are one of the values."""
    mark = separator.encode()
    with open(path, "rb") as stream:
        for line in stream:
            file, offset, text = line.rstrip(b"\n").split(mark, 2)
            yield Sighting(Path(file.decode()).name, int(offset), len(text), text.decode("utf-8", "surrogateescape"))


def judge_exactly(truth: Iterable[Sighting], found: Iterable[Sighting]):
    """A sighting is right if file, offset, length and indicator are."""
    def key(one):
        return one.file, one.offset, one.length, normal(one.indicator)

    wanted = {key(one): one for one in truth}
    got = {key(one): one for one in found}
    missed = [one for at, one in wanted.items() if at not in got]
    false = [one for at, one in got.items() if at not in wanted]
    return score_of(len(wanted), missed, false)


def judge_kindly(truth: Iterable[Sighting], found: Iterable[Sighting]):
    """For tools that know no tokens. A report is right if it overlaps a sighting of that very value; a sighting is found
    if a right report overlaps it, of whatever value: who is shown the URL has seen its host as well."""
    by_file = collections.defaultdict(list)
    for one in sorted(truth):
        by_file[one.file].append(one)
    starts = {file: [one.offset for one in sightings] for file, sightings in by_file.items()}
    longest = max((one.length for sightings in by_file.values() for one in sightings), default=0)
    seen, false = set(), []
    for report in found:
        sightings = by_file.get(report.file, [])
        first = bisect.bisect_left(starts.get(report.file, []), report.offset - longest)
        near = []
        for one in sightings[first:]:
            if one.offset >= report.end:
                break
            if one.end > report.offset:
                near.append(one)
        if any(normal(one.indicator) == normal(report.indicator) for one in near):
            seen.update(near)
        else:
            false.append(report)
    everything = [one for sightings in by_file.values() for one in sightings]
    return score_of(len(everything), [one for one in everything if one not in seen], false)


def score_of(count, missed, false):
    examples = ["missed: %s" % describe(one) for one in sorted(missed)[:5]]
    examples += ["false:  %s" % describe(one) for one in sorted(false)[:5]]
    spellings = dict(collections.Counter(one.spelling or "?" for one in missed).most_common())
    return Score(count, len(missed), len(false), spellings, examples)


def describe(one):
    return "%s:%d+%d %s %s" % (one.file, one.offset, one.length, one.indicator, one.spelling)
