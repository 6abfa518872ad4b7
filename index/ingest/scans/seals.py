"""Finds red seals on a page, and makes the text below them readable.

Ink of a seal breaks the lines that it crosses: what stands beside it is lost. The part of the page
with the seal is therefore read once more without red, and what is better there replaces the rest.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.ingest.scans import recogniser
from index.ingest.scans.recogniser import BOX_SCALE, RecognisedLine

if TYPE_CHECKING:
    from PIL.Image import Image

_FINE, _RED, _REDDISH = 4, 50, 20
"""How much a page is reduced to look for red; how much more red than green and blue ink is, and
its faint edge."""
_ROW_SHARE, _APART, _MARGIN, MAX_BANDS = 0.004, 0.03, 0.012, 4
"""The share of red in a row of a seal; the part of the height between two seals; the part that is
read above and below; the largest number of parts of a page that are read again."""
_DARK, _LIGHT = 100, 200
"""The red of ink and of paper below a seal, which are stretched to black and white."""
_EDGE, _CROSSED = 100, 0.003
"""How near to the edge of a part a line is cut, of BOX_SCALE; the share of red in a crossed one."""
_COVERED = 0.5
"""The part of a line that another one must cover to stand for it."""
_SURE, _SURER = 0.9, 0.05
"""The confidence of a line where there was none, with that tolerance; the tolerance by which a line
that says more may be less sure, and must be surer if it says as much."""


def read_below(
    picture: "Image", lines: tuple[RecognisedLine, ...], turned: int
) -> tuple[RecognisedLine, ...]:
    """The lines of a page, those below red ink read again; `turned` as in `recognise`."""
    from PIL import Image  # noqa: PLC0415 - only where scans are read

    for top, bottom in bands(picture):
        pixels = np.asarray(picture.crop((0, top, picture.width, bottom)))
        red = _redness(pixels.astype(np.int16)) > _RED
        part = Image.fromarray(without_red(pixels))
        again = [
            moved(line, top, bottom, picture.height)
            for line in recogniser.lines_of(part, turned)
            if _is_crossed(line, red)
        ]
        lines = merged(lines, again)
    return lines


def _is_crossed(line: RecognisedLine, red: npt.NDArray[np.bool_]) -> bool:
    """Whether a line of a part of a page is crossed by red ink and not cut by the part's edge."""
    left, top, right, bottom = line.box
    rows, columns = red.shape
    inside = red[
        top * rows // BOX_SCALE : bottom * rows // BOX_SCALE + 1,
        left * columns // BOX_SCALE : right * columns // BOX_SCALE + 1,
    ]
    return top > _EDGE and bottom < BOX_SCALE - _EDGE and float(inside.mean()) > _CROSSED


def bands(picture: "Image") -> list[tuple[int, int]]:
    """The first and last row, in pixels, of each part of a page with red ink."""
    small = np.asarray(picture.reduce(_FINE), dtype=np.int16)
    share = (_redness(small) > _RED).mean(axis=1)
    spans: list[tuple[int, int]] = []
    for row in np.flatnonzero(share > _ROW_SHARE).tolist():
        if spans and row - spans[-1][1] <= _APART * len(share):
            spans[-1] = spans[-1][0], row
        else:
            spans.append((row, row))
    margin = _MARGIN * len(share)
    tall = [(top, bottom) for top, bottom in spans if bottom - top >= margin]
    return [
        (
            max(round((top - margin) * _FINE), 0),
            min(round((bottom + margin + 1) * _FINE), picture.height),
        )
        for top, bottom in tall[:MAX_BANDS]
    ]


def without_red(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The pixels with red ink as light as paper; black ink below it stays dark."""
    wide = pixels.astype(np.int16)
    red = wide[:, :, 0]
    stretched = np.clip((red - _DARK) * 255 // (_LIGHT - _DARK), 0, 255)
    cleaned = np.where((_redness(wide) > _REDDISH)[:, :, None], stretched[:, :, None], wide)
    return cleaned.astype(np.uint8)


def _redness(pixels: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """How much more red than green or blue each pixel has."""
    return pixels[:, :, 0] - np.maximum(pixels[:, :, 1], pixels[:, :, 2])


def merged(
    lines: Sequence[RecognisedLine], again: Sequence[RecognisedLine]
) -> tuple[RecognisedLine, ...]:
    """The lines of a page, with those read again in place of what they cover and say better."""
    merged_lines = list(lines)
    for line in again:
        covered = [
            earlier
            for earlier in merged_lines
            if _share(earlier, line) > _COVERED or _share(line, earlier) > 0.9
        ]
        length = sum(len(earlier.text) for earlier in covered)
        surest = min((earlier.confidence for earlier in covered), default=_SURE)
        more = len(line.text) > length and line.confidence > surest - _SURER
        better = more or (len(line.text) == length and line.confidence > surest + _SURER)
        if better:
            merged_lines = [earlier for earlier in merged_lines if earlier not in covered] + [line]
    return tuple(sorted(merged_lines, key=lambda line: (line.box[1], line.box[0])))


def _share(line: RecognisedLine, other: RecognisedLine) -> float:
    """The part of a line that another one covers."""
    left, top, right, bottom = line.box
    across = min(right, other.box[2]) - max(left, other.box[0])
    down = min(bottom, other.box[3]) - max(top, other.box[1])
    area = max((right - left) * (bottom - top), 1)
    return max(across, 0) * max(down, 0) / area


def moved(line: RecognisedLine, top: int, bottom: int, height: int) -> RecognisedLine:
    """A line of a part of a page, its box in the whole page; `top` to `bottom` are its pixels."""
    left, first, right, last = line.box
    rows = bottom - top
    return RecognisedLine(
        line.text,
        line.confidence,
        (
            left,
            round((top * BOX_SCALE + first * rows) / height),
            right,
            round((top * BOX_SCALE + last * rows) / height),
        ),
    )
