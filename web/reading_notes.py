"""The remarks that readers of files leave on a report's text, in the language of the page.

A remark is written once, in English, in the report; its message here has its values by name.
"""

import functools
import re

from web.language import gettext

READING_NOTES = (
    "recognised by machine on pages %(pages)s",
    "pages %(pages)s: damaged",
    "pages %(pages)s: in fonts that do not say which letters they draw",
    "letters whose fonts do not say which they are: %(count)s",
    "pages %(pages)s: with pictures of too many pixels",
    "pages %(pages)s: without text",
    "pages %(pages)s: text that nobody sees was left out",
    "pages %(pages)s: the text lies unseen on the page, as over a scan",
    "pages %(pages)s: drawn words were read, as the file says others",
    "pages %(pages)s: scans, and the file waits for the reader of scans (make scans)",
    "pages %(first)s to %(last)s were cut",
    "slides %(first)s to %(last)s were cut",
    "parts that the file names several times were read once",
    "the file hides slides %(numbers)s",
    "the file hides cells, which were read: %(cells)s",
    "running heads are kept once (%(heads)s)",
    "notes begin at paragraph %(number)s",
    "page headers and footers begin at paragraph %(number)s",
    "only the first %(size)s MB were read",
    "only the first %(count)s lines were read",
    "only the first %(count)s articles were read",
    "only the first %(count)s characters were read",
    "only the first %(count)s rows were read",
    "only the first %(count)s sheets were read",
    "above the table: %(lines)s",
    "only the first %(count)s pictures were read",
    "only its beginning was read",
    "fields that were not read: %(fields)s",
    "with the text of the fields %(fields)s",
    "parts that lie too deep in others were not read",
    "comments below the text were left out",
    "other reports below the text were left out",
    "menus around the text were left out",
    "a part of the visible text was left out",
    "the page is too long and was cut",
    "the text is too long and was cut",
    "frames of the page stand behind it",
    "the file is damaged and was read as far as it could be",
    "the file is damaged behind its beginning",
    "the end of the file is missing",
    "a part of the mail is encrypted",
    "words that the mail hides were left out: %(words)s",
    "%(count)s characters could not be read as %(encoding)s",
    "lines in %(encoding)s and lines in %(other)s are mixed",
    "no encoding is declared",
    "it was read as %(encoding)s",
    "the encoding %(declared)s is declared, but it was read as %(encoding)s",
    "text that had been decoded wrongly before was turned back",
    "some of the text seems to have been decoded wrongly before, and cannot be turned back",
    "the markup is broken, so the text was taken without it",
    "no body was found, so all text was taken",
    "more text stands outside of what looked like the body than in it, so all was taken",
    "the text was found where only a script shows it",
    "the text was taken from the data of a script",
)
_VALUE = re.compile(r"%\((\w+)\)s")


def translated(note: str) -> str:
    """The remarks of a report, each in the language of the page; unknown ones as they are."""
    return gettext("; ").join(map(_translated, note.split("; "))) if note else ""


def _translated(note: str) -> str:
    """A remark in the language of the page; in English one page is not `pages`."""
    for message, pattern in _patterns():
        if (match := pattern.fullmatch(note)) is not None:
            values = match.groupdict()
            text = gettext(message, **values)
            single = values.get("pages", "").isdecimal()
            return text.replace("pages ", "page ", 1) if single else text
    return note


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each message with the pattern of the remarks that it writes."""
    return tuple(
        (message, re.compile("".join(map(_part, enumerate(_VALUE.split(message))))))
        for message in READING_NOTES
    )


def _part(numbered: tuple[int, str]) -> str:
    """Every second part of a message is the name of a value."""
    number, text = numbered
    return f"(?P<{text}>.+)" if number % 2 else re.escape(text)
