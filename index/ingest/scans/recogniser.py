"""Recognises text with RapidOCR and the models in its wheel: one thread, no network.

It is imported for the first page, which takes two seconds and 100 MB. Its known errors in a line
are corrected.
"""

import functools
import importlib.util
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image
    from rapidocr import RapidOCR

MAX_SIDE = 2_000
"""The longer side, in pixels, of a page in which lines are detected."""
MIN_CONFIDENCE = 0.5
"""The least confidence of a line; below it are false lines in pictures and stains."""
BOX_SCALE = 10_000
"""Boxes are measured in this fraction of the width or height of a page."""
_DOUBTFUL = 0.8
"""Below this mean confidence, a page may be sideways or upside down."""
_GLANCE = 960
"""The longer side, in pixels, of a picture that is tested for any text."""
_L_FOR_ONE = re.compile(
    r"(?<=[a-z]{2})1{1,2}(?=[a-z])|(?<=[a-z])1{1,2}(?=[a-z]{2})"
    r"|(?<=[a-z]{2})11\b|(?<=l)1\b|(?<=[a-z][aiou])1\b|\b1(?=[a-z]{2})"
)
"""A 1 that is an l: in a word, or at the end of one: `po1icy`, `wi11`, `tota1`."""
_O_FOR_ZERO = re.compile(r"(?<=[a-z])0(?=[a-z])")
_O_FOR_STOP = re.compile(r"(?<=[\u3400-\u9fff])o(?![a-zA-Z0-9])")
"""An o behind a Chinese character that begins no word: the stop of a sentence."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A recognised line; its box is left, top, right, bottom in BOX_SCALE parts of the page."""

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
    # Official builds keep a number of this machine, and send their maker what they are used for.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR  # noqa: PLC0415 - two seconds, and only scans need it

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": MAX_SIDE,
            "Global.text_score": MIN_CONFIDENCE,
            # It turned a twentieth of all full lines upside down; whole pages are turned instead.
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def recognise(picture: "Image") -> tuple[tuple[RecognisedLine, ...], int]:
    """The lines of a page, and the anticlockwise quarter turns that made it readable.

    Boxes are relative to the given picture.
    """
    lines = lines_of(picture, 0)
    if not lines or _certainty(lines) >= _DOUBTFUL:
        return lines, 0
    turned = ((lines_of(picture, quarters), quarters) for quarters in (1, 2, 3))
    return max(((lines, 0), *turned), key=lambda page: _fit(page[0], picture, page[1]))


def has_text(picture: "Image") -> bool:
    """Whether a picture may contain lines of text, by a quick test at low resolution."""
    small = picture.convert("RGB")
    small.thumbnail((_GLANCE, _GLANCE))
    result = _engine()(_pixels(small), use_rec=False)
    return result.boxes is not None and len(result.boxes) > 1


def _pixels(picture: "Image") -> npt.NDArray[np.uint8]:
    """The blue, green and red value of each pixel."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def lines_of(picture: "Image", quarters: int) -> tuple[RecognisedLine, ...]:
    """The lines after a number of anticlockwise quarter turns."""
    pixels = np.ascontiguousarray(np.rot90(_pixels(picture), quarters))
    result = _engine()(pixels, use_rec=True)
    if getattr(result, "txts", None) is None or result.boxes is None:
        return ()
    height, width = pixels.shape[:2]
    return tuple(
        RecognisedLine(
            _mended(str(text)),
            round(float(score), 4),
            _turned(_box(corners, width, height), quarters),
        )
        for text, score, corners in zip(result.txts, result.scores, result.boxes, strict=True)
    )


def _box(corners: npt.NDArray[np.float32], width: int, height: int) -> tuple[int, int, int, int]:
    """The bounding box of a line in BOX_SCALE parts of the page."""
    across = np.clip(corners[:, 0] / width, 0, 1) * BOX_SCALE
    down = np.clip(corners[:, 1] / height, 0, 1) * BOX_SCALE
    return round(across.min()), round(down.min()), round(across.max()), round(down.max())


def _turned(box: tuple[int, int, int, int], quarters: int) -> tuple[int, int, int, int]:
    """A box on the turned page, mapped back to the original page."""
    for _ in range(quarters):
        left, top, right, bottom = box
        box = (BOX_SCALE - bottom, left, BOX_SCALE - top, right)
    return box


def _certainty(lines: tuple[RecognisedLine, ...]) -> float:
    """The mean confidence per character."""
    return _weight(lines) / sum(len(line.text) for line in lines)


def _weight(lines: tuple[RecognisedLine, ...]) -> float:
    return sum(len(line.text) * line.confidence for line in lines)


def _fit(lines: tuple[RecognisedLine, ...], picture: "Image", quarters: int) -> float:
    """A score for reading a page in this rotation.

    Vertical lines are turned before they are read, so two rotations read well; the one with
    horizontal lines is right.
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
    """The line with l for 1 and o for 0 among lower-case letters: `wi11`; a Chinese stop for o."""
    if "o" in text:
        text = _O_FOR_STOP.sub("。", text)
    if "1" in text or "0" in text:
        text = _O_FOR_ZERO.sub("o", _L_FOR_ONE.sub(lambda ones: "l" * len(ones[0]), text))
    return text
