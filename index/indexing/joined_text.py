"""The text of one document, from what a reading process says of it."""

from collections.abc import Iterable
from pathlib import Path

from index.errors import CorpusError, ReaderEndedError

PLAIN_MARK, BODY_MARK, SKIPPED_MARK = "p", "b", "s"
"""The first character of each text of the reading process: plain text, a body, a reason."""


def joined_text(
    path: Path, texts: Iterable[str], max_chars: int, *, cuts: bool = False
) -> str | None:
    """The text of a file from those of a reading process, which may end in a ReaderEndedError.

    CorpusError for more than `max_chars` code points; with `cuts`, nothing is read beyond them.
    """
    bodies: list[str] = []
    reason, left = "", max_chars
    try:
        for text in texts:
            if text.startswith(PLAIN_MARK):
                return None
            if text.startswith(BODY_MARK):
                bodies.append(text[1:])
                left -= len(text)
            else:
                reason = reason or text[1:]
            if left < 0 and cuts:
                break
            if left < 0:
                raise CorpusError(f"{path} has more than {max_chars} characters of text.")
    except ReaderEndedError as error:
        reason = str(error)
    if not bodies:
        raise CorpusError(f"{path} has no text that can be read. {reason}".strip())
    return "\n\n".join(bodies)
