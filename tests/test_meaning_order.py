"""Meaning and words together: passages in the other language, reports with some of the words."""

import contextlib
import dataclasses
import datetime
import json

import pytest
from whoosh import query

from index.api import Order, PassageQuestion, Question, RefusedError, ValueFilter
from index.indexing.progress import no_progress
from index.note_codes import NoteCode
from index.operations.build import build
from index.operations.opening import open_index
from search.page import Nearness
from search.request import Layer, Request
from search.views.engine import search
from web.server.app import create_app

TODAY = datetime.date(2026, 11, 29)
QUESTION = "how does the post reach farmers who live far away"
FILLED = ("bridge", "museum", "library", "stadium", "harbour", "tunnel", "theatre", "station")
REPORTS = {
    "postman": ("On foot", "The postman walks to remote farms with mail for people living there."),
    "geese": ("Geese", "Geese are loud, and people living on the coast keep them."),
    "children": ("Letters", "Children in small towns learn them."),
    "大桥": ("大桥", "大桥因维修而封闭，车辆绕行。"),
    "博物馆": ("博物馆", "博物馆因维修而关闭，下月开放。"),
    **{word: (f"The {word}", f"The {word} is closed for repairs.") for word in FILLED},
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("order")
    lines = [
        {"id": name, "title": title, "body": body, "source": "一报" if "大" in name else "Post"}
        for name, (title, body) in REPORTS.items()
    ]
    (folder / "reports").mkdir()
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "reports" / "reports.jsonl").write_text(text, "utf-8")
    build([str(folder / "reports")], str(folder / "index"), meaning=no_progress)
    return folder / "index"


@pytest.fixture(scope="module")
def index(root):
    with contextlib.closing(open_index(str(root))) as opened:
        yield opened


def ids(hits):
    return [hit.id for hit in hits]


WORDS = query.Or([query.Term("body", word) for word in ("live", "peopl", "town")])
ASKED = Question(query=WORDS, size=20, counts=("source",))
FORMS = {
    "any of the words": WORDS,
    "any of the words, without some reports": query.And(
        [WORDS, query.Not(query.Term("body", "town"))]
    ),
    "all the words": query.And([query.Term("body", "live"), query.Term("body", "peopl")]),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_meaning_changes_the_order_and_nothing_else(index, form):
    asked = dataclasses.replace(ASKED, query=form)
    words = index.ask(asked)
    both = index.ask(dataclasses.replace(asked, nearer_to=QUESTION))

    assert (both.total, both.counts, both.exact) == (words.total, words.counts, words.exact)
    assert set(ids(both.hits)) == set(ids(words.hits))


def test_a_report_that_stands_out_in_meaning_comes_first(index):
    both = index.ask(dataclasses.replace(ASKED, nearer_to=QUESTION))

    assert ids(index.ask(ASKED).hits)[0] == "geese"
    assert ids(both.hits)[0] == "postman"


def test_pages_one_by_one_have_the_order_of_one_long_page(index):
    both = dataclasses.replace(ASKED, nearer_to=QUESTION)
    pages = [index.ask(dataclasses.replace(both, start=at, size=1)).hits for at in range(3)]

    assert [hit for page in pages for hit in page] == list(index.ask(both).hits)


def test_other_orders_are_as_without(index):
    dated = dataclasses.replace(ASKED, order=Order.NEWEST)

    assert index.ask(dataclasses.replace(dated, nearer_to=QUESTION)) == index.ask(dated)


def test_filters_hold_in_the_order_by_meaning(index):
    filtered = dataclasses.replace(
        ASKED, nearer_to=QUESTION, filters=(ValueFilter("source", ("一报",)),)
    )

    assert index.ask(filtered).hits == ()


def test_an_index_without_vectors_refuses_to_order_by_meaning(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("Letters for people.", "utf-8")
    build([str(tmp_path / "reports")], str(tmp_path / "index"))
    with (
        contextlib.closing(open_index(str(tmp_path / "index"))) as bare,
        pytest.raises(RefusedError, match="no vectors of meaning"),
    ):
        bare.ask(dataclasses.replace(ASKED, nearer_to=QUESTION))


def test_words_order_passages_that_are_about_equally_similar(index):
    asked = PassageQuestion(texts=("closed for repairs",), languages=("zh",))
    plain = ids(index.nearest(asked).hits[0])
    second = query.Term("body_grams", {"大桥": "大桥", "博物馆": "博物"}[plain[1]])
    worded = index.nearest(dataclasses.replace(asked, words=(second,))).hits[0]

    assert ids(worded) == [plain[1], plain[0], *plain[2:]]
    assert {hit.id: hit.similarity for hit in worded} == {
        hit.id: hit.similarity for hit in index.nearest(asked).hits[0]
    }


def some(index, text=QUESTION, **options):
    request = Request(text=text, today=TODAY, layer=Layer.SOME, **options)
    page = search(index, request)
    return ids(page.hits), {note.code for note in page.notes}


def test_reports_with_some_of_the_words_are_ordered_by_meaning_too(index):
    hits, notes = some(index, meaning=True)

    assert hits[0] == "postman"
    assert NoteCode.ORDERED_BY_MEANING in notes


BY_WORDS = {
    "switched off": (QUESTION, {"meaning": False}),
    "not asked for": (QUESTION, {}),
    "another order": (QUESTION, {"meaning": True, "order": Order.NEWEST}),
    "quotes": (QUESTION.replace("farmers", '"farmers"'), {"meaning": True}),
    "an operator": (f"{QUESTION} -towns", {"meaning": True}),
    "a field": (f"{QUESTION} source:Post", {"meaning": True}),
}


@pytest.mark.parametrize(("text", "options"), BY_WORDS.values(), ids=BY_WORDS)
def test_the_order_is_that_of_words_with(index, text, options):
    hits, notes = some(index, text, **options)

    assert NoteCode.ORDERED_BY_MEANING not in notes
    assert hits == some(index, text, **options | {"meaning": None})[0]


def test_the_page_says_so_and_one_click_switches_it_off(root):
    app = create_app(str(root))
    client = app.test_client()
    address = f"/search?q={QUESTION.replace(' ', '+')}&layer=some&lang=en"
    by_both, by_words = client.get(address).text, client.get(f"{address}&meaning=0").text
    app.extensions["baogao"].index_manager.close()

    assert "likeness of meaning" in by_both
    assert "likeness of meaning" not in by_words


def test_passages_in_the_other_language_are_offered_with_those_that_words_put_first(index):
    request = Request(text="the bridge is closed for repairs", today=TODAY, meaning=True)
    groups = {group.nearness: group for group in search(index, request).meaning.groups}

    assert groups[Nearness.OTHER_LANGUAGE].hits[0].report.id == "大桥"
