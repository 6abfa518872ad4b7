"""Reads the messages that a chat program exports as text, as 09/02/2023, 10:12 - Ada: Hello."""

import datetime
import re
from collections.abc import Sequence

from index.ingest import dates
from index.ingest.draft import Draft, first_sentence

_MESSAGE = re.compile(
    r"\[?(?P<first>\d{1,4})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<third>\d{2,4}),?\s"
    r"(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?\s?[-–]?\s?"
    r"(?P<name>[^:：\]]{1,40})[:：]\s(?P<message>.+)"
)
_MIN_MESSAGES, _MIN_MESSAGE_SHARE = 2, 0.4
"""The least number of messages of a chat, and their least share of its lines."""
_MAX_AUTHORS = 5
"""The largest number of senders that are named as authors."""
_CENTURY = 2000
"""The century of a year with two digits."""


def put(draft: Draft, lines: Sequence[str], latest: datetime.date) -> None:
    """Put day, title and persons of a chat into the draft; nothing if they are no chat.

    The title is the first message. Which number is the month is told by any later day.
    """
    matches = [match for line in lines if (match := _MESSAGE.match(line)) is not None]
    if len(matches) < max(_MIN_MESSAGES, _MIN_MESSAGE_SHARE * len(lines)):
        return
    names = dict.fromkeys(match["name"].strip() for match in matches)
    draft.put("title", first_sentence(matches[0]["message"]), "first message")
    draft.put("author", ", ".join(list(names)[:_MAX_AUTHORS]), "senders of the messages")
    day = _day(matches)
    draft.put("date", day if day and day <= latest else None, "first message")


def _day(matches: Sequence[re.Match[str]]) -> datetime.date | None:
    """The day of the first message; None if nothing tells its month."""
    first = matches[0]
    if len(first["first"]) > 2:
        return dates.valid(int(first["first"]), int(first["second"]), int(first["third"]))
    pairs = [(int(match["first"]), int(match["second"])) for match in matches]
    year = int(first["third"]) + (_CENTURY if len(first["third"]) == 2 else 0)
    day_first = any(begin > 12 for begin, _ in pairs) or first["sign"] == "."
    if not day_first and not any(behind > 12 for _, behind in pairs):
        return dates.valid(year, *pairs[0]) if pairs[0][0] == pairs[0][1] else None
    day, month = pairs[0] if day_first else pairs[0][::-1]
    return dates.valid(year, month, day)
