import check_rules
from tree import TreeTest


class RulesTest(TreeTest):
    def problems_of(self, name: str, text: str) -> list[str]:
        self.write("clew/hunt/README.md", "# hunt\n")
        self.write(name, text)
        return [str(problem) for problem in check_rules.check(self.root)]

    def test_accepts_a_header_as_it_should_be(self) -> None:
        self.assertEqual(self.problems_of("clew/hunt/scan.h", "/// Scans.\n#pragma once\n"), [])

    def test_names_file_line_and_reason(self) -> None:
        self.assertEqual(self.problems_of("clew/hunt/scan.cpp", "\n#include <iostream>\n"),
                         ["clew/hunt/scan.cpp:2: error: only cli speaks to a terminal"])

    def test_refuses_each_bad_line(self) -> None:
        for name, line in [
            ("clew/hunt/scan.cpp", "#include <regex>"),
            ("clew/hunt/scan.cpp", "std::regex_match(text, what);"),
            ("clew/hunt/scan.cpp", "std::printf(text);"),
            ("clew/hunt/scan.cpp", "const auto now = std::chrono::system_clock::now();"),
            ("clew/hunt/scan.cpp", "std::random_device seed;"),
            ("clew/hunt/scan.cpp", "if (std::isdigit(c)) return;"),
            ("clew/hunt/scan.cpp", "// TODO: later"),
            ("clew/report/html.cpp", "std::jthread worker(work);"),
            ("clew/report/html.cpp", "std::thread worker(work);"),
            ("docs/guide.md", "see /home/somebody/notes"),
            ("dev", "cd /work/main"),
        ]:
            with self.subTest(line):
                self.write("clew/report/README.md", "# report\n")
                self.assertEqual(len(self.problems_of(name, line + "\n")), 1)
                (self.root / name).unlink()

    def test_leaves_alone_what_may_be(self) -> None:
        for name, line in [
            ("clew/cli/main.cpp", "#include <iostream>"),
            ("clew/hunt/scan_test.cpp", 'parse("/home/ci/.ssh/id");'),
            ("clew/hunt/matcher_fuzz.cpp", "return std::isalnum(c);"),
            ("clew/hunt/scan.cpp", 'if (path.starts_with("/home/")) return;'),
            ("clew/hunt/scan.cpp", "base::is_digit(c); std::snprintf(a, b, c); framework/work/x"),
            ("clew/hunt/scan.cpp", "std::jthread worker(work);"),
            ("clew/hunt/scan.cpp", "std::thread worker(work);"),
            ("clew/cli/hunt.cpp", "threads = std::thread::hardware_concurrency();"),
            ("examples/a/notice.md", "run from /home/ci/build"),
        ]:
            with self.subTest(line):
                self.write("clew/cli/README.md", "# cli\n")
                self.assertEqual(self.problems_of(name, line + "\n"), [])
                (self.root / name).unlink()

    def test_wants_a_manual_and_a_guard_in_every_public_header(self) -> None:
        self.assertEqual(len(self.problems_of("clew/hunt/scan.h", "struct Scan {};\n")), 2)

    def test_private_headers_need_only_the_guard(self) -> None:
        self.assertEqual(self.problems_of("clew/hunt/detail/words.h", "#pragma once\n"), [])

    def test_wants_the_own_header_first_in_every_source(self) -> None:
        self.write("clew/hunt/scan.h", "/// Scans.\n#pragma once\n")
        self.assertEqual(self.problems_of("clew/hunt/scan.cpp", '// How.\n#include "clew/hunt/scan.h"\n#include <map>\n'), [])
        self.assertEqual(self.problems_of("clew/hunt/scan.cpp", '#include <map>\n#include "clew/hunt/scan.h"\n'),
                         ["clew/hunt/scan.cpp:1: error: the first include is the source's own header, clew/hunt/scan.h"])
        self.assertEqual(len(self.problems_of("clew/hunt/scan.cpp", "int lines();\n")), 1)

    def test_wants_a_readme_in_every_module(self) -> None:
        self.write("clew/base/text.cpp", "\n")
        found = [problem.file for problem in check_rules.check(self.root)]
        self.assertEqual(found, ["clew/base"])
