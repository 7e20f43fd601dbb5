"""What the checks of the house share: which files there are, and how a problem is printed."""

import shutil
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
    names = listed_by_git(root)
    if names is None:  # a release archive, a machine without git, or the little trees of the tests
        names = [
            str(path.relative_to(root)) for path in root.rglob("*")
            if path.is_file() and not SKIPPED_FOLDERS & set(path.relative_to(root).parts)
        ]
    return sorted(set(names))


def listed_by_git(root: Path) -> list[str] | None:
    if not (root / ".git").exists() or shutil.which("git") is None:
        return None
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode != 0:
        return None
    return [name for name in listed.stdout.decode().split("\0") if name and (root / name).is_file()]


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
