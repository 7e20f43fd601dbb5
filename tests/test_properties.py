#!/usr/bin/env python3
"""What must hold between the answers to two cases: more of the everyday changes no verdict, less proves nothing.

    a day of noise, look-alikes of another case   the verdict stays
    a source less                                 cannot_say never becomes not_seen

The first two need the public cases; the examples of the project are enough for the third, but they are few.
"""

import json
import shutil
import sys
import tempfile
import unittest
from collections import defaultdict
from pathlib import Path

import support

sys.path.insert(0, str(support.SOURCE / "eval"))
import score  # noqa: E402
import variants  # noqa: E402


def public_cases():
    return score.cases_below(support.shared() / "cases") if support.shared() else []


def all_cases():
    return score.cases_below(support.EXAMPLES) + public_cases()


def name_of(case):
    return "/".join(case.parts[-2:])


class PropertyTest(unittest.TestCase):
    verdicts = {}

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)

    def document(self, notice, *evidence):
        arguments = [word for path in evidence for word in ("--evidence", path)]
        run, document = support.investigate("--report", notice, *arguments)
        self.assertIsNotNone(document, support.words(run))
        return document

    def verdict(self, case):
        """Of an unchanged case: asked once."""
        if case not in self.verdicts:
            self.verdicts[case] = self.document(case / "notice.md", case / "evidence")["answer"]["verdict"]
        return self.verdicts[case]

    def need_public_cases(self):
        if not public_cases():
            self.skipTest("there is no CLEW_SHARED with public cases")

    def counted(self, document, truth):
        return [decoy["tag"] for decoy in score.counted_decoys(document, truth)]

    def test_a_day_of_noise_changes_no_verdict(self):
        self.need_public_cases()
        for case in public_cases():
            with self.subTest(case=name_of(case)):
                truth = variants.make(case, self.scratch / "noisy", 31, noise=1)
                document = self.document(self.scratch / "noisy/notice.md", self.scratch / "noisy/evidence")
                self.assertEqual(document["answer"]["verdict"], self.verdict(case), document["answer"]["sentence"])
                self.assertEqual(self.counted(document, truth), [])

    def test_look_alikes_of_other_cases_change_no_verdict(self):
        self.need_public_cases()
        for case in public_cases():
            with self.subTest(case=name_of(case)):
                others = [other for other in public_cases() if other != case]
                truth = variants.make(case, self.scratch / "alike", 32, decoys_from=others)
                kinds = {
                    decoy["tag"]
                    for other in [case, *others]
                    for decoy in json.loads((other / "truth.json").read_text())["decoys"]
                }
                if not any(gap["kind"] == "late_start" for gap in truth["gaps"]):  # which keeps no old look-alikes
                    self.assertEqual({decoy["tag"] for decoy in truth["decoys"]}, kinds)
                document = self.document(self.scratch / "alike/notice.md", self.scratch / "alike/evidence")
                self.assertEqual(document["answer"]["verdict"], self.verdict(case), document["answer"]["sentence"])
                self.assertEqual(self.counted(document, truth), [])

    def test_a_source_less_never_turns_cannot_say_into_not_seen(self):
        """The other way is no promise: what excuses a look-alike may lie in the source that is missing."""
        for case in all_cases():
            if self.verdict(case) != "cannot_say":
                continue
            truth = json.loads((case / "truth.json").read_text())
            streams = defaultdict(list)
            for name, entry in truth["files"].items():
                streams[entry["stream"]].append(name)
            for stream, names in sorted(streams.items()):
                with self.subTest(case=name_of(case), without=stream):
                    folder = self.scratch / "less"
                    shutil.rmtree(folder, ignore_errors=True)
                    folder.mkdir()
                    for path in (case / "evidence").iterdir():
                        if path.name not in names:
                            (folder / path.name).symlink_to(path.resolve())
                    left = sorted(folder.iterdir())
                    document = self.document(case / "notice.md", *left)
                    self.assertEqual(len(document["evidence_files"]), len(left))
                    answer = document["answer"]
                    self.assertNotEqual(answer["verdict"], "not_seen", answer["sentence"])


if __name__ == "__main__":
    support.main()
