import unittest

from count_tests import Count, count_log

GOOD = """1/3 Testing: hunt_test
Output:
[  PASSED  ] 7 tests.
[  SKIPPED ] 2 tests, listed below:
<end of output>
Test Passed.
2/3 Testing: check_docs
docs: ok
Test Passed.
"""


class CountTest(unittest.TestCase):
    def test_counts_the_promises_and_not_the_programs(self) -> None:
        self.assertEqual(count_log(GOOD), Count(passed=8, failed=0, skipped=2))

    def test_counts_failures_that_googletest_names(self) -> None:
        text = "1/1 Testing: a_test\n[  PASSED  ] 3 tests.\n[  FAILED  ] 2 tests, listed below:\nTest Failed.\n"
        self.assertEqual(count_log(text), Count(passed=3, failed=2))

    def test_counts_a_crash_without_a_summary_as_one_failure(self) -> None:
        self.assertEqual(count_log("1/1 Testing: a_test\n[ RUN      ] A.B\nTest Failed.\n"), Count(failed=1))

    def test_counts_a_bad_end_after_a_good_summary_as_a_failure(self) -> None:
        text = "1/1 Testing: a_test\n[  PASSED  ] 3 tests.\nleak found\nTest Failed.\n"
        self.assertEqual(count_log(text), Count(passed=3, failed=1))

    def test_nothing_is_nothing(self) -> None:
        self.assertEqual(count_log(""), Count())
