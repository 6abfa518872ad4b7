"""A line that is a title, word for word, has the report of that title first."""

import datetime

import pytest

from index.api import Order
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report, title_key_of
from index.settings import Settings
from search.request import Request
from search.views.engine import search
from tests.tools import corpora

TODAY = datetime.date(2026, 11, 24)

TITLES = {
    "law": "失业保险条例",
    "city": "郑州市失业保险条例",
    "code": "中华人民共和国民法典",
    "explained": "最高人民法院关于适用《中华人民共和国民法典》继承编的解释（一）",
    "capitals": "WHAT NOT TO DO OR SAY AND WHY IN TOKYO",
    "colon": "Reuters: Oil prices rise (again)",
    "quoted": "“雪龙”号启程",
    "traditional": "經濟發展與社會",
    "dashed": "State-owned banks — a review",
    "number": "国发〔2023〕1号",
    "question": "Who pays?",
}
OTHERS = {
    "code": "民法典宣传，民法典宣传，民法典宣传月，大家都来学习民法典。",
    "law": "郑州市失业保险条例，失业保险条例，失业保险条例实施，失业保险条例修订。",
    "capitals": "What not to do in Tokyo, or what to say in Tokyo, and why Tokyo.",
    "question": "Who pays and who pays for those who pay, the question of who pays.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("headings")
    body = "本条例自公布之日起施行，各地结合实际贯彻执行。" * 20
    reports = [Report(id=name, title=title, paragraphs=(body,)) for name, title in TITLES.items()]
    reports += [
        Report(id=f"about-{name}", title=f"{text[:9]}一事", paragraphs=(text * 3,))
        for name, text in OTHERS.items()
    ]
    corpora.write(folder / "corpus", reports)
    build([str(folder / "corpus")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


def first(index, text, **choices):
    page = search(index, Request(text=text, today=TODAY, **choices))
    return page.hits[0].id if page.hits else None


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_a_title_typed_word_for_word_comes_first(index, name, title):
    assert first(index, title) == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("law", "title:失业保险条例"),
        ("law", '"失业保险条例"'),
        ("law", " 失業保險條例 "),
        ("law", "《失业保险条例》"),
        ("code", "民法典"),
        ("code", "民法典 "),
        ("capitals", "what not to do or say and why in tokyo"),
        ("colon", "REUTERS: OIL PRICES RISE (AGAIN)"),
        ("quoted", "雪龙号启程"),
        ("traditional", "经济发展与社会"),
        ("dashed", "State owned banks: a review"),
        ("number", "国发[2023]1号"),
    ],
)
def test_so_does_one_typed_in_another_case_script_or_punctuation(index, name, text):
    assert first(index, text) == name


@pytest.mark.parametrize(
    "text", ["施行 -失业保险条例", "施行 NOT 失业保险条例", "施行 !失业保险条例"]
)
def test_a_title_that_is_excluded_is_not_found(index, text):
    page = search(index, Request(text=text, size=50, today=TODAY))

    assert "law" not in {hit.id for hit in page.hits}


@pytest.mark.parametrize(
    "text", ["民法典", "WHAT NOT TO DO OR SAY AND WHY IN TOKYO", "失业保险条例"]
)
def test_how_many_there_are_does_not_depend_on_their_order(index, text):
    totals = {
        search(index, Request(text=text, order=order, today=TODAY)).total
        for order in (Order.NEWEST, Order.OLDEST)
    }

    assert len(totals) == 1


@pytest.mark.parametrize("title", ["", "？？？", "——", "\u200b"])
def test_a_title_without_a_letter_has_no_key(title):
    assert not title_key_of(title)


WORDS = {
    "exact": "They execute the plan. They execute it.",
    "stem": "The executive of the executive board, an executive, executives.",
    "who": "Who said so? The man who came to dinner, and who else.",
    "WHO": "The WHO warned of it.",
    "named": "世卫组织发出警告。",
}


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    reports = [Report(id=name, title=name, paragraphs=(text,)) for name, text in WORDS.items()]
    corpora.write(folder / "corpus", reports)
    build([str(folder / "corpus")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("execute", "exact"), ("executive", "stem"), ("executives", "stem"), ("Execute", "exact")],
)
def test_a_word_comes_before_other_words_of_its_stem(words, text, wanted):
    assert first(words, text) == wanted


def test_an_acronym_is_not_the_common_word(words):
    assert first(words, "WHO") == "WHO"
    settings = Settings(synonyms=(("WHO", "世卫组织"),))
    request = Request(text="WHO", today=TODAY, settings=settings)

    ids = [hit.id for hit in search(words, request).hits]

    assert sorted(ids) == ["WHO", "named"]
    assert first(words, "who") == "who"


FORMS = {
    "execute": "He will execute the plan that was made for the year to come and the next.",
    "executive": "Executive planning, executive planned, executive plan: executives of executives.",
    "paper": "A policy paper on the matter of the day that runs longer than the others do here.",
    "papers": "Policies and papers, policies and papers: policy-like papers, papers of policies.",
    "wing": "The wing of the house.",
    "wings": "Wings, wings and wings: the wings.",
}
TITLED = {"wing": "Wing report", "wings": "Wings and wings"}
FIRST_FORM = {
    "execute": "execute",
    "execute plan": "execute",
    "execute AND plan": "execute",
    "+execute": "execute",
    "policy paper": "paper",
    "policy AND paper": "paper",
    "policies papers": "papers",
    "title:wing": "wing",
    "title:wings": "wings",
    "wing": "wing",
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    reports = [
        Report(id=name, title=TITLED.get(name, name), paragraphs=(text,))
        for name, text in FORMS.items()
    ]
    corpora.write(folder / "corpus", reports)
    build([str(folder / "corpus")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


@pytest.mark.parametrize("text", FIRST_FORM)
def test_words_as_written_come_before_other_words_of_their_stems(forms, text):
    assert first(forms, text) == FIRST_FORM[text]
