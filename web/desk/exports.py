"""The export formats of a collection; routes, links and the API's description derive from them.

To add one, write a function from a Dossier to an iterator of bytes, and add it to
DOSSIER_EXPORTS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from web import spreadsheet
from web.citation_formats import CITATION_FORMATS
from web.desk import citations
from web.desk.bag import bag
from web.desk.dossier import Dossier
from web.desk.exchange import dossier_json
from web.desk.word_file import word_file

_HEAD = (
    *("number", "title", "date", "source", "author", "url", "note", "tags", "passages"),
    *("pages", "in the archive", "id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierExport:
    """A file format; `label` is the text of its link, `hint` says what it is for.

    `summary` is that of the OpenAPI description. `file` is the name of the file, in the folder of
    all of them too.
    """

    label: str
    hint: str
    summary: str
    mimetype: str
    file: str
    write: Callable[[Dossier], Iterator[bytes]]


def _csv(dossier: Dossier) -> Iterator[bytes]:
    return spreadsheet.csv_of(_HEAD, _rows(dossier))


def _rows(dossier: Dossier) -> Iterator[list[spreadsheet.SheetCell]]:
    for entry in dossier.entries:
        report, item = entry.report, entry.item
        passages = [
            f"{passage.quote} {citations.page_label(page)}".rstrip()
            + (f"\n({passage.note})" if passage.note else "")
            for passage, page in zip(item.passages, entry.pages, strict=True)
        ]
        yield [
            *(entry.number, report.title, report.date, report.source, report.author, report.url),
            *(item.note, ", ".join(item.tags), "\n\n".join(passages)),
            *(entry.cited_pages, "yes" if entry.archived else "no", report.id),
        ]


def _bag(dossier: Dossier) -> Iterator[bytes]:
    return bag(
        dossier,
        {
            export.file: export.write
            for export in DOSSIER_EXPORTS.values()
            if export.write is not _bag
        },
    )


def _(message: str) -> str:
    """Marks a message, which the page translates."""
    return message


DOSSIER_EXPORTS = MappingProxyType(
    {
        "gbt7714": DossierExport(
            label=CITATION_FORMATS["gbt7714"].label,
            hint=_("A numbered list of citations for Chinese papers"),
            summary="A collection as a numbered list of citations, GB/T 7714",
            mimetype=CITATION_FORMATS["gbt7714"].mimetype,
            file="gbt7714.txt",
            write=partial(citations.numbered, "gbt7714"),
        ),
        "apa": DossierExport(
            label=CITATION_FORMATS["apa"].label,
            hint=_("A numbered list of citations in APA style"),
            summary="A collection as a numbered list of citations, APA",
            mimetype=CITATION_FORMATS["apa"].mimetype,
            file="apa.txt",
            write=partial(citations.numbered, "apa"),
        ),
        "docx": DossierExport(
            label="Word",
            hint=_("Notes, passages and citations for Word"),
            summary="A collection for Word, with notes, passages and citations",
            mimetype="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            file="dossier.docx",
            write=word_file,
        ),
        "ris": DossierExport(
            label=CITATION_FORMATS["ris"].label,
            hint=_("For Zotero, EndNote, NoteExpress"),
            summary="A collection as RIS",
            mimetype=CITATION_FORMATS["ris"].mimetype,
            file="references.ris",
            write=citations.ris,
        ),
        "bib": DossierExport(
            label=CITATION_FORMATS["bibtex"].label,
            hint=_("For LaTeX"),
            summary="A collection as BibTeX",
            mimetype=CITATION_FORMATS["bibtex"].mimetype,
            file="references.bib",
            write=citations.bibtex,
        ),
        "csl": DossierExport(
            label="CSL JSON",
            hint=_("For Zotero and Pandoc"),
            summary="A collection as CSL JSON",
            mimetype="application/vnd.citationstyles.csl+json",
            file="references.csl.json",
            write=citations.csl_json,
        ),
        "csv": DossierExport(
            label="CSV",
            hint=_("A table, for Excel"),
            summary="A collection as CSV, with notes",
            mimetype="text/csv; charset=utf-8",
            file="reports.csv",
            write=_csv,
        ),
        "zip": DossierExport(
            label="ZIP",
            hint=_("A folder with the originals, all other formats and checksums"),
            summary="A collection as a folder with the originals and a manifest of checksums",
            mimetype="application/zip",
            file="dossier.zip",
            write=_bag,
        ),
        "json": DossierExport(
            label="JSON",
            hint=_("Can be imported again"),
            summary="A collection as JSON, to be imported again",
            mimetype="application/json",
            file="collection.json",
            write=dossier_json,
        ),
    }
)
"""Formats by their name in an address, in the order of the links."""
