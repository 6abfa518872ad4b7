"""Reads the parts of a message: its texts in order, the best alternatives, and its files."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from index.ingest.formats import mail_headers

MAX_MAIL_PARTS = 500
"""The largest number of parts of a message that are read; the rest is cut and reported."""
_DEEPEST = 30
_SILENT = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?:pgp-signature|pkcs7-signature|x-pkcs7-signature)"
    r"|^text/(?:css|calendar|x-amp-html|x-vcard|vcard|javascript)$"
)
"""Types of parts that are neither text nor attachments."""
_ENDINGS = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "text/plain": ".txt",
    "application/json": ".json",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text part: html or plain, decoded, and whether its lines flow."""

    html: bool
    text: str
    flowed: bool = False
    delete_space: bool = False


@dataclass(slots=True)
class Parts:
    """The content of a message."""

    texts: list[Text] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    encrypted: bool = False
    count: int = 0

    @property
    def size(self) -> int:
        """The total length of the texts in code points, without markup."""
        return sum(len(re.sub(r"<[^<>]*>|\s+", "", part.text)) for part in self.texts)


def parts_of(message: Message) -> Parts:
    """The texts of a message in order, and its files."""
    parts = Parts()
    _collect(message, parts, 0)
    return parts


def payload(part: Message) -> bytes:
    """The bytes of a part without subparts."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, binascii.Error):
        data = None
    if isinstance(data, bytes):
        return data
    content = part.get_payload()
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else b""


def charset(part: Message) -> str:
    """The declared charset of a part."""
    return mail_headers.parameter(mail_headers.raw(part, "Content-Type"), "charset").strip("'\" ")


def file_name(part: Message) -> str:
    """The file name of a part; empty if it has none."""
    for header, name in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        if parameter := mail_headers.parameter(mail_headers.raw(part, header), name):
            return re.sub(r"[/\\!\x00-\x1f]", "_", parameter.strip())
    return ""


def _collect(part: Message, parts: Parts, depth: int) -> None:
    parts.count += 1
    if parts.count > MAX_MAIL_PARTS or depth > _DEEPEST:
        return
    kind = part.get_content_type()
    if kind == "multipart/encrypted":
        parts.encrypted = True
    elif kind.startswith("message/") and part.is_multipart():
        _message(part, kind, parts)
    elif kind == "multipart/alternative" and part.is_multipart():
        _alternatives(part, parts, depth)
    elif part.is_multipart():
        for one in _inner(part):
            _collect(one, parts, depth + 1)
    else:
        _single(part, kind, parts)


def _inner(part: Message) -> Iterator[Message]:
    content = part.get_payload()
    for one in content if isinstance(content, list) else ():
        if isinstance(one, Message):
            yield one


def _message(part: Message, kind: str, parts: Parts) -> None:
    """An attached mail is a file; another kind of message, such as a delivery report, is text."""
    for inner in _inner(part):
        data = _as_bytes(inner)
        if kind not in {"message/rfc822", "message/global", "message/news"}:
            parts.texts.append(Text(html=False, text=mail_headers.in_charset(data, "")))
            continue
        if mail_headers.raw(part, "Content-Transfer-Encoding").lower() == "base64":
            data = _unpacked(data)
        subject = mail_headers.text(inner, "Subject")
        name = file_name(part) or re.sub(r"[/\\!\x00-\x1f]", "_", subject)[:80] or "message"
        parts.files.append((name if name.lower().endswith(".eml") else f"{name}.eml", data))


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return str(message.get_payload()).encode("utf-8", "surrogateescape")


def _unpacked(data: bytes) -> bytes:
    """The bytes of an attached mail that has a transfer encoding, which the standard forbids."""
    try:
        return base64.b64decode(data, validate=False) or data
    except (ValueError, binascii.Error):
        return data


def _alternatives(part: Message, parts: Parts, depth: int) -> None:
    """The best of several alternatives: the last one, unless it has much less text."""
    ways: list[Parts] = []
    for one in _inner(part):
        way = Parts(count=parts.count)
        _collect(one, way, depth + 1)
        parts.count = way.count
        parts.encrypted = parts.encrypted or way.encrypted
        parts.files += way.files
        ways.append(way)
    most = max((way.size for way in ways), default=0)
    best = next((way for way in reversed(ways) if way.texts and way.size * 2 >= most), None)
    if best is not None:
        parts.texts += best.texts


def _single(part: Message, kind: str, parts: Parts) -> None:
    """Reads a part without subparts: a text, a file, or neither."""
    name = file_name(part)
    disposition = mail_headers.raw(part, "Content-Disposition").lower()
    is_text = kind in {"text/html", "text/plain", "text/enriched", "text/richtext"}
    attached = bool(name) and (disposition.startswith("attachment") or bool(parts.texts))
    if (is_text or kind.startswith("multipart/") or not part.get("Content-Type")) and not attached:
        text = _text(part, kind)
        if text.text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            parts.encrypted = True
        else:
            parts.texts.append(text)
    elif "encrypted" in kind or "pkcs7-mime" in kind:
        parts.encrypted = True
    elif disposition.startswith("attachment") or not _SILENT.match(kind):
        data = payload(part)
        if data.strip():
            name = name or f"part {parts.count}{_ENDINGS.get(kind, '')}"
            parts.files.append((name, data))


def _text(part: Message, kind: str) -> Text:
    text = mail_headers.in_charset(payload(part), charset(part))
    if kind in {"text/enriched", "text/richtext"}:
        text = re.sub(r"<[^<>]{1,80}>", "", text.replace("<nl>", "\n"))
    header = mail_headers.raw(part, "Content-Type")
    return Text(
        html=kind == "text/html",
        text=text,
        flowed=mail_headers.parameter(header, "format").lower() == "flowed",
        delete_space=mail_headers.parameter(header, "delsp").lower() == "yes",
    )
