"""Reads records as databases list them, with a line for each field.

TRS writes <REC> above each record and <名>=value for a field; the shells of MySQL and PostgreSQL
write a line of stars or hyphens with the number of the record, and name: value or name | value.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import json_records
from index.ingest.source_file import SourceFile
from index.report import Skipped


@dataclass(frozen=True, slots=True)
class _Form:
    """The line above a record, and the beginning of a field; `continues` begins its further lines.

    The group `mark`, if there is one, stands at the same place in each line of a record. `ends` is
    the line below the last record.
    """

    above: str
    field: str
    continues: str = ""
    ends: str = r"\Z"


_FORMS = (
    _Form(above=r"<REC>[ \t]{0,20}", field=r"<(?P<name>[^<>\n]{1,40})>="),
    _Form(
        above=r"\*{20,40} \d{1,9}\. row \*{20,40}",
        field=r"[ ]{0,64}(?P<name>[\w@. ]{1,64}?)(?P<mark>: )",
        ends=r"\d{1,9} rows? in set.*",
    ),
    _Form(
        above=r"-\[ RECORD \d{1,9} \][-+]{0,200}",
        field=r"(?P<name>[^\s|][^|\n]{0,63}?)[ ]{1,64}(?P<mark>\|) ?",
        continues=r"[ ]{1,64}\| ?",
        ends=r"\(\d{1,9} rows?\)[ \t]{0,20}",
    ),
)
_BEGINS = tuple(
    re.compile(rf"\ufeff?\s{{0,20}}{form.above}\r?\n\s{{0,20}}{form.field}") for form in _FORMS
)


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each record."""
    text = decode.decode(data, entry.charset).text.replace("\r\n", "\n")
    forms = zip(_FORMS, _BEGINS, strict=True)
    form = next((form for form, begins in forms if begins.match(text)), _FORMS[0])
    pieces = re.split(rf"^(?:{form.above}|{form.ends})$", text, flags=re.MULTILINE)
    records = [fields for piece in pieces if (fields := _fields(piece, form))]
    yield from json_records.read(entry, json.dumps(records).encode(), rules)


def _fields(record: str, form: _Form) -> dict[str, str]:
    """The fields of a record by their names; a value goes on to the next field."""
    begin = re.compile(form.field)
    further = re.compile(form.continues) if form.continues else None
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
            more = further.match(line) if further is not None else None
            fields[names[-1]].append(line[more.end() :] if more else line)
    return {name: text for name, lines in fields.items() if (text := _joined(lines, form))}


def _joined(lines: list[str], form: _Form) -> str:
    """The lines of a value; PostgreSQL writes a plus where one goes on in the next."""
    if form.continues:
        lines = [re.sub(r"[ ]{0,200}\+$", "", line) for line in lines[:-1]] + lines[-1:]
    return "\n".join(lines).strip()


def _is_listing(sample: Sample) -> int:
    start = sample.start[:2_000].decode("utf-8", "replace")
    return CERTAIN if any(begins.match(start) for begins in _BEGINS) else NO


FORMAT = Format(kind="records", endings=(".trs",), sniff=_is_listing, read_drafts=read)
