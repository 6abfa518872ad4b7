"""Copies of a story are told at question time from 40 bytes of each report."""

import dataclasses
import datetime
import random

import numpy as np
import pytest

from index.api import Order, Question, RefusedError
from index.embedded.query import stories
from index.embedded.query.stories import COPY_DAYS, StoryColumns, first_of_story_mask
from index.operations.build import build
from index.operations.opening import open_index
from index.query_nodes import EVERYTHING
from index.report import Report
from index.text.near_duplicates import signatures
from index.text.story_marks import (
    MAX_DIFFERENT_BITS,
    REPEATED_BITS,
    differing_bits,
    other_numbers,
    wording_marks,
)
from search.phrases import history
from search.phrases.history import phrase_history
from search.request import Request
from tests.archive_files import indexed, written
from tests.phrase_archive import copies, filler

STORY = (
    "望津港的自动化码头昨日开港，首日装卸集装箱一千二百只，港务局长说绝不裁减一名工人。" * 2
    + "".join(chr(0x4E00 + step * 37 % 3000) for step in range(240))
)
FORM = (
    "泽川市昨日最高气温{0}度，最低气温{1}度，降水{2}毫米，风力{3}级，空气质量指数{4}，以上由气象台发布。"
    * 3
)


def changed(text, share, seed=1):
    rng = random.Random(seed)
    return "".join(chr(rng.randrange(0x5000, 0x8000)) if rng.random() < share else c for c in text)


def report(name, text, day, source, title=""):
    return Report(
        id=name,
        title=title or f"{name}号",
        paragraphs=(text,),
        date=datetime.date(2023, 5, day) if day else None,
        source=source,
    )


REPORTS = (
    report("first", STORY, 3, "望津日报"),
    report("copy", changed(STORY, 0.1), 5, "泽川晚报"),
    report("shortened", STORY[:260], 7, "云河网"),
    report("later", STORY, 29, "云河网"),
    report("same outlet", STORY, 4, "望津日报"),
    report("corrected", f"{STORY}更正", 4, "望津日报"),
    report("form again", FORM.format(28, 20, 17, 4, 90), 12, "乙"),
    report("next form", FORM.format(27, 19, 16, 5, 91), 13, "乙"),
    report("undated", STORY, 0, "资料"),
    report("form", FORM.format(31, 22, 5, 3, 48), 10, "甲"),
    report("other form", FORM.format(17, 9, 60, 7, 112), 11, "乙"),
    report("another", "".join(chr(0x4E00 + step * 91 % 5000) for step in range(300)), 5, "丁"),
)
KEPT = {"first", "later", "undated", "form", "other form", "form again", "next form", "another"}


def collapsed(index, **choices):
    question = Question(
        query=EVERYTHING, collapse_copies=True, size=100, order=Order.OLDEST, **choices
    )
    return index.ask(question)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = indexed(tmp_path_factory.mktemp("stories"), REPORTS)
    yield index
    index.close()


def test_copies_in_other_sources_and_repetitions_count_once(index):
    answer = collapsed(index, counts=("month", "source"))

    assert {hit.id for hit in answer.hits} == KEPT
    assert answer.total == len(KEPT) == sum(count.count for count in answer.count("source"))
    assert dict(answer.count("month")) == {"": 1, "2023-05": 7}


def test_without_collapsing_every_report_counts(index):
    assert index.ask(Question(query=EVERYTHING)).total == len(REPORTS)


def test_an_update_tells_the_copies_that_a_build_of_everything_tells(tmp_path):
    where = str(tmp_path / "index")
    for number in range(1, len(REPORTS) + 1, 3):
        build([str(written(tmp_path / "corpus", REPORTS[:number]))], where, update=True)
    build([str(written(tmp_path / "corpus", REPORTS))], where, update=True)
    index = open_index(where)

    assert {hit.id for hit in collapsed(index).hits} == KEPT
    index.close()


def test_too_many_reports_of_few_days_are_refused_by_name(index, monkeypatch):
    monkeypatch.setattr(stories, "MAX_COMPARED_PAIRS", 3)

    with pytest.raises(RefusedError, match="so many reports"):
        collapsed(index)


def test_a_phrase_in_many_reports_has_the_stories_of_one_in_few(tmp_path, monkeypatch):
    index = indexed(tmp_path, copies())
    request = Request(text="", today=datetime.date(2024, 1, 1))
    few = phrase_history(index, request, "金桥工程")
    monkeypatch.setattr(history, "MAX_COLLAPSED_REPORTS", 0)

    assert phrase_history(index, request, "金桥工程") == few
    assert few.stories == 3
    monkeypatch.setattr(stories, "MAX_COMPARED_PAIRS", 0)
    unknown = phrase_history(index, request, "金桥工程")
    assert unknown.stories is None
    assert "copies-not-collapsed" in [note.code for note in unknown.notes]
    index.close()


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.15])
def test_marks_of_a_text_with_some_characters_changed_are_alike(share):
    rng = random.Random(4)
    texts = [filler(rng, 20) + "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(500))]
    texts += [changed(texts[0], share, seed) for seed in range(40)]
    columns = marks(texts)
    ones = [column[:1].repeat(40) for column in columns]

    bits = differing_bits(ones, [column[1:] for column in columns])
    assert (bits > MAX_DIFFERENT_BITS).sum() <= 1


def test_marks_of_unrelated_texts_and_of_texts_without_words_differ():
    rng = random.Random(5)
    texts = ["".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(400)) for _ in range(60)]
    columns = marks([*texts, "", "……"])

    bits = differing_bits([c[:-1] for c in columns], [c[1:] for c in columns])
    assert (bits > MAX_DIFFERENT_BITS).all()


def marks(texts):
    made = signatures(texts)
    rows = wording_marks([row.astype(np.uint8).tobytes() for row in made])
    rows[[not text.strip("…") for text in texts]] = 0
    return [rows[:, at].copy() for at in range(4)]


def test_the_mask_is_what_comparing_all_pairs_gives():
    rng = np.random.default_rng(6)
    size = 200
    wordings = rng.integers(1, 1 << 62, (12, 4), dtype=np.uint64)
    chosen = rng.integers(0, 12, size)
    dates = 20230100 + rng.integers(1, 29, size).astype(np.uint32)
    dates[rng.random(size) < 0.1] = 0
    columns = StoryColumns(
        dates=dates,
        ranks=rng.permutation(size),
        wording=tuple(wordings[chosen, at].copy() for at in range(4)),
        numbers=rng.integers(0, 8, size).astype(np.uint64) * np.uint64(0x1111),
        sources=rng.integers(-1, 4, size),
    )

    kept = first_of_story_mask(columns)
    assert kept.tolist() == [
        not any(copied(columns, j, i) for j in range(size)) for i in range(size)
    ]
    again = first_of_story_mask(dataclasses.replace(columns, ranks=columns.ranks + 7))
    assert again.tolist() == kept.tolist()


def copied(columns, earlier, later):
    """Whether `later` is a copy of `earlier`, decided one pair at a time."""
    days = [int(columns.dates[at]) for at in (earlier, later)]
    ranks = [(days[n], columns.ranks[at]) for n, at in enumerate((earlier, later))]
    if not all(days) or ranks[0] >= ranks[1] or days[1] - days[0] > COPY_DAYS:
        return False
    ends = [[column[[at]] for column in columns.wording] for at in (earlier, later)]
    numbers = [columns.numbers[[at]] for at in (earlier, later)]
    source, bits = columns.sources, differing_bits(*ends)[0]
    elsewhere = source[earlier] != source[later] or source[earlier] < 0
    repeated = bits <= REPEATED_BITS and numbers[0] == numbers[1]
    alike = bits <= MAX_DIFFERENT_BITS and not other_numbers(*numbers)[0]
    return bool((alike and elsewhere) or repeated)
