"""Reads the edges of a plain text: datelines, credits, the order of lines, signatures."""

import datetime
import itertools
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import (
    affiliations,
    closing_lines,
    events,
    letter_closings,
    letterhead,
    organs,
    signatures,
    speakers,
)
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import (
    clock_times,
    field_labels,
    header_lines,
    job_titles,
    latin_names,
    mailboxes,
    name_order,
    note_marks,
    person_names,
    print_credit,
)
from index.ingest.line_wrapping import width

_OPENING = frozenset("〔【（[(")
"""Brackets in which a story begins with its reporter."""
DATELINE_LINES = 6
"""The number of first lines, which may be a dateline."""
_MEETING_TITLE = re.compile(
    r"(?:发布会|發佈會|發布會|吹风会|吹風會|记者会|記者會|座谈会|座談會|访谈|訪談|采访|採訪|专访|專訪)"
    r"(?:实录|實錄|文字实录|文字實錄|全文)?$"
    r"|口述|实录|實錄|纪要|紀要|[会會][议議][记記纪紀][录錄]|\b(?:minutes|transcript|briefing)\b",
    re.IGNORECASE,
)
"""Words in the title of a text that records a meeting, so that it is not announced by it."""
_MEETING_HELD = re.compile(
    r"(?:(?:which was |meeting )?held (?:on|at)|meeting of)\b", re.IGNORECASE
)
"""The beginning of the line that says when a meeting was held."""
_MINUTES = re.compile(r"minutes of\b.{4,120}?\bheld\b", re.IGNORECASE)
_MEETING, _OF_SCHOOLS = "day of the meeting", "lines above their schools"
_MAX_DATED_CHARS = 100
"""The beginning of a line, in code points, that says of what its day is."""
_TITLE_LINES, _MAX_TITLE_CHARS = 3, 160
"""The number of first lines that may be the title, and its length."""
_SPEECH_DELIVERED = re.compile(
    r"\(?(?:(?:as )?(?:delivered|prepared for delivery)|speech|remarks|address|statement|given|made"
    r"|presented|transcript|broadcast|aired|recorded)\b"
    r"[^.;:]{4,160}\d{4}\)?$",
    re.IGNORECASE,
)
"""What says when a speech was held, or a programme sent: Delivered at … on 9 February 2023."""


def put(draft: Draft, lines: list[str], head: int, signed: int, latest: datetime.date) -> None:
    """Put the fields that lines around the text give without labels.

    They are the day of signing, datelines, credits and days of adoption, in this order: a day
    below the signature counts more than one that the first lines mention.
    """
    for line in filter(_MINUTES.match, lines[:_TITLE_LINES]):
        draft.put("date", dates.first_date(line[:_MAX_TITLE_CHARS], latest), _MEETING)
    if signed >= 0 and not draft.has("date") and not events.is_of_next(lines, signed):
        draft.put("date", dates.first_date(lines[signed], latest), "date at the end of the text")
    if signatures.is_written(lines, signed):
        draft.put("issuer", signatures.signing_offices(lines, signed), "signed at the end")
    draft.put("author", affiliations.authors(lines), _OF_SCHOOLS)
    _from_first_lines(draft, lines, lines[DATELINE_LINES:head], latest)
    for position, line in enumerate(lines[:DATELINE_LINES]):
        if not events.is_event(lines, position) and not signatures.is_of_other(
            line[:_MAX_DATED_CHARS]
        ):
            draft.put("date", _date_beside_name(line, latest), "date above the text")
            given = _SPEECH_DELIVERED.match(line)
            draft.put("date", dates.first_date(line, latest) if given else None, "day of a speech")
    adopted = [day for line in lines[:DATELINE_LINES] for day in _adoption_days(line, latest)]
    draft.put("date", max(adopted, default=None), "day of adoption")
    if _MEETING_TITLE.search(draft.text("title") or lines[0] if lines else ""):
        for position, line in enumerate(lines[:DATELINE_LINES]):
            day = events.day(line, latest) if events.is_event(lines, position) else None
            draft.put("date", day, _MEETING)
    _put_late_days(draft, lines, latest)


def _put_late_days(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put the day on which a meeting was held, or from which a law holds, into the draft."""
    if any(map(_MEETING_TITLE.search, lines[:_TITLE_LINES])):
        for line in filter(_MEETING_HELD.match, lines[1:DATELINE_LINES]):
            alone = len(dates.find_dates(line)) == 1 and width(line) <= MIN_BODY_WIDTH
            draft.put("date", dates.first_date(line, latest) if alone else None, _MEETING)
    for line in lines[-signatures.TAIL_LINES :]:
        if signatures.holds_from(line):
            draft.put("date", dates.first_date(line, latest), "day from which it holds")


def _from_first_lines(
    draft: Draft, lines: list[str], middle: list[str], latest: datetime.date
) -> None:
    """Put the date of a dateline and the author of a credit line into the draft.

    The `middle` has the lines below the first ones that may still be above the body.
    """
    for position, line in enumerate(lines[:DATELINE_LINES]):
        draft.put("date", dates.dateline(line, latest), "dateline")
        if width(line) > MIN_BODY_WIDTH:
            draft.put("author", person_names.reporter_within(line), "beginning of the text")
        else:
            names = _named_above(line, lines[position + 1 :])
            draft.put("author", names, "line above the text")
            if line.isascii():
                draft.put("source", person_names.employer(line), "line above the text")
    letter = letterhead.salutation(lines)  # above it stands to whom it goes
    for above, below in itertools.pairwise(lines[max(letter, 1) : DATELINE_LINES + 2]):
        _from_pair(draft, above, below)
    for line in middle:
        if width(line) <= MIN_BODY_WIDTH:
            draft.put("author", person_names.reporter_line(line), "line above the text")
    draft.put("author", speakers.speaker(lines), "line beside the date")
    _from_order(draft, lines, latest)
    signed_names = (person_names.signed(line) for line in lines[-2:] if len(lines) > 2)
    signatory = _signatory(lines) or next(filter(None, signed_names), "")
    draft.put("author", signatory, "signed at the end")
    if signatory and draft.text("author") == signatory and signatures.is_signature(lines[-1]):
        draft.put("source", _employer(_with_words(lines)), "signed at the end")
    closing_lines.put(draft, lines, latest)
    for line in lines[:DATELINE_LINES]:
        draft.put("source", print_credit.agency(line), "dateline")
        draft.put("source", person_names.employer_within(line), "reporter in the text")
        if width(line) <= MIN_BODY_WIDTH:
            draft.put("source", person_names.employer(line), "line above the text")


def _named_above(line: str, below: list[str]) -> str:
    """The persons whom a short line above a text credits, and those on the lines `below` it."""
    bare = note_marks.removed(line)
    marked = bare if bare != line else ""
    wired = line[:1] in _OPENING or bool(print_credit.agency(line))
    within = person_names.reporter_within(line) if wired else ""
    names = marked or person_names.reporter_line(line) or _titled(line) or within
    further = _further(below) if names and line[:3].lower() == "by " else []
    return ", ".join([names.replace(" and ", ", "), *further])


def _further(below: list[str]) -> list[str]:
    """The persons on the lines below a byline, which goes on there: By Ada Quill / Ben Orr."""
    named = itertools.takewhile(latin_names.PERSON.fullmatch, below[:_MAX_FURTHER])
    persons = list(itertools.takewhile(lambda line: _persons(line) == line, named))
    return persons if all(map(person_names.has_given_name, persons)) else []


_MAX_FURTHER = 8


def _from_pair(draft: Draft, above: str, below: str) -> None:
    """Put the persons on a line above their job, their employer or their journal."""
    official = job_titles.is_public_office(below)
    employed = official or (len(below) <= signatures.MAX_BESIDE_WIDTH and job_titles.is_job(below))
    named = official and above.isascii() and " " in above
    _, body = job_titles.post_and_body(below)
    if organs.is_organ(body):
        draft.put("author", _persons(above), "line above the job")
        draft.put("source", body if _persons(above) else "", "line below the author")
    if organs.is_organ(below):
        several = draft.origins.get("author") == _OF_SCHOOLS  # each of another one
        named = bool(_persons(above)) and not several
        draft.put("source", below if named else "", "line below the author")
    names = _persons(above) if named or person_names.has_given_name(above) else ""
    draft.put("author", names if employed else "", "line above the job")
    special = below.startswith(_SPECIAL) and " " in above
    draft.put("author", _persons(above) if special else "", "line above the outlet")
    affiliated = _persons(above) if affiliations.is_affiliation(below) else ""
    draft.put("author", affiliated, "line above the affiliation")
    if (journal := _JOURNAL.fullmatch(below)) is not None:
        draft.put("author", _persons(above), "line above the journal")
        draft.put("source", journal["name"], "line of the journal")


def _persons(line: str) -> str:
    """The persons that a line names and nothing else; empty if it is something else."""
    names = _BETWEEN.sub(", ", line)
    if field_labels.scan(line) or names.startswith(_EDITORS):
        return ""
    return names if person_names.are_persons(names) and not person_names.is_outlet(line) else ""


_BETWEEN = re.compile(r" and |，| [|·•] ")
_SPECIAL = ("Special to ", "Special for ", "For the ")
"""The line below the name of a writer who is not of the paper."""
_EDITORS = ("责任编辑", "責任編輯", "编辑 ", "編輯 ", "责编", "責編")
"""How a line begins that names no author."""
_JOURNAL = re.compile(
    r"(?P<name>[A-Z][\w&.’' -]{3,60}), (?:vol(?:ume)?|no|number|issue)\b\.? ?\d{1,4}\b.{0,60}",
    re.IGNORECASE,
)
"""The line below title and author that says in which issue of a journal a text was printed."""


def _titled(line: str) -> str:
    """The person in a line with a job or an address behind, or with the family name first."""
    sender, behind = mailboxes.sender(line)
    if sender and not behind:
        return sender
    name = job_titles.without_job(line)
    two = all(" " in part for part in name.split(", "))  # Osbert Lyle, Pia Munk
    if name == line and not two:  # Quill, Ada; Orr, Ben
        name = name_order.listed(line) if ";" in line else name_order.given_first(line, listed=True)
    return name if name != line and all(map(person_names.has_given_name, name.split(", "))) else ""


def bylines(draft: Draft, lines: list[str]) -> set[int]:
    """The positions of the first lines that are nothing but the byline of the author."""
    author = draft.text("author")
    return {
        position
        for position, line in enumerate(lines[:DATELINE_LINES])
        if author
        and (position or line[:3].lower() == "by ")
        and width(line) <= MIN_BODY_WIDTH
        and _credits(line, author)
    }


def _credits(line: str, author: str) -> bool:
    """Whether a line names the author, or the first of several, whom the lines below go on with."""
    names = person_names.reporter_line(line) or _titled(line)
    listed = names.replace(" and ", ", ")
    begins = names in line[3:] and listed == author.partition(", ")[0]
    return begins or listed == author.replace(" and ", ", ")


def _from_order(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put what the order of the lines below the title tells: the outlet, the author, the credit."""
    for line in lines[1:DATELINE_LINES]:
        if print_credit.is_credit_line(line) and (credit := print_credit.at_end(line)) is not None:
            draft.put("source", credit.source, "line above the text")
            draft.put("author", credit.author, "line above the text")
            draft.put("date", credit.date if credit.date <= latest else None, "line above the text")
    if len(lines) < 4:
        return
    between, dated = lines[1:3]
    if draft.has("author") and header_lines.is_header(dated) and dates.find_dates(dated):
        named = _CAPITALS.fullmatch(between) and not job_titles.is_job(between)
        named = named and draft.text("author") not in {between, person_names.reporter_line(between)}
        draft.put("source", between if named else "", "line between title and date")


def _signatory(lines: list[str]) -> str:
    """The person who signed: the last line but one, above place and day, or below a closing."""
    for line in lines[-3:] if len(lines) > _LETTER else ():
        if (by_hand := _BY_HAND.fullmatch(line)) is not None:
            return by_hand["name"]
    for below in range(1, _BELOW_NAME + 1):
        if len(lines) >= _LETTER + below and letter_closings.is_closing(lines[-1 - below]):
            signed = lines[-below].strip(" ,，")
            return _persons(signed) or _with_office(signed)
    dated = len(lines) >= _LETTER and signatures.is_signature(lines[-1])
    return _beside_day(lines[-1]) or _above_day(lines) if dated else ""


def _with_office(signed: str) -> str:
    """The person behind an office in a signature: 清水村村民代表 刘洋."""
    office, _, person = signed.rpartition(" ")
    return person if office and person_names.is_han_name(person) else ""


def _beside_day(line: str) -> str:
    """The person before the day of a last line: Ada Quill, 9 February 2023."""
    name = line[: dates.find_dates(line)[0].start].strip(" ,，—–-")
    return name if person_names.has_given_name(name) else ""


def _above_day(lines: list[str]) -> str:
    """The person whose name stands above the last line, which has place and day."""
    lines = _with_words(lines)
    if _employer(lines) or _is_place_of_person(lines):
        lines = [*lines[:-2], lines[-1]]
    if len(lines) < _LETTER - 1 or len(lines[-2]) > signatures.MAX_BESIDE_WIDTH:
        return ""
    name = job_titles.without_employer(job_titles.without_job(lines[-2].strip(" ,，—–-")))
    place, _, person = name.rpartition(" ")
    name = person if _PLACE.search(place) and person_names.is_han_name(person) else name
    body = person_names.is_outlet(name) or organs.is_organ(name)
    if body or not person_names.are_persons(name):
        return ""
    latin = name.isascii() and " " in name and not job_titles.is_job(name)
    sentence = lines[-3].endswith((".", "!", "?", "。", "！", "？", "”", '"'))
    return name if sentence and (latin or person_names.has_surname(name)) else ""


def _with_words(lines: list[str]) -> list[str]:
    """The last lines without those of signs alone, as the rule above a signature."""
    return [line for line in lines[-_END_LINES:] if re.search(r"\w", line)]


def _is_place_of_person(lines: list[str]) -> bool:
    """Whether the line above the day is a place, and the one above it the name of a person."""
    if len(lines) < _LETTER or _TOWN.fullmatch(lines[-2]) is None or job_titles.is_job(lines[-2]):
        return False
    return person_names.are_persons(lines[-3]) and lines[-4].endswith((".", "!", "?", "”", '"'))


_PLACE = re.compile(r"[\u3400-\u9fff][市县縣区區镇鎮乡鄉村省州路街港岛島]$")
"""How a place ends that stands before the name below a letter: 澜溪镇 池小鱼."""
_TOWN = re.compile(
    r"(?:\d{1,4} )?[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){0,3}"
    r"(?:, [A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){0,2})?"
)
"""A town, or a street or a village and its town: Gate Lane, Larkford."""


def _employer(lines: list[str]) -> str:
    """The outlet between the person who signed and the day; empty without one."""
    between = lines[-2] if len(lines) >= _LETTER else ""
    if len(between) > _MAX_EMPLOYER_CHARS:
        return ""
    name = between.rpartition(", ")[2]  # Staff Writer, Larkford Tide
    return name if person_names.is_paper(name) else job_titles.outlet(between)


_BY_HAND = re.compile(
    r"[(\[]?(?:signed|sgd\.?|\(签名\)|/s/)[)\]]?:?\s{1,3}"
    r"(?P<name>[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20}){1,3})",
    re.IGNORECASE,
)
"""(signed) Ada Quill"""
_BELOW_NAME = 3
"""Lines from the name below a letter to its end: office and address may stand below it."""
_LETTER = 4
"""The least number of lines of a text that is signed."""
_MAX_EMPLOYER_CHARS = 60
_END_LINES = 6
"""The number of last lines that may be the end of a text and what stands below it."""


_CAPITALS = re.compile(r"[A-Z][\w'’.&-]*(?: (?:of|the|and|&|[A-Z][\w'’.&-]*)){1,2}")
"""A name of two or three words, as that of a newspaper."""


def _date_beside_name(line: str, latest: datetime.date) -> datetime.date | None:
    """The date of a short line that names a place, an outlet or a time of day besides."""
    labels = field_labels.scan(line)
    if labels and all(item.field == "other" for item in labels):
        return None
    if width(line) > MIN_BODY_WIDTH or re.search(r"[。；;!?！？]|\.$", line):
        return None
    if signatures.is_signature(line) or clock_times.without_times(line) != line:
        earliest = dates.EARLIEST_REPORT_DATE if signatures.is_signature(line) else dates.EARLIEST
        single = len(dates.find_dates(line)) == 1
        return dates.first_date(line, latest, earliest) if single else None
    return None


def _adoption_days(line: str, latest: datetime.date) -> list[datetime.date]:
    """The days on which a law was adopted and amended, in the line below its title."""
    if not header_lines.is_adoption(line):
        return []
    return [
        item.date
        for item in dates.find_dates(line)
        if item.date <= latest and not line.startswith("起", item.end)  # 自…起施行
    ]
