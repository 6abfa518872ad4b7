"""Reads citations of which each line has a tag: RIS, PubMed, Ovid, EndNote, RefWorks and others."""

import re
from collections.abc import Callable, Iterator

Fields = dict[str, list[str]]

_RIS = re.compile(r"^([A-Z][A-Z0-9]{1,3}|[A-Z]{5}(?=  )) {0,2}- ?(.*)$")
_NUMBER_LINE = re.compile(r"^<\d{1,6}\.? ?>\s*$")
"""The line with a number that precedes each entry of Ovid."""
_OVID_NOTE = re.compile(r"\s{0,4}\[[A-Z][^\[\]]{2,80}\]\.?$")
"""What Ovid writes behind a title or a name, as [Article] or [Author, Reprint Author]."""
_NAME_LINE = re.compile(r"^(?![A-Z]{2,4} {0,2}- )[A-Z][A-Za-z -]{1,40}$")
"""A line with the name of a field whose value is indented below it, as Ovid writes one."""
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
    "SO": "cited source", "JN": "source", "PU": "publisher",
    "JO": "short source", "JF": "source", "T2": "source", "JA": "short source",
    "PB": "publisher",
    "JT": "source", "%J": "source", "%B": "source", "%I": "publisher",
    "KW": "keywords", "OT": "keywords", "MH": "keywords", "%K": "keywords",
    "UR": "url", "%U": "url", "LK": "url", "UL": "url", "LA": "language",
    "FD": "date", "YR": "date", "K1": "keywords",
}  # fmt: skip
_BEGINNINGS = frozenset({"ER", "TY", "RT", "PMID", "%0"})
"""The tags with which an entry begins, or the one before ends."""
_BEFORE = frozenset({"FD", "DA", "JF"})
"""Tags that count before others of their field: of days, and of the full name of a journal."""
_TAG = re.compile(rb"([A-Z][A-Z0-9]{1,3}|[A-Z]{5}(?=  )) {0,2}- ?\S")
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
_NAMED_FIELDS = {**_BRACED_FIELDS, "source": "cited source", "author keywords": "keywords"}
LIST_FIELDS = frozenset({"author", "editor", "keywords"})
"""The fields with several values."""


def _go_on(fields: Fields, last: str, further: list[str]) -> None:
    """Join the further lines of a value to it, at once, and forget them."""
    if further:
        fields[last][-1] = " ".join((fields[last][-1], *further))
        further.clear()


def _braced(text: str) -> Iterator[Fields]:
    """The entries of NoteExpress; several names have ; or % between them."""
    fields: Fields = {}
    further: list[str] = []
    last = ""
    for line in text.split("\n"):
        match = _BRACED.match(line.strip())
        if match is not None:
            _go_on(fields, last, further)
        if match is not None and match[1] == "Reference Type" and fields:
            yield fields
            fields = {}
        if match is not None:
            last, value = _BRACED_FIELDS.get(match[1].lower(), ""), match[2].strip()
            for entry in re.split("[;；%]", value) if last in LIST_FIELDS else (value,):
                if last and entry.strip():
                    fields.setdefault(last, []).append(entry.strip())
        elif last and line.strip() and fields.get(last):
            further.append(line.strip())
    _go_on(fields, last, further)
    if fields:
        yield fields


def _web_of_science(text: str) -> Iterator[Fields]:
    """The entries of Web of Science; a further line of a list is a further name."""
    fields: Fields = {}
    further: list[str] = []
    last = ""
    for line in text.split("\n"):
        match = _REFWORKS.match(line)
        if match is not None or line.strip() == "ER":
            _go_on(fields, last, further)
        if line.strip() == "ER" and fields:
            yield fields
            fields, last = {}, ""
        elif match is not None:
            last = _WEB_OF_SCIENCE.get(match[1]) or _FIELDS.get(match[1], "")
            if last:
                fields.setdefault(last, []).append(match[2].strip())
        elif last and line.strip():
            if last in LIST_FIELDS or last == "whole author":
                fields[last].append(line.strip())
            else:
                further.append(line.strip())


def _named(text: str) -> Iterator[Fields]:
    """The entries of Ovid in which each field has its name on a line and its value below."""
    fields: Fields = {}
    last = ""
    for line in text.split("\n"):
        if _NUMBER_LINE.match(line) and fields:
            yield _joined(fields)
            fields, last = {}, ""
        elif _NAME_LINE.match(line.rstrip()):
            last = _NAMED_FIELDS.get(line.strip().lower(), "")
        elif last and (value := line.strip()):
            known = fields.setdefault(last, [])
            if last in LIST_FIELDS:
                known.extend(filter(None, map(str.strip, value.split(";"))))
            else:
                known.append(_OVID_NOTE.sub("", value))
    if fields:
        yield _joined(fields)


def _joined(fields: Fields) -> Fields:
    """The fields with the lines of each value in one, but those of lists."""
    return {
        name: values if name in LIST_FIELDS else [_OVID_NOTE.sub("", " ".join(values))]
        for name, values in fields.items()
    }


def _tag(line: str, form: re.Pattern[str]) -> tuple[str, str] | None:
    """The tag and the value of a line; None for a line without a tag."""
    if match := form.match(line):
        return match[1], match[2].strip()
    if match := _ENW.match(line):
        return f"%{match[1]}", match[2].strip()
    return None


def _put(fields: Fields, tag: str, value: str, *, ovid: bool) -> str:
    """Put the value of a tag into its field; the name of the field."""
    name = _FIELDS.get(tag, "")
    if ovid and name in {"title", "author"}:
        value = _OVID_NOTE.sub("", value)
    if name and value:
        values = fields.setdefault(name, [])
        values.insert(0 if tag in _BEFORE else len(values), value)
    return name


def _tagged(text: str) -> Iterator[Fields]:
    """The entries of RIS, PubMed, Ovid and EndNote, which have one line for each field.

    An entry begins with a tag that says so, below a line with its number, or where the first tag
    of the file comes again below an empty line.
    """
    refworks = re.search(r"^RT [A-Z]", text, re.MULTILINE)
    form = _REFWORKS if refworks else _RIS
    fields: Fields = {}
    further: list[str] = []
    first = last = ""
    numbered = _NUMBER_LINE.match(text.lstrip("\ufeff\n ").partition("\n")[0])
    apart = True
    for line in text[refworks.start() if refworks else 0 :].split("\n"):
        found = _tag(line, form)
        if found is None:
            apart = not line.strip()
            if _NUMBER_LINE.match(line) and fields:
                _go_on(fields, last, further)
                yield fields
                fields, last = {}, ""
            elif last and line.strip() and fields.get(last):
                further.append(line.strip())
            continue
        _go_on(fields, last, further)
        tag, value = found
        first = first or tag
        if tag == "DA" and first == "PMID":  # the day on which PubMed took it in
            tag = ""
        again = apart and tag == first and "title" in fields
        if (tag in _BEGINNINGS or again) and fields:
            yield fields
            fields = {}
        apart = False
        last = _put(fields, tag, value, ovid=numbered is not None)
    _go_on(fields, last, further)
    if fields:
        yield fields


def reader(text: str) -> Callable[[str], Iterator[Fields]]:
    """The reader of the form in which citations with tags are written."""
    begin = text.lstrip("\ufeff\n ")
    first, _, rest = begin.partition("\n")
    if begin.startswith("FN "):
        return _web_of_science
    if _BRACED.match(first):
        return _braced
    if _NUMBER_LINE.match(first) and _NAME_LINE.match(rest.partition("\n")[0].rstrip()):
        return _named
    return _tagged


def is_tagged(start: bytes) -> bool:
    """Whether the beginning of a file has lines with tags, among them a title and a name or day."""
    lines = [line for line in start[:8_192].splitlines() if line.strip()]
    numbered = False
    if lines and _NUMBER_LINE.match(lines[0].decode("latin-1")):
        numbered = bool(lines.pop(0))
        below = [line[:1].isspace() for line in lines[:8]]
        if below[:2] == [False, True] and sum(below) in range(3, 6):
            return any(line.strip() in {b"Title", b"Author"} for line in lines)
    tags = [match[1] for line in lines[:60] if (match := _TAG.match(line))]
    share = sum(1 for line in lines[:60] if _TAG.match(line) or line[:1].isspace())
    return (
        (numbered or len(tags) >= 4)
        and all(map(_TAG.match, lines[:3]))
        and share >= 0.7 * len(lines[:60])
        and not {b"TI", b"T1"}.isdisjoint(tags)
        and not {b"AU", b"A1", b"ED", b"PY", b"YR", b"DP", b"SO", b"Y1", b"DA"}.isdisjoint(tags)
    )
