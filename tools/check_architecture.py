#!/usr/bin/env python3
"""Checks every #include under clew/ against clew/MODULES (which module may use which) and clew/LIBRARIES.

In clew/LIBRARIES `report` is the module and `report_test` its tests alone.

    file:line: error: what the line does and what would be allowed
"""

import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

import house
from house import Problem

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
EMBED = re.compile(r"^\s*clew_embed\(TARGET clew_(\w+) NAME (\w+)")

# Free for everybody: the standard library (no dot in the name) and what POSIX and Linux give.
SYSTEM_FOLDERS = ("sys/", "linux/", "net/", "netinet/", "arpa/")
SYSTEM_HEADERS = {
    "dirent.h", "errno.h", "fcntl.h", "immintrin.h", "poll.h", "pthread.h", "signal.h", "termios.h", "unistd.h",
}
# Free by the kind of file: tests see GoogleTest, benchmarks see Google Benchmark.
BY_ENDING = {"gtest/": "_test.cpp", "gmock/": "_test.cpp", "benchmark/": "_bench.cpp"}
# The slow twin of the matcher judges it, so it may share no more with it than its question and its answer.
ORACLE = "tests/oracle/"
ORACLE_SEES = {"clew/hunt/matcher.h", "clew/model/value.h"}
TRIALS = ("_test.cpp", "_bench.cpp", "_fuzz.cpp")


class Library(NamedTuple):
    name: str
    modules: list[str]
    headers: list[str]


def read_table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with ` : ` between fields and `#` before remarks, with their line numbers."""
    for number, line in enumerate(house.lines_of(path), start=1):
        text = line.split("#", 1)[0]
        if text.strip():
            yield number, [field.strip() for field in re.split(r"\s:(?:\s|$)", text)]


def read_modules(root: Path, problems: list[Problem]) -> dict[str, list[str]]:
    modules: dict[str, list[str]] = {}
    for number, fields in read_table(root / "clew/MODULES"):
        name, uses = fields[0], fields[1].split() if len(fields) > 1 else []
        for use in uses:
            if use not in modules:
                problems.append(Problem("clew/MODULES", number, f"{name} uses {use}, which does not stand above it"))
        modules[name] = uses
    return modules


def read_libraries(root: Path) -> list[Library]:
    return [Library(fields[0], fields[1].split(), fields[2].split())
            for _, fields in read_table(root / "clew/LIBRARIES")]


def read_embedded(root: Path) -> dict[str, str]:
    """Which module owns `clew/embedded/<name>.h`: CMakeLists.txt says it."""
    path = root / "CMakeLists.txt"
    lines = house.lines_of(path) if path.exists() else []
    return {found[2]: found[1] for found in map(EMBED.match, lines) if found}


def is_system(header: str) -> bool:
    return ("." not in header and "/" not in header) or header.startswith(SYSTEM_FOLDERS) or header in SYSTEM_HEADERS


class Checker:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.modules = read_modules(root, self.problems)
        self.libraries = read_libraries(root)
        self.embedded = read_embedded(root)

    def check(self) -> list[Problem]:
        for name in house.files_of(self.root):
            parts = name.split("/")
            if name.startswith(ORACLE) and name.endswith((".h", ".cpp")):
                self.check_oracle(name)
            if parts[0] != "clew" or len(parts) < 3 or not name.endswith((".h", ".cpp")):
                continue
            module = parts[1]
            if module not in self.modules:
                self.problems.append(Problem(name, 1, f"the module {module} is not in clew/MODULES"))
                continue
            for number, line in enumerate(house.lines_of(self.root / name), start=1):
                found = INCLUDE.match(line)
                if found:
                    what = self.fault_of(name, module, found[1] == '"', found[2])
                    if what:
                        self.problems.append(Problem(name, number, what))
        return self.problems

    def check_oracle(self, name: str) -> None:
        for number, line in enumerate(house.lines_of(self.root / name), start=1):
            found = INCLUDE.match(line)
            if found and found[2].startswith("clew/") and found[2] not in ORACLE_SEES:
                self.problems.append(Problem(name, number, f"the oracle shares no code with what it judges: {found[2]}"))

    def fault_of(self, file: str, module: str, quoted: bool, header: str) -> str:
        if quoted and header.startswith(ORACLE):
            return "" if file.endswith(TRIALS) else f'"{header}" is for tests, benchmarks and fuzz targets'
        if quoted != header.startswith("clew/"):
            return 'clew\'s own headers are included as "clew/<module>/…", all others as <…>'
        return self.fault_of_own(module, header) if quoted else self.fault_of_foreign(file, module, header)

    def fault_of_own(self, module: str, header: str) -> str:
        parts = header.split("/")
        used = parts[1]
        if used == "embedded":
            owner = self.embedded.get(parts[-1].removesuffix(".h"))
            if header == "clew/embedded/file.h" or owner == module:
                return ""
            return f"{header} belongs to the module {owner or 'that CMakeLists.txt embeds it for'}, not to {module}"
        if used == module:
            return ""
        if used not in self.modules:
            return f"there is no module {used} in clew/MODULES"
        if used not in self.modules[module]:
            allowed = " ".join(self.modules[module]) or "none"
            return f"{module} may not include from {used} (clew/MODULES allows: {allowed})"
        if "detail" in parts[2:-1]:
            return f"{header} is private to {used}"
        return ""

    def fault_of_foreign(self, file: str, module: str, header: str) -> str:
        for library in self.libraries:
            for prefix in library.headers:
                if header == prefix or (prefix.endswith("/") and header.startswith(prefix)):
                    doors = {"*", module} | ({f"{module}_test"} if file.endswith("_test.cpp") else set())
                    if doors & set(library.modules):
                        return ""
                    return f"only {' and '.join(library.modules)} may include {library.name} (clew/LIBRARIES)"
        for prefix, ending in BY_ENDING.items():
            if header.startswith(prefix):
                return "" if file.endswith(ending) else f"<{header}> is for files named *{ending}"
        return "" if is_system(header) else f"<{header}> is of no library in clew/LIBRARIES"


if __name__ == "__main__":
    sys.exit(house.report("architecture", Checker(Path(sys.argv[1]) if len(sys.argv) > 1 else house.ROOT).check()))
