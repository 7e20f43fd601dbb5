#!/usr/bin/env python3
"""Scores investigations of variants of the public cases (eval/variants.txt), and prints a table as eval/score.py does.

    eval/score_variants.py --binary build/release/clew --data ../shared/cases [--keep DIR] [NAME…]

The variants are made anew on each run, in a temporary folder or in `--keep DIR`. A line whose case is not below
`--data` is left out, and said to be.
"""

import argparse
import shlex
import sys
import tempfile
from pathlib import Path

import score
import variants

LIST = Path(__file__).resolve().parent / "variants.txt"


def read_list(path):
    """(name, case, words of the options) of each line."""
    for line in path.read_text().splitlines():
        words = shlex.split(line, comments=True)
        if words:
            yield words[0], words[1], words[2:]


def make_all(data, out, wanted=(), path=LIST):
    """Writes the variants whose case is below `data`; gives the names of those whose case is not."""
    cases = {case.name: case for case in score.cases_below(data)}
    left_out = []
    for name, case, words in read_list(path):
        if wanted and name not in wanted:
            continue
        if case not in cases:
            left_out.append(name)
            continue
        words = [word.replace("OTHER", str(cases[case].parent)) for word in words]
        chosen = vars(variants.parser().parse_args(words))
        variants.make(cases[case], Path(out) / name, **chosen)
    return left_out


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", metavar="NAME")
    options.add_argument("--binary", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True, help="folder with cases")
    options.add_argument("--keep", type=Path, metavar="DIR", help="leave the variants there")
    options.add_argument("--json", action="store_true", help="one JSON object a case instead of a table")
    options.add_argument("--min", type=float, default=0.0, help="exit status 1 if a case scores less")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = chosen.keep or Path(scratch)
        left_out = make_all(chosen.data, out, set(chosen.names))
        if left_out:
            print(
                "left out, since their case is not below %s: %s" % (chosen.data, ", ".join(left_out)), file=sys.stderr
            )
        if not score.cases_below(out):
            raise SystemExit("%s: no case of which a variant is listed" % chosen.data)
        return score.print_scores(chosen.binary, out, chosen.json, chosen.min)


if __name__ == "__main__":
    sys.exit(main())
