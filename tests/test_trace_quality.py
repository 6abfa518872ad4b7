"""Verdicts and earliest carriers on a seeded sample of made passages; bench_trace measures more."""

import collections
import random
import re

import pytest

from index.operations.opening import open_index
from index.report import Report
from search.trace.verify import verify
from tests.archive_files import indexed
from tests.tools import bench_trace, traced_passages

PASSAGES = 150
CHAINS = 12
SYLLABLES = "水火山石田土木林森江河湖海云雨雪风雷日月星辰春夏秋冬东西南北中上下左右前后内外高低长短"


@pytest.fixture(scope="module")
def index(sample_index):
    index = open_index(str(sample_index))
    yield index
    index.close()


def verdicts_of(index):
    """What was expected, what was said, and whether the marks are right, of each passage."""
    chance = random.Random(23)
    bodies = bench_trace.bodies_of(index, chance, 200)
    for expected, text, passage in bench_trace.passages_of(chance, bodies, [], PASSAGES):
        verdict = verify(index, text)
        marks = bench_trace.marked_right(verdict, passage) if passage else None
        yield expected, verdict.match.value, marks, text


def test_verbatim_altered_and_absent_passages_are_told_apart(index):
    counts = collections.Counter()
    for expected, planted, marks, text in verdicts_of(index):
        assert (planted == "verbatim") <= (expected == "verbatim"), text
        counts[expected, planted == expected] += 1
        counts["marks", marks] += marks is not None

    assert counts["verbatim", True] == PASSAGES // 3
    assert counts["altered", True] >= 0.97 * PASSAGES // 3
    assert counts["absent", True] >= 0.97 * PASSAGES // 3
    assert counts["marks", True] >= 0.97 * PASSAGES // 3


def story(chance):
    """A story of its own, of sentences of about twenty characters."""
    particles = ("", "", "", "", "的", "在", "了")
    sentences = [
        "".join(chance.choice(SYLLABLES) + chance.choice(particles) for _ in range(20))
        for _ in range(12)
    ]
    return "。".join(sentences) + "。"


def test_a_copy_of_a_copy_leads_to_the_first(tmp_path):
    chance = random.Random(7)
    originals = [Report(id=f"o{at}", paragraphs=(story(chance),)) for at in range(30)]
    reports, chains = bench_trace.chained(chance, originals, 30 - CHAINS, CHAINS)
    index = indexed(tmp_path, [*reports])
    right = [bench_trace.earliest_right(index, chance, *chain)[0] for chain in chains]
    index.close()

    assert len(chains) == CHAINS
    assert sum(right) >= CHAINS - 1


def test_made_passages_are_the_same_for_one_seed():
    bodies = ["望津港开港了，首日装卸集装箱一千二百只。港务局说码头不裁减工人。" * 3]
    made = [
        [
            traced_passages.altered(
                chance, next(traced_passages.passages(chance, bodies)), list("新旧大小")
            )
            for _ in range(20)
        ]
        for chance in (random.Random(1), random.Random(1))
    ]

    assert made[0] == made[1]
    assert all(
        re.sub(r"\s", "", passage.text) != re.sub(r"\s", "", passage.source) for passage in made[0]
    )
