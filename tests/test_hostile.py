#!/usr/bin/env python3
"""Bad input and a bad disk: a clear error that names the file and the place, and nothing lost that could be read."""

import gzip
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import unittest
from pathlib import Path

import support
from evidence_case import NAME, EvidenceCase, junk, record

USAGE_OR_IO, UNREADABLE = 2, 4
NOBODY = 65534
LONG_LINE_BYTES = 256 << 20
LONG_STRING_BYTES, LONG_STRING_BYTES_IF_SANITIZED = 2 << 30, 64 << 20


class HostileTest(EvidenceCase):
    def test_without_anything_bad_the_answer_is_a_hit(self):
        run, document = self.investigate()
        self.assertEqual(run.returncode, 1, support.words(run))
        self.assertStillAnswered(document)
        self.assertEqual(document["problems"], [])

    # ------------------------------------------------------------ what cannot be used at all

    def test_a_missing_notice_or_evidence_is_named(self):
        for report, evidence, name in (
            (self.folder / "no.md", self.evidence, "no.md"),
            (self.notice, self.folder / "no", "no"),
        ):
            run = support.clew("investigate", "--report", report, "--evidence", evidence, "--json")
            self.assertEqual(run.returncode, USAGE_OR_IO)
            self.assertIn(str(self.folder / name), support.words(run))
            self.assertEqual(run.stdout, b"")

    def test_an_empty_notice_and_one_without_indicators_are_named(self):
        for text in ("", "\n\n", "# Nothing was found\n\nQuestions: https://support.jumpcloud.com\n"):
            self.notice.write_text(text)
            run = support.clew("investigate", "--report", self.notice, "--evidence", self.evidence, "--json")
            self.assertEqual(run.returncode, USAGE_OR_IO, support.words(run))
            self.assertIn("notice.md", support.words(run))
            self.assertRegex(support.words(run), "indicator|empty")

    def test_a_notice_of_junk_is_an_error_and_no_crash(self):
        self.notice.write_bytes(junk(1 << 16))
        run = support.clew("investigate", "--report", self.notice, "--evidence", self.evidence, "--json")
        self.assertEqual(run.returncode, USAGE_OR_IO, support.words(run))
        self.assertIn("notice.md", support.words(run))

    # ------------------------------------------------------------ what can be used in part

    def test_a_truncated_gzip_gives_what_could_be_read(self):
        whole = gzip.compress(
            "".join(record("dns", "host-%d.example" % (n * n * n), n) for n in range(4000)).encode(), mtime=0
        )
        (self.evidence / "cut.gz").write_bytes(whole[: len(whole) * 3 // 5])
        run, document = self.investigate()
        self.assertEqual(run.returncode, UNREADABLE, support.words(run))
        self.assertNames(run, document, "cut.gz")
        self.assertRegex(support.words(run), r"cut\.gz[^\n]*\d")
        self.assertStillAnswered(document)
        entry = next(entry for entry in document["evidence_files"] if entry["file"] == "cut.gz")
        self.assertGreater(entry["events"], 100)
        self.assertTrue(entry["problem"])

    def test_a_gzip_with_a_flipped_bit_is_not_trusted_to_its_end(self):
        whole = bytearray(
            gzip.compress("".join(record("dns", "host-%d.example" % n, n) for n in range(4000)).encode(), mtime=0)
        )
        whole[len(whole) // 2] ^= 0x10
        (self.evidence / "flipped.gz").write_bytes(whole)
        run, document = self.investigate()
        self.assertEqual(run.returncode, UNREADABLE, support.words(run))
        self.assertNames(run, document, "flipped.gz")
        self.assertStillAnswered(document)

    def test_an_unreadable_file_is_named_and_the_others_are_read(self):
        secret = self.evidence / "secret.ndjson"
        secret.write_text(record("dns"))
        secret.chmod(0)
        prefix = ()
        if os.geteuid() == 0:
            if not shutil.which("setpriv"):
                self.skipTest("running as root, for whom nothing is unreadable, and there is no setpriv")
            prefix = ("setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups")
            binary = self.folder / "clew"  # where nobody may reach it
            shutil.copy(support.BINARY, binary)
            original, support.BINARY = support.BINARY, binary
            self.addCleanup(setattr, support, "BINARY", original)
        run, document = self.investigate(prefix=prefix)
        self.assertEqual(run.returncode, UNREADABLE, support.words(run))
        self.assertNames(run, document, "secret.ndjson")
        self.assertStillAnswered(document)

    def test_a_directory_loop_ends_and_every_file_is_read_once(self):
        (self.evidence / "a" / "b").mkdir(parents=True)
        (self.evidence / "a" / "b" / "up").symlink_to("../../a")
        (self.evidence / "self").symlink_to(".")
        (self.evidence / "a" / "dns.ndjson").write_text(record("dns", second=9))
        run, document = self.investigate()
        self.assertEqual(run.returncode, UNREADABLE, support.words(run))
        self.assertNames(run, document, "up")
        self.assertStillAnswered(document)
        names = [entry["file"] for entry in document["evidence_files"]]
        self.assertEqual(sorted(names), ["a/dns.ndjson", "conn.ndjson", "dns.ndjson", "ssl.ndjson"])

    def test_special_files_do_not_stop_the_run(self):
        os.mkfifo(self.evidence / "pipe")
        (self.evidence / "dangling").symlink_to("nowhere")
        run, document = self.investigate(timeout=20)
        self.assertIn(run.returncode, (1, UNREADABLE), support.words(run))
        self.assertStillAnswered(document)

    def test_binary_junk_is_counted_and_harms_nothing(self):
        (self.evidence / "junk.bin").write_bytes(junk(1 << 20))
        (self.evidence / "junk.gz").write_bytes(b"\x1f\x8b\x08\x00" + junk(1 << 16))
        (self.evidence / "junk.ndjson").write_bytes(
            record("dns").encode() + junk(1 << 16) + b"\n" + record("dns", second=8).encode()
        )
        run, document = self.investigate()
        self.assertEqual(run.returncode, UNREADABLE, support.words(run))
        self.assertNames(run, document, "junk.gz")
        self.assertNames(run, document, "junk.bin")
        self.assertStillAnswered(document)
        for entry in document["evidence_files"]:
            self.assertEqual(entry["records"], entry["events"] + entry["unparsed"], entry["file"])
        entry = next(entry for entry in document["evidence_files"] if entry["file"] == "junk.ndjson")
        self.assertEqual(entry["events"], 2)
        self.assertGreater(entry["unparsed"], 0)

    def test_no_control_byte_of_the_evidence_reaches_the_terminal(self):
        escapes = "\x1b]0;owned\x07\x1b[2J%s\x1b[31m\x9b1m\r" % NAME
        (self.evidence / "esc\x1b[31m.log").write_text("2024-09-19T10:00:00Z fetch %s\n" % escapes)
        run = support.clew("investigate", "--report", self.notice, "--evidence", self.evidence)
        for said in (run.stdout, run.stderr):
            text = said.decode("utf-8")
            self.assertEqual(
                [hex(ord(char)) for char in text if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160], []
            )

    def test_deep_json_harms_no_other_record(self):
        deep = "[" * 200_000 + "]" * 200_000
        (self.evidence / "deep.json").write_text(deep)
        (self.evidence / "deep.ndjson").write_text(
            record("dns") + '{"a":' * 100_000 + "1" + "}" * 100_000 + "\n" + record("dns", second=5)
        )
        run, document = self.investigate()
        self.assertIn(run.returncode, (1, UNREADABLE), support.words(run))
        self.assertStillAnswered(document)
        entry = next(entry for entry in document["evidence_files"] if entry["file"] == "deep.ndjson")
        self.assertEqual(entry["records"], 3)  # the deep one parses if nothing in it is asked for

    def test_a_gzip_bomb_is_stopped_and_said(self):
        block = gzip.compress(b"\0" * (8 << 20), 9, mtime=0)
        (self.evidence / "bomb.gz").write_bytes(gzip.compress(block * 300, 9, mtime=0))
        run, document = self.investigate(timeout=60)
        self.assertIn(run.returncode, (1, UNREADABLE), support.words(run))
        self.assertStillAnswered(document)

    def test_one_endless_line_takes_no_memory_and_what_follows_is_read(self):
        with open(self.evidence / "long.ndjson", "wb") as file:
            file.write(record("dns").encode())
            for _ in range(LONG_LINE_BYTES >> 20):
                file.write(b"a" * (1 << 20))
            file.write(b"\n" + record("dns", second=7).encode())
        _, document = self.investigate_watched()
        entry = next(entry for entry in document["evidence_files"] if entry["file"] == "long.ndjson")
        self.assertEqual((entry["events"], entry["unparsed"]), (2, 1))

    def test_a_string_of_more_than_two_gib_takes_no_memory_and_what_follows_is_read(self):
        piece = gzip.compress(b"".join(b"%08x " % number + b"a" * 2000 for number in range(1 << 12)), mtime=0)
        size = LONG_STRING_BYTES_IF_SANITIZED if support.is_sanitized() else LONG_STRING_BYTES
        pieces = size // (2009 << 12) + 1
        begin, end = (gzip.compress(text, mtime=0) for text in (b'{"a":"', b'"}\n' + record("dns", second=7).encode()))
        (self.evidence / "long.ndjson.gz").write_bytes(begin + piece * pieces + end)
        _, document = self.investigate_watched(timeout=280)
        entry = self.entry(document, "long.ndjson.gz")
        self.assertEqual((entry["events"], entry["unparsed"]), (1, 1))
        self.assertIn("longer than 16 MiB", entry["problem"])

    def test_broken_text_in_any_encoding_harms_no_other_record(self):
        line = record("dns")
        broken = {
            "nul.ndjson": line.encode() + b"\0\0\0\n" + line.encode().replace(b"udp", b"u\0p") + line.encode(),
            "latin.ndjson": line.encode() + line.replace("udp", "\u00fcd").encode("latin-1") + line.encode(),
            "utf8.ndjson": line.encode() + b'{"a":"\xc3\x28\xf5\x80\x80\x80\xed\xa0\x80\xc0\xaf\xff"}\n\xc3\n' + line.encode(),
            "mixed.ndjson": line.encode() + line.encode("utf-16-le") + line.encode("cp037") + b"\n" + line.encode(),
            "half_escape.ndjson": line.encode() + line.replace("udp", "\\ud83d").encode() + line.encode(),
            "half_pair.ndjson": b"\xff\xfe" + line.encode("utf-16-le") + b"\x3d\xd8\n\0" + line.encode("utf-16-le"),
            "half_at_the_end.ndjson": b"\xfe\xff" + (line * 2).encode("utf-16-be") + b"\xd8\x3d",
            "odd.ndjson": b"\xff\xfe" + (line * 2).encode("utf-16-le") + b"\n",
        }
        for name, content in broken.items():
            (self.evidence / name).write_bytes(content)
        _, document = self.investigate_watched()
        for name in broken:
            with self.subTest(name):
                entry = self.entry(document, name)
                self.assertGreaterEqual(entry["events"], 2, entry)
                self.assertEqual(entry["records"], entry["events"] + entry["unparsed"], entry)
        run = support.clew("hunt", "-e", NAME, self.evidence)
        self.assertTextIsHarmless(run.stdout)

    def test_random_bytes_behind_the_beginning_of_a_known_format_are_named(self):
        magics = {
            "pcap": b"\xd4\xc3\xb2\xa1\x02\0\x04\0" + bytes(8) + b"\xff\xff\0\0\x01\0\0\0",
            "pcap_swapped": b"\xa1\xb2\xc3\xd4\0\x02\0\x04" + bytes(8) + b"\0\0\xff\xff\0\0\0\x01",
            "pcap_ns": b"\x4d\x3c\xb2\xa1",
            "pcapng": b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0" + b"\xff" * 8 + b"\x1c\0\0\0",
            "evtx": b"ElfFile\0",
            "evtx_chunk": b"ElfFile\0" + bytes(4088) + b"ElfChnk\0",
            "sqlite": b"SQLite format 3\0",
            "sqlite_page": b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20",
            "bplist": b"bplist00",
            "fsevents": b"1SLD",
        }
        for name, magic in magics.items():
            for size in (0, 1, 4096, 1 << 18):
                (self.evidence / ("%s_%d" % (name, size))).write_bytes(magic + junk(size + 31)[:size])
            (self.evidence / (name + "_zeros")).write_bytes(magic + bytes(1 << 16))
            (self.evidence / (name + "_ones")).write_bytes(magic + b"\xff" * (1 << 16))
        _, document = self.investigate_watched()
        for name in magics:
            for size in (4096, 1 << 18):
                with self.subTest(name=name, size=size):
                    file = "%s_%d" % (name, size)
                    said = any(file in problem for problem in document["problems"])
                    self.assertTrue(said or self.entry(document, file)["unparsed"] > 0)

    def test_names_of_files_reach_nobody_as_they_are(self):
        cut = gzip.compress(junk(4096), mtime=0)[:2000]
        for name in (b"line\nfeed", b"esc\x1b[2J\x1b]0;x\x07", b"broken\xff\xc3", b"back\x08\r", "\u202egol".encode(), b"-e", b"'\"$(x)"):
            folder = os.path.join(os.fsencode(self.evidence), name)
            os.mkdir(folder)
            Path(os.fsdecode(folder), "cut.gz").write_bytes(cut)
            Path(os.fsdecode(folder), "dns.ndjson").write_text(record("dns"))
        run, document = self.investigate_watched()
        self.assertEqual(len([problem for problem in document["problems"] if "cut.gz" in problem]), 7)
        self.assertEqual(len(support.words(run).splitlines()), len(document["problems"]))
        run = support.clew("hunt", "-e", NAME, self.evidence)
        self.assertTextIsHarmless(run.stdout)
        self.assertTextIsHarmless(run.stderr)

    # ------------------------------------------------------------ when the answer cannot be written

    def assertNothingHalfWritten(self, folder):
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            if path.suffix == ".json":
                json.loads(path.read_text())
            elif path.suffix == ".html":
                self.assertTrue(path.read_text().rstrip().endswith("</html>"), path)
            else:
                with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as store:
                    self.assertEqual(store.execute("pragma integrity_check").fetchone(), ("ok",), path)

    def test_a_full_disk_is_said_and_leaves_nothing_half_written(self):
        if os.geteuid() != 0:
            self.skipTest("mounting a small disk needs root")
        disk = self.folder / "disk"
        disk.mkdir()
        mount = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], stderr=subprocess.PIPE, check=False
        )
        if mount.returncode:
            self.skipTest("no mount here: " + mount.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=False)
        (disk / "filler").write_bytes(b"\0" * 8192)
        run, _ = self.investigate_into(disk / "answer")
        self.assertIn(run.returncode, (USAGE_OR_IO, UNREADABLE), support.words(run))
        self.assertIn(str(disk / "answer"), support.words(run))
        if (disk / "answer").exists():
            self.assertNothingHalfWritten(disk / "answer")

    def test_a_file_that_may_not_grow_leaves_nothing_half_written(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

        target = self.folder / "answer"
        run, document = self.investigate_into(target, preexec=limit)
        self.assertIn(run.returncode, (USAGE_OR_IO, UNREADABLE), support.words(run))
        self.assertIn(str(target), support.words(run))
        if target.exists():
            self.assertNothingHalfWritten(target)
        if document:
            self.assertStillAnswered(document)

    def test_an_older_answer_survives_when_the_new_one_cannot_be_written(self):
        target = self.folder / "answer"
        run, _ = self.investigate_into(target)
        self.assertEqual(run.returncode, 1, support.words(run))
        before = (target / "case.json").read_bytes()

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

        run, _ = self.investigate_into(target, preexec=limit)
        self.assertIn(run.returncode, (USAGE_OR_IO, UNREADABLE))
        self.assertEqual((target / "case.json").read_bytes(), before)

    def investigate_into(self, target, **options):
        return support.investigate("--report", self.notice, "--evidence", self.evidence, "--case", target, **options)

    def test_an_html_report_is_whole_or_absent(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

        page = self.folder / "report.html"
        run = support.clew(
            "investigate", "--report", self.notice, "--evidence", self.evidence, "--html", page, preexec=limit
        )
        self.assertIn(run.returncode, (USAGE_OR_IO, UNREADABLE), support.words(run))
        self.assertIn(str(page), support.words(run))
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith("report.html")], [])

    def test_a_stdout_that_takes_nothing_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "wb") as full:
            run = support.clew(
                "investigate", "--report", self.notice, "--evidence", self.evidence, "--json", stdout=full
            )
        self.assertEqual(run.returncode, USAGE_OR_IO, support.words(run))

    def test_evidence_is_never_changed(self):
        def state():
            return {
                path: (path.stat().st_mtime_ns, path.read_bytes())
                for path in self.evidence.rglob("*")
                if path.is_file()
            }

        before = state()
        self.investigate()
        self.assertEqual(state(), before)


if __name__ == "__main__":
    support.main()
