"""Quotations of a document are what stands between quotation marks of any kind."""

import pytest

from search.trace.quotations import MAX_QUOTATIONS, quotations

FOUND = {
    "Chinese marks": ("他说：“我们要加快发展。”会后", ["我们要加快发展。"]),
    "corner marks": ("他說：「我們要加快發展。」", ["我們要加快發展。"]),
    "a quotation inside": ("“他说‘不能再等’，我们要走。”", ["他说‘不能再等’，我们要走。"]),
    "corner marks inside": ("「他說『不能再等』就走了。」", ["他說『不能再等』就走了。"]),
    "straight marks": ('"we will go on" and "we shall stop"', ["we will go on", "we shall stop"]),
    "guillemets": ("il dit « nous irons loin » hier", ["nous irons loin"]),
    "German marks": ("er sagt „wir gehen weiter“ jetzt", ["wir gehen weiter"]),
    "over a paragraph": ("“第一段还没有完。\n第二段才完。”", ["第一段还没有完。\n第二段才完。"]),
    "a term": ("所谓“新常态”就是", []),
    "a title": ("《人民日报海外版评论》报道", []),
    "never closed": ("他说：“我们要加快发展", []),
    "closed without being opened": ("我们要加快发展”他说“再见各位朋友们”", ["再见各位朋友们"]),
    "a straight mark alone": ('5" of rain fell\n"we will go on"', ["we will go on"]),
    "apostrophes": ("It's Tom's and the boys' own house", []),
    "single marks": ("He said ‘it’s the boys’, I think’ and left", ["it’s the boys"]),
    "straight single marks": ("she said 'we will go on' and left", ["we will go on"]),
    "double marks in single ones": ("‘he said “go on” to us’ ok", ["he said “go on” to us"]),
    "single marks in Chinese": ("他说：‘我们要加快发展。’会后", ["我们要加快发展。"]),
    "single marks over a line": ("‘we will go\non’ and “so we did”", ["so we did"]),
    "numbers only": ("“12345678”", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_quotations_are_found(text, expected):
    quoted = quotations(text)

    assert [quotation.text for quotation in quoted] == expected
    assert [text[quotation.start : quotation.end] for quotation in quoted] == expected


@pytest.mark.parametrize("text", ["“" * 50_000, "“" * 50_000 + "”" * 50_000, '"' * 100_000])
def test_a_flood_of_marks_costs_little(text):
    assert len(quotations(text)) <= MAX_QUOTATIONS


def test_a_document_has_at_most_so_many():
    assert len(quotations("“我们要加快发展。”" * 1000)) == MAX_QUOTATIONS
