"""Copies collapsed over all pages: no story twice, no report lost, counts that are right."""

import datetime
import random

import pytest
from bs4 import BeautifulSoup
from whoosh import query

from index.api import Order, Question, ValueFilter
from index.operations.build import build
from index.operations.opening import open_index
from search.request import Request
from search.views import collapse
from search.views.engine import search
from web.server.app import create_app

TODAY = datetime.date(2024, 1, 1)


def story(rng):
    return "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(120))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """70 reports of 40 stories, copies up to nine days behind the first, over many pages."""
    folder = tmp_path_factory.mktemp("collapsing")
    rng = random.Random(5)
    (folder / "corpus").mkdir()
    stories = [story(rng) for _ in range(40)]
    carried = [*range(40), *rng.choices(range(0, 40, 3), k=30)]
    for number, carrier in enumerate(carried):
        day = datetime.date(2023, 1, 1) + datetime.timedelta(days=2 * carrier + rng.randrange(9))
        head = f"第{number}号\n来源：甲报{number % 7}\n日期：{day}"
        text = f"{head}\n\n通报。{stories[carrier]}。\n责任编辑：{number}\n"
        (folder / "corpus" / f"{number:02d}.txt").write_text(text, "utf-8")
    build([str(folder / "corpus")], str(folder / "index"))
    index = open_index(str(folder / "index"))
    yield (
        index,
        {f"第{number}号": carrier for number, carrier in enumerate(carried)},
        folder / "index",
    )
    index.close()


def pages(index, size, **more):
    """All pages of a search, as long as there are hits."""
    start, hits = 0, []
    while True:
        asked = Request(
            text="通报",
            today=TODAY,
            order=Order.OLDEST,
            size=size,
            start=start,
            collapse_copies=True,
            **more,
        )
        page = search(index, asked)
        if not page.hits or page.start != start:
            return hits
        hits.append(page)
        start += size


@pytest.mark.parametrize("most", [200, 30, 25], ids="first {} collapsed".format)
@pytest.mark.parametrize("size", [3, 10, 40])
def test_every_report_stands_on_exactly_one_page(archive, monkeypatch, most, size):
    monkeypatch.setattr(collapse, "MAX_COLLAPSED_HITS", most)
    index, carried, _ = archive
    titles = [hit.title for page in pages(index, size) for hit in page.hits]

    assert sorted(titles) == sorted(carried)


def test_pages_behind_those_collapsed_together_say_so(archive, monkeypatch):
    monkeypatch.setattr(collapse, "MAX_COLLAPSED_HITS", 25)
    index, _, _ = archive
    collapse_notes = [
        [note.code for note in page.notes].count("collapsed-apart") for page in pages(index, 10)
    ]

    assert collapse_notes[0] == 0
    assert collapse_notes[-1] == 1
    assert collapse_notes == sorted(collapse_notes)


@pytest.mark.parametrize("size", [3, 10, 40])
def test_no_story_comes_twice_among_those_collapsed(archive, size):
    index, carried, _ = archive
    firsts = [
        carried[hit.title] for page in pages(index, size) for hit in page.hits if not hit.copy_of
    ]

    assert sorted(firsts) == list(range(40))
    assert {page.stories for page in pages(index, size)[-1:]} == {40}


def test_the_best_ranked_carrier_stands_for_its_story(archive):
    index, carried, _ = archive
    plain = search(
        index, Request(text="通报", today=TODAY, order=Order.OLDEST, size=70, collapse_copies=False)
    )
    best = {}
    for hit in plain.hits:
        best.setdefault(carried[hit.title], hit.id)
    firsts = [hit.id for page in pages(index, 10) for hit in page.hits if not hit.copy_of]

    assert firsts == list(best.values())


def test_the_place_of_a_hit_is_the_one_before_collapsing(archive):
    index, _, _ = archive
    answer = index.ask(Question(query=query.Every(), order=Order.OLDEST, size=70))
    hits = [hit for page in pages(index, 10) for hit in page.hits]

    assert all(answer.hits[hit.rank].id == hit.id for hit in hits)


def test_a_count_beside_a_filter_on_its_own_field_has_no_copies_either(archive):
    index, _, _ = archive
    sources = {count.value: count.count for count in counts_of(index, "source")}
    narrowed = ValueFilter("source", tuple(sources)[:1])

    total = index.ask(Question(query=query.Every(), collapse_copies=True)).total
    assert sum(sources.values()) == total < 70
    assert {
        count.value: count.count for count in counts_of(index, "source", (narrowed,))
    } == sources


def counts_of(index, name, filters=()):
    everything = Question(
        query=query.Every(), collapse_copies=True, filters=filters, counts=(name,)
    )
    return index.ask(everything).count(name)


def test_a_page_beyond_the_end_is_the_last_one(archive):
    index, _, _ = archive
    asked = Request(text="通报", today=TODAY, order=Order.OLDEST, start=60, collapse_copies=True)
    page = search(index, asked)

    assert (page.start, page.entries, page.stories) == (30, 40, 40)


def test_all_stories_of_a_few_results_are_counted_on_the_first_page(archive):
    index, carried, _ = archive
    asked = Request(text="通报", today=TODAY, last=datetime.date(2023, 1, 16), collapse_copies=True)
    page = search(index, asked)

    assert 10 < page.total <= collapse.COUNTED_STORIES_HITS
    assert page.stories == len({carried[hit.title] for hit in page.hits})


def test_the_page_says_how_many_stories_and_offers_to_list_copies_one_by_one(archive):
    _, carried, where = archive
    app = create_app(str(where))
    client = app.test_client()
    address = "/search?q=通报&to=2023-01-16&size=40"
    page = BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")
    shown = [link.get_text() for link in page.select(".results h3 a")]
    titles = shown + [link.get_text() for link in page.select(".copies li > a")]
    count = page.select_one("#count").get_text()
    assert f"{len(titles)} reports" in count
    assert f"{len(shown)} stories" in count
    assert len({carried[title] for title in shown}) == len(shown) < len(titles)

    apart = client.get(page.select_one(".collapse-copies")["href"]).get_data(as_text=True)
    page = BeautifulSoup(apart, "lxml")
    assert len(page.select(".results h3 a")) == len(titles)
    assert not page.select(".copies")
    assert "fold=0" in page.select_one(".sort a")["href"]
    assert "fold" not in page.select_one(".collapse-copies")["href"]
    app.extensions["baogao"].index_manager.close()


def test_copies_of_stories_on_earlier_pages_are_named_where_they_would_stand(archive):
    index, carried, _ = archive
    for page in pages(index, 3)[1:]:
        shown = {hit.id for hit in page.hits if not hit.copy_of}
        before = {carried[hit.title] for hit in page.hits if hit.copy_of not in shown | {""}}
        assert not before & {carried[hit.title] for hit in page.hits if hit.id in shown}
