"""Tells JSON, and notations near it, from other files by how they begin."""

import json
import re

from index.ingest.files.format import CERTAIN, LIKELY, NO, Sample
from index.ingest.formats.plain_text import front_matter
from index.ingest.prose import is_prose

_OBJECT = re.compile(rb'\{\s{0,200}(?:"[^"\n]{0,200}"\s{0,20}:|\}\s{0,200}$)')
_LIST = re.compile(rb'\[\s{0,200}(?:[\[{"\d-]|\])')


TABLES = re.compile(
    rb"\s{0,20}(?://[^\n]{0,200}\n\s{0,20}){0,9}"
    rb'\[\s{0,20}\{\s{0,9}"type"\s?:\s?"(?:header|database|table)"\s?,'
)
"""The beginning of tables of a database, which `table_dump` reads."""
_ASSIGNED = re.compile(
    rb"(?:(?:var|let|const)\s{1,4})?[A-Za-z_$][\w$.]{0,60}\s{0,4}=\s{0,4}\[\s{0,20}\{\s{0,20}[\"']?\w"
)
"""A list of objects that a script keeps in a variable, as the archive of an account does."""
_CALLED = re.compile(
    rb"(?:/\*\*/\s{0,9})?[A-Za-z_$][\w$.]{0,80}\(\s{0,20}(?:\[\s{0,20})?\{\s{0,20}\"[^\"\n]{1,80}\"\s?:"
)
"""The call of a function with objects, as services answer to a script of another site."""
_PYTHON = re.compile(rb"(?:\[\s{0,20})?\{\s{0,20}'[^'\n]{1,60}'\s?:\s?[\[{('\"\dTFN]")
"""Objects as Python prints them."""
_BARE_PAIRS = re.compile(
    rb'"[A-Za-z_\x80-\xff][^"\n]{0,60}"\s?:\s{0,5}"[^"\n]*"\s?,\s{0,50}"[^"\n]{1,60}"\s?:'
)
"""Names and values of an object that has lost its braces."""
_OBJECT_LINE = re.compile(rb"\{[^\r\n]*\}[ \t]*\r?\n\s*\{")
_NEXT_OBJECT = re.compile(rb"\s*\{")


def is_jsonl(sample: Sample) -> int:
    """Whether the first line is an object, and the next begins another."""
    second_line = sample.start.find(b"\n") + 1
    if not second_line or _NEXT_OBJECT.match(sample.start, second_line) is None:
        return NO  # a quick look, because the pattern below walks back over the first line
    if (match := _OBJECT_LINE.match(sample.start)) is None:
        return NO
    try:
        json.loads(match[0][:-1])
    except (ValueError, RecursionError):
        return NO
    return CERTAIN


def is_object(data: bytes) -> bool:
    """Whether data begins like a JSON object."""
    return _OBJECT.match(data) is not None


_TEXT_BELOW = re.compile(rb"\}[ \t]{0,9}\r?\n\s{0,9}[A-Za-z\x80-\xff]")


def _is_above_text(sample: Sample) -> bool:
    """Whether an object has only the fields of the text that follows it."""
    if _TEXT_BELOW.search(sample.start) is None:  # a quick look, before the object is parsed
        return False
    text = sample.start.decode("utf-8", "replace")
    if not front_matter.begins_with_json(text):
        return False
    rest = text[text.index("}") + 1 :].lstrip()
    return rest[:1].isalpha() and is_prose(rest)


_NEAR_JSON = (_ASSIGNED, _CALLED, _PYTHON, _BARE_PAIRS)


def is_json(sample: Sample) -> int:
    """Certain for an object by its first name; a list may also be a text in brackets."""
    if _OBJECT.match(sample.start):
        return NO if is_jsonl(sample) or _is_above_text(sample) else CERTAIN
    if any(sign.match(sample.start) for sign in _NEAR_JSON):
        return CERTAIN
    if (match := _LIST.match(sample.start)) is None or TABLES.match(sample.start):
        return NO
    return CERTAIN if _OBJECT.match(sample.start, match.end() - 1) else LIKELY
