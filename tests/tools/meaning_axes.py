"""Makes `index/text/axes.npy`: the axes on which vectors of passages are written as codes.

    python -m tests.tools.meaning_axes FILE.jsonl.gz …

The files have reports with `title` and `body`, in both languages. The axes are the 256 directions
in which vectors of passages differ most (principal components), turned so that the signs of a
vector's coordinates say most about it (iterative quantization, Gong and Lazebnik 2011). They are
numbers about the model; no text goes into them.
"""

# ruff: noqa: T201 - a tool prints

import argparse
import gzip
import json
import random
from pathlib import Path

import numpy as np

from index.text import encoder, vector_codes
from index.text.passages import passages

PER_FILE = 3000
ROUNDS = 40
TARGET = Path(vector_codes.__file__).with_name("axes.npy")


def sample(path):
    """Passages of a file, spread over all its reports."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        reports = [json.loads(line) for line in lines]
    chosen = random.Random(0)
    chosen.shuffle(reports)
    texts = []
    for report in reports:
        body = report["body"]
        cut = passages(body)
        texts += [
            body[passage.start : passage.end] for passage in chosen.sample(cut, min(len(cut), 40))
        ]
        if len(texts) >= PER_FILE:
            break
    return texts[:PER_FILE]


def axes(vectors):
    """The axes of these vectors, and the spread of the coordinates on each."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    kept = directions[:, ::-1][:, : vector_codes.AXES]
    reduced = vectors @ kept
    turn = np.linalg.qr(
        np.random.default_rng(0).normal(size=(vector_codes.AXES, vector_codes.AXES))
    )[0]
    for _ in range(ROUNDS):
        left, _, right = np.linalg.svd(np.sign(reduced @ turn).T @ reduced)
        turn = (left @ right).T
    turned = kept @ turn
    return turned, np.sqrt(((vectors @ turned) ** 2).mean(0))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    texts = [text for path in parser.parse_args().files for text in sample(path)]
    vectors = encoder.encode(texts).astype(np.float64)
    turned, spread = axes(vectors)
    np.save(TARGET, np.vstack([turned / spread, spread]).astype("<f2"))
    print(f"{len(texts)} passages, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
