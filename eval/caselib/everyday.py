"""More of what means nothing: everyday records of other days, and the look-alikes of another case."""

import copy
import json
import re

from caselib.case import Case, DAY_S, NETWORK, Row
from caselib.clock import CLOCKS, seconds_of
from caselib.knowledge import names_of
from caselib.victims import bystanders, outages
from caselib.words import (
    HEX_ID,
    cloud_keys,
    domain_of,
    first_match,
    lasting_ids,
    people_of,
    replaced,
    with_fresh_ids,
    words_between,
)


def noise(case, days, chance):
    """Copies of the everyday records of some days, at the same hours of other days."""
    busy = [
        seconds_of(record["time"])
        for group in case.truth["planted"]
        for record in group["records"]
        if not group["tag"].startswith("I5")
    ]
    marks = {id(row) for file in case.files.values() for row in file.rows if row.marks}
    streams = [
        s for s in ("di", "results", "osquery", "cloudtrail", "edr", "proxy", *sorted(NETWORK)) if case.of_stream(s)
    ]
    times = sorted(
        row.time
        for s in streams
        for file in case.of_stream(s)
        for row in file.rows
        if row.time is not None and id(row) not in marks
    )
    first, last = times[len(times) // 100], times[-1]
    blocked = [(a, b) for stream in streams for a, b in outages(case, stream)]
    blocked += [(min(busy) - DAY_S, max(busy) + DAY_S)] if busy else []
    # Days begin at four, when few orders are between being given and being carried out.
    starts = [first // DAY_S * DAY_S + 4 * 3600 + day * DAY_S for day in range(int((last - first) // DAY_S) + 1)]
    starts = [
        s for s in starts if first <= s and s + DAY_S <= last and not any(a < s + DAY_S and s < b for a, b in blocked)
    ]
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


def words_to(case, other):
    """What turns the records of `other` into records of this company."""
    words = {}
    mine, taken = {a["hostname"]: a for a in case.assets()}, set()
    hit = {device["name"] for device in case.truth["devices"]} | set(
        map(names_of, case.truth.get("devices_unseen", []))
    )
    for asset in other.assets():
        twin = mine.get(asset["hostname"])
        if not twin or twin["hostname"] in hit or twin["hostname"] in taken:
            twin = next(
                (
                    a
                    for a in mine.values()
                    if a["hostname"] not in hit | taken
                    and a.get("role") == asset.get("role")
                    and a["hostname"] not in {o["hostname"] for o in other.assets()}
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
            if not is_collected(case, file.stream, seconds_of(record["time"])):
                continue
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


def is_collected(case, stream, time):
    """Whether this company would have kept such a record: all streams reach back, and no sensor was down."""
    late = [seconds_of(gap["to"]) for gap in case.truth["gaps"] if gap["kind"] == "late_start"]
    return time >= max(late, default=time) and not any(begin <= time <= end for begin, end in outages(case, stream))


def add_whole_file(case, other, name, marked, words):
    file = copy.copy(other.files[name])
    marks = {id(row): mark for row, mark in marked}
    file.rows = [
        Row(replaced(row.text, words), row.time, [marks[id(row)]] if id(row) in marks else []) for row in file.rows
    ]
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
