"""Renderings by the dictionary alone are offered where they are likely, else none is."""

import datetime

import numpy as np
import pytest

from index.report import Report
from index.text import encoder
from index.text.analysis import Analyzer
from search.query.other_language.cedict import Cedict
from search.query.other_language.expansion import translation_apart
from search.query.other_language.loaded_cedict import cedict
from search.query.other_language.renderings import known_throughout, rendered, whole_line
from search.query.other_language.senses import NEARNESS_STEPS, known_nearness
from search.request import Request
from search.views.engine import search
from tests.archive_files import indexed

BODIES = (
    "The institute will recommend one country, two systems. A pension and an answer.",
    "One country, two systems. We train and enlighten; an employment law, energy security.",
    "Employment grew. Energy security matters. One country, two systems.",
    "铁道部任务终身，角色就业，小民优渥，能源安全，一国两制，人矿。",
    "就业任务，角色，铁道部，终身，能源安全。",
    "在国际会议上接受贡献，最大限度发挥作用，接下来还有三次功绩。",
    "接受建议，作出贡献，最大限度减少损失，召开国际会议，衣服和服装，滑雪板。",
    "美国能源部谈能源危机和再生能源。",
    "We accept the contribution.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    reports = [
        Report(id=f"r{at}", title=f"第{at}", paragraphs=(body,)) for at, body in enumerate(BODIES)
    ]
    index = indexed(tmp_path_factory.mktemp("renderings"), reports)
    yield index
    index.close()


@pytest.mark.parametrize("line", ["的", "了", "之", "以", "啊", "a", "i", "12", "的的"])
def test_a_line_whose_senses_no_longer_word_has_is_answered(index, line):
    page = search(index, Request(text=line, today=datetime.date(2026, 11, 30)))

    assert page.request.text == line


@pytest.mark.parametrize(
    ("line", "rendering"),
    {
        "就业": "employment",
        "一国两制": "one country two systems",
        "role": "角色",
        "energy security": "能源 安全",
        "accept": "接受",
        "contribution": "贡献",
    }.items(),
)
def test_a_likely_rendering_is_offered(index, line, rendering):
    assert rendered(line, index, Analyzer(), cedict())[:1] == (rendering,)


@pytest.mark.parametrize(
    "line",
    [
        "建设",
        "民宿",
        "疏导",
        "应对",
        "培育",
        "marriage",
        "civilian",
        "liberal",
        "mores",
        "kimono",
        "skies",
    ],
)
def test_a_sense_that_is_late_rare_or_vague_is_not_offered(index, line):
    assert rendered(line, index, Analyzer(), cedict()) == ()
    assert whole_line(line, index, cedict()) == ()


@pytest.mark.parametrize(
    ("line", "known"),
    {"stop": True, "能源和安全": True, "zzzqqq": False, "望津港": False}.items(),
)
def test_words_of_the_dictionary_are_known_in_both_languages(line, known):
    assert known_throughout(line, cedict()) is known


@pytest.mark.parametrize(
    ("line", "rendering", "least", "words"),
    [
        ("energy employment", "能源 就业", 2, 2),
        ("energy role employment contribution", "能源 角色 就业 贡献", 3, 4),
        ("energy zzqq employment", "能源 就业", 2, 3),
        ("就业 国际", "", 0, 0),
        ("energy", "", 0, 0),
        ("zzqq qqzz", "", 0, 0),
    ],
)
def test_words_that_are_never_side_by_side_are_rendered_one_by_one(
    index, line, rendering, least, words
):
    apart = translation_apart(line, index, Analyzer())

    assert (apart.text if apart else "") == rendering
    assert apart is None or (apart.least, apart.words) == (least, words)


@pytest.fixture(scope="module")
def two_languages(tmp_path_factory):
    """Forty reports in each language; what the English ones speak of, few Chinese ones name so."""
    english = [
        Report(id=f"e{at}", title=f"Day {at}", paragraphs=("The commission on the economy met.",))
        for at in range(40)
    ]
    chinese = [
        Report(id=f"c{at}", title=f"第{at}天", paragraphs=("委员会的会议讨论了经济。",))
        for at in range(180)
    ]
    chinese[0] = Report(id="c0", title="中介", paragraphs=("他的佣金。委员会的经济会议。",))
    index = indexed(tmp_path_factory.mktemp("two"), [*english, *chinese])
    yield index
    index.close()


def test_what_is_rare_in_its_language_is_no_rendering_of_what_is_common_in_the_other(two_languages):
    analyzer, dictionary = Analyzer(), cedict()

    assert rendered("economy", two_languages, analyzer, dictionary)[:1] == ("经济",)
    assert "佣金" not in rendered("commission", two_languages, analyzer, dictionary)
    assert rendered("佣金", two_languages, analyzer, dictionary)[:1] == ("commission",)


SENSES = (
    "计划和节目，草案和绘制，桥梁和架桥，会议和座谈会，金融和财政，过程和处理，仪器和工具。",
    "大气和食品，商业和商务，权利和正确，监测和监视，制造和生产，美洲，韩国人，副总统，亨特先生。",
    "大学，北京大学，清华大学，复旦大学，专家，重建，经济，功能，群众，算法，奖金，整体，宏观，节奏，海产，运输，交通运输，良好的货物。",
    "Atmosphere, imposing, college, expert, rebuilding, economy, function, capability, masses.",
    "University, specialist, reconstruction, levy, arithmetic, transportation, functions, traffic.",
)


@pytest.fixture(scope="module")
def senses(tmp_path_factory):
    """An archive that has renderings of several senses of each word, every one as often."""
    reports = [
        Report(id=f"s{at}", title=f"第{at}", paragraphs=(body,)) for at, body in enumerate(SENSES)
    ]
    index = indexed(tmp_path_factory.mktemp("senses"), reports)
    yield index
    index.close()


@pytest.mark.parametrize(
    ("line", "rendering"),
    {
        "bridge": "桥梁",
        "conference": "会议",
        "vice president": "副总统",
        "功能": "function",
        "大学": "university",
    }.items(),
    ids=lambda value: value,
)
def test_of_several_senses_the_nearest_is_offered(senses, line, rendering):
    assert rendered(line, senses, Analyzer(), cedict())[:1] == (rendering,)


@pytest.mark.parametrize(
    "line",
    [
        "premiums",
        "holistic",
        "marine",
        "增收",
        "算法",
        "Korean",
        "hunters",
        "commerce",
        "monitoring",
    ],
)
def test_a_sense_that_is_hardly_near_is_not_offered(senses, line):
    assert rendered(line, senses, Analyzer(), cedict()) == ()


def test_a_plural_with_senses_of_its_own_is_no_plural_of_another_word(senses):
    assert "良好" not in rendered("goods", senses, Analyzer(), cedict())


def test_a_rendering_does_not_say_one_word_twice(senses):
    assert rendered("交通运输", senses, Analyzer(), cedict()) == ()


def test_the_nearness_of_senses_is_that_of_the_dictionary_in_use():
    signed, pairs = cedict().pairs()

    assert known_nearness(signed, len(pairs)) is not None, (
        "run: python -m tests.tools.sense_nearness"
    )
    assert known_nearness(signed, len(pairs) - 1) is None
    assert known_nearness(bytes(4), len(pairs)) is None


@pytest.mark.skipif(not encoder.installed(), reason="the extra `meaning` is not installed")
def test_the_nearness_of_senses_is_the_cosine_of_the_encoder():
    words = ["桥梁", "会议", "商业", "监测", "经济"]
    senses = [sense for word in words for sense in cedict().senses(word)]
    vectors = [encoder.encode([sense.word, sense.text]) for sense in senses]
    cosines = [max(float(word @ text), 0.0) for word, text in vectors]

    assert np.allclose([sense.nearness for sense in senses], cosines, atol=1 / NEARNESS_STEPS)


def test_in_another_dictionary_earlier_senses_are_nearer():
    other = Cedict.of_text("橋 桥 [qiao2] /bridge/span/\n物流 物流 [wu4 liu2] /logistics/\n")

    assert [sense.nearness for sense in other.senses("桥")] == [0.8, pytest.approx(0.65, abs=0.01)]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """An archive with translations, and with other reports that have each word in another sense."""
    chinese = "今年的市场需求扩大，农村的就业增加，各方支持这一倡议。"
    english = (
        "Market demand grew this year, rural employment rose, and all supported the initiative."
    )
    translated = [
        Report(id=f"{language}-{at}", title=f"{at}", paragraphs=(body,))
        for at in range(4)
        for language, body in (("zh", chinese), ("en", english))
    ]
    others = ["A requirement, a suggestion: we suggest it. Jobs.", *["码头的职业，乡村。"] * 6]
    reports = [
        Report(id=f"other{at}", title="Other", paragraphs=(body,)) for at, body in enumerate(others)
    ]
    index = indexed(tmp_path_factory.mktemp("pairs"), [*translated, *reports])
    yield index
    index.close()


@pytest.mark.parametrize(
    ("line", "rendering"),
    {"需求": "demand", "rural": "农村", "employment": "就业", "市场需求": "market demand"}.items(),
    ids=lambda value: value,
)
def test_the_rendering_of_the_translations_in_the_archive_is_offered(pairs, line, rendering):
    assert rendered(line, pairs, Analyzer(), cedict())[:1] == (rendering,)


def test_a_rendering_that_the_translations_do_not_have_is_not_offered(pairs):
    assert "suggest" not in rendered("倡议", pairs, Analyzer(), cedict())


def test_two_renderings_are_offered_where_they_stand_side_by_side(tmp_path_factory):
    bodies = [
        *["我们的投资基金。"] * 9,
        *["投资及其他资金。"] * 12,
        *["The investment funds of the county."] * 3,
    ]
    reports = [Report(id=f"f{at}", title="f", paragraphs=(b,)) for at, b in enumerate(bodies)]
    index = indexed(tmp_path_factory.mktemp("units"), reports)

    assert "投资 资金" not in rendered("investment funds", index, Analyzer(), cedict())
    index.close()
