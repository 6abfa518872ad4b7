"""Reads the title of an English judgment from its parties, who stand on lines of their own.

Between: / ADA QUILL   Claimant / - and - / LARKFORD HARBOUR BOARD   Defendant; or with labels.
"""

import datetime
import itertools
import re
from collections.abc import Sequence

from index.ingest.draft import Draft
from index.text.lazy_pattern import lazy_pattern

_HEAD_LINES, _MAX_NAMES, _MAX_NAME_CHARS = 40, 3, 90
"""The first lines among which the parties are; the most lines of a party and their length."""
_BETWEEN = lazy_pattern(
    r"[-–—]? ?(?:(?P<versus>v|vs|versus)\b\.?|and|against) ?[-–—]?", re.IGNORECASE
)
_CLAIMANT = "claimant|plaintiff|appellant|petitioner|applicant|pursuer"
_DEFENDANT = "defendant|respondent|appellee|defender|accused"
_ROLE = lazy_pattern(
    r"(?:the |first |second |third |\d(?:st|nd|rd|th) )?"
    rf"(?:{_CLAIMANT}|prosecutor|{_DEFENDANT})s?\b",
    re.IGNORECASE,
)
"""What a party is in the case; Plaintiff-Appellant and Appellant (Defendant) begin with one."""
_COURT = lazy_pattern(r"\b(?:court|tribunal)\b", re.IGNORECASE)
_OPENING = re.compile(r"between ?:?", re.IGNORECASE)
_NUMBER = re.compile(r"^\(?\d\)? ")


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Put the parties as the title into the draft; all lines stay text."""
    del latest
    head = list(itertools.chain(*map(_pieces, lines[:_HEAD_LINES])))
    for at, piece in enumerate(head):
        match = _BETWEEN.fullmatch(piece)
        if match is None:
            continue
        first, second = _first(head[:at]), _second(head[at + 1 :])
        in_court = match["versus"] and any(map(_COURT.search, head[:at]))
        if first and second and (in_court or _has_roles(head, at)):
            versus = "v." if piece.endswith(".") else "v"
            draft.put("title", f"{first} {versus} {second}", "parties of the case")
            return lines
    first, second = _labelled(lines[:_HEAD_LINES])
    if first and second:
        draft.put("title", f"{first} v {second}", "parties of the case")
    return lines


def _labelled(head: Sequence[str]) -> tuple[str, str]:
    """The parties behind their roles on two lines: Applicant: …, then Respondent: … below it."""
    for line, below in itertools.pairwise(head):
        first, second = _CLAIMS.fullmatch(line), _DEFENDS.fullmatch(below)
        if first and second:
            return _named([first["name"]]), _named([second["name"]])
    return "", ""


_LABELLED = r"(?: ?\([^()]{1,20}\))? ?[:：] ?\|? ?(?P<name>[^|:：]{2,90})"
_CLAIMS = lazy_pattern(rf"(?:{_CLAIMANT}|complainant)s?{_LABELLED}", re.IGNORECASE)
_DEFENDS = lazy_pattern(rf"(?:{_DEFENDANT})s?{_LABELLED}", re.IGNORECASE)


def _pieces(line: str) -> list[str]:
    """The name of a party, its role and what stands between parties, where a line has several."""
    if _BETWEEN.fullmatch(line):
        return [line]
    before, versus = line, ""
    if line.endswith((", v.", ", v", ", vs.")):
        before, _, versus = line.rpartition(" ")
    role = next((match for match in _ROLE.finditer(before) if _stands_last(before, match)), None)
    name, role_name = (before[: role.start()], before[role.start() :]) if role else (before, "")
    return [piece for piece in (name.strip(" ,.…"), role_name, versus) if piece]


def _stands_last(line: str, role: re.Match[str]) -> bool:
    """Whether a line has nothing but the role, and perhaps further ones, from there on."""
    return role.start() == 0 or (
        line[role.start()].isupper() and len(line) - role.end() < _ROLE_END
    )


_ROLE_END = 24
"""The most characters behind the first role of a party: further roles, a mark."""


def _first(above: Sequence[str]) -> str:
    """The party above what stands between them; its names begin below Between, or it has one."""
    names = [piece for piece in above if not _ROLE.match(piece)]
    opening = next((at for at in reversed(range(len(names))) if _OPENING.fullmatch(names[at])), -1)
    known = names[opening + 1 :] if opening >= 0 else names[-1:]
    return _named(known)


def _second(below: Sequence[str]) -> str:
    names = list(itertools.takewhile(lambda piece: not _ROLE.match(piece), below[:_MAX_NAMES]))
    return _named(names if len(names) < len(below[:_MAX_NAMES]) else names[:1])


def _named(names: Sequence[str]) -> str:
    """The names of a party in one; empty if they cannot be names."""
    bare = [_NUMBER.sub("", name) for name in names]
    fit = all(name[:1].isupper() and len(name) <= _MAX_NAME_CHARS for name in bare)
    return ", ".join(bare) if fit and 0 < len(bare) <= _MAX_NAMES else ""


def _has_roles(head: Sequence[str], at: int) -> bool:
    """Whether the parties above and below a position have roles in the case."""
    above, below = head[max(at - 1, 0) : at], head[at + 1 : at + 2 + _MAX_NAMES]
    return any(map(_ROLE.match, above)) and any(map(_ROLE.match, below))
