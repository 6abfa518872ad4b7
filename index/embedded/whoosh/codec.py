"""Our segments as a Whoosh codec: what Whoosh's own searcher, parser and facets read.

Everything here hands out Python objects one by one, as Whoosh wants them: right before fast. The
index itself answers from the arrays (`evaluate`) and comes here only for nodes it does not know.
Segments are written by `merge`, never through this codec.
"""

from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base

from index.embedded.generation_info import SEGMENT_ENDING
from index.embedded.segment.segment import Segment
from index.embedded.whoosh.postings import NUMERIC_COLUMNS, TermsReader
from index.report import from_json, to_json
from index.schema import GRAMS, VALUES, WORDS


class ArraySegment(base.Segment):  # type: ignore[misc]  # Whoosh is untyped
    """What Whoosh's table of contents keeps of a segment; deleted reports as bytes of uint32."""

    def __init__(self, segid: str, count: int, deleted: bytes, indexname: str = "MAIN") -> None:
        self.indexname = indexname
        self.segid = segid
        self.compound = False
        self.count = count
        self.deleted = deleted

    def codec(self) -> "ArrayCodec":
        """The codec that reads it."""
        return ArrayCodec()

    def path(self, folder: str | Path) -> Path:
        """Where it is in the folder of a generation."""
        return Path(folder, f"{self.segment_id()}{SEGMENT_ENDING}")

    def doc_count_all(self) -> int:
        """How many reports it holds, deleted ones included."""
        return self.count

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return len(self.deleted) // 4

    def deleted_docs(self) -> frozenset[int]:
        """Which are."""
        return frozenset(np.frombuffer(self.deleted, "<u4").tolist())

    def is_deleted(self, docnum: int) -> bool:
        """Whether one is."""
        return docnum in self.deleted_docs()

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False


class ArrayCodec(base.Codec):  # type: ignore[misc]  # Whoosh is untyped
    """Reads the files `merge` writes."""

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> "ReportReader":
        """Columns, lengths and stored fields."""
        return ReportReader(Segment(segment.path(storage.folder)), segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> "TermsReader":
        """Terms and postings."""
        return TermsReader(Segment(segment.path(storage.folder)))


class ReportReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh is untyped
    """What is known of each report."""

    def __init__(self, arrays: Segment, segment: ArraySegment) -> None:
        self._arrays = arrays
        self._segment = segment
        self._deleted = segment.deleted_docs()

    def doc_count(self) -> int:
        """Reports that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """All reports."""
        return self._arrays.count

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether one is."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """Which are."""
        return self._deleted

    def supports_columns(self) -> bool:
        """It does."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether the field is sortable."""
        return fieldname in NUMERIC_COLUMNS or fieldname in VALUES

    def list_columns(self) -> list[str]:
        """The sortable fields."""
        return [*NUMERIC_COLUMNS, *VALUES]

    def column_reader(self, fieldname: str, column: Any) -> "ColumnReader":
        """The values of a field by report."""
        del column
        if fieldname in NUMERIC_COLUMNS:
            return ColumnReader(self._arrays.numbers(fieldname).tolist())
        field = self._arrays.field(fieldname)
        names = field.lexicon.terms(0, len(field.lexicon))
        return ColumnReader([names[number] for number in field.ordinals.tolist()])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many tokens of a field a report has, `default` where it has none."""
        if fieldname not in WORDS and fieldname not in GRAMS:
            return default
        return int(self._arrays.lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """How many tokens of a field there are."""
        if fieldname not in WORDS and fieldname not in GRAMS:
            return 0
        return int(self._arrays.lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """The least tokens of a field a report has."""
        return int(self._arrays.lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """The most."""
        return int(self._arrays.lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Id, fingerprint and report."""
        report = from_json(self._arrays.stored.lines([docnum])[0].decode("utf-8", "surrogatepass"))
        return {"id": report.id, "fingerprint": report.fingerprint(), "report": to_json(report)}


class ColumnReader(columns.ColumnReader):  # type: ignore[misc]  # Whoosh is untyped
    """A field's values by report, in a list."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._reversed = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        return self._values[docnum]

    def sort_key(self, docnum: int) -> Any:
        """The value, or less the value where numbers are to fall."""
        value = self._values[docnum]
        return 0 - value if self._reversed else value

    def load(self) -> list[Any]:
        """All of them."""
        return self._values

    def set_reverse(self) -> None:
        """Sort by falling numbers."""
        self._reversed = True
