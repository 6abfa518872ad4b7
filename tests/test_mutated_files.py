"""Whatever happens to a file, it ends in reports or in a sentence: nothing raises, nothing is silent.

A sample of what was tried by hand (13,000 changed files); `case_files.py` gives the files.
"""

import random

import pytest

from index.indexing import corpus, extract
from index.ingest.scans import recogniser
from index.report import Skipped
from tests import case_files

LARGEST = 60_000
RUNS = 60
PIECES = (
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"\0",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\n\n",
        b"From ",
        b"--bb",
        b"=?gbk?B?",
    ),
    *(b"<w:p>", b"</w:p>", b"PK\x03\x04", b"\xff\xfe", b"%PDF-", b"\x1f\x8b", b"<!DOCTYPE html>"),
    *(b"<item>", b"}}}}", b"\\u0000", b",,,,", b"(\xb5/\xfd", b"WARC/1.0\r\n"),
)


def changed(rng, data):
    """The data with some bytes, pieces or ends of it changed."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 2, 4, 16))):
        position, other = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
        match rng.randrange(5):
            case 0 if data:
                data[position % len(data)] = rng.randrange(256)
            case 1:
                del data[position : position + rng.randrange(1, 200)]
            case 2:
                data[position:position] = rng.choice(PIECES)
            case 3:
                data[position:position] = data[other : other + rng.randrange(400)]
            case _:
                del data[max(position, 1) :]
    return bytes(data or b"x")


@pytest.mark.parametrize("kind", sorted(path.stem for path in case_files.CASES.glob("*.json")))
def test_a_spoilt_file_ends_in_reports_or_a_sentence(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(recogniser, "installed", lambda: False)
    rng = random.Random(kind)
    cases = [(case["file"], case_files.content(case)) for case in case_files.load(kind).values()]
    cases = [(name, data) for name, data in cases if len(data) < LARGEST]
    for number in range(RUNS):
        name, data = rng.choice(cases)
        spoilt = changed(rng, data)
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_bytes(spoilt)

        items = []
        for entry in corpus.entries(str(folder)):
            items += [entry] if isinstance(entry, Skipped) else extract.read(entry)

        assert items, (name, spoilt)
        unknown = [item for item in items if "does not know" in getattr(item, "reason", "")]
        assert not unknown, (name, spoilt)
