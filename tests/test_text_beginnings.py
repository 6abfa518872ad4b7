"""Which of very many texts begins another, and what that costs a file of very many short lines."""

import functools
import itertools
import string

import pytest

from index.ingest.text_beginnings import TextBeginnings
from tests.growth import STEEP, exponent
from tests.packages import SAID, text

TEXTS = ["", "a", "ab", "abc", "abd", "b", "ba", "bb c", "c"]


@pytest.mark.parametrize("count", range(len(TEXTS)))
def test_beginnings_are_found_as_by_looking_at_each_text(count):
    for texts in itertools.combinations(TEXTS, count):
        beginnings = TextBeginnings(texts)
        for asked in (*TEXTS, "abcd", "abe", "bz", "\U0010ffff"):
            assert beginnings.one_begins(asked) == any(map(asked.startswith, texts))
            begun = any(other.startswith(asked) for other in texts)
            assert beginnings.one_begins_with(asked) == begun


def word(number):
    letters = string.ascii_lowercase
    return "".join(letters[number // 26**power % 26] for power in range(4))


def lines(count, line):
    return "".join(line.format(word(number)) for number in range(count))


RECORD, END = "Title: Quay\nDate: 2024-05-06\n", f"{SAID}\nEnd of Document\n"
SHORT_LINES = {
    "a list above rules": lambda count: "b\n" * 4 * count + lines(count, "===\n{}\n"),
    "gaps": lambda count: "b\n" * 4 * count + "\n\n" + lines(count, "{}\n\n\n"),
    "titles below rules": lambda count: (
        lines(count, "Quay {} opened\n")
        + lines(count, "===\n" + "x y z no title\n" * 6 + "Quay {} opened\n")
    ),
    "lines on a page": lambda count: "a\n" * 30 * count + "1\f" + "b\n" * 9 + "2\fc\n3\n",
    "blank lines in a record": lambda count: (RECORD + " \n" * 30 * count + END) * 2,
}


@pytest.mark.parametrize("name", SHORT_LINES)
def test_very_many_short_lines_take_as_long_as_they_are(name):
    def read(made):
        return text("txt", made.encode())

    assert exponent(read, functools.partial(_with_end, SHORT_LINES[name]), (200, 2_000)) < STEEP


def _with_end(make, count):
    return make(count) + f"{SAID}\n"
