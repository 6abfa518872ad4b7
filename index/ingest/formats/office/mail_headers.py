"""Decodes headers of mails: encoded words, even cut ones, raw bytes, parameters."""

import binascii
import contextlib
import datetime
import re
import urllib.parse
from email.message import Message
from email.utils import parseaddr

from index.ingest import decode
from index.ingest.days import dates
from index.ingest.encoding_names import codec_of
from index.ingest.heads import name_order

_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{0,10})?\?([bBqQ])\?([^?\s]*(?: [^?\s]+)*)\?=")
_SEARCHED_CHARS = 20_000
"""The first code points of a header, which are searched for parameters."""
_HIDDEN = re.compile(r"^(?:iso-2022|hz|utf-?7|csiso2022)", re.IGNORECASE)
"""Encodings that write all characters in ASCII, so that bytes alone do not identify them."""
_REPLY = re.compile(
    r"^(?:(?:re|fwd?|fw|aw|wg|sv|vs|tr|rv|res|enc|rif|odp|转发|回复|答复|回覆|轉寄|轉發)\s?(?:\[\d{1,3}\])?\s?[:：]\s?){1,40}",
    re.IGNORECASE,
)


def raw(message: Message, name: str) -> str:
    """A header as written, with its lines joined; empty if it is missing."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return re.sub(r"[\r\n]+", "", str(value)).strip()
    return ""


def text(message: Message, name: str) -> str:
    """A decoded header."""
    return decoded(raw(message, name))


def decoded(value: str) -> str:
    """A value with encoded words and raw bytes decoded.

    Adjacent words of one encoding are decoded together, because programs split characters.
    """
    parts: list[tuple[str, bytes]] = []  # the encoding of raw text is empty
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        if between.strip() or not parts:
            parts.append(("", _raw_bytes(between)))
        data = _word_bytes(match[2], match[3])
        if parts and parts[-1][0] == match[1].lower():
            parts[-1] = (parts[-1][0], parts[-1][1] + data)
        else:
            parts.append((match[1].lower(), data))
        end = match.end()
    parts.append(("", _raw_bytes(value[end:])))
    return "".join(in_charset(data, charset) for charset, data in parts if data)


def _raw_bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def _word_bytes(form: str, content: str) -> bytes:
    """The bytes of an encoded word; as many as are readable if it is damaged."""
    if form in "qQ":
        plain = content.replace("_", " ").encode("utf-8", "surrogateescape")
        return binascii.a2b_qp(plain, header=False)
    clean = re.sub(r"[^A-Za-z0-9+/]", "", content)
    clean = clean[:-1] if len(clean) % 4 == 1 else clean
    return binascii.a2b_base64(clean + "=" * (-len(clean) % 4))


def in_charset(data: bytes, charset: str) -> str:
    """Bytes as text, in the declared charset if the result makes sense."""
    codec = codec_of(charset)
    if _HIDDEN.match(codec) or b"\x1b$" in data:
        return data.decode(codec or "iso-2022-jp", "replace")
    if len(data) <= _MAX_UNSURE_BYTES and _EAST_ASIAN.match(codec) and not decode.is_utf8(data):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(codec)
    return decode.decode(data, codec).text


_MAX_UNSURE_BYTES = 60
"""The length in bytes up to which a text is too short to tell its encoding."""
_EAST_ASIAN = re.compile(r"gb|big5|euc|x-euc|shift|sjis|ks_c|cp9(?:32|36|49|50)", re.IGNORECASE)


def parameter(value: str, name: str) -> str:
    """A parameter of a header, such as a file name, in any notation."""
    pattern = rf';\s*{name}(\*\d{{1,3}})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))'
    pieces = re.findall(pattern, value[:_SEARCHED_CHARS], re.IGNORECASE)
    if not pieces:
        return ""
    plain = [piece for piece in pieces if not piece[0] and not piece[1]]
    chosen = plain[:1] if plain else sorted(pieces, key=lambda piece: int(piece[0][1:] or 0))
    joined = "".join(quoted.replace("\\", "") or bare.strip() for _, _, quoted, bare in chosen)
    if any(piece[1] for piece in chosen):
        charset, mark, rest = joined.partition("'")
        rest = rest.partition("'")[2] if mark else charset
        data = urllib.parse.unquote_to_bytes(_raw_bytes(rest)).replace(b"\0", b"")
        return in_charset(data, charset if mark else "")
    return decoded(joined)


def sender(message: Message) -> str:
    """The name of the sender, else the address."""
    for name in ("From", "Sender", "X-From"):
        person, address = _address(raw(message, name))
        if person or address:
            shown = decoded(person).strip("'\" ")
            return name_order.given_first(shown, listed=False) if shown else decoded(address)
    return decoded(raw(message, "From")).strip("<>\"' ")


def _address(value: str) -> tuple[str, str]:
    """The name and the address in a header; both empty if its brackets or colons go too deep."""
    try:
        return parseaddr(value)
    except RecursionError:
        return "", ""


def day(message: Message, latest: datetime.date) -> datetime.date | None:
    """The date of a mail, else the date of its first Received header."""
    values = [raw(message, name) for name in ("Date", "Delivery-date", "X-Date", "Sent")]
    stops = [str(value) for key, value in message.raw_items() if key.lower() == "received"]
    values += [re.sub(r"[\r\n]+", "", stop).rpartition(";")[2].strip() for stop in stops[::-1]]
    for value in values:
        date = dates.of_message(decoded(value), latest) if value else None
        if date is not None:
            return date
    return None


def plain_subject(subject: str) -> str:
    """A subject without prefixes of replies and forwards."""
    return _REPLY.sub("", subject)
