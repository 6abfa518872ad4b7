"""Pages that were cut, nested, doubled, filled with rubbish: reading them raises nothing, ever.

A seeded sample; many more were run by hand (50,000 with seeds of their own).
"""

import random
from pathlib import Path

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UNFORESEEN
from index.report import MIN_COMPLETENESS, Report, Skipped

DATA = Path(__file__).parent / "data" / "extract"
PAGES = sorted(DATA.glob("*.html"))
TAGS = b"<div> <b> <table><tr><td> <font><p> <a	href=x> <svg> <li> <form>".split(b" ")
OPENERS = (
    *(b"<!--", b"<![CDATA[", b"<script>", b"<style>", b"<title>", b"<textarea>", b"<noscript>"),
    *(b"<?xml", b"</html>", b"</body>", b"<plaintext>", b"<template>", b"<math><mi>"),
)
ENTITIES = (b"&#x", b"&amp;", b"&#0;", b"&#1114112;", b"&#xD800;", b"&nbsp")
PIECES = (
    *(
        b"2023-02-09 ",
        b"202302092023",
        b"1" * 30,
        b" \t" * 5,
        b"Date: ",
        b"(",
        b": ",
        b"/",
        b"By A ",
    ),
    *("\u3000".encode(), "来源：".encode(), b"<br>", b"<p>x</p>", b"<tr><td>a</td><td>b</td></tr>"),
    b'<script type="application/ld+json">[[{"@type":"Article"',
)


def mutated(data, rng):
    """The page with one to four things done to it."""
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(data) + 1)
        end = min(start + rng.choice([1, 3, 50, 2000]), len(data))
        before, piece, after = data[:start], data[start:end], data[end:]
        data = rng.choice(
            [
                before,
                after,
                before + rng.randbytes(len(piece)) + after,
                before + b"\0" * rng.choice([1, 100, 5000]) + piece + after,
                before + rng.choice(TAGS) * rng.choice([10, 1000, 5000]) + piece + after,
                before + b'<p class="' + b"x " * rng.choice([100, 20_000]) + b'">' + piece + after,
                before + rng.choice(ENTITIES) * rng.choice([5, 1000]) + piece + after,
                before + piece * 3 + after,
                before + rng.choice(OPENERS) + piece + after,
                before + after,
                data.replace(b">", b"", rng.randint(1, 50)),
                before + rng.choice(PIECES) * rng.choice([1, 300, 3000]) + piece + after,
            ]
        )
    return data


def read(data, kind="html"):
    return list(extract.read(SourceFile(path="a", file="", kind=kind, data=data)))


def check(items):
    """Reports with clean paragraphs, or a reason that a reader foresaw."""
    assert items
    for item in items:
        if isinstance(item, Skipped):
            assert not item.reason.startswith(UNFORESEEN), item.reason
        else:
            assert isinstance(item, Report)
            assert all(text and "\n" not in text and "\x1f" not in text for text in item.paragraphs)
            assert len(item.fingerprint()) == 32


@pytest.mark.parametrize("seed", range(8))
def test_a_mutated_page_raises_nothing(seed):
    rng = random.Random(seed)
    for _ in range(15):
        page = rng.choice(PAGES).read_bytes()
        check(read(mutated(page, rng), rng.choice(["html"] * 6 + ["txt", "md", "xml", "json"])))


EXTREMES = {
    "nested a hundred thousand deep": b"<div>x" * 100_000,
    "fonts that never end": b"<font>x" * 20_000,
    "tables in tables": b"<table><tr><td>x" * 8_000,
    "a row of thousands of cells": b"<table><tr>" + b"<td>x</td>" * 20_000,
    "a giant attribute": b'<p class="' + b"a" * 1_000_000 + b'">hello there, reader</p>',
    "thousands of attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">hi",
    "nothing but NULs": b"\0" * 100_000,
    "nothing but entities": b"&amp;&lt;&#20013;" * 50_000,
    "nothing but labels": "来源：".encode() * 20_000,
    "header lines without end": "来源：新华社 2023-02-09<br>".encode() * 4_000,
    "one endless sentence": "会议强调，推进物流。".encode() * 100_000,
    "open brackets": b"[" * 200_000,
    "bylines in bylines": b"<div class=author>" * 20_000 + b"x",
    "links without end": b"href=" * 500_000,
    "files without end": b"<a href=a.pdf>x</a>" * 30_000,
    "halves of surrogate pairs": b"<a>x &#xD800; &#55296 y &#x00dFFf; &#57343;</a>",
    "characters there are not": b"<a>x &#0; &#1114112; &#xFFFFFFFFFF; &#99999999999;</a>",
    "lines of a title": b"<title>" + b"abcd " * 200 + b"</title>" + b"<p>abcd</p>" * 20_000,
}


@pytest.mark.parametrize("kind", ["html", "txt", "md", "xml"])
@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_page_raises_nothing(name, kind):
    check(read(EXTREMES[name], kind))


CASES = sorted((DATA.parent / "cases").rglob("*.html"))


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_page_loses_no_text_without_a_word(seed):
    rng = random.Random(f"text {seed}")
    for _ in range(12):
        page = rng.choice([*PAGES, *CASES]).read_bytes()
        for item in read(mutated(page, rng)):
            if isinstance(item, Report):
                assert item.completeness is not None
                reported = item.check in {"cut", "incomplete"}
                assert reported is (item.cut or item.completeness < MIN_COMPLETENESS)
                assert item.paragraphs or item.completeness < MIN_COMPLETENESS or item.visible < 100
