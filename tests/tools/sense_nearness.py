"""Makes `sense_nearness.npy` in `search/query/other_language/`: how near in meaning senses are.

    python -m tests.tools.sense_nearness

For each sense of each Chinese word, the cosine of the two by the sentence encoder, so that archives
without vectors, and processes without the encoder, choose among renderings just as well. Run it
when the dictionary or the reading of its senses changes; a test says when.
"""

# ruff: noqa: T201 - a tool prints

import numpy as np

from index.text import encoder
from search.query.other_language import senses
from search.query.other_language.loaded_cedict import cedict

BATCH = 256


def vectors(texts):
    """The vectors of distinct texts, and the row of each text."""
    distinct = list(dict.fromkeys(texts))
    rows = {text: row for row, text in enumerate(distinct)}
    batches = [
        encoder.encode(distinct[start : start + BATCH]) for start in range(0, len(distinct), BATCH)
    ]
    return np.concatenate(batches), [rows[text] for text in texts]


def main():
    """Encode every word and every sense, and write the cosines."""
    signed, pairs = cedict().pairs()
    words, word_rows = vectors([word for word, _ in pairs])
    texts, text_rows = vectors([text for _, text in pairs])
    cosines = np.einsum("ij,ij->i", words[word_rows], texts[text_rows])
    head = np.frombuffer(signed, np.uint8)
    np.save(senses.NEARNESS_FILE, np.concatenate([head, senses.in_steps(cosines)]))
    print(f"{len(pairs)} senses, {senses.NEARNESS_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
