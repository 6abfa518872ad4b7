"""Renderings by the dictionary alone are offered where they are likely, else none is."""

import pytest

from index.report import Report
from index.text.analysis import Analyzer
from search.query.cedict import cedict
from search.query.expansion import translation_apart
from search.query.renderings import known_throughout, rendered, whole_line
from tests.archive_files import indexed

BODIES = (
    "The institute will recommend one country, two systems. A pension and an answer.",
    "One country, two systems. We train and enlighten; an employment law, energy security.",
    "Employment grew. Energy security matters. One country, two systems.",
    "铁道部任务终身，角色就业，小民优渥，能源安全，一国两制，人矿。",
    "就业任务，角色，铁道部，终身，能源安全。",
    "在国际会议上接受贡献，最大限度发挥作用，接下来还有三次功绩。",
    "接受建议，作出贡献，最大限度减少损失，召开国际会议，衣服和服装，滑雪板。",
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


@pytest.mark.parametrize(
    ("line", "rendering"),
    {
        "就业": "employment",
        "一国两制": "one country two systems",
        "能源安全": "energy security",
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
