"""Reads records as databases list them, with a line for each field.

TRS writes <REC> above each record and <名>=value for a field; the shells of MySQL and PostgreSQL
write a line of stars or hyphens with the number of the record, and name: value or name | value.
"""

import json
import re
from collections.abc import Iterator

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.records import json_records
from index.ingest.source_file import SourceFile
from index.report import Skipped

_TRS = r"<REC>[ \t]{0,20}"
_MYSQL = r"\*{20,40} \d{1,9}\. row \*{20,40}"
_POSTGRESQL = r"-\[ RECORD \d{1,9} \][-+]{0,200}"
"""The line above a record."""


_AROUND = {
    _TRS: re.compile(rf"^{_TRS}$", re.MULTILINE),
    _MYSQL: re.compile(rf"^(?:{_MYSQL}|\d{{1,9}} rows? in set.*)$", re.MULTILINE),
    _POSTGRESQL: re.compile(rf"^(?:{_POSTGRESQL}|\(\d{{1,9}} rows?\)[ \t]{{0,20}})$", re.MULTILINE),
}
"""The lines above records, and below the last."""
_FIELD = {
    _TRS: re.compile(r"<(?P<name>[^<>\n]{1,40})>="),
    _MYSQL: re.compile(r"[ ]{0,64}+(?P<name>[^\s:][^:\n]{0,63})(?P<mark>: )"),
    _POSTGRESQL: re.compile(r"(?P<name>[^\s|][^|\n]{0,63}?)[ ]{1,64}(?P<mark>\|) ?"),
}
"""The beginning of a field; the mark, if there is one, has the same place in all of a record."""
_CONTINUES = re.compile(r"^[ ]{1,64}\| ?")
"""The beginning of a further line of PostgreSQL."""
_BEGINS = {
    _TRS: re.compile(rf"\ufeff?\s{{0,20}}{_TRS}\r?\n\s{{0,20}}<[^<>\n]{{1,40}}>="),
    _MYSQL: re.compile(rf"\ufeff?\s{{0,20}}{_MYSQL}\r?\n[ ]{{0,64}}+[^\s:][^:\n]{{0,63}}: "),
    _POSTGRESQL: re.compile(rf"\ufeff?\s{{0,20}}{_POSTGRESQL}\r?\n[^\s|][^|\n]{{0,127}}\|"),
}
_GOES_ON = re.compile(r"(?<! )[ ]{0,200}\+$")
"""The sign of PostgreSQL that a value goes on in the next line."""


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each record."""
    text = decode.decode(data, entry.charset).text.replace("\r\n", "\n")
    form = next((form for form, begins in _BEGINS.items() if begins.match(text)), _TRS)
    records = [fields for piece in _AROUND[form].split(text) if (fields := _fields(piece, form))]
    yield from json_records.read(entry, json.dumps(records).encode(), rules)


def _fields(record: str, form: str) -> dict[str, str]:
    """The fields of a record by their names; a value goes on to the next field."""
    begin = _FIELD[form]
    names: list[str] = []
    marks: set[int] = set()
    fields: dict[str, list[str]] = {}
    for line in record.split("\n"):
        match = begin.match(line)
        if match is not None and "mark" in begin.groupindex:
            marks = marks or {match.start("mark")}
            match = match if match.start("mark") in marks else None
        if match is not None:
            names.append(match["name"])
            fields[match["name"]] = [line[match.end() :]]
        elif names:
            fields[names[-1]].append(
                _CONTINUES.sub("", line, count=1) if form == _POSTGRESQL else line
            )
    values = {name: _joined(lines, form) for name, lines in fields.items()}
    return {name: value for name, value in values.items() if value not in {"", "NULL"}}


def _joined(lines: list[str], form: str) -> str:
    """The lines of a value; PostgreSQL writes a plus where one goes on in the next."""
    if form == _POSTGRESQL:
        lines = [_GOES_ON.sub("", line) for line in lines[:-1]] + lines[-1:]
    return "\n".join(lines).strip()


def _is_listing(sample: Sample) -> int:
    start = sample.start[:2_000].decode("utf-8", "replace")
    return CERTAIN if any(begins.match(start) for begins in _BEGINS.values()) else NO


FORMAT = Format(kind="records", endings=(".trs",), sniff=_is_listing, read_drafts=read)
