"""The short form of `./dev bench hunt`: on a made-up corpus `clew hunt` finds all that was planted, and nothing else.

The truth comes from the generator, which knows nothing of the matcher. How fast is `bench/hunt.sh`'s question.
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

sys.path[:0] = [str(support.SOURCE / "bench" / "hunt")]
import truth  # noqa: E402

GENERATOR = None  # set below
COUNTS = (100, 10_000)


class HuntBenchTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="clew-hunt-bench.")
        cls.addClassCleanup(cls.folder.cleanup)
        made = [GENERATOR, cls.folder.name, "--mb", "4", "--every", "20", "--counts", ",".join(map(str, COUNTS))]
        subprocess.run(made, check=True)

    def test_all_that_was_planted_is_found_and_nothing_else(self):
        for count in COUNTS:
            with self.subTest(indicators=count):
                answers = [self.hunted(count, threads) for threads in (1, 2)]
                self.assertEqual(*answers, "the answer depends on the threads")
                report = Path(self.folder.name) / "report"
                report.write_bytes(answers[0])
                found, _ = truth.read_clew(report)
                wanted = truth.read_truth(self.set_of(count) / "truth.tsv")
                self.assertGreater(len(wanted), 100)
                score = truth.judge_exactly(wanted, found)
                words = "%s\n%s" % (score.missed_by_spelling, "\n".join(score.examples))
                self.assertEqual((0, 0), (score.missed, score.false), words)

    def test_a_peer_that_knows_no_tokens_is_judged_as_such(self):
        """The rig itself: a search for plain bytes misses the spellings and takes the near misses for sightings."""
        folder = self.set_of(COUNTS[0])
        values = [value.encode() for value in truth.read_indicators(folder / "indicators.tsv")]
        found = []
        for log in sorted(folder.glob("*.log")):
            text = log.read_bytes()
            for value in values:
                at = text.find(value)
                while at >= 0:
                    found.append(truth.Sighting(log.name, at, len(value), value.decode()))
                    at = text.find(value, at + 1)
        score = truth.judge_kindly(truth.read_truth(folder / "truth.tsv"), found)
        self.assertGreater(score.missed, score.sightings // 20)
        self.assertLess(score.missed, score.sightings // 2)
        self.assertGreater(score.false, 0)

    def set_of(self, count):
        return Path(self.folder.name) / str(count)

    def hunted(self, count, threads):
        files = sorted(self.set_of(count).glob("*.log"))
        run = support.clew("hunt", "-i", self.set_of(count) / "indicators.tsv", "--json", "--threads", threads, *files)
        self.assertEqual(run.returncode, 0, support.words(run))
        self.assertIn(b'"clew.hunt.stats/1"', run.stdout.splitlines()[-1])
        return run.stdout


if __name__ == "__main__":
    at = sys.argv.index("--generator")
    GENERATOR = Path(sys.argv[at + 1]).resolve()
    del sys.argv[at:at + 2]
    support.main()
