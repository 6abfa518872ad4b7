"""Checks an index: every byte for `baogao check`, samples before a new generation goes live."""

import contextlib
import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoosh import query

from index.api import Question
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generation_info, generations, manifest
from index.embedded.segment.disk_errors import remedy
from index.embedded.segment.passage_file import PassageFile
from index.embedded.whoosh import toc
from index.errors import IndexMissingError, IndexUnusableError, OperatorError
from index.index_folder import CURRENT, UNFINISHED
from index.report import Report, ReportId
from index.system.regular_file import read_regular
from index.text.analysis import indexed_grams
from index.text.passages import report_passages

SAMPLED_REPORTS = 16
"""Reports that are read back and searched for before a new generation becomes current."""

_VECTORS_OF_ANOTHER_TEXT = (
    "is a report with the vectors of another text. A build takes vectors over, so make them anew: "
    "baogao index --no-meaning, then baogao index --meaning"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault: its location, what it means, and what to do."""

    where: str
    what: str
    advice: str


def check(root: Path) -> Iterator[Finding]:
    """All faults of an index; reads every byte of every generation.

    IndexMissingError if there is no index.
    """
    try:
        yield from _findings(root)
    except OSError as error:
        yield _finding(str(root), f"cannot be read ({error.strerror})", remedy(error.errno))


def _findings(root: Path) -> Iterator[Finding]:
    if not root.is_dir():
        generations.current(root)  # raises an error if there is none
    serving = yield from _serving(root)
    for entry in sorted(root.iterdir()):
        if entry.name.endswith(UNFINISHED):
            yield _finding(
                entry.name,
                "is unfinished",
                "A build is running or was killed; the "
                "next build removes what is left of it. What serves is not touched.",
            )
    for name in generations.misplaced(root):
        if os.path.lexists(root / name):
            yield _finding(name, "is no generation", "baogao did not write it. Move it away.")
    for name in generations.names(root):
        found = _faults_of_kept(root / name)
        advice = _advice(name == (_serving_now(root) or serving)) if found else ""
        for fault in found:
            yield _finding(f"{name}/{fault.name}", fault.what, advice)


def _faults_of_kept(generation: Path) -> list[manifest.ManifestFault]:
    """The faults of a generation, which no build removes meanwhile; none of one that is removed."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # damaged, or being removed
            stack.callback(os.close, generations.lock_generation(generation))
        found = list(faults(generation))
        return found if generation.exists() else []


def _serving_now(root: Path) -> str:
    """The name of the current generation, which builds may have replaced; empty if none is."""
    try:
        return generations.current(root).name
    except OperatorError:
        return ""


def faults(generation: Path) -> Iterator[manifest.ManifestFault]:
    """The faults of one generation: of its files, then of every stored report."""
    try:
        yield from _faults(generation)
    except OSError as error:
        yield manifest.ManifestFault("", f"cannot be read ({error.strerror})")


def _faults(generation: Path) -> Iterator[manifest.ManifestFault]:
    try:
        sealed = manifest.read(generation)
    except IndexUnusableError as error:
        yield manifest.ManifestFault(manifest.MANIFEST_FILE, f"cannot be used: {error}")
        return
    damaged = False
    yield from _foreign_table(generation)
    for fault in manifest.faults(generation, sealed):
        damaged = damaged or fault.name in {entry.name for entry in sealed.entries}
        yield fault
    if not damaged:
        yield from _unreadable(generation)


def _foreign_table(generation: Path) -> Iterator[manifest.ManifestFault]:
    """Whoosh's tables of contents from which Whoosh would run foreign code.

    Only Whoosh itself reads the table, when it opens the folder; this program does not. Of several
    it takes the one with the highest number, and we write one.
    """
    try:
        toc.admit(read_regular(generation / generation_info.TABLE, toc.MAX_TOC_BYTES))
    except OSError as error:
        yield manifest.ManifestFault(generation_info.TABLE, f"cannot be read ({error.strerror})")
    except IndexUnusableError as error:
        yield manifest.ManifestFault(
            generation_info.TABLE, f"must not be opened with Whoosh: {error}"
        )
    for other in sorted({path.name for path in generation.glob("*.toc")} - {generation_info.TABLE}):
        yield manifest.ManifestFault(
            other, "must not be opened with Whoosh: baogao did not write this table of contents"
        )


def verify(folder: Path, reports: int) -> None:
    """Check that a sealed generation has this many reports and answers for samples of them.

    IndexUnusableError says what fails. The generation is not current yet.
    """
    index = EmbeddedIndex.of(folder)
    try:
        index.passage_files  # noqa: B018 - opened here, or else by the first question about meaning
        known = list(index.fingerprints())
        if len(known) != reports:
            raise _unfit(f"it has {len(known)} reports instead of {reports}")
        for name, mark in known[:: max(1, len(known) // SAMPLED_REPORTS)]:
            _sample(index, name, mark)
    finally:
        index.close()


def _sample(index: EmbeddedIndex, name: ReportId, mark: str) -> None:
    report = index.reports([name])[0]
    if report is None or report.fingerprint() != mark:
        raise _unfit(f"the report {name} cannot be read back from it")
    tokens = indexed_grams(report.body)
    if not tokens:
        return
    gram = tokens[len(tokens) // 2].text
    asked = query.And([query.Term("id", name), query.Term("body_grams", gram)])
    if index.ask(Question(query=asked, size=1)).total != 1:
        raise _unfit(f"the report {name} is not found by {gram!r}, which it contains")


def _unfit(what: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"The new index was not put into service: {what}. The previous one still answers. Build "
        "again; if it happens twice, this is a fault in baogao."
    )


def _serving(root: Path) -> Generator[Finding, None, str]:
    """The name of the current generation; yields a Finding if there is none."""
    try:
        return generations.current(root).name
    except IndexMissingError:
        raise
    except IndexUnusableError as error:
        yield Finding(where=CURRENT, what=str(error), advice="")
        return ""


def _unreadable(generation: Path) -> Iterator[manifest.ManifestFault]:
    try:
        index = EmbeddedIndex.of(generation)
    except OperatorError as error:
        yield manifest.ManifestFault("", f"cannot be opened: {error}")
        return
    try:
        files = index.passage_files
        for name, mark in index.fingerprints():
            report = index.reports([name])[0]
            if report is None or report.fingerprint() != mark:
                yield manifest.ManifestFault(name, "is a report that cannot be read back")
            elif _vectors_of_another_text(index, files, report):
                yield manifest.ManifestFault(name, _VECTORS_OF_ANOTHER_TEXT)
    except OperatorError as error:
        yield manifest.ManifestFault("", f"cannot be read: {error}")
    finally:
        index.close()


def _vectors_of_another_text(
    index: EmbeddedIndex, files: Sequence[PassageFile | None], report: Report
) -> bool:
    """Whether a report has more or fewer vectors of meaning than passages."""
    doc = index.reader.doc(report.id)
    at, number = index.reader.segment_of(doc) if doc is not None else (0, 0)
    file = files[at]
    if file is None:
        return False
    vectors = int(file.starts[number + 1] - file.starts[number])
    return vectors != len(report_passages(report.title, report.body))


def _advice(serves: bool) -> str:  # noqa: FBT001 - its only argument
    if serves:
        return (
            "This is the generation that serves. Go back with: baogao rollback, or rebuild with: "
            "baogao index. A file that baogao did not write can be moved away."
        )
    return "It does not serve; what serves is not touched. The next build replaces it."


def _finding(where: str, what: str, advice: str) -> Finding:
    return Finding(where=where, what=what, advice=advice)
