"""The reports of a dossier as citations: a numbered list, and files for reference managers."""

import json
from collections.abc import Iterator
from dataclasses import replace

from index.report import Report, ReportId
from search.views.citation import bibtex as bibtex_entry
from search.views.citation import csl_item, tex_value, with_unique_key
from search.views.citation import ris as ris_record
from search.views.quotation_marks import quoted_passage
from web.citation_formats import CITATION_FORMATS
from web.desk.dossier import Dossier, DossierEntry
from web.language import gettext

_UTF8_MARK = "\ufeff"
"""Editors on Windows take a text without it for one in the local encoding."""


def numbered(form: str, dossier: Dossier) -> Iterator[bytes]:
    """One list of citations in one of CITATION_FORMATS, numbered in the order of the collection."""
    yield _UTF8_MARK.encode()
    for entry in dossier.entries:
        yield f"{numbered_line(form, entry, dossier)}\n".encode("utf-8", "replace")


def numbered_line(form: str, entry: DossierEntry, dossier: Dossier) -> str:
    """The citation of an entry with its number, on one line."""
    cited = _line(CITATION_FORMATS[form].cite(entry.report, dossier.today, entry.cited_pages))
    return f"[{entry.number}] {cited}" if form == "gbt7714" else f"{entry.number}. {cited}"


def ris(dossier: Dossier) -> Iterator[bytes]:
    """A RIS file; notes are N1, tags KW."""
    for entry in dossier.entries:
        record = ris_record(entry.report, dossier.today, entry.cited_pages)
        record = record.removesuffix("ER  - \r\n")
        lines = [f"N1  - {_line(note)}\r\n" for note in notes_of(entry)]
        lines += [f"KW  - {tag}\r\n" for tag in entry.item.tags]
        yield f"{record}{''.join(lines)}ER  - \r\n\r\n".encode("utf-8", "replace")


def bibtex(dossier: Dossier) -> Iterator[bytes]:
    """A BibTeX file whose keys are unique; notes are annotations, tags keywords."""
    keys: set[str] = set()
    for entry in dossier.entries:
        cited = bibtex_entry(entry.report, dossier.today, entry.cited_pages)
        cited = with_unique_key(cited, entry.number, keys)
        more = [("annotation", " ".join(notes_of(entry))), ("keywords", ", ".join(entry.item.tags))]
        fields = [f"  {name} = {{{tex_value(text)}}},\n" for name, text in more if text]
        body = cited.removesuffix("}")
        yield f"{body}{''.join(fields)}}}\n\n".encode("utf-8", "replace")


def csl_json(dossier: Dossier) -> Iterator[bytes]:
    """A JSON list for CSL processors, as Zotero and Pandoc read it."""
    items = []
    for entry in dossier.entries:
        item = csl_item(_with_unique_id(entry), dossier.today, entry.cited_pages)
        notes = [str(item.get("note", "")), *notes_of(entry)]
        if note := "\n".join(filter(None, notes)):
            item["note"] = note
        if entry.item.tags:
            item["keyword"] = ", ".join(entry.item.tags)
        items.append(item)
    yield (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def notes_of(entry: DossierEntry) -> list[str]:
    """The note of a report, then each noted passage with its page and note."""
    passages = (
        f"{quoted_passage(_line(passage.quote))} {page_label(page)}{passage.note}".rstrip()
        for passage, page in zip(entry.item.passages, entry.pages, strict=True)
    )
    return [*filter(None, (entry.item.note,)), *passages]


def page_label(page: int | None) -> str:
    """The page of a passage in brackets, with a space behind it; "" for None."""
    return f"({gettext('p. %(number)s', number=str(page))}) " if page else ""


def _with_unique_id(entry: DossierEntry) -> Report:
    return replace(entry.report, id=entry.report.id or ReportId(str(entry.number)))


def _line(text: str) -> str:
    return " ".join(text.split())
