#!/usr/bin/env python3
"""Cases with known truth, end to end: the examples of the project, and the public cases where they are at hand.

What must hold for each: the verdict, no decoy counted, every gap named, every quoted record true, and the same document
whatever the threads, names, order and compression of the files.
"""

import gzip
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

sys.path.insert(0, str(support.SOURCE / "eval"))
import score  # noqa: E402

EXIT_STATUS = {"hit": 1, "suspicious": 1, "not_seen": 0, "cannot_say": 3}
ON_DISK = ("bytes", "sha256", "content_sha256")  # what renaming and compressing may change


def all_cases():
    folders = score.cases_below(support.EXAMPLES)
    if support.shared():
        folders += score.cases_below(support.shared() / "cases")
    return folders


def name_of(case):
    return "/".join(case.parts[-2:])


class CaseTest(unittest.TestCase):
    answers = {}  # case -> (run, document, truth): one run serves many tests

    @classmethod
    def setUpClass(cls):
        if not support.shared():
            print("only the project's own examples: there is no CLEW_SHARED")

    def answer(self, case):
        if case not in self.answers:
            run, document = support.investigate("--report", case / "notice.md", "--evidence", case / "evidence")
            self.assertIsNotNone(document, "no answer: " + support.words(run))
            self.answers[case] = run, document, json.loads((case / "truth.json").read_text())
        return self.answers[case]

    def test_the_verdict_and_the_exit_status_are_right(self):
        for case in all_cases():
            with self.subTest(case=name_of(case)):
                run, document, truth = self.answer(case)
                self.assertEqual(
                    document["answer"]["verdict"], truth["verdict"]["expected"], document["answer"]["sentence"]
                )
                self.assertEqual(run.returncode, EXIT_STATUS[document["answer"]["verdict"]], support.words(run))

    def test_no_finding_that_counts_rests_on_a_decoy(self):
        for case in all_cases():
            with self.subTest(case=name_of(case)):
                _, document, truth = self.answer(case)
                self.assertEqual([decoy["tag"] for decoy in score.counted_decoys(document, truth)], [])

    def test_what_does_not_count_is_explained_in_words(self):
        for case in all_cases():
            with self.subTest(case=name_of(case)):
                for finding in self.answer(case)[1]["findings"]:
                    self.assertEqual(finding["status"] == "explained", bool(finding["explanation"]), finding)

    def test_every_gap_is_named(self):
        for case in all_cases():
            _, document, truth = self.answer(case)
            for gap in truth["gaps"]:
                with self.subTest(case=name_of(case), gap=gap["id"], kind=gap["kind"], stream=gap["stream"]):
                    self.assertTrue(score.is_gap_named(document, truth, gap), gap)

    def test_only_devices_that_were_hit_are_called_compromised(self):
        for case in all_cases():
            with self.subTest(case=name_of(case)):
                _, document, truth = self.answer(case)
                compromised = {device["name"] for device in document["devices"] if device["status"] == "compromised"}
                self.assertLessEqual(compromised, {device["name"] for device in truth["devices"]})

    def test_every_quoted_record_is_true(self):
        for case in all_cases():
            contents = {}
            for finding in self.answer(case)[1]["findings"]:
                self.assertTrue(finding["evidence"], "a finding without evidence: %s" % finding["id"])
                for record in finding["evidence"]:
                    with self.subTest(
                        case=name_of(case), finding=finding["id"], file=record["file"], line=record["line"]
                    ):
                        if record["file"] not in contents:
                            contents[record["file"]] = support.content_of(case / "evidence" / record["file"])
                        self.check_record(contents[record["file"]], record, finding)

    def check_record(self, content, record, finding):
        begin, end = record["offset"], record["offset"] + record["length"]
        self.assertLessEqual(end, len(content))
        self.assertGreater(record["length"], 0)
        self.assertEqual(record["line"], 1 + content.count(b"\n", 0, begin))
        text = content[begin:end]
        is_line = (begin == 0 or content[begin - 1 : begin] == b"\n") and content[end : end + 1] in (b"", b"\n", b"\r")
        if not is_line or b"\n" in text.rstrip(b"\r\n"):
            self.assertTrue(text.strip() == content.strip() or is_json(text), "neither a line, an element nor the file")
        if "raw" in record:
            raw = record["raw"].encode()
            self.assertEqual(raw[:512], text[: min(512, len(raw))])
            self.check_match(raw[record.get("match_offset", 0) :][: record.get("match_length", 0)], finding)

    def check_match(self, matched, finding):
        if not matched or not finding["indicator"] or finding["indicator"]["type"] in ("cidr", "ipv6", "url"):
            return
        value = finding["indicator"]["value"].lower()
        backwards = ".".join(reversed(value.split(".")))  # 4.3.2.1.in-addr.arpa
        self.assertTrue(value in matched.decode().lower() or backwards in matched.decode().lower(), (value, matched))

    def test_records_are_events_or_unparsed(self):
        for case in all_cases():
            _, document, truth = self.answer(case)
            files = {entry["file"]: entry for entry in document["evidence_files"]}
            self.assertLessEqual(set(truth["files"]), set(files))
            for entry in files.values():
                with self.subTest(case=name_of(case), file=entry["file"]):
                    self.assertEqual(entry["records"], entry["events"] + entry["unparsed"])

    def test_the_hash_is_that_of_the_file(self):
        for case in all_cases():
            for entry in self.answer(case)[1]["evidence_files"]:
                with self.subTest(case=name_of(case), file=entry["file"]):
                    data = (case / "evidence" / entry["file"]).read_bytes()
                    self.assertEqual(entry["sha256"], hashlib.sha256(data).hexdigest())
                    self.assertEqual(entry["bytes"], len(data))

    def test_the_list_of_the_analysts_changes_nothing_that_counts(self):
        for case in all_cases():
            if not (case / "indicators.csv").is_file():
                continue
            with self.subTest(case=name_of(case)):
                _, document = support.investigate(
                    "--report", case / "notice.md", "--report", case / "indicators.csv", "--evidence", case / "evidence"
                )
                truth = self.answer(case)[2]
                self.assertEqual(document["answer"]["verdict"], truth["verdict"]["expected"])
                self.assertEqual([decoy["tag"] for decoy in score.counted_decoys(document, truth)], [])

    # ------------------------------------------------------------ the same answer, byte for byte

    def test_one_thread_and_two_give_the_same_bytes(self):
        for case in all_cases():
            with self.subTest(case=name_of(case)):
                runs = [
                    support.clew(
                        "investigate",
                        "--report",
                        case / "notice.md",
                        "--evidence",
                        case / "evidence",
                        "--json",
                        "--threads",
                        threads,
                    ).stdout
                    for threads in (1, 2)
                ]
                self.assertTrue(runs[0])
                self.assertEqual(runs[0], runs[1])

    def test_the_order_of_the_files_does_not_matter(self):
        for case in all_cases():
            with self.subTest(case=name_of(case)):
                files = sorted((case / "evidence").iterdir())
                random.Random(7).shuffle(files)
                args = [arg for file in files for arg in ("--evidence", file)]
                _, document = support.investigate("--report", case / "notice.md", *args)
                self.assertSameDocument(document, self.answer(case)[1], {})

    def test_names_do_not_matter(self):
        self.check_copies(lambda data: data)

    def test_gzip_does_not_matter(self):
        self.check_copies(lambda data: gzip.compress(data, 1, mtime=0))

    def test_zstd_does_not_matter(self):
        self.check_copies(
            lambda data: subprocess.run(["zstd", "-1cq"], input=data, stdout=subprocess.PIPE, check=True).stdout
        )

    def check_copies(self, pack):
        """The same evidence under names that say nothing, packed by `pack`, half of it in a folder of its own."""
        chance = random.Random(11)
        for case in all_cases():
            with self.subTest(case=name_of(case)), tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "more").mkdir()
                original, wanted = {}, {}
                for file in sorted((case / "evidence").iterdir()):
                    token = "%s%032x" % (chance.choice(["", "more/"]), chance.getrandbits(128))
                    data = support.content_of(file)
                    (Path(folder) / token).write_bytes(pack(data))
                    original[token], wanted[file.name] = file.name, hashlib.sha256(data).hexdigest()
                _, document = support.investigate("--report", case / "notice.md", "--evidence", folder, "--threads", 2)
                for entry in document["evidence_files"]:
                    self.assertEqual(entry.get("content_sha256") or entry["sha256"], wanted[original[entry["file"]]])
                self.assertSameDocument(document, self.answer(case)[1], original)

    def assertSameDocument(self, found, wanted, original):
        found, wanted = normal(found, original), normal(wanted, {})
        if found != wanted:
            self.fail("\n".join(difference(found, wanted)[:12]))


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def normal(document, original):
    """The document with the original names, lists of files in the order of these names, without what is on the disk."""
    text = json.dumps(document)
    for token, name in original.items():
        text = text.replace(token, name)
    document = json.loads(text)
    for entry in document["evidence_files"]:
        for key in ON_DISK:
            entry.pop(key, None)
    document["evidence_files"].sort(key=lambda entry: entry["file"])
    for source in document["coverage"]:
        source["files"].sort()
    return document


def difference(found, wanted, where=""):
    if isinstance(found, dict) and isinstance(wanted, dict):
        return [
            line
            for key in {**wanted, **found}
            for line in difference(found.get(key), wanted.get(key), where + "." + key)
        ]
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [
            line
            for index, pair in enumerate(zip(found, wanted))
            for line in difference(*pair, "%s[%d]" % (where, index))
        ]
    return [] if found == wanted else ["%s: %r, but it was %r" % (where, found, wanted)]


if __name__ == "__main__":
    support.main()
