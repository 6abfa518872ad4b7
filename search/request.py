"""What was asked for: the value behind every permalink, command line and API call."""

import datetime
import enum
from dataclasses import dataclass

from index.api import Order
from index.fields import FACETS

PAGE_SIZE = 10
MAX_RESULT_OFFSET = 10_000
"""No page begins beyond this many hits; an export walks all of them another way."""


class Match(enum.Enum):
    """How many of the query's plain words a report must hold.

    BEST asks for all of them, and names behind what was found the layers of what is near. ALL does
    the same without those layers. What an operator or quotation marks ask for is never left out.
    """

    BEST = "best"
    ALL = "all"
    ANY = "any"


class Layer(enum.Enum):
    """Which reports a search is about: those that were asked for, or a layer near them.

    The layers stand behind what was asked for, each with its own count, in this order: VERBATIM
    holds the line as it stands, operators and signs and all; INSIDE holds its words only inside
    other words; TRANSLATION holds them in the other language; MOST holds more than half of its
    plain words, SOME at least one of them.
    No report is both in ASKED and in a layer; those of MOST are in SOME, too.
    """

    ASKED = "asked"
    VERBATIM = "verbatim"
    INSIDE = "inside"
    TRANSLATION = "translation"
    MOST = "most"
    SOME = "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Values chosen in one facet: reports must hold one of `values`, and none of `excluded`."""

    values: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A search as a person states it.

    `today` resolves relative dates in `text` (近三个月) and is an argument so that nothing here
    reads a clock. `chosen` maps facet names (source, editor, language, kind, issuer) to what was
    chosen in them, in the order of names. `first` and `last` are both included. `undated` keeps
    only reports without a date. `additions` names the labelled additions (pinyin, translation, …)
    that are switched on. With `fold` the copies of a story take one place, and `start` counts
    stories; None leaves that to who asks. `after` is the cursor that came with another page of the
    same search: the hits behind that page are wanted, and `start` does not count. `swapped` says
    that the dates stood the wrong way round.
    """

    text: str
    today: datetime.date
    chosen: tuple[tuple[str, Chosen], ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None
    undated: bool = False
    order: Order = Order.RELEVANCE
    start: int = 0
    size: int = PAGE_SIZE
    match: Match = Match.BEST
    layer: Layer = Layer.ASKED
    additions: tuple[str, ...] = ()
    strict: bool = False
    facets: tuple[str, ...] = ("year", "month", *FACETS)
    seconds: float | None = 5.0
    after: str = ""
    swapped: bool = False
    fold: bool | None = None
