#!/usr/bin/env python3
"""Cases with known truth, end to end: the examples of the project, and the public cases where they are at hand.

What must hold for each: the verdict, no decoy counted, every gap named, every quoted record true, and the same document
whatever the threads, names, order and compression of the files (CaseTest); a score that does not sink (ScoreTest); and
for our own examples that nothing at all is missing or too much (ExampleTest).
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
SCORE_MIN, SCORE_MEAN_MIN = 0.93, 0.97
SECONDS_OFF_MAX = 1  # of a device's "since": endpoint logs write whole seconds
ON_DISK = ("bytes", "sha256", "content_sha256")  # what renaming and compressing may change


def all_cases():
    folders = score.cases_below(support.EXAMPLES)
    if support.shared():
        folders += score.cases_below(support.shared() / "cases")
    return folders


def name_of(case):
    return "/".join(case.parts[-2:])


class Answers(unittest.TestCase):
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


class ScoreTest(Answers):
    """How good the answers are, measured as `eval/score.py` does."""

    def test_every_case_scores_well_and_all_together_better(self):
        totals = {}
        for case in all_cases():
            _, document, truth = self.answer(case)
            parts, totals[name_of(case)] = score.score(document, truth)
            less = ", ".join("%s %.3f" % part for part in parts.items() if part[1] < 1)
            print("%-20s %.3f  %s" % (name_of(case), totals[name_of(case)], less))
        mean = sum(totals.values()) / len(totals)
        print("%-20s %.3f" % ("mean", mean))
        self.assertEqual({name: total for name, total in totals.items() if total < SCORE_MIN}, {})
        self.assertGreaterEqual(mean, SCORE_MEAN_MIN)


class ExampleTest(Answers):
    """Our own examples are small enough to be answered without a flaw, and to say what a flawless answer is."""

    def examples(self, key=None):
        for case in score.cases_below(support.EXAMPLES):
            _, document, truth = self.answer(case)
            if key is None or truth.get(key):
                yield case.name, document, truth

    def test_every_part_is_right(self):
        for name, document, truth in self.examples():
            with self.subTest(case=name):
                parts, _ = score.score(document, truth)
                self.assertEqual({part: value for part, value in parts.items() if value < 1}, {})

    def test_the_first_moment_of_each_device_is_right(self):
        for name, document, truth in self.examples("devices"):
            found = {device["name"]: device for device in document["devices"] if device["status"] == "compromised"}
            error = max([clock["error_seconds"] for clock in document.get("clocks", []) if clock["applied"]] or [0])
            for device in truth["devices"]:
                with self.subTest(case=name, device=device["name"]):
                    off = score.seconds(found[device["name"]]["since"]) - score.seconds(device["since"])
                    self.assertLessEqual(abs(off), SECONDS_OFF_MAX + error)

    def test_devices_are_found_by_what_shows_them(self):
        for name, document, truth in self.examples("devices"):
            found = {device["name"]: device["found_by"] for device in document["devices"]}
            for device in truth["devices"]:
                with self.subTest(case=name, device=device["name"]):
                    self.assertEqual(found[device["name"]], device["found_by"])

    def test_the_second_device_is_found_by_behaviour_only(self):
        seconds = [
            (document, device)
            for _, document, truth in self.examples("devices")
            for device in truth["devices"]
            if device["first_indicator"] is None
        ]
        self.assertGreaterEqual(len(seconds), 3)
        for document, device in seconds:
            with self.subTest(device=device["name"]):
                counting = [f for f in document["findings"] if f["device"] == device["name"] and f["status"] == "counts"]
                self.assertGreaterEqual(len(counting), 3)
                self.assertEqual({finding["kind"] for finding in counting}, {"behaviour"})

    def test_what_counts_rests_on_planted_records_only(self):
        for name, document, truth in self.examples():
            with self.subTest(case=name):
                planted = {(r["file"], r["line"]) for group in truth["planted"] for r in group["records"]}
                self.assertEqual(score.counted_records(document) - planted, set())

    def test_clocks_that_are_off_are_put_right_and_it_is_said(self):
        told = 0
        for name, document, truth in self.examples():
            with self.subTest(case=name):
                applied = {clock["source"]: clock for clock in document.get("clocks", []) if clock["applied"]}
                self.assertEqual(set(applied), set(truth.get("clocks", {})))
                for source, seconds in truth.get("clocks", {}).items():
                    told += 1
                    self.assertLessEqual(
                        abs(applied[source]["offset_seconds"] - seconds), applied[source]["error_seconds"]
                    )
                    self.check_corrected(document, truth, source)
        self.assertEqual(told, 1)
        case = support.EXAMPLES / "stolen-session"
        printed = support.clew("investigate", "--report", case / "notice.md", "--evidence", case / "evidence").stdout
        self.assertRegex(printed.decode(), r"clocks +corrected: osquery 40 min \d+ s ahead")

    def check_corrected(self, document, truth, source):
        files = {file for file, entry in truth["files"].items() if entry["stream"] == source}
        from_source = [f for f in document["findings"] if {record["file"] for record in f["evidence"]} <= files]
        self.assertTrue(from_source)
        self.assertEqual({finding["time_quality"] for finding in from_source}, {"clock_corrected"})

    def test_the_ledger_names_who_still_uses_an_old_key(self):
        _, document, _ = self.answer(support.EXAMPLES / "pushed")
        keys = {item["account"]: item for item in document["rotation"] if item["kind"] == "api_key"}
        states = {account.split("@")[0]: item["state"] for account, item in keys.items()}
        self.assertEqual(
            states,
            {
                "hedda.moss": "done",
                "piet.arends": "done",
                "svc-badges": "done",
                "svc-payroll": "verified",
                "svc-stock": "done",
            },
        )
        why = keys["svc-payroll@oxbow.example"]["state_why"]
        for word in ("svc-payroll", "198.51.100.142", "axios", "2025-03-10T13:00:00", "2025-03-12T14:30:00"):
            self.assertIn(word, why)

    def test_without_the_records_of_the_rotation_every_key_is_still_to_do(self):
        for name in ("stolen-key", "stolen-session"):
            _, document, _ = self.answer(support.EXAMPLES / name)
            self.assertEqual({i["state"] for i in document["rotation"] if i["kind"] == "api_key"}, {"to_do"}, name)

    def test_the_readme_shows_what_is_printed(self):
        """The first thing that a reader sees is no old answer. It changes together with the golden case example_pushed."""
        block = (support.SOURCE / "README.md").read_text().split("\n$ clew investigate ", 1)[1].split("```", 1)[0]
        args, _, shown = block.partition("\n")
        printed = support.clew("investigate", *args.split(), cwd=support.SOURCE).stdout.decode()
        self.assertEqual(shown.splitlines(), printed.splitlines())

    def test_orders_that_were_taken_away_open_no_other_door(self):
        """Without the supplier's log nobody can say who ordered it: the door is unknown, the hit stays."""
        for name in ("pushed", "stolen-key"):
            with self.subTest(case=name):
                case = support.EXAMPLES / name
                files = [file for file in (case / "evidence").iterdir() if "insights" not in file.name]
                args = [arg for file in sorted(files) for arg in ("--evidence", file)]
                _, document = support.investigate("--report", case / "notice.md", *args)
                self.assertEqual(document["answer"]["verdict"], "hit")
                self.assertEqual(document["answer"]["door"]["kind"], "unknown")


class CaseTest(Answers):
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
        for case in all_cases():
            chance = random.Random("names for " + name_of(case))  # of its own: a new case changes no other's
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
