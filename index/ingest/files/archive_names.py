"""Decodes the names of members of archives, whose encoding most programs do not state."""

import contextlib
import re
import zipfile

from index.ingest import encoding_score

_UTF8 = 0x800  # set if the name is UTF-8; otherwise its encoding is unknown
_SAMPLED = 1 << 18
"""The size in bytes of the names by which an encoding is chosen."""
_COMMON_ROWS = {
    "gb18030": ((0xB0, 0xD7, 0xA1),),
    "big5hkscs": ((0xA4, 0xC6, 0x40),),
    "cp932": ((0x82, 0x82, 0x9F), (0x83, 0x83, 0x40), (0x88, 0x97, 0x40)),
    "cp949": ((0xB0, 0xC8, 0xA1),),
}
"""The first and last row of the common characters of an encoding, and their least second byte."""
_RUSSIAN = re.compile("(?<![A-Za-z])[\u0410-\u044f\u0401\u0451]{2,}(?![A-Za-z])")
_MIN_COMMON_SHARE = 0.6
"""The smallest share of common characters in the names of an archive."""
_FREQUENT_WEIGHT, _HANGUL_BONUS = 0.3, 0.12
"""The additional weight of frequent Han characters, and the bonus of a name all of Hangul.

Hangul lies where the common Han characters are: a name is Korean if few of those are frequent.
"""


def zip_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Maps each name that `zipfile` decoded to the name as it was written.

    Programs write the encoding of their country and macOS writes UTF-8, both without the flag.
    """
    names = {info.filename: info.filename for info in archive.infolist()}
    raw: dict[str, bytes] = {}
    for info in archive.infolist():
        if not info.flag_bits & _UTF8 and not info.filename.isascii():
            with contextlib.suppress(UnicodeEncodeError):
                raw[info.filename] = info.filename.encode("cp437")
    encoding = _encoding(b"\n".join(raw.values())[:_SAMPLED]) if raw else ""
    for name, data in raw.items() if encoding else ():
        with contextlib.suppress(UnicodeDecodeError):
            names[name] = data.decode(encoding)
    for info in archive.infolist():
        names[info.filename] = _extra_name(info.extra) or names[info.filename]
    return {name: text.replace("\\", "/") for name, text in names.items()}


def tar_name(name: str) -> str:
    """A name that `tarfile` could not decode as UTF-8, as it was written."""
    data = name.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_encoding(data) or "gb18030", "replace")


def _encoding(data: bytes) -> str:
    """The encoding in which names resemble those of its country; empty for that of DOS."""
    if (text := _decoded(data, "utf-8")) and not _is_gbk_by_chance(data, text):
        return "utf-8"
    shares = {name: _share(data, name) for name in (*_COMMON_ROWS, "cp866")}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _MIN_COMMON_SHARE:
        return best
    return "cp850" if not _is_latin(data, "cp437") and _is_latin(data, "cp850") else ""


def _is_gbk_by_chance(data: bytes, text: str) -> bool:
    """Whether names that happen to be UTF-8, in characters of two bytes, are Chinese in GBK."""
    return max(text) < "\u0800" and _share(data, "gb18030") > 1 + _FREQUENT_WEIGHT / 2


_WITHIN = re.compile("(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])")
"""A single letter within a Latin word, where two bytes of a name of DOS look like a character."""


def _share(data: bytes, encoding: str) -> float:
    """The share of letters beyond ASCII that are common in an encoding, and a little more."""
    text = _decoded(data, encoding)
    if encoding in {"big5hkscs", "cp932"}:
        text = _WITHIN.sub("", text)
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    if not letters:
        return 0.0
    if encoding == "cp866":
        return sum(map(len, _RUSSIAN.findall(text))) / len(letters)
    common = sum(_is_common(letter.encode(encoding), encoding) for letter in letters) / len(letters)
    if encoding == "cp949":
        return common + _HANGUL_BONUS if common == 1.0 and len(letters) > 1 else 0.0
    return common + _FREQUENT_WEIGHT * encoding_score.frequent_han(text) / len(letters)


def _is_common(character: bytes, encoding: str) -> bool:
    """Whether a character lies in a row of common ones."""
    return len(character) == 2 and any(
        first <= character[0] <= last and character[1] >= second
        for first, last, second in _COMMON_ROWS[encoding]
    )


def _is_latin(data: bytes, encoding: str) -> bool:
    """Whether all characters beyond ASCII are Latin letters."""
    text = _decoded(data, encoding)
    return all(
        character <= "\x7f" or (character.isalpha() and character < "\u0250") for character in text
    )


def _decoded(data: bytes, encoding: str) -> str:
    """The text, without the last character if the sample cuts it; empty if it is another one."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return "" if error.start < len(data) - 4 else data[: error.start].decode(encoding)


def _extra_name(extra: bytes) -> str:
    """The UTF-8 name in the extra field of a member; empty if there is none."""
    while len(extra) >= 4:
        size = int.from_bytes(extra[2:4], "little")
        if extra[:2] == b"up" and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "ignore")
        extra = extra[4 + size :]
    return ""
