"""The names in the author property of a file, unless a program or its default wrote them."""

from index.ingest import word_lists
from index.ingest.heads import name_order

DEFAULT_AUTHORS = frozenset(word_lists.spaced(word_lists.table("office")["authors"]))
"""Author names that programs write by default."""
_MAX_AUTHORS_CHARS = 200


def named(author: str) -> str:
    """The authors as a list of names; empty if the property names nobody."""
    author = author.strip()
    if author.strip("()").lower() in DEFAULT_AUTHORS or len(author) >= _MAX_AUTHORS_CHARS:
        return ""
    return name_order.listed(author)
