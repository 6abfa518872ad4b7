"""Names and slogans are found in the texts of an archive while it is indexed."""

import contextlib
import hashlib
import itertools
import random

import pytest

from index.api import TermPart
from index.indexing.build_resources import BuildResources
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report
from tests.tools import corpora

CHARS = "天地玄黄宇宙洪荒日月盈昃辰宿列寒来暑秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金水玉出昆冈"
WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "kilo")
NAMES = (
    "新质生产力",
    "望津港",
    "碳中和",
    "李家超",
    "一带一路",
    "奋斗者号",
    "钱塘江大潮节",
    "丙烯酸酯",
)
ENGLISH = ("crude oil", "new quality productive forces", "bank of england")


def filler(rng, count):
    return "".join(rng.choice(CHARS) for _ in range(count))


def planted(count=60, seed=1):
    """Reports of noise that hold each of the names among other characters, one in three of them."""
    rng = random.Random(seed)
    for number in range(count):
        names = [name for name in NAMES if rng.random() < 1 / 3]
        english = [name for name in ENGLISH if rng.random() < 1 / 3]
        han = "".join(filler(rng, 3) + name + filler(rng, 2) + "，" for name in names)
        latin = " ".join(f"{rng.choice(WORDS)} {name} {rng.choice(WORDS)}." for name in english)
        yield Report(
            id=f"p{number:03d}", title=f"第{number}", paragraphs=(han, filler(rng, 40), latin)
        )


@contextlib.contextmanager
def indexed(folder, reports, **choices):
    corpora.write(folder / "corpus", list(reports))
    build([str(folder / "corpus")], str(folder / "index"), **choices)
    index = open_index(str(folder / "index"))
    try:
        yield index
    finally:
        index.close()


def listed(index):
    return {term.text: term.reports for term in index.terms("phrases", "", TermPart.PREFIX, 10_000)}


@pytest.fixture(scope="module")
def phrases(tmp_path_factory):
    with indexed(tmp_path_factory.mktemp("phrases"), planted()) as index:
        return listed(index)


@pytest.mark.parametrize("name", [*NAMES, *ENGLISH])
def test_a_name_that_stands_among_changing_neighbours_is_a_phrase(phrases, name):
    assert phrases[name] >= 3


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) > 3])
def test_a_part_of_a_name_is_none(phrases, name):
    parts = {name[start:end] for start, end in itertools.combinations(range(len(name) + 1), 2)}

    assert not (parts - {name}) & phrases.keys()


def test_what_begins_or_ends_with_a_particle_is_none(tmp_path):
    rng = random.Random(2)
    reports = [
        Report(id=f"q{n}", paragraphs=(f"{filler(rng, 3)}的梁家河{filler(rng, 3)}",))
        for n in range(30)
    ]
    with indexed(tmp_path, reports) as index:
        assert list(listed(index)) == ["梁家河"]


BROKEN = {
    "the end of several words": (("数字化升级", "绿色化升级", "智能化升级"), "化升级"),
    "the beginning of several words": (("部署工作组", "部署工作者", "部署工作量"), "部署工"),
    "a measure word before a name": (("三十项技术", "四百项技术", "五千项技术"), "项技术"),
    "a name and what it says": (("钱学森表示", "钱学森表示", "钱学森表示"), "钱学森表示"),
    "a number that goes on": (("铁路第十四", "铁路第十五", "铁路第十六"), "铁路第十"),
    "a unit of tens before a thing": (("三万辆汽车", "五万辆汽车", "六万辆汽车"), "万辆汽车"),
    "a list that goes on": (("钱学森等地方", "钱学森等地方", "钱学森等地方"), "钱学森等地方"),
    "an adverb without its verb": (("修复工作正", "修复工作正", "修复工作正"), "修复工作正"),
    "a number of times": (("铁路第十一次", "铁路第十一届", "铁路第十一次"), "铁路第十一次"),
    "a verb without its object": (("民营经济取得", "民营经济取得", "民营经济取得"), "民营经济取得"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_begins_or_ends_inside_a_word_or_says_half_is_none(tmp_path, case):
    texts, broken = BROKEN[case]
    rng = random.Random(4)
    reports = [
        Report(id=f"q{n}-{at}", paragraphs=(f"{filler(rng, 3)}，{text}{filler(rng, 3)}",))
        for n in range(20)
        for at, text in enumerate(texts)
    ]

    with indexed(tmp_path, reports) as index:
        assert broken not in listed(index)


def test_a_phrase_that_always_goes_on_is_none(tmp_path):
    """克 stands at a break in none of its other sixty occurrences, and never does here either."""
    rng = random.Random(6)
    texts = [f"，{filler(rng, 3)}克{filler(rng, 3)}，" for _ in range(60)]
    texts += [f"，{filler(rng, 2)}克地区新会议{filler(rng, 2)}" for _ in range(20)]
    texts += [f"，{filler(rng, 2)}县地区新会议{filler(rng, 2)}" for _ in range(20)]
    texts += [filler(rng, 40) for _ in range(100)]
    reports = [Report(id=f"q{n}", paragraphs=(text,)) for n, text in enumerate(texts)]

    with indexed(tmp_path, reports) as index:
        known = listed(index)
    assert "县地区新会议" in known
    assert "克地区新会议" not in known


KEPT = ("十五五规划", "刘国中", "周鹏举", "对华投资", "以旧换新", "民营经济促进法", "卡瑟马利耶夫")


def test_names_that_no_dictionary_has_keep_their_ends(tmp_path):
    rng = random.Random(5)
    reports = [
        Report(id=f"q{n}-{at}", paragraphs=(f"{filler(rng, 3)}，{name}{filler(rng, 3)}",))
        for n in range(12)
        for at, name in enumerate(KEPT)
    ]

    with indexed(tmp_path, reports) as index:
        assert not set(KEPT) - listed(index).keys()


def test_a_story_that_is_carried_again_and_again_makes_no_phrases(tmp_path):
    story = "昨日下午本市召开防汛工作会议部署下一阶段重点任务，" * 2
    reports = [Report(id=f"q{n}", title=str(n), paragraphs=(story,)) for n in range(20)]

    with indexed(tmp_path, reports) as index:
        assert listed(index) == {}


def test_phrases_are_the_same_whatever_the_number_of_jobs(tmp_path):
    sums = set()
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        with indexed(folder, planted(), resources=BuildResources(jobs=jobs)) as index:
            files = sorted(index.generation.glob("*.arrays"))
            sums.add(tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in files))

    assert len(sums) == 1


def test_phrases_of_reports_that_came_later_are_there_after_an_update(tmp_path):
    rng = random.Random(3)
    with indexed(tmp_path, planted(20)) as index:
        assert "渡江侦察记" not in listed(index)
    more = [
        Report(id=f"new{n}", paragraphs=(f"{filler(rng, 3)}渡江侦察记{filler(rng, 3)}",))
        for n in range(30)
    ]
    with indexed(tmp_path, [*planted(20), *more], update=True) as index:
        assert listed(index)["渡江侦察记"] >= 3
        assert "一带一路" in listed(index)


def test_an_archive_without_texts_has_no_phrases(tmp_path):
    with indexed(tmp_path, [Report(id="a", title="a")]) as index:
        assert listed(index) == {}
        assert index.frequencies("phrases", ["a"]) == (0,)
