"""Request: the value behind every permalink, command line and API call."""

import datetime
import enum
from dataclasses import dataclass, field

from index.api import DateUnit, Order
from index.fields import FACETS
from index.settings import Settings
from index.text.hangul import whole_syllables

PAGE_SIZE = 10
MAX_RESULT_OFFSET = 10_000
"""No page begins beyond this many hits; an export iterates over all of them."""


class Match(enum.Enum):
    """How many of the query's plain words a report must contain.

    BEST requires all of them and adds the layers of near matches. ALL omits the layers. Operators
    and quoted phrases are always required.
    """

    BEST = "best"
    ALL = "all"
    ANY = "any"


class Layer(enum.Enum):
    """The reports a search returns: those that match the query, or a layer of near matches.

    The layers follow the results in this order, each with its own count: VERBATIM contains the line
    exactly as written, operators and signs included; INSIDE contains it only inside longer words;
    TRANSLATION contains it in the other language; MOST contains more than half of its plain words,
    SOME at least one (for a line of many words SOME comes before MOST).
    No report is both in ASKED and in a layer; reports of MOST are also in SOME.
    """

    ASKED = "asked"
    VERBATIM = "verbatim"
    INSIDE = "inside"
    TRANSLATION = "translation"
    MOST = "most"
    SOME = "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Values chosen in one facet: reports must have one of `values`, and none of `excluded`."""

    values: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def keeps(self, value: str) -> bool:
        """Whether reports with a value are left; facets are counted without their own choice."""
        return (not self.values or value in self.values) and value not in self.excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A search as a person states it.

    `today` resolves relative dates in `text` (近三个月) and is an argument so that nothing here
    reads a clock. `chosen` maps names of CHOOSABLE_FIELDS to what was chosen in them, in the order
    of names. `first` and `last` are inclusive. `undated` keeps only reports without a date.
    `arrived_after` keeps only reports that entered the archive after the arrival of that number, 0
    all. `additions` names the labelled additions (pinyin, translation, …) that are switched on.
    With `collapse_copies` the copies of a story take one place, and `start` counts stories; None
    leaves that to who asks. `after` is the cursor that came with another page of the same search:
    the hits behind that page are wanted, and `start` does not count. `swapped` says that the dates
    stood the wrong way round. `settings` has the operator's dictionary, synonyms and weight of
    recent reports; it is no part of an address. `meaning` asks for passages near in meaning below
    the hits; None leaves that to who asks.
    """

    text: str
    today: datetime.date
    chosen: tuple[tuple[str, Chosen], ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None
    undated: bool = False
    arrived_after: int = 0
    order: Order = Order.RELEVANCE
    start: int = 0
    size: int = PAGE_SIZE
    match: Match = Match.BEST
    layer: Layer = Layer.ASKED
    additions: tuple[str, ...] = ()
    strict: bool = False
    facets: tuple[str, ...] = (DateUnit.YEAR, DateUnit.MONTH, *FACETS)
    seconds: float | None = 5.0
    after: str = ""
    swapped: bool = False
    collapse_copies: bool | None = None
    meaning: bool | None = None
    settings: Settings = field(default=Settings(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """Write Korean in whole syllables, as reports are stored."""
        object.__setattr__(self, "text", whole_syllables(self.text))
