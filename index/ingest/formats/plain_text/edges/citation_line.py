"""Reads a line that cites an article in the style of MLA, APA, Chicago, Harvard, GB/T 7714, EBSCO.

Tait, Ada. "Quay rebuilt." Larkford Tide, 9 Feb. 2023, p. 4;
刘冬梅.码头重建[N].澜溪日报,2023-02-09(004).
"""

import dataclasses
import datetime
import re
from dataclasses import dataclass

from index.ingest import name_placeholders
from index.ingest.days import dates
from index.ingest.heads import clock_times, name_order, person_names

_MAX_CITATION_CHARS = 600
"""The longest citation in code points; an abstract may follow it."""
_NUMBER = r"^(?:[\[［【(（]?\d{1,4}[\]］】)）.、][ \t]?|Title: )?"
"""The number of a citation in a list, or the label of its title."""
_QUOTED = r"[\"“‘](?P<title>[^\"“”‘\n]{4,250}?)[,.]?[\"”’][,.]?"
_LATIN = r"(?P<author>[A-Z][^\"“”‘\d\n(]{2,80}?)"
_YEAR, _DAY = r"(?P<year>(?:1[5-9]|20)\d\d)", r"(?P<day>[^()\n]{3,20})"
_REST = r"(?P<rest>[A-Z][^\n]{3,400})$"
_FAMILY_FIRST = r"[A-Z][\w.'’-]{1,30}, [A-Z][\w.'’ -]{0,30}?"
_STANDARD = re.compile(
    rf"{_NUMBER}(?:(?P<author>[^.．。\[\]\n]{{2,80}})[.．]\s?)?(?P<title>[^\[\]\n]{{2,200}}?)\s?"
    r"\[(?P<kind>[A-Z]{1,2}(?:/[A-Z]{2})?)\]\s?(?:[.．]|//)\s?(?P<rest>.{4,300})$"
)
"""刘冬梅,林海.码头重建[N].澜溪日报,2023-02-09(004)."""
_QUOTING = re.compile(rf"{_NUMBER}(?:{_LATIN}[.,] )?{_QUOTED} {_REST}")
"""Tait, Ada. "Quay rebuilt." Larkford Tide, 9 Feb. 2023, p. 4."""
_HARVARD = re.compile(rf"{_NUMBER}{_LATIN} \({_YEAR}\)[,.]? {_QUOTED} {_REST}")
"""Tait, A. (2023) ‘Quay rebuilt’, Larkford Tide, 9 February, p. 4."""
_DATED = re.compile(
    rf"{_NUMBER}{_LATIN} \({_YEAR}, {_DAY}\)\. (?P<title>[^\n]{{4,250}}?[^\n.]{{3}}[.?!]) {_REST}"
)
"""Tait, A. (2023, February 9). Quay rebuilt. Larkford Tide, p. 4."""
_TITLED = re.compile(rf"{_NUMBER}(?P<title>[^\n(]{{4,250}}?) \({_YEAR}, {_DAY}\)\. {_REST}")
"""Quay rebuilt (1923, February 9). Larkford Tide (Larkford, SA : 1889 - 1954), p. 4."""
_BY = re.compile(
    rf"{_NUMBER}(?P<title>[^\n]{{4,250}}?)\. By: (?P<author>{_FAMILY_FIRST}"
    rf"(?:; {_FAMILY_FIRST}){{0,9}})[.,;] {_REST}"
)
"""Quay rebuilt. By: Tait, Ada. Larkford Tide, 2/9/2023, p4; Abstract: … (AN 1)"""
_PLACED = re.compile(
    rf"^(?P<author>{_FAMILY_FIRST})\.\s{{1,3}}"
    r"(?P<rest>[A-Z][^;\n]{2,60}; [^\n\[\]]{2,40}\[[^\n\[\]]{2,40}\]\.? ?\d[^\n]{7,40})$"
)
"""Tait, Ada. Larkford Tide; Larkford [Larkford]. 09 Feb 2023: A.4."""
_FOOTNOTE = re.compile(
    rf"{_NUMBER}(?:(?P<author>[^《》\d\n]{{2,40}}?)[:：,，.．]\s?)?《(?P<title>[^《》\n]{{4,200}})》"
    r"[,，]\s?(?:原?载)?《(?P<source>[^《》\n]{2,20})》[,，]?\s?(?P<rest>\d[^\n]{6,60})$"
)
"""池小鱼：《码头重建》，《澜溪日报》2023年2月9日，第4版。"""
_STYLES = (_STANDARD, _QUOTING, _HARVARD, _DATED, _TITLED, _BY, _PLACED, _FOOTNOTE)
_ACCESSED = re.compile(
    r"\b(?:Accessed|Retrieved|Viewed|Available)\b|\[(?:19|20)\d\d-|[检檢]索|引用日期"
)
"""Words before the day on which somebody looked."""
_OUTLET = re.compile(
    r"(?:[^:：,，;.．()（）\[\]\d]{2,20}[:：]\s?)?(?P<name>[^\d\s,，;.．(（\[][^,，;.．(（\[]{1,80})"
)
"""The outlet, perhaps behind the town of the publisher: 青石:青石县委."""
_NAME = re.compile(r"[A-Z][\w'’.&-]*(?: (?:of|the|and|for|on|in|&|[A-Z(][\w'’.&-]*)){0,7}")
_BRACKETED = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_WORD = re.compile(r"\b[a-z]{3,}")
_AMERICAN = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")
_MONTH_DAY = re.compile(r"\b(?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2})\b(?!,? ?\d)")
"""A day whose year stands apart: 9 February, February 9."""
_ABSTRACT = re.compile(r"; Abstract: (?P<text>[^\n]{10,})$")
_ADDRESS = re.compile(r"https?://[^\s,，;]{4,300}(?<![.。])")
_MAY_BE = re.compile(
    r"[\"“‘》]|\[[A-Z]{1,2}(?:/[A-Z]{2})?\]|\((?:1[5-9]|20)\d\d|\. By: |\[[^\[\]]{2,40}\]\.? ?\d"
)
"""Every citation has one of these."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The citation of a line; fields that it lacks are empty. `text` is the abstract behind it."""

    title: str = ""
    author: str = ""
    source: str = ""
    date: datetime.date | None = None
    url: str = ""
    text: str = ""


def read(line: str, latest: datetime.date) -> Citation | None:
    """The article that a line cites; None if the line is no citation."""
    abstract = _ABSTRACT.search(line)
    cited = line[: abstract.start()] if abstract is not None else line
    if len(cited) > _MAX_CITATION_CHARS or not _MAY_BE.search(cited):
        return None
    for style in _STYLES:
        match = style.match(cited)
        citation = _cited(match, latest) if match is not None else None
        if citation is not None and abstract is not None:
            return dataclasses.replace(citation, text=abstract["text"].partition(" (AN ")[0])
        if citation is not None:
            return citation
    return None


def _cited(match: re.Match[str], latest: datetime.date) -> Citation | None:
    """The citation of a match; None without an outlet, or with words between outlet and day."""
    parts = {name: (value or "").strip() for name, value in match.groupdict().items()}
    rest = _AMERICAN.sub(r"\3-\1-\2", parts["rest"])
    seen = _ACCESSED.search(rest)
    appeared = rest[: seen.start()] if seen is not None else rest
    named = _OUTLET.match(appeared)
    source = parts.get("source") or (named["name"].strip() if named is not None else "")
    day = next(iter(dates.find_dates(appeared)), None)
    date = day.date if day is not None else _of_parts(parts, appeared)
    if "kind" not in parts:
        between = appeared[: day.start] if day is not None else ""
        plain = _WORD.search(clock_times.without_times(_BRACKETED.sub("", between[len(source) :])))
        if (
            date is None
            or plain is not None
            or not (_NAME.fullmatch(source) or person_names.is_outlet(source))
        ):
            return None
    elif parts["kind"].startswith("EB"):
        source = ""
    url = _ADDRESS.search(rest)
    return Citation(
        parts.get("title", "").strip(" .,"),
        _authors(parts.get("author", "")),
        source,
        date if date is not None and date <= latest else None,
        url[0] if url is not None else "",
    )


def _of_parts(parts: dict[str, str], appeared: str) -> datetime.date | None:
    """The day whose year stands in the brackets behind the authors."""
    if not parts.get("year"):
        return None
    beside = _MONTH_DAY.search(appeared)
    day = parts.get("day") or (beside[0] if beside is not None else "")
    return dates.first_date(f"{day}, {parts['year']}", earliest=dates.EARLIEST_REPORT_DATE)


def _authors(value: str) -> str:
    """The authors as a list: Tait, Ada, and Ben Orr; 刘冬梅,林海,等."""
    value = _OTHERS.sub("", value.strip(" .,，"))
    if name_placeholders.is_nobody(value):
        return ""
    if ";" in value or _INITIALS.fullmatch(value):
        return value if _INITIALS.fullmatch(value) else name_order.listed(value)
    if not value.isascii():
        return ", ".join(name.strip() for name in re.split("[,，、]", value))
    names = re.split(r",? (?:and|&) ", value)
    return ", ".join(name_order.given_first(name, listed=True) for name in names)


_INITIALS = re.compile(r"[A-Z][\w'-]{1,30} [A-Z]{1,3}(?:, [A-Z][\w'-]{1,30} [A-Z]{1,3})*")
"""Names with initials behind: Tait M, Quill A."""
_OTHERS = re.compile(r"(?:[,，]?\s?(?:et al\.?|等)|\s?[(（]eds?\.?[)）])$")
