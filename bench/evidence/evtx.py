#!/usr/bin/env python3
"""Windows event logs: clew's reader beside libevtx (evtxexport) and python-evtx, on the same records in the same run.

    bench/evidence/evtx.py --data FOLDER [--mb 64] [--turns 5] [--bench build/bench/evidence_bench] [--json FILE]

FOLDER is searched for *.evtx. Two logs are made of what is there: `dense`, in which every chunk is filled with records of one
file, as logs are that were in use for long; and `sparse`, the chunks as they lie, again and again. Peers read a smaller
part, because they are slow; the table is in records and megabytes a second of processor time of one core.
"""

import argparse
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

FILE_HEADER = 4096
CHUNK = 65536
CHUNK_HEADER = 512
RECORD = b"\x2a\x2a\x00\x00"
BINARY_XML = 0x21


# ---- logs made of logs --------------------------------------------------------------------------------------------


def chunks_of(path):
    content = path.read_bytes()
    for offset in range(FILE_HEADER, len(content) - CHUNK + 1, CHUNK):
        if content[offset:offset + 8] == b"ElfChnk\0":
            yield content[offset:offset + CHUNK]


def records_of(chunk):
    end = struct.unpack_from("<I", chunk, 48)[0]
    offset = CHUNK_HEADER
    while offset + 28 <= end and chunk[offset:offset + 4] == RECORD:
        size = struct.unpack_from("<I", chunk, offset + 4)[0]
        yield offset, size
        offset += size


def without_definitions(xml, position):
    """The binary XML of a record with references to the templates that are defined in it, which stay where they are."""
    if xml[:1] != b"\x0f" or xml[4:5] != b"\x0c":
        return xml
    at = 4 + 10
    defined = struct.unpack_from("<I", xml, 10)[0]
    head = xml[:at]
    if defined == position + at:
        at += 24 + struct.unpack_from("<I", xml, at + 20)[0]
    count = struct.unpack_from("<I", xml, at)[0]
    sizes = [struct.unpack_from("<HBB", xml, at + 4 + 4 * i) for i in range(count)]
    at += 4 + 4 * count
    descriptors, values = [], []
    for size, kind, _ in sizes:
        value = xml[at:at + size]
        if kind == BINARY_XML and size:
            value = without_definitions(value, position + at)
        at += size
        descriptors.append(struct.pack("<HBB", len(value), kind, 0))
        values.append(value)
    return head + struct.pack("<I", count) + b"".join(descriptors) + b"".join(values) + b"\0"


def filled(chunk):
    """The chunk with its records again and again, until it is full; and how many there are."""
    records = list(records_of(chunk))
    copies = []
    for offset, size in records:
        xml = without_definitions(chunk[offset + 24:offset + size - 4], offset + 24)
        xml += b"\0" * (-(len(xml) + 28) % 8)
        copies.append((chunk[offset + 16:offset + 24], xml))
    end = records[-1][0] + records[-1][1]
    number = struct.unpack_from("<Q", chunk, records[-1][0] + 8)[0]
    parts, last, count = [chunk[:end]], records[-1][0], len(records)
    while copies:
        written, xml = copies[count % len(copies)]
        size = len(xml) + 28
        if end + size > CHUNK:
            break
        number += 1
        parts.append(RECORD + struct.pack("<IQ", size, number) + written + xml + struct.pack("<I", size))
        last, end, count = end, end + size, count + 1
    full = bytearray(b"".join(parts).ljust(CHUNK, b"\0"))
    first = struct.unpack_from("<Q", chunk, 24)[0]
    struct.pack_into("<QQQQIII", full, 8, first, number, first, number, 128, last, end)
    struct.pack_into("<I", full, 52, zlib.crc32(full[CHUNK_HEADER:end]))
    struct.pack_into("<I", full, 124, zlib.crc32(full[128:CHUNK_HEADER], zlib.crc32(full[:120])))
    return bytes(full), count


def write_log(path, chunks, megabytes):
    """Writes the chunks again and again; gives the number of records."""
    wanted = max(1, (megabytes << 20) // CHUNK)
    wanted = min(wanted, 65535)
    header = bytearray(b"ElfFile\0" + struct.pack("<QQQIHHHH", 0, wanted - 1, 1, 128, 1, 3, FILE_HEADER, wanted))
    header = header.ljust(FILE_HEADER, b"\0")
    struct.pack_into("<I", header, 124, zlib.crc32(header[:120]))
    records = 0
    with path.open("wb") as out:
        out.write(header)
        for i in range(wanted):
            chunk, count = chunks[i % len(chunks)]
            out.write(chunk)
            records += count
    return records


# ---- measuring ----------------------------------------------------------------------------------------------------


def processor_seconds(command, turns):
    """The least processor time of one process, and what it wrote."""
    best = None
    for _ in range(turns):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = seconds if best is None else min(best, seconds)
    return best


def clew_seconds(bench, log, records, turns):
    """Of the translator alone, and with the decoder behind it."""
    environment = dict(os.environ, CLEW_BENCH_EVTX=str(log))
    output = subprocess.run([bench, "--benchmark_filter=^evtx_", "--benchmark_format=json",
                             "--benchmark_repetitions=%d" % turns], check=True, env=environment, capture_output=True).stdout
    seconds = {}
    for run in json.loads(output)["benchmarks"]:
        if run.get("run_type") == "aggregate":
            continue
        if run.get("error_occurred"):
            sys.exit("evtx.py: %s: %s" % (run["name"], run["error_message"]))
        if int(run["records"]) != records:
            sys.exit("evtx.py: clew reads %d records, %d are there" % (run["records"], records))
        name = run["run_name"].split("/")[0]
        seconds[name] = min(seconds.get(name, float("inf")), run["cpu_time"] / 1e9)
    return seconds["evtx_translate"], seconds["evtx_decode"]


def peers(python):
    """Name, command before the log's name, and which part of the log it gets."""
    found = []
    if shutil.which("evtxexport"):
        found.append(("evtxexport", ["evtxexport"], 8))
        found.append(("evtxexport, XML", ["evtxexport", "-f", "xml"], 8))
    dump = shutil.which("evtx_dump.py")
    if dump:
        found.append(("python-evtx", [python, dump], 64))
    return found


def measure_logs(data, megabytes, turns, bench, python):
    """Rows of log, reader, records and megabytes a second; none where there are no logs below `data`."""
    chunks = [chunk for path in sorted(data.rglob("*.evtx")) for chunk in chunks_of(path)]
    if not chunks:
        return []
    kinds = {"dense": [filled(chunk) for chunk in chunks],
             "sparse": [(chunk, len(list(records_of(chunk)))) for chunk in chunks]}
    rows = []
    with tempfile.TemporaryDirectory(prefix="clew-evtx-") as folder:
        for kind, made in kinds.items():
            log = Path(folder) / (kind + ".evtx")
            records = write_log(log, made, megabytes)
            size = log.stat().st_size
            translate, decode = clew_seconds(bench, log, records, turns)
            rows.append((kind, "clew, to JSON", records / translate, size / translate / 1e6))
            rows.append((kind, "clew, to events", records / decode, size / decode / 1e6))
            for name, command, part in peers(python):
                small = Path(folder) / "peer.evtx"
                few = write_log(small, made, max(1, megabytes // part))
                seconds = processor_seconds(command + [str(small)], max(1, turns // 2))
                rows.append((kind, name, few / seconds, small.stat().st_size / seconds / 1e6))
    return rows


def times_faster(rows, kind, name):
    """How many times as fast clew makes events as the peer writes what it reads."""
    speeds = {row[:2]: row[2] for row in rows}
    return speeds[kind, "clew, to events"] / speeds[kind, name]


def table_of(rows):
    lines = ["| log | reader | records/s | MB/s | clew to events is faster by |", "|---|---|---:|---:|---:|"]
    for kind, name, speed, bytes_speed in rows:
        times = "" if name.startswith("clew") else "%.1f" % times_faster(rows, kind, name)
        lines.append("| %s | %s | %s | %.1f | %s |" % (kind, name, format(round(speed), ","), bytes_speed, times))
    return lines


def measure(options, _work):
    """For measure.py: rows of goals, and a section of its page; both empty where there is nothing to measure with or on."""
    bench = options.build / "evidence_bench"
    data = options.data or Path(os.environ.get("CLEW_SHARED", "../shared")) / "data" / "sigma_regression"
    if not bench.is_file() or not data.is_dir():
        return [], []
    rows = measure_logs(data, 8 if options.quick else 64, options.turns, bench, "/usr/bin/python3")
    if not rows:
        return [], []
    goals = []
    for name, least in (("evtxexport", 3), ("python-evtx", 10)):
        if any(row[1] == name for row in rows):
            times = min(times_faster(rows, kind, name) for kind in ("dense", "sparse"))
            goals.append(("EVTX into events: times %s" % name, "%d" % least, "%.1f" % times, times >= least))
    words = "`dense`: every chunk is full, as in logs long in use; `sparse`: chunks of a few records, as they lie."
    return goals, ["## Windows event logs", "", *table_of(rows), "", words]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with *.evtx, at any depth")
    parser.add_argument("--mb", type=int, default=64, help="megabytes of each log")
    parser.add_argument("--turns", type=int, default=5, help="runs of each; the fastest counts")
    parser.add_argument("--bench", default="build/bench/evidence_bench", help="the benchmark program of evidence")
    parser.add_argument("--python", default="/usr/bin/python3", help="the Python that has python-evtx")
    parser.add_argument("--json", type=Path, help="writes the numbers there too")
    options = parser.parse_args()
    rows = measure_logs(options.data, options.mb, options.turns, options.bench, options.python)
    if not rows:
        sys.exit("evtx.py: no EVTX files below %s" % options.data)
    print("\n".join(table_of(rows)))
    if options.json:
        options.json.write_text(json.dumps([dict(zip(("log", "reader", "records_per_second", "megabytes_per_second"), row))
                                            for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
