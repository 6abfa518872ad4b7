"""Reads bibliographies (.ris, .bib, .enw, .nbib, .ciw, .net); an entry is a report of its abstract.

The forms are RIS, BibTeX, EndNote, PubMed, RefWorks, Web of Science and NoteExpress.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator

from index.ingest import decode, person_names
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import json_records, tex
from index.ingest.source_file import SourceFile
from index.report import Skipped

MAX_ENTRIES = 100_000
"""The largest number of entries of a file that are read; the rest is cut and reported."""
_RIS = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_REFWORKS = re.compile(r"^([A-Z][A-Z0-9]) (.*)$")
"""A line of RefWorks and NoteExpress, which has no hyphen behind its tag."""
_BRACED = re.compile(r"^\{([A-Z][A-Za-z/ ]{1,30})\}[ \t]?[:：](.*)$")
"""A line of NoteExpress."""
_ENW = re.compile(r"^%([^\sa-z%])\s?(.*)$")
_FIELDS = {
    "TI": "title", "T1": "title", "CT": "title", "BT": "title", "%T": "title",
    "AU": "author", "A1": "author", "A2": "editor", "ED": "editor", "FAU": "whole author",
    "%A": "author", "%E": "editor",
    "AB": "text", "N2": "text", "N1": "text", "%X": "text", "%Z": "text",
    "PY": "date", "Y1": "date", "DA": "date", "DP": "date", "%D": "date", "%8": "date",
    "JO": "source", "JF": "source", "T2": "source", "JA": "source", "PB": "publisher",
    "JT": "source", "%J": "source", "%B": "source", "%I": "publisher",
    "KW": "keywords", "OT": "keywords", "MH": "keywords", "%K": "keywords",
    "UR": "url", "%U": "url", "LK": "url", "UL": "url", "LA": "language",
    "FD": "date", "YR": "date", "K1": "keywords",
}  # fmt: skip
_WEB_OF_SCIENCE = {
    "AF": "whole author", "SO": "source", "PD": "date", "DE": "keywords", "ID": "keywords",
}  # fmt: skip
"""Tags of Web of Science that mean something else elsewhere, or nothing."""
_BRACED_FIELDS = {
    "title": "title", "author": "author", "secondary author": "editor", "abstract": "text",
    "notes": "text", "source": "source", "journal": "source", "newspaper": "source",
    "secondary title": "source", "publisher": "publisher", "date": "date", "year": "date",
    "keywords": "keywords", "url": "url", "link": "url", "language": "language",
}  # fmt: skip
_BIB_FIELDS = {
    "title": "title", "author": "author", "editor": "editor", "abstract": "text", "note": "text",
    "annote": "text", "year": "date", "date": "date", "journal": "source", "booktitle": "source",
    "journaltitle": "source", "publisher": "publisher", "school": "publisher",
    "institution": "publisher", "organization": "publisher", "howpublished": "publisher",
    "keywords": "keywords", "url": "url", "month": "month", "day": "day",
}  # fmt: skip
_LISTS = frozenset({"author", "editor", "keywords"})
_ENTRY = re.compile(r"@(\w{1,40})\s?[{(]\s?([^,\s{}]{0,200}),")
_NAME = re.compile(r"[\s,]*([A-Za-z][\w-]{0,60})\s{0,10}=\s{0,10}")
_COMMAND = re.compile(r"\\[a-zA-Z]{1,30} ?|[{}]|\\(?=[^\w\s])")
_STRING = re.compile(r"@string\s?[{(]\s?([\w:.-]{1,60})\s?=\s?", re.IGNORECASE)
_MONTH_DAY = re.compile(r"[A-Za-z]{3,9}\.? \d{1,2}|\d{1,2} [A-Za-z]{3,9}\.?")
"""A day whose year is in another field, as FEB 9."""
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
    rb"|%0 [A-Z][a-z]|RT [A-Z][a-z][A-Za-z /]{2,30}\s+(?:SR|ID|A1|T1) "
    rb"|@(?:article|book|inproceedings|incollection|misc|techreport|phdthesis|online)\s?[{(]",
    re.IGNORECASE,
)

Fields = dict[str, list[str]]


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
    begin = text.lstrip("\ufeff\n ")
    if begin.startswith("FN "):
        return _web_of_science
    if _BRACED.match(begin.partition("\n")[0]):
        return _braced
    return _bibtex if "@" in text and _ENTRY.search(text) else _tagged


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
    for name in _LISTS & fields.keys():
        plain[name] = "; ".join(fields[name])
    for name in ("author", "editor"):
        if name in fields:
            plain[name] = person_names.listed(plain[name])
    plain.setdefault("source", plain.pop("publisher", ""))
    plain["date"] = _most_exact_date(fields.get("date", []))
    year, month, day = (plain.pop(name, "") for name in ("date", "month", "day"))
    plain["date"] = f"{day} {month} {year}".strip() if month else year
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
    return f"{beside.capitalize()} {year}" if year and beside else next(iter(values), "")


def _braced(text: str) -> Iterator[Fields]:
    """The entries of NoteExpress; several names have ; or % between them."""
    fields: Fields = {}
    last = ""
    for line in text.split("\n"):
        match = _BRACED.match(line.strip())
        if match is not None and match[1] == "Reference Type" and fields:
            yield fields
            fields = {}
        if match is not None:
            last, value = _BRACED_FIELDS.get(match[1].lower(), ""), match[2].strip()
            for entry in re.split("[;；%]", value) if last in _LISTS else (value,):
                if last and entry.strip():
                    fields.setdefault(last, []).append(entry.strip())
        elif last and line.strip() and fields.get(last):
            fields[last][-1] += f" {line.strip()}"
    if fields:
        yield fields


def _web_of_science(text: str) -> Iterator[Fields]:
    """The entries of Web of Science; a further line of a list is a further name."""
    fields: Fields = {}
    last = ""
    for line in text.split("\n"):
        match = _REFWORKS.match(line)
        if line.strip() == "ER" and fields:
            yield fields
            fields, last = {}, ""
        elif match is not None:
            last = _WEB_OF_SCIENCE.get(match[1]) or _FIELDS.get(match[1], "")
            if last:
                fields.setdefault(last, []).append(match[2].strip())
        elif last and line.startswith("   "):
            if last in _LISTS or last == "whole author":
                fields[last].append(line.strip())
            else:
                fields[last][-1] += f" {line.strip()}"


def _tagged(text: str) -> Iterator[Fields]:
    """The entries of RIS, PubMed and EndNote, which have one line for each field."""
    fields: Fields = {}
    last = ""
    form = _REFWORKS if text.startswith("RT ") else _RIS
    for line in text.split("\n"):
        match = form.match(line)
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
        if tag in {"ER", "TY", "RT", "PMID", "%0"} and fields:
            yield fields
            fields = {}
        last = _FIELDS.get(tag, "")
        if last and value.strip():
            values = fields.setdefault(last, [])
            values.insert(
                0 if tag == "FD" else len(values), value.strip()
            )  # a day, before its year
    if fields:
        yield fields


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
            plain = " ".join(_COMMAND.sub("", tex.accented(entry).replace("~", " ")).split())
            if name and plain:
                fields.setdefault(name, []).append(plain.replace("--", "–"))
    return fields


def _split(name: str, value: str) -> list[str]:
    """The names or keywords in a value; names in braces are one."""
    if name in {"author", "editor"}:
        return [_family_first(person.strip()) for person in _AND.split(value)]
    return re.split(r"[;,，；]\s*", value) if name in _LISTS else [value]


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
    return CERTAIN if _BEGINS.match(sample.start) else NO


FORMAT = Format(
    kind="ris",
    endings=(".ris", ".bib", ".enw", ".nbib", ".ciw", ".net"),
    sniff=_is_ris,
    read_drafts=read,
)
