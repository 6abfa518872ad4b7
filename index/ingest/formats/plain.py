"""Plain text copies: header lines in any order and place, a title with or without a label.

Header lines are looked for above the body and just below its beginning, and at its very end; a
line that looks like one in the middle of the text stays text.
"""

import re

from index.ingest import dates, field_labels, header_lines, person_names
from index.ingest.draft import Draft, tidy
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import Format

_LONG = 80  # a line of the body, in columns; headers and titles are shorter
_TAIL = 6  # lines at the end where a source or an editor may be named
_CLOSING = frozenset(
    ("source", "editor", "author", "views", "other", "date", "keywords", "url", "issuer")
)
_PLACE = re.compile(
    r"\W*(?:地\s*点|會場|会场|地點|venue|place|location|where)\s*[:：]", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]")
_MENU = re.compile(
    r"[>＞|｜»›丨]|^\W*$|^(?:首页|Home|Menu|Search|搜索|登录|Login|Sign in)\b", re.IGNORECASE
)


def width(text: str) -> int:
    """Columns of a text: a wide character takes two."""
    if len(text) > 1_000:
        return len(text)
    return len(text) + sum(character > "\u2e7f" for character in text)


#: Lines of a text that are read; the rest is cut, and said.
MAX_TEXT_LINES = 60_000


def read(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Put what a plain text says into the draft."""
    draft.see(text)
    split = re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text, maxsplit=MAX_TEXT_LINES)
    lines = _spelled(_joined([line for line in map(tidy, split[:MAX_TEXT_LINES]) if line]))
    if len(split) > MAX_TEXT_LINES:
        draft.cut_off(f"only the first {MAX_TEXT_LINES} lines were read")
    lifted = _lifted_lines(lines)
    head = _head(lines)
    found = [item for place in lifted for item in field_labels.scan(lines[place])]
    header_lines.take(draft, found, guide.latest)
    header_lines.take_late(draft, found, guide.latest)
    for place in lifted:
        draft.put("views", field_labels.counted(lines[place]), "count in a header line")
        if place < head:
            draft.put("source", _named_beside_date(lines[place]), "line with the date")
            draft.put("date", dates.first_date(lines[place], guide.latest), "date in a header line")
    for line in lines[:10]:
        draft.put("number", header_lines.document_number(line), "line above the text")
    out = set(lifted)
    last = max((place for place in lifted if place < head), default=0)
    above = sum(place not in out for place in range(last))
    draft.paragraphs = _titled(
        draft, [line for place, line in enumerate(lines) if place not in out], above
    )


def _lifted_lines(lines: list[str]) -> list[int]:
    """The numbers of the lines that are metadata, switches or notices."""
    head, tail = _head(lines), max(len(lines) - _TAIL, 1)
    lifted = [
        place for place in range(head) if _is_meta(lines[place]) and not _is_event(lines, place)
    ]
    lifted += [place for place in range(max(head, tail), len(lines)) if _is_closing(lines[place])]
    notices = (place for place in range(tail, len(lines)) if header_lines.is_legal(lines[place]))
    return sorted({*lifted, *(place for place in notices if width(lines[place]) < 100)})


def _head(lines: list[str]) -> int:
    """The number of lines before the third long one, where header lines may stand."""
    long = [
        place
        for place, line in enumerate(lines)
        if width(line) > _LONG and not header_lines.is_header(line)
    ]
    return min(long[2] if len(long) > 2 else len(lines), 40)


def _spelled(lines: list[str]) -> list[str]:
    """Lines, of which those above the body with a label in loose form have it in plain form."""
    head = _head(lines)
    spelled = [field_labels.spelled(line, among=False) for line in lines[:head]]
    for place in (*range(head), *reversed(range(head))):
        beside = spelled[max(place - 1, 0) : place + 2 : 2] if place else spelled[1:2]
        if any(map(header_lines.is_header, beside)):
            spelled[place] = field_labels.spelled(spelled[place], among=True)
    return spelled + lines[head:]


def _is_meta(line: str) -> bool:
    """Whether a line above the body is no text: labels, a date, a switch, a rule."""
    return (
        header_lines.is_noise(line)
        or not _WORD.search(line)
        or header_lines.is_header(line)
        or bool(_named_beside_date(line))
    )


def _named_beside_date(line: str) -> str:
    """The outlet on a line that holds nothing else but a date; or empty."""
    found = dates.find_dates(line) if len(line) < 60 else []
    if not found:
        return ""
    rest = line[: found[0].start] + " " + line[found[-1].end :]
    name = header_lines.name(
        header_lines.without_times(rest).replace(field_labels.BREAK, " ").strip()
    )
    return name if person_names.outlet(name) and field_labels.named(name) and len(name) < 30 else ""


def _is_event(lines: list[str], place: int) -> bool:
    """Whether a line tells the time of an event: the place stands beside it."""
    found = field_labels.scan(lines[place])
    if (
        not found
        or found[0].field != "date"
        or re.sub(r"\s", "", found[0].label).lower() not in field_labels.WEAK_LABELS
    ):
        return False
    return any(map(_PLACE.match, lines[max(place - 2, 0) : place + 3]))


def _is_closing(line: str) -> bool:
    """Whether a line at the end is a credit, and not a sentence with a colon in it."""
    found = field_labels.scan(line)
    return _is_meta(line) and (not found or found[0].field in _CLOSING)


def _joined(lines: list[str]) -> list[str]:
    """Lines, of which a label whose value stands on the next line is joined with it."""
    joined: list[str] = []
    for line in lines:
        last = list(field_labels.scan(joined[-1])) if joined and len(joined[-1]) < 40 else []
        waiting = (
            last
            and not last[-1].value
            and last[-1].end >= len(joined[-1])
            and last[-1].field != "other"
        )
        if waiting and width(line) <= _LONG and not list(field_labels.scan(line)):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _titled(draft: Draft, lines: list[str], above: int) -> list[str]:
    """The paragraphs, after a title line was taken from above the headers or just below them."""
    while above and lines and _MENU.search(lines[0]) and not is_title(lines[0]):
        lines, above = lines[1:], above - 1
    if draft.has("title"):
        title = draft.text("title")
        return lines[1:] if lines and lines[0] == title else lines
    place = next(
        (place for place in range(max(above, 1)) if place < len(lines) and is_title(lines[place])),
        None,
    )
    if place is None or len(lines) < 2:
        return lines
    draft.put("title", lines[place], "title line")
    return [line for number, line in enumerate(lines) if number != place]


def is_title(line: str) -> bool:
    """Whether a line can be a title: short, and no sentence that goes on."""
    return (
        width(line) <= 120
        and not re.search(r"[。；;:：,，、]$|[^.]\.$", line)
        and not _MENU.search(line)
    )


FORMAT = Format(kind="txt", endings=(".txt", ".text"), read_text=read)
