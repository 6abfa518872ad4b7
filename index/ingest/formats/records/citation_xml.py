"""Reads citations in XML: PubMed, EndNote, MODS, MARCXML, Crossref, Word and the RDF of Zotero."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats import xml_items
from index.ingest.formats.records import bibliography, marc
from index.ingest.formats.records.citation_tags import Fields
from index.ingest.formats.xml_elements import XmlElement, local_name
from index.ingest.source_file import SourceFile
from index.report import Skipped


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of citations: what it begins with, its rows, and the paths of its fields.

    A path has the local names of elements, outermost first; the first path with a value counts.
    """

    mark: re.Pattern[str]
    rows: frozenset[str]
    paths: dict[str, tuple[str, ...]]
    people: tuple[str, ...] = ()
    """The elements of persons whose name is in two parts."""
    day: tuple[str, ...] = ()
    """The elements that contain year, month and day."""


_FORMS = (
    _Form(
        re.compile(r"<Pubmed(?:Book)?Article\b"),
        frozenset({"PubmedArticle", "PubmedBookArticle"}),
        {
            "title": ("ArticleTitle", "BookTitle"),
            "source": ("Journal/Title", "MedlineTA", "PublisherName"),
            "text": ("AbstractText",),
            "keywords": ("Keyword", "DescriptorName"),
        },
        ("Author",),
        ("ArticleDate", "PubDate"),
    ),
    _Form(
        re.compile(r"<ref-type\b"),
        frozenset({"record"}),
        {
            "title": ("titles/title",),
            "source": ("titles/secondary-title", "periodical/full-title"),
            "author": ("authors/author",),
            "date": ("dates/year", "pub-dates/date"),
            "text": ("abstract", "notes"),
            "keywords": ("keywords/keyword",),
            "url": ("related-urls/url",),
        },
    ),
    _Form(
        re.compile(r"<(?:\w{1,20}:)?mods\b"),
        frozenset({"mods"}),
        {
            "title": ("titleInfo/title",),
            "source": ("relatedItem/titleInfo/title", "originInfo/publisher"),
            "date": ("dateIssued", "dateCreated", "copyrightDate", "part/date"),
            "text": ("abstract", "note"),
            "keywords": ("subject/topic",),
            "url": ("location/url",),
        },
        ("name",),
    ),
    _Form(
        re.compile(r"<(?:\w{1,20}:)?doi_record\b"),
        frozenset({"doi_record"}),
        {
            "title": (
                "journal_article/titles/title", "conference_paper/titles/title",
                "content_item/titles/title", "titles/title",
            ),
            "source": ("full_title", "proceedings_title", "series_metadata/titles/title",
                "book_metadata/titles/title", "publisher_name", "institution_name"),
            "text": ("abstract",),
            "url": (
                "journal_article/doi_data/resource", "conference_paper/doi_data/resource",
                "content_item/doi_data/resource", "doi_data/resource",
            ),
        },
        ("person_name",),
        ("publication_date", "posted_date", "approval_date", "review_date"),
    ),
    _Form(
        re.compile(r"officeDocument/2006/bibliography"),
        frozenset({"Source"}),
        {
            "title": ("Title",),
            "source": (
                "JournalName", "PeriodicalTitle", "InternetSiteTitle", "BookTitle",
                "ConferenceName", "BroadcastTitle", "Publisher", "Institution",
            ),
            "text": ("Abstract", "BIBTEX_Abstract", "Comments"),
            "keywords": ("BIBTEX_KeyWords",),
            "url": ("URL",),
        },
        ("Author/Author/Person", "Author/Author/Corporate"),
        (".",),
    ),
    _Form(
        re.compile(r"zotero\.org/namespaces/export"),
        frozenset({
            "Article", "Book", "BookSection", "Document", "Description", "Report", "Thesis",
            "Letter", "Manuscript", "Patent", "Recording", "Legislation", "Interview", "Memo",
        }),
        {
            "title": ("title",),
            "source": ("isPartOf/title", "publisher/name"),
            "date": ("date",),
            "text": ("abstract", "value"),
            "keywords": ("subject",),
            "url": ("identifier/value",),
        },
        ("Person",),
    ),
)  # fmt: skip
_FAMILY = frozenset({"LastName", "Last", "surname", "family"})
_GIVEN = frozenset({"ForeName", "FirstName", "First", "givenName", "given_name", "given"})
_WHOLE = frozenset({"CollectiveName", "Corporate", "displayForm", "namePart"})
_BESIDE_TITLE = {
    "subTitle": "{title}: {part}",
    "subtitle": "{title}: {part}",
    "nonSort": "{part} {title}",
}
"""The elements beside a title that are a part of it, and where they stand."""
_DAY = ("year", "month", "day")


def reader(
    text: str,
) -> Callable[[SourceFile, str, ExtractionRules], Iterator[Draft | Skipped]] | None:
    """The reader of a document of citations; None for other documents."""
    if marc.is_marc_xml(text):
        return marc.read_xml
    return read if _form(text) is not None else None


def _form(text: str) -> _Form | None:
    return next((form for form in _FORMS if form.mark.search(text[:4_000])), None)


def read(entry: SourceFile, text: str, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each citation."""
    form = _form(text)
    if form is None:
        return
    number = 0
    try:
        for item in xml_items.items(text, form.rows):
            fields = _fields(form, item)
            if fields.keys() & {"title", "text"}:
                number += 1
                yield from bibliography.drafts(entry, fields, number, rules)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Skipped(entry.path, f"The XML is damaged ({error}).")
        return
    if not number:
        yield Skipped(entry.path, "There is no entry with a title in it.")


def _fields(form: _Form, item: XmlElement) -> Fields:
    fields: Fields = {}
    for name, paths in form.paths.items():
        for path in paths:
            whole = _title if name == "title" else xml_items.text
            values = [value for node in _at(item, path) if (value := whole(node))]
            if values and (name not in fields or name in {"date", "text"}):
                fields.setdefault(name, []).extend(values)
    people = [_person(node) for kind in form.people for node in _at(item, kind)]
    if names := [name for name in people if name]:
        fields["author"] = names
    days = [day for kind in form.day for node in _at(item, kind) if (day := _day(node))]
    if days:
        fields["date"] = [day for day in days if day[:4] == min(days)[:4]]
    return fields


def _title(element: XmlElement) -> str:
    """A title with the parts of it that stand beside it; empty for none."""
    title = " ".join(xml_items.text(element).split())
    parent = element.getparent()
    for node in parent if parent is not None and title else ():
        part = " ".join(xml_items.text(node).split())
        if part and (form := _BESIDE_TITLE.get(local_name(node))):
            title = form.format(title=title.rstrip(" :"), part=part)
    return title


def _at(item: XmlElement, path: str) -> list[XmlElement]:
    """The elements at a path, each somewhere inside the one before.

    A title, a date or a note alone must be a child of the item, because its parts have their own.
    """
    if path == ".":
        return [item]
    if path in {"title", "date", "value"}:
        return [node for node in item if local_name(node) == path]
    elements = [item]
    for name in path.split("/"):
        inner = (node for outer in elements for node in outer.iter() if node is not outer)
        elements = list(dict.fromkeys(node for node in inner if local_name(node) == name))
    return elements


def _person(element: XmlElement) -> str:
    """The name of a person as family, given; empty for none and for an editor or translator."""
    if element.get("contributor_role", "author") != "author":
        return ""
    parts: dict[str, str] = {}
    for node in element.iter():
        kind = node.get("type") or local_name(node)
        for name, known in (("family", _FAMILY), ("given", _GIVEN), ("whole", _WHOLE)):
            if kind in known:
                parts.setdefault(name, xml_items.text(node))
    if parts.get("family") and parts.get("given"):
        return f"{parts['family']}, {parts['given']}"
    return parts.get("family") or parts.get("whole") or ""


def _day(element: XmlElement) -> str:
    """Year, month and day as PubMed writes them: 2023 Feb 9 or 2023-02-09."""
    parts = [
        next((xml_items.text(node) for node in element if local_name(node).lower() == name), "")
        for name in _DAY
    ]
    if not parts[0]:  # a season or several months, as 2010 Sep-Oct
        return next((text[:8] for node in element if (text := xml_items.text(node))), "")
    separator = "-" if parts[1].isdecimal() else " "
    return separator.join(filter(None, parts))
