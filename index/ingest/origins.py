"""Origins of fields: a kind, which pages translate, and the name that the file uses."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class OriginKind(StrEnum):
    """The kind of the place in a file that a field was read from."""

    LABEL = "label"
    META = "meta"
    FIELD = "field"
    CLASS = "class"
    HEADING = "heading"

    def of(self, name: str) -> str:
        """The origin for one place of this kind: "label 来源"."""
        return f"{self} {name}"


class GuessedOrigin(StrEnum):
    """The origin of a field that was concluded from something else."""

    ADDRESS = "guessed from the address"
    FILE_NAME = "guessed from the name of the file"
    FILE_CREATION = "guessed from the file's creation"
    FIRST_SENTENCE = "guessed from the first sentence"
    SCRIPT = "guessed from a script"
    WRITING = "guessed from the script"


_DECLARATIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        OriginKind.META: frozenset(),
        "JSON-LD": frozenset(),
        "Word": frozenset(),
        "sites.toml": frozenset(),
        OriginKind.FIELD: frozenset(("html", "md")),
    }
)
"""What a file declares and its readers do not see: the first word of the origin, and the kinds of
files in which it is so; an empty set means all. A summary from anywhere else goes into the text."""


def is_declared(origin: str, kind: str) -> bool:
    """Whether what was read there is declared about a file of that kind, and not seen in it."""
    kinds = _DECLARATIONS.get(origin.partition(" ")[0])
    return kinds is not None and (not kinds or kind in kinds)
