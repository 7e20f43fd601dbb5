import check_docs
from tree import TreeTest

RECORD = "# 1. Title\n\n## Context\n\n## Choice\n\n## Price\n\n## What would change our mind\n"


class DocsTest(TreeTest):
    def problems(self) -> list[str]:
        return [str(problem) for problem in check_docs.check(self.root)]

    def test_follows_links_to_files_folders_and_headings(self) -> None:
        self.write("README.md", "# How it decides: rules\n[a](docs/a.md#how-it-decides-rules) [b](docs) [c](#how-it-decides-rules)\n")
        self.write("docs/a.md", "## How it decides: rules\n[back](../README.md) [web](https://example.org/x)\n")
        self.assertEqual(self.problems(), [])

    def test_names_the_line_of_a_link_that_leads_nowhere(self) -> None:
        self.write("README.md", "one\n[two](docs/none.md)\n")
        self.assertEqual(self.problems(), ["README.md:2: error: the link docs/none.md leads nowhere"])

    def test_names_a_heading_that_is_not_there(self) -> None:
        self.write("README.md", "# One\n[two](#two)\n")
        self.assertEqual(self.problems(), ["README.md:2: error: README.md has no heading for #two"])

    def test_refuses_a_link_out_of_the_project(self) -> None:
        self.write("README.md", "[up](../secret.md)\n")
        self.assertEqual(self.problems(), ["README.md:1: error: the link ../secret.md leaves the project"])

    def test_does_not_read_code(self) -> None:
        self.write("README.md", "`[a](b)`\n```\n[c](d)\n```\n")
        self.assertEqual(self.problems(), [])

    def test_wants_decisions_numbered_without_holes(self) -> None:
        self.write("docs/adr/0001-one.md", RECORD)
        self.write("docs/adr/0003-three.md", RECORD)
        self.assertEqual(self.problems(),
                         ["docs/adr/0003-three.md:1: error: decisions are numbered without holes: 0002 is next"])

    def test_refuses_a_number_given_twice(self) -> None:
        self.write("docs/adr/0001-one.md", RECORD)
        self.write("docs/adr/0001-other.md", RECORD)
        self.assertEqual(len(self.problems()), 1)

    def test_wants_the_four_sections(self) -> None:
        self.write("docs/adr/0001-one.md", RECORD.replace("## Price\n", ""))
        self.assertEqual(self.problems(), ['docs/adr/0001-one.md:1: error: a decision has a section "## Price"'])
