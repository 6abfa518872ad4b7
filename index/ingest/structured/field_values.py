"""Converts the texts of an export to values of their fields: names, keywords, titles, addresses."""

import re
from urllib.parse import unquote

from index.ingest import character_references
from index.ingest.draft import MARKUP_TAG, DraftValue
from index.ingest.heads import field_labels, header_lines, job_titles, name_order, person_names


def unlabelled(field: str, text: str) -> str:
    """A value without the label that a program took with it, as in 来源：澜溪日报."""
    labels = field_labels.scan(text) if field in {"source", "author", "editor"} else ()
    alone = len(labels) == 1 and labels[0].start == 0 and labels[0].field == field
    return labels[0].value if alone and labels[0].value else text


def written(field: str, text: str) -> DraftValue:
    """A text in the type of its field, without the markup of an export."""
    text = _without_markup(text)
    if field == "keywords":
        return header_lines.keywords(text.replace("; ", ","))
    if field == "language":
        known = text[:2].lower()
        return known if known in {"zh", "en"} else ""
    if field == "author":
        return _author(text)
    return text


_MAX_HAN_NAME = 4
"""The longest Chinese name, in code points."""


def _author(text: str) -> str:
    """The names in the value of an author, given names first."""
    text = _NUMBER_OF_PERSON.sub("", text)
    if ";" in text:
        return name_order.listed(text)
    if field_labels.has_han(text) and (reporters := person_names.reporter_line(text)):
        first = text.partition(" ")[0]
        person = person_names.has_surname(first) and len(first) <= _MAX_HAN_NAME
        lost = person and not person_names.is_outlet(first) and first not in reporters
        return text if lost else reporters  # 王浩 通讯员 陈竺 are two people
    text = re.sub(r"^by ", "", text, flags=re.IGNORECASE)
    text, _ = job_titles.parted(text)
    return person_names.without_place(name_order.given_first(text, listed=False))


_NUMBER_OF_PERSON = re.compile(r" \(\d{1,15}\)")
"""The number of a person in a database, as in Quill, Ada (57190000)."""


def address(value: object) -> str:
    """The first address in a value."""
    if isinstance(value, list):
        return next(filter(None, map(address, value[:20])), "")
    if isinstance(value, dict):
        return address(next((value[name] for name in _ADDRESS_NAMES if value.get(name)), ""))
    if not isinstance(value, str):
        return ""
    if value[:1] == "=" and (link := _HYPERLINK.match(value)):
        return link[1]
    return f"https://doi.org/{doi[1]}" if (doi := _DOI.fullmatch(value)) else direct(value)


def direct(url: str) -> str:
    """The address to which one of Google or Bing leads that counts clicks; others as they are."""
    redirect = _REDIRECT.match(url)
    return unquote(redirect[1]) if redirect is not None else url


_REDIRECT = re.compile(
    r"https?://(?:www\.)?(?:google\.[a-z.]{2,6}/url|bing\.com/news/apiclick\.aspx)\?(?:(?!url=|q=)[^&\s]{0,200}&){0,10}"
    r"(?:url|q)=(https?(?:://|%3A%2F%2F)[^&\s]{1,2000})",
    re.IGNORECASE,
)

_HYPERLINK = re.compile(r'=HYPERLINK\("(https?://[^"\s]{1,2000})"', re.IGNORECASE)
"""The address in a cell of a spreadsheet that is a link."""
_ADDRESS_NAMES = ("href", "url", "rendered", "@id", "value", "@value")
_DOI = re.compile(r"(?:doi:\s?)?(10\.\d{4,9}/\S{1,200})", re.IGNORECASE)
"""The number of an article, which is an address as well."""


_BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)


def _without_markup(text: str) -> str:
    """A text without HTML tags and entities."""
    if "&" not in text and "<" not in text:
        return text
    return character_references.decoded(MARKUP_TAG.sub("", _BLOCK_TAG.sub(" ", text)))
