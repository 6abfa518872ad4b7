"""The context of a node while a query is compiled."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from search.query.syntax.parser import QueryNode


@dataclass(frozen=True, slots=True, kw_only=True)
class CompileContext:
    """The context of a node: the fields it is searched in, and its range in the query line.

    `field` is the field named in the line, if any. `excluded` nodes are not highlighted. `start`
    and `end` are the range that is removed with the piece, if it is wider than the node.
    """

    fields: tuple[str, ...] = ("title", "body")
    field: str = ""
    excluded: bool = False
    start: int | None = None
    end: int | None = None

    def inside(
        self, node: QueryNode, **changes: Any
    ) -> "CompileContext":  # **: those of dataclasses.replace
        """The context of a node's child, whose piece includes the node's sign or field name."""
        start = node.start if self.start is None else self.start
        end = node.end if self.end is None else self.end
        return dataclasses.replace(self, start=start, end=end, **changes)

    def apart(self) -> "CompileContext":
        """The context of a part that can be removed by itself."""
        return dataclasses.replace(self, start=None, end=None)
