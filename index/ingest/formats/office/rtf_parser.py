r"""Parses RTF: its text by destination, decoded in the code page of each font.

Groups with fonts, styles, pictures or instructions are skipped; headers and footnotes are kept.
"""

import html
import re
from dataclasses import dataclass, replace

from index.ingest.formats.compound import encoding_of
from index.ingest.formats.office import headed_articles
from index.ingest.formats.office.word_text import MAX_SIZED_LINES, WordLine
from index.ingest.unreadable import UnreadableError

MAX_RTF_CHARS, MAX_GROUP_DEPTH = 8 << 20, 2_000
"""Maximum number of characters kept, and maximum depth of nested groups."""
_MAX_HEADINGS = 2_000
"""The largest number of headings that are remembered."""
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
_CHARSETS = {
    0: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254,
    163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
}  # fmt: skip
_SKIPPED = frozenset({
    "colortbl", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator",
    "pict", "objdata", "objclass", "themedata", "datastore", "xmlnstbl", "latentstyles", "fldinst",
    "bkmkstart", "bkmkend", "atnid", "atnauthor", "filetbl", "passwordhash", "sp",
    "pntext", "nonshppict", "mmathPr", "upr", "xe", "tc", "tcn", "rxe",
})  # fmt: skip
_TEXT_GROUPS = frozenset(["shpinst", "shptxt", "htmltag", "fldrslt", "footnote", "annotation"])
"""Optional groups that contain text."""
_WORDS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n",
    "tab": " ", "cell": " | ", "nestcell": " | ", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\n": "\n", b"\r": "\n", b"\t": " "}
_TARGETS = {
    "header": "head", "headerl": "head", "headerr": "head", "headerf": "head",
    "footer": "foot", "footerl": "foot", "footerr": "foot", "footerf": "foot",
    "footnote": "foot", "annotation": "foot", "fonttbl": "fonts", "info": "info", "title": "title",
    "author": "author", "ud": "body", "stylesheet": "styles",
}  # fmt: skip
_CODEPAGES = {"mac": 10000, "pc": 437, "pca": 850}


_PLAIN_SIZE = 12.0
"""The size of letters in points where nothing says another one."""
_SCRIPTS = {"dbch": True, "loch": False, "hich": False, "ltrch": False, "rtlch": False}
"""Whether the properties that follow are those of Chinese characters."""


@dataclass(slots=True)
class _Group:
    """The state inside a group."""

    target: str = "body"
    font: int = -1
    size: float = _PLAIN_SIZE
    wide: bool = False
    fallback: int = 1
    hidden: bool = False
    fresh: bool = True
    starred: bool = False


class RtfParser:
    """The text of an RTF file by destination: header, body, footer, title, author."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.char_count = 0
        self.from_html = False
        self._codepage = 1252
        self._encodings: dict[int, str] = {}
        self._font = -1  # the font whose entry in the font table is being read
        self.headings: list[headed_articles.StyledHeading] = []
        self._levels: dict[int, int] = {}  # those of styles of headings
        self._style = 0  # the style of the paragraph, or that whose name is being read
        self._line: list[str] = []
        self.sized: list[WordLine] = []
        """The first lines with the sizes of their letters, as those of a Word file."""
        self._page = 0
        self._line_begin = 0  # that of the last line break in it
        self._size = 0.0  # that of the first letters of the line
        self._pending = bytearray()
        self._skip = 0  # fallback characters to skip after a Unicode character
        self._groups = [_Group()]

    def parse(self, data: bytes) -> None:
        """Read up to MAX_RTF_CHARS characters."""
        position = 0
        while (match := _TOKEN.match(data, position)) and self.char_count <= MAX_RTF_CHARS:
            position = match.end()
            word, number, byte, symbol, brace, text = match.groups()
            if text is not None:
                self._bytes(text)
            elif byte is not None:
                self._bytes(bytes((int(byte, 16),)))
            elif word is not None:
                value = int(number) if number else None
                self._word(word.decode(), value)
                if word == b"bin":
                    position += max(value or 0, 0)
            elif symbol is not None:
                self._symbol(symbol)
            elif brace is not None:
                self._brace(brace)
        self._flush()

    def text(self, target: str) -> str:
        """The text of a destination."""
        text = "".join(self.texts.get(target, ())).replace("\x00", "")
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._groups) > MAX_GROUP_DEPTH:
                raise UnreadableError("The RTF file is damaged (its groups never end).")
            self._groups.append(replace(self._groups[-1], fresh=True, starred=False))
        elif len(self._groups) > 1:
            closed = self._groups.pop()
            if closed.target in {"head", "foot"} and closed.target != self._groups[-1].target:
                self._add("\n", closed.target)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._groups[-1].starred = self._groups[-1].fresh
        elif symbol in _SYMBOLS:
            self._flush()
            self._put(_SYMBOLS[symbol])
        elif symbol in {b"\\", b"{", b"}"}:
            self._bytes(symbol)

    def _word(self, word: str, value: int | None) -> None:
        self._flush()
        group = self._groups[-1]
        starred, group.starred, group.fresh = group.starred, False, False
        if word == "u" and value is not None:
            self._put(chr(value & 0xFFFF))
            self._skip = group.fallback
        elif word in _WORDS:
            if word in {"par", "line", "page", "sect"} and group.target == "body":
                self._end_sized(breaks_page=word == "page")
            self._put(_WORDS[word])
            if word == "par" and group.target == "body":
                self._end_line()
        elif word in _TARGETS and (group.target != "skip" or word == "ud"):
            group.target = _TARGETS[word]
        elif word in _SKIPPED or (starred and word not in _TEXT_GROUPS):
            group.target = "skip"
        elif word == "htmltag":
            group.target = "tags"
        else:
            self._set(group, word, value)
            self._lay_out(group, word, value)

    def _set(self, group: _Group, word: str, value: int | None) -> None:
        """Apply a control word that changes the state."""
        if word in {"pard", "s"}:
            self._style = value or 0
        elif word == "uc":
            group.fallback = min(max(value or 0, 0), 16)
        elif word == "f" and value is not None:
            group.font = self._font = value
        elif word in {"fcharset", "cpg"} and group.target == "fonts" and value is not None:
            page = _CHARSETS.get(value, self._codepage) if word == "fcharset" else value
            self._encodings[self._font] = encoding_of(page if value else self._codepage)
        elif word == "ansicpg" and value:
            self._codepage = value
        elif word in _CODEPAGES:
            self._codepage = _CODEPAGES[word]
        elif word in {"v", "deleted", "htmlrtf"}:
            group.hidden = value != 0
        elif word == "plain":
            group.hidden = False
        elif word == "fromhtml":
            self.from_html = True

    def _lay_out(self, group: _Group, word: str, value: int | None) -> None:
        r"""Apply a control word that changes the size of letters, or begins a page.

        LibreOffice writes the size of Chinese characters as \afs behind \dbch.
        """
        if word == "plain":
            group.size, group.wide = _PLAIN_SIZE, False
        elif word in _SCRIPTS:
            group.wide = _SCRIPTS[word]
        elif word == "fs" or (word == "afs" and group.wide):
            group.size = (value or 0) / 2
        elif word == "pagebb" and group.target == "body":
            self._page += value != 0

    def _bytes(self, data: bytes) -> None:
        """Add bytes in the code page of the font, without fallback characters."""
        left = min(self._skip, len(data))
        self._skip -= left
        self._pending += data[left:]

    def _flush(self) -> None:
        if self._pending:
            encoding = self._encodings.get(self._groups[-1].font) or encoding_of(self._codepage)
            text = self._pending.decode(encoding, "replace")
            self._pending.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        group = self._groups[-1]
        if group.target == "styles":
            self._name_style(text)
        if group.hidden or group.target in {"skip", "fonts", "info", "styles"}:
            return
        if group.target == "tags":
            self._add(text, "body")
        else:
            escaped = self.from_html and group.target == "body"
            self._add(html.escape(text, quote=False) if escaped else text, group.target)

    def _name_style(self, text: str) -> None:
        """Remember the level of a style of headings by its name, as heading 1;."""
        self._line.append(text)
        if text.endswith(";"):
            level = headed_articles.level_of("".join(self._line).strip(" ;").lower())
            if level is not None:
                self._levels.setdefault(self._style, level)
            self._line = []

    def _end_line(self) -> None:
        """Remember the paragraph that ends if it is a heading."""
        text = " ".join("".join(self._line).split())
        if text and self._style in self._levels and len(self.headings) < _MAX_HEADINGS:
            self.headings.append(headed_articles.StyledHeading(text, self._levels[self._style]))
        self._line, self._line_begin = [], 0

    def _end_sized(self, *, breaks_page: bool) -> None:
        """Remember the line that ends with the size of its letters."""
        text = " ".join("".join(self._line[self._line_begin :]).split())
        if text and len(self.sized) < MAX_SIZED_LINES:
            self.sized.append(WordLine(text, "", self._size, self._page))
        self._page += breaks_page
        self._size = 0.0
        self._line_begin = len(self._line)

    def _add(self, text: str, target: str) -> None:
        if target == "body":
            self._line.append(text)
            if not self._size and text.strip():
                self._size = self._groups[-1].size
        self.texts.setdefault(target, []).append(text)
        self.char_count += len(text)


def text_of_rtf(data: bytes) -> tuple[str, bool]:
    """The text of RTF inside another file, and whether it is HTML."""
    parser = RtfParser()
    parser.parse(data)
    return parser.text("body"), parser.from_html
