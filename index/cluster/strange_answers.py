"""Turns what reading a strange answer raises into ClusterError: a proxy, another program, a fault.

Whoever answers at an address may be something else than OpenSearch, and answer anything.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from index.cluster.address import Address
from index.errors import ClusterError
from index.json_types import JsonObject

P = ParamSpec("P")
T = TypeVar("T")
STRANGE_ANSWER_ERRORS = (
    *(KeyError, IndexError, TypeError, AttributeError),
    *(ValueError, OverflowError, RecursionError),
)
"""Errors that an answer of another shape or with other types raises where it is read."""

MAX_SCORE = 3.5e38
"""Scores are numbers of 32 bits."""


class Connected(Protocol):
    """An object that asks a cluster."""

    @property
    def address(self) -> Address:
        """The address of the cluster."""


S = TypeVar("S", bound=Connected)


@contextlib.contextmanager
def answers_of(address: Address) -> Iterator[None]:
    """Reads answers inside the block; a strange one is a ClusterError."""
    try:
        yield
    except STRANGE_ANSWER_ERRORS as error:
        shown = f"{type(error).__name__}: {str(error)[:100]}"
        raise ClusterError(
            f"{address} sent an answer that no OpenSearch sends ({shown}). Look whether something "
            "else answers there, such as a proxy."
        ) from error


def reads_answers(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Decorate a method that reads answers, as `answers_of`."""

    @functools.wraps(method)
    def guarded(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        with answers_of(self.address):
            return method(self, *args, **options)

    return guarded


def count_in(value: object) -> int:
    """A number of things in an answer; ValueError for anything else."""
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError(f"{value!r:.50} is no number of things")
    return value


def score_in(value: object) -> float:
    """A score in an answer; ValueError for anything else, also for what is not finite."""
    if isinstance(value, int | float) and abs(value) <= MAX_SCORE:
        return float(value)
    raise ValueError(f"{value!r:.50} is no score")


def docs_in(response: JsonObject, ids: Sequence[str]) -> list[JsonObject]:
    """The documents of an answer, one for each id asked for; ValueError for those of others."""
    docs: list[JsonObject] = response["docs"]
    if [doc.get("_id") for doc in docs] != list(ids):
        raise ValueError("other documents than were asked for")
    return docs
