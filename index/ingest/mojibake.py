"""Repairs mojibake: text that another program decoded in a wrong encoding before."""

import itertools
import re
from collections.abc import Sequence

import numpy as np

from index.ingest.encoding_score import HAN_LETTER, LATIN_RUN, SAMPLED_BYTES, score

_SIGNS = "锛銆鈥鐨鏄鍦"
_GBK_SIGNS = re.compile(f"[{_SIGNS}]")
"""First characters that UTF-8 decoded as GBK yields for ，。、“ and frequent Han characters."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LOST = re.compile("(?:锟斤|锟斤拷|斤拷)|(?:ï¿½){2}")
"""Remains of text that a wrong decoding destroyed beyond repair."""
_UNCHANGED = re.compile(r"([\x00-\x3f]+)")
"""ASCII characters that are never the second byte of one in GBK, so that they were left alone."""
_LOST_BYTES = 4
"""Marks of lost bytes for each character that a wrong decoding lost."""
REPAIRED = "text that had been decoded wrongly before was turned back"
"""The beginning of the remark on a text that was repaired."""
_SUSPECT = "some of the text seems to have been decoded wrongly before, and cannot be turned back"


def repaired(text: str) -> tuple[str, str]:
    """The text with lines repaired that were once decoded in a wrong encoding, and a remark on it.

    The remark is empty if nothing was repaired and nothing seems to be lost.
    """
    if text.isascii():
        return text, ""
    lines = text.split("\n")
    western = any(map(_is_western, itertools.filterfalse(str.isascii, lines)))
    chinese = any(map(text.__contains__, _SIGNS))
    if not western and not chinese and not any(map(text.__contains__, ("\xbf", "锟", "斤拷"))):
        return text, ""
    mended = _undone(lines) if western else lines
    if chinese:
        certain = _PRIVATE.search(text) is not None
        mended = [_undo_gbk(line, certain=certain) for line in mended]
    notes = []
    if mended != lines:
        text = "\n".join(mended)
        lost = text.count("\ufffd")
        notes = [REPAIRED + (f"; characters of it that were lost: {lost}" if lost else "")]
    if _LOST.search(text) or len(_GBK_SIGNS.findall(text)) > max(3, len(text) // 200):
        notes.append(_SUSPECT)
    return text, "; ".join(notes)


def _undone(lines: Sequence[str]) -> list[str]:
    """The lines with a decoding as cp1252 undone.

    Where it was undone in most that may need it, a short one is believed too.
    """
    mended = [_undo_cp1252(line) for line in lines]
    left = [
        position
        for position, line in enumerate(lines)
        if mended[position] == line and _is_western(line)
    ]
    changed = sum(before != after for before, after in zip(lines, mended, strict=True))
    if changed > _MAJORITY * len(left):
        for position in left:
            mended[position] = _chinese_of_cp1252(lines[position])
    return mended


_MAJORITY = 2
"""The lines that were turned back for each that was not, from which all are taken for such."""


def _chinese_of_cp1252(line: str) -> str:
    """Undoes a decoding of GBK as cp1252 if the result has Chinese alone beside ASCII."""
    try:
        text = line.translate(_CP1252).encode("latin-1").decode("gb18030")
    except UnicodeError:
        return line
    return text if _CHINESE.fullmatch(text) else line


_CHINESE = re.compile(r"[\x20-\x7e\u2010-\u2027\u3000-\u3011\u3400-\u9fff\uff01-\uff5e]+\r?")


def _is_western(line: str) -> bool:
    """Whether a line may have been decoded as cp1252: Latin letters with marks, and no Chinese."""
    if line.isascii() or HAN_LETTER.search(line):
        return False
    return _has_western_pair(line) and LATIN_RUN.search(line) is not None


def _has_western_pair(text: str) -> bool:
    """Whether two characters up to ™ that are not ASCII are neighbours, without a pattern."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    western = (codes - np.uint16(0x80)) <= 0x2122 - 0x80  # ASCII wraps around to high numbers
    return b"\1\1" in western.tobytes()


def _undo_gbk(line: str, *, certain: bool) -> str:
    """Undoes a decoding of UTF-8 as GBK, word by word: a part of the line may not be affected."""
    if line.isascii():
        return line
    if not _GBK_SIGNS.search(line):
        return _utf8_of_gbk(line, certain=certain)
    pieces = _UNCHANGED.split(line)
    return "".join(_utf8_of_gbk(piece, certain=certain) for piece in pieces)


def _utf8_of_gbk(text: str, *, certain: bool) -> str:
    """Decodes text as UTF-8 that was decoded as GBK; unchanged if the result is not language.

    A lost byte before another character is 0x80 if `certain`: the first program then had a
    character for every other pair of bytes, since it wrote private-use characters. Otherwise the
    byte is unknown and its character is lost.
    """
    if text.isascii():
        return text
    marked = re.sub("(?<=[^\x00-\x7f])[?](?=[^\x00-\x7f])", "\ufffd", text)
    marked = marked.replace("€", "\x00")  # Windows decodes byte 0x80 as €
    known = re.sub("\ufffd(?=[^\x00-\x7f])", "\x00", marked) if certain else marked
    raw = b"\xff".join(piece.encode("gb18030", "replace") for piece in known.split("\ufffd"))
    repaired = raw.replace(b"\x00", b"\x80").decode("utf-8", "replace")
    if repaired.count("\ufffd") > _LOST_BYTES * (marked.count("\ufffd") + 1):
        return text  # some of it had been decoded rightly, and would be lost
    repaired = re.sub("\ufffd+", "\ufffd", repaired)
    good = repaired.replace("\ufffd", "")
    if not good or (len(repaired) - len(good)) * 5 > len(repaired):
        return text
    if not HAN_LETTER.search(good):
        return repaired if _GBK_SIGNS.search(text) and len(good) >= len(text) // 2 else text
    sampled = good[:SAMPLED_BYTES]
    return repaired if score(sampled) > max(0.6, score(text[:SAMPLED_BYTES]) + 0.2) else text


_MAX_ROUNDS = 2
"""How many times a line is tried to be decoded again."""


def _undo_cp1252(line: str, rounds: int = _MAX_ROUNDS) -> str:
    """Undoes a wrong decoding of the line as cp1252 if the result resembles language.

    A line that was decoded wrongly several times is turned back as many times.
    """
    if not LATIN_RUN.search(line) or HAN_LETTER.search(line):
        return line
    lost = line.count("\ufffd")
    try:
        raw = line.translate(_CP1252).encode("latin-1")
    except UnicodeEncodeError:
        return line
    for name, enough in (("utf-8", 0.6), ("gb18030", 0.7), ("big5", 0.7)):
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
        if rounds > 1 and text != line and (again := _undo_cp1252(text, rounds - 1)) != text:
            return again
    return line


_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
} | {0xFFFD: 0xFF}
"""Maps cp1252 characters to their bytes; its five undefined bytes are those of latin-1."""
