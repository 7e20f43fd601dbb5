#!/usr/bin/env python3
"""`./dev bench evidence`: how fast evidence becomes events, on one core, each kind of file against its floor.

Prints the tables of docs/benchmarks/evidence.md, and writes them there with --write.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "hunt")]
import files  # noqa: E402
import machine  # noqa: E402
import page  # noqa: E402
import runs  # noqa: E402

ROOT = machine.ROOT
PAGE = ROOT / "docs" / "benchmarks" / "evidence.md"

JSON_LEAST = 0.5  # of simdjson's own speed
TSV_LEAST = 1.0  # GB/s
TEXT_LEAST = 1.0  # of the matcher's own speed
PEAK_MIB_MOST = 256
WHOLE_LEAST = 0.4  # of the slowest stage's own speed
THREADS_LEAST = 1.7


def say(words):
    print("   " + words, file=sys.stderr, flush=True)


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench evidence", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEW_BENCH_DATA"), help="a folder of your own files")
    parser.add_argument("--mb", type=int, default=256, help="megabytes of logs that are made")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="24 MB, one turn")
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "bench", help="where the programs were built")
    options = parser.parse_args(arguments)
    if options.quick:
        options.mb, options.turns = min(options.mb, 24), 1
    return options


# ---- what is measured ---------------------------------------------------------------------------------------------


def make_evidence(options, generator):
    """Kept in build/, and made again when its generator, its size or its seed changes."""
    folder = options.build / "evidence_corpus"
    stamp = "%s %s %d %d" % (hashlib.sha256(generator.read_bytes()).hexdigest(),
                             hashlib.sha256((HERE / "files.py").read_bytes()).hexdigest(), options.mb, options.seed)
    if not (folder / "stamp").is_file() or (folder / "stamp").read_text() != stamp:
        say("making %d MB of logs" % options.mb)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files.make(folder, generator, options.mb, options.seed)
        (folder / "stamp").write_text(stamp)
    return folder / "evidence", folder / "indicators.tsv", files.KINDS


class Measured:
    """One file: seconds of every stage, in every turn."""

    def __init__(self, kind, figures):
        self.kind, self.format, self.bytes, self.stages = kind, figures["format"], figures["bytes"], figures["stages"]
        self.peak_kib = 0
        self.asks = kind.asks
        if kind.asks == "?":
            self.asks = {"zeek_tsv": "tsv", "text": "text"}.get(self.format, "json" if "parse" in self.stages else "")

    def has(self, stage):
        return bool(self.stages.get(stage, {}).get("seconds"))

    def seconds(self, stage, of=statistics.median):
        return max(of(self.stages[stage]["seconds"]), 1e-6)

    def rate(self, stage, of=statistics.median):
        """GB/s; of=min gives the best turn."""
        return self.bytes / 1e9 / self.seconds(stage, of)

    def ratio(self, stage, floor, of=statistics.median):
        return self.seconds(floor, of) / self.seconds(stage, of)


def measure_files(options, stages, evidence, indicators, kinds, work):
    measured = []
    for kind in kinds:
        say(kind.words)
        path = evidence / kind.name
        command = [stages, path, "--turns", options.turns] + (["--indicators", indicators] if indicators else [])
        try:
            runs.run(command, work / "figures", allowed=(0,))
        except runs.Failed as problem:
            say("left out: %s" % problem)
            continue
        one = Measured(kind, json.loads((work / "figures").read_text()))
        one.peak_kib = runs.run([stages, path, "--only", "events"], work / "output", allowed=(0,)).peak_kib
        measured.append(one)
    return measured


def slowest_stage(measured):
    """The stage that takes longest over all files together, and its GB/s."""
    total = sum(one.bytes for one in measured)
    rates = {stage: total / 1e9 / sum(one.seconds(stage) for one in measured) for stage in ("decode", "find", "hash")}
    stage = min(rates, key=rates.get)
    return stage, rates[stage]


def measure_whole(options, clew, evidence, indicators, measured, work):
    """`clew investigate` on all files, with one thread and with two, in turn."""
    notice = indicators
    if notice is None:
        notice = work / "notice.md"
        notice.write_text("# Notice\n\n| type | indicator |\n|---|---|\n| domain | intruder[.]example |\n")
    empty = work / "empty"
    empty.mkdir()
    (empty / "empty.log").write_text("nothing\n")
    costs = {key: runs.Costs() for key in ("load", 1, 2)}
    for turn in range(options.turns):
        say("clew investigate, turn %d of %d" % (turn + 1, options.turns))
        for key, threads, folder in (("load", 1, empty), (1, 1, evidence), (2, 2, evidence)):
            command = [clew, "investigate", "--report", notice, "--evidence", folder, "--threads", threads, "--json", "--quiet"]
            costs[key].add(runs.run(command, work / ("answer-%s" % key), allowed=(0, 1, 3)))
    if (work / "answer-1").read_bytes() != (work / "answer-2").read_bytes():
        sys.exit("bench: the answer depends on the threads")
    total = sum(one.bytes for one in measured)
    stage, rate = slowest_stage(measured)

    def net(key, what):
        return max(costs[key].median(what) - costs["load"].median(what), 1e-6)

    return {"bytes": total, "slowest": stage, "slowest_rate": rate,
            "rate": total / 1e9 / net(1, "cpu"), "rate_wall": total / 1e9 / net(1, "wall"),
            "first": first_pass(clew, notice, evidence, 1, options.turns), "first_two": first_pass(clew, notice, evidence, 2, options.turns),
            "rate_two": total / 1e9 / net(2, "wall"), "threads": net(1, "wall") / net(2, "wall"),
            "peak_kib": max(costs[1].most("peak_kib"), costs[2].most("peak_kib"))}


def first_pass(clew, notice, evidence, threads, turns):
    """GB/s of the pass that decodes and searches everything, by wall clock, as clew itself says."""
    rates = []
    for _ in range(turns):
        run = subprocess.run([clew, "investigate", "--report", notice, "--evidence", evidence, "--threads", str(threads), "--json",
                              "--timings"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        row = next(line.split() for line in run.stderr.decode().splitlines() if line.startswith("searching"))
        rates.append(float(row[-1]) / 1000)
    return statistics.median(rates)


def measure_evtx(options, work):
    """bench/evidence/evtx.py measures EVTX beside its peers: `measure(options, work)` gives goals and lines of Markdown."""
    path = HERE / "evtx.py"
    if not path.is_file():
        return [], []
    spec = importlib.util.spec_from_file_location("evtx_bench", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    say("EVTX")
    return module.measure(options, work)


# ---- what is written ----------------------------------------------------------------------------------------------


def goals_of(measured, whole):
    """Rows of what is asked, what was measured (median, best turn), and whether the median is enough."""
    rows = []
    asked = {"json": ("%s: of a bare simdjson parse", JSON_LEAST, "parse"), "text": ("%s: of the matcher's own speed", TEXT_LEAST, "find")}
    for one in measured:
        if one.asks in asked:
            words, least, floor = asked[one.asks]
            ratio = one.ratio("decode", floor)
            rows.append((words % one.kind.words, "%g" % least, "%.2f (%.2f)" % (ratio, one.ratio("decode", floor, min)), ratio >= least))
        elif one.asks == "tsv":
            rate = one.rate("decode")
            rows.append(("%s: GB/s" % one.kind.words, "%g" % TSV_LEAST, "%.2f (%.2f)" % (rate, one.rate("decode", min)), rate >= TSV_LEAST))
    peak = max(one.peak_kib for one in measured) / 1024
    rows.append(("a file into events: MiB at most", "%d" % PEAK_MIB_MOST, "%.0f" % peak, peak <= PEAK_MIB_MOST))
    ratio = whole["rate"] / whole["slowest_rate"]
    rows.append(("`clew investigate`, one thread: of the slowest stage (%s)" % whole["slowest"], "%g" % WHOLE_LEAST, "%.2f" % ratio,
                 ratio >= WHOLE_LEAST))
    rows.append(("`clew investigate`: two threads to one, wall clock", "%g" % THREADS_LEAST, "%.2f" % whole["threads"],
                 whole["threads"] >= THREADS_LEAST))
    peak = whole["peak_kib"] / 1024
    rows.append(("`clew investigate`: MiB at most", "%d" % PEAK_MIB_MOST, "%.0f" % peak, peak <= PEAK_MIB_MOST))
    return rows


def file_table(measured):
    def cell(one, stage):
        return "%.2f (%.2f)" % (one.rate(stage), one.rate(stage, min)) if one.has(stage) else "–"

    rows = [(one.kind.words, one.format, "%.0f" % (one.bytes / 1e6), page.number(one.stages["decode"]["records"]),
             "%.2f" % (one.stages["decode"]["fields"] / max(one.stages["decode"]["events"], 1)),
             cell(one, "parse"), cell(one, "find"), cell(one, "cut"), "**%s**" % cell(one, "decode"), cell(one, "events"),
             cell(one, "hash"), "%.0f" % (one.peak_kib / 1024)) for one in measured]
    return page.table(("file", "read as", "MB", "records", "fields of an event", "simdjson alone", "matcher alone", "cut", "decode",
                       "file to events", "SHA-256 alone", "peak MiB"), rows)


def render(measured, whole, goals, evtx_lines, command, load):
    lines = ["# From evidence to events", "",
             "Written by `%s`; do not edit. What is measured and how is said at the end." % command.strip(), ""]
    facts = [fact for fact in machine.facts() if fact[0] != "peers"] + [
        ("simdjson", machine.version_of("libsimdjson-dev")), ("other work on it (load average before)", "%.1f" % load)]
    lines += page.table(("", ""), facts) + ["", "## Goals", "", *page.goal_table(goals), ""]
    lines += ["## Files", "", "GB/s per CPU second of one thread: the median, and in brackets the best turn.", "", *file_table(measured), ""]
    lines += evtx_lines
    lines += ["## A whole investigation", ""]
    lines += page.table(("", "GB/s"), [
        ("one thread, per CPU second", "%.2f" % whole["rate"]), ("one thread, wall clock", "%.2f" % whole["rate_wall"]),
        ("two threads, wall clock", "%.2f" % whole["rate_two"]),
        ("the first pass alone, which decodes and searches all of it: one thread, wall clock", "%.2f" % whole["first"]),
        ("the same, two threads", "%.2f" % whole["first_two"]),
        ("the slowest stage alone, over the same files: %s" % whole["slowest"], "%.2f" % whole["slowest_rate"])])
    lines += ["", *definitions()]
    return "\n".join(lines) + "\n"


def definitions():
    return [
        "## What was measured", "",
        "* **Files.** Made-up logs of `bench/hunt/make_corpus` with the headers that their systems write (`bench/evidence/files.py`), "
        "from a seed; or those of a folder (`--data`). In the page cache; one indicator in some %d lines." % files.LINES_EACH,
        "* **Turns.** All stages of a file in turn, after one turn that does not count. Seconds are those of the thread, user and "
        "system, so that other work on the machine counts little. Ratios are of medians, in brackets of the best turns.",
        "* **simdjson alone.** `dom::parser::parse` of each line where it lies, with a parser that is used again; nothing is done "
        "with what it gives. It is the floor for JSON: no copy, no path, no field, no event.",
        "* **matcher alone.** `Matcher::find` on the same bytes in blocks of 1 MiB, 100 indicators. The floor for text.",
        "* **cut.** From memory into blocks of records. **decode.** The same, and every record into an event: what the goals are of.",
        "* **file to events.** With reading, recognition, and the SHA-256 of the evidence that an investigation needs; that sum "
        "alone stands beside it. **peak MiB.** Of a process that does only this.",
        "* **A whole investigation.** `clew investigate` with the 100 indicators that are planted, net of a run on an empty file. "
        "It reads the evidence as often as it has to: what was found leads to further passes.",
    ]


def figures_of(measured, whole, goals):
    return {"files": [{"file": one.kind.name, "format": one.format, "bytes": one.bytes, "peak_kib": one.peak_kib, "stages": one.stages}
                      for one in measured],
            "whole": whole, "goals": [dict(zip(("goal", "asked", "measured", "reached"), row)) for row in goals]}


def main(arguments):
    options = options_of(arguments)
    load = os.getloadavg()[0]  # of others: wall clocks mean little where it is not far below the number of processors
    programs = options.build / "bench"
    clew = Path(os.environ.get("CLEW_BINARY") or options.build / "clew").resolve()
    with tempfile.TemporaryDirectory(prefix="clew-bench.") as scratch:
        work = Path(scratch)
        if options.data:
            evidence, kinds = options.data.resolve(), files.of_folder(options.data.resolve())
            indicators = next((path for path in (evidence.parent / "indicators.tsv",) if path.is_file()), None)
        else:
            evidence, indicators, kinds = make_evidence(options, programs / "hunt" / "make_corpus")
        measured = measure_files(options, programs / "evidence" / "evidence_stages", evidence, indicators, kinds, work)
        if not measured:
            sys.exit("bench: nothing to measure in %s" % evidence)
        whole = measure_whole(options, clew, evidence, indicators, measured, work)
        evtx_goals, evtx_lines = measure_evtx(options, work)
    goals = goals_of(measured, whole) + evtx_goals
    command = " ".join(["./dev bench evidence", *(["--data DIR"] if options.data else []), *arguments])
    text = render(measured, whole, goals, evtx_lines, command, load)
    print(text)
    if options.json:
        options.json.write_text(json.dumps(figures_of(measured, whole, goals), indent=1))
    if options.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text)
        say("written: %s" % PAGE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
