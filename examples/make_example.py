#!/usr/bin/env python3
"""Writes the example cases of this folder: two invented companies, their logs, and the truth.

    ./make_example.py            writes each case into its folder beside this file
    ./make_example.py --check    writes nothing; exit status 1 if a file on the disk differs from what would be written

Everything is invented. Names end in .example, .test or .invalid, addresses are from the documentation and benchmark
ranges (RFC 5737, RFC 3849, RFC 2544). JumpCloud is a real product, so its log formats are real; the incidents are not.

The output depends on these files alone: no clock, no chance (a splitmix64 with a fixed seed), no network. A gzip file
is compared by what it holds, because zlib's own output differs from one version to the next. `making/` has the parts.
"""
import argparse
import gzip
import sys
from pathlib import Path

from making import doors, thistlewick

HERE = Path(__file__).resolve().parent
MAKERS = (thistlewick, doors)  # each has CASES, by name, and make(name): path -> bytes


def same(path, content):
    if not path.is_file():
        return False
    found = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(found) == gzip.decompress(content)
    return found == content


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="write nothing, only compare")
    check = options.parse_args().check
    differing = []
    for name, maker in [(name, maker) for maker in MAKERS for name in maker.CASES]:
        files = maker.make(name)
        for relative, content in files.items():
            path = HERE / name / relative
            if same(path, content):
                continue
            differing.append(str(path.relative_to(HERE)))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        for path in sorted((HERE / name).rglob("*")):
            if path.is_file() and str(path.relative_to(HERE / name)) not in files:
                differing.append(str(path.relative_to(HERE)))
                if not check:
                    path.unlink()
    for name in differing:
        print(("differs: " if check else "written: ") + name)
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
