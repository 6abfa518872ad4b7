"""The names in the author property of a file, unless a program or its default wrote them."""

import re

from index.ingest import word_lists
from index.ingest.heads import name_order

DEFAULT_AUTHORS = frozenset(word_lists.spaced(word_lists.table("office")["authors"]))
"""Author names that programs write by default."""
_MAX_AUTHORS_CHARS = 200
_ACCOUNT = re.compile(
    r"[a-z._-]{1,40}|[A-Za-z._-]{0,30}\d[\w.-]{0,30}|\S{1,20}[ -](?i:user|pc|desktop|laptop)",
    re.ASCII,
)
"""The account of a person or a machine, which is no name: press3, jdoe, Lenovo User."""


def named(author: str) -> str:
    """The authors as a list of names; empty if the property names nobody."""
    author = author.strip()
    default = author.strip("()").lower() in DEFAULT_AUTHORS or _ACCOUNT.fullmatch(author)
    if default or len(author) >= _MAX_AUTHORS_CHARS:
        return ""
    return name_order.listed(author)
