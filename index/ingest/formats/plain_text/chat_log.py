"""Reads the messages that a chat program exports as text, as 09/02/2023, 10:12 - Ada: Hello."""

import datetime
import itertools
import re
from collections.abc import Sequence

from index.ingest.days import dates
from index.ingest.draft import Draft, first_sentence
from index.ingest.heads import person_names

_DAY = r"(?P<first>\d{1,4})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<third>\d{1,4})"
_TIME = r"(?:上午|下午|凌晨|晚上|中午)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_MESSAGE = re.compile(
    rf"\[?{_DAY},?\s{_TIME}\]?\s?[-–]?\s?(?P<name>[^:：\]]{{1,40}})[:：]\s(?P<message>.+)"
)
_HEADS = (
    re.compile(rf"(?P<name>[^\[\]:：]{{1,40}}?),?\s\[?{_DAY},?\s{_TIME}\]?:?"),
    re.compile(
        rf"\[?{_DAY},?\s{_TIME}\]?\s(?P<name>[^\[\]:：]{{1,40}}?)(?:[(<（][^()<>]{{3,40}}[)>）])?"
    ),
)
"""A line above a message that has the sender and the time, in either order."""
_MIN_MESSAGES, _MIN_MESSAGE_SHARE, _MIN_HEAD_SHARE = 2, 0.4, 0.15
"""The least number of messages of a chat, and the least share of lines that are one or its head."""
_MAX_AUTHORS = 5
"""The largest number of senders that are named as authors."""
_CENTURY = 2000
"""The century of a year with two digits."""


def put(draft: Draft, lines: Sequence[str], latest: datetime.date) -> bool:
    """Put day, title and persons of a chat into the draft; False if the lines are no chat.

    The title is the first message. Which number is the month is told by any later day.
    """
    matches = [match for line in lines if (match := _MESSAGE.match(line)) is not None]
    messages = [match["message"] for match in matches]
    if len(matches) < max(_MIN_MESSAGES, _MIN_MESSAGE_SHARE * len(lines)):
        matches, messages = _headed(lines)
    if len(matches) < _MIN_MESSAGES:
        return False
    names = dict.fromkeys(match["name"].strip() for match in matches)
    draft.put("title", first_sentence(messages[0]), "first message")
    draft.put("author", ", ".join(list(names)[:_MAX_AUTHORS]), "senders of the messages")
    day = _day(matches)
    draft.put("date", day if day and day <= latest else None, "first message")
    return True


def _headed(lines: Sequence[str]) -> tuple[list[re.Match[str]], list[str]]:
    """The lines with sender and time above messages, and the first lines of these."""
    heads = [
        (match, below)
        for line, below in itertools.pairwise(lines)
        if (match := next(filter(None, (head.fullmatch(line) for head in _HEADS)), None))
    ]
    if len(heads) < _MIN_HEAD_SHARE * len(lines) or any(
        person_names.is_outlet(match["name"]) for match, _ in heads
    ):
        return [], []  # of stories, each below its outlet and its day
    return [match for match, _ in heads], [below for _, below in heads]


def _day(matches: Sequence[re.Match[str]]) -> datetime.date | None:
    """The day of the first message; None if nothing tells its month."""
    first = matches[0]
    if len(first["first"]) > 2:
        return dates.valid(int(first["first"]), int(first["second"]), int(first["third"]))
    if len(first["third"]) not in {2, 4}:
        return None
    pairs = [(int(match["first"]), int(match["second"])) for match in matches]
    year = int(first["third"]) + (_CENTURY if len(first["third"]) == 2 else 0)
    day_first = any(begin > 12 for begin, _ in pairs) or first["sign"] == "."
    if not day_first and not any(behind > 12 for _, behind in pairs):
        return dates.valid(year, *pairs[0]) if pairs[0][0] == pairs[0][1] else None
    day, month = pairs[0] if day_first else pairs[0][::-1]
    return dates.valid(year, month, day)
