"""What the checks of the house share: which files there are, and how a problem is printed."""

import subprocess
import sys
from pathlib import Path
from typing import Iterable, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SKIPPED_FOLDERS = {".git", "build", "__pycache__"}


class Problem(NamedTuple):
    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: error: {self.what}"


def files_of(root: Path) -> list[str]:
    """All files that belong to the sources, relative to `root`, in order; what git ignores is not among them."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True, check=False,
    ) if (root / ".git").exists() else None
    if listed is not None and listed.returncode == 0:
        names = {name for name in listed.stdout.decode().split("\0") if name and (root / name).is_file()}
    else:  # a release archive, or the little trees of the tests
        names = {
            str(path.relative_to(root)) for path in root.rglob("*")
            if path.is_file() and not SKIPPED_FOLDERS & set(path.relative_to(root).parts)
        }
    return sorted(names)


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def report(name: str, problems: Iterable[Problem]) -> int:
    """Prints the problems and gives the exit status."""
    found = sorted(set(problems))
    for problem in found:
        print(problem)
    print(f"{name}: {len(found)} problem{'' if len(found) == 1 else 's'}" if found else f"{name}: ok")
    sys.stdout.flush()
    return 1 if found else 0
