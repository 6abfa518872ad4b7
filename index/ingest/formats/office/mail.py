"""Reads mails: all texts in order, subject, sender and date; attached files are reports too."""

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from email.message import Message

from index.fields import IMPRINT_FIELDS
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, LIKELY, NO, Format, Sample
from index.ingest.formats.office import mail_headers, mail_hidden, mail_parts, mail_text
from index.ingest.formats.plain_text import plain
from index.ingest.formats.printed import pictures_inside
from index.ingest.heads import header_lines
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError
from index.ingest.webpage import page

_COUNT = re.compile(rb"\A(\d{1,10})[ \t]*\r?\n")
"""Apple Mail begins a file with the length of the message in bytes."""
_EDGE = 3
"""Lines at both ends of a mail where a source or a number may be named."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a mail into the draft."""
    message = parsed(data)
    title = mail_headers.plain_subject(mail_headers.text(message, "Subject"))
    draft.put("title", title, "mail subject")
    draft.put("date", mail_headers.day(message, rules.latest), "mail date")
    draft.put("author", mail_headers.sender(message), "mail sender")
    words = mail_headers.text(message, "Keywords")
    draft.put("keywords", header_lines.keywords(words), "mail keywords")
    parts = mail_parts.parts_of(message)
    draft.parts = list(members(draft.entry, parts.files))
    for part in parts.texts:
        draft.paragraphs += _paragraphs(draft, part, rules)
    if parts.pictures and pictures_inside.is_needed(draft.paragraphs):
        pictures_inside.read(draft, parts.pictures, data, rules)
    if parts.count > mail_parts.MAX_MAIL_PARTS:
        draft.cut_off(f"only the first {mail_parts.MAX_MAIL_PARTS} parts of the message were read")
    if parts.deep:
        draft.cut_off("parts that lie too deep in others were not read")
    if parts.encrypted:
        if not draft.paragraphs:
            raise UnreadableError("The text of the mail is encrypted.")
        draft.note("paragraphs", "a part of the mail is encrypted")
    elif draft.parts and not draft.paragraphs and _is_digest(message):
        raise UnreadableError(_ONLY_MAILS)
    elif not (draft.paragraphs or draft.parts or draft.cut):
        raise UnreadableError("There is no text in the message.")


_ONLY_MAILS = "The message has no text of its own, only the other messages in it."


def _is_digest(message: Message) -> bool:
    return message.get_content_type() == "multipart/digest"


def parsed(data: bytes) -> Message:
    """The parsed message; UnreadableError if the parser fails."""
    if (count := _COUNT.match(data)) is not None:
        data = data[count.end() : count.end() + int(count[1])]
    data = re.sub(rb"\A>From [^\n]{0,300}\n", b"", data.lstrip(b"\xef\xbb\xbf\r\n"))
    try:
        return email.message_from_bytes(data, policy=email.policy.compat32)
    except RecursionError as error:
        raise UnreadableError("The parts of the message lie too deep in each other.") from error
    except (ValueError, IndexError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableError(f"The message is damaged ({error}).") from error


def members(entry: SourceFile, files: Iterable[tuple[str, bytes]]) -> Iterator[SourceFile]:
    """The files of a message as entries: each once, under distinct names."""
    contents_by_name: dict[str, list[bytes]] = {}
    for name, data in files:
        same = contents_by_name.setdefault(name, [])
        if data in same:
            continue
        same.append(data)
        stem, dot, end = name.rpartition(".")
        number = len(same)
        unique = name if number == 1 else f"{stem or end}-{number}{dot if stem else ''}{end}"
        yield entry.member(unique, "", data)


def _paragraphs(draft: Draft, part: mail_parts.Text, rules: ExtractionRules) -> list[str]:
    """The paragraphs of a text part; fields in its first and last lines go into the draft."""
    if part.html:
        inner = Draft(draft.entry)
        shown, hidden = mail_hidden.without(part.text)
        page.read_all(inner, shown)
        if hidden and not inner.paragraphs:
            page.read_all(inner, part.text)
        elif hidden:
            draft.note("paragraphs", f"words that the mail hides were left out: {hidden}")
        draft.add_visible(inner.visible_text or "")
        return inner.paragraphs
    draft.add_visible(part.text)
    lines = mail_text.paragraphs(part.text, flowed=part.flowed, delete_space=part.delete_space)
    inner = Draft(draft.entry)
    plain.read(inner, "\n".join(lines[:_EDGE] + lines[_EDGE:][-_EDGE:]), rules)
    for name in IMPRINT_FIELDS:
        draft.put(name, inner.values.get(name), inner.origins.get(name, ""))
    return [
        line
        for position, line in enumerate(lines)
        if _EDGE <= position < len(lines) - _EDGE or not _in_fields(draft, line)
    ]


def _in_fields(draft: Draft, line: str) -> bool:
    """Whether the fields contain everything in a line."""
    values = [draft.text(name) for name in IMPRINT_FIELDS if name != "url"]
    return header_lines.is_header(line) and any(value and value in line for value in values)


_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?[^\r\n]{0,2000}\r?\n")
_FOLDED = re.compile(rb"[ \t][^\r\n]{0,2000}\r?\n")
_MAIL = frozenset({"from", "to", "subject", "date", "cc", "sender", "reply-to"})
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
"""Header lines that mail programs write and people do not."""


def head(sample: Sample) -> tuple[set[str], bytes]:
    """The names of the header lines at the beginning of a text, and the lines in lower case."""
    start = _COUNT.sub(b"", re.sub(rb"\A>?From [^\n]{0,300}\n", b"", sample.start))
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


def is_saved_page(names: set[str], lines: bytes) -> bool:
    """Whether a header is that of a page saved by a browser."""
    return b"saved by" in lines or "snapshot-content-location" in names


def _is_mail(sample: Sample) -> int:
    """Whether the file begins with the header of a mail, not just with similar lines."""
    names, lines = head(sample)
    if is_saved_page(names, lines):
        return NO
    known = len(names & (_MAIL | _TRACE))
    if names & _TRACE and names & {"from", "received", "return-path", "to"} and known >= 3:
        return CERTAIN
    typical = names & _MAIL and names & {"to", "date", "mime-version"}
    return LIKELY if typical and known >= 3 else NO


FORMAT = Format(kind="eml", endings=(".eml", ".emlx"), sniff=_is_mail, read_file=read)
