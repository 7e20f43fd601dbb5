#!/usr/bin/env python3
"""Scores investigations against cases whose truth is known, and prints a table.

    eval/score.py --binary build/release/clew --data ../shared/cases

A case is any folder below `--data` with `truth.json` (`clew.truth/1`), `notice.md` and `evidence/`.

| part     | weight | meaning |
|---|---|---|
| verdict  | 0.25 | the expected one, or the credit that the truth gives to another |
| devices  | 0.20 | F1 of the devices named compromised or suspicious; `devices_unseen` count neither way |
| decoys   | 0.15 | share of the decoys on which no finding that counts rests |
| earliest | 0.10 | 1 when exact, falling in a straight line to 0 at 24 hours off |
| door     | 0.10 | the true one, or the credit that the truth gives to another |
| accounts | 0.05 | F1 of the accounts that are not cleared; `accounts_neutral` count neither way |
| rotation | 0.10 | share of the required items that are named, less one for each forbidden one that is named |
| gaps     | 0.05 | share of the gaps in coverage that are named |

Where the truth has nothing (no device, no door, no time), saying nothing scores 1 and saying anything scores 0.
"""

import argparse
import json
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

WEIGHTS = {
    "verdict": 0.25,
    "devices": 0.20,
    "decoys": 0.15,
    "earliest": 0.10,
    "door": 0.10,
    "accounts": 0.05,
    "rotation": 0.10,
    "gaps": 0.05,
}
OVERLAP_MIN = 0.8  # of a gap, to be called named
LATE_START_SLACK_S = 60  # a source "starts late" when its first record is no earlier than this before the true start


def seconds(text):
    """Seconds since 1970 of an RFC 3339 time in UTC, with any number of digits."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return moment.timestamp() + (float("0." + fraction) if fraction else 0.0)


def f1(found, wanted, ignored=frozenset()):
    """`found`: what was named, each the set of its names. `wanted` and `ignored`: the same for the truth."""
    found = [names for names in found if not any(names & other for other in ignored)]
    if not wanted:
        return 0.0 if found else 1.0
    right = sum(1 for names in wanted if any(names & other for other in found))
    wrong = sum(1 for names in found if not any(names & other for other in wanted))
    return 2 * right / (right + len(wanted) + wrong) if right else 0.0


def lower(names):
    return frozenset(str(name).lower() for name in names if name)


def score_verdict(document, truth):
    verdict, wanted = document["answer"]["verdict"], truth["verdict"]
    return float(wanted.get("credit", {}).get(verdict, 1.0 if verdict == wanted["expected"] else 0.0))


def score_devices(document, truth):
    def names(device):
        ids = device.get("ids") or {}
        return lower([device["name"], ids.get("jumpcloud_system"), *(ids.get("ip") or [])])

    found = [names(device) for device in document["devices"] if device["status"] != "cleared"]
    wanted = [lower([device["name"], device.get("system_id")]) for device in truth["devices"]]
    unseen = [
        lower([device["name"]] if isinstance(device, dict) else [device]) for device in truth.get("devices_unseen", [])
    ]
    return f1(found, wanted, unseen)


def counted_records(document):
    return {
        (record["file"], record["line"])
        for finding in document["findings"]
        if finding["status"] == "counts"
        for record in finding["evidence"]
    }


def counted_decoys(document, truth):
    counted = counted_records(document)
    return [
        decoy
        for decoy in truth["decoys"]
        if any((record["file"], record["line"]) in counted for record in decoy["records"])
    ]


def score_decoys(document, truth):
    return 1.0 - len(counted_decoys(document, truth)) / len(truth["decoys"]) if truth["decoys"] else 1.0


def score_earliest(document, truth):
    found, wanted = document["answer"].get("earliest"), truth["earliest"]
    if wanted is None or found is None:
        return 1.0 if wanted is None and found is None else 0.0
    times = [wanted["time"]] + [also["time"] if isinstance(also, dict) else also for also in wanted.get("also", [])]
    return max(max(0.0, 1.0 - abs(seconds(found["time"]) - seconds(time)) / 86400) for time in times)


def score_door(document, truth):
    found, wanted = (document["answer"].get("door") or {}).get("kind"), truth["door"]
    if wanted["kind"] is None:
        return 1.0 if found is None else 0.0
    return 1.0 if found == wanted["kind"] else float(wanted.get("credit", {}).get(found, 0.0))


def score_accounts(document, truth):
    found = [lower([account["name"]]) for account in document["accounts"] if account["status"] != "cleared"]
    wanted = [lower(account.get("names") or [account["name"]]) for account in truth["accounts"]]
    # An account may be the victim in this case and neutral in the list of usual suspects: being wanted comes first.
    neutral = [
        lower([name])
        for name in truth.get("accounts_neutral", [])
        if not any(lower([name]) & names for names in wanted)
    ]
    return f1(found, wanted, neutral)


def is_named(item, rotation):
    """Whether a truth item is in the rotation list: kind and one of its ids, accounts or devices agree."""
    for entry in rotation:
        if item.get("kinds") and entry["kind"] not in item["kinds"]:
            continue
        if item.get("any"):
            return True
        for field, key in (("id", "ids"), ("account", "accounts"), ("device", "devices")):
            if entry.get(field) and str(entry[field]).lower() in lower(item.get(key) or []):
                return True
    return False


def score_rotation(document, truth):
    required, forbidden = truth["rotation"]["required"], truth["rotation"]["forbidden"]
    wrong = sum(1 for item in forbidden if is_named(item, document["rotation"]))
    if not required:
        return 0.0 if wrong else 1.0
    right = sum(1 for item in required if is_named(item, document["rotation"]))
    return max(0.0, (right - wrong) / len(required))


def sources_of(document, truth, gap):
    """Coverage of the gap's stream: by its files where the truth names them, else by the aliases of its name."""
    files = {name for name, entry in truth.get("files", {}).items() if entry["stream"] == gap["stream"]}
    by_files = [entry for entry in document["coverage"] if files & set(entry["files"])]
    aliases = {alias.lower() for alias in gap.get("aliases", [])}
    return by_files or [entry for entry in document["coverage"] if entry["source"].lower() in aliases]


def is_named_blind(document, gap):
    """A stream of which there is nothing at all cannot be in the coverage: then the blind spots must tell."""
    said = " ".join(blind["what"] + " " + blind["why"] for blind in document["blind"]).lower()
    return any(re.search(r"(?<!\w)%s(?!\w)" % re.escape(alias.lower()), said) for alias in gap.get("aliases", []))


def is_gap_named(document, truth, gap):
    if gap["kind"] == "host_unseen":
        return any(gap["host"].lower() in (blind["what"] + " " + blind["why"]).lower() for blind in document["blind"])
    if gap["kind"] == "missing" and is_named_blind(document, gap):
        return True
    begin, end = seconds(gap["from"]), seconds(gap["to"])
    for source in sources_of(document, truth, gap):
        covered = 0.0
        for named in source["gaps"]:
            named_begin = seconds(named["from"]) if named.get("from") else begin
            named_end = seconds(named["to"]) if named.get("to") else end
            covered += max(0.0, min(end, named_end) - max(begin, named_begin))
        if covered >= OVERLAP_MIN * (end - begin):
            return True
        if gap["kind"] == "late_start" and source.get("from") and seconds(source["from"]) >= end - LATE_START_SLACK_S:
            return True
    return False


def score_gaps(document, truth):
    named = sum(1 for gap in truth["gaps"] if is_gap_named(document, truth, gap))
    return named / len(truth["gaps"]) if truth["gaps"] else 1.0


PARTS = {
    "verdict": score_verdict,
    "devices": score_devices,
    "decoys": score_decoys,
    "earliest": score_earliest,
    "door": score_door,
    "accounts": score_accounts,
    "rotation": score_rotation,
    "gaps": score_gaps,
}


def score(document, truth):
    parts = {name: part(document, truth) for name, part in PARTS.items()}
    return parts, sum(WEIGHTS[name] * value for name, value in parts.items())


def cases_below(folder):
    return sorted(
        path.parent
        for path in Path(folder).rglob("truth.json")
        if (path.parent / "notice.md").is_file() and (path.parent / "evidence").is_dir()
    )


def investigate(binary, case, more=()):
    command = [
        str(binary),
        "investigate",
        "--report",
        str(case / "notice.md"),
        "--evidence",
        str(case / "evidence"),
        "--json",
        *more,
    ]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if not run.stdout:
        raise SystemExit(
            "%s: no answer (exit status %d)\n%s" % (case, run.returncode, run.stderr.decode(errors="replace"))
        )
    return json.loads(run.stdout)


def print_scores(binary, data, as_json=False, least=0.0):
    """The table (or one JSON object a case) of all cases below `data`; 1 if one of them scores less than `least`."""
    cases = cases_below(data)
    if not cases:
        raise SystemExit("%s: no folder with truth.json, notice.md and evidence/" % data)
    totals, sums = [], dict.fromkeys(PARTS, 0.0)
    if not as_json:
        print("%-24s" % "case" + "".join("%9s" % name for name in PARTS) + "%9s" % "score")
    for case in cases:
        truth = json.loads((case / "truth.json").read_text())
        parts, total = score(investigate(binary, case), truth)
        totals.append(total)
        for part, value in parts.items():
            sums[part] += value
        name = str(case.relative_to(data))
        if as_json:
            print(
                json.dumps(
                    {"case": name, "score": round(total, 4), **{part: round(value, 4) for part, value in parts.items()}}
                )
            )
        else:
            print("%-24s" % name + "".join("%9.3f" % value for value in parts.values()) + "%9.3f" % total)
    if not as_json:
        means = [value / len(totals) for value in [*sums.values(), sum(totals)]]
        print("%-24s" % "mean" + "".join("%9.3f" % value for value in means))
    return 1 if min(totals) < least else 0


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True, help="folder with cases")
    options.add_argument("--json", action="store_true", help="one JSON object a case instead of a table")
    options.add_argument("--min", type=float, default=0.0, help="exit status 1 if a case scores less")
    chosen = options.parse_args()
    return print_scores(chosen.binary, chosen.data, chosen.json, chosen.min)


if __name__ == "__main__":
    sys.exit(main())
