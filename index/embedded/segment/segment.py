"""A segment: one file with some reports and their index data, read on demand."""

import functools
from pathlib import Path

from index.arrays import Array
from index.embedded.segment.array_file import ArrayFile, ArraySection, damaged_error
from index.embedded.segment.phrase_field import PhraseField
from index.embedded.segment.position_blocks import POSITION_SHIFTS
from index.embedded.segment.stored_reports import StoredReports
from index.embedded.segment.term_fields import (
    FrequencyField,
    IdField,
    KeywordColumn,
    PositionalField,
    PostingField,
)
from index.report import Fingerprint
from index.schema import PHRASES

FINGERPRINT_BYTES = 16


def lengths_of(field: str) -> str:
    """The name of the column with a field's lengths."""
    return f"{field}.lengths_by_report"


class Segment:
    """One segment, open for reading."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.count = self.file.reports
        self._fields: dict[str, PostingField | PhraseField] = {}

    def require_columns(self) -> None:
        """`damaged_error` unless the file has as many entries as it says that it has reports.

        Only its table is read. A number that nothing else bears out would cost memory.
        """
        for name, size in (("fingerprints", FINGERPRINT_BYTES), ("date", 1), ("id.ranks", 1)):
            if (found := len(self.file.section(name))) != size * self.count:
                raise damaged_error(self.file.path, f"{name} has {found} entries")

    def field(self, name: str) -> PostingField | PhraseField:
        """The field of that name: words, grams, values, ids or phrases."""
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = self._opened(name)
        return field

    def postings(self, name: str) -> PostingField:
        """The field of that name; TypeError for the phrases, which have no postings."""
        field = self.field(name)
        if isinstance(field, PhraseField):
            raise TypeError(f"{name} has no postings")
        return field

    def words(self, name: str) -> FrequencyField:
        """A field of words; TypeError for another kind."""
        field = self.field(name)
        if isinstance(field, FrequencyField):
            return field
        raise TypeError(f"{name} has no frequencies")

    def grams(self, name: str) -> PositionalField:
        """A field of grams; TypeError for another kind."""
        field = self.field(name)
        if isinstance(field, PositionalField):
            return field
        raise TypeError(f"{name} has no positions")

    def values(self, name: str) -> KeywordColumn:
        """A field of exact values; TypeError for another kind."""
        field = self.field(name)
        if isinstance(field, KeywordColumn):
            return field
        raise TypeError(f"{name} has no values")

    @functools.cached_property
    def ids(self) -> IdField:
        """The ids of the reports."""
        return IdField(self.file)

    def _opened(self, name: str) -> PostingField | PhraseField:
        if name in POSITION_SHIFTS:
            return PositionalField(self.file, name)
        if name == "id":
            return self.ids
        if name == PHRASES:
            return PhraseField(self.file)
        if f"{name}.ordinals" in self.file:
            return KeywordColumn(self.file, name)
        return FrequencyField(self.file, name)

    def numbers(self, name: str) -> Array:
        """A numeric column: date, views, or the lengths of a field."""
        section: ArraySection = self.file.section(name)
        if len(section) != self.count:
            raise damaged_error(self.file.path, f"{name} has {len(section)} entries")
        return section[0 : len(section)]

    def lengths(self, field: str) -> Array:
        """The number of tokens that each report has in a field."""
        return self.numbers(lengths_of(field))

    @functools.cached_property
    def stored(self) -> StoredReports:
        """The stored reports."""
        return StoredReports(self.file)

    def fingerprints(self) -> list[Fingerprint]:
        """The fingerprints of all reports, in the order of the reports."""
        section = self.file.section("fingerprints")
        if len(section) != FINGERPRINT_BYTES * self.count:
            raise damaged_error(
                self.file.path, f"fingerprints has {len(section)} bytes for {self.count} reports"
            )
        data = section.bytes(0, len(section)).hex()
        digits = 2 * FINGERPRINT_BYTES
        return [Fingerprint(data[at : at + digits]) for at in range(0, len(data), digits)]
