#!/usr/bin/env python3
"""Adds up what several runs of ctest said: `N passed, N failed`, one for each GoogleTest test or plain program.

    count_tests.py build/*/Testing/Temporary/LastTest.log [--broken N]

A program that ended badly without saying which test failed counts as one failure. `--broken` adds failures of
steps that were no tests (a build that broke).
"""

import argparse
import re
from pathlib import Path
from typing import NamedTuple

PROGRAM = re.compile(r"^\d+/\d+ Testing: ", re.MULTILINE)
PASSED = re.compile(r"^\[  PASSED  \] (\d+) tests?\.", re.MULTILINE)
FAILED = re.compile(r"^\[  FAILED  \] (\d+) tests?, listed below:", re.MULTILINE)
SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) tests?, listed below:", re.MULTILINE)


class Count(NamedTuple):
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def plus(self, other: "Count") -> "Count":
        return Count(*(a + b for a, b in zip(self, other)))


def number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 0


def count_program(text: str) -> Count:
    ended_well = re.search(r"^Test Passed\.$", text, re.MULTILINE) is not None
    inner = Count(number(PASSED, text), number(FAILED, text), number(SKIPPED, text))
    if not PASSED.search(text):
        return Count(passed=1) if ended_well else Count(failed=1)
    return inner if ended_well or inner.failed else inner.plus(Count(failed=1))


def count_log(text: str) -> Count:
    total = Count()
    for program in PROGRAM.split(text)[1:]:
        total = total.plus(count_program(program))
    return total


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", nargs="*", type=Path)
    parser.add_argument("--broken", type=int, default=0)
    arguments = parser.parse_args()
    total = Count(failed=arguments.broken)
    for log in arguments.logs:
        total = total.plus(count_log(log.read_text(encoding="utf-8", errors="replace")))
    if total.skipped:
        print(f"({total.skipped} skipped: what they need is not here)")
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
