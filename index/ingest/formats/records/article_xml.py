"""Reads XML with one text: JATS, TEI, NITF, NewsML and others.

What the elements say about the text becomes fields; the text is in the parts of the known formats
that a reader would see, of others in the whole document. Elements become those of HTML, whose
blocks are known.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4.element import NavigableString, Tag

from index.ingest import markup_tree
from index.ingest.days import partial_dates
from index.ingest.draft import Draft
from index.ingest.formats import xml_text
from index.ingest.formats.records.named_elements import NamedElements
from index.ingest.heads import name_order
from index.ingest.source_file import SourceFile
from index.ingest.structured import field_values, json_fields
from index.ingest.webpage.main_text import body
from index.ingest.webpage.tree.blocks import page_blocks

MAX_RECORD_FILE_CHARS = 8_000_000
"""The largest document read as one text, in code points; the rest is cut and reported."""
_MAX_FIELD_CHARS = 200


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of documents: selectors of the parts of the text in order, and of fields.

    The first selector of a field that matches anything counts.
    """

    root: str
    parts: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


_NEWS = (
    *(("title", name) for name in ("article-title", "hl1", "hedline", "headline", "title", "标题")),
    *(("author", name) for name in ("contrib", "byline", "by", "author", "creator", "作者")),
    *(("date", name) for name in ("pub-date", r"date\.issue", r"date\.release", "contentCreated")),
    *(("date", name) for name in ("versionCreated", "pubdate", "date", "日期")),
    *(("source", name) for name in ("distributor", "provider", "journal-title", "pubdata")),
    *(("source", name) for name in ("source", "来源")),
)
"""Elements with the fields of any document, by their names."""
_KINDS = (
    _Kind(
        "TEI, TEI\\.2, teiCorpus",
        ("profileDesc abstract", "text"),
        (
            ("title", "titleStmt title[type=main], titleStmt title"),
            ("author", "titleStmt author, sourceDesc analytic author"),
            ("date", "sourceDesc date, sourceDesc docDate, creation date:not([type=download])"),
            ("date", "publicationStmt date"),
            ("source", "sourceDesc title[level=j], sourceDesc title[level=s]"),
        ),
    ),
    _Kind(
        "article > front",
        ("article-meta subtitle", "article-meta abstract", "article > body", "article > back"),
        (
            ("author", "contrib-group > contrib[contrib-type=author], contrib-group > contrib"),
            ("date", "article-meta pub-date"),
            ("url", "article-meta > article-id[pub-id-type=doi]"),
        ),
    ),
    _Kind(
        "nitf",
        (r"body\.head hl2", r"body\.head abstract", r"body\.content", r"body\.end tagline"),
        (("author", r"body\.head byline person"),),
    ),
    _Kind(
        "akomaNtoso",
        (
            *("coverPage, preface", "preamble", "akomaNtoso body, akomaNtoso mainBody"),
            *("debateBody, judgmentBody, amendmentBody, collectionBody", "conclusions"),
            "attachments",
        ),
        (
            ("title", "docTitle, FRBRalias, shortTitle, longTitle"),
            ("date", "FRBRWork > FRBRdate, docDate"),
            ("author", "docProponent, docAuthority, references TLCOrganization"),
        ),
    ),
    _Kind(
        "lawDoc, bill > main, resolution > main, pLaw, statutesAtLarge, uscDoc",
        ("main", "signatures", "appendix"),
        (
            ("title", "meta > title, docTitle, officialTitle, longTitle"),
            ("date", "meta > date, approvedDate, docDate, preface date, meta > docStage date"),
            ("source", "meta > publisher"),
        ),
    ),
    _Kind(
        "bill > legis-body, resolution > resolution-body, bill > form",
        ("legis-body, resolution-body", "attestation"),
        (
            ("title", "dublinCore title, official-title, legis-type"),
            ("date", "dublinCore date, action-date, attestation-date"),
            ("author", "sponsor"),
        ),
    ),
    _Kind(
        "Legislation",
        ("Legislation > Primary, Legislation > Secondary, Legislation > EURetained",),
        (
            ("title", "Metadata title"),
            ("date", "EnactmentDate, Made, Laid"),
            ("source", "Metadata publisher"),
        ),
    ),
    _Kind(
        "ACT > TITLE, GENERAL > TITLE",
        ("TITLE", "PREAMBLE", r"ENACTING\.TERMS", "CONTENTS", "FINAL"),
        (("title", "TITLE"), ("date", r"BIB\.INSTANCE > DATE, DATE")),
    ),
    _Kind("inlineXML body", ("inlineXML body",)),
    _Kind("inlineXML", ("inlineXML",)),
)
_DATE_ATTRIBUTES = (
    *("iso-8601-date", "norm", "datetime", "value", "when", "when-iso", "date", "ISO", "Date"),
)


_OF_ONE = re.compile(
    r"<(?:\w{1,10}:)?(?:akomaNtoso|lawDoc|pLaw|uscDoc|statutesAtLarge|Legislation|ACT|legis-body"
    r"|resolution-body|bill|resolution)[\s>]"
)
"""Elements of laws and bills, whose sections are no reports."""


def is_one_text(text: str) -> bool:
    """Whether XML is one law, bill or article, or one item of news with its text in markup."""
    if _OF_ONE.search(text[:8_000]) is not None or text.count("<inlineXML") == 1:
        return True
    return text.count("<article-meta>") == 1 == text.count("<front>")


def draft_of(entry: SourceFile, text: str, latest: datetime.date) -> Draft:
    """A draft of XML with one text: title, date and author if it has them, and its text."""
    soup = xml_text.parsed(text[:MAX_RECORD_FILE_CHARS])
    elements = NamedElements(soup)
    draft = Draft(entry)
    kind = next((kind for kind in _KINDS if elements.select(kind.root, 1)), _Kind(""))
    if not kind.root:
        _put_attributes(draft, soup, latest)
    for field, selector in (*kind.fields, *_NEWS):
        _put(draft, field, elements.select(selector, _MAX_PEOPLE), latest)
    visible_text = soup.get_text("\n")
    parts = [part for selector in kind.parts for part in elements.select(selector)] or [soup]
    chosen = {id(part) for part in parts}
    parts = [part for part in parts if chosen.isdisjoint(map(id, part.parents))]
    for part in parts:
        _as_html(part)
    markup = "".join(f"<div>{part}</div>" for part in parts)
    blocks = page_blocks(markup_tree.parsed(f"<body>{markup}</body>"))
    draft.paragraphs = body.everything(blocks) or [block.plain for block in blocks.blocks]
    if kind.parts and len(draft.paragraphs) > 1 and draft.paragraphs[0] == draft.text("title"):
        del draft.paragraphs[0]
    draft.add_visible(visible_text)
    if len(text) > MAX_RECORD_FILE_CHARS:
        draft.cut_off(f"only the first {MAX_RECORD_FILE_CHARS} characters were read")
    return draft


def _put_attributes(draft: Draft, soup: Tag, latest: datetime.date) -> None:
    """Put the attributes of the root, if a title is among them, as extractors of pages write.

    A root that may be repeated stands in one that was put around it.
    """
    root = next((tag for tag in soup.find_all(limit=2) if tag.attrs), soup)
    attributes: dict[str, object] = {str(key): str(value) for key, value in root.attrs.items()}
    if "title" in map(json_fields.field_of, attributes):
        json_fields.fields(draft, attributes, latest)


_MAX_PEOPLE = 50
_INLINE = frozenset(("b", "i", "em", "strong", "a", "sup", "sub", "span", "u", "br", "img"))
"""Elements that HTML knows as parts of a line, and as blocks of their own."""
_BLOCKS = frozenset(
    (
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "pre", "blockquote"),
    )
)
_AS = {
    "row": "tr", "cell": "td", "entry": "td", "list": "ul", "item": "li", "list-item": "li",
    "break": "br", "l": "p", "disp-quote": "blockquote", "def-list": "dl",
}  # fmt: skip
"""Elements of other formats, and those of HTML that mean the same."""
_NOTES = ("note", "fn")
"""Elements of notes, which stand in the sentence that they belong to."""


def _as_html(part: Tag) -> None:
    """Rename elements that HTML does not know: between texts to spans, others to divisions."""
    for note in part.find_all(list(_NOTES)):
        above = note.find_parent("p")
        if above is not None and note.find_parent(list(_NOTES)) is None:
            above.insert_after(note.extract())
    for speech in part.find_all(speakername=True):
        speech.insert(0, f"{speech['speakername']}: ")
    for end in part.find_all("lb"):  # of a line of the printed text, which flows here
        end.name = "span"
        end.string = "" if end.get("break") == "no" else "\n"
    for above in [part, *part.find_all(name=True)]:
        inner = above.contents
        between = any(type(node) is NavigableString and node.strip() for node in inner)
        for element in inner:
            if not isinstance(element, Tag):
                continue
            element.name = _AS.get(element.name, element.name)
            if element.name not in _INLINE | _BLOCKS:
                element.name = "span" if between else "div"
                element.prefix = None


def _put(draft: Draft, field: str, elements: list[Tag], latest: datetime.date) -> None:
    """Put the text of the first element into a field, the names of all people; "" for none."""
    if field == "author" and elements:
        names = dict.fromkeys(filter(None, map(_person, elements)))
        draft.put("author", ", ".join(names), f"element {elements[0].name}")
        return
    for element in elements:
        origin = f"element {element.name}"
        text = _text(element)
        if field == "date":
            values = [str(element[name]) for name in _DATE_ATTRIBUTES if element.get(name)]
            for value in (*values, _day(element), text):
                draft.put("date", partial_dates.moment(value, latest), origin)
        elif len(text) <= _MAX_FIELD_CHARS:
            draft.put(field, field_values.address(text) if field == "url" else text, origin)


def _text(element: Tag) -> str:
    """The text of an element on one line, or its attribute with a name."""
    return " ".join(
        (
            element.get_text(" ").strip()
            or str(next((element[name] for name in _NAMED_IN if element.get(name)), ""))
        ).split()
    )


_NAMED_IN = ("showAs", "name", "literal")
"""Attributes with the name of what an element stands for."""


def _person(element: Tag) -> str:
    """The name of a person: in elements for both of its parts, or as a text."""
    given, family = (element.find(list(names)) for names in (_GIVEN, _FAMILY))
    if given and family:
        return f"{given.get_text().strip()} {family.get_text().strip()}"
    for title in element.find_all(["byttl", "aff", "role"]):
        title.extract()
    name = re.sub("^by ", "", _text(element), flags=re.IGNORECASE)
    return name_order.given_first(name, listed=False) if element.name == "creator" else name


_GIVEN = ("given-names", "firstname", "forename", "given")
_FAMILY = ("surname", "lastname", "family")


def _day(element: Tag) -> str:
    """The day in elements for year, month and day; or empty."""
    parts: Iterator[Tag | NavigableString | None] = map(element.find, ("year", "month", "day"))
    texts = [part.get_text().strip() for part in parts if part]
    return "-".join(texts) if len(texts) == 3 else ""
