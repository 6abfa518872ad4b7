"""Citations of a report: GB/T 7714, APA, BibTeX, RIS and CSL JSON.

GB/T 7714-2015 uses [EB/OL] for online documents and [Z] for others; an unknown date is omitted,
never invented. A citation of a passage names its pages, if the report has pages. A text that a
machine recognised is cited as such, in the language of the report: a wrong letter in a quotation
may be the machine's.
"""

import datetime
import re
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote

from index.report import Report, web_address
from index.report_date import ReportDate, first_day, whole_day


class Cite(Protocol):
    """A function that writes a citation; `pages` are those cited, from `page_list`."""

    def __call__(self, report: Report, today: datetime.date, pages: str = "") -> str:
        """The citation."""


def page_list(numbers: Iterable[int | None]) -> str:
    """Page numbers in order and each once, runs as ranges: "3, 7-9"."""
    ranges: list[list[int]] = []
    for number in sorted({number for number in numbers if number}):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in ranges)


def gbt7714(report: Report, today: datetime.date, pages: str = "") -> str:
    """GB/T 7714-2015: 责任者. 题名[EB/OL]. 出版者: 页码. (发布日期)[引用日期]. 网址."""
    authors = _authors(report) or report.source
    cited = f": {pages}" if pages else ""
    parts = [f"{authors}. " if authors else "", _title(report)]
    if not report.url:
        published = f", {report.date.isoformat()}" if report.date else ""
        publisher = f". {report.source}" if report.source and report.source != authors else ""
        return "".join([*parts, f"[Z]{publisher}{published}{cited}.{_end_note(report)}"])
    parts.append("[EB/OL]")
    if report.source and report.source != authors:
        parts.append(f". {report.source}")
    published = f"({report.date.isoformat()})" if report.date else ""
    accessed = f". {published}[{today.isoformat()}]. {report.url}."
    return "".join([*parts, cited, accessed, _end_note(report)])


def apa(report: Report, today: datetime.date, pages: str = "") -> str:
    """APA, seventh edition: Author. (date). Title (pages) [what it is]. Site. Address."""
    del today
    cited = f" ({'pp' if re.search('[-,]', pages) else 'p'}. {pages})" if pages else ""
    date = _apa_date(report.date) if report.date else "n.d."
    who = _authors(report) or report.source
    site = f" {report.source}." if report.source and report.source != who else ""
    address = f" {report.url}" if report.url else ""
    kind = f" [{note}]" if (note := _recognised(report)) else ""
    return f"{who}. ({date}). {_title(report)}{cited}{kind}.{site}{address}".removeprefix(". ")


_VERBATIM = frozenset({"url"})
"""Fields that biblatex takes as they are: an escaped address leads nowhere."""


def bibtex(report: Report, today: datetime.date, pages: str = "") -> str:
    """A BibTeX entry of the kind @misc."""
    fields = [
        ("title", f"{{{_title(report)}}}"),
        ("author", " and ".join(_names(report)) or report.source),
        ("organization", report.source),
        ("date", report.date.isoformat() if report.date else ""),
        ("year", str(report.date.year) if report.date else ""),
        ("pages", pages.replace("-", "--")),
        ("url", web_address(report.url)),
        ("urldate", today.isoformat() if web_address(report.url) else ""),
        ("note", _recognised(report)),
        ("langid", {"zh": "chinese", "en": "english"}.get(report.language, "")),
    ]
    lines = [
        f"  {name} = {{{_verbatim(value) if name in _VERBATIM else tex_value(value)}}},"
        for name, value in fields
        if value
    ]
    key = re.sub(r"[^A-Za-z0-9]+", "", report.id) or "report"
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def ris(report: Report, today: datetime.date, pages: str = "") -> str:
    """A RIS record of the kind ELEC, lines ended by CR LF as the format wants."""
    tags = [
        ("TY", "ELEC"),
        *(("AU", name) for name in _names(report)),
        ("TI", _title(report)),
        ("PB", report.source),
        ("PY", str(report.date.year) if report.date else ""),
        ("DA", _ris_date(report.date) if report.date else ""),
        ("SP", pages),
        ("UR", web_address(report.url)),
        ("Y2", f"{today:%Y/%m/%d}" if web_address(report.url) else ""),
        ("LA", report.language),
        ("N1", _recognised(report)),
        ("ID", report.id),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_item(report: Report, today: datetime.date, pages: str = "") -> dict[str, object]:
    """An item of CSL JSON, for Zotero, Pandoc and other processors of citation styles."""
    fields: dict[str, object] = {
        "id": report.id,
        "type": "webpage" if (url := web_address(report.url)) else "document",
        "title": _title(report),
        "author": [{"literal": name} for name in _names(report)],
        "container-title": report.source,
        "page": pages,
        "issued": _csl_date(report.date),
        "accessed": _csl_date(today) if url else None,
        "URL": url,
        "note": _recognised(report),
        "language": {"zh": "zh-CN", "en": "en-US"}.get(report.language, report.language),
    }
    return {name: value for name, value in fields.items() if value}


def _apa_date(date: ReportDate) -> str:
    """2024, March 5; 2024, March; 2024."""
    day = whole_day(date)
    if day is not None:
        return f"{day:%Y, %B} {day.day}"
    return f"{first_day(date):%Y, %B}" if date.month else f"{date.year:04}"


def _ris_date(date: ReportDate) -> str:
    """2024/03/05; a part that is not known is empty between its strokes."""
    parts = [*date.isoformat().split("-"), "", ""][:3]
    return "/".join(parts)


def _csl_date(date: ReportDate | None) -> dict[str, object] | None:
    return {"date-parts": [[int(part) for part in date.isoformat().split("-")]]} if date else None


def _recognised(report: Report) -> str:
    """That the text was recognised by a machine, empty if it was not."""
    if report.recognised is None:
        return ""
    return "文字由机器识别" if report.language == "zh" else "text recognised by machine"


def _end_note(report: Report) -> str:
    """The same as a sentence behind a citation of GB/T 7714, which has no element for it."""
    note = _recognised(report)
    return f" ({note})" if note else ""


def _names(report: Report) -> list[str]:
    return [name for name in re.split(r"\s*[、，,;；]\s*|\s{2,}", report.author) if name]


def _authors(report: Report) -> str:
    return ", ".join(_names(report))


def _title(report: Report) -> str:
    return _line(report.title) or report.id


def _line(text: str) -> str:
    """Text on one line: a line break would begin a new field."""
    return " ".join(text.split())


def with_unique_key(entry: str, number: int, taken: set[str]) -> str:
    """An entry of `bibtex` whose key is not in `taken`, to which it is added.

    Ids in Chinese have no letter that a key may have. `number` is that of the entry in its file.
    """
    first, _, rest = entry.partition("\n")
    key = first.removeprefix("@misc{").removesuffix(",")
    while key in taken:
        key = f"{key}-{number}"
    taken.add(key)
    return f"@misc{{{key},\n{rest}"


def _verbatim(address: str) -> str:
    """An address as BibTeX can take it unescaped: without braces, backslashes and white space."""
    return re.sub(r"[{}\\\s]", lambda match: quote(match[0]), address)


def tex_value(value: str) -> str:
    """A value escaped for BibTeX, without unbalanced braces."""
    if value.startswith("{") and value.endswith("}"):
        return f"{{{tex_value(value[1:-1])}}}"
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\]", "", _line(value)))
