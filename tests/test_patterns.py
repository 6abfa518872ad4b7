"""No regular expression of the tree takes more time than its text is long, whatever the text."""

import contextlib
import re
import signal
import time

import pytest

from tests.growth import exponent
from tests.patterns import Found, every, texts

SHORT = {
    "search.dates.periods.": 60,  # a period in a query
    "search.suggest.bracket_glosses:": 60,  # what stands before a bracket
    "search.query.syntax.lexer.": 2_000,  # a query
    "index.ingest.formats.office.word_text:": 500,  # a formula
    "search.query.other_language.cedict.": 1_000,  # a line of CC-CEDICT, which the package brings
}
"""Patterns that are only ever given short texts, with the most code points these have."""
MADE = {
    "index.cluster.generations": "a name and digits",
    "index.cluster.text_verifier": "atomic groups, on one word",
    "index.ingest.days.date_forms": "kept in a table, which is measured",
    "index.ingest.days.partial_dates": "kept in a table, which is measured",
    "index.embedded.query.multi_terms": "atomic groups, on one word",
    "index.text.code_kinds": "one class",
    "index.text.lazy_pattern": "patterns of other modules, measured there",
    "index.ingest.structured.language_columns": "kept in a table, which is measured",
    "index.ingest.structured.json_documents": "the first name of a text, at the beginning of lines",
    "index.ingest.decode": "one class, between letters",
    "web.reading_notes": "a remark of ours, matched as a whole",
    "index.embedded.write.texts": "one class",
    "index.system.package_version": "names of packages",
    "index.ingest.heads.lone_names": "a word of a name, on 5,000 code points",
    "index.ingest.formats.records.databases.table_references": "names, on names of columns",
    "index.ingest.webpage.bylines.byline": "names, each tried once, where a block begins",
    "index.ingest.formats.records.bibliography": "white space, in a value of a record",
    "index.ingest.formats.office.mhtml": "the end of a tag",
    "index.ingest.formats.office.mail_headers": "kept in a table, which is measured",
    "index.ingest.webpage.tree.archivers": "kept in a table, which is measured",
    "index.ingest.webpage.tree.hints": "kept in a table, which is measured",
    "index.ingest.formats.records.tabular.cell_quotes": "kept in a table, which is measured",
    "index.ingest.formats.plain_text.layout.page_copy": "kept in a table, which is measured",
    "index.ingest.webpage.tree.script_dates": "kept in a table, which is measured",
    "search.query.written_dates": "kept in a table, which is measured",
    "index.ingest.visible_text": "the end of a tag",
    "search.query.other_language.numbered_texts": "a part of a word, as it is",
    "search.suggest.bracket_glosses": "a word of a query, on 160 code points around it",
    "search.suggest.continuations": "words of a query with gaps of two, on 30 texts",
    "search.dates.date_names": "kept in a table, which is measured",
    "search.dates.other_names": "kept in a table, which is measured",
    "search.highlight": "compiles those of search.match_patterns",
    "search.match_patterns": "tested with the queries that it is made from",
}
"""Modules that make patterns while the program runs, and why each of these is as good."""
STEEP = 1.7
"""An exponent of growth, between that of a line and that of a square."""
LONGEST, SHORTER = 100_000, 10_000
"""Code points of the texts that are compared: where a pattern looks ahead by 2,000 at most, one of
1,000 would seem to grow as a square up to the other."""
WORST = 2
"""Texts of each pattern that are measured at length: those that took longest when short."""
PATIENCE = 8
"""Processor seconds after which a pattern is taken to go on for ever."""

PATTERNS, HIDDEN = every()


class EndlessError(Exception):
    """A pattern did not come to an end."""


@contextlib.contextmanager
def patience(seconds):
    def give_up(*_):
        raise EndlessError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def made(pattern, parts, size):
    before, filling, after = parts
    text = before + filling * max((size - len(before)) // len(filling), 1) + after
    return text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def tried(pattern):
    def fitted(text):
        pattern.pattern.match(text)
        pattern.pattern.fullmatch(text)

    def looked_for(text):
        for _ in pattern.pattern.finditer(text):
            pass

    return fitted if pattern.anchored else looked_for


def longest(pattern):
    """The most code points that the texts of a pattern have."""
    return next((size for where, size in SHORT.items() if pattern.where.startswith(where)), LONGEST)


def slowest(pattern, try_it):
    """The texts on which a pattern took longest when they were short."""
    took = []
    for parts in texts(pattern.pattern):
        text = made(pattern.pattern, parts, min(1_000, longest(pattern)))
        begun = time.thread_time()
        try_it(text)
        took.append((time.thread_time() - begun, parts))
    took.sort(key=lambda timed: -timed[0])
    return [parts for _, parts in took[:WORST]]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_a_pattern_takes_no_longer_than_its_text(pattern):
    measured(pattern, PATIENCE)


def measured(pattern, seconds):
    try_it, most = tried(pattern), longest(pattern)
    sizes = (SHORTER, LONGEST) if most == LONGEST else (most // 10, most)
    steep = STEEP if most == LONGEST else STEEP + 1
    with patience(seconds):
        for parts in slowest(pattern, try_it):
            grown = exponent(
                try_it, lambda size, parts=parts: made(pattern.pattern, parts, size), sizes, steep
            )

            assert grown < steep, f"{pattern} on {parts}"


def test_no_other_module_makes_patterns_that_are_not_measured():
    assert {module for module, _ in HIDDEN} <= set(MADE)


@pytest.mark.parametrize(
    "slow",
    [
        r"\s*x",
        r"(a|b|ab)*c",
        r"(\w+\s?)*!",
        r"\d+\d+x",
        "<p[^>]*>",
        r"^#\s+(.+?)\s*#*\s*$",
        "(?:驻.{1,6})*记者",
    ],
)
def test_a_slow_pattern_is_found(slow):
    with pytest.raises((AssertionError, EndlessError)):
        measured(Found("here", re.compile(slow)), seconds=1)
