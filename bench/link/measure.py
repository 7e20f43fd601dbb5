#!/usr/bin/env python3
"""Makes a knowledge base of made-up indicators and measures `clew kb import` and `clew link`. `./dev bench link` runs it."""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = ("mail secure cloud update login portal cdn news docs files auth api web sync data office service account verify "
         "support global east north stream media store team").split()
ENDINGS = "com net org info online site top xyz ru cn".split()


def host(chance):
    name = "-".join(chance.choice(WORDS) for _ in range(chance.randint(1, 2))) + str(chance.randint(0, 99999))
    below = chance.choice(["", "", chance.choice(WORDS) + "."])
    return f"{below}{name}.{chance.choice(ENDINGS)}"


def value(chance):
    kind = chance.random()
    if kind < 0.6:
        return host(chance), "domain"
    if kind < 0.8:
        return ".".join(str(chance.randint(1, 223)) for _ in range(4)), "ipv4"
    if kind < 0.9:
        return f"https://{host(chance)}/{chance.choice(WORDS)}/{chance.randint(0, 1 << 30):x}.php", "url"
    return f"{chance.getrandbits(256):064x}", "sha256"


def run(command):
    before = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode > 1:
        sys.exit(f"failed: {' '.join(command)}")
    return time.monotonic() - before, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--indicators", type=int, default=1_000_000)
    parser.add_argument("--activities", type=int, default=10_000)
    args = parser.parse_args()
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known, asked = folder / "known.csv", folder / "asked.txt"
        sample = []
        with known.open("w", encoding="utf-8") as out:
            out.write("value,type,activity,publisher,date,source,role\n")
            for i in range(args.indicators):
                text, kind = value(chance)
                date = f"{chance.randint(2015, 2023)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
                activity = chance.randrange(args.activities)
                source = f"https://reports.example/{activity}/{chance.randint(1, 20)}"
                out.write(f"{text},{kind},activity {activity},publisher {activity % 300},{date},{source},c2\n")
                if i % (max(1, args.indicators // 500)) == 0:
                    sample.append(text)
        asked.write_text("\n".join(sample[:500] + [value(chance)[0] for _ in range(500)]) + "\n", encoding="utf-8")
        base = folder / "base.sqlite"
        import_s, _ = run([args.binary, "kb", "--kb", str(base), "import", str(known)])
        import_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        links = [run([args.binary, "link", "--kb", str(base), "--json", str(asked)])[0] for _ in range(3)]
        dated = [run([args.binary, "link", "--kb", str(base), "--json", "--as-of", "2020-01-01", str(asked)])[0] for _ in range(3)]
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{args.indicators} indicators of {args.activities} activities: {known.stat().st_size >> 20} MiB of rows, "
              f"{base.stat().st_size >> 20} MiB kept")
        print(f"import            {import_s:8.2f} s   (at most 60)      peak {import_peak:.0f} MiB (at most 512)")
        print(f"link of 1,000     {min(links):8.2f} s   (at most 1)       slowest of three {max(links):.2f} s")
        print(f"link as of a day  {min(dated):8.2f} s                     peak of all {peak:.0f} MiB")


if __name__ == "__main__":
    main()
