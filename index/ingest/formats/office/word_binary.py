"""Reads Word files of 1993 to 2003 (.doc, .dot, Kingsoft's .wps) by their piece table.

A file is a list of pieces of text, in UTF-16 or with one byte per character, and tables of
deleted and hidden characters and ends of table rows. Word 6 and 95 use code pages.
"""

import bisect
import itertools
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, Format, Sample
from index.ingest.formats.compound import ENCRYPTED, SIGNATURE, CompoundFile, stream_sniffer
from index.ingest.formats.office import (
    embedded_objects,
    word_layout,
    word_properties,
    word_sizes,
    word_xml,
)
from index.ingest.formats.office.word_properties import PropertyRun
from index.ingest.formats.office.word_sizes import WordSizes
from index.ingest.formats.office.word_text import MAX_SIZED_LINES, WordLine, formula_text
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed import headlines, page_margins
from index.ingest.unreadable import UnreadableError

MAX_DOC_CHARS = 8 << 20
"""The largest number of characters that are read; the rest is cut and reported."""
_MAX_PIECES, _MAX_RANGES = 50_000, 200_000
"""Maximum number of pieces, and of ranges with properties."""
_WORD_97, _WORD_6 = 0xA5EC, (0xA5DC, 0xA699)
_ENCODINGS = {0x404: "big5hkscs", 0x804: "gb18030", 0xC04: "big5hkscs", 0x1004: "gb18030"}
"""Encodings of Word 6 and 95 by the declared language."""
_ENCODINGS |= {0x411: "cp932", 0x412: "cp949", 0x419: "cp1251", 0x405: "cp1250", 0x415: "cp1250"}
_DELETED, _HIDDEN, _IN_TABLE, _ROW_END = 0x0800, 0x083C, 0x2416, 0x2417
_WORKS = ("MatOST", "CONTENTS", "MM")
"""Streams of Microsoft Works, whose files also end in .wps."""
_CELL, _ROW = "\x07", "\x1c"
_FIELD = re.compile("[\x13\x14\x15]")
_MARKS = str.maketrans(
    {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\r": "\n", "\x1e": "-", "\x1f": "", "\xa0": " "}
)
_LINE = re.compile("(?P<line>[^\r\x0b\x0c\x0e]*)(?P<mark>[\r\x0b\x0c\x0e]|$)")
_SHOWN = re.compile("[^\\s\x00-\x1f]")
_DROPPED = re.compile("[\x01-\x06\x08\x0f-\x12\x16-\x1b\x1d]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """`count` characters from byte `start` of the main stream, `width` bytes each."""

    start: int
    count: int
    width: int
    encoding: str


@dataclass(frozen=True, slots=True)
class _Stories:
    """The lines of the text with its notes, of comments, and of headers and footers.

    `sized` are the first lines of the text with the sizes of their letters.
    """

    text: str
    comments: str = ""
    margins: str = ""
    sized: tuple[WordLine, ...] = ()


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a Word file into the draft; UnreadableError if it is unreadable."""
    if _is_xml(data):
        word_xml.read(draft, data, rules)
        return
    if data.startswith(b"\xffWPC"):
        raise UnreadableError("Files of WordPerfect are not read. Save it as .docx or .rtf.")
    if not data.startswith(SIGNATURE):
        raise UnreadableError("This is no Word file, or one older than Word 6.")
    file = CompoundFile(data)
    if not file.has("WordDocument") and any(map(file.has, _WORKS)):
        raise UnreadableError("Files of Microsoft Works are not read. Save it as .docx or .rtf.")
    main = file.stream("WordDocument")
    try:
        stories, cut = _text(file, main)
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableError(f"The Word file is damaged ({error}).") from error
    draft.parts += embedded_objects.in_compound(draft.entry, file)
    margins = page_margins.distinct(filter(str.strip, stories.margins.splitlines()))
    draft.add_visible("\n".join((stories.text, stories.comments, *margins)))
    lines = list(filter(str.strip, stories.text.splitlines()))
    lost_lines.read(draft, word_layout.titled_lines(draft, lines, stories.sized), rules)
    headlines.put_title(draft)
    page_margins.put_fields(draft, margins, rules)
    if comments := [line for line in stories.comments.splitlines() if line.strip()]:
        draft.note("paragraphs", f"notes begin at paragraph {len(draft.paragraphs) + 1}")
        draft.paragraphs += comments
    page_margins.append(draft, margins)
    if cut:
        draft.cut_off(f"only the first {MAX_DOC_CHARS:,} characters were read")
    file.read_properties(draft, rules, "Word")


def _text(file: CompoundFile, main: bytes) -> tuple[_Stories, bool]:
    """The text of a file, and whether it was cut."""
    if len(main) < 0x60:
        raise UnreadableError("The Word file is damaged (its text is missing).")
    magic, version = struct.unpack_from("<HH", main)
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if magic != _WORD_97 and magic not in _WORD_6:
        raise UnreadableError("The Word file is damaged, or older than Word 6.")
    if flags & 0x0100:
        raise UnreadableError(ENCRYPTED)
    if magic == _WORD_97 and version >= 0xC1:
        table = file.stream("1Table" if flags & 0x0200 else "0Table")
        pieces, parts = _pieces_97(main, table)
        characters = list(islice(word_properties.of_characters(main, table), _MAX_RANGES))
        paragraphs = list(islice(word_properties.of_paragraphs(main, table), _MAX_RANGES))
        text = _decoded(main, pieces, _marks(characters, paragraphs))
        sizes = WordSizes(characters, paragraphs, word_sizes.style_sheet(main, table))
        sized = tuple(islice(_sized(text, parts[0], pieces, sizes), MAX_SIZED_LINES))
    else:
        pieces, parts = _pieces_6(main, flags)
        text, sized = _decoded(main, pieces, []), ()
    stories = replace(_stories(text, parts), sized=sized)
    return stories, sum(piece.count for piece in pieces) > MAX_DOC_CHARS


def _sized(text: str, end: int, pieces: list[_Piece], sizes: WordSizes) -> Iterator[WordLine]:
    """The lines of a text up to its first table, with the sizes of their letters."""
    begins = list(itertools.accumulate((piece.count for piece in pieces), initial=0))
    page = 0
    for match in _LINE.finditer(text, 0, end if end > 0 else len(text)):
        shown = _SHOWN.search(text, match.start("line"), match.end("line"))
        if _CELL in match["line"] or _ROW in match["line"]:
            return
        if shown is not None and (line := _plain(match["line"])).strip():
            at = max(bisect.bisect_right(begins, shown.start()) - 1, 0)
            piece = pieces[min(at, len(pieces) - 1)]
            byte = piece.start + (shown.start() - begins[at]) * piece.width
            page += sizes.begins_page(byte)
            yield WordLine(line, "", sizes.at(byte), page)
        page += match["mark"] == "\x0c"


def _pieces_97(main: bytes, table: bytes) -> tuple[list[_Piece], list[int]]:
    """The pieces of a file since Word 97, and the lengths of its parts."""
    parts = list(struct.unpack_from("<8i", main, 0x4C))
    start, length = struct.unpack_from("<II", main, 0x1A2)
    if not length:
        begin = struct.unpack_from("<I", main, 0x18)[0]
        return [_Piece(begin, parts[0], 1, "cp1252")], parts
    return list(_piece_table(table[start : start + length], "cp1252", old=False)), parts


def _pieces_6(main: bytes, flags: int) -> tuple[list[_Piece], list[int]]:
    """The same for a file of Word 6 or 95, with text in the code page of its language."""
    language = struct.unpack_from("<H", main, 0x06)[0]
    encoding = _ENCODINGS.get(language, "cp1252")
    parts = list(struct.unpack_from("<8i", main, 0x34))
    begin, end = struct.unpack_from("<II", main, 0x18)
    if flags & 0x1000:
        return [_Piece(begin, max(end - begin, 0) // 2, 2, "utf-16-le")], parts
    start, length = struct.unpack_from("<II", main, 0x160) if len(main) > 0x168 else (0, 0)
    if flags & 0x0004 and length:
        pieces = list(_piece_table(main[start : start + length], encoding, old=True))
        if pieces:
            return pieces, parts
    return [_Piece(begin, max(end - begin, 0), 1, encoding)], parts


def _piece_table(table: bytes, encoding: str, *, old: bool) -> Iterator[_Piece]:
    """The pieces in a table, which follows formatting."""
    position = 0
    while position + 5 <= len(table) and table[position] == 1:
        position += 3 + struct.unpack_from("<H", table, position + 1)[0]
    if position + 5 > len(table) or table[position] != 2:
        raise UnreadableError("The Word file is damaged (its table of pieces is missing).")
    length = struct.unpack_from("<I", table, position + 1)[0]
    position += 5
    count = min(min(length, len(table) - position) // 12, _MAX_PIECES)
    borders = struct.unpack_from(f"<{count + 1}I", table, position)
    total = 0
    for number in range(count):
        start = struct.unpack_from("<I", table, position + 4 * (count + 1) + 8 * number + 2)[0]
        chars = borders[number + 1] - borders[number]
        if chars <= 0:
            continue
        total += chars
        if old:
            yield _Piece(start, chars, 1, encoding)
        elif start & 0x40000000:
            yield _Piece((start & 0x3FFFFFFF) // 2, chars, 1, encoding)
        else:
            yield _Piece(start, chars, 2, "utf-16-le")
        if total > MAX_DOC_CHARS:
            return


Ranges = list[tuple[int, int]]
WordMark = tuple[Ranges, str, str]
"""Ranges of bytes, the replacement character, and the only character to replace, if any."""


def _marks(characters: list[PropertyRun], paragraphs: list[PropertyRun]) -> list[WordMark]:
    """The replacements in the text: deleted and hidden characters, ends of cells and rows."""
    drop = [
        (run.begin, run.end)
        for run in characters
        if run.operands.get(_DELETED, 0) & 1 or run.operands.get(_HIDDEN) == 1
    ]
    tables = [(run.begin, run.end) for run in paragraphs if run.operands.get(_IN_TABLE)]
    rows = [(run.begin, run.end) for run in paragraphs if run.operands.get(_ROW_END)]
    return [(_merged(tables), " ", "\r"), (_merged(rows), _ROW, _CELL), (_merged(drop), "\x00", "")]


def _merged(ranges: Ranges) -> Ranges:
    """The ranges in order, with overlapping ones merged."""
    merged: Ranges = []
    for begin, end in sorted(ranges):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif begin < end:
            merged.append((begin, end))
    return merged


def _decoded(main: bytes, pieces: list[_Piece], marks: list[WordMark]) -> str:
    """The text of the pieces in UTF-16 units; dropped ones become NUL to keep positions."""
    text: list[str] = []
    left = MAX_DOC_CHARS
    for piece in pieces:
        count = min(piece.count, left)
        left -= count
        data = main[piece.start : piece.start + count * piece.width]
        if piece.width == 1 and piece.encoding != "cp1252":
            text.append(data.decode(piece.encoding, "replace"))
            continue
        if piece.width == 2:
            chars = [chr(unit) for unit in memoryview(data[: len(data) & ~1]).cast("H")]
        else:
            chars = list(data.decode("cp1252", "replace"))
        for ranges, mark, only in marks:
            _mark(chars, piece, ranges, mark, only)
        text.append("".join(chars))
    return "".join(text)


def _mark(chars: list[str], piece: _Piece, ranges: Ranges, mark: str, only: str) -> None:
    """Replace the characters of a piece that are in the ranges, or only one of them."""
    end = piece.start + len(chars) * piece.width
    start = max(bisect.bisect_right(ranges, (piece.start, 1 << 40)) - 1, 0)
    for begin, stop in islice(ranges, start, None):
        if stop <= piece.start:
            continue
        if begin >= end:
            break
        first = (max(begin, piece.start) - piece.start) // piece.width
        for position in range(first, (min(stop, end) - piece.start) // piece.width):
            if not only or chars[position] == only:
                chars[position] = mark


def _stories(text: str, parts: list[int]) -> _Stories:
    """The text by its parts."""
    borders = [0]
    for count in parts:
        borders.append(borders[-1] + max(count, 0))
    if borders[1] == 0 or len(text) < borders[1]:
        return _Stories(_plain(text))
    split = [text[a:b] for a, b in itertools.pairwise(borders)]
    body, footnotes, headers, _, comments, endnotes, boxes, header_boxes = split
    shown = filter(None, map(_plain, (body, boxes, footnotes, endnotes)))
    return _Stories("\n".join(shown), _plain(comments), _plain(headers + "\r" + header_boxes))


def _plain(text: str) -> str:
    """Lines without field codes; the cells of a row are one line."""
    text = _without_codes(text)
    if _ROW not in text:
        text = text.replace(_CELL + _CELL, _ROW)
    text = text.replace(_CELL + _ROW, "\n").replace(_ROW, "\n").replace(_CELL, " | ")
    text = _DROPPED.sub("", text.replace("\x00", "")).translate(_MARKS).strip("\n")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without_codes(text: str) -> str:
    """The text without field codes; the results of fields stay, and characters with readings."""
    if "\x13" not in text:
        return text
    pieces: list[str] = []
    inside: list[bool] = []  # for each open field, whether its code is not over
    last = 0
    for match in _FIELD.finditer(text):
        if not any(inside):
            pieces.append(text[last : match.start()])
        elif match[0] == "\x15" and inside == [True]:
            pieces.append(formula_text(text[last : match.start()]))
        last = match.end()
        if match[0] == "\x13":
            inside.append(True)
        elif inside and match[0] == "\x14":
            inside[-1] = False
        elif inside:
            inside.pop()
    if not any(inside):
        pieces.append(text[last:])
    return "".join(pieces)


def _is_xml(data: bytes) -> bool:
    return b"schemas.microsoft.com/office/word/2003/wordml" in data[:8_000]


_IN_COMPOUND = stream_sniffer("WordDocument", "worddocument", "WORDDOCUMENT")


def _is_word(sample: Sample) -> int:
    return CERTAIN if _is_xml(sample.data) else _IN_COMPOUND(sample)


FORMAT = Format(
    kind="doc",
    endings=(".doc", ".dot", ".wps", ".wpt"),
    sniff=_is_word,
    read_file=read,
    attachable=True,
)
