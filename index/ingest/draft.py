"""Draft: the fields found so far and their origins; the first value set for a field wins."""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.fields import CHOOSABLE_FIELDS, PEOPLE_FIELDS, READ_FIELDS
from index.ingest import name_placeholders, visible_text, zero_width
from index.ingest.joined_paragraphs import joined_paragraphs
from index.ingest.language import language
from index.ingest.line_wrapping import width
from index.ingest.origins import GuessedOrigin, is_declared
from index.ingest.page_starts import page_starts
from index.ingest.source_file import SourceFile
from index.json_types import JsonObject
from index.report import COMPLETE_SHARE, NO_REPORT, Report, ReportId, report_id
from index.report_date import PartialDate, first_day, last_day
from index.text.hangul import whole_syllables

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that are replaced by a space."""
MAX_VALUE_CHARS = 2_000
"""The longest value of a text field in code points; some pages put their whole text into one."""

_WITH_ORIGIN = (*READ_FIELDS, "paragraphs")
"""The parts of a report whose origins are kept, in order."""
_LOST = "\ufffd"
"""Stands for a character that is lost; a name without it would be another one."""
LEFT_OUT = "a part of the visible text was left out"
"""The remark about a report that is not complete where nothing else is said about its text."""
_NAMING = PEOPLE_FIELDS.union(CHOOSABLE_FIELDS)
"""Fields whose values name somebody or something: a facet counts them, a link chooses them."""
DraftValue = str | int | datetime.date | PartialDate | tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """A report under construction; readers set the most reliable value of a field first.

    `visible_text` is all text that a person would see in the file, extracted by a second, simpler
    method. Completeness is the share of it that is in the report; None means that it is not
    measured. Its order and white space do not matter.
    """

    entry: SourceFile
    id: ReportId = NO_REPORT
    paragraphs: list[str] = field(default_factory=list)
    values: dict[str, DraftValue] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    partial: tuple[PartialDate, str] | None = None
    """The month or year of the report, and its origin: its date, unless a day is known."""
    parts: list[SourceFile] = field(default_factory=list)
    """Files inside this one that may be separate reports, such as attachments of a mail."""
    others: list["Draft"] = field(default_factory=list)
    """Drafts of other reports in the same file, such as articles of an export."""
    begins: str = ""
    """The line with which the text begins below its head or its cover, where a layout shows it."""
    headline: str = ""
    """The line in the largest letters at the beginning of a file, where a layout shows one."""
    summary: str = ""
    """The whole description, of which the field has the beginning."""
    others_lines: frozenset[str] = frozenset()
    """Lines that others wrote, such as those of a quoted post; their days are not of the report."""
    visible_text: str | None = None
    cut: bool = False
    pages: tuple[tuple[str, ...], ...] = ()
    """The paragraphs of each page as the file has them; some of them may become fields."""
    recognised: float | None = None
    """The mean confidence of text recognition, from 0 to 1; None without recognised text."""
    scan: str = ""
    """The key of the scanned pages of the file in the ScanStore."""

    def put(self, name: str, value: DraftValue | None, origin: str) -> None:
        """Set a field unless it has a value already or the new value is empty.

        A month or year is kept apart, so that a day is still looked for.
        """
        if name not in self.values:
            self.replace(name, value, origin)

    def replace(self, name: str, value: DraftValue | None, origin: str) -> None:
        """Set a field, replacing its value, unless the new value is empty."""
        if isinstance(value, PartialDate):
            if self.partial is None or (value.month and not self.partial[0].month):
                self.partial = value, origin
            return
        if isinstance(value, str):
            value = tidy_line(value)
            self.summary = value if name == "description" else self.summary
            value = value[:MAX_VALUE_CHARS]
            unnamed = _marks_alone(value) or _LOST in value or name_placeholders.is_verb(value)
            if name in _NAMING and unnamed:
                return
        if value is not None and value not in ("", ()):
            self.values[name] = value
            self.origins[name] = origin

    def fields(self) -> "DraftFields":
        """What has been read so far, to which the draft can be restored."""
        return DraftFields(
            tuple(self.values.items()),
            tuple(self.origins.items()),
            self.partial,
            self.summary,
            tuple(self.paragraphs),
        )

    def restore(self, fields: "DraftFields") -> None:
        """Forget what was read since."""
        self.values, self.origins = dict(fields.values), dict(fields.origins)
        self.partial, self.summary = fields.partial, fields.summary
        self.paragraphs = list(fields.paragraphs)

    def note(self, name: str, origin: str) -> None:
        """Append a remark to the origin of a field."""
        before = self.origins.get(name)
        self.origins[name] = f"{before}; {origin}" if before else origin

    def cut_off(self, what: str) -> None:
        """Mark the report as cut; `what` says which part of the file was read or omitted."""
        self.cut = True
        self.note("paragraphs", what)

    def add_visible(self, text: str) -> None:
        """Append to `visible_text`."""
        self.visible_text = f"{self.visible_text}\n{text}" if self.visible_text else text

    def has(self, name: str) -> bool:
        """Whether the field has a value."""
        return name in self.values

    def text(self, name: str) -> str:
        """The value of a text field, empty where it has none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def report(self) -> Report:
        """The finished report; without a title it gets its first sentence."""
        paragraphs, pages = self._finished_text()
        if not self.has("title") and paragraphs:
            texts = (text for text in paragraphs[:2] if not _LEADS_ON.fullmatch(text))
            begin = next(texts, paragraphs[0])
            self.put("title", first_sentence(begin), GuessedOrigin.FIRST_SENTENCE)
        self.put(
            "language",
            language("\n".join((self.text("title"), *paragraphs[:60]))),
            GuessedOrigin.WRITING,
        )
        self._settle_date()
        values: JsonObject = dict(self.values)
        visible_chars, kept_chars = self._measured(paragraphs)
        if (kept_chars or 0) < COMPLETE_SHARE * (visible_chars or 0):
            self.origins.setdefault("paragraphs", LEFT_OUT)
        return Report(
            id=self._own_id(),
            paragraphs=paragraphs,
            kind=self.entry.kind,
            path=self.entry.path,
            visible=visible_chars,
            kept=kept_chars,
            cut=self.cut,
            pages=pages,
            recognised=self.recognised,
            scan=self.scan,
            origins=tuple(
                [(name, self.origins[name]) for name in _WITH_ORIGIN if name in self.origins]
            ),
            **values,
        )

    def _own_id(self) -> ReportId:
        """The id that the file gives, or that of its path."""
        path = self.entry.path
        return self.id if may_have_id(path, self.id) else report_id(path)

    def _settle_date(self) -> None:
        """Take the month or year that was read, if there is no day, or one that was only guessed.

        A guessed day inside the month is taken: it says the same more precisely.
        """
        if self.partial is None:
            return
        date, origin = self.partial
        day = self.values.get("date")
        guessed = self.origins.get("date") in set(GuessedOrigin)
        inside = isinstance(day, datetime.date) and first_day(date) <= day <= last_day(date)
        if day is None or (guessed and not inside):
            self.values["date"], self.origins["date"] = date, origin

    def _finished_text(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The paragraphs of the report, and the number of the first one of each page.

        A summary that is not among them goes before the text of its page.
        """
        paragraphs = tuple(filter(None, map(tidy_line, self.paragraphs)))
        if summary := self._missing_summary(paragraphs):
            at = self._summary_place(summary, page_starts(paragraphs, self.pages))
            paragraphs = (*paragraphs[:at], summary, *paragraphs[at:])
        return joined_paragraphs(paragraphs, page_starts(paragraphs, self.pages))

    def _summary_place(self, summary: str, starts: Sequence[int]) -> int:
        """The number of paragraphs before the page that has the summary; 0 if no page has it."""
        begin = letters(summary)[:_BEGIN_LETTERS]
        places = (
            first - 1
            for first, page in zip(starts, self.pages, strict=True)
            if begin in letters("\n".join(page))
        )
        return next(places, 0)

    def _missing_summary(self, paragraphs: tuple[str, ...]) -> str:
        """The summary if a reader of the file sees it and the text lacks it, else "".

        Searches look into the text only.
        """
        if not self.summary:
            return ""
        summary = tidy_line(MARKUP_TAG.sub(" ", self.summary))
        declared = is_declared(self.origins.get("description", ""), self.entry.kind)
        if not paragraphs or declared or width(summary) < _MIN_SUMMARY_WIDTH:
            return ""
        text = letters("\n".join((self.text("title"), *paragraphs)))
        return "" if letters(summary) in text else summary

    def completeness(self) -> float:
        """The share of the visible text that is in the draft so far; 0 without visible text."""
        visible_chars, kept_chars = self._measured(
            tuple(filter(None, map(tidy_line, self.paragraphs)))
        )
        return kept_chars / visible_chars if visible_chars and kept_chars else 0.0

    def _measured(self, paragraphs: tuple[str, ...]) -> tuple[int | None, int | None]:
        """The number of visible letters and digits, and how many of them are in the report."""
        if self.visible_text is None:
            return None, None
        texts = tuple(
            str(value)
            for name, value in self.values.items()
            if name != "language" and not isinstance(value, tuple)
        )
        return visible_text.measured(self.visible_text, texts, paragraphs)


@dataclass(frozen=True, slots=True)
class DraftFields:
    """The fields and the text of a draft at one moment."""

    values: tuple[tuple[str, DraftValue], ...]
    origins: tuple[tuple[str, str], ...]
    partial: tuple[PartialDate, str] | None
    summary: str
    paragraphs: tuple[str, ...]


def letters(text: str) -> str:
    """The letters and digits of a text, by which two texts are compared."""
    return _OTHERS.sub("", text)


_PATH_ID = re.compile(r"[0-9a-f]{16}")
"""An id as `report_id` makes it."""
_NO_ADDRESS = re.compile("[\n\ud800-\udfff]")


def may_have_id(path: str, given: ReportId) -> bool:
    """Whether the report of this path may have an id.

    One that looks like that of a path is that of another: a file could stand for any report. One
    with a break or half a character cannot stand in an address.
    """
    if not given or _NO_ADDRESS.search(given):
        return False
    return not _PATH_ID.fullmatch(given) or given == report_id(path)


MARKUP_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
"""A tag in a value; not a name in angle brackets, which begins with another letter."""
_MIN_SUMMARY_WIDTH = 8
"""The narrowest summary that is put before the text, in columns."""
_BEGIN_LETTERS = 40
"""The first letters of a summary by which its page is found."""
_OTHERS = re.compile(r"[\W_]+")


def tidy_line(text: str) -> str:
    """The text on one line, without control characters, with single spaces, Korean in syllables."""
    text = whole_syllables(text)
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # the common case; white space other than a space is not printable
    return " ".join(_CONTROLS.sub(" ", zero_width.without(text)).split())


def _marks_alone(text: str) -> bool:
    """Whether a text has only marks, as - and —— in tables where nobody is named."""
    if text[:1].isalnum():
        return False
    kinds = map(unicodedata.category, text)
    return all(kind[0] in "PZ" or kind == "Sm" for kind in kinds)


_HEADED = re.compile(r"【([^【】]{6,60})(?<![讯訊电電按])】(?=.)")
"""The title in brackets with which a post begins, unlike 【本报讯】."""


_LEADS_ON = re.compile(r".{1,40}[:：,，]")
"""A line that only leads on to the next, as a salutation does."""


def first_sentence(text: str) -> str:
    """The first sentence of a text; if too long for a title, it is cut after a clause or word."""
    text = tidy_line(text)
    if headed := _HEADED.match(text):
        return headed[1]
    match = re.search(r"[。！？!?]|[.](?=\s+[A-Z“\"])|[;；]", text)
    sentence = text[: match.start()] if match else text.rstrip(".")
    limit = 40 if language(sentence) == "zh" else 100
    if len(sentence) <= limit:
        return sentence
    cut = max(sentence.rfind(mark, limit // 2, limit) for mark in ("，", "：", ", ", "—"))
    if cut < 0:
        cut = sentence.rfind(" ", limit // 2, limit)
    return sentence[: cut if cut > 0 else limit].rstrip(" ,，:：、—-") + "…"
