#!/usr/bin/env python3
"""How good technique suggestions are: on reports that the model has not seen, and in the running prose of others.

    eval/read_techniques.py --data FOLDER [--page docs/benchmarks/techniques.md] [--quick]

FOLDER holds tram2_single_label.json.gz and annoctr_linking_mitre_{dev,test}.jsonl.gz. The first is cut by report and
trained on anew for each fold (eval/techniques/train.py; --quick leaves that out); the others are for testing only: the
shipped model is asked about each of their sentences. --page rewrites the figures between the page's two marks.
"""

import argparse
import gzip
import json
import math
import re
import struct
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "eval/techniques"))
import features  # noqa: E402  (beside the training script)

MODEL = ROOT / "data/techniques.model"
MARKS = ("<!-- figures -->", "<!-- end of figures -->")
TECHNIQUE = re.compile(r"attack\.mitre\.org/techniques/(T\d{4})(?:/(\d{3}))?")


class Model:
    """The reader of docs/formats/techniques.md, in Python; a test compares it with the one in C++."""

    def __init__(self, data: bytes):
        assert data[:8] == b"clewtech"
        _, self.count, self.word_bits, self.part_bits, rows = struct.unpack_from("<5I", data, 8)
        self.share, self.step, *self.calibration, self.threshold = struct.unpack_from("<6f", data, 28)
        at = 52
        self.labels = [data[at + 12 * i:at + 12 * (i + 1)].rstrip(b"\0").decode() for i in range(self.count)]
        at += 12 * self.count
        self.intercepts = struct.unpack_from(f"<{self.count}f", data, at)
        at += 4 * self.count
        self.scales = struct.unpack_from(f"<{self.count}f", data, at)
        at += 4 * self.count
        buckets = (1 << self.word_bits) + (1 << self.part_bits)
        self.idf = data[at:at + buckets]
        self.row_of, row = [], 0
        for value in self.idf:
            self.row_of.append(row)
            row += value != 0
        assert row == rows
        self.weights = struct.unpack_from(f"<{rows * self.count}b", data, at + buckets)

    def decide(self, sentence: str) -> list[float]:
        words, parts = features.words_and_parts(sentence)
        decided = [0.0] * self.count
        for counts, first, share in ((words, 0, self.share), (parts, 1 << self.word_bits, 1.0)):
            values = {first + key: features.weight(count) * self.idf[first + key] * self.step for key, count in counts.items()}
            norm = math.sqrt(sum(value * value for value in values.values()))
            for key, value in values.items():
                if value == 0:
                    continue
                row = self.row_of[key] * self.count
                weight = value / norm * share
                for i in range(self.count):
                    decided[i] += weight * self.weights[row + i]
        return [d * s + b for d, s, b in zip(decided, self.scales, self.intercepts)]

    def best(self, sentence: str) -> tuple[str, float]:
        decided = self.decide(sentence)
        order = sorted(range(self.count), key=lambda i: -decided[i])
        first, second = decided[order[0]], decided[order[1]]
        total = self.calibration[0] * first + self.calibration[1] * (first - second) + self.calibration[2]
        return self.labels[order[0]], 1 / (1 + math.exp(-total))


def is_prose(sentence: str) -> bool:
    """clew/intel/techniques.cpp, is_prose"""
    tokens = re.split(r"[ \t-\r]+", sentence.strip())
    plain = sum(1 for token in tokens if re.fullmatch(r"[A-Za-z\x80-\U0010ffff'’-]+", token.strip("()[]\"'“”.,;:!?*_`")))
    return plain >= 6 and plain * 10 >= len(tokens) * 6


def prose_figures(model: Model, folder: Path) -> list[str]:
    lines = []
    for part in ("dev", "test"):
        rows = [json.loads(line) for line in gzip.open(folder / f"annoctr_linking_mitre_{part}.jsonl.gz", "rt")]
        sentences = defaultdict(set)   # (document, sentence) -> techniques
        documents = defaultdict(set)
        for row in rows:
            sentence = (row["_context_left"] + row["mention"] + row["_context_right"]).strip()
            key = (row["document"], sentence)
            sentences[key]
            found = TECHNIQUE.search(row["label_link"] or "")
            if found:
                identifier = found[1] + (f".{found[2]}" if found[2] else "")
                sentences[key].add(identifier)
                documents[row["document"]].add(identifier)
        # A neighbour that has no mention of its own speaks, in the annotators' eyes, of nothing.
        for row in rows:
            for neighbour in (row["sentence_left"], row["sentence_right"]):
                if neighbour.strip():
                    sentences[(row["document"], neighbour.strip())]
        labels = set(model.labels)
        exact = family = of_document = suggested = possible = recalled = 0
        for (document, sentence), want in sentences.items():
            possible += bool(want & labels)
            label, score = model.best(sentence)
            if label == "none" or score < model.threshold or not is_prose(sentence):
                continue
            suggested += 1
            exact += label in want
            family += any(label[:5] == other[:5] for other in want)
            of_document += any(label[:5] == other[:5] for other in documents[document])
            recalled += label in want
        lines.append(f"| AnnoCTR {part} | {len(sentences)} | {suggested} | {exact / suggested:.2f} | {family / suggested:.2f} "
                     f"| {of_document / suggested:.2f} | {recalled / max(possible, 1):.2f} |")
    return lines


def write_probes(model: Model) -> None:
    """What the C++ reader must say of a few sentences, to a thousandth."""
    page = ROOT / "clew/intel/testdata/technique_scores.tsv"
    sentences = [line.split("\t")[-1] for line in page.read_text().splitlines() if line and not line.startswith("#")]
    out = ["# Written by eval/read_techniques.py --probe: label, score, decision for the label, sentence. The sentences are our own."]
    for sentence in sentences:
        label, score = model.best(sentence)
        out.append(f"{label}\t{score:.6f}\t{max(model.decide(sentence)):.6f}\t{sentence}")
    page.write_text("\n".join(out) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--quick", action="store_true", help="without training anew for each fold")
    parser.add_argument("--probe", action="store_true", help="only rewrite what the test of the C++ reader compares with")
    options = parser.parse_args()
    if options.probe:
        write_probes(Model(MODEL.read_bytes()))
        return
    if not options.data:
        parser.error("--data is missing")
    out = []
    if not options.quick:
        # Debian's Python has the libraries; another one first in PATH may not.
        run = subprocess.run(["/usr/bin/python3", str(ROOT / "eval/techniques/train.py"), "--data", str(options.data), "--baseline"],
                             check=True, capture_output=True, text=True)
        out += ["```", run.stdout.rstrip(), "```", ""]
    model = Model(MODEL.read_bytes())
    out += ["| prose | sentences | suggested | right in the sentence | its family | in the document | found of what it knows |",
            "|---|---|---|---|---|---|---|"]
    out += prose_figures(model, options.data)
    text = "\n".join(out)
    print(text)
    if options.page:
        page = options.page.read_text()
        begin, end = page.index(MARKS[0]) + len(MARKS[0]), page.index(MARKS[1])
        options.page.write_text(page[:begin] + "\n" + text + "\n" + page[end:])


if __name__ == "__main__":
    main()
