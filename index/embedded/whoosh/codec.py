"""A Whoosh codec for our segments, which Whoosh's own searcher, parser and facets read.

Everything here returns Python objects one by one, as Whoosh expects: correct rather than fast. The
index itself answers from arrays (`evaluate`) and uses this only for unknown query nodes. `merge`
writes segments, never this codec.
"""

from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from index.embedded.segment.generation_info import SEGMENT_ENDING
from index.embedded.segment.segment import Segment
from index.embedded.whoosh.postings import TermsReader
from index.fields import NUMBER_FIELDS
from index.report import from_json, to_json
from index.schema import GRAMS, VALUES, WORDS

Value = TypeVar("Value", int, bytes)


class ArraySegment(base.Segment):
    """A segment in Whoosh's table of contents; deleted reports are bytes of uint32."""

    def __init__(self, segid: str, count: int, deleted: bytes, indexname: str = "MAIN") -> None:
        self.indexname = indexname
        self.segid = segid
        self.compound = False
        self.count = count
        self.deleted = deleted

    def codec(self) -> "ArrayCodec":
        """The codec that reads the segment."""
        return ArrayCodec()

    def path(self, folder: str | Path) -> Path:
        """The path of the segment in the folder of a generation."""
        return Path(folder, f"{self.segment_id()}{SEGMENT_ENDING}")

    def doc_count_all(self) -> int:
        """The number of reports, deleted ones included."""
        return self.count

    def deleted_count(self) -> int:
        """The number of deleted reports."""
        return len(self.deleted) // 4

    def deleted_docs(self) -> frozenset[int]:
        """The deleted reports."""
        return frozenset(np.frombuffer(self.deleted, "<u4").tolist())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a report is deleted."""
        return docnum in self.deleted_docs()

    def should_assemble(self) -> bool:
        """False: a segment is one file already."""
        return False


class ArrayCodec(base.Codec):
    """Reads the files that `merge` writes."""

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> "ReportReader":
        """Columns, lengths and stored fields."""
        return ReportReader(Segment(segment.path(storage.folder)), segment)

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> "TermsReader":
        """Terms and postings."""
        return TermsReader(Segment(segment.path(storage.folder)))


class ReportReader(base.PerDocumentReader):
    """The data of each report."""

    def __init__(self, arrays: Segment, segment: ArraySegment) -> None:
        self._arrays = arrays
        self._segment = segment
        self._deleted = segment.deleted_docs()

    def doc_count(self) -> int:
        """The number of reports that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """The number of all reports."""
        return self._arrays.count

    def has_deletions(self) -> bool:
        """Whether any report is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a report is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """The deleted reports."""
        return self._deleted

    def supports_columns(self) -> bool:
        """Always True."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether the field is sortable."""
        return fieldname in NUMBER_FIELDS or fieldname in VALUES

    def list_columns(self) -> list[str]:
        """The sortable fields."""
        return [*NUMBER_FIELDS, *VALUES]

    def column_reader(
        self, fieldname: str, column: columns.Column
    ) -> "ColumnReader[int] | ColumnReader[bytes]":
        """The values of a field by report."""
        del column
        if fieldname in NUMBER_FIELDS:
            return ColumnReader(self._arrays.numbers(fieldname).tolist())
        field = self._arrays.values(fieldname)
        names = field.lexicon.terms(0, len(field.lexicon))
        return ColumnReader([names[number] for number in field.ordinals.tolist()])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The number of tokens of a field in a report, `default` if it has none."""
        if fieldname not in WORDS and fieldname not in GRAMS:
            return default
        return int(self._arrays.lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """The number of tokens of a field in all reports."""
        if fieldname not in WORDS and fieldname not in GRAMS:
            return 0
        return int(self._arrays.lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """The least number of tokens of a field in a report."""
        return int(self._arrays.lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """The greatest number of tokens of a field in a report."""
        return int(self._arrays.lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Id, fingerprint and report."""
        report = from_json(self._arrays.stored.lines([docnum])[0].decode("utf-8", "surrogatepass"))
        return {"id": report.id, "fingerprint": report.fingerprint(), "report": to_json(report)}


class ColumnReader(columns.ColumnReader, Generic[Value]):
    """A field's values by report, as a list."""

    def __init__(self, values: list[Value]) -> None:
        self._values: list[Value] = values
        self._reversed = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Value:
        return self._values[docnum]

    def sort_key(self, docnum: int) -> Value | int:
        """The value, negated if numbers are sorted in descending order."""
        value = self._values[docnum]
        return -value if self._reversed and isinstance(value, int) else value

    def load(self) -> list[Value]:
        """All values."""
        return self._values

    def set_reverse(self) -> None:
        """Sort numbers in descending order."""
        self._reversed = True
