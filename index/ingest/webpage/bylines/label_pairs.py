"""Joins a label with its value in the next element: a cell, a line, an inline element."""

import re

from index.ingest.days import dates
from index.ingest.heads import field_labels, header_lines, person_names
from index.ingest.heads.field_labels import BREAK
from index.ingest.webpage.bylines import byline_text
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks

MAX_BYLINE_CHARS = 260
"""The longest block that can be a byline, or a line of labels and values, in code points."""
_LABEL = 6
"""The longest label without a colon, in code points."""
_CELLS = frozenset({"td", "th", "dt"})


def joined(page: PageBlocks, position: int) -> str:
    """The text of a block; if it ends with a label, the next block is appended as its value."""
    text = page.blocks[position].text
    cell = page.tag(position) in _CELLS
    last = text[-1:]
    if not (cell or last in ":：" or last.isspace() or BREAK in text):
        return text  # most lines
    if (pairs := within(page, position)) != text:
        return pairs
    waits = _waits(text)
    if position + 1 == len(page.blocks) or not (waits or (cell and field_labels.is_label(text))):
        return text
    after = page.blocks[position + 1].text
    if _waits(after) or header_lines.is_legal(after) or not (waits or _names_field(page, position)):
        return text
    node, next_node = page.blocks[position].node, page.blocks[position + 1].node
    inner = page.nodes[next_node].parent == node  # the value in an element of its own
    if node != next_node and not inner and _row(page, node) != _row(page, next_node):
        return text
    explained = (page.blocks[at].text for at in values(page, position + 1))
    return text + ("" if waits else "：") + BREAK + ", ".join(explained)


def values(page: PageBlocks, position: int) -> range:
    """The block of a value with those behind it that explain the same term of a list."""
    end = position + 1
    while end < len(page.blocks) and page.tag(position) == page.tag(end) == "dd":
        end += 1
    return range(position, min(end, position + _MAX_VALUES))


_MAX_VALUES, _MAX_BREAKS = 20, 5


def within(page: PageBlocks, position: int) -> str:
    """The text of a block with colons between labels and values in elements of their own."""
    text = page.blocks[position].text
    if not _begins_with_label(text):
        return text
    return pairs if (pairs := paired(text)) != text else _as_beside(page, position) or text


def _begins_with_label(text: str) -> bool:
    """Whether the first of several elements of a line is a label; a cheap first test."""
    first, several, _ = text.lstrip().partition(BREAK)
    return bool(several) and field_labels.is_label(first)


def _as_beside(page: PageBlocks, position: int) -> str | None:
    """The label and the value of a line, if a line beside it in a like element has such too."""
    if (pair := _pair(page.blocks[position].text)) is None:
        return None
    node = page.nodes[page.blocks[position].node]
    for beside in (position - 1, position + 1):
        if 0 <= beside < len(page.blocks) and _pair(page.blocks[beside].text) is not None:
            other = page.nodes[page.blocks[beside].node]
            if (node.parent, node.tag, node.hint) == (other.parent, other.tag, other.hint):
                return "：".join(pair)
    return None


def _pair(text: str) -> tuple[str, str] | None:
    """A Chinese label and its value, each in an element of its own; None for other lines."""
    if not 0 < text.count(BREAK) <= _MAX_BREAKS:
        return None
    pieces = [piece.strip() for piece in text.split(BREAK) if piece.strip()]
    if len(pieces) != 2 or not field_labels.has_han(pieces[0]) or _is_button(pieces[1]):
        return None
    return (pieces[0], pieces[1]) if field_labels.is_label(pieces[0]) else None


def _names_field(page: PageBlocks, position: int) -> bool:
    """Whether a cell with a label, but no colon, has its value beside it."""
    if page.tag(position) == "dt":
        return not _is_term(page, position)
    return not _is_column(page, position)


def _is_column(page: PageBlocks, position: int) -> bool:
    """Whether a cell is the head of a column: the row below has as many cells, without a label."""
    rows = block_weights.rows(page)
    if (row := rows.get(position)) is None:
        return False
    here, below = page.nodes[row], position + page.nodes[row].last - page.nodes[row].first
    width = here.last - here.first
    if width < _MIN_COLUMNS or below >= len(page.blocks) or rows.get(below) in {None, row}:
        return False
    following = page.nodes[rows[below]]
    cells = page.blocks[following.first : following.last]
    return len(cells) == width and not any(field_labels.is_label(cell.plain) for cell in cells)


def _is_term(page: PageBlocks, position: int) -> bool:
    """Whether a label that names no field is one of the terms of a list, most of them no labels."""
    item = next(iter(field_labels.scan(f"{page.blocks[position].text}：")), None)
    if item is None or item.field != "other":
        return False
    around = page.nodes[page.nodes[page.blocks[position].node].parent]
    terms = [at for at in range(around.first, around.last) if page.tag(at) == "dt"]
    labels = sum(field_labels.is_label(page.blocks[at].plain) for at in terms)
    return 2 * labels < len(terms)


_MIN_COLUMNS = 3
"""The least number of columns of a table whose first row names them."""


def ends_as_value(line: str) -> bool:
    """Whether the element behind a label is its value, not a sentence behind one without value."""
    return not byline_text.is_sentence(line) or header_lines.is_header(line)


_COLON = re.compile(r"[:：]")


def paired(text: str) -> str:
    """A row of labels and values in elements of their own with colons; other texts unchanged."""
    if BREAK not in text or len(text) > MAX_BYLINE_CHARS:
        return text
    pieces = [piece.strip() for piece in text.split(BREAK) if piece.strip()]
    if any(map(_COLON.fullmatch, pieces)):
        return text  # the colon of a label in an element of its own
    names, values = pieces[::2], pieces[1::2]
    if len(pieces) == 2 and _names_value(*pieces):
        return f"{names[0]}：{values[0]}"
    if len(names) < 2 or len(names) != len(values) or not field_labels.is_label(names[0]):
        return text
    short = all(len(name) <= _LABEL and field_labels.has_han(name) for name in names)
    if not short or any(map(_waits, names)) or any(map(_is_button, values)):
        return text
    return BREAK.join(f"{name}：{value}" for name, value in zip(names, values, strict=True))


def _names_value(label: str, value: str) -> bool:
    """Whether a label without a colon stands before a day, an outlet or a known given name."""
    if not field_labels.is_label(label) or field_labels.has_han(label) or _LEADS_ON.search(label):
        return False
    items = field_labels.scan(f"{label}：{value}")
    if len(items) != 1 or not header_lines.is_credible(items[0]):
        return False
    match items[0].field:
        case "date":
            return bool(dates.find_dates(value))
        case "source":
            return person_names.is_outlet(value)
        case "author" | "editor":
            return person_names.has_given_name(value)
    return False


_LEADS_ON = re.compile(
    r"\b(?:by|from|in|on|at|of|von|par|por|da|door|op|am|el|le|il)$", re.IGNORECASE
)
"""The last word of a label that is the beginning of a phrase: By Ada Quill, Published on …."""


def _is_button(text: str) -> bool:
    """Whether a piece is a label or a switch, and thus no value."""
    return field_labels.is_label(text) or header_lines.is_noise(text)


def _waits(text: str) -> bool:
    """Whether a text ends with the colon of a label."""
    return text.rstrip().endswith((":", "："))  # a soft break counts as white space


def _row(page: PageBlocks, node: int) -> int:
    """The table row around an element, else its parent."""
    parent = page.nodes[node].parent
    return next((above for above in page.above(node) if page.nodes[above].tag == "tr"), parent)
