"""The dictionary of the other language: in arrays, which processes share as files."""

import pytest

from search.query.cedict import Cedict, cedict, cedict_for_all
from search.query.numbered_texts import Names

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


def test_a_process_of_its_own_makes_it_for_those_that_are_forked():
    with cedict_for_all():
        pass

    assert ("logist",) in cedict().glosses("物流")
