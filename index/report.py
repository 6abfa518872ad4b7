"""Report and Skipped: the results of reading a file."""

import bisect
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from types import MappingProxyType, NoneType
from typing import Any, Final, NamedTuple, NewType

from index.errors import IndexUnusableError
from index.report_date import ReportDate, from_iso
from index.text.fold import fold

ReportId = NewType("ReportId", str)
"""The id of a report, unique in an index."""
NO_REPORT = ReportId("")
"""The id that no report has."""
Fingerprint = NewType("Fingerprint", str)
"""32 hexadecimal digits that change if any field of a report changes."""
NO_FINGERPRINT = Fingerprint("")
"""The fingerprint that no report has."""

_UNREAD = re.compile(r"[\W_]+")
_SIGN_IN_NUMBER = re.compile(r"(?<=\d)\s?[^\w\s]{1,3}\s?(?=\d)|(?<=\d)\s(?=\d{1,2}/\d)")
_THOUSANDS_SIGN = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class CheckReason(StrEnum):
    """A reason to check a report, most serious first.

    `recognised` is before all others, so that the facet has every report whose text was recognised
    by machine.
    """

    RECOGNISED = "recognised"
    CUT = "cut"
    INCOMPLETE = "incomplete"
    SHORT = "short"
    UNDATED = "undated"


TO_CHECK = "to-check.tsv"
"""The file that lists what a person should check after a run: reason, path, details."""
COMPLETE_SHARE = 0.9
"""A report with at least this share of the visible text counts as complete."""
MIN_COMPLETENESS = 0.5
"""A report with less than this share of the visible text is incomplete."""
SHORT_TEXT_CHARS = 40
"""Shorter texts say almost nothing: about two sentences; a Latin letter counts two fifths of a Han
character."""
_LATIN = 0.4


def text_length(paragraphs: Iterable[str]) -> float:
    """The length of a text, counted only as far as it matters for SHORT_TEXT_CHARS."""
    begin = ""
    for paragraph in paragraphs:
        begin += paragraph[: int(SHORT_TEXT_CHARS / _LATIN) + 1]
        if len(begin) * _LATIN > SHORT_TEXT_CHARS:
            break
    begin = begin[: int(SHORT_TEXT_CHARS / _LATIN) + 1]
    latin = len(begin.encode("ascii", "ignore"))
    return len(begin) - (1 - _LATIN) * latin


class ReportSummary(NamedTuple):
    """The part of a report that a run's bookkeeping needs.

    A tuple, because every report sends one.
    """

    id: ReportId
    path: str
    date: ReportDate | None = None
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report as it was read, with original characters.

    `paragraphs` contain no line breaks and are never empty. Unknown text fields are empty; unknown
    `date` and `views` are None; a date may be a month or a year alone. `origins` says where each
    field was read, as pairs (field, "meta PubDate" | "label 来源" | "guessed from the address" …),
    in the order of fields. `kind` is the file format, as html or pdf. `attachments` are the paths
    of files that a page links to, or that a mail contains; `attached_to` is the path of that page
    or mail. `visible` counts the letters and digits that a person sees in the file, `kept` those in
    the report; both are None if they were not measured. `cut` says that the file was too long to be
    read completely. `pages` has for each page of a paged file the number, from 1, of its first
    paragraph. `recognised` is the mean confidence, 0 to 1, of text that a machine recognised on
    page images, which are kept under the key `scan`.
    """

    id: ReportId
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    date: ReportDate | None = None
    source: str = ""
    author: str = ""
    editor: str = ""
    views: int | None = None
    language: str = ""
    kind: str = ""
    number: str = ""
    issuer: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""
    url: str = ""
    path: str = ""
    attachments: tuple[str, ...] = ()
    attached_to: str = ""
    origins: tuple[tuple[str, str], ...] = ()
    visible: int | None = None
    kept: int | None = None
    cut: bool = False
    pages: tuple[int, ...] = ()
    recognised: float | None = None
    scan: str = ""

    @property
    def completeness(self) -> float | None:
        """The share of the visible text that is in the report; None if it was not measured."""
        if self.visible is None or self.kept is None:
            return None
        return self.kept / self.visible if self.visible else 1.0

    @property
    def checks(self) -> tuple[CheckReason, ...]:
        """The reasons to check the report, the most serious first."""
        share = self.completeness
        wrong = (
            self.recognised is not None,
            self.cut,
            share is not None and share < MIN_COMPLETENESS,
            text_length(self.paragraphs) < SHORT_TEXT_CHARS,
            self.date is None,
        )
        return tuple(itertools.compress(CheckReason, wrong)) if any(wrong) else ()

    @property
    def check(self) -> str:
        """The first of `checks`, which is the value of the facet; "" if there is none."""
        return next(iter(self.checks), "")

    @property
    def body(self) -> str:
        """The paragraphs joined by line breaks; positions in it are code points."""
        return "\n".join(self.paragraphs)

    @property
    def chars(self) -> int:
        """The code points of the body, without joining it."""
        return sum(map(len, self.paragraphs)) + max(len(self.paragraphs) - 1, 0)

    def beginning(self, chars: int) -> "Report":
        """The report with the first code points of its body; itself if it has no more."""
        if self.chars <= chars:
            return self
        paragraphs = tuple(part for part in self.body[:chars].split("\n") if part)
        return replace(self, paragraphs=paragraphs)

    @property
    def title_key(self) -> str:
        """The key of the title; see `title_key_of`."""
        return title_key_of(self.title)

    @property
    def address_key(self) -> str:
        """The key of the address; see `address_key_of`."""
        return address_key_of(self.url)

    @property
    def site(self) -> str:
        """The host of the address; "" without one."""
        return host_of(self.url) if "://" in self.url else ""

    def page_at(self, position: int) -> int | None:
        """The page, from 1, of a position in the body; None if the report has no pages."""
        if not self.pages:
            return None
        paragraph = self.body.count("\n", 0, position) + 1
        return max(bisect.bisect_right(self.pages, paragraph), 1)

    def page_starts(self) -> dict[int, int]:
        """The page that begins at each paragraph, counted from 0, of a report with pages."""
        if len(self.pages) < 2:
            return {}
        return {first - 1: number for number, first in enumerate(self.pages, start=1)}

    def fingerprint(self) -> Fingerprint:
        """The fingerprint of all fields."""
        return fingerprint_of(to_line(self))

    def brief(self) -> "ReportSummary":
        """The part of the report that a run's bookkeeping needs."""
        return ReportSummary(self.id, self.path, self.date, self.source, self.url)


_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_SERVER = re.compile(r"^(?:[a-z]{1,8}://)?[^/?#]{0,300}", re.IGNORECASE)
_ESCAPE = re.compile("%[0-9A-F]{2}", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_PROTOCOL = re.compile(r"^[a-z]{1,8}://")
_USER = re.compile(r"^[^/?#\s]{0,200}@")
_HOST = re.compile(r"\[[0-9a-f:.]{2,45}\]|[^/:?#\s@\[\]]{1,253}")
_TRACKING = re.compile(r"(?<=[?&])utm_[a-z]{1,20}=[^&]{0,200}&?", re.IGNORECASE)
REPORT_FIELDS = tuple(field.name for field in fields(Report))
_dumps = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_dumps_plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of one, that could not be read, and the reason as a sentence.

    A `remark` only says how a file was read, or what in it is no report: nobody need look at it.
    What is `out_of_reach` exists, but the machine does not give it now: what was read of it before
    is still true as far as anybody knows.
    """

    path: str
    reason: str
    remark: bool = False
    out_of_reach: bool = False


def report_id(path: str) -> ReportId:
    """The id of a report that has none of its own: a hash of its path in the corpus.

    A name on disk may hold bytes that are no text, the id of a row in it halves of characters.
    """
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return ReportId(hashlib.blake2b(data, digest_size=8).hexdigest())


def title_letters(title: str) -> str:
    """The letters of a title that count in its key, and a full stop for a sign between digits."""
    parts = _SIGN_IN_NUMBER.split(_THOUSANDS_SIGN.sub("", fold(title)))
    return ".".join(_UNREAD.sub("", part) for part in parts)


def title_key_of(title: str) -> str:
    """A key of a title, 12 hexadecimal digits; "" for a title without letters and digits.

    Titles that differ only in case, width, script, spaces or punctuation have the same key, but
    3.5% is not 35%.
    """
    letters = title_letters(title)
    if not letters:
        return ""
    return hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def host_of(url: str) -> str:
    """The host of a URL in lower case, without user and port; "" for a text without one."""
    host = _HOST.match(_USER.sub("", _PROTOCOL.sub("", url.strip().lower())))
    return host[0] if host else ""


def web_address(url: str) -> str:
    """An address as a link may have it: of http or https; "" for any other.

    Programs that read files of citations and feeds open what an address names, a file or a script
    too.
    """
    return url if _WEB.match(url) else ""


def address_key_of(url: str) -> str:
    """A key of a URL, 12 hexadecimal digits, "" for none.

    The scheme, www., a final slash, parameters that only count clicks (utm_) and the case of the
    host are ignored, and a fragment, unless it is the route of a page that a script shows: #/a/12.
    """
    page, _, fragment = _SCHEME.sub("", url.strip()).partition("#")
    bare = _TRACKING.sub("", page).rstrip("/?&")
    bare = _SERVER.sub(lambda match: match[0].lower(), bare)
    bare = _ESCAPE.sub(lambda match: match[0].lower(), bare)
    if fragment.startswith(("/", "!")) and (route := fragment.rstrip("/")).strip("!/"):
        bare += f"#{route}"
    if not bare:
        return ""
    return hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def to_json(report: Report) -> str:
    """The report as one line of JSON; lone surrogates are escaped."""
    return _dumps(to_fields(report))


def to_line(report: Report) -> bytes:
    """The line of JSON in UTF-8, as it is stored."""
    return _dumps_plain(to_fields(report)).encode("utf-8", "surrogatepass")


def fingerprint_of(line: bytes) -> Fingerprint:
    """The fingerprint of the report in a line of `to_line`."""
    return Fingerprint(hashlib.blake2b(line, digest_size=16).hexdigest())


def to_fields(report: Report) -> dict[str, object]:
    """The fields of a report, ready for JSON; six times faster than `asdict`, which copies."""
    known: dict[str, object] = {}
    for name in REPORT_FIELDS:
        value = getattr(report, name)
        if value is False or value in ("", None, ()):
            continue
        known[name] = value
    if report.date is not None:
        known["date"] = report.date.isoformat()
    return known


_NUMBER_TYPES: Final[Mapping[object, tuple[type, ...]]] = MappingProxyType(
    {int | None: (int, NoneType), bool: (bool,), float | None: (float, int, NoneType)}
)
"""The types of a number in JSON, by the type of its attribute."""
_NUMBERS: Final = MappingProxyType(
    {row.name: _NUMBER_TYPES[row.type] for row in fields(Report) if row.type in _NUMBER_TYPES}
)
_TEXTS: Final = frozenset(row.name for row in fields(Report) if row.type in (str, ReportId))
_TEXT_LISTS: Final = tuple(row.name for row in fields(Report) if row.type == tuple[str, ...])
_LISTS: Final = (*_TEXT_LISTS, "pages")


def _check_types(fields: dict[str, Any]) -> None:
    """TypeError or ValueError if a field is none of ours: who made an index may store anything."""
    for name, value in fields.items():
        if (name in _TEXTS and type(value) is not str) or (
            name in _NUMBERS and type(value) not in _NUMBERS[name]
        ):
            raise TypeError(f"{name} is {value!r:.40}")
    confidence = fields.get("recognised")
    if confidence is not None and not 0 <= confidence <= 1:  # NaN and infinity are no shares either
        raise ValueError(f"recognised is {confidence!r:.40}")
    lists: list[Sequence[object]] = [fields[name] for name in _TEXT_LISTS]
    if any(set(map(type, values)) - {str} for values in (*lists, *fields["origins"])):
        raise TypeError("a list of texts has something else")
    if set(map(type, fields["pages"])) - {int}:
        raise TypeError("a list of numbers has something else")


def from_json(line: str) -> Report:
    """Parse a report from `to_json` or `to_line`; IndexUnusableError if it is invalid."""
    try:
        fields = json.loads(line)
        if "date" in fields:
            fields["date"] = from_iso(fields["date"])
        for name in _LISTS:
            fields[name] = tuple(fields.get(name, ()))
        fields["origins"] = tuple((field, origin) for field, origin in fields.get("origins", ()))
        _check_types(fields)
        return Report(**fields)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise IndexUnusableError(
            f"A stored report cannot be read ({error}). Rebuild with: baogao index"
        ) from error


def day_order(report: Report) -> tuple[bool, str]:
    """The sort key of a report's date: oldest first, a month before its days, undated ones last."""
    return report.date is None, report.date.isoformat() if report.date else ""
