"""Takes the menus of a page that was copied whole off its text: above the title, and at the end.

Home / News / Sign in / Larkford rebuilds its quay / By Ada Quill … © 2024 Larkford Tide.
"""

import re

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.heads import field_labels, header_lines, person_names
from index.ingest.line_wrapping import width

_MENUS_LEFT_OUT = "menus around the text were left out"
_TOP_LINES = 60
"""The number of lines at the top in which menus and a title are."""
_BOTTOM = 200
"""The number of lines at the end in which menus are."""
_MAX_MENU_WIDTH, _MIN_TITLE_WIDTH, _MIN_TEXT_WIDTH = 60, 14, 80
"""The widest line of a menu, the narrowest title and the narrowest long line, in columns."""
_MIN_BUTTONS = 2
"""The number of buttons from which lines are a menu."""
_MIN_CLOSING_BUTTONS = 3
"""The number of buttons at the end of a text without a menu above it."""
_BUTTON, _SECTION = (
    re.compile(word_lists.either("menus", key), re.IGNORECASE) for key in ("patterns", "sections")
)
"""Words of menus anywhere; names of sections, which only a menu above a title has."""
_BETWEEN = re.compile(r"\s?[|｜丨>›»·┊∙]\s?|\s{1,4}(?=[\u3400-\u9fff])")
_SENTENCE = re.compile(r"[。！？!?.…][”’」』）)\"']?$")
_GLUED = re.compile(r"(?<=\b(?:19|20)\d\d)(?=\d{1,2}:\d\d)|(?<=[\dMC])(?=Updated\b)")
"""Where pieces of a line are glued: February 9, 20237:12 AMUpdated a year ago."""


_PUBLISHED_ON = re.compile(
    r"Published (?:on|by) (?P<name>[^()]{3,60}?) ?\(https?://[^\s()]{4,300}\)"
)
"""The site of a printed page: Published on Larkford Tide (https://tide.example)."""


def take(draft: Draft, lines: list[str]) -> tuple[list[str], str]:
    """The lines without menus, and the outlet that the menu above names, or an empty text.

    The draft notes if any lines were left out.
    """
    if len(lines) > 1 and (site := _PUBLISHED_ON.fullmatch(lines[0])) is not None:
        return take(draft, lines[1:])[0], site["name"]
    lines = [*(_GLUED.sub(" ", line) for line in lines[:_TOP_LINES]), *lines[_TOP_LINES:]]
    title = _title(lines)
    above = lines[:title] if _is_menu(lines[:title]) else []
    end = _end(lines[len(above) :], 1 if above else _MIN_CLOSING_BUTTONS) + len(above)
    if above or end < len(lines):
        draft.note("paragraphs", _MENUS_LEFT_OUT)
    credits_ = [line for line in lines[end:] if _is_credit(line)]
    outlets = (line for line in above if not _buttons(line) and person_names.is_outlet(line))
    return [*lines[len(above) : end], *credits_], next(outlets, "")


def _title(lines: list[str]) -> int:
    """The position of the first line below the buttons that may be a title, else of the last; or 0.

    It is above the header lines and the text.
    """
    anchor = next((at for at, line in enumerate(lines[:_TOP_LINES]) if _is_anchor(line)), 0)
    titles = [
        position
        for position, line in enumerate(lines[:anchor])
        if width(line) >= _MIN_TITLE_WIDTH and not _buttons(line) and field_lines.is_title(line)
    ]
    last = max((at for at, line in enumerate(lines[:anchor]) if _buttons(line)), default=-1)
    return next((at for at in titles if at > last), titles[-1] if titles else 0)


def _is_anchor(line: str) -> bool:
    """Whether a line is the byline, a header line or the first sentence below a title."""
    if width(line) > _MIN_TEXT_WIDTH or person_names.reporter_line(line):
        return True
    return bool(dates.find_dates(line)) or (
        header_lines.is_header(line) and bool(field_labels.scan(line))
    )


def _is_menu(above: list[str]) -> bool:
    """Whether all lines above a title are short, and some are buttons."""
    if len(above) < _MIN_BUTTONS or not all(width(line) <= _MAX_MENU_WIDTH for line in above):
        return False
    others = [line for line in above if not _buttons(line)]
    if any(_SENTENCE.search(line) or field_labels.scan(line) for line in others):
        return False
    parts = (part for line in above for part in _BETWEEN.split(line.strip()))
    sure = any(_BUTTON.fullmatch(part) for part in parts)
    return sure and sum(map(_buttons, above)) >= _MIN_BUTTONS


def _buttons(line: str, *, sections: bool = True) -> int:
    """The number of buttons, names of `sections` too, that are all of a line; 0 if it says more."""
    parts = [part for part in _BETWEEN.split(line.strip()) if part]
    if not parts or width(line) > _MAX_MENU_WIDTH:
        return 0
    if _is_button(line.strip(), sections=sections) or header_lines.is_noise(line):
        return max(1, len(parts))
    known = sum(_is_button(part, sections=sections) for part in parts)
    return known if 2 * known > len(parts) else 0


def _is_button(text: str, *, sections: bool) -> bool:
    named = sections and _SECTION.fullmatch(text) is not None
    return named or _BUTTON.fullmatch(text) is not None


def _end(lines: list[str], fewest: int) -> int:
    """The number of lines before the menus at the end."""
    ends = range(len(lines) - 1, max(-1, len(lines) - _BOTTOM), -1)
    last = next((at for at in ends if _is_text(lines[at])), len(lines) - 1)
    tail = range(last + 1, len(lines))
    furniture = [at for at in tail if _is_furniture(lines[at])]
    return furniture[0] if len(furniture) >= fewest else len(lines)


def _is_furniture(line: str) -> bool:
    return bool(_buttons(line, sections=False)) or header_lines.is_legal(line)


def _is_text(line: str) -> bool:
    """Whether a line is a sentence of the text, or long."""
    if _is_furniture(line):
        return False
    return width(line) > _MIN_TEXT_WIDTH or _SENTENCE.search(line) is not None


def _is_credit(line: str) -> bool:
    """Whether a line names an editor or the like, or is a day."""
    labels = field_labels.scan(line)
    if not labels and width(line) <= _MAX_MENU_WIDTH and dates.find_dates(line):
        return header_lines.is_header(line)
    return bool(labels) and all(item.field in {"editor", "author", "source"} for item in labels)
