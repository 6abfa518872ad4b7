"""A line that is a title, word for word: the report of that title comes first.

Operators written as words (NOT, OR) do not count, for a headline in capitals may hold them; a word
that a sign excludes does.
"""

import re
from typing import Any

from whoosh import query

from index.api import Index
from index.report import heading_of
from index.text.fold import HAN
from search.query import parser

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
    if strict or _EXCLUDED.search(tree.text):
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
