"""Cursors: where the next page of a walk over all results begins, as an opaque text."""

import base64
import binascii
import json
import math
from dataclasses import dataclass

from index.api import After, Order

LAST_DAY = 99_991_231
"""The last date there is, as yyyymmdd."""


class CursorError(ValueError):
    """A text that is no cursor of this search: `moved` where it is one of another archive state."""

    def __init__(self, *, moved: bool = False) -> None:
        super().__init__("the archive has changed" if moved else "no cursor of this search")
        self.moved = moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last hit of a page: its place in the order, and how many hits stand up to it.

    In the order of dates a walk goes on in a newer state of the archive; scores are those of one
    `generation`.
    """

    order: Order
    generation: str
    seen: int
    after: After

    def text(self) -> str:
        """The cursor as the text that `read` takes."""
        after = self.after
        parts = [self.order.value, self.generation, self.seen, after.score, after.date, after.id]
        packed = json.dumps(parts, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(text: str, order: Order, generation: str) -> Cursor:
    """The cursor a text stands for; CursorError where it is none of this order and generation."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        named, made, seen, score, date, name = json.loads(packed)
        after = After(float(score), int(date), str(name))
        cursor = Cursor(order=Order(named), generation=str(made), seen=int(seen), after=after)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        raise CursorError from None
    known = 0 <= after.date <= LAST_DAY and math.isfinite(after.score) and cursor.seen > 0
    if cursor.order is not order or not known:
        raise CursorError
    if order is Order.RELEVANCE and cursor.generation != generation:
        raise CursorError(moved=True)
    return cursor
