"""The text of one document of any format, as an index would have it."""

import functools
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.indexing import corpus, extract
from index.indexing.joined_text import BODY_MARK, PLAIN_MARK, SKIPPED_MARK, joined_text
from index.indexing.sandboxed_reading import texts_apart
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import unsupported_reason
from index.ingest.formats.plain_text import plain
from index.ingest.source_file import SourceFile
from index.report import Report, Skipped


def document_text(path: Path, max_chars: int, *, cuts: bool = False) -> str | None:
    """The text of the reports in a file; None for plain text, of which an index may leave out much.

    It is read in a sandboxed process. CorpusError says why nothing can be read, or that the text
    has more than `max_chars` code points; with `cuts`, it is read no further than that.
    """
    texts = texts_apart(functools.partial(document_texts, path))
    return joined_text(path, texts, max_chars, cuts=cuts)


def document_texts(path: Path) -> Iterator[str]:
    """The texts of a file, each after a character for its kind; for `joined_text`."""
    entries = corpus.of_file(path, path.name)
    first, second = next(entries, None), next(entries, None)
    if second is None and first is not None and _is_plain(first):
        yield PLAIN_MARK
        return
    ahead = [entry for entry in (first, second) if entry is not None]
    for entry in itertools.chain(ahead, entries):
        for item in _read(entry):
            yield BODY_MARK + item.body if isinstance(item, Report) else SKIPPED_MARK + item.reason


def _is_plain(entry: SourceFile | Skipped) -> bool:
    """Whether a file is plain text by its name, or nothing that an index would read."""
    if isinstance(entry, SourceFile):
        return entry.kind == plain.FORMAT.kind
    return entry.reason == unsupported_reason(entry.path)


def _read(entry: SourceFile | Skipped) -> Iterable[Report | Skipped]:
    return extract.read(entry, ExtractionRules()) if isinstance(entry, SourceFile) else (entry,)
