"""Reads the remark of a text about where it was printed first, and by whom it was written.

本文转载自《澜溪日报》，作者池小鱼，2023年2月9日。
This article first appeared in Larkford Tide on 9 February 2023.
"""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.heads import person_names
from index.text.lazy_pattern import lazy_pattern

_HAN_NOTE = lazy_pattern(
    r"[（(【\[]?(?:(?:本文|此文|文章|该文|該文|以下(?:文章|内容|內容))(?:系|是|由)?|(?=[^《]{2,6}《))(?:(?:首次|最早|最初|原)?(?:[转轉][载載]?|[刊登载載发發]{1,2}表?|首[发發刊载載]|摘|[选選]|[来來]源?)"
    r"(?:自|于|於|在)|原[载載刊]|[来來]源)[：:\s]{0,2}"
    r"(?:《(?P<book>[^《》]{2,20})》|(?P<bare>[\u3400-\u9fffA-Za-z]{2,20}))\s?(?P<rest>[，,。；;（(].{0,80}|\s.{0,80}|\d.{0,80}|[)）】\]])?"
)
_NOTE = re.compile(
    r"[\[(]?(?:This|The) (?:article|story|piece|report|text|column|essay|interview|post) "
    r"(?:(?:was|is|has been) )?(?:(?:first|originally) )?(?:appeared|published|printed|reprinted"
    r"|ran|taken|republished)(?: (?:first|originally))? (?:in|by|on|from|with permission from) "
    r"(?:the )?(?P<latin>[A-Z][\w.'’&-]{0,20}(?: (?:of|the|and|&|[A-Z][\w.'’&-]{0,20})){0,5})"
    r"(?P<rest>[,.; (].{0,100}?)?[\])]?"
)
_AUTHOR = lazy_pattern(
    r"作者(?:为|為|是|系)?\s?[：:]?\s?(?P<han>[\u3400-\u9fff]{2,4})(?![\u3400-\u9fff])"
    r"|(?:^|(?<=[\s\d，,]))(?P<writer>[\u3400-\u9fff]{2,4})\s?[文著撰]$"
    r"|\b(?:[Bb]y|[Aa]uthor:?) "
    r"(?P<latin>[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{0,20}\.?){0,1} [A-Z][\w'’-]{1,20})"
)
_MAX_NOTE_CHARS = 160
_FIRST_LINES, _LAST_LINES = 4, 3
"""The numbers of first and of last lines of which one may be such a remark."""


def below_title(lines: list[str]) -> list[str]:
    """The lines, with a first one that is such a remark below the title."""
    if len(lines) < _FIRST_LINES or _note(lines[0]) is None or not field_lines.is_title(lines[1]):
        return lines
    return [lines[1], lines[0], *lines[2:]]


def is_note(line: str) -> bool:
    """Whether a line is such a remark, and so no title."""
    return _note(line) is not None


def put(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put outlet, author and day of such a remark among the first or the last lines.

    The remarks of a digest name several outlets, and none of them is that of the whole.
    """
    notes = [note for line in lines if (note := _note(line)) is not None]
    if len(set(map(_outlet, notes))) > 1:
        return
    for line in (*lines[:_FIRST_LINES], *lines[-_LAST_LINES:]):
        if (note := _note(line)) is None:
            continue
        rest = note["rest"] or ""
        written = _AUTHOR.search(rest)
        author = next(filter(None, written.groups())) if written is not None else ""
        draft.put("source", _outlet(note), "remark on the first printing")
        draft.put("author", author, "remark on the first printing")
        draft.put("date", dates.first_date(rest, latest), "remark on the first printing")


def _note(line: str) -> re.Match[str] | None:
    """The remark that a line is; None for other lines and for one that names no outlet."""
    if len(line) > _MAX_NOTE_CHARS:
        return None
    note = _HAN_NOTE.fullmatch(line) or _NOTE.fullmatch(line)
    return note if note is not None and _outlet(note) else None


def _outlet(note: re.Match[str]) -> str:
    """The outlet that a remark names."""
    groups = note.groupdict()
    if groups.get("book"):
        return str(groups["book"])
    name = groups.get("bare") or groups.get("latin") or ""
    written = _AUTHOR.search(groups.get("rest") or "") is not None
    return name if written or person_names.is_paper(name) else ""
