"""The records of the desk: collections of reports, with notes on a report and on its passages."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from index.report import Report, ReportId
from index.report_date import ReportDate

MAX_COLLECTION_NAME_CHARS = 200
MAX_NOTE_CHARS = 20_000
MAX_NOTED_CHARS = 5_000
MAX_TAGS = 20
MAX_TAG_CHARS = 60
MAX_CARD_CHARS = 2_000
"""Characters of a title, source, author or address that are kept of a report."""
MAX_ID_CHARS = 2_000
MAX_COLLECTIONS = 5_000
"""Collections of one reader, removed ones included."""
MAX_ITEMS = 2_000
"""Reports of one collection, removed ones included."""
MAX_PASSAGES = 200
"""Passages of one report in one collection, removed ones included."""
MAX_ITEM_CHARS = 100_000
"""Code points of all notes and passages of one report in one collection: a page shows fifty."""
MAX_COLLECTION_CHARS = 5_000_000
"""Code points of all that one collection keeps, removed reports included: programs and files get it
whole."""
MAX_NAMED_READER_CHARS = 60_000_000
"""Code points of all collections of a reader with a name: nobody fills the file for all, and the
shared desk is everybody's."""
MAX_INTRODUCTION_CHARS = 1_000_000
"""Code points of the introductions of all collections of one reader: programs get them at once."""
MAX_READERS = 10_000
_PLAIN = "!#$&'()*+,-./:;<=>?@[]^_`{|}~ "
_INVISIBLE = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """The part of a report that is kept, so that it can be cited after it left the archive."""

    report: ReportId
    title: str = ""
    date: ReportDate | None = None
    source: str = ""
    author: str = ""
    url: str = ""
    language: str = ""

    @classmethod
    def of(cls, report: Report) -> "ReportCard":
        """The card of a report."""
        return cls(
            report=report.id,
            title=line_of(report.title, MAX_CARD_CHARS),
            date=report.date,
            source=line_of(report.source, MAX_CARD_CHARS),
            author=line_of(report.author, MAX_CARD_CHARS),
            url=line_of(report.url, MAX_CARD_CHARS),
            language=line_of(report.language, 20),
        )

    def as_report(self) -> Report:
        """A report with these fields alone, as citations need it."""
        return Report(
            id=self.report,
            title=self.title,
            date=self.date,
            source=self.source,
            author=self.author,
            url=self.url,
            language=self.language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPassage:
    """Words of a report that were noted; `start` is where they were, in code points of its body."""

    id: int
    quote: str
    start: int
    note: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A report in a collection; `version` grows with each change of its note or tags."""

    id: int
    card: ReportCard
    version: int
    note: str
    tags: tuple[str, ...]
    passages: tuple[NotedPassage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection without its items; `version` grows with each change of its name or note."""

    id: int
    uid: str
    reader: str
    name: str
    note: str
    version: int
    created: str
    changed: str
    items: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """That a report is in a collection, and with which item."""

    collection: int
    name: str
    item: int


@dataclass(frozen=True, slots=True)
class AddedSummary:
    """Counts of reports that were added: new ones, those already there, and those without room."""

    added: int
    known: int
    left_out: int


_BETWEEN_TAGS = re.compile(r"[,，、;；\n]|\s[#＃]")


def line_of(text: str, most: int) -> str:
    """A text on one line, without control characters, of at most `most` characters."""
    return " ".join(text_of(text, len(text)).split())[:most].rstrip()


def text_of(text: str, most: int) -> str:
    """A text as it is stored: with line feeds, without other control characters or surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = "".join(
            char for char in text if char in "\n\t" or unicodedata.category(char) not in _INVISIBLE
        )
    return text.strip()[:most].rstrip()


def tags_of(text: str) -> tuple[str, ...]:
    """The tags written in a line, between commas or semicolons of any width, or as #tag #tag."""
    tags = _BETWEEN_TAGS.split(text_of(text, len(text)))
    return clean_tags(line_of(tag, len(tag)).lstrip("#＃ ") for tag in tags)


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """At most MAX_TAGS tags, each once and not empty."""
    lines = (line_of(tag.replace(",", " "), MAX_TAG_CHARS) for tag in tags)
    return tuple(dict.fromkeys(filter(None, lines)))[:MAX_TAGS]


def key_of(report_id: ReportId) -> str:
    """The id of a report as it is stored and sent by forms: plain ASCII, reversible."""
    if report_id.isascii() and report_id.isalnum():
        return report_id
    return quote(report_id, safe=_PLAIN, errors="surrogatepass")


def id_of(key: str) -> ReportId:
    """The id of a report from `key_of`."""
    return ReportId(unquote(key, errors="surrogatepass"))
