#!/usr/bin/env python3
"""`./dev bench hunt`: clew hunt beside grep, ripgrep and vectorscan, on the same logs with the same indicators.

Prints the tables of docs/benchmarks/hunt.md, and writes them there after a full run or with --write.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import page
import runs
import tools
import truth

ROOT = machine.ROOT
PAGE = ROOT / "docs" / "benchmarks" / "hunt.md"
COUNTS = (100, 10_000, 100_000, 1_000_000)


def say(words):
    print("   " + words, file=sys.stderr, flush=True)


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench hunt", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEW_BENCH_DATA"),
                        help="a folder with *.log, indicators.tsv and truth.tsv: only that set is measured")
    parser.add_argument("--mb", type=int, default=1024, help="megabytes of logs")
    parser.add_argument("--counts", type=lambda text: [int(one) for one in text.split(",")], help="how many indicators")
    parser.add_argument("--turns", type=int, default=5, help="runs of each (slow peers: at most 3)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="64 MB, 100 and 10,000 indicators, one turn")
    parser.add_argument("--only", default="", help="clew: without the peers")
    parser.add_argument("--write", action="store_true", help="write the page, whatever was measured")
    options = parser.parse_args(arguments)
    options.full = options == parser.parse_args(["--write"] if options.write else [])
    if options.quick:
        options.mb = min(options.mb, 64)
        options.turns = 1
    options.counts = options.counts or (COUNTS[:2] if options.quick else COUNTS)
    return options


# ---- what is measured ---------------------------------------------------------------------------------------------


def make_corpus(options, generator):
    """Kept in build/, and made again when its generator or its size changes."""
    folder = ROOT / "build" / "bench" / "corpus"
    stamp = "%s %d %s %d" % (hashlib.sha256(generator.read_bytes()).hexdigest(), options.mb,
                             ",".join(map(str, options.counts)), options.seed)
    if not (folder / "stamp").is_file() or (folder / "stamp").read_text() != stamp:
        say("making %d MB of logs and lists of %s indicators" % (options.mb, ", ".join(map(str, options.counts))))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run([generator, folder, "--mb", str(options.mb), "--seed", str(options.seed),
                        "--counts", ",".join(map(str, options.counts))], check=True)
        (folder / "stamp").write_text(stamp)
    return folder


def lists_of(folder, work):
    values = truth.read_indicators(folder / "indicators.tsv")
    path = work / (folder.name + ".values")
    path.write_bytes(b"".join(value.encode("utf-8", "surrogateescape") + b"\n" for value in values))
    return tools.Lists(len(values), folder / "indicators.tsv", path, work / (folder.name + ".database"))


def slice_of(logs, work, megabytes):
    """The beginnings of all logs, together `megabytes`; all of them where that is as much."""
    total = sum(log.stat().st_size for log in logs)
    if megabytes is None or total <= megabytes << 20:
        return logs
    folder = work / ("slice-%d" % megabytes)
    if not folder.is_dir():
        folder.mkdir()
        for log in logs:
            with open(log, "rb") as stream:
                part = stream.read(log.stat().st_size * (megabytes << 20) // total)
            (folder / log.name).write_bytes(part[:part.rfind(b"\n") + 1])
    return sorted(folder.glob("*.log"))


def sizes_of(files):
    return {file.name: file.stat().st_size for file in files}


def warm(files):
    for file in files:
        with open(file, "rb", buffering=0) as stream:
            while stream.read(1 << 20):
                pass


class Result:
    """One tool on one set."""

    def __init__(self, tool, searched, corpus):
        self.tool, self.bytes, self.corpus_bytes = tool, searched, corpus
        self.costs, self.load, self.prepared, self.score, self.problem = runs.Costs(), runs.Costs(), None, None, ""

    def net(self, what):
        """Seconds of the search alone: without what the tool needs on an empty file."""
        least = 0.0005
        return max(self.costs.median(what) - self.load.median(what), least)

    def rate(self, what="cpu"):
        """GB/s, net of load."""
        return self.bytes / 1e9 / self.net(what)

    def rates(self):
        load = self.load.median("cpu")
        return tuple(self.bytes / 1e9 / max(seconds - load, 0.0005)
                     for seconds in (self.costs.most("cpu"), self.costs.least("cpu")))

    def whole_rate(self):
        """GB/s of a run on the whole corpus, with the load and what was compiled before; reckoned where only a part was run."""
        compiled = self.prepared["cpu"] if self.prepared else 0
        return self.corpus_bytes / 1e9 / (compiled + self.load.median("cpu") + self.corpus_bytes / 1e9 / self.rate())


def prepared(tool, lists, work):
    """What vectorscan compiles takes minutes for a million: it is kept beside the corpus, with its cost."""
    if tool.prepare is None:
        return None
    note = lists.database.with_suffix(".cost")
    if not note.is_file() or not lists.database.is_file():
        say("compiling %d literals for vectorscan" % lists.count)
        cost = tool.prepare(lists, work / "output")
        note.write_text(json.dumps({"wall": cost.wall, "cpu": cost.cpu, "peak_kib": cost.peak_kib}))
    return json.loads(note.read_text())


def measure_set(options, everything, lists, logs, truth_path, work):
    """All tools on one list, in turn; then what each reports against the truth."""
    empty = work / "empty.log"
    empty.write_bytes(b"")
    results, files_of = [], {}
    for tool in [one for one in everything if one.fits(lists.count)]:
        files = slice_of(logs, work, tool.slice_mb(lists.count))
        result = Result(tool, sum(sizes_of(files).values()), sum(sizes_of(logs).values()))
        files_of[tool.key] = files
        results.append(result)
        try:
            result.prepared = prepared(tool, lists, work)
        except runs.Failed as problem:
            result.problem = str(problem)
        warm(files)
    for turn in range(options.turns):
        say("%d indicators, turn %d of %d" % (lists.count, turn + 1, options.turns))
        for result in results:
            if result.problem or turn >= result.tool.turns(lists.count, options.turns):
                continue
            try:
                result.load.add(runs.run(result.tool.command(lists, [empty]), work / "output"))
                cost = runs.run(result.tool.command(lists, files_of[result.tool.key]), work / "output")
                result.costs.add(cost)
            except runs.Failed as problem:
                result.problem = str(problem)
    wanted = truth.read_truth(truth_path)
    for result in results:
        alike = next((one for one in results if one.score and one.tool.family == result.tool.family == "rg"), None)
        if alike:
            result.score = alike.score
        elif not result.problem:
            judge(result, lists, files_of[result.tool.key], wanted, work)
    return results


def judge(result, lists, files, wanted, work):
    tool = result.tool
    say("%d indicators: what %s reports" % (lists.count, tool.words))
    try:
        runs.run(tool.report(lists, files), work / "output")
        found = list(tool.read(work / "output"))
    except (runs.Failed, ValueError, KeyError) as problem:
        result.problem = str(problem)
        return
    wanted = truth.within(wanted, sizes_of(files))
    result.score = (truth.judge_exactly if tool.family == "clew" else truth.judge_kindly)(wanted, found)
    if tool.family == "clew":
        for example in result.score.examples:
            say(example)
        if result.score.missed_by_spelling:
            say("missed: %s" % ", ".join("%d %s" % (n, spelling) for spelling, n in result.score.missed_by_spelling.items()))


# ---- where it could look bad --------------------------------------------------------------------------------------

# What a megabyte is filled with. No line ends: each is one line of the whole size.
PATHOLOGICAL = {
    "one token": b"abcdefghijklmnop",
    "all dots": b".",
    "all hex digits": b"0123456789abcdef",
    "all NUL": b"\0",
    "invalid UTF-8": b"\xc3\x28\xff\xfe\x80\xf5",
    "all colons": b":",
    "all backslashes": b"\\",
    "all percent signs": b"%",
    "labels": b"a.b.c.d.e.",
    "groups of IPv6": b"2001:db8:0:",
    "all at signs": b"@",
    "all slashes": b"/",
    "UTF-16 zeros": b"a\0",
}


def fill(path, pattern, size):
    block = pattern * ((1 << 20) // len(pattern))
    with open(path, "wb") as stream:
        left = size
        while left > 0:
            stream.write(block[:left])
            left -= len(block)


def memory_or(folder):
    """Files of a gigabyte that live for one run need no disk, where memory is shown as one."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30 else folder


def measure_special(options, everything, corpus, work):
    """Rows of texts that are made to be hard, with the speed of each tool."""
    rows = []
    logs = sorted((corpus / str(options.counts[0])).glob("*.log"))
    hot = lists_of(corpus / "hot", work)
    usual = lists_of(corpus / str(min(options.counts, key=lambda count: abs(count - 10_000))), work)
    rows.append(special_row("an indicator on nearly every line", everything, hot, slice_of(logs, work, 256), work))
    rows.append(special_row("text dense with escapes", everything, usual, [corpus / "escapes" / "escapes.log"], work))
    few = [tool for tool in everything if tool.key in ("clew-1", "vectorscan")]
    for words, pattern in PATHOLOGICAL.items():
        path = memory_or(work) / "clew-bench-pathological.log"
        fill(path, pattern, options.mb << 20)
        row = special_row(words, few, usual, [path], work)
        fill(path, pattern, (options.mb << 20) // 4)
        row["quarter"] = special_row(words, few[:1], usual, [path], work)["rates"]["clew-1"]
        rows.append(row)
        path.unlink()
    return rows


def special_row(words, some, lists, files, work):
    empty = work / "empty.log"
    size = sum(sizes_of(files).values())
    row = {"words": words, "bytes": size, "rates": {}, "quarter": None, "output_bytes": 0}
    for tool in some:
        try:
            prepared(tool, lists, work)
            load = runs.run(tool.command(lists, [empty]), work / "output")
            warm(files)
            cost = runs.run(tool.command(lists, files), work / "output", timeout=300)
            row["rates"][tool.key] = size / 1e9 / max(cost.cpu - load.cpu, 0.0005)
            if tool.key == "clew-1":
                row["output_bytes"] = (work / "output").stat().st_size
        except runs.Failed as problem:
            row["rates"][tool.key] = str(problem)
    say("%s: %s" % (words, ", ".join("%s %s" % (key, page.rate_words(rate)) for key, rate in row["rates"].items())))
    return row


def measure_compressed(options, clew_2, lists, logs, work):
    """Wall clock of clew with two threads on one compressed file, beside what only decompresses it."""
    rows = []
    for name, pack, unpack in (("zstd", ["zstd", "-q", "-3", "-T2", "-f", "-c"], ["zstd", "-q", "-d", "-c"]),
                               ("gzip", ["gzip", "-6", "-c"], ["gzip", "-d", "-c"])):
        files = slice_of(logs, work, 1024 if name == "zstd" else 256)
        path = work / ("all.log." + {"zstd": "zst", "gzip": "gz"}[name])
        if not path.is_file():
            whole = work / "all.log"
            with open(whole, "wb") as stream:
                for file in files:
                    with open(file, "rb") as part:
                        shutil.copyfileobj(part, stream, 1 << 20)
            with open(path, "wb") as stream:
                subprocess.run([*pack, whole], stdout=stream, check=True)
            whole.unlink()
        warm([path])
        ours, theirs, problem = runs.Costs(), runs.Costs(), ""
        for _ in range(options.turns):
            theirs.add(runs.run([*unpack, path], os.devnull, allowed=(0,)))
            try:
                ours.add(runs.run(clew_2.command(lists, [path]), work / "output"))
            except runs.Failed as failed:
                problem = str(failed)
        rows.append({"name": name, "bytes": sum(sizes_of(files).values()), "packed": path.stat().st_size,
                     "theirs": theirs.median("wall"), "ours": ours.median("wall") if ours else None, "problem": problem})
    return rows


# ---- all together -------------------------------------------------------------------------------------------------


def main(arguments):
    options = options_of(arguments)
    binary = Path(os.environ.get("CLEW_BINARY") or ROOT / "build/bench/clew").resolve()
    programs = ROOT / "build" / "bench" / "bench" / "hunt"
    everything = tools.all_tools(binary, programs / "vectorscan_peer")
    if options.only:
        everything = [tool for tool in everything if tool.family in options.only.split(",")]
    measured = {"sets": [], "special": [], "compressed": [], "scaling": machine.scaling(), "options": options}
    with tempfile.TemporaryDirectory(prefix="clew-bench.") as scratch:
        if options.data:
            work = Path(scratch)
            lists = lists_of(options.data.resolve(), work)
            logs = sorted(options.data.resolve().glob("*.log"))
            if not logs:
                sys.exit("bench: no *.log in %s" % options.data)
            results = measure_set(options, everything, lists, logs, options.data / "truth.tsv", work)
            measured["sets"].append((lists.count, results))
            measured["compressed"] = measure_compressed(options, tools.clew(binary, 2), lists, logs, work)
        else:
            corpus = make_corpus(options, programs / "make_corpus")
            work = corpus / "work"
            work.mkdir(exist_ok=True)
            for count in options.counts:
                folder = corpus / str(count)
                logs = sorted(folder.glob("*.log"))
                results = measure_set(options, everything, lists_of(folder, work), logs, folder / "truth.tsv", work)
                measured["sets"].append((count, results))
            middle = options.counts[min(1, len(options.counts) - 1)]
            folder = corpus / str(middle)
            measured["compressed"] = measure_compressed(options, tools.clew(binary, 2), lists_of(folder, work),
                                                        sorted(folder.glob("*.log")), work)
            measured["special"] = measure_special(options, everything, corpus, work)
    facts = machine.facts()
    goals = page.goals_of(measured)
    command = " ".join(["./dev bench hunt", *(["--data DIR"] if options.data else []), *arguments])
    text = page.render(measured, goals, facts, command)
    print(text)
    if options.write or (options.full and not options.data):
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text)
        say("written: %s" % PAGE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
