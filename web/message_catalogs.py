"""Extracts all messages from code and templates and updates the catalogues.

`python -m web.message_catalogs` adds new messages to each .po file and removes unused ones. OpenCC
proposes the traditional Chinese from the simplified. The sentences of notes and errors and the
labels of the table of fields are messages too.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

from index import fields
from search.messages import MESSAGES
from search.trace.trace_labels import KIND_WORDS, MATCH_WORDS
from web.discovery import members_of
from web.errors import PARAMETER_MESSAGES, READER_MESSAGES
from web.language import CATALOGUES
from web.reading_notes import READING_NOTES
from web.view import View

TRACE_WORDS = (*KIND_WORDS.values(), *MATCH_WORDS.values())
LOCALES = ("zh_Hans", "zh_Hant")
_HEADER = "# Messages of Baogao; kept in step with the code by: python -m web.message_catalogs"
_READERS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def in_use() -> Catalog:
    """All messages, in the order of their files."""
    catalogue = Catalog(project="baogao", charset="utf-8", fuzzy=False)
    for file, _, message, _, context in extract_from_dir(
        str(CATALOGUES.parent), _READERS, options_map={"**.html": {"silent": "false"}}
    ):
        catalogue.add(message, locations=[(file, 1)], context=context)
    for sentence in (
        *MESSAGES.values(),
        *PARAMETER_MESSAGES,
        *READER_MESSAGES,
        *fields.messages(),
        *TRACE_WORDS,
        *READING_NOTES,
        *(label for view in members_of("web.views", View) for label in view.menu.values()),
    ):
        catalogue.add(sentence)
    return catalogue


def path_of(locale: str) -> Path:
    """The catalogue of a locale."""
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.po"


def brought_up_to_date(locale: str, messages: Catalog) -> Catalog:
    """The catalogue of a locale with exactly the messages in use, known translations kept."""
    path = path_of(locale)
    known = Catalog(locale=locale)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=locale)
    fresh = Catalog(locale=locale, project="baogao", fuzzy=False, header_comment=_HEADER)
    fresh.creation_date = known.creation_date  # a catalogue changes only where a message does
    in_order = sorted(filter(lambda message: message.id, messages), key=_key)  # so branches merge
    for message in in_order:
        old = known.get(message.id)
        fresh.add(message.id, old.string if old else None, locations=message.locations)
    return fresh


def _key(message: Message) -> str:
    """The message, or its singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def propose_traditional(simplified: Catalog, traditional: Catalog) -> None:
    """Fill missing traditional translations from the simplified ones."""
    quotes = str.maketrans("“”‘’", "「」『』")
    convert = OpenCC("s2twp").convert
    for message in traditional:
        source = (
            simplified.get(message.id) if message.id and not any(_forms(message.string)) else None
        )
        if source is not None and any(_forms(source.string)):
            forms = tuple(convert(form).translate(quotes) for form in _forms(source.string))
            message.string = forms if isinstance(message.id, tuple) else forms[0]


def _forms(string: object) -> Iterator[str]:
    """The forms of a translation: one, or one for each plural."""
    yield from (
        str(form) for form in (string if isinstance(string, tuple | list) else (string or "",))
    )


def main() -> None:
    """Bring the catalogues up to date on disk."""
    messages = in_use()
    simplified, traditional = (brought_up_to_date(locale, messages) for locale in LOCALES)
    propose_traditional(simplified, traditional)
    for locale, catalogue in zip(LOCALES, (simplified, traditional), strict=True):
        path = path_of(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalogue, omit_header=False, sort_by_file=False, no_location=True, width=100
            )


if __name__ == "__main__":
    main()
