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
import random
import sys
from pathlib import Path

from caselib.case import Case
from caselib.everyday import decoys_from, noise
from caselib.intruder import INTERPRETERS, interpreter, ports
from caselib.names import rename
from caselib.sources import damage, drop, rename_files, retain, shift
from caselib.victims import victims


def pair(text):
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError("write STREAM=VALUE")
    return name, value


def parser():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--decoys-from", action="append", default=[], metavar="CASE", help="its look-alikes, where lacking"
    )
    options.add_argument("--victims", type=int, metavar="N", help="so many devices are hit")
    options.add_argument("--noise", type=int, metavar="DAYS", help="so many days of everyday records more")
    options.add_argument("--interpreter", choices=sorted(INTERPRETERS))
    options.add_argument("--ports", action="store_true", help="the intruder's servers listen on others")
    options.add_argument(
        "--retain", action="append", default=[], type=pair, metavar="STREAM=DATE", help="nothing older"
    )
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
    """Writes the case of `folder`, changed as `wanted` says (names of `CHANGES`), to `out`; gives its truth."""
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
    print(
        "%s: %s, %d devices, %d decoys"
        % (out, truth["verdict"]["expected"], len(truth["devices"]), len(truth["decoys"]))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
