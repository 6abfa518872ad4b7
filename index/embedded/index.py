"""Index on a Whoosh directory: one generation, opened and unchanging."""

import datetime
import functools
import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import scoring

from index.embedded import generations, manifest
from index.embedded.columns import Columns
from index.embedded.durable import Disk
from index.embedded.storage import GenerationStorage
from index.errors import IndexUnusableError
from index.report import Report, from_json
from index.store import About, Answer, Part, Question, Term

FORMAT = 1
FACTS = "generation.json"


class EmbeddedIndex:
    """The Index of `index.store` on one generation of a Whoosh index."""

    def __init__(self, root: Path, held: generations.Held) -> None:
        self._root = root
        self._held = held
        self._generation = held.generation
        self._facts = _facts(held.generation)
        opened = GenerationStorage(held.generation).open_index()
        # Whoosh's own codec reads stored fields and postings through one shared file position.
        self._alone = threading.RLock()
        self._searcher = opened.searcher(weighting=scoring.BM25F())
        self._reader = self._searcher.reader()

    @classmethod
    def open(cls, where: str) -> "EmbeddedIndex":
        """The current generation at a path; IndexMissingError, IndexUnusableError."""
        root = Path(where)
        return cls._of(root, generations.hold_current(root))

    @classmethod
    def of(cls, generation: Path) -> "EmbeddedIndex":
        """A generation, also one that does not serve or is not finished."""
        held = generations.Held(generation, generations.hold(generation))
        return cls._of(generation.parent, held)

    @classmethod
    def _of(cls, root: Path, held: generations.Held) -> "EmbeddedIndex":
        try:
            return cls(root, held)
        except BaseException:
            held.release()
            raise

    @property
    def generation(self) -> Path:
        """The folder of this generation."""
        return self._generation

    @functools.cached_property
    def _columns(self) -> Columns:
        with self._alone:
            return Columns.load(self._reader)

    def ask(self, question: Question) -> Answer:
        """See `index.store.Index`."""
        with self._alone:
            found = self._searcher.search(question.query, limit=None).top_n
        docs = np.array([doc for _, doc in found], dtype=np.int64)
        scores = np.array([score for score, _ in found], dtype=np.float64)
        return self._columns.answer(question, docs, scores)

    def reports(self, ids: Sequence[str]) -> tuple[Report | None, ...]:
        """See `index.store.Index`."""
        return tuple(self._stored(name) for name in ids)

    def _stored(self, name: str) -> Report | None:
        with self._alone:
            doc = self._searcher.document_number(id=name)
            return None if doc is None else from_json(self._reader.stored_fields(doc)["report"])

    def terms(self, field: str, text: str, part: Part, limit: int) -> tuple[Term, ...]:
        """See `index.store.Index`."""
        encoded = text.encode()
        if part is Part.PREFIX:
            found = list(self._reader.expand_prefix(field, encoded))
        else:
            held = bytes.endswith if part is Part.SUFFIX else bytes.__contains__
            found = [term for term in self._reader.lexicon(field) if held(term, encoded)]
        counted = [(self._reader.doc_frequency(field, term), term.decode()) for term in found]
        counted.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(Term(term, count) for count, term in counted[:limit])

    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """See `index.store.Index`."""
        return tuple(self._reader.doc_frequency(field, text) for text in texts)

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """See `index.store.Index`."""
        with self._alone:
            stored = (fields for _, fields in self._reader.iter_docs())
            return iter(sorted((fields["id"], fields["fingerprint"]) for fields in stored))

    def about(self) -> About:
        """See `index.store.Index`."""
        dates = self._columns.dated()
        return About(
            reports=self._reader.doc_count(),
            undated=self._reader.doc_count() - len(dates),
            first=_date(dates[0]) if len(dates) else None,
            last=_date(dates[-1]) if len(dates) else None,
            sources=self._columns.sources(),
            generation=self._generation.name,
            built=datetime.datetime.fromisoformat(self._facts["built"]),
            folders=tuple(self._facts["folders"]),
            analysis=self._facts["analysis"],
            bytes=sum(file.stat().st_size for file in self._generation.iterdir()),
        )

    def files(self) -> list[Path]:
        """The files of this generation that an update may share by hard links."""
        own = {FACTS, manifest.FILE}
        return [file for file in sorted(self._generation.iterdir()) if file.name not in own]

    def current(self) -> bool:
        """See `index.store.Index`."""
        return self._held.serves(self._root)

    def close(self) -> None:
        """See `index.store.Index`."""
        self._searcher.close()
        self._held.release()


def _date(number: int) -> datetime.date:
    return datetime.date(number // 10000, number // 100 % 100, number % 100)


def _facts(generation: Path) -> dict[str, Any]:
    try:
        facts = json.loads((generation / FACTS).read_text("utf-8"))
        version = facts["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(
            f"{generation} is damaged: {FACTS} cannot be read ({error}). Rebuild with: baogao index"
        ) from error
    if version != FORMAT:
        age = "a newer" if version > FORMAT else "an older"
        raise IndexUnusableError(
            f"The index was written by {age} version of baogao (format {version}, this one reads "
            f"{FORMAT}). Rebuild with: baogao index"
        )
    return dict(facts)


def write_facts(folder: Path, folders: Sequence[str], analysis: str, disk: Disk) -> None:
    """What `about` says of a generation besides its reports."""
    facts = {
        "format": FORMAT,
        "built": datetime.datetime.fromtimestamp(time.time(), datetime.UTC).isoformat(),
        "folders": list(folders),
        "analysis": analysis,
    }
    disk.write(folder / FACTS, json.dumps(facts, ensure_ascii=False).encode())
