"""Labels around the body of a page, and the lines that are nothing else."""

import datetime
import re
from collections.abc import Iterator

from index.ingest import dates, field_labels, header_lines, person_names
from index.ingest.draft import Draft
from index.ingest.field_labels import BREAK, LabelledValue
from index.ingest.webpage import attribution, meta, publication_date
from index.ingest.webpage.blocks import PageBlocks
from index.ingest.webpage.context import BylineContext

_LONGEST = 260  # code points of a block that can be a byline
#: The day below a document, which is a part of it.
_SIGNED = re.compile(r"\W*[〇○Ｏ零一二三四五六七八九\d]{4}\s?年.{1,12}日\W*")
_EDGE = 6  # blocks at each end of a body that can say who the author is
_COUNTED = 120  # code points of a block whose count of views can be the report's


def read(
    draft: Draft, near: BylineContext, declared: meta.Declared, latest: datetime.date
) -> set[int]:
    """Put what bylines say into the draft; the numbers of the blocks that say nothing else."""
    used, found = _labelled(near)
    header_lines.take(draft, [item for item in found if item.field != "url"], latest)
    for place in (*near.head, *near.inside[-3:], *near.below):
        if len(near.text(place)) <= _COUNTED:
            draft.put("views", field_labels.counted(near.rest(place)), "count in the byline")
    for place in (*near.head, *near.inside[:8]):
        number = header_lines.document_number(near.page.blocks[place].plain)
        draft.put("number", number, "line above the text")
    publication_date.read(draft, near, declared, found, latest)
    attribution.read(draft, near, declared)
    return used | _spent(draft, near)


def _spent(draft: Draft, near: BylineContext) -> set[int]:
    """The blocks between title and body that say nothing besides what was read from them."""
    known = " ".join((draft.text("source"), draft.text("author"), draft.text("editor")))
    rows = ((place, near.row(place)) for place in near.head[1:])
    spent = {place for place, row in rows if row is not None and all(part in known for part in row)}
    spent |= {place for place in near.head[1:] if _says_little(near, place)}
    author = _letters(draft.text("author"))
    lines = (*near.head[1:], *near.inside[:_EDGE])
    return (
        spent
        | {place for place in lines if _names_author(near.text(place), author)}
        | set(_biographies(draft, near))
    )


def _says_little(near: BylineContext, place: int) -> bool:
    """Whether a block above the text is a byline, or what its author does."""
    return near.is_byline(place) or person_names.is_job(near.text(place))


def _names_author(text: str, author: str) -> bool:
    """Whether a line says the author's name and nothing else."""
    if len(text) > _COUNTED or not author:
        return False
    names = _letters(person_names.reporter_line(text))
    return _letters(text) == author or (bool(names) and names in author)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _biographies(draft: Draft, near: BylineContext) -> Iterator[int]:
    """The blocks at both ends of the body that say who the author is."""
    names = [name for name in re.split(r",| and ", draft.text("author")) if name.strip()]
    if not names or field_labels.has_han(near.title):
        return
    known = {form for name in names for form in (name.strip(), name.split()[-1])}
    begins = re.compile(
        rf"(?:{'|'.join(map(re.escape, known))})\s"
        r"(?:is an?|currently|works|covers|writes|reports)\b",
        re.IGNORECASE,
    )
    for place in (*near.inside[:_EDGE], *near.inside[-_EDGE:]):
        if begins.match(near.text(place)):
            yield place


def _labelled(near: BylineContext) -> tuple[set[int], list[LabelledValue]]:
    """The blocks that are header lines, and the labelled values that fit."""
    used: set[int] = set()
    found: list[LabelledValue] = []
    for place in near.all:
        text = near.text(place)
        joined = _joined(near.page, place)
        if len(text) > _LONGEST or not header_lines.may_be(joined):
            continue
        items = [item for item in field_labels.scan(joined) if item.start < len(text)]
        if items and near.is_apart(place, items[0]):
            continue
        header = header_lines.is_header(text) or (joined != text and header_lines.is_header(joined))
        if header and not (place not in near.head and _SIGNED.fullmatch(text)):
            used.add(place)
        dated = (place in near.head or place in near.below) and bool(dates.find_dates(text))
        if header or (items and dated) or _mostly(text, items):
            found.extend(items)
    return used, found


def _mostly(text: str, items: list[LabelledValue]) -> bool:
    """Whether labels make up enough of a block, so that the rest of it is a byline too."""
    if not items:
        return False
    credits_editor = any(item.field == "editor" for item in items) and len(text) < 100
    covered = sum(item.end - item.start for item in items) * 2 > len(text)
    return covered or credits_editor or (items[0].start == 0 and len(text) < 80)


def _joined(page: PageBlocks, place: int) -> str:
    """A block's text, with the next block where a label waits for its value in it."""
    text = page.blocks[place].text
    waits = re.search(rf"[:：][\s{BREAK}]*$", text) is not None
    cell = page.tag(place) in {"td", "th", "dt"} and field_labels.is_label(text)
    if place + 1 == len(page.blocks) or not (waits or cell):
        return text
    after = page.blocks[place + 1].text
    if re.search(rf"[:：][\s{BREAK}]*$", after) or header_lines.is_legal(after):
        return text
    here, there = page.blocks[place].node, page.blocks[place + 1].node
    if here != there and _row(page, here) != _row(page, there):
        return text
    return text + ("" if waits else "：") + BREAK + after


def _row(page: PageBlocks, node: int) -> int:
    """The row of a table that an element stands in, else the element above it."""
    parent = page.nodes[node].parent
    return next((above for above in page.above(node) if page.nodes[above].tag == "tr"), parent)
