#!/usr/bin/env python3
"""How well claims are read: labelled sentences and paragraphs against the claims of `clew read --json`.

    eval/read_claims.py --data FILE [--reader "build/release/clew read --json"] [--show]

FILE has a row for each text, `text<TAB>claims`, and comments after '#'. Claims are `kind;by;object;stance;confidence`
with " | " between two, "-" where there is none. Each text is a notice of its own, published by Alder Networks on
2023-07-12; "we" is that publisher. A claim is right when all five parts are as labelled; the lines below say how many are
right when less is asked. The unlabelled rest of a text is part of the measure: any further claim is wrong.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

FRONT = "# Security notice\n\nPublisher: Alder Networks\nDate: 2023-07-12\n\n"
PARTS = ("kind", "by", "object", "stance", "confidence")


def read_rows(path: Path) -> list[tuple[str, list[tuple[str, ...]]]]:
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        text, separator, labels = line.partition("\t")
        claims = [] if labels.strip() == "-" else [tuple(label.strip().split(";")) for label in labels.split(" | ")]
        if not separator or any(len(claim) != len(PARTS) for claim in claims):
            sys.exit(f"{path}:{number}: not a text, a tab, and claims of {len(PARTS)} parts or '-'")
        rows.append((text, claims))
    return rows


def ask(reader: str, texts: list[str]) -> list[list[tuple[str, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(texts):
            files.append(Path(folder) / f"{number:05}.md")
            files[-1].write_text(FRONT + text + "\n")
        run = subprocess.run(shlex.split(reader) + [str(file) for file in files], capture_output=True, text=True)
        if run.returncode > 1:
            sys.exit(f"{reader}: exit status {run.returncode}\n{run.stderr}")
        # One document is printed over several lines, several one on a line.
        documents = [json.loads(run.stdout)] if len(files) == 1 else [json.loads(line) for line in run.stdout.splitlines()]
    assert len(documents) == len(texts)
    return [[tuple(claim[part] or "" for part in PARTS) for claim in document["claims"]] for document in documents]


def matched(got: list, want: list, same) -> int:
    left, count = list(want), 0
    for claim in got:
        found = next((other for other in left if same(claim, other)), None)
        if found is not None:
            left.remove(found)
            count += 1
    return count


def overlap(a: tuple, b: tuple) -> bool:
    one, other = a[2].casefold(), b[2].casefold()
    return one == other or (one != "" and other != "" and (one in other or other in one))


SAME = (
    ("all five parts as labelled", lambda a, b: a == b),
    ("kind, author, stance; one object holds the other", lambda a, b: (a[0], a[1], a[3]) == (b[0], b[1], b[3]) and overlap(a, b)),
    ("kind; one object holds the other", lambda a, b: a[0] == b[0] and overlap(a, b)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", default="build/release/clew read --json")
    parser.add_argument("--show", action="store_true", help="print each text that is not read as it is labelled")
    options = parser.parse_args()
    rows = read_rows(options.data)
    answers = ask(options.reader, [text for text, _ in rows])

    found = sum(len(got) for got in answers)
    wanted = sum(len(want) for _, want in rows)
    silent = [got for (_, want), got in zip(rows, answers) if not want]
    print(f"{len(rows)} texts, {wanted} claims labelled, {found} found")
    print(f"{len(silent)} texts without a claim, {sum(1 for got in silent if got)} of them given one")
    for name, same in SAME:
        right = sum(matched(got, want, same) for (_, want), got in zip(rows, answers))
        print(f"precision {right / max(found, 1):.3f}  recall {right / max(wanted, 1):.3f}  {name}")
    kinds = sorted({claim[0] for (_, want), got in zip(rows, answers) for claim in want + got})
    for kind in kinds:
        of_kind = [([c for c in got if c[0] == kind], [c for c in want if c[0] == kind]) for (_, want), got in zip(rows, answers)]
        right = sum(matched(got, want, SAME[0][1]) for got, want in of_kind)
        print(f"    {kind:12} {right} right of {sum(len(g) for g, _ in of_kind)} found, {sum(len(w) for _, w in of_kind)} labelled")
    if options.show:
        for (text, want), got in zip(rows, answers):
            if Counter(got) != Counter(want):
                print(f"\n{text}")
                for claim in sorted((Counter(want) - Counter(got)).elements()):
                    print("    missed  " + ";".join(claim))
                for claim in sorted((Counter(got) - Counter(want)).elements()):
                    print("    wrong   " + ";".join(claim))


if __name__ == "__main__":
    main()
