#!/usr/bin/env python3
"""No value of a public case stands in the program, its rules or their pages: what is known by heart is no finding.

Taken from the cases: hosts, system ids, users, addresses of `assets.json`; accounts, keys and ids of the truth; paths,
script and order names, domains and addresses of the planted records; the indicators that the notice publishes. None of
these may stand in the text of `clew/`, `packs/` or the pages about rules.

What is too general to say that a case was learnt by heart is left out by the rules below, each with its reason.
"""

import re
import sys
import unittest

import support

sys.path.insert(0, str(support.SOURCE / "eval"))
import score  # noqa: E402
from caselib import intruder  # noqa: E402
from caselib import words as case_words  # noqa: E402
from caselib.case import Case  # noqa: E402

# Parts of every macOS, of every company, or of the supplier's own product: a rule may well name them.
GENERAL = {
    "root",  # everybody's administrator
    "support",  # a name that guessers try
    "/opt/jc/bin/jumpcloud-agent",  # the supplier's agent; a pack has to know it
    "jumpcloud.com",
    "docs.jumpcloud.com",
    "login.keychain-db",  # where macOS keeps passwords: what is stolen, not who steals
    "System.keychain",
    "credentials",  # ~/.aws/credentials
    "0.0.0.0",  # what a sinkhole answers
    "127.0.0.1",
}
GENERAL_FOLDERS = (  # of the operating system: everybody's programs lie there
    "/bin/",
    "/sbin/",
    "/usr/bin/",
    "/usr/sbin/",
    "/usr/libexec/",
    "/System/",
)
# Ranges that RFC 5737 and RFC 2544 keep for examples are used by tests: a table of theirs may meet an address of a case
# by chance. In the program and its rules none may stand.
DOCUMENTATION = re.compile(r"^(?:192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d+)\.\d+$")
PRIVATE = re.compile(r"^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.")
AWS_EXAMPLE_ACCOUNT = "111122223333"  # the account number of Amazon's own documentation
SHORT = 4  # shorter words say nothing

TOKEN = re.compile(r"[0-9A-Za-z_/](?:[0-9A-Za-z_./@:-]*[0-9A-Za-z_/])?")


def public_cases():
    return score.cases_below(support.shared() / "cases") if support.shared() else []


def published(case):
    """What the notice names, without the addresses of its own links."""
    text = (case / "notice.md").read_text()
    rows = re.findall(r"^\|\s*\w+\s*\|\s*`([^`]+)`", text, re.MULTILINE)
    csv = case / "indicators.csv"
    rows += [line.split(",")[0] for line in csv.read_text().splitlines()[1:]] if csv.is_file() else []
    return {value.replace("[.]", ".") for value in rows}


def values_of(case):
    """Value -> what it is, of everything that is this case's own."""
    known = Case.load(case)
    values = {value: "published indicator" for value in published(case)}
    for asset in known.assets():
        for key in ("hostname", "system_id", "ip", "user"):
            values[asset.get(key)] = key + " of " + asset["hostname"]
    for account in known.truth["accounts"]:
        for name in account.get("names") or [account["name"]]:
            values[name] = "account"
    for name in known.truth.get("accounts_neutral", []):
        values[name] = "account"
    for item in known.truth["rotation"]["required"] + known.truth["rotation"]["forbidden"]:
        for name in item.get("ids") or []:
            values[name] = "credential"
    everyday = set()
    for file in known.files.values():
        for row in file.rows:
            if row.ordinary():
                everyday.update(
                    re.findall(r'"(?:query|server_name|host|path|filename|parent_path)":"([^"]+)"', row.text)
                )
    for _, file, row in known.marked("planted"):
        for word in re.findall(r'"(?:query|server_name|host)":"([^"]+)"', row.text):
            values[word] = "domain of the intrusion"
        for word in re.findall(r'"(?:client_ip|sourceIPAddress|id\.resp_h)":"([^"]+)"', row.text):
            values[word] = "address of the intrusion"
        for word in re.findall(r'"(?:path|filename|dest_filename|parent_path)":"([^"]+)"', row.text):
            if word not in everyday:
                values[word] = "path of the intrusion"
                values.setdefault(word.rsplit("/", 1)[-1], "file of the intrusion")
    order = intruder.intruders_order(known)
    if order:
        values[order] = "order of the intrusion"
    ours = case_words.domain_of(known)
    values[ours] = "the company's domain"
    values[known.truth["company"]] = "the company"
    return {value: what for value, what in values.items() if value and not is_general(value)}


def is_general(value):
    return (
        value in GENERAL
        or value.rsplit("/", 1)[-1] in GENERAL
        or value.startswith(GENERAL_FOLDERS)
        or value == AWS_EXAMPLE_ACCOUNT
        or len(value) < SHORT
    )


def is_address(value):
    return bool(DOCUMENTATION.match(value) or PRIVATE.match(value))


def sources():
    """The program, its packs, and the pages about rules; the pages tell of no case either."""
    for folder, endings in (("clew", (".h", ".cpp", ".md", ".txt", ".csv", ".toml")), ("packs", (".toml", ".md"))):
        for path in sorted((support.SOURCE / folder).rglob("*")):
            if path.suffix in endings:
                yield path
    for name in ("explanations.md", "rules.md", "doors.md", "formats/pack.md", "formats/sources.md"):
        path = support.SOURCE / "docs" / name
        if path.is_file():
            yield path


def is_test(path):
    return (
        bool(re.search(r"_(?:test|fuzz|bench)\.cpp$", path.name))
        or "testdata" in path.parts
        or path.name.startswith(("testing", "sample_"))
    )


def found_in(text, values):
    """Whole words of the text that are values of a case, and values of more than a word."""
    tokens = set()
    for token in TOKEN.findall(text):
        tokens.add(token)
        tokens.update(re.split(r"[/@:]", token))
    found = {value for value in values if value in tokens}
    lowered = {token.lower() for token in tokens}
    found |= {value for value in values if value.lower() in lowered}
    spaced = {value for value in values if " " in value or "/" in value or "@" in value}
    return found | {
        value for value in spaced if re.search(r"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])" % re.escape(value), text)
    }


class CaseNamesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not public_cases():
            raise unittest.SkipTest("there is no CLEW_SHARED with public cases")
        cls.values = {}
        for case in public_cases():
            for value, what in values_of(case).items():
                cls.values.setdefault(value, "%s in %s" % (what, case.name))

    def check(self, paths, values):
        for path in paths:
            text = path.read_text(encoding="utf-8", errors="replace")
            found = found_in(text, values)
            with self.subTest(file=str(path.relative_to(support.SOURCE))):
                self.assertEqual({value: self.values[value] for value in found}, {})

    def test_the_cases_have_values_to_look_for(self):
        kinds = {what.split(" in ")[0].split(" of ")[0] for what in self.values.values()}
        wanted = {
            "hostname",
            "system_id",
            "user",
            "account",
            "credential",
            "domain",
            "address",
            "path",
            "file",
            "order",
        }
        self.assertLessEqual(wanted | {"published indicator"}, kinds)
        self.assertTrue(found_in('if (name == "LHD-MBP-17")', {"LHD-MBP-17"}))
        self.assertTrue(found_in("from lhd-mbp-17.", {"LHD-MBP-17"}))
        self.assertFalse(found_in("LHD-MBP-170", {"LHD-MBP-17"}))

    def test_the_program_and_its_rules_know_no_case(self):
        self.check([path for path in sources() if not is_test(path)], self.values)

    def test_the_tests_of_the_program_know_no_case(self):
        values = {value for value in self.values if not is_address(value)}
        self.check([path for path in sources() if is_test(path)], values)


if __name__ == "__main__":
    support.main()
