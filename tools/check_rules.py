#!/usr/bin/env python3
"""The rules of docs/STYLE.md that no compiler knows, as a table: which files, which pattern, and why not.

    file:line: error: why not
"""

import re
import sys
from pathlib import Path
from typing import Callable, NamedTuple

import house
from house import Problem

SOURCES = (".h", ".cpp")
TEXTS = SOURCES + (".cmake", ".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".toml", ".txt")
# Evidence, seeds and recorded answers hold whatever the world writes; the checks hold what they look for.
DATA = re.compile(r"(^|/)(testdata|corpus|examples|tests|packs)/|^tools/check_rules|^clew/.*(_test|_bench|_fuzz)\.cpp$")


def is_code(name: str) -> bool:
    return name.startswith("clew/") and name.endswith(SOURCES)


def is_engine(name: str) -> bool:
    """Values in, values out: no terminal, no clock, no chance. `base` and `cli` are where these come in."""
    return is_code(name) and not is_trial(name) and not re.match(r"clew/(base|cli|desk)/", name)


def is_trial(name: str) -> bool:
    """Judges other code: tests, benchmarks, fuzz targets."""
    return re.search(r"(_test|_bench|_fuzz)\.(h|cpp)$", name) is not None


def is_text(name: str) -> bool:
    return not DATA.search(name) and (name.endswith(TEXTS) or "." not in name.rsplit("/", 1)[-1])


class Rule(NamedTuple):
    applies: Callable[[str], bool]
    pattern: re.Pattern[str]
    why: str


RULES = [
    Rule(is_code, re.compile(r"#\s*include\s*<regex>|\bstd::(w?regex|regex_\w+)\b"),
         "std::regex backtracks and recurses on its input: write a small scanner"),
    Rule(lambda name: is_code(name) and not is_trial(name) and not name.startswith("clew/cli/"), re.compile(r"#\s*include\s*<iostream>"),
         "only cli speaks to a terminal"),
    Rule(is_engine, re.compile(r"\b(std::(cout|cerr|clog|puts|printf|fprintf|print)|(?<!\w)printf)\b"),
         "engines print nothing: return the text"),
    Rule(is_engine, re.compile(r"\bsystem_clock::now\b|\b(localtime|gmtime|mktime)(_r)?\s*\(|\btime\((nullptr|NULL|0)\)"),
         "the answer may not depend on the clock or the zone of this machine"),
    Rule(is_engine, re.compile(r"\brandom_device\b|\bs?rand\s*\("), "the answer may not depend on chance"),
    Rule(is_engine, re.compile(r"\bsetlocale\b|\bstd::locale\b|\b(std::)?(isalpha|isdigit|isalnum|isspace|tolower|toupper)\("),
         "the answer may not depend on the locale: clew/base/text.h has what is needed"),
    Rule(lambda name: is_code(name) and not name.startswith(("clew/hunt/", "clew/desk/")),
         re.compile(r"\bstd::(jthread|async)\b|\bstd::thread\b(?!::hardware_concurrency)"),
         "hunt and desk start the threads: another module that does belongs to CLEW_THREADED_MODULES (cmake/ClewModules.cmake)"),
    Rule(is_text, re.compile(r"(?<![\w.~-])/(work|home/\w+)/"), "a path of one machine"),
    Rule(is_text, re.compile(r"\b(TODO|FIXME|XXX)\b"), "do it, or write an issue"),
]


def check_lines(root: Path, name: str) -> list[Problem]:
    rules = [rule for rule in RULES if rule.applies(name)]
    if not rules:
        return []
    return [Problem(name, number, rule.why)
            for number, line in enumerate(house.lines_of(root / name), start=1)
            for rule in rules if rule.pattern.search(line)]


def check_header(root: Path, name: str) -> list[Problem]:
    lines = house.lines_of(root / name)
    problems = []
    if "#pragma once" not in lines:
        problems.append(Problem(name, 1, "a header needs #pragma once"))
    if "/detail/" not in name and not (lines and lines[0].startswith("/// ")):
        problems.append(Problem(name, 1, "a public header starts with /// and says what it is for, in and out"))
    return problems


def check_source(root: Path, name: str) -> list[Problem]:
    """So that every header is compiled alone, before anything that it may have forgotten to include."""
    header = name.removesuffix(".cpp") + ".h"
    if not (root / header).exists():
        return []
    includes = [(number, line) for number, line in enumerate(house.lines_of(root / name), start=1)
                if line.startswith("#include")]
    if includes and includes[0][1] == f'#include "{header}"':
        return []
    return [Problem(name, includes[0][0] if includes else 1, f"the first include is the source's own header, {header}")]


def check(root: Path) -> list[Problem]:
    names = house.files_of(root)
    problems = [problem for name in names for problem in check_lines(root, name)]
    problems += [problem for name in names if is_code(name) and name.endswith(".h")
                 for problem in check_header(root, name)]
    problems += [problem for name in names if is_code(name) and name.endswith(".cpp")
                 for problem in check_source(root, name)]
    modules = {"/".join(name.split("/")[:2]) for name in names if is_code(name)}
    problems += [Problem(module, 1, "a module needs a README.md: in, out, promises, where to look first")
                 for module in modules if f"{module}/README.md" not in names]
    return problems


if __name__ == "__main__":
    sys.exit(house.report("rules", check(Path(sys.argv[1]) if len(sys.argv) > 1 else house.ROOT)))
