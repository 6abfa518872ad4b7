"""Where in the query line and in a report a node stands."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from search.query.parser import QueryNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where in the line and in the report a node stands.

    `start` and `end` are the range of the line that goes when the piece goes, where it is wider
    than the node; `fields` are where to look; `excluded` parts are not marked.
    """

    fields: tuple[str, ...] = ("title", "body")
    field: str = ""
    excluded: bool = False
    start: int | None = None
    end: int | None = None

    def inside(
        self, node: QueryNode, **changes: Any
    ) -> "Scope":  # **: those of dataclasses.replace
        """The scope of a node's child: the piece takes the node's mark along."""
        start = node.start if self.start is None else self.start
        end = node.end if self.end is None else self.end
        return dataclasses.replace(self, start=start, end=end, **changes)

    def apart(self) -> "Scope":
        """The scope of a part that goes by itself."""
        return dataclasses.replace(self, start=None, end=None)
