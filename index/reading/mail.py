"""Mail and pages saved as MHTML: the richest readable part, with subject, sender and date."""

import datetime
import email
import email.policy
import itertools
import re
import urllib.parse
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from index import decode
from index.reading import kinds, page, plain
from index.reading.attachments import ATTACHED
from index.reading.draft import Draft, UnreadableError
from index.reading.entry import Entry
from index.reading.guide import Guide

_MOST_PARTS = 500


def read_mail(draft: Draft, data: bytes, guide: Guide) -> None:
    """Put what a mail says into the draft."""
    message = _message(data)
    draft.put(
        "title",
        re.sub(
            r"^(?:(?:re|fwd?|转发|回复|答复)\s?[:：]\s*)+",
            "",
            _header(message, "Subject"),
            flags=re.IGNORECASE,
        ),
        "mail subject",
    )
    draft.put("date", _date(message, guide.latest), "mail date")
    name, address = parseaddr(_header(message, "From"))
    draft.put("author", name or address, "mail sender")
    kind, text = _text(message)
    if kind == "text/html":
        inner = Draft(draft.entry)
        page.read_all(inner, text)
        draft.paragraphs = inner.paragraphs
    else:
        plain.read(draft, text, guide)


def read_mhtml(draft: Draft, data: bytes, guide: Guide) -> None:
    """Put what a page saved as one file says into the draft."""
    message = _message(data)
    kind, text = _text(message)
    address = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    if address.startswith(("http://", "https://")):
        draft.put("url", address, "saved from")
    reader = page.read if kind == "text/html" else plain.read
    reader(draft, text, guide)
    draft.put("title", _header(message, "Subject"), "mail subject")


def attached(entry: Entry, data: bytes) -> Iterator[Entry]:
    """The files in a message that are reports of their own, each once by its name."""
    seen: set[str] = set()
    try:
        parts = list(itertools.islice(_message(data).walk(), _MOST_PARTS))
    except UnreadableError:
        return
    for part in parts:
        name = re.sub(r"[/\\!\x00-\x1f]", "_", _file_name(part))
        kind = kinds.of(name) or ""
        held = part.get_payload(decode=True) if kind in ATTACHED and name not in seen else None
        if isinstance(held, bytes):
            seen.add(name)
            yield entry.member(name, kind, held)


def _file_name(part: EmailMessage) -> str:
    """The name of the file that a part is, or that it was saved from; or empty."""
    try:
        name = part.get_filename() or ""
    except (ValueError, IndexError, LookupError, TypeError, AttributeError):
        name = ""
    place = _header(part, "Content-Location").partition("?")[0]
    return name or urllib.parse.unquote(place).rpartition("/")[2]


def _message(data: bytes) -> EmailMessage:
    """The parsed message; UnreadableError where the parser fails on it."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except (
        ValueError,
        IndexError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise UnreadableError(f"The message is damaged ({error}).") from error
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes no other
    return message


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; empty where it is missing or cannot be parsed."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, LookupError, TypeError, AttributeError):
        return ""


def _date(message: EmailMessage, latest: datetime.date) -> datetime.date | None:
    try:
        date = parsedate_to_datetime(_header(message, "Date")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date <= latest else None


def _text(message: EmailMessage) -> tuple[str, str]:
    """The content type and the text of the best part: a page before plain text."""
    best = ("", b"", "")
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if number > _MOST_PARTS or kind not in {"text/html", "text/plain"}:
            continue
        data = part.get_payload(decode=True)
        if (
            isinstance(data, bytes)
            and data.strip()
            and (not best[0] or (kind, best[0]) == ("text/html", "text/plain"))
        ):
            best = (kind, data, part.get_content_charset("") or "")
    if not best[0]:
        raise UnreadableError("There is no text in the message.")
    return best[0], decode.decode(best[1], best[2]).text
