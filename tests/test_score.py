#!/usr/bin/env python3
"""The scorer gives a perfect answer 1, an empty one what silence is worth, and each mistake its price."""

import copy
import json
import sys
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SOURCE / "eval"))
import score  # noqa: E402


def truth_of(case):
    return json.loads((SOURCE / "examples" / case / "truth.json").read_text())


def perfect(truth):
    """The document that says exactly what the truth says."""
    earliest = truth["earliest"]
    gaps = {}
    for gap in truth["gaps"]:
        if gap["kind"] != "host_unseen":
            gaps.setdefault(gap["stream"], []).append({"from": gap["from"], "to": gap["to"], "why": gap["why"]})
    streams = {}
    for name, entry in truth["files"].items():
        streams.setdefault(entry["stream"], []).append(name)
    return {
        "answer": {
            "verdict": truth["verdict"]["expected"],
            "earliest": earliest and {"time": earliest["time"], "finding": "F1"},
            "door": truth["door"]["kind"] and {"kind": truth["door"]["kind"]},
        },
        "devices": [{"name": device["name"], "status": "compromised"} for device in truth["devices"]],
        "accounts": [{"name": account["name"], "status": account["status"]} for account in truth["accounts"]],
        "rotation": [
            {
                "kind": item["kinds"][0],
                "id": (item.get("ids") or [None])[0],
                "account": (item.get("accounts") or [None])[0],
                "device": (item.get("devices") or [None])[0],
            }
            for item in truth["rotation"]["required"]
        ],
        "findings": [
            {"id": "F1", "status": "counts", "evidence": [{"file": record["file"], "line": record["line"]}]}
            for group in truth["planted"]
            for record in group["records"]
        ],
        "coverage": [
            {
                "source": stream,
                "files": files,
                "from": min(truth["files"][file]["first"] for file in files),
                "gaps": gaps.get(stream, []),
            }
            for stream, files in streams.items()
        ],
        "blind": [
            {"what": "process execution on " + gap["host"], "why": gap["why"]}
            for gap in truth["gaps"]
            if gap["kind"] == "host_unseen"
        ],
    }


class ScoreTest(unittest.TestCase):
    def part(self, document, truth, name):
        return score.score(document, truth)[0][name]

    def test_the_weights_make_one(self):
        self.assertAlmostEqual(sum(score.WEIGHTS.values()), 1.0)

    def test_a_perfect_answer_scores_one(self):
        for case in ("first-light", "quiet", "blind"):
            truth = truth_of(case)
            self.assertAlmostEqual(score.score(perfect(truth), truth)[1], 1.0, msg=case)

    def test_each_mistake_has_its_price(self):
        truth = truth_of("first-light")
        decoy = truth["decoys"][0]["records"][0]
        required, forbidden = truth["rotation"]["required"], truth["rotation"]["forbidden"][0]
        mistakes = [
            ("another verdict", "verdict", 0.4, lambda d: d["answer"].update(verdict="suspicious")),
            ("a wrong verdict", "verdict", 0.0, lambda d: d["answer"].update(verdict="not_seen")),
            (
                "one device too many",
                "devices",
                2 / 3,
                lambda d: d["devices"].append({"name": "easel", "status": "suspicious"}),
            ),
            ("a cleared device", "devices", 1.0, lambda d: d["devices"].append({"name": "easel", "status": "cleared"})),
            ("no device", "devices", 0.0, lambda d: d["devices"].clear()),
            (
                "a decoy that counts",
                "decoys",
                1 - 1 / len(truth["decoys"]),
                lambda d: d["findings"].append({"status": "counts", "evidence": [decoy]}),
            ),
            (
                "a decoy that is explained",
                "decoys",
                1.0,
                lambda d: d["findings"].append({"status": "explained", "evidence": [decoy]}),
            ),
            ("six hours late", "earliest", 0.75, lambda d: d["answer"]["earliest"].update(time="2024-09-18T15:12:07Z")),
            ("two days late", "earliest", 0.0, lambda d: d["answer"]["earliest"].update(time="2024-09-20T09:12:07Z")),
            ("no time", "earliest", 0.0, lambda d: d["answer"].update(earliest=None)),
            ("another door", "door", 0.0, lambda d: d["answer"].update(door={"kind": "unknown"})),
            ("no door", "door", 0.0, lambda d: d["answer"].update(door=None)),
            ("no account", "accounts", 0.0, lambda d: d["accounts"].clear()),
            ("half of the rotation", "rotation", 1 / len(required), lambda d: d["rotation"].pop()),
            (
                "a bystander is rotated",
                "rotation",
                1 - 1 / len(required),
                lambda d: d["rotation"].append(
                    {"kind": "keychain", "id": None, "account": None, "device": forbidden["devices"][0]}
                ),
            ),
            (
                "no gaps",
                "gaps",
                0.0,
                lambda d: (d["blind"].clear(), [source["gaps"].clear() for source in d["coverage"]]),
            ),
        ]
        for name, part, worth, make in mistakes:
            with self.subTest(name):
                document = copy.deepcopy(perfect(truth))
                make(document)
                self.assertAlmostEqual(self.part(document, truth, part), worth)

    def test_a_gap_is_named_from_four_fifths_on(self):
        truth = truth_of("first-light")
        gap = next(gap for gap in truth["gaps"] if gap["kind"] == "outage")
        begin, end = score.seconds(gap["from"]), score.seconds(gap["to"])
        for share, named in ((0.79, False), (0.81, True)):
            document = perfect(truth)
            source = next(source for source in document["coverage"] if source["source"] == gap["stream"])
            cut = score.datetime.fromtimestamp(begin + share * (end - begin), score.timezone.utc)
            source["gaps"] = [{"from": gap["from"], "to": cut.strftime("%Y-%m-%dT%H:%M:%SZ")}]
            self.assertEqual(score.is_gap_named(document, truth, gap), named)

    def test_a_late_start_is_named_by_the_first_record(self):
        truth = truth_of("blind")
        document = perfect(truth)
        for source in document["coverage"]:
            source["gaps"] = []
        self.assertEqual(self.part(document, truth, "gaps"), 1.0)

    def test_a_stream_that_is_missing_is_named_among_the_blind_spots(self):
        truth = truth_of("quiet")
        truth["gaps"] = [{"kind": "missing", "stream": "osquery", "aliases": ["osquery", "process execution"]}]
        truth["gaps"][0].update({"from": truth["window"]["from"], "to": truth["window"]["to"]})
        del truth["files"]["osquery_results.ndjson"]
        for what, named in (("process execution on every device", 1.0), ("processes", 0.0), ("pre-osquery2", 0.0)):
            document = perfect(truth | {"gaps": []})
            document["blind"] = [{"what": what, "why": "no source shows it"}]
            self.assertEqual(self.part(document, truth, "gaps"), named, what)

    def test_times_may_have_any_number_of_digits(self):
        self.assertAlmostEqual(
            score.seconds("2024-09-18T09:12:07.123456789Z") - score.seconds("2024-09-18T09:12:07Z"),
            0.123456789,
            places=5,
        )


if __name__ == "__main__":
    unittest.main()
