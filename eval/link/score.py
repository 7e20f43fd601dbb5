#!/usr/bin/env python3
"""Scores who clew says it was, on labelled data in order of time. `./dev eval link` runs it.

    score.py --replay build/release/eval/link/link_replay [--data DIR] [--from YEAR] [--to YEAR] [--write] [--keep]

DIR has `infrastructure/*.jsonl.gz` (blocks of indicators with an actor) and `attack/` (a bundle of ATT&CK, and the
reports that its releases added). Everything that is scored was said by the program's own importers, store and
judgement. For each year, the weights are learned on the years before; `--shipped` takes those of the program instead.
Exit status 1 when a target is missed.
"""

import argparse
import collections
import gzip
import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import learn  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BANDS = [("almost no chance", 0, 0.05), ("very unlikely", 0.05, 0.2), ("unlikely", 0.2, 0.45),
         ("roughly even chance", 0.45, 0.55), ("likely", 0.55, 0.8), ("very likely", 0.8, 0.95),
         ("almost certain", 0.95, 1.000001)]
NAMED = 0.55
# The last day of each major release of ATT&CK, of which the next one's reports are new.
LAST_DAY = {7: "2020-07-31", 8: "2021-01-28", 9: "2021-04-30", 10: "2021-10-22", 11: "2022-04-26", 12: "2022-10-26",
            13: "2023-04-26", 14: "2023-11-01", 15: "2024-05-02", 16: "2024-11-12", 17: "2025-05-06", 18: "2025-11-30"}
# Earlier ones, from whose dates reports are rebuilt to learn from; none of these is scored.
EARLIER = ["2018-01-01", "2018-04-30", "2018-10-31", "2019-04-30", "2019-07-31", "2020-03-31", "2020-07-31"]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def percent(part, whole):
    return part / whole if whole else 0.0


def interval(good, count):
    """Wilson's 95 % interval of a share."""
    if not count:
        return 0.0, 1.0
    share, z = good / count, 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


# ---- blocks ----------------------------------------------------------------------------------------------------------

def actor_of(block):
    return re.sub(r"-\d+$", "", block["actor_file"])


def last_day(block):
    return max([block["first_added"]] + [str(indicator[-1]) for indicator in block["indicators"] if indicator[-1]])


def naive_domain(name):
    return ".".join(name.split(".")[-2:])


def votes(blocks, keys_of, shared_counts):
    """A simple method: the actor with most of the block's keys; keys of several actors count unless told otherwise."""
    known = collections.defaultdict(set)
    pending, day, answers = [], "", []
    for block in blocks:
        if block["day"] != day:
            for keys, actor in pending:
                for key in keys:
                    known[key].add(actor)
            pending, day = [], block["day"]
        keys = keys_of(block)
        pending.append((keys, block["truth"]))
        counts = collections.Counter()
        for key in keys:
            if shared_counts or len(known[key]) == 1:
                counts.update(known[key])
        # Of equal votes the first name: the same data give the same page.
        best = min(counts.items(), key=lambda row: (-row[1], row[0]), default=(None, 0))
        answers.append(best[0])
    return answers


def weigh(blocks, how):
    """IDF containment and Jaccard over registered domains and addresses: the best actor and its score."""
    sets = collections.defaultdict(set)
    users = collections.defaultdict(set)
    pending, day, answers = [], "", []
    for block in blocks:
        if block["day"] != day:
            for keys, actor in pending:
                sets[actor] |= keys
                for key in keys:
                    users[key].add(actor)
            pending, day = [], block["day"]
        keys = set(domains_of(block)) | set(addresses_of(block))
        pending.append((keys, block["truth"]))
        rarity = {key: math.log((len(sets) + 1) / (len(users[key]) + 0.5)) for key in keys}
        scores = collections.Counter()
        for key in keys:
            for actor in users[key]:
                scores[actor] += rarity[key] if how == "containment" else 1
        if how == "containment":
            total = sum(rarity.values()) or 1
            ranked = [(score / total, actor) for actor, score in scores.items()]
        else:
            ranked = [(count / len(keys | sets[actor]), actor) for actor, count in scores.items()]
        best = max(ranked, default=(0, None))
        answers.append((best[1], best[0]))
    return answers


def domains_of(block):
    return [trace.split(" ", 1)[1] for trace in block["traces"] if trace.startswith("registered_domain ")]


def addresses_of(block):
    return [trace.split(" ", 1)[1] for trace in block["traces"] if trace.startswith("exact_indicator ipv4:")]


def netblocks_of(block):
    return [trace.split(" ", 1)[1] for trace in block["traces"] if trace.startswith("netblock ")]


def hosts_of(block):
    return [trace.split(":", 1)[1] for trace in block["traces"] if trace.startswith("exact_indicator domain:")]


def score_blocks(args, folder):
    files = sorted(args.data.glob("infrastructure/*.jsonl.gz"))
    if not files:
        return None
    raw = []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            raw += [line for line in lines if line.strip()]
    raw.sort(key=lambda line: last_day(json.loads(line)))
    path = folder / "blocks.jsonl"
    path.write_text("".join(line.rstrip("\n") + "\n" for line in raw), encoding="utf-8")
    command = [str(args.replay), "blocks", str(folder / "blocks.sqlite"), str(path)]
    blocks = run(command)
    for block, line in zip(blocks, raw):
        source = json.loads(line)
        block["day"], block["year"] = last_day(source), source["first_added"][:4]
    first = {}
    for block in blocks:
        if block["truth"]:
            first[block["truth"]] = min(first.get(block["truth"], block["day"]), block["day"])
    for block in blocks:
        block["new"] = first.get(block["truth"], block["day"]) >= block["day"]
    years = sorted({b["year"] for b in blocks if args.first <= b["year"] <= args.last})
    if not args.shipped:
        for year in years:
            past = [block for block in blocks if block["day"][:4] < year]
            weights = learn.text_of(learn.learn_links(past), learn.learn_new(past), learn.learn_unknown([]), 0.5, f"Blocks before {year}.")
            (folder / f"weights.{year}.txt").write_text(weights)
            command.append(f"{year}={folder / f'weights.{year}.txt'}")
        for block, told in zip(blocks, run(command)):
            block.update(told)
    labelled = [block for block in blocks if block["truth"]]
    judged = [i for i, block in enumerate(labelled) if args.first <= block["year"] <= args.last]
    result = {"blocks": len(judged), "rows": [], "bands": [], "years": []}

    def add(name, answers):
        told = [(answers[i], labelled[i]["truth"]) for i in judged if answers[i]]
        right = sum(a == b for a, b in told)
        result["rows"].append((name, percent(len(told), len(judged)), percent(right, len(told)),
                               percent(len(told) - right, len(judged))))

    def add_at(name, scored):
        """At the threshold that covers as much as clew does."""
        ranked = sorted((i for i in judged if scored[i][0]), key=lambda i: -scored[i][1])[:covered]
        right = sum(scored[i][0] == labelled[i]["truth"] for i in ranked)
        result["rows"].append((name, percent(len(ranked), len(judged)), percent(right, len(ranked)),
                               percent(len(ranked) - right, len(judged))))

    answers = [None if b["abstained"] or not b["candidates"] else b["candidates"][0]["activity"] for b in labelled]
    covered = sum(answers[i] is not None for i in judged)
    add("clew", answers)
    add("registered domain alone, of one actor only", votes(labelled, domains_of, False))
    add("registered domain alone, most votes", votes(labelled, domains_of, True))
    add("last two labels, most votes", votes(labelled, lambda b: {naive_domain(h) for h in hosts_of(b)}, True))
    add("neighbouring address (/24), most votes", votes(labelled, netblocks_of, True))
    add_at("IDF containment, at clew's coverage", weigh(labelled, "containment"))
    add_at("Jaccard, at clew's coverage", weigh(labelled, "jaccard"))
    for year in years:
        of_year = [i for i in judged if labelled[i]["year"] == year]
        told = [i for i in of_year if answers[i]]
        right = sum(answers[i] == labelled[i]["truth"] for i in told)
        result["years"].append((year, len(of_year), percent(len(told), len(of_year)), percent(right, len(told))))
    statements = [(c["p"], c["activity"] == labelled[i]["truth"]) for i in judged for c in labelled[i]["candidates"]]
    result["bands"] = bands_of(statements)
    result["bands_unknown"] = bands_of([(labelled[i]["unknown"], labelled[i]["new"]) for i in judged])
    result["learned_from"] = blocks
    return result


def bands_of(statements):
    rows = []
    for words, low, high in BANDS:
        inside = [truth for p, truth in statements if low <= p < high]
        rows.append((words, low, high, len(inside), sum(inside)))
    return rows


# ---- reports ---------------------------------------------------------------------------------------------------------

def plain(url):
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


class Attack:
    """What a bundle says, for the simple methods and for what is learned from; the program reads it by itself."""

    def __init__(self, path):
        with gzip.open(path, "rt", encoding="utf-8") as text:
            objects = json.load(text)["objects"]
        ids = {}
        for item in objects:
            for reference in item.get("external_references", []):
                if reference.get("source_name") == "mitre-attack":
                    ids.setdefault(item["id"], reference["external_id"])
        self.created = {ids[o["id"]]: o["created"][:10] for o in objects if o["id"] in ids
                        and o["type"] == "intrusion-set" and not o.get("revoked") and not o.get("x_mitre_deprecated")}
        self.uses = []
        for item in objects:
            if item["type"] != "relationship" or item["relationship_type"] != "uses" or item.get("revoked"):
                continue
            source, target = ids.get(item["source_ref"]), ids.get(item["target_ref"])
            if source in self.created and target:
                urls = [plain(r["url"]) for r in item.get("external_references", []) if "url" in r]
                self.uses.append((item["created"][:10], source, target, urls))

    def profiles(self, day):
        known = collections.defaultdict(set)
        for created, group, feature, _ in self.uses:
            if created <= day:
                known[group].add(feature)
        return known

    def earlier_reports(self):
        by_report = collections.defaultdict(list)
        for created, group, feature, urls in self.uses:
            for url in urls:
                by_report[url, group].append((created, feature))
        reports = []
        for (url, group), uses in sorted(by_report.items()):
            first = min(uses)[0]
            for i, (begin, end) in enumerate(zip(EARLIER, EARLIER[1:])):
                if begin <= first < end:
                    features = sorted({feature for created, feature in uses if created < end})
                    reports.append({"release": str(i - len(EARLIER)), "as_of": begin, "features": features,
                                    "truth": group, "known": self.created[group] < begin})
        return reports


def middle_rank(scores, truth):
    """Ties share the middle of their places."""
    mine = scores[truth]
    above = sum(score > mine + 1e-12 for score in scores.values())
    equal = sum(abs(score - mine) <= 1e-12 for score in scores.values())
    return above + (equal + 1) / 2


def rank_row(name, ranks):
    count = len(ranks) or 1
    return (name, sum(r < 1.6 for r in ranks) / count, sum(r <= 3 for r in ranks) / count,
            sum(1 / r for r in ranks) / count)


def area_under(scores, truths):
    positive = [s for s, t in zip(scores, truths) if t]
    negative = [s for s, t in zip(scores, truths) if not t]
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return percent(wins, len(positive) * len(negative))


def score_reports(args, folder):
    bundles = sorted(args.data.glob("attack/enterprise-attack-*.json.gz"))
    lists = sorted(args.data.glob("attack/new_reports*.json"))
    if not bundles or not lists:
        return None
    attack = Attack(bundles[-1])
    reports = []
    for path in lists:
        for report in json.loads(path.read_text(encoding="utf-8")):
            if report["version"] - 1 not in LAST_DAY:
                continue
            reports.append({"release": str(report["version"]), "as_of": LAST_DAY[report["version"] - 1],
                            "features": report["features"], "truth": report["group"], "known": report["known_before"]})
    cases = attack.earlier_reports() + reports
    path = folder / "reports.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in cases))
    with gzip.open(bundles[-1], "rb") as packed:
        (folder / "attack.json").write_bytes(packed.read())
    command = [str(args.replay), "reports", str(folder / "reports.sqlite"), str(folder / "attack.json"), str(path)]
    for case, told in zip(cases, run(command)):
        case.update(told)
    releases = sorted({int(report["release"]) for report in reports})
    if not args.shipped:
        links = learn.learn_links([])
        for release in releases:
            past = [case for case in cases if int(case["release"]) < release]
            text = learn.text_of(links, learn.learn_new([]), learn.learn_unknown(past), learn.learn_scale(past), f"Reports before {release}.")
            (folder / f"weights.{release}.txt").write_text(text)
            command.append(f"{release}={folder / f'weights.{release}.txt'}")
        for case, told in zip(cases, run(command)):
            case.update(told)
    known = [r for r in reports if r["known"] and r["truth"] in r["scores"]]
    result = {"reports": len(reports), "known": len(known), "rows": [], "unknown": [], "learned_from": cases}
    result["rows"].append(rank_row("clew", [middle_rank(r["scores"], r["truth"]) for r in known]))
    simple = collections.defaultdict(list)
    best = collections.defaultdict(list)
    profiles_of = {day: attack.profiles(day) for day in {r["as_of"] for r in reports}}
    for report in reports:
        profiles = profiles_of[report["as_of"]]
        users = collections.Counter(feature for features in profiles.values() for feature in features)
        rarity = {f: math.log((len(profiles) + 1) / (users[f] + 0.5)) for f in report["features"]}
        features = set(report["features"])
        scores = {"IDF containment": {}, "Jaccard": {}, "number of equal features": {}}
        for group, habits in profiles.items():
            scores["IDF containment"][group] = math.fsum(rarity[f] for f in features & habits) / (math.fsum(rarity.values()) or 1)
            scores["Jaccard"][group] = len(features & habits) / len(features | habits)
            scores["number of equal features"][group] = len(features & habits)
        for name, by_group in scores.items():
            best[name].append(-max(by_group.values(), default=0))
            if report["known"] and report["truth"] in report["scores"]:
                simple[name].append(middle_rank(by_group, report["truth"]))
    for name, ranks in simple.items():
        result["rows"].append(rank_row(name, ranks))
    truths = [not report["known"] for report in reports]
    result["unknown"].append(("clew", area_under([report["unknown"] for report in reports], truths)))
    for name, scores in best.items():
        result["unknown"].append((f"low best {name}", area_under(scores, truths)))
    result["unknown"].append(("number of features", area_under([len(r["features"]) for r in reports], truths)))
    result["bands"] = bands_of([(c["p"], c["id"] == r["truth"]) for r in reports for c in r["candidates"]])
    result["bands_unknown"] = bands_of([(r["unknown"], not r["known"]) for r in reports])
    return result


# ---- the page --------------------------------------------------------------------------------------------------------

def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" if i == 0 else "--:" for i in range(len(head))) + "|"]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def band_rows(bands):
    rows = []
    for words, low, high, count, good in bands:
        if not count:
            rows.append((words, f"{low:.2f}–{min(high, 1):.2f}", "0", "–", "–", "–"))
            continue
        share = good / count
        left, right = interval(good, count)
        verdict = "inside" if low <= share <= min(high, 1) else ("inside its interval" if left < high and right > low else "outside")
        rows.append((words, f"{low:.2f}–{min(high, 1):.2f}", str(count), f"{share:.2f}", f"{left:.2f}–{right:.2f}", verdict))
    return rows


def page(args, blocks, reports):
    lines = []
    if blocks:
        until = f" to {args.last}" if args.last < "9999" else ""
        lines += [f"## Infrastructure: {blocks['blocks']} blocks, from {args.first}{until}", ""]
        lines += table(("method", "coverage", "precision", "wrong name, of all answers"),
                       [(n, f"{c:.3f}", f"{p:.3f}", f"{100 * w:.1f} %") for n, c, p, w in blocks["rows"]])
        lines += ["", "By year (clew):", ""]
        lines += table(("year", "blocks", "coverage", "precision"),
                       [(y, str(n), f"{c:.3f}", f"{p:.3f}") for y, n, c, p in blocks["years"]])
        lines += ["", "Calibration of every candidate that was told, weights learned on earlier years:", ""]
        lines += table(("ICD 203", "band", "statements", "true", "95 % interval", ""), band_rows(blocks["bands"]))
        lines += ["", "Calibration of \"an actor not in the knowledge base\", one statement for each block:", ""]
        lines += table(("ICD 203", "band", "statements", "true", "95 % interval", ""), band_rows(blocks["bands_unknown"]))
        lines.append("")
    if reports:
        lines += [f"## Reports: {reports['reports']}, of these {reports['known']} on a group that was known", ""]
        lines += table(("method", "top 1", "top 3", "MRR"),
                       [(n, f"{a:.3f}", f"{b:.3f}", f"{c:.3f}") for n, a, b, c in reports["rows"]])
        lines += ["", "Is the actor a new one? Area under ROC:", ""]
        lines += table(("score", "area"), [(n, f"{a:.3f}") for n, a in reports["unknown"]])
        lines += ["", "Calibration of every candidate that was told, by habits and tools alone:", ""]
        lines += table(("ICD 203", "band", "statements", "true", "95 % interval", ""), band_rows(reports["bands"]))
        lines += ["", "Calibration of \"an actor not in the knowledge base\":", ""]
        lines += table(("ICD 203", "band", "statements", "true", "95 % interval", ""), band_rows(reports["bands_unknown"]))
        lines.append("")
    if blocks and reports:
        parts = [blocks["bands"], blocks["bands_unknown"], reports["bands"], reports["bands_unknown"]]
        every = [(words, low, high, sum(part[i][3] for part in parts), sum(part[i][4] for part in parts))
                 for i, (words, low, high) in enumerate(BANDS)]
        lines += ["## All statements of a probability", "", "The four tables of calibration above, added up.", ""]
        lines += table(("ICD 203", "band", "statements", "true", "95 % interval", ""), band_rows(every))
        lines.append("")
    return "\n".join(lines)


def missed(blocks, reports):
    problems = []
    if blocks:
        _, coverage, precision, wrong = blocks["rows"][0]
        if precision < 0.95 or coverage < 0.28:
            problems.append(f"infrastructure: precision {precision:.3f} at coverage {coverage:.3f}, wanted 0.95 at 0.28")
        if wrong > 0.05:
            problems.append(f"infrastructure: a wrong name in {100 * wrong:.1f} % of the answers, at most 5 % wanted")
    if reports:
        mine, rest = reports["rows"][0], reports["rows"][1:]
        for i, name in ((1, "top 1"), (2, "top 3"), (3, "MRR")):
            if mine[i] <= max(row[i] for row in rest):
                problems.append(f"reports: {name} {mine[i]:.3f} is not above the best simple method")
        if reports["unknown"][0][1] < 0.65:
            problems.append(f"reports: area for an unknown actor {reports['unknown'][0][1]:.3f}, 0.65 wanted")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--replay", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--from", dest="first", default="2020")
    parser.add_argument("--to", dest="last", default="9999")
    parser.add_argument("--shipped", action="store_true", help="the program's own weights, for data that is newer")
    parser.add_argument("--write", action="store_true", help="docs/benchmarks/link.md")
    parser.add_argument("--learn", action="store_true", help="write clew/link/weights.txt from all of the data")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        blocks = score_blocks(args, folder)
        reports = score_reports(args, folder)
    if not blocks and not reports:
        sys.exit(f"eval link: no labelled data below {args.data}")
    text = page(args, blocks, reports)
    print(text)
    if args.learn and blocks and reports:
        (ROOT / "clew/link/weights.txt").write_text(learn.text_of(
            learn.learn_links(blocks["learned_from"]), learn.learn_new(blocks["learned_from"]),
            learn.learn_unknown(reports["learned_from"]),
            learn.learn_scale(reports["learned_from"]), "From all labelled data; do not edit."))
    if args.write:
        target = ROOT / "docs/benchmarks/link.md"
        begin = target.read_text(encoding="utf-8").split("<!-- measured -->", maxsplit=1)[0]
        target.write_text(begin + "<!-- measured -->\n\n" + text, encoding="utf-8")
    problems = missed(blocks, reports)
    for problem in problems:
        print("missed:", problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
