"""Columns: what is known of every report by its number, and the counting done on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.schema import UNDATED, VALUES
from index.store import Answer, Count, DateFilter, Filter, Order, Question, Scored

Array = npt.NDArray[Any]
_CUTS = {"year": 10000, "month": 100, "day": 1}


@dataclass(frozen=True, slots=True)
class Values:
    """A field's value per document: `ordinals[doc]` indexes `names`, sorted, "" among them."""

    ordinals: Array
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays by document number: ids, dates (yyyymmdd, 0 without), and the value fields."""

    ids: tuple[str, ...]
    dates: Array
    values: dict[str, Values]
    deleted: Array

    @classmethod
    def load(cls, reader: Any) -> "Columns":
        """All columns of a Whoosh reader."""
        numbers = range(reader.doc_count_all())
        deleted = np.array([reader.is_deleted(doc) for doc in numbers], dtype=bool)
        dates = reader.column_reader("date")
        return cls(
            ids=tuple(reader.stored_fields(doc)["id"] for doc in numbers),
            dates=np.array([dates[doc] for doc in numbers], dtype=np.int64),
            values={name: _values(reader, name) for name in VALUES},
            deleted=deleted,
        )

    def dated(self) -> list[int]:
        """The dates there are, rising."""
        dates = np.sort(self.dates[~self.deleted])
        return [int(date) for date in dates[dates != UNDATED]]

    def sources(self) -> int:
        """How many sources there are."""
        column = self.values["source"]
        present = np.unique(column.ordinals[~self.deleted])
        return sum(1 for ordinal in present if column.names[ordinal])

    def answer(self, question: Question, docs: Array, scores: Array) -> Answer:
        """Filter, order, cut and count the documents a query matched."""
        kept = self._mask(question.filters, docs, "")
        chosen, worth = docs[kept], scores[kept]
        if question.order is not Order.RELEVANCE:
            worth = np.zeros(len(chosen))
        order = sorted(range(len(chosen)), key=self._key(question.order, chosen, worth))
        shown = order[question.start : question.start + question.size]
        return Answer(
            hits=tuple(Scored(self.ids[chosen[place]], float(worth[place])) for place in shown),
            total=len(chosen),
            counts=tuple(
                (name, tuple(self._count(name, docs[self._mask(question.filters, docs, name)])))
                for name in question.counts
            ),
        )

    def _key(self, order: Order, docs: Array, scores: Array) -> Any:
        dates = self.dates[docs]
        if order is Order.OLDEST:
            last = 99_999_999
            return lambda place: (dates[place] or last, self.ids[docs[place]])
        return lambda place: (-scores[place], -dates[place], self.ids[docs[place]])

    def _mask(self, filters: tuple[Filter, ...], docs: Array, without: str) -> Array:
        """Which documents pass all filters but those on the field `without`."""
        mask = np.ones(len(docs), dtype=bool)
        for one in filters:
            if isinstance(one, DateFilter):
                if without not in _CUTS:
                    mask &= self._dated(one, docs)
            elif one.field != without:
                column = self.values[one.field]
                wanted = [place for place, name in enumerate(column.names) if name in one.values]
                mask &= np.isin(column.ordinals[docs], wanted) != one.exclude
        return mask

    def _dated(self, one: DateFilter, docs: Array) -> Array:
        dates = self.dates[docs]
        if one.undated:
            return dates == UNDATED
        first = int(one.first.strftime("%Y%m%d")) if one.first else 1
        last = int(one.last.strftime("%Y%m%d")) if one.last else 99_999_999
        return (dates >= first) & (dates <= last)

    def _count(self, name: str, docs: Array) -> Iterator[Count]:
        if name in _CUTS:
            cut = _CUTS[name]
            for value, count in zip(
                *np.unique(self.dates[docs] // cut, return_counts=True), strict=True
            ):
                yield Count(_date_name(int(value), name), int(count))
            return
        column = self.values[name]
        counts = np.bincount(column.ordinals[docs], minlength=len(column.names))
        for place in sorted(np.flatnonzero(counts), key=lambda place: -counts[place]):
            yield Count(column.names[place], int(counts[place]))


def _date_name(value: int, name: str) -> str:
    if value == 0:
        return ""
    if name == "year":
        return f"{value:04d}"
    if name == "month":
        return f"{value // 100:04d}-{value % 100:02d}"
    return f"{value // 10000:04d}-{value // 100 % 100:02d}-{value % 100:02d}"


def _values(reader: Any, name: str) -> Values:
    column = reader.column_reader(name)
    raw = [column[doc] for doc in range(reader.doc_count_all())]
    texts = [value.decode() if isinstance(value, bytes) else str(value) for value in raw]
    names = sorted(set(texts))
    place = {text: number for number, text in enumerate(names)}
    return Values(np.array([place[text] for text in texts], dtype=np.int64), tuple(names))
