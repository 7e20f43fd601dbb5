import unittest

from count_tests import Count, count_program, count_run

RUN = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="x" tests="3">
  <testcase name="hunt_test" status="run"><system-out>[  PASSED  ] 7 tests.
[  SKIPPED ] 2 tests, listed below:
[  SKIPPED ] A.B &lt;x&gt;
</system-out></testcase>
  <testcase name="check_docs" status="run"><system-out>docs: ok</system-out></testcase>
  <testcase name="real_logs" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/><system-out></system-out></testcase>
  <testcase name="gone" status="notrun"><skipped message="Unable to find executable"/></testcase>
</testsuite>
"""


class CountTest(unittest.TestCase):
    def test_counts_the_promises_and_not_the_programs(self) -> None:
        self.assertEqual(count_run(RUN), Count(passed=8, failed=1, skipped=3))

    def test_counts_failures_that_googletest_names(self) -> None:
        text = "[  PASSED  ] 3 tests.\n[  FAILED  ] 2 tests, listed below:\n"
        self.assertEqual(count_program("fail", "", text), Count(passed=3, failed=2))

    def test_counts_a_crash_without_a_summary_as_one_failure(self) -> None:
        self.assertEqual(count_program("fail", "", "[ RUN      ] A.B\n"), Count(failed=1))

    def test_counts_a_bad_end_after_a_good_summary_as_a_failure(self) -> None:
        self.assertEqual(count_program("fail", "", "[  PASSED  ] 3 tests.\nleak found\n"), Count(passed=3, failed=1))

    def test_counts_what_unittest_says(self) -> None:
        text = "Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=3)\n"
        self.assertEqual(count_program("fail", "", text), Count(passed=3, failed=3, skipped=3))
        self.assertEqual(count_program("run", "", "Ran 9 tests in 0.1s\n\nOK\n"), Count(passed=9))
