"""Finds names of persons in bylines: a name with a role, an outlet or a place beside it."""

import datetime
import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.heads import (
    credit_line,
    field_labels,
    header_lines,
    job_titles,
    latin_names,
    person_names,
)
from index.ingest.heads.field_labels import BREAK
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.tree.heading import SECTION_TAGS

_ROLE = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){1,3}), (?:[A-Z][\w&'’-]{0,30} ){0,4}"
    r"(?:Correspondent|Reporter|Writer|Columnist|Editor|Journalist|Contributor)"
)
"""A name with what its bearer is at an outlet."""


_KIND_BY = re.compile(
    r"(?:[A-Z][a-z]{2,12} ){0,2}"
    r"(?:[Cc]ommentary|[Qq]uestions|[Oo]pinion|[Ee]ssay|[Ii]nterview|[Aa]nalysis|[Bb]rief"
    r"|[Rr]eport|[Rr]eview|[Ff]eature|[Cc]olumn|[Aa]rticle|[Pp]ost) [Bb]y (?P<names>[A-Z].{2,80})"
)
"""The kind of a text with its authors: Commentary by Ada Quill and Ben Ross."""


def roles(near: BylineContext) -> Iterator[tuple[str, str]]:
    """Names above the text that stand with what their bearers are at an outlet."""
    for position in near.head[1:] if near.printed else (*near.before, *near.head):
        role = _ROLE.fullmatch(near.page.blocks[position].plain)
        yield role["name"] if role else "", "byline"
        if (sent := _SENDER.fullmatch(near.page.blocks[position].plain)) is not None:
            yield sent["name"], "sender"
        row = [piece.strip() for piece in near.text(position).split(BREAK) if piece.strip()]
        account = len(row) > 1 and latin_names.HANDLE.fullmatch(row[1]) is not None
        yield row[0] if account and len(row[0]) <= _MAX_ACCOUNT_CHARS else "", "byline"
        employed = len(row) == _NAME_AND_JOB and _is_job(row[1]) and row[0].isascii()
        yield row[0] if employed and person_names.are_persons(row[0]) else "", "byline"


_TITLED = re.compile(
    r"\s[-–—|]\sby (?P<name>[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){1,3})"
    r"(?:\s[-–—|]\s(?P<site>[A-Z][^|–—]{2,40}?)(?=$|\s[-–—|]\s))?"
)
"""The author in the title of a page: Quay rebuilt - by Ada Quill - The Depot."""


def in_title(near: BylineContext) -> tuple[str, str]:
    """The author in the title of a page and the site behind the name; empty if there is none."""
    match = _TITLED.search(near.page.title)
    return (match["name"], match["site"] or "") if match is not None else ("", "")


_DAY_OR_BY = re.compile(r"\d|年|\bby\b", re.IGNORECASE)
"""Characters in every line of credits; a cheap first test."""


def credited(near: BylineContext) -> Iterator[tuple[int, str, str]]:
    """The lines above the text with author and outlet, or with an outlet and its day.

    A line with a known given name needs no day of its own where one stands beside it.
    """
    for position in near.head[1:]:
        text = near.page.blocks[position].plain
        found = None
        if len(text) <= _MAX_LINE_CHARS and _DAY_OR_BY.search(text) is not None:
            found = credit_line.read(text, datetime.date.max)
        elif len(text) <= _MAX_LINE_CHARS and _NAMES_TWO.fullmatch(text) is not None:
            beside = (position - 1, position + 1)
            dated = any(at in near.head and dates.find_dates(near.text(at)) for at in beside)
            found = credit_line.read(text, datetime.date.max, dated=True) if dated else None
            if found is not None and not person_names.has_given_name(found.author):
                found = None
        if found is None or not person_names.is_paper(found.source):
            continue
        alone = not (found.names or found.unknown or _SMALL_WORD.search(found.source))
        if found.author or (found.date is not None and alone):
            yield position, found.author, found.source


_SMALL_WORD = re.compile(r"(?<![\w'’.-])(?!(?:of|the|and|for|on|in)\b)[a-z]")
"""The beginning of a word that no name of an outlet has: Post date."""
_NAMES_TWO = re.compile(r"[A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{0,30}){1,3}, [A-Z][^,;:!?]{2,40}")
"""A name and, behind a comma, what may be an outlet: Ada Quill, Larkford Tide."""


def _is_job(text: str) -> bool:
    return job_titles.is_job(text) or job_titles.is_job_at_place(text)


_SENDER = re.compile(r"(?P<name>[^\W\d_][^<>@,;:]{1,60}?) ?<[^\s@<>]{1,60}@[^\s@<>]{1,60}>")
"""The sender of a mail in a page that prints it: Ada Quill <ada@tide.example>."""
_MAX_ACCOUNT_CHARS = 50
_NAME_AND_JOB = 2
"""The parts of a byline with a name and what its bearer is."""


_MAX_LINE_CHARS = 80
_BY_EUROPEAN = re.compile(
    r"(?:(?:Text|Texte|Testo|Texto) )?"
    r"(?:[Vv]on|VON|[Pp]ar|PAR|Por|POR|Di|DI|Door|Av|Af)[\s\x1f]{1,3}(?=[A-ZÀ-Þ])"
)
"""How a byline in another European language begins: Von Ada Quill, Par Ada Quill."""
_BEHIND = re.compile(r"[|•·–—\x1f]|\s(?:am|le|el|il|em|op)\b|\s-\s|,?\s{1,3}$")


def _by_european(text: str) -> str:
    """The names on a byline in another European language than English; or empty."""
    text = text.strip(BREAK + " ")
    match = _BY_EUROPEAN.match(text) if len(text) <= _MAX_LINE_CHARS else None
    if match is None:
        return ""
    names = latin_names.leading(_BEHIND.split(text[match.end() :])[0])
    return "" if any(map(person_names.is_outlet, names)) else ", ".join(names)


def spelled_out(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names in bylines in other European languages, or with the kind of the text."""
    for position in near.head[1:]:
        kind = _KIND_BY.fullmatch(near.page.blocks[position].plain)
        names = kind["names"].replace(" and ", ", ") if kind else ""
        yield names if all(map(person_names.are_persons, names.split(", "))) else "", "byline"
    for position in (*near.head[1:], *near.closing, *near.below):
        yield _by_european(near.unlabelled(position)), "reporter's line"


def person_in(value: str) -> str:
    """The name of a person in a byline such as 池鱼/云河日报; or empty."""
    if line := person_names.reporter_line(value):
        return line
    value = latin_names.without_by(value)
    value = person_names.without_role(person_names.without_place(" ".join(value.split())))
    value = _MAILBOX.sub("", value)
    value = without_employer(value)
    value = re.sub(r"(?<!\s)\s*+,\s*+[A-Z]{2,}(?: [A-Z]{2,})*$", "", value)  # Jane Doe, THE TIDE
    value = re.sub(
        r"(?<!\s)\s++(?:@\w+|[Pp]osted|[Uu]pdated|[Pp]ublished|on|in|at)\s*+$", "", value
    )  # Jane Doe posted
    value = re.sub(
        r"^by\s+|(?<!\s)\s++(?:作者|记者|記者|编辑|文|报道|報道|報導)$",
        "",
        value,
        flags=re.IGNORECASE,
    )
    parts = [
        person_names.without_office(person_names.without_trade(part))
        for part in re.split(r"[/／]", value)
        if part.strip()
    ]
    named = [part for part in parts if person_names.are_persons(part)]
    if len(named) == 1 or (named and named == parts):
        return named[0]
    return "" if any(map(person_names.is_outlet, parts)) else ", ".join(latin_names.several(value))


def without_employer(value: str) -> str:
    """A name without the outlet behind it, as in Jane Doe, The Larkford Tide."""
    return _EMPLOYER.sub("", value)


_EMPLOYER = re.compile(r"(?<=\w) ?, The(?: [A-Z][\w'’&-]{1,20}){1,4}$")
_MAILBOX = re.compile(r"(?<!\s) ?[|·•(<-]? ?[\w.+-]{1,60}@[\w.-]{3,60}[)>]?$")
"""The address of a mailbox behind a name."""


def is_place(near: BylineContext, name: str, *, before: str = ":(—–-") -> bool:
    """Whether a name is the place with which the text begins, as New Delhi: The council said.

    `before` are the marks that may follow it; only a place stands before an agency in brackets.
    """
    blocks = near.page.blocks
    text = blocks[near.head.stop].plain if near.head.stop < len(blocks) else ""
    begins = text[: len(name)].casefold() == name.casefold()
    return begins and text[len(name) :].lstrip()[:1] in set(before)


def in_heading(near: BylineContext) -> str:
    """The name alone in a heading between the title and other lines of the byline; or empty."""
    position = near.head.start + 1
    if not near.printed or position + 1 not in near.head:
        return ""
    name = near.page.blocks[position].plain
    tag = near.page.tag(position)
    short = tag in SECTION_TAGS and len(name) <= _MAX_HAN_NAMES and field_labels.has_han(name)
    return (
        name if short and person_names.are_persons(name) and person_names.has_surname(name) else ""
    )


_MAX_HAN_NAMES = 16
AUTHOR_CLASS = re.compile(
    r"^(?!.{0,200}(?:comment|quote|image|photo|picture|licen[cs]e)[_-]{0,2}author)"
    r"(?!.{0,200}author(?:[_-]?info)?[_-]{0,2}(?:detail|desc|bio|badge|intro|headline|signature|job|role))"
    r".{0,210}(?:author|byline|writer|zuozhe|reader-credits)",
    re.IGNORECASE | re.DOTALL,
)
"""The class of an element with an author; not with that of a comment or a picture."""
MAX_ACCOUNT_CHARS = 20
"""The longest name of an account, in code points."""
_TRADES = ("记者", "記者", "通讯员", "通訊員", "特派员", "特派員", "主笔", "主筆")
"""Words for those who report; a line that ends with one names no account."""
SPEAKER_LINE = re.compile(
    r"(?:发言人|發言人|[部局主处司厅院校市县省区]长|主任|书记|主席|总理|总统|秘书长|代表|教授|委员)\s*[\u3400-\u9fff]{2,4}$"
)
"""The line of a speaker at the top of a speech; it is not an account."""


def is_account(part: str) -> bool:
    """Whether a name in a byline can be an account, that is, not a person or reporter."""
    if (
        len(part) > MAX_ACCOUNT_CHARS
        or "《" in part
        or part.endswith(_TRADES)
        or part.startswith("由 ")
    ):
        return False
    part = person_names.without_office(part)
    person = person_names.are_persons(part) and (part.isascii() or person_names.has_surname(part))
    return (
        not person
        and not SPEAKER_LINE.search(part)
        and not person_names.reporter_line(part)
        and not part.lower().startswith("by ")
    )


def without_label(text: str) -> str:
    """The value in a meta that repeats its label, as in 来源：云河日报."""
    return next(
        (item.value for item in field_labels.scan(text) if item.value), header_lines.name(text)
    )
