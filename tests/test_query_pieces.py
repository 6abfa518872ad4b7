"""A piece is a phrase or name as the reader wrote it."""

import datetime

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report
from search.request import Request
from search.views.engine import search
from tests.test_phrase_mining import planted
from tests.tools import corpora

TODAY = datetime.date(2026, 11, 24)
TEXTS = (
    "官员李家超到访。",
    "望津港建成。",
    "碳中和目标。",
    "经济好，发展快，农村与物流。",
    "发展经济。",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pieces")
    reports = [Report(id=f"t{at}", paragraphs=(text,)) for at, text in enumerate(TEXTS)]
    corpora.write(folder / "corpus", [*planted(), *reports])
    build([str(folder / "corpus")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


PIECES = {
    "李家超": ["李家超"],
    "望津港": ["望津港"],
    "碳中和": ["碳中和"],
    "新质生产力": ["新质生产力"],
    "新质生产力物流": ["新质生产力", "物流"],
    "农村 碳中和": ["农村", "碳中和"],
    "title:望津港": ["望津港"],
    "-望津港 物流": ["望津港", "物流"],
    "李家超 OR 望津港": ["李家超", "望津港"],
    "一带一路与钱塘江大潮节": ["一带一路", "钱塘江大潮节"],
    "发展经济": ["发展经济"],
    "经济农村": ["经济", "农村"],
    "crude oil": ["crude", "oil"],
}


@pytest.mark.parametrize("text", PIECES)
def test_a_phrase_or_name_is_one_piece(index, text):
    page = search(index, Request(text=text, today=TODAY))

    assert [piece.text for piece in page.pieces] == PIECES[text]
    for piece in page.pieces:
        assert piece.text in text[piece.start : piece.end]


@pytest.mark.parametrize("text", ["李家超", "经济发展", "新质生产力物流", "农村物流"])
def test_what_is_found_is_what_all_the_words_are_in(index, text):
    page = search(index, Request(text=text, today=TODAY, size=100))
    spaced = search(index, Request(text=" ".join(text), today=TODAY, size=100))

    assert {hit.id for hit in page.hits} <= {hit.id for hit in spaced.hits}
