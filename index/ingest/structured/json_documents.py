"""Parses the JSON documents of a text, also in notations near JSON and without their braces."""

import json
import re
from collections.abc import Iterator

from index.ingest.structured import lenient_json

_DECODER = json.JSONDecoder(strict=False)


def documents(text: str) -> Iterator[object]:
    """One or more JSON documents in a text, one after another; ValueError if one is damaged.

    One in a notation near JSON is read too. Of one that breaks off, the beginning comes before the
    error.
    """
    if first := FIRST_PAIR.match(text):
        yield from _without_braces(text, first[1])
        return
    at, end = lenient_json.start(text), len(text)
    while at < end:
        while at < end and text[at] in _BETWEEN:
            at += 1
        if at == end:
            return
        try:
            loaded, at = _DECODER.raw_decode(text, at)
        except ValueError as error:
            parsed = _leniently(text, at, error)
            loaded, at = parsed.value, parsed.end
            if parsed.cut:
                yield loaded
                raise
        yield _unwritten(loaded)


def _unwritten(loaded: object) -> object:
    """A document, or the one that is written in a text; of a list of such texts, all."""
    if isinstance(loaded, str):
        return lenient_json.loads(loaded)
    if not isinstance(loaded, list) or not loaded or not _is_written(loaded[0]):
        return loaded
    return [lenient_json.loads(text) if _is_written(text) else text for text in loaded]


def _is_written(text: object) -> bool:
    """Whether a value is a text in which an object is written."""
    return isinstance(text, str) and text[:1] == "{" and text.rstrip()[-1:] == "}"


FIRST_PAIR = re.compile(
    r"\s{0,50}(\"[A-Za-z_\u3400-\u9fff][^\"\n]{0,60}\"\s?:)\s{0,5}(?:[\"\d\[{-]|true\b|false\b|null\b)"
)
"""The first name and value of an object that has lost its braces."""


def _without_braces(text: str, first: str) -> Iterator[object]:
    """The objects of a text without their braces: each begins with the name of the first."""
    for piece in re.split(rf"(?:\A|\n)[ \t{{]*+{re.escape(first)}", text)[1:]:
        inner = piece.strip().rstrip("},").rstrip()
        yield _leniently(f"{{{first}{inner}}}", 0, ValueError("the values are damaged")).value


def _leniently(text: str, at: int, error: ValueError) -> lenient_json.Parsed:
    """The value at a position in a notation near JSON; raises `error` if there is none."""
    try:
        parsed = lenient_json.parse(text, at)
    except ValueError:
        raise error from None
    if not isinstance(parsed.value, list | dict) or not parsed.value:
        raise error
    return parsed


_BETWEEN = " \t\r\n\ufeff,;)\x1e"
"""Characters between two documents, and behind the call of a function."""
