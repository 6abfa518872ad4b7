"""Finds the articles of a text by their heads: a title, and below it a line with outlet and day.

一、东码头将重建 / 澜溪日报 2023-02-09 / …; ## Quay rebuilt / *Larkford Tide, 9 February 2023* / …
"""

import datetime
import itertools
import re

from index.ingest.days import dates
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.formats.plain_text.layout.article_breaks import TextArticles
from index.ingest.heads import clock_times, credit_line, dated_outlet, field_labels, header_lines
from index.ingest.line_wrapping import width

_MIN_HEADS = 2
"""The number of heads from which a text is several articles; one may be a headline in a story."""
_MAX_LINES = 60_000
"""The longest text that is searched, as long as the longest that is read."""
_HEADING = re.compile(r"#{1,4}[ \t]+(?P<title>\S.{0,300})")
_NUMBERED = re.compile(
    r"(?:[\[［【(（]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})(?:[\]］】)）][、.．\s]?|[、.．\s])|第[一二三四五六七八九十\d]{1,4}[篇条則则][\s：:、])\s{0,3}(?=\S)"
)
_BRACKETED = re.compile(r"[【\[《](?P<title>[^【】\[\]《》]{5,80})[】\]》]")
_MARKS = re.compile(r"^[*_>\s-]{1,8}|[*_\s]{1,4}$")
_MIN_TITLE_WIDTH, _MAX_TITLE_WIDTH, _MIN_STORY_WIDTH = 10, 100, 60
"""The widths in columns of a title, at least and at most, and of a line of a story, at least."""
_STORY = 40
"""The least width in columns of the longest line of a short report."""
_PREFACE = 2
"""The largest number of short lines above the first head."""
_MAX_LINES_TO_CREDITS = 2
"""The largest number of lines from a title to its line of credits."""


def find(text: str, *, headings: bool = False) -> TextArticles | None:
    """The articles of a text; None unless each of several has a head and a story.

    With `headings` the titles are those of Markdown.
    """
    lines = text.split("\n", _MAX_LINES)
    heads = [
        (position, title)
        for position in range(len(lines))
        if (title := _head(lines, position, headings=headings))
    ]
    if len(heads) < _MIN_HEADS or len(lines) > _MAX_LINES:
        return None
    above = [line.strip() for line in lines[: heads[0][0]] if line.strip()]
    if len(above) > _PREFACE or any(width(line) > _MIN_STORY_WIDTH for line in above):
        return None
    pieces = itertools.pairwise((*heads, (len(lines), "")))
    articles = [[title, *lines[start + 1 : end]] for (start, title), (end, _) in pieces]
    if not all(map(_has_story, articles)):
        return None
    return TextArticles(tuple(above), tuple("\n".join(article) for article in articles))


def _head(lines: list[str], position: int, *, headings: bool) -> str:
    """The title of a head that begins at a line, or the whole line if it has credits; or empty."""
    line = lines[position].strip()
    printed = _PRINTED.fullmatch(line) if len(line) <= 2 * _MAX_TITLE_WIDTH else None
    if printed is not None and dates.first_date(printed["day"]) is not None and not headings:
        return line
    title = _title(lines, position, headings=headings)
    return title if title and _is_credited(lines, position, numbered=title != line) else ""


_PRINTED = re.compile(
    r"(?P<title>\S.{9,119}?) [|｜/] (?P<outlet>[^|｜/]{2,40}) [|｜/] (?P<day>[^|｜/]{6,24})"
)
"""Quay rebuilt | Larkford Tide | 2023-02-09"""


def _title(lines: list[str], position: int, *, headings: bool) -> str:
    """The title on a line, without number and brackets; empty if the line is no title."""
    line = lines[position].strip()
    if not line or width(line) > _MAX_TITLE_WIDTH:
        return ""
    heading = _HEADING.fullmatch(line)
    if headings != (heading is not None):
        return ""
    line = heading["title"] if heading is not None else line
    title = _NUMBERED.sub("", line, count=1) if _NUMBERED.match(line) else line
    bracketed = _BRACKETED.fullmatch(title)
    apart = headings or title != line or bracketed is not None
    title = bracketed["title"] if bracketed is not None else title
    if not apart and position and lines[position - 1].strip():
        return ""
    known = (
        width(title) < _MIN_TITLE_WIDTH or header_lines.is_header(title) or field_labels.scan(title)
    )
    return title if not known and field_lines.is_title(title) else ""


def _is_credited(lines: list[str], position: int, *, numbered: bool) -> bool:
    """Whether outlet and day stand below a title; below a `numbered` one the day is enough."""
    below = [
        line for line in lines[position + 1 : position + 2 + _MAX_LINES_TO_CREDITS] if line.strip()
    ]
    if not below or below[0].startswith((" " * 8, "\u3000" * 4)):
        return False  # a signature
    labelled = itertools.takewhile(header_lines.is_header, map(str.strip, below))
    fields = {item.field for line in labelled for item in field_labels.scan(line)}
    if {"source", "date"} <= fields:
        return True
    line = _MARKS.sub("", below[0])
    if width(line) > _MAX_TITLE_WIDTH or not dates.find_dates(line):
        return False
    if header_lines.is_header(line):
        labels = field_labels.scan(line)
        named = any(item.field == "source" and header_lines.is_credible(item) for item in labels)
        alone = numbered and not clock_times.without_times(line).strip(" -./年月日0123456789")
        return named or alone or (not labels and bool(dated_outlet.find(line)))
    if dated_outlet.find(line):
        return True
    credits_ = credit_line.read(line, datetime.date.max)
    return credits_ is not None and bool(credits_.source) and credits_.date is not None


def _has_story(lines: list[str]) -> bool:
    return any(width(line) >= _STORY for line in lines[1:])
