#!/usr/bin/env python3
"""The short form of `./dev eval read`: made articles, and some of the labelled notes where they are at hand."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def score(binary, data, *more):
    command = [sys.executable, "-B", str(ROOT / "eval/read.py"), "--reader", f"{binary} read --json", "--data", str(data), *more]
    return subprocess.run(command, check=False).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    binary = parser.parse_args().binary
    with tempfile.TemporaryDirectory() as folder:
        made = [sys.executable, "-B", str(ROOT / "eval/articles.py"), folder, "--seed", "3", "--count", "25"]
        subprocess.run(made, check=True)
        status = score(binary, folder, "--recall-min", "0.99", "--precision-min", "0.99")
    notes = Path(os.environ.get("CLEW_SHARED", "../shared")) / "data/intel/notes"
    if not notes.is_dir():
        print(f"skipped: no labelled notes at {notes}")
        return status
    return status or score(binary, notes, "--every", "4", "--recall-min", "0.97", "--precision-min", "0.75")


if __name__ == "__main__":
    sys.exit(main())
