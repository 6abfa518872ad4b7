"""Joins the lines of texts that have more of them than anybody reads, so that none is lost."""

from collections.abc import Sequence

MAX_PARAGRAPHS = 200_000
"""Paragraphs of a report; a dictionary of a language has about as many lines.

Measured: a report of 2.6 million takes 0.3 s each time it is decoded, and a page decodes it thrice.
"""


def joined_paragraphs(
    paragraphs: tuple[str, ...], pages: Sequence[int]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The paragraphs, of which equally many follow each other in one where they are too many.

    `pages` has the number, from 1, of the first paragraph of each page.
    """
    together = -(-len(paragraphs) // MAX_PARAGRAPHS)
    if together <= 1:
        return paragraphs, tuple(pages)
    joined = (
        " ".join(paragraphs[at : at + together]) for at in range(0, len(paragraphs), together)
    )
    return tuple(joined), tuple((first - 1) // together + 1 for first in pages)
