"""The text of one document of any format, as an index would have it."""

from collections.abc import Iterable
from pathlib import Path

from index.errors import CorpusError
from index.ingest import corpus, extract
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats import plain
from index.ingest.source_file import SourceFile
from index.report import Report, Skipped


def document_text(path: Path) -> str | None:
    """The text of the reports in a file; None for plain text, of which an index may leave out much.

    CorpusError says why nothing can be read.
    """
    entries = list(corpus.of_file(path, path.name))
    if [entry.kind for entry in entries if isinstance(entry, SourceFile)] == [plain.FORMAT.kind]:
        return None
    items = [item for entry in entries for item in _read(entry)]
    bodies = [item.body for item in items if isinstance(item, Report)]
    if not bodies:
        reason = next((item.reason for item in items if isinstance(item, Skipped)), "")
        raise CorpusError(f"{path} has no text that can be read. {reason}".strip())
    return "\n\n".join(bodies)


def _read(entry: SourceFile | Skipped) -> Iterable[Report | Skipped]:
    return extract.read(entry, ExtractionRules()) if isinstance(entry, SourceFile) else (entry,)
