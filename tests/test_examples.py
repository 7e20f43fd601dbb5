#!/usr/bin/env python3
"""The example cases are what their generator writes, small, invented, and their truth points at what it says."""

import gzip
import ipaddress
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

import test_no_case_names as public

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BY_INDICATORS = ("first-light", "quiet", "blind")  # Thistlewick Studio
BY_DOOR = {"pushed": "supplier_channel", "stolen-key": "admin_api_key", "stolen-session": "sso_session"}  # Oxbow
CASES = (*BY_INDICATORS, *BY_DOOR)
BYTES_MAX = 400_000
INVENTED_ENDINGS = (".example", ".test", ".invalid", ".in-addr.arpa")
# Real names that the formats themselves carry: the supplier, and whose API a log is of.
REAL_NAMES = {"jumpcloud.com", "amazonaws.com"}
RANGES = [
    ipaddress.ip_network(text)
    for text in (
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "198.18.0.0/15",
        "10.44.0.0/16",
        "10.77.0.0/16",
        "127.0.0.0/8",
        "0.0.0.0/32",
        "2001:db8::/32",
    )
]


def content(path):
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def truth_of(case):
    return json.loads((EXAMPLES / case / "truth.json").read_text())


class ExampleTest(unittest.TestCase):
    def test_the_generator_writes_exactly_what_is_checked_in(self):
        run = subprocess.run(
            [sys.executable, "-B", EXAMPLES / "make_example.py", "--check"], stdout=subprocess.PIPE, check=False
        )
        self.assertEqual((run.returncode, run.stdout.decode()), (0, ""))

    def test_a_case_is_small(self):
        for case in CASES:
            size = sum(path.stat().st_size for path in (EXAMPLES / case).rglob("*") if path.is_file())
            self.assertLess(size, BYTES_MAX, case)

    def test_every_record_of_the_truth_is_where_it_says(self):
        for case in CASES:
            truth = truth_of(case)
            files = {path.name: content(path) for path in (EXAMPLES / case / "evidence").iterdir()}
            self.assertEqual(
                {name: len(data) for name, data in files.items()},
                {name: entry["bytes"] for name, entry in truth["files"].items()},
            )
            for group in truth["decoys"] + truth["planted"] + truth["context"]:
                for record in group["records"]:
                    with self.subTest(case=case, tag=group["tag"], record=record):
                        data, offset = files[record["file"]], record["offset"]
                        self.assertTrue(offset == 0 or data[offset - 1 : offset] == b"\n")
                        self.assertEqual(record["line"], 1 + data.count(b"\n", 0, offset))

    def test_what_happened_and_what_did_not(self):
        truths = [truth_of(case) for case in BY_INDICATORS]
        self.assertEqual([truth["verdict"]["expected"] for truth in truths], ["hit", "not_seen", "cannot_say"])
        self.assertEqual([len(truth["devices"]) for truth in truths], [1, 0, 0])
        self.assertGreaterEqual(len(truths[0]["decoys"]), 15)

    def test_each_door_has_a_case_with_a_second_device_that_no_indicator_shows(self):
        for case, door in BY_DOOR.items():
            with self.subTest(case=case):
                truth = truth_of(case)
                self.assertEqual((truth["verdict"]["expected"], truth["door"]["kind"]), ("hit", door))
                self.assertEqual([device["first_indicator"] is None for device in truth["devices"]], [False, True])
                self.assertGreaterEqual(len(truth["decoys"]), 11)
                listed = {value.lower() for value in truth["indicators_touched"]}
                second = [group for group in truth["planted"] if group["device"] == truth["devices"][1]["name"]]
                self.assertTrue(second)
                for record in (record for group in second for record in group["records"]):
                    data = content(EXAMPLES / case / "evidence" / record["file"])
                    line = data.split(b"\n")[record["line"] - 1].decode().lower()
                    self.assertEqual([value for value in listed if value in line], [])

    def test_planted_records_and_look_alikes_are_apart(self):
        for case in CASES:
            truth = truth_of(case)
            planted, decoys = (
                {(record["file"], record["line"]) for group in truth[kind] for record in group["records"]}
                for kind in ("planted", "decoys")
            )
            self.assertEqual(planted & decoys, set(), case)

    def test_nothing_is_taken_from_a_public_case(self):
        if not public.public_cases():
            self.skipTest("there is no CLEW_SHARED with public cases")
        values = {}
        for case in public.public_cases():
            values.update(public.values_of(case))
        for path in sorted(EXAMPLES.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found = public.found_in(content(path).decode(), values)
                with self.subTest(file=str(path.relative_to(EXAMPLES))):
                    self.assertEqual({value: values[value] for value in found}, {})

    def test_all_names_and_addresses_are_invented(self):
        for path in sorted(EXAMPLES.rglob("*")):
            if not path.is_file() or "evidence" not in path.parts and path.name != "notice.md":
                continue
            text = content(path).decode().replace("[.]", ".").replace("(.)", ".").replace("[dot]", ".")
            for name in re.findall(
                r"(?<=[/@ \"])(?:[a-z0-9-]+\.)+(?:com|org|net|io|example|test|invalid|arpa)\b", text
            ):
                invented = name.endswith(INVENTED_ENDINGS) or any(
                    name == real or name.endswith("." + real) for real in REAL_NAMES
                )
                self.assertTrue(invented or name.startswith("com."), (path.name, name))
            for number in re.findall(r"(?<![\w./-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.-])", text):
                address = ipaddress.ip_address(number)
                self.assertTrue(
                    any(address in net for net in RANGES if net.version == address.version), (path.name, number)
                )


if __name__ == "__main__":
    unittest.main()
