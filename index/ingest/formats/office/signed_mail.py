"""Takes the text out of signed mails: S/MIME with the content inside the signature, and PGP."""

import re

_SIGNED = bytes.fromhex("06092a864886f70d010702")
"""The object identifiers of signed data and of data, with their lengths, as DER writes them."""
_DATA = bytes.fromhex("06092a864886f70d010701")
_OCTETS, _CONSTRUCTED, _CONTEXT = 0x04, 0x24, 0xA0
_MAX_PIECES = 100_000
"""The largest number of pieces of a content."""
_PGP = re.compile(
    r"\A\s*+-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[A-Za-z-]{2,30}: [^\r\n]{0,200}\r?\n)*+\r?\n"
)
_PGP_END = "-----BEGIN PGP SIGNATURE-----"


def content(data: bytes) -> bytes:
    """The mail inside signed data in DER or BER; empty if the data is not signed so."""
    if _SIGNED not in data[:64]:
        return b""
    at = data.find(_DATA)
    tag, size, at = _header(data, at + len(_DATA)) if at >= 0 else (0, 0, 0)
    if tag != _CONTEXT:
        return b""
    tag, size, at = _header(data, at)
    if tag == _OCTETS:
        return data[at : at + size]
    if tag != _CONSTRUCTED:
        return b""
    end = at + size if size else len(data)
    pieces: list[bytes] = []
    while at < end and len(pieces) < _MAX_PIECES:
        tag, size, at = _header(data, at)
        if tag != _OCTETS:
            break
        pieces.append(data[at : at + size])
        at += size
    return b"".join(pieces)


def _header(data: bytes, at: int) -> tuple[int, int, int]:
    """The tag and size of a value, and the position of its content; size 0 if it is not said."""
    if at + 2 > len(data):
        return 0, 0, at
    tag, size = data[at], data[at + 1]
    if size < 0x80:
        return tag, size, at + 2
    length = size & 0x7F
    return tag, int.from_bytes(data[at + 2 : at + 2 + length]), at + 2 + length


def without_pgp(text: str) -> str:
    """A text without the frame and the signature of PGP around it."""
    match = _PGP.match(text)
    if match is None:
        return text
    signed, _, rest = text[match.end() :].partition(_PGP_END)
    after = rest.partition("-----END PGP SIGNATURE-----")[2]
    return re.sub(r"^- (?=-)", "", signed, flags=re.MULTILINE) + after
