"""The dictionary of the other language: in arrays, which processes share as files."""

import os
import subprocess
import sys

import pytest

from search.query.other_language import loaded_cedict
from search.query.other_language.cedict import Cedict
from search.query.other_language.numbered_texts import Names

READ = {
    "物流": ["logistics", " distribution of goods"],
    "货物": ["goods", " merchandise"],
    "好": ["good"],
    "𠮷": ["lucky"],
    "了": ["to"],
}


@pytest.fixture(params=["made here", "from files"])
def dictionary(request, tmp_path):
    made = Cedict.of(READ)
    if request.param == "made here":
        return made
    made.save(tmp_path)
    return Cedict.opened(tmp_path)


def test_a_word_is_known_with_the_stems_of_its_glosses(dictionary):
    assert dictionary.glosses("物流") == (("logist",), ("distribut", "good"))
    assert dictionary.glosses("𠮷") == (("lucki",),)
    assert dictionary.glosses("了") == ()
    assert "了" in dictionary


@pytest.mark.parametrize("word", ["", "物", "物流业", "zzz", "\ud800"])
def test_a_word_that_is_not_there_has_no_glosses(dictionary, word):
    assert word not in dictionary
    assert dictionary.glosses(word) == ()
    assert list(dictionary.parts(word)) == []
    assert dictionary.words((word,)) == ()


def test_glosses_and_their_parts_lead_back_to_words(dictionary):
    assert dictionary.words(("good",)) == (("货物", 0), ("好", 0))
    assert dictionary.words(("distribut", "good")) == (("物流", 1),)
    assert {word for word, _ in dictionary.parts("good")} == {"物流", "货物", "好"}


def test_names_are_numbered_as_they_come():
    names = Names.of(["b", "", "a", "𠮷"])

    assert [names.name(number) for number in range(4)] == ["b", "", "a", "𠮷"]
    assert [names.number(name) for name in ("b", "", "a", "𠮷", "c")] == [0, 1, 2, 3, -1]


def test_a_process_of_its_own_makes_it_and_a_later_start_finds_its_files(tmp_path):
    code = (
        "from search.query.other_language.loaded_cedict import cedict, cedict_for_all\n"
        "with cedict_for_all(): pass\n"
        "print(*cedict().glosses('物流'), cedict().senses('物流'), sep='|')"
    )
    said, made = [], []
    for _ in range(2):
        ended = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(ended.stdout)
        made.append([(path, path.stat().st_ino) for path in sorted(tmp_path.rglob("*.npy"))])

    assert "('logist',)" in said[0]
    assert said[0] == said[1]
    assert made[0]
    assert made[0] == made[1]


def test_files_of_another_dictionary_or_another_code_are_not_taken(monkeypatch, tmp_path):
    key = loaded_cedict._key()
    loaded_cedict._key.cache_clear()
    other = tmp_path / "senses.py"
    other.write_text("SENSES = 9")
    monkeypatch.setattr(loaded_cedict.senses, "NEARNESS_FILE", other)
    try:
        assert loaded_cedict._key() != key
    finally:
        loaded_cedict._key.cache_clear()


NESTED = [
    "",
    "物",
    "物流",
    "物流业",
    "物流业务",
    "物流园区管理",
    "物流园区",
    "流",
    "的的",
    "的的的的",
    "𠮷",
    "\uffff",
]


@pytest.mark.parametrize(
    "text",
    [
        *(
            word + more
            for word in NESTED
            for more in ("", "物", "业务员", "的" * 9, "\ud800", "𠮷")
        ),
        "物流园区管" * 3,
        "的" * 7,
        "特",
        "\U0010ffff" * 4,
    ],
)
def test_the_longest_start_is_that_of_looking_up_each_length(text):
    names = Names.of(NESTED)
    starts = [text[:length] for length in range(len(text), -1, -1)]

    assert names.longest_start(text) == next(start for start in starts if names.number(start) >= 0)
    assert Names.of(["物流"]).longest_start("物") == Names.of([]).longest_start(text) == ""


def test_a_run_is_cut_into_its_longest_words_and_other_characters_stand_alone(dictionary):
    assert list(dictionary.longest_words("物流货货物好坏𠮷")) == [
        "物流",
        "货",
        "货物",
        "好",
        "坏",
        "𠮷",
    ]
    assert list(dictionary.longest_words("")) == []


def test_a_run_of_one_character_costs_a_few_searches_for_each(dictionary, monkeypatch):
    read = []
    monkeypatch.setattr(Names, "_bytes", counted(Names._bytes, read))
    assert len(list(dictionary.longest_words("坏" * 500))) == 500

    assert len(read) < 500 * 12


def counted(function, calls):
    def call(*arguments):
        calls.append(arguments)
        return function(*arguments)

    return call
