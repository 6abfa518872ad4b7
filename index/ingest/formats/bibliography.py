"""Reads bibliographies (.ris, .bib, .enw, .nbib); each entry is a report of its abstract."""

import json
import re
from collections.abc import Iterator

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import json_records
from index.ingest.source_file import SourceFile
from index.report import Skipped

#: The largest number of entries of a file that are read; the rest is cut and reported.
MAX_ENTRIES = 100_000
_RIS = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_ENW = re.compile(r"^%([A-Z0-9@!?])\s(.*)$")
_FIELDS = {
    "TI": "title", "T1": "title", "CT": "title", "BT": "title", "%T": "title",
    "AU": "author", "A1": "author", "A2": "editor", "ED": "editor", "FAU": "author",
    "%A": "author", "%E": "editor",
    "AB": "text", "N2": "text", "N1": "text", "%X": "text", "%Z": "text",
    "PY": "date", "Y1": "date", "DA": "date", "DP": "date", "%D": "date", "%8": "date",
    "JO": "source", "JF": "source", "T2": "source", "JA": "source", "PB": "publisher",
    "JT": "source", "%J": "source", "%B": "source", "%I": "publisher",
    "KW": "keywords", "OT": "keywords", "MH": "keywords", "%K": "keywords",
    "UR": "url", "%U": "url", "LA": "language",
}  # fmt: skip
_BIB_FIELDS = {
    "title": "title", "author": "author", "editor": "editor", "abstract": "text", "note": "text",
    "annote": "text", "year": "date", "date": "date", "journal": "source", "booktitle": "source",
    "journaltitle": "source", "publisher": "publisher", "school": "publisher",
    "institution": "publisher", "keywords": "keywords", "url": "url",
}  # fmt: skip
_LISTS = frozenset({"author", "editor", "keywords"})
_ENTRY = re.compile(r"@(\w{1,40})\s?[{(]\s?([^,\s{}]{0,200}),")
_NAME = re.compile(r"[\s,]*([A-Za-z][\w-]{0,60})\s{0,10}=\s{0,10}")
_COMMAND = re.compile(r"\\[a-zA-Z]{1,30} ?|[{}]|\\[\"'`^~=.]")
_DAY = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?")

Fields = dict[str, list[str]]


def read(entry: SourceFile, data: bytes, guide: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each entry of a bibliography."""
    text = re.sub(r"\r\n?", "\n", decode.decode(data, entry.charset).text)
    found = _bibtex(text) if "@" in text and _ENTRY.search(text) else _tagged(text)
    empty = True
    for number, fields in enumerate(found, start=1):
        if number > MAX_ENTRIES:
            yield Skipped(entry.path, f"Only the first {MAX_ENTRIES:,} entries are read.")
            return
        if fields.keys() & {"title", "text"}:
            empty = False
            member = entry.member(str(number), entry.kind, b"")
            yield from json_records.read(member, json.dumps(_plain(fields)).encode(), guide)
    if empty:
        yield Skipped(entry.path, "There is no entry with a title in it.")


def _plain(fields: Fields) -> dict[str, str]:
    """The fields of a draft; `text` may be missing, a journal precedes a publisher."""
    plain = {
        name: ("; " if name in _LISTS else "\n").join(values)
        if name in _LISTS | {"text"}
        else values[0]
        for name, values in fields.items()
    }
    plain.setdefault("source", plain.pop("publisher", ""))
    if match := _DAY.match(plain.get("date", "")):
        plain["date"] = "-".join(part.zfill(2) for part in match.groups() if part)
    plain.setdefault("text", plain.get("title", ""))
    return plain


def _tagged(text: str) -> Iterator[Fields]:
    """The entries of RIS, PubMed and EndNote, which have one line for each field."""
    fields: Fields = {}
    last = ""
    for line in text.split("\n"):
        match = _RIS.match(line)
        other = _ENW.match(line) if match is None else None
        if match is None and other is None:
            if last and line.strip() and fields.get(last):
                fields[last][-1] += f" {line.strip()}"
            elif not line.strip() and fields and any(key for key in fields) and "%" in fields:
                yield fields
                fields, last = {}, ""
            continue
        tag, value = (
            (match[1], match[2]) if match else (f"%{other[1]}", other[2]) if other else ("", "")
        )
        if tag in {"ER", "TY", "PMID", "%0"} and fields:
            yield fields
            fields = {}
        last = _FIELDS.get(tag, "")
        if last and value.strip():
            fields.setdefault(last, []).append(value.strip())
    if fields:
        yield fields


def _bibtex(text: str) -> Iterator[Fields]:
    """The entries of BibTeX."""
    starts = [(match.end(), match[1].lower()) for match in _ENTRY.finditer(text)]
    for (start, kind), (end, _) in zip(starts, [*starts[1:], (len(text), "")], strict=True):
        if kind not in {"comment", "string", "preamble"}:
            yield _bibtex_fields(text[start : min(end, start + 200_000)])


def _bibtex_fields(text: str) -> Fields:
    fields: Fields = {}
    position = 0
    while match := _NAME.match(text, position):
        value, position = _value(text, match.end())
        name = _BIB_FIELDS.get(match[1].lower())
        value = " ".join(_COMMAND.sub("", value).split())
        if name and value:
            split = re.split(
                r"(?<!\s)\s++and\s+" if name in {"author", "editor"} else r"[;,，；]\s*", value
            )
            fields.setdefault(name, []).extend(split if name in _LISTS else [value])
    return fields


def _value(text: str, start: int) -> tuple[str, int]:
    """A value in braces or quotes, or a bare word, and the position of its end."""
    if text[start : start + 1] not in {"{", '"'}:
        end = re.compile(r"[,}\n]|$").search(text, start)
        stop = end.start() if end else len(text)
        return text[start:stop], stop
    depth, quoted = 0, text[start] == '"'
    for position in range(start + (1 if quoted else 0), len(text)):
        char = text[position]
        depth += {"{": 1, "}": -1}.get(char, 0)
        if (quoted and char == '"' and depth == 0) or (not quoted and char == "}" and depth == 0):
            return text[start + 1 : position], position + 1
    return text[start + 1 :], len(text)


def _is_ris(sample: Sample) -> int:
    return CERTAIN if sample.start.startswith(b"TY  - ") else NO


FORMAT = Format(
    kind="ris", endings=(".ris", ".bib", ".enw", ".nbib"), sniff=_is_ris, read_drafts=read
)
