"""A line that is a title, word for word: the report of that title comes first.

Operators written as words (NOT, OR) do not count, for a headline in capitals may hold them; a word
that a sign excludes does. An acronym is no title: WHO is not “Who”.
"""

import re
from typing import Any

from whoosh import query

from index.api import Index
from index.report import heading_of
from index.text.analysis import acronym
from index.text.fold import HAN, fold
from search.query import parser, spellings
from search.query.weights import LONE_WORD_SCORE

FIRST = 1000.0
"""What the title adds to a score: more than any words do."""
STATE = "中华人民共和国"
"""What laws are called without: 民法典 is 中华人民共和国民法典."""

_EXCLUDED = re.compile(r"(?:^|[\s(（])[-－!！](?=[^\W_])")
_HAN = re.compile(f"[{HAN}]{{2,}}")


def titled(tree: parser.Syntax, index: Index, *, strict: bool) -> Any:
    """The query for the reports whose title the line is; None where there is none.

    A `strict` line is nothing but its operators.
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
            return query.ConstantScoreQuery(query.Term("heading", key), FIRST)
    return None


def as_written(tree: parser.Syntax) -> Any:
    """A lone word of letters as it is written; None where the line is anything else.

    It comes before other words of its stem: *execute* before *executive*, and an acronym in
    capitals before the same letters in small ones: U.S. before *us*.
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
