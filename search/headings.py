"""Exact titles: if a query line is the title of a report, that report comes first.

Operators written as words (NOT, OR) are read as words of the title, because a headline in capitals
may contain them. A line with a minus sign or an acronym is not a title: WHO is not “Who”.
"""

import re

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.report import heading_of
from index.text.analysis import acronym
from index.text.fold import HAN, fold
from search.query import parser, spellings
from search.query.lexer import MINUS
from search.query.weights import LONE_WORD_SCORE

HEADING_SCORE = 1000.0
"""Score of an exact title: more than any words score."""
STATE = "中华人民共和国"
"""People leave this prefix out of the titles of laws: 民法典 for 中华人民共和国民法典."""

_EXCLUDED = re.compile(rf"(?:^|[\s(（])[{MINUS}](?=[^\W_])")
_HAN = re.compile(f"[{HAN}]{{2,}}")


def titled(tree: parser.Syntax, index: Index, *, strict: bool) -> Query | None:
    """The query for the reports with the line as title; None if there is no such report.

    A `strict` line is never read as a title.
    """
    root = tree.root
    if strict or _EXCLUDED.search(tree.text) or acronym(tree.text.strip()):
        return None
    text = tree.text
    if isinstance(root, parser.FieldNode):
        if root.name != "title":
            return None
        text = tree.text[root.child.start : root.child.end]
    names = [text] if not _HAN.fullmatch(text.strip()) else [text, STATE + text.strip()]
    keys = [heading_of(name) for name in names]
    if not keys[0]:
        return None
    for key, reports in zip(keys, index.frequencies("heading", keys), strict=True):
        if reports:
            return query.ConstantScoreQuery(query.Term("heading", key), HEADING_SCORE)
    return None


def as_written(tree: parser.Syntax) -> Query | None:
    """The query for the exact form of a single Latin word; None for any other line.

    The exact form ranks before other words of its stem (*execute* before *executive*), and an
    acronym before the same letters in lower case (U.S. before *us*).
    """
    root = tree.root
    if not isinstance(root, parser.Word):
        return None
    word = fold(root.text)
    if not (word.isascii() and word.isalpha()):
        return None
    forms = spellings.capitals(root.text) if acronym(root.text) else [word]
    terms = [query.Term(field, form) for field in ("title_grams", "body_grams") for form in forms]
    return query.ConstantScoreQuery(query.Or(terms), LONE_WORD_SCORE)
