"""Reads the head of an article in a database export by the order of its lines."""

import datetime
import re
from dataclasses import dataclass, field

from index.ingest.days import dates
from index.ingest.formats.plain_text.edges import citation_line

LENGTH = re.compile(r"^(?:\d[\d,]{0,6}) ?(?:words|字|characters)$", re.IGNORECASE)
"""The length of an article on a line of its own: 312 words."""
RIGHTS = re.compile(
    r"^\W*(?:copyright|©|\(c\)|all rights reserved|tous droits réservés"
    r"|本?(?:内容|內容|文)?之?(?:版权|版權))",
    re.IGNORECASE,
)
"""The beginning of a line about rights."""
_BY = re.compile(r"^(?:by|byline)\b[\t\x20:]*", re.IGNORECASE)
_LINK = re.compile(r"ProQuest document link(?: ?\(\S{1,300}\))?", re.IGNORECASE)
"""The link to the page of the article, which is no text."""
HEAD_LINES = 14
"""The lines above an article that can say where and when it appeared."""
_MAX_DATED_CHARS = 60
"""The longest line that says when it appeared and is no citation, in code points."""


@dataclass(slots=True)
class Article:
    """An article in an export: its fields by name, and the lines of its text."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    text: str = ""
    above: tuple[str, ...] = ()
    """Lines above the first article, as the name of a collection."""

    def put(self, name: str, value: str) -> None:
        """Set a field unless it has a value."""
        value = " ".join(value.split())
        if value:
            self.fields.setdefault(name, value)


def put(article: Article, top: list[str], *, in_record: bool) -> None:
    """Set fields from the order of the lines above the labels."""
    lines = [line for line in top if line]
    dated = next(
        (
            position
            for position, line in enumerate(lines[:HEAD_LINES])
            if (len(line) < _MAX_DATED_CHARS and dates.find_dates(line)) or _cited(line)
        ),
        None,
    )
    if dated is None:
        rest = lines
        if "title" not in article.fields and rest:
            article.put("title", rest.pop(0))
        article.lines = [*rest, *article.lines]
        return
    if dated and (cited := _cited(lines[dated])) is not None:
        _by_citation(article, lines, dated, cited)
        return
    article.put("date", lines[dated])
    counted = next(
        (position for position, line in enumerate(lines[:HEAD_LINES]) if LENGTH.match(line)),
        None,
    )
    if counted is not None and counted < dated:
        _by_order(article, lines, counted, dated)
        return
    before = lines[:dated]
    if len(before) > 1:
        article.put("title", before[0])
    if before:
        name = before[-1]
        bracketed = name.endswith((")", "）"))
        article.put(
            "source", re.split(r"[(（]", name, maxsplit=1)[0].rstrip() if bracketed else name
        )
    rest = _behind(top, lines[dated])
    if in_record and "title" not in article.fields:
        article.put("title", " ".join(rest))
    elif "title" not in article.fields and rest:
        article.put("title", rest[0])
        article.lines = [*rest[1:], *article.lines]
    else:
        article.lines = [*(line for line in rest if not RIGHTS.match(line)), *article.lines]


def _cited(line: str) -> citation_line.Citation | None:
    """The citation of an article on a line; None for another line."""
    cited = citation_line.read(line, datetime.date.max)
    return cited if cited is not None and cited.source and cited.date else None


def _by_citation(
    article: Article, lines: list[str], position: int, cited: citation_line.Citation
) -> None:
    """Set fields from the citation below the title, as ProQuest writes it."""
    article.put("title", lines[0])
    article.put("author", cited.author)
    article.put("source", cited.source)
    article.put("date", str(cited.date))
    below = (line for line in lines[position + 1 :] if not _LINK.fullmatch(line))
    article.lines = [*lines[1:position], *below, *article.lines]


def _behind(top: list[str], dated: str) -> list[str]:
    """The lines behind that of the date, without those right below it, which name an edition."""
    position = top.index(dated) + 1
    while position < len(top) and top[position]:
        position += 1
    below = [line for line in top[position:] if line]
    return below or [line for line in top[top.index(dated) + 1 :] if line]


def _by_order(article: Article, lines: list[str], counted: int, dated: int) -> None:
    """Title, author, length, date, source, code, language, rights, text: Factiva's order."""
    above = lines[:counted]
    if len(above) > 1 and (_BY.match(above[-1]) or len(above[-1]) < 40):
        article.put("author", _BY.sub("", above.pop()))
    article.put("title", above[-1] if above else "")
    next_line = dated + 1
    while next_line < len(lines) and re.match(r"^\d{1,2}:\d\d", lines[next_line]):
        next_line += 1
    if next_line < len(lines):
        article.put("source", lines[next_line])
    last = next(
        (
            position
            for position in range(next_line, min(next_line + 8, len(lines)))
            if RIGHTS.match(lines[position])
        ),
        None,
    )
    if last is None:
        last = next_line
        while last + 1 < len(lines) and len(lines[last + 1]) < 20:
            last += 1
    article.lines = [*lines[last + 1 :], *article.lines]
