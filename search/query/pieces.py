"""The pieces of a query line, as the page shows them, with operators and brackets."""

import contextlib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from search.page import Piece, PieceKind
from search.query.compile_context import CompileContext
from search.query.query_terms import QueryTerm
from search.query.syntax.parser import QueryNode


class Pieces(list[Piece]):
    """The pieces of the compiled part of a line."""

    def __init__(self) -> None:
        super().__init__()
        self.latest = (0, 0)
        self._depth = 0

    def put(
        self, node: QueryNode | QueryTerm, context: CompileContext, kind: PieceKind, text: str
    ) -> None:
        """Add the piece of a node, with its range in the line, which becomes `latest`."""
        start = node.start if context.start is None else context.start
        end = node.end if context.end is None else context.end
        self.latest = (start, end)
        self.append(
            Piece(
                start=start,
                end=end,
                kind=PieceKind.EXCLUDED if context.excluded else kind,
                text=unicodedata.normalize("NFC", text),  # folding decomposes kana; 2½ is not 21⁄2
                field=context.field,
            )
        )

    @contextlib.contextmanager
    def part(self, operator: str = "") -> Iterator[None]:
        """Context for compiling a part of a group: its first piece shows the operator before it."""
        first = len(self)
        self._depth += 1
        yield
        self._depth -= 1
        if operator and len(self) > first:
            self[first] = replace(self[first], operator=operator)

    @contextlib.contextmanager
    def group(self) -> Iterator[None]:
        """Context for compiling a group: an inner group of several pieces gets brackets."""
        first = len(self)
        yield
        if self._depth and len(self) > first + 1:
            self[first] = replace(self[first], opens=self[first].opens + 1)
            self[-1] = replace(self[-1], closes=self[-1].closes + 1)
