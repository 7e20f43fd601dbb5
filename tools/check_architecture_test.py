from check_architecture import Checker
from tree import TreeTest

MODULES = """# module : modules it may include
base     :                   # words
model    : base              # nouns
evidence : base model
hunt     : base model evidence
"""
LIBRARIES = """# foreign library : modules : header prefixes : CMake target
fmt        : * : fmt/ : fmt::fmt
libarchive : evidence : archive.h archive_entry.h : LibArchive::LibArchive  # formats
"""


class ArchitectureTest(TreeTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("clew/MODULES", MODULES)
        self.write("clew/LIBRARIES", LIBRARIES)

    def problems_of(self, name: str, text: str) -> list[str]:
        self.write(name, text)
        return [str(problem) for problem in Checker(self.root).check()]

    def test_accepts_what_the_tables_allow(self) -> None:
        text = ('#pragma once\n#include "clew/model/event.h"\n#include "clew/hunt/detail/words.h"\n'
                "#include <fmt/core.h>\n#include <vector>\n#include <sys/stat.h>\n")
        self.assertEqual(self.problems_of("clew/hunt/matcher.h", text), [])

    def test_refuses_an_arrow_that_points_down_the_page(self) -> None:
        found = self.problems_of("clew/model/event.h", '\n  #  include "clew/hunt/matcher.h"\n')
        self.assertEqual(found, ["clew/model/event.h:2: error: model may not include from hunt "
                                 "(clew/MODULES allows: base)"])

    def test_refuses_the_detail_of_another_module(self) -> None:
        found = self.problems_of("clew/hunt/scan.cpp", '#include "clew/evidence/detail/lines.h"\n')
        self.assertEqual(found, ["clew/hunt/scan.cpp:1: error: clew/evidence/detail/lines.h is private to evidence"])

    def test_refuses_a_library_at_the_wrong_door(self) -> None:
        found = self.problems_of("clew/hunt/scan.cpp", "#include <archive.h>\n")
        self.assertEqual(found, ["clew/hunt/scan.cpp:1: error: only evidence may include libarchive (clew/LIBRARIES)"])

    def test_refuses_a_library_that_nobody_listed(self) -> None:
        found = self.problems_of("clew/hunt/scan.cpp", "#include <boost/regex.hpp>\n")
        self.assertEqual(found, ["clew/hunt/scan.cpp:1: error: <boost/regex.hpp> is of no library in clew/LIBRARIES"])

    def test_gives_test_libraries_to_tests_only(self) -> None:
        self.assertEqual(self.problems_of("clew/hunt/scan_test.cpp", "#include <gtest/gtest.h>\n"), [])
        found = self.problems_of("clew/hunt/scan.cpp", "#include <gtest/gtest.h>\n")
        self.assertEqual(found, ["clew/hunt/scan.cpp:1: error: <gtest/gtest.h> is for files named *_test.cpp"])

    def test_gives_a_library_of_the_tests_to_the_tests_alone(self) -> None:
        self.write("clew/LIBRARIES", "valijson : hunt_test : valijson/ : valijson\n")
        self.assertEqual(self.problems_of("clew/hunt/scan_test.cpp", "#include <valijson/schema.hpp>\n"), [])
        found = self.problems_of("clew/hunt/scan.cpp", "#include <valijson/schema.hpp>\n")
        self.assertEqual(found, ["clew/hunt/scan.cpp:1: error: only hunt_test may include valijson (clew/LIBRARIES)"])

    def test_gives_the_oracle_to_those_that_judge(self) -> None:
        include = '#include "tests/oracle/oracle.h"\n'
        for ending in ("test", "bench", "fuzz"):
            self.assertEqual(self.problems_of(f"clew/hunt/matcher_{ending}.cpp", include), [])
        found = self.problems_of("clew/hunt/matcher.cpp", include)
        self.assertEqual(found, ['clew/hunt/matcher.cpp:1: error: "tests/oracle/oracle.h" is for tests, benchmarks and '
                                 "fuzz targets"])

    def test_keeps_the_oracle_from_what_it_judges(self) -> None:
        allowed = '#include "clew/hunt/matcher.h"\n#include "clew/model/value.h"\n#include <vector>\n'
        self.assertEqual(self.problems_of("tests/oracle/oracle.h", allowed), [])
        found = self.problems_of("tests/oracle/oracle.cpp", '\n#include "clew/model/token.h"\n')
        self.assertEqual(found, ["tests/oracle/oracle.cpp:2: error: the oracle shares no code with what it judges: "
                                 "clew/model/token.h"])

    def test_refuses_a_folder_that_is_no_module(self) -> None:
        found = self.problems_of("clew/utils/misc.h", "#pragma once\n")
        self.assertEqual(found, ["clew/utils/misc.h:1: error: the module utils is not in clew/MODULES"])

    def test_refuses_short_and_relative_spellings(self) -> None:
        for spelling in ('"matcher.h"', '"../model/event.h"', "<clew/model/event.h>"):
            found = self.problems_of("clew/hunt/scan.cpp", f"#include {spelling}\n")
            self.assertEqual(len(found), 1, spelling)

    def test_refuses_a_module_that_uses_a_later_one(self) -> None:
        self.write("clew/MODULES", "model : base\nbase :\n")
        found = [str(problem) for problem in Checker(self.root).check()]
        self.assertEqual(found, ["clew/MODULES:1: error: model uses base, which does not stand above it"])

    def test_gives_embedded_files_to_the_module_that_owns_them(self) -> None:
        self.write("CMakeLists.txt", "clew_embed(TARGET clew_evidence NAME schemas FILES schema/*)\n")
        text = '#include "clew/embedded/schemas.h"\n#include "clew/embedded/file.h"\n'
        self.assertEqual(self.problems_of("clew/evidence/a.cpp", text), [])
        found = self.problems_of("clew/hunt/scan.cpp", text)
        self.assertEqual(found, ["clew/hunt/scan.cpp:1: error: clew/embedded/schemas.h belongs to the module evidence, "
                                 "not to hunt"])
