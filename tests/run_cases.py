#!/usr/bin/env python3
"""Golden cases: runs the program as a person would and compares what it says, byte for byte.

    tests/run_cases.py --binary build/dev/clew [NAME…]

`CLEW_UPDATE=1` rewrites the want files; the diff is the review.

A case is a folder tests/cases/<name>:

    args        the arguments, one line, quoted as in a shell
    setup       optional shell script, run before: makes what cannot be checked in (loops, broken archives)
    after       optional shell script, run after: what it prints is compared with want.after
    want.exit   the exit status       want.out, want.err   what is printed
    any other file is input

It runs in a copy of the folder, beside which `examples` is a link to the examples of the project. Nothing in what is
printed is replaced but the version number, which stands as {version} in the want files.
"""

import argparse
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import support

CASES = Path(__file__).resolve().parent / "cases"


def run_case(folder, version):
    """What the case gives: name of the want file -> its content."""
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch) / "case"
        shutil.copytree(folder, work, ignore=shutil.ignore_patterns("want.*"))
        (work / "examples").symlink_to(support.EXAMPLES)
        hook(work, "setup")
        run = support.clew(*shlex.split((folder / "args").read_text()), cwd=work)
        found = {"want.exit": b"%d\n" % run.returncode, "want.out": run.stdout, "want.err": run.stderr}
        if (work / "after").is_file():
            found["want.after"] = hook(work, "after")
    without_version = re.compile(rb"(?<![\d.])" + re.escape(version.encode()) + rb"(?![\d.])")
    return {name: without_version.sub(b"{version}", text) for name, text in found.items()}


def hook(work, name):
    if not (work / name).is_file():
        return b""
    # A hook may make with the program what the case then asks it about: a knowledge base.
    env = {**os.environ, "CLEW": str(support.BINARY)}
    return subprocess.run(["sh", "-eu", name], cwd=work, env=env, stdout=subprocess.PIPE, check=True).stdout


def compare(folder, found):
    """The differences, as lines to print."""
    lines = []
    for name, text in found.items():
        path = folder / name
        if not path.is_file():
            lines.append("%s is missing: run again with CLEW_UPDATE=1 and read what it wrote" % path)
        elif path.read_bytes() != text:
            wanted = path.read_bytes().decode("utf-8", "backslashreplace").splitlines()
            got = text.decode("utf-8", "backslashreplace").splitlines()
            lines += list(difflib.unified_diff(wanted, got, str(path), "what it is now", lineterm="", n=1))[:60]
            if wanted == got:
                lines.append("%s differs in its bytes or its last line end" % path)
    return lines


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", required=True, type=Path)
    options.add_argument("names", nargs="*", help="cases to run; all of them if none is named")
    chosen = options.parse_args()
    support.BINARY = chosen.binary.resolve()
    version = support.clew("--version").stdout.decode().split()[-1]
    names = chosen.names or sorted(path.parent.name for path in CASES.glob("*/args"))
    failed = []
    for name in names:
        found = run_case(CASES / name, version)
        if os.environ.get("CLEW_UPDATE") == "1":
            for file, text in found.items():
                (CASES / name / file).write_bytes(text)
            continue
        lines = compare(CASES / name, found)
        print("%s: %s" % (name, "differs" if lines else "as wanted"))
        print("\n".join(lines), end="\n" if lines else "")
        failed += [name] if lines else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
