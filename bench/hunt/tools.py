"""The peers and how they are called: each with the flags that are best for it."""

from pathlib import Path
from typing import Callable, NamedTuple

import runs
import truth

# The most megabytes that a run is given, by tool and by how many indicators there are: what takes some seconds. The quick
# ones get all; so does ripgrep at a million, because its load of 100 s would drown the cost of a part.
SLICES_MB = {
    "grep": {10_000: 256, 100_000: 128, 1_000_000: 128},
    "rg": {10_000: 256, 100_000: 256, 1_000_000: 1 << 20},
    "vectorscan": {100_000: 512, 1_000_000: 256},
}


class Tool(NamedTuple):
    key: str
    words: str
    command: Callable  # (list, files) -> the command that is measured
    report: Callable  # (list, files) -> the command whose output says where
    read: Callable  # path of its output -> Sightings
    prepare: Callable = None  # (list) -> what is built once, and its cost
    threads: int = 1
    family: str = ""

    def slice_mb(self, count):
        fitting = [(least, mb) for least, mb in SLICES_MB.get(self.family, {}).items() if count >= least]
        return max(fitting)[1] if fitting else None

    def turns(self, count, wanted):
        """grep and ripgrep take a minute or two to read a million values."""
        if self.family == "clew" or count < 10_000:
            return wanted
        return min(wanted, 1 if count >= 1_000_000 and self.family != "vectorscan" else 3)

    def fits(self, count):
        """The second thread of ripgrep is no help to the one that reads a million values for two minutes."""
        return count < 1_000_000 or self.key != "rg-2"


class Lists(NamedTuple):
    """One set of indicators as each tool wants it."""

    count: int
    table: Path  # value and type
    values: Path  # values alone
    database: Path  # of vectorscan


def clew(binary, threads):
    def command(lists, files):
        return [binary, "hunt", "-i", lists.table, "--json", "--threads", threads, *files]

    return Tool("clew-%d" % threads, "clew hunt --threads %d" % threads, command, command,
                lambda path: truth.read_clew(path)[0], None, threads, "clew")


def grep():
    return Tool("grep", "grep -a -F -f", lambda lists, files: ["grep", "-a", "-c", "-F", "-f", lists.values, *files],
                lambda lists, files: ["grep", "-a", "-o", "-b", "-H", "-F", "-f", lists.values, *files],
                truth.read_offsets, None, 1, "grep")


def ripgrep(threads):
    base = ["rg", "--no-config", "-a", "-F", "-j%d" % threads]
    more = ["--regex-size-limit", "8G", "--dfa-size-limit", "8G"]
    return Tool("rg-%d" % threads, "rg -a -F -j%d -f" % threads,
                lambda lists, files: [*base, "-c", *more, "-f", lists.values, *files],
                lambda lists, files: [*base, "-o", "-b", "-H", "-N", "--no-heading", *more, "-f", lists.values, *files],
                truth.read_offsets, None, threads, "rg")


def vectorscan(binary, words):
    flags = ["--words"] if words else []

    def prepare(lists, output):
        return runs.run([binary, "compile", lists.values, lists.database], output, allowed=(0,))

    return Tool("vectorscan-words" if words else "vectorscan",
                "vectorscan literals" + (", words only" if words else ""),
                lambda lists, files: [binary, "scan", lists.values, lists.database, *flags, *files],
                lambda lists, files: [binary, "report", lists.values, lists.database, *flags, *files],
                read_vectorscan, prepare, 1, "vectorscan")


def read_vectorscan(path):
    with open(path, "rb") as stream:
        for line in stream:
            file, offset, value = line.rstrip(b"\n").split(b"\t", 2)
            yield truth.Sighting(Path(file.decode()).name, int(offset), len(value),
                                 value.decode("utf-8", "surrogateescape"))


def all_tools(binary, vectorscan_binary):
    tools = [clew(binary, 1), clew(binary, 2), vectorscan(vectorscan_binary, False), vectorscan(vectorscan_binary, True),
             ripgrep(1), ripgrep(2), grep()]
    return tools
