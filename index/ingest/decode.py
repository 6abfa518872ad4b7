"""Decodes bytes by byte order mark, strict UTF-8, or the encoding that scores best as language.

A declared encoding is only a hint: gb2312 and gbk are decoded as gb18030 and big5 as big5hkscs, and
a declaration that yields gibberish loses to an encoding that yields Chinese. Mojibake is repaired
if the original can be computed; otherwise `note` says that text is damaged.
"""

import codecs
import re
from dataclasses import dataclass, replace

from index.ingest import mojibake, word_lists, zero_width
from index.ingest.encoding_names import codec_of
from index.ingest.encoding_score import EBCDIC, HAN_LETTER, ODD, SAMPLED_BYTES, is_ebcdic, score

_SCORED_CHARS = 1 << 20
"""The number of code points of a decoded text that are scored."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,80}encoding=["']([\w-]{2,20})""",
    re.IGNORECASE,
)
_CANDIDATES = ("gb18030", "big5hkscs", "utf-8", "cp1252")
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9d]")
"""Letters of the languages besides Chinese whose encodings pages declare."""
_HANGUL = re.compile("[\uac00-\ud7a3]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[\u00c0-\u017f\u0218-\u021b]")
"""A Latin letter with a mark."""
_LETTERS_OF = {
    **dict.fromkeys(("shift_jis", "cp932", "x-sjis", "euc-jp", "euc_jp", "iso-2022-jp"), _KANA),
    **dict.fromkeys(("euc-kr", "euc_kr", "cp949", "ks_c_5601-1987"), _HANGUL),
    **dict.fromkeys(("koi8-r", "koi8-u", "windows-1251", "cp1251", "iso-8859-5"), _CYRILLIC),
    **dict.fromkeys(("windows-1253", "cp1253", "iso-8859-7"), re.compile("[\u0370-\u03ff]")),
    **dict.fromkeys(("windows-1255", "cp1255", "iso-8859-8"), re.compile("[\u0590-\u05ff]")),
    **dict.fromkeys(("windows-1256", "cp1256", "iso-8859-6"), re.compile("[\u0600-\u06ff]")),
    **dict.fromkeys(
        ("iso-8859-2", "windows-1250", "cp1250", "iso-8859-9", "windows-1254", "cp1254"), _LATIN
    ),
    **dict.fromkeys(("iso-8859-4", "iso-8859-13", "windows-1257", "cp1257"), _LATIN),
    **dict.fromkeys(("tis-620", "cp874", "windows-874"), re.compile("[\u0e00-\u0e7f]")),
}
_UNDECLARED = ("cp932", "euc-jp", "cp949", "koi8-r", "cp1251")
"""Encodings of other languages that are tried where none is declared and no other fits."""
_DRAWN = re.compile("[\u2500-\u259f]")
"""Pieces of frames, which koi8-r has where Chinese has characters."""
_RUSSIAN = re.compile("[\u0430-\u044f]")
"""A small letter of Russian; koi8-r and cp1251 have the capital letters in each other's places."""
_LETTER_RATIO, _CHINESE_SCORE = 0.25, 0.5
_SWITCHED = (
    ("iso-2022-jp", re.compile(rb"\x1b\$[@B]")),
    ("hz", re.compile(rb"~\{(?:[!-w][!-~]){1,200}~\}")),
)
"""Encodings in seven bits, which strict UTF-8 accepts, and the signs that switch to them."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, its encoding, and a sentence if something was repaired or lost."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decodes `data`; `declared` is an encoding declared outside it, for example by HTTP.

    Characters without width are left out.
    """
    decoded = _of_mainframe(data) if is_ebcdic(data) else _decoded(data, declared)
    text = zero_width.without(decoded.text)
    return replace(decoded, text=text) if text != decoded.text else decoded


def _of_mainframe(data: bytes) -> Decoded:
    text = data.decode(EBCDIC).replace("\x85", "\n")  # its other end of a line
    return Decoded(text, EBCDIC, f"no encoding is declared; it was read as {EBCDIC}")


def _decoded(data: bytes, declared: str) -> Decoded:
    for mark, name in _BOMS:
        if data.startswith(mark) and name == "utf-8":
            return _decoded(data[len(mark) :], declared)  # programs put the mark before any bytes
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name, "")
    if (wide := _without_mark(data)) is not None:
        return _decode_as(data, wide, "")
    if (switched := _switched(data)) is not None:
        return switched
    try:
        return _repaired(data.decode("utf-8"), "utf-8", "")
    except UnicodeDecodeError:
        return _decode_best(data, _hints(data, declared))


def _switched(data: bytes) -> Decoded | None:
    """Decodes data in an encoding of seven bits; None if it is in no such encoding."""
    for name, sign in _SWITCHED if data.isascii() else ():
        if sign.search(data[:SAMPLED_BYTES]):
            try:
                return Decoded(data.decode(name), name)
            except UnicodeDecodeError:
                continue
    return None


_MAGIC = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a recording or an image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"ITSF\x03", "a book of help pages"),
    (b"PAR1", "a table in Parquet"),
    (b"Obj\x01", "a table in Avro"),
    (b"ARROW1\0", "a table in Arrow"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "a database"),
)


def binary_content(data: bytes) -> str:
    """A name for the content of a binary file, such as "an image"; empty for text."""
    for magic, content in _MAGIC:
        if data.startswith(magic):
            return content
    padded = data.endswith(b"\0\0")
    head = ((data.rstrip(b"\0") or data) if padded else data)[:65_536]
    if any(head.startswith(mark) for mark, _ in _BOMS) or _without_mark(head) is not None:
        return ""
    controls = _CONTROLS if 0 in head else _CONTROLS.replace(b"\b", b"")  # letters struck twice
    control = len(head) - len(head.translate(None, controls))
    return "not text" if control > max(0.03 * len(head), 8) else ""


_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\f\x0b\x1b"))


def encoding_of(data: bytes, declared: str = "") -> str:
    """The encoding that `decode` chooses for a sample of a stream."""
    # A sample may end within a character, which has at most four bytes.
    complete = max((data[: len(data) - cut] for cut in range(4)), key=is_utf8)
    return decode(complete, declared).encoding


def is_utf8(data: bytes) -> bool:
    """Whether bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(data: bytes) -> str | None:
    """The name of UTF-16 or UTF-32 without a byte order mark, from the zero bytes; else None."""
    head = data[:4096]
    for name, first in (("utf-32-le", 3), ("utf-32-be", 0)) if 0 in head else ():
        plane = head[abs(first - 1) :: 4]
        if len(head) >= 32 and not any(head[first::4]) and max(plane[: len(head) // 4]) <= 0x10:
            return name if _reads_well(head, name) else None
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
            and len(HAN_LETTER.findall(text)) * 3 > len(text)
        ):
            return name
    return None


def _reads_well(head: bytes, name: str) -> bool:
    text = head[: len(head) & ~3].decode(name, "replace")
    return len(ODD.findall(text)) < 0.02 * len(text)


def _hints(data: bytes, declared: str) -> list[str]:
    """The declared encodings, under the names of the codecs that decode them."""
    declarations = [declared] + [
        (first or second).decode("ascii") for first, second in _DECLARED.findall(data[:8192])[:2]
    ]
    return [codec for codec in map(codec_of, declarations) if codec]


def _unknown(data: bytes) -> str:
    """A remark on a declared encoding that nothing here decodes; or empty."""
    for first, second in _DECLARED.findall(data[:8192])[:1]:
        name = (first or second).decode("ascii").lower()
        if not codec_of(name):
            return f"its encoding ({name}) is not known here, so the text may be wrong"
    return ""


def _decode_best(data: bytes, hints: list[str]) -> Decoded:
    """Decodes with the best candidate, or line by line if two encodings are mixed."""
    sample = _non_ascii_sample(data)
    if foreign := _foreign(sample, hints):
        return _decode_as(data, foreign, "")
    names = list(dict.fromkeys((*hints, *_CANDIDATES)))
    scores = {
        name: score(sample.decode(name, "replace")) + (0.03 if name in hints else 0.0)
        for name in names
        if not name.startswith("utf-16")
    }
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _CHINESE_SCORE and _is_partly_utf8(sample):
        mixed = _decode_lines(data, "gb18030")
        if score(mixed.text[:_SCORED_CHARS]) > _CHINESE_SCORE:
            return mixed
    if best == "cp1252" and (other := _instead_of_cp1252(sample)):
        return _decode_as(data, other, "")
    if scores[best] < _CHINESE_SCORE and (foreign := _undeclared(sample, hints)):
        declaration = (
            f"the encoding {hints[0]} is declared, but" if hints else "no encoding is declared;"
        )
        return _decode_as(data, foreign, f"{declaration} it was read as {foreign}")
    decoded = _decode_as(data, best, _unknown(data) if scores[best] < _CHINESE_SCORE else "")
    if not decoded.note:
        return decoded
    mixed = _decode_lines(data, best if best != "utf-8" else "gb18030")
    return (
        mixed
        if score(mixed.text[:_SCORED_CHARS]) > score(decoded.text[:_SCORED_CHARS])
        else decoded
    )


def _is_partly_utf8(sample: bytes) -> bool:
    """Whether some lines beyond ASCII are UTF-8."""
    return any(not line.isascii() and is_utf8(line) for line in sample.split(b"\n"))


_MACINTOSH = re.compile(rb"(?<=[A-Za-z])\xd5(?=[a-z])|\xd2(?=[A-Za-z])|(?<=[a-z.,!?])\xd3")
"""Quotes and apostrophes in the bytes of the old Macintosh, where others have capital letters."""


def _is_macintosh(sample: bytes) -> bool:
    """Whether a third of the bytes beyond ASCII are quotes as the old Macintosh wrote them."""
    beyond = sum(byte > 0x7F for byte in sample)
    return len(_MACINTOSH.findall(sample)) * 3 > beyond


def _instead_of_cp1252(sample: bytes) -> str:
    """The encoding of Latin letters that fits better than cp1252; or empty."""
    if _is_macintosh(sample):
        return "mac_roman"
    return "cp1250" if _is_central_european(sample) else ""


_POLISH = re.compile(rb"[A-Za-z\xf3\xd3][\xb3\xb9][a-z\xea\xe6]")
"""In words, the bytes of a raised three or one of cp1252, where cp1250 has letters of Polish."""
_CZECH = re.compile(rb"[A-Za-z][\xd8\xf8]|[\xd8\xf8][a-z]")
_CZECH_TOO, _NORDIC = re.compile(rb"[\xc8\xcc\xec\xe8\xf9]"), re.compile(rb"[\xc5\xc6\xe5\xe6]")
"""Bytes of letters of Czech: Nordic texts have the first, but not those beside it, and have letters
of their own."""


def _is_central_european(sample: bytes) -> bool:
    """Whether bytes stand for letters that no language of the West has together in cp1252."""
    czech = _CZECH.search(sample) and _CZECH_TOO.search(sample)
    return bool(_POLISH.search(sample) or (czech and not _NORDIC.search(sample)))


def _foreign(sample: bytes, hints: list[str]) -> str:
    """A declared encoding of another language, if the sample is in it and not Chinese; or empty."""
    for name in hints:
        letters = _LETTERS_OF.get(name)
        if letters is None or score(sample.decode("gb18030", "replace")) > _CHINESE_SCORE:
            continue
        text = sample.decode(name, "replace")
        beyond = sum(character > "\x7f" for character in text)
        if len(letters.findall(text)) > _LETTER_RATIO * beyond and not ODD.search(text):
            return name
    return ""


def _undeclared(sample: bytes, hints: list[str]) -> str:
    """The encoding of another language in which a sample has most letters of it; or empty.

    Beside a Chinese encoding that is declared only Hiragana or hardly anything but Hangul counts,
    because rare Han characters look like a mixture of letters.
    """
    if {"gb18030", "big5hkscs"} & set(hints):
        return next((name for name in _STRICT if _is_plainly(sample, name)), "")
    shares = dict.fromkeys(_UNDECLARED, 0.0)
    for name in _UNDECLARED:
        text = sample.decode(name, "replace")
        beyond = sum(character > "\x7f" for character in text)
        letters = _RUSSIAN if _LETTERS_OF[name] is _CYRILLIC else _LETTERS_OF[name]
        if _DRAWN.search(text) or (letters is _HANGUL and not _is_korean(text)):
            continue
        runs = re.findall(f"(?<![A-Za-z]){letters.pattern}+(?![A-Za-z])", text)  # not AﾇﾕES
        share = sum(map(len, runs)) / max(beyond, 1)
        shares[name] = 0.0 if ODD.search(text) else share
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > _LETTER_RATIO else ""


_FREQUENT_HANGUL = word_lists.characters("frequent", "hangul")
_KOREAN_SHARE = 0.3
"""The least share of frequent syllables in Korean; GBK read as cp949 has a tenth of them."""


def _is_korean(text: str) -> bool:
    """Whether the Hangul of a text is Korean, and not Chinese in another encoding."""
    syllables = _HANGUL.findall(text)
    frequent = sum(map(_FREQUENT_HANGUL.__contains__, syllables))
    return frequent >= _KOREAN_SHARE * len(syllables) and frequent > 0


_STRICT = {
    "cp932": (re.compile("[\u3041-\u3093]"), 0.25),
    "euc-jp": (re.compile("[\u3041-\u3093]"), 0.25),
    "cp949": (_HANGUL, 0.8),
}
"""Letters that only another language has so often, and their least share."""


def _is_plainly(sample: bytes, name: str) -> bool:
    """Whether a sample is in an encoding of another language without any doubt."""
    text = sample.decode(name, "replace")
    beyond = sum(character > "\x7f" for character in text)
    letters, share = _STRICT[name]
    if letters is _HANGUL and not _is_korean(text):
        return False
    return len(letters.findall(text)) > share * beyond and not ODD.search(text)


def _non_ascii_sample(data: bytes) -> bytes:
    """The lines with non-ASCII bytes, about SAMPLED_BYTES bytes in total at most."""
    lines = (line for line in data.split(b"\n") if not line.isascii())
    sample = bytearray()
    for line in lines:
        sample += line[:SAMPLED_BYTES] + b"\n"
        if len(sample) > SAMPLED_BYTES:
            break
    return bytes(sample)


def _decode_as(data: bytes, name: str, note: str) -> Decoded:
    """Decodes in one encoding; the note counts the characters that failed."""
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    if lost and not note:
        note = f"{lost} characters could not be read as {name}"
    return _repaired(text, name, note)


def _decode_lines(data: bytes, other: str) -> Decoded:
    """Decodes each line as UTF-8 if it is that, else in `other`."""
    text = "\n".join(line_text(line, other) for line in data.split(b"\n"))
    return Decoded(text, f"utf-8 and {other}", f"lines in utf-8 and lines in {other} are mixed")


def line_text(line: bytes, other: str) -> str:
    """A line of a text that is mostly in UTF-8: in UTF-8, if it is or was that, else in `other`.

    A line with more characters of UTF-8 than damaged places was UTF-8. Pairs of bytes prove nothing
    beside a Chinese encoding, in which half of them are UTF-8 by chance.
    """
    text = line.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if not lost:
        return text
    first = "\u0800" if other in {"gb18030", "big5hkscs"} else "\x80"
    intact = sum(character >= first for character in text) - lost
    return text if intact > lost else line.decode(other, "replace")


def _repaired(text: str, name: str, note: str) -> Decoded:
    text, remark = mojibake.repaired(text)
    if remark and remark.startswith(mojibake.REPAIRED):
        note = ""
    return Decoded(text, name, "; ".join(filter(None, (note, remark))))
