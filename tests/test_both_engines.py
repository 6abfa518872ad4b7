"""A folder and a cluster give the same page for every kind of query over the same reports."""

import dataclasses
import datetime
import itertools
import random

import pytest

from index.api import DateFilter, Order, PassageQuestion, Question, RefusedError, TermPart
from index.operations.build import build
from index.operations.opening import open_index
from index.query_nodes import EVERYTHING
from index.report import Report, to_json
from index.report_date import PartialDate
from search.phrases.forms import forms
from search.phrases.history import phrase_history
from search.phrases.new_phrases import new_phrases
from search.query.run_query import run_query
from search.request import Chosen, Match, Request
from search.trace.trace import trace
from search.trace.verify import verify
from search.views.engine import search

pytestmark = pytest.mark.cluster
TODAY = datetime.date(2024, 12, 1)
REPORTS = 150
PLACES = ("云河省", "泽川市", "望津縣", "Yunhe", "Zechuan")
SUBJECTS = (
    "农村物流",
    "鄉村振興",
    "冷链运输",
    "数字经济",
    "rural logistics",
    "cold-chain growth",
    "5G网络",
)
VERBS = ("加快发展", "正在推进", "待处理", "improves", "is growing", "完成投资3.2亿元")
ENDS = ("。", "！", "；", ". ", "\n")
SCORES_APART = 0.05  # a cluster counts two marks for each sentence in the length of grams
COUNTS = ("source", "editor", "language", "kind", "issuer", "year", "month", "day")


def made(number):
    chance = random.Random(number)
    sentences = [
        "".join(chance.choice(part) for part in (PLACES, SUBJECTS, VERBS, ENDS))
        for _ in range(chance.randint(1, 12))
    ]
    day = datetime.date(2018, 1, 1) + datetime.timedelta(days=chance.randrange(2400))
    known = chance.random()
    dates = {0.1: None, 0.25: PartialDate(day.year, day.month), 0.35: PartialDate(day.year)}
    return Report(
        id=f"made-{number:03}",
        title=chance.choice(PLACES) + chance.choice(SUBJECTS),
        paragraphs=tuple(part for part in "".join(sentences).split("\n") if part),
        date=next((date for most, date in dates.items() if known < most), day),
        source=chance.choice(["云河日报", "澤川日報", "Yunhe Post", ""]),
        editor=chance.choice(["林", "Jane", ""]),
        language=chance.choice(["zh", "en"]),
        kind=chance.choice(["news", "notice", ""]),
    )


@pytest.fixture(scope="module")
def both(anew_on_cluster, tmp_path_factory):
    """The same reports in a folder and on a cluster."""
    folder = tmp_path_factory.mktemp("made")
    lines = [to_json(made(number)) for number in range(REPORTS)]
    (folder / "made.jsonl").write_text("\n".join(lines), "utf-8")
    addresses = (str(tmp_path_factory.mktemp("embedded") / "index"), anew_on_cluster())
    for where in addresses:
        assert build([str(folder)], where).indexed == REPORTS
    opened = [open_index(where) for where in addresses]
    yield opened
    for index in opened:
        index.close()


def ask(index, text, **choices):
    wanted = {"size": 1000, "facets": COUNTS, "today": TODAY} | choices
    return search(index, Request(text=text, **wanted))


def bare(page):
    """A page without what follows from its order, without scores and the name of its index.

    A cluster knows the length of a long text to a sixteenth (see index/cluster/mapping.py), so
    scores differ by 3 per cent at most, and reports whose scores are as close may change places;
    the first report of a story is the one that the others are copies of.
    """
    hits = [dataclasses.replace(hit, score=0.0, rank=0, copy_of="") for hit in page.hits]
    hits.sort(key=lambda hit: hit.id)
    layers = tuple(dataclasses.replace(layer, hits=()) for layer in page.layers)
    return dataclasses.replace(page, generation="", following="", hits=tuple(hits), layers=layers)


def in_order(page):
    """A page with its order and its copies, without scores and the name of its index."""
    hits = tuple(dataclasses.replace(hit, score=0.0) for hit in page.hits)
    return dataclasses.replace(page, generation="", following="", hits=hits, layers=())


QUERIES = {
    "nothing": "",
    "a Chinese word": "物流",
    "two Chinese words": "农村 发展",
    "written the old way": "鄉村振興",
    "an English word": "growth",
    "both languages": "云河省 logistics",
    "glued": "5G网络",
    "one character": "链",
    "a word inside words": "处理",
    "a passage": "“农村物流加快发展”",
    "a passage that begins inside a word": '"istics improves"',
    "a passage over the end of a sentence": "“加快发展云河省”",
    "not": "物流 -振兴",
    "or": "冷链 OR growth",
    "brackets": "(冷链 OR 数字) 云河省",
    "in the title": "title:数字经济",
    "a source": "source:云河",
    "a beginning": "logis*",
    "an end": "*ing",
    "letters left open": "gr?w*h",
    "a slip of the pen": "logistcs~2",
    "near": '"云河省 发展"~6',
    "three near each other": '"云河省 物流 发展"~8',
    "in one sentence": '"云河省 经济"~s',
    "a date": "物流 date:2021",
    "a stop": "云河省 的",
    "a number": "3.2亿元",
    "nowhere": "火星 spaceship",
}


@pytest.mark.parametrize("match", list(Match), ids=lambda match: match.value)
@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_a_query_gives_the_same_page(both, text, match):
    expected, answered = (ask(index, text, match=match) for index in both)

    assert bare(answered) == bare(expected)
    scores = {hit.id: hit.score for hit in expected.hits}
    assert {hit.id: hit.score for hit in answered.hits} == pytest.approx(scores, rel=SCORES_APART)


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_a_report_stands_before_another_only_if_it_is_as_good_but_for_the_cut_lengths(both, text):
    expected, answered = (ask(index, text) for index in both)
    scores = {hit.id: hit.score for hit in expected.hits}

    for better, worse in itertools.pairwise(hit for hit in answered.hits if not hit.copy_of):
        assert scores[better.id] >= scores[worse.id] * (1 - 2 * SCORES_APART)


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST], ids=lambda order: order.value)
@pytest.mark.parametrize("start", [0, 3, 140, 149, 500])
def test_pages_by_date_are_the_same(both, order, start):
    expected, answered = (ask(index, "", order=order, start=start, size=7) for index in both)

    assert [hit.id for hit in answered.hits] == [hit.id for hit in expected.hits]
    assert answered.total == expected.total == REPORTS


@pytest.mark.parametrize("order", list(Order), ids=lambda order: order.value)
@pytest.mark.parametrize("text", ["", "云河省 logistics", "物流 OR growth"])
def test_a_walk_by_cursors_gives_every_result_once_in_its_order(both, order, text):
    arrivals = order is Order.ARRIVAL  # a cluster refuses it by name (test_arrivals)
    for index in both[:1] if arrivals else both:
        whole = ask(index, text, order=order, match=Match.ANY)
        ids, page = [], ask(index, text, order=order, match=Match.ANY, size=7)
        while True:
            ids += [hit.id for hit in page.hits]
            if not page.following:
                break
            page = ask(
                index, text, order=order, match=Match.ANY, size=7, after=page.following, facets=()
            )
        assert ids == [hit.id for hit in whole.hits]


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST], ids=lambda order: order.value)
@pytest.mark.parametrize("text", ["物流", "处理", "云河省 的", "3.2亿元", "growth"])
def test_by_date_both_have_the_same_order_and_the_same_copies(both, text, order):
    expected, answered = (ask(index, text, order=order, collapse_copies=False) for index in both)

    assert in_order(answered) == in_order(expected)
    expected, answered = (ask(index, text, order=order, size=20) for index in both)
    assert in_order(answered) == in_order(expected)


LAYERED = ("rowth", '"al logis"', '"istics"', "云河省 火星 物流", "-growth 物流 发展 云河省")


@pytest.mark.parametrize("text", LAYERED)
def test_layers_hold_the_same_reports(both, text):
    expected, answered = (ask(index, text) for index in both)

    assert expected.layers
    for layer in expected.layers:
        pages = [bare(ask(index, text, layer=layer.layer)) for index in both]
        assert pages[0] == pages[1]
        assert pages[0].total == layer.total
    assert [(layer.layer, layer.total) for layer in answered.layers] == [
        (layer.layer, layer.total) for layer in expected.layers
    ]


CHOICES = {
    "a source": {"chosen": (("source", Chosen(values=("云河日报",))),)},
    "two sources": {"chosen": (("source", Chosen(values=("云河日报", "Yunhe Post"))),)},
    "all but a source": {"chosen": (("source", Chosen(excluded=("云河日报",))),)},
    "no source": {"chosen": (("source", Chosen(values=("",))),)},
    "an editor and a kind": {
        "chosen": (("editor", Chosen(values=("林",))), ("kind", Chosen(values=("news",))))
    },
    "from a day": {"first": datetime.date(2021, 3, 1)},
    "to a day": {"last": datetime.date(2021, 3, 1)},
    "a year of a source": {
        "first": datetime.date(2021, 1, 1),
        "last": datetime.date(2021, 12, 31),
        "chosen": (("source", Chosen(values=("云河日报",))),),
    },
    "without a date": {"undated": True},
}


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_what_is_chosen_narrows_and_counts_alike(both, choices):
    expected, answered = (ask(index, "物流 OR growth", **choices) for index in both)

    assert bare(answered) == bare(expected)
    assert answered.total < ask(both[0], "物流 OR growth").total


LISTED = {
    "beginnings": ("body", "物", TermPart.PREFIX),
    "Latin beginnings": ("body_grams", "gr", TermPart.PREFIX),
    "ends": ("body_grams", "ing", TermPart.SUFFIX),
    "insides": ("body_grams", "row", TermPart.ANYWHERE),
    "all of a title": ("title", "", TermPart.PREFIX),
    "sources": ("source", "", TermPart.PREFIX),
    "sources with a text": ("source", "日", TermPart.ANYWHERE),
    "ends of sources": ("source", "报", TermPart.SUFFIX),
    "nothing": ("body", "不在其中", TermPart.PREFIX),
}


@pytest.mark.parametrize("asked", LISTED.values(), ids=LISTED)
@pytest.mark.parametrize("limit", [1, 5, 1000])
def test_terms_are_listed_alike(both, asked, limit):
    expected, listed = (index.terms(*asked, limit) for index in both)

    assert listed == expected
    field, *_ = asked
    texts = [term.text for term in listed]
    frequencies = [index.frequencies(field, [*texts, "不在"]) for index in both]
    assert frequencies[0] == frequencies[1] == (*(term.reports for term in listed), 0)


def test_reports_and_fingerprints_are_the_same(both):
    expected, other = both
    marks = list(expected.fingerprints())
    names = [name for name, _ in marks]

    assert list(other.fingerprints()) == marks
    assert other.reports([*names, "nobody"]) == expected.reports([*names, "nobody"])
    assert other.reports([]) == ()


def test_both_say_the_same_of_what_they_hold(both):
    def said(index):
        about = dataclasses.asdict(index.about())
        different = {"generation", "built", "bytes", "checksum"}
        return {name: about[name] for name in about.keys() - different}

    assert said(both[1]) == said(both[0])


PHRASES = ("农村物流", "加快发展", "rural logistics", "growth", "火星")


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST], ids=lambda order: order.value)
@pytest.mark.parametrize("text", ["", "物流", "火星"])
def test_the_first_report_of_each_source_is_the_same(both, text, order):
    answers = []
    for index in both:
        asked = Request(text=text, today=TODAY, order=order, size=100, facets=("source",))
        question = dataclasses.replace(run_query(index, asked).question, first_of="source")
        answers.append(index.ask(question))

    assert answers[0].hits == answers[1].hits
    assert answers[0].total == answers[1].total
    assert answers[0].counts == answers[1].counts


@pytest.mark.parametrize("phrase", PHRASES)
def test_the_history_of_a_phrase_is_the_same(both, phrase):
    expected, history = (
        phrase_history(index, Request(text="", today=TODAY), phrase) for index in both
    )

    assert history == expected


def test_a_cluster_refuses_to_fold_by_name(both):
    with pytest.raises(RefusedError, match="copies"):
        both[1].ask(Question(query=EVERYTHING, collapse_copies=True))


def test_what_is_new_is_the_same_and_forms_need_mined_phrases(both):
    request = Request(text="", today=TODAY)
    expected, news = (new_phrases(index, request, "2021") for index in both)

    assert news == expected
    assert forms(both[1], phrase_history(both[1], request, "农村物流")) is None


PASSAGES = {
    "a sentence": "云河省农村物流加快发展。",
    "the old script": "望津縣鄉村振興待處理",
    "altered": "泽川市冷链运输正在大力推进。云河省数字经济加快发展！",
    "English": "Zechuan rural logistics is growing. Yunhe cold-chain growth improves.",
    "short": "物流",
    "a title": "望津縣5G网络",
    "a number": "Yunhe农村物流完成投资3.3亿元",
    "nowhere": "火星上没有农村物流这样的句子，也没有飞船。",
}


@pytest.mark.parametrize("text", PASSAGES.values(), ids=PASSAGES)
def test_a_quotation_has_the_same_verdict_and_the_same_carriers(both, text):
    expected, verdicts = (verify(index, text) for index in both)

    assert dataclasses.replace(verdicts, extent=expected.extent) == expected
    assert verdicts.extent.reports == expected.extent.reports == REPORTS
    expected, verdicts = (verify(index, text, report="made-001") for index in both)
    assert verdicts.match == expected.match
    assert verdicts.carriers == expected.carriers


def test_a_text_has_the_same_trace(both):
    filters = (DateFilter(datetime.date(2019, 1, 1), None),)
    expected, traced = (trace(index, "\n".join(PASSAGES.values()), filters) for index in both)

    assert traced.sentences == expected.sentences
    assert traced.carriers == expected.carriers
    assert traced.earliest == expected.earliest
    assert traced.share == expected.share > 0


def test_without_vectors_passages_by_meaning_and_their_order_are_refused_by_name(both):
    for index in both:
        assert index.about().meaning == ""
        with pytest.raises(RefusedError, match="This index has no vectors of meaning"):
            index.nearest(PassageQuestion(texts=("农村物流",)))
        with pytest.raises(RefusedError, match="This index has no vectors of meaning"):
            index.ask(Question(query=EVERYTHING, nearer_to="农村物流"))
