"""Reads the mails of Outlook's stores (.pst), each as a mail (.eml) with its attachments."""

import contextlib
import email.header
import email.message
import email.utils
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest.decode import decode
from index.ingest.decompress import MAX_UNPACKED_BYTES
from index.ingest.files.containers import open_stored
from index.ingest.files.format import Format, KindOf, Members
from index.ingest.formats.compound import encoding_of, file_time
from index.ingest.formats.office import outlook, rtf_parser
from index.ingest.formats.office.outlook_nodes import (
    STORE_SIGNATURE,
    NodeProperties,
    NodeStore,
    RepeatedStoreError,
    StoreError,
    StoreNode,
)
from index.ingest.source_file import SourceFile, member_name
from index.report import Skipped

MAX_MAILS = 1_000_000
"""The largest number of mails of a store that are read."""
MAX_ATTACHED_BYTES = 32 << 20
"""The largest size of all attachments of a mail, in bytes; further ones are left out."""
_FOLDER, _MAIL, _ATTACHMENT = 2, 4, 5
_SUBJECT, _BODY, _HTML, _RTF, _HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
_NAMES, _ADDRESSES, _TO, _CC = (0x0C1A, 0x0042), (0x5D01, 0x0C1F, 0x0065), 0x0E04, 0x0E03
_TIMES, _CODEPAGES = (0x0039, 0x0E06, 0x3007), (0x3FDE, 0x3FFD)
_FILE_NAMES, _FILE, _FOLDER_NAME = (0x3707, 0x3704, 0x3001), 0x3701, 0x3001
_UNICODE_TYPE, _OBJECT_TYPE = 0x001F, 0x000D
_DAMAGED = (struct.error, IndexError, KeyError)
_DATE = re.compile(r"^Date:[ \t]{0,9}([^\r\n]{6,60})", re.MULTILINE | re.IGNORECASE)
_REPEATED = "It names the same bytes again and again."
_MAX_MAIL_DEPTH = 4
"""Mails in a mail, one in the other."""


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each mail of the store, below the names of its folders."""
    del kind_of
    with open_stored(entry) as stream:
        try:
            store = NodeStore(stream)
        except StoreError as error:
            yield Skipped(entry.path, f"It {error}. Export the mails as .eml or .mbox.")
            return
        except _DAMAGED as error:
            raise ValueError(f"no beginning ({error})") from error
        unpacked = number = 0
        try:
            for mail in _mails(store, entry):
                unpacked += len(mail.data or b"") if isinstance(mail, SourceFile) else 0
                if number == MAX_MAILS or unpacked > MAX_UNPACKED_BYTES:
                    yield Skipped(entry.path, f"Only the first {number:,} mails are read.")
                    return
                number += 1
                yield mail
        except RepeatedStoreError:
            yield Skipped(entry.path, f"Only the first {number:,} mails are read. {_REPEATED}")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of mails: the number of the folder around it, and its name, maybe empty."""

    parent: int
    name: str


def _mails(store: NodeStore, entry: SourceFile) -> Iterator[SourceFile | Skipped]:
    folders: dict[int, _Folder] = {}
    try:
        for node in store.nodes():
            if node.kind == _FOLDER:
                folders[node.number] = _Folder(node.parent, _folder_name(store, node))
            elif node.kind == _MAIL:
                yield _member(store, entry, node, folders)
    except _DAMAGED as error:
        raise ValueError(str(error)) from error


def _folder_name(store: NodeStore, node: StoreNode) -> str:
    """The name of a folder without marks of paths; empty if it is damaged."""
    with contextlib.suppress(*_DAMAGED):
        return member_name(_text(NodeProperties(store, node), _FOLDER_NAME))
    return ""


def _member(
    store: NodeStore, entry: SourceFile, node: StoreNode, folders: dict[int, _Folder]
) -> SourceFile | Skipped:
    name = f"{node.number:x}.eml"
    try:
        mail = bytes(_mail(store, node, _MAX_MAIL_DEPTH))
    except _DAMAGED:
        return Skipped(f"{entry.path}!{name}", "The archive is damaged here.")
    return entry.member("/".join((*_path(node, folders), name)), "eml", mail)


def _path(node: StoreNode, folders: dict[int, _Folder]) -> list[str]:
    """The names of the folders around a mail, the outermost first."""
    names: list[str] = []
    number = node.parent
    while (folder := folders.get(number)) and len(names) < 20:
        names.append(folder.name)
        number = folder.parent if folder.parent != number else -1
    return [name for name in reversed(names) if name]


def _mail(store: NodeStore, node: StoreNode, deepest: int) -> email.message.EmailMessage:
    known = NodeProperties(store, node)
    mail = email.message.EmailMessage()
    subject = _text(known, _SUBJECT)
    prefixed = subject[:1] == "\x01"  # the length of "Re: " follows
    _head(mail, "Subject", subject[2:] if prefixed else subject)
    _head(mail, "From", _sender(known))
    _head(mail, "To", _text(known, _TO))
    _head(mail, "Cc", _text(known, _CC))
    _head(mail, "Date", _date(known))
    _set_text(mail, known)
    left = MAX_ATTACHED_BYTES
    for subnode in known.nodes.values():
        if subnode.kind == _ATTACHMENT and left > 0:
            with contextlib.suppress(*_DAMAGED):
                left -= _attach(mail, store, subnode, deepest)
    return mail


def _head(mail: email.message.EmailMessage, name: str, value: str) -> None:
    """Set a header; as raw text, since a person's name may look like a broken address."""
    line = " ".join(value.split())
    if line:
        encoded = email.header.Header(line, "utf-8").encode() if not line.isascii() else line
        mail.set_raw(name, encoded.replace("\n", "").replace("\r", ""))


def _sender(known: NodeProperties) -> str:
    """The name of a sender, quoted as it may have commas, and the address."""
    name, address = _first(known, _NAMES), _first(known, _ADDRESSES)
    if "@" in address and address.isascii():
        return email.utils.formataddr((" ".join(name.split()), address))
    return f'"{email.utils.quote(name)}"' if name.isascii() and name else name or address


def _set_text(mail: email.message.EmailMessage, known: NodeProperties) -> None:
    """Put the text of a mail into it, and its HTML if it has one."""
    text, page = _text(known, _BODY), _page(known)
    packed = known.bytes_of(_RTF)
    if packed and not page and not text:
        rich, from_html = rtf_parser.text_of_rtf(outlook.unpack(packed))
        text, page = ("", rich) if from_html else (rich, "")
    mail.set_content(_clean(text))
    if page:
        mail.add_alternative(_clean(page), subtype="html")


def _page(known: NodeProperties) -> str:
    data = known.bytes_of(_HTML)
    if known.kind(_HTML) == _UNICODE_TYPE:
        return data.decode("utf-16-le", "replace")
    return decode(data, _encoding(known)).text if data else ""


def _attach(
    mail: email.message.EmailMessage, store: NodeStore, node: StoreNode, deepest: int
) -> int:
    """Attach a file, or a mail, to a mail; its size in bytes."""
    known = NodeProperties(store, node)
    data = known.bytes_of(_FILE)
    if known.kind(_FILE) == _OBJECT_TYPE:
        inner = known.nodes.get(int.from_bytes(data[:4], "little"))
        if inner is None or not deepest:
            return 0
        inner_mail = _mail(store, inner, deepest - 1)
        mail.add_attachment(inner_mail)
        return len(bytes(inner_mail))
    name = _clean(_first(known, _FILE_NAMES)).replace("\n", " ") or "file"
    if data:
        mail.add_attachment(data, "application", "octet-stream", filename=name)
    return len(data)


def _date(known: NodeProperties) -> str:
    """The day and time of a mail, as its sender wrote them, or in UTC."""
    if written := _DATE.search(_text(known, _HEADERS)):
        return written[1].strip()
    ticks = next(filter(None, map(known.number, _TIMES)), 0)
    moment = file_time(ticks)
    return email.utils.format_datetime(moment) if moment is not None else ""


def _first(known: NodeProperties, numbers: tuple[int, ...]) -> str:
    return next(filter(None, (_text(known, number) for number in numbers)), "")


def _text(known: NodeProperties, number: int) -> str:
    encoding = "utf-16-le" if known.kind(number) == _UNICODE_TYPE else _encoding(known)
    return known.bytes_of(number).decode(encoding, "replace").strip("\0")


def _encoding(known: NodeProperties) -> str:
    page = next(filter(None, map(known.number, _CODEPAGES)), 1252)
    return encoding_of(page & 0xFFFF)


def _clean(text: str) -> str:
    """The text without halves of characters, which no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")


FORMAT = Format(
    kind="pst", endings=(".pst",), magic=(STORE_SIGNATURE,), members=_members, rows=True
)
