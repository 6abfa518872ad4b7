"""Titles of one story in both languages, and what they say for a word."""

import datetime

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from search.request import Request
from search.views.engine import search

TODAY = datetime.date(2026, 11, 24)
TITLES = {
    "a.txt": "农村物流成网 | Rural Logistics Form a Network",
    "b.txt": "冷链物流提速 / Cold Chain Logistics Speed Up",
    "c.txt": "Ports and Logistics of the Coast ｜ 沿海港口与物流",
    "d.txt": "港口扩建完成 | Yunhe Evening Post",
    "e.txt": "铁路货运增长 | Yunhe Evening Post",
    "f.txt": "机场年度报告 | Yunhe Evening Post",
    "g.zh.txt": "云河大桥建成通车",
    "g.en.txt": "Yunhe Bridge Opens to Traffic",
    "zh/h.txt": "云河水库工程开工",
    "en/h.txt": "Work Starts on Yunhe Reservoir",
    "i.txt": "农村教育通报",
    "k.txt": "2022年统计公报 | Statistical Bulletin 2022",
    "l.txt": "2023年统计公报 | Statistical Bulletin 2023",
    "j.txt": "Annual report on rural schools",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parallel")
    for name, title in TITLES.items():
        path = folder / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{title}\n\n{title}. {name}\n", "utf-8")
    build([str(folder / "reports")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


def offered(index, text):
    page = search(index, Request(text=text, today=TODAY))
    return [
        (suggestion.text, suggestion.count)
        for suggestion in page.suggestions
        if suggestion.kind == "glossary"
    ]


SAID = {
    "what titles have in common": ("物流", [("Logistics", 3)]),
    "and the other way round": ("logistics", [("物流", 3)]),
    "a whole title": ("农村物流成网", [("Rural Logistics Form a Network", 1)]),
    "of a page beside it": ("云河大桥建成通车", [("Yunhe Bridge Opens to Traffic", 1)]),
    "a title that returns": (
        "统计公报",
        [("Statistical Bulletin", 2)],
    ),
    "a part of one does not stand for all of it": ("统计", []),
    "of a page in a folder beside it": (
        "work starts on yunhe reservoir",
        [("云河水库工程开工", 1)],
    ),
    "a name that follows many titles": ("港口扩建完成", []),
    "one title alone says nothing for a word": ("农村", []),
    "no title of two languages": ("教育", []),
}


@pytest.mark.parametrize(("text", "expected"), SAID.values(), ids=SAID)
def test_titles_in_both_languages_say_what_a_word_is_called_in_the_other(index, text, expected):
    assert offered(index, text) == expected
