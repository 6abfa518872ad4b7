"""Finds the lines of a digest that name the sources of its items, each below an item of text.

They belong to the text: （来源：澜溪日报） below one item says nothing of the whole.
"""

import datetime
import functools
import re
from collections.abc import Sequence

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import field_labels, header_lines
from index.ingest.line_wrapping import width

_ENDS = ("。", "！", "？", ".", "!", "?", "”")
"""The ends of sentences."""
_MAX_LINES = 2_000
"""The number of first lines that are looked at."""


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str] | None:
    """Put title and day of the first line of a digest; returns the other lines, None for others."""
    if not positions(lines):
        return None
    first = lines[0]
    if draft.has("title") or header_lines.is_header(first) or not field_lines.is_title(first):
        return lines
    draft.put("title", first, "title of a digest")
    draft.put("date", dates.first_date(first, latest), "day in the title")
    return lines[1:]


def positions(lines: Sequence[str]) -> frozenset[int]:
    """The positions of such lines; none unless two of them, with text between, differ."""
    return _positions(tuple(lines[:_MAX_LINES]))


@functools.lru_cache(maxsize=2)
def _positions(lines: tuple[str, ...]) -> frozenset[int]:
    """The same, looked for once: several readers ask it of a text."""
    found: dict[int, str] = {}
    below_text = False
    for position, line in enumerate(lines):
        if below_text and (name := _source(line)):
            found[position] = name
            below_text = False
        else:
            below_text = below_text or width(line) > MIN_BODY_WIDTH or line.endswith(_ENDS)
    return frozenset(found) if len(set(found.values())) > 1 else frozenset()


def _source(line: str) -> str:
    """The source that a line names, and nothing else but its day; empty for other lines."""
    if (excerpt := _EXCERPT.fullmatch(line)) is not None:
        return excerpt["name"]
    colon = ":" in line or "：" in line
    labels = field_labels.scan(line) if colon and width(line) <= MIN_BODY_WIDTH else ()
    if not labels or labels[0].field != "source":
        return ""
    cited = len(labels) == 1 and labels[0].start == 0 and dates.find_dates(labels[0].value)
    return labels[0].value if cited or header_lines.is_header(line) else ""


_EXCERPT = re.compile(
    r"[（(](?:摘自|转自|轉自|选自|選自|原载|原載|据|據)[：: ]?"
    r"《(?P<name>[^《》（）()]{2,30})》[^（）()]{0,30}[)）]"
)
"""Where an item was printed: （摘自《澜溪日报》2月9日）."""
