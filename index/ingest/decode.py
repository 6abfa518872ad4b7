"""Bytes to text: byte order mark, strict UTF-8, then the candidate that reads like a language.

What a page declares is only a hint: gb2312 and gbk are read as gb18030, big5 as big5hkscs, and a
declaration that gives gibberish loses against one that gives Chinese. Damage is repaired where
what was meant can be computed, else it is said in `note`; mojibake never comes out as text.
"""

import codecs
import re
from dataclasses import dataclass

from index.ingest import word_lists

_FREQUENT = word_lists.characters("frequent", "han")
#: Bytes of the sample that decides between encodings.
SAMPLED_BYTES = 1 << 18
_JUDGED = 1 << 20  # code points of a text that are judged

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_READ_AS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "utf8": "utf-8",
    "unicode": "utf-16-le",
}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,80}encoding=["']([\w-]{2,20})""",
    re.IGNORECASE,
)
_CANDIDATES = ("gb18030", "big5hkscs", "utf-8", "cp1252")
_ODD = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_PUNCTUATION = re.compile("[\u2010-\u203b\u3000-\u3011\uff01-\uff5e\xa0\xb7\xa9·—…]")
_LATIN = re.compile("[\xa1-\xff\u0152-\u0178\u02c6\u02dc\u2013-\u2122]")
_LATIN_RUN = re.compile("[\xa0-\xff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u2122\x80-\x9f]{2,}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and a sentence where something was repaired or lost."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """The text of `data`; `declared` is what was said outside of it, such as in an HTTP header."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _finished(data[len(mark) :], name, "")
    if (wide := _wide(data)) is not None:
        return _finished(data, wide, "")
    try:
        return _repaired(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _guessed(data, _hints(data, declared))


_MAGIC = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a recording or an image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "a database"),
)


def binary(data: bytes) -> str:
    """What a file is that is no text, such as "an image"; empty for text in any encoding."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return what
    head = data[:65_536]
    if any(head.startswith(mark) for mark, _ in _BOMS) or _wide(head) is not None:
        return ""
    control = len(head) - len(head.translate(None, _CONTROLS))
    return "not text" if control > max(0.03 * len(head), 8) else ""


_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\f\x0b\x1b"))


def encoding_of(data: bytes, declared: str = "") -> str:
    """The encoding of a sample, for streams: what `decode` would choose for it."""
    # A sample may end inside a character; four bytes are the longest there is.
    whole = max((data[: len(data) - cut] for cut in range(4)), key=_is_utf8)
    return decode(whole, declared).encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, by where the zero bytes (or spaces and tags) stand."""
    head = data[:4096]
    if len(head) < 4 or not (0 in head or 0x0A in head[1:200:2]):
        return None
    even, odd = head[0::2], head[1::2]
    half = len(head) / 2
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high.count(0) > 0.02 * half and low.count(0) * 8 < high.count(0):
            return name if _reads_well(head, name) else None
    for name in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) & ~1].decode(name, "replace")
        if (
            _reads_well(head, name)
            and score(text) > 0.6
            and len(_HAN.findall(text)) * 3 > len(text)
        ):
            return name
    return None


def _reads_well(head: bytes, name: str) -> bool:
    text = head[: len(head) & ~1].decode(name, "replace")
    return len(_ODD.findall(text)) < 0.02 * len(text)


def _hints(data: bytes, declared: str) -> list[str]:
    """The encodings that were declared, as the names they are read under."""
    found = [declared] + [
        (first or second).decode("ascii") for first, second in _DECLARED.findall(data[:8192])[:2]
    ]
    names = []
    for name in found:
        read_as = _READ_AS.get(name.strip().lower(), name.strip().lower())
        try:
            codecs.lookup(read_as)
            b"".decode(read_as)
        except (LookupError, ValueError):
            continue
        names.append(read_as)
    return names


def _guessed(data: bytes, hints: list[str]) -> Decoded:
    """The best of the candidates, or line by line where two encodings are mixed."""
    sample = _telling(data)
    names = list(dict.fromkeys((*hints, *_CANDIDATES)))
    scores = {
        name: score(sample.decode(name, "replace")) + (0.03 if name in hints else 0.0)
        for name in names
        if not name.startswith("utf-16")
    }
    best = max(scores, key=lambda name: scores[name])
    whole = _finished(data, best, "")
    if not whole.note:
        return whole
    mixed = _by_line(data, best if best != "utf-8" else "gb18030")
    return mixed if score(mixed.text[:_JUDGED]) > score(whole.text[:_JUDGED]) else whole


def _telling(data: bytes) -> bytes:
    """The beginning of the lines that hold more than ASCII, at most SAMPLED_BYTES bytes of them."""
    lines = (line for line in data.split(b"\n") if not line.isascii())
    sample = bytearray()
    for line in lines:
        sample += line[:SAMPLED_BYTES] + b"\n"
        if len(sample) > SAMPLED_BYTES:
            break
    return bytes(sample)


def score(text: str) -> float:
    """How much `text` reads like Chinese or a Latin language beyond ASCII; 1 is very much.

    The share of frequent Han characters among all Han, less ten times the share of characters that
    no text has. Western letters count only where they stand alone, as they do in words.
    """
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    joined = "".join(beyond)
    han = _HAN.findall(joined)
    good = sum(map(_FREQUENT.__contains__, han))
    alone = len(_LATIN.findall(joined)) - sum(map(len, _LATIN_RUN.findall(text)))
    marks = len(_PUNCTUATION.findall(joined))
    odd = len(_ODD.findall(joined))
    return (2 * good + marks + max(alone, 0) - 10 * odd) / (len(beyond) + good)


def _finished(data: bytes, name: str, note: str) -> Decoded:
    """Decoded with its losses counted."""
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    if lost and not note:
        note = f"{lost} characters could not be read as {name}"
    return _repaired(Decoded(text, name, note))


def _by_line(data: bytes, other: str) -> Decoded:
    """Each line as UTF-8 where it is, else in `other`."""
    lines = [
        line.decode("utf-8") if _is_utf8(line) else line.decode(other, "replace")
        for line in data.split(b"\n")
    ]
    text = "\n".join(lines)
    return Decoded(text, f"utf-8 and {other}", f"lines in utf-8 and lines in {other} are mixed")


#: What UTF-8 becomes that is read as GBK: beginnings of ，。、“ and of frequent characters.
_GBK_SIGNS = re.compile("[锛銆鈥鐨鏄鍦]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
#: What is left of text that was decoded and encoded wrongly, so that it can never be read again.
_LOST = re.compile("(?:锟斤|锟斤拷|斤拷)|(?:ï¿½){2}")
_TURNED = "text that had been decoded wrongly before was turned back"
_SUSPECT = "some of the text seems to have been decoded wrongly before, and cannot be turned back"


def _repaired(read: Decoded) -> Decoded:
    """With lines turned back that were once decoded in a wrong encoding."""
    if read.text.isascii():
        return read
    western = _LATIN_RUN.search(read.text) is not None
    chinese = _GBK_SIGNS.search(read.text) is not None
    if not western and not chinese and "\xbf" not in read.text and "锟" not in read.text:
        return read
    lines = read.text.split("\n")
    turned = [_turned_back(line) for line in lines] if western else lines
    if chinese:
        certain = _PRIVATE.search(read.text) is not None
        turned = [_back_from_gbk(line, certain=certain) for line in turned]
    text = read.text if turned == lines else "\n".join(turned)
    notes = [read.note] if read.note else []
    if text is not read.text:
        lost = text.count("\ufffd")
        notes = [_TURNED + (f"; characters of it that were lost: {lost}" if lost else "")]
    if _LOST.search(text) or len(_GBK_SIGNS.findall(text)) > max(3, len(text) // 200):
        notes.append(_SUSPECT)
    return Decoded(text, read.encoding, "; ".join(notes))


def _back_from_gbk(line: str, *, certain: bool) -> str:
    """The line as it was before UTF-8 was taken for GBK; in pieces where only some of it was."""
    if line.isascii():
        return line
    if (whole := _utf8_of_gbk(line, certain=certain)) != line:
        return whole
    if not _GBK_SIGNS.search(line):
        return line
    pieces = re.split(r"(\s+)", line)
    return "".join(_utf8_of_gbk(piece, certain=certain) for piece in pieces)


def _utf8_of_gbk(text: str, *, certain: bool) -> str:
    """The UTF-8 that was taken for GBK, if it reads well; else the text as it is.

    A byte that was lost before another character is 80 for `certain` where the program that read it
    had a character for every pair of bytes, as those have that wrote private ones; else it may be
    any, and what it belonged to is lost.
    """
    if text.isascii():
        return text
    marked = re.sub("(?<=[^\x00-\x7f])[?](?=[^\x00-\x7f])", "\ufffd", text)
    marked = marked.replace("€", "\x00")  # what Windows has for the byte 80
    known = re.sub("\ufffd(?=[^\x00-\x7f])", "\x00", marked) if certain else marked
    raw = b"\xff".join(piece.encode("gb18030", "replace") for piece in known.split("\ufffd"))
    turned = raw.replace(b"\x00", b"\x80").decode("utf-8", "replace")
    turned = re.sub("\ufffd+", "\ufffd", turned)
    good = turned.replace("\ufffd", "")
    if not good or (len(turned) - len(good)) * 5 > len(turned):
        return text
    if not _HAN.search(good):
        return turned if _GBK_SIGNS.search(text) and len(good) >= len(text) // 2 else text
    sampled = good[:SAMPLED_BYTES]
    return turned if score(sampled) > max(0.6, score(text[:SAMPLED_BYTES]) + 0.2) else text


def _turned_back(line: str) -> str:
    """The line as it was before a wrong decoding as cp1252, if that makes it read well."""
    if not _LATIN_RUN.search(line) or _HAN.search(line):
        return line
    lost = line.count("\ufffd")
    try:
        raw = line.translate(_CP1252).encode("latin-1")
    except UnicodeEncodeError:
        return line
    for name, enough in (("utf-8", 0.6), ("gb18030", 0.7)):
        try:
            text = raw.decode(name, "replace" if lost and name == "utf-8" else "strict")
        except UnicodeDecodeError:
            continue
        text = re.sub("\ufffd+", "\ufffd", text)
        good = text.replace("\ufffd", "")
        if (len(text) - len(good)) > 2 * lost or len(good) < 4 * (len(text) - len(good)):
            continue
        if lost and score(good[:SAMPLED_BYTES]) > enough:
            return text
        if text != line and score(text[:SAMPLED_BYTES]) > max(enough, score(line[:SAMPLED_BYTES])):
            return text
    return line


#: cp1252 to its bytes; the five holes of that table stay what latin-1 has there.
_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
} | {0xFFFD: 0xFF}
