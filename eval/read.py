#!/usr/bin/env python3
"""Scores how `clew read` finds indicators in texts whose indicators are known, and prints a table.

    eval/read.py --reader "build/release/clew read --json" --data ../shared/data/intel/notes

Truth is any `*.jsonl` or `*.jsonl.gz` below `--data`, one text a line:
`{"source": …, "id": …, "text": …, "gold_present_in_text": [[type, value], …]}`; `text` is what was published, of any
form, or `file` names a document beside the list.

A value counts as found when the type and the value are the same, in lower case, without the slash at its end and
without a scheme; a URL that has no path is its host, and a host's port is not compared. Only types that a source
labels at all are judged; "the text's own types" leaves out, too, those that the list of this one text does not have
(a list of hashes beside a text that gives its domains as well). Each value counts once a text. "In any form" lets a URL stand for its host, a host for its URL, and a
URL for one that goes on: labels are often cut. The labels are other people's, and some are missing:
`--disagreements` lists each value on which clew and a label differ, to be judged by reading.
"""

import argparse
import gzip
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

HOST_TYPES = {"domain", "ipv4", "ipv6"}


def normal(kind, value):
    """The form in which two values of a type are compared."""
    value = value.strip().lower()
    if kind == "url":
        value = value.partition("://")[2] or value
        host, slash, path = value.partition("/")
        if not path.strip("/"):
            host = host.rpartition(":")[0] if host.count(":") == 1 else host
            digits = host.replace(".", "")
            return ("ipv4" if digits.isdigit() else "domain", host.rstrip("."))
        value = value.rstrip("/")
    elif kind in HOST_TYPES:
        value = value.rstrip("/")
        if value.count(":") == 1:
            value = value.partition(":")[0]
    return (kind, value)


def host_of(value):
    """The host of a compared value, without its port."""
    kind, text = value
    if kind == "url":
        text = text.partition("/")[0].rpartition("@")[2]
        text = text.partition(":")[0] if text.count(":") == 1 else text
    return text


def same_thing(value, others):
    """Whether one of the others is this value in another form: at the same host, cut shorter or longer."""
    kind, text = value
    if kind not in HOST_TYPES and kind != "url":
        return value in others
    return any(kind2 in HOST_TYPES | {"url"} and host_of((kind2, text2)) == host_of(value)
               and (kind != "url" or kind2 != "url" or text.startswith(text2) or text2.startswith(text))
               for kind2, text2 in others)


def read_lists(folder):
    """Every labelled text below `folder`, in the order of the files."""
    for path in sorted(p for p in Path(folder).rglob("*") if p.name.endswith((".jsonl", ".jsonl.gz"))):
        opener = gzip.open if path.name.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if not line.strip():
                    continue
                row = json.loads(line)
                if "gold_present_in_text" in row and ("text" in row or "file" in row):
                    yield path.parent, row


def run(reader, path):
    """The notice that the reader makes of a file; None where it refuses the file."""
    done = subprocess.run([*reader, str(path)], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        print(f"read.py: {path}: {done.stderr.strip()}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


class Tally:
    def __init__(self):
        self.right = self.missed = self.wrong = 0

    def add(self, right, missed, wrong):
        self.right += right
        self.missed += missed
        self.wrong += wrong

    def recall(self):
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0

    def precision(self):
        named = self.right + self.wrong
        return self.right / named if named else 1.0

    def row(self, name):
        return (f"| {name} | {self.right + self.missed} | {self.right} | {self.missed} | {self.wrong} "
                f"| {self.recall():.3f} | {self.precision():.3f} |")


def score(reader, rows):
    """The tallies, and each disagreement as (text, "missed" or "unlabelled", type, value, why)."""
    labelled = defaultdict(set)
    for _, row in rows:
        for kind, value in row["gold_present_in_text"]:
            labelled[row["source"]].add(normal(kind, value)[0])
    tallies = defaultdict(Tally)
    disagreements = []
    for folder, row in rows:
        wanted = {normal(kind, value) for kind, value in row["gold_present_in_text"]}
        if "file" in row:
            notice = run(reader, folder / row["file"])
        else:
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt", delete=False) as file:
                file.write(row["text"])
            notice = run(reader, file.name)
            os.unlink(file.name)
        found, mentioned = set(), {}
        if notice is not None:
            judged = labelled[row["source"]]
            found = {normal(i["type"], i["value"]) for i in notice["indicators"]}
            found = {value for value in found if value[0] in judged}
            mentioned = {normal(m["type"], m["value"]): m["why"] for m in notice["mentions"]}
        for kind in {value[0] for value in wanted | found}:
            want = {value for value in wanted if value[0] == kind}
            have = {value for value in found if value[0] == kind}
            counts = (len(want & have), len(want - have), len(have - want))
            for name in ("all", f"type {kind}", f"source {row['source']}"):
                tallies[name].add(*counts)
        missed = [value for value in wanted - found if not same_thing(value, found)]
        wrong = [value for value in found - wanted if not same_thing(value, wanted)]
        tallies["all, in any form"].add(len(wanted) - len(missed), len(missed), len(wrong))
        own = {value[0] for value in wanted}
        tallies["all, of the text's own types"].add(
            len(wanted & found), len(wanted - found), sum(value[0] in own for value in found - wanted))
        tallies["all, of the text's own types, in any form"].add(
            len(wanted) - len(missed), len(missed), sum(value[0] in own for value in wrong))
        for value in sorted(wanted - found):
            disagreements.append((row["id"], "missed", *value, mentioned.get(value, "not seen")))
        for value in sorted(found - wanted):
            disagreements.append((row["id"], "unlabelled", *value, ""))
    return tallies, disagreements


def table(tallies):
    lines = ["| | labelled | found | missed | not labelled | recall | precision |", "|---|---|---|---|---|---|---|"]
    for name in sorted(tallies, key=lambda n: (n != "all", n)):
        lines.append(tallies[name].row(name))
    return "\n".join(lines)


def write_between(path, text):
    """Replaces what stands between the marks in a page, and leaves the words around them."""
    begin, end = "<!-- measured -->", "<!-- end -->"
    page = Path(path).read_text(encoding="utf-8")
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    Path(path).write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reader", default="build/release/clew read --json", help="the command that reads a file")
    parser.add_argument("--data", required=True, action="append", help="folder with labelled texts")
    parser.add_argument("--disagreements", action="store_true", help="list each value on which label and clew differ")
    parser.add_argument("--write", metavar="PAGE", help="put the table into this page, between its marks")
    parser.add_argument("--every", type=int, default=1, help="only every n-th text: the short form")
    parser.add_argument("--recall-min", type=float, default=0.0, help="fail below this recall")
    parser.add_argument("--precision-min", type=float, default=0.0, help="fail below this precision")
    options = parser.parse_args()

    rows = [row for folder in options.data for row in read_lists(folder)][:: options.every]
    if not rows:
        print("read.py: no labelled text below " + ", ".join(options.data), file=sys.stderr)
        return 2
    tallies, disagreements = score(shlex.split(options.reader), rows)
    text = table(tallies)
    sources = Counter(row["source"] for _, row in rows)
    print(f"{len(rows)} texts: " + ", ".join(f"{name} {count}" for name, count in sorted(sources.items())))
    print(text)
    if options.disagreements:
        for line in disagreements:
            print("\t".join(line))
    if options.write:
        write_between(options.write, f"Measured on {date.today().isoformat()}, {len(rows)} texts.\n\n{text}")
    whole = tallies["all"]
    low = whole.recall() < options.recall_min or whole.precision() < options.precision_min
    if low:
        print(f"read.py: below the floor of {options.recall_min} / {options.precision_min}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
