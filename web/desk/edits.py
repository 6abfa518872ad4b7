"""Edits: the fields that the form of a collection sends, and those that are saved.

The form has the notes of many reports. Each comes with the version it was read at and a digest of
the text as it was, so that a note that this reader did not touch is never written over another's.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from web.desk.records import MAX_NOTE_CHARS, Item, NotedPassage, tags_of, text_of

_MAX_DIGITS = 12
"""Digits of a number in a form; longer ones are none of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEdit:
    """A note as a form sends it: of a report with its tags or, with `passage`, of a passage.

    `number` is that of the item or the passage, `version` the one that was read.
    """

    number: int
    passage: bool
    version: int
    note: str
    tags: tuple[str, ...] = ()
    sent: tuple[str, tuple[str, ...]] | None = None
    """The note and the tags that the same page sent just before and has no answer to."""


@dataclass(frozen=True, slots=True)
class EditConflict:
    """A note that two readers changed: what this one typed, and the item as the other left it."""

    edit: NoteEdit
    item: Item


def base_of(version: int, *texts: str) -> str:
    """The base of an edit, which a form carries: the version of a text and a digest of it."""
    digest = hashlib.blake2b("\0".join(texts).encode("utf-8", "replace"), digest_size=6)
    return f"{version}.{digest.hexdigest()}"


def item_base(item: Item) -> str:
    """`base_of` for the note and the tags of an item."""
    return base_of(item.version, item.note, ",".join(item.tags))


def passage_base(passage: NotedPassage) -> str:
    """`base_of` for the note of a passage."""
    return base_of(passage.version, passage.note)


def edits(form: Mapping[str, str]) -> Iterator[NoteEdit]:
    """The notes of a form that its reader changed."""
    for name, base in form.items():
        kind, _, digits = name.partition("-")
        if kind not in {"base", "passage_base"} or (number := number_in(digits)) is None:
            continue
        version = number_in(base.partition(".")[0]) or 0
        if kind == "base":
            note, tags = _typed(form, f"note-{number}", f"tags-{number}")
            sent = _sent(form, f"note-{number}", f"tags-{number}")
            if sent or base_of(version, note, ",".join(tags)) != base:
                yield NoteEdit(
                    number=number, passage=False, version=version, note=note, tags=tags, sent=sent
                )
        else:
            note, _ = _typed(form, f"passage_note-{number}")
            sent = _sent(form, f"passage_note-{number}")
            if sent or base_of(version, note) != base:
                yield NoteEdit(number=number, passage=True, version=version, note=note, sent=sent)


def _typed(form: Mapping[str, str], note: str, tags: str = "") -> tuple[str, tuple[str, ...]]:
    """The note and the tags of a form, each by the name of its field."""
    return text_of(form.get(note, ""), MAX_NOTE_CHARS), tags_of(form.get(tags, ""))


def _sent(form: Mapping[str, str], note: str, tags: str = "") -> tuple[str, tuple[str, ...]] | None:
    """The edit that the page sent before, if it says so: it was left before the answer came."""
    return _typed(form, f"sent-{note}", f"sent-{tags}") if f"sent-{note}" in form else None


def item_moves(form: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """The items whose place a reader changed, and by how many places they move."""
    for name, value in form.items():
        kind, _, rest = name.partition("-")
        item, _, before = rest.partition("-")
        numbers = number_in(item), number_in(before), number_in(value.strip())
        if kind == "place" and None not in numbers and numbers[1] != numbers[2]:
            yield numbers[0] or 0, (numbers[2] or 0) - (numbers[1] or 0)


def number_in(digits: str) -> int | None:
    """The number of a form's field; None if it is none of ours."""
    plain = digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS
    return int(digits) if plain else None
