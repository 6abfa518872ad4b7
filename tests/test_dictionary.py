"""A user dictionary that changes: what it touches, and that the rest is cut as it was."""

import json
import random
import re

import numpy as np
import pytest
import rjieba
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded.query.index import EmbeddedIndex
from index.operations.build import build
from index.operations.index import _sentences
from index.schema import WORDS
from index.text import analysis, segmenter
from index.text.analysis import Analyzer
from index.text.fold import HAN, fold, fold_alike

PAGES = {
    "rivers": "云河晚报讯，云河晚报社昨日开会。",
    "towers": "云河塔下的晚报亭今日开张，晚報社派人前往。",
    "model": "农村寄递物流体系建设推广云河模式，模式识别另行研究。",
    "apart": "云 河 模 式 试点",
    "lines": "第一行写到云河\n模式二字另起一行。",
    "english": "The Yunhe model, 5G网络 and C++ in R&D.",
    "traditional": "農村寄遞物流體系與雲河模式。",
    "marks": "云\u00ad河\u200b模式有隐形的记号。",
    "title": "只有题目写了它",
    "other": "全国经济工作会议在北京举行，人工智能产业增长。",
    "one": "㛃字罕见，王㛃与张㛃。",
}


def write(folder):
    folder.mkdir(exist_ok=True)
    for name, text in PAGES.items():
        title = "云河模式通报" if name == "title" else "通报"
        head = f"{title}\n来源：云河晚报\n日期：2021-03-01"
        (folder / f"{name}.txt").write_text(f"{head}\n\n{text}\n", "utf-8")
    return folder


def content(where):
    """Each term of the words with the reports that hold it, how often, and how long they are."""
    index = EmbeddedIndex.open(str(where))
    try:
        reader = index.reader
        alive = np.ones(reader.count, bool) if reader.alive is None else reader.alive
        terms_seen = set()
        for name in WORDS:
            lengths = reader.lengths(name)
            for segment_field, base in reader.posting_fields(name):
                for number, term in enumerate(
                    segment_field.lexicon.terms(0, len(segment_field.lexicon))
                ):
                    posting = segment_field.posting(number)
                    docs = posting.docs.astype(np.intp) + base
                    rows = zip(docs, reader.ids(docs), posting.freqs.tolist(), strict=True)
                    terms_seen |= {
                        (name, term, report, often, int(lengths[doc]))
                        for doc, report, often in rows
                        if alive[doc]
                    }
        return terms_seen, list(index.fingerprints()), index.about().analysis
    finally:
        index.close()


def after(tmp_path, old, new):
    """What an update from one dictionary to another did, and what it and a rebuild hold."""
    folder = write(tmp_path / "reports")
    build([str(folder)], str(tmp_path / "index"), dictionary=old)
    done = build([str(folder)], str(tmp_path / "index"), dictionary=new, update=True)
    build([str(folder)], str(tmp_path / "rebuilt"), dictionary=new)
    return done, content(tmp_path / "index"), content(tmp_path / "rebuilt")


HEAVY = "一二三 900000"
CHANGES = {
    "a word comes": ((), ("云河模式",), 6),
    "a word goes": (("云河模式",), (), 6),
    "one comes, one goes": (("云河模式",), ("晚报亭 20 n",), 7),
    "words that overlap": (("云河",), ("云河", "河模", "云河模式 9"), 6),
    "one within another": (("云河模式",), ("云河模式", "模式"), 6),
    "another weight": (("云河模式 5",), ("云河模式 50000",), 6),
    "another tag": (("云河模式 5 n",), ("云河模式 5 nz",), 0),
    "another order": (("河流域", "开会 9"), ("开会 9", "河流域"), 0),
    "written twice": (("云河模式 3", "云河模式 7"), ("云河模式 7",), 0),
    "a word of jieba's own made rare": ((), ("物流 1",), 2),
    "traditional": ((), ("農村寄遞物流體系",), 2),
    "characters that converters confuse": ((), ("記號 9",), 1),
    "Latin words": ((), ("C++", "5G网络 900", "R&D"), 0),
    "one character": ((), ("㛃 900",), 1),
    "with an invisible mark before it": ((), ("\ufeff云河模式",), 6),
    "nowhere": ((), ("量子引力",), 0),
    "heavy already": ((HEAVY,), (HEAVY, "云河模式"), 6),
}


@pytest.mark.parametrize("case", CHANGES)
def test_an_update_cuts_those_anew_that_hold_a_changed_word_and_ends_where_a_rebuild_does(
    tmp_path, case
):
    old, new, expected = CHANGES[case]

    done, updated, rebuilt = after(tmp_path, old, new)

    assert updated == rebuilt
    assert done.dictionary.reports == expected
    assert (done.indexed, done.unchanged) == (expected, len(PAGES) - expected)


def test_words_that_move_the_total_touch_every_report_and_this_is_said(tmp_path):
    done, updated, rebuilt = after(tmp_path, (), (HEAVY,))

    assert updated == rebuilt
    assert (done.indexed, done.dictionary.reports) == (len(PAGES), None)
    assert "all reports were segmented again" in _sentences(done)


def test_what_a_changed_dictionary_touches_is_said(tmp_path):
    done, _, _ = after(tmp_path, ("晚报亭 20 n", "云河 5"), ("云河模式", "云河 50"))

    assert "1 words added, 1 removed, 1 with another weight" in _sentences(done)
    assert f"segmented again: {done.indexed}." in _sentences(done)


def test_an_update_with_the_same_dictionary_says_nothing_of_it(tmp_path):
    done, _, _ = after(tmp_path, ("云河模式",), ("云河模式",))

    assert (done.indexed, done.dictionary) == (0, None)


def test_files_that_change_with_the_dictionary_are_read_too(tmp_path):
    folder = write(tmp_path / "reports")
    build([str(folder)], str(tmp_path / "index"))
    (folder / "other.txt").write_text("换了内容的通报\n\n云河模式推广到全国。", "utf-8")
    (folder / "title.txt").unlink()
    (folder / "new.txt").write_text("新的通报\n\n云河模式又一例。", "utf-8")
    dictionary = ("云河模式",)

    done = build([str(folder)], str(tmp_path / "index"), dictionary=dictionary, update=True)
    build([str(folder)], str(tmp_path / "rebuilt"), dictionary=dictionary)

    assert content(tmp_path / "index") == content(tmp_path / "rebuilt")
    assert (done.indexed, done.removed, done.dictionary.reports) == (7, 1, 6)


def test_an_index_cut_by_another_version_is_cut_anew_whatever_its_dictionary(tmp_path, monkeypatch):
    folder = write(tmp_path / "reports")
    monkeypatch.setattr(analysis, "VERSION", 1)
    build([str(folder)], str(tmp_path / "index"), dictionary=("云河模式",))
    monkeypatch.undo()

    done = build([str(folder)], str(tmp_path / "index"), dictionary=("晚报",), update=True)

    assert (done.indexed, done.dictionary) == (len(PAGES), None)


LETTERS = "云河模式晚报物流经济发展"
OWN_WORD = st.text(st.sampled_from(LETTERS), min_size=1, max_size=4)
WEIGHT = st.sampled_from(["", " 1", " 30", " 4000 n", " 60000", " 99999999"])
LINES = st.lists(st.builds(str.__add__, OWN_WORD, WEIGHT), min_size=0, max_size=5)
TEXT = st.text(st.sampled_from(LETTERS + "的在了 ，\n報a5"), max_size=40)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(LINES, LINES, st.lists(TEXT, min_size=3, max_size=12))
def test_whatever_changes_an_update_ends_where_a_rebuild_does(tmp_path_factory, old, new, texts):
    root = tmp_path_factory.mktemp("any")
    lines = [json.dumps({"id": str(at), "text": text or "空"}) for at, text in enumerate(texts)]
    (root / "all.jsonl").write_text("\n".join(lines), "utf-8")
    where, rebuilt = str(root / "index"), str(root / "rebuilt")
    build([str(root)], where, dictionary=tuple(old))
    build([str(root)], where, dictionary=tuple(new), update=True)
    build([str(root)], rebuilt, dictionary=tuple(new))

    assert content(where) == content(rebuilt)


@pytest.mark.parametrize(
    "made", [segmenter._fast_segmenter, segmenter._slow_segmenter], ids=["rjieba", "jieba"]
)
def test_a_text_without_the_words_of_ones_own_is_cut_as_ever(made, sample_index):
    index = EmbeddedIndex.open(str(sample_index))
    names = [name for name, _ in index.fingerprints()]
    bodies = [fold(report.body) for report in index.reports(names)]
    index.close()
    runs = sorted({run for body in bodies for run in re.findall(f"[{HAN}]{{4,}}", body)})
    rng = random.Random(5)
    words = {run[:3] for run in rng.sample(runs, 40)}
    lines = tuple(f"{word} {rng.choice(['', '7', '2000'])}".strip() for word in sorted(words))
    plain, filled = made(()), made(lines)

    assert filled.user_words.step == 0
    without = [run for run in runs if not any(word in run for word in words)]
    assert len(without) > len(runs) // 2
    assert [filled.words(run) for run in without] == [plain.words(run) for run in without]


def test_what_the_total_is_held_with_is_never_met_in_a_text():
    frequencies = segmenter._frequencies(segmenter.SPARE)

    assert len(set(segmenter.SPARE)) == len(frequencies) == 100
    assert sum(frequencies.values()) == segmenter.SPARED_FREQUENCY
    assert frequencies[segmenter.SPARE[0]] == max(frequencies.values())
    for char in segmenter.SPARE:
        assert char not in (fold(fold(char)), fold(char), fold_alike(char))


def test_words_of_ones_own_leave_the_total_of_rjieba_where_it_is():
    lines = ("量子云河 90000", "物流 1", "农村寄递物流")
    filled = segmenter._Fast()
    segmenter._add_words(filled, lines)
    loose = rjieba.Jieba()
    for line in lines:
        loose.add_word(*segmenter.entry(line))

    suggested = rjieba.suggest_freq("的了")  # the product of two large frequencies over the total
    assert filled.jieba.suggest_freq("的了") == suggested
    assert loose.suggest_freq("的了") != suggested


def test_rjieba_has_the_frequencies_of_jieba():
    slow = segmenter._Slow().jieba
    for word in ("北京", "的", "物流", "紝", "世界卫生组织"):
        assert rjieba.suggest_freq(word) - slow.FREQ[word] in (0, 1)


def test_a_weight_of_any_size_is_taken():
    assert Analyzer(("云河 99999999999999999999999",)).user_words.words == {
        "云河": segmenter.MAX_USER_FREQUENCY
    }
