"""Counts the fields of records that were not read, once for each table or list they are from."""

from collections import Counter
from collections.abc import Iterator, Sequence

from index.ingest.formats.records.unread_values import UNREAD
from index.report import Report, Skipped

_MAX_TABLES, _MAX_NAMES, _SHOWN_NAMES = 2_000, 100, 12
"""The number of tables that are counted, of names that are for each, and of those that are said."""


def names_of(report: Report) -> tuple[str, ...]:
    """The names of the fields of a record that its report says were not read."""
    said = dict(report.origins).get("paragraphs", "").partition(UNREAD)[2].partition("; ")[0]
    return tuple(name for name in said.split(", ") if name not in {"", "…"})


class UnreadFields:
    """How many reports of each table have a field that was not read."""

    def __init__(self) -> None:
        self._tables: dict[str, Counter[str]] = {}

    def add(self, path: str, names: Sequence[str]) -> None:
        """Count the fields of the report at `path`; one that is a file alone says it itself."""
        table = path.rpartition("!")[0]
        if not names or not table:
            return
        if table in self._tables or len(self._tables) < _MAX_TABLES:
            counts = self._tables.setdefault(table, Counter())
            counts.update(name for name in names if name in counts or len(counts) < _MAX_NAMES)

    def remarks(self) -> Iterator[Skipped]:
        """A sentence for each table with such fields."""
        for table, counts in self._tables.items():
            shown = [f"{name} ({count})" for name, count in counts.most_common(_SHOWN_NAMES)]
            more = f" and {len(counts) - len(shown)} more" if len(counts) > len(shown) else ""
            reason = (
                f"Fields that were not read, and in how many reports: {', '.join(shown)}{more}."
            )
            yield Skipped(table, reason, remark=True)
