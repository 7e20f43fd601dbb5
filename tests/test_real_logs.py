#!/usr/bin/env python3
"""Logs that nobody of the project wrote: read without error, counted right, and nothing found in them that counts.

Zeek logs of a contest (TSV and JSON), OTRF's zip archives, CloudTrail of Stratus Red Team, searched for every published
indicator. The count is made a second time here, in the most obvious way.
"""

import gzip
import json
import os
import unittest
import zipfile

import support

# Four archives hold 80 to 110 MB each; CLEW_ALL_DATA=1 reads them too.
EXPANDED_BYTES_MAX = 24_000_000


def records_in(data):
    """How many records anybody would count; None for what is not text, where lines mean nothing."""
    if b"\0" in data or is_binary(data):
        return None
    text = data.decode("utf-8-sig")
    if text.lstrip()[:1] in ("[", "{"):
        try:
            document = json.loads(text)
        except ValueError:
            document = None  # JSON lines
        # An object on a line of its own is JSON lines too, if only one of them, unless it is CloudTrail's wrapping.
        if document is not None and ("\n" in text.strip() or isinstance(document, list) or "Records" in document):
            return len(first_array(document))
    lines = [line for line in text.split("\n") if line.strip()]
    if text.startswith("#separator"):
        lines = [line for line in lines if not line.startswith("#")]
    return len(lines)


def is_binary(data):
    try:
        data.decode()
        return False
    except UnicodeDecodeError:
        return True


def first_array(document):
    """The first array of a JSON document in the order of its text, or the document as the only element."""
    if isinstance(document, list):
        return document
    for value in document.values() if isinstance(document, dict) else []:
        if isinstance(value, list):
            return value
    return [document]


def members_of(path):
    """Name as reported -> content, for every file and every member of an archive."""
    if path.suffix != ".zip":
        data = path.read_bytes()
        return {"": gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data}
    with zipfile.ZipFile(path) as archive:
        return {"//" + info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def expanded_bytes(path):
    if path.suffix != ".zip":
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(info.file_size for info in archive.infolist())


class RealLogsTest(unittest.TestCase):
    def setUp(self):
        self.data = support.shared() / "data" if support.shared() else None
        if not self.data or not self.data.is_dir():
            self.skipTest("there is no CLEW_SHARED/data")

    def test_zeek_tsv(self):
        self.check("zeek_wrccdc2018_CC-BY-SA/zeek-default", ".gz")

    def test_zeek_json(self):
        self.check("zeek_wrccdc2018_CC-BY-SA/zeek-json", ".gz")

    def test_zeek_tsv_and_json_of_the_same_traffic_have_as_many_records(self):
        counts = []
        for folder, ending in (("zeek-default", ".log.gz"), ("zeek-json", ".json.gz")):
            path = self.data / "zeek_wrccdc2018_CC-BY-SA" / folder
            _, document = self.run_on([path])
            counts.append({entry["file"].removesuffix(ending): entry["events"] for entry in document["evidence_files"]})
        both = set(counts[0]) & set(counts[1])
        self.assertGreater(len(both), 20)
        self.assertEqual({name: counts[0][name] for name in both}, {name: counts[1][name] for name in both})

    def test_otrf_archives(self):
        self.check("otrf", ".zip")

    def test_cloudtrail_of_known_techniques(self):
        self.check("stratus_cloudtrail", ".json")

    def run_on(self, paths):
        args = [arg for path in paths for arg in ("--evidence", path)]
        run, document = support.investigate("--report", self.data / "indicators" / "published.csv", *args)
        self.assertIsNotNone(document, support.words(run))
        return run, document

    def check(self, folder, ending):
        files = sorted(path for path in (self.data / folder).rglob("*" + ending) if path.is_file())
        self.assertTrue(files)
        large = [path for path in files if expanded_bytes(path) > EXPANDED_BYTES_MAX]
        if large and os.environ.get("CLEW_ALL_DATA") != "1":
            print("left out without CLEW_ALL_DATA=1:", ", ".join(path.name for path in large))
            files = [path for path in files if path not in large]
        # In batches, so that two files of one name are not asked for together.
        names = set()
        batch, rest = [], []
        for path in files:
            (rest if path.name in names else batch).append(path)
            names.add(path.name)
        for paths in (batch, *[[path] for path in rest]):
            if paths:
                self.check_batch(paths)

    def check_batch(self, paths):
        run, document = self.run_on(paths)
        self.assertIn(run.returncode, (0, 3), support.words(run))
        self.assertEqual([finding for finding in document["findings"] if finding["status"] == "counts"], [])
        self.assertEqual(document.get("problems", []), [])
        found = {}
        for entry in document["evidence_files"]:
            self.assertEqual(entry["records"], entry["events"] + entry["unparsed"], entry["file"])
            found[entry["file"]] = entry["records"]
        for path in paths:
            members = members_of(path)
            wanted = {path.name + name: records_in(data) for name, data in members.items()}
            # A CSV file's first line names its columns.
            wanted = {name: count - 1 if count and name.endswith(".csv") else count for name, count in wanted.items()}
            if path.name in found and path.suffix == ".zip":  # one entry for the archive as a whole
                wanted = {path.name: None if None in wanted.values() else sum(wanted.values())}
            for name, count in wanted.items():
                with self.subTest(file=name):
                    self.assertIn(name, found)
                    if count is not None:
                        self.assertEqual(found[name], count)


if __name__ == "__main__":
    support.main()
