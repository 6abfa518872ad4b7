"""Whatever line the advanced form reads and writes again finds the same reports."""

import datetime
import functools
import json
import random

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from search.query.advanced_form import FORM_FIELDS, read_fields, read_line
from search.query.interpret import as_read
from search.query.syntax.parser import parse
from search.request import Match, Request
from search.views.engine import search

LINES = (
    "",
    "农村",
    "农村 物流",
    "农村 OR 乡镇",
    "农村|乡镇",
    "(农村 OR 乡镇) (物流 OR 快递)",
    "(农村 或 乡镇) 桥梁 (物流 或 快递) 非 港口",
    "(school OR hospital) (rural OR urban) -harbour",
    "农村 OR (物流 港口)",
    "(农村 港口) OR 物流",
    "农村 物流 OR 港口",
    "农村 OR 物流 港口",
    "农村 (物流 OR (港口 快递))",
    "(农村 OR 物流) OR 港口",
    "school OR NOT hospital",
    "school -hospital rural",
    "-school",
    "NOT school",
    "school NOT (hospital OR rural)",
    "school NOT (hospital rural)",
    "农村 -(物流 OR 港口) -快递",
    "农村 AND 物流",
    "the school AND rural",
    "the AND school",
    "农村 AND (物流 OR 港口) AND NOT 快递",
    "+school +rural",
    "+the school",
    "“农村物流”",
    '"rural schools"',
    '"schools"',
    '"schools" rural',
    '"schools" OR hospital',
    'rural -"schools"',
    'rural title:"schools"',
    "农村 “快递进村” 物流",
    "《农村》 港口",
    "“rural ‘schools’ open”",
    "“依据国发〔2024〕5号 办理”",
    '"农村 物流"~s',
    '"农村 物流"~s "港口 快递"~s',
    '"school rural"~3',
    '"农村 物流"~p 港口',
    "农村 SENTENCE 物流",
    "(农村 OR 乡镇) SENTENCE (物流 OR 快递)",
    "school NEAR/3 rural",
    "school NEAR rural hospital",
    "title:农村",
    "title:农村 title:物流",
    "title:(农村 OR 物流) 港口",
    "标题:农村 或 物流",
    "source:Tide",
    "source:Tide Herald",
    "school source:Tide Herald",
    "source:Tide source:Herald",
    'source:("Tide Herald" OR 云河晚报)',
    "来源:云河晚报 农村",
    "from:Quill",
    "author:Quill school",
    "author:Quill OR author:Rowe",
    "author:(Quill OR Rowe) source:Tide",
    "-source:Tide school",
    "date:2023",
    "date:2023 农村",
    "农村 date:March 2023",
    "date:March 2023 -school rural",
    "school after:2023",
    "school 2023 -rural 3 km",
    "1 -rural 000 school",
    "school insource:“rural schools”",
    "school OR",
    "OR",
    "school )rural OR hospital",
    "school OR (rural hospital",
    'school OR (rural hospital) "',
    "sch* -rur*",
    "school (rural) ((hospital))",
    "(school rural) (hospital)",
    "((school OR rural) hospital)",
    "title:(school rural) OR author:Rowe",
    "TITLE(school) and not AUTHOR(Rowe)",
    "school[ti] OR rural[ti]",
    "allintitle: rural school",
    "school /p rural",
    "SU=农村*物流-港口",
    "农村 and 物流 or 港口",
    "either 农村 or 物流",
    "SCHOOL OR A HOSPITAL OF THE WEST",
    "Rural schools and harbours | Tide Herald",
    "school rural school",
    "what is the rural school",
    "the of",
    "do -school n't",
    "*",
)
WORDS = (
    *("农村", "乡镇", "物流", "快递", "港口", "桥梁", "湖泊"),
    *("school", "schools", "hospital", "rural", "urban", "harbour", "the", "of"),
)
PHRASES = (
    *("农村物流", "快递进村", "rural schools", "rural school", "school hospital", "do n't"),
    *("don't", "1,000", "3 km", "2023", "rural ‘schools’ open", "依据国发〔2024〕5号办理"),
)
TEXTS = (*WORDS, *PHRASES)
SOURCES = ("Tide", "Herald", "Tide Herald", "云河晚报", "")
AUTHORS = ("Ada Quill", "Ben Rowe", "")
REPORTS = 120
CHANCE_LINES = 100
TODAY = datetime.date(2024, 12, 1)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """An index of reports of chance words, which tell queries apart."""
    folder = tmp_path_factory.mktemp("lines")
    chance = random.Random(7)
    reports = [
        {
            "id": str(number),
            "title": " ".join(chance.sample(WORDS, 2)) + f" No{number}",
            "body": "。".join(" ".join(chance.sample(TEXTS, 5)) for _ in range(2)),
            "source": chance.choice(SOURCES),
            "author": chance.choice(AUTHORS),
            "date": f"202{chance.randint(2, 4)}-0{chance.randint(2, 4)}-11",
        }
        for number in range(REPORTS)
    ]
    lines = [json.dumps(report, ensure_ascii=False) for report in reports]
    (folder / "reports").mkdir()
    (folder / "reports" / "all.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder / "reports")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


@functools.cache
def found(index, text):
    request = Request(text=text, today=TODAY, size=REPORTS, collapse_copies=False, match=Match.ALL)
    return frozenset(hit.id for hit in search(index, request).hits)


def sent(form, **added):
    """The form as a reader sends it, with words added to its fields."""
    texts = {name: form.text_of(name) for name in FORM_FIELDS} | {"rest": form.rest}
    return read_fields({name: f"{text} {added.get(name, '')}" for name, text in texts.items()})


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("chinese", [True, False])
def test_a_line_that_the_form_reads_and_writes_finds_the_same_reports(index, text, chinese):
    form = read_line(as_read(Request(text=text, today=TODAY)).text)

    assert found(index, form.line(chinese=chinese)) == found(index, text)
    assert found(index, sent(form).line(chinese=chinese)) == found(index, text)


ALONE = {"", "OR", "*", "-school", "the of"}
"""Lines that are read otherwise if nothing stands beside them."""


@pytest.mark.parametrize("text", [text for text in LINES if text not in ALONE])
def test_a_word_added_and_one_excluded_narrow_the_whole_line(index, text):
    line = sent(read_line(text), all="桥梁", none="湖泊").line()
    narrowed = (found(index, text) & found(index, "桥梁")) - found(index, "湖泊")

    assert found(index, line) == narrowed


PIECES = (
    *("农村", "物流", "school", "rural", "“schools”", '"农村 物流"~s', "title:school", "2023"),
    *("source:Tide", "OR", "OR", "AND", "NOT", "-", "(", "(", ")", ")", "NEAR/3", "the", "|"),
)


def test_lines_of_chance_pieces_stay_as_they_are_and_are_narrowed_as_a_whole(index):
    chance = random.Random(11)
    lines = [" ".join(chance.choices(PIECES, k=chance.randint(3, 9))) for _ in range(CHANCE_LINES)]
    asked = {text: read_line(text) for text in lines if any(map(str.isalnum, text))}

    changed = [text for text in asked if found(index, asked[text].line()) != found(index, text)]
    assert not changed
    whole = [text for text in asked if not parse(text).warnings and "the" not in text]
    assert len(whole) > CHANCE_LINES // 10
    wide = [
        text
        for text in whole
        if found(index, sent(asked[text], all="桥梁", none="湖泊").line())
        != (found(index, text) & found(index, "桥梁")) - found(index, "湖泊")
    ]
    assert not wide
