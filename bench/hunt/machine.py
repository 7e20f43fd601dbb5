"""What a measurement was made on and with."""

import datetime
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def said_by(*command):
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def field_of(path, name):
    found = re.search(r"^%s\s*[:=]\s*\"?([^\"\n]*)" % re.escape(name), Path(path).read_text(), re.MULTILINE)
    return found[1].strip() if found else "?"


def processor():
    flags = field_of("/proc/cpuinfo", "flags").split()
    best = next((name for flag, name in (("avx512bw", "AVX-512"), ("avx2", "AVX2"), ("ssse3", "SSSE3")) if flag in flags), "SSE2")
    model = field_of("/proc/cpuinfo", "model name")
    family = "family %s model %s" % (field_of("/proc/cpuinfo", "cpu family"), field_of("/proc/cpuinfo", "model"))
    return "%s (%s, %s), %d cores" % (model, family, best, os.cpu_count() or 1)


def commit():
    name = said_by("git", "rev-parse", "--short=12", "HEAD")
    if not name:
        return "unknown"
    changed = said_by("git", "status", "--porcelain", "--untracked-files=no", "--", "clew", "cmake", "CMakeLists.txt")
    return name + (", with changes that are not committed" if changed else "")


def version_of(package):
    return said_by("dpkg-query", "--show", "--showformat=${Version}", package) or "?"


def scaling(turns=3):
    """How much more than one core two do at once, of computing alone: no memory, no files, no threads that wait for another."""
    work = "import hashlib; block = bytes(65536)\nfor _ in range(6000): hashlib.blake2b(block).digest()"

    def seconds(count):
        begin = time.monotonic()
        for process in [subprocess.Popen([sys.executable, "-c", work]) for _ in range(count)]:
            process.wait()
        return time.monotonic() - begin

    return statistics.median(2 * seconds(1) / seconds(2) for _ in range(turns))


def facts():
    """Pairs of words, in the order in which they are printed."""
    memory_kib = int(field_of("/proc/meminfo", "MemTotal").split()[0])
    peers = ", ".join("%s %s" % (name, version_of(package)) for name, package in (
        ("GNU grep", "grep"), ("ripgrep", "ripgrep"), ("vectorscan", "libvectorscan5"), ("zstd", "zstd"), ("gzip", "gzip")))
    return [
        ("date", datetime.date.today().isoformat()),
        ("commit", commit()),
        ("processor", processor()),
        ("memory", "%.0f GiB" % (memory_kib / 1048576)),
        ("system", "%s, Linux %s" % (field_of("/etc/os-release", "PRETTY_NAME"), os.uname().release)),
        ("compiler", said_by("g++", "--version").splitlines()[0] if said_by("g++", "--version") else "?"),
        ("peers", peers),
    ]
