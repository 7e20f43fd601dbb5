#!/usr/bin/env python3
"""Adds up several runs of ctest: `N passed, N failed`, one for each test of GoogleTest or unittest, or plain program.

    count_tests.py build/*/tests.xml [--broken N]

In:     what `ctest --output-junit` wrote. `--broken` adds failures of steps that were no tests (a build that broke).
Out:    a line of what was skipped, if anything was, then the count; exit status 1 if anything failed.
A program that ended badly without saying which test failed counts as one failure, and so does one that is not there.
"""

import argparse
import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

PASSED = re.compile(r"^\[  PASSED  \] (\d+) tests?\.", re.MULTILINE)
FAILED = re.compile(r"^\[  FAILED  \] (\d+) tests?, listed below:", re.MULTILINE)
SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) tests?, listed below:", re.MULTILINE)
RAN = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)  # unittest
NOT_PASSED = re.compile(r"^(?:OK|FAILED) \((.*)\)", re.MULTILINE)


class Count(NamedTuple):
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def plus(self, other: "Count") -> "Count":
        return Count(*(a + b for a, b in zip(self, other)))


def number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 0


def count_unittest(text: str) -> Count:
    summary = NOT_PASSED.search(text)
    of = dict(re.findall(r"(\w+)=(\d+)", summary[1])) if summary else {}
    failed, skipped = int(of.get("failures", 0)) + int(of.get("errors", 0)), int(of.get("skipped", 0))
    return Count(number(RAN, text) - failed - skipped, failed, skipped)


def count_program(status: str, why_not_run: str, text: str) -> Count:
    if status not in ("run", "fail"):
        return Count(skipped=1) if "SKIP" in why_not_run or status == "disabled" else Count(failed=1)
    ended_well = status == "run"
    if PASSED.search(text):
        inner = Count(number(PASSED, text), number(FAILED, text), number(SKIPPED, text))
    elif RAN.search(text):
        inner = count_unittest(text)
    else:
        return Count(passed=1) if ended_well else Count(failed=1)
    return inner if ended_well or inner.failed else inner.plus(Count(failed=1))


def count_run(xml: str) -> Count:
    total = Count()
    for program in ElementTree.fromstring(xml).iter("testcase"):
        skipped = program.find("skipped")
        why = skipped.get("message", "") if skipped is not None else ""
        total = total.plus(count_program(program.get("status", ""), why, program.findtext("system-out", "")))
    return total


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("runs", nargs="*", type=Path)
    parser.add_argument("--broken", type=int, default=0)
    arguments = parser.parse_args()
    total = Count(failed=arguments.broken)
    for run in arguments.runs:
        total = total.plus(count_run(run.read_text(encoding="utf-8", errors="replace")))
    if total.skipped:
        print(f"({total.skipped} skipped: what they need is not here)")
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
