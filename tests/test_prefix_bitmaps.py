"""What processes that serve one index leave to each other, in files that may be gone or broken."""

import numpy as np
import pytest
from whoosh import query

from index.api import Question
from index.embedded.query.prefix_bitmaps import PrefixBitmapCache
from index.operations.build import build
from index.operations.opening import open_index
from index.text.fold import fold_alike
from tests.tools import corpora

CHAR = "经"
FIELD, START = "body_grams", CHAR.encode()
ASKED = Question(query=query.Prefix(FIELD, CHAR), size=100)


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    folder = tmp_path_factory.mktemp("masks")
    corpora.write(folder / "corpus", corpora.reports(8, 60))
    build([str(folder / "corpus")], str(folder / "index"))
    return str(folder / "index")


def ids(index):
    return {hit.id for hit in index.ask(ASKED).hits}


def test_what_one_worked_out_ahead_is_there_for_another(where, tmp_path):
    first, other = open_index(where), open_index(where)
    first.share(tmp_path, (CHAR, "发"))
    other.share(tmp_path)
    mask = other.reader.masks.get(FIELD, START)
    stored = other.reports([name for name, _ in other.fingerprints()])

    assert {report.id for report in stored if CHAR in fold_alike(report.body)} == ids(other)
    assert mask.sum() == len(ids(other)) > 0
    assert other.reader.masks.get("title_grams", "发".encode()) is not None


BROKEN = {
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_not_whole_is_worked_out_again(where, tmp_path, case):
    first, other = open_index(where), open_index(where)
    first.share(tmp_path, (CHAR,))
    for file in list(tmp_path.iterdir()):
        BROKEN[case](file)
    other.share(tmp_path)

    assert other.reader.masks.get(FIELD, START) is None
    assert ids(other) == ids(first)


def test_an_index_answers_when_the_folder_is_gone(where, tmp_path):
    index = open_index(where)
    index.share(tmp_path / "gone")

    assert ids(index) == ids(open_index(where))
    assert not (tmp_path / "gone").exists()


def test_no_more_is_worked_out_ahead_than_can_be_left(where, tmp_path, monkeypatch):
    monkeypatch.setattr("index.embedded.query.prefix_bitmaps.MAX_SHARED_FILES", 3)
    index = open_index(where)
    index.share(tmp_path, (CHAR, "发", "中"))

    assert [file.stem[-6:] for file in tmp_path.iterdir()] == [START.hex()] * 2


def test_no_more_is_left_than_there_is_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr("index.embedded.query.prefix_bitmaps.CACHE_BYTES", 10)
    masks = PrefixBitmapCache(24)
    masks.share(tmp_path)
    for char in "一二三四五六七八九十百千":
        masks.put(FIELD, char.encode(), np.arange(24) % 3 == 0)
    masks.put(FIELD, b"economy", np.ones(24, dtype=np.bool_))

    assert len(list(tmp_path.iterdir())) == 8
    assert masks.get(FIELD, "一".encode()).sum() == 8
