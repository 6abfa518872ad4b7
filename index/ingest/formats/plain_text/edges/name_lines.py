"""Reads short lines between the title and the text of which each is a name.

A person, perhaps with a place; an outlet; what the person is at that outlet. They count only beside
a line with the day.
"""

import datetime
import re

from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines, letterhead, organs
from index.ingest.heads import (
    credit_line,
    document_numbers,
    field_labels,
    header_lines,
    job_titles,
    lone_names,
    note_marks,
    person_names,
    print_credit,
)
from index.ingest.line_wrapping import width

_MAX_LINE_WIDTH = 60
"""The widest line with a name, in columns."""
_MAX_NAME_LETTERS = 30
"""The longest name of an outlet in letters; a third as many Chinese characters."""
_MAX_DAY_CHARS = 100
"""The longest line with days of publication and change, in code points."""
_EITHER_ORDER = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{4}(?:,? \d{1,2}:\d{2}(?: ?[ap]m)?)?", re.IGNORECASE
)
"""A day of which nothing tells the month: 04/09/2021 09:30."""
_HANDLE = re.compile(r" @\w{2,30}$")
"""The account behind the name of a person."""
_BY_HANDLE = re.compile(r"[Bb]y @?([a-z][\w.-]{2,24})")
"""Who posted a text in a forum: by lashgrove."""
_MARKS = re.compile(r"[:：，。、“”！？|｜]|\d{3}")
_CHANGED = re.compile(r"\W*(?:last )?(?:modified|updated)|[^\d]{0,8}(?:更新|修改)", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,5}")
"""The number of comments, which an account's page shows below the day."""
_BELOW_TITLE = 2
"""The position of a line below a title that has the day above it."""
_NOON = re.compile(r"(?<=\d) ?[ap]\.m\.$", re.IGNORECASE)
_FIRST_LINES = 10
"""The number of first lines among which they stand."""


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Put author and outlet of such lines into the draft; returns the other lines."""
    block = _block(lines, draft.text("title"))
    dated = {position for position in block if _is_dated(lines[position], latest)}
    months = {position for position in block if partial_dates.read(lines[position]) is not None}
    headed = field_lines.masthead(lines) or (bool(lines) and organs.is_organ(lines[0]))
    if letterhead.salutation(lines):
        return lines  # above it stands to whom a letter goes
    if not (dated or months) or headed:
        return lines if headed else _below_title(draft, lines)
    taken = {
        position
        for position in dated
        if not header_lines.is_header(lines[position])
        and not print_credit.is_credit_line(lines[position])
    }
    for position in taken:
        if not _CHANGED.match(lines[position]):
            draft.put("date", dates.first_date(lines[position], latest), "line with a day")
    dated |= months | {position for position in block if credit_line.is_page(lines[position])}
    bylines = {
        position
        for position in block
        if _is_byline(lines[position]) and {position - 1, position + 1} & dated
    }
    below_title = range(0 if draft.has("title") else block.start, block.stop)
    people = [] if draft.has("author") else _people(lines, below_title, dated)
    if people:
        _put_people(draft, lines, people)
        taken |= set(people)
    for position in (*block, *reversed(block)):
        near = dated | taken | bylines | (set(block) if _at_outlet(lines, position) else set())
        if position == _BELOW_TITLE and 0 in dated:
            near |= {position - 1}  # the day stands above the title
        beside = _beside(lines, position) & near
        left = set(range(block.stop)) - dated - taken - {position}
        titled = draft.has("title") or any(field_lines.is_title(lines[other]) for other in left)
        known = position in dated | taken or header_lines.is_header(lines[position])
        if not known and beside and titled and _is_taken(draft, lines, position):
            taken.add(position)
    return [line for position, line in enumerate(lines) if position not in taken]


def _below_title(draft: Draft, lines: list[str]) -> list[str]:
    """The lines without the outlet below the title, if the line with the day was taken there."""
    fielded = draft.origins.get("date") == "line of fields"
    fielded = fielded and draft.text("title") in {"", *lines[:1]}
    name = credit_line.bare_name(lines[1]) if fielded and len(lines) > _BELOW_TITLE else ""
    named = person_names.is_paper(name) and _is_outlet(name) and not job_titles.is_job(name)
    if not named or _is_byline(lines[1]):
        return lines
    draft.put("source", name, "line between title and date")
    return [line for position, line in enumerate(lines) if position != 1]


def _put_people(draft: Draft, lines: list[str], people: list[int]) -> None:
    """Put the persons and the body below them, for which they write, into the draft."""
    names = [_person(lines, position) for position in people]
    draft.put("author", ", ".join(names), "lines between title and date")
    below = lines[people[-1] + 1]
    draft.put("source", below if organs.is_organ(below) else "", "line below the author")


def _people(lines: list[str], block: range, dated: set[int]) -> list[int]:
    """The positions of lines in a row of which each is a name in Latin letters, above a day."""
    run: list[int] = []
    for position in (*block, block.stop):
        if position in block and position not in dated and _is_latin_name(lines, position):
            run.append(position)
            continue
        known = any(person_names.has_given_name(lines[name]) for name in run)
        body = position in block and organs.is_organ(lines[position]) and position + 1 in dated
        if known and len(run) > 1 and (position in dated or body):
            return run
        run = []
    return []


def _is_latin_name(lines: list[str], position: int) -> bool:
    line = lines[position]
    return not field_labels.has_han(line) and _person(lines, position) == line


def _beside(lines: list[str], position: int) -> set[int]:
    """The positions of the next lines above and below that are more than marks and remarks."""
    above, below = position - 1, position + 1
    while above > 0 and credit_line.is_remark(lines[above]):
        above -= 1
    while below < len(lines) - 1 and credit_line.is_remark(lines[below]):
        below += 1
    return {above, below}


_APART = re.compile(r" ?[/／|｜] ?| ")


def _beside_outlet(line: str) -> tuple[str, str]:
    """The person and the outlet that the two words of a line in Chinese name; or empty texts."""
    words = _APART.split(line)
    if len(words) != len(("person", "outlet")) or not field_labels.has_han(line):
        return "", ""
    for name, outlet in (words, words[::-1]):
        if person_names.is_han_name(name) and len(outlet) > len(name) and _is_outlet(outlet):
            return name, outlet
    return "", ""


def _is_taken(draft: Draft, lines: list[str], position: int) -> bool:
    """Put the name in a line into the draft; whether the line says nothing else."""
    line = lines[position]
    if document_numbers.on_line(line):
        return False
    if credit_line.is_remark(line) or _COUNT.fullmatch(line):
        return True
    if _is_known_pair(draft, line):
        return True
    field, name = "author", _person(lines, position)
    if not name:
        field, name = "source", header_lines.name(credit_line.bare_name(line).partition(", ")[0])
        named = _is_outlet(name) and not job_titles.is_job(name)
        name = (
            organs.bare(name)
            if named and not any(map(_labels_outlet, lines[:_FIRST_LINES]))
            else ""
        )
    credit = None if name else credit_line.read(line, datetime.date.max, dated=True)
    if credit is not None and (credit.parts > 1 or credit.author):
        draft.put("source", credit.source, "line between title and date")
        draft.put("author", credit.author, "line between title and date")
        return bool(credit.source and credit.author)
    draft.put(field, name, "line between title and date")
    if field == "author":
        outlet = person_names.employer(line) or _paper_behind(line)
        draft.put("source", outlet, "line between title and date")
    return bool(name) and draft.text(field) == name


def _paper_behind(line: str) -> str:
    """The outlet behind a person and a comma: Sam Marsh, Larkford Daily News."""
    outlet = line.rpartition(", ")[2] if ", " in line else ""
    known = " " in outlet and person_names.is_paper(outlet) and not job_titles.is_job(outlet)
    return outlet if known else ""


def _is_known_pair(draft: Draft, line: str) -> bool:
    """Put a handle, a job with its outlet, or a person and an outlet; whether a line is that."""
    handle, outlet = _BY_HANDLE.fullmatch(line), job_titles.outlet(line)
    author = handle[1] if handle is not None else ""
    if not (author or outlet):
        author, outlet = _beside_outlet(line)
    draft.put("author", author, "line between title and date")
    draft.put("source", outlet, "line between title and date")
    return bool(author or outlet)


def _block(lines: list[str], title: str) -> range:
    """The positions of the short lines below the title, if a text follows them.

    A title that is known already, as from the style of its line, is not among the lines.
    """
    first = lines[0] if lines else ""
    known = bool(title) and not first.startswith(title) and not title.startswith(first)
    begin = end = 0 if known or header_lines.is_header(first) else 1
    while end < len(lines) and _is_short(lines[end]):
        end += 1
    return range(begin, end if end < min(len(lines), begin + _FIRST_LINES) else begin)


def _is_short(line: str) -> bool:
    line = _NOON.sub("", line)
    narrow = width(line) <= _MAX_LINE_WIDTH or (
        len(line) <= _MAX_DAY_CHARS and header_lines.is_header(line)
    )
    return narrow and not line.endswith((".", "。", "！", "？", "!", "?", "：", ":"))


def _is_byline(line: str) -> bool:
    labelled = any(item.field == "author" for item in field_labels.scan(line))
    return labelled or bool(person_names.reporter_line(line))


def _is_dated(line: str, latest: datetime.date) -> bool:
    """Whether a line has a day before `latest`, and only labels, times and remarks beside it."""
    if _EITHER_ORDER.fullmatch(line):
        return True
    bare = header_lines.is_header(line) or credit_line.is_day(line)
    bare = bare or print_credit.is_credit_line(line)
    day = dates.first_date(line, latest) if bare else None
    return day is not None or (bare and any(map(_is_labelled_day, field_labels.scan(line))))


def _is_labelled_day(item: field_labels.LabelledValue) -> bool:
    return item.field == "date" and dates.first_labelled(item.value) is not None


def _names_outlet(line: str) -> bool:
    """Whether a line is an outlet, the paper that printed a text, or labels with the source."""
    return _is_outlet(line) or print_credit.is_credit_line(line) or _labels_outlet(line)


def _labels_outlet(line: str) -> bool:
    """Whether a line has only labels, and among them that of the outlet."""
    return header_lines.is_header(line) and any(
        item.field == "source" for item in field_labels.scan(line)
    )


def _is_outlet(name: str) -> bool:
    """Whether a line is the name of an outlet; an office in Chinese may as well be a title."""
    if not name or field_labels.scan(name) or _MARKS.search(name) or credit_line.is_edition(name):
        return False
    if len(names := _TWO_LANGUAGES.split(name)) > 1:
        return all(map(_is_outlet, names))
    if organs.is_organ(name):
        return True
    longest = _MAX_NAME_LETTERS if name.isascii() else _MAX_NAME_LETTERS // 3
    return len(name) <= longest and (
        person_names.is_paper(name)
        or (name.isupper() and person_names.is_paper(name.title()))
        or _ABBREVIATION.fullmatch(name) is not None
    )


_TWO_LANGUAGES = re.compile(r" [/|] ")
"""Between the names of an outlet in two languages."""
_ABBREVIATION = re.compile(r"[BCDFGHJ-NP-TV-Z]{3,5}")
"""The name of an outlet in capitals that form no word: CGTN."""


def _at_outlet(lines: list[str], position: int) -> bool:
    """Whether the next line says for whom a person writes: BBC News, Tanglin; Staff Writer."""
    below = lines[position + 1] if position + 1 < len(lines) else ""
    return _is_short(below) and (job_titles.is_job(below) or _is_outlet(below.partition(", ")[0]))


_OCCASION = re.compile(r"\b(?:Meetings?|Sessions?|Hearings?|Agenda|Minutes|Conference)$")
"""The end of what a text records, in words with capitals: Regular Meeting."""


def _person(lines: list[str], position: int) -> str:
    """The person whose name is a line: above an outlet, or with a common given name."""
    line = note_marks.removed(lines[position])
    line = _HANDLE.sub("", person_names.reporter_line(line) or line)
    name = job_titles.without_job(person_names.without_place(line))
    if person_names.is_han_name(name):
        beside = lines[max(position - 1, 1) : position] + lines[position + 1 : position + 2]
        named = any(map(_names_outlet, beside))
        return name if named else ""
    name = name.replace(" and ", ", ")
    person, _, employer = name.rpartition(", ")
    if employer and person_names.is_outlet(employer) and person_names.are_persons(person):
        name = person
    if field_labels.has_han(name) or not person_names.are_persons(name) or " " not in name:
        return ""
    if _OCCASION.search(name) or header_lines.is_legal(name):
        return ""
    known = person_names.has_given_name(name) or name != line or _at_outlet(lines, position)
    known = known or lone_names.is_only_a_name(name, lines[position + 1 :])
    return name if known and not job_titles.is_post(name) else ""
