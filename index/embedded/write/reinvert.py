"""Turns a segment back into a batch without its deleted reports, so that it can be merged."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.segment.disk import Disk
from index.embedded.segment.keyword_values import KeywordValues
from index.embedded.segment.position_blocks import POSITION_SHIFTS, blocks
from index.embedded.segment.segment import Segment
from index.embedded.segment.term_dict import TermDict
from index.embedded.segment.term_fields import FrequencyField, PositionalField
from index.embedded.write import batch, sample, spill, tokens
from index.embedded.write.batch import NUMBER_COLUMNS, Batch
from index.embedded.write.texts import Texts
from index.report import from_json
from index.schema import GRAMS, VALUES, WORDS

TERMS_PER_STEP = 1 << 14
"""Terms processed in one step."""


def reinvert(segment: Segment, deleted: Array, disk: Disk, path: Path) -> Batch:
    """Invert the reports of a segment that are not deleted into a new file."""
    living = np.ones(segment.count, dtype=np.bool_)
    living[deleted] = False
    arrays: list[tuple[str, Array]] = []
    for field in WORDS:
        arrays += _words(segment.words(field), field, living)
    for field in GRAMS:
        arrays += _grams(segment.grams(field), field, segment.lengths(field), living)
    lines = [
        line for line, stays in zip(segment.stored.all(), living.tolist(), strict=True) if stays
    ]
    arrays += batch.stored_arrays(lines)
    prints = np.frombuffer(bytes.fromhex("".join(segment.fingerprints())), dtype=np.uint8)
    prints = prints.reshape(-1, 16)[living]
    arrays.append(("fingerprints", prints.ravel()))
    arrays += _sample(lines, prints, segment.lengths(GRAMS[-1])[living])
    ids = segment.ids.all()
    return Batch(
        ids=tuple(name for name, stays in zip(ids, living.tolist(), strict=True) if stays),
        values={name: _values(segment, name, living) for name in VALUES},
        numbers={name: segment.numbers(name)[living] for name in NUMBER_COLUMNS},
        lengths={name: segment.lengths(name)[living].astype(np.int64) for name in (*WORDS, *GRAMS)},
        spilled=spill.spill(disk, path, arrays),
    )


def _sample(lines: list[bytes], prints: Array, lengths: Array) -> Iterator[tuple[str, Array]]:
    """The texts that phrases are mined from."""
    rows = sample.chosen([row.tobytes().hex() for row in prints], lengths)
    reports = [from_json(lines[row].decode("utf-8", "surrogatepass")) for row in rows]
    texts = ([report.title for report in reports], [report.body for report in reports])
    fields = [Texts.joined(text).folded() for text in texts]
    return sample.arrays(fields, range(len(rows)))


def _values(segment: Segment, name: str, living: Array) -> KeywordValues:
    field = segment.values(name)
    names = [
        term.decode("utf-8", "surrogatepass") for term in field.lexicon.terms(0, len(field.lexicon))
    ]
    there, ordinals = np.unique(field.ordinals[living], return_inverse=True)
    return KeywordValues(
        tuple(names[position] for position in there.tolist()), ordinals.astype(np.uint32)
    )


class _Halves:
    """Collects the lists of short and of long terms."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._terms: dict[str, list[str]] = {"short": [], "long": []}
        self._arrays: dict[str, list[Array]] = {
            f"{half}.{name}": [] for half in self._terms for name in names
        }

    def add(
        self, terms: list[str], counts: Array, entries: dict[str, Array], arrays: dict[str, Array]
    ) -> None:
        """Add lists of terms: `entries` have one value per list entry, `arrays` one per term."""
        short = np.array([len(term) < 3 for term in terms], dtype=np.bool_)
        present = counts > 0
        for half, chosen in (("short", short & present), ("long", ~short & present)):
            self._terms[half] += [
                term for term, is_chosen in zip(terms, chosen.tolist(), strict=True) if is_chosen
            ]
            of_entries = np.repeat(chosen, counts)
            for name, values in entries.items():
                self._arrays[f"{half}.{name}"].append(values[of_entries])
            for name, values in (arrays | {"counts": counts}).items():
                self._arrays[f"{half}.{name}"].append(values[chosen])

    def arrays(self, field: str) -> Iterator[tuple[str, Array]]:
        """All lists, with the array names of `batch`."""
        keys = np.array([tokens.key(term) for term in self._terms["short"]], dtype=np.uint64)
        yield f"{field}.short.terms", keys
        yield f"{field}.long.terms", spill.lines(self._terms["long"])
        for name, parts in self._arrays.items():
            joined = np.concatenate(parts) if parts else np.zeros(0)
            yield f"{field}.{name}", joined.astype(np.uint32)


def _words(source: FrequencyField, field: str, living: Array) -> Iterator[tuple[str, Array]]:
    numbers = np.cumsum(living) - 1
    halves = _Halves(("counts", "docs", "freqs"))
    for start in range(0, len(source.lexicon), TERMS_PER_STEP):
        stop = min(start + TERMS_PER_STEP, len(source.lexicon))
        docs = source.docs_of_all(start, stop)
        owners = np.repeat(np.arange(stop - start), source.counts(start, stop))
        stays = living[docs]
        counts = np.bincount(owners[stays], minlength=stop - start)
        entries = {"docs": numbers[docs[stays]], "freqs": source.freqs_of_all(start, stop)[stays]}
        halves.add(_decoded(source.lexicon, start, stop), counts, entries, {})
    yield from halves.arrays(field)


def _grams(
    source: PositionalField, field: str, lengths: Array, living: Array
) -> Iterator[tuple[str, Array]]:
    size = blocks(lengths.astype(np.int64), field)
    size_kept = np.where(living, size, 0)
    moved = ((np.cumsum(size_kept) - size_kept) - (np.cumsum(size) - size)) << POSITION_SHIFTS[
        field
    ]
    halves = _Halves(("counts", "places", "reports"))
    for start in range(0, len(source.lexicon), TERMS_PER_STEP):
        stop = min(start + TERMS_PER_STEP, len(source.lexicon))
        positions, sizes = source.positions_of_all(start, stop)
        docs = source.docs_at(positions)
        owners = np.repeat(np.arange(stop - start), sizes)
        stays = living[docs]
        owners, docs, positions = owners[stays], docs[stays], positions[stays]
        counts = np.bincount(owners, minlength=stop - start)
        new = np.ones(len(docs), dtype=np.bool_)
        new[1:] = (docs[1:] != docs[:-1]) | (owners[1:] != owners[:-1])
        reports = np.bincount(owners[new], minlength=stop - start)
        entries = {"places": positions.astype(np.int64) + moved[docs]}
        halves.add(_decoded(source.lexicon, start, stop), counts, entries, {"reports": reports})
    yield from halves.arrays(field)


def _decoded(lexicon: TermDict, start: int, stop: int) -> list[str]:
    return [term.decode("utf-8", "surrogatepass") for term in lexicon.terms(start, stop)]
