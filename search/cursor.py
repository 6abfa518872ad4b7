"""Cursors: an opaque text from which the next page of all results continues."""

import base64
import binascii
import json
import math
from dataclasses import dataclass

from index.api import After, Order
from index.day_number import LAST_DAY, DayNumber
from index.report import ReportId


class CursorError(ValueError):
    """The text is not a cursor of this search; `moved` if the archive has changed since."""

    def __init__(self, *, moved: bool = False) -> None:
        super().__init__("the archive has changed" if moved else "no cursor of this search")
        self.moved = moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last hit of a page: its sort key in `after`, and in `seen` the number of hits up to it.

    In date order a cursor stays valid when the archive changes. In order of relevance it does not,
    because scores are comparable only within one `generation`.
    """

    order: Order
    generation: str
    seen: int
    after: After

    def text(self) -> str:
        """The cursor as a string for `parse_cursor`."""
        after = self.after
        parts = [self.order.value, self.generation, self.seen, after.score, after.date, after.id]
        packed = json.dumps(parts, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def parse_cursor(text: str, order: Order, generation: str) -> Cursor:
    """Decode a cursor; CursorError if it is invalid or of another order or generation."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        order_name, made_in, already_shown, score, date, report_id = json.loads(packed)
        after = After(float(score), DayNumber(int(date)), ReportId(str(report_id)))
        cursor = Cursor(
            order=Order(order_name), generation=str(made_in), seen=int(already_shown), after=after
        )
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        raise CursorError from None
    valid = 0 <= after.date <= LAST_DAY and math.isfinite(after.score) and cursor.seen > 0
    if cursor.order is not order or not valid:
        raise CursorError
    if order is Order.RELEVANCE and cursor.generation != generation:
        raise CursorError(moved=True)
    return cursor
