"""Words with which people ask for reports: 请问…, 关于…的新闻, find articles about …; optional.

A report on the subject does not contain them. They are found at the ends of the line only.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from index.text.fold import fold
from search.query.syntax.lexer import QueryToken
from search.query.syntax.operators import TokenKind

_SEEK = "(?:查找|搜索|查询|查|找|搜)"
_REQUEST = (
    rf"(?:请问[，,]?|(?:请|麻烦)?(?:帮我|帮忙|给我){_SEEK}(?:一下|下|找)?|{_SEEK}一下|有没有|有无"
    r"|请(?:查找|搜索|查询)|我[想要](?:知道|了解|找|查|看)(?:一下|下)?)"
)
_REPORTS = "(?:新闻|报道|报导|文章)"
_MATERIAL = "(?:消息|资料|资讯|信息|内容|进展|动态)"
_SUCH = "(?:相关|最新)"
_CHINESE = re.compile(
    rf"\s*(?P<begin>{_REQUEST}(?:关于|有关)?|关于(?=.{{1,80}}(?:的|{_SUCH}){_REPORTS})"
    rf"|有关(?=.{{1,80}}的{_REPORTS}))?"
)
_CHINESE_END = re.compile(
    rf"(?P<end>的?{_SUCH}{_REPORTS}|的{_REPORTS}|的?{_SUCH}{_MATERIAL})[?？。]?\s*$"
)
_ENGLISH = re.compile(
    r"\s*(?P<begin>(?:(?:please |(?:can|could) you )?(?:find|show|give|get|list|search(?: for)?"
    r"|look for)(?: me)?(?: all| any| some| the)?(?: latest| recent)? )?"
    r"(?:news|articles|stories|reports|documents|papers|information|info|everything|coverage)"
    r"(?: articles| stories| reports| coverage)?"
    r" (?:about|on|regarding|concerning|relat(?:ed|ing) to))(?= \S)"
)


def with_asking_words(tokens: list[QueryToken], text: str) -> list[QueryToken]:
    """The tokens of a line with those that only ask for reports as optional."""
    spans = [span for span in _spans(text) if span[0] < span[1]]
    if not spans or not any(_asks(token, spans) for token in tokens):
        return tokens
    return [part for token in tokens for part in _parted(token, spans)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of a line that only ask."""
    folded = fold(text)
    if len(folded) != len(text):
        return
    if english := _ENGLISH.match(folded):
        yield english.span("begin")
        return
    if begin := _CHINESE.match(folded):
        yield begin.span("begin")
    if end := _CHINESE_END.search(folded):
        yield end.span("end")


def _asks(token: QueryToken, spans: list[tuple[int, int]]) -> bool:
    """Whether a token says what is asked for: some of it is outside of the spans."""
    sizes = (min(token.end, end) - max(token.start, start) for start, end in spans)
    return sum(max(size, 0) for size in sizes) < token.end - token.start


def _parted(token: QueryToken, spans: list[tuple[int, int]]) -> Iterator[QueryToken]:
    """A token, or its parts inside the spans, which are optional, and outside of them."""
    edges = {edge for span in spans for edge in span if token.start < edge < token.end}
    if token.kind is not TokenKind.TEXT or len(token.text) != token.end - token.start:
        yield token
        return
    stops = [token.start, *sorted(edges), token.end]
    for start, end in itertools.pairwise(stops):
        optional = any(first <= start and end <= last for first, last in spans)
        written = token.text[start - token.start : end - token.start]
        glued = token.glued or start > token.start
        yield replace(token, text=written, start=start, end=end, glued=glued, optional=optional)
