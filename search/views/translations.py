"""The translations of a report that the archive has, by their names.

Two reports are translations if their paths or ids differ only in the language code: x.zh.html and
x.en.html, zh/x.html and en/x.html, rows zh-17 and en-17. One of the two may have none: x.html and
x-en.html, x.html and en/x.html.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Final

from index.api import Index
from index.report import Report, ReportId, report_id
from search.report_beginnings import read_beginnings
from search.translated_reports import names_of_translations

MAX_NAMES: Final = 40
"""Possible names that are looked up."""
_CODES: Final = ("en", "eng", "zh", "cn", "chs", "zh-cn", "zh_cn")
_MARK: Final = re.compile(
    r"[-_.](?:zh[-_]cn|zh|cn|chs|eng|en)(?=[-_./]|$)|(?<![^/])(?:zh[-_]cn|zh|cn|chs|eng|en)[-_./]",
    re.IGNORECASE,
)


def translations_of(index: Index, report: Report) -> tuple[Report, ...]:
    """The translations with the beginnings of their texts, in the order of their names."""
    names = itertools.chain(
        map(report_id, names_of_translations(report.path)),
        map(ReportId, names_of_translations(report.id)),
        map(report_id, _names_without_code(report.path)),
        map(report_id, _names_with_code(report.path)),
    )
    wanted = dict.fromkeys(itertools.islice(names, MAX_NAMES))
    translated = read_beginnings(index, [name for name in wanted if name != report.id])
    return tuple(
        other for other in translated if other is not None and other.language != report.language
    )


def _names_without_code(path: str) -> Iterator[str]:
    """The path without one of its language codes: x.html for x-en.html and for en/x.html."""
    for mark in _MARK.finditer(path):
        yield path[: mark.start()] + path[mark.end() :]


def _names_with_code(path: str) -> Iterator[str]:
    """The path with a language code before its ending, or as a folder."""
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    for code in _CODES:
        for sign in "-_.":
            yield f"{folder}{slash}{stem}{sign}{code}{dot}{ending}"
        yield f"{folder}{slash}{code}/{name}"
