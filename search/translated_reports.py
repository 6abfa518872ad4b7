"""Reports whose translation is in the archive too, by their names.

Two reports are translations if their paths or ids differ only in the language code (x.zh.html and
x.en.html, rows zh-17 and en-17).
"""

import re
from collections.abc import Iterator, Sequence

from index.api import Index
from index.report import Report, ReportId, report_id
from index.text.fold import fold
from search.report_beginnings import read_beginnings

PATHS_TRIED = 10
"""Reports of which one has a language code in its path, or no others are read for theirs: reading
40 reports takes 6 ms."""
_LANGUAGES = (("zh", "en"), ("cn", "en"), ("zh-cn", "en"), ("zh_cn", "en"), ("chs", "eng"))
_MARK = re.compile(r"(?<![a-z])(?:zh[-_]cn|zh|cn|chs|eng|en)(?![a-z])", re.IGNORECASE)


def translations_with(text: str, reports: Sequence[Report], index: Index) -> Iterator[Report]:
    """The translations, by path and by id, of the reports whose body contains a folded text."""
    wanted = [
        (report, name)
        for report in reports
        if text in fold(report.body)
        for name in (
            *map(report_id, names_of_translations(report.path)),
            *map(ReportId, names_of_translations(report.id)),
        )
    ]
    others = read_beginnings(index, [name for _, name in wanted])
    for (report, _), other in zip(wanted, others, strict=True):
        if other is not None and other.id != report.id:
            yield other


def translations_of_hits(ids: Sequence[ReportId], most: int, index: Index) -> list[Report]:
    """Up to `most` translations of reports: by id, or by the paths of the first reports."""
    by_id = [ReportId(name) for hit in ids for name in names_of_translations(hit)]
    found = _known(by_id[: most * len(_LANGUAGES)], index)[:most]
    if not found and (by_path := _by_path(ids[:PATHS_TRIED], index)):
        by_path += _by_path(ids[PATHS_TRIED:most], index)
        found = _known(by_path[:most], index)
    return found


def _by_path(ids: Sequence[ReportId], index: Index) -> list[ReportId]:
    """The possible ids of translations of reports, by their paths."""
    reports = _known(ids, index)
    return [report_id(name) for report in reports for name in names_of_translations(report.path)]


def _known(ids: Sequence[ReportId], index: Index) -> list[Report]:
    return [report for report in read_beginnings(index, ids) if report is not None]


def names_of_translations(path: str) -> Iterator[str]:
    """Possible paths of the translation of a page or row: x.en.html for x.zh.html."""
    for mark in _MARK.finditer(path):
        for pair in _LANGUAGES:
            if mark[0].lower() in pair:
                other = pair[mark[0].lower() == pair[0]]
                yield path[: mark.start()] + other + path[mark.end() :]
