"""Limits of what headers cost: both servers read them in the one thread of all connections.

The patterns of Waitress and of h11 take a time that grows with the square of a run of blanks, and a
list of languages is read again for each sentence of an answer.
"""

import re

MAX_BLANKS = 100
"""Spaces, tabs and line ends side by side in the headers of a request; nobody writes so many."""
MAX_LIST_CHARS = 1_000
"""Characters of a header that is a list, as Accept-Language; a longer one counts as not sent."""
LIST_HEADERS = frozenset(
    {
        "ACCEPT",
        "ACCEPT_CHARSET",
        "ACCEPT_ENCODING",
        "ACCEPT_LANGUAGE",
        "CONTENT_TYPE",
        "IF_MATCH",
        "IF_NONE_MATCH",
        "RANGE",
    }
)
_BLANKS = re.compile(rb"[ \t\r\n]+")
_END = re.compile(rb"\n\r?\n")


def has_many_blanks(received: bytes) -> bool:
    """Whether the headers at the beginning of what was received have too long a run of blanks.

    They may be incomplete. A body behind them is not looked at.
    """
    end = _END.search(received)
    head = received if end is None else received[: end.start()]
    return any(len(run) > MAX_BLANKS for run in _BLANKS.findall(head))
