"""Reads MHTML, a page saved as one file with the pages in its frames."""

import re
import urllib.parse
from collections.abc import Iterator
from email.message import Message

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.office import mail, mail_headers, mail_parts
from index.ingest.formats.plain_text import plain
from index.ingest.source_file import member_name
from index.ingest.unreadable import UnreadableError
from index.ingest.webpage import page

_FRAMESET = re.compile(r"<frameset[\s>]", re.IGNORECASE)
_TELLING = 30
"""The least length in code points of a frame that is not an advertisement or a counter."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a page saved as one file into the draft."""
    message = mail.parsed(data)
    root = _root(message)
    frames = [part for part in _pages(message) if part is not root]
    for name in ("Snapshot-Content-Location", "Content-Location"):
        for part in (message, root):
            address = mail_headers.raw(part, name)
            if address.startswith(("http://", "https://")):
                draft.put("url", address, "saved from")
    text = _text(root)
    if root.get_content_type() != "text/html":
        plain.read(draft, text, rules)
    elif _FRAMESET.search(text):
        frames.sort(key=lambda part: -_size(_text(part)))
        frames = _read_frameset(draft, frames, rules)
    else:
        page.read(draft, text, rules)
    for part in frames:
        _add(draft, part)
    subject = mail_headers.text(message, "Subject")
    draft.put("title", subject, "subject of the saved page")
    draft.parts = list(mail.members(draft.entry, _files(message)))
    if not draft.paragraphs and not text.strip():
        raise UnreadableError("There is no text in the saved page.")


def _read_frameset(draft: Draft, frames: list[Message], rules: ExtractionRules) -> list[Message]:
    """Read the frame with the most text as the page; the others are ignored."""
    if frames:
        page.read(draft, _text(frames[0]), rules)
    return frames[1:]


def _add(draft: Draft, part: Message) -> None:
    """Add the text of a frame, once."""
    inner = Draft(draft.entry)
    page.read_all(inner, _text(part))
    known = set(draft.paragraphs)
    lines = [line for line in inner.paragraphs if line not in known]
    if sum(map(len, lines)) >= _TELLING:
        draft.add_visible("\n".join(lines))
        draft.paragraphs += lines
        draft.note("paragraphs", "frames of the page stand behind it")


def _root(message: Message) -> Message:
    """The main part: the declared one, else the first page, else a text."""
    named = mail_headers.parameter(mail_headers.raw(message, "Content-Type"), "start").strip("<>")
    parts = [part for part in _walk(message) if not part.is_multipart()]
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    for part in pages:
        if named and mail_headers.raw(part, "Content-ID").strip("<>") == named:
            return part
    texts = [part for part in parts if part.get_content_type() == "text/plain"]
    if not pages and not texts:
        raise UnreadableError("There is no text in the saved page.")
    return (pages or texts)[0]


def _walk(message: Message) -> list[Message]:
    return list(message.walk())[: mail_parts.MAX_MAIL_PARTS]


def _pages(message: Message) -> list[Message]:
    return [part for part in _walk(message) if part.get_content_type() == "text/html"]


def _text(part: Message) -> str:
    return mail_headers.in_charset(mail_parts.payload(part), mail_parts.charset(part))


def _size(text: str) -> int:
    """The length of a page in code points, without markup and link texts."""
    bare = "".join(_outside(text))
    return len(re.sub(r"<[^<>]*>|\s+", "", bare))


_OPENS = re.compile(r"<(script|style|a)\b", re.IGNORECASE)
_CLOSES = {name: re.compile(f"</{name}>", re.IGNORECASE) for name in ("script", "style", "a")}


def _outside(text: str) -> Iterator[str]:
    """The pieces of a page outside scripts, styles and links; an unclosed one is ignored."""
    at, endless = 0, set()
    for opening in _OPENS.finditer(text):
        name = opening[1].lower()
        if opening.start() < at or name in endless:
            continue
        closing = _CLOSES[name].search(text, opening.end())
        if closing is None:
            endless.add(name)
            continue
        yield text[at : opening.start()]
        at = closing.end()
    yield text[at:]


def _files(message: Message) -> list[tuple[str, bytes]]:
    """The documents in the saved page, with their names."""
    files = []
    for part in _walk(message):
        kind = part.get_content_type()
        if part.is_multipart() or not kind.startswith("application/") or "script" in kind:
            continue
        position = mail_headers.raw(part, "Content-Location").partition("?")[0]
        name = mail_parts.file_name(part) or urllib.parse.unquote(position).rpartition("/")[2]
        if re.search(r"\.(?:pdf|docx?|epub)$", name, re.IGNORECASE):
            files.append((member_name(name), mail_parts.payload(part)))
    return files


def _is_mhtml(sample: Sample) -> int:
    """Whether the file begins with the header of a page saved by a browser."""
    names, head = mail.head(sample)
    if mail.is_saved_page(names, head):
        return CERTAIN
    sent = names & {"to", "received", "return-path", "delivered-to"}
    related = b"multipart/related" in head and "mime-version" in names
    return CERTAIN if related and not sent else NO


FORMAT = Format(kind="mhtml", endings=(".mhtml", ".mht"), sniff=_is_mhtml, read_file=read)
