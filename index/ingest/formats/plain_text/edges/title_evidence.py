"""Finds the title of a text by the words of its first lines that the text below repeats.

A title says what the text is about. Where the line that was read as the title shares nothing with
the text and a line below it shares much, that line is the title, and the one above it the name of
an outlet, a column or a person, a slogan. Texts too short to show it are left as they were read.
"""

import datetime
import itertools
import re
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import bodies, edition_lines, field_lines, nameplate
from index.ingest.formats.plain_text.edges.head_order import is_person
from index.ingest.formats.plain_text.edges.nameplate import Nameplate
from index.ingest.heads import (
    credit_line,
    field_labels,
    header_lines,
    job_titles,
    paper_names,
    person_names,
)
from index.ingest.line_wrapping import width
from index.text.function_words import FUNCTION_WORDS

_MAX_LINES, _MAX_LINE_WIDTH, _MIN_SENTENCE_WIDTH = 9, 120, 40
"""The most lines of a head, the widest of them, and the narrowest sentence below, in columns."""
_MIN_TEXT_WIDTH, _TEXT_CHARS = 240, 4_000
"""The least text that can show what it is about, in columns, and how much of it is compared."""
_ORIGINS = frozenset({"title line", "title below the outlet", "title above the text"})
"""Origins of titles that nothing but their place shows to be one."""
_WORD = re.compile(r"[a-z\u00c0-\u024f\d£$€%-]{4,}")
_WORD_BEGINNING = 6
"""The beginning of a word that its forms share, in code points."""
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_PAIR, _BEGINNING = 2, 200
"""Chinese is compared in pairs of characters; the beginning shows in which script a text is."""
_MIN_SHARED, _MIN_SHARE = 2, 0.4
"""The fewest words of a title in English that the text repeats, and the least share of them."""
_MIN_HAN_SHARED, _MIN_HAN_SHARE, _MIN_HAN_RUN = 4, 0.35, 3
"""The fewest pairs of characters, the least share, and the shortest run that it repeats."""
_CLEAR_SHARE, _CLEAR_RUN, _CLEAR_TIMES = 0.6, 8, 3
"""What makes a title clear beside a line above it of which the text has a part, too."""
_MAX_SHARE_ABOVE, _MAX_KNOWN_SHARE = 0.5, 0.7
"""The largest share of the line above, and of a name, that the text has beside a clear title."""
_SHORT_HAN, _LONG_HAN, _SHORT_WIDTH = 6, 10, 70
"""The longest name of a column and the shortest title of which every text repeats a word, in code
points; the widest title below a column, in columns."""
_MAX_HEADING_WIDTH = 60
_BULLETS = "□■○●◎◇◆△▲☆★ "
"""Signs before the name of an author, which a title that was read does not have."""
_NO_TITLE = re.compile(
    r"^(?:——|--|—|\(|（|\d{1,2}\s?[.、．)]|[一二三四五六七八九十]{1,3}、|记|記|How |Why |@"
    r"|[^-]{2,40} -- |[“\"「][^”\"」]{0,80}[”\"」]$"
    r"|(?:At|Before|To) (?:the|an?) [A-Z]"
    r"|(?:\w+ ){0,2}(?:Meeting|Conference|Hearing|Session|Convention|Congress|Symposium) (?:of|on) "
    r"|(?:[A-Z][\w’'-]{1,20} ){0,3}"
    r"(?:Rooms?|Hall|Chambers?|Building|Auditorium|Theatre|Theater|Hotel)(?:, .{2,40})?$)"
)
"""How a deck begins, an entry of a list, who speaks, where; a quotation, a place."""
_COLUMN = re.compile(r"(?P<name>[A-Z][\w’'-]{1,20} [A-Z][\w’'-]{1,20}) on [a-z][a-z ]{2,24}")
"""The column of a person: Ada Quill on gardens."""
_SLOGAN = re.compile(r"[\u3400-\u9fff]{2,8}(?:[ ·、，]{1,2}[\u3400-\u9fff]{2,8}){1,3}")
"""A slogan of parts: 权威·深度·及时."""
_SERIES = re.compile(r"[\u3400-\u9fff]{2}》?之[一二三四五六七八九十]{1,3}$")
"""The place of a text in a series: 学习材料之三."""
_LONG_WORD, _SLOGAN_WORDS = 4, 4
"""The length of words that names begin with capitals, and more words than names have."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How many words, or pairs of characters, a line has and shares with the text.

    `run` is the longest run of Chinese characters that it shares.
    """

    shared: int
    words: int
    run: int

    @property
    def share(self) -> float:
        return self.shared / max(self.words, 1)

    def is_title(self) -> bool:
        """Whether the text repeats as much of the line as of its title."""
        if self.run:
            enough = self.shared >= _MIN_HAN_SHARED and self.share >= _MIN_HAN_SHARE
            return enough and self.run >= _MIN_HAN_RUN
        return self.shared >= _MIN_SHARED and self.share >= _MIN_SHARE

    def is_clear(self) -> bool:
        """Whether the text has nearly the whole line, whatever else it has."""
        return self.shared > _PAIR and self.share > _MAX_KNOWN_SHARE

    def is_foreign(self, title: "_Evidence", *, known: bool) -> bool:
        """Whether the text has next to nothing of the line, or far less than of the title."""
        if title.run:
            little = self.run <= _PAIR and self.shared <= 1 + known
            clear = title.run >= max(_CLEAR_RUN, _CLEAR_TIMES * self.run)
            return little or (clear and self.share < _MAX_KNOWN_SHARE)
        clear = title.share >= _CLEAR_SHARE and title.shared >= self.shared + 2
        most = _MAX_KNOWN_SHARE if known else _MAX_SHARE_ABOVE
        return self.shared <= known or (clear and self.share <= most)


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines above the text; `above` is the one read as the title, `title` the one below it."""

    lines: list[str]
    text: list[str]
    above: int
    title: int

    def is_known(self) -> bool:
        """Whether the line above is a person, an outlet, even one by its issue, a body, a kind."""
        line = self.lines[self.above]
        return (
            self.is_credit(line)
            or edition_lines.KIND.fullmatch(line) is not None
            or paper_names.is_section(line)
            or credit_line.is_remark(line)
            or bool(nameplate.outlet_or_body(line))
            or _SERIES.search(line) is not None
            or _COLUMN.fullmatch(line) is not None
            or field_lines.is_issue(self.lines[self.above + 1])
        )

    def is_credit(self, line: str) -> bool:
        """Whether a line has labels, a day or persons."""
        named = field_labels.has_han(line) or person_names.has_given_name(line)
        return (
            header_lines.is_header(line)
            or credit_line.is_day(line)
            or bool(person_names.reporter_line(line))
            or (named and is_person(line, self.text))
        )

    def has_credits_below(self) -> bool:
        """Whether labels, a day or persons stand between the title and the text."""
        return any(map(self.is_credit, self.lines[self.title + 1 :]))

    def is_heading(self) -> bool:
        """Whether the text below the next heading has too little of the title for one of all."""
        line = self.lines[self.title]
        whole = self.has_credits_below() or _evidence(line, _below_heading(self.text)).is_title()
        return not whole

    def may_have_title(self) -> bool:
        """Whether a title may stand below a line that no list knows, rather than a deck."""
        above = self.lines[self.above]
        between = [line for line in self.lines[self.above + 1 : self.title] if not _is_dated(line)]
        credited = any(map(self.is_credit, between))
        if above[-1] in "?？" or (credited and not self.has_credits_below()):
            return False
        if self.above or (between and not credited):
            return True
        if field_labels.has_han(above):
            return not _SHORT_HAN < len(above) < _LONG_HAN or _SLOGAN.fullmatch(above) is not None
        return width(self.lines[self.title]) <= _SHORT_WIDTH and _may_be_name_or_slogan(above)


def find(draft: Draft, lines: list[str], latest: datetime.date) -> Nameplate | None:
    """The lines above the title, if the text shows that one of them was taken for it."""
    if draft.origins.get("title", "") not in _ORIGINS:
        return None
    read, end = draft.text("title"), _end(lines)
    bare = [line.rstrip(".").lstrip(_BULLETS) for line in lines[:end]]
    above = next((at for at in range(end) if read.lstrip(_BULLETS).startswith(bare[at])), end)
    text = "\n".join(lines[end:])[:_TEXT_CHARS].lower() if above + 1 < end else ""
    if width(text) < _MIN_TEXT_WIDTH or lines[above] in draft.entry.path:
        return None
    evidence = _evidence(lines[above], text)
    below = [] if evidence.is_clear() else range(above + 1, end)
    found = {at: _evidence(lines[at], text) for at in below if _may_be_title(lines[at], read)}
    title = max(found, key=lambda at: (found[at].run, found[at].shared, -at), default=above)
    column = _is_column(lines[above], lines[end:]) and _may_be_title(lines[above + 1], read)
    if column or _is_nameplate(lines[above:end], read):
        return _plate(_Head(lines[:end], lines[end:], above, above + 2 - column), latest)
    if title == above or not found[title].is_title():
        return None
    head = _Head(lines[:end], lines[end:], above, title)
    known = head.is_known()
    shown = lines[above] == draft.headline and not known and evidence.shared > 0
    if shown or not evidence.is_foreign(found[title], known=known) or head.is_heading():
        return None
    return _plate(head, latest) if known or head.may_have_title() else None


def _is_nameplate(lines: list[str], read: str) -> bool:
    """Whether lines are a name in English, the issue of its newsletter, and the title below it."""
    if len(lines) <= len(("name", "issue")) or field_labels.has_han(lines[1]):
        return False
    titled = _may_be_title(lines[2], read) and not is_person(lines[2], [])
    return titled and field_lines.is_issue(lines[1])


def _is_column(line: str, text: list[str]) -> bool:
    """Whether a line names the column of a person of whom the text, above its end, says nothing."""
    body = "\n".join(text[:-_LINES_ON_AUTHOR])[:_TEXT_CHARS].lower()
    column = _COLUMN.fullmatch(line)
    return column is not None and not _evidence(column["name"], body).shared


_LINES_ON_AUTHOR = 2
"""The last lines of a text, which may say who wrote it."""


def _may_be_title(line: str, read: str) -> bool:
    """Whether a line has the form of a title, and is no part of the one that was read."""
    bare = line.rstrip(".") if line.count(".") == 1 else line
    return (
        line not in read
        and field_lines.is_title(bare)
        and _NO_TITLE.search(line) is None
        and not header_lines.is_header(line)
        and not credit_line.is_day(line)
        and not field_labels.scan(line)
        and not person_names.reporter_line(line)
        and not job_titles.is_public_office(line.partition(",")[0])
        and not any(job_titles.post_and_body(line))
        and not (line.isascii() and bodies.is_body(line))
    )


def _is_dated(line: str) -> bool:
    """Whether a line has a day and nothing else, perhaps with its label."""
    labels = field_labels.scan(line)
    return credit_line.is_day(line) or (
        header_lines.is_header(line) and all(item.field == "date" for item in labels)
    )


def _may_be_name_or_slogan(line: str) -> bool:
    """Whether a line in English has capitals as names have, or the small letters of a slogan."""
    words = [word for word in line.split() if len(word) >= _LONG_WORD]
    capitals = all(word[0].isupper() for word in words) or not line[0].isupper()
    return capitals or line.endswith(".") or len(_words(line)) >= _SLOGAN_WORDS


def _end(lines: list[str]) -> int:
    """The number of lines above the first line of the text; 0 if there are too many."""
    for position, line in enumerate(lines[: _MAX_LINES + 1]):
        ended = (
            line.endswith(("。", ".", "！", "？", "?", "!", "”", "；", "：")) and not line.isupper()
        )
        if width(line) > _MAX_LINE_WIDTH or (ended and width(line) >= _MIN_SENTENCE_WIDTH):
            return position
    return 0


def _below_heading(lines: list[str]) -> str:
    """What a text says below its first heading: a heading shares words with its section only."""
    whole = "\n".join(lines)[:_TEXT_CHARS]
    first = next((at for at, line in enumerate(lines) if at and _is_heading(line)), 0)
    below = "\n".join(lines[first:])[:_TEXT_CHARS] if first else whole
    return (below if width(below) >= _MIN_TEXT_WIDTH else whole).lower()


def _is_heading(line: str) -> bool:
    return width(line) <= _MAX_HEADING_WIDTH and field_lines.is_title(line)


def _evidence(line: str, text: str) -> _Evidence:
    """How much of a line a text in small letters has."""
    han = field_labels.has_han(text[:_BEGINNING])
    own = _pairs(line) if han else _words(line)
    return _Evidence(
        sum(word in text for word in own), len(own), _longest_run(line, text) if han else 0
    )


def _words(line: str) -> set[str]:
    """The beginnings of the words of a line in small letters, without the common ones."""
    return {
        word[:_WORD_BEGINNING] for word in _WORD.findall(line.lower()) if word not in FUNCTION_WORDS
    }


def _pairs(line: str) -> set[str]:
    return {run[at : at + _PAIR] for run in _HAN_RUN.findall(line) for at in range(len(run) - 1)}


def _longest_run(line: str, text: str) -> int:
    """The length of the longest run of Chinese characters of a line that a text has."""
    longest = 0
    for run in _HAN_RUN.findall(line):
        at = 0
        while at + longest < len(run):
            if run[at : at + longest + 1] in text:
                longest += 1
            else:
                at += 1
    return longest


_ISSUED = re.compile(r"(?:issue|no|number|vol(?:ume)?|edition)\b\.? ?\d{1,5}\b", re.IGNORECASE)
"""The beginning of the line below the name of a newsletter: Issue 44 | 9 February 2023."""


def _plate(head: _Head, latest: datetime.date) -> Nameplate:
    """The lines above the title, by what they are."""
    plate = Nameplate(head.title)
    for line, below in itertools.pairwise(head.lines[: head.title + 1]):
        column = _COLUMN.fullmatch(line)
        if column is not None:
            plate.author = column["name"]
            plate.kept.append(line)
        elif head.is_credit(line):
            plate.below.append(line)
        elif nameplate.put_line(plate, line, latest):
            continue
        elif dates.find_dates(line):
            plate.below.append(line)
        elif not plate.name and (name := nameplate.outlet_or_body(line)):
            plate.name = name
        elif not plate.name and (field_lines.is_issue(below) or _ISSUED.match(below)):
            plate.name = line
            plate.kept.append(line)
        else:
            plate.kept.append(line)
    return plate
