"""Wildcards in a quoted Latin text: "climate chang*", and "one * all" with at most a word."""

import re

from whoosh import query
from whoosh.query import Query

from index.query_nodes import Near
from index.text.fold import HAN_CHARACTER
from search import match_patterns
from search.query import word_patterns
from search.query.compilation import Compilation
from search.query.compile_context import CompileContext
from search.query.query_passage import QueryPassage
from search.query.word_patterns import WordPattern, WordPatterns

MAX_STARS = 9
"""Words that consecutive stars match."""
_STARS = re.compile(r"[*＊]+")
MAX_WILDCARD_PARTS = 12
"""Passages and patterns of one quoted text; each nests the query for those before it."""
QuotedPart = QueryPassage | WordPattern


def quoted_parts(text: str) -> list[tuple[int, QuotedPart]]:
    """The passages and patterns of a quoted text, each with the number of stars before it.

    Empty if the text has no wildcards, or Han characters, which no wildcard matches.
    """
    if not _STARS.search(text) or HAN_CHARACTER.search(text):
        return []
    parts: list[tuple[int, QuotedPart]] = []
    plain: list[str] = []
    stars = 0
    for chunk in [*text.split(), ""]:
        wild = word_patterns.word_pattern(chunk) if _STARS.search(chunk) else None
        if chunk and wild is None and not _STARS.fullmatch(chunk):
            plain.append(chunk)
            continue
        passage = QueryPassage.of(" ".join(plain))
        if passage.slots:
            parts.append((stars, passage))
            stars, plain = 0, []
        if wild is not None:
            parts.append((stars, wild))
            stars = 0
        elif chunk:
            stars += len(chunk)
    return parts


def unread_patterns(text: str) -> list[str]:
    """The chunks of a quoted text with a star that is no wildcard: 第*次会议, 3.5*."""
    if not _STARS.search(text):
        return []
    if HAN_CHARACTER.search(text):
        return [text]
    return [
        chunk
        for chunk in text.split()
        if _STARS.search(chunk)
        and not _STARS.fullmatch(chunk)
        and not word_patterns.word_pattern(chunk)
    ]


def quoted_query(
    line: Compilation, parts: list[tuple[int, QuotedPart]], name: str, context: CompileContext
) -> Query:
    """The query for the parts one after the other in a text field; their patterns are marked."""
    patterns = WordPatterns(line.index, line.expand)
    whole: Query = query.NullQuery
    for stars, part in parts:
        if isinstance(part, WordPattern):
            line.mark(context, [match_patterns.wildcard_pattern(part.text, 0)])
            part_query = patterns.query_of(part, (name,))[0]
        else:
            line.mark(context, part.patterns)
            part_query = line.slot(name, part)
        slop = 1 + min(stars, MAX_STARS)
        whole = (
            part_query
            if whole == query.NullQuery
            else Near(f"{name}_grams", [whole, part_query], slop=slop)
        )
    return whole
