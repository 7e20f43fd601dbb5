"""The short form of `./dev bench evidence`: that it runs, that its figures are complete, and that they speak of the same records.

How fast is `bench/evidence.sh`'s question: a machine that runs tests has other work.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

BUILD = None  # set below


class EvidenceBenchTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="clew-evidence-bench.") as folder:
            figures = Path(folder) / "figures.json"
            command = [sys.executable, "-B", support.SOURCE / "bench" / "evidence" / "measure.py", "--mb", "3", "--turns", "1",
                       "--build", BUILD, "--json", figures]
            run = subprocess.run(command, env={**os.environ, "CLEW_BINARY": str(support.BINARY)}, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            if run.returncode != 0:
                raise AssertionError(run.stderr.decode("utf-8", "replace"))
            cls.page, cls.figures = run.stdout.decode(), json.loads(figures.read_text())

    def test_every_kind_is_read_as_what_it_is_and_every_stage_measured(self):
        formats = {one["file"]: one["format"] for one in self.figures["files"]}
        self.assertEqual(formats["osquery.log"], "osquery")
        self.assertEqual(formats["cloudtrail.json"], "cloudtrail")
        self.assertEqual(formats["zeek_http.json"], "zeek_json")
        self.assertEqual(formats["sysmon.json"], "windows_json")
        self.assertEqual(formats["zeek_conn.log"], "zeek_tsv")
        for one in self.figures["files"]:
            with self.subTest(file=one["file"]):
                stages = dict(one["stages"])
                is_json = one["file"].endswith(".json") or one["format"] == "osquery"
                self.assertEqual("parse" in stages, is_json)
                self.assertTrue(all(len(stage["seconds"]) == 1 for stage in stages.values()))
                decode = stages["decode"]
                self.assertGreater(decode["records"], 100)
                self.assertEqual(decode["events"], decode["records"], "a record is no event")
                self.assertEqual(decode["records"], stages["cut"]["records"])
                for other in ("records", "events", "with_time", "fields"):
                    self.assertEqual(decode[other], stages["events"][other], "from the file and from memory: %s" % other)
                if is_json:
                    self.assertEqual(decode["records"], stages["parse"]["events"])

    def test_every_goal_has_a_figure(self):
        goals = {goal["goal"]: goal for goal in self.figures["goals"]}
        self.assertGreaterEqual(len(goals), 14)
        for goal in goals.values():
            self.assertIn(goal["reached"], (True, False), goal)
            self.assertIn("| %s | %s | %s |" % (goal["goal"], goal["asked"], goal["measured"]), self.page)


if __name__ == "__main__":
    at = sys.argv.index("--build")
    BUILD = Path(sys.argv[at + 1]).resolve()
    del sys.argv[at:at + 2]
    support.main()
