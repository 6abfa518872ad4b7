"""Reads the parts of a message: its texts in order, the best alternatives, and its files."""

import base64
import binascii
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message

from index.ingest.formats.office import mail_headers, signed_mail, tnef, uuencoded
from index.ingest.source_file import member_name

MAX_MAIL_PARTS = 500
"""The largest number of parts of a message that are read; the rest is cut and reported."""
_MAX_PART_DEPTH, _MAX_INNER_DEPTH = 100, 40
"""The number of parts around a part that is read, and that of those in an attached mail around one
that is left in it, since Python writes a message by recursion."""
_HTML = re.compile(r"\s*+(?:<!doctype html|<html[\s>])", re.IGNORECASE)
"""The beginning of a page in a part that says it is plain text."""
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
    pictures: list[bytes] = field(default_factory=list)
    """The pictures that a mail shows in its text."""
    encrypted: bool = False
    deep: bool = False
    """Whether parts lie too deep to be read."""
    count: int = 0
    calendars: list[str] = field(default_factory=list)
    """Invitations, which are text where there is no other."""

    @property
    def size(self) -> int:
        """The total length of the texts in code points, without markup."""
        return sum(len(re.sub(r"<[^<>]*>|\s+", "", part.text)) for part in self.texts)


def parts_of(message: Message) -> Parts:
    """The texts of a message in order, and its files."""
    parts = Parts()
    _collect(message, parts, 0)
    if not parts.texts and not parts.files:
        parts.texts += [Text(html=False, text=text) for text in map(_invited, parts.calendars)]
    return parts


_EVENT_LINE = re.compile(
    r"^(?:SUMMARY|DESCRIPTION|LOCATION|COMMENT)(?:;[^:\n]{0,200})?:(.*)$", re.MULTILINE
)


def _invited(calendar: str) -> str:
    """The title, time and place of an invitation, as lines."""
    unfolded = re.sub(r"\r?\n[ \t]", "", calendar)
    text = "\n".join(_EVENT_LINE.findall(unfolded.replace("\r", "")))
    return re.sub(r"\\([\\,;])", r"\1", re.sub(r"\\[nN]", "\n", text))


def payload(part: Message) -> bytes:
    """The bytes of a part without subparts."""
    if _in_base64(part) and (unpacked := _from_base64(part)) is not None:
        return unpacked
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, binascii.Error):
        data = None
    if isinstance(data, bytes):
        return data
    content = part.get_payload()
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else b""


_BASE64_LINE = re.compile(r"[A-Za-z0-9+/=]+")
"""A line of base64, and one of words, which no base64 contains."""
_WORDS_LINE = re.compile(r"\S \S+ \S")


def _in_base64(part: Message) -> bool:
    return mail_headers.raw(part, "Content-Transfer-Encoding").strip().lower() == "base64"


def _from_base64(part: Message) -> bytes | None:
    """The bytes of a part in base64, also of one that is cut; None if the usual way reads it.

    A part that says base64 and begins with words is as it stands.
    """
    content = part.get_payload()
    if not isinstance(content, str):
        return None
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if lines and _WORDS_LINE.search(lines[0]):
        return content.encode("utf-8", "surrogateescape")
    if not lines or not all(map(_BASE64_LINE.fullmatch, lines)):
        return None
    encoded = "".join(lines).rstrip("=")
    encoded = encoded[: len(encoded) - (len(encoded) % 4 == 1)]
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    except (ValueError, binascii.Error):
        return None


def charset(part: Message) -> str:
    """The declared charset of a part."""
    return mail_headers.parameter(mail_headers.raw(part, "Content-Type"), "charset").strip("'\" ")


def file_name(part: Message) -> str:
    """The file name of a part; empty if it has none."""
    for header, name in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        if parameter := mail_headers.parameter(mail_headers.raw(part, header), name):
            return member_name(parameter.strip())
    return ""


def _collect(part: Message, parts: Parts, depth: int) -> None:
    parts.count += 1
    parts.deep = parts.deep or depth > _MAX_PART_DEPTH
    if parts.count > MAX_MAIL_PARTS or depth > _MAX_PART_DEPTH:
        return
    kind = part.get_content_type()
    if kind == "multipart/encrypted":
        parts.encrypted = True
    elif kind.startswith("message/") and part.is_multipart():
        _message(part, kind, parts)
    elif kind == "multipart/alternative" and part.is_multipart():
        _alternatives(part, parts, depth)
    elif part.is_multipart():
        for inner in _inner(part):
            _collect(inner, parts, depth + 1)
    else:
        _single(part, kind, parts, depth)


def _inner(part: Message) -> Iterator[Message]:
    content = part.get_payload()
    for inner in content if isinstance(content, list) else ():
        if isinstance(inner, Message):
            yield inner


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
        name = file_name(part) or member_name(subject)[:80] or "message"
        parts.files.append((name if name.lower().endswith(".eml") else f"{name}.eml", data))


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except RecursionError:
        return _without_deep_parts(message).as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return str(message.get_payload()).encode("utf-8", "surrogateescape")


def _without_deep_parts(message: Message) -> Message:
    """The message, whose parts in more than _MAX_INNER_DEPTH others are emptied."""
    level = [message]
    for _ in range(_MAX_INNER_DEPTH):
        level = [inner for part in level for inner in _inner(part)]
    for part in level:
        part.set_payload("")
    return message


def _unpacked(data: bytes) -> bytes:
    """The bytes of an attached mail that has a transfer encoding, which the standard forbids."""
    try:
        return base64.b64decode(data, validate=False) or data
    except (ValueError, binascii.Error):
        return data


def _alternatives(part: Message, parts: Parts, depth: int) -> None:
    """The best of several alternatives: the last one, unless it has much less text."""
    alternatives: list[Parts] = []
    for inner in _inner(part):
        alternative = Parts(count=parts.count)
        _collect(inner, alternative, depth + 1)
        parts.count = alternative.count
        parts.encrypted = parts.encrypted or alternative.encrypted
        parts.deep = parts.deep or alternative.deep
        parts.files += alternative.files
        alternatives.append(alternative)
    most = max((alternative.size for alternative in alternatives), default=0)
    best = next(
        (
            alternative
            for alternative in reversed(alternatives)
            if alternative.texts and alternative.size * 2 >= most
        ),
        None,
    )
    if best is not None:
        parts.texts += best.texts
    for alternative in alternatives:
        parts.pictures += alternative.pictures


def _packed(parts: Parts, inside: tnef.Packed) -> None:
    """The content of winmail.dat; its text repeats that of the mail, if there is one."""
    parts.files += ((member_name(name), data) for name, data in inside.files)
    if not parts.texts and (inside.html or inside.text):
        parts.texts.append(Text(html=bool(inside.html), text=inside.html or inside.text))


def _single(part: Message, kind: str, parts: Parts, depth: int) -> None:
    """Reads a part without subparts: a text, a file, or neither."""
    name = file_name(part)
    disposition = mail_headers.raw(part, "Content-Disposition").lower()
    is_text = kind in {"text/html", "text/plain", "text/enriched", "text/richtext"}
    attached = bool(name) and (disposition.startswith("attachment") or bool(parts.texts))
    if (is_text or kind.startswith("multipart/") or not part.get("Content-Type")) and not attached:
        text = _text(part, kind)
        if not text.html:
            rest, files = uuencoded.removed(text.text)
            text = replace(text, text=rest)
            parts.files += files
        if text.text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            parts.encrypted = True
        else:
            parts.texts.append(text)
    elif "pkcs7-mime" in kind and (signed := signed_mail.content(payload(part))):
        _collect(email.message_from_bytes(signed, policy=email.policy.compat32), parts, depth + 1)
    elif "encrypted" in kind or "pkcs7-mime" in kind:
        parts.encrypted = True
    elif kind == "text/calendar" and not disposition.startswith("attachment"):
        parts.calendars.append(mail_headers.in_charset(payload(part), charset(part)))
    elif (data := payload(part)).startswith(tnef.TNEF_SIGNATURE):
        _packed(parts, tnef.read(data))
    elif (disposition.startswith("attachment") or not _SILENT.match(kind)) and data.strip():
        name = name or f"part {parts.count}{_ENDINGS.get(kind, '')}"
        parts.files.append((name, data))
    elif kind.startswith("image/"):
        parts.pictures.append(data)


def _text(part: Message, kind: str) -> Text:
    text = mail_headers.in_charset(payload(part), charset(part))
    if kind in {"text/enriched", "text/richtext"}:
        text = re.sub(r"<[^<>]{1,80}>", "", text.replace("<nl>", "\n"))
    text = signed_mail.without_pgp(text)
    header = mail_headers.raw(part, "Content-Type")
    return Text(
        html=kind == "text/html" or _HTML.match(text) is not None,
        text=text,
        flowed=mail_headers.parameter(header, "format").lower() == "flowed",
        delete_space=mail_headers.parameter(header, "delsp").lower() == "yes",
    )
