"""The files that a reader was given: it may answer for these, and for no others.

A reader that a file has taken over can make up the reports of its files. Were their paths and ids
not compared, it could put its reports in the place of others.
"""

from collections.abc import Container, Iterable, Iterator, Sequence

from index.ingest.draft import may_have_id
from index.ingest.source_file import SourceFile
from index.ingest.structured.language_columns import TEXT_LANGUAGES
from index.report import ReportId, ReportSummary, Skipped
from index.system.typed_codec import BadMessageError

_VERSIONS = tuple(f".{code}" for code in TEXT_LANGUAGES)
"""What the path of a report has behind that of its row, if the row is in several languages."""

Given = tuple[str, SourceFile | Skipped]
"""A file with its folder."""
Answered = tuple[str, ReportSummary | Skipped]
"""A report, or a part of a file that was skipped, with the folder of its file."""


def is_of(entry: SourceFile | Skipped, path: str) -> bool:
    """Whether a report with this path may come from a file: from it, or from a file inside it."""
    if path == entry.path:
        return True
    if isinstance(entry, Skipped):
        return False
    file, _, row = entry.path.rpartition("!")
    whole = file if file and row.isdecimal() else entry.path  # rows are called by their ids too
    return path.startswith(f"{whole}!") or path in {entry.path + version for version in _VERSIONS}


def require_given(files: Sequence[Given], answers: Iterable[Answered]) -> None:
    """BadMessageError if an answer is not about one of these files; answers are in their order."""
    ahead: Iterator[Given] = iter(files)
    given = next(ahead, None)
    for folder, item in answers:
        while given is not None and not (given[0] == folder and is_of(given[1], item.path)):
            given = next(ahead, None)
        if given is None:
            raise BadMessageError("a report of a file that was not given")
        if isinstance(item, ReportSummary) and not may_have_id(item.path, item.id):
            raise BadMessageError("the id of another report")


def require_some(ids: Sequence[ReportId], asked: Container[ReportId]) -> None:
    """BadMessageError unless each of the ids is one that was asked for, and no id comes twice."""
    if len(set(ids)) < len(ids) or not all(name in asked for name in ids):
        raise BadMessageError("reports that were not asked for")
