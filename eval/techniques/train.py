#!/usr/bin/env python3
"""Trains the technique model on published sentences, and says how good it is on reports that it has not seen.

    eval/techniques/train.py --data FOLDER [--write data/techniques.model]

FOLDER holds tram2_single_label.json.gz (Apache-2.0): sentences, each with its technique and the title of its report.
sentences.tsv, beside this script, is our own. Folds are cut by report: no sentence of a report is judged by a model that
saw another sentence of it. Needs python3-numpy, python3-scipy, python3-sklearn. The format is docs/formats/techniques.md.
"""

import argparse
import gzip
import json
import struct
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.svm import LinearSVC

import features

NONE = "none"          # the class of sentences that speak of no technique; ours only
FOLDS = 10
SHUFFLES = 3
PENALTY = 1.0
BALANCE = 0.75         # 0: a rare technique counts as much as it occurs; 1: all count the same
WORDS_SHARE = 0.5      # of the words' block beside the parts' block
IDF_STEP = 1 / 24      # inverse document frequencies are stored in one byte
OWN_PRECISION = 0.97   # what a suggestion must reach on sentences of unseen reports


def read_data(folder: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    rows = json.loads(gzip.open(folder / "tram2_single_label.json.gz").read())
    return ([row["text"] for row in rows], np.array([row["label"] for row in rows]),
            np.array([row["doc_title"] for row in rows]))


def read_own() -> tuple[list[str], np.ndarray]:
    lines = (Path(__file__).parent / "sentences.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [text for _, text in rows], np.array([label for label, _ in rows])


def matrix(counts: list, bits: int) -> sp.csr_matrix:
    indptr, indices, values = [0], [], []
    for row in counts:
        for key in sorted(row):
            indices.append(key)
            values.append(features.weight(row[key]))
        indptr.append(len(indices))
    return sp.csr_matrix((values, indices, indptr), shape=(len(counts), 1 << bits))


class Blocks:
    """Both blocks of features of all sentences, before they are weighted by a training set."""

    def __init__(self, sentences: list[str]):
        both = [features.words_and_parts(sentence) for sentence in sentences]
        self.raw = [matrix([words for words, _ in both], features.WORD_BITS),
                    matrix([parts for _, parts in both], features.PART_BITS)]

    def idf(self, train: np.ndarray) -> list[np.ndarray]:
        found = []
        for raw in self.raw:
            frequency = np.bincount(raw[train].indices, minlength=raw.shape[1])
            idf = (np.log((1 + len(train)) / (1 + frequency)) + 1) * (frequency > 0)
            found.append(np.clip(np.round(idf / IDF_STEP), 0, 255))
        return found

    def weighted(self, idf: list[np.ndarray]) -> sp.csr_matrix:
        blocks = []
        for raw, steps, share in zip(self.raw, idf, (WORDS_SHARE, 1.0)):
            block = raw @ sp.diags(steps * IDF_STEP)
            norm = np.sqrt(block.multiply(block).sum(axis=1)).A1
            norm[norm == 0] = 1
            blocks.append(sp.diags(share / norm) @ block)
        return sp.hstack(blocks).tocsr()


class Model:
    def __init__(self, x: sp.csr_matrix, y: np.ndarray):
        labels, counts = np.unique(y, return_counts=True)
        weights = {label: (len(y) / (len(labels) * count)) ** BALANCE for label, count in zip(labels, counts)}
        machine = LinearSVC(C=PENALTY, class_weight=weights, random_state=0).fit(x, y)
        self.labels = machine.classes_
        self.scale = np.abs(machine.coef_).max(axis=1) / 127
        self.weights = np.round(machine.coef_ / self.scale[:, None]).astype(np.int8)
        self.intercept = machine.intercept_.astype(np.float32)

    def decide(self, x: sp.csr_matrix) -> np.ndarray:
        return (x @ self.weights.T.astype(np.float64)) * self.scale + self.intercept


def folds_of(reports: np.ndarray, seed: int) -> list[np.ndarray]:
    titles = sorted(set(reports))
    np.random.RandomState(seed).shuffle(titles)
    number = {title: i % FOLDS for i, title in enumerate(titles)}
    of_each = np.array([number[title] for title in reports])
    return [np.where(of_each == fold)[0] for fold in range(FOLDS)]


def cross_validate(blocks: Blocks, y: np.ndarray, tram: int, reports: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """What a model that saw neither a sentence's report nor, for our own, the sentence, says of each sentence."""
    decided = np.zeros((len(y), len(labels)))
    own = np.arange(tram, len(y))
    for number, test in enumerate(folds_of(reports, seed)):
        test = np.concatenate([test, own[number::FOLDS]])
        train = np.setdiff1d(np.arange(len(y)), test)
        idf = blocks.idf(train)
        model = Model(blocks.weighted(idf)[train], y[train])
        columns = np.searchsorted(labels, model.labels)
        decided[test] = -9
        decided[np.ix_(test, columns)] = model.decide(blocks.weighted(idf)[test])
    return decided


def scores(y: np.ndarray, decided: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Among the techniques only, as in the published comparison: each of these sentences has one."""
    forced = decided.copy()
    forced[:, labels == NONE] = -99
    guess = labels[forced.argmax(axis=1)]
    return f1_score(y, guess, average="macro", labels=sorted(set(y))), accuracy_score(y, guess)


def baseline(sentences: list[str], y: np.ndarray, reports: np.ndarray, seed: int) -> tuple[float, float]:
    guess = np.empty(len(y), dtype=object)
    for test in folds_of(reports, seed):
        train = np.setdiff1d(np.arange(len(y)), test)
        vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
        machine = LinearSVC(random_state=0).fit(vectors.fit_transform([sentences[i] for i in train]), y[train])
        guess[test] = machine.predict(vectors.transform([sentences[i] for i in test]))
    return f1_score(y, guess, average="macro"), accuracy_score(y, guess)


def evidence_of(decided: np.ndarray) -> np.ndarray:
    """What the calibration looks at: the best decision, and how far it is from the second."""
    ordered = np.sort(decided, axis=1)
    return np.column_stack([ordered[:, -1], ordered[:, -1] - ordered[:, -2]])


def calibrate(y: np.ndarray, decided: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float, float, float]:
    """(three coefficients, threshold, precision, share) of a suggestion."""
    guess = labels[decided.argmax(axis=1)]
    evidence = evidence_of(decided)
    right = (guess == y).astype(int)
    fit = LogisticRegression(C=100.0).fit(evidence, right)
    coefficients = np.array([*fit.coef_[0], fit.intercept_[0]], dtype=np.float32)
    probability = fit.predict_proba(evidence)[:, 1]
    suggested = guess != NONE
    for threshold in np.arange(0.5, 0.999, 0.01):
        kept = suggested & (probability >= threshold)
        if kept.any() and right[kept].mean() >= OWN_PRECISION:
            return coefficients, float(threshold), float(right[kept].mean()), float(kept.sum() / (y != NONE).sum())
    sys.exit("no threshold reaches the precision wanted")


def write_model(path: Path, model: Model, idf: list[np.ndarray], coefficients: np.ndarray, threshold: float) -> int:
    """docs/formats/techniques.md"""
    steps = np.concatenate(idf).astype(np.uint8)
    rows = np.where(steps > 0)[0]
    out = b"clewtech" + struct.pack("<5I", 1, len(model.labels), features.WORD_BITS, features.PART_BITS, len(rows))
    out += struct.pack("<6f", WORDS_SHARE, IDF_STEP, *coefficients, threshold)
    out += b"".join(label.encode().ljust(12, b"\0") for label in model.labels)
    out += model.intercept.astype("<f4").tobytes() + model.scale.astype("<f4").tobytes()
    out += steps.tobytes() + np.ascontiguousarray(model.weights.T[rows]).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out)
    return len(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the published sentences")
    parser.add_argument("--write", type=Path, help="where the model goes")
    parser.add_argument("--baseline", action="store_true", help="score TF-IDF with a linear SVM on the same folds, too")
    options = parser.parse_args()

    sentences, labels_of, reports = read_data(options.data)
    own, own_labels = read_own()
    y = np.concatenate([labels_of, own_labels])
    labels = np.unique(y)
    blocks = Blocks(sentences + own)
    tram = len(sentences)
    print(f"{tram} sentences of {len(set(reports))} reports, {len(set(labels_of))} techniques; {len(own)} of our own")
    figures = []
    for seed in range(SHUFFLES):
        decided = cross_validate(blocks, y, tram, reports, labels, seed)
        figures.append(scores(labels_of, decided[:tram], labels))
        print(f"fold set {seed}: macro-F1 {figures[-1][0]:.3f} accuracy {figures[-1][1]:.3f}", flush=True)
        if options.baseline:
            plain = baseline(sentences, labels_of, reports, seed)
            print(f"            TF-IDF + linear SVM: macro-F1 {plain[0]:.3f} accuracy {plain[1]:.3f}", flush=True)
        if seed == 0:
            coefficients, threshold, precision, share = calibrate(y, decided, labels)
    print(f"mean: macro-F1 {np.mean([f for f, _ in figures]):.3f} accuracy {np.mean([a for _, a in figures]):.3f}")
    print(f"suggested from {threshold:.2f} on: precision {precision:.3f}, {share:.0%} of the sentences with a technique")
    if options.write:
        idf = blocks.idf(np.arange(len(y)))
        size = write_model(options.write, Model(blocks.weighted(idf), y), idf, coefficients, threshold)
        print(f"{options.write}: {size} bytes")


if __name__ == "__main__":
    main()
