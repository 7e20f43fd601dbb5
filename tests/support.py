"""What the end-to-end tests share: running the program, reading evidence as anybody would, and skipping with a message.

Every test file here is an ordinary unittest file whose main is `support.main()`: `--binary PATH` names the program
under test. Exit status 77 (which ctest shows as "skipped") means that everything in the file was skipped.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
EXAMPLES = SOURCE / "examples"
SKIPPED = 77
BINARY = None  # set by main()


def shared():
    """The folder of public cases and data, or None. It is no part of the project: tests that need it are skipped."""
    path = Path(os.environ.get("CLEW_SHARED") or SOURCE.parent / "shared")
    return path if path.is_dir() else None


def clew(*args, cwd=None, stdout=subprocess.PIPE, prefix=(), preexec=None, timeout=300):
    """Runs the program with a plain environment, so that neither terminal nor locale of the tester matter."""
    env = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "HOME": "/nonexistent",
    }
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    command = [*prefix, str(BINARY), *[str(arg) for arg in args]]
    return subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        preexec_fn=preexec,
        timeout=timeout,
        check=False,
    )


def investigate(*args, **options):
    """`clew investigate … --json`; gives the run and its document (None where there is none)."""
    run = clew("investigate", *args, "--json", **options)
    try:
        document = json.loads(run.stdout) if run.stdout else None
    except ValueError as error:
        raise AssertionError("stdout is no JSON document (%s); stderr: %s" % (error, words(run))) from error
    return run, document


def is_sanitized():
    """Sanitizers take memory and time of their own."""
    program = BINARY.read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


def words(run):
    return run.stderr.decode("utf-8", "replace").strip()


def content_of(path):
    """The bytes of a file, decompressed by what it is and not by its name."""
    data = Path(path).read_bytes()
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return subprocess.run(["zstd", "-dcq", str(path)], stdout=subprocess.PIPE, check=True).stdout
    return data


def main():
    global BINARY
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True, type=Path, help="the program under test")
    known, rest = options.parse_known_args()
    BINARY = known.binary.resolve()
    sys.path.insert(0, str(SOURCE))
    module = sys.modules["__main__"]
    result = unittest.main(module, argv=[sys.argv[0], *rest], exit=False, verbosity=2).result
    for _, reason in result.skipped:
        print("skipped:", reason)
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.testsRun and len(result.skipped) >= result.testsRun else 0)
