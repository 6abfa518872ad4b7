"""Puts the fields that stand in header lines into a draft."""

import datetime
import re

from index.fields import NAMED_FIELDS
from index.ingest import name_placeholders
from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft, DraftValue
from index.ingest.heads import (
    document_numbers,
    header_lines,
    job_titles,
    name_order,
    note_marks,
    person_names,
    spread_names,
    view_counts,
)
from index.ingest.heads.field_labels import LabelledValue
from index.ingest.origins import OriginKind
from index.text.lazy_pattern import lazy_pattern


def put_fields(draft: Draft, labels: list[LabelledValue], latest: datetime.date) -> None:
    """Put labelled values into the draft, except dates other than that of publication."""
    fitting = [item for item in labels if header_lines.is_credible(item)]
    for item in labels:
        if item.label.lower() == "from" and (sender := _SENDER.match(item.value)) is not None:
            draft.put("author", name_order.given_first(sender["name"], listed=False), "sender")
    for item in sorted(fitting, key=lambda item: not _RESPONSIBLE.search(item.label)):
        if item.field not in {"updated", "written", "other"} and not _SENDER.match(item.value):
            draft.put(item.field, _converted(item, latest), OriginKind.LABEL.of(item.label))
    for item in fitting:
        if item.field == "source" and (behind := _REPORTER_BEHIND.search(item.value)) is not None:
            draft.put("author", person_names.reporter_line(behind[0]), "behind the source")
        if item.field == "author":  # 文｜澜溪日报 记者 池小鱼
            draft.put("source", person_names.employer(item.value), "before the author")
            draft.put("source", job_titles.parted(item.value)[1], "behind the author")
        if item.field == "source":  # Source: Larkford Tide, 9 February 2023
            day = dates.first_date(item.value, latest)
            draft.put("date", day, OriginKind.LABEL.of(item.label))


_SENDER = re.compile(
    r"(?P<name>[^\W\d_][^<>\x1f@]{1,60}?)[\s\x1f]{1,3}[<\[(]"
    r"(?:[\s\x1f]|mailto:){0,3}(?:$|[^\s@<>]{1,60}(?:@| at ))"
)
"""The sender of a mail with the address behind the name."""


def put_late_date(draft: Draft, labels: list[LabelledValue], latest: datetime.date) -> None:
    """Put the labelled date of the last change or of writing into the draft, as a last resort."""
    fitting = [item for item in labels if header_lines.is_credible(item)]
    if any(item.field == "date" and header_lines.is_short_day(item.value) for item in labels):
        return  # the day is there, but nobody can read it
    for wanted in ("updated", "written"):
        for item in fitting:
            if item.field == wanted:
                day = partial_dates.labelled(item.value, latest)
                draft.put("date", day, OriginKind.LABEL.of(item.label))


_RESPONSIBLE = re.compile(r"责|責|charge|responsible|duty", re.IGNORECASE)
"""Labels of the editor in charge, who precedes other editors."""


def _before_date(item: LabelledValue) -> str:
    """A name without the date behind it, as in Source: Larkford Tide, 9 February 2023."""
    value_dates = dates.find_dates(item.value) if item.field == "source" else ()
    return (
        item.value[: value_dates[0].start]
        if value_dates and value_dates[0].start > 1
        else item.value
    )


def _converted(item: LabelledValue, latest: datetime.date) -> DraftValue | None:
    """A labelled value converted to the type of its field."""
    match item.field:
        case "date":
            return partial_dates.labelled(item.value, latest)
        case "views":
            return view_counts.parse(item.value)
        case "keywords":
            return header_lines.keywords(item.value)
        case "number":
            return document_numbers.numbered(item.value)
    if item.field in NAMED_FIELDS:
        return _named(item.field, header_lines.name(_before_date(item)))
    return item.value


def _named(field: str, value: str) -> str:
    """The name of an outlet or a person; empty for a word that names nobody."""
    if name_placeholders.is_nameless(value):
        return ""
    if field in {"author", "editor"} and name_placeholders.is_nobody(value):
        return ""
    if field == "author":
        native = _TRAINEE.sub("", spread_names.closed(value))
        native = person_names.without_helpers(native)
        native = job_titles.without_employer(person_names.without_country(native))
        value = person_names.without_office(native)
        value = job_titles.without_job(job_titles.parted(value)[0])
        reporters = person_names.reporter_line(value) or person_names.without_verbs(value)
        return name_order.given_first(note_marks.removed(reporters), listed=False)
    if field == "source":
        value = _INITIALS_BEHIND.sub("", _REPORTER_BEHIND.sub("", value))
        value = _EDITION_BEHIND.sub("", _SEAT.sub("", value))
        if (posted := _POST.search(value)) is not None:
            value = value[: posted.start()].rstrip()
            return value if person_names.is_outlet(value) else ""
    return without_marks(value)


def without_marks(value: str) -> str:
    """The name of a paper without the marks around it, and the page behind them: 《…》第3版."""
    paper = _PAPER.fullmatch(value)
    return paper[1] if paper else value


_SEAT = re.compile(r"(?<=[a-z])(?:\([A-Z][\w .,-]{1,40}\)| \([A-Z][\w .-]{1,30}, [A-Z]{2,3}\))$")
"""The town of a paper right behind its name, as databases write it: Larkford Tide(Larkford)."""
_REPORTER_BEHIND = lazy_pattern(
    r"(?<=[\u3400-\u9fff])\s(?:本报|见习|实习)?(?:记者|記者|通讯员)\s?[\u3400-\u9fff、· ]{2,20}$"
)
"""The reporter behind the outlet: 济城日报 记者 齐小敏."""
_TRAINEE = re.compile(
    r"[,;]? (?:Intern|Trainee|Correspondent)s?(?: [Rr]eporters?)?:? "
    r"[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){1,2}$"
)
"""Who helped the reporter, in translated texts: Liu Yang, Intern He Yong."""
_POST = re.compile("(?:特派[员員]|[记記]者|通[讯訊][员員])$")
"""The post of who wrote, which is no outlet: 来自 / 北京特派员."""
_INITIALS_BEHIND = re.compile(r"(?<=\w) ?/ ?[a-z]{2,3}(?: ?\([a-z]{2,3}\))?$")
"""The initials of who edited a report behind its agency: Reuters/kg, CNA/zl(mi)."""
_EDITION_BEHIND = lazy_pattern(r"(?<=[\u3400-\u9fff])\s第?\s?[A-Z]?\d{1,3}\s?版.{0,10}$")
"""The page behind the name of a paper: 济城日报 第3版."""
_PAPER = re.compile(
    r"[《〈]([^《》〈〉]{2,20})[》〉](?:\s?第?\s?[A-Z]?\d{1,3}\s?[版期頁页].{0,10})?"
)
