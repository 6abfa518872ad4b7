"""The recogniser: RapidOCR with the models in its wheel, one thread, nothing from the network.

It is loaded when the first page is to be read: that takes two seconds and 100 MB, and nothing of
it is imported before. What it made of a line is mended where it is known to err.
"""

import functools
import importlib.util
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image
    from rapidocr import RapidOCR

#: The longer side, in pixels, of a page in which lines are detected.
MAX_SIDE = 2_000
#: The least confidence of a line; below it are false lines in pictures and stains.
MIN_CONFIDENCE = 0.5
#: Parts of a page's width or height, in which boxes are counted.
SCALE = 10_000
#: A page whose lines are less certain on the average may lie on its side or upside down.
_DOUBTFUL = 0.8
#: Pixels of the longer side in which a picture is looked at for any text.
_GLANCE = 960
#: A 1 that is an l: in a word, and at its end where no number stands: `po1icy`, `wi11`, `tota1`.
_L_FOR_ONE = re.compile(
    r"(?<=[a-z]{2})1{1,2}(?=[a-z])|(?<=[a-z])1{1,2}(?=[a-z]{2})"
    r"|(?<=[a-z]{2})11\b|(?<=l)1\b|(?<=[a-z][aiou])1\b|\b1(?=[a-z]{2})"
)
_O_FOR_ZERO = re.compile(r"(?<=[a-z])0(?=[a-z])")


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A recognised line; its box is left, top, right, bottom in SCALE parts of the page."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]


@functools.cache
def installed() -> bool:
    """Whether the extra `scans` is installed."""
    return all(map(importlib.util.find_spec, ("rapidocr", "onnxruntime", "PIL")))


@functools.cache
def version() -> str:
    """The name and version of the recogniser, part of the key of stored pages."""
    from importlib import metadata  # noqa: PLC0415 - only where scans are read

    return f"rapidocr {metadata.version('rapidocr')}"


@functools.cache
def _engine() -> "RapidOCR":
    from rapidocr import RapidOCR  # noqa: PLC0415 - two seconds, and only scans need it

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": MAX_SIDE,
            "Global.text_score": MIN_CONFIDENCE,
            # It turned a twentieth of all full lines upside down; pages are turned as a whole.
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def recognise(picture: "Image") -> tuple[tuple[RecognisedLine, ...], int]:
    """The lines of a page from a picture of Pillow, and how it had to be turned to be read.

    That is in quarters against the clock. Boxes are those on the picture as it is given.
    """
    lines = _lines(picture, 0)
    if not lines or _certainty(lines) >= _DOUBTFUL:
        return lines, 0
    turned = ((_lines(picture, quarters), quarters) for quarters in (1, 2, 3))
    return max(((lines, 0), *turned), key=lambda page: _fit(page[0], picture, page[1]))


def has_text(picture: "Image") -> bool:
    """Whether a picture may contain lines of text, by a quick test at low resolution."""
    small = picture.convert("RGB")
    small.thumbnail((_GLANCE, _GLANCE))
    found = _engine()(_pixels(small), use_rec=False)
    return found.boxes is not None and len(found.boxes) > 1


def _pixels(picture: "Image") -> npt.NDArray[np.uint8]:
    """Blue, green and red of each pixel."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _lines(picture: "Image", quarters: int) -> tuple[RecognisedLine, ...]:
    """The lines after a number of anticlockwise quarter turns."""
    pixels = np.ascontiguousarray(np.rot90(_pixels(picture), quarters))
    found = _engine()(pixels, use_rec=True)
    if getattr(found, "txts", None) is None or found.boxes is None:
        return ()
    height, width = pixels.shape[:2]
    return tuple(
        RecognisedLine(
            _mended(str(text)),
            round(float(score), 4),
            _turned(_box(corners, width, height), quarters),
        )
        for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True)
    )


def _box(corners: npt.NDArray[np.float32], width: int, height: int) -> tuple[int, int, int, int]:
    """The rectangle around the corners of a line, in parts of the page."""
    across = np.clip(corners[:, 0] / width, 0, 1) * SCALE
    down = np.clip(corners[:, 1] / height, 0, 1) * SCALE
    return round(across.min()), round(down.min()), round(across.max()), round(down.max())


def _turned(box: tuple[int, int, int, int], quarters: int) -> tuple[int, int, int, int]:
    """A box on the turned page as it stands on the page before."""
    for _ in range(quarters):
        left, top, right, bottom = box
        box = (SCALE - bottom, left, SCALE - top, right)
    return box


def _certainty(lines: tuple[RecognisedLine, ...]) -> float:
    """The mean confidence of a character."""
    return _weight(lines) / sum(len(line.text) for line in lines)


def _weight(lines: tuple[RecognisedLine, ...]) -> float:
    return sum(len(line.text) * line.confidence for line in lines)


def _fit(lines: tuple[RecognisedLine, ...], picture: "Image", quarters: int) -> float:
    """How well a page can be read as it is turned.

    Lines that stand upright are read lying, so that a page can be read well in two ways; the one
    whose lines lie is right.
    """
    width, height = picture.size if quarters % 2 == 0 else picture.size[::-1]
    lying = 0
    for line in lines:
        left, top, right, bottom = line.box
        across, down = (
            (right - left, bottom - top) if quarters % 2 == 0 else (bottom - top, right - left)
        )
        lying += across * width >= down * height
    return _weight(lines) * (1.0 if 2 * lying >= len(lines) else 0.9)


def _mended(text: str) -> str:
    """The line with an l where a 1 stands among small letters, and an o for a 0: `wi11`."""
    if "1" in text or "0" in text:
        text = _O_FOR_ZERO.sub("o", _L_FOR_ONE.sub(lambda ones: "l" * len(ones[0]), text))
    return text
