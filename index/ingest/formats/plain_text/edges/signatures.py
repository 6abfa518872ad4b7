"""Finds the line with the day of signing at the edge of a text, and the offices that signed."""

import re

from index.ingest.days import dates
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import field_labels, office_names
from index.ingest.line_wrapping import width

TAIL_LINES = 12
"""The number of last lines that may have the day of signing."""
MAX_BESIDE_WIDTH = 30
"""The widest place or name beside that day, in columns."""


def signed(lines: list[str]) -> int:
    """The number of the line with the date of signing below a text; -1 if there is none.

    A print date below it, such as 2023年2月9日印发, is later and ranks behind it.
    """
    tail = range(len(lines) - 1, max(len(lines) - TAIL_LINES, 1), -1)
    dated = [position for position in tail if is_signature(lines[position])]
    return next((position for position in dated if "印发" not in lines[position]), -1)


def is_written(lines: list[str], signed: int) -> bool:
    """Whether a date of signing follows sentences in the style of documents; it is text then."""
    spelled = signed >= 0 and re.search(r"年|[A-Za-z]{3}", lines[signed]) is not None
    return spelled and any(line.endswith(("。", ".", "！", "!")) for line in lines[:signed])


def signing_offices(lines: list[str], signed: int) -> str:
    """The offices that signed a document: beside its date, or on the lines right above it."""
    day = dates.find_dates(lines[signed])[0]
    beside = lines[signed][: day.start].strip()
    if beside:
        return beside if office_names.is_office(beside) else ""
    first = signed
    while first > max(signed - _MAX_SIGNING, 1) and office_names.is_office(lines[first - 1]):
        first -= 1
    return "、".join(" ".join(line.split()) for line in lines[first:signed])


_MAX_SIGNING = 6
"""The largest number of offices that sign one document."""


_IN_FORCE = re.compile(
    r"[施执執]行|[实實]施|生效|有效|[废廢]止|截止|截至|為止|为止"
    r"|\bcom(?:e|es|ing) into (?:force|operation|effect)\b|\btak(?:es?|ing) effect\b",
    re.IGNORECASE,
)
"""Words of a sentence about the day from or to which something holds."""
_OF_OTHER = re.compile(
    r"[有時时]效期?限?[至到]|截止|截至|[为為]止"
    r"|(?:活[动動]|[报報]名|考[试試]|比[赛賽]|演出|[开開][标標]|公示|展[览覽])(?:[时時][间間]|日?期)"
    r"|\b(?:week|weeks|month|months|quarter|year|period) (?:ending|ended|beginning|commencing)\b"
    r"|\blaid before\b|[签簽][字名署]日期"
    r"|\b(?:until|expir(?:y|es?)|deadline|closes|clos(?:e|ing) on|(?:next|upcoming) \w{1,20})\b",
    re.IGNORECASE,
)
"""Words beside the day on which something ends, or on which something else will be."""


def is_signature(line: str) -> bool:
    """Whether a line is a date with at most a city or a name beside it."""
    return not _IN_FORCE.search(line) and not is_of_other(line) and _is_dated(line)


def is_of_other(line: str) -> bool:
    """Whether a line says that its day is the end of something, or that of something else."""
    return _OF_OTHER.search(line) is not None


def holds_from(line: str) -> bool:
    """Whether a line is the day from which a law holds."""
    return _IN_FORCE.search(line) is not None and not is_of_other(line) and _is_dated(line)


_BESIDE_DAY = re.compile(
    r"^(?:ends?|完|dated?|于|於)\b|^(?:no|vol)\b\.?\s?[\d,]{1,8}\b[.,]?|\b[A-Z]{3,6}DAY\b",
    re.IGNORECASE,
)
"""Words beside a day that name no place: the number of an issue, the day of the week."""
_BEFORE_DAY = re.compile(r",\s?(?:den|am|le|el|il|lì|em|dnia|dne|on(?: the)?|the)\s?$")
"""The word between a town and the day: Lindental, den 3. Mai 2024."""


def _is_dated(line: str) -> bool:
    """Whether a line is a date with few words beside it."""
    line_dates = dates.find_dates(line) if len(line) < MIN_BODY_WIDTH else ()
    if len(line_dates) != 1 or field_labels.scan(line):
        return False
    if line.endswith("。") and line_dates[0].start == 0:
        return False  # an entry of a chronicle
    before = _BEFORE_DAY.sub("", line[: line_dates[0].start])
    rest = f"{before} {line[line_dates[0].end :]}".strip(" ,，.。()（）—–-:：/／")
    rest = _BESIDE_DAY.sub("", rest).strip()
    return width(rest) <= MAX_BESIDE_WIDTH and not re.search(r"[。！？；，,;!?]", rest)
