"""An exact passage as slots, one per gram, and slots as a query.

A passage may begin and end inside a word. Its last Han character is the second half of the gram
before it and needs no slot of its own. Punctuation inside it does not count: where Han characters
stand on both sides, the slot before it takes the gram with and without the punctuation.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh import query

from index.api import TermPart
from index.query_nodes import Near
from index.text.analysis import Token, grams
from index.text.fold import HAN, fold_alike

MAX_PHRASE_SLOTS = 160
"""Slots of one passage; a longer one is found by its beginning."""

_HAN = re.compile(rf"[{HAN}]")

ExpandTerms = Callable[[str, str, TermPart], tuple[str, ...]]
"""Field, text and part to the indexed terms that hold the text there."""


@dataclass(frozen=True, slots=True)
class PhraseSlot:
    """What may stand at one position: any of `texts`, or a term holding the text at `part`."""

    texts: tuple[str, ...]
    part: TermPart | None = None


def phrase_slots(text: str, *, whole: bool = False) -> tuple[PhraseSlot, ...]:
    """The slots of a passage; with `whole`, its first and last words are not parts of others."""
    tokens = grams(text)
    if not tokens:
        return ()
    folded = fold_alike(text)
    found = [_slot(token, tokens[at + 1 : at + 2], folded) for at, token in enumerate(tokens)]
    last = tokens[-1].text
    if _HAN.match(last):
        if len(tokens) > 1 and _HAN.match(tokens[-2].text) and len(tokens[-2].text) > 1:
            found.pop()
        else:
            found[-1] = PhraseSlot((last,), TermPart.PREFIX)
    elif not whole and last.isalnum():
        found[-1] = PhraseSlot((last,), TermPart.ANYWHERE if len(tokens) == 1 else TermPart.PREFIX)
    if (
        not whole
        and len(tokens) > 1
        and tokens[0].text.isalnum()
        and not _HAN.match(tokens[0].text)
    ):
        found[0] = PhraseSlot((tokens[0].text,), TermPart.SUFFIX)
    return tuple(found)


def _slot(token: Token, after: Sequence[Token], folded: str) -> PhraseSlot:
    """One gram; before punctuation and more Han, also the gram without the punctuation."""
    if len(token.text) > 1 or not after or not _HAN.match(token.text):
        return PhraseSlot((token.text,))
    follower = after[0].text[0]
    if not _HAN.match(follower) or not folded[token.end : after[0].start].strip():
        return PhraseSlot((token.text,))
    return PhraseSlot((token.text, token.text + follower))


def phrase_query(
    field: str, found: Sequence[PhraseSlot], expand: ExpandTerms, boost: float = 1.0
) -> Any:
    """The query for slots that follow one another in one field; NullQuery where none can match.

    Of more slots than MAX_PHRASE_SLOTS the first are asked for.
    """
    found = found[:MAX_PHRASE_SLOTS]
    if all(slot.part is None and len(slot.texts) == 1 for slot in found):
        words = [slot.texts[0] for slot in found]
        if len(words) == 1:
            return query.Term(field, words[0], boost=boost)
        return query.Phrase(field, words, boost=boost)
    parts = [_part(field, slot, expand) for slot in found]
    if any(part == query.NullQuery for part in parts):
        return query.NullQuery
    if len(parts) == 1:
        parts[0].boost = boost
        return parts[0]
    return Near(field, parts, slop=1, boost=boost)


def _part(field: str, slot: PhraseSlot, expand: ExpandTerms) -> Any:
    texts = slot.texts
    if slot.part is TermPart.PREFIX:
        return query.Prefix(field, texts[0])
    if slot.part is not None:
        texts = expand(field, texts[0], slot.part)
    if len(texts) == 1:
        return query.Term(field, texts[0])
    return query.Or([query.Term(field, text) for text in texts]) if texts else query.NullQuery
