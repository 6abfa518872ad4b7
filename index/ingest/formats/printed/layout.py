"""Turns text at positions of a page, as in OFD and XPS, into lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.ingest.formats.printed.page_text import paragraphs

MAX_PIECES = 100_000
"""The largest number of pieces of text of one page that are read."""


@dataclass(frozen=True, slots=True)
class LayoutPiece:
    """A piece of text; its line begins at `x` and `y`, `size` is the height of a letter.

    `width` is 0 if it is unknown. All lengths have the same unit.
    """

    x: float
    y: float
    size: float
    text: str
    width: float = 0

    def drawn(self, left: float, top: float, scale: float) -> "LayoutPiece":
        """The same piece inside a drawing that is moved and scaled."""
        size, width = self.size * scale, self.width * scale
        return LayoutPiece(left + self.x * scale, top + self.y * scale, size, self.text, width)


def page_paragraphs(pieces: Iterable[LayoutPiece]) -> list[str]:
    """The paragraphs of a page, without its number."""
    return paragraphs("\n".join(page_lines(pieces)))


def page_lines(pieces: Iterable[LayoutPiece]) -> list[str]:
    """All lines of a page; consecutive pieces side by side form a line."""
    lines: list[list[LayoutPiece]] = []
    for piece in pieces:
        last = lines[-1][-1] if lines else None
        if last is not None and _goes_on(last, piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [text for text in map(_joined, lines) if text]


def _goes_on(before: LayoutPiece, after: LayoutPiece) -> bool:
    """Whether a piece is on the same line as the previous one, to its right."""
    return abs(before.y - after.y) < 0.5 * max(before.size, after.size) and after.x > before.x


def _joined(line: list[LayoutPiece]) -> str:
    """The text of a line; a wide gap between two pieces is a space."""
    text = ""
    end = 0.0
    for piece in line:
        gap = piece.x - end
        if text and end and gap > 0.3 * piece.size:
            text += " "
        text += piece.text
        end = piece.x + piece.width if piece.width else 0.0
    return " ".join(text.split())
