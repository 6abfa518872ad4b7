"""Terms and postings for Whoosh's matchers, one Python object at a time."""

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from whoosh import matching
from whoosh.codec import base
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound

from index.arrays import Array
from index.embedded.segment.segment import Segment
from index.embedded.segment.term_fields import PositionalField, Posting, PostingField
from index.fields import NUMBER_FIELDS
from index.schema import GRAMS, VALUES, WORDS, schema

if TYPE_CHECKING:
    from whoosh.fields import FieldType
    from whoosh.formats import Format
    from whoosh.scoring import BaseScorer

_INDEXED = sorted((*WORDS, *GRAMS, *VALUES, *NUMBER_FIELDS, "id"))
_BITS, _STEP = 32, 4


class MissingTermError(TermNotFound, KeyError):
    """Unknown term. Some Whoosh readers catch TermNotFound, others KeyError; this is both."""


class SortedTerms(Protocol):
    """Terms in byte order; a term's number is its rank."""

    def __len__(self) -> int: ...

    def find(self, term: bytes) -> int:
        """The number of a term, -1 if it does not exist."""

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before this one."""

    def terms(self, start: int, stop: int) -> list[bytes]:
        """The terms from `start` to `stop`."""


class NumericPostings:
    """A numeric column as terms, in all precisions that Whoosh's numeric ranges need."""

    def __init__(self, numbers: Array, field: "FieldType") -> None:
        self._numbers = numbers
        self._keys = [
            (field.sortable_to_bytes(value << shift, shift), shift, value)
            for shift in range(0, _BITS, _STEP)
            for value in np.unique(numbers >> shift).tolist()
        ]
        self.lexicon = _Listed([key for key, _, _ in self._keys])

    def docs(self, number: int) -> Array:
        """The reports with a number."""
        _, shift, value = self._keys[number]
        return np.flatnonzero(self._numbers >> shift == value)

    def reports(self, number: int) -> int:
        """The number of reports with a number."""
        return len(self.docs(number))

    def posting(self, number: int) -> Posting:
        """The reports with a number, each with frequency 1."""
        docs = self.docs(number)
        return Posting(docs, np.ones(len(docs), dtype=np.int64))


class _Listed:
    """A sorted list of terms, for the few terms of a numeric column."""

    def __init__(self, names: list[bytes]) -> None:
        self._names = names
        self._ranks = {name: rank for rank, name in enumerate(names)}

    def __len__(self) -> int:
        return len(self._names)

    def find(self, term: bytes) -> int:
        return self._ranks.get(term, -1)

    def first_from(self, term: bytes) -> int:
        return sum(1 for name in self._names if name < term)

    def terms(self, start: int, stop: int) -> list[bytes]:
        return self._names[start:stop]


class TermOfField(NamedTuple):
    """A term that exists: its field, its number there, and how Whoosh names it."""

    field: PostingField | NumericPostings
    number: int
    fieldname: str
    text: bytes

    def posting(self) -> Posting:
        """The reports of the term and its frequency in each."""
        return self.field.posting(self.number)


class TermsReader(base.TermsReader):
    """The terms of a segment and their postings."""

    def __init__(self, arrays: Segment) -> None:
        self._arrays = arrays
        self._numbers: dict[str, NumericPostings] = {}

    def _field(self, name: str) -> PostingField | NumericPostings:
        if name not in NUMBER_FIELDS:
            return self._arrays.postings(name)
        if name not in self._numbers:
            self._numbers[name] = NumericPostings(self._arrays.numbers(name), schema()[name])
        return self._numbers[name]

    def _term(self, fieldname: str, text: bytes) -> "TermOfField":
        if fieldname not in _INDEXED:
            raise MissingTermError(f"No field {fieldname!r}")
        field = self._field(fieldname)
        number = field.lexicon.find(text)
        if number < 0:
            raise MissingTermError(f"No term {fieldname}:{text!r}")
        return TermOfField(field, number, fieldname, text)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in _INDEXED and self._field(term[0]).lexicon.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields with terms."""
        return _INDEXED

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms in order."""
        for name in _INDEXED:
            yield from self._terms_of(name, 0)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms from this one on, of this field and the following ones."""
        start = self._field(fieldname).lexicon.first_from(prefix)
        yield from self._terms_of(fieldname, start)
        for name in _INDEXED[_INDEXED.index(fieldname) + 1 :]:
            yield from self._terms_of(name, 0)

    def _terms_of(self, name: str, start: int) -> Iterator[tuple[str, bytes]]:
        lexicon = self._field(name).lexicon
        for first in range(start, len(lexicon), 1024):
            for term in lexicon.terms(first, min(first + 1024, len(lexicon))):
                yield name, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with their TermInfo."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The same, from one term on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term; TermNotFound."""
        posting = self._term(fieldname, text).posting()
        scored = fieldname in WORDS or fieldname in GRAMS
        lengths = self._arrays.lengths(fieldname)[posting.docs] if scored else np.ones(1)
        return TermInfo(
            weight=float(posting.freqs.sum()),
            df=len(posting.docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(posting.freqs.max()),
            minid=int(posting.docs[0]),
            maxid=int(posting.docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The number of occurrences of a term in all reports."""
        return float(self._term(fieldname, text).posting().freqs.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """The number of reports that contain a term."""
        term = self._term(fieldname, text)
        return int(term.field.reports(term.number))

    def matcher(
        self, fieldname: str, text: bytes, format_: "Format", scorer: "BaseScorer | None" = None
    ) -> "PostingMatcher":
        """A matcher for the postings of a term."""
        return PostingMatcher(self._term(fieldname, text), format_, scorer)

    def cursor(self, fieldname: str, fieldobj: "FieldType") -> "TermCursor":
        """A cursor over the terms of a field."""
        return TermCursor(self._field(fieldname).lexicon, fieldobj)


class TermCursor(base.FieldCursor):
    """A cursor over the terms of a field, moved by Whoosh's automata."""

    def __init__(self, lexicon: SortedTerms, field: "FieldType") -> None:
        self._lexicon = lexicon
        self._field = field
        self._number = 0

    def first(self) -> str | int | None:
        """Go to the first term."""
        self._number = 0
        return self.text()

    def find(self, term: str | bytes) -> str | int | None:
        """Go to the first term that is not before this one."""
        key = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._number = self._lexicon.first_from(key)
        return self.text()

    def next(self) -> str | int | None:
        """Go to the next term."""
        self._number += 1
        return self.text()

    def text(self) -> str | int | None:
        """The current term, None after the last."""
        if not self.is_valid():
            return None
        return self._field.from_bytes(self._lexicon.terms(self._number, self._number + 1)[0])

    def is_valid(self) -> bool:
        """Whether there is a current term."""
        return self._number < len(self._lexicon)


class PostingMatcher(LeafMatcher):
    """Iterates over the postings of one term."""

    def __init__(self, term: TermOfField, format_: "Format", scorer: "BaseScorer | None") -> None:
        self._term = term
        self.format = format_
        self.scorer = scorer
        posting = term.posting()
        self._docs = posting.docs.tolist()
        self._freqs = posting.freqs.tolist()
        self._at = 0

    def term(self) -> tuple[str, bytes]:
        """Field and term."""
        return self._term.fieldname, self._term.text

    def copy(self) -> "PostingMatcher":
        """Another matcher at the same posting."""
        twin = PostingMatcher(self._term, self.format, self.scorer)
        twin._at = self._at
        return twin

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def is_active(self) -> bool:
        """Whether there is a current posting."""
        return self._at < len(self._docs)

    def id(self) -> int:
        """The report."""
        return int(self._docs[self._at])

    def weight(self) -> float:
        """The frequency of the term in the report."""
        return float(self._freqs[self._at])

    def next(self) -> bool:
        """Go to the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, targetid: int) -> bool:
        """Go to the first report that is not before this one."""
        if not self.is_active():
            raise ReadTooFar
        while self.is_active() and self.id() < targetid:
            self._at += 1
        return True

    def all_ids(self) -> Iterator[int]:
        """The reports from here on."""
        return iter(self._docs[self._at :])

    def supports_block_quality(self) -> bool:
        """False: no blocks are skipped."""
        return False

    def replace(self, minquality: float = 0) -> matching.Matcher:
        """Itself, or a null matcher after the last posting."""
        del minquality
        return self if self.is_active() else matching.NullMatcher()

    def value(self) -> bytes:
        """Empty: positions come from `value_as` and `spans`."""
        return b""

    def value_as(self, astype: str) -> float | list[int]:
        """Weight, frequency, or the positions in this report."""
        if astype != "positions":
            return self.weight()
        return [span.start for span in self.spans()]

    def spans(self) -> list[Span]:
        """The positions of the term in this report."""
        return [Span(position) for position in self._positions[self.id()]]

    @functools.cached_property
    def _positions(self) -> dict[int, list[int]]:
        """The positions in each report, counted from the report's first."""
        field = self._term.field
        if not isinstance(field, PositionalField):
            raise TypeError(f"{self._term.fieldname} has no positions")
        positions = field.positions(self._term.number)
        docs = field.docs_at(positions)
        by_doc: dict[int, list[int]] = {}
        for doc, position in zip(
            docs.tolist(), (positions - field.first(docs)).tolist(), strict=True
        ):
            by_doc.setdefault(doc, []).append(position)
        return by_doc
