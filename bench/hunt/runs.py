"""Runs a program and says what it cost: wall clock, processor, memory."""

import os
import statistics
import subprocess
import tempfile
import time
from typing import NamedTuple


class Cost(NamedTuple):
    wall: float  # seconds
    cpu: float  # seconds of user and system, of the program and what it started
    peak_kib: int
    status: int


class Failed(Exception):
    pass


def run(command, output, allowed=(0, 1), timeout=900, env=None):
    """Runs `command` once, its output in the file `output`: into /dev/null grep would stop at the first match.

    The peak comes from GNU time: what the kernel says of our own children contains this interpreter.
    """
    with tempfile.NamedTemporaryFile("r", prefix="clew-peak.") as peak, open(output, "wb") as stream, \
            tempfile.TemporaryFile() as words:
        whole = ["/usr/bin/time", "--quiet", "--format", "%M", "--output", peak.name, *map(str, command)]
        started = time.perf_counter()
        child = subprocess.Popen(whole, stdin=subprocess.DEVNULL, stdout=stream, stderr=words,
                                 env={**os.environ, "LC_ALL": "C", **(env or {})})
        try:
            status, usage = wait(child.pid, started + timeout)
        except TimeoutError:
            child.kill()
            raise Failed("no end after %d s: %s" % (timeout, " ".join(whole[6:12]))) from None
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in allowed:
            words.seek(0)
            said = words.read(2000).decode("utf-8", "replace").strip()
            raise Failed("status %d of %s …: %s" % (child.returncode, " ".join(whole[6:12]), said))
        lines = peak.read().split()
        return Cost(wall, usage.ru_utime + usage.ru_stime, int(lines[-1]) if lines else 0, child.returncode)


def wait(pid, until):
    """As wait4, which alone gives the cost of one child, with a timeout."""
    pause = 0.0002
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return status, usage
        if time.perf_counter() > until:
            raise TimeoutError
        time.sleep(pause)
        pause = min(pause * 1.5, 0.002)


class Costs:
    """The same run several times."""

    def __init__(self):
        self.all = []

    def add(self, cost):
        self.all.append(cost)

    def __bool__(self):
        return bool(self.all)

    def median(self, what):
        return statistics.median(getattr(cost, what) for cost in self.all)

    def least(self, what):
        return min(getattr(cost, what) for cost in self.all)

    def most(self, what):
        return max(getattr(cost, what) for cost in self.all)
