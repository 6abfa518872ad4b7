"""Reads slides of PowerPoint 97 to 2003 (.ppt, .pps, Kingsoft's .dps): nested records.

A file keeps the slides of every save. A list of offsets, written by the last save, names the
current ones. Text is in one list for all slides, or in the shapes of each slide.
"""

import itertools
import struct
from collections.abc import Iterator
from itertools import islice

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.compound import ENCRYPTED, CompoundFile, stream_sniffer
from index.ingest.formats.office import embedded_objects
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed import cover_names, text_begin
from index.ingest.unreadable import UnreadableError

_SLIDE, _NOTES, _LIST, _PERSIST = 1006, 1008, 4080, 1011
_CHARS, _BYTES, _EDIT, _PERSIST_DIRECTORY = 4000, 4008, 4085, 6002
_PROMPTS = 4041
"""Records that may contain text of a slide, besides all drawings."""
_OBJECT = 4113
"""An object on a slide, compressed if its instance is 1."""
_EXTENSION, _COMMENT, _STRING, _COMMENT_TEXT = 5003, 12000, 4026, 1
"""Comments are in the extensions of a slide: strings for the author (0), the text (1), initials."""
MAX_OLD_SLIDES, MAX_RECORDS, MAX_SLIDES_CHARS, _MAX_RECORD_DEPTH, _EDITS = (
    2_000,
    500_000,
    8 << 20,
    60,
    200,
)
_PLACEHOLDERS = frozenset({"*", ""})


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read slides into the draft; UnreadableError if they are unreadable."""
    file = CompoundFile(data)
    if not file.has("PowerPoint Document"):
        raise UnreadableError("The file is damaged (it holds no presentation).")
    if file.has("EncryptedSummary"):
        raise UnreadableError(ENCRYPTED)
    try:
        slides = _Slides(file.stream("PowerPoint Document"), file.stream("Current User"))
        pages = list(slides.pages())
        draft.parts += embedded_objects.members(draft.entry, slides.objects())
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableError(f"The file is damaged ({error}).") from error
    lines = list(itertools.chain(*pages))
    draft.add_visible("\n".join(lines))
    draft.begins = text_begin.below_cover(pages)
    lost_lines.read(draft, lines, rules)
    cover_names.put_authors(draft, pages)
    file.read_properties(draft, rules, "PowerPoint")
    if slides.cut:
        draft.cut_off("only its beginning was read")


class _Slides:
    """The slides in the main stream."""

    def __init__(self, data: bytes, user: bytes) -> None:
        self._data = data
        self._left, self._left_chars = MAX_RECORDS, MAX_SLIDES_CHARS
        self.cut = False
        self._offsets, self._document = self._live(user)

    def pages(self) -> Iterator[list[str]]:
        """The lines of each slide in order, with the text of its shapes."""
        if self._document not in self._offsets:
            yield list(self._everything())
            return
        start = self._offsets[self._document]
        slides: list[tuple[int, list[str]]] = []
        notes: list[tuple[int, list[str]]] = []
        for kind, instance, begin, end in self._children(start):
            if kind == _LIST and instance in {0, 2}:
                (slides if instance == 0 else notes).extend(self._listed(begin, end))
        self.cut = len(slides) > MAX_OLD_SLIDES
        for number, texts in (*slides[:MAX_OLD_SLIDES], *notes[:MAX_OLD_SLIDES]):
            shapes = self._texts(self._offsets[number]) if number in self._offsets else ()
            yield [*texts, *shapes]

    def objects(self) -> Iterator[tuple[str, bytes]]:
        """The objects on the slides, with names that count them."""
        kept = 0
        for start in sorted(set(self._offsets.values())):
            for kind, instance, begin, end in islice(self._records(start, start + 8), 1):
                if kind == _OBJECT:
                    kept += 1
                    data = self._data[begin:end]
                    yield f"object{kept}", embedded_objects.inflated(data) if instance else data

    def _everything(self) -> Iterator[str]:
        """The text of all records, for a damaged list of offsets."""
        for kind, _, begin, end in self._records(0, len(self._data)):
            if kind in {_SLIDE, _NOTES, 1000}:
                yield from self._below(begin, end, 0)

    def _live(self, user: bytes) -> tuple[dict[int, int], int]:
        """The offsets of the current parts by number, and the number of the document."""
        offsets: dict[int, int] = {}
        document = 0
        offset = struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else 0
        for _ in range(_EDITS):
            if not 0 < offset < len(self._data) - 32:
                break
            kind, length = struct.unpack_from("<HI", self._data, offset + 2)
            if kind != _EDIT:
                break
            before, listed, number = struct.unpack_from("<III", self._data, offset + 16)
            document = document or number
            if length >= 32 and struct.unpack_from("<I", self._data, offset + 36)[0]:
                raise UnreadableError(ENCRYPTED)
            for number, position in self._persist_entries(listed):
                offsets.setdefault(number, position)
            offset = before if before < offset else 0
        return offsets, document

    def _persist_entries(self, offset: int) -> Iterator[tuple[int, int]]:
        kind, length = struct.unpack_from("<HI", self._data, offset + 2)
        if kind != _PERSIST_DIRECTORY:
            return
        position, end = offset + 8, min(offset + 8 + length, len(self._data))
        while position + 4 <= end:
            head = struct.unpack_from("<I", self._data, position)[0]
            position += 4
            for number in range(head & 0xFFFFF, (head & 0xFFFFF) + (head >> 20)):
                if position + 4 > end:
                    return
                yield number, struct.unpack_from("<I", self._data, position)[0]
                position += 4

    def _listed(self, begin: int, end: int) -> list[tuple[int, list[str]]]:
        """For each slide in a list, its number among the offsets, and its texts."""
        listed: list[tuple[int, list[str]]] = []
        for kind, _, first, last in self._records(begin, end):
            if kind == _PERSIST:
                listed.append((struct.unpack_from("<I", self._data, first)[0], []))
            elif listed and kind in {_CHARS, _BYTES}:
                listed[-1][1].extend(self._decoded(kind, first, last))
        return listed

    def _texts(self, start: int) -> Iterator[str]:
        """The texts in the shapes of a slide."""
        for _, _, begin, end in self._records(start, start + 8):
            yield from self._below(begin, end, 0)

    def _children(self, start: int) -> Iterator[tuple[int, int, int, int]]:
        for _, _, begin, end in self._records(start, start + 8):
            yield from self._records(begin, end)
            return

    def _below(self, begin: int, end: int, depth: int) -> Iterator[str]:
        for kind, version, first, last in self._records(begin, end, versions=True):
            if kind in {_CHARS, _BYTES}:
                yield from self._decoded(kind, first, last)
            elif kind == _COMMENT:
                yield from self._comment(first, last)
            elif (
                depth < _MAX_RECORD_DEPTH
                and (version == 0xF or kind == _EXTENSION)
                and kind != _PROMPTS
            ):
                yield from self._below(first, last, depth + 1)

    def _comment(self, begin: int, end: int) -> Iterator[str]:
        for kind, instance, first, last in self._records(begin, end):
            if kind == _STRING and instance == _COMMENT_TEXT:
                yield from self._decoded(kind, first, last)

    def _records(
        self, begin: int, end: int, *, versions: bool = False
    ) -> Iterator[tuple[int, int, int, int]]:
        """The records between two offsets: kind, instance or version, range of the content."""
        position = begin
        while position + 8 <= min(end, len(self._data)):
            head, kind, length = struct.unpack_from("<HHI", self._data, position)
            self._left -= 1
            if self._left < 0:
                self.cut = True
                return
            last = min(position + 8 + length, len(self._data))
            yield kind, head & 0xF if versions else head >> 4, position + 8, last
            position = position + 8 + length

    def _decoded(self, kind: int, begin: int, end: int) -> list[str]:
        data = self._data[begin : min(end, begin + 2 * self._left_chars)]
        self._left_chars = max(self._left_chars - len(data) // 2, 0)
        text = data.decode("latin-1" if kind == _BYTES else "utf-16-le", "replace")
        lines = [line.strip() for line in text.replace("\x0b", "\r").split("\r")]
        return [line for line in lines if line not in _PLACEHOLDERS]


FORMAT = Format(
    kind="ppt",
    endings=(".ppt", ".pps", ".pot", ".dps", ".dpt"),
    sniff=stream_sniffer("PowerPoint Document"),
    read_file=read,
    attachable=True,
)
