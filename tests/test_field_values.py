"""Values of fields: whom a text names, whichever request asks, and whatever became of the index."""

import json
from types import SimpleNamespace

import pytest
from whoosh.query import Term

from index.operations.build import build
from index.operations.opening import open_index
from index.report import address_key_of
from search.query.field_values import fields_with_value, values_containing
from search.query.fields import FieldQueries
from search.query.nearest_values import nearest_values
from search.query.syntax.parser import Word
from search.query.text_lines import TextLines
from web.timed_index import TimedIndex

HOSTLESS = ("http:///x", "file:///srv/pages/quay.html", "/srv/pages/quay.html", "https:///?q=1")
AUTHORS = ("", "张三", "李四、王五", "Ada Quill", "Bo Reed", "Wren, Kit and May D. Lo", "顾 然")
NAMED = {
    "a name": ("张三", [("author", "张三")]),
    "one of several": ("王五", [("author", "李四、王五")]),
    "the other order": ("Quill, Ada", [("author", "Ada Quill")]),
    "with a byline": ("本报记者张三", [("author", "张三")]),
    "without the space": ("顾然", [("author", "顾 然")]),
    "with a space": ("张 三", [("author", "张三")]),
    "with by": ("by Bo Reed", [("author", "Bo Reed")]),
    "the other order in a list": ("Kit Wren", [("author", "Wren, Kit and May D. Lo")]),
    "the other order with by": ("by Kit Wren", [("author", "Wren, Kit and May D. Lo")]),
    "nobody": ("港口", []),
    "marks alone": ("=", []),
}


WRITTEN = (
    "李明远",
    "李 明",
    "张三、李明",
    "王李 明德",
    "Ann Lee",
    "Lee, Ann; Bo Reed",
    "Joann Leeds",
)
CONTAINING = {
    "李明": "李明远|李 明|张三、李明",
    "李 明": "李 明|张三、李明|王李 明德",
    "明德": "王李 明德",
    "Ann Lee": "Ann Lee|Lee, Ann; Bo Reed|Joann Leeds",
    "AnnLee": "Ann Lee|Joann Leeds",
    "Lee, Ann": "Ann Lee|Lee, Ann; Bo Reed|Joann Leeds",
    "Reed Bo": "Lee, Ann; Bo Reed",
    "B. Reed": "Lee, Ann; Bo Reed",
    "Lee A.": "Ann Lee|Lee, Ann; Bo Reed",
}
"""A text and the values that contain it in any of its writings."""


NEAREST = {
    "Ann Lea": "Ann Lee|Lee, Ann",
    "Anne Lee": "Ann Lee|Lee, Ann",
    "Bo Read": "Bo Reed",
    "李朋远": "李明远",
    "张山": "张三",
    "Ada Quill": "",
    "Lea Ann": "Ann Lee|Lee, Ann",
    "Lea, Ann": "Lee, Ann|Ann Lee",
}
"""A misspelt author and the names that are meant, each alone where a value lists several."""


def write(folder, authors):
    """Reports by these authors; the empty one is nobody."""
    rows = [
        {"id": f"r{number}", "title": f"第{number}号", "body": "港口开港了。", "author": author}
        for number, author in enumerate(authors)
    ]
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("values")
    write(folder / "corpus", AUTHORS)
    build([str(folder / "corpus")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


@pytest.mark.parametrize(("text", "values"), NAMED.values(), ids=NAMED)
def test_a_text_names_the_authors_that_have_this_name(index, text, values):
    assert list(fields_with_value(TimedIndex(index), text)) == values


@pytest.mark.parametrize("text", CONTAINING)
def test_a_name_is_found_in_all_its_writings_not_only_in_the_first_that_some_value_has(text):
    terms = [SimpleNamespace(text=value) for value in WRITTEN]
    state = SimpleNamespace(state=f"values for {text}")
    index = SimpleNamespace(about=lambda: state, terms=lambda *_: terms)

    assert values_containing(index, "author", text) == CONTAINING[text].split("|")


@pytest.mark.parametrize("text", NEAREST)
def test_a_misspelt_name_is_near_to_the_name_alone_of_a_list_and_in_both_orders(text):
    terms = [SimpleNamespace(text=value) for value in WRITTEN]
    state = SimpleNamespace(state=f"values near {text}")
    index = SimpleNamespace(about=lambda: state, terms=lambda *_: terms)

    assert "|".join(nearest_values(index, "author", text)[:2]) == NEAREST[text]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("text", HOSTLESS)
def test_an_address_without_a_host_is_looked_for_as_an_address(text, known):
    index = SimpleNamespace(frequencies=lambda *_: [int(known)])
    asked = FieldQueries(index).query_of("site", Word(0, len(text), text))

    assert asked == (Term("address", address_key_of(text)) if known else None)


def test_each_request_has_the_values_of_its_own_state_of_the_index(tmp_path):
    write(tmp_path / "corpus", AUTHORS)
    where = str(tmp_path / "index")
    build([str(tmp_path / "corpus")], where)
    before = open_index(where)
    assert values_containing(TimedIndex(before), "author", "赵六") == []
    write(tmp_path / "corpus", (*AUTHORS, "赵六"))
    build([str(tmp_path / "corpus")], where, update=True)
    after = open_index(where)

    assert values_containing(TimedIndex(after), "author", "赵六") == ["赵六"]
    assert values_containing(TimedIndex(before), "author", "赵六") == []
    before.close()
    after.close()


def test_lines_are_found_by_a_part_each_once():
    lines = TextLines(("ebb", "ebb and ebb", "", "flow"))
    assert list(lines.containing("ebb")) == [0, 1]
    assert list(lines.containing("ow")) == [3]
    assert list(lines.containing("tide")) == []
