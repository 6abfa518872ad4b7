"""Reads the last lines of a plain text: credits, the paper that printed it first, the author.

Source: Larkford Tide (9 February 2023); via Larkford Tide; （原载《澜溪日报》）;
Ada Quill is a columnist of Larkford Tide.
"""

import datetime
import re

from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import citation_line, item_credits
from index.ingest.formats.plain_text.edges.line_limits import CLOSING_LINES
from index.ingest.heads import credit_line, office_names, person_names, print_credit, staff_credits

_MAX_VIA_CHARS = 60
"""The longest line, in code points, that says via which outlet a text came."""
_MIN_TEXT_CHARS = 80
"""From this length on, in code points, a last line is too long for an outlet and its day."""
_CITED = re.compile(
    r"(?:Source|来源|來源|出处|出處)\s?[:：]\s?(?P<name>[^()（）,，。;；:：]{2,40})[,，(（](?P<rest>.{6,200})$",
    re.IGNORECASE,
)
"""The source below a text, cited: Source: Wellmouth Echo (14 March 2024), https://echo.example/1"""
_RELEASED = re.compile(r"SOURCE:? (?P<name>[A-Z][\w.,'’& -]{2,60})")
"""Who gave a press release to a service that spreads it."""
_FIRST_PRINTED = re.compile(
    r"[（(【\[—-]{0,3}(?:[本此原该該]文)?(?:原载|原載|原刊|刊于|刊於|载于|載於|转载自|轉載自|转自|轉自|摘自|选自|選自)"
    r"[于於自：:\s]{0,3}《?([^《》，,。；;、\d（()）\s]{2,20})"
)
_FILED = re.compile(r"(?:編輯|編譯|譯者|核稿)[^（）()]{0,24}[）)]\s?(1[0-4]\d)([01]\d)([0-3]\d)$")
"""The day that an agency writes behind its editor: （編輯：陳某）1120209."""
_VIA = re.compile(
    r"[(\[—–-]{0,2}\s?(?:via|(?:as|first|originally) published (?:in|by))"
    r"[: ]\s?(?:the )?(?P<name>[A-Z][\w.'’&-]{1,20}(?: [\w.'’&-]{1,20}){0,5})[)\].]?",
    re.IGNORECASE,
)
"""The last line of a text that was copied from elsewhere: via Tanglin Daily."""
_IMPRINT_LINES = 2
_SENT = re.compile("印[发發]$")
"""How the line of the office ends that sent a document, not that which wrote it."""
_IMPRINT = re.compile(
    r"(?P<office>[\u3400-\u9fff（）()]{4,30}?)\s?"
    r"(?P<done>[编編][印制製]|印[制製刷]|[编編印制製]|主[办辦])?(?:\s?(?P<day>[\d一二〇○零].{3,16}))?"
)
"""Who made a leaflet, and when, below its text: 澜溪县水务局编印 2023年2月."""
_BIOGRAPHY = re.compile(
    r"\W{0,2}(?:About the author:? )?(?P<name>[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,2}) "
    r"(?:is|was) (?:an? |the |[\w’' ]{2,30}['’]s )(?=[^.]{0,80}\b(?:correspondent|reporter|editor"
    r"|writer|journalist|columnist|professor|fellow|author|analyst|researcher|lecturer|historian)\b)"
    r"|作者(?:简介|簡介|介绍|介紹)\s?[:：]\s?(?P<han>[\u3400-\u9fff]{2,4})[，,]"
)
"""The line below a text that says who wrote it: Ada Quill is a columnist of Larkford Tide."""


_EMPLOYER = re.compile(
    r"\b(?:for|of|at|with) (?:the )?(?P<outlet>[A-Z][\w'’&-]{0,20}(?: [A-Z][\w'’&-]{0,20}){1,4})"
)
"""The outlet of the author: a reporter for the Larkford Tide."""
_RIGHTS = re.compile(
    r"(?:©|\([cC]\)|Copyright)(?: ©)?,? ?(?:(?:19|20)\d\d,? )?(?:by |the )?"
    r"(?P<name>[A-Z][\w'’&-]{0,20}(?: [A-Z][\w'’&-]{0,20}){1,4})(?=[,.;]|$)"
)
"""Whose text it is: (c) Larkford Tide, 9 February 2023."""
_PRINTED_ON = re.compile(
    r"\bThis (?:story|article|report|piece|column|essay|post) "
    r"(?:(?:was|has been) )?(?:(?:first|originally) )?(?:published|printed|posted|appeared|ran)"
    r"(?: (?:in|by|at|on) [^.;]{0,60}?)? on (?P<day>[\w, ]{8,24}\d{4})\b"
)
"""When a text was printed, said below it: This story was first published on March 7, 2016."""


_OF_EDITORS = re.compile("(?:编辑部|編輯部|编委会|編委會)$")
"""Who signs for a paper: 澜溪日报编辑部."""
_DASHED = re.compile(r"[-–—~]{1,3} ?(?P<name>[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,2})")
"""The author behind a dash, below the text: -- Ada Quill."""


def put(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put what the last lines tell: credits, the paper that printed the text first."""
    of_items = item_credits.positions(lines)
    lines = [line for position, line in enumerate(lines) if position not in of_items]
    for line in lines[-CLOSING_LINES:]:
        draft.put("author", staff_credits.credited(line), "credit at the end")
        draft.put("editor", staff_credits.edited(line), "credit at the end")
        if (filed := _FILED.search(line)) is not None:
            year, month, day = (int(part) for part in filed.groups())
            date = dates.valid(year + 1911, month, day)
            draft.put("date", date if date and date <= latest else None, "credit at the end")
        if (credit := print_credit.at_end(line)) is not None:
            draft.put("source", credit.source, "credit at the end")
            draft.put("date", credit.date if credit.date <= latest else None, "credit at the end")
        released = _RELEASED.fullmatch(line)
        draft.put("source", released["name"] if released else "", "credit at the end")
        if (cited := _CITED.match(line)) is not None and dates.find_dates(cited["rest"]):
            draft.put("source", cited["name"].strip(), "credit at the end")
            draft.put("date", dates.first_date(cited["rest"], latest), "credit at the end")
        if person_names.reporter_line(line):
            draft.put("source", person_names.employer(line), "credit at the end")
        if len(line) <= _MAX_VIA_CHARS and (via := _VIA.fullmatch(line)) is not None:
            named = person_names.is_outlet(via["name"])
            draft.put("source", via["name"] if named else "", "credit at the end")
        whole = citation_line.read(line, latest)
        if whole is not None and whole.title.lower() == draft.text("title").lower():
            draft.put("author", whole.author, "citation at the end")
            draft.put("source", whole.source, "citation at the end")
            draft.put("date", whole.date, "citation at the end")
        first = _FIRST_PRINTED.match(line)
        if first is not None and ("《" in first[0] or person_names.is_outlet(first[1])):
            draft.put("source", first[1], "credit at the end")
    _put_author_and_outlet(draft, lines, latest)


def _put_author_and_outlet(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put who wrote the text, which the lines below it say, and the outlet of the last line."""
    for line in lines[-CLOSING_LINES:]:
        if (biography := _BIOGRAPHY.match(line)) is not None:
            name = biography["name"] or biography["han"]
            named = person_names.are_persons(name)
            draft.put("author", name if named else "", "what is said of the author")
            employer = _EMPLOYER.search(line)
            outlet = employer["outlet"] if named and employer is not None else ""
            draft.put("source", outlet if person_names.is_paper(outlet) else "", "author's outlet")
        rights = _RIGHTS.match(line)
        name = rights["name"] if rights is not None else ""
        draft.put("source", name if person_names.is_paper(name) else "", "rights at the end")
        if (printed := _PRINTED_ON.search(line)) is not None:
            day = dates.first_date(printed["day"], latest)
            draft.put("date", day, "day of the first printing")
    for line in lines[-_IMPRINT_LINES:]:
        made = (
            None if len(line) > _MAX_VIA_CHARS or _SENT.search(line) else _IMPRINT.fullmatch(line)
        )
        known = made is not None and office_names.is_office(made["office"])
        dated = made is not None and partial_dates.labelled(made["day"] or "", latest)
        if made is not None and known and (made["done"] or dated):
            draft.put("source", made["office"], "imprint")
    last = (
        credit_line.read(lines[-1], latest) if lines and len(lines[-1]) < _MIN_TEXT_CHARS else None
    )
    if last is not None and last.date is not None:
        draft.put("source", last.source, "credit at the end")
        draft.put("date", last.date if last.source and last.pages else None, "credit at the end")
    above = (
        _OF_EDITORS.sub("", lines[-2]) if len(lines) > 1 and credit_line.is_day(lines[-1]) else ""
    )
    named = 0 < len(above) <= _MAX_VIA_CHARS and person_names.is_paper(above)
    named = named and not office_names.is_office(above)
    draft.put("source", above if named else "", "line above the last day")
    for line in lines[-_IMPRINT_LINES:]:
        dashed = _DASHED.fullmatch(line)
        known = dashed is not None and person_names.has_given_name(dashed["name"])
        draft.put("author", dashed["name"] if dashed is not None and known else "", "signature")
