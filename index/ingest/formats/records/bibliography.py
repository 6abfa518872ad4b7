"""Reads bibliographies (.ris, .bib, .enw, .nbib, .ciw, .net); an entry is a report of its abstract.

The forms are RIS, BibTeX, EndNote, PubMed, RefWorks, Web of Science and NoteExpress.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.plain_text import tex
from index.ingest.formats.records import citation_tags, json_records
from index.ingest.formats.records.citation_tags import LIST_FIELDS, Fields
from index.ingest.heads import name_order
from index.ingest.source_file import SourceFile
from index.report import Skipped

MAX_ENTRIES = 100_000
"""The largest number of entries of a file that are read; the rest is cut and reported."""
_BIB_FIELDS = {
    "title": "title", "author": "author", "editor": "editor", "abstract": "text", "note": "text",
    "annote": "text", "year": "date", "date": "date", "journal": "source", "booktitle": "source",
    "journaltitle": "source", "publisher": "publisher", "school": "publisher",
    "institution": "publisher", "organization": "publisher", "howpublished": "publisher",
    "keywords": "keywords", "url": "url", "month": "month", "day": "day",
}  # fmt: skip
_ENTRY = re.compile(r"@(\w{1,40})\s?[{(]\s?([^,\s{}]{0,200}),")
_NAME = re.compile(r"[\s,]*([A-Za-z][\w-]{0,60})\s{0,80}=\s{0,80}")
_COMMAND = re.compile(r"\\[a-zA-Z]{1,30} ?|[{}]|\\(?=[^\w\s])")
_MATHEMATICS = re.compile(r"(?<!\\)\$([^$\n]{1,80})(?<!\\)\$")
"""A formula within a line, as in $^{14}$C."""
_STRING = re.compile(r"@string\s?[{(]\s?([\w:.-]{1,60})\s?=\s?", re.IGNORECASE)
_MONTH_DAY = re.compile(
    r"[A-Za-z]{3,9}\.? \d{1,2}|\d{1,2} [A-Za-z]{3,9}\.?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[a-z]{0,6}|\.)",
    re.IGNORECASE,
)
"""A day or month whose year is in another field, as FEB 9."""
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_CITED_DAY = re.compile(rf"\b({_MONTHS})(?:/\w{{3,9}})?,? (?:(\d{{1,2}}), )?((?:19|20)\d\d)\b")
_NAME_END = re.compile(rf"[.,;] |\.$|\s(?=(?:[Vv](?:ol)?\.? ?)?\d|{_MONTHS}(?:/\w{{3,9}})? \d)")
"""The end of the name in a citation of a newspaper or journal."""
_ABOUT_YEAR = re.compile(
    r"\[?(?:c|©|p|ca\.|cop\.)? ?(?:19|20)\d\d(?:\?|-)?\]?\.?|Article \d+ (?:19|20)\d\d"
)
"""A year as libraries write it: c1999, [1999], [1999?], 1999-."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_WRITTEN_DAY = re.compile(r"(\d{4}) ([A-Z][a-z]{2,8}) (\d{1,2})(?!\d)")  # of PubMed: 2023 Feb 9
_AND = re.compile(r"(?<!\s)\s++and\s+(?![^{}]{0,200}\})")

_VALUE_END = re.compile(r"[,}#\n]|$")
_FURTHER = re.compile(r"\s{0,20}#\s{0,20}")
_MAX_STRINGS, _MAX_PIECES = 10_000, 100
"""The largest number of named texts of a file, and of pieces of a value."""
_BEGINS = re.compile(
    rb"TY  - |PMID- ?\d|FN (?:Clarivate|Thomson|ISI)\b|\{Reference Type\}[ \t]?[:\xef]"
    rb"|%0 [A-Z][a-z]|RT [A-Z][a-z][A-Za-z ,/()]{2,40}\s+(?:SR|ID|A1|T1) |Refworks Export Tagged"
    rb"|@(?:article|book|inproceedings|incollection|misc|techreport|phdthesis|online)\s?[{(]",
    re.IGNORECASE,
)


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each entry of a bibliography."""
    text = re.sub(r"\r\n?", "\n", decode.decode(data, entry.charset).text)
    entries = _entry_reader(text)(text)
    empty = True
    for number, fields in enumerate(entries, start=1):
        if number > MAX_ENTRIES:
            yield Skipped(entry.path, f"Only the first {MAX_ENTRIES:,} entries are read.")
            return
        if fields.keys() & {"title", "text"}:
            empty = False
            yield from drafts(entry, fields, number, rules)
    if empty:
        yield Skipped(entry.path, "There is no entry with a title in it.")


def _entry_reader(text: str) -> Callable[[str], Iterator[Fields]]:
    """The reader of the form in which a bibliography is written."""
    return _bibtex if "@" in text and _ENTRY.search(text) else citation_tags.reader(text)


def drafts(
    entry: SourceFile, fields: Fields, number: int, rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The draft of an entry with this number in its file."""
    member = entry.member(str(number), entry.kind, b"")
    yield from json_records.read(member, json.dumps(_plain(fields)).encode(), rules)


def _plain(fields: Fields) -> dict[str, str]:
    """The fields of a draft; `text` may be missing, a journal precedes a publisher."""
    if "whole author" in fields:
        fields["author"] = fields.pop("whole author")
    plain = {
        name: "\n".join(values) if name == "text" else values[0] for name, values in fields.items()
    }
    for name in LIST_FIELDS & fields.keys():
        plain[name] = "; ".join(fields[name])
    for name in ("author", "editor"):
        if name in fields:
            plain[name] = name_order.listed(plain[name])
    cited = plain.pop("cited source", "")
    names = ("source", "short source", "cited name", "publisher")
    plain["cited name"] = _NAME_END.split(cited, maxsplit=1)[0] if "[Ed]" not in cited else ""
    plain["source"] = next(filter(None, [plain.pop(name, "") for name in names]), "")
    plain["date"] = _most_exact_date([*fields.get("date", []), *_cited_days(cited)])
    year, month, day = (plain.pop(name, "") for name in ("date", "month", "day"))
    plain["date"] = f"{day} {month} {year}".strip() if month else year
    if month.isdecimal() and len(year) == 4:
        plain["date"] = "-".join(part.zfill(2) for part in (year, month, day) if part.isdecimal())
    if match := _DAY.match(year):
        plain["date"] = "-".join(part.zfill(2) for part in match.groups())
    elif match := _WRITTEN_DAY.match(year):
        plain["date"] = f"{match[3]} {match[2]} {match[1]}"
    plain.setdefault("text", plain.get("title", ""))
    return plain


def _most_exact_date(values: list[str]) -> str:
    """The most exact of several dates: a whole day, a year with the day beside it, the first."""
    for value in values:
        if _DAY.match(value) or _WRITTEN_DAY.match(value):
            return value
    year = next((match[0] for value in values if (match := _YEAR.search(value))), "")
    beside = next(filter(_MONTH_DAY.fullmatch, values), "")
    if year and beside:
        return f"{beside.capitalize()} {year}"
    first = next((value for value in values if year and year in value), next(iter(values), ""))
    return year if _ABOUT_YEAR.fullmatch(first) else first


def _cited_days(cited: str) -> list[str]:
    """The month and day in a citation, as Quay Studies. 12(3):4-9, Feb. 9, 2023, and its year."""
    match = _CITED_DAY.search(cited)
    if match is None:
        return []
    month, day, year = match.groups(default="")
    return [f"{year} {month[:3]} {day}" if day else f"{month[:3]} {year}"]


def _bibtex(text: str) -> Iterator[Fields]:
    """The entries of BibTeX."""
    strings = {
        match[1].lower(): _value(text, match.end(), {})[0]
        for match in itertools.islice(_STRING.finditer(text), _MAX_STRINGS)
    }
    starts = [(match.end(), match[1].lower()) for match in _ENTRY.finditer(text)]
    for (start, kind), (end, _) in itertools.pairwise((*starts, (len(text), ""))):
        if kind not in {"comment", "string", "preamble"}:
            yield _bibtex_fields(text[start : min(end, start + 200_000)], strings)


def _bibtex_fields(text: str, strings: dict[str, str]) -> Fields:
    fields: Fields = {}
    position = 0
    while match := _NAME.match(text, position):
        value, position = _value(text, match.end(), strings)
        name = _BIB_FIELDS.get(match[1].lower())
        for entry in _split(name, value) if name else ():
            written = _MATHEMATICS.sub(_in_line, tex.accented(entry).replace("~", " "))
            plain = " ".join(_COMMAND.sub("", written).split())
            if name and plain:
                fields.setdefault(name, []).append(plain.replace("--", "–"))
    return fields


def _in_line(formula: re.Match[str]) -> str:
    """A formula as it reads in a line: H$_2$O is H2O."""
    return re.sub(r"[\^_]", "", formula[1])


def _split(name: str, value: str) -> list[str]:
    """The names or keywords in a value; names in braces are one."""
    if name in {"author", "editor"}:
        return [_family_first(person.strip()) for person in _AND.split(value)]
    return re.split(r"[;,，；]\s*", value) if name in LIST_FIELDS else [value]


def _family_first(name: str) -> str:
    """A name of three parts, as King, Jr., Ada, with the suffix last."""
    parts = [part.strip() for part in name.split(",")]
    return f"{parts[2]} {parts[0]} {parts[1]}" if len(parts) == 3 else name


def _value(text: str, start: int, strings: dict[str, str]) -> tuple[str, int]:
    """A value and the position of its end: pieces in braces or quotes, or words, joined by #."""
    pieces: list[str] = []
    position = start
    while len(pieces) < _MAX_PIECES:
        piece, position = _piece(text, position)
        pieces.append(
            strings.get(piece.strip().lower(), piece) if piece.strip().isalnum() else piece
        )
        further = _FURTHER.match(text, position)
        if further is None:
            break
        position = further.end()
    return "".join(pieces), position


def _piece(text: str, start: int) -> tuple[str, int]:
    """A value in braces or quotes, or a bare word, and the position of its end."""
    if text[start : start + 1] not in {"{", '"'}:
        end = _VALUE_END.search(text, start)
        stop = end.start() if end else len(text)
        return text[start:stop].rstrip(), stop
    depth, quoted = 0, text[start] == '"'
    for position in range(start + (1 if quoted else 0), len(text)):
        char = text[position]
        depth += {"{": 1, "}": -1}.get(char, 0)
        if (quoted and char == '"' and depth == 0) or (not quoted and char == "}" and depth == 0):
            return text[start + 1 : position], position + 1
    return text[start + 1 :], len(text)


def _is_ris(sample: Sample) -> int:
    begins = _BEGINS.match(sample.start) or citation_tags.is_tagged(sample.start)
    return CERTAIN if begins else NO


FORMAT = Format(
    kind="ris",
    endings=(".ris", ".bib", ".enw", ".nbib", ".ciw", ".net"),
    sniff=_is_ris,
    read_drafts=read,
)
