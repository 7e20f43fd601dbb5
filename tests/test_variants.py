#!/usr/bin/env python3
"""Variants of the public cases: records are where the truth says, old names are gone, the truth agrees with itself."""

import hashlib
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

import support

sys.path.insert(0, str(support.SOURCE / "eval"))
import score_variants  # noqa: E402
import variants  # noqa: E402
from caselib import clock, intruder  # noqa: E402


def cases():
    return {case.name: case for case in variants_of(support.shared())} if support.shared() else {}


def variants_of(shared):
    return score_variants.score.cases_below(shared / "cases")


def lines_of(folder, truth):
    """File -> its lines, as bytes."""
    return {name: support.content_of(folder / "evidence" / name).split(b"\n") for name in truth["files"]}


def records_of(truth, *parts):
    return [(group, record) for part in parts for group in truth.get(part, []) for record in group["records"]]


def content_hash(folder):
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


class VariantTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not cases():
            raise unittest.SkipTest("there is no CLEW_SHARED with public cases")
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)

    def make(self, case, words, name="variant"):
        """The case before, its truth, the folder of the variant, and its truth."""
        words = [str(word).replace("OTHER", str(cases()[case].parent)) for word in words.split()]
        out = Path(self.scratch.name) / name
        variants.make(cases()[case], out, **vars(variants.parser().parse_args(words)))
        old = json.loads((cases()[case] / "truth.json").read_text())
        return cases()[case], old, out, json.loads((out / "truth.json").read_text())

    def test_no_change_changes_nothing(self):
        for name, case in cases().items():
            with self.subTest(name):
                _, old, out, new = self.make(name, "")
                self.assertEqual(content_hash(case / "evidence"), content_hash(out / "evidence"))
                for part in ("planted", "decoys", "context"):
                    places = [
                        {
                            (group["tag"], *map(record.get, ("file", "line", "offset", "time")))
                            for group, record in records
                        }
                        for records in (records_of(old, part), records_of(new, part))
                    ]
                    self.assertEqual(*places)
                for key in set(old) - {"planted", "decoys", "context", "files"}:
                    self.assertEqual(old[key], new[key], key)

    def test_the_same_seed_gives_the_same_bytes_and_another_one_others(self):
        words = "--rename --rename-files --victims 3 --noise 1 --damage --ports --interpreter perl"
        hashes = [content_hash(self.make("B", words + " --seed %d" % seed)[2]) for seed in (5, 5, 6)]
        self.assertEqual(hashes[0], hashes[1])
        self.assertNotEqual(hashes[0], hashes[2])

    def test_listed_variants_are_sound_cases(self):
        # Every second one, for time: the others combine the same changes.
        for name, case, words in list(score_variants.read_list(score_variants.LIST))[::2]:
            with self.subTest(name):
                before, old, out, new = self.make(case, " ".join(words))
                self.check_places(out, new)
                self.check_agreement(new)
                if "--rename" in words:
                    self.check_names_are_gone(before, old, out)

    def check_places(self, out, truth):
        """Every record of the truth is a whole line at its place; JSON, if it was not damaged on purpose."""
        lines = lines_of(out, truth)
        offsets = {}
        self.assertEqual(set(lines), {path.name for path in (out / "evidence").iterdir()})
        for name, rows in lines.items():
            offsets[name] = [0]
            for row in rows:
                offsets[name].append(offsets[name][-1] + len(row) + 1)
            self.assertEqual(truth["files"][name]["lines"], len(rows) - 1, name)
        for group, record in records_of(truth, "planted", "decoys", "context"):
            self.assertEqual(offsets[record["file"]][record["line"] - 1], record["offset"], group["tag"])
            text = lines[record["file"]][record["line"] - 1].rstrip(b",")
            stream = truth["files"][record["file"]]["stream"]
            if text.startswith(b"{") and group["tag"] != "X2_damaged_line":
                json.loads(text)
                if stream in clock.CLOCKS:
                    read = clock.CLOCKS[stream].read(text.decode())
                    shifted = truth.get("clock_shift", {}).get(stream, 0)
                    self.assertAlmostEqual(
                        read - shifted, clock.seconds_of(record["time"]), delta=1.5, msg=group["tag"]
                    )

    def check_agreement(self, truth):
        """Verdict, devices, door, accounts and rotation tell the same story."""
        devices = {device["name"] for device in truth["devices"]}
        self.assertEqual(truth["earliest"] is None, not devices)
        self.assertEqual(truth["door"]["kind"] is None, not devices)
        if devices:
            self.assertEqual(truth["verdict"]["expected"], "hit")
            planted = {group.get("device") for group in truth["planted"]}
            self.assertLessEqual(devices, planted)
            times = [record["time"] for _, record in records_of(truth, "planted")]
            self.assertGreaterEqual(truth["earliest"]["time"], min(times))
        else:
            self.assertEqual([], truth["rotation"]["required"])
        self.assertEqual(len(devices), len(truth["devices"]))
        rotated = {name for item in truth["rotation"]["required"] for name in item.get("devices") or []}
        self.assertLessEqual(rotated, devices)
        spared = {name for item in truth["rotation"]["forbidden"] for name in item.get("devices") or []}
        self.assertFalse(rotated & spared)
        exposed = {account["name"] for account in truth["accounts"] if account["kind"] == "user"}
        self.assertEqual(exposed, {device["user"] for device in truth["devices"]})
        self.assertEqual(len({gap["id"] for gap in truth["gaps"]}), len(truth["gaps"]))

    def check_names_are_gone(self, before, old, out):
        text = b"\n".join(support.content_of(path) for path in (out / "evidence").iterdir())
        text += (out / "truth.json").read_bytes()
        words = set(re.findall(rb"[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?", text))
        file = next(name for name, entry in old["files"].items() if entry["stream"] == "assets")
        wanted = set()
        for asset in json.loads((before / "evidence" / file).read_text()):
            wanted |= {asset["hostname"], asset["system_id"], asset["ip"], asset["user"]} - {None, "root"}
        for account in old["accounts"]:
            wanted |= set(account["names"])
        left = {word for word in wanted if word.encode() in words}
        self.assertEqual(set(), left)

    def test_the_interpreter_is_another(self):
        for name, (path, start, ending, _, _) in intruder.INTERPRETERS.items():
            with self.subTest(name):
                _, _, out, truth = self.make("A", "--interpreter " + name)
                lines = lines_of(out, truth)
                texts = [lines[r["file"]][r["line"] - 1].decode() for _, r in records_of(truth, "planted")]
                commands = [text for text in texts if '"cmdline":"%s ' % start in text]
                self.assertEqual(len(commands), 2)
                for text in commands:
                    self.assertIn('"path":"%s"' % path, text)
                    self.assertIn(ending + '"', text)
                self.assertEqual(name == "ruby", any("ruby" in text for text in texts))

    def test_a_dropped_or_short_stream_takes_its_knowledge_along(self):
        rows = [
            ("A", "--drop osquery", "hit", 1, ["I2"]),
            ("C", "--drop osquery", "cannot_say", 0, []),
            ("C", "--drop zeek_http", "not_seen", 0, []),
            ("B", "--drop jumpcloud_di", "hit", 2, ["I1"]),
            (
                "A",
                "--retain osquery=2023-07-10 --drop zeek_conn --drop zeek_dns --drop zeek_ssl --drop zeek_http",
                "cannot_say",
                0,
                [],
            ),
        ]
        for case, words, verdict, devices, first in rows:
            with self.subTest(case=case, words=words):
                _, _, out, truth = self.make(case, words)
                self.check_places(out, truth)
                self.check_agreement(truth)
                self.assertEqual(truth["verdict"]["expected"], verdict)
                self.assertEqual(len(truth["devices"]), devices)
                self.assertEqual([truth["earliest"]["tag"].split("_")[0]] if truth["earliest"] else [], first)


if __name__ == "__main__":
    support.main()
