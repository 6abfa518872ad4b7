"""Draft: what readers find about a report, with where they found it; the first word counts."""

import datetime
import re
from dataclasses import dataclass, field

from index.fields import READ_FIELDS
from index.ingest import visible
from index.ingest.language import language
from index.ingest.source_file import SourceFile
from index.json_types import JsonObject
from index.report import Report, report_id

_NOTHING = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNSEEN = re.compile("[\ufeff\u200b\u200e\u200f\u2060]")
"""Characters without width, which stand inside words as well as between them."""
#: Code points of a text field; a page that puts its whole text into one is cut there.
MAX_VALUE_CHARS = 2_000

DraftValue = str | int | datetime.date | tuple[str, ...]


class UnreadableError(Exception):
    """A file's content cannot be read; the sentence says why, and becomes a Skipped."""


@dataclass(slots=True)
class Draft:
    """The report while it is read; readers put values in the order of their trust in them.

    `visible_text` is all that a person would see in the file, taken in a second and simple way:
    the share of it that comes into the report is its completeness. A reader that leaves it None
    is not measured. Its order and its white space do not matter, and it may be added to.
    """

    entry: SourceFile
    id: str = ""
    paragraphs: list[str] = field(default_factory=list)
    values: dict[str, DraftValue] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    #: Files inside this one that may be reports of their own, as the attachments of a mail.
    parts: list[SourceFile] = field(default_factory=list)
    #: Drafts of further reports in the same file, as the articles of an export.
    others: list["Draft"] = field(default_factory=list)
    visible_text: str | None = None
    cut: bool = False
    #: For each page of a paged file the number, from 1, of the paragraph it begins with.
    pages: tuple[int, ...] = ()
    #: The mean confidence of what was recognised by machine; None where nothing was.
    recognised: float | None = None
    #: The key under which the scanned pages of the file are kept.
    scan: str = ""

    def put(self, name: str, value: DraftValue | None, origin: str) -> None:
        """Take the value unless the field has one already or the value is empty."""
        if name not in self.values:
            self.replace(name, value, origin)

    def replace(self, name: str, value: DraftValue | None, origin: str) -> None:
        """Take the value in place of any other, unless it is empty."""
        if isinstance(value, str):
            value = tidy(value)[:MAX_VALUE_CHARS]
        if value is not None and value not in ("", ()):
            self.values[name] = value
            self.origins[name] = origin

    def note(self, name: str, origin: str) -> None:
        """Say something about a field, beside where it came from."""
        before = self.origins.get(name)
        self.origins[name] = f"{before}; {origin}" if before else origin

    def cut_off(self, what: str) -> None:
        """Say that the file was too long to be read whole; `what` says what was read or left."""
        self.cut = True
        self.note("paragraphs", what)

    def see(self, text: str) -> None:
        """Add to the text that a person would see in the file."""
        self.visible_text = f"{self.visible_text}\n{text}" if self.visible_text else text

    def has(self, name: str) -> bool:
        """Whether the field has a value."""
        return name in self.values

    def text(self, name: str) -> str:
        """The value of a text field, empty where it has none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def report(self) -> Report:
        """The report, with a title from its first sentence where it has none."""
        paragraphs = tuple(text for text in map(tidy, self.paragraphs) if text)
        if not self.has("title") and paragraphs:
            self.put("title", first_sentence(paragraphs[0]), "guessed from the first sentence")
        self.put(
            "language",
            language("\n".join((self.text("title"), *paragraphs[:60]))),
            "guessed from the script",
        )
        values: JsonObject = dict(self.values)
        seen, kept = self._measured(paragraphs)
        return Report(
            id=self.id or report_id(self.entry.path),
            paragraphs=paragraphs,
            kind=self.entry.kind,
            path=self.entry.path,
            visible=seen,
            kept=kept,
            cut=self.cut,
            pages=self.pages,
            recognised=self.recognised,
            scan=self.scan,
            origins=tuple(
                (name, self.origins[name])
                for name in (*READ_FIELDS, "paragraphs")
                if name in self.origins
            ),
            **values,
        )

    def completeness(self) -> float:
        """The share of the visible text that is kept so far; 0 where nothing is visible."""
        seen, kept = self._measured(tuple(filter(None, map(tidy, self.paragraphs))))
        return kept / seen if seen and kept else 0.0

    def _measured(self, paragraphs: tuple[str, ...]) -> tuple[int | None, int | None]:
        """Letters and digits that are visible in the file, and those of them in the report."""
        if self.visible_text is None:
            return None, None
        texts = [str(value) for value in self.values.values() if not isinstance(value, tuple)]
        return visible.measured(self.visible_text, (*texts, *paragraphs))


def tidy(text: str) -> str:
    """One line without control characters, runs of white space as one space."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # nearly every one; other white space is not printable
    return " ".join(_NOTHING.sub(" ", _UNSEEN.sub("", text)).split())


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut at a clause or a word where it is too long for a title."""
    text = tidy(text)
    match = re.search(r"[。！？!?]|[.](?=\s+[A-Z“\"])|[;；]", text)
    sentence = text[: match.start()] if match else text.rstrip(".")
    limit = 40 if language(sentence) == "zh" else 100
    if len(sentence) <= limit:
        return sentence
    cut = max(sentence.rfind(mark, limit // 2, limit) for mark in ("，", "：", ", ", "：", "—"))
    if cut < 0:
        cut = sentence.rfind(" ", limit // 2, limit)
    return sentence[: cut if cut > 0 else limit].rstrip(" ,，:：、—-") + "…"
