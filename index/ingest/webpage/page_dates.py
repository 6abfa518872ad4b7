"""Days that a page as a whole names: in its title, or in the only element with a day."""

import re
from collections.abc import Iterator

from index.ingest import dates, header_lines
from index.ingest.webpage.dated_page import DatedPage, OriginatedDate

_TITLE_PARTS = re.compile(r"\s[-–—|]\s|[_|｜]")
_MAX_DAY_CHARS = 60
"""The longest part of a title that is a day, in code points."""


def in_title(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day that is one part of the title of the page: Second Reading – 9 February 2023."""
    for part in reversed(_TITLE_PARTS.split(page.near.page.title)[1:]):
        if len(part) < _MAX_DAY_CHARS and header_lines.is_header(part):
            yield dates.first_date(part, page.latest), "title of the page"


def only_element(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day for programs that is the only one in the elements of the page."""
    named = {dates.moment(value, page.latest) for value, _ in page.near.page.times}
    if len(named) == 1:
        yield named.pop(), "element of the time"
