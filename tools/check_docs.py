#!/usr/bin/env python3
"""Checks that links between the pages resolve, and that the decisions in docs/adr are numbered without holes.

    file:line: error: what is wrong
"""

import re
import sys
from pathlib import Path
from typing import Iterator

import house
from house import Problem

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
RECORD = re.compile(r"^docs/adr/(\d{4})-[a-z0-9-]+\.md$")
SECTIONS = ("## Context", "## Choice", "## Price", "## What would change our mind")


def prose_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines outside fenced code, without inline code: what stands there are links."""
    fence = ""
    for number, line in enumerate(house.lines_of(path), start=1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            yield number, re.sub(r"`[^`]*`", "", line)


def anchors_of(path: Path) -> set[str]:
    """As GitHub makes them of headings: lower case, punctuation dropped, spaces to hyphens."""
    headings = (line.lstrip("#").strip() for line in house.lines_of(path) if re.match(r"#{1,6}\s", line))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def check_links(root: Path, name: str) -> Iterator[Problem]:
    for number, line in prose_of(root / name):
        for target in LINK.findall(line):
            if ELSEWHERE.match(target):
                continue
            file, _, anchor = target.partition("#")
            path = (root / name).parent / file if file else root / name
            if not path.resolve().is_relative_to(root.resolve()):
                yield Problem(name, number, f"the link {target} leaves the project")
            elif not path.exists():
                yield Problem(name, number, f"the link {target} leads nowhere")
            elif anchor and path.suffix == ".md" and anchor not in anchors_of(path):
                yield Problem(name, number, f"{path.name} has no heading for #{anchor}")


def check_records(root: Path, names: list[str]) -> Iterator[Problem]:
    expected = 1
    for name in names:
        if not name.startswith("docs/adr/") or name == "docs/adr/README.md":
            continue
        found = RECORD.match(name)
        if not found:
            yield Problem(name, 1, "a decision is named NNNN-words-with-hyphens.md")
            continue
        if int(found[1]) != expected:
            yield Problem(name, 1, f"decisions are numbered without holes: {expected:04} is next")
        expected = int(found[1]) + 1
        lines = house.lines_of(root / name)
        for section in SECTIONS:
            if section not in lines:
                yield Problem(name, 1, f'a decision has a section "{section}"')


def check(root: Path) -> list[Problem]:
    names = house.files_of(root)
    problems = [problem for name in names if name.endswith(".md") for problem in check_links(root, name)]
    return problems + list(check_records(root, names))


if __name__ == "__main__":
    sys.exit(house.report("docs", check(Path(sys.argv[1]) if len(sys.argv) > 1 else house.ROOT)))
