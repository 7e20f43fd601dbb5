"""Changes of whole sources: missing, too short, with a wrong clock, damaged, under names that tell nothing."""

from caselib.case import ALIASES, File, NETWORK, Row
from caselib.clock import CLOCKS, rfc3339, seconds_of
from caselib.knowledge import reassess


def files_of(case, name):
    """Files of a stream, or the one whose name (with or without its ending) is given."""
    files = case.of_stream(name)
    files = files or [file for file in case.files.values() if name in (file.name, file.name.split(".")[0])]
    if not files:
        raise SystemExit(
            "no stream or file %s: %s" % (name, ", ".join(sorted({f.stream for f in case.files.values()})))
        )
    return files


def other_gaps(case, stream, after=None):
    """Gaps of other streams, and those of this one that end later than `after`."""
    return [
        gap
        for gap in case.truth["gaps"]
        if gap["stream"] != stream
        or gap["kind"] == "host_unseen"
        or (after is not None and seconds_of(gap["to"]) > after)
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
        (
            gap | {"from": max(gap["from"], rfc3339(until, 0))}
            if gap["stream"] == stream and gap["kind"] == "outage"
            else gap
        )
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
        if file.stream not in CLOCKS or file.stream in ("ci", "results"):
            continue  # a cut element would break the whole array
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
    rename_file_objects(
        case,
        {
            name: "%s-%02d%s" % (chance.choice(["export", "part", "dump", "blob"]), index, chance.choice(endings))
            for index, name in enumerate(order)
        },
    )
