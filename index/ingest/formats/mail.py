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

from index.ingest import decode
from index.ingest.draft import Draft, UnreadableError
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, LIKELY, NO, Format, Sample
from index.ingest.formats import plain
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page

_MOST_PARTS = 500
_ANSWER = re.compile(r"^(?:(?:re|fwd?|转发|回复|答复)\s?[:：]\s*)+", re.IGNORECASE)


def read_mail(draft: Draft, data: bytes, guide: ExtractionRules) -> None:
    """Put what a mail says into the draft."""
    message = _message(data)
    draft.put(
        "title",
        plain_subject(_header(message, "Subject")),
        "mail subject",
    )
    draft.put("date", _date(message, guide.latest), "mail date")
    name, address = parseaddr(_header(message, "From"))
    draft.put("author", name or address, "mail sender")
    draft.parts = list(_attached(draft.entry, message))
    kind, text = _text(message)
    if kind == "text/html":
        inner = Draft(draft.entry)
        page.read_all(inner, text)
        draft.paragraphs = inner.paragraphs
    else:
        plain.read(draft, text, guide)


def plain_subject(subject: str) -> str:
    """A subject without the marks of answers and of forwarding."""
    return _ANSWER.sub("", subject)


def read_mhtml(draft: Draft, data: bytes, guide: ExtractionRules) -> None:
    """Put what a page saved as one file says into the draft."""
    message = _message(data)
    draft.parts = list(_attached(draft.entry, message))
    kind, text = _text(message)
    address = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    if address.startswith(("http://", "https://")):
        draft.put("url", address, "saved from")
    reader = page.read if kind == "text/html" else plain.read
    reader(draft, text, guide)
    draft.put("title", _header(message, "Subject"), "mail subject")


def _attached(entry: SourceFile, message: EmailMessage) -> Iterator[SourceFile]:
    """The files in a message, each once by its name."""
    seen: set[str] = set()
    for part in itertools.islice(message.walk(), _MOST_PARTS):
        name = re.sub(r"[/\\!\x00-\x1f]", "_", _file_name(part))
        held = part.get_payload(decode=True) if name and name not in seen else None
        if isinstance(held, bytes):
            seen.add(name)
            yield entry.member(name, "", held)


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


_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?[^\r\n]{0,2000}\r?\n")
_FOLDED = re.compile(rb"[ \t][^\r\n]{0,2000}\r?\n")
_MAIL = frozenset({"from", "to", "subject", "date", "cc", "sender", "reply-to"})
#: What programs write at the head of a mail and people do not.
_TRACE = frozenset(
    {
        "received",
        "message-id",
        "return-path",
        "mime-version",
        "delivered-to",
        "content-type",
        "x-mailer",
        "x-from",
        "content-transfer-encoding",
        "dkim-signature",
    }
)


def _head(sample: Sample) -> tuple[set[str], bytes]:
    """The names of the header lines that a text begins with, and these lines in lower case."""
    start = re.sub(rb"\A>?From [^\n]{0,300}\n", b"", sample.start)
    names: set[str] = set()
    at = 0
    for _ in range(400):
        match = _HEADER.match(start, at)
        if match is not None:
            names.add(match[1].decode("ascii").lower())
        elif not names or (match := _FOLDED.match(start, at)) is None:
            break
        at = match.end()
    return names, start[:at].lower()


def _is_mail(sample: Sample) -> int:
    """Whether it begins with the header of a mail, and not with some lines like that."""
    names, _ = _head(sample)
    known = len(names & (_MAIL | _TRACE))
    if names & _TRACE and names & {"from", "received", "return-path", "to"} and known >= 3:
        return CERTAIN
    told = names & _MAIL and names & {"to", "date", "mime-version"}
    return LIKELY if told and known >= 3 else NO


def _is_mhtml(sample: Sample) -> int:
    """Whether it is the header of a page with its parts, as browsers save it."""
    names, head = _head(sample)
    if b"saved by" in head or "snapshot-content-location" in names:
        return CERTAIN
    sent = names & {"to", "received", "return-path", "delivered-to"}
    related = b"multipart/related" in head and "mime-version" in names
    return CERTAIN if related and not sent else NO


EML = Format(kind="eml", endings=(".eml",), sniff=_is_mail, read_file=read_mail)
MHTML = Format(kind="mhtml", endings=(".mhtml", ".mht"), sniff=_is_mhtml, read_file=read_mhtml)
