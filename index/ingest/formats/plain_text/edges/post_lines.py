"""Takes the lines that networks print around a post, if a post was copied with them."""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import latin_names, person_names

_SENT = re.compile(
    r"^(?:20)?(?P<day>\d\d[-/.]\d{1,2}[-/.]\d{1,2}) [0-2]?\d:[0-5]\d(?::[0-5]\d)?"
    r"\s+(?:(?:发布于|發佈於) ?[\u3400-\u9fff]{2,8} )?(?:来自|來自).{0,30}$"
)
"""The time of a post below the name of its account: 23-2-9 18:30 来自 微博网页版."""
_TIME = re.compile(r"[0-2]?\d:[0-5]\d\s?(?:[AaPp][Mm]|上午|下午)?\s?[·•]\s?(?P<day>.{6,24})")
"""The line below a post with time and day: 10:12 AM · Feb 9, 2023."""
_ON_NETWORK = re.compile(
    r"(?P<name>[^()@:]{2,40}) \(@\w{2,30}\) (?:on|via|auf|sur|en) "
    r"(?:X|Twitter|Threads|Mastodon|Bluesky|Instagram|Facebook)\s?:?"
)
"""The account above a post that was shared: Larkford Tide (@tide) on X:"""
_COUNTS = re.compile(
    r"(?:[\d,.]{1,9}\s?[KMkm万]?\s?)?(?:Views?|Retweets?|Reposts?|Quotes?|Likes?|Bookmarks?|Replies|Reply"
    r"|Quote Tweets?|查看|转帖|转推|喜欢|回复|书签)|[·•]"
)
_POSTED_AGO = re.compile(
    r"(?:r/\w{2,30}\s?[•·|]?\s?)?posted by (?:u/)?(?P<name>[\w.-]{2,30})\s?[•·|]?\s?"
    r"(?:\d{1,3}|an?) ?(?:second|minute|hour|day|week|month|year|[smhdwy]|mo)s? ago",
    re.IGNORECASE,
)
"""The line above the title of a post, with its forum and its author."""
_PAGES = frozenset({"微博正文", "微博", "正文", "动态详情", "貼文", "帖子", "帖文"})
"""The name of the page of a post, above its account."""
_AGO = re.compile(
    r"\d{1,3}\s?(?:s|m|h|d|w|mo|yr?|分钟|小时|天|周|年)\s?[·•](?:\s?\w{2,12}(?:\s?[·•])?)?"
)
"""How long ago a post was written, below the name and the job of its author."""
_NAME = 50
"""The longest name of an account, in code points."""
_MAX_LINES_BELOW = 4
"""The number of lines below the name in which such a line stands."""


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Put account and day of a post into the draft; returns its other lines."""
    if len(lines) < _MAX_LINES_BELOW - 1 or len(lines[0]) > _NAME:
        return lines
    lines = _without_approvals(draft, lines[lines[0] in _PAGES :])
    if (posted := _POSTED_AGO.fullmatch(lines[0])) is not None:
        draft.put("author", posted["name"], "line of fields")
        return lines[1:]
    if (sent := _SENT.match(lines[1])) is not None:
        _put_account(draft, lines[0])
        draft.put("date", dates.moment(f"20{sent['day']}", latest), "line of fields")
        return lines[2:]
    shared = _ON_NETWORK.fullmatch(lines[0])
    if shared is not None or latin_names.HANDLE.fullmatch(lines[1]) is not None:
        _put_account(draft, shared["name"] if shared is not None else lines[0])
        return _without_counts(draft, lines[1 + (shared is None) :], latest)
    for position, line in enumerate(lines[1:_MAX_LINES_BELOW], start=1):
        if _AGO.fullmatch(line) is not None and len(lines) > position + 1:
            _put_account(draft, lines[0])
            return [*lines[position + 1 :], *lines[1:position]]
    return lines


def _without_approvals(draft: Draft, lines: list[str]) -> list[str]:
    """The lines of a question and an answer without who answered and how many approve."""
    for position in range(_MIN_APPROVAL, min(_MAX_APPROVAL + 1, len(lines) - 1)):
        if _APPROVED.fullmatch(lines[position]) and len(lines[1]) <= _NAME:
            _put_account(draft, lines[1])
            return [lines[0], *lines[position + 1 :]]
    return lines


_APPROVED = re.compile(
    r"[\d,.]{1,9} ?(?:[万萬kK] ?)?人?[赞贊讚]同了?[该該](?:回答|文章)"
    r"|[\d,]{1,9} (?:people|users) (?:upvoted|found) this (?:answer|helpful)"
)
"""How many approve of an answer, between its author and its text: 312 人赞同了该回答."""
_MIN_APPROVAL, _MAX_APPROVAL = 2, 4
"""The places of that line: below question and author, and perhaps what the author is."""


def _put_account(draft: Draft, name: str) -> None:
    """Put the name of an account: that of an outlet, or else of a person."""
    name = name.removeprefix("@")
    field = "source" if person_names.is_paper(name) else "author"
    draft.put(field, name, "line of fields")


def _without_counts(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """The lines of a post without the line with its day and the counts below it."""
    for position, line in enumerate(lines):
        day = _TIME.fullmatch(line)
        if day is not None and (date := dates.first_date(day["day"], latest)) is not None:
            draft.put("date", date, "line of fields")
            rest = lines[position + 1 :]
            return [*lines[:position], *(line for line in rest if not _COUNTS.fullmatch(line))]
    return lines
