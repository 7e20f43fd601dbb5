"""The short form of `./dev bench big`: a made-up company of 60 devices and 20,000 records is answered right.

How long it takes and how much memory is `bench/big.sh`'s question; here no test depends on a clock.
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

sys.path[:0] = [str(support.SOURCE / "eval"), str(support.SOURCE / "bench")]
import big_case  # noqa: E402
import score  # noqa: E402

class BigCaseTest(unittest.TestCase):
    def test_the_made_up_company_is_answered_in_full(self):
        with tempfile.TemporaryDirectory() as folder:
            case = Path(folder) / "case"
            made = [sys.executable, "-B", big_case.__file__, str(case), "--records", "20000"]
            subprocess.run(made, check=True, stdout=subprocess.PIPE)
            truth = json.loads((case / "truth.json").read_text())
            arguments = ("--report", case / "notice.md", "--evidence", case / "evidence", "--timings")
            run, document = support.investigate(*arguments)
            self.assertEqual(run.returncode, 1, run.stderr)
            self.assertIn(b"searching" if isinstance(run.stderr, bytes) else "searching", run.stderr)
            parts, total = score.score(document, truth)
            self.assertEqual({part: 1.0 for part in parts}, parts)

if __name__ == "__main__":
    support.main()
